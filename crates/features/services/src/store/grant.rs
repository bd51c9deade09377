//! Grant programmes: what there is, when one can apply, the panel's points.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};

/// What a programme has to give away in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The year.
    pub year: i16,
    /// How much there is, in cents.
    pub cents: i64,
    /// How much of it is granted, in cents.
    pub committed: i64,
}

impl Budget {
    /// What is left, in cents.
    pub fn rest(&self) -> i64 {
        self.cents - self.committed
    }
}

/// The budgets of a programme, year by year.
///
/// # Errors
///
/// What the database says.
pub async fn list_budgets(session: &mut Session, service: Id) -> Result<Vec<Budget>, StoreError> {
    let read = |row: &Row| {
        let year = i16::try_from(row.get::<i64>("year")?).map_err(StoreError::fault)?;
        Ok(Budget { year, cents: row.get("cents")?, committed: row.get("committed")? })
    };
    let list = sql!(
        "SELECT year, cents, committed FROM grant_budget WHERE tenant = $1 AND service = $2 ORDER BY year"
    );
    session.all(list, args![service]).await?.iter().map(read).collect()
}

/// Sets the budget of a year; `false`, and nothing is changed, where more is granted already.
///
/// # Errors
///
/// What the database says.
pub async fn save_budget(
    change: &mut Change,
    service: Id,
    year: i16,
    cents: i64,
) -> Result<bool, StoreError> {
    let kept = change
        .run(
            sql!(
                "INSERT INTO grant_budget (tenant, service, year, cents, committed) VALUES ($1, $2, $3, $4, 0) \
                 ON CONFLICT (tenant, service, year) DO UPDATE SET cents = excluded.cents \
                 WHERE grant_budget.committed <= excluded.cents"
            ),
            args![service, i64::from(year), cents],
        )
        .await?;
    Ok(kept == 1)
}

/// Takes a sum off what a year has left, or gives it back where it is below zero; `false`, and nothing is changed, where there is
/// not as much. Two at once come one after the other: the second sees what the first has left.
///
/// # Errors
///
/// What the database says.
pub async fn commit_budget(
    change: &mut Change,
    service: Id,
    year: i16,
    cents: i64,
) -> Result<bool, StoreError> {
    let taken = change
        .run(
            sql!(
                "UPDATE grant_budget SET committed = committed + $4 WHERE tenant = $1 AND service = $2 AND year = $3 \
                 AND committed + $4 <= cents AND committed + $4 >= 0"
            ),
            args![service, i64::from(year), cents],
        )
        .await?;
    Ok(taken == 1)
}

/// When one can apply; without a day there is no bound on that side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Call {
    /// The first day.
    pub opens: Option<Date>,
    /// The last day.
    pub closes: Option<Date>,
}

impl Call {
    /// Whether one can apply on this day.
    pub fn is_open(&self, day: Date) -> bool {
        self.opens.is_none_or(|opens| opens <= day) && self.closes.is_none_or(|closes| day <= closes)
    }
}

/// When one can apply.
///
/// # Errors
///
/// What the database says.
pub async fn find_call(session: &mut Session, service: Id) -> Result<Call, StoreError> {
    let find = sql!("SELECT opens, closes FROM grant_call WHERE tenant = $1 AND service = $2");
    let Some(row) = session.one(find, args![service]).await? else { return Ok(Call::default()) };
    let day = |name: &str| -> Result<Option<Date>, StoreError> {
        row.get::<Option<String>>(name)?.map(|text| text.parse().map_err(StoreError::fault)).transpose()
    };
    Ok(Call { opens: day("opens")?, closes: day("closes")? })
}

/// Says when one can apply.
///
/// # Errors
///
/// What the database says.
pub async fn save_call(change: &mut Change, service: Id, call: Call) -> Result<(), StoreError> {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    change
        .run(
            sql!(
                "INSERT INTO grant_call (tenant, service, opens, closes) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (tenant, service) DO UPDATE SET opens = excluded.opens, closes = excluded.closes"
            ),
            args![service, day(call.opens), day(call.closes)],
        )
        .await?;
    Ok(())
}

/// One person's points for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Who.
    pub person: Id,
    /// That person's name.
    pub name: String,
    /// Whether they are too near to the applicant to judge; their points do not count.
    pub is_biased: bool,
    /// Points by criterion, in its order.
    pub points: Vec<u32>,
    /// What they say about it.
    pub words: String,
    /// When they said so last.
    pub changed_at: Timestamp,
}

impl Score {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            person: row.get("person")?,
            name: row.get("name")?,
            is_biased: row.get("is_biased")?,
            points: row.json("points")?,
            words: row.get("words")?,
            changed_at: row.get("changed_at")?,
        })
    }
}

/// The points for a case, by name.
///
/// # Errors
///
/// What the database says.
pub async fn list_scores(session: &mut Session, case: Id) -> Result<Vec<Score>, StoreError> {
    let list = sql!("SELECT * FROM grant_score WHERE tenant = $1 AND case_id = $2 ORDER BY name, person");
    session.all(list, args![case]).await?.iter().map(Score::from_row).collect()
}

/// The points for all cases of a form.
///
/// # Errors
///
/// What the database says.
pub async fn list_scores_of(session: &mut Session, form: Id) -> Result<BTreeMap<Id, Vec<Score>>, StoreError> {
    let list = sql!(
        "SELECT s.* FROM grant_score s JOIN case_state c ON c.tenant = s.tenant AND c.id = s.case_id \
         WHERE s.tenant = $1 AND c.definition = $2 ORDER BY s.name, s.person"
    );
    let mut found: BTreeMap<Id, Vec<Score>> = BTreeMap::new();
    for row in session.all(list, args![form]).await? {
        found.entry(row.get("case_id")?).or_default().push(Score::from_row(&row)?);
    }
    Ok(found)
}

/// Throws the points for a case away.
///
/// # Errors
///
/// What the database says.
pub async fn delete_scores(change: &mut Change, case: Id) -> Result<u64, StoreError> {
    change.run(sql!("DELETE FROM grant_score WHERE tenant = $1 AND case_id = $2"), args![case]).await
}

/// Keeps one person's points for a case, in the place of those before.
///
/// # Errors
///
/// What the database says.
pub async fn save_score(change: &mut Change, case: Id, score: &Score) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO grant_score (tenant, case_id, person, name, is_biased, points, words, changed_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, case_id, person) DO UPDATE SET \
                 name = excluded.name, is_biased = excluded.is_biased, points = excluded.points, \
                 words = excluded.words, changed_at = excluded.changed_at"
            ),
            args![
                case,
                score.person,
                &score.name,
                i64::from(score.is_biased),
                Arg::json(&score.points)?,
                &score.words,
                score.changed_at
            ],
        )
        .await?;
    Ok(())
}

/// Takes a person's name off their points; gives how many.
///
/// # Errors
///
/// What the database says.
pub async fn forget_scorer(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    change
        .run(sql!("UPDATE grant_score SET name = '' WHERE tenant = $1 AND person = $2"), args![person])
        .await
}
