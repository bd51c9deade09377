//! What can happen to a case.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_deadline::Period;
use rathaus_store::Id;
use serde::{Deserialize, Serialize};

use crate::grant::{Award, Revision};
use crate::words::StableId;

/// One thing that happened. Written once, never changed; new kinds may come, old ones stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CaseEvent {
    /// An application came.
    Opened {
        /// The number that people are told.
        number: String,
        /// The form.
        form: Id,
        /// The version of it, with the rules that hold for this case.
        version: Id,
        /// What was handed in.
        submission: Id,
        /// Whose it is, as in `person:ID`.
        holder: String,
        /// What lists call the applicant.
        applicant: String,
        /// The way it came.
        channel: Channel,
        /// The day it came.
        received: Date,
    },
    /// Somebody of the office takes care of it, or nobody any more.
    Assigned {
        /// The person.
        clerk: Option<Id>,
        /// The person's name.
        name: String,
    },
    /// Something is to be done.
    TaskOpened {
        /// Its id.
        task: Id,
        /// What kind of work.
        kind: TaskKind,
        /// The step of the procedure, where it comes from one.
        step: Option<StableId>,
        /// What is to be done.
        title: String,
        /// Who does it.
        assignee: Assignee,
        /// By when.
        due: Option<Date>,
    },
    /// It was done.
    TaskDone {
        /// The task.
        task: Id,
        /// What came out.
        outcome: Outcome,
        /// In words.
        words: String,
    },
    /// It is not needed any more.
    TaskDropped {
        /// The task.
        task: Id,
        /// Why.
        words: String,
    },
    /// The applicant is asked to correct or complete the application. Pauses the clock from this day on.
    CorrectionAsked {
        /// The task that waits for it.
        task: Id,
        /// What is missing, as the applicant reads it.
        words: String,
        /// The fields it is about.
        fields: Vec<StableId>,
        /// By when.
        due: Option<Date>,
        /// The day it reaches the applicant.
        on: Date,
    },
    /// The applicant did.
    Corrected {
        /// What was handed in now.
        submission: Id,
        /// The day it came.
        on: Date,
    },
    /// The office does not wait for it any more.
    CorrectionDropped {
        /// Why.
        words: String,
        /// The day from which the clock runs again.
        on: Date,
    },
    /// The deadline is extended, once.
    Extended {
        /// By how much.
        by: Period,
        /// Why, as the applicant is told.
        reason: String,
        /// The day the applicant was told.
        told: Date,
    },
    /// Somebody does what follows in the same moment in the place of a colleague who is away. Only the office reads it.
    StoodIn {
        /// The colleague.
        absent: Id,
        /// The colleague's name.
        name: String,
    },
    /// A note that only the office reads.
    Noted {
        /// The note.
        words: String,
    },
    /// A message to the applicant.
    Told {
        /// The message.
        words: String,
    },
    /// A message of the applicant.
    Wrote {
        /// The message.
        words: String,
    },
    /// Somebody proposes how to decide.
    Proposed {
        /// Its id; that of the decision, too.
        decision: Id,
        /// How.
        verdict: Verdict,
        /// Why; empty lines divide paragraphs.
        reasons: String,
        /// Side conditions, one each.
        conditions: Vec<String>,
        /// What is granted, where the form is about a grant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        award: Option<Award>,
    },
    /// A second person does not agree, or the first takes it back.
    Returned {
        /// Why.
        words: String,
    },
    /// It is decided as proposed.
    Decided {
        /// The decision.
        decision: Id,
        /// The day from which it holds.
        effective: Date,
    },
    /// The deadline passed, and the law decides.
    Deemed {
        /// The decision.
        decision: Id,
        /// How.
        verdict: Verdict,
        /// The first day on which it holds.
        effective: Date,
    },
    /// The applicant takes the application back.
    Withdrawn {
        /// Why, if it was said.
        words: String,
    },
    /// A paper was made: a receipt, a letter.
    Documented {
        /// Its file.
        file: Id,
        /// What it is, as in `receipt`, `decision`.
        kind: String,
        /// SHA-256 of its bytes in lower-case hexadecimal.
        sha256: String,
        /// SHA-256 of what it was made of: template and values.
        made_of: String,
    },
    /// Money is due: from the applicant, or to them.
    Claimed {
        /// The claim.
        claim: Id,
        /// In cents; more than 0 where the applicant pays.
        cents: i64,
        /// For what.
        purpose: String,
    },
    /// The recipient of a grant told what it was used for.
    Reported {
        /// The task that waited for it.
        task: Id,
        /// What was handed in.
        submission: Id,
        /// The day it came.
        on: Date,
    },
    /// Somebody proposes to change what was granted.
    RevisionProposed {
        /// How.
        revision: Revision,
    },
    /// A second person does not agree, or the first takes it back.
    RevisionReturned {
        /// Why.
        words: String,
    },
    /// What was granted is changed as proposed.
    Revised {
        /// The change.
        revision: Id,
    },
    /// Nothing is left to be done.
    Closed {
        /// The day.
        on: Date,
    },
    /// It goes on after all.
    Reopened {
        /// Why.
        words: String,
    },
}

impl CaseEvent {
    /// The word in the database, in the API and in translation keys; that of the JSON, too.
    pub fn word(&self) -> &'static str {
        match self {
            CaseEvent::Opened { .. } => "opened",
            CaseEvent::Assigned { .. } => "assigned",
            CaseEvent::TaskOpened { .. } => "task_opened",
            CaseEvent::TaskDone { .. } => "task_done",
            CaseEvent::TaskDropped { .. } => "task_dropped",
            CaseEvent::CorrectionAsked { .. } => "correction_asked",
            CaseEvent::Corrected { .. } => "corrected",
            CaseEvent::CorrectionDropped { .. } => "correction_dropped",
            CaseEvent::Extended { .. } => "extended",
            CaseEvent::StoodIn { .. } => "stood_in",
            CaseEvent::Noted { .. } => "noted",
            CaseEvent::Told { .. } => "told",
            CaseEvent::Wrote { .. } => "wrote",
            CaseEvent::Proposed { .. } => "proposed",
            CaseEvent::Returned { .. } => "returned",
            CaseEvent::Decided { .. } => "decided",
            CaseEvent::Deemed { .. } => "deemed",
            CaseEvent::Withdrawn { .. } => "withdrawn",
            CaseEvent::Documented { .. } => "documented",
            CaseEvent::Claimed { .. } => "claimed",
            CaseEvent::Reported { .. } => "reported",
            CaseEvent::RevisionProposed { .. } => "revision_proposed",
            CaseEvent::RevisionReturned { .. } => "revision_returned",
            CaseEvent::Revised { .. } => "revised",
            CaseEvent::Closed { .. } => "closed",
            CaseEvent::Reopened { .. } => "reopened",
        }
    }

    /// Whether the applicant may read it. What the office says to itself stays in the office until there is a decision.
    pub fn is_for_applicant(&self) -> bool {
        match self {
            CaseEvent::Opened { .. }
            | CaseEvent::CorrectionAsked { .. }
            | CaseEvent::Corrected { .. }
            | CaseEvent::CorrectionDropped { .. }
            | CaseEvent::Extended { .. }
            | CaseEvent::Told { .. }
            | CaseEvent::Wrote { .. }
            | CaseEvent::Decided { .. }
            | CaseEvent::Deemed { .. }
            | CaseEvent::Withdrawn { .. }
            | CaseEvent::Documented { .. }
            | CaseEvent::Claimed { .. }
            | CaseEvent::Reported { .. }
            | CaseEvent::Revised { .. }
            | CaseEvent::Closed { .. }
            | CaseEvent::Reopened { .. } => true,
            CaseEvent::Assigned { .. }
            | CaseEvent::TaskOpened { .. }
            | CaseEvent::TaskDone { .. }
            | CaseEvent::TaskDropped { .. }
            | CaseEvent::StoodIn { .. }
            | CaseEvent::Noted { .. }
            | CaseEvent::Proposed { .. }
            | CaseEvent::Returned { .. }
            | CaseEvent::RevisionProposed { .. }
            | CaseEvent::RevisionReturned { .. } => false,
        }
    }
}

/// An event with its place in the chain of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 on.
    pub seq: u32,
    /// What happened.
    pub event: CaseEvent,
    /// Who did it, as in the audit log: `person:ID`.
    pub actor: String,
    /// When it was written down.
    pub at: Timestamp,
    /// The hash of the entry before; 64 zeros before the first.
    pub before: String,
    /// Its own ([`super::chain::hash`]).
    pub hash: String,
}

/// The way an application came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The applicant filled in the form.
    Online,
    /// Somebody of the office filled it in with them at the counter.
    Counter,
    /// On paper, typed in by the office.
    Paper,
    /// By another program.
    Program,
    /// Over FIT-Connect, from an online service elsewhere.
    Fit,
}

impl Channel {
    /// The word in the database, in the API and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Online => "online",
            Channel::Counter => "counter",
            Channel::Paper => "paper",
            Channel::Program => "program",
            Channel::Fit => "fit",
        }
    }
}

/// What kind of work a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// The office looks at something.
    Check,
    /// The applicant corrects or completes.
    Correction,
    /// Somebody gives an expert opinion.
    Opinion,
    /// A second person approves a decision.
    Approval,
    /// The applicant reports what the money was used for.
    Report,
}

impl TaskKind {
    /// The word in the database, in the API and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            TaskKind::Check => "check",
            TaskKind::Correction => "correction",
            TaskKind::Opinion => "opinion",
            TaskKind::Approval => "approval",
            TaskKind::Report => "report",
        }
    }
}

/// Who does a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    /// Whoever of the office takes it.
    Office,
    /// A person.
    Person(Id),
    /// Somebody outside, by name.
    Outside(String),
    /// The applicant.
    Applicant,
}

/// What came out of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing speaks against it.
    Good,
    /// Something does.
    Bad,
    /// Done, without a judgement.
    Done,
}

impl Outcome {
    /// The word in the database, in the API and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Good => "good",
            Outcome::Bad => "bad",
            Outcome::Done => "done",
        }
    }
}

/// How an application is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Granted.
    Approved,
    /// Refused.
    Refused,
}

impl Verdict {
    /// The word in the database, in the API and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Approved => "approved",
            Verdict::Refused => "refused",
        }
    }
}
