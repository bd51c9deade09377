//! Schemas become forms without faults, and forms become schemas again with nothing lost.

use std::path::PathBuf;

use rathaus_fim::*;
use rathaus_procedure::{Definition, Item, Kind};
use rathaus_services::fim::{Done, Draft, Source, read_schema, write_schema};

use crate::fim_parts::{MOMENT, field, general, group, one, schema, source};

fn drafted(source: &Source) -> Draft {
    let draft = read_schema(source).expect("a schema");
    assert_eq!(draft.definition.faults(), [], "{:?}", draft.definition);
    draft
}

fn back(definition: &Definition, source: Option<&Source>) -> Document {
    let text = write_schema(definition, source, MOMENT, "7").expect("it can be said");
    read(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

fn kind<'d>(draft: &'d Draft, id: &str) -> &'d Kind {
    let found = draft.definition.fields().find(|standing| standing.field.id.as_str() == id);
    &found.unwrap_or_else(|| panic!("{id} in {:#?}", draft.definition)).field.kind
}

fn has(draft: &Draft, element: &str, what: &Done) -> bool {
    draft.remarks.iter().any(|remark| remark.element.starts_with(element) && remark.what == *what)
}

fn coded(count: usize) -> Field {
    let mut field = field("F4", "Rasse", DataType::Text);
    field.field_kind = FieldKind::Select;
    field.values = (0..count)
        .map(|n| Value { code: format!("{n:03}"), name: format!("Rasse {n}"), help: None })
        .collect();
    field
}

#[test]
fn groups_become_pages_and_fields_questions() {
    let mut name = field("F1", "Name", DataType::Text);
    name.constraint = Constraint { min_length: Some(2), max_length: Some(80), ..Constraint::default() };
    name.input_help = Some("Wie er gerufen wird.".to_owned());
    name.general.bases.push(Basis { text: "§ 3 Satzung".to_owned(), link: None });
    let mut story = field("F2", "Geschichte", DataType::Text);
    story.constraint.max_length = Some(2_000);
    let mut tax = field("F3", "Steuer", DataType::Currency);
    tax.constraint.min_value = Some("10,50".to_owned());
    let mut post = field("F5", "PLZ", DataType::Text);
    post.constraint.pattern = Some("^[0-9]{5}$".to_owned());
    let mut odd = field("F6", "Chip", DataType::Text);
    odd.constraint.pattern = Some("[0-9]{15}".to_owned());
    let source = source(vec![
        group("1:1", "G1", "Ihr Hund", vec![one("1:1", name), one("0:1", story), one("1:1", coded(3))]),
        group("2:5", "G2", "Halter", vec![one("1:1", tax), one("1:1", post)]),
        one("1:1", odd),
        one("0:*", field("F7", "Frühere Namen", DataType::Text)),
    ]);
    let draft = drafted(&source);
    let titles: Vec<&str> = draft.definition.pages.iter().map(|page| page.title.de.as_str()).collect();
    assert_eq!(titles, ["Ihr Hund", "Halter", "Weitere Angaben"]);
    assert_eq!(draft.definition.pages[0].id.as_str(), "g1");
    let Kind::Text(text) = kind(&draft, "f1") else { panic!("a text") };
    assert_eq!((text.min, text.max), (Some(2), Some(80)));
    let first = draft.definition.fields().next().expect("a field").field;
    assert!(first.required && first.private.is_some());
    assert_eq!(first.legal_basis.as_deref(), Some("§ 3 Satzung"));
    assert_eq!(first.hint.as_ref().map(|hint| hint.de.as_str()), Some("Wie er gerufen wird."));
    let external = first.external.as_ref().expect("of the stock");
    assert_eq!((external.id.as_str(), external.version.as_deref()), ("F1", Some("1.2.0")));
    assert!(matches!(kind(&draft, "f2"), Kind::LongText(long) if long.max == Some(2_000)));
    assert!(matches!(kind(&draft, "f3"), Kind::Money(money) if money.min == Some(1_050)));
    let Kind::Choice(choice) = kind(&draft, "f4") else { panic!("a choice") };
    assert_eq!(choice.options[1].id.as_str(), "c-001");
    assert!(matches!(kind(&draft, "f5"), Kind::Text(text) if text.pattern.is_some()));
    assert!(has(&draft, "F6", &Done::Pattern("[0-9]{15}".to_owned())));
    let Item::Group(records) = &draft.definition.pages[1].items[0] else { panic!("records") };
    assert_eq!((records.id.as_str(), records.min, records.max), ("g2", 2, 5));
    let Item::Group(names) = &draft.definition.pages[2].items[1] else { panic!("records") };
    assert_eq!((names.min, names.max, names.fields[0].id.as_str()), (0, 200, "f7"));
    assert!(has(&draft, "F7", &Done::AtMost(200)));
}

#[test]
fn what_is_optional_or_one_of_several_is_asked_before() {
    let mut choice = group(
        "1:1",
        "G2",
        "Erreichbar",
        vec![
            one("1:1", field("F2", "Telefon", DataType::Text)),
            group("1:1", "G3", "Post", vec![one("1:1", field("F3", "Ort", DataType::Text))]),
        ],
    );
    if let Element::Group(group) = &mut choice.element {
        group.is_choice = true;
    }
    let source = source(vec![
        group("0:1", "G1", "Vertretung", vec![one("1:1", field("F1", "Name", DataType::Text)), choice]),
        group("0:1", "G4", "Nur wenn gewollt", vec![one("0:1", field("F4", "Notiz", DataType::Text))]),
    ]);
    let draft = drafted(&source);
    let ids: Vec<&str> = draft.definition.fields().map(|standing| standing.field.id.as_str()).collect();
    assert_eq!(ids, ["g1-ja", "f1", "titel-erreichbar", "g2-wahl", "f2", "titel-post", "f3", "f4"]);
    let whens: Vec<usize> = draft
        .definition
        .fields()
        .map(|standing| serde_json::to_string(&standing.field.when).expect("JSON").matches("\"is\"").count())
        .collect();
    assert_eq!(whens, [0, 1, 1, 1, 2, 2, 2, 0]);
    assert!(has(&draft, "G1", &Done::Asked) && has(&draft, "G2", &Done::Chosen));
    assert_eq!(schema(&back(&draft.definition, Some(&source))), source.schema().expect("a schema"));
}

#[test]
fn what_forms_cannot_do_is_done_otherwise_and_said() {
    let mut hidden = field("F1", "Versteckt", DataType::Text);
    hidden.field_kind = FieldKind::Hidden;
    let mut locked = field("F2", "Fest", DataType::Text);
    locked.field_kind = FieldKind::Locked;
    let mut listed = field("F3", "Staat", DataType::Text);
    listed.field_kind = FieldKind::Select;
    listed.code_list = Some(CodeListReference { uri: Some("urn:staat".to_owned()), ..Default::default() });
    let mut wrong = field("F5", "Zahl", DataType::Integer);
    wrong.constraint =
        Constraint { min_value: Some("9".to_owned()), max_value: Some("3".to_owned()), ..Default::default() };
    let mut file = field("F6", "Nachweis", DataType::File);
    file.media_types = vec!["nicht so".to_owned(), "application/PDF".to_owned()];
    file.max_size = Some(1 << 40);
    let inner = group("0:3", "G3", "Kinder", vec![one("1:1", field("F7", "Name", DataType::Text))]);
    let source = source(vec![
        group(
            "1:1",
            "G1",
            "Alles",
            vec![
                one("1:1", hidden),
                one("1:1", locked),
                one("1:1", listed),
                one("1:1", coded(501)),
                one("1:1", wrong),
                one("1:99", file),
                one("0:0", field("F8", "Nie", DataType::Text)),
                one("1:1", field("F9", "Objekt", DataType::Object)),
                one("1:1", field("F10", "Uhrzeit", DataType::Time)),
            ],
        ),
        group("1:*", "G2", "Haushalte", vec![inner]),
        group("1:1", "G4", "Leer", Vec::new()),
    ]);
    let draft = drafted(&source);
    for (element, what) in [
        ("F1 ", Done::Hidden),
        ("F2 ", Done::Locked),
        ("F3 ", Done::NoList("urn:staat".to_owned())),
        ("F4 ", Done::ManyOptions(501)),
        ("F5 ", Done::Bounds),
        ("F6 ", Done::Media),
        ("F6 ", Done::Size),
        ("F6 ", Done::AtMost(50)),
        ("F8 ", Done::Never),
        ("F9 ", Done::Object),
        ("F10 ", Done::Time),
        ("G3 ", Done::Once),
        ("G2 ", Done::AtMost(200)),
        ("G4 ", Done::EmptyGroup),
    ] {
        assert!(has(&draft, element, &what), "{element}{what:?} in {:#?}", draft.remarks);
    }
    assert!(matches!(kind(&draft, "f3"), Kind::Text(_)));
    assert!(matches!(kind(&draft, "f6"), Kind::File(file) if file.types == ["application/pdf"]));
    // Nothing of it is lost on the way back.
    assert_eq!(schema(&back(&draft.definition, Some(&source))), source.schema().expect("a schema"));
}

#[test]
fn code_lists_of_their_own_become_choices() {
    let mut listed = field("F3", "Staat", DataType::Text);
    listed.field_kind = FieldKind::Select;
    let uri = Some("urn:staat".to_owned());
    listed.code_list = Some(CodeListReference { uri, version: Some("2".to_owned()), ..Default::default() });
    let file = "<CodeList><Identification><ShortName>Staat</ShortName><Version>2</Version><CanonicalUri>urn:staat\
        </CanonicalUri></Identification><ColumnSet><Column Id=\"code\" Use=\"required\"/><Column Id=\"name\" Use=\"required\"/>\
        <Key Id=\"k\"><ColumnRef Ref=\"code\"/></Key></ColumnSet><SimpleCodeList>\
        <Row><Value ColumnRef=\"code\"><SimpleValue>000</SimpleValue></Value><Value ColumnRef=\"name\"><SimpleValue>Deutschland</SimpleValue></Value></Row>\
        <Row><Value ColumnRef=\"code\"><SimpleValue>121</SimpleValue></Value><Value ColumnRef=\"name\"><SimpleValue>Albanien</SimpleValue></Value></Row>\
        </SimpleCodeList></CodeList>";
    let list = genericode::read(file.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    let mut source = source(vec![one("1:1", listed)]);
    source.lists = vec![list];
    let draft = drafted(&source);
    let Kind::Choice(choice) = kind(&draft, "f3") else { panic!("a choice") };
    assert_eq!(choice.options[1].label.de, "Albanien");
    assert_eq!(draft.remarks, []);
    // Another edition of the list is another list.
    source.lists[0].version = Some("1".to_owned());
    let draft = drafted(&source);
    assert!(matches!(kind(&draft, "f3"), Kind::Text(_)));
    assert!(has(&draft, "urn:staat", &Done::UnusedList));
}

#[test]
fn what_the_office_changes_is_changed_in_the_schema_and_nothing_else() {
    let mut ruled = field("F1", "Name", DataType::TextLatin);
    ruled.constraint =
        Constraint { pattern: Some("[A-Z]+".to_owned()), max_length: Some(80), ..Default::default() };
    ruled.rules.push(Rule {
        general: General { input_label: None, status: None, ..general("R1", "Prüfung") },
        kind: Some(RuleKind::Validation),
        parameters: Vec::new(),
        targets: Vec::new(),
        script: Some("return true".to_owned()),
        messages: Vec::new(),
    });
    let source = source(vec![
        group(
            "1:1",
            "G1",
            "Ihr Hund",
            vec![
                one("1:1", ruled),
                one("0:1", coded(3)),
                one("1:1", field("F2", "Alter", DataType::Integer)),
            ],
        ),
        group("0:9", "G2", "Halter", vec![one("1:1", field("F3", "Halter", DataType::Text))]),
    ]);
    let draft = drafted(&source);
    let mut definition = draft.definition.clone();
    let Item::Field(name) = &mut definition.pages[0].items[0] else { panic!("a field") };
    name.label.de = "Rufname".to_owned();
    name.required = false;
    if let Kind::Text(text) = &mut name.kind {
        text.max = Some(60);
    }
    let Item::Field(race) = &mut definition.pages[0].items[1] else { panic!("a field") };
    if let Kind::Choice(choice) = &mut race.kind {
        choice.options.pop();
        choice.options[0].label.de = "Dackel".to_owned();
    }
    definition.pages[0].items.remove(2);
    if let Item::Group(group) = &mut definition.pages[1].items[0] {
        group.max = 4;
    }
    let mut own = definition.fields().next().expect("a field").field.clone();
    own.id = "eigene-frage".parse().expect("an id");
    own.external = None;
    definition.pages[0].items.push(Item::Field(Box::new(own)));
    assert_eq!(definition.faults(), []);

    let document = back(&definition, Some(&source));
    let elements = document.elements();
    let ids: Vec<&str> = elements.fields.iter().map(|field| field.general.identity.id.as_str()).collect();
    assert_eq!(ids, ["F1", "F4", "F99000000001", "F3"]);
    let name = elements.fields[0];
    assert_eq!(name.general.input_label.as_deref(), Some("Rufname"));
    assert_eq!(name.general.name, "Name");
    assert_eq!((name.data_type, name.constraint.max_length), (DataType::TextLatin, Some(60)));
    assert_eq!(name.constraint.pattern.as_deref(), Some("[A-Z]+"));
    assert_eq!(name.rules.len(), 1);
    let values: Vec<(&str, &str)> =
        elements.fields[1].values.iter().map(|value| (value.code.as_str(), value.name.as_str())).collect();
    assert_eq!(values, [("000", "Dackel"), ("001", "Rasse 1")]);
    let Element::Group(dog) = &schema(&document).members[0].element else { panic!("a group") };
    assert_eq!(dog.members[0].count.to_string(), "0:1");
    assert_eq!(schema(&document).members[1].count.to_string(), "0:4");
}

#[test]
fn a_form_that_came_from_nowhere_goes_out_and_comes_back() {
    for example in rathaus_services::examples::shipped().expect("readable") {
        let document = back(&example.form, None);
        let again = drafted(&Source { document: document.clone(), lists: Vec::new() });
        let before = example.form.fields().filter(|standing| standing.field.kind.is_question()).count();
        let asked =
            document.elements().fields.iter().filter(|field| field.field_kind != FieldKind::Label).count();
        assert_eq!(asked, before, "{}", example.slug);
        let labels = |form: &Definition| -> Vec<String> {
            let questions = form.fields().filter(|standing| {
                standing.field.kind.is_question() && !standing.field.id.as_str().ends_with("-ja")
            });
            questions.map(|standing| standing.field.label.de.clone()).collect()
        };
        assert_eq!(labels(&again.definition), labels(&example.form), "{}", example.slug);
        // What has its numbers keeps them.
        let second = back(&again.definition, None);
        let identities = |document: &Document| -> Vec<Identity> {
            document.elements().fields.iter().map(|field| field.general.identity.clone()).collect()
        };
        assert_eq!(identities(&second).len(), identities(&document).len());
        assert!(identities(&document).iter().all(|identity| identities(&second).contains(identity)));
    }
}

#[test]
fn every_readable_file_of_other_programs_becomes_a_form_without_faults() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/data/fim"));
    let mut seen = 0;
    for part in ["", "v2", "v3"] {
        let Ok(files) = std::fs::read_dir(folder.join(part)) else {
            println!("passed over: {} is not there", folder.join(part).display());
            continue;
        };
        for file in files.flatten().filter(|file| file.path().is_file()) {
            let bytes = std::fs::read(file.path()).expect("readable");
            let Ok(document) = read(&bytes) else { continue };
            let source = Source { document, lists: Vec::new() };
            let Some(draft) = read_schema(&source) else { continue };
            seen += 1;
            assert_eq!(draft.definition.faults(), [], "{:?}", file.path());
            let again = back(&draft.definition, Some(&source));
            same(&source, &Source { document: again, lists: Vec::new() });
        }
    }
    assert!(seen == 0 || seen >= 7, "{seen}");
}

/// Ids, names, counts and versions are the same; versions of version 2 have a third number in version 3.
fn same(before: &Source, after: &Source) {
    fn flat(members: &[Member], out: &mut Vec<String>) {
        for member in members {
            let (general, inner) = match &member.element {
                Element::Group(group) => (&group.general, group.members.as_slice()),
                Element::Field(field) => (&field.general, [].as_slice()),
            };
            let version = general.identity.version.clone().unwrap_or_default();
            let version = if version.split('.').count() == 2 { format!("{version}.0") } else { version };
            out.push(format!(
                "{} {version} {} {:?} {}",
                general.identity.id, general.name, general.input_label, member.count
            ));
            flat(inner, out);
        }
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    flat(&before.schema().expect("a schema").members, &mut first);
    flat(&after.schema().expect("a schema").members, &mut second);
    assert_eq!(first, second);
}

#[test]
fn the_card_of_the_stock_is_a_form_that_people_can_fill_in() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/data/fim/xdf2-S00000121-blaue-karte-eu.xml");
    let Ok(bytes) = std::fs::read(path) else {
        println!("passed over: {path} is not there");
        return;
    };
    let document = read(&bytes).unwrap_or_else(|faults| panic!("{faults}"));
    let draft = drafted(&Source { document, lists: Vec::new() });
    let questions = draft.definition.fields().filter(|standing| standing.field.external.is_some()).count();
    assert_eq!(questions, 88, "every field is asked");
    assert_eq!(draft.rules.len(), 3);
    assert_eq!(
        draft.remarks.iter().filter(|remark| matches!(remark.what, Done::NoList(_))).count(),
        4,
        "one list is used twice"
    );
    assert_eq!(draft.content.title.de, "Antrag auf Blaue Karte EU");
    assert_eq!(draft.content.fim, "", "the number of a schema is no key of the catalogue");
}

#[test]
fn a_form_has_an_end() {
    let many = |prefix: &str, n: usize| {
        (0..n)
            .map(|i| one("1:1", field(&format!("F{prefix}{i}"), "Name", DataType::Text)))
            .collect::<Vec<_>>()
    };
    let pages: Vec<Member> =
        (0..120).map(|n| group("1:1", &format!("G{n}"), "Gruppe", many(&n.to_string(), 12))).collect();
    let source = source(pages);
    let draft = drafted(&source);
    assert_eq!(draft.definition.pages.len(), 84);
    assert!(draft.remarks.iter().any(|remark| remark.what == Done::Full));
    let pages: Vec<Member> =
        (0..130).map(|n| group("0:1", &format!("G{n}"), "Gruppe", many(&n.to_string(), 2))).collect();
    let draft = drafted(&crate::fim_parts::source(pages));
    assert_eq!(draft.definition.pages.len(), 100);
    assert!(has(&draft, "G129", &Done::LastPage));
    // So deep that conditions have an end.
    let mut deep = vec![one("1:1", field("F1", "Tief", DataType::Text))];
    for n in 0..80 {
        deep = vec![group(
            "0:1",
            &format!("G{n}"),
            "Ebene",
            vec![one("1:1", field("F2", "Name", DataType::Text)), group("1:1", "G999", "Darin", deep)],
        )];
    }
    let draft = drafted(&crate::fim_parts::source(deep));
    assert!(draft.remarks.iter().any(|remark| remark.what == Done::Deep));
}
