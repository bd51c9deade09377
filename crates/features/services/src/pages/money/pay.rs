//! What an applicant has to pay, and what of it has come.

use rathaus_payment::book::Target;
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Id, Session};
use rathaus_web::filters::money;
use rathaus_web::{PageError, Value, Visitor, context};

use crate::money::{ClaimState, code};
use crate::pages::payment::button;
use crate::store::money::{find_account, find_book, find_claim_of_case};

/// What is to be paid for a case; `None` where nothing is, and before there is an account or a provider to pay to. `base` is the
/// path of the application.
pub(crate) async fn pay(
    visitor: &Visitor,
    db: &mut Session,
    case: Id,
    base: &str,
) -> Result<Option<Value>, PageError> {
    let Some(row) = find_claim_of_case(db, case).await? else { return Ok(None) };
    let account = find_account(db).await?;
    let book = find_book(db).await?;
    let Some(standing) = book.find_claim(row.id) else { return Ok(None) };
    let online = button(visitor, db, base, standing.open()).await?;
    if account.is_none() && online.is_none() && standing.paid.0 == 0 {
        return Ok(None);
    }
    let mut came: Vec<_> = book
        .allocations()
        .filter(|allocation| allocation.target == Target::Claim(row.id))
        .filter_map(|allocation| Some((book.find_line(allocation.line)?.0, allocation.cents)))
        .collect();
    came.sort_by_key(|(line, _)| (line.day, line.id));
    let open = standing.open();
    let label = visitor.text_with("money-pay-code", &[("sum", money(visitor.lang(), open).into())])?;
    let code = account.as_ref().and_then(|to| code::drawing(to, open, &standing.claim.reference, &label));
    let account = account.map(|account| {
        context! {
            owner => account.owner,
            iban => account.iban.to_string(),
            bic => account.bic.as_ref().map(|bic| bic.as_str().to_owned()).unwrap_or_default(),
        }
    });
    Ok(Some(context! {
        state => ClaimState::of(&standing, today(visitor.now())).word(),
        owed => standing.owed.0,
        paid => standing.paid.0,
        open => open.0,
        amount => money(visitor.lang(), open),
        due => standing.claim.due.to_string(),
        account,
        online,
        reference => standing.claim.reference.to_string(),
        code => code.map(Value::from_safe_string),
        came => came.iter().map(|(line, cents)| context! {
            day => line.day.to_string(), cents => cents.0,
        }).collect::<Vec<_>>(),
    }))
}
