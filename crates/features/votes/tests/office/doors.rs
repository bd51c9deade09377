//! Who may open which door of the office.

use super::*;
use rathaus_store::testing::start;
use rathaus_votes::rehearsal::{Made, Words};
use rathaus_web::testing::{Door, complaints, house, north};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::open("GET", "/votes"),
    Door::of("GET", "/votes/new", OFFICE),
    Door::of("POST", "/votes/new", OFFICE),
    Door::of("POST", "/votes/{uuid}/cancellation", OFFICE),
    Door::of("GET", "/votes/{uuid}/electors", READERS),
    Door::of("POST", "/votes/{uuid}/electors", OFFICE),
    Door::of("POST", "/votes/{uuid}/electors/clearance", OFFICE),
    Door::of("POST", "/votes/{uuid}/electors/members", OFFICE),
    Door::of("POST", "/votes/{uuid}/electors/{number}/removal", OFFICE),
    Door::of("POST", "/votes/{uuid}/freezing", OFFICE),
    Door::of("GET", "/votes/{uuid}/preparation", READERS),
    Door::of("GET", "/votes/{uuid}/preview", READERS),
    Door::of("GET", "/votes/{uuid}/protocol", READERS),
    Door::of("GET", "/votes/{uuid}/protocol.pdf", READERS),
    Door::of("GET", "/votes/{uuid}/questions", READERS),
    Door::of("POST", "/votes/{uuid}/questions", OFFICE),
    Door::of("GET", "/votes/{uuid}/questions/new", READERS),
    Door::of("GET", "/votes/{uuid}/questions/{n}", READERS),
    Door::of("POST", "/votes/{uuid}/questions/{n}", OFFICE),
    Door::of("POST", "/votes/{uuid}/questions/{n}/move", OFFICE),
    Door::of("POST", "/votes/{uuid}/questions/{n}/removal", OFFICE),
    Door::of("GET", "/votes/{uuid}/roles", READERS),
    Door::of("POST", "/votes/{uuid}/roles", OFFICE),
    Door::of("POST", "/votes/{uuid}/roles/{id}/link", OFFICE),
    Door::of("POST", "/votes/{uuid}/roles/{id}/removal", OFFICE),
    Door::of("GET", "/votes/{uuid}/rules", READERS),
    Door::of("POST", "/votes/{uuid}/rules", OFFICE),
    Door::of("POST", "/votes/{uuid}/rehearsal", OFFICE),
];

/// Those of a rehearsal.
pub(crate) const REHEARSALS: &[Door] = &[
    Door::of("GET", "/votes/{uuid}/rehearsal", READERS),
    Door::of("POST", "/votes/{uuid}/rehearsal/ballots", OFFICE),
    Door::of("POST", "/votes/{uuid}/rehearsal/count", OFFICE),
    Door::of("POST", "/votes/{uuid}/rehearsal/opening", OFFICE),
    Door::of("POST", "/votes/{uuid}/rehearsal/removal", OFFICE),
];

#[tokio::test]
async fn every_door_of_the_office_is_guarded() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let election = Election {
            id: Id::new(start()),
            uuid: new_uuid(&mut chance()),
            title: "Sprecherwahl".to_owned(),
            description: String::new(),
            questions: vec![question(Kind::Choose)],
            rules: Rules::default(),
            opens_at: None,
            closes_at: None,
            stage: Stage::Draft,
            stopped_at: None,
            rehearses: None,
            made_at: start(),
            frozen_at: None,
            opened_at: None,
            closed_at: None,
            published_at: None,
        };
        let mut change = scope.change(Actor::Program("test"), start()).await.expect("begins");
        insert_election(&mut change, &election).await.expect("kept");
        let board = role(&election, RoleKind::Board, 1);
        insert_role(&mut change, &board).await.expect("a role");
        let words = Words {
            title: "Probe".to_owned(),
            person: "Testperson".to_owned(),
            invalid: "Ungültig".to_owned(),
            administrator: "Amt".to_owned(),
        };
        let who = ("Ada".to_owned(), "ada@example.org".to_owned());
        let made = Made::of(&election, words, who, start()).await.expect("made");
        made.keep(&mut change).await.expect("kept");
        change.commit(Record::new("election.begun", election.id)).await.expect("kept");
        for (doors, uuid) in [(DOORS, &election.uuid), (REHEARSALS, &made.election.uuid)] {
            let fill = |pattern: &str| {
                pattern
                    .replace("{uuid}", uuid)
                    .replace("{number}", "1")
                    .replace("{n}", "1")
                    .replace("{id}", &board.id.to_string())
            };
            let wrong = complaints(&router, doors, fill).await;
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    }
}
