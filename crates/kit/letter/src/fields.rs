//! What the values of the shipped templates hold, and the check of it before anything is set.
//!
//! A value is a text, or one of the objects that [`crate::values`] writes out. The blocks of a body are
//!
//! ```json
//! [
//!   {"markup": "Text with **strong** words\n\n- and lists"},
//!   {"heading": "Reasons"},
//!   {"table": {"columns": [{"title": "Day"}, {"title": "Hours", "align": "right"}], "rows": [["Monday", "4"]]}},
//!   {"amounts": {"rows": [{"label": "Fee", "amount": {"cents": 2500}}], "total": {"label": "Sum", "amount": {"cents": 2500}}}},
//!   {"facts": [{"label": "Place", "value": "Marktplatz"}]},
//!   {"code": {"of": {"qr": "https://…"}, "alt": "Code with the address", "text": "What it is for"}}
//! ]
//! ```

use serde_json::Value;

use crate::error::{Kind, ValueFault, ValueMistake};

/// A value that a template asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Where it stands: `recipient.lines`; `[]` goes through a list.
    pub path: &'static str,
    /// Its shape.
    pub kind: Kind,
    /// Whether the template cannot do without. An optional field's parts are only needed where it is there.
    pub is_needed: bool,
}

macro_rules! fields {
    ($($path:literal $kind:ident $need:ident;)*) => {
        &[
            Field { path: "authority", kind: Kind::Object, is_needed: true },
            Field { path: "authority.name", kind: Kind::Text, is_needed: true },
            Field { path: "authority.unit", kind: Kind::Text, is_needed: false },
            Field { path: "authority.street", kind: Kind::Text, is_needed: true },
            Field { path: "authority.place", kind: Kind::Text, is_needed: true },
            Field { path: "authority.phone", kind: Kind::Text, is_needed: false },
            Field { path: "authority.email", kind: Kind::Text, is_needed: false },
            Field { path: "authority.web", kind: Kind::Text, is_needed: false },
            Field { path: "authority.hours", kind: Kind::Text, is_needed: false },
            Field { path: "authority.bank", kind: Kind::Object, is_needed: false },
            Field { path: "authority.bank.name", kind: Kind::Text, is_needed: true },
            Field { path: "authority.bank.iban", kind: Kind::Text, is_needed: true },
            Field { path: "authority.bank.bic", kind: Kind::Text, is_needed: false },
            Field { path: "authority.logo", kind: Kind::Picture, is_needed: false },
            $(Field { path: $path, kind: Kind::$kind, is_needed: fields!(@ $need) },)*
        ]
    };
    (@ needed) => { true };
    (@ optional) => { false };
}

/// A letter in the form of DIN 5008 B.
pub const NOTICE: &[Field] = fields! {
    "recipient" Object needed;
    "recipient.lines" Texts needed;
    "recipient.notes" Texts optional;
    "details" Facts optional;
    "subject" Text needed;
    "salutation" Text optional;
    "body" Blocks needed;
    "closing" Text optional;
    "signature" Object optional;
    "signature.name" Text needed;
    "signature.role" Text optional;
    "remedy" Object optional;
    "remedy.kind" Text needed;
    "remedy.name" Text needed;
    "remedy.address" Text needed;
    "remedy.against" Text optional;
    "attachments" Texts optional;
    "copies" Texts optional;
};

/// What was received.
pub const RECEIPT: &[Field] = fields! {
    "recipient" Object optional;
    "recipient.lines" Texts needed;
    "title" Text needed;
    "number" Text needed;
    "received" Text needed;
    "note" Blocks optional;
    "sections" Objects needed;
    "sections[].title" Text optional;
    "sections[].answers" Facts needed;
    "attachments" Texts optional;
};

/// A permit, as a page and as a card.
pub const PERMIT: &[Field] = fields! {
    "title" Text needed;
    "number" Text needed;
    "holder" Text needed;
    "facts" Facts needed;
    "valid_from" Text optional;
    "valid_until" Text needed;
    "check" Qr optional;
    "check_address" Text optional;
    "conditions" Blocks optional;
    "signature" Object optional;
    "signature.name" Text needed;
    "signature.role" Text optional;
};

/// The record of a meeting.
pub const MINUTES: &[Field] = fields! {
    "title" Text needed;
    "body_name" Text needed;
    "facts" Facts needed;
    "present" Texts optional;
    "excused" Texts optional;
    "items" Objects needed;
    "items[].title" Text needed;
    "items[].text" Blocks optional;
    "items[].decision" Blocks optional;
    "items[].votes" Object optional;
    "items[].votes.yes" Count needed;
    "items[].votes.no" Count needed;
    "items[].votes.abstained" Count needed;
    "items[].result" Text optional;
    "chair" Text needed;
    "writer" Text needed;
};

/// The record of something that was decided.
pub const RECORD: &[Field] = fields! {
    "title" Text needed;
    "about" Text optional;
    "facts" Facts needed;
    "sections" Objects needed;
    "sections[].title" Text needed;
    "sections[].text" Blocks needed;
    "signatures" Objects needed;
    "signatures[].name" Text needed;
    "signatures[].role" Text needed;
};

/// Badges.
pub const BADGES: &[Field] = fields! {
    "event" Text needed;
    "day" Text optional;
    "rows" Count optional;
    "badges" Objects needed;
    "badges[].name" Text needed;
    "badges[].organisation" Text optional;
    "badges[].role" Text optional;
    "badges[].code" Qr optional;
};

/// Signs for tables.
pub const TABLE_SIGNS: &[Field] = fields! {
    "event" Text needed;
    "signs" Objects needed;
    "signs[].table" Text needed;
    "signs[].title" Text needed;
    "signs[].lines" Texts optional;
};

/// The most rows of badges on a page.
const MOST_ROWS: u64 = 5;

/// Every mistake of the values, in the order of the fields.
pub fn check(values: &Value, fields: &[Field]) -> Vec<ValueMistake> {
    let mut mistakes = Vec::new();
    for field in fields {
        look(values, field, field.path, &mut String::new(), &mut mistakes);
    }
    mistakes
}

/// Walks down one path and checks what stands there.
fn look(value: &Value, field: &Field, path: &str, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let length = place.len();
    if !place.is_empty() {
        place.push('.');
    }
    place.push_str(name);
    let found = value.get(name).filter(|value| !value.is_null());
    match (found, rest) {
        (None, None) if field.is_needed => refuse(mistakes, place, ValueFault::Missing(field.kind)),
        // What is optional and away, or missing and already said so by its own field.
        (None, _) => {}
        (Some(found), None) => shape(found, field, place, mistakes),
        (Some(found), Some(rest)) if is_list => {
            for (index, entry) in found.as_array().into_iter().flatten().enumerate() {
                within(place, &format!("[{index}]"), |place| look(entry, field, rest, place, mistakes));
            }
        }
        (Some(found), Some(rest)) if found.is_object() => look(found, field, rest, place, mistakes),
        (Some(_), Some(_)) => {}
    }
    place.truncate(length);
}

fn shape(value: &Value, field: &Field, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    match field.kind {
        Kind::Blocks => blocks(value, place, mistakes),
        Kind::Facts => facts(value, "value", place, mistakes),
        Kind::Table => table(value, place, mistakes),
        Kind::Texts => texts(value, place, mistakes),
        kind => {
            if !is(value, kind) {
                refuse(mistakes, place, ValueFault::NotA(kind));
            } else if field.path == "remedy.kind" && !matches!(value.as_str(), Some("objection" | "action")) {
                refuse(mistakes, place, ValueFault::NoneOf("objection, action"));
            } else if field.path == "rows"
                && !value.as_u64().is_some_and(|rows| (1..=MOST_ROWS).contains(&rows))
            {
                refuse(mistakes, place, ValueFault::NoneOf("1, 2, 3, 4, 5"));
            }
        }
    }
}

/// Whether a plain value has the shape.
fn is(value: &Value, kind: Kind) -> bool {
    let has_only =
        |key: &str| value.as_object().is_some_and(|object| object.len() == 1 && object.contains_key(key));
    match kind {
        Kind::Text => value.is_string() || has_only("cents") || has_only("date"),
        Kind::Object => value.is_object(),
        Kind::Objects => value.as_array().is_some_and(|entries| entries.iter().all(Value::is_object)),
        Kind::Date => has_only("date"),
        Kind::Qr => has_only("qr"),
        Kind::Count => value.is_u64(),
        Kind::Picture => {
            value.get("picture").is_some_and(Value::is_string)
                && value.get("alt").is_some_and(Value::is_string)
        }
        Kind::Texts | Kind::Blocks | Kind::Facts | Kind::Table => false,
    }
}

fn texts(value: &Value, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    each(value, Kind::Texts, place, mistakes, |entry, place, mistakes| {
        need(entry, Kind::Text, place, mistakes)
    });
}

fn facts(value: &Value, second: &'static str, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    each(value, Kind::Facts, place, mistakes, |entry, place, mistakes| {
        for key in ["label", second] {
            part(entry, key, Kind::Text, place, mistakes);
        }
    });
}

fn blocks(value: &Value, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    each(value, Kind::Blocks, place, mistakes, |block, place, mistakes| {
        let key = block.as_object().and_then(|block| block.keys().next()).map(String::as_str);
        let is_single = block.as_object().is_some_and(|block| block.len() == 1);
        match (key.filter(|_| is_single), key.and_then(|key| block.get(key))) {
            (Some(key @ ("markup" | "heading")), Some(words)) if !words.is_string() => {
                within(place, &format!(".{key}"), |place| {
                    refuse(mistakes, place, ValueFault::NotA(Kind::Text))
                });
            }
            (Some("markup" | "heading"), Some(_)) => {}
            (Some("table"), Some(inner)) => within(place, ".table", |place| table(inner, place, mistakes)),
            (Some("facts"), Some(inner)) => {
                within(place, ".facts", |place| facts(inner, "value", place, mistakes))
            }
            (Some("amounts"), Some(inner)) => {
                within(place, ".amounts", |place| amounts(inner, place, mistakes))
            }
            (Some("code"), Some(inner)) => within(place, ".code", |place| {
                part(inner, "of", Kind::Qr, place, mistakes);
                for key in ["alt", "text"] {
                    part(inner, key, Kind::Text, place, mistakes);
                }
            }),
            _ => refuse(mistakes, place, ValueFault::NoneOf("markup, heading, table, amounts, facts, code")),
        }
    });
}

fn amounts(value: &Value, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    let rows = value.get("rows").unwrap_or(&Value::Null);
    within(place, ".rows", |place| facts(rows, "amount", place, mistakes));
    if let Some(total) = value.get("total").filter(|total| !total.is_null()) {
        within(place, ".total", |place| {
            for key in ["label", "amount"] {
                part(total, key, Kind::Text, place, mistakes);
            }
        });
    }
}

fn table(value: &Value, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    let columns = value.get("columns").and_then(Value::as_array).map_or(0, Vec::len);
    if columns == 0 {
        return refuse(mistakes, place, ValueFault::NotA(Kind::Table));
    }
    let titles = &value["columns"];
    within(place, ".columns", |place| {
        each(titles, Kind::Table, place, mistakes, |entry, place, mistakes| {
            part(entry, "title", Kind::Text, place, mistakes);
            if let Some(align) = entry.get("align")
                && !matches!(align.as_str(), Some("left" | "right" | "center"))
            {
                within(place, ".align", |place| {
                    refuse(mistakes, place, ValueFault::NoneOf("left, right, center"))
                });
            }
        });
    });
    let rows = value.get("rows").unwrap_or(&Value::Null);
    within(place, ".rows", |place| {
        each(rows, Kind::Table, place, mistakes, |row, place, mistakes| {
            texts(row, place, mistakes);
            let cells = row.as_array().map_or(columns, Vec::len);
            if cells != columns {
                refuse(mistakes, place, ValueFault::Ragged { cells, columns });
            }
        });
    });
}

fn each(
    value: &Value,
    kind: Kind,
    place: &mut String,
    mistakes: &mut Vec<ValueMistake>,
    then: impl Fn(&Value, &mut String, &mut Vec<ValueMistake>),
) {
    let Some(entries) = value.as_array() else { return refuse(mistakes, place, ValueFault::NotA(kind)) };
    for (index, entry) in entries.iter().enumerate() {
        within(place, &format!("[{index}]"), |place| then(entry, place, mistakes));
    }
}

fn part(value: &Value, key: &str, kind: Kind, place: &mut String, mistakes: &mut Vec<ValueMistake>) {
    within(place, &format!(".{key}"), |place| match value.get(key) {
        None => refuse(mistakes, place, ValueFault::Missing(kind)),
        Some(value) => need(value, kind, place, mistakes),
    });
}

fn need(value: &Value, kind: Kind, place: &str, mistakes: &mut Vec<ValueMistake>) {
    if !is(value, kind) {
        refuse(mistakes, place, ValueFault::NotA(kind));
    }
}

fn within<T>(place: &mut String, step: &str, then: impl FnOnce(&mut String) -> T) -> T {
    let length = place.len();
    place.push_str(step);
    let made = then(place);
    place.truncate(length);
    made
}

fn refuse(mistakes: &mut Vec<ValueMistake>, place: &str, fault: ValueFault) {
    mistakes.push(ValueMistake { field: place.to_owned(), fault });
}

#[cfg(all(test, feature = "press"))]
mod tests {
    use super::*;
    use crate::template::Shipped;
    use serde_json::json;

    fn mistakes(values: &Value, fields: &[Field]) -> Vec<String> {
        check(values, fields).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_sample_holds_what_its_template_needs() {
        for shipped in Shipped::ALL {
            assert_eq!(mistakes(&shipped.sample(), shipped.fields()), [""; 0], "{}", shipped.name());
        }
    }

    #[test]
    fn every_needed_field_that_is_missing_is_named() {
        for shipped in Shipped::ALL {
            let sample = shipped.sample();
            for field in shipped.fields().iter().filter(|field| field.is_needed && !field.path.contains("[]"))
            {
                let mut values = sample.clone();
                let (above, name) = field.path.rsplit_once('.').unwrap_or(("", field.path));
                let above = above
                    .split('.')
                    .filter(|step| !step.is_empty())
                    .try_fold(&mut values, |at, step| at.get_mut(step));
                let Some(Value::Object(above)) = above else { continue };
                above.remove(name);
                let found = check(&values, shipped.fields());
                assert!(
                    found.iter().any(|mistake| mistake.field == field.path),
                    "{}: {}",
                    shipped.name(),
                    field.path
                );
            }
        }
    }

    #[test]
    fn every_block_is_looked_into() {
        let mut values = Shipped::Notice.sample();
        values["body"] = json!([
            {"markup": 3},
            {"image": "x"},
            {"markup": "a", "heading": "b"},
            "text",
            {"table": {"columns": [{"title": "a"}, {"align": "up"}], "rows": [["1"], ["1", 2], 7]}},
            {"table": {}},
            {"amounts": {"rows": [{"label": "Gebühr"}], "total": {}}},
            {"facts": {}},
            {"code": {"of": "https://rathaus.example", "alt": "Code"}},
        ]);
        values["remedy"]["kind"] = json!("complaint");
        values["details"] = json!([{"label": "Zeichen"}]);
        assert_eq!(
            mistakes(&values, NOTICE),
            [
                "details[0].value: is missing, the template needs a text",
                "body[0].markup: is not a text",
                "body[1]: is none of markup, heading, table, amounts, facts, code",
                "body[2]: is none of markup, heading, table, amounts, facts, code",
                "body[3]: is none of markup, heading, table, amounts, facts, code",
                "body[4].table.columns[1].title: is missing, the template needs a text",
                "body[4].table.columns[1].align: is none of left, right, center",
                "body[4].table.rows[0]: has 1 cells, the table has 2 columns",
                "body[4].table.rows[1][1]: is not a text",
                "body[4].table.rows[2]: is not a list of texts",
                "body[5].table: is not a table with columns and rows",
                "body[6].amounts.rows[0].amount: is missing, the template needs a text",
                "body[6].amounts.total.label: is missing, the template needs a text",
                "body[6].amounts.total.amount: is missing, the template needs a text",
                "body[7].facts: is not a list of {\"label\", \"value\"}",
                "body[8].code.of: is not a code as {\"qr\": \"https://…\"}",
                "body[8].code.text: is missing, the template needs a text",
                "remedy.kind: is none of objection, action",
            ]
        );
    }
}
