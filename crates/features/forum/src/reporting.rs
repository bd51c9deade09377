//! The report of a round from what the database holds: sections with figures and tables, for the office or for everybody.
//!
//! Every figure and every list is a [`Table`] first: the page shows it, the archive holds it as CSV, and the chart is
//! drawn from the same rows. What is not agreed to be shared is left out where a table is made, not where it is shown.
//! INVARIANT: the version for outside names nobody against consent; test `the_version_for_outside_names_nobody_unasked`.
//!
//! Left out on purpose: what is known of every need and offer; the report of the plan as a file ([`crate::report`]) has it.

mod choice;
mod day;
mod demand;
pub mod figures;
mod material;
mod response;
mod results;
mod supply;

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;
use minijinja::Value;
use rathaus_core::Lang;
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Cell, Column, Kind, Table};
use rathaus_web::{TextError, Texts, filters};
use serde::Serialize;

use crate::model::figures::Audience;
pub use material::Material;
pub(crate) use response::add_share;

/// A part of the report.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its key: `round-report-KEY` is its title.
    pub key: &'static str,
    /// What it says in sentences.
    pub says: Vec<String>,
    /// Its figures and lists.
    pub blocks: Vec<Block>,
}

/// A figure or list with the table behind it.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its key, unique in the report, also the name of its CSV.
    pub key: &'static str,
    /// The drawing, as SVG.
    pub chart: Option<String>,
    /// The numbers and words; `title` is its caption.
    pub table: Table,
    /// Where the drawing's data come from, where somebody asks to be named.
    pub source: String,
}

/// Everything a section is made of: what is known, for whom, in which language.
pub struct Desk<'a> {
    /// What is known.
    pub known: &'a Material,
    /// For whom.
    pub audience: Audience,
    /// In which words.
    pub texts: &'a Texts,
}

/// The sections in their order.
type Make = fn(&Desk<'_>) -> Result<Section, TextError>;
const SECTIONS: [Make; 11] = [
    response::section,
    demand::areas,
    demand::needs,
    supply::matches,
    supply::white,
    choice::jury,
    choice::selection,
    day::event,
    day::talks,
    results::outcomes,
    results::projects,
];

/// The report.
///
/// # Errors
///
/// A missing text.
pub fn sections(desk: &Desk<'_>) -> Result<Vec<Section>, TextError> {
    SECTIONS.iter().map(|make| make(desk)).collect()
}

/// The one table of this key, if the report has it for this audience.
///
/// # Errors
///
/// A missing text.
pub fn find_table(desk: &Desk<'_>, key: &str) -> Result<Option<Table>, TextError> {
    let blocks = sections(desk)?.into_iter().flat_map(|section| section.blocks);
    Ok(blocks.into_iter().find(|block| block.key == key).map(|block| block.table))
}

/// The tables of these sections as files, by name.
pub fn files(sections: &[Section], lang: Lang) -> BTreeMap<String, Vec<u8>> {
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    blocks.map(|block| (format!("{}.csv", block.key), block.table.csv(lang).into_bytes())).collect()
}

impl Desk<'_> {
    /// The language.
    pub fn lang(&self) -> Lang {
        self.texts.lang()
    }

    fn say(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> Result<String, TextError> {
        self.texts.with(&format!("round-report-{key}"), args)
    }

    fn text(&self, key: &str) -> Result<String, TextError> {
        self.texts.get(&format!("round-report-{key}"))
    }

    /// A share as a percentage in whole numbers.
    fn percent(&self, share: f64) -> FluentValue<'static> {
        self.texts.percent(share, 0).into()
    }

    /// The name of two in the report's language.
    fn name<'n>(&self, de: &'n str, en: &'n str) -> &'n str {
        if self.lang() == Lang::En && !en.is_empty() { en } else { de }
    }

    /// An empty table: its columns are `round-report-column-KEY`.
    fn table(&self, key: &'static str, columns: &[(&str, Kind)]) -> Result<Table, TextError> {
        Ok(Table {
            name: key.to_owned(),
            title: self.text(&format!("table-{key}"))?,
            columns: columns
                .iter()
                .map(|(column, kind)| Ok(Column::new(self.text(&format!("column-{column}"))?, *kind)))
                .collect::<Result<_, TextError>>()?,
            rows: Vec::new(),
        })
    }

    /// Bars of these rows: name, values and what stands at the end.
    fn bars(
        &self,
        key: &str,
        parts: &[&str],
        rows: Vec<(String, Vec<f64>, String)>,
    ) -> Result<Option<String>, TextError> {
        if rows.iter().all(|(_, values, _)| values.iter().sum::<f64>() <= 0.0) {
            return Ok(None);
        }
        let rows = rows
            .into_iter()
            .map(|(name, values, text)| BarRow {
                name,
                values,
                text,
                title: String::new(),
                least: None,
                most: None,
            })
            .collect();
        let parts =
            parts.iter().map(|part| self.text(&format!("column-{part}"))).collect::<Result<_, _>>()?;
        let label = Label {
            id: format!("report-{key}"),
            title: self.text(&format!("table-{key}"))?,
            description: self.text("bars-description")?,
        };
        Ok(Some(bars(&Bars { label, parts, rows, limits: String::new() })))
    }
}

impl Section {
    fn new(key: &'static str) -> Self {
        Self { key, says: Vec::new(), blocks: Vec::new() }
    }

    /// A section whose part of the round has nothing yet.
    fn empty(desk: &Desk<'_>, key: &'static str) -> Result<Self, TextError> {
        Ok(Self { says: vec![desk.text(&format!("{key}-none"))?], ..Self::new(key) })
    }

    /// A figure of counts by name, as bars and as a table of two columns; nothing where there are none.
    fn add_counts(
        &mut self,
        desk: &Desk<'_>,
        key: &'static str,
        columns: [&str; 2],
        counts: Vec<(String, usize)>,
    ) -> Result<(), TextError> {
        let mut table = desk.table(key, &[(columns[0], Kind::Text), (columns[1], Kind::Number)])?;
        let mut bars = Vec::new();
        for (name, n) in counts {
            table.rows.push(vec![Cell::from(&name), count(n)]);
            bars.push((name, vec![float(n)], n.to_string()));
        }
        let chart = desk.bars(key, &[columns[1]], bars)?;
        self.add(key, chart, table);
        Ok(())
    }

    fn add(&mut self, key: &'static str, chart: Option<String>, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block { key, chart, table, source: String::new() });
        }
    }
}

impl Block {
    fn new(key: &'static str, chart: Option<String>, table: Table, source: &str) -> Self {
        Self { key, chart, table, source: source.to_owned() }
    }
}

#[allow(clippy::cast_precision_loss)]
fn float(n: usize) -> f64 {
    n as f64
}

fn count(n: usize) -> Cell {
    Cell::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A share as per cent with one place.
fn percent_cell(share: f64) -> Cell {
    Cell::Number((share * 1_000.0).round() / 10.0)
}

/// The words of a town's name before the register's addition.
pub(crate) fn short(name: &str) -> String {
    name.split(',').next().unwrap_or_default().to_owned()
}

/// A column as templates take it.
#[derive(Debug, Clone, Serialize)]
struct Shown {
    key: String,
    label: String,
    num: bool,
}

/// A table as the macro of lists takes it: columns and rows of words.
pub(crate) fn shown(table: &Table, lang: Lang) -> (Value, Value) {
    let key = |place: usize| format!("c{place}");
    let columns: Vec<Shown> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| Shown {
            key: key(place),
            label: column.title.clone(),
            num: matches!(column.kind, Kind::Number | Kind::Money),
        })
        .collect();
    let rows: Vec<BTreeMap<String, String>> = table
        .rows
        .iter()
        .map(|row| row.iter().enumerate().map(|(place, cell)| (key(place), words(cell, lang))).collect())
        .collect();
    (rathaus_web::shown(columns), rathaus_web::shown(rows))
}

#[allow(clippy::cast_precision_loss)]
fn words(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(n) => lang.number(*n as f64, 0),
        Cell::Number(value) => lang.number(*value, usize::from((value * 10.0).fract() != 0.0) + 1),
        Cell::Money(cents) => cents.show(lang),
        Cell::Date(day) => lang.short_date(*day),
        Cell::Time(at) => filters::date_time(lang, *at),
        Cell::YesNo(is) => match (is, lang) {
            (true, Lang::De) => "ja",
            (false, Lang::De) => "nein",
            (true, Lang::En) => "yes",
            (false, Lang::En) => "no",
        }
        .to_owned(),
    }
}
