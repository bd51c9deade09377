//! Filters of the in-tray that somebody wants to find again, each its person's own.

use rathaus_store::{Change, Id, Session, StoreError, args, sql};

/// The most filters of a person.
pub const MOST: usize = 30;

/// A filter that somebody kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// What the person calls it.
    pub name: String,
    /// The query of the address, without `?`.
    pub query: String,
}

/// A person's filters by name.
///
/// # Errors
///
/// What the database says.
pub async fn list_filters(session: &mut Session, person: Id) -> Result<Vec<SavedFilter>, StoreError> {
    let list = sql!("SELECT name, query FROM case_filter WHERE tenant = $1 AND person = $2 ORDER BY name");
    let rows = session.all(list, args![person]).await?;
    rows.iter().map(|row| Ok(SavedFilter { name: row.get("name")?, query: row.get("query")? })).collect()
}

/// Keeps a filter, in the place of one of the same name.
///
/// # Errors
///
/// What the database says.
pub async fn save_filter(change: &mut Change, person: Id, filter: &SavedFilter) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "INSERT INTO case_filter (tenant, person, name, query, created_at) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (tenant, person, name) DO UPDATE SET query = excluded.query"
            ),
            args![person, &filter.name, &filter.query, now],
        )
        .await?;
    Ok(())
}

/// Throws a filter away; `false` where there is none.
///
/// # Errors
///
/// What the database says.
pub async fn delete_filter(change: &mut Change, person: Id, name: &str) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM case_filter WHERE tenant = $1 AND person = $2 AND name = $3");
    Ok(change.run(delete, args![person, name]).await? > 0)
}

/// Throws all filters of a person away; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn forget_filters(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    change.run(sql!("DELETE FROM case_filter WHERE tenant = $1 AND person = $2"), args![person]).await
}
