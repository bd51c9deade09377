//! Any schema becomes a form without faults, and goes out as it came.

use crate::fim_parts::{MOMENT, field, general, member, schema, source};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use rathaus_fim::*;
use rathaus_fit::metadata::DataFormat;
use rathaus_procedure::{Definition, check};
use rathaus_services::fim::{Source, read_schema, write_schema};
use rathaus_services::fit::answers;
use serde_json::Value as Json;

/// Texts that are long, empty of letters, or full of signs.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-ZäöüßÄÖÜ .<>&\"'-]{1,20}",
        1 => select(vec!["\u{85}", "…", "\u{feff}", "a\r\nb\tc", "-", "Ω", "1", "ja", "\u{a0}"]).prop_map(String::from),
        1 => Just("lang ".repeat(150)),
    ]
    .prop_map(|text| text.trim_matches([' ', '\t', '\n', '\r']).to_owned())
    .prop_filter("a text holds something", |text| !text.is_empty())
}

fn ids(letter: char) -> impl Strategy<Value = String> {
    // Few numbers, so that many elements have the same one.
    prop_oneof![6 => (0..6u32).prop_map(move |n| format!("{letter}{n}")), 1 => words()]
}

fn any_general(letter: char) -> impl Strategy<Value = General> {
    (ids(letter), words(), of(words()), of(words()), vec(words(), 0..3)).prop_map(
        |(id, name, label, said, bases)| {
            let mut general = general(&id, &name);
            general.input_label = label;
            general.definition = said;
            general.bases = bases.into_iter().map(|text| Basis { text, link: None }).collect();
            general
        },
    )
}

fn any_number() -> impl Strategy<Value = String> {
    select(vec![
        "0",
        "1",
        "-3",
        "7,5",
        "12.5",
        "1.1234567",
        "2026-01-01",
        "0000-13-01",
        "-9999-01-01",
        "99999999999999999999",
        "viel",
        "1.234,56",
    ])
    .prop_map(String::from)
}

fn any_constraint() -> impl Strategy<Value = Constraint> {
    let lengths = select(vec![None, Some(0), Some(1), Some(80), Some(400), Some(90_000), Some(u32::MAX)]);
    let patterns = select(vec!["[0-9]*", "^[0-9]{5}$", "(a|b", "\\S+"]).prop_map(String::from);
    (lengths.clone(), lengths, of(any_number()), of(any_number()), of(patterns), of(words())).prop_map(
        |(min_length, max_length, min_value, max_value, pattern, text)| Constraint {
            min_length,
            max_length,
            min_value,
            max_value,
            pattern,
            text,
        },
    )
}

fn any_field() -> impl Strategy<Value = Element> {
    use DataType::*;
    let types =
        select(vec![Text, TextLatin, Date, Time, DateTime, Bool, Number, Integer, Currency, File, Object]);
    let kinds = select(vec![
        FieldKind::Input,
        FieldKind::Input,
        FieldKind::Select,
        FieldKind::Label,
        FieldKind::Hidden,
        FieldKind::Locked,
    ]);
    let code = select(vec!["1", "01", "a", "A", "ä", "yes", "", "lang-lang-lang-lang-lang-lang-lang-lang"]);
    let code = code.prop_map(|code| if code.is_empty() { "–".to_owned() } else { code.to_owned() });
    let values = vec((code, words()).prop_map(|(code, name)| Value { code, name, help: None }), 0..5);
    let media = vec(
        select(vec!["application/pdf", "image/*", "IMAGE/PNG", "x", "a/b c"]).prop_map(String::from),
        0..3,
    );
    let sizes = select(vec![None, Some(1), Some(u64::MAX)]);
    (any_general('F'), types, kinds, any_constraint(), of(words()), of(words()), values, media, sizes)
        .prop_map(
            |(general, data_type, field_kind, constraint, content, help, values, media_types, max_size)| {
                let field = Field {
                    general,
                    field_kind,
                    constraint,
                    content,
                    input_help: help,
                    values,
                    media_types,
                    max_size,
                    ..field("F", "x", data_type)
                };
                Element::Field(Box::new(field))
            },
        )
}

fn any_members(element: impl Strategy<Value = Element> + 'static) -> BoxedStrategy<Vec<Member>> {
    let counts = select(vec!["0:0", "0:1", "1:1", "0:*", "1:*", "2:3", "300:400", "1:1", "0:1"]);
    vec((counts, element).prop_map(|(count, element)| member(count, element)), 0..5).boxed()
}

fn any_element() -> BoxedStrategy<Element> {
    let leaf = any_field().boxed();
    leaf.prop_recursive(4, 40, 4, |inner| {
        (any_general('G'), any::<bool>(), of(words()), any_members(inner)).prop_map(
            |(general, is_choice, input_help, members)| {
                let group = Group {
                    general,
                    kind: ElementKind::NormBound,
                    input_help,
                    output_help: None,
                    is_choice,
                    rules: Vec::new(),
                    members,
                };
                Element::Group(Box::new(group))
            },
        )
    })
    .boxed()
}

/// Data with the names of elements that schemas here have, too.
fn any_data() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![4 => Just(Json::String("w".to_owned())), 1 => Just(Json::Null)];
    let names = || prop_oneof![6 => "[FG][0-5]", 1 => "[a-z]{2}"];
    let inner = leaf.prop_recursive(4, 16, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Json::from),
            btree_map(names(), inner, 0..4).prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    });
    btree_map(names(), inner, 0..5).prop_map(|map| Json::Object(map.into_iter().collect()))
}

/// Data that a schema means, more or less: what is in them, once, several times or not, these bytes decide.
fn made_for(members: &[Member], bytes: &mut impl Iterator<Item = u8>) -> Json {
    let mut parts = serde_json::Map::new();
    for member in members {
        let (id, inner): (_, Option<&[Member]>) = match &member.element {
            Element::Group(group) => (&group.general.identity.id, Some(&group.members)),
            Element::Field(field) => (&field.general.identity.id, None),
        };
        let one = |bytes: &mut _| match inner {
            Some(members) => made_for(members, bytes),
            None => Json::String("w".to_owned()),
        };
        let byte = bytes.next().unwrap_or_default();
        let part = match byte % 8 {
            0 => continue,
            1..=4 => one(bytes),
            5 => Json::String("w".to_owned()),
            times => (4..times).map(|_| one(bytes)).collect(),
        };
        parts.insert(id.clone(), part);
    }
    Json::Object(parts)
}

/// Every text in the data another one.
fn numbered(data: Json, count: &mut usize) -> Json {
    match data {
        Json::String(_) => {
            *count += 1;
            Json::String(format!("w{}x", *count - 1))
        }
        Json::Array(items) => items.into_iter().map(|item| numbered(item, count)).collect(),
        Json::Object(map) => {
            Json::Object(map.into_iter().map(|(name, part)| (name, numbered(part, count))).collect())
        }
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_schema_becomes_a_form_without_faults_and_goes_out_as_it_came(members in any_members(any_element())) {
        let source = source(members);
        let draft = read_schema(&source).expect("a schema");
        prop_assert_eq!(draft.definition.faults(), []);
        let json = draft.definition.to_json();
        prop_assert_eq!(Definition::from_json(&json), Ok(draft.definition.clone()));
        let text = write_schema(&draft.definition, Some(&source), MOMENT, "7").map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
        let again = read(text.as_bytes()).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        prop_assert_eq!(schema(&again), source.schema().expect("a schema"));
        // Without what it came from it is a schema, too, and that one a form.
        let text = write_schema(&draft.definition, None, MOMENT, "7").map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
        let document = read(text.as_bytes()).map_err(|faults| TestCaseError::fail(format!("{faults}\n{text}")))?;
        let second = read_schema(&Source { document, lists: Vec::new() }).expect("a schema");
        prop_assert_eq!(second.definition.faults(), []);
    }

    #[test]
    fn no_value_of_any_data_is_lost_on_its_way_into_any_form(members in any_members(any_element()), data in any_data(), bytes in vec(any::<u8>(), 0..40)) {
        // Half of them are made for the schema.
        let is_made = bytes.len() % 2 == 1;
        let data = if is_made { made_for(&members, &mut bytes.into_iter()) } else { data };
        let source = source(members);
        let draft = read_schema(&source).expect("a schema");
        let mut count = 0;
        let data = numbered(data, &mut count);
        let tree = answers::read(DataFormat::Json, data.to_string().as_bytes()).expect("an object");
        for source in [Some(&source), None] {
            let placed = answers::place(&draft.definition, source, false, &tree, &answers::Attached::new());
            let _ = check(&draft.definition, &placed.answers, jiff::civil::date(2026, 3, 1));
            let all = serde_json::to_string(&(&placed.answers, &placed.notes)).expect("JSON");
            for number in 0..count {
                prop_assert!(all.contains(&format!("w{number}x")), "w{}x of {} in {}", number, data, all);
            }
        }
    }
}
