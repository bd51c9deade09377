//! What a round has once, kept as JSON with an edition: the office's words for its mails, the rules of its jury.

use rathaus_store::{Arg, Change, Id, Session, Sql, StoreError, args};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The content of a round that `find` reads, with its edition; `None` where there is none.
pub(super) async fn find_document<T: DeserializeOwned>(
    db: &mut Session,
    find: Sql,
    round: Id,
) -> Result<Option<(T, i64)>, StoreError> {
    match db.one(find, args![round]).await? {
        Some(row) => Ok(Some((row.json("content")?, row.get("edition")?))),
        None => Ok(None),
    }
}

/// How a content is kept: `insert` takes round and content where there is none, `update` round, content and edition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keep {
    pub insert: Sql,
    pub update: Sql,
}

/// Keeps the content of a round; `false` where somebody else changed it since `edition` (0: there was none).
pub(super) async fn save_document<T: Serialize + Sync>(
    change: &mut Change,
    keep: Keep,
    round: Id,
    content: &T,
    edition: i64,
) -> Result<bool, StoreError> {
    let content = Arg::json(content)?;
    let touched = if edition == 0 {
        change.run(keep.insert, &[Arg::from(round), content]).await?
    } else {
        change.run(keep.update, &[Arg::from(round), content, Arg::from(edition)]).await?
    };
    Ok(touched == 1)
}
