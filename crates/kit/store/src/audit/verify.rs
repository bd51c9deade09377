//! Reading the chains again: nothing edited, deleted, moved, put in between or cut off.
//!
//! What a chain and its checkpoints cannot show: a chain rewritten whole after its last checkpoint, by somebody who can
//! write to the database. Frequent checkpoints kept elsewhere make that window small.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::START;
use super::checkpoint::{self, Checkpoint, PublicKey};
use crate::{Row, Session, Store, StoreError, args, system_sql};

/// A record as it is stored, nothing believed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Whose chain.
    pub tenant: String,
    /// Its number.
    pub seq: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// JSON.
    pub details: String,
    /// The hash of the record before.
    pub before: String,
    /// Its own.
    pub hash: String,
}

impl Line {
    /// Reads all columns of a record by their names.
    ///
    /// # Errors
    ///
    /// `Fault` where a column is missing.
    pub fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.get("tenant")?,
            seq: row.get("seq")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            action: row.get("action")?,
            subject: row.get("subject")?,
            details: row.get("details")?,
            before: row.get("before")?,
            hash: row.get("hash")?,
        })
    }

    fn computed(&self) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        super::digest([
            &self.before,
            &self.tenant,
            &seq,
            &at,
            &self.actor,
            &self.action,
            &self.subject,
            &self.details,
        ])
    }
}

/// The end of a chain as `audit_head` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of the last record.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// What is wrong at a place of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The record is not what was hashed.
    Edited,
    /// So many records are missing from here on.
    Deleted(u64),
    /// The record does not follow on the one before: one of them was moved, put in between, or rewritten.
    Moved,
    /// A record with a number that the chain had already passed or never had.
    Inserted,
    /// The chain's end is not the one it was said to have.
    WrongEnd,
    /// The chain once reached this record; it ends before.
    Cut,
    /// A checkpoint says another hash: the chain was rewritten up to here.
    Rewritten,
    /// A checkpoint is not signed by a key of this house.
    Unsigned,
    /// A checkpoint of the file is missing from the database.
    CheckpointDeleted,
    /// A record that was handed out is not in the chain.
    Unknown,
    /// A record that was handed out is another one in the chain.
    Differs,
    /// What is stored cannot be read as a record or a checkpoint.
    Unreadable(String),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited => f.write_str("the record was edited"),
            Self::Deleted(count) => write!(f, "{count} records are missing from here on"),
            Self::Moved => f.write_str("the record does not follow on the one before"),
            Self::Inserted => f.write_str("the record was put in between"),
            Self::WrongEnd => f.write_str("the chain's end is not the one it was said to have"),
            Self::Cut => f.write_str("the chain once reached this record and ends before it"),
            Self::Rewritten => f.write_str("a signed checkpoint says another hash"),
            Self::Unsigned => f.write_str("the checkpoint is not signed by a trusted key"),
            Self::CheckpointDeleted => f.write_str("the checkpoint is missing from the database"),
            Self::Unknown => f.write_str("the chain has no such record"),
            Self::Differs => f.write_str("the chain has another record with this number"),
            Self::Unreadable(why) => write!(f, "unreadable: {why}"),
        }
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In whose chain; empty for a line of the file that cannot be read.
    pub tenant: String,
    /// At which record.
    pub seq: i64,
    /// What is wrong.
    pub what: What,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} #{}: {}", self.tenant, self.seq, self.what)
    }
}

/// How the chains are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many chains were read.
    pub chains: u64,
    /// How many records.
    pub records: u64,
    /// How many checkpoints were compared.
    pub checkpoints: u64,
    /// What was found, at most [`MOST_FAULTS`] for each chain.
    pub faults: Vec<Fault>,
}

impl Report {
    fn add(&mut self, chain: Chain, head: Option<&Head>) {
        let (records, mut faults) = chain.finish(head);
        self.chains += 1;
        self.records += records;
        self.faults.append(&mut faults);
    }

    /// Nothing was found.
    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }
}

/// So many faults of a chain are told; after a few more, one knows.
pub const MOST_FAULTS: usize = 100;

/// Reads one chain, record by record in the order of their numbers.
#[derive(Debug)]
pub struct Chain {
    tenant: String,
    next: i64,
    before: String,
    checkpoints: BTreeMap<i64, String>,
    records: u64,
    faults: Vec<Fault>,
}

impl Chain {
    /// The chain of a tenant, and what checkpoints (whose signatures the caller has looked at) say of it.
    pub fn new<'a>(tenant: impl Into<String>, checkpoints: impl IntoIterator<Item = &'a Checkpoint>) -> Self {
        let (mut known, mut faults) = (BTreeMap::new(), Vec::new());
        let tenant = tenant.into();
        for point in checkpoints.into_iter().filter(|point| point.tenant == tenant) {
            // Two signed checkpoints that disagree: one of them is of another past.
            let earlier = known.insert(point.seq, point.hash.clone());
            if earlier.is_some_and(|hash| hash != point.hash) {
                faults.push(Fault { tenant: tenant.clone(), seq: point.seq, what: What::Rewritten });
            }
        }
        Self { tenant, next: 1, before: START.to_owned(), checkpoints: known, records: 0, faults }
    }

    fn fault(&mut self, seq: i64, what: What) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault { tenant: self.tenant.clone(), seq, what });
        }
    }

    /// The next record.
    pub fn push(&mut self, line: &Line) {
        self.records += 1;
        if line.seq < self.next || line.tenant != self.tenant {
            self.fault(line.seq, What::Inserted);
        } else if line.seq > self.next {
            self.fault(self.next, What::Deleted(line.seq.abs_diff(self.next)));
        } else if line.before != self.before {
            self.fault(line.seq, What::Moved);
        }
        if line.computed() != line.hash {
            self.fault(line.seq, What::Edited);
        }
        if self.checkpoints.get(&line.seq).is_some_and(|hash| *hash != line.hash) {
            self.fault(line.seq, What::Rewritten);
        }
        self.before.clone_from(&line.hash);
        self.next = line.seq.saturating_add(1);
    }

    /// The end: what the chain's head says and the checkpoints beyond it.
    pub fn finish(mut self, head: Option<&Head>) -> (u64, Vec<Fault>) {
        let last = self.next - 1;
        let signed = self.checkpoints.keys().next_back().copied().unwrap_or(0);
        let reached = head.map_or(0, |head| head.seq).max(signed);
        let fits = match head {
            Some(head) => head.seq == last && head.hash == self.before,
            None => last == 0,
        };
        if reached > last {
            self.fault(reached, What::Cut);
        } else if !fits {
            self.fault(last, What::WrongEnd);
        }
        (self.records, self.faults)
    }
}

/// Verifies all chains of a store: against themselves, against the checkpoints in the database, and against the file
/// of checkpoints in the folder, by the keys the folder trusts.
///
/// # Errors
///
/// What the database says; files that cannot be read.
pub async fn verify(store: &Store) -> Result<Report, StoreError> {
    let folder = &store.settings().folder;
    let path = folder.join(checkpoint::FILE);
    let kept = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(StoreError::Unavailable(format!("{}: {error}", path.display()))),
    };
    let mut view = store.system().read().await?;
    verify_in(&mut view, &kept, &checkpoint::trusted(folder)?).await
}

/// Verifies all chains that a session across tenants sees, against the text of a file of checkpoints and by these keys.
///
/// # Errors
///
/// What the database says.
pub async fn verify_in(
    session: &mut Session,
    kept: &str,
    trusted: &[PublicKey],
) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut points = Points::new(trusted);
    let stored = system_sql!("SELECT * FROM audit_checkpoint ORDER BY tenant, seq");
    for row in session.all_system(stored, args![]).await? {
        let (tenant, seq) = (row.get("tenant").unwrap_or_default(), row.get("seq").unwrap_or_default());
        points.stored(Checkpoint::from_row(&row), tenant, seq);
    }
    for (number, point) in checkpoint::read_file(kept) {
        points.kept(number, point);
    }
    let known = system_sql!("SELECT tenant FROM audit UNION SELECT tenant FROM audit_head");
    let mut tenants: Vec<String> = session
        .all_system(known, args![])
        .await?
        .iter()
        .map(|row| row.get("tenant"))
        .collect::<Result<_, _>>()?;
    tenants.extend(points.good.iter().map(|point| point.tenant.clone()));
    tenants.sort();
    tenants.dedup();
    report.checkpoints = points.good.len() as u64;
    report.faults.append(&mut points.faults);
    for tenant in tenants {
        let mut chain = Chain::new(&tenant, &points.good);
        let mut after = i64::MIN;
        loop {
            let page =
                system_sql!("SELECT * FROM audit WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT 1000");
            let rows = session.all_system(page, args![tenant.as_str(), after]).await?;
            for row in &rows {
                after = row.get("seq")?;
                match Line::from_row(row) {
                    Ok(line) => chain.push(&line),
                    Err(error) => chain.fault(after, What::Unreadable(error.to_string())),
                }
            }
            if rows.len() < 1000 {
                break;
            }
        }
        let head = system_sql!("SELECT seq, hash FROM audit_head WHERE tenant = $1");
        let head = match session.one_system(head, args![tenant.as_str()]).await? {
            Some(row) => Some(Head { seq: row.get("seq")?, hash: row.get("hash")? }),
            None => None,
        };
        report.add(chain, head.as_ref());
    }
    Ok(report)
}

/// Compares records that were handed out, a line of JSON each, with the chains: whether each is what its hash says, and
/// stands in its chain. Gives how many were read, and what is wrong.
///
/// # Errors
///
/// What the database says.
pub async fn verify_lines(session: &mut Session, text: &str) -> Result<(u64, Vec<Fault>), StoreError> {
    let (mut read, mut faults) = (0, Vec::new());
    for (number, text) in (1_i64..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let line: Line = match serde_json::from_str(text) {
            Ok(line) => line,
            Err(error) => {
                let what = What::Unreadable(format!("line {number}: {error}"));
                faults.push(Fault { tenant: String::new(), seq: number, what });
                continue;
            }
        };
        read += 1;
        let find = system_sql!("SELECT hash FROM audit WHERE tenant = $1 AND seq = $2");
        let found = session.one_system(find, args![line.tenant.as_str(), line.seq]).await?;
        let hash: Option<String> = found.map(|row| row.get("hash")).transpose()?;
        let what = match hash {
            _ if line.computed() != line.hash => What::Edited,
            None => What::Unknown,
            Some(hash) if hash != line.hash => What::Differs,
            Some(_) => continue,
        };
        faults.push(Fault { tenant: line.tenant, seq: line.seq, what });
    }
    Ok((read, faults))
}

/// Checkpoints of database and file, sorted into those to go by and faults.
pub(crate) struct Points<'a> {
    trusted: &'a [PublicKey],
    stored: BTreeMap<(String, i64), String>,
    pub(crate) good: Vec<Checkpoint>,
    pub(crate) faults: Vec<Fault>,
}

impl<'a> Points<'a> {
    pub(crate) fn new(trusted: &'a [PublicKey]) -> Self {
        Self { trusted, stored: BTreeMap::new(), good: Vec::new(), faults: Vec::new() }
    }

    /// One of the database. They come before those of the file.
    pub(crate) fn stored(&mut self, point: Result<Checkpoint, StoreError>, tenant: String, seq: i64) {
        match point {
            Ok(point) => {
                self.stored.insert((point.tenant.clone(), point.seq), point.to_string());
                self.take(point);
            }
            Err(error) => self.faults.push(Fault { tenant, seq, what: What::Unreadable(error.to_string()) }),
        }
    }

    /// One of the file.
    pub(crate) fn kept(&mut self, number: usize, point: Result<Checkpoint, StoreError>) {
        match point {
            Ok(point) => {
                let there = self.stored.get(&(point.tenant.clone(), point.seq));
                if there.is_some_and(|line| *line == point.to_string()) {
                    return;
                }
                if there.is_none() && point.is_signed_by(self.trusted) {
                    let (tenant, seq) = (point.tenant.clone(), point.seq);
                    self.faults.push(Fault { tenant, seq, what: What::CheckpointDeleted });
                }
                self.take(point);
            }
            Err(error) => self.faults.push(Fault {
                tenant: String::new(),
                seq: i64::try_from(number).unwrap_or(0),
                what: What::Unreadable(format!("line {number} of {}: {error}", checkpoint::FILE)),
            }),
        }
    }

    fn take(&mut self, point: Checkpoint) {
        if point.is_signed_by(self.trusted) {
            self.good.push(point);
        } else {
            self.faults.push(Fault { tenant: point.tenant, seq: point.seq, what: What::Unsigned });
        }
    }
}

/// Verifies chains that are not in a database: rows of the tables `audit_checkpoint` and `audit_head`, then the file of
/// checkpoints, then the rows of `audit`, those of a tenant together and in order.
pub(crate) struct Offline<'a> {
    points: Points<'a>,
    heads: BTreeMap<String, Head>,
    chain: Option<Chain>,
    seen: BTreeSet<String>,
    report: Report,
}

impl<'a> Offline<'a> {
    pub(crate) fn new(trusted: &'a [PublicKey]) -> Self {
        Self {
            points: Points::new(trusted),
            heads: BTreeMap::new(),
            chain: None,
            seen: BTreeSet::new(),
            report: Report::default(),
        }
    }

    pub(crate) fn checkpoint(&mut self, row: &Row) {
        let (tenant, seq) = (row.get("tenant").unwrap_or_default(), row.get("seq").unwrap_or_default());
        self.points.stored(Checkpoint::from_row(row), tenant, seq);
    }

    pub(crate) fn head(&mut self, row: &Row) -> Result<(), StoreError> {
        self.heads.insert(row.get("tenant")?, Head { seq: row.get("seq")?, hash: row.get("hash")? });
        Ok(())
    }

    pub(crate) fn kept(&mut self, text: &str) {
        for (number, point) in checkpoint::read_file(text) {
            self.points.kept(number, point);
        }
    }

    pub(crate) fn record(&mut self, row: &Row) -> Result<(), StoreError> {
        let line = Line::from_row(row)?;
        if self.chain.as_ref().is_none_or(|chain| chain.tenant != line.tenant) {
            self.end();
            self.seen.insert(line.tenant.clone());
            self.chain = Some(Chain::new(&line.tenant, &self.points.good));
        }
        if let Some(chain) = &mut self.chain {
            chain.push(&line);
        }
        Ok(())
    }

    fn end(&mut self) {
        if let Some(chain) = self.chain.take() {
            let head = self.heads.get(&chain.tenant);
            self.report.add(chain, head);
        }
    }

    pub(crate) fn finish(mut self) -> Report {
        self.end();
        let mut without: BTreeSet<String> = self.heads.keys().cloned().collect();
        without.extend(self.points.good.iter().map(|point| point.tenant.clone()));
        for tenant in without.difference(&self.seen) {
            self.report.add(Chain::new(tenant, &self.points.good), self.heads.get(tenant));
        }
        self.report.checkpoints = self.points.good.len() as u64;
        self.report.faults.append(&mut self.points.faults);
        self.report
    }
}

#[cfg(test)]
mod tests;
