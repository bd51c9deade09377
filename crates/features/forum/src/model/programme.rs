//! The programme of the day: what is where and when, and what about it cannot go well.
//!
//! Clashes are told and never forbidden: an office that plans knows more than we do.

use rathaus_core::{Daytime, Lang, Span};
use rathaus_store::Id;
use serde::{Deserialize, Serialize};

/// Minutes that people need to go from one room to another.
const WAY: u16 = 5;

/// What kind of item.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A talk to everybody.
    Keynote,
    /// A supplier presents an offer.
    Pitch,
    /// Nothing but coffee.
    Break,
    /// The one-to-one talks.
    Talks,
    /// Anything else: welcome, discussion, farewell.
    Other,
}

impl ItemKind {
    /// All kinds.
    pub const ALL: [ItemKind; 5] =
        [ItemKind::Keynote, ItemKind::Pitch, ItemKind::Break, ItemKind::Talks, ItemKind::Other];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::Keynote => "keynote",
            ItemKind::Pitch => "pitch",
            ItemKind::Break => "break",
            ItemKind::Talks => "talks",
            ItemKind::Other => "other",
        }
    }
}

impl std::str::FromStr for ItemKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or(())
    }
}

/// A room of the venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Room {
    /// Its id.
    pub id: Id,
    /// Its name, as on the door.
    pub name: String,
    /// Seats, where somebody counted them.
    pub seats: Option<u32>,
    /// Tables for talks, where there are any.
    pub tables: Option<u32>,
    /// Rises with every change.
    pub edition: i64,
}

/// An item of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id; also what names it in calendars.
    pub id: Id,
    /// What kind.
    pub kind: ItemKind,
    /// German title.
    pub title: String,
    /// English title; the German one where it is empty.
    pub title_en: String,
    /// German description; paragraphs.
    pub description: String,
    /// English description; the German one where it is empty.
    pub description_en: String,
    /// Where; `None` while nobody decided.
    pub room: Option<Id>,
    /// When.
    pub span: Span,
    /// Who speaks.
    pub speakers: Vec<String>,
    /// The offer that is presented.
    pub offer: Option<Id>,
    /// Rises when time or room changes (RFC 5545, SEQUENCE).
    pub sequence: i64,
    /// Rises with every change.
    pub edition: i64,
}

impl Item {
    /// The title in this language.
    pub fn title_in(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.title_en.is_empty() { &self.title_en } else { &self.title }
    }

    /// The description in this language.
    pub fn description_in(&self, lang: Lang) -> &str {
        if lang == Lang::En && !self.description_en.is_empty() {
            &self.description_en
        } else {
            &self.description
        }
    }
}

/// What cannot go well. Items and rooms by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// Before the event begins or after it ends.
    Outside(Id),
    /// Two things in one room at once.
    Room(Id, Id, Id),
    /// Somebody speaks in two places at once.
    Speaker(Id, Id, String),
    /// A pitch takes longer than the time pitches have, in minutes.
    Pitch(Id, u16),
    /// Talks in a room without tables, or in no room.
    Tables(Id),
    /// Everybody goes to another room and has no time for the way.
    Way(Id, Id),
}

impl Clash {
    /// The word in translation keys.
    pub fn word(&self) -> &'static str {
        match self {
            Clash::Outside(_) => "outside",
            Clash::Room(..) => "room",
            Clash::Speaker(..) => "speaker",
            Clash::Pitch(..) => "pitch",
            Clash::Tables(_) => "tables",
            Clash::Way(..) => "way",
        }
    }

    /// The items it is about.
    pub fn items(&self) -> Vec<Id> {
        match self {
            Clash::Outside(a) | Clash::Pitch(a, _) | Clash::Tables(a) => vec![*a],
            Clash::Room(a, b, _) | Clash::Speaker(a, b, _) | Clash::Way(a, b) => vec![*a, *b],
        }
    }
}

/// Everything that cannot go well, in the order of the day. `day` is when the event begins and ends, `pitch` the minutes
/// a pitch has.
pub fn clashes(items: &[Item], rooms: &[Room], day: Span, pitch: u16) -> Vec<Clash> {
    let mut found = Vec::new();
    for (place, item) in items.iter().enumerate() {
        if !day.contains(item.span) {
            found.push(Clash::Outside(item.id));
        }
        if item.kind == ItemKind::Pitch && item.span.minutes() > pitch {
            found.push(Clash::Pitch(item.id, pitch));
        }
        let tables = rooms.iter().find(|room| Some(room.id) == item.room).and_then(|room| room.tables);
        if item.kind == ItemKind::Talks && tables.unwrap_or(0) == 0 {
            found.push(Clash::Tables(item.id));
        }
        for other in items.iter().skip(place + 1).filter(|other| other.span.overlaps(item.span)) {
            if let Some(room) = item.room.filter(|room| other.room == Some(*room)) {
                found.push(Clash::Room(item.id, other.id, room));
            }
            let both = item.speakers.iter().find(|one| {
                other.speakers.iter().any(|two| one.trim().to_lowercase() == two.trim().to_lowercase())
            });
            if let Some(both) = both {
                found.push(Clash::Speaker(item.id, other.id, both.trim().to_owned()));
            }
        }
        if let Some(next) = without_way(items, item) {
            found.push(Clash::Way(item.id, next));
        }
    }
    found
}

/// The item in another room to which everybody goes from `item` without time for the way.
fn without_way(items: &[Item], item: &Item) -> Option<Id> {
    let room = item.room?;
    // Where something else runs meanwhile, not everybody has to go.
    if items.iter().any(|other| other.id != item.id && other.span.overlaps(item.span)) {
        return None;
    }
    let next =
        items.iter().filter(|other| other.span.start >= item.span.end).map(|other| other.span.start).min()?;
    if next.minutes() - item.span.end.minutes() >= WAY {
        return None;
    }
    let there: Vec<&Item> =
        items.iter().filter(|other| other.span.start == next && other.room.is_some()).collect();
    match there.iter().any(|other| other.room == Some(room)) {
        true => None,
        false => there.first().map(|other| other.id),
    }
}

/// `n` spans of equal length one after the other; `None` where the day ends before them.
pub fn row_of_spans(from: Daytime, length: u16, pause: u16, n: usize) -> Option<Vec<Span>> {
    let mut at = from.minutes();
    let mut spans = Vec::with_capacity(n);
    for _ in 0..n {
        let (start, end) = (Daytime::from_minutes(at)?, Daytime::from_minutes(at.checked_add(length)?)?);
        spans.push(Span::new(start, end).ok()?);
        at = at.checked_add(length)?.checked_add(pause)?;
    }
    Some(spans)
}

/// What runs at `now`, and what begins next: all items with the earliest start after it.
pub fn now_and_next(items: &[Item], now: Daytime) -> (Vec<&Item>, Vec<&Item>) {
    let running = items.iter().filter(|item| item.span.start <= now && now < item.span.end).collect();
    let next = items.iter().map(|item| item.span.start).filter(|start| *start > now).min();
    (running, items.iter().filter(|item| Some(item.span.start) == next).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, kind: ItemKind, room: Option<&str>, span: &str, speakers: &[&str]) -> Item {
        Item {
            id: Id::of_name(name),
            kind,
            title: name.to_owned(),
            title_en: String::new(),
            description: String::new(),
            description_en: String::new(),
            room: room.map(Id::of_name),
            span: span.parse().expect("a span"),
            speakers: speakers.iter().map(ToString::to_string).collect(),
            offer: None,
            sequence: 0,
            edition: 1,
        }
    }

    fn rooms() -> Vec<Room> {
        let room = |name: &str, tables| Room {
            id: Id::of_name(name),
            name: name.to_owned(),
            seats: None,
            tables,
            edition: 1,
        };
        vec![room("saal", None), room("foyer", Some(12))]
    }

    #[test]
    fn what_cannot_go_well_is_named() {
        use ItemKind::{Keynote, Other, Pitch, Talks};
        let day: Span = "13:00-17:00".parse().expect("a span");
        let id = Id::of_name;
        let cases: [(&str, Vec<Item>, Vec<Clash>); 9] = [
            (
                "a good day",
                vec![
                    item("a", Keynote, Some("saal"), "13:00-13:30", &["Ada"]),
                    item("b", Pitch, Some("saal"), "13:30-13:40", &["Bo"]),
                    item("c", Talks, Some("foyer"), "14:00-17:00", &[]),
                ],
                vec![],
            ),
            (
                "too early",
                vec![item("a", Other, Some("saal"), "12:00-13:30", &[])],
                vec![Clash::Outside(id("a"))],
            ),
            (
                "one room twice",
                vec![
                    item("a", Other, Some("saal"), "13:00-13:30", &[]),
                    item("b", Other, Some("saal"), "13:20-13:40", &[]),
                ],
                vec![Clash::Room(id("a"), id("b"), id("saal"))],
            ),
            (
                "no room is no clash of rooms",
                vec![item("a", Other, None, "13:00-13:30", &[]), item("b", Other, None, "13:20-13:40", &[])],
                vec![],
            ),
            (
                "one speaker twice",
                vec![
                    item("a", Other, Some("saal"), "13:00-13:30", &["Ada Anker", "Bo"]),
                    item("b", Other, Some("foyer"), "13:20-13:40", &["ada anker "]),
                ],
                vec![Clash::Speaker(id("a"), id("b"), "Ada Anker".into())],
            ),
            (
                "a long pitch",
                vec![item("a", Pitch, Some("saal"), "13:00-13:11", &[])],
                vec![Clash::Pitch(id("a"), 10)],
            ),
            (
                "no tables",
                vec![item("a", Talks, Some("saal"), "13:00-14:00", &[])],
                vec![Clash::Tables(id("a"))],
            ),
            (
                "no way",
                vec![
                    item("a", Other, Some("saal"), "13:00-13:30", &[]),
                    item("b", Other, Some("foyer"), "13:33-13:40", &[]),
                ],
                vec![Clash::Way(id("a"), id("b"))],
            ),
            (
                "time for the way",
                vec![
                    item("a", Other, Some("saal"), "13:00-13:30", &[]),
                    item("b", Other, Some("foyer"), "13:35-13:40", &[]),
                ],
                vec![],
            ),
        ];
        for (why, items, expected) in cases {
            assert_eq!(clashes(&items, &rooms(), day, 10), expected, "{why}");
        }
    }

    #[test]
    fn pitches_follow_one_another() {
        let at = |text: &str| text.parse::<Daytime>().expect("a time");
        let spans = row_of_spans(at("13:30"), 7, 1, 3).expect("fits");
        let said: Vec<String> = spans.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["13:30-13:37", "13:38-13:45", "13:46-13:53"]);
        assert_eq!(row_of_spans(at("23:50"), 7, 0, 2), None);
        assert_eq!(row_of_spans(at("23:50"), 0, 0, 1), None);
    }

    #[test]
    fn now_and_next_follow_the_clock() {
        let items = [
            item("a", ItemKind::Other, None, "13:00-13:30", &[]),
            item("b", ItemKind::Other, None, "13:30-14:00", &[]),
            item("c", ItemKind::Other, None, "13:30-13:45", &[]),
        ];
        let at = |text: &str| {
            let (now, next) = now_and_next(&items, text.parse().expect("a time"));
            let names = |list: Vec<&Item>| list.iter().map(|one| one.title.clone()).collect::<String>();
            (names(now), names(next))
        };
        assert_eq!(at("12:00"), (String::new(), "a".into()));
        assert_eq!(at("13:00"), ("a".into(), "bc".into()));
        assert_eq!(at("13:30"), ("bc".into(), String::new()));
        assert_eq!(at("13:45"), ("b".into(), String::new()));
        assert_eq!(at("14:00"), (String::new(), String::new()));
    }
}
