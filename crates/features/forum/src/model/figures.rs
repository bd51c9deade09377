//! The figures of a round that go outside: the same for the press and for the comparison of rounds over the years.

use std::collections::BTreeSet;

use serde::Serialize;

/// For whom a report or a figure is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The office and its readers: everything.
    Inside,
    /// Everybody: what those it is about agreed to share, and sums.
    Outside,
}

impl Audience {
    /// The word in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Inside => "inside",
            Audience::Outside => "outside",
        }
    }

    /// The audience of a word; everybody where it is none, so that a mistyped address shows less, not more.
    pub fn of_word(word: &str) -> Self {
        if word == "inside" { Audience::Inside } else { Audience::Outside }
    }

    /// Whether it is the office.
    pub fn is_inside(self) -> bool {
        self == Audience::Inside
    }
}

/// The figures of a round. `None` where the round has not come so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct RoundFigures {
    /// Bodies that were asked.
    pub invited: usize,
    /// Bodies that answered.
    pub answered: usize,
    /// Inhabitants of the towns that answered, as a share of those of all towns that were asked.
    pub reach: f64,
    /// Needs.
    pub needs: usize,
    /// Needs that other bodies second.
    pub seconded: usize,
    /// Areas of action with a need.
    pub areas: usize,
    /// The area with most needs, its name and their number.
    pub largest: Option<(String, usize)>,
    /// Offers that count.
    pub offers: usize,
    /// Suppliers of these.
    pub suppliers: usize,
    /// Needs with at least one offer that fits; `None` before a plan.
    pub matched: Option<usize>,
    /// Needs that no offer covers; `None` before a plan.
    pub white: Option<usize>,
    /// Reviews that the jury handed in.
    pub reviews: usize,
    /// Chosen offers; `None` before the decision.
    pub chosen: Option<usize>,
    /// Weighted demand that they cover, as a share.
    pub covered: Option<f64>,
    /// Whether the choice is proven best.
    pub is_proven: bool,
    /// Suppliers that accepted.
    pub accepted: usize,
    /// Bodies that are registered for the event.
    pub registered: usize,
    /// People of these.
    pub people: usize,
    /// People who came; `None` where nobody has come in yet.
    pub came: Option<usize>,
    /// One-to-one talks in the plan; `None` without one.
    pub talks: Option<usize>,
    /// Most talks that were possible.
    pub talks_ceiling: usize,
    /// Projects that grew out of the round.
    pub projects: usize,
    /// Bodies that took one of them over.
    pub takeovers: usize,
}

/// How much of `part` there is in `whole`, from 0 to 1.
#[allow(clippy::cast_precision_loss)]
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Who of `now` was already there in one of the rounds `before`.
pub fn returning<T: Ord>(before: &[&BTreeSet<T>], now: &BTreeSet<T>) -> usize {
    now.iter().filter(|one| before.iter().any(|earlier| earlier.contains(one))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_audience_is_everybody() {
        assert!(Audience::of_word("inside").is_inside());
        for word in ["outside", "", "Inside", "intern"] {
            assert_eq!(Audience::of_word(word), Audience::Outside);
        }
        assert_eq!(Audience::of_word(Audience::Outside.word()), Audience::Outside);
    }

    #[test]
    fn who_comes_back_is_counted_once() {
        let [one, two, three] =
            [BTreeSet::from([1, 2]), BTreeSet::from([2, 3]), BTreeSet::from([1, 2, 3, 4])];
        assert_eq!(returning(&[&one, &two], &three), 3);
        assert_eq!(returning::<i32>(&[], &three), 0);
        assert_eq!((share(1, 4), share(1, 0)), (0.25, 0.0));
    }
}
