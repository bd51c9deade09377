//! Offers on pages: files, a form sent twice, two windows, the way back. And in the JSON API, from the draft to the answer.

use std::sync::Arc;

use rathaus_forum::import::{DemoStage, demo};
use rathaus_forum::personal::ForumPeople;
use rathaus_forum::store::offer::file::list_files;
use rathaus_forum::store::offer::{KeptOffer, OfferState, list_offers_of};
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
use rathaus_people::testing::{House, houses};
use rathaus_people::{PersonalData, membership};
use rathaus_store::files::Place;
use rathaus_store::{Actor, Files, Id, Record};
use rathaus_web::testing::{Browser, Program, Shown, house, north};
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

const BASE: &str = "/supply/beispielrunde";
const WHOLE: [(&str, &str); 6] = [
    ("title", "Aktenanker"),
    ("summary", "Bauakten ohne Papier"),
    ("description", "Die digitale Bauakte für Städte: scannen, ablegen, finden, mit Fristen."),
    ("deployment", "SaaS"),
    ("hosting", "Deutschland"),
    ("do", "submit"),
];

struct Firm {
    round: Id,
    id: Id,
    person: Id,
    browser: Browser,
}

async fn firm(house: &House) -> Firm {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("demo"), house.now()).await.expect("begins");
    let round = demo(&mut change, DemoStage::Offers).await.expect("imported").round;
    change.commit(Record::new("round.imported", round)).await.expect("kept");
    let new = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
    let id = house.organisation(house.north.id, &new).await;
    let person = house.person(house.north.id, "Ada Anker", &[]).await;
    house.seat(house.north.id, person, id, Role::Representative).await;
    let browser = house.signed_in(house.north.id, person, false).await;
    Firm { round, id, person, browser }
}

async fn offers(house: &House, firm: &Firm) -> Vec<KeptOffer> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_offers_of(&mut view, firm.round, firm.id).await.expect("read")
}

async fn files(house: &House, offer: Id) -> usize {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_files(&mut view, offer).await.expect("read").len()
}

fn hidden(page: &Shown, name: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden input");
    rest.split('"').next().expect("its value").to_owned()
}

async fn send_file(browser: &mut Browser, page: &str, title: &str, name: &str, bytes: &str) -> Shown {
    let token = hidden(&browser.get(page).await, "token");
    let part = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body = format!(
        "{}{}--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n\
         {bytes}\r\n--x--\r\n",
        part("token", &token),
        part("file_title", title)
    );
    browser.send("POST", &format!("{page}/files"), "multipart/form-data; boundary=x", body).await
}

const PDF: &str = "%PDF-1.7\n%%EOF";

#[tokio::test]
async fn withdrawn_offers_keep_no_files() {
    for house in houses(&[], features).await {
        let mut firm = firm(&house).await;
        firm.browser.get(&format!("{BASE}/offers/new")).await;
        let draft = firm.browser.post(&format!("{BASE}/offers/new"), &WHOLE[..1]).await;
        assert_eq!(draft.status, 303, "{}", draft.text);
        let at = draft.location;
        let offer = offers(&house, &firm).await[0].id;
        let title = "Preise <script>alert(1)</script>";
        for _ in 0..2 {
            let sent = send_file(&mut firm.browser, &at, title, "../preise.pdf", PDF).await;
            assert_eq!((sent.status, sent.location.as_str()), (303, at.as_str()), "{}", sent.text);
        }
        assert_eq!(files(&house, offer).await, 1, "the button pressed twice adds one file");
        for (title, name, bytes, says) in [
            ("", "a.pdf", PDF, "Bezeichnung"),
            ("Seite", "a.pdf", "<html><script>alert(1)</script>", "a.pdf"),
            ("Bild", "a.svg", "<svg onload='alert(1)'/>", "a.svg"),
            ("Leer", "a.pdf", "", "a.pdf"),
        ] {
            let refused = send_file(&mut firm.browser, &at, title, name, bytes).await;
            assert_eq!(refused.status, 422, "{name}: {}", refused.text);
            assert!(refused.text.contains(says) && refused.text.contains("value=\"Aktenanker\""), "{name}");
        }
        for n in 1..10 {
            let sent = send_file(&mut firm.browser, &at, &format!("Blatt {n}"), "blatt.pdf", PDF).await;
            assert_eq!(sent.status, 303, "{}", sent.text);
        }
        let page = firm.browser.get(&at).await;
        assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"));
        assert!(!page.text.contains("name=\"file_title\""), "ten are enough");
        let text = page.text.replace("&#x2f;", "/");
        let file = text.split_once(&format!("href=\"{at}/files/")).expect("a link").1;
        let file = file.split('"').next().expect("its id").to_owned();
        let given = firm.browser.get(&format!("{at}/files/{file}")).await;
        assert!(given.headers["content-disposition"].starts_with("attachment"), "{:?}", given.headers);
        assert_eq!(given.headers["content-type"], "application/pdf");

        // Nobody else, and nobody before it is submitted.
        let (_, mut town) = house.somebody(Role::Representative).await;
        assert_eq!(town.get(&format!("{at}/files/{file}")).await.status, 403);
        assert_ne!(house.browser().get(&format!("{at}/files/{file}")).await.status, 200);
        let mut whole = WHOLE.to_vec();
        whole.push(("edition", "1"));
        firm.browser.get(&at).await;
        assert_eq!(firm.browser.post(&at, &whole).await.status, 303);
        let label = offers(&house, &firm).await[0].label.clone().expect("a label");
        let (_, mut office) = house.somebody(Role::Office).await;
        let there = format!("/rounds/beispielrunde/offers/{label}");
        assert!(office.get(&there).await.text.contains("Blatt 9"));
        assert_eq!(office.get(&format!("{there}/files/{file}")).await.status, 200);
        let other = format!("/rounds/beispielrunde/offers/O01/files/{file}");
        assert_eq!(office.get(&other).await.status, 404, "another offer's file");

        firm.browser.get(&at).await;
        let removed = firm.browser.post(&format!("{at}/files/{file}/removal"), &[]).await;
        assert_eq!(removed.location, at);
        assert_eq!(files(&house, offer).await, 9);
        for _ in 0..2 {
            let back = firm.browser.post(&format!("{at}/withdrawal"), &[]).await;
            assert_eq!(back.location, BASE, "withdrawing twice is harmless: {}", back.text);
        }
        assert_eq!(files(&house, offer).await, 0);
        assert_eq!(office.get(&format!("{there}/files/{file}")).await.status, 404);
    }
}

#[tokio::test]
async fn a_form_sent_twice_or_from_two_windows_loses_nothing() {
    for house in houses(&[], features).await {
        let mut firm = firm(&house).await;
        let new = format!("{BASE}/offers/new");
        let key = hidden(&firm.browser.get(&new).await, "key");
        let mut sent = WHOLE.to_vec();
        sent.push(("key", &key));
        let first = firm.browser.post(&new, &sent).await;
        let second = firm.browser.post(&new, &sent).await;
        assert_eq!((first.status, &first.location), (303, &second.location), "{}", second.text);
        assert_eq!(offers(&house, &firm).await.len(), 1, "one offer");

        // The way back to the blank form, another text: shown again beside what was kept.
        sent[2].1 = "Ein ganz anderer Text, der nicht verloren gehen darf, auch wenn er später kommt.";
        let back = firm.browser.post(&new, &sent).await;
        assert_eq!(back.status, 422);
        assert!(back.text.contains("Ein ganz anderer Text") && back.text.contains("inzwischen geändert"));
        assert!(offers(&house, &firm).await[0].text.description.starts_with("Die digitale Bauakte"));

        // Two windows on one offer.
        let edition = hidden(&firm.browser.get(&first.location).await, "edition");
        let mut window = WHOLE.to_vec();
        window.push(("edition", &edition));
        window[1].1 = "Aus dem ersten Fenster";
        assert_eq!(firm.browser.post(&first.location, &window).await.status, 303);
        window[1].1 = "Aus dem zweiten Fenster";
        let late = firm.browser.post(&first.location, &window).await;
        assert_eq!(late.status, 422);
        assert!(late.text.contains("Aus dem zweiten Fenster") && late.text.contains("inzwischen geändert"));
        assert_eq!(offers(&house, &firm).await[0].text.summary, "Aus dem ersten Fenster");

        // The office asks and sets aside with a nervous finger: one mail each.
        let label = offers(&house, &firm).await[0].label.clone().expect("a label");
        let (_, mut office) = house.somebody(Role::Office).await;
        let at = format!("/rounds/beispielrunde/offers/{label}");
        let key = hidden(&office.get(&at).await, "key");
        let before = house.mails(house.north.id).await.len();
        for _ in 0..2 {
            let asked = [("question", "Wo laufen die Server?"), ("key", key.as_str())];
            assert_eq!(office.post(&format!("{at}/questions"), &asked).await.status, 303);
            let aside = [("reason", "doppelt"), ("mail", "yes")];
            assert_eq!(office.post(&format!("{at}/aside"), &aside).await.status, 303);
        }
        assert_eq!(house.mails(house.north.id).await.len(), before + 2);
    }
}

#[tokio::test]
async fn a_person_takes_offers_along_and_leaves_no_drafts() {
    for house in houses(&[], features).await {
        let mut firm = firm(&house).await;
        let new = format!("{BASE}/offers/new");
        firm.browser.get(&new).await;
        let submitted = firm.browser.post(&new, &WHOLE).await.location;
        firm.browser.get(&new).await;
        let draft = firm.browser.post(&new, &[("title", "Entwurf")]).await.location;
        for at in [&submitted, &draft] {
            let sent = send_file(&mut firm.browser, at, "Prospekt", "prospekt.pdf", PDF).await;
            assert_eq!(sent.status, 303, "{}", sent.text);
        }
        let people =
            ForumPeople(Arc::new(Files::open(&house.scratch.store, &Place::Folder).expect("a folder")));
        let scope = house.scratch.store.tenant(house.north.id);
        let mut view = scope.read().await.expect("begins");
        let told = people.export(&mut view, firm.person, house.now()).await.expect("read");
        drop(view);
        assert_eq!(told["offers"].as_array().map(Vec::len), Some(2), "{told}");
        assert_eq!(told["offers"][0]["files"][0]["title"], "Prospekt");
        let all = offers(&house, &firm).await;
        let gone = all.iter().find(|offer| offer.state == OfferState::Draft).expect("a draft").id;
        let stays = all.iter().find(|offer| offer.state == OfferState::Submitted).expect("submitted").id;
        let mut change = scope.change(Actor::Person(firm.person), house.now()).await.expect("begins");
        // The seat ended before its holder goes.
        membership::revoke_all(&mut change, firm.person).await.expect("revoked");
        let touched = people.delete(&mut change, firm.person).await.expect("deleted");
        change.commit(Record::new("person.deleted", firm.person)).await.expect("kept");
        assert_eq!(touched, 3, "two files' names of who added them, one draft");
        assert_eq!(offers(&house, &firm).await.len(), 1);
        assert_eq!((files(&house, gone).await, files(&house, stays).await), (0, 1));
    }
}

#[tokio::test]
async fn programs_offer_ask_and_set_aside() {
    use serde_json::json;
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("demo"), now).await.expect("begins");
        let round = demo(&mut change, DemoStage::Offers).await.expect("imported").round;
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
        let firm = organisation::insert(&mut change, &firm).await.expect("kept");
        change.commit(Record::new("round.imported", round)).await.expect("kept");
        let api = |token: String| Program::of(&router, token);
        let mut supplier = api(format!("representative:{firm}#supplier+forum:read,forum:write"));
        let mut rival = api(format!("representative:{}#supplier+forum:write", Id::of_name("x")));
        let mut office = api("office+forum:read,forum:write".into());
        let mut reader = api("reader+forum:read".into());
        let mine = "/supply/beispielrunde/offers";

        let (status, wrong) = supplier.ask("POST", mine, json!({"title": "x"})).await;
        assert_eq!((status, &wrong["errors"][0]["pointer"]), (422, &json!("/title")), "{wrong}");
        let (status, draft) = supplier.ask("POST", mine, json!({"title": "Aktenanker"})).await;
        assert_eq!((status, &draft["state"]), (201, &json!("draft")), "{draft}");
        let (status, again) = supplier.ask("POST", mine, json!({"title": "Aktenanker"})).await;
        assert_eq!((status, &again["id"]), (200, &draft["id"]), "the same key, the same draft");
        let own = format!("{mine}/{}", draft["id"].as_str().expect("an id"));
        assert_eq!(rival.ask("GET", &own, json!({})).await.0, 404);
        assert_eq!(office.ask("GET", &own, json!({})).await.0, 403);
        assert_eq!(api("nobody".into()).ask("GET", &own, json!({})).await.0, 401);
        let (status, short) = supplier.ask("PUT", &format!("{own}/submission"), json!({})).await;
        assert_eq!(status, 422, "{short}");
        let mut whole = json!({
            "title": "Aktenanker", "summary": "Bauakten ohne Papier", "deployment": "SaaS", "hosting": "Deutschland",
            "description": "Die digitale Bauakte für Städte: scannen, ablegen, finden, mit Fristen.", "edition": 1,
        });
        let (status, changed) = supplier.ask("PUT", &own, whole.clone()).await;
        assert_eq!((status, &changed["edition"]), (200, &json!(2)), "{changed}");
        let (status, late) = supplier.ask("PUT", &own, whole.clone()).await;
        assert!(
            status == 409 && late["detail"].as_str().is_some_and(|text| text.contains("inzwischen")),
            "{late}"
        );
        let odd = supplier.ask("PUT", &own, json!({"title": "Aktenanker", "colour": "blue"})).await;
        assert_eq!(odd.0, 422, "{:?}", odd.1);
        for _ in 0..2 {
            let (status, submitted) = supplier.ask("PUT", &format!("{own}/submission"), json!({})).await;
            assert_eq!((status, &submitted["state"]), (200, &json!("submitted")), "{submitted}");
        }
        let file = format!("{own}/files?name=preise.pdf&title=Preise");
        let (status, kept) = supplier.ask("POST", &file, json!(PDF)).await;
        assert_eq!((status, &kept["media_type"]), (201, &json!("application/pdf")), "{kept}");
        let (status, page) = supplier.ask("POST", &file, json!("<html>")).await;
        assert_eq!((status, &page["errors"][0]["pointer"]), (422, &json!("/file")), "{page}");

        let (_, shown) = supplier.ask("GET", &own, json!({})).await;
        let label = shown["offer"]["label"].as_str().expect("a label").to_owned();
        let there = format!("/rounds/beispielrunde/offers/{label}");
        let (status, read) = reader.ask("GET", &there, json!({})).await;
        assert_eq!((status, &read["files"][0]["title"]), (200, &json!("Preise")), "{read}");
        let bytes = format!("{there}/files/{}", kept["id"].as_str().expect("an id"));
        assert_eq!(reader.ask("GET", &bytes, json!({})).await, (200, json!(PDF)));
        let question = json!({"question": "Wo laufen die Server?"});
        assert_eq!(reader.ask("POST", &format!("{there}/questions"), question.clone()).await.0, 403);
        for _ in 0..2 {
            assert_eq!(office.ask("POST", &format!("{there}/questions"), question.clone()).await.0, 200);
        }
        let (_, shown) = supplier.ask("GET", &own, json!({})).await;
        assert_eq!(shown["questions"].as_array().map(Vec::len), Some(1), "asked once");
        let id = shown["questions"][0]["id"].as_str().expect("an id");
        let answer = format!("{own}/questions/{id}/answer");
        assert_eq!(supplier.ask("PUT", &answer, json!({"answer": "In Fulda."})).await.0, 204);
        let aside = format!("{there}/aside");
        assert_eq!(office.ask("PUT", &aside, json!({"reason": "doppelt"})).await.0, 204);
        assert_eq!(reader.ask("GET", &there, json!({})).await.1["offer"]["aside_reason"], "doppelt");
        assert_eq!(supplier.ask("GET", &own, json!({})).await.1["offer"]["aside_reason"], json!(null));
        assert_eq!(office.ask("DELETE", &aside, json!({})).await.0, 204);
        assert_eq!(supplier.ask("DELETE", &own, json!({})).await.0, 409, "no draft any more");
        assert_eq!(supplier.ask("DELETE", &format!("{own}/submission"), json!({})).await.0, 204);
        assert_eq!(supplier.ask("GET", &own, json!({})).await.1["files"], json!([]));
        whole["edition"] = json!("x");
        assert_eq!(supplier.ask("PUT", &own, whole).await.1["errors"][0]["pointer"], "/edition");
        let areas = "/supply/beispielrunde/areas?q=Online-Antrag%20Formularserver%20Vordruck";
        assert_eq!(supplier.ask("GET", areas, json!({})).await.1[0]["key"], "antraege");
        let code = supplier.ask("POST", "/supply/publiccode", json!("name: Medusa\nfarbe: blau\n")).await;
        assert_eq!(code.1["offer"]["title"], "Medusa", "{:?}", code.1);
    }
}

#[tokio::test]
async fn programs_run_a_round() {
    use serde_json::json;
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("demo"), now).await.expect("begins");
        let round = demo(&mut change, DemoStage::Areas).await.expect("imported").round;
        change.commit(Record::new("round.imported", round)).await.expect("kept");
        let api = |token: &str| Program::of(&router, token);
        let (mut office, mut reader) = (api("office+forum:read,forum:write"), api("reader+forum:read"));
        let base = "/rounds/beispielrunde";

        // The plan and what stands in it.
        let (status, state) = reader.ask("GET", &format!("{base}/plan"), json!({})).await;
        assert_eq!((status, &state["is_made"], &state["is_running"]), (200, &json!(true), &json!(false)));
        assert_eq!(reader.ask("POST", &format!("{base}/plan"), json!({})).await.0, 403);
        for _ in 0..2 {
            let (status, state) = office.ask("POST", &format!("{base}/plan"), json!({})).await;
            assert_eq!((status, &state["is_running"]), (202, &json!(true)), "{state}");
        }
        let (_, plan) = reader.ask("GET", &format!("{base}/plan.json"), json!({})).await;
        let matches = plan["matches"].as_array().map(Vec::len).expect("matches");
        let (_, list) = reader.ask("GET", &format!("{base}/matches?size=3"), json!({})).await;
        assert_eq!(
            (list["total"].as_u64(), list["items"].as_array().map(Vec::len)),
            (Some(matches as u64), Some(3))
        );
        let (_, list) = reader.ask("GET", &format!("{base}/matches?need=N001"), json!({})).await;
        assert_eq!(list["items"][0]["need"], "N001", "{list}");
        let (_, list) = reader.ask("GET", &format!("{base}/white-spots"), json!({})).await;
        assert_eq!(list["total"].as_u64(), plan["white_spots"].as_array().map(|all| all.len() as u64));
        let (_, area) = reader.ask("GET", &format!("{base}/areas/antraege"), json!({})).await;
        assert!(area["needs"].as_array().is_some_and(|needs| !needs.is_empty()), "{area}");
        assert_eq!(reader.ask("GET", &format!("{base}/areas/nichts"), json!({})).await.0, 404);
        let areas = format!("{base}/areas/publication");
        let (status, wrong) = office.ask("PUT", &areas, json!({"areas": ["nichts"]})).await;
        assert_eq!((status, &wrong["errors"][0]["pointer"]), (422, &json!("/areas")), "{wrong}");
        assert_eq!(office.ask("PUT", &areas, json!({"areas": ["antraege"]})).await.0, 204);
        let (_, call) = reader.ask("GET", &format!("{base}/call"), json!({})).await;
        assert_eq!(call["areas"].as_array().map(Vec::len), Some(1), "{call}");

        // A round of its own: opened after the sample, changed, its mails and contacts.
        let copy = json!({"title": "Forum 2027", "copy": "beispielrunde"});
        let (status, new) = office.ask("POST", "/rounds", copy.clone()).await;
        assert_eq!((status, &new["slug"]), (201, &json!("forum-2027")), "{new}");
        assert_eq!(office.ask("POST", "/rounds", copy).await.1["errors"][0]["pointer"], "/slug");
        let own = "/rounds/forum-2027";
        let mut change = json!({
            "edition": 1, "title": "Forum 2027", "survey": {"from": "2027-06-01", "to": "2027-06-30"}, "places": 7,
            "tables": 12, "start": "14:00", "end": "17:00", "length": 15, "pause": 0, "areas": ["Wahlen: Wahlhelfer"],
        });
        assert_eq!(reader.ask("PUT", own, change.clone()).await.0, 403);
        let (status, round) = office.ask("PUT", own, change.clone()).await;
        assert_eq!(
            (status, &round["edition"], &round["areas"]),
            (200, &json!(2), &json!(["Wahlen"])),
            "{round}"
        );
        assert_eq!(office.ask("PUT", own, change.clone()).await.0, 409);
        change["survey"]["to"] = json!("gestern");
        assert_eq!(office.ask("PUT", own, change).await.1["errors"][0]["pointer"], "/survey/to");
        let letter = format!("{own}/letter");
        let mut words = reader.ask("GET", &letter, json!({})).await.1;
        words["subject"] = json!("Einladung");
        assert_eq!(office.ask("PUT", &letter, words.clone()).await.0, 200);
        assert_eq!(office.ask("PUT", &letter, words).await.0, 409);
        let contacts = json!({"new": true, "contacts": [{"ags": "06633005", "email": "amt@calden.de"}]});
        assert_eq!(
            office.ask("POST", &format!("{own}/contacts"), contacts).await,
            (200, json!({"bodies": 1}))
        );
        let bad = json!({"contacts": [{"ags": "06633005", "email": "amt"}]});
        let (_, wrong) = office.ask("POST", &format!("{own}/contacts"), bad).await;
        assert_eq!(wrong["errors"][0]["pointer"], "/contacts/0/email", "{wrong}");
        let (_, list) = reader.ask("GET", &format!("{own}/invitations"), json!({})).await;
        let one = format!("{own}/invitations/{}", list["items"][0]["id"].as_str().expect("an id"));
        let (_, read) = reader.ask("GET", &one, json!({})).await;
        assert_eq!(read["contacts"][0]["email"], "amt@calden.de", "{read}");
        let contact = format!("{one}/contacts/{}", read["contacts"][0]["id"].as_str().expect("an id"));
        assert_eq!(office.ask("POST", &format!("{own}/mailings"), json!({"group": "unsent"})).await.0, 202);
        assert_eq!(office.ask("POST", &format!("{contact}/mails"), json!({})).await.0, 204);
        assert_eq!(office.ask("DELETE", &contact, json!({})).await.0, 204);
        assert_eq!(reader.ask("GET", &one, json!({})).await.1["contacts"][0]["is_active"], json!(false));
        let refusal = format!("{one}/refusal");
        assert_eq!(office.ask("PUT", &refusal, json!({"reason": "Kein Personal"})).await.0, 204);
        assert_eq!(reader.ask("GET", &one, json!({})).await.1["reason"], "Kein Personal");
        assert_eq!(office.ask("DELETE", &refusal, json!({})).await.0, 204);
        assert_eq!(office.ask("DELETE", &one, json!({})).await.0, 409, "a mail was sent");

        // Questions to towns.
        let question = json!({"question": "Wie viele Akten sind es?"});
        let (status, said) = office.ask("POST", &format!("{base}/needs/N001/questions"), question).await;
        assert_eq!((status, &said["question"]), (201, &json!("Wie viele Akten sind es?")), "{said}");
        let (status, list) = reader.ask("GET", &format!("{base}/questions"), json!({})).await;
        assert_eq!((status, list["items"][0]["id"].as_str()), (200, said["id"].as_str()), "{list}");
        assert_eq!(reader.ask("GET", &format!("{base}/needs/N001"), json!({})).await.1["label"], "N001");
    }
}
