//! By which mandate a claim is collected. Names alone decide nothing: somebody says that payer and holder belong together.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_payment::book::{ClaimId, Direction, folded};
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Record, Session};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{about, claim_in, may_change};
use crate::money::claim_of;
use crate::money::mandate::{Mandate, MandateState, reference_of};
use crate::money::order::OrderKind;
use crate::policy;
use crate::store::mandate::{find_mandate_named, list_mandates, list_ties, update_tie};
use crate::store::money::find_book;

/// The most mandates that are suggested.
const MOST: usize = 10;

async fn page(
    visitor: &Visitor,
    db: &mut Session,
    id: ClaimId,
    typed: Option<(StatusCode, Sheet)>,
) -> Answer {
    let book = find_book(db).await?;
    let standing = claim_in(&book, id, Direction::In)?;
    let name = standing.claim.name.clone().unwrap_or_default();
    let day = today(visitor.now());
    let mandates = list_mandates(db).await?;
    let tied = list_ties(db).await?.remove(&id);
    let tied = tied.and_then(|tied| mandates.iter().find(|mandate| mandate.id == tied));
    let own = folded(&name);
    let is_alike = |mandate: &&Mandate| !own.is_empty() && folded(&mandate.name) == own;
    let suggested: Vec<Value> = mandates
        .iter()
        .filter(is_alike)
        .filter(|mandate| mandate.state(day) == MandateState::Valid)
        .take(MOST)
        .map(|mandate| {
            let label = format!("{}, {}", mandate.name, mandate.iban);
            context! { value => mandate.reference.clone(), label }
        })
        .collect();
    let (status, sheet) = typed.unwrap_or_else(|| {
        let reference = tied.map(|mandate| mandate.reference.clone()).unwrap_or_default();
        (StatusCode::OK, Sheet::filled([("mandate", reference)]))
    });
    let context = context! {
        path => visitor.url(&format!("/money/collections/{id}")),
        name,
        suggested,
        form => visitor.form(&sheet)?,
        ..about(visitor, db, &standing, OrderKind::In).await?
    };
    visitor.page_with(status, "services/money-tie.html", visitor.text("order-tie")?, context)
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    page(&visitor, &mut view, id, None).await
}

/// The mandate that somebody chose; nothing for none.
pub(super) struct Chosen(Option<String>);

impl FromForm for Chosen {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.optional("mandate", 60).map(Self)
    }
}

pub(super) async fn save(visitor: Visitor, Path(id): Path<String>, form: Form<Chosen>) -> Answer {
    policy::may_work(&visitor)?;
    let id = claim_of(&id).ok_or(PageError::NotFound)?;
    let again = |sheet: Sheet| async {
        let mut view = visitor.read().await?;
        page(&visitor, &mut view, id, Some((StatusCode::UNPROCESSABLE_ENTITY, sheet))).await
    };
    let (Chosen(named), sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return again(sheet).await,
    };
    let mut change = visitor.change().await?;
    may_change(&mut change, id, Direction::In).await?;
    let mandate = match named {
        None => None,
        Some(text) => {
            let found = match reference_of(&text) {
                Some(reference) => find_mandate_named(&mut change, &reference).await?,
                None => None,
            };
            let wrong = match found.as_ref().map(|mandate| mandate.state(today(visitor.now()))) {
                Some(MandateState::Valid) => None,
                Some(_) => Some("order-mandate-not-valid"),
                None => Some("order-mandate-unknown"),
            };
            if let Some(key) = wrong {
                drop(change);
                return again(sheet.wrong("mandate", key)).await;
            }
            found.map(|mandate| mandate.id)
        }
    };
    update_tie(&mut change, id, mandate).await?;
    let record = Record::new("claim.tied", id);
    change
        .commit(match mandate {
            Some(mandate) => record.with("mandate", mandate.to_string()),
            None => record,
        })
        .await?;
    visitor.done(OrderKind::In.path(), if mandate.is_some() { "order-tied" } else { "order-untied" })
}
