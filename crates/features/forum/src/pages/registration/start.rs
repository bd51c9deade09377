//! Where a link leads: how the registration stands, changing it, calling it off, the entry for one's calendar.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_core::Span;
use rathaus_procedure::fill::Params;
use rathaus_procedure::store::{current_submission, find_draft, find_form};
use rathaus_store::{Record, Session};
use rathaus_web::{Answer, PageError, Sheet, Value, Visitor, context};

use super::{Coming, coming};
use crate::jobs::registration::place;
use crate::output::calendar::{Entry, Method, calendar_of};
use crate::pages::programme::files::as_calendar;
use crate::registering::{self, holder};
use crate::store::registration::delegate::list_delegates_of;
use crate::store::registration::{Registration, RegistrationState, find_registration, list_parties};
use crate::store::round::Stage;

/// The place in the line, from 1 on.
async fn place_in_line(db: &mut Session, one: &Registration) -> Result<usize, PageError> {
    let parties = list_parties(db, one.round).await?;
    let mut line = parties.iter().filter(|party| party.state == RegistrationState::Waiting);
    Ok(line.position(|party| party.registration == one.id).map_or(1, |at| at + 1))
}

pub(super) async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let coming = match coming(&visitor, &params).await {
        Ok(coming) => coming,
        Err(PageError::Gone(_)) => {
            let title = visitor.text("registration-gone-title")?;
            return visitor.page_with(StatusCode::GONE, "forum/registration-gone.html", title, context! {});
        }
        Err(error) => return Err(error),
    };
    let mut view = visitor.read().await?;
    let registration = find_registration(&mut view, coming.registrant.id).await?;
    let mut people = Vec::new();
    let mut line = 0;
    if let Some(one) = &registration {
        people = list_delegates_of(&mut view, one.id).await?;
        if one.state == RegistrationState::Waiting {
            line = place_in_line(&mut view, one).await?;
        }
    }
    let (mut has_draft, mut has_answers) = (false, false);
    if let Some(key) = &coming.event.form
        && let Some(form) = find_form(&mut view, key).await?
    {
        let holder = holder(coming.registrant.id);
        has_draft = find_draft(&mut view, form.id, &holder).await?.is_some();
        has_answers = current_submission(&mut view, form.id, &holder).await?.is_some();
    }
    drop(view);
    let is_in = registration.as_ref().is_some_and(|one| one.state == RegistrationState::Registered);
    let people: Vec<Value> = people
        .iter()
        .map(|one| {
            let agenda = visitor.url(&format!("/agenda/{}", one.key));
            context! { name => one.name.clone(), function => one.function.clone(), agenda => is_in.then_some(agenda) }
        })
        .collect();
    let own = context! {
        state => registration.as_ref().map(|one| one.state.word()),
        label => registration.as_ref().map(|one| one.label.clone()),
        wants_talks => registration.as_ref().is_some_and(|one| one.wants_talks),
        line,
        people,
        has_draft,
        has_answers,
        form => visitor.form(&Sheet::blank())?,
        ..coming.context(&visitor)
    };
    visitor.page("forum/registration.html", coming.round.title.clone(), own)
}

pub(super) async fn cancel(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let coming = coming(&visitor, &params).await?;
    if !coming.is_open(&visitor) {
        return Err(PageError::Conflict("registration-closed"));
    }
    let mut change = visitor.change_as(coming.actor.clone()).await?;
    let found = find_registration(&mut change, coming.registrant.id).await?.ok_or(PageError::NotFound)?;
    if registering::cancel(&mut change, &coming.round, &found).await? {
        change.commit(Record::new("registration.cancelled", found.id).with("round", coming.round.id)).await?;
    }
    visitor.done(&coming.base, "registration-cancelled")
}

/// The day as an entry for one's calendar.
pub(crate) fn entry_of(visitor: &Visitor, coming: &Coming, one: &Registration) -> Option<Entry> {
    let date = coming.round.stage(Stage::Event).starts.or(coming.round.settings.date)?;
    let url = visitor.full_url(&format!("/rounds/{}/programme", coming.round.slug));
    Some(Entry {
        uid: format!("{}-contact@rathaus.invalid", one.id),
        stamp: visitor.now(),
        sequence: one.sequence,
        date,
        span: Span {
            start: one.arrives.unwrap_or(coming.event.span.start),
            end: one.leaves.unwrap_or(coming.event.span.end),
        },
        summary: coming.round.title.clone(),
        location: place(&coming.event),
        description: url.clone(),
        url,
        is_off: one.state == RegistrationState::Cancelled,
    })
}

pub(super) async fn calendar(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let coming = coming(&visitor, &params).await?;
    let mut view = visitor.read().await?;
    let found = find_registration(&mut view, coming.registrant.id).await?.ok_or(PageError::NotFound)?;
    if found.state == RegistrationState::Waiting {
        return Err(PageError::NotFound);
    }
    let entry = entry_of(&visitor, &coming, &found).ok_or(PageError::NotFound)?;
    let method = if entry.is_off { Method::Cancel } else { Method::Publish };
    as_calendar(&coming.round.slug, calendar_of(&coming.round.title, method, &[entry]))
}
