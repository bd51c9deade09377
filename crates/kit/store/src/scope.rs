//! Reading and changing rows, one tenant at a time.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use jiff::Timestamp;
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::{Arguments, AssertSqlSafe, SqlSafeStr, SqlStr, Transaction};

use crate::audit;
use crate::database::Pools;
use crate::kept::Memory;
use crate::sqlite::{AT_ONCE, Held};
use crate::{Actor, Arg, Engine, Record, Row, Sql, Store, StoreError, SystemSql, TenantId, row};

/// A store bound to one tenant. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Scope {
    pub(crate) store: Store,
    pub(crate) tenant: TenantId,
}

/// A store bound to no tenant: for sign-in, jobs and the list of tenants; only the kit uses it.
#[derive(Debug, Clone)]
pub struct System {
    pub(crate) store: Store,
}

/// A part of a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// How many rows to pass over.
    pub offset: u32,
    /// How many rows at most.
    pub limit: u32,
}

impl Slice {
    /// The first `limit` rows.
    pub fn first(limit: u32) -> Self {
        Self { offset: 0, limit }
    }
}

enum Connection {
    Sqlite(Held),
    Postgres(Transaction<'static, Postgres>),
}

/// An open transaction on one tenant's rows.
pub struct Session {
    connection: Connection,
    tenant: TenantId,
    /// What is kept of the rows.
    pub(crate) memory: Arc<Memory>,
    /// Whether it reads one state of them; a session that writes has states of its own.
    pub(crate) keeps: bool,
    pub(crate) edition: Option<u64>,
}

/// Reads, all from the same state of the database.
pub struct View(Session);

/// Writes. Nothing is kept unless [`Change::commit`] is called, and that needs a [`Record`].
pub struct Change {
    session: Session,
    store: Store,
    actor: Actor,
    now: Timestamp,
    woken: bool,
}

/// Writes across tenants; committed like a [`Change`], its record stands in the chain of the house or of a tenant.
pub struct SystemChange(Change);

/// What a statement will give. Boxed, so that the driver's types end here: what awaits a statement is part of every
/// handler's type, and the compiler goes through all of it for each of them.
type Pending<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

fn begin(store: &Store, tenant: String, writes: bool) -> Pending<'_, Connection> {
    async move {
        Ok(match &store.pools {
            Pools::Sqlite { reader, .. } if !writes => Connection::Sqlite(reader.read().await?),
            Pools::Sqlite { writer, .. } => Connection::Sqlite(writer.write().await?),
            Pools::Postgres(pool) => {
                let mode = if writes { "READ COMMITTED READ WRITE" } else { "REPEATABLE READ READ ONLY" };
                let statement =
                    format!("BEGIN ISOLATION LEVEL {mode}; SET LOCAL rathaus.tenant = '{tenant}'");
                // The only text put in is an id or `*`, never a person's.
                Connection::Postgres(pool.begin_with(AssertSqlSafe(statement)).await?)
            }
        })
    }
    .boxed()
}

impl Scope {
    /// The tenant.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The whole store, for the kit.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Begins to read.
    pub async fn read(&self) -> Result<View, StoreError> {
        let connection = begin(&self.store, self.tenant.to_string(), false).await?;
        Ok(View(Session::new(connection, self.tenant, &self.store, true)))
    }

    /// Begins to write, as `actor` at `now`.
    pub async fn change(&self, actor: Actor, now: Timestamp) -> Result<Change, StoreError> {
        let connection = begin(&self.store, self.tenant.to_string(), true).await?;
        let session = Session::new(connection, self.tenant, &self.store, false);
        Ok(Change { session, store: self.store.clone(), actor, now, woken: false })
    }
}

impl System {
    /// Begins to read across tenants.
    pub async fn read(&self) -> Result<View, StoreError> {
        let connection = begin(&self.store, "*".to_owned(), false).await?;
        Ok(View(Session::new(connection, TenantId::HOUSE, &self.store, true)))
    }

    /// Begins to write across tenants.
    pub async fn change(&self, actor: Actor, now: Timestamp) -> Result<SystemChange, StoreError> {
        let connection = begin(&self.store, "*".to_owned(), true).await?;
        let session = Session::new(connection, TenantId::HOUSE, &self.store, false);
        Ok(SystemChange(Change { session, store: self.store.clone(), actor, now, woken: false }))
    }
}

fn filled<'a>(args: impl Iterator<Item = &'a Arg>) -> Result<PgArguments, StoreError> {
    let mut filled = PgArguments::default();
    for arg in args {
        match arg.clone() {
            Arg::Text(value) => filled.add(value),
            Arg::Int(value) => filled.add(value),
            Arg::Float(value) => filled.add(value),
            Arg::Bool(value) => filled.add(value),
            Arg::Bytes(value) => filled.add(value),
        }
        .map_err(StoreError::fault)?;
    }
    Ok(filled)
}

impl Session {
    fn new(connection: Connection, tenant: TenantId, store: &Store, keeps: bool) -> Self {
        Self { connection, tenant, memory: store.memory.clone(), keeps, edition: None }
    }

    /// The tenant whose rows these are; the house for work across tenants.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Which database this is, where a statement must fork.
    pub fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
        }
    }

    fn fetch<'a>(&'a mut self, text: SqlStr, args: &'a [Arg], first: Option<Arg>) -> Pending<'a, Vec<Row>> {
        async move {
            let args = first.iter().chain(args);
            match &mut self.connection {
                Connection::Sqlite(held) => held.fetch(text.as_str(), args),
                Connection::Postgres(tx) => {
                    row::from_postgres(&sqlx::query_with(text, filled(args)?).fetch_all(&mut **tx).await?)
                }
            }
        }
        .boxed()
    }

    fn execute<'a>(&'a mut self, text: SqlStr, args: &'a [Arg], first: Option<Arg>) -> Pending<'a, u64> {
        async move {
            let args = first.iter().chain(args);
            match &mut self.connection {
                Connection::Sqlite(held) => held.execute(text.as_str(), args),
                Connection::Postgres(tx) => {
                    let done = sqlx::query_with(text, filled(args)?).execute(&mut **tx).await?;
                    Ok(done.rows_affected())
                }
            }
        }
        .boxed()
    }

    /// All rows of a statement made of names from the database's own catalogue; for backup and check.
    pub(crate) async fn all_of(&mut self, text: String) -> Result<Vec<Row>, StoreError> {
        self.fetch(AssertSqlSafe(text).into_sql_str(), &[], None).await
    }

    /// As [`Session::all_of`], some rows at a time, so that a large table needs little memory.
    pub(crate) fn stream_of(&mut self, text: String) -> BoxStream<'_, Result<Vec<Row>, StoreError>> {
        match &mut self.connection {
            Connection::Sqlite(held) => held.stream(text),
            Connection::Postgres(tx) => sqlx::query(AssertSqlSafe(text))
                .fetch(&mut **tx)
                .try_chunks(AT_ONCE)
                .map(|rows| row::from_postgres(&rows.map_err(|error| StoreError::from(error.1))?))
                .boxed(),
        }
    }

    fn own(&self) -> Arg {
        Arg::from(self.tenant)
    }

    /// All rows of a statement; `args` begin at `$2`.
    pub async fn all(&mut self, sql: Sql, args: &[Arg]) -> Result<Vec<Row>, StoreError> {
        let own = self.own();
        self.fetch(sql.0.into_sql_str(), args, Some(own)).await
    }

    /// The first row of a statement, if there is one.
    pub async fn one(&mut self, sql: Sql, args: &[Arg]) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// All rows of a statement across tenants; `args` begin at `$1`. On PostgreSQL only a session of
    /// [`System`] sees more than its own tenant.
    pub async fn all_system(&mut self, sql: SystemSql, args: &[Arg]) -> Result<Vec<Row>, StoreError> {
        self.fetch(sql.0.into_sql_str(), args, None).await
    }

    /// The first row of a statement across tenants.
    pub async fn one_system(&mut self, sql: SystemSql, args: &[Arg]) -> Result<Option<Row>, StoreError> {
        Ok(self.all_system(sql, args).await?.into_iter().next())
    }
}

impl Deref for View {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.0
    }
}

impl DerefMut for View {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.0
    }
}

impl Deref for Change {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Change {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

impl Deref for SystemChange {
    type Target = Change;
    fn deref(&self) -> &Change {
        &self.0
    }
}

impl DerefMut for SystemChange {
    fn deref_mut(&mut self) -> &mut Change {
        &mut self.0
    }
}

impl Change {
    /// When this change happens.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Who makes it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Runs a statement and gives the number of rows it touched; `args` begin at `$2`.
    pub async fn run(&mut self, sql: Sql, args: &[Arg]) -> Result<u64, StoreError> {
        let own = self.session.own();
        self.session.execute(sql.0.into_sql_str(), args, Some(own)).await
    }

    /// Runs a statement across tenants; `args` begin at `$1`.
    pub async fn run_system(&mut self, sql: SystemSql, args: &[Arg]) -> Result<u64, StoreError> {
        self.session.execute(sql.0.into_sql_str(), args, None).await
    }

    /// Runs a statement made of names from the database's own catalogue; for restoring.
    pub(crate) async fn run_of(&mut self, text: String, args: &[Arg]) -> Result<u64, StoreError> {
        self.session.execute(AssertSqlSafe(text).into_sql_str(), args, None).await
    }

    /// Remembers that this change leaves work behind, so that the workers of this process look at once.
    pub(crate) fn wake(&mut self) {
        self.woken = true;
    }

    /// Writes the record into the tenant's audit log and keeps everything; gives the record's number.
    pub async fn commit(mut self, record: Record) -> Result<u64, StoreError> {
        let number = audit::append(&mut self, record).await?;
        self.keep().await?;
        Ok(number)
    }

    /// Keeps everything without a record. Only for what is no act: a session's last use, a job's lease, a counter.
    pub async fn commit_unrecorded(self) -> Result<(), StoreError> {
        self.keep().await
    }

    async fn keep(self) -> Result<(), StoreError> {
        match self.session.connection {
            Connection::Sqlite(held) => held.commit().boxed().await?,
            Connection::Postgres(tx) => tx.commit().boxed().await?,
        }
        if self.woken {
            self.store.woken.notify_one();
        }
        Ok(())
    }
}

impl SystemChange {
    /// Writes the record into the chain of `tenant` ([`TenantId::HOUSE`] for the house) and keeps everything.
    pub async fn commit(mut self, tenant: TenantId, record: Record) -> Result<u64, StoreError> {
        self.0.session.tenant = tenant;
        self.0.commit(record).await
    }

    /// Keeps everything without a record; see [`Change::commit_unrecorded`].
    pub async fn commit_unrecorded(self) -> Result<(), StoreError> {
        self.0.keep().await
    }
}
