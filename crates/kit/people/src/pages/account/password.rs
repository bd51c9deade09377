//! Setting, changing and taking away the password.

use axum::Router;
use rathaus_store::Record;
use rathaus_web::{Answer, App, Form, FromForm, PageError, Reader, Sheet, Visitor, context, get, post};

use super::{own, own_fresh};
use crate::{password, person, session};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/password", get(show).merge(post(save)))
        .route("/account/password/removal", post(remove))
}

struct NewPassword(String);

impl FromForm for NewPassword {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let first = form.fields().first("password").unwrap_or_default().to_owned();
        let again = form.fields().first("again").unwrap_or_default();
        if first != again {
            form.mistake("again", "account-password-differs");
        }
        Some(Self(first))
    }
}

async fn show(visitor: Visitor) -> Answer {
    let signed = own_fresh(&visitor).await?;
    let context =
        context! { form => visitor.form(&Sheet::blank())?, least => password::LEAST, email => signed.email };
    visitor.page("people/account-password.html", visitor.text("account-password-title")?, context)
}

async fn save(visitor: Visitor, form: Form<NewPassword>) -> Answer {
    let signed = own_fresh(&visitor).await?;
    let again = |mut sheet: Sheet| {
        // What was typed does not come back: pages are kept by browsers.
        sheet.values.clear();
        let title = visitor.text("account-password-title")?;
        let context = context! { least => password::LEAST, email => signed.email.clone() };
        visitor.again("people/account-password.html", title, &sheet, context)
    };
    let new = match form.checked() {
        Ok(NewPassword(new)) => new,
        Err(sheet) => return again(sheet),
    };
    if let Some(mistake) = password::mistake(&new, &signed.email) {
        return again(Sheet::blank().wrong("password", mistake));
    }
    let stored = password::hash(&new).await?;
    let mut change = visitor.change().await?;
    person::save_password(&mut change, signed.person, Some(&stored)).await?;
    session::revoke_all(&mut change, signed.person, Some(signed.session)).await?;
    change.commit(Record::new("password.set", signed.person)).await?;
    visitor.done("/account", "account-password-saved")
}

async fn remove(visitor: Visitor) -> Answer {
    let mut change = visitor.change().await?;
    let signed = own(&visitor, &mut change).await?;
    visitor.fresh().map_err(|_| PageError::StepUp)?;
    person::save_password(&mut change, signed.person, None).await?;
    change.commit(Record::new("password.removed", signed.person)).await?;
    visitor.done("/account", "account-password-removed")
}
