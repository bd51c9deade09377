//! The audit log: who did what when, in a chain that cannot be changed unseen.
//!
//! Every tenant has its own chain. A record's hash covers the hash before it, so that an edited, deleted or
//! reordered record breaks every later one. Records hold ids, never names or words of people: a person's data can
//! be deleted while the log stays whole. [`checkpoint`] signs how far the chains have come, [`verify`] reads them
//! again.

pub mod checkpoint;
pub mod verify;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::files::hex;
use crate::{Arg, Change, Id, Row, Session, Slice, StoreError, TenantId, args, sql};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person who is signed in.
    Person(Id),
    /// Somebody with a personal link, by the id of the link.
    Link(Id),
    /// An access token of the JSON API, by its id.
    Token(Id),
    /// Somebody whom nobody knows: an open form.
    Anonymous,
    /// The program itself: the name of the job or command.
    Program(&'static str),
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Actor::Person(id) => write!(f, "person:{id}"),
            Actor::Link(id) => write!(f, "link:{id}"),
            Actor::Token(id) => write!(f, "token:{id}"),
            Actor::Anonymous => f.write_str("anonymous"),
            Actor::Program(name) => write!(f, "program:{name}"),
        }
    }
}

/// What was done, to be written in the same transaction.
#[derive(Debug, Clone)]
pub struct Record {
    action: &'static str,
    subject: String,
    details: serde_json::Value,
}

impl Record {
    /// `action` is `noun.participle`, as in `need.seconded`; `subject` is the id of what it was done to.
    pub fn new(action: &'static str, subject: impl std::fmt::Display) -> Self {
        Self { action, subject: subject.to_string(), details: serde_json::Value::Null }
    }

    /// Adds what one must know later to understand the act: ids, numbers, states; no personal data.
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or(serde_json::Value::Null);
        match &mut self.details {
            serde_json::Value::Object(map) => {
                map.insert(name.to_owned(), value);
            }
            details => *details = serde_json::json!({ name: value }),
        }
        self
    }
}

/// The hash before the first record.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One stored record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Whose chain.
    pub tenant: TenantId,
    /// 1 for the first of the chain.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who, as [`Actor`] writes itself.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// JSON.
    pub details: String,
}

impl Entry {
    /// SHA-256 over the hash before and every field, each with its length in front, in lower-case hexadecimal.
    pub fn hash(&self, before: &str) -> String {
        let (tenant, seq, at) =
            (self.tenant.to_string(), self.seq.to_string(), self.at.as_microsecond().to_string());
        digest([before, &tenant, &seq, &at, &self.actor, &self.action, &self.subject, &self.details])
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.get("tenant")?,
            seq: u64::try_from(row.get::<i64>("seq")?).map_err(StoreError::fault)?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            action: row.get("action")?,
            subject: row.get("subject")?,
            details: row.get("details")?,
        })
    }
}

fn digest(parts: [&str; 8]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

/// Which records to list.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    /// Only of this subject.
    pub subject: Option<String>,
    /// Only by this actor, as [`Actor`] writes itself.
    pub actor: Option<String>,
    /// Only this action.
    pub action: Option<String>,
}

/// Records of the tenant, the newest first, and how many there are in all.
///
/// # Errors
///
/// What the database says.
pub async fn list_entries(
    session: &mut Session,
    filter: &EntryFilter,
    slice: Slice,
) -> Result<(Vec<Entry>, u64), StoreError> {
    let rows = session
        .all(
            sql!(
                "SELECT * FROM audit WHERE tenant = $1 AND ($2 IS NULL OR subject = $2) \
                 AND ($3 IS NULL OR actor = $3) AND ($4 IS NULL OR action = $4) \
                 ORDER BY seq DESC LIMIT $5 OFFSET $6"
            ),
            args![
                filter.subject.clone(),
                filter.actor.clone(),
                filter.action.clone(),
                slice.limit,
                slice.offset
            ],
        )
        .await?;
    let total = session
        .one(
            sql!(
                "SELECT count(*) AS n FROM audit WHERE tenant = $1 AND ($2 IS NULL OR subject = $2) \
                 AND ($3 IS NULL OR actor = $3) AND ($4 IS NULL OR action = $4)"
            ),
            args![filter.subject.clone(), filter.actor.clone(), filter.action.clone()],
        )
        .await?
        .ok_or_else(|| StoreError::fault("no count"))?;
    let total = u64::try_from(total.get::<i64>("n")?).map_err(StoreError::fault)?;
    Ok((rows.iter().map(Entry::from_row).collect::<Result<_, _>>()?, total))
}

/// Adds a record to the chain of the change's tenant. The row of the chain's head is locked until the commit, so
/// that two changes of one tenant get consecutive numbers.
pub(crate) async fn append(change: &mut Change, record: Record) -> Result<u64, StoreError> {
    let next = sql!("UPDATE audit_head SET seq = seq + 1 WHERE tenant = $1 RETURNING seq, hash");
    let head = match change.one(next, args![]).await? {
        Some(head) => head,
        None => {
            change
                .run(
                    sql!(
                        "INSERT INTO audit_head (tenant, seq, hash) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING"
                    ),
                    args![START],
                )
                .await?;
            change.one(next, args![]).await?.ok_or_else(|| StoreError::fault("no head of the audit log"))?
        }
    };
    let seq: i64 = head.get("seq")?;
    let before: String = head.get("hash")?;
    let entry = Entry {
        tenant: change.tenant(),
        seq: u64::try_from(seq).map_err(StoreError::fault)?,
        at: Timestamp::from_microsecond(change.now().as_microsecond()).map_err(StoreError::fault)?,
        actor: change.actor().to_string(),
        action: record.action.to_owned(),
        subject: record.subject,
        details: record.details.to_string(),
    };
    let hash = entry.hash(&before);
    change
        .run(
            sql!(
                "INSERT INTO audit (tenant, seq, at, actor, action, subject, details, before, hash) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            ),
            args![
                seq,
                entry.at,
                entry.actor,
                entry.action,
                entry.subject,
                entry.details,
                before,
                hash.clone()
            ],
        )
        .await?;
    change.run(sql!("UPDATE audit_head SET hash = $2 WHERE tenant = $1"), args![Arg::from(hash)]).await?;
    Ok(entry.seq)
}
