//! One supplier's invitation: contacts, last day, answer, taking it back.

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use super::{at, head};
use crate::model::correspondence::day_of;
use crate::pages::selection::tenths;
use crate::policy;
use crate::store::supplier_invitation::contact::{
    MOST_CONTACTS, ensure_supplier_contact, list_supplier_contacts, stop_supplier_contact,
};
use crate::store::supplier_invitation::{
    Reply, SupplierState, answer, find_supplier_invitation, move_deadline, withdraw_invitation,
};
use crate::store::supplier_letter::{LetterKind, find_words, list_letters};
use crate::supplying::SupplierDesk;

pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &slug, &id, None).await
}

async fn page(visitor: &Visitor, slug: &str, id: &str, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let (round, invitation) = at(&mut view, slug, id).await?;
    let contacts = list_supplier_contacts(&mut view, invitation.id).await?;
    let letters: Vec<Value> = list_letters(&mut view, round.id)
        .await?
        .into_iter()
        .filter(|letter| letter.organisation == invitation.organisation)
        .map(|letter| {
            context! {
                kind => letter.kind.word(), email => letter.email, at => letter.sent_at.to_string(),
                subject => letter.subject, words => letter.words,
            }
        })
        .collect();
    let instead = match invitation.instead_of {
        Some(id) => find_supplier_invitation(&mut view, id).await?,
        None => None,
    };
    drop(view);
    let lang = visitor.lang();
    let because = invitation.because.as_ref().map(|because| {
        context! {
            offer => because.instead_of.clone(),
            supplier => instead.as_ref().map(|one| one.supplier.clone()),
            part => tenths(lang, because.contribution),
            covered => tenths(lang, because.covered),
            is_proven => because.is_proven,
        }
    });
    let context = context! {
        round => head(&round),
        invitation => context! {
            id => invitation.id.to_string(), supplier => invitation.supplier.clone(),
            label => invitation.offer_label.clone(), title => invitation.offer_title.clone(),
            state => invitation.state.word(), deadline => invitation.deadline.map(|day| day.to_string()),
            invited_at => invitation.invited_at.map(|at| at.to_string()),
            opened_at => invitation.opened_at.map(|at| at.to_string()),
            answered_at => invitation.answered_at.map(|at| at.to_string()),
            answered_by => invitation.answered_by.clone(), reason => invitation.reason.clone(),
            reminded_at => invitation.reminded_at.map(|at| at.to_string()), decision => invitation.decision.to_string(),
        },
        contacts => shown(contacts.clone()),
        because => because,
        letters => letters,
        may_work => policy::may_work(visitor).is_ok(),
        may_send => matches!(invitation.state, SupplierState::Listed | SupplierState::Invited | SupplierState::Expired),
        may_note => matches!(invitation.state, SupplierState::Invited | SupplierState::Accepted | SupplierState::Declined | SupplierState::Expired),
        may_withdraw => invitation.state.holds_place(),
    };
    let title = invitation.supplier.clone();
    match wrong {
        Some(sheet) => visitor.again("forum/supplier.html", title, &sheet, context),
        None => {
            let day = invitation.deadline.map(|day| day.to_string()).unwrap_or_default();
            let sheet = Sheet::filled([("deadline", day), ("edition", invitation.edition.to_string())]);
            let context = context! { form => visitor.form(&sheet)?, ..context };
            visitor.page("forum/supplier.html", title, context)
        }
    }
}

pub(crate) struct Contact {
    email: String,
    name: String,
    function: String,
}

impl FromForm for Contact {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let email = form.email("email");
        let name = form.text("name", 0..=120);
        let function = form.text("function", 0..=120);
        Some(Self { email: email?, name: name?, function: function? })
    }
}

/// Adds a contact, or completes one that is there.
pub(crate) async fn add_contact(
    visitor: &Visitor,
    slug: &str,
    id: &str,
    contact: &Contact,
) -> Result<(), PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, slug, id).await?;
    let there = list_supplier_contacts(&mut change, invitation.id).await?;
    if there.iter().filter(|one| one.is_active()).count() >= MOST_CONTACTS {
        return Err(PageError::Conflict("suppliers-too-many"));
    }
    ensure_supplier_contact(&mut change, invitation.id, &contact.email, &contact.name, &contact.function)
        .await?;
    change.commit(Record::new("supplier.contact-added", invitation.id)).await?;
    Ok(())
}

pub(super) async fn add(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Contact>,
) -> Answer {
    policy::may_work(&visitor)?;
    match form.checked() {
        Ok(contact) => add_contact(&visitor, &slug, &id, &contact).await?,
        Err(sheet) => return page(&visitor, &slug, &id, Some(sheet)).await,
    }
    visitor.done(&format!("/rounds/{slug}/suppliers/{id}"), "suppliers-contact-added")
}

pub(super) struct Stopped(Id);

impl FromForm for Stopped {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.id("contact").map(Self)
    }
}

/// Takes a contact off; doing so again changes nothing.
pub(crate) async fn stop_contact(
    visitor: &Visitor,
    slug: &str,
    id: &str,
    contact: Id,
) -> Result<(), PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, slug, id).await?;
    let there = list_supplier_contacts(&mut change, invitation.id).await?;
    if !there.iter().any(|one| one.id == contact) {
        return Err(PageError::NotFound);
    }
    if stop_supplier_contact(&mut change, invitation.id, contact).await? {
        change
            .commit(Record::new("supplier.contact-stopped", invitation.id).with("contact", contact))
            .await?;
    }
    Ok(())
}

pub(super) async fn stop(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Stopped>,
) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(Stopped(contact)) = form.checked() else { return Err(PageError::NotFound) };
    stop_contact(&visitor, &slug, &id, contact).await?;
    visitor.done(&format!("/rounds/{slug}/suppliers/{id}"), "suppliers-contact-stopped")
}

/// Writes the invitation to all contacts, for the first time or once more; at most once a minute. Gives the mails.
pub(crate) async fn write_again(visitor: &Visitor, slug: &str, id: &str) -> Result<usize, PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let (round, invitation) = at(&mut change, slug, id).await?;
    if !matches!(invitation.state, SupplierState::Listed | SupplierState::Invited | SupplierState::Expired) {
        return Err(PageError::Conflict("suppliers-not-open"));
    }
    let (words, _) = find_words(&mut change, round.id).await?;
    let desk = SupplierDesk { app: visitor.app(), tenant: visitor.tenant(), round: &round, words: &words };
    let key = format!("again:{}", visitor.now().as_second() / 60);
    let sent = desk.invite(&mut change, &invitation, &key).await?;
    if sent > 0 {
        change.commit(Record::new("supplier.invited", invitation.id).with("mails", sent)).await?;
    }
    Ok(sent)
}

pub(super) async fn again(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    let sent = write_again(&visitor, &slug, &id).await?;
    let notice = if sent == 0 { "suppliers-nobody" } else { "suppliers-sent" };
    visitor.done(&format!("/rounds/{slug}/suppliers/{id}"), notice)
}

pub(crate) struct Moved {
    deadline: Date,
    edition: i64,
}

impl FromForm for Moved {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        Some(Self { deadline: form.date("deadline")?, edition: edition? })
    }
}

/// Sets another last day; gives the field and the text of what stands against it.
pub(crate) async fn move_to(
    visitor: &Visitor,
    slug: &str,
    id: &str,
    moved: &Moved,
) -> Result<Result<(), (&'static str, &'static str)>, PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, slug, id).await?;
    if moved.deadline < day_of(visitor.now()) {
        return Ok(Err(("deadline", "suppliers-mistake-past")));
    }
    if !move_deadline(&mut change, invitation.id, moved.edition, moved.deadline).await? {
        return Ok(Err(("", "suppliers-mistake-edition")));
    }
    let record = Record::new("supplier.deadline-moved", invitation.id).with("deadline", moved.deadline);
    change.commit(record).await?;
    Ok(Ok(()))
}

pub(super) async fn deadline(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Moved>,
) -> Answer {
    policy::may_work(&visitor)?;
    let (moved, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return page(&visitor, &slug, &id, Some(sheet)).await,
    };
    if let Err((field, key)) = move_to(&visitor, &slug, &id, &moved).await? {
        return page(&visitor, &slug, &id, Some(sheet.wrong(field, key))).await;
    }
    visitor.done(&format!("/rounds/{slug}/suppliers/{id}"), "suppliers-deadline-moved")
}

pub(super) struct Noted {
    reply: Reply,
    reason: String,
}

impl FromForm for Noted {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let reply = match form.raw("reply").as_str() {
            "accepted" => Some(Reply::Accepted),
            "declined" => Some(Reply::Declined),
            _ => {
                form.mistake("reply", "form-choose");
                None
            }
        };
        let reason = form.text("note", 0..=1_000);
        Some(Self { reply: reply?, reason: reason? })
    }
}

/// What a supplier said on the phone.
pub(super) async fn note(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Noted>,
) -> Answer {
    let by = policy::may_work(&visitor)?.name.clone();
    let mut change = visitor.change().await?;
    let (_, invitation) = at(&mut change, &slug, &id).await?;
    let noted = match form.checked() {
        Ok(noted) => noted,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &slug, &id, Some(sheet)).await;
        }
    };
    if !answer(&mut change, invitation.id, noted.reply, &noted.reason, &by).await? {
        return Err(PageError::Conflict("suppliers-not-open"));
    }
    let action = match noted.reply {
        Reply::Accepted => "supplier.accepted",
        Reply::Declined => "supplier.declined",
    };
    change.commit(Record::new(action, invitation.id).with("by", "office")).await?;
    visitor.done(&format!("/rounds/{slug}/suppliers/{id}"), "suppliers-noted")
}

pub(crate) struct Withdrawn {
    reason: String,
    mail: bool,
}

impl FromForm for Withdrawn {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let mail = form.ticked("mail");
        Some(Self { reason: form.text("reason", 3..=1_000)?, mail })
    }
}

/// Takes an invitation back, and says so by mail where that is wanted and it was sent. Gives the mails.
pub(crate) async fn take_back(
    visitor: &Visitor,
    slug: &str,
    id: &str,
    withdrawn: &Withdrawn,
) -> Result<usize, PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let (round, invitation) = at(&mut change, slug, id).await?;
    if !withdraw_invitation(&mut change, invitation.id, &withdrawn.reason).await? {
        return Err(PageError::Conflict("suppliers-not-open"));
    }
    let mut sent = 0;
    if withdrawn.mail && invitation.invited_at.is_some() {
        let (words, _) = find_words(&mut change, round.id).await?;
        let desk =
            SupplierDesk { app: visitor.app(), tenant: visitor.tenant(), round: &round, words: &words };
        sent = desk.send_all(&mut change, LetterKind::Withdrawal, &invitation, "withdrawal").await?;
    }
    change.commit(Record::new("supplier.withdrawn", invitation.id).with("mails", sent)).await?;
    Ok(sent)
}

pub(super) async fn withdraw(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Withdrawn>,
) -> Answer {
    policy::may_work(&visitor)?;
    match form.checked() {
        Ok(withdrawn) => take_back(&visitor, &slug, &id, &withdrawn).await?,
        Err(sheet) => return page(&visitor, &slug, &id, Some(sheet)).await,
    };
    visitor.done(&format!("/rounds/{slug}/suppliers/{id}"), "suppliers-withdrawn")
}
