//! The registrar: voting keys are made on their own device; what comes here are the public halves.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use rathaus_ballot::number::Number;
use rathaus_store::{Record, StoreError};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Visitor};
use serde_json::json;

use super::holder;
use crate::model::{RoleKind, group_of};
use crate::store::election::hold_draft;
use crate::store::elector::{list_electors, update_credential};

/// The longest list: twenty thousand numbers of 617 digits.
const LONGEST: usize = 16_000_000;

/// The register, for the script that makes the keys and the letters.
pub(in crate::pages) async fn electors(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    holder.is(RoleKind::Registrar)?;
    let electors = list_electors(&mut view, holder.election.id).await?;
    drop(view);
    let electors: Vec<serde_json::Value> = electors
        .iter()
        .map(|elector| {
            json!({
                "number": elector.number, "name": elector.name, "address": elector.address,
                "weight": elector.weight, "has": elector.credential.is_some(),
            })
        })
        .collect();
    let out = json!({
        "uuid": holder.election.uuid,
        "title": holder.election.title,
        "group": group_of(&holder.election.questions).as_str(),
        "booth": visitor.full_url(&format!("/votes/{}/booth", holder.election.uuid)),
        "electors": electors,
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], out.to_string()).into_response())
}

/// Public halves by number of the register.
pub(in crate::pages) struct Halves(BTreeMap<u64, String>);

impl FromForm for Halves {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let text = form.text("credentials", 2..=LONGEST)?;
        let read: Option<BTreeMap<u64, String>> = serde_json::from_str(&text).ok();
        let is_good = |halves: &BTreeMap<u64, String>| {
            let distinct: std::collections::BTreeSet<&String> = halves.values().collect();
            distinct.len() == halves.len()
                && halves.values().all(|half| {
                    // One spelling for each number: the box looks them up by it.
                    Number::from_decimal(half).is_some_and(|number| number.to_decimal() == *half)
                })
        };
        let read = read.filter(is_good);
        if read.is_none() {
            form.mistake("credentials", "role-credentials-wrong");
        }
        read.map(Self)
    }
}

pub(in crate::pages) async fn hand_in(
    visitor: Visitor,
    Path(key): Path<String>,
    form: Form<Halves>,
) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    drop(view);
    holder.is(RoleKind::Registrar)?;
    let Ok(Halves(halves)) = form.checked() else {
        return Err(PageError::Conflict("role-credentials-wrong"));
    };
    let mut change = visitor.change_as(holder.actor).await?;
    // Held, so that nothing is frozen beside it.
    if !hold_draft(&mut change, holder.election.id).await? {
        return Err(PageError::Conflict("role-not-due"));
    }
    for (number, half) in &halves {
        match update_credential(&mut change, holder.election.id, *number, half).await {
            Ok(true) => {}
            Ok(false) | Err(StoreError::Conflict(_)) => {
                return Err(PageError::Conflict("role-credentials-wrong"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let record = Record::new("election.credentials", holder.election.id).with("count", halves.len());
    change.commit(record).await?;
    visitor.done(&holder.base, "role-credentials-kept")
}
