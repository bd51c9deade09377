//! The kinds of question a form can ask, each with its settings.
//!
//! What an answer of a kind looks like is in [`crate::answers`], what makes it right in
//! [`crate::validate`], and how it is read from a page in [`crate::read`].

use jiff::Span;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::kind_name::KindName;
use crate::number::Decimal;
use crate::words::{StableId, Words};

/// The kind of a field and its settings. In JSON an object with one property, the kind's name:
/// `{"text": {"max": 80}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line of text.
    Text(Text),
    /// Several lines of text.
    LongText(LongText),
    /// A number.
    Number(Number),
    /// An amount in euros.
    Money(Money),
    /// A day.
    Date(Day),
    /// Two days, from and to, both included.
    Period(Day),
    /// One of several options.
    Choice(Choice),
    /// Any number of options.
    Several(Several),
    /// A step on a scale.
    Rating(Rating),
    /// Several rows, each rated on the same scale.
    Matrix(Matrix),
    /// Options put in order, the most important first.
    Ranking(Ranking),
    /// Yes or no.
    YesNo(YesNo),
    /// A municipality or county of the register.
    Organisation(Organisation),
    /// A postal address.
    Address(Address),
    /// An international bank account number, checked by its check digits.
    Iban(Iban),
    /// An e-mail address.
    Email(Email),
    /// A telephone number.
    Phone(Phone),
    /// Files to be handed in.
    File(File),
    /// Something a person must agree to.
    Consent(Consent),
    /// A text between the questions; there is no answer.
    Information(Information),
}

impl Kind {
    /// The kind without its settings.
    pub fn name(&self) -> KindName {
        match self {
            Kind::Text(_) => KindName::Text,
            Kind::LongText(_) => KindName::LongText,
            Kind::Number(_) => KindName::Number,
            Kind::Money(_) => KindName::Money,
            Kind::Date(_) => KindName::Date,
            Kind::Period(_) => KindName::Period,
            Kind::Choice(_) => KindName::Choice,
            Kind::Several(_) => KindName::Several,
            Kind::Rating(_) => KindName::Rating,
            Kind::Matrix(_) => KindName::Matrix,
            Kind::Ranking(_) => KindName::Ranking,
            Kind::YesNo(_) => KindName::YesNo,
            Kind::Organisation(_) => KindName::Organisation,
            Kind::Address(_) => KindName::Address,
            Kind::Iban(_) => KindName::Iban,
            Kind::Email(_) => KindName::Email,
            Kind::Phone(_) => KindName::Phone,
            Kind::File(_) => KindName::File,
            Kind::Consent(_) => KindName::Consent,
            Kind::Information(_) => KindName::Information,
        }
    }

    /// Whether the kind takes an answer; an information does not.
    pub fn is_question(&self) -> bool {
        !matches!(self, Kind::Information(_))
    }

    /// The options, or the rows of a matrix; `None` for kinds without any.
    pub fn options(&self) -> Option<&Vec<Choosable>> {
        match self {
            Kind::Choice(kind) => Some(&kind.options),
            Kind::Several(kind) => Some(&kind.options),
            Kind::Ranking(kind) => Some(&kind.options),
            Kind::Matrix(kind) => Some(&kind.rows),
            _ => None,
        }
    }

    /// The options or rows, to be changed.
    pub fn options_mut(&mut self) -> Option<&mut Vec<Choosable>> {
        match self {
            Kind::Choice(kind) => Some(&mut kind.options),
            Kind::Several(kind) => Some(&mut kind.options),
            Kind::Ranking(kind) => Some(&mut kind.options),
            Kind::Matrix(kind) => Some(&mut kind.rows),
            _ => None,
        }
    }

    /// The option or row of this id.
    pub fn option(&self, id: &StableId) -> Option<&Choosable> {
        self.options()?.iter().find(|option| option.id == *id)
    }
}

/// An option of a choice, a several or a ranking, or a row of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choosable {
    /// Its id, unique within its field.
    pub id: StableId,
    /// What people read.
    pub label: Words,
}

/// Settings of one line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The fewest characters of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The most characters; [`Text::MOST`] where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// What the text must look like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
    /// What a browser may fill in by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<Autocomplete>,
}

impl Text {
    /// The most characters where the form says nothing, and the most it may say.
    pub const MOST: u32 = 500;
}

/// What a line of text must look like. A short list instead of expressions that nobody can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// The digits 0 to 9 only.
    Digits,
    /// Letters only, with spaces, hyphens and apostrophes between them.
    Letters,
    /// No spaces.
    OneWord,
    /// A German postcode: five digits.
    Postcode,
    /// A web address, with or without `https://`.
    WebAddress,
    /// The German tax number of a person: eleven digits with a check digit (§ 139b AO).
    TaxId,
}

impl Pattern {
    /// All patterns.
    pub const ALL: [Pattern; 6] = [
        Pattern::Digits,
        Pattern::Letters,
        Pattern::OneWord,
        Pattern::Postcode,
        Pattern::WebAddress,
        Pattern::TaxId,
    ];

    /// The name in JSON and in translation keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Pattern::Digits => "digits",
            Pattern::Letters => "letters",
            Pattern::OneWord => "one_word",
            Pattern::Postcode => "postcode",
            Pattern::WebAddress => "web_address",
            Pattern::TaxId => "tax_id",
        }
    }
}

/// What a browser may fill in (the autofill field names of HTML; WCAG 1.3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Autocomplete {
    /// The whole name of a person.
    Name,
    /// First names.
    GivenName,
    /// The family name.
    FamilyName,
    /// The name of an organisation.
    Organization,
    /// The office or role of a person.
    OrganizationTitle,
    /// A birthday.
    Bday,
    /// Street and house number.
    StreetAddress,
    /// A postcode.
    PostalCode,
    /// A town.
    #[serde(rename = "address-level2")]
    AddressLevel2,
    /// A country.
    CountryName,
    /// A web address.
    Url,
    /// Nothing: the answer is about somebody else.
    Off,
}

impl Autocomplete {
    /// The value of the HTML attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Autocomplete::Name => "name",
            Autocomplete::GivenName => "given-name",
            Autocomplete::FamilyName => "family-name",
            Autocomplete::Organization => "organization",
            Autocomplete::OrganizationTitle => "organization-title",
            Autocomplete::Bday => "bday",
            Autocomplete::StreetAddress => "street-address",
            Autocomplete::PostalCode => "postal-code",
            Autocomplete::AddressLevel2 => "address-level2",
            Autocomplete::CountryName => "country-name",
            Autocomplete::Url => "url",
            Autocomplete::Off => "off",
        }
    }
}

/// Settings of several lines of text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LongText {
    /// How many lines the box shows, 2 to 40; 5 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u8>,
    /// The fewest characters of an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The most characters; 5,000 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

impl LongText {
    /// The most characters where the form says nothing.
    pub const USUAL: u32 = 5_000;
    /// The most characters a form may allow.
    pub const MOST: u32 = 50_000;
}

/// Settings of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// Places after the decimal sign, 0 (whole numbers) to 6.
    #[serde(default)]
    pub decimals: u8,
    /// The smallest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The largest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// What is counted, shown behind the box: Stunden, m², Prozent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Words>,
}

/// Settings of an amount in euros.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// The smallest amount allowed, in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The largest amount allowed, in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
}

impl Money {
    /// The largest amount that can be answered at all, in cents: ten billion euros.
    pub const MOST: i64 = 1_000_000_000_000;
}

/// Settings of a day or a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// The first day allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<DayBound>,
    /// The last day allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<DayBound>,
}

/// A day that is fixed, or counted from the day of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayBound {
    /// This day: `{"on": "2026-11-22"}`.
    On(#[schemars(with = "String", extend("format" = "date"))] Date),
    /// So many days after today, before it where negative: `{"days": -30}`.
    Days(i32),
    /// So many years after today, before it where negative: `{"years": -18}`.
    Years(i32),
}

impl DayBound {
    /// The day meant, on the day `today`. What lies beyond the calendar stops at its end.
    pub fn resolve(self, today: Date) -> Date {
        let (span, back) = match self {
            DayBound::On(day) => return day,
            DayBound::Days(days) => (Span::new().try_days(days), days < 0),
            DayBound::Years(years) => (Span::new().try_years(years), years < 0),
        };
        let end = if back { Date::MIN } else { Date::MAX };
        span.map_or(end, |span| today.saturating_add(span))
    }
}

/// Settings of a choice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What can be chosen.
    pub options: Vec<Choosable>,
    /// How it is shown.
    #[serde(default)]
    pub look: Look,
    /// Whether something else can be written instead.
    #[serde(default)]
    pub other: bool,
}

/// How a choice is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// All options one below the other.
    #[default]
    Radios,
    /// A list that opens.
    Select,
}

/// Settings of a choice of several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Several {
    /// What can be chosen.
    pub options: Vec<Choosable>,
    /// The fewest to be chosen where anything is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The most to be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Whether something else can be written as well.
    #[serde(default)]
    pub other: bool,
}

/// Settings of a scale: steps from 1 on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// How many steps, 2 to 11.
    pub steps: u8,
    /// What step 1 means.
    pub low: Words,
    /// What the last step means.
    pub high: Words,
}

/// Settings of a rating matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// What is rated, one row each. Where the field is required, every row is.
    pub rows: Vec<Choosable>,
    /// The scale of every row.
    pub scale: Rating,
}

/// Settings of a ranking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// What is put in order.
    pub options: Vec<Choosable>,
    /// How many must be ranked where anything is; all where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
}

/// Settings of yes or no; there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YesNo {}

/// Settings of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Which bodies of the register can be named; every body where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<BodyKind>,
    /// Whether a name that is not in the register can be written.
    #[serde(default)]
    pub free_text: bool,
}

/// A kind of body in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// A town or a municipality, also one that is its own county.
    Municipality,
    /// A county, or a town that is its own county.
    County,
}

/// Settings of an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Whether addresses outside Germany can be given: the country is asked, and a postcode has
    /// five digits only where it is Germany or left out.
    #[serde(default)]
    pub abroad: bool,
}

/// Settings of an account number; there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Iban {}

/// Settings of an e-mail address; there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Email {}

/// Settings of a telephone number; there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phone {}

/// Settings of files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The media types accepted, such as `application/pdf` or `image/*`.
    pub types: Vec<String>,
    /// The most bytes of one file.
    pub max_bytes: u64,
    /// The most files.
    pub max_count: u32,
}

impl File {
    /// The most bytes of one file that a form may allow: 100 MiB.
    pub const MOST_BYTES: u64 = 100 * 1024 * 1024;

    /// Whether a media type is accepted.
    pub fn takes(&self, media: &str) -> bool {
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        self.types.iter().any(|wanted| match wanted.strip_suffix("/*") {
            Some(family) => media.split('/').next() == Some(family),
            None => *wanted == media,
        })
    }
}

/// Settings of a consent. A required one must be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// What is agreed to.
    pub text: Words,
    /// The version of the text, kept with the answer: `2026-1`.
    pub version: String,
}

/// Settings of an information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Information {
    /// Plain text; empty lines divide paragraphs.
    pub text: Words,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn names_are_those_of_json() {
        for kind in KindName::ALL {
            assert_eq!(serde_json::to_value(kind).expect("name"), kind.as_str());
            assert_eq!(KindName::from_name(kind.as_str()), Some(kind));
        }
        for pattern in Pattern::ALL {
            assert_eq!(serde_json::to_value(pattern).expect("name"), pattern.as_str());
        }
        let json = serde_json::to_value(Autocomplete::AddressLevel2).expect("name");
        assert_eq!(json, Autocomplete::AddressLevel2.as_str());
    }

    #[test]
    fn days_count_from_today_and_stop_at_the_calendar() {
        let today = date(2028, 2, 29);
        for (bound, day) in [
            (DayBound::On(date(2026, 1, 1)), date(2026, 1, 1)),
            (DayBound::Days(-1), date(2028, 2, 28)),
            (DayBound::Days(0), today),
            (DayBound::Years(-18), date(2010, 2, 28)),
            (DayBound::Years(i32::MAX), Date::MAX),
            (DayBound::Days(i32::MIN), Date::MIN),
        ] {
            assert_eq!(bound.resolve(today), day, "{bound:?}");
        }
    }

    #[test]
    fn media_types_are_compared_without_parameters() {
        let file =
            File { types: vec!["application/pdf".into(), "image/*".into()], max_bytes: 1, max_count: 1 };
        for (media, takes) in [
            ("application/pdf", true),
            ("Application/PDF; q=1", true),
            ("image/png", true),
            ("images/png", false),
            ("text/html", false),
            ("", false),
        ] {
            assert_eq!(file.takes(media), takes, "{media}");
        }
    }
}
