//! A supplier registers: what was typed is kept in a mailed link alone until somebody opens it. So nobody can add
//! firms or people with addresses that are not theirs, and the answer is the same whether an address is known.

use axum::extract::Path;
use jiff::SignedDuration;
use rathaus_people::links::{self, NewLink};
use rathaus_people::{
    NewOrganisation, NewPerson, OrganisationKind, membership, organisation, person, session,
};
use rathaus_store::{Actor, Record};
use rathaus_web::visitor::SESSION_COOKIE;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Role, Sheet, Visitor, context, mail};
use serde::{Deserialize, Serialize};

use super::{head, is_open, seen};
use crate::store::round::KeptRound;

/// What the links are for.
const PURPOSE: &str = "supplier";
/// How long a link opens.
const OPEN: SignedDuration = SignedDuration::from_hours(24);

/// A firm and who speaks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Registration {
    firm: String,
    website: Option<String>,
    name: String,
    email: String,
}

impl FromForm for Registration {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let firm = form.text("firm", 2..=160);
        let website = form.optional("website", 300);
        let name = form.text("name", 2..=120);
        let email = form.email("email");
        let website = website?;
        let is_address = |text: &String| text.starts_with("https://") || text.starts_with("http://");
        if website.as_ref().is_some_and(|text| !is_address(text)) {
            form.mistake("website", "supply-mistake-website");
            return None;
        }
        Some(Self { firm: firm?, website, name: name?, email: email? })
    }
}

pub(super) fn form(visitor: &Visitor, round: &KeptRound, sheet: Sheet) -> Answer {
    let title = visitor.text("supply-register")?;
    let context = context! { round => head(visitor, round), is_signed => visitor.signed().is_some() };
    if sheet.mistakes.is_empty() {
        let context = context! { form => visitor.form(&sheet)?, ..context };
        return visitor.page("forum/supply-register.html", title, context);
    }
    visitor.again("forum/supply-register.html", title, &sheet, context)
}

pub(super) async fn ask(visitor: Visitor, Path(slug): Path<String>, sent: Form<Registration>) -> Answer {
    let round = seen(&visitor, &mut *visitor.read().await?, &slug).await?;
    if !is_open(&visitor, &round) {
        return Err(PageError::Conflict("supply-closed"));
    }
    let registration = match sent.checked() {
        Ok(registration) => registration,
        Err(sheet) => return form(&visitor, &round, sheet),
    };
    visitor.limit_address("link")?;
    visitor.limit("sign-in", person::email_key(&registration.email))?;
    let mut change = visitor.change().await?;
    let expires_at = change.now().checked_add(OPEN).map_err(PageError::fault)?;
    let new = NewLink {
        purpose: PURPOSE,
        subject: serde_json::to_string(&registration).map_err(PageError::fault)?,
        person: None,
        email: Some(registration.email.clone()),
        organisation: None,
        expires_at,
        single_use: true,
    };
    let secret = links::issue(&mut change, new).await?;
    let lang = visitor.lang();
    let args = [("round", round.title.as_str().into()), ("firm", registration.firm.as_str().into())];
    let written = visitor.mail(
        lang,
        "forum/offer-mail",
        visitor.text_with("supply-mail-subject", &args)?,
        &registration.email,
        context! {
            why => visitor.text_with("supply-mail-why", &args)?,
            lead => visitor.text_with("supply-mail", &args)?,
            text => "",
            go => visitor.text("supply-mail-go")?,
            link => visitor.full_url(&format!("/supply/{slug}/registration/{}", secret.reveal())),
        },
    )?;
    mail::enqueue(&mut change, written.about(format!("supplier:{}", round.id))).await?;
    change.commit(Record::new("supplier.asked", round.id)).await?;
    visitor.page(
        "forum/supply-sent.html",
        visitor.text("supply-sent-title")?,
        context! { round => head(&visitor, &round) },
    )
}

async fn registration(visitor: &Visitor, secret: &str) -> Result<(links::Link, Registration), PageError> {
    visitor.limit_address("link")?;
    let link = links::find(&mut *visitor.read().await?, PURPOSE, secret, visitor.now()).await?;
    let link = link.ok_or(PageError::Gone("supply-link-gone"))?;
    let registration = serde_json::from_str(&link.subject).map_err(PageError::fault)?;
    Ok((link, registration))
}

pub(super) async fn show(visitor: Visitor, Path((slug, secret)): Path<(String, String)>) -> Answer {
    let round = seen(&visitor, &mut *visitor.read().await?, &slug).await?;
    let (_, registration) = registration(&visitor, &secret).await?;
    let title = visitor.text("supply-confirm")?;
    visitor.page(
        "forum/supply-confirm.html",
        title,
        context! {
            round => head(&visitor, &round), firm => registration.firm, email => registration.email, secret => secret,
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

/// The link was opened by a person, not by a program that scans mails: the firm is added and its speaker signed in.
pub(super) async fn confirm(visitor: Visitor, Path((slug, secret)): Path<(String, String)>) -> Answer {
    seen(&visitor, &mut *visitor.read().await?, &slug).await?;
    let (link, registration) = registration(&visitor, &secret).await?;
    let mut change = visitor.change_as(Actor::Link(link.id)).await?;
    if !links::use_up(&mut change, link.id).await? {
        return Err(PageError::Gone("supply-link-gone"));
    }
    let new = NewPerson { name: registration.name, email: registration.email, lang: visitor.lang() };
    let speaker = person::ensure(&mut change, &new).await?;
    let now = change.now();
    let has = membership::list_of_person(&mut change, speaker, now).await?;
    let is_there = has
        .iter()
        .any(|one| one.organisation_kind == "supplier" && one.organisation_name == registration.firm);
    if !is_there {
        // A firm of the same name that somebody else registered stays theirs.
        let firm = NewOrganisation {
            website: registration.website,
            ..NewOrganisation::named(OrganisationKind::Supplier, registration.firm)
        };
        let firm = organisation::insert(&mut change, &firm).await?;
        let grant = membership::Grant {
            person: speaker,
            organisation: Some(firm),
            role: Role::Representative,
            until: None,
        };
        membership::grant(&mut change, grant).await?;
    }
    let (_, secret) = session::begin(&mut change, speaker, false, "").await?;
    change.commit(Record::new("supplier.registered", speaker)).await?;
    visitor.set_cookie(SESSION_COOKIE, secret.reveal(), session::LONGEST.as_secs());
    visitor.done(&format!("/supply/{slug}"), "supply-registered")
}
