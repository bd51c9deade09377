//! Reading answers from what a page sent, and writing them back into its inputs.
//!
//! The names of the inputs:
//!
//! | Kind | Inputs of the field `x` |
//! |---|---|
//! | text, long text, number, money, organisation, IBAN, e-mail, phone | `f.x` |
//! | date | `f.x` (`2026-11-22` or `22.11.2026`), or `f.x.day`, `f.x.month`, `f.x.year` |
//! | period | `f.x.from`, `f.x.to` |
//! | choice | `f.x` with the option's id or [`OTHER`], and `f.x.other` |
//! | several | `f.x` once for each option's id or [`OTHER`], and `f.x.other` |
//! | rating | `f.x` with the step |
//! | matrix | `f.x.<row>` with the step, for each row |
//! | ranking | `f.x.<option>` with the place (1, 2, …) or empty, for each option |
//! | yes/no | `f.x` with `yes` or `no` |
//! | address | `f.x.street`, `f.x.number`, `f.x.postcode`, `f.x.place`, `f.x.country` |
//! | file | `f.x` once for each id of a file that is already kept |
//! | consent | `f.x` with the version of the text shown |
//!
//! The fields of a group are called `g.<group>.<n>.<field>` with the same parts, n counted from 0;
//! `g.<group>.count` says how many records the page showed. Records in which nothing was filled in
//! are passed over.
//!
//! What cannot be read is kept as [`Answer::Raw`], so that the page shows it again beside its
//! mistake. Texts lose spaces around them and control characters.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rathaus_core::register::Register;
use rathaus_core::{Ags, Lang};

use crate::answers::{Answer, Answers, Body, Chosen, FileRef, Period, Place, PostalAddress, SeveralChosen};
use crate::contact;
use crate::definition::{Definition, Field, Group, Item, Page};
use crate::field::{BodyKind, Kind, Organisation};
use crate::number::{Decimal, show_cents, typed_cents};
use crate::validate::{Mistake, What, check_page};
use crate::words::StableId;

/// The value of the input for something else, which can be no option's id.
pub const OTHER: &str = "_other";

/// What a page sent. The web layer implements it for its forms.
pub trait FormInput {
    /// All values of the inputs of this name, in the order of the page; none where there are none.
    fn all(&self, name: &str) -> Vec<String>;

    /// The file of this id, where it was handed in for this very form by this very person. An
    /// implementation must not find files of others: their ids can be guessed or copied.
    fn file(&self, id: &str) -> Option<FileRef> {
        let _ = id;
        None
    }
}

impl FormInput for BTreeMap<String, Vec<String>> {
    fn all(&self, name: &str) -> Vec<String> {
        self.get(name).cloned().unwrap_or_default()
    }
}

/// What was typed, by part of the field; the whole field is the empty part.
pub(crate) type Parts = BTreeMap<String, Vec<String>>;

/// What is wrong with a part of a field.
pub(crate) type Wrong = (String, What);

/// Reads a page into the answers there are, in the place of what the page had answered before, and
/// checks it together with what the earlier pages say. Returns the mistakes of this page; the
/// answers are worth saving with or without any. A page that is not there changes nothing.
pub fn fill(
    definition: &Definition,
    page: &StableId,
    answers: &mut Answers,
    input: &dyn FormInput,
    today: Date,
) -> Vec<Mistake> {
    let Some(found) = definition.page(page) else { return Vec::new() };
    answers.replace_page(found, read_page(found, input));
    check_page(definition, page, answers, today)
}

/// Reads a page on its own and checks it. Only right for forms whose conditions do not look at
/// other pages; else see [`fill`].
pub fn read(
    definition: &Definition,
    page: &StableId,
    input: &dyn FormInput,
    today: Date,
) -> (Answers, Vec<Mistake>) {
    let mut answers = Answers::new();
    let mistakes = fill(definition, page, &mut answers, input, today);
    (answers, mistakes)
}

/// Reads the answers of a page without checking them.
pub fn read_page(page: &Page, input: &dyn FormInput) -> Answers {
    let mut answers = Answers::new();
    for item in &page.items {
        match item {
            Item::Field(field) => {
                if let Some(answer) = read_field(field, &format!("f.{}", field.id), input) {
                    answers.set(field.id.clone(), answer);
                }
            }
            Item::Group(group) => {
                let records = read_records(group, input);
                if !records.is_empty() {
                    answers.set(group.id.clone(), Answer::Records(records));
                }
            }
        }
    }
    answers
}

fn read_records(group: &Group, input: &dyn FormInput) -> Vec<Answers> {
    let count = input.all(&format!("g.{}.count", group.id));
    let said = count.first().and_then(|count| count.trim().parse::<u32>().ok());
    let count = said.unwrap_or(group.max).min(Group::MOST);
    let mut records = Vec::new();
    for place in 0..count {
        let mut record = Answers::new();
        for field in &group.fields {
            let name = format!("g.{}.{place}.{}", group.id, field.id);
            if let Some(answer) = read_field(field, &name, input) {
                record.set(field.id.clone(), answer);
            }
        }
        if !record.is_blank() {
            records.push(record);
        }
    }
    records
}

fn read_field(field: &Field, name: &str, input: &dyn FormInput) -> Option<Answer> {
    if !field.kind.is_question() {
        return None;
    }
    let mut parts = Parts::new();
    for part in part_names(&field.kind) {
        let values = if part.is_empty() { input.all(name) } else { input.all(&format!("{name}.{part}")) };
        let values: Vec<String> = values.iter().map(|value| clean(value, &field.kind)).collect();
        if values.iter().any(|value| !value.is_empty()) {
            parts.insert(part, values);
        }
    }
    match read_parts(&field.kind, &parts, &|id| input.file(id)) {
        Ok(answer) => answer.filter(|answer| !answer.is_blank()),
        Err(_) => Some(Answer::Raw(parts)),
    }
}

/// The most characters that are kept of one typed value, whatever the form says.
const MOST_TYPED: usize = 60_000;

/// A typed text without spaces around it, without control characters, with plain line ends.
fn clean(text: &str, kind: &Kind) -> String {
    let lines = matches!(kind, Kind::LongText(_));
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = text.chars().take(MOST_TYPED).map(|c| match c {
        '\n' | '\t' if !lines => ' ',
        c => c,
    });
    let kept: String = kept.filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect();
    kept.trim().to_owned()
}

/// The parts a kind has inputs for.
pub(crate) fn part_names(kind: &Kind) -> Vec<String> {
    let fixed: &[&str] = match kind {
        Kind::Date(_) => &["", "day", "month", "year"],
        Kind::Period(_) => &["from", "to"],
        Kind::Choice(_) | Kind::Several(_) => &["", "other"],
        Kind::Address(_) => &["street", "number", "postcode", "place", "country"],
        Kind::Matrix(_) | Kind::Ranking(_) => {
            let options = kind.options().map(Vec::as_slice).unwrap_or_default();
            return options.iter().map(|option| option.id.to_string()).collect();
        }
        Kind::Information(_) => &[],
        _ => &[""],
    };
    fixed.iter().map(|part| (*part).to_owned()).collect()
}

/// Reads the typed parts of a field. `Err` names the parts that could not be read.
pub(crate) fn read_parts(
    kind: &Kind,
    parts: &Parts,
    file: &dyn Fn(&str) -> Option<FileRef>,
) -> Result<Option<Answer>, Vec<Wrong>> {
    let one = |part: &str| parts.get(part).and_then(|values| values.iter().find(|value| !value.is_empty()));
    let wrong = |what: What| vec![(String::new(), what)];
    let whole = one("");
    Ok(match kind {
        Kind::Text(_) | Kind::LongText(_) => whole.map(|text| Answer::Text(text.clone())),
        Kind::Number(kind) => match whole {
            None => None,
            Some(text) => {
                let units = kind.unit.iter().flat_map(|unit| [unit.get(Lang::De), unit.get(Lang::En)]);
                let mut text = text.as_str();
                // A unit that could be part of the number itself is left alone.
                for unit in
                    units.filter(|unit| unit.starts_with(|c: char| !c.is_numeric() && !".,".contains(c)))
                {
                    text = text.strip_suffix(unit).unwrap_or(text).trim_end();
                }
                Some(Answer::Number(Decimal::typed(text).ok_or_else(|| wrong(What::NoNumber))?))
            }
        },
        Kind::Money(_) => match whole {
            None => None,
            Some(text) => Some(Answer::Money(typed_cents(text).ok_or_else(|| wrong(What::NoAmount))?)),
        },
        Kind::Date(_) => {
            let typed = match (whole, one("day"), one("month"), one("year")) {
                (Some(text), ..) => text.clone(),
                (None, None, None, None) => return Ok(None),
                (None, day, month, year) => {
                    let part = |text: Option<&String>| text.cloned().unwrap_or_default();
                    format!("{}.{}.{}", part(day), part(month), part(year))
                }
            };
            Some(Answer::Date(typed_date(&typed).ok_or_else(|| wrong(What::NoDate))?))
        }
        Kind::Period(_) => {
            let mut faults = Vec::new();
            let mut day = |part: &str| {
                let text = one(part)?;
                let day = typed_date(text);
                if day.is_none() {
                    faults.push((part.to_owned(), What::NoDate));
                }
                day
            };
            let period = Period { from: day("from"), to: day("to") };
            if !faults.is_empty() {
                return Err(faults);
            }
            Some(Answer::Period(period))
        }
        Kind::Choice(kind) => match whole.map(String::as_str) {
            Some(OTHER) => Some(Answer::Choice(Chosen::Other(one("other").cloned().unwrap_or_default()))),
            Some(id) => {
                let id = id.parse().map_err(|_| wrong(What::UnknownOption { option: id.to_owned() }))?;
                Some(Answer::Choice(Chosen::Option(id)))
            }
            None if kind.other => one("other").map(|text| Answer::Choice(Chosen::Other(text.clone()))),
            None => None,
        },
        Kind::Several(kind) => {
            let mut chosen = SeveralChosen::default();
            for value in parts.get("").into_iter().flatten().filter(|value| !value.is_empty()) {
                if value == OTHER {
                    chosen.other = Some(String::new());
                    continue;
                }
                let id: StableId =
                    value.parse().map_err(|_| wrong(What::UnknownOption { option: value.clone() }))?;
                if !chosen.options.contains(&id) {
                    chosen.options.push(id);
                }
            }
            if let Some(text) = one("other").filter(|_| kind.other) {
                chosen.other = Some(text.clone());
            }
            let place = |id: &StableId| kind.options.iter().position(|option| option.id == *id);
            chosen.options.sort_by_key(|id| place(id).unwrap_or(usize::MAX));
            Some(Answer::Several(chosen))
        }
        Kind::Rating(kind) => match whole {
            None => None,
            Some(text) => {
                let step = text.parse().map_err(|_| wrong(What::NotOnScale { steps: kind.steps }))?;
                Some(Answer::Rating(step))
            }
        },
        Kind::Matrix(kind) => {
            let (mut rows, mut faults) = (BTreeMap::new(), Vec::new());
            for row in &kind.rows {
                let Some(text) = one(row.id.as_str()) else { continue };
                match text.parse() {
                    Ok(step) => {
                        rows.insert(row.id.clone(), step);
                    }
                    Err(_) => {
                        faults.push((row.id.to_string(), What::NotOnScale { steps: kind.scale.steps }));
                    }
                }
            }
            if !faults.is_empty() {
                return Err(faults);
            }
            Some(Answer::Matrix(rows))
        }
        Kind::Ranking(kind) => Some(Answer::Ranking(read_ranking(kind, &one)?)),
        Kind::YesNo(_) => match whole.map(String::as_str) {
            None => None,
            Some("yes") => Some(Answer::YesNo(true)),
            Some("no") => Some(Answer::YesNo(false)),
            Some(other) => return Err(wrong(What::UnknownOption { option: other.to_owned() })),
        },
        Kind::Organisation(kind) => match whole {
            None => None,
            Some(text) => Some(Answer::Organisation(read_body(kind, text).map_err(wrong)?)),
        },
        Kind::Address(_) => {
            let part = |name: &str| one(name).cloned().unwrap_or_default();
            Some(Answer::Address(PostalAddress {
                street: part("street"),
                number: part("number"),
                postcode: part("postcode"),
                place: part("place"),
                country: part("country"),
            }))
        }
        Kind::Iban(_) => match whole {
            None => None,
            Some(text) => {
                let iban = contact::iban(text).map_err(|why| wrong(What::Iban { why }))?;
                Some(Answer::Iban(iban))
            }
        },
        Kind::Email(_) => match whole {
            None => None,
            Some(text) => Some(Answer::Email(contact::email(text).ok_or_else(|| wrong(What::NoEmail))?)),
        },
        Kind::Phone(_) => match whole {
            None => None,
            Some(text) => Some(Answer::Phone(contact::phone(text).ok_or_else(|| wrong(What::NoPhone))?)),
        },
        Kind::File(_) => {
            let mut files: Vec<FileRef> = Vec::new();
            for id in parts.get("").into_iter().flatten().filter(|id| !id.is_empty()) {
                if files.iter().all(|known| known.id != *id) {
                    files.push(file(id).ok_or_else(|| wrong(What::UnknownFile))?);
                }
            }
            Some(Answer::Files(files))
        }
        Kind::Consent(_) => whole.map(|version| Answer::Consent(version.clone())),
        Kind::Information(_) => None,
    })
}

fn read_ranking<'a>(
    kind: &crate::field::Ranking,
    one: &dyn Fn(&str) -> Option<&'a String>,
) -> Result<Vec<StableId>, Vec<Wrong>> {
    let mut places: BTreeMap<u32, &StableId> = BTreeMap::new();
    let mut faults = Vec::new();
    let most = u32::try_from(kind.options.len()).unwrap_or(u32::MAX);
    for option in &kind.options {
        let Some(text) = one(option.id.as_str()) else { continue };
        match text.trim_end_matches('.').parse::<u32>() {
            Ok(place) if (1..=most).contains(&place) => {
                if places.insert(place, &option.id).is_some() {
                    faults.push((option.id.to_string(), What::SamePlace { place }));
                }
            }
            _ => faults.push((option.id.to_string(), What::NoPlace { most })),
        }
    }
    if faults.is_empty() { Ok(places.into_values().cloned().collect()) } else { Err(faults) }
}

/// Reads `2026-11-22` or `22.11.2026`; the year has four digits.
pub(crate) fn typed_date(text: &str) -> Option<Date> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (year, month, day) = if text.contains('-') {
        let mut parts = text.splitn(3, '-');
        (parts.next()?, parts.next()?, parts.next()?)
    } else {
        let mut parts = text.splitn(3, '.');
        let (day, month) = (parts.next()?, parts.next()?);
        (parts.next()?, month, day)
    };
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    is_usual(date).then_some(date)
}

/// Whether the year can be written with four digits.
pub(crate) fn is_usual(date: Date) -> bool {
    (1000..=9999).contains(&date.year())
}

/// Reads a key, `Name (key)` as suggestions offer it, or a name that only one body has.
fn read_body(kind: &Organisation, text: &str) -> Result<Body, What> {
    let register = Register::germany();
    let inner = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, key)| key);
    for key in [Some(text), inner].into_iter().flatten() {
        if key.chars().any(|c| c.is_ascii_digit()) && key.chars().all(|c| c.is_ascii_digit() || c == ' ') {
            let found = key.parse::<Ags>().ok().filter(|ags| register.contains(*ags));
            return found.map(Body::Ags).ok_or(What::UnknownOrganisation);
        }
    }
    let wanted = text.to_lowercase();
    let mut found = BTreeSet::new();
    let mut county = None;
    for body in register.iter() {
        let fits = kind.only != Some(BodyKind::County) || body.ags.is_county();
        let same = |name: &str| name.to_lowercase() == wanted;
        if fits && (same(body.short_name()) || same(&body.name)) {
            found.insert(body.ags);
        }
        if kind.only != Some(BodyKind::Municipality) && county != Some(body.ags.county()) {
            county = Some(body.ags.county());
            if register.find(body.ags.county()).is_none()
                && register.name(body.ags.county()).is_some_and(|name| same(&name))
            {
                found.insert(body.ags.county());
            }
        }
    }
    match (found.pop_first(), found.is_empty()) {
        (Some(ags), true) => Ok(Body::Ags(ags)),
        _ if kind.free_text => Ok(Body::Name(text.to_owned())),
        (Some(_), false) => Err(What::AmbiguousOrganisation),
        _ => Err(What::UnknownOrganisation),
    }
}

/// The text a page shows for a body: `Calden (06633005)`, or the name that was written.
pub fn body_text(body: &Body) -> String {
    match body {
        Body::Ags(ags) => match Register::germany().name(*ags) {
            Some(name) => format!("{name} ({ags})"),
            None => ags.to_string(),
        },
        Body::Name(name) => name.clone(),
    }
}

/// A day as people write it: `22.11.2026`, in English `22 November 2026`.
pub fn date_text(date: Date, lang: Lang) -> String {
    match lang {
        Lang::De => lang.short_date(date),
        Lang::En => lang.long_date(date),
    }
}

/// What the inputs of a field show for an answer, by part ([`Place::part`]; the whole field is the
/// empty part): what [`read_page`] reads back as the same answer. Days come as `2026-11-22`, for
/// inputs of type date.
pub fn input_values(kind: &Kind, answer: &Answer) -> BTreeMap<String, Vec<String>> {
    let mut parts = Parts::new();
    let mut put = |part: &str, value: String| parts.entry(part.to_owned()).or_default().push(value);
    match answer {
        Answer::Text(text) | Answer::Email(text) | Answer::Phone(text) | Answer::Consent(text) => {
            put("", text.clone());
        }
        Answer::Number(number) => put("", number.show(Lang::De)),
        Answer::Money(amount) => put("", show_cents(*amount, Lang::De).replace(" €", "")),
        Answer::Date(date) => put("", date.to_string()),
        Answer::Period(period) => {
            for (part, day) in [("from", period.from), ("to", period.to)] {
                if let Some(day) = day {
                    put(part, day.to_string());
                }
            }
        }
        Answer::Choice(Chosen::Option(id)) => put("", id.to_string()),
        Answer::Choice(Chosen::Other(text)) => {
            put("", OTHER.to_owned());
            put("other", text.clone());
        }
        Answer::Several(chosen) => {
            for id in &chosen.options {
                put("", id.to_string());
            }
            if let Some(text) = &chosen.other {
                put("", OTHER.to_owned());
                put("other", text.clone());
            }
        }
        Answer::Rating(step) => put("", step.to_string()),
        Answer::Matrix(rows) => {
            for (row, step) in rows {
                put(row.as_str(), step.to_string());
            }
        }
        Answer::Ranking(options) => {
            for (place, id) in options.iter().enumerate() {
                put(id.as_str(), (place + 1).to_string());
            }
        }
        Answer::YesNo(yes) => put("", if *yes { "yes" } else { "no" }.to_owned()),
        Answer::Organisation(body) => put("", body_text(body)),
        Answer::Address(address) => {
            for (part, text) in address.parts() {
                put(part, text.to_owned());
            }
        }
        Answer::Iban(iban) => put("", contact::iban_groups(iban)),
        Answer::Files(files) => {
            for file in files {
                put("", file.id.clone());
            }
        }
        Answer::Records(_) => {}
        Answer::Raw(raw) => parts = raw.clone(),
    }
    let known = part_names(kind);
    parts.retain(|part, _| known.contains(part));
    parts
}

/// All inputs of a page with their values, by name: what a browser would send for these answers.
pub fn page_values(page: &Page, answers: &Answers) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    let mut put = |place: Place, field: &Field, answer: &Answer| {
        for (part, values) in input_values(&field.kind, answer) {
            all.insert(place.clone().part(&part).input_name(), values);
        }
    };
    let mut counts = Vec::new();
    for item in &page.items {
        match item {
            Item::Field(field) => {
                if let Some(answer) = answers.get(&field.id) {
                    put(Place::field(field.id.clone()), field, answer);
                }
            }
            Item::Group(group) => {
                let records = answers.records(&group.id);
                counts.push((format!("g.{}.count", group.id), vec![records.len().to_string()]));
                for (place, record) in records.iter().enumerate() {
                    for field in &group.fields {
                        if let Some(answer) = record.get(&field.id) {
                            put(Place::in_record(group.id.clone(), place, field.id.clone()), field, answer);
                        }
                    }
                }
            }
        }
    }
    all.extend(counts);
    all
}
