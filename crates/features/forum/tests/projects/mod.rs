//! A town tells what it has put into practice; a neighbour finds it, asks, and takes it over for a need of its own. What
//! came of a round is in [`outcomes`], how one thing led to another in [`chain`], what programs do in [`api`] and
//! [`acts`].

mod acts;
mod api;
mod chain;
mod outcomes;

use rathaus_forum::model::project::ProjectState;
use rathaus_forum::store::need::replace_needs;
use rathaus_forum::store::project::{
    ProjectText, find_project, insert_project, list_projects_of_need, set_state,
};
use rathaus_forum::store::round::{KeptRound, insert_round};
use rathaus_forum::store::takeover::{end_takeover, list_takeovers, save_takeover};
use rathaus_forum::survey::Written;
use rathaus_people::organisation::ensure_municipality;
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Id, Record};
use rathaus_web::testing::Browser;
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

const FULDA: &str = "06631009";
const VELLMAR: &str = "06633026";
const BAUNATAL: &str = "06633003";

/// A town with somebody who speaks for it.
async fn town(house: &House, ags: &str, name: &str) -> (Id, Browser) {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
    let body = ensure_municipality(&mut change, ags.parse().expect("a key")).await.expect("kept");
    change.commit(Record::new("organisation.added", body)).await.expect("kept");
    let person = house.person(house.north.id, name, &[]).await;
    house.seat(house.north.id, person, body, Role::Representative).await;
    let browser = house.signed_in(house.north.id, person, true).await;
    (body, browser)
}

/// Two needs of a town in a round.
async fn needs(house: &House, body: Id) -> Id {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
    let round = KeptRound::sample("2026");
    insert_round(&mut change, &round).await.expect("kept");
    let written = [
        Written {
            title: "Straßenlaternen".into(),
            description: "Störungen der Beleuchtung".into(),
            ..Default::default()
        },
        Written {
            title: "Hundesteuer".into(),
            description: "Hunde online anmelden".into(),
            is_shared: true,
            ..Default::default()
        },
    ];
    replace_needs(&mut change, round.id, body, None, &written).await.expect("kept");
    change.commit(Record::new("round.opened", round.id)).await.expect("kept");
    round.id
}

const WHOLE: &[(&str, &str)] = &[
    ("title", "Hundesteuer ohne Papier"),
    ("summary", "Hunde im Browser an- und abmelden"),
    (
        "description",
        "Seit März melden Halterinnen ihre Hunde im Browser an, die Steuer wird gleich berechnet.",
    ),
    ("citizen_benefit", "Kein Weg ins Rathaus <script>alert(1)</script>"),
    ("stage", "running"),
    ("since", "2026-03-01"),
    ("cost", "small"),
    ("area", "antraege"),
    ("area", "unheard"),
    ("contact_name", "Berta Beck"),
    ("contact_email", "beck@vellmar.example"),
    ("edition", "0"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn a_neighbour_finds_asks_and_takes_over() {
    for house in houses(&[], features).await {
        let (_, mut vellmar) = town(&house, VELLMAR, "Berta Beck").await;
        let (baunatal_id, mut baunatal) = town(&house, BAUNATAL, "Carl Claus").await;
        needs(&house, baunatal_id).await;

        assert!(vellmar.get("/projects").await.text.contains("Noch keine Vorhaben"));
        assert_eq!(vellmar.get("/projects/new").await.status, 200);
        let short = vellmar.post("/projects/new", &[("title", "Hundesteuer"), ("do", "publish")]).await;
        assert_eq!(short.status, 422);
        assert!(short.text.contains("value=\"Hundesteuer\""));
        let begun = vellmar.post("/projects/new", &with(WHOLE, &[("do", "draft")])).await;
        assert_eq!((begun.status, begun.location.as_str()), (303, "/projects/V1"), "{}", begun.text);
        assert_eq!(baunatal.get("/projects/V1").await.status, 404, "a draft is nobody else's");
        assert_eq!(house.browser().get("/projects/V1").await.status, 404);
        vellmar.get("/projects/V1").await;
        assert_eq!(vellmar.post("/projects/V1/publication", &[("do", "publish")]).await.status, 303);

        let mut stranger = house.browser();
        let page = stranger.get("/projects/V1").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"));
        assert!(!page.text.contains("beck@vellmar.example"), "whom to ask is for towns");
        assert!(baunatal.get("/projects/V1").await.text.contains("beck@vellmar.example"));
        let list = baunatal.get("/projects?q=Hunde+anmelden&sort=-near").await;
        assert!(
            list.text.contains("Hundesteuer ohne Papier") && list.text.contains("selber Landkreis"),
            "{}",
            list.text
        );
        assert!(stranger.get("/projects?town=Baunatal").await.text.contains("km entfernt"));
        assert!(stranger.get("/projects?q=Friedhof").await.text.contains("Dazu gibt es kein Vorhaben"));
        for path in [
            "/projects?format=csv",
            "/projects?area=antraege&stage=running&cost=small&county=06633",
            "/projects?lang=en",
        ] {
            assert_eq!(stranger.get(path).await.status, 200, "{path}");
        }

        let take = baunatal.get("/projects/V1/takeover").await;
        assert_eq!(take.status, 200, "{}", take.text);
        let dog = take.text.find("Hundesteuer</").expect("the fitting need");
        assert!(dog < take.text.find("Straßenlaternen").expect("the other"), "the best fitting stands first");
        assert_eq!(vellmar.get("/projects/V1/takeover").await.status, 409, "one's own");
        let (_, rest) = take.text.split_once("name=\"for\"").expect("a choice");
        let value =
            rest.split_once("value=\"").expect("a value").1.split('"').next().expect("its end").to_owned();
        let sent = [("for", value.as_str()), ("words", "Ab Januar")];
        assert_eq!(baunatal.post("/projects/V1/takeover", &sent).await.status, 303);
        baunatal.get("/projects/V1").await;
        assert_eq!(baunatal.post("/projects/V1/takeover", &sent).await.status, 303, "twice is once");
        let scope = house.scratch.store.tenant(house.north.id);
        let taken = list_takeovers(&mut scope.read().await.expect("begins")).await.expect("read");
        assert_eq!(
            (taken.len(), taken[0].organisation, taken[0].words.as_str()),
            (1, baunatal_id, "Ab Januar")
        );
        let need = taken[0].need.expect("linked");
        let of_need =
            list_projects_of_need(&mut scope.read().await.expect("begins"), need).await.expect("read");
        assert_eq!(of_need, [("V1".to_owned(), true)]);
        let mails = house.mails(house.north.id).await;
        assert!(
            mails.iter().any(|(to, text)| to == "berta.beck@example.org" && text.contains("Ab Januar")),
            "{mails:?}"
        );

        let said =
            [("words", "Wie lange hat die Einrichtung gedauert?"), ("id", &Id::of_name("said").to_string())];
        baunatal.get("/projects/V1").await;
        assert_eq!(baunatal.post("/projects/V1/comments", &said).await.status, 303);
        assert_eq!(baunatal.post("/projects/V1/comments", &said).await.status, 303);
        let page = baunatal.get("/projects/V1").await.text;
        assert_eq!(page.matches("Wie lange hat die Einrichtung").count(), 2, "once to read, once to change");
        let at = format!("/projects/V1/comments/{}", Id::of_name("said"));
        vellmar.get("/projects/V1").await;
        assert_eq!(vellmar.post(&at, &[("words", "Gekapert")]).await.status, 404);
        assert_eq!(vellmar.post(&format!("{at}/withdrawal"), &[]).await.status, 404);
        assert_eq!(baunatal.post(&at, &[("words", "Hat das lange gedauert?")]).await.status, 303);
        let (_, mut office) = house.somebody(Role::Office).await;
        office.get("/projects/V1").await;
        assert_eq!(office.post(&format!("{at}/withdrawal"), &[]).await.status, 303);
        let page = house.browser().get("/projects/V1").await.text;
        assert!(page.contains("Dieser Beitrag wurde zurückgezogen") && !page.contains("Hat das lange"));

        baunatal.get("/projects/V1").await;
        let body = baunatal_id.to_string();
        let end = [("organisation", body.as_str())];
        assert_eq!(baunatal.post("/projects/V1/takeover/end", &end).await.status, 303);
        assert!(list_takeovers(&mut scope.read().await.expect("begins")).await.expect("read").is_empty());
    }
}

#[tokio::test]
async fn two_at_once_lose_nothing_and_a_publiccode_is_whole_or_says_what_it_lacks() {
    for house in houses(&[], features).await {
        let (_, mut fulda) = town(&house, FULDA, "Anna Anker").await;
        fulda.get("/projects/new").await;
        let begun = fulda.post("/projects/new", &with(WHOLE, &[("do", "publish")])).await;
        assert_eq!(begun.location, "/projects/V1", "{}", begun.text);
        fulda.get("/projects/V1/edit").await;
        let edition = {
            let scope = house.scratch.store.tenant(house.north.id);
            let found = find_project(&mut scope.read().await.expect("begins"), "V1").await.expect("read");
            found.expect("there").edition.to_string()
        };
        let mut fields: Vec<(&str, &str)> =
            WHOLE.iter().copied().filter(|(name, _)| *name != "edition").collect();
        fields.push(("edition", &edition));
        assert_eq!(fulda.post("/projects/V1/edit", &fields).await.status, 303);
        let stale = fulda.post("/projects/V1/edit", &fields).await;
        assert_eq!(stale.status, 422);
        assert!(stale.text.contains("Jemand anderes hat das Vorhaben inzwischen geändert"));
        let emptied: Vec<(&str, &str)> =
            fields.iter().copied().filter(|(name, _)| *name != "description").collect();
        let refused = fulda.post("/projects/V1/edit", &emptied).await;
        assert!(
            refused.status == 422 && refused.text.contains("mindestens 40 Zeichen"),
            "{}",
            refused.status
        );

        assert_eq!(fulda.get("/projects/V1/publiccode.yml").await.status, 409);
        let next = (edition.parse::<i64>().expect("a number") + 1).to_string();
        let long = "Seit März melden Halterinnen ihre Hunde im Browser an. ".repeat(4);
        let mut whole: Vec<(&str, &str)> =
            emptied.into_iter().filter(|(name, _)| *name != "edition").collect();
        whole.extend([("edition", next.as_str()), ("description", &long)]);
        whole.extend([("source_url", "https://code.example/hund.git"), ("licence", "EUPL-1.2")]);
        fulda.get("/projects/V1/edit").await;
        assert_eq!(fulda.post("/projects/V1/edit", &whole).await.status, 303);
        let file = house.browser().get("/projects/V1/publiccode.yml").await;
        assert!(
            file.text.contains("publiccodeYmlVersion: \"0.7\"")
                && file.text.contains("usedBy:\n  - \"Fulda\"")
        );
        assert!(!file.text.contains("Berta Beck"), "the contact is not for everybody");
    }
}

#[tokio::test]
async fn only_published_projects_of_others_are_taken_over() {
    for scratch in
        rathaus_store::testing::both(&[rathaus_people::MIGRATIONS, rathaus_forum::MIGRATIONS]).await
    {
        let scope = scratch.store.tenant(rathaus_store::TenantId(Id::of_name("north")));
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let one = ensure_municipality(&mut change, FULDA.parse().expect("a key")).await.expect("kept");
        let other = ensure_municipality(&mut change, VELLMAR.parse().expect("a key")).await.expect("kept");
        let text = ProjectText { title: "Akte".into(), ..ProjectText::default() };
        let (id, label) = insert_project(&mut change, one, &text).await.expect("kept");
        let (_, next) = insert_project(&mut change, one, &text).await.expect("kept");
        assert_eq!((label.as_str(), next.as_str()), ("V1", "V2"));
        let mut take =
            async |who| save_takeover(&mut change, id, who, None, "", ("A", None)).await.expect("kept");
        assert!(!take(other).await, "a draft");
        assert!(!take(one).await, "its own");
        assert!(set_state(&mut change, id, ProjectState::Published).await.expect("kept"));
        assert!(!set_state(&mut change, id, ProjectState::Published).await.expect("kept"), "is so already");
        assert!(save_takeover(&mut change, id, other, None, "", ("A", None)).await.expect("kept"));
        assert!(end_takeover(&mut change, id, other).await.expect("kept"));
        assert!(!end_takeover(&mut change, id, other).await.expect("kept"), "ended already");
        assert!(save_takeover(&mut change, id, other, None, "doch", ("A", None)).await.expect("kept"));
        let all = list_takeovers(&mut change).await.expect("read");
        assert_eq!((all.len(), all[0].words.as_str()), (1, "doch"));
        change.commit(Record::new("project.begun", id)).await.expect("kept");
    }
}
