//! The one-to-one talks: who, when, at which table.
//!
//! What a talk is worth: the interest of both sides (1 to 5 each) and, between a town and a supplier, up to
//! five more for how well an offer of the one fits a need of the other. A pair nobody wished for can still
//! be proposed where an offer covers a need.

use std::collections::BTreeMap;

use rathaus_allocation::slots::Slots;
use rathaus_allocation::talks::{
    Attendee, Candidate, ProgrammeError, Wish as Binding, WishError, Wishes, hold,
};
use rathaus_allocation::timetable::{self, Agenda, Person, Reason, Search};

pub use rathaus_allocation::timetable::Effort;
use rathaus_core::Span;

use super::{round4, say};
use crate::matching::{COVERS_FROM, Matching, TOUCHES_FROM};
use crate::model::plan::{Cause, Talk, TalkLoad, TalkPlan, Unplaced};
use crate::model::{Input, Interest, Participant, ParticipantKind, SlotRule, TalkRule, Wish};

/// Units of one step of interest.
const STEP: f64 = 100.0;
/// Steps of interest that the best match is worth.
const MATCH_STEPS: f64 = 5.0;

/// Why there is no plan of talks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TalksError {
    /// More slots than a day can have.
    #[error("{0} Zeiten sind zu viele; richtig wären höchstens {limit}", limit = Slots::LIMIT)]
    TooManySlots(usize),
    /// Demands that contradict each other; without any one of them the others can be met.
    #[error("Diese Vorgaben widersprechen sich: {}. Ohne eine von ihnen geht es.", .0.join("; "))]
    Contradiction(Vec<String>),
    /// A wish names somebody who is not there.
    #[error("Ein Wunsch nennt „{0}“, der nicht unter den Teilnehmenden ist")]
    UnknownPerson(String),
    /// Anything the engine refuses beyond that.
    #[error("{0}")]
    Refused(String),
}

/// The frame of a day of talks.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// The times.
    pub slots: SlotRule,
    /// Tables in the hall.
    pub tables: usize,
    /// How many talks each.
    pub talks: TalkRule,
    /// How hard to search.
    pub effort: Effort,
    /// Seed of the search.
    pub seed: u64,
}

/// The talks of a round, with the matches of its needs and offers.
pub(super) fn plan_round(input: &Input, matching: &Matching<'_>) -> Result<TalkPlan, TalksError> {
    let day = Day {
        slots: input.round.slots,
        tables: input.round.tables,
        talks: input.round.talks,
        effort: Effort::Normal,
        seed: input.round.seed,
    };
    let matches = match_scores(&input.participants, matching);
    let weight = input.round.weights.matches;
    plan(&input.participants, &input.wishes, &day, &|a, b| {
        weight * matches.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0)
    })
}

/// How well the offers of a supplier fit the needs of a town, by places of participants (smaller first).
fn match_scores(participants: &[Participant], matching: &Matching<'_>) -> BTreeMap<(usize, usize), f64> {
    let name = |text: &str| text.trim().to_lowercase();
    let mut best = BTreeMap::new();
    for (s, supplier) in participants.iter().enumerate().filter(|(_, p)| p.kind == ParticipantKind::Supplier)
    {
        let offers: Vec<usize> = (0..matching.offers.len())
            .filter(|&o| name(&matching.offers[o].supplier) == name(&supplier.organisation))
            .collect();
        for (t, town) in participants.iter().enumerate().filter(|(_, p)| p.kind != ParticipantKind::Supplier)
        {
            let needs = (0..matching.needs.len()).filter(|&n| {
                let need = &matching.needs[n];
                match (need.ags, town.ags) {
                    (Some(a), Some(b)) => a == b,
                    _ => name(&need.organisation) == name(&town.organisation),
                }
            });
            let score = needs
                .flat_map(|n| offers.iter().map(move |&o| (n, o)))
                .filter(|&(n, o)| matching.violation(n, o).is_none())
                .map(|(n, o)| matching.scores.row(n)[o])
                .fold(0.0_f32, f32::max);
            if score >= TOUCHES_FROM {
                best.insert((s.min(t), s.max(t)), f64::from(score));
            }
        }
    }
    best
}

/// Slots in which a participant is there and not away.
fn present(participant: &Participant, slots: &[Span]) -> Slots {
    (0..slots.len())
        .filter(|&s| {
            let slot = slots[s];
            participant.arrives.is_none_or(|at| at <= slot.start)
                && participant.leaves.is_none_or(|at| slot.end <= at)
                && !participant.unavailable.iter().any(|away| away.overlaps(slot))
        })
        .collect()
}

fn window(wish: &Wish, slots: &[Span]) -> Slots {
    match wish.window {
        Some(window) => (0..slots.len()).filter(|&s| window.contains(slots[s])).collect(),
        None => Slots::first(slots.len()),
    }
}

/// Everything both ways of planning start from.
struct Hall<'a> {
    people: &'a [Participant],
    slots: Vec<Span>,
    place: BTreeMap<&'a str, usize>,
    tables: usize,
    rule: TalkRule,
}

impl<'a> Hall<'a> {
    fn new(people: &'a [Participant], day: &Day) -> Result<Hall<'a>, TalksError> {
        let slots = day.slots.list();
        if slots.len() > Slots::LIMIT {
            return Err(TalksError::TooManySlots(slots.len()));
        }
        let place = people.iter().enumerate().map(|(at, p)| (p.id.as_str(), at)).collect();
        Ok(Hall { people, slots, place, tables: day.tables, rule: day.talks })
    }

    fn find(&self, id: &str) -> Result<usize, TalksError> {
        self.place.get(id).copied().ok_or_else(|| TalksError::UnknownPerson(id.to_owned()))
    }

    fn limits(&self, person: usize) -> (usize, usize) {
        let p = &self.people[person];
        let here = present(p, &self.slots).len();
        let most = p.max_talks.or(self.rule.most).map_or(here, |m| (m as usize).min(here));
        let least = p.min_talks.unwrap_or(self.rule.least) as usize;
        (least.min(most), most)
    }

    /// Most talks that slots, tables and the limits of both sides allow.
    fn ceiling(&self) -> usize {
        let side = |suppliers: bool| -> usize {
            (0..self.people.len())
                .filter(|&p| (self.people[p].kind == ParticipantKind::Supplier) == suppliers)
                .map(|p| self.limits(p).1)
                .sum()
        };
        let places = self.slots.len() * self.tables;
        match (side(true), side(false)) {
            (0, all) | (all, 0) => places.min(all / 2),
            (suppliers, others) => places.min(suppliers).min(others),
        }
    }
}

/// Chooses and places talks from wishes. `fit` says how well two participants fit, 0 to 1, by place.
///
/// # Errors
///
/// Demands that contradict each other, or more slots than the engine plans.
pub fn plan(
    people: &[Participant],
    wishes: &[Wish],
    day: &Day,
    fit: &dyn Fn(usize, usize) -> f64,
) -> Result<TalkPlan, TalksError> {
    let hall = Hall::new(people, day)?;
    let mut pairs: BTreeMap<(usize, usize), Pair> = BTreeMap::new();
    let whole = Slots::first(hall.slots.len());
    for wish in wishes {
        let (from, to) = (hall.find(&wish.from)?, hall.find(&wish.to)?);
        let pair = pairs.entry((from.min(to), from.max(to))).or_insert_with(|| Pair::new(whole));
        pair.window = pair.window.and(window(wish, &hall.slots));
        match wish.interest {
            Interest::Never => pair.is_never = true,
            Interest::Must => pair.is_must = true,
            Interest::Level(level) => pair.interest += f64::from(level),
        }
    }
    for a in 0..people.len() {
        for b in a + 1..people.len() {
            let score = fit(a, b);
            if score <= 0.0 {
                continue;
            }
            let wished = pairs.contains_key(&(a, b));
            if wished || score >= f64::from(COVERS_FROM) {
                pairs.entry((a, b)).or_insert_with(|| Pair::new(whole)).fit = score;
            }
        }
    }
    // Never against must is a contradiction that the engine names; both stand as candidates of their own.
    let mut candidates = Vec::new();
    for (&(a, b), pair) in &pairs {
        let value = ((pair.interest + MATCH_STEPS * pair.fit) * STEP).round() as i64;
        let candidate = |wish: Binding| Candidate { a, b, value: value.max(1), wish, window: pair.window };
        if pair.is_must {
            candidates.push(candidate(Binding::Must));
        }
        if pair.is_never {
            candidates.push(candidate(Binding::Never));
        }
        if !pair.is_must && !pair.is_never {
            candidates.push(candidate(Binding::Open));
        }
    }
    let problem = Wishes {
        people: (0..people.len())
            .map(|p| {
                let (least, most) = hall.limits(p);
                Attendee {
                    least,
                    most,
                    present: present(&people[p], &hall.slots),
                    host: people[p].kind == ParticipantKind::Supplier,
                    rest: hall.rule.in_a_row.map(|talks| talks as usize),
                }
            })
            .collect(),
        candidates,
        tables: vec![day.tables; hall.slots.len()],
    };
    let search = Search { effort: day.effort, seed: day.seed };
    let programme = hold(&problem, search).map_err(|error| refuse(error, &problem, people))?;
    let plan = &programme.plan;
    let mut talks: Vec<Talk> = Vec::new();
    for (&candidate, place) in programme.candidates.iter().zip(&plan.places) {
        if let Some(place) = place {
            let c = &problem.candidates[candidate];
            talks.push(talk(&hall, c.a, c.b, place.slot, place.table, c.value as f64 / STEP));
        }
    }
    let unplaced = programme
        .left_out
        .iter()
        .map(|left| {
            let c = &problem.candidates[left.candidate];
            unplaced(&hall, c.a, c.b, left.reason)
        })
        .collect();
    let wanted = programme.aim.chosen.len();
    Ok(finish(
        &hall,
        wishes,
        talks,
        unplaced,
        Proof {
            value: programme.value as f64 / STEP,
            value_bound: programme.aim.value_bound as f64 / STEP,
            choice_is_proven: programme.aim.proven,
            wanted,
            placed_bound: wanted.min(plan.placed_bound.max(programme.candidates.len())),
            gaps_bound: plan.gap_bound,
            timetable_is_proven: plan.placed_proven && plan.gaps_proven,
            table_changes: plan.table_changes,
        },
    ))
}

/// Places agreed talks: every wish is one talk, a pair that stands twice talks twice.
///
/// # Errors
///
/// More slots than the engine plans.
pub fn place(people: &[Participant], agreed: &[Wish], day: &Day) -> Result<TalkPlan, TalksError> {
    let hall = Hall::new(people, day)?;
    let mut talks = Vec::new();
    for wish in agreed {
        talks.push(timetable::Talk {
            a: hall.find(&wish.from)?,
            b: hall.find(&wish.to)?,
            window: window(wish, &hall.slots),
            weight: 1,
        });
    }
    let agenda = Agenda {
        tables: vec![day.tables; hall.slots.len()],
        people: people
            .iter()
            .map(|p| Person {
                present: present(p, &hall.slots),
                host: p.kind == ParticipantKind::Supplier,
                rest: hall.rule.in_a_row.map(|talks| talks as usize),
            })
            .collect(),
        talks,
    };
    let search = Search { effort: day.effort, seed: day.seed };
    let plan = timetable::plan(&agenda, search).map_err(|error| TalksError::Refused(error.to_string()))?;
    let placed = agenda
        .talks
        .iter()
        .zip(&plan.places)
        .filter_map(|(t, place)| place.map(|at| talk(&hall, t.a, t.b, at.slot, at.table, 1.0)))
        .collect();
    let left = plan
        .unplaced
        .iter()
        .map(|u| unplaced(&hall, agenda.talks[u.talk].a, agenda.talks[u.talk].b, u.reason))
        .collect();
    Ok(finish(
        &hall,
        agreed,
        placed,
        left,
        Proof {
            value: plan.placed_weight as f64,
            value_bound: plan.weight_bound as f64,
            choice_is_proven: plan.placed_proven,
            wanted: agreed.len(),
            placed_bound: plan.placed_bound,
            gaps_bound: plan.gap_bound,
            timetable_is_proven: plan.placed_proven && plan.gaps_proven,
            table_changes: plan.table_changes,
        },
    ))
}

/// What both sides say of one pair.
struct Pair {
    interest: f64,
    fit: f64,
    is_must: bool,
    is_never: bool,
    window: Slots,
}

impl Pair {
    fn new(window: Slots) -> Pair {
        Pair { interest: 0.0, fit: 0.0, is_must: false, is_never: false, window }
    }
}

/// The figures of the engine that go into the plan as they are.
struct Proof {
    value: f64,
    value_bound: f64,
    choice_is_proven: bool,
    wanted: usize,
    placed_bound: usize,
    gaps_bound: usize,
    timetable_is_proven: bool,
    table_changes: usize,
}

fn refuse(error: ProgrammeError, problem: &Wishes, people: &[Participant]) -> TalksError {
    match error {
        ProgrammeError::Wishes(WishError::Contradiction(claims)) => {
            let pair = |candidate: usize| (problem.candidates[candidate].a, problem.candidates[candidate].b);
            TalksError::Contradiction(claims.into_iter().map(|c| say::claim(c, &pair, people)).collect())
        }
        other => TalksError::Refused(other.to_string()),
    }
}

fn talk(hall: &Hall<'_>, a: usize, b: usize, slot: usize, table: usize, value: f64) -> Talk {
    Talk {
        span: hall.slots[slot],
        table: table + 1,
        a: hall.people[a].id.clone(),
        b: hall.people[b].id.clone(),
        value: round4(value),
    }
}

fn unplaced(hall: &Hall<'_>, a: usize, b: usize, reason: Reason) -> Unplaced {
    let (reason, cause) = match reason {
        Reason::NeverTogether => ("beide sind nie zur selben Zeit da".to_owned(), Cause::NeverTogether),
        Reason::TooManyTalks { person } => {
            let one = &hall.people[person];
            let reason = format!("{} hat mehr Gespräche als mögliche Zeiten", one.organisation);
            (reason, Cause::TooManyTalks { who: one.id.clone() })
        }
        Reason::NoRoom => {
            ("zu jeder möglichen Zeit ist eine Seite oder jeder Tisch belegt".to_owned(), Cause::NoRoom)
        }
    };
    let id = |place: usize| hall.people[place].id.clone();
    Unplaced { a: id(a), b: id(b), reason, cause: Some(cause) }
}

/// Puts the talks in order and counts per participant.
fn finish(
    hall: &Hall<'_>,
    wishes: &[Wish],
    mut talks: Vec<Talk>,
    unplaced: Vec<Unplaced>,
    proof: Proof,
) -> TalkPlan {
    talks.sort_by(|x, y| (x.span.start, x.table, &x.a, &x.b).cmp(&(y.span.start, y.table, &y.a, &y.b)));
    let joins = |t: &Talk, id: &str| t.a == id || t.b == id;
    let participants: Vec<TalkLoad> = hall
        .people
        .iter()
        .enumerate()
        .map(|(place, person)| {
            let own: Vec<&Talk> = talks.iter().filter(|t| joins(t, &person.id)).collect();
            let busy: Slots =
                (0..hall.slots.len()).filter(|&s| own.iter().any(|t| t.span == hall.slots[s])).collect();
            let mine: Vec<&Wish> =
                wishes.iter().filter(|w| w.from == person.id && w.interest != Interest::Never).collect();
            let met = mine.iter().filter(|w| own.iter().any(|t| joins(t, &w.to))).count();
            let (least, most) = hall.limits(place);
            TalkLoad {
                id: person.id.clone(),
                organisation: person.organisation.clone(),
                least: least as u32,
                most: most as u32,
                talks: own.len() as u32,
                wishes_met: met as u32,
                wishes: mine.len() as u32,
                gaps: busy.gaps() as u32,
                ags: person.ags,
            }
        })
        .collect();
    TalkPlan {
        slots: hall.slots.clone(),
        tables: hall.tables,
        ceiling: hall.ceiling(),
        value: round4(proof.value),
        value_bound: round4(proof.value_bound),
        choice_is_proven: proof.choice_is_proven,
        wanted: proof.wanted,
        placed_bound: proof.placed_bound,
        gaps: participants.iter().map(|p| p.gaps as usize).sum(),
        gaps_bound: proof.gaps_bound,
        timetable_is_proven: proof.timetable_is_proven && unplaced.is_empty(),
        table_changes: proof.table_changes,
        talks,
        unplaced,
        participants,
    }
}
