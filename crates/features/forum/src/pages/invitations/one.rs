//! One invitation: how far it is, whom it reaches, and what the office can mend.

use axum::extract::Path;
use rathaus_store::{Change, Id, Record, Session, Slice};
use rathaus_web::mail::{MailFilter, StoredMail, list_mails};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use super::{county_name, head};
use crate::mailing::{Desk, Kind, MOST_CONTACTS, about};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::correspondence::find_correspondence;
use crate::store::invitation::contact::{
    Contact, Origin, ensure_contact, find_contact, list_contacts_of, stop_contact,
};
use crate::store::invitation::{
    Invitation, State, delete_listed, find_invitation, mark_declined, mark_invited, mark_taking_part,
    revoke_links,
};
use crate::store::round::KeptRound;

/// A new contact.
pub(crate) struct NewContact {
    pub email: String,
    pub name: String,
    pub send: bool,
}

impl FromForm for NewContact {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let email = form.email("email");
        let name = form.text("name", 0..=120);
        Some(Self { email: email?, name: name?, send: form.ticked("send") })
    }
}

/// Which contact is meant.
pub(super) struct Chosen(Id);

impl FromForm for Chosen {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.id("contact").map(Self)
    }
}

/// Why a body does not take part.
pub(crate) struct Refusal(pub String);

impl FromForm for Refusal {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("reason", 1..=500).map(Self)
    }
}

/// The round and the invitation of an address; an invitation of another round is not found.
pub(crate) async fn at(db: &mut Session, slug: &str, id: &str) -> Result<(KeptRound, Invitation), PageError> {
    let round = round_of(db, slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let invitation =
        find_invitation(db, id).await?.filter(|i| i.round == round.id).ok_or(PageError::NotFound)?;
    Ok((round, invitation))
}

async fn page(visitor: &Visitor, round: &KeptRound, invitation: &Invitation, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let contacts = list_contacts_of(&mut view, invitation.id).await?;
    let filter = MailFilter { about: about(round.id, Some(invitation.id), None), state: None };
    let (mails, _) = list_mails(&mut view, &filter, Slice::first(200)).await?;
    let rows: Vec<Value> = contacts.iter().map(|contact| contact_row(contact, &mails)).collect();
    let context = context! {
        round => head(round),
        invitation => shown(invitation.clone()),
        county => county_name(invitation),
        contacts => rows,
        mails => shown(mails),
        is_awaited => invitation.state.is_awaited(),
        may_decline => !matches!(invitation.state, State::Answered | State::Declined),
        may_work => policy::may_work(visitor).is_ok(),
    };
    match wrong {
        Some(sheet) => visitor.again("forum/invitation.html", invitation.name.clone(), &sheet, context),
        None => {
            let context = context! { form => visitor.form(&Sheet::filled([("send", "yes")]))?, ..context };
            visitor.page("forum/invitation.html", invitation.name.clone(), context)
        }
    }
}

fn contact_row(contact: &Contact, mails: &[StoredMail]) -> Value {
    let mail = contact.mail.and_then(|id| mails.iter().find(|mail| mail.id == id));
    context! {
        id => contact.id.to_string(),
        email => contact.email.clone(),
        name => contact.name.clone(),
        origin => contact.origin.word(),
        is_active => contact.is_active(),
        mail => mail.map(|mail| mail.state.word()),
        error => mail.and_then(|mail| mail.error.clone()),
        mailed_at => contact.mailed_at.map(|at| at.to_string()),
    }
}

pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let (round, invitation) = at(&mut *visitor.read().await?, &slug, &id).await?;
    page(&visitor, &round, &invitation, None).await
}

/// Sends one mail to one contact as part of a change; presses of the button within a minute count as one.
pub(crate) async fn send_to(
    visitor: &Visitor,
    change: &mut Change,
    round: &KeptRound,
    invitation: &Invitation,
    contact: &Contact,
) -> Result<bool, PageError> {
    let (words, _) = find_correspondence(change, round.id).await?;
    let desk = Desk { app: visitor.app(), tenant: visitor.tenant(), round, words: &words };
    let kind = if contact.mailed_at.is_some() { Kind::Again } else { Kind::Invitation };
    let mailing = format!("single:{}", change.now().as_second() / 60);
    let sent = desk.send(change, kind, invitation, contact, &mailing).await?;
    if sent {
        mark_invited(change, invitation.id).await?;
    }
    Ok(sent)
}

fn back(slug: &str, invitation: &Invitation) -> String {
    format!("/rounds/{slug}/invitations/{}", invitation.id)
}

pub(super) async fn add(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    sent: Form<NewContact>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, invitation) = at(&mut change, &slug, &id).await?;
    let (new, sheet) = match sent.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &round, &invitation, Some(sheet)).await;
        }
    };
    let contacts = list_contacts_of(&mut change, invitation.id).await?;
    if contacts.iter().filter(|c| c.is_active()).count() >= MOST_CONTACTS {
        drop(change);
        return page(&visitor, &round, &invitation, Some(sheet.wrong("email", "mailing-too-many"))).await;
    }
    let contact =
        ensure_contact(&mut change, round.id, invitation.id, &new.email, &new.name, Origin::Office).await?;
    let sent = new.send && send_to(&visitor, &mut change, &round, &invitation, &contact).await?;
    let record = Record::new("invitation.contact-added", invitation.id).with("contact", contact.id);
    change.commit(record.with("mailed", sent)).await?;
    visitor.done(
        &back(&slug, &invitation),
        if sent { "invitations-contact-sent" } else { "invitations-contact-added" },
    )
}

/// The contact of a form, if it belongs to the invitation.
async fn contact_of(
    db: &mut Session,
    invitation: &Invitation,
    sent: Form<Chosen>,
) -> Result<Contact, PageError> {
    let Chosen(id) = sent.checked().map_err(|_| PageError::NotFound)?;
    find_contact(db, id).await?.filter(|c| c.invitation == invitation.id).ok_or(PageError::NotFound)
}

pub(super) async fn link(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    sent: Form<Chosen>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, invitation) = at(&mut change, &slug, &id).await?;
    let contact = contact_of(&mut change, &invitation, sent).await?;
    send_to(&visitor, &mut change, &round, &invitation, &contact).await?;
    change.commit(Record::new("invitation.mailed", invitation.id).with("contact", contact.id)).await?;
    visitor.done(&back(&slug, &invitation), "invitations-contact-sent")
}

pub(super) async fn stop(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    sent: Form<Chosen>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    let contact = contact_of(&mut change, &invitation, sent).await?;
    stop_contact(&mut change, contact.id).await?;
    let revoked = revoke_links(&mut change, invitation.id, Some(&contact.email)).await?;
    let record = Record::new("invitation.contact-stopped", invitation.id).with("contact", contact.id);
    change.commit(record.with("links", revoked)).await?;
    visitor.done(&back(&slug, &invitation), "invitations-contact-stopped")
}

pub(super) async fn refuse(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    sent: Form<Refusal>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, invitation) = at(&mut change, &slug, &id).await?;
    let Refusal(reason) = match sent.checked() {
        Ok(refusal) => refusal,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &round, &invitation, Some(sheet)).await;
        }
    };
    if !mark_declined(&mut change, invitation.id, &reason).await? {
        return Err(PageError::Conflict("invitations-answered-already"));
    }
    change.commit(Record::new("invitation.declined", invitation.id)).await?;
    visitor.done(&back(&slug, &invitation), "invitations-declined")
}

pub(super) async fn take_part(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    mark_taking_part(&mut change, invitation.id).await?;
    change.commit(Record::new("invitation.taken-up", invitation.id)).await?;
    visitor.done(&back(&slug, &invitation), "invitations-taken-up")
}

pub(super) async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    if !delete_listed(&mut change, invitation.id).await? {
        return Err(PageError::Conflict("invitations-sent-already"));
    }
    change.commit(Record::new("invitation.removed", invitation.id)).await?;
    visitor.done(&format!("/rounds/{slug}/invitations"), "invitations-removed")
}
