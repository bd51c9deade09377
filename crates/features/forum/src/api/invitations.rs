//! Invitations in the JSON API: choosing bodies, contacts, letters, mailings.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_core::Ags;
use rathaus_store::{Id, Record, Session};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, IdempotencyKey, ListOf, Problem, mistake, read_form};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::input::contacts::MOST_LINES;
use crate::mailing::MOST_CONTACTS;
use crate::model::correspondence::{Correspondence, ReminderRule};
use crate::pages::invitations::mailing::{Letter, Sending, sent_out};
use crate::pages::invitations::one::{NewContact, Refusal, at, send_to};
use crate::pages::invitations::{Case, cases, invite};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::correspondence::{find_correspondence, save_correspondence};
use crate::store::invitation::contact::{
    Contact, Origin, ensure_contact, find_contact, list_contacts_of, stop_contact,
};
use crate::store::invitation::{
    Invitation, delete_listed, list_invitations, mark_declined, mark_taking_part, revoke_links,
};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(invitations, choose))
        .routes(routes!(one, remove))
        .routes(routes!(refuse, take_part))
        .routes(routes!(add_contact))
        .routes(routes!(stop))
        .routes(routes!(mail))
        .routes(routes!(import))
        .routes(routes!(letter, change_letter))
        .routes(routes!(send))
}

/// An invitation with what needs a hand.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct InvitationEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// The body's official key.
    #[schema(value_type = Option<String>)]
    ags: Option<Ags>,
    /// The body's name.
    name: String,
    /// Its inhabitants.
    inhabitants: u32,
    /// `listed`, `invited`, `opened`, `started`, `answered` or `declined`.
    state: &'static str,
    /// `no-contact`, `bounced`, `unsent`, `unanswered`, or nothing.
    trouble: Option<&'static str>,
    /// Active contacts.
    contacts: usize,
    /// Reminders so far.
    reminders: u32,
}

impl InvitationEntry {
    fn of(case: &Case) -> Self {
        Self {
            id: case.invitation.id,
            ags: case.invitation.ags,
            name: case.invitation.name.clone(),
            inhabitants: case.invitation.inhabitants,
            state: case.invitation.state.word(),
            trouble: case.trouble().map(|trouble| trouble.word()),
            contacts: case.contacts.iter().filter(|c| c.is_active()).count(),
            reminders: case.invitation.reminders,
        }
    }
}

/// Bodies to be chosen.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Chosen {
    /// Their official keys.
    ags: Vec<String>,
}

/// What was chosen.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Taken {
    /// How many are new in the round.
    taken: usize,
}

/// An invitation with its contacts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct InvitationRead {
    /// The invitation.
    invitation: InvitationEntry,
    /// Why the body does not take part, where it said so.
    reason: Option<String>,
    /// Whom it reaches.
    contacts: Vec<ContactEntry>,
}

/// Somebody who gets the mails of an invitation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ContactEntry {
    /// The id.
    #[schema(value_type = String)]
    id: Id,
    /// The address.
    email: String,
    /// The person's name; may be empty.
    name: String,
    /// `office`, `import`, `passed` or `earlier`.
    origin: &'static str,
    /// Whether mails go there.
    is_active: bool,
}

impl From<&Contact> for ContactEntry {
    fn from(contact: &Contact) -> Self {
        Self {
            id: contact.id,
            email: contact.email.clone(),
            name: contact.name.clone(),
            origin: contact.origin.word(),
            is_active: contact.is_active(),
        }
    }
}

/// A contact to be added.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactWritten {
    /// The address.
    #[schema(max_length = 254)]
    email: String,
    /// The person's name.
    #[serde(default)]
    #[schema(max_length = 120)]
    name: String,
    /// Whether the invitation is sent at once.
    #[serde(default)]
    send: bool,
}

/// Contacts of many bodies.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactList {
    /// The contacts.
    contacts: Vec<ContactOfBody>,
    /// Whether bodies that are not in the round yet are added to it.
    #[serde(default)]
    new: bool,
}

/// A contact of a body.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactOfBody {
    /// The body's official key.
    ags: String,
    /// The address.
    #[schema(max_length = 254)]
    email: String,
    /// The person's name.
    #[serde(default)]
    #[schema(max_length = 120)]
    name: String,
}

/// Why a body does not take part.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRefusal {
    /// In its words.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// The words of the mails and the rule of the reminders. Empty words stand for the shipped ones.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct LetterEntry {
    /// Rises with every change; 0 where nobody changed it.
    edition: i64,
    /// Subject of the invitation.
    #[serde(default)]
    #[schema(max_length = 150)]
    subject: String,
    /// Paragraphs of the invitation.
    #[serde(default)]
    #[schema(max_length = 4000)]
    text: String,
    /// Subject of a reminder.
    #[serde(default)]
    #[schema(max_length = 150)]
    reminder_subject: String,
    /// Paragraphs of a reminder.
    #[serde(default)]
    #[schema(max_length = 4000)]
    reminder_text: String,
    /// Where answers go.
    reply_to: Option<String>,
    /// Whether anybody is reminded.
    #[serde(default)]
    is_on: bool,
    /// Days without an answer since the last mail; 0 for no such reminder.
    #[schema(minimum = 0, maximum = 365)]
    after_days: u16,
    /// Days before the end of the survey; 0 for no such reminder.
    #[schema(minimum = 0, maximum = 365)]
    before_end_days: u16,
    /// Most reminders per body.
    #[schema(minimum = 0, maximum = 10)]
    most: u16,
}

impl LetterEntry {
    fn of(content: Correspondence, edition: i64) -> Self {
        let ReminderRule { is_on, after_days, before_end_days, most } = content.rule;
        Self {
            edition,
            subject: content.subject,
            text: content.text,
            reminder_subject: content.reminder_subject,
            reminder_text: content.reminder_text,
            reply_to: content.reply_to,
            is_on,
            after_days,
            before_end_days,
            most,
        }
    }
}

/// A mailing.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMailing {
    /// To whom.
    group: MailingGroup,
}

/// Who gets a mailing.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum MailingGroup {
    /// Chosen, reachable, nothing sent: the invitation.
    Unsent,
    /// Asked without an answer: a reminder.
    Unanswered,
}

/// To how many bodies something goes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Reached {
    /// Bodies.
    bodies: usize,
}

/// The invitations of a round.
#[utoipa::path(get, path = "/rounds/{slug}/invitations", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<InvitationEntry>)))]
async fn invitations(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<InvitationEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let cases = cases(&mut view, round.id).await?;
    Ok(Json(page.cut(&cases, InvitationEntry::of)))
}

/// Chooses towns and counties by their keys. Those already in the round are passed over; nothing is sent.
#[utoipa::path(post, path = "/rounds/{slug}/invitations", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = Chosen, responses((status = 200, body = Taken)))]
async fn choose(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(chosen): ApiBody<Chosen>,
) -> Result<Json<Taken>, ApiError> {
    policy::may_work(&visitor)?;
    let mut keys = BTreeSet::new();
    let mut wrong = Problem::values(Vec::new());
    for (place, text) in chosen.ags.iter().enumerate() {
        match text.parse::<Ags>() {
            Ok(key) => _ = keys.insert(key),
            Err(error) => wrong = wrong.at(format!("/ags/{place}"), error.to_string()),
        }
    }
    if !wrong.errors.is_empty() {
        return Err(wrong.into());
    }
    if keys.len() > 1_000 {
        return Err(PageError::TooLarge.into());
    }
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let taken = invite(&mut change, &round, &keys).await?.len();
    change.commit(Record::new("round.invitations-chosen", round.id).with("bodies", taken)).await?;
    Ok(Json(Taken { taken }))
}

/// One invitation with its contacts.
#[utoipa::path(get, path = "/rounds/{slug}/invitations/{id}", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 200, body = InvitationRead)))]
async fn one(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Json<InvitationRead>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let (round, invitation) = at(&mut view, &slug, &id).await?;
    let cases = cases(&mut view, round.id).await?;
    let case = cases.iter().find(|case| case.invitation.id == invitation.id).ok_or(PageError::NotFound)?;
    Ok(Json(InvitationRead {
        invitation: InvitationEntry::of(case),
        reason: invitation.reason,
        contacts: case.contacts.iter().map(ContactEntry::from).collect(),
    }))
}

/// Takes a body off the list to which nothing was sent.
#[utoipa::path(delete, path = "/rounds/{slug}/invitations/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    if !delete_listed(&mut change, invitation.id).await? {
        return Err(PageError::Conflict("invitations-sent-already").into());
    }
    change.commit(Record::new("invitation.removed", invitation.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes that a body does not take part.
#[utoipa::path(put, path = "/rounds/{slug}/invitations/{id}/refusal", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = NewRefusal, responses((status = 204)))]
async fn refuse(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<NewRefusal>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    let Refusal(reason) = read_form(&visitor, &sent)?;
    if !mark_declined(&mut change, invitation.id, &reason).await? {
        return Err(PageError::Conflict("invitations-answered-already").into());
    }
    change.commit(Record::new("invitation.declined", invitation.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes that a body takes part after all.
#[utoipa::path(delete, path = "/rounds/{slug}/invitations/{id}/refusal", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn take_part(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    mark_taking_part(&mut change, invitation.id).await?;
    change.commit(Record::new("invitation.taken-up", invitation.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a contact; one with the same address gets the name and is active again.
#[utoipa::path(post, path = "/rounds/{slug}/invitations/{id}/contacts", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = ContactWritten, responses((status = 200, body = ContactEntry)))]
async fn add_contact(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(sent): ApiBody<ContactWritten>,
) -> Result<Json<ContactEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, invitation) = at(&mut change, &slug, &id).await?;
    let new: NewContact = read_form(&visitor, &sent)?;
    let contacts = list_contacts_of(&mut change, invitation.id).await?;
    if contacts.iter().filter(|c| c.is_active()).count() >= MOST_CONTACTS {
        return Err(mistake(&visitor, "email", "mailing-too-many"));
    }
    let contact =
        ensure_contact(&mut change, round.id, invitation.id, &new.email, &new.name, Origin::Office).await?;
    let mailed = new.send && send_to(&visitor, &mut change, &round, &invitation, &contact).await?;
    let record = Record::new("invitation.contact-added", invitation.id).with("contact", contact.id);
    change.commit(record.with("mailed", mailed)).await?;
    Ok(Json(ContactEntry::from(&contact)))
}

/// The contact of an address, if it belongs to the invitation.
async fn contact_at(db: &mut Session, invitation: &Invitation, id: &str) -> Result<Contact, ApiError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let contact = find_contact(db, id).await?.filter(|contact| contact.invitation == invitation.id);
    Ok(contact.ok_or(PageError::NotFound)?)
}

/// Takes a contact off: no more mails go there, and its links end.
#[utoipa::path(delete, path = "/rounds/{slug}/invitations/{id}/contacts/{contact}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("contact" = String, Path)), responses((status = 204)))]
async fn stop(
    visitor: Visitor,
    Path((slug, id, contact)): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    let contact = contact_at(&mut change, &invitation, &contact).await?;
    stop_contact(&mut change, contact.id).await?;
    let revoked = revoke_links(&mut change, invitation.id, Some(&contact.email)).await?;
    let record = Record::new("invitation.contact-stopped", invitation.id).with("contact", contact.id);
    change.commit(record.with("links", revoked)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a contact its link, once a minute at most.
#[utoipa::path(post, path = "/rounds/{slug}/invitations/{id}/contacts/{contact}/mails", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path), ("contact" = String, Path)), responses((status = 204)))]
async fn mail(
    visitor: Visitor,
    Path((slug, id, contact)): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, invitation) = at(&mut change, &slug, &id).await?;
    let contact = contact_at(&mut change, &invitation, &contact).await?;
    send_to(&visitor, &mut change, &round, &invitation, &contact).await?;
    change.commit(Record::new("invitation.mailed", invitation.id).with("contact", contact.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds contacts of many bodies at once; with one wrong value nothing is taken. Gives to how many bodies of the round
/// they belong.
#[utoipa::path(post, path = "/rounds/{slug}/contacts", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = ContactList, responses((status = 200, body = Reached)))]
async fn import(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<ContactList>,
) -> Result<Json<Reached>, ApiError> {
    policy::may_work(&visitor)?;
    if sent.contacts.len() > MOST_LINES {
        return Err(PageError::TooLarge.into());
    }
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let mut problem = Problem::values(Vec::new());
    let mut lines: Vec<(Ags, NewContact)> = Vec::new();
    for (place, one) in sent.contacts.iter().enumerate() {
        let values = serde_json::json!({"email": one.email, "name": one.name});
        match (one.ags.parse::<Ags>(), read_form::<NewContact>(&visitor, &values)) {
            (Ok(ags), Ok(contact)) => lines.push((ags, contact)),
            (Err(error), _) => problem = problem.at(format!("/contacts/{place}/ags"), error.to_string()),
            (_, Err(ApiError::Problem(wrong))) => {
                for error in wrong.errors {
                    problem = problem.at(format!("/contacts/{place}{}", error.pointer), error.detail);
                }
            }
            (_, Err(error)) => return Err(error),
        }
    }
    if !problem.errors.is_empty() {
        return Err(problem.into());
    }
    if sent.new {
        let keys: BTreeSet<Ags> = lines.iter().map(|(ags, _)| *ags).collect();
        invite(&mut change, &round, &keys).await?;
    }
    let mut reached = BTreeSet::new();
    for invitation in list_invitations(&mut change, round.id).await? {
        for (_, contact) in lines.iter().filter(|(ags, _)| invitation.ags == Some(*ags)) {
            let (email, name) = (&contact.email, &contact.name);
            ensure_contact(&mut change, round.id, invitation.id, email, name, Origin::Import).await?;
            reached.insert(invitation.id);
        }
    }
    change.commit(Record::new("round.contacts-imported", round.id).with("contacts", lines.len())).await?;
    Ok(Json(Reached { bodies: reached.len() }))
}

/// The words of the mails and the rule of the reminders.
#[utoipa::path(get, path = "/rounds/{slug}/letter", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = LetterEntry)))]
async fn letter(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<LetterEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let (content, edition) = find_correspondence(&mut view, round.id).await?;
    Ok(Json(LetterEntry::of(content, edition)))
}

/// Changes words and rule. `edition` is the one that was read; where somebody was faster, the answer is 409.
#[utoipa::path(put, path = "/rounds/{slug}/letter", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = LetterEntry, responses((status = 200, body = LetterEntry)))]
async fn change_letter(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(sent): ApiBody<LetterEntry>,
) -> Result<Json<LetterEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let letter: Letter = read_form(&visitor, &sent)?;
    if !save_correspondence(&mut change, round.id, &letter.content, letter.edition).await? {
        return Err(PageError::Conflict("round-mistake-edition").into());
    }
    change.commit(Record::new("round.letter-changed", round.id)).await?;
    Ok(Json(LetterEntry::of(letter.content, letter.edition + 1)))
}

/// Has invitations or reminders sent. The same `Idempotency-Key` again sends nothing a second time.
#[utoipa::path(post, path = "/rounds/{slug}/mailings", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), IdempotencyKey), request_body = NewMailing, responses((status = 202, body = Reached)))]
async fn send(
    visitor: Visitor,
    Path(slug): Path<String>,
    once: IdempotencyKey,
    ApiBody(sent): ApiBody<NewMailing>,
) -> Result<(StatusCode, Json<Reached>), ApiError> {
    policy::may_work(&visitor)?;
    let mut values = serde_json::to_value(&sent).map_err(PageError::fault)?;
    values["key"] = once.id(&visitor, &format!("mailing {slug}")).to_string().into();
    let sending: Sending = read_form(&visitor, &values)?;
    let bodies = sent_out(&visitor, &slug, &sending).await?;
    Ok((StatusCode::ACCEPTED, Json(Reached { bodies })))
}
