//! Who may do what in the forum, as one table of all its addresses: held against the program, and against the table that
//! people read in README.md.
//!
//! A route that is missing here fails. After a change of the table, `RATHAUS_WRITE=1` writes that of the README anew.

mod table;

use std::collections::BTreeSet;

use rathaus_forum::import::{DemoStage, demo};
use rathaus_forum::input::archive::pack;
use rathaus_forum::model::catalogue::OpenData;
use rathaus_forum::model::outcome::{OutcomeKind, Side};
use rathaus_forum::model::project::ProjectState;
use rathaus_forum::sample;
use rathaus_forum::store::catalogue::save_open_data;
use rathaus_forum::store::invitation::list_invitations;
use rathaus_forum::store::jury::declaration::{Origin, declare};
use rathaus_forum::store::jury::juror::{NewJuror, insert_juror, mark_declared};
use rathaus_forum::store::jury::review::insert_task;
use rathaus_forum::store::offer::file::insert_file;
use rathaus_forum::store::offer::{find_offer_by_label, insert_draft, list_offers};
use rathaus_forum::store::outcome::{Pair, Said, save_outcome};
use rathaus_forum::store::project::{ProjectText, file, insert_project, set_state};
use rathaus_forum::store::round_report::set_report_published;
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind, ensure_municipality};
use rathaus_store::files::Place;
use rathaus_store::{Actor, Change, Files, Id, Record};
use rathaus_web::testing::{Browser, Door, complaints, door_table, house, north, routes_of, table_is_in};
use rathaus_web::uploads::{Allowed, check_upload};
use rathaus_web::{Feature, Role, Upload};

use Who::Everybody;
use table::{EVENT, SELECTION, TALKS, Who, doors, table};

#[test]
fn every_route_is_in_the_table() {
    let routes: BTreeSet<String> = routes_of(&rathaus_forum::feature())
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let table: BTreeSet<String> =
        doors().iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let missing: Vec<_> = routes.difference(&table).collect();
    let gone: Vec<_> = table.difference(&routes).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "The table of crates/features/forum/tests/doors/table.rs does not say who may do this: {missing:#?}\n\
         or has rows that no route answers any more: {gone:#?}\n\
         Add a row for each to the list of its part (address, who may open it, who may send to it), give `fill` an id \
         where the address has one, and write the README anew:\n\
         RATHAUS_WRITE=1 cargo test -p rathaus-forum doors::"
    );
}

#[test]
fn the_readme_says_who_may_do_what() {
    let table = table();
    let sides = table.iter().flat_map(|(path, opens, sends)| {
        let side = |method, who: Option<Who>| who.map(|who| (method, path.as_str(), who.word()));
        [side("GET", *opens), side("POST", *sends)].into_iter().flatten()
    });
    table_is_in(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"), &door_table(sides));
}

fn all() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

#[tokio::test]
async fn every_door_opens_for_whom_the_table_says() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], all).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let files = Files::open(&scratch.store, &Place::Folder).expect("a folder");
        let mut change = scope.change(Actor::Program("demo"), now).await.expect("begins");
        let round = demo(&mut change, DemoStage::Jury).await.expect("imported").round;
        let invitation = list_invitations(&mut change, round).await.expect("read").remove(0).id;
        let offer = find_offer_by_label(&mut change, round, "O01").await.expect("read").expect("there");
        let juror = seat(&mut change, round, offer.id).await;
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
        let firm = organisation::insert(&mut change, &firm).await.expect("kept");
        let draft = insert_draft(&mut change, round, firm, &offer.text).await.expect("kept");
        let upload = Upload {
            field: "file".into(),
            name: "preise.txt".into(),
            media_type: "text/plain".into(),
            bytes: b"10 Euro".to_vec().into(),
        };
        let checked = check_upload(&upload, &Allowed::documents()).expect("a text");
        let file = insert_file(&mut change, &files, offer.id, "Preise", &checked, None).await.expect("kept");
        let text = ProjectText { title: "Akte".into(), ..ProjectText::default() };
        let town = ensure_municipality(&mut change, "06631009".parse().expect("a key")).await.expect("kept");
        let (project, project_label) = insert_project(&mut change, town, &text).await.expect("kept");
        set_state(&mut change, project, ProjectState::Published).await.expect("kept");
        let what = ("Leitfaden", true);
        let document = file::insert_file(&mut change, &files, project, what, &checked, None).await;
        let document = document.expect("kept");
        let pair = Pair { round, town, supplier: firm };
        let said = Said { kind: OutcomeKind::Pilot, reason: None, words: "", by: "A", person: None };
        let outcome = save_outcome(&mut change, pair, Side::Town, 0, &said).await.expect("kept");
        set_report_published(&mut change, round, true).await.expect("kept");
        let open = OpenData { is_published: true, ..OpenData::default() };
        save_open_data(&mut change, &open, 0).await.expect("kept");
        let packed = pack(&sample::files()).expect("packed");
        let packed = files.put(&mut change, "runde.zip", "application/zip", packed, "round-import:x").await;
        let packed = packed.expect("put");
        change.commit(Record::new("round.imported", round)).await.expect("kept");

        let fill = |pattern: &str| {
            let id = match pattern.split('/').nth(3) {
                Some("invitations") => invitation,
                Some("jury") => juror,
                Some("outcomes") => outcome,
                _ if pattern.starts_with("/supply") => draft,
                _ => Id::of_name("x"),
            };
            let file = match pattern {
                _ if pattern.starts_with("/rounds/import/") => packed.to_string(),
                _ if pattern.starts_with("/open-data/") => "response.csv".to_owned(),
                _ if pattern.starts_with("/projects/") => document.to_string(),
                _ => file.to_string(),
            };
            let label = match pattern {
                _ if pattern.starts_with("/projects/") => project_label.as_str(),
                _ if pattern.contains("/offers/") => "O01",
                _ => "N001",
            };
            pattern
                .replace("{slug}", "beispielrunde")
                .replace("{id}", &id.to_string())
                .replace("{label}", label)
                .replace("{need}", "N001")
                .replace("{key}", if pattern.contains("/report/") { "response-counties" } else { "antraege" })
                .replace("{file}", &file)
                .replace("{organisation}", &offer.organisation.to_string())
                .replace("{secret}", "falsch")
                .replace("{page}", "body")
                .replace("{seq}", "1")
        };
        // Scripts and style sheets are the same in every house.
        let elsewhere = |path: &str| [SELECTION, EVENT, TALKS].concat().iter().any(|row| row.0 == path);
        let list: Vec<_> = doors()
            .into_iter()
            .filter(|(_, path, _)| !path.ends_with("/{hash}") && !elsewhere(path))
            .collect();
        let mut by_role = Vec::new();
        let mut wrong = Vec::new();
        for (method, path, who) in &list {
            match (who, who.roles()) {
                (Everybody, _) => by_role.push(Door::open(method, path.clone().leak())),
                (_, Some(roles)) => by_role.push(Door::of(method, path.clone().leak(), roles)),
                // Neither a wrong link nor any role opens what belongs to somebody else.
                _ => wrong.extend(opened(&router, method, path, &fill(path)).await),
            }
        }
        wrong.extend(complaints(&router, &by_role, fill).await);
        assert!(wrong.is_empty(), "doors that do not close or open:\n{}", wrong.join("\n"));
    }
}

/// Seats the person that the house takes for a reviewer, who has no conflict with anybody and this offer to judge.
async fn seat(change: &mut Change, round: Id, offer: Id) -> Id {
    let new = NewJuror { person: Some(Id::of_name("reviewer")), most: 9, ..NewJuror::default() };
    let (juror, _) = insert_juror(change, round, &new).await.expect("kept");
    let firms: BTreeSet<Id> =
        list_offers(change, round).await.expect("read").iter().map(|offer| offer.organisation).collect();
    for firm in firms {
        declare(change, round, juror, firm, false, "", Origin::Juror).await.expect("kept");
    }
    mark_declared(change, juror).await.expect("kept");
    insert_task(change, round, "p2", offer, juror, "hand").await.expect("kept");
    juror
}

/// For whom a door opens that should open for none of them.
async fn opened(router: &axum::Router, method: &str, pattern: &str, path: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let roles = Role::ALL.iter().map(|role| role.word());
    for who in std::iter::once("").chain(roles) {
        for place in [path.to_owned(), format!("/t/south{path}")] {
            let mut browser = Browser::of(router.clone(), who).with_token();
            let shown = match method {
                "GET" => browser.get(&place).await,
                _ => browser.post(&place, &[("email", "a@b.de"), ("need", "N001")]).await,
            };
            let is_refused =
                matches!(shown.status, 401 | 403 | 404 | 410 | 429) || shown.location.contains("/sign-in");
            if !is_refused {
                wrong.push(format!("{method} {pattern} as {who:?}: {} {}", shown.status, shown.location));
            }
        }
        if method != "GET" {
            let status = Browser::of(router.clone(), who).post_bare(path, &[("need", "N001")]).await.status;
            if status != 403 {
                wrong.push(format!("{method} {pattern} as {who:?} without a token: {status}"));
            }
        }
    }
    wrong
}
