//! A decision on a choice of offers: what it rests on, in a form that is signed, printed and hashed.

use std::fmt::Write as _;

use jiff::Timestamp;
use rathaus_store::Id;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::selection::{AreaCover, Rules, Why};

/// A chosen offer as it was on that day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChosenOffer {
    /// The offer's id.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: String,
    /// The supplier's id.
    #[schema(value_type = String)]
    pub organisation: Id,
    /// The supplier's name.
    pub supplier: String,
    /// Whether the office fixed it.
    pub is_must: bool,
    /// What is lost without it, as a share of the demand.
    pub contribution: f64,
    /// The jury's mean.
    pub jury: Option<f64>,
    /// Reviews behind it.
    pub reviews: usize,
    /// Needs it covers best among the chosen.
    pub needs: usize,
    /// What the office says to it; may be empty.
    pub reason: String,
}

/// An offer that was not chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OtherOffer {
    /// The offer's id.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its label.
    pub label: String,
    /// Its title.
    pub title: String,
    /// The supplier's id.
    #[schema(value_type = String)]
    pub organisation: Id,
    /// The supplier's name.
    pub supplier: String,
    /// The jury's mean.
    pub jury: Option<f64>,
    /// Why it was not chosen.
    #[serde(flatten)]
    pub why: Why,
}

/// What a decision rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Decided {
    /// Name of the round.
    pub round: String,
    /// Name of the variant; empty where none was saved.
    pub variant: String,
    /// The rules.
    pub rules: Rules,
    /// Why this choice, in the office's words.
    pub reason: String,
    /// The chosen offers, the largest contribution first.
    pub chosen: Vec<ChosenOffer>,
    /// All others.
    pub others: Vec<OtherOffer>,
    /// By area.
    pub areas: Vec<AreaCover>,
    /// Weighted demand covered, with the jury's part.
    pub value: f64,
    /// No choice under these rules is worth more.
    pub bound: f64,
    /// Whether the choice is proven best.
    pub is_proven: bool,
    /// Weighted demand covered.
    pub covered: f64,
    /// Weighted demand in all.
    pub demand: f64,
    /// Fingerprint of the plan's input.
    pub fingerprint: String,
    /// When the plan was computed.
    #[schema(value_type = String)]
    pub planned_at: Timestamp,
}

impl Decided {
    /// The labels of the chosen offers, in order.
    pub fn labels(&self) -> Vec<&str> {
        let mut labels: Vec<&str> = self.chosen.iter().map(|offer| offer.label.as_str()).collect();
        labels.sort_unstable();
        labels
    }
}

/// Who signs, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Signature {
    /// The person.
    #[schema(value_type = String)]
    pub by: Id,
    /// The person's name on that day.
    pub name: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// The hash of a decision: SHA-256 over its content and both signatures as JSON, in hexadecimal.
///
/// # Errors
///
/// Where the content cannot be written as JSON.
pub fn hash(
    id: Id,
    replaces: Option<Id>,
    decided: &Decided,
    first: &Signature,
    second: &Signature,
) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(&(id, replaces, decided, first, second))?;
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    Ok(hex)
}
