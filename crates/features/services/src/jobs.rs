//! What services do after a change, or by themselves: tell the applicant, and let deadlines decide that the law lets decide.

mod deadlines;
pub mod fit;
pub mod payment;

use std::time::Duration;

use jiff::SignedDuration;
use rathaus_people::person;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{delete_case, find_case, list_expired};
use rathaus_store::jobs::{Job, JobError, Task, Workers};
use rathaus_store::{Actor, Files, Id, Record, StoreError};
use rathaus_web::mail;
use rathaus_web::{App, Lang, Tenant, Texts, Value, context};
use serde::{Deserialize, Serialize};

use crate::begun::delete_abandoned;
use crate::letters::{PRINT, print};
use crate::store::application::{delete_application, find_application_of_case, issue_link};
use crate::store::catalogue::find_service_by_id;
use crate::store::fit::{delete_arrival, delete_over};
use crate::store::grant::delete_scores;
use crate::store::letter::delete_letters;
use crate::store::message::{Message, delete_messages, find_message};
use crate::store::reservation::delete_reservation;
use crate::store::{Application, Service};

/// The kind of the job that tells an applicant.
pub const TELL: &str = "services.tell";
/// The kind of the job that tells a colleague of a message.
pub const MESSAGE: &str = "services.message";
/// The kind of the job that looks at deadlines.
pub const DEADLINES: &str = "services.deadlines";
/// The kind of the job that deletes cases whose time is over, and applications that nobody went on with.
pub const RETENTION: &str = "services.retention";

/// How long it is remembered what came over FIT-Connect and never became a case.
const OVER: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Something the applicant is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The case.
    pub case: Id,
    /// What: the end of a translation key.
    pub what: String,
}

impl Telling {
    /// The job that tells it; once for each `mark`, which is the number of the event or what else tells it from others.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn of(case: Id, mark: impl std::fmt::Display, what: &str) -> Result<Job, StoreError> {
        Ok(Job::new(TELL, &Self { case, what: what.to_owned() })?.once(format!("{case}:{mark}:{what}")))
    }
}

/// Adds the jobs to the workers of a server.
pub fn attend(app: &App, workers: Workers) -> Workers {
    let (telling, clocks, files) = (app.clone(), app.clone(), app.clone());
    let (press, paying) = (app.clone(), app.clone());
    let (messages, fetching) = (app.clone(), app.clone());
    workers
        .on(TELL, move |task| tell(telling.clone(), task))
        .on(MESSAGE, move |task| tell_colleague(messages.clone(), task))
        .on(DEADLINES, move |task| deadlines::deadlines(clocks.clone(), task))
        .on(RETENTION, move |task| retention(files.clone(), task))
        .on(PRINT, move |task| print(press.clone(), task))
        .on(payment::PAYMENT, move |task| payment::payment(paying.clone(), task))
        .on(fit::FIT, move |task| fit::fit(fetching.clone(), task))
        .every(fit::FIT, Duration::from_secs(60))
        .every(DEADLINES, Duration::from_secs(3_600))
        .every(RETENTION, Duration::from_secs(24 * 3_600))
}

/// Mails the applicant, with a link of their own. Without an address there is nobody to be mailed: the page says it, too.
async fn tell(app: App, task: Task) -> Result<(), JobError> {
    let telling: Telling = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let mut change = task.scope.change(Actor::Program("services"), task.now()).await?;
    let Some(case) = find_case(&mut change, telling.case).await? else { return Ok(()) };
    let Some(application) = find_application_of_case(&mut change, telling.case).await? else { return Ok(()) };
    let Some(service) = find_service_by_id(&mut change, application.service).await? else { return Ok(()) };
    if application.email.is_empty() {
        return Ok(());
    }
    let path = match application.person {
        Some(_) => format!("/applications/{}", application.id),
        None => issue_link(&mut change, &application).await?,
    };
    let (subject, own) = letter(&app, &tenant, &application, &case.number, &service, &telling.what, &path)?;
    let letter =
        app.mail(&tenant, application.lang, "services/mail", subject, application.email.clone(), own);
    let letter = letter.await?.about(format!("case:{}", case.id));
    mail::enqueue(&mut change, letter).await?;
    task.finish(&mut change).await?;
    change.commit(Record::new("case.told", case.id).with("what", telling.what)).await?;
    Ok(())
}

/// The job that tells a colleague of a message; once for each.
///
/// # Errors
///
/// A fault where it cannot be written as JSON.
pub fn message(id: Id) -> Result<Job, StoreError> {
    Ok(Job::new(MESSAGE, &id)?.once(id.to_string()))
}

/// Mails a colleague that there is a message, not what it says. Whoever has read it already needs no mail.
async fn tell_colleague(app: App, task: Task) -> Result<(), JobError> {
    let id: Id = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let mut change = task.scope.change(Actor::Program("services"), task.now()).await?;
    let Some(message) = find_message(&mut change, id).await?.filter(|one| one.read_at.is_none()) else {
        return Ok(());
    };
    let Some(to) = person::find(&mut change, message.recipient).await?.filter(|one| one.deleted_at.is_none())
    else {
        return Ok(());
    };
    let (subject, own) = note(&app, &tenant, &message, to.lang)?;
    let letter = app.mail(&tenant, to.lang, "services/mail", subject, to.email, own);
    let letter = letter.await?.about(format!("case:{}", message.case));
    mail::enqueue(&mut change, letter).await?;
    task.finish(&mut change).await?;
    change.commit(Record::new("case.message-told", message.case).with("message", id)).await?;
    Ok(())
}

/// The subject of the mail about a message and what its template needs.
fn note(app: &App, tenant: &Tenant, message: &Message, lang: Lang) -> Result<(String, Value), JobError> {
    let texts = app.texts(lang);
    let args = [
        ("number", message.number.as_str()),
        ("from", message.sender_name.as_str()),
        ("name", message.recipient_name.as_str()),
        ("office", tenant.name.as_str()),
    ];
    let link = app.full_url(tenant, &format!("/cases/{}", message.number));
    let keys = ["message-mail-subject", "message-mail-hello", "message-mail-text"];
    worded(texts, &args, keys, ("message-mail", link))
}

/// A mail in words: subject, greeting and text by their keys; what the link is called, the end and the reason by what theirs
/// begin with.
fn worded(
    texts: &Texts,
    args: &[(&str, &str)],
    [subject, greeting, text]: [&str; 3],
    (begins, link): (&str, String),
) -> Result<(String, Value), JobError> {
    let args: Vec<_> = args.iter().map(|(name, value)| (*name, (*value).into())).collect();
    let said = |key: &str| texts.with(key, &args).map_err(|error| JobError::Never(error.to_string()));
    let own = context! {
        greeting => said(greeting)?,
        text => said(text)?,
        link,
        go => said(&format!("{begins}-go"))?,
        bye => said(&format!("{begins}-bye"))?,
        why => said(&format!("{begins}-why"))?,
    };
    Ok((said(subject)?, own))
}

/// The subject of a mail and what its template needs.
fn letter(
    app: &App,
    tenant: &Tenant,
    application: &Application,
    number: &str,
    service: &Service,
    what: &str,
    path: &str,
) -> Result<(String, Value), JobError> {
    let texts = app.texts(application.lang);
    let args = [
        ("title", service.content.title.get(application.lang)),
        ("number", number),
        ("office", tenant.name.as_str()),
        ("name", application.name.as_str()),
    ];
    let greeting =
        if application.name.is_empty() { "application-mail-hello" } else { "application-mail-hello-name" };
    let text = format!("application-mail-{what}");
    let keys = [&format!("{text}-subject"), greeting, &text];
    worded(texts, &args, keys, ("application-mail", app.full_url(tenant, path)))
}

/// Deletes cases whose time is over, each in a change of its own; what was owed and paid for them stays in the books.
async fn retention(app: App, task: Task) -> Result<(), JobError> {
    let files = app.port::<Files>()?;
    for tenant in app.gate().tenants().await?.iter().filter(|t| t.features.contains("services")) {
        let scope = task.scope.store().tenant(tenant.id);
        let expired = list_expired(&mut *scope.read().await?, today(task.now())).await?;
        for case in expired {
            let mut change = scope.change(Actor::Program("services"), task.now()).await?;
            delete_application(&mut change, case.id).await?;
            delete_scores(&mut change, case.id).await?;
            delete_reservation(&mut change, case.id).await?;
            delete_letters(&mut change, &files, case.id).await?;
            delete_messages(&mut change, case.id).await?;
            delete_arrival(&mut change, &files, case.id).await?;
            let record = delete_case(&mut change, &files, &case).await?;
            change.commit(record).await?;
        }
        delete_abandoned(&scope, &files, task.now()).await?;
        let mut change = scope.change(Actor::Program("services"), task.now()).await?;
        let before = task.now().checked_sub(OVER).map_err(StoreError::fault)?;
        if delete_over(&mut change, before).await? > 0 {
            change.commit(Record::new("fit.deleted", tenant.id)).await?;
        }
    }
    Ok(())
}
