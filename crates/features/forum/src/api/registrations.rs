//! Registrations and the door in the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_core::{Ags, Daytime};
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::pages::registration::registrant_for;
use crate::pages::registrations::one::registrant_behind;
use crate::pages::registrations::{Line, lines};
use crate::pages::round::round_of;
use crate::policy;
use crate::registering::{self, Entry, keep_answers};
use crate::store::registrant::{Origin, Registrant, ensure_registrant, set_contact};
use crate::store::registration::delegate::{
    Person, check_in, find_delegate, find_delegate_by_key, undo_check_in,
};
use crate::store::registration::{
    Registration, RegistrationState, find_registration, find_registration_by_label,
};
use crate::store::round::KeptRound;

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(registrations, register))
        .routes(routes!(change, cancel))
        .routes(routes!(come_in, go_out))
}

/// A person of a registration.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
struct PersonBody {
    /// Their id; nothing where they are new.
    #[serde(default, skip_deserializing)]
    #[schema(value_type = Option<String>)]
    id: Option<Id>,
    /// The name, as on the badge.
    name: String,
    /// The address.
    #[serde(default)]
    email: String,
    /// What they do.
    #[serde(default)]
    function: String,
    /// What the kitchen should know.
    #[serde(default)]
    diet: String,
    /// What they need to take part.
    #[serde(default)]
    assistance: String,
    /// When they came in.
    #[serde(default, skip_deserializing)]
    #[schema(value_type = Option<String>)]
    checked_in_at: Option<jiff::Timestamp>,
}

/// A registration.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RegistrationEntry {
    /// Its name in the round, as in `P01`.
    label: String,
    /// The body's name.
    name: String,
    /// `municipality`, `county`, `supplier` or `observer`.
    kind: &'static str,
    /// The body's official key.
    #[schema(value_type = Option<String>)]
    ags: Option<Ags>,
    /// How it stands.
    state: RegistrationState,
    /// Whether it takes part in talks.
    wants_talks: bool,
    /// Fewest talks.
    min_talks: Option<u32>,
    /// Most talks.
    max_talks: Option<u32>,
    /// Later than the start.
    arrives: Option<String>,
    /// Earlier than the end.
    leaves: Option<String>,
    /// Who comes.
    people: Vec<PersonBody>,
    /// Rises with every change.
    edition: i64,
}

impl RegistrationEntry {
    fn of(line: &Line) -> Self {
        let one = &line.one;
        Self {
            label: one.label.clone(),
            name: one.name.clone(),
            kind: one.kind.word(),
            ags: one.ags,
            state: one.state,
            wants_talks: one.wants_talks,
            min_talks: one.min_talks,
            max_talks: one.max_talks,
            arrives: one.arrives.map(|time| time.to_string()),
            leaves: one.leaves.map(|time| time.to_string()),
            people: line
                .delegates
                .iter()
                .map(|one| PersonBody {
                    id: Some(one.id),
                    name: one.name.clone(),
                    email: one.email.clone(),
                    function: one.function.clone(),
                    diet: one.diet.clone(),
                    assistance: one.assistance.clone(),
                    checked_in_at: one.checked_in_at,
                })
                .collect(),
            edition: one.edition,
        }
    }
}

/// What a registration says.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct RegistrationBody {
    /// The body's id, for a new registration of a body of the tenant.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    organisation: Option<Id>,
    /// The body's name, for a new registration of another body.
    #[serde(default)]
    name: String,
    /// What kind of body, for a new registration of another body.
    #[serde(default)]
    kind: String,
    /// Contact person.
    #[serde(default)]
    contact: String,
    /// Where mails go; empty for none.
    #[serde(default)]
    email: String,
    /// Who comes.
    #[serde(default)]
    people: Vec<PersonBody>,
    /// Whether talks are wished.
    #[serde(default)]
    wants_talks: bool,
    /// Fewest talks.
    #[serde(default)]
    min_talks: Option<u32>,
    /// Most talks.
    #[serde(default)]
    max_talks: Option<u32>,
    /// Later than the start, as in `13:30`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    arrives: Option<Daytime>,
    /// Earlier than the end.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    leaves: Option<Daytime>,
    /// Whether it gets its places however full the hall is.
    #[serde(default)]
    is_guaranteed: bool,
    /// The edition that was read, for a change.
    #[serde(default)]
    edition: i64,
}

impl RegistrationBody {
    fn entry(&self) -> Result<Entry, ApiError> {
        let mut problem = Problem::values(Vec::new());
        let mut is_wrong = false;
        for (place, person) in self.people.iter().enumerate() {
            let is_address =
                person.email.is_empty() || rathaus_web::form::read_email(&person.email).is_some();
            if person.name.trim().is_empty() || person.name.chars().count() > 120 || !is_address {
                problem = problem.at(format!("/people/{place}"), "a name, and an address or none");
                is_wrong = true;
            }
        }
        if !self.email.is_empty() && rathaus_web::form::read_email(&self.email).is_none() {
            problem = problem.at("/email", "an address");
            is_wrong = true;
        }
        if self.people.len() > 50 {
            problem = problem.at("/people", "at most 50");
            is_wrong = true;
        }
        if is_wrong {
            return Err(problem.into());
        }
        let person = |one: &PersonBody| Person {
            name: one.name.trim().to_owned(),
            email: one.email.clone(),
            function: one.function.clone(),
            diet: one.diet.clone(),
            assistance: one.assistance.clone(),
        };
        Ok(Entry {
            people: self.people.iter().map(person).collect(),
            arrives: self.arrives,
            leaves: self.leaves,
            wants_talks: self.wants_talks,
            min_talks: self.min_talks,
            max_talks: self.max_talks,
        })
    }
}

/// The registrations of a round.
#[utoipa::path(get, path = "/rounds/{slug}/registrations", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path), ApiPage), responses((status = 200, body = ListOf<RegistrationEntry>)))]
async fn registrations(
    visitor: Visitor,
    Path(slug): Path<String>,
    page: ApiPage,
) -> Result<Json<ListOf<RegistrationEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = lines(&mut view, round.id).await?;
    Ok(Json(page.cut(&all, RegistrationEntry::of)))
}

/// Takes a registration and answers with it.
async fn put(
    visitor: &Visitor,
    mut change: rathaus_store::Change,
    round: &KeptRound,
    registrant: Registrant,
    body: &RegistrationBody,
) -> Result<Json<RegistrationEntry>, ApiError> {
    let entry = body.entry()?;
    set_contact(&mut change, registrant.id, &body.contact, &body.email).await?;
    let registrant = Registrant { contact: body.contact.clone(), email: body.email.clone(), ..registrant };
    let taken = registering::take(&mut change, round, &registrant, &entry, body.is_guaranteed).await?;
    let taken = taken.map_err(|_| PageError::Conflict("registration-no-more-places"))?;
    keep_answers(&mut change, round, registrant.id, &entry).await?;
    change.commit(Record::new("registration.saved", taken.id).with("round", round.id)).await?;
    let all = lines(&mut *visitor.read().await?, round.id).await?;
    let line = all.iter().find(|line| line.one.id == taken.id).ok_or(PageError::NotFound)?;
    Ok(Json(RegistrationEntry::of(line)))
}

/// Registers a body. Refused where it is registered already.
#[utoipa::path(post, path = "/rounds/{slug}/registrations", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = RegistrationBody, responses((status = 200, body = RegistrationEntry), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn register(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(body): ApiBody<RegistrationBody>,
) -> Result<Json<RegistrationEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let registrant = match (body.organisation, crate::model::ParticipantKind::of_word(&body.kind)) {
        (Some(id), _) => registrant_for(
            &mut change,
            round.id,
            id,
            Origin::Office,
            (body.contact.as_str(), body.email.as_str()),
        )
        .await?
        .ok_or(PageError::NotFound)?,
        (None, Some(kind)) if !body.name.trim().is_empty() => {
            let new = Registrant {
                id: Id::new(change.now()),
                round: round.id,
                organisation: None,
                name: body.name.trim().to_owned(),
                kind,
                ags: None,
                contact: body.contact.clone(),
                email: body.email.clone(),
                lang: rathaus_core::Lang::De,
                origin: Origin::Office,
                created_at: change.now(),
                mailing: None,
                mailed_at: None,
            };
            ensure_registrant(&mut change, &new).await?
        }
        _ => return Err(Problem::values(Vec::new()).at("/name", "organisation, or name and kind").into()),
    };
    if find_registration(&mut change, registrant.id).await?.is_some() {
        return Err(PageError::Conflict("registrations-mistake-twice").into());
    }
    put(&visitor, change, &round, registrant, &body).await
}

async fn by_label(
    change: &mut rathaus_store::Change,
    slug: &str,
    label: &str,
) -> Result<(KeptRound, Registration), ApiError> {
    let round = round_of(change, slug).await?;
    let one = find_registration_by_label(change, round.id, label).await?.ok_or(PageError::NotFound)?;
    Ok((round, one))
}

/// Changes a registration; one that was cancelled is registered again.
#[utoipa::path(put, path = "/rounds/{slug}/registrations/{label}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), request_body = RegistrationBody, responses((status = 200, body = RegistrationEntry), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    ApiBody(body): ApiBody<RegistrationBody>,
) -> Result<Json<RegistrationEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, one) = by_label(&mut change, &slug, &label).await?;
    if one.edition != body.edition {
        return Err(PageError::Conflict("registrations-changed-elsewhere").into());
    }
    let registrant = registrant_behind(&mut change, &one).await?;
    put(&visitor, change, &round, registrant, &body).await
}

/// Cancels a registration; doing so again changes nothing.
#[utoipa::path(delete, path = "/rounds/{slug}/registrations/{label}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("label" = String, Path)), responses((status = 204)))]
async fn cancel(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let (round, one) = by_label(&mut change, &slug, &label).await?;
    if registering::cancel(&mut change, &round, &one).await? {
        change.commit(Record::new("registration.cancelled", one.id).with("round", round.id)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn at_the_door(visitor: &Visitor, slug: &str, who: &str, is_in: bool) -> Result<StatusCode, ApiError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let found = match who.parse::<Id>() {
        Ok(id) => find_delegate(&mut change, id).await?,
        Err(_) => find_delegate_by_key(&mut change, who).await?,
    };
    let person = found.filter(|one| one.round == round.id).ok_or(PageError::NotFound)?;
    let registration =
        find_registration(&mut change, person.registration).await?.ok_or(PageError::NotFound)?;
    if is_in && registration.state != RegistrationState::Registered {
        return Err(PageError::Conflict("checkin-no-place-text").into());
    }
    let (is_news, action) = match is_in {
        true => (check_in(&mut change, &person).await?, "delegate.checked-in"),
        false => (undo_check_in(&mut change, &person).await?, "delegate.checked-out"),
    };
    if is_news {
        change.commit(Record::new(action, person.id).with("round", round.id)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Checks a person in, by their id or the key of their badge; doing so again changes nothing.
#[utoipa::path(put, path = "/rounds/{slug}/checkins/{person}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("person" = String, Path)), responses((status = 204), (status = 409, body = Problem)))]
async fn come_in(
    visitor: Visitor,
    Path((slug, person)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    at_the_door(&visitor, &slug, &person, true).await
}

/// Takes a check-in back.
#[utoipa::path(delete, path = "/rounds/{slug}/checkins/{person}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("person" = String, Path)), responses((status = 204)))]
async fn go_out(
    visitor: Visitor,
    Path((slug, person)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    at_the_door(&visitor, &slug, &person, false).await
}
