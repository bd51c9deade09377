//! Mandates: who allowed us to collect from which account.

use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_payment::Iban;
use rathaus_payment::alphabet::is_carried;
use rathaus_payment::collection::LAPSES_AFTER_MONTHS;
use rathaus_store::Id;

/// A permission to collect (SEPA core).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Its id in the database.
    pub id: Id,
    /// The name that banks know it by, in capitals; no other one has it.
    pub reference: String,
    /// The day it was signed.
    pub signed: Date,
    /// Whose account it is.
    pub name: String,
    /// The account.
    pub iban: Iban,
    /// The day it was taken back.
    pub revoked: Option<Date>,
    /// The day of the last collection that was given to the bank.
    pub used: Option<Date>,
    /// Whether a collection by it is in an order that was not dropped or refused.
    pub is_used: bool,
}

/// Whether a mandate can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MandateState {
    /// It can.
    Valid,
    /// It was taken back.
    Revoked,
    /// Nothing was collected for too long (EPC016-06, section 4.1).
    Lapsed,
}

impl MandateState {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            MandateState::Valid => "valid",
            MandateState::Revoked => "revoked",
            MandateState::Lapsed => "lapsed",
        }
    }
}

impl Mandate {
    /// How it stands on a day.
    pub fn state(&self, day: Date) -> MandateState {
        let last = self.used.unwrap_or(self.signed).max(self.signed);
        if self.revoked.is_some() {
            MandateState::Revoked
        } else if last.saturating_add(LAPSES_AFTER_MONTHS.months()) < day {
            MandateState::Lapsed
        } else {
            MandateState::Valid
        }
    }
}

/// The name of a mandate as it is kept: in capitals, as banks make no difference. `None` where banks do not carry it.
pub fn reference_of(text: &str) -> Option<String> {
    let text = text.trim().to_uppercase();
    let is_sound = (1..=35).contains(&text.chars().count())
        && text.chars().all(is_carried)
        && !(text.starts_with('/') || text.ends_with('/') || text.contains("//"));
    is_sound.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mandate_lapses_and_can_be_revoked() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let mut mandate = Mandate {
            id: Id::of_name("mandate"),
            reference: "M-1".to_owned(),
            signed: day("2023-06-01"),
            name: "Ada".to_owned(),
            iban: "DE89370400440532013000".parse().expect("an account"),
            revoked: None,
            used: None,
            is_used: false,
        };
        assert_eq!(mandate.state(day("2026-06-01")), MandateState::Valid);
        assert_eq!(mandate.state(day("2026-06-02")), MandateState::Lapsed);
        mandate.used = Some(day("2026-05-01"));
        assert_eq!(mandate.state(day("2026-06-02")), MandateState::Valid);
        mandate.revoked = Some(day("2026-05-02"));
        assert_eq!(mandate.state(day("2026-06-02")), MandateState::Revoked);
    }

    #[test]
    fn names_of_mandates_are_those_that_banks_carry() {
        assert_eq!(reference_of(" m-2026/7 ").as_deref(), Some("M-2026/7"));
        for bad in ["", "Grün 7", "/7", "7/", "7//8", &"7".repeat(36), "a\nb"] {
            assert_eq!(reference_of(bad), None, "{bad}");
        }
    }
}
