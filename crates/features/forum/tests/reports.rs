//! What is told of a round: the report for the office and for everybody, figures for the press, rounds compared, open
//! data, and who was told what when.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use rathaus_forum::import::DemoStage;
use rathaus_forum::model::figures::Audience;
use rathaus_forum::model::talk_note::Feedback;
use rathaus_forum::store::invitation::list_invitations;
use rathaus_forum::store::need::{KeptNeed, list_needs, replace_needs};
use rathaus_forum::store::offer::list_offers;
use rathaus_forum::store::outcome::list_outcomes;
use rathaus_forum::store::personal::{export_event, forget_address};
use rathaus_forum::store::registration::list_delegates;
use rathaus_forum::store::supplier_invitation::list_supplier_invitations;
use rathaus_forum::store::supplier_letter::list_letters;
use rathaus_forum::store::talk_note::{list_notes, save_feedback, save_note};
use rathaus_forum::store::told::list_lines;
use rathaus_forum::survey::Written;
use rathaus_people::testing::{House, houses};
use rathaus_store::audit::verify::verify_lines;
use rathaus_store::{Actor, Id, Record};
use rathaus_web::Role;
use rathaus_web::testing::Shown;

use crate::furnishing::{features, furnish};

const BASE: &str = "/rounds/beispielrunde";

async fn needs(house: &House, round: Id) -> Vec<KeptNeed> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_needs(&mut view, round).await.expect("read")
}

/// The files of an archive by name, of which the bytes of a test's browser are text.
async fn archive(house: &House, path: &str, browser: &mut rathaus_web::testing::Browser) -> Shown {
    let shown = browser.get(path).await;
    assert_eq!(shown.status, 200, "{}", house.north.name);
    shown
}

/// Titles that a page for everybody may not say: of needs that are not released, unless a released one has the words.
fn secrets(needs: &[KeptNeed]) -> Vec<String> {
    let open: String = needs
        .iter()
        .filter(|need| need.written.is_public)
        .map(|need| format!("{} {} ", need.written.title, need.written.description))
        .collect();
    let titles = needs.iter().filter(|need| !need.written.is_public).map(|need| &need.written.title);
    // Short ones are words of areas, too.
    titles.filter(|title| title.chars().count() > 16 && !open.contains(title.as_str())).cloned().collect()
}

#[tokio::test]
async fn the_version_for_outside_names_nobody_unasked() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::After).await.round;
        let needs = needs(&house, round).await;
        let hidden = secrets(&needs);
        assert!(hidden.len() > 20, "the sample has needs that are not released: {}", hidden.len());
        let open = needs.iter().find(|need| need.written.is_public).expect("one is released");
        let mut stranger = house.browser();
        let page = stranger.get(&format!("{BASE}/report")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let csv = stranger.get(&format!("{BASE}/report/tables/needs?for=inside&format=csv")).await.text;
        let white = stranger.get(&format!("{BASE}/report/tables/white")).await.text;
        let file = stranger.get("/open-data/beispielrunde/needs.csv").await.text;
        for (what, text) in
            [("page", &page.text), ("table", &csv), ("white spots", &white), ("open data", &file)]
        {
            for title in &hidden {
                let shown = title.replace('&', "&amp;");
                assert!(!text.contains(title.as_str()) && !text.contains(&shown), "{what} says {title}");
            }
        }
        assert!(csv.contains(&open.written.title) && file.contains(&open.label));
        for key in [
            "response-bodies",
            "event-bodies",
            "jury-offers",
            "selection-invited",
            "matches-offers",
            "outcomes-pairs",
        ] {
            let table = stranger.get(&format!("{BASE}/report/tables/{key}?for=inside")).await;
            assert_eq!(table.status, 404, "{key} is for the office");
        }
        // No juror, no address and no body that only took part.
        let scope = house.scratch.store.tenant(house.north.id);
        let mut view = scope.read().await.expect("begins");
        let named: BTreeSet<&str> = needs
            .iter()
            .filter(|need| need.written.is_public)
            .map(|need| need.organisation_name.as_str())
            .collect();
        let silent = list_invitations(&mut view, round).await.expect("read");
        let silent: Vec<_> = silent
            .iter()
            .filter(|one| {
                one.answered_at.is_none() && one.name.len() > 8 && !named.contains(one.name.as_str())
            })
            .collect();
        assert!(silent.len() > 20);
        for one in silent {
            let cell = format!(">{}<", one.name);
            assert!(!page.text.contains(&cell), "{} did not answer, which is nobody's business", one.name);
        }
        let chosen = list_supplier_invitations(&mut view, round).await.expect("read");
        let chosen: BTreeSet<Id> = chosen.iter().map(|one| one.organisation).collect();
        for offer in list_offers(&mut view, round).await.expect("read") {
            if !chosen.contains(&offer.organisation) {
                assert!(!page.text.contains(&offer.supplier), "{} was not chosen", offer.supplier);
            }
        }
        drop(view);

        // A town that takes its consent back is gone from the next page on.
        let mut change = scope.change(Actor::Anonymous, house.now()).await.expect("begins");
        let own: Vec<Written> = needs
            .iter()
            .filter(|need| need.organisation == open.organisation)
            .map(|need| Written { is_public: false, ..need.written.clone() })
            .collect();
        replace_needs(&mut change, round, open.organisation, open.submission, &own).await.expect("kept");
        change.commit(Record::new("answer.submitted", round)).await.expect("kept");
        let file = stranger.get("/open-data/beispielrunde/needs.csv").await.text;
        assert!(!file.contains(&format!(";{};", open.label)), "{}", open.label);
    }
}

#[tokio::test]
async fn the_report_is_read_printed_and_taken_along() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::After).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        for path in [
            "/report",
            "/report?for=outside",
            "/report?lang=en",
            "/press",
            "/press?lang=en",
            "/told",
            "/told?kind=mail&sort=name",
            "/told?sort=what&dir=asc",
            "/report/tables/areas?format=xlsx",
        ] {
            let page = office.get(&format!("{BASE}{path}")).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
        }
        let page = office.get(&format!("{BASE}/report?lang=de")).await.text.replace("&#x2f;", "/");
        // Every figure and list has its file in the archive.
        let keys: Vec<&str> =
            page.split("/report/tables/").skip(1).filter_map(|rest| rest.split('?').next()).collect();
        for key in ["response-counties", "areas", "needs", "matches-areas", "selection-places", "event-kinds"]
        {
            assert!(keys.contains(&key), "{key} in {keys:?}");
        }
        for key in &keys {
            let csv = office.get(&format!("{BASE}/report/tables/{key}?for=inside&format=csv")).await;
            assert_eq!(csv.status, 200, "{key}");
            assert!(csv.text.lines().count() > 1, "{key} has rows");
        }
        assert!(!page.contains("<script>alert"), "what people wrote stays text");
        let shown = archive(&house, &format!("{BASE}/report/archive.zip?for=inside"), &mut office).await;
        assert!(shown.headers["content-disposition"].contains("bericht-beispielrunde-buero.zip"));

        // Not published, nobody else reads it; taking it back twice is once.
        let undo = [("undo", "yes")];
        for _ in 0..2 {
            assert_eq!(office.post(&format!("{BASE}/report/publication"), &undo).await.status, 303);
        }
        let stranger = house.browser().get(&format!("{BASE}/report")).await;
        assert!(stranger.location.contains("/sign-in"), "{} {}", stranger.status, stranger.location);
        office.get(&format!("{BASE}/report")).await;
        assert_eq!(office.post(&format!("{BASE}/report/publication"), &[]).await.status, 303);
        assert_eq!(house.browser().get(&format!("{BASE}/report")).await.status, 200);
        let told = office.get(&format!("{BASE}/told?kind=public")).await.text;
        assert!(told.contains("Bericht veröffentlicht") && told.contains("Bericht zurückgenommen"));
    }
}

#[tokio::test]
async fn an_archive_holds_a_csv_for_every_table() {
    use rathaus_forum::reporting::{Desk, Material, files, sections};
    use rathaus_forum::store::round::find_round;
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::After).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let mut view = scope.read().await.expect("begins");
        let round = find_round(&mut view, "beispielrunde").await.expect("read").expect("there");
        let known = Material::load(&mut view, round, house.now()).await.expect("read");
        for lang in rathaus_web::Lang::ALL {
            let texts = house.app.texts(lang);
            for audience in [Audience::Inside, Audience::Outside] {
                let made = sections(&Desk { known: &known, audience, texts }).expect("texts");
                let packed = files(&made, lang);
                let tables: usize = made.iter().map(|section| section.blocks.len()).sum();
                assert_eq!(packed.len(), tables, "each table has a name of its own");
                let bytes = rathaus_forum::input::archive::pack(&packed).expect("packed");
                let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
                for block in made.iter().flat_map(|section| &section.blocks) {
                    let mut text = String::new();
                    let mut file = zip.by_name(&format!("{}.csv", block.key)).expect("its file");
                    file.read_to_string(&mut text).expect("text");
                    let mut reader = csv::ReaderBuilder::new()
                        .delimiter(b';')
                        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
                    assert_eq!(reader.headers().expect("a head").len(), block.table.columns.len());
                    assert_eq!(reader.records().count(), block.table.rows.len(), "{}", block.key);
                }
            }
        }
    }
}

#[tokio::test]
async fn every_letter_and_publication_has_its_line() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::Event).await.round;
        let (_, mut office) = house.somebody(Role::Office).await;
        let scope = house.scratch.store.tenant(house.north.id);
        let open = {
            let mut view = scope.read().await.expect("begins");
            let all = list_supplier_invitations(&mut view, round).await.expect("read");
            all.into_iter().find(|one| one.answered_at.is_none()).expect("one still thinks")
        };
        let own = format!("{BASE}/suppliers/{}", open.id);
        office.get(&own).await;
        let contact = [("email", "ada@anker.example"), ("name", "Ada <b>"), ("function", "Chefin")];
        assert_eq!(office.post(&format!("{own}/contacts"), &contact).await.status, 303);
        assert_eq!(office.post(&format!("{own}/links"), &[]).await.status, 303);
        house.work().await;
        let list = office.get(&format!("{BASE}/told?organisation={}", open.organisation)).await;
        assert_eq!(list.status, 200);
        assert!(
            list.text.contains("ada@anker.example") && list.text.contains("Ada &lt;b&gt;"),
            "{}",
            list.text
        );
        let csv = office.get(&format!("{BASE}/told?format=csv")).await.text;
        let mut view = scope.read().await.expect("begins");
        let letters = list_letters(&mut view, round).await.expect("read");
        for letter in &letters {
            assert!(csv.contains(&letter.email), "{}", letter.email);
        }
        // The mail that was just caused names its record, with the hash that the chain has.
        let lines = list_lines(&mut view, round).await.expect("read");
        let invited = lines.iter().rfind(|line| line.action == "supplier.invited").expect("recorded");
        let line = csv.lines().find(|line| line.contains("ada@anker.example")).expect("its line");
        let rest = csv.split(line).nth(1).unwrap_or_default();
        assert!(
            line.contains(&invited.hash) || rest.contains(&invited.hash),
            "the words of a mail may fill several lines: {line}"
        );
        drop(view);

        // What is handed out is what the chain holds, and a changed line is found.
        let chain = office.get(&format!("{BASE}/told/chain.jsonl")).await.text;
        assert_eq!(chain.lines().count(), lines.len());
        let mut view = house.scratch.store.system().read().await.expect("begins");
        let (read, faults) = verify_lines(&mut view, &chain).await.expect("read");
        assert_eq!((read, faults.len()), (lines.len() as u64, 0), "{faults:?}");
        let forged = chain.replace("supplier.invited", "supplier.refused");
        assert!(!verify_lines(&mut view, &forged).await.expect("read").1.is_empty());
    }
}

#[tokio::test]
async fn questions_about_outcomes_have_their_lines() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::After).await;
        // Long enough that whoever has not answered is reminded.
        house.pass(jiff::SignedDuration::from_hours(20 * 24));
        let (_, mut office) = house.somebody(Role::Office).await;
        office.get(&format!("{BASE}/outcomes")).await;
        let asked = office.post(&format!("{BASE}/outcomes/questions"), &[("key", "erste Frage")]).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        house.work().await;
        let mails = house.mails(house.north.id).await;
        assert!(!mails.is_empty(), "somebody has not answered");
        let csv = office.get(&format!("{BASE}/told?format=csv")).await.text;
        for (to, _) in &mails {
            let line = csv.lines().find(|line| line.contains(to.as_str())).expect("its line");
            assert!(line.contains("Frage nach dem Ergebnis"), "{line}");
        }
        assert!(!csv.contains("Nach Ergebnissen gefragt"), "a record that has its mail has no second line");
    }
}

#[tokio::test]
async fn the_report_says_what_came_of_the_meetings() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::After).await.round;
        let (_, mut office) = house.somebody(Role::Office).await;
        let page = office.get(&format!("{BASE}/report")).await.text;
        assert!(
            page.contains("Was daraus wurde") && page.contains("Stand der Begegnungen nach Monaten"),
            "{page}"
        );
        let table = |key: &str| format!("{BASE}/report/tables/{key}");
        let pairs = office.get(&table("outcomes-pairs")).await.text;
        let scope = house.scratch.store.tenant(house.north.id);
        let met = list_outcomes(&mut scope.read().await.expect("begins"), round).await.expect("read");
        let met: BTreeSet<(Id, Id)> = met.iter().map(|one| (one.town, one.supplier)).collect();
        assert_eq!(pairs.lines().count(), met.len() + 1, "{pairs}");
        // Every pair stands in one column of each question, for everybody.
        let months = house.browser().get(&table("outcomes-months")).await.text;
        for line in months.lines().skip(1) {
            let sum: usize =
                line.split(';').skip(1).map(|n| n.trim().parse::<usize>().expect("a count")).sum();
            assert_eq!(sum, met.len(), "{line}");
        }
        assert_eq!(months.lines().count(), 3, "right after the event and three months later: {months}");
        assert!(office.get(&table("outcomes-reasons")).await.text.lines().count() > 2);
    }
}

#[tokio::test]
async fn what_somebody_noted_comes_along_and_their_own_words_go() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::After).await.round;
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        let mut note =
            list_notes(&mut change, round).await.expect("read").into_iter().next().expect("a note");
        note.noted.own_words = "Nur für mich".into();
        note.noted.words = "Für beide".into();
        assert!(save_note(&mut change, round, &note).await.expect("kept"));
        let said = Feedback { day: Some(4), good: "Der Kaffee".into(), ..Feedback::default() };
        save_feedback(&mut change, round, note.delegate, &said).await.expect("kept");
        change.commit(Record::new("talk.noted", note.talk)).await.expect("kept");
        let mut view = scope.read().await.expect("begins");
        let people = list_delegates(&mut view, round).await.expect("read");
        let email = people.iter().find(|one| one.id == note.delegate).expect("came").email.clone();
        let told = export_event(&mut view, &email.to_uppercase()).await.expect("read");
        let notes = told["notes"].as_array().expect("a list");
        assert!(notes.iter().any(|one| one["own_words"] == "Nur für mich"), "{told}");
        assert!(told["feedback"].as_array().is_some_and(|all| all.iter().any(|one| one["day_score"] == "4")));
        drop(view);

        let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
        forget_address(&mut change, &email).await.expect("runs");
        change.commit(Record::new("person.deleted", note.delegate)).await.expect("kept");
        let mut view = scope.read().await.expect("begins");
        let kept = list_notes(&mut view, round).await.expect("read");
        let kept = kept.iter().find(|one| one.talk == note.talk && one.side == note.side).expect("stays");
        assert_eq!((kept.noted.own_words.as_str(), kept.noted.words.as_str()), ("", "Für beide"));
        assert_eq!(export_event(&mut view, &email).await.expect("read")["notes"], serde_json::json!([]));
    }
}

#[tokio::test]
async fn open_data_are_there_when_the_office_says_so() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Areas).await;
        let mut stranger = house.browser();
        for path in ["/open-data", "/open-data/catalogue.jsonld", "/open-data/beispielrunde/needs.csv"] {
            assert_eq!(stranger.get(path).await.status, 404, "{path}");
        }
        let (_, mut office) = house.somebody(Role::Office).await;
        assert!(office.get("/open-data").await.text.contains("Noch nicht veröffentlicht"));
        office.get("/open-data/edit").await;
        let said = |contributor: &'static str| {
            [
                ("is_published", "yes"),
                ("licence", "dl-by"),
                ("publisher", "Region <Nord>"),
                ("contact", ""),
                ("email", "daten@nord.example"),
                ("contributor", contributor),
                ("edition", "0"),
            ]
        };
        let wrong = office.post("/open-data/edit", &said("a b")).await;
        wrong.sums_up_mistakes();
        assert!(wrong.text.contains("daten@nord.example"), "what was typed stays");
        assert_eq!(office.post("/open-data/edit", &said("nord")).await.status, 303);
        let late = office.post("/open-data/edit", &said("sued")).await;
        assert!(late.status == 422 && late.text.contains("Jemand anderes"), "{}", late.status);
        assert_eq!(stranger.get("/open-data").await.status, 200);
        let catalogue = stranger.get("/open-data/catalogue.jsonld").await;
        assert!(catalogue.headers["content-type"].starts_with("application/ld+json"));
        let document: serde_json::Value = serde_json::from_str(&catalogue.text).expect("JSON");
        assert_eq!(document["dct:publisher"]["foaf:name"], "Region <Nord>");
        let sets = document["dcat:dataset"].as_array().expect("data sets");
        assert_eq!(sets.len(), 3, "needs, areas, response");
        for set in sets {
            let file = &set["dcat:distribution"];
            let address = file["dcat:downloadURL"]["@id"].as_str().expect("an address");
            let path = address.strip_prefix("http://localhost").expect("of this house");
            let shown = stranger.get(path).await;
            assert_eq!(shown.status, 200, "{path}");
            let hash = file["spdx:checksum"]["spdx:checksumValue"]["@value"].as_str().expect("a hash");
            assert_eq!(rathaus_forum::dcat::sha256(shown.text.as_bytes()), hash, "{path}");
            assert_eq!(shown.headers["etag"], format!("\"{hash}\""));
            assert_eq!(file["dcat:byteSize"]["@value"], shown.text.len().to_string());
        }
        assert_eq!(stranger.get("/open-data/beispielrunde/offers.csv").await.status, 404);
        assert_eq!(stranger.get("/t/south/open-data/beispielrunde/needs.csv").await.status, 404);
        // A group of fewer than three bodies is in no line of its own.
        let response = stranger.get("/open-data/beispielrunde/response.csv").await.text;
        for line in response.lines().skip(1) {
            let invited: usize = line.split(';').nth(3).and_then(|n| n.parse().ok()).expect("a number");
            assert!(invited >= 3, "{line}");
        }
    }
}

#[tokio::test]
async fn rounds_stand_beside_each_other() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Survey).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        assert!(office.get("/rounds/comparison").await.text.contains("Bisher gibt es eine Runde"));
        let sample = rathaus_forum::sample::input();
        let scope = house.scratch.store.tenant(house.north.id);
        let later = house.now().checked_add(jiff::SignedDuration::from_hours(24 * 365)).expect("a time");
        let mut change = scope.change(Actor::Program("test"), later).await.expect("begins");
        let round =
            rathaus_forum::import::import_round(&mut change, &sample, "zweite").await.expect("imported");
        change.commit(Record::new("round.imported", round)).await.expect("kept");
        let page = office.get("/rounds/comparison?lang=de").await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("Kommunen, die schon einmal geantwortet haben"));
        let csv = office.get("/rounds/comparison?format=csv").await.text;
        let back = csv.lines().find(|line| {
            line.starts_with("Kommunen, die schon") || line.contains("schon einmal geantwortet")
        });
        assert!(back.is_some_and(|line| line.contains(" von ")), "{csv}");
        assert_eq!(office.get("/rounds/comparison?table=areas&format=xlsx").await.status, 200);
        assert_eq!(office.get("/rounds/comparison?lang=en").await.status, 200);
        assert!(house.browser().get("/rounds/comparison").await.location.contains("/sign-in"));
    }
}
