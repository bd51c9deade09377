//! What elections do by themselves: tell those who have a role, make the tally, take what trustees hand in, look into boxes.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rathaus_ballot::{Board, Counted, PartialDecryption, Phase, Refusal, Shuffle};
use rathaus_store::jobs::{Job, JobError, Task, Workers};
use rathaus_store::{Actor, Change, Id, Record, Scope, StoreError};
use rathaus_web::{App, Tenant, Value, context, mail};
use serde::{Deserialize, Serialize};

use crate::archive::{examine, tally_body, write};
use crate::casting::threads;
use crate::model::{Kind, RoleKind, Stage};
use crate::store::ballot::hold_box;
use crate::store::election::{
    Election, find_election_by_id, insert_check, list_elections, update_stage, update_stopped,
};
use crate::store::message::{
    MessageKind, MessageRow, delete_message, insert_message, list_messages, update_accepted,
};
use crate::store::role::{RoleRow, find_role, issue_link, list_roles, update_invited};

/// The kind of the job that mails somebody with a role.
pub const TELL: &str = "votes.tell";
/// The kind of the job that goes on with a count.
pub const STEP: &str = "votes.step";
/// The kind of the job that looks into boxes.
pub const WATCH: &str = "votes.watch";

/// How often a box is looked into while one can vote.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// When this program looked into which box.
static LOOKED: Mutex<BTreeMap<Id, Timestamp>> = Mutex::new(BTreeMap::new());

/// Held by who looks: who comes meanwhile waits for what was found.
static LOOKING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Something that somebody with a role is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The role.
    pub role: Id,
    /// What: the end of a translation key.
    pub what: String,
}

impl Telling {
    /// The job that tells it, once.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn of(role: Id, what: &str) -> Result<Job, StoreError> {
        Ok(Job::new(TELL, &Self { role, what: what.to_owned() })?.once(format!("{role}:{what}")))
    }

    /// The job that tells it again.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn again(role: Id, what: &str) -> Result<Job, StoreError> {
        Job::new(TELL, &Self { role, what: what.to_owned() })
    }
}

/// The job that goes on with the count of an election.
///
/// # Errors
///
/// A fault where it cannot be written as JSON.
pub fn step(election: Id) -> Result<Job, StoreError> {
    Job::new(STEP, &election)
}

/// Adds the jobs to the workers of a server.
pub fn attend(app: &App, workers: Workers) -> Workers {
    let (telling, watching) = (app.clone(), app.clone());
    workers
        .on(TELL, move |task| tell(telling.clone(), task))
        .on(STEP, go_on)
        .on(crate::rehearsal::REHEARSE, crate::rehearsal::rehearse)
        .on(WATCH, move |task| watch(watching.clone(), task))
        .every(WATCH, Duration::from_secs(60))
}

async fn tell(app: App, task: Task) -> Result<(), JobError> {
    let telling: Telling = task.payload()?;
    let tenant = app.tenant(task.scope.tenant()).await?;
    let mut change = task.scope.change(Actor::Program("votes"), task.now()).await?;
    let Some(role) = find_role(&mut change, telling.role).await? else { return Ok(()) };
    let Some(election) = find_election_by_id(&mut change, role.election).await? else { return Ok(()) };
    let path = issue_link(&mut change, &role).await?;
    let (subject, own) = words(&app, &tenant, &role, &election, &telling.what, &path)?;
    let letter = app.mail(&tenant, tenant.lang, "votes/mail", subject, role.email.clone(), own);
    mail::enqueue(&mut change, letter.await?.about(format!("election:{}", election.id))).await?;
    update_invited(&mut change, role.id).await?;
    task.finish(&mut change).await?;
    change.commit(Record::new("election.role-told", role.id).with("what", telling.what)).await?;
    Ok(())
}

/// Subject and content of a mail to somebody with a role.
fn words(
    app: &App,
    tenant: &Tenant,
    role: &RoleRow,
    election: &Election,
    what: &str,
    path: &str,
) -> Result<(String, Value), JobError> {
    let (texts, kind) = (app.texts(tenant.lang), role.kind.word());
    let args = [
        ("title", election.title.as_str().into()),
        ("name", role.name.as_str().into()),
        ("office", tenant.name.as_str().into()),
    ];
    let text = |key: &str| texts.with(key, &args).map_err(StoreError::fault);
    let own = context! {
        greeting => text("role-mail-hello")?,
        text => text(&format!("role-mail-{what}"))?,
        task => text(&format!("role-mail-as-{kind}"))?,
        go => text("role-mail-go")?,
        link => app.full_url(tenant, path),
        bye => text("role-mail-bye")?,
        why => text("role-mail-why")?,
    };
    Ok((text(&format!("role-mail-{what}-subject"))?, own))
}

/// What a look at the whole archive came to.
enum Gone {
    /// The tally, as it is kept.
    Tally(String),
    /// What a trustee handed in is right, or not.
    Handed(MessageKind, u64, Result<(), Refusal>),
    /// The result.
    Outcome(Counted),
    /// There is nothing to do until somebody hands something in.
    Nothing,
}

/// The next step with an archive, all of which is verified first.
fn next(archive: Vec<u8>, waiting: Option<&MessageRow>) -> Result<Gone, Refusal> {
    let mut board = Board::open(archive, threads())?;
    if board.phase() == Phase::Voting {
        board.end_ballots()?;
        board.add_tally()?;
        return Ok(Gone::Tally(tally_body(&board.last_data())));
    }
    if board.phase() == Phase::Decrypting
        && let Ok(counted) = board.add_result()
    {
        return Ok(Gone::Outcome(counted));
    }
    let Some(message) = waiting else { return Ok(Gone::Nothing) };
    let body = message.body.as_bytes();
    let taken = match message.kind {
        MessageKind::Shuffle => {
            Shuffle::from_json(body).and_then(|shuffle| board.add_shuffle(message.place, &shuffle))
        }
        _ => PartialDecryption::from_json(body).and_then(|share| board.add_decryption(message.place, &share)),
    };
    Ok(Gone::Handed(message.kind, message.place, taken))
}

/// Whether a message can be looked at now: shares only when all shuffles are there.
fn is_ready(election: &Election, messages: &[MessageRow], message: &MessageRow) -> bool {
    let is_shuffled = election.questions.iter().any(|question| question.kind != Kind::Choose);
    let shuffles = messages.iter().filter(|one| one.kind == MessageKind::Shuffle && one.is_accepted).count();
    let is_mixed = !is_shuffled || shuffles >= election.rules.trustees;
    match message.kind {
        MessageKind::Shuffle => !is_mixed,
        MessageKind::Share => is_mixed,
        _ => false,
    }
}

/// Goes on with a count as far as it can.
async fn go_on(task: Task) -> Result<(), JobError> {
    let id: Id = task.payload()?;
    // Every round looks at one thing; there are as many as trustees hand in.
    for _ in 0..200 {
        if !go_on_once(&task.scope, id, task.now()).await? {
            break;
        }
    }
    Ok(())
}

pub(crate) async fn go_on_once(scope: &Scope, id: Id, now: Timestamp) -> Result<bool, JobError> {
    let mut view = scope.read().await?;
    let Some(election) = find_election_by_id(&mut view, id).await? else { return Ok(false) };
    if !matches!(election.stage, Stage::Closing | Stage::Counting) {
        return Ok(false);
    }
    let messages = list_messages(&mut view, id).await?;
    let waiting = messages
        .iter()
        .filter(|message| !message.is_accepted)
        .find(|message| is_ready(&election, &messages, message))
        .cloned();
    let Some(archive) = write(&mut view, &election).await? else { return Ok(false) };
    drop(view);
    let handed = waiting.clone();
    let gone = tokio::task::spawn_blocking(move || next(archive, handed.as_ref()))
        .await
        .map_err(|error| JobError::Later(error.to_string()))?;
    let mut change = scope.change(Actor::Program("votes"), now).await?;
    let gone = match gone {
        Ok(gone) => gone,
        Err(refusal) => {
            tracing::error!(election = %election.uuid, %refusal, "an archive does not verify");
            insert_check(&mut change, id, "archive", 0, Some(refusal.rule.name())).await?;
            let record = Record::new("election.fault", id).with("rule", refusal.rule.name());
            change.commit(record).await?;
            return Ok(false);
        }
    };
    let record = match gone {
        Gone::Nothing => return Ok(false),
        Gone::Tally(body) => {
            insert_message(&mut change, id, MessageKind::Tally, 0, &body, true).await?;
            if !update_stage(&mut change, id, Stage::Closing, Stage::Closed).await? {
                return Ok(false);
            }
            Record::new("election.tallied", id)
        }
        Gone::Handed(kind, place, Ok(())) => {
            update_accepted(&mut change, id, kind, place).await?;
            Record::new("election.message-accepted", id).with("kind", kind.word()).with("place", place)
        }
        Gone::Handed(kind, place, Err(refusal)) => {
            delete_message(&mut change, id, kind, place).await?;
            insert_check(&mut change, id, "message", place, Some(refusal.rule.name())).await?;
            Record::new("election.message-refused", id)
                .with("kind", kind.word())
                .with("place", place)
                .with("rule", refusal.rule.name())
        }
        Gone::Outcome(counted) => {
            insert_message(&mut change, id, MessageKind::Outcome, 0, &counted.to_json(), true).await?;
            if !update_stage(&mut change, id, Stage::Counting, Stage::Counted).await? {
                return Ok(false);
            }
            Record::new("election.counted", id)
        }
    };
    change.commit(record).await?;
    Ok(true)
}

/// Looks into the boxes of open elections: once when the program has started, then every hour. Where something is wrong, the election is
/// stopped; the board says how it goes on.
async fn watch(app: App, task: Task) -> Result<(), JobError> {
    for tenant in app.gate().tenants().await?.iter().filter(|t| t.features.contains("votes")) {
        let scope = task.scope.store().tenant(tenant.id);
        let mut view = scope.read().await?;
        let elections = list_elections(&mut view).await?;
        drop(view);
        for election in elections.iter().filter(|election| election.stage == Stage::Open) {
            let last = looked_at(election.id);
            let is_due = last.is_none_or(|last| task.now().duration_since(last) >= HOUR);
            if is_due {
                look(&scope, election, task.now(), last).await?;
            }
        }
    }
    Ok(())
}

fn looked_at(election: Id) -> Option<Timestamp> {
    LOOKED.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&election).copied()
}

/// Looks into a box if this program has not since it started. Nobody casts a ballot before: the job may come a minute after the first of them.
///
/// # Errors
///
/// What the database says.
pub async fn look_first(scope: &Scope, election: &Election, now: Timestamp) -> Result<(), StoreError> {
    if election.stage == Stage::Open && looked_at(election.id).is_none() {
        look(scope, election, now, None).await?;
    }
    Ok(())
}

/// Stops an open election, and tells the board but for who stopped it. `false` where it is stopped or not open.
///
/// # Errors
///
/// What the database says.
pub async fn stop(change: &mut Change, election: Id, by: Option<Id>) -> Result<bool, StoreError> {
    if !update_stopped(change, election, true).await? {
        return Ok(false);
    }
    for role in list_roles(change, election).await? {
        if role.kind == RoleKind::Board && Some(role.id) != by {
            change.enqueue(Telling::again(role.id, "stopped")?).await?;
        }
    }
    Ok(true)
}

/// Looks into a box, unless somebody has since `last`, when the caller decided to.
async fn look(
    scope: &Scope,
    election: &Election,
    now: Timestamp,
    last: Option<Timestamp>,
) -> Result<(), StoreError> {
    let _looking = LOOKING.lock().await;
    if looked_at(election.id) != last {
        return Ok(());
    }
    let reason = if last.is_none() { "start" } else { "hour" };
    let mut change = scope.change(Actor::Program("votes"), now).await?;
    // A ballot that came between two readings would look like a fault.
    hold_box(&mut change, election.id).await?;
    let (ballots, fault) = examine(&mut change, election.id).await?;
    insert_check(&mut change, election.id, reason, ballots, fault).await?;
    if fault.is_some() {
        tracing::error!(election = %election.uuid, fault, "the box of an election is not as it was left");
        stop(&mut change, election.id, None).await?;
    }
    let record = Record::new("election.examined", election.id).with("fault", fault.unwrap_or("none"));
    change.commit(record).await?;
    let mut looked = LOOKED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    looked.insert(election.id, now);
    Ok(())
}
