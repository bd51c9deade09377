//! What the events of a case come to.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_deadline::{Clock, Extension, Pause};
use rathaus_store::Id;
use serde::{Deserialize, Serialize};

use super::chain::{self, Broken};
use super::{Assignee, CaseEvent, Channel, Entry, Outcome, TaskKind, Verdict};
use crate::grant::{Award, Revision};
use crate::handling::Deadline;
use crate::words::StableId;

/// A case as it stands after its events so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: Id,
    /// The number that people are told.
    pub number: String,
    /// The form.
    pub form: Id,
    /// The version of it, with the rules that hold for this case.
    pub version: Id,
    /// What was handed in last.
    pub submission: Id,
    /// Whose it is, as in `person:ID`.
    pub holder: String,
    /// What lists call the applicant.
    pub applicant: String,
    /// The way it came.
    pub channel: Channel,
    /// The day it came.
    pub received: Date,
    /// Where it stands.
    pub state: CaseState,
    /// Who takes care of it.
    pub clerk: Option<Id>,
    /// That person's name; empty where nobody does.
    pub clerk_name: String,
    /// Everything that was or is to be done.
    pub tasks: Vec<Task>,
    /// What the applicant was asked to correct, the latest last.
    pub corrections: Vec<Correction>,
    /// The extension of the deadline.
    pub extension: Option<Extension>,
    /// How somebody proposes to decide.
    pub proposal: Option<Proposal>,
    /// How it was decided.
    pub decision: Option<Decision>,
    /// What was told about the use of a grant, the latest last.
    #[serde(default)]
    pub reports: Vec<UseReport>,
    /// How somebody proposes to change what was granted.
    #[serde(default)]
    pub revision: Option<ProposedRevision>,
    /// What the applicant was charged, in cents.
    #[serde(default)]
    pub charged: i64,
    /// What was released for paying out, in cents, part by part.
    #[serde(default)]
    pub released: Vec<i64>,
    /// The number of its last event.
    pub seq: u32,
    /// The number of the last event that is no paper; who acts must have seen it.
    #[serde(default)]
    pub touched: u32,
    /// The hash of its last event.
    pub hash: String,
    /// When its last event was.
    pub changed_at: Timestamp,
    /// The day it was closed.
    pub closed: Option<Date>,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// The office works on it.
    Open,
    /// It waits for the applicant.
    Waiting,
    /// A decision is proposed, and a second person is asked.
    Proposed,
    /// It is decided.
    Decided,
    /// The applicant took it back.
    Withdrawn,
    /// Nothing is left to be done.
    Closed,
}

impl CaseState {
    /// All states, in their order.
    pub const ALL: [CaseState; 6] = [
        CaseState::Open,
        CaseState::Waiting,
        CaseState::Proposed,
        CaseState::Decided,
        CaseState::Withdrawn,
        CaseState::Closed,
    ];

    /// The word in the database, in the API and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            CaseState::Open => "open",
            CaseState::Waiting => "waiting",
            CaseState::Proposed => "proposed",
            CaseState::Decided => "decided",
            CaseState::Withdrawn => "withdrawn",
            CaseState::Closed => "closed",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether a decision may still come.
    pub fn is_undecided(self) -> bool {
        matches!(self, CaseState::Open | CaseState::Waiting | CaseState::Proposed)
    }
}

/// Something that was or is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its id.
    pub id: Id,
    /// What kind of work.
    pub kind: TaskKind,
    /// The step of the procedure, where it comes from one.
    pub step: Option<StableId>,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub assignee: Assignee,
    /// By when.
    pub due: Option<Date>,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was done or dropped.
    pub ended_at: Option<Timestamp>,
    /// Who did it.
    pub ended_by: String,
    /// What came out; `None` while it is open or where it was dropped.
    pub outcome: Option<Outcome>,
    /// In words.
    pub words: String,
}

impl Task {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// A request to the applicant to correct or complete the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The task that waits for it.
    pub task: Id,
    /// What is missing.
    pub words: String,
    /// The fields it is about.
    pub fields: Vec<StableId>,
    /// By when.
    pub due: Option<Date>,
    /// The day it reached the applicant.
    pub from: Date,
    /// The day the answer came, or the office did not wait any more.
    pub until: Option<Date>,
    /// Whether an answer came.
    pub is_answered: bool,
}

/// What the recipient of a grant told about its use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseReport {
    /// What was handed in.
    pub submission: Id,
    /// The day it came.
    pub on: Date,
    /// The costs that the office accepted, in cents; `None` until it did.
    pub accepted: Option<i64>,
}

/// A proposal to change what was granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedRevision {
    /// How.
    pub revision: Revision,
    /// Who proposed, as in the audit log.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How somebody proposes to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The id of the decision it becomes.
    pub decision: Id,
    /// How.
    pub verdict: Verdict,
    /// Why.
    pub reasons: String,
    /// Side conditions.
    pub conditions: Vec<String>,
    /// What is granted.
    #[serde(default)]
    pub award: Option<Award>,
    /// Who proposed, as in the audit log.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The task of the second person.
    pub task: Option<Id>,
}

/// How it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id.
    pub id: Id,
    /// How.
    pub verdict: Verdict,
    /// Why; empty where the law decided.
    pub reasons: String,
    /// Side conditions.
    pub conditions: Vec<String>,
    /// What is granted; as it was changed since.
    #[serde(default)]
    pub award: Option<Award>,
    /// Who proposed; empty where the law decided.
    pub proposed_by: String,
    /// Who approved; empty where nobody needed to.
    pub approved_by: String,
    /// The day from which it holds.
    pub effective: Date,
    /// Whether the deadline passed and the law decided.
    pub is_deemed: bool,
}

impl Case {
    /// A case of its first event. `None` where that is another one.
    pub fn begin(id: Id, entry: &Entry) -> Option<Self> {
        let CaseEvent::Opened { number, form, version, submission, holder, applicant, channel, received } =
            &entry.event
        else {
            return None;
        };
        Some(Self {
            id,
            number: number.clone(),
            form: *form,
            version: *version,
            submission: *submission,
            holder: holder.clone(),
            applicant: applicant.clone(),
            channel: *channel,
            received: *received,
            state: CaseState::Open,
            clerk: None,
            clerk_name: String::new(),
            tasks: Vec::new(),
            corrections: Vec::new(),
            extension: None,
            proposal: None,
            decision: None,
            reports: Vec::new(),
            revision: None,
            charged: 0,
            released: Vec::new(),
            seq: entry.seq,
            touched: entry.seq,
            hash: entry.hash.clone(),
            changed_at: entry.at,
            closed: None,
        })
    }

    /// A case of all its events. `None` where the first is no beginning.
    pub fn of(id: Id, entries: &[Entry]) -> Option<Self> {
        let (first, rest) = entries.split_first()?;
        let mut case = Self::begin(id, first)?;
        for entry in rest {
            case.apply(entry);
        }
        Some(case)
    }

    /// Takes the next event in; whether it may come says [`Case::refusal`].
    pub fn apply(&mut self, entry: &Entry) {
        let is_paper = matches!(entry.event, CaseEvent::Documented { .. });
        self.touched = if is_paper { self.touched } else { entry.seq };
        self.seq = entry.seq;
        self.hash.clone_from(&entry.hash);
        self.changed_at = entry.at;
        match &entry.event {
            CaseEvent::Opened { .. }
            | CaseEvent::StoodIn { .. }
            | CaseEvent::Noted { .. }
            | CaseEvent::Told { .. }
            | CaseEvent::Wrote { .. }
            | CaseEvent::Documented { .. } => {}
            CaseEvent::Claimed { cents, .. } => {
                if *cents < 0 {
                    self.released.push(cents.saturating_neg());
                } else {
                    self.charged = self.charged.saturating_add(*cents);
                }
            }
            CaseEvent::Assigned { clerk, name } => {
                self.clerk = *clerk;
                self.clerk_name.clone_from(name);
            }
            CaseEvent::TaskOpened { task, kind, step, title, assignee, due } => {
                self.open_task(entry, *task, *kind, step.clone(), title, assignee.clone(), *due);
                if *kind == TaskKind::Approval
                    && let Some(proposal) = &mut self.proposal
                {
                    proposal.task = Some(*task);
                }
            }
            CaseEvent::TaskDone { task, outcome, words } => {
                self.end_task(entry, *task, Some(*outcome), words);
            }
            CaseEvent::TaskDropped { task, words } => self.end_task(entry, *task, None, words),
            CaseEvent::CorrectionAsked { task, words, fields, due, on } => {
                self.open_task(entry, *task, TaskKind::Correction, None, words, Assignee::Applicant, *due);
                self.corrections.push(Correction {
                    task: *task,
                    words: words.clone(),
                    fields: fields.clone(),
                    due: *due,
                    from: *on,
                    until: None,
                    is_answered: false,
                });
                self.state = CaseState::Waiting;
            }
            CaseEvent::Corrected { submission, on } => {
                self.submission = *submission;
                self.end_correction(entry, *on, Some(Outcome::Done), "");
            }
            CaseEvent::CorrectionDropped { words, on } => self.end_correction(entry, *on, None, words),
            CaseEvent::Extended { by, reason, told } => {
                self.extension = Some(Extension { by: *by, reason: reason.clone(), told: *told });
            }
            CaseEvent::Proposed { decision, verdict, reasons, conditions, award } => {
                self.proposal = Some(Proposal {
                    decision: *decision,
                    verdict: *verdict,
                    reasons: reasons.clone(),
                    conditions: conditions.clone(),
                    award: award.clone(),
                    by: entry.actor.clone(),
                    at: entry.at,
                    task: None,
                });
                self.state = CaseState::Proposed;
            }
            CaseEvent::Returned { words } => {
                let task = self.proposal.take().and_then(|proposal| proposal.task);
                if let Some(task) = task {
                    self.end_task(entry, task, Some(Outcome::Bad), words);
                }
                self.state = CaseState::Open;
            }
            CaseEvent::Decided { decision, effective } => {
                if let Some(proposal) = self.proposal.take() {
                    if let Some(task) = proposal.task {
                        self.end_task(entry, task, Some(Outcome::Good), "");
                    }
                    let approved_by =
                        if proposal.by == entry.actor { String::new() } else { entry.actor.clone() };
                    self.decision = Some(Decision {
                        id: *decision,
                        verdict: proposal.verdict,
                        reasons: proposal.reasons,
                        conditions: proposal.conditions,
                        award: proposal.award,
                        proposed_by: proposal.by,
                        approved_by,
                        effective: *effective,
                        is_deemed: false,
                    });
                }
                self.state = CaseState::Decided;
            }
            CaseEvent::Deemed { decision, verdict, effective } => {
                self.proposal = None;
                self.drop_work(entry);
                self.decision = Some(Decision {
                    id: *decision,
                    verdict: *verdict,
                    reasons: String::new(),
                    conditions: Vec::new(),
                    award: None,
                    proposed_by: String::new(),
                    approved_by: String::new(),
                    effective: *effective,
                    is_deemed: true,
                });
                self.state = CaseState::Decided;
            }
            CaseEvent::Withdrawn { .. } => {
                self.proposal = None;
                self.drop_work(entry);
                self.state = CaseState::Withdrawn;
            }
            CaseEvent::Reported { submission, on, .. } => {
                self.reports.push(UseReport { submission: *submission, on: *on, accepted: None });
            }
            CaseEvent::RevisionProposed { revision } => {
                self.revision = Some(ProposedRevision {
                    revision: revision.clone(),
                    by: entry.actor.clone(),
                    at: entry.at,
                });
            }
            CaseEvent::RevisionReturned { .. } => self.revision = None,
            CaseEvent::Revised { .. } => self.revise(entry),
            CaseEvent::Closed { on } => {
                self.closed = Some(*on);
                self.state = CaseState::Closed;
            }
            CaseEvent::Reopened { .. } => {
                self.closed = None;
                self.state = if self.decision.is_some() { CaseState::Decided } else { CaseState::Open };
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn open_task(
        &mut self,
        entry: &Entry,
        id: Id,
        kind: TaskKind,
        step: Option<StableId>,
        title: &str,
        assignee: Assignee,
        due: Option<Date>,
    ) {
        self.tasks.push(Task {
            id,
            kind,
            step,
            title: title.to_owned(),
            assignee,
            due,
            opened_at: entry.at,
            ended_at: None,
            ended_by: String::new(),
            outcome: None,
            words: String::new(),
        });
    }

    fn end_task(&mut self, entry: &Entry, id: Id, outcome: Option<Outcome>, words: &str) {
        if let Some(task) = self.tasks.iter_mut().find(|task| task.id == id && task.is_open()) {
            task.ended_at = Some(entry.at);
            task.ended_by.clone_from(&entry.actor);
            task.outcome = outcome;
            words.clone_into(&mut task.words);
        }
    }

    /// Takes the proposed change of what was granted over. An accepted proof of use ends the task that waited for it.
    fn revise(&mut self, entry: &Entry) {
        let Some(proposed) = self.revision.take() else { return };
        let revision = proposed.revision;
        if let Some(award) = self.decision.as_mut().and_then(|decision| decision.award.as_mut()) {
            award.cents = revision.cents;
            if revision.report_due.is_some() {
                award.report_due = revision.report_due;
            }
        }
        let waiting = self.open_tasks().find(|task| task.kind == TaskKind::Report).map(|task| task.id);
        if let Some(accepted) = revision.accepted {
            if let Some(report) = self.reports.last_mut() {
                report.accepted = Some(accepted);
            }
            if let Some(task) = waiting {
                self.end_task(entry, task, Some(Outcome::Done), "");
            }
        } else if let (Some(due), Some(id)) = (revision.report_due, waiting)
            && let Some(task) = self.tasks.iter_mut().find(|task| task.id == id)
        {
            task.due = Some(due);
        }
    }

    fn end_correction(&mut self, entry: &Entry, on: Date, outcome: Option<Outcome>, words: &str) {
        let Some(open) = self.corrections.iter_mut().find(|correction| correction.until.is_none()) else {
            return;
        };
        open.until = Some(on.max(open.from));
        open.is_answered = outcome.is_some();
        let task = open.task;
        self.end_task(entry, task, outcome, words);
        self.state = CaseState::Open;
    }

    /// Nothing that was to be done before the decision is to be done any more.
    fn drop_work(&mut self, entry: &Entry) {
        let open: Vec<Id> = self
            .tasks
            .iter()
            .filter(|task| task.is_open() && task.kind != TaskKind::Report)
            .map(|task| task.id)
            .collect();
        for task in open {
            self.end_task(entry, task, None, "");
        }
        let day = crate::store::submissions::today(entry.at);
        for correction in self.corrections.iter_mut().filter(|correction| correction.until.is_none()) {
            correction.until = Some(day.max(correction.from));
        }
    }

    /// Whether these events are whole and this case is what they say.
    ///
    /// # Errors
    ///
    /// The first place where they are not, or the last event where they are whole and say something else.
    pub fn verify(&self, entries: &[Entry]) -> Result<(), Broken> {
        chain::verify(self.id, entries)?;
        let last = entries.last().map_or(0, |entry| entry.seq);
        let (touched, charged) = (self.touched, self.charged);
        let kept = |made: Self| if touched == 0 { Self { touched, charged, ..made } } else { made };
        match Self::of(self.id, entries).map(kept) {
            Some(case) if case == *self => Ok(()),
            _ if self.seq != last => Err(Broken::Number { expected: self.seq, found: last }),
            _ => Err(Broken::Changed(last)),
        }
    }

    /// What is granted.
    pub fn award(&self) -> Option<&Award> {
        self.decision.as_ref()?.award.as_ref()
    }

    /// What was released for paying out, in cents.
    pub fn paid_out(&self) -> i64 {
        self.released.iter().fold(0, |sum, part| sum.saturating_add(*part))
    }

    /// The proof of use that waits to be looked at.
    pub fn waiting_report(&self) -> Option<&UseReport> {
        self.reports.last().filter(|report| report.accepted.is_none())
    }

    /// The request to the applicant that is open.
    pub fn open_correction(&self) -> Option<&Correction> {
        self.corrections.iter().find(|correction| correction.until.is_none())
    }

    /// Whether a release before kept it, without everything; the next event makes it anew.
    pub fn is_of_before(&self) -> bool {
        self.touched == 0
    }

    /// Whether something happened that somebody who saw the events up to `seen` does not know.
    pub fn is_overtaken(&self, seen: u32) -> bool {
        seen < self.touched || seen > self.seq
    }

    /// What is to be done now.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.is_open())
    }

    /// The clock by this rule. `None` where the rule has no length.
    pub fn clock(&self, rule: &Deadline) -> Option<Clock> {
        let mut clock = rule.clock(self.received)?;
        clock.pauses = self
            .corrections
            .iter()
            .map(|one| Pause { from: one.from, until: one.until, after: rule.after_correction() })
            .collect();
        clock.extension.clone_from(&self.extension);
        clock.ended = match (&self.decision, self.state) {
            (Some(decision), _) if !decision.is_deemed => Some(decision.effective),
            (None, CaseState::Withdrawn | CaseState::Closed) => {
                Some(crate::store::submissions::today(self.changed_at))
            }
            _ => None,
        };
        Some(clock)
    }
}
