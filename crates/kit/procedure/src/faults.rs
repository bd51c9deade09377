//! What makes a definition sound: ids, bounds, options, and conditions that fit what they look at.
//!
//! Every fault is found in one go and named by its place, a JSON pointer (RFC 6901) into the
//! definition's JSON. The words for people are in the translations.

mod handling;

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::{Condition, Measure};
use crate::definition::{Definition, Field, Group, Item};
pub use crate::fault::{Fault, FaultKind, fault_keys};
use crate::field::{Choosable, Day, DayBound, File, Kind, KindName, LongText, Money, Rating, Text};
use crate::words::{StableId, Words};

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
        self.handling(definition);
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
