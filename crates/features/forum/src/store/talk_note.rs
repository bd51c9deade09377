//! What sides noted about their talks, and what people say about the day.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::model::talk_note::{Feedback, Noted};

/// A note as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TalkNote {
    /// The talk.
    pub talk: Id,
    /// The registration whose note it is.
    pub side: Id,
    /// What it says.
    pub noted: Noted,
    /// Who of the side wrote it last.
    pub delegate: Id,
    /// Rises with every change; 0 before the first.
    pub edition: i64,
    /// When it was last written.
    pub changed_at: Timestamp,
}

/// A word that may be empty.
fn word<T: std::str::FromStr>(row: &Row, column: &str) -> Result<Option<T>, StoreError> {
    let text: String = row.get(column)?;
    match text.as_str() {
        "" => Ok(None),
        word => word.parse().map(Some).map_err(|_| StoreError::Fault(format!("{column} is {word:?}"))),
    }
}

fn kept(row: &Row) -> Result<TalkNote, StoreError> {
    Ok(TalkNote {
        talk: row.get("talk")?,
        side: row.get("side")?,
        noted: Noted {
            outcome: word(row, "outcome")?,
            reason: word(row, "reason")?,
            words: row.get("words")?,
            own_words: row.get("own_words")?,
            shares_contact: row.get("shares_contact")?,
        },
        delegate: row.get("delegate")?,
        edition: row.get("edition")?,
        changed_at: row.get("changed_at")?,
    })
}

/// All notes of a round.
pub async fn list_notes(db: &mut Session, round: Id) -> Result<Vec<TalkNote>, StoreError> {
    let list = sql!("SELECT * FROM talk_note WHERE tenant = $1 AND round = $2 ORDER BY talk, side");
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The notes about one talk.
pub async fn list_notes_of(db: &mut Session, talk: Id) -> Result<Vec<TalkNote>, StoreError> {
    let list = sql!("SELECT * FROM talk_note WHERE tenant = $1 AND talk = $2 ORDER BY side");
    db.all(list, args![talk]).await?.iter().map(kept).collect()
}

/// The notes of one registration.
pub async fn list_notes_by(db: &mut Session, side: Id) -> Result<Vec<TalkNote>, StoreError> {
    let list = sql!("SELECT * FROM talk_note WHERE tenant = $1 AND side = $2 ORDER BY talk");
    db.all(list, args![side]).await?.iter().map(kept).collect()
}

/// Keeps what a side notes; `false` where a colleague wrote since `edition`.
pub async fn save_note(change: &mut Change, round: Id, note: &TalkNote) -> Result<bool, StoreError> {
    let noted = &note.noted;
    let now = change.now();
    let values = [
        Arg::from(note.talk),
        Arg::from(note.side),
        Arg::from(noted.outcome.map_or("", |outcome| outcome.word())),
        Arg::from(noted.reason.map_or("", |reason| reason.word())),
        Arg::from(&noted.words),
        Arg::from(&noted.own_words),
        Arg::from(noted.shares_contact),
        Arg::from(note.delegate),
        Arg::from(now),
    ];
    if note.edition == 0 {
        let insert = sql!(
            "INSERT INTO talk_note (tenant, talk, side, outcome, reason, words, own_words, shares_contact, delegate, \
             changed_at, round, edition) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) \
             ON CONFLICT (tenant, talk, side) DO NOTHING"
        );
        let mut values = values.to_vec();
        values.push(Arg::from(round));
        return Ok(change.run(insert, &values).await? == 1);
    }
    let update = sql!(
        "UPDATE talk_note SET outcome = $4, reason = $5, words = $6, own_words = $7, shares_contact = $8, \
         delegate = $9, changed_at = $10, edition = edition + 1 \
         WHERE tenant = $1 AND talk = $2 AND side = $3 AND edition = $11"
    );
    let mut values = values.to_vec();
    values.push(Arg::from(note.edition));
    Ok(change.run(update, &values).await? == 1)
}

/// What somebody said about the day, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptFeedback {
    /// Who.
    pub delegate: Id,
    /// What.
    pub said: Feedback,
    /// When last.
    pub changed_at: Timestamp,
}

fn feedback(row: &Row) -> Result<KeptFeedback, StoreError> {
    let score = |column: &str| -> Result<Option<u8>, StoreError> {
        let score: Option<i64> = row.get(column)?;
        score.map(|n| u8::try_from(n).map_err(StoreError::fault)).transpose()
    };
    Ok(KeptFeedback {
        delegate: row.get("delegate")?,
        said: Feedback {
            day: score("day_score")?,
            talks: score("talk_score")?,
            good: row.get("good")?,
            better: row.get("better")?,
            again: word(row, "comes_again")?,
        },
        changed_at: row.get("changed_at")?,
    })
}

/// What people said about the day of a round.
pub async fn list_feedback(db: &mut Session, round: Id) -> Result<Vec<KeptFeedback>, StoreError> {
    let list =
        sql!("SELECT * FROM event_feedback WHERE tenant = $1 AND round = $2 ORDER BY changed_at, delegate");
    db.all(list, args![round]).await?.iter().map(feedback).collect()
}

/// What one person said.
pub async fn find_feedback(db: &mut Session, delegate: Id) -> Result<Option<KeptFeedback>, StoreError> {
    let find = sql!("SELECT * FROM event_feedback WHERE tenant = $1 AND delegate = $2");
    db.one(find, args![delegate]).await?.as_ref().map(feedback).transpose()
}

/// Keeps what one person says, in the place of what they said before.
pub async fn save_feedback(
    change: &mut Change,
    round: Id,
    delegate: Id,
    said: &Feedback,
) -> Result<(), StoreError> {
    let now = change.now();
    let save = sql!(
        "INSERT INTO event_feedback (tenant, delegate, round, day_score, talk_score, good, better, comes_again, \
         changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant, delegate) DO UPDATE SET \
         day_score = excluded.day_score, talk_score = excluded.talk_score, good = excluded.good, \
         better = excluded.better, comes_again = excluded.comes_again, changed_at = excluded.changed_at"
    );
    let values = [
        Arg::from(delegate),
        Arg::from(round),
        Arg::from(said.day.map(i64::from)),
        Arg::from(said.talks.map(i64::from)),
        Arg::from(&said.good),
        Arg::from(&said.better),
        Arg::from(said.again.map_or("", |again| again.word())),
        Arg::from(now),
    ];
    change.run(save, &values).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::talk_note::{Again, Because, Outcome};
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn notes_and_feedback_come_back_and_colleagues_lose_nothing() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let (round, talk, side) = (Id::of_name("round"), Id::of_name("talk"), Id::of_name("side"));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let mut note = TalkNote {
                talk,
                side,
                noted: Noted {
                    outcome: Some(Outcome::Nothing),
                    reason: Some(Because::Later),
                    words: "Danke".into(),
                    own_words: "Nein".into(),
                    shares_contact: true,
                },
                delegate: Id::of_name("ada"),
                edition: 0,
                changed_at: start(),
            };
            assert!(save_note(&mut change, round, &note).await.expect("kept"));
            assert!(!save_note(&mut change, round, &note).await.expect("runs"), "a colleague was faster");
            note.edition = 1;
            assert_eq!(list_notes_of(&mut change, talk).await.expect("read"), [note.clone()]);
            note.noted.outcome = None;
            assert!(save_note(&mut change, round, &note).await.expect("kept"));
            assert!(!save_note(&mut change, round, &note).await.expect("runs"));
            let all = list_notes_by(&mut change, side).await.expect("read");
            assert_eq!(all, list_notes(&mut change, round).await.expect("read"));
            assert_eq!((all[0].edition, all[0].noted.outcome), (2, None));

            let said = Feedback { day: Some(5), good: "Kurz".into(), ..Feedback::default() };
            save_feedback(&mut change, round, side, &said).await.expect("kept");
            let said = Feedback { again: Some(Again::Yes), talks: Some(4), ..said };
            save_feedback(&mut change, round, side, &said).await.expect("kept");
            assert_eq!(find_feedback(&mut change, side).await.expect("read").expect("there").said, said);
            assert_eq!(list_feedback(&mut change, round).await.expect("read").len(), 1);
            change.commit(Record::new("talk.noted", talk)).await.expect("kept");

            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_notes(&mut view, round).await.expect("read").is_empty());
            assert!(list_feedback(&mut view, round).await.expect("read").is_empty());
        }
    }
}
