//! Files of other programs: a schema of the stock, and the good and faulty files of a parser (EUPL-1.2). They lie
//! beside the repository and not in it; where they are missing the tests say so.

use std::path::PathBuf;

use rathaus_fim::{Content, DataType, Document, FieldKind, Standard, Status, read, write};

/// The bytes of a sample, or `None` after saying that it is passed over.
fn sample(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/data/fim"));
    let bytes = std::fs::read(folder.join(name)).ok();
    if bytes.is_none() {
        println!("passed over: ../shared/data/fim/{name} is not there");
    }
    bytes
}

fn comes_back(document: &Document) {
    let written = write(document).expect("what was read can be written");
    assert_eq!(read(written.as_bytes()).as_ref(), Ok(document));
}

/// How often a start tag stands in the bytes, without any parser.
fn raw_count(bytes: &[u8], tag: &str) -> usize {
    std::str::from_utf8(bytes).expect("UTF-8").matches(&format!("<xdf:{tag}>")).count()
}

#[test]
fn a_schema_of_the_stock_is_read_whole() {
    let Some(bytes) = sample("xdf2-S00000121-blaue-karte-eu.xml") else { return };
    let document = read(&bytes).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(document.standard, Standard::Xdf2);
    let elements = document.elements();
    assert_eq!(elements.fields.len(), raw_count(&bytes, "datenfeld"));
    assert_eq!(elements.groups.len(), raw_count(&bytes, "datenfeldgruppe"));
    assert_eq!(elements.rules.len(), raw_count(&bytes, "regel"));
    let lists: Vec<_> = elements.fields.iter().filter_map(|field| field.code_list.as_ref()).collect();
    assert_eq!(lists.len(), raw_count(&bytes, "codelisteReferenz"));
    assert_eq!(
        [elements.fields.len(), elements.groups.len(), elements.rules.len(), lists.len()],
        [88, 29, 3, 5]
    );
    // Every text of the file is somewhere in the model.
    let helped = elements.fields.iter().filter(|field| field.input_help.is_some()).count();
    let empty = raw_count(&bytes, "hilfetextEingabe");
    assert!(helped > 0 && helped <= empty, "{helped} of {empty}");
    let bounded = elements.fields.iter().filter(|field| field.constraint.min_length.is_some()).count();
    assert_eq!(bounded, std::str::from_utf8(&bytes).expect("UTF-8").matches("\"minLength\"").count());
    assert!(elements.fields.iter().all(|field| field.constraint.text.is_none()));
    assert!(elements.fields.iter().all(|field| field.general.identity.version.is_some()));
    let chosen = elements.fields.iter().filter(|field| field.field_kind == FieldKind::Select);
    assert!(chosen.clone().all(|field| field.code_list.is_some()) && chosen.count() == lists.len());
    assert!(lists.iter().all(|list| list.identity.is_some() && list.uri.is_some()));
    assert_eq!(document.contradictions(), []);
    comes_back(&document);
}

#[test]
fn good_files_of_another_parser_are_read() {
    // Fields, groups, rules.
    let files = [
        ("v2/data-field-rule.xml", [1, 0, 1]),
        ("v2/data-group-rule.xml", [0, 1, 1]),
        ("v2/label.xml", [1, 0, 0]),
        ("v2/minimal.xml", [0, 0, 0]),
        ("v2/rule.xml", [0, 0, 1]),
        ("v2/select.xml", [1, 0, 0]),
        ("v2/simple.xml", [1, 1, 1]),
        ("v3/simple.xml", [1, 2, 2]),
    ];
    for (name, counts) in files {
        let Some(bytes) = sample(name) else { return };
        let document = read(&bytes).unwrap_or_else(|faults| panic!("{name}: {faults}"));
        let elements = document.elements();
        assert_eq!([elements.fields.len(), elements.groups.len(), elements.rules.len()], counts, "{name}");
        comes_back(&document);
    }
}

#[test]
fn faulty_files_of_another_parser_are_refused_with_line_and_place() {
    let files = [
        ("v2/duplicate-optional-value.xml", "line 15, stammdatenschema T1234/beschreibung: stands twice"),
        ("v2/duplicate-required-value.xml", "line 13, stammdatenschema T1234/name: stands twice"),
        ("v3/duplicate-id-node.xml", "line 11, datenfeldgruppe G123/identifikation/id: stands twice"),
        ("v3/empty-id-node.xml", "line 10, datenfeldgruppe/identifikation/id: is empty"),
        ("v3/missing-id-node.xml", "line 9, datenfeldgruppe/identifikation: <id> is missing"),
        (
            "v3/invalid-freigabestatus.xml",
            "line 18, datenfeldgruppe G123/freigabestatus/code: “10” is none of 1, 2, 3, 4, 5, 6, 7, 8",
        ),
        (
            "v3/unexpected-node.xml",
            "line 11, datenfeldgruppe G123/identifikation/unknown: is not expected here",
        ),
        // Read by that parser because the first of the two is empty; the XML schema has one.
        (
            "v3/input.xml",
            "line 64, datenfeldgruppe G60000000088/struktur 1/datenfeld F60000000243/inhalt: stands twice",
        ),
    ];
    for (name, fault) in files {
        let Some(bytes) = sample(name) else { return };
        assert_eq!(read(&bytes).expect_err(name).to_string(), fault, "{name}");
    }
    for name in ["v2/unknown-namespace.xml", "v3/unknown-namespace.xml"] {
        let Some(bytes) = sample(name) else { return };
        let faults = read(&bytes).expect_err(name).to_string();
        assert!(
            faults.contains("unknown namespace “urn:xoev-de:fim:standard:xdatenfelder_unknown”"),
            "{faults}"
        );
    }
}

#[test]
fn every_fact_of_the_fullest_file_is_in_the_model() {
    let Some(bytes) = sample("v3/simple.xml") else { return };
    let document = read(&bytes).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!((document.standard, document.header.id.as_str()), (Standard::Xdf3, "65FD4FCC3C8D77FC"));
    let Content::Group(group) = &document.content else { panic!("a group") };
    let general = &group.general;
    assert_eq!(general.identity.to_string(), "G60000000088 1.2.0");
    assert_eq!(general.bases[0].text, "Rechtsbezug");
    assert_eq!(general.status, Some(Status::ApprovedGold));
    assert_eq!(general.status_list_version.as_deref(), Some("2020-03-19"));
    assert_eq!(general.valid_until.map(|day| day.to_string()).as_deref(), Some("2021-03-02"));
    assert_eq!(general.changed.as_deref(), Some("2021-03-31T11:51:29Z"));
    assert_eq!(general.relations[0].object.to_string(), "G60000000088 1.1.0");
    assert_eq!(general.keywords[0].uri.as_deref(), Some("some reference"));
    assert_eq!(group.rules[0].script.as_deref(), Some("some script content"));
    assert_eq!(group.rules[0].general.bases[0].link.as_deref(), Some("some reference link"));
    assert_eq!(group.members[0].count.to_string(), "0:1");
    let field = document.elements().fields[0];
    assert_eq!((field.field_kind, field.data_type), (FieldKind::Input, DataType::Text));
    assert_eq!((field.constraint.min_length, field.constraint.max_length), (Some(1), Some(55)));
    assert_eq!(field.rules, group.rules);
}
