//! What changes of a form mean for answers in progress: whom they touch, and what is carried over.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_core::Lang;

use crate::answers::{Answer, Answers, Chosen, Place};
use crate::definition::Definition;
use crate::difference::{Change, Changed, Effect};
use crate::field::Kind;
use crate::settings;
use crate::validate::answer_mistakes;
use crate::visible::{Visible, visible};
use crate::words::StableId;

/// Whether a draft of the old version has to do with a change: something it answered is dropped,
/// or must be answered again, or something new must be answered. Never for a safe change.
pub fn touched(change: &Change, old: &Definition, new: &Definition, answers: &Answers, today: Date) -> bool {
    if change.effect == Effect::Safe {
        return false;
    }
    let id = &change.id;
    match change.what {
        Changed::GroupAdded => visible(new, answers, today).has_item(id),
        Changed::GroupRemoved => !answers.records(id).is_empty(),
        Changed::FewestRecords | Changed::MostRecords => {
            let count = u32::try_from(answers.records(id).len()).unwrap_or(u32::MAX);
            let fits = new.group(id).is_none_or(|(_, group)| (group.min..=group.max).contains(&count));
            !fits && visible(new, answers, today).has_item(id)
        }
        Changed::When | Changed::Moved if new.field(id).is_none() => {
            let (before, after) = (visible(old, answers, today), visible(new, answers, today));
            before.has_page(id) != after.has_page(id) || before.has_item(id) != after.has_item(id)
        }
        Changed::When | Changed::Moved => {
            shown_in(old, answers, id, today) != shown_in(new, answers, id, today)
        }
        Changed::FieldAdded | Changed::Required | Changed::RequiredWhen => {
            must_answer(new, &rebase(answers, old, new).0, id, today)
        }
        Changed::OptionRemoved | Changed::OptionAdded => {
            let Some(option) = &change.option else { return false };
            let added = change.what == Changed::OptionAdded;
            given(old, answers, id).iter().any(|answer| added || uses(answer, option))
        }
        Changed::Narrowed => {
            let (Some(before), Some(after)) = (old.field(id), new.field(id)) else { return false };
            let name = change.setting.as_deref().unwrap_or_default();
            // A scale or a unit means something else now, whatever was answered.
            let anew = matches!(name, "steps" | "scale.steps" | "unit");
            let value = settings::of(&after.field.kind).remove(name);
            let only = settings::with(&before.field.kind, name, value.as_ref());
            let only = only.as_ref().unwrap_or(&after.field.kind);
            let keys = |kind: &Kind, answer: &Answer| -> Vec<&'static str> {
                answer_mistakes(kind, answer, today).iter().map(|(_, what)| what.key()).collect()
            };
            given(old, answers, id).iter().any(|answer| {
                let known = keys(&before.field.kind, answer);
                anew || keys(only, answer).iter().any(|key| !known.contains(key))
            })
        }
        _ => !given(old, answers, id).is_empty() || must_answer(new, &rebase(answers, old, new).0, id, today),
    }
}

/// The answers to a field that say something, of every record where it is in a group.
fn given<'a>(definition: &Definition, answers: &'a Answers, id: &StableId) -> Vec<&'a Answer> {
    let all: Vec<Option<&Answer>> = match definition.field(id).map(|standing| standing.group) {
        None => return Vec::new(),
        Some(None) => vec![answers.get(id)],
        Some(Some(group)) => answers.records(&group.id).iter().map(|record| record.get(id)).collect(),
    };
    all.into_iter().flatten().filter(|answer| !answer.is_blank()).collect()
}

/// In which records, or at all, a field is shown.
fn shown_in(definition: &Definition, answers: &Answers, id: &StableId, today: Date) -> Vec<bool> {
    let shown = visible(definition, answers, today);
    each(definition, answers, id, |group, record| match group {
        Some(group) => shown.has_field(group, record, id),
        None => shown.has_item(id),
    })
}

fn must_answer(definition: &Definition, answers: &Answers, id: &StableId, today: Date) -> bool {
    let shown: Visible = visible(definition, answers, today);
    let missing = |answer: Option<&Answer>| answer.is_none_or(Answer::is_blank);
    let open = each(definition, answers, id, |group, record| match group {
        Some(group) => {
            let answer = answers.records(group).get(record).and_then(|record| record.get(id));
            shown.must_answer_in(group, record, id) && missing(answer)
        }
        None => shown.must_answer(id) && missing(answers.get(id)),
    });
    open.contains(&true)
}

fn each(
    definition: &Definition,
    answers: &Answers,
    id: &StableId,
    is: impl Fn(Option<&StableId>, usize) -> bool,
) -> Vec<bool> {
    match definition.field(id).map(|standing| standing.group) {
        None => Vec::new(),
        Some(None) => vec![is(None, 0)],
        Some(Some(group)) => {
            let count = answers.records(&group.id).len();
            (0..count).map(|record| is(Some(&group.id), record)).collect()
        }
    }
}

fn uses(answer: &Answer, option: &StableId) -> bool {
    match answer {
        Answer::Choice(Chosen::Option(id)) => id == option,
        Answer::Several(chosen) => chosen.options.contains(option),
        Answer::Ranking(options) => options.contains(option),
        Answer::Matrix(rows) => rows.contains_key(option),
        _ => false,
    }
}

/// Something of a draft that has no place in the new version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Where it was.
    pub place: Place,
    /// The question it answered, in the language asked for.
    pub label: String,
    /// What was answered: all of it, or the part that is dropped.
    pub answer: Answer,
}

/// Takes a draft over from one version into another: answers stay where the field is still there,
/// in the same group and of the same kind, and lose only options that are gone. Nothing is checked.
pub fn rebase(answers: &Answers, old: &Definition, new: &Definition) -> (Answers, Vec<Dropped>) {
    rebase_in(answers, old, new, Lang::De)
}

/// The same as [`rebase`], with the labels of what is dropped in `lang`.
pub fn rebase_in(
    answers: &Answers,
    old: &Definition,
    new: &Definition,
    lang: Lang,
) -> (Answers, Vec<Dropped>) {
    let mut kept = Answers::new();
    let mut dropped = Vec::new();
    for (id, answer) in &answers.0 {
        match answer {
            Answer::Records(records) => {
                let group = new.group(id).map(|(_, group)| group);
                let kept_records: Vec<Answers> = records
                    .iter()
                    .enumerate()
                    .map(|(number, record)| {
                        let mut kept = Answers::new();
                        for (field, answer) in &record.0 {
                            let place = Place::in_record(id.clone(), number, field.clone());
                            carry(&mut kept, &mut dropped, place, answer, (old, new), lang);
                        }
                        kept
                    })
                    .collect();
                if group.is_some() {
                    kept.set(id.clone(), Answer::Records(kept_records));
                }
            }
            answer => {
                let place = Place::field(id.clone());
                carry(&mut kept, &mut dropped, place, answer, (old, new), lang);
            }
        }
    }
    (kept, dropped)
}

fn carry(
    kept: &mut Answers,
    dropped: &mut Vec<Dropped>,
    place: Place,
    answer: &Answer,
    (old, new): (&Definition, &Definition),
    lang: Lang,
) {
    let id = place.id.clone();
    let group = place.record.as_ref().map(|(group, _)| group);
    let was = old.field(&id);
    let is = new.field(&id).filter(|standing| standing.group.map(|group| &group.id) == group);
    let is = is.filter(|is| was.is_some_and(|was| was.field.kind.name() == is.field.kind.name()));
    let label = was.map_or_else(|| id.to_string(), |was| was.field.label.get(lang).to_owned());
    let (stays, goes) = match (is, was) {
        (Some(is), Some(was)) => split(&was.field.kind, &is.field.kind, answer),
        _ => (None, Some(answer.clone())),
    };
    if let Some(answer) = stays {
        kept.set(id, answer);
    }
    if let Some(answer) = goes.filter(|answer| !answer.is_blank()) {
        dropped.push(Dropped { place, label, answer });
    }
}

/// What of an answer stays and what goes with the options that are gone.
fn split(old: &Kind, new: &Kind, answer: &Answer) -> (Option<Answer>, Option<Answer>) {
    let gone = |id: &StableId| old.option(id).is_some() && new.option(id).is_none();
    let no_other = match (old, new) {
        (Kind::Choice(old), Kind::Choice(new)) => old.other && !new.other,
        (Kind::Several(old), Kind::Several(new)) => old.other && !new.other,
        _ => false,
    };
    match answer {
        Answer::Choice(Chosen::Option(id)) if gone(id) => (None, Some(answer.clone())),
        Answer::Choice(Chosen::Other(_)) if no_other => (None, Some(answer.clone())),
        Answer::Several(chosen) => {
            let (mut goes, mut stays) = (chosen.clone(), chosen.clone());
            goes.options.retain(gone);
            stays.options.retain(|id| !gone(id));
            match no_other {
                true => stays.other = None,
                false => goes.other = None,
            }
            (Some(Answer::Several(stays)), Some(Answer::Several(goes)))
        }
        Answer::Ranking(options) => {
            let (goes, stays) = options.iter().cloned().partition(gone);
            (Some(Answer::Ranking(stays)), Some(Answer::Ranking(goes)))
        }
        Answer::Matrix(rows) => {
            let (goes, stays): (BTreeMap<_, _>, BTreeMap<_, _>) =
                rows.clone().into_iter().partition(|(id, _)| gone(id));
            (Some(Answer::Matrix(stays)), Some(Answer::Matrix(goes)))
        }
        answer => (Some(answer.clone()), None),
    }
}
