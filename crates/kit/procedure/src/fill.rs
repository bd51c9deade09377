//! Filling a form in: pages that a feature mounts below an address of its own.
//!
//! The feature says in a [`Host`] who fills in which form, and gets with [`routes`] everything from the first page to
//! the receipt: saving page by page, coming back on another device, two people at once, looking everything over,
//! handing in exactly once, correcting, printing. Every page works without scripts.
//!
//! ```text
//! GET  BASE                      on to where the person left off
//! GET  BASE/pages/{page}         a page            POST  saves it (button `go`: next, back, leave, show,
//!                                                        add.GROUP, drop.GROUP.N)
//! POST BASE/pages/{page}/draft   saves while typing       POST BASE/pages/{page}/shown  which questions are shown now
//! GET  BASE/review               all answers       POST  hands in
//! GET  BASE/done                 the receipt       POST BASE/correction  begins a correction
//! POST BASE/version              takes the draft over into the live version
//! GET  BASE/print                on paper          GET  BASE/files/{file}  a file that was handed in
//! ```
//!
//! Left out: who may fill in, deadlines, mails; the host knows them.

mod input;
mod pages;
pub mod program;
mod review;
mod said;
mod upload;
pub(crate) mod view;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use jiff::civil::Date;
use rathaus_store::{Actor, Change, Id, Record};
use rathaus_web::{App, Fields, PageError, Value, Visitor, context, get, post};

use crate::answers::FileRef;
use crate::read::{Parts, read_parts};
use crate::store::submissions::today;
use crate::store::{Assurance, Draft, Submission, Version, current_submission, find_draft, find_version};
use crate::visible::visible;
use crate::{Answers, Kind, Page};

pub use said::{SaidPart, answer_said, answers_said};
pub use upload::find_handed_in;
pub use view::{answer_rows, preview};

/// The parts of an address, as in `/answers/{link}`.
pub type Params = HashMap<String, String>;

/// What a future of a [`Host`] is.
pub type Later<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, PageError>> + Send + 'a>>;

/// Who fills in what, and where.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// The key of the form.
    pub form: String,
    /// Whose answers they are, as in `invitation:ID` or `person:ID`; everybody with the same holder works on the same.
    pub holder: String,
    /// Who acts, for the audit log.
    pub actor: Actor,
    /// Who acts, as other holders of the same answers read it; may be empty.
    pub by: String,
    /// How sure that is.
    pub assurance: Assurance,
    /// The path of the mounted pages below the tenant, as in `/answers/abc`.
    pub base: String,
    /// Where "save and leave" leads, below the tenant; the pages have one of their own where nothing is said.
    pub home: Option<String>,
    /// What is known of the person, by the prefill key of fields: `person.email` → `anna@stadt.de`, as typed.
    pub prefill: BTreeMap<String, String>,
    /// Whether anything may still be changed. What is there can be read all the same.
    pub is_open: bool,
}

/// What a feature says about the forms it has filled in.
pub trait Host: Send + Sync + 'static {
    /// Who fills in what at this address. Refuses whom it does not let in: an unknown link is
    /// [`PageError::NotFound`], an old one [`PageError::Gone`].
    fn find<'a>(&'a self, visitor: &'a Visitor, params: &'a Params) -> Later<'a, Sitting>;

    /// What the feature does in the transaction of handing in: mark an invitation, enqueue a mail.
    fn submitted<'a>(
        &'a self,
        change: &'a mut Change,
        sitting: &'a Sitting,
        submission: &'a Submission,
    ) -> Later<'a, ()> {
        let _ = (change, sitting, submission);
        Box::pin(async { Ok(()) })
    }

    /// What the feature does in the transaction of saving a page, such as marking that somebody has begun.
    fn saved<'a>(&'a self, change: &'a mut Change, sitting: &'a Sitting, draft: &'a Draft) -> Later<'a, ()> {
        let _ = (change, sitting, draft);
        Box::pin(async { Ok(()) })
    }

    /// The template of a step. One of the feature's own extends that of the same name here and fills its blocks
    /// `before`, `beside` and `after`.
    fn template(&self, step: Step) -> &'static str {
        step.template()
    }

    /// What the feature's template needs beside ours, as `host`. `page` is the page shown, if it is one.
    fn context<'a>(
        &'a self,
        visitor: &'a Visitor,
        sitting: &'a Sitting,
        page: Option<&'a Page>,
    ) -> Later<'a, Value> {
        let _ = (visitor, sitting, page);
        Box::pin(async { Ok(context! {}) })
    }
}

/// A step with a template of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A page of questions.
    Page,
    /// All answers before handing in.
    Review,
    /// After handing in.
    Done,
    /// After "save and leave".
    Left,
}

impl Step {
    /// The template of this crate.
    pub fn template(self) -> &'static str {
        match self {
            Step::Page => "procedure/page.html",
            Step::Review => "procedure/review.html",
            Step::Done => "procedure/done.html",
            Step::Left => "procedure/left.html",
        }
    }
}

/// A sitting with everything the database knows about it.
pub(crate) struct Desk {
    pub sitting: Sitting,
    pub version: Version,
    /// The live version, where the draft is not of it.
    pub newer: Option<Version>,
    pub draft: Option<Draft>,
    pub current: Option<Submission>,
    pub today: Date,
}

impl Desk {
    pub async fn open(visitor: &Visitor, sitting: Sitting) -> Result<Self, PageError> {
        let mut view = visitor.read().await?;
        let live = crate::store::find_live(&mut view, &sitting.form).await?;
        let form = match &live {
            Some(live) => live.form,
            None => crate::store::find_form(&mut view, &sitting.form).await?.ok_or(PageError::NotFound)?.id,
        };
        let draft = find_draft(&mut view, form, &sitting.holder).await?;
        let current = current_submission(&mut view, form, &sitting.holder).await?;
        let pinned = draft.as_ref().map(|draft| draft.version).or(current.as_ref().map(|s| s.version));
        let version = match (pinned, &live) {
            (Some(pinned), Some(live)) if pinned == live.id => live.clone(),
            (Some(pinned), _) => find_version(&mut view, pinned)
                .await?
                .ok_or_else(|| PageError::fault("the version of answers is not there"))?,
            (None, Some(live)) => live.clone(),
            (None, None) => return Err(PageError::NotFound),
        };
        let newer = live.filter(|live| live.id != version.id);
        Ok(Self { sitting, version, newer, draft, current, today: today(visitor.now()) })
    }

    /// What stands in the form now: the draft, else what is known beforehand.
    pub fn answers(&self) -> Answers {
        match &self.draft {
            Some(draft) => draft.answers.clone(),
            None => self.known(),
        }
    }

    /// Answers made of what is known of the person.
    pub fn known(&self) -> Answers {
        let mut answers = Answers::new();
        for standing in self.version.definition.fields().filter(|standing| standing.group.is_none()) {
            let field = standing.field;
            let text = field.prefill.as_ref().and_then(|key| self.sitting.prefill.get(key));
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else { continue };
            let parts = Parts::from([(String::new(), vec![text.clone()])]);
            if let Ok(Some(answer)) = read_parts(&field.kind, &parts, &|_| None) {
                answers.set(field.id.clone(), answer);
            }
        }
        answers
    }

    /// Whether the form has a field for files at all.
    pub fn asks_for_files(&self) -> bool {
        self.version.definition.fields().any(|standing| matches!(standing.field.kind, Kind::File(_)))
    }

    /// The path of a page below the tenant.
    pub fn page_path(&self, page: &Page) -> String {
        format!("{}/pages/{}", self.sitting.base, page.id)
    }

    /// The path of a file that was handed in below the tenant.
    pub fn file_path(&self, file: &FileRef) -> String {
        format!("{}/files/{}", self.sitting.base, file.id)
    }

    pub fn path(&self, step: &str) -> String {
        format!("{}/{step}", self.sitting.base)
    }

    /// The pages shown for these answers.
    pub fn pages(&self, answers: &Answers) -> Vec<&Page> {
        let shown = visible(&self.version.definition, answers, self.today);
        self.version.definition.pages.iter().filter(|page| shown.has_page(&page.id)).collect()
    }

    /// What was handed in, where nothing is being corrected.
    pub fn is_done(&self) -> bool {
        self.draft.is_none() && self.current.is_some()
    }

    pub fn must_be_open(&self) -> Result<(), PageError> {
        if self.sitting.is_open { Ok(()) } else { Err(PageError::Conflict("procedure-closed")) }
    }
}

/// The pages of filling in below `base`, a path with parameters as in `/answers/{link}`.
pub fn routes(base: &str, host: Arc<dyn Host>) -> Router<App> {
    macro_rules! on {
        ($act:path) => {{
            let host = host.clone();
            move |visitor: Visitor, Path(params): Path<Params>, fields: Fields| {
                let host = host.clone();
                async move {
                    let sitting = host.find(&visitor, &params).await?;
                    let desk = Desk::open(&visitor, sitting).await?;
                    $act(&*host, &visitor, desk, &params, &fields).await
                }
            }
        }};
    }
    let at = |step: &str| format!("{base}{step}");
    Router::new()
        .route(base, get(on!(pages::begin)))
        .route(&at("/pages/{page}"), get(on!(pages::show)).merge(post(on!(pages::save))))
        .route(&at("/pages/{page}/draft"), post(on!(pages::autosave)))
        .route(&at("/pages/{page}/shown"), post(on!(pages::shown)))
        .route(&at("/left"), get(on!(review::left)))
        .route(&at("/review"), get(on!(review::show)).merge(post(on!(review::submit))))
        .route(&at("/done"), get(on!(review::done)))
        .route(&at("/correction"), post(on!(review::correct)))
        .route(&at("/version"), post(on!(review::take_over)))
        .route(&at("/print"), get(on!(crate::print::filled)))
        .route(&at("/files/{file}"), get(on!(upload::download)))
}

/// The record of an act on a draft or submission, for the audit log. Answers are never in it.
pub(crate) fn record(action: &'static str, desk: &Desk, of: Id) -> Record {
    Record::new(action, of).with("form", &desk.sitting.form).with("version", desk.version.n)
}
