//! Forms, answers and steps of editing made from a tape of bytes: any tape gives something sound,
//! a shorter tape something smaller.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use rathaus_core::Cents;
use rathaus_procedure::answers::{Body, Chosen, FileRef, Period, PostalAddress, SeveralChosen};
use rathaus_procedure::condition::{Measure, Op};
use rathaus_procedure::definition::{External, Private};
use rathaus_procedure::edit::fresh;
use rathaus_procedure::field::{Choosable, DayBound, Pattern};
use rathaus_procedure::{
    Answer, Answers, Condition, Decimal, Definition, Edit, Field, Group, Item, Kind, KindName, Page,
    StableId, Words,
};

use super::id;

pub struct Tape<'a>(pub &'a [u8]);

impl Tape<'_> {
    /// A number below `n`; 0 at the end of the tape.
    pub fn pick(&mut self, n: usize) -> usize {
        match self.0.split_first() {
            Some((byte, rest)) if n > 1 => {
                self.0 = rest;
                usize::from(*byte) % n
            }
            _ => 0,
        }
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.pick(n) == n - 1
    }

    fn wide(&mut self) -> i64 {
        (0..8).fold(0_i64, |value, _| value.wrapping_mul(256).wrapping_add(self.pick(256) as i64))
    }

    fn words(&mut self) -> Words {
        const LABELS: [&str; 6] = ["Name", "Größe & Maß", "„Wie oft?“", "a/b~c", "Straße\tOrt", "🏛"];
        let de = LABELS[self.pick(6)].to_owned();
        let en = self.one_in(3).then(|| ["", "Size", "\"x\""][self.pick(3)].to_owned());
        Words { de, en }
    }

    fn some_words(&mut self) -> Option<Words> {
        self.one_in(4).then(|| self.words())
    }

    fn options(&mut self) -> Vec<Choosable> {
        (0..2 + self.pick(4)).map(|n| Choosable { id: id(&format!("o{n}")), label: self.words() }).collect()
    }

    fn day(&mut self) -> DayBound {
        match self.pick(3) {
            0 => DayBound::Days(self.pick(100) as i32 - 50),
            1 => DayBound::Years(self.pick(40) as i32 - 20),
            _ => DayBound::On(self.date()),
        }
    }

    fn date(&mut self) -> Date {
        date(2020 + self.pick(12) as i16, 1 + self.pick(12) as i8, 1 + self.pick(28) as i8)
    }

    pub fn kind(&mut self, name: KindName) -> Kind {
        let label = self.words();
        let mut kind = fresh(name, &label);
        if let Some(options) = kind.options_mut() {
            *options = self.options();
        }
        match &mut kind {
            Kind::Text(kind) => {
                kind.min = self.one_in(4).then(|| self.pick(4) as u32);
                kind.max = self.one_in(3).then(|| 4 + self.pick(20) as u32);
                kind.pattern = self.one_in(4).then(|| Pattern::ALL[self.pick(6)]);
            }
            Kind::LongText(kind) => kind.max = self.one_in(3).then(|| 5 + self.pick(20) as u32),
            Kind::Number(kind) => {
                kind.decimals = self.pick(7) as u8;
                kind.min =
                    self.one_in(3).then(|| Decimal::from_millionths(-(self.pick(9) as i64) * 1_500_000));
                kind.max = self.one_in(3).then(|| Decimal::from_millionths(self.pick(9) as i64 * 1_500_000));
                kind.unit = self.some_words();
            }
            Kind::Money(kind) => {
                kind.min = self.one_in(3).then(|| -(self.pick(200) as i64));
                kind.max = self.one_in(3).then(|| self.pick(200) as i64);
            }
            Kind::Date(kind) | Kind::Period(kind) => {
                kind.min = self.one_in(3).then(|| self.day());
                if kind.min.is_none() {
                    kind.max = self.one_in(3).then(|| self.day());
                }
            }
            Kind::Choice(kind) => kind.other = self.one_in(2),
            Kind::Several(kind) => {
                kind.other = self.one_in(2);
                kind.min = self.one_in(3).then(|| self.pick(3) as u32);
                kind.max = self.one_in(3).then(|| 2 + self.pick(3) as u32);
            }
            Kind::Rating(kind) => kind.steps = 2 + self.pick(6) as u8,
            Kind::Ranking(kind) => kind.at_least = self.one_in(2).then(|| self.pick(3) as u32),
            Kind::Organisation(kind) => kind.free_text = self.one_in(2),
            Kind::Address(kind) => kind.abroad = self.one_in(2),
            _ => {}
        }
        kind
    }

    fn condition(&mut self, before: &[(StableId, Option<Kind>)], depth: usize) -> Option<Condition> {
        if before.is_empty() {
            return None;
        }
        if depth > 0 && self.one_in(3) {
            let parts: Vec<Condition> =
                (0..self.pick(3)).filter_map(|_| self.condition(before, depth - 1)).collect();
            return Some(match self.pick(3) {
                0 => Condition::All(parts),
                1 => Condition::Any(parts),
                _ => Condition::Not(Box::new(self.condition(before, depth - 1)?)),
            });
        }
        let (field, kind) = before[self.pick(before.len())].clone();
        let op = Op::ALL[self.pick(5)];
        Some(match kind {
            Some(Kind::Choice(kind)) => {
                let option = kind.options[self.pick(kind.options.len())].id.clone();
                if self.one_in(2) {
                    Condition::OneOf { field, options: vec![option, kind.options[0].id.clone()] }
                } else {
                    Condition::Is { field, option }
                }
            }
            Some(Kind::YesNo(_)) => {
                Condition::Is { field, option: id(if self.one_in(2) { "yes" } else { "no" }) }
            }
            Some(Kind::Several(kind)) => {
                let option = kind.options[self.pick(kind.options.len())].id.clone();
                Condition::Contains { field, option }
            }
            Some(Kind::Number(_)) => {
                let value = Measure::Number(Decimal::from_millionths(self.pick(5) as i64 * 500_000));
                Condition::Compare { field, op, value }
            }
            Some(Kind::Money(_)) => {
                Condition::Compare { field, op, value: Measure::Money(self.pick(300) as i64) }
            }
            Some(Kind::Date(_)) => Condition::Compare { field, op, value: Measure::Date(self.day()) },
            Some(Kind::Rating(kind)) => {
                let step = 1 + self.pick(kind.steps.into()) as u8;
                Condition::Compare { field, op, value: Measure::Rating(step) }
            }
            _ => Condition::Answered(field),
        })
    }

    fn field(&mut self, name: &str, before: &[(StableId, Option<Kind>)]) -> Field {
        let kind = KindName::ALL[self.pick(20)];
        let mut field = Field::new(id(name), self.words(), self.kind(kind));
        field.hint = self.some_words();
        field.help = self.some_words();
        field.when = if self.one_in(3) { self.condition(before, 2) } else { None };
        field.shared = self.one_in(6);
        field.legal_basis = self.one_in(8).then(|| "§ 16 SGB VIII".to_owned());
        if field.kind.is_question() {
            field.required = self.one_in(3);
            if !field.required && self.one_in(4) {
                field.required_when = self.condition(before, 1);
            }
            field.private = self.one_in(6).then(|| Private { purpose: self.words() });
            field.prefill = self.one_in(8).then(|| "person.email".to_owned());
            field.external = self.one_in(8).then(|| External { id: "F1".to_owned(), version: None });
        }
        field
    }

    pub fn form(&mut self) -> Definition {
        let mut before: Vec<(StableId, Option<Kind>)> = Vec::new();
        let mut count = 0;
        let mut name = |prefix: &str| {
            count += 1;
            format!("{prefix}{count}")
        };
        let mut pages = Vec::new();
        for _ in 0..1 + self.pick(3) {
            let when = if self.one_in(3) { self.condition(&before, 2) } else { None };
            let mut page = Page {
                id: id(&name("p")),
                title: self.words(),
                intro: self.some_words(),
                when,
                items: Vec::new(),
            };
            for _ in 0..self.pick(5) {
                if self.one_in(4) {
                    let group_id = id(&name("g"));
                    let when = if self.one_in(3) { self.condition(&before, 2) } else { None };
                    let (mut within, mut fields) = (before.clone(), Vec::new());
                    for _ in 0..1 + self.pick(3) {
                        let field = self.field(&name("f"), &within);
                        if field.kind.is_question() {
                            within.push((field.id.clone(), Some(field.kind.clone())));
                        }
                        fields.push(field);
                    }
                    before.push((group_id.clone(), None));
                    let min = self.pick(2) as u32;
                    page.items.push(Item::Group(Box::new(Group {
                        id: group_id,
                        title: self.words(),
                        record: self.words(),
                        hint: self.some_words(),
                        min,
                        max: min + 1 + self.pick(3) as u32,
                        when,
                        fields,
                    })));
                } else {
                    let field = self.field(&name("f"), &before);
                    if field.kind.is_question() {
                        before.push((field.id.clone(), Some(field.kind.clone())));
                    }
                    page.items.push(Item::Field(Box::new(field)));
                }
            }
            pages.push(page);
        }
        Definition { key: id("form"), title: self.words(), intro: self.some_words(), pages, handling: None }
    }

    /// An answer of the right kind that says something, though it may break a bound.
    pub fn answer(&mut self, kind: &Kind) -> Option<Answer> {
        const TEXTS: [&str; 6] = ["x", "1234", "Müller", "ein längerer Text mit Ä", "34379", "a  b"];
        let text = TEXTS[self.pick(6)].to_owned();
        let options: Vec<StableId> =
            kind.options().into_iter().flatten().map(|option| option.id.clone()).collect();
        Some(match kind {
            Kind::Text(_) => Answer::Text(text),
            Kind::LongText(_) => {
                Answer::Text(if self.one_in(2) { format!("{text}\n\n\t{text}") } else { text })
            }
            Kind::Number(_) => Answer::Number(match self.pick(3) {
                0 => Decimal::from_millionths(self.pick(8) as i64 * 500_000),
                1 => Decimal::from_millionths(self.wide().max(-i64::MAX)),
                _ => Decimal::whole(self.pick(256) as i64 * 1_234)?,
            }),
            Kind::Money(_) => Answer::Money(Cents(match self.pick(2) {
                0 => self.pick(256) as i64,
                _ => self.wide().max(-i64::MAX),
            })),
            Kind::Date(_) => Answer::Date(self.date()),
            Kind::Period(_) => Answer::Period(match self.pick(4) {
                0 => Period { from: Some(self.date()), to: None },
                _ => Period { from: Some(self.date()), to: Some(self.date()) },
            }),
            Kind::Choice(kind) if kind.other && self.one_in(3) => Answer::Choice(Chosen::Other(text)),
            Kind::Choice(_) => Answer::Choice(Chosen::Option(options[self.pick(options.len())].clone())),
            Kind::Several(kind) => {
                let other = (kind.other && self.one_in(3)).then_some(text);
                let mut options: Vec<StableId> = options.into_iter().filter(|_| self.one_in(2)).collect();
                if options.is_empty() && other.is_none() {
                    options.push(kind.options[0].id.clone());
                }
                Answer::Several(SeveralChosen { options, other })
            }
            Kind::Rating(kind) => Answer::Rating(1 + self.pick(kind.steps.into()) as u8),
            Kind::Matrix(kind) => Answer::Matrix(
                options.into_iter().map(|row| (row, 1 + self.pick(kind.scale.steps.into()) as u8)).collect(),
            ),
            Kind::Ranking(_) => {
                let mut rest = options;
                let mut order = Vec::new();
                for _ in 0..1 + self.pick(rest.len()) {
                    order.push(rest.remove(self.pick(rest.len())));
                }
                Answer::Ranking(order)
            }
            Kind::YesNo(_) => Answer::YesNo(self.one_in(2)),
            Kind::Organisation(kind) if kind.free_text && self.one_in(2) => {
                Answer::Organisation(Body::Name("Zweckverband Nord".to_owned()))
            }
            Kind::Organisation(_) => {
                let key = ["06633004", "06633000", "06611000"][self.pick(3)];
                Answer::Organisation(Body::Ags(key.parse().expect("a key")))
            }
            Kind::Address(kind) => Answer::Address(PostalAddress {
                street: "Holländische Straße".to_owned(),
                number: ["", "141 a"][self.pick(2)].to_owned(),
                postcode: ["34127", "1010"][self.pick(2)].to_owned(),
                place: "Kassel".to_owned(),
                country: if kind.abroad { ["", "Österreich"][self.pick(2)] } else { "" }.to_owned(),
            }),
            Kind::Iban(_) => Answer::Iban("DE89370400440532013000".to_owned()),
            Kind::Email(_) => Answer::Email("rathaus@calden.example".to_owned()),
            Kind::Phone(_) => Answer::Phone("+495611060".to_owned()),
            Kind::File(_) => Answer::Files((0..1 + self.pick(2)).map(file).collect()),
            Kind::Consent(kind) => Answer::Consent(kind.version.clone()),
            Kind::Information(_) => return None,
        })
    }

    pub fn answers(&mut self, form: &Definition) -> Answers {
        let mut answers = Answers::new();
        for (_, item) in form.items() {
            match item {
                Item::Field(field) => {
                    if !self.one_in(4)
                        && let Some(answer) = self.answer(&field.kind)
                    {
                        answers.set(field.id.clone(), answer);
                    }
                }
                Item::Group(group) => {
                    let mut records = Vec::new();
                    for _ in 0..self.pick(group.max as usize + 1) {
                        let mut record = Answers::new();
                        for field in &group.fields {
                            if !self.one_in(4)
                                && let Some(answer) = self.answer(&field.kind)
                            {
                                record.set(field.id.clone(), answer);
                            }
                        }
                        if !record.is_blank() {
                            records.push(record);
                        }
                    }
                    if !records.is_empty() {
                        answers.set(group.id.clone(), Answer::Records(records));
                    }
                }
            }
        }
        answers
    }

    /// A step of editing; most of them make sense for the form.
    pub fn edit(&mut self, form: &Definition) -> Edit {
        let ids: Vec<StableId> = form.ids().into_iter().chain([id("nobody")]).collect();
        let any = |tape: &mut Self| ids[tape.pick(ids.len())].clone();
        let fields: Vec<&Field> = form.fields().map(|standing| standing.field).collect();
        let field = (!fields.is_empty()).then(|| fields[self.pick(fields.len())]);
        let field_id = field.map_or_else(|| id("nobody"), |field| field.id.clone());
        let option = |tape: &mut Self| id(&format!("o{}", tape.pick(6)));
        let before: Vec<(StableId, Option<Kind>)> = form
            .fields()
            .filter(|standing| standing.field.kind.is_question())
            .map(|standing| (standing.field.id.clone(), Some(standing.field.kind.clone())))
            .collect();
        match self.pick(22) {
            0 => Edit::AddField {
                to: any(self),
                after: None,
                kind: KindName::ALL[self.pick(20)],
                label: self.words(),
            },
            1 => Edit::AddField {
                to: any(self),
                after: Some(any(self)),
                kind: KindName::Text,
                label: self.words(),
            },
            2 => Edit::AddPage { after: Some(any(self)), title: self.words() },
            3 => Edit::AddGroup { page: any(self), after: None, title: self.words(), record: self.words() },
            4 | 5 => Edit::Remove(any(self)),
            6 => Edit::Up(any(self)),
            7 => Edit::Down(any(self)),
            8 => Edit::ToPage { id: any(self), page: any(self) },
            9 => Edit::ToGroup { id: any(self), group: any(self) },
            10 => Edit::SetLabel { id: any(self), label: self.words() },
            11 => Edit::SetRecords { id: any(self), min: self.pick(4) as u32, max: self.pick(6) as u32 },
            12 => Edit::SetRequired { id: field_id, required: self.one_in(2) },
            13 => Edit::SetRequiredWhen { id: field_id, when: self.condition(&before, 1) },
            14 | 15 => Edit::SetWhen { id: any(self), when: self.condition(&before, 1) },
            16 | 17 => match field {
                Some(field) => Edit::SetKind { id: field_id, kind: self.kind(field.kind.name()) },
                None => Edit::SetTitle(self.words()),
            },
            18 => Edit::AddOption { id: field_id, label: self.words() },
            19 => Edit::RemoveOption { id: field_id, option: option(self) },
            20 => Edit::OptionUp { id: field_id, option: option(self) },
            _ => Edit::SetShared { id: field_id, shared: self.one_in(2) },
        }
    }

    /// The form after a few steps of editing.
    pub fn edited(&mut self, form: &Definition) -> Definition {
        let mut changed = form.clone();
        for _ in 0..1 + self.pick(6) {
            let edit = self.edit(&changed);
            // A step that is refused changes nothing.
            let _ = rathaus_procedure::apply(&mut changed, edit, &BTreeSet::new());
        }
        changed
    }
}

/// A file that was handed in under this number.
pub fn file(number: usize) -> FileRef {
    FileRef {
        id: format!("file-{number}"),
        name: format!("Plan {number}.pdf"),
        media: "application/pdf".to_owned(),
        bytes: 1_000 + number as u64,
    }
}
