use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;
use rathaus_procedure::{check, field};
use serde_json::json;

use super::*;
use crate::examples::shipped;

fn dog() -> Definition {
    let mut shipped = shipped().expect("examples").into_iter();
    shipped.find(|example| example.slug == "hund-anmelden").expect("dogs").form
}

fn form(items: &str) -> Definition {
    let text = format!(
        r#"{{"key": "f", "title": {{"de": "F"}}, "pages": [{{"id": "s", "title": {{"de": "S"}}, "items": [{items}]}}]}}"#
    );
    Definition::from_json(&text).expect("sound")
}

fn placed(definition: &Definition, data: &serde_json::Value) -> Placed {
    let tree = read(DataFormat::Json, data.to_string().as_bytes()).expect("an object");
    place(definition, None, true, &tree, &Attached::new())
}

fn said(placed: &Placed) -> String {
    serde_json::to_string(&placed.answers).expect("JSON")
}

#[test]
fn the_data_of_an_own_form_become_its_answers() {
    let dog = dog();
    let data = json!({
        "name": "Ada Beispiel", "email": "ada.beispiel@beispiel.example", "rufname": "Bello", "rasse": " Dackel ",
        "anschrift": { "street": "Marktplatz", "number": "1", "postcode": "34369", "place": "Hofgeismar" },
        "wurftag": "2025-01-05", "seit": "2025-05-01T00:00:00Z", "chip": 276098102345678_u64, "erster": true,
        "gefaehrlich": "nein", "befreiung": "keine", "richtig": true,
    });
    let placed = placed(&dog, &data);
    let answers: Answers =
        serde_json::from_str(include_str!("../../../examples/dog.answers.json")).expect("answers");
    assert_eq!((placed.answers.clone(), placed.notes), (answers, vec![]));
    assert_eq!(check(&dog, &placed.answers, date(2026, 3, 1)), []);
    assert_eq!(
        who(&dog, &placed.answers),
        ("Ada Beispiel".to_owned(), "ada.beispiel@beispiel.example".to_owned())
    );
}

#[test]
fn what_has_no_place_is_noted() {
    let data = json!({
        "name": "Ada", "halter": { "alter": 44, "kinder": [{ "name": "Bo" }] }, "$schema": "x", "leer": "",
        "erster": "vielleicht", "befreiung": "blindenhund-2", "wurftag": "gestern", "anschrift": "Marktplatz 1",
    });
    let placed = placed(&dog(), &data);
    assert_eq!(said(&placed), r#"{"name":{"text":"Ada"}}"#);
    let mut notes: Vec<String> = placed
        .notes
        .iter()
        .map(|note| match note {
            Note::Unplaced { place, value } => format!("{place}={value}"),
            Note::Unreadable { label, value } => format!("{label}?{value}"),
            other => format!("{other:?}"),
        })
        .collect();
    notes.sort();
    assert_eq!(
        notes,
        [
            "Anschrift?Marktplatz 1",
            "Geboren am?gestern",
            "Ist es Ihr erster Hund??vielleicht",
            "halter/alter=44",
            "halter/kinder[1]/name=Bo",
        ]
        .into_iter()
        .map(str::to_owned)
        .chain(placed.notes.iter().filter_map(|note| match note {
            Note::Unreadable { label, value } if value == "blindenhund-2" => Some(format!("{label}?{value}")),
            _ => None,
        }))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
}

#[test]
fn every_kind_is_read() {
    let choosable = r#"[{"id": "a", "label": {"de": "A"}}, {"id": "b", "label": {"de": "B"}}]"#;
    let kinds = [
        (r#"{"text": {}}"#.to_owned(), json!("x"), r#"{"text":"x"}"#),
        (r#"{"long_text": {}}"#.to_owned(), json!("x\r\ny"), r#"{"text":"x\ny"}"#),
        (r#"{"number": {"decimals": 2}}"#.to_owned(), json!(1.25), r#"{"number":"1.25"}"#),
        (r#"{"number": {}}"#.to_owned(), json!("12"), r#"{"number":"12"}"#),
        (r#"{"money": {}}"#.to_owned(), json!(12.5), r#"{"money":1250}"#),
        (r#"{"money": {}}"#.to_owned(), json!("12,50"), r#"{"money":1250}"#),
        (r#"{"date": {}}"#.to_owned(), json!("5.1.2026"), r#"{"date":"2026-01-05"}"#),
        (
            r#"{"period": {}}"#.to_owned(),
            json!({"from": "2026-01-05", "to": "2026-01-06"}),
            r#"{"period":{"from":"2026-01-05","to":"2026-01-06"}}"#,
        ),
        (format!(r#"{{"choice": {{"options": {choosable}}}}}"#), json!("b"), r#"{"choice":{"option":"b"}}"#),
        (
            format!(r#"{{"choice": {{"options": {choosable}, "other": true}}}}"#),
            json!({"other": "C"}),
            r#"{"choice":{"other":"C"}}"#,
        ),
        (
            format!(r#"{{"several": {{"options": {choosable}}}}}"#),
            json!(["b", "a"]),
            r#"{"several":{"options":["a","b"]}}"#,
        ),
        (
            r#"{"rating": {"steps": 5, "low": {"de": "n"}, "high": {"de": "h"}}}"#.to_owned(),
            json!(3),
            r#"{"rating":3}"#,
        ),
        (
            format!(
                r#"{{"matrix": {{"rows": {choosable}, "scale": {{"steps": 5, "low": {{"de": "n"}}, "high": {{"de": "h"}}}}}}}}"#
            ),
            json!({"a": 1, "b": 5}),
            r#"{"matrix":{"a":1,"b":5}}"#,
        ),
        (
            format!(r#"{{"ranking": {{"options": {choosable}}}}}"#),
            json!(["b", "a"]),
            r#"{"ranking":["b","a"]}"#,
        ),
        (r#"{"yes_no": {}}"#.to_owned(), json!("1"), r#"{"yes_no":true}"#),
        (r#"{"organisation": {}}"#.to_owned(), json!("06633014"), r#"{"organisation":{"ags":"06633014"}}"#),
        (
            r#"{"iban": {}}"#.to_owned(),
            json!("DE89 3704 0044 0532 0130 00"),
            r#"{"iban":"DE89370400440532013000"}"#,
        ),
        (r#"{"phone": {}}"#.to_owned(), json!("0561 123456"), r#"{"phone":"+49561123456"}"#),
        (
            r#"{"consent": {"text": {"de": "Ja"}, "version": "7"}}"#.to_owned(),
            json!(true),
            r#"{"consent":"7"}"#,
        ),
        (
            r#"{"consent": {"text": {"de": "Ja"}, "version": "7"}}"#.to_owned(),
            json!("6"),
            r#"{"consent":"6"}"#,
        ),
    ];
    for (kind, value, expected) in kinds {
        let form = form(&format!(r#"{{"field": {{"id": "q", "label": {{"de": "Q"}}, "kind": {kind}}}}}"#));
        let placed = placed(&form, &json!({ "q": value }));
        assert_eq!(said(&placed), format!(r#"{{"q":{expected}}}"#), "{kind} {:?}", placed.notes);
        // The schema that is published says the same.
        let schema = crate::fit::schema::schema_of(&form, "https://a.example");
        assert!(schema["properties"]["q"].is_object(), "{schema}");
    }
    let form = form(
        r#"{"field": {"id": "q", "label": {"de": "Q"}, "kind": {"consent": {"text": {"de": "Ja"}, "version": "7"}}}}"#,
    );
    assert_eq!(said(&placed(&form, &json!({ "q": false }))), "{}");
}

#[test]
fn attachments_that_answers_name_become_files() {
    let form = form(
        r#"{"field": {"id": "plan", "label": {"de": "Plan"}, "kind": {"file": {"types": ["application/pdf"], "max_bytes": 9000, "max_count": 2}}}}"#,
    );
    let id = "f50308a5-b3ed-4627-9f0b-b5a8e0095791";
    let file = FileRef { id: "1".into(), name: "a.pdf".into(), media: "application/pdf".into(), bytes: 5 };
    let attached = Attached::from([(id.to_owned(), file)]);
    for named in [json!([id]), json!(id.to_uppercase()), json!([{ "attachmentId": id }])] {
        let tree = read(DataFormat::Json, json!({ "plan": named }).to_string().as_bytes()).expect("read");
        let placed = place(&form, None, true, &tree, &attached);
        assert_eq!(placed.named, BTreeSet::from([id.to_owned()]), "{named}");
        assert!(said(&placed).contains("a.pdf"));
    }
    let tree = read(DataFormat::Json, json!({ "plan": ["another"] }).to_string().as_bytes()).expect("read");
    let none = place(&form, None, true, &tree, &attached);
    assert!(none.answers.is_blank() && matches!(none.notes.as_slice(), [Note::Unreadable { .. }]));
}

#[test]
fn elements_of_the_catalogue_are_found_in_names() {
    for (name, found) in [
        ("F60000227", "F60000227"),
        ("f60000227", "F60000227"),
        ("fim.G00000082", "G00000082"),
        ("xfd:F60000227", "F60000227"),
        ("F60000227V1.2", "F60000227"),
        ("G60000083_1.0", "G60000083"),
        ("Form", "Form"),
        ("F12a", "F12a"),
        ("Größe", "Größe"),
        ("", ""),
    ] {
        assert_eq!(element(name), found, "{name}");
    }
}

#[test]
fn xml_is_read_like_json() {
    let xml = "<?xml version='1.0'?><a:antrag xmlns:a='urn:x'><a:name>Ada</a:name><kinder><n>1</n></kinder>\
               <kinder><n>2</n></kinder><leer/><art listURI='x'><code>07</code></art></a:antrag>";
    let tree = read(DataFormat::Xml, xml.as_bytes()).expect("read");
    let Tree::Object(parts) = &tree else { panic!("{tree:?}") };
    assert_eq!(
        parts.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["name", "kinder", "leer", "art"]
    );
    assert_eq!(tree.part("kinder").map(|part| part.items().len()), Some(2));
    assert_eq!(tree.part("art").and_then(Tree::text), Some("07"));
    assert!(tree.part("leer").is_some_and(Tree::is_blank));
    assert!(matches!(read(DataFormat::Xml, b"<a><b></a>"), Err(Malformed::Syntax(_))));
    assert!(matches!(read(DataFormat::Xml, b"<a>x</a>"), Err(Malformed::NoObject)));
    assert!(matches!(
        read(DataFormat::Xml, b"<!DOCTYPE a [<!ENTITY x 'y'>]><a><b>&x;</b></a>"),
        Err(Malformed::Syntax(_))
    ));
    assert!(matches!(read(DataFormat::Json, b"[1]"), Err(Malformed::NoObject)));
    assert!(matches!(read(DataFormat::Json, b"{"), Err(Malformed::Syntax(_))));
}

#[test]
fn a_group_that_stands_in_two_places_loses_neither() {
    let group = form(
        r#"{"group": {"id": "g4", "title": {"de": "G"}, "record": {"de": "R"}, "min": 0, "max": 5, "fields": [{"id": "q", "label": {"de": "Q"}, "kind": {"text": {}}, "external": {"id": "F0"}}]}}"#,
    );
    let data = json!({ "G0": { "G4": { "F0": "a" } }, "G4": "b" });
    let tree = read(DataFormat::Json, data.to_string().as_bytes()).expect("an object");
    let placed = place(&group, None, false, &tree, &Attached::new());
    assert_eq!(said(&placed), r#"{"g4":{"records":[{"q":{"text":"a"}}]}}"#);
    assert_eq!(placed.notes, [Note::Unplaced { place: "G4".to_owned(), value: "b".to_owned() }]);
}

#[test]
fn answers_that_are_not_asked_for_are_noted() {
    let form = form(
        r#"{"field": {"id": "hat", "label": {"de": "Hat?"}, "kind": {"yes_no": {}}}},
           {"field": {"id": "was", "label": {"de": "Was?"}, "kind": {"text": {}}, "when": {"is": {"field": "hat", "option": "yes"}}}}"#,
    );
    let mut placed = placed(&form, &json!({ "hat": false, "was": "Ein Auto" }));
    let texts = Texts::new(rathaus_core::Lang::De, &[]).expect("texts");
    note_unasked(&mut placed, &form, &texts, date(2026, 3, 1)).expect("said");
    assert_eq!(placed.notes, [Note::NotAsked { label: "Was?".to_owned(), value: "Ein Auto".to_owned() }]);
}

#[test]
fn notes_and_entries_end_somewhere() {
    let many: BTreeMap<String, u32> = (0..1_000).map(|n| (format!("x{n}"), n)).collect();
    let found = placed(&dog(), &json!(many));
    assert_eq!(found.notes.len(), MOST_NOTES + 1);
    assert_eq!(found.notes.last(), Some(&Note::Cut { left: 800 }));
    let group = form(
        r#"{"group": {"id": "g", "title": {"de": "G"}, "record": {"de": "R"}, "min": 0, "max": 5, "fields": [{"id": "q", "label": {"de": "Q"}, "kind": {"text": {}}}]}}"#,
    );
    let records: Vec<_> = (0..300).map(|n| json!({ "q": n.to_string() })).collect();
    let found = placed(&group, &json!({ "g": records }));
    assert_eq!(found.answers.records(&"g".parse().expect("an id")).len(), 200);
    assert_eq!(found.notes, [Note::More { label: "G".to_owned(), came: 300, kept: 200 }]);
    // A group of one question takes a list of plain values.
    let found = placed(&group, &json!({ "g": ["a", "b"] }));
    assert_eq!(said(&found), r#"{"g":{"records":[{"q":{"text":"a"}},{"q":{"text":"b"}}]}}"#);
    let _ = field::Text::MOST;
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let names = prop_oneof![
        Just("name".to_owned()),
        Just("anschrift".to_owned()),
        Just("erster".to_owned()),
        Just("befreiung".to_owned()),
        Just("versicherung".to_owned()),
        Just("street".to_owned()),
        "[a-zFG]{1,3}[0-9]{0,3}",
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map(names.clone(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_data_break_it(data in any_json(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let dog = dog();
        for format in [DataFormat::Json, DataFormat::Xml] {
            let _ = read(format, &bytes);
        }
        if let Ok(tree) = read(DataFormat::Json, data.to_string().as_bytes()) {
            let placed = place(&dog, None, true, &tree, &Attached::new());
            // What is placed can be checked and kept.
            let _ = check(&dog, &placed.answers, date(2026, 3, 1));
            let text = serde_json::to_string(&placed.answers).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<Answers>(&text).expect("answers"), placed.answers);
        }
    }
}
