//! Deleting cases when their time is over, and answers that were never handed in.
//!
//! A case is kept for as long as its form said when it began ([`crate::Handling::retention_months`]), counted from the day it was
//! closed. With it go its answers, in progress and handed in, and their files. What stays is a record in the audit log: which
//! case, how many events, and the hash of the last.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rathaus_store::files::list_files;
use rathaus_store::{Change, Files, Id, Record, Session, StoreError, args, sql};

use super::cases::from_row;
use super::drafts::{delete_draft, file_owner, find_draft, lock};
use super::forms::Versions;
use super::submissions::history;
use crate::case::Case;

/// Cases whose time is over on this day, the one closed first first.
///
/// # Errors
///
/// What the database says.
pub async fn list_expired(session: &mut Session, day: Date) -> Result<Vec<Case>, StoreError> {
    let closed = sql!(
        "SELECT json FROM case_state WHERE tenant = $1 AND state = 'closed' AND closed < $2 ORDER BY closed, number"
    );
    let mut versions = Versions::default();
    let mut expired = Vec::new();
    for row in session.all(closed, args![day.to_string()]).await? {
        let case = from_row(&row)?;
        let Some(on) = case.closed else { continue };
        let version = versions.find(session, case.version).await?;
        // A case of a form that is not there is not thrown away on a guess.
        let Some(handling) = version.and_then(|version| version.definition.handling.as_ref()) else {
            continue;
        };
        let until = on.checked_add(i64::from(handling.retention_months).months()).unwrap_or(Date::MAX);
        if until < day {
            expired.push(case);
        }
    }
    Ok(expired)
}

/// Deletes a case. Answers and files go with the last case of their holder. Gives the record of it; the caller commits with it.
///
/// # Errors
///
/// What the database says.
pub async fn delete_case(change: &mut Change, files: &Files, case: &Case) -> Result<Record, StoreError> {
    for statement in [
        sql!("DELETE FROM case_decision WHERE tenant = $1 AND case_id = $2"),
        sql!("DELETE FROM case_revision WHERE tenant = $1 AND case_id = $2"),
        sql!("DELETE FROM case_event WHERE tenant = $1 AND case_id = $2"),
        sql!("DELETE FROM case_state WHERE tenant = $1 AND id = $2"),
    ] {
        change.run(statement, args![case.id]).await?;
    }
    let others = sql!("SELECT COUNT(*) AS n FROM case_state WHERE tenant = $1 AND holder = $2");
    let others: i64 = match change.one(others, args![&case.holder]).await? {
        Some(row) => row.get("n")?,
        None => 0,
    };
    let gone = if others == 0 { delete_answers(change, files, &case.holder).await? } else { 0 };
    let record = Record::new("case.deleted", case.id);
    Ok(record
        .with("number", &case.number)
        .with("events", case.seq)
        .with("hash", &case.hash)
        .with("files", gone))
}

/// Deletes everything a holder answered, in progress and handed in, with its files; gives how many files.
async fn delete_answers(change: &mut Change, files: &Files, holder: &str) -> Result<usize, StoreError> {
    let forms = sql!(
        "SELECT definition FROM submission WHERE tenant = $1 AND holder = $2 \
         UNION SELECT definition FROM draft WHERE tenant = $1 AND holder = $2"
    );
    let mut gone = 0;
    for row in change.all(forms, args![holder]).await? {
        gone += delete_files(change, files, row.get("definition")?, holder).await?;
    }
    for statement in [
        sql!("DELETE FROM draft WHERE tenant = $1 AND holder = $2"),
        sql!("DELETE FROM submission WHERE tenant = $1 AND holder = $2"),
    ] {
        change.run(statement, args![holder]).await?;
    }
    Ok(gone)
}

async fn delete_files(
    change: &mut Change,
    files: &Files,
    form: Id,
    holder: &str,
) -> Result<usize, StoreError> {
    let mut gone = 0;
    for file in list_files(change, file_owner(form, holder)).await? {
        gone += usize::from(files.delete(change, file.id).await?);
    }
    Ok(gone)
}

/// Deletes a holder's answers to a form that were never handed in and last saved before a time, with their files; gives how many
/// files. `None` where they were saved since, or something was handed in: then nothing is deleted.
///
/// # Errors
///
/// What the database says.
pub async fn delete_unsent(
    change: &mut Change,
    files: &Files,
    form: Id,
    holder: &str,
    before: Timestamp,
) -> Result<Option<usize>, StoreError> {
    let draft = match find_draft(change, form, holder).await? {
        // Locked, so that nobody saves it or hands it in meanwhile.
        Some(draft) => lock(change, draft.id).await?,
        None => None,
    };
    let is_newer = draft.as_ref().is_some_and(|draft| draft.updated_at >= before);
    if is_newer || !history(change, form, holder).await?.is_empty() {
        return Ok(None);
    }
    let gone = delete_files(change, files, form, holder).await?;
    if let Some(draft) = draft {
        delete_draft(change, draft.id).await?;
    }
    Ok(Some(gone))
}
