//! Letters: what they say, the file once they are set, what stands at their head, and templates of the office's own.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Arg, Change, Files, Id, Row, Session, Slice, StoreError, args, sql};
use serde_json::Value;

use crate::letters::{LetterKind, Letterhead, Said};

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLetter {
    /// Its id.
    pub id: Id,
    /// The case.
    pub case: Id,
    /// What it is.
    pub kind: LetterKind,
    /// What it is about.
    pub subject: String,
    /// The first line of the address.
    pub recipient: String,
    /// The day that is on it.
    pub day: Date,
    /// The file, once it is set.
    pub file: Option<Id>,
    /// How many pages it has.
    pub pages: Option<u32>,
    /// Why it could not be set.
    pub fault: Option<String>,
    /// Whether it goes by post, since nobody can be mailed.
    pub is_post: bool,
    /// When it went out.
    pub posted_at: Option<Timestamp>,
}

impl StoredLetter {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let (kind, day) = (row.get::<String>("kind")?, row.get::<String>("day")?);
        let pages: Option<i64> = row.get("pages")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            kind: LetterKind::of_word(&kind)
                .ok_or_else(|| StoreError::Fault(format!("{kind} is no letter")))?,
            subject: row.get("subject")?,
            recipient: row.get("recipient")?,
            day: day.parse().map_err(StoreError::fault)?,
            file: row.get("file")?,
            pages: pages.map(u32::try_from).transpose().map_err(StoreError::fault)?,
            fault: row.get("fault")?,
            is_post: row.get("is_post")?,
            posted_at: row.get("posted_at")?,
        })
    }
}

/// Which letters are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Those that are to be posted.
    #[default]
    ToPost,
    /// Those that could not be set.
    Faulty,
    /// All of them.
    All,
}

impl Which {
    /// All choices.
    pub const ALL: [Which; 3] = [Which::ToPost, Which::Faulty, Which::All];

    /// The word in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Which::ToPost => "post",
            Which::Faulty => "fault",
            Which::All => "all",
        }
    }

    /// The choice of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.word() == word)
    }
}

/// Keeps a letter that is still to be set; `None` where it is there already.
///
/// # Errors
///
/// What the database says.
pub async fn insert_letter(change: &mut Change, case: Id, said: &Said) -> Result<Option<Id>, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let written = change
        .run(
            sql!(
                "INSERT INTO letter (tenant, id, case_id, once, kind, subject, recipient, day, said, is_post, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING"
            ),
            args![
                id,
                case,
                &said.once,
                said.kind.word(),
                &said.subject,
                &said.recipient,
                said.day.to_string(),
                Arg::json(&said.values)?,
                i64::from(said.is_post),
                now
            ],
        )
        .await?;
    Ok((written > 0).then_some(id))
}

/// A letter.
///
/// # Errors
///
/// What the database says.
pub async fn find_letter(session: &mut Session, id: Id) -> Result<Option<StoredLetter>, StoreError> {
    let row = session.one(sql!("SELECT * FROM letter WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(StoredLetter::from_row).transpose()
}

/// What a letter says.
///
/// # Errors
///
/// What the database says.
pub async fn find_said(session: &mut Session, id: Id) -> Result<Option<Value>, StoreError> {
    let row = session.one(sql!("SELECT said FROM letter WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.map(|row| row.json("said")).transpose()
}

/// The letters of a case, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_letters_of(session: &mut Session, case: Id) -> Result<Vec<StoredLetter>, StoreError> {
    let list = sql!("SELECT * FROM letter WHERE tenant = $1 AND case_id = $2 ORDER BY id DESC");
    session.all(list, args![case]).await?.iter().map(StoredLetter::from_row).collect()
}

/// A slice of the letters, the earliest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_letters(
    session: &mut Session,
    which: Which,
    slice: Slice,
) -> Result<Vec<StoredLetter>, StoreError> {
    let (limit, offset) = (slice.limit, slice.offset);
    let list = match which {
        Which::ToPost => sql!(
            "SELECT * FROM letter WHERE tenant = $1 AND is_post = 1 AND posted_at IS NULL \
             ORDER BY id LIMIT $2 OFFSET $3"
        ),
        Which::Faulty => {
            sql!(
                "SELECT * FROM letter WHERE tenant = $1 AND fault IS NOT NULL ORDER BY id LIMIT $2 OFFSET $3"
            )
        }
        Which::All => sql!("SELECT * FROM letter WHERE tenant = $1 ORDER BY id LIMIT $2 OFFSET $3"),
    };
    session.all(list, args![limit, offset]).await?.iter().map(StoredLetter::from_row).collect()
}

/// How many letters there are of each choice, and how many are still to be set.
///
/// # Errors
///
/// What the database says.
pub async fn count_letters(session: &mut Session) -> Result<([u64; 3], u64), StoreError> {
    let count = sql!(
        "SELECT COUNT(*) AS total, \
         SUM(CASE WHEN is_post = 1 AND posted_at IS NULL THEN 1 ELSE 0 END) AS post, \
         SUM(CASE WHEN fault IS NOT NULL THEN 1 ELSE 0 END) AS faulty, \
         SUM(CASE WHEN file IS NULL AND fault IS NULL THEN 1 ELSE 0 END) AS waiting \
         FROM letter WHERE tenant = $1"
    );
    let Some(row) = session.one(count, args![]).await? else { return Ok(([0; 3], 0)) };
    let number = |name: &str| -> Result<u64, StoreError> {
        u64::try_from(row.get::<Option<i64>>(name)?.unwrap_or(0)).map_err(StoreError::fault)
    };
    Ok(([number("post")?, number("faulty")?, number("total")?], number("waiting")?))
}

/// Notes that a letter was set; `false` where it was before.
///
/// # Errors
///
/// What the database says.
pub async fn set_file(change: &mut Change, id: Id, file: Id, pages: usize) -> Result<bool, StoreError> {
    let set = sql!(
        "UPDATE letter SET file = $3, pages = $4, fault = NULL WHERE tenant = $1 AND id = $2 AND file IS NULL"
    );
    Ok(change.run(set, args![id, file, pages]).await? > 0)
}

/// Notes why a letter could not be set, or that it is tried again.
///
/// # Errors
///
/// What the database says.
pub async fn set_fault(change: &mut Change, id: Id, fault: Option<&str>) -> Result<bool, StoreError> {
    let set = sql!("UPDATE letter SET fault = $3 WHERE tenant = $1 AND id = $2 AND file IS NULL");
    Ok(change.run(set, args![id, fault]).await? > 0)
}

/// Notes that a letter was posted, or that it was not after all; `false` where that was said already.
///
/// # Errors
///
/// What the database says.
pub async fn set_posted(change: &mut Change, id: Id, is_posted: bool) -> Result<bool, StoreError> {
    let now = change.now();
    let set = match is_posted {
        true => sql!(
            "UPDATE letter SET posted_at = $3 \
             WHERE tenant = $1 AND id = $2 AND is_post = 1 AND file IS NOT NULL AND posted_at IS NULL"
        ),
        false => sql!(
            "UPDATE letter SET posted_at = NULL \
             WHERE tenant = $1 AND id = $2 AND posted_at IS NOT NULL AND posted_at <= $3"
        ),
    };
    Ok(change.run(set, args![id, now]).await? > 0)
}

/// Deletes the letters and the permit of a case, with their files.
///
/// # Errors
///
/// What the database or the place of the files says.
pub async fn delete_letters(change: &mut Change, files: &Files, case: Id) -> Result<(), StoreError> {
    for letter in list_letters_of(change, case).await? {
        if let Some(file) = letter.file {
            files.delete(change, file).await?;
        }
    }
    change.run(sql!("DELETE FROM letter WHERE tenant = $1 AND case_id = $2"), args![case]).await?;
    change.run(sql!("DELETE FROM permit WHERE tenant = $1 AND case_id = $2"), args![case]).await?;
    Ok(())
}

/// What stands at the head of letters; `None` before the office said so.
///
/// # Errors
///
/// What the database says.
pub async fn find_letterhead(session: &mut Session) -> Result<Option<Letterhead>, StoreError> {
    let row = session.one(sql!("SELECT json FROM letterhead WHERE tenant = $1"), args![]).await?;
    row.map(|row| row.json("json")).transpose()
}

/// Keeps what stands at the head of letters.
///
/// # Errors
///
/// What the database says.
pub async fn save_letterhead(change: &mut Change, head: &Letterhead) -> Result<(), StoreError> {
    let save = sql!(
        "INSERT INTO letterhead (tenant, json) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET json = $2"
    );
    change.run(save, args![Arg::json(head)?]).await?;
    Ok(())
}

/// A template that the office made of a shipped one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnTemplate {
    /// What is printed; the shipped one where there is nothing.
    pub source: Option<String>,
    /// What is being tried.
    pub draft: Option<String>,
}

/// The office's own template of a name.
///
/// # Errors
///
/// What the database says.
pub async fn find_template(session: &mut Session, name: &str) -> Result<OwnTemplate, StoreError> {
    let find = sql!("SELECT source, draft FROM letter_template WHERE tenant = $1 AND name = $2");
    let Some(row) = session.one(find, args![name]).await? else { return Ok(OwnTemplate::default()) };
    Ok(OwnTemplate { source: row.get("source")?, draft: row.get("draft")? })
}

/// Keeps the office's own template of a name.
///
/// # Errors
///
/// What the database says.
pub async fn save_template(change: &mut Change, name: &str, own: &OwnTemplate) -> Result<(), StoreError> {
    let now = change.now();
    let save = sql!(
        "INSERT INTO letter_template (tenant, name, source, draft, changed_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (tenant, name) DO UPDATE SET source = $3, draft = $4, changed_at = $5"
    );
    change.run(save, args![name, own.source.as_deref(), own.draft.as_deref(), now]).await?;
    Ok(())
}
