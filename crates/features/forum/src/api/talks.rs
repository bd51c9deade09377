//! The plan of talks, its changes on the day and what came of it in the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_core::Span;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::model::talk::{Clash, Draft, Placed, Proof, Step, TalkState};
use crate::model::talk_note::{Because, Outcome};
use crate::pages::feedback::lines;
use crate::pages::replan::{find, open_again, record as replanned, time_of};
use crate::pages::talks::one::{Place, Refused, put, turn};
use crate::pages::talks::publication::{publish_draft, record};
use crate::pages::talks::rules::{Rules, edited};
use crate::pages::talks::{begin, ground_of};
use crate::policy;
use crate::replanning::{Applied, Preview, Refusal, Upset, apply};
use crate::store::talk_note::list_feedback;
use crate::talking::{Ground, moving};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(talks, add_talk))
        .routes(routes!(move_talk, take_out))
        .routes(routes!(lock, unlock))
        .routes(routes!(set_rules))
        .routes(routes!(open))
        .routes(routes!(compute))
        .routes(routes!(publish))
        .routes(routes!(replan))
        .routes(routes!(notes))
        .routes(routes!(feedback))
}

/// A talk of the draft or of what was published.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TalkEntry {
    /// Its id, as calendars know it.
    #[schema(value_type = String)]
    id: Id,
    /// One side: a registration's name in the round.
    a: String,
    /// The other side.
    b: String,
    /// When, as in `14:00-14:15`.
    span: String,
    /// Table, counted from 1.
    table: u32,
    /// Whether it stays when the plan is computed again; of the draft.
    is_locked: bool,
    /// How it stands; of what was published.
    state: Option<TalkState>,
    /// Rises with every change; of what was published.
    sequence: Option<i64>,
}

/// The plan of talks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TalksBody {
    /// Rises with every change of draft or publication.
    edition: i64,
    /// Most talks that times, tables and limits allow.
    ceiling: Option<usize>,
    /// What the engine proved of the draft when it was computed.
    proof: Option<Proof>,
    /// Changes by hand since then.
    changes: usize,
    /// Why the last attempt gave no draft, in German.
    refusal: Option<String>,
    /// When talks were last published.
    #[schema(value_type = Option<String>)]
    published_at: Option<jiff::Timestamp>,
    /// What publishing the draft would change.
    pending: usize,
    /// The draft.
    draft: Vec<TalkEntry>,
    /// What was published, talks that were taken out, too.
    published: Vec<TalkEntry>,
}

fn label(ground: &Ground, id: Id) -> String {
    ground.registration(id).map(|one| one.label.clone()).unwrap_or_default()
}

fn drafted(ground: &Ground, talk: &Placed) -> TalkEntry {
    TalkEntry {
        id: talk.id,
        a: label(ground, talk.a),
        b: label(ground, talk.b),
        span: talk.span.to_string(),
        table: talk.table,
        is_locked: talk.is_locked,
        state: None,
        sequence: None,
    }
}

fn body(ground: &Ground) -> TalksBody {
    let draft = ground.plan.draft.as_ref();
    TalksBody {
        edition: ground.plan.edition,
        ceiling: draft.map(|draft| draft.ceiling),
        proof: draft.map(|draft| draft.proof),
        changes: draft.map_or(0, |draft| draft.changes),
        refusal: ground.plan.refusal.clone(),
        published_at: ground.plan.published_at,
        pending: ground.pending().len(),
        draft: draft
            .map(|draft| draft.talks.iter().map(|talk| drafted(ground, talk)).collect())
            .unwrap_or_default(),
        published: ground
            .talks
            .iter()
            .map(|talk| TalkEntry {
                id: talk.id,
                a: label(ground, talk.a),
                b: label(ground, talk.b),
                span: talk.span.to_string(),
                table: talk.table,
                is_locked: false,
                state: Some(talk.state),
                sequence: Some(talk.sequence),
            })
            .collect(),
    }
}

/// The plan of talks: draft and what was published.
#[utoipa::path(get, path = "/rounds/{slug}/talks", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = TalksBody)))]
async fn talks(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<TalksBody>, ApiError> {
    policy::may_read(&visitor)?;
    let ground = ground_of(&mut *visitor.read().await?, &slug).await?;
    Ok(Json(body(&ground)))
}

/// Has the draft computed; asked again while it is being made changes nothing.
#[utoipa::path(post, path = "/rounds/{slug}/talks/computation", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), responses((status = 202)))]
async fn compute(visitor: Visitor, Path(slug): Path<String>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    begin(&visitor, &slug).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A place for a talk.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct PlaceBody {
    /// The edition that was read.
    edition: i64,
    /// One side, for a talk that comes in.
    #[serde(default)]
    a: String,
    /// The other side, for a talk that comes in.
    #[serde(default)]
    b: String,
    /// When, as in `14:00-14:15`.
    span: String,
    /// Table; the lowest that is free where it is missing.
    #[serde(default)]
    table: Option<u32>,
}

/// A talk at its new place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PlacedBody {
    /// The talk.
    talk: TalkEntry,
    /// What about its place does not fit what was said: `away`, `never`, `window`, `twice`.
    warnings: Vec<&'static str>,
}

async fn place(
    visitor: &Visitor,
    slug: &str,
    id: Option<Id>,
    sent: PlaceBody,
) -> Result<Json<PlacedBody>, ApiError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let ground = ground_of(&mut change, slug).await?;
    let Ok(span) = sent.span.parse::<Span>() else {
        return Err(Problem::values(Vec::new()).at("/span", "as in 14:00-14:15").into());
    };
    let side = |label: &str| ground.labelled(label).map(|one| one.id);
    let sides = side(&sent.a).zip(side(&sent.b));
    if id.is_none() && sides.is_none_or(|(a, b)| a == b) {
        return Err(Problem::values(Vec::new()).at("/a", "a and b: two registrations").into());
    }
    let wanted = Place { id, sides, span, table: sent.table, edition: sent.edition };
    match put(&mut change, &ground, wanted).await? {
        Ok((talk, found)) => {
            let record = Record::new("talk.placed", talk.id)
                .with("span", talk.span.to_string())
                .with("table", talk.table);
            change.commit(record).await?;
            let warnings = found.iter().map(Clash::word).collect();
            Ok(Json(PlacedBody { talk: drafted(&ground, &talk), warnings }))
        }
        Err(Refused::Stale) => Err(PageError::Conflict("talks-changed-elsewhere").into()),
        Err(Refused::Held) => Err(PageError::Conflict("talks-mistake-held").into()),
        Err(Refused::Unknown(name)) => {
            Err(Problem::values(Vec::new()).at(format!("/{name}"), "none of the round's").into())
        }
        Err(Refused::Clashes(found)) => {
            let words: Vec<&str> = found.iter().map(Clash::word).collect();
            Err(Problem::values(Vec::new()).at("/span", words.join(", ")).into())
        }
    }
}

/// Adds a talk to the draft.
#[utoipa::path(post, path = "/rounds/{slug}/talks", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = PlaceBody, responses((status = 200, body = PlacedBody), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_talk(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<PlaceBody>,
) -> Result<Json<PlacedBody>, ApiError> {
    place(&visitor, &slug, None, sent).await
}

/// Moves a talk of the draft.
#[utoipa::path(put, path = "/rounds/{slug}/talks/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = PlaceBody, responses((status = 200, body = PlacedBody), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn move_talk(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<PlaceBody>,
) -> Result<Json<PlacedBody>, ApiError> {
    policy::may_work(&visitor)?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    place(&visitor, &slug, Some(id), sent).await
}

/// Takes a talk out of the draft; one that was held stays.
#[utoipa::path(delete, path = "/rounds/{slug}/talks/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
async fn take_out(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let edition = ground_of(&mut *visitor.read().await?, &slug).await.map(|ground| ground.plan.edition);
    turn(&visitor, &slug, &id, edition.ok(), "talk.taken-out", moving::take_out).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The edition that was read.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct EditionBody {
    /// The edition.
    edition: i64,
}

/// Fixes a talk of the draft where it is: computing again leaves it there.
#[utoipa::path(put, path = "/rounds/{slug}/talks/{id}/lock", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = EditionBody, responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn lock(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<EditionBody>,
) -> Result<StatusCode, ApiError> {
    let set = |draft: &Draft, id| moving::lock(draft, id, true);
    turn(&visitor, &slug, &id, Some(sent.edition), "talk.locked", set).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a talk go: computing again may move it.
#[utoipa::path(delete, path = "/rounds/{slug}/talks/{id}/lock", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = EditionBody, responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn unlock(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<EditionBody>,
) -> Result<StatusCode, ApiError> {
    let set = |draft: &Draft, id| moving::lock(draft, id, false);
    turn(&visitor, &slug, &id, Some(sent.edition), "talk.unlocked", set).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Times, tables and limits of the talks.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
struct RulesBody {
    /// The round's edition that was read.
    edition: i64,
    /// The first talk begins, as in `14:00`.
    start: String,
    /// The last talk has ended.
    end: String,
    /// Minutes of a talk.
    length: u16,
    /// Minutes between two talks.
    pause: u16,
    /// How many tables.
    tables: usize,
    /// Fewest talks of each body.
    least: u32,
    /// Most talks of each body.
    #[serde(default)]
    most: Option<u32>,
    /// Most talks in a row.
    #[serde(default)]
    in_a_row: Option<u32>,
}

/// Sets times, tables and limits of the talks. The draft stays until it is computed again.
#[utoipa::path(put, path = "/rounds/{slug}/talk-rules", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = RulesBody, responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn set_rules(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<RulesBody>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let rules: Rules = read_form(&visitor, &sent)?;
    match edited(&visitor, &slug, rules).await? {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(_) => Err(PageError::Conflict("round-mistake-edition").into()),
    }
}

/// Opens a table again that was closed on the day.
#[utoipa::path(delete, path = "/rounds/{slug}/closed-tables/{table}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("table" = u32, Path)), responses((status = 204)))]
async fn open(visitor: Visitor, Path((slug, table)): Path<(String, u32)>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    open_again(&visitor, &slug, table).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What happened to a talk.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct StepEntry {
    /// `added`, `moved`, `table` or `cancelled`.
    turn: &'static str,
    /// The talk's id.
    #[schema(value_type = String)]
    id: Id,
    /// One side.
    a: String,
    /// The other side.
    b: String,
    /// When, as in `14:00-14:15`.
    span: String,
    /// At which table.
    table: u32,
    /// When it was before.
    was: Option<String>,
}

fn steps(ground: &Ground, steps: &[Step]) -> Vec<StepEntry> {
    steps
        .iter()
        .map(|step| StepEntry {
            turn: step.turn.word(),
            id: step.talk.id,
            a: label(ground, step.talk.a),
            b: label(ground, step.talk.b),
            span: step.talk.span.to_string(),
            table: step.talk.table,
            was: step.was.map(|span| span.to_string()),
        })
        .collect()
}

/// Publishes the draft and tells everybody concerned.
#[utoipa::path(post, path = "/rounds/{slug}/talks/publication", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = EditionBody, responses((status = 200, body = Vec<StepEntry>), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn publish(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<EditionBody>,
) -> Result<Json<Vec<StepEntry>>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let ground = ground_of(&mut change, &slug).await?;
    let found = publish_draft(&mut change, &ground, sent.edition).await?;
    let found = found.ok_or(PageError::Conflict("talks-changed-elsewhere"))?;
    change.commit(record(ground.round.id, &found)).await?;
    Ok(Json(steps(&ground, &found)))
}

/// What happened on the day.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct ReplanBody {
    /// Who or what. Registrations by their ids.
    #[serde(default)]
    upsets: Vec<Upset>,
    /// Whether pairs who both wish to talk get times that become free.
    #[serde(default)]
    fills: bool,
    /// The digest of the preview that shall be applied; nothing is applied without it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    digest: Option<Id>,
}

/// What changes, or changed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ReplanAnswer {
    /// Whether it was applied.
    is_applied: bool,
    /// Talks that lose their place, and how many at least have to.
    dropped: usize,
    /// No plan drops fewer.
    dropped_bound: usize,
    /// Talks that go to another time.
    moved: usize,
    /// No plan that drops no more moves fewer.
    moved_bound: usize,
    /// Whether both are proven to be the fewest.
    is_proven: bool,
    /// What happens to each talk.
    steps: Vec<StepEntry>,
    /// Names this answer.
    #[schema(value_type = String)]
    digest: Id,
}

fn answer(ground: &Ground, found: &Preview, is_applied: bool) -> ReplanAnswer {
    ReplanAnswer {
        is_applied,
        dropped: found.dropped,
        dropped_bound: found.dropped_bound,
        moved: found.moved,
        moved_bound: found.moved_bound,
        is_proven: found.is_proven,
        steps: steps(ground, &found.steps),
        digest: found.digest,
    }
}

fn refused(refusal: &Refusal) -> ApiError {
    Problem::values(Vec::new()).at("/upsets", refusal.to_string()).into()
}

/// The plan after changes on the day with as few moves as possible: shown, and with its digest applied.
#[utoipa::path(post, path = "/rounds/{slug}/talks/replan", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = ReplanBody, responses((status = 200, body = ReplanAnswer), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn replan(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<ReplanBody>,
) -> Result<Json<ReplanAnswer>, ApiError> {
    policy::may_work(&visitor)?;
    let Some(digest) = sent.digest else {
        let ground = ground_of(&mut *visitor.read().await?, &slug).await?;
        let found = find(&ground, &sent.upsets, time_of(&visitor, &ground), sent.fills).await?;
        return match found {
            Ok(found) => Ok(Json(answer(&ground, &found, false))),
            Err(refusal) => Err(refused(&refusal)),
        };
    };
    let mut change = visitor.change().await?;
    let ground = ground_of(&mut change, &slug).await?;
    let now = time_of(&visitor, &ground);
    match apply(&mut change, &ground, &sent.upsets, now, sent.fills, digest).await? {
        Ok(Applied::Done(found)) => {
            change.commit(replanned(ground.round.id, &found, &sent.upsets)).await?;
            Ok(Json(answer(&ground, &found, true)))
        }
        Ok(Applied::Stale(_)) => Err(PageError::Conflict("replan-stale").into()),
        Err(refusal) => Err(refused(&refusal)),
    }
}

/// What a side noted about a talk. Words it keeps for itself are not among it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct NoteEntry {
    /// The talk's id.
    #[schema(value_type = String)]
    talk: Id,
    /// Whose note.
    side: String,
    /// With whom.
    other: String,
    /// What came out.
    outcome: Option<Outcome>,
    /// Why nothing.
    reason: Option<Because>,
    /// The line for both sides.
    words: String,
    /// Whether the other side sees the contact.
    shares_contact: bool,
}

/// What both sides noted about the talks.
#[utoipa::path(get, path = "/rounds/{slug}/talks/notes", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<NoteEntry>)))]
async fn notes(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<NoteEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = crate::pages::round::round_of(&mut view, &slug).await?;
    let (all, _) = lines(&mut view, round.id).await?;
    Ok(Json(page.cut(all, |line| NoteEntry {
        talk: line.talk,
        side: line.side,
        other: line.other,
        outcome: line.outcome.parse().ok(),
        reason: line.reason.parse().ok(),
        words: line.words,
        shares_contact: line.shares_contact,
    })))
}

/// What somebody says about the day, without their name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct FeedbackEntry {
    /// The day, 1 to 5.
    day: Option<u8>,
    /// The talks, 1 to 5.
    talks: Option<u8>,
    /// Whether they come again: `yes`, `maybe`, `no`.
    again: Option<&'static str>,
    /// What was good.
    good: String,
    /// What could be better.
    better: String,
}

/// What people say about the day.
#[utoipa::path(get, path = "/rounds/{slug}/feedback", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<FeedbackEntry>)))]
async fn feedback(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<FeedbackEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = crate::pages::round::round_of(&mut view, &slug).await?;
    let all = list_feedback(&mut view, round.id).await?;
    Ok(Json(page.cut(all, |one| FeedbackEntry {
        day: one.said.day,
        talks: one.said.talks,
        again: one.said.again.map(|again| again.word()),
        good: one.said.good,
        better: one.said.better,
    })))
}
