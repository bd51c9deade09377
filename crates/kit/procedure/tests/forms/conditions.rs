//! Conditions: what they mean, and which do not fit their form.

use rathaus_procedure::{Answers, Condition, Definition, visible};

use super::{TODAY, id};

const FORM: &str = r#"{"key": "form", "title": {"de": "Formular"}, "pages": [
    {"id": "p1", "title": {"de": "Eins"}, "items": [
        {"field": {"id": "kind", "label": {"de": "Art"}, "kind": {"choice": {"options": [
            {"id": "town", "label": {"de": "Stadt"}}, {"id": "county", "label": {"de": "Kreis"}}], "other": true}}}},
        {"field": {"id": "tools", "label": {"de": "Mittel"}, "kind": {"several": {"options": [
            {"id": "mail", "label": {"de": "Post"}}, {"id": "web", "label": {"de": "Netz"}}]}}}},
        {"field": {"id": "count", "label": {"de": "Zahl"}, "kind": {"number": {"decimals": 2}}}},
        {"field": {"id": "cost", "label": {"de": "Kosten"}, "kind": {"money": {}}}},
        {"field": {"id": "born", "label": {"de": "Geboren"}, "kind": {"date": {}}}},
        {"field": {"id": "weight", "label": {"de": "Wichtig"}, "kind": {"rating":
            {"steps": 5, "low": {"de": "nein"}, "high": {"de": "ja"}}}}},
        {"field": {"id": "sure", "label": {"de": "Sicher"}, "kind": {"yes_no": {}}}},
        {"field": {"id": "note", "label": {"de": "Hinweis"}, "kind": {"information": {"text": {"de": "Hinweis"}}}}},
        {"group": {"id": "needs", "title": {"de": "Bedarfe"}, "record": {"de": "Bedarf"}, "max": 5, "fields": [
            {"id": "topic", "label": {"de": "Thema"}, "kind": {"text": {}}},
            {"id": "urgent", "label": {"de": "Eilig"}, "kind": {"yes_no": {}}},
            {"id": "why", "label": {"de": "Warum"}, "kind": {"text": {}}, "when": WITHIN}]}}]},
    {"id": "p2", "title": {"de": "Zwei"}, "items": [
        {"field": {"id": "last", "label": {"de": "Zuletzt"}, "kind": {"text": {}}, "when": WHEN}}]},
    {"id": "p3", "title": {"de": "Drei"}, "items": [
        {"field": {"id": "later", "label": {"de": "Später"}, "kind": {"yes_no": {}}}}]}]}"#;

fn read(when: &str, within: &str) -> Result<Definition, Vec<String>> {
    Definition::from_json(&FORM.replace("WHEN", when).replace("WITHIN", within)).map_err(|faults| {
        let short = |key: &str| key.trim_start_matches("procedure-fault-").to_owned();
        faults.iter().map(|fault| format!("{} {}", fault.at, short(fault.what.key()))).collect()
    })
}

#[test]
fn conditions_say_what_they_mean() {
    let answers = r#"{"kind": {"choice": {"option": "town"}}, "tools": {"several": {"options": ["web"]}},
        "count": {"number": "2.5"}, "cost": {"money": 1000}, "born": {"date": "2008-11-22"},
        "weight": {"rating": 3}, "sure": {"yes_no": false}, "needs": {"records": [{}]}}"#;
    for (condition, full, none) in [
        (r#"{"is": {"field": "kind", "option": "town"}}"#, true, false),
        (r#"{"is": {"field": "kind", "option": "county"}}"#, false, false),
        (r#"{"not": {"is": {"field": "kind", "option": "county"}}}"#, true, true),
        (r#"{"one_of": {"field": "kind", "options": ["county", "town"]}}"#, true, false),
        (r#"{"is": {"field": "sure", "option": "no"}}"#, true, false),
        (r#"{"is": {"field": "sure", "option": "yes"}}"#, false, false),
        (r#"{"contains": {"field": "tools", "option": "web"}}"#, true, false),
        (r#"{"contains": {"field": "tools", "option": "mail"}}"#, false, false),
        (r#"{"compare": {"field": "count", "op": ">", "value": {"number": "2.49"}}}"#, true, false),
        (r#"{"compare": {"field": "count", "op": "<=", "value": {"number": 2.5}}}"#, true, false),
        (r#"{"compare": {"field": "count", "op": "<", "value": {"number": "2.5"}}}"#, false, false),
        (r#"{"compare": {"field": "cost", "op": "=", "value": {"money": 1000}}}"#, true, false),
        (r#"{"compare": {"field": "born", "op": "<=", "value": {"date": {"years": -18}}}}"#, true, false),
        (r#"{"compare": {"field": "born", "op": "<", "value": {"date": {"years": -18}}}}"#, false, false),
        (r#"{"compare": {"field": "weight", "op": ">=", "value": {"rating": 3}}}"#, true, false),
        (r#"{"answered": "sure"}"#, true, false),
        (r#"{"answered": "needs"}"#, true, false),
        (r#"{"all": []}"#, true, true),
        (r#"{"any": []}"#, false, false),
        (r#"{"all": [{"answered": "cost"}, {"not": {"answered": "kind"}}]}"#, false, false),
        (r#"{"any": [{"answered": "cost"}, {"not": {"answered": "kind"}}]}"#, true, true),
    ] {
        let form = read(condition, r#"{"answered": "topic"}"#).expect(condition);
        let answered: Answers = serde_json::from_str(answers).expect("answers");
        assert_eq!(visible(&form, &answered, TODAY).has_item(&id("last")), full, "{condition}");
        assert_eq!(visible(&form, &Answers::new(), TODAY).has_item(&id("last")), none, "{condition}");
    }
}

#[test]
fn within_a_group_the_same_record_is_meant() {
    let form = read(
        r#"{"all": []}"#,
        r#"{"all": [{"is": {"field": "urgent", "option": "yes"}}, {"answered": "kind"}]}"#,
    )
    .expect("sound");
    let answers = r#"{"kind": {"choice": {"other": "Amt"}},
        "needs": {"records": [{"urgent": {"yes_no": true}}, {"urgent": {"yes_no": false}}, {}]}}"#;
    let answers: Answers = serde_json::from_str(answers).expect("answers");
    let shown = visible(&form, &answers, TODAY);
    let why = |record| shown.has_field(&id("needs"), record, &id("why"));
    assert_eq!([why(0), why(1), why(2), why(3)], [true, false, false, false]);
}

#[test]
fn a_hidden_answer_fulfils_nothing() {
    let form = Definition::from_json(
        r#"{"key": "form", "title": {"de": "F"}, "pages": [{"id": "p", "title": {"de": "P"}, "items": [
            {"field": {"id": "a", "label": {"de": "A"}, "kind": {"yes_no": {}}}},
            {"field": {"id": "b", "label": {"de": "B"}, "kind": {"yes_no": {}},
                "when": {"is": {"field": "a", "option": "yes"}}}},
            {"field": {"id": "c", "label": {"de": "C"}, "kind": {"text": {}}, "required_when": {"answered": "b"},
                "when": {"not": {"is": {"field": "b", "option": "no"}}}}}]}]}"#,
    )
    .expect("sound");
    for (json, b, c, must) in [
        (r#"{"a": {"yes_no": true}, "b": {"yes_no": true}}"#, true, true, true),
        (r#"{"a": {"yes_no": true}, "b": {"yes_no": false}}"#, true, false, false),
        (r#"{"a": {"yes_no": false}, "b": {"yes_no": false}}"#, false, true, false),
        (r#"{"a": {"raw": {"": ["vielleicht"]}}, "b": {"yes_no": false}}"#, false, true, false),
    ] {
        let answers: Answers = serde_json::from_str(json).expect("answers");
        let shown = visible(&form, &answers, TODAY);
        let found = (shown.has_item(&id("b")), shown.has_item(&id("c")), shown.must_answer(&id("c")));
        assert_eq!(found, (b, c, must), "{json}");
    }
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    const AT: &str = "/pages/1/items/0/field/when";
    for (condition, at, fault) in [
        (r#"{"answered": "nobody"}"#, "/answered", "condition-unknown"),
        (r#"{"answered": "last"}"#, "/answered", "condition-itself"),
        (r#"{"answered": "later"}"#, "/answered", "condition-later"),
        (r#"{"answered": "topic"}"#, "/answered", "condition-other-group"),
        (r#"{"answered": "note"}"#, "/answered", "condition-kind"),
        (r#"{"is": {"field": "later", "option": "yes"}}"#, "/is/field", "condition-later"),
        (r#"{"is": {"field": "kind", "option": "village"}}"#, "/is/option", "condition-option"),
        (r#"{"is": {"field": "sure", "option": "maybe"}}"#, "/is/option", "condition-option"),
        (r#"{"is": {"field": "tools", "option": "web"}}"#, "/is/field", "condition-kind"),
        (r#"{"is": {"field": "needs", "option": "web"}}"#, "/is/field", "condition-kind"),
        (r#"{"one_of": {"field": "kind", "options": []}}"#, "/one_of/options", "too-few"),
        (
            r#"{"one_of": {"field": "kind", "options": ["town", "x"]}}"#,
            "/one_of/options/1",
            "condition-option",
        ),
        (r#"{"contains": {"field": "kind", "option": "town"}}"#, "/contains/field", "condition-kind"),
        (
            r#"{"not": {"contains": {"field": "tools", "option": "fax"}}}"#,
            "/not/contains/option",
            "condition-option",
        ),
        (
            r#"{"all": [{"answered": "kind"}, {"compare": {"field": "count", "op": "<", "value": {"money": 1}}}]}"#,
            "/all/1/compare/field",
            "condition-kind",
        ),
        (
            r#"{"compare": {"field": "weight", "op": "<", "value": {"rating": 6}}}"#,
            "/compare/value/rating",
            "out-of-range",
        ),
        (
            r#"{"compare": {"field": "born", "op": "<", "value": {"date": {"years": -500}}}}"#,
            "/compare/value/date/years",
            "out-of-range",
        ),
    ] {
        let faults = read(condition, r#"{"answered": "topic"}"#).expect_err(condition);
        assert_eq!(faults, [format!("{AT}{at} {fault}")], "{condition}");
    }
    for (condition, at, fault) in [
        (r#"{"answered": "why"}"#, "/answered", "condition-itself"),
        (r#"{"answered": "needs"}"#, "/answered", "condition-itself"),
        (r#"{"answered": "last"}"#, "/answered", "condition-later"),
    ] {
        let faults = read(r#"{"all": []}"#, condition).expect_err(condition);
        assert_eq!(faults, [format!("/pages/0/items/8/group/fields/2/when{at} {fault}")], "{condition}");
    }
    let many = format!(r#"{{"all": [{}]}}"#, vec![r#"{"answered": "kind"}"#; 60].join(","));
    let faults = read(&many, r#"{"all": []}"#).expect_err("too many");
    assert_eq!(faults, [format!("{AT} condition-too-large")]);
}

#[test]
fn a_circle_is_two_faults_of_order() {
    let faults = Definition::from_json(
        r#"{"key": "form", "title": {"de": "F"}, "pages": [{"id": "p", "title": {"de": "P"}, "items": [
            {"field": {"id": "a", "label": {"de": "A"}, "kind": {"text": {}}, "when": {"answered": "b"}}},
            {"field": {"id": "b", "label": {"de": "B"}, "kind": {"text": {}}, "when": {"answered": "a"}}}]}]}"#,
    )
    .expect_err("a circle");
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].at, "/pages/0/items/0/field/when/answered");
    assert_eq!(faults[0].what.key(), "procedure-fault-condition-later");
}

#[test]
fn a_condition_names_what_it_looks_at() {
    let json = r#"{"all": [{"answered": "a"}, {"not": {"is": {"field": "b", "option": "x"}}}]}"#;
    let condition: Condition = serde_json::from_str(json).expect("a condition");
    assert_eq!(condition.fields(), [&id("a"), &id("b")]);
}
