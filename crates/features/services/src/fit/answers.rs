//! The data of a submission become answers of a form. Pure.
//!
//! A form that came from a FIM file takes data of that schema: the schema is walked beside the data, so that the same element
//! in two groups finds its two questions, and questions that no element stands behind (whether a group applies, which of its
//! parts) are answered by what is there. Every other form takes data by the ids of its fields and groups, as its own schema
//! says ([`super::schema`]), or by the ids of the catalogue that its fields were made from.
//!
//! Nothing is passed over in silence: what finds no place becomes a [`Note`].
//!
//! INVARIANT: no bytes make this panic (`no_data_break_it`).

mod by_ids;
mod by_schema;
mod tree;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rathaus_fit::metadata::DataFormat;
use rathaus_procedure::answers::FileRef;
use rathaus_procedure::fill::answer_said;
use rathaus_procedure::{Answer, Answers, Definition, Field, StableId};
use rathaus_web::{TextError, Texts};

use super::Note;
use crate::fim::{Draft, Source, read_schema};
pub use tree::{Malformed, Tree};

/// The most notes.
const MOST_NOTES: usize = 200;
/// The most characters of a value in a note.
const MOST_VALUE: usize = 300;

/// What became of data.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// The answers.
    pub answers: Answers,
    /// What the clerk should know.
    pub notes: Vec<Note>,
    /// How many values found a place.
    pub found: usize,
    /// The attachments that an answer names.
    pub named: BTreeSet<String>,
}

/// Attachments by their ids, as files that answers may name.
pub type Attached = BTreeMap<String, FileRef>;

/// Reads data.
///
/// # Errors
///
/// [`Malformed`] where they are no object in JSON, or no XML.
pub fn read(format: DataFormat, data: &[u8]) -> Result<Tree, Malformed> {
    match format {
        DataFormat::Json => Tree::json(data),
        DataFormat::Xml => Tree::xml(data),
    }
}

/// Places data in a form. `source` is the FIM file it came from; `is_own` tells that the data follow the form's own schema.
pub fn place(
    definition: &Definition,
    source: Option<&Source>,
    is_own: bool,
    tree: &Tree,
    attached: &Attached,
) -> Placed {
    let from = source.filter(|_| !is_own).and_then(|source| Some((source.schema()?, read_schema(source)?)));
    if let Some((schema, draft)) = from {
        let mut placing = Placing::new(definition, attached);
        by_schema::place(&mut placing, schema, &draft, tree);
        if placing.placed.found > 0 {
            return placing.done();
        }
    }
    let mut placing = Placing::new(definition, attached);
    by_ids::place(&mut placing, is_own, tree);
    placing.done()
}

/// Adds a note for every answer that the form does not ask for after all others.
///
/// # Errors
///
/// A missing text.
pub fn note_unasked(
    placed: &mut Placed,
    definition: &Definition,
    texts: &Texts,
    today: Date,
) -> Result<(), TextError> {
    let kept = placed.answers.submitted(definition, today);
    let mut notes = Vec::new();
    let mut note = |field: &Field, answer: &Answer| -> Result<(), TextError> {
        let value = short(&answer_said(texts, &field.kind, answer)?);
        notes.push(Note::NotAsked { label: field.label.de.clone(), value });
        Ok(())
    };
    for standing in definition.fields() {
        let id = &standing.field.id;
        let Some(group) = standing.group else {
            if let (Some(answer), None) = (placed.answers.get(id), kept.get(id)) {
                note(standing.field, answer)?;
            }
            continue;
        };
        for (at, record) in placed.answers.records(&group.id).iter().enumerate() {
            let is_kept = kept.records(&group.id).get(at).is_some_and(|record| record.get(id).is_some());
            if let (Some(answer), false) = (record.get(id), is_kept) {
                note(standing.field, answer)?;
            }
        }
    }
    placed.notes.extend(notes);
    cut(&mut placed.notes);
    Ok(())
}

/// What the answers say of who applies: name and address for mails, empty where they do not say.
pub fn who(definition: &Definition, answers: &Answers) -> (String, String) {
    let text = |field: &Field| match answers.get(&field.id) {
        Some(Answer::Text(text) | Answer::Email(text)) => {
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        }
        _ => None,
    };
    let first = |is: &dyn Fn(&Field) -> bool| {
        let alone = definition.fields().filter(|standing| standing.group.is_none());
        alone.filter(|standing| is(standing.field)).find_map(|standing| text(standing.field))
    };
    let filled = |key: &str| first(&|field| field.prefill.as_deref() == Some(key));
    // The harmonised fields of the stock: last name and first names (F60000227 and F60000228).
    let element =
        |id: &str| first(&|field| field.external.as_ref().is_some_and(|external| external.id == id));
    let called = |word: &str| first(&|field| field.label.de.to_lowercase().starts_with(word));
    let whole = |given: Option<String>, family: Option<String>| {
        let parts: Vec<String> = given.into_iter().chain(family).collect();
        Some(parts.join(" ")).filter(|name| !name.is_empty())
    };
    let name = filled("person.name")
        .or_else(|| whole(element("F60000228"), element("F60000227")))
        .or_else(|| whole(called("vorname"), called("familienname").or_else(|| called("nachname"))))
        .or_else(|| called("name"));
    let email = filled("person.email")
        .or_else(|| first(&|field| matches!(field.kind, rathaus_procedure::Kind::Email(_))));
    (name.unwrap_or_default(), email.unwrap_or_default())
}

/// Data on their way into a form.
struct Placing<'a> {
    definition: &'a Definition,
    attached: &'a Attached,
    placed: Placed,
}

impl<'a> Placing<'a> {
    fn new(definition: &'a Definition, attached: &'a Attached) -> Self {
        Self { definition, attached, placed: Placed::default() }
    }

    fn done(mut self) -> Placed {
        cut(&mut self.placed.notes);
        self.placed
    }

    fn note(&mut self, note: Note) {
        self.placed.notes.push(note);
    }

    /// Everything that lies in a part of the data that has no place.
    fn unplaced(&mut self, place: &str, tree: &Tree) {
        match tree {
            Tree::Nothing => {}
            Tree::Object(parts) => {
                for (name, part) in parts {
                    self.unplaced(&format!("{place}/{name}"), part);
                }
            }
            Tree::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.unplaced(&format!("{place}[{}]", at + 1), item);
                }
            }
            leaf => {
                let value = short(&leaf.said());
                if !value.is_empty() {
                    self.note(Note::Unplaced { place: place.trim_start_matches('/').to_owned(), value });
                }
            }
        }
    }

    /// Puts a value where its field is asked. `codes` are the values of a choice by their options.
    fn put(
        &mut self,
        into: &mut Answers,
        field: &Field,
        tree: &Tree,
        codes: Option<&BTreeMap<StableId, rathaus_fim::Value>>,
    ) {
        if !field.kind.is_question() {
            return self.unplaced(&field.label.de, tree);
        }
        let reading = value::Reading { attached: self.attached, codes };
        match reading.answer(&field.kind, tree) {
            Ok(None) => {}
            Ok(Some(answer)) => {
                if let Answer::Files(_) = &answer {
                    self.placed.named.extend(value::names(tree));
                }
                self.placed.found += 1;
                into.set(field.id.clone(), answer);
            }
            Err(value::Unreadable) => {
                // It belongs to the form all the same.
                self.placed.found += 1;
                let value = short(&tree.said());
                self.note(Note::Unreadable { label: field.label.de.clone(), value });
            }
        }
    }
}

/// The traces of a draft that lead from elements to questions.
fn traced<'d>(draft: &'d Draft, path: &[usize]) -> Option<&'d StableId> {
    draft.trace.fields.get(path)
}

/// A value as notes show it.
fn short(text: &str) -> String {
    let line: String = text.chars().filter(|sign| !sign.is_control() || *sign == '\n').collect();
    crate::fim::cut(line.trim(), MOST_VALUE)
}

fn cut(notes: &mut Vec<Note>) {
    if notes.len() > MOST_NOTES {
        let left = notes.len() - MOST_NOTES;
        notes.truncate(MOST_NOTES);
        notes.push(Note::Cut { left });
    }
}

/// The id of an element of the catalogue in a name of the data: a letter and digits, whatever stands before and behind it
/// (`fim.G00000082`, `F60000227V1.2`). The name itself where there is none.
fn element(name: &str) -> String {
    let name = name.rsplit(':').next().unwrap_or(name);
    for (at, letter) in name.char_indices() {
        let is_start = name[..at].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric());
        if !is_start || !matches!(letter.to_ascii_uppercase(), 'F' | 'G' | 'S') {
            continue;
        }
        let rest = &name[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let is_end =
            rest[digits..].chars().next().is_none_or(|after| matches!(after, 'V' | 'v' | '_' | '-' | '.'));
        if digits > 0 && is_end {
            return format!("{}{}", letter.to_ascii_uppercase(), &rest[..digits]);
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests;
