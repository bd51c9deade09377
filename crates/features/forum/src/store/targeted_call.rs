//! Calls for needs that no offer covers, and the offers that came on them.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

/// How a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallState {
    /// Only the office sees it.
    Draft,
    /// Suppliers see it and may offer until its last day.
    Published,
    /// It is over.
    Closed,
}

impl CallState {
    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Closed => "closed",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Published, Self::Closed].into_iter().find(|state| state.word() == word)
    }
}

/// A call as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetedCall {
    /// Its id.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// Its title.
    pub title: String,
    /// Its paragraphs.
    pub words: String,
    /// Labels of the needs it is for.
    pub needs: Vec<String>,
    /// Last day for offers.
    pub ends: Date,
    /// How it stands.
    pub state: CallState,
    /// Rises with every change.
    pub edition: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

impl TargetedCall {
    /// Whether suppliers may offer on `today`.
    pub fn is_open(&self, today: Date) -> bool {
        self.state == CallState::Published && today <= self.ends
    }
}

fn kept(row: &Row) -> Result<TargetedCall, StoreError> {
    let (state, ends): (String, String) = (row.get("state")?, row.get("ends")?);
    Ok(TargetedCall {
        id: row.get("id")?,
        round: row.get("round")?,
        title: row.get("title")?,
        words: row.get("words")?,
        needs: row.json("needs")?,
        ends: ends.parse().map_err(StoreError::fault)?,
        state: CallState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a call in state {state:?}")))?,
        edition: row.get("edition")?,
        created_at: row.get("created_at")?,
        published_at: row.get("published_at")?,
        closed_at: row.get("closed_at")?,
    })
}

/// The calls of a round, the newest first.
pub async fn list_calls(db: &mut Session, round: Id) -> Result<Vec<TargetedCall>, StoreError> {
    let list = sql!(
        "SELECT * FROM targeted_call WHERE tenant = $1 AND round = $2 ORDER BY created_at DESC, id DESC"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// A call of a round.
pub async fn find_call(db: &mut Session, round: Id, id: Id) -> Result<Option<TargetedCall>, StoreError> {
    let find = sql!("SELECT * FROM targeted_call WHERE tenant = $1 AND round = $2 AND id = $3");
    db.one(find, args![round, id]).await?.as_ref().map(kept).transpose()
}

/// What the office writes about a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallText {
    /// Its title.
    pub title: String,
    /// Its paragraphs.
    pub words: String,
    /// Labels of the needs it is for.
    pub needs: Vec<String>,
    /// Last day for offers.
    pub ends: Date,
}

/// Begins a call as a draft. Gives its id.
pub async fn insert_call(change: &mut Change, round: Id, text: &CallText) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let insert = sql!(
        "INSERT INTO targeted_call (tenant, id, round, title, words, needs, ends, state, edition, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', 1, $8)"
    );
    let values = [
        Arg::from(id),
        Arg::from(round),
        Arg::from(&text.title),
        Arg::from(&text.words),
        Arg::json(&text.needs)?,
        Arg::from(text.ends.to_string()),
        Arg::from(now),
    ];
    change.run(insert, &values).await?;
    Ok(id)
}

/// Writes a call anew; `false` where it is closed or somebody changed it since `edition`.
pub async fn update_call(
    change: &mut Change,
    id: Id,
    edition: i64,
    text: &CallText,
) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE targeted_call SET title = $4, words = $5, needs = $6, ends = $7, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND edition = $3 AND state <> 'closed'"
    );
    let values = [
        Arg::from(id),
        Arg::from(edition),
        Arg::from(&text.title),
        Arg::from(&text.words),
        Arg::json(&text.needs)?,
        Arg::from(text.ends.to_string()),
    ];
    Ok(change.run(update, &values).await? == 1)
}

/// Publishes a call; `false` where it is no draft.
pub async fn publish_call(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE targeted_call SET state = 'published', published_at = $3, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'draft'"
    );
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Ends a call; `false` where it is not published.
pub async fn close_call(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE targeted_call SET state = 'closed', closed_at = $3, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state = 'published'"
    );
    Ok(change.run(update, args![id, now]).await? == 1)
}

/// Notes that an offer came on a call; the first note stays.
pub async fn mark_offer(change: &mut Change, call: Id, offer: Id) -> Result<(), StoreError> {
    let insert = sql!(
        "INSERT INTO call_offer (tenant, offer, call) VALUES ($1, $2, $3) ON CONFLICT (tenant, offer) DO NOTHING"
    );
    change.run(insert, args![offer, call]).await?;
    Ok(())
}

/// The ids of the offers that came on a call.
pub async fn list_offers_on(db: &mut Session, call: Id) -> Result<Vec<Id>, StoreError> {
    let list = sql!("SELECT offer FROM call_offer WHERE tenant = $1 AND call = $2 ORDER BY offer");
    db.all(list, args![call]).await?.iter().map(|row| row.get("offer")).collect()
}

/// The call that an offer came on.
pub async fn find_call_of(db: &mut Session, offer: Id) -> Result<Option<TargetedCall>, StoreError> {
    let find = sql!(
        "SELECT c.* FROM targeted_call c JOIN call_offer o ON o.tenant = c.tenant AND o.call = c.id \
         WHERE c.tenant = $1 AND o.offer = $2"
    );
    db.one(find, args![offer]).await?.as_ref().map(kept).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn a_call_is_written_published_answered_and_closed() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let (round, offer) = (Id::of_name("round"), Id::of_name("offer"));
            let ends: Date = "2026-09-30".parse().expect("a day");
            let text = CallText {
                title: "Gesucht".into(),
                words: "Wer kann das?".into(),
                needs: vec!["N001".into()],
                ends,
            };
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let id = insert_call(&mut change, round, &text).await.expect("kept");
            assert!(!close_call(&mut change, id).await.expect("runs"), "a draft");
            let other = CallText { title: "Wir suchen".into(), ..text.clone() };
            assert!(update_call(&mut change, id, 1, &other).await.expect("runs"));
            assert!(!update_call(&mut change, id, 1, &text).await.expect("runs"), "an old edition");
            assert!(publish_call(&mut change, id).await.expect("runs"));
            assert!(!publish_call(&mut change, id).await.expect("runs"), "once");
            let call = find_call(&mut change, round, id).await.expect("read").expect("there");
            assert!(call.is_open(ends) && !call.is_open(ends.tomorrow().expect("a day")));
            assert_eq!((call.title.as_str(), call.needs.len()), ("Wir suchen", 1));
            for _ in 0..2 {
                mark_offer(&mut change, id, offer).await.expect("kept");
            }
            assert_eq!(list_offers_on(&mut change, id).await.expect("read"), [offer]);
            assert_eq!(find_call_of(&mut change, offer).await.expect("read").map(|c| c.id), Some(id));
            assert!(close_call(&mut change, id).await.expect("runs"));
            assert!(!update_call(&mut change, id, 4, &text).await.expect("runs"), "closed");
            change.commit(Record::new("call.closed", id)).await.expect("kept");
            let mut view = scope.read().await.expect("begins");
            assert_eq!(list_calls(&mut view, round).await.expect("read").len(), 1);
            drop(view);
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            assert!(
                find_call(&mut south.read().await.expect("begins"), round, id).await.expect("read").is_none()
            );
        }
    }
}
