//! The office puts the areas of the sample round in order, alone and at once with somebody else, and publishes them.

use rathaus_forum::import::{DemoStage, demo};
use rathaus_forum::store::area::list_published;
use rathaus_forum::store::board::list_edits;
use rathaus_forum::store::need::{KeptNeed, list_needs, replace_needs};
use rathaus_forum::store::plan::find_plan;
use rathaus_forum::store::round::{KeptRound, find_round, insert_round};
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};

use crate::furnishing::{features, furnish};

const BASE: &str = "/rounds/beispielrunde";
const EDITS: &str = "/rounds/beispielrunde/board/edits";

async fn needs(house: &House) -> (KeptRound, Vec<KeptNeed>) {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    let round = find_round(&mut view, "beispielrunde").await.expect("read").expect("there");
    let needs = list_needs(&mut view, round.id).await.expect("read");
    (round, needs)
}

/// The count of the board as a page says it.
fn seen(page: &Shown) -> String {
    let (_, rest) = page.text.split_once("name=\"seen\" value=\"").expect("a form");
    rest.split('"').next().expect("a count").to_owned()
}

/// The text of a column.
fn column<'p>(page: &'p Shown, key: &str) -> &'p str {
    let (_, rest) = page.text.split_once(&format!("id=\"column-{key}\"")).expect("a column");
    rest.split("</section>").next().expect("its text")
}

/// Sends an act as the board's forms do.
async fn act(browser: &mut Browser, seen: &str, fields: &[(&str, &str)]) -> Shown {
    let mut all = vec![("seen", seen), ("back", "board")];
    all.extend(fields);
    browser.post(EDITS, &all).await
}

#[tokio::test]
async fn the_office_puts_the_areas_in_order() {
    for house in houses(&[], features).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        furnish(&house, DemoStage::Areas).await;
        let board = format!("{BASE}/board");
        for path in [
            "/board",
            "/board?q=kita",
            "/board?suggestions=all",
            "/board/history",
            "/board/needs/N001",
            "/areas",
            "/areas?by=towns&by=relevance&sort=name",
            "/areas?format=csv",
            "/areas/ki",
            "/areas/publication",
        ] {
            for lang in ["en", "de"] {
                let sign = if path.contains('?') { '&' } else { '?' };
                let page = office.get(&format!("{BASE}{path}{sign}lang={lang}")).await;
                assert_eq!(page.status, 200, "{path} in {lang}: {}", page.text);
            }
        }
        let page = office.get(&board).await;
        assert!(page.text.contains("Mängelmelder und Beteiligung"), "the office renamed it");
        assert!(page.text.contains("Fast gleich:") && page.text.contains("Vorschläge ("), "{}", page.text);
        assert!(column(&page, "aside").contains("weiß es nicht") || column(&page, "aside").contains("keine"));

        // Move: shown at once, the plan is not of today any more, and an empty choice is a mistake beside its field.
        let before = column(&page, "ki").contains("card-N002");
        assert!(!before, "N002 is elsewhere");
        let moved = act(&mut office, &seen(&page), &[("do", "move"), ("need", "N002"), ("area", "ki")]).await;
        assert_eq!((moved.status, moved.location.as_str()), (303, board.as_str()), "{}", moved.text);
        let page = office.get(&board).await;
        assert!(column(&page, "ki").contains("card-N002") && page.text.contains("von Hand"));
        assert!(office.get(&format!("{BASE}/plan")).await.text.contains("Seitdem hat sich etwas geändert"));
        let page = office.get(&board).await;
        for (fields, says) in [
            (vec![("do", "move"), ("need", "N002"), ("area", "")], "Wählen Sie ein Handlungsfeld"),
            (vec![("do", "move"), ("area", "ki")], "mindestens einen Bedarf"),
            (vec![("do", "join"), ("need", "N002")], "mindestens zwei Bedarfe"),
            (vec![("do", "create"), ("name", "KI für Text und Daten"), ("need", "N002")], "gibt es schon"),
            (vec![("do", "move"), ("need", "N999"), ("area", "ki")], "nicht mehr da"),
            (vec![("do", "drop"), ("need", "N002")], "Vorschläge"),
        ] {
            let wrong = act(&mut office, &seen(&page), &fields).await;
            assert_eq!(wrong.status, 422, "{fields:?}");
            assert!(wrong.text.contains(says), "{fields:?}");
        }
        let same = act(&mut office, &seen(&page), &[("do", "move"), ("need", "N002"), ("area", "ki")]).await;
        assert_eq!(same.status, 303, "sent twice");

        // Create from several, split, words, merge.
        let hostile = "<script>alert(1)</script>";
        let fields = [("do", "create"), ("name", hostile), ("need", "N003"), ("need", "N004")];
        let page = office.get(&board).await;
        assert_eq!(act(&mut office, &seen(&page), &fields).await.status, 303);
        let page = office.get(&board).await;
        assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"));
        let own = "script-alert-1-script";
        assert!(column(&page, own).contains("card-N003"), "{}", page.text);
        let words = [
            ("do", "words"),
            ("back", "area:script-alert-1-script"),
            ("area", own),
            ("name", "Hundesteuer"),
            ("name_en", "Dog tax"),
            ("description", "Alles um den Hund."),
        ];
        let mut all = vec![("seen", "99")];
        all.extend(words);
        let renamed = office.post(EDITS, &all).await;
        assert_eq!(renamed.location, format!("{BASE}/areas/{own}"), "{}", renamed.text);
        let page = office.get(&format!("{BASE}/areas/{own}?lang=en")).await;
        assert!(page.text.contains("Dog tax") && page.text.contains("Alles um den Hund."));
        office.get(&format!("{board}?lang=de")).await;
        let split = [("do", "split"), ("area", own), ("name", "Hundewiese"), ("need", "N004")];
        assert_eq!(act(&mut office, "99", &split).await.status, 303);
        let page = office.get(&board).await;
        assert!(column(&page, "hundewiese").contains("card-N004"));
        assert_eq!(
            act(&mut office, "99", &[("do", "merge"), ("area", own), ("into", own)]).await.status,
            422
        );
        let merge = [("do", "merge"), ("area", "hundewiese"), ("into", "ki")];
        assert_eq!(act(&mut office, "99", &merge).await.status, 303);
        let page = office.get(&board).await;
        assert!(column(&page, "ki").contains("card-N004") && !page.text.contains("column-hundewiese"));

        // An old act on which a later one builds is held, with the one that holds it; after that it goes.
        let history = office.get(&format!("{board}/history")).await;
        assert!(history.text.contains("Person office") && history.text.contains("aus einer Datei"));
        let csv = office.get(&format!("{board}/history?format=csv")).await;
        assert!(csv.text.contains("Hundewiese"), "{}", csv.text);
        assert_eq!(office.get(&format!("{board}/history?format=xlsx&state=applied")).await.status, 200);
        let number = |what: &str| {
            let line = csv.text.lines().find(|line| line.contains(what)).expect("an act");
            line.trim_start_matches('\u{feff}').split(';').next().expect("a number").to_owned()
        };
        let (split, merge) = (number("abgetrennt"), number("zusammengelegt"));
        office.get(&board).await;
        let held = office.post(&format!("{EDITS}/{split}/reversal"), &[("back", "board")]).await;
        assert_eq!(held.status, 409);
        assert!(
            held.text.contains("Spätere Änderungen") && held.text.contains("zusammengelegt"),
            "{}",
            held.text
        );
        for (seq, way, status) in [
            (&merge, "reversal", 303),
            (&merge, "reversal", 303),
            (&split, "reversal", 303),
            (&merge, "return", 409),
            (&split, "return", 303),
            (&merge, "return", 303),
            (&"999".to_owned(), "reversal", 404),
        ] {
            let turned = office.post(&format!("{EDITS}/{seq}/{way}"), &[("back", "board")]).await;
            assert_eq!(turned.status, status, "{seq} {way}: {}", turned.text);
        }
        let page = office.get(&board).await;
        assert!(column(&page, "ki").contains("card-N004"));

        // New answers: what is gone is passed over and said, the rest counts again in the plan.
        let (round, list) = needs(&house).await;
        let gone = list.iter().find(|need| need.label == "N003").expect("there").clone();
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        replace_needs(&mut change, round.id, gone.organisation, None, &[]).await.expect("kept");
        change.commit(Record::new("answer.submitted", round.id)).await.expect("kept");
        let page = office.get(&board).await;
        assert!(!page.text.contains("card-N003"));
        assert!(
            office.get(&format!("{board}/history?state=partly")).await.text.contains("Den Bedarf N003")
                || office.get(&format!("{board}/history?state=lost")).await.text.contains("Den Bedarf N003")
        );
        assert_eq!(office.post(&format!("{BASE}/plan"), &[]).await.status, 303);
        house.work().await;
        let mut view = scope.read().await.expect("begins");
        let plan = find_plan(&mut view, round.id).await.expect("read");
        assert_eq!(plan.refusal, None);
        let plan = plan.plan.expect("made");
        assert!(plan.assignments.iter().any(|one| one.need_id == "N002" && one.area == "ki" && one.by_hand));
        assert!(list_edits(&mut view, round.id).await.expect("read").len() > 5);
    }
}

#[tokio::test]
async fn two_offices_at_once_lose_nothing() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Areas).await;
        let (_, mut one) = house.somebody(Role::Office).await;
        let other = house.person(house.north.id, "Olga Other", &[Role::Office]).await;
        let mut other = house.signed_in(house.north.id, other, true).await;
        let board = format!("{BASE}/board");
        let (mine, theirs) = (seen(&one.get(&board).await), seen(&other.get(&board).await));
        assert_eq!(mine, theirs);
        let state = one.get(&format!("{board}/state?seen={mine}")).await.text;
        assert!(state.contains("\"is_new\":false"), "{state}");
        let moved = act(&mut other, &theirs, &[("do", "move"), ("need", "N002"), ("area", "wahlen")]).await;
        assert_eq!(moved.status, 303);
        let state = one.get(&format!("{board}/state?seen={mine}")).await.text;
        assert!(state.contains("\"is_new\":true") && state.contains("Olga Other"), "{state}");
        // Something else: taken. The same: refused with both shown, and nothing is lost.
        one.get(&board).await;
        let else_where = act(&mut one, &mine, &[("do", "move"), ("need", "N005"), ("area", "wahlen")]).await;
        assert_eq!(else_where.status, 303, "{}", else_where.text);
        let fields = [("do", "move"), ("need", "N002"), ("area", "ki")];
        let refused = act(&mut one, &mine, &fields).await;
        assert_eq!(refused.status, 409);
        assert!(
            refused.text.contains("Olga Other") && refused.text.contains("Wahlen und Gremien"),
            "{}",
            refused.text
        );
        assert!(refused.text.contains("KI für Text und Daten"));
        let page = one.get(&board).await;
        assert!(
            column(&page, "wahlen").contains("card-N002") && column(&page, "wahlen").contains("card-N005")
        );
        // All the same, knowing what the other did.
        let again = seen(&refused);
        assert_eq!(act(&mut one, &again, &fields).await.status, 303);
        let page = one.get(&board).await;
        assert!(column(&page, "ki").contains("card-N002"));
    }
}

#[tokio::test]
async fn the_office_seconds_on_behalf_of_a_town() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Areas).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let (_, list) = needs(&house).await;
        let shared = list.iter().find(|need| need.written.is_shared && need.seconders == 0).expect("one");
        let hidden = list.iter().find(|need| !need.written.is_shared).expect("one");
        let other = list
            .iter()
            .find(|need| need.organisation != shared.organisation && need.organisation != hidden.organisation)
            .expect("one");
        let own = format!("{BASE}/board/needs/{}", shared.label);
        office.get(&own).await;
        let to = format!("{own}/secondings");
        let body = other.organisation.to_string();
        for _ in 0..2 {
            assert_eq!(office.post(&to, &[("body", &body)]).await.status, 303);
        }
        assert!(office.get(&own).await.text.contains(&other.organisation_name.replace('\'', "&#x27;")));
        let itself = shared.organisation.to_string();
        assert_eq!(office.post(&to, &[("body", &itself)]).await.status, 422);
        let stranger = rathaus_store::Id::of_name("stranger").to_string();
        assert_eq!(office.post(&to, &[("body", &stranger)]).await.status, 404);
        assert_eq!(office.post(&to, &[("body", &body), ("undo", "yes")]).await.status, 303);
        assert!(office.get(&own).await.text.contains("Noch hat keine andere Kommune zugestimmt"));
        let not = format!("{BASE}/board/needs/{}/secondings", hidden.label);
        assert_eq!(office.post(&not, &[("body", &body)]).await.status, 422);
    }
}

#[tokio::test]
async fn no_name_is_shown_against_consent() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Areas).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let (round, list) = needs(&house).await;
        let preview = format!("{BASE}/areas/publication");
        let page = office.get(&preview).await;
        assert!(page.text.contains("Was sich ändert"));
        let all: Vec<String> = page
            .text
            .split("type=\"hidden\" name=\"area\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().expect("a key").to_owned())
            .collect();
        assert!(all.len() > 8);
        let count = seen(&page);
        let mut fields: Vec<(&str, &str)> = all.iter().map(|key| ("area", key.as_str())).collect();
        fields.push(("seen", &count));
        assert_eq!(office.post(&preview, &[("seen", count.as_str())]).await.status, 422, "none chosen");
        assert_eq!(office.post(&preview, &fields).await.status, 303);
        // A town, with a seat and so an account.
        let person = house.person(house.north.id, "Tina Town", &[]).await;
        house.seat(house.north.id, person, list[0].organisation, Role::Representative).await;
        let mut town = house.signed_in(house.north.id, person, true).await;
        let supplier = house.person(house.north.id, "Susi Supplier", &[]).await;
        let firm = rathaus_people::organisation::NewOrganisation::named(
            rathaus_people::organisation::OrganisationKind::Supplier,
            "Neue Firma GmbH",
        );
        let firm = house.organisation(house.north.id, &firm).await;
        house.seat(house.north.id, supplier, firm, Role::Representative).await;
        let mut supplier = house.signed_in(house.north.id, supplier, true).await;
        let title = |need: &KeptNeed| need.written.title.clone();
        // A title that is a word of an area's own words says nothing of its town.
        let words: String = {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
            let areas = list_published(&mut view, round.id).await.expect("read");
            areas.iter().map(|area| format!("{} {} ", area.name, area.description)).collect()
        };
        let is_plain = |need: &&KeptNeed| {
            let title = &need.written.title;
            let holds = |other: &&KeptNeed| other.written.title.contains(title.as_str());
            let is_only = list.iter().filter(holds).count() == 1;
            title.len() > 8
                && is_only
                && !words.contains(title.as_str())
                && title.chars().all(|c| c.is_alphanumeric() || c == ' ')
        };
        let page = town.get(&format!("{BASE}/areas")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let (mut shown, mut hidden) = (0, 0);
        for need in list.iter().filter(is_plain) {
            let is_there = page.text.contains(&title(need));
            if need.written.is_shared {
                shown += usize::from(is_there);
            } else {
                assert!(!is_there, "{} is not shared", need.label);
                hidden += 1;
            }
        }
        assert!(shown > 10 && hidden > 3, "{shown} {hidden}");
        assert!(page.text.contains("nicht freigegeben"));
        let call = town.get(&format!("{BASE}/call")).await;
        let one = list
            .iter()
            .filter(is_plain)
            .find(|need| need.written.is_shared && page.text.contains(&title(need)));
        let one = one.expect("one is shown");
        assert!(call.text.contains(&title(one)), "towns see it in the call, too");
        // Strangers and suppliers see numbers alone: towns agreed to be named to towns.
        let mut stranger = house.browser();
        for page in [
            stranger.get(&format!("{BASE}/call")).await,
            stranger.get(&format!("{BASE}/areas")).await,
            stranger.get(BASE).await,
            supplier.get(&format!("{BASE}/call")).await,
            supplier.get(&format!("{BASE}/areas")).await,
        ] {
            assert_eq!(page.status, 200, "{}", page.text);
            for need in list.iter().filter(is_plain) {
                assert!(!page.text.contains(&title(need)), "{}", need.label);
            }
        }
        // Consent taken back after the publication counts at once.
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        let of_body: Vec<_> = list
            .iter()
            .filter(|need| need.organisation == one.organisation)
            .map(|need| rathaus_forum::survey::Written { is_shared: false, ..need.written.clone() })
            .collect();
        replace_needs(&mut change, round.id, one.organisation, None, &of_body).await.expect("kept");
        change.commit(Record::new("answer.submitted", round.id)).await.expect("kept");
        assert!(!town.get(&format!("{BASE}/areas")).await.text.contains(&title(one)));

        // A preview that is no longer true is shown anew; withdrawn and published again, the difference is named.
        let page = office.get(&format!("{BASE}/board")).await;
        assert_eq!(
            act(&mut office, &seen(&page), &[("do", "create"), ("name", "Ganz neu"), ("need", "N010")])
                .await
                .status,
            303
        );
        office.get(&preview).await;
        let stale = office.post(&preview, &fields).await;
        assert_eq!(stale.status, 422);
        assert!(stale.text.contains("seit dieser Vorschau geändert"), "{}", stale.text);
        assert_eq!(office.post(&format!("{preview}/withdrawal"), &[]).await.status, 303);
        assert!(stranger.get(&format!("{BASE}/areas")).await.text.contains("Noch keine Handlungsfelder"));
        let again = office.get(&format!("{preview}?area=ganz-neu&area=ki")).await;
        assert!(again.text.contains("die zurückgezogen ist"), "{}", again.text);
        assert!(again.text.contains("Neu: „Ganz neu“") && again.text.contains("Fällt weg:"));
    }
}

#[tokio::test]
async fn a_round_without_a_plan_says_what_to_do() {
    for house in houses(&[], features).await {
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        insert_round(&mut change, &KeptRound::sample("leer")).await.expect("inserted");
        change.commit(Record::new("round.opened", "leer")).await.expect("kept");
        let (_, mut office) = house.somebody(Role::Office).await;
        assert!(office.get("/rounds/leer/board").await.text.contains("Noch keine Bedarfe"));
        for path in ["/rounds/leer/areas", "/rounds/leer/areas/publication"] {
            assert!(office.get(path).await.text.contains("Noch nicht berechnet"), "{path}");
        }
        assert!(office.get("/rounds/leer/board/history").await.text.contains("Noch keine Änderung"));
        let fields = [("do", "create"), ("name", "Neu"), ("seen", "0"), ("back", "board")];
        assert_eq!(office.post("/rounds/leer/board/edits", &fields).await.status, 422);
        assert_eq!(office.get("/rounds/leer/board/needs/N001").await.status, 404);
        assert_eq!(office.get("/rounds/leer/areas/ki").await.status, 404);
    }
}

#[tokio::test]
async fn the_api_does_what_the_pages_do() {
    use rathaus_web::testing::api_request;
    let more: &[&[rathaus_store::Migration]] = &[rathaus_people::MIGRATIONS];
    for (scratch, router) in rathaus_web::testing::house(more, features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let shown = demo(&mut change, DemoStage::Areas).await.expect("imported");
        change.commit(Record::new("round.imported", shown.round)).await.expect("kept");
        let mut browser = Browser::new(router);
        let ask = |method: &str, path: &str, token: &str, body: String| {
            api_request(method, &format!("{BASE}{path}"), token, body)
        };
        let (read, write) = ("office+forum:read", "office+forum:read,forum:write");
        let none = String::new;
        for path in ["/board", "/board/edits", "/areas/publication"] {
            for (token, status) in
                [("nobody", 401), ("office+other:read", 403), ("representative+forum:read", 403), (read, 200)]
            {
                assert_eq!(
                    browser.request(ask("GET", path, token, none())).await.status,
                    status,
                    "{path} {token}"
                );
            }
        }
        let board: serde_json::Value =
            serde_json::from_str(&browser.request(ask("GET", "/board", read, none())).await.text)
                .expect("JSON");
        let count = board["count"].as_i64().expect("a count");
        let act = |count: i64, edits: serde_json::Value| {
            serde_json::json!({"count": count, "edits": edits}).to_string()
        };
        let aside = serde_json::json!([{"do": "set-aside", "need": "N002"}]);
        assert_eq!(
            browser.request(ask("POST", "/board/edits", read, act(count, aside.clone()))).await.status,
            403
        );
        let made = browser.request(ask("POST", "/board/edits", write, act(count, aside))).await;
        assert_eq!(made.text, format!("{{\"count\":{}}}", count + 1));
        let back = serde_json::json!([{"do": "move", "need": "N002", "areas": ["KI für Text und Daten"]}]);
        let refused = browser.request(ask("POST", "/board/edits", write, act(count, back.clone()))).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text.contains(&format!("act {}", count + 1)), "{}", refused.text);
        assert_eq!(
            browser.request(ask("POST", "/board/edits", write, act(count + 1, back))).await.status,
            200
        );
        for (edits, status) in [
            (serde_json::json!([{"do": "move", "need": "N999", "areas": ["ki"]}]), 422),
            (serde_json::json!([{"do": "join", "needs": ["N001"]}]), 422),
            (serde_json::json!([{"do": "fly"}]), 422),
            (serde_json::json!([{"do": "rename", "area": "ki", "name": " "}]), 422),
        ] {
            let answer = browser.request(ask("POST", "/board/edits", write, act(99, edits.clone()))).await;
            assert_eq!(answer.status, status, "{edits}: {}", answer.text);
        }
        let undo = format!("/board/edits/{}/reversal", count + 1);
        assert_eq!(browser.request(ask("POST", &undo, write, none())).await.status, 200);
        assert_eq!(browser.request(ask("POST", &undo, write, none())).await.status, 200, "twice is once");
        let list = browser.request(ask("GET", "/board/edits", read, none())).await.text;
        assert!(list.contains("\"state\":\"undone\""), "{list}");
        assert_eq!(
            browser.request(ask("POST", &undo.replace("reversal", "return"), write, none())).await.status,
            200
        );
        let wanted = r#"{"areas": ["ki"]}"#.to_owned();
        assert_eq!(browser.request(ask("PUT", "/areas/publication", read, wanted.clone())).await.status, 403);
        assert_eq!(browser.request(ask("PUT", "/areas/publication", write, wanted)).await.status, 204);
        assert_eq!(
            browser
                .request(ask("PUT", "/areas/publication", write, r#"{"areas": ["x"]}"#.to_owned()))
                .await
                .status,
            422
        );
        let published = browser.request(ask("GET", "/areas/publication", read, none())).await.text;
        assert!(
            published.contains("\"key\":\"ki\"") && !published.contains("\"key\":\"kita\""),
            "{published}"
        );
        assert_eq!(browser.request(ask("DELETE", "/areas/publication", write, none())).await.status, 204);
        assert_eq!(browser.request(ask("GET", "/areas/publication", read, none())).await.text, "[]");
    }
}
