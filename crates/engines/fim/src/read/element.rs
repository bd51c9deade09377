//! Schemas, groups and fields.

use serde_json::{Map, Value as Json};

use super::general::{Owner, step};
use crate::codes::{DataType, DisplayChange, ElementKind, FieldKind, GroupKind, Standard, StructureChange};
use crate::fault::{Mistake, excerpt};
use crate::model::{
    Cardinality, CodeListReference, Constraint, Element, Field, Group, Member, Schema, Value,
};
use crate::node::{Node, Space};
use crate::parts::{Parts, Reader, attribute, exact_attribute, trimmed};

impl Reader {
    pub(crate) fn schema(&mut self, node: &Node) -> Schema {
        self.only_attributes(node, &[]);
        self.within(step(node), |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let general = reader.general(&mut parts, Owner::Schema);
            let help = parts.text(reader, "hilfetext");
            let structure_change = parts.required_code(reader, "ableitungsmodifikationenStruktur");
            let display_change = parts.required_code(reader, "ableitungsmodifikationenRepraesentation");
            let profile = match reader.standard {
                Standard::Xdf2 => None,
                Standard::Xdf3 => {
                    parts.required(reader, "dokumentsteckbrief").and_then(|node| reader.identity(node))
                }
            };
            let rules = reader.rules(&mut parts);
            let members = reader.members(&mut parts);
            parts.finish(reader);
            Schema {
                general,
                help,
                structure_change: structure_change.unwrap_or(StructureChange::Nothing),
                display_change: display_change.unwrap_or(DisplayChange::Nothing),
                profile,
                rules,
                members,
            }
        })
    }

    pub(crate) fn group(&mut self, node: &Node) -> Group {
        self.only_attributes(node, &[]);
        self.within(step(node), |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let general = reader.general(&mut parts, Owner::Part);
            let kind = parts.required_code(reader, "schemaelementart");
            let input_help = parts.text(reader, "hilfetextEingabe");
            let output_help = parts.text(reader, "hilfetextAusgabe");
            let is_choice = reader.standard == Standard::Xdf3
                && parts.code::<GroupKind>(reader, "art") == Some(GroupKind::Choice);
            let rules = reader.rules(&mut parts);
            let members = reader.members(&mut parts);
            parts.finish(reader);
            Group {
                general,
                kind: kind.unwrap_or(ElementKind::NormBound),
                input_help,
                output_help,
                is_choice,
                rules,
                members,
            }
        })
    }

    pub(crate) fn field(&mut self, node: &Node) -> Field {
        self.only_attributes(node, &[]);
        self.within(step(node), |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let general = reader.general(&mut parts, Owner::Part);
            let kind = parts.required_code(reader, "schemaelementart");
            let input_help = parts.text(reader, "hilfetextEingabe");
            let output_help = parts.text(reader, "hilfetextAusgabe");
            let field_kind = parts.required_code(reader, "feldart");
            let data_type = parts.required_code(reader, "datentyp");
            let constraint = parts.optional(reader, "praezisierung").map(|node| reader.constraint(node));
            let content = parts.text(reader, "inhalt");
            let list = parts.optional(reader, "codelisteReferenz");
            let mut field = Field {
                general,
                kind: kind.unwrap_or(ElementKind::NormBound),
                input_help,
                output_help,
                field_kind: field_kind.unwrap_or(FieldKind::Input),
                data_type: data_type.unwrap_or(DataType::Text),
                constraint: constraint.unwrap_or_default(),
                content,
                prefill: None,
                values: Vec::new(),
                code_list: list.and_then(|node| reader.code_list(node)),
                code_key: None,
                name_key: None,
                help_key: None,
                rules: reader.rules(&mut parts),
                max_size: None,
                media_types: Vec::new(),
            };
            if reader.standard == Standard::Xdf3 {
                field.prefill = parts.required_code(reader, "vorbefuellung");
                field.values = reader.values(&mut parts);
                field.code_key = parts.text(reader, "codeKey");
                field.name_key = parts.text(reader, "nameKey");
                field.help_key = parts.text(reader, "helpKey");
                field.max_size = parts.formed(reader, "maxSize", "number of bytes", positive);
                for node in parts.all("mediaType") {
                    reader.only_attributes(node, &[]);
                    field.media_types.extend(reader.text(node));
                }
            }
            parts.finish(reader);
            field
        })
    }

    fn members(&mut self, parts: &mut Parts) -> Vec<Member> {
        let nodes = parts.all("struktur").into_iter().enumerate();
        nodes.filter_map(|(index, node)| self.member(node, index + 1)).collect()
    }

    fn member(&mut self, node: &Node, number: usize) -> Option<Member> {
        self.only_attributes(node, &[]);
        self.within(format!("struktur {number}"), |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let count = match parts.required_text(reader, "anzahl") {
                Some(text) => {
                    let count = Cardinality::parse(&text);
                    if count.is_none() {
                        let found = excerpt(&text);
                        reader.fault(node.line, Mistake::Form { found, expected: "count like 0:1 or 1:*" });
                    }
                    count
                }
                None => None,
            };
            let bases = reader.bases(&mut parts);
            let element = parts.required(reader, "enthaelt").and_then(|node| reader.contained(node));
            parts.finish(reader);
            Some(Member { count: count?, bases, element: element? })
        })
    }

    fn contained(&mut self, node: &Node) -> Option<Element> {
        self.only_attributes(node, &[]);
        let mut parts = Parts::new(self, node, Space::Fim(self.standard));
        let group = parts.optional(self, "datenfeldgruppe");
        // With a group taken, a field beside it is left over and not expected.
        let field = if group.is_none() { parts.optional(self, "datenfeld") } else { None };
        parts.finish(self);
        match (group, field) {
            (Some(group), _) => Some(Element::Group(Box::new(self.group(group)))),
            (None, Some(field)) => Some(Element::Field(Box::new(self.field(field)))),
            (None, None) => {
                self.fault(node.line, Mistake::Missing("datenfeldgruppe> or <datenfeld"));
                None
            }
        }
    }

    fn values(&mut self, parts: &mut Parts) -> Vec<Value> {
        let Some(node) = parts.optional(self, "werte") else { return Vec::new() };
        self.only_attributes(node, &[]);
        self.within("werte", |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let nodes = parts.all("wert");
            parts.finish(reader);
            nodes.into_iter().filter_map(|node| reader.value(node)).collect()
        })
    }

    fn value(&mut self, node: &Node) -> Option<Value> {
        self.only_attributes(node, &[]);
        self.within("wert", |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let code = parts.required_text(reader, "code");
            let name = parts.required(reader, "name").map(|node| reader.text(node).unwrap_or_default());
            let help = parts.text(reader, "hilfe");
            parts.finish(reader);
            Some(Value { code: code?, name: name?, help })
        })
    }

    /// A reference that says nothing is none.
    fn code_list(&mut self, node: &Node) -> Option<CodeListReference> {
        self.only_attributes(node, &[]);
        self.within("codelisteReferenz", |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let reference = match reader.standard {
                Standard::Xdf2 => {
                    let identity =
                        parts.required(reader, "identifikation").and_then(|node| reader.identity(node));
                    let name = parts.required(reader, "genericodeIdentification");
                    let named = name.map(|node| {
                        let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
                        let named = reader.list_name(&mut parts);
                        parts.finish(reader);
                        named
                    });
                    CodeListReference { identity, ..named.unwrap_or_default() }
                }
                Standard::Xdf3 => reader.list_name(&mut parts),
            };
            parts.finish(reader);
            (reference != CodeListReference::default()).then_some(reference)
        })
    }

    fn list_name(&mut self, parts: &mut Parts) -> CodeListReference {
        CodeListReference {
            identity: None,
            uri: parts.text(self, "canonicalIdentification"),
            version: parts.text(self, "version"),
            version_uri: parts.text(self, "canonicalVersionUri"),
        }
    }

    /// Attributes in version 3; in version 2 an object of JSON by custom, or words.
    fn constraint(&mut self, node: &Node) -> Constraint {
        let text = self.text(node);
        if self.standard == Standard::Xdf2 {
            self.only_attributes(node, &[]);
            return match text.as_deref().map(from_json) {
                Some(Some(constraint)) => constraint,
                _ => Constraint { text, ..Constraint::default() },
            };
        }
        self.only_attributes(node, &["minLength", "maxLength", "minValue", "maxValue", "pattern"]);
        let mut length = |name| {
            let text = attribute(node, name)?;
            self.formed(node, &text, "number of characters", |text| text.parse().ok())
        };
        Constraint {
            min_length: length("minLength"),
            max_length: length("maxLength"),
            min_value: attribute(node, "minValue"),
            max_value: attribute(node, "maxValue"),
            pattern: exact_attribute(node, "pattern"),
            text,
        }
    }
}

fn positive(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number > 0)
}

/// `{"minLength":"1","maxLength":"80"}`; `None` where it is anything else, which then is words.
fn from_json(text: &str) -> Option<Constraint> {
    let object: Map<String, Json> = serde_json::from_str(text).ok()?;
    let mut constraint = Constraint::default();
    for (key, value) in object {
        let value = match value {
            Json::String(text) if key == "pattern" => Some(text).filter(|text| !text.is_empty()),
            Json::String(text) => trimmed(&text),
            Json::Number(number) => Some(number.to_string()),
            _ => return None,
        };
        let Some(value) = value else { continue };
        match key.as_str() {
            "minLength" => constraint.min_length = Some(value.parse().ok()?),
            "maxLength" => constraint.max_length = Some(value.parse().ok()?),
            "minValue" => constraint.min_value = Some(value),
            "maxValue" => constraint.max_value = Some(value),
            "pattern" => constraint.pattern = Some(value),
            _ => return None,
        }
    }
    Some(constraint)
}
