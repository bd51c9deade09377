//! Asks both sides what came of their meetings: the day after the event and 3, 6 and 12 months later, with one reminder.
//!
//! The job runs every hour and mails in office hours. Each body gets one mail for all its open questions, in a change of
//! its own that takes the questions; so nobody is asked twice, however often the job is tried. The office may ask at once.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::Date;
use rathaus_store::jobs::{Job, JobError, Task, Workers};
use rathaus_store::{Actor, Change, Id, Record, StoreError};
use rathaus_web::mail::{self, Mail};
use rathaus_web::{App, PageError, Tenant, Value, context, filters};
use serde::{Deserialize, Serialize};

use crate::addresses::of_met;
use crate::model::correspondence::day_of;
use crate::model::outcome::{OutcomeKind, Side, due, is_reminded};
use crate::outcomes::pairs;
use crate::store::outcome::{
    Outcome, Pair, claim_asking, claim_reminder, ensure_question, find_outcome, issue_link, list_outcomes,
};
use crate::store::round::{KeptRound, Stage, find_round_by_id, list_rounds};
use crate::talk_outcome::take_talks;

/// The kind of the job that runs by itself.
pub const JOB: &str = "forum.outcomes";
/// The kind of the job with which the office asks at once.
pub const ASK_JOB: &str = "forum.outcomes-ask";

/// Hours of the day at which mails are sent, on the administration's clock.
const HOURS: std::ops::Range<i8> = 8..18;

/// Asking at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// The round.
    pub round: Id,
    /// Names the act, so that pressing the button twice asks once.
    pub key: String,
}

impl Asking {
    /// The job that asks; a second one with the same key is not added.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn job(&self) -> Result<Job, StoreError> {
        Ok(Job::new(ASK_JOB, self)?.once(self.key.clone()))
    }
}

pub(super) fn attend(app: &App, workers: Workers) -> Workers {
    let (all, one) = (app.clone(), app.clone());
    workers
        .on(JOB, move |task| ask_all(all.clone(), task))
        .every(JOB, Duration::from_secs(3_600))
        .on(ASK_JOB, move |task| ask(one.clone(), task))
}

/// The day of the event, the last where it has several.
pub fn event_day(round: &KeptRound) -> Option<Date> {
    round.stage(Stage::Event).ends.or(round.settings.date)
}

/// What mails about outcomes are about, to find them again.
pub fn about(round: Id, body: Id) -> String {
    format!("outcome:{round}:{body}")
}

async fn ask_all(app: App, task: Task) -> Result<(), JobError> {
    if !HOURS.contains(&task.now().to_zoned(filters::zone()).hour()) {
        return Ok(());
    }
    for tenant in app.gate().tenants().await?.iter().filter(|t| t.features.contains("forum")) {
        let rounds = list_rounds(&mut *task.scope.store().tenant(tenant.id).read().await?).await?;
        for round in rounds {
            ask_round(&app, &task, tenant, &round).await?;
        }
    }
    Ok(())
}

/// Asks at once what is due in a round.
///
/// # Errors
///
/// `Later` where the database is away; `Never` where the tenant is gone or a text is missing.
pub async fn ask(app: App, task: Task) -> Result<(), JobError> {
    let asking: Asking = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let Some(round) = find_round_by_id(&mut *task.scope.read().await?, asking.round).await? else {
        return Ok(());
    };
    ask_round(&app, &task, &tenant, &round).await
}

/// What is done about an open question now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is asked.
    Ask,
    /// It was asked a while ago and is remembered.
    Remind,
    /// Nothing: it was asked lately, or remembered.
    Wait,
}

/// An open question of a pair, which may not have a row yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The pair.
    pub pair: Pair,
    /// Which side is asked.
    pub side: Side,
    /// Whether its turn is now.
    pub turn: Turn,
}

/// The open questions of a round at a month, by body.
pub fn open_questions(outcomes: Vec<Outcome>, month: u8, today: Date) -> BTreeMap<(Id, Side), Vec<Open>> {
    let mut open: BTreeMap<(Id, Side), Vec<Open>> = BTreeMap::new();
    for met in pairs(outcomes) {
        let Some(round) = met.outcomes.first().map(|one| one.round) else { continue };
        for side in Side::ALL.iter().copied().filter(|side| met.is_asked(*side, month)) {
            let row = met.outcomes.iter().find(|one| one.side == side && one.month == month);
            if row.is_some_and(|one| one.kind.is_some()) {
                continue;
            }
            let turn = match row.map(|one| (one.asked_at, one.reminded_at)) {
                None | Some((None, _)) => Turn::Ask,
                Some((Some(asked), None)) if is_reminded(day_of(asked), today) => Turn::Remind,
                Some((Some(_), _)) => Turn::Wait,
            };
            let body = match side {
                Side::Town => met.town,
                Side::Supplier => met.supplier,
            };
            let pair = Pair { round, town: met.town, supplier: met.supplier };
            open.entry((body, side)).or_default().push(Open { pair, side, turn });
        }
    }
    open.retain(|_, questions| questions.iter().any(|one| one.turn != Turn::Wait));
    open
}

async fn ask_round(app: &App, task: &Task, tenant: &Tenant, round: &KeptRound) -> Result<(), JobError> {
    let today = day_of(task.now());
    let Some(month) = event_day(round).and_then(|event| due(event, today)) else { return Ok(()) };
    let scope = task.scope.store().tenant(tenant.id);
    // Whoever talked is asked, also who noted nothing.
    let mut change = scope.change(Actor::Program("forum.outcomes"), task.now()).await?;
    let new = take_talks(&mut change, round.id).await?;
    if new > 0 {
        change.commit(Record::new("outcome.taken", round.id).with("questions", new)).await?;
    } else {
        drop(change);
    }
    let outcomes = list_outcomes(&mut *scope.read().await?, round.id).await?;
    for ((body, side), questions) in open_questions(outcomes, month, today) {
        let mut change = scope.change(Actor::Program("forum.outcomes"), task.now()).await?;
        let to = of_met(&mut change, round.id, body, side, task.now()).await?;
        if to.is_empty() {
            continue;
        }
        let (mut rows, mut asked, mut reminded) = (Vec::new(), 0_usize, 0_usize);
        for open in &questions {
            let (id, _) = ensure_question(&mut change, open.pair, side, month).await?;
            // What another job took meanwhile is not taken again, in neither way.
            match open.turn {
                Turn::Ask => asked += usize::from(claim_asking(&mut change, id).await?),
                Turn::Remind => reminded += usize::from(claim_reminder(&mut change, id).await?),
                Turn::Wait => {}
            }
            rows.extend(find_outcome(&mut change, id).await?.filter(|one| one.kind.is_none()));
        }
        if asked + reminded == 0 {
            continue;
        }
        let desk = Desk { app, tenant, round, month, is_reminder: asked == 0 };
        for (email, name) in &to {
            desk.send(&mut change, body, (email, name), &rows).await?;
        }
        let record = Record::new("outcome.asked", round.id)
            .with("body", body)
            .with("month", month)
            .with("questions", asked)
            .with("reminders", reminded)
            .with("mails", to.len());
        change.commit(record).await?;
    }
    Ok(())
}

/// Everything around the mails of one question.
struct Desk<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    round: &'a KeptRound,
    month: u8,
    is_reminder: bool,
}

impl Desk<'_> {
    async fn send(
        &self,
        change: &mut Change,
        body: Id,
        (email, name): (&str, &str),
        questions: &[Outcome],
    ) -> Result<(), PageError> {
        let path = issue_link(change, self.round.id, body, email).await?;
        let written = self.write(&path, (email, name), questions).await?;
        mail::enqueue(change, written.about(about(self.round.id, body))).await?;
        Ok(())
    }

    async fn write(
        &self,
        path: &str,
        (email, name): (&str, &str),
        questions: &[Outcome],
    ) -> Result<Mail, PageError> {
        let lang = self.tenant.lang;
        let texts = self.app.texts(lang);
        let args = [
            ("round", self.round.title.as_str().into()),
            ("office", self.tenant.name.as_str().into()),
            ("n", questions.len().into()),
        ];
        let greeting = match name {
            "" => texts.get("mailing-greeting")?,
            name => texts.with("mailing-greeting-name", &[("name", name.into())])?,
        };
        let mut partners: Vec<Value> = Vec::new();
        for one in questions {
            let mut answers: Vec<Value> = Vec::new();
            for kind in OutcomeKind::ALL.iter().rev() {
                let label = texts.get(&format!("outcome-kind-{}", kind.word()))?;
                let at = format!("{path}/{}?result={}", one.id, kind.word());
                answers.push(context! { label, link => self.app.full_url(self.tenant, &at) });
            }
            partners.push(context! { name => one.partner(), answers });
        }
        let subject = if self.is_reminder { "outcome-mail-reminder-subject" } else { "outcome-mail-subject" };
        let context = context! {
            greeting,
            lead => texts.with(&format!("outcome-mail-{}", self.month), &args)?,
            ask => texts.with("outcome-mail-ask", &args)?,
            partners,
            all => self.app.full_url(self.tenant, path),
            bye => texts.with("mailing-bye", &args)?,
            why => texts.with("outcome-mail-why", &args)?,
        };
        let subject = texts.with(subject, &args)?;
        self.app.mail(self.tenant, lang, "forum/outcome-mail", subject, email.to_owned(), context).await
    }
}
