//! What a change from one version to the next means for drafts.

use rathaus_procedure::difference::{change_keys, reused};
use rathaus_procedure::{Answers, Definition, Effect, difference, rebase, touched};

use super::{TODAY, form, page_of};

const OLD: &str = r#"
    {"field": {"id": "name", "label": {"de": "Name"}, "kind": {"text": {"max": 20}}}},
    {"field": {"id": "kind", "label": {"de": "Art"}, "kind": {"choice": {"other": true, "options": [
        {"id": "town", "label": {"de": "Stadt"}}, {"id": "county", "label": {"de": "Kreis"}}]}}}},
    {"field": {"id": "tools", "label": {"de": "Mittel"}, "kind": {"several": {"options": [
        {"id": "mail", "label": {"de": "Post"}}, {"id": "web", "label": {"de": "Netz"}}]}}}},
    {"field": {"id": "cost", "label": {"de": "Kosten"}, "kind": {"money": {"max": 10000}}}},
    {"field": {"id": "start", "label": {"de": "Beginn"}, "kind": {"date": {"min": {"days": 0}}}}},
    {"group": {"id": "needs", "title": {"de": "Bedarfe"}, "record": {"de": "Bedarf"}, "max": 5, "fields": [
        {"id": "topic", "label": {"de": "Thema"}, "kind": {"text": {}}},
        {"id": "urgent", "label": {"de": "Eilig"}, "kind": {"yes_no": {}}}]}}"#;

const DRAFT: &str = r#"{"name": {"text": "Calden am Flughafen"}, "kind": {"choice": {"option": "town"}},
    "tools": {"several": {"options": ["mail", "web"]}}, "cost": {"money": 9000}, "start": {"date": "2026-12-01"},
    "needs": {"records": [{"topic": {"text": "Formulare"}, "urgent": {"yes_no": true}}, {"topic": {"text": "KI"}}]}}"#;

fn forms(from: &str, to: &str) -> (Definition, Definition) {
    assert!(OLD.contains(from), "{from}");
    (form(&page_of(OLD)), form(&page_of(&OLD.replacen(from, to, 1))))
}

/// The changes as `effect what id`, and whether the draft and an empty one are touched.
fn changes(from: &str, to: &str) -> Vec<(String, bool, bool)> {
    let (old, new) = forms(from, to);
    let draft: Answers = serde_json::from_str(DRAFT).expect("answers");
    difference(&old, &new)
        .iter()
        .map(|change| {
            assert!(change_keys().contains(&change.what.key()));
            let effect = match change.effect {
                Effect::Safe => "safe",
                Effect::NeedsAnswer => "needs",
                Effect::LosesData => "loses",
            };
            let touches = |answers: &Answers| touched(change, &old, &new, answers, TODAY);
            let what = change.what.key();
            let what = what.trim_start_matches("procedure-change-");
            let option = change.option.as_ref().map_or(String::new(), |option| format!("/{option}"));
            let setting = change.setting.as_ref().map_or(String::new(), |setting| format!(".{setting}"));
            (
                format!("{effect} {what} {}{option}{setting}", change.id),
                touches(&draft),
                touches(&Answers::new()),
            )
        })
        .collect()
}

#[test]
fn each_change_is_called_what_it_is() {
    let extra = r#"{"field": {"id": "mail", "label": {"de": "E-Mail"}, "kind": {"email": {}}REQUIRED}},
        {"field": {"id": "cost","#;
    let optional = extra.replace("REQUIRED", "");
    let required = extra.replace("REQUIRED", r#", "required": true"#);
    let cost = r#"{"field": {"id": "cost","#;
    let cost_field =
        r#"{"field": {"id": "cost", "label": {"de": "Kosten"}, "kind": {"money": {"max": 10000}}}},"#;
    for (from, to, wanted) in [
        (r#""Name""#, r#""Ihr Name""#, &[("safe label name", false, false)][..]),
        (cost, &optional, &[("safe field-added mail", false, false)]),
        (cost, &required, &[("needs field-added mail", true, true)]),
        (cost_field, "", &[("loses field-removed cost", true, false)]),
        (r#"{"money": {"max": 10000}}"#, r#"{"number": {}}"#, &[("loses kind cost", true, false)]),
        (r#"{"max": 10000}"#, r#"{"max": 8000}"#, &[("needs narrowed cost.max", true, false)]),
        (r#"{"max": 10000}"#, r#"{"max": 9500}"#, &[("needs narrowed cost.max", false, false)]),
        (r#"{"max": 10000}"#, r#"{"max": 20000}"#, &[("safe widened cost.max", false, false)]),
        (r#"{"max": 10000}"#, "{}", &[("safe widened cost.max", false, false)]),
        (
            r#"{"max": 20}"#,
            r#"{"max": 10, "min": 2}"#,
            &[("needs narrowed name.max", true, false), ("needs narrowed name.min", false, false)],
        ),
        (r#"{"max": 20}"#, "{}", &[("safe widened name.max", false, false)]),
        (
            r#"{"max": 20}"#,
            r#"{"max": 20, "pattern": "digits"}"#,
            &[("needs narrowed name.pattern", true, false)],
        ),
        (r#"{"days": 0}"#, r#"{"days": 30}"#, &[("needs narrowed start.min", true, false)]),
        (r#"{"days": 0}"#, r#"{"days": -30}"#, &[("safe widened start.min", false, false)]),
        (
            r#", {"id": "web", "label": {"de": "Netz"}}"#,
            "",
            &[("needs option-removed tools/web", true, false)],
        ),
        (
            r#", {"id": "county", "label": {"de": "Kreis"}}"#,
            "",
            &[("needs option-removed kind/county", false, false)],
        ),
        (
            r#""Netz"}}"#,
            r#""Netz"}}, {"id": "fax", "label": {"de": "Fax"}}"#,
            &[("safe option-added tools/fax", false, false)],
        ),
        (r#""Netz""#, r#""Internet""#, &[("safe option-label tools/web", false, false)]),
        (r#""other": true, "#, "", &[("needs narrowed kind.other", false, false)]),
        (
            r#""label": {"de": "Kosten"},"#,
            r#""label": {"de": "Kosten"}, "required": true,"#,
            &[("needs required cost", false, true)],
        ),
        (
            r#""label": {"de": "Kosten"},"#,
            r#""label": {"de": "Kosten"}, "shared": true,"#,
            &[("needs shared cost", true, false)],
        ),
        (
            r#""label": {"de": "Kosten"},"#,
            r#""label": {"de": "Kosten"}, "when": {"is": {"field": "kind", "option": "county"}},"#,
            &[("needs when cost", true, true)],
        ),
        (
            r#""label": {"de": "Kosten"},"#,
            r#""label": {"de": "Kosten"}, "required_when": {"answered": "name"},"#,
            &[("needs required-when cost", false, false)],
        ),
        (r#""max": 5"#, r#""max": 1"#, &[("needs most-records needs", true, false)]),
        (
            r#""max": 5"#,
            r#""max": 9, "min": 1"#,
            &[("needs fewest-records needs", false, true), ("safe most-records needs", false, false)],
        ),
        (
            r#", "kind": {"yes_no": {}}}"#,
            r#", "required": true, "kind": {"yes_no": {}}}"#,
            &[("needs required urgent", true, false)],
        ),
    ] {
        let found = changes(from, to);
        let found: Vec<(&str, bool, bool)> =
            found.iter().map(|(what, a, b)| (what.as_str(), *a, *b)).collect();
        assert_eq!(found, wanted, "{from} → {to}");
    }
}

#[test]
fn a_draft_is_taken_over_as_far_as_it_fits() {
    let draft: Answers = serde_json::from_str(DRAFT).expect("answers");
    let names = |dropped: &[rathaus_procedure::Dropped]| -> Vec<String> {
        let json = |answer| serde_json::to_string(answer).expect("JSON");
        dropped.iter().map(|d| format!("{} {} {}", d.place, d.label, json(&d.answer))).collect()
    };
    let (old, new) = forms(r#", {"id": "web", "label": {"de": "Netz"}}"#, "");
    let (kept, dropped) = rebase(&draft, &old, &new);
    assert_eq!(names(&dropped), [r#"f.tools Mittel {"several":{"options":["web"]}}"#]);
    let tools = serde_json::to_string(&kept.0["tools"]).expect("JSON");
    assert_eq!(tools, r#"{"several":{"options":["mail"]}}"#);
    let (old, new) = forms(r#"{"yes_no": {}}"#, r#"{"text": {}}"#);
    let (kept, dropped) = rebase(&draft, &old, &new);
    assert_eq!(names(&dropped), [r#"g.needs.0.urgent Eilig {"yes_no":true}"#]);
    assert_eq!(kept.records(&super::id("needs")).len(), 2);
    let group = &OLD[OLD.find(",\n    {\"group\"").expect("the group")..];
    let (old, new) = forms(group, "");
    let (kept, dropped) = rebase(&draft, &old, &new);
    assert_eq!(dropped.len(), 3);
    assert_eq!(kept.get(&super::id("needs")), None);
    let lost: Vec<String> = changes(group, "").into_iter().filter(|c| c.1).map(|c| c.0).collect();
    assert_eq!(lost, ["loses group-removed needs"]);
}

#[test]
fn an_id_keeps_its_kind_for_ever() {
    let (first, second) =
        forms(r#"{"field": {"id": "name", "label": {"de": "Name"}, "kind": {"text": {"max": 20}}}},"#, "");
    let back = |kind: &str| {
        form(&page_of(&format!(r#"{{"field": {{"id": "name", "label": {{"de": "N"}}, "kind": {kind}}}}}"#)))
    };
    assert_eq!(reused(&second, [&first]), []);
    assert_eq!(reused(&back(r#"{"text": {}}"#), [&first, &second]), []);
    let faults = reused(&back(r#"{"money": {}}"#), [&first, &second]);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].at, "/pages/0/items/0/field/id");
    assert_eq!(faults[0].what.key(), "procedure-fault-reused-id");
}
