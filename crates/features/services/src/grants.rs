//! Grants: who can get what, who is funded before whom, what is committed, paid out, proved and given back.
//!
//! A grant programme is a service whose form says that it is about a grant (`rathaus_procedure::grant`). Its budget is kept in
//! rows that no two approvals can overdraw ([`crate::store::grant::commit_budget`]); everything that happens to one
//! application is among the events of its case.

use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_grant::ranking::Mean;
use rathaus_grant::{Candidate, Rule, Standing, TermsFault, mean, rank};
use rathaus_payment::Iban;
use rathaus_payment::book::Direction;
use rathaus_payment::interest::{ABOVE_BASE, InterestFault, Owed, Rate, Year, interest};
use rathaus_procedure::case::{Case, CaseEvent, CaseState, TaskKind};
use rathaus_procedure::grant::{After, Grant, Revision};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{
    CaseFilter, Submission, Version, Versions, find_form, find_live, find_submission, find_version,
    list_cases, list_entries,
};
use rathaus_store::{Change, Id, Session, Slice, StoreError};

use crate::money::{Owing, due_day, raise};
use crate::store::application::find_application_of_case;
use crate::store::catalogue::{Service, list_services};
use crate::store::grant::{Score, commit_budget, list_scores, list_scores_of};
use crate::store::place::find_place;

/// Until when a released part is to be paid out.
const PAY_DAYS: u16 = 7;

/// The grant that a version of a form is about.
pub fn grant_of(version: &Version) -> Option<&Grant> {
    version.definition.handling.as_ref()?.grant.as_ref()
}

/// A grant programme, with the version of its form that holds for new applications.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The service.
    pub service: Service,
    /// The version.
    pub version: Version,
}

/// All services that are grant programmes.
///
/// # Errors
///
/// What the database says.
pub async fn list_programmes(session: &mut Session) -> Result<Vec<Programme>, StoreError> {
    let mut found = Vec::new();
    for service in list_services(session).await? {
        if let Some(version) = find_live(session, &service.form).await?
            && grant_of(&version).is_some()
        {
            found.push(Programme { service, version });
        }
    }
    Ok(found)
}

/// Somebody who applied for a grant.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// The case.
    pub case: Case,
    /// What was answered.
    pub submission: Submission,
    /// The version it was answered in.
    pub version: Version,
    /// The most that can be granted.
    pub possible: Result<Cents, TermsFault>,
    /// Whether every rule of eligibility holds.
    pub is_eligible: bool,
    /// The panel's points.
    pub scores: Vec<Score>,
    /// Their mean, once enough have given points.
    pub mean: Option<Mean>,
}

impl Applicant {
    /// The applicant of a case; `None` where the case is about no grant.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn of(session: &mut Session, case: Case, day: Date) -> Result<Option<Self>, StoreError> {
        let Some(version) = find_version(session, case.version).await? else { return Ok(None) };
        let scores = list_scores(session, case.id).await?;
        Self::with(session, case, version, scores, day).await
    }

    async fn with(
        session: &mut Session,
        case: Case,
        version: Version,
        scores: Vec<Score>,
        day: Date,
    ) -> Result<Option<Self>, StoreError> {
        let Some(submission) = find_submission(session, case.submission).await? else { return Ok(None) };
        let Some(grant) = grant_of(&version) else { return Ok(None) };
        let mean = mean_of(grant, &scores);
        let possible = grant.possible(&submission.answers);
        let is_eligible = grant.checked(&submission.answers, day).all(|(_, holds)| holds);
        Ok(Some(Self { possible, is_eligible, mean, scores, case, submission, version }))
    }

    /// What it asks the budget for: what is proposed or decided, else what is possible; nothing where it cannot be granted.
    pub fn cents(&self) -> Cents {
        let proposed = self.case.proposal.as_ref().and_then(|proposal| proposal.award.as_ref());
        match self.case.award().or(proposed) {
            Some(award) => Cents(award.cents),
            None if self.is_eligible => self.possible.unwrap_or(Cents(0)),
            None => Cents(0),
        }
    }
}

/// The mean of the points that count, once enough of the panel have given any. Where there is no panel all are equal, and who
/// came first is first.
pub fn mean_of(grant: &Grant, scores: &[Score]) -> Option<Mean> {
    if grant.criteria.is_empty() {
        return mean(&[1], &[vec![0]]);
    }
    let weights = grant.weights();
    let sheets: Vec<Vec<u32>> = scores
        .iter()
        .filter(|score| !score.is_biased && score.points.len() == weights.len())
        .map(|score| score.points.clone())
        .collect();
    if sheets.len() < grant.panel() { None } else { mean(&weights, &sheets) }
}

/// Everybody who applied for a programme, the first first.
///
/// # Errors
///
/// What the database says.
pub async fn list_applicants(
    session: &mut Session,
    programme: &Programme,
    day: Date,
) -> Result<Vec<Applicant>, StoreError> {
    let Some(form) = find_form(session, &programme.service.form).await? else { return Ok(Vec::new()) };
    let filter = CaseFilter { form: Some(form.id), ..CaseFilter::default() };
    let mut scores = list_scores_of(session, form.id).await?;
    let mut versions = Versions::default();
    let mut found = Vec::new();
    for case in list_cases(session, &filter, Slice { limit: u32::MAX, offset: 0 }).await? {
        let Some(version) = versions.find(session, case.version).await?.cloned() else { continue };
        let own = scores.remove(&case.id).unwrap_or_default();
        found.extend(Applicant::with(session, case, version, own, day).await?);
    }
    Ok(found)
}

/// Somebody's place in the ranking.
#[derive(Debug, Clone, Copy)]
pub struct Ranked<'a> {
    /// Who.
    pub applicant: &'a Applicant,
    /// From 1 on.
    pub place: usize,
    /// How it stands.
    pub standing: Standing,
    /// What is given away up to here.
    pub total: Cents,
}

/// Those who wait for a decision and can be granted something, in their order; `rest` is what the year has left.
pub fn ranked<'a>(applicants: &'a [Applicant], grant: &Grant, rest: Cents) -> Vec<Ranked<'a>> {
    let waiting: Vec<&Applicant> = applicants
        .iter()
        .filter(|applicant| applicant.case.state.is_undecided() && applicant.cents().0 > 0)
        .collect();
    let candidates: Vec<Candidate> = waiting
        .iter()
        .zip(0u64..)
        .map(|(applicant, order)| Candidate { mean: applicant.mean, cents: applicant.cents(), order })
        .collect();
    let rule = Rule {
        budget: rest,
        least_mean: grant.least_points.map(|points| i64::from(points) * 100),
        gives_rest: false,
    };
    rank(&candidates, rule)
        .into_iter()
        .map(|place| Ranked {
            applicant: waiting[place.index],
            place: place.place,
            standing: place.standing,
            total: place.total,
        })
        .collect()
}

/// Takes what was granted off the budget, in the transaction of the decision; `false` where there is not as much left.
///
/// # Errors
///
/// What the database says; a fault where the case belongs to no application.
pub async fn commit(change: &mut Change, case: &Case, year: i16, cents: i64) -> Result<bool, StoreError> {
    if cents == 0 {
        return Ok(true);
    }
    let application = find_application_of_case(change, case.id)
        .await?
        .ok_or_else(|| StoreError::fault("a grant without its application"))?;
    commit_budget(change, application.service, year, cents).await
}

/// A part of what is paid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidPart {
    /// From 1 on.
    pub n: usize,
    /// How much.
    pub cents: Cents,
    /// What must have happened before.
    pub after: After,
    /// Whether it was released for paying out.
    pub is_released: bool,
}

/// The parts in which a grant is paid out: what was released as it was, what is left as the award says now. The last takes what
/// changes of the award have left; where all were released before such a change, one more does.
pub fn parts_of(case: &Case, grant: &Grant) -> Vec<PaidPart> {
    let Some(award) = case.award() else { return Vec::new() };
    let planned = grant.parts(Cents(award.cents));
    let last = planned.last().map_or(After::Decision, |(_, after)| *after);
    let after = |at: usize| planned.get(at).map_or(last, |(_, after)| *after);
    let released = case.released.iter().enumerate();
    let mut parts: Vec<PaidPart> = released
        .map(|(at, cents)| PaidPart { n: at + 1, cents: Cents(*cents), after: after(at), is_released: true })
        .collect();
    let mut rest = award.cents - case.paid_out();
    for at in parts.len()..planned.len().max(parts.len() + 1) {
        let cents = if at + 1 < planned.len() { planned[at].0.0.min(rest) } else { rest };
        if cents > 0 {
            parts.push(PaidPart { n: at + 1, cents: Cents(cents), after: after(at), is_released: false });
            rest -= cents;
        }
    }
    parts
}

/// The next part that is paid out; `None` where nothing is left.
pub fn next_part(case: &Case, grant: &Grant) -> Option<PaidPart> {
    parts_of(case, grant).into_iter().find(|part| !part.is_released)
}

/// Whether the next part may be paid out now.
pub fn may_release(case: &Case, after: After) -> bool {
    let is_proved = !case.open_tasks().any(|task| task.kind == TaskKind::Report);
    case.state == CaseState::Decided && case.revision.is_none() && (after == After::Decision || is_proved)
}

/// Why a part cannot be paid out: the key of its text.
pub type Hindered = &'static str;

/// Releases the next part for paying out: a claim that we owe. The orders to the bank take it up.
///
/// # Errors
///
/// What the database says.
pub async fn release(
    change: &mut Change,
    case: &Case,
    applicant: &Applicant,
    purpose: String,
    day: Date,
) -> Result<Result<Case, Hindered>, StoreError> {
    let Some(grant) = grant_of(&applicant.version) else { return Ok(Err("grant-release-nothing")) };
    let Some(part) = next_part(case, grant) else { return Ok(Err("grant-release-nothing")) };
    if !may_release(case, part.after) {
        return Ok(Err("grant-release-not-yet"));
    }
    let account: Option<Iban> =
        grant.account(&applicant.submission.answers).and_then(|iban| iban.parse().ok());
    if account.is_none() {
        return Ok(Err("grant-release-no-account"));
    }
    let place = find_place(change).await?;
    let owing = Owing {
        direction: Direction::Out,
        cents: part.cents,
        purpose,
        due: due_day(day, PAY_DAYS, &place),
        account,
    };
    raise(change, case, owing).await.map(Ok)
}

/// What a proof of use comes to, before anybody agrees: what is granted from now on, and the interest on what was paid out too
/// much.
///
/// # Errors
///
/// Where no base rate is known for a day.
pub fn settlement(
    applicant: &Applicant,
    grant: &Grant,
    accepted: Cents,
    released_on: &[(Date, Cents)],
    rates: &[Rate],
    day: Date,
) -> Result<(Cents, Cents), InterestFault> {
    let case = &applicant.case;
    let granted = Cents(case.award().map_or(0, |award| award.cents));
    let paid = Cents(case.paid_out());
    let left = grant.settle(&applicant.submission.answers, granted, accepted, paid);
    if rates.is_empty() || left.overpaid.0 == 0 {
        return Ok((left.entitled, Cents(0)));
    }
    // What was paid out last was too much first.
    let mut rest = left.overpaid;
    let mut owed = Vec::new();
    for (since, cents) in released_on.iter().rev() {
        let part = rest.min(*cents);
        if part.0 > 0
            && let (Ok(first), Ok(last)) = (since.tomorrow(), day.yesterday())
            && first <= last
        {
            owed.push(Owed { cents: part, first, last });
        }
        rest = Cents(rest.0 - part.0);
    }
    let interest = interest(&owed, rates, ABOVE_BASE, Year::Always365)?;
    Ok((left.entitled, interest))
}

/// When parts were released, the first first.
///
/// # Errors
///
/// What the database says.
pub async fn releases(session: &mut Session, case: Id) -> Result<Vec<(Date, Cents)>, StoreError> {
    let entries = list_entries(session, case).await?;
    Ok(entries
        .iter()
        .filter_map(|entry| match &entry.event {
            CaseEvent::Claimed { cents, .. } if *cents < 0 => Some((today(entry.at), Cents(-cents))),
            _ => None,
        })
        .collect())
}

/// Takes a change of what was granted over that was just agreed to: the budget gets back what is not needed or gives what is, and
/// what was paid out too much is claimed back with its interest. `Err` where the budget has not as much left.
///
/// # Errors
///
/// What the database says.
pub async fn revise(
    change: &mut Change,
    before: &Case,
    case: Case,
    revision: &Revision,
    purpose: String,
    day: Date,
) -> Result<Result<Case, Hindered>, StoreError> {
    let Some(old) = before.award() else { return Ok(Err("grant-release-nothing")) };
    if !commit(change, &case, old.year, revision.cents - old.cents).await? {
        return Ok(Err("grant-budget-spent"));
    }
    let overpaid = case.paid_out() - revision.cents;
    if overpaid <= 0 {
        return Ok(Ok(case));
    }
    let cents =
        overpaid.checked_add(revision.interest).ok_or_else(|| StoreError::fault("beyond all bounds"))?;
    let place = find_place(change).await?;
    let owing = Owing {
        direction: Direction::In,
        cents: Cents(cents),
        purpose,
        due: due_day(day, crate::money::account::TERM_DAYS, &place),
        account: None,
    };
    raise(change, &case, owing).await.map(Ok)
}
