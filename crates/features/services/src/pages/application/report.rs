//! What services tell the pages of a form about the proof of use of a grant.

use rathaus_procedure::case::{Case, CaseEvent, CaseState, Task, TaskKind};
use rathaus_procedure::fill::{Host, Later, Params, Sitting};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Recorded, Submission, find_case, find_version, record};
use rathaus_store::Change;
use rathaus_web::{PageError, Visitor};

use super::applicant;
use crate::grants::grant_of;
use crate::jobs::Telling;
use crate::store::application::{application_of, find_application};

/// A proof of use as a form that is filled in.
pub(super) struct Reporting;

/// The task that waits for a proof.
pub(super) fn awaited(case: &Case) -> Option<&Task> {
    case.open_tasks().find(|task| task.kind == TaskKind::Report)
}

impl Host for Reporting {
    fn find<'a>(&'a self, visitor: &'a Visitor, params: &'a Params) -> Later<'a, Sitting> {
        Box::pin(async move {
            let mut view = visitor.read().await?;
            let applicant = applicant(visitor, &mut view, params).await?;
            let application = &applicant.application;
            let case = find_case(&mut view, application.case.ok_or(PageError::NotFound)?).await?;
            let case = case.ok_or(PageError::NotFound)?;
            let version = find_version(&mut view, case.version).await?.ok_or(PageError::NotFound)?;
            let report = grant_of(&version).and_then(|grant| grant.report.as_ref());
            let report = report.filter(|_| case.award().is_some()).ok_or(PageError::NotFound)?;
            let form = report.form.as_str().to_owned();
            let is_open =
                case.state == CaseState::Decided && awaited(&case).is_some() && case.revision.is_none();
            let home = Some(applicant.base.clone());
            Ok(Sitting { home, ..applicant.sitting(form, "report", is_open) })
        })
    }

    fn submitted<'a>(
        &'a self,
        change: &'a mut Change,
        sitting: &'a Sitting,
        submission: &'a Submission,
    ) -> Later<'a, ()> {
        Box::pin(async move {
            let id = application_of(&sitting.holder).ok_or(PageError::NotFound)?;
            let application = find_application(change, id).await?;
            let case = application.and_then(|application| application.case).ok_or(PageError::NotFound)?;
            let found = find_case(change, case).await?.ok_or(PageError::NotFound)?;
            let task =
                awaited(&found).map(|task| task.id).ok_or(PageError::Conflict("application-not-asked"))?;
            let on = today(submission.submitted_at);
            let reported = CaseEvent::Reported { task, submission: submission.id, on };
            match record(change, case, None, vec![reported]).await? {
                Recorded::Kept(case) => {
                    change.enqueue(Telling::of(case.id, case.seq, "reported")?).await?;
                    Ok(())
                }
                _ => Err(PageError::Conflict("application-not-asked")),
            }
        })
    }
}
