//! The board agrees to a step; when enough of them did, it is taken.

use rathaus_store::{Change, StoreError};

use crate::archive::examine;
use crate::jobs::{Telling, step, stop};
use crate::model::{Act, RoleKind, Stage};
use crate::store::ballot::hold_box;
use crate::store::election::{
    Election, find_election_by_id, insert_check, list_papers, update_stage, update_stopped,
};
use crate::store::elector::{delete_credentials, find_register};
use crate::store::role::{ApprovalRow, RoleRow, insert_approval, list_approvals, list_roles};

/// What became of somebody's agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreed {
    /// Others have to agree, too.
    Waiting,
    /// The step was taken.
    Taken,
    /// They had agreed before.
    Before,
    /// The step is not due.
    NotDue,
    /// Paper ballots are there, and what was counted is not entered twice alike.
    Paper,
    /// The self-test of the box found a fault; the election stays as it is.
    Fault(&'static str),
}

/// How often a step was taken before: only going on after a stop can happen again.
pub fn turn_of(approvals: &[ApprovalRow], act: Act, board: usize) -> u64 {
    (0..).find(|turn| agreed(approvals, act, *turn) < board).unwrap_or(0)
}

/// How many agreed to a step.
pub fn agreed(approvals: &[ApprovalRow], act: Act, turn: u64) -> usize {
    approvals.iter().filter(|one| one.act == act && one.turn == turn).count()
}

/// What was counted on paper, if two entered the same.
///
/// # Errors
///
/// What the database says.
pub async fn paper_of(
    session: &mut rathaus_store::Session,
    election: &Election,
) -> Result<Option<crate::model::Counts>, StoreError> {
    let papers = list_papers(session, election.id).await?;
    let twice = papers.iter().enumerate().find_map(|(index, one)| {
        papers[index + 1..].iter().any(|other| other.counts == one.counts).then(|| one.counts.clone())
    });
    Ok(twice)
}

/// Notes that somebody of the board agrees, in a change that the caller commits (or drops, where nothing came of it).
///
/// # Errors
///
/// What the database says.
pub async fn agree(
    change: &mut Change,
    election: &Election,
    role: &RoleRow,
    act: Act,
) -> Result<Agreed, StoreError> {
    // Whoever agrees holds the box, so that steps and ballots come one after the other.
    hold_box(change, election.id).await?;
    let Some(election) = find_election_by_id(change, election.id).await? else { return Ok(Agreed::NotDue) };
    let is_due = election.due(change.now()) == Some(act);
    if !is_due || role.kind != RoleKind::Board || role.election != election.id {
        return Ok(Agreed::NotDue);
    }
    let approvals = list_approvals(change, election.id).await?;
    let turn = match act {
        Act::Resume => turn_of(&approvals, act, election.rules.board),
        _ => 0,
    };
    if act == Act::Publish
        && find_register(change, election.id).await?.paper > 0
        && paper_of(change, &election).await?.is_none()
    {
        return Ok(Agreed::Paper);
    }
    if !insert_approval(change, election.id, act, turn, role.id).await? {
        return Ok(Agreed::Before);
    }
    if agreed(&approvals, act, turn) + 1 < election.rules.board {
        return Ok(Agreed::Waiting);
    }
    let (ballots, fault) = examine(change, election.id).await?;
    insert_check(change, election.id, act.word(), ballots, fault).await?;
    if let Some(fault) = fault {
        if election.stage == Stage::Open {
            stop(change, election.id, None).await?;
        }
        return Ok(Agreed::Fault(fault));
    }
    take(change, &election, act).await?;
    Ok(Agreed::Taken)
}

async fn take(change: &mut Change, election: &Election, act: Act) -> Result<(), StoreError> {
    if act == Act::Resume {
        update_stopped(change, election.id, false).await?;
        return Ok(());
    }
    update_stage(change, election.id, election.stage, act.leads_to()).await?;
    match act {
        Act::Close => {
            // What was stopped and is closed is stopped no more.
            update_stopped(change, election.id, false).await?;
            change.enqueue(step(election.id)?).await?;
        }
        Act::Count => {
            for role in list_roles(change, election.id).await? {
                if role.kind == RoleKind::Trustee {
                    change.enqueue(Telling::of(role.id, "count")?).await?;
                }
            }
        }
        Act::Publish => {
            delete_credentials(change, election.id).await?;
        }
        Act::Open | Act::Resume => {}
    }
    Ok(())
}
