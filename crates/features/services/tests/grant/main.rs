//! Grants: from the programme to the proof of use, with every way in which money could go where it should not.

mod doors;
mod race;
mod story;

use rathaus_core::Lang;
use rathaus_people::testing::House;
use rathaus_procedure::Answers;
use rathaus_procedure::case::{Case, CaseEvent, Channel, Outcome};
use rathaus_procedure::store::{
    Assurance, Opening, Recorded, Submitted, find_live, open_case, record, submit_answers,
};
use rathaus_services::pages::office::adopt;
use rathaus_services::store::application::{
    NewApplication, find_application, insert_application, issue_link, tie_case,
};
use rathaus_services::store::catalogue::{Service, find_service, set_public};
use rathaus_store::{Actor, Change, TenantId};
use rathaus_web::Feature;
use rathaus_web::testing::{Browser, Shown};

const SLUG: &str = "digitalfoerderung";
const PATH: &str = "/cases/grants/digitalfoerderung";

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_services::feature()]
}

/// The value of the first input of a name.
fn value(page: &Shown, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&mark).unwrap_or_else(|| panic!("{name} in {}", page.text));
    rest.split('"').next().expect("a value").to_owned()
}

/// Whether a page says something, blanks that do not break as plain ones.
fn says(page: &Shown, words: &str) -> bool {
    page.text.replace('\u{a0}', " ").contains(words)
}

async fn change(house: &House, tenant: TenantId) -> Change {
    let scope = house.scratch.store.tenant(tenant);
    scope.change(Actor::Program("test"), house.now()).await.expect("begins")
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
    let version = find_live(change, &service.form).await.expect("read").expect("live");
    let new = NewApplication {
        service: service.id,
        form: service.form.clone(),
        person: None,
        email: "verein@example.org".to_owned(),
        name: name.to_owned(),
        lang: Lang::De,
        channel: Channel::Online,
    };
    let id = insert_application(change, &new).await.expect("begun");
    let holder = format!("application:{id}");
    let submitted = submit_answers(change, &version, &holder, &all[at], "test", Assurance::Link).await;
    let Submitted::New(submission) = submitted.expect("sent") else { panic!("not new") };
    let opening =
        Opening { submission: &submission, version: &version, applicant: name, channel: new.channel };
    let case = open_case(change, opening).await.expect("opened");
    tie_case(change, id, case.id, name, "").await.expect("tied");
    let done = |task| CaseEvent::TaskDone { task, outcome: Outcome::Good, words: String::new() };
    let checked = case.open_tasks().map(|task| done(task.id)).collect();
    let Recorded::Kept(case) = record(change, case.id, None, checked).await.expect("written") else {
        panic!("not checked")
    };
    let application = find_application(change, id).await.expect("read").expect("there");
    (*case, issue_link(change, &application).await.expect("a link"))
}

/// An act on the grant of a case.
async fn act(browser: &mut Browser, number: &str, fields: &[(&str, &str)]) -> Shown {
    let page = browser.get(&format!("/cases/{number}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let seen = value(&page, "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    browser.post(&format!("/cases/{number}/grant"), &all).await
}
