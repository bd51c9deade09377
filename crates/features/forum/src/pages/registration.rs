//! Registering for the event: by personal link without an account, signed in with a seat in a body, or, where the office
//! opens it, from the public page.
//!
//! The first two lead to the same form and the same registration; only the address differs: `/register/{secret}/…` and
//! `/rounds/{slug}/registration/{organisation}/…`. Who comes from the public page says for whom and gets such a link by
//! mail. The questions are asked by [`rathaus_procedure::fill`].

mod host;
pub(crate) mod public;
mod start;

use std::sync::Arc;

use rathaus_people::organisation;
use rathaus_procedure::fill::{self, Params};
use rathaus_procedure::store::Assurance;
use rathaus_store::{Actor, Change, Id, Record};
use rathaus_web::{Feature, PageError, Value, Visitor, context, get, post};

use crate::jobs::registration::place;
use crate::model::ParticipantKind;
use crate::model::correspondence::day_of;
use crate::pages::round::round_of;
use crate::policy::seat_of;
use crate::store::event::{Event, find_event};
use crate::store::registrant::{Origin, Registrant, ensure_registrant, find_by_secret, find_registrant_of};
use crate::store::registration::find_registration_of;
use crate::store::round::{KeptRound, Stage};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let mut routes = std::mem::take(&mut feature.routes);
    for base in ["/register/{secret}", "/rounds/{slug}/registration/{organisation}"] {
        let at = |step: &str| format!("{base}{step}");
        routes = routes
            .route(base, get(start::show))
            .route(&at("/cancellation"), post(start::cancel))
            .route(&at("/calendar.ics"), get(start::calendar))
            .merge(fill::routes(&at("/form"), Arc::new(host::Registering)));
    }
    feature.routes = routes.route("/rounds/{slug}/registration", get(public::show).merge(post(public::ask)));
}

/// Somebody who registers a body.
pub(crate) struct Coming {
    pub round: KeptRound,
    pub event: Event,
    pub registrant: Registrant,
    /// Who acts, for the audit log.
    pub actor: Actor,
    /// The person's name, else their address.
    pub by: String,
    pub name: String,
    pub email: String,
    pub assurance: Assurance,
    /// The path of these pages below the tenant.
    pub base: String,
}

impl Coming {
    pub(crate) fn is_open(&self, visitor: &Visitor) -> bool {
        self.event.is_open(&self.round, day_of(visitor.now()))
    }

    /// What every page of a registration shows.
    pub(crate) fn context(&self, visitor: &Visitor) -> Value {
        let round = &self.round;
        let day = round.stage(Stage::Event).starts.or(round.settings.date);
        let last = self
            .event
            .closes
            .or_else(|| round.stage(Stage::Event).starts.and_then(|day| day.yesterday().ok()));
        context! {
            base => visitor.url(&self.base),
            body => self.registrant.name.clone(),
            round => context! { slug => round.slug.clone(), title => round.title.clone() },
            day => day.map(|day| day.to_string()),
            starts => self.event.span.start.to_string(),
            ends => self.event.span.end.to_string(),
            place => place(&self.event),
            closes => last.map(|day| day.to_string()),
            is_open => self.is_open(visitor),
            has_programme => self.event.published_at.is_some(),
        }
    }
}

/// The kind of a body at the event.
pub(crate) fn kind_of(found: &organisation::Organisation) -> ParticipantKind {
    match found.kind {
        organisation::OrganisationKind::Municipality => ParticipantKind::Municipality,
        organisation::OrganisationKind::County => ParticipantKind::County,
        organisation::OrganisationKind::Supplier => ParticipantKind::Supplier,
        _ => ParticipantKind::Observer,
    }
}

/// A registrant for a body of the tenant; `None` where there is no such body.
pub(crate) async fn registrant_for(
    change: &mut Change,
    round: Id,
    body: Id,
    origin: Origin,
    (contact, email): (&str, &str),
) -> Result<Option<Registrant>, PageError> {
    let Some(found) = organisation::find(change, body).await? else { return Ok(None) };
    // A registration that was read from a file is there before its registrant.
    let before = find_registration_of(change, round, body).await?;
    let new = Registrant {
        id: before.map_or_else(|| Id::new(change.now()), |one| one.id),
        round,
        organisation: Some(body),
        kind: kind_of(&found),
        ags: found.ags,
        name: found.name,
        contact: contact.to_owned(),
        email: email.to_owned(),
        lang: rathaus_core::Lang::De,
        origin,
        created_at: change.now(),
        mailing: None,
        mailed_at: None,
    };
    Ok(Some(ensure_registrant(change, &new).await?))
}

/// Who registers at this address.
///
/// # Errors
///
/// [`PageError::Gone`] for a link that opens nothing, [`PageError::SignIn`] without one, [`PageError::NotFound`] for a
/// body that the person has no seat in.
pub(crate) async fn coming(visitor: &Visitor, params: &Params) -> Result<Coming, PageError> {
    let mut view = visitor.read().await?;
    if let Some(secret) = params.get("secret") {
        let Some(opened) = find_by_secret(&mut view, secret, visitor.now()).await? else {
            // Only what opens nothing is counted: a whole town hall may come from one address.
            visitor.limit_address("link")?;
            return Err(PageError::Gone("answer-link-gone"));
        };
        let event = find_event(&mut view, &opened.round).await?;
        let registrant = opened.registrant;
        // Several people of a body hold links; the contact is one of them.
        let is_contact = registrant.email.is_empty() || registrant.email.eq_ignore_ascii_case(&opened.email);
        let name = if is_contact { registrant.contact.clone() } else { String::new() };
        return Ok(Coming {
            event,
            round: opened.round,
            actor: Actor::Link(opened.link),
            by: if name.is_empty() { opened.email.clone() } else { name.clone() },
            name,
            email: opened.email,
            assurance: Assurance::Link,
            base: format!("/register/{secret}"),
            registrant,
        });
    }
    drop(view);
    visitor.person()?;
    let slug = params.get("slug").ok_or(PageError::NotFound)?;
    let body: Id = params.get("organisation").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    coming_by_seat(visitor, slug, body, true).await
}

/// Who registers for a body that the visitor speaks for; where nobody does yet, a registrant is made if it `begins`.
///
/// # Errors
///
/// As [`coming`].
pub(crate) async fn coming_by_seat(
    visitor: &Visitor,
    slug: &str,
    body: Id,
    begins: bool,
) -> Result<Coming, PageError> {
    let signed = visitor.person()?;
    seat_of(signed, body).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, slug).await?;
    let event = find_event(&mut view, &round).await?;
    let found = find_registrant_of(&mut view, round.id, body).await?;
    drop(view);
    let registrant = match found {
        Some(found) => found,
        None if !begins => return Err(PageError::NotFound),
        None => {
            let mut change = visitor.change().await?;
            let contact = (signed.name.as_str(), signed.email.as_str());
            let new = registrant_for(&mut change, round.id, body, Origin::Seat, contact).await?;
            let new = new.ok_or(PageError::NotFound)?;
            change.commit(Record::new("registrant.added", new.id).with("round", round.id)).await?;
            new
        }
    };
    Ok(Coming {
        base: format!("/rounds/{}/registration/{body}", round.slug),
        round,
        event,
        registrant,
        actor: visitor.actor(),
        by: signed.name.clone(),
        name: signed.name.clone(),
        email: signed.email.clone(),
        assurance: if signed.strong { Assurance::Strong } else { Assurance::Person },
    })
}
