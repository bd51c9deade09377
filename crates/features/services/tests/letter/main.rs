//! Letters: decisions, permits and reminders as files that may be archived; what nobody gets by mail is posted.

mod doors;
#[path = "../money_parts/mod.rs"]
mod money_parts;
mod story;
mod templates;

use std::io::Write;
use std::process::{Command, Stdio};

use jiff::civil::Date;
use money_parts::*;
use rathaus_people::testing::House;
use rathaus_procedure::case::Case;
use rathaus_procedure::store::find_case_by_number;
use rathaus_services::sample::Who;
use rathaus_services::store::catalogue::{Service, find_service, set_public};
use rathaus_services::{examples, pages};
use rathaus_store::{Change, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};

/// The words of a PDF, as another program reads them; nothing where it is missing.
pub fn words_of(pdf: &[u8]) -> String {
    assert!(pdf.starts_with(b"%PDF-1.7"), "{}", String::from_utf8_lossy(&pdf[..pdf.len().min(200)]));
    let reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut reader) = reader else {
        println!("passed over: no pdftotext (Debian's package poppler-utils)");
        return String::new();
    };
    let mut input = reader.stdin.take().expect("an input");
    let bytes = pdf.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&bytes));
    let output = reader.wait_with_output().expect("read");
    writing.join().expect("a thread").expect("written");
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says that these words stand in a PDF.
pub fn holds(pdf: &[u8], words: &[&str]) {
    let text = words_of(pdf);
    for word in words.iter().filter(|_| !text.is_empty()) {
        assert!(text.contains(word), "{word}: {text}");
    }
}

const HEAD: [(&str, &str); 8] = [
    ("name", "Stadt Hofgeismar"),
    ("unit", "Steueramt"),
    ("street", "Markt 1"),
    ("place", "34369 Hofgeismar"),
    ("phone", "05671 999-0"),
    ("email", ""),
    ("web", ""),
    ("hours", "Mo–Fr 8–12 Uhr"),
];

/// Enters the letterhead.
pub async fn head(office: &mut Browser) {
    assert_eq!(office.get("/cases/letters/head").await.status, 200);
    let saved = office.post("/cases/letters/head", &HEAD).await;
    assert_eq!(saved.location, "/cases/letters", "{}", saved.text);
}

/// A second person of the office.
pub async fn second(house: &House) -> Browser {
    let otto = house.person(house.north.id, "Otto Zweit", &[Role::Office]).await;
    house.signed_in(house.north.id, otto, true).await
}

/// An example that was taken over and published.
pub async fn service(change: &mut Change, slug: &str) -> Service {
    if let Some(service) = find_service(change, slug).await.expect("read") {
        return service;
    }
    let shipped = examples::shipped().expect("examples");
    let example = shipped.into_iter().find(|example| example.slug == slug).expect("an example");
    let service = pages::office::adopt(change, &example, "Test").await.expect("taken");
    set_public(change, service.id, true).await.expect("public");
    service
}

/// A dog that was applied for, checked, and proposed to be granted by `rita`; with an address for mails or without.
pub async fn proposed_dog(house: &House, rita: &mut Browser, name: &str, email: &str) -> (String, String) {
    let mut change = change(house, house.north.id).await;
    let service = service(&mut change, "hund-anmelden").await;
    let answers = serde_json::from_str(include_str!("../../examples/dog.answers.json")).expect("answers");
    let (case, path) = handed_in(&mut change, &service, &answers, Who { name, email, person: None }).await;
    change.commit(Record::new("case.opened", case.id)).await.expect("kept");
    check_all(house, rita, &case.number).await;
    let propose = [
        ("do", "approve"),
        ("reasons", "Die Steuer wird **festgesetzt**.\n\n- erstens\n- zweitens"),
        ("conditions", "Die Marke ist zu tragen."),
    ];
    assert_eq!(act(rita, &case.number, &propose).await.status, 303);
    (case.number, path)
}

/// Does every task of a case.
pub async fn check_all(house: &House, rita: &mut Browser, number: &str) {
    let tasks: Vec<String> = find(house, number).await.open_tasks().map(|task| task.id.to_string()).collect();
    for task in tasks {
        let done = [("do", "done"), ("task", task.as_str()), ("outcome", "good"), ("words", "")];
        assert_eq!(act(rita, number, &done).await.status, 303);
    }
}

/// The case as it is now.
pub async fn find(house: &House, number: &str) -> Case {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
    find_case_by_number(&mut view, number).await.expect("read").expect("a case")
}

/// An act of the office on a case.
pub async fn act(browser: &mut Browser, number: &str, fields: &[(&str, &str)]) -> Shown {
    let page = browser.get(&format!("/cases/{number}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let seen = value(&page, "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    browser.post(&format!("/cases/{number}/events"), &all).await
}

/// Agrees to what is proposed.
pub async fn agree(browser: &mut Browser, number: &str) {
    let decision = value(&browser.get(&format!("/cases/{number}")).await, "decision");
    let decide = [("do", "decide"), ("decision", decision.as_str())];
    let agreed = act(browser, number, &decide).await;
    assert_eq!(agreed.status, 303, "{}", agreed.text);
}

/// A day as it stands on a page.
pub fn short(day: Date) -> String {
    rathaus_core::Lang::De.short_date(day)
}
