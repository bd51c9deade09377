//! The house's key.

use rathaus_store::{Change, Session, StoreError, args, sql};

/// The secret under which forms and links are marked, as text.
pub(crate) async fn find_key(session: &mut Session) -> Result<Option<String>, StoreError> {
    let find = sql!("SELECT value FROM house_key WHERE tenant = $1 AND name = 'web'");
    session.one(find, args![]).await?.map(|row| row.get("value")).transpose()
}

/// Keeps a secret unless another server was faster.
pub(crate) async fn insert_key(change: &mut Change, value: String) -> Result<u64, StoreError> {
    let insert = sql!(
        "INSERT INTO house_key (tenant, name, value) VALUES ($1, 'web', $2) \
         ON CONFLICT (tenant, name) DO NOTHING"
    );
    change.run(insert, args![value]).await
}
