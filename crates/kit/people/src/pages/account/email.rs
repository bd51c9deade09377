//! Another address: confirmed by a link to the new one, told to the old one.

use axum::Router;
use axum::extract::Path;
use jiff::SignedDuration;
use rathaus_store::{Actor, Record};
use rathaus_web::{Answer, App, Form, FromForm, PageError, Reader, Sheet, Visitor, context, get, mail, post};

use super::{link, own_fresh};
use crate::links::{self, NewLink};
use crate::person;

const PURPOSE: &str = "email-change";
const OPEN: SignedDuration = SignedDuration::from_hours(24);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/email", get(show).merge(post(ask)))
        .route("/account/email/link/{secret}", get(show_link).merge(post(confirm)))
}

struct NewAddress(String);

impl FromForm for NewAddress {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.email("email")?))
    }
}

async fn show(visitor: Visitor) -> Answer {
    let signed = own_fresh(&visitor).await?;
    let context = context! { form => visitor.form(&Sheet::blank())?, email => signed.email };
    visitor.page("people/account-email.html", visitor.text("account-email-title")?, context)
}

async fn ask(visitor: Visitor, form: Form<NewAddress>) -> Answer {
    let signed = own_fresh(&visitor).await?;
    visitor.limit("sign-in", signed.person)?;
    let NewAddress(email) = match form.checked() {
        Ok(new) => new,
        Err(sheet) => {
            let title = visitor.text("account-email-title")?;
            return visitor.again(
                "people/account-email.html",
                title,
                &sheet,
                context! { email => signed.email },
            );
        }
    };
    let mut change = visitor.change().await?;
    let person = person::find(&mut change, signed.person).await?.ok_or(PageError::SignIn)?;
    // Whether somebody else has the address is not said; they get no mail.
    let taken = person::find_by_email(&mut change, &email).await?.is_some_and(|other| other.id != person.id);
    links::revoke_all(&mut change, PURPOSE, &person.id.to_string()).await?;
    let new = NewLink {
        purpose: PURPOSE,
        subject: person.id.to_string(),
        person: Some(person.id),
        email: Some(email.clone()),
        organisation: None,
        expires_at: visitor.now().checked_add(OPEN).map_err(PageError::fault)?,
        single_use: true,
    };
    let secret = links::issue(&mut change, new).await?;
    if !taken {
        let texts = visitor.app().texts(person.lang);
        let written = visitor.mail(
            person.lang,
            "people/account-email-mail",
            texts.get("account-email-mail-subject")?,
            email,
            context! {
                why => texts.get("account-email-mail-why")?,
                link => visitor.full_url(&format!("/account/email/link/{}", secret.reveal())),
            },
        )?;
        mail::enqueue(&mut change, written.about(format!("email-change:{}", person.id))).await?;
    }
    change.commit(Record::new("person.email-change-asked", person.id)).await?;
    visitor.done("/account", "account-email-sent")
}

async fn show_link(visitor: Visitor, Path(secret): Path<String>) -> Answer {
    let found = link(&visitor, PURPOSE, &secret).await?;
    let context = context! { form => visitor.form(&Sheet::blank())?, secret, email => found.email };
    visitor.page("people/account-email-link.html", visitor.text("account-email-title")?, context)
}

async fn confirm(visitor: Visitor, Path(secret): Path<String>) -> Answer {
    let found = link(&visitor, PURPOSE, &secret).await?;
    let gone = || PageError::Gone("account-link-gone");
    let (Some(holder), Some(email)) = (found.person, found.email.clone()) else { return Err(gone()) };
    let mut change = visitor.change_as(Actor::Person(holder)).await?;
    let person = person::find(&mut change, holder).await?.filter(|one| one.deleted_at.is_none());
    let Some(person) = person else { return Err(gone()) };
    if !links::use_up(&mut change, found.id).await? {
        return Err(gone());
    }
    let taken = person::find_by_email(&mut change, &email).await?.is_some_and(|other| other.id != person.id);
    if taken {
        return Err(PageError::Conflict("account-email-taken"));
    }
    person::move_to(&mut change, person.id, &email).await?;
    // Links that were sent to the old address let nobody in any more.
    links::revoke_of_person(&mut change, person.id).await?;
    let texts = visitor.app().texts(person.lang);
    let written = visitor.mail(
        person.lang,
        "people/account-email-old-mail",
        texts.get("account-email-old-mail-subject")?,
        person.email.clone(),
        context! { why => texts.get("account-email-mail-why")? },
    )?;
    mail::enqueue(&mut change, written.about(format!("email-change:{}", person.id))).await?;
    change.commit(Record::new("person.email-changed", person.id)).await?;
    visitor.done("/account", "account-email-done")
}
