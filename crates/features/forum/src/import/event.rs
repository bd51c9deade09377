//! Who comes to the event of a round that was read from files, and the sample's day: programme, registrations with
//! invented people, a line of those who wait, and who has come in.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rathaus_core::{Daytime, Lang, Span};
use rathaus_people::organisation;
use rathaus_store::{Change, Id, StoreError};
use rathaus_web::filters;

use super::DemoStage;
use crate::model::programme::{Item, ItemKind, row_of_spans};
use crate::model::{Participant, ParticipantKind, SlotRule};
use crate::pages::programme::pitches::chosen_offers;
use crate::registering::{Entry, ensure_form, keep_answers};
use crate::sample;
use crate::store::event::{Door, Event, count_places, ensure_event, save_event, set_published};
use crate::store::programme::{insert_item, insert_room};
use crate::store::registrant::{Origin, Registrant, ensure_registrant, issue_link};
use crate::store::registration::delegate::{Person, check_in_at, list_delegates_of, save_delegates};
use crate::store::registration::{Registration, RegistrationState, insert_registration};
use crate::store::round::{KeptRound, Stage};

/// Takes the participants of a file over: each is registered under its own label, without names of people.
pub(super) async fn take_participants(
    change: &mut Change,
    round: Id,
    participants: &[Participant],
    suppliers: &BTreeMap<String, Id>,
) -> Result<Vec<Registration>, StoreError> {
    let mut taken = Vec::new();
    for one in participants {
        let organisation = match one.ags.filter(|ags| organisation::of_register(*ags).is_some()) {
            Some(ags) => Some(organisation::ensure_municipality(change, ags).await?),
            None if one.kind == ParticipantKind::Supplier => suppliers.get(&one.organisation).copied(),
            None => None,
        };
        let mut new = Registration {
            organisation,
            ags: one.ags,
            arrives: one.arrives,
            leaves: one.leaves,
            unavailable: one.unavailable.clone(),
            min_talks: one.min_talks,
            max_talks: one.max_talks,
            ..Registration::new(change.now(), round, &one.id, &one.organisation, one.kind)
        };
        if !insert_registration(change, &new).await? {
            // A second table of the same body, as where two of its offices come.
            new.organisation = None;
            insert_registration(change, &new).await?;
        }
        taken.push(new);
    }
    Ok(taken)
}

/// Minutes by which the sample's day is moved on its day, so that its talks have just begun.
fn shift(stage: DemoStage, now: Timestamp) -> i32 {
    if stage != DemoStage::Today {
        return 0;
    }
    let zoned = now.to_zoned(filters::zone());
    let minute = i32::from(zoned.hour()) * 60 + i32::from(zoned.minute());
    let talks = i32::from(SlotRule::default().start.minutes());
    // The whole day stays within midnight and midnight.
    ((minute - 50 - talks) / 15 * 15).clamp(-12 * 60, 6 * 60 + 30)
}

fn moved(time: Daytime, by: i32) -> Daytime {
    let minutes = (i32::from(time.minutes()) + by).clamp(0, 24 * 60);
    u16::try_from(minutes).ok().and_then(Daytime::from_minutes).unwrap_or(time)
}

/// When the sample's talks are at this stage.
pub(super) fn slots(stage: DemoStage, now: Timestamp, slots: SlotRule) -> SlotRule {
    let by = shift(stage, now);
    SlotRule { start: moved(slots.start, by), end: moved(slots.end, by), ..slots }
}

const FIRST: [&str; 24] = [
    "Anja", "Bernd", "Carla", "Dirk", "Elif", "Frank", "Greta", "Holger", "Ines", "Jonas", "Katrin", "Lars",
    "Mira", "Nils", "Oya", "Peter", "Ronja", "Sven", "Tanja", "Uwe", "Verena", "Willi", "Yasemin", "Zoe",
];
const FAMILY: [&str; 23] = [
    "Adler", "Brandt", "Cordes", "Dorn", "Ebel", "Fink", "Gerber", "Haupt", "Imhof", "Jansen", "Krug",
    "Lorenz", "Mertens", "Noll", "Ortlepp", "Pfeil", "Quast", "Rabe", "Seibel", "Thoma", "Ullrich", "Vogt",
    "Wiegand",
];
const TASKS: [&str; 6] =
    ["Hauptamt", "Digitalisierung", "Bürgermeisterin", "Organisation", "Bürgerbüro", "IT-Leitung"];
const FIRM_TASKS: [&str; 3] = ["Geschäftsführung", "Vertrieb", "Produkt"];
const DIETS: [&str; 4] = ["vegetarisch", "vegan", "keine Nüsse", "glutenfrei"];

/// Those who came too late for a place: name, kind, people.
const LATE: [(&str, ParticipantKind, usize); 4] = [
    ("Verband kommunaler Kassen", ParticipantKind::Observer, 2),
    ("Hochschule Beispielstadt", ParticipantKind::Observer, 1),
    ("Kammer der Wirtschaft", ParticipantKind::Observer, 1),
    ("Zeitung am Fluss", ParticipantKind::Observer, 1),
];

/// The people of the `place`th registration.
fn people(place: usize, kind: ParticipantKind, count: usize) -> Vec<Person> {
    (0..count)
        .map(|n| {
            let at = place * 3 + n * 7;
            let (first, family) = (FIRST[at % FIRST.len()], FAMILY[(at * 5 + n) % FAMILY.len()]);
            let task = match kind {
                ParticipantKind::Supplier => FIRM_TASKS[n % FIRM_TASKS.len()],
                _ => TASKS[at % TASKS.len()],
            };
            let address =
                format!("{}.{}-{place}@beispiel.example", first.to_lowercase(), family.to_lowercase());
            Person {
                name: format!("{first} {family}"),
                email: address,
                function: task.to_owned(),
                diet: if at.is_multiple_of(5) { DIETS[at % DIETS.len()].to_owned() } else { String::new() },
                assistance: if at.is_multiple_of(41) {
                    "Platz mit Rollstuhl".to_owned()
                } else {
                    String::new()
                },
            }
        })
        .collect()
}

/// How many people a registration of this kind has.
fn size(place: usize, kind: ParticipantKind) -> usize {
    match kind {
        ParticipantKind::Supplier | ParticipantKind::County => 2,
        ParticipantKind::Municipality => 1 + usize::from(place.is_multiple_of(3)),
        ParticipantKind::Observer => 1,
    }
}

/// Gives the sample round its event. Gives addresses that the demonstration lists, with their labels.
pub(super) async fn furnish(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
) -> Result<Vec<(&'static str, String)>, StoreError> {
    if stage < DemoStage::Event {
        return Ok(Vec::new());
    }
    let by = shift(stage, change.now());
    let event = ensure_event(change, round).await?;
    let talks = Span { start: round.settings.slots.start, end: round.settings.slots.end };
    let whole = Span { start: moved(talks.start, -90), end: moved(talks.end, 15) };
    let event = Event {
        place: "Haus der Region".to_owned(),
        address: "Beispielplatz 1\n34000 Beispielstadt".to_owned(),
        span: whole,
        pitch_minutes: 5,
        delegates: 3,
        door: if stage == DemoStage::Event { Door::Public } else { Door::Closed },
        closes: round.stage(Stage::Event).starts.and_then(|day| day.yesterday().ok()),
        ..event
    };
    save_event(change, &event).await?;
    programme(change, round, whole, talks).await?;
    ensure_form(change, round).await?;

    let mut participants = sample::input().participants;
    for one in &mut participants {
        one.arrives = one.arrives.map(|time| moved(time, by));
        one.leaves = one.leaves.map(|time| moved(time, by));
    }
    let firms = super::suppliers(change, &[]).await?;
    let mut registrations = take_participants(change, round.id, &participants, &firms).await?;
    for (place, one) in registrations.iter().enumerate() {
        register(change, round, one, place, size(place, one.kind)).await?;
    }
    let taken = count_places(change, &event).await?.taken;
    let event = ensure_event(change, round).await?;
    save_event(change, &Event { capacity: Some(taken), ..event }).await?;
    for (n, (name, kind, count)) in LATE.into_iter().enumerate() {
        let place = registrations.len() + n;
        let label = format!("P{:02}", place + 1);
        let late = Registration {
            state: if n + 1 == LATE.len() {
                RegistrationState::Cancelled
            } else {
                RegistrationState::Waiting
            },
            wants_talks: false,
            queued_at: change.now().checked_add(SignedDuration::from_secs(n as i64)).unwrap_or(change.now()),
            ..Registration::new(change.now(), round.id, &label, name, kind)
        };
        insert_registration(change, &late).await?;
        register(change, round, &late, place, count).await?;
    }
    set_published(change, round.id, true).await?;
    arrivals(change, round, stage, &registrations).await?;
    registrations.truncate(1);
    links(change, round, &registrations).await
}

/// Registrant, people and answers of a registration.
async fn register(
    change: &mut Change,
    round: &KeptRound,
    one: &Registration,
    place: usize,
    count: usize,
) -> Result<(), StoreError> {
    let people = people(place, one.kind, count);
    let first = people.first().cloned().unwrap_or_default();
    let registrant = Registrant {
        id: one.id,
        round: round.id,
        organisation: one.organisation,
        name: one.name.clone(),
        kind: one.kind,
        ags: one.ags,
        contact: first.name,
        email: first.email,
        lang: Lang::De,
        origin: if one.organisation.is_some() { Origin::Asked } else { Origin::Public },
        created_at: change.now(),
        mailing: None,
        mailed_at: one.organisation.map(|_| change.now()),
    };
    ensure_registrant(change, &registrant).await?;
    let entry = Entry {
        people,
        arrives: one.arrives,
        leaves: one.leaves,
        wants_talks: one.wants_talks,
        min_talks: one.min_talks,
        max_talks: one.max_talks,
    };
    save_delegates(change, round.id, one.id, &entry.people).await?;
    let with_contact = Registration { contact: registrant.contact, email: registrant.email, ..one.clone() };
    crate::store::registration::update_registration(change, &with_contact).await?;
    keep_answers(change, round, one.id, &entry).await
}

/// The day: welcome, keynote, the pitches of the chosen offers, talks, farewell.
async fn programme(
    change: &mut Change,
    round: &KeptRound,
    whole: Span,
    talks: Span,
) -> Result<(), StoreError> {
    let hall = insert_room(change, round.id, "Saal", Some(220), None).await?;
    let tables = u32::try_from(round.settings.tables).ok();
    let foyer = insert_room(change, round.id, "Foyer", Some(120), tables).await?;
    let at = |minutes: i32| moved(whole.start, minutes);
    let item = |kind, room, span: (Daytime, Daytime), words: (&str, &str), speakers: &[&str], offer| Item {
        id: Id::of_name(&format!("{}\u{1f}{}\u{1f}{}", round.id, words.0, span.0)),
        kind,
        title: words.0.to_owned(),
        title_en: words.1.to_owned(),
        description: String::new(),
        description_en: String::new(),
        room: Some(room),
        span: Span { start: span.0, end: span.1 },
        speakers: speakers.iter().map(ToString::to_string).collect(),
        offer,
        sequence: 0,
        edition: 1,
    };
    let mut items = vec![
        item(
            ItemKind::Break,
            foyer,
            (at(0), at(15)),
            ("Ankommen und Kaffee", "Arrival and coffee"),
            &[],
            None,
        ),
        item(ItemKind::Other, hall, (at(20), at(30)), ("Begrüßung", "Welcome"), &["Frieda Forum"], None),
        Item {
            description: "Was hat die Bürgerin davon? Und braucht es das Verfahren überhaupt noch?"
                .to_owned(),
            description_en: "What is in it for citizens? And is the procedure still needed at all?"
                .to_owned(),
            ..item(
                ItemKind::Keynote,
                hall,
                (at(30), at(50)),
                ("Erst fragen, dann digital machen", "Ask first, then go digital"),
                &["Prof. Dr. Klara Klug"],
                None,
            )
        },
    ];
    let offers = chosen_offers(change, round.id).await.map_err(StoreError::fault)?;
    let spans = row_of_spans(at(50), 5, 0, offers.len().min(7)).unwrap_or_default();
    for (offer, span) in offers.iter().zip(spans) {
        let words = (offer.text.title.as_str(), "");
        let pitch = item(
            ItemKind::Pitch,
            hall,
            (span.start, span.end),
            words,
            &[offer.supplier.as_str()],
            Some(offer.id),
        );
        items.push(Item { description: offer.text.summary.clone(), ..pitch });
    }
    items.push(item(
        ItemKind::Talks,
        foyer,
        (talks.start, talks.end),
        ("Einzelgespräche", "One-to-one talks"),
        &[],
        None,
    ));
    let farewell = (moved(talks.end, 5), moved(talks.end, 15));
    items.push(item(ItemKind::Other, hall, farewell, ("Abschluss", "Farewell"), &["Frieda Forum"], None));
    for item in &items {
        insert_item(change, round.id, item).await?;
    }
    Ok(())
}

/// Who has come in: on the day two of three, afterwards nearly all.
async fn arrivals(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
    registrations: &[Registration],
) -> Result<(), StoreError> {
    let came = |place: usize| match stage {
        DemoStage::Today => place % 3 != 2,
        DemoStage::After => place % 14 != 9,
        _ => false,
    };
    let begin = match round.stage(Stage::Event).starts {
        Some(day) if stage == DemoStage::After => {
            let noon = day.at(12, 30, 0, 0).to_zoned(filters::zone()).map_err(StoreError::fault)?;
            noon.timestamp()
        }
        _ => change.now().checked_sub(SignedDuration::from_mins(120)).unwrap_or(change.now()),
    };
    for (place, one) in registrations.iter().enumerate().filter(|(place, _)| came(*place)) {
        for (n, delegate) in list_delegates_of(change, one.id).await?.iter().enumerate() {
            let minutes = i64::try_from(place * 2 + n).unwrap_or(0);
            let at = begin.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(begin);
            check_in_at(change, delegate, at).await?;
        }
    }
    Ok(())
}

/// What the demonstration lists: a personal link, an agenda, the screen of the hall.
async fn links(
    change: &mut Change,
    round: &KeptRound,
    registrations: &[Registration],
) -> Result<Vec<(&'static str, String)>, StoreError> {
    let mut links = Vec::new();
    for one in registrations {
        let registrant = crate::store::registrant::find_registrant(change, one.id).await?;
        let registrant =
            registrant.ok_or_else(|| StoreError::fault("a registrant just added is not there"))?;
        let path = issue_link(change, round, &registrant, &registrant.email).await?;
        links.push(("Anmeldung (ohne Konto)", path));
        if let Some(person) = list_delegates_of(change, one.id).await?.first() {
            links.push(("Persönlicher Ablauf", format!("/agenda/{}", person.key)));
        }
    }
    let event = ensure_event(change, round).await?;
    links.push(("Bildschirm im Saal", format!("/hall/{}", event.hall_key)));
    Ok(links)
}
