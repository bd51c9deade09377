//! The second factor: an app for codes with its recovery codes, and passkeys.

use axum::extract::Path;
use axum::response::IntoResponse;
use axum::{Json, Router};
use qrcode::QrCode;
use qrcode::render::svg;
use rathaus_store::{Id, Record};
use rathaus_web::visitor::SESSION_COOKIE;
use rathaus_web::{
    Answer, App, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::{own_factor, own_fresh};
use crate::{passkey, person, second_factor, session};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/second-factor", get(show).merge(post(confirm)))
        .route("/account/second-factor/removal", post(remove))
        .route("/account/recovery-codes", get(ask_codes).merge(post(renew_codes)))
        .route("/account/passkeys", get(show_passkey).merge(post(add_passkey)))
        .route("/account/passkeys/challenge", post(challenge))
        .route("/account/passkeys/{id}/removal", post(remove_passkey))
}

struct Code(String);

impl FromForm for Code {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.text("code", 1..=20)?))
    }
}

async fn show(visitor: Visitor) -> Answer {
    page(&visitor, Sheet::blank()).await
}

async fn page(visitor: &Visitor, sheet: Sheet) -> Answer {
    let signed = own_factor(visitor).await?;
    let title = visitor.text("account-app-title")?;
    let factors = second_factor::factors(&mut *visitor.read().await?, signed.person).await?;
    if factors.app {
        let context = context! { form => visitor.form(&sheet)?, has_app => true };
        return visitor.page("people/account-app.html", title, context);
    }
    let mut change = visitor.change().await?;
    let secret = second_factor::begin(&mut change, visitor.app().keys(), signed.person).await?;
    change.commit_unrecorded().await?;
    let quoted =
        |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let issuer = quoted(&visitor.tenant().name);
    let address = format!(
        "otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}&digits=6&period=30",
        quoted(&signed.email)
    );
    let code = QrCode::new(&address).map_err(PageError::fault)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // The declaration of an XML file has no place inside a page.
    let picture = picture.split_once("?>").map_or(picture.clone(), |(_, rest)| rest.to_owned());
    let spaced: Vec<String> =
        secret.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let context = context! {
        has_app => false,
        picture => Value::from_safe_string(picture),
        secret => spaced.join(" "),
        address,
    };
    if sheet.mistakes.is_empty() {
        visitor.page("people/account-app.html", title, context! { form => visitor.form(&sheet)?, ..context })
    } else {
        visitor.again("people/account-app.html", title, &sheet, context)
    }
}

async fn confirm(visitor: Visitor, form: Form<Code>) -> Answer {
    let signed = own_factor(&visitor).await?;
    visitor.limit("sign-in", signed.person)?;
    let Code(code) = match form.checked() {
        Ok(code) => code,
        Err(sheet) => return page(&visitor, sheet).await,
    };
    let mut change = visitor.change().await?;
    let keys = visitor.app().keys();
    if !second_factor::take_code(&mut change, keys, signed.person, &code, true).await? {
        drop(change);
        return page(&visitor, Sheet::blank().wrong("code", "second-factor-wrong")).await;
    }
    let codes = second_factor::renew_recovery(&mut change, keys, signed.person).await?;
    // Rights rise, so the session gets a new secret; the other sessions have shown less and end.
    session::revoke_all(&mut change, signed.person, Some(signed.session)).await?;
    let secret = session::rotate(&mut change, signed.session, true).await?;
    change.commit(Record::new("second-factor.set-up", signed.person)).await?;
    visitor.set_cookie(SESSION_COOKIE, secret.reveal(), session::LONGEST.as_secs());
    codes_page(&visitor, &codes)
}

fn codes_page(visitor: &Visitor, codes: &[String]) -> Answer {
    let title = visitor.text("account-codes-title")?;
    visitor.page(
        "people/account-codes.html",
        title,
        context! { codes => codes.to_vec(), form => visitor.form(&Sheet::blank())? },
    )
}

async fn ask_codes(visitor: Visitor) -> Answer {
    own_factor(&visitor).await?;
    codes_page(&visitor, &[])
}

async fn renew_codes(visitor: Visitor) -> Answer {
    let signed = own_factor(&visitor).await?;
    let mut change = visitor.change().await?;
    if !second_factor::factors(&mut change, signed.person).await?.app {
        return Err(PageError::NotFound);
    }
    let codes = second_factor::renew_recovery(&mut change, visitor.app().keys(), signed.person).await?;
    change.commit(Record::new("recovery-codes.renewed", signed.person)).await?;
    codes_page(&visitor, &codes)
}

async fn remove(visitor: Visitor) -> Answer {
    let signed = own_factor(&visitor).await?;
    let mut change = visitor.change().await?;
    second_factor::remove_app(&mut change, signed.person).await?;
    change.commit(Record::new("second-factor.removed", signed.person)).await?;
    visitor.done("/account", "account-app-removed")
}

async fn show_passkey(visitor: Visitor) -> Answer {
    own_factor(&visitor).await?;
    let context = context! { form => visitor.form(&Sheet::blank())? };
    visitor.page("people/account-passkey.html", visitor.text("account-passkey-title")?, context)
}

async fn challenge(visitor: Visitor) -> Answer {
    let signed = own_factor(&visitor).await?;
    visitor.limit("form", signed.person)?;
    let mut change = visitor.change().await?;
    let person = person::find(&mut change, signed.person).await?.ok_or(PageError::SignIn)?;
    let challenge = passkey::begin_registration(&visitor, &mut change, &person).await?;
    change.commit_unrecorded().await?;
    Ok(Json(challenge).into_response())
}

struct NewPasskey {
    challenge: Option<Id>,
    credential: String,
    name: String,
}

impl FromForm for NewPasskey {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            challenge: form.raw("challenge").parse().ok(),
            credential: form.raw("credential"),
            name: form.text("name", 1..=60)?,
        })
    }
}

async fn add_passkey(visitor: Visitor, form: Form<NewPasskey>) -> Answer {
    let signed = own_factor(&visitor).await?;
    let again = |sheet: Sheet| {
        let title = visitor.text("account-passkey-title")?;
        visitor.again("people/account-passkey.html", title, &sheet, context! {})
    };
    let new = match form.checked() {
        Ok(new) => new,
        Err(mut sheet) => {
            // The answer of the device belongs to a challenge that is spent; the script must ask anew.
            sheet.values.retain(|(name, _)| name != "credential" && name != "challenge");
            return again(sheet);
        }
    };
    let refused = || again(Sheet::filled([("name", new.name.clone())]).wrong("", "account-passkey-refused"));
    let Some(challenge) = new.challenge else { return refused() };
    let mut change = visitor.change().await?;
    if passkey::list(&mut change, signed.person).await?.len() >= passkey::MOST {
        return refused();
    }
    let added = passkey::finish_registration(
        &visitor,
        &mut change,
        signed.person,
        challenge,
        &new.credential,
        &new.name,
    )
    .await?;
    let Some(id) = added else {
        change.commit_unrecorded().await?;
        return refused();
    };
    let secret = session::rotate(&mut change, signed.session, true).await?;
    change.commit(Record::new("passkey.added", signed.person).with("passkey", id)).await?;
    visitor.set_cookie(SESSION_COOKIE, secret.reveal(), session::LONGEST.as_secs());
    visitor.done("/account", "account-passkey-added")
}

async fn remove_passkey(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    let signed = own_fresh(&visitor).await?;
    let mut change = visitor.change().await?;
    if !passkey::delete(&mut change, id, signed.person).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("passkey.removed", signed.person).with("passkey", id)).await?;
    visitor.done("/account", "account-passkey-removed")
}
