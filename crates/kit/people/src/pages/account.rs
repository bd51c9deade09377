//! The account: what a person can see and change about themselves.
//!
//! Delicate pages ask to sign in again before they are shown, so that a form is never filled in for nothing.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use jiff::civil::Date;
use rathaus_store::{Id, Record, Session};
use rathaus_web::{
    Answer, App, Form, FromForm, Lang, PageError, Reader, Sheet, Signed, Value, Visitor, context, filters,
    get, post, shown,
};

use super::asked;
use crate::{deputy, links, membership, passkey, person, personal, second_factor, session, token};

pub mod deletion;
pub mod email;
pub mod factor;
pub mod password;
pub mod tokens;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(show))
        .route("/account/profile", post(save_profile))
        .route("/account/sessions/{id}/end", post(end_session))
        .route("/account/sessions/end", post(end_other_sessions))
        .route("/account/deputies", post(add_deputy))
        .route("/account/deputies/{id}/end", post(end_deputy))
        .route("/account/export", get(export))
        .merge(email::routes())
        .merge(password::routes())
        .merge(factor::routes())
        .merge(tokens::routes())
        .merge(deletion::routes())
}

/// The person, if they have shown all that their account asks for.
pub(crate) async fn own(visitor: &Visitor, view: &mut Session) -> Result<Signed, PageError> {
    let signed = visitor.person()?.clone();
    if !signed.strong && second_factor::factors(view, signed.person).await?.app {
        return Err(PageError::SecondFactor);
    }
    Ok(signed)
}

/// The same, shortly after they proved who they are.
pub(crate) async fn own_fresh(visitor: &Visitor) -> Result<Signed, PageError> {
    let signed = own(visitor, &mut *visitor.read().await?).await?;
    visitor.fresh()?;
    Ok(signed)
}

/// The same for changes of the second factor: whoever has one must have shown it.
pub(crate) async fn own_factor(visitor: &Visitor) -> Result<Signed, PageError> {
    let signed = own_fresh(visitor).await?;
    let factors = second_factor::factors(&mut *visitor.read().await?, signed.person).await?;
    if factors.any() && !signed.strong { Err(PageError::SecondFactor) } else { Ok(signed) }
}

async fn show(visitor: Visitor) -> Answer {
    page(&visitor, None).await
}

async fn page(visitor: &Visitor, sheet: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let signed = own(visitor, &mut view).await?;
    let now = visitor.now();
    let person = person::find(&mut view, signed.person).await?.ok_or(PageError::SignIn)?;
    let memberships: Vec<Value> = membership::list_of_person(&mut view, person.id, now)
        .await?
        .into_iter()
        .map(|one| Ok(context! { role => visitor.text(&format!("people-role-{}", one.role.word()))?, organisation => one.organisation_name }))
        .collect::<Result<_, PageError>>()?;
    let mut deputies = Vec::new();
    for one in deputy::list_of_person(&mut view, person.id, now).await? {
        let other = person::find(&mut view, one.deputy).await?;
        let name = other.map(|other| other.addressed().to_owned()).unwrap_or_default();
        deputies.push(context! { id => one.id.to_string(), name, begins => one.begins_at.to_string(), ends => one.ends_at.to_string() });
    }
    let mut stands_in = Vec::new();
    for one in deputy::list_of_deputy(&mut view, person.id, now).await? {
        let other = person::find(&mut view, one.person).await?;
        let name = other.map(|other| other.addressed().to_owned()).unwrap_or_default();
        stands_in
            .push(context! { name, begins => one.begins_at.to_string(), ends => one.ends_at.to_string() });
    }
    let sessions: Vec<Value> = session::list(&mut view, person.id, now)
        .await?
        .into_iter()
        .map(|one| context! { id => one.id.to_string(), device => one.device, used => one.last_used_at.to_string(), current => one.id == signed.session })
        .collect();
    let filled = Sheet::filled([("name", person.name.clone()), ("lang", person.lang.tag().to_owned())]);
    let context = context! {
        person => shown(person.clone()),
        memberships,
        factors => shown(second_factor::factors(&mut view, person.id).await?),
        passkeys => shown(passkey::list(&mut view, person.id).await?),
        tokens => shown(token::list(&mut view, Some(person.id), now).await?),
        sessions,
        deputies,
        stands_in,
        langs => lang_options(),
    };
    let title = visitor.text("account-title")?;
    match sheet {
        None => {
            visitor.page("people/account.html", title, context! { form => visitor.form(&filled)?, ..context })
        }
        Some(sheet) => visitor.again("people/account.html", title, &sheet, context),
    }
}

/// The languages by their own names, as options.
pub(crate) fn lang_options() -> Vec<Value> {
    vec![context! { value => "de", label => "Deutsch" }, context! { value => "en", label => "English" }]
}

/// A language chosen in a form.
pub(crate) fn read_lang(form: &mut Reader<'_>, name: &str) -> Option<Lang> {
    let tag = form.raw(name);
    let found = Lang::ALL.into_iter().find(|lang| lang.tag() == tag);
    if found.is_none() {
        form.mistake(name, "form-choose");
    }
    found
}

struct Profile {
    name: String,
    lang: Lang,
}

impl FromForm for Profile {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 1..=120);
        let lang = read_lang(form, "lang");
        Some(Self { name: name?, lang: lang? })
    }
}

async fn save_profile(visitor: Visitor, form: Form<Profile>) -> Answer {
    let profile = match form.checked() {
        Ok(profile) => profile,
        Err(sheet) => return page(&visitor, Some(sheet)).await,
    };
    let mut change = visitor.change().await?;
    let signed = own(&visitor, &mut change).await?;
    person::rename(&mut change, signed.person, &profile.name, profile.lang).await?;
    change.commit(Record::new("person.changed", signed.person)).await?;
    visitor.done("/account", "account-saved")
}

async fn end_session(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    let mut change = visitor.change().await?;
    let signed = own(&visitor, &mut change).await?;
    if !session::revoke(&mut change, id, signed.person).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("session.ended", signed.person).with("session", id)).await?;
    visitor.done("/account", "account-session-ended")
}

async fn end_other_sessions(visitor: Visitor) -> Answer {
    let mut change = visitor.change().await?;
    let signed = own(&visitor, &mut change).await?;
    let n = session::revoke_all(&mut change, signed.person, Some(signed.session)).await?;
    change.commit(Record::new("session.ended", signed.person).with("count", n)).await?;
    visitor.done("/account", "account-session-ended")
}

struct NewDeputy {
    email: String,
    from: Date,
    to: Date,
}

impl FromForm for NewDeputy {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let email = form.email("email");
        let (from, to) = (form.date("from"), form.date("to"));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            form.mistake("to", "account-deputy-order");
        }
        Some(Self { email: email?, from: from?, to: to? })
    }
}

async fn add_deputy(visitor: Visitor, form: Form<NewDeputy>) -> Answer {
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return page(&visitor, Some(sheet)).await,
    };
    visitor.limit("form", visitor.person()?.person)?;
    let mut change = visitor.change().await?;
    let signed = own(&visitor, &mut change).await?;
    let other = person::find_by_email(&mut change, &new.email).await?;
    let Some(other) = other.filter(|other| other.id != signed.person) else {
        drop(change);
        return page(&visitor, Some(sheet.wrong("email", "account-deputy-unknown"))).await;
    };
    // Whole days on the clock of the administration, the last one included.
    let begins = new.from.to_zoned(filters::zone()).map_err(PageError::fault)?.timestamp();
    let ends = new
        .to
        .tomorrow()
        .and_then(|day| day.to_zoned(filters::zone()))
        .map_err(PageError::fault)?
        .timestamp();
    if ends <= visitor.now() {
        drop(change);
        return page(&visitor, Some(sheet.wrong("to", "account-deputy-past"))).await;
    }
    let id = deputy::insert(&mut change, signed.person, other.id, begins, ends).await?;
    change.commit(Record::new("deputy.added", signed.person).with("deputy", other.id).with("id", id)).await?;
    visitor.done("/account", "account-deputy-added")
}

async fn end_deputy(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    let mut change = visitor.change().await?;
    let signed = own(&visitor, &mut change).await?;
    if !deputy::end(&mut change, id, signed.person).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("deputy.ended", signed.person).with("id", id)).await?;
    visitor.done("/account", "account-deputy-ended")
}

async fn export(visitor: Visitor) -> Answer {
    let signed = own_fresh(&visitor).await?;
    visitor.limit("form", signed.person)?;
    let parts = personal::parts(visitor.app());
    let all = personal::export(&parts, &mut *visitor.read().await?, signed.person, visitor.now()).await?;
    let change = visitor.change().await?;
    change.commit(Record::new("person.exported", signed.person)).await?;
    if asked(&visitor, "format") == "json" {
        let text = serde_json::to_string_pretty(&all).map_err(PageError::fault)?;
        let mut response = text.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"rathaus-account.json\""),
        );
        return Ok(response);
    }
    let mut sections: Vec<Value> = Vec::new();
    if let Some(parts) = all.as_object() {
        for (name, part) in parts {
            let mut items = BTreeMap::new();
            flatten(name, part, &mut items);
            let items: Vec<Value> =
                items.into_iter().map(|(term, detail)| context! { term, detail }).collect();
            sections.push(context! { name => name.clone(), items });
        }
    }
    visitor.page("people/account-export.html", visitor.text("account-export-title")?, context! { sections })
}

/// Every value with its path, as in `account.person.email`.
fn flatten(path: &str, value: &serde_json::Value, into: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                flatten(&format!("{path}.{key}"), inner, into);
            }
        }
        serde_json::Value::Array(list) => {
            for (place, inner) in list.iter().enumerate() {
                flatten(&format!("{path}.{}", place + 1), inner, into);
            }
        }
        serde_json::Value::Null => {}
        serde_json::Value::String(text) if text.is_empty() => {}
        serde_json::Value::String(text) => {
            into.insert(path.to_owned(), text.clone());
        }
        other => {
            into.insert(path.to_owned(), other.to_string());
        }
    }
}

/// A link that opens, or the page that says why not.
pub(crate) async fn link(visitor: &Visitor, purpose: &str, secret: &str) -> Result<links::Link, PageError> {
    visitor.limit_address("link")?;
    let found = links::find(&mut *visitor.read().await?, purpose, secret, visitor.now()).await?;
    found.ok_or(PageError::Gone("account-link-gone"))
}
