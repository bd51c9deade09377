//! A town's answer to the needs survey: by personal link without an account, or signed in with a seat in the body.
//!
//! Both ways lead to the same draft, the same pages, the same receipt; only the address differs:
//! `/answer/{secret}/…` and `/rounds/{slug}/answer/{organisation}/…`. The questions themselves are asked by
//! [`rathaus_procedure::fill`]; this file says who answers, the files below what stands around it.

mod host;
pub(crate) mod question;
mod renewal;
pub(crate) mod similar;
mod start;

use std::sync::Arc;

use axum::extract::Path;
use rathaus_procedure::fill::{self, Params};
use rathaus_procedure::store::Assurance;
use rathaus_store::{Actor, Id, Session, StoreError};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post};

use crate::model::correspondence::day_of;
use crate::pages::round::round_of;
use crate::policy::seat_of;
use crate::store::invitation::{Invitation, Invited, find_by_secret, find_invitation_of};
use crate::store::round::{KeptRound, Stage};
use crate::survey::ensure_survey;

pub(crate) use host::known;
pub use host::{holder, take_needs};
pub use question::send_question;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let mut routes = std::mem::take(&mut feature.routes);
    for base in ["/answer/{secret}", "/rounds/{slug}/answer/{organisation}"] {
        let at = |step: &str| format!("{base}{step}");
        routes = routes
            .route(base, get(start::show))
            .route(&at("/colleagues"), post(start::pass_on))
            .route(&at("/refusal"), post(start::decline))
            .route(&at("/return"), post(start::take_part))
            .route(&at("/needs"), get(similar::list))
            .route(&at("/similar"), get(similar::while_typing))
            .route(&at("/secondings"), post(similar::second))
            .route(&at("/questions/{id}"), get(question::show).merge(post(question::answer)))
            .merge(fill::routes(&at("/form"), Arc::new(host::Survey)));
    }
    feature.routes = routes
        .route("/answer", get(renewal::show).merge(post(renewal::send)))
        .route("/answer/script/{hash}", get(similar::script))
        .route("/rounds/{slug}/answer", get(choose));
}

/// Somebody who answers for a body.
pub(crate) struct Answering {
    /// The round.
    pub round: KeptRound,
    /// The body's invitation.
    pub invitation: Invitation,
    /// Who acts, for the audit log.
    pub actor: Actor,
    /// The person's name, else their address: what colleagues read.
    pub by: String,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// How sure it is that they are who they say.
    pub assurance: Assurance,
    /// The path of these pages below the tenant.
    pub base: String,
    /// By which link they came.
    pub invited: Option<Invited>,
}

impl Answering {
    /// Whether answers may be changed now.
    pub fn is_open(&self, visitor: &Visitor) -> bool {
        self.round.is_open(Stage::Survey, day_of(visitor.now()))
    }

    /// What every page of an answer shows.
    pub fn context(&self, visitor: &Visitor) -> Value {
        context! {
            base => visitor.url(&self.base),
            town => self.invitation.name.clone(),
            round => self.round.title.clone(),
            is_open => self.is_open(visitor),
            ends => self.round.stage(Stage::Survey).ends.map(|day| day.to_string()),
        }
    }
}

/// Who answers at this address.
///
/// # Errors
///
/// [`PageError::Gone`] for a link that opens nothing, [`PageError::SignIn`] without one, [`PageError::NotFound`] for a
/// body that is not in the round or that the person has no seat in.
pub(crate) async fn answering(visitor: &Visitor, params: &Params) -> Result<Answering, PageError> {
    let mut view = visitor.read().await?;
    if let Some(secret) = params.get("secret") {
        return match by_secret(&mut view, visitor, secret).await? {
            Some(answering) => Ok(answering),
            None => {
                // Only what opens nothing is counted: a whole town hall may come from one address.
                visitor.limit_address("link")?;
                Err(PageError::Gone("answer-link-gone"))
            }
        };
    }
    let signed = visitor.person()?;
    let slug = params.get("slug").ok_or(PageError::NotFound)?;
    let organisation: Id =
        params.get("organisation").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    seat_of(signed, organisation).ok_or(PageError::NotFound)?;
    let round = round_of(&mut view, slug).await?;
    let invitation =
        find_invitation_of(&mut view, round.id, organisation).await?.ok_or(PageError::NotFound)?;
    Ok(Answering {
        base: format!("/rounds/{}/answer/{organisation}", round.slug),
        round,
        invitation,
        actor: visitor.actor(),
        by: signed.name.clone(),
        name: signed.name.clone(),
        email: signed.email.clone(),
        assurance: if signed.strong { Assurance::Strong } else { Assurance::Person },
        invited: None,
    })
}

async fn by_secret(
    db: &mut Session,
    visitor: &Visitor,
    secret: &str,
) -> Result<Option<Answering>, StoreError> {
    let Some(invited) = find_by_secret(db, secret, visitor.now()).await? else { return Ok(None) };
    let contact = &invited.contact;
    Ok(Some(Answering {
        round: invited.round.clone(),
        invitation: invited.invitation.clone(),
        actor: Actor::Link(invited.link),
        by: if contact.name.is_empty() { contact.email.clone() } else { contact.name.clone() },
        name: contact.name.clone(),
        email: contact.email.clone(),
        assurance: Assurance::Link,
        base: format!("/answer/{secret}"),
        invited: Some(invited),
    }))
}

/// The key of the round's form; a round that has none yet gets the shipped one.
pub(crate) async fn survey_key(visitor: &Visitor, answering: &Answering) -> Result<String, PageError> {
    if let Some(key) = &answering.round.survey {
        return Ok(key.clone());
    }
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    let key = ensure_survey(&mut change, &answering.round).await?;
    change.commit(rathaus_store::Record::new("round.survey-opened", answering.round.id)).await?;
    Ok(key)
}

/// `GET /rounds/{slug}/answer`: on to the body the person answers for, or a choice of several.
async fn choose(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let signed = visitor.person()?.clone();
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let mut bodies = Vec::new();
    for seat in signed.seats.iter().filter(|seat| seat_of(&signed, seat.organisation).is_some()) {
        if let Some(invitation) = find_invitation_of(&mut view, round.id, seat.organisation).await? {
            bodies.push(invitation);
        }
    }
    drop(view);
    let path = |invitation: &Invitation| format!("/rounds/{slug}/answer/{}", invitation.organisation);
    if let [one] = bodies.as_slice() {
        return visitor.to(&path(one));
    }
    let bodies: Vec<Value> = bodies
        .iter()
        .map(|one| {
            context! {
                title => one.name.clone(),
                href => visitor.url(&path(one)),
                meta => visitor.text(&format!("invitations-state-{}", one.state.word())).unwrap_or_default(),
            }
        })
        .collect();
    let title = visitor.text("answer-choose")?;
    visitor.page(
        "forum/answer-choose.html",
        title,
        context! { bodies, round => round.title.clone(), slug => round.slug.clone() },
    )
}
