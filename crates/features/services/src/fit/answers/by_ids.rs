//! By the ids of fields and groups, or of the elements they were made from: for data of the form's own schema, and for forms whose
//! FIM file is not here.

use rathaus_procedure::{Answer, Answers, Field, Group, Item};

use super::{Note, Placing, Tree, element};

/// `is_own` tells that the data follow the form's own schema, in which nothing lies deeper than its groups.
pub(super) fn place(placing: &mut Placing<'_>, is_own: bool, tree: &Tree) {
    let mut answers = Answers::new();
    walk(placing, "", !is_own, tree, &mut answers);
    placing.placed.answers = answers;
}

/// Whether a name of the data means this field. Deeper inside only elements of the catalogue mean one: a child's name is not that
/// of who applies.
fn is_meant(field: &Field, name: &str, is_outermost: bool) -> bool {
    let external = || field.external.as_ref().is_some_and(|external| external.id == element(name));
    (is_outermost && field.id.as_str() == name) || external()
}

fn walk(placing: &mut Placing<'_>, place: &str, may_descend: bool, tree: &Tree, answers: &mut Answers) {
    let Tree::Object(parts) = tree else { return placing.unplaced(place, tree) };
    let definition = placing.definition;
    let is_outermost = place.is_empty();
    for (name, part) in parts.iter().filter(|(name, _)| !name.starts_with('$')) {
        let place = format!("{place}/{name}");
        let small = element(name).to_lowercase();
        let found = definition.items().find(|(_, item)| match item {
            Item::Field(field) => is_meant(field, name, is_outermost) && answers.get(&field.id).is_none(),
            Item::Group(group) => {
                let is_meant = group.id.as_str() == small || (is_outermost && group.id.as_str() == name);
                is_meant && answers.get(&group.id).is_none()
            }
        });
        match (found, part) {
            (Some((_, Item::Field(field))), part) => placing.put(answers, field, part, None),
            (Some((_, Item::Group(group))), part) => records(placing, &place, group, part, answers),
            (None, Tree::Object(_)) if may_descend => inner(placing, &place, &small, part, answers),
            (None, Tree::List(items)) if may_descend && matches!(items.as_slice(), [Tree::Object(_)]) => {
                inner(placing, &place, &small, &items[0], answers);
            }
            (None, part) => placing.unplaced(&place, part),
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
    walk(placing, place, true, tree, answers);
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
                        .find(|field| is_meant(field, name, true) && record.get(&field.id).is_none());
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
