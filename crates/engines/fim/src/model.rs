//! The one model of both versions.
//!
//! A text that is empty in the file is `None`; white space around a text is cut off. What a version does not have stays
//! `None` or empty, and what it calls otherwise is said beside the field.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::{
    DataType, DisplayChange, ElementKind, FieldKind, ParameterKind, Prefill, Quality, RelationKind, RuleKind,
    Standard, Status, StructureChange,
};

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The version it is written in.
    pub standard: Standard,
    /// Who made it and when.
    pub header: Header,
    /// What it is about.
    pub content: Content,
}

/// What a message carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// A whole schema (message 0102).
    Schema(Box<Schema>),
    /// One group (message 0103).
    Group(Box<Group>),
    /// One field (message 0104).
    Field(Box<Field>),
}

/// The head of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Header {
    /// Its id.
    pub id: String,
    /// When it was made, an `xs:dateTime` as written.
    pub created: String,
    /// The id of the message it answers.
    pub reference: Option<String>,
    /// The program it comes from (version 3).
    pub product: Option<String>,
    /// The maker of that program (version 3).
    pub vendor: Option<String>,
    /// The version of that program (version 3).
    pub product_version: Option<String>,
    /// Whether it is meant (version 3).
    pub quality: Option<Quality>,
}

/// The id and the version of an element of the stock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Such as `F60000000243`.
    pub id: String,
    /// Such as `1.1.0`; two numbers in version 2.
    pub version: Option<String>,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{} {version}", self.id),
            None => f.write_str(&self.id),
        }
    }
}

/// A legal basis (`bezug`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The norm, as offices cite it. Version 2 puts several into one text.
    pub text: String,
    /// Where it can be read (version 3).
    pub link: Option<String>,
}

/// A word to find an element by (version 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyword {
    /// The word.
    pub text: String,
    /// The list it is from.
    pub uri: Option<String>,
}

/// How an element relates to another (version 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// In which way.
    pub kind: RelationKind,
    /// The edition of the list of ways.
    pub list_version: Option<String>,
    /// To which element.
    pub object: Identity,
}

/// What all elements have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct General {
    /// Id and version.
    pub identity: Identity,
    /// The name among editors.
    pub name: String,
    /// The label where somebody fills it in; a schema's title. A rule of version 3 has none.
    pub input_label: Option<String>,
    /// The label where it is shown.
    pub output_label: Option<String>,
    /// What it is, for editors.
    pub description: Option<String>,
    /// What it means. Of a rule: its words (`freitextRegel` in version 3).
    pub definition: Option<String>,
    /// The legal bases.
    pub bases: Vec<Basis>,
    /// How far it has come. A rule of version 3 has none.
    pub status: Option<Status>,
    /// The edition of the list of statuses (version 3).
    pub status_list_version: Option<String>,
    /// Since when it has come so far (`freigabedatum` in version 2).
    pub status_set_on: Option<Date>,
    /// Who said so (`fachlicherErsteller` in version 2 and of a rule).
    pub responsible: Option<String>,
    /// The first day on which it is valid.
    pub valid_from: Option<Date>,
    /// The last day on which it is valid.
    pub valid_until: Option<Date>,
    /// What is new in this version.
    pub version_note: Option<String>,
    /// When it was published.
    pub published_on: Option<Date>,
    /// When it was last changed, an `xs:dateTime` as written (version 3).
    pub changed: Option<String>,
    /// How it relates to others (version 3).
    pub relations: Vec<Relation>,
    /// Words to find it by (version 3).
    pub keywords: Vec<Keyword>,
}

/// A whole form's data (`stammdatenschema`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// What all elements have.
    pub general: General,
    /// Help for the whole.
    pub help: Option<String>,
    /// How its structure may be changed.
    pub structure_change: StructureChange,
    /// How its look may be changed.
    pub display_change: DisplayChange,
    /// The document profile it carries out (`dokumentsteckbrief`, version 3).
    pub profile: Option<Identity>,
    /// Rules over the whole.
    pub rules: Vec<Rule>,
    /// What it consists of.
    pub members: Vec<Member>,
}

/// Fields that belong together (`datenfeldgruppe`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What all elements have.
    pub general: General,
    /// How much it is bound.
    pub kind: ElementKind,
    /// Help while filling in.
    pub input_help: Option<String>,
    /// Help while reading.
    pub output_help: Option<String>,
    /// Whether exactly one of its members is chosen (`art` X, version 3).
    pub is_choice: bool,
    /// Rules over its members.
    pub rules: Vec<Rule>,
    /// What it consists of.
    pub members: Vec<Member>,
}

/// One question (`datenfeld`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What all elements have.
    pub general: General,
    /// How much it is bound.
    pub kind: ElementKind,
    /// Help while filling in.
    pub input_help: Option<String>,
    /// Help while reading.
    pub output_help: Option<String>,
    /// What kind of field it is.
    pub field_kind: FieldKind,
    /// What it holds.
    pub data_type: DataType,
    /// What an answer must keep to.
    pub constraint: Constraint,
    /// What stands in it before; the words of a hint.
    pub content: Option<String>,
    /// Whether it may be filled in from a register (version 3).
    pub prefill: Option<Prefill>,
    /// The choices, where the file holds them (version 3).
    pub values: Vec<Value>,
    /// The code list with the choices, where the file points at one.
    pub code_list: Option<CodeListReference>,
    /// The column of the code list with the codes (version 3).
    pub code_key: Option<String>,
    /// The column with the names (version 3).
    pub name_key: Option<String>,
    /// The column with help (version 3).
    pub help_key: Option<String>,
    /// Rules over it.
    pub rules: Vec<Rule>,
    /// The largest file, in bytes (version 3).
    pub max_size: Option<u64>,
    /// The kinds of files (version 3).
    pub media_types: Vec<String>,
}

/// What an answer must keep to (`praezisierung`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Constraint {
    /// The fewest characters.
    pub min_length: Option<u32>,
    /// The most characters.
    pub max_length: Option<u32>,
    /// The smallest value, as written.
    pub min_value: Option<String>,
    /// The largest value, as written.
    pub max_value: Option<String>,
    /// A regular expression, as written.
    pub pattern: Option<String>,
    /// Words for editors. In version 2 they stand alone.
    pub text: Option<String>,
}

/// One choice of a list in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// What is kept.
    pub code: String,
    /// What is read.
    pub name: String,
    /// Help with it.
    pub help: Option<String>,
}

/// Where a code list is found, such as in the XRepository.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CodeListReference {
    /// Its id in the stock (version 2).
    pub identity: Option<Identity>,
    /// Its name, a URN.
    pub uri: Option<String>,
    /// Its edition.
    pub version: Option<String>,
    /// Name and edition in one.
    pub version_uri: Option<String>,
}

/// A rule, for the editor's eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What all elements have; `definition` holds the rule's words.
    pub general: General,
    /// What it does (version 3).
    pub kind: Option<RuleKind>,
    /// What it looks at (version 3).
    pub parameters: Vec<RuleParameter>,
    /// What it changes (version 3).
    pub targets: Vec<RuleTarget>,
    /// Its program, never executed here (`script` in version 2, `skript` in version 3).
    pub script: Option<String>,
    /// What people are told (version 3).
    pub messages: Vec<RuleMessage>,
}

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleParameter {
    /// The way to the element.
    pub element: String,
    /// Its name in the rule.
    pub name: String,
    /// What of it is taken.
    pub kind: ParameterKind,
}

/// What a rule changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTarget {
    /// The way to the element.
    pub element: String,
    /// Its name in the rule.
    pub name: String,
}

/// What a rule tells people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleMessage {
    /// The number the program gives.
    pub code: i32,
    /// The words.
    pub text: Option<String>,
}

/// A part of a schema or group, and how often (`struktur`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// How often.
    pub count: Cardinality,
    /// Why it is asked here.
    pub bases: Vec<Basis>,
    /// The part.
    pub element: Element,
}

/// A group or a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// A group.
    Group(Box<Group>),
    /// A field.
    Field(Box<Field>),
}

/// How often a part occurs (`anzahl`): `0:1`, `2:5`, `1:*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cardinality {
    /// At least.
    pub min: u32,
    /// At most; `None` without end.
    pub max: Option<u32>,
}

impl Cardinality {
    /// Reads `min:max`; `None` where it is no such text or ends before it begins.
    pub fn parse(text: &str) -> Option<Cardinality> {
        let number = |digits: &str| -> Option<u32> {
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let (min, max) = text.split_once(':')?;
        let min = number(min)?;
        let max = if max == "*" { None } else { Some(number(max)?) };
        max.is_none_or(|max| min <= max).then_some(Cardinality { min, max })
    }

    /// Whether it may be left out.
    pub fn is_optional(self) -> bool {
        self.min == 0
    }

    /// Whether there may be several.
    pub fn is_repeated(self) -> bool {
        self.max.is_none_or(|max| max > 1)
    }
}

impl fmt::Display for Cardinality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.max {
            Some(max) => write!(f, "{}:{max}", self.min),
            None => write!(f, "{}:*", self.min),
        }
    }
}

impl Content {
    /// What all elements have, of the outermost one.
    pub fn general(&self) -> &General {
        match self {
            Content::Schema(schema) => &schema.general,
            Content::Group(group) => &group.general,
            Content::Field(field) => &field.general,
        }
    }
}

/// What a document is made of, in the order of the file. An element that is used twice stands twice.
#[derive(Debug, Default)]
pub struct Elements<'d> {
    /// The fields.
    pub fields: Vec<&'d Field>,
    /// The groups.
    pub groups: Vec<&'d Group>,
    /// The rules.
    pub rules: Vec<&'d Rule>,
}

impl Document {
    /// All fields, groups and rules.
    pub fn elements(&self) -> Elements<'_> {
        let mut elements = Elements::default();
        match &self.content {
            Content::Schema(schema) => {
                elements.rules.extend(&schema.rules);
                schema.members.iter().for_each(|member| elements.add(&member.element));
            }
            Content::Group(group) => elements.add_group(group),
            Content::Field(field) => elements.add_field(field),
        }
        elements
    }

    /// Elements of one id and version that do not say the same, so that at least one of them is not of the stock.
    /// Named once each, fields before groups before rules.
    pub fn contradictions(&self) -> Vec<Identity> {
        let elements = self.elements();
        let mut found = differing(elements.fields.iter().map(|field| (&field.general.identity, *field)));
        found.extend(differing(elements.groups.iter().map(|group| (&group.general.identity, *group))));
        found.extend(differing(elements.rules.iter().map(|rule| (&rule.general.identity, *rule))));
        found
    }
}

fn differing<'d, T: PartialEq + 'd>(elements: impl Iterator<Item = (&'d Identity, &'d T)>) -> Vec<Identity> {
    let mut first: BTreeMap<&Identity, (&T, bool)> = BTreeMap::new();
    for (identity, element) in elements {
        let (one, differs) = first.entry(identity).or_insert((element, false));
        *differs |= *one != element;
    }
    first.into_iter().filter(|(_, (_, differs))| *differs).map(|(identity, _)| identity.clone()).collect()
}

impl<'d> Elements<'d> {
    fn add(&mut self, element: &'d Element) {
        match element {
            Element::Group(group) => self.add_group(group),
            Element::Field(field) => self.add_field(field),
        }
    }

    fn add_group(&mut self, group: &'d Group) {
        self.groups.push(group);
        self.rules.extend(&group.rules);
        group.members.iter().for_each(|member| self.add(&member.element));
    }

    fn add_field(&mut self, field: &'d Field) {
        self.fields.push(field);
        self.rules.extend(&field.rules);
    }
}
