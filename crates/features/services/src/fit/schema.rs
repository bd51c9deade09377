//! The JSON Schema of a form's data, for whoever sets up an online service that sends them.
//!
//! An object with the ids of fields and groups: what [`super::answers`] reads. It promises nothing about conditions: what is
//! asked only sometimes is not required here.
//!
//! Source: JSON Schema 2020-12.

use rathaus_procedure::field::{Choosable, DayBound, LongText, Pattern, Rating, Text};
use rathaus_procedure::{Decimal, Definition, Field, Group, Item, Kind};
use serde_json::{Map, Value, json};

/// The schema of a form's data, with its address.
pub fn schema_of(definition: &Definition, address: &str) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (page, item) in definition.items() {
        let id = item.id().as_str();
        match item {
            Item::Field(field) if field.kind.is_question() => {
                properties.insert(id.to_owned(), field_of(field));
                if field.required && field.when.is_none() && page.when.is_none() {
                    required.push(id);
                }
            }
            Item::Field(_) => {}
            Item::Group(group) => {
                properties.insert(id.to_owned(), group_of(group));
                if group.min > 0 && group.when.is_none() && page.when.is_none() {
                    required.push(id);
                }
            }
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": definition.title.de,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn group_of(group: &Group) -> Value {
    let asked = || group.fields.iter().filter(|field| field.kind.is_question());
    let properties: Map<String, Value> =
        asked().map(|field| (field.id.as_str().to_owned(), field_of(field))).collect();
    let required: Vec<&str> = asked()
        .filter(|field| field.required && field.when.is_none())
        .map(|field| field.id.as_str())
        .collect();
    json!({
        "title": group.title.de,
        "type": "array",
        "minItems": group.min,
        "maxItems": group.max,
        "items": {
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        },
    })
}

fn field_of(field: &Field) -> Value {
    let mut schema = kind_of(&field.kind);
    schema["title"] = field.label.de.clone().into();
    if let Some(hint) = &field.hint {
        schema["description"] = hint.de.clone().into();
    }
    schema
}

fn kind_of(kind: &Kind) -> Value {
    match kind {
        Kind::Text(text) => {
            let mut schema = text_of(text.min, text.max.unwrap_or(Text::MOST));
            let pattern = match text.pattern {
                Some(Pattern::Digits) => Some("^[0-9]*$"),
                Some(Pattern::Postcode) => Some("^[0-9]{5}$"),
                Some(Pattern::OneWord) => Some("^\\S*$"),
                Some(Pattern::TaxId) => Some("^[0-9]{11}$"),
                // Checked here; an expression for them would say too much or too little.
                Some(Pattern::Letters | Pattern::WebAddress) | None => None,
            };
            if let Some(pattern) = pattern {
                schema["pattern"] = pattern.into();
            }
            schema
        }
        Kind::LongText(text) => text_of(text.min, text.max.unwrap_or(LongText::USUAL)),
        Kind::Number(number) => {
            let mut schema = json!({ "type": if number.decimals == 0 { "integer" } else { "number" } });
            bound(&mut schema, "minimum", number.min.map(number_of));
            bound(&mut schema, "maximum", number.max.map(number_of));
            schema
        }
        Kind::Money(money) => {
            let mut schema = json!({ "type": "number", "multipleOf": 0.01, "description": "Euro" });
            bound(&mut schema, "minimum", money.min.map(euros));
            bound(&mut schema, "maximum", money.max.map(euros));
            schema
        }
        Kind::Date(day) => {
            let mut schema = json!({ "type": "string", "format": "date" });
            // Bounds that move with the day are left to the check here.
            if let (None, Some(DayBound::On(last))) = (&day.min, &day.max) {
                schema["description"] = format!("≤ {last}").into();
            }
            schema
        }
        Kind::Period(_) => {
            let day = json!({ "type": "string", "format": "date" });
            json!({
                "type": "object", "properties": { "from": day, "to": day }, "required": ["from", "to"],
                "additionalProperties": false,
            })
        }
        Kind::Choice(choice) => choice_of(&choice.options, choice.other),
        Kind::Several(several) => {
            let mut schema = json!({
                "type": "array", "uniqueItems": true, "items": choice_of(&several.options, several.other),
            });
            bound(&mut schema, "minItems", several.min.map(Value::from));
            bound(&mut schema, "maxItems", several.max.map(Value::from));
            schema
        }
        Kind::Rating(rating) => steps(rating),
        Kind::Matrix(matrix) => {
            let rows: Map<String, Value> =
                matrix.rows.iter().map(|row| (row.id.as_str().to_owned(), steps(&matrix.scale))).collect();
            json!({ "type": "object", "properties": rows, "additionalProperties": false })
        }
        Kind::Ranking(ranking) => json!({
            "type": "array", "uniqueItems": true, "items": { "enum": ids(&ranking.options) },
        }),
        Kind::YesNo(_) => json!({ "type": "boolean" }),
        Kind::Organisation(_) => json!({ "type": "string" }),
        Kind::Address(_) => {
            let text = json!({ "type": "string", "maxLength": 300 });
            json!({
                "type": "object",
                "properties": { "street": text, "number": text, "postcode": text, "place": text, "country": text },
                "required": ["number", "place"],
                "additionalProperties": false,
            })
        }
        Kind::Iban(_) => json!({ "type": "string", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$" }),
        Kind::Email(_) => json!({ "type": "string", "format": "email" }),
        Kind::Phone(_) => json!({ "type": "string", "pattern": "^\\+[1-9][0-9]{6,14}$" }),
        Kind::File(file) => json!({
            "type": "array", "maxItems": file.max_count,
            "items": { "type": "string", "format": "uuid", "description": "attachmentId" },
        }),
        Kind::Consent(consent) => json!({ "const": consent.version, "description": consent.text.de }),
        // Never asked for.
        Kind::Information(_) => json!({}),
    }
}

fn text_of(min: Option<u32>, max: u32) -> Value {
    let mut schema = json!({ "type": "string", "maxLength": max });
    bound(&mut schema, "minLength", min.map(Value::from));
    schema
}

fn steps(rating: &Rating) -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": rating.steps })
}

fn ids(options: &[Choosable]) -> Vec<&str> {
    options.iter().map(|option| option.id.as_str()).collect()
}

fn choice_of(options: &[Choosable], other: bool) -> Value {
    let one = json!({
        "oneOf": options.iter().map(|option| json!({ "const": option.id.as_str(), "title": option.label.de })).collect::<Vec<_>>(),
    });
    if !other {
        return one;
    }
    let free = json!({
        "type": "object", "properties": { "other": { "type": "string" } }, "required": ["other"],
        "additionalProperties": false,
    });
    json!({ "anyOf": [one, free] })
}

fn bound(schema: &mut Value, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        schema[name] = value;
    }
}

fn number_of(number: Decimal) -> Value {
    let millionths = number.millionths();
    if millionths % 1_000_000 == 0 {
        return (millionths / 1_000_000).into();
    }
    #[allow(clippy::cast_precision_loss)]
    let number = millionths as f64 / 1e6;
    number.into()
}

fn euros(cents: i64) -> Value {
    number_of(Decimal::from_millionths(cents.saturating_mul(10_000)))
}
