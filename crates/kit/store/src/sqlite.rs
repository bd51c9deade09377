//! SQLite: one writer and some readers of one file, each a connection of its own.
//!
//! A statement runs on the thread that asks for it. Most take microseconds, less than handing them to another thread
//! and back. What may wait for the disk or for another program, keeping a change and a write lock that is taken, waits
//! on a thread that is there for waiting.
//!
//! SQLite itself brings a change to the disk before it says that it is kept, one change after the other, and on most disks
//! that is most of the time. Here changes go into the log one after the other (`synchronous = NORMAL`), and one wait for
//! the disk is for all that are in the log by then: a change is said to be kept when that wait is over ([`Log`]).

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::stream::{self, BoxStream, StreamExt};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;

use crate::{Arg, Row, StoreError};

/// How long another program may hold the write lock.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// Prepared statements kept by each connection.
const STATEMENTS: usize = 128;

/// Pages of the log (4 KiB each) after which what is in it is taken over into the file. Whoever commits then does it, while
/// everybody else who writes waits, so not as often as SQLite would (1,000 pages).
const LOG_PAGES: u32 = 4_000;

/// A statement that takes longer is worth a line in the log.
const SLOW: Duration = Duration::from_secs(1);

/// Rows that a stream gives at once, so that a large table needs little memory.
pub(crate) const AT_ONCE: usize = 256;

/// Connections for one purpose.
#[derive(Debug)]
pub(crate) struct Lane {
    file: PathBuf,
    writes: bool,
    most: u32,
    patience: Duration,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    log: Arc<Log>,
}

/// The write-ahead log of a file.
///
/// INVARIANT: [`Log::flush`] ends after everything that was in the log when it was called is on the disk
/// (`a_flush_is_for_all_that_came_before_it`). What a checkpoint took out of the log meanwhile SQLite has brought to the disk in the
/// file itself (<https://www.sqlite.org/pragma.html#pragma_synchronous>, NORMAL).
#[derive(Debug)]
struct Log {
    file: PathBuf,
    /// How many changes asked for the disk so far, and how many of them are on it.
    asked: AtomicU64,
    turn: tokio::sync::Mutex<u64>,
}

impl Log {
    fn of(file: &Path) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push("-wal");
        Self { file: name.into(), asked: AtomicU64::new(0), turn: tokio::sync::Mutex::new(0) }
    }

    async fn flush(&self) -> Result<(), StoreError> {
        let own = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut on_disk = self.turn.lock().await;
        if *on_disk >= own {
            return Ok(());
        }
        // Whoever asked by now had written before.
        let all = self.asked.load(Ordering::SeqCst);
        let file = self.file.clone();
        let synced = tokio::task::spawn_blocking(move || match std::fs::File::open(&file) {
            Ok(log) => log.sync_data(),
            // The last connection that was closed took the log along.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        });
        synced
            .await
            .map_err(StoreError::fault)?
            .map_err(|error| StoreError::Unavailable(format!("{}: {error}", self.file.display())))?;
        *on_disk = all;
        Ok(())
    }
}

/// A connection that is in use; it goes back to its lane, with what was not kept undone.
pub(crate) struct Held {
    /// Gone while another thread works with it.
    connection: Option<Connection>,
    lane: Arc<Lane>,
    _place: OwnedSemaphorePermit,
}

impl Lane {
    /// At most `most` connections to a file, of which one is opened now; who finds none free waits for `patience`.
    pub(crate) fn open(
        file: PathBuf,
        writes: bool,
        most: u32,
        patience: Duration,
    ) -> Result<Arc<Self>, StoreError> {
        let places = Arc::new(Semaphore::new(most as usize));
        let log = Arc::new(Log::of(&file));
        let lane = Self { file, writes, most, patience, places, idle: Mutex::default(), log };
        let first = lane.connect()?;
        lane.idle().push(first);
        Ok(Arc::new(lane))
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        // Without SQLITE_OPEN_URI: a folder may be called anything.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(LOCK_PATIENCE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON",
        )?;
        // A statement is planned once, not anew for each value it is asked with.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        if self.writes {
            // Asked again on a thread that may wait (`Held::begin_writing`).
            connection.busy_timeout(Duration::ZERO)?;
            connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        } else {
            connection.execute_batch("PRAGMA query_only = ON")?;
        }
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(connection)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(self: &Arc<Self>) -> Result<Held, StoreError> {
        let closed = |_| StoreError::Unavailable("the database is closed".to_owned());
        let place = match self.places.clone().try_acquire_owned() {
            Ok(place) => place,
            Err(_) => timeout(self.patience, self.places.clone().acquire_owned())
                .await
                .map_err(|_| StoreError::Unavailable("all connections are in use".to_owned()))?
                .map_err(closed)?,
        };
        let idle = self.idle().pop();
        let connection = idle.map_or_else(|| self.connect(), Ok)?;
        Ok(Held { connection: Some(connection), lane: self.clone(), _place: place })
    }

    /// Begins to read: all from one state of the file.
    pub(crate) async fn read(self: &Arc<Self>) -> Result<Held, StoreError> {
        let held = self.take().await?;
        held.connection()?.prepare_cached("BEGIN")?.raw_execute()?;
        Ok(held)
    }

    /// Begins to write.
    pub(crate) async fn write(self: &Arc<Self>) -> Result<Held, StoreError> {
        let mut held = self.take().await?;
        held.begin_writing().await?;
        Ok(held)
    }

    /// How many connections are in use, how many wait to be used, how many there may be.
    pub(crate) fn counts(&self) -> (u32, u32, u32) {
        let free = u32::try_from(self.places.available_permits()).unwrap_or(self.most);
        let idle = u32::try_from(self.idle().len()).unwrap_or(self.most);
        (self.most.saturating_sub(free), idle, self.most)
    }

    /// Waits for what is under way and closes every connection.
    pub(crate) async fn close(&self) {
        let all = self.places.acquire_many(self.most).await;
        self.places.close();
        drop(all);
        self.idle().clear();
    }
}

impl Held {
    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or_else(|| StoreError::fault("the connection was lost"))
    }

    /// Does something with the connection on a thread that may wait. It is done to its end even if nobody waits for it.
    async fn elsewhere<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let connection =
            self.connection.take().ok_or_else(|| StoreError::fault("the connection was lost"))?;
        let worked = tokio::task::spawn_blocking(move || {
            let outcome = work(&connection);
            (connection, outcome)
        });
        let (connection, outcome) = worked.await.map_err(StoreError::fault)?;
        self.connection = Some(connection);
        outcome
    }

    async fn begin_writing(&mut self) -> Result<(), StoreError> {
        const BEGIN: &str = "BEGIN IMMEDIATE";
        let begun = self.connection()?.prepare_cached(BEGIN)?.raw_execute();
        match begun {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                self.elsewhere(|connection| {
                    connection.busy_timeout(LOCK_PATIENCE)?;
                    let begun = connection.execute_batch(BEGIN);
                    connection.busy_timeout(Duration::ZERO)?;
                    Ok(begun?)
                })
                .await
            }
            begun => Ok(begun.map(drop)?),
        }
    }

    /// Keeps what was changed: it is on the disk when this is done.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        self.elsewhere(|connection| Ok(connection.execute_batch("COMMIT")?)).await?;
        let log = self.lane.log.clone();
        // Whoever writes next need not wait for the disk.
        drop(self);
        log.flush().await
    }

    /// All rows of a statement; `$1` is the first of `args`.
    pub(crate) fn fetch<'a>(
        &self,
        text: &str,
        args: impl Iterator<Item = &'a Arg>,
    ) -> Result<Vec<Row>, StoreError> {
        timed(text, || {
            let mut statement = self.connection()?.prepare_cached(text)?;
            bind(&mut statement, args)?;
            let mut all = Vec::new();
            each_row(&mut statement, |row| {
                all.push(row);
                true
            })?;
            Ok(all)
        })
    }

    /// Runs a statement and gives the number of rows it touched.
    pub(crate) fn execute<'a>(
        &self,
        text: &str,
        args: impl Iterator<Item = &'a Arg>,
    ) -> Result<u64, StoreError> {
        timed(text, || {
            let mut statement = self.connection()?.prepare_cached(text)?;
            bind(&mut statement, args)?;
            Ok(statement.raw_execute()? as u64)
        })
    }

    /// Runs several statements without arguments.
    pub(crate) fn execute_all(&self, text: &str) -> Result<(), StoreError> {
        Ok(self.connection()?.execute_batch(text)?)
    }

    /// All rows of a statement without arguments, some at a time, read on a thread of its own.
    pub(crate) fn stream(&mut self, text: String) -> BoxStream<'_, Result<Vec<Row>, StoreError>> {
        let (sender, receiver) = mpsc::channel(2);
        let reading = async move {
            self.elsewhere(move |connection| {
                let mut chunk = Vec::new();
                let mut statement = connection.prepare(&text)?;
                each_row(&mut statement, |row| {
                    chunk.push(row);
                    chunk.len() < AT_ONCE || sender.blocking_send(std::mem::take(&mut chunk)).is_ok()
                })?;
                // Who does not listen any more does not want the rest.
                let _ = sender.blocking_send(chunk);
                Ok(())
            })
            .await
        };
        let chunks = stream::unfold(receiver, |mut receiver| async {
            receiver.recv().await.map(|chunk| (Ok(chunk), receiver))
        });
        let end = stream::once(reading).filter_map(async |read| read.err().map(Err));
        stream::select(chunks, end).boxed()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // A connection that cannot go back to where it was is closed; the next one is a new one.
        let back = |connection: &Connection| connection.prepare_cached("ROLLBACK")?.raw_execute();
        if connection.is_autocommit() || back(&connection).is_ok() {
            self.lane.idle().push(connection);
        }
    }
}

fn timed<T>(text: &str, run: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let begun = Instant::now();
    let outcome = run();
    let took = begun.elapsed();
    tracing::trace!(statement = text, micros = took.as_micros());
    if took > SLOW {
        tracing::warn!(statement = text, millis = took.as_millis(), "a slow statement");
    }
    outcome
}

/// Puts the arguments into `$1`, `$2` …, which SQLite numbers in the order of their first mention.
fn bind<'a>(statement: &mut Statement, args: impl Iterator<Item = &'a Arg>) -> Result<(), StoreError> {
    let args: Vec<&Arg> = args.collect();
    for place in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(place)
            .and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok())
            .ok_or_else(|| StoreError::fault("arguments of a statement are called $1, $2 and so on"))?;
        let arg = number
            .checked_sub(1)
            .and_then(|number| args.get(number))
            .ok_or_else(|| StoreError::Fault(format!("${number} has no value")))?;
        statement.raw_bind_parameter(place, borrowed(arg))?;
    }
    Ok(())
}

fn borrowed(arg: &Arg) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match arg {
        Arg::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
        Arg::Int(Some(number)) => ValueRef::Integer(*number),
        Arg::Float(Some(number)) => ValueRef::Real(*number),
        Arg::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
        Arg::Bool(Some(value)) => return ToSqlOutput::Owned(Value::Integer(i64::from(*value))),
        Arg::Text(None) | Arg::Int(None) | Arg::Float(None) | Arg::Bytes(None) | Arg::Bool(None) => {
            ValueRef::Null
        }
    })
}

/// Hands on each row until `wants` says that it wants no more.
fn each_row(statement: &mut Statement, mut wants: impl FnMut(Row) -> bool) -> Result<(), StoreError> {
    let names: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let values =
            (0..names.len()).map(|place| value(row.get_ref(place)?)).collect::<Result<_, StoreError>>()?;
        if !wants(Row::new(names.clone(), values)) {
            break;
        }
    }
    Ok(())
}

fn value(raw: ValueRef) -> Result<Arg, StoreError> {
    Ok(match raw {
        ValueRef::Null => Arg::Text(None),
        ValueRef::Integer(number) => Arg::Int(Some(number)),
        ValueRef::Real(number) => Arg::Float(Some(number)),
        ValueRef::Text(text) => {
            Arg::Text(Some(std::str::from_utf8(text).map_err(StoreError::fault)?.to_owned()))
        }
        ValueRef::Blob(bytes) => Arg::Bytes(Some(bytes.to_vec())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_flush_is_for_all_that_came_before_it() {
        let folder = std::env::temp_dir().join(format!("rathaus-log-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let lane = Lane::open(folder.join("a.sqlite3"), true, 1, Duration::from_secs(5)).expect("opened");
        let held = lane.write().await.expect("begun");
        held.execute_all("CREATE TABLE t (n INTEGER)").expect("made");
        held.commit().await.expect("kept");
        let changes = (0..50).map(|n| {
            let lane = lane.clone();
            async move {
                let held = lane.write().await?;
                held.execute_all(&format!("INSERT INTO t VALUES ({n})"))?;
                held.commit().await
            }
        });
        for kept in futures_util::future::join_all(changes).await {
            kept.expect("kept");
        }
        assert_eq!(lane.log.asked.load(Ordering::SeqCst), 51);
        assert_eq!(*lane.log.turn.lock().await, 51, "every change is on the disk");
        lane.close().await;
        // The log went with the last connection; what was in it is in the file.
        assert!(!lane.log.file.exists());
        lane.log.flush().await.expect("nothing to wait for");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
