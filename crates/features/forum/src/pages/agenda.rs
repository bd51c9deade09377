//! A person's own day: programme and talks on a phone, the code for the door, the calendar; by the key of the badge.

use std::collections::BTreeSet;

use axum::extract::Path;
use jiff::Timestamp;
use rathaus_core::Span;
use rathaus_store::{Id, Session, StoreError};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, shown};

use crate::jobs::registration::place;
use crate::output::calendar::{Entry, Method, calendar_of};
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::now::clock;
use crate::pages::programme::files::{as_calendar, entries};
use crate::pages::programme::{Programme, lines};
use crate::pages::registrations::print::code;
use crate::policy;
use crate::store::registration::delegate::{Delegate, find_delegate_by_key};
use crate::store::registration::{Registration, RegistrationState, find_registration};
use crate::store::round::find_round_by_id;
use crate::store::talk as store;
use crate::store::talk_note::list_notes_by;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/badge/{key}", get(badge))
        .route("/agenda/{key}", get(show))
        .route("/agenda/{key}/calendar.ics", get(calendar));
}

/// A talk of the published plan, as the hall and agendas show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Talk {
    /// Its id.
    pub id: Id,
    /// Rises when it moves.
    pub sequence: i64,
    /// The registrations that talk.
    pub sides: [Id; 2],
    /// Their names.
    pub a: String,
    /// Their names.
    pub b: String,
    /// When.
    pub span: Span,
    /// At which table.
    pub table: usize,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Talk {
    fn of(talk: store::Talk) -> Self {
        Self {
            id: talk.id,
            sequence: talk.sequence,
            sides: [talk.a, talk.b],
            a: talk.a_name,
            b: talk.b_name,
            span: talk.span,
            table: talk.table as usize,
            changed_at: talk.changed_at,
        }
    }
}

/// The talks of the round that take place, in the order of the day; none before a plan of talks is published.
pub(crate) async fn list_talks(db: &mut Session, round: Id) -> Result<Vec<Talk>, StoreError> {
    Ok(store::list_talks(db, round).await?.into_iter().filter(store::Talk::is_on).map(Talk::of).collect())
}

/// Somebody's own day.
struct Agenda {
    person: Delegate,
    registration: Registration,
    programme: Programme,
    talks: Vec<Talk>,
    /// Talks whose outcome the own side has noted.
    noted: BTreeSet<Id>,
}

impl Agenda {
    async fn of(visitor: &Visitor, key: &str) -> Result<Self, PageError> {
        let mut view = visitor.read().await?;
        let Some(person) = find_delegate_by_key(&mut view, key).await? else {
            visitor.limit_address("link")?;
            return Err(PageError::NotFound);
        };
        let registration =
            find_registration(&mut view, person.registration).await?.ok_or(PageError::NotFound)?;
        let round = find_round_by_id(&mut view, person.round).await?.ok_or(PageError::NotFound)?;
        let talks = store::list_talks_of(&mut view, registration.id).await?;
        let talks = talks.into_iter().filter(store::Talk::is_on).map(Talk::of).collect();
        let mut noted = BTreeSet::new();
        for note in list_notes_by(&mut view, registration.id).await? {
            if note.noted.outcome.is_some() {
                noted.insert(note.talk);
            }
        }
        let mut programme = Programme::of(&mut view, round).await?;
        if programme.event.published_at.is_none() {
            programme.items.clear();
        }
        Ok(Self { person, registration, programme, talks, noted })
    }

    /// The other side of a talk.
    fn partner<'a>(&self, talk: &'a Talk) -> &'a str {
        if talk.sides[0] == self.registration.id { &talk.b } else { &talk.a }
    }
}

/// `GET /badge/{key}`: what the code of a badge opens. Helpers are led to the door, everybody else to the agenda.
async fn badge(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let Some(person) = find_delegate_by_key(&mut view, &key).await? else {
        visitor.limit_address("link")?;
        return Err(PageError::NotFound);
    };
    if policy::may_work(&visitor).is_err() {
        return visitor.to(&format!("/agenda/{key}"));
    }
    let round = find_round_by_id(&mut view, person.round).await?.ok_or(PageError::NotFound)?;
    visitor.to(&format!("/rounds/{}/checkin/{key}", round.slug))
}

async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let agenda = Agenda::of(&visitor, &key).await?;
    let (today, now) = clock(&visitor);
    let is_today = agenda.programme.day() == Some(today);
    let phase = |span: Span| match is_today {
        true if span.end <= now => "over",
        true if span.start <= now => "now",
        _ => "later",
    };
    let talks: Vec<Value> = agenda
        .talks
        .iter()
        .map(|talk| {
            context! {
                starts => talk.span.start.to_string(), ends => talk.span.end.to_string(), table => talk.table,
                partner => agenda.partner(talk).to_owned(), phase => phase(talk.span), id => talk.id.to_string(),
                is_noted => agenda.noted.contains(&talk.id),
            }
        })
        .collect();
    // Talks stand in the order of the day: the first that is not over runs or comes next.
    let coming = agenda.talks.iter().position(|talk| is_today && phase(talk.span) != "over");
    let items: Vec<Value> = lines(&agenda.programme, visitor.lang(), &[])
        .into_iter()
        .zip(&agenda.programme.items)
        .map(|(line, item)| context! { line => shown(line), phase => phase(item.span) })
        .collect();
    let own = context! {
        round => head(&agenda.programme.round),
        name => agenda.person.name.clone(),
        body => agenda.registration.name.clone(),
        state => agenda.registration.state.word(),
        is_here => agenda.person.checked_in_at.map(|at| at.to_string()),
        wants_talks => agenda.registration.wants_talks,
        day => agenda.programme.day().map(|day| day.to_string()),
        starts => agenda.programme.event.span.start.to_string(),
        ends => agenda.programme.event.span.end.to_string(),
        place => place(&agenda.programme.event),
        items,
        upcoming => coming.map(|at| talks[at].clone()),
        talks,
        has_come => agenda.programme.day().is_some_and(|day| today >= day),
        key => key.clone(),
        code => code(&visitor.full_url(&format!("/badge/{key}")))?,
        style => dress::style_address(&visitor),
    };
    let title = visitor.text_with("agenda-of", &[("round", agenda.programme.round.title.as_str().into())])?;
    visitor.page("forum/agenda.html", title, own)
}

async fn calendar(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let agenda = Agenda::of(&visitor, &key).await?;
    if agenda.registration.state != RegistrationState::Registered {
        return Err(PageError::NotFound);
    }
    let mut all = entries(&visitor, &agenda.programme);
    if let Some(date) = agenda.programme.day() {
        for talk in &agenda.talks {
            let partner = agenda.partner(talk);
            all.push(Entry {
                uid: format!("{}@rathaus.invalid", talk.id),
                stamp: talk.changed_at,
                sequence: talk.sequence,
                date,
                span: talk.span,
                summary: visitor.text_with("agenda-talk", &[("partner", partner.into())])?,
                location: visitor.text_with("agenda-table", &[("n", (talk.table as f64).into())])?,
                description: agenda.programme.round.title.clone(),
                url: visitor.full_url(&format!("/agenda/{key}")),
                is_off: false,
            });
        }
    }
    as_calendar(
        &agenda.programme.round.slug,
        calendar_of(&agenda.programme.round.title, Method::Publish, &all),
    )
}
