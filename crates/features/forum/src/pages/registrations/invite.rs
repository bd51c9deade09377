//! Asking towns that answered the survey and suppliers that come to register, by one click each.

use std::collections::BTreeSet;

use axum::extract::Path;
use rathaus_store::{Change, Id, Record, Session};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Value, Visitor, context};

use crate::jobs::registration::Asking;
use crate::pages::invitations::head;
use crate::pages::programme::pitches::chosen_offers;
use crate::pages::registration::registrant_for;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::event::find_event;
use crate::store::invitation::{State, list_invitations};
use crate::store::registrant::{Origin, list_registrants};
use crate::store::registration::list_registrations;
use crate::store::round::KeptRound;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Towns and counties that answered the survey.
    Towns,
    /// Suppliers that were chosen.
    Suppliers,
    /// Those who were asked and have not registered.
    Again,
}

impl Group {
    const ALL: [Group; 3] = [Group::Towns, Group::Suppliers, Group::Again];

    fn word(self) -> &'static str {
        match self {
            Group::Towns => "towns",
            Group::Suppliers => "suppliers",
            Group::Again => "again",
        }
    }
}

impl std::str::FromStr for Group {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|group| group.word() == text).ok_or(())
    }
}

/// What the button sends.
pub(super) struct Sending {
    group: Group,
    key: Id,
}

impl FromForm for Sending {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let group = form.choice("group");
        Some(Self { group: group?, key: form.id("key")? })
    }
}

/// The bodies of a group that have not registered; those of the first two that were not asked either.
async fn bodies(db: &mut Session, round: &KeptRound, group: Group) -> Result<Vec<Id>, PageError> {
    let registered: BTreeSet<Id> =
        list_registrations(db, round.id).await?.into_iter().filter_map(|one| one.organisation).collect();
    let asked: BTreeSet<Id> = list_registrants(db, round.id)
        .await?
        .into_iter()
        .filter(|one| one.mailed_at.is_some())
        .filter_map(|one| one.organisation)
        .collect();
    let is_new = |body: &Id| !registered.contains(body) && !asked.contains(body);
    Ok(match group {
        Group::Towns => list_invitations(db, round.id)
            .await?
            .into_iter()
            .filter(|one| one.state == State::Answered)
            .map(|one| one.organisation)
            .filter(is_new)
            .collect(),
        Group::Suppliers => {
            let firms: BTreeSet<Id> =
                chosen_offers(db, round.id).await?.into_iter().map(|offer| offer.organisation).collect();
            firms.into_iter().filter(is_new).collect()
        }
        Group::Again => asked.into_iter().filter(|body| !registered.contains(body)).collect(),
    })
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let event = find_event(&mut view, &round).await?;
    let mut groups: Vec<Value> = Vec::new();
    for group in Group::ALL {
        let n = bodies(&mut view, &round, group).await?.len();
        groups.push(context! { word => group.word(), n, key => Id::new(visitor.now()).to_string() });
    }
    let own = context! {
        round => head(&round),
        groups,
        is_open => event.is_open(&round, crate::model::correspondence::day_of(visitor.now())),
        token => visitor.form_token(),
    };
    visitor.page("forum/registrations-invite.html", visitor.text("registrations-invite")?, own)
}

async fn registrants(change: &mut Change, round: &KeptRound, group: Group) -> Result<Vec<Id>, PageError> {
    let mut ids = Vec::new();
    for body in bodies(change, round, group).await? {
        if let Some(one) = registrant_for(change, round.id, body, Origin::Asked, ("", "")).await? {
            ids.push(one.id);
        }
    }
    Ok(ids)
}

pub(super) async fn send(visitor: Visitor, Path(slug): Path<String>, form: Form<Sending>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(sending) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let event = find_event(&mut change, &round).await?;
    if !event.is_open(&round, crate::model::correspondence::day_of(visitor.now())) {
        return Err(PageError::Conflict("registration-closed"));
    }
    let registrants = registrants(&mut change, &round, sending.group).await?;
    let asking = Asking { round: round.id, registrants, key: format!("ask:{}", sending.key) };
    if !asking.registrants.is_empty() {
        change.enqueue(asking.job()?).await?;
        let record = Record::new("round.registration-asked", round.id)
            .with("group", sending.group.word())
            .with("bodies", asking.registrants.len());
        change.commit(record).await?;
    }
    visitor.done(&format!("/rounds/{slug}/registrations"), "registrations-asked")
}
