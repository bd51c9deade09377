//! Mails about registrations: to whoever registered, with the link to change it, and to each person with their own
//! agenda; both with the day for the calendar.
//!
//! A mail is a job of the change that causes it. It is written from what stands in the database when the job runs, so
//! two changes in a row never send an old state after a new one: the older message is then left out.

use rathaus_store::jobs::{Job, JobError, Task, Workers};
use rathaus_store::{Actor, Change, Id, Record, StoreError};
use rathaus_web::mail::{self, Mail};
use rathaus_web::{App, PageError, Tenant, context};
use serde::{Deserialize, Serialize};

use crate::addresses::of_registrant;
use crate::model::ParticipantKind;
use crate::output::calendar::{Entry, Method, calendar_of};
use crate::store::event::{Event, find_event};
use crate::store::registrant::{Registrant, claim_mailing, find_registrant, issue_link};
use crate::store::registration::delegate::{Delegate, list_delegates_of};
use crate::store::registration::{Registration, RegistrationState, find_registration};
use crate::store::round::{KeptRound, Stage, find_round_by_id};

/// The kind of the job that writes about one registration.
pub const JOB: &str = "forum.registration";
/// The kind of the job that asks many to register.
pub const ASK_JOB: &str = "forum.registration-ask";

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// There is a place.
    Confirmed,
    /// What was said has changed.
    Changed,
    /// There is no place yet.
    Waiting,
    /// A place has become free.
    MovedUp,
    /// Called off.
    Cancelled,
    /// The link once more.
    Link,
}

impl Message {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Message::Confirmed => "confirmed",
            Message::Changed => "changed",
            Message::Waiting => "waiting",
            Message::MovedUp => "moved-up",
            Message::Cancelled => "cancelled",
            Message::Link => "link",
        }
    }

    /// The state a registration is in when this is said.
    fn state(self) -> Option<RegistrationState> {
        match self {
            Message::Confirmed | Message::Changed | Message::MovedUp => Some(RegistrationState::Registered),
            Message::Waiting => Some(RegistrationState::Waiting),
            Message::Cancelled => Some(RegistrationState::Cancelled),
            Message::Link => None,
        }
    }
}

/// A mail about a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The registration, or a registrant without one.
    pub registration: Id,
    /// What is said.
    pub message: Message,
    /// The registration's sequence when it was caused.
    pub sequence: i64,
}

impl Post {
    /// A mail about this registration as it is now.
    pub fn of(registration: &Registration, message: Message) -> Self {
        Self { registration: registration.id, message, sequence: registration.sequence }
    }

    /// Adds the job to the change.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn enqueue(self, change: &mut Change) -> Result<(), StoreError> {
        change.enqueue(Job::new(JOB, &self)?).await?;
        Ok(())
    }
}

/// Asking many to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// The round.
    pub round: Id,
    /// Whom.
    pub registrants: Vec<Id>,
    /// Names the mailing: each registrant is reached by it once.
    pub key: String,
}

impl Asking {
    /// The job that sends it; a second one with the same key is not added.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn job(&self) -> Result<Job, StoreError> {
        Ok(Job::new(ASK_JOB, self)?.once(self.key.clone()))
    }
}

pub(super) fn attend(app: &App, workers: Workers) -> Workers {
    let (one, many) = (app.clone(), app.clone());
    workers.on(JOB, move |task| write(one.clone(), task)).on(ASK_JOB, move |task| ask(many.clone(), task))
}

/// What mails about registrations are about, to find them again.
pub fn about(round: Id, registrant: Id) -> String {
    format!("registration:{round}:{registrant}")
}

/// Everything around the mails of one round.
struct Desk<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    round: &'a KeptRound,
    event: &'a Event,
}

impl Desk<'_> {
    /// The day for a calendar; none where the round has no day yet.
    fn calendar(&self, registration: &Registration, key: &str) -> Option<(Method, String)> {
        let date = self.round.stage(Stage::Event).starts.or(self.round.settings.date)?;
        let (method, is_off) = match registration.state {
            RegistrationState::Registered => (Method::Publish, false),
            RegistrationState::Cancelled => (Method::Cancel, true),
            RegistrationState::Waiting => return None,
        };
        let url = self.app.full_url(self.tenant, &format!("/rounds/{}/programme", self.round.slug));
        let entry = Entry {
            uid: format!("{}-{key}@rathaus.invalid", registration.id),
            stamp: registration.queued_at,
            sequence: registration.sequence,
            date,
            span: rathaus_core::Span {
                start: registration.arrives.unwrap_or(self.event.span.start),
                end: registration.leaves.unwrap_or(self.event.span.end),
            },
            summary: self.round.title.clone(),
            location: place(self.event),
            description: url.clone(),
            url,
            is_off,
        };
        Some((method, calendar_of(&self.round.title, method, &[entry])))
    }

    /// The mail to somebody; `agenda` is the key of a person's own agenda.
    async fn mail(
        &self,
        registration: Option<&Registration>,
        registrant: &Registrant,
        message: &str,
        (to, name): (&str, &str),
        (path, go): (&str, &str),
        people: &[Delegate],
    ) -> Result<Mail, PageError> {
        let lang = registration.map_or(registrant.lang, |one| one.lang);
        let texts = self.app.texts(lang);
        let day = match self.round.stage(Stage::Event).starts.or(self.round.settings.date) {
            Some(day) => lang.long_date(day),
            None => texts.get("registration-mail-no-day")?,
        };
        let args = [
            ("round", self.round.title.as_str().into()),
            ("body", registrant.name.as_str().into()),
            ("day", day.as_str().into()),
            ("office", self.tenant.name.as_str().into()),
        ];
        let greeting = match name {
            "" => texts.get("mailing-greeting")?,
            name => texts.with("mailing-greeting-name", &[("name", name.into())])?,
        };
        let times = format!("{} – {}", self.event.span.start, self.event.span.end);
        let mail = self
            .app
            .mail(
                self.tenant,
                lang,
                "forum/registration-mail",
                texts.with(&format!("registration-mail-{message}-subject"), &args)?,
                to.to_owned(),
                context! {
                    greeting,
                    lead => texts.with(&format!("registration-mail-{message}"), &args)?,
                    facts => context! {
                        day => day.clone(), times, place => place(self.event),
                        people => people.iter().map(|one| one.name.clone()).collect::<Vec<_>>(),
                    },
                    go => texts.get(&format!("registration-mail-go-{go}"))?,
                    link => self.app.full_url(self.tenant, path),
                    bye => texts.with("mailing-bye", &args)?,
                    why => texts.with("registration-mail-why", &args)?,
                },
            )
            .await?;
        Ok(mail.about(about(self.round.id, registrant.id)))
    }

    fn attach(&self, mail: Mail, registration: &Registration, key: &str) -> Mail {
        match self.calendar(registration, key) {
            Some((method, text)) => {
                let kind = format!("text/calendar; charset=utf-8; method={}", method.word());
                mail.attach("termin.ics", kind, text.into_bytes())
            }
            None => mail,
        }
    }
}

/// Name and address of the venue in one line.
pub fn place(event: &Event) -> String {
    let address = event.address.split('\n').map(str::trim).filter(|line| !line.is_empty());
    let parts: Vec<&str> =
        std::iter::once(event.place.trim()).chain(address).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Writes about one registration.
///
/// # Errors
///
/// `Later` where the database is away; `Never` where round or tenant are gone, or a text is missing.
pub async fn write(app: App, task: Task) -> Result<(), JobError> {
    let post: Post = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let mut change = task.scope.change(Actor::Program("forum.registration"), task.now()).await?;
    let Some(registrant) = find_registrant(&mut change, post.registration).await? else { return Ok(()) };
    let registration = find_registration(&mut change, post.registration).await?;
    let Some(round) = find_round_by_id(&mut change, registrant.round).await? else { return Ok(()) };
    let is_old = match (&registration, post.message.state()) {
        (Some(one), Some(state)) => one.state != state || one.sequence > post.sequence,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    if is_old {
        return Ok(());
    }
    let event = find_event(&mut change, &round).await?;
    let desk = Desk { app: &app, tenant: &tenant, round: &round, event: &event };
    let people = match &registration {
        Some(one) => list_delegates_of(&mut change, one.id).await?,
        None => Vec::new(),
    };
    let mut sent = 0_u32;
    if !registrant.email.is_empty() {
        let path = issue_link(&mut change, &round, &registrant, &registrant.email).await?;
        let to = (registrant.email.as_str(), registrant.contact.as_str());
        let word = post.message.word();
        let way = (path.as_str(), if registration.is_some() { "change" } else { "register" });
        let mail = desk.mail(registration.as_ref(), &registrant, word, to, way, &people).await?;
        let mail = match &registration {
            Some(one) if post.message != Message::Link => desk.attach(mail, one, "contact"),
            _ => mail,
        };
        mail::enqueue(&mut change, mail).await?;
        sent += 1;
    }
    if let Some(one) =
        registration.as_ref().filter(|_| !matches!(post.message, Message::Waiting | Message::Link))
    {
        for person in &people {
            if person.email.is_empty() || person.email.eq_ignore_ascii_case(&registrant.email) {
                continue;
            }
            let word = format!("{}-person", post.message.word());
            let path = format!("/agenda/{}", person.key);
            let to = (person.email.as_str(), person.name.as_str());
            let mail = desk
                .mail(
                    Some(one),
                    &registrant,
                    &word,
                    to,
                    (path.as_str(), "agenda"),
                    std::slice::from_ref(person),
                )
                .await?;
            mail::enqueue(&mut change, desk.attach(mail, one, &person.id.to_string())).await?;
            sent += 1;
        }
    }
    if sent == 0 {
        return Ok(());
    }
    task.finish(&mut change).await?;
    let record =
        Record::new("registration.mailed", registrant.id).with("message", post.message).with("mails", sent);
    change.commit(record).await?;
    Ok(())
}

/// Asks many to register, each body in a change of its own.
///
/// # Errors
///
/// As [`write`].
pub async fn ask(app: App, task: Task) -> Result<(), JobError> {
    let asking: Asking = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    for (place, id) in asking.registrants.iter().enumerate() {
        let mut change = task.scope.change(Actor::Program("forum.registration"), task.now()).await?;
        let Some(registrant) = find_registrant(&mut change, *id).await? else { continue };
        let Some(round) = find_round_by_id(&mut change, registrant.round).await? else { continue };
        if find_registration(&mut change, *id).await?.is_some()
            || !claim_mailing(&mut change, *id, &asking.key).await?
        {
            continue;
        }
        let event = find_event(&mut change, &round).await?;
        let desk = Desk { app: &app, tenant: &tenant, round: &round, event: &event };
        let to = of_registrant(&mut change, &registrant, task.now()).await?;
        for (email, name) in &to {
            let path = issue_link(&mut change, &round, &registrant, email).await?;
            let word = if registrant.kind == ParticipantKind::Supplier { "ask-supplier" } else { "ask" };
            let mail = desk
                .mail(
                    None,
                    &registrant,
                    word,
                    (email.as_str(), name.as_str()),
                    (path.as_str(), "register"),
                    &[],
                )
                .await?;
            mail::enqueue(&mut change, mail).await?;
        }
        let record =
            Record::new("registration.asked", *id).with("mailing", &asking.key).with("mails", to.len());
        change.commit(record).await?;
        #[allow(clippy::cast_precision_loss)]
        task.progress((place + 1) as f64 / asking.registrants.len() as f64, String::new()).await?;
    }
    Ok(())
}
