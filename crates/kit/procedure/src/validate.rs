//! Whether answers are what the form asks for.
//!
//! Only what is shown is checked: an answer to a hidden field is neither right nor wrong, and is
//! dropped on submission ([`Answers::submitted`]).

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_core::register::Register;

use crate::answers::{Answer, Answers, Body, Chosen, Place};
use crate::contact;
use crate::definition::{Definition, Field, Group, Item, Page};
use crate::field::{BodyKind, Choosable, Day, Kind, LongText, Money, Text};
pub use crate::mistake::{Argument, Mistake, What, mistake_keys};
use crate::read::{Wrong, is_usual, read_parts};
use crate::visible::{Visible, visible};
use crate::words::StableId;

/// Checks all answers, page by page from top to bottom, on the day `today`.
pub fn check(definition: &Definition, answers: &Answers, today: Date) -> Vec<Mistake> {
    let shown = visible(definition, answers, today);
    let mut mistakes = Vec::new();
    for page in shown.pages(definition) {
        check_items(page, answers, &shown, today, &mut mistakes);
    }
    let unknown = answers.0.keys().filter(|id| !definition.items().any(|(_, item)| item.id() == *id));
    mistakes.extend(unknown.map(|id| Mistake { place: Place::field(id.clone()), what: What::UnknownField }));
    mistakes
}

/// Checks the answers of one page; the others only decide what is shown. None for a page that is
/// hidden or not there.
pub fn check_page(definition: &Definition, page: &StableId, answers: &Answers, today: Date) -> Vec<Mistake> {
    let shown = visible(definition, answers, today);
    let mut mistakes = Vec::new();
    if let Some(page) = shown.pages(definition).find(|shown| shown.id == *page) {
        check_items(page, answers, &shown, today, &mut mistakes);
    }
    mistakes
}

fn check_items(page: &Page, answers: &Answers, shown: &Visible, today: Date, mistakes: &mut Vec<Mistake>) {
    for item in page.items.iter().filter(|item| shown.has_item(item.id())) {
        let answer = answers.get(item.id());
        match item {
            Item::Field(field) => {
                let place = Place::field(field.id.clone());
                let required = shown.must_answer(&field.id);
                add(mistakes, &place, check_field(field, answer, required, today));
            }
            Item::Group(group) => check_group(group, answer, shown, today, mistakes),
        }
    }
}

fn add(mistakes: &mut Vec<Mistake>, place: &Place, wrong: Vec<Wrong>) {
    let named = wrong.into_iter().map(|(part, what)| Mistake { place: place.clone().part(&part), what });
    mistakes.extend(named);
}

fn check_group(
    group: &Group,
    answer: Option<&Answer>,
    shown: &Visible,
    today: Date,
    mistakes: &mut Vec<Mistake>,
) {
    let place = Place::group(group.id.clone());
    let records = match answer {
        None => &[][..],
        Some(Answer::Records(records)) => records,
        Some(_) => {
            mistakes.push(Mistake { place, what: What::WrongKind { kind: "records" } });
            return;
        }
    };
    let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
    if count < group.min {
        mistakes.push(Mistake { place: place.clone(), what: What::TooFewRecords { min: group.min } });
    }
    if count > group.max {
        mistakes.push(Mistake { place, what: What::TooManyRecords { max: group.max } });
    }
    for (number, record) in records.iter().enumerate() {
        for field in &group.fields {
            if !shown.has_field(&group.id, number, &field.id) {
                continue;
            }
            let place = Place::in_record(group.id.clone(), number, field.id.clone());
            let required = shown.must_answer_in(&group.id, number, &field.id);
            add(mistakes, &place, check_field(field, record.get(&field.id), required, today));
        }
        for id in record.0.keys().filter(|id| group.fields.iter().all(|field| field.id != **id)) {
            let place = Place::in_record(group.id.clone(), number, id.clone());
            mistakes.push(Mistake { place, what: What::UnknownField });
        }
    }
}

fn check_field(field: &Field, answer: Option<&Answer>, required: bool, today: Date) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    match answer {
        Some(answer) if !answer.is_blank() => check_answer(&field.kind, answer, required, today, &mut wrong),
        _ if required => {
            let what = match field.kind {
                Kind::Consent(_) => What::ConsentMissing,
                _ => What::Missing,
            };
            wrong.push((String::new(), what));
        }
        _ => {}
    }
    wrong
}

/// What is wrong with an answer that says something, whether or not it must be given.
pub(crate) fn answer_mistakes(kind: &Kind, answer: &Answer, today: Date) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    check_answer(kind, answer, false, today, &mut wrong);
    wrong
}

fn check_answer(kind: &Kind, answer: &Answer, required: bool, today: Date, wrong: &mut Vec<Wrong>) {
    let mut whole = |what: What| wrong.push((String::new(), what));
    match (kind, answer) {
        (Kind::Information(_), _) => whole(What::UnknownField),
        (kind, Answer::Raw(parts)) => match read_parts(kind, parts, &|_| None) {
            Ok(_) => whole(What::Unreadable),
            Err(faults) => wrong.extend(faults),
        },
        (Kind::Text(kind), Answer::Text(text)) => {
            check_length(text, kind.min, kind.max.unwrap_or(Text::MOST), &mut whole);
            if text.contains('\n') {
                whole(What::ControlSigns);
            }
            if let Some(pattern) = kind.pattern.filter(|pattern| !contact::follows(*pattern, text)) {
                whole(What::Pattern { pattern });
            }
        }
        (Kind::LongText(kind), Answer::Text(text)) => {
            check_length(text, kind.min, kind.max.unwrap_or(LongText::USUAL), &mut whole);
        }
        (Kind::Number(kind), Answer::Number(number)) => {
            if number.decimals() > kind.decimals {
                whole(What::TooManyDecimals { most: kind.decimals });
            }
            if let Some(min) = kind.min.filter(|min| number < min) {
                whole(What::NumberTooSmall { min });
            }
            if let Some(max) = kind.max.filter(|max| number > max) {
                whole(What::NumberTooLarge { max });
            }
        }
        (Kind::Money(kind), Answer::Money(amount)) => {
            let min = kind.min.unwrap_or(-Money::MOST);
            let max = kind.max.unwrap_or(Money::MOST);
            if amount.0 < min {
                whole(What::AmountTooSmall { min: Cents(min) });
            }
            if amount.0 > max {
                whole(What::AmountTooLarge { max: Cents(max) });
            }
        }
        (Kind::Date(kind), Answer::Date(day)) => check_day(kind, "", *day, today, wrong),
        (Kind::Period(kind), Answer::Period(period)) => {
            for (part, day) in [("from", period.from), ("to", period.to)] {
                match day {
                    Some(day) => check_day(kind, part, day, today, wrong),
                    None => wrong.push((part.to_owned(), What::PartMissing)),
                }
            }
            if let (Some(from), Some(to)) = (period.from, period.to)
                && to < from
            {
                wrong.push(("to".to_owned(), What::EndsBeforeBegin));
            }
        }
        (Kind::Choice(kind), Answer::Choice(Chosen::Option(id))) => check_option(&kind.options, id, wrong),
        (Kind::Choice(kind), Answer::Choice(Chosen::Other(text))) => check_other(kind.other, text, wrong),
        (Kind::Several(kind), Answer::Several(chosen)) => {
            for (place, id) in chosen.options.iter().enumerate() {
                check_option(&kind.options, id, wrong);
                check_twice(&chosen.options[..place], id, wrong);
            }
            if let Some(text) = &chosen.other {
                check_other(kind.other, text, wrong);
            }
            let count = chosen.options.len() + usize::from(chosen.other.is_some());
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            if let Some(min) = kind.min.filter(|min| count < *min) {
                wrong.push((String::new(), What::TooFewChosen { min }));
            }
            if let Some(max) = kind.max.filter(|max| count > *max) {
                wrong.push((String::new(), What::TooManyChosen { max }));
            }
        }
        (Kind::Rating(kind), Answer::Rating(step)) => {
            if !(1..=kind.steps).contains(step) {
                whole(What::NotOnScale { steps: kind.steps });
            }
        }
        (Kind::Matrix(kind), Answer::Matrix(rows)) => {
            for row in &kind.rows {
                match rows.get(&row.id) {
                    Some(step) if !(1..=kind.scale.steps).contains(step) => {
                        wrong.push((row.id.to_string(), What::NotOnScale { steps: kind.scale.steps }));
                    }
                    None if required => wrong.push((row.id.to_string(), What::PartMissing)),
                    _ => {}
                }
            }
            for id in rows.keys() {
                check_option(&kind.rows, id, wrong);
            }
        }
        (Kind::Ranking(kind), Answer::Ranking(options)) => {
            for (place, id) in options.iter().enumerate() {
                check_option(&kind.options, id, wrong);
                check_twice(&options[..place], id, wrong);
            }
            let all = u32::try_from(kind.options.len()).unwrap_or(u32::MAX);
            let min = kind.at_least.unwrap_or(all);
            if u32::try_from(options.len()).is_ok_and(|count| count < min) {
                wrong.push((String::new(), What::TooFewRanked { min }));
            }
        }
        (Kind::YesNo(_), Answer::YesNo(_)) => {}
        (Kind::Organisation(kind), Answer::Organisation(Body::Ags(ags))) => {
            let register = Register::germany();
            match kind.only {
                _ if !register.contains(*ags) => whole(What::UnknownOrganisation),
                Some(only @ BodyKind::Municipality) if register.find(*ags).is_none() => {
                    whole(What::WrongBody { only });
                }
                Some(only @ BodyKind::County) if !ags.is_county() => whole(What::WrongBody { only }),
                _ => {}
            }
        }
        (Kind::Organisation(kind), Answer::Organisation(Body::Name(name))) => {
            if !kind.free_text {
                whole(What::UnknownOrganisation);
            }
            check_length(name, None, MOST_OF_A_LINE, &mut whole);
        }
        (Kind::Address(kind), Answer::Address(address)) => {
            let german = !kind.abroad || address.is_german();
            for (part, text) in address.parts() {
                let mut here = |what: What| wrong.push((part.to_owned(), what));
                check_length(text, None, MOST_OF_A_LINE, &mut here);
                let blank = text.trim().is_empty();
                // Some villages have no street names, only numbers; abroad some have no postcodes.
                let needed = matches!(part, "number" | "place") || part == "postcode" && german;
                let stands_in = part == "number" && !german && !address.street.trim().is_empty();
                if blank && needed && !stands_in {
                    here(What::PartMissing);
                } else if part == "postcode" && german && !blank && !contact::is_postcode(text.trim()) {
                    here(What::NoPostcode);
                } else if part == "country" && !kind.abroad && !address.is_german() {
                    here(What::UnknownField);
                }
            }
        }
        (Kind::Iban(_), Answer::Iban(text)) => match contact::iban(text) {
            Ok(kept) if kept == *text => {}
            Ok(_) => whole(What::Iban { why: contact::IbanFault::Form }),
            Err(why) => whole(What::Iban { why }),
        },
        (Kind::Email(_), Answer::Email(text)) => {
            if contact::email(text).as_ref() != Some(text) {
                whole(What::NoEmail);
            }
        }
        (Kind::Phone(_), Answer::Phone(text)) => {
            if contact::phone(text).as_ref() != Some(text) {
                whole(What::NoPhone);
            }
        }
        (Kind::File(kind), Answer::Files(files)) => {
            if u32::try_from(files.len()).unwrap_or(u32::MAX) > kind.max_count {
                whole(What::TooManyFiles { max: kind.max_count });
            }
            for file in files {
                let name = || file.name.clone();
                check_length(&file.name, None, MOST_OF_A_LINE, &mut whole);
                if file.bytes == 0 {
                    whole(What::FileEmpty { name: name() });
                }
                if file.bytes > kind.max_bytes {
                    whole(What::FileTooLarge { name: name(), max: kind.max_bytes });
                }
                if !kind.takes(&file.media) {
                    whole(What::FileType { name: name(), types: kind.types.join(", ") });
                }
            }
        }
        (Kind::Consent(kind), Answer::Consent(version)) => {
            if kind.version != *version {
                whole(What::ConsentOutdated);
            }
        }
        (kind, _) => whole(What::WrongKind { kind: kind.name().as_str() }),
    }
}

/// The most characters of a line nobody set a limit for: names, streets.
const MOST_OF_A_LINE: u32 = 300;

fn check_length(text: &str, min: Option<u32>, max: u32, whole: &mut dyn FnMut(What)) {
    let is = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if let Some(min) = min.filter(|min| is < *min) {
        whole(What::TooShort { min, is });
    }
    if is > max {
        whole(What::TooLong { max, is });
    }
    // PostgreSQL keeps no zero byte, and printers and screen readers stumble over the others.
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        whole(What::ControlSigns);
    }
}

fn check_day(kind: &Day, part: &str, day: Date, today: Date, wrong: &mut Vec<Wrong>) {
    if !is_usual(day) {
        wrong.push((part.to_owned(), What::NoDate));
        return;
    }
    if let Some(first) = kind.min.map(|min| min.resolve(today)).filter(|first| day < *first) {
        wrong.push((part.to_owned(), What::TooEarly { first }));
    }
    if let Some(last) = kind.max.map(|max| max.resolve(today)).filter(|last| day > *last) {
        wrong.push((part.to_owned(), What::TooLate { last }));
    }
}

fn check_option(options: &[Choosable], id: &StableId, wrong: &mut Vec<Wrong>) {
    if options.iter().all(|option| option.id != *id) {
        wrong.push((String::new(), What::UnknownOption { option: id.to_string() }));
    }
}

fn check_twice(before: &[StableId], id: &StableId, wrong: &mut Vec<Wrong>) {
    if before.contains(id) {
        wrong.push((String::new(), What::ChosenTwice { option: id.to_string() }));
    }
}

fn check_other(allowed: bool, text: &str, wrong: &mut Vec<Wrong>) {
    if !allowed {
        wrong.push((String::new(), What::NoOther));
    } else if text.trim().is_empty() {
        wrong.push(("other".to_owned(), What::OtherMissing));
    } else {
        let mut here = |what: What| wrong.push(("other".to_owned(), what));
        check_length(text, None, Text::MOST, &mut here);
    }
}
