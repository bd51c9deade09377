//! The timetable of one-to-one talks: the ceiling first, then who meets whom, when and at which table.

use minijinja::Value;
use rathaus_core::Span;
use rathaus_web::TextError;
use rathaus_web::charts::{BarRow, Bars, Grid, GridCell, GridKind, Label, bars, grid};
use serde::Serialize;

use super::facts::Facts;
use crate::model::ParticipantKind;
use crate::model::plan::{TalkLoad, TalkPlan};

#[derive(Debug, Serialize)]
pub(super) struct TalksView {
    plan: Option<TalkPlanView>,
}

#[derive(Debug, Serialize)]
struct TalkPlanView {
    suppliers: usize,
    others: usize,
    slots: usize,
    tables: usize,
    seats: usize,
    product: usize,
    ceiling: usize,
    talks: usize,
    first: String,
    last: String,
    gaps: usize,
    gaps_bound: usize,
    table_changes: usize,
    wishes: u32,
    wishes_met: u32,
    below_least: Vec<String>,
    groups: Vec<GroupView>,
    by_table: Vec<TableView>,
    grid: Value,
    loads: Value,
    unplaced: Vec<UnplacedView>,
}

#[derive(Debug, Serialize)]
struct GroupView {
    kind: &'static str,
    people: Vec<PersonView>,
}

#[derive(Debug, Serialize)]
struct PersonView {
    name: String,
    talks: u32,
    least: u32,
    most: u32,
    wishes_met: u32,
    wishes: u32,
    gaps: u32,
    list: Vec<TalkView>,
}

#[derive(Debug, Serialize)]
struct TalkView {
    start: String,
    end: String,
    table: usize,
    with: String,
}

#[derive(Debug, Serialize)]
struct TableView {
    table: usize,
    talks: Vec<TableTalkView>,
}

#[derive(Debug, Serialize)]
struct TableTalkView {
    start: String,
    end: String,
    a: String,
    b: String,
}

#[derive(Debug, Serialize)]
struct UnplacedView {
    a: String,
    b: String,
    reason: String,
}

/// Most participants that charts show.
const MOST: usize = 150;
const KINDS: [ParticipantKind; 4] = [
    ParticipantKind::Supplier,
    ParticipantKind::Municipality,
    ParticipantKind::County,
    ParticipantKind::Observer,
];

fn kind_key(kind: ParticipantKind) -> &'static str {
    match kind {
        ParticipantKind::Supplier => "kind-supplier",
        ParticipantKind::Municipality => "kind-municipality",
        ParticipantKind::County => "kind-county",
        ParticipantKind::Observer => "kind-observer",
    }
}

pub(super) fn view(facts: &Facts<'_>) -> Result<TalksView, TextError> {
    let Some(plan) = &facts.plan.talks else { return Ok(TalksView { plan: None }) };
    let groups: Vec<(ParticipantKind, Vec<&TalkLoad>)> = KINDS
        .into_iter()
        .map(|kind| {
            let of_kind =
                |id: &str| facts.participant(id).map_or(ParticipantKind::Observer, |p| p.kind) == kind;
            (kind, plan.participants.iter().filter(|p| of_kind(&p.id)).collect())
        })
        .collect();
    let suppliers = groups[0].1.len();
    let mut tables: Vec<usize> = plan.talks.iter().map(|t| t.table).collect();
    tables.sort_unstable();
    tables.dedup();
    let time = |span: Option<&Span>, is_end: bool| {
        span.map_or_else(String::new, |s| if is_end { s.end.to_string() } else { s.start.to_string() })
    };
    Ok(TalksView {
        plan: Some(TalkPlanView {
            suppliers,
            others: plan.participants.len() - suppliers,
            slots: plan.slots.len(),
            tables: plan.tables,
            seats: plan.tables * plan.slots.len(),
            product: suppliers * plan.slots.len(),
            ceiling: plan.ceiling,
            talks: plan.talks.len(),
            first: time(plan.slots.first(), false),
            last: time(plan.slots.last(), true),
            gaps: plan.gaps,
            gaps_bound: plan.gaps_bound,
            table_changes: plan.table_changes,
            wishes: plan.participants.iter().map(|p| p.wishes).sum(),
            wishes_met: plan.participants.iter().map(|p| p.wishes_met).sum(),
            below_least: plan
                .participants
                .iter()
                .filter(|p| p.talks < p.least)
                .map(|p| p.organisation.clone())
                .collect(),
            groups: groups
                .iter()
                .filter(|(_, people)| !people.is_empty())
                .map(|(kind, people)| GroupView {
                    kind: kind_key(*kind),
                    people: people.iter().map(|load| person(facts, plan, load)).collect(),
                })
                .collect(),
            by_table: tables.into_iter().map(|table| by_table(facts, plan, table)).collect(),
            grid: Value::from_safe_string(grid_chart(facts, plan, &groups)?),
            loads: Value::from_safe_string(loads(facts, &groups)?),
            unplaced: plan
                .unplaced
                .iter()
                .map(|u| UnplacedView {
                    a: facts.participant_name(&u.a),
                    b: facts.participant_name(&u.b),
                    reason: u.reason.clone(),
                })
                .collect(),
        }),
    })
}

fn person(facts: &Facts<'_>, plan: &TalkPlan, load: &TalkLoad) -> PersonView {
    PersonView {
        name: load.organisation.clone(),
        talks: load.talks,
        least: load.least,
        most: load.most,
        wishes_met: load.wishes_met,
        wishes: load.wishes,
        gaps: load.gaps,
        list: plan
            .talks
            .iter()
            .filter(|t| t.a == load.id || t.b == load.id)
            .map(|t| TalkView {
                start: t.span.start.to_string(),
                end: t.span.end.to_string(),
                table: t.table,
                with: facts.participant_name(if t.a == load.id { &t.b } else { &t.a }),
            })
            .collect(),
    }
}

fn by_table(facts: &Facts<'_>, plan: &TalkPlan, table: usize) -> TableView {
    TableView {
        table,
        talks: plan
            .talks
            .iter()
            .filter(|t| t.table == table)
            .map(|t| TableTalkView {
                start: t.span.start.to_string(),
                end: t.span.end.to_string(),
                a: facts.participant_name(&t.a),
                b: facts.participant_name(&t.b),
            })
            .collect(),
    }
}

fn grid_chart(
    facts: &Facts<'_>,
    plan: &TalkPlan,
    groups: &[(ParticipantKind, Vec<&TalkLoad>)],
) -> Result<String, TextError> {
    let texts = facts.texts;
    let (mut rows, mut cells, mut rules) = (Vec::new(), Vec::new(), Vec::new());
    for (_, people) in groups {
        rules.push(rows.len());
        for load in people {
            if rows.len() >= MOST {
                break;
            }
            cells.extend(grid_row(facts, plan, load, rows.len())?);
            rows.push(load.organisation.clone());
        }
    }
    Ok(grid(&Grid {
        label: Label {
            id: format!("{}-talks-grid", facts.lang().tag()),
            title: texts.get("talks-grid-title")?,
            description: texts.get("talks-grid-description")?,
        },
        rows,
        columns: plan.slots.iter().map(|s| s.start.to_string()).collect(),
        cells,
        rules,
    }))
}

fn grid_row(
    facts: &Facts<'_>,
    plan: &TalkPlan,
    load: &TalkLoad,
    row: usize,
) -> Result<Vec<GridCell>, TextError> {
    let texts = facts.texts;
    let own: Vec<(usize, &crate::model::plan::Talk)> = plan
        .talks
        .iter()
        .filter(|t| t.a == load.id || t.b == load.id)
        .filter_map(|t| Some((plan.slots.iter().position(|s| *s == t.span)?, t)))
        .collect();
    let first = own.iter().map(|(slot, _)| *slot).min();
    let last = own.iter().map(|(slot, _)| *slot).max();
    let mut cells = Vec::new();
    for (column, slot) in plan.slots.iter().enumerate() {
        let is_away = facts.participant(&load.id).is_some_and(|p| {
            p.arrives.is_some_and(|at| slot.start < at)
                || p.leaves.is_some_and(|at| slot.end > at)
                || p.unavailable.iter().any(|span| span.overlaps(*slot))
        });
        let cell = if let Some((_, talk)) = own.iter().find(|(at, _)| *at == column) {
            let with = facts.participant_name(if talk.a == load.id { &talk.b } else { &talk.a });
            let args = [
                ("start", slot.start.to_string().into()),
                ("name", load.organisation.clone().into()),
                ("with", with.into()),
                ("table", talk.table.into()),
            ];
            Some((GridKind::Talk, talk.table.to_string(), texts.with("talks-grid-talk", &args)?))
        } else if is_away {
            Some((GridKind::Away, String::new(), texts.get("talks-away")?))
        } else if first.is_some_and(|f| f < column) && last.is_some_and(|l| column < l) {
            Some((GridKind::Gap, String::new(), texts.get("talks-gap")?))
        } else {
            None
        };
        if let Some((kind, text, title)) = cell {
            cells.push(GridCell { row, column, kind, text, title });
        }
    }
    Ok(cells)
}

fn loads(facts: &Facts<'_>, groups: &[(ParticipantKind, Vec<&TalkLoad>)]) -> Result<String, TextError> {
    let texts = facts.texts;
    let mut rows = Vec::new();
    for load in groups.iter().flat_map(|(_, people)| people).take(MOST) {
        rows.push(BarRow {
            name: load.organisation.clone(),
            values: vec![f64::from(load.talks)],
            text: facts.number(f64::from(load.talks), 0),
            title: String::new(),
            least: Some(f64::from(load.least)),
            most: Some(f64::from(load.most)).filter(|_| load.most < 1000),
        });
    }
    Ok(bars(&Bars {
        label: Label {
            id: format!("{}-talks-loads", facts.lang().tag()),
            title: texts.get("talks-loads-title")?,
            description: texts.get("talks-loads-description")?,
        },
        parts: vec![texts.get("talks-loads-part")?],
        rows,
        limits: texts.get("talks-loads-limits")?,
    }))
}
