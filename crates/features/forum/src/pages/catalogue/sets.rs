//! The data sets: what is in each file, and since when. What a town did not agree to is in none of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::Ags;
use rathaus_core::register::Register;
use rathaus_store::{Session, StoreError};
use rathaus_web::list::{Cell, Column, Kind, Table};
use rathaus_web::{PageError, Texts};

use crate::model::catalogue::put_together;
use crate::model::correspondence::day_of;
use crate::model::project::ProjectState;
use crate::reporting::short;
use crate::response::{Share, figures};
use crate::store::area::{PublishedArea, list_published};
use crate::store::invitation::{Invitation, list_invitations};
use crate::store::need::{KeptNeed, list_needs};
use crate::store::plan::find_plan;
use crate::store::project::list_projects;
use crate::store::round::{KeptRound, Stage, list_rounds};
use crate::store::takeover::list_takeovers;

/// One data set.
pub(crate) struct Set {
    /// The round it is of; `None` for what belongs to all.
    pub slug: Option<String>,
    /// Which of them: `needs`, `areas`, `response`, `projects`.
    pub kind: &'static str,
    /// Its content; the title is the set's, in German.
    pub table: Table,
    /// What it holds, in German.
    pub description: String,
    /// Words it is found by, in German.
    pub keywords: Vec<String>,
    /// Since when it is there.
    pub issued: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// The days it is about.
    pub span: Option<(Date, Date)>,
    /// The counties it is about.
    pub places: BTreeSet<Ags>,
}

/// Columns that are called the same in every language.
fn columns(names: &[(&str, Kind)]) -> Vec<Column> {
    names.iter().map(|(name, kind)| Column::new(*name, *kind)).collect()
}

fn county_of(ags: Option<Ags>) -> (Option<String>, Option<String>) {
    let Some(county) = ags.map(Ags::county) else { return (None, None) };
    (Some(county.county_digits().to_owned()), Register::germany().name(county).map(|name| short(&name)))
}

/// All data sets of the tenant's public rounds, the newest round first; those without a row are left out.
pub(super) async fn sets(db: &mut Session, texts: &Texts) -> Result<Vec<Set>, PageError> {
    let mut all = Vec::new();
    for round in list_rounds(db).await?.into_iter().filter(|round| round.is_public) {
        all.extend(of_round(db, texts, &round).await?);
    }
    all.extend(projects(db, texts).await?);
    all.retain(|set| !set.table.rows.is_empty());
    Ok(all)
}

async fn of_round(db: &mut Session, texts: &Texts, round: &KeptRound) -> Result<Vec<Set>, PageError> {
    let invitations = list_invitations(db, round.id).await?;
    let needs = list_needs(db, round.id).await?;
    let areas = list_published(db, round.id).await?;
    let places: BTreeSet<Ags> = invitations.iter().filter_map(Invitation::county).collect();
    let survey = round.stage(Stage::Survey);
    let span = survey.starts.zip(survey.ends);
    let belongs = belongs(db, round, &areas).await?;
    let make = |kind: &'static str,
                table: Table,
                issued: Timestamp,
                modified: Timestamp|
     -> Result<Set, PageError> {
        let args = [("round", round.title.as_str().into())];
        let title = texts.with(&format!("open-data-set-{kind}"), &args)?;
        let words = texts.get(&format!("open-data-keywords-{kind}"))?;
        Ok(Set {
            slug: Some(round.slug.clone()),
            kind,
            table: Table { title, ..table },
            description: texts.with(&format!("open-data-about-{kind}"), &args)?,
            keywords: words.split(',').map(|word| word.trim().to_owned()).collect(),
            issued,
            modified,
            span,
            places: places.clone(),
        })
    };
    let open: Vec<&KeptNeed> = needs.iter().filter(|need| need.written.is_public).collect();
    let first = |times: &mut dyn Iterator<Item = Timestamp>| times.min().unwrap_or(round.created_at);
    let last = |times: &mut dyn Iterator<Item = Timestamp>| times.max().unwrap_or(round.created_at);
    let changed_needs = last(&mut open.iter().map(|need| need.changed_at));
    let published = last(&mut areas.iter().map(|area| area.published_at));
    let steps =
        invitations.iter().flat_map(|one| [one.invited_at, one.answered_at, one.declined_at]).flatten();
    Ok(vec![
        make(
            "needs",
            of_needs(round, &open, &belongs),
            first(&mut open.iter().map(|need| need.created_at)),
            changed_needs.max(published),
        )?,
        make(
            "areas",
            of_areas(round, &areas),
            first(&mut areas.iter().map(|area| area.published_at)),
            published,
        )?,
        make(
            "response",
            of_response(texts, round, &invitations)?,
            first(&mut invitations.iter().filter_map(|one| one.invited_at)),
            last(&mut steps.collect::<Vec<_>>().into_iter()),
        )?,
    ])
}

/// Keys of the published areas of each need, by label.
async fn belongs(
    db: &mut Session,
    round: &KeptRound,
    areas: &[PublishedArea],
) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let mut belongs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in find_plan(db, round.id).await?.plan.into_iter().flat_map(|plan| plan.assignments) {
        if areas.iter().any(|area| area.key == one.area) {
            belongs.entry(one.need_id).or_default().push(one.area);
        }
    }
    Ok(belongs)
}

fn table(name: &str, names: &[(&str, Kind)]) -> Table {
    Table { name: name.to_owned(), title: String::new(), columns: columns(names), rows: Vec::new() }
}

fn of_needs(round: &KeptRound, open: &[&KeptNeed], belongs: &BTreeMap<String, Vec<String>>) -> Table {
    let mut table = table(
        "needs",
        &[
            ("round", Kind::Text),
            ("need", Kind::Text),
            ("ags", Kind::Text),
            ("municipality", Kind::Text),
            ("county_key", Kind::Text),
            ("county", Kind::Text),
            ("part", Kind::Text),
            ("title", Kind::Text),
            ("description", Kind::LongText),
            ("relevance", Kind::Number),
            ("horizon", Kind::Text),
            ("citizen_benefit", Kind::LongText),
            ("areas", Kind::Text),
            ("seconders", Kind::Number),
        ],
    );
    for need in open {
        let (key, county) = county_of(need.ags);
        table.rows.push(vec![
            Cell::from(&round.slug),
            Cell::from(&need.label),
            Cell::from(need.ags.map(|ags| ags.to_string())),
            Cell::from(short(&need.organisation_name)),
            Cell::from(key),
            Cell::from(county),
            Cell::from(&need.written.part),
            Cell::from(&need.written.title),
            Cell::from(&need.written.description),
            Cell::from(u32::from(need.written.relevance)),
            Cell::from(&need.written.horizon),
            Cell::from(&need.written.citizen_benefit),
            Cell::from(belongs.get(&need.label).map(|keys| keys.join(" "))),
            Cell::from(need.seconders),
        ]);
    }
    table
}

fn of_areas(round: &KeptRound, areas: &[PublishedArea]) -> Table {
    let mut table = table(
        "areas",
        &[
            ("round", Kind::Text),
            ("area", Kind::Text),
            ("name", Kind::Text),
            ("name_en", Kind::Text),
            ("description", Kind::LongText),
            ("needs", Kind::Number),
            ("municipalities", Kind::Number),
            ("published", Kind::Date),
        ],
    );
    for area in areas {
        table.rows.push(vec![
            Cell::from(&round.slug),
            Cell::from(&area.key),
            Cell::from(&area.name),
            Cell::from(&area.name_en),
            Cell::from(&area.description),
            Cell::from(area.needs),
            Cell::from(area.towns),
            Cell::from(day_of(area.published_at)),
        ]);
    }
    table
}

/// Answers by county; counties of too few bodies are put together.
fn of_response(texts: &Texts, round: &KeptRound, invitations: &[Invitation]) -> Result<Table, PageError> {
    // The day is of no account: the curve over time is not used.
    let counted = figures(invitations, None, day_of(round.created_at));
    let keys: BTreeMap<&str, &str> =
        counted.counties.iter().map(|one| (one.name.as_str(), one.county.as_str())).collect();
    let groups: Vec<(String, Share)> =
        counted.counties.iter().map(|one| (one.name.clone(), one.share.clone())).collect();
    let shown = put_together(&groups, |share| share.invited, crate::reporting::add_share);
    let mut table = table(
        "response",
        &[
            ("round", Kind::Text),
            ("county_key", Kind::Text),
            ("county", Kind::Text),
            ("invited", Kind::Number),
            ("answered", Kind::Number),
            ("declined", Kind::Number),
        ],
    );
    let count = |n: usize| Cell::Count(i64::try_from(n).unwrap_or(i64::MAX));
    for (name, share) in &shown {
        let key = keys.get(name.as_str()).filter(|_| !name.is_empty()).map(|key| (*key).to_owned());
        let name = if name.is_empty() { texts.get("round-report-others")? } else { name.clone() };
        table.rows.push(vec![
            Cell::from(&round.slug),
            Cell::from(key),
            Cell::from(name),
            count(share.invited),
            count(share.answered),
            count(share.declined),
        ]);
    }
    Ok(table)
}

async fn projects(db: &mut Session, texts: &Texts) -> Result<Option<Set>, PageError> {
    let takeovers = list_takeovers(db).await?;
    let mut all = list_projects(db).await?;
    all.retain(|project| project.state == ProjectState::Published);
    let Some(first) = all.iter().filter_map(|project| project.published_at).min() else { return Ok(None) };
    let changed = all.iter().map(|project| project.changed_at).max().unwrap_or(first);
    let taken = takeovers.iter().map(|one| one.taken_at).max().unwrap_or(first);
    let mut table = table(
        "projects",
        &[
            ("project", Kind::Text),
            ("title", Kind::Text),
            ("summary", Kind::LongText),
            ("ags", Kind::Text),
            ("municipality", Kind::Text),
            ("stage", Kind::Text),
            ("since", Kind::Date),
            ("cost_class", Kind::Text),
            ("areas", Kind::Text),
            ("software", Kind::Text),
            ("licence", Kind::Text),
            ("source_url", Kind::Text),
            ("result", Kind::LongText),
            ("citizen_benefit", Kind::LongText),
            ("users", Kind::Number),
        ],
    );
    all.sort_by_key(|project| (project.label.len(), project.label.clone()));
    for project in &all {
        let users = 1 + takeovers.iter().filter(|one| one.project == project.id).count();
        let text = &project.text;
        table.rows.push(vec![
            Cell::from(&project.label),
            Cell::from(&text.title),
            Cell::from(&text.summary),
            Cell::from(project.ags.map(|ags| ags.to_string())),
            Cell::from(short(&project.town)),
            Cell::from(text.stage.word()),
            Cell::from(text.since),
            Cell::from(text.cost.word()),
            Cell::from(text.areas.join(" ")),
            Cell::from(&text.software),
            Cell::from(&text.licence),
            Cell::from(&text.source_url),
            Cell::from(&text.result),
            Cell::from(&text.citizen_benefit),
            Cell::Count(i64::try_from(users).unwrap_or(i64::MAX)),
        ]);
    }
    let words = texts.get("open-data-keywords-projects")?;
    Ok(Some(Set {
        slug: None,
        kind: "projects",
        table: Table { title: texts.get("open-data-set-projects")?, ..table },
        description: texts.get("open-data-about-projects")?,
        keywords: words.split(',').map(|word| word.trim().to_owned()).collect(),
        issued: first,
        modified: changed.max(taken),
        span: None,
        places: all.iter().filter_map(|project| project.ags).map(Ags::county).collect(),
    }))
}
