//! What one version of a form is: pages of fields and repeated groups, all with stable ids.
//!
//! Which version is a draft, live or retired is kept beside it, not in it. What makes a
//! definition sound is in [`crate::faults`]; reading and writing JSON in [`crate::exchange`].

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::field::Kind;
use crate::handling::Handling;
use crate::words::{StableId, Words};

/// A form: what stands in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The name of the form among those of a tenant; the same in every version.
    pub key: StableId,
    /// Its title.
    pub title: Words,
    /// What a person reads before beginning; empty lines divide paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<Words>,
    /// The pages in the order in which they are filled in, at least one.
    pub pages: Vec<Page>,
    /// How what is handed in is worked off. Without it, it is only kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
}

/// One page, saved as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its id.
    pub id: StableId,
    /// Its heading.
    pub title: Words,
    /// What stands below the heading; empty lines divide paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<Words>,
    /// When the page is shown; always where nothing is said. Looks at earlier pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Fields and groups from top to bottom.
    pub items: Vec<Item>,
}

/// A field or a group: `{"field": …}` or `{"group": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// One question, or a text between questions.
    Field(Box<Field>),
    /// Questions that are answered several times, once for each record.
    Group(Box<Group>),
}

/// Questions that are answered once for each record: children, places, needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id.
    pub id: StableId,
    /// The heading of all records: Ihre Bedarfe.
    pub title: Words,
    /// The heading of one record, numbered by the page: Bedarf.
    pub record: Words,
    /// A sentence below the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// The fewest records.
    #[serde(default)]
    pub min: u32,
    /// The most records, up to [`Group::MOST`].
    pub max: u32,
    /// When the group is shown; always where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The questions of one record.
    pub fields: Vec<Field>,
}

impl Group {
    /// The most records a form may allow.
    pub const MOST: u32 = 200;
}

/// One question, or a text between questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its id; answers are kept under it.
    pub id: StableId,
    /// The question.
    pub label: Words,
    /// A sentence below the question: what to write, in which form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Words>,
    /// More explanation that opens on request; empty lines divide paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// What is asked, with its settings.
    pub kind: Kind,
    /// Whether it must be answered where it is shown.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// When it must be answered, where it need not always be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_when: Option<Condition>,
    /// When it is shown; always where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Set where the answer is personal data: exported and deleted with the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Private>,
    /// Whether the answer may be shown to other bodies.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shared: bool,
    /// What the page fills in beforehand where it is known: `person.email`, `organisation.ags`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<String>,
    /// The rule that lets the office ask: § 16 SGB VIII.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The element of a catalogue this field was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
}

/// Why personal data is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Private {
    /// The purpose, shown to the person.
    pub purpose: Words,
}

/// An element of a catalogue, such as FIM (*Föderales Informationsmanagement*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// Its id there: `F60000227`.
    pub id: String,
    /// Its version there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl Field {
    /// A field with an id, a German label and a kind; everything else as usual.
    pub fn new(id: StableId, label: Words, kind: Kind) -> Field {
        Field {
            id,
            label,
            hint: None,
            help: None,
            kind,
            required: false,
            required_when: None,
            when: None,
            private: None,
            shared: false,
            prefill: None,
            legal_basis: None,
            external: None,
        }
    }
}

impl Item {
    /// The id of the field or group.
    pub fn id(&self) -> &StableId {
        match self {
            Item::Field(field) => &field.id,
            Item::Group(group) => &group.id,
        }
    }

    /// When it is shown.
    pub fn when(&self) -> Option<&Condition> {
        match self {
            Item::Field(field) => field.when.as_ref(),
            Item::Group(group) => group.when.as_ref(),
        }
    }

    /// The fields: the one, or those of the group.
    pub fn fields(&self) -> &[Field] {
        match self {
            Item::Field(field) => std::slice::from_ref(field),
            Item::Group(group) => &group.fields,
        }
    }
}

impl Page {
    /// The field or group of this id on this page, not looking into groups.
    pub fn item(&self, id: &StableId) -> Option<&Item> {
        self.items.iter().find(|item| item.id() == id)
    }
}

/// A field and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The page it is on.
    pub page: &'a Page,
    /// The group it is in.
    pub group: Option<&'a Group>,
    /// The field.
    pub field: &'a Field,
}

impl Definition {
    /// The page of this id.
    pub fn page(&self, id: &StableId) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == *id)
    }

    /// All fields and groups with their pages, groups not opened.
    pub fn items(&self) -> impl Iterator<Item = (&Page, &Item)> {
        self.pages.iter().flat_map(|page| page.items.iter().map(move |item| (page, item)))
    }

    /// All fields from top to bottom, also those in groups.
    pub fn fields(&self) -> impl Iterator<Item = Standing<'_>> {
        self.items().flat_map(|(page, item)| {
            let group = match item {
                Item::Group(group) => Some(group.as_ref()),
                Item::Field(_) => None,
            };
            item.fields().iter().map(move |field| Standing { page, group, field })
        })
    }

    /// The field of this id, also in a group.
    pub fn field(&self, id: &StableId) -> Option<Standing<'_>> {
        self.fields().find(|standing| standing.field.id == *id)
    }

    /// The group of this id.
    pub fn group(&self, id: &StableId) -> Option<(&Page, &Group)> {
        self.items().find_map(|(page, item)| match item {
            Item::Group(group) if group.id == *id => Some((page, group.as_ref())),
            _ => None,
        })
    }

    /// The page on which a field, a group or the page itself of this id stands.
    pub fn page_of(&self, id: &StableId) -> Option<&Page> {
        self.page(id)
            .or_else(|| self.field(id).map(|standing| standing.page))
            .or_else(|| self.group(id).map(|(page, _)| page))
    }

    /// Every id of a page, group or field. Ids of options are unique in their field only.
    pub fn ids(&self) -> BTreeSet<StableId> {
        let pages = self.pages.iter().map(|page| page.id.clone());
        let items = self.items().map(|(_, item)| item.id().clone());
        let fields = self.fields().map(|standing| standing.field.id.clone());
        pages.chain(items).chain(fields).collect()
    }
}
