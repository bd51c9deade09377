//! Applications over FIT-Connect, from a sender to a case, with a delivery service on a local port.

mod at_once;
pub(crate) mod doors;
mod files;
mod office;
mod schemas;
mod story;
mod troubles;
mod wrong;

use crate::money_parts::{change, features, plain};
use jiff::SignedDuration;
use rathaus_fit::SubmissionId;
use rathaus_fit::event::Happened;
use rathaus_fit::metadata::PublicService;
use rathaus_fit::stub::{Draft, DraftAttachment, SAMPLE_KEYS, Setup, Stub};
use rathaus_people::testing::House;
use rathaus_procedure::case::Case;
use rathaus_procedure::store::{CaseFilter, Submission, find_case, find_submission, list_cases};
use rathaus_services::fit::{Arrival, ArrivalState, Route};
use rathaus_services::pages;
use rathaus_services::store::catalogue::{Service, find_service};
use rathaus_services::store::fit::{find_arrival, insert_route};
use rathaus_store::{Id, Record, Slice};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};
use serde_json::{Value, json};

pub const LEIKA: &str = "99102003104000";
pub const OWN: &str = "http://localhost/services/hund-anmelden/schema.json";
pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n";

pub async fn stub(house: &House) -> Stub {
    Stub::start(Setup::sample(house.now()).expect("keys")).await.expect("a port")
}

pub fn entered(stub: &Stub) -> Vec<(&'static str, String)> {
    let settings = stub.settings();
    vec![
        ("place", "other".to_owned()),
        ("token_address", settings.token),
        ("submissions", settings.submissions),
        ("keys", String::new()),
        ("client_id", settings.client_id),
        ("secret", settings.client_secret),
        ("destination", stub.destination().to_string()),
        ("opens_text", SAMPLE_KEYS.opens.to_owned()),
        ("signs_text", SAMPLE_KEYS.signs.to_owned()),
    ]
}

/// Sends the settings, some of them changed.
pub async fn enter(browser: &mut Browser, fields: &[(&str, String)], changed: &[(&str, &str)]) -> Shown {
    browser.get("/cases/fit/connection").await;
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| {
            let other = changed.iter().find(|(other, _)| other == name);
            (*name, other.map_or(value.as_str(), |(_, value)| *value))
        })
        .collect();
    browser.post("/cases/fit/connection", &fields).await
}

/// The dog registration, published.
pub async fn dogs(house: &House) -> Service {
    let mut change = change(house, house.north.id).await;
    let shipped = rathaus_services::examples::shipped().expect("examples");
    let example = shipped.into_iter().find(|example| example.slug == "hund-anmelden").expect("dogs");
    pages::office::adopt(&mut change, &example, "Test").await.expect("taken");
    let service = find_service(&mut change, "hund-anmelden").await.expect("read").expect("there");
    change.commit(Record::new("service.taken", service.id)).await.expect("kept");
    service
}

/// Lets a service take something.
pub async fn route(house: &House, service: &Service, leika: &str, schema_uri: &str) {
    let mut change = change(house, house.north.id).await;
    let route = Route {
        id: Id::new(house.now()),
        service: service.id,
        leika: leika.to_owned(),
        schema_uri: schema_uri.to_owned(),
    };
    assert!(insert_route(&mut change, &route).await.expect("written"));
    change.commit(Record::new("fit.route-added", route.id)).await.expect("kept");
}

/// A house whose office has entered the stub, in which dogs can be registered by the form's own schema.
pub async fn ready(house: &House, stub: &Stub) -> (Browser, Service) {
    let (_, mut rita) = house.somebody(Role::Office).await;
    let saved = enter(&mut rita, &entered(stub), &[]).await;
    assert_eq!(saved.location, "/cases/fit/connection", "{}", saved.text);
    let service = dogs(house).await;
    route(house, &service, LEIKA, OWN).await;
    (rita, service)
}

pub fn data() -> Value {
    json!({
        "name": "Ada Beispiel", "email": "ada@form.example", "rufname": "Bello", "rasse": "Dackel",
        "anschrift": { "street": "Marktplatz", "number": "1", "postcode": "34369", "place": "Hofgeismar" },
        "wurftag": "2025-01-05", "seit": "2025-05-01", "erster": true, "gefaehrlich": false, "befreiung": "keine",
        "richtig": true,
    })
}

pub fn draft(data: &Value) -> Draft {
    Draft {
        service: PublicService {
            identifier: format!("urn:de:fim:leika:leistung:{LEIKA}"),
            name: Some("Hundesteuer Anmeldung".into()),
        },
        schema_uri: OWN.into(),
        mime_type: "application/json".into(),
        data: data.to_string().into(),
        attachments: vec![DraftAttachment::new("../Impf ausweis.pdf", "application/pdf", PDF)],
        reply_channel: json!({ "eMail": { "address": "Anna@Example.org" } }),
    }
}

pub fn put(stub: &Stub, draft: &Draft) -> SubmissionId {
    stub.put(draft.lock(stub.encryption()).expect("locked")).expect("left").0
}

/// Lets time pass until everything that waits is due again, and fetches.
pub async fn fetch(house: &House) {
    house.pass(SignedDuration::from_hours(1));
    house.work().await;
}

pub async fn arrival(house: &House, id: SubmissionId) -> Option<Arrival> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    find_arrival(&mut view, id).await.expect("read")
}

pub async fn state(house: &House, id: SubmissionId) -> Option<ArrivalState> {
    arrival(house, id).await.map(|arrival| arrival.state)
}

/// The case of a submission, with what was answered.
pub async fn case(house: &House, id: SubmissionId) -> (Case, Submission) {
    let arrival = arrival(house, id).await.expect("seen");
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    let case = arrival.case.unwrap_or_else(|| panic!("{arrival:?}"));
    let case = find_case(&mut view, case).await.expect("read").expect("a case");
    let submission = find_submission(&mut view, case.submission).await.expect("read").expect("answers");
    (case, submission)
}

/// How many cases there are.
pub async fn cases(house: &House) -> usize {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    let slice = Slice { limit: 500, offset: 0 };
    list_cases(&mut view, &CaseFilter::default(), slice).await.expect("read").len()
}

/// How a submission was answered: `accept`, or the kinds of its problems with their parts.
pub fn answers(stub: &Stub, id: SubmissionId) -> Vec<String> {
    let own = stub.answers().into_iter().filter(|event| event.submission == Some(id));
    own.flat_map(|event| match event.happened {
        Happened::Accepted(_) => vec!["accept".to_owned()],
        Happened::Rejected(problems) => problems
            .iter()
            .map(|problem| {
                let kind = problem.uri.rsplit('/').next().unwrap_or_default();
                format!("{kind} {}", problem.instance.split(':').next().unwrap_or_default())
            })
            .collect(),
        other => panic!("{other:?}"),
    })
    .collect()
}
