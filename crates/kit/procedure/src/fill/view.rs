//! A page of a form as templates take it: plain values, already in the visitor's language.

use std::collections::BTreeMap;

use jiff::civil::Date;
use minijinja::Value;
use rathaus_core::Lang;
use rathaus_web::{PageError, Visitor, context};

use super::said::answer_said;
use crate::answers::{FileRef, Place};
use crate::definition::{Group, Item};
use crate::field::{Autocomplete, BodyKind, Choosable, Day, Kind, Rating};
use crate::mistake::Argument;
use crate::read::{OTHER, page_values};
use crate::visible::visible;
use crate::{Answer, Answers, Definition, Field, Mistake, Page, Visible, What, Words};

/// Words as HTML: marked where they are in another language than the page.
pub(crate) fn words(words: &Words, lang: Lang) -> Value {
    marked(words.get(lang), words.lang(lang), lang)
}

fn marked(text: &str, of: Lang, lang: Lang) -> Value {
    if of == lang || text.is_empty() {
        return Value::from(text);
    }
    let text = rathaus_web::charts::escape(text);
    Value::from_safe_string(format!("<span lang=\"{}\">{text}</span>", of.tag()))
}

pub(crate) fn optional(text: Option<&Words>, lang: Lang) -> Value {
    text.map_or_else(|| Value::from(""), |text| words(text, lang))
}

pub(crate) fn paragraphs(text: Option<&Words>, lang: Lang) -> Vec<Value> {
    let Some(text) = text else { return Vec::new() };
    text.paragraphs(lang).iter().map(|paragraph| marked(paragraph, text.lang(lang), lang)).collect()
}

/// Arguments of a text as the translations take them.
pub(crate) fn arguments(
    args: Vec<(&'static str, Argument)>,
) -> Vec<(String, fluent_bundle::FluentValue<'static>)> {
    args.into_iter()
        .map(|(name, value)| {
            let value = match value {
                Argument::Text(text) => fluent_bundle::FluentValue::from(text),
                Argument::Number(number) => {
                    #[allow(clippy::cast_precision_loss)]
                    let number = number as f64;
                    fluent_bundle::FluentValue::from(number)
                }
            };
            (name.to_owned(), value)
        })
        .collect()
}

/// Mistakes as forms show them.
pub(crate) fn mistakes(list: &[Mistake], lang: Lang) -> Vec<rathaus_web::Mistake> {
    list.iter()
        .map(|mistake| rathaus_web::Mistake {
            name: mistake.place.input_name(),
            key: mistake.what.key().to_owned(),
            args: arguments(mistake.what.args(lang)),
        })
        .collect()
}

/// The text of a mistake.
pub(crate) fn mistake_text(visitor: &Visitor, what: &What) -> Result<String, PageError> {
    let args = arguments(what.args(visitor.lang()));
    let args: Vec<_> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    visitor.text_with(what.key(), &args)
}

/// A page with the answers it shows.
pub(crate) struct PageView<'a> {
    pub definition: &'a Definition,
    pub page: &'a Page,
    pub answers: &'a Answers,
    pub today: Date,
    pub lang: Lang,
}

/// The items of a page.
#[derive(Debug)]
pub(crate) struct Items {
    pub items: Vec<Value>,
    /// Names of what is shown and not hidden.
    pub seen: Vec<String>,
    /// Whether anything may be left empty.
    pub has_optional: bool,
}

impl PageView<'_> {
    /// The values of all inputs.
    pub fn values(&self) -> Vec<(String, String)> {
        page_values(self.page, self.answers)
            .into_iter()
            .flat_map(|(name, values)| values.into_iter().map(move |value| (name.clone(), value)))
            .collect()
    }

    pub fn has_files(&self) -> bool {
        self.fields().any(|field| matches!(field.kind, Kind::File(_)))
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.page.items.iter().flat_map(Item::fields)
    }

    /// Whether what is shown depends on answers of this very page.
    pub fn is_live(&self) -> bool {
        let own =
            |id: &crate::StableId| self.page.item(id).is_some() || self.fields().any(|field| field.id == *id);
        let looks =
            |when: Option<&crate::Condition>| when.is_some_and(|when| when.fields().into_iter().any(own));
        self.page.items.iter().any(|item| looks(item.when()))
            || self.fields().any(|field| looks(field.when.as_ref()) || looks(field.required_when.as_ref()))
    }

    /// How many records of a group the page shows.
    fn records(&self, group: &Group, add: Option<&str>) -> usize {
        let there = self.answers.records(&group.id).len();
        let least = (group.min.max(1) as usize).max(there);
        let more = usize::from(add == Some(group.id.as_str()) && there > 0);
        (there.max(least) + if there >= least { more } else { 0 }).min((group.max as usize).max(there))
    }

    /// The answers with the empty records that the page shows.
    fn extended(&self, add: Option<&str>) -> Answers {
        let mut answers = self.answers.clone();
        for item in &self.page.items {
            if let Item::Group(group) = item {
                let mut records = answers.records(&group.id).to_vec();
                records.resize(self.records(group, add), Answers::new());
                answers.set(group.id.clone(), Answer::Records(records));
            }
        }
        answers
    }

    /// The names of what is shown of this page: `f.FIELD`, `g.GROUP`, `g.GROUP.N.FIELD`.
    pub fn shown_places(&self, shown: &Visible) -> Vec<String> {
        let mut places = Vec::new();
        for item in self.page.items.iter().filter(|item| shown.has_item(item.id())) {
            match item {
                Item::Field(field) => places.push(Place::field(field.id.clone()).input_name()),
                Item::Group(group) => {
                    places.push(Place::group(group.id.clone()).input_name());
                    for record in 0..self.answers.records(&group.id).len() {
                        let fields = group.fields.iter();
                        let fields = fields.filter(|field| shown.has_field(&group.id, record, &field.id));
                        places.extend(fields.map(|field| {
                            Place::in_record(group.id.clone(), record, field.id.clone()).input_name()
                        }));
                    }
                }
            }
        }
        places
    }

    /// Everything of the page; what is not shown now is there all the same, hidden, so that a script can show it.
    /// `add` is the group that gets an empty record more.
    pub fn items(&self, add: Option<&str>) -> Items {
        let answers = self.extended(add);
        let shown = visible(self.definition, &answers, self.today);
        let seen = PageView { answers: &answers, ..*self }.shown_places(&shown);
        let mut has_optional = false;
        let items = self
            .page
            .items
            .iter()
            .map(|item| match item {
                Item::Field(field) => {
                    let must = shown.must_answer(&field.id);
                    has_optional |= field.kind.is_question() && !must;
                    let place = Place::field(field.id.clone());
                    self.field(field, &place, answers.get(&field.id), shown.has_item(&field.id), must)
                }
                Item::Group(group) => {
                    let count = answers.records(&group.id).len();
                    let records: Vec<Value> = answers
                        .records(&group.id)
                        .iter()
                        .enumerate()
                        .map(|(at, record)| {
                            let fields: Vec<Value> = group
                                .fields
                                .iter()
                                .map(|field| {
                                    let must = shown.must_answer_in(&group.id, at, &field.id);
                                    has_optional |= field.kind.is_question() && !must;
                                    let place = Place::in_record(group.id.clone(), at, field.id.clone());
                                    let is_shown = shown.has_field(&group.id, at, &field.id);
                                    self.field(field, &place, record.get(&field.id), is_shown, must)
                                })
                                .collect();
                            context! {
                                number => at + 1,
                                title => words(&group.record, self.lang),
                                plain => group.record.get(self.lang),
                                items => fields,
                                drop => format!("drop.{}.{at}", group.id),
                            }
                        })
                        .collect();
                    context! {
                        is => "group",
                        id => group.id.as_str(),
                        name => Place::group(group.id.clone()).input_name(),
                        title => words(&group.title, self.lang),
                        record => group.record.get(self.lang),
                        hint => optional(group.hint.as_ref(), self.lang),
                        is_shown => shown.has_item(&group.id),
                        can_add => count < group.max as usize,
                        can_drop => count > 1 || !self.answers.records(&group.id).is_empty(),
                        add => format!("add.{}", group.id),
                        count => count,
                        records => records,
                    }
                }
            })
            .collect();
        Items { items, seen, has_optional }
    }

    fn field(
        &self,
        field: &Field,
        place: &Place,
        answer: Option<&Answer>,
        is_shown: bool,
        must: bool,
    ) -> Value {
        let lang = self.lang;
        let name = place.input_name();
        let help: Vec<&str> = field.help.as_ref().map(|help| help.get(lang)).into_iter().collect();
        let private = field.private.as_ref().map(|private| words(&private.purpose, lang));
        let common = context! {
            is => "field",
            kind => field.kind.name().as_str(),
            name => name.clone(),
            label => words(&field.label, lang),
            hint => optional(field.hint.as_ref(), lang),
            help => help.join(" "),
            private => private,
            legal_basis => field.legal_basis.clone().unwrap_or_default(),
            required => must,
            is_shown => is_shown,
        };
        context! { ..self.settings(&field.kind, &name, answer), ..common }
    }

    fn settings(&self, kind: &Kind, name: &str, answer: Option<&Answer>) -> Value {
        let lang = self.lang;
        match kind {
            Kind::Text(kind) => context! {
                autocomplete => kind.autocomplete.map_or("", Autocomplete::as_str),
                maxlength => kind.max,
                is_short => kind.max.is_some_and(|max| max <= 12),
            },
            Kind::LongText(kind) => context! { rows => kind.rows.unwrap_or(5), most => kind.max },
            Kind::Number(kind) => context! {
                unit => kind.unit.as_ref().map_or("", |unit| unit.get(lang)),
                decimals => kind.decimals > 0,
            },
            Kind::Date(day) | Kind::Period(day) => {
                let (min, max) = self.days(day);
                context! { min => min, max => max }
            }
            Kind::Choice(kind) => context! {
                options => options(&kind.options, lang),
                plain => plain_options(&kind.options, lang),
                is_select => kind.look == crate::field::Look::Select,
                other => kind.other,
                other_value => OTHER,
            },
            Kind::Several(kind) => {
                context! { options => options(&kind.options, lang), other => kind.other, other_value => OTHER }
            }
            Kind::Rating(scale) => context! {
                scale => steps(scale),
                low => words(&scale.low, lang),
                high => words(&scale.high, lang),
            },
            Kind::Matrix(kind) => context! {
                rows => kind.rows.iter().map(|row| context! {
                    name => format!("{name}.{}", row.id),
                    label => words(&row.label, lang),
                }).collect::<Vec<_>>(),
                scale => ends(&kind.scale, lang),
            },
            Kind::Ranking(kind) => {
                context! { options => options(&kind.options, lang), least => kind.at_least }
            }
            Kind::Organisation(kind) => context! {
                only => match kind.only {
                    Some(BodyKind::Municipality) => "municipality",
                    Some(BodyKind::County) => "county",
                    None => "",
                },
                free_text => kind.free_text,
            },
            Kind::Address(kind) => context! { country => kind.abroad },
            Kind::File(kind) => context! {
                accept => kind.types.join(","),
                multiple => kind.max_count > 1,
                max_count => kind.max_count,
                max_size => size(kind.max_bytes, lang),
                kept => match answer {
                    Some(Answer::Files(files)) => files.iter().map(|file| kept(file, lang)).collect(),
                    _ => Vec::new(),
                },
            },
            Kind::Consent(kind) => {
                context! { paragraphs => paragraphs(Some(&kind.text), lang), version => kind.version.clone() }
            }
            Kind::Information(kind) => context! { paragraphs => paragraphs(Some(&kind.text), lang) },
            Kind::YesNo(_) | Kind::Money(_) | Kind::Iban(_) | Kind::Email(_) | Kind::Phone(_) => context! {},
        }
    }

    fn days(&self, day: &Day) -> (String, String) {
        let text = |bound: Option<crate::field::DayBound>| {
            bound.map_or_else(String::new, |bound| bound.resolve(self.today).to_string())
        };
        (text(day.min), text(day.max))
    }
}

fn kept(file: &FileRef, lang: Lang) -> Value {
    context! { id => file.id.clone(), name => file.name.clone(), size => size(file.bytes, lang) }
}

/// A number of bytes for people: `1,2 MB`.
pub(crate) fn size(bytes: u64, lang: Lang) -> String {
    #[allow(clippy::cast_precision_loss)]
    let bytes = bytes as f64;
    if bytes >= 1_000_000.0 {
        let megabytes = bytes / 1_000_000.0;
        format!("{} MB", lang.number(megabytes, if megabytes.fract() < 0.05 { 0 } else { 1 }))
    } else {
        format!("{} kB", lang.number((bytes / 1000.0).max(1.0), 0))
    }
}

fn options(list: &[Choosable], lang: Lang) -> Vec<Value> {
    list.iter()
        .map(|option| context! { value => option.id.as_str(), label => words(&option.label, lang) })
        .collect()
}

fn plain_options(list: &[Choosable], lang: Lang) -> Vec<Value> {
    list.iter()
        .map(|option| context! { value => option.id.as_str(), label => option.label.get(lang) })
        .collect()
}

fn steps(scale: &Rating) -> Vec<Value> {
    (1..=scale.steps).map(|step| context! { value => step, label => step.to_string() }).collect()
}

/// The steps of a scale, the first and the last with what they mean.
fn ends(scale: &Rating, lang: Lang) -> Vec<Value> {
    let label = |step: u8| match step {
        1 => format!("1 {}", scale.low.get(lang)),
        step if step == scale.steps => format!("{step} {}", scale.high.get(lang)),
        step => step.to_string(),
    };
    (1..=scale.steps).map(|step| context! { value => step, label => label(step) }).collect()
}

/// An answer as text in the visitor's language, with the words of the program filled in.
pub(crate) fn answer_words(visitor: &Visitor, kind: &Kind, answer: &Answer) -> Result<String, PageError> {
    Ok(answer_said(visitor.texts(), kind, answer)?)
}

/// Questions of a page whose answers differ: `label`, `mine`, `theirs`.
pub(super) fn changed_rows(
    visitor: &Visitor,
    definition: &Definition,
    page: &Page,
    mine: &Answers,
    theirs: &Answers,
) -> Vec<Value> {
    let lang = visitor.lang();
    let flat = |answers: &Answers| -> BTreeMap<String, (String, String)> {
        let only = Definition { pages: vec![page.clone()], ..definition.clone() };
        let mut all = BTreeMap::new();
        for (at, (label, kind, answer)) in flatten(&only, answers, lang).into_iter().enumerate() {
            let text = answer_words(visitor, kind, answer).unwrap_or_default();
            all.insert(format!("{label} {at}"), (label, text));
        }
        // Records may shift, so rows are told apart by their labels, which hold the record's number.
        all.into_values().map(|(label, text)| (label.clone(), (label, text))).collect()
    };
    let (mine, theirs) = (flat(mine), flat(theirs));
    let mut rows = Vec::new();
    let labels: std::collections::BTreeSet<&String> = mine.keys().chain(theirs.keys()).collect();
    for label in labels {
        let text = |of: &BTreeMap<String, (String, String)>| of.get(label).map(|(_, text)| text.clone());
        if text(&mine) != text(&theirs) {
            rows.push(context! {
                label => label.as_str(),
                mine => text(&mine).unwrap_or_default(),
                theirs => text(&theirs).unwrap_or_default(),
            });
        }
    }
    rows
}

/// Every answer with its question, from top to bottom; those of records with the record's name before it.
pub(crate) fn flatten<'a>(
    definition: &'a Definition,
    answers: &'a Answers,
    lang: Lang,
) -> Vec<(String, &'a Kind, &'a Answer)> {
    let mut all = Vec::new();
    for (_, item) in definition.items() {
        match item {
            Item::Field(field) => {
                if let Some(answer) = answers.get(&field.id) {
                    all.push((field.label.get(lang).to_owned(), &field.kind, answer));
                }
            }
            Item::Group(group) => {
                for (at, record) in answers.records(&group.id).iter().enumerate() {
                    for field in &group.fields {
                        if let Some(answer) = record.get(&field.id) {
                            let record = group.record.get(lang);
                            let label = format!("{record} {}: {}", at + 1, field.label.get(lang));
                            all.push((label, &field.kind, answer));
                        }
                    }
                }
            }
        }
    }
    all
}

/// All answers that count, with their questions, page by page, for pages of features: a list of
/// `{ title, href, groups: [{ title, rows: [{ label, text, mistakes, is_missing, files: [{ name, href }] }] }] }`. `href` leads to the
/// page where `page_path` gives one; a file has one, and stands among `files` instead of in `text`, where `file_path` gives one.
///
/// # Errors
///
/// A missing text.
pub fn answer_rows(
    visitor: &Visitor,
    definition: &Definition,
    answers: &Answers,
    found: &[Mistake],
    today: Date,
    page_path: &dyn Fn(&Page) -> Option<String>,
    file_path: &dyn Fn(&FileRef) -> Option<String>,
) -> Result<Vec<Value>, PageError> {
    let lang = visitor.lang();
    let shown = visible(definition, answers, today);
    let row = |field: &Field, place: Place, answer: Option<&Answer>| -> Result<Value, PageError> {
        let wrong = found.iter().filter(|mistake| mistake.place.clone().whole() == place);
        let wrong: Vec<String> =
            wrong.map(|mistake| mistake_text(visitor, &mistake.what)).collect::<Result<_, _>>()?;
        let text = match answer.filter(|answer| !answer.is_blank()) {
            Some(Answer::Consent(_)) => Some(visitor.text("procedure-agreed")?),
            Some(answer) => Some(answer_words(visitor, &field.kind, answer)?),
            None => None,
        };
        let files: Vec<Value> = match answer {
            Some(Answer::Files(files)) => files
                .iter()
                .filter_map(|file| Some(context! { name => file.name.clone(), href => file_path(file)? }))
                .collect(),
            _ => Vec::new(),
        };
        Ok(context! {
            name => place.input_name(),
            label => words(&field.label, lang),
            text => text.clone().unwrap_or_default(),
            is_missing => text.is_none(),
            files,
            mistakes => wrong,
        })
    };
    let mut pages = Vec::new();
    for page in shown.pages(definition) {
        let mut groups: Vec<Value> = Vec::new();
        let mut open: Vec<Value> = Vec::new();
        for item in page.items.iter().filter(|item| shown.has_item(item.id())) {
            match item {
                Item::Field(field) if field.kind.is_question() => {
                    open.push(row(field, Place::field(field.id.clone()), answers.get(&field.id))?);
                }
                Item::Field(_) => {}
                Item::Group(group) => {
                    if !open.is_empty() {
                        groups.push(context! { title => "", rows => std::mem::take(&mut open) });
                    }
                    let place = Place::group(group.id.clone());
                    let wrong = found.iter().filter(|mistake| mistake.place == place);
                    let wrong: Vec<String> = wrong
                        .map(|mistake| mistake_text(visitor, &mistake.what))
                        .collect::<Result<_, _>>()?;
                    let records = answers.records(&group.id);
                    if records.is_empty() {
                        let rows = vec![context! {
                            name => place.input_name(), label => words(&group.title, lang), text => "",
                            is_missing => true, files => Vec::<Value>::new(), mistakes => wrong.clone(),
                        }];
                        groups.push(context! { title => "", rows => rows });
                    }
                    for (at, record) in records.iter().enumerate() {
                        let mut rows = Vec::new();
                        if at == 0 && !wrong.is_empty() {
                            rows.push(context! {
                                name => place.input_name(), label => words(&group.title, lang), text => "",
                                is_missing => false, files => Vec::<Value>::new(), mistakes => wrong.clone(),
                            });
                        }
                        for field in &group.fields {
                            if field.kind.is_question() && shown.has_field(&group.id, at, &field.id) {
                                let place = Place::in_record(group.id.clone(), at, field.id.clone());
                                rows.push(row(field, place, record.get(&field.id))?);
                            }
                        }
                        let title = format!("{} {}", group.record.get(lang), at + 1);
                        groups.push(context! { title => title, rows => rows });
                    }
                }
            }
        }
        if !open.is_empty() {
            groups.push(context! { title => "", rows => open });
        }
        pages.push(context! {
            title => words(&page.title, lang),
            plain => page.title.get(lang),
            href => page_path(page),
            groups => groups,
        });
    }
    Ok(pages)
}

/// A page of a form as it will look, without a holder and with everything shown: for the editor's preview.
pub fn preview(definition: &Definition, page: &Page, today: Date, lang: Lang) -> Value {
    let answers = Answers::new();
    let mut page = Page { when: None, ..page.clone() };
    let open = |field: &mut Field| {
        field.when = None;
    };
    for item in &mut page.items {
        match item {
            Item::Field(field) => open(field),
            Item::Group(group) => {
                group.when = None;
                group.fields.iter_mut().for_each(open);
            }
        }
    }
    let alone = Definition { pages: vec![page.clone()], ..definition.clone() };
    let view = PageView { definition: &alone, page: &page, answers: &answers, today, lang };
    let items = view.items(None);
    context! {
        title => words(&page.title, lang),
        intro => paragraphs(page.intro.as_ref(), lang),
        items => items.items,
        has_optional => items.has_optional,
    }
}

/// A day for people, for templates that print.
pub(crate) fn day(lang: Lang, date: Date) -> String {
    lang.short_date(date)
}
