//! Grants: from the programme to the proof of use, with every way in which money could go where it should not.

pub(crate) mod doors;
mod race;
mod stand_in;
mod story;

use crate::money_parts::*;
use rathaus_people::testing::House;
use rathaus_procedure::Answers;
use rathaus_procedure::case::{Case, CaseEvent, Outcome};
use rathaus_procedure::store::{Recorded, record};
use rathaus_services::pages::office::adopt;
use rathaus_services::sample::Who;
use rathaus_services::store::catalogue::{Service, find_service, set_public};
use rathaus_store::{Actor, Change};
use rathaus_web::testing::{Browser, Shown};

const SLUG: &str = "digitalfoerderung";
const PATH: &str = "/cases/grants/digitalfoerderung";

/// Whether a page says something, blanks that do not break as plain ones.
fn says(page: &Shown, words: &str) -> bool {
    page.text.replace('\u{a0}', " ").contains(words)
}

/// The programme of the example.
async fn programme(change: &mut Change) -> Service {
    if let Some(service) = find_service(change, SLUG).await.expect("read") {
        return service;
    }
    let shipped = rathaus_services::examples::shipped().expect("examples");
    let example = shipped.into_iter().find(|example| example.slug == SLUG).expect("the grant");
    let service = adopt(change, &example, "Test").await.expect("taken");
    set_public(change, service.id, true).await.expect("public");
    service
}

/// An association that applies and whose papers are checked: its case and the path of its link. `at` says which of the
/// sample's three it is: they ask for 3,200, 2,000 and 5,000 euros.
async fn applied(change: &mut Change, at: usize, name: &str) -> (Case, String) {
    let service = programme(change).await;
    let all: Vec<Answers> =
        serde_json::from_str(include_str!("../../examples/grant.answers.json")).expect("answers");
    let who = Who { name, email: "verein@example.org", person: None };
    let (case, link) = handed_in(change, &service, &all[at], who).await;
    let done = |task| CaseEvent::TaskDone { task, outcome: Outcome::Good, words: String::new() };
    let checked = case.open_tasks().map(|task| done(task.id)).collect();
    let Recorded::Kept(case) = record(change, case.id, None, checked).await.expect("written") else {
        panic!("not checked")
    };
    (*case, link)
}

/// An act on the grant of a case.
async fn act(browser: &mut Browser, number: &str, fields: &[(&str, &str)]) -> Shown {
    act_at(browser, number, "grant", fields).await
}
