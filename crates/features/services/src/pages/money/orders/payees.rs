//! To whom a claim is paid out, where it does not say so itself or says it wrongly.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_payment::book::{ClaimId, Direction};
use rathaus_store::{Record, Session};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context};

use super::{about, claim_in, may_change};
use crate::money::claim_of;
use crate::money::order::OrderKind;
use crate::policy;
use crate::store::money::find_book;
use crate::store::order::{Payee, list_payees, update_payee};

impl FromForm for Payee {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (name, iban) = (form.text("name", 1..=70), super::super::account::read_iban(form));
        Some(Self { name: name?, iban: iban? })
    }
}

async fn page(visitor: &Visitor, db: &mut Session, id: ClaimId, typed: Option<Sheet>) -> Answer {
    let book = find_book(db).await?;
    let standing = claim_in(&book, id, Direction::Out)?;
    let (status, sheet) = match typed {
        Some(sheet) => (StatusCode::UNPROCESSABLE_ENTITY, sheet),
        None => {
            let payee = list_payees(db).await?.remove(&id);
            let claim = standing.claim;
            let iban = payee.as_ref().map(|payee| &payee.iban).or(claim.account.as_ref());
            let name = payee.as_ref().map(|payee| payee.name.clone()).or(claim.name.clone());
            let iban = iban.map(ToString::to_string).unwrap_or_default();
            (StatusCode::OK, Sheet::filled([("name", name.unwrap_or_default()), ("iban", iban)]))
        }
    };
    let context = context! {
        path => visitor.url(&format!("/money/payees/{id}")),
        form => visitor.form(&sheet)?,
        ..about(visitor, db, &standing, OrderKind::Out).await?
    };
    visitor.page_with(status, "services/money-payee.html", visitor.text("order-payee")?, context)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    page(&visitor, &mut view, id, None).await
}

pub(super) async fn save(visitor: Visitor, Path(id): Path<String>, form: Form<Payee>) -> Answer {
    policy::may_work(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let payee = match form.checked() {
        Ok(payee) => payee,
        Err(sheet) => {
            let mut view = visitor.read().await?;
            return page(&visitor, &mut view, id, Some(sheet)).await;
        }
    };
    let mut change = visitor.change().await?;
    may_change(&mut change, id, Direction::Out).await?;
    update_payee(&mut change, id, &payee).await?;
    change.commit(Record::new("payee.saved", id).with("iban", payee.iban.as_str())).await?;
    visitor.done(OrderKind::Out.path(), "order-payee-saved")
}
