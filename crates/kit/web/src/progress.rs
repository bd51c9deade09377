//! How far a job is, as the page that waits for it shows it: at once in the page, then over server-sent events
//! (WHATWG HTML, 9.2), and where these do not come, by loading the page again.
//!
//! ```text
//! handler:  context! { work => visitor.progress(&mut view, job).await?, … }
//! template: {{ p.progress(label, work.value, text=work.text, stream=work.stream, fresh=url("/plan")) }}
//! ```
//!
//! The office may see every job of its tenant; others only one whose address a page gave to them, which is marked
//! for this person or browser. A stream ends by itself after a while and the browser asks again, so that no server
//! is held up when it stops.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use rathaus_store::jobs::{JobState, StoredJob, find_job};
use rathaus_store::{Id, Session};
use serde::Serialize;

use crate::app::App;
use crate::door::get;
use crate::error::PageError;
use crate::fields::Fields;
use crate::visitor::Visitor;

/// How often the database is asked.
const PAUSE: Duration = Duration::from_millis(500);
/// How often in one stream: for twenty seconds.
const LOOKS: u32 = 40;
/// Most streams of one server; the pages of others are loaded again from time to time.
const MOST_STREAMS: usize = 256;

static STREAMS: AtomicUsize = AtomicUsize::new(0);

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/progress/{job}", get(follow))
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Progress {
    /// From 0 to 100.
    pub value: u32,
    /// Always 100.
    pub max: u32,
    /// What it is doing, in the visitor's language.
    pub text: String,
    /// Whether it has come to its end, well or not.
    pub done: bool,
    /// Whether it could not be done.
    pub failed: bool,
    /// Address of the stream of events; empty where there is nothing more to come.
    pub stream: String,
}

impl Visitor {
    /// How far a job is, in the view from which the page is made: a job that ended since is shown as running, and its
    /// stream says the end. The caller has made sure that the visitor may know: the address of the stream in the
    /// answer is good for this person or browser.
    ///
    /// A job's note is shown in the visitor's language where it is the key of a text, else as it is.
    ///
    /// # Errors
    ///
    /// `NotFound` where the tenant has no such job (any more).
    pub async fn progress(&self, db: &mut Session, job: Id) -> Result<Progress, PageError> {
        let job = find_job(db, job).await?.ok_or(PageError::NotFound)?;
        let mut progress = self.progress_of(&job)?;
        if !progress.done {
            progress.stream = self.progress_url(job.id);
        }
        Ok(progress)
    }

    /// The address where this person or browser may follow a job, marked for them.
    pub fn progress_url(&self, job: Id) -> String {
        if self.signed().is_none() {
            self.tie_browser();
        }
        let mark = self.app().keys().mark("progress", &self.progress_text(job));
        self.url(&format!("/progress/{job}?mark={mark}"))
    }

    fn progress_text(&self, job: Id) -> String {
        let who = self.signed().map_or_else(|| self.browser().to_owned(), |signed| signed.person.to_string());
        format!("{} {job} {who}", self.tenant().id)
    }

    fn progress_of(&self, job: &StoredJob) -> Result<Progress, PageError> {
        let (share, key) = match job.state {
            JobState::Waiting if job.tries > 0 => (job.progress.unwrap_or(0.0), "progress-again"),
            JobState::Waiting => (0.0, "progress-waiting"),
            JobState::Running => (job.progress.unwrap_or(0.0), "progress-running"),
            JobState::Done => (1.0, "progress-done"),
            JobState::Dead => (job.progress.unwrap_or(0.0), "progress-dead"),
        };
        let text = match &job.progress_note {
            Some(note) if job.state == JobState::Running => {
                if self.texts().keys().contains(note) {
                    self.text(note)?
                } else {
                    note.clone()
                }
            }
            _ => self.text(key)?,
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let value = (share.clamp(0.0, 1.0) * 100.0).round() as u32;
        Ok(Progress {
            value,
            max: 100,
            text,
            done: matches!(job.state, JobState::Done | JobState::Dead),
            failed: job.state == JobState::Dead,
            stream: String::new(),
        })
    }
}

/// Counts a stream until it is dropped.
struct Place;

impl Place {
    fn take() -> Option<Self> {
        if STREAMS.fetch_add(1, Ordering::AcqRel) >= MOST_STREAMS {
            STREAMS.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        Some(Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        STREAMS.fetch_sub(1, Ordering::AcqRel);
    }
}

/// How far the job is by now.
async fn look(visitor: &Visitor, job: Id) -> Result<Progress, PageError> {
    visitor.progress(&mut *visitor.read().await?, job).await
}

async fn follow(visitor: Visitor, Path(job): Path<String>) -> Result<Response, PageError> {
    let job: Id = job.parse().map_err(|_| PageError::NotFound)?;
    let query = Fields::from_query(visitor.query());
    let mark = query.first("mark").unwrap_or_default();
    let is_marked = visitor.app().keys().is_mark("progress", &visitor.progress_text(job), mark);
    if !is_marked {
        visitor.office()?;
    }
    let Some(place) = Place::take() else {
        return Err(PageError::Unavailable("too many streams of progress".to_owned()));
    };
    // Asked before the stream begins, so that a job that is not there is a page of its own.
    look(&visitor, job).await?;
    let state = (visitor, job, place, None, LOOKS);
    let events = stream::unfold(state, |(visitor, job, place, mut told, mut left)| async move {
        loop {
            left = left.checked_sub(1)?;
            if told.is_some() {
                tokio::time::sleep(PAUSE).await;
            }
            // A database that is away for a moment ends the stream; the browser asks again.
            let progress = look(&visitor, job).await.ok()?;
            if told.as_ref() == Some(&progress) {
                continue;
            }
            let event = Event::default().json_data(&progress).ok()?;
            left = if progress.done { 0 } else { left };
            told = Some(progress);
            return Some((Ok::<_, Infallible>(event), (visitor, job, place, told, left)));
        }
    });
    Ok(Sse::new(events).into_response())
}
