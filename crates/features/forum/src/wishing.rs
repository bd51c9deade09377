//! Saying wishes for talks: whom a registration may wish for, what matches propose, what the other side wishes, and
//! until when.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_core::Span;
use rathaus_store::{Change, Id, Session, StoreError};

use crate::model::{Interest, ParticipantKind};
use crate::store::registration::{Registration, list_registrations};
use crate::store::round::{KeptRound, Stage};
use crate::store::talk::{TalkPlan, find_talk_plan};
use crate::store::wish::{
    KeptWish, TalkRequest, WishSheet, find_sheet, list_kept_wishes, list_requests_of, list_wishes_of,
    replace_wishes, say, set_wish,
};
use crate::talking::fits::{Fit, list_fits};
use crate::talking::{may_meet, takes_part};

/// The last day on which wishes are taken: as the office says, else the eve of the event.
pub fn last_day(round: &KeptRound, plan: &TalkPlan) -> Option<Date> {
    let day = round.stage(Stage::Event).starts.or(round.settings.date);
    plan.wishes_until.or_else(|| day.and_then(|day| day.yesterday().ok()))
}

/// Whether people may say wishes today.
pub fn is_open(round: &KeptRound, plan: &TalkPlan, today: Date) -> bool {
    last_day(round, plan).is_none_or(|last| today <= last)
}

/// Somebody to wish for.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The other registration.
    pub other: Registration,
    /// How well the two fit, where they do.
    pub fit: Option<Fit>,
    /// What is wished so far.
    pub wish: Option<KeptWish>,
    /// Whether the other side wishes this talk.
    pub is_wished_back: bool,
    /// How many wish to talk to the other side.
    pub demand: usize,
    /// How many talks the other side can have.
    pub room: usize,
}

impl Choice {
    /// Whether both sides wish it.
    pub fn is_mutual(&self) -> bool {
        self.is_wished_back && self.wish.as_ref().is_some_and(|wish| wish.interest != Interest::Never)
    }

    /// What the form shows: the wish, or before anything was said what the match proposes.
    pub fn shown(&self, is_said: bool) -> Option<Interest> {
        match (&self.wish, is_said) {
            (Some(wish), _) => Some(wish.interest),
            (None, true) => None,
            (None, false) => self.fit.as_ref().map(|fit| Interest::Level(fit.level())),
        }
    }
}

/// The wishes of one registration with everything around them.
#[derive(Debug, Clone, PartialEq)]
pub struct Wishing {
    /// Who wishes.
    pub one: Registration,
    /// Whether and when it was said.
    pub sheet: WishSheet,
    /// Everybody it may wish for, the best fits first.
    pub choices: Vec<Choice>,
    /// Requests it got or sent.
    pub requests: Vec<TalkRequest>,
    /// How far the talks are.
    pub plan: TalkPlan,
}

impl Wishing {
    /// The wishes of a registration.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn load(db: &mut Session, round: &KeptRound, one: Registration) -> Result<Self, StoreError> {
        let registrations = list_registrations(db, round.id).await?;
        let fits = list_fits(db, round.id, &registrations).await?;
        let wishes = list_kept_wishes(db, round.id).await?;
        let comes: BTreeMap<Id, bool> =
            registrations.iter().map(|other| (other.id, takes_part(other))).collect();
        let is_positive = |wish: &&KeptWish| {
            wish.interest != Interest::Never && comes.get(&wish.wisher).copied().unwrap_or(false)
        };
        let slots = round.settings.slots.list().len();
        let room = |other: &Registration| {
            other.max_talks.or(round.settings.talks.most).map_or(slots, |most| slots.min(most as usize))
        };
        let mut choices: Vec<Choice> = registrations
            .into_iter()
            .filter(|other| other.id != one.id && takes_part(other) && may_meet(one.kind, other.kind))
            .map(|other| {
                let fit = fits.get(&(one.id, other.id)).or_else(|| fits.get(&(other.id, one.id))).cloned();
                let positive = || wishes.iter().filter(is_positive);
                Choice {
                    wish: wishes.iter().find(|w| w.wisher == one.id && w.wished == other.id).cloned(),
                    is_wished_back: positive().any(|w| w.wisher == other.id && w.wished == one.id),
                    demand: positive().filter(|w| w.wished == other.id).count(),
                    room: room(&other),
                    fit,
                    other,
                }
            })
            .collect();
        let score = |choice: &Choice| choice.fit.as_ref().map_or(0.0, |fit| fit.score);
        let key = |choice: &Choice| rathaus_people::german_order(&choice.other.name);
        let rank = |choice: &Choice| (choice.fit.is_none(), choice.other.kind == ParticipantKind::Observer);
        choices.sort_by(|a, b| {
            rank(a)
                .cmp(&rank(b))
                .then_with(|| score(b).total_cmp(&score(a)))
                .then_with(|| key(a).cmp(&key(b)))
        });
        Ok(Self {
            sheet: find_sheet(db, one.id).await?,
            requests: list_requests_of(db, one.id).await?,
            plan: find_talk_plan(db, round.id).await?,
            choices,
            one,
        })
    }

    /// The one to wish for with this label.
    pub fn choice(&self, label: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.other.label == label)
    }
}

/// A wish as it was said: with whom, how much, when.
pub type Said = (Id, Option<Interest>, Option<Span>);

/// Keeps what was said. Wishes for others than those stay, and so does what the office agreed where only the office may
/// say so (`is_office`). `false` where somebody else said something since `edition`. The caller commits.
///
/// # Errors
///
/// What the database says.
pub async fn keep(
    change: &mut Change,
    round: Id,
    wisher: Id,
    by: &str,
    edition: i64,
    said: &[Said],
    is_office: bool,
) -> Result<bool, StoreError> {
    if !say(change, round, wisher, by, edition).await? {
        return Ok(false);
    }
    let before = list_wishes_of(change, wisher).await?;
    let is_kept = |wish: &&KeptWish| {
        let is_said = said.iter().any(|(other, _, _)| *other == wish.wished);
        !is_said || (!is_office && wish.interest == Interest::Must)
    };
    let mut wishes: Vec<KeptWish> = before.iter().filter(is_kept).cloned().collect();
    for (other, interest, window) in said {
        let Some(interest) = *interest else { continue };
        if wishes.iter().any(|wish| wish.wished == *other) {
            continue;
        }
        // A window that the office set stays when the registration only says how much.
        let old = before.iter().find(|wish| wish.wished == *other).and_then(|wish| wish.window);
        let window = if is_office { *window } else { old };
        wishes.push(KeptWish { wisher, wished: *other, interest, window });
    }
    let place =
        |wish: &KeptWish| before.iter().position(|old| old.wished == wish.wished).unwrap_or(usize::MAX);
    wishes.sort_by_key(place);
    replace_wishes(change, round, wisher, &wishes).await?;
    Ok(true)
}

/// What a yes to a request wishes, where nothing else is wished.
const YES: Interest = Interest::Level(3);

/// Takes the answer to a request over into the wishes: a yes wishes the talk, a no never does. The caller commits.
///
/// # Errors
///
/// What the database says.
pub async fn take_answer(change: &mut Change, request: &TalkRequest, is_yes: bool) -> Result<(), StoreError> {
    let before = list_wishes_of(change, request.asked).await?;
    let wish = before.iter().find(|wish| wish.wished == request.asker);
    let interest = match (wish.map(|wish| wish.interest), is_yes) {
        (Some(Interest::Must), _) => return Ok(()),
        (Some(Interest::Level(level)), true) => Interest::Level(level),
        (_, true) => YES,
        (_, false) => Interest::Never,
    };
    let window = wish.and_then(|wish| wish.window);
    let next = KeptWish { wisher: request.asked, wished: request.asker, interest, window };
    set_wish(change, request.round, &next).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    use crate::store::registration::insert_registration;
    use crate::store::round::insert_round;
    use crate::store::wish::insert_request;

    #[tokio::test]
    async fn what_the_office_agreed_stays_and_a_no_is_never() {
        for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let round = KeptRound::sample("2026");
            insert_round(&mut change, &round).await.expect("kept");
            let mut all = Vec::new();
            for (label, kind) in [
                ("P01", ParticipantKind::Municipality),
                ("P02", ParticipantKind::Supplier),
                ("P03", ParticipantKind::Supplier),
                ("P04", ParticipantKind::County),
            ] {
                let one = Registration::new(start(), round.id, label, label, kind);
                insert_registration(&mut change, &one).await.expect("kept");
                all.push(one);
            }
            let (town, firm, other) = (all[0].id, all[1].id, all[2].id);
            let must = [(firm, Some(Interest::Must), "14:00-15:00".parse().ok())];
            assert!(keep(&mut change, round.id, town, "Büro", 0, &must, true).await.expect("kept"));
            let said = [(firm, Some(Interest::Level(1)), None), (other, Some(Interest::Level(5)), None)];
            assert!(keep(&mut change, round.id, town, "Ada", 1, &said, false).await.expect("kept"));
            assert!(!keep(&mut change, round.id, town, "Bo", 1, &said, false).await.expect("runs"));
            let wishes = list_wishes_of(&mut change, town).await.expect("read");
            let short: Vec<_> = wishes.iter().map(|w| (w.wished, w.interest, w.window.is_some())).collect();
            assert_eq!(short, [(firm, Interest::Must, true), (other, Interest::Level(5), false)]);

            let id = insert_request(&mut change, round.id, firm, town, "").await.expect("kept").expect("new");
            let request = crate::store::wish::find_request(&mut change, id).await.expect("read").expect("it");
            take_answer(&mut change, &request, false).await.expect("kept");
            assert_eq!(list_wishes_of(&mut change, town).await.expect("read"), wishes, "agreed is agreed");
            let back = TalkRequest { asker: town, asked: firm, ..request };
            take_answer(&mut change, &back, true).await.expect("kept");
            let wishing = Wishing::load(&mut change, &round, all[0].clone()).await.expect("read");
            let labels: Vec<&str> = wishing.choices.iter().map(|c| c.other.label.as_str()).collect();
            assert_eq!(labels, ["P02", "P03"], "towns do not meet counties");
            let first = &wishing.choices[0];
            assert!(first.is_mutual() && first.demand == 1 && first.room == 12);
            assert!(!wishing.choices[1].is_mutual());
            take_answer(&mut change, &back, false).await.expect("kept");
            let wishing = Wishing::load(&mut change, &round, all[0].clone()).await.expect("read");
            assert!(!wishing.choices[0].is_wished_back);
            let eve = last_day(&round, &wishing.plan).expect("a day");
            assert_eq!(eve.to_string(), "2026-09-21");
            assert!(
                is_open(&round, &wishing.plan, eve)
                    && !is_open(&round, &wishing.plan, eve.tomorrow().expect("a day"))
            );
            change.commit(Record::new("wishes.said", town)).await.expect("kept");
        }
    }
}
