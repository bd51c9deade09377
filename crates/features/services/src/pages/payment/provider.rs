//! Through whom people pay on line. Whoever changes it says where everybody's money goes, so they prove anew who they are.

use rathaus_checkout::client::{is_address, is_part};
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use crate::payment::Provider;
use crate::payment::provider::{may_be_here, seal, word_of};
use crate::policy;
use crate::store::payment::{count_open_attempts, delete_provider, find_provider, update_provider};

const TEMPLATE: &str = "services/money-provider.html";

/// What the form says; the secret where it was typed.
pub(super) struct Entered {
    provider: Provider,
    secret: Option<String>,
}

impl FromForm for Entered {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (base, token) = (form.text("base", 1..=500), form.text("token_address", 1..=500));
        let mut part = |name: &str| {
            let text = form.text(name, 1..=36)?;
            if !is_part(&text) {
                form.mistake(name, "payment-part-form");
                return None;
            }
            Some(text)
        };
        let (originator, endpoint) = (part("originator"), part("endpoint"));
        let client_id = form.text("client_id", 1..=200);
        let secret = form.optional("secret", 500);
        let provider = Provider {
            base: base?,
            token: token?,
            originator: originator?,
            endpoint: endpoint?,
            client_id: client_id?,
            sealed: String::new(),
        };
        Some(Self { provider, secret: secret? })
    }
}

/// A form filled with what holds now. The secret is never shown again.
fn sheet(provider: Option<&Provider>) -> Sheet {
    let Some(provider) = provider else { return Sheet::blank() };
    Sheet::filled([
        ("base", provider.base.as_str()),
        ("token_address", &provider.token),
        ("originator", &provider.originator),
        ("endpoint", &provider.endpoint),
        ("client_id", &provider.client_id),
    ])
}

/// Beside the form: whether there is a provider, what still runs over it, how the check went.
async fn around(visitor: &Visitor, checked: Option<Value>) -> Result<(Option<Provider>, Value), PageError> {
    let mut view = visitor.read().await?;
    let provider = find_provider(&mut view).await?;
    let open = count_open_attempts(&mut view).await?;
    Ok((provider.clone(), context! { is_there => provider.is_some(), open, checked }))
}

async fn page(visitor: &Visitor, checked: Option<Value>) -> Answer {
    let (provider, context) = around(visitor, checked).await?;
    let context = context! { form => visitor.form(&sheet(provider.as_ref()))?, ..context };
    visitor.page(TEMPLATE, visitor.text("payment-provider")?, context)
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    page(&visitor, None).await
}

/// The settings as they are to be kept, or what is wrong with them: the field and the key of a text.
fn settled(
    visitor: &Visitor,
    entered: Entered,
    before: Option<&Provider>,
) -> Result<Provider, (&'static str, &'static str)> {
    let Entered { provider, secret } = entered;
    let may_be_here = may_be_here(&visitor.app().settings().base_url);
    for (field, address) in [("base", &provider.base), ("token_address", &provider.token)] {
        if !is_address(address, may_be_here) {
            return Err((field, "payment-address-form"));
        }
    }
    let sealed = match (secret, before) {
        (Some(secret), _) => seal(visitor.app().keys(), visitor.tenant().id, &secret),
        // A secret is shown to nobody it was not entered for.
        (None, Some(before)) if before.is_same_client(&provider) => before.sealed.clone(),
        (None, Some(_)) => return Err(("secret", "payment-secret-again")),
        (None, None) => return Err(("secret", "form-required")),
    };
    Ok(Provider { sealed, ..provider })
}

pub(super) async fn save(visitor: Visitor, form: Form<Entered>) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let (before, context) = around(&visitor, None).await?;
    let title = visitor.text("payment-provider")?;
    let (entered, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return visitor.again(TEMPLATE, title, &sheet, context),
    };
    let provider = match settled(&visitor, entered, before.as_ref()) {
        Ok(provider) => provider,
        Err((field, key)) => return visitor.again(TEMPLATE, title, &sheet.wrong(field, key), context),
    };
    let mut change = visitor.change().await?;
    update_provider(&mut change, &provider).await?;
    change
        .commit(Record::new("provider.saved", provider.host()).with("endpoint", &provider.endpoint))
        .await?;
    visitor.done("/money/provider", "payment-provider-saved")
}

/// Asks the provider whether it takes the settings.
pub(super) async fn check(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let provider = find_provider(&mut *visitor.read().await?).await?.ok_or(PageError::NotFound)?;
    visitor.limit("payment", "check")?;
    let answer = match provider.connect(visitor.app(), visitor.tenant().id) {
        Ok(connected) => connected.check().await,
        Err(fault) => Err(fault),
    };
    let checked = match answer {
        Ok(()) => context! { is_good => true, word => "good", detail => "" },
        Err(fault) => context! { is_good => false, word => word_of(&fault), detail => fault.to_string() },
    };
    page(&visitor, Some(checked)).await
}

pub(super) async fn remove(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    visitor.fresh()?;
    let mut change = visitor.change().await?;
    if delete_provider(&mut change).await? {
        change.commit(Record::new("provider.removed", visitor.tenant().id)).await?;
    }
    visitor.done("/money/provider", "payment-provider-removed")
}
