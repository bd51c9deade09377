//! Answers in progress. Every page is saved for itself, so that two people can fill in different pages at the same
//! time, and only the same page saved twice is a conflict.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::{Deserialize, Serialize};

use super::forms::{Version, find_version};
use super::submissions::{Submission, current_submission};
use crate::{Answers, Definition, Dropped, rebase};

/// Answers in progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id; also the key that makes handing it in twice the same as once.
    pub id: Id,
    /// Its form.
    pub form: Id,
    /// The version it was begun with, or was taken over into.
    pub version: Id,
    /// Whose it is, as in `invitation:ID` or `person:ID`.
    pub holder: String,
    /// Everything typed so far, right or wrong.
    pub answers: Answers,
    /// The page saved last.
    pub page: Option<String>,
    /// When each page was saved last.
    pub saves: BTreeMap<String, Page>,
    /// Goes up with every save.
    pub edition: u32,
    /// The submission it corrects.
    pub prior: Option<Id>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was saved last.
    pub updated_at: Timestamp,
}

/// The last save of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The draft's edition after it.
    pub edition: u32,
    /// The opened page it came from, see [`Save::sheet`].
    pub sheet: String,
    /// Who saved, as people read it; may be empty.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A page to be saved.
#[derive(Debug, Clone, Copy)]
pub struct Save<'a> {
    /// The draft.
    pub draft: Id,
    /// Id of the page.
    pub page: &'a str,
    /// What the page holds now; the other pages' answers in it are passed over.
    pub answers: &'a Answers,
    /// The draft's edition that the page was shown with.
    pub edition: u32,
    /// A word that is made anew whenever the page is opened. The same opened page may save as often as it likes; so
    /// saving while typing, sending twice and going back are no conflicts with oneself.
    pub sheet: &'a str,
    /// Who saves, as people read it.
    pub by: &'a str,
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Kept; the draft as it is now.
    Saved(Draft),
    /// The same page was saved elsewhere since, with other answers. Nothing was kept.
    Stale(Stale),
    /// There is no such draft: it was handed in or thrown away.
    Gone,
}

/// A save that came too late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The draft as it is now.
    pub draft: Draft,
    /// Who saved, as people read it; may be empty.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Draft {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            form: row.get("definition")?,
            version: row.get("version")?,
            holder: row.get("holder")?,
            answers: row.json("answers")?,
            page: row.get("page")?,
            saves: row.json("saves")?,
            edition: row.get("edition")?,
            prior: row.get("prior")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }

    /// To whom files handed in with this form belong, in the store of files.
    pub fn file_owner(&self) -> String {
        file_owner(self.form, &self.holder)
    }
}

/// To whom the files of a holder's answers to a form belong, in the store of files.
pub fn file_owner(form: Id, holder: &str) -> String {
    format!("form:{form}:{holder}")
}

/// The draft of a holder, begun with this version and these answers where there is none yet. An existing draft is
/// given as it is, whatever its version.
///
/// # Errors
///
/// What the database says.
pub async fn begin_draft(
    change: &mut Change,
    version: &Version,
    holder: &str,
    answers: &Answers,
) -> Result<Draft, StoreError> {
    insert_draft(change, version.form, version.id, holder, answers, None).await
}

async fn insert_draft(
    change: &mut Change,
    form: Id,
    version: Id,
    holder: &str,
    answers: &Answers,
    prior: Option<Id>,
) -> Result<Draft, StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "INSERT INTO draft (tenant, id, definition, version, holder, answers, saves, edition, prior, \
                 created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, '{}', 1, $7, $8, $8) \
                 ON CONFLICT (tenant, definition, holder) DO NOTHING"
            ),
            args![Id::new(now), form, version, holder, Arg::json(answers)?, prior, now],
        )
        .await?;
    find_draft(change, form, holder).await?.ok_or_else(|| StoreError::fault("a new draft is not there"))
}

/// The draft with which a holder corrects what they handed in: filled with their current submission, with its
/// version or, where `version` is given, taken over into that one. `None` where nothing was handed in.
///
/// # Errors
///
/// What the database says.
pub async fn correct(
    change: &mut Change,
    form: Id,
    holder: &str,
    version: Option<&Version>,
) -> Result<Option<Draft>, StoreError> {
    if let Some(draft) = find_draft(change, form, holder).await? {
        return Ok(Some(draft));
    }
    let Some(current) = current_submission(change, form, holder).await? else { return Ok(None) };
    let Submission { id, version: old, answers, .. } = current;
    let (version, answers) = match version.filter(|version| version.id != old) {
        Some(new) => {
            let before = known(change, old).await?;
            (new.id, rebase(&answers, &before, &new.definition).0)
        }
        None => (old, answers),
    };
    insert_draft(change, form, version, holder, &answers, Some(id)).await.map(Some)
}

async fn known(session: &mut Session, version: Id) -> Result<Arc<Definition>, StoreError> {
    find_version(session, version)
        .await?
        .map(|version| version.definition)
        .ok_or_else(|| StoreError::fault("the version of answers is not there"))
}

/// The draft of a holder for a form.
///
/// # Errors
///
/// What the database says.
pub async fn find_draft(session: &mut Session, form: Id, holder: &str) -> Result<Option<Draft>, StoreError> {
    let row = session
        .one(
            sql!("SELECT * FROM draft WHERE tenant = $1 AND definition = $2 AND holder = $3"),
            args![form, holder],
        )
        .await?;
    row.as_ref().map(Draft::from_row).transpose()
}

/// A draft by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_draft_by_id(session: &mut Session, id: Id) -> Result<Option<Draft>, StoreError> {
    let row = session.one(sql!("SELECT * FROM draft WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Draft::from_row).transpose()
}

/// All drafts of a form, the one saved last first.
///
/// # Errors
///
/// What the database says.
pub async fn list_drafts(session: &mut Session, form: Id) -> Result<Vec<Draft>, StoreError> {
    session
        .all(
            sql!(
                "SELECT * FROM draft WHERE tenant = $1 AND definition = $2 ORDER BY updated_at DESC, id DESC"
            ),
            args![form],
        )
        .await?
        .iter()
        .map(Draft::from_row)
        .collect()
}

/// The draft with its row locked until the end of the change.
pub(super) async fn lock(change: &mut Change, id: Id) -> Result<Option<Draft>, StoreError> {
    let row = change
        .one(sql!("UPDATE draft SET edition = edition WHERE tenant = $1 AND id = $2 RETURNING *"), args![id])
        .await?;
    row.as_ref().map(Draft::from_row).transpose()
}

async fn write(change: &mut Change, draft: &Draft) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "UPDATE draft SET version = $3, answers = $4, page = $5, saves = $6, edition = $7, updated_at = $8 \
                 WHERE tenant = $1 AND id = $2"
            ),
            args![
                draft.id,
                draft.version,
                Arg::json(&draft.answers)?,
                draft.page.as_deref(),
                Arg::json(&draft.saves)?,
                draft.edition,
                draft.updated_at
            ],
        )
        .await?;
    Ok(())
}

/// Saves a page: what is right and what is not. See [`Save`] for what counts as a conflict. `definition` is that of
/// the draft's version.
///
/// # Errors
///
/// What the database says.
pub async fn save_page(
    change: &mut Change,
    definition: &Definition,
    save: Save<'_>,
) -> Result<Saved, StoreError> {
    let Some(mut draft) = lock(change, save.draft).await? else { return Ok(Saved::Gone) };
    let Some(page) = definition.pages.iter().find(|page| page.id.as_str() == save.page) else {
        return Ok(Saved::Saved(draft));
    };
    let mut answers = draft.answers.clone();
    answers.replace_page(page, save.answers.clone());
    let unchanged = answers == draft.answers;
    if let Some(last) = draft.saves.get(save.page)
        && last.edition > save.edition
        && last.sheet != save.sheet
        && !unchanged
    {
        let (by, at) = (last.by.clone(), last.at);
        return Ok(Saved::Stale(Stale { draft, by, at }));
    }
    let known = draft.saves.get(save.page).is_some_and(|last| last.sheet == save.sheet);
    if unchanged && known && draft.page.as_deref() == Some(save.page) {
        return Ok(Saved::Saved(draft));
    }
    draft.answers = answers;
    draft.page = Some(save.page.to_owned());
    draft.edition += 1;
    draft.updated_at = change.now();
    let last = Page {
        edition: draft.edition,
        sheet: save.sheet.to_owned(),
        by: save.by.to_owned(),
        at: draft.updated_at,
    };
    draft.saves.insert(save.page.to_owned(), last);
    write(change, &draft).await?;
    Ok(Saved::Saved(draft))
}

/// Takes a draft over into another version of its form. Gives what had to be dropped; `None` where there is no such
/// draft.
///
/// # Errors
///
/// What the database says; `Fault` where the version is another form's.
pub async fn rebase_draft(
    change: &mut Change,
    draft: Id,
    version: &Version,
) -> Result<Option<(Draft, Vec<Dropped>)>, StoreError> {
    let Some(mut draft) = lock(change, draft).await? else { return Ok(None) };
    if draft.form != version.form {
        return Err(StoreError::fault("a draft is only taken over into a version of its own form"));
    }
    if draft.version == version.id {
        return Ok(Some((draft, Vec::new())));
    }
    let before = known(change, draft.version).await?;
    let (answers, dropped) = rebase(&draft.answers, &before, &version.definition);
    draft.answers = answers;
    draft.version = version.id;
    draft.edition += 1;
    draft.updated_at = change.now();
    write(change, &draft).await?;
    Ok(Some((draft, dropped)))
}

/// Throws a draft away; its files are the caller's to delete. `false` where there is none.
///
/// # Errors
///
/// What the database says.
pub async fn delete_draft(change: &mut Change, draft: Id) -> Result<bool, StoreError> {
    Ok(change.run(sql!("DELETE FROM draft WHERE tenant = $1 AND id = $2"), args![draft]).await? > 0)
}
