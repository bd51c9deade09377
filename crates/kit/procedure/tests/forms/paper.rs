//! A form on paper, empty and filled.

use rathaus_core::Lang;
use rathaus_procedure::printable::{Caption, answer_text, printable};
use rathaus_procedure::{Answer, Answers};

use super::{TODAY, form, id, page_of};

const ITEMS: &str = r#"
    {"field": {"id": "cost", "label": {"de": "Kosten", "en": "Cost"}, "kind": {"money": {}}, "required": true}},
    {"field": {"id": "start", "label": {"de": "Beginn"}, "kind": {"date": {}}}},
    {"field": {"id": "account", "label": {"de": "Konto"}, "kind": {"iban": {}}}},
    {"field": {"id": "size", "label": {"de": "Fläche"}, "kind": {"number": {"decimals": 1, "unit": {"de": "m²"}}}}},
    {"field": {"id": "tools", "label": {"de": "Mittel"}, "kind": {"several": {"other": true, "options": [
        {"id": "mail", "label": {"de": "Post"}}, {"id": "web", "label": {"de": "Netz"}}]}}}},
    {"field": {"id": "why", "label": {"de": "Warum"}, "kind": {"long_text": {"rows": 3}},
        "when": {"answered": "start"}}},
    {"group": {"id": "needs", "title": {"de": "Bedarfe"}, "record": {"de": "Bedarf"}, "max": 5, "min": 2, "fields": [
        {"id": "sure", "label": {"de": "Sicher"}, "kind": {"yes_no": {}}}]}}"#;

/// The blocks of the only page as JSON, without what is the same everywhere.
fn blocks(answers: Option<&str>) -> serde_json::Value {
    let answers: Option<Answers> = answers.map(|json| serde_json::from_str(json).expect("answers"));
    let printed = printable(&form(&page_of(ITEMS)), answers.as_ref(), Lang::De, TODAY);
    serde_json::to_value(&printed.pages[0].blocks).expect("JSON")
}

#[test]
fn an_empty_form_has_room_for_every_answer() {
    let blocks = blocks(None);
    assert_eq!(blocks.as_array().map(Vec::len), Some(7));
    assert_eq!(blocks[0]["room"], serde_json::json!({"room": "lines", "count": 1, "unit": "€"}));
    assert_eq!(blocks[0]["is_required"], true);
    assert_eq!(blocks[2]["room"], serde_json::json!({"room": "cells", "count": 22}));
    assert_eq!(blocks[4]["room"]["boxes"][2]["caption"]["key"], "procedure-print-other");
    assert_eq!(blocks[5]["room"]["count"], 3);
    assert_eq!(blocks[5]["is_conditional"], true);
    assert_eq!(blocks[6]["records"].as_array().map(Vec::len), Some(2));
    assert_eq!(blocks[6]["records"][1]["title"], "Bedarf 2");
}

#[test]
fn a_filled_form_shows_what_was_answered() {
    let blocks = blocks(Some(
        r#"{"cost": {"money": 123456}, "account": {"iban": "DE89370400440532013000"}, "size": {"number": "1234.5"},
            "tools": {"several": {"options": ["web"], "other": "Fax"}}, "why": {"text": "alt"},
            "needs": {"records": [{"sure": {"yes_no": false}}]}}"#,
    ));
    let line = |n: usize| blocks[n]["room"]["lines"][0]["text"].clone();
    assert_eq!(line(0), "1.234,56 €");
    assert_eq!(blocks[1]["room"]["room"], "no_answer");
    assert_eq!(line(2), "DE89 3704 0044 0532 0130 00");
    assert_eq!(line(3), "1.234,5 m²");
    let boxes = &blocks[4]["room"]["boxes"];
    assert_eq!(
        [&boxes[0]["is_ticked"], &boxes[1]["is_ticked"], &boxes[2]["text"]],
        ["false", "true", "\"Fax\""]
            .map(|t| serde_json::from_str::<serde_json::Value>(t).expect("JSON"))
            .iter()
            .collect::<Vec<_>>()[..]
    );
    // The reason is not asked for without a beginning, so it is not printed.
    assert_eq!(blocks[5]["is"], "group");
    assert_eq!(blocks[5]["records"][0]["blocks"][0]["room"]["boxes"][1]["is_ticked"], true);
}

#[test]
fn answers_read_as_text() {
    let form = form(&page_of(ITEMS));
    let text = |field: &str, json: &str, lang| {
        let answer: Answer = serde_json::from_str(json).expect("an answer");
        answer_text(&form.field(&id(field)).expect("there").field.kind, &answer, lang)
    };
    for (field, json, de) in [
        ("cost", r#"{"money": 5}"#, "0,05 €"),
        ("start", r#"{"date": "2026-11-02"}"#, "02.11.2026"),
        ("tools", r#"{"several": {"options": ["mail", "web"], "other": "Fax"}}"#, "Post; Netz; Fax"),
        ("why", r#"{"text": "a\nb"}"#, "a; b"),
        ("size", r#"{"number": "2"}"#, "2 m²"),
        ("start", r#"{"raw": {"": ["gestern"]}}"#, "gestern"),
    ] {
        assert_eq!(text(field, json, Lang::De), Caption::Text(de.to_owned()), "{json}");
    }
    assert_eq!(
        text("start", r#"{"date": "2026-11-02"}"#, Lang::En),
        Caption::Text("2 November 2026".to_owned())
    );
    assert_eq!(text("sure", r#"{"yes_no": true}"#, Lang::De), Caption::Key("procedure-print-yes"));
}
