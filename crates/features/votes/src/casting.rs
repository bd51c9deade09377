//! How a ballot gets into the box.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use rathaus_ballot::{Election as Sealed, Eligibles, Refusal, Setup, Trustees};
use rathaus_store::{Change, Session, StoreError};
use rathaus_web::PageError;

use crate::store::ballot::{add_turnout, find_tracker, hold_box, insert_ballot};
use crate::store::election::{Election, SetupRow, find_election_by_id, find_fingerprint, find_setup};
use crate::store::elector::{Way, find_elector_of, update_voted};

/// How many elections are kept ready at once.
const READY: usize = 8;

/// Elections whose keys and credentials were checked, by fingerprint, the latest used last. What was frozen never changes.
static SETUPS: Mutex<VecDeque<(String, Arc<Setup>)>> = Mutex::new(VecDeque::new());

fn ready(fingerprint: &str, new: Option<Arc<Setup>>) -> Option<Arc<Setup>> {
    let mut setups = SETUPS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let found = setups.iter().position(|(name, _)| name == fingerprint);
    let found = found.and_then(|index| setups.remove(index)).map(|(_, setup)| setup);
    let setup = found.or(new)?;
    setups.push_back((fingerprint.to_owned(), setup.clone()));
    if setups.len() > READY {
        setups.pop_front();
    }
    Some(setup)
}

/// How many threads check what is large; one stays for those who wait for pages.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().saturating_sub(1).max(1))
}

fn check_setup(row: &SetupRow) -> Result<Setup, Refusal> {
    let election = Sealed::from_json(row.description.as_bytes())?;
    let trustees = Trustees::from_json(row.trustees.as_bytes())?;
    let credentials = Eligibles::from_json(row.credentials.as_bytes())?;
    Setup::new(election, trustees, &credentials, threads())
}

/// What was frozen, checked; `None` where nothing was.
///
/// # Errors
///
/// What the database says; a fault where what was frozen holds no longer.
pub async fn setup_of(session: &mut Session, election: &Election) -> Result<Option<Arc<Setup>>, PageError> {
    let Some(fingerprint) = find_fingerprint(session, election.id).await? else { return Ok(None) };
    if let Some(setup) = ready(&fingerprint, None) {
        return Ok(Some(setup));
    }
    let Some(row) = find_setup(session, election.id).await? else { return Ok(None) };
    let checked = tokio::task::spawn_blocking(move || check_setup(&row)).await.map_err(PageError::fault)?;
    let setup = checked.map_err(PageError::fault)?;
    Ok(ready(&fingerprint, Some(Arc::new(setup))))
}

/// Why a ballot is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Nobody can vote now: not yet, no more, or it was stopped.
    Closed,
    /// It breaks a rule of the format.
    Rule(Box<Refusal>),
    /// Its voter voted on paper.
    OnPaper,
    /// Its voter voted before, and a later ballot replaces none.
    Again,
    /// The register does not know the credential, which it should.
    Register,
}

impl Refused {
    /// The end of a translation key.
    pub fn word(&self) -> &'static str {
        match self {
            Refused::Closed => "closed",
            Refused::Rule(_) => "rule",
            Refused::OnPaper => "on-paper",
            Refused::Again => "again",
            Refused::Register => "register",
        }
    }
}

/// A ballot that was checked and may be put in.
#[derive(Debug, Clone)]
pub struct Checked {
    credential: String,
    /// The voter's tracker.
    pub tracker: String,
    body: String,
}

/// Checks a ballot by itself: that it belongs to this election, that its credential is on the list, and every proof. It computes for some
/// milliseconds, on a thread where it holds nobody up.
///
/// # Errors
///
/// [`Refused::Rule`].
pub async fn check(setup: Arc<Setup>, body: String) -> Result<Result<Checked, Refused>, PageError> {
    let checked = tokio::task::spawn_blocking(move || {
        let ballot = setup.check_ballot(body.as_bytes())?;
        let tracker = rathaus_ballot::tracker(body.as_bytes());
        Ok(Checked { credential: ballot.credential.to_decimal(), tracker, body })
    });
    let checked: Result<Checked, Refusal> = checked.await.map_err(PageError::fault)?;
    Ok(checked.map_err(|refusal| Refused::Rule(Box::new(refusal))))
}

/// Puts a checked ballot into the box, in a change that the caller commits. The same ballot once more is the same ballot: `false` says
/// that it lay there already.
///
/// # Errors
///
/// Why it is not taken; the caller drops the change.
pub async fn cast(
    change: &mut Change,
    election: &Election,
    ballot: &Checked,
) -> Result<Result<bool, Refused>, StoreError> {
    let held = hold_box(change, election.id).await?;
    if find_tracker(change, election.id, &ballot.tracker).await?.is_some() {
        return Ok(Ok(false));
    }
    // Read again behind the held box: whoever shuts it was before or comes after.
    let now = change.now();
    let Some(election) = find_election_by_id(change, election.id).await? else {
        return Ok(Err(Refused::Closed));
    };
    if !election.takes_ballots(now) {
        return Ok(Err(Refused::Closed));
    }
    let Some(elector) = find_elector_of(change, election.id, &ballot.credential).await? else {
        return Ok(Err(Refused::Register));
    };
    match elector.voted {
        Some(Way::Paper) => return Ok(Err(Refused::OnPaper)),
        Some(Way::Online) if !election.rules.revote => return Ok(Err(Refused::Again)),
        _ => {}
    }
    let is_first = update_voted(change, elector.id, Way::Online).await?;
    insert_ballot(change, election.id, &held, (&ballot.credential, &ballot.tracker, &ballot.body), is_first)
        .await?;
    if is_first {
        add_turnout(change, election.id).await?;
    }
    Ok(Ok(true))
}
