//! Trying an election out: its voting keys are shown, and the office plays every role.

use axum::extract::Path;
use rathaus_store::{Record, Session};
use rathaus_web::{Answer, Feature, PageError, Sheet, Visitor, context, get, post};

use super::election::result;
use super::elections::state_of;
use super::preparation::{invalid_of, may_be_rehearsed};
use crate::model::{Act, Stage};
use crate::outcome::came_of;
use crate::policy;
use crate::preparing::named;
use crate::rehearsal::{Made, Words, agree_alone, counting, vote_at_random};
use crate::store::election::{Election, find_election_by_id};
use crate::store::elector::{find_register, list_electors};
use crate::store::message::list_messages;
use crate::store::rehearsal::{delete_rehearsal, list_codes};

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/rehearsal", get(show).merge(post(make)))
        .route("/votes/{uuid}/rehearsal/opening", post(open))
        .route("/votes/{uuid}/rehearsal/ballots", post(vote))
        .route("/votes/{uuid}/rehearsal/count", post(count))
        .route("/votes/{uuid}/rehearsal/removal", post(remove));
}

/// The rehearsal that an address names.
async fn rehearsal(session: &mut Session, uuid: &str) -> Result<Election, PageError> {
    let election = named(session, uuid).await?;
    if election.rehearses.is_some() { Ok(election) } else { Err(PageError::NotFound) }
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = rehearsal(&mut view, &uuid).await?;
    let original = match election.rehearses {
        Some(id) => find_election_by_id(&mut view, id).await?,
        None => None,
    };
    let electors = list_electors(&mut view, election.id).await?;
    let register = find_register(&mut view, election.id).await?;
    let codes = list_codes(&mut view, election.id).await?;
    let messages = list_messages(&mut view, election.id).await?;
    let came = came_of(&mut view, &election, &messages, &register).await?;
    drop(view);
    let base = visitor.url(&format!("/votes/{uuid}"));
    let code = |(number, code): &(u64, String)| {
        let elector = electors.iter().find(|elector| elector.number == *number);
        context! {
            code => code.clone(),
            name => elector.map(|elector| elector.name.clone()).unwrap_or_default(),
            has_voted => elector.is_some_and(|elector| elector.voted.is_some()),
        }
    };
    let is_working =
        matches!(election.stage, Stage::Closing | Stage::Closed | Stage::Counting | Stage::Counted);
    let context = context! {
        election => context! {
            uuid => election.uuid.clone(), title => election.title.clone(), base,
            state => state_of(&visitor, &election)?, stage => election.stage.word(),
        },
        original => original.map(|one| context! {
            title => one.title, href => visitor.url(&format!("/votes/{}/preparation", one.uuid)),
        }),
        codes => codes.iter().map(code).collect::<Vec<_>>(),
        all => register.electors, voted => register.online + register.paper,
        is_working,
        may_work => policy::may_work(&visitor).is_ok(),
        result => came.map(|came| result(&visitor, &election, &came)).transpose()?,
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("votes/rehearsal.html", visitor.text("rehearsal-title")?, context)
}

async fn make(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    let signed = policy::may_work(&visitor)?;
    let who = (signed.name.clone(), signed.email.clone());
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    drop(view);
    if !may_be_rehearsed(&election) {
        return Err(PageError::Conflict("rehearsal-not-now"));
    }
    let words = Words {
        title: visitor.text_with("rehearsal-of", &[("title", election.title.as_str().into())])?,
        person: visitor.text("rehearsal-person")?,
        invalid: invalid_of(&visitor)?,
        administrator: visitor.tenant().name.clone(),
    };
    let made = Made::of(&election, words, who, visitor.now()).await?;
    let mut change = visitor.change().await?;
    made.keep(&mut change).await?;
    let record = Record::new("election.rehearsal-begun", made.election.id).with("of", election.id);
    change.commit(record).await?;
    visitor.done(&format!("/votes/{}/rehearsal", made.election.uuid), "rehearsal-begun")
}

async fn open(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = rehearsal(&mut change, &uuid).await?;
    if agree_alone(&mut change, &election, Act::Open).await? {
        change.commit(Record::new("election.agreed", election.id).with("act", "open")).await?;
    }
    visitor.done(&format!("/votes/{uuid}/rehearsal"), "rehearsal-opened")
}

async fn vote(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let election = rehearsal(&mut view, &uuid).await?;
    drop(view);
    if !election.takes_ballots(visitor.now()) {
        return Err(PageError::Conflict("rehearsal-not-open"));
    }
    let count = vote_at_random(&visitor.scope(), &election, visitor.now()).await?;
    let notice = if count == 0 { "rehearsal-all-voted" } else { "rehearsal-voted" };
    visitor.done(&format!("/votes/{uuid}/rehearsal"), notice)
}

async fn count(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = rehearsal(&mut change, &uuid).await?;
    if agree_alone(&mut change, &election, Act::Close).await? {
        change.enqueue(counting(election.id)?).await?;
        change.commit(Record::new("election.agreed", election.id).with("act", "close")).await?;
    }
    visitor.done(&format!("/votes/{uuid}/rehearsal"), "rehearsal-counting")
}

async fn remove(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = rehearsal(&mut change, &uuid).await?;
    let original = match election.rehearses {
        Some(id) => find_election_by_id(&mut change, id).await?,
        None => None,
    };
    delete_rehearsal(&mut change, election.id).await?;
    change.commit(Record::new("election.rehearsal-removed", election.id)).await?;
    let path = original.map_or("/votes".to_owned(), |one| format!("/votes/{}/preparation", one.uuid));
    visitor.done(&path, "rehearsal-removed")
}
