//! A motion: what is asked, how it is decided, and what came out. Pure.
//!
//! All counting is in votes: who has a weight of 2 counts twice wherever somebody is counted, in presence and quorum, too.

use rathaus_store::Id;
use serde::{Deserialize, Serialize};

/// Fewest people with whom a secret motion is opened, and from how many on something is said while it runs.
pub const FEWEST: usize = 3;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$item])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word in the database and, with hyphens, in translation keys.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|one| one.word() == text).ok_or(())
            }
        }
    };
}

words! {
    /// Whether it is seen who votes how.
    Kind {
        /// By name.
        Open = "open",
        /// In secret.
        Secret = "secret",
    }
}

words! {
    /// What carries a motion.
    Majority {
        /// More for than against; of several choices, most votes.
        Simple = "simple",
        /// More than half of the votes present.
        Present = "present",
        /// At least two thirds of the votes cast, without abstentions.
        TwoThirds = "two_thirds",
        /// More than half of the votes of all members.
        Members = "members",
    }
}

words! {
    /// How many must be there.
    Quorum {
        /// Nobody counts.
        None = "none",
        /// More than half of the votes.
        Half = "half",
        /// At least two thirds of the votes.
        TwoThirds = "two_thirds",
    }
}

words! {
    /// Where a motion stands.
    State {
        /// Worded, and shown to nobody yet.
        Draft = "draft",
        /// People vote.
        Open = "open",
        /// Decided.
        Closed = "closed",
    }
}

impl Quorum {
    /// Whether `present` of `members` votes are enough.
    pub fn is_met(self, present: u64, members: u64) -> bool {
        match self {
            Quorum::None => true,
            Quorum::Half => present * 2 > members,
            Quorum::TwoThirds => present * 3 >= members * 2,
        }
    }
}

/// What is asked and how it is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The question.
    pub question: String,
    /// Open or secret.
    pub kind: Kind,
    /// What can be chosen; empty for yes, no, abstention.
    pub choices: Vec<String>,
    /// How many of them at most.
    pub most: usize,
    /// What carries it.
    pub majority: Majority,
    /// How many must be there.
    pub quorum: Quorum,
}

/// Place of yes among the choices of a yes-or-no question.
pub const YES: usize = 0;
/// Place of no.
pub const NO: usize = 1;

impl Wording {
    /// Whether it asks for yes, no or abstention.
    pub fn is_yes_no(&self) -> bool {
        self.choices.is_empty()
    }

    /// How many choices there are.
    pub fn len(&self) -> usize {
        if self.is_yes_no() { 3 } else { self.choices.len() }
    }

    /// Never: there is always something to choose.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Choices in order and each once, if they are a vote: at least one of them, at most as many as one may choose. Choosing
    /// nothing among several choices is an abstention.
    pub fn vote(&self, mut chosen: Vec<usize>) -> Option<Vec<usize>> {
        chosen.sort_unstable();
        chosen.dedup();
        let fits = chosen.len() <= self.most && chosen.iter().all(|place| *place < self.len());
        (fits && (!chosen.is_empty() || !self.is_yes_no())).then_some(chosen)
    }
}

/// Whether papers were counted, and by how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Papers {
    /// There were none.
    None,
    /// Counted by hand by one person.
    One,
    /// Two persons counted the same.
    Two,
}

impl Papers {
    /// The end of translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Papers::None => "none",
            Papers::One => "one",
            Papers::Two => "two",
        }
    }
}

/// How somebody voted, as the roll call of an open motion says it. The name is kept as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// Whose vote it is.
    pub name: String,
    /// Places among the choices.
    pub choices: Vec<usize>,
    /// How many votes they have.
    pub weight: u64,
    /// Whether they voted by show of hands.
    pub in_hall: bool,
    /// Who cast it for them.
    pub cast_by: Option<String>,
}

/// What was counted when a motion was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Votes for each choice.
    pub votes: Vec<u64>,
    /// Of these, those counted in the hall.
    pub in_hall: Vec<u64>,
    /// Votes of those who voted.
    pub cast: u64,
    /// Votes that were there or carried by somebody who was.
    pub present: u64,
    /// Votes of all members.
    pub members: u64,
    /// Papers of a secret motion.
    pub papers: Papers,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was counted.
    pub count: Count,
    /// Whether enough were there.
    pub is_quorate: bool,
    /// The choices that are carried, best first; of a yes-or-no question yes alone.
    pub carried: Vec<usize>,
    /// Whether nothing, or not everything, was decided because of a tie.
    pub is_tied: bool,
    /// Who voted how, by name; nothing where it is secret.
    pub roll: Vec<Voice>,
}

impl Outcome {
    /// Whether something was carried.
    pub fn is_carried(&self) -> bool {
        !self.carried.is_empty()
    }

    /// The end of the translation key that says it.
    pub fn word(&self) -> &'static str {
        match (self.is_quorate, self.is_carried(), self.is_tied) {
            (false, ..) => "no-quorum",
            (true, true, _) => "carried",
            (true, false, true) => "tied",
            (true, false, false) => "rejected",
        }
    }
}

/// Decides by the rules of a motion.
pub fn decide(wording: &Wording, count: Count, roll: Vec<Voice>) -> Outcome {
    let is_quorate = wording.quorum.is_met(count.present, count.members);
    let (carried, is_tied) = match is_quorate {
        false => (Vec::new(), false),
        true if wording.is_yes_no() => yes_or_no(wording.majority, &count),
        true => best(wording, &count),
    };
    Outcome { count, is_quorate, carried, is_tied, roll }
}

fn yes_or_no(majority: Majority, count: &Count) -> (Vec<usize>, bool) {
    let (yes, no) = (count.votes[YES], count.votes[NO]);
    let is_carried = match majority {
        Majority::Simple => yes > no,
        Majority::Present => yes * 2 > count.present,
        Majority::TwoThirds => yes > 0 && yes * 3 >= (yes + no) * 2,
        Majority::Members => yes * 2 > count.members,
    };
    let is_tied = majority == Majority::Simple && yes == no && yes > 0;
    (if is_carried { vec![YES] } else { Vec::new() }, is_tied)
}

/// The choices with most votes, as many as one may choose. Where the last of them is tied with the next, all that are tied are
/// left undecided.
fn best(wording: &Wording, count: &Count) -> (Vec<usize>, bool) {
    let reaches = |votes: u64| match wording.majority {
        Majority::Simple => votes > 0,
        Majority::Present => votes * 2 > count.present,
        // Who chose nothing abstained, and is no part of what was cast for something.
        Majority::TwoThirds => {
            votes > 0 && votes * 3 >= count.cast.saturating_sub(abstained(wording, count)) * 2
        }
        Majority::Members => votes * 2 > count.members,
    };
    let mut order: Vec<usize> = (0..wording.len()).filter(|place| reaches(count.votes[*place])).collect();
    order.sort_by_key(|place| (std::cmp::Reverse(count.votes[*place]), *place));
    let Some(next) = order.get(wording.most).map(|place| count.votes[*place]) else { return (order, false) };
    order.truncate(wording.most);
    let is_tied = order.last().is_some_and(|last| count.votes[*last] == next);
    order.retain(|place| count.votes[*place] > next || !is_tied);
    (order, is_tied)
}

/// Votes of those who chose nothing, where one may choose one: whoever chose several is not to be told apart in sums.
fn abstained(wording: &Wording, count: &Count) -> u64 {
    if wording.most > 1 { 0 } else { count.cast.saturating_sub(count.votes.iter().sum()) }
}

/// What is wrong with counts of papers, for `hall` votes of those who voted on paper.
pub fn papers_fit(wording: &Wording, counts: &[u64], hall: u64) -> bool {
    let sum: u64 = counts.iter().sum();
    let most = u64::try_from(wording.most).unwrap_or(u64::MAX);
    counts.len() == wording.len()
        && counts.iter().all(|count| *count <= hall)
        && sum <= hall.saturating_mul(most)
}

/// A motion of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Motion {
    /// Its id.
    pub id: Id,
    /// The meeting.
    pub meeting: Id,
    /// Counted from 1.
    pub number: u32,
    /// What is asked.
    pub wording: Wording,
    /// Where it stands.
    pub state: State,
    /// When people began to vote.
    pub opened_at: Option<jiff::Timestamp>,
    /// When it was closed.
    pub closed_at: Option<jiff::Timestamp>,
    /// What came out.
    pub outcome: Option<Outcome>,
}
