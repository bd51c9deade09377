//! What a favourable decision does besides being one: fees become a claim, days are booked, a grant is taken off its budget.

use rathaus_core::Cents;
use rathaus_procedure::Handling;
use rathaus_procedure::case::{Case, Verdict};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Submission, find_submission, find_version};
use rathaus_store::{Change, Session, StoreError};

use crate::grants::commit;
use crate::money::raise_for;
use crate::store::application::find_application_of_case;
use crate::store::reservation::{ReservationRow, insert_reservation};

/// What a case would book; `None` where its form books nothing, or the answers do not say what.
///
/// # Errors
///
/// What the database says.
pub async fn wanted(session: &mut Session, case: &Case) -> Result<Option<ReservationRow>, StoreError> {
    let Some(version) = find_version(session, case.version).await? else { return Ok(None) };
    let Some(handling) = &version.definition.handling else { return Ok(None) };
    let Some(reservation) = &handling.reservation else { return Ok(None) };
    let Some(submission) = find_submission(session, case.submission).await? else { return Ok(None) };
    let Some(application) = find_application_of_case(session, case.id).await? else { return Ok(None) };
    let answers = &submission.answers;
    let Some(((from, until), place)) = reservation.days(answers).zip(reservation.place(answers)) else {
        return Ok(None);
    };
    Ok(Some(ReservationRow {
        case: case.id,
        service: application.service,
        place,
        from,
        until,
        freed_at: None,
        deposit: deposit(handling, &submission).0,
        returned: None,
    }))
}

/// What of the fees is paid back afterwards.
fn deposit(handling: &Handling, submission: &Submission) -> Cents {
    let id = handling.reservation.as_ref().and_then(|reservation| reservation.deposit.as_ref());
    let fees = handling.fees.iter().filter(|fee| Some(&fee.id) == id).cloned().collect();
    let only = Handling { fees, ..Handling::new("") };
    let charges = only.charges(&submission.answers, today(submission.submitted_at));
    charges.iter().fold(Cents(0), |sum, charge| Cents(sum.0.saturating_add(charge.sum.0)))
}

/// Does all of it, in the transaction of the decision; the key of a text where something keeps it from being made.
///
/// # Errors
///
/// What the database says.
pub async fn settle(change: &mut Change, case: &Case) -> Result<Option<&'static str>, StoreError> {
    raise_for(change, case).await?;
    let is_granted = case.decision.as_ref().is_some_and(|made| made.verdict == Verdict::Approved);
    if is_granted
        && let Some(reservation) = wanted(change, case).await?
        && !insert_reservation(change, &reservation).await?
    {
        return Ok(Some("reservation-taken"));
    }
    match case.award() {
        Some(award) if !commit(change, case, award.year, award.cents).await? => {
            Ok(Some("grant-budget-spent"))
        }
        _ => Ok(None),
    }
}
