//! The settings of a round: `round.toml`, every part with a default.

use jiff::civil::Date;
use rathaus_core::Daytime;
use serde::{Deserialize, Serialize};

/// The settings of one round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Round {
    /// Name on every page.
    pub name: String,
    /// The day of the event.
    pub date: Option<Date>,
    /// How many suppliers are invited.
    pub places: usize,
    /// The times of the talks.
    pub slots: SlotRule,
    /// How many tables stand in the hall.
    pub tables: usize,
    /// How many talks each participant has.
    pub talks: TalkRule,
    /// The areas of action; empty means the shipped list.
    #[serde(rename = "area")]
    pub areas: Vec<AreaDefinition>,
    /// What counts how much.
    pub weights: Weights,
    /// Rules for the choice of offers.
    pub selection: SelectionRule,
    /// Groups of words that mean the same in this region: each list is one group.
    pub synonyms: Vec<Vec<String>>,
    /// The seed of everything that is tried in random order. The same seed gives the same plan.
    pub seed: u64,
}

impl Default for Round {
    fn default() -> Self {
        Round {
            name: "Forum".to_owned(),
            date: None,
            places: 7,
            slots: SlotRule::default(),
            tables: 12,
            talks: TalkRule::default(),
            areas: Vec::new(),
            weights: Weights::default(),
            selection: SelectionRule::default(),
            synonyms: Vec::new(),
            seed: 1,
        }
    }
}

/// When talks take place: slots of equal length from start to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SlotRule {
    /// The first talk begins.
    pub start: Daytime,
    /// The last talk has ended.
    pub end: Daytime,
    /// Minutes of one talk.
    pub length: u16,
    /// Minutes between two talks, to change tables.
    #[serde(rename = "break")]
    pub pause: u16,
}

impl Default for SlotRule {
    fn default() -> Self {
        let at = |minutes| Daytime::from_minutes(minutes).unwrap_or_else(|| unreachable!("within a day"));
        SlotRule { start: at(14 * 60), end: at(17 * 60), length: 15, pause: 0 }
    }
}

impl SlotRule {
    /// The slots in order. None where the length is zero or the end lies before the start.
    pub fn list(self) -> Vec<rathaus_core::Span> {
        let (start, end) = (self.start.minutes(), self.end.minutes());
        if self.length == 0 {
            return Vec::new();
        }
        (start..end)
            .step_by(usize::from(self.length) + usize::from(self.pause))
            .filter(|from| from + self.length <= end)
            .filter_map(|from| {
                let start = Daytime::from_minutes(from)?;
                rathaus_core::Span::new(start, Daytime::from_minutes(from + self.length)?).ok()
            })
            .collect()
    }
}

/// How many talks a participant has, where the participant's own line says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TalkRule {
    /// Fewest.
    pub least: u32,
    /// Most; `None` is as many as there are slots.
    pub most: Option<u32>,
    /// Most in a row: then one slot is free for a break, if it can be had. `None` asks for none.
    pub in_a_row: Option<u32>,
}

impl Default for TalkRule {
    fn default() -> Self {
        TalkRule { least: 1, most: None, in_a_row: None }
    }
}

/// An area of action as it is defined before any answer is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaDefinition {
    /// Short key, unique; made from the name where it is missing.
    #[serde(default)]
    pub key: String,
    /// German name.
    pub name: String,
    /// English name; the German one where it is missing.
    #[serde(default)]
    pub name_en: String,
    /// One or two sentences.
    #[serde(default)]
    pub description: String,
    /// Words and phrases that point to the area, in the syntax of the lexicon.
    #[serde(default)]
    pub seeds: Vec<String>,
    /// Matching themes of the German Online Access Act.
    #[serde(default)]
    pub ozg: Vec<String>,
    /// Weight against other areas; 1 is neutral, less lets other areas go first.
    #[serde(default = "neutral")]
    pub prior: f64,
}

fn neutral() -> f64 {
    1.0
}

/// What counts how much, all without unit and at least 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// Weight of a need per step of relevance (1–4).
    pub relevance: f64,
    /// Further weight per further town with nearly the same need.
    pub seconder: f64,
    /// Weight of the logarithm of the inhabitants; 0 counts every town alike.
    pub inhabitants: f64,
    /// Weight of the mean jury score in the choice of offers; 0 uses it only as threshold.
    pub jury: f64,
    /// Weight of a match score in the choice of talks, beside the wishes.
    pub matches: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Weights { relevance: 1.0, seconder: 0.5, inhabitants: 0.0, jury: 0.05, matches: 1.0 }
    }
}

/// Rules for the choice of offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SelectionRule {
    /// Offers whose mean jury score (1–10) lies below are not chosen; 0 is no threshold.
    pub jury_threshold: f64,
    /// At most one offer per supplier.
    pub one_per_supplier: bool,
    /// Offers that must be chosen.
    pub must: Vec<String>,
    /// Offers that are never chosen.
    pub never: Vec<String>,
    /// Fewest and most offers of an area.
    #[serde(rename = "quota")]
    pub quotas: Vec<QuotaRule>,
}

impl Default for SelectionRule {
    fn default() -> Self {
        SelectionRule {
            jury_threshold: 0.0,
            one_per_supplier: true,
            must: Vec::new(),
            never: Vec::new(),
            quotas: Vec::new(),
        }
    }
}

/// How many offers of an area are chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaRule {
    /// Key or name of the area.
    pub area: String,
    /// Fewest.
    #[serde(default)]
    pub least: usize,
    /// Most.
    #[serde(default)]
    pub most: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_afternoon_has_twelve_slots() {
        let slots = SlotRule::default().list();
        assert_eq!(slots.len(), 12);
        assert_eq!(slots[0].to_string(), "14:00-14:15");
        assert_eq!(slots[11].to_string(), "16:45-17:00");
    }

    #[test]
    fn breaks_lie_between_slots() {
        let rule = SlotRule { pause: 5, ..SlotRule::default() };
        let slots = rule.list();
        assert_eq!(slots.len(), 9);
        assert_eq!(slots[1].to_string(), "14:20-14:35");
        assert_eq!(slots[8].to_string(), "16:40-16:55");
    }
}
