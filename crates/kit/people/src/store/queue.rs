//! The mails that wait to be sent, with their words; for tests, which have no mailbox.

use rathaus_store::{Session, StoreError, args, sql};

/// Recipient and text of each, the oldest first.
///
/// # Errors
///
/// What the database says.
pub(crate) async fn list_mails(session: &mut Session) -> Result<Vec<(String, String)>, StoreError> {
    let waiting =
        sql!("SELECT payload FROM job WHERE tenant = $1 AND kind = 'mail' AND state = 'waiting' ORDER BY id");
    let rows = session.all(waiting, args![]).await?;
    rows.iter()
        .map(|row| {
            let load: serde_json::Value = row.json("payload")?;
            let text = |name: &str| load["mail"][name].as_str().unwrap_or_default().to_owned();
            Ok((text("to"), text("text")))
        })
        .collect()
}
