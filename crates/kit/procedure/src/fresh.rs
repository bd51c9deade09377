//! The settings with which a new field begins.

use std::collections::BTreeSet;

use crate::field::{
    Address, Choice, Choosable, Consent, Day, Email, File, Iban, Information, Kind, KindName, LongText,
    Matrix, Money, Number, Organisation, Phone, Ranking, Rating, Several, Text, YesNo,
};
use crate::words::{StableId, Words};

/// The usual settings of a kind. Kinds with options begin with two, those with a scale with five
/// steps; their words are for the editor to replace.
pub fn fresh(kind: KindName, label: &Words) -> Kind {
    let options = || {
        ["a", "b"]
            .map(|name| Choosable {
                id: StableId::propose(name, &BTreeSet::new()),
                label: Words::de(name.to_uppercase()),
            })
            .to_vec()
    };
    let scale = || Rating { steps: 5, low: Words::de("1"), high: Words::de("5") };
    match kind {
        KindName::Text => Kind::Text(Text::default()),
        KindName::LongText => Kind::LongText(LongText::default()),
        KindName::Number => Kind::Number(Number::default()),
        KindName::Money => Kind::Money(Money::default()),
        KindName::Date => Kind::Date(Day::default()),
        KindName::Period => Kind::Period(Day::default()),
        KindName::Choice => Kind::Choice(Choice { options: options(), ..Choice::default() }),
        KindName::Several => Kind::Several(Several { options: options(), ..Several::default() }),
        KindName::Rating => Kind::Rating(scale()),
        KindName::Matrix => Kind::Matrix(Matrix { rows: options(), scale: scale() }),
        KindName::Ranking => Kind::Ranking(Ranking { options: options(), at_least: None }),
        KindName::YesNo => Kind::YesNo(YesNo {}),
        KindName::Organisation => Kind::Organisation(Organisation::default()),
        KindName::Address => Kind::Address(Address::default()),
        KindName::Iban => Kind::Iban(Iban {}),
        KindName::Email => Kind::Email(Email {}),
        KindName::Phone => Kind::Phone(Phone {}),
        KindName::File => Kind::File(File {
            types: vec!["application/pdf".to_owned(), "image/jpeg".to_owned(), "image/png".to_owned()],
            max_bytes: 10_000_000,
            max_count: 3,
        }),
        KindName::Consent => Kind::Consent(Consent { text: label.clone(), version: "1".to_owned() }),
        KindName::Information => Kind::Information(Information { text: label.clone() }),
    }
}
