//! Reports in the JSON API: the report and its tables, figures for the press, rounds compared, who was told what, open data.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use rathaus_store::Id;
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem, mistake, read_form};
use rathaus_web::list::{Cell, Table};
use rathaus_web::{App, Fields, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;

use crate::model::catalogue::OpenData;
use crate::model::figures::RoundFigures;
use crate::pages::catalogue::{Said, keep};
use crate::pages::comparison::compared;
use crate::pages::round::round_of;
use crate::pages::round_report::{known, opened, put};
use crate::policy;
use crate::reporting::figures::{PressFigure, figures_of, press};
use crate::reporting::{find_table, sections};
use crate::store::catalogue::find_open_data;
use crate::telling::{Told, ToldKind, telling};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(report))
        .routes(routes!(report_table))
        .routes(routes!(publish, take_back))
        .routes(routes!(press_figures))
        .routes(routes!(comparison))
        .routes(routes!(told))
        .routes(routes!(open_data, say_open_data))
}

/// A section of the report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SectionEntry {
    /// Its key.
    key: &'static str,
    /// Its sentences.
    says: Vec<String>,
    /// Keys of its tables.
    tables: Vec<&'static str>,
}

/// The report of a round.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ReportEntry {
    /// `inside` or `outside`.
    audience: &'static str,
    /// Since when everybody may read the version for outside.
    #[schema(value_type = Option<String>)]
    published_at: Option<Timestamp>,
    /// Its sections.
    sections: Vec<SectionEntry>,
}

/// A table of the report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TableEntry {
    /// Its title.
    title: String,
    /// The heads of its columns.
    columns: Vec<String>,
    /// Its rows, a value per column.
    rows: Vec<Vec<Value>>,
}

impl TableEntry {
    fn of(table: Table) -> Self {
        let value = |cell: &Cell| match cell {
            Cell::Empty => Value::Null,
            Cell::Text(text) => json!(text),
            Cell::Count(n) => json!(n),
            Cell::Number(n) => json!(n),
            Cell::Money(cents) => json!(cents.0),
            Cell::Date(day) => json!(day.to_string()),
            Cell::Time(at) => json!(at.to_string()),
            Cell::YesNo(is) => json!(is),
        };
        Self {
            title: table.title,
            columns: table.columns.into_iter().map(|column| column.title).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(value).collect()).collect(),
        }
    }
}

/// The report; `for=inside` (the default for who may read) or `for=outside`.
#[utoipa::path(get, path = "/rounds/{slug}/report", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("for" = Option<String>, Query)), responses((status = 200, body = ReportEntry)))]
async fn report(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<ReportEntry>, ApiError> {
    visitor.person()?;
    visitor.scope_allows(policy::READ)?;
    let opened = opened(&visitor, &slug).await?;
    let made = sections(&opened.desk(&visitor)).map_err(PageError::from)?;
    let entries = made.into_iter().map(|section| SectionEntry {
        key: section.key,
        says: section.says,
        tables: section.blocks.iter().map(|block| block.key).collect(),
    });
    Ok(Json(ReportEntry {
        audience: opened.audience.word(),
        published_at: opened.published_at,
        sections: entries.collect(),
    }))
}

/// A table of the report, with numbers as numbers.
#[utoipa::path(get, path = "/rounds/{slug}/report/tables/{key}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("key" = String, Path), ("for" = Option<String>, Query)), responses((status = 200, body = TableEntry)))]
async fn report_table(
    visitor: Visitor,
    Path((slug, key)): Path<(String, String)>,
) -> Result<Json<TableEntry>, ApiError> {
    visitor.person()?;
    visitor.scope_allows(policy::READ)?;
    let opened = opened(&visitor, &slug).await?;
    let table = find_table(&opened.desk(&visitor), &key).map_err(PageError::from)?;
    Ok(Json(TableEntry::of(table.ok_or(PageError::NotFound)?)))
}

/// Lets everybody read the version of the report for outside.
#[utoipa::path(put, path = "/rounds/{slug}/report/publication", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), responses((status = 204)))]
async fn publish(visitor: Visitor, Path(slug): Path<String>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    put(&visitor, &slug, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the published report back.
#[utoipa::path(delete, path = "/rounds/{slug}/report/publication", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), responses((status = 204)))]
async fn take_back(visitor: Visitor, Path(slug): Path<String>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    put(&visitor, &slug, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The ten figures of a round for the press, each with its sentence.
#[utoipa::path(get, path = "/rounds/{slug}/press", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = Vec<PressFigure>)))]
async fn press_figures(
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Json<Vec<PressFigure>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let known = known(&mut view, &round, visitor.now()).await?;
    let figures = figures_of(&known, visitor.lang());
    Ok(Json(press(&figures, visitor.texts()).map_err(PageError::from)?))
}

/// A round as it is compared.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ComparedEntry {
    /// The round in addresses.
    round: String,
    /// Its name.
    title: String,
    /// Its figures.
    figures: RoundFigures,
    /// Towns and counties that answered.
    towns: usize,
    /// Those of them that answered in an earlier round.
    towns_back: usize,
    /// Suppliers with an offer that counts.
    suppliers: usize,
    /// Those of them that had one in an earlier round.
    suppliers_back: usize,
}

/// All rounds with the same figures, the earliest first.
#[utoipa::path(get, path = "/rounds/comparison", tag = "forum", security(("token" = ["forum:read"])), responses((status = 200, body = Vec<ComparedEntry>)))]
async fn comparison(visitor: Visitor) -> Result<Json<Vec<ComparedEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let all = compared(&mut *visitor.read().await?, visitor.now()).await?;
    let entry = |one: &crate::pages::comparison::Compared| ComparedEntry {
        round: one.known.round.slug.clone(),
        title: one.known.round.title.clone(),
        figures: figures_of(&one.known, visitor.lang()),
        towns: one.towns.0,
        towns_back: one.towns.1,
        suppliers: one.suppliers.0,
        suppliers_back: one.suppliers.1,
    };
    Ok(Json(all.iter().map(entry).collect()))
}

/// One line of who was told what when.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ToldEntry {
    /// When.
    #[schema(value_type = String)]
    at: Timestamp,
    /// What kind.
    kind: ToldKind,
    /// What it was, in words.
    what: String,
    /// Whom it concerns.
    #[schema(value_type = Option<String>)]
    organisation: Option<Id>,
    /// Their name.
    name: String,
    /// The address written to.
    to: String,
    /// The subject.
    subject: String,
    /// The words, as far as they are kept.
    words: String,
    /// SHA-256 of subject and words.
    version: String,
    /// What became of the mail: `queued`, `sent`, `refused`, `dead`, `returned`, `delayed`.
    state: Option<&'static str>,
    /// When a mail server took it.
    #[schema(value_type = Option<String>)]
    sent_at: Option<Timestamp>,
    /// Number of the record in the audit log.
    seq: Option<i64>,
    /// Its hash.
    hash: String,
}

impl ToldEntry {
    fn of(visitor: &Visitor, one: Told) -> Result<Self, PageError> {
        Ok(Self {
            at: one.at,
            kind: one.kind,
            what: visitor.text(&one.what)?,
            organisation: one.organisation,
            name: one.name,
            to: one.to,
            subject: one.subject,
            words: one.words,
            version: one.version,
            state: one.state.map(rathaus_web::mail::MailState::word),
            sent_at: one.sent_at,
            seq: one.seq,
            hash: one.hash,
        })
    }
}

/// Who was told what when, the newest first; of one body or supplier with `organisation`.
#[utoipa::path(get, path = "/rounds/{slug}/told", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("organisation" = Option<String>, Query), ApiPage), responses((status = 200, body = ListOf<ToldEntry>)))]
async fn told(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<ToldEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let mut all = telling(&mut view, &round).await?.told;
    drop(view);
    if let Some(wanted) = Fields::from_query(visitor.query()).first("organisation") {
        all.retain(|one| one.organisation.is_some_and(|own| own.to_string() == wanted));
    }
    let (slice, total) = (page.slice(), all.len() as u64);
    let shown = all.into_iter().skip(slice.offset as usize).take(slice.limit as usize);
    let shown = shown.map(|one| ToldEntry::of(&visitor, one)).collect::<Result<Vec<_>, PageError>>()?;
    Ok(Json(page.list(shown, total)))
}

/// What the tenant says about its open data.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OpenDataEntry {
    /// What it says.
    #[serde(flatten)]
    said: OpenData,
    /// Rises with every change.
    edition: i64,
}

/// What is to be said about the open data.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
struct SayOpenData {
    /// Whether there are any for everybody.
    is_published: bool,
    /// `dl-by`, `dl-zero`, `cc-by` or `cc-zero`.
    licence: String,
    /// Who publishes; empty for the tenant's own name.
    #[serde(default)]
    publisher: String,
    /// Whom to ask.
    #[serde(default)]
    contact: String,
    /// Where to ask.
    #[serde(default)]
    email: String,
    /// The last part of the identifier that GovData gave.
    #[serde(default)]
    contributor: String,
    /// The edition that was read; 0 where nothing was said yet.
    edition: i64,
}

/// What is said about the open data.
#[utoipa::path(get, path = "/open-data", tag = "forum", security(("token" = ["forum:read"])), responses((status = 200, body = OpenDataEntry)))]
async fn open_data(visitor: Visitor) -> Result<Json<OpenDataEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let (said, edition) = find_open_data(&mut *visitor.read().await?).await?;
    Ok(Json(OpenDataEntry { said, edition }))
}

/// Says it anew.
#[utoipa::path(put, path = "/open-data", tag = "forum", security(("token" = ["forum:write"])), request_body = SayOpenData, responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn say_open_data(visitor: Visitor, ApiBody(new): ApiBody<SayOpenData>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let said = read_form::<Said>(&visitor, &new)?;
    if !keep(&visitor, &said).await? {
        return Err(mistake(&visitor, "edition", "open-data-mistake-changed"));
    }
    Ok(StatusCode::NO_CONTENT)
}
