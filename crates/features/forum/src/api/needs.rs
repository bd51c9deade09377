//! Needs in the JSON API: the list, handing in a town's answer, seconding.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use rathaus_procedure::store::{
    Assurance, Save, Saved, Submission, Submitted, begin_draft, correct, current_submission, find_draft,
    find_live, save_page, submit,
};
use rathaus_procedure::{Answers, Definition, Mistake};
use rathaus_store::{Change, Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, IdempotencyKey, ListOf, Problem, mistake, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::pages::answer::question::Said;
use crate::pages::answer::similar::second_for;
use crate::pages::answer::{Answering, holder, take_needs};
use crate::pages::needs::one as need_pages;
use crate::pages::round::round_of;
use crate::policy::{self, WRITE, seat_of};
use crate::store::invitation::find_invitation_of;
use crate::store::need::{KeptNeed, list_needs};
use crate::store::question::{Question, answer_question, find_question, list_questions};
use crate::survey::ensure_survey;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(needs))
        .routes(routes!(need))
        .routes(routes!(hand_in))
        .routes(routes!(second, take_back))
        .routes(routes!(ask))
        .routes(routes!(questions))
        .routes(routes!(answer))
}

/// A need.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct NeedEntry {
    /// Its name in the round, as in `N012`.
    label: String,
    /// The body's id.
    #[schema(value_type = String)]
    organisation: Id,
    /// The body's name.
    organisation_name: String,
    /// The body's official key.
    ags: Option<String>,
    /// Part of the administration.
    part: String,
    /// Its title.
    title: String,
    /// In the town's own words.
    description: String,
    /// 1 (would be nice) to 4 (very pressing), 0 where it was not asked.
    relevance: u8,
    /// By when.
    horizon: String,
    /// Software in use.
    existing_software: String,
    /// What a solution must comply with.
    constraints: String,
    /// The citizens' gain.
    citizen_benefit: String,
    /// Whether the procedure needs to be as it is.
    necessity: String,
    /// What could be dropped.
    simpler: String,
    /// Whether other towns may see it.
    is_shared: bool,
    /// Whether it may be published with the town's name.
    is_public: bool,
    /// How many other bodies second it.
    seconders: u32,
}

impl NeedEntry {
    fn of(need: KeptNeed) -> Self {
        Self {
            label: need.label,
            organisation: need.organisation,
            organisation_name: need.organisation_name,
            ags: need.ags.map(|ags| ags.to_string()),
            part: need.written.part,
            title: need.written.title,
            description: need.written.description,
            relevance: need.written.relevance,
            horizon: need.written.horizon,
            existing_software: need.written.existing_software,
            constraints: need.written.constraints,
            citizen_benefit: need.written.citizen_benefit,
            necessity: need.written.necessity,
            simpler: need.written.simpler,
            is_shared: need.written.is_shared,
            is_public: need.written.is_public,
            seconders: need.seconders,
        }
    }
}

/// A question about a need.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct NeedQuestion {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The id of the body that is asked.
    #[schema(value_type = String)]
    organisation: Id,
    /// What is asked.
    question: String,
    /// Who asks.
    asked_by: String,
    /// When.
    #[schema(value_type = String)]
    asked_at: Timestamp,
    /// What the town says.
    answer: Option<String>,
    /// When.
    #[schema(value_type = Option<String>)]
    answered_at: Option<Timestamp>,
}

impl From<Question> for NeedQuestion {
    fn from(one: Question) -> Self {
        Self {
            id: one.id,
            organisation: one.organisation,
            question: one.words,
            asked_by: one.asked_by,
            asked_at: one.asked_at,
            answer: one.answer,
            answered_at: one.answered_at,
        }
    }
}

/// A question to a town.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TownQuestion {
    /// What is asked.
    #[schema(min_length = 5, max_length = 2000)]
    question: String,
}

/// What the town says.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TownAnswer {
    /// In its own words.
    #[schema(min_length = 1, max_length = 4000)]
    answer: String,
}

/// The answer of a body.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAnswer {
    /// The body's id.
    #[schema(value_type = String)]
    organisation: Id,
    /// The answers by the ids of the survey's fields, as in `docs/form.schema.json`.
    #[schema(value_type = Object)]
    answers: Answers,
}

/// What became of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Receipt {
    /// The number of the receipt.
    receipt: String,
    /// How many needs stand in it.
    needs: usize,
}

/// The needs of a round that stand in current answers.
#[utoipa::path(get, path = "/rounds/{slug}/needs", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<NeedEntry>)))]
async fn needs(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<NeedEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_needs(&mut view, round.id).await?;
    Ok(Json(page.cut(all, NeedEntry::of)))
}

/// One need.
#[utoipa::path(get, path = "/rounds/{slug}/needs/{label}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("label" = String, Path)), responses((status = 200, body = NeedEntry)))]
async fn need(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
) -> Result<Json<NeedEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let (_, need) = need_pages::at(&mut *visitor.read().await?, &slug, &label).await?;
    Ok(Json(NeedEntry::of(need)))
}

/// Asks a town about its need; all its contacts get a mail. Refused where nobody would read it.
#[utoipa::path(post, path = "/rounds/{slug}/needs/{label}/questions", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), request_body = TownQuestion, responses((status = 201, body = NeedQuestion)))]
async fn ask(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    ApiBody(sent): ApiBody<TownQuestion>,
) -> Result<(StatusCode, Json<NeedQuestion>), ApiError> {
    let asked_by = policy::may_work(&visitor)?.name.clone();
    let (round, need) = need_pages::at(&mut *visitor.read().await?, &slug, &label).await?;
    let need_pages::Asked(words) = read_form(&visitor, &sent)?;
    let id = need_pages::asked(&visitor, &round, &need, words, asked_by).await?;
    let id = id.ok_or_else(|| mistake(&visitor, "question", "needs-question-nobody"))?;
    let question = find_question(&mut *visitor.read().await?, id, need.organisation).await?;
    Ok((StatusCode::CREATED, Json(question.ok_or(PageError::NotFound)?.into())))
}

/// What was asked about needs, the newest first.
#[utoipa::path(get, path = "/rounds/{slug}/questions", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<NeedQuestion>)))]
async fn questions(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<NeedQuestion>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_questions(&mut view, round.id).await?;
    Ok(Json(page.cut(all, NeedQuestion::from)))
}

/// Answers a question for the body that was asked, in the place of an earlier answer.
#[utoipa::path(put, path = "/rounds/{slug}/questions/{id}/answer", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = TownAnswer, responses((status = 204)))]
async fn answer(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<TownAnswer>,
) -> Result<StatusCode, ApiError> {
    let signed = visitor.person()?;
    visitor.scope_allows(WRITE)?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let all = list_questions(&mut change, round.id).await?;
    let question = all.into_iter().find(|one| one.id == id && seat_of(signed, one.organisation).is_some());
    let question = question.ok_or(PageError::NotFound)?;
    let Said(said) = read_form(&visitor, &sent)?;
    answer_question(&mut change, question.id, &said, &signed.name).await?;
    change.commit(Record::new("need.question-answered", question.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who answers for a body: its representative, or the office on its behalf.
async fn answering(visitor: &Visitor, slug: &str, body: Id) -> Result<Answering, ApiError> {
    let signed = visitor.person()?;
    visitor.scope_allows(WRITE)?;
    if seat_of(signed, body).is_none() {
        policy::may_work(visitor)?;
    }
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, slug).await?;
    let invitation = find_invitation_of(&mut view, round.id, body).await?.ok_or(PageError::NotFound)?;
    Ok(Answering {
        base: String::new(),
        round,
        invitation,
        actor: visitor.actor(),
        by: signed.name.clone(),
        name: signed.name.clone(),
        email: signed.email.clone(),
        assurance: Assurance::Person,
        invited: None,
    })
}

fn wrong(visitor: &Visitor, definition: &Definition, mistakes: &[Mistake]) -> Problem {
    let mut problem = Problem::values(Vec::new());
    for mistake in mistakes {
        let field = definition.field(&mistake.place.id);
        let label =
            field.map_or_else(String::new, |standing| standing.field.label.get(visitor.lang()).to_owned());
        let place = mistake.place.input_name();
        let pointer = place.trim_start_matches("f.").trim_start_matches("g.").replace('.', "/");
        problem = problem.at(format!("/answers/{pointer}"), format!("{label}: {}", mistake.what.key()));
    }
    problem
}

/// Hands a body's answers in, in place of what it handed in before. With an `Idempotency-Key` a repeated request gives
/// the same receipt. Refused while somebody is filling in the form of the same body.
#[utoipa::path(post, path = "/rounds/{slug}/answers", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = NewAnswer, responses((status = 200, body = Receipt)))]
async fn hand_in(
    visitor: Visitor,
    Path(slug): Path<String>,
    key: IdempotencyKey,
    ApiBody(new): ApiBody<NewAnswer>,
) -> Result<Json<Receipt>, ApiError> {
    let answering = answering(&visitor, &slug, new.organisation).await?;
    if !answering.is_open(&visitor) {
        return Err(PageError::Conflict("answer-closed").into());
    }
    let mut change = visitor.change().await?;
    let key = key.0.unwrap_or_else(|| Id::new(visitor.now()).to_string());
    let submitted = put_in(&mut change, &answering, &new.answers, &key).await?;
    let (submission, is_new) = match submitted {
        Submitted::New(submission) => (submission, true),
        Submitted::Before(submission) => (submission, false),
        Submitted::Mistakes(mistakes) => {
            let form = ensure_survey(&mut change, &answering.round).await?;
            let live = find_live(&mut change, &form).await?.ok_or(PageError::NotFound)?;
            return Err(wrong(&visitor, &live.definition, &mistakes).into());
        }
        _ => return Err(PageError::Conflict("answer-draft-there").into()),
    };
    let receipt = submission.receipt();
    let needs = if is_new {
        let needs = take_needs(&mut change, &answering.invitation, &submission).await?;
        let record = Record::new("answer.submitted", submission.id).with("round", answering.round.id);
        change.commit(record).await?;
        needs
    } else {
        written(&mut change, &submission).await?
    };
    Ok(Json(Receipt { receipt, needs }))
}

async fn written(change: &mut Change, submission: &Submission) -> Result<usize, ApiError> {
    let version = rathaus_procedure::store::find_version(change, submission.version).await?;
    let definition = version.ok_or(PageError::NotFound)?.definition;
    Ok(crate::survey::needs(&definition, &submission.answers).len())
}

/// Goes the way of a person: a draft, or a correction of what is there, filled and handed in.
async fn put_in(
    change: &mut Change,
    answering: &Answering,
    answers: &Answers,
    key: &str,
) -> Result<Submitted, ApiError> {
    let form = ensure_survey(change, &answering.round).await?;
    let live = find_live(change, &form).await?.ok_or(PageError::NotFound)?;
    let holder = holder(answering.invitation.id);
    if find_draft(change, live.form, &holder).await?.is_some() {
        return Err(PageError::Conflict("answer-draft-there").into());
    }
    let draft = match current_submission(change, live.form, &holder).await? {
        Some(_) => correct(change, live.form, &holder, Some(&live)).await?,
        None => Some(begin_draft(change, &live, &holder, &Answers::new()).await?),
    };
    let mut draft = draft.ok_or(PageError::Conflict("answer-draft-there"))?;
    for page in &live.definition.pages {
        let save = Save {
            draft: draft.id,
            page: page.id.as_str(),
            answers,
            edition: draft.edition,
            sheet: "api",
            by: &answering.by,
        };
        match save_page(change, &live.definition, save).await? {
            Saved::Saved(saved) => draft = saved,
            _ => return Err(PageError::Conflict("answer-draft-there").into()),
        }
    }
    Ok(submit(change, draft.id, draft.edition, &holder, live.form, key, answering.assurance).await?)
}

/// Seconds a shared need for a body; doing so again changes nothing.
#[utoipa::path(put, path = "/rounds/{slug}/needs/{label}/secondings/{organisation}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path), ("organisation" = String, Path)), responses((status = 204)))]
async fn second(
    visitor: Visitor,
    Path(path): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    seconding(&visitor, path, false).await
}

/// Takes a seconding back.
#[utoipa::path(delete, path = "/rounds/{slug}/needs/{label}/secondings/{organisation}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path), ("organisation" = String, Path)), responses((status = 204)))]
async fn take_back(
    visitor: Visitor,
    Path(path): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    seconding(&visitor, path, true).await
}

async fn seconding(
    visitor: &Visitor,
    (slug, label, organisation): (String, String, String),
    undo: bool,
) -> Result<StatusCode, ApiError> {
    let body: Id = organisation.parse().map_err(|_| PageError::NotFound)?;
    let answering = answering(visitor, &slug, body).await?;
    second_for(visitor, &answering, &label, undo).await?;
    Ok(StatusCode::NO_CONTENT)
}
