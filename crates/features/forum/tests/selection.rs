//! The office chooses offers and two persons decide; who may do what with that, with suppliers and with calls.

use rathaus_forum::import::{DemoStage, demo};
use rathaus_forum::pages;
use rathaus_forum::store::decision::{DecisionState, list_decisions};
use rathaus_forum::store::round::find_round;
use rathaus_forum::store::selection::list_variants;
use rathaus_forum::store::supplier_invitation::{SupplierInvitation, list_supplier_invitations};
use rathaus_forum::store::targeted_call::list_calls;
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Id, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Door, Shown, guarded, holds};

use crate::furnishing::{features, furnish};

const BASE: &str = "/rounds/beispielrunde";

async fn invitations(house: &House, round: Id) -> Vec<SupplierInvitation> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_supplier_invitations(&mut view, round).await.expect("read")
}

fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden input");
    rest.split('"').next().expect("its value").replace("&#x2f;", "/")
}

/// Every chosen label, in the order of the page.
fn labels(page: &Shown) -> Vec<String> {
    let (_, rest) = page.text.split_once("id=\"set\"").expect("the set");
    let set = rest.split("</section>").next().expect("its end");
    let mut found = Vec::new();
    for part in set.split("<h3").skip(1) {
        let (_, href) = part.split_once("offers&#x2f;").expect("a link");
        found.push(href.split('"').next().expect("a label").to_owned());
    }
    found
}

/// A second browser of another person with the same role.
async fn colleague(house: &House) -> Browser {
    let person = house.person(house.north.id, "Karl Kollege", &[Role::Office]).await;
    house.signed_in(house.north.id, person, true).await
}

#[tokio::test]
async fn rules_are_tried_saved_compared_and_decided_by_two_persons() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::Selection).await.round;
        let (_, mut office) = house.somebody(Role::Office).await;
        let mut other = colleague(&house).await;
        let here = format!("{BASE}/selection");
        let page = office.get(&here).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("nachweislich die beste Auswahl"), "{}", page.text);
        let first = labels(&page);
        assert_eq!(first.len(), 7);

        // Leave the first out, fix one that was not chosen, ask for fewer places: seen at once, nothing saved.
        let out = &first[0];
        let tried = office.get(&format!("{here}?places=5&never={out}&one=yes")).await;
        assert_eq!(labels(&tried).len(), 5);
        assert!(!labels(&tried).contains(out) && tried.text.contains("Vom Forumsbüro ausgeschlossen"));
        let clash = office.get(&format!("{here}?places=1&must={}&must={}", first[1], first[2])).await;
        assert_eq!(clash.status, 200);
        assert!(
            clash.text.contains("widersprechen sich") && clash.text.contains("nur einen Platz"),
            "{}",
            clash.text
        );
        assert!(office.get(&format!("{here}?places=3&must=O99")).await.text.contains("O99"));
        for path in
            ["/offers?places=5&format=csv", "/offers?state=chosen", "/offers?format=xlsx", "/comparison"]
        {
            assert_eq!(office.get(&format!("{here}{path}")).await.status, 200, "{path}");
        }
        let csv = office.get(&format!("{here}/offers?places=5&never={out}&format=csv")).await.text;
        assert_eq!(csv.matches(";gewählt;").count(), 5, "{csv}");

        // Save, once per name; two offices do not overwrite each other.
        office.get(&here).await;
        let named = [("name", "Ohne den Ersten"), ("places", "5"), ("never", out.as_str()), ("one", "yes")];
        let saved = office.post(&format!("{here}/variants"), &named).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let again = office.post(&format!("{here}/variants"), &named).await;
        assert_eq!(again.status, 422);
        assert!(again.text.contains("gibt es schon") && labels(&again).len() == 5, "{}", again.text);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let variants = list_variants(&mut view, round).await.expect("read");
        drop(view);
        assert_eq!(variants.len(), 3, "two of the sample");
        let id = variants.iter().find(|one| one.name == "Ohne den Ersten").expect("saved").id;
        let changed = [("places", "6"), ("never", out.as_str()), ("one", "yes"), ("edition", "1")];
        let path = format!("{here}/variants/{id}");
        assert_eq!(office.post(&path, &changed).await.status, 303);
        assert_eq!(office.post(&path, &changed).await.status, 409, "an old edition");
        let compared = office.get(&format!("{here}/comparison?a=proposal&b={id}")).await;
        assert!(compared.text.contains("Nur in „Ohne den Ersten“"), "{}", compared.text);
        assert_eq!(office.get(&format!("{here}/comparison?a={}", Id::of_name("x"))).await.status, 404);
        assert_eq!(office.get(&format!("{here}?variant={}", Id::of_name("x"))).await.status, 404);

        // Sign first: reasons are needed, the set must be the one that was read.
        let form = office.get(&format!("{here}/decisions/new?variant={id}")).await;
        assert_eq!(form.status, 200, "{}", form.text);
        let set = hidden(&form.text, "set");
        let variant = id.to_string();
        let short = [("variant", variant.as_str()), ("set", set.as_str()), ("reason", "kurz")];
        assert_eq!(office.post(&format!("{here}/decisions"), &short).await.status, 422);
        let hostile = "Deckt am meisten <script>alert(1)</script>";
        let stale = [("variant", variant.as_str()), ("set", "O01"), ("reason", hostile)];
        assert_eq!(office.post(&format!("{here}/decisions"), &stale).await.status, 422);
        let reason = format!("reason.{}", set.split(',').next().expect("a label"));
        let good = [
            ("variant", variant.as_str()),
            ("set", set.as_str()),
            ("reason", hostile),
            (reason.as_str(), "wichtig"),
        ];
        let signed = office.post(&format!("{here}/decisions"), &good).await;
        assert_eq!(signed.status, 303, "{}", signed.text);
        assert_eq!(office.post(&format!("{here}/decisions"), &good).await.status, 409, "one at a time");
        let at = signed.location.clone();
        let record = office.get(&at).await.text;
        assert!(record.contains("&lt;script&gt;") && !record.contains("<script>alert"), "{record}");
        let file = office.get(&format!("{at}/record.pdf")).await;
        assert_eq!(file.headers["content-type"], "application/pdf", "{}", file.text);
        holds(
            &file.bytes,
            &["Niederschrift der Auswahl", "<script>alert(1)</script>", "wichtig", "steht noch aus"],
        );
        assert_eq!(office.post(&format!("{at}/confirmation"), &[]).await.status, 409, "the same person");

        // A change of the set in between voids the first signature.
        let smaller = [("places", "4"), ("one", "yes"), ("edition", "2")];
        assert_eq!(office.post(&path, &smaller).await.status, 303);
        other.get(&at).await;
        assert_eq!(other.post(&format!("{at}/confirmation"), &[]).await.status, 409, "void");
        assert!(other.get(&at).await.text.contains("hinfällig"));

        // Sign again, confirm by somebody else, twice: made once, unchanged from then on.
        let form = office.get(&format!("{here}/decisions/new?variant={id}")).await;
        let set = hidden(&form.text, "set");
        let good =
            [("variant", variant.as_str()), ("set", set.as_str()), ("reason", "Diese vier reichen uns aus.")];
        let at = office.post(&format!("{here}/decisions"), &good).await.location;
        other.get(&at).await;
        for _ in 0..2 {
            assert_eq!(other.post(&format!("{at}/confirmation"), &[]).await.status, 303);
        }
        assert_eq!(other.post(&format!("{at}/withdrawal"), &[]).await.status, 409, "it is made");
        let record = office.get(&at).await.text;
        assert!(record.contains("passen zur Prüfsumme") && record.contains("Karl Kollege"), "{record}");
        assert_eq!(invitations(&house, round).await.len(), 4);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let all = list_decisions(&mut view, round).await.expect("read");
        drop(view);
        let states: Vec<_> = all.iter().map(|one| one.state).collect();
        assert!(states.contains(&DecisionState::Made) && states.contains(&DecisionState::Void));
        for path in ["/decisions", "/decisions?format=csv", "/decisions?format=xlsx"] {
            assert_eq!(office.get(&format!("{here}{path}")).await.status, 200);
        }
        assert_eq!(office.post(&format!("{path}/removal"), &[]).await.status, 303);
        let (_, mut reader) = house.somebody(Role::Reader).await;
        let page = reader.get(&here).await.text;
        assert!(!page.contains("Als Variante speichern") && page.contains("Entschieden"));
        for lang in ["de", "en"] {
            assert_eq!(reader.get(&format!("{at}?lang={lang}")).await.status, 200);
        }
    }
}

#[tokio::test]
async fn a_chosen_offer_that_is_withdrawn_breaks_the_first_signature() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::Selection).await.round;
        let (_, mut office) = house.somebody(Role::Office).await;
        let mut other = colleague(&house).await;
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let variant = list_variants(&mut view, round).await.expect("read")[0].id.to_string();
        drop(view);
        let form = office.get(&format!("{BASE}/selection/decisions/new?variant={variant}")).await;
        let set = hidden(&form.text, "set");
        let good = [("variant", variant.as_str()), ("set", set.as_str()), ("reason", "Deckt am meisten ab.")];
        let at = office.post(&format!("{BASE}/selection/decisions"), &good).await.location;
        let gone = set.split(',').next().expect("a label");
        let aside =
            office.post(&format!("{BASE}/offers/{gone}/aside"), &[("reason", "Firma aufgelöst")]).await;
        assert_eq!(aside.status, 303, "{}", aside.text);
        assert!(other.get(&at).await.text.contains("inzwischen eine andere"));
        assert_eq!(other.post(&format!("{at}/confirmation"), &[]).await.status, 303);
        assert!(other.get(&at).await.text.contains("hinfällig"));
        assert!(invitations(&house, round).await.is_empty());
    }
}

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

#[tokio::test]
async fn every_door_is_guarded() {
    let mine = || {
        let mut feature = rathaus_forum::feature();
        feature.routes = axum::Router::new();
        pages::selection::routes(&mut feature);
        pages::suppliers::routes(&mut feature);
        pages::calls::routes(&mut feature);
        feature
    };
    let doors = [
        Door::of("GET", "/rounds/{slug}/selection", READERS),
        Door::of("GET", "/rounds/{slug}/selection/offers", READERS),
        Door::of("GET", "/rounds/{slug}/selection/comparison", READERS),
        Door::of("POST", "/rounds/{slug}/selection/variants", OFFICE),
        Door::of("POST", "/rounds/{slug}/selection/variants/{variant}", OFFICE),
        Door::of("POST", "/rounds/{slug}/selection/variants/{variant}/removal", OFFICE),
        Door::of("GET", "/rounds/{slug}/selection/decisions", READERS),
        Door::of("POST", "/rounds/{slug}/selection/decisions", OFFICE),
        Door::of("GET", "/rounds/{slug}/selection/decisions/new", OFFICE),
        Door::of("GET", "/rounds/{slug}/selection/decisions/{decision}", READERS),
        Door::of("GET", "/rounds/{slug}/selection/decisions/{decision}/record.pdf", READERS),
        Door::of("POST", "/rounds/{slug}/selection/decisions/{decision}/confirmation", OFFICE),
        Door::of("POST", "/rounds/{slug}/selection/decisions/{decision}/withdrawal", OFFICE),
        Door::of("GET", "/rounds/{slug}/suppliers", READERS),
        Door::of("POST", "/rounds/{slug}/suppliers/next", OFFICE),
        Door::of("GET", "/rounds/{slug}/suppliers/mailing", OFFICE),
        Door::of("POST", "/rounds/{slug}/suppliers/mailing", OFFICE),
        Door::of("GET", "/rounds/{slug}/suppliers/letter", OFFICE),
        Door::of("POST", "/rounds/{slug}/suppliers/letter", OFFICE),
        Door::of("GET", "/rounds/{slug}/suppliers/letters", READERS),
        Door::of("GET", "/rounds/{slug}/suppliers/{invitation}", READERS),
        Door::of("POST", "/rounds/{slug}/suppliers/{invitation}/contacts", OFFICE),
        Door::of("POST", "/rounds/{slug}/suppliers/{invitation}/stops", OFFICE),
        Door::of("POST", "/rounds/{slug}/suppliers/{invitation}/links", OFFICE),
        Door::of("POST", "/rounds/{slug}/suppliers/{invitation}/deadline", OFFICE),
        Door::of("POST", "/rounds/{slug}/suppliers/{invitation}/answer", OFFICE),
        Door::of("POST", "/rounds/{slug}/suppliers/{invitation}/withdrawal", OFFICE),
        Door::of("GET", "/rounds/{slug}/calls", READERS),
        Door::of("POST", "/rounds/{slug}/calls", OFFICE),
        Door::of("GET", "/rounds/{slug}/calls/new", OFFICE),
        Door::of("GET", "/rounds/{slug}/calls/{call}", READERS),
        Door::of("POST", "/rounds/{slug}/calls/{call}", OFFICE),
        Door::of("POST", "/rounds/{slug}/calls/{call}/publication", OFFICE),
        Door::of("POST", "/rounds/{slug}/calls/{call}/closure", OFFICE),
        Door::open("GET", "/supply/{slug}/calls/{call}"),
    ];
    let doors: Vec<Door> = doors.into_iter().map(|door| Door { path: plain(door.path), ..door }).collect();
    let more: &[&[rathaus_store::Migration]] = &[rathaus_people::MIGRATIONS];
    for (scratch, router) in
        rathaus_web::testing::house(more, || vec![rathaus_procedure::feature(), mine()]).await
    {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("demo"), now).await.expect("begins");
        let shown = demo(&mut change, DemoStage::Event).await.expect("imported");
        let ids = things(&mut change, shown.round).await;
        change.commit(Record::new("round.imported", shown.round)).await.expect("kept");
        let fill = |path: &str| {
            let id = match path {
                path if path.contains("/variants/") => &ids[0],
                path if path.contains("/decisions/") => &ids[1],
                path if path.contains("/suppliers/") => &ids[2],
                _ => &ids[3],
            };
            path.replace("{slug}", "beispielrunde").replace("{id}", id)
        };
        guarded(&router, &mine(), &doors, fill).await;
    }
}

/// The path as the router knows it: every name of a thing is `{id}` there.
fn plain(path: &'static str) -> &'static str {
    let mut own = path.to_owned();
    for name in ["{variant}", "{decision}", "{invitation}", "{call}"] {
        own = own.replace(name, "{id}");
    }
    own.leak()
}

/// Ids of a variant, a decision, an invitation and a published call.
async fn things(change: &mut rathaus_store::Change, round: Id) -> Vec<String> {
    use rathaus_forum::store::targeted_call::{CallText, insert_call, publish_call};
    let text = CallText {
        title: "Wer kann das?".into(),
        words: "Wir suchen.".into(),
        needs: vec!["N001".into()],
        ends: "2031-01-01".parse().expect("a day"),
    };
    let call = insert_call(change, round, &text).await.expect("kept");
    publish_call(change, call).await.expect("kept");
    assert_eq!(list_calls(change, round).await.expect("read").len(), 1);
    vec![
        list_variants(change, round).await.expect("read")[0].id.to_string(),
        list_decisions(change, round).await.expect("read")[0].id.to_string(),
        list_supplier_invitations(change, round).await.expect("read")[0].id.to_string(),
        call.to_string(),
    ]
}

#[tokio::test]
async fn the_api_says_what_the_pages_say() {
    use rathaus_web::testing::api_request;
    let more: &[&[rathaus_store::Migration]] = &[rathaus_people::MIGRATIONS];
    for (scratch, router) in rathaus_web::testing::house(more, features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Program("demo"), now).await.expect("begins");
        let shown = demo(&mut change, DemoStage::Selection).await.expect("imported");
        change.commit(Record::new("round.imported", shown.round)).await.expect("kept");
        let mut browser = Browser::new(router);
        let ask = |method: &str, path: &str, token: &str, body: String| {
            api_request(method, &format!("/rounds/beispielrunde{path}"), token, body)
        };
        let (read, write) = ("office+forum:read", "office+forum:read,forum:write");
        let second = "administrator+forum:read,forum:write";
        for path in [
            "/selection",
            "/selection/variants",
            "/selection/decisions",
            "/suppliers",
            "/suppliers/next",
            "/suppliers/letters",
            "/calls",
        ] {
            for (token, status) in
                [("nobody", 401), ("office+x:y", 403), ("representative+forum:read", 403), (read, 200)]
            {
                let got = browser.request(ask("GET", path, token, String::new())).await;
                assert_eq!(got.status, status, "{path} {token} {}", got.text);
            }
        }
        let rules = r#"{"places": 4, "one_per_supplier": true}"#;
        let new = format!(r#"{{"name": "Vier", "rules": {rules}}}"#);
        assert_eq!(browser.request(ask("POST", "/selection/variants", read, new.clone())).await.status, 403);
        let made = browser.request(ask("POST", "/selection/variants", write, new.clone())).await;
        assert_eq!(made.status, 200, "{}", made.text);
        assert_eq!(browser.request(ask("POST", "/selection/variants", write, new)).await.status, 422);
        let id_of = |shown: &Shown| {
            let (_, rest) = shown.text.split_once("\"id\":\"").expect("an id");
            rest.split('"').next().expect("its end").to_owned()
        };
        let variant = id_of(&made);
        let path = format!("/selection/variants/{variant}");
        let changed = format!(r#"{{"edition": 1, "rules": {rules}}}"#);
        assert_eq!(browser.request(ask("PUT", &path, write, changed.clone())).await.status, 204);
        assert_eq!(browser.request(ask("PUT", &path, write, changed)).await.status, 409);
        let decision = format!(r#"{{"variant": "{variant}", "reason": "Diese vier decken am meisten."}}"#);
        let signed = browser.request(ask("POST", "/selection/decisions", write, decision.clone())).await;
        assert_eq!(signed.status, 200, "{}", signed.text);
        assert_eq!(browser.request(ask("POST", "/selection/decisions", write, decision)).await.status, 409);
        let confirm = format!("/selection/decisions/{}/confirmation", id_of(&signed));
        assert_eq!(
            browser.request(ask("POST", &confirm, write, String::new())).await.status,
            409,
            "the same"
        );
        let done = browser.request(ask("POST", &confirm, second, String::new())).await;
        assert_eq!(done.status, 204, "{}", done.text);
        let list = browser.request(ask("GET", "/suppliers", read, String::new())).await;
        assert_eq!(list.text.matches("\"listed\"").count(), 4, "{}", list.text);
        let mailing = r#"{"kind": "refusal"}"#.to_owned();
        let sent = browser.request(ask("POST", "/suppliers/mailing", write, mailing)).await;
        assert!(sent.text.contains("\"mails\":0") && !sent.text.contains("\"silent\":0"), "{}", sent.text);
        let answer = format!("/suppliers/{}/answer", id_of(&list));
        let yes = r#"{"reply": "accepted"}"#.to_owned();
        assert_eq!(browser.request(ask("POST", &answer, write, yes.clone())).await.status, 409, "not asked");
        assert_eq!(browser.request(ask("POST", &answer, "reader+forum:write", yes)).await.status, 403);
        let call = r#"{"title": "Wer kann das?", "words": "x", "needs": ["N001"], "ends": "2031-01-01"}"#;
        let begun = browser.request(ask("POST", "/calls", write, call.to_owned())).await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let publish = format!("/calls/{}/publication", id_of(&begun));
        let none = r#"{"suppliers": []}"#.to_owned();
        assert_eq!(browser.request(ask("POST", &publish, write, none)).await.status, 200);
        let wrong = r#"{"title": "x", "words": "", "needs": [], "ends": "2031-01-01"}"#;
        assert_eq!(browser.request(ask("POST", "/calls", write, wrong.to_owned())).await.status, 422);
        assert_eq!(browser.request(ask("DELETE", &path, write, String::new())).await.status, 204);
    }
    // The slug is one of this tenant alone.
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Selection).await;
        let mut view = house.scratch.store.tenant(house.south.id).read().await.expect("begins");
        assert!(find_round(&mut view, "beispielrunde").await.expect("read").is_none());
    }
}
