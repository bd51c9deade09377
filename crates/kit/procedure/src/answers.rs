//! What a person answered: stable id → value, independent of the page it was typed on.
//!
//! A value says what it is (`{"money": 1200}`), so that answers can be read without their form.
//! Whether it is what the form asked for is decided by [`crate::validate`].

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use rathaus_core::{Ags, Cents};
use serde::{Deserialize, Serialize};

use crate::definition::{Definition, Item, Page};
use crate::number::Decimal;
use crate::visible::visible;
use crate::words::StableId;

/// The answers to a form, or to one record of a group, by the id of field or group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(pub BTreeMap<StableId, Answer>);

/// One answer. In JSON an object with one property, what it is: `{"date": "2026-11-22"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// One or several lines of text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// Whole cents.
    Money(Cents),
    /// A day.
    Date(Date),
    /// From a day to a day, both included.
    Period(Period),
    /// One option, or something else.
    Choice(Chosen),
    /// Several options, and perhaps something else.
    Several(SeveralChosen),
    /// A step of the scale, from 1 on.
    Rating(u8),
    /// Row → step.
    Matrix(BTreeMap<StableId, u8>),
    /// Options, the most important first.
    Ranking(Vec<StableId>),
    /// Yes is true.
    YesNo(bool),
    /// A body of the register, or a name.
    Organisation(Body),
    /// An address.
    Address(PostalAddress),
    /// An account number without spaces.
    Iban(String),
    /// An e-mail address.
    Email(String),
    /// A telephone number in the form of E.164: `+49561123456`.
    Phone(String),
    /// Files that have been handed in.
    Files(Vec<FileRef>),
    /// The version of the text that was agreed to.
    Consent(String),
    /// The records of a group.
    Records(Vec<Answers>),
    /// What was typed and could not be read, by part of the field; kept so that the page can show
    /// it again. Never part of a submission.
    Raw(BTreeMap<String, Vec<String>>),
}

/// From a day to a day. Either may be missing while the form is being filled in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// One of the options.
    Option(StableId),
    /// Something else, in own words.
    Other(String),
}

/// What was chosen of several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeveralChosen {
    /// Options, in the order of the form.
    pub options: Vec<StableId>,
    /// Something else, in own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// A municipality or county of the register.
    Ags(Ags),
    /// A name that is not in the register.
    Name(String),
}

/// A postal address. A missing part is an empty text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostalAddress {
    /// The street.
    #[serde(default)]
    pub street: String,
    /// The house number.
    #[serde(default)]
    pub number: String,
    /// The postcode.
    #[serde(default)]
    pub postcode: String,
    /// The town.
    #[serde(default)]
    pub place: String,
    /// The country; empty means Germany.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
}

impl PostalAddress {
    /// The parts by the names they have in a page.
    pub fn parts(&self) -> [(&'static str, &str); 5] {
        [
            ("street", &self.street),
            ("number", &self.number),
            ("postcode", &self.postcode),
            ("place", &self.place),
            ("country", &self.country),
        ]
    }

    /// Whether the address is in Germany.
    pub fn is_german(&self) -> bool {
        matches!(self.country.trim().to_lowercase().as_str(), "" | "de" | "d" | "deutschland" | "germany")
    }
}

/// A file that has been handed in; its bytes are kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// The id under which the file is kept.
    pub id: String,
    /// The name the person gave it.
    pub name: String,
    /// Its media type, as found out by whoever took it in.
    pub media: String,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Answer {
    /// Whether it says nothing, so that the question counts as not answered.
    pub fn is_blank(&self) -> bool {
        let blank = |text: &String| text.trim().is_empty();
        match self {
            Answer::Text(text) | Answer::Iban(text) | Answer::Email(text) | Answer::Phone(text) => {
                blank(text)
            }
            Answer::Consent(version) => blank(version),
            Answer::Period(period) => *period == Period::default(),
            Answer::Several(chosen) => chosen.options.is_empty() && chosen.other.is_none(),
            Answer::Matrix(rows) => rows.is_empty(),
            Answer::Ranking(options) => options.is_empty(),
            Answer::Organisation(Body::Name(name)) => blank(name),
            Answer::Address(address) => address.parts().iter().all(|(_, text)| text.trim().is_empty()),
            Answer::Files(files) => files.is_empty(),
            Answer::Records(records) => records.is_empty(),
            Answer::Raw(parts) => parts.values().flatten().all(blank),
            Answer::Number(_)
            | Answer::Money(_)
            | Answer::Date(_)
            | Answer::Choice(_)
            | Answer::Rating(_)
            | Answer::YesNo(_)
            | Answer::Organisation(Body::Ags(_)) => false,
        }
    }

    /// Whether it counts for conditions: it says something that could be read.
    pub fn counts(&self) -> bool {
        !self.is_blank() && !matches!(self, Answer::Raw(_))
    }
}

impl Answers {
    /// No answers yet.
    pub fn new() -> Answers {
        Answers::default()
    }

    /// The answer of this field, or the records of this group.
    pub fn get(&self, id: &StableId) -> Option<&Answer> {
        self.0.get(id)
    }

    /// Puts an answer in the place of what was there.
    pub fn set(&mut self, id: StableId, answer: Answer) {
        self.0.insert(id, answer);
    }

    /// The records of a group; none where it is not answered.
    pub fn records(&self, group: &StableId) -> &[Answers] {
        match self.0.get(group) {
            Some(Answer::Records(records)) => records,
            _ => &[],
        }
    }

    /// Whether nothing at all is answered.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(|answer| match answer {
            Answer::Records(records) => records.iter().all(Answers::is_blank),
            answer => answer.is_blank(),
        })
    }

    /// Puts what was read from a page in the place of everything that page had answered before.
    pub fn replace_page(&mut self, page: &Page, read: Answers) {
        for item in &page.items {
            self.0.remove(item.id());
        }
        let of_page = read.0.into_iter().filter(|(id, _)| page.item(id).is_some());
        self.0.extend(of_page);
    }

    /// What is submitted: without answers to fields that are not shown, without blanks, without
    /// what could not be read and without what the form does not know.
    pub fn submitted(&self, definition: &Definition, today: Date) -> Answers {
        let shown = visible(definition, self, today);
        let mut kept = Answers::new();
        for (_, item) in definition.items() {
            let Some(answer) = self.get(item.id()).filter(|_| shown.has_item(item.id())) else { continue };
            match (item, answer) {
                (Item::Field(field), answer) if answer.counts() && field.kind.is_question() => {
                    kept.set(field.id.clone(), answer.clone());
                }
                (Item::Group(group), Answer::Records(records)) if !records.is_empty() => {
                    let records = records.iter().enumerate().map(|(place, record)| {
                        let fields = group.fields.iter().filter(|field| {
                            field.kind.is_question() && shown.has_field(&group.id, place, &field.id)
                        });
                        let of_field = |id: &StableId| {
                            let answer = record.get(id).filter(|answer| answer.counts())?;
                            Some((id.clone(), answer.clone()))
                        };
                        Answers(fields.filter_map(|field| of_field(&field.id)).collect())
                    });
                    kept.set(group.id.clone(), Answer::Records(records.collect()));
                }
                _ => {}
            }
        }
        kept
    }
}

/// Where in a form something is: a field, a part of it, or a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The group, and which of its records (from 0) where one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<(StableId, usize)>,
    /// The field, or the group itself.
    pub id: StableId,
    /// Whether `id` is a group.
    #[serde(default)]
    pub is_group: bool,
    /// The part of the field: a row of a matrix, `postcode` of an address, `to` of a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

impl Place {
    /// A field outside groups.
    pub fn field(id: StableId) -> Place {
        Place { record: None, id, is_group: false, part: None }
    }

    /// A field of a record, counted from 0.
    pub fn in_record(group: StableId, record: usize, id: StableId) -> Place {
        Place { record: Some((group, record)), id, is_group: false, part: None }
    }

    /// A group as a whole.
    pub fn group(id: StableId) -> Place {
        Place { record: None, id, is_group: true, part: None }
    }

    /// The same place, one part of it. An empty part is the whole field.
    pub fn part(mut self, part: &str) -> Place {
        self.part = (!part.is_empty()).then(|| part.to_owned());
        self
    }

    /// The field without its part.
    pub fn whole(mut self) -> Place {
        self.part = None;
        self
    }

    /// The name of the input on a page, as written at [`crate::read`]: `f.name`, `f.home.postcode`,
    /// `g.needs.0.title`, `g.needs`.
    pub fn input_name(&self) -> String {
        let mut name = match &self.record {
            Some((group, record)) => format!("g.{group}.{record}.{}", self.id),
            None if self.is_group => format!("g.{}", self.id),
            None => format!("f.{}", self.id),
        };
        if let Some(part) = &self.part {
            name.push('.');
            name.push_str(part);
        }
        name
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.input_name())
    }
}
