//! The day of a round: the office plans it, people register until it is full and beyond, somebody cancels and the line
//! moves up, badges open the door.

mod api;
mod door;
mod planning;
mod registering;

use jiff::SignedDuration;
use rathaus_forum::model::ParticipantKind;
use rathaus_forum::model::programme::{Item, ItemKind};
use rathaus_forum::pages;
use rathaus_forum::store::event::{ensure_event, find_event};
use rathaus_forum::store::programme::{insert_item, insert_room, list_items, list_rooms};
use rathaus_forum::store::registrant::{Origin, Registrant, ensure_registrant};
use rathaus_forum::store::registration::delegate::{Person, list_delegates_of, save_delegates};
use rathaus_forum::store::registration::{
    Delegate, Registration, RegistrationState, insert_registration, list_delegates, list_registrations,
};
use rathaus_forum::store::round::{KeptRound, insert_round};
use rathaus_people::organisation::ensure_municipality;
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Id, Record};
use rathaus_web::testing::{Browser, Door, Shown, guarded, holds};
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

/// A round whose event is on 22 September, and the house's clock at 10 September.
async fn round(house: &House) -> KeptRound {
    house.pass(SignedDuration::from_hours(24 * 101));
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
    let round = KeptRound { title: "Forum 2026".into(), ..KeptRound::sample("2026") };
    insert_round(&mut change, &round).await.expect("kept");
    change.commit(Record::new("round.opened", round.id)).await.expect("kept");
    round
}

const EVENT: &[(&str, &str)] = &[
    ("place", "Stadthalle"),
    ("address", "Holger-Börner-Platz 1\n34119 Kassel"),
    ("start", "13:00"),
    ("end", "17:30"),
    ("pitch_minutes", "10"),
    ("capacity", "3"),
    ("delegates", "2"),
    ("door", "public"),
    ("closes", ""),
];

fn value(page: &Shown, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&mark).unwrap_or_else(|| panic!("{name} in {}", page.text));
    rest.split('"').next().expect("a value").to_owned()
}

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    base.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).chain(more).copied().collect()
}

async fn items(house: &House, round: &KeptRound) -> Vec<Item> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_items(&mut view, round.id).await.expect("read")
}

async fn registrations(house: &House, round: &KeptRound) -> Vec<Registration> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_registrations(&mut view, round.id).await.expect("read")
}

async fn delegates(house: &House, round: &KeptRound) -> Vec<Delegate> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_delegates(&mut view, round.id).await.expect("read")
}

struct Furnished {
    people: Vec<Delegate>,
    waiting: Delegate,
}

/// A hall with a keynote from 14:00 to 14:30 and a break after it, somebody who is registered and somebody who waits.
async fn furnish(change: &mut rathaus_store::Change, round: &KeptRound) -> Furnished {
    let hall = insert_room(change, round.id, "Saal", None, None).await.expect("kept");
    for (kind, title, span) in
        [(ItemKind::Keynote, "Vortrag", "14:00-14:30"), (ItemKind::Break, "Pause", "14:30-15:00")]
    {
        let item = Item {
            id: Id::new(change.now()),
            kind,
            title: title.into(),
            title_en: String::new(),
            description: String::new(),
            description_en: String::new(),
            room: Some(hall),
            span: span.parse().expect("a span"),
            speakers: Vec::new(),
            offer: None,
            sequence: 0,
            edition: 1,
        };
        insert_item(change, round.id, &item).await.expect("kept");
    }
    let mut all = Vec::new();
    for (label, name, person, state) in [
        ("P01", "Calden", "Ada Anker", RegistrationState::Registered),
        ("P02", "Fulda", "Wim Wolf", RegistrationState::Waiting),
    ] {
        let one = Registration::new(change.now(), round.id, label, name, ParticipantKind::Municipality);
        let one = Registration { state, ..one };
        insert_registration(change, &one).await.expect("kept");
        let person = Person { name: person.into(), assistance: "Höranlage".into(), ..Person::default() };
        save_delegates(change, round.id, one.id, &[person]).await.expect("kept");
        all.push(list_delegates_of(change, one.id).await.expect("read"));
    }
    let waiting = all.pop().expect("two").remove(0);
    Furnished { people: all.pop().expect("two"), waiting }
}
