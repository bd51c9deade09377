//! Showing the second factor after signing in: a code of the app, a recovery code, or a passkey.

use axum::Router;
use rathaus_store::Record;
use rathaus_web::{Answer, App, Form, FromForm, Reader, Sheet, Visitor, context, get, post};

use super::sign_in::Device;
use super::{next_in, next_of, own_path, sign_in};
use crate::second_factor;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/second-factor", get(show).merge(post(take)))
}

struct Code {
    code: String,
    next: String,
}

impl FromForm for Code {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let next = own_path(&form.raw("next"));
        Some(Self { code: form.text("code", 1..=40)?, next })
    }
}

async fn show(visitor: Visitor) -> Answer {
    let signed = visitor.person()?;
    let next = next_of(&visitor);
    if signed.strong {
        return visitor.to(&next);
    }
    page(&visitor, Sheet::blank(), &next).await
}

async fn page(visitor: &Visitor, sheet: Sheet, next: &str) -> Answer {
    let person = visitor.person()?.person;
    let factors = second_factor::factors(&mut *visitor.read().await?, person).await?;
    let title = visitor.text("second-factor-title")?;
    let context = context! {
        next,
        has_app => factors.app,
        has_passkey => factors.passkeys > 0,
        has_none => !factors.any(),
    };
    if sheet.mistakes.is_empty() {
        visitor.page(
            "people/second-factor.html",
            title,
            context! { form => visitor.form(&sheet)?, ..context },
        )
    } else {
        visitor.again("people/second-factor.html", title, &sheet, context)
    }
}

async fn take(visitor: Visitor, device: Device, form: Form<Code>) -> Answer {
    let person = visitor.person()?.person;
    visitor.limit("sign-in", person)?;
    let code = match form.checked() {
        Ok(code) => code,
        Err(sheet) => {
            let next = next_in(&sheet);
            return page(&visitor, sheet, &next).await;
        }
    };
    let mut change = visitor.change().await?;
    let keys = visitor.app().keys();
    if second_factor::take_code(&mut change, keys, person, &code.code, false).await? {
        return sign_in::enter(&visitor, change, person, true, "app", &code.next, &device).await;
    }
    if second_factor::factors(&mut change, person).await?.app
        && second_factor::take_recovery(&mut change, keys, person, &code.code).await?
    {
        return sign_in::enter(&visitor, change, person, true, "recovery-code", &code.next, &device).await;
    }
    change.commit(Record::new("second-factor.refused", person)).await?;
    page(&visitor, Sheet::blank().wrong("code", "second-factor-wrong"), &code.next).await
}
