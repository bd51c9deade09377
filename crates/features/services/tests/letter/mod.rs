//! Letters: decisions, permits and reminders as files that may be archived; what nobody gets by mail is posted.

pub(crate) mod doors;
mod story;
mod templates;

use crate::money_parts::*;
use jiff::civil::Date;
use rathaus_people::testing::House;
use rathaus_services::sample::Who;
use rathaus_store::Record;
use rathaus_web::Role;
use rathaus_web::testing::{Browser, holds, words_of};

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

/// A dog that was applied for, checked, and proposed to be granted by `rita`; with an address for mails or without.
pub async fn proposed_dog(house: &House, rita: &mut Browser, name: &str, email: &str) -> (String, String) {
    let mut change = change(house, house.north.id).await;
    let service = example(&mut change, "hund-anmelden").await;
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
