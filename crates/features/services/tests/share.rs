//! A town lets others copy a service; another copies it with one click, and sees later what changed there.

use crate::money_parts::*;
use rathaus_people::testing::{House, houses};
use rathaus_procedure::store::{
    State, begin_version, find_draft_version, find_form, list_versions, publish, save_draft_version,
};
use rathaus_procedure::{Definition, Item, Words};
use rathaus_services::neighbours::{find_shared, list_shared};
use rathaus_services::store::catalogue::{find_service, list_services};
use rathaus_services::store::share::{find_origin, insert_origin, set_shared};
use rathaus_services::{examples, pages};
use rathaus_store::{Actor, Id, Record, TenantId};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Door, complaints};

async fn clerk(house: &House, tenant: TenantId, name: &str) -> Browser {
    let person = house.person(tenant, name, &[Role::Office]).await;
    house.signed_in(tenant, person, true).await
}

/// Takes an example over; gives the service's id.
async fn adopt(house: &House, tenant: TenantId, slug: &str) -> Id {
    let mut change = change(house, tenant).await;
    let all = examples::shipped().expect("examples");
    let example = all.iter().find(|example| example.slug == slug).expect("an example");
    let service = pages::office::adopt(&mut change, example, "Test").await.expect("taken");
    change.commit(Record::new("service.taken", slug)).await.expect("kept");
    service.id
}

/// Changes the title of a form; published, or left as a draft.
async fn retitle(house: &House, tenant: TenantId, key: &str, title: &str, is_live: bool) {
    let mut change = change(house, tenant).await;
    let form = find_form(&mut change, key).await.expect("read").expect("a form");
    let draft = begin_version(&mut change, form.id, "Test").await.expect("begun").expect("a draft");
    let new = Definition { title: Words::de(title), ..Definition::clone(&draft.definition) };
    save_draft_version(&mut change, draft.id, draft.edition, &new, "Test").await.expect("saved");
    let draft = find_draft_version(&mut change, form.id).await.expect("read").expect("a draft");
    if is_live {
        publish(&mut change, draft.id, draft.edition).await.expect("published");
    }
    change.commit(Record::new("form.published", key)).await.expect("kept");
}

/// Changes the hint of the first question of a form, in its draft.
async fn rehint(house: &House, tenant: TenantId, key: &str, hint: &str) {
    let mut change = change(house, tenant).await;
    let form = find_form(&mut change, key).await.expect("read").expect("a form");
    let draft = begin_version(&mut change, form.id, "Test").await.expect("begun").expect("a draft");
    let mut new = Definition::clone(&draft.definition);
    let Some(Item::Field(field)) = new.pages[0].items.first_mut() else { panic!("a question comes first") };
    field.hint = Some(Words::de(hint));
    save_draft_version(&mut change, draft.id, draft.edition, &new, "Test").await.expect("saved");
    change.commit(Record::new("form.changed", key)).await.expect("kept");
}

#[tokio::test]
async fn a_service_is_copied_with_one_click_and_told_what_changed_there() {
    for house in houses(&[], features).await {
        let dog = adopt(&house, house.north.id, "hund-anmelden").await;
        let mut rita = clerk(&house, house.north.id, "Rita Amt").await;
        let mut sven = clerk(&house, house.south.id, "Sven Süd").await;

        // Off by default; on with one click.
        assert!(plain(&sven.get("/t/south/cases/services/others").await).contains("Noch nichts freigegeben"));
        let page = rita.get("/cases/services/hund-anmelden").await;
        assert!(page.text.contains("Zum Kopieren freigeben"), "{}", page.text);
        let shared = rita.post("/cases/services/hund-anmelden/sharing", &[("shared", "yes")]).await;
        assert_eq!(shared.location, "/cases/services/hund-anmelden");
        assert!(rita.get(&shared.location).await.text.contains("Nicht mehr freigeben"));
        // Nobody copies from themselves.
        assert!(!plain(&rita.get("/cases/services/others").await).contains("Hund anmelden"));

        let list = plain(&sven.get("/t/south/cases/services/others").await);
        let north = house.north.id;
        let copy = format!("/t/south/cases/services/others/{north}/{dog}");
        assert!(
            list.contains("Region Nord") && list.contains("Hund anmelden") && list.contains(&copy),
            "{list}"
        );
        let own = sven.post(&copy, &[]).await;
        assert_eq!(own.location, "/t/south/cases/services/hund-anmelden", "{}", own.text);
        // Clicked twice it is one copy.
        assert_eq!(sven.post(&copy, &[]).await.location, own.location);
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("a view");
        let services = list_services(&mut view).await.expect("services");
        assert_eq!(services.len(), 1);
        assert!(!services[0].is_public && !services[0].is_shared);
        let form = find_form(&mut view, "hund-anmelden").await.expect("read").expect("a form");
        let states: Vec<State> =
            list_versions(&mut view, form.id).await.expect("versions").iter().map(|one| one.state).collect();
        assert_eq!(states, [State::Draft], "it is not valid before somebody publishes it");
        drop(view);
        let page = sven.get(&own.location).await;
        assert!(page.text.contains("Kopiert von Region Nord"), "{}", page.text);
        let origin = format!("{}/origin", own.location);
        assert!(sven.get(&origin).await.text.contains("Sie haben die Fassung, die dort gilt"));

        // A draft there is nobody else's business; once it is published it is told, with what changed.
        retitle(&house, north, "hund-anmelden", "Hund melden", false).await;
        assert!(!sven.get(&origin).await.text.contains("Hund melden"));
        retitle(&house, north, "hund-anmelden", "Hund melden", true).await;
        assert!(sven.get(&own.location).await.text.contains("neuere Fassung"));
        assert!(plain(&sven.get("/t/south/cases/services/others").await).contains("neuere Fassung"));
        let told = sven.get(&origin).await;
        assert!(told.text.contains("Hund melden") && told.text.contains("Hund anmelden"), "{}", told.text);
        assert!(!told.text.contains("Was sich dort geändert hat"), "nothing was changed here: said once");
        // Where the own form was changed, too, both are told apart.
        retitle(&house, house.south.id, "hund-anmelden", "Hund im Süden", false).await;
        let (hash, old) = (value(&told, "hash"), value(&told, "own"));
        let late = sven.post(&origin, &[("hash", &hash), ("own", &old)]).await;
        assert_eq!(late.status, 409);
        assert!(late.text.contains("Hund im Süden") && late.text.contains("Was sich dort geändert hat"));
        // What both changed is chosen; what we changed alone stays.
        rehint(&house, house.south.id, "hund-anmelden", "Wie er im Süden gerufen wird").await;
        let asked = sven.get(&origin).await;
        for words in ["Beide haben das geändert", "Ihre Fassung: Hund im Süden", "Region Nord: Hund melden"]
        {
            assert!(asked.text.contains(words), "{words}: {}", asked.text);
        }
        let mine = value(&asked, "own");
        let open = sven.post(&origin, &[("hash", &hash), ("own", &mine)]).await;
        open.sums_up_mistakes();
        assert!(open.text.contains("Bitte wählen Sie eine der beiden Fassungen."), "{}", open.text);
        let chosen = [("hash", hash.as_str()), ("own", mine.as_str()), ("choice.FORM.title", "theirs")];
        let taken = sven.post(&origin, &chosen).await;
        assert_eq!(taken.location, "/t/south/forms/hund-anmelden", "{}", taken.text);
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("a view");
        let draft = find_draft_version(&mut view, form.id).await.expect("read").expect("a draft");
        assert_eq!(draft.definition.title.de, "Hund melden");
        let hint = draft.definition.fields().next().expect("a field").field.hint.clone();
        assert_eq!(hint.expect("a hint").de, "Wie er im Süden gerufen wird");
        drop(view);
        // Sent twice it is taken once; and there is nothing newer any more.
        assert_eq!(sven.post(&origin, &[("hash", &hash), ("own", &mine)]).await.location, origin);
        assert!(!sven.get(&own.location).await.text.contains("neuere Fassung"));

        // Shared no more: the copy stays, and learns nothing.
        rita.post("/cases/services/hund-anmelden/sharing", &[("shared", "no")]).await;
        retitle(&house, north, "hund-anmelden", "Hund geheim", true).await;
        let gone = sven.get(&origin).await;
        assert!(gone.text.contains("gibt die Leistung nicht mehr frei") && !gone.text.contains("geheim"));
        assert_eq!(sven.post(&origin, &[("hash", &hash), ("own", &mine)]).await.status, 409);
        assert_eq!(sven.post(&copy, &[]).await.status, 404);
    }
}

#[tokio::test]
async fn only_what_is_shared_is_seen_by_others() {
    for house in houses(&[], features).await {
        let (north, south) = (house.north.id, house.south.id);
        let dog = adopt(&house, north, "hund-anmelden").await;
        let hall = adopt(&house, north, "halle-mieten").await;
        let mut own = change(&house, north).await;
        set_shared(&mut own, hall, true).await.expect("shared");
        own.commit(Record::new("service.shared", hall)).await.expect("kept");
        let seen = list_shared(&house.app, south).await.expect("listed");
        assert_eq!(seen.iter().map(|one| one.service.id).collect::<Vec<_>>(), [hall]);
        assert!(find_shared(&house.app, south, north, dog).await.expect("read").is_none());
        assert!(find_shared(&house.app, south, north, hall).await.expect("read").is_some());
        assert!(list_shared(&house.app, north).await.expect("listed").is_empty(), "not one's own");
        assert!(find_shared(&house.app, north, north, hall).await.expect("read").is_none());
        // A service whose form is not valid cannot be copied.
        let mut own = change(&house, north).await;
        let live =
            rathaus_procedure::store::find_live(&mut own, "halle-mieten").await.expect("read").expect("live");
        rathaus_procedure::store::retire(&mut own, live.id).await.expect("retired");
        own.commit(Record::new("form.retired", "halle-mieten")).await.expect("kept");
        assert!(list_shared(&house.app, south).await.expect("listed").is_empty());
        // A grant brings the form of its proof of use along.
        let grant = adopt(&house, north, "digitalfoerderung").await;
        let mut own = change(&house, north).await;
        set_shared(&mut own, grant, true).await.expect("shared");
        own.commit(Record::new("service.shared", grant)).await.expect("kept");
        let mut sven = clerk(&house, south, "Sven Süd").await;
        sven.get("/t/south/cases/services/others").await;
        let copied = sven.post(&format!("/t/south/cases/services/others/{north}/{grant}"), &[]).await;
        assert_eq!(copied.status, 303, "{}", copied.text);
        let mut view = house.scratch.store.tenant(south).read().await.expect("a view");
        let service = find_service(&mut view, "digitalfoerderung").await.expect("read").expect("a service");
        assert_eq!(
            find_origin(&mut view, service.id).await.expect("read").expect("an origin").original,
            grant
        );
        let form = find_form(&mut view, &service.form).await.expect("read").expect("a form");
        let draft = find_draft_version(&mut view, form.id).await.expect("read").expect("a draft");
        let handling = draft.definition.handling.as_ref().expect("worked off");
        let report = handling.grant.as_ref().and_then(|grant| grant.report.as_ref()).expect("a report");
        assert!(find_form(&mut view, report.form.as_str()).await.expect("read").is_some());
    }
}

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("GET", "/cases/services/others", OFFICE),
    Door::of("POST", "/cases/services/others/{tenant}/{service}", OFFICE),
    Door::of("GET", "/cases/services/{slug}/origin", OFFICE),
    Door::of("POST", "/cases/services/{slug}/origin", OFFICE),
    Door::of("POST", "/cases/services/{slug}/sharing", OFFICE),
];

#[tokio::test]
async fn every_door_of_sharing_is_guarded() {
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let north = rathaus_web::testing::north();
        let now = rathaus_store::testing::start();
        let mut change =
            scratch.store.tenant(north).change(Actor::Program("test"), now).await.expect("begins");
        let all = examples::shipped().expect("examples");
        let example = all.iter().find(|example| example.slug == "hund-anmelden").expect("dogs");
        let service = pages::office::adopt(&mut change, example, "Test").await.expect("taken");
        let from = Id::of_name("elsewhere");
        insert_origin(&mut change, service.id, rathaus_web::testing::south(), from, "x").await.expect("kept");
        change.commit(Record::new("service.taken", service.id)).await.expect("kept");
        // What is not shared is not there, for nobody.
        let fill = |pattern: &str| {
            pattern
                .replace("{slug}", "hund-anmelden")
                .replace("{tenant}", &north.to_string())
                .replace("{service}", &service.id.to_string())
        };
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
