//! Schemas for tests.

use rathaus_fim::*;
use rathaus_services::fim::Source;

pub const MOMENT: &str = "2026-03-01T08:00:00Z";

pub fn general(id: &str, name: &str) -> General {
    General {
        identity: Identity { id: id.to_owned(), version: Some("1.2.0".to_owned()) },
        name: name.to_owned(),
        input_label: Some(name.to_owned()),
        output_label: None,
        description: None,
        definition: None,
        bases: Vec::new(),
        status: Some(Status::ApprovedGold),
        status_list_version: None,
        status_set_on: None,
        responsible: None,
        valid_from: None,
        valid_until: None,
        version_note: None,
        published_on: None,
        changed: Some(MOMENT.to_owned()),
        relations: Vec::new(),
        keywords: Vec::new(),
    }
}

pub fn field(id: &str, name: &str, data_type: DataType) -> Field {
    Field {
        general: general(id, name),
        kind: ElementKind::Harmonised,
        input_help: None,
        output_help: None,
        field_kind: FieldKind::Input,
        data_type,
        constraint: Constraint::default(),
        content: None,
        prefill: Some(Prefill::None),
        values: Vec::new(),
        code_list: None,
        code_key: None,
        name_key: None,
        help_key: None,
        rules: Vec::new(),
        max_size: None,
        media_types: Vec::new(),
    }
}

pub fn member(count: &str, element: Element) -> Member {
    Member { count: Cardinality::parse(count).expect("a count"), bases: Vec::new(), element }
}

pub fn one(count: &str, field: Field) -> Member {
    member(count, Element::Field(Box::new(field)))
}

pub fn group(count: &str, id: &str, name: &str, members: Vec<Member>) -> Member {
    let group = Group {
        general: general(id, name),
        kind: ElementKind::NormBound,
        input_help: None,
        output_help: None,
        is_choice: false,
        rules: Vec::new(),
        members,
    };
    member(count, Element::Group(Box::new(group)))
}

pub fn source(members: Vec<Member>) -> Source {
    let schema = Schema {
        general: general("S60000000001", "Hund anmelden"),
        help: None,
        structure_change: StructureChange::Everything,
        display_change: DisplayChange::Everything,
        profile: Some(Identity { id: "D60000000001".to_owned(), version: None }),
        rules: Vec::new(),
        members,
    };
    let header = Header { id: "1".to_owned(), created: MOMENT.to_owned(), ..Header::default() };
    let document = Document { standard: Standard::Xdf3, header, content: Content::Schema(Box::new(schema)) };
    Source { document, lists: Vec::new() }
}

pub fn schema(document: &Document) -> &Schema {
    match &document.content {
        Content::Schema(schema) => schema,
        other => panic!("no schema: {other:?}"),
    }
}
