//! The day of an event: five hundred people, each with a badge and talks of their own, and what they do on their phones.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use rathaus_core::{Daytime, Span};
use rathaus_forum::model::ParticipantKind;
use rathaus_forum::model::talk::{Placed, publication};
use rathaus_forum::store::event::find_event;
use rathaus_forum::store::registration::delegate::{Person, list_delegates_of, save_delegates};
use rathaus_forum::store::registration::{Registration, insert_registration};
use rathaus_forum::store::round::list_rounds;
use rathaus_forum::store::talk::apply;
use rathaus_store::{Actor, Id, Record};
use rathaus_web::filters;

use super::browser::{Browser, set, sheet};
use super::loops::Times;
use super::program::House;
use super::seed;

/// The order in which the kinds are shown.
pub const KINDS: [&str; 6] =
    ["scan a badge", "check in", "own day", "programme of the hall", "open a talk", "keep a note"];

/// Bodies that come, with two people each: every fourth is a supplier.
const BODIES: usize = 250;
/// Talks of each town.
const TALKS: usize = 3;
/// Minutes of a talk.
const MINUTES: u16 = 10;

/// Somebody who comes.
pub struct Guest {
    /// The key on the badge.
    pub key: String,
    /// The talks of the body that this person writes about: the two people of a body share them.
    pub talks: Vec<Id>,
}

/// The day as it begins.
pub struct Day {
    pub guests: Vec<Guest>,
    /// The key of the screen in the hall.
    pub hall: String,
}

/// Gives the sample's day its five hundred people, with talks that have just been.
pub async fn arrive(house: &House, now: Timestamp) -> Result<Day> {
    let (store, tenant) = seed::open(house).await?;
    let mut change = store.tenant(tenant).change(Actor::Program("bench"), now).await?;
    let round = list_rounds(&mut change).await?.into_iter().next().context("no round")?;
    let hall = find_event(&mut change, &round).await?.hall_key;
    let mut bodies = Vec::new();
    for number in 0..BODIES {
        let kind = if number % 4 == 3 { ParticipantKind::Supplier } else { ParticipantKind::Municipality };
        let name = format!("Einrichtung {number}");
        let new = Registration::new(now, round.id, &format!("X{number:03}"), &name, kind);
        ensure!(insert_registration(&mut change, &new).await?, "{name} is there already");
        let people = ["Anja", "Bernd"].map(|first| Person {
            name: format!("{first} Nummer{number}"),
            email: format!("{}-{number}@bench.example", first.to_lowercase()),
            ..Person::default()
        });
        save_delegates(&mut change, round.id, new.id, &people).await?;
        bodies.push(new);
    }
    let (firms, towns): (Vec<&Registration>, Vec<&Registration>) =
        bodies.iter().partition(|one| one.kind == ParticipantKind::Supplier);
    let clock = now.to_zoned(filters::zone());
    let minute = u16::try_from(clock.hour())? * 60 + u16::try_from(clock.minute())?;
    let begin = minute.saturating_sub(130);
    let at = |minutes| Daytime::from_minutes(minutes).context("the day is over");
    let mut talks = Vec::new();
    for (place, town) in towns.iter().enumerate() {
        for turn in 0..TALKS {
            // Each supplier sits at its own table; every town goes on by one, so that nobody is at two places.
            let (firm, slot) = ((place + turn) % firms.len(), place / firms.len() * TALKS + turn);
            let start = begin + u16::try_from(slot)? * MINUTES;
            talks.push(Placed {
                id: Id::new(now),
                a: town.id,
                b: firms[firm].id,
                span: Span { start: at(start)?, end: at(start + MINUTES)? },
                table: u32::try_from(firm + 1)?,
                value: 1.0,
                is_locked: false,
            });
        }
    }
    for step in publication(&[], &talks) {
        apply(&mut change, round.id, &step).await?;
    }
    let mut guests = Vec::new();
    for body in &bodies {
        let own: Vec<Id> = talks.iter().filter(|talk| talk.joins(body.id)).map(|talk| talk.id).collect();
        for (turn, person) in list_delegates_of(&mut change, body.id).await?.into_iter().enumerate() {
            let talks = own.iter().skip(turn).step_by(2).copied().collect();
            guests.push(Guest { key: person.key, talks });
        }
    }
    change.commit(Record::new("event.bench", round.id)).await?;
    store.close().await;
    Ok(Day { guests, hall })
}

/// What a guest does: is let in by a helper, looks at the own day and at the hall, and writes about two talks.
pub async fn visit(
    host: &str,
    guest: &Guest,
    (hall, office): (&str, &str),
    number: usize,
    pause: Duration,
) -> Result<Times> {
    let mut times = Times::default();
    let mut helper = Browser::new(host);
    helper.take(office);
    let badge = format!("/badge/{}", guest.key);
    let mut scanned = helper.get(&badge).await?;
    if scanned.status == 303 {
        scanned = helper.get(&scanned.location.clone()).await?;
    }
    ensure!(scanned.status == 200, "{badge}: {}", scanned.status);
    times.note("scan a badge", &scanned);
    let fields = sheet(&scanned.text, "name=\"delegate\"")?;
    let entered = helper.post("/rounds/beispielrunde/checkin", &fields).await?;
    ensure!(entered.status == 303, "check in: {}", entered.status);
    times.note("check in", &entered);

    let mut phone = Browser::new(host);
    let own = format!("/agenda/{}", guest.key);
    for talk in guest.talks.iter().take(2) {
        for (kind, path) in [("own day", &own), ("programme of the hall", &format!("/hall/{hall}/part"))] {
            let page = phone.get(path).await?;
            ensure!(page.status == 200, "{path}: {}", page.status);
            times.note(kind, &page);
            tokio::time::sleep(pause).await;
        }
        let path = format!("{own}/talks/{talk}");
        let page = phone.get(&path).await?;
        ensure!(page.status == 200, "{path}: {}", page.status);
        times.note("open a talk", &page);
        let mut fields = sheet(&page.text, "name=\"edition\"")?;
        let outcome = ["information", "meeting", "pilot", "contract"][number % 4];
        set(&mut fields, "outcome", outcome);
        set(&mut fields, "reason", "");
        // A tap, then a line: both are kept by themselves.
        for words in ["", "Wir hören voneinander."] {
            set(&mut fields, "words", words);
            tokio::time::sleep(pause).await;
            let kept = phone.post(&format!("{path}/draft"), &fields).await?;
            ensure!(kept.status == 204, "{path}/draft: {}", kept.status);
            times.note("keep a note", &kept);
        }
    }
    Ok(times)
}

/// How many people are in, and how many notes are kept.
pub async fn found(house: &House, day: &Day) -> Result<(usize, usize)> {
    use rathaus_forum::store::registration::list_delegates;
    use rathaus_forum::store::talk_note::list_notes_of;

    let (store, tenant) = seed::open(house).await?;
    let mut view = store.tenant(tenant).read().await?;
    let round = list_rounds(&mut view).await?.into_iter().next().context("no round")?;
    let people = list_delegates(&mut view, round.id).await?;
    let is_ours = |key: &str| day.guests.iter().any(|guest| guest.key == key);
    let inside = people.iter().filter(|one| one.checked_in_at.is_some() && is_ours(&one.key)).count();
    let mut written = 0;
    let mut talks: Vec<Id> =
        day.guests.iter().flat_map(|guest| guest.talks.iter().take(2).copied()).collect();
    talks.sort_unstable();
    talks.dedup();
    for talk in talks {
        written += list_notes_of(&mut view, talk).await?.len();
    }
    drop(view);
    store.close().await;
    Ok((inside, written))
}
