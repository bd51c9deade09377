//! The day of a round: where it is, how many come, who may register until when.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::{Daytime, Span};
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use rathaus_web::keys::random;
use serde::{Deserialize, Serialize};

use crate::model::admission::Hall;
use crate::store::registration::{RegistrationState, list_parties};
use crate::store::round::{KeptRound, Stage};

/// Bytes of chance in the key of the hall's screen.
const KEY_BYTES: usize = 16;

/// Who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// Nobody but the office.
    Closed,
    /// Bodies that were asked or that somebody speaks for.
    Invited,
    /// Everybody.
    Public,
}

impl Door {
    /// All of them.
    pub const ALL: [Door; 3] = [Door::Closed, Door::Invited, Door::Public];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Door::Closed => "closed",
            Door::Invited => "invited",
            Door::Public => "public",
        }
    }
}

impl std::str::FromStr for Door {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|door| door.word() == text).ok_or(())
    }
}

/// The day of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The round.
    pub round: Id,
    /// The venue's name; may be empty.
    pub place: String,
    /// Its address; may be empty.
    pub address: String,
    /// When the doors open and when everybody goes.
    pub span: Span,
    /// Minutes a pitch has.
    pub pitch_minutes: u16,
    /// How many people fit in; `None` is no limit.
    pub capacity: Option<u32>,
    /// Most people of one body.
    pub delegates: u32,
    /// Who may register.
    pub door: Door,
    /// The last day on which people register; `None` is the day before the event.
    pub closes: Option<Date>,
    /// Key of the registration's form.
    pub form: Option<String>,
    /// Opens the screen of the hall.
    pub hall_key: String,
    /// Since when everybody sees the programme.
    pub published_at: Option<Timestamp>,
    /// Rises with every change; 0 where nothing was kept yet.
    pub edition: i64,
}

impl Event {
    /// The day of a round for which nothing was said: around its talks, for whom the office asks.
    pub fn of_round(round: &KeptRound) -> Self {
        let slots = round.settings.slots;
        let hour_before =
            Daytime::from_minutes(slots.start.minutes().saturating_sub(60)).unwrap_or(slots.start);
        let whole = Span { start: hour_before, end: slots.end.max(hour_before) };
        Self {
            round: round.id,
            place: String::new(),
            address: String::new(),
            span: whole,
            pitch_minutes: 10,
            capacity: None,
            delegates: 3,
            door: Door::Closed,
            closes: None,
            form: None,
            hall_key: String::new(),
            published_at: None,
            edition: 0,
        }
    }

    /// Whether somebody who was asked may register or change something on `today`.
    pub fn is_open(&self, round: &KeptRound, today: Date) -> bool {
        let last =
            self.closes.or_else(|| round.stage(Stage::Event).starts.and_then(|day| day.yesterday().ok()));
        self.door != Door::Closed && last.is_none_or(|last| today <= last)
    }
}

fn kept(row: &Row) -> Result<Event, StoreError> {
    let time = |column: &str| -> Result<Daytime, StoreError> {
        row.get::<String>(column)?.parse().map_err(StoreError::fault)
    };
    let (door, closes): (String, Option<String>) = (row.get("door")?, row.get("closes")?);
    Ok(Event {
        round: row.get("round")?,
        place: row.get("place")?,
        address: row.get("address")?,
        span: Span { start: time("starts")?, end: time("ends")? },
        pitch_minutes: u16::try_from(row.get::<u32>("pitch_minutes")?).map_err(StoreError::fault)?,
        capacity: row.get("capacity")?,
        delegates: row.get("delegates")?,
        door: door.parse().map_err(|()| StoreError::Fault(format!("an event with the door {door:?}")))?,
        closes: closes.map(|day| day.parse().map_err(StoreError::fault)).transpose()?,
        form: row.get("form")?,
        hall_key: row.get("hall_key")?,
        published_at: row.get("published_at")?,
        edition: row.get("edition")?,
    })
}

/// The day of a round.
pub async fn find_event(db: &mut Session, round: &KeptRound) -> Result<Event, StoreError> {
    let find = sql!("SELECT * FROM event WHERE tenant = $1 AND round = $2");
    let row = db.one(find, args![round.id]).await?;
    row.as_ref().map_or_else(|| Ok(Event::of_round(round)), kept)
}

/// The day whose hall this key opens.
pub async fn find_event_by_hall(db: &mut Session, key: &str) -> Result<Option<Event>, StoreError> {
    let find = sql!("SELECT * FROM event WHERE tenant = $1 AND hall_key = $2");
    db.one(find, args![key]).await?.as_ref().map(kept).transpose()
}

/// Writes a day back; `false` where somebody else changed it since `event.edition`. The hall's key, the form and the day
/// of publishing have functions of their own.
pub async fn save_event(change: &mut Change, event: &Event) -> Result<bool, StoreError> {
    if event.edition == 0 {
        let insert = sql!(
            "INSERT INTO event (tenant, round, place, address, starts, ends, pitch_minutes, capacity, delegates, door, \
             closes, form, hall_key, published_at, edition) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12, NULL, 1) \
             ON CONFLICT (tenant, round) DO NOTHING"
        );
        let mut values = vec![Arg::from(event.round)];
        values.extend(changing(event));
        values.push(Arg::from(random(KEY_BYTES)));
        return Ok(change.run(insert, &values).await? == 1);
    }
    let update = sql!(
        "UPDATE event SET place = $4, address = $5, starts = $6, ends = $7, pitch_minutes = $8, capacity = $9, \
         delegates = $10, door = $11, closes = $12, edition = edition + 1 \
         WHERE tenant = $1 AND round = $2 AND edition = $3"
    );
    let mut values = vec![Arg::from(event.round), Arg::from(event.edition)];
    values.extend(changing(event));
    Ok(change.run(update, &values).await? == 1)
}

fn changing(event: &Event) -> [Arg; 9] {
    [
        Arg::from(&event.place),
        Arg::from(&event.address),
        Arg::from(event.span.start.to_string()),
        Arg::from(event.span.end.to_string()),
        Arg::from(event.pitch_minutes),
        Arg::from(event.capacity),
        Arg::from(event.delegates),
        Arg::from(event.door.word()),
        Arg::from(event.closes.map(|day| day.to_string())),
    ]
}

/// The day of a round with a row of its own; made where there is none.
pub async fn ensure_event(change: &mut Change, round: &KeptRound) -> Result<Event, StoreError> {
    let event = find_event(change, round).await?;
    if event.edition > 0 {
        return Ok(event);
    }
    save_event(change, &event).await?;
    find_event(change, round).await
}

/// Notes the key of the registration's form.
pub async fn set_form(change: &mut Change, round: Id, key: &str) -> Result<(), StoreError> {
    change
        .run(sql!("UPDATE event SET form = $3 WHERE tenant = $1 AND round = $2"), args![round, key])
        .await?;
    Ok(())
}

/// Shows the programme to everybody, or takes it back (`false`). The time of the first publishing stays.
pub async fn set_published(change: &mut Change, round: Id, is_published: bool) -> Result<(), StoreError> {
    let now = change.now();
    let at = is_published.then_some(now);
    let update = sql!(
        "UPDATE event SET published_at = CASE WHEN $3 IS NULL THEN NULL ELSE COALESCE(published_at, $3) END \
         WHERE tenant = $1 AND round = $2"
    );
    change.run(update, args![round, at]).await?;
    Ok(())
}

/// Gives the hall a new key: old addresses of the screen open nothing any more.
pub async fn renew_hall_key(change: &mut Change, round: Id) -> Result<(), StoreError> {
    let update = sql!("UPDATE event SET hall_key = $3 WHERE tenant = $1 AND round = $2");
    change.run(update, args![round, random(KEY_BYTES)]).await?;
    Ok(())
}

/// How full the hall is.
pub async fn count_places(db: &mut Session, event: &Event) -> Result<Hall, StoreError> {
    let mut hall = Hall { capacity: event.capacity, taken: 0, has_line: false };
    for party in list_parties(db, event.round).await? {
        match party.state {
            RegistrationState::Registered => hall.taken = hall.taken.saturating_add(party.places),
            RegistrationState::Waiting => hall.has_line = true,
            RegistrationState::Cancelled => {}
        }
    }
    Ok(hall)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    #[tokio::test]
    async fn a_day_comes_back_and_two_offices_do_not_overwrite_each_other() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let round = KeptRound::sample("2026");
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let blank = find_event(&mut change, &round).await.expect("read");
            assert_eq!((blank.edition, blank.span.to_string().as_str()), (0, "13:00-17:00"));
            let mut event = Event {
                place: "Stadthalle".into(),
                capacity: Some(120),
                closes: "2026-09-18".parse().ok(),
                door: Door::Invited,
                ..blank
            };
            assert!(save_event(&mut change, &event).await.expect("kept"));
            assert!(!save_event(&mut change, &event).await.expect("runs"), "there is one already");
            let found = find_event(&mut change, &round).await.expect("read");
            event.edition = 1;
            event.hall_key.clone_from(&found.hall_key);
            assert_eq!(found, event);
            assert!(save_event(&mut change, &event).await.expect("kept"));
            assert!(!save_event(&mut change, &event).await.expect("runs"), "the edition is an old one");
            set_form(&mut change, round.id, "registration-2026").await.expect("kept");
            set_published(&mut change, round.id, true).await.expect("kept");
            let found = ensure_event(&mut change, &round).await.expect("read");
            assert_eq!(
                (found.form.as_deref(), found.published_at),
                (Some("registration-2026"), Some(start()))
            );
            set_published(&mut change, round.id, false).await.expect("kept");
            let by_key =
                find_event_by_hall(&mut change, &found.hall_key).await.expect("read").expect("there");
            assert_eq!((by_key.round, by_key.published_at), (round.id, None));
            renew_hall_key(&mut change, round.id).await.expect("kept");
            assert_eq!(find_event_by_hall(&mut change, &found.hall_key).await.expect("read"), None);
            let other = ensure_event(&mut change, &KeptRound::sample("2027")).await.expect("made");
            assert_eq!(other.edition, 1);
            change.commit(Record::new("event.changed", round.id)).await.expect("kept");
            let day = |text: &str| text.parse::<Date>().expect("a day");
            assert!(event.is_open(&round, day("2026-09-18")) && !event.is_open(&round, day("2026-09-19")));
            let closed = Event { door: Door::Closed, ..event.clone() };
            assert!(!closed.is_open(&round, day("2026-09-18")));
            let to_the_eve = Event { closes: None, ..event };
            assert!(
                to_the_eve.is_open(&round, day("2026-09-21"))
                    && !to_the_eve.is_open(&round, day("2026-09-22"))
            );
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert_eq!(find_event(&mut view, &round).await.expect("read").edition, 0);
        }
    }
}
