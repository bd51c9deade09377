//! Any model that a version has words for is written and comes back equal.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use rathaus_fim::*;

/// A text as the model holds it: not empty, no white space around it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zäöüß§ .<>&\"'\\]\r\n\t\u{a0}\u{10348}]{1,12}",
        select(vec![
            "]]>",
            "<![CDATA[x]]>",
            "&amp;",
            "<!-- -->",
            "<?x ?>",
            "{}",
            "x\r\n\r y",
            "\u{feff}",
            "\u{85}"
        ])
        .prop_map(String::from),
    ]
    .prop_map(|text| text.trim_matches([' ', '\t', '\n', '\r']).to_owned())
    .prop_filter("a text holds something", |text| !text.is_empty())
}

fn day() -> impl Strategy<Value = Date> {
    (0..40_000i32).prop_map(|days| date(1990, 1, 1).saturating_add(days.days()))
}

fn moment() -> impl Strategy<Value = String> {
    select(vec!["2026-03-01T08:00:00Z", "2026-03-01T08:00:00", "2020-10-10T21:29:27.778+02:00"])
        .prop_map(String::from)
}

fn identity(standard: Standard) -> BoxedStrategy<Identity> {
    let version = match standard {
        Standard::Xdf2 => "[0-9]{1,2}\\.[0-9]",
        Standard::Xdf3 => "[0-9]\\.[0-9]{1,2}\\.[0-9]",
    };
    ("[FGSR][0-9]{1,11}", of(version)).prop_map(|(id, version)| Identity { id, version }).boxed()
}

fn bases(standard: Standard) -> BoxedStrategy<Vec<Basis>> {
    match standard {
        Standard::Xdf2 => vec(text().prop_map(|text| Basis { text, link: None }), 0..2).boxed(),
        Standard::Xdf3 => {
            vec((text(), of(text())).prop_map(|(text, link)| Basis { text, link }), 0..3).boxed()
        }
    }
    .boxed()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Of {
    Schema,
    Part,
    Rule,
}

fn general(standard: Standard, of_what: Of) -> BoxedStrategy<General> {
    let texts = (identity(standard), text(), of(text()), of(text()), of(text()), of(text()), bases(standard));
    let facts = (of(day()), of(text()), of(day()), of(day()), of(text()), of(day()), moment(), of(text()));
    let keywords = vec((text(), of(text())).prop_map(|(text, uri)| Keyword { text, uri }), 0..2);
    let kinds = select(vec![RelationKind::Derived, RelationKind::Replaces, RelationKind::Equivalent]);
    let relations = vec(
        (kinds, of(text()), identity(standard)).prop_map(|(kind, list_version, object)| Relation {
            kind,
            list_version,
            object,
        }),
        0..2,
    );
    let statuses = match standard {
        Standard::Xdf2 => vec![Status::InPreparation, Status::Active, Status::Inactive],
        Standard::Xdf3 => vec![Status::Planned, Status::Draft, Status::ApprovedGold, Status::Inactive],
    };
    (texts, facts, keywords, relations, select(statuses))
        .prop_map(move |(texts, facts, keywords, relations, status)| {
            let (identity, name, input_label, output_label, description, definition, bases) = texts;
            let (set_on, responsible, from, until, note, published, changed, edition) = facts;
            let is_new = standard == Standard::Xdf3;
            let is_new_rule = is_new && of_what == Of::Rule;
            let has_history = !is_new_rule;
            General {
                identity,
                name,
                input_label: input_label.filter(|_| !is_new_rule),
                output_label: output_label.filter(|_| !is_new || of_what == Of::Part),
                description,
                definition,
                bases,
                status: has_history.then_some(status),
                status_list_version: edition.filter(|_| is_new && has_history),
                status_set_on: set_on.filter(|_| has_history),
                responsible,
                valid_from: from.filter(|_| has_history),
                valid_until: until.filter(|_| has_history),
                version_note: note.filter(|_| has_history),
                published_on: published.filter(|_| has_history),
                changed: is_new.then_some(changed),
                relations: if is_new && has_history { relations } else { Vec::new() },
                keywords: if is_new { keywords } else { Vec::new() },
            }
        })
        .boxed()
}

fn rules(standard: Standard) -> BoxedStrategy<Vec<Rule>> {
    let kind =
        select(vec![RuleKind::Complex, RuleKind::Multiplicity, RuleKind::Validation, RuleKind::Calculation]);
    let taken = select(vec![
        ParameterKind::Count,
        ParameterKind::Object,
        ParameterKind::Selector,
        ParameterKind::Value,
    ]);
    let parameters = vec(
        (text(), text(), taken).prop_map(|(element, name, kind)| RuleParameter { element, name, kind }),
        0..2,
    );
    let targets = vec((text(), text()).prop_map(|(element, name)| RuleTarget { element, name }), 0..2);
    let messages = vec((any::<i32>(), of(text())).prop_map(|(code, text)| RuleMessage { code, text }), 0..2);
    let rule = (general(standard, Of::Rule), kind, parameters, targets, of(text()), messages).prop_map(
        move |(general, kind, parameters, targets, script, messages)| match standard {
            Standard::Xdf2 => Rule {
                general,
                kind: None,
                parameters: Vec::new(),
                targets: Vec::new(),
                script,
                messages: Vec::new(),
            },
            Standard::Xdf3 => Rule { general, kind: Some(kind), parameters, targets, script, messages },
        },
    );
    vec(rule, 0..2).boxed()
}

fn constraint(standard: Standard) -> BoxedStrategy<Constraint> {
    let said = (of(any::<u32>()), of(any::<u32>()), of(text()), of(text()), of(text()), of(text()));
    said.prop_map(move |(min_length, max_length, min_value, max_value, pattern, text)| {
        let is_plain = min_length.is_none() && max_length.is_none();
        let is_plain = is_plain && min_value.is_none() && max_value.is_none() && pattern.is_none();
        let may_have_text = standard == Standard::Xdf3 || is_plain;
        // Words that are an object of JSON are none in version 2.
        let text = text.filter(|text| may_have_text && (standard == Standard::Xdf3 || text != "{}"));
        Constraint { min_length, max_length, min_value, max_value, pattern, text }
    })
    .boxed()
}

fn code_list(standard: Standard) -> BoxedStrategy<CodeListReference> {
    (identity(standard), text(), of(text()), of(text()))
        .prop_map(move |(identity, uri, version, version_uri)| {
            let identity = (standard == Standard::Xdf2).then_some(identity);
            CodeListReference { identity, uri: Some(uri), version, version_uri }
        })
        .boxed()
}

fn element_kind() -> impl Strategy<Value = ElementKind> {
    select(vec![ElementKind::Abstract, ElementKind::Harmonised, ElementKind::NormBound])
}

fn field(standard: Standard) -> BoxedStrategy<Field> {
    let kinds = match standard {
        Standard::Xdf2 => vec![FieldKind::Input, FieldKind::Select, FieldKind::Label],
        Standard::Xdf3 => vec![FieldKind::Input, FieldKind::Hidden, FieldKind::Locked],
    };
    let types = match standard {
        Standard::Xdf2 => vec![DataType::Text, DataType::Date, DataType::Bool, DataType::Currency],
        Standard::Xdf3 => vec![DataType::TextLatin, DataType::Time, DataType::DateTime, DataType::Object],
    };
    let prefill = select(vec![Prefill::None, Prefill::Optional, Prefill::Mandatory]);
    let values =
        vec((text(), text(), of(text())).prop_map(|(code, name, help)| Value { code, name, help }), 0..3);
    let old = (element_kind(), of(text()), of(text()), select(kinds), select(types), constraint(standard));
    let new = (prefill, values, of(text()), of(text()), of(text()), of(1..u64::MAX), vec(text(), 0..2));
    (general(standard, Of::Part), old, of(text()), of(code_list(standard)), rules(standard), new)
        .prop_map(move |(general, old, content, code_list, rules, new)| {
            let (kind, input_help, output_help, field_kind, data_type, constraint) = old;
            let (prefill, values, code_key, name_key, help_key, max_size, media_types) = new;
            let is_new = standard == Standard::Xdf3;
            Field {
                general,
                kind,
                input_help,
                output_help,
                field_kind,
                data_type,
                constraint,
                content,
                prefill: is_new.then_some(prefill),
                values: if is_new { values } else { Vec::new() },
                code_list,
                code_key: code_key.filter(|_| is_new),
                name_key: name_key.filter(|_| is_new),
                help_key: help_key.filter(|_| is_new),
                rules,
                max_size: max_size.filter(|_| is_new),
                media_types: if is_new { media_types } else { Vec::new() },
            }
        })
        .boxed()
}

fn members(
    standard: Standard,
    element: impl Strategy<Value = Element> + 'static,
) -> BoxedStrategy<Vec<Member>> {
    let count =
        (0..3u32, of(0..3u32)).prop_map(|(min, more)| Cardinality { min, max: more.map(|more| min + more) });
    vec(
        (count, bases(standard), element).prop_map(|(count, bases, element)| Member {
            count,
            bases,
            element,
        }),
        0..3,
    )
    .boxed()
}

fn group(standard: Standard, element: impl Strategy<Value = Element> + 'static) -> BoxedStrategy<Group> {
    let help = (element_kind(), of(text()), of(text()), any::<bool>());
    (general(standard, Of::Part), help, rules(standard), members(standard, element))
        .prop_map(move |(general, (kind, input_help, output_help, is_choice), rules, members)| Group {
            general,
            kind,
            input_help,
            output_help,
            is_choice: is_choice && standard == Standard::Xdf3,
            rules,
            members,
        })
        .boxed()
}

fn elements(standard: Standard) -> BoxedStrategy<Element> {
    let leaf = field(standard).prop_map(|field| Element::Field(Box::new(field))).boxed();
    let inner = group(standard, leaf.clone()).prop_map(|group| Element::Group(Box::new(group))).boxed();
    prop_oneof![2 => leaf, 1 => inner].boxed()
}

fn schema(standard: Standard) -> BoxedStrategy<Schema> {
    let changes = (
        select(vec![
            StructureChange::Nothing,
            StructureChange::Restrict,
            StructureChange::Extend,
            StructureChange::Everything,
        ]),
        select(vec![DisplayChange::Nothing, DisplayChange::Everything]),
    );
    let parts = (rules(standard), members(standard, elements(standard)));
    (general(standard, Of::Schema), of(text()), changes, identity(standard), parts)
        .prop_map(move |(general, help, (structure_change, display_change), profile, (rules, members))| {
            Schema {
                general,
                help,
                structure_change,
                display_change,
                profile: (standard == Standard::Xdf3).then_some(profile),
                rules,
                members,
            }
        })
        .boxed()
}

fn header(standard: Standard) -> BoxedStrategy<Header> {
    let quality = of(select(vec![Quality::Productive, Quality::Test]));
    (text(), moment(), of(text()), of(text()), of(text()), of(text()), quality)
        .prop_map(move |(id, created, reference, product, vendor, product_version, quality)| match standard {
            Standard::Xdf2 => Header { id, created, reference, ..Header::default() },
            Standard::Xdf3 => Header { id, created, reference, product, vendor, product_version, quality },
        })
        .boxed()
}

fn documents() -> BoxedStrategy<Document> {
    select(vec![Standard::Xdf2, Standard::Xdf3])
        .prop_flat_map(|standard| {
            let content = prop_oneof![
                schema(standard).prop_map(|schema| Content::Schema(Box::new(schema))),
                group(standard, elements(standard)).prop_map(|group| Content::Group(Box::new(group))),
                field(standard).prop_map(|field| Content::Field(Box::new(field))),
            ];
            (header(standard), content).prop_map(move |(header, content)| Document {
                standard,
                header,
                content,
            })
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_model_comes_back(document in documents()) {
        let written = write(&document).map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
        let again = read(written.as_bytes()).map_err(|faults| TestCaseError::fail(format!("{faults}\n{written}")))?;
        prop_assert_eq!(again, document);
    }

    #[test]
    fn no_cut_and_no_exchanged_byte_breaks_the_reader(document in documents(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = write(&document).map_err(|refusal| TestCaseError::fail(refusal.to_string()))?.into_bytes();
        let at = at.index(bytes.len());
        prop_assert!(read(&bytes[..at]).is_err());
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}
