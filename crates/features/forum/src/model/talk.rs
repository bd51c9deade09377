//! The talks of a day as an office works on them: a draft that is computed and moved by hand, what publishing it changes,
//! and what a move breaks.
//!
//! Nobody can be in two places and no table holds two talks: such a move is refused. Everything else an office may know
//! better than we do: it is told and done.

use rathaus_core::Span;
use rathaus_store::Id;
use serde::{Deserialize, Serialize};

use crate::model::plan::Cause;
use crate::model::{Interest, Participant, Wish};

/// How a published talk stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum TalkState {
    /// It takes place.
    Planned,
    /// It was taken out of the plan.
    Cancelled,
    /// One of the sides noted how it went.
    Held,
}

impl TalkState {
    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            TalkState::Planned => "planned",
            TalkState::Cancelled => "cancelled",
            TalkState::Held => "held",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        [TalkState::Planned, TalkState::Cancelled, TalkState::Held]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// A talk at its time and table; `a` and `b` are registrations.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Its id, the same for as long as the two talk in this round.
    pub id: Id,
    /// One side.
    pub a: Id,
    /// The other side.
    pub b: Id,
    /// When.
    pub span: Span,
    /// Table, counted from 1.
    pub table: u32,
    /// What both sides gain.
    pub value: f64,
    /// Computing anew leaves it where it is.
    pub is_locked: bool,
}

impl Placed {
    /// Whether this registration takes part.
    pub fn joins(&self, registration: Id) -> bool {
        self.a == registration || self.b == registration
    }

    /// Whether these two talk.
    pub fn is_of(&self, a: Id, b: Id) -> bool {
        self.joins(a) && self.joins(b)
    }
}

/// A talk that found no place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// One side.
    pub a: Id,
    /// The other side.
    pub b: Id,
    /// Why, in German.
    pub reason: String,
    /// The same for other languages; missing in drafts of earlier versions.
    #[serde(default)]
    pub cause: Option<Cause>,
}

/// What the engine proved of a draft when it was computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = TalkProof)]
pub struct Proof {
    /// Value of the talks chosen.
    pub value: f64,
    /// No choice is worth more.
    pub value_bound: f64,
    /// Whether the choice is proven best.
    pub choice_is_proven: bool,
    /// Talks chosen.
    pub wanted: usize,
    /// Most of them that any timetable could place.
    pub placed_bound: usize,
    /// Idle gaps over everybody.
    pub gaps: usize,
    /// No timetable with as many talks has fewer.
    pub gaps_bound: usize,
    /// Whether the timetable is proven best.
    pub timetable_is_proven: bool,
    /// How often a supplier changes the table.
    pub table_changes: usize,
}

/// The draft of a day of talks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The times.
    pub slots: Vec<Span>,
    /// How many tables.
    pub tables: usize,
    /// Most talks that times, tables and everybody's own limits allow.
    pub ceiling: usize,
    /// What was proven; of talks that were moved by hand since it says nothing.
    pub proof: Proof,
    /// How often somebody changed it by hand since it was computed.
    pub changes: usize,
    /// The talks, by time and table.
    pub talks: Vec<Placed>,
    /// Those without a place.
    pub unplaced: Vec<Missed>,
}

impl Draft {
    /// Puts the talks in their order.
    pub fn sort(&mut self) {
        self.talks.sort_by_key(|talk| (talk.span.start, talk.table, talk.id));
    }

    /// The lowest table that is free in a span, leaving out one talk.
    pub fn free_table(&self, span: Span, without: Option<Id>) -> Option<u32> {
        let taken = |table: u32| {
            self.talks
                .iter()
                .any(|talk| Some(talk.id) != without && talk.table == table && talk.span.overlaps(span))
        };
        (1..=u32::try_from(self.tables).unwrap_or(u32::MAX)).find(|table| !taken(*table))
    }
}

/// What a place for a talk breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// This registration talks to another at that time.
    Busy(Id, Id),
    /// The table is taken by these two.
    Table(Id, Id),
    /// There is no such table.
    NoTable(u32),
    /// This registration is not there.
    Away(Id),
    /// This registration does not want this talk.
    Never(Id),
    /// This registration said other times.
    Window(Id),
    /// The two talk already.
    Twice,
}

impl Clash {
    /// The word in translation keys.
    pub fn word(&self) -> &'static str {
        match self {
            Clash::Busy(..) => "busy",
            Clash::Table(..) => "table",
            Clash::NoTable(_) => "no-table",
            Clash::Away(_) => "away",
            Clash::Never(_) => "never",
            Clash::Window(_) => "window",
            Clash::Twice => "twice",
        }
    }

    /// Whether nothing helps: the talk cannot be there.
    pub fn is_hard(&self) -> bool {
        matches!(self, Clash::Busy(..) | Clash::Table(..) | Clash::NoTable(_))
    }
}

/// Whether a participant is there during a span, as far as its registration says.
pub fn is_there(participant: &Participant, span: Span) -> bool {
    participant.arrives.is_none_or(|at| at <= span.start)
        && participant.leaves.is_none_or(|at| span.end <= at)
        && !participant.unavailable.iter().any(|away| away.overlaps(span))
}

/// Everything that a talk at this place breaks, hard ones first. `people` are the participants by registration; wishes
/// name them by their ids as the engines know them.
pub fn clashes(draft: &Draft, talk: &Placed, people: &[(Id, Participant)], wishes: &[Wish]) -> Vec<Clash> {
    let mut found = Vec::new();
    let others = || draft.talks.iter().filter(|one| one.id != talk.id);
    for one in others().filter(|one| one.span.overlaps(talk.span)) {
        for side in [talk.a, talk.b] {
            if one.joins(side) {
                found.push(Clash::Busy(side, if one.a == side { one.b } else { one.a }));
            }
        }
        if one.table == talk.table {
            found.push(Clash::Table(one.a, one.b));
        }
    }
    if talk.table == 0 || talk.table as usize > draft.tables {
        found.push(Clash::NoTable(talk.table));
    }
    if others().any(|one| one.is_of(talk.a, talk.b)) {
        found.push(Clash::Twice);
    }
    let of = |id: Id| people.iter().find(|(one, _)| *one == id).map(|(_, person)| person);
    for side in [talk.a, talk.b] {
        let Some(person) = of(side) else {
            found.push(Clash::Away(side));
            continue;
        };
        if !is_there(person, talk.span) {
            found.push(Clash::Away(side));
        }
        let other = of(if side == talk.a { talk.b } else { talk.a });
        let wish = other.and_then(|other| wishes.iter().find(|w| w.from == person.id && w.to == other.id));
        if let Some(wish) = wish {
            if wish.interest == Interest::Never {
                found.push(Clash::Never(side));
            }
            if wish.window.is_some_and(|window| !window.contains(talk.span)) {
                found.push(Clash::Window(side));
            }
        }
    }
    found
}

/// A talk that was published, as far as publishing again asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Its id.
    pub id: Id,
    /// One side.
    pub a: Id,
    /// The other side.
    pub b: Id,
    /// When.
    pub span: Span,
    /// At which table.
    pub table: u32,
    /// How it stands.
    pub state: TalkState,
    /// How often it changed.
    pub sequence: i64,
}

/// What publishing does to one talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// It is new, or back after it was taken out.
    Added,
    /// It goes to another time.
    Moved,
    /// It goes to another table at the same time.
    Table,
    /// It is taken out.
    Cancelled,
}

impl Turn {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Turn::Added => "added",
            Turn::Moved => "moved",
            Turn::Table => "table",
            Turn::Cancelled => "cancelled",
        }
    }
}

/// One change of publishing: the talk as it is then, and as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub turn: Turn,
    /// The talk afterwards, with its new sequence.
    pub talk: Published,
    /// Whether there was a row before.
    pub is_known: bool,
    /// When it was before.
    pub was: Option<Span>,
}

/// What changes when `next` is published over `before`. A talk that stays where it is changes nothing and keeps its
/// sequence; one that was held stays, whatever the draft says.
pub fn publication(before: &[Published], next: &[Placed]) -> Vec<Step> {
    let mut steps = Vec::new();
    for one in next {
        let known = before.iter().find(|old| old.id == one.id);
        let talk = |state: TalkState, sequence: i64| Published {
            id: one.id,
            a: one.a,
            b: one.b,
            span: one.span,
            table: one.table,
            state,
            sequence,
        };
        let (turn, talk) = match known {
            None => (Turn::Added, talk(TalkState::Planned, 0)),
            Some(old) if old.state == TalkState::Held => continue,
            Some(old) if old.state == TalkState::Cancelled => {
                (Turn::Added, talk(TalkState::Planned, old.sequence + 1))
            }
            Some(old) if old.span != one.span => (Turn::Moved, talk(TalkState::Planned, old.sequence + 1)),
            Some(old) if old.table != one.table => (Turn::Table, talk(TalkState::Planned, old.sequence + 1)),
            Some(_) => continue,
        };
        let was = known.filter(|old| old.state == TalkState::Planned).map(|old| old.span);
        steps.push(Step { turn, talk, is_known: known.is_some(), was });
    }
    let is_gone =
        |old: &&Published| old.state == TalkState::Planned && next.iter().all(|one| one.id != old.id);
    for old in before.iter().filter(is_gone) {
        let talk = Published { state: TalkState::Cancelled, sequence: old.sequence + 1, ..*old };
        steps.push(Step { turn: Turn::Cancelled, talk, is_known: true, was: Some(old.span) });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Extra, ParticipantKind};

    fn id(name: &str) -> Id {
        Id::of_name(name)
    }

    fn placed(name: &str, a: &str, b: &str, span: &str, table: u32) -> Placed {
        Placed {
            id: id(name),
            a: id(a),
            b: id(b),
            span: span.parse().expect("a span"),
            table,
            value: 1.0,
            is_locked: false,
        }
    }

    fn draft(talks: Vec<Placed>) -> Draft {
        Draft {
            slots: vec!["14:00-14:15".parse().expect("a span"), "14:15-14:30".parse().expect("a span")],
            tables: 2,
            ceiling: 4,
            proof: Proof {
                value: 0.0,
                value_bound: 0.0,
                choice_is_proven: true,
                wanted: 0,
                placed_bound: 0,
                gaps: 0,
                gaps_bound: 0,
                timetable_is_proven: true,
                table_changes: 0,
            },
            changes: 0,
            talks,
            unplaced: Vec::new(),
        }
    }

    fn person(name: &str) -> (Id, Participant) {
        let participant = Participant {
            id: name.to_owned(),
            organisation: name.to_owned(),
            kind: ParticipantKind::Municipality,
            ags: None,
            arrives: None,
            leaves: None,
            unavailable: Vec::new(),
            min_talks: None,
            max_talks: None,
            extra: Extra::new(),
        };
        (id(name), participant)
    }

    #[test]
    fn a_move_names_everything_it_breaks() {
        let day =
            draft(vec![placed("1", "a", "x", "14:00-14:15", 1), placed("2", "b", "y", "14:15-14:30", 2)]);
        let mut people = vec![person("a"), person("b"), person("x"), person("y")];
        let moved = |span: &str, table: u32| placed("2", "b", "y", span, table);
        assert_eq!(clashes(&day, &moved("14:15-14:30", 1), &people, &[]), []);
        assert_eq!(
            clashes(&day, &moved("14:00-14:15", 1), &people, &[]),
            [Clash::Table(id("a"), id("x"))],
            "another table would do"
        );
        assert_eq!(day.free_table("14:00-14:15".parse().expect("a span"), Some(id("2"))), Some(2));
        assert_eq!(clashes(&day, &moved("14:00-14:15", 3), &people, &[]), [Clash::NoTable(3)]);
        let new = placed("3", "a", "y", "14:00-14:15", 2);
        assert_eq!(clashes(&day, &new, &people, &[]), [Clash::Busy(id("a"), id("x"))]);
        let twice = placed("3", "x", "a", "14:15-14:30", 1);
        assert_eq!(clashes(&day, &twice, &people, &[]), [Clash::Twice]);
        people[1].1.arrives = "14:10".parse().ok();
        let wishes = [
            Wish { from: "y".into(), to: "b".into(), interest: Interest::Never, window: None },
            Wish {
                from: "b".into(),
                to: "y".into(),
                interest: Interest::Level(3),
                window: "14:15-14:30".parse().ok(),
            },
        ];
        let found = clashes(&day, &moved("14:00-14:15", 2), &people, &wishes);
        assert_eq!(found, [Clash::Away(id("b")), Clash::Window(id("b")), Clash::Never(id("y"))]);
        assert!(found.iter().all(|clash| !clash.is_hard()));
    }

    #[test]
    fn only_what_changes_gets_a_new_sequence() {
        let old = |name: &str, span: &str, table, state, sequence| {
            let one = placed(name, "a", name, span, table);
            Published { id: one.id, a: one.a, b: one.b, span: one.span, table, state, sequence }
        };
        let before = [
            old("stays", "14:00-14:15", 1, TalkState::Planned, 3),
            old("moves", "14:15-14:30", 1, TalkState::Planned, 0),
            old("table", "14:30-14:45", 1, TalkState::Planned, 1),
            old("back", "14:45-15:00", 1, TalkState::Cancelled, 1),
            old("gone", "15:00-15:15", 1, TalkState::Planned, 0),
            old("off", "15:00-15:15", 1, TalkState::Cancelled, 1),
            old("held", "15:15-15:30", 1, TalkState::Held, 0),
        ];
        let next = [
            placed("stays", "a", "stays", "14:00-14:15", 1),
            placed("moves", "a", "moves", "15:00-15:15", 1),
            placed("table", "a", "table", "14:30-14:45", 2),
            placed("back", "a", "back", "14:45-15:00", 1),
            placed("new", "a", "new", "15:45-16:00", 1),
        ];
        let steps: Vec<(Id, Turn, i64, bool)> = publication(&before, &next)
            .into_iter()
            .map(|step| (step.talk.id, step.turn, step.talk.sequence, step.is_known))
            .collect();
        assert_eq!(
            steps,
            [
                (id("moves"), Turn::Moved, 1, true),
                (id("table"), Turn::Table, 2, true),
                (id("back"), Turn::Added, 2, true),
                (id("new"), Turn::Added, 0, false),
                (id("gone"), Turn::Cancelled, 1, true),
            ]
        );
        assert!(publication(&[], &[]).is_empty());
    }
}
