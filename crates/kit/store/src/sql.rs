//! Statements that cannot forget the tenant, and their arguments.

use jiff::Timestamp;
use rathaus_core::{Ags, Cents, Lang};

use crate::{Id, StoreError, TenantId};

/// A statement on one tenant's rows, made by [`sql!`](crate::sql!).
#[derive(Debug, Clone, Copy)]
pub struct Sql(pub(crate) &'static str);

/// A statement across tenants, made by [`system_sql!`](crate::system_sql!): sign-in, jobs, the list of tenants.
#[derive(Debug, Clone, Copy)]
pub struct SystemSql(pub(crate) &'static str);

/// Makes a [`Sql`]. `$1` is the tenant; own arguments begin at `$2`.
///
/// ```
/// use rathaus_store::sql;
/// let rounds = sql!("SELECT id, title FROM round WHERE tenant = $1 AND year = $2");
/// ```
///
/// A statement without its tenant does not compile:
///
/// ```compile_fail
/// use rathaus_store::sql;
/// let rounds = sql!("SELECT id, title FROM round WHERE year = $2");
/// ```
///
/// Neither does a join that forgets it for the second table:
///
/// ```compile_fail
/// use rathaus_store::sql;
/// let needs = sql!("SELECT n.id FROM need n JOIN answer a ON a.id = n.answer WHERE n.tenant = $1");
/// ```
#[macro_export]
macro_rules! sql {
    ($text:expr $(,)?) => {
        const { $crate::Sql::checked($text) }
    };
}

/// Makes a [`SystemSql`]; only the kit uses it (`cargo xtask check --only tidy`). Arguments begin at `$1`.
#[macro_export]
macro_rules! system_sql {
    ($text:expr $(,)?) => {
        const { $crate::SystemSql::new($text) }
    };
}

impl Sql {
    /// The statement, if every table it names is met by the word `tenant` and `$1` occurs.
    ///
    /// # Panics
    ///
    /// While compiling, when the statement could reach another tenant's rows. The rule counts: each table after
    /// `FROM`, `JOIN`, `INTO` or `UPDATE` needs its own mention of a column `tenant`. It is a guard against
    /// forgetting; what stands in the statement is still the author's to get right, and PostgreSQL's row-level
    /// security and the tests with two tenants are behind it.
    pub const fn checked(text: &'static str) -> Self {
        assert!(names_tenant(text), "this statement does not bind every table to the tenant ($1)");
        Self(text)
    }
}

impl SystemSql {
    /// The statement as it is.
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

const fn same(text: &[u8], start: usize, end: usize, word: &[u8]) -> bool {
    if end - start != word.len() {
        return false;
    }
    let mut i = 0;
    while i < word.len() {
        if !text[start + i].eq_ignore_ascii_case(&word[i]) {
            return false;
        }
        i += 1;
    }
    true
}

const fn names_tenant(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut tables, mut tenants, mut bound) = (0, 0, false);
    // Whether the next word would be the name of a table.
    let mut expecting = false;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\'' {
            at += 1;
            while at < bytes.len() && bytes[at] != b'\'' {
                at += 1;
            }
            at += 1;
        } else if bytes[at] == b'$' {
            let start = at + 1;
            at += 1;
            while at < bytes.len() && is_word(bytes[at]) {
                at += 1;
            }
            if same(bytes, start, at, b"1") {
                bound = true;
            }
        } else if is_word(bytes[at]) {
            let start = at;
            while at < bytes.len() && is_word(bytes[at]) {
                at += 1;
            }
            if same(bytes, start, at, b"tenant") {
                tenants += 1;
            }
            if expecting {
                // `DO UPDATE SET`, `FOR UPDATE SKIP LOCKED` and `FOR UPDATE OF` name no new table.
                if !same(bytes, start, at, b"SET")
                    && !same(bytes, start, at, b"SKIP")
                    && !same(bytes, start, at, b"OF")
                    && !same(bytes, start, at, b"SELECT")
                {
                    tables += 1;
                }
                expecting = false;
            } else {
                expecting = same(bytes, start, at, b"FROM")
                    || same(bytes, start, at, b"JOIN")
                    || same(bytes, start, at, b"INTO")
                    || same(bytes, start, at, b"UPDATE");
            }
        } else {
            if bytes[at] == b'(' {
                expecting = false;
            }
            at += 1;
        }
    }
    tables > 0 && tenants >= tables && bound
}

/// The value of one argument. `None` is SQL's `NULL` of that type.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Words, ids, JSON.
    Text(Option<String>),
    /// Counts, cents, times.
    Int(Option<i64>),
    /// Measures.
    Float(Option<f64>),
    /// Yes or no.
    Bool(Option<bool>),
    /// Bytes; the column is declared `BYTES`.
    Bytes(Option<Vec<u8>>),
}

impl Arg {
    /// A value as JSON in a `TEXT` column.
    pub fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<Arg, StoreError> {
        serde_json::to_string(value).map(|text| Arg::Text(Some(text))).map_err(StoreError::fault)
    }
}

/// The arguments of a statement, each anything that is `Into<Arg>`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        &[$($crate::Arg::from($value)),*]
    };
}

macro_rules! arguments {
    ($($from:ty => $variant:ident $make:expr),* $(,)?) => {
        $(
            impl From<$from> for Arg {
                fn from(value: $from) -> Self {
                    let make: fn($from) -> _ = $make;
                    Arg::$variant(Some(make(value)))
                }
            }
            impl From<Option<$from>> for Arg {
                fn from(value: Option<$from>) -> Self {
                    let make: fn($from) -> _ = $make;
                    Arg::$variant(value.map(make))
                }
            }
        )*
    };
}

arguments! {
    String => Text |v| v,
    &str => Text |v| v.to_owned(),
    &String => Text |v| v.clone(),
    Id => Text |v| v.to_string(),
    &Id => Text |v| v.to_string(),
    TenantId => Text |v| v.to_string(),
    Lang => Text |v| v.tag().to_owned(),
    Ags => Text |v| v.to_string(),
    i64 => Int |v| v,
    i32 => Int i64::from,
    u32 => Int i64::from,
    u16 => Int i64::from,
    u8 => Int i64::from,
    usize => Int |v| i64::try_from(v).unwrap_or(i64::MAX),
    Cents => Int |v| v.0,
    Timestamp => Int |v| v.as_microsecond(),
    f64 => Float |v| v,
    bool => Bool |v| v,
    Vec<u8> => Bytes |v| v,
    &[u8] => Bytes |v| v.to_vec(),
}

#[cfg(test)]
mod tests {
    use super::names_tenant;

    #[test]
    fn statements_name_the_tenant_of_every_table() {
        for good in [
            "SELECT id FROM round WHERE tenant = $1",
            "INSERT INTO round (tenant, id) VALUES ($1, $2) ON CONFLICT (tenant, id) DO UPDATE SET title = $3",
            "UPDATE round SET title = $2 WHERE tenant = $1 AND id = $3",
            "DELETE FROM round WHERE tenant = $1",
            "SELECT a.id FROM a JOIN b ON b.tenant = a.tenant AND b.id = a.b WHERE a.tenant = $1",
            "SELECT id FROM job WHERE tenant = $1 FOR UPDATE SKIP LOCKED",
            "SELECT id FROM (SELECT id FROM round WHERE tenant = $1) x",
        ] {
            assert!(names_tenant(good), "{good}");
        }
        for bad in [
            "SELECT id FROM round",
            "SELECT id FROM round WHERE tenant = $2",
            "SELECT id FROM round WHERE id = $1",
            "SELECT id FROM round WHERE title = 'tenant' AND id = $1",
            "SELECT a.id FROM a JOIN b ON b.id = a.b WHERE a.tenant = $1",
            "INSERT INTO round (id) VALUES ($1)",
            "DELETE FROM round WHERE id IN (SELECT id FROM round WHERE tenant = $1)",
            "SELECT $1",
        ] {
            assert!(!names_tenant(bad), "{bad}");
        }
    }
}
