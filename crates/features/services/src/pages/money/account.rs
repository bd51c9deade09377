//! The account that people pay to. Whoever changes it says where everybody's money goes, so they prove anew who they are.

use std::str::FromStr;

use rathaus_payment::account::IbanFault;
use rathaus_payment::{Bic, CreditorId, Iban};
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, Reader, Sheet, Visitor, context};

use crate::money::Account;
use crate::money::account::{FIRST_DAYS, NEXT_DAYS, TERM_DAYS};
use crate::policy;
use crate::store::money::{find_account, update_account};

impl FromForm for Account {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let owner = form.text("owner", 1..=70);
        let iban = read_iban(form);
        let bic = maybe::<Bic>(form, "bic", "money-bic-form");
        let creditor = maybe::<CreditorId>(form, "creditor", "money-creditor-form");
        let mut days =
            |name: &str, least: i64| form.number(name, least..=365).and_then(|days| u16::try_from(days).ok());
        let (term_days, first_days, next_days) = (days("term", 1), days("first", 0), days("next", 1));
        Some(Self {
            owner: owner?,
            iban: iban?,
            bic: bic?,
            creditor: creditor?,
            term_days: term_days?,
            first_days: first_days?,
            next_days: next_days?,
        })
    }
}

/// An account number that must be there.
pub(super) fn read_iban(form: &mut Reader<'_>) -> Option<Iban> {
    match form.text("iban", 1..=60)?.parse::<Iban>() {
        Ok(iban) => Some(iban),
        Err(fault) => {
            let key = match fault {
                IbanFault::Form => "money-iban-form",
                IbanFault::CheckDigits => "money-iban-digits",
                IbanFault::Country => "money-iban-country",
            };
            form.mistake("iban", key);
            None
        }
    }
}

/// A number that may be missing, but not be wrong.
fn maybe<T: FromStr>(form: &mut Reader<'_>, name: &str, key: &str) -> Option<Option<T>> {
    let text = form.optional(name, 60)?;
    match text.as_deref().filter(|text| !text.is_empty()).map(T::from_str) {
        None => Some(None),
        Some(Ok(number)) => Some(Some(number)),
        Some(Err(_)) => {
            form.mistake(name, key);
            None
        }
    }
}

/// A form filled with what holds now.
fn sheet(account: Option<&Account>) -> Sheet {
    let Some(account) = account else {
        return Sheet::filled([
            ("term", TERM_DAYS.to_string()),
            ("first", FIRST_DAYS.to_string()),
            ("next", NEXT_DAYS.to_string()),
        ]);
    };
    Sheet::filled([
        ("owner", account.owner.clone()),
        ("iban", account.iban.to_string()),
        ("bic", account.bic.as_ref().map(|bic| bic.as_str().to_owned()).unwrap_or_default()),
        ("creditor", account.creditor.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default()),
        ("term", account.term_days.to_string()),
        ("first", account.first_days.to_string()),
        ("next", account.next_days.to_string()),
    ])
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let mut view = visitor.read().await?;
    let account = find_account(&mut view).await?;
    drop(view);
    let context = context! { form => visitor.form(&sheet(account.as_ref()))? };
    visitor.page("services/money-account.html", visitor.text("money-account")?, context)
}

pub(super) async fn save(visitor: Visitor, form: Form<Account>) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let account = match form.checked() {
        Ok(account) => account,
        Err(sheet) => {
            let title = visitor.text("money-account")?;
            return visitor.again("services/money-account.html", title, &sheet, context! {});
        }
    };
    let mut change = visitor.change().await?;
    update_account(&mut change, &account).await?;
    change.commit(Record::new("account.saved", account.iban.as_str())).await?;
    visitor.done("/money", "money-account-saved")
}
