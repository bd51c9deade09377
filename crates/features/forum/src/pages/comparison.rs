//! Rounds beside each other: the same figures of each, the areas of action by their keys, and who comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rathaus_core::Lang;
use rathaus_store::{Id, Session};
use rathaus_web::charts::{BarRow, Bars, Heat, HeatCell, HeatLook, Label, bars, heat};
use rathaus_web::list::{Cell, Column, Format, Kind, Table};
use rathaus_web::{Answer, Feature, Fields, PageError, Value, Visitor, context, get};

use crate::model::figures::returning;
use crate::pages::round_report::known;
use crate::policy;
use crate::reporting::Material;
use crate::reporting::figures::{figures_of, measures, who_took_part};
use crate::store::round::{KeptRound, Stage, list_rounds};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds/comparison", get(show));
}

/// Most rounds beside each other.
const MOST: usize = 12;
/// Figures that are drawn.
const DRAWN: [&str; 6] = ["answered", "needs", "offers", "people", "talks", "takeovers"];

/// A round as it is compared.
pub(crate) struct Compared {
    pub known: Arc<Material>,
    /// Towns that answered, and those of them that did so in an earlier round.
    pub towns: (usize, usize),
    /// The same of suppliers.
    pub suppliers: (usize, usize),
}

/// The day that puts a round into its place.
fn day(round: &KeptRound) -> jiff::civil::Date {
    let last = Stage::ALL.iter().rev().find_map(|stage| round.stage(*stage).starts);
    last.unwrap_or_else(|| crate::model::correspondence::day_of(round.created_at))
}

/// All rounds with what is compared, the earliest first.
pub(crate) async fn compared(db: &mut Session, now: jiff::Timestamp) -> Result<Vec<Compared>, PageError> {
    let mut rounds = list_rounds(db).await?;
    rounds.sort_by_key(|round| (day(round), round.id));
    let skipped = rounds.len().saturating_sub(MOST);
    let (mut towns, mut suppliers): (Vec<BTreeSet<Id>>, Vec<BTreeSet<Id>>) = (Vec::new(), Vec::new());
    let mut all = Vec::new();
    for round in rounds.iter().skip(skipped) {
        let known = known(db, round, now).await?;
        let (here, selling) = who_took_part(&known);
        let back =
            |before: &[BTreeSet<Id>], now: &BTreeSet<Id>| returning(&before.iter().collect::<Vec<_>>(), now);
        all.push(Compared {
            known,
            towns: (here.len(), back(&towns, &here)),
            suppliers: (selling.len(), back(&suppliers, &selling)),
        });
        towns.push(here);
        suppliers.push(selling);
    }
    Ok(all)
}

/// The figures of all rounds: a row per figure, a column per round.
fn figures(visitor: &Visitor, all: &[Compared]) -> Result<Table, PageError> {
    let mut columns = vec![Column::new(visitor.text("comparison-figure")?, Kind::Text)];
    columns.extend(all.iter().map(|one| Column::new(one.known.round.title.clone(), Kind::Number)));
    let of_rounds: Vec<_> =
        all.iter().map(|one| measures(&figures_of(&one.known, visitor.lang()), visitor.lang())).collect();
    let mut rows = Vec::new();
    for place in 0..of_rounds.first().map_or(0, Vec::len) {
        let mut row = vec![Cell::from(visitor.text(&format!("comparison-{}", of_rounds[0][place].0))?)];
        row.extend(of_rounds.iter().map(|figures| Cell::from(figures[place].2.as_str())));
        rows.push(row);
    }
    for key in ["towns-back", "suppliers-back"] {
        let mut row = vec![Cell::from(visitor.text(&format!("comparison-{key}"))?)];
        for (place, one) in all.iter().enumerate() {
            let (n, back) = if key == "towns-back" { one.towns } else { one.suppliers };
            let args = [("back", back.into()), ("n", n.into())];
            row.push(match place {
                0 => Cell::Empty,
                _ => Cell::from(visitor.text_with("comparison-of", &args)?),
            });
        }
        rows.push(row);
    }
    Ok(Table {
        name: visitor.text("comparison-file")?,
        title: visitor.text("comparison-figures")?,
        columns,
        rows,
    })
}

/// The areas of all rounds by key: how many needs each had.
fn areas(visitor: &Visitor, all: &[Compared]) -> Result<Table, PageError> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut needs: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, one) in all.iter().enumerate() {
        let plan = one.known.plan.iter().flat_map(|plan| &plan.areas);
        let planned =
            plan.map(|area| (area.key.as_str(), area.name.as_str(), area.name_en.as_str(), area.needs));
        let published = one.known.published.iter().map(|area| {
            let needs = usize::try_from(area.needs).unwrap_or(0);
            (area.key.as_str(), area.name.as_str(), area.name_en.as_str(), needs)
        });
        // What was published is what everybody remembers; the plan stands in where nothing was.
        let found: Vec<_> =
            if one.known.published.is_empty() { planned.collect() } else { published.collect() };
        for (key, name, name_en, n) in found {
            let is_english = visitor.lang() == Lang::En && !name_en.is_empty();
            names.insert(key, if is_english { name_en } else { name });
            needs.entry(key).or_insert_with(|| vec![0; all.len()])[place] = n;
        }
    }
    let mut columns = vec![Column::new(visitor.text("comparison-area")?, Kind::Text)];
    columns.extend(all.iter().map(|one| Column::new(one.known.round.title.clone(), Kind::Number)));
    let mut rows: Vec<(&str, Vec<usize>)> =
        needs.into_iter().filter(|(_, counts)| counts.iter().any(|n| *n > 0)).collect();
    rows.sort_by_key(|(key, counts)| (std::cmp::Reverse(counts.last().copied()), *key));
    let count = |n: &usize| Cell::Count(i64::try_from(*n).unwrap_or(i64::MAX));
    let rows = rows.into_iter().map(|(key, counts)| {
        std::iter::once(Cell::from(names[key])).chain(counts.iter().map(count)).collect()
    });
    Ok(Table {
        name: visitor.text("comparison-file-areas")?,
        title: visitor.text("comparison-areas")?,
        columns,
        rows: rows.collect(),
    })
}

/// One drawing per figure: a bar per round.
fn drawings(visitor: &Visitor, all: &[Compared]) -> Result<Vec<Value>, PageError> {
    let of_rounds: Vec<_> =
        all.iter().map(|one| measures(&figures_of(&one.known, visitor.lang()), visitor.lang())).collect();
    let mut drawn = Vec::new();
    for key in DRAWN {
        let title = visitor.text(&format!("comparison-{key}"))?;
        let rows: Vec<BarRow> = all
            .iter()
            .zip(&of_rounds)
            .map(|(one, figures)| {
                let found = figures.iter().find(|(other, ..)| *other == key);
                BarRow {
                    name: one.known.round.title.clone(),
                    values: vec![found.and_then(|(_, value, _)| *value).unwrap_or(0.0)],
                    text: found.map(|(_, _, text)| text.clone()).unwrap_or_default(),
                    title: String::new(),
                    least: None,
                    most: None,
                }
            })
            .collect();
        if rows.iter().all(|row| row.values[0] <= 0.0) {
            continue;
        }
        let label = Label {
            id: format!("comparison-{key}"),
            title: title.clone(),
            description: visitor.text("comparison-bars-description")?,
        };
        let svg = bars(&Bars { label, parts: vec![title.clone()], rows, limits: String::new() });
        drawn.push(context! { title => title, chart => Value::from_safe_string(svg) });
    }
    Ok(drawn)
}

/// Areas against rounds, the darker the more needs.
#[allow(clippy::cast_precision_loss)]
fn grid(visitor: &Visitor, table: &Table) -> Result<Option<Value>, PageError> {
    let n = |cell: &Cell| if let Cell::Count(n) = cell { *n } else { 0 };
    let most = table.rows.iter().flat_map(|row| row.iter().map(n)).max().unwrap_or(0);
    if most == 0 {
        return Ok(None);
    }
    let mut cells = Vec::new();
    for (row, values) in table.rows.iter().enumerate() {
        for (column, needs) in values.iter().skip(1).map(n).enumerate().filter(|(_, needs)| *needs > 0) {
            let title = format!("{}, {}: {needs}", name(&values[0]), table.columns[column + 1].title);
            cells.push(HeatCell {
                row,
                column,
                share: needs as f64 / most as f64,
                text: needs.to_string(),
                title,
            });
        }
    }
    let chart = Heat {
        label: Label {
            id: "comparison-areas".to_owned(),
            title: visitor.text("comparison-areas")?,
            description: visitor.text("comparison-areas-description")?,
        },
        rows: table.rows.iter().map(|row| name(&row[0])).collect(),
        columns: table.columns.iter().skip(1).map(|column| (column.title.clone(), false)).collect(),
        cells,
        look: HeatLook::Number,
        names: 260.0,
    };
    Ok(Some(Value::from_safe_string(heat(&chart))))
}

fn name(cell: &Cell) -> String {
    if let Cell::Text(text) = cell { text.clone() } else { String::new() }
}

async fn show(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let all = compared(&mut *visitor.read().await?, visitor.now()).await?;
    let (figures, areas) = (figures(&visitor, &all)?, areas(&visitor, &all)?);
    let query = Fields::from_query(visitor.query());
    if let Some(format) = query.first("format").and_then(Format::of_word) {
        let table = if query.first("table") == Some("areas") { &areas } else { &figures };
        return visitor.export(table, format).await;
    }
    let view = |table: &Table| {
        let (columns, rows) = crate::reporting::shown(table, visitor.lang());
        context! { caption => table.title.clone(), columns => columns, rows => rows, n => table.rows.len() }
    };
    let context = context! {
        n => all.len(),
        figures => view(&figures),
        areas => view(&areas),
        drawings => drawings(&visitor, &all)?,
        grid => grid(&visitor, &areas)?,
        base => visitor.url("/rounds/comparison"),
    };
    visitor.page("forum/comparison.html", visitor.text("comparison-title")?, context)
}
