//! Changes on the day: who does not come, comes late or leaves early, a table that is closed; and the plan after it that
//! moves as few talks as possible ([`rathaus_allocation::replan`]).
//!
//! A preview is a function of what stands in the database, what is said to have happened, and the time. Applying it
//! computes it again: where the answer is another one by now, nothing is applied.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_allocation::replan::{Change as Event, replan};
use rathaus_allocation::slots::Slots;
use rathaus_allocation::timetable::{Agenda, Effort, Person, Place, Search, Talk as Meeting};
use rathaus_core::{Daytime, Span};
use rathaus_store::{Change, Id, StoreError};
use serde::{Deserialize, Serialize};

use crate::model::talk::{Placed, Published, Step, TalkState, Turn, is_there, publication};
use crate::model::{Interest, ParticipantKind};
use crate::store::registration::{Registration, RegistrationState, update_registration};
use crate::store::talk::{Talk, close_table};
use crate::talking::{Ground, carry_out, follow, may_meet, placed, takes_part};

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Upset {
    /// A registration does not come at all, or is gone for good.
    NoShow {
        /// Which one.
        #[schema(value_type = String)]
        registration: Id,
    },
    /// A registration comes later.
    Late {
        /// Which one.
        #[schema(value_type = String)]
        registration: Id,
        /// When it comes.
        #[schema(value_type = String)]
        at: Daytime,
    },
    /// A registration leaves earlier.
    Leaves {
        /// Which one.
        #[schema(value_type = String)]
        registration: Id,
        /// When it leaves.
        #[schema(value_type = String)]
        at: Daytime,
    },
    /// A table is closed for the rest of the day.
    TableClosed {
        /// Its number.
        table: u32,
        /// From when on.
        #[schema(value_type = String)]
        at: Daytime,
    },
}

/// Why nothing can be replanned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing is published.
    #[error("nothing is published")]
    NothingPublished,
    /// All times are over.
    #[error("the day is over")]
    Over,
    /// What was published does not fit the times and tables of today's settings.
    #[error("the published talks do not fit the settings")]
    Settings,
    /// An upset names a registration or table that does not exist.
    #[error("it names somebody or something that does not exist")]
    Unknown,
    /// The engine refuses.
    #[error("{0}")]
    Engine(String),
}

impl Refusal {
    /// The word in translation keys.
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::NothingPublished => "nothing",
            Refusal::Over => "over",
            Refusal::Settings | Refusal::Engine(_) => "settings",
            Refusal::Unknown => "unknown",
        }
    }
}

/// What would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What happens to each talk; those that stay are not among them.
    pub steps: Vec<Step>,
    /// All talks afterwards.
    pub talks: Vec<Placed>,
    /// Talks that lose their place.
    pub dropped: usize,
    /// No plan drops fewer.
    pub dropped_bound: usize,
    /// Talks that go to another time.
    pub moved: usize,
    /// No plan that drops no more moves fewer.
    pub moved_bound: usize,
    /// Whether both are proven to be the fewest.
    pub is_proven: bool,
    /// When the changes begin: the first time that has not begun.
    pub from: Span,
    /// Names this answer: another answer has another name.
    pub digest: Id,
}

impl Preview {
    /// The registrations whose day changes.
    pub fn concerned(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.steps.iter().flat_map(|step| [step.talk.a, step.talk.b]).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// A registration after what happened.
fn after(one: &Registration, upsets: &[Upset], now: Daytime) -> Registration {
    let mut one = one.clone();
    for upset in upsets {
        match *upset {
            Upset::NoShow { registration } if registration == one.id => {
                if let (Some(end), true) =
                    (Daytime::from_minutes(24 * 60), one.state != RegistrationState::Cancelled)
                    && let Ok(away) = Span::new(now, end)
                {
                    one.unavailable.push(away);
                }
            }
            Upset::Late { registration, at } if registration == one.id => one.arrives = Some(at),
            Upset::Leaves { registration, at } if registration == one.id => one.leaves = Some(at),
            _ => {}
        }
    }
    one
}

/// Tables as the engine counts them: it loses the one with the highest number, so those that are closed come last, the
/// one that closed first at the very end.
struct Tables {
    /// Our number by the engine's.
    ours: Vec<u32>,
    /// Closed ones with their times, the earliest first.
    closed: Vec<(u32, Daytime)>,
}

impl Tables {
    fn of(ground: &Ground, upsets: &[Upset], count: usize) -> Self {
        let mut closed = ground.closed.clone();
        for upset in upsets {
            if let Upset::TableClosed { table, at } = *upset {
                match closed.iter_mut().find(|(one, _)| *one == table) {
                    Some(known) => known.1 = known.1.min(at),
                    None => closed.push((table, at)),
                }
            }
        }
        closed.retain(|(table, _)| (1..=count).contains(&(*table as usize)));
        closed.sort_by_key(|(table, from)| (*from, *table));
        let is_closed = |table: &u32| closed.iter().any(|(one, _)| one == table);
        let all = 1..=u32::try_from(count).unwrap_or(u32::MAX);
        let mut ours: Vec<u32> = all.filter(|table| !is_closed(table)).collect();
        ours.extend(closed.iter().rev().map(|(table, _)| *table));
        Self { ours, closed }
    }

    fn engine(&self, table: u32) -> Option<usize> {
        self.ours.iter().position(|one| *one == table)
    }
}

/// The times of the day, as far as all published talks lie in them.
fn slots(ground: &Ground) -> Option<Vec<Span>> {
    let holds = |slots: &Vec<Span>| ground.standing().all(|talk| slots.contains(&talk.span));
    let drafted = ground.plan.draft.as_ref().map(|draft| draft.slots.clone());
    let settings = ground.round.settings.slots.list();
    drafted.into_iter().chain([settings]).find(|slots| holds(slots) && slots.len() <= Slots::LIMIT)
}

/// The plan after what happened. `now` is the time of day on the day itself, midnight before it. `fills` gives times
/// that become free to pairs who both wish to talk and have no talk yet.
///
/// # Errors
///
/// [`Refusal`].
pub fn preview(ground: &Ground, upsets: &[Upset], now: Daytime, fills: bool) -> Result<Preview, Refusal> {
    let standing: Vec<&Talk> = ground.standing().collect();
    if standing.is_empty() {
        return Err(Refusal::NothingPublished);
    }
    let slots = slots(ground).ok_or(Refusal::Settings)?;
    let begun = slots.iter().filter(|slot| slot.start <= now).count();
    let from = *slots.get(begun).ok_or(Refusal::Over)?;
    let highest = standing.iter().map(|talk| talk.table as usize).max().unwrap_or(0);
    let count = ground.round.settings.tables.max(highest);
    let tables = Tables::of(ground, upsets, count);
    for upset in upsets {
        let is_known = match *upset {
            Upset::NoShow { registration }
            | Upset::Late { registration, .. }
            | Upset::Leaves { registration, .. } => ground.registration(registration).is_some(),
            Upset::TableClosed { table, .. } => tables.engine(table).is_some(),
        };
        if !is_known {
            return Err(Refusal::Unknown);
        }
    }
    let people: Vec<&Registration> = ground
        .registrations
        .iter()
        .filter(|one| takes_part(one) || standing.iter().any(|talk| talk.joins(one.id)))
        .collect();
    let place = |id: Id| people.iter().position(|one| one.id == id);
    let slot_of = |span: Span| slots.iter().position(|slot| *slot == span);

    // Who talks somewhere was there as far as the confirmed plan goes; what differs by now is a change.
    let mut before = Vec::new();
    let mut events = Vec::new();
    for (index, one) in people.iter().enumerate() {
        let own = |held: bool| -> Slots {
            standing
                .iter()
                .filter(|talk| talk.joins(one.id) && (!held || talk.state == TalkState::Held))
                .filter_map(|talk| slot_of(talk.span))
                .collect()
        };
        let participant = after(one, upsets, now).into_participant();
        let there: Slots = match takes_part(one) {
            true => (0..slots.len()).filter(|&s| is_there(&participant, slots[s])).collect(),
            false => Slots::NONE,
        };
        let there = there.or(own(true));
        let was = there.or(own(false));
        before.push(Person {
            present: was,
            host: one.kind == ParticipantKind::Supplier,
            rest: ground.round.settings.talks.in_a_row.map(|talks| talks as usize),
        });
        let gone = was.minus(there);
        if !gone.is_empty() {
            events.push(Event::Absent { person: index, slots: gone });
        }
    }
    let whole = Slots::first(slots.len());
    let window = |a: Id, b: Id| {
        [ground.wish(a, b), ground.wish(b, a)]
            .into_iter()
            .flatten()
            .filter_map(|wish| wish.window)
            .fold(whole, |all, window| {
                all.and((0..slots.len()).filter(|&s| window.contains(slots[s])).collect())
            })
    };
    let mut meetings = Vec::new();
    let mut confirmed = Vec::new();
    for talk in &standing {
        let slot = slot_of(talk.span).ok_or(Refusal::Settings)?;
        let (a, b) = (place(talk.a), place(talk.b));
        let (Some(a), Some(b), Some(table)) = (a, b, tables.engine(talk.table)) else {
            return Err(Refusal::Settings);
        };
        let window = match talk.state {
            TalkState::Held => Slots::only(slot),
            _ => window(talk.a, talk.b).with(slot),
        };
        meetings.push(Meeting { a, b, window, weight: 1 });
        confirmed.push(Some(Place { slot, table }));
    }
    let ahead = whole.minus(Slots::first(begun));
    for (_, at) in &tables.closed {
        let lost: Slots = ahead.iter().filter(|&s| slots[s].end > *at).collect();
        if !lost.is_empty() {
            events.push(Event::TableLost { slots: lost });
        }
    }
    let wanted = if fills { wanted(ground, &people, &standing) } else { Vec::new() };
    for (a, b, weight) in &wanted {
        let (one, two) = (people[*a].id, people[*b].id);
        events.push(Event::NewTalk(Meeting { a: *a, b: *b, window: window(one, two), weight: *weight }));
    }
    let agenda = Agenda { tables: vec![count; slots.len()], people: before, talks: meetings };
    let search = Search { effort: Effort::Normal, seed: ground.round.settings.seed };
    let made = replan(&agenda, &confirmed, &events, begun, search)
        .map_err(|error| Refusal::Engine(error.to_string()))?;

    let mut talks = Vec::new();
    for (index, at) in made.plan.places.iter().enumerate() {
        let Some(at) = at else { continue };
        let (span, table) = (slots[at.slot], tables.ours.get(at.table).copied().unwrap_or(0));
        talks.push(match standing.get(index) {
            Some(talk) => Placed { span, table, ..placed(talk, is_locked(ground, talk.id)) },
            None => {
                let (a, b, weight) = wanted[index - standing.len()];
                let (a, b) = (people[a].id, people[b].id);
                #[allow(clippy::cast_precision_loss)]
                let value = weight as f64;
                // The pair's own talk of before, if there was one; else a name that the answer alone decides.
                let known = ground.talks.iter().find(|talk| !talk.is_on() && talk.joins(a) && talk.joins(b));
                let id = known.map_or_else(|| name(ground.round.id, a, b), |talk| talk.id);
                let (a, b) = known.map_or((a, b), |talk| (talk.a, talk.b));
                Placed { id, a, b, span, table, value, is_locked: false }
            }
        });
    }
    let old: Vec<Published> = ground.talks.iter().map(Talk::published).collect();
    let steps = publication(&old, &talks);
    let told: Vec<_> =
        steps.iter().map(|s| (s.talk.id, s.talk.span, s.talk.table, s.talk.sequence)).collect();
    let text = serde_json::to_string(&(upsets, &told)).map_err(|error| Refusal::Engine(error.to_string()))?;
    Ok(Preview {
        dropped: steps.iter().filter(|step| step.turn == Turn::Cancelled).count(),
        dropped_bound: made.changes.dropped_bound,
        moved: steps.iter().filter(|step| step.turn == Turn::Moved).count(),
        moved_bound: made.changes.moved_bound,
        is_proven: made.changes.proven,
        steps,
        talks,
        from,
        digest: Id::of_name(&text),
    })
}

/// The name of a talk that comes in on the day: preview and application agree on it.
fn name(round: Id, a: Id, b: Id) -> Id {
    Id::of_name(&format!("{round}\u{1f}{}\u{1f}{}", a.min(b), a.max(b)))
}

fn is_locked(ground: &Ground, id: Id) -> bool {
    let draft = ground.plan.draft.as_ref();
    draft.is_some_and(|draft| draft.talks.iter().any(|talk| talk.id == id && talk.is_locked))
}

/// Pairs that both wish to talk, have no talk and are not at their limit, the strongest wishes first; with their worth.
/// Linear in wishes and talks, but for putting the pairs in order.
fn wanted(ground: &Ground, people: &[&Registration], standing: &[&Talk]) -> Vec<(usize, usize, i64)> {
    let most = |one: &Registration| {
        one.max_talks.or(ground.round.settings.talks.most).map_or(usize::MAX, |most| most as usize)
    };
    let (mut of_id, mut of_label) = (BTreeMap::new(), BTreeMap::new());
    for (at, one) in people.iter().enumerate() {
        of_id.entry(one.id).or_insert(at);
        of_label.entry(one.label.as_str()).or_insert(at);
    }
    let mut load = vec![0usize; people.len()];
    let mut met = BTreeSet::new();
    for talk in standing {
        let [a, b] = [talk.a, talk.b].map(|id| of_id.get(&id).copied());
        for at in [a, b].into_iter().flatten() {
            load[at] += 1;
        }
        if let (Some(a), Some(b)) = (a, b) {
            met.insert((a.min(b), a.max(b)));
        }
    }
    let mut levels: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for wish in &ground.wishes {
        let pair = (of_label.get(wish.from.as_str()), of_label.get(wish.to.as_str()));
        let (Some(&from), Some(&to)) = pair else { continue };
        let level = match wish.interest {
            Interest::Level(level) => i64::from(level),
            Interest::Must => 10,
            _ => 0,
        };
        levels.entry((from, to)).or_insert(level);
    }
    let mut pairs = Vec::new();
    for (&(a, b), &there) in levels.iter().filter(|((a, b), _)| a < b) {
        let back = levels.get(&(b, a)).copied().unwrap_or(0);
        let (one, two) = (people[a], people[b]);
        let may = takes_part(one) && takes_part(two) && may_meet(one.kind, two.kind);
        if may && there > 0 && back > 0 && !met.contains(&(a, b)) {
            pairs.push((a, b, there + back));
        }
    }
    pairs.sort_by_key(|(a, b, worth)| (-worth, *a, *b));
    pairs.retain(|(a, b, _)| {
        let has_room = load[*a] < most(people[*a]) && load[*b] < most(people[*b]);
        if has_room {
            load[*a] += 1;
            load[*b] += 1;
        }
        has_room
    });
    pairs
}

/// What came of applying.
#[derive(Debug, Clone, PartialEq)]
pub enum Applied {
    /// It is done; how many registrations are told.
    Done(Preview),
    /// By now the answer is another one: this.
    Stale(Preview),
}

/// Applies a preview, if it is still the answer: registrations, tables, talks and mails in one change. The caller commits
/// with a record.
///
/// # Errors
///
/// What the database says, `Conflict` where somebody else was faster; `Ok(Err(_))` where nothing can be replanned.
pub async fn apply(
    change: &mut Change,
    ground: &Ground,
    upsets: &[Upset],
    now: Daytime,
    fills: bool,
    digest: Id,
) -> Result<Result<Applied, Refusal>, StoreError> {
    let preview = match preview(ground, upsets, now, fills) {
        Ok(preview) => preview,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if preview.digest != digest {
        return Ok(Ok(Applied::Stale(preview)));
    }
    for one in &ground.registrations {
        let next = after(one, upsets, now);
        if next != *one && !update_registration(change, &next).await? {
            return Err(StoreError::Conflict("somebody else changed the registration".into()));
        }
    }
    for upset in upsets {
        if let Upset::TableClosed { table, at } = *upset {
            close_table(change, ground.round.id, table, at).await?;
        }
    }
    if !carry_out(change, ground.round.id, ground.plan.edition, &preview.steps).await? {
        return Err(StoreError::Conflict("somebody else changed the talks".into()));
    }
    follow(change, &ground.plan, ground.round.id, preview.talks.clone()).await?;
    Ok(Ok(Applied::Done(preview)))
}

#[cfg(test)]
mod tests;
