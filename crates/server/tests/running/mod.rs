//! The real program while it serves: killed in the middle of its work, and two of it on one database.
//!
//! On SQLite and, where `RATHAUS_TEST_DATABASE_URL` names one, on PostgreSQL.

mod ballots;
mod killed;
mod outbox;
mod program;
mod two;
