//! Answers in words, for papers and for whoever has no page before them.

use jiff::civil::Date;
use rathaus_web::{TextError, Texts};

use crate::definition::Item;
use crate::field::Kind;
use crate::printable::{Caption, answer_text};
use crate::visible::visible;
use crate::{Answer, Answers, Definition, Field};

/// An answer as text in a language, with the words of the program filled in.
///
/// # Errors
///
/// A missing text.
pub fn answer_said(texts: &Texts, kind: &Kind, answer: &Answer) -> Result<String, TextError> {
    // Lines that a person wrote stay lines.
    if let Answer::Text(text) = answer {
        return Ok(text.clone());
    }
    match answer_text(kind, answer, texts.lang()) {
        Caption::Text(text) => Ok(text),
        Caption::Key(key) => texts.get(key),
    }
}

/// The answers of a page or of a record, for papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidPart {
    /// The heading of the page, or what the record is called, with its number.
    pub title: String,
    /// Questions and answers.
    pub rows: Vec<(String, String)>,
}

/// Every answer that counts, with its question, in a language.
///
/// # Errors
///
/// A missing text.
pub fn answers_said(
    texts: &Texts,
    definition: &Definition,
    answers: &Answers,
    today: Date,
) -> Result<Vec<SaidPart>, TextError> {
    let (lang, shown) = (texts.lang(), visible(definition, answers, today));
    let row = |field: &Field, answer: Option<&Answer>| -> Result<Option<(String, String)>, TextError> {
        let Some(answer) = answer.filter(|answer| !answer.is_blank()) else { return Ok(None) };
        let text = match answer {
            Answer::Consent(_) => texts.get("procedure-agreed")?,
            answer => answer_said(texts, &field.kind, answer)?,
        };
        Ok(Some((field.label.get(lang).to_owned(), text)))
    };
    let mut parts = Vec::new();
    for page in shown.pages(definition) {
        let mut own = SaidPart { title: page.title.get(lang).to_owned(), rows: Vec::new() };
        let mut records = Vec::new();
        for item in page.items.iter().filter(|item| shown.has_item(item.id())) {
            match item {
                Item::Field(field) => own.rows.extend(row(field, answers.get(&field.id))?),
                Item::Group(group) => {
                    for (at, record) in answers.records(&group.id).iter().enumerate() {
                        let mut rows = Vec::new();
                        for field in &group.fields {
                            if shown.has_field(&group.id, at, &field.id) {
                                rows.extend(row(field, record.get(&field.id))?);
                            }
                        }
                        records
                            .push(SaidPart { title: format!("{} {}", group.record.get(lang), at + 1), rows });
                    }
                }
            }
        }
        parts.extend([own].into_iter().chain(records).filter(|part| !part.rows.is_empty()));
    }
    Ok(parts)
}
