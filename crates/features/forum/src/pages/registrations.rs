//! Who comes, as the office sees it: the list with its filters and files, and the rooms behind it: [`one`] registration,
//! [`invite`] to ask towns and suppliers, [`print`] badges and signs.

mod invite;
pub(crate) mod one;
pub(crate) mod print;

use std::collections::BTreeMap;

use axum::extract::Path;
use rathaus_people::german_order;
use rathaus_store::{Id, Session, StoreError};
use rathaus_web::list::{Cell, Column, Format, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::model::ParticipantKind;
use crate::pages::invitations::{head, slice};
use crate::pages::registration::public::kinds;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::event::{count_places, find_event};
use crate::store::registration::{
    Delegate, Registration, RegistrationState, list_delegates, list_registrations,
};
use crate::store::round::KeptRound;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/registrations", get(list))
        .route("/rounds/{slug}/registrations/invite", get(invite::show).merge(post(invite::send)))
        .route("/rounds/{slug}/registrations/badges", get(print::badges))
        .route("/rounds/{slug}/registrations/signs", get(print::signs))
        .route("/rounds/{slug}/registrations/badges.pdf", get(print::badges_file))
        .route("/rounds/{slug}/registrations/signs.pdf", get(print::signs_file))
        .route("/rounds/{slug}/registrations/{label}", get(one::show).merge(post(one::save)))
        .route("/rounds/{slug}/registrations/{label}/cancellation", post(one::cancel))
        .route("/rounds/{slug}/registrations/{label}/links", post(one::link));
}

/// A registration as the list shows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub label: String,
    pub name: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub people: Vec<String>,
    pub talks: bool,
    pub arrives: String,
    pub leaves: String,
    pub created_at: jiff::Timestamp,
    /// How many of its people came in.
    pub arrived: usize,
    #[serde(skip)]
    pub delegates: Vec<Delegate>,
    #[serde(skip)]
    pub one: Registration,
}

/// All registrations of a round with their people.
pub(crate) async fn lines(db: &mut Session, round: Id) -> Result<Vec<Line>, StoreError> {
    let mut people: BTreeMap<Id, Vec<Delegate>> = BTreeMap::new();
    for delegate in list_delegates(db, round).await? {
        people.entry(delegate.registration).or_default().push(delegate);
    }
    let time = |time: Option<rathaus_core::Daytime>| time.map(|time| time.to_string()).unwrap_or_default();
    Ok(list_registrations(db, round)
        .await?
        .into_iter()
        .map(|one| {
            let delegates = people.remove(&one.id).unwrap_or_default();
            Line {
                label: one.label.clone(),
                name: one.name.clone(),
                kind: one.kind.word(),
                state: one.state.word(),
                people: delegates.iter().map(|one| one.name.clone()).collect(),
                talks: one.wants_talks,
                arrives: time(one.arrives),
                leaves: time(one.leaves),
                created_at: one.created_at,
                arrived: delegates.iter().filter(|one| one.checked_in_at.is_some()).count(),
                delegates,
                one,
            }
        })
        .collect())
}

/// Filters and sorts as the address says.
fn narrowed(lines: &[Line], listing: &Listing) -> Vec<Line> {
    let words: Vec<String> = listing.q().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let yes = |name: &str, is: bool| match listing.filter(name) {
        Some("yes") => is,
        Some("no") => !is,
        _ => true,
    };
    let fits = |name: &str, value: &str| listing.filter(name).is_none_or(|wanted| wanted == value);
    let mut found: Vec<Line> = lines
        .iter()
        .filter(|line| {
            let text = format!("{} {} {}", line.label, line.name, line.people.join(" ")).to_lowercase();
            words.iter().all(|word| text.contains(word))
                && fits("kind", line.kind)
                && fits("state", line.state)
                && yes("talks", line.talks)
                && yes("arrived", line.arrived > 0)
                && yes(
                    "wishes",
                    line.delegates.iter().any(|one| !one.diet.is_empty() || !one.assistance.is_empty()),
                )
        })
        .cloned()
        .collect();
    match listing.sort() {
        "name" => found.sort_by_cached_key(|line| german_order(&line.name)),
        "kind" => found.sort_by_key(|line| line.kind),
        "state" => found.sort_by_key(|line| (line.one.state, line.one.queued_at)),
        "people" => found.sort_by_key(|line| line.people.len()),
        "created_at" => found.sort_by_key(|line| line.created_at),
        _ => {}
    }
    if listing.is_descending() {
        found.reverse();
    }
    found
}

/// Yes and no as choices of a filter.
pub(crate) fn yes_no(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let option = |word: &str| Ok(context! { value => word, label => visitor.text(&format!("web-{word}"))? });
    ["yes", "no"].into_iter().map(option).collect()
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let event = find_event(&mut view, &round).await?;
    let hall = count_places(&mut view, &event).await?;
    let all = lines(&mut view, round.id).await?;
    drop(view);
    let sorts = ["label", "name", "kind", "state", "-people", "-created_at"];
    let listing = Listing::read(&visitor, &sorts, &["kind", "state", "talks", "arrived", "wishes"]);
    let found = narrowed(&all, &listing);
    if let Some(format) = listing.format() {
        return export(&visitor, &round, &found, format).await;
    }
    let keys = ["name", "kind", "people", "state", "created_at"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("registrations-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys.iter().zip(&labels).map(|(key, label)| Head::text(key, label)).collect();
    let list = listing.view(&visitor, &heads, found.len() as u64)?;
    let states = RegistrationState::ALL
        .into_iter()
        .map(|state| {
            let label = visitor.text(&format!("registrations-state-{}", state.word()))?;
            Ok(context! { value => state.word(), label => label })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let count = |state: RegistrationState| all.iter().filter(|line| line.one.state == state).count();
    let registered = || all.iter().filter(|line| line.one.state == RegistrationState::Registered);
    let of_kind = |kind: ParticipantKind| registered().filter(|line| line.one.kind == kind).count();
    visitor.page(
        "forum/registrations.html",
        visitor.text("registrations-title")?,
        context! {
            round => head(&round),
            all => all.len(),
            list,
            rows => shown(slice(&found, &listing)),
            choices => context! { kinds => kinds(&visitor)?, states, yes_no => yes_no(&visitor)? },
            figures => context! {
                people => hall.taken,
                capacity => hall.capacity,
                free => hall.free(),
                registered => count(RegistrationState::Registered),
                waiting => count(RegistrationState::Waiting),
                towns => of_kind(ParticipantKind::Municipality) + of_kind(ParticipantKind::County),
                suppliers => of_kind(ParticipantKind::Supplier),
                talks => registered().filter(|line| line.talks).count(),
            },
            door => event.door.word(),
            is_open => event.is_open(&round, crate::model::correspondence::day_of(visitor.now())),
            form_key => event.form,
            may_work => policy::may_work(&visitor).is_ok(),
        },
    )
}

const COLUMNS: [(&str, Kind); 18] = [
    ("label", Kind::Text),
    ("name", Kind::Text),
    ("kind", Kind::Text),
    ("ags", Kind::Text),
    ("state", Kind::Text),
    ("person", Kind::Text),
    ("function", Kind::Text),
    ("email", Kind::Text),
    ("diet", Kind::Text),
    ("assistance", Kind::Text),
    ("talks", Kind::YesNo),
    ("min_talks", Kind::Number),
    ("max_talks", Kind::Number),
    ("arrives", Kind::Text),
    ("leaves", Kind::Text),
    ("contact", Kind::Text),
    ("created_at", Kind::Time),
    ("arrived_at", Kind::Time),
];

/// One line per person; a registration without people has one of its own.
async fn export(visitor: &Visitor, round: &KeptRound, lines: &[Line], format: Format) -> Answer {
    let columns = COLUMNS
        .iter()
        .map(|(key, kind)| Ok(Column::new(visitor.text(&format!("registrations-column-{key}"))?, *kind)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let mut rows = Vec::new();
    for line in lines {
        let one = &line.one;
        let kind = visitor.text(&format!("registrations-kind-{}", line.kind))?;
        let state = visitor.text(&format!("registrations-state-{}", line.state))?;
        let people: Vec<Option<&Delegate>> = match line.delegates.is_empty() {
            true => vec![None],
            false => line.delegates.iter().map(Some).collect(),
        };
        for person in people {
            let of = |get: fn(&Delegate) -> &String| Cell::from(person.map(get).cloned());
            rows.push(vec![
                Cell::from(&line.label),
                Cell::from(&line.name),
                Cell::from(&kind),
                Cell::from(one.ags.map(|ags| ags.to_string())),
                Cell::from(&state),
                of(|one| &one.name),
                of(|one| &one.function),
                of(|one| &one.email),
                of(|one| &one.diet),
                of(|one| &one.assistance),
                Cell::YesNo(one.wants_talks),
                Cell::from(one.min_talks),
                Cell::from(one.max_talks),
                Cell::from(&line.arrives),
                Cell::from(&line.leaves),
                Cell::from(&one.email),
                Cell::from(one.created_at),
                Cell::from(person.and_then(|one| one.checked_in_at)),
            ]);
        }
    }
    let name = format!("{}-{}", visitor.text("registrations-file")?, round.slug);
    let title = visitor.text("registrations-title")?;
    visitor.export(&Table { name, title, columns, rows }, format).await
}
