//! The day itself: place, times, how many fit in, who registers until when.

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_core::Span;
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, Reader, Sheet, Visitor, context};

use crate::pages::invitations::head;
use crate::pages::round::edit::daytime;
use crate::pages::round::round_of;
use crate::policy;
use crate::registering::{fill_up, let_in};
use crate::store::event::{Door, Event, ensure_event, find_event, save_event};
use crate::store::registration::hold_round;
use crate::store::round::KeptRound;

/// What the form holds.
pub(super) struct Editing {
    edition: i64,
    place: String,
    address: String,
    span: Span,
    pitch_minutes: u16,
    capacity: Option<u32>,
    delegates: u32,
    door: Door,
    closes: Option<Date>,
}

/// A whole number that may be missing.
pub(super) fn number(form: &mut Reader<'_>, name: &str, most: i64) -> Option<Option<u32>> {
    match form.raw(name).is_empty() {
        true => Some(None),
        false => form.number(name, 1..=most).map(|n| u32::try_from(n).ok()),
    }
}

/// From when to when, the end after the start.
pub(super) fn span(form: &mut Reader<'_>, start: &str, end: &str) -> Option<Span> {
    let (from, to) = (daytime(form, start), daytime(form, end));
    let span = Span::new(from?, to?).ok();
    if span.is_none() {
        form.mistake(end, "programme-mistake-order");
    }
    span
}

impl FromForm for Editing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let place = form.text("place", 0..=120);
        let address = form.text("address", 0..=300);
        let span = span(form, "start", "end");
        let pitch_minutes = form.number("pitch_minutes", 1..=240);
        let capacity = number(form, "capacity", 100_000);
        let delegates = form.number("delegates", 1..=50);
        let door = form.choice("door");
        let closes = form.optional_date("closes");
        Some(Self {
            edition: edition?,
            place: place?,
            address: address?,
            span: span?,
            pitch_minutes: u16::try_from(pitch_minutes?).ok()?,
            capacity: capacity?,
            delegates: u32::try_from(delegates?).ok()?,
            door: door?,
            closes: closes?,
        })
    }
}

fn sheet(event: &Event) -> Sheet {
    Sheet::filled([
        ("edition", event.edition.to_string()),
        ("place", event.place.clone()),
        ("address", event.address.clone()),
        ("start", event.span.start.to_string()),
        ("end", event.span.end.to_string()),
        ("pitch_minutes", event.pitch_minutes.to_string()),
        ("capacity", event.capacity.map(|n| n.to_string()).unwrap_or_default()),
        ("delegates", event.delegates.to_string()),
        ("door", event.door.word().to_owned()),
        ("closes", event.closes.map(|day| day.to_string()).unwrap_or_default()),
    ])
}

fn page(visitor: &Visitor, round: &KeptRound, event: &Event, wrong: Option<Sheet>) -> Answer {
    let doors = Door::ALL
        .into_iter()
        .map(|door| {
            let word = door.word();
            Ok(context! {
                value => word,
                label => visitor.text(&format!("programme-door-{word}"))?,
                hint => visitor.text(&format!("programme-door-{word}-hint"))?,
            })
        })
        .collect::<Result<Vec<_>, rathaus_web::PageError>>()?;
    let own = context! { round => head(round), doors, form_key => event.form.clone() };
    let title = visitor.text("programme-event")?;
    match wrong {
        Some(sheet) => visitor.again("forum/programme-event.html", title, &sheet, own),
        None => {
            let own = context! { form => visitor.form(&sheet(event))?, ..own };
            visitor.page("forum/programme-event.html", title, own)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let event = find_event(&mut view, &round).await?;
    page(&visitor, &round, &event, None)
}

pub(super) async fn save(visitor: Visitor, Path(slug): Path<String>, form: Form<Editing>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let event = find_event(&mut change, &round).await?;
    let (editing, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return page(&visitor, &round, &event, Some(sheet)),
    };
    // Nobody gets the last place while the number of places changes.
    hold_round(&mut change, round.id).await?;
    let new = Event {
        edition: editing.edition,
        place: editing.place,
        address: editing.address,
        span: editing.span,
        pitch_minutes: editing.pitch_minutes,
        capacity: editing.capacity,
        delegates: editing.delegates,
        door: editing.door,
        closes: editing.closes,
        ..event
    };
    if !save_event(&mut change, &new).await? {
        return page(&visitor, &round, &new, Some(sheet.wrong("", "round-mistake-edition")));
    }
    let event = ensure_event(&mut change, &round).await?;
    let_in(&mut change, &event).await?;
    let moved = fill_up(&mut change, &event).await?;
    let record = Record::new("event.changed", round.id)
        .with("door", event.door)
        .with("capacity", event.capacity)
        .with("moved_up", moved.len());
    change.commit(record).await?;
    visitor.done(&format!("/rounds/{slug}/programme"), "programme-event-saved")
}
