//! Offers in the JSON API as their suppliers see them: drafts, submitting, files, answers to the office's questions.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use rathaus_store::{Id, Record};
use rathaus_web::api::{
    ApiBody, ApiError, ApiFile, ApiPage, IdempotencyKey, ListOf, mistake, mistakes, read_form,
};
use rathaus_web::{App, Fields, FromForm, PageError, Reader, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use super::offers::{FileEntry, OfferEntry, QuestionEntry, file_answer};
use crate::pages::supply::{self, Answered, Written, files};
use crate::publiccode::{self, PubliccodeNote};
use crate::store::offer::file::list_files;
use crate::store::offer::{
    KeptOffer, OfferState, OfferText, answer_question, find_offer, insert_draft_as, list_offers_of,
    list_questions, submit, update_text,
};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(offers, begin))
        .routes(routes!(offer, change, remove))
        .routes(routes!(hand_in, take_back))
        .routes(routes!(answer))
        .routes(routes!(add_file))
        .routes(routes!(file, remove_file))
        .routes(routes!(areas))
        .routes(routes!(read_publiccode))
}

/// What a supplier writes about an offer.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferWritten {
    /// Product and what it is.
    #[schema(min_length = 3, max_length = 160)]
    title: String,
    /// One sentence.
    #[serde(default)]
    #[schema(max_length = 400)]
    summary: String,
    /// Several sentences.
    #[serde(default)]
    #[schema(max_length = 8000)]
    description: String,
    /// How it runs.
    #[serde(default)]
    #[schema(max_length = 200)]
    deployment: String,
    /// Where it runs.
    #[serde(default)]
    #[schema(max_length = 200)]
    hosting: String,
    /// Certificates, separated by semicolons.
    #[serde(default)]
    #[schema(max_length = 600)]
    certificates: String,
    /// Standards and interfaces, separated by semicolons.
    #[serde(default)]
    #[schema(max_length = 600)]
    standards: String,
    /// The price in the supplier's words.
    #[serde(default)]
    #[schema(max_length = 1000)]
    price_model: String,
    /// Who uses it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    references: String,
    /// The firm, where one speaks for several.
    #[schema(value_type = Option<String>)]
    firm: Option<Id>,
    /// The edition that was read; needed to change an offer.
    edition: Option<i64>,
}

/// An offer with what belongs to it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OwnOffer {
    /// The offer.
    offer: OfferEntry,
    /// What the office asked.
    questions: Vec<QuestionEntry>,
    /// Its files.
    files: Vec<FileEntry>,
}

/// An answer to a question of the office.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = QuestionAnswer)]
#[serde(deny_unknown_fields)]
struct SupplierAnswer {
    /// In the supplier's words.
    #[schema(min_length = 1, max_length = 4000)]
    answer: String,
}

/// An area of action that an offer touches.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TouchedArea {
    /// Short key.
    key: String,
    /// German name.
    name: String,
    /// English name.
    name_en: String,
    /// The words that decided it.
    words: Vec<String>,
}

/// What stood in a `publiccode.yml`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PubliccodeRead {
    /// What an offer would take from it; nothing is saved.
    #[schema(value_type = Object)]
    offer: OfferText,
    /// What is odd about it.
    notes: Vec<PubliccodeNote>,
}

/// The offers of the firms that one speaks for, drafts too.
#[utoipa::path(get, path = "/supply/{slug}/offers", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<OfferEntry>)))]
async fn offers(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<OfferEntry>>, ApiError> {
    let seats = supply::seats(&visitor)?;
    let mut view = visitor.read().await?;
    let round = supply::seen(&visitor, &mut view, &slug).await?;
    let mut all = Vec::new();
    for seat in seats {
        all.extend(list_offers_of(&mut view, round.id, seat.organisation).await?);
    }
    Ok(Json(page.cut(all, OfferEntry::own)))
}

/// Begins an offer as a draft. The same `Idempotency-Key` again gives the same draft.
#[utoipa::path(post, path = "/supply/{slug}/offers", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), IdempotencyKey), request_body = OfferWritten, responses((status = 200, description = "Begun before", body = OfferEntry), (status = 201, body = OfferEntry)))]
async fn begin(
    visitor: Visitor,
    Path(slug): Path<String>,
    once: IdempotencyKey,
    ApiBody(sent): ApiBody<OfferWritten>,
) -> Result<(StatusCode, Json<OfferEntry>), ApiError> {
    let seats = supply::seats(&visitor)?;
    let mut change = visitor.change().await?;
    let round = supply::seen(&visitor, &mut change, &slug).await?;
    if !supply::is_open(&visitor, &round) {
        return Err(PageError::Conflict("supply-closed").into());
    }
    let written: Written = read_form(&visitor, &sent)?;
    let firm = match written.firm {
        Some(firm) => seats.iter().find(|seat| seat.organisation == firm).ok_or(PageError::Forbidden)?,
        None => seats.first().ok_or(PageError::Forbidden)?,
    };
    let id = once.id(&visitor, &format!("offer {slug}"));
    if let Some(before) = find_offer(&mut change, id).await? {
        return Ok((StatusCode::OK, Json(OfferEntry::own(before))));
    }
    insert_draft_as(&mut change, id, round.id, firm.organisation, &written.text).await?;
    let offer = find_offer(&mut change, id).await?.ok_or(PageError::NotFound)?;
    change.commit(Record::new("offer.begun", id)).await?;
    Ok((StatusCode::CREATED, Json(OfferEntry::own(offer))))
}

/// One of one's own offers, with questions and files.
#[utoipa::path(get, path = "/supply/{slug}/offers/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = OwnOffer)))]
async fn offer(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<OwnOffer>, ApiError> {
    let mut view = visitor.read().await?;
    let (_, offer) = supply::own(&visitor, &mut view, &slug, &id).await?;
    let questions = list_questions(&mut view, offer.id).await?;
    let files = list_files(&mut view, offer.id).await?;
    Ok(Json(OwnOffer {
        offer: OfferEntry::own(offer),
        questions: questions.into_iter().map(QuestionEntry::from).collect(),
        files: files.into_iter().map(FileEntry::from).collect(),
    }))
}

/// Changes an offer. `edition` is the one that was read; where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/supply/{slug}/offers/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = OfferWritten, responses((status = 200, body = OfferEntry)))]
async fn change(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<OfferWritten>,
) -> Result<Json<OfferEntry>, ApiError> {
    let mut change = visitor.change().await?;
    let (round, offer) = supply::own(&visitor, &mut change, &slug, &id).await?;
    if !supply::is_open(&visitor, &round) {
        return Err(PageError::Conflict("supply-closed").into());
    }
    let written: Written = read_form(&visitor, &sent)?;
    if sent.edition.is_none() {
        return Err(mistake(&visitor, "edition", "form-required"));
    }
    if offer.state == OfferState::Submitted && written.is_short() {
        return Err(mistake(&visitor, "", "supply-mistake-short"));
    }
    if !update_text(&mut change, offer.id, written.edition, &written.text).await? {
        return Err(PageError::Conflict("supply-mistake-edition").into());
    }
    let offer = find_offer(&mut change, offer.id).await?.ok_or(PageError::NotFound)?;
    change.commit(Record::new("offer.changed", offer.id)).await?;
    Ok(Json(OfferEntry::own(offer)))
}

/// Deletes a draft that was never submitted, with its files.
#[utoipa::path(delete, path = "/supply/{slug}/offers/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    supply::removal(&visitor, &slug, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a kept offer says enough to be submitted, by the rules of the form.
fn complete(visitor: &Visitor, offer: &KeptOffer) -> Result<(), ApiError> {
    let mut values = serde_json::to_value(&offer.text).map_err(PageError::fault)?;
    values["do"] = "submit".into();
    read_form::<Written>(visitor, &values).map(|_| ())
}

/// Submits an offer as it is kept; doing so again changes nothing.
#[utoipa::path(put, path = "/supply/{slug}/offers/{id}/submission", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = OfferEntry)))]
async fn hand_in(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<OfferEntry>, ApiError> {
    let mut change = visitor.change().await?;
    let (round, offer) = supply::own(&visitor, &mut change, &slug, &id).await?;
    if offer.state == OfferState::Submitted {
        return Ok(Json(OfferEntry::own(offer)));
    }
    if !supply::is_open(&visitor, &round) {
        return Err(PageError::Conflict("supply-closed").into());
    }
    complete(&visitor, &offer)?;
    submit(&mut change, &offer).await?;
    let offer = find_offer(&mut change, offer.id).await?.ok_or(PageError::NotFound)?;
    change.commit(Record::new("offer.submitted", offer.id)).await?;
    Ok(Json(OfferEntry::own(offer)))
}

/// Withdraws an offer; its files are deleted. Doing so again changes nothing.
#[utoipa::path(delete, path = "/supply/{slug}/offers/{id}/submission", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn take_back(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    supply::withdrawal(&visitor, &slug, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers a question of the office, in the place of an earlier answer.
#[utoipa::path(put, path = "/supply/{slug}/offers/{id}/questions/{question}/answer", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("question" = String, Path)), request_body = SupplierAnswer, responses((status = 204)))]
async fn answer(
    visitor: Visitor,
    Path((slug, id, question)): Path<(String, String, String)>,
    ApiBody(sent): ApiBody<SupplierAnswer>,
) -> Result<StatusCode, ApiError> {
    let mut change = visitor.change().await?;
    let (_, offer) = supply::own(&visitor, &mut change, &slug, &id).await?;
    let question: Id = question.parse().map_err(|_| PageError::NotFound)?;
    let answered: Answered = read_form(&visitor, &sent)?;
    if !answer_question(&mut change, offer.id, question, &answered.answer).await? {
        return Err(PageError::NotFound.into());
    }
    change.commit(Record::new("offer.answered", offer.id).with("question", question)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The title of a file, by the rules of the form.
struct FileTitle(String);

impl FromForm for FileTitle {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("title", 2..=120).map(Self)
    }
}

/// Adds a file: PDF, picture, text or office document, at most 20 MB.
#[utoipa::path(post, path = "/supply/{slug}/offers/{id}/files", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("name" = String, Query, description = "What the file is called, as in preise.pdf"), ("title" = String, Query, description = "What is in it, 2 to 120 characters")), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = FileEntry)))]
async fn add_file(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiFile(file): ApiFile,
) -> Result<(StatusCode, Json<FileEntry>), ApiError> {
    let (_, offer) = supply::own(&visitor, &mut *visitor.read().await?, &slug, &id).await?;
    let query = Fields::from_query(visitor.query());
    let sent = serde_json::json!({"title": query.first("title").unwrap_or_default()});
    let FileTitle(title) = read_form(&visitor, &sent)?;
    let added = files::take_in(&visitor, &slug, &id, &title, file).await?;
    let added = added.map_err(|wrong| mistakes(&visitor, &[wrong]))?;
    let all = list_files(&mut *visitor.read().await?, offer.id).await?;
    let entry = all.into_iter().find(|one| one.id == added).ok_or(PageError::NotFound)?;
    Ok((StatusCode::CREATED, Json(FileEntry::from(entry))))
}

/// The bytes of a file of one's own offer.
#[utoipa::path(get, path = "/supply/{slug}/offers/{id}/files/{file}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("file" = String, Path)), responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn file(
    visitor: Visitor,
    Path((slug, id, file)): Path<(String, String, String)>,
) -> Result<Response, ApiError> {
    let (_, offer) = supply::own(&visitor, &mut *visitor.read().await?, &slug, &id).await?;
    file_answer(&visitor, &offer, &file).await
}

/// Deletes a file of one's own offer.
#[utoipa::path(delete, path = "/supply/{slug}/offers/{id}/files/{file}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("file" = String, Path)), responses((status = 204)))]
async fn remove_file(
    visitor: Visitor,
    Path((slug, id, file)): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    files::removal(&visitor, &slug, &id, &file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The areas of the call that some words touch, the nearest first.
#[utoipa::path(get, path = "/supply/{slug}/areas", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("q" = Option<String>, Query, description = "The words of an offer")), responses((status = 200, body = [TouchedArea])))]
async fn areas(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<Vec<TouchedArea>>, ApiError> {
    supply::seats(&visitor)?;
    let mut view = visitor.read().await?;
    let round = supply::seen(&visitor, &mut view, &slug).await?;
    let query = Fields::from_query(visitor.query());
    let description: String = query.first("q").unwrap_or_default().chars().take(8_000).collect();
    let text = OfferText { description, ..OfferText::default() };
    let found = supply::areas_of(&mut view, &round, text).await?;
    let entry = |one: crate::touched::Touched| TouchedArea {
        key: one.key,
        name: one.name,
        name_en: one.name_en,
        words: one.words,
    };
    Ok(Json(found.into_iter().map(entry).collect()))
}

/// Reads a `publiccode.yml` for an offer; nothing is saved.
#[utoipa::path(post, path = "/supply/publiccode", tag = "forum", security(("token" = ["forum:write"])), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = PubliccodeRead)))]
async fn read_publiccode(visitor: Visitor, ApiFile(file): ApiFile) -> Result<Json<PubliccodeRead>, ApiError> {
    supply::seats(&visitor)?;
    let found = publiccode::read(&file.bytes);
    let notes = publiccode::say(&visitor, &found.notes)?;
    Ok(Json(PubliccodeRead { offer: found.text, notes }))
}
