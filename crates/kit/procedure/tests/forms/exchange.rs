//! Forms as JSON: every fault at once and with its place, and the schema in the documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rathaus_core::Lang;
use rathaus_procedure::Definition;
use rathaus_procedure::exchange::form_schema;
use rathaus_procedure::faults::fault_keys;

use super::{form, page_of};

fn faults(json: &str) -> Vec<String> {
    let faults = Definition::from_json(json).expect_err(json);
    for fault in &faults {
        assert!(fault_keys().contains(&fault.what.key()), "{fault}");
        assert!(!fault.to_string().is_empty());
        let _ = fault.what.args(Lang::De);
    }
    let short = |key: &str| key.trim_start_matches("procedure-fault-").to_owned();
    faults.iter().map(|fault| format!("{} {}", fault.at, short(fault.what.key()))).collect()
}

#[test]
fn all_faults_of_the_structure_are_found_at_once() {
    let json = r#"{"key": "Form", "titel": {"de": "F"}, "title": {"de": 1, "fr": "F"},
        "pages": [{"id": "p", "title": {"de": "P"}, "items": [
            {"field": {"id": "a", "kind": {"text": {"maxlength": 5, "max": "5", "pattern": "email"}}}},
            {"feld": {}},
            {"field": {"id": "b", "label": {"de": "B"}, "kind": {"text": {}, "date": {"min": {"on": "22.11.2026"}}}}},
            {"field": {"id": "c", "label": {"de": "C"}, "kind": "text", "required": "ja"}},
            {"field": {"id": "d", "label": {"de": "D"}, "kind": {"number": {"decimals": 300, "max": "1,5"}}}},
            {"field": {"id": "e", "label": {"de": "E"}, "kind": {"choice": {"options": [], "look": "tabs", "a/b~c": 1}}}},
            {"field": {"id": "f", "label": {"de": "F"}, "kind": {"text": {}}, "when": {"answered": 1}}}
        ]}]}"#;
    let found: BTreeSet<String> = faults(json).into_iter().collect();
    let wanted: BTreeSet<String> = [
        "/key malformed",
        "/titel unknown-property",
        "/title/de wrong-type",
        "/title/fr unknown-property",
        "/pages/0/items/0/field missing-property",
        "/pages/0/items/0/field/kind/text/maxlength unknown-property",
        "/pages/0/items/0/field/kind/text/max wrong-type",
        "/pages/0/items/0/field/kind/text/pattern unknown-word",
        "/pages/0/items/1/feld unknown-property",
        "/pages/0/items/2/field/kind too-many",
        "/pages/0/items/2/field/kind/date/min/on malformed",
        "/pages/0/items/3/field/kind wrong-type",
        "/pages/0/items/3/field/required wrong-type",
        "/pages/0/items/4/field/kind/number/decimals out-of-range",
        "/pages/0/items/4/field/kind/number/max malformed",
        "/pages/0/items/5/field/kind/choice/look unknown-word",
        "/pages/0/items/5/field/kind/choice/a~1b~0c unknown-property",
        "/pages/0/items/6/field/when/answered wrong-type",
    ]
    .map(str::to_owned)
    .into();
    assert_eq!(found, wanted);
}

#[test]
fn what_is_no_json_is_named_by_line_and_column() {
    assert_eq!(faults(""), [" no-json"]);
    assert_eq!(faults("{\n  \"key\": }"), [" no-json"]);
    assert_eq!(faults("[]"), [" wrong-type"]);
    assert_eq!(faults(&"[".repeat(10_000)), [" no-json"]);
    assert_eq!(faults(&" ".repeat(5_000_000)), [" too-large"]);
    let twice = page_of("").replacen("\"key\"", "\"key\": \"a\", \"key\"", 1);
    assert_eq!(faults(&twice), [" unreadable"]);
    assert!(Definition::from_json(&format!("\u{feff}{}", page_of(""))).is_ok());
}

/// One field of this kind, and its faults without the way to the kind.
fn kind_faults(kind: &str) -> Vec<String> {
    let field = format!(r#"{{"field": {{"id": "x", "label": {{"de": "X"}}, "kind": {kind}}}}}"#);
    let at = "/pages/0/items/0/field/kind/";
    faults(&page_of(&field)).iter().map(|fault| fault.trim_start_matches(at).to_owned()).collect()
}

#[test]
fn settings_must_make_sense() {
    let a = r#"{"id": "a", "label": {"de": "A"}}"#;
    let scale = r#"{"steps": 5, "low": {"de": "1"}, "high": {"de": "5"}}"#;
    for (kind, wanted) in [
        (r#"{"text": {"min": 5, "max": 4}}"#.to_owned(), &["text/min min-above-max"][..]),
        (r#"{"text": {"min": 501}}"#.to_owned(), &["text/min min-above-max"]),
        (r#"{"text": {"max": 0}}"#.to_owned(), &["text/max out-of-range"]),
        (
            r#"{"long_text": {"rows": 1, "max": 100000}}"#.to_owned(),
            &["long_text/max out-of-range", "long_text/rows out-of-range"],
        ),
        (r#"{"number": {"decimals": 7}}"#.to_owned(), &["number/decimals out-of-range"]),
        (r#"{"number": {"min": "2", "max": "1.5"}}"#.to_owned(), &["number/min min-above-max"]),
        (r#"{"money": {"max": 9999999999999}}"#.to_owned(), &["money/max out-of-range"]),
        (
            r#"{"date": {"min": {"on": "2026-02-01"}, "max": {"on": "2026-01-01"}}}"#.to_owned(),
            &["date/min min-above-max"],
        ),
        (r#"{"period": {"min": {"years": 201}}}"#.to_owned(), &["period/min/years out-of-range"]),
        (r#"{"choice": {"options": []}}"#.to_owned(), &["choice/options too-few"]),
        (format!(r#"{{"choice": {{"options": [{a}, {a}]}}}}"#), &["choice/options/1/id duplicate-id"]),
        (format!(r#"{{"several": {{"options": [{a}], "min": 2}}}}"#), &["several/min more-than-options"]),
        (format!(r#"{{"several": {{"options": [{a}], "max": 0}}}}"#), &["several/max too-few"]),
        (
            r#"{"rating": {"steps": 1, "low": {"de": ""}, "high": {"de": "x"}}}"#.to_owned(),
            &["rating/steps out-of-range", "rating/low/de empty-text"],
        ),
        (format!(r#"{{"matrix": {{"rows": [], "scale": {scale}}}}}"#), &["matrix/rows too-few"]),
        (format!(r#"{{"ranking": {{"options": [{a}]}}}}"#), &["ranking/options too-few"]),
        (
            r#"{"file": {"types": ["pdf", "text/*"], "max_bytes": 0, "max_count": 51}}"#.to_owned(),
            &["file/types/0 no-media-type", "file/max_bytes out-of-range", "file/max_count out-of-range"],
        ),
        (r#"{"file": {"types": [], "max_bytes": 1, "max_count": 1}}"#.to_owned(), &["file/types too-few"]),
        (
            r#"{"consent": {"text": {"de": " "}, "version": "1 "}}"#.to_owned(),
            &["consent/text/de empty-text", "consent/version malformed"],
        ),
        (
            r#"{"information": {"text": {"de": "a\u0000"}}}"#.to_owned(),
            &["information/text/de control-signs"],
        ),
    ] {
        assert_eq!(kind_faults(&kind), wanted, "{kind}");
    }
}

#[test]
fn ids_bounds_and_flags_must_make_sense() {
    let json = r#"{"key": "form", "title": {"de": ""}, "pages": [
        {"id": "p", "title": {"de": "P"}, "items": [
            {"field": {"id": "p", "label": {"de": "P"}, "kind": {"text": {}}, "required": true, "required_when": {"all": []}}},
            {"field": {"id": "i", "label": {"de": "I"}, "required": true, "kind": {"information": {"text": {"de": "I"}}}}},
            {"group": {"id": "g", "title": {"de": "G"}, "record": {"de": "G"}, "min": 3, "max": 2, "fields": [
                {"id": "i", "label": {"de": "I"}, "kind": {"text": {}}}]}}]}]}"#;
    assert_eq!(
        faults(json),
        [
            "/title/de empty-text",
            "/pages/0/items/0/field/id duplicate-id",
            "/pages/0/items/0/field/required_when required-twice",
            "/pages/0/items/1/field/required no-question",
            "/pages/0/items/2/group/min min-above-max",
            "/pages/0/items/2/group/fields/0/id duplicate-id",
        ]
    );
    assert_eq!(faults(r#"{"key": "form", "title": {"de": "F"}, "pages": []}"#), ["/pages too-few"]);
}

#[test]
fn the_hash_does_not_depend_on_how_it_was_written() {
    let one = form(&page_of(""));
    let two = form(
        r#"{ "pages": [{"items": [], "title": {"de": "Seite"}, "id": "page", "intro": null}],
             "title": {"de": "Formul\u0061r"}, "key": "form" }"#,
    );
    assert_eq!(one.canonical(), two.canonical());
    let text = String::from_utf8(one.canonical()).expect("text");
    assert_eq!(
        text,
        r#"{"key":"form","pages":[{"id":"page","items":[],"title":{"de":"Seite"}}],"title":{"de":"Formular"}}"#
    );
    assert!(one.to_json().ends_with("}\n"));
}

fn schema_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/form.schema.json")
}

#[test]
fn the_schema_in_docs_is_current() {
    let committed = fs::read_to_string(schema_path()).expect("docs/form.schema.json");
    let how = "cargo test -p rathaus-procedure write_the_schema -- --ignored";
    assert!(committed == form_schema(), "the types have changed; run: {how}");
}

#[test]
#[ignore = "writes docs/form.schema.json"]
fn write_the_schema() {
    fs::write(schema_path(), form_schema()).expect("docs can be written");
}
