//! The rules of a jury: criteria with weights, phases, when an offer goes on, when it is contested.
//!
//! Pure. A score is 1 (worst) to 10 (best); a look is yes, maybe or no. What a review is worth is computed from its
//! scores and the weights of today, so that changed weights count for what was handed in before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most criteria of a jury.
pub const MOST_CRITERIA: usize = 12;
/// Most phases of a jury.
pub const MOST_PHASES: usize = 4;

/// What is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// Names it in reviews; never shown, never changed.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What a juror looks at.
    pub hint: String,
    /// How much it counts beside the others, 1 to 10.
    pub weight: u8,
}

/// What jurors write in a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PhaseKind {
    /// Yes, maybe or no.
    Look,
    /// A score for every criterion.
    Scores,
}

impl PhaseKind {
    /// Both kinds.
    pub const ALL: [PhaseKind; 2] = [PhaseKind::Look, PhaseKind::Scores];

    /// The word in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            PhaseKind::Look => "look",
            PhaseKind::Scores => "scores",
        }
    }
}

impl std::str::FromStr for PhaseKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or(())
    }
}

/// One pass over the offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// Names it in reviews; never shown, never changed.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What jurors write.
    pub kind: PhaseKind,
    /// Its first day; without one it has not begun.
    pub starts: Option<Date>,
    /// Its last day; without one it is open until it gets one.
    pub ends: Option<Date>,
    /// Reviews for every offer.
    pub reviews: u32,
    /// Whether jurors see the reviews of others after handing in their own.
    pub sees_others: bool,
    /// From which mean an offer goes on: percent of approval of a look, 1 to 10 of scores; `None` is always.
    pub pass_from: Option<f64>,
}

impl Phase {
    /// Whether jurors may write.
    pub fn is_open(&self, today: Date) -> bool {
        self.starts.is_some_and(|day| day <= today) && self.ends.is_none_or(|day| today <= day)
    }

    /// Whether its last day is over.
    pub fn is_over(&self, today: Date) -> bool {
        self.ends.is_some_and(|day| day < today)
    }

    /// `before`, `open`, `over` or `unset`.
    pub fn state(&self, today: Date) -> &'static str {
        match () {
            () if self.starts.is_none() => "unset",
            () if self.is_over(today) => "over",
            () if self.is_open(today) => "open",
            () => "before",
        }
    }
}

/// The rules of a round's jury.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Jury {
    /// What is judged.
    pub criteria: Vec<Criterion>,
    /// The phases in their order.
    pub phases: Vec<Phase>,
    /// Whether jurors read offers without the supplier's name.
    pub is_anonymous: bool,
    /// From which distance of the highest and lowest judgement an offer is contested.
    pub contested_from: f64,
    /// Until when reviews of contested offers may be revised although their phase is over.
    pub revise_until: Option<Date>,
    /// Days before the end of a phase at which jurors with open tasks are reminded; `None` reminds nobody.
    pub remind_before: Option<u32>,
}

impl Jury {
    /// What an office begins with.
    pub fn shipped() -> Self {
        let criterion = |key: &str, name: &str, hint: &str, weight| Criterion {
            key: key.to_owned(),
            name: name.to_owned(),
            hint: hint.to_owned(),
            weight,
        };
        Jury {
            criteria: vec![
                criterion(
                    "c1",
                    "Nutzen für die Kommunen",
                    "Löst das Angebot einen Bedarf, der genannt wurde?",
                    3,
                ),
                criterion("c2", "Nutzen für Bürgerinnen und Bürger", "Was wird für sie einfacher?", 3),
                criterion("c3", "Reife und Nachweise", "Läuft es schon, und wo?", 2),
                criterion("c4", "Datenschutz und Sicherheit", "Wo laufen die Daten, was ist belegt?", 2),
                criterion("c5", "Aufwand und Kosten", "Passt beides auch zu kleinen Kommunen?", 2),
            ],
            phases: vec![Phase {
                key: "p1".to_owned(),
                name: "Gutachten".to_owned(),
                kind: PhaseKind::Scores,
                starts: None,
                ends: None,
                reviews: 3,
                sees_others: true,
                pass_from: None,
            }],
            is_anonymous: false,
            contested_from: 4.0,
            revise_until: None,
            remind_before: Some(3),
        }
    }

    /// The place of a phase.
    pub fn place_of(&self, phase: &str) -> Option<usize> {
        self.phases.iter().position(|one| one.key == phase)
    }

    /// The place of the phase that people look at: the open one, else the last that began, else the first.
    pub fn current(&self, today: Date) -> usize {
        let open = self.phases.iter().position(|phase| phase.is_open(today));
        let begun = || self.phases.iter().rposition(|phase| phase.starts.is_some_and(|day| day <= today));
        open.or_else(begun).unwrap_or(0)
    }
}

/// A juror's look at an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Goes on.
    Yes,
    /// Perhaps.
    Maybe,
    /// Does not go on.
    No,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 3] = [Verdict::Yes, Verdict::Maybe, Verdict::No];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::Maybe => "maybe",
            Verdict::No => "no",
        }
    }

    /// On the scale of scores, so that looks can be compared and contested, too.
    pub fn value(self) -> f64 {
        match self {
            Verdict::Yes => 10.0,
            Verdict::Maybe => 5.5,
            Verdict::No => 1.0,
        }
    }
}

impl std::str::FromStr for Verdict {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|one| one.word() == text).ok_or(())
    }
}

/// What a juror wrote about an offer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Written {
    /// Scores by the key of their criterion.
    #[serde(default)]
    pub scores: BTreeMap<String, u8>,
    /// In a look.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// A score for the whole, as files have it.
    #[serde(default)]
    pub given: Option<f64>,
    /// What the office reads.
    #[serde(default)]
    pub to_office: String,
    /// What the supplier may read.
    #[serde(default)]
    pub to_supplier: String,
}

impl Written {
    /// What it is worth, 1 to 10: the weighted mean of the scores, the score of the whole, or the look.
    pub fn value(&self, criteria: &[Criterion]) -> Option<f64> {
        let scored: Vec<(f64, f64)> = criteria
            .iter()
            .filter_map(|one| Some((f64::from(*self.scores.get(&one.key)?), f64::from(one.weight))))
            .collect();
        let weight: f64 = scored.iter().map(|(_, weight)| weight).sum();
        if weight > 0.0 {
            return Some(scored.iter().map(|(score, weight)| score * weight).sum::<f64>() / weight);
        }
        self.given.or(self.verdict.map(Verdict::value))
    }

    /// The criteria that still lack a score; empty where the review is whole.
    pub fn missing<'c>(&self, kind: PhaseKind, criteria: &'c [Criterion]) -> Vec<&'c Criterion> {
        match kind {
            PhaseKind::Look => Vec::new(),
            PhaseKind::Scores => criteria.iter().filter(|one| !self.scores.contains_key(&one.key)).collect(),
        }
    }

    /// Whether it can be handed in.
    pub fn is_whole(&self, kind: PhaseKind, criteria: &[Criterion]) -> bool {
        match kind {
            PhaseKind::Look => self.verdict.is_some(),
            PhaseKind::Scores => self.missing(kind, criteria).is_empty(),
        }
    }
}

/// Mean, median and spread of judgements.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// How many.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// The one in the middle.
    pub median: f64,
    /// The lowest.
    pub least: f64,
    /// The highest.
    pub most: f64,
}

impl Spread {
    /// Of these values; `None` without any.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let (least, most) = (*values.first()?, *values.last()?);
        let median = if n % 2 == 1 { values[n / 2] } else { (values[n / 2 - 1] + values[n / 2]) / 2.0 };
        #[allow(clippy::cast_precision_loss)]
        let mean = values.iter().sum::<f64>() / n as f64;
        Some(Spread { n, mean, median, least, most })
    }

    /// The distance of highest and lowest.
    pub fn width(self) -> f64 {
        self.most - self.least
    }
}

/// Whether an offer with these judgements goes on by the phase's rule; `None` where one is still missing.
pub fn passes(phase: &Phase, judged: Option<Spread>, is_complete: bool) -> Option<bool> {
    let Some(from) = phase.pass_from else { return Some(true) };
    let judged = judged.filter(|_| is_complete)?;
    Some(match phase.kind {
        // Yes is 100 percent, maybe 50, no none: the scale from 1 to 10 in percent.
        PhaseKind::Look => (judged.mean - 1.0) / 9.0 * 100.0 >= from - 1e-9,
        PhaseKind::Scores => judged.mean >= from - 1e-9,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_review_is_worth_the_weighted_mean_of_its_scores() {
        let jury = Jury::shipped();
        let mut written = Written { given: Some(4.0), ..Written::default() };
        assert_eq!(written.value(&jury.criteria), Some(4.0), "a file gives the whole");
        written.scores = [("c1".into(), 10), ("c3".into(), 5)].into();
        assert_eq!(written.value(&jury.criteria), Some(8.0), "(3·10 + 2·5) / 5");
        assert_eq!(written.missing(PhaseKind::Scores, &jury.criteria).len(), 3);
        assert!(!written.is_whole(PhaseKind::Scores, &jury.criteria));
        written.scores.insert("gone".into(), 1);
        assert_eq!(written.value(&jury.criteria), Some(8.0), "a criterion that is no more counts nothing");
        let look = Written { verdict: Some(Verdict::Maybe), ..Written::default() };
        assert!(look.is_whole(PhaseKind::Look, &jury.criteria));
        assert_eq!(look.value(&jury.criteria), Some(5.5));
        assert_eq!(Written::default().value(&jury.criteria), None);
    }

    #[test]
    fn an_offer_goes_on_by_the_rule_of_its_phase() {
        let scores = Phase { pass_from: Some(6.0), ..Jury::shipped().phases.remove(0) };
        let look = Phase { kind: PhaseKind::Look, pass_from: Some(50.0), ..scores.clone() };
        let of = |values: &[f64]| Spread::of(values.to_vec());
        let (yes, maybe, no) = (Verdict::Yes.value(), Verdict::Maybe.value(), Verdict::No.value());
        for (phase, judged, is_complete, want) in [
            (&scores, of(&[6.0, 6.0]), true, Some(true)),
            (&scores, of(&[5.0, 6.9]), true, Some(false)),
            (&scores, of(&[9.0]), false, None),
            (&scores, None, true, None),
            (&look, of(&[yes, no]), true, Some(true)),
            (&look, of(&[maybe, maybe]), true, Some(true)),
            (&look, of(&[maybe, no]), true, Some(false)),
        ] {
            assert_eq!(passes(phase, judged, is_complete), want, "{judged:?}");
        }
        assert_eq!(passes(&Phase { pass_from: None, ..look }, None, false), Some(true));
    }

    #[test]
    fn phases_follow_their_days() {
        let mut jury = Jury::shipped();
        assert_eq!((jury.phases[0].state(day("2026-06-01")), jury.current(day("2026-06-01"))), ("unset", 0));
        jury.phases[0].starts = Some(day("2026-06-01"));
        jury.phases[0].ends = Some(day("2026-06-05"));
        jury.phases.push(Phase {
            key: "p2".into(),
            starts: Some(day("2026-06-10")),
            ends: None,
            ..jury.phases[0].clone()
        });
        for (today, state, current) in [
            ("2026-05-31", "before", 0),
            ("2026-06-05", "open", 0),
            ("2026-06-06", "over", 0),
            ("2026-06-10", "over", 1),
        ] {
            assert_eq!(
                (jury.phases[0].state(day(today)), jury.current(day(today))),
                (state, current),
                "{today}"
            );
        }
        let spread = Spread::of(vec![2.0, 9.0, 4.0, 5.0]).expect("four");
        assert_eq!((spread.median, spread.mean, spread.width()), (4.5, 5.0, 7.0));
    }
}
