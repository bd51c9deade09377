//! Deleting one's own account.

use axum::Router;
use rathaus_store::Record;
use rathaus_web::visitor::SESSION_COOKIE;
use rathaus_web::{Answer, App, Form, FromForm, PageError, Reader, Role, Sheet, Visitor, context, get, post};

use super::own_fresh;
use crate::{membership, personal};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/deletion", get(show).merge(post(delete)))
}

struct Sure;

impl FromForm for Sure {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        if !form.ticked("sure") {
            form.mistake("sure", "account-deletion-unsure");
        }
        Some(Self)
    }
}

async fn show(visitor: Visitor) -> Answer {
    own_fresh(&visitor).await?;
    let context = context! { form => visitor.form(&Sheet::blank())? };
    visitor.page("people/account-deletion.html", visitor.text("account-deletion-title")?, context)
}

async fn delete(visitor: Visitor, form: Form<Sure>) -> Answer {
    let signed = own_fresh(&visitor).await?;
    let title = visitor.text("account-deletion-title")?;
    if let Err(sheet) = form.checked() {
        return visitor.again("people/account-deletion.html", title, &sheet, context! {});
    }
    let mut change = visitor.change().await?;
    for role in [Role::Administrator, Role::House] {
        if membership::is_last(&mut change, signed.person, role, visitor.now()).await? {
            let sheet = Sheet::blank().wrong("sure", "account-deletion-last");
            return visitor.again("people/account-deletion.html", title, &sheet, context! {});
        }
    }
    let parts = personal::parts(visitor.app());
    let rows = personal::delete(&parts, &mut change, signed.person).await?.ok_or(PageError::SignIn)?;
    change.commit(Record::new("person.deleted", signed.person).with("rows", rows)).await?;
    visitor.set_cookie(SESSION_COOKIE, "", 0);
    visitor.done("/", "account-deletion-done")
}
