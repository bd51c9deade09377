//! What talks cause: the draft is computed; those who have not said their wishes are reminded; who is asked for a talk
//! hears of it; everybody whose talks change gets them with an entry for the calendar each.
//!
//! A calendar program takes one entry out of an invitation (RFC 5546, 3.2.2: all components of a REQUEST have the same
//! UID), so each talk is an attachment of its own.

use rathaus_core::Lang;
use rathaus_store::jobs::{Job, JobError, Task, Workers};
use rathaus_store::{Actor, Id, Record, StoreError};
use rathaus_web::mail::{self, Mail};
use rathaus_web::{App, PageError, Tenant, Value, context};
use serde::{Deserialize, Serialize};

use crate::jobs::registration::{about, place};
use crate::model::talk::TalkState;
use crate::output::calendar::{Entry, Guest, invitation_of};
use crate::plan::talks::Effort;
use crate::store::event::{Event, find_event};
use crate::store::registrant::{find_registrant, issue_link};
use crate::store::registration::delegate::list_delegates_of;
use crate::store::registration::{Registration, find_registration};
use crate::store::round::{KeptRound, Stage, find_round_by_id};
use crate::store::talk::{Talk, find_talk, find_talk_plan, save_computed, save_refusal};
use crate::store::wish::{claim_reminder, find_request, find_sheet};
use crate::talking::{Ground, draft, takes_part};
use crate::wishing::last_day;

/// The kind of the job that computes a draft.
pub const DRAFT_JOB: &str = "forum.talks";
/// The kind of the job that writes to one registration about its talks.
pub const TALK_JOB: &str = "forum.talk";
/// The kind of the job that reminds of wishes.
pub const REMIND_JOB: &str = "forum.wish-remind";
/// The kind of the job that tells of a request.
pub const REQUEST_JOB: &str = "forum.talk-request";

/// Which round's talks are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafting {
    /// The round.
    pub round: Id,
}

impl Drafting {
    /// The job that computes them.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn job(self) -> Result<Job, StoreError> {
        Ok(Job::new(DRAFT_JOB, &self)?.tries(3))
    }
}

/// A mail about talks that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkPost {
    /// To whom.
    pub registration: Id,
    /// The talks with their sequence when they changed.
    pub talks: Vec<(Id, i64)>,
}

/// Reminding of wishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminding {
    /// The round.
    pub round: Id,
    /// Whom.
    pub registrations: Vec<Id>,
    /// Names the mailing: each is reached by it once.
    pub key: String,
}

impl Reminding {
    /// The job that sends it; a second one with the same key is not added.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn job(&self) -> Result<Job, StoreError> {
        Ok(Job::new(REMIND_JOB, self)?.once(self.key.clone()))
    }
}

/// Telling of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// The request.
    pub request: Id,
}

impl Asking {
    /// The job that tells.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn job(self) -> Result<Job, StoreError> {
        Job::new(REQUEST_JOB, &self)
    }
}

pub(super) fn attend(app: &App, workers: Workers) -> Workers {
    let (one, many, asked) = (app.clone(), app.clone(), app.clone());
    workers
        .on(DRAFT_JOB, compute)
        .on(TALK_JOB, move |task| write(one.clone(), task))
        .on(REMIND_JOB, move |task| remind(many.clone(), task))
        .on(REQUEST_JOB, move |task| ask(asked.clone(), task))
}

/// Computes a draft.
///
/// # Errors
///
/// `Later` where the database is away; `Never` where the round is gone.
pub async fn compute(task: Task) -> Result<(), JobError> {
    let Drafting { round: id } = task.payload()?;
    let ground = {
        let mut view = task.scope.read().await?;
        let round = find_round_by_id(&mut view, id).await?;
        let round = round.ok_or_else(|| JobError::Never(format!("there is no round {id}")))?;
        Ground::load(&mut view, round).await?
    };
    task.progress(0.3, "plan-stage-talks").await?;
    let now = task.now();
    let made = tokio::task::spawn_blocking(move || draft(&ground, Effort::Normal, now)).await;
    let made = made.map_err(|error| JobError::Later(error.to_string()))?;
    let mut change = task.scope.change(Actor::Program(DRAFT_JOB), now).await?;
    let record = match made {
        Ok(draft) => {
            save_computed(&mut change, id, &draft).await?;
            Record::new("talks.drafted", id).with("talks", draft.talks.len())
        }
        Err(refusal) => {
            save_refusal(&mut change, id, &refusal.to_string()).await?;
            Record::new("talks.refused", id)
        }
    };
    task.finish(&mut change).await?;
    change.commit(record).await?;
    Ok(())
}

/// Everything around the mails to one registration.
struct Desk<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    round: &'a KeptRound,
    one: &'a Registration,
}

/// What a mail says; `stem` of its texts.
struct Words<'a> {
    stem: &'a str,
    other: &'a str,
    words: &'a str,
    until: String,
    lines: Vec<Value>,
    go: &'a str,
    path: &'a str,
}

impl Desk<'_> {
    fn lang(&self) -> Lang {
        self.one.lang
    }

    async fn mail(&self, (to, name): (&str, &str), said: Words<'_>) -> Result<Mail, PageError> {
        let texts = self.app.texts(self.lang());
        let args = [
            ("round", self.round.title.as_str().into()),
            ("body", self.one.name.as_str().into()),
            ("other", said.other.into()),
            ("until", said.until.as_str().into()),
            ("office", self.tenant.name.as_str().into()),
        ];
        let greeting = match name {
            "" => texts.get("mailing-greeting")?,
            name => texts.with("mailing-greeting-name", &[("name", name.into())])?,
        };
        let stem = said.stem;
        let mail = self
            .app
            .mail(
                self.tenant,
                self.lang(),
                "forum/talk-mail",
                texts.with(&format!("{stem}-subject"), &args)?,
                to.to_owned(),
                context! {
                    greeting,
                    lead => texts.with(stem, &args)?,
                    words => said.words.to_owned(),
                    lines => said.lines,
                    go => texts.get(&format!("talk-mail-go-{}", said.go))?,
                    link => self.app.full_url(self.tenant, said.path),
                    bye => texts.with("mailing-bye", &args)?,
                    why => texts.with("registration-mail-why", &args)?,
                },
            )
            .await?;
        Ok(mail.about(about(self.round.id, self.one.id)))
    }
}

fn entry(desk: &Desk<'_>, event: &Event, talk: &Talk, url: String) -> Result<Option<Entry>, PageError> {
    let texts = desk.app.texts(desk.lang());
    let Some(date) = desk.round.stage(Stage::Event).starts.or(desk.round.settings.date) else {
        return Ok(None);
    };
    let table = texts.with("agenda-table", &[("n", f64::from(talk.table).into())])?;
    let location = match place(event).as_str() {
        "" => table,
        venue => format!("{table}, {venue}"),
    };
    let partner = talk.partner(desk.one.id).1;
    Ok(Some(Entry {
        uid: format!("{}@rathaus.invalid", talk.id),
        stamp: talk.changed_at,
        sequence: talk.sequence,
        date,
        span: talk.span,
        summary: texts.with("agenda-talk", &[("partner", partner.into())])?,
        location,
        description: desk.round.title.clone(),
        url,
        is_off: talk.state == TalkState::Cancelled,
    }))
}

/// Writes to everybody of a registration about the talks that changed. What has changed again since is left to the next
/// mail.
///
/// # Errors
///
/// `Later` where the database is away; `Never` where the tenant is gone, or a text is missing.
pub async fn write(app: App, task: Task) -> Result<(), JobError> {
    let post: TalkPost = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let mut change = task.scope.change(Actor::Program(TALK_JOB), task.now()).await?;
    let Some(one) = find_registration(&mut change, post.registration).await? else { return Ok(()) };
    let Some(round) = find_round_by_id(&mut change, one.round).await? else { return Ok(()) };
    let event = find_event(&mut change, &round).await?;
    let mut talks = Vec::new();
    for (id, sequence) in &post.talks {
        if let Some(talk) = find_talk(&mut change, *id).await?.filter(|talk| talk.sequence == *sequence) {
            talks.push(talk);
        }
    }
    if talks.is_empty() {
        return Ok(());
    }
    talks.sort_by_key(|talk| (talk.state == TalkState::Cancelled, talk.span.start));
    let is_first = talks.iter().all(|talk| talk.sequence == 0);
    let desk = Desk { app: &app, tenant: &tenant, round: &round, one: &one };
    let lines: Vec<Value> = talks
        .iter()
        .map(|talk| {
            context! {
                time => talk.span.start.to_string(), partner => talk.partner(one.id).1.to_owned(), table => talk.table,
                is_off => talk.state == TalkState::Cancelled,
            }
        })
        .collect();
    let people = list_delegates_of(&mut change, one.id).await?;
    let mut to: Vec<(String, String, String)> = people
        .iter()
        .filter(|person| !person.email.is_empty())
        .map(|person| (person.email.clone(), person.name.clone(), format!("/agenda/{}", person.key)))
        .collect();
    if !one.email.is_empty() && to.iter().all(|(email, _, _)| !email.eq_ignore_ascii_case(&one.email)) {
        let path = match find_registrant(&mut change, one.id).await? {
            Some(registrant) => issue_link(&mut change, &round, &registrant, &one.email).await?,
            None => format!("/rounds/{}", round.slug),
        };
        to.push((one.email.clone(), one.contact.clone(), path));
    }
    for (email, name, path) in &to {
        let said = Words {
            stem: if is_first { "talk-mail-first" } else { "talk-mail-changed" },
            other: "",
            words: "",
            until: String::new(),
            lines: lines.clone(),
            go: "agenda",
            path,
        };
        let mut mail = desk.mail((email, name), said).await?;
        for talk in &talks {
            let url = app.full_url(&tenant, path);
            let Some(entry) = entry(&desk, &event, talk, url)? else { continue };
            let guest = Guest { name, email };
            let (method, text) = invitation_of(&round.title, &entry, &guest);
            let kind = format!("text/calendar; charset=utf-8; method={}", method.word());
            let file = format!("{}.ics", talk.span.start.to_string().replace(':', ""));
            mail = mail.attach(file, kind, text.into_bytes());
        }
        mail::enqueue(&mut change, mail).await?;
    }
    if to.is_empty() {
        return Ok(());
    }
    task.finish(&mut change).await?;
    let record = Record::new("talks.mailed", one.id).with("talks", talks.len()).with("mails", to.len());
    change.commit(record).await?;
    Ok(())
}

/// Reminds those who have not said their wishes, each in a change of its own.
///
/// # Errors
///
/// As [`write`].
pub async fn remind(app: App, task: Task) -> Result<(), JobError> {
    let reminding: Reminding = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    for id in &reminding.registrations {
        let mut change = task.scope.change(Actor::Program(REMIND_JOB), task.now()).await?;
        let Some(one) = find_registration(&mut change, *id).await? else { continue };
        let Some(round) = find_round_by_id(&mut change, one.round).await? else { continue };
        let is_said = find_sheet(&mut change, one.id).await?.said_at.is_some();
        if is_said
            || !takes_part(&one)
            || one.email.is_empty()
            || !claim_reminder(&mut change, round.id, one.id, &reminding.key).await?
        {
            continue;
        }
        let plan = find_talk_plan(&mut change, round.id).await?;
        let until = match last_day(&round, &plan) {
            Some(day) => one.lang.long_date(day),
            None => {
                let text = app.texts(one.lang).get("registration-mail-no-day");
                text.map_err(|error| JobError::Never(error.to_string()))?
            }
        };
        let Some(registrant) = find_registrant(&mut change, one.id).await? else { continue };
        let path = issue_link(&mut change, &round, &registrant, &one.email).await?;
        let desk = Desk { app: &app, tenant: &tenant, round: &round, one: &one };
        let path = format!("{path}/wishes");
        let said = Words {
            stem: "talk-mail-wishes",
            other: "",
            words: "",
            until,
            lines: Vec::new(),
            go: "wishes",
            path: &path,
        };
        let mail = desk.mail((&one.email, &one.contact), said).await?;
        mail::enqueue(&mut change, mail).await?;
        change.commit(Record::new("wishes.reminded", one.id).with("mailing", &reminding.key)).await?;
    }
    Ok(())
}

/// Tells a registration that another asks for a talk.
///
/// # Errors
///
/// As [`write`].
pub async fn ask(app: App, task: Task) -> Result<(), JobError> {
    let asking: Asking = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let mut change = task.scope.change(Actor::Program(REQUEST_JOB), task.now()).await?;
    let Some(request) = find_request(&mut change, asking.request).await? else { return Ok(()) };
    let Some(one) = find_registration(&mut change, request.asked).await? else { return Ok(()) };
    let Some(other) = find_registration(&mut change, request.asker).await? else { return Ok(()) };
    let Some(round) = find_round_by_id(&mut change, one.round).await? else { return Ok(()) };
    let registrant = find_registrant(&mut change, one.id).await?;
    let (false, None, Some(registrant)) = (one.email.is_empty(), request.answer, registrant) else {
        return Ok(());
    };
    let path = format!("{}/wishes", issue_link(&mut change, &round, &registrant, &one.email).await?);
    let desk = Desk { app: &app, tenant: &tenant, round: &round, one: &one };
    let said = Words {
        stem: "talk-mail-request",
        other: &other.name,
        words: &request.words,
        until: String::new(),
        lines: Vec::new(),
        go: "wishes",
        path: &path,
    };
    let mail = desk.mail((&one.email, &one.contact), said).await?;
    mail::enqueue(&mut change, mail).await?;
    task.finish(&mut change).await?;
    change.commit(Record::new("talk-request.mailed", request.id)).await?;
    Ok(())
}
