//! Which tables there are, asked of the database itself: a table that a backup forgot would be lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Arg, Engine, Row, Session, StoreError};

/// What a column holds, the same on both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Text,
    Int,
    Float,
    Bool,
    Bytes,
}

impl Kind {
    fn of(declared: &str) -> Option<Self> {
        Some(match declared.to_ascii_lowercase().as_str() {
            "text" => Self::Text,
            "bigint" | "integer" | "smallint" => Self::Int,
            "double precision" | "real" => Self::Float,
            "boolean" => Self::Bool,
            "blob" | "bytea" => Self::Bytes,
            _ => return None,
        })
    }

    /// A `NULL` of this kind.
    pub(crate) fn null(self) -> Arg {
        match self {
            Self::Text => Arg::Text(None),
            Self::Int => Arg::Int(None),
            Self::Float => Arg::Float(None),
            Self::Bool => Arg::Bool(None),
            Self::Bytes => Arg::Bytes(None),
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// The columns of its key, in order; all columns where it has none.
    pub(crate) key: Vec<String>,
}

impl Table {
    /// All rows in the order of their key, byte by byte, so that both databases give them in the same order.
    pub(crate) fn select(&self, engine: Engine) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| quoted(&column.name)).collect();
        let key: Vec<String> = self
            .key
            .iter()
            .map(|name| {
                let text =
                    self.columns.iter().any(|column| column.name == *name && column.kind == Kind::Text);
                let order = if text && engine == Engine::Postgres { " COLLATE \"C\"" } else { "" };
                format!("{}{order}", quoted(name))
            })
            .collect();
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), quoted(&self.name), key.join(", "))
    }
}

/// A name as SQL takes any name.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// All tables by name. On PostgreSQL those of the current schema.
///
/// # Errors
///
/// A fault if a column is of a type that is not of both databases.
pub(crate) async fn tables(session: &mut Session) -> Result<Vec<Table>, StoreError> {
    let (columns, keys) = match session.engine() {
        Engine::Sqlite => (
            "SELECT m.name AS tab, p.name AS col, p.type AS kind FROM sqlite_master m \
             JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY m.name, p.cid",
            "SELECT m.name AS tab, p.name AS col FROM sqlite_master m \
             JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.pk > 0 ORDER BY m.name, p.pk",
        ),
        Engine::Postgres => (
            "SELECT c.table_name::text AS tab, c.column_name::text AS col, c.data_type::text AS kind \
             FROM information_schema.columns c JOIN information_schema.tables t \
             ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE' \
             WHERE c.table_schema = current_schema() AND c.is_generated = 'NEVER' \
             ORDER BY c.table_name COLLATE \"C\", c.ordinal_position",
            "SELECT k.relname::text AS tab, a.attname::text AS col FROM pg_index i \
             JOIN pg_class k ON k.oid = i.indrelid AND k.relnamespace = current_schema()::regnamespace \
             JOIN pg_attribute a ON a.attrelid = k.oid AND a.attnum = ANY (i.indkey) \
             WHERE i.indisprimary ORDER BY k.relname, array_position(i.indkey::int2[], a.attnum)",
        ),
    };
    let text = |row: &Row, name: &str| row.get::<String>(name);
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in session.all_of(columns.to_owned()).await? {
        let (name, column, kind) = (text(&row, "tab")?, text(&row, "col")?, text(&row, "kind")?);
        let kind = Kind::of(&kind)
            .ok_or_else(|| StoreError::Fault(format!("column {name}.{column} is of type {kind}")))?;
        let table = tables.entry(name.clone()).or_insert_with(|| Table {
            name,
            columns: Vec::new(),
            key: Vec::new(),
        });
        table.columns.push(Column { name: column, kind });
    }
    for row in session.all_of(keys.to_owned()).await? {
        if let Some(table) = tables.get_mut(&text(&row, "tab")?) {
            table.key.push(text(&row, "col")?);
        }
    }
    for table in tables.values_mut().filter(|table| table.key.is_empty()) {
        table.key = table.columns.iter().map(|column| column.name.clone()).collect();
    }
    Ok(tables.into_values().collect())
}
