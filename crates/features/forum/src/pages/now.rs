//! Now and next: the screen of the hall, which nobody operates, and the office's page about it.
//!
//! The screen is opened by an address that nobody guesses. It reads a handful of rows and never the plan, so that
//! hundreds may look at it at once.

use std::collections::BTreeMap;

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_core::Daytime;
use rathaus_store::Record;
use rathaus_web::{Answer, Feature, Lang, PageError, Sheet, Value, Visitor, context, get, post};

use crate::model::programme::{Item, now_and_next};
use crate::pages::agenda::{Talk, list_talks};
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::programme::Programme;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::event::{ensure_event, find_event, find_event_by_hall, renew_hall_key};
use crate::store::round::find_round_by_id;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/hall/{key}", get(hall))
        .route("/hall/{key}/part", get(part))
        .route("/rounds/{slug}/now", get(show))
        .route("/rounds/{slug}/now/key", post(renew));
}

/// Day and time of day on the administration's clock.
pub(crate) fn clock(visitor: &Visitor) -> (Date, Daytime) {
    let now = visitor.now().to_zoned(rathaus_web::filters::zone());
    let minutes = u16::try_from(now.hour()).unwrap_or(0) * 60 + u16::try_from(now.minute()).unwrap_or(0);
    (now.date(), Daytime::from_minutes(minutes).unwrap_or_else(|| unreachable!("a day has 24 hours")))
}

/// What the screen shows.
async fn screen(visitor: &Visitor, key: &str) -> Result<(Programme, Vec<Talk>), PageError> {
    let mut view = visitor.read().await?;
    let event = find_event_by_hall(&mut view, key).await?.ok_or(PageError::NotFound)?;
    let round = find_round_by_id(&mut view, event.round).await?.ok_or(PageError::NotFound)?;
    let programme = Programme::of(&mut view, round).await?;
    let talks = list_talks(&mut view, programme.round.id).await?;
    Ok((programme, talks))
}

fn item(programme: &Programme, item: &Item, lang: Lang) -> Value {
    context! {
        title => item.title_in(lang).to_owned(),
        starts => item.span.start.to_string(),
        ends => item.span.end.to_string(),
        room => programme.room_name(item.room).to_owned(),
        speakers => item.speakers.join(", "),
        kind => item.kind.word(),
    }
}

/// Talks of one time by their tables: those that run, else those that come next.
fn talks_at(talks: &[Talk], now: Daytime) -> (Option<String>, Vec<Value>) {
    let running: Vec<&Talk> =
        talks.iter().filter(|one| one.span.start <= now && now < one.span.end).collect();
    let next = talks.iter().filter(|one| one.span.start > now).map(|one| one.span.start).min();
    let shown: Vec<&Talk> = match running.is_empty() {
        false => running,
        true => talks.iter().filter(|one| Some(one.span.start) == next).collect(),
    };
    let mut by_table: BTreeMap<usize, &Talk> = BTreeMap::new();
    for talk in shown {
        by_table.insert(talk.table, talk);
    }
    let at = by_table.values().next().map(|talk| talk.span.to_string());
    let rows = by_table
        .into_iter()
        .map(|(table, talk)| context! { table => table, a => talk.a.clone(), b => talk.b.clone() })
        .collect();
    (at, rows)
}

fn view_of(visitor: &Visitor, programme: &Programme, talks: &[Talk]) -> Value {
    let (today, now) = clock(visitor);
    let day = programme.day();
    let phase = match day {
        Some(day) if today < day => "before",
        Some(day) if today > day => "after",
        None => "before",
        _ if programme.items.iter().all(|item| item.span.end <= now) && !programme.items.is_empty() => {
            "after"
        }
        _ => "today",
    };
    let (running, next) = match phase {
        "today" => now_and_next(&programme.items, now),
        _ => (Vec::new(), Vec::new()),
    };
    let lang = visitor.lang();
    let (talks_at, talks) = if phase == "today" { talks_at(talks, now) } else { (None, Vec::new()) };
    context! {
        title => programme.round.title.clone(),
        place => programme.event.place.clone(),
        day => day.map(|day| day.to_string()),
        starts => programme.event.span.start.to_string(),
        clock => now.to_string(),
        phase,
        now => running.into_iter().map(|one| item(programme, one, lang)).collect::<Vec<_>>(),
        next => next.into_iter().map(|one| item(programme, one, lang)).collect::<Vec<_>>(),
        talks,
        talks_at,
    }
}

async fn hall(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let (programme, talks) = screen(&visitor, &key).await?;
    let own = context! {
        screen => view_of(&visitor, &programme, &talks),
        part => visitor.url(&format!("/hall/{key}/part")),
        script => dress::script_address(&visitor),
        style => dress::style_address(&visitor),
    };
    visitor.page("forum/now.html", programme.round.title.clone(), own)
}

async fn part(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let (programme, talks) = screen(&visitor, &key).await?;
    visitor.fragment("forum/now-part.html", context! { screen => view_of(&visitor, &programme, &talks) })
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let event = find_event(&mut view, &round).await?;
    let programme = Programme::of(&mut view, round).await?;
    let talks = list_talks(&mut view, programme.round.id).await?;
    let address =
        (!event.hall_key.is_empty()).then(|| visitor.full_url(&format!("/hall/{}", event.hall_key)));
    let own = context! {
        round => head(&programme.round),
        screen => view_of(&visitor, &programme, &talks),
        address,
        items => programme.items.len(),
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&Sheet::blank())?,
        style => dress::style_address(&visitor),
    };
    visitor.page("forum/now-office.html", visitor.text("now-title")?, own)
}

/// Gives the screen a new address; the old one opens nothing any more.
async fn renew(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let event = ensure_event(&mut change, &round).await?;
    if event.edition > 0 {
        renew_hall_key(&mut change, round.id).await?;
    }
    change.commit(Record::new("event.hall-renewed", round.id)).await?;
    visitor.done(&format!("/rounds/{slug}/now"), "now-renewed")
}
