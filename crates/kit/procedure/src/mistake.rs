//! What can be wrong with an answer, as data: the words for it are in the translations.
//!
//! A page shows the text of [`What::key`] with the arguments of [`What::args`] beside the field
//! and in its summary of mistakes.

use jiff::civil::Date;
use rathaus_core::{Cents, Lang};

use crate::answers::Place;
use crate::contact::IbanFault;
use crate::field::{BodyKind, Pattern};
use crate::number::{Decimal, show_cents};
use crate::read::date_text;

/// A mistake and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What.
    pub what: What,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// It must be answered and is not.
    Missing,
    /// A part of it is missing: a row of a matrix, the postcode of an address.
    PartMissing,
    /// Fewer characters than asked for.
    TooShort {
        /// The fewest.
        min: u32,
        /// How many there are.
        is: u32,
    },
    /// More characters than there may be.
    TooLong {
        /// The most.
        max: u32,
        /// How many there are.
        is: u32,
    },
    /// Signs that cannot be written, such as a zero byte.
    ControlSigns,
    /// It does not look as asked for.
    Pattern {
        /// What it must look like.
        pattern: Pattern,
    },
    /// It is no number.
    NoNumber,
    /// More places after the decimal sign than there may be.
    TooManyDecimals {
        /// The most.
        most: u8,
    },
    /// Below the smallest number.
    NumberTooSmall {
        /// The smallest.
        min: Decimal,
    },
    /// Above the largest number.
    NumberTooLarge {
        /// The largest.
        max: Decimal,
    },
    /// It is no amount of money.
    NoAmount,
    /// Below the smallest amount.
    AmountTooSmall {
        /// The smallest.
        min: Cents,
    },
    /// Above the largest amount.
    AmountTooLarge {
        /// The largest.
        max: Cents,
    },
    /// It is no day.
    NoDate,
    /// Before the first day.
    TooEarly {
        /// The first.
        first: Date,
    },
    /// After the last day.
    TooLate {
        /// The last.
        last: Date,
    },
    /// A period ends before it begins.
    EndsBeforeBegin,
    /// It is none of the options.
    UnknownOption {
        /// What was sent.
        option: String,
    },
    /// Something else was chosen, and not written what.
    OtherMissing,
    /// Something else was written where only options can be chosen.
    NoOther,
    /// Fewer options chosen than asked for.
    TooFewChosen {
        /// The fewest.
        min: u32,
    },
    /// More options chosen than there may be.
    TooManyChosen {
        /// The most.
        max: u32,
    },
    /// The same option twice.
    ChosenTwice {
        /// The option.
        option: String,
    },
    /// No step of the scale.
    NotOnScale {
        /// The last step; the first is 1.
        steps: u8,
    },
    /// No place of a ranking.
    NoPlace {
        /// The last place; the first is 1.
        most: u32,
    },
    /// Two options at the same place of a ranking.
    SamePlace {
        /// The place.
        place: u32,
    },
    /// Fewer options ranked than asked for.
    TooFewRanked {
        /// The fewest.
        min: u32,
    },
    /// No body of the register.
    UnknownOrganisation,
    /// Several bodies of this name.
    AmbiguousOrganisation,
    /// A body of the wrong kind.
    WrongBody {
        /// The kind asked for.
        only: BodyKind,
    },
    /// No German postcode.
    NoPostcode,
    /// No account number.
    Iban {
        /// Why not.
        why: IbanFault,
    },
    /// No e-mail address.
    NoEmail,
    /// No telephone number.
    NoPhone,
    /// A file that was not handed in here.
    UnknownFile,
    /// A file of a type that is not accepted.
    FileType {
        /// Its name.
        name: String,
        /// What is accepted.
        types: String,
    },
    /// A file that is too large.
    FileTooLarge {
        /// Its name.
        name: String,
        /// The most bytes.
        max: u64,
    },
    /// A file without content.
    FileEmpty {
        /// Its name.
        name: String,
    },
    /// A file with a malicious program.
    FileMalicious {
        /// Its name.
        name: String,
    },
    /// A file into which nobody could look now.
    FileUnchecked {
        /// Its name.
        name: String,
    },
    /// A file into which nobody can look.
    FileUncheckable {
        /// Its name.
        name: String,
    },
    /// More files than there may be.
    TooManyFiles {
        /// The most.
        max: u32,
    },
    /// It must be agreed to.
    ConsentMissing,
    /// The text was changed since it was agreed to.
    ConsentOutdated,
    /// Fewer records of a group than asked for.
    TooFewRecords {
        /// The fewest.
        min: u32,
    },
    /// More records of a group than there may be.
    TooManyRecords {
        /// The most.
        max: u32,
    },
    /// The answer is of another kind than the question (from the interface for programs).
    WrongKind {
        /// The kind of the question.
        kind: &'static str,
    },
    /// The form has no such field here (from the interface for programs).
    UnknownField,
    /// It could not be read.
    Unreadable,
}

/// An argument of a translated text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// A number, for plural forms.
    Number(i64),
    /// A text, already in the language asked for.
    Text(String),
}

impl What {
    /// The key of the text. All keys are in [`mistake_keys`].
    pub fn key(&self) -> &'static str {
        match self {
            What::Missing => "procedure-mistake-missing",
            What::PartMissing => "procedure-mistake-part-missing",
            What::TooShort { .. } => "procedure-mistake-too-short",
            What::TooLong { .. } => "procedure-mistake-too-long",
            What::ControlSigns => "procedure-mistake-control-signs",
            What::Pattern { pattern } => match pattern {
                Pattern::Digits => "procedure-mistake-pattern-digits",
                Pattern::Letters => "procedure-mistake-pattern-letters",
                Pattern::OneWord => "procedure-mistake-pattern-one-word",
                Pattern::Postcode => "procedure-mistake-pattern-postcode",
                Pattern::WebAddress => "procedure-mistake-pattern-web-address",
                Pattern::TaxId => "procedure-mistake-pattern-tax-id",
            },
            What::NoNumber => "procedure-mistake-no-number",
            What::TooManyDecimals { most: 0 } => "procedure-mistake-not-whole",
            What::TooManyDecimals { .. } => "procedure-mistake-too-many-decimals",
            What::NumberTooSmall { .. } => "procedure-mistake-number-too-small",
            What::NumberTooLarge { .. } => "procedure-mistake-number-too-large",
            What::NoAmount => "procedure-mistake-no-amount",
            What::AmountTooSmall { .. } => "procedure-mistake-amount-too-small",
            What::AmountTooLarge { .. } => "procedure-mistake-amount-too-large",
            What::NoDate => "procedure-mistake-no-date",
            What::TooEarly { .. } => "procedure-mistake-too-early",
            What::TooLate { .. } => "procedure-mistake-too-late",
            What::EndsBeforeBegin => "procedure-mistake-ends-before-begin",
            What::UnknownOption { .. } => "procedure-mistake-unknown-option",
            What::OtherMissing => "procedure-mistake-other-missing",
            What::NoOther => "procedure-mistake-no-other",
            What::TooFewChosen { .. } => "procedure-mistake-too-few-chosen",
            What::TooManyChosen { .. } => "procedure-mistake-too-many-chosen",
            What::ChosenTwice { .. } => "procedure-mistake-chosen-twice",
            What::NotOnScale { .. } => "procedure-mistake-not-on-scale",
            What::NoPlace { .. } => "procedure-mistake-no-place",
            What::SamePlace { .. } => "procedure-mistake-same-place",
            What::TooFewRanked { .. } => "procedure-mistake-too-few-ranked",
            What::UnknownOrganisation => "procedure-mistake-unknown-organisation",
            What::AmbiguousOrganisation => "procedure-mistake-ambiguous-organisation",
            What::WrongBody { only: BodyKind::Municipality } => "procedure-mistake-not-a-municipality",
            What::WrongBody { only: BodyKind::County } => "procedure-mistake-not-a-county",
            What::NoPostcode => "procedure-mistake-no-postcode",
            What::Iban { why: IbanFault::Form } => "procedure-mistake-iban-form",
            What::Iban { why: IbanFault::CheckDigits } => "procedure-mistake-iban-check-digits",
            What::Iban { why: IbanFault::Country } => "procedure-mistake-iban-country",
            What::NoEmail => "procedure-mistake-no-email",
            What::NoPhone => "procedure-mistake-no-phone",
            What::UnknownFile => "procedure-mistake-unknown-file",
            What::FileType { .. } => "procedure-mistake-file-type",
            What::FileTooLarge { .. } => "procedure-mistake-file-too-large",
            What::FileEmpty { .. } => "procedure-mistake-file-empty",
            What::FileMalicious { .. } => "procedure-mistake-file-malicious",
            What::FileUnchecked { .. } => "procedure-mistake-file-unchecked",
            What::FileUncheckable { .. } => "procedure-mistake-file-uncheckable",
            What::TooManyFiles { .. } => "procedure-mistake-too-many-files",
            What::ConsentMissing => "procedure-mistake-consent-missing",
            What::ConsentOutdated => "procedure-mistake-consent-outdated",
            What::TooFewRecords { .. } => "procedure-mistake-too-few-records",
            What::TooManyRecords { .. } => "procedure-mistake-too-many-records",
            What::WrongKind { .. } => "procedure-mistake-wrong-kind",
            What::UnknownField => "procedure-mistake-unknown-field",
            What::Unreadable => "procedure-mistake-unreadable",
        }
    }

    /// The arguments of the text, named as the variant's fields; days and amounts as the language
    /// writes them, file sizes in whole megabytes.
    pub fn args(&self, lang: Lang) -> Vec<(&'static str, Argument)> {
        let number = |value: u32| Argument::Number(value.into());
        let text = |value: &str| Argument::Text(value.to_owned());
        match self {
            What::TooShort { min, is } => vec![("min", number(*min)), ("is", number(*is))],
            What::TooLong { max, is } => vec![("max", number(*max)), ("is", number(*is))],
            What::TooManyDecimals { most } => vec![("most", number((*most).into()))],
            What::NumberTooSmall { min } => vec![("min", Argument::Text(min.show(lang)))],
            What::NumberTooLarge { max } => vec![("max", Argument::Text(max.show(lang)))],
            What::AmountTooSmall { min } => vec![("min", Argument::Text(show_cents(*min, lang)))],
            What::AmountTooLarge { max } => vec![("max", Argument::Text(show_cents(*max, lang)))],
            What::TooEarly { first } => vec![("first", Argument::Text(date_text(*first, lang)))],
            What::TooLate { last } => vec![("last", Argument::Text(date_text(*last, lang)))],
            What::UnknownOption { option } | What::ChosenTwice { option } => vec![("option", text(option))],
            What::TooFewChosen { min } | What::TooFewRanked { min } | What::TooFewRecords { min } => {
                vec![("min", number(*min))]
            }
            What::TooManyChosen { max } | What::TooManyFiles { max } | What::TooManyRecords { max } => {
                vec![("max", number(*max))]
            }
            What::NotOnScale { steps } => vec![("steps", number((*steps).into()))],
            What::NoPlace { most } => vec![("most", number(*most))],
            What::SamePlace { place } => vec![("place", number(*place))],
            What::FileType { name, types } => vec![("name", text(name)), ("types", text(types))],
            What::FileTooLarge { name, max } => {
                let megabytes = Decimal::from_millionths(i64::try_from(*max).unwrap_or(i64::MAX));
                let rounded = megabytes.millionths().saturating_add(50_000) / 100_000 * 100_000;
                let shown = Decimal::from_millionths(rounded).show(lang);
                vec![("name", text(name)), ("max", Argument::Text(shown))]
            }
            What::FileEmpty { name }
            | What::FileMalicious { name }
            | What::FileUnchecked { name }
            | What::FileUncheckable { name } => vec![("name", text(name))],
            What::WrongKind { kind } => vec![("kind", text(kind))],
            _ => Vec::new(),
        }
    }

    /// One of each text: every variant that has a key of its own.
    pub fn samples() -> Vec<What> {
        let day = Date::constant(2026, 11, 22);
        let mut all = vec![
            What::Missing,
            What::PartMissing,
            What::TooShort { min: 10, is: 3 },
            What::TooLong { max: 10, is: 12 },
            What::ControlSigns,
            What::NoNumber,
            What::TooManyDecimals { most: 0 },
            What::TooManyDecimals { most: 2 },
            What::NumberTooSmall { min: Decimal::from_millionths(1_500_000) },
            What::NumberTooLarge { max: Decimal::from_millionths(1_500_000) },
            What::NoAmount,
            What::AmountTooSmall { min: Cents(100) },
            What::AmountTooLarge { max: Cents(123_456) },
            What::NoDate,
            What::TooEarly { first: day },
            What::TooLate { last: day },
            What::EndsBeforeBegin,
            What::UnknownOption { option: "rot".to_owned() },
            What::OtherMissing,
            What::NoOther,
            What::TooFewChosen { min: 2 },
            What::TooManyChosen { max: 2 },
            What::ChosenTwice { option: "rot".to_owned() },
            What::NotOnScale { steps: 5 },
            What::NoPlace { most: 3 },
            What::SamePlace { place: 1 },
            What::TooFewRanked { min: 2 },
            What::UnknownOrganisation,
            What::AmbiguousOrganisation,
            What::WrongBody { only: BodyKind::Municipality },
            What::WrongBody { only: BodyKind::County },
            What::NoPostcode,
            What::NoEmail,
            What::NoPhone,
            What::UnknownFile,
            What::FileType { name: "plan.exe".to_owned(), types: "application/pdf".to_owned() },
            What::FileTooLarge { name: "plan.pdf".to_owned(), max: 10_000_000 },
            What::FileEmpty { name: "plan.pdf".to_owned() },
            What::FileMalicious { name: "plan.pdf".to_owned() },
            What::FileUnchecked { name: "plan.pdf".to_owned() },
            What::FileUncheckable { name: "plan.pdf".to_owned() },
            What::TooManyFiles { max: 3 },
            What::ConsentMissing,
            What::ConsentOutdated,
            What::TooFewRecords { min: 1 },
            What::TooManyRecords { max: 5 },
            What::WrongKind { kind: "text" },
            What::UnknownField,
            What::Unreadable,
        ];
        all.extend(Pattern::ALL.map(|pattern| What::Pattern { pattern }));
        all.extend(
            [IbanFault::Form, IbanFault::CheckDigits, IbanFault::Country].map(|why| What::Iban { why }),
        );
        all
    }
}

/// The keys of all texts for mistakes, so that the translations can be compared with them.
pub fn mistake_keys() -> Vec<&'static str> {
    let mut keys: Vec<&'static str> = What::samples().iter().map(What::key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_has_a_key_of_its_own() {
        assert_eq!(mistake_keys().len(), What::samples().len());
        let source = include_str!("mistake.rs");
        let written: Vec<&str> = source
            .lines()
            .filter_map(|line| line.split("=> \"procedure-mistake-").nth(1)?.split('"').next())
            .collect();
        assert_eq!(written.len(), mistake_keys().len(), "a variant has no sample");
    }

    #[test]
    fn arguments_speak_the_language() {
        let late = What::TooLate { last: Date::constant(2026, 11, 2) };
        assert_eq!(late.args(Lang::De), [("last", Argument::Text("02.11.2026".into()))]);
        assert_eq!(late.args(Lang::En), [("last", Argument::Text("2 November 2026".into()))]);
        let large = What::FileTooLarge { name: "a".into(), max: 1_500_000 };
        assert_eq!(large.args(Lang::De)[1], ("max", Argument::Text("1,5".into())));
    }
}
