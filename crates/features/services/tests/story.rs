//! A citizen applies with a link, is asked for more, gets a decision of two persons; an application that nobody decides
//! is decided by its deadline.

use crate::money_parts::*;
use jiff::SignedDuration;
use rathaus_people::testing::{House, houses};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};

/// Takes an example over and publishes it.
async fn publish(office: &mut Browser, slug: &str) {
    assert_eq!(office.get("/cases/services").await.status, 200);
    let taken = office.post(&format!("/cases/services/examples/{slug}"), &[]).await;
    assert_eq!(taken.location, format!("/cases/services/{slug}"), "{}", taken.text);
    assert_eq!(office.get(&taken.location).await.status, 200);
    let shown = office.post(&format!("/cases/services/{slug}/publication"), &[("public", "yes")]).await;
    assert_eq!(shown.location, "/cases/services", "{}", shown.text);
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

const ME: &[(&str, &str)] = &[
    ("f.name", "Ada Amt"),
    ("f.anschrift.street", "Marktplatz"),
    ("f.anschrift.number", "1"),
    ("f.anschrift.postcode", "34369"),
    ("f.anschrift.place", "Hofgeismar"),
    ("f.email", "ada@example.org"),
];
const DOG: &[(&str, &str)] = &[
    ("f.rufname", "Bello"),
    ("f.rasse", "Dackel"),
    ("f.wurftag", "2026-01-05"),
    ("f.seit", "2026-05-01"),
    ("f.erster", "yes"),
    ("f.gefaehrlich", "no"),
];

/// Hands in what is filled in; gives the address of the application.
async fn hand_in(browser: &mut Browser, form: &str) -> Shown {
    let review = browser.get(&format!("{form}/review")).await;
    assert!(!review.text.contains("id=\"mistakes\""), "{}", review.text);
    let (draft, edition) = (value(&review, "draft"), value(&review, "edition"));
    let fields = [("draft", draft.as_str()), ("edition", edition.as_str())];
    let done = browser.post(&format!("{form}/review"), &fields).await;
    assert_eq!(done.location, format!("{form}/done"), "{}", done.text);
    // Sent twice it is one application.
    let again = browser.post(&format!("{form}/review"), &fields).await;
    assert_eq!(again.location, done.location);
    browser.get(&done.location).await
}

async fn begin(browser: &mut Browser, slug: &str) -> String {
    let page = browser.get(&format!("/services/{slug}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let begun = browser.post(&format!("/services/{slug}/applications"), &[]).await;
    assert!(begun.location.starts_with("/applications/"), "{} {}", begun.status, begun.text);
    begun.location.strip_suffix("/form").expect("the form").to_owned()
}

async fn register_dog(browser: &mut Browser) -> String {
    let base = begin(browser, "hund-anmelden").await;
    let form = format!("{base}/form");
    let sent = send(browser, &form, "antragsteller", ME).await;
    assert_eq!(sent.location, format!("{form}/pages/hund"), "{}", sent.text);
    let sent = send(browser, &form, "hund", DOG).await;
    assert_eq!(sent.location, format!("{form}/pages/ende"), "{}", sent.text);
    let end = browser.get(&sent.location).await;
    let version = value(&end, "f.richtig");
    let sent = send(browser, &form, "ende", &[("f.befreiung", "keine"), ("f.richtig", &version)]).await;
    assert_eq!(sent.location, format!("{form}/review"), "{}", sent.text);
    let receipt = hand_in(browser, &form).await;
    assert!(receipt.text.contains("HUND-2026-00001"), "{}", receipt.text);
    base
}

async fn task(browser: &mut Browser, number: &str) -> String {
    value(&browser.get(&format!("/cases/{number}")).await, "task")
}

async fn to(house: &House, what: &str) -> usize {
    house
        .mails(house.north.id)
        .await
        .iter()
        .filter(|(to, text)| to == "ada@example.org" && text.contains(what))
        .count()
}

#[tokio::test]
async fn a_dog_is_registered_by_a_citizen_and_two_clerks() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        let second = house.person(house.north.id, "Otto Ober", &[Role::Office]).await;
        let mut otto = house.signed_in(house.north.id, second, true).await;
        publish(&mut rita, "hund-anmelden").await;

        // Citizens' words find it, and it is found by nobody who looks for something else.
        let mut ada = house.browser();
        let found = ada.get("/services?q=Hundesteuer").await;
        assert!(found.text.contains("Hund anmelden"), "{}", found.text);
        let base = register_dog(&mut ada).await;
        house.work().await;
        assert_eq!(to(&house, "HUND-2026-00001").await, 1, "one receipt by mail");

        // Whoever has no link sees nothing; the office finds it.
        assert_eq!(house.browser().get("/cases/HUND-2026-00001").await.status, 303);
        assert_eq!(ada.get("/cases").await.status, 303);
        let list = rita.get("/cases?q=ada+amt").await;
        assert!(list.text.contains("HUND-2026-00001"), "{}", list.text);
        let csv = rita.get("/cases?format=csv").await;
        assert!(csv.text.contains("HUND-2026-00001;") && csv.text.contains("Ada Amt"), "{}", csv.text);

        let number = "HUND-2026-00001";
        assert_eq!(act(&mut rita, number, &[("do", "take")]).await.status, 303);
        let asked =
            [("do", "correct"), ("missing", "Bitte nennen Sie die Nummer des Chips."), ("days", "14")];
        assert_eq!(act(&mut rita, number, &asked).await.status, 303);
        let due = rita.get("/cases/deadlines").await;
        assert!(due.text.contains("ruht seit"), "{}", due.text);
        house.work().await;
        assert_eq!(to(&house, "fehlt uns noch etwas").await, 1);

        let status = ada.get(&base).await;
        assert!(
            status.text.contains("Nummer des Chips") && status.text.contains("wir warten auf Sie"),
            "{}",
            status.text
        );
        let form = format!("{base}/form");
        assert_eq!(ada.post(&format!("{form}/correction"), &[]).await.status, 303);
        let mut more = DOG.to_vec();
        more.push(("f.chip", "276098102345678"));
        send(&mut ada, &form, "hund", &more).await;
        hand_in(&mut ada, &form).await;

        // What was seen before the answer came is overtaken, and what was typed stands there again.
        let old = [("seen", "1"), ("do", "note"), ("note", "Chip fehlt weiterhin")];
        let overtaken = rita.post(&format!("/cases/{number}/events"), &old).await;
        assert_eq!(overtaken.status, 409);
        assert!(
            overtaken.text.contains("Chip fehlt weiterhin")
                && overtaken.text.contains("inzwischen bearbeitet")
        );

        let open = task(&mut rita, number).await;
        let early =
            act(&mut rita, number, &[("do", "approve"), ("reasons", "Passt."), ("conditions", "")]).await;
        assert_eq!(early.status, 409, "{}", early.text);
        let done = [("do", "done"), ("task", open.as_str()), ("outcome", "good"), ("words", "Chip stimmt")];
        assert_eq!(act(&mut rita, number, &done).await.status, 303);
        let wrong = act(&mut rita, number, &[("do", "refuse"), ("reasons", ""), ("conditions", "")]).await;
        wrong.sums_up_mistakes();
        let propose = [
            ("do", "approve"),
            ("reasons", "Die Hundesteuer wird festgesetzt."),
            ("conditions", "Die Marke ist sichtbar zu tragen.\n\nUmzug melden."),
        ];
        assert_eq!(act(&mut rita, number, &propose).await.status, 303);
        let page = rita.get(&format!("/cases/{number}")).await;
        assert!(page.text.contains("Eine andere Person gibt es frei"), "{}", page.text);
        let decision = value(&otto.get(&format!("/cases/{number}")).await, "decision");
        let decide = [("do", "decide"), ("decision", decision.as_str())];
        let alone = act(&mut rita, number, &decide).await;
        assert_eq!(alone.status, 409, "{}", alone.text);
        assert!(alone.text.contains("Wer vorschlägt, kann nicht freigeben"));
        assert!(
            !ada.get(&base).await.text.contains("Die Hundesteuer wird festgesetzt"),
            "nothing before it is decided"
        );
        assert_eq!(act(&mut otto, number, &decide).await.status, 303);
        house.work().await;

        let status = ada.get(&base).await;
        for words in ["genehmigt", "Die Hundesteuer wird festgesetzt", "Umzug melden", "72,00"] {
            assert!(status.text.contains(words), "{words}: {}", status.text);
        }
        assert!(!status.text.contains("Chip stimmt"), "what the office notes is not the applicant's");
        assert_eq!(to(&house, "ist entschieden").await, 1);
        assert_eq!(act(&mut rita, number, &[("do", "close")]).await.status, 303);
        assert_eq!(act(&mut rita, number, &[("do", "close")]).await.status, 409);
        let closed = ada.post(&format!("{base}/withdrawal"), &[]).await;
        assert_eq!(closed.status, 409, "{}", closed.text);

        // In the other tenant nothing of it is found.
        let stranger = house.person(house.south.id, "Süd", &[Role::Office]).await;
        let mut south = house.signed_in(house.south.id, stranger, true).await;
        assert_eq!(south.get(&format!("/t/south/cases/{number}")).await.status, 404);
        assert_eq!(south.get(&format!("/t/south{base}")).await.status, 410);
        assert_eq!(south.get("/t/south/services/hund-anmelden").await.status, 404);
    }
}

#[tokio::test]
async fn what_nobody_decides_the_deadline_decides() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        publish(&mut rita, "bewohnerparkausweis").await;
        publish(&mut rita, "bauschutt-genehmigen").await;
        // The office types in what came on paper.
        rita.get("/services/bauschutt-genehmigen").await;
        let begun = rita.post("/services/bauschutt-genehmigen/applications", &[("channel", "paper")]).await;
        let form = begun.location.clone();
        let base = form.strip_suffix("/form").expect("the form").to_owned();
        send(&mut rita, &form, "antragsteller", ME).await;
        let plot = [
            ("f.grundstueck", "Hofgeismar, Flur 3, 12/4"),
            ("f.menge", "12,5"),
            ("f.klasse", "rc1"),
            ("f.schutzgebiet", "yes"),
        ];
        // Files are obligatory; without them the review says so.
        send(&mut rita, &form, "vorhaben", &plot).await;
        let review = rita.get(&format!("{form}/review")).await;
        assert!(review.text.contains("Lageplan"), "{}", review.text);
        assert!(rita.get(&base).await.text.contains("noch nicht abgeschickt"));
        assert_eq!(rita.get("/cases").await.status, 200);

        house.pass(SignedDuration::from_hours(24 * 100));
        house.work().await;
    }
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        publish(&mut rita, "hund-anmelden").await;
        let mut ada = house.browser();
        register_dog(&mut ada).await;
        let (_, mut reader) = house.somebody(Role::Reader).await;
        assert_eq!(reader.get("/cases/HUND-2026-00001").await.status, 200);
        assert_eq!(reader.get("/cases/services").await.status, 403);
        assert!(
            !reader.get("/cases").await.text.contains("Leistungen verwalten"),
            "no way to what is closed"
        );
        assert!(rita.get("/cases").await.text.contains("Leistungen verwalten"));
        let note = [("seen", "2"), ("do", "note"), ("note", "Hallo")];
        assert_eq!(
            reader.clone().with_token().post("/cases/HUND-2026-00001/events", &note).await.status,
            403
        );
        let (_, mut speaker) = house.somebody(Role::Representative).await;
        assert_eq!(speaker.get("/cases").await.status, 403);
        assert_eq!(speaker.get("/applications").await.status, 200);
        // Only the office says that something came on paper.
        ada.get("/services/hund-anmelden").await;
        let paper = [("channel", "paper")];
        assert_eq!(ada.post("/services/hund-anmelden/applications", &paper).await.status, 401);
        // A person's own application is nobody else's.
        let other = house.person(house.north.id, "Else Eigen", &[]).await;
        let mut own = house.signed_in(house.north.id, other, false).await;
        let base = begin(&mut own, "hund-anmelden").await;
        assert_eq!(own.get(&base).await.status, 200);
        assert_eq!(speaker.get(&base).await.status, 404);
        assert_eq!(ada.get(&base).await.status, 303);
        assert!(own.get("/applications").await.text.contains("Hund anmelden"));
    }
}
