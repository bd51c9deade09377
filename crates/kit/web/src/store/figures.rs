//! Figures over all tenants, for whoever keeps the house running.

use rathaus_store::{Session, StoreError, args, system_sql};

/// How many jobs there are in each state, by kind. Needs a session of [`rathaus_store::System`].
pub(crate) async fn count_jobs(session: &mut Session) -> Result<Vec<(String, String, i64)>, StoreError> {
    let count = system_sql!(
        "SELECT kind, state, count(*) AS n FROM job WHERE state <> 'done' GROUP BY kind, state ORDER BY kind, state"
    );
    let rows = session.all_system(count, args![]).await?;
    rows.iter().map(|row| Ok((row.get("kind")?, row.get("state")?, row.get("n")?))).collect()
}

/// How many mails there are in each state. Needs a session of [`rathaus_store::System`].
pub(crate) async fn count_mails(session: &mut Session) -> Result<Vec<(String, i64)>, StoreError> {
    let count = system_sql!("SELECT state, count(*) AS n FROM mail GROUP BY state ORDER BY state");
    let rows = session.all_system(count, args![]).await?;
    rows.iter().map(|row| Ok((row.get("state")?, row.get("n")?))).collect()
}

/// Whether the database answers.
pub(crate) async fn answers(session: &mut Session) -> Result<(), StoreError> {
    session.one_system(system_sql!("SELECT 1 AS one"), args![]).await.map(|_| ())
}
