//! Steps of editing, one after the other, and those that are refused.

use std::collections::BTreeSet;

use rathaus_procedure::edit::edit_keys;
use rathaus_procedure::{Condition, Edit, EditError, KindName, Words, apply};

use super::{form, id, page_of};

#[test]
fn a_form_is_built_step_by_step() {
    let mut form = form(&page_of(""));
    let earlier: BTreeSet<_> = [id("strasse")].into();
    let mut step = |edit: Edit| apply(&mut form, edit, &earlier).map(|id| id.to_string());
    let add = |to: &str, kind, label: &str| Edit::AddField {
        to: id(to),
        after: None,
        kind,
        label: Words::de(label),
    };
    assert_eq!(step(add("page", KindName::Text, "Straße")).as_deref(), Ok("strasse-2"));
    assert_eq!(step(add("page", KindName::Choice, "Art")).as_deref(), Ok("art"));
    let option = |label: &str| Edit::AddOption { id: id("art"), label: Words::de(label) };
    assert_eq!(step(option("Größe")).as_deref(), Ok("art"));
    assert_eq!(step(Edit::RemoveOption { id: id("art"), option: id("a") }).as_deref(), Ok("art"));
    assert_eq!(step(Edit::OptionUp { id: id("art"), option: id("groesse") }).as_deref(), Ok("art"));
    let group = Edit::AddGroup {
        page: id("page"),
        after: Some(id("art")),
        title: Words::de("Kinder"),
        record: Words::de("Kind"),
    };
    assert_eq!(step(group).as_deref(), Ok("kinder"));
    assert_eq!(step(add("kinder", KindName::Date, "Geboren")).as_deref(), Ok("geboren"));
    assert_eq!(step(Edit::ToGroup { id: id("strasse-2"), group: id("kinder") }).as_deref(), Ok("strasse-2"));
    assert_eq!(step(Edit::AddPage { after: None, title: Words::de("Ende") }).as_deref(), Ok("ende"));
    assert_eq!(step(Edit::ToPage { id: id("geboren"), page: id("ende") }).as_deref(), Ok("geboren"));
    assert_eq!(step(Edit::Up(id("ende"))).as_deref(), Ok("ende"));
    assert_eq!(step(Edit::Down(id("kind"))).as_deref(), Ok("kind"));
    let pages: Vec<String> = form.pages.iter().map(|page| page.id.to_string()).collect();
    assert_eq!(pages, ["ende", "page"]);
    let fields: Vec<String> = form.fields().map(|standing| standing.field.id.to_string()).collect();
    assert_eq!(fields, ["geboren", "art", "strasse-2", "kind"]);
    let art = form.field(&id("art")).expect("there").field;
    let options: Vec<String> =
        art.kind.options().expect("options").iter().map(|option| option.id.to_string()).collect();
    assert_eq!(options, ["groesse", "b"]);
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let mut form = form(&page_of(
        r#"{"field": {"id": "a", "label": {"de": "A"}, "kind": {"yes_no": {}}}},
           {"field": {"id": "b", "label": {"de": "B"}, "kind": {"text": {}},
               "when": {"is": {"field": "a", "option": "yes"}}}}"#,
    ));
    let before = form.clone();
    let label = || Words::de("X");
    for (edit, key) in [
        (Edit::Remove(id("a")), "unsound"),
        (Edit::Remove(id("page")), "unsound"),
        (Edit::Up(id("b")), "unsound"),
        (Edit::Up(id("a")), "at-the-edge"),
        (Edit::Down(id("page")), "at-the-edge"),
        (Edit::Remove(id("nobody")), "unknown"),
        (Edit::SetLabel { id: id("b"), label: Words::de(" ") }, "unsound"),
        (Edit::SetWhen { id: id("a"), when: Some(Condition::Answered(id("b"))) }, "unsound"),
        (Edit::AddOption { id: id("a"), label: label() }, "unknown"),
        (Edit::AddField { to: id("b"), after: None, kind: KindName::Text, label: label() }, "unknown"),
        (Edit::AddPage { after: Some(id("b")), title: label() }, "unknown"),
        (
            Edit::SetKind { id: id("a"), kind: rathaus_procedure::edit::fresh(KindName::Text, &label()) },
            "other-kind",
        ),
        (Edit::ToGroup { id: id("a"), group: id("page") }, "unknown"),
    ] {
        let refused = apply(&mut form, edit.clone(), &BTreeSet::new()).expect_err(key);
        assert_eq!(refused.key(), format!("procedure-edit-{key}"), "{edit:?}");
        assert!(edit_keys().contains(&refused.key()));
        assert_eq!(form, before);
    }
    let refused = apply(&mut form, Edit::Remove(id("a")), &BTreeSet::new());
    let Err(EditError::Unsound(faults)) = refused else { panic!("{refused:?}") };
    assert_eq!(faults[0].at, "/pages/0/items/0/field/when/is/field");
}

#[test]
fn every_kind_begins_sound() {
    let mut form = form(&page_of(""));
    for kind in KindName::ALL {
        let add = Edit::AddField { to: id("page"), after: None, kind, label: Words::de(kind.as_str()) };
        let added = apply(&mut form, add, &BTreeSet::new());
        assert!(added.is_ok(), "{kind:?} {added:?}");
    }
    assert_eq!(form.fields().count(), 20);
}
