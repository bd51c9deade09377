//! Questions and groups of a form as elements of a schema.
//!
//! What XDatenfelder has no words for becomes a text: addresses, periods, rankings, tables of ratings. Conditions are not
//! said.

use std::collections::BTreeMap;

use rathaus_fim::{
    Basis, Cardinality, Constraint, DataType, Element, ElementKind, Field as Datum, FieldKind, General,
    Group as Bundle, Identity, Member, Prefill, Status, Value,
};
use rathaus_procedure::field::{Choosable, DayBound, LongText, Pattern, Text};
use rathaus_procedure::{Field, Group, Item, Kind, StableId};

use super::{kind, text};

/// Makes elements that the stock does not have.
pub(super) struct Maker<'m> {
    moment: &'m str,
    next: u32,
}

impl<'m> Maker<'m> {
    /// Elements changed last at `moment`, an `xs:dateTime`.
    pub(super) fn new(moment: &'m str) -> Maker<'m> {
        Maker { moment, next: 0 }
    }

    /// The identity that an id of ours was made from, else a number of nobody's.
    pub(super) fn identity(&mut self, letter: char, id: &StableId) -> Identity {
        let stem = id.as_str().split('-').next().unwrap_or_default();
        let digits = stem.strip_prefix(letter.to_ascii_lowercase()).unwrap_or_default();
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Identity { id: stem.to_uppercase(), version: None };
        }
        self.next += 1;
        Identity { id: format!("{letter}99{:09}", self.next), version: None }
    }

    /// What all elements have.
    pub(super) fn general(&self, identity: Identity, name: &str) -> General {
        let name = said(name);
        General {
            identity,
            input_label: Some(name.clone()),
            output_label: None,
            name,
            description: None,
            definition: None,
            bases: Vec::new(),
            status: Some(Status::Draft),
            status_list_version: None,
            status_set_on: None,
            responsible: None,
            valid_from: None,
            valid_until: None,
            version_note: None,
            published_on: None,
            changed: Some(self.moment.to_owned()),
            relations: Vec::new(),
            keywords: Vec::new(),
        }
    }

    /// A question or a repeated group, and how often.
    pub(super) fn item(&mut self, item: &Item) -> Member {
        match item {
            Item::Field(field) => self.field(field),
            Item::Group(group) => {
                let members = group.fields.iter().map(|field| self.field(field)).collect();
                let count = records(group);
                self.group(
                    &group.id,
                    &group.title.de,
                    group.hint.as_ref().map(|hint| hint.de.as_str()),
                    count,
                    members,
                )
            }
        }
    }

    /// Elements that belong together.
    pub(super) fn group(
        &mut self,
        id: &StableId,
        title: &str,
        help: Option<&str>,
        count: Cardinality,
        members: Vec<Member>,
    ) -> Member {
        let identity = self.identity('G', id);
        let group = Bundle {
            general: self.general(identity, title),
            kind: ElementKind::NormBound,
            input_help: help.map(said),
            output_help: None,
            is_choice: false,
            rules: Vec::new(),
            members,
        };
        Member { count, bases: Vec::new(), element: Element::Group(Box::new(group)) }
    }

    pub(super) fn field(&mut self, field: &Field) -> Member {
        let identity = match &field.external {
            Some(external) => {
                Identity { id: external.id.clone(), version: version(external.version.as_deref()) }
            }
            None => self.identity('F', &field.id),
        };
        let mut datum = Datum {
            general: self.general(identity, &field.label.de),
            kind: ElementKind::NormBound,
            input_help: help(field),
            output_help: None,
            field_kind: FieldKind::Input,
            data_type: DataType::Text,
            constraint: Constraint::default(),
            content: None,
            prefill: Some(Prefill::None),
            values: Vec::new(),
            code_list: None,
            code_key: None,
            name_key: None,
            help_key: None,
            rules: Vec::new(),
            max_size: None,
            media_types: Vec::new(),
        };
        shape(&mut datum, &field.kind, &BTreeMap::new());
        let count = count(field);
        Member { count, bases: basis(field), element: Element::Field(Box::new(datum)) }
    }
}

/// How often a question is answered.
pub(super) fn count(field: &Field) -> Cardinality {
    let min = u32::from(field.required);
    match &field.kind {
        Kind::Several(kind) => {
            let most = u32::try_from(kind.options.len()).unwrap_or(u32::MAX);
            Cardinality { min: min * kind.min.unwrap_or(1), max: Some(kind.max.unwrap_or(most).max(1)) }
        }
        Kind::File(kind) => Cardinality { min, max: Some(kind.max_count) },
        _ => Cardinality { min, max: Some(1) },
    }
}

/// How often a repeated group is filled in. As often as a form can take means without end.
pub(super) fn records(group: &Group) -> Cardinality {
    Cardinality { min: group.min, max: Some(group.max).filter(|max| *max < Group::MOST) }
}

/// The help of a question as one text.
pub(super) fn help(field: &Field) -> Option<String> {
    let all: Vec<String> =
        [&field.hint, &field.help].into_iter().flatten().map(|words| said(&words.de)).collect();
    Some(all.join("\n\n")).filter(|text| !text.is_empty())
}

/// The legal basis of a question.
pub(super) fn basis(field: &Field) -> Vec<Basis> {
    field.legal_basis.iter().map(|text| Basis { text: said(text), link: None }).collect()
}

/// A text as XML may hold it.
pub(super) fn said(text: &str) -> String {
    text::clean(&text.replace(['\u{fffe}', '\u{ffff}'], " "))
}

fn version(version: Option<&str>) -> Option<String> {
    let version = version?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match (version.split('.').count(), version.split('.').all(is_number)) {
        (3, true) => Some(version.to_owned()),
        (2, true) => Some(format!("{version}.0")),
        _ => None,
    }
}

fn values(options: &[Choosable], codes: &BTreeMap<StableId, Value>) -> Vec<Value> {
    let value = |option: &Choosable| match codes.get(&option.id) {
        Some(value) => Value { name: said(&option.label.de), ..value.clone() },
        None => {
            let code = option.id.as_str();
            Value { code: code.to_owned(), name: said(&option.label.de), help: None }
        }
    };
    options.iter().map(value).collect()
}

/// Says in a field what kind of question it is. `codes` are the values its options came from.
pub(super) fn shape(datum: &mut Datum, kind: &Kind, codes: &BTreeMap<StableId, Value>) {
    let said_before = datum.constraint.text.take();
    let pattern = datum.constraint.pattern.take();
    let data_type = datum.data_type;
    let is_latin = data_type == DataType::TextLatin;
    datum.field_kind = FieldKind::Input;
    datum.constraint = Constraint { text: said_before, ..Constraint::default() };
    let constraint = &mut datum.constraint;
    datum.data_type = if is_latin { DataType::TextLatin } else { DataType::Text };
    let mut options: Option<&[Choosable]> = None;
    match kind {
        Kind::Text(Text { min, max, pattern: known, .. }) => {
            constraint.min_length = *min;
            constraint.max_length = Some(max.unwrap_or(Text::MOST));
            // An expression that is not one of ours stays, since nobody could have changed it.
            constraint.pattern = known
                .and_then(expression)
                .map(str::to_owned)
                .or(pattern.filter(|written| kind::is_unknown(written)));
        }
        Kind::LongText(LongText { min, max, .. }) => {
            constraint.min_length = *min;
            constraint.max_length = Some(max.unwrap_or(LongText::USUAL));
            constraint.pattern = pattern.filter(|written| kind::is_unknown(written));
        }
        Kind::Number(number) => {
            datum.data_type = if number.decimals == 0 { DataType::Integer } else { DataType::Number };
            constraint.min_value = number.min.map(|value| value.to_string());
            constraint.max_value = number.max.map(|value| value.to_string());
        }
        Kind::Money(money) => {
            datum.data_type = DataType::Currency;
            constraint.min_value = money.min.map(euros);
            constraint.max_value = money.max.map(euros);
        }
        Kind::Date(day) => {
            datum.data_type = DataType::Date;
            let fixed = |bound: Option<DayBound>| match bound {
                Some(DayBound::On(day)) => Some(day.to_string()),
                _ => None,
            };
            constraint.min_value = fixed(day.min);
            constraint.max_value = fixed(day.max);
        }
        Kind::Choice(choice) => options = Some(&choice.options),
        Kind::Several(several) => options = Some(&several.options),
        Kind::YesNo(_) | Kind::Consent(_) => datum.data_type = DataType::Bool,
        Kind::Rating(rating) => {
            datum.data_type = DataType::Integer;
            constraint.min_value = Some("1".to_owned());
            constraint.max_value = Some(rating.steps.to_string());
        }
        Kind::File(file) => {
            datum.data_type = DataType::File;
            datum.max_size = Some(file.max_bytes);
            datum.media_types.clone_from(&file.types);
        }
        Kind::Information(information) => {
            datum.field_kind = FieldKind::Label;
            datum.content = Some(said(&information.text.de));
        }
        Kind::Period(_)
        | Kind::Matrix(_)
        | Kind::Ranking(_)
        | Kind::Organisation(_)
        | Kind::Address(_)
        | Kind::Iban(_)
        | Kind::Email(_)
        | Kind::Phone(_) => {}
    }
    if let Some(options) = options {
        datum.field_kind = FieldKind::Select;
        datum.values = values(options, codes);
        (datum.code_list, datum.code_key, datum.name_key, datum.help_key) = (None, None, None, None);
    } else {
        datum.values.clear();
        datum.code_list = None;
    }
}

fn expression(pattern: Pattern) -> Option<&'static str> {
    match pattern {
        Pattern::Digits | Pattern::TaxId => Some("[0-9]*"),
        Pattern::Postcode => Some("[0-9]{5}"),
        Pattern::OneWord => Some("\\S*"),
        Pattern::Letters | Pattern::WebAddress => None,
    }
}

fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}
