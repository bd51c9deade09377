//! A round's jury put together: who may meet which offer, what is written, what is missing. Pages, the API and jobs all
//! ask here, so that there is one answer to who sees what.
//!
//! INVARIANT: a juror meets an offer only after declaring to be free of its supplier (test
//! `a_juror_never_meets_an_offer_of_a_conflict`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_allocation::jury::{JuryError, Span};
use rathaus_people::membership;
use rathaus_store::{Id, Session, StoreError};

use crate::assigning::{Answered, Question, assign};
use crate::input::shipped_areas;
use crate::model::jury::{Jury, Phase, Spread, passes};
use crate::store::jury::declaration::{Declaration, list_declarations};
use crate::store::jury::juror::{Juror, list_jurors};
use crate::store::jury::review::{KeptReview, ReviewState, list_kept_reviews};
use crate::store::jury::{Passage, find_jury, list_passages};
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::round::KeptRound;
use crate::touched::all_touched;

/// How well a juror knows an offer whose first area they named, one of its other areas, or none; and where nothing
/// was named.
const KNOWS: [f64; 4] = [1.0, 0.7, 0.2, 0.5];

/// Everything about the jury of a round.
#[derive(Debug, Clone)]
pub struct Room {
    /// The round.
    pub round: KeptRound,
    /// The rules.
    pub jury: Jury,
    /// Their edition; 0 where no jury was set up, and the rules are the shipped ones.
    pub edition: i64,
    /// The offers that count, by label.
    pub offers: Vec<KeptOffer>,
    /// The jurors, those who were taken off, too.
    pub jurors: Vec<Juror>,
    /// All tasks and reviews.
    pub reviews: Vec<KeptReview>,
    /// What was decided after each phase.
    pub passages: Vec<Passage>,
    declared: BTreeMap<(Id, Id), Declaration>,
    own: BTreeSet<(Id, Id)>,
}

/// What is known of an offer in a phase.
#[derive(Debug, Clone)]
pub struct Standing<'r> {
    /// The offer.
    pub offer: &'r KeptOffer,
    /// Its tasks and reviews in the phase, those that stopped counting, too.
    pub reviews: Vec<&'r KeptReview>,
    /// Of the reviews that count.
    pub judged: Option<Spread>,
    /// Reviews that are still missing.
    pub missing: usize,
    /// Whether its judgements lie far apart.
    pub is_contested: bool,
    /// What was decided after the phase.
    pub passage: Option<&'r Passage>,
    /// What the phase's rule says.
    pub by_rule: Option<bool>,
}

impl Room {
    /// Reads it all.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn load(db: &mut Session, round: KeptRound, now: Timestamp) -> Result<Self, StoreError> {
        let (jury, edition) = find_jury(db, round.id).await?.unwrap_or_else(|| (Jury::shipped(), 0));
        let mut offers = list_offers(db, round.id).await?;
        offers.retain(KeptOffer::counts);
        offers.sort_by_cached_key(|offer| {
            let label = offer.label.clone().unwrap_or_default();
            (label.chars().count(), label)
        });
        let jurors = list_jurors(db, round.id).await?;
        let mut own: BTreeSet<(Id, Id)> =
            jurors.iter().filter_map(|juror| Some((juror.id, juror.organisation?))).collect();
        for seat in membership::list(db, now).await? {
            let Some(organisation) = seat.organisation else { continue };
            own.extend(jurors.iter().filter(|j| j.person == Some(seat.person)).map(|j| (j.id, organisation)));
        }
        let declared = list_declarations(db, round.id).await?;
        Ok(Self {
            declared: declared.into_iter().map(|one| ((one.juror, one.organisation), one)).collect(),
            reviews: list_kept_reviews(db, round.id).await?,
            passages: list_passages(db, round.id).await?,
            round,
            jury,
            edition,
            offers,
            jurors,
            own,
        })
    }

    /// Whether the round has a jury.
    pub fn is_set_up(&self) -> bool {
        self.edition > 0
    }

    /// The juror with this id.
    pub fn juror(&self, id: Id) -> Option<&Juror> {
        self.jurors.iter().find(|juror| juror.id == id)
    }

    /// The offer with this label.
    pub fn offer(&self, label: &str) -> Option<&KeptOffer> {
        self.offers.iter().find(|offer| offer.label.as_deref() == Some(label))
    }

    /// What is said about a juror and a supplier.
    pub fn declaration(&self, juror: Id, supplier: Id) -> Option<&Declaration> {
        self.declared.get(&(juror, supplier))
    }

    /// Whether the juror belongs to the supplier's firm.
    pub fn is_own(&self, juror: Id, supplier: Id) -> bool {
        self.own.contains(&(juror, supplier))
    }

    /// Whether a juror may see anything of this supplier's offers: only who declared to be free of it, does not
    /// belong to it and was not taken off.
    pub fn may_meet(&self, juror: &Juror, supplier: Id) -> bool {
        juror.is_active()
            && juror.declared_at.is_some()
            && !self.is_own(juror.id, supplier)
            && self.declaration(juror.id, supplier).is_some_and(|one| !one.is_conflict)
    }

    /// The suppliers with an offer: id and name, by name.
    pub fn suppliers(&self) -> Vec<(Id, &str)> {
        let mut all: Vec<(Id, &str)> =
            self.offers.iter().map(|offer| (offer.organisation, offer.supplier.as_str())).collect();
        all.sort_by_cached_key(|(id, name)| (rathaus_people::german_order(name), *id));
        all.dedup();
        all
    }

    /// Suppliers about whom the juror has not said anything yet.
    pub fn undeclared(&self, juror: &Juror) -> Vec<(Id, &str)> {
        let all = self.suppliers().into_iter();
        all.filter(|(id, _)| !self.is_own(juror.id, *id) && self.declaration(juror.id, *id).is_none())
            .collect()
    }

    /// The place of the phase that an address or the calendar names.
    pub fn phase_at(&self, key: Option<&str>, today: Date) -> usize {
        key.and_then(|key| self.jury.place_of(key)).unwrap_or_else(|| self.jury.current(today))
    }

    /// The offers of a phase: all in the first, those that went on in a later one.
    pub fn offers_in(&self, phase: usize) -> Vec<&KeptOffer> {
        let Some(before) = phase.checked_sub(1).and_then(|place| self.jury.phases.get(place)) else {
            return self.offers.iter().collect();
        };
        let went_on = |offer: &&KeptOffer| self.passage(&before.key, offer.id).is_some_and(|one| one.passes);
        self.offers_in(phase - 1).into_iter().filter(went_on).collect()
    }

    /// What was decided about an offer after a phase.
    pub fn passage(&self, phase: &str, offer: Id) -> Option<&Passage> {
        self.passages.iter().find(|one| one.phase == phase && one.offer == offer)
    }

    /// The tasks and reviews of a juror in a phase that count or may still be written.
    pub fn tasks(&self, juror: Id, phase: &str) -> Vec<&KeptReview> {
        let mine = |one: &&KeptReview| one.juror == juror && one.phase == phase && !one.is_conflict;
        self.reviews.iter().filter(mine).collect()
    }

    /// A juror's review of an offer in a phase.
    pub fn review(&self, juror: Id, offer: Id, phase: &str) -> Option<&KeptReview> {
        self.reviews.iter().find(|one| one.juror == juror && one.offer == offer && one.phase == phase)
    }

    /// How an offer stands in a phase.
    pub fn standing<'r>(&'r self, offer: &'r KeptOffer, phase: &Phase) -> Standing<'r> {
        let reviews: Vec<&KeptReview> =
            self.reviews.iter().filter(|one| one.offer == offer.id && one.phase == phase.key).collect();
        let values = reviews
            .iter()
            .filter(|one| one.counts())
            .filter_map(|one| one.written.value(&self.jury.criteria));
        let judged = Spread::of(values.collect());
        let done = judged.map_or(0, |judged| judged.n);
        let assigned = reviews.iter().filter(|one| !one.is_conflict).count();
        let wanted = usize::try_from(phase.reviews).unwrap_or(usize::MAX).max(assigned);
        let missing = wanted - done;
        Standing {
            offer,
            judged,
            missing,
            is_contested: judged
                .is_some_and(|judged| judged.n > 1 && judged.width() >= self.jury.contested_from),
            passage: self.passage(&phase.key, offer.id),
            by_rule: passes(phase, judged, missing == 0),
            reviews,
        }
    }

    /// Reviews that are missing in the phase people look at; none without a jury.
    pub fn missing(&self, today: Date) -> usize {
        let place = self.jury.current(today);
        let Some(phase) = self.jury.phases.get(place).filter(|_| self.is_set_up()) else { return 0 };
        self.offers_in(place).into_iter().map(|offer| self.standing(offer, phase).missing).sum()
    }

    /// Whether an offer is contested in any phase.
    pub fn is_contested(&self, offer: &KeptOffer) -> bool {
        self.jury.phases.iter().any(|phase| self.standing(offer, phase).is_contested)
    }

    /// Whether a juror may write on this review today: its phase is open, or the offer is contested and reviews of
    /// such offers may be revised.
    pub fn may_write(&self, review: &KeptReview, today: Date) -> bool {
        let Some(phase) = self.jury.place_of(&review.phase).map(|place| &self.jury.phases[place]) else {
            return false;
        };
        let may_revise = || {
            let offer = self.offers.iter().find(|offer| offer.id == review.offer);
            self.jury.revise_until.is_some_and(|day| today <= day)
                && (review.state == ReviewState::Begun || offer.is_some_and(|offer| self.is_contested(offer)))
        };
        !review.is_conflict && (phase.is_open(today) || phase.starts.is_some() && may_revise())
    }

    /// Whether a juror may read what others write about an offer: own reviews of it are handed in.
    pub fn is_done_with(&self, juror: Id, offer: Id) -> bool {
        let mut mine =
            self.reviews.iter().filter(|one| one.juror == juror && one.offer == offer && !one.is_conflict);
        mine.all(|one| one.state == ReviewState::Done)
    }

    /// Jurors who take part in the assignment.
    pub fn active(&self) -> Vec<&Juror> {
        self.jurors.iter().filter(|juror| juror.is_active() && juror.declared_at.is_some()).collect()
    }

    /// The question of who reviews what in a phase, with its offers and jurors by place.
    pub fn question(&self, phase: usize) -> (Question, Vec<&KeptOffer>, Vec<&Juror>) {
        let (offers, jurors) = (self.offers_in(phase), self.active());
        let mut areas = self.round.settings.areas.clone();
        if areas.is_empty() {
            areas = shipped_areas();
        }
        let models: Vec<_> = offers.iter().map(|offer| (*offer).clone().into_model()).collect();
        let touched = all_touched(&areas, &models);
        let affinity = |offer: usize, juror: &Juror| {
            let keys: Vec<&str> = touched[offer].iter().map(|area| area.key.as_str()).collect();
            let knows = |key: &&str| juror.areas.iter().any(|own| own == key);
            match () {
                () if juror.areas.is_empty() => KNOWS[3],
                () if keys.first().is_some_and(knows) => KNOWS[0],
                () if keys.iter().any(knows) => KNOWS[1],
                () => KNOWS[2],
            }
        };
        let key = &self.jury.phases[phase].key;
        let mut question = Question {
            wanted: usize::try_from(self.jury.phases[phase].reviews).unwrap_or(usize::MAX),
            loads: jurors
                .iter()
                .map(|one| Span { least: one.least as usize, most: one.most as usize })
                .collect(),
            affinity: Vec::new(),
            ..Question::default()
        };
        for (place, offer) in offers.iter().enumerate() {
            let row =
                jurors.iter().map(|one| self.may_meet(one, offer.organisation).then(|| affinity(place, one)));
            question.affinity.push(row.collect());
            for (column, juror) in jurors.iter().enumerate() {
                match self.review(juror.id, offer.id, key).filter(|review| !review.is_conflict) {
                    // What is begun is as good as done: nobody's writing is taken away.
                    Some(review) if review.state != ReviewState::Open => question.done.push((place, column)),
                    Some(_) => question.open.push((place, column)),
                    None => {}
                }
            }
        }
        (question, offers, jurors)
    }

    /// Spreads the tasks of a phase. Gives what becomes of it, in ids of offer and juror, and the labels of offers
    /// for which too few are free.
    ///
    /// # Errors
    ///
    /// As [`assign`], with the names of those who take part in the contradiction.
    pub fn assign(&self, phase: usize) -> Result<Assigned, Contradiction> {
        let (question, offers, jurors) = self.question(phase);
        let label = |offer: usize| offers[offer].label.clone().unwrap_or_default();
        match assign(&question) {
            Ok(Answered { kept: _, added, removed, short, proof }) => {
                let ids = |pairs: Vec<(usize, usize)>| {
                    pairs.into_iter().map(|(offer, juror)| (offers[offer].id, jurors[juror].id)).collect()
                };
                let short = short.into_iter().map(label).collect();
                Ok(Assigned { added: ids(added), removed: ids(removed), short, proof })
            }
            Err(JuryError::Contradiction { demands }) => {
                let labels: Vec<String> = (0..offers.len()).map(label).collect();
                let names: Vec<String> = jurors.iter().map(|juror| juror.called(&self.jurors)).collect();
                let said = crate::assigning::said(&demands, &labels, &names);
                Err(Contradiction::Demands(
                    said.into_iter().map(|(key, name, n, free)| (key, name.to_owned(), n, free)).collect(),
                ))
            }
            Err(error) => Err(Contradiction::Other(error.to_string())),
        }
    }
}

/// What an assignment changes.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// New tasks: offer and juror.
    pub added: Vec<(Id, Id)>,
    /// Tasks that end: offer and juror.
    pub removed: Vec<(Id, Id)>,
    /// Labels of offers for which fewer jurors are free than wanted.
    pub short: Vec<String>,
    /// How fair it is.
    pub proof: crate::assigning::Proof,
}

/// Why there is no assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// Demands that contradict each other: key of a text, whose it is, and two numbers.
    Demands(Vec<(&'static str, String, usize, usize)>),
    /// The engine refused what it was given.
    Other(String),
}
