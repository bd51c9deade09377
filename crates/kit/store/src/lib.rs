//! Everything that is kept: one handle over SQLite and PostgreSQL, tenants, migrations, the audit log, jobs, files, backups.
//!
//! * [`Store`] opens the database; [`Scope`] is a store bound to one tenant and the only way to its rows.
//! * [`sql!`] makes a statement and refuses, at compile time, one that forgets the tenant. `$1` is always the
//!   tenant and is bound by the scope, so no caller can pass a wrong one. On PostgreSQL row-level security stands
//!   behind it ([`migrate`]).
//! * A [`View`] reads one consistent state; a [`Change`] writes, and can only be committed together with its
//!   record in the audit log ([`audit`]).
//! * What is costly to make of a tenant's rows is kept in memory until the tenant's next record ([`Session::kept`]).
//! * Work for later is a row of the same change ([`jobs`]); [`Workers`] of any server do it. Mails go this way too.
//! * [`Files`] keeps bytes in a folder or in S3 and their names in the database ([`files`]).
//! * [`backup`] writes everything into one file and fills an empty house from it; [`check`] looks whether all is as it
//!   should be.
//!
//! One SQL text serves both databases: ids, JSON and words are `TEXT`, times are `BIGINT` microseconds since 1970
//! in UTC, money is `BIGINT` cents. Left out on purpose: an object mapper; SQL is written in each crate's `store.rs`.

pub mod audit;
pub mod backup;
mod catalogue;
pub mod check;
mod database;
mod error;
pub mod files;
mod id;
pub mod jobs;
mod kept;
pub mod migrate;
mod row;
mod scope;
mod sql;
mod sqlite;
pub mod testing;

pub use audit::{Actor, Record};
pub use database::{Connections, Engine, Settings, Store};
pub use error::StoreError;
pub use files::Files;
pub use id::{Id, TenantId};
pub use jobs::{Job, JobError, Task, Workers};
pub use migrate::Migration;
pub use row::{FromColumn, Row};
pub use scope::{Change, Scope, Session, Slice, System, SystemChange, View};
pub use sql::{Arg, Sql, SystemSql};
