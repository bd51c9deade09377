//! A form as JSON: to keep it, to move it to another town, to write it by hand.
//!
//! The schema in `docs/form.schema.json` is made from the types, and the reader checks a text
//! against that very schema first. So every fault of the structure is found at once and with its
//! place, and the schema cannot promise anything the reader refuses. What a schema cannot say
//! (unique ids, conditions that fit) comes after, see [`crate::faults`].

use std::sync::OnceLock;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::definition::Definition;
use crate::faults::{Fault, FaultKind};
use crate::number::Decimal;
use crate::words::StableId;

/// The most bytes of a form.
const MOST_BYTES: usize = 4 * 1024 * 1024;

impl Definition {
    /// Reads a form from JSON.
    ///
    /// # Errors
    /// Every fault with its place: first those of the structure (unknown or missing properties,
    /// wrong types), and where there are none, those of the content.
    pub fn from_json(text: &str) -> Result<Definition, Vec<Fault>> {
        let whole = |what: FaultKind| vec![Fault { at: String::new(), what }];
        if text.len() > MOST_BYTES {
            return Err(whole(FaultKind::TooLarge { most: MOST_BYTES }));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            whole(FaultKind::NoJson { line, column, reason: error.to_string() })
        })?;
        let schema = schema();
        let mut reader = Reader { schema, faults: Vec::new() };
        reader.check(schema, &value, "");
        if !reader.faults.is_empty() {
            return Err(reader.faults);
        }
        // From the text, not from the value: only so a property that stands twice is noticed.
        let definition: Definition = serde_json::from_str(text)
            .map_err(|error| whole(FaultKind::Unreadable { reason: error.to_string() }))?;
        let faults = definition.faults();
        if faults.is_empty() { Ok(definition) } else { Err(faults) }
    }

    /// The form as JSON for people: indented, properties in the order of the types, a line end
    /// at the end. The same form always gives the same text.
    pub fn to_json(&self) -> String {
        // INVARIANT: a definition has only text keys, so writing it cannot fail; test
        // `any_definition_survives_its_json`.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The bytes of which the hash of a version is taken: JSON without spaces, properties sorted
    /// (RFC 8785; there are no fractions in it).
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let value = serde_json::to_value(self).unwrap_or_default();
        write_canonical(&value, &mut bytes);
        bytes
    }
}

fn write_canonical(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Object(map) => {
            let mut sorted: Vec<(&String, &Value)> = map.iter().collect();
            sorted.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<u16>>());
            bytes.push(b'{');
            for (place, (name, value)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    bytes.push(b',');
                }
                bytes.extend_from_slice(Value::from(name.as_str()).to_string().as_bytes());
                bytes.push(b':');
                write_canonical(value, bytes);
            }
            bytes.push(b'}');
        }
        Value::Array(values) => {
            bytes.push(b'[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    bytes.push(b',');
                }
                write_canonical(value, bytes);
            }
            bytes.push(b']');
        }
        plain => bytes.extend_from_slice(plain.to_string().as_bytes()),
    }
}

/// The JSON Schema of a form, as in `docs/form.schema.json`.
pub fn form_schema() -> String {
    let mut text = serde_json::to_string_pretty(schema()).unwrap_or_default();
    text.push('\n');
    text
}

fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| schemars::schema_for!(Definition).into())
}

/// Holds a value against the schema. It knows the part of JSON Schema that the types lead to.
struct Reader<'a> {
    schema: &'a Value,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn fault(&mut self, at: &str, what: FaultKind) {
        // A text of many megabytes with a fault in every line helps nobody.
        if self.faults.len() < 200 {
            self.faults.push(Fault { at: at.to_owned(), what });
        }
    }

    fn check(&mut self, schema: &'a Value, value: &Value, at: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            let definition = name.strip_prefix('#').and_then(|pointer| self.schema.pointer(pointer));
            if let Some(definition) = definition {
                self.check(definition, value, at);
            }
            return;
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            let null = choices.iter().any(|choice| choice["type"] == "null");
            if null && value.is_null() {
                return;
            }
            if let Some(choice) = choices.iter().find(|choice| choice["type"] != "null") {
                self.check(choice, value, at);
            }
            return;
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            self.check_variant(choices, value, at);
            return;
        }
        if !self.has_type(schema, value, at) {
            return;
        }
        match value {
            Value::String(text) => self.check_text(schema, text, at),
            Value::Number(number) => self.check_number(schema, number, at),
            Value::Array(values) => {
                for (place, value) in values.iter().enumerate() {
                    self.check(&schema["items"], value, &format!("{at}/{place}"));
                }
            }
            Value::Object(map) => self.check_object(schema, map, at),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn has_type(&mut self, schema: &Value, value: &Value, at: &str) -> bool {
        let wanted: Vec<&str> = match &schema["type"] {
            Value::String(name) => vec![name],
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        let is = |name: &&str| match *name {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        };
        let fits = wanted.iter().any(is);
        if !fits {
            let wanted: Vec<&str> = wanted.into_iter().filter(|name| *name != "null").collect();
            self.fault(at, FaultKind::WrongType { wanted: wanted.join(" / ") });
        }
        fits
    }

    fn check_text(&mut self, schema: &Value, text: &str, at: &str) {
        if let Some(words) = schema["enum"].as_array()
            && words.iter().all(|word| word != text)
        {
            self.unknown_word(text, words.iter().filter_map(Value::as_str), at);
        }
        let wanted = match (schema["pattern"].as_str(), schema["format"].as_str()) {
            (Some(StableId::PATTERN), _) if text.parse::<StableId>().is_err() => StableId::PATTERN,
            (Some(pattern), _) if pattern != StableId::PATTERN && text.parse::<Decimal>().is_err() => "12.5",
            (_, Some("date")) if text.len() != 10 || text.parse::<Date>().is_err() => "2026-11-22",
            _ => return,
        };
        self.fault(at, FaultKind::Malformed { wanted: wanted.to_owned() });
    }

    fn unknown_word<'w>(&mut self, found: &str, known: impl Iterator<Item = &'w str>, at: &str) {
        let known = known.collect::<Vec<_>>().join(", ");
        let found = found.chars().take(60).collect();
        self.fault(at, FaultKind::UnknownWord { found, known });
    }

    fn check_number(&mut self, schema: &Value, number: &serde_json::Number, at: &str) {
        if schema["type"].as_array().is_some_and(|types| types.iter().any(|name| name == "number")) {
            if serde_json::from_value::<Decimal>(Value::Number(number.clone())).is_err() {
                self.fault(at, FaultKind::Malformed { wanted: "12.5".to_owned() });
            }
            return;
        }
        let (min, max): (i128, i128) = match schema["format"].as_str() {
            Some("uint8") => (0, u8::MAX.into()),
            Some("uint32") => (0, u32::MAX.into()),
            Some("uint64") => (0, u64::MAX.into()),
            Some("int32") => (i32::MIN.into(), i32::MAX.into()),
            _ => (i64::MIN.into(), i64::MAX.into()),
        };
        let value = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        if value.is_none_or(|value| !(min..=max).contains(&value)) {
            self.fault(at, FaultKind::OutOfRange { min: min.to_string(), max: max.to_string() });
        }
    }

    fn check_object(&mut self, schema: &'a Value, map: &Map<String, Value>, at: &str) {
        let empty = Map::new();
        let properties = schema["properties"].as_object();
        let known = properties.unwrap_or(&empty);
        for (name, value) in map {
            let at = format!("{at}/{}", escape(name));
            match properties.and_then(|properties| properties.get(name)) {
                Some(property) => self.check(property, value, &at),
                None => {
                    let known = known.keys().cloned().collect::<Vec<_>>().join(", ");
                    let name = name.chars().take(60).collect();
                    self.fault(&at, FaultKind::UnknownProperty { name, known });
                }
            }
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !map.contains_key(name) {
                self.fault(at, FaultKind::MissingProperty { name: name.to_owned() });
            }
        }
    }

    /// An enumeration: words, or objects of which each has one property of its own.
    fn check_variant(&mut self, choices: &'a [Value], value: &Value, at: &str) {
        let word = |choice: &'a Value| choice["const"].as_str();
        if choices.iter().all(|choice| word(choice).is_some() || choice["enum"].is_array()) {
            let listed = choices.iter().flat_map(|choice| {
                let listed = choice["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
                word(choice).into_iter().chain(listed)
            });
            let known: Vec<&str> = listed.collect();
            match value.as_str() {
                None => self.fault(at, FaultKind::WrongType { wanted: "string".to_owned() }),
                Some(text) if !known.contains(&text) => self.unknown_word(text, known.into_iter(), at),
                Some(_) => {}
            }
            return;
        }
        let named = |choice: &'a Value| choice["required"][0].as_str();
        let known = || choices.iter().filter_map(named).collect::<Vec<_>>().join(", ");
        let Some(map) = value.as_object() else {
            self.fault(at, FaultKind::WrongType { wanted: "object".to_owned() });
            return;
        };
        if map.is_empty() {
            self.fault(at, FaultKind::MissingProperty { name: known() });
        }
        for (place, (name, value)) in map.iter().enumerate() {
            let inner = format!("{at}/{}", escape(name));
            match choices.iter().find(|choice| named(choice) == Some(name)) {
                Some(choice) => {
                    if place > 0 {
                        self.fault(at, FaultKind::TooMany { most: 1 });
                    }
                    self.check(&choice["properties"][name], value, &inner);
                }
                None => {
                    let name = name.chars().take(60).collect();
                    self.fault(&inner, FaultKind::UnknownProperty { name, known: known() });
                }
            }
        }
    }
}

/// A property's name as a step of a JSON pointer.
fn escape(name: &str) -> String {
    name.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}
