//! Who may open which door.

use super::*;
use rathaus_services::fit::receiving::receive;
use rathaus_web::testing::{Door, StubGate, app, complaints, house, north};
use std::sync::Arc;

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

/// Who may open which.
pub(crate) const DOORS: &[Door] = &[
    Door::of("GET", "/cases/fit", READERS),
    Door::of("POST", "/cases/fit/rounds", OFFICE),
    Door::of("GET", "/cases/fit/connection", OFFICE),
    Door::of("POST", "/cases/fit/connection", OFFICE),
    Door::of("POST", "/cases/fit/connection/check", OFFICE),
    Door::of("POST", "/cases/fit/connection/keys", OFFICE),
    Door::of("POST", "/cases/fit/connection/removal", OFFICE),
    Door::of("GET", "/cases/fit/services", OFFICE),
    Door::of("POST", "/cases/fit/services", OFFICE),
    Door::of("POST", "/cases/fit/services/removal", OFFICE),
    Door::of("POST", "/cases/fit/{id}/rejection", OFFICE),
    Door::of("GET", "/cases/fit/{id}/files/{file}", READERS),
    Door::open("GET", "/services/{slug}/schema.json"),
];

#[tokio::test]
async fn every_door_of_fit_connect_is_guarded() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], features).await {
        let now = rathaus_store::testing::start();
        let stub = Stub::start(Setup::sample(now).expect("keys")).await.expect("a port");
        let mut office = Browser::of(router.clone(), "office");
        assert_eq!(enter(&mut office, &entered(&stub), &[]).await.location, "/cases/fit/connection");
        let scope = scratch.store.tenant(north());
        let mut change = scope.change(rathaus_store::Actor::Program("test"), now).await.expect("begins");
        let shipped = rathaus_services::examples::shipped().expect("examples");
        let example = shipped.into_iter().find(|example| example.slug == "hund-anmelden").expect("dogs");
        let service = pages::office::adopt(&mut change, &example, "Test").await.expect("taken");
        rathaus_services::store::catalogue::set_public(&mut change, service.id, true).await.expect("public");
        let route = Route {
            id: Id::new(now),
            service: service.id,
            leika: LEIKA.to_owned(),
            schema_uri: OWN.to_owned(),
        };
        insert_route(&mut change, &route).await.expect("written");
        change.commit(Record::new("service.taken", service.id)).await.expect("kept");
        let id = put(&stub, &draft(&data()));
        let (program, _) = app(&scratch, Arc::new(StubGate::new(&["services", "procedure"])), features());
        receive(&program, &scope, true).await.expect("done");
        let mut view = scope.read().await.expect("begins");
        let known = find_arrival(&mut view, id).await.expect("read").expect("seen");
        drop(view);
        assert_eq!(known.state, ArrivalState::Accepted, "{known:?}");
        let file = known.content.files[0].id.to_string();
        let fill = |pattern: &str| {
            pattern
                .replace("{id}", &id.to_string())
                .replace("{file}", &file)
                .replace("{slug}", "hund-anmelden")
        };
        let wrong = complaints(&router, DOORS, fill).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));

        // Another town's, or nobody's.
        let mut office = Browser::of(router.clone(), "office").with_token();
        for path in [
            format!("/cases/fit/{id}/files/{}", Id::new(now)),
            format!("/cases/fit/{file}/files/{file}"),
            "/cases/fit/x/files/y".to_owned(),
            "/services/gibtsnicht/schema.json".to_owned(),
        ] {
            assert_eq!(office.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(office.post("/cases/fit/x/rejection", &[]).await.status, 404);
        // Who works in another town finds nothing of it there.
        let south = scratch.store.tenant(rathaus_web::testing::south());
        let mut view = south.read().await.expect("begins");
        assert_eq!(find_arrival(&mut view, id).await.expect("read"), None);
    }
}
