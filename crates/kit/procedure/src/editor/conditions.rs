//! Conditions as lists to choose from: up to four rows, all or any of which must hold.

use rathaus_web::{Fields, PageError, Sheet, Value, Visitor, context};

use crate::condition::{Measure, Op};
use crate::field::{DayBound, Kind};
use crate::number::typed_cents;
use crate::{Condition, Decimal, Definition, Field, Item, StableId};

/// How many rows the lists have.
const ROWS: usize = 4;

/// What a row can ask about: everything that stands before `of`.
fn earlier<'a>(definition: &'a Definition, of: &StableId) -> Vec<(&'a StableId, &'a str, Option<&'a Field>)> {
    let mut found = Vec::new();
    for page in &definition.pages {
        if page.id == *of {
            return found;
        }
        for item in &page.items {
            if item.id() == of {
                return found;
            }
            match item {
                Item::Field(field) if field.kind.is_question() => {
                    found.push((&field.id, field.label.de.as_str(), Some(field.as_ref())));
                }
                Item::Field(_) => {}
                Item::Group(group) => {
                    if let Some(at) = group.fields.iter().position(|field| field.id == *of) {
                        let before = group.fields.iter().take(at).filter(|field| field.kind.is_question());
                        found.extend(before.map(|field| (&field.id, field.label.de.as_str(), Some(field))));
                        return found;
                    }
                    found.push((&group.id, group.title.de.as_str(), None));
                }
            }
        }
    }
    found
}

/// The choices of a row, grouped by question.
pub(super) fn choices(
    visitor: &Visitor,
    definition: &Definition,
    of: &StableId,
) -> Result<Vec<Value>, PageError> {
    let answered = visitor.text("procedure-editor-when-answered")?;
    let (yes, no) = (visitor.text("procedure-print-yes")?, visitor.text("procedure-print-no")?);
    let mut all = Vec::new();
    for (id, label, field) in earlier(definition, of) {
        let mut put = |value: String, text: String| {
            all.push(context! { value => value, label => format!("{label}: {text}"), group => label });
        };
        match field.map(|field| &field.kind) {
            Some(Kind::Choice(kind)) => {
                for option in &kind.options {
                    put(format!("is {id} {}", option.id), option.label.de.clone());
                }
            }
            Some(Kind::Several(kind)) => {
                for option in &kind.options {
                    put(format!("contains {id} {}", option.id), option.label.de.clone());
                }
            }
            Some(Kind::YesNo(_)) => {
                put(format!("is {id} yes"), yes.clone());
                put(format!("is {id} no"), no.clone());
            }
            Some(Kind::Number(_) | Kind::Money(_) | Kind::Date(_) | Kind::Rating(_)) => {
                for op in Op::ALL {
                    put(format!("compare {id} {}", op.sign()), format!("{} …", op.sign()));
                }
            }
            _ => {}
        }
        put(format!("answered {id}"), answered.clone());
    }
    Ok(all)
}

fn row(condition: &Condition) -> Option<(bool, String, String)> {
    let plain = |what: String| Some((false, what, String::new()));
    match condition {
        Condition::Not(inner) => {
            let (not, what, value) = row(inner)?;
            (!not).then_some((true, what, value))
        }
        Condition::Is { field, option } => plain(format!("is {field} {option}")),
        Condition::Contains { field, option } => plain(format!("contains {field} {option}")),
        Condition::Answered(id) => plain(format!("answered {id}")),
        Condition::Compare { field, op, value } => {
            let value = match value {
                Measure::Number(number) => number.show(rathaus_core::Lang::De),
                Measure::Money(cents) => format!("{},{:02}", cents / 100, (cents % 100).abs()),
                Measure::Date(DayBound::On(day)) => day.to_string(),
                Measure::Rating(step) => step.to_string(),
                Measure::Date(_) => return None,
            };
            Some((false, format!("compare {field} {}", op.sign()), value))
        }
        Condition::All(_) | Condition::Any(_) | Condition::OneOf { .. } => None,
    }
}

/// The values of the rows for a condition, under names that begin with `name`; `None` where the lists cannot say it.
pub(super) fn filled(sheet: &mut Sheet, name: &str, condition: Option<&Condition>) -> bool {
    let (mode, parts): (&str, Vec<&Condition>) = match condition {
        None => ("all", Vec::new()),
        Some(Condition::All(parts)) => ("all", parts.iter().collect()),
        Some(Condition::Any(parts)) => ("any", parts.iter().collect()),
        Some(one) => ("all", vec![one]),
    };
    let rows: Option<Vec<_>> = parts.into_iter().map(row).collect();
    let Some(rows) = rows.filter(|rows| rows.len() <= ROWS) else { return false };
    sheet.values.push((format!("{name}.mode"), mode.to_owned()));
    for (at, (not, what, value)) in rows.into_iter().enumerate() {
        sheet.values.push((format!("{name}.{at}.what"), what));
        sheet.values.push((format!("{name}.{at}.value"), value));
        if not {
            sheet.values.push((format!("{name}.{at}.not"), "yes".to_owned()));
        }
    }
    true
}

/// The rows as templates show them.
pub(super) fn rows(name: &str) -> Vec<String> {
    (0..ROWS).map(|at| format!("{name}.{at}")).collect()
}

/// Reads the rows back. `Err` names the input that is wrong.
pub(super) fn read(
    definition: &Definition,
    fields: &Fields,
    name: &str,
) -> Result<Option<Condition>, String> {
    let mut parts = Vec::new();
    for row in rows(name) {
        let what = fields.first(&format!("{row}.what")).unwrap_or_default();
        if what.is_empty() {
            continue;
        }
        let value = fields.first(&format!("{row}.value")).unwrap_or_default().trim().to_owned();
        let wrong = || format!("{row}.what");
        let mut words = what.split(' ');
        let (kind, id, last) = (words.next(), words.next(), words.next());
        let field: StableId = id.and_then(|id| id.parse().ok()).ok_or_else(wrong)?;
        let option = || last.and_then(|id| id.parse::<StableId>().ok()).ok_or_else(wrong);
        let condition = match kind {
            Some("is") => Condition::Is { field, option: option()? },
            Some("contains") => Condition::Contains { field, option: option()? },
            Some("answered") => Condition::Answered(field),
            Some("compare") => {
                let op = Op::ALL.into_iter().find(|op| Some(op.sign()) == last).ok_or_else(wrong)?;
                let measure = measure(definition, &field, &value).ok_or_else(|| format!("{row}.value"))?;
                Condition::Compare { field, op, value: measure }
            }
            _ => return Err(wrong()),
        };
        let not = fields.first(&format!("{row}.not")).is_some();
        parts.push(if not { Condition::Not(Box::new(condition)) } else { condition });
    }
    let any = fields.first(&format!("{name}.mode")) == Some("any");
    Ok(match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ if any => Some(Condition::Any(parts)),
        _ => Some(Condition::All(parts)),
    })
}

fn measure(definition: &Definition, field: &StableId, text: &str) -> Option<Measure> {
    match definition.field(field)?.field.kind {
        Kind::Number(_) => Decimal::typed(text).map(Measure::Number),
        Kind::Money(_) => typed_cents(text).map(|cents| Measure::Money(cents.0)),
        Kind::Date(_) => crate::read::typed_date(text).map(|day| Measure::Date(DayBound::On(day))),
        Kind::Rating(_) => text.parse().ok().map(Measure::Rating),
        _ => None,
    }
}
