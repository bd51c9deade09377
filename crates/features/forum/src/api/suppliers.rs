//! Invitations of suppliers, letters to them and targeted calls in the JSON API.

use axum::Json;
use axum::extract::Path;
use jiff::civil::Date;
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, IdempotencyKey, ListOf, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::pages::calls::publish_to;
use crate::pages::plan::reading::Reading;
use crate::pages::round::round_of;
use crate::pages::suppliers::mailing::send_group;
use crate::pages::suppliers::take_next;
use crate::policy;
use crate::store::supplier_invitation::{
    Because, Reply, SupplierInvitation, SupplierState, answer, find_supplier_invitation,
    list_supplier_invitations,
};
use crate::store::supplier_letter::{LetterKind, list_letters};
use crate::store::targeted_call::{CallState, CallText, TargetedCall, find_call, insert_call, list_calls};
use crate::supplying::next_best;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(invitations))
        .routes(routes!(next, invite_next))
        .routes(routes!(mailing))
        .routes(routes!(reply))
        .routes(routes!(letters))
        .routes(routes!(calls, begin))
        .routes(routes!(publish))
}

/// An invitation of a supplier.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SupplierEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The supplier's name.
    supplier: String,
    /// The offer's label.
    offer: String,
    /// The offer's title.
    title: String,
    /// How it stands.
    state: SupplierState,
    /// Last day to answer.
    #[schema(value_type = Option<String>, format = Date)]
    deadline: Option<Date>,
    /// What the supplier says to its answer.
    reason: String,
    /// The invitation it stepped in for.
    #[schema(value_type = Option<String>)]
    instead_of: Option<Id>,
    /// Why.
    because: Option<Because>,
    /// Rises with every change.
    edition: i64,
}

impl From<SupplierInvitation> for SupplierEntry {
    fn from(one: SupplierInvitation) -> Self {
        Self {
            id: one.id,
            supplier: one.supplier,
            offer: one.offer_label,
            title: one.offer_title,
            state: one.state,
            deadline: one.deadline,
            reason: one.reason,
            instead_of: one.instead_of,
            because: one.because,
            edition: one.edition,
        }
    }
}

/// The invitations of suppliers to a round.
#[utoipa::path(get, path = "/rounds/{slug}/suppliers", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<SupplierEntry>)))]
async fn invitations(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<SupplierEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_supplier_invitations(&mut view, round.id).await?;
    Ok(Json(page.cut(all, SupplierEntry::from)))
}

/// Who comes next for a free place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct NextEntry {
    /// The offer's label; nothing where no place is free or nobody is left.
    offer: Option<String>,
    /// The supplier's name.
    supplier: Option<String>,
    /// Why.
    because: Option<Because>,
}

/// The next best offer for a place that became free.
#[utoipa::path(get, path = "/rounds/{slug}/suppliers/next", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = NextEntry)))]
async fn next(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<NextEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let found = next_best(&mut view, &round).await?;
    Ok(Json(match found {
        Some(next) => NextEntry {
            offer: next.offer.label,
            supplier: Some(next.offer.supplier),
            because: Some(next.because),
        },
        None => NextEntry { offer: None, supplier: None, because: None },
    }))
}

/// The offer to invite.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NextOffer {
    /// Its label, as the next best was told.
    offer: String,
}

/// What was sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SupplierSent {
    /// Mails.
    mails: usize,
    /// Suppliers that nobody could be written to.
    silent: usize,
}

/// Invites the next best offer.
#[utoipa::path(post, path = "/rounds/{slug}/suppliers/next", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = NextOffer, responses((status = 200, body = SupplierSent), (status = 409, body = Problem)))]
async fn invite_next(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(next): ApiBody<NextOffer>,
) -> Result<Json<SupplierSent>, ApiError> {
    policy::may_work(&visitor)?;
    let taken = take_next(&visitor, &slug, &next.offer, None).await?;
    let (_, mails) = taken.ok_or(PageError::Conflict("suppliers-next-changed"))?;
    Ok(Json(SupplierSent { mails, silent: usize::from(mails == 0) }))
}

/// A mailing: `invitation`, `reminder` or `refusal`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct SupplierMailing {
    /// To whom.
    kind: LetterKind,
}

/// Sends to all that wait for it. With an `Idempotency-Key` a repeated request reaches nobody twice.
#[utoipa::path(post, path = "/rounds/{slug}/suppliers/mailing", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = SupplierMailing, responses((status = 200, body = SupplierSent)))]
async fn mailing(
    visitor: Visitor,
    Path(slug): Path<String>,
    key: IdempotencyKey,
    ApiBody(mailing): ApiBody<SupplierMailing>,
) -> Result<Json<SupplierSent>, ApiError> {
    policy::may_work(&visitor)?;
    if !matches!(mailing.kind, LetterKind::Invitation | LetterKind::Reminder | LetterKind::Refusal) {
        return Err(Problem::values(Vec::new()).at("/kind", "invitation, reminder or refusal").into());
    }
    let key = key.0.map_or_else(|| Id::new(visitor.now()), |key| Id::of_name(&key));
    let (mails, silent) = send_group(&visitor, &slug, mailing.kind, key).await?;
    Ok(Json(SupplierSent { mails, silent }))
}

/// What a supplier answered.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct SupplierAnswer {
    /// `accepted` or `declined`.
    reply: Reply,
    /// Its words.
    #[serde(default)]
    reason: String,
}

/// Notes a supplier's answer, by the office or by who speaks for the supplier.
#[utoipa::path(post, path = "/rounds/{slug}/suppliers/{id}/answer", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = SupplierAnswer, responses((status = 200, body = SupplierEntry), (status = 409, body = Problem)))]
async fn reply(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(answered): ApiBody<SupplierAnswer>,
) -> Result<Json<SupplierEntry>, ApiError> {
    let signed = visitor.person()?.clone();
    visitor.scope_allows(policy::WRITE)?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    if answered.reason.chars().count() > 1_000 {
        return Err(Problem::values(Vec::new()).at("/reason", "at most 1,000 characters").into());
    }
    let mut change = visitor.change().await?;
    let is_office = policy::may_work(&visitor).is_ok();
    let round = round_of(&mut change, &slug).await?;
    let found = find_supplier_invitation(&mut change, id).await?.filter(|one| one.round == round.id);
    let found = found.filter(|one| {
        is_office || one.invited_at.is_some() && policy::seat_of(&signed, one.organisation).is_some()
    });
    let found = match found {
        Some(found) => found,
        None if signed.seats.is_empty() && !is_office => return Err(PageError::Forbidden.into()),
        None => return Err(PageError::NotFound.into()),
    };
    let is_late = found.deadline.is_some_and(|day| day < crate::model::correspondence::day_of(visitor.now()));
    if !is_office && is_late && answered.reply == Reply::Accepted && found.state != SupplierState::Invited {
        return Err(PageError::Conflict("selected-closed").into());
    }
    if !answer(&mut change, found.id, answered.reply, &answered.reason, &signed.name).await? {
        return Err(PageError::Conflict("suppliers-not-open").into());
    }
    let fresh = find_supplier_invitation(&mut change, id).await?.ok_or(PageError::NotFound)?;
    let action = match answered.reply {
        Reply::Accepted => "supplier.accepted",
        Reply::Declined => "supplier.declined",
    };
    change.commit(Record::new(action, id)).await?;
    Ok(Json(SupplierEntry::from(fresh)))
}

/// A mail to a supplier.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SupplierLetterEntry {
    /// When it was caused.
    #[schema(value_type = String)]
    at: jiff::Timestamp,
    /// Why.
    kind: LetterKind,
    /// The supplier's name.
    supplier: String,
    /// To which address.
    email: String,
    /// Its subject.
    subject: String,
    /// Its words.
    words: String,
}

/// Who was told what when.
#[utoipa::path(get, path = "/rounds/{slug}/suppliers/letters", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<SupplierLetterEntry>)))]
async fn letters(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<SupplierLetterEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_letters(&mut view, round.id).await?;
    let entry = |one: crate::store::supplier_letter::SupplierLetter| SupplierLetterEntry {
        at: one.sent_at,
        kind: one.kind,
        supplier: one.supplier,
        email: one.email,
        subject: one.subject,
        words: one.words,
    };
    Ok(Json(page.cut(all, entry)))
}

/// A targeted call.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CallEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// Its title.
    title: String,
    /// Its text.
    words: String,
    /// Labels of the needs it is for.
    needs: Vec<String>,
    /// Last day for offers.
    #[schema(value_type = String, format = Date)]
    ends: Date,
    /// How it stands.
    state: CallState,
    /// Rises with every change.
    edition: i64,
}

impl From<TargetedCall> for CallEntry {
    fn from(one: TargetedCall) -> Self {
        Self {
            id: one.id,
            title: one.title,
            words: one.words,
            needs: one.needs,
            ends: one.ends,
            state: one.state,
            edition: one.edition,
        }
    }
}

/// The targeted calls of a round.
#[utoipa::path(get, path = "/rounds/{slug}/calls", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<CallEntry>)))]
async fn calls(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<CallEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = list_calls(&mut view, round.id).await?;
    Ok(Json(page.cut(all, CallEntry::from)))
}

/// A call to be begun as a draft.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct NewCall {
    /// Its title, 5 to 160 characters.
    title: String,
    /// Its text.
    words: String,
    /// Labels of the needs it is for.
    needs: Vec<String>,
    /// Last day for offers.
    #[schema(value_type = String, format = Date)]
    ends: Date,
}

/// Begins a targeted call as a draft.
#[utoipa::path(post, path = "/rounds/{slug}/calls", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = NewCall, responses((status = 200, body = CallEntry), (status = 422, body = Problem)))]
async fn begin(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(new): ApiBody<NewCall>,
) -> Result<Json<CallEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let reading = Reading::of(&mut change, &slug).await?;
    let mut problem = Problem::values(Vec::new());
    if !(5..=160).contains(&new.title.trim().chars().count()) {
        problem = problem.at("/title", "5 to 160 characters");
    }
    if new.words.trim().is_empty() || new.words.chars().count() > 8_000 {
        problem = problem.at("/words", "1 to 8,000 characters");
    }
    if new.needs.is_empty() || new.needs.len() > 200 || new.needs.iter().any(|id| reading.need(id).is_none())
    {
        problem = problem.at("/needs", "1 to 200 labels of needs of this round");
    }
    if !problem.errors.is_empty() {
        return Err(problem.into());
    }
    let text = CallText {
        title: new.title.trim().to_owned(),
        words: new.words.trim().to_owned(),
        needs: new.needs,
        ends: new.ends,
    };
    let id = insert_call(&mut change, reading.id(), &text).await?;
    let call = find_call(&mut change, reading.id(), id).await?.ok_or(PageError::NotFound)?;
    change.commit(Record::new("call.begun", id).with("needs", &text.needs)).await?;
    Ok(Json(CallEntry::from(call)))
}

/// To whom a call is sent.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct CallPublication {
    /// Ids of suppliers; only those whose offers come close are written to.
    #[schema(value_type = Vec<String>)]
    suppliers: Vec<Id>,
}

/// Publishes a call, if it is a draft, and sends it.
#[utoipa::path(post, path = "/rounds/{slug}/calls/{id}/publication", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = CallPublication, responses((status = 200, body = SupplierSent), (status = 409, body = Problem)))]
async fn publish(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(publication): ApiBody<CallPublication>,
) -> Result<Json<SupplierSent>, ApiError> {
    policy::may_work(&visitor)?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let mut view = visitor.read().await?;
    let reading = Reading::of(&mut view, &slug).await?;
    let call = find_call(&mut view, reading.id(), id).await?.ok_or(PageError::NotFound)?;
    drop(view);
    let mails = publish_to(&visitor, &reading, &call, &publication.suppliers, call.ends).await?;
    Ok(Json(SupplierSent { mails, silent: 0 }))
}
