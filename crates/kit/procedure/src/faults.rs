//! What makes a definition sound: ids, bounds, options, and conditions that fit what they look at.
//!
//! Every fault is found in one go and named by its place, a JSON pointer (RFC 6901) into the
//! definition's JSON. The words for people are in the translations.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_core::Lang;

use crate::condition::{Condition, Measure};
use crate::definition::{Definition, Field, Group, Item};
use crate::field::{Choosable, Day, DayBound, File, Kind, KindName, LongText, Money, Rating, Text};
use crate::mistake::Argument;
use crate::words::{StableId, Words};

/// A fault of a definition and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what:?}")]
pub struct Fault {
    /// JSON pointer (RFC 6901); empty for the whole.
    pub at: String,
    /// What is wrong, and what would be right.
    pub what: FaultKind,
}

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The text is no JSON.
    NoJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the reader says, in English.
        reason: String,
    },
    /// The text is longer than a form can be.
    TooLarge {
        /// The most bytes.
        most: usize,
    },
    /// There is no property of this name here.
    UnknownProperty {
        /// The name.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A property is missing.
    MissingProperty {
        /// Its name.
        name: String,
    },
    /// A value of another type is needed.
    WrongType {
        /// The type, as JSON names it.
        wanted: String,
    },
    /// None of the words that are known here.
    UnknownWord {
        /// What stands there.
        found: String,
        /// The words there are.
        known: String,
    },
    /// A text that does not look as it must: an id, a number, a day.
    Malformed {
        /// What it must look like.
        wanted: String,
    },
    /// Something else the reader refuses.
    Unreadable {
        /// What it says, in English.
        reason: String,
    },
    /// An id that is used twice.
    DuplicateId {
        /// The id.
        id: StableId,
    },
    /// An id that earlier meant a question of another kind.
    ReusedId {
        /// The id.
        id: StableId,
        /// What it meant.
        was: String,
        /// What it would mean now.
        is: String,
    },
    /// A text for people is empty in German.
    EmptyText,
    /// A text is too long.
    LongText {
        /// The most characters.
        most: usize,
    },
    /// A text has signs that cannot be shown.
    ControlSigns,
    /// Too few of something.
    TooFew {
        /// The fewest.
        least: usize,
    },
    /// Too many of something.
    TooMany {
        /// The most.
        most: usize,
    },
    /// A number outside its range.
    OutOfRange {
        /// The smallest.
        min: String,
        /// The largest.
        max: String,
    },
    /// The lower bound is above the upper.
    MinAboveMax,
    /// More must be chosen or ranked than there are.
    MoreThanOptions {
        /// How many there are.
        options: usize,
    },
    /// A field is both always and sometimes required.
    RequiredTwice,
    /// An information cannot be required or personal.
    NoQuestion,
    /// No media type.
    NoMediaType {
        /// What stands there.
        found: String,
    },
    /// A condition looks at something that is not there.
    ConditionUnknown {
        /// The id it looks at.
        id: StableId,
    },
    /// A condition looks at itself.
    ConditionItself {
        /// The id it looks at.
        id: StableId,
    },
    /// A condition looks at something that comes later; it may only look at what stands before.
    ConditionLater {
        /// The id it looks at.
        id: StableId,
    },
    /// A condition looks into a group it does not stand in, where there are several answers.
    ConditionOtherGroup {
        /// The id it looks at.
        id: StableId,
        /// The group it stands in.
        group: StableId,
    },
    /// A condition looks at a field of a kind that it cannot look at.
    ConditionKind {
        /// The id it looks at.
        id: StableId,
        /// The kind of the field.
        kind: String,
        /// The kinds it can look at.
        wanted: String,
    },
    /// A condition names an option that the field does not have.
    ConditionOption {
        /// The field.
        id: StableId,
        /// The option.
        option: StableId,
    },
    /// A condition is too deep or too long to be understood.
    ConditionTooLarge {
        /// The most parts.
        most: usize,
    },
}

impl FaultKind {
    /// The key of the text. All keys are in [`fault_keys`].
    pub fn key(&self) -> &'static str {
        match self {
            FaultKind::NoJson { .. } => "procedure-fault-no-json",
            FaultKind::TooLarge { .. } => "procedure-fault-too-large",
            FaultKind::UnknownProperty { .. } => "procedure-fault-unknown-property",
            FaultKind::MissingProperty { .. } => "procedure-fault-missing-property",
            FaultKind::WrongType { .. } => "procedure-fault-wrong-type",
            FaultKind::UnknownWord { .. } => "procedure-fault-unknown-word",
            FaultKind::Malformed { .. } => "procedure-fault-malformed",
            FaultKind::Unreadable { .. } => "procedure-fault-unreadable",
            FaultKind::DuplicateId { .. } => "procedure-fault-duplicate-id",
            FaultKind::ReusedId { .. } => "procedure-fault-reused-id",
            FaultKind::EmptyText => "procedure-fault-empty-text",
            FaultKind::LongText { .. } => "procedure-fault-long-text",
            FaultKind::ControlSigns => "procedure-fault-control-signs",
            FaultKind::TooFew { .. } => "procedure-fault-too-few",
            FaultKind::TooMany { .. } => "procedure-fault-too-many",
            FaultKind::OutOfRange { .. } => "procedure-fault-out-of-range",
            FaultKind::MinAboveMax => "procedure-fault-min-above-max",
            FaultKind::MoreThanOptions { .. } => "procedure-fault-more-than-options",
            FaultKind::RequiredTwice => "procedure-fault-required-twice",
            FaultKind::NoQuestion => "procedure-fault-no-question",
            FaultKind::NoMediaType { .. } => "procedure-fault-no-media-type",
            FaultKind::ConditionUnknown { .. } => "procedure-fault-condition-unknown",
            FaultKind::ConditionItself { .. } => "procedure-fault-condition-itself",
            FaultKind::ConditionLater { .. } => "procedure-fault-condition-later",
            FaultKind::ConditionOtherGroup { .. } => "procedure-fault-condition-other-group",
            FaultKind::ConditionKind { .. } => "procedure-fault-condition-kind",
            FaultKind::ConditionOption { .. } => "procedure-fault-condition-option",
            FaultKind::ConditionTooLarge { .. } => "procedure-fault-condition-too-large",
        }
    }

    /// The arguments of the text, named as the variant's fields.
    pub fn args(&self, _lang: Lang) -> Vec<(&'static str, Argument)> {
        let text = |value: &dyn ToString| Argument::Text(value.to_string());
        let number = |value: &usize| Argument::Number(i64::try_from(*value).unwrap_or(i64::MAX));
        match self {
            FaultKind::NoJson { line, column, reason } => {
                vec![("line", number(line)), ("column", number(column)), ("reason", text(reason))]
            }
            FaultKind::UnknownProperty { name, known } => vec![("name", text(name)), ("known", text(known))],
            FaultKind::MissingProperty { name } => vec![("name", text(name))],
            FaultKind::WrongType { wanted } | FaultKind::Malformed { wanted } => {
                vec![("wanted", text(wanted))]
            }
            FaultKind::UnknownWord { found, known } => vec![("found", text(found)), ("known", text(known))],
            FaultKind::Unreadable { reason } => vec![("reason", text(reason))],
            FaultKind::DuplicateId { id }
            | FaultKind::ConditionUnknown { id }
            | FaultKind::ConditionItself { id }
            | FaultKind::ConditionLater { id } => vec![("id", text(id))],
            FaultKind::ReusedId { id, was, is } => {
                vec![("id", text(id)), ("was", text(was)), ("is", text(is))]
            }
            FaultKind::TooFew { least } => vec![("least", number(least))],
            FaultKind::TooMany { most }
            | FaultKind::TooLarge { most }
            | FaultKind::LongText { most }
            | FaultKind::ConditionTooLarge { most } => vec![("most", number(most))],
            FaultKind::OutOfRange { min, max } => vec![("min", text(min)), ("max", text(max))],
            FaultKind::MoreThanOptions { options } => vec![("options", number(options))],
            FaultKind::NoMediaType { found } => vec![("found", text(found))],
            FaultKind::ConditionOtherGroup { id, group } => vec![("id", text(id)), ("group", text(group))],
            FaultKind::ConditionKind { id, kind, wanted } => {
                vec![("id", text(id)), ("kind", text(kind)), ("wanted", text(wanted))]
            }
            FaultKind::ConditionOption { id, option } => vec![("id", text(id)), ("option", text(option))],
            FaultKind::EmptyText
            | FaultKind::ControlSigns
            | FaultKind::MinAboveMax
            | FaultKind::RequiredTwice
            | FaultKind::NoQuestion => Vec::new(),
        }
    }
}

/// The keys of all texts for faults, so that the translations can be compared with them.
pub fn fault_keys() -> Vec<&'static str> {
    vec![
        "procedure-fault-condition-itself",
        "procedure-fault-condition-kind",
        "procedure-fault-condition-later",
        "procedure-fault-condition-option",
        "procedure-fault-condition-other-group",
        "procedure-fault-condition-too-large",
        "procedure-fault-condition-unknown",
        "procedure-fault-control-signs",
        "procedure-fault-duplicate-id",
        "procedure-fault-empty-text",
        "procedure-fault-long-text",
        "procedure-fault-malformed",
        "procedure-fault-min-above-max",
        "procedure-fault-missing-property",
        "procedure-fault-more-than-options",
        "procedure-fault-no-json",
        "procedure-fault-no-media-type",
        "procedure-fault-no-question",
        "procedure-fault-out-of-range",
        "procedure-fault-required-twice",
        "procedure-fault-reused-id",
        "procedure-fault-too-few",
        "procedure-fault-too-large",
        "procedure-fault-too-many",
        "procedure-fault-unknown-property",
        "procedure-fault-unknown-word",
        "procedure-fault-unreadable",
        "procedure-fault-wrong-type",
    ]
}

/// The most pages, items of a page, and fields of a form.
const MOST_PAGES: usize = 100;
const MOST_FIELDS: usize = 1_000;
/// The most options of one field.
const MOST_OPTIONS: usize = 500;
/// The most parts of one condition.
const MOST_PARTS: usize = 50;
/// The most characters of a label or title, and of a text with paragraphs.
const MOST_LABEL: usize = 500;
const MOST_PROSE: usize = 20_000;

impl Definition {
    /// Every fault of the definition, from top to bottom; none where it is sound.
    pub fn faults(&self) -> Vec<Fault> {
        let mut found = Inspection::new(self);
        found.definition(self);
        found.faults
    }
}

/// What a condition may look at.
struct Seen<'a> {
    kind: Option<&'a Kind>,
    group: Option<&'a StableId>,
}

struct Inspection<'a> {
    faults: Vec<Fault>,
    ids: BTreeSet<&'a StableId>,
    all: BTreeMap<&'a StableId, Seen<'a>>,
    before: BTreeSet<&'a StableId>,
}

impl<'a> Inspection<'a> {
    fn new(definition: &'a Definition) -> Inspection<'a> {
        let mut all = BTreeMap::new();
        for (_, item) in definition.items() {
            let group = match item {
                Item::Group(group) => {
                    all.entry(&group.id).or_insert(Seen { kind: None, group: None });
                    Some(&group.id)
                }
                Item::Field(_) => None,
            };
            for field in item.fields() {
                all.entry(&field.id).or_insert(Seen { kind: Some(&field.kind), group });
            }
        }
        Inspection { faults: Vec::new(), ids: BTreeSet::new(), all, before: BTreeSet::new() }
    }

    fn fault(&mut self, at: impl Into<String>, what: FaultKind) {
        self.faults.push(Fault { at: at.into(), what });
    }

    fn id(&mut self, at: &str, id: &'a StableId) {
        if !self.ids.insert(id) {
            self.fault(format!("{at}/id"), FaultKind::DuplicateId { id: id.clone() });
        }
    }

    fn text(&mut self, at: &str, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.fault(at, FaultKind::EmptyText);
        }
        if text.chars().count() > most {
            self.fault(at, FaultKind::LongText { most });
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.fault(at, FaultKind::ControlSigns);
        }
    }

    fn words(&mut self, at: &str, words: &Words, most: usize) {
        self.text(&format!("{at}/de"), &words.de, most);
        if let Some(en) = words.en.as_deref().filter(|en| !en.is_empty()) {
            self.text(&format!("{at}/en"), en, most);
        }
    }

    fn some_words(&mut self, at: &str, words: Option<&Words>, most: usize) {
        if let Some(words) = words {
            self.words(at, words, most);
        }
    }

    fn definition(&mut self, definition: &'a Definition) {
        self.words("/title", &definition.title, MOST_LABEL);
        self.some_words("/intro", definition.intro.as_ref(), MOST_PROSE);
        if definition.pages.is_empty() {
            self.fault("/pages", FaultKind::TooFew { least: 1 });
        }
        if definition.pages.len() > MOST_PAGES {
            self.fault("/pages", FaultKind::TooMany { most: MOST_PAGES });
        }
        if definition.fields().count() > MOST_FIELDS || definition.items().count() > MOST_FIELDS {
            self.fault("/pages", FaultKind::TooMany { most: MOST_FIELDS });
        }
        for (place, page) in definition.pages.iter().enumerate() {
            let at = format!("/pages/{place}");
            self.id(&at, &page.id);
            self.words(&format!("{at}/title"), &page.title, MOST_LABEL);
            self.some_words(&format!("{at}/intro"), page.intro.as_ref(), MOST_PROSE);
            self.condition(&format!("{at}/when"), page.when.as_ref(), None, None);
            for (place, item) in page.items.iter().enumerate() {
                match item {
                    Item::Field(field) => {
                        self.field(&format!("{at}/items/{place}/field"), field, None);
                    }
                    Item::Group(group) => self.group(&format!("{at}/items/{place}/group"), group),
                }
                self.before.insert(item.id());
            }
        }
    }

    fn group(&mut self, at: &str, group: &'a Group) {
        self.id(at, &group.id);
        self.words(&format!("{at}/title"), &group.title, MOST_LABEL);
        self.words(&format!("{at}/record"), &group.record, MOST_LABEL);
        self.some_words(&format!("{at}/hint"), group.hint.as_ref(), MOST_PROSE);
        self.range(&format!("{at}/max"), group.max.into(), 1, Group::MOST.into());
        if group.min > group.max {
            self.fault(format!("{at}/min"), FaultKind::MinAboveMax);
        }
        self.condition(&format!("{at}/when"), group.when.as_ref(), Some(&group.id), None);
        for (place, field) in group.fields.iter().enumerate() {
            self.field(&format!("{at}/fields/{place}"), field, Some(&group.id));
            self.before.insert(&field.id);
        }
    }

    fn field(&mut self, at: &str, field: &'a Field, group: Option<&'a StableId>) {
        self.id(at, &field.id);
        self.words(&format!("{at}/label"), &field.label, MOST_LABEL);
        self.some_words(&format!("{at}/hint"), field.hint.as_ref(), MOST_PROSE);
        self.some_words(&format!("{at}/help"), field.help.as_ref(), MOST_PROSE);
        self.condition(&format!("{at}/when"), field.when.as_ref(), Some(&field.id), group);
        let when = field.required_when.as_ref();
        self.condition(&format!("{at}/required_when"), when, Some(&field.id), group);
        if field.required && when.is_some() {
            self.fault(format!("{at}/required_when"), FaultKind::RequiredTwice);
        }
        if !field.kind.is_question() {
            for (name, set) in [
                ("required", field.required),
                ("required_when", when.is_some()),
                ("private", field.private.is_some()),
            ] {
                if set {
                    self.fault(format!("{at}/{name}"), FaultKind::NoQuestion);
                }
            }
        }
        if let Some(private) = &field.private {
            self.words(&format!("{at}/private/purpose"), &private.purpose, MOST_PROSE);
        }
        for (name, text) in [("prefill", &field.prefill), ("legal_basis", &field.legal_basis)] {
            if let Some(text) = text {
                self.text(&format!("{at}/{name}"), text, MOST_LABEL);
            }
        }
        if let Some(external) = &field.external {
            self.text(&format!("{at}/external/id"), &external.id, MOST_LABEL);
            if let Some(version) = &external.version {
                self.text(&format!("{at}/external/version"), version, MOST_LABEL);
            }
        }
        self.kind(&format!("{at}/kind/{}", field.kind.name().as_str()), &field.kind);
    }

    fn kind(&mut self, at: &str, kind: &'a Kind) {
        match kind {
            Kind::Text(kind) => self.lengths(at, kind.min, kind.max, Text::MOST, Text::MOST),
            Kind::LongText(kind) => {
                self.lengths(at, kind.min, kind.max, LongText::USUAL, LongText::MOST);
                if let Some(rows) = kind.rows {
                    self.range(&format!("{at}/rows"), rows.into(), 2, 40);
                }
            }
            Kind::Number(kind) => {
                self.range(&format!("{at}/decimals"), kind.decimals.into(), 0, 6);
                self.ordered(at, kind.min, kind.max);
                self.some_words(&format!("{at}/unit"), kind.unit.as_ref(), MOST_LABEL);
            }
            Kind::Money(kind) => {
                for (name, value) in [("min", kind.min), ("max", kind.max)] {
                    if let Some(value) = value {
                        self.range(&format!("{at}/{name}"), value, -Money::MOST, Money::MOST);
                    }
                }
                self.ordered(at, kind.min, kind.max);
            }
            Kind::Date(kind) | Kind::Period(kind) => self.days(at, kind),
            Kind::Choice(kind) => self.options(&format!("{at}/options"), &kind.options, 1),
            Kind::Several(kind) => {
                self.options(&format!("{at}/options"), &kind.options, 1);
                self.ordered(at, kind.min, kind.max);
                let count = kind.options.len() + usize::from(kind.other);
                if kind.min.is_some_and(|min| min as usize > count) {
                    self.fault(format!("{at}/min"), FaultKind::MoreThanOptions { options: count });
                }
                if kind.max == Some(0) {
                    self.fault(format!("{at}/max"), FaultKind::TooFew { least: 1 });
                }
            }
            Kind::Rating(kind) => self.scale(at, kind),
            Kind::Matrix(kind) => {
                self.options(&format!("{at}/rows"), &kind.rows, 1);
                self.scale(&format!("{at}/scale"), &kind.scale);
            }
            Kind::Ranking(kind) => {
                self.options(&format!("{at}/options"), &kind.options, 2);
                let options = kind.options.len();
                if kind.at_least.is_some_and(|least| least as usize > options) {
                    self.fault(format!("{at}/at_least"), FaultKind::MoreThanOptions { options });
                }
            }
            Kind::File(kind) => self.file(at, kind),
            Kind::Consent(kind) => {
                self.words(&format!("{at}/text"), &kind.text, MOST_PROSE);
                self.text(&format!("{at}/version"), &kind.version, MOST_LABEL);
                // A page sends the version back without the spaces around it.
                if kind.version.trim() != kind.version || kind.version.contains(['\n', '\t']) {
                    let wanted = kind.version.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.fault(format!("{at}/version"), FaultKind::Malformed { wanted });
                }
            }
            Kind::Information(kind) => self.words(&format!("{at}/text"), &kind.text, MOST_PROSE),
            Kind::YesNo(_)
            | Kind::Organisation(_)
            | Kind::Address(_)
            | Kind::Iban(_)
            | Kind::Email(_)
            | Kind::Phone(_) => {}
        }
    }

    fn range(&mut self, at: &str, value: i64, min: i64, max: i64) {
        if !(min..=max).contains(&value) {
            let (min, max) = (min.to_string(), max.to_string());
            self.fault(at, FaultKind::OutOfRange { min, max });
        }
    }

    fn ordered<T: PartialOrd>(&mut self, at: &str, min: Option<T>, max: Option<T>) {
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            self.fault(format!("{at}/min"), FaultKind::MinAboveMax);
        }
    }

    fn lengths(&mut self, at: &str, min: Option<u32>, max: Option<u32>, usual: u32, most: u32) {
        if let Some(max) = max {
            self.range(&format!("{at}/max"), max.into(), 1, most.into());
        }
        self.ordered(at, min, Some(max.unwrap_or(usual)));
    }

    fn days(&mut self, at: &str, kind: &Day) {
        for (name, bound) in [("min", kind.min), ("max", kind.max)] {
            if let Some(bound) = bound {
                self.bound(&format!("{at}/{name}"), bound);
            }
        }
        match (kind.min, kind.max) {
            (Some(DayBound::On(min)), Some(DayBound::On(max))) => self.ordered(at, Some(min), Some(max)),
            (Some(DayBound::Days(min)), Some(DayBound::Days(max)))
            | (Some(DayBound::Years(min)), Some(DayBound::Years(max))) => {
                self.ordered(at, Some(min), Some(max));
            }
            _ => {}
        }
    }

    fn bound(&mut self, at: &str, bound: DayBound) {
        match bound {
            DayBound::On(day) => self.range(&format!("{at}/on"), day.year().into(), 1000, 9999),
            DayBound::Days(days) => self.range(&format!("{at}/days"), days.into(), -80_000, 80_000),
            DayBound::Years(years) => self.range(&format!("{at}/years"), years.into(), -200, 200),
        }
    }

    fn scale(&mut self, at: &str, scale: &Rating) {
        self.range(&format!("{at}/steps"), scale.steps.into(), 2, 11);
        self.words(&format!("{at}/low"), &scale.low, MOST_LABEL);
        self.words(&format!("{at}/high"), &scale.high, MOST_LABEL);
    }

    fn options(&mut self, at: &str, options: &[Choosable], least: usize) {
        if options.len() < least {
            self.fault(at, FaultKind::TooFew { least });
        }
        if options.len() > MOST_OPTIONS {
            self.fault(at, FaultKind::TooMany { most: MOST_OPTIONS });
        }
        let mut known = BTreeSet::new();
        for (place, option) in options.iter().enumerate() {
            let at = format!("{at}/{place}");
            if !known.insert(&option.id) {
                self.fault(format!("{at}/id"), FaultKind::DuplicateId { id: option.id.clone() });
            }
            self.words(&format!("{at}/label"), &option.label, MOST_LABEL);
        }
    }

    fn file(&mut self, at: &str, file: &File) {
        if file.types.is_empty() {
            self.fault(format!("{at}/types"), FaultKind::TooFew { least: 1 });
        }
        for (place, media) in file.types.iter().enumerate() {
            let part = |part: &str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b))
            };
            let fits = media.split_once('/').is_some_and(|(a, b)| part(a) && (b == "*" || part(b)));
            if !fits {
                self.fault(format!("{at}/types/{place}"), FaultKind::NoMediaType { found: media.clone() });
            }
        }
        let bytes = i64::try_from(file.max_bytes).unwrap_or(i64::MAX);
        self.range(&format!("{at}/max_bytes"), bytes, 1, File::MOST_BYTES as i64);
        self.range(&format!("{at}/max_count"), file.max_count.into(), 1, 50);
    }

    fn condition(
        &mut self,
        at: &str,
        condition: Option<&'a Condition>,
        own: Option<&StableId>,
        group: Option<&StableId>,
    ) {
        let Some(condition) = condition else { return };
        let parts = parts(condition);
        if parts > MOST_PARTS {
            self.fault(at, FaultKind::ConditionTooLarge { most: MOST_PARTS });
            return;
        }
        self.part(at, condition, own, group);
    }

    fn part(&mut self, at: &str, part: &'a Condition, own: Option<&StableId>, group: Option<&StableId>) {
        match part {
            Condition::All(parts) | Condition::Any(parts) => {
                let name = if matches!(part, Condition::All(_)) { "all" } else { "any" };
                for (place, part) in parts.iter().enumerate() {
                    self.part(&format!("{at}/{name}/{place}"), part, own, group);
                }
            }
            Condition::Not(part) => self.part(&format!("{at}/not"), part, own, group),
            Condition::Is { field, option } => {
                let at = format!("{at}/is");
                self.chosen(&at, field, &[("option".to_owned(), option)], own, group);
            }
            Condition::OneOf { field, options } => {
                let at = format!("{at}/one_of");
                if options.is_empty() {
                    self.fault(format!("{at}/options"), FaultKind::TooFew { least: 1 });
                }
                let named = options.iter().enumerate();
                let named: Vec<_> = named.map(|(place, id)| (format!("options/{place}"), id)).collect();
                self.chosen(&at, field, &named, own, group);
            }
            Condition::Contains { field, option } => {
                let at = format!("{at}/contains");
                let wanted = [KindName::Several];
                if let Some(kind) = self.looks_at(&at, field, own, group, &wanted) {
                    self.has_option(&format!("{at}/option"), field, kind, option);
                }
            }
            Condition::Compare { field, value, .. } => {
                let at = format!("{at}/compare");
                let wanted = match value {
                    Measure::Number(_) => KindName::Number,
                    Measure::Money(_) => KindName::Money,
                    Measure::Date(_) => KindName::Date,
                    Measure::Rating(_) => KindName::Rating,
                };
                let kind = self.looks_at(&at, field, own, group, &[wanted]);
                match (value, kind) {
                    (Measure::Date(bound), _) => self.bound(&format!("{at}/value/date"), *bound),
                    (Measure::Rating(step), Some(Kind::Rating(scale))) => {
                        self.range(&format!("{at}/value/rating"), (*step).into(), 1, scale.steps.into());
                    }
                    _ => {}
                }
            }
            Condition::Answered(id) => {
                if let Some(Kind::Information(_)) =
                    self.stands_before(&format!("{at}/answered"), id, own, group)
                {
                    let kind = KindName::Information.as_str().to_owned();
                    let wanted = "question".to_owned();
                    let what = FaultKind::ConditionKind { id: id.clone(), kind, wanted };
                    self.fault(format!("{at}/answered"), what);
                }
            }
        }
    }

    fn chosen(
        &mut self,
        at: &str,
        field: &'a StableId,
        options: &[(String, &StableId)],
        own: Option<&StableId>,
        group: Option<&StableId>,
    ) {
        let wanted = [KindName::Choice, KindName::YesNo];
        let Some(kind) = self.looks_at(at, field, own, group, &wanted) else { return };
        for (name, option) in options {
            self.has_option(&format!("{at}/{name}"), field, kind, option);
        }
    }

    fn has_option(&mut self, at: &str, field: &StableId, kind: &Kind, option: &StableId) {
        let known = match kind {
            Kind::YesNo(_) => matches!(option.as_str(), "yes" | "no"),
            kind => kind.option(option).is_some(),
        };
        if !known {
            self.fault(at, FaultKind::ConditionOption { id: field.clone(), option: option.clone() });
        }
    }

    /// The kind of the field looked at, where it stands before and is of a wanted kind.
    fn looks_at(
        &mut self,
        at: &str,
        field: &'a StableId,
        own: Option<&StableId>,
        group: Option<&StableId>,
        wanted: &[KindName],
    ) -> Option<&'a Kind> {
        let at = format!("{at}/field");
        let faults = self.faults.len();
        let kind = self.stands_before(&at, field, own, group);
        if self.faults.len() > faults {
            return None;
        }
        let name = kind.map(Kind::name);
        if name.is_none_or(|name| !wanted.contains(&name)) {
            let wanted: Vec<&str> = wanted.iter().map(|kind| kind.as_str()).collect();
            let kind = name.map_or("group", KindName::as_str).to_owned();
            let what = FaultKind::ConditionKind { id: field.clone(), kind, wanted: wanted.join(", ") };
            self.fault(at, what);
            return None;
        }
        kind
    }

    fn stands_before(
        &mut self,
        at: &str,
        id: &StableId,
        own: Option<&StableId>,
        group: Option<&StableId>,
    ) -> Option<&'a Kind> {
        let Some(Seen { kind, group: of }) = self.all.get(id) else {
            self.fault(at, FaultKind::ConditionUnknown { id: id.clone() });
            return None;
        };
        let (kind, of) = (*kind, *of);
        if own == Some(id) || group == Some(id) {
            self.fault(at, FaultKind::ConditionItself { id: id.clone() });
        } else if let Some(other) = of.filter(|other| group != Some(*other)) {
            let (id, group) = (id.clone(), other.clone());
            self.fault(at, FaultKind::ConditionOtherGroup { id, group });
        } else if !self.before.contains(id) {
            self.fault(at, FaultKind::ConditionLater { id: id.clone() });
        }
        kind
    }
}

fn parts(condition: &Condition) -> usize {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => 1 + parts.iter().map(self::parts).sum::<usize>(),
        Condition::Not(part) => 1 + parts(part),
        _ => 1,
    }
}
