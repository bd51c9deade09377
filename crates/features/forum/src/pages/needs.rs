//! The needs of a round as the office reads them: the list, one need with its history, and questions about it.

mod export;
pub(crate) mod one;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::Path;
use rathaus_core::register::Register;
use rathaus_people::german_order;
use rathaus_store::{Id, Session, StoreError};
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::list::{Head, Listing};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::pages::invitations::{head, slice};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::need::{KeptNeed, list_needs};
use crate::store::question::{Question, list_questions};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/needs", get(list))
        .route("/rounds/{slug}/needs/{label}", get(one::show))
        .route("/rounds/{slug}/needs/{label}/questions", post(one::ask));
}

/// A need as lists and exports show it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub label: String,
    pub title: String,
    pub town: String,
    pub ags: String,
    pub county: String,
    pub part: String,
    pub relevance: u8,
    pub shared: bool,
    pub seconders: u32,
    /// `open` or `answered` where the office asked something.
    pub question: &'static str,
    #[serde(skip)]
    pub need: Arc<KeptNeed>,
}

impl Line {
    fn of(need: KeptNeed, questions: &BTreeMap<Id, bool>) -> Self {
        let ags = need.ags.map_or_else(String::new, |ags| ags.to_string());
        let county = need.ags.and_then(|ags| Register::germany().name(ags.county())).unwrap_or_default();
        Self {
            label: need.label.clone(),
            title: need.written.title.clone(),
            town: need.organisation_name.clone(),
            ags,
            county: county.split(',').next().unwrap_or_default().to_owned(),
            part: need.written.part.clone(),
            relevance: need.written.relevance,
            shared: need.written.is_shared,
            seconders: need.seconders,
            question: match questions.get(&need.id) {
                Some(true) => "open",
                Some(false) => "answered",
                None => "",
            },
            need: Arc::new(need),
        }
    }
}

/// All needs of a round; from memory as long as nothing was recorded.
pub(crate) async fn lines(db: &mut Session, round: Id) -> Result<Arc<Vec<Line>>, StoreError> {
    let name = round.to_string();
    if let Some(kept) = db.kept(&name).await? {
        return Ok(kept);
    }
    let mut open: BTreeMap<Id, bool> = BTreeMap::new();
    for Question { need, answer, .. } in list_questions(db, round).await? {
        *open.entry(need).or_default() |= answer.is_none();
    }
    let lines: Vec<Line> =
        list_needs(db, round).await?.into_iter().map(|need| Line::of(need, &open)).collect();
    Ok(db.keep(&name, lines))
}

/// Names of the filters.
pub(crate) const FILTERS: [&str; 6] = ["county", "part", "relevance", "shared", "seconded", "question"];
/// What the list is sorted by.
pub(crate) const SORTS: [&str; 5] = ["label", "town", "part", "-relevance", "-seconders"];

/// Filters and sorts as the address says.
pub(crate) fn narrowed<'a>(lines: &'a [Line], listing: &Listing) -> Vec<&'a Line> {
    let words: Vec<String> = listing.q().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let yes = |wanted: Option<&str>, is: bool| match wanted {
        Some("yes") => is,
        Some("no") => !is,
        _ => true,
    };
    let fits = |name: &str, value: &str| listing.filter(name).is_none_or(|wanted| wanted == value);
    let holds = |line: &Line| {
        let text = format!("{} {} {} {}", line.label, line.title, line.need.written.description, line.town)
            .to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut found: Vec<&Line> = lines
        .iter()
        .filter(|line| {
            (words.is_empty() || holds(line))
                && fits("county", line.ags.get(..5).unwrap_or_default())
                && fits("part", &line.part)
                && fits("relevance", &line.relevance.to_string())
                && fits("question", line.question)
                && yes(listing.filter("shared"), line.shared)
                && yes(listing.filter("seconded"), line.seconders > 0)
        })
        .collect();
    match listing.sort() {
        "town" => found.sort_by_cached_key(|line| german_order(&line.town)),
        "part" => found.sort_by_cached_key(|line| german_order(&line.part)),
        "relevance" => found.sort_by_key(|line| line.relevance),
        "seconders" => found.sort_by_key(|line| line.seconders),
        _ => {}
    }
    if listing.is_descending() {
        found.reverse();
    }
    found
}

/// The choices of the filters.
fn choices(visitor: &Visitor, lines: &[Line]) -> Result<Value, PageError> {
    let option = |value: &str, label: String| context! { value => value, label => label };
    let counties: BTreeMap<&str, &str> =
        lines.iter().filter_map(|line| Some((line.ags.get(..5)?, line.county.as_str()))).collect();
    let mut counties: Vec<(&str, &str)> = counties.into_iter().collect();
    counties.sort_by_cached_key(|(digits, name)| (german_order(name), *digits));
    let parts: BTreeSet<&str> =
        lines.iter().map(|line| line.part.as_str()).filter(|part| !part.is_empty()).collect();
    let mut parts: Vec<&str> = parts.into_iter().collect();
    parts.sort_by_cached_key(|part| german_order(part));
    let words = |stem: &str, names: &[&str]| -> Result<Vec<Value>, PageError> {
        names.iter().map(|name| Ok(option(name, visitor.text(&format!("{stem}-{name}"))?))).collect()
    };
    Ok(context! {
        counties => counties.iter().map(|(digits, name)| option(digits, (*name).to_owned())).collect::<Vec<_>>(),
        parts => parts.iter().map(|part| option(part, (*part).to_owned())).collect::<Vec<_>>(),
        relevances => words("needs-relevance", &["4", "3", "2", "1"])?,
        yes_no => words("needs", &["yes", "no"])?,
        questions => words("needs-question-state", &["open", "answered"])?,
    })
}

/// How many needs each part of the administration has, as a chart.
#[allow(clippy::cast_precision_loss)]
fn parts_chart(visitor: &Visitor, lines: &[Line]) -> Result<(Value, Vec<Value>), PageError> {
    let mut counts: BTreeMap<&str, (usize, BTreeSet<Id>)> = BTreeMap::new();
    for line in lines {
        let entry = counts.entry(line.part.as_str()).or_default();
        entry.0 += 1;
        entry.1.insert(line.need.organisation);
    }
    let mut counts: Vec<(&str, usize, usize)> =
        counts.into_iter().map(|(part, (needs, bodies))| (part, needs, bodies.len())).collect();
    counts.sort_by_key(|(part, needs, _)| (std::cmp::Reverse(*needs), german_order(part)));
    let rows = counts
        .iter()
        .take(12)
        .map(|(part, needs, _)| BarRow {
            name: (*part).to_owned(),
            values: vec![*needs as f64],
            text: needs.to_string(),
            title: String::new(),
            least: None,
            most: None,
        })
        .collect();
    let label = Label {
        id: "needs-parts".to_owned(),
        title: visitor.text("needs-parts")?,
        description: visitor.text("needs-parts-description")?,
    };
    let parts = vec![visitor.text("needs-title")?];
    let chart = Value::from_safe_string(bars(&Bars { label, parts, rows, limits: String::new() }));
    let table = counts
        .iter()
        .map(|(part, needs, bodies)| context! { part => *part, needs => *needs, bodies => *bodies })
        .collect();
    Ok((chart, table))
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = lines(&mut view, round.id).await?;
    drop(view);
    let listing = Listing::read(&visitor, &SORTS, &FILTERS);
    let found = narrowed(&all, &listing);
    if let Some(format) = listing.format() {
        return export::of_needs(&visitor, &round, &found, format).await;
    }
    let keys = ["title", "town", "part", "relevance", "seconders", "question"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("needs-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys
        .iter()
        .zip(&labels)
        .map(|(key, label)| Head { key, label, num: matches!(*key, "relevance" | "seconders") })
        .collect();
    let list = listing.view(&visitor, &heads, found.len() as u64)?;
    let (chart, parts) = parts_chart(&visitor, &all)?;
    let bodies: BTreeSet<Id> = all.iter().map(|line| line.need.organisation).collect();
    visitor.page(
        "forum/needs.html",
        visitor.text("needs-title")?,
        context! {
            round => head(&round),
            all => all.len(),
            bodies => bodies.len(),
            shared => all.iter().filter(|line| line.shared).count(),
            seconded => all.iter().filter(|line| line.seconders > 0).count(),
            list,
            rows => shown(slice(&found, &listing).into_iter().cloned().collect::<Vec<Line>>()),
            choices => choices(&visitor, &all)?,
            chart,
            parts,
        },
    )
}
