//! The booth: the ballot is filled in, encrypted and sealed on the voter's own device; what comes here is a sealed ballot.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use rathaus_store::Record;
use rathaus_web::{Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Visitor, context, get, post};

use super::asset;
use super::election::{head, public_of, questions};
use crate::casting::{Refused, cast, check, setup_of};
use crate::jobs::look_first;
use crate::store::election::{find_description, find_fingerprint};

/// The longest ballot: twenty questions of a hundred answers each.
const LONGEST: usize = 6_000_000;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/booth", get(show))
        .route("/votes/{uuid}/election.json", get(description))
        .route("/votes/{uuid}/ballots", get(super::ballots::list).merge(post(put_in)));
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let election = public_of(&mut view, &uuid).await?;
    let fingerprint = find_fingerprint(&mut view, election.id).await?.ok_or(PageError::NotFound)?;
    drop(view);
    let context = context! {
        election => head(&visitor, &election)?,
        questions => questions(&visitor, &election)?,
        fingerprint,
        group => crate::model::group_of(&election.questions).as_str(),
        assets => asset::of(&visitor, "ballot.js"),
        form => visitor.form(&Sheet::blank())?,
    };
    let title = visitor.text_with("booth-of", &[("title", election.title.as_str().into())])?;
    let mut response = visitor.page("votes/booth.html", title, context)?;
    asset::set_policy(&mut response);
    Ok(response)
}

/// The election, byte for byte as its fingerprint says.
async fn description(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let election = public_of(&mut view, &uuid).await?;
    let description = find_description(&mut view, election.id).await?.ok_or(PageError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], description).into_response())
}

/// A sealed ballot.
pub(super) struct Sealed {
    ballot: String,
}

impl FromForm for Sealed {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self { ballot: form.text("ballot", 1..=LONGEST)? })
    }
}

/// Says why a ballot is not taken, with the rule that it breaks. Nothing was put in, and the voter can go back.
fn refuse(visitor: &Visitor, election: &crate::store::election::Election, why: &Refused) -> Answer {
    let (rule, detail) = match why {
        Refused::Rule(refusal) => (refusal.rule.name(), refusal.to_string()),
        _ => ("", String::new()),
    };
    let context = context! {
        election => head(visitor, election)?,
        why => why.word(),
        rule,
        detail,
    };
    let title = visitor.text("booth-refused")?;
    visitor.page_with(StatusCode::UNPROCESSABLE_ENTITY, "votes/booth-refused.html", title, context)
}

async fn put_in(visitor: Visitor, Path(uuid): Path<String>, form: Form<Sealed>) -> Answer {
    let mut view = visitor.read().await?;
    let election = public_of(&mut view, &uuid).await?;
    let Ok(sealed) = form.checked() else { return visitor.to(&format!("/votes/{uuid}/booth")) };
    let setup = setup_of(&mut view, &election).await?.ok_or(PageError::NotFound)?;
    drop(view);
    let ballot = match check(setup, sealed.ballot).await? {
        Ok(ballot) => ballot,
        Err(why) => return refuse(&visitor, &election, &why),
    };
    look_first(&visitor.scope(), &election, visitor.now()).await?;
    // Whoever is signed in votes as nobody: who put it in is not written down.
    let mut change = visitor.change_as(rathaus_store::Actor::Anonymous).await?;
    match cast(&mut change, &election, &ballot).await? {
        Ok(true) => change.commit(Record::new("election.ballot", election.id)).await.map(|_| ())?,
        Ok(false) => drop(change),
        Err(why) => {
            drop(change);
            return refuse(&visitor, &election, &why);
        }
    }
    let tracker: String = form_urlencoded::byte_serialize(ballot.tracker.as_bytes()).collect();
    visitor.done(&format!("/votes/{uuid}/ballots?tracker={tracker}"), "booth-done")
}
