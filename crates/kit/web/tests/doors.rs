//! The helper that holds routes against a table finds what it is for.

use futures_util::FutureExt;
use rathaus_web::testing::{Door, guarded, house, routes_of};
use rathaus_web::{Answer, Feature, PageError, Role, Visitor, get, post};

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];

async fn thing(visitor: Visitor) -> Answer {
    visitor.office()?;
    // The only thing there is belongs to the north.
    if visitor.tenant().slug == "south" {
        return Err(PageError::NotFound);
    }
    visitor.to("/open")
}

async fn everybody(visitor: Visitor) -> Answer {
    visitor.to("/open")
}

fn feature() -> Feature {
    let mut feature = Feature::new(Some("doors"));
    feature.routes = feature
        .routes
        .route("/open", get(everybody))
        .route("/things/{id}", get(thing).merge(post(thing)))
        .route("/things/{id}/closure", post(thing));
    feature
}

const DOORS: [Door; 4] = [
    Door::open("GET", "/open"),
    Door::of("GET", "/things/{id}", OFFICE),
    Door::of("POST", "/things/{id}", OFFICE),
    Door::of("POST", "/things/{id}/closure", OFFICE),
];

fn fill(pattern: &str) -> String {
    pattern.replace("{id}", "7")
}

#[test]
fn the_routes_of_a_feature_are_known() {
    let routes = routes_of(&feature());
    let routes: Vec<String> = routes.iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(routes, ["GET /open", "GET /things/{id}", "POST /things/{id}", "POST /things/{id}/closure"]);
}

#[tokio::test]
async fn doors_that_close_pass() {
    for (_scratch, router) in house(&[], || vec![feature()]).await {
        guarded(&router, &feature(), &DOORS, fill).await;
    }
}

/// What `guarded` says against a feature and a table.
async fn complaint(make: fn() -> Feature, doors: &[Door]) -> String {
    let (_scratch, router) = house(&[], || vec![make()]).await.remove(0);
    let feature = make();
    let run = std::panic::AssertUnwindSafe(guarded(&router, &feature, doors, fill));
    let panic = run.catch_unwind().await.expect_err("refused");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn doors_that_do_not_close_are_found() {
    assert!(complaint(feature, &DOORS[..3]).await.contains("POST /things/{id}/closure: not in the table"));
    let more = [DOORS[0], DOORS[1], DOORS[2], DOORS[3], Door::open("GET", "/gone")];
    assert!(complaint(feature, &more).await.contains("GET /gone: no such route"));
    let narrow = [Door::of("GET", "/open", OFFICE), DOORS[1], DOORS[2], DOORS[3]];
    let says = complaint(feature, &narrow).await;
    assert!(
        says.contains("as a stranger: 303 /open") && says.contains("reviewer: 303, and may not"),
        "{says}"
    );
    let wide = [DOORS[0], Door::open("GET", "/things/{id}"), DOORS[2], DOORS[3]];
    assert!(complaint(feature, &wide).await.contains("and may"));
    let careless = || {
        let mut feature = Feature::new(Some("doors"));
        feature.routes = feature.routes.route(
            "/things/{id}",
            get(async |visitor: Visitor| -> Answer {
                visitor.office()?;
                visitor.to("/open")
            }),
        );
        feature
    };
    let says = complaint(careless, &DOORS[1..2]).await;
    assert!(says.contains("for what is another tenant's"), "{says}");
}
