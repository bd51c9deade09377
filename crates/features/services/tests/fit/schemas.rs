//! Data by a FIM schema, in JSON and in XML; data that the form refuses; the schema that is published.

use super::*;
use crate::fim_parts::{field, group, one, source};
use rathaus_fim::{DataType, FieldKind, Value as Coded};
use rathaus_people::testing::houses;
use rathaus_procedure::store::{Published, insert_definition, publish};
use rathaus_services::fim::{Kept, read_schema};
use rathaus_services::model::Content;
use rathaus_services::store::catalogue::insert_service;
use rathaus_services::store::fim::insert_fim;

const URI: &str = "https://schema.fitko.de/fim/s60000000001_1.2.0.schema.json";

/// A service whose form came from a schema: dog, owners (repeated), an optional previous owner, earlier names (repeated).
async fn from_fim(house: &House) -> Service {
    let mut breed = field("F60000003", "Rasse", DataType::Text);
    breed.field_kind = FieldKind::Select;
    breed.values = ["01", "02"]
        .map(|code| Coded { code: code.to_owned(), name: format!("Rasse {code}"), help: None })
        .to_vec();
    let source = source(vec![
        group(
            "1:1",
            "G60000001",
            "Hund",
            vec![
                one("1:1", field("F60000001", "Rufname", DataType::Text)),
                one("1:1", breed),
                one("0:1", field("F60000004", "Geboren", DataType::Date)),
            ],
        ),
        group(
            "1:3",
            "G60000002",
            "Halter",
            vec![
                one("1:1", field("F60000227", "Familienname", DataType::Text)),
                one("0:1", field("F60000228", "Vornamen", DataType::Text)),
            ],
        ),
        group(
            "0:1",
            "G60000003",
            "Vorbesitz",
            vec![
                // The same element as in the group before: only its way tells them apart.
                one("1:1", field("F60000227", "Familienname", DataType::Text)),
            ],
        ),
        one("0:*", field("F60000007", "Frühere Namen", DataType::Text)),
    ]);
    let draft = read_schema(&source).expect("a schema");
    let mut change = change(house, house.north.id).await;
    let key = draft.definition.key.as_str().to_owned();
    let (_, version) =
        insert_definition(&mut change, "services", &draft.definition, "Test").await.expect("made");
    let live = publish(&mut change, version.id, version.edition).await.expect("published");
    assert!(matches!(live, Published::Live(_)), "{live:?}");
    let content = Content { fim: LEIKA.to_owned(), ..draft.content.clone() };
    insert_service(&mut change, &key, &key, &content).await.expect("a service");
    let kept = Kept { source: Some(source), content: None };
    insert_fim(&mut change, &key, Id::new(house.now()), &kept).await.expect("kept");
    let service = find_service(&mut change, &key).await.expect("read").expect("there");
    change.commit(Record::new("service.taken", service.id)).await.expect("kept");
    service
}

fn said(submission: &Submission) -> Value {
    serde_json::to_value(&submission.answers).expect("JSON")
}

#[tokio::test]
async fn data_of_a_fim_schema_find_their_questions() {
    let data = json!({
        "$schema": URI,
        "G60000001": { "F60000001": "Bello", "F60000003": "02", "F60000004": "2025-01-05" },
        "G60000002": [{ "F60000227": "Beispiel", "F60000228": "Ada" }, { "F60000227": "Beispiel" }],
        "G60000003": { "F60000227": "Vorher" },
        "F60000007": ["Hasso", "Rex"],
        "F60009999": "kennt keiner",
    });
    let xml = "<?xml version='1.0' encoding='UTF-8'?><fim.S60000000001 xmlns='urn:x'><fim.G60000001>\
        <F60000001>Bello</F60000001><F60000003 listURI='urn:l'><code>02</code></F60000003><F60000004>2025-01-05</F60000004>\
        </fim.G60000001><fim.G60000002><F60000227>Beispiel</F60000227><F60000228>Ada</F60000228></fim.G60000002>\
        <fim.G60000002><F60000227>Beispiel</F60000227></fim.G60000002><fim.G60000003><F60000227>Vorher</F60000227></fim.G60000003>\
        <F60000007>Hasso</F60000007><F60000007>Rex</F60000007><F60009999>kennt keiner</F60009999></fim.S60000000001>";
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (_, mut rita) = house.somebody(Role::Office).await;
        enter(&mut rita, &entered(&stub), &[]).await;
        let service = from_fim(&house).await;
        route(&house, &service, LEIKA, URI).await;
        let json = Draft { schema_uri: URI.into(), ..draft(&data) };
        let xml = Draft { mime_type: "application/xml".into(), data: xml.into(), ..json.clone() };
        for draft in [json, xml] {
            let id = put(&stub, &draft);
            fetch(&house).await;
            let (known, submission) = case(&house, id).await;
            assert_eq!(
                said(&submission),
                json!({
                    "f60000001": { "text": "Bello" },
                    "f60000003": { "choice": { "option": "c-02" } },
                    "f60000004": { "date": "2025-01-05" },
                    "g60000002": { "records": [
                        { "f60000227": { "text": "Beispiel" }, "f60000228": { "text": "Ada" } },
                        { "f60000227": { "text": "Beispiel" } },
                    ] },
                    "g60000003-ja": { "yes_no": true },
                    "f60000227-2": { "text": "Vorher" },
                    "f60000007-liste": { "records": [{ "f60000007": { "text": "Hasso" } }, { "f60000007": { "text": "Rex" } }] },
                }),
            );
            let page = plain(&rita.get(&format!("/cases/{}", known.number)).await);
            for words in ["F60009999", "kennt keiner", "ohne Frage im Formular", "Rasse 02"] {
                assert!(page.contains(words), "{words}: {page}");
            }
            assert!(!page.contains("fehlen oder passen nicht"), "{page}");
        }
        // Without the optional group the question whether it applies is answered, too.
        let mut less = data.clone();
        less.as_object_mut().expect("an object").remove("G60000003");
        let id = put(&stub, &Draft { schema_uri: URI.into(), ..draft(&less) });
        fetch(&house).await;
        let (_, submission) = case(&house, id).await;
        assert_eq!(said(&submission)["g60000003-ja"], json!({ "yes_no": false }));
        assert_eq!(said(&submission)["f60000227-2"], Value::Null);
    }
}

#[tokio::test]
async fn what_the_form_refuses_is_a_case_all_the_same_and_the_clerk_sees_it() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        let mut data = data();
        data["befreiung"] = "gibtesnicht".into();
        data["wurftag"] = "2999-01-01".into();
        data["versicherung"] = json!(["f50308a5-b3ed-4627-9f0b-b5a8e0095791"]);
        data["halter"] = json!({ "alter": 44 });
        data.as_object_mut().expect("an object").remove("name");
        let id = put(
            &stub,
            &Draft { reply_channel: json!({ "fink": { "finkPostfachRef": "abc" } }), ..draft(&data) },
        );
        fetch(&house).await;
        assert_eq!(answers(&stub, id), ["accept"]);
        let (known, submission) = case(&house, id).await;
        assert_eq!(known.applicant, "Ohne Namen");
        let page = plain(&rita.get(&format!("/cases/{}", known.number)).await);
        for words in [
            "3 Angaben fehlen oder passen nicht",
            "gibtesnicht",
            "nicht so, wie gefragt ist",
            "halter/alter",
            "44",
            "in ein Servicekonto",
            "auf diesem Weg schickt das Rathaus nichts",
            "Bitte",
        ] {
            assert!(page.to_lowercase().contains(&words.to_lowercase()), "{words}: {page}");
        }
        // The address in the answers is what is left for mails.
        assert_eq!(house.mails(house.north.id).await[0].0, "ada@form.example");
        assert_eq!(said(&submission)["wurftag"], json!({ "date": "2999-01-01" }));
    }
}

#[tokio::test]
async fn the_schema_of_an_own_form_is_published_and_describes_what_is_taken() {
    for house in houses(&[], features).await {
        let service = dogs(&house).await;
        let path = format!("/services/{}/schema.json", service.slug);
        assert_eq!(house.browser().get(&path).await.status, 404, "nobody sees the service yet");
        let mut change = change(&house, house.north.id).await;
        rathaus_services::store::catalogue::set_public(&mut change, service.id, true).await.expect("public");
        change.commit(Record::new("service.published", service.id)).await.expect("kept");
        let given = house.browser().get(&path).await;
        assert_eq!(given.headers["content-type"], "application/schema+json");
        let schema: Value = serde_json::from_str(&given.text).expect("JSON");
        assert_eq!(schema["$id"], OWN);
        let properties = schema["properties"].as_object().expect("properties");
        for name in data().as_object().expect("an object").keys() {
            assert!(properties.contains_key(name), "{name}");
        }
        let required: Vec<&str> =
            schema["required"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        assert!(required.contains(&"rufname") && !required.contains(&"versicherung"), "{required:?}");
        assert_eq!(properties["richtig"]["const"], "1");
        assert_eq!(properties["wurftag"]["format"], "date");
    }
}
