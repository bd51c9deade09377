//! Meetings and who takes part in them, in the database.

pub mod motion;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use rathaus_web::keys::random;

use super::list::Listed;

/// Bytes of chance in the key of a link.
const KEY_BYTES: usize = 16;
/// Letters of a code, without those that are taken for one another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters of a code: 40 bits.
const CODE: usize = 8;

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Prepared.
    Planned,
    /// It goes on.
    Open,
    /// Over and frozen.
    Closed,
}

impl Stage {
    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Planned => "planned",
            Stage::Open => "open",
            Stage::Closed => "closed",
        }
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub title: String,
    /// Where it is; may be empty.
    pub place: String,
    /// When.
    pub day: Date,
    /// Where it stands.
    pub stage: Stage,
    /// Opens the projected page, until the meeting is closed.
    pub screen_key: Option<String>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

impl Meeting {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let word: String = row.get("state")?;
        let stage = [Stage::Planned, Stage::Open, Stage::Closed].into_iter().find(|one| one.word() == word);
        Ok(Self {
            id: row.get("id")?,
            title: row.get("title")?,
            place: row.get("place")?,
            day: row.get::<String>("day")?.parse().map_err(StoreError::fault)?,
            stage: stage.ok_or_else(|| StoreError::Fault(format!("a meeting in the state {word:?}")))?,
            screen_key: row.get("screen_key")?,
            opened_at: row.get("opened_at")?,
            closed_at: row.get("closed_at")?,
        })
    }
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub id: Id,
    /// The meeting.
    pub meeting: Id,
    /// The name.
    pub name: String,
    /// How many votes.
    pub weight: u32,
    /// Whether they are there.
    pub is_present: bool,
    /// Who casts their vote, too.
    pub carried_by: Option<Id>,
    /// Opens their page, until the meeting is closed.
    pub link_key: Option<String>,
    /// The same to be typed.
    pub code: Option<String>,
}

impl Member {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            meeting: row.get("meeting")?,
            name: row.get("name")?,
            weight: row.get("weight")?,
            is_present: row.get("is_present")?,
            carried_by: row.get("carried_by")?,
            link_key: row.get("link_key")?,
            code: row.get("code")?,
        })
    }

    /// The code as people read it: two groups of four.
    pub fn spelled_code(&self) -> String {
        self.code
            .as_ref()
            .map_or_else(String::new, |code| format!("{}-{}", &code[..CODE / 2], &code[CODE / 2..]))
    }
}

/// Somebody came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub member: Id,
    /// Came, else went.
    pub is_present: bool,
    /// When.
    pub at: Timestamp,
}

/// A code of chance.
fn code() -> Result<String, StoreError> {
    let mut bytes = [0_u8; CODE];
    getrandom::fill(&mut bytes).map_err(StoreError::fault)?;
    // 32 letters: five bits of each byte, so that none is likelier than another.
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// A code as it was typed, as it is kept: capitals without spaces and hyphens.
pub fn typed_code(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Keeps a new meeting; gives its id.
///
/// # Errors
///
/// What the database says.
pub async fn insert_meeting(
    change: &mut Change,
    title: &str,
    place: &str,
    day: Date,
) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let insert = sql!(
        "INSERT INTO meeting (tenant, id, title, place, day, state, screen_key, made_at) \
         VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7)"
    );
    change.run(insert, args![id, title, place, day.to_string(), random(KEY_BYTES), now]).await?;
    Ok(id)
}

/// Changes title, place and day of a meeting that is not closed.
///
/// # Errors
///
/// What the database says.
pub async fn update_meeting(
    change: &mut Change,
    id: Id,
    title: &str,
    place: &str,
    day: Date,
) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE meeting SET title = $3, place = $4, day = $5 WHERE tenant = $1 AND id = $2 AND state <> 'closed'"
    );
    Ok(change.run(update, args![id, title, place, day.to_string()]).await? == 1)
}

/// A meeting.
///
/// # Errors
///
/// What the database says.
pub async fn find_meeting(session: &mut Session, id: Id) -> Result<Option<Meeting>, StoreError> {
    let row = session.one(sql!("SELECT * FROM meeting WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Meeting::from_row).transpose()
}

/// The meeting whose projected page this key opens.
///
/// # Errors
///
/// What the database says.
pub async fn find_meeting_by_screen(session: &mut Session, key: &str) -> Result<Option<Meeting>, StoreError> {
    let find = sql!("SELECT * FROM meeting WHERE tenant = $1 AND screen_key = $2");
    session.one(find, args![key]).await?.as_ref().map(Meeting::from_row).transpose()
}

/// All meetings, the latest day first.
///
/// # Errors
///
/// What the database says.
pub async fn list_meetings(session: &mut Session) -> Result<Vec<Meeting>, StoreError> {
    let list = sql!("SELECT * FROM meeting WHERE tenant = $1 ORDER BY day DESC, id DESC");
    session.all(list, args![]).await?.iter().map(Meeting::from_row).collect()
}

/// Holds a meeting that is not closed until the change is over, so that two who change it come one after the other; `None` where
/// there is none any more.
///
/// # Errors
///
/// What the database says.
pub async fn hold_meeting(change: &mut Change, id: Id) -> Result<Option<Meeting>, StoreError> {
    let hold = sql!("UPDATE meeting SET place = place WHERE tenant = $1 AND id = $2 AND state <> 'closed'");
    if change.run(hold, args![id]).await? == 0 {
        return Ok(None);
    }
    find_meeting(change, id).await
}

/// Opens a planned meeting; `false` where it is none.
///
/// # Errors
///
/// What the database says.
pub async fn open_meeting(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let open = sql!(
        "UPDATE meeting SET state = 'open', opened_at = $3 WHERE tenant = $1 AND id = $2 AND state = 'planned'"
    );
    Ok(change.run(open, args![id, now]).await? == 1)
}

/// Closes an open meeting for good and forgets every key and code; `false` where it is not open.
///
/// # Errors
///
/// What the database says.
pub async fn close_meeting(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let close = sql!(
        "UPDATE meeting SET state = 'closed', closed_at = $3, screen_key = NULL \
         WHERE tenant = $1 AND id = $2 AND state = 'open'"
    );
    if change.run(close, args![id, now]).await? == 0 {
        return Ok(false);
    }
    let forget =
        sql!("UPDATE meeting_member SET link_key = NULL, code = NULL WHERE tenant = $1 AND meeting = $2");
    change.run(forget, args![id]).await?;
    Ok(true)
}

/// Deletes a meeting with all that belongs to it.
///
/// # Errors
///
/// What the database says.
pub async fn delete_meeting(change: &mut Change, id: Id) -> Result<(), StoreError> {
    motion::delete_motions(change, id).await?;
    change.run(sql!("DELETE FROM meeting_presence WHERE tenant = $1 AND meeting = $2"), args![id]).await?;
    change.run(sql!("DELETE FROM meeting_member WHERE tenant = $1 AND meeting = $2"), args![id]).await?;
    change.run(sql!("DELETE FROM meeting WHERE tenant = $1 AND id = $2"), args![id]).await?;
    Ok(())
}

/// Meetings that were closed before this time.
///
/// # Errors
///
/// What the database says.
pub async fn list_over(session: &mut Session, before: Timestamp) -> Result<Vec<Id>, StoreError> {
    let list = sql!("SELECT id FROM meeting WHERE tenant = $1 AND closed_at < $2 ORDER BY id");
    session.all(list, args![before]).await?.iter().map(|row| row.get("id")).collect()
}

/// For how many days meetings are kept after they were closed; `None` for as long as nobody deletes them.
///
/// # Errors
///
/// What the database says.
pub async fn find_keeping(session: &mut Session) -> Result<Option<u32>, StoreError> {
    let row = session.one(sql!("SELECT days FROM meeting_keeping WHERE tenant = $1"), args![]).await?;
    row.map(|row| row.get("days")).transpose()
}

/// Says for how many days meetings are kept.
///
/// # Errors
///
/// What the database says.
pub async fn save_keeping(change: &mut Change, days: Option<u32>) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM meeting_keeping WHERE tenant = $1"), args![]).await?;
    if let Some(days) = days {
        change.run(sql!("INSERT INTO meeting_keeping (tenant, days) VALUES ($1, $2)"), args![days]).await?;
    }
    Ok(())
}

/// Adds people to a meeting, in this order.
///
/// # Errors
///
/// What the database says.
pub async fn insert_members(
    change: &mut Change,
    meeting: Id,
    people: &[Listed],
) -> Result<Vec<Id>, StoreError> {
    let last = sql!(
        "SELECT COALESCE(MAX(number), 0) AS last FROM meeting_member WHERE tenant = $1 AND meeting = $2"
    );
    let row = change.one(last, args![meeting]).await?;
    let mut number: u32 = row.map(|row| row.get("last")).transpose()?.unwrap_or(0);
    let mut ids = Vec::new();
    for one in people {
        number += 1;
        let id = Id::new(change.now());
        let insert = sql!(
            "INSERT INTO meeting_member (tenant, id, meeting, number, name, weight, is_present, link_key, code) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)"
        );
        let values = args![id, meeting, number, &one.name, one.weight, random(KEY_BYTES), code()?];
        change.run(insert, values).await?;
        ids.push(id);
    }
    Ok(ids)
}

/// Everybody who takes part, as they were listed.
///
/// # Errors
///
/// What the database says.
pub async fn list_members(session: &mut Session, meeting: Id) -> Result<Vec<Member>, StoreError> {
    let list = sql!("SELECT * FROM meeting_member WHERE tenant = $1 AND meeting = $2 ORDER BY number");
    session.all(list, args![meeting]).await?.iter().map(Member::from_row).collect()
}

/// Somebody by the key of their link.
///
/// # Errors
///
/// What the database says.
pub async fn find_member_by_key(session: &mut Session, key: &str) -> Result<Option<Member>, StoreError> {
    let find = sql!("SELECT * FROM meeting_member WHERE tenant = $1 AND link_key = $2");
    session.one(find, args![key]).await?.as_ref().map(Member::from_row).transpose()
}

/// Somebody by their code.
///
/// # Errors
///
/// What the database says.
pub async fn find_member_by_code(session: &mut Session, code: &str) -> Result<Option<Member>, StoreError> {
    let find = sql!("SELECT * FROM meeting_member WHERE tenant = $1 AND code = $2");
    session.one(find, args![code]).await?.as_ref().map(Member::from_row).transpose()
}

/// Changes name, votes and who carries them.
///
/// # Errors
///
/// What the database says.
pub async fn update_member(change: &mut Change, member: &Member) -> Result<(), StoreError> {
    let update = sql!(
        "UPDATE meeting_member SET name = $3, weight = $4, carried_by = $5 WHERE tenant = $1 AND id = $2"
    );
    change.run(update, args![member.id, &member.name, member.weight, member.carried_by]).await?;
    Ok(())
}

/// Takes somebody off the list.
///
/// # Errors
///
/// What the database says.
pub async fn delete_member(change: &mut Change, id: Id) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM meeting_presence WHERE tenant = $1 AND member = $2"), args![id]).await?;
    change.run(sql!("DELETE FROM meeting_member WHERE tenant = $1 AND id = $2"), args![id]).await?;
    Ok(())
}

/// Notes that somebody came or went; `false` where it was known.
///
/// # Errors
///
/// What the database says.
pub async fn set_present(change: &mut Change, member: &Member, is_present: bool) -> Result<bool, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let set =
        sql!("UPDATE meeting_member SET is_present = $3 WHERE tenant = $1 AND id = $2 AND is_present <> $3");
    if change.run(set, args![member.id, i64::from(is_present)]).await? == 0 {
        return Ok(false);
    }
    let note = sql!(
        "INSERT INTO meeting_presence (tenant, id, meeting, member, is_present, at) \
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    change.run(note, args![id, member.meeting, member.id, i64::from(is_present), now]).await?;
    Ok(true)
}

/// Who came and went, in order.
///
/// # Errors
///
/// What the database says.
pub async fn list_presence(session: &mut Session, meeting: Id) -> Result<Vec<Presence>, StoreError> {
    let list = sql!("SELECT * FROM meeting_presence WHERE tenant = $1 AND meeting = $2 ORDER BY at, id");
    let rows = session.all(list, args![meeting]).await?;
    rows.iter()
        .map(|row| {
            Ok(Presence {
                member: row.get("member")?,
                is_present: row.get("is_present")?,
                at: row.get("at")?,
            })
        })
        .collect()
}
