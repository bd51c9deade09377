//! What came of a round, counted: how far pairs have come by each question, who has not answered, why nothing came of it.
//!
//! A pair stands where its town says it does; where the town has said nothing, where its supplier does. A last word
//! (a contract, or months later still nothing) counts for the questions after it, too.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_store::Id;
use serde::Serialize;

use crate::model::outcome::{MONTHS, OutcomeKind, Reason, Side, due, is_final};
use crate::store::outcome::Outcome;

/// A town and a supplier that met, with everything both said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// The town or county.
    pub town: Id,
    /// Its name.
    pub town_name: String,
    /// The supplier.
    pub supplier: Id,
    /// Its name.
    pub supplier_name: String,
    /// Questions and answers of both sides.
    pub outcomes: Vec<Outcome>,
}

impl Met {
    /// What a side says as it stands at a question: its answer to it, or a last word before.
    pub fn of_side(&self, side: Side, month: u8) -> Option<&Outcome> {
        self.outcomes
            .iter()
            .filter(|one| one.side == side)
            .filter(|one| {
                one.kind
                    .is_some_and(|kind| one.month == month || one.month < month && is_final(one.month, kind))
            })
            .max_by_key(|one| one.month)
    }

    /// Where the pair stands at a question; by one side alone where one is named.
    pub fn at(&self, month: u8, side: Option<Side>) -> Option<&Outcome> {
        match side {
            Some(side) => self.of_side(side, month),
            None => self.of_side(Side::Town, month).or_else(|| self.of_side(Side::Supplier, month)),
        }
    }

    /// The latest that either side said up to a question.
    pub fn latest(&self, side: Option<Side>) -> Option<&Outcome> {
        MONTHS.iter().rev().find_map(|month| self.at(*month, side))
    }

    /// Whether a side still has a question to answer at this month: it said no last word before.
    pub fn is_asked(&self, side: Side, month: u8) -> bool {
        !self.outcomes.iter().any(|one| {
            one.side == side && one.month < month && one.kind.is_some_and(|kind| is_final(one.month, kind))
        })
    }
}

/// The pairs of a round, in the order in which they are read.
pub fn pairs(outcomes: Vec<Outcome>) -> Vec<Met> {
    let mut pairs: Vec<Met> = Vec::new();
    for one in outcomes {
        match pairs.last_mut().filter(|met| met.town == one.town && met.supplier == one.supplier) {
            Some(met) => met.outcomes.push(one),
            None => pairs.push(Met {
                town: one.town,
                town_name: one.town_name.clone(),
                supplier: one.supplier,
                supplier_name: one.supplier_name.clone(),
                outcomes: vec![one],
            }),
        }
    }
    pairs
}

/// How far the pairs have come by one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MonthFigures {
    /// Months after the event.
    pub month: u8,
    /// Pairs of which nothing came.
    pub nothing: usize,
    /// Pairs that exchanged information.
    pub information: usize,
    /// Pairs that met again.
    pub meeting: usize,
    /// Pairs that try it.
    pub pilot: usize,
    /// Pairs with a contract.
    pub contract: usize,
    /// Pairs of which nobody has said anything.
    pub missing: usize,
}

impl MonthFigures {
    /// The number of a kind.
    pub fn of(&self, kind: OutcomeKind) -> usize {
        match kind {
            OutcomeKind::Nothing => self.nothing,
            OutcomeKind::Information => self.information,
            OutcomeKind::Meeting => self.meeting,
            OutcomeKind::Pilot => self.pilot,
            OutcomeKind::Contract => self.contract,
        }
    }
}

/// The questions that were due so far and what pairs say to them; those that something was said to ahead of time, too.
pub fn funnel(pairs: &[Met], event: Option<Date>, today: Date, side: Option<Side>) -> Vec<MonthFigures> {
    let last_due = event.and_then(|event| match due(event, today) {
        Some(month) => Some(month),
        None => (event < today).then_some(MONTHS[MONTHS.len() - 1]),
    });
    let last_said = pairs.iter().flat_map(|met| &met.outcomes).filter(|one| one.kind.is_some());
    let last = last_said.map(|one| one.month).max().max(last_due);
    MONTHS
        .into_iter()
        .filter(|month| last.is_some_and(|last| *month <= last))
        .map(|month| {
            let mut figures = MonthFigures {
                month,
                nothing: 0,
                information: 0,
                meeting: 0,
                pilot: 0,
                contract: 0,
                missing: 0,
            };
            for met in pairs {
                let field = match met.at(month, side).and_then(|one| one.kind) {
                    Some(OutcomeKind::Nothing) => &mut figures.nothing,
                    Some(OutcomeKind::Information) => &mut figures.information,
                    Some(OutcomeKind::Meeting) => &mut figures.meeting,
                    Some(OutcomeKind::Pilot) => &mut figures.pilot,
                    Some(OutcomeKind::Contract) => &mut figures.contract,
                    None => &mut figures.missing,
                };
                *field += 1;
            }
            figures
        })
        .collect()
}

/// Why nothing came of meetings, the most frequent reason first: the latest word of each side.
pub fn reasons(pairs: &[Met], side: Option<Side>) -> Vec<(Reason, usize)> {
    let mut counts: BTreeMap<Reason, usize> = BTreeMap::new();
    for met in pairs {
        for side in Side::ALL.iter().filter(|one| side.is_none_or(|side| side == **one)) {
            if let Some(reason) = met.latest(Some(*side)).and_then(|one| one.reason) {
                *counts.entry(reason).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<(Reason, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(town: &str, side: Side, month: u8, kind: Option<OutcomeKind>) -> Outcome {
        Outcome {
            id: Id::of_name(&format!("{town} {side:?} {month}")),
            round: Id::of_name("round"),
            town: Id::of_name(town),
            town_name: town.to_owned(),
            supplier: Id::of_name("anker"),
            supplier_name: "Anker".to_owned(),
            side,
            month,
            kind,
            reason: kind.filter(|kind| *kind == OutcomeKind::Nothing).map(|_| Reason::Money),
            words: String::new(),
            said_by: String::new(),
            person: None,
            said_at: None,
            asked_at: None,
            reminded_at: None,
            edition: 1,
        }
    }

    #[test]
    fn a_pair_stands_where_its_town_says_and_a_last_word_stays() {
        let pairs = pairs(vec![
            said("Calden", Side::Town, 0, Some(OutcomeKind::Contract)),
            said("Calden", Side::Supplier, 0, Some(OutcomeKind::Meeting)),
            said("Fulda", Side::Town, 0, None),
            said("Fulda", Side::Supplier, 0, Some(OutcomeKind::Information)),
            said("Fulda", Side::Town, 3, Some(OutcomeKind::Nothing)),
            said("Vellmar", Side::Town, 0, None),
        ]);
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let event = Some(day("2026-09-22"));
        assert_eq!(pairs.len(), 3);
        let figures = funnel(&pairs, event, day("2027-04-01"), None);
        let months: Vec<u8> = figures.iter().map(|one| one.month).collect();
        assert_eq!(months, [0, 3, 6]);
        let [first, third, sixth] = [&figures[0], &figures[1], &figures[2]];
        assert_eq!((first.contract, first.information, first.missing), (1, 1, 1));
        assert_eq!((third.contract, third.nothing, third.missing), (1, 1, 1));
        assert_eq!((sixth.contract, sixth.nothing, sixth.missing), (1, 1, 1), "last words stay");
        assert_eq!(first.of(OutcomeKind::Contract) + first.of(OutcomeKind::Pilot), 1);
        let suppliers = funnel(&pairs, event, day("2026-10-01"), Some(Side::Supplier));
        assert_eq!((suppliers[0].meeting, suppliers[0].information, suppliers[0].missing), (1, 1, 1));
        assert_eq!(reasons(&pairs, None), [(Reason::Money, 1)]);
        assert!(reasons(&pairs, Some(Side::Supplier)).is_empty());
        assert!(pairs[1].is_asked(Side::Town, 3) && !pairs[1].is_asked(Side::Town, 6));
        assert!(!pairs[0].is_asked(Side::Town, 3) && pairs[0].is_asked(Side::Supplier, 3));
        assert_eq!(pairs[2].latest(None), None);
        assert!(funnel(&[], None, day("2027-04-01"), None).is_empty());
        let after = funnel(&pairs, event, day("2029-01-01"), None);
        assert_eq!(after.len(), 4, "long after the event all questions were due");
    }
}
