//! What the office does about one supplier's invitation and about one targeted call, in the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::Id;
use rathaus_web::api::{ApiBody, ApiError, mistake, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::pages::calls::{self, Written};
use crate::pages::suppliers::at;
use crate::pages::suppliers::one::{
    Contact, Moved, Withdrawn, add_contact, move_to, stop_contact, take_back, write_again,
};
use crate::policy;
use crate::store::supplier_invitation::contact::{SupplierContact, list_supplier_contacts};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(contacts, add_one))
        .routes(routes!(stop_one))
        .routes(routes!(mail))
        .routes(routes!(deadline))
        .routes(routes!(withdraw))
        .routes(routes!(change_call))
        .routes(routes!(close_call))
}

/// Whom an invitation of a supplier reaches.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SupplierContactEntry {
    /// The id.
    #[schema(value_type = String)]
    id: Id,
    /// The address.
    email: String,
    /// The name; may be empty.
    name: String,
    /// What the person does there; may be empty.
    function: String,
    /// When it was added.
    #[schema(value_type = String)]
    added_at: Timestamp,
    /// When it was taken off.
    #[schema(value_type = Option<String>)]
    stopped_at: Option<Timestamp>,
}

impl From<SupplierContact> for SupplierContactEntry {
    fn from(one: SupplierContact) -> Self {
        Self {
            id: one.id,
            email: one.email,
            name: one.name,
            function: one.function,
            added_at: one.added_at,
            stopped_at: one.stopped_at,
        }
    }
}

/// A contact to be added.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SupplierContactNew {
    /// The address.
    email: String,
    /// The name.
    #[serde(default)]
    #[schema(max_length = 120)]
    name: String,
    /// What the person does there.
    #[serde(default)]
    #[schema(max_length = 120)]
    function: String,
}

/// Another last day.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct DeadlineMoved {
    /// The day.
    #[schema(value_type = String, format = Date)]
    deadline: Date,
    /// The edition that was read.
    edition: i64,
}

/// Why an invitation is taken back.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationWithdrawn {
    /// The reason.
    #[schema(min_length = 3, max_length = 1000)]
    reason: String,
    /// Whether the supplier gets a mail.
    #[serde(default)]
    mail: bool,
}

/// How many mails were written.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MailsSent {
    /// The number.
    mails: usize,
}

/// A call as it shall be.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct CallWritten {
    /// Its title.
    #[schema(min_length = 5, max_length = 160)]
    title: String,
    /// Its text; drafted where it is empty.
    #[serde(default)]
    #[schema(max_length = 8000)]
    words: String,
    /// Last day for offers.
    #[schema(value_type = String, format = Date)]
    ends: Date,
    /// Labels of the needs it is for.
    #[serde(default)]
    need: Vec<String>,
    /// Keys of areas all of whose uncovered needs it is for.
    #[serde(default)]
    area: Vec<String>,
    /// The edition that was read.
    edition: i64,
}

/// The contacts of a supplier's invitation.
#[utoipa::path(get, path = "/rounds/{slug}/suppliers/{id}/contacts", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = [SupplierContactEntry])))]
async fn contacts(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<Vec<SupplierContactEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let (_, invitation) = at(&mut view, &slug, &id).await?;
    let all = list_supplier_contacts(&mut view, invitation.id).await?;
    Ok(Json(all.into_iter().map(SupplierContactEntry::from).collect()))
}

/// Adds a contact, or completes one that is there.
#[utoipa::path(post, path = "/rounds/{slug}/suppliers/{id}/contacts", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = SupplierContactNew, responses((status = 204)))]
async fn add_one(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<SupplierContactNew>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let contact: Contact = read_form(&visitor, &sent)?;
    add_contact(&visitor, &slug, &id, &contact).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a contact off: it gets no mail and its links open nothing.
#[utoipa::path(delete, path = "/rounds/{slug}/suppliers/{id}/contacts/{contact}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("contact" = String, Path)), responses((status = 204)))]
async fn stop_one(
    visitor: Visitor,
    Path((slug, id, contact)): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let contact: Id = contact.parse().map_err(|_| PageError::NotFound)?;
    stop_contact(&visitor, &slug, &id, contact).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes the invitation to all contacts, for the first time or once more; at most once a minute.
#[utoipa::path(post, path = "/rounds/{slug}/suppliers/{id}/mails", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = MailsSent)))]
async fn mail(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<MailsSent>, ApiError> {
    Ok(Json(MailsSent { mails: write_again(&visitor, &slug, &id).await? }))
}

/// Sets another last day. Where somebody was faster, or the invitation waits for nothing, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}/suppliers/{id}/deadline", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = DeadlineMoved, responses((status = 204)))]
async fn deadline(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<DeadlineMoved>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let moved: Moved = read_form(&visitor, &sent)?;
    match move_to(&visitor, &slug, &id, &moved).await? {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(("", key)) => Err(PageError::Conflict(key).into()),
        Err((field, key)) => Err(mistake(&visitor, field, key)),
    }
}

/// Takes an invitation back with a reason.
#[utoipa::path(post, path = "/rounds/{slug}/suppliers/{id}/withdrawal", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = InvitationWithdrawn, responses((status = 200, body = MailsSent)))]
async fn withdraw(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<InvitationWithdrawn>,
) -> Result<Json<MailsSent>, ApiError> {
    policy::may_work(&visitor)?;
    let withdrawn: Withdrawn = read_form(&visitor, &sent)?;
    Ok(Json(MailsSent { mails: take_back(&visitor, &slug, &id, &withdrawn).await? }))
}

/// Changes a targeted call. Where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}/calls/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = CallWritten, responses((status = 204)))]
async fn change_call(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<CallWritten>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let written: Written = read_form(&visitor, &sent)?;
    match calls::change_to(&visitor, &slug, &id, written).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(PageError::Conflict("suppliers-mistake-edition").into()),
    }
}

/// Closes a targeted call; doing so again changes nothing.
#[utoipa::path(post, path = "/rounds/{slug}/calls/{id}/closure", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn close_call(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    calls::end(&visitor, &slug, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
