//! The settings of a kind one by one, and whether a change of one leaves fewer answers right.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::field::{DayBound, Kind, KindName};
use crate::number::Decimal;

/// What a change of a setting does to the answers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Some of them may be wrong now, or mean something else.
    Narrower,
    /// They stay right.
    Wider,
    /// It has nothing to do with them.
    Other,
}

/// The settings by their names in JSON, without options and rows; those of a scale within a matrix
/// as `scale.steps` and so on.
pub(crate) fn of(kind: &Kind) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    let value = serde_json::to_value(kind).unwrap_or_default();
    let inner = value.get(kind.name().as_str()).and_then(Value::as_object);
    for (name, value) in inner.into_iter().flatten() {
        match (name.as_str(), value) {
            ("options", _) => {}
            ("rows", Value::Array(_)) => {}
            ("scale", Value::Object(scale)) => {
                all.extend(scale.iter().map(|(name, value)| (format!("scale.{name}"), value.clone())));
            }
            _ => {
                all.insert(name.clone(), value.clone());
            }
        }
    }
    all
}

/// The kind with this one setting changed; `None` where the change makes no sense by itself.
pub(crate) fn with(kind: &Kind, name: &str, value: Option<&Value>) -> Option<Kind> {
    let mut whole = serde_json::to_value(kind).ok()?;
    let inner = whole.get_mut(kind.name().as_str())?.as_object_mut()?;
    match value {
        Some(value) => inner.insert(name.to_owned(), value.clone()),
        None => inner.remove(name),
    };
    serde_json::from_value(whole).ok()
}

/// What it means that a setting went from `old` to `new`; `None` is a setting that is not there.
pub(crate) fn compare(kind: KindName, name: &str, old: Option<&Value>, new: Option<&Value>) -> Step {
    let lower = matches!(name, "min" | "at_least");
    match name {
        // Without a number all options must be ranked.
        "at_least" => match (old, new) {
            (_, None) => Step::Narrower,
            (None, _) => Step::Wider,
            (Some(old), Some(new)) => bound(lower, compare_values(kind, old, new)),
        },
        // Without a number the most characters are those that are usual.
        "max" if matches!(kind, KindName::Text | KindName::LongText) => {
            let usual = match kind {
                KindName::Text => crate::field::Text::MOST,
                _ => crate::field::LongText::USUAL,
            };
            let number = |value: Option<&Value>| value.and_then(Value::as_u64).unwrap_or(usual.into());
            bound(lower, Some(number(old).cmp(&number(new))))
        }
        "min" | "max" | "max_bytes" | "max_count" | "decimals" => match (old, new) {
            (None, _) => Step::Narrower,
            (_, None) => Step::Wider,
            (Some(old), Some(new)) => bound(lower, compare_values(kind, old, new)),
        },
        "steps" | "scale.steps" | "unit" | "version" => Step::Narrower,
        "pattern" | "only" => match new {
            Some(_) => Step::Narrower,
            None => Step::Wider,
        },
        "other" | "free_text" | "abroad" => match new {
            Some(Value::Bool(true)) => Step::Wider,
            _ => Step::Narrower,
        },
        "types" => {
            let all = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
            let (old, new) = (all(old), all(new));
            if old.iter().all(|media| new.contains(media)) { Step::Wider } else { Step::Narrower }
        }
        _ => Step::Other,
    }
}

/// `order` is that of the old bound to the new one.
fn bound(lower: bool, order: Option<Ordering>) -> Step {
    match order {
        Some(Ordering::Less) if !lower => Step::Wider,
        Some(Ordering::Greater) if lower => Step::Wider,
        Some(Ordering::Equal) => Step::Other,
        _ => Step::Narrower,
    }
}

fn compare_values(kind: KindName, old: &Value, new: &Value) -> Option<Ordering> {
    match kind {
        KindName::Number => {
            let number = |value: &Value| serde_json::from_value::<Decimal>(value.clone()).ok();
            Some(number(old)?.cmp(&number(new)?))
        }
        KindName::Date | KindName::Period => {
            let day = |value: &Value| serde_json::from_value::<DayBound>(value.clone()).ok();
            match (day(old)?, day(new)?) {
                (DayBound::On(old), DayBound::On(new)) => Some(old.cmp(&new)),
                (DayBound::Days(old), DayBound::Days(new)) | (DayBound::Years(old), DayBound::Years(new)) => {
                    Some(old.cmp(&new))
                }
                _ => None,
            }
        }
        _ => Some(old.as_i64()?.cmp(&new.as_i64()?)),
    }
}
