//! What the forum tells the pages of a form about a registration.

use rathaus_procedure::Page;
use rathaus_procedure::fill::{Host, Later, Params, Sitting, Step};
use rathaus_procedure::store::Submission;
use rathaus_store::{Change, Record};
use rathaus_web::{PageError, Value, Visitor, context};

use super::{Coming, coming};
use crate::pages::answer::known;
use crate::registering::{ensure_form, holder, registrant_of, take_submission};
use crate::store::registrant::{find_registrant, set_contact};
use crate::store::registration::{RegistrationState, find_registration};
use crate::store::round::find_round_by_id;

/// The registration as a form that is filled in.
pub(super) struct Registering;

/// The key of the round's form; a round that has none yet gets the shipped one.
async fn form_key(visitor: &Visitor, coming: &Coming) -> Result<String, PageError> {
    if let Some(key) = &coming.event.form {
        return Ok(key.clone());
    }
    let mut change = visitor.change_as(coming.actor.clone()).await?;
    let key = ensure_form(&mut change, &coming.round).await?;
    change.commit(Record::new("round.registration-opened", coming.round.id)).await?;
    Ok(key)
}

impl Host for Registering {
    fn find<'a>(&'a self, visitor: &'a Visitor, params: &'a Params) -> Later<'a, Sitting> {
        Box::pin(async move {
            let coming = coming(visitor, params).await?;
            let form = form_key(visitor, &coming).await?;
            Ok(Sitting {
                form,
                holder: holder(coming.registrant.id),
                is_open: coming.is_open(visitor),
                base: format!("{}/form", coming.base),
                home: Some(coming.base.clone()),
                prefill: known(&coming.name, &coming.email),
                by: coming.by,
                assurance: coming.assurance,
                actor: coming.actor,
            })
        })
    }

    fn submitted<'a>(
        &'a self,
        change: &'a mut Change,
        sitting: &'a Sitting,
        submission: &'a Submission,
    ) -> Later<'a, ()> {
        Box::pin(async move {
            let id = registrant_of(&sitting.holder).ok_or(PageError::NotFound)?;
            let mut registrant = find_registrant(change, id).await?.ok_or(PageError::NotFound)?;
            let round = find_round_by_id(change, registrant.round).await?.ok_or(PageError::NotFound)?;
            // Who hands in gets the mails, where nobody did so far.
            let known = |key: &str| sitting.prefill.get(key).cloned().unwrap_or_default();
            if registrant.email.is_empty() && !known("person.email").is_empty() {
                (registrant.contact, registrant.email) = (known("person.name"), known("person.email"));
                set_contact(change, id, &registrant.contact, &registrant.email).await?;
            }
            match take_submission(change, &round, &registrant, submission).await? {
                Ok(_) => Ok(()),
                Err(_) => Err(PageError::Conflict("registration-no-more-places")),
            }
        })
    }

    fn template(&self, step: Step) -> &'static str {
        match step {
            Step::Done => "forum/registration-done.html",
            step => step.template(),
        }
    }

    fn context<'a>(
        &'a self,
        visitor: &'a Visitor,
        sitting: &'a Sitting,
        _: Option<&'a Page>,
    ) -> Later<'a, Value> {
        Box::pin(async move {
            let id = registrant_of(&sitting.holder).ok_or(PageError::NotFound)?;
            let mut view = visitor.read().await?;
            let registration = find_registration(&mut view, id).await?;
            let base = sitting.base.strip_suffix("/form").unwrap_or(&sitting.base);
            let state = registration.map(|one| one.state);
            Ok(context! {
                base => visitor.url(base),
                state => state.map(RegistrationState::word),
            })
        })
    }
}
