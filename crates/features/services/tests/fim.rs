//! The office looks at a file of FIM, takes it over, and hands the form on again.

use rathaus_fim::{Content, Document, read};
use rathaus_people::testing::{House, houses};
use rathaus_procedure::store::{find_draft_version, find_form, publish};
use rathaus_services::fim::{Kept, Source};
use rathaus_services::store::catalogue::{find_service, list_services};
use rathaus_services::store::fim::{find_fim, find_form_of_upload, insert_fim};
use rathaus_store::files::find_file;
use rathaus_store::{Actor, Files, Id, Record, StoreError};
use rathaus_web::testing::{Browser, Shown};
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_services::feature()]
}

const START: &str = "/cases/services/fim";

fn general(id: &str, name: &str) -> String {
    format!(
        "<xdf:identifikation><xdf:id>{id}</xdf:id><xdf:version>1.0</xdf:version></xdf:identifikation><xdf:name>{name}</xdf:name>\
         <xdf:bezeichnungEingabe>{name}</xdf:bezeichnungEingabe><xdf:beschreibung/><xdf:definition/><xdf:bezug>§ 1 Satzung</xdf:bezug>\
         <xdf:status><code>aktiv</code></xdf:status>"
    )
}

fn field(count: &str, id: &str, name: &str, kind: &str, rest: &str) -> String {
    format!(
        "<xdf:struktur><xdf:anzahl>{count}</xdf:anzahl><xdf:bezug/><xdf:enthaelt><xdf:datenfeld>{}\
         <xdf:schemaelementart><code>HAR</code></xdf:schemaelementart><xdf:hilfetextEingabe/><xdf:hilfetextAusgabe/>\
         <xdf:feldart><code>{kind}</code></xdf:feldart><xdf:datentyp><code>text</code></xdf:datentyp><xdf:praezisierung/><xdf:inhalt/>{rest}\
         </xdf:datenfeld></xdf:enthaelt></xdf:struktur>",
        general(id, name)
    )
}

/// A schema of version 2 with a page, a list and a rule; its name is `title`.
fn schema(title: &str) -> String {
    let list = "<xdf:codelisteReferenz><xdf:identifikation><xdf:id>C1</xdf:id></xdf:identifikation><xdf:genericodeIdentification>\
        <xdf:canonicalIdentification>urn:rasse</xdf:canonicalIdentification><xdf:version>1</xdf:version><xdf:canonicalVersionUri>urn:rasse_1</xdf:canonicalVersionUri>\
        </xdf:genericodeIdentification></xdf:codelisteReferenz>";
    let rule = format!(
        "<xdf:regel>{}<xdf:script/></xdf:regel>",
        general("R1", "Nur ein Hund")
            .replace("<xdf:definition/>", "<xdf:definition>Je Antrag &lt;ein&gt; Hund.</xdf:definition>")
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xdf:xdatenfelder.stammdatenschema.0102 xmlns:xdf=\"urn:xoev-de:fim:standard:xdatenfelder_2\">\
         <xdf:header><xdf:nachrichtID>1</xdf:nachrichtID><xdf:erstellungszeitpunkt>2026-03-01T08:00:00Z</xdf:erstellungszeitpunkt></xdf:header>\n\
         <xdf:stammdatenschema>{}<xdf:ableitungsmodifikationenStruktur><code>3</code></xdf:ableitungsmodifikationenStruktur>\
         <xdf:ableitungsmodifikationenRepraesentation><code>1</code></xdf:ableitungsmodifikationenRepraesentation>{rule}\n\
         <xdf:struktur><xdf:anzahl>1:1</xdf:anzahl><xdf:bezug/><xdf:enthaelt><xdf:datenfeldgruppe>{}\
         <xdf:schemaelementart><code>RNG</code></xdf:schemaelementart><xdf:hilfetextEingabe/><xdf:hilfetextAusgabe/>{}{}\
         </xdf:datenfeldgruppe></xdf:enthaelt></xdf:struktur></xdf:stammdatenschema></xdf:xdatenfelder.stammdatenschema.0102>",
        general("S00000001", title)
            .replace("<xdf:beschreibung/>", "<xdf:beschreibung>Wer einen Hund hält.</xdf:beschreibung>"),
        general("G00000001", "Ihr Hund"),
        field("1:1", "F00000001", "Rufname", "input", ""),
        field("0:1", "F00000002", "Rasse", "select", list),
    )
}

const LIST: &str = "<CodeList><Identification><ShortName>Rasse</ShortName><Version>1</Version><CanonicalUri>urn:rasse</CanonicalUri></Identification>\
    <ColumnSet><Column Id=\"code\" Use=\"required\"/><Key Id=\"k\"><ColumnRef Ref=\"code\"/></Key></ColumnSet><SimpleCodeList>\
    <Row><Value ColumnRef=\"code\"><SimpleValue>Dackel</SimpleValue></Value></Row>\
    <Row><Value ColumnRef=\"code\"><SimpleValue>Pudel</SimpleValue></Value></Row></SimpleCodeList></CodeList>";

fn plain(shown: &Shown) -> String {
    shown.text.replace("&#x2f;", "/")
}

async fn upload(browser: &mut Browser, files: &[(&str, &str, &str)]) -> Shown {
    let page = browser.get(START).await.text;
    let mark = "name=\"token\" value=\"";
    let (_, rest) = page.split_once(mark).unwrap_or_else(|| panic!("a token in {page}"));
    let token = rest.split('"').next().expect("a token");
    let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n");
    for (field, name, text) in files {
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/xml\r\n\r\n{text}\r\n"
        ));
    }
    body.push_str("--x--\r\n");
    browser.send("POST", START, "multipart/form-data; boundary=x", body).await
}

async fn services(house: &House) -> usize {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
    list_services(&mut view).await.expect("services").len()
}

#[tokio::test]
async fn a_schema_becomes_a_form_with_a_service_and_goes_out_again() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        assert!(plain(&rita.get("/cases/services").await).contains(START));
        let sent = upload(&mut rita, &[("schema", "hund.xml", &schema("Hund anmelden"))]).await;
        assert!(sent.location.starts_with(&format!("{START}/")), "{} {}", sent.status, sent.text);
        let without = rita.get(&sent.location).await;
        assert!(without.text.contains("urn:rasse_1"), "{}", without.text);

        // The same with its list; what was looked at before is gone.
        let text = schema("Hund anmelden");
        let files = [("schema", "hund.xml", text.as_str()), ("lists", "rasse.xml", LIST)];
        let with = upload(&mut rita, &files).await;
        assert_eq!(rita.get(&sent.location).await.status, 404);
        let preview = rita.get(&with.location).await;
        assert_eq!(preview.status, 200);
        for words in [
            "Hund anmelden",
            "Ihr Hund",
            "Rufname",
            "F00000001 1.0",
            "Je Antrag &lt;ein&gt; Hund.",
            "2 Möglichkeiten",
        ] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert!(!preview.text.contains("urn:rasse_1"), "the list is there");
        let csv = rita.get(&format!("{}?format=csv", with.location)).await;
        assert!(csv.text.contains("R1 1.0") && csv.text.contains("Je Antrag <ein> Hund."), "{}", csv.text);
        assert_eq!(services(&house).await, 0, "looking takes nothing over");

        rita.get(&with.location).await;
        let taken = rita.post(&with.location, &[]).await;
        assert_eq!(taken.location, "/forms/hund-anmelden", "{}", taken.text);
        // Sent twice it is one form, and the address leads there.
        assert_eq!(rita.post(&with.location, &[]).await.location, taken.location);
        assert_eq!(rita.get(&with.location).await.location, taken.location);
        assert_eq!(services(&house).await, 1);
        assert_eq!(rita.get(&taken.location).await.status, 200);
        let edit = rita.get("/cases/services/hund-anmelden").await;
        assert!(edit.text.contains("Wer einen Hund hält."), "{}", edit.text);
        assert!(plain(&edit).contains("/cases/services/hund-anmelden/fim.xml"));
        assert_eq!(
            house.browser().get("/services/hund-anmelden").await.status,
            404,
            "nobody else sees it yet"
        );

        let origin = rita.get("/cases/services/hund-anmelden/fim").await;
        for words in ["Je Antrag &lt;ein&gt; Hund.", "S00000001 1.0"] {
            assert!(origin.text.contains(words), "{words}: {}", origin.text);
        }
        let file = rita.get("/cases/services/hund-anmelden/fim.xml").await;
        let document: Document =
            read(file.text.as_bytes()).unwrap_or_else(|faults| panic!("{faults}\n{}", file.text));
        let Content::Schema(out) = &document.content else { panic!("a schema") };
        assert_eq!(out.general.identity.to_string(), "S00000001 1.0.0");
        assert_eq!(out.rules.len(), 1);
        let ids: Vec<String> =
            document.elements().fields.iter().map(|field| field.general.identity.to_string()).collect();
        assert_eq!(ids, ["F00000001 1.0.0", "F00000002 1.0.0"]);

        // It can be published and applied for as it is.
        let mut change = house
            .scratch
            .store
            .tenant(house.north.id)
            .change(Actor::Program("test"), house.now())
            .await
            .expect("begins");
        let form = find_form(&mut change, "hund-anmelden").await.expect("read").expect("there");
        let draft = find_draft_version(&mut change, form.id).await.expect("read").expect("a draft");
        publish(&mut change, draft.id, draft.edition).await.expect("published");
        change.commit(Record::new("form.published", form.id)).await.expect("kept");
        rita.get("/cases/services").await;
        rita.post("/cases/services/hund-anmelden/publication", &[("public", "yes")]).await;
        let mut ada = house.browser();
        ada.get("/services/hund-anmelden").await;
        let begun = ada.post("/services/hund-anmelden/applications", &[]).await;
        let first = ada.get(&format!("{}/pages/g00000001", begun.location)).await;
        assert!(first.status == 200 && first.text.contains("Rufname"), "{} {}", first.status, first.text);

        // A second schema of the same name gets an address of its own, and so does one called like a page.
        for (title, key) in [("Hund anmelden", "hund-anmelden-2"), ("FIM", "fim-formular")] {
            let sent = upload(&mut rita, &[("schema", "a.xml", &schema(title))]).await;
            rita.get(&sent.location).await;
            assert_eq!(rita.post(&sent.location, &[]).await.location, format!("/forms/{key}"));
        }
    }
}

const DESCRIPTION: &str = "<x><leistung><modulText><inhalt languageCode=\"de\">Hund halten</inhalt><leikaTextmodul><code>02</code></leikaTextmodul></modulText>\
    <modulText><inhalt languageCode=\"de\">&lt;p&gt;Für alle mit Hund.&lt;/p&gt;</inhalt><leikaTextmodul><code>24</code></leikaTextmodul></modulText>\
    <modulKosten><beschreibung languageCode=\"de\">72 Euro</beschreibung></modulKosten></leistung></x>";

#[tokio::test]
async fn a_description_becomes_a_service_with_a_form_or_without() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        // Alone it is a service whose form asks nothing yet.
        let sent = upload(&mut rita, &[("description", "hund.xml", DESCRIPTION)]).await;
        let preview = rita.get(&sent.location).await;
        assert!(
            preview.text.contains("72 Euro") && preview.text.contains("Für alle mit Hund."),
            "{}",
            preview.text
        );
        let taken = rita.post(&sent.location, &[]).await;
        assert_eq!(taken.location, "/forms/hund-halten", "{}", taken.text);
        assert_eq!(rita.post(&sent.location, &[]).await.location, taken.location);
        assert_eq!(rita.get(&taken.location).await.status, 200);
        assert_eq!(rita.get("/cases/services/hund-halten/fim").await.status, 200);
        assert_eq!(rita.get("/cases/services/hund-halten/fim.xml").await.status, 200);
        // With a schema its words are the service's, and the questions are the schema's.
        let text = schema("Hund anmelden");
        let files = [("schema", "a.xml", text.as_str()), ("description", "hund.xml", DESCRIPTION)];
        let sent = upload(&mut rita, &files).await;
        let english = rita.get(&format!("{}?lang=en", sent.location)).await;
        assert!(
            english.status == 200 && english.text.contains("What the service says of itself"),
            "{}",
            english.text
        );
        rita.get(&format!("{}?lang=de", sent.location)).await;
        assert_eq!(rita.post(&sent.location, &[]).await.location, "/forms/hund-anmelden");
        let edit = rita.get("/cases/services/hund-anmelden").await;
        assert!(edit.text.contains("Hund halten") && edit.text.contains("72 Euro"), "{}", edit.text);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_with_line_and_element() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        let good = schema("Hund anmelden");
        let broken = good.replacen("<code>input</code>", "<code>menu</code>", 1);
        let broken_list = LIST.replace("<SimpleValue>Pudel</SimpleValue>", "");
        let part = "<xdf:xdatenfelder.datenfeld.0104 xmlns:xdf=\"urn:xoev-de:fim:standard:xdatenfelder_2\">\
             <xdf:header><xdf:nachrichtID>1</xdf:nachrichtID><xdf:erstellungszeitpunkt>2026-03-01T08:00:00Z</xdf:erstellungszeitpunkt></xdf:header>";
        let alone = field("1:1", "F1", "Name", "input", "");
        let (_, alone) = alone.split_once("<xdf:enthaelt>").expect("a field");
        let (alone, _) = alone.split_once("</xdf:enthaelt>").expect("a field");
        let part = format!("{part}{alone}</xdf:xdatenfelder.datenfeld.0104>");
        for (files, said) in [
            (vec![], vec!["Bitte wählen Sie ein Schema oder eine Leistungsbeschreibung aus."]),
            (
                vec![("schema", "a.xml", "")],
                vec!["Bitte wählen Sie ein Schema oder eine Leistungsbeschreibung aus."],
            ),
            (vec![("schema", "a.txt", "Hallo")], vec!["keine XML-Datei"]),
            (vec![("schema", "a.xml", &*good), ("schema", "b.xml", &*good)], vec!["nur eine Datei"]),
            (vec![("schema", "a.xml", &*good), ("lists", "b.csv", "1;2")], vec!["keine XML-Datei"]),
            (
                vec![("schema", "a.xml", &*broken), ("lists", "rasse.xml", &*broken_list)],
                vec![
                    "2 Fehler",
                    "datenfeld F00000001/feldart",
                    "„menu“ gibt es hier nicht",
                    "Zeile 4",
                    "a.xml",
                    "rasse.xml",
                    "ist leer",
                ],
            ),
            (vec![("schema", "a.xml", "<a>")], vec!["kein richtiges XML"]),
            (vec![("lists", "rasse.xml", LIST)], vec!["Zu den Codelisten fehlt das Schema"]),
            (
                vec![("schema", "a.xml", &*good), ("description", "b.xml", "<a>\n<b></a>")],
                vec!["Die Leistungsbeschreibung lässt sich nicht lesen", "Ab Zeile 2"],
            ),
            (vec![("description", "b.xml", "<a/>")], vec!["In der Datei steht keine Leistung."]),
            (vec![("schema", "a.xml", LIST)], vec!["Namensraum"]),
            (vec![("schema", "a.xml", &*part)], vec!["nur eine Datenfeldgruppe oder ein Datenfeld"]),
        ] {
            let shown = upload(&mut rita, &files).await;
            assert_eq!(shown.status, 422, "{said:?} {}", shown.text);
            shown.sums_up_mistakes();
            for words in said {
                assert!(plain(&shown).contains(words), "{words}: {}", shown.text);
            }
        }
        rita.get(&format!("{START}?lang=en")).await;
        let english = upload(&mut rita, &[("schema", "a.xml", &broken)]).await;
        assert!(plain(&english).contains("“menu” does not exist here"), "{}", english.text);
        assert_eq!(services(&house).await, 0);
    }
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        let sent = upload(&mut rita, &[("schema", "hund.xml", &schema("Hund anmelden"))]).await;
        let preview = sent.location;
        let (_, mut reader) = house.somebody(Role::Reader).await;
        let (_, mut speaker) = house.somebody(Role::Representative).await;
        for path in [START, preview.as_str()] {
            assert_eq!(house.browser().get(path).await.status, 303, "{path}");
            assert_eq!(reader.get(path).await.status, 403, "{path}");
            assert_eq!(speaker.get(path).await.status, 403, "{path}");
        }
        for path in [START.to_owned(), preview.clone(), format!("{preview}/discard")] {
            assert_eq!(reader.clone().with_token().post(&path, &[]).await.status, 403, "{path}");
            assert_eq!(house.browser().with_token().post(&path, &[]).await.status, 401, "{path}");
        }
        // A colleague sees it; another tenant finds nothing.
        let (_, mut otto) = house.somebody(Role::Administrator).await;
        assert_eq!(otto.get(&preview).await.status, 200);
        let stranger = house.person(house.south.id, "Süd", &[Role::Office]).await;
        let mut south = house.signed_in(house.south.id, stranger, true).await;
        assert_eq!(south.get(&format!("/t/south{preview}")).await.status, 404);
        south.get("/t/south/cases/services/fim").await;
        assert_eq!(south.post(&format!("/t/south{preview}"), &[]).await.status, 404);
        assert_eq!(south.post(&format!("/t/south{preview}/discard"), &[]).await.status, 404);
        assert_eq!(rita.get(&format!("{START}/nichts")).await.status, 404);

        // Files of others are none of this page's, and stay.
        let files = house.app.port::<Files>().expect("files");
        let mut change = house
            .scratch
            .store
            .tenant(house.north.id)
            .change(Actor::Program("test"), house.now())
            .await
            .expect("begins");
        let other = files.put(&mut change, "a.json", "application/json", "{}", "offer:1").await.expect("put");
        change.commit(Record::new("file.put", other)).await.expect("kept");
        assert_eq!(rita.get(&format!("{START}/{other}")).await.status, 404);
        rita.get(START).await;
        assert_eq!(rita.post(&format!("{START}/{other}"), &[]).await.status, 404);
        assert_eq!(rita.post(&format!("{START}/{other}/discard"), &[]).await.status, 404);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        assert!(find_file(&mut view, other).await.expect("read").is_some());
        drop(view);

        rita.get(&preview).await;
        assert_eq!(rita.post(&preview, &[]).await.location, "/forms/hund-anmelden");
        for end in ["fim", "fim.xml"] {
            let path = format!("/cases/services/hund-anmelden/{end}");
            assert_eq!(reader.get(&path).await.status, 200, "{path}");
            assert_eq!(house.browser().get(&path).await.status, 303, "{path}");
            assert_eq!(speaker.get(&path).await.status, 403, "{path}");
            assert_eq!(south.get(&format!("/t/south{path}")).await.status, 404, "{path}");
            assert_eq!(rita.get(&format!("/cases/services/nichts/{end}")).await.status, 404);
        }
        // What is discarded is gone; what came from elsewhere says so and goes out all the same.
        let sent = upload(&mut rita, &[("schema", "hund.xml", &schema("Hund anmelden"))]).await;
        rita.get(&sent.location).await;
        let gone = rita.post(&format!("{}/discard", sent.location), &[]).await;
        assert_eq!(gone.location, "/cases/services", "{}", gone.text);
        assert_eq!(rita.get(&sent.location).await.status, 404);
        rita.get("/cases/services").await;
        rita.post("/cases/services/examples/halle-mieten", &[]).await;
        let slugs: Vec<String> = {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
            list_services(&mut view)
                .await
                .expect("services")
                .into_iter()
                .map(|service| service.slug)
                .collect()
        };
        for slug in slugs.iter().filter(|slug| *slug != "hund-anmelden") {
            let origin = rita.get(&format!("/cases/services/{slug}/fim")).await;
            assert!(origin.text.contains("kommt nicht aus FIM"), "{}", origin.text);
            let file = rita.get(&format!("/cases/services/{slug}/fim.xml")).await;
            assert!(read(file.text.as_bytes()).is_ok(), "{}", file.text);
        }
        assert_eq!(slugs.len(), 2);
    }
}

#[tokio::test]
async fn a_form_keeps_the_schema_it_came_from() {
    for house in houses(&[], features).await {
        let document = read(schema("Hund anmelden").as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
        let kept = Kept { source: Some(Source { document, lists: Vec::new() }), content: None };
        let (north, south) =
            (house.scratch.store.tenant(house.north.id), house.scratch.store.tenant(house.south.id));
        let upload = Id::new(house.now());
        let mut change = north.change(Actor::Program("test"), house.now()).await.expect("begins");
        insert_fim(&mut change, "hund", upload, &kept).await.expect("kept");
        change.commit(Record::new("fim.taken", upload)).await.expect("kept");
        let mut view = north.read().await.expect("a view");
        assert_eq!(find_fim(&mut view, "hund").await.expect("read"), Some(kept.clone()));
        assert_eq!(find_fim(&mut view, "katze").await.expect("read"), None);
        assert_eq!(find_form_of_upload(&mut view, upload).await.expect("read").as_deref(), Some("hund"));
        drop(view);
        let mut view = south.read().await.expect("a view");
        assert_eq!(find_fim(&mut view, "hund").await.expect("read"), None);
        assert_eq!(find_form_of_upload(&mut view, upload).await.expect("read"), None);
        drop(view);
        for form in ["hund", "hund-2"] {
            let mut change = north.change(Actor::Program("test"), house.now()).await.expect("begins");
            let twice = insert_fim(&mut change, form, upload, &kept).await;
            assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        }
        let mut view = north.read().await.expect("a view");
        assert!(find_service(&mut view, "hund").await.expect("read").is_none());
    }
}
