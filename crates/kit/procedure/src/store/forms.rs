//! Forms and their versions.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use jiff::Timestamp;
use rathaus_store::files::hex;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use sha2::{Digest, Sha256};

use crate::difference::reused;
use crate::{Definition, Fault};

/// A form of a tenant, without its versions.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Form {
    /// Its id.
    pub id: Id,
    /// Its key, unique in the tenant; the same in every version.
    pub key: String,
    /// Its German title, that of the version last saved.
    pub title: String,
    /// The part of the house it belongs to, as in `forum`; empty for the office's own forms.
    pub owner: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It can be edited, and nobody fills it in.
    Draft,
    /// It is filled in, and cannot be edited any more.
    Live,
    /// A later version took its place. What was begun or handed in with it stays with it.
    Retired,
}

impl State {
    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Live => "live",
            State::Retired => "retired",
        }
    }

    fn of_word(word: &str) -> Result<Self, StoreError> {
        [State::Draft, State::Live, State::Retired]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| StoreError::Fault(format!("no state of a form: {word}")))
    }
}

/// A version of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: Id,
    /// Its form.
    pub form: Id,
    /// Its number, from 1 on.
    pub n: u32,
    /// Where it stands.
    pub state: State,
    /// What is asked.
    pub definition: Arc<Definition>,
    /// SHA-256 of [`Definition::canonical`] in lower-case hexadecimal.
    pub hash: String,
    /// Goes up with every edit.
    pub edition: u32,
    /// Who edited it last, as people read it.
    pub edited_by: String,
    /// When that was.
    pub edited_at: Timestamp,
    /// Since when it is or was live.
    pub valid_from: Option<Timestamp>,
    /// Since when it is retired.
    pub retired_at: Option<Timestamp>,
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// Kept; the version as it is now.
    Saved(Version),
    /// Somebody else edited it since; the version as it is now.
    Stale(Version),
    /// It is live or retired, or was thrown away: it cannot be edited.
    Fixed,
}

/// What became of publishing.
#[derive(Debug, Clone, PartialEq)]
pub enum Published {
    /// It is live.
    Live(Version),
    /// Somebody edited it since it was looked at; the version as it is now.
    Stale(Version),
    /// It is live or retired already, or was thrown away.
    Fixed,
    /// It has faults, or gives an id of an earlier version to another kind.
    Faults(Vec<Fault>),
}

/// How many edits can be taken back.
pub const UNDO_DEPTH: u32 = 50;

impl Form {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            key: row.get("key")?,
            title: row.get("title")?,
            owner: row.get("owner")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl Version {
    fn from_row(session: &Session, row: &Row) -> Result<Self, StoreError> {
        let hash: String = row.get("hash")?;
        Ok(Self {
            id: row.get("id")?,
            form: row.get("definition")?,
            n: row.get("n")?,
            state: State::of_word(&row.get::<String>("state")?)?,
            definition: session.kept_by_hash(&hash, || row.json("json"))?,
            hash,
            edition: row.get("edition")?,
            edited_by: row.get("edited_by")?,
            edited_at: row.get("edited_at")?,
            valid_from: row.get("valid_from")?,
            retired_at: row.get("retired_at")?,
        })
    }
}

pub(crate) fn hash(definition: &Definition) -> String {
    hex(&Sha256::digest(definition.canonical()))
}

/// Makes a form with a first draft version. `by` is who made it, as people read it.
///
/// # Errors
///
/// `Conflict` where the tenant has a form with this key.
pub async fn insert_definition(
    change: &mut Change,
    owner: &str,
    definition: &Definition,
    by: &str,
) -> Result<(Form, Version), StoreError> {
    let form = Form {
        id: Id::new(change.now()),
        key: definition.key.to_string(),
        title: definition.title.de.clone(),
        owner: owner.to_owned(),
        created_at: change.now(),
    };
    change
        .run(
            sql!(
                "INSERT INTO definition (tenant, id, key, title, owner, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![form.id, &form.key, &form.title, owner, form.created_at],
        )
        .await?;
    let version = insert_version(change, form.id, 1, definition, by).await?;
    Ok((form, version))
}

async fn insert_version(
    change: &mut Change,
    form: Id,
    n: u32,
    definition: &Definition,
    by: &str,
) -> Result<Version, StoreError> {
    let now = change.now();
    let row = change
        .one(
            sql!(
                "INSERT INTO definition_version \
                 (tenant, id, definition, n, state, json, hash, edition, edited_by, edited_at) \
                 VALUES ($1, $2, $3, $4, 'draft', $5, $6, 1, $7, $8) RETURNING *"
            ),
            args![Id::new(now), form, n, definition.to_json(), hash(definition), by, now],
        )
        .await?
        .ok_or_else(|| StoreError::fault("a new version gives no row"))?;
    Version::from_row(change, &row)
}

/// The draft version of a form, made from its latest version where there is none. `None` where there is no such form.
///
/// # Errors
///
/// `Conflict` where somebody else makes one at the same moment; else what the database says.
pub async fn begin_version(change: &mut Change, form: Id, by: &str) -> Result<Option<Version>, StoreError> {
    let latest = list_versions(change, form).await?.into_iter().next();
    match latest {
        Some(version) if version.state == State::Draft => Ok(Some(version)),
        Some(version) => insert_version(change, form, version.n + 1, &version.definition, by).await.map(Some),
        None => Ok(None),
    }
}

/// Puts a definition in the place of that of a draft version, if nobody edited it since `edition`. The state
/// before can be had back with [`undo`]. Live and retired versions are never touched.
///
/// # Errors
///
/// What the database says.
pub async fn save_draft_version(
    change: &mut Change,
    version: Id,
    edition: u32,
    definition: &Definition,
    by: &str,
) -> Result<Edited, StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO definition_edit (tenant, version, edition, json) \
                 SELECT tenant, id, edition, json FROM definition_version \
                 WHERE tenant = $1 AND id = $2 AND state = 'draft' AND edition = $3 \
                 ON CONFLICT DO NOTHING"
            ),
            args![version, edition],
        )
        .await?;
    let saved = write_draft_version(change, version, edition, definition, by).await?;
    if let Edited::Saved(_) = &saved {
        change
            .run(
                sql!("DELETE FROM definition_edit WHERE tenant = $1 AND version = $2 AND edition <= $3"),
                args![version, i64::from(edition) - i64::from(UNDO_DEPTH)],
            )
            .await?;
    }
    Ok(saved)
}

async fn write_draft_version(
    change: &mut Change,
    version: Id,
    edition: u32,
    definition: &Definition,
    by: &str,
) -> Result<Edited, StoreError> {
    let now = change.now();
    let row = change
        .one(
            sql!(
                "UPDATE definition_version SET json = $4, hash = $5, edited_by = $6, edited_at = $7, \
                 edition = edition + 1 \
                 WHERE tenant = $1 AND id = $2 AND edition = $3 AND state = 'draft' RETURNING *"
            ),
            args![version, edition, definition.to_json(), hash(definition), by, now],
        )
        .await?;
    let Some(row) = row else {
        return Ok(match find_version(change, version).await? {
            Some(now) if now.state == State::Draft => Edited::Stale(now),
            _ => Edited::Fixed,
        });
    };
    let saved = Version::from_row(change, &row)?;
    change
        .run(
            sql!("UPDATE definition SET title = $3 WHERE tenant = $1 AND id = $2"),
            args![saved.form, &saved.definition.title.de],
        )
        .await?;
    Ok(Edited::Saved(saved))
}

/// Takes the last edit of a draft version back, if nobody edited it since `edition`; up to [`UNDO_DEPTH`] edits.
/// `None` where there is nothing to take back.
///
/// # Errors
///
/// What the database says.
pub async fn undo(
    change: &mut Change,
    version: Id,
    edition: u32,
    by: &str,
) -> Result<Option<Edited>, StoreError> {
    let before = change
        .one(
            sql!(
                "SELECT edition, json FROM definition_edit WHERE tenant = $1 AND version = $2 \
                 ORDER BY edition DESC LIMIT 1"
            ),
            args![version],
        )
        .await?;
    let Some(before) = before else { return Ok(None) };
    let definition: Definition = before.json("json")?;
    let edited = write_draft_version(change, version, edition, &definition, by).await?;
    if let Edited::Saved(_) = &edited {
        let taken: u32 = before.get("edition")?;
        change
            .run(
                sql!("DELETE FROM definition_edit WHERE tenant = $1 AND version = $2 AND edition = $3"),
                args![version, taken],
            )
            .await?;
    }
    Ok(Some(edited))
}

/// How many edits of a draft version can be taken back.
///
/// # Errors
///
/// What the database says.
pub async fn count_undo(session: &mut Session, version: Id) -> Result<u32, StoreError> {
    let row = session
        .one(
            sql!("SELECT COUNT(*) AS n FROM definition_edit WHERE tenant = $1 AND version = $2"),
            args![version],
        )
        .await?;
    row.map_or(Ok(0), |row| row.get("n"))
}

/// Throws a draft version away. `false` where there is none, or it is live or retired.
///
/// # Errors
///
/// What the database says.
pub async fn delete_draft_version(change: &mut Change, version: Id) -> Result<bool, StoreError> {
    if find_version(change, version).await?.is_none_or(|version| version.state != State::Draft) {
        return Ok(false);
    }
    change
        .run(sql!("DELETE FROM definition_edit WHERE tenant = $1 AND version = $2"), args![version])
        .await?;
    let gone = change
        .run(
            sql!("DELETE FROM definition_version WHERE tenant = $1 AND id = $2 AND state = 'draft'"),
            args![version],
        )
        .await?;
    Ok(gone > 0)
}

/// Makes a draft version live, if nobody edited it since `edition`, and retires the one that was live. From then
/// on it never changes.
///
/// # Errors
///
/// What the database says.
pub async fn publish(change: &mut Change, version: Id, edition: u32) -> Result<Published, StoreError> {
    let Some(draft) = find_version(change, version).await? else { return Ok(Published::Fixed) };
    if draft.state != State::Draft {
        return Ok(Published::Fixed);
    }
    if draft.edition != edition {
        return Ok(Published::Stale(draft));
    }
    let earlier: Vec<Version> = list_versions(change, draft.form).await?;
    let earlier = earlier.iter().filter(|version| version.state != State::Draft).map(|v| &*v.definition);
    let mut faults = draft.definition.faults();
    faults.extend(reused(&draft.definition, earlier));
    if !faults.is_empty() {
        return Ok(Published::Faults(faults));
    }
    let now = change.now();
    change
        .run(
            sql!(
                "UPDATE definition_version SET state = 'retired', retired_at = $3 \
                 WHERE tenant = $1 AND definition = $2 AND state = 'live'"
            ),
            args![draft.form, now],
        )
        .await?;
    let row = change
        .one(
            sql!(
                "UPDATE definition_version SET state = 'live', valid_from = $4 \
                 WHERE tenant = $1 AND id = $2 AND edition = $3 AND state = 'draft' RETURNING *"
            ),
            args![version, edition, now],
        )
        .await?;
    let Some(row) = row else {
        return Err(StoreError::Conflict("the version was edited or published at this moment".to_owned()));
    };
    change
        .run(sql!("DELETE FROM definition_edit WHERE tenant = $1 AND version = $2"), args![version])
        .await?;
    Version::from_row(change, &row).map(Published::Live)
}

/// Retires the live version: nobody can begin to fill the form in. `false` where it is not live.
///
/// # Errors
///
/// What the database says.
pub async fn retire(change: &mut Change, version: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let touched = change
        .run(
            sql!(
                "UPDATE definition_version SET state = 'retired', retired_at = $3 \
                 WHERE tenant = $1 AND id = $2 AND state = 'live'"
            ),
            args![version, now],
        )
        .await?;
    Ok(touched > 0)
}

/// All forms of the tenant by title; those of one owner where one is given.
///
/// # Errors
///
/// What the database says.
pub async fn list_forms(session: &mut Session, owner: Option<&str>) -> Result<Vec<Form>, StoreError> {
    let rows = session.all(sql!("SELECT * FROM definition WHERE tenant = $1 ORDER BY title, id"), args![]);
    let forms: Vec<Form> = rows.await?.iter().map(Form::from_row).collect::<Result<_, _>>()?;
    Ok(forms.into_iter().filter(|form| owner.is_none_or(|owner| form.owner == owner)).collect())
}

/// The form of this key.
///
/// # Errors
///
/// What the database says.
pub async fn find_form(session: &mut Session, key: &str) -> Result<Option<Form>, StoreError> {
    let row =
        session.one(sql!("SELECT * FROM definition WHERE tenant = $1 AND key = $2"), args![key]).await?;
    row.as_ref().map(Form::from_row).transpose()
}

/// The form of this id.
///
/// # Errors
///
/// What the database says.
pub async fn find_form_by_id(session: &mut Session, id: Id) -> Result<Option<Form>, StoreError> {
    let row = session.one(sql!("SELECT * FROM definition WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Form::from_row).transpose()
}

/// The live version of the form of this key.
///
/// # Errors
///
/// What the database says.
pub async fn find_live(session: &mut Session, key: &str) -> Result<Option<Version>, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT v.* FROM definition_version v \
                 JOIN definition d ON d.tenant = v.tenant AND d.id = v.definition \
                 WHERE v.tenant = $1 AND d.key = $2 AND v.state = 'live'"
            ),
            args![key],
        )
        .await?;
    row.as_ref().map(|row| Version::from_row(session, row)).transpose()
}

/// The draft version of a form, if there is one.
///
/// # Errors
///
/// What the database says.
pub async fn find_draft_version(session: &mut Session, form: Id) -> Result<Option<Version>, StoreError> {
    let row = session
        .one(
            sql!(
                "SELECT * FROM definition_version WHERE tenant = $1 AND definition = $2 AND state = 'draft'"
            ),
            args![form],
        )
        .await?;
    row.as_ref().map(|row| Version::from_row(session, row)).transpose()
}

/// A version by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_version(session: &mut Session, id: Id) -> Result<Option<Version>, StoreError> {
    let row = session
        .one(sql!("SELECT * FROM definition_version WHERE tenant = $1 AND id = $2"), args![id])
        .await?;
    row.as_ref().map(|row| Version::from_row(session, row)).transpose()
}

/// Versions that a list asks for again and again, each read once.
#[derive(Debug, Default)]
pub struct Versions(BTreeMap<Id, Option<Version>>);

impl Versions {
    /// A version by its id.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn find(&mut self, session: &mut Session, id: Id) -> Result<Option<&Version>, StoreError> {
        let version = match self.0.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(find_version(session, id).await?),
        };
        Ok(version.as_ref())
    }
}

/// All versions of a form, the newest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_versions(session: &mut Session, form: Id) -> Result<Vec<Version>, StoreError> {
    let rows = session
        .all(
            sql!("SELECT * FROM definition_version WHERE tenant = $1 AND definition = $2 ORDER BY n DESC"),
            args![form],
        )
        .await?;
    rows.iter().map(|row| Version::from_row(session, row)).collect()
}
