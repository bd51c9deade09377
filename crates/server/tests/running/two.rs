//! Two servers on one PostgreSQL: people notice nothing of it, and a job runs once.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rathaus_store::{Engine, testing};

use super::program::{Browser, House, Server, inputs};

/// Mails for this address that a server has sent: without a mail server they are files.
fn mails(server: &Server<'_>, to: &str) -> usize {
    let Ok(folder) = fs::read_dir(server.folder.join("mail")) else { return 0 };
    let texts = folder.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok());
    texts.filter(|text| text.contains(to)).count()
}

#[tokio::test]
async fn what_is_begun_on_one_server_goes_on_at_the_other() {
    let stores = testing::empty().await;
    let Some(scratch) = stores.iter().find(|scratch| scratch.engine == Engine::Postgres) else { return };
    let house = House::furnish(scratch);
    let towns = house.invite(20, false).await;
    let (one, other) = (house.serve_elsewhere("one"), house.serve_elsewhere("other"));

    // A session.
    let mut office = Browser::new(&one.host);
    let link = office.get(&house.office);
    let sent = office.post(&house.office, &inputs(&link.text, &["token"]));
    assert_eq!(sent.status, 303, "{}", sent.text);
    let needs = "/rounds/beispielrunde/needs";
    assert_eq!(office.get(needs).status, 200);
    assert_eq!(office.at(&other.host).get(needs).status, 200);

    // A form: shown by one, saved by the other, gone on with at the first.
    let form = format!("{}/form/pages", towns[0].path);
    let mut town = Browser::new(&one.host);
    let page = town.get(&format!("{form}/body"));
    let mut fields = inputs(&page.text, &["edition", "sheet", "token"]);
    fields.push(("f.contact".to_owned(), "Frieda Amt".to_owned()));
    fields.push(("f.contact-email".to_owned(), "amt@stadt.example".to_owned()));
    let saved = town.at(&other.host).post(&format!("{form}/body"), &fields);
    assert!(saved.status == 303 && saved.location.ends_with("/pages/needs"), "{saved:?}");
    assert!(town.get(&format!("{form}/body")).text.contains("Frieda Amt"));

    // Jobs: mails asked for at both, each sent by one of them, once.
    for (number, town) in towns.iter().enumerate() {
        let server = if number.is_multiple_of(2) { &one } else { &other };
        let mut browser = Browser::new(&server.host);
        let page = browser.get(&town.path);
        let mut fields = inputs(&page.text, &["email", "token"]);
        fields.retain(|(name, _)| name == "token");
        fields.push(("email".to_owned(), format!("kollegin-{number}@stadt.example")));
        fields.push(("name".to_owned(), "Karla Kollegin".to_owned()));
        let sent = browser.post(&format!("{}/colleagues", town.path), &fields);
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    let begun = Instant::now();
    let count = |number: usize| {
        let to = format!("kollegin-{number}@stadt.example");
        mails(&one, &to) + mails(&other, &to)
    };
    while (0..towns.len()).any(|number| count(number) == 0) {
        assert!(begun.elapsed() < Duration::from_secs(30), "some mails were never sent");
        thread::sleep(Duration::from_millis(50));
    }
    // What is sent twice is sent by the time a worker looks again.
    thread::sleep(Duration::from_secs(2));
    for number in 0..towns.len() {
        assert_eq!(count(number), 1, "mail {number}");
    }
    house.assert_audit_is_whole();
}
