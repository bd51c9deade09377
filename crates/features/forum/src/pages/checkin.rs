//! The door: who is there, by the code on the badge or by name, and back again.
//!
//! The code holds an address. The camera of any phone opens it; where the helper is signed in, that is the page of the
//! person with one button. Opening it changes nothing: mail programs and phones open addresses by themselves.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue};
use rathaus_people::german_order;
use rathaus_store::{Id, Record, Session, StoreError};
use rathaus_web::list::Listing;
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::registration::delegate::{
    Delegate, check_in, find_delegate, find_delegate_by_key, undo_check_in,
};
use crate::store::registration::{
    Registration, RegistrationState, find_registration, list_delegates, list_registrations,
};
use crate::store::round::KeptRound;

/// Most people a search shows: whoever finds more types one letter more.
const MOST: usize = 30;
/// People shown who came last.
const LAST: usize = 5;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/checkin", get(show).merge(post(save)))
        .route("/rounds/{slug}/checkin/{key}", get(one));
}

/// Somebody at the door.
#[derive(Debug, Clone, Serialize)]
struct Guest {
    id: Id,
    key: String,
    name: String,
    function: String,
    body: String,
    label: String,
    assistance: String,
    checked_in_at: Option<jiff::Timestamp>,
}

impl Guest {
    fn of(delegate: Delegate, registration: &Registration) -> Self {
        Self {
            id: delegate.id,
            key: delegate.key,
            name: delegate.name,
            function: delegate.function,
            body: registration.name.split(',').next().unwrap_or_default().to_owned(),
            label: registration.label.clone(),
            assistance: delegate.assistance,
            checked_in_at: delegate.checked_in_at,
        }
    }
}

/// Everybody who has a place, by name.
async fn guests(db: &mut Session, round: Id) -> Result<Vec<Guest>, StoreError> {
    let registrations: BTreeMap<Id, Registration> = list_registrations(db, round)
        .await?
        .into_iter()
        .filter(|one| one.state == RegistrationState::Registered)
        .map(|one| (one.id, one))
        .collect();
    let mut guests: Vec<Guest> = list_delegates(db, round)
        .await?
        .into_iter()
        .filter_map(|one| registrations.get(&one.registration).map(|of| Guest::of(one, of)))
        .collect();
    guests.sort_by_cached_key(|guest| german_order(&guest.name));
    Ok(guests)
}

/// Lets pages of the house use the camera, after the person allowed it.
fn with_camera(answer: Answer) -> Answer {
    let mut response = answer?;
    response.headers_mut().insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(), geolocation=(), payment=(), usb=()"),
    );
    Ok(response)
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = guests(&mut view, round.id).await?;
    drop(view);
    let listing = Listing::read(&visitor, &["name"], &["here"]);
    let words: Vec<String> = listing.q().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let is_here = |guest: &&Guest| match listing.filter("here") {
        Some("yes") => guest.checked_in_at.is_some(),
        Some("no") => guest.checked_in_at.is_none(),
        _ => true,
    };
    let found: Vec<Guest> = all
        .iter()
        .filter(|guest| {
            let text = format!("{} {} {}", guest.name, guest.body, guest.label).to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .filter(is_here)
        .cloned()
        .collect();
    let mut last: Vec<Guest> = all.iter().filter(|guest| guest.checked_in_at.is_some()).cloned().collect();
    let here = last.len();
    last.sort_by_key(|guest| std::cmp::Reverse(guest.checked_in_at));
    last.truncate(LAST);
    let own = context! {
        round => head(&round),
        all => all.len(),
        here,
        missing => all.len() - here,
        found => found.len(),
        guests => shown(found.into_iter().take(MOST).collect::<Vec<_>>()),
        last => shown(last),
        most => MOST,
        q => listing.q().to_owned(),
        filter => listing.filter("here").unwrap_or_default().to_owned(),
        form => visitor.form(&Sheet::blank())?,
        script => dress::script_address(&visitor),
        style => dress::style_address(&visitor),
    };
    with_camera(visitor.page("forum/checkin.html", visitor.text("checkin-title")?, own))
}

/// The person of a badge of this round.
async fn by_key(db: &mut Session, round: Id, key: &str) -> Result<(Delegate, Registration), PageError> {
    let found = find_delegate_by_key(db, key).await?.filter(|one| one.round == round);
    let delegate = found.ok_or(PageError::NotFound)?;
    let registration = find_registration(db, delegate.registration).await?.ok_or(PageError::NotFound)?;
    Ok((delegate, registration))
}

async fn one(visitor: Visitor, Path((slug, key)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let (delegate, registration) = by_key(&mut view, round.id, &key).await?;
    let name = delegate.name.clone();
    let own = context! {
        round => head(&round),
        state => registration.state.word(),
        guest => shown(Guest::of(delegate, &registration)),
        form => visitor.form(&Sheet::blank())?,
        style => dress::style_address(&visitor),
    };
    visitor.page("forum/checkin-one.html", name, own)
}

/// What became of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Before,
    Undone,
    NoPlace,
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Before => "before",
            Outcome::Undone => "undone",
            Outcome::NoPlace => "no-place",
        }
    }
}

/// The person that was meant: by id, by key, or by the whole address that a camera read.
async fn meant(
    db: &mut Session,
    round: &KeptRound,
    fields: &Fields,
) -> Result<(Delegate, Registration), PageError> {
    if let Some(key) = fields.first("key") {
        let key = key.trim().rsplit('/').next().unwrap_or_default();
        return by_key(db, round.id, key).await;
    }
    let id: Id = fields.first("delegate").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let delegate = find_delegate(db, id).await?.filter(|one| one.round == round.id);
    let delegate = delegate.ok_or(PageError::NotFound)?;
    let registration = find_registration(db, delegate.registration).await?.ok_or(PageError::NotFound)?;
    Ok((delegate, registration))
}

/// `POST …/checkin`: in, or with `undo` out again. Two helpers who scan the same badge do it once.
async fn save(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let (delegate, registration) = meant(&mut change, &round, &fields).await?;
    let outcome = if fields.first("undo").is_some() {
        if undo_check_in(&mut change, &delegate).await? {
            change.commit(Record::new("delegate.checked-out", delegate.id).with("round", round.id)).await?;
        }
        Outcome::Undone
    } else if registration.state != RegistrationState::Registered {
        Outcome::NoPlace
    } else if check_in(&mut change, &delegate).await? {
        change.commit(Record::new("delegate.checked-in", delegate.id).with("round", round.id)).await?;
        Outcome::Done
    } else {
        Outcome::Before
    };
    if fields.first("part").is_some() {
        let context = context! {
            outcome => outcome.word(),
            guest => shown(Guest::of(delegate, &registration)),
        };
        return visitor.fragment("forum/checkin-result.html", context);
    }
    let q = fields.first("q").unwrap_or_default();
    let mut query = String::new();
    if !q.is_empty() {
        query = format!("?q={}", encoded(q));
    }
    visitor.done(&format!("/rounds/{slug}/checkin{query}"), &format!("checkin-{}", outcome.word()))
}

/// A word in a query.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
