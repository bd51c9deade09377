//! A form on paper: a tree of headings, questions and answers or room for them, that a template
//! prints. It holds no layout and no words of its own; those of the program come as keys.

use jiff::civil::Date;
use rathaus_core::Lang;
use serde::Serialize;

use crate::answers::{Answer, Answers, Chosen, Period, PostalAddress, SeveralChosen};
use crate::contact::iban_groups;
use crate::definition::{Definition, Field, Group, Item};
use crate::field::{Choosable, Kind, Rating};
use crate::number::show_cents;
use crate::read::{body_text, date_text};
use crate::visible::visible;
use crate::words::{StableId, Words};

/// A form to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// The language of everything in it.
    pub lang: Lang,
    /// The title.
    pub title: String,
    /// The paragraphs of the introduction.
    pub intro: Vec<String>,
    /// Whether answers are printed, and not room for them.
    pub is_filled: bool,
    /// The pages; on paper they follow each other.
    pub pages: Vec<PrintedPage>,
}

/// A page to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedPage {
    /// The heading.
    pub title: String,
    /// The paragraphs below it.
    pub intro: Vec<String>,
    /// Whether it need only be filled in under a condition.
    pub is_conditional: bool,
    /// What stands on it.
    pub blocks: Vec<Block>,
}

/// A part of a printed page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Block {
    /// A text between questions.
    Text {
        /// Its heading.
        label: String,
        /// Its paragraphs.
        paragraphs: Vec<String>,
    },
    /// A question.
    Question(Question),
    /// The records of a group.
    Group {
        /// The heading of all records.
        title: String,
        /// A sentence below the heading.
        hint: String,
        /// Whether it need only be filled in under a condition.
        is_conditional: bool,
        /// The records: those answered, or empty ones.
        records: Vec<PrintedRecord>,
        /// The most records there may be, for the note on an empty form.
        max: u32,
    },
}

/// One record of a printed group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedRecord {
    /// Its heading, with its number.
    pub title: String,
    /// Its questions.
    pub blocks: Vec<Block>,
}

/// A question and its answer, or room for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The field.
    pub id: StableId,
    /// The question.
    pub label: String,
    /// A sentence below it.
    pub hint: String,
    /// Whether it must be answered.
    pub is_required: bool,
    /// Whether it need only be answered under a condition.
    pub is_conditional: bool,
    /// What is printed below.
    pub room: Room,
}

/// Words of the form, or the key of words of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caption {
    /// As they are printed.
    Text(String),
    /// To be translated; all are in [`printable_keys`].
    Key(&'static str),
}

/// What is printed below a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "room")]
pub enum Room {
    /// The given answer, line by line.
    Answer {
        /// The lines.
        lines: Vec<Caption>,
    },
    /// A question that was not answered, on a filled form.
    NoAnswer,
    /// Empty lines to write on.
    Lines {
        /// How many.
        count: u8,
        /// What stands behind the line: a unit, €.
        unit: String,
    },
    /// Boxes for single letters, as for an account number.
    Cells {
        /// How many.
        count: u8,
    },
    /// Boxes to tick, below each other.
    Boxes {
        /// What they stand for.
        boxes: Vec<PrintedBox>,
        /// Whether only one may be ticked.
        is_single: bool,
    },
    /// Lines with a caption each.
    Parts {
        /// Captions.
        captions: Vec<Caption>,
    },
    /// A table of rows and steps to tick.
    Grid {
        /// The headings of the steps, the first and the last with their meaning.
        columns: Vec<String>,
        /// The rows and the step that is ticked, from 1.
        rows: Vec<GridRow>,
    },
    /// Options with room for a number before each.
    Ranks {
        /// The options, on a filled form those ranked first.
        options: Vec<Rank>,
    },
    /// A text and a box to tick for agreeing.
    Consent {
        /// The paragraphs.
        paragraphs: Vec<String>,
        /// Whether it was agreed to.
        is_ticked: bool,
    },
    /// Files are handed in beside the paper.
    Enclosure {
        /// The most files.
        most: u32,
    },
}

/// A box to tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedBox {
    /// What it stands for.
    pub caption: Caption,
    /// Whether it is ticked.
    pub is_ticked: bool,
    /// Whether a line to write on follows.
    pub has_line: bool,
    /// What is written on that line.
    pub text: String,
}

/// A row of a printed matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GridRow {
    /// What is rated.
    pub label: String,
    /// The step that is ticked, from 1.
    pub step: Option<u8>,
}

/// An option of a printed ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rank {
    /// The option.
    pub label: String,
    /// Its place, from 1.
    pub place: Option<u32>,
}

const YES: Caption = Caption::Key("procedure-print-yes");
const NO: Caption = Caption::Key("procedure-print-no");
const OTHER: Caption = Caption::Key("procedure-print-other");

/// The keys of all words of the program that a printed form needs.
pub fn printable_keys() -> [&'static str; 10] {
    [
        "procedure-print-yes",
        "procedure-print-no",
        "procedure-print-other",
        "procedure-print-from",
        "procedure-print-to",
        "procedure-print-street",
        "procedure-print-number",
        "procedure-print-postcode",
        "procedure-print-place",
        "procedure-print-country",
    ]
}

/// The form on paper: empty without `answers`, with every question and room to write; filled with
/// them, with the questions that are shown on the day `today` and what was answered.
pub fn printable(definition: &Definition, answers: Option<&Answers>, lang: Lang, today: Date) -> Printed {
    let shown = answers.map(|answers| visible(definition, answers, today));
    let paragraphs =
        |words: &Option<Words>| words.as_ref().map_or(Vec::new(), |words| words.paragraphs(lang));
    let mut pages = Vec::new();
    for page in &definition.pages {
        if shown.as_ref().is_some_and(|shown| !shown.has_page(&page.id)) {
            continue;
        }
        let mut blocks = Vec::new();
        for item in &page.items {
            if shown.as_ref().is_some_and(|shown| !shown.has_item(item.id())) {
                continue;
            }
            match item {
                Item::Field(field) => {
                    let answer = answers.map(|answers| answers.get(&field.id));
                    let must = shown.as_ref().map(|shown| shown.must_answer(&field.id));
                    blocks.push(block(field, answer, must, lang));
                }
                Item::Group(group) => blocks.push(Block::Group {
                    title: group.title.get(lang).to_owned(),
                    hint: line(group.hint.as_ref(), lang),
                    is_conditional: group.when.is_some(),
                    max: group.max,
                    records: match (answers, &shown) {
                        (Some(answers), Some(shown)) => answers
                            .records(&group.id)
                            .iter()
                            .enumerate()
                            .map(|(number, record)| {
                                let fields = group.fields.iter();
                                let fields = fields.filter(|f| shown.has_field(&group.id, number, &f.id));
                                let blocks = fields.map(|field| {
                                    let must = shown.must_answer_in(&group.id, number, &field.id);
                                    block(field, Some(record.get(&field.id)), Some(must), lang)
                                });
                                heading(group, number, blocks.collect(), lang)
                            })
                            .collect(),
                        _ => (0..group.min.clamp(1, 3) as usize)
                            .map(|number| {
                                let blocks = group.fields.iter().map(|field| block(field, None, None, lang));
                                heading(group, number, blocks.collect(), lang)
                            })
                            .collect(),
                    },
                }),
            }
        }
        pages.push(PrintedPage {
            title: page.title.get(lang).to_owned(),
            intro: paragraphs(&page.intro),
            is_conditional: page.when.is_some(),
            blocks,
        });
    }
    Printed {
        lang,
        title: definition.title.get(lang).to_owned(),
        intro: paragraphs(&definition.intro),
        is_filled: answers.is_some(),
        pages,
    }
}

fn line(words: Option<&Words>, lang: Lang) -> String {
    words.map_or_else(String::new, |words| words.get(lang).to_owned())
}

fn heading(group: &Group, number: usize, blocks: Vec<Block>, lang: Lang) -> PrintedRecord {
    PrintedRecord { title: format!("{} {}", group.record.get(lang), number + 1), blocks }
}

/// `answer` is `None` on an empty form and `Some(None)` where a filled one has no answer.
fn block(field: &Field, answer: Option<Option<&Answer>>, must: Option<bool>, lang: Lang) -> Block {
    if let Kind::Information(kind) = &field.kind {
        let label = field.label.get(lang).to_owned();
        return Block::Text { label, paragraphs: kind.text.paragraphs(lang) };
    }
    let room = match answer {
        None => empty(&field.kind, lang),
        Some(answer) => match answer.filter(|answer| !answer.is_blank()) {
            None => Room::NoAnswer,
            Some(answer) => filled(&field.kind, answer, lang),
        },
    };
    Block::Question(Question {
        id: field.id.clone(),
        label: field.label.get(lang).to_owned(),
        hint: line(field.hint.as_ref(), lang),
        is_required: must.unwrap_or(field.required),
        is_conditional: field.when.is_some(),
        room,
    })
}

fn empty(kind: &Kind, lang: Lang) -> Room {
    let lines = |count: u8, unit: &str| Room::Lines { count, unit: unit.to_owned() };
    match kind {
        Kind::LongText(kind) => lines(kind.rows.unwrap_or(5), ""),
        Kind::Number(kind) => lines(1, kind.unit.as_ref().map_or("", |unit| unit.get(lang))),
        Kind::Money(_) => lines(1, "€"),
        Kind::Period(_) => Room::Parts {
            captions: ["procedure-print-from", "procedure-print-to"].map(Caption::Key).to_vec(),
        },
        Kind::Choice(kind) => boxes(&kind.options, &[], kind.other.then_some(None), true, lang),
        Kind::Several(kind) => boxes(&kind.options, &[], kind.other.then_some(None), false, lang),
        Kind::YesNo(_) => Room::Boxes { boxes: vec![tick(YES, false), tick(NO, false)], is_single: true },
        Kind::Rating(scale) => Room::Grid {
            columns: columns(scale, lang),
            rows: vec![GridRow { label: String::new(), step: None }],
        },
        Kind::Matrix(kind) => {
            let rows = kind.rows.iter();
            let rows = rows.map(|row| GridRow { label: row.label.get(lang).to_owned(), step: None });
            Room::Grid { columns: columns(&kind.scale, lang), rows: rows.collect() }
        }
        Kind::Ranking(kind) => ranks(&kind.options, &[], lang),
        Kind::Address(kind) => {
            let mut captions = vec![
                Caption::Key("procedure-print-street"),
                Caption::Key("procedure-print-number"),
                Caption::Key("procedure-print-postcode"),
                Caption::Key("procedure-print-place"),
            ];
            if kind.abroad {
                captions.push(Caption::Key("procedure-print-country"));
            }
            Room::Parts { captions }
        }
        Kind::Iban(_) => Room::Cells { count: 22 },
        Kind::File(kind) => Room::Enclosure { most: kind.max_count },
        Kind::Consent(kind) => Room::Consent { paragraphs: kind.text.paragraphs(lang), is_ticked: false },
        Kind::Text(_)
        | Kind::Date(_)
        | Kind::Organisation(_)
        | Kind::Email(_)
        | Kind::Phone(_)
        | Kind::Information(_) => lines(1, ""),
    }
}

fn filled(kind: &Kind, answer: &Answer, lang: Lang) -> Room {
    match (kind, answer) {
        (Kind::Choice(kind), Answer::Choice(chosen)) => {
            let (ids, other) = match chosen {
                Chosen::Option(id) => (vec![id.clone()], None),
                Chosen::Other(text) => (Vec::new(), Some(text.as_str())),
            };
            let other = (kind.other || other.is_some()).then_some(other);
            boxes(&kind.options, &ids, other, true, lang)
        }
        (Kind::Several(kind), Answer::Several(SeveralChosen { options, other })) => {
            let other = (kind.other || other.is_some()).then_some(other.as_deref());
            boxes(&kind.options, options, other, false, lang)
        }
        (Kind::YesNo(_), Answer::YesNo(yes)) => {
            Room::Boxes { boxes: vec![tick(YES, *yes), tick(NO, !yes)], is_single: true }
        }
        (Kind::Rating(scale), Answer::Rating(step)) => Room::Grid {
            columns: columns(scale, lang),
            rows: vec![GridRow { label: String::new(), step: Some(*step) }],
        },
        (Kind::Matrix(kind), Answer::Matrix(steps)) => {
            let rows = kind.rows.iter().map(|row| GridRow {
                label: row.label.get(lang).to_owned(),
                step: steps.get(&row.id).copied(),
            });
            Room::Grid { columns: columns(&kind.scale, lang), rows: rows.collect() }
        }
        (Kind::Ranking(kind), Answer::Ranking(order)) => ranks(&kind.options, order, lang),
        (Kind::Consent(kind), Answer::Consent(_)) => {
            Room::Consent { paragraphs: kind.text.paragraphs(lang), is_ticked: true }
        }
        (kind, answer) => {
            let unit = match kind {
                Kind::Number(kind) => kind.unit.as_ref().map(|unit| unit.get(lang)),
                _ => None,
            };
            let mut lines = answer_lines(answer, lang);
            if let (Some(unit), Some(first)) = (unit, lines.first_mut()) {
                first.push(' ');
                first.push_str(unit);
            }
            Room::Answer { lines: lines.into_iter().map(Caption::Text).collect() }
        }
    }
}

/// An answer as text, line by line, in the forms of the language: `22.11.2026`, `1.234,56 €`,
/// `DE89 3704 …`. Options, rows and yes or no come as their ids; see [`answer_text`].
fn answer_lines(answer: &Answer, lang: Lang) -> Vec<String> {
    match answer {
        Answer::Text(text) => text.lines().map(str::to_owned).collect(),
        Answer::Number(number) => vec![number.show(lang)],
        Answer::Money(amount) => vec![show_cents(*amount, lang)],
        Answer::Date(date) => vec![date_text(*date, lang)],
        Answer::Period(period) => vec![period_text(period, lang)],
        Answer::Organisation(body) => vec![body_text(body)],
        Answer::Address(address) => address_lines(address),
        Answer::Iban(iban) => vec![iban_groups(iban)],
        Answer::Email(text) | Answer::Phone(text) | Answer::Consent(text) => vec![text.clone()],
        Answer::Files(files) => files.iter().map(|file| file.name.clone()).collect(),
        Answer::Rating(step) => vec![step.to_string()],
        Answer::YesNo(yes) => vec![if *yes { "yes" } else { "no" }.to_owned()],
        Answer::Choice(Chosen::Option(id)) => vec![id.to_string()],
        Answer::Choice(Chosen::Other(text)) => vec![text.clone()],
        Answer::Several(chosen) => {
            chosen.options.iter().map(StableId::to_string).chain(chosen.other.clone()).collect()
        }
        Answer::Ranking(options) => options.iter().map(StableId::to_string).collect(),
        Answer::Matrix(rows) => rows.iter().map(|(row, step)| format!("{row}: {step}")).collect(),
        Answer::Raw(parts) => parts.values().flatten().filter(|text| !text.is_empty()).cloned().collect(),
        Answer::Records(_) => Vec::new(),
    }
}

/// An answer as one text, for tables, exports and mails: lines joined by `; `, options by their
/// labels. Yes and no are the key of their words, as the program's words are not known here.
pub fn answer_text(kind: &Kind, answer: &Answer, lang: Lang) -> Caption {
    let label = |id: &StableId| {
        kind.option(id).map_or_else(|| id.to_string(), |option| option.label.get(lang).to_owned())
    };
    let text = match answer {
        Answer::YesNo(yes) => return if *yes { YES } else { NO },
        Answer::Choice(Chosen::Option(id)) => label(id),
        Answer::Several(chosen) => {
            chosen.options.iter().map(label).chain(chosen.other.clone()).collect::<Vec<_>>().join("; ")
        }
        Answer::Ranking(options) => {
            let places = options.iter().enumerate();
            places.map(|(place, id)| format!("{}. {}", place + 1, label(id))).collect::<Vec<_>>().join("; ")
        }
        Answer::Matrix(steps) => {
            let rows = kind.options().map(Vec::as_slice).unwrap_or_default().iter();
            let rows = rows
                .filter_map(|row| steps.get(&row.id).map(|step| format!("{}: {step}", row.label.get(lang))));
            rows.collect::<Vec<_>>().join("; ")
        }
        Answer::Number(number) => match kind {
            Kind::Number(crate::field::Number { unit: Some(unit), .. }) => {
                format!("{} {}", number.show(lang), unit.get(lang))
            }
            _ => number.show(lang),
        },
        answer => answer_lines(answer, lang).join("; "),
    };
    Caption::Text(text)
}

fn period_text(period: &Period, lang: Lang) -> String {
    let day = |date: Option<Date>| date.map_or_else(|| "…".to_owned(), |date| date_text(date, lang));
    format!("{} – {}", day(period.from), day(period.to))
}

fn address_lines(address: &PostalAddress) -> Vec<String> {
    let street = format!("{} {}", address.street, address.number);
    let place = format!("{} {}", address.postcode, address.place);
    let lines = [street, place, address.country.clone()];
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn tick(caption: Caption, is_ticked: bool) -> PrintedBox {
    PrintedBox { caption, is_ticked, has_line: false, text: String::new() }
}

/// `other` is `None` where nothing else can be written, `Some(None)` where nothing else was.
fn boxes(
    options: &[Choosable],
    chosen: &[StableId],
    other: Option<Option<&str>>,
    is_single: bool,
    lang: Lang,
) -> Room {
    let listed = options
        .iter()
        .map(|option| tick(Caption::Text(option.label.get(lang).to_owned()), chosen.contains(&option.id)));
    let mut boxes: Vec<PrintedBox> = listed.collect();
    if let Some(text) = other {
        boxes.push(PrintedBox {
            caption: OTHER,
            is_ticked: text.is_some(),
            has_line: true,
            text: text.unwrap_or_default().to_owned(),
        });
    }
    Room::Boxes { boxes, is_single }
}

fn columns(scale: &Rating, lang: Lang) -> Vec<String> {
    (1..=scale.steps)
        .map(|step| match step {
            1 => named(1, scale.low.get(lang)),
            step if step == scale.steps => named(step, scale.high.get(lang)),
            step => step.to_string(),
        })
        .collect()
}

fn named(step: u8, words: &str) -> String {
    if words == step.to_string() { words.to_owned() } else { format!("{step} {words}") }
}

fn ranks(options: &[Choosable], order: &[StableId], lang: Lang) -> Room {
    let place = |id: &StableId| order.iter().position(|known| known == id);
    let mut ranked: Vec<Rank> = options
        .iter()
        .map(|option| Rank {
            label: option.label.get(lang).to_owned(),
            place: place(&option.id).and_then(|place| u32::try_from(place + 1).ok()),
        })
        .collect();
    ranked.sort_by_key(|rank| rank.place.unwrap_or(u32::MAX));
    Room::Ranks { options: ranked }
}
