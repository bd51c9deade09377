//! Offers in the JSON API as the office sees them: what came in, questions to suppliers, setting aside.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use rathaus_store::Id;
use rathaus_web::api::{ApiBody, ApiError, ApiPage, IdempotencyKey, ListOf, read_form};
use rathaus_web::uploads::download;
use rathaus_web::{App, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::pages::offers::{self, Aside, Asked, standing};
use crate::pages::round::round_of;
use crate::pages::supply::files;
use crate::policy;
use crate::store::offer::file::{OfferFile, list_files};
use crate::store::offer::{KeptOffer, Question, list_offers, list_questions, list_waiting};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(ask))
        .routes(routes!(put_aside, take_back))
        .routes(routes!(file))
}

/// An offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct OfferEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// Its name in the round, as in `O01`, once it was submitted.
    label: Option<String>,
    /// The supplier.
    supplier: String,
    /// The supplier's website.
    website: Option<String>,
    /// Product and what it is.
    title: String,
    /// One sentence.
    summary: String,
    /// Several sentences.
    description: String,
    /// How it runs.
    deployment: String,
    /// Where it runs.
    hosting: String,
    /// Certificates, separated by semicolons.
    certificates: String,
    /// Standards and interfaces, separated by semicolons.
    standards: String,
    /// The price in the supplier's words.
    price_model: String,
    /// Who uses it.
    references: String,
    /// `draft`, `submitted`, `asked` (a question is open), `aside` or `withdrawn`.
    state: &'static str,
    /// Why the office set it aside, for the office.
    aside_reason: Option<String>,
    /// Rises with every change.
    edition: i64,
    /// When its supplier last changed it.
    #[schema(value_type = String)]
    changed_at: Timestamp,
    /// When it was last submitted.
    #[schema(value_type = Option<String>)]
    submitted_at: Option<Timestamp>,
}

impl OfferEntry {
    fn of(offer: KeptOffer, is_waiting: bool) -> Self {
        Self {
            state: standing(&offer, is_waiting),
            id: offer.id,
            label: offer.label,
            supplier: offer.supplier,
            website: offer.website,
            title: offer.text.title,
            summary: offer.text.summary,
            description: offer.text.description,
            deployment: offer.text.deployment,
            hosting: offer.text.hosting,
            certificates: offer.text.certificates,
            standards: offer.text.standards,
            price_model: offer.text.price_model,
            references: offer.text.references,
            aside_reason: offer.aside_reason,
            edition: offer.edition,
            changed_at: offer.changed_at,
            submitted_at: offer.submitted_at,
        }
    }

    /// As its supplier sees it: the office's reasons are the office's.
    pub(super) fn own(offer: KeptOffer) -> Self {
        Self { aside_reason: None, ..Self::of(offer, false) }
    }
}

/// A question about an offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct QuestionEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// What is asked.
    question: String,
    /// When.
    #[schema(value_type = String)]
    asked_at: Timestamp,
    /// What the supplier says.
    answer: Option<String>,
    /// When.
    #[schema(value_type = Option<String>)]
    answered_at: Option<Timestamp>,
}

impl From<Question> for QuestionEntry {
    fn from(one: Question) -> Self {
        Self {
            id: one.id,
            question: one.question,
            asked_at: one.asked_at,
            answer: one.answer,
            answered_at: one.answered_at,
        }
    }
}

/// A file of an offer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct FileEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// What the supplier calls it.
    title: String,
    /// Its name.
    name: String,
    /// What it is, by what it holds.
    media_type: String,
    /// Bytes.
    size: u64,
    /// When it came.
    #[schema(value_type = String)]
    added_at: Timestamp,
}

impl From<OfferFile> for FileEntry {
    fn from(one: OfferFile) -> Self {
        Self {
            id: one.id,
            title: one.title,
            name: one.name,
            media_type: one.media_type,
            size: one.size,
            added_at: one.added_at,
        }
    }
}

/// The bytes of a file, whatever it is.
pub(super) async fn file_answer(
    visitor: &Visitor,
    offer: &KeptOffer,
    file: &str,
) -> Result<Response, ApiError> {
    let (found, bytes) = files::bytes_of(visitor, offer, file).await?;
    Ok(download(&found.name, "application/octet-stream", bytes)?)
}

/// An offer as the office sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OfferRead {
    /// The offer.
    offer: OfferEntry,
    /// What was asked about it.
    questions: Vec<QuestionEntry>,
    /// Its files.
    files: Vec<FileEntry>,
}

/// A question to a supplier.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewQuestion {
    /// What is asked.
    #[schema(min_length = 5, max_length = 2000)]
    question: String,
}

/// What became of a question.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct QuestionSent {
    /// How many people got it by mail now; 0 also where it was asked before.
    mails: usize,
}

/// Why an offer is set aside.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SetAside {
    /// The reason.
    #[schema(min_length = 3, max_length = 1000)]
    reason: String,
    /// Whether its supplier gets the reason by mail.
    #[serde(default)]
    mail: bool,
}

/// The offers that came in; drafts are not among them.
#[utoipa::path(get, path = "/rounds/{slug}/offers", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<OfferEntry>)))]
async fn list(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<OfferEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let waiting = list_waiting(&mut view, round.id).await?;
    let all = list_offers(&mut view, round.id).await?;
    let entry = |offer: KeptOffer| {
        let is_waiting = waiting.contains(&offer.id);
        OfferEntry::of(offer, is_waiting)
    };
    Ok(Json(page.cut(all, entry)))
}

/// One offer with its questions and files.
#[utoipa::path(get, path = "/rounds/{slug}/offers/{label}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("label" = String, Path)), responses((status = 200, body = OfferRead)))]
async fn one(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
) -> Result<Json<OfferRead>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let (_, offer) = offers::at(&mut view, &slug, &label).await?;
    let questions = list_questions(&mut view, offer.id).await?;
    let files = list_files(&mut view, offer.id).await?;
    let is_waiting = questions.iter().any(|one| one.answered_at.is_none());
    Ok(Json(OfferRead {
        offer: OfferEntry::of(offer, is_waiting),
        questions: questions.into_iter().map(QuestionEntry::from).collect(),
        files: files.into_iter().map(FileEntry::from).collect(),
    }))
}

/// Asks the supplier something; everybody who speaks for it gets a mail. The same `Idempotency-Key` again asks once.
#[utoipa::path(post, path = "/rounds/{slug}/offers/{label}/questions", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path), IdempotencyKey), request_body = NewQuestion, responses((status = 200, body = QuestionSent)))]
async fn ask(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    once: IdempotencyKey,
    ApiBody(sent): ApiBody<NewQuestion>,
) -> Result<Json<QuestionSent>, ApiError> {
    policy::may_work(&visitor)?;
    let asked: Asked = read_form(&visitor, &sent)?;
    let key = Some(once.id(&visitor, &format!("question {slug} {label}")));
    let sent = offers::question(&visitor, &slug, &label, &Asked { key, ..asked }).await?;
    Ok(Json(QuestionSent { mails: sent.map_or(0, |(_, mails)| mails) }))
}

/// Sets an offer aside: it counts no longer.
#[utoipa::path(put, path = "/rounds/{slug}/offers/{label}/aside", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), request_body = SetAside, responses((status = 204)))]
async fn put_aside(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    ApiBody(sent): ApiBody<SetAside>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let aside: Aside = read_form(&visitor, &sent)?;
    offers::aside(&visitor, &slug, &label, &aside).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets an offer count again.
#[utoipa::path(delete, path = "/rounds/{slug}/offers/{label}/aside", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), responses((status = 204)))]
async fn take_back(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    offers::counting(&visitor, &slug, &label).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bytes of a file of an offer.
#[utoipa::path(get, path = "/rounds/{slug}/offers/{label}/files/{file}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("label" = String, Path), ("file" = String, Path)), responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn file(
    visitor: Visitor,
    Path((slug, label, file)): Path<(String, String, String)>,
) -> Result<Response, ApiError> {
    policy::may_read(&visitor)?;
    let (_, offer) = offers::at(&mut *visitor.read().await?, &slug, &label).await?;
    file_answer(&visitor, &offer, &file).await
}
