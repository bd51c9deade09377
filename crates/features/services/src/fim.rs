//! A schema of FIM becomes a form, and a form becomes a schema of FIM again. Pure.
//!
//! [`read_schema`] lays the groups and fields of a schema out as pages and questions. What our forms have no words for
//! is done in another way and said in a [`Remark`] that names the element; nothing is passed over in silence. Rules are
//! listed in words for the editor and never executed.
//!
//! [`write_schema`] goes back: it takes the schema that the form came from, with everything in it that a form does not
//! hold (rules, meanings, history), and changes what the office changed. A form made by hand becomes a schema, too; its
//! own elements get numbers that begin with 99, to be exchanged for numbers of the stock.
//!
//! Left out on purpose: groups and fields alone (messages 0103 and 0104), which are no forms.

mod kind;
mod modern;
mod part;
mod place;
mod text;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use rathaus_fim::genericode::CodeList;
use rathaus_fim::{Content as Message, Document, Identity, Member, Rule, Schema, Value};
use rathaus_procedure::handling::{Handling, Step, StepKind};
use rathaus_procedure::{Definition, Page, StableId, Words};
use serde::{Deserialize, Serialize};

use crate::model::{Content, Needs};
pub use text::MOST_SUMMARY;
pub use write::write_schema;

/// A schema with the code lists that came with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file.
    pub document: Document,
    /// Code lists of files of their own.
    pub lists: Vec<CodeList>,
}

impl Source {
    /// The schema, if the file holds one.
    pub fn schema(&self) -> Option<&Schema> {
        match &self.document.content {
            Message::Schema(schema) => Some(schema),
            Message::Group(_) | Message::Field(_) => None,
        }
    }
}

/// What the office chose to take over: a schema, the description of a service, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The schema.
    pub source: Option<Source>,
    /// What the service says of itself, where a description came along.
    pub content: Option<Content>,
}

impl Kept {
    /// What it becomes. `None` where there is nothing, or the schema is a group or a field alone.
    pub fn draft(&self) -> Option<Draft> {
        match (&self.source, &self.content) {
            (Some(source), None) => read_schema(source),
            (Some(source), Some(content)) => Some(Draft { content: content.clone(), ..read_schema(source)? }),
            (None, Some(content)) => Some(blank(content.clone())),
            (None, None) => None,
        }
    }
}

/// What a schema becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The form, without faults.
    pub definition: Definition,
    /// What the service says of itself.
    pub content: Content,
    /// What was done in another way than the schema says.
    pub remarks: Vec<Remark>,
    /// The rules in words.
    pub rules: Vec<RuleNote>,
    /// Which element became what.
    pub(crate) trace: Trace,
}

/// What was done in another way than the schema says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Id and version of the element.
    pub element: String,
    /// Its name.
    pub name: String,
    /// What was done.
    pub what: Done,
}

/// What was done instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// The schema asks nothing.
    NoQuestions,
    /// A group without questions was left out.
    EmptyGroup,
    /// It may stand nowhere (`0:0`) and was left out.
    Never,
    /// Nobody sees it; it was left out.
    Hidden,
    /// It is not to be changed and holds nothing; it was left out.
    Locked,
    /// An object of another program; it was left out.
    Object,
    /// The form is full; it was left out.
    Full,
    /// There are no more pages; it stands on the last one.
    LastPage,
    /// It can be given once, because it lies in records already.
    Once,
    /// At most so many times.
    AtMost(u32),
    /// A question before it asks whether it applies.
    Asked,
    /// A question before it asks which of its parts applies.
    Chosen,
    /// It lies too deep to be asked for only where it applies.
    Deep,
    /// A text instead of a choice: the code list is not there.
    NoList(String),
    /// A text instead of a choice: the code list cannot be used.
    BadList(String),
    /// A text instead of a choice: there is nothing to choose.
    NoOptions,
    /// A text instead of a choice: too many options.
    ManyOptions(usize),
    /// A text instead of a time.
    Time,
    /// A pattern that is not checked.
    Pattern(String),
    /// Bounds that cannot be.
    Bounds,
    /// Words for editors.
    Said(String),
    /// Usual kinds of files instead of what stands there.
    Media,
    /// Another size of files.
    Size,
    /// A text was cut.
    Cut,
    /// No field points at this code list.
    UnusedList,
}

impl Done {
    /// The end of the translation key, and what stands in it.
    pub fn words(&self) -> (&'static str, String) {
        let plain = |key| (key, String::new());
        match self {
            Done::NoQuestions => plain("no-questions"),
            Done::EmptyGroup => plain("empty-group"),
            Done::Never => plain("never"),
            Done::Hidden => plain("hidden"),
            Done::Locked => plain("locked"),
            Done::Object => plain("object"),
            Done::Full => plain("full"),
            Done::LastPage => plain("last-page"),
            Done::Once => plain("once"),
            Done::AtMost(most) => ("at-most", most.to_string()),
            Done::Asked => plain("asked"),
            Done::Chosen => plain("chosen"),
            Done::Deep => plain("deep"),
            Done::NoList(name) => ("no-list", name.clone()),
            Done::BadList(why) => ("bad-list", why.clone()),
            Done::NoOptions => plain("no-options"),
            Done::ManyOptions(count) => ("many-options", count.to_string()),
            Done::Time => plain("time"),
            Done::Pattern(pattern) => ("pattern", pattern.clone()),
            Done::Bounds => plain("bounds"),
            Done::Said(words) => ("said", words.clone()),
            Done::Media => plain("media"),
            Done::Size => plain("size"),
            Done::Cut => plain("cut"),
            Done::UnusedList => plain("unused-list"),
        }
    }
}

/// A rule in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleNote {
    /// Id and version of the rule.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// Name of the schema, group or field it belongs to.
    pub of: String,
    /// What it says.
    pub words: String,
}

/// The numbers of members, each with the option that stands for it.
pub(crate) type Parts = Vec<(usize, StableId)>;

/// Which element of the schema became what. Elements are named by their way: the numbers of the members, from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    /// Fields to questions.
    pub(crate) fields: BTreeMap<Vec<usize>, StableId>,
    /// Repeated groups to repeated groups.
    pub(crate) records: BTreeMap<Vec<usize>, StableId>,
    /// Repeated fields to the repeated groups around their one question.
    pub(crate) wraps: BTreeMap<Vec<usize>, StableId>,
    /// Groups to pages.
    pub(crate) pages: BTreeMap<StableId, Vec<usize>>,
    /// The values of a choice by their options.
    pub(crate) values: BTreeMap<StableId, BTreeMap<StableId, Value>>,
    /// Groups to the questions that ask whether they apply.
    pub(crate) gates: BTreeMap<Vec<usize>, StableId>,
    /// Groups to the questions which of their members applies, with the numbers of the members and their options.
    pub(crate) choices: BTreeMap<Vec<usize>, (StableId, Parts)>,
    /// Headings and questions that no element stands behind.
    pub(crate) made: BTreeSet<StableId>,
}

/// The form of a schema. `None` where the file is a group or a field alone.
pub fn read_schema(source: &Source) -> Option<Draft> {
    let schema = source.schema()?;
    let mut layout = place::Layout::new(&source.lists);
    let general = &schema.general;
    let element = general.identity.to_string();
    let title = layout.title(general);
    layout.enter(general);
    let help = layout.prose(schema.help.as_deref());
    layout.rules(&title, &schema.rules);
    let mut pages = layout.pages(&schema.members);
    if pages.is_empty() {
        layout.remark_at(&element, &title, Done::NoQuestions);
        let id = layout.id("seite");
        pages.push(Page { id, title: Words::de(&title), intro: None, when: None, items: Vec::new() });
    }
    unused_lists(source, &mut layout);
    let content = content(schema, &title);
    let definition = Definition {
        key: StableId::propose(&title, &BTreeSet::new()),
        title: Words::de(title),
        intro: help.map(Words::de),
        pages,
        handling: Some(handling(&content.title.de)),
    };
    let place::Found { remarks, rules, trace } = layout.found();
    Some(Draft { definition, content, remarks, rules, trace })
}

/// A form that asks nothing yet, for a service that is only described.
fn blank(content: Content) -> Draft {
    let title = content.title.clone();
    let page = Page {
        id: StableId::propose("angaben", &BTreeSet::new()),
        title: Words::both("Ihre Angaben", "About you"),
        intro: None,
        when: None,
        items: Vec::new(),
    };
    let definition = Definition {
        key: StableId::propose(&title.de, &BTreeSet::new()),
        handling: Some(handling(&title.de)),
        title,
        intro: None,
        pages: vec![page],
    };
    Draft { definition, content, remarks: Vec::new(), rules: Vec::new(), trace: Trace::default() }
}

/// At most so many characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    text::cut(text, most).0
}

/// Lists that were given along in vain.
fn unused_lists(source: &Source, layout: &mut place::Layout) {
    let fields = source.document.elements().fields;
    for list in &source.lists {
        let is_meant = |field: &&rathaus_fim::Field| {
            field.code_list.as_ref().is_some_and(|reference| kind::is_meant(reference, list))
        };
        if !fields.iter().any(is_meant) {
            let uri = list.version_uri.as_ref().or(list.uri.as_ref()).cloned().unwrap_or_default();
            let name = list.short_name.as_ref().or(list.long_name.as_ref()).cloned().unwrap_or_default();
            layout.remark_at(&text::line(&uri), &text::line(&name), Done::UnusedList);
        }
    }
}

/// What the service says of itself until the office words it.
fn content(schema: &Schema, title: &str) -> Content {
    let general = &schema.general;
    let said = [&general.description, &schema.help, &general.definition];
    let summary = said.into_iter().flatten().map(|text| text::clean(text)).find(|text| text.len() > 3);
    let is_key = |word: &&str| word.len() == 14 && word.bytes().all(|byte| byte.is_ascii_digit());
    // The number of the schema is none of the catalogue of services; it stays with the file.
    let key = general.keywords.iter().map(|keyword| keyword.text.as_str()).find(is_key);
    Content {
        title: Words::de(text::cut(title, 160).0),
        summary: Words::de(text::cut(summary.as_deref().unwrap_or(title), MOST_SUMMARY).0),
        synonyms: Vec::new(),
        who: None,
        documents: Vec::new(),
        cost: None,
        takes: None,
        legal_basis: text::cut(&text::bases(&general.bases, &[]), 400).0,
        fim: key.unwrap_or_default().to_owned(),
        needs: Needs::Nothing,
    }
}

/// The least with which the office can work an application off.
fn handling(title: &str) -> Handling {
    let id = StableId::propose(title, &BTreeSet::new());
    let word = id.as_str().split('-').find(|word| word.len() > 3).unwrap_or("antrag");
    let mut handling = Handling::new(word.chars().take(12).collect::<String>().to_uppercase());
    handling.steps.push(Step {
        id: StableId::propose("angaben", &BTreeSet::new()),
        title: Words::both("Angaben prüfen", "Check what was said"),
        kind: StepKind::Check,
        from: None,
        days: Some(10),
        when: None,
    });
    handling
}

/// A rule as an editor reads it.
fn note(of: &str, rule: &Rule) -> RuleNote {
    let general = &rule.general;
    let messages = rule.messages.iter().filter_map(|message| message.text.as_deref());
    let words = [general.definition.as_deref(), general.description.as_deref()]
        .into_iter()
        .flatten()
        .next()
        .or(rule.script.as_deref())
        .map_or_else(|| messages.collect::<Vec<_>>().join(" "), str::to_owned);
    RuleNote {
        rule: general.identity.to_string(),
        name: general.name.clone(),
        of: of.to_owned(),
        words: text::clean(&words),
    }
}

/// How many questions of the parts must be answered.
fn asks(members: &[Member]) -> bool {
    members.iter().any(|member| {
        member.count.min > 0
            && match &member.element {
                rathaus_fim::Element::Field(field) => kind::is_question(field),
                rathaus_fim::Element::Group(group) => asks(&group.members),
            }
    })
}

/// The identity as a form keeps it.
fn external(identity: &Identity) -> Option<rathaus_procedure::definition::External> {
    let id = text::cut(&text::clean(&identity.id), text::MOST_LABEL).0;
    let version = identity.version.as_deref().map(|version| text::cut(&text::clean(version), 40).0);
    let version = version.filter(|version| !version.is_empty());
    (!id.is_empty()).then_some(rathaus_procedure::definition::External { id, version })
}
