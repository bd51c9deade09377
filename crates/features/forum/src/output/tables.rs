//! The tables: UTF-8, comma, RFC 4180, line feed.
//!
//! Texts that a spreadsheet would take for a formula get an apostrophe before them; ids and numbers never,
//! because programs join on them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Input;
use crate::model::plan::{Plan, Reason, TalkPlan};

/// What `areas.csv` says of a need that was set aside.
const NO_ANSWER: &str = "keine Angabe";

/// `need_id,area,score,words`: the areas of every need by their German name, best first, in the order of
/// the needs. A need that says nothing has the area `keine Angabe`, score 0 and the reason as words.
pub fn areas_csv(input: &Input, plan: &Plan) -> String {
    let names: BTreeMap<&str, &str> = plan.areas.iter().map(|a| (a.key.as_str(), a.name.as_str())).collect();
    let mut by_need: BTreeMap<&str, Vec<[String; 4]>> = BTreeMap::new();
    for a in &plan.assignments {
        let name = names.get(a.area.as_str()).copied().unwrap_or(&a.area);
        by_need.entry(&a.need_id).or_default().push([
            a.need_id.clone(),
            text(name),
            number(a.score),
            text(&a.words.join("; ")),
        ]);
    }
    for aside in &plan.set_aside {
        by_need.entry(&aside.need_id).or_default().push([
            aside.need_id.clone(),
            NO_ANSWER.to_owned(),
            number(0.0),
            text(&aside.reason),
        ]);
    }
    let mut table = Table::new(["need_id", "area", "score", "words"]);
    for need in &input.needs {
        table.rows(by_need.remove(need.id.as_str()).into_iter().flatten());
    }
    table.rows(by_need.into_values().flatten());
    table.0
}

/// `need_id,offer_id,rank,score,reasons,excluded_because`, in the order of the plan. An excluded pair has no
/// rank.
pub fn matches_csv(plan: &Plan) -> String {
    let mut table = Table::new(["need_id", "offer_id", "rank", "score", "reasons", "excluded_because"]);
    table.rows(plan.matches.iter().map(|m| {
        let reasons: Vec<String> = m.reasons.iter().map(reason).collect();
        [
            m.need_id.clone(),
            m.offer_id.clone(),
            if m.excluded_because.is_some() { String::new() } else { m.rank.to_string() },
            number(m.score),
            text(&reasons.join("; ")),
            text(m.excluded_because.as_deref().unwrap_or_default()),
        ]
    }));
    table.0
}

/// `Plätze → Platzvergabe`, or the word alone where both say the same.
fn reason(reason: &Reason) -> String {
    if reason.need.to_lowercase() == reason.offer.to_lowercase() {
        reason.need.clone()
    } else {
        format!("{} → {}", reason.need, reason.offer)
    }
}

/// `offer_id,chosen,contribution,alternative`: the chosen offers by falling contribution, then all others in
/// the order of the file. `chosen` is `ja` or `nein`.
pub fn selection_csv(input: &Input, plan: &Plan) -> String {
    let mut table = Table::new(["offer_id", "chosen", "contribution", "alternative"]);
    let chosen: BTreeSet<&str> = plan.selection.chosen.iter().map(|c| c.offer_id.as_str()).collect();
    table.rows(plan.selection.chosen.iter().map(|c| {
        [c.offer_id.clone(), "ja".into(), number(c.contribution), c.alternative.clone().unwrap_or_default()]
    }));
    let others = input.offers.iter().filter(|offer| !chosen.contains(offer.id.as_str()));
    table.rows(others.map(|o| [o.id.clone(), "nein".into(), String::new(), String::new()]));
    table.0
}

/// `start,end,table,a,b` with participants' ids, by start and table; only the header without talks.
pub fn talks_csv(plan: Option<&TalkPlan>) -> String {
    let mut talks: Vec<_> = plan.iter().flat_map(|plan| &plan.talks).collect();
    talks.sort_by(|x, y| (x.span, x.table, &x.a, &x.b).cmp(&(y.span, y.table, &y.a, &y.b)));
    let mut table = Table::new(["start", "end", "table", "a", "b"]);
    table.rows(talks.into_iter().map(|t| {
        [t.span.start.to_string(), t.span.end.to_string(), t.table.to_string(), t.a.clone(), t.b.clone()]
    }));
    table.0
}

/// Four decimals; never a negative zero.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    if text == "-0.0000" { "0.0000".to_owned() } else { text }
}

/// A text that no spreadsheet takes for a formula (OWASP, CSV injection).
fn text(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}

struct Table(String);

impl Table {
    fn new<const N: usize>(header: [&str; N]) -> Table {
        let mut table = Table(String::new());
        table.rows(std::iter::once(header.map(str::to_owned)));
        table
    }

    fn rows<const N: usize>(&mut self, rows: impl Iterator<Item = [String; N]>) {
        for row in rows {
            for (place, cell) in row.iter().enumerate() {
                if place > 0 {
                    self.0.push(',');
                }
                if cell.contains(['"', ',', '\n', '\r']) {
                    self.0.push('"');
                    self.0.push_str(&cell.replace('"', "\"\""));
                    self.0.push('"');
                } else {
                    self.0.push_str(cell);
                }
            }
            self.0.push('\n');
        }
    }
}
