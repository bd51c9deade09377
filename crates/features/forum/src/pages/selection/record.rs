//! The record of a decision as a PDF that can be archived and read aloud.

use axum::extract::Path;
use rathaus_letter::Shipped;
use rathaus_paper::Paper;
use rathaus_web::filters::date_time;
use rathaus_web::{Answer, PageError, Visitor};
use serde_json::{Value, json};

use super::decisions::at;
use super::view::{area_name, say_why, tenths};
use crate::model::decision::Signature;
use crate::pages::plan::reading::percent;
use crate::policy;

fn column(title: String, is_number: bool) -> Value {
    json!({ "title": title, "align": if is_number { "right" } else { "left" } })
}

fn table(columns: Vec<Value>, rows: Vec<Value>) -> Value {
    json!([{ "table": { "columns": columns, "rows": rows } }])
}

/// A checksum with spaces, so that it fits on paper.
fn in_eights(hash: &str) -> String {
    hash.as_bytes().chunks(8).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

pub(super) async fn file(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let (round, decision) = at(&mut view, &slug, &id).await?;
    let (content, lang) = (&decision.content, visitor.lang());
    let text = |key: &str| visitor.text(key);
    let counted = |key: &str, n: usize| visitor.text_with(key, &[("n", (n as f64).into())]);
    let share = |part: f64| if content.demand > 0.0 { part / content.demand } else { 0.0 };
    let jury = |mean: Option<f64>| mean.map_or("–".to_owned(), |mean| lang.number(mean, 1));
    let offer = |label: &str, title: &str, supplier: &str| format!("{label} {title}\n{supplier}");
    let chosen = content
        .chosen
        .iter()
        .map(|one| {
            let needs = visitor.text_with("selection-why-chosen", &[("needs", (one.needs as f64).into())])?;
            let must = if one.is_must { visitor.text("selection-why-must")? } else { String::new() };
            let why = [must, needs, one.reason.clone()];
            let why: Vec<String> = why.into_iter().filter(|part| !part.is_empty()).collect();
            let part = format!("{} %", tenths(lang, one.contribution));
            Ok(json!([offer(&one.label, &one.title, &one.supplier), part, jury(one.jury), why.join(" ")]))
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let areas = content
        .areas
        .iter()
        .map(|area| {
            let part = if area.demand > 0.0 { area.covered / area.demand } else { 0.0 };
            json!([area_name(lang, area), format!("{} %", percent(part)), area.offers.to_string()])
        })
        .collect();
    let others = content
        .others
        .iter()
        .map(|one| {
            let why = say_why(&visitor, &one.why, content.demand)?;
            Ok(json!([offer(&one.label, &one.title, &one.supplier), jury(one.jury), why]))
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let signed = |one: &Signature| format!("{}, {}", one.name, date_time(lang, one.at));
    let open = text("selection-record-open")?;
    let second = decision.second.as_ref();
    let planned = date_time(lang, content.planned_at);
    let facts = [
        ("selection-record-first", signed(&decision.first)),
        ("selection-record-second", second.map_or(open.clone(), signed)),
        (
            "selection-record-plan",
            visitor.text_with("selection-record-plan-of", &[("when", planned.into())])?,
        ),
        ("selection-record-fingerprint", content.fingerprint.clone()),
        ("selection-record-variant", content.variant.clone()),
        ("selection-figure-covered", format!("{} %", percent(share(content.covered)))),
        ("selection-places", content.rules.places.to_string()),
        ("selection-must-list", content.rules.must.join(", ")),
        ("selection-never-list", content.rules.never.join(", ")),
        ("selection-record-number", decision.id.to_string()),
        ("selection-decision-hash", decision.hash.as_deref().map_or(open, in_eights)),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| Ok(json!({ "label": text(key)?, "value": value })))
        .collect::<Result<Vec<Value>, PageError>>()?;
    let (title, part) = (text("selection-column-title")?, text("selection-column-part")?);
    let (mean, reason) = (text("selection-column-jury")?, text("selection-record-reason")?);
    let chosen_columns = vec![
        column(title.clone(), false),
        column(part, true),
        column(mean.clone(), true),
        column(reason.clone(), false),
    ];
    let area_columns = vec![
        column(text("areas-column-name")?, false),
        column(text("selection-column-covered")?, true),
        column(text("selection-column-offers")?, true),
    ];
    let other_columns =
        vec![column(title, false), column(mean, true), column(text("selection-column-why")?, false)];
    let mut sections = vec![
        json!({ "title": reason, "text": [{ "facts": [{ "label": decision.first.name, "value": content.reason }] }] }),
        json!({ "title": counted("selection-record-chosen", chosen.len())?, "text": table(chosen_columns, chosen) }),
        json!({ "title": text("selection-record-areas")?, "text": table(area_columns, areas) }),
    ];
    if !others.is_empty() {
        let title = counted("selection-record-others", others.len())?;
        sections.push(json!({ "title": title, "text": table(other_columns, others) }));
    }
    let signatures = [("selection-record-first", Some(&decision.first)), ("selection-record-second", second)];
    let signatures = signatures
        .into_iter()
        .filter_map(|(key, one)| Some((key, one?)))
        .map(|(key, one)| Ok(json!({ "name": one.name, "role": text(key)? })))
        .collect::<Result<Vec<Value>, PageError>>()?;
    let values = json!({
        "title": text("selection-record-title")?,
        "about": round.title,
        "facts": facts, "sections": sections, "signatures": signatures,
    });
    let paper = Paper::of(&visitor, &mut view, Shipped::Record, values).await?;
    drop(view);
    paper.give_out(&format!("{slug} {}.pdf", text("selection-record-title")?)).await
}
