//! Which event may come next.

use super::{Case, CaseEvent, CaseState, TaskKind, Verdict};

/// Why an event may not come now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// A case begins once.
    #[error("the case has begun already")]
    Begun,
    /// It is closed; it must be reopened first.
    #[error("the case is closed")]
    Closed,
    /// It is decided or was withdrawn.
    #[error("the case is decided")]
    Decided,
    /// It is not decided yet.
    #[error("the case is not decided")]
    Undecided,
    /// The applicant was asked for something and has not answered.
    #[error("an answer of the applicant is awaited")]
    CorrectionOpen,
    /// Nothing was asked.
    #[error("nothing was asked of the applicant")]
    NothingAsked,
    /// Something must be done before.
    #[error("a task is open")]
    TaskOpen,
    /// There is no such task, or it is done.
    #[error("no such open task")]
    NoTask,
    /// The task ends by another act: a correction, an approval.
    #[error("this task ends by another act")]
    OtherAct,
    /// A decision is proposed already.
    #[error("a decision is proposed")]
    Proposed,
    /// No decision is proposed.
    #[error("no decision is proposed")]
    NothingProposed,
    /// Who proposed cannot approve.
    #[error("who proposed cannot approve")]
    SamePerson,
    /// A refusal and a deemed decision need reasons.
    #[error("reasons are missing")]
    NoReasons,
    /// The deadline was extended before.
    #[error("the deadline was extended before")]
    ExtendedBefore,
    /// A text is missing.
    #[error("a text is missing")]
    NoWords,
    /// The case is not closed.
    #[error("the case is not closed")]
    NotClosed,
    /// Nothing is granted.
    #[error("nothing is granted")]
    NothingGranted,
    /// More would be granted or paid out than there is: less than nothing, or beyond what was granted.
    #[error("the sum does not fit what is granted")]
    WrongSum,
    /// The proof of use is missing.
    #[error("the proof of use is missing")]
    NotReported,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 19] = [
        Refusal::Begun,
        Refusal::Closed,
        Refusal::Decided,
        Refusal::Undecided,
        Refusal::CorrectionOpen,
        Refusal::NothingAsked,
        Refusal::TaskOpen,
        Refusal::NoTask,
        Refusal::OtherAct,
        Refusal::Proposed,
        Refusal::NothingProposed,
        Refusal::SamePerson,
        Refusal::NoReasons,
        Refusal::ExtendedBefore,
        Refusal::NoWords,
        Refusal::NotClosed,
        Refusal::NothingGranted,
        Refusal::WrongSum,
        Refusal::NotReported,
    ];

    /// The key of its text.
    pub fn key(self) -> &'static str {
        match self {
            Refusal::Begun => "case-refusal-begun",
            Refusal::Closed => "case-refusal-closed",
            Refusal::Decided => "case-refusal-decided",
            Refusal::Undecided => "case-refusal-undecided",
            Refusal::CorrectionOpen => "case-refusal-correction-open",
            Refusal::NothingAsked => "case-refusal-nothing-asked",
            Refusal::TaskOpen => "case-refusal-task-open",
            Refusal::NoTask => "case-refusal-no-task",
            Refusal::OtherAct => "case-refusal-other-act",
            Refusal::Proposed => "case-refusal-proposed",
            Refusal::NothingProposed => "case-refusal-nothing-proposed",
            Refusal::SamePerson => "case-refusal-same-person",
            Refusal::NoReasons => "case-refusal-no-reasons",
            Refusal::ExtendedBefore => "case-refusal-extended-before",
            Refusal::NoWords => "case-refusal-no-words",
            Refusal::NotClosed => "case-refusal-not-closed",
            Refusal::NothingGranted => "case-refusal-nothing-granted",
            Refusal::WrongSum => "case-refusal-wrong-sum",
            Refusal::NotReported => "case-refusal-not-reported",
        }
    }
}

impl Case {
    /// Why this event of this actor may not come next; `None` where it may. `four_eyes` is the rule of the procedure.
    pub fn refusal(&self, event: &CaseEvent, actor: &str, four_eyes: bool) -> Option<Refusal> {
        let is_closed = self.state == CaseState::Closed;
        let undecided = |then: Option<Refusal>| match self.state {
            CaseState::Closed => Some(Refusal::Closed),
            state if !state.is_undecided() => Some(Refusal::Decided),
            _ => then,
        };
        let blank = |words: &str| words.trim().is_empty().then_some(Refusal::NoWords);
        match event {
            CaseEvent::Opened { .. } => Some(Refusal::Begun),
            // What was said and what was made is kept whatever the state.
            CaseEvent::Noted { words } | CaseEvent::Told { words } | CaseEvent::Wrote { words } => {
                blank(words)
            }
            CaseEvent::Documented { .. } | CaseEvent::StoodIn { .. } => None,
            CaseEvent::Assigned { .. } => is_closed.then_some(Refusal::Closed),
            CaseEvent::Claimed { cents, .. } => match self.award() {
                _ if is_closed => Some(Refusal::Closed),
                // Without a grant no more goes back than was charged.
                None if *cents < 0 && self.paid_out().saturating_sub(*cents) > self.charged => {
                    Some(Refusal::NothingGranted)
                }
                Some(award) if *cents < 0 && self.paid_out().saturating_sub(*cents) > award.cents => {
                    Some(Refusal::WrongSum)
                }
                _ => None,
            },
            CaseEvent::TaskOpened { kind: TaskKind::Report, title, .. } => match self.state {
                CaseState::Decided => blank(title),
                CaseState::Closed => Some(Refusal::Closed),
                _ => Some(Refusal::Undecided),
            },
            CaseEvent::TaskOpened { kind, title, .. } => undecided(match kind {
                TaskKind::Correction => Some(Refusal::OtherAct),
                TaskKind::Approval if self.proposal.is_none() => Some(Refusal::NothingProposed),
                _ => blank(title),
            }),
            CaseEvent::TaskDone { task, .. } | CaseEvent::TaskDropped { task, .. } => {
                match self.open_tasks().find(|open| open.id == *task) {
                    None => Some(Refusal::NoTask),
                    Some(open) if matches!(open.kind, TaskKind::Correction | TaskKind::Approval) => {
                        Some(Refusal::OtherAct)
                    }
                    // A proof of use is accepted with a sum, or waived.
                    Some(open)
                        if open.kind == TaskKind::Report
                            && self.award().is_some()
                            && matches!(event, CaseEvent::TaskDone { .. }) =>
                    {
                        Some(Refusal::OtherAct)
                    }
                    Some(_) => is_closed.then_some(Refusal::Closed),
                }
            }
            CaseEvent::CorrectionAsked { words, .. } => undecided(match self.state {
                CaseState::Waiting => Some(Refusal::CorrectionOpen),
                CaseState::Proposed => Some(Refusal::Proposed),
                _ => blank(words),
            }),
            CaseEvent::Corrected { .. } => {
                undecided(self.open_correction().is_none().then_some(Refusal::NothingAsked))
            }
            CaseEvent::CorrectionDropped { words, .. } => undecided(match self.open_correction() {
                None => Some(Refusal::NothingAsked),
                Some(_) => blank(words),
            }),
            CaseEvent::Extended { reason, .. } => undecided(match self.extension {
                Some(_) => Some(Refusal::ExtendedBefore),
                None => blank(reason),
            }),
            CaseEvent::Proposed { verdict, reasons, award, .. } => undecided(match self.state {
                _ if award.as_ref().is_some_and(|award| award.cents <= 0) => Some(Refusal::WrongSum),
                CaseState::Waiting => Some(Refusal::CorrectionOpen),
                CaseState::Proposed => Some(Refusal::Proposed),
                _ if self.open_tasks().any(|task| task.kind != TaskKind::Report) => Some(Refusal::TaskOpen),
                _ if *verdict == Verdict::Refused && reasons.trim().is_empty() => Some(Refusal::NoReasons),
                _ => None,
            }),
            CaseEvent::Returned { words } => undecided(match &self.proposal {
                None => Some(Refusal::NothingProposed),
                Some(_) => blank(words),
            }),
            CaseEvent::Decided { decision, .. } => undecided(match &self.proposal {
                Some(proposal) if proposal.decision == *decision => {
                    (four_eyes && proposal.by == actor).then_some(Refusal::SamePerson)
                }
                _ => Some(Refusal::NothingProposed),
            }),
            CaseEvent::Reported { task, .. } => {
                match self.open_tasks().find(|open| open.id == *task && open.kind == TaskKind::Report) {
                    _ if is_closed => Some(Refusal::Closed),
                    None => Some(Refusal::NoTask),
                    Some(_) if self.waiting_report().is_some() && self.revision.is_some() => {
                        Some(Refusal::Proposed)
                    }
                    Some(_) => None,
                }
            }
            CaseEvent::RevisionProposed { revision } => match self.award() {
                _ if is_closed => Some(Refusal::Closed),
                None => Some(Refusal::NothingGranted),
                Some(_) if self.revision.is_some() => Some(Refusal::Proposed),
                Some(_) if revision.cents < 0 || revision.interest < 0 => Some(Refusal::WrongSum),
                Some(award) if revision.accepted.is_some() && revision.cents > award.cents => {
                    Some(Refusal::WrongSum)
                }
                Some(_) if revision.accepted.is_some() && self.waiting_report().is_none() => {
                    Some(Refusal::NotReported)
                }
                Some(_) if revision.reasons.trim().is_empty() => Some(Refusal::NoReasons),
                Some(_) => None,
            },
            CaseEvent::RevisionReturned { words } => match &self.revision {
                _ if is_closed => Some(Refusal::Closed),
                None => Some(Refusal::NothingProposed),
                Some(_) => blank(words),
            },
            CaseEvent::Revised { revision } => match &self.revision {
                _ if is_closed => Some(Refusal::Closed),
                Some(proposed) if proposed.revision.id == *revision => {
                    (four_eyes && proposed.by == actor).then_some(Refusal::SamePerson)
                }
                _ => Some(Refusal::NothingProposed),
            },
            CaseEvent::Deemed { .. } => undecided(None),
            CaseEvent::Withdrawn { .. } => undecided(None),
            CaseEvent::Closed { .. } => match self.state {
                CaseState::Closed => Some(Refusal::Closed),
                _ if self.revision.is_some() => Some(Refusal::Proposed),
                CaseState::Decided | CaseState::Withdrawn => {
                    self.open_tasks().next().is_some().then_some(Refusal::TaskOpen)
                }
                _ => Some(Refusal::Undecided),
            },
            CaseEvent::Reopened { words } => {
                if is_closed {
                    blank(words)
                } else {
                    Some(Refusal::NotClosed)
                }
            }
        }
    }
}
