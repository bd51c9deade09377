//! What kind of question a field is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_fim::genericode::CodeList;
use rathaus_fim::{Cardinality, CodeListReference, Constraint, DataType, Field as Datum, FieldKind, Value};
use rathaus_procedure::field::{
    Choice, Choosable, Day, DayBound, Email, File, Iban, LongText, Look, Money, Number, Pattern, Phone,
    Several, Text, YesNo,
};
use rathaus_procedure::number::typed_cents;
use rathaus_procedure::{Decimal, Kind, StableId, Words};

use super::place::Layout;
use super::{Done, text};

/// The most options of a question.
pub(super) const MOST_OPTIONS: usize = 500;
/// Above so many characters a text has several lines.
const MOST_LINE: u32 = 300;
/// Above so many options a list opens.
const MOST_RADIOS: usize = 7;
/// Kinds of files where the schema names none: what offices read and telephones make.
const USUAL_MEDIA: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];
/// The largest file where the schema says nothing.
const USUAL_BYTES: u64 = 10 << 20;
/// The most files of one question.
const MOST_FILES: u32 = 50;

/// Whether somebody answers it.
pub(super) fn is_question(field: &Datum) -> bool {
    matches!(field.field_kind, FieldKind::Input | FieldKind::Select) && field.data_type != DataType::Object
}

/// A kind of question.
pub(super) struct Shape {
    pub(super) kind: Kind,
    /// Whether it takes several answers by itself.
    pub(super) is_several: bool,
}

impl Layout<'_> {
    /// The kind of a field's question, whose id is `id`.
    pub(super) fn kind(&mut self, field: &Datum, id: &StableId, count: Cardinality) -> Shape {
        if let Some(words) = &field.constraint.text {
            self.remark(Done::Said(text::cut(&text::line(words), 300).0));
        }
        let is_choice = field.field_kind == FieldKind::Select || !field.values.is_empty();
        if is_choice && let Some(options) = self.options(field, id) {
            return choice(options, count);
        }
        let one = |kind| Shape { kind, is_several: false };
        match field.data_type {
            DataType::Text | DataType::TextLatin | DataType::Object => one(self.text(field)),
            DataType::Date => one(Kind::Date(self.day(&field.constraint))),
            DataType::Time | DataType::DateTime => {
                self.remark(Done::Time);
                one(Kind::Text(Text { max: Some(40), ..Text::default() }))
            }
            DataType::Bool => one(Kind::YesNo(YesNo {})),
            DataType::Number => one(Kind::Number(self.number(&field.constraint, 6))),
            DataType::Integer => one(Kind::Number(self.number(&field.constraint, 0))),
            DataType::Currency => one(Kind::Money(self.money(&field.constraint))),
            DataType::File => Shape { kind: Kind::File(self.file(field, count)), is_several: true },
        }
    }

    fn text(&mut self, field: &Datum) -> Kind {
        let constraint = &field.constraint;
        let label =
            text::line(field.general.input_label.as_deref().unwrap_or(&field.general.name)).to_lowercase();
        let is_plain = constraint.pattern.is_none();
        match label.trim_end_matches('*').trim() {
            "e-mail" | "email" | "e-mail-adresse" | "emailadresse" => return Kind::Email(Email {}),
            "iban" => return Kind::Iban(Iban {}),
            "telefon" | "telefonnummer" if is_plain => return Kind::Phone(Phone {}),
            _ => {}
        }
        let most = constraint.max_length.unwrap_or(Text::MOST);
        let is_long = most > MOST_LINE && constraint.max_length.is_some();
        let limit = if is_long { LongText::MOST } else { Text::MOST };
        let mut max = constraint.max_length.map(|max| max.min(limit));
        let mut min = constraint.min_length.filter(|min| *min > 0);
        if max == Some(0) || min.is_some_and(|min| min > max.unwrap_or(Text::MOST)) {
            self.remark(Done::Bounds);
            (min, max) = (None, max.filter(|max| *max > 0));
        }
        let pattern = constraint.pattern.as_deref().and_then(known_pattern);
        if let (Some(written), true) = (&constraint.pattern, pattern.is_none() || is_long) {
            self.remark(Done::Pattern(text::cut(&text::line(written), 200).0));
        }
        if is_long {
            return Kind::LongText(LongText { rows: None, min, max });
        }
        Kind::Text(Text { min, max, pattern, autocomplete: None })
    }

    fn day(&mut self, constraint: &Constraint) -> Day {
        let (min, max) = self.bounds(constraint, |text| {
            text.parse::<Date>().ok().filter(|day| (1000..=9999).contains(&day.year()))
        });
        Day { min: min.map(DayBound::On), max: max.map(DayBound::On) }
    }

    fn number(&mut self, constraint: &Constraint, decimals: u8) -> Number {
        let (min, max) = self.bounds(constraint, |text| {
            text.replace(',', ".").parse::<Decimal>().ok().filter(|number| number.decimals() <= decimals)
        });
        Number { decimals, min, max, unit: None }
    }

    fn money(&mut self, constraint: &Constraint) -> Money {
        let fits =
            |Cents(cents): Cents| Some(cents).filter(|cents| (-Money::MOST..=Money::MOST).contains(cents));
        let (min, max) = self.bounds(constraint, |text| typed_cents(text).and_then(fits));
        Money { min, max }
    }

    /// Smallest and largest value; none where one cannot be read or the two contradict each other.
    fn bounds<T: PartialOrd>(
        &mut self,
        constraint: &Constraint,
        read: impl Fn(&str) -> Option<T>,
    ) -> (Option<T>, Option<T>) {
        let min = constraint.min_value.as_deref().map(|text| read(text.trim()));
        let max = constraint.max_value.as_deref().map(|text| read(text.trim()));
        let is_unread = matches!(min, Some(None)) || matches!(max, Some(None));
        let (min, max) = (min.flatten(), max.flatten());
        let is_wrong = matches!((&min, &max), (Some(min), Some(max)) if min > max);
        if is_unread || is_wrong {
            self.remark(Done::Bounds);
        }
        if is_wrong { (None, None) } else { (min, max) }
    }

    fn file(&mut self, field: &Datum, count: Cardinality) -> File {
        let read = |kind: &String| kind.trim().to_ascii_lowercase();
        let mut types: Vec<String> =
            field.media_types.iter().map(read).filter(|kind| is_media(kind)).collect();
        if types.len() < field.media_types.len() {
            self.remark(Done::Media);
        }
        if types.is_empty() {
            types = USUAL_MEDIA.map(str::to_owned).to_vec();
        }
        let wanted = field.max_size.unwrap_or(USUAL_BYTES);
        let max_bytes = wanted.clamp(1, File::MOST_BYTES);
        if wanted != max_bytes {
            self.remark(Done::Size);
        }
        let max_count = count.max.unwrap_or(MOST_FILES).clamp(1, MOST_FILES);
        if count.max != Some(max_count) {
            self.remark(Done::AtMost(max_count));
        }
        File { types, max_bytes, max_count }
    }

    /// The options of a choice, or why it cannot be one.
    fn options(&mut self, field: &Datum, id: &StableId) -> Option<Vec<Choosable>> {
        let values = match self.values(field) {
            Ok(values) => values,
            Err(done) => {
                self.remark(done);
                return None;
            }
        };
        let (mut known, mut options, mut codes) = (BTreeSet::new(), Vec::new(), BTreeMap::new());
        for value in values {
            // Ids begin with a letter, codes often with a digit.
            let option = StableId::propose(&format!("c-{}", value.code), &known);
            known.insert(option.clone());
            let name = [&value.name, &value.code].map(|name| text::line(name)).into_iter();
            let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "?".to_owned());
            let label = Words::de(self.fit(&name, text::MOST_LABEL));
            options.push(Choosable { id: option.clone(), label });
            codes.insert(option, value);
        }
        self.trace.values.insert(id.clone(), codes);
        Some(options)
    }

    fn values(&self, field: &Datum) -> Result<Vec<Value>, Done> {
        let values = match (&field.code_list, field.values.is_empty()) {
            (_, false) => field.values.clone(),
            (None, true) => return Err(Done::NoOptions),
            (Some(reference), true) => {
                let list = self.lists.iter().find(|list| is_meant(reference, list));
                let list = list.ok_or_else(|| Done::NoList(called(reference)))?;
                list.choices(field).map_err(|error| Done::BadList(error.to_string()))?
            }
        };
        match values.len() {
            0 => Err(Done::NoOptions),
            count if count > MOST_OPTIONS => Err(Done::ManyOptions(count)),
            _ => Ok(values),
        }
    }
}

fn choice(options: Vec<Choosable>, count: Cardinality) -> Shape {
    if !count.is_repeated() {
        let look = if options.len() > MOST_RADIOS { Look::Select } else { Look::Radios };
        return Shape { kind: Kind::Choice(Choice { options, look, other: false }), is_several: false };
    }
    let most = u32::try_from(options.len()).unwrap_or(u32::MAX);
    let min = Some(count.min.min(most)).filter(|min| *min > 1);
    let max = count.max.filter(|max| *max < most);
    Shape { kind: Kind::Several(Several { options, min, max, other: false }), is_several: true }
}

/// Whether a list is the one that is pointed at. Where both say their edition, it must be the same.
pub(super) fn is_meant(reference: &CodeListReference, list: &CodeList) -> bool {
    let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    let differ = reference.version.is_some() && list.version.is_some() && reference.version != list.version;
    same(&reference.version_uri, &list.version_uri) || (same(&reference.uri, &list.uri) && !differ)
}

/// What a list is called, for whoever looks for it.
pub(super) fn called(reference: &CodeListReference) -> String {
    let name = reference.version_uri.clone().or_else(|| match (&reference.uri, &reference.version) {
        (Some(uri), Some(version)) => Some(format!("{uri}, {version}")),
        (uri, _) => uri.clone(),
    });
    let name = name.or_else(|| reference.identity.as_ref().map(ToString::to_string)).unwrap_or_default();
    text::cut(&text::line(&name), 200).0
}

/// What the usual expressions of the stock mean.
fn known_pattern(written: &str) -> Option<Pattern> {
    let plain = written.trim().trim_start_matches('^').trim_end_matches('$');
    match plain {
        "[0-9]*" | "[0-9]+" | "\\d*" | "\\d+" => Some(Pattern::Digits),
        "[0-9]{5}" | "\\d{5}" | "([0]{1}[1-9]{1}|[1-9]{1}[0-9]{1})[0-9]{3}" => Some(Pattern::Postcode),
        "\\S*" | "\\S+" => Some(Pattern::OneWord),
        _ => None,
    }
}

/// Whether a form takes it as a media type.
fn is_media(text: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b))
    };
    text.split_once('/').is_some_and(|(family, kind)| fits(family) && (kind == "*" || fits(kind)))
}

/// Whether an expression is none that our questions check.
pub(super) fn is_unknown(written: &str) -> bool {
    known_pattern(written).is_none()
}
