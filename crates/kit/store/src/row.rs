//! Rows as they come back, the same from both databases.

use std::sync::Arc;

use jiff::Timestamp;
use rathaus_core::{Ags, Cents, Lang};
use sqlx::postgres::PgRow;
use sqlx::{Column, Row as _, TypeInfo};

use crate::{Arg, Id, StoreError, TenantId};

/// One row: values by the name of their column.
#[derive(Debug, Clone)]
pub struct Row {
    names: Arc<[String]>,
    values: Vec<Arg>,
}

impl Row {
    /// A row of names and as many values.
    pub(crate) fn new(names: Arc<[String]>, values: Vec<Arg>) -> Self {
        Self { names, values }
    }

    /// The value of a column.
    ///
    /// # Errors
    ///
    /// A fault if there is no such column, or its value is not of that type (`NULL` needs an `Option`).
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T, StoreError> {
        let value = self
            .names
            .iter()
            .position(|name| name == column)
            .map(|place| &self.values[place])
            .ok_or_else(|| StoreError::Fault(format!("no column {column}")))?;
        T::from_column(value).ok_or_else(|| StoreError::Fault(format!("column {column} holds {value:?}")))
    }

    /// The value of a `TEXT` column that holds JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Fault(format!("column {column}: {error}")))
    }

    /// Names and values, in the order of the statement; for backup and export.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &Arg)> {
        self.names.iter().map(String::as_str).zip(&self.values)
    }
}

/// What a column can be read as.
pub trait FromColumn: Sized {
    /// The value, or `None` if it is of another type.
    fn from_column(value: &Arg) -> Option<Self>;
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: &Arg) -> Option<Self> {
        match value {
            Arg::Text(None) | Arg::Int(None) | Arg::Float(None) | Arg::Bool(None) | Arg::Bytes(None) => {
                Some(None)
            }
            value => T::from_column(value).map(Some),
        }
    }
}

macro_rules! columns {
    ($($to:ty: $pattern:pat => $make:expr),* $(,)?) => {
        $(impl FromColumn for $to {
            fn from_column(value: &Arg) -> Option<Self> {
                match value {
                    $pattern => $make,
                    _ => None,
                }
            }
        })*
    };
}

columns! {
    String: Arg::Text(Some(text)) => Some(text.clone()),
    Id: Arg::Text(Some(text)) => text.parse().ok(),
    TenantId: Arg::Text(Some(text)) => text.parse().ok().map(TenantId),
    Ags: Arg::Text(Some(text)) => text.parse().ok(),
    Lang: Arg::Text(Some(text)) => Lang::ALL.into_iter().find(|lang| lang.tag() == text),
    i64: Arg::Int(Some(number)) => Some(*number),
    u32: Arg::Int(Some(number)) => u32::try_from(*number).ok(),
    usize: Arg::Int(Some(number)) => usize::try_from(*number).ok(),
    Cents: Arg::Int(Some(number)) => Some(Cents(*number)),
    Timestamp: Arg::Int(Some(number)) => Timestamp::from_microsecond(*number).ok(),
    Vec<u8>: Arg::Bytes(Some(bytes)) => Some(bytes.clone()),
}

impl FromColumn for bool {
    fn from_column(value: &Arg) -> Option<Self> {
        match value {
            Arg::Bool(Some(value)) => Some(*value),
            Arg::Int(Some(0)) => Some(false),
            Arg::Int(Some(1)) => Some(true),
            _ => None,
        }
    }
}

impl FromColumn for f64 {
    fn from_column(value: &Arg) -> Option<Self> {
        match value {
            Arg::Float(Some(number)) => Some(*number),
            // SQLite keeps a whole number in a column of measures as an integer.
            #[allow(clippy::cast_precision_loss)]
            Arg::Int(Some(number)) => Some(*number as f64),
            _ => None,
        }
    }
}

pub(crate) fn from_postgres(rows: &[PgRow]) -> Result<Vec<Row>, StoreError> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let names: Arc<[String]> = first.columns().iter().map(|column| column.name().to_owned()).collect();
    let kinds: Vec<String> =
        first.columns().iter().map(|column| column.type_info().name().to_owned()).collect();
    let value = |row: &PgRow, place: usize| -> Result<Arg, StoreError> {
        Ok(match kinds[place].as_str() {
            "TEXT" | "VARCHAR" | "NAME" | "CHAR" => Arg::Text(row.try_get_unchecked(place)?),
            "INT8" => Arg::Int(row.try_get(place)?),
            "INT4" => Arg::Int(row.try_get::<Option<i32>, _>(place)?.map(i64::from)),
            "INT2" => Arg::Int(row.try_get::<Option<i16>, _>(place)?.map(i64::from)),
            "FLOAT8" => Arg::Float(row.try_get(place)?),
            "BOOL" => Arg::Bool(row.try_get(place)?),
            "BYTEA" => Arg::Bytes(row.try_get(place)?),
            other => {
                return Err(StoreError::Fault(format!(
                    "column {} is of type {other}; cast it to TEXT, BIGINT or DOUBLE PRECISION",
                    names[place]
                )));
            }
        })
    };
    rows.iter()
        .map(|row| {
            let values = (0..names.len()).map(|place| value(row, place)).collect::<Result<_, _>>()?;
            Ok(Row { names: names.clone(), values })
        })
        .collect()
}
