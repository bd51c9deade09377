//! The words of the forum as types: needs, offers, reviews, participants, wishes, and the round they belong to.
//!
//! Pure values. How they are read stands in [`crate::input`], what is computed from them in [`plan`].

pub mod admission;
pub mod catalogue;
pub mod correspondence;
pub mod decision;
pub mod figures;
pub mod jury;
pub mod outcome;
pub mod plan;
pub mod programme;
pub mod project;
pub mod round;
pub mod selection;
pub mod supplier_words;
pub mod talk;
pub mod talk_note;

use std::collections::BTreeMap;

use rathaus_core::{Ags, Daytime, Span};
use serde::{Deserialize, Serialize};

pub use round::{AreaDefinition, Round, SlotRule, TalkRule, Weights};

/// Further columns of a file that the forum does not use, kept as they were: column name and value.
pub type Extra = BTreeMap<String, String>;

/// What a municipality or county says it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// Unique in its file, as in `N001`.
    pub id: String,
    /// Where the need comes from; `None` where the file gives no key.
    pub ags: Option<Ags>,
    /// The body that answered, in its own spelling.
    pub organisation: String,
    /// The office within the body, may be empty.
    pub department: String,
    /// The short form.
    pub title: String,
    /// The long form, in the town's own words.
    pub description: String,
    /// 1 (little) to 4 (very important).
    pub relevance: u8,
    /// By when: `sofort`, `12 Monate`, `24 Monate`, `offen`.
    pub horizon: String,
    /// Programs in use today.
    pub existing_software: String,
    /// Conditions in the town's own words; see [`crate::constraints`].
    pub constraints: String,
    /// What the citizen would have from it.
    pub citizen_benefit: String,
    /// Columns the forum does not use.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// Name of the column of needs in which the bodies stand that second one: keys or names, separated by `;`.
pub const SECONDERS: &str = "seconders";

impl Need {
    /// The bodies that second it: keys, or names in lower case.
    pub fn seconders(&self) -> Vec<String> {
        let column = self.extra.get(SECONDERS).map_or("", String::as_str);
        column.split(';').map(|body| body.trim().to_lowercase()).filter(|body| !body.is_empty()).collect()
    }

    /// Sets the bodies that second it.
    pub fn set_seconders(&mut self, bodies: &[String]) {
        if bodies.is_empty() {
            self.extra.remove(SECONDERS);
        } else {
            self.extra.insert(SECONDERS.to_owned(), bodies.join("; "));
        }
    }
}

/// What a supplier offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Unique in its file, as in `O01`.
    pub id: String,
    /// The firm.
    pub supplier: String,
    /// Product and what it is.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Several sentences.
    pub description: String,
    /// How it runs: `SaaS`, `on-premises`, `SaaS oder on-premises`, `Gerät`, `Dienstleistung`, …
    pub deployment: String,
    /// Where it runs: `Deutschland`, `EU`, `on-premises`, `weltweit`, …
    pub hosting: String,
    /// Certificates, separated by semicolons.
    pub certificates: String,
    /// Standards and interfaces, separated by semicolons.
    pub standards: String,
    /// The price in the supplier's words.
    pub price_model: String,
    /// Who uses it.
    pub references: String,
    /// Columns the forum does not use.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// One reviewer's judgement of one offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The offer judged.
    pub offer_id: String,
    /// Who judged.
    pub reviewer: String,
    /// 1 (worst) to 10 (best); `None` where a conflict left it empty.
    pub score: Option<f64>,
    /// A conflict of interest: the score must not count.
    pub conflict: bool,
    /// Remark, may be empty.
    pub comment: String,
}

/// What kind of body comes to the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParticipantKind {
    /// A town or municipality.
    Municipality,
    /// A county.
    County,
    /// A supplier, usually a start-up.
    Supplier,
    /// Anybody else: institute, association, IT provider, university, ministry.
    Observer,
}

impl ParticipantKind {
    /// All kinds.
    pub const ALL: [ParticipantKind; 4] = [
        ParticipantKind::Municipality,
        ParticipantKind::County,
        ParticipantKind::Supplier,
        ParticipantKind::Observer,
    ];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            ParticipantKind::Municipality => "municipality",
            ParticipantKind::County => "county",
            ParticipantKind::Supplier => "supplier",
            ParticipantKind::Observer => "observer",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl std::str::FromStr for ParticipantKind {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::of_word(text).ok_or(())
    }
}

/// Somebody who comes to the one-to-one talks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// Unique in its file, as in `P01`.
    pub id: String,
    /// The body, as on the badge.
    pub organisation: String,
    /// What kind of body.
    pub kind: ParticipantKind,
    /// Its key, for bodies that have one.
    pub ags: Option<Ags>,
    /// Later than the start; `None` is from the start.
    pub arrives: Option<Daytime>,
    /// Earlier than the end; `None` is to the end.
    pub leaves: Option<Daytime>,
    /// Spans in between in which the participant is away.
    pub unavailable: Vec<Span>,
    /// Fewest talks wished; `None` is the round's rule.
    pub min_talks: Option<u32>,
    /// Most talks; `None` is the round's rule.
    pub max_talks: Option<u32>,
    /// Columns the forum does not use.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// How much somebody wants a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interest {
    /// Not at all, a hard rule.
    Never,
    /// 1 (gladly) to 5 (by all means).
    Level(u8),
    /// Agreed already, a hard rule.
    Must,
}

/// One wish for a talk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// Who wishes: a participant's id.
    pub from: String,
    /// With whom: a participant's id.
    pub to: String,
    /// How much.
    pub interest: Interest,
    /// The talk must lie in this span.
    pub window: Option<Span>,
}

/// Everything read for one round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Settings of the round, with the shipped ones where nothing was said.
    pub round: Round,
    /// All needs, in the order of the file.
    pub needs: Vec<Need>,
    /// All offers, in the order of the file.
    pub offers: Vec<Offer>,
    /// All reviews; empty without a file.
    pub reviews: Vec<Review>,
    /// All participants; empty without a file.
    pub participants: Vec<Participant>,
    /// All wishes; empty without a file.
    pub wishes: Vec<Wish>,
    /// People's corrections of the areas; empty without a file.
    pub edits: Vec<Edit>,
    /// Whether this is the shipped sample: every page then says so.
    pub is_sample: bool,
}

/// One correction of the areas by a person, replayed in order (`edits.toml`, `[[edit]]` with `do = "…"`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Edit {
    /// Puts a need into exactly these areas (empty: sets it aside).
    Move {
        /// The need's id.
        need: String,
        /// Keys or names of areas, at most three.
        areas: Vec<String>,
    },
    /// Makes one area of several: the needs of `from` become those of `into`.
    Merge {
        /// Key or name of the areas that end.
        from: Vec<String>,
        /// Key or name of the area that stays.
        into: String,
    },
    /// Takes needs out of an area into a new one.
    Split {
        /// Key or name of the area.
        area: String,
        /// Name of the new area.
        name: String,
        /// The needs that go over.
        needs: Vec<String>,
    },
    /// Makes a new area of needs from anywhere; they are in no other then.
    Create {
        /// Name of the new area.
        name: String,
        /// Its needs.
        needs: Vec<String>,
    },
    /// Gives an area another name.
    Rename {
        /// Key or name of the area.
        area: String,
        /// The new name.
        name: String,
        /// The new English name; that of `name` where it is left out.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name_en: String,
    },
    /// Says what an area is about.
    Describe {
        /// Key or name of the area.
        area: String,
        /// Its description.
        description: String,
    },
    /// Sets a need aside: it counts in no area.
    SetAside {
        /// The need's id.
        need: String,
    },
    /// Says that needs are the same: they are in the areas of the first, and their towns second each other.
    Join {
        /// The needs, at least two.
        needs: Vec<String>,
    },
    /// Says that needs are not the same although their words are alike.
    Apart {
        /// The needs, at least two.
        needs: Vec<String>,
    },
}
