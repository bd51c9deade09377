//! What sides note about their talk, and what people say about the day: a few taps on a phone.

use serde::{Deserialize, Serialize};

/// What came out of a talk, as one side sees it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing follows.
    Nothing,
    /// Information is exchanged.
    Information,
    /// The two meet again.
    Meeting,
    /// They try something together.
    Pilot,
    /// They sign something.
    Contract,
    /// The talk did not take place.
    Missed,
}

impl Outcome {
    /// All outcomes, from little to much; the talk that did not take place last.
    pub const ALL: [Outcome; 6] = [
        Outcome::Nothing,
        Outcome::Information,
        Outcome::Meeting,
        Outcome::Pilot,
        Outcome::Contract,
        Outcome::Missed,
    ];

    /// The word in the database, in forms and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Nothing => "nothing",
            Outcome::Information => "information",
            Outcome::Meeting => "meeting",
            Outcome::Pilot => "pilot",
            Outcome::Contract => "contract",
            Outcome::Missed => "missed",
        }
    }
}

impl std::str::FromStr for Outcome {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == text).ok_or(())
    }
}

/// Why nothing follows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Because {
    /// The offer does not answer the need.
    Unfit,
    /// It costs too much, or there is no money.
    Price,
    /// It does not fit what is in use.
    Technology,
    /// Law, privacy or security are in the way.
    Law,
    /// There are no people or no time for it.
    Capacity,
    /// Not now.
    Later,
    /// Anything else.
    Other,
}

impl Because {
    /// All reasons.
    pub const ALL: [Because; 7] = [
        Because::Unfit,
        Because::Price,
        Because::Technology,
        Because::Law,
        Because::Capacity,
        Because::Later,
        Because::Other,
    ];

    /// The word in the database, in forms and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Because::Unfit => "unfit",
            Because::Price => "price",
            Because::Technology => "technology",
            Because::Law => "law",
            Because::Capacity => "capacity",
            Because::Later => "later",
            Because::Other => "other",
        }
    }
}

impl std::str::FromStr for Because {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|reason| reason.word() == text).ok_or(())
    }
}

/// What a side notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What came out; `None` while nobody said.
    pub outcome: Option<Outcome>,
    /// Why nothing, where nothing follows.
    pub reason: Option<Because>,
    /// For the other side and the office.
    pub words: String,
    /// For the own side alone.
    pub own_words: String,
    /// Whether the other side may see name and address of the own people.
    pub shares_contact: bool,
}

impl Noted {
    /// The same without what makes no sense together: a reason belongs to nothing.
    #[must_use]
    pub fn consistent(mut self) -> Self {
        if self.outcome != Some(Outcome::Nothing) {
            self.reason = None;
        }
        self
    }
}

/// Whether somebody would come again.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Again {
    /// Surely.
    Yes,
    /// Perhaps.
    Maybe,
    /// Rather not.
    No,
}

impl Again {
    /// All answers.
    pub const ALL: [Again; 3] = [Again::Yes, Again::Maybe, Again::No];

    /// The word in the database, in forms and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Again::Yes => "yes",
            Again::Maybe => "maybe",
            Again::No => "no",
        }
    }
}

impl std::str::FromStr for Again {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|again| again.word() == text).ok_or(())
    }
}

/// What somebody says about the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The day, 1 to 5.
    pub day: Option<u8>,
    /// The talks, 1 to 5.
    pub talks: Option<u8>,
    /// What was good.
    pub good: String,
    /// What could be better.
    pub better: String,
    /// Whether they come again.
    pub again: Option<Again>,
}

impl Feedback {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Feedback::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_and_a_reason_belongs_to_nothing() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.word().parse(), Ok(outcome));
        }
        for reason in Because::ALL {
            assert_eq!(reason.word().parse(), Ok(reason));
        }
        for again in Again::ALL {
            assert_eq!(again.word().parse(), Ok(again));
        }
        assert_eq!("".parse::<Outcome>(), Err(()));
        let noted =
            |outcome| Noted { outcome, reason: Some(Because::Price), ..Noted::default() }.consistent().reason;
        assert_eq!(noted(Some(Outcome::Nothing)), Some(Because::Price));
        assert_eq!((noted(Some(Outcome::Pilot)), noted(None)), (None, None));
        assert!(
            Feedback::default().is_empty() && !Feedback { day: Some(1), ..Feedback::default() }.is_empty()
        );
    }
}
