//! Computes the plan of a round: the engines run on what is in the database, and what they find is kept.

use rathaus_store::jobs::{Job, JobError, Task, Workers};
use rathaus_store::{Actor, Id, Record, StoreError};
use serde::{Deserialize, Serialize};

use crate::plan::{Options, Stage, Whole, make_whole};
use crate::store::board::save_grouping;
use crate::store::plan::{fingerprint, load_input, save_plan, save_refusal};
use crate::store::round::find_round_by_id;
use crate::store::selection::save_ground;

/// The kind of the job.
pub const JOB: &str = "forum.plan";

/// Which round is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planning {
    /// The round.
    pub round: Id,
}

impl Planning {
    /// The job that plans it.
    ///
    /// # Errors
    ///
    /// A fault where it cannot be written as JSON.
    pub fn job(self) -> Result<Job, StoreError> {
        Ok(Job::new(JOB, &self)?.tries(3))
    }
}

pub(super) fn attend(workers: Workers) -> Workers {
    workers.on(JOB, plan)
}

/// Share of the work done when a stage begins, and the key of the text that says what it is.
fn note(stage: Stage) -> (f64, &'static str) {
    match stage {
        Stage::Matching => (0.1, "plan-stage-matching"),
        Stage::Areas => (0.3, "plan-stage-areas"),
        Stage::Reasons => (0.5, "plan-stage-reasons"),
        Stage::Selection => (0.7, "plan-stage-selection"),
        Stage::Talks => (0.85, "plan-stage-talks"),
    }
}

/// Does the job.
///
/// # Errors
///
/// `Later` where the database is away; `Never` where the round is gone.
pub async fn plan(task: Task) -> Result<(), JobError> {
    let Planning { round: id } = task.payload()?;
    let input = {
        let mut view = task.scope.read().await?;
        let round = find_round_by_id(&mut view, id).await?;
        let round = round.ok_or_else(|| JobError::Never(format!("there is no round {id}")))?;
        load_input(&mut view, &round).await?
    };
    let mark = fingerprint(&input)?;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let work = tokio::task::spawn_blocking(move || {
        // Answers come and go: a correction of what is gone is shown on the board and holds nothing up.
        let options = Options { passes_over_edits: true, ..Options::default() };
        make_whole(&input, &options, &mut |stage| {
            // Nobody listens any more: the work goes on all the same.
            let _ = tell.send(stage);
        })
    });
    while let Some(stage) = told.recv().await {
        let (share, key) = note(stage);
        task.progress(share, key).await?;
    }
    let made = work.await.map_err(|error| JobError::Later(error.to_string()))?;
    let mut change = task.scope.change(Actor::Program("forum.plan"), task.now()).await?;
    let record = match made {
        Ok(Whole { plan, grouping, ground }) => {
            save_grouping(&mut change, id, &grouping).await?;
            save_plan(&mut change, id, &mark, &plan).await?;
            save_ground(&mut change, id, &mark, &ground).await?;
            Record::new("plan.made", id).with("fingerprint", &mark)
        }
        Err(refusal) => {
            save_refusal(&mut change, id, &refusal.to_string()).await?;
            Record::new("plan.refused", id)
        }
    };
    task.finish(&mut change).await?;
    change.commit(record).await?;
    Ok(())
}
