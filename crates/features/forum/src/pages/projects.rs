//! Projects that other bodies can take over: the list, by what one looks for or by how much the towns resemble one's own.

pub(crate) mod comments;
pub(crate) mod edit;
pub(crate) mod files;
mod one;
pub(crate) mod take;

use std::collections::{BTreeMap, BTreeSet};

use rathaus_core::Ags;
use rathaus_core::register::{OUTLINE_SOURCE, Register};
use rathaus_people::german_order;
use rathaus_people::organisation::SizeClass;
use rathaus_store::{Id, Session, StoreError};
use rathaus_text::index::{Config, Document, Index};
use rathaus_web::charts::{Label, ShapeFill};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, Lang, PageError, Sheet, Value, Visitor, context, get, post, shown};
use serde::Serialize;

pub(crate) use one::publiccode_of;

use crate::input::shipped_areas;
use crate::model::project::{CostClass, Nearness, ProjectStage, ProjectState, nearness};
use crate::pages::invitations::slice;
use crate::pages::region_map::{Look, draw};
use crate::policy;
use crate::store::area::list_published;
use crate::store::project::user::{NamedUser, list_all_named_users};
use crate::store::project::{KeptProject, find_project, list_projects};
use crate::store::round::list_rounds;
use crate::store::takeover::{Takeover, list_takeovers};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/projects", get(list))
        .route("/projects/new", get(edit::blank).merge(post(edit::begin)))
        .route("/projects/publiccode", post(edit::read_file))
        .route("/projects/{label}", get(one::show))
        .route("/projects/{label}/publiccode.yml", get(one::publiccode))
        .route("/projects/{label}/edit", get(edit::form).merge(post(edit::save)))
        .route("/projects/{label}/publication", post(edit::publication))
        .route("/projects/{label}/files", post(files::add))
        .route("/projects/{label}/files/{file}", get(files::give))
        .route("/projects/{label}/files/{file}/removal", post(files::remove))
        .route("/projects/{label}/takeover", get(take::form).merge(post(take::take)))
        .route("/projects/{label}/takeover/end", post(take::end))
        .route("/projects/{label}/comments", post(comments::add))
        .route("/projects/{label}/comments/{id}", post(comments::change))
        .route("/projects/{label}/comments/{id}/withdrawal", post(comments::withdraw));
}

/// The project of an address, if the visitor may see it.
pub(crate) async fn seen(visitor: &Visitor, db: &mut Session, label: &str) -> Result<KeptProject, PageError> {
    let project = find_project(db, label).await?.ok_or(PageError::NotFound)?;
    if policy::may_see_project(visitor, &project) { Ok(project) } else { Err(PageError::NotFound) }
}

/// Names of the areas in the visitor's language, by key: the shipped ones and what rounds published.
pub(crate) async fn area_names(db: &mut Session, lang: Lang) -> Result<BTreeMap<String, String>, StoreError> {
    let name = |de: String, en: String| if lang == Lang::En && !en.is_empty() { en } else { de };
    let mut names: BTreeMap<String, String> =
        shipped_areas().into_iter().map(|area| (area.key, name(area.name, area.name_en))).collect();
    let rounds = list_rounds(db).await?;
    for round in rounds.iter().rev() {
        for area in list_published(db, round.id).await? {
            names.insert(area.key, name(area.name, area.name_en));
        }
    }
    Ok(names)
}

/// The body whose likes are looked for: the one named in the address, else the first the visitor speaks for.
async fn own_body(
    visitor: &Visitor,
    db: &mut Session,
    named: Option<&str>,
) -> Result<Option<Ags>, PageError> {
    if let Some(text) = named.map(str::trim).filter(|text| !text.is_empty()) {
        let register = Register::germany();
        if let Ok(key) = text.parse::<Ags>() {
            return Ok(Some(key).filter(|key| register.contains(*key)));
        }
        let found = register.list_by_name(text, 200);
        let wanted = text.to_lowercase();
        let exact = found.iter().find(|town| town.short_name().to_lowercase() == wanted);
        return Ok(exact.or(found.first()).map(|town| town.ags));
    }
    let Some(signed) = visitor.signed() else { return Ok(None) };
    let Some(seat) = policy::town_seats(signed).next() else { return Ok(None) };
    let body = rathaus_people::organisation::find(db, seat.organisation).await?;
    Ok(body.and_then(|body| body.ags))
}

/// A project as lists and exports show it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub label: String,
    pub title: String,
    pub summary: String,
    pub town: String,
    pub county: String,
    pub stage: ProjectStage,
    pub cost: CostClass,
    pub state: ProjectState,
    pub since: Option<String>,
    pub areas: Vec<String>,
    /// The body itself and those that took it over.
    pub users: usize,
    /// Of the user that resembles one's own body most: its name, in per cent.
    pub near: Option<u32>,
    pub near_town: String,
    pub near_why: String,
    #[serde(skip)]
    pub keys: BTreeSet<Ags>,
    #[serde(skip)]
    pub project: KeptProject,
}

/// Why two bodies resemble each other, in words.
pub(crate) fn why(visitor: &Visitor, near: &Nearness) -> Result<String, PageError> {
    let mut parts = Vec::new();
    if near.size.is_some_and(|share| share >= 0.6) {
        parts.push(visitor.text("projects-near-size")?);
    }
    if near.is_same_county {
        parts.push(visitor.text("projects-near-county")?);
    }
    if let Some(far) = near.kilometres.filter(|far| *far >= 0.5) {
        parts.push(visitor.text_with("projects-near-far", &[("km", far.round().into())])?);
    }
    Ok(parts.join(", "))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(crate) fn near_percent(near: &Nearness) -> u32 {
    (near.score * 100.0).round() as u32
}

fn line(
    visitor: &Visitor,
    project: KeptProject,
    takeovers: &[Takeover],
    named: &[NamedUser],
    names: &BTreeMap<String, String>,
    own: Option<Ags>,
) -> Result<Line, PageError> {
    let taken = takeovers.iter().filter(|one| one.project == project.id);
    let mut users: Vec<(&str, Option<Ags>)> = vec![(&project.town, project.ags)];
    users.extend(taken.map(|one| (one.town.as_str(), one.ags)));
    for user in named.iter().filter(|user| user.project == project.id) {
        if user.ags.is_none() || !users.iter().any(|(_, key)| *key == user.ags) {
            users.push((&user.name, user.ags));
        }
    }
    let nearest = own.and_then(|own| {
        users
            .iter()
            .filter(|(_, key)| *key != Some(own))
            .filter_map(|(town, key)| Some((*town, nearness(own, (*key)?))))
            .max_by(|a, b| a.1.score.total_cmp(&b.1.score))
    });
    let county = project.ags.and_then(|ags| Register::germany().name(ags.county())).unwrap_or_default();
    let short = |town: &str| town.split(',').next().unwrap_or_default().to_owned();
    Ok(Line {
        label: project.label.clone(),
        title: project.text.title.clone(),
        summary: project.text.summary.clone(),
        town: short(&project.town),
        county: short(&county),
        stage: project.text.stage,
        cost: project.text.cost,
        state: project.state,
        since: project.text.since.map(|day| day.to_string()),
        areas: project.text.areas.iter().filter_map(|key| names.get(key).cloned()).collect(),
        users: users.len(),
        near: nearest.as_ref().map(|(_, near)| near_percent(near)),
        near_town: nearest.as_ref().map(|(town, _)| short(town)).unwrap_or_default(),
        near_why: match &nearest {
            Some((_, near)) => why(visitor, near)?,
            None => String::new(),
        },
        keys: users.iter().filter_map(|(_, key)| *key).collect(),
        project,
    })
}

/// The projects the visitor may see.
pub(crate) async fn lines(
    visitor: &Visitor,
    db: &mut Session,
    own: Option<Ags>,
) -> Result<Vec<Line>, PageError> {
    let names = area_names(db, visitor.lang()).await?;
    let takeovers = list_takeovers(db).await?;
    let named = list_all_named_users(db).await?;
    list_projects(db)
        .await?
        .into_iter()
        .filter(|project| policy::may_see_project(visitor, project))
        .map(|project| line(visitor, project, &takeovers, &named, &names, own))
        .collect()
}

const SORTS: [&str; 5] = ["-changed", "title", "town", "-users", "-near"];
const FILTERS: [&str; 7] = ["area", "county", "size", "stage", "cost", "town", "mine"];

/// Places of the projects that fit the words, best first; `None` where nothing is looked for.
fn ranked(lines: &[Line], q: &str) -> Option<Vec<usize>> {
    if q.trim().is_empty() {
        return None;
    }
    let texts: Vec<String> = lines
        .iter()
        .map(|line| {
            let text = &line.project.text;
            [&text.summary, &text.description, &text.result, &text.software, &text.supplier, &line.town]
                .map(String::as_str)
                .join("\n")
        })
        .collect();
    let documents: Vec<Document<'_>> = lines
        .iter()
        .zip(&texts)
        .map(|(line, text)| Document { title: &line.title, text, ..Document::default() })
        .collect();
    let index = Index::new(&documents, &Config::default());
    Some(index.search(q, lines.len()).into_iter().map(|hit| hit.doc as usize).collect())
}

fn narrowed(visitor: &Visitor, lines: Vec<Line>, listing: &Listing, is_sorted: bool) -> Vec<Line> {
    let mine: BTreeSet<Id> = match visitor.signed() {
        Some(signed) => policy::town_seats(signed).map(|seat| seat.organisation).collect(),
        None => BTreeSet::new(),
    };
    let ranks = ranked(&lines, listing.q());
    let fits = |name: &str, value: &str| listing.filter(name).is_none_or(|wanted| wanted == value);
    let size = |line: &Line| {
        let people = line.project.ags.map(|ags| Register::germany().population(ags)).unwrap_or(0);
        SizeClass::of(u32::try_from(people).unwrap_or(u32::MAX)).word()
    };
    let mut found: Vec<(usize, Line)> = lines.into_iter().enumerate().collect();
    if let Some(ranks) = &ranks {
        let place: BTreeMap<usize, usize> =
            ranks.iter().enumerate().map(|(rank, line)| (*line, rank)).collect();
        found.retain(|(line, _)| place.contains_key(line));
        found.sort_by_key(|(line, _)| place[line]);
    }
    let mut found: Vec<Line> = found
        .into_iter()
        .map(|(_, line)| line)
        .filter(|line| {
            listing.filter("area").is_none_or(|area| line.project.text.areas.iter().any(|key| key == area))
                && fits("stage", line.stage.word())
                && fits("cost", line.cost.word())
                && listing.filter("size").is_none_or(|wanted| wanted == size(line))
                && listing
                    .filter("county")
                    .is_none_or(|wanted| line.project.ags.is_some_and(|ags| ags.county_digits() == wanted))
                && listing.filter("mine").is_none_or(|_| mine.contains(&line.project.organisation))
        })
        .collect();
    // What was looked for stands in the order in which it fits, until another order is asked for.
    if ranks.is_some() && !is_sorted {
        return found;
    }
    match listing.sort() {
        "title" => found.sort_by_cached_key(|line| german_order(&line.title)),
        "town" => found.sort_by_cached_key(|line| german_order(&line.town)),
        "users" => found.sort_by_key(|line| line.users),
        "near" => found.sort_by_key(|line| line.near),
        _ => found.sort_by_key(|line| line.project.changed_at),
    }
    if listing.is_descending() {
        found.reverse();
    }
    found
}

fn choices(visitor: &Visitor, lines: &[Line], names: &BTreeMap<String, String>) -> Result<Value, PageError> {
    let option = |value: &str, label: String| context! { value => value, label => label };
    let used: BTreeSet<&String> = lines.iter().flat_map(|line| &line.project.text.areas).collect();
    let mut areas: Vec<(&String, &String)> =
        used.into_iter().filter_map(|key| Some((key, names.get(key)?))).collect();
    areas.sort_by_cached_key(|(_, name)| german_order(name));
    let mut counties: Vec<(String, String)> = lines
        .iter()
        .filter_map(|line| Some((line.project.ags?.county_digits().to_owned(), line.county.clone())))
        .collect();
    counties.sort_by_cached_key(|(digits, name)| (german_order(name), digits.clone()));
    counties.dedup();
    let words =
        |stem: &str, words: &mut dyn Iterator<Item = &'static str>| -> Result<Vec<Value>, PageError> {
            words.map(|word| Ok(option(word, visitor.text(&format!("{stem}-{word}"))?))).collect()
        };
    Ok(context! {
        areas => areas.iter().map(|(key, name)| option(key, (*name).clone())).collect::<Vec<_>>(),
        counties => counties.iter().map(|(digits, name)| option(digits, name.clone())).collect::<Vec<_>>(),
        sizes => words("invitations-size", &mut SizeClass::ALL.iter().map(|size| size.word()))?,
        stages => words("projects-stage", &mut ProjectStage::ALL.iter().map(|stage| stage.word()))?,
        costs => words("projects-cost", &mut CostClass::ALL.iter().map(|cost| cost.word()))?,
    })
}

/// Where projects are in use, on the map; `None` where no user has an outline.
fn map(visitor: &Visitor, lines: &[Line]) -> Result<Option<Value>, PageError> {
    let mut uses: BTreeMap<Ags, usize> = BTreeMap::new();
    for key in lines.iter().flat_map(|line| &line.keys) {
        *uses.entry(*key).or_default() += 1;
    }
    let looks = uses
        .into_iter()
        .map(|(key, n)| {
            let town = Register::germany().name(key).unwrap_or_default();
            let title = visitor.text_with("projects-map-town", &[("town", town.into()), ("n", n.into())])?;
            Ok((
                key,
                Look { fill: ShapeFill::Step(u8::try_from(n.min(4)).unwrap_or(4)), title, is_marked: true },
            ))
        })
        .collect::<Result<BTreeMap<_, _>, PageError>>()?;
    let label = Label {
        id: "projects-map".to_owned(),
        title: visitor.text("projects-map")?,
        description: visitor.text("projects-map-description")?,
    };
    Ok(draw(label, &looks))
}

fn table(visitor: &Visitor, lines: &[Line]) -> Result<Table, PageError> {
    let columns = [
        "label", "title", "summary", "town", "county", "stage", "since", "cost", "areas", "users", "benefit",
    ];
    let columns = columns
        .iter()
        .map(|key| {
            let kind = if *key == "users" { Kind::Number } else { Kind::Text };
            Ok(Column::new(visitor.text(&format!("projects-column-{key}"))?, kind))
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let rows = lines
        .iter()
        .map(|line| {
            Ok(vec![
                Cell::from(&line.label),
                Cell::from(&line.title),
                Cell::from(&line.summary),
                Cell::from(&line.town),
                Cell::from(&line.county),
                Cell::from(visitor.text(&format!("projects-stage-{}", line.stage.word()))?),
                Cell::from(line.since.clone()),
                Cell::from(visitor.text(&format!("projects-cost-{}", line.cost.word()))?),
                Cell::from(line.areas.join("; ")),
                Cell::from(u32::try_from(line.users).unwrap_or(u32::MAX)),
                Cell::from(&line.project.text.citizen_benefit),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(Table { name: visitor.text("projects-file")?, title: visitor.text("projects-title")?, columns, rows })
}

async fn list(visitor: Visitor) -> Answer {
    let listing = Listing::read(&visitor, &SORTS, &FILTERS);
    let mut view = visitor.read().await?;
    let own = own_body(&visitor, &mut view, listing.filter("town")).await?;
    let names = area_names(&mut view, visitor.lang()).await?;
    let all = lines(&visitor, &mut view, own).await?;
    drop(view);
    let is_sorted = visitor.query().contains("sort=");
    let choices = choices(&visitor, &all, &names)?;
    let total = all.len();
    let found = narrowed(&visitor, all, &listing, is_sorted);
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &found)?, format).await;
    }
    let mut keys = vec!["title", "town", "stage", "cost", "users"];
    if own.is_some() {
        keys.push("near");
    }
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("projects-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys
        .iter()
        .zip(&labels)
        .map(|(key, label)| Head { key, label, num: matches!(*key, "users" | "near") })
        .collect();
    let list = listing.view(&visitor, &heads, found.len() as u64)?;
    let own_name = own.and_then(|key| Register::germany().name(key));
    visitor.page(
        "forum/projects.html",
        visitor.text("projects-title")?,
        context! {
            all => total,
            list,
            rows => shown(slice(&found, &listing)),
            choices,
            map => map(&visitor, &found)?,
            map_source => OUTLINE_SOURCE,
            own => own_name.map(|name| name.split(',').next().unwrap_or_default().to_owned()),
            may_begin => policy::may_begin_project(&visitor),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}
