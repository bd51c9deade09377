//! Signing in: by a link in a mail, a password or a passkey; proving again who one is; signing out.
//!
//! Whether an address is known is never said: the answer is the same, and so is the work behind it. A link is opened by
//! a post, because programs that scan mails open addresses too. Every sign-in begins a new session and ends the one the
//! browser had.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::{Json, Router};
use jiff::SignedDuration;
use rathaus_store::{Actor, Change, Id, Record, StoreError};
use rathaus_web::visitor::SESSION_COOKIE;
use rathaus_web::{Answer, App, Form, FromForm, PageError, Reader, Sheet, Visitor, context, get, mail, post};

use super::{asked, next_in, next_of, own_path, with_next};
use crate::links::{self, NewLink};
use crate::person::{self, Person};
use crate::secret::Secret;
use crate::{passkey, password, second_factor, session};

/// Purpose of sign-in links.
const PURPOSE: &str = "sign-in";
/// How long a mailed link opens.
pub(crate) const MAILED: SignedDuration = SignedDuration::from_mins(15);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(show_start).merge(post(start)))
        .route("/sign-in/sent", get(sent))
        .route("/sign-in/link/{secret}", get(show_link).merge(post(open_link)))
        .route("/sign-in/passkey", post(enter_by_passkey))
        .route("/sign-in/passkey/challenge", post(challenge))
        .route("/sign-in/again", get(show_again).merge(post(again)))
        .route("/sign-out", post(sign_out))
}

/// The visitor's browser in a few words.
pub(crate) struct Device(String);

impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(session::device(agent.unwrap_or_default())))
    }
}

struct Start {
    email: String,
    password: String,
    next: String,
}

impl FromForm for Start {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let next = own_path(&form.raw("next"));
        // Not trimmed: a password may begin with a space.
        let password = form.fields().first("password").unwrap_or_default().to_owned();
        Some(Self { email: form.email("email")?, password, next })
    }
}

async fn show_start(visitor: Visitor) -> Answer {
    let next = next_of(&visitor);
    if visitor.signed().is_some() && !visitor.query().contains("other") {
        return visitor.to(&next);
    }
    start_page(&visitor, &Sheet::blank(), &next)
}

fn start_page(visitor: &Visitor, sheet: &Sheet, next: &str) -> Answer {
    let title = visitor.text("sign-in-title")?;
    let context = context! { next };
    if sheet.mistakes.is_empty() {
        let form = visitor.form(sheet)?;
        visitor.page("people/sign-in.html", title, context! { form, ..context })
    } else {
        visitor.again("people/sign-in.html", title, sheet, context)
    }
}

async fn start(visitor: Visitor, device: Device, form: Form<Start>) -> Answer {
    let (start, sheet) = match form.checked_with_sheet() {
        Ok(start) => start,
        Err(sheet) => return start_page(&visitor, &sheet, &next_in(&sheet)),
    };
    visitor.limit_address("link")?;
    visitor.limit("sign-in", person::email_key(&start.email))?;
    let found = person::find_by_email(&mut *visitor.read().await?, &start.email).await?;
    if start.password.is_empty() {
        mail_link(&visitor, found.as_ref(), &start.email, &start.next).await?;
        return visitor.to("/sign-in/sent");
    }
    let stored = match &found {
        Some(person) => person::find_password(&mut *visitor.read().await?, person.id).await?,
        None => None,
    };
    let is_right = password::is_right(&start.password, stored.as_deref()).await?;
    match found.filter(|_| is_right) {
        Some(person) => {
            let mut change = visitor.change_as(Actor::Person(person.id)).await?;
            if stored.is_some_and(|stored| password::is_outdated(&stored)) {
                let anew = password::hash(&start.password).await?;
                person::save_password(&mut change, person.id, Some(&anew)).await?;
            }
            enter(&visitor, change, person.id, false, "password", &start.next, &device).await
        }
        None => {
            let change = visitor.change().await?;
            change.commit(Record::new("sign-in.refused", "password")).await?;
            let mut sheet = sheet.wrong("password", "sign-in-wrong");
            sheet.values.retain(|(name, _)| name != "password");
            start_page(&visitor, &sheet, &start.next)
        }
    }
}

/// Issues a sign-in link of this person; the caller commits.
pub(crate) async fn issue_link(
    change: &mut Change,
    person: Id,
    email: &str,
    next: &str,
    open: SignedDuration,
) -> Result<Secret, StoreError> {
    let expires_at = change.now().checked_add(open).map_err(StoreError::fault)?;
    let new = NewLink {
        purpose: PURPOSE,
        subject: next.to_owned(),
        person: Some(person),
        email: (!email.is_empty()).then(|| email.to_owned()),
        organisation: None,
        expires_at,
        single_use: true,
    };
    links::issue(change, new).await
}

/// Mails a sign-in link. For an address that nobody has the same is done up to the mail itself.
async fn mail_link(
    visitor: &Visitor,
    person: Option<&Person>,
    email: &str,
    next: &str,
) -> Result<(), PageError> {
    let mut change = visitor.change().await?;
    let now = change.now();
    let nobody = Id::new(now);
    let secret = match person {
        Some(person) => issue_link(&mut change, person.id, &person.email, next, MAILED).await?,
        None => {
            let expires_at = now.checked_add(MAILED).map_err(PageError::fault)?;
            let new = NewLink {
                purpose: "nobody",
                subject: String::new(),
                person: None,
                email: None,
                organisation: None,
                expires_at,
                single_use: true,
            };
            links::issue(&mut change, new).await?
        }
    };
    let lang = person.map_or(visitor.lang(), |person| person.lang);
    let texts = visitor.app().texts(lang);
    let link = visitor.full_url(&format!("/sign-in/link/{}", secret.reveal()));
    let why = texts.get("sign-in-mail-why")?;
    let to = person.map_or(email, |person| person.email.as_str());
    let subject = texts.get("sign-in-mail-subject")?;
    let written = visitor.mail(lang, "people/sign-in-mail", subject, to, context! { why, link })?;
    let subject = match person {
        Some(person) => {
            mail::enqueue(&mut change, written.about(format!("sign-in:{}", person.id))).await?;
            person.id
        }
        None => nobody,
    };
    change.commit(Record::new("sign-in.asked", subject)).await?;
    Ok(())
}

async fn sent(visitor: Visitor) -> Answer {
    visitor.page("people/sign-in-sent.html", visitor.text("sign-in-sent-title")?, context! {})
}

async fn show_link(visitor: Visitor, Path(secret): Path<String>) -> Answer {
    visitor.limit_address("link")?;
    let mut view = visitor.read().await?;
    let link = links::find(&mut view, PURPOSE, &secret, visitor.now()).await?;
    let Some(holder) = link.and_then(|link| link.person) else {
        return Err(PageError::Gone("sign-in-link-gone"));
    };
    let person = person::find(&mut view, holder).await?.filter(|one| one.deleted_at.is_none());
    let Some(person) = person else { return Err(PageError::Gone("sign-in-link-gone")) };
    let title = visitor.text("sign-in-link-title")?;
    let form = visitor.form(&Sheet::blank())?;
    visitor.page("people/sign-in-link.html", title, context! { form, secret, email => person.email })
}

async fn open_link(visitor: Visitor, device: Device, Path(secret): Path<String>) -> Answer {
    visitor.limit_address("link")?;
    let link = links::find(&mut *visitor.read().await?, PURPOSE, &secret, visitor.now()).await?;
    let gone = || PageError::Gone("sign-in-link-gone");
    let link = link.ok_or_else(gone)?;
    let person = link.person.ok_or_else(gone)?;
    let mut change = visitor.change_as(Actor::Person(person)).await?;
    let there = person::find(&mut change, person).await?.is_some_and(|one| one.deleted_at.is_none());
    if !there || !links::use_up(&mut change, link.id).await? {
        return Err(gone());
    }
    enter(&visitor, change, person, false, "link", &own_path(&link.subject), &device).await
}

/// Begins a session, ends the one before, records it, and goes on. `how` is a word for the audit log.
pub(crate) async fn enter(
    visitor: &Visitor,
    mut change: Change,
    person: Id,
    strong: bool,
    how: &str,
    next: &str,
    device: &Device,
) -> Answer {
    let before = visitor.signed().filter(|signed| signed.scopes.is_none());
    let strong = strong || before.is_some_and(|signed| signed.person == person && signed.strong);
    if let Some(signed) = before {
        session::revoke(&mut change, signed.session, signed.person).await?;
    }

    let (id, secret) = session::begin(&mut change, person, strong, &device.0).await?;
    let needs_more = !strong && second_factor::factors(&mut change, person).await?.app;
    let record =
        Record::new("session.begun", person).with("session", id).with("by", how).with("strong", strong);
    change.commit(record).await?;
    visitor.set_cookie(SESSION_COOKIE, secret.reveal(), session::LONGEST.as_secs());
    visitor.to(&if needs_more { with_next("/second-factor", next) } else { next.to_owned() })
}

async fn challenge(visitor: Visitor) -> Answer {
    visitor.limit_address("link")?;
    let mut change = visitor.change().await?;
    let challenge = passkey::begin_authentication(&visitor, &mut change).await?;
    change.commit_unrecorded().await?;
    Ok(Json(challenge).into_response())
}

struct PasskeyAnswer {
    challenge: Option<Id>,
    credential: String,
    next: String,
}

impl FromForm for PasskeyAnswer {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            challenge: form.raw("challenge").parse().ok(),
            credential: form.raw("credential"),
            next: own_path(&form.raw("next")),
        })
    }
}

async fn enter_by_passkey(visitor: Visitor, device: Device, form: Form<PasskeyAnswer>) -> Answer {
    visitor.limit_address("link")?;
    let Ok(answer) = form.checked() else { return Err(PageError::BadRequest("no passkey".to_owned())) };
    let refused = |next: &str| {
        let sheet = Sheet::blank().wrong("", "sign-in-passkey-refused");
        start_page(&visitor, &sheet, next)
    };
    let Some(challenge) = answer.challenge else { return refused(&answer.next) };
    let mut change = visitor.change().await?;
    let holder = passkey::finish_authentication(&visitor, &mut change, challenge, &answer.credential).await?;
    match holder {
        Some(person) => {
            // The counter of the key is kept even if what follows fails: a key is never taken twice.
            change.commit_unrecorded().await?;
            let change = visitor.change_as(Actor::Person(person)).await?;
            enter(&visitor, change, person, true, "passkey", &answer.next, &device).await
        }
        None => {
            change.commit(Record::new("sign-in.refused", "passkey")).await?;
            refused(&answer.next)
        }
    }
}

struct Again {
    secret: String,
    next: String,
    by_link: bool,
}

impl FromForm for Again {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let secret = form.fields().first("secret").unwrap_or_default().to_owned();
        Some(Self { secret, next: own_path(&form.raw("next")), by_link: form.raw("way") == "link" })
    }
}

async fn show_again(visitor: Visitor) -> Answer {
    visitor.person()?;
    again_page(&visitor, Sheet::blank(), &next_of(&visitor)).await
}

async fn again_page(visitor: &Visitor, sheet: Sheet, next: &str) -> Answer {
    let signed = visitor.person()?;
    let mut view = visitor.read().await?;
    let factors = second_factor::factors(&mut view, signed.person).await?;
    let person = person::find(&mut view, signed.person).await?.ok_or(PageError::SignIn)?;
    let title = visitor.text("sign-in-again-title")?;
    let context = context! {
        next,
        has_password => person.has_password,
        has_app => factors.app,
        has_passkey => factors.passkeys > 0,
        email => person.email,
    };
    if sheet.mistakes.is_empty() {
        let form = visitor.form(&sheet)?;
        visitor.page("people/sign-in-again.html", title, context! { form, ..context })
    } else {
        visitor.again("people/sign-in-again.html", title, &sheet, context)
    }
}

async fn again(visitor: Visitor, device: Device, form: Form<Again>) -> Answer {
    let signed = visitor.person()?.clone();
    visitor.limit("sign-in", signed.person)?;
    let Ok(again) = form.checked() else { return again_page(&visitor, Sheet::blank(), "/").await };
    if again.by_link {
        let person = person::find(&mut *visitor.read().await?, signed.person).await?;
        mail_link(&visitor, person.as_ref(), &signed.email, &again.next).await?;
        return visitor.to("/sign-in/sent");
    }
    let mut change = visitor.change().await?;
    let keys = visitor.app().keys();
    if second_factor::take_code(&mut change, keys, signed.person, &again.secret, false).await? {
        return enter(&visitor, change, signed.person, true, "app", &again.next, &device).await;
    }
    let stored = person::find_password(&mut change, signed.person).await?;
    if password::is_right(&again.secret, stored.as_deref()).await? {
        return enter(&visitor, change, signed.person, false, "password", &again.next, &device).await;
    }
    change.commit(Record::new("sign-in.refused", signed.person)).await?;
    let mut sheet = Sheet::blank().wrong("secret", "sign-in-again-wrong");
    sheet.values.clear();
    again_page(&visitor, sheet, &again.next).await
}

async fn sign_out(visitor: Visitor) -> Answer {
    if let Some(signed) = visitor.signed() {
        let mut change = visitor.change().await?;
        session::revoke(&mut change, signed.session, signed.person).await?;
        change.commit(Record::new("session.ended", signed.person).with("session", signed.session)).await?;
    }
    visitor.set_cookie(SESSION_COOKIE, "", 0);
    let next = asked(&visitor, "next");
    visitor.done(&own_path(&next), "sign-in-out-done")
}
