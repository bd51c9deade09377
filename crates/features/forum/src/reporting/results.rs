//! What came of it: how far those that met have come, projects, and who took them over.

use rathaus_web::TextError;
use rathaus_web::list::{Cell, Kind};

use super::{Desk, Section, count, float, short};
use crate::jobs::outcomes::event_day;
use crate::model::catalogue::FEWEST;
use crate::model::correspondence::day_of;
use crate::model::outcome::{OutcomeKind, Reason};
use crate::model::project::ProjectState;
use crate::outcomes::{Met, MonthFigures, funnel, reasons};

/// How far the pairs have come by each question, and why nothing came of some. A few pairs are only for the office, as
/// their numbers may tell who said what.
pub(super) fn outcomes(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let is_inside = desk.audience.is_inside();
    let figures = funnel(&known.met, event_day(&known.round), day_of(known.at), None);
    let (Some(last), true) = (figures.last(), is_inside || known.met.len() >= FEWEST) else {
        return Section::empty(desk, "outcomes");
    };
    let mut section = Section::new("outcomes");
    section.says.push(desk.say(
        "outcomes-lead",
        &[
            ("n", known.met.len().into()),
            ("month", last.month.into()),
            ("projects", (last.pilot + last.contract).into()),
            ("missing", last.missing.into()),
        ],
    )?);
    months(desk, &mut section, &figures)?;
    let said = reasons(&known.met, None);
    if is_inside || said.iter().map(|(_, n)| n).sum::<usize>() >= FEWEST {
        why(desk, &mut section, &said)?;
    }
    if is_inside {
        each(desk, &mut section, &known.met)?;
    }
    Ok(section)
}

fn months(desk: &Desk<'_>, section: &mut Section, figures: &[MonthFigures]) -> Result<(), TextError> {
    let key = "outcomes-months";
    let kinds: Vec<OutcomeKind> = OutcomeKind::ALL.iter().rev().copied().collect();
    let parts: Vec<String> = kinds.iter().map(|kind| format!("outcome-{}", kind.word())).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).chain(["outcome-missing"]).collect();
    let columns: Vec<(&str, Kind)> = [("question", Kind::Text)]
        .into_iter()
        .chain(parts.iter().map(|part| (*part, Kind::Number)))
        .collect();
    let mut table = desk.table(key, &columns)?;
    let mut bars = Vec::new();
    for one in figures {
        let name = desk.texts.get(&format!("outcome-month-{}", one.month))?;
        let counts: Vec<usize> = kinds.iter().map(|kind| one.of(*kind)).chain([one.missing]).collect();
        table.rows.push([Cell::from(&name)].into_iter().chain(counts.iter().copied().map(count)).collect());
        let said = counts.iter().sum::<usize>() - one.missing;
        let of =
            desk.texts.with("outcomes-of", &[("n", said.into()), ("all", (said + one.missing).into())])?;
        bars.push((name, counts.into_iter().map(float).collect(), of));
    }
    let chart = desk.bars(key, &parts, bars)?;
    section.add(key, chart, table);
    Ok(())
}

fn why(desk: &Desk<'_>, section: &mut Section, said: &[(Reason, usize)]) -> Result<(), TextError> {
    let named = |(reason, n): &(Reason, usize)| {
        Ok((desk.texts.get(&format!("outcome-reason-{}", reason.word()))?, *n))
    };
    let counts = said.iter().map(named).collect::<Result<_, TextError>>()?;
    section.add_counts(desk, "outcomes-reasons", ["reason", "times"], counts)
}

fn each(desk: &Desk<'_>, section: &mut Section, met: &[Met]) -> Result<(), TextError> {
    let key = "outcomes-pairs";
    let columns = ["town", "supplier", "outcome", "reason", "words"].map(|column| (column, Kind::Text));
    let mut table = desk.table(key, &columns)?;
    for one in met {
        let latest = one.latest(None);
        let word = |key: Option<String>| key.map(|key| desk.texts.get(&key)).transpose();
        let kind = latest.and_then(|said| said.kind).map(|kind| format!("outcome-kind-{}", kind.word()));
        let reason = latest.and_then(|said| said.reason).map(|one| format!("outcome-reason-{}", one.word()));
        table.rows.push(vec![
            Cell::from(short(&one.town_name)),
            Cell::from(&one.supplier_name),
            Cell::from(word(kind)?),
            Cell::from(word(reason)?),
            Cell::from(latest.map(|said| said.words.as_str()).unwrap_or_default()),
        ]);
    }
    section.add(key, None, table);
    Ok(())
}

pub(super) fn projects(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let shown: Vec<_> = known
        .projects
        .iter()
        .filter(|one| desk.audience.is_inside() || one.state == ProjectState::Published)
        .collect();
    if shown.is_empty() {
        return Section::empty(desk, "projects");
    }
    let mut section = Section::new("projects");
    let takeovers =
        known.takeovers.iter().filter(|one| shown.iter().any(|project| project.id == one.project));
    section.says.push(
        desk.say("projects-lead", &[("n", shown.len().into()), ("takeovers", takeovers.count().into())])?,
    );
    let key = "projects";
    let mut table = desk.table(
        key,
        &[
            ("label", Kind::Text),
            ("project", Kind::Text),
            ("town", Kind::Text),
            ("stage", Kind::Text),
            ("since", Kind::Date),
            ("result", Kind::LongText),
            ("users", Kind::Number),
        ],
    )?;
    for one in &shown {
        let users = 1 + known.takeovers.iter().filter(|taken| taken.project == one.id).count();
        table.rows.push(vec![
            Cell::from(&one.label),
            Cell::from(&one.text.title),
            Cell::from(short(&one.town)),
            Cell::from(desk.texts.get(&format!("projects-stage-{}", one.text.stage.word()))?),
            Cell::from(one.text.since),
            Cell::from(&one.text.result),
            count(users),
        ]);
    }
    section.add(key, None, table);
    Ok(section)
}
