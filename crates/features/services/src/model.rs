//! What a service is, in the words of those who look for it.

use rathaus_procedure::Words;
use serde::{Deserialize, Serialize};

/// A service as people look for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its name.
    pub title: Words,
    /// What it is, in one or two sentences.
    pub summary: Words,
    /// Other words for it, as citizens say.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Who can apply.
    #[serde(default)]
    pub who: Option<Words>,
    /// What one needs at hand.
    #[serde(default)]
    pub documents: Vec<Words>,
    /// What it costs.
    #[serde(default)]
    pub cost: Option<Words>,
    /// How long it takes.
    #[serde(default)]
    pub takes: Option<Words>,
    /// The rules behind it.
    #[serde(default)]
    pub legal_basis: String,
    /// The key of the service in the catalogue of the federal states (LeiKa), 14 digits.
    #[serde(default)]
    pub fim: String,
    /// How sure it must be who applies.
    #[serde(default)]
    pub needs: Needs,
}

/// How sure it must be who applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// Anybody may apply; their link is all they need.
    #[default]
    Nothing,
    /// Only somebody who has signed in.
    Person,
    /// Only somebody who has signed in with a second factor.
    Strong,
}

impl Needs {
    /// All of them.
    pub const ALL: [Needs; 3] = [Needs::Nothing, Needs::Person, Needs::Strong];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Needs::Nothing => "nothing",
            Needs::Person => "person",
            Needs::Strong => "strong",
        }
    }
}

impl std::str::FromStr for Needs {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|needs| needs.word() == word).ok_or(())
    }
}
