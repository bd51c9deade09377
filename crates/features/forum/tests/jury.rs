//! An office, three jurors and an offer that one of them must never see: from the first rule to the last remark.

use jiff::SignedDuration;
use rathaus_forum::model::jury::{Jury, Phase, Written};
use rathaus_forum::store::jury::declaration::{Origin, declare};
use rathaus_forum::store::jury::juror::{NewJuror, insert_juror, list_jurors, mark_declared};
use rathaus_forum::store::jury::remark::list_remarks;
use rathaus_forum::store::jury::review::{insert_finished, insert_task, list_kept_reviews};
use rathaus_forum::store::jury::{list_out, list_reviews, save_jury};
use rathaus_forum::store::offer::{OfferText, insert_submitted, list_offers};
use rathaus_forum::store::plan::load_input;
use rathaus_forum::store::round::{KeptRound, insert_round};
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind};
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Change, Id, Record};
use rathaus_web::testing::{Browser, Program, house};
use rathaus_web::{Feature, Role};
use serde_json::json;

const BASE: &str = "/rounds/2026/jury";

fn features() -> Vec<Feature> {
    vec![rathaus_forum::feature()]
}

/// A round with four suppliers and an offer each.
async fn furnish(change: &mut Change) -> (KeptRound, Vec<(Id, Id)>) {
    let round = KeptRound::sample("2026");
    insert_round(change, &round).await.expect("inserted");
    let mut offers = Vec::new();
    for (n, firm, title) in [
        (1, "Anker GmbH", "Aktenanker"),
        (2, "Boje AG", "Bojenbau"),
        (3, "Deich eG", "Deichwache"),
        (4, "Ebbe UG", "Ebbeblatt"),
    ] {
        let new = NewOrganisation::named(OrganisationKind::Supplier, firm);
        let id = organisation::insert(change, &new).await.expect("inserted");
        let text = OfferText {
            title: title.into(),
            description: format!("{firm} liefert {title} <script>alert(1)</script>"),
            references: "Stadt Musterhausen".into(),
            ..OfferText::default()
        };
        let offer = insert_submitted(change, round.id, id, &format!("O0{n}"), &text).await.expect("inserted");
        offers.push((id, offer));
    }
    (round, offers)
}

/// What the form of the rules sends: a first look in the first week of June, scores in the weeks after.
fn rules(edition: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("edition", edition),
        ("criterion.1.name", "Nutzen"),
        ("criterion.1.weight", "3"),
        ("criterion.2.name", "Reife"),
        ("criterion.2.weight", "1"),
        ("phase.1.name", "Sichtung"),
        ("phase.1.kind", "look"),
        ("phase.1.days.from", "2026-06-01"),
        ("phase.1.days.to", "2026-06-05"),
        ("phase.1.reviews", "2"),
        ("phase.1.pass_from", "50"),
        ("phase.2.name", "Gutachten"),
        ("phase.2.kind", "scores"),
        ("phase.2.days.from", "2026-06-08"),
        ("phase.2.days.to", "2026-06-19"),
        ("phase.2.reviews", "2"),
        ("phase.2.sees_others", "yes"),
        ("contested_from", "4,0"),
        ("revise_until", "2026-06-24"),
        ("reminds", "yes"),
        ("remind_before", "3"),
    ]
}

async fn invite(office: &mut Browser, name: &str) -> u16 {
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    let new = [("name", name), ("email", &email), ("least", "0"), ("most", "6"), ("words", "Bitte")];
    office.post(&format!("{BASE}/jurors"), &new).await.status
}

/// All values of hidden inputs with this name.
fn hidden(page: &str, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

/// Declares a conflict with these suppliers and none with the others.
async fn declare_all(browser: &mut Browser, conflicts: &[Id]) -> u16 {
    let page = browser.get("/jury/2026/conflicts").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let mut sent: Vec<(String, String)> =
        hidden(&page.text, "seen").into_iter().map(|id| ("seen".to_owned(), id)).collect();
    for id in conflicts {
        sent.push((format!("conflict.{id}"), "yes".to_owned()));
        sent.push((format!("reason.{id}"), "Mein Bruder arbeitet dort".to_owned()));
    }
    sent.push(("confirmed".to_owned(), "yes".to_owned()));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/jury/2026/conflicts", &sent).await.status
}

/// Writes on an offer as its page says, and gives the answer.
async fn write(browser: &mut Browser, label: &str, fields: &[(&str, &str)]) -> rathaus_web::testing::Shown {
    let path = format!("/jury/2026/offers/{label}");
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200, "{label}: {}", page.text);
    let (edition, sheet) = (hidden(&page.text, "edition"), hidden(&page.text, "sheet"));
    let mut sent = vec![("edition", edition[0].as_str()), ("sheet", sheet[0].as_str())];
    sent.extend(fields);
    browser.post(&path, &sent).await
}

/// Signs in again, as sessions end after some days, with the token of a page that has a form.
async fn again(house: &House, person: Id, page: &str) -> Browser {
    let mut browser = house.signed_in(house.north.id, person, true).await;
    browser.get(page).await;
    browser
}

async fn tasks(house: &House, round: Id, phase: &str) -> Vec<(String, String)> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    let jurors = list_jurors(&mut view, round).await.expect("read");
    let offers = list_offers(&mut view, round).await.expect("read");
    let reviews = list_kept_reviews(&mut view, round).await.expect("read");
    let mut tasks: Vec<(String, String)> = reviews
        .iter()
        .filter(|review| review.phase == phase && !review.is_conflict)
        .map(|review| {
            let offer = offers.iter().find(|one| one.id == review.offer).expect("there");
            let juror = jurors.iter().find(|one| one.id == review.juror).expect("there");
            (juror.name.clone(), offer.label.clone().expect("a label"))
        })
        .collect();
    tasks.sort();
    tasks
}

#[tokio::test]
async fn from_the_first_rule_to_the_last_remark() {
    for house in houses(&[], features).await {
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        let (round, offers) = furnish(&mut change).await;
        change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        let (clerk, mut office) = house.somebody(Role::Office).await;
        assert!(office.get(BASE).await.text.contains("Noch keine Jury"));

        // Rules: what is wrong is named, an old edition loses nothing.
        let shown = office.get(&format!("{BASE}/rules")).await;
        assert_eq!(shown.status, 200, "{}", shown.text);
        let wrong = office.post(&format!("{BASE}/rules"), &[("edition", "0"), ("phase.1.name", "X")]).await;
        wrong.sums_up_mistakes();
        let saved = office.post(&format!("{BASE}/rules"), &rules("0")).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        office.post(&format!("{BASE}/rules"), &rules("0")).await.sums_up_mistakes();

        // Invitations: once each, and nobody who reads everything.
        assert!(office.get(&format!("{BASE}/jurors")).await.text.contains("Jemanden einladen"));
        for name in ["Ada Amt", "Bo Bau", "Cem Code"] {
            for _ in 0..2 {
                assert_eq!(invite(&mut office, name).await, 303);
            }
        }
        assert_eq!(invite(&mut office, "Person office").await, 422);
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.len(), 3, "{mails:?}");
        assert!(mails[0].1.contains("http://localhost/jury/2026"), "{}", mails[0].1);
        let (mut ids, mut people) = (Vec::new(), Vec::new());
        for name in ["Ada Amt", "Bo Bau", "Cem Code"] {
            ids.push(house.person(house.north.id, name, &[]).await);
            people.push(house.signed_in(house.north.id, ids[ids.len() - 1], false).await);
        }
        let [ada, bo, cem] = &mut people[..] else { panic!("three") };

        // Before the declaration there are names of suppliers and nothing else.
        assert_eq!(ada.get("/jury/2026").await.location, "/jury/2026/conflicts");
        assert_eq!(ada.get("/jury/2026/offers/O02").await.location, "/jury/2026/conflicts");
        let names = ada.get("/jury/2026/conflicts").await.text;
        assert!(names.contains("Anker GmbH") && !names.contains("Aktenanker"), "{names}");
        let none = ada.post("/jury/2026/conflicts", &[("seen", &offers[0].0.to_string())]).await;
        none.sums_up_mistakes();
        let reason = [
            ("seen", offers[0].0.to_string()),
            (&*format!("conflict.{}", offers[0].0), "yes".to_owned()),
            ("confirmed", "yes".to_owned()),
        ];
        let reason: Vec<(&str, &str)> = reason.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let without = ada.post("/jury/2026/conflicts", &reason).await;
        without.sums_up_mistakes();
        assert_eq!(office.post(&format!("{BASE}/assignment"), &[("phase", "p1")]).await.status, 303);
        assert!(tasks(&house, round.id, "p1").await.is_empty(), "who has not declared gets nothing");
        assert_eq!(declare_all(ada, &[offers[0].0]).await, 303);
        for juror in [&mut *bo, &mut *cem] {
            assert_eq!(declare_all(juror, &[]).await, 303);
        }

        // The engine, and the hand: neither gives a conflict.
        for _ in 0..2 {
            let given = office.post(&format!("{BASE}/assignment"), &[("phase", "p1")]).await;
            assert_eq!(given.status, 303, "{}", given.text);
        }
        let given = tasks(&house, round.id, "p1").await;
        assert_eq!(given.len(), 8, "two for each of four: {given:?}");
        assert!(!given.contains(&("Ada Amt".into(), "O01".into())));
        let page = office.get(&format!("{BASE}/assignment?phase=p1")).await;
        assert!(page.text.contains("Wie gerecht"), "{}", page.text);
        let mut view = scope.read().await.expect("begins");
        let jurors = list_jurors(&mut view, round.id).await.expect("read");
        drop(view);
        let id = |name: &str| jurors.iter().find(|one| one.name == name).expect("there").id.to_string();
        let by_hand = [("phase", "p1"), ("juror", &*id("Ada Amt"))];
        assert_eq!(office.post(&format!("{BASE}/offers/O01/tasks"), &by_hand).await.status, 409);

        // What a juror with a conflict asks for is not there, by any way.
        assert_eq!(ada.get("/jury/2026/offers/O01").await.status, 404);
        let sent = [("edition", "1"), ("verdict", "yes")];
        for door in ["", "/draft", "/withdrawal", "/remarks"] {
            assert_eq!(ada.post(&format!("/jury/2026/offers/O01{door}"), &sent).await.status, 404, "{door}");
        }
        for path in ["/jury/2026", "/jury/2026?q=Anker", "/jury/2026?format=csv", "/jury"] {
            assert!(!ada.get(path).await.text.contains("Aktenanker"), "{path}");
        }

        // The first look: kept by itself, two tabs lose nothing, and whole before it is handed in.
        for (who, label) in &given {
            let browser = match who.as_str() {
                "Ada Amt" => &mut *ada,
                "Bo Bau" => &mut *bo,
                _ => &mut *cem,
            };
            let verdict = if label == "O04" { "no" } else { "yes" };
            let path = format!("/jury/2026/offers/{label}");
            if (who.as_str(), label.as_str()) == ("Ada Amt", given[0].1.as_str()) {
                let page = browser.get(&path).await.text;
                assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"), "{page}");
                let (edition, sheet) = (hidden(&page, "edition"), hidden(&page, "sheet"));
                let draft = |sheet: &str, words: &str| {
                    vec![
                        ("edition".to_owned(), edition[0].clone()),
                        ("sheet".to_owned(), sheet.to_owned()),
                        ("to_office".to_owned(), words.to_owned()),
                    ]
                };
                for words in ["Gut", "Gut gemacht"] {
                    let sent = draft(&sheet[0], words);
                    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (&**n, &**v)).collect();
                    assert_eq!(browser.post(&format!("{path}/draft"), &sent).await.status, 204);
                }
                let sent = draft("another-tab", "Schlecht");
                let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (&**n, &**v)).collect();
                assert_eq!(browser.post(&format!("{path}/draft"), &sent).await.status, 409);
                let both = browser.post(&path, &sent).await;
                assert_eq!(both.status, 409);
                assert!(both.text.contains("Gut gemacht") && both.text.contains("Schlecht"), "{}", both.text);
                let half = write(browser, label, &[("to_office", "Gut gemacht"), ("go", "done")]).await;
                half.sums_up_mistakes();
            }
            let done = write(browser, label, &[("verdict", verdict), ("go", "done")]).await;
            assert_eq!((done.status, done.location.as_str()), (303, "/jury/2026"), "{}", done.text);
        }
        let table = office.get(&format!("{BASE}/scores?phase=p1&format=csv")).await;
        assert!(table.text.contains("Ebbeblatt"), "{}", table.text);
        let early = office.post(&format!("{BASE}/assignment"), &[("phase", "p2")]).await;
        assert_eq!(early.status, 303, "nothing has gone on yet: {}", early.text);
        assert!(tasks(&house, round.id, "p2").await.is_empty());
        let passed = office.post(&format!("{BASE}/passages"), &[("phase", "p1")]).await;
        assert_eq!(passed.status, 303, "{}", passed.text);
        let mut view = scope.read().await.expect("begins");
        assert_eq!(list_out(&mut view, round.id).await.expect("read").len(), 1);
        let input = load_input(&mut view, &round).await.expect("read");
        assert_eq!(input.round.selection.never, ["O04"], "what is out is not chosen");
        drop(view);
        let back = [("phase", "p1"), ("passes", "no"), ("reason", "")];
        office.post(&format!("{BASE}/offers/O03/passage"), &back).await.sums_up_mistakes();

        // Scores, a week later. The rule reminds once.
        house.pass(SignedDuration::from_hours(24 * 7));
        office = again(&house, clerk, "/rounds/2026/jury/rules").await;
        assert_eq!(office.post(&format!("{BASE}/assignment"), &[("phase", "p2")]).await.status, 303);
        let given = tasks(&house, round.id, "p2").await;
        assert_eq!(given.len(), 6, "{given:?}");
        let before = house.mails(house.north.id).await.len();
        house.pass(SignedDuration::from_hours(24 * 8));
        for _ in 0..2 {
            house.work().await;
            house.pass(SignedDuration::from_hours(1));
        }
        let mails = house.mails(house.north.id).await;
        office = again(&house, clerk, "/rounds/2026/jury/rules").await;
        for (browser, id) in [&mut *ada, &mut *bo, &mut *cem].into_iter().zip(&ids) {
            *browser = again(&house, *id, "/jury/2026/conflicts").await;
        }
        let waiting = given.iter().map(|(who, _)| who).collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(mails.len() - before, waiting, "each once: {mails:?}");
        for (who, label) in &given {
            let browser = match who.as_str() {
                "Ada Amt" => &mut *ada,
                "Bo Bau" => &mut *bo,
                _ => &mut *cem,
            };
            let score = if label == "O01" && who == "Cem Code" { "2" } else { "9" };
            let fields =
                [("score.c1", score), ("score.c2", "5"), ("to_office", "Meine Gründe"), ("go", "done")];
            let done = write(browser, label, &fields).await;
            assert_eq!(done.status, 303, "{who} {label}: {}", done.text);
            let again = browser.post(&format!("/jury/2026/offers/{label}"), &fields).await;
            assert_eq!(again.status, 303, "twice is once: {}", again.text);
        }

        // O01 is contested between Bo (8) and Cem (2.75): those two and the office talk, Ada hears nothing of it.
        let seen = bo.get("/jury/2026/offers/O01").await.text;
        assert!(seen.contains("Gutachten der anderen") && seen.contains("Cem Code"), "{seen}");
        let id_of_remark = hidden(&seen, "remark")[0].clone();
        for _ in 0..2 {
            let said = [("remark", id_of_remark.as_str()), ("words", "Warum so wenig?")];
            assert_eq!(bo.post("/jury/2026/offers/O01/remarks", &said).await.status, 303);
        }
        let heard = cem.get("/jury/2026/offers/O01").await.text;
        assert_eq!(heard.matches("Warum so wenig?").count(), 1, "{heard}");
        assert!(office.get(&format!("{BASE}/offers/O01")).await.text.contains("Warum so wenig?"));
        assert_eq!(ada.get("/jury/2026/offers/O01").await.status, 404);
        assert_eq!(cem.post("/jury/2026/offers/O01/withdrawal", &[]).await.status, 303);
        let better = [("score.c1", "7"), ("score.c2", "5"), ("go", "done")];
        assert_eq!(write(cem, "O01", &better).await.status, 303);
        let history = office.get(&format!("{BASE}/offers/O01")).await.text;
        assert!(history.contains("Verlauf (3)"), "{history}");

        // After the phase nothing can be changed.
        house.pass(SignedDuration::from_hours(24 * 10));
        office = again(&house, clerk, "/rounds/2026/jury/rules").await;
        for (browser, id) in [&mut *ada, &mut *bo, &mut *cem].into_iter().zip(&ids) {
            *browser = again(&house, *id, "/jury/2026/conflicts").await;
        }
        assert_eq!(cem.post("/jury/2026/offers/O01/withdrawal", &[]).await.status, 409);

        // A later conflict: the review stops counting and stays.
        let mut view = scope.read().await.expect("begins");
        let counted = list_reviews(&mut view, round.id).await.expect("read");
        drop(view);
        assert_eq!((counted.len(), counted.iter().filter(|one| one.conflict).count()), (6, 0));
        assert_eq!(declare_all(bo, &[offers[0].0]).await, 303);
        assert_eq!(bo.get("/jury/2026/offers/O01").await.status, 404);
        let mut view = scope.read().await.expect("begins");
        let counted = list_reviews(&mut view, round.id).await.expect("read");
        assert_eq!(counted.iter().filter(|one| one.conflict).count(), 1);
        drop(view);

        // Taken off, a juror sees nothing any more.
        let juror = id("Cem Code");
        assert_eq!(office.get(&format!("{BASE}/jurors/{juror}")).await.status, 200);
        assert_eq!(office.post(&format!("{BASE}/jurors/{juror}/removal"), &[]).await.status, 303);
        assert_eq!(cem.get("/jury/2026").await.status, 404);
        for path in
            ["", "/rules", "/jurors", "/assignment", "/scores", "/scores?state=contested", "/offers/O02"]
        {
            for lang in ["de", "en"] {
                let sign = if path.contains('?') { '&' } else { '?' };
                let page = office.get(&format!("{BASE}{path}{sign}lang={lang}")).await;
                assert_eq!(page.status, 200, "{path}: {}", page.text);
            }
        }
    }
}

#[tokio::test]
async fn an_anonymous_jury_reads_no_names() {
    for house in houses(&[], features).await {
        let scope = house.scratch.store.tenant(house.north.id);
        let person = house.person(house.north.id, "Ada Amt", &[Role::Reviewer]).await;
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        let (round, offers) = furnish(&mut change).await;
        seat(&mut change, &round, &offers, person, true).await;
        change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        let mut ada = house.signed_in(house.north.id, person, false).await;
        for path in ["/jury/2026", "/jury/2026?format=csv", "/jury/2026/offers/O02"] {
            let page = ada.get(path).await.text;
            assert!(page.contains("Bojenbau"), "{path}: {page}");
            for name in ["Boje AG", "Boje ", "Musterhausen"] {
                assert!(!page.contains(name), "{path} says {name}: {page}");
            }
        }
    }
}

/// A juror who declared to be free of all but the first supplier and has the other offers as tasks.
async fn seat(
    change: &mut Change,
    round: &KeptRound,
    offers: &[(Id, Id)],
    person: Id,
    is_anonymous: bool,
) -> Id {
    let mut jury = Jury { is_anonymous, ..Jury::shipped() };
    let starts = "2026-06-01".parse().ok();
    jury.phases[0] = Phase { starts, ..jury.phases[0].clone() };
    save_jury(change, round.id, &jury, 0).await.expect("kept");
    let new = NewJuror { person: Some(person), most: 9, ..NewJuror::default() };
    let (juror, _) = insert_juror(change, round.id, &new).await.expect("inserted");
    for (place, (firm, offer)) in offers.iter().enumerate() {
        declare(change, round.id, juror, *firm, place == 0, "", Origin::Juror).await.expect("kept");
        insert_task(change, round.id, "p1", *offer, juror, "hand").await.expect("runs");
    }
    mark_declared(change, juror).await.expect("kept");
    juror
}

#[tokio::test]
async fn the_api_shows_a_juror_no_more_than_the_pages() {
    use rathaus_web::testing::api_request;
    let more: &[&[rathaus_store::Migration]] = &[rathaus_people::MIGRATIONS];
    for (scratch, router) in house(more, features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let mut change =
            scope.change(Actor::Anonymous, rathaus_store::testing::start()).await.expect("begins");
        let (round, offers) = furnish(&mut change).await;
        let juror = seat(&mut change, &round, &offers, Id::of_name("reviewer"), false).await;
        change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        let mut browser = Browser::new(router.clone());
        let ask = |method: &str, path: &str, token: &str, body: &str| {
            api_request(method, path, token, body.to_owned())
        };
        let both = |who: &str| format!("{who}+forum:read,forum:write");
        let (office, reviewer) = (both("office"), both("reviewer"));
        for (path, token, status) in [
            ("/rounds/2026/jury", "office+forum:read", 200),
            ("/rounds/2026/jury", "office+other:read", 403),
            ("/rounds/2026/jury", "reviewer+forum:read", 403),
            ("/rounds/2026/jury/jurors", "office+forum:read", 200),
            ("/rounds/2026/jury/reviews", "office+forum:read", 200),
            ("/rounds/2026/jury/reviews", "representative+forum:read", 403),
            ("/rounds/2026/jury/scores/p1", "office+forum:read", 200),
            ("/rounds/2026/jury/scores/p9", "office+forum:read", 404),
            ("/jury/2026", "reviewer+forum:read", 200),
            ("/jury/2026", "reviewer+other:read", 403),
            ("/jury/2026", "office+forum:read", 403),
            ("/jury/2026/offers/O01", "reviewer+forum:read", 404),
            ("/jury/2026/offers/O02", "reviewer+forum:read", 200),
        ] {
            let shown = browser.request(ask("GET", path, token, "")).await;
            assert_eq!(shown.status, status, "{path} {token}: {}", shown.text);
        }
        let mine = browser.request(ask("GET", "/jury/2026", "reviewer+forum:read", "")).await.text;
        assert!(mine.contains("Anker GmbH") && !mine.contains("O01") && mine.contains("O02"), "{mine}");

        let path = "/jury/2026/offers/O02/review";
        let half = r#"{"scores": {"c1": 11}, "edition": 1, "hand_in": true}"#;
        assert_eq!(browser.request(ask("PUT", path, &reviewer, half)).await.status, 422);
        let whole =
            r#"{"scores": {"c1": 8, "c2": 8, "c3": 8, "c4": 8, "c5": 8}, "edition": 1, "hand_in": true}"#;
        assert_eq!(browser.request(ask("PUT", path, "reviewer+forum:read", whole)).await.status, 403);
        for _ in 0..2 {
            let shown = browser.request(ask("PUT", path, &reviewer, whole)).await;
            assert_eq!(shown.status, 204, "{}", shown.text);
        }
        let barred = browser.request(ask("PUT", "/jury/2026/offers/O01/review", &reviewer, whole)).await;
        assert_eq!(barred.status, 404);

        // Nobody says anything before the offer is contested.
        let remarks = "/jury/2026/offers/O02/remarks";
        let words = json!({"words": "Warum so wenig?"});
        let mut program = Program::of(&router, reviewer.as_str());
        assert_eq!(program.ask("POST", remarks, words.clone()).await.0, 409);
        let mut change =
            scope.change(Actor::Anonymous, rathaus_store::testing::start()).await.expect("begins");
        let new = NewJuror { name: "Bo Bau".into(), most: 9, ..NewJuror::default() };
        let (bo, _) = insert_juror(&mut change, round.id, &new).await.expect("inserted");
        let written = Written {
            scores: ["c1", "c2", "c3", "c4", "c5"].map(|key| (key.to_owned(), 1)).into(),
            ..Written::default()
        };
        let at = rathaus_store::testing::start();
        let of = offers[1].1;
        insert_finished(&mut change, round.id, "p1", of, bo, &written, false, at).await.expect("kept");
        change.commit(Record::new("review.handed-in", round.id)).await.expect("kept");
        for (token, path, status) in [
            ("reviewer+forum:read", remarks, 403),
            (office.as_str(), remarks, 403),
            (reviewer.as_str(), "/jury/2026/offers/O01/remarks", 404),
            (reviewer.as_str(), remarks, 204),
            (reviewer.as_str(), remarks, 204),
        ] {
            let mut program = Program::of(&router, token);
            assert_eq!(program.ask("POST", path, words.clone()).await.0, status, "{token} {path}");
        }
        assert_eq!(program.ask("POST", remarks, json!({"words": "x"})).await.0, 422);
        let said = list_remarks(&mut scope.read().await.expect("begins"), of).await.expect("read");
        assert_eq!(said.len(), 1, "the same key, said once");
        assert_eq!(browser.request(ask("DELETE", path, &reviewer, "")).await.status, 204);

        let task = |label: &str| format!("/rounds/2026/jury/tasks/p1/{label}/{juror}");
        assert_eq!(browser.request(ask("PUT", &task("O01"), &office, "")).await.status, 409, "a conflict");
        assert_eq!(browser.request(ask("DELETE", &task("O03"), &office, "")).await.status, 204);
        assert_eq!(browser.request(ask("PUT", &task("O03"), &office, "")).await.status, 204);
        assert_eq!(browser.request(ask("DELETE", &task("O02"), &office, "")).await.status, 409, "begun");
        let named = r#"{"phase": "p1"}"#;
        let assigned = browser.request(ask("POST", "/rounds/2026/jury/assignment", &office, named)).await;
        assert_eq!(assigned.status, 200, "{}", assigned.text);
        assert!(assigned.text.contains("\"short\":[\"O01\""), "{}", assigned.text);
        let passed = browser.request(ask("POST", "/rounds/2026/jury/passages", &office, named)).await;
        assert!(passed.text.contains("decided"), "{}", passed.text);
        let late = format!(r#"{{"seen": [], "conflicts": {{"{}": "neue Stelle"}}}}"#, offers[1].0);
        assert_eq!(browser.request(ask("POST", "/jury/2026/conflicts", &reviewer, &late)).await.status, 204);
        let gone = browser.request(ask("GET", "/jury/2026/offers/O02", &reviewer, "")).await;
        assert_eq!(gone.status, 404);
    }
}
