//! Paying on line: an applicant is led to the tenant's payment provider and back, and the provider is asked how it stands.
//!
//! Every try is an attempt. It is written down before the provider hears of it, under the id that the provider is given, so
//! that a second try is the same payment. That somebody comes back from the provider says nothing; what the provider
//! answers does. What it says is paid becomes settled money in the book (`rathaus_payment::book`, from
//! [`Source::Provider`](rathaus_payment::book::Source::Provider)), once: the line has the attempt's id.
//!
//! Left out on purpose: refunds over the provider (the standard has none; they are paid out like others), and what the
//! provider keeps for itself when it hands money over.

pub mod asking;
pub mod provider;

use std::time::Duration;

use jiff::Timestamp;
use rathaus_core::Cents;
use rathaus_payment::book::ClaimId;
use rathaus_store::Id;

pub use provider::Provider;

/// How an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttemptState {
    /// Written down; whether the provider has it is not known.
    Begun,
    /// With the provider: somebody may pay.
    Open,
    /// The provider says that it was paid; it stands in the book.
    Paid,
    /// The provider broke it off, or never took it.
    Failed,
    /// The payer broke it off.
    Canceled,
    /// Nothing was heard for a day. Who comes back late is still asked about.
    GivenUp,
}

impl AttemptState {
    /// All of them.
    pub const ALL: [AttemptState; 6] = [
        AttemptState::Begun,
        AttemptState::Open,
        AttemptState::Paid,
        AttemptState::Failed,
        AttemptState::Canceled,
        AttemptState::GivenUp,
    ];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            AttemptState::Begun => "begun",
            AttemptState::Open => "open",
            AttemptState::Paid => "paid",
            AttemptState::Failed => "failed",
            AttemptState::Canceled => "canceled",
            AttemptState::GivenUp => "given_up",
        }
    }

    /// The end of a translation key.
    pub fn key(self) -> &'static str {
        if self == AttemptState::GivenUp { "given-up" } else { self.word() }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing will change any more.
    pub fn is_final(self) -> bool {
        matches!(self, AttemptState::Paid | AttemptState::Failed | AttemptState::Canceled)
    }
}

/// Somebody's try to pay a claim on line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentAttempt {
    /// Its id; that of the request to the provider, too.
    pub id: Id,
    /// What is to be paid.
    pub claim: ClaimId,
    /// How much.
    pub cents: Cents,
    /// How it stands.
    pub state: AttemptState,
    /// What the provider calls it.
    pub transaction: Option<String>,
    /// Where somebody pays.
    pub pay_at: Option<String>,
    /// What the provider's books call the payment.
    pub reference: Option<String>,
    /// How it was paid.
    pub method: Option<String>,
    /// What went wrong when the provider was asked last.
    pub fault: Option<String>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When the provider was asked last.
    pub asked_at: Option<Timestamp>,
}

impl PaymentAttempt {
    /// One that is about to be begun.
    pub fn new(id: Id, claim: ClaimId, cents: Cents, now: Timestamp) -> Self {
        Self {
            id,
            claim,
            cents,
            state: AttemptState::Begun,
            transaction: None,
            pay_at: None,
            reference: None,
            method: None,
            fault: None,
            begun_at: now,
            asked_at: None,
        }
    }

    /// How long ago it was begun.
    pub fn age(&self, now: Timestamp) -> Duration {
        Duration::try_from(now.duration_since(self.begun_at)).unwrap_or_default()
    }

    /// Whether the provider can be asked about it and may have something new to say.
    pub fn may_be_asked(&self) -> bool {
        self.transaction.is_some() && !self.state.is_final()
    }
}

/// How long somebody who presses the button again is led to the attempt they have begun.
pub const REUSED: Duration = Duration::from_secs(30 * 60);
/// After how long an attempt that the provider never confirmed has failed: nobody was told where to pay.
pub const UNCONFIRMED: Duration = Duration::from_secs(3_600);
/// After how long the provider is not asked any more by itself.
pub const GIVEN_UP: Duration = Duration::from_secs(24 * 3_600);
/// The first question after the beginning.
pub const FIRST_PAUSE: Duration = Duration::from_secs(20);

/// How long to wait until the next question about an attempt of this age: people pay at once or not at all.
pub fn pause(age: Duration) -> Duration {
    match age.as_secs() {
        0..300 => FIRST_PAUSE,
        300..1_800 => Duration::from_secs(120),
        1_800..7_200 => Duration::from_secs(600),
        _ => Duration::from_secs(3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_word() {
        for state in AttemptState::ALL {
            assert_eq!(AttemptState::of_word(state.word()), Some(state));
        }
        assert_eq!(AttemptState::of_word("maybe"), None);
    }

    #[test]
    fn an_open_attempt_is_asked_about_ever_less_often_and_not_for_ever() {
        let (mut age, mut questions, mut last) = (FIRST_PAUSE, 0, Duration::ZERO);
        while age < GIVEN_UP {
            assert!(pause(age) >= last);
            last = pause(age);
            age += last;
            questions += 1;
        }
        assert!((40..80).contains(&questions), "{questions}");
    }
}
