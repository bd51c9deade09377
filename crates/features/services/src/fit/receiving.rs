//! One round: answer what is decided, list what waits, fetch it, open it, keep it, answer it.
//!
//! A round ends where the delivery service does not answer; what is wrong with one submission does not stand in the way of the
//! others. What waits is tried again ever less often, and at once where the office has changed something.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rathaus_fit::client::{PAGE_LIMIT, Waiting};
use rathaus_fit::event::{self, Event, EventFault, Happened, Occasion};
use rathaus_fit::submission::{self, Refusal, submitted};
use rathaus_fit::{
    Client, Fault, Fetched, Limits, NotReceived, Offer, Problem, ProblemKind, Received, SubmissionId,
    VerificationKeys, jwe,
};
use rathaus_store::{Record, Scope, StoreError};
use rathaus_web::App;
use uuid::Uuid;

use super::connection::OpenKeys;
use super::keeping::{ACTOR, NotKept, content_of, keep, refuse};
use super::{Arrival, ArrivalState, Connection, Content, Reason, pause};
use crate::store::fit::{
    find_arrival, find_connection, list_open, save_waiting, update_answered, update_asked, update_gone,
    update_unanswered,
};

/// The most pages of a list that are read in a round.
const MOST_PAGES: u64 = 20;

/// How long the delivery service may go on listing what it was told about.
const FORGETFUL: SignedDuration = SignedDuration::from_mins(10);

/// Why a round ended early.
#[derive(Debug)]
enum Ended {
    Fault(Fault),
    Store(StoreError),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Ended::Store(error)
    }
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Ended::Fault(fault)
    }
}

/// What a round needs.
struct Round<'a> {
    app: &'a App,
    scope: &'a Scope,
    connection: &'a Connection,
    client: Client,
    keys: Arc<OpenKeys>,
    /// The delivery service's keys, once they were asked for.
    published: Option<VerificationKeys>,
}

/// Fetches everything that waits for this tenant, unless it is too early for another try; `is_asked` where somebody asked for it.
///
/// # Errors
///
/// What the database says. What the delivery service says instead of an answer stands with the connection.
pub async fn receive(app: &App, scope: &Scope, is_asked: bool) -> Result<(), StoreError> {
    let known = find_connection(&mut *scope.read().await?).await?;
    let Some(known) = known.filter(|known| is_asked || known.next_at <= app.now()) else { return Ok(()) };
    let connection = &known.connection;
    let ended = match (connection.connect(app, scope.tenant()), connection.open_keys(app, scope.tenant())) {
        (Ok(client), Ok(keys)) => {
            let keys = Arc::new(keys);
            Round { app, scope, connection, client, keys, published: None }.run().await
        }
        (Err(fault), _) | (_, Err(fault)) => Err(Ended::Fault(fault)),
    };
    let fault = match ended {
        Ok(()) => None,
        Err(Ended::Fault(fault)) => Some(fault),
        Err(Ended::Store(error)) => return Err(error),
    };
    let now = app.now();
    let wait = match &fault {
        Some(Fault::Busy { wait: Some(wait) }) => pause(known.faults + 1).max(*wait),
        Some(_) => pause(known.faults + 1),
        None => std::time::Duration::ZERO,
    };
    let mut change = scope.change(ACTOR, now).await?;
    update_asked(&mut change, fault.map(|fault| fault.to_string()).as_deref(), later(now, wait)).await?;
    change.commit_unrecorded().await
}

fn later(now: Timestamp, wait: std::time::Duration) -> Timestamp {
    // The job comes by at full minutes; what is due a moment later would wait for the next one.
    let wait =
        SignedDuration::try_from(wait).unwrap_or_default().saturating_sub(SignedDuration::from_secs(5));
    now.checked_add(wait.max(SignedDuration::ZERO)).unwrap_or(now)
}

impl Round<'_> {
    async fn run(mut self) -> Result<(), Ended> {
        let open = list_open(&mut *self.scope.read().await?).await?;
        for arrival in
            open.iter().filter(|one| one.state != ArrivalState::Waiting && one.next_at <= self.app.now())
        {
            self.answer(arrival).await?;
        }
        let listed = self.list().await?;
        let waited: Vec<Arrival> =
            open.into_iter().filter(|one| one.state == ArrivalState::Waiting).collect();
        for waiting in listed.values() {
            let known = find_arrival(&mut *self.scope.read().await?, waiting.submission).await?;
            match known {
                None => self.take(new_arrival(waiting, self.app.now())).await?,
                Some(known) if known.state == ArrivalState::Waiting => {
                    if known.next_at <= self.app.now() {
                        self.take(known).await?;
                    }
                }
                Some(known) => self.remind(&known).await?,
            }
        }
        // What waited and is not listed any more was answered elsewhere or deleted; or the list moved while it was read.
        for arrival in waited.iter().filter(|one| !listed.contains_key(&one.id)) {
            if let Err(Fault::NotFound) = self.client.submission(arrival.id).await {
                self.gone(arrival).await?;
            }
        }
        Ok(())
    }

    async fn list(&self) -> Result<BTreeMap<SubmissionId, Waiting>, Fault> {
        let mut listed = BTreeMap::new();
        let mut offset = 0;
        for _ in 0..MOST_PAGES {
            let page = self.client.waiting(self.connection.destination, offset, PAGE_LIMIT).await?;
            offset += page.waiting.len() as u64;
            let is_last = page.waiting.is_empty() || offset >= page.total;
            listed.extend(page.waiting.into_iter().map(|waiting| (waiting.submission, waiting)));
            if is_last {
                break;
            }
        }
        Ok(listed)
    }

    /// Fetches and opens one submission and does what is to be done with it.
    async fn take(&mut self, arrival: Arrival) -> Result<(), Ended> {
        let fetched = match self.client.fetch(arrival.id).await {
            Ok(fetched) => fetched,
            Err(Fault::NotFound) => return self.gone(&arrival).await,
            Err(fault)
                if fault.is_worth_repeating() || matches!(fault, Fault::Credentials | Fault::Settings(_)) =>
            {
                return Err(fault.into());
            }
            Err(fault) => return self.waits(arrival, Reason::Fetch, &fault.to_string()).await,
        };
        let mut arrival = arrival;
        if let Some(service) = &fetched.submission.service {
            arrival.content.identifier.clone_from(&service.identifier);
            arrival.content.service = service.name.clone().unwrap_or_default();
        }
        // With a key of ours that is not here, the sender has done nothing wrong.
        if let Some(id) = missing_key(&fetched, self.connection) {
            return self.waits(arrival, Reason::Key, &id).await;
        }
        let (events, faults) = self.log(&arrival).await?;
        let (tags, claims, at) = match submit_event(&events, arrival.id) {
            Ok(found) => found,
            // Signed with a key that the service does not publish (any more): nothing is proven against the sender.
            Err(_) if !faults.is_empty() => {
                return self.waits(arrival, Reason::Log, &faults[0].to_string()).await;
            }
            Err(problem) => return self.refused(arrival, vec![problem], "the event log").await,
        };
        arrival.content.claims = claims.clone();
        let keys = self.keys.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let delivery = fetched.delivery(Some(&tags));
            submission::open(&delivery, &keys.opens, &Offer::default(), &Limits::default())
        });
        let received = match opened.await.map_err(|error| Ended::Store(StoreError::fault(error)))? {
            Ok(received) => received,
            Err(NotReceived::Rejected(refusal)) => {
                return self.refused(arrival, refusal.problems(), &why_of(refusal)).await;
            }
            Err(NotReceived::Later(why)) => return self.waits(arrival, Reason::Later, &why).await,
        };
        self.opened(arrival, &received, claims, at).await
    }

    async fn opened(
        &mut self,
        mut arrival: Arrival,
        received: &Received,
        claims: Option<String>,
        at: Timestamp,
    ) -> Result<(), Ended> {
        arrival.content = Content { tags: None, ..content_of(received, claims.as_deref()) };
        match keep(self.app, self.scope, &arrival, received, claims.as_deref(), at).await {
            Ok(true) => self.answer_found(arrival.id).await,
            // Another server has it.
            Ok(false) => Ok(()),
            Err(NotKept::Refused(problem)) => {
                let why = problem.uri.clone();
                self.refused(arrival, vec![problem], &why).await
            }
            Err(NotKept::Waits(reason, fault)) => self.waits(arrival, reason, &fault).await,
            Err(NotKept::Store(error)) => Err(error.into()),
        }
    }

    async fn refused(&mut self, arrival: Arrival, problems: Vec<Problem>, why: &str) -> Result<(), Ended> {
        let change = self.scope.change(ACTOR, self.app.now()).await?;
        if refuse(change, &arrival, problems, why).await? {
            self.answer_found(arrival.id).await?;
        }
        Ok(())
    }

    async fn waits(&mut self, arrival: Arrival, reason: Reason, fault: &str) -> Result<(), Ended> {
        let now = self.app.now();
        let tries = arrival.tries.saturating_add(1);
        let is_news = arrival.reason != Some(reason);
        let waiting = Arrival {
            reason: Some(reason),
            fault: Some(fault.to_owned()),
            tries,
            next_at: later(now, pause(tries)),
            ..arrival
        };
        let mut change = self.scope.change(ACTOR, now).await?;
        if !save_waiting(&mut change, &waiting).await? {
            return Ok(());
        }
        if is_news {
            let record = Record::new("fit.waits", waiting.id.to_string()).with("reason", reason.word());
            change.commit(record).await?;
        } else {
            change.commit_unrecorded().await?;
        }
        Ok(())
    }

    /// What was answered leaves the list. If it still stands there later, the answer did not arrive, whatever we were told.
    async fn remind(&mut self, arrival: &Arrival) -> Result<(), Ended> {
        let since = self.app.now().checked_sub(FORGETFUL).unwrap_or(Timestamp::UNIX_EPOCH);
        if arrival.answered_at.is_none_or(|at| at > since) {
            return Ok(());
        }
        let Ok(token) = self.event(arrival) else { return Ok(()) };
        match self.client.send(arrival.fit_case, token).await {
            Err(fault) if fault.is_worth_repeating() => Err(fault.into()),
            // It says itself that it was answered.
            Ok(()) | Err(_) => Ok(()),
        }
    }

    async fn gone(&mut self, arrival: &Arrival) -> Result<(), Ended> {
        let mut change = self.scope.change(ACTOR, self.app.now()).await?;
        if update_gone(&mut change, arrival.id).await? {
            change.commit(Record::new("fit.gone", arrival.id.to_string())).await?;
        }
        Ok(())
    }

    /// The events of the submission's case that were signed by the delivery service or by us.
    async fn log(&mut self, arrival: &Arrival) -> Result<(Vec<Event>, Vec<EventFault>), Fault> {
        let published = match &self.published {
            Some(published) => published.clone(),
            None => {
                let keys = self.client.keys().await?;
                self.published = Some(keys.clone());
                keys
            }
        };
        self.client.log(arrival.fit_case, &published.and(self.keys.own.clone())).await
    }

    async fn answer_found(&mut self, id: SubmissionId) -> Result<(), Ended> {
        let found = find_arrival(&mut *self.scope.read().await?, id).await?;
        match found.filter(|one| matches!(one.state, ArrivalState::Kept | ArrivalState::Refused)) {
            Some(arrival) => self.answer(&arrival).await,
            None => Ok(()),
        }
    }

    /// Tells the delivery service what was decided. Told again, it is the same event.
    async fn answer(&mut self, arrival: &Arrival) -> Result<(), Ended> {
        let token = match self.event(arrival) {
            Ok(token) => token,
            Err(why) => return self.unanswered(arrival, &why).await,
        };
        match self.client.send(arrival.fit_case, token).await {
            Ok(()) => self.answered(arrival, None).await,
            // It may have been answered before: by a try whose answer was lost, or by another server.
            Err(fault @ (Fault::NotFound | Fault::Refused { .. })) => match self.end(arrival).await? {
                Some(reason) => self.answered(arrival, reason).await,
                None => self.unanswered(arrival, &fault.to_string()).await,
            },
            Err(fault) => {
                self.unanswered(arrival, &fault.to_string()).await?;
                Err(fault.into())
            }
        }
    }

    fn event(&self, arrival: &Arrival) -> Result<String, String> {
        let occasion = Occasion {
            schema: arrival.content.claims.as_deref().unwrap_or(event::SCHEMA),
            destination: arrival.destination,
            submission: arrival.id,
            case: arrival.fit_case,
            at: arrival.decided_at.unwrap_or_else(|| self.app.now()),
            token: Uuid::new_v5(&arrival.id.0, b"answer"),
        };
        let signs = &self.keys.signs;
        let token = match (arrival.case, &arrival.content.tags) {
            (Some(_), Some(tags)) => event::accept(&occasion, tags, signs),
            (Some(_), None) => return Err("the tags are not there".to_owned()),
            (None, _) => event::reject(&occasion, &arrival.content.problems, signs),
        };
        token.map_err(|error| error.to_string())
    }

    /// How the submission ended, by the log of its case; `None` where it did not. With what should be said of it.
    async fn end(&mut self, arrival: &Arrival) -> Result<Option<Option<Reason>>, Ended> {
        let (events, _) = match self.log(arrival).await {
            Ok(log) => log,
            Err(Fault::NotFound) => return Ok(Some(self.lost(arrival))),
            Err(fault) => return Err(fault.into()),
        };
        let own = events.iter().filter(|event| event.submission == Some(arrival.id));
        let mut end = None;
        for event in own {
            match (&event.happened, arrival.state) {
                (Happened::Accepted(_), ArrivalState::Kept)
                | (Happened::Rejected(_), ArrivalState::Refused) => {
                    return Ok(Some(None));
                }
                (Happened::Accepted(_) | Happened::Rejected(_) | Happened::Deleted, _) => {
                    end = Some(self.lost(arrival));
                }
                _ => {}
            }
        }
        Ok(end)
    }

    /// A case of which the delivery service thinks otherwise is said so; for what was to be rejected it does not matter.
    fn lost(&self, arrival: &Arrival) -> Option<Reason> {
        (arrival.state == ArrivalState::Kept).then_some(Reason::Lost)
    }

    async fn answered(&mut self, arrival: &Arrival, reason: Option<Reason>) -> Result<(), Ended> {
        let mut change = self.scope.change(ACTOR, self.app.now()).await?;
        if update_answered(&mut change, arrival.id, reason).await? {
            let action = if arrival.state == ArrivalState::Kept { "fit.accepted" } else { "fit.rejected" };
            change.commit(Record::new(action, arrival.id.to_string())).await?;
        }
        Ok(())
    }

    async fn unanswered(&mut self, arrival: &Arrival, fault: &str) -> Result<(), Ended> {
        let now = self.app.now();
        let mut change = self.scope.change(ACTOR, now).await?;
        let next = later(now, pause(arrival.tries.saturating_add(1)));
        update_unanswered(&mut change, arrival.id, fault, next).await?;
        change.commit_unrecorded().await?;
        Ok(())
    }
}

/// Why a submission is rejected, for whoever looks after the program: without what quotes the sender, since of what is no case
/// nothing personal is kept.
fn why_of(refusal: Refusal) -> String {
    let quotes = ProblemKind::SchemaViolation.uri();
    Refusal(refusal.0.into_iter().filter(|finding| finding.problem.uri != quotes).collect()).to_string()
}

/// The id of a key that something is locked with and that is not here.
fn missing_key(fetched: &Fetched, connection: &Connection) -> Option<String> {
    let parts = std::iter::once(&fetched.submission.metadata).chain(fetched.submission.data.as_ref());
    let mut keys = parts.chain(fetched.attachments.values()).filter_map(|token| jwe::key_id(token));
    keys.find(|id| !connection.has_key(id))
}

fn new_arrival(waiting: &Waiting, now: Timestamp) -> Arrival {
    Arrival {
        id: waiting.submission,
        state: ArrivalState::Waiting,
        destination: waiting.destination,
        fit_case: waiting.case,
        reason: None,
        fault: None,
        tries: 0,
        next_at: Timestamp::UNIX_EPOCH,
        case: None,
        content: Content::default(),
        found_at: now,
        decided_at: None,
        answered_at: None,
    }
}

type Submitted = (rathaus_fit::AuthenticationTags, Option<String>, Timestamp);

/// The tags of the submit event, the schema to answer in, and when the sender sent it off.
fn submit_event(events: &[Event], id: SubmissionId) -> Result<Submitted, Problem> {
    let (tags, claims) = submitted(events, id)?;
    let at = events
        .iter()
        .find(|event| event.submission == Some(id) && matches!(event.happened, Happened::Submitted(_)));
    let at = at.map_or(Timestamp::UNIX_EPOCH, |event| event.at);
    Ok((tags.clone(), claims.map(str::to_owned), at))
}
