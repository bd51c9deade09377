//! An office opens a round, chooses towns, imports contacts, invites, reminds, and reads the response.

use jiff::SignedDuration;
use rathaus_forum::store::invitation::contact::list_contacts_of;
use rathaus_forum::store::invitation::{
    Invitation, State, find_by_secret, list_invitations, mark_answered, mark_declined, mark_opened,
};
use rathaus_forum::store::round::{KeptRound, find_round, insert_round};
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Id, Record, Slice};
use rathaus_web::mail::{MailFilter, Report, list_mails, note_report};
use rathaus_web::testing::{Browser, Shown};
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_forum::feature()]
}

/// What the edit form sends for a round whose survey runs in June.
const EDITED: &[(&str, &str)] = &[
    ("edition", "1"),
    ("title", "Forum 2026"),
    ("intro", "Was brauchen Sie?\n\n<script>alert(1)</script>"),
    ("is_public", "yes"),
    ("survey.from", "2026-06-01"),
    ("survey.to", "30.06.2026"),
    ("offers.from", "2026-07-01"),
    ("offers.to", "2026-07-31"),
    ("plan.from", ""),
    ("plan.to", ""),
    ("event.from", "2026-09-22"),
    ("event.to", "2026-09-22"),
    ("places", "7"),
    ("tables", "12"),
    ("start", "14:00"),
    ("end", "17:00"),
    ("length", "15"),
    ("pause", "0"),
    ("areas", "Wahlen: Wahlhelfer, Stimmzettel\nAnträge ohne Papier"),
];

fn token(page: &Shown) -> String {
    let (_, rest) = page.text.split_once("name=\"token\" value=\"").expect("a form");
    rest.split('"').next().expect("a token").to_owned()
}

async fn upload(browser: &mut Browser, page: &str, file: &str, text: &str) -> Shown {
    let token = token(&browser.get(page).await);
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"{file}\"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n--x--\r\n"
    );
    browser.send("POST", page, "multipart/form-data; boundary=x", body).await
}

/// The value of a hidden input as a browser would send it.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&mark).expect("a hidden input");
    let value = rest.split('"').next().expect("its value");
    value.replace("&quot;", "\"").replace("&#x2f;", "/").replace("&amp;", "&")
}

async fn round(house: &House) -> KeptRound {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    find_round(&mut view, "forum-2026").await.expect("read").expect("there")
}

async fn invitations(house: &House) -> Vec<Invitation> {
    let round = round(house).await;
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_invitations(&mut view, round.id).await.expect("read")
}

fn of<'a>(list: &'a [Invitation], name: &str) -> &'a Invitation {
    list.iter().find(|invitation| invitation.name == name).expect("invited")
}

/// A mail server reports that the last mail to this address did not arrive.
async fn report(house: &House, address: &str, is_lasting: bool) {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("mail"), house.now()).await.expect("begins");
    let (mails, _) = list_mails(&mut change, &MailFilter::default(), Slice::first(50)).await.expect("listed");
    let last = mails.into_iter().find(|mail| mail.recipient == address).expect("a mail");
    let report = Report {
        message_id: last.message_id.unwrap_or_else(|| format!("<{}@region.example>", last.id)),
        recipient: address.to_owned(),
        is_lasting,
        words: "550 so sagt es der Server".to_owned(),
    };
    assert!(note_report(&mut change, last.id, &report).await.expect("noted"));
    change.commit(Record::new("mail.returned", last.id)).await.expect("kept");
}

fn secret(mail: &str) -> &str {
    let (_, rest) = mail.split_once("http://localhost/answer/").expect("a link");
    rest.split_whitespace().next().expect("a secret")
}

#[tokio::test]
async fn from_the_first_round_to_the_last_reminder() {
    for house in houses(&[rathaus_procedure::store::MIGRATIONS], features).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        assert!(office.get("/rounds").await.text.contains("Noch keine Runde"));

        // Open, and set the dates.
        office.get("/rounds/new").await;
        let wrong = office.post("/rounds/new", &[("title", "x"), ("slug", "Groß")]).await;
        wrong.sums_up_mistakes();
        let opened = office.post("/rounds/new", &[("title", "Forum 2026")]).await;
        assert_eq!((opened.status, opened.location.as_str()), (303, "/rounds/forum-2026/edit"));
        let taken = office.post("/rounds/new", &[("title", "Forum 2026")]).await;
        taken.sums_up_mistakes();
        assert!(!house.browser().get("/rounds").await.text.contains("Forum 2026"), "not public yet");
        let page = office.get("/rounds/forum-2026/edit").await;
        assert_eq!(page.status, 200, "{}", page.text);
        let saved = office.post("/rounds/forum-2026/edit", EDITED).await;
        assert_eq!((saved.status, saved.location.as_str()), (303, "/rounds/forum-2026"), "{}", saved.text);
        let stale = office.post("/rounds/forum-2026/edit", EDITED).await;
        assert_eq!(stale.status, 422, "an old edition");
        assert!(stale.text.contains("inzwischen gespeichert"));
        let public = house.browser().get("/rounds/forum-2026").await;
        assert_eq!(public.status, 200);
        assert!(public.text.contains("&lt;script&gt;") && !public.text.contains("<script>alert"));
        assert!(public.text.contains("22. September 2026"));
        assert!(!public.text.contains("Anträge ohne Papier"), "areas are shown once they are published");
        assert!(office.get("/rounds/forum-2026").await.text.contains("Wählen Sie die Kommunen"));

        // Choose a county with its towns, found on the map.
        let map = office.get("/rounds/forum-2026/invitations/choose").await.text;
        assert!(map.contains("invitations/choose?state=06&amp;county=06633\""), "{map}");
        assert!(map.contains("Kassel: 0 von 28 ausgewählt"), "{map}");
        let choose = "/rounds/forum-2026/invitations/choose?state=06&county=06633";
        let page = office.get(choose).await;
        assert!(page.text.contains("Calden") && page.text.contains("<svg"), "{}", page.text);
        let all = office.post(choose, &[("take", "all")]).await;
        assert_eq!(all.status, 303, "{}", all.text);
        let list = invitations(&house).await;
        assert_eq!(list.len(), 29, "28 towns and the county");
        assert!(list.iter().all(|i| i.state == State::Listed));
        office.post(choose, &[("take", "all")]).await;
        assert_eq!(invitations(&house).await.len(), 29, "each once");

        // Import contacts: faults are named, what is right is taken.
        let contacts = "/rounds/forum-2026/invitations/contacts";
        let csv = "Kommune;E-Mail;Ansprechpartner\nCalden;amt@calden.de;A. Amt\nBaunatal;b@baunatal.de;\n\
                   Kassel;rathaus@kassel.de;\nKaldn;x@y.de;\nCalden;kein at;\n";
        let preview = upload(&mut office, contacts, "kontakte.csv", csv).await;
        assert_eq!(preview.status, 200, "{}", preview.text);
        assert!(preview.text.contains("kontakte.csv:5") && preview.text.contains("kontakte.csv:6"));
        let sent = [("lines", hidden(&preview.text, "lines")), ("new", "yes".to_owned())];
        let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let took = office.post("/rounds/forum-2026/invitations/contacts/taken", &sent).await;
        assert_eq!(took.status, 303, "{}", took.text);
        let list = invitations(&house).await;
        assert_eq!(list.len(), 30, "Kassel is new");
        let filtered = office.get("/rounds/forum-2026/invitations?problem=no-contact").await;
        assert!(!filtered.text.contains(">Baunatal<") && filtered.text.contains(">Ahnatal<"));

        // Send once, however often the button is pressed.
        let mailing = "/rounds/forum-2026/invitations/mailing";
        let page = office.get(mailing).await;
        assert!(
            page.text.contains("Guten Tag") && page.text.contains("3 Einladungen verschicken"),
            "{}",
            page.text
        );
        let key = hidden(&page.text, "key");
        for _ in 0..2 {
            let sent = office.post(mailing, &[("group", "unsent"), ("key", &key)]).await;
            assert_eq!(sent.status, 303);
        }
        house.work().await;
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.len(), 3, "{mails:?}");
        let calden = mails.iter().find(|(to, _)| to == "amt@calden.de").expect("a mail");
        assert!(calden.1.contains("Guten Tag A. Amt,") && calden.1.contains("30. Juni 2026"), "{}", calden.1);
        let scope = house.scratch.store.tenant(house.north.id);
        let mut view = scope.read().await.expect("begins");
        let invited =
            find_by_secret(&mut view, secret(&calden.1), house.now()).await.expect("read").expect("opens");
        assert_eq!((invited.invitation.name.as_str(), invited.invitation.state), ("Calden", State::Invited));
        drop(view);

        // One opens, one declines, one answers.
        let list = invitations(&house).await;
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        mark_opened(&mut change, of(&list, "Calden").id).await.expect("marked");
        mark_declined(&mut change, of(&list, "Baunatal").id, "Kein Personal").await.expect("marked");
        mark_answered(&mut change, of(&list, "Kassel").id).await.expect("marked");
        change.commit(Record::new("invitation.changed", invited.round.id)).await.expect("kept");
        let room = office.get("/rounds/forum-2026/response").await;
        assert_eq!(room.status, 200, "{}", room.text);
        assert!(room.text.contains("1 von 29 Städten und Gemeinden"), "{}", room.text);
        let csv = office.get("/rounds/forum-2026/response?format=csv&state=declined").await;
        assert!(csv.text.contains("Baunatal") && !csv.text.contains("Calden"), "{}", csv.text);
        assert_eq!(office.get("/rounds/forum-2026/invitations?format=xlsx").await.status, 200);

        // Remind by rule: only who was asked and neither answered nor declined.
        office.get("/rounds/forum-2026/invitations/letter").await;
        let letter = [
            ("edition", "0"),
            ("reminder_subject", "Noch {ende}"),
            ("reminder_text", "Liebe {kommune}"),
            ("is_on", "yes"),
            ("after_days", "10"),
            ("before_end_days", "3"),
            ("most", "2"),
        ];
        let saved = office.post("/rounds/forum-2026/invitations/letter", &letter).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        house.work().await;
        assert_eq!(house.mails(house.north.id).await.len(), 3, "the same day nobody is reminded");
        house.pass(SignedDuration::from_hours(24 * 10));
        house.work().await;
        house.pass(SignedDuration::from_hours(1));
        house.work().await;
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.len(), 4, "{mails:?}");
        assert!(mails[3].0 == "amt@calden.de" && mails[3].1.contains("Liebe Calden"));
        assert_ne!(secret(&mails[3].1), secret(&calden.1), "a link of its own");
        let mut view = scope.read().await.expect("begins");
        for mail in [&calden.1, &mails[3].1] {
            let found = find_by_secret(&mut view, secret(mail), house.now()).await.expect("read");
            assert!(found.is_some(), "both links work");
        }
        drop(view);

        // The reminder is late, then it comes back: the office sees whom it must reach in another way.
        let (_, mut office) = house.somebody(Role::Office).await;
        let own = format!("/rounds/forum-2026/invitations/{}", of(&list, "Calden").id);
        for (is_lasting, badge) in [(false, "verspätet"), (true, "zurückgekommen")] {
            report(&house, "amt@calden.de", is_lasting).await;
            let page = office.get(&own).await;
            assert!(
                page.text.contains(badge) && page.text.contains("550 so sagt es der Server"),
                "{}",
                page.text
            );
            let lost = office.get("/rounds/forum-2026/invitations?problem=bounced").await;
            assert_eq!(lost.text.contains(">Calden<"), is_lasting, "{}", lost.text);
        }
    }
}

#[tokio::test]
async fn contacts_are_mended_one_by_one() {
    for house in houses(&[rathaus_procedure::store::MIGRATIONS], features).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        prepare(&house).await;
        let choose = "/rounds/forum-2026/invitations/choose?q=Calden";
        office.get(choose).await;
        office.post(choose, &[("take", "ticked"), ("ags", "06633005")]).await;
        let list = invitations(&house).await;
        let own = format!("/rounds/forum-2026/invitations/{}", list[0].id);
        assert!(office.get(&own).await.text.contains("Noch keine Adresse"));
        let wrong = office.post(&format!("{own}/contacts"), &[("email", "a@b")]).await;
        assert_eq!(wrong.status, 422);
        let hostile = "\"><script>alert(1)</script>";
        let added = [("email", "a@calden.de"), ("name", hostile), ("send", "yes")];
        assert_eq!(office.post(&format!("{own}/contacts"), &added).await.status, 303);
        let page = office.get(&own).await;
        assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"));
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.len(), 1);
        let scope = house.scratch.store.tenant(house.north.id);
        let mut view = scope.read().await.expect("begins");
        let contact = list_contacts_of(&mut view, list[0].id).await.expect("read").remove(0);
        drop(view);
        let id = contact.id.to_string();
        office.post(&format!("{own}/links"), &[("contact", &id)]).await;
        assert_eq!(house.mails(house.north.id).await.len(), 1, "within a minute one mail");
        house.pass(SignedDuration::from_mins(2));
        office.post(&format!("{own}/links"), &[("contact", &id)]).await;
        assert_eq!(house.mails(house.north.id).await.len(), 2);
        assert_eq!(office.post(&format!("{own}/removal"), &[]).await.status, 409, "it was sent already");
        assert_eq!(office.post(&format!("{own}/stops"), &[("contact", &id)]).await.status, 303);
        let mut view = scope.read().await.expect("begins");
        for (_, mail) in house.mails(house.north.id).await {
            let found = find_by_secret(&mut view, secret(&mail), house.now()).await.expect("read");
            assert!(found.is_none(), "a contact taken off opens nothing");
        }
        drop(view);
        assert_eq!(office.post(&format!("{own}/refusal"), &[("reason", "Kein Personal")]).await.status, 303);
        assert!(office.get(&own).await.text.contains("Kein Personal"));
        assert_eq!(office.post(&format!("{own}/return"), &[]).await.status, 303);
        assert_eq!(invitations(&house).await[0].state, State::Invited);
        let other = Id::of_name("other").to_string();
        assert_eq!(office.post(&format!("{own}/stops"), &[("contact", &other)]).await.status, 404);
    }
}

/// A round in the north without any page.
async fn prepare(house: &House) {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
    insert_round(&mut change, &KeptRound::sample("forum-2026")).await.expect("inserted");
    change.commit(Record::new("round.opened", "forum-2026")).await.expect("kept");
}

#[tokio::test]
async fn a_copied_round_takes_contacts_over() {
    for house in houses(&[rathaus_procedure::store::MIGRATIONS], features).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        prepare(&house).await;
        let choose = "/rounds/forum-2026/invitations/choose?q=Calden";
        office.get(choose).await;
        office.post(choose, &[("take", "all")]).await;
        let list = invitations(&house).await;
        let own = format!("/rounds/forum-2026/invitations/{}/contacts", list[0].id);
        assert_eq!(office.post(&own, &[("email", "a@calden.de"), ("name", "")]).await.status, 303);
        let id = round(&house).await.id.to_string();
        let page = office.get("/rounds/new?copy=forum-2026").await;
        assert!(page.text.contains("selected"), "{}", page.text);
        let new = [("title", "Forum 2027"), ("copy", id.as_str()), ("contacts", "yes")];
        assert_eq!(office.post("/rounds/new", &new).await.location, "/rounds/forum-2027/edit");
        let edit = office.get("/rounds/forum-2027/edit").await;
        assert!(edit.text.contains("2027-06-01") && !edit.text.contains("2026-06-01"));
        let page = office.get("/rounds/forum-2027/invitations").await;
        assert!(page.text.contains("Calden") && page.text.contains("ausgewählt"));
        assert!(house.mails(house.north.id).await.is_empty(), "nothing is sent by it");
    }
}

#[tokio::test]
async fn the_api_says_what_the_pages_say() {
    use rathaus_web::testing::api_request;
    let more: &[&[rathaus_store::Migration]] =
        &[rathaus_people::MIGRATIONS, rathaus_procedure::store::MIGRATIONS];
    for (scratch, router) in rathaus_web::testing::house(more, features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let mut change =
            scope.change(Actor::Anonymous, rathaus_store::testing::start()).await.expect("begins");
        insert_round(&mut change, &KeptRound::sample("2026")).await.expect("inserted");
        change.commit(Record::new("round.opened", "2026")).await.expect("kept");
        let mut browser = Browser::new(router);
        let ask = |method: &str, path: &str, token: &str, body: &'static str| {
            api_request(method, path, token, body)
        };
        let (read, write) = ("office+forum:read", "office+forum:read,forum:write");
        for (path, token, status) in [
            ("/rounds", "nobody", 401),
            ("/rounds", "office+other:read", 403),
            ("/rounds", "representative+forum:read", 403),
            ("/rounds", read, 200),
            ("/rounds/2026", read, 200),
            ("/rounds/2025", read, 404),
            ("/rounds/2026/invitations", read, 200),
            ("/rounds/2026/response", read, 200),
        ] {
            assert_eq!(browser.request(ask("GET", path, token, "")).await.status, status, "{path} {token}");
        }
        let keys = r#"{"ags": ["06633005", "06633000"]}"#;
        let path = "/rounds/2026/invitations";
        assert_eq!(browser.request(ask("POST", path, read, keys)).await.status, 403);
        let taken = browser.request(ask("POST", path, write, keys)).await;
        assert_eq!((taken.status, taken.text.as_str()), (200, r#"{"taken":2}"#));
        let again = browser.request(ask("POST", path, write, keys)).await;
        assert_eq!(again.text, r#"{"taken":0}"#);
        let wrong = browser.request(ask("POST", path, write, r#"{"ags": ["x"]}"#)).await;
        assert!(wrong.status == 422 && wrong.text.contains("/ags/0"), "{}", wrong.text);
        let new = r#"{"title": "Runde 2027", "copy": "2026", "contacts": true}"#;
        assert_eq!(browser.request(ask("POST", "/rounds", read, new)).await.status, 403);
        let opened = browser.request(ask("POST", "/rounds", write, new)).await;
        assert_eq!((opened.status, opened.text.contains("\"runde-2027\"")), (201, true), "{}", opened.text);
        assert_eq!(browser.request(ask("POST", "/rounds", write, new)).await.status, 422, "taken");
        let files = r#"{"slug": "akten", "title": "Akten", "files": {"needs.csv": "id;ags;organisation;title;description;relevance\nN1;06633005;Calden;Akten;Papier;4\n"}}"#;
        let read_in = browser.request(ask("POST", "/rounds/imports", write, files)).await;
        assert_eq!((read_in.status, read_in.text.contains("\"needs\":1")), (201, true), "{}", read_in.text);
        let wrong = r#"{"slug": "x", "files": {"needs.csv": "id;ags;organisation;title;description;relevance\nN1;06633005;Calden;Akten;Papier;sehr\n"}}"#;
        let refused = browser.request(ask("POST", "/rounds/imports", write, wrong)).await;
        assert_eq!((refused.status, refused.text.contains("needs.csv:2")), (422, true), "{}", refused.text);
        let figures = browser.request(ask("GET", "/rounds/2026/response", read, "")).await;
        assert!(figures.text.contains("\"invited\":2"), "{}", figures.text);
        let list = browser.request(ask("GET", path, read, "")).await;
        assert!(list.text.contains("Calden") && list.text.contains("no-contact"), "{}", list.text);
    }
}
