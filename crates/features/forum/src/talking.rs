//! The talks of a round between the database and the engines: what they are made from, the draft that is computed, and
//! publishing it.

pub mod fits;
pub mod moving;

use rathaus_core::Span;
use rathaus_store::jobs::Job;
use rathaus_store::{Change, Id, Session, StoreError};

use crate::jobs::talks::TalkPost;
use crate::model::talk::{Draft, Missed, Placed, Proof, Step, TalkState, publication};
use crate::model::{Interest, Participant, ParticipantKind, Wish};
use crate::plan::TalksError;
use crate::plan::talks::{Day, Effort, plan};
use crate::store::registration::{Registration, RegistrationState, list_registrations};
use crate::store::round::KeptRound;
use crate::store::talk::{
    Talk, TalkPlan, apply, find_talk_plan, list_closed, list_talks, mark_published, save_draft,
};
use crate::store::wish::list_wishes;
use fits::{Fits, list_fits};

/// Everything the talks of a round are made from.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The round.
    pub round: KeptRound,
    /// How far the talks are.
    pub plan: TalkPlan,
    /// All registrations, by label.
    pub registrations: Vec<Registration>,
    /// Wishes of those who take part, named by labels.
    pub wishes: Vec<Wish>,
    /// How well needs and offers of towns and suppliers fit.
    pub fits: Fits,
    /// What was published, talks that were taken out, too.
    pub talks: Vec<Talk>,
    /// Tables that are closed from a time on.
    pub closed: Vec<(u32, rathaus_core::Daytime)>,
}

/// Whether a registration takes part in the talks.
pub fn takes_part(one: &Registration) -> bool {
    one.state == RegistrationState::Registered && one.wants_talks
}

/// Whether two kinds of bodies meet: a supplier meets everybody but suppliers; guests meet everybody but guests.
pub fn may_meet(a: ParticipantKind, b: ParticipantKind) -> bool {
    let side = |kind| match kind {
        ParticipantKind::Supplier => 0,
        ParticipantKind::Observer => 1,
        ParticipantKind::Municipality | ParticipantKind::County => 2,
    };
    side(a) != side(b)
}

impl Ground {
    /// The ground of a round as it stands.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn load(db: &mut Session, round: KeptRound) -> Result<Self, StoreError> {
        let registrations = list_registrations(db, round.id).await?;
        Ok(Self {
            plan: find_talk_plan(db, round.id).await?,
            wishes: list_wishes(db, round.id).await?,
            fits: list_fits(db, round.id, &registrations).await?,
            talks: list_talks(db, round.id).await?,
            closed: list_closed(db, round.id).await?,
            registrations,
            round,
        })
    }

    /// Those who take part, with their registrations.
    pub fn people(&self) -> Vec<(Id, Participant)> {
        let part = self.registrations.iter().filter(|one| takes_part(one));
        part.map(|one| (one.id, one.clone().into_participant())).collect()
    }

    /// The registration with this id.
    pub fn registration(&self, id: Id) -> Option<&Registration> {
        self.registrations.iter().find(|one| one.id == id)
    }

    /// The registration with this label.
    pub fn labelled(&self, label: &str) -> Option<&Registration> {
        self.registrations.iter().find(|one| one.label == label)
    }

    /// The name of a registration.
    pub fn name(&self, id: Id) -> &str {
        self.registration(id).map_or("", |one| one.name.as_str())
    }

    /// What one registration wishes of another.
    pub fn wish(&self, from: Id, to: Id) -> Option<&Wish> {
        let (from, to) = (self.registration(from)?, self.registration(to)?);
        self.wishes.iter().find(|wish| wish.from == from.label && wish.to == to.label)
    }

    /// The talks that stand in people's days.
    pub fn standing(&self) -> impl Iterator<Item = &Talk> {
        self.talks.iter().filter(|talk| talk.is_on())
    }

    /// What publishing the draft would change.
    pub fn pending(&self) -> Vec<Step> {
        let before: Vec<_> = self.talks.iter().map(Talk::published).collect();
        self.plan.draft.as_ref().map(|draft| publication(&before, &draft.talks)).unwrap_or_default()
    }

    /// Talks that a new draft must not touch: locked by hand, or held already.
    fn fixed(&self) -> Vec<Placed> {
        let mut fixed: Vec<Placed> = match &self.plan.draft {
            Some(draft) => draft.talks.iter().filter(|talk| talk.is_locked).copied().collect(),
            None => Vec::new(),
        };
        for talk in self.talks.iter().filter(|talk| talk.state == TalkState::Held) {
            fixed.retain(|one| one.id != talk.id);
            fixed.push(placed(talk, true));
        }
        let comes = |id: Id| self.registration(id).is_some_and(takes_part);
        fixed.retain(|talk| comes(talk.a) && comes(talk.b));
        fixed
    }
}

/// A published talk as a draft has it.
pub fn placed(talk: &Talk, is_locked: bool) -> Placed {
    Placed { id: talk.id, a: talk.a, b: talk.b, span: talk.span, table: talk.table, value: 0.0, is_locked }
}

/// Computes a draft. `now` names talks that are new.
///
/// # Errors
///
/// Demands that contradict each other, or more times than the engine plans.
pub fn draft(ground: &Ground, effort: Effort, now: jiff::Timestamp) -> Result<Draft, TalksError> {
    let people = ground.people();
    let settings = &ground.round.settings;
    let fixed = ground.fixed();
    let label = |id: Id| people.iter().find(|(one, _)| *one == id).map(|(_, p)| p.id.clone());
    let mut wishes = ground.wishes.clone();
    for talk in &fixed {
        let (Some(a), Some(b)) = (label(talk.a), label(talk.b)) else { continue };
        // Whoever locks a talk knows more than a wish of before.
        wishes.retain_mut(|wish| {
            let is_same = (wish.from == a && wish.to == b) || (wish.from == b && wish.to == a);
            if is_same {
                wish.window = None;
            }
            !is_same || matches!(wish.interest, Interest::Level(_))
        });
        wishes.push(Wish { from: a, to: b, interest: Interest::Must, window: Some(talk.span) });
    }
    let day = Day {
        slots: settings.slots,
        tables: settings.tables,
        talks: settings.talks,
        effort,
        seed: settings.seed,
    };
    let participants: Vec<Participant> = people.iter().map(|(_, person)| person.clone()).collect();
    let fit = |a: usize, b: usize| {
        let (a, b) = (people[a].0, people[b].0);
        let fit = ground.fits.get(&(a, b)).or_else(|| ground.fits.get(&(b, a)));
        settings.weights.matches * fit.map_or(0.0, |fit| fit.score)
    };
    let made = plan(&participants, &wishes, &day, &fit)?;
    let id = |label: &str| people.iter().find(|(_, p)| p.id == label).map(|(id, _)| *id);
    let mut known: Vec<(Id, Id, Id)> = Vec::new();
    if let Some(draft) = &ground.plan.draft {
        known.extend(draft.talks.iter().map(|talk| (talk.id, talk.a, talk.b)));
    }
    for talk in &ground.talks {
        if known.iter().all(|(id, _, _)| *id != talk.id) {
            known.push((talk.id, talk.a, talk.b));
        }
    }
    // Of a pair that was planned more than once, what stands in calendars comes first.
    known.sort_by_key(|(id, _, _)| !ground.talks.iter().any(|talk| talk.id == *id && talk.is_on()));
    let mut talks: Vec<Placed> = Vec::new();
    for talk in &made.talks {
        let (Some(a), Some(b)) = (id(&talk.a), id(&talk.b)) else { continue };
        let same = known.iter().position(|(_, x, y)| (*x == a && *y == b) || (*x == b && *y == a));
        let (name, a, b) = same.map_or_else(|| (Id::new(now), a, b), |place| known.remove(place));
        talks.push(Placed {
            id: name,
            a,
            b,
            span: talk.span,
            table: u32::try_from(talk.table).unwrap_or(u32::MAX),
            value: talk.value,
            is_locked: false,
        });
    }
    keep_tables(&mut talks, &fixed);
    let unplaced = made
        .unplaced
        .iter()
        .filter_map(|one| {
            let (reason, cause) = (one.reason.clone(), one.cause.clone());
            Some(Missed { a: id(&one.a)?, b: id(&one.b)?, reason, cause })
        })
        .collect();
    let mut draft = Draft {
        slots: made.slots,
        tables: made.tables,
        ceiling: made.ceiling,
        proof: Proof {
            value: made.value,
            value_bound: made.value_bound,
            choice_is_proven: made.choice_is_proven,
            wanted: made.wanted,
            placed_bound: made.placed_bound,
            gaps: made.gaps,
            gaps_bound: made.gaps_bound,
            timetable_is_proven: made.timetable_is_proven,
            table_changes: made.table_changes,
        },
        changes: 0,
        talks,
        unplaced,
    };
    draft.sort();
    Ok(draft)
}

/// Gives fixed talks their tables back: whoever sits there at that time changes places with them.
fn keep_tables(talks: &mut [Placed], fixed: &[Placed]) {
    for one in fixed {
        let Some(at) = talks.iter().position(|talk| talk.is_of(one.a, one.b) && talk.span == one.span) else {
            continue;
        };
        let table = talks[at].table;
        if let Some(other) = talks.iter().position(|talk| talk.span == one.span && talk.table == one.table) {
            talks[other].table = table;
        }
        talks[at].table = one.table;
        talks[at].is_locked = true;
    }
}

/// How many idle gaps a registration has between its talks.
pub fn gaps(slots: &[Span], talks: &[Placed], registration: Id) -> usize {
    let busy: Vec<bool> = slots
        .iter()
        .map(|slot| talks.iter().any(|talk| talk.joins(registration) && talk.span == *slot))
        .collect();
    let (Some(first), Some(last)) = (busy.iter().position(|is| *is), busy.iter().rposition(|is| *is)) else {
        return 0;
    };
    busy[first..=last].windows(2).filter(|pair| pair[0] && !pair[1]).count()
}

/// Does what publishing decided, and causes the mails to everybody concerned. `false` where somebody else changed the
/// talks since `edition`. The caller commits with a record.
///
/// # Errors
///
/// What the database says.
pub async fn carry_out(
    change: &mut Change,
    round: Id,
    edition: i64,
    steps: &[Step],
) -> Result<bool, StoreError> {
    if !mark_published(change, round, edition).await? {
        return Ok(false);
    }
    let mut concerned: Vec<Id> = Vec::new();
    for step in steps {
        apply(change, round, step).await?;
        for side in [step.talk.a, step.talk.b] {
            if !concerned.contains(&side) {
                concerned.push(side);
            }
        }
    }
    for registration in concerned {
        let of = |step: &&Step| step.talk.a == registration || step.talk.b == registration;
        let talks = steps.iter().filter(of).map(|step| (step.talk.id, step.talk.sequence)).collect();
        let post = TalkPost { registration, talks };
        change.enqueue(Job::new(crate::jobs::talks::TALK_JOB, &post)?).await?;
    }
    Ok(true)
}

/// Keeps a draft after it is published by something else than its own button.
///
/// # Errors
///
/// What the database says.
pub async fn follow(
    change: &mut Change,
    plan: &TalkPlan,
    round: Id,
    talks: Vec<Placed>,
) -> Result<(), StoreError> {
    if let Some(draft) = &plan.draft {
        let mut next = Draft { talks, changes: draft.changes + 1, ..draft.clone() };
        next.sort();
        save_draft(change, round, plan.edition + 1, &next).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::start;

    fn ground(n: usize) -> Ground {
        let round = KeptRound::sample("2026");
        let kind = |place: usize| match place % 2 {
            0 => ParticipantKind::Municipality,
            _ => ParticipantKind::Supplier,
        };
        let registrations: Vec<Registration> = (0..n)
            .map(|place| {
                let label = format!("P{:02}", place + 1);
                Registration {
                    id: Id::of_name(&label),
                    ..Registration::new(start(), round.id, &label, &label, kind(place))
                }
            })
            .collect();
        let wish = |from: &Registration, to: &Registration| Wish {
            from: from.label.clone(),
            to: to.label.clone(),
            interest: Interest::Level(3),
            window: None,
        };
        let wishes = registrations
            .iter()
            .flat_map(|a| registrations.iter().map(move |b| (a, b)))
            .filter(|(a, b)| a.id != b.id && may_meet(a.kind, b.kind))
            .map(|(a, b)| wish(a, b))
            .collect();
        Ground {
            round,
            plan: TalkPlan::default(),
            registrations,
            wishes,
            fits: Fits::new(),
            talks: Vec::new(),
            closed: Vec::new(),
        }
    }

    #[test]
    fn locked_talks_stay_at_time_and_table_and_pairs_keep_their_ids() {
        let mut ground = ground(8);
        let first = draft(&ground, Effort::Quick, start()).expect("a plan");
        assert_eq!((first.talks.len(), first.unplaced.len()), (16, 0));
        // One is moved to the last time and the last table, and locked there.
        let mut by_hand = first.clone();
        let slot = *first.slots.last().expect("slots");
        by_hand.talks[0].span = slot;
        by_hand.talks[0].table = 12;
        by_hand.talks[0].is_locked = true;
        let locked = by_hand.talks[0];
        ground.plan.draft = Some(by_hand);
        ground.wishes.push(Wish {
            from: ground.registration(locked.a).expect("there").label.clone(),
            to: ground.registration(locked.b).expect("there").label.clone(),
            interest: Interest::Never,
            window: None,
        });
        let second = draft(&ground, Effort::Quick, start()).expect("a lock is stronger than a wish");
        let kept = second.talks.iter().find(|talk| talk.id == locked.id).expect("it stays");
        assert_eq!((kept.span, kept.table, kept.is_locked), (slot, 12, true));
        let ids = |draft: &Draft| {
            let mut ids: Vec<Id> = draft.talks.iter().map(|talk| talk.id).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&first), ids(&second));
        for slot in &second.slots {
            let mut tables: Vec<u32> =
                second.talks.iter().filter(|talk| talk.span == *slot).map(|talk| talk.table).collect();
            let all = tables.len();
            tables.sort_unstable();
            tables.dedup();
            assert_eq!(tables.len(), all, "no table twice at {slot}");
        }
        assert!(second.talks.iter().all(|talk| gaps(&second.slots, &second.talks, talk.a) < 12));
    }
}
