//! What was handed in. A row is written once; the mark of a withdrawal is added later, and a person who is forgotten taken
//! out ([`super::personal`]).

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Id, Row, Session, Slice, StoreError, args, sql};
use rathaus_web::filters::zone;

use super::drafts::{Draft, delete_draft, lock};
use super::forms::{Version, find_version};
use crate::{Answers, Mistake, check};

/// How sure it is who handed something in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Assurance {
    /// Anybody.
    None,
    /// Somebody who holds a personal link.
    Link,
    /// A person who signed in.
    Person,
    /// A person who signed in with a second factor.
    Strong,
}

impl Assurance {
    /// The word in the database and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Assurance::None => "none",
            Assurance::Link => "link",
            Assurance::Person => "person",
            Assurance::Strong => "strong",
        }
    }

    fn of_word(word: &str) -> Result<Self, StoreError> {
        [Assurance::None, Assurance::Link, Assurance::Person, Assurance::Strong]
            .into_iter()
            .find(|assurance| assurance.word() == word)
            .ok_or_else(|| StoreError::Fault(format!("no assurance: {word}")))
    }
}

/// Answers that were handed in, pinned to the version they were given to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Submission {
    /// Its id.
    pub id: Id,
    /// Its form.
    pub form: Id,
    /// The version it was filled in with.
    pub version: Id,
    /// Whose it is, as in `invitation:ID` or `person:ID`.
    pub holder: String,
    /// The answers: only to questions that were shown, checked.
    pub answers: Answers,
    /// Who handed it in, as in the audit log.
    pub actor: String,
    /// How sure that is.
    pub assurance: Assurance,
    /// The submission it corrects.
    pub prior: Option<Id>,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

/// What became of handing in.
#[derive(Debug, Clone, PartialEq)]
pub enum Submitted {
    /// It is handed in.
    New(Submission),
    /// It had been handed in before with the same key; this is what it was then.
    Before(Submission),
    /// Something is missing or wrong.
    Mistakes(Vec<Mistake>),
    /// The draft was saved elsewhere since it was looked at; the draft as it is now.
    Stale(Draft),
    /// What it corrects was corrected or withdrawn meanwhile.
    Overtaken,
    /// There is no such draft, and nothing was handed in with this key.
    Gone,
}

/// Which submissions of a form are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that were neither corrected nor withdrawn.
    pub only_current: bool,
    /// Only those of this version.
    pub version: Option<Id>,
}

impl Submission {
    pub(super) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            form: row.get("definition")?,
            version: row.get("version")?,
            holder: row.get("holder")?,
            answers: row.json("answers")?,
            actor: row.get("actor")?,
            assurance: Assurance::of_word(&row.get::<String>("assurance")?)?,
            prior: row.get("prior")?,
            submitted_at: row.get("submitted_at")?,
            withdrawn_at: row.get("withdrawn_at")?,
        })
    }

    /// The number people are told: the last 50 bits of the id in Crockford's base 32, as in `7K2MX-Q04TB`.
    pub fn receipt(&self) -> String {
        receipt(self.id)
    }
}

/// The number people are told of what they handed in.
pub fn receipt(id: Id) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = id.as_uuid().as_u128();
    let mut text = String::new();
    for place in (0..10).rev() {
        text.push(char::from(LETTERS[usize::try_from((bits >> (place * 5)) & 31).unwrap_or(0)]));
        if place == 5 {
            text.push('-');
        }
    }
    text
}

/// The day it is for the administration at an instant.
pub fn today(now: Timestamp) -> Date {
    now.to_zoned(zone()).date()
}

/// Hands a draft in, if nobody saved it since `edition`: checks it, writes the submission and throws the draft away.
/// The same `key` again by the same holder gives the same submission, never a second one. An empty key stands for
/// the draft's own id.
///
/// # Errors
///
/// What the database says.
pub async fn submit(
    change: &mut Change,
    draft: Id,
    edition: u32,
    holder: &str,
    form: Id,
    key: &str,
    assurance: Assurance,
) -> Result<Submitted, StoreError> {
    let key = if key.is_empty() { draft.to_string() } else { key.to_owned() };
    let Some(draft) = lock(change, draft).await?.filter(|d| d.holder == holder && d.form == form) else {
        let before = find_by_key(change, form, holder, &key).await?;
        return Ok(before.map_or(Submitted::Gone, Submitted::Before));
    };
    if let Some(before) = find_by_key(change, form, holder, &key).await? {
        return Ok(Submitted::Before(before));
    }
    if draft.edition != edition {
        return Ok(Submitted::Stale(draft));
    }
    if let Some(prior) = draft.prior
        && current_submission(change, form, holder).await?.is_none_or(|current| current.id != prior)
    {
        return Ok(Submitted::Overtaken);
    }
    let version = find_version(change, draft.version)
        .await?
        .ok_or_else(|| StoreError::fault("the version of a draft is not there"))?;
    let new = Handing {
        version: &version,
        holder,
        answers: &draft.answers,
        key: &key,
        prior: draft.prior,
        assurance,
    };
    let submitted = insert(change, new).await?;
    if let Submitted::New(_) = &submitted {
        delete_draft(change, draft.id).await?;
    }
    Ok(submitted)
}

/// Hands answers in that were never a draft, as from the JSON API. The same `key` again by the same holder gives the
/// same submission.
///
/// # Errors
///
/// What the database says.
pub async fn submit_answers(
    change: &mut Change,
    version: &Version,
    holder: &str,
    answers: &Answers,
    key: &str,
    assurance: Assurance,
) -> Result<Submitted, StoreError> {
    if let Some(before) = find_by_key(change, version.form, holder, key).await? {
        return Ok(Submitted::Before(before));
    }
    insert(change, Handing { version, holder, answers, key, prior: None, assurance }).await
}

/// Keeps answers that were given elsewhere, on paper or in another program, as what `holder` handed in at `at`. They are
/// not checked, since nobody is there to be asked: what the form requires and they lack, the next correction asks for.
///
/// # Errors
///
/// `Conflict` where answers of this holder were taken over before.
pub async fn take_over(
    change: &mut Change,
    version: &Version,
    holder: &str,
    answers: &Answers,
    at: Timestamp,
) -> Result<Submission, StoreError> {
    let answers = answers.submitted(&version.definition, today(at));
    let actor = change.actor().to_string();
    let row = change
        .one(
            sql!(
                "INSERT INTO submission (tenant, id, definition, version, holder, answers, actor, assurance, \
                 idempotency_key, submitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'taken-over', $9) RETURNING *"
            ),
            args![
                Id::new(at),
                version.form,
                version.id,
                holder,
                Arg::json(&answers)?,
                actor,
                Assurance::None.word(),
                at
            ],
        )
        .await?
        .ok_or_else(|| StoreError::fault("a new submission gives no row"))?;
    Submission::from_row(&row)
}

struct Handing<'a> {
    version: &'a Version,
    holder: &'a str,
    answers: &'a Answers,
    key: &'a str,
    prior: Option<Id>,
    assurance: Assurance,
}

async fn insert(change: &mut Change, new: Handing<'_>) -> Result<Submitted, StoreError> {
    let today = today(change.now());
    let definition = &new.version.definition;
    let mistakes = check(definition, new.answers, today);
    if !mistakes.is_empty() {
        return Ok(Submitted::Mistakes(mistakes));
    }
    let answers = new.answers.submitted(definition, today);
    let (now, actor) = (change.now(), change.actor().to_string());
    let row = change
        .one(
            sql!(
                "INSERT INTO submission (tenant, id, definition, version, holder, answers, actor, assurance, \
                 idempotency_key, prior, submitted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                 ON CONFLICT (tenant, definition, holder, idempotency_key) DO NOTHING RETURNING *"
            ),
            args![
                Id::new(now),
                new.version.form,
                new.version.id,
                new.holder,
                Arg::json(&answers)?,
                actor,
                new.assurance.word(),
                new.key,
                new.prior,
                now
            ],
        )
        .await?;
    match row {
        Some(row) => Submission::from_row(&row).map(Submitted::New),
        None => {
            let before = find_by_key(change, new.version.form, new.holder, new.key).await?;
            Ok(before.map_or(Submitted::Gone, Submitted::Before))
        }
    }
}

async fn find_by_key(
    session: &mut Session,
    form: Id,
    holder: &str,
    key: &str,
) -> Result<Option<Submission>, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT * FROM submission WHERE tenant = $1 AND definition = $2 AND holder = $3 \
                 AND idempotency_key = $4"
            ),
            args![form, holder, key],
        )
        .await?;
    row.as_ref().map(Submission::from_row).transpose()
}

/// A submission by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_submission(session: &mut Session, id: Id) -> Result<Option<Submission>, StoreError> {
    let row = session.one(sql!("SELECT * FROM submission WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Submission::from_row).transpose()
}

/// What a holder has handed in with a form and neither corrected nor withdrawn; the latest of several.
///
/// # Errors
///
/// What the database says.
pub async fn current_submission(
    session: &mut Session,
    form: Id,
    holder: &str,
) -> Result<Option<Submission>, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT s.* FROM submission s WHERE s.tenant = $1 AND s.definition = $2 AND s.holder = $3 \
                 AND s.withdrawn_at IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM submission later WHERE later.tenant = s.tenant AND later.prior = s.id) \
                 ORDER BY s.submitted_at DESC, s.id DESC LIMIT 1"
            ),
            args![form, holder],
        )
        .await?;
    row.as_ref().map(Submission::from_row).transpose()
}

/// Everything a holder has handed in with a form, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn history(session: &mut Session, form: Id, holder: &str) -> Result<Vec<Submission>, StoreError> {
    let rows = session
        .all(
            sql!(
                "SELECT * FROM submission WHERE tenant = $1 AND definition = $2 AND holder = $3 \
                 ORDER BY submitted_at DESC, id DESC"
            ),
            args![form, holder],
        )
        .await?;
    let mut list: Vec<Submission> = rows.iter().map(Submission::from_row).collect::<Result<_, _>>()?;
    // A correction of the same instant stands before what it corrects.
    for at in 0..list.len() {
        if let Some(later) = (at + 1..list.len()).find(|later| list[*later].prior == Some(list[at].id)) {
            list.swap(at, later);
        }
    }
    Ok(list)
}

/// The submissions of a form, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_submissions(
    session: &mut Session,
    form: Id,
    filter: Filter,
    slice: Slice,
) -> Result<Vec<Submission>, StoreError> {
    session
        .all(
            sql!(
                "SELECT s.* FROM submission s WHERE s.tenant = $1 AND s.definition = $2 \
                 AND (CAST($3 AS TEXT) IS NULL OR s.version = $3) \
                 AND ($4 = 0 OR (s.withdrawn_at IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM submission later WHERE later.tenant = s.tenant AND later.prior = s.id))) \
                 ORDER BY s.submitted_at DESC, s.id DESC LIMIT $5 OFFSET $6"
            ),
            args![form, filter.version, i64::from(filter.only_current), slice.limit, slice.offset],
        )
        .await?
        .iter()
        .map(Submission::from_row)
        .collect()
}

/// How many submissions of a form there are.
///
/// # Errors
///
/// What the database says.
pub async fn count_submissions(session: &mut Session, form: Id, filter: Filter) -> Result<u64, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT COUNT(*) AS n FROM submission s WHERE s.tenant = $1 AND s.definition = $2 \
                 AND (CAST($3 AS TEXT) IS NULL OR s.version = $3) \
                 AND ($4 = 0 OR (s.withdrawn_at IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM submission later WHERE later.tenant = s.tenant AND later.prior = s.id)))"
            ),
            args![form, filter.version, i64::from(filter.only_current)],
        )
        .await?;
    let count: i64 = row.map_or(Ok(0), |row| row.get("n"))?;
    u64::try_from(count).map_err(StoreError::fault)
}

/// Withdraws a submission that is neither corrected nor withdrawn. `false` where there is nothing to withdraw.
///
/// # Errors
///
/// What the database says.
pub async fn withdraw(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let touched = change
        .run(
            sql!(
                "UPDATE submission SET withdrawn_at = $3 WHERE tenant = $1 AND id = $2 AND withdrawn_at IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM submission later WHERE later.tenant = $1 AND later.prior = $2)"
            ),
            args![id, now],
        )
        .await?;
    Ok(touched > 0)
}
