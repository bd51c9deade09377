//! Both sides of a meeting are asked what came of it, answer with one click, and a trial becomes a project.

use jiff::SignedDuration;
use rathaus_forum::model::outcome::{OutcomeKind, Reason, Side};
use rathaus_forum::store::outcome::{Outcome, Pair, Said, list_outcomes, save_outcome};
use rathaus_people::organisation::{NewOrganisation, OrganisationKind};

use super::*;

/// The round of 22 September with a town and a firm, each with somebody who speaks for it; the clock on the day after.
struct Met {
    round: Id,
    town: Id,
    supplier: Id,
    anna: Browser,
    firm: Browser,
}

async fn met(house: &House) -> Met {
    house.pass(SignedDuration::from_hours(24 * 114));
    let (town, anna) = town(house, FULDA, "Anna Anker").await;
    let new = NewOrganisation::named(OrganisationKind::Supplier, "Boje GmbH");
    let supplier = house.organisation(house.north.id, &new).await;
    let person = house.person(house.north.id, "Bo Boje", &[]).await;
    house.seat(house.north.id, person, supplier, Role::Representative).await;
    let firm = house.signed_in(house.north.id, person, true).await;
    let round = needs(house, town).await;
    Met { round, town, supplier, anna, firm }
}

async fn office(house: &House) -> Browser {
    let person = house.person(house.north.id, "Olga Office", &[Role::Office]).await;
    house.signed_in(house.north.id, person, true).await
}

async fn kept(house: &House, round: Id) -> Vec<Outcome> {
    let scope = house.scratch.store.tenant(house.north.id);
    list_outcomes(&mut scope.read().await.expect("begins"), round).await.expect("read")
}

async fn of(house: &House, met: &Met, side: Side, month: u8) -> Outcome {
    let all = kept(house, met.round).await;
    all.into_iter().find(|one| one.side == side && one.month == month).expect("asked")
}

/// The first link of a mail that begins so, below the tenant.
fn link(text: &str, begin: &str) -> String {
    let at = text.find(begin).unwrap_or_else(|| panic!("{begin} in {text}"));
    text[at..].split([' ', '\n', '"']).next().expect("a link").trim_end().to_owned()
}

async fn ask(house: &House, office: &mut Browser, key: &str) {
    office.get("/rounds/2026/outcomes").await;
    let asked = office.post("/rounds/2026/outcomes/questions", &[("key", key)]).await;
    assert_eq!(asked.status, 303, "{}", asked.text);
    house.work().await;
}

#[tokio::test]
async fn both_sides_answer_with_one_click_and_a_trial_becomes_a_project() {
    for house in houses(&[], features).await {
        let mut met = met(&house).await;
        let mut office = office(&house).await;
        let empty = office.get("/rounds/2026/outcomes").await;
        assert!(empty.text.contains("Noch keine Begegnungen"), "{}", empty.text);
        assert_eq!(office.get("/rounds/2026/outcomes/new").await.status, 200);
        let (town, supplier) = (met.town.to_string(), met.supplier.to_string());
        let twisted = [("town", supplier.as_str()), ("supplier", town.as_str())];
        assert_eq!(office.post("/rounds/2026/outcomes/new", &twisted).await.status, 422);
        let pair = [("town", town.as_str()), ("supplier", supplier.as_str())];
        let added = office.post("/rounds/2026/outcomes/new", &pair).await;
        assert_eq!(added.status, 303, "{}", added.text);
        office.get("/rounds/2026/outcomes/new").await;
        assert_eq!(office.post("/rounds/2026/outcomes/new", &pair).await.location, added.location);
        assert_eq!(kept(&house, met.round).await.len(), 2);

        ask(&house, &mut office, "erste Frage").await;
        let mails = house.mails(house.north.id).await;
        let of_town: Vec<_> = mails.iter().filter(|(to, _)| to == "anna.anker@example.org").collect();
        assert_eq!((mails.len(), of_town.len()), (2, 1), "{mails:?}");
        assert!(of_town[0].1.contains("Boje GmbH") && of_town[0].1.contains("Erprobung"), "{mails:?}");
        ask(&house, &mut office, "zweite Frage").await;
        assert_eq!(house.mails(house.north.id).await.len(), 2, "nobody is asked twice");

        // The link opens without an account, shows the answer chosen, and changes nothing.
        let question = of(&house, &met, Side::Town, 0).await;
        let all = link(&of_town[0].1, "http://localhost/outcome/");
        let base = all.strip_prefix("http://localhost").expect("here").split('/').take(3).collect::<Vec<_>>();
        let base = base.join("/");
        let mut stranger = house.browser();
        let one = format!("{base}/{}", question.id);
        let chosen = stranger.get(&format!("{one}?result=pilot")).await;
        assert_eq!(chosen.status, 200, "{}", chosen.text);
        assert!(chosen.text.contains("value=\"pilot\" checked"), "{}", chosen.text);
        assert_eq!(of(&house, &met, Side::Town, 0).await.kind, None, "opening answers nothing");
        let edition = question.edition.to_string();
        let nothing = [("result", "nothing"), ("edition", edition.as_str())];
        let refused = stranger.post(&one, &nothing).await;
        assert!(refused.status == 422 && refused.text.contains("Wählen Sie aus, woran es lag"));
        let pilot = [("result", "pilot"), ("words", "Seit <b>Oktober</b>"), ("edition", edition.as_str())];
        assert_eq!(stranger.post(&one, &pilot).await.status, 303);
        let shown = stranger.get(&base).await;
        assert!(
            shown.text.contains("Seit &lt;b&gt;Oktober") && shown.text.contains("Als Vorhaben beschreiben")
        );
        assert_eq!(stranger.post(&one, &pilot).await.status, 303, "twice is once");
        let late = [("result", "meeting"), ("edition", edition.as_str())];
        let late = stranger.post(&one, &late).await;
        assert!(late.status == 422 && late.text.contains("Jemand anderes hat inzwischen geantwortet"));
        let said = of(&house, &met, Side::Town, 0).await;
        assert_eq!((said.kind, said.edition), (Some(OutcomeKind::Pilot), question.edition + 1));
        assert_eq!(said.said_by, "anna.anker@example.org");
        let other = of(&house, &met, Side::Supplier, 0).await;
        assert_eq!(stranger.get(&format!("{base}/{}", other.id)).await.status, 404, "the other side's");
        assert_eq!(house.browser().get(&format!("/t/south{base}")).await.status, 410);

        // A trial becomes the draft of a project, once.
        stranger.get(&base).await;
        assert_eq!(stranger.post(&format!("{one}/project"), &[]).await.location, base);
        stranger.get(&base).await;
        assert_eq!(stranger.post(&format!("{one}/project"), &[]).await.status, 303);
        let draft = met.anna.get("/projects/V1").await;
        assert!(draft.text.contains("Boje GmbH") && draft.text.contains("Entwurf"), "{}", draft.text);
        assert_eq!(met.anna.get("/projects/V2").await.status, 404);

        // The firm answers signed in; it begins no project for the town.
        let own = format!("/rounds/2026/outcome/{supplier}");
        assert!(met.firm.get(&own).await.text.contains("Fulda"));
        assert_eq!(met.firm.get(&format!("/rounds/2026/outcome/{town}")).await.status, 404);
        let answer = [("result", "nothing"), ("reason", "silence"), ("edition", "1")];
        assert_eq!(met.firm.post(&format!("{own}/{}", other.id), &answer).await.status, 303);
        assert_eq!(of(&house, &met, Side::Supplier, 0).await.reason, Some(Reason::Silence));
        met.firm.get(&own).await;
        assert_eq!(met.firm.post(&format!("{own}/{}/project", other.id), &[]).await.status, 404);

        let page = office.get("/rounds/2026/outcomes").await;
        assert!(
            page.text.contains("Gegenüber hat sich nicht gemeldet") && page.text.contains("V1"),
            "{}",
            page.text
        );
        for query in
            ["?result=pilot&side=supplier", "?missing=town", "?format=csv", "?format=xlsx", "?lang=en"]
        {
            assert_eq!(office.get(&format!("/rounds/2026/outcomes{query}")).await.status, 200, "{query}");
        }
        assert!(office.get("/rounds/2026/outcomes?format=csv").await.text.contains("Boje GmbH"));
    }
}

#[tokio::test]
async fn months_later_it_is_asked_again_with_one_reminder() {
    for house in houses(&[], features).await {
        let mut met = met(&house).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        let pair = Pair { round: met.round, town: met.town, supplier: met.supplier };
        let said = Said { kind: OutcomeKind::Contract, reason: None, words: "", by: "Bo", person: None };
        let id = save_outcome(&mut change, pair, Side::Supplier, 0, &said).await.expect("kept");
        let meeting = Said { kind: OutcomeKind::Meeting, ..said };
        save_outcome(&mut change, pair, Side::Town, 0, &meeting).await.expect("kept");
        change.commit(Record::new("outcome.said", id)).await.expect("kept");
        let mut office = office(&house).await;
        ask(&house, &mut office, "gleich danach").await;
        assert_eq!(house.mails(house.north.id).await.len(), 0, "both have answered");

        house.pass(SignedDuration::from_hours(24 * 91));
        let mut office = self::office(&house).await;
        ask(&house, &mut office, "drei Monate").await;
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.len(), 1, "who has a contract is not asked again: {mails:?}");
        assert!(mails[0].1.contains("vor drei Monaten") && mails[0].0 == "anna.anker@example.org");
        assert_eq!(of(&house, &met, Side::Town, 3).await.kind, None);
        house.pass(SignedDuration::from_hours(24 * 14));
        let mut office = self::office(&house).await;
        for key in ["Erinnerung 1", "Erinnerung 2"] {
            ask(&house, &mut office, key).await;
        }
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.len(), 2, "one reminder: {mails:?}");

        // What was said at an earlier question stays.
        let first = of(&house, &met, Side::Town, 0).await;
        let own = format!("/rounds/2026/outcome/{}", met.town);
        let person = house.person(house.north.id, "Anna Anker", &[]).await;
        met.anna = house.signed_in(house.north.id, person, true).await;
        assert_eq!(met.anna.get(&format!("{own}/{}", first.id)).await.status, 409);

        // The office notes what it heard; two at once do not overwrite each other.
        let at = format!("/rounds/2026/outcomes/{}", first.id);
        let page = office.get(&at).await;
        assert!(page.text.contains("nach 3 Monaten"), "{}", page.text);
        let heard = [
            ("side", "town"),
            ("month", "3"),
            ("result", "nothing"),
            ("reason", "money"),
            ("edition.town.3", "1"),
        ];
        assert_eq!(office.post(&at, &heard[..3]).await.status, 422, "without a reason");
        assert_eq!(office.post(&at, &heard).await.status, 303);
        office.get(&at).await;
        let stale = office.post(&at, &heard).await;
        assert!(stale.status == 422 && stale.text.contains("Jemand anderes"), "{}", stale.text);
        assert_eq!(of(&house, &met, Side::Town, 3).await.reason, Some(Reason::Money));
        // The supplier has a contract, so the office may begin a project for the town.
        let begun = office.post(&format!("{at}/project"), &[]).await;
        assert_eq!(begun.location, "/projects/V1/edit", "{}", begun.text);

        house.pass(SignedDuration::from_hours(24 * 90));
        let mut office = self::office(&house).await;
        ask(&house, &mut office, "sechs Monate").await;
        assert_eq!(house.mails(house.north.id).await.len(), 2, "a last word is a last word");
    }
}
