//! A form that was copied and changed on both sides: what one changed is taken, what both changed is asked about.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rathaus_procedure::merge::{Merged, Side, merge};
use rathaus_procedure::{Changed, Definition};

use super::tape::Tape;
use super::{form, id, page_of};

fn ours(_: &str) -> Option<Side> {
    None
}

fn theirs(_: &str) -> Option<Side> {
    Some(Side::Theirs)
}

fn joined(base: &str, own: &str, other: &str) -> Merged {
    merge(&form(&page_of(base)), &form(&page_of(own)), &form(&page_of(other)), &ours).expect("a form")
}

fn asked(merged: &Merged) -> Vec<(&str, Changed)> {
    merged.clashes.iter().map(|clash| (clash.at.as_str(), clash.what)).collect()
}

fn text(name: &str, label: &str, more: &str) -> String {
    format!(
        r#"{{"field": {{"id": "{name}", "label": {{"de": "{label}"}}, "kind": {{"text": {{}}}}{more}}}}}"#
    )
}

#[test]
fn what_one_side_changed_is_taken_and_what_both_changed_is_asked() {
    let base = [text("a", "A", ""), text("b", "B", ""), text("c", "C", "")].join(",");
    // We word A anew and move it down, they require it, add D after B and remove C.
    let own = [text("b", "B", ""), text("a", "Unser A", ""), text("c", "C", "")].join(",");
    let other = [text("a", "A", r#", "required": true"#), text("b", "B", ""), text("d", "D", "")].join(",");
    let merged = joined(&base, &own, &other);
    assert_eq!(asked(&merged), []);
    let page = merged.definition.page(&id("page")).expect("a page");
    let order: Vec<&str> = page.items.iter().map(|item| item.id().as_str()).collect();
    assert_eq!(order, ["b", "d", "a"]);
    let field = merged.definition.field(&id("a")).expect("there").field;
    assert_eq!((field.label.de.as_str(), field.required), ("Unser A", true));

    // Both word it anew: side by side, ours until somebody chooses.
    let other = [text("a", "Deren A", ""), text("b", "B", ""), text("c", "C", "")].join(",");
    let merged = joined(&base, &own, &other);
    assert_eq!(asked(&merged), [("a.label", Changed::Label)]);
    let clash = &merged.clashes[0];
    let said = [&clash.base, &clash.ours, &clash.theirs].map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(said, ["A", "Unser A", "Deren A"]);
    let (base, own, other) = (form(&page_of(&base)), form(&page_of(&own)), form(&page_of(&other)));
    let merged = merge(&base, &own, &other, &|at| (at == "a.label").then_some(Side::Theirs)).expect("a form");
    assert_eq!(merged.definition.field(&id("a")).expect("there").field.label.de, "Deren A");
}

#[test]
fn what_one_side_removed_and_the_other_changed_is_asked() {
    let base = [text("a", "A", ""), text("b", "B", "")].join(",");
    let own = text("a", "A", "");
    let other = [text("a", "A", ""), text("b", "B neu", "")].join(",");
    let merged = joined(&base, &own, &other);
    assert_eq!(asked(&merged), [("b", Changed::FieldRemoved)]);
    assert!(merged.definition.field(&id("b")).is_none(), "ours until somebody chooses");
    let forms = [&base, &own, &other].map(|items| form(&page_of(items)));
    let merged = merge(&forms[0], &forms[1], &forms[2], &theirs).expect("a form");
    assert_eq!(merged.definition.field(&id("b")).expect("there").field.label.de, "B neu");
}

#[test]
fn options_settings_and_rules_are_joined_one_by_one() {
    let choice = |options: &str, more: &str| {
        format!(
            r#"{{"field": {{"id": "f", "label": {{"de": "F"}}, "kind": {{"several": {{"options": [{options}]{more}}}}}}}}}"#
        )
    };
    let option = |name: &str, label: &str| format!(r#"{{"id": "{name}", "label": {{"de": "{label}"}}}}"#);
    let base = choice(&[option("x", "X"), option("y", "Y")].join(","), "");
    let own =
        choice(&[option("x", "Unser X"), option("y", "Y"), option("o", "O")].join(","), r#", "max": 2"#);
    let other =
        choice(&[option("t", "T"), option("x", "Deren X"), option("y", "Y")].join(","), r#", "min": 1"#);
    let merged = joined(&base, &own, &other);
    assert_eq!(asked(&merged), [("f.kind.options.x", Changed::OptionLabel)]);
    let field = merged.definition.field(&id("f")).expect("there").field;
    let options: Vec<&str> =
        field.kind.options().expect("options").iter().map(|one| one.id.as_str()).collect();
    assert_eq!(options, ["t", "x", "y", "o"]);
    let settings = serde_json::to_value(&field.kind).expect("JSON");
    assert_eq!((&settings["several"]["min"], &settings["several"]["max"]), (&1.into(), &2.into()));

    // A fee of ours and a longer deadline of theirs; a deadline is never half of each.
    let with = |handling: &str| -> Definition {
        let text = page_of(&text("a", "A", ""));
        form(&text.replacen("\"pages\"", &format!("\"handling\": {handling}, \"pages\""), 1))
    };
    let rule = |count: u8, unit: &str, fees: &str| {
        with(&format!(
            r#"{{"prefix": "HUND", "deadline": {{"basis": "§ 1", "count": {count}, "unit": "{unit}"}}, "fees": [{fees}]}}"#
        ))
    };
    let fee = r#"{"id": "gebuehr", "label": {"de": "Gebühr"}, "cents": 500}"#;
    let merged =
        merge(&rule(3, "weeks", ""), &rule(3, "weeks", fee), &rule(5, "weeks", ""), &ours).expect("a form");
    let handling = merged.definition.handling.as_ref().expect("worked off");
    assert_eq!((asked(&merged).len(), handling.fees.len()), (0, 1));
    assert_eq!(handling.deadline.as_ref().map(|deadline| deadline.count), Some(5));
    let merged =
        merge(&rule(3, "weeks", ""), &rule(6, "weeks", ""), &rule(30, "days", ""), &ours).expect("a form");
    assert_eq!(asked(&merged), [("FORM.handling.deadline", Changed::Handling)]);
}

/// A form and two that were made of it.
fn three(tape: &[u8], own: &[u8], other: &[u8]) -> [Definition; 3] {
    let base = Tape(tape).form();
    let (own, other) = (Tape(own).edited(&base), Tape(other).edited(&base));
    [base, own, other]
}

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

proptest! {
    #[test]
    fn one_side_alone_is_taken_whole((tape, own) in (bytes(400), bytes(120))) {
        let [base, own, _] = three(&tape, &own, &[]);
        for (ours_is, theirs_is) in [(&own, &base), (&base, &own), (&own, &own)] {
            let merged = merge(&base, ours_is, theirs_is, &ours).expect("a form");
            prop_assert_eq!(merged.clashes, []);
            prop_assert_eq!(&merged.definition.pages, &own.pages);
            prop_assert_eq!((&merged.definition.title, &merged.definition.handling), (&own.title, &own.handling));
        }
    }

    #[test]
    fn nothing_is_lost_doubled_or_asked_in_vain((tape, a, b) in (bytes(400), bytes(120), bytes(120))) {
        let [base, own, other] = three(&tape, &a, &b);
        let merged = merge(&base, &own, &other, &ours).expect("a form");
        let form = &merged.definition;
        let all: Vec<_> = form.pages.iter().map(|page| &page.id)
            .chain(form.items().map(|(_, item)| item.id()))
            .chain(form.fields().filter(|standing| standing.group.is_some()).map(|standing| &standing.field.id))
            .collect();
        prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "an id stands once");
        // What they left as it was is as ours, what we left as theirs.
        let field = |form: &Definition, id| form.field(id).map(|standing| standing.field.clone());
        for standing in base.fields().chain(own.fields()).chain(other.fields()) {
            let id = &standing.field.id;
            if field(&other, id) == field(&base, id) {
                prop_assert_eq!(field(form, id), field(&own, id), "{}", id);
            } else if field(&own, id) == field(&base, id) && !merged.clashes.iter().any(|clash| clash.at == id.as_str()) {
                prop_assert_eq!(field(form, id), field(&other, id), "{}", id);
            }
        }
        // Each question has a name of its own; the other side is asked the same ones.
        let names: BTreeSet<&str> = merged.clashes.iter().map(|clash| clash.at.as_str()).collect();
        prop_assert_eq!(names.len(), merged.clashes.len());
        let turned = merge(&base, &other, &own, &theirs).expect("a form");
        let same: BTreeSet<&str> = turned.clashes.iter().map(|clash| clash.at.as_str()).collect();
        prop_assert_eq!(names, same);
        // Taking the other side everywhere takes what it says.
        let taken = merge(&base, &own, &other, &theirs).expect("a form");
        for standing in other.fields().filter(|standing| field(&base, &standing.field.id).is_some()) {
            let id = &standing.field.id;
            if let Some(clash) = taken.clashes.iter().find(|clash| clash.at == format!("{id}.label")) {
                let label = taken.definition.field(id).map(|one| one.field.label.de.clone());
                prop_assert_eq!(clash.theirs.as_ref(), label.as_ref());
            }
        }
    }
}
