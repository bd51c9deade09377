//! A town answers by link without an account, is cut off, goes on elsewhere, seconds a need, corrects; the office reads
//! the needs and asks back.

use jiff::SignedDuration;
use rathaus_forum::store::invitation::contact::{Contact, Origin, ensure_contact};
use rathaus_forum::store::invitation::{
    Invitation, State, find_invitation, insert_invitation, issue_link, mark_invited,
};
use rathaus_forum::store::need::{KeptNeed, list_for_plan, list_needs, replace_needs};
use rathaus_forum::store::round::{KeptRound, insert_round};
use rathaus_forum::survey::Written;
use rathaus_people::organisation::ensure_municipality;
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Id, Record};
use rathaus_web::testing::{Browser, Shown};
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

/// A round that runs, with two invited towns and a link for each.
struct Stage {
    round: KeptRound,
    calden: Invitation,
    wolfhagen: Invitation,
    to_calden: String,
    to_wolfhagen: String,
}

async fn town(house: &House, round: &KeptRound, ags: &str, name: &str, email: &str) -> (Invitation, String) {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
    let ags = ags.parse().expect("a key");
    let body = ensure_municipality(&mut change, ags).await.expect("kept");
    let invitation = Invitation::listed(house.now(), round.id, body, name, Some(ags), 7_500);
    assert!(insert_invitation(&mut change, &invitation).await.expect("kept"));
    let contact: Contact =
        ensure_contact(&mut change, round.id, invitation.id, email, "Frau Beck", Origin::Office)
            .await
            .expect("kept");
    let link = issue_link(&mut change, round, &invitation, &contact).await.expect("issued");
    mark_invited(&mut change, invitation.id).await.expect("kept");
    change.commit(Record::new("invitation.sent", invitation.id)).await.expect("kept");
    (invitation, link)
}

async fn stage(house: &House) -> Stage {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
    let round = KeptRound { title: "Forum 2026".into(), ..KeptRound::sample("2026") };
    insert_round(&mut change, &round).await.expect("kept");
    change.commit(Record::new("round.opened", round.id)).await.expect("kept");
    let (calden, to_calden) = town(house, &round, "06633005", "Calden", "beck@calden.de").await;
    let (wolfhagen, to_wolfhagen) = town(house, &round, "06633028", "Wolfhagen", "amt@wolfhagen.de").await;
    Stage { round, calden, wolfhagen, to_calden, to_wolfhagen }
}

async fn state(house: &House, invitation: &Invitation) -> State {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    find_invitation(&mut view, invitation.id).await.expect("read").expect("there").state
}

async fn needs(house: &House, round: &KeptRound) -> Vec<KeptNeed> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_needs(&mut view, round.id).await.expect("read")
}

/// The value of an input.
fn value(page: &Shown, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&mark).unwrap_or_else(|| panic!("{name} in {}", page.text));
    rest.split('"').next().expect("a value").to_owned()
}

/// Opens a page of the form and sends it.
async fn send(browser: &mut Browser, form: &str, page: &str, fields: &[(&str, &str)]) -> Shown {
    let path = format!("{form}/pages/{page}");
    let shown = browser.get(&path).await;
    assert_eq!(shown.status, 200, "{path}: {} {}", shown.location, shown.text);
    let (edition, sheet) = (value(&shown, "edition"), value(&shown, "sheet"));
    let mut all = vec![("edition", edition.as_str()), ("sheet", sheet.as_str())];
    all.extend(fields);
    browser.post(&path, &all).await
}

const BODY: &[(&str, &str)] = &[("f.contact", "Anna Beck"), ("f.contact-email", "beck@calden.de")];

fn need<'a>(at: usize, title: &'a str, pain: &'a str, share: &'a str) -> Vec<(String, &'a str)> {
    [
        ("part", "bau"),
        ("title", title),
        ("pain", pain),
        ("relevance", "4"),
        ("horizon", "sofort"),
        ("necessity", "ja"),
        ("share", share),
    ]
    .into_iter()
    .map(|(field, value)| (format!("g.need.{at}.{field}"), value))
    .collect()
}

async fn send_needs(browser: &mut Browser, form: &str, needs: &[(&str, &str, &str)]) -> Shown {
    let mut fields: Vec<(String, &str)> = Vec::new();
    let count = needs.len().to_string();
    fields.push(("g.need.count".into(), &count));
    for (at, (title, pain, share)) in needs.iter().enumerate() {
        fields.extend(need(at, title, pain, share));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    send(browser, form, "needs", &fields).await
}

/// Sends the last page and hands in.
async fn finish(browser: &mut Browser, form: &str) -> Shown {
    let page = browser.get(&format!("{form}/pages/end")).await;
    let version = value(&page, "f.privacy");
    let sent = send(browser, form, "end", &[("f.privacy", &version)]).await;
    assert_eq!(sent.location, format!("{form}/review"), "{}", sent.text);
    let review = browser.get(&sent.location).await;
    assert!(!review.text.contains("id=\"mistakes\""), "{}", review.text);
    let (draft, edition) = (value(&review, "draft"), value(&review, "edition"));
    browser.post(&format!("{form}/review"), &[("draft", &draft), ("edition", &edition)]).await
}

async fn answer(browser: &mut Browser, base: &str, needs: &[(&str, &str, &str)]) -> Shown {
    let form = format!("{base}/form");
    browser.get(&form).await;
    let sent = send(browser, &form, "body", BODY).await;
    assert_eq!(sent.location, format!("{form}/pages/needs"), "{}", sent.text);
    let sent = send_needs(browser, &form, needs).await;
    assert_eq!(sent.location, format!("{form}/pages/end"), "{}", sent.text);
    finish(browser, &form).await
}

const AKTEN: &str =
    "Die Bauakten liegen in drei Kellern, und niemand findet sie wieder. <script>alert(1)</script>";
const HUNDE: &str = "Anmelden der Hunde nur auf Papier, danach wird alles noch einmal abgetippt.";
const MAPPEN: &str = "Akten zu Bauanträgen suchen wir im Keller, das dauert für jede Akte eine Stunde.";

#[tokio::test]
async fn from_the_link_to_the_office() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let mut beck = house.browser();

        // The link opens without an account, and that is noted.
        let start = beck.get(&stage.to_calden).await;
        assert_eq!(start.status, 200, "{}", start.text);
        assert!(start.text.contains("Calden") && start.text.contains("Forum 2026"), "{}", start.text);
        assert_eq!(state(&house, &stage.calden).await, State::Opened);

        // Cut off in the middle: what was saved is there on another device.
        let form = format!("{}/form", stage.to_calden);
        assert_eq!(beck.get(&form).await.location, format!("{form}/pages/body"));
        let sent = send(&mut beck, &form, "body", BODY).await;
        assert_eq!(sent.location, format!("{form}/pages/needs"), "{}", sent.text);
        assert_eq!(state(&house, &stage.calden).await, State::Started);
        let mut phone = house.browser();
        assert!(phone.get(&stage.to_calden).await.text.contains("noch nicht abgeschickt"));
        assert!(phone.get(&format!("{form}/pages/body")).await.text.contains("Anna Beck"));
        let wrong = send_needs(&mut phone, &form, &[("Bauakten", "zu kurz", "yes")]).await;
        wrong.sums_up_mistakes();
        let sent =
            send_needs(&mut phone, &form, &[("Bauakten", AKTEN, "yes"), ("Hundesteuer", HUNDE, "no")]).await;
        assert_eq!(sent.location, format!("{form}/pages/end"), "{}", sent.text);
        let done = finish(&mut phone, &form).await;
        assert_eq!(done.location, format!("{form}/done"), "{}", done.text);
        let receipt = phone.get(&done.location).await;
        assert!(receipt.text.contains("Bauakten") && receipt.text.contains("&lt;script&gt;"));
        assert_eq!(state(&house, &stage.calden).await, State::Answered);
        let kept = needs(&house, &stage.round).await;
        assert_eq!(kept.iter().map(|need| need.label.as_str()).collect::<Vec<_>>(), ["N001", "N002"]);
        assert_eq!(kept[0].written.part, "Bauamt, Bauaufsicht, Planung");

        // Another town types something similar: it sees what is shared, never what is not.
        let mut amt = house.browser();
        let piece = amt.get(&format!("{}/similar?q=Akten+im+Keller", stage.to_wolfhagen)).await;
        assert!(piece.text.contains("Bauakten") && piece.text.contains("Calden"), "{}", piece.text);
        assert!(!piece.text.contains("<script>") && !piece.text.contains("<html"), "{}", piece.text);
        let piece = amt.get(&format!("{}/similar?q=Hundesteuer+anmelden", stage.to_wolfhagen)).await;
        assert!(!piece.text.contains("Hundesteuer"), "{}", piece.text);
        let own = phone.get(&format!("{}/similar?q=Akten+im+Keller", stage.to_calden)).await;
        assert!(!own.text.contains("Bauakten"), "one's own need is not similar: {}", own.text);

        // Without scripts, on the page after; one click, one click back.
        let form = format!("{}/form", stage.to_wolfhagen);
        send(&mut amt, &form, "body", BODY).await;
        let sent = send_needs(&mut amt, &form, &[("Bauanträge suchen", MAPPEN, "yes")]).await;
        let after = amt.get(&sent.location).await;
        assert!(after.text.contains("Auch unser Bedarf"), "{}", after.text);
        let seconding = format!("{}/secondings", stage.to_wolfhagen);
        let clicked = amt.post(&seconding, &[("need", "N001"), ("back", "/form/pages/end")]).await;
        assert_eq!((clicked.status, clicked.location.as_str()), (303, sent.location.as_str()));
        assert_eq!(needs(&house, &stage.round).await[0].seconders, 1);
        amt.post(&seconding, &[("need", "N001"), ("undo", "1"), ("back", "https://evil.example")]).await;
        assert_eq!(needs(&house, &stage.round).await[0].seconders, 0);
        let part = amt.post(&seconding, &[("need", "N001"), ("part", "1")]).await;
        assert!(part.text.contains("Doch nicht unser Bedarf"), "{}", part.text);
        assert_eq!(amt.post(&seconding, &[("need", "N002")]).await.status, 404, "not shared");
        assert_eq!(amt.post(&seconding, &[("need", "N999")]).await.status, 404);
        assert_eq!(finish(&mut amt, &form).await.location, format!("{form}/done"));
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let for_plan = list_for_plan(&mut view, stage.round.id).await.expect("read");
        drop(view);
        assert_eq!(for_plan[0].seconders(), ["06633028"]);

        // A correction keeps the need and whoever seconds it, and withdraws what it drops.
        let form = format!("{}/form", stage.to_calden);
        phone.get(&format!("{form}/done")).await;
        assert_eq!(phone.post(&format!("{form}/correction"), &[]).await.location, form);
        let sent = send_needs(&mut phone, &form, &[("Bauakten digital", AKTEN, "yes")]).await;
        assert_eq!(sent.location, format!("{form}/pages/end"), "{}", sent.text);
        assert_eq!(finish(&mut phone, &form).await.location, format!("{form}/done"));
        let kept = needs(&house, &stage.round).await;
        let labels: Vec<&str> = kept.iter().map(|need| need.label.as_str()).collect();
        assert_eq!(labels, ["N001", "N003"]);
        assert_eq!((kept[0].written.title.as_str(), kept[0].seconders), ("Bauakten digital", 1));

        // The office reads, filters, exports, and asks back.
        let (_, mut office) = house.somebody(Role::Office).await;
        let list = office.get("/rounds/2026/needs").await;
        assert_eq!(list.status, 200, "{}", list.text);
        assert!(list.text.contains("Bauakten digital") && list.text.contains("Calden"));
        let none = office.get("/rounds/2026/needs?relevance=1").await;
        assert!(none.text.contains("Nichts gefunden"));
        assert!(office.get("/rounds/2026/needs?seconded=yes").await.text.contains("N001"));
        assert!(!office.get("/rounds/2026/needs?seconded=yes").await.text.contains("N003"));
        let file = office.get("/rounds/2026/needs?format=csv&part=Bauamt%2C+Bauaufsicht%2C+Planung").await;
        assert!(file.text.contains("Bauakten digital") && file.text.contains("06633005"), "{}", file.text);
        let page = office.get("/rounds/2026/needs/N001").await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("Wolfhagen") && page.text.contains("&lt;script&gt;"));
        assert!(page.text.contains("Hundesteuer"), "the history holds what was handed in first");
        let gone = office.get("/rounds/2026/needs/N002").await;
        assert!(gone.text.contains("Zurückgezogen"), "{}", gone.text);
        let ask = "/rounds/2026/needs/N001/questions";
        office.post(ask, &[("question", "")]).await.sums_up_mistakes();
        let asked = office.post(ask, &[("question", "Wie viele Akten sind es?")]).await;
        assert_eq!(asked.location, "/rounds/2026/needs/N001", "{}", asked.text);
        let mails = house.mails(house.north.id).await;
        let to_beck = mails.iter().find(|(to, _)| to == "beck@calden.de");
        let (_, words) = to_beck.expect("a mail");
        let (_, link) = words.split_once("http://localhost").expect("a link");
        let link = link.split_whitespace().next().expect("a link");
        let mut beck = house.browser();
        let question = beck.get(link).await;
        assert!(question.text.contains("Wie viele Akten sind es?"), "{}", question.text);
        beck.post(link, &[("answer", "")]).await.sums_up_mistakes();
        let said = beck.post(link, &[("answer", "Rund 3.000")]).await;
        assert_eq!(said.status, 303, "{}", said.text);
        assert!(office.get("/rounds/2026/needs/N001").await.text.contains("Rund 3.000"));
        let id = link.rsplit('/').next().expect("an id");
        let foreign = format!("{}/questions/{id}", stage.to_wolfhagen);
        assert_eq!(amt.get(&foreign).await.status, 404, "another town's question");

        // After the end everything can be read and nothing changed.
        house.pass(SignedDuration::from_hours(24 * 35));
        let over = phone.get(&stage.to_calden).await;
        assert!(over.text.contains("Die Abfrage ist zu Ende"), "{}", over.text);
        assert_eq!(phone.get(&format!("{form}/done")).await.status, 200);
        assert_eq!(phone.post(&format!("{form}/correction"), &[]).await.status, 409);
        assert_eq!(
            phone.post(&format!("{}/secondings", stage.to_calden), &[("need", "N003")]).await.status,
            409
        );
    }
}

#[tokio::test]
async fn colleagues_refusals_and_lost_links() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let mut beck = house.browser();
        beck.get(&stage.to_calden).await;

        // Passed on: the colleague has a link of their own to the same answer.
        let wrong = beck.post(&format!("{}/colleagues", stage.to_calden), &[("email", "keine")]).await;
        wrong.sums_up_mistakes();
        let passed = beck
            .post(
                &format!("{}/colleagues", stage.to_calden),
                &[("email", "kern@calden.de"), ("name", "Kern")],
            )
            .await;
        assert_eq!(passed.location, stage.to_calden, "{}", passed.text);
        assert!(beck.get(&stage.to_calden).await.text.contains("Kern"));
        let mails = house.mails(house.north.id).await;
        let to_kern = mails.iter().find(|(to, _)| to == "kern@calden.de");
        let (_, words) = to_kern.expect("a mail");
        let (_, link) = words.split_once("http://localhost").expect("a link");
        let link = link.split_whitespace().next().expect("a link").to_owned();
        let mut kern = house.browser();
        assert!(kern.get(&link).await.text.contains("Frau Beck"));

        // Two at once on one page: the second sees what the first wrote.
        let (one, two) = (format!("{}/form", stage.to_calden), format!("{link}/form"));
        send(&mut beck, &one, "body", BODY).await;
        let path = format!("{two}/pages/body");
        let old = kern.get(&path).await;
        let (edition, sheet) = (value(&old, "edition"), value(&old, "sheet"));
        send(&mut beck, &one, "body", &[("f.contact", "Bea Beck"), ("f.contact-email", "beck@calden.de")])
            .await;
        let fields = [
            ("edition", edition.as_str()),
            ("sheet", sheet.as_str()),
            ("f.contact", "Karl Kern"),
            ("f.contact-email", "kern@calden.de"),
        ];
        let conflict = kern.post(&path, &fields).await;
        assert_eq!(conflict.status, 409);
        assert!(
            conflict.text.contains("Bea Beck") && conflict.text.contains("Frau Beck"),
            "{}",
            conflict.text
        );

        // Declined, and back again.
        let mut amt = house.browser();
        amt.get(&stage.to_wolfhagen).await;
        amt.post(&format!("{}/refusal", stage.to_wolfhagen), &[("reason", "keine Zeit")]).await;
        assert_eq!(state(&house, &stage.wolfhagen).await, State::Declined);
        assert!(amt.get(&stage.to_wolfhagen).await.text.contains("keine Zeit"));
        amt.post(&format!("{}/return", stage.to_wolfhagen), &[]).await;
        assert_eq!(state(&house, &stage.wolfhagen).await, State::Opened);

        // A link that opens nothing leads to a new one; strangers learn nothing.
        let mut lost = house.browser();
        let gone = lost.get("/answer/nichts").await;
        assert_eq!(gone.status, 410);
        assert!(gone.text.contains("Dieser Link gilt nicht mehr"), "{}", gone.text);
        assert_eq!(lost.get("/answer/nichts/form/pages/body").await.status, 410);
        assert_eq!(lost.get(&format!("/t/south{}", stage.to_calden)).await.status, 410, "another tenant");
        lost.get("/answer").await;
        let before = house.mails(house.north.id).await.len();
        let unknown = lost.post("/answer", &[("email", "fremd@example.org")]).await;
        let known = lost.post("/answer", &[("email", "AMT@wolfhagen.de")]).await;
        let plain =
            |shown: &Shown| shown.text.split("name=\"token\"").next().map(str::to_owned).unwrap_or_default();
        assert_eq!((unknown.status, known.status), (200, 200));
        assert_eq!(plain(&unknown), plain(&known));
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.len(), before + 1);
        assert!(mails.iter().any(|(to, _)| to == "amt@wolfhagen.de"), "{mails:?}");
    }
}

#[tokio::test]
async fn a_representative_answers_for_its_own_body_alone() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let person = house.person(house.north.id, "Rita Amt", &[]).await;
        house.seat(house.north.id, person, stage.calden.organisation, Role::Representative).await;
        let mut rita = house.signed_in(house.north.id, person, false).await;
        let own = format!("/rounds/2026/answer/{}", stage.calden.organisation);
        assert_eq!(rita.get("/rounds/2026/answer").await.location, own);
        let foreign = format!("/rounds/2026/answer/{}", stage.wolfhagen.organisation);
        assert_eq!(rita.get(&foreign).await.status, 404);
        let done = answer(&mut rita, &own, &[("Bauakten", AKTEN, "yes")]).await;
        assert_eq!(done.location, format!("{own}/form/done"), "{}", done.text);
        assert_eq!(needs(&house, &stage.round).await.len(), 1);
        // The holder of the link sees the same answer.
        let by_link = house.browser().get(&format!("{}/form/done", stage.to_calden)).await;
        assert!(by_link.text.contains("Bauakten"));
    }
}

#[tokio::test]
async fn programs_hand_in_read_and_second() {
    use rathaus_web::testing::api_request;
    let all = features;
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], all).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let round = KeptRound::sample("2026");
        insert_round(&mut change, &round).await.expect("kept");
        let mut bodies = Vec::new();
        for (key, name) in [("06633005", "Calden"), ("06633028", "Wolfhagen")] {
            let ags = key.parse().expect("a key");
            let body = ensure_municipality(&mut change, ags).await.expect("kept");
            let new = Invitation::listed(now, round.id, body, name, Some(ags), 7_500);
            insert_invitation(&mut change, &new).await.expect("kept");
            bodies.push(body);
        }
        change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        let mut browser = Browser::new(router);
        let ask = |method: &str, path: &str, token: &str, key: &str, body: String| {
            let mut request = api_request(method, &format!("/rounds/2026{path}"), token, body);
            request.headers_mut().insert("idempotency-key", key.parse().expect("a header"));
            request
        };
        let answers = |organisation: Id, title: &str| {
            serde_json::json!({"organisation": organisation, "answers": {
                "contact": {"text": "Anna Beck"}, "contact-email": {"email": "beck@calden.de"},
                "need": {"records": [{
                    "part": {"choice": {"option": "bau"}}, "title": {"text": title}, "pain": {"text": AKTEN},
                    "relevance": {"rating": 4}, "horizon": {"choice": {"option": "sofort"}},
                    "necessity": {"choice": {"option": "ja"}}, "share": {"yes_no": true}
                }]},
                "privacy": {"consent": "1"}
            }})
            .to_string()
        };
        let write = "office+forum:read,forum:write";
        let rep = format!("representative:{}+forum:write", bodies[1]);
        let empty = serde_json::json!({"organisation": bodies[0], "answers": {}}).to_string();
        let refused = browser.request(ask("POST", "/answers", write, "a", empty)).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains("/answers/contact"), "{}", refused.text);
        let one = browser.request(ask("POST", "/answers", write, "k1", answers(bodies[0], "Bauakten"))).await;
        assert_eq!(one.status, 200, "{}", one.text);
        let again =
            browser.request(ask("POST", "/answers", write, "k1", answers(bodies[0], "Bauakten"))).await;
        assert_eq!(again.text, one.text, "the same receipt");
        let better = browser.request(ask("POST", "/answers", write, "k2", answers(bodies[0], "Akten"))).await;
        assert_eq!(better.status, 200, "{}", better.text);
        assert_ne!(better.text, one.text);
        for (token, status) in [("office+forum:read", 403), (rep.as_str(), 403), ("nobody", 401)] {
            let shown = browser.request(ask("POST", "/answers", token, "x", answers(bodies[0], "A"))).await;
            assert_eq!(shown.status, status, "{token}");
        }
        let list = browser.request(ask("GET", "/needs", "reader+forum:read", "x", String::new())).await;
        assert!(
            list.text.contains("\"total\":1") && list.text.contains("\"title\":\"Akten\""),
            "{}",
            list.text
        );
        assert_eq!(browser.request(ask("GET", "/needs", &rep, "x", String::new())).await.status, 403);
        let seconding = format!("/needs/N001/secondings/{}", bodies[1]);
        for (method, count) in [("PUT", 1), ("PUT", 1), ("DELETE", 0)] {
            let shown = browser.request(ask(method, &seconding, &rep, "x", String::new())).await;
            assert_eq!(shown.status, 204, "{}", shown.text);
            let list = browser.request(ask("GET", "/needs", "reader+forum:read", "x", String::new())).await;
            assert!(list.text.contains(&format!("\"seconders\":{count}")), "{}", list.text);
        }
        let foreign = format!("/needs/N001/secondings/{}", bodies[0]);
        assert_eq!(browser.request(ask("PUT", &foreign, &rep, "x", String::new())).await.status, 403);
    }
}

#[tokio::test]
async fn an_index_that_lags_behind_shows_nothing_that_is_no_longer_shared() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let written = |at: usize, is_shared: bool| Written {
            title: format!("Zisterne {at}"),
            description: format!("Zisternen werden von Hand abgelesen, Straße {at}."),
            relevance: 3,
            is_shared,
            ..Written::default()
        };
        let scope = house.scratch.store.tenant(house.north.id);
        let calden = stage.calden.organisation;
        let all: Vec<Written> = (0..300).map(|at| written(at, true)).collect();
        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        replace_needs(&mut change, stage.round.id, calden, None, &all).await.expect("kept");
        change.commit(Record::new("answer.submitted", stage.round.id)).await.expect("kept");
        let mut amt = house.browser();
        let path = format!("{}/similar?q=Zisternen+ablesen", stage.to_wolfhagen);
        assert!(amt.get(&path).await.text.contains("Zisterne"));

        // All but one are shared no more, at once and not when the index is made anew.
        house.pass(SignedDuration::from_secs(1));
        let one: Vec<Written> = (0..300).map(|at| written(at, at == 7)).collect();
        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        replace_needs(&mut change, stage.round.id, calden, None, &one).await.expect("kept");
        change.commit(Record::new("answer.submitted", stage.round.id)).await.expect("kept");
        let text = amt.get(&path).await.text;
        assert!(text.matches("Zisterne ").count() <= 1, "{text}");
        house.pass(SignedDuration::from_secs(6));
        let text = amt.get(&path).await.text;
        assert!(text.contains("Zisterne 7"), "{text}");
        // The page of all shared needs never lags.
        let listed = amt.get(&format!("{}/needs", stage.to_wolfhagen)).await.text;
        assert!(listed.contains("Zisterne 7") && !listed.contains("Zisterne 8"), "{listed}");
    }
}
