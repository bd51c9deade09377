//! The office prepares an election: with every way in which it is refused.

pub(crate) mod doors;
mod electors;
mod freezing;
mod lacks;
mod questions;
mod rehearsal;
mod roles;
mod rules;
mod store;

use rathaus_ballot::new_uuid;
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Change, Id, Record};
use rathaus_votes::model::{Counting, ElectorLine, Kind, Majority, Question, RoleKind, Rules, Stage};
use rathaus_votes::preparing::chance;
use rathaus_votes::rehearsal::Keys;
use rathaus_votes::store::election::{Election, find_election, insert_election};
use rathaus_votes::store::elector::{insert_electors, list_electors, update_credential};
use rathaus_votes::store::message::insert_message;
use rathaus_votes::store::role::{RoleRow, insert_role};
use rathaus_web::testing::{Browser, Shown};
use rathaus_web::{Feature, Role};

pub fn features() -> Vec<Feature> {
    vec![rathaus_votes::feature()]
}

/// Houses on every database, and somebody of the office in each.
pub async fn offices() -> Vec<(House, Browser)> {
    let mut found = Vec::new();
    for house in houses(&[], features).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        // A page with a form, so that posts have their token.
        office.get("/votes/new").await;
        found.push((house, office));
    }
    found
}

/// A page with its addresses as they are.
pub fn plain(page: &Shown) -> String {
    page.text.replace("&#x2f;", "/")
}

pub async fn change(house: &House) -> Change {
    let scope = house.scratch.store.tenant(house.north.id);
    scope.change(Actor::Program("test"), house.now()).await.expect("begins")
}

pub fn question(kind: Kind) -> Question {
    Question {
        text: "Wer spricht für uns?".to_owned(),
        answers: ["Ada", "Ben", "Cem"].map(str::to_owned).to_vec(),
        kind,
        least: 1,
        most: 1,
        seats: 1,
        majority: Majority::Relative,
        counting: Counting::Schulze,
        grades: 5,
    }
}

/// A draft with one question that ends in a week.
pub fn draft(house: &House) -> Election {
    let now = house.now();
    Election {
        id: Id::new(now),
        uuid: new_uuid(&mut chance()),
        title: "Sprecherwahl".to_owned(),
        description: String::new(),
        questions: vec![question(Kind::Choose)],
        rules: Rules::default(),
        opens_at: None,
        closes_at: now.checked_add(jiff::SignedDuration::from_hours(168)).ok(),
        stage: Stage::Draft,
        stopped_at: None,
        rehearses: None,
        made_at: now,
        frozen_at: None,
        opened_at: None,
        closed_at: None,
        published_at: None,
    }
}

pub fn role(election: &Election, kind: RoleKind, place: u64) -> RoleRow {
    RoleRow {
        id: Id::new(election.made_at),
        election: election.id,
        kind,
        place,
        name: format!("{} {place}", kind.word()),
        email: format!("{}{place}@example.org", kind.word()),
        invited_at: None,
    }
}

/// Keeps a draft.
pub async fn kept(house: &House, election: &Election) {
    let mut change = change(house).await;
    insert_election(&mut change, election).await.expect("kept");
    change.commit(Record::new("election.begun", election.id)).await.expect("kept");
}

/// Keeps a draft with two of the board, two trustees, a registrar and three voters.
pub async fn staffed(house: &House, election: &Election) {
    kept(house, election).await;
    let mut change = change(house).await;
    for (kind, count) in [(RoleKind::Board, 2), (RoleKind::Trustee, 2), (RoleKind::Registrar, 1)] {
        for place in 1..=count {
            insert_role(&mut change, &role(election, kind, place)).await.expect("a role");
        }
    }
    let person = |name: &str| ElectorLine { name: name.into(), address: String::new(), weight: 1 };
    insert_electors(&mut change, election.id, &["Ida", "Jan", "Kim"].map(person)).await.expect("voters");
    change.commit(Record::new("election.staffed", election.id)).await.expect("kept");
}

/// What trustees and registrar hand in: keys of two trustees, and a voting key for everybody.
pub async fn with_keys(house: &House, election: &Election) {
    let mut change = change(house).await;
    let electors = list_electors(&mut change, election.id).await.expect("voters");
    let keys = Keys::new(&election.questions, 2, electors.len());
    for message in keys.messages(house.now()) {
        let kept =
            insert_message(&mut change, election.id, message.kind, message.place, &message.body, true).await;
        assert!(kept.expect("kept"));
    }
    for (elector, credential) in electors.iter().zip(keys.public(&election.uuid)) {
        update_credential(&mut change, election.id, elector.number, &credential).await.expect("kept");
    }
    change.commit(Record::new("election.keys", election.id)).await.expect("kept");
}

/// The election as it is now.
pub async fn now_is(house: &House, uuid: &str) -> Election {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
    find_election(&mut view, uuid).await.expect("read").expect("there")
}
