//! A catalogue to be looked at: the examples, published, and two applications on their way.

use jiff::ToSpan;
use rathaus_checkout::Settings;
use rathaus_core::Lang;
use rathaus_fit::DestinationId;
use rathaus_procedure::answers::Period;
use rathaus_procedure::case::{Case, CaseEvent, Channel, Outcome, Verdict};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{
    Assurance, Opening, Recorded, Submitted, find_case, find_live, open_case, record, submit_answers,
};
use rathaus_procedure::{Answer, Answers};
use rathaus_store::{Change, Id, StoreError};
use rathaus_web::{Keys, PageError};

use crate::examples::shipped;
use crate::fit::connection::{Place, SealedKey};
use crate::fit::keeping::schema_path;
use crate::fit::{self, Connection, LEIKA, Route};
use crate::letters::Letterhead;
use crate::money::account::{FIRST_DAYS, NEXT_DAYS, TERM_DAYS};
use crate::money::{Account, raise_for};
use crate::pages::office::adopt;
use crate::payment::Provider;
use crate::payment::provider::seal;
use crate::store::application::{NewApplication, find_application, insert_application, issue_link, tie_case};
use crate::store::catalogue::{Service, find_service, set_public};
use crate::store::fit::{insert_route, update_connection};
use crate::store::grant::{Score, save_budget, save_score};
use crate::store::letter::save_letterhead;
use crate::store::money::update_account;
use crate::store::payment::update_provider;

const DOG: &str = include_str!("../examples/dog.answers.json");
const HALL: &str = include_str!("../examples/hall.answers.json");
const GRANT: &str = include_str!("../examples/grant.answers.json");

const ADA: Who<'_> = Who { name: "Ada Beispiel", email: "ada.beispiel@beispiel.example", person: None };

/// Adds all of it; gives the path of an application that waits for its applicant. The caller commits.
///
/// # Errors
///
/// What the database says; a fault where an example is none.
pub async fn furnish(change: &mut Change) -> Result<String, PageError> {
    let mut path = String::new();
    save_letterhead(change, &head()).await?;
    for example in shipped().map_err(PageError::fault)? {
        let service = adopt(change, &example, "Beispiel").await?;
        set_public(change, service.id, true).await?;
        match example.slug.as_str() {
            "hund-anmelden" => {
                apply(change, &service, &read(DOG)?, ADA).await?;
            }
            "digitalfoerderung" => grants(change, &service).await?,
            "halle-mieten" => {
                let mut answers: Answers = read(HALL)?;
                // Two days, a month from now on.
                let first = today(change.now()).saturating_add(30.days());
                let days = Period { from: Some(first), to: Some(first.saturating_add(1.day())) };
                answers.set("zeit".parse().map_err(PageError::fault)?, Answer::Period(days));
                let (application, case) = apply(change, &service, &answers, ADA).await?;
                let asked = CaseEvent::CorrectionAsked {
                    task: Id::new(change.now()),
                    words: "Wer schenkt aus? Bitte nennen Sie uns eine verantwortliche Person.".to_owned(),
                    fields: Vec::new(),
                    due: None,
                    on: today(change.now()),
                };
                if let Recorded::Refused(refusal) = record(change, case.id, None, vec![asked]).await? {
                    return Err(StoreError::fault(refusal).into());
                }
                let application = find_application(change, application).await?.ok_or(PageError::NotFound)?;
                path = issue_link(change, &application).await?;
            }
            _ => {}
        }
    }
    Ok(path)
}

fn head() -> Letterhead {
    Letterhead {
        name: "Beispielkommune".to_owned(),
        unit: "Bürgerdienste".to_owned(),
        street: "Rathausplatz 1".to_owned(),
        place: "34999 Beispielhausen".to_owned(),
        phone: "05600 999-0".to_owned(),
        email: "post@beispiel.example".to_owned(),
        web: "beispiel.example".to_owned(),
        hours: "Mo–Fr 8–12 Uhr, Do 14–18 Uhr".to_owned(),
    }
}

/// Adds an application that costs something and is proposed to be approved; gives its case and the path of its applicant. What
/// [`furnish`] added is there. The caller commits.
///
/// # Errors
///
/// What the database says.
pub async fn owe(change: &mut Change) -> Result<(Id, String), PageError> {
    let service = find_service(change, "hund-anmelden").await?.ok_or(PageError::NotFound)?;
    let who = Who { name: "Bruno Beispiel", ..ADA };
    let (application, case) = apply(change, &service, &read(DOG)?, who).await?;
    propose(change, &case, "Die Angaben sind vollständig.").await?;
    let application = find_application(change, application).await?.ok_or(PageError::NotFound)?;
    Ok((case.id, issue_link(change, &application).await?))
}

/// Does every task of a case and proposes to approve it. The caller commits.
///
/// # Errors
///
/// What the database says; a fault where the case refuses it.
pub async fn propose(change: &mut Change, case: &Case, reasons: &str) -> Result<Case, PageError> {
    let mut events: Vec<CaseEvent> = case.open_tasks().map(|task| done(task.id)).collect();
    events.push(CaseEvent::Proposed {
        decision: Id::new(change.now()),
        verdict: Verdict::Approved,
        reasons: reasons.to_owned(),
        conditions: Vec::new(),
        award: None,
    });
    match record(change, case.id, None, events).await? {
        Recorded::Kept(case) => Ok(*case),
        other => Err(StoreError::Fault(format!("a sample proposal: {other:?}")).into()),
    }
}

fn done(task: Id) -> CaseEvent {
    CaseEvent::TaskDone { task, outcome: Outcome::Good, words: String::new() }
}

/// Approves what was proposed for a case, as somebody else than who proposed it, with its claim. The caller commits.
///
/// # Errors
///
/// What the database says.
pub async fn approve(change: &mut Change, case: Id) -> Result<(), PageError> {
    let found = find_case(change, case).await?.ok_or(PageError::NotFound)?;
    let decision = found.proposal.as_ref().ok_or(PageError::NotFound)?.decision;
    let decided = CaseEvent::Decided { decision, effective: today(change.now()) };
    match record(change, case, None, vec![decided]).await? {
        Recorded::Kept(case) => raise_for(change, &case).await?,
        other => return Err(StoreError::Fault(format!("a sample decision: {other:?}")).into()),
    };
    Ok(())
}

/// Chooses an account that is nobody's, and this provider. The caller commits.
///
/// # Errors
///
/// What the database says.
pub async fn pay_over(change: &mut Change, keys: &Keys, provider: &Settings) -> Result<(), PageError> {
    let account = Account {
        owner: "Beispielregion Nordhessen".to_owned(),
        iban: "DE89370400440532013000".parse().map_err(PageError::fault)?,
        bic: None,
        creditor: None,
        term_days: TERM_DAYS,
        first_days: FIRST_DAYS,
        next_days: NEXT_DAYS,
    };
    update_account(change, &account).await?;
    let tenant = change.tenant();
    let provider = Provider {
        base: provider.base.clone(),
        token: provider.token.clone(),
        originator: provider.originator.clone(),
        endpoint: provider.endpoint.clone(),
        client_id: provider.client_id.clone(),
        sealed: seal(keys, tenant, &provider.client_secret),
    };
    update_provider(change, &provider).await?;
    Ok(())
}

/// Where applications come from over FIT-Connect in the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// The delivery service.
    pub settings: &'a rathaus_fit::Settings,
    /// The destination.
    pub destination: DestinationId,
    /// The private key that opens.
    pub opens: &'a str,
    /// The private key that signs.
    pub signs: &'a str,
}

/// The data of an application that comes over FIT-Connect, and its attachment.
pub const FIT_DATA: &[u8] = include_bytes!("../examples/dog.fit.json");
/// Its attachment, a PDF.
pub const FIT_ATTACHMENT: &[u8] = include_bytes!("../examples/dog.attachment.pdf");

/// Enters this delivery service, and lets the dog registration take what comes from there by its own schema below `address`;
/// gives the identifier of the service and the schema. What [`furnish`] added is there. The caller commits.
///
/// # Errors
///
/// What the database says; a fault where a key is none.
pub async fn fetch_from(
    change: &mut Change,
    keys: &Keys,
    sender: Sender<'_>,
    address: &str,
) -> Result<(String, String), PageError> {
    let (tenant, now) = (change.tenant(), change.now());
    let Sender { settings, destination, opens, signs } = sender;
    let connection = Connection {
        place: Place::Other,
        token: settings.token.clone(),
        submissions: settings.submissions.clone(),
        keys: settings.keys.clone(),
        client_id: settings.client_id.clone(),
        sealed: fit::connection::seal(keys, tenant, &settings.client_secret),
        destination,
        opens: vec![SealedKey::opening(keys, tenant, opens, now).map_err(PageError::fault)?],
        signs: SealedKey::signing(keys, tenant, signs, now).map_err(PageError::fault)?,
    };
    update_connection(change, &connection).await?;
    let service = find_service(change, "hund-anmelden").await?.ok_or(PageError::NotFound)?;
    let leika = service.content.fim.clone();
    let schema_uri = format!("{address}{}", schema_path(&service.slug));
    let route =
        Route { id: Id::new(now), service: service.id, leika: leika.clone(), schema_uri: schema_uri.clone() };
    insert_route(change, &route).await?;
    Ok((format!("{LEIKA}{leika}"), schema_uri))
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, PageError> {
    serde_json::from_str(json).map_err(PageError::fault)
}

/// A budget, and three associations that apply: two of them checked and with points of a panel.
async fn grants(change: &mut Change, service: &Service) -> Result<(), PageError> {
    let year = today(change.now()).year();
    save_budget(change, service.id, year, 500_000).await?;
    save_budget(change, service.id, year + 1, 1_000_000).await?;
    let applicants = ["Turnverein Beispiel 1890", "Musikzug Beispielhausen", "Heimatverein Beispieltal"];
    let points = [[vec![8, 7, 9], vec![9, 8, 8]], [vec![6, 5, 6], vec![7, 5, 5]]];
    let panel = ["Ilse Beispiel", "Jan Beispiel"].map(|name| (Id::new(change.now()), name));
    for (at, answers) in read::<Vec<Answers>>(GRANT)?.into_iter().enumerate() {
        let name = applicants.get(at).copied().unwrap_or_default();
        let (_, case) = apply(change, service, &answers, Who { name, ..ADA }).await?;
        let Some(sheets) = points.get(at) else { continue };
        let checked = case.open_tasks().map(|task| done(task.id)).collect();
        if let Recorded::Refused(refusal) = record(change, case.id, None, checked).await? {
            return Err(StoreError::fault(refusal).into());
        }
        for ((person, name), points) in panel.iter().zip(sheets) {
            let score = Score {
                person: *person,
                name: (*name).to_owned(),
                is_biased: false,
                points: points.clone(),
                words: String::new(),
                changed_at: change.now(),
            };
            save_score(change, case.id, &score).await?;
        }
    }
    Ok(())
}

/// Somebody who applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who<'a> {
    /// Their name.
    pub name: &'a str,
    /// Where mails go; empty for nowhere.
    pub email: &'a str,
    /// The person, where somebody is signed in.
    pub person: Option<Id>,
}

/// Applies with these answers as the form's pages do, without any mail; gives the application and its case. The caller commits.
///
/// # Errors
///
/// A fault where the answers do not fit the form; what the database says.
pub async fn apply(
    change: &mut Change,
    service: &Service,
    answers: &Answers,
    who: Who<'_>,
) -> Result<(Id, Case), PageError> {
    let version = find_live(change, &service.form).await?.ok_or(PageError::NotFound)?;
    let new = NewApplication {
        service: service.id,
        form: service.form.clone(),
        person: who.person,
        email: who.email.to_owned(),
        name: who.name.to_owned(),
        lang: Lang::De,
        channel: Channel::Online,
    };
    let id = insert_application(change, &new).await?;
    let holder = format!("application:{id}");
    let submitted = submit_answers(change, &version, &holder, answers, "sample", Assurance::Link).await?;
    let Submitted::New(submission) = submitted else {
        return Err(StoreError::Fault(format!("sample answers of {}: {submitted:?}", service.slug)).into());
    };
    let opening =
        Opening { submission: &submission, version: &version, applicant: &new.name, channel: new.channel };
    let case = open_case(change, opening).await?;
    tie_case(change, id, case.id, "", "").await?;
    Ok((id, case))
}
