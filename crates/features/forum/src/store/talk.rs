//! The talks of a round: the draft the office works on, and what was published of it.
//!
//! A published talk keeps its row for ever, because its id stands in people's calendars.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::{Daytime, Span};
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::model::talk::{Draft, Published, Step, TalkState};

/// A published talk as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Talk {
    /// Its id, as calendars know it.
    pub id: Id,
    /// Its round.
    pub round: Id,
    /// One registration.
    pub a: Id,
    /// The other.
    pub b: Id,
    /// The name of the one.
    pub a_name: String,
    /// The name of the other.
    pub b_name: String,
    /// When.
    pub span: Span,
    /// Table, counted from 1.
    pub table: u32,
    /// How it stands.
    pub state: TalkState,
    /// Rises with every change (RFC 5545, SEQUENCE).
    pub sequence: i64,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Talk {
    /// Whether this registration takes part.
    pub fn joins(&self, registration: Id) -> bool {
        self.a == registration || self.b == registration
    }

    /// The other side's registration and name.
    pub fn partner(&self, registration: Id) -> (Id, &str) {
        if self.a == registration { (self.b, &self.b_name) } else { (self.a, &self.a_name) }
    }

    /// Whether it stands in people's days.
    pub fn is_on(&self) -> bool {
        self.state != TalkState::Cancelled
    }

    /// As publishing takes it.
    pub fn published(&self) -> Published {
        Published {
            id: self.id,
            a: self.a,
            b: self.b,
            span: self.span,
            table: self.table,
            state: self.state,
            sequence: self.sequence,
        }
    }
}

fn time(row: &Row, column: &str) -> Result<Daytime, StoreError> {
    let text: String = row.get(column)?;
    text.parse().map_err(StoreError::fault)
}

fn kept(row: &Row) -> Result<Talk, StoreError> {
    named(row, row.get("a_name")?, row.get("b_name")?)
}

fn named(row: &Row, a_name: String, b_name: String) -> Result<Talk, StoreError> {
    let state: String = row.get("state")?;
    Ok(Talk {
        id: row.get("id")?,
        round: row.get("round")?,
        a: row.get("a")?,
        b: row.get("b")?,
        a_name,
        b_name,
        span: Span { start: time(row, "starts")?, end: time(row, "ends")? },
        table: row.get("board")?,
        state: TalkState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a talk in state {state:?}")))?,
        sequence: row.get("sequence")?,
        changed_at: row.get("changed_at")?,
    })
}

/// All talks of a round that were ever published, those taken out, too, in the order of the day.
///
/// Names are put to them here: before PostgreSQL has counted the rows of a new event, it joins them by going through all
/// registrations for every talk, and the screen of the hall asks for this again and again.
pub async fn list_talks(db: &mut Session, round: Id) -> Result<Vec<Talk>, StoreError> {
    let list = sql!("SELECT id, name FROM registration WHERE tenant = $1 AND round = $2");
    let mut names: HashMap<Id, String> = HashMap::new();
    for row in db.all(list, args![round]).await? {
        names.insert(row.get("id")?, row.get("name")?);
    }
    let name =
        |id: Id| names.get(&id).cloned().ok_or_else(|| StoreError::fault("a side of a talk is not there"));
    let list = sql!("SELECT * FROM talk WHERE tenant = $1 AND round = $2 ORDER BY starts, board, id");
    let talks = db.all(list, args![round]).await?;
    talks.iter().map(|row| named(row, name(row.get("a")?)?, name(row.get("b")?)?)).collect()
}

/// The talks of one registration in the order of the day.
pub async fn list_talks_of(db: &mut Session, registration: Id) -> Result<Vec<Talk>, StoreError> {
    let list = sql!(
        "SELECT t.*, x.name AS a_name, y.name AS b_name FROM talk t \
         JOIN registration x ON x.tenant = t.tenant AND x.id = t.a \
         JOIN registration y ON y.tenant = t.tenant AND y.id = t.b \
         WHERE t.tenant = $1 AND (t.a = $2 OR t.b = $2) ORDER BY t.starts, t.board, t.id"
    );
    db.all(list, args![registration]).await?.iter().map(kept).collect()
}

/// The talk with this id.
pub async fn find_talk(db: &mut Session, id: Id) -> Result<Option<Talk>, StoreError> {
    let find = sql!(
        "SELECT t.*, x.name AS a_name, y.name AS b_name FROM talk t \
         JOIN registration x ON x.tenant = t.tenant AND x.id = t.a \
         JOIN registration y ON y.tenant = t.tenant AND y.id = t.b WHERE t.tenant = $1 AND t.id = $2"
    );
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// Does to the row of a talk what publishing decided.
///
/// # Errors
///
/// `Conflict` where somebody else changed the talk since it was read.
pub async fn apply(change: &mut Change, round: Id, step: &Step) -> Result<(), StoreError> {
    let talk = &step.talk;
    let now = change.now();
    let mut values = vec![
        Arg::from(talk.id),
        Arg::from(talk.span.start.to_string()),
        Arg::from(talk.span.end.to_string()),
        Arg::from(talk.table),
        Arg::from(talk.state.word()),
        Arg::from(talk.sequence),
        Arg::from(now),
    ];
    let done = if step.is_known {
        let update = sql!(
            "UPDATE talk SET starts = $3, ends = $4, board = $5, state = $6, sequence = $7, changed_at = $8 \
             WHERE tenant = $1 AND id = $2 AND sequence = $7 - 1"
        );
        change.run(update, &values).await?
    } else {
        let insert = sql!(
            "INSERT INTO talk (tenant, id, starts, ends, board, state, sequence, changed_at, round, a, b) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        values.extend([Arg::from(round), Arg::from(talk.a), Arg::from(talk.b)]);
        change.run(insert, &values).await?
    };
    if done == 1 { Ok(()) } else { Err(StoreError::Conflict("somebody else changed the talk".into())) }
}

/// Notes that a talk took place; `false` where that was noted before or it was taken out.
pub async fn hold(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let update = sql!("UPDATE talk SET state = 'held' WHERE tenant = $1 AND id = $2 AND state = 'planned'");
    Ok(change.run(update, args![id]).await? == 1)
}

/// How far the talks of a round are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TalkPlan {
    /// Last day on which wishes are taken; `None` is the eve of the event.
    pub wishes_until: Option<Date>,
    /// The job that makes the next draft.
    pub job: Option<Id>,
    /// What the office works on.
    pub draft: Option<Draft>,
    /// Why the last attempt gave no draft.
    pub refusal: Option<String>,
    /// When the draft was computed.
    pub made_at: Option<Timestamp>,
    /// When talks were last published.
    pub published_at: Option<Timestamp>,
    /// Rises with every change of the draft or of what is published; 0 before the first.
    pub edition: i64,
}

/// The talks of a round so far.
pub async fn find_talk_plan(db: &mut Session, round: Id) -> Result<TalkPlan, StoreError> {
    let find = sql!("SELECT * FROM talk_plan WHERE tenant = $1 AND round = $2");
    let Some(row) = db.one(find, args![round]).await? else { return Ok(TalkPlan::default()) };
    let (until, draft): (Option<String>, Option<String>) = (row.get("wishes_until")?, row.get("draft")?);
    Ok(TalkPlan {
        wishes_until: until.map(|day| day.parse().map_err(StoreError::fault)).transpose()?,
        job: row.get("job")?,
        // A draft that an earlier release wrote and this one cannot read is computed anew.
        draft: draft.and_then(|text| serde_json::from_str(&text).ok()),
        refusal: row.get("refusal")?,
        made_at: row.get("made_at")?,
        published_at: row.get("published_at")?,
        edition: row.get("edition")?,
    })
}

async fn ensure_row(change: &mut Change, round: Id) -> Result<(), StoreError> {
    let insert = sql!(
        "INSERT INTO talk_plan (tenant, round, edition) VALUES ($1, $2, 0) ON CONFLICT (tenant, round) DO NOTHING"
    );
    change.run(insert, args![round]).await?;
    Ok(())
}

/// Sets the last day of wishes.
pub async fn set_wishes_until(change: &mut Change, round: Id, day: Option<Date>) -> Result<(), StoreError> {
    ensure_row(change, round).await?;
    let day = day.map(|day| day.to_string());
    let update = sql!("UPDATE talk_plan SET wishes_until = $3 WHERE tenant = $1 AND round = $2");
    change.run(update, args![round, day]).await?;
    Ok(())
}

/// Notes which job makes the next draft.
pub async fn mark_drafting(change: &mut Change, round: Id, job: Id) -> Result<(), StoreError> {
    ensure_row(change, round).await?;
    let update = sql!("UPDATE talk_plan SET job = $3 WHERE tenant = $1 AND round = $2");
    change.run(update, args![round, job]).await?;
    Ok(())
}

/// Keeps a draft that was computed; a refusal of before is gone.
pub async fn save_computed(change: &mut Change, round: Id, draft: &Draft) -> Result<(), StoreError> {
    ensure_row(change, round).await?;
    let now = change.now();
    let update = sql!(
        "UPDATE talk_plan SET draft = $3, refusal = NULL, made_at = $4, edition = edition + 1 \
         WHERE tenant = $1 AND round = $2"
    );
    change.run(update, &[Arg::from(round), Arg::json(draft)?, Arg::from(now)]).await?;
    Ok(())
}

/// Keeps why there is no draft; the one before stays.
pub async fn save_refusal(change: &mut Change, round: Id, refusal: &str) -> Result<(), StoreError> {
    ensure_row(change, round).await?;
    let update = sql!("UPDATE talk_plan SET refusal = $3 WHERE tenant = $1 AND round = $2");
    change.run(update, args![round, refusal]).await?;
    Ok(())
}

/// Keeps a draft that somebody changed; `false` where somebody else did since `edition`.
pub async fn save_draft(
    change: &mut Change,
    round: Id,
    edition: i64,
    draft: &Draft,
) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE talk_plan SET draft = $4, edition = edition + 1 WHERE tenant = $1 AND round = $2 AND edition = $3"
    );
    let values = [Arg::from(round), Arg::from(edition), Arg::json(draft)?];
    Ok(change.run(update, &values).await? == 1)
}

/// Notes that talks were published; `false` where somebody else changed them since `edition`.
pub async fn mark_published(change: &mut Change, round: Id, edition: i64) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE talk_plan SET published_at = $4, edition = edition + 1 \
         WHERE tenant = $1 AND round = $2 AND edition = $3"
    );
    Ok(change.run(update, args![round, edition, now]).await? == 1)
}

/// The tables that are closed from a time on, by number.
pub async fn list_closed(db: &mut Session, round: Id) -> Result<Vec<(u32, Daytime)>, StoreError> {
    let list = sql!("SELECT board, starts FROM closed_table WHERE tenant = $1 AND round = $2 ORDER BY board");
    let rows = db.all(list, args![round]).await?;
    rows.iter().map(|row| Ok((row.get("board")?, time(row, "starts")?))).collect()
}

/// Closes a table from a time on; the earlier time stays where it is closed already.
pub async fn close_table(
    change: &mut Change,
    round: Id,
    table: u32,
    from: Daytime,
) -> Result<(), StoreError> {
    let insert = sql!(
        "INSERT INTO closed_table (tenant, round, board, starts) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant, round, board) DO UPDATE SET starts = excluded.starts \
         WHERE closed_table.starts > excluded.starts"
    );
    change.run(insert, args![round, table, from.to_string()]).await?;
    Ok(())
}

/// Opens a table again; `false` where it was open.
pub async fn open_table(change: &mut Change, round: Id, table: u32) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM closed_table WHERE tenant = $1 AND round = $2 AND board = $3");
    Ok(change.run(delete, args![round, table]).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ParticipantKind;
    use crate::model::talk::{Placed, Proof, Turn, publication};
    use crate::store::registration::{Registration, insert_registration};
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    fn draft(talks: Vec<Placed>) -> Draft {
        let proof = Proof {
            value: 1.5,
            value_bound: 1.5,
            choice_is_proven: true,
            wanted: 1,
            placed_bound: 1,
            gaps: 0,
            gaps_bound: 0,
            timetable_is_proven: true,
            table_changes: 0,
        };
        let slots = vec!["14:00-14:15".parse().expect("a span")];
        Draft { slots, tables: 2, ceiling: 2, proof, changes: 0, talks, unplaced: Vec::new() }
    }

    #[tokio::test]
    async fn drafts_and_published_talks_come_back_and_a_talk_keeps_its_id() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = Id::of_name("round");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let new = |label: &str, name: &str, kind| Registration::new(start(), round, label, name, kind);
            let town = new("P1", "Calden", ParticipantKind::Municipality);
            let firm = new("P2", "Anker GmbH", ParticipantKind::Supplier);
            for one in [&town, &firm] {
                assert!(insert_registration(&mut change, one).await.expect("kept"));
            }
            assert_eq!(find_talk_plan(&mut change, round).await.expect("read"), TalkPlan::default());
            let one = Placed {
                id: Id::new(start()),
                a: town.id,
                b: firm.id,
                span: "14:00-14:15".parse().expect("a span"),
                table: 2,
                value: 1.5,
                is_locked: false,
            };
            let day = "2026-09-18".parse().ok();
            set_wishes_until(&mut change, round, day).await.expect("kept");
            mark_drafting(&mut change, round, one.id).await.expect("kept");
            save_refusal(&mut change, round, "zu viele").await.expect("kept");
            save_computed(&mut change, round, &draft(vec![one])).await.expect("kept");
            let found = find_talk_plan(&mut change, round).await.expect("read");
            assert_eq!((found.wishes_until, found.job, found.edition), (day, Some(one.id), 1));
            assert_eq!((found.refusal, found.draft.as_ref()), (None, Some(&draft(vec![one]))));
            assert!(save_draft(&mut change, round, 1, &draft(Vec::new())).await.expect("kept"));
            assert!(
                !save_draft(&mut change, round, 1, &draft(Vec::new())).await.expect("runs"),
                "an old one"
            );
            assert!(!mark_published(&mut change, round, 1).await.expect("runs"), "an old one");
            assert!(mark_published(&mut change, round, 2).await.expect("kept"));

            for step in publication(&[], &[one]) {
                apply(&mut change, round, &step).await.expect("kept");
            }
            let moved = Placed { table: 1, ..one };
            let before = [list_talks(&mut change, round).await.expect("read")[0].published()];
            let steps = publication(&before, &[moved]);
            assert_eq!(steps[0].turn, Turn::Table);
            apply(&mut change, round, &steps[0]).await.expect("kept");
            let again = apply(&mut change, round, &steps[0]).await;
            assert!(matches!(again, Err(StoreError::Conflict(_))), "an old sequence: {again:?}");
            let talk = find_talk(&mut change, one.id).await.expect("read").expect("there");
            assert_eq!((talk.table, talk.sequence, talk.state), (1, 1, TalkState::Planned));
            assert_eq!(talk.partner(town.id), (firm.id, "Anker GmbH"));
            assert!(hold(&mut change, one.id).await.expect("kept"));
            assert!(!hold(&mut change, one.id).await.expect("runs"), "once");
            assert_eq!(list_talks_of(&mut change, firm.id).await.expect("read").len(), 1);

            let at = |text: &str| text.parse::<Daytime>().expect("a time");
            close_table(&mut change, round, 3, at("15:00")).await.expect("kept");
            close_table(&mut change, round, 3, at("16:00")).await.expect("kept");
            assert_eq!(list_closed(&mut change, round).await.expect("read"), [(3, at("15:00"))]);
            assert!(open_table(&mut change, round, 3).await.expect("kept"));
            assert!(!open_table(&mut change, round, 3).await.expect("runs"));
            change.commit(Record::new("talks.published", round)).await.expect("kept");

            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_talks(&mut view, round).await.expect("read").is_empty());
            assert!(find_talk(&mut view, one.id).await.expect("read").is_none());
            assert_eq!(find_talk_plan(&mut view, round).await.expect("read").edition, 0);
        }
    }
}
