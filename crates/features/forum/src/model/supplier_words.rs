//! What the office writes to suppliers about the choice.

use serde::{Deserialize, Serialize};

/// Words of the mails of one round, and its times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SupplierWords {
    /// Subject of the invitation; empty for the shipped one.
    pub invitation_subject: String,
    /// Paragraphs of the invitation; empty for the shipped ones.
    pub invitation_text: String,
    /// Subject of a reminder.
    pub reminder_subject: String,
    /// Paragraphs of a reminder.
    pub reminder_text: String,
    /// Subject of a refusal.
    pub refusal_subject: String,
    /// Paragraphs of a refusal.
    pub refusal_text: String,
    /// Where answers to the mails go; the sending address where it is missing.
    pub reply_to: Option<String>,
    /// Days to answer in, counted from the invitation.
    pub days: u16,
    /// Days before the deadline at which suppliers are reminded; 0 for no reminder.
    pub remind_days: u16,
}

impl Default for SupplierWords {
    fn default() -> Self {
        Self {
            invitation_subject: String::new(),
            invitation_text: String::new(),
            reminder_subject: String::new(),
            reminder_text: String::new(),
            refusal_subject: String::new(),
            refusal_text: String::new(),
            reply_to: None,
            days: 10,
            remind_days: 3,
        }
    }
}
