//! What one town has set up goes to another in a file: looked at, chosen, taken over whole or not at all.

use std::collections::BTreeMap;

use crate::money_parts::*;
use rathaus_letter::Shipped;
use rathaus_people::tenant;
use rathaus_people::testing::{House, houses};
use rathaus_procedure::store::{
    State, begin_version, find_draft_version, find_form, find_live, list_forms, list_versions, publish,
    save_draft_version,
};
use rathaus_procedure::{Definition, Words};
use rathaus_services::store::catalogue::{find_service, list_services, update_service};
use rathaus_services::store::letter::{OwnTemplate, find_template, save_template};
use rathaus_services::{examples, pages, sample};
use rathaus_store::audit::{EntryFilter, list_entries};
use rathaus_store::{Id, Record, Slice, TenantId};
use rathaus_web::bundle::{self, Bundle, Origin};
use rathaus_web::testing::{Browser, Shown};
use rathaus_web::wording::{Kind, list_wordings, save_wording};
use rathaus_web::{Lang, Role};

const PARTS: [&str; 8] = ["features", "look", "legal", "texts", "roles", "forms", "services", "letters"];
const START: &str = "/t/south/admin/bundle";

async fn administrator(house: &House, tenant: TenantId, name: &str) -> (Id, Browser) {
    let person = house.person(tenant, name, &[Role::Administrator]).await;
    (person, house.signed_in(tenant, person, true).await)
}

/// A letter as the north has it.
fn notice() -> String {
    Shipped::Notice.source().replace("#heading(level: 1", "#par[Amtsblatt]\n#heading(level: 1")
}

/// Everything that the north has set up, the examples among it.
async fn furnish(house: &House) {
    let mut change = change(house, house.north.id).await;
    sample::furnish(&mut change).await.expect("a catalogue");
    save_wording(&mut change, Kind::Text, "services-title", Some(Lang::De), "Unsere Leistungen")
        .await
        .expect("kept");
    let notice = OwnTemplate { source: Some(notice()), draft: None };
    save_template(&mut change, "notice", &notice).await.expect("kept");
    let mut own = tenant::find(&mut change).await.expect("read").expect("a tenant");
    own.colour = Some("#004b76".to_owned());
    own.texts.entry("imprint".to_owned()).or_default().insert("de".to_owned(), "Region Nord".to_owned());
    tenant::update(&mut change, &own).await.expect("kept");
    change.commit(Record::new("tenant.changed", own.id)).await.expect("kept");
}

async fn packed(house: &House, from: TenantId, parts: &[&str]) -> Bundle {
    let mut view = house.scratch.store.tenant(from).read().await.expect("a view");
    let origin = Origin { name: "Region Nord".to_owned(), address: "http://localhost/".to_owned() };
    let parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    bundle::export(&house.app, &mut view, origin, house.now(), &parts).await.expect("a bundle")
}

async fn upload(browser: &mut Browser, bytes: &[u8]) -> Shown {
    let page = browser.get(START).await;
    assert_eq!(page.status, 200, "{} {}", page.location, page.text);
    let token = value(&page, "token");
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"nord.zip\"\r\n\
         Content-Type: application/zip\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
    browser.send("POST", START, "multipart/form-data; boundary=x", body).await
}

/// Looks at an upload and takes these parts over.
async fn take(browser: &mut Browser, path: &str, parts: &[&str]) -> Shown {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let mark = value(&page, "mark");
    let mut fields: Vec<(&str, &str)> = parts.iter().map(|part| ("parts", *part)).collect();
    fields.push(("mark", &mark));
    browser.post(path, &fields).await
}

async fn records(house: &House, tenant: TenantId, action: &str) -> u64 {
    let mut view = house.scratch.store.tenant(tenant).read().await.expect("a view");
    let filter = EntryFilter { action: Some(action.to_owned()), ..EntryFilter::default() };
    list_entries(&mut view, &filter, Slice::first(10)).await.expect("entries").1
}

#[tokio::test]
async fn a_towns_setup_goes_to_another_in_one_file() {
    for house in houses(&[], features).await {
        furnish(&house).await;
        let (_, mut nora) = administrator(&house, house.north.id, "Nora Nord").await;
        let page = nora.get("/admin/bundle").await;
        assert!(page.text.contains("Leistungen") && page.text.contains("Formulare"), "{}", page.text);
        let sent = nora.post("/admin/bundle/export", &[("parts", "forms"), ("parts", "services")]).await;
        assert_eq!((sent.status, sent.headers["content-type"].as_str()), (200, "application/zip"));
        assert!(sent.headers["content-disposition"].contains("rathaus-2026-06-01.zip"));
        nora.post("/admin/bundle/export", &[]).await.sums_up_mistakes();
        assert_eq!(records(&house, house.north.id, "bundle.exported").await, 1);

        // Nobody is in it, and nothing of anybody.
        let whole = packed(&house, house.north.id, &PARTS).await;
        assert_eq!(whole.parts.keys().map(String::as_str).collect::<Vec<_>>().len(), 8);
        for (name, bytes) in whole.parts.values().flatten() {
            let text = String::from_utf8_lossy(bytes);
            for secret in ["Ada", "Nora", "example.org", "beispiel.example", "DE89"] {
                assert!(!text.contains(secret), "{secret} in {name}");
            }
        }

        let (_, mut sven) = administrator(&house, house.south.id, "Sven Süd").await;
        let bytes = whole.pack().expect("packed");
        let sent = upload(&mut sven, &bytes).await;
        assert!(sent.location.starts_with(&format!("{START}/")), "{} {}", sent.status, sent.text);
        let path = sent.location.clone();
        let preview = plain(&sven.get(&path).await);
        for shown in [
            "Region Nord",
            "Hund anmelden",
            "Unsere Leistungen",
            "#004b76",
            "services/hund-anmelden.json",
            "notice.typ",
        ] {
            let shown = shown.strip_prefix("services/").unwrap_or(shown);
            assert!(preview.contains(shown), "{shown} in {preview}");
        }
        // What the other administration says of itself is chosen by nobody.
        assert!(preview.contains("value=\"forms\" checked") && !preview.contains("value=\"legal\" checked"));
        // Another tenant does not see it, nor does the office.
        let file = path.rsplit('/').next().expect("an id").to_owned();
        assert_eq!(nora.get(&format!("/admin/bundle/{file}")).await.status, 404);
        let clerk = house.person(house.south.id, "Ole Ost", &[Role::Office]).await;
        assert_eq!(house.signed_in(house.south.id, clerk, true).await.get(&path).await.status, 403);

        // Services without their forms are not taken over, and nothing of what was chosen with them.
        let none = take(&mut sven, &path, &["look", "services"]).await;
        assert_eq!(none.status, 409, "{}", none.text);
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("a view");
        assert!(list_services(&mut view).await.expect("services").is_empty());
        assert_eq!(tenant::find(&mut view).await.expect("read").expect("a tenant").colour, None);
        drop(view);
        take(&mut sven, &path, &[]).await.sums_up_mistakes();

        let mark = value(&sven.get(&path).await, "mark");
        let fields = [
            ("parts", "look"),
            ("parts", "texts"),
            ("parts", "forms"),
            ("parts", "services"),
            ("parts", "letters"),
            ("mark", mark.as_str()),
        ];
        assert_eq!(sven.post(&path, &fields).await.location, START);
        // Sent twice it is taken over once.
        assert_eq!(sven.post(&path, &fields).await.location, START);
        assert!(sven.get(START).await.text.contains("schon übernommen"));
        assert_eq!(records(&house, house.south.id, "bundle.imported").await, 1);
        assert_eq!(sven.get(&path).await.status, 404);

        let mut north = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let theirs = list_services(&mut north).await.expect("services");
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("a view");
        let ours = list_services(&mut view).await.expect("services");
        assert_eq!(ours.len(), theirs.len());
        for (own, other) in ours.iter().zip(&theirs) {
            assert_eq!((&own.slug, &own.form, &own.content), (&other.slug, &other.form, &other.content));
            assert!(!own.is_public && !own.is_shared, "{} is for the office alone", own.slug);
            let live = find_live(&mut view, &own.form).await.expect("read").expect("valid");
            let there = find_live(&mut north, &own.form).await.expect("read").expect("valid");
            assert_eq!(live.hash, there.hash);
        }
        assert_eq!(list_forms(&mut view, Some("services")).await.expect("forms").len(), theirs.len() + 1);
        let own = tenant::find(&mut view).await.expect("read").expect("a tenant");
        assert_eq!((own.colour.as_deref(), own.legal("imprint", Lang::De)), (Some("#004b76"), ""));
        assert_eq!(list_wordings(&mut view).await.expect("wordings").len(), 1);
        let own = find_template(&mut view, "notice").await.expect("read");
        assert_eq!(own, OwnTemplate { source: Some(notice()), draft: None });
        drop((north, view));
        assert!(sven.get("/t/south/services").await.text.contains("Unsere Leistungen"));

        // The same once more changes nothing but what was left out.
        let sent = upload(&mut sven, &bytes).await;
        let again = plain(&sven.get(&sent.location).await);
        assert!(!again.contains("value=\"forms\"") && !again.contains("value=\"services\""), "{again}");
        assert!(again.contains("value=\"legal\""), "{again}");
        assert_eq!(sven.post(&format!("{}/discard", sent.location), &[]).await.location, START);
        assert_eq!(sven.get(&sent.location).await.status, 404);
    }
}

/// Publishes the form of the dogs with another title.
async fn retitle(house: &House, tenant: TenantId, title: &str) {
    let mut change = change(house, tenant).await;
    let form = find_form(&mut change, "hund-anmelden").await.expect("read").expect("a form");
    let draft = begin_version(&mut change, form.id, "Test").await.expect("begun").expect("a draft");
    let new = Definition { title: Words::de(title), ..Definition::clone(&draft.definition) };
    save_draft_version(&mut change, draft.id, draft.edition, &new, "Test").await.expect("saved");
    let draft = find_draft_version(&mut change, form.id).await.expect("read").expect("a draft");
    publish(&mut change, draft.id, draft.edition).await.expect("published");
    change.commit(Record::new("form.published", "hund-anmelden")).await.expect("kept");
}

async fn adopt(house: &House, tenant: TenantId) {
    let mut change = change(house, tenant).await;
    let all = examples::shipped().expect("examples");
    let example = all.iter().find(|example| example.slug == "hund-anmelden").expect("dogs");
    pages::office::adopt(&mut change, example, "Test").await.expect("taken");
    change.commit(Record::new("service.taken", "hund-anmelden")).await.expect("kept");
}

#[tokio::test]
async fn a_form_that_is_there_gets_a_draft_and_stays_valid() {
    for house in houses(&[], features).await {
        adopt(&house, house.north.id).await;
        adopt(&house, house.south.id).await;
        retitle(&house, house.north.id, "Hund melden").await;
        let bytes = packed(&house, house.north.id, &["forms"]).await.pack().expect("packed");
        let (_, mut sven) = administrator(&house, house.south.id, "Sven Süd").await;
        let sent = upload(&mut sven, &bytes).await;
        let preview = plain(&sven.get(&sent.location).await);
        assert!(
            preview.contains("Hund melden") && preview.contains("Entwurf der nächsten Fassung"),
            "{preview}"
        );
        assert_eq!(take(&mut sven, &sent.location, &["forms"]).await.location, START);
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("a view");
        let form = find_form(&mut view, "hund-anmelden").await.expect("read").expect("a form");
        let versions = list_versions(&mut view, form.id).await.expect("versions");
        let states: Vec<(State, &str)> =
            versions.iter().map(|one| (one.state, one.definition.title.de.as_str())).collect();
        assert_eq!(states, [(State::Draft, "Hund melden"), (State::Live, "Hund anmelden")]);
        drop(view);
        let sent = upload(&mut sven, &bytes).await;
        assert!(!plain(&sven.get(&sent.location).await).contains("value=\"forms\""));
    }
}

#[tokio::test]
async fn what_was_looked_at_is_what_is_taken_over() {
    for house in houses(&[], features).await {
        adopt(&house, house.north.id).await;
        let whole = packed(&house, house.north.id, &["forms", "services"]).await;
        adopt(&house, house.south.id).await;
        let mut before = change(&house, house.south.id).await;
        let service = find_service(&mut before, "hund-anmelden").await.expect("read").expect("a service");
        let mut content = service.content.clone();
        content.legal_basis = "Satzung".to_owned();
        update_service(&mut before, service.id, service.edition, &content).await.expect("kept");
        before.commit(Record::new("service.changed", service.id)).await.expect("kept");

        let (_, mut sven) = administrator(&house, house.south.id, "Sven Süd").await;
        let path = upload(&mut sven, &whole.pack().expect("packed")).await.location;
        let page = sven.get(&path).await;
        assert!(page.text.contains("Satzung"), "{}", page.text);
        let mark = value(&page, "mark");
        // Meanwhile somebody of the office words it anew.
        let mut office = change(&house, house.south.id).await;
        content.legal_basis = "Neue Satzung".to_owned();
        update_service(&mut office, service.id, service.edition + 1, &content).await.expect("kept");
        office.commit(Record::new("service.changed", service.id)).await.expect("kept");
        let late = sven.post(&path, &[("parts", "services"), ("mark", &mark)]).await;
        assert_eq!(late.status, 409);
        assert!(late.text.contains("Neue Satzung") && late.text.contains("Inzwischen"), "{}", late.text);
        assert_eq!(records(&house, house.south.id, "bundle.imported").await, 0);
        assert_eq!(take(&mut sven, &path, &["services"]).await.location, START);
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("a view");
        let now = find_service(&mut view, "hund-anmelden").await.expect("read").expect("a service");
        assert_ne!(now.content.legal_basis, "Neue Satzung");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_stays_out() {
    for house in houses(&[], features).await {
        adopt(&house, house.north.id).await;
        let (_, mut sven) = administrator(&house, house.south.id, "Sven Süd").await;
        // No file, another file, a damaged one.
        sven.get(START).await;
        sven.post(START, &[]).await.sums_up_mistakes();
        let whole = packed(&house, house.north.id, &["forms", "services"]).await;
        let mut bytes = whole.pack().expect("packed");
        for (wrong, said) in
            [(b"GIF89a".to_vec(), "ZIP-Archiv"), (bytes[..bytes.len() / 2].to_vec(), "ZIP-Archiv")]
        {
            let refused = upload(&mut sven, &wrong).await;
            refused.sums_up_mistakes();
            assert!(refused.text.contains(said), "{}", refused.text);
        }
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        let refused = upload(&mut sven, &bytes).await;
        assert!(refused.status == 422 && refused.text.contains("beschädigt"), "{}", refused.text);

        // A form that lacks its title, a service with a field that nobody knows: both are named, nothing of their part is taken.
        let mut made = whole.clone();
        let broken = br#"{"key": "kaputt", "pages": []}"#.to_vec();
        made.put(
            "forms",
            BTreeMap::from([("kaputt.json".to_owned(), broken), ("x.txt".to_owned(), vec![b'x'])]),
        );
        let strange =
            br#"{"slug": "fim", "form": "kaputt", "content": {"title": {"de": ""}, "summary": {"de": "S"}}}"#;
        let unknown = b"{\n \"slug\": \"a\",\n \"colour\": 1}".to_vec();
        made.put(
            "services",
            BTreeMap::from([("fim.json".to_owned(), strange.to_vec()), ("a.json".to_owned(), unknown)]),
        );
        made.put("letters", BTreeMap::from([("notice.typ".to_owned(), b"#no-such-part".to_vec())]));
        made.put("kitas", BTreeMap::from([("plaetze.csv".to_owned(), b"x".to_vec())]));
        let path = upload(&mut sven, &made.pack().expect("packed")).await.location;
        let preview = plain(&sven.get(&path).await);
        for said in [
            "nicht lesbar",
            "title",
            "Zeile 3",
            "Name oder Beschreibung fehlt",
            "kann nicht in einer Adresse",
            "notice:1",
        ] {
            assert!(preview.contains(said), "{said} in {preview}");
        }
        assert!(preview.contains("Diesen Teil kennt diese Programmversion nicht"), "{preview}");
        let mark = bundle_mark(&preview);
        for part in ["forms", "services", "letters", "kitas"] {
            let refused = sven.post(&path, &[("parts", part), ("mark", &mark)]).await;
            assert_eq!(refused.status, 409, "{part}: {}", refused.text);
        }
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("a view");
        assert!(list_forms(&mut view, None).await.expect("forms").is_empty());
        assert!(list_services(&mut view).await.expect("services").is_empty());
    }
}

/// What a look came to, where the page offers nothing to take over: any mark will do, parts that are wrong are refused.
fn bundle_mark(preview: &str) -> String {
    let mark = "name=\"mark\" value=\"";
    preview
        .split_once(mark)
        .map(|(_, rest)| rest.split('"').next().expect("a mark").to_owned())
        .unwrap_or_default()
}
