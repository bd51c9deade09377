//! A value of the data becomes an answer of a kind. What cannot be read stays out; whether it is what the form asks for is checked
//! later, as for every other answer.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_core::{Ags, Cents};
use rathaus_procedure::answers::{Body, Chosen, Period, PostalAddress, SeveralChosen};
use rathaus_procedure::field::Choosable;
use rathaus_procedure::{Answer, Decimal, Kind, StableId, contact};

use super::{Attached, Tree};

/// The value is another kind of thing than the question asks for.
pub(super) struct Unreadable;

/// What reading needs beside the value.
pub(super) struct Reading<'a> {
    pub(super) attached: &'a Attached,
    /// The values of a choice by their options, where it came from a FIM file.
    pub(super) codes: Option<&'a BTreeMap<StableId, rathaus_fim::Value>>,
}

type Read<T> = Result<T, Unreadable>;

impl Reading<'_> {
    /// The answer; `None` where nothing is said.
    pub(super) fn answer(&self, kind: &Kind, tree: &Tree) -> Read<Option<Answer>> {
        if tree.is_blank() {
            return Ok(None);
        }
        let answer = match kind {
            Kind::Text(_) => Answer::Text(line(tree)?),
            Kind::LongText(_) => Answer::Text(words(tree)?),
            Kind::Number(_) => Answer::Number(number(tree)?),
            Kind::Money(_) => Answer::Money(cents(tree)?),
            Kind::Date(_) => Answer::Date(day(tree)?),
            Kind::Period(_) => Answer::Period(period(tree)?),
            Kind::Choice(kind) => Answer::Choice(self.chosen(&kind.options, kind.other, tree)?),
            Kind::Several(kind) => {
                let mut several = SeveralChosen::default();
                for item in tree.items() {
                    match self.chosen(&kind.options, kind.other, item)? {
                        Chosen::Option(option) => several.options.push(option),
                        Chosen::Other(text) => several.other = Some(text),
                    }
                }
                // In the order of the form, as its pages give them.
                several.options.sort_by_key(|id| kind.options.iter().position(|option| option.id == *id));
                Answer::Several(several)
            }
            Kind::Rating(_) => Answer::Rating(step(tree)?),
            Kind::Matrix(kind) => {
                let Tree::Object(parts) = tree else { return Err(Unreadable) };
                let mut rows = BTreeMap::new();
                for (name, part) in parts {
                    let row = kind.rows.iter().find(|row| row.id.as_str() == name).ok_or(Unreadable)?;
                    rows.insert(row.id.clone(), step(part)?);
                }
                Answer::Matrix(rows)
            }
            Kind::Ranking(kind) => {
                let ranked: Read<Vec<StableId>> = tree
                    .items()
                    .into_iter()
                    .map(|item| self.option(&kind.options, item).ok_or(Unreadable))
                    .collect();
                Answer::Ranking(ranked?)
            }
            Kind::YesNo(_) => Answer::YesNo(yes(tree)?),
            Kind::Organisation(_) => Answer::Organisation(body(tree)?),
            Kind::Address(_) => Answer::Address(address(tree)?),
            Kind::Iban(_) => Answer::Iban(contact::iban(&line(tree)?).map_err(|_| Unreadable)?),
            Kind::Email(_) => Answer::Email(contact::email(&line(tree)?).ok_or(Unreadable)?),
            Kind::Phone(_) => Answer::Phone(contact::phone(&line(tree)?).ok_or(Unreadable)?),
            Kind::File(_) => {
                let files: Option<Vec<_>> =
                    names(tree).iter().map(|name| self.attached.get(name).cloned()).collect();
                Answer::Files(files.filter(|files| !files.is_empty()).ok_or(Unreadable)?)
            }
            Kind::Consent(kind) => {
                // True, or the version of the text that was shown.
                let version = match tree.text() {
                    Some(text) if text != "true" && text != "1" => text.to_owned(),
                    _ if yes(tree)? => kind.version.clone(),
                    _ => return Ok(None),
                };
                if version == "false" || version == "0" {
                    return Ok(None);
                }
                Answer::Consent(version)
            }
            Kind::Information(_) => return Ok(None),
        };
        Ok(Some(answer))
    }

    fn chosen(&self, options: &[Choosable], other: bool, tree: &Tree) -> Read<Chosen> {
        if let Some(option) = self.option(options, tree) {
            return Ok(Chosen::Option(option));
        }
        match tree.part("other") {
            Some(text) if other => Ok(Chosen::Other(line(text)?)),
            _ => Err(Unreadable),
        }
    }

    /// The option of a code: that of the code list, or the option's own id.
    fn option(&self, options: &[Choosable], tree: &Tree) -> Option<StableId> {
        let code = match tree {
            Tree::Bool(is) => {
                if *is {
                    "true"
                } else {
                    "false"
                }
            }
            tree => tree.text()?,
        };
        let coded = self.codes.and_then(|codes| codes.iter().find(|(_, value)| value.code.trim() == code));
        let own = |id: &StableId| options.iter().any(|option| option.id == *id);
        match coded {
            Some((id, _)) => Some(id.clone()).filter(own),
            None => options.iter().map(|option| &option.id).find(|id| id.as_str() == code).cloned(),
        }
    }
}

/// The attachments that a value names: their ids as texts, one or several, perhaps as `attachmentId`.
pub(super) fn names(tree: &Tree) -> Vec<String> {
    let one = |item: &Tree| {
        let id = item.part("attachmentId").or_else(|| item.part("id")).unwrap_or(item);
        id.text().map(|text| text.trim().to_lowercase())
    };
    tree.items().into_iter().filter_map(one).collect()
}

fn words(tree: &Tree) -> Read<String> {
    match tree {
        Tree::Bool(is) => Ok(is.to_string()),
        tree => {
            let text = tree.text().ok_or(Unreadable)?.replace("\r\n", "\n");
            Ok(text.chars().filter(|sign| !sign.is_control() || matches!(sign, '\n' | '\t')).collect())
        }
    }
}

fn line(tree: &Tree) -> Read<String> {
    Ok(words(tree)?.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn number(tree: &Tree) -> Read<Decimal> {
    tree.text().ok_or(Unreadable)?.replace(',', ".").parse().map_err(|_| Unreadable)
}

fn cents(tree: &Tree) -> Read<Cents> {
    let millionths = match tree.part("betrag").or_else(|| tree.part("amount")) {
        Some(amount) => number(amount)?,
        None => number(tree)?,
    }
    .millionths();
    if millionths % 10_000 == 0 { Ok(Cents(millionths / 10_000)) } else { Err(Unreadable) }
}

/// A day as ISO 8601 writes it, a time or zone behind it passed over; or as people write it.
fn day(tree: &Tree) -> Read<Date> {
    let text = tree.text().ok_or(Unreadable)?;
    let plain = text.get(..10).filter(|_| text.len() == 10 || !text.as_bytes()[10].is_ascii_digit());
    if let Some(day) = plain.and_then(|plain| plain.parse::<Date>().ok()) {
        return Ok(day);
    }
    rathaus_web::form::read_date(text).ok_or(Unreadable)
}

fn period(tree: &Tree) -> Read<Period> {
    let end = |names: [&str; 2]| match names.iter().find_map(|name| tree.part(name)) {
        Some(part) if !part.is_blank() => day(part).map(Some),
        _ => Ok(None),
    };
    let period = Period { from: end(["from", "von"])?, to: end(["to", "bis"])? };
    if period == Period::default() { Err(Unreadable) } else { Ok(period) }
}

fn step(tree: &Tree) -> Read<u8> {
    tree.text().and_then(|text| text.parse().ok()).ok_or(Unreadable)
}

fn yes(tree: &Tree) -> Read<bool> {
    match tree {
        Tree::Bool(is) => Ok(*is),
        tree => match tree.text().ok_or(Unreadable)?.to_lowercase().as_str() {
            "true" | "1" | "ja" | "yes" => Ok(true),
            "false" | "0" | "nein" | "no" => Ok(false),
            _ => Err(Unreadable),
        },
    }
}

fn body(tree: &Tree) -> Read<Body> {
    let text = line(tree)?;
    Ok(text.parse::<Ags>().map_or_else(|_| Body::Name(text), Body::Ags))
}

fn address(tree: &Tree) -> Read<PostalAddress> {
    let Tree::Object(parts) = tree else { return Err(Unreadable) };
    let mut address = PostalAddress::default();
    for (name, part) in parts.iter().filter(|(_, part)| !part.is_blank()) {
        let into = match name.as_str() {
            "street" => &mut address.street,
            "number" => &mut address.number,
            "postcode" => &mut address.postcode,
            "place" => &mut address.place,
            "country" => &mut address.country,
            _ => return Err(Unreadable),
        };
        *into = line(part)?;
    }
    Ok(address)
}
