//! Projects as they are kept, and the needs they answer.

pub mod file;
pub mod origin;
pub mod user;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::Ags;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use crate::model::project::{CostClass, ProjectStage, ProjectState};

/// What is written about a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProjectText {
    /// Its name.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// What was done, and how.
    pub description: String,
    /// What came of it.
    pub result: String,
    /// What citizens have from it.
    pub citizen_benefit: String,
    /// The software in use.
    pub software: String,
    /// Who supplied it.
    pub supplier: String,
    /// Where its source is, for software under a free licence.
    pub source_url: String,
    /// The licence's identifier (SPDX), as in `EUPL-1.2`.
    pub licence: String,
    /// How far it is.
    pub stage: ProjectStage,
    /// Since when.
    #[schema(value_type = Option<String>, format = Date)]
    pub since: Option<Date>,
    /// What it costs.
    pub cost: CostClass,
    /// Keys of the areas of action it belongs to.
    pub areas: Vec<String>,
    /// Whom to ask.
    pub contact_name: String,
    /// How to reach them.
    pub contact_email: String,
    /// Whether everybody may read whom to ask; otherwise those who are signed in.
    pub contact_public: bool,
}

impl Default for ProjectText {
    fn default() -> Self {
        Self {
            title: String::new(),
            summary: String::new(),
            description: String::new(),
            result: String::new(),
            citizen_benefit: String::new(),
            software: String::new(),
            supplier: String::new(),
            source_url: String::new(),
            licence: String::new(),
            stage: ProjectStage::Running,
            since: None,
            cost: CostClass::Unknown,
            areas: Vec::new(),
            contact_name: String::new(),
            contact_email: String::new(),
            contact_public: false,
        }
    }
}

/// A project as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptProject {
    /// Its id.
    pub id: Id,
    /// Its name in addresses, as in `V12`.
    pub label: String,
    /// The body it belongs to.
    pub organisation: Id,
    /// That body's name.
    pub town: String,
    /// That body's key.
    pub ags: Option<Ags>,
    /// What is written.
    pub text: ProjectText,
    /// Who sees it.
    pub state: ProjectState,
    /// Rises with every change.
    pub edition: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When it was first published.
    pub published_at: Option<Timestamp>,
}

fn read<T: std::str::FromStr>(row: &Row, column: &str) -> Result<T, StoreError> {
    let word: String = row.get(column)?;
    word.parse().map_err(|_| StoreError::Fault(format!("a project whose {column} is {word:?}")))
}

fn kept(row: &Row) -> Result<KeptProject, StoreError> {
    let since: Option<String> = row.get("since")?;
    Ok(KeptProject {
        id: row.get("id")?,
        label: row.get("label")?,
        organisation: row.get("organisation")?,
        town: row.get("town")?,
        ags: row.get("ags")?,
        text: ProjectText {
            title: row.get("title")?,
            summary: row.get("summary")?,
            description: row.get("description")?,
            result: row.get("result")?,
            citizen_benefit: row.get("citizen_benefit")?,
            software: row.get("software")?,
            supplier: row.get("supplier")?,
            source_url: row.get("source_url")?,
            licence: row.get("licence")?,
            stage: read(row, "stage")?,
            since: since.map(|day| day.parse()).transpose().map_err(StoreError::fault)?,
            cost: read(row, "cost")?,
            areas: row.json("areas")?,
            contact_name: row.get("contact_name")?,
            contact_email: row.get("contact_email")?,
            contact_public: row.get("contact_public")?,
        },
        state: read(row, "state")?,
        edition: row.get("edition")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
        published_at: row.get("published_at")?,
    })
}

/// All projects of the tenant, the newest first; the caller leaves out those the reader may not see.
pub async fn list_projects(db: &mut Session) -> Result<Vec<KeptProject>, StoreError> {
    let list = sql!(
        "SELECT p.*, o.name AS town, o.ags FROM project p \
         JOIN organisation o ON o.tenant = p.tenant AND o.id = p.organisation \
         WHERE p.tenant = $1 ORDER BY p.created_at DESC, p.id DESC"
    );
    db.all(list, args![]).await?.iter().map(kept).collect()
}

/// The project of this label; the caller looks at who may see it.
pub async fn find_project(db: &mut Session, label: &str) -> Result<Option<KeptProject>, StoreError> {
    let find = sql!(
        "SELECT p.*, o.name AS town, o.ags FROM project p \
         JOIN organisation o ON o.tenant = p.tenant AND o.id = p.organisation \
         WHERE p.tenant = $1 AND p.label = $2"
    );
    db.one(find, args![label]).await?.as_ref().map(kept).transpose()
}

/// The label of the project with this id.
pub async fn find_label(db: &mut Session, id: Id) -> Result<Option<String>, StoreError> {
    let find = sql!("SELECT label FROM project WHERE tenant = $1 AND id = $2");
    db.one(find, args![id]).await?.map(|row| row.get("label")).transpose()
}

/// The label after the highest there is.
async fn next_label(db: &mut Session) -> Result<String, StoreError> {
    let last =
        sql!("SELECT label FROM project WHERE tenant = $1 ORDER BY LENGTH(label) DESC, label DESC LIMIT 1");
    let last: Option<String> = db.one(last, args![]).await?.map(|row| row.get("label")).transpose()?;
    let number = last.and_then(|label| label.get(1..)?.parse::<u32>().ok()).unwrap_or(0);
    Ok(format!("V{}", number + 1))
}

/// Begins a project as a draft; gives its id and label. `Conflict` where two begin in the same moment.
pub async fn insert_project(
    change: &mut Change,
    organisation: Id,
    text: &ProjectText,
) -> Result<(Id, String), StoreError> {
    let id = Id::new(change.now());
    Ok((id, insert_project_as(change, id, organisation, text).await?))
}

/// The same under an id that was given; gives its label.
pub async fn insert_project_as(
    change: &mut Change,
    id: Id,
    organisation: Id,
    text: &ProjectText,
) -> Result<String, StoreError> {
    let now = change.now();
    let label = next_label(change).await?;
    let insert = sql!(
        "INSERT INTO project (tenant, id, label, organisation, title, summary, description, result, citizen_benefit, \
         software, supplier, source_url, licence, stage, since, cost, areas, contact_name, contact_email, \
         contact_public, state, edition, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 'draft', 1, \
         $21, $21)"
    );
    let mut values = vec![Arg::from(id), Arg::from(&label), Arg::from(organisation)];
    values.extend(columns(text)?);
    values.push(Arg::from(now));
    change.run(insert, &values).await?;
    Ok(label)
}

/// The columns of the text, in the order of the statements.
fn columns(text: &ProjectText) -> Result<[Arg; 16], StoreError> {
    Ok([
        Arg::from(&text.title),
        Arg::from(&text.summary),
        Arg::from(&text.description),
        Arg::from(&text.result),
        Arg::from(&text.citizen_benefit),
        Arg::from(&text.software),
        Arg::from(&text.supplier),
        Arg::from(&text.source_url),
        Arg::from(&text.licence),
        Arg::from(text.stage.word()),
        Arg::from(text.since.map(|day| day.to_string())),
        Arg::from(text.cost.word()),
        Arg::json(&text.areas)?,
        Arg::from(&text.contact_name),
        Arg::from(&text.contact_email),
        Arg::from(text.contact_public),
    ])
}

/// Writes the text of a project; `false` where somebody else changed it since `edition`.
pub async fn update_project(
    change: &mut Change,
    id: Id,
    edition: i64,
    text: &ProjectText,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE project SET title = $4, summary = $5, description = $6, result = $7, citizen_benefit = $8, software = $9, \
         supplier = $10, source_url = $11, licence = $12, stage = $13, since = $14, cost = $15, areas = $16, \
         contact_name = $17, contact_email = $18, contact_public = $19, changed_at = $20, edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND edition = $3"
    );
    let mut values = vec![Arg::from(id), Arg::from(edition)];
    values.extend(columns(text)?);
    values.push(Arg::from(now));
    Ok(change.run(update, &values).await? == 1)
}

/// Says who sees a project from now on; `false` where it is so already.
pub async fn set_state(change: &mut Change, id: Id, state: ProjectState) -> Result<bool, StoreError> {
    let published = (state == ProjectState::Published).then(|| change.now());
    let update = sql!(
        "UPDATE project SET state = $3, published_at = COALESCE(published_at, $4), edition = edition + 1 \
         WHERE tenant = $1 AND id = $2 AND state <> $3"
    );
    Ok(change.run(update, args![id, state.word(), published]).await? == 1)
}

/// Makes the needs a project answers these; needs of other bodies are passed over.
pub async fn save_needs(change: &mut Change, project: &KeptProject, needs: &[Id]) -> Result<(), StoreError> {
    let clear = sql!("DELETE FROM project_need WHERE tenant = $1 AND project = $2");
    change.run(clear, args![project.id]).await?;
    let insert = sql!(
        "INSERT INTO project_need (tenant, project, need) SELECT $1, $2, n.id FROM need n \
         WHERE n.tenant = $1 AND n.id = $3 AND n.organisation = $4"
    );
    for need in needs.iter().copied().collect::<BTreeSet<Id>>() {
        change.run(insert, args![project.id, need, project.organisation]).await?;
    }
    Ok(())
}

/// A need as a project names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedNeed {
    /// Its id.
    pub id: Id,
    /// The address of its round.
    pub round: String,
    /// Its label in the round.
    pub label: String,
    /// Its title.
    pub title: String,
    /// In the town's own words.
    pub description: String,
    /// Whether its town lets others read it.
    pub is_shared: bool,
}

fn named(row: &Row) -> Result<NamedNeed, StoreError> {
    Ok(NamedNeed {
        id: row.get("id")?,
        round: row.get("slug")?,
        label: row.get("label")?,
        title: row.get("title")?,
        description: row.get("description")?,
        is_shared: row.get("is_shared")?,
    })
}

/// The needs that a project answers, withdrawn ones left out.
pub async fn list_answered(db: &mut Session, project: Id) -> Result<Vec<NamedNeed>, StoreError> {
    let list = sql!(
        "SELECT n.id, r.slug, n.label, n.title, n.description, n.is_shared FROM project_need a \
         JOIN need n ON n.tenant = a.tenant AND n.id = a.need \
         JOIN round r ON r.tenant = n.tenant AND r.id = n.round \
         WHERE a.tenant = $1 AND a.project = $2 AND n.withdrawn_at IS NULL ORDER BY r.created_at, n.label"
    );
    db.all(list, args![project]).await?.iter().map(named).collect()
}

/// Which project answers which need, of all projects of the tenant.
pub async fn list_answers(db: &mut Session) -> Result<Vec<(Id, Id)>, StoreError> {
    let list = sql!("SELECT project, need FROM project_need WHERE tenant = $1 ORDER BY project, need");
    let rows = db.all(list, args![]).await?;
    rows.iter().map(|row| Ok((row.get("project")?, row.get("need")?))).collect()
}

/// All needs of a body, of its latest round first.
pub async fn list_needs_of_body(db: &mut Session, organisation: Id) -> Result<Vec<NamedNeed>, StoreError> {
    let list = sql!(
        "SELECT n.id, r.slug, n.label, n.title, n.description, n.is_shared FROM need n \
         JOIN round r ON r.tenant = n.tenant AND r.id = n.round \
         WHERE n.tenant = $1 AND n.organisation = $2 AND n.withdrawn_at IS NULL ORDER BY r.created_at DESC, n.label"
    );
    db.all(list, args![organisation]).await?.iter().map(named).collect()
}

/// Labels of the projects in which a need plays a part, and whether it is one that was taken over.
pub async fn list_projects_of_need(db: &mut Session, need: Id) -> Result<Vec<(String, bool)>, StoreError> {
    let list = sql!(
        "SELECT p.label, CAST(0 AS BIGINT) AS taken FROM project_need a JOIN project p ON p.tenant = a.tenant AND p.id = a.project \
         WHERE a.tenant = $1 AND a.need = $2 \
         UNION ALL \
         SELECT p.label, CAST(1 AS BIGINT) AS taken FROM takeover t JOIN project p ON p.tenant = t.tenant AND p.id = t.project \
         WHERE t.tenant = $1 AND t.need = $2 AND t.ended_at IS NULL ORDER BY label"
    );
    let rows = db.all(list, args![need]).await?;
    rows.iter().map(|row| Ok((row.get("label")?, row.get::<i64>("taken")? == 1))).collect()
}
