//! A catalogue to be looked at: the examples, published, and two applications on their way.

use jiff::ToSpan;
use rathaus_core::Lang;
use rathaus_procedure::answers::Period;
use rathaus_procedure::case::{CaseEvent, Channel};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{
    Assurance, Opening, Recorded, Submitted, find_live, open_case, record, submit_answers,
};
use rathaus_procedure::{Answer, Answers, StableId};
use rathaus_store::{Change, Id, StoreError};
use rathaus_web::PageError;

use crate::examples::shipped;
use crate::pages::office::adopt;
use crate::store::application::{NewApplication, find_application, insert_application, issue_link, tie_case};
use crate::store::catalogue::{Service, set_public};

const DOG: &str = include_str!("../examples/dog.answers.json");
const HALL: &str = include_str!("../examples/hall.answers.json");

/// Adds all of it; gives the path of an application that waits for its applicant. The caller commits.
///
/// # Errors
///
/// What the database says; a fault where an example is none.
pub async fn furnish(change: &mut Change) -> Result<String, PageError> {
    let mut path = String::new();
    for example in shipped().map_err(PageError::fault)? {
        let service = adopt(change, &example, "Beispiel").await?;
        set_public(change, service.id, true).await?;
        match example.slug.as_str() {
            "hund-anmelden" => {
                apply(change, &service, DOG).await?;
            }
            "halle-mieten" => {
                let (application, case) = apply(change, &service, HALL).await?;
                let asked = CaseEvent::CorrectionAsked {
                    task: Id::new(change.now()),
                    words: "Wer schenkt aus? Bitte nennen Sie uns eine verantwortliche Person.".to_owned(),
                    fields: Vec::new(),
                    due: None,
                    on: today(change.now()),
                };
                if let Recorded::Refused(refusal) = record(change, case, None, vec![asked]).await? {
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

async fn apply(change: &mut Change, service: &Service, answers: &str) -> Result<(Id, Id), PageError> {
    let mut answers: Answers = serde_json::from_str(answers).map_err(PageError::fault)?;
    let version = find_live(change, &service.form).await?.ok_or(PageError::NotFound)?;
    // Two days, a month from now on.
    let first = today(change.now()).saturating_add(30.days());
    let days = Period { from: Some(first), to: Some(first.saturating_add(1.day())) };
    let zeit: StableId = "zeit".parse().map_err(PageError::fault)?;
    if version.definition.field(&zeit).is_some() {
        answers.set(zeit, Answer::Period(days));
    }
    let new = NewApplication {
        service: service.id,
        form: service.form.clone(),
        person: None,
        email: "ada.beispiel@beispiel.example".to_owned(),
        name: "Ada Beispiel".to_owned(),
        lang: Lang::De,
        channel: Channel::Online,
    };
    let id = insert_application(change, &new).await?;
    let holder = format!("application:{id}");
    let submitted = submit_answers(change, &version, &holder, &answers, "sample", Assurance::Link).await?;
    let Submitted::New(submission) = submitted else {
        return Err(StoreError::Fault(format!("sample answers of {}: {submitted:?}", service.slug)).into());
    };
    let opening =
        Opening { submission: &submission, version: &version, applicant: &new.name, channel: new.channel };
    let case = open_case(change, opening).await?;
    tie_case(change, id, case.id, "", "").await?;
    Ok((id, case.id))
}
