//! Wishes for talks: who would like to talk to whom, who has said so, and who asked whom.
//!
//! A wish counts as soon as it is kept. What matches propose is no wish until somebody keeps it.

use jiff::Timestamp;
use rathaus_core::Span;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::model::{Interest, Wish};

/// The word of an interest in the database and in forms.
pub fn interest_word(interest: Interest) -> String {
    match interest {
        Interest::Never => "never".to_owned(),
        Interest::Must => "must".to_owned(),
        Interest::Level(level) => level.to_string(),
    }
}

/// The interest of a word: `1` to `5`, `never`, `must`.
pub fn interest_of(word: &str) -> Option<Interest> {
    match word {
        "never" => Some(Interest::Never),
        "must" => Some(Interest::Must),
        level => level.parse().ok().filter(|level| (1..=5).contains(level)).map(Interest::Level),
    }
}

/// A wish as it is kept, between registrations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptWish {
    /// Who wishes.
    pub wisher: Id,
    /// With whom.
    pub wished: Id,
    /// How much.
    pub interest: Interest,
    /// The talk must lie in this span.
    pub window: Option<Span>,
}

fn kept(row: &Row) -> Result<KeptWish, StoreError> {
    let interest: String = row.get("interest")?;
    let times: Option<String> = row.get("times")?;
    Ok(KeptWish {
        wisher: row.get("wisher")?,
        wished: row.get("wished")?,
        interest: interest_of(&interest)
            .ok_or_else(|| StoreError::Fault(format!("a wish of interest {interest:?}")))?,
        window: times.map(|text| text.parse().map_err(StoreError::fault)).transpose()?,
    })
}

/// The wishes of a round as the plan takes them, named by labels: those between registrations that take part.
pub async fn list_wishes(db: &mut Session, round: Id) -> Result<Vec<Wish>, StoreError> {
    let list = sql!(
        "SELECT w.wisher, w.wished, w.interest, w.times, a.label AS from_label, b.label AS to_label FROM wish w \
         JOIN registration a ON a.tenant = w.tenant AND a.id = w.wisher AND a.state = 'registered' AND a.wants_talks \
         JOIN registration b ON b.tenant = w.tenant AND b.id = w.wished AND b.state = 'registered' AND b.wants_talks \
         WHERE w.tenant = $1 AND w.round = $2 ORDER BY length(a.label), a.label, w.seq, b.label"
    );
    let wish = |row: &Row| {
        let one = kept(row)?;
        let (from, to) = (row.get("from_label")?, row.get("to_label")?);
        Ok(Wish { from, to, interest: one.interest, window: one.window })
    };
    db.all(list, args![round]).await?.iter().map(wish).collect()
}

/// All wishes of a round, those of registrations that were called off, too.
pub async fn list_kept_wishes(db: &mut Session, round: Id) -> Result<Vec<KeptWish>, StoreError> {
    let list = sql!(
        "SELECT wisher, wished, interest, times FROM wish WHERE tenant = $1 AND round = $2 \
         ORDER BY wisher, seq, wished"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The wishes of a registration, in its order.
pub async fn list_wishes_of(db: &mut Session, wisher: Id) -> Result<Vec<KeptWish>, StoreError> {
    let list = sql!(
        "SELECT wisher, wished, interest, times FROM wish WHERE tenant = $1 AND wisher = $2 ORDER BY seq, wished"
    );
    db.all(list, args![wisher]).await?.iter().map(kept).collect()
}

/// Makes the wishes of a registration these; wishes of others stay.
pub async fn replace_wishes(
    change: &mut Change,
    round: Id,
    wisher: Id,
    wishes: &[KeptWish],
) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM wish WHERE tenant = $1 AND wisher = $2"), args![wisher]).await?;
    for (seq, one) in (0_i64..).zip(wishes) {
        insert_wish(change, round, &KeptWish { wisher, ..one.clone() }, seq).await?;
    }
    Ok(())
}

async fn insert_wish(change: &mut Change, round: Id, one: &KeptWish, seq: i64) -> Result<(), StoreError> {
    let insert = sql!(
        "INSERT INTO wish (tenant, round, wisher, wished, interest, times, seq) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tenant, wisher, wished) DO UPDATE SET interest = excluded.interest, times = excluded.times"
    );
    let values = [
        Arg::from(round),
        Arg::from(one.wisher),
        Arg::from(one.wished),
        Arg::from(interest_word(one.interest)),
        Arg::from(one.window.map(|window| window.to_string())),
        Arg::from(seq),
    ];
    change.run(insert, &values).await?;
    Ok(())
}

/// Sets one wish; what stood there before gives way to it.
pub async fn set_wish(change: &mut Change, round: Id, one: &KeptWish) -> Result<(), StoreError> {
    let seq = i64::try_from(list_wishes_of(change, one.wisher).await?.len()).unwrap_or(i64::MAX);
    insert_wish(change, round, one, seq).await
}

/// How far the wishes of a registration are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WishSheet {
    /// When they were last said.
    pub said_at: Option<Timestamp>,
    /// Who said them, by name or address.
    pub said_by: String,
    /// When it was last reminded.
    pub mailed_at: Option<Timestamp>,
    /// Rises with every change; 0 before the first.
    pub edition: i64,
}

fn sheet(row: &Row) -> Result<WishSheet, StoreError> {
    Ok(WishSheet {
        said_at: row.get("said_at")?,
        said_by: row.get("said_by")?,
        mailed_at: row.get("mailed_at")?,
        edition: row.get("edition")?,
    })
}

/// The sheets of a round by registration.
pub async fn list_sheets(db: &mut Session, round: Id) -> Result<Vec<(Id, WishSheet)>, StoreError> {
    let list = sql!(
        "SELECT registration, said_at, said_by, mailed_at, edition FROM wish_sheet WHERE tenant = $1 AND round = $2"
    );
    let rows = db.all(list, args![round]).await?;
    rows.iter().map(|row| Ok((row.get("registration")?, sheet(row)?))).collect()
}

/// The sheet of a registration; an empty one where it has said nothing.
pub async fn find_sheet(db: &mut Session, registration: Id) -> Result<WishSheet, StoreError> {
    let find = sql!(
        "SELECT said_at, said_by, mailed_at, edition FROM wish_sheet WHERE tenant = $1 AND registration = $2"
    );
    db.one(find, args![registration]).await?.as_ref().map_or_else(|| Ok(WishSheet::default()), sheet)
}

/// Notes that a registration said its wishes; `false` where somebody else did since `edition`.
pub async fn say(
    change: &mut Change,
    round: Id,
    registration: Id,
    by: &str,
    edition: i64,
) -> Result<bool, StoreError> {
    let now = change.now();
    if edition == 0 {
        let insert = sql!(
            "INSERT INTO wish_sheet (tenant, registration, round, said_at, said_by, edition) \
             VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (tenant, registration) DO UPDATE SET said_at = excluded.said_at, \
             said_by = excluded.said_by, edition = 1 WHERE wish_sheet.edition = 0"
        );
        return Ok(change.run(insert, args![registration, round, now, by]).await? == 1);
    }
    let update = sql!(
        "UPDATE wish_sheet SET said_at = $4, said_by = $5, edition = edition + 1 \
         WHERE tenant = $1 AND registration = $2 AND edition = $3"
    );
    Ok(change.run(update, args![registration, edition, now, by]).await? == 1)
}

/// Takes a registration for a mailing; `false` where that mailing has reached it already.
pub async fn claim_reminder(
    change: &mut Change,
    round: Id,
    registration: Id,
    mailing: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let claim = sql!(
        "INSERT INTO wish_sheet (tenant, registration, round, said_by, mailing, mailed_at, edition) \
         VALUES ($1, $2, $3, '', $4, $5, 0) ON CONFLICT (tenant, registration) DO UPDATE SET mailing = excluded.mailing, \
         mailed_at = excluded.mailed_at WHERE wish_sheet.mailing IS NULL OR wish_sheet.mailing <> excluded.mailing"
    );
    Ok(change.run(claim, args![registration, round, mailing, now]).await? == 1)
}

/// A registration asks another for a talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TalkRequest {
    /// Its id.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// Who asks.
    pub asker: Id,
    /// Who is asked.
    pub asked: Id,
    /// What about; may be empty.
    pub words: String,
    /// When.
    pub asked_at: Timestamp,
    /// What the other side answered.
    pub answer: Option<bool>,
}

fn request(row: &Row) -> Result<TalkRequest, StoreError> {
    let answer: Option<String> = row.get("answer")?;
    Ok(TalkRequest {
        id: row.get("id")?,
        round: row.get("round")?,
        asker: row.get("asker")?,
        asked: row.get("asked")?,
        words: row.get("words")?,
        asked_at: row.get("asked_at")?,
        answer: answer.map(|word| word == "yes"),
    })
}

/// All requests of a round, the oldest first.
pub async fn list_requests(db: &mut Session, round: Id) -> Result<Vec<TalkRequest>, StoreError> {
    let list = sql!("SELECT * FROM talk_request WHERE tenant = $1 AND round = $2 ORDER BY asked_at, id");
    db.all(list, args![round]).await?.iter().map(request).collect()
}

/// The requests that a registration sent or got, the oldest first.
pub async fn list_requests_of(db: &mut Session, registration: Id) -> Result<Vec<TalkRequest>, StoreError> {
    let list = sql!(
        "SELECT * FROM talk_request WHERE tenant = $1 AND (asker = $2 OR asked = $2) ORDER BY asked_at, id"
    );
    db.all(list, args![registration]).await?.iter().map(request).collect()
}

/// The request with this id.
pub async fn find_request(db: &mut Session, id: Id) -> Result<Option<TalkRequest>, StoreError> {
    let find = sql!("SELECT * FROM talk_request WHERE tenant = $1 AND id = $2");
    db.one(find, args![id]).await?.as_ref().map(request).transpose()
}

/// Asks; `None` where the same was asked before: nobody is asked twice.
pub async fn insert_request(
    change: &mut Change,
    round: Id,
    asker: Id,
    asked: Id,
    words: &str,
) -> Result<Option<Id>, StoreError> {
    let now = change.now();
    let id = Id::new(now);
    let insert = sql!(
        "INSERT INTO talk_request (tenant, id, round, asker, asked, words, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (tenant, asker, asked) DO NOTHING"
    );
    let added = change.run(insert, args![id, round, asker, asked, words, now]).await? == 1;
    Ok(added.then_some(id))
}

/// Answers a request; `false` where that is its answer already.
pub async fn answer_request(change: &mut Change, id: Id, is_yes: bool) -> Result<bool, StoreError> {
    let now = change.now();
    let word = if is_yes { "yes" } else { "no" };
    let update = sql!(
        "UPDATE talk_request SET answer = $3, answered_at = $4 WHERE tenant = $1 AND id = $2 \
         AND (answer IS NULL OR answer <> $3)"
    );
    Ok(change.run(update, args![id, word, now]).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ParticipantKind;
    use crate::store::registration::{Registration, RegistrationState, insert_registration};
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn wishes_come_back_in_their_order_and_two_people_lose_nothing() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let mut ids = Vec::new();
            for (label, kind) in [
                ("P1", ParticipantKind::Municipality),
                ("P2", ParticipantKind::Supplier),
                ("P10", ParticipantKind::Supplier),
            ] {
                let one = Registration::new(start(), round, label, label, kind);
                assert!(insert_registration(&mut change, &one).await.expect("kept"));
                ids.push(one.id);
            }
            let wish = |from: usize, to: usize, word: &str| KeptWish {
                wisher: ids[from],
                wished: ids[to],
                interest: interest_of(word).expect("a word"),
                window: "14:00-15:00".parse().ok(),
            };
            let mine = [wish(0, 2, "4"), wish(0, 1, "must")];
            replace_wishes(&mut change, round, ids[0], &mine).await.expect("kept");
            assert!(say(&mut change, round, ids[0], "Ada", 0).await.expect("kept"));
            assert!(!say(&mut change, round, ids[0], "Bo", 0).await.expect("runs"), "somebody was faster");
            assert!(say(&mut change, round, ids[0], "Ada", 1).await.expect("kept"));
            set_wish(&mut change, round, &wish(2, 0, "never")).await.expect("kept");
            set_wish(&mut change, round, &wish(2, 0, "2")).await.expect("kept");
            assert_eq!(list_wishes_of(&mut change, ids[0]).await.expect("read"), mine);
            let all = list_wishes(&mut change, round).await.expect("read");
            let pairs: Vec<(&str, &str)> = all.iter().map(|w| (w.from.as_str(), w.to.as_str())).collect();
            assert_eq!(pairs, [("P1", "P10"), ("P1", "P2"), ("P10", "P1")]);
            assert_eq!((all[1].interest, all[2].interest), (Interest::Must, Interest::Level(2)));

            assert!(claim_reminder(&mut change, round, ids[1], "m1").await.expect("claimed"));
            assert!(
                !claim_reminder(&mut change, round, ids[1], "m1").await.expect("runs"),
                "once per mailing"
            );
            assert!(say(&mut change, round, ids[1], "Cy", 0).await.expect("a reminder is no wish"));
            let sheets = list_sheets(&mut change, round).await.expect("read");
            assert_eq!((sheets.len(), sheets.iter().filter(|(_, s)| s.mailed_at.is_some()).count()), (2, 1));
            assert_eq!(find_sheet(&mut change, ids[0]).await.expect("read").edition, 2);

            let asked = insert_request(&mut change, round, ids[0], ids[1], "Worum?").await.expect("kept");
            let asked = asked.expect("new");
            assert_eq!(insert_request(&mut change, round, ids[0], ids[1], "").await.expect("runs"), None);
            assert!(answer_request(&mut change, asked, true).await.expect("answered"));
            assert!(!answer_request(&mut change, asked, true).await.expect("runs"));
            assert_eq!(list_requests_of(&mut change, ids[1]).await.expect("read")[0].answer, Some(true));
            assert_eq!(list_requests(&mut change, round).await.expect("read").len(), 1);
            change.commit(Record::new("wishes.said", ids[0])).await.expect("kept");

            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_kept_wishes(&mut view, round).await.expect("read").is_empty());
            assert!(find_request(&mut view, asked).await.expect("read").is_none());
            drop(view);
            // Who calls off leaves wishes behind that no plan sees.
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let off = crate::store::registration::find_registration(&mut change, ids[2]).await.expect("read");
            let off = Registration { state: RegistrationState::Cancelled, ..off.expect("there") };
            crate::store::registration::update_registration(&mut change, &off).await.expect("kept");
            assert_eq!(list_wishes(&mut change, round).await.expect("read").len(), 1);
            assert_eq!(list_kept_wishes(&mut change, round).await.expect("read").len(), 3);
            change.commit(Record::new("registration.cancelled", off.id)).await.expect("kept");
        }
    }
}
