//! Why the database did not do what was asked.

/// Absence is an `Option`, a person's mistake is a value of the feature; this is what is left.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another row already holds what must be unique, or a reference leads nowhere.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The database cannot be reached or is too busy; the same call may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A fault of the program or of the stored data.
    #[error("fault in the store: {0}")]
    Fault(String),
}

impl StoreError {
    /// A fault with this explanation.
    pub fn fault(what: impl std::fmt::Display) -> Self {
        Self::Fault(what.to_string())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        match &error {
            sqlx::Error::Database(inner) => match (inner.kind(), inner.code().as_deref()) {
                (ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation, _) => {
                    Self::Conflict(inner.message().to_owned())
                }
                // 40001 serialisation, 40P01 deadlock, 55P03 lock, 57P0x shutting down, 53300 too many connections.
                (_, Some("40001" | "40P01" | "55P03" | "57P01" | "57P02" | "57P03" | "53300")) => {
                    Self::Unavailable(inner.message().to_owned())
                }
                _ => Self::Fault(inner.message().to_owned()),
            },
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed => Self::Unavailable(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        use rusqlite::ffi::{
            SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID,
            SQLITE_CONSTRAINT_UNIQUE,
        };
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return Self::Fault(error.to_string());
        };
        match (failure.code, failure.extended_code) {
            (
                _,
                SQLITE_CONSTRAINT_UNIQUE
                | SQLITE_CONSTRAINT_PRIMARYKEY
                | SQLITE_CONSTRAINT_ROWID
                | SQLITE_CONSTRAINT_FOREIGNKEY,
            ) => Self::Conflict(error.to_string()),
            (
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen,
                _,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}
