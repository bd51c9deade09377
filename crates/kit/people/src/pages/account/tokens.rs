//! Tokens of the JSON API: made for a purpose, shown once, ended at any time.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Path;
use jiff::SignedDuration;
use rathaus_store::{Id, Record};
use rathaus_web::{
    Answer, App, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::{own, own_fresh};
use crate::token;

/// Days for which tokens are offered.
const DAYS: [i64; 3] = [30, 90, 365];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/tokens", get(show).merge(post(issue)))
        .route("/account/tokens/{id}/removal", post(revoke))
}

struct NewToken {
    name: String,
    scopes: BTreeSet<String>,
    days: i64,
}

impl FromForm for NewToken {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 1..=60);
        let scopes: BTreeSet<String> = form.fields().all("scopes").into_iter().collect();
        if scopes.is_empty() {
            form.mistake("scopes", "form-choose");
        }
        let days = form.number("days", 1..=365);
        Some(Self { name: name?, scopes, days: days? })
    }
}

/// All scopes that the description of the JSON API names.
fn scopes(app: &App) -> Result<BTreeSet<String>, PageError> {
    Ok(rathaus_web::api::scopes(&app.openapi()?))
}

/// What a scope allows, in words where there are some: the text `scope-` and its name with a hyphen for the colon.
fn scope_text(visitor: &Visitor, scope: &str) -> String {
    visitor.text(&format!("scope-{}", scope.replace(':', "-"))).unwrap_or_else(|_| scope.to_owned())
}

fn page(visitor: &Visitor, sheet: &Sheet) -> Answer {
    let title = visitor.text("account-token-title")?;
    let scopes: Vec<Value> = scopes(visitor.app())?
        .into_iter()
        .map(|scope| context! { label => scope_text(visitor, &scope), hint => scope.clone(), value => scope })
        .collect();
    let days = DAYS
        .iter()
        .map(|n| {
            #[allow(clippy::cast_precision_loss)]
            let label = visitor.text_with("account-token-days", &[("n", (*n as f64).into())])?;
            Ok(context! { value => n.to_string(), label })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let context = context! { scopes, days };
    if sheet.mistakes.is_empty() {
        visitor.page("people/account-token.html", title, context! { form => visitor.form(sheet)?, ..context })
    } else {
        visitor.again("people/account-token.html", title, sheet, context)
    }
}

async fn show(visitor: Visitor) -> Answer {
    own_fresh(&visitor).await?;
    page(&visitor, &Sheet::filled([("days", "90")]))
}

async fn issue(visitor: Visitor, form: Form<NewToken>) -> Answer {
    let signed = own_fresh(&visitor).await?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return page(&visitor, &sheet),
    };
    let known = scopes(visitor.app())?;
    if !new.scopes.is_subset(&known) {
        return page(&visitor, &sheet.wrong("scopes", "form-no-such-choice"));
    }
    let expires =
        visitor.now().checked_add(SignedDuration::from_hours(24 * new.days)).map_err(PageError::fault)?;
    let mut change = visitor.change().await?;
    let (id, text) = token::issue(&mut change, signed.person, &new.name, &new.scopes, expires).await?;
    change.commit(Record::new("token.issued", id).with("scopes", &new.scopes)).await?;
    let context = context! { token => text, name => new.name };
    visitor.page("people/account-token-shown.html", visitor.text("account-token-title")?, context)
}

async fn revoke(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    let mut change = visitor.change().await?;
    let signed = own(&visitor, &mut change).await?;
    if !token::revoke(&mut change, id, Some(signed.person)).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("token.revoked", id)).await?;
    visitor.done("/account", "account-token-revoked")
}
