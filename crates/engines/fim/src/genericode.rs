//! Code lists as files: genericode 1.0 (OASIS Committee Specification 01, 2007), as the XRepository gives them out.
//!
//! Read are simple code lists with all their columns and keys. References to columns and lists elsewhere are not
//! followed; annotations are passed over.

use serde::{Deserialize, Serialize};

use crate::fault::{Fault, Faults, Mistake, excerpt};
use crate::model::{Field, Value};
use crate::node::{Node, Space, parse};
use crate::parts::{attribute, trimmed};

/// A code list with its columns and rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList {
    /// Its short name.
    pub short_name: Option<String>,
    /// Its long name.
    pub long_name: Option<String>,
    /// Its edition.
    pub version: Option<String>,
    /// Its name, a URN; [`CodeListReference::uri`](crate::CodeListReference) points here.
    pub uri: Option<String>,
    /// Name and edition in one.
    pub version_uri: Option<String>,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// Which columns name a row.
    pub keys: Vec<Key>,
    /// The rows: for each column its value, or `None`.
    pub rows: Vec<Vec<Option<String>>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its id in the file.
    pub id: String,
    /// Its heading.
    pub short_name: Option<String>,
    /// Whether every row must have it.
    pub is_required: bool,
}

/// Columns that name a row together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Its id in the file.
    pub id: String,
    /// Numbers of its columns, from 0.
    pub columns: Vec<usize>,
}

/// Why a field's choices cannot be had from a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// The field names a column that the list does not have.
    #[error("the code list has no column {0}")]
    Column(String),
    /// The list has no column at all.
    #[error("the code list has no columns")]
    NoColumns,
    /// A row has no code.
    #[error("row {0} of the code list has no code")]
    NoCode(usize),
    /// Two rows have one code.
    #[error("the code {0} stands twice in the code list")]
    Twice(String),
}

/// Reads a code list.
///
/// # Errors
/// Every mistake of the file with its line and place.
pub fn read(bytes: &[u8]) -> Result<CodeList, Faults> {
    let tree = parse(bytes).map_err(|fault| Faults(vec![fault]))?;
    let root = &tree.root;
    if root.name != "CodeList" || !matches!(root.space, Space::Genericode | Space::None) {
        let mistake = Mistake::Message { found: excerpt(root.name), expected: "CodeList of genericode 1.0" };
        return Err(Faults(vec![Fault { line: root.line, place: excerpt(root.name), mistake }]));
    }
    let mut faults = Vec::new();
    let list = code_list(root, &mut faults);
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(list) } else { Err(Faults(faults)) }
}

fn fault(faults: &mut Vec<Fault>, line: u32, place: &str, mistake: Mistake) {
    if faults.len() < Faults::LIMIT {
        faults.push(Fault { line, place: format!("CodeList/{place}"), mistake });
    }
}

/// Children of genericode may be qualified or, as some programs write them, without a namespace.
fn children<'n, 'x>(node: &'n Node<'x>, name: &'static str) -> impl Iterator<Item = &'n Node<'x>> {
    node.children
        .iter()
        .filter(move |child| child.name == name && matches!(child.space, Space::Genericode | Space::None))
}

fn child<'n, 'x>(node: &'n Node<'x>, name: &'static str) -> Option<&'n Node<'x>> {
    children(node, name).next()
}

fn text(node: &Node) -> Option<String> {
    trimmed(&node.text)
}

fn code_list(root: &Node, faults: &mut Vec<Fault>) -> CodeList {
    let named = |name| child(root, "Identification").and_then(|node| child(node, name)).and_then(text);
    if child(root, "Identification").is_none() {
        fault(faults, root.line, "Identification", Mistake::Missing("Identification"));
    }
    let mut columns: Vec<Column> = Vec::new();
    let mut keys = Vec::new();
    match child(root, "ColumnSet") {
        Some(set) => {
            for node in children(set, "Column") {
                let Some(id) = attribute(node, "Id") else {
                    fault(faults, node.line, "ColumnSet/Column", Mistake::MissingAttribute("Id"));
                    continue;
                };
                if columns.iter().any(|column| column.id == id) {
                    fault(faults, node.line, &format!("ColumnSet/Column {}", excerpt(&id)), Mistake::Twice);
                }
                let is_required = attribute(node, "Use").as_deref() == Some("required");
                let short_name = child(node, "ShortName").and_then(text);
                columns.push(Column { id, short_name, is_required });
            }
            for node in children(set, "Key") {
                let id = attribute(node, "Id").unwrap_or_default();
                let mut key = Key { id, columns: Vec::new() };
                for reference in children(node, "ColumnRef") {
                    key.columns.extend(column(&columns, attribute(reference, "Ref"), reference, faults));
                }
                keys.push(key);
            }
        }
        None => fault(faults, root.line, "ColumnSet", Mistake::Missing("ColumnSet")),
    }
    let rows = match child(root, "SimpleCodeList") {
        Some(list) => children(list, "Row").map(|node| row(node, &columns, faults)).collect(),
        None => {
            fault(faults, root.line, "SimpleCodeList", Mistake::Missing("SimpleCodeList"));
            Vec::new()
        }
    };
    CodeList {
        short_name: named("ShortName"),
        long_name: named("LongName"),
        version: named("Version"),
        uri: named("CanonicalUri"),
        version_uri: named("CanonicalVersionUri"),
        columns,
        keys,
        rows,
    }
}

/// A row: a value names its column, or stands in the one after the last.
fn row(node: &Node, columns: &[Column], faults: &mut Vec<Fault>) -> Vec<Option<String>> {
    let mut cells = vec![None; columns.len()];
    let mut next = 0;
    for value in children(node, "Value") {
        let at = match attribute(value, "ColumnRef") {
            None if next < columns.len() => Some(next),
            reference => column(columns, reference, value, faults),
        };
        let Some(at) = at else { continue };
        next = at + 1;
        let cell = child(value, "SimpleValue").and_then(text);
        if cells[at].is_some() {
            let place = format!("SimpleCodeList/Row/Value {}", excerpt(&columns[at].id));
            fault(faults, value.line, &place, Mistake::Twice);
        }
        cells[at] = cell;
    }
    for (cell, column) in cells.iter().zip(columns) {
        if cell.is_none() && column.is_required {
            let place = format!("SimpleCodeList/Row/Value {}", excerpt(&column.id));
            fault(faults, node.line, &place, Mistake::Empty);
        }
    }
    cells
}

fn column(columns: &[Column], id: Option<String>, node: &Node, faults: &mut Vec<Fault>) -> Option<usize> {
    let found = columns.iter().position(|column| Some(&column.id) == id.as_ref());
    if found.is_none() {
        let found = excerpt(id.as_deref().unwrap_or_default());
        fault(
            faults,
            node.line,
            excerpt(node.name).as_str(),
            Mistake::Form { found, expected: "column of the list" },
        );
    }
    found
}

impl CodeList {
    /// The number of a column by its id.
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    /// The choices of a field: code, name and help by the columns the field names.
    ///
    /// Where it names none, the code is in the first column of the first key (else the first column), the name in
    /// the first column of the second key (else the first that is not the code's, else the code's), as the lists of
    /// the XRepository are made; there is no help then.
    pub fn choices(&self, field: &Field) -> Result<Vec<Value>, ChoiceError> {
        let named = |key: &Option<String>| match key {
            Some(id) => self.column(id).map(Some).ok_or_else(|| ChoiceError::Column(id.clone())),
            None => Ok(None),
        };
        let of_key = |number: usize| self.keys.get(number).and_then(|key| key.columns.first().copied());
        if self.columns.is_empty() {
            return Err(ChoiceError::NoColumns);
        }
        let code = named(&field.code_key)?.or_else(|| of_key(0)).unwrap_or(0);
        let other = (0..self.columns.len()).find(|column| *column != code);
        let name = named(&field.name_key)?.or_else(|| of_key(1)).or(other).unwrap_or(code);
        let help = named(&field.help_key)?;
        let mut seen = std::collections::BTreeSet::new();
        let mut choices = Vec::with_capacity(self.rows.len());
        for (index, row) in self.rows.iter().enumerate() {
            let cell = |column: usize| row.get(column).cloned().flatten();
            let code = cell(code).ok_or(ChoiceError::NoCode(index + 1))?;
            if !seen.insert(code.clone()) {
                return Err(ChoiceError::Twice(code));
            }
            let name = cell(name).unwrap_or_else(|| code.clone());
            choices.push(Value { code, name, help: help.and_then(cell) });
        }
        Ok(choices)
    }
}
