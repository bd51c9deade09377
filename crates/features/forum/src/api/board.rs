//! The board of areas in the JSON API: the areas with their needs, what the engine suggests, acts and taking them back,
//! and the publication.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem};
use rathaus_web::{App, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::areas::Outcome;
use crate::board::{MOST_AREAS, Measure, Suggestion, shares};
use crate::model::Edit;
use crate::pages::areas::publication::{published_record, put, take_back};
use crate::pages::board::edit::{Taken, Turned, record, take, turn};
use crate::pages::board::standing::Standing;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::area::list_published;
use crate::store::board::{KeptEdit, advance};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(board))
        .routes(routes!(edits, act))
        .routes(routes!(undo))
        .routes(routes!(redo))
        .routes(routes!(published, publish, withdraw))
}

/// A need on the board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BoardNeed {
    /// Its label.
    label: String,
    /// Keys of its areas, best first.
    areas: Vec<String>,
    /// The words that decided for the first of them.
    words: Vec<String>,
    /// Whether a person placed it.
    by_hand: bool,
    /// Why it counts in no area, where it does not.
    aside: Option<String>,
    /// Other needs that are nearly the same.
    alike: Vec<String>,
}

/// An area on the board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BoardArea {
    /// Short key.
    key: String,
    /// German name.
    name: String,
    /// English name.
    name_en: String,
    /// What it is about.
    description: String,
    /// Proposed from the answers or made on the board.
    is_proposed: bool,
    /// Needs in it.
    needs: usize,
    /// Bodies that have or second one of them.
    towns: usize,
    /// Their inhabitants.
    inhabitants: u64,
    /// Sum of the needs' relevance, each shared among its areas.
    relevance: f64,
    /// Share of all areas in per cent, towns, inhabitants and relevance counting the same.
    weight: f64,
}

/// Something the engine suggests.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BoardSuggestion {
    /// `group` (an area of their own), `same` (nearly the same words) or `close` (two areas nearly as near).
    kind: &'static str,
    /// Labels of the needs.
    needs: Vec<String>,
    /// The acts that would take it; any one of them decides it.
    edits: Vec<Edit>,
}

/// The board of a round.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct BoardEntry {
    /// How often it was changed: to be sent with the next act.
    count: i64,
    /// Its areas.
    areas: Vec<BoardArea>,
    /// Its needs.
    needs: Vec<BoardNeed>,
    /// What the engine suggests.
    suggestions: Vec<BoardSuggestion>,
}

/// An act on the board.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ActEntry {
    /// Its number.
    seq: i64,
    /// What was done.
    edits: Vec<Edit>,
    /// Who did it; nothing for what was read from a file.
    by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    made_at: jiff::Timestamp,
    /// When it was taken back.
    #[schema(value_type = Option<String>, format = DateTime)]
    undone_at: Option<jiff::Timestamp>,
    /// `applied`, `partly`, `lost` or `undone`.
    state: &'static str,
}

impl ActEntry {
    fn of(one: &KeptEdit, outcome: Option<&Outcome>) -> Self {
        Self {
            seq: one.seq,
            edits: one.edits.clone(),
            by: one.by.clone(),
            made_at: one.made_at,
            undone_at: one.undone_at,
            state: match outcome {
                None => "undone",
                Some(Outcome::Applied) => "applied",
                Some(Outcome::Partly(_)) => "partly",
                Some(Outcome::Lost(_)) => "lost",
            },
        }
    }
}

/// An act to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NewAct {
    /// The count of the board that the caller knows. What others changed since is held against the act.
    count: i64,
    /// What to do, as in `edits.toml`.
    edits: Vec<Edit>,
}

/// How often the board was changed by now.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Counted {
    /// The count; of an act also its number.
    count: i64,
}

/// Areas to be published.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Publishing {
    /// Their keys.
    areas: Vec<String>,
}

/// A published area.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PublishedEntry {
    /// Short key.
    key: String,
    /// German name.
    name: String,
    /// English name.
    name_en: String,
    /// What it is about.
    description: String,
    /// Needs that stood behind it.
    needs: u32,
    /// Towns and counties among them.
    towns: u32,
    /// When it was published.
    #[schema(value_type = String, format = DateTime)]
    published_at: jiff::Timestamp,
}

fn suggestion(one: Suggestion) -> BoardSuggestion {
    match one {
        Suggestion::Group { name, needs, .. } => {
            BoardSuggestion { kind: "group", edits: vec![Edit::Create { name, needs: needs.clone() }], needs }
        }
        Suggestion::Same { needs, .. } => BoardSuggestion {
            kind: "same",
            edits: vec![Edit::Join { needs: needs.clone() }, Edit::Apart { needs: needs.clone() }],
            needs,
        },
        Suggestion::Close { need, areas } => {
            let only = |areas: &[&str]| Edit::Move {
                need: need.clone(),
                areas: areas.iter().map(ToString::to_string).collect(),
            };
            let (a, b) = (areas[0].key.as_str(), areas[1].key.as_str());
            BoardSuggestion {
                kind: "close",
                edits: vec![only(&[a]), only(&[b]), only(&[a, b])],
                needs: vec![need],
            }
        }
    }
}

/// The board of a round as it stands.
#[utoipa::path(get, path = "/rounds/{slug}/board", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = BoardEntry)))]
async fn board(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<BoardEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let standing = Standing::of(&mut *visitor.read().await?, &slug).await?;
    let board = &standing.board;
    let weights = board.weights();
    let parts = shares(&weights, &Measure::ALL);
    let areas = standing
        .areas()
        .iter()
        .zip(weights.iter().zip(parts))
        .map(|(area, (weight, parts))| BoardArea {
            key: area.key.clone(),
            name: area.name.clone(),
            name_en: area.name_en.clone(),
            description: area.description.clone(),
            is_proposed: area.is_proposed,
            needs: weight.needs,
            towns: weight.towns,
            inhabitants: weight.inhabitants,
            relevance: weight.relevance,
            weight: parts.iter().sum(),
        })
        .collect();
    let grouped = board.grouped();
    let needs = board
        .needs
        .iter()
        .enumerate()
        .map(|(place, need)| BoardNeed {
            label: need.id.clone(),
            areas: board.areas_of(place).into_iter().map(str::to_owned).collect(),
            words: grouped.belongs[place].first().map(|first| first.words.clone()).unwrap_or_default(),
            by_hand: grouped.by_hand[place],
            aside: grouped.set_aside.iter().find(|one| one.need_id == need.id).map(|one| one.reason.clone()),
            alike: standing.alike(place).into_iter().map(str::to_owned).collect(),
        })
        .collect();
    let suggestions = board.suggestions().into_iter().map(suggestion).collect();
    Ok(Json(BoardEntry { count: standing.count, areas, needs, suggestions }))
}

/// The acts on the board, in the order in which they are replayed.
#[utoipa::path(get, path = "/rounds/{slug}/board/edits", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<ActEntry>)))]
async fn edits(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<ActEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let standing = Standing::of(&mut *visitor.read().await?, &slug).await?;
    let log = &standing.board.log;
    let acts = log.iter().zip(&standing.board.outcomes);
    Ok(Json(page.cut(acts, |(one, outcome)| ActEntry::of(one, outcome.as_ref()))))
}

fn conflict(detail: &str, seqs: &[i64]) -> ApiError {
    let mut problem = Problem::new(StatusCode::CONFLICT, detail);
    for seq in seqs {
        problem = problem.at("", format!("act {seq}"));
    }
    problem.into()
}

/// Makes an act. Refused where others changed the same thing since `count`; the answer names their acts.
#[utoipa::path(post, path = "/rounds/{slug}/board/edits", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = NewAct, responses((status = 200, body = Counted), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn act(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(new): ApiBody<NewAct>,
) -> Result<Json<Counted>, ApiError> {
    let person = policy::may_work(&visitor)?.person;
    let mut problem = Problem::values(Vec::new());
    for (place, edit) in new.edits.iter().enumerate() {
        if let Some(what) = wrong(edit) {
            problem = problem.at(format!("/edits/{place}"), what);
        }
    }
    if !problem.errors.is_empty() {
        return Err(problem.into());
    }
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    advance(&mut change, round.id).await?;
    let standing = Standing::of_round(&mut change, round).await?;
    match take(&mut change, &standing, new.count, new.edits, Some(person)).await? {
        Taken::Done(count) => {
            change.commit(record("area.edited", &standing, count)).await?;
            Ok(Json(Counted { count }))
        }
        Taken::Nothing => Ok(Json(Counted { count: standing.count - 1 })),
        Taken::Refused(seqs) => Err(conflict("others changed the same thing meanwhile", &seqs)),
        Taken::Wrong(_, key) => Err(Problem::values(Vec::new()).at("/edits", visitor.text(key)?).into()),
    }
}

/// What cannot be in an act, whatever the board.
fn wrong(edit: &Edit) -> Option<&'static str> {
    let is_long = |text: &String, most: usize| text.chars().count() > most;
    match edit {
        Edit::Move { areas, .. } if areas.len() > MOST_AREAS => Some("a need is in three areas at most"),
        Edit::Join { needs } | Edit::Apart { needs } if needs.len() < 2 => Some("name two needs or more"),
        Edit::Create { name, .. } | Edit::Split { name, .. } | Edit::Rename { name, .. }
            if name.trim().is_empty() || is_long(name, 80) =>
        {
            Some("a name has 1 to 80 characters")
        }
        Edit::Rename { name_en, .. } if is_long(name_en, 80) => Some("a name has 1 to 80 characters"),
        Edit::Describe { description, .. } if is_long(description, 2_000) => {
            Some("a description has 2000 characters at most")
        }
        Edit::Merge { from, .. } if from.is_empty() => Some("name an area that ends"),
        Edit::Split { needs, .. } if needs.is_empty() => Some("name the needs that go over"),
        _ => None,
    }
}

/// Takes an act back; doing so again changes nothing. Refused where later acts depend on it; the answer names them.
#[utoipa::path(post, path = "/rounds/{slug}/board/edits/{seq}/reversal", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("seq" = i64, Path)), responses((status = 200, body = Counted), (status = 409, body = Problem)))]
async fn undo(visitor: Visitor, Path(path): Path<(String, i64)>) -> Result<Json<Counted>, ApiError> {
    turned(&visitor, path, true).await
}

/// Does an act again that was taken back.
#[utoipa::path(post, path = "/rounds/{slug}/board/edits/{seq}/return", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("seq" = i64, Path)), responses((status = 200, body = Counted), (status = 409, body = Problem)))]
async fn redo(visitor: Visitor, Path(path): Path<(String, i64)>) -> Result<Json<Counted>, ApiError> {
    turned(&visitor, path, false).await
}

async fn turned(
    visitor: &Visitor,
    (slug, seq): (String, i64),
    is_undo: bool,
) -> Result<Json<Counted>, ApiError> {
    let person: Id = policy::may_work(visitor)?.person;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    advance(&mut change, round.id).await?;
    let standing = Standing::of_round(&mut change, round).await?;
    match turn(&mut change, &standing, seq, is_undo, Some(person)).await? {
        Turned::Done => {
            let action = if is_undo { "area.edit-undone" } else { "area.edit-redone" };
            change.commit(record(action, &standing, seq)).await?;
            Ok(Json(Counted { count: standing.count }))
        }
        Turned::Nothing => Ok(Json(Counted { count: standing.count - 1 })),
        Turned::Held(seqs) => Err(conflict("these acts would no longer fit", &seqs)),
    }
}

/// The published areas of a round.
#[utoipa::path(get, path = "/rounds/{slug}/areas/publication", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = Vec<PublishedEntry>)))]
async fn published(
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Json<Vec<PublishedEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let areas = list_published(&mut view, round.id).await?.into_iter();
    Ok(Json(
        areas
            .map(|area| PublishedEntry {
                key: area.key,
                name: area.name,
                name_en: area.name_en,
                description: area.description,
                needs: area.needs,
                towns: area.towns,
                published_at: area.published_at,
            })
            .collect(),
    ))
}

/// Publishes these areas in the place of those published before.
#[utoipa::path(put, path = "/rounds/{slug}/areas/publication", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = Publishing, responses((status = 204), (status = 422, body = Problem)))]
async fn publish(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(new): ApiBody<Publishing>,
) -> Result<StatusCode, ApiError> {
    let person = policy::may_work(&visitor)?.person;
    let mut change = visitor.change().await?;
    let standing = Standing::of(&mut change, &slug).await?;
    if put(&mut change, &standing, &new.areas, Some(person)).await? == 0 {
        return Err(Problem::values(Vec::new()).at("/areas", "none of these areas has a need").into());
    }
    change.commit(published_record(&standing, &new.areas)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the published areas back.
#[utoipa::path(delete, path = "/rounds/{slug}/areas/publication", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), responses((status = 204)))]
async fn withdraw(visitor: Visitor, Path(slug): Path<String>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    if take_back(&mut change, &round).await? {
        change.commit(Record::new("areas.withdrawn", round.id)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
