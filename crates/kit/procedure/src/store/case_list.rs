//! Lists of cases: the in-tray, what is to be done, what becomes due.

use rathaus_deadline::{Calendar, Clock, State};
use rathaus_store::{Id, Session, Slice, StoreError, args, sql};

use super::cases::from_row;
use super::forms::{Versions, find_version};
use super::submissions::today;
use crate::case::{Case, CaseState};

/// Which cases are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Only those that stand there; all where nothing is said.
    pub state: Option<CaseState>,
    /// Only those that are not closed.
    pub only_open: bool,
    /// Only those of this form.
    pub form: Option<Id>,
    /// Only those of these clerks; all where none is named.
    pub clerks: Vec<Id>,
    /// Only those nobody takes care of.
    pub only_unassigned: bool,
    /// Only those in whose number, applicant or title this stands.
    pub sought: String,
}

impl CaseFilter {
    /// The clerks in one text, in which a statement looks for each case's own: ids hold nothing that `LIKE` reads otherwise.
    fn clerk_list(&self) -> String {
        self.clerks.iter().map(Id::to_string).collect::<Vec<_>>().join(" ")
    }

    fn pattern(&self) -> Option<String> {
        let sought = self.sought.trim().to_lowercase();
        // `\` is what the statement escapes with.
        let plain: String = sought
            .chars()
            .flat_map(|sign| if matches!(sign, '%' | '_' | '\\') { vec!['\\', sign] } else { vec![sign] })
            .collect();
        (!sought.is_empty()).then(|| format!("%{plain}%"))
    }
}

/// The cases of a filter, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_cases(
    session: &mut Session,
    filter: &CaseFilter,
    slice: Slice,
) -> Result<Vec<Case>, StoreError> {
    session
        .all(
            sql!(
                "SELECT json FROM case_state WHERE tenant = $1 \
                 AND (CAST($2 AS TEXT) IS NULL OR state = $2) AND ($3 = 0 OR state <> 'closed') \
                 AND (CAST($4 AS TEXT) IS NULL OR definition = $4) AND (CAST($5 AS TEXT) = '' OR CAST($5 AS TEXT) LIKE '%' || clerk || '%') \
                 AND ($6 = 0 OR clerk IS NULL) AND (CAST($7 AS TEXT) IS NULL OR sought LIKE $7 ESCAPE '\\') \
                 ORDER BY received, number LIMIT $8 OFFSET $9"
            ),
            args![
                filter.state.map(CaseState::word),
                i64::from(filter.only_open),
                filter.form,
                filter.clerk_list(),
                i64::from(filter.only_unassigned),
                filter.pattern(),
                slice.limit,
                slice.offset
            ],
        )
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// How many cases a filter has.
///
/// # Errors
///
/// What the database says.
pub async fn count_cases(session: &mut Session, filter: &CaseFilter) -> Result<u64, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT COUNT(*) AS n FROM case_state WHERE tenant = $1 \
                 AND (CAST($2 AS TEXT) IS NULL OR state = $2) AND ($3 = 0 OR state <> 'closed') \
                 AND (CAST($4 AS TEXT) IS NULL OR definition = $4) AND (CAST($5 AS TEXT) = '' OR CAST($5 AS TEXT) LIKE '%' || clerk || '%') \
                 AND ($6 = 0 OR clerk IS NULL) AND (CAST($7 AS TEXT) IS NULL OR sought LIKE $7 ESCAPE '\\')"
            ),
            args![
                filter.state.map(CaseState::word),
                i64::from(filter.only_open),
                filter.form,
                filter.clerk_list(),
                i64::from(filter.only_unassigned),
                filter.pattern()
            ],
        )
        .await?;
    let count: i64 = row.map_or(Ok(0), |row| row.get("n"))?;
    u64::try_from(count).map_err(StoreError::fault)
}

/// How many cases stand where.
///
/// # Errors
///
/// What the database says.
pub async fn count_by_state(session: &mut Session) -> Result<Vec<(CaseState, u64)>, StoreError> {
    let rows = session
        .all(sql!("SELECT state, COUNT(*) AS n FROM case_state WHERE tenant = $1 GROUP BY state"), args![])
        .await?;
    let mut counts: Vec<(CaseState, u64)> = CaseState::ALL.into_iter().map(|state| (state, 0)).collect();
    for row in rows {
        let word: String = row.get("state")?;
        let n = u64::try_from(row.get::<i64>("n")?).map_err(StoreError::fault)?;
        if let Some(count) = counts.iter_mut().find(|(state, _)| state.word() == word) {
            count.1 = n;
        }
    }
    Ok(counts)
}

/// How many undecided cases each clerk has, the most first; `None` for those nobody takes care of.
///
/// # Errors
///
/// What the database says.
pub async fn count_by_clerk(session: &mut Session) -> Result<Vec<(Option<Id>, u64)>, StoreError> {
    session
        .all(
            sql!(
                "SELECT clerk, COUNT(*) AS n FROM case_state WHERE tenant = $1 \
                 AND state IN ('open', 'waiting', 'proposed') GROUP BY clerk ORDER BY COUNT(*) DESC, clerk"
            ),
            args![],
        )
        .await?
        .iter()
        .map(|row| Ok((row.get("clerk")?, u64::try_from(row.get::<i64>("n")?).map_err(StoreError::fault)?)))
        .collect()
}

/// The clock of a case by the rules it was begun with; `None` where they name no deadline.
///
/// # Errors
///
/// What the database says.
pub async fn clock_of(session: &mut Session, case: &Case) -> Result<Option<Clock>, StoreError> {
    let version = find_version(session, case.version).await?;
    let rule = version.as_ref().and_then(|version| version.definition.handling.as_ref()?.deadline.as_ref());
    Ok(rule.and_then(|rule| case.clock(rule)))
}

/// All undecided cases with a deadline and where it stands today, the first due first; those that stand still come last.
/// Linear in the undecided cases.
///
/// # Errors
///
/// A fault where a deadline lies beyond the years whose holidays are known; what the database says.
pub async fn list_deadlines(
    session: &mut Session,
    place: &Calendar,
    now: jiff::Timestamp,
) -> Result<Vec<(Case, State)>, StoreError> {
    let rows = session
        .all(
            sql!(
                "SELECT json FROM case_state WHERE tenant = $1 AND state IN ('open', 'waiting', 'proposed') \
                 ORDER BY received, number"
            ),
            args![],
        )
        .await?;
    let mut versions = Versions::default();
    let mut list = Vec::new();
    for row in &rows {
        let case = from_row(row)?;
        let version = versions.find(session, case.version).await?;
        let rule = version.and_then(|version| version.definition.handling.as_ref()?.deadline.as_ref());
        if let Some(clock) = rule.and_then(|rule| case.clock(rule)) {
            let state = clock.state(today(now), place).map_err(StoreError::fault)?;
            list.push((case, state));
        }
    }
    list.sort_by_key(|(_, state)| match state {
        State::Expired { on, .. } => (0, Some(*on)),
        State::Running { due, .. } => (0, Some(*due)),
        State::Waiting { first } => (1, Some(*first)),
        State::Paused { since, .. } => (2, Some(*since)),
        State::Ended { on } => (3, Some(*on)),
    });
    Ok(list)
}
