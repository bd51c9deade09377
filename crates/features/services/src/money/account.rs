//! The account that people pay to, how long they have, and when they are reminded.

use rathaus_core::Cents;
use rathaus_payment::dunning::{Rule, Stage};
use rathaus_payment::{Bic, CreditorId, Iban};
use serde::{Deserialize, Serialize};

/// How many days people have to pay, where nothing was chosen.
pub const TERM_DAYS: u16 = 30;
/// Full days after the due day until the first reminder, where nothing was chosen.
pub const FIRST_DAYS: u16 = 7;
/// Full days between two reminders, where nothing was chosen.
pub const NEXT_DAYS: u16 = 14;

/// What the tenant says about its money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Who is paid, as banks write it: up to 70 characters.
    pub owner: String,
    /// The account.
    pub iban: Iban,
    /// The bank.
    #[serde(default)]
    pub bic: Option<Bic>,
    /// Who collects direct debits.
    #[serde(default)]
    pub creditor: Option<CreditorId>,
    /// How many days people have to pay.
    pub term_days: u16,
    /// Full days after the due day until the first reminder.
    pub first_days: u16,
    /// Full days between two reminders.
    pub next_days: u16,
}

/// When people are reminded: twice, without a fee. What a reminder may cost is law of the Land and the town's own.
pub fn rule(account: Option<&Account>) -> Rule {
    let days = account.map_or((FIRST_DAYS, NEXT_DAYS), |account| (account.first_days, account.next_days));
    let stage = |days: u16| Stage { days: days.into(), fee: Cents(0) };
    Rule { stages: vec![stage(days.0), stage(days.1)], least: Cents(0) }
}
