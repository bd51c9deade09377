//! By the ids of fields and groups, or of the elements they were made from: for data of the form's own schema, and for forms whose
//! FIM file is not here.

use rathaus_procedure::{Answer, Answers, Field, Group, Item};

use super::{Note, Placing, Tree, element};

pub(super) fn place(placing: &mut Placing<'_>, tree: &Tree) {
    let mut answers = Answers::new();
    walk(placing, "", tree, &mut answers);
    placing.placed.answers = answers;
}

/// Whether a name of the data means this field.
fn is_meant(field: &Field, name: &str) -> bool {
    let external = || field.external.as_ref().is_some_and(|external| external.id == element(name));
    field.id.as_str() == name || external()
}

fn walk(placing: &mut Placing<'_>, place: &str, tree: &Tree, answers: &mut Answers) {
    let Tree::Object(parts) = tree else { return placing.unplaced(place, tree) };
    let definition = placing.definition;
    for (name, part) in parts.iter().filter(|(name, _)| !name.starts_with('$')) {
        let place = format!("{place}/{name}");
        let field = definition.items().find_map(|(_, item)| match item {
            Item::Field(field) if is_meant(field, name) && answers.get(&field.id).is_none() => {
                Some(field.as_ref())
            }
            _ => None,
        });
        let small = element(name).to_lowercase();
        let group = definition.items().find_map(|(_, item)| match item {
            Item::Group(group) if group.id.as_str() == name || group.id.as_str() == small => {
                Some(group.as_ref())
            }
            _ => None,
        });
        match (field, group, part) {
            (Some(field), ..) => placing.put(answers, field, part, None),
            (None, Some(group), part) => records(placing, &place, group, part, answers),
            (None, None, Tree::Object(_)) => inner(placing, &place, &small, part, answers),
            (None, None, Tree::List(items)) if matches!(items.as_slice(), [Tree::Object(_)]) => {
                inner(placing, &place, &small, &items[0], answers);
            }
            (None, None, part) => placing.unplaced(&place, part),
        }
    }
}

/// A group of the data that is none of the form: what is in it may be. Where the form asks whether it applies, it does.
fn inner(placing: &mut Placing<'_>, place: &str, small: &str, tree: &Tree, answers: &mut Answers) {
    let gate = format!("{small}-ja");
    let gate = placing.definition.fields().find(|standing| standing.field.id.as_str() == gate);
    if let Some(gate) = gate.filter(|_| !tree.is_blank()) {
        answers.set(gate.field.id.clone(), Answer::YesNo(true));
    }
    walk(placing, place, tree, answers);
}

fn records(placing: &mut Placing<'_>, place: &str, group: &Group, tree: &Tree, answers: &mut Answers) {
    let items = tree.items();
    let most = usize::try_from(Group::MOST).unwrap_or(usize::MAX);
    if items.len() > most {
        placing.note(Note::More { label: group.title.de.clone(), came: items.len(), kept: most });
    }
    let mut kept = Vec::new();
    for (at, item) in items.into_iter().take(most).enumerate() {
        let place = format!("{place}[{}]", at + 1);
        let mut record = Answers::new();
        match item {
            Tree::Object(parts) => {
                for (name, part) in parts {
                    let field = group
                        .fields
                        .iter()
                        .find(|field| is_meant(field, name) && record.get(&field.id).is_none());
                    match field {
                        Some(field) => placing.put(&mut record, field, part, None),
                        None => placing.unplaced(&format!("{place}/{name}"), part),
                    }
                }
            }
            // A list of plain values for a group with one question.
            plain => match group.fields.as_slice() {
                [only] => placing.put(&mut record, only, plain, None),
                _ => placing.unplaced(&place, plain),
            },
        }
        kept.push(record);
    }
    if !kept.is_empty() {
        answers.set(group.id.clone(), Answer::Records(kept));
    }
}
