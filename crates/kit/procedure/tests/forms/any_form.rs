//! What holds for any form and any answers.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rathaus_core::Lang;
use rathaus_procedure::answers::FileRef;
use rathaus_procedure::read::{page_values, read_page};
use rathaus_procedure::{
    Answer, Answers, Condition, Definition, Effect, FormInput, Item, StableId, apply, check, difference,
    fill, printable, rebase, touched, visible,
};

use super::TODAY;
use super::tape::{Tape, file};

struct Browser(BTreeMap<String, Vec<String>>);

impl FormInput for Browser {
    fn all(&self, name: &str) -> Vec<String> {
        self.0.all(name)
    }

    fn file(&self, id: &str) -> Option<FileRef> {
        (0..5).map(file).find(|file| file.id == id)
    }
}

/// Whether a field or group is shown and answered, asked anew each time from the top: slow, and
/// as the rule is written.
fn counting<'a>(
    form: &'a Definition,
    answers: &'a Answers,
    record: Option<(&StableId, usize)>,
    id: &StableId,
) -> Option<&'a Answer> {
    let (answer, shown) = match record {
        Some((group, number)) if form.group(group)?.1.fields.iter().any(|field| field.id == *id) => {
            (answers.records(group).get(number)?.get(id)?, shown(form, answers, record, id))
        }
        _ => (answers.get(id)?, shown(form, answers, None, id)),
    };
    (shown && answer.counts()).then_some(answer)
}

fn shown(form: &Definition, answers: &Answers, record: Option<(&StableId, usize)>, id: &StableId) -> bool {
    let holds = |when: Option<&Condition>, record| {
        when.is_none_or(|when| when.holds(&|id| counting(form, answers, record, id), TODAY))
    };
    let Some(page) = form.page_of(id) else { return false };
    let item =
        page.items.iter().find(|item| item.id() == id || item.fields().iter().any(|field| field.id == *id));
    let Some(item) = item else { return holds(page.when.as_ref(), None) };
    let outside = holds(page.when.as_ref(), None) && holds(item.when(), None);
    match (item, record) {
        (Item::Group(group), Some(_)) if group.id != *id => {
            let field = group.fields.iter().find(|field| field.id == *id);
            outside && field.is_some_and(|field| holds(field.when.as_ref(), record))
        }
        _ => outside,
    }
}

/// With one decimal more allowed, a wrong number is wrong in other words.
fn kind_of(key: &str) -> &str {
    if key.ends_with("-not-whole") { "procedure-mistake-too-many-decimals" } else { key }
}

fn tapes() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let tape = |most| proptest::collection::vec(any::<u8>(), 0..most);
    (tape(400), tape(200))
}

proptest! {
    #[test]
    fn any_definition_survives_its_json((tape, _) in tapes()) {
        let form = Tape(&tape).form();
        prop_assert_eq!(form.faults(), []);
        let json = form.to_json();
        let read = Definition::from_json(&json);
        prop_assert_eq!(read.as_ref(), Ok(&form));
        let compact = String::from_utf8(form.canonical()).expect("text");
        let again = Definition::from_json(&compact);
        prop_assert_eq!(again.as_ref(), Ok(&form));
        prop_assert_eq!(again.expect("read").canonical(), form.canonical());
    }

    #[test]
    fn answers_survive_the_page_and_their_json((tape, more) in tapes()) {
        let form = Tape(&tape).form();
        let answers = Tape(&more).answers(&form);
        let json = serde_json::to_string(&answers).expect("JSON");
        prop_assert_eq!(&serde_json::from_str::<Answers>(&json).expect("its own text"), &answers);
        let mut back = Answers::new();
        for page in &form.pages {
            let browser = Browser(page_values(page, &answers));
            back.replace_page(page, read_page(page, &browser));
        }
        prop_assert_eq!(back, answers);
    }

    #[test]
    fn one_pass_shows_what_the_rule_says((tape, more) in tapes()) {
        let form = Tape(&tape).form();
        let answers = Tape(&more).answers(&form);
        let once = visible(&form, &answers, TODAY);
        for page in &form.pages {
            prop_assert_eq!(once.has_page(&page.id), shown(&form, &answers, None, &page.id));
            // What a hidden page holds is hidden with it.
            for item in &page.items {
                prop_assert_eq!(once.has_item(item.id()), shown(&form, &answers, None, item.id()));
                if let Item::Group(group) = item {
                    for number in 0..answers.records(&group.id).len() {
                        for field in &group.fields {
                            let slow = shown(&form, &answers, Some((&group.id, number)), &field.id);
                            prop_assert_eq!(once.has_field(&group.id, number, &field.id), slow);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn submitting_drops_only_what_does_not_count((tape, more) in tapes()) {
        let form = Tape(&tape).form();
        let answers = Tape(&more).answers(&form);
        let submitted = answers.submitted(&form, TODAY);
        prop_assert_eq!(&submitted.submitted(&form, TODAY), &submitted);
        prop_assert_eq!(visible(&form, &submitted, TODAY), visible(&form, &answers, TODAY));
        prop_assert_eq!(check(&form, &submitted, TODAY), check(&form, &answers, TODAY));
    }

    #[test]
    fn nothing_changed_changes_nothing((tape, more) in tapes()) {
        let form = Tape(&tape).form();
        let answers = Tape(&more).answers(&form);
        prop_assert_eq!(difference(&form, &form), []);
        prop_assert_eq!(rebase(&answers, &form, &form), (answers, Vec::new()));
    }

    #[test]
    fn every_change_is_named((tape, more) in tapes()) {
        let old = Tape(&tape).form();
        let new = Tape(&more).edited(&old);
        prop_assert_eq!(difference(&old, &new).is_empty(), old == new);
    }

    #[test]
    fn who_is_not_touched_has_nothing_to_do((tape, more) in tapes(), steps in proptest::collection::vec(any::<u8>(), 0..60)) {
        let old = Tape(&tape).form();
        let new = Tape(&steps).edited(&old);
        let answers = Tape(&more).answers(&old).submitted(&old, TODAY);
        let changes = difference(&old, &new);
        let touching: Vec<_> =
            changes.iter().filter(|change| touched(change, &old, &new, &answers, TODAY)).collect();
        let (kept, dropped) = rebase(&answers, &old, &new);
        if touching.is_empty() {
            let before: Vec<_> = check(&old, &answers, TODAY).into_iter().map(|m| (m.place, kind_of(m.what.key()))).collect();
            let new_mistakes: Vec<_> = check(&new, &kept, TODAY)
                .into_iter()
                .filter(|mistake| !before.contains(&(mistake.place.clone(), kind_of(mistake.what.key()))))
                .collect();
            prop_assert_eq!(new_mistakes, [], "{:#?}", changes);
            prop_assert_eq!(&dropped, &[]);
        }
        if !dropped.is_empty() {
            prop_assert!(touching.iter().any(|change| change.effect > Effect::Safe));
        }
        prop_assert_eq!(rebase(&kept, &new, &new), (kept, Vec::new()));
    }

    #[test]
    fn editing_never_leaves_an_unsound_form((tape, more) in tapes()) {
        let mut form = Tape(&tape).form();
        let mut steps = Tape(&more);
        for _ in 0..12 {
            let before = form.clone();
            let edit = steps.edit(&form);
            match apply(&mut form, edit.clone(), &BTreeSet::new()) {
                Ok(_) => prop_assert_eq!(form.faults(), [], "{:?}", edit),
                Err(_) => prop_assert_eq!(&form, &before),
            }
        }
    }

    #[test]
    fn paper_takes_any_form((tape, more) in tapes()) {
        let form = Tape(&tape).form();
        let answers = Tape(&more).answers(&form);
        for lang in Lang::ALL {
            let empty = printable(&form, None, lang, TODAY);
            prop_assert_eq!(empty.pages.len(), form.pages.len());
            let filled = printable(&form, Some(&answers), lang, TODAY);
            prop_assert_eq!(filled.pages.len(), visible(&form, &answers, TODAY).pages(&form).count());
        }
    }

    #[test]
    fn whatever_is_typed_comes_back((tape, _) in tapes(), typed in proptest::collection::vec("\\PC{0,12}|[0-9.,: €-]{0,8}|_other|yes|o1", 1..20)) {
        let form = Tape(&tape).form();
        let mut answers = Answers::new();
        for page in &form.pages {
            let mut next = typed.iter().cycle();
            let mut browser = Browser(BTreeMap::new());
            for (place, kind) in page.items.iter().flat_map(|item| {
                let group = match item { Item::Group(group) => Some(group.id.clone()), Item::Field(_) => None };
                item.fields().iter().map(move |field| {
                    let name = match &group {
                        Some(group) => format!("g.{group}.0.{}", field.id),
                        None => format!("f.{}", field.id),
                    };
                    (name, &field.kind)
                })
            }) {
                let parts = ["", ".other", ".from", ".to", ".day", ".month", ".year", ".street", ".number", ".postcode", ".place", ".o0", ".o1", ".o2"];
                for part in parts {
                    let values = vec![next.next().cloned().unwrap_or_default()];
                    browser.0.insert(format!("{place}{part}"), values);
                }
                let _ = kind;
            }
            let mistakes = fill(&form, &page.id, &mut answers, &browser, TODAY);
            // What is shown again is read again as the same.
            let mut again = answers.clone();
            let shown_again = Browser(page_values(page, &answers));
            prop_assert_eq!(fill(&form, &page.id, &mut again, &shown_again, TODAY), mistakes);
            prop_assert_eq!(&again, &answers);
        }
        let json = serde_json::to_string(&answers).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Answers>(&json).expect("its own text"), answers);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}", (tape, _) in tapes(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}\",:0-9a-z-]{0,5}") {
        let _ = Definition::from_json(&text);
        let mut json = Tape(&tape).form().to_json();
        let mut at = at.index(json.len());
        while !json.is_char_boundary(at) {
            at -= 1;
        }
        let end = (at + 3..=json.len()).find(|end| json.is_char_boundary(*end)).unwrap_or(at);
        json.replace_range(at..end, &with);
        if let Err(faults) = Definition::from_json(&json) {
            prop_assert!(!faults.is_empty());
        }
    }
}
