//! What comes over FIT-Connect, as rows: the connection, which service takes what, and every submission.

use jiff::Timestamp;
use rathaus_fit::SubmissionId;
use rathaus_store::files::list_files;
use rathaus_store::{Arg, Change, Files, Id, Row, Session, StoreError, args, sql};

use crate::fit::{Arrival, ArrivalState, Connection, Content, Reason, Route};

/// The longest fault that is kept.
const MOST_FAULT: usize = 300;

/// A connection and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// The connection.
    pub connection: Connection,
    /// When the delivery service was asked last.
    pub asked_at: Option<Timestamp>,
    /// When it answered last.
    pub good_at: Option<Timestamp>,
    /// What went wrong when it was asked last.
    pub fault: Option<String>,
    /// How often in a row something went wrong.
    pub faults: u32,
    /// Before when it is not asked again.
    pub next_at: Timestamp,
}

/// Where applications are fetched.
///
/// # Errors
///
/// What the database says.
pub async fn find_connection(session: &mut Session) -> Result<Option<Connected>, StoreError> {
    let find = sql!("SELECT * FROM fit_connection WHERE tenant = $1");
    let Some(row) = session.one(find, args![]).await? else { return Ok(None) };
    Ok(Some(Connected {
        connection: row.json("json")?,
        asked_at: row.get("asked_at")?,
        good_at: row.get("good_at")?,
        fault: row.get("fault")?,
        faults: row.get("faults")?,
        next_at: row.get("next_at")?,
    }))
}

/// Keeps where applications are fetched. Everything that waits is tried anew.
///
/// # Errors
///
/// What the database says.
pub async fn update_connection(change: &mut Change, connection: &Connection) -> Result<(), StoreError> {
    let write = sql!(
        "INSERT INTO fit_connection (tenant, json, faults, next_at) VALUES ($1, $2, 0, 0) \
         ON CONFLICT (tenant) DO UPDATE SET json = $2, fault = NULL, faults = 0, next_at = 0"
    );
    change.run(write, args![Arg::json(connection)?]).await?;
    try_anew(change).await
}

/// From now on nothing is fetched. `false` where nothing was.
///
/// # Errors
///
/// What the database says.
pub async fn delete_connection(change: &mut Change) -> Result<bool, StoreError> {
    Ok(change.run(sql!("DELETE FROM fit_connection WHERE tenant = $1"), args![]).await? > 0)
}

/// Notes how asking the delivery service went.
///
/// # Errors
///
/// What the database says.
pub async fn update_asked(
    change: &mut Change,
    fault: Option<&str>,
    next_at: Timestamp,
) -> Result<(), StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE fit_connection SET asked_at = $2, good_at = CASE WHEN CAST($3 AS TEXT) IS NULL THEN $2 ELSE good_at END, \
         fault = $3, faults = CASE WHEN CAST($3 AS TEXT) IS NULL THEN 0 ELSE faults + 1 END, next_at = $4 WHERE tenant = $1"
    );
    change.run(update, args![now, fault.map(short), next_at]).await?;
    Ok(())
}

/// Lets everything that waits be tried at once.
///
/// # Errors
///
/// What the database says.
pub async fn try_anew(change: &mut Change) -> Result<(), StoreError> {
    let anew = sql!(
        "UPDATE fit_arrival SET next_at = 0, tries = 0 WHERE tenant = $1 AND state IN ('waiting', 'kept', 'refused')"
    );
    change.run(anew, args![]).await?;
    Ok(())
}

/// Which service takes what.
///
/// # Errors
///
/// What the database says.
pub async fn list_routes(session: &mut Session) -> Result<Vec<Route>, StoreError> {
    let list = sql!("SELECT * FROM fit_route WHERE tenant = $1 ORDER BY leika, schema_uri");
    let route = |row: &Row| {
        Ok(Route {
            id: row.get("id")?,
            service: row.get("service")?,
            leika: row.get("leika")?,
            schema_uri: row.get("schema_uri")?,
        })
    };
    session.all(list, args![]).await?.iter().map(route).collect()
}

/// Lets a service take something. `false` where this is taken by one already.
///
/// # Errors
///
/// What the database says.
pub async fn insert_route(change: &mut Change, route: &Route) -> Result<bool, StoreError> {
    let now = change.now();
    let insert = sql!(
        "INSERT INTO fit_route (tenant, id, service, leika, schema_uri, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT DO NOTHING"
    );
    let args = args![route.id, route.service, &route.leika, &route.schema_uri, now];
    let is_new = change.run(insert, args).await? > 0;
    try_anew(change).await?;
    Ok(is_new)
}

/// Takes that back. `false` where there is no such one.
///
/// # Errors
///
/// What the database says.
pub async fn delete_route(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    Ok(change.run(sql!("DELETE FROM fit_route WHERE tenant = $1 AND id = $2"), args![id]).await? > 0)
}

fn from_row(row: &Row) -> Result<Arrival, StoreError> {
    let text = |name: &str| row.get::<String>(name);
    let state = text("state")?;
    let reason: Option<String> = row.get("reason")?;
    Ok(Arrival {
        id: text("id")?.parse().map_err(StoreError::fault)?,
        state: ArrivalState::of_word(&state)
            .ok_or_else(|| StoreError::Fault(format!("a submission in state {state:?}")))?,
        destination: text("destination")?.parse().map_err(StoreError::fault)?,
        fit_case: text("fit_case")?.parse().map_err(StoreError::fault)?,
        reason: reason.as_deref().and_then(Reason::of_word),
        fault: row.get("fault")?,
        tries: row.get("tries")?,
        next_at: row.get("next_at")?,
        case: row.get("case_id")?,
        content: row.json("json")?,
        found_at: row.get("found_at")?,
        decided_at: row.get("decided_at")?,
        answered_at: row.get("answered_at")?,
    })
}

/// A submission.
///
/// # Errors
///
/// What the database says.
pub async fn find_arrival(session: &mut Session, id: SubmissionId) -> Result<Option<Arrival>, StoreError> {
    let find = sql!("SELECT * FROM fit_arrival WHERE tenant = $1 AND id = $2");
    session.one(find, args![id.to_string()]).await?.as_ref().map(from_row).transpose()
}

/// The submission that a case came from.
///
/// # Errors
///
/// What the database says.
pub async fn find_arrival_of(session: &mut Session, case: Id) -> Result<Option<Arrival>, StoreError> {
    let find = sql!("SELECT * FROM fit_arrival WHERE tenant = $1 AND case_id = $2");
    session.one(find, args![case]).await?.as_ref().map(from_row).transpose()
}

/// What stands open: waits, or is decided and not answered; the first first.
///
/// # Errors
///
/// What the database says.
pub async fn list_open(session: &mut Session) -> Result<Vec<Arrival>, StoreError> {
    let list = sql!(
        "SELECT * FROM fit_arrival WHERE tenant = $1 AND state IN ('waiting', 'kept', 'refused') ORDER BY found_at, id"
    );
    session.all(list, args![]).await?.iter().map(from_row).collect()
}

/// What is over, the latest first: of one state, so many at most.
///
/// # Errors
///
/// What the database says.
pub async fn list_over(
    session: &mut Session,
    state: ArrivalState,
    most: u32,
) -> Result<Vec<Arrival>, StoreError> {
    let list = sql!(
        "SELECT * FROM fit_arrival WHERE tenant = $1 AND state = $2 ORDER BY found_at DESC, id DESC LIMIT $3"
    );
    session.all(list, args![state.word(), most]).await?.iter().map(from_row).collect()
}

/// How many submissions there are of a state.
///
/// # Errors
///
/// What the database says.
pub async fn count_arrivals(session: &mut Session, state: ArrivalState) -> Result<u32, StoreError> {
    let count = sql!("SELECT count(*) AS n FROM fit_arrival WHERE tenant = $1 AND state = $2");
    session.one(count, args![state.word()]).await?.map_or(Ok(0), |row| row.get("n"))
}

/// Writes a submission down that waits, or why it still waits. `false` where it does not wait any more.
///
/// # Errors
///
/// What the database says.
pub async fn save_waiting(change: &mut Change, arrival: &Arrival) -> Result<bool, StoreError> {
    let save = sql!(
        "INSERT INTO fit_arrival (tenant, id, state, destination, fit_case, reason, fault, tries, next_at, json, found_at) \
         VALUES ($1, $2, 'waiting', $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant, id) DO UPDATE SET \
         reason = $5, fault = $6, tries = $7, next_at = $8, json = $9 WHERE fit_arrival.state = 'waiting'"
    );
    let args = args![
        arrival.id.to_string(),
        arrival.destination.to_string(),
        arrival.fit_case.to_string(),
        arrival.reason.map(Reason::word),
        arrival.fault.as_deref().map(short),
        arrival.tries,
        arrival.next_at,
        Arg::json(&arrival.content)?,
        arrival.found_at
    ];
    Ok(change.run(save, args).await? > 0)
}

/// Takes a submission upon this change: from here on nobody else decides about it until the change ends. `false` where somebody
/// has.
///
/// # Errors
///
/// What the database says.
pub async fn claim(change: &mut Change, arrival: &Arrival) -> Result<bool, StoreError> {
    let waiting = Arrival { reason: Some(Reason::Later), ..arrival.clone() };
    save_waiting(change, &waiting).await
}

/// Writes down what a claimed submission has become: a case, or one to be rejected.
///
/// # Errors
///
/// What the database says.
pub async fn update_decided(
    change: &mut Change,
    id: SubmissionId,
    case: Option<Id>,
    content: &Content,
) -> Result<(), StoreError> {
    let now = change.now();
    let state = if case.is_some() { ArrivalState::Kept } else { ArrivalState::Refused };
    let update = sql!(
        "UPDATE fit_arrival SET state = $3, case_id = $4, json = $5, decided_at = $6, reason = NULL, fault = NULL, \
         tries = 0, next_at = 0 WHERE tenant = $1 AND id = $2 AND state = 'waiting'"
    );
    let args = args![id.to_string(), state.word(), case, Arg::json(content)?, now];
    match change.run(update, args).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict(format!("submission {id} was decided by somebody else"))),
    }
}

/// Notes that the delivery service took the answer; with what should be said of it. `false` where that stands there already.
///
/// # Errors
///
/// What the database says.
pub async fn update_answered(
    change: &mut Change,
    id: SubmissionId,
    reason: Option<Reason>,
) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE fit_arrival SET state = CASE WHEN state = 'kept' THEN 'accepted' ELSE 'rejected' END, reason = $3, \
         fault = NULL, answered_at = $4 WHERE tenant = $1 AND id = $2 AND state IN ('kept', 'refused')"
    );
    Ok(change.run(update, args![id.to_string(), reason.map(Reason::word), now]).await? > 0)
}

/// Notes that the delivery service did not take the answer.
///
/// # Errors
///
/// What the database says.
pub async fn update_unanswered(
    change: &mut Change,
    id: SubmissionId,
    fault: &str,
    next_at: Timestamp,
) -> Result<(), StoreError> {
    let update = sql!(
        "UPDATE fit_arrival SET reason = 'answer', fault = $3, tries = tries + 1, next_at = $4 \
         WHERE tenant = $1 AND id = $2 AND state IN ('kept', 'refused')"
    );
    change.run(update, args![id.to_string(), short(fault), next_at]).await?;
    Ok(())
}

/// Notes that the delivery service does not have it any more. `false` where it does not wait.
///
/// # Errors
///
/// What the database says.
pub async fn update_gone(change: &mut Change, id: SubmissionId) -> Result<bool, StoreError> {
    let update =
        sql!("UPDATE fit_arrival SET state = 'gone' WHERE tenant = $1 AND id = $2 AND state = 'waiting'");
    Ok(change.run(update, args![id.to_string()]).await? > 0)
}

/// To whom the files of a submission belong that no answer names.
pub fn owner(id: SubmissionId) -> String {
    format!("fit:{id}")
}

/// Deletes what is known of the submission that a case came from, with its files.
///
/// # Errors
///
/// What the database says.
pub async fn delete_arrival(change: &mut Change, files: &Files, case: Id) -> Result<(), StoreError> {
    let Some(arrival) = find_arrival_of(change, case).await? else { return Ok(()) };
    for file in list_files(change, owner(arrival.id)).await? {
        files.delete(change, file.id).await?;
    }
    let delete = sql!("DELETE FROM fit_arrival WHERE tenant = $1 AND id = $2");
    change.run(delete, args![arrival.id.to_string()]).await?;
    Ok(())
}

/// Deletes what never became a case and is over since before `before`; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn delete_over(change: &mut Change, before: Timestamp) -> Result<u64, StoreError> {
    let delete = sql!(
        "DELETE FROM fit_arrival WHERE tenant = $1 AND state IN ('rejected', 'gone') AND case_id IS NULL AND found_at < $2"
    );
    change.run(delete, args![before]).await
}

fn short(text: &str) -> String {
    text.chars().take(MOST_FAULT).collect()
}
