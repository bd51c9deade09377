//! Elections as rows, what was frozen of them, and the self-tests of their boxes.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

use crate::model::{Act, Counts, Question, Rules, Stage};

/// An election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    /// Its id.
    pub id: Id,
    /// How the archive and addresses name it.
    pub uuid: String,
    /// Its title.
    pub title: String,
    /// What voters should know.
    pub description: String,
    /// What is asked.
    pub questions: Vec<Question>,
    /// Its rules.
    pub rules: Rules,
    /// When voting may begin.
    pub opens_at: Option<Timestamp>,
    /// When voting ends at the latest.
    pub closes_at: Option<Timestamp>,
    /// How far it has come.
    pub stage: Stage,
    /// Since when it is stopped.
    pub stopped_at: Option<Timestamp>,
    /// The election that it rehearses.
    pub rehearses: Option<Id>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was frozen.
    pub frozen_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// When the result was published.
    pub published_at: Option<Timestamp>,
}

impl Election {
    /// Whether the time for voting is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.closes_at.is_some_and(|closes| closes <= now)
    }

    /// The step of the board that is due at this time.
    pub fn due(&self, now: Timestamp) -> Option<Act> {
        Act::due(self.stage, self.stopped_at.is_some(), self.is_over(now))
    }

    /// Whether a ballot may be cast at this time.
    pub fn takes_ballots(&self, now: Timestamp) -> bool {
        self.stage == Stage::Open
            && self.stopped_at.is_none()
            && self.opens_at.is_none_or(|opens| opens <= now)
            && !self.is_over(now)
    }

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let text = |column: &str| row.get::<String>(column);
        Ok(Self {
            id: row.get("id")?,
            uuid: text("uuid")?,
            title: text("title")?,
            description: text("description")?,
            questions: serde_json::from_str(&text("questions")?).map_err(StoreError::fault)?,
            rules: serde_json::from_str(&text("rules")?).map_err(StoreError::fault)?,
            opens_at: row.get("opens_at")?,
            closes_at: row.get("closes_at")?,
            stage: stage_of(&text("stage")?)?,
            stopped_at: row.get("stopped_at")?,
            rehearses: row.get("rehearses")?,
            made_at: row.get("made_at")?,
            frozen_at: row.get("frozen_at")?,
            opened_at: row.get("opened_at")?,
            closed_at: row.get("closed_at")?,
            published_at: row.get("published_at")?,
        })
    }
}

fn stage_of(word: &str) -> Result<Stage, StoreError> {
    word.parse().map_err(|()| StoreError::Fault(format!("no stage is called {word}")))
}

/// An election by how addresses name it.
///
/// # Errors
///
/// What the database says.
pub async fn find_election(session: &mut Session, uuid: &str) -> Result<Option<Election>, StoreError> {
    let find = sql!("SELECT * FROM election WHERE tenant = $1 AND uuid = $2");
    session.one(find, args![uuid]).await?.as_ref().map(Election::from_row).transpose()
}

/// An election by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_election_by_id(session: &mut Session, id: Id) -> Result<Option<Election>, StoreError> {
    let find = sql!("SELECT * FROM election WHERE tenant = $1 AND id = $2");
    session.one(find, args![id]).await?.as_ref().map(Election::from_row).transpose()
}

/// All elections, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_elections(session: &mut Session) -> Result<Vec<Election>, StoreError> {
    let list = sql!("SELECT * FROM election WHERE tenant = $1 ORDER BY made_at DESC, id DESC");
    session.all(list, args![]).await?.iter().map(Election::from_row).collect()
}

/// The rehearsals of an election, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_rehearsals(session: &mut Session, id: Id) -> Result<Vec<Election>, StoreError> {
    let list =
        sql!("SELECT * FROM election WHERE tenant = $1 AND rehearses = $2 ORDER BY made_at DESC, id DESC");
    session.all(list, args![id]).await?.iter().map(Election::from_row).collect()
}

/// Keeps a new election.
///
/// # Errors
///
/// What the database says.
pub async fn insert_election(change: &mut Change, election: &Election) -> Result<(), StoreError> {
    let json = |value: serde_json::Result<String>| value.map_err(StoreError::fault);
    change
        .run(
            sql!(
                "INSERT INTO election (tenant, id, uuid, title, description, questions, rules, opens_at, closes_at, \
                 stage, rehearses, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
            ),
            args![
                election.id,
                &election.uuid,
                &election.title,
                &election.description,
                json(serde_json::to_string(&election.questions))?,
                json(serde_json::to_string(&election.rules))?,
                election.opens_at,
                election.closes_at,
                election.stage.word(),
                election.rehearses,
                election.made_at
            ],
        )
        .await?;
    Ok(())
}

/// Writes what a draft says. `false` where it is none any more.
///
/// # Errors
///
/// What the database says.
pub async fn update_draft(change: &mut Change, election: &Election) -> Result<bool, StoreError> {
    let json = |value: serde_json::Result<String>| value.map_err(StoreError::fault);
    let written = change
        .run(
            sql!(
                "UPDATE election SET title = $3, description = $4, questions = $5, rules = $6, opens_at = $7, \
                 closes_at = $8 WHERE tenant = $1 AND id = $2 AND stage = 'draft'"
            ),
            args![
                election.id,
                &election.title,
                &election.description,
                json(serde_json::to_string(&election.questions))?,
                json(serde_json::to_string(&election.rules))?,
                election.opens_at,
                election.closes_at
            ],
        )
        .await?;
    Ok(written > 0)
}

/// Holds a draft until the end of the change: whoever else changes or freezes it waits. `false` where it is none any more.
///
/// # Errors
///
/// What the database says.
pub async fn hold_draft(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let hold = sql!("UPDATE election SET stage = stage WHERE tenant = $1 AND id = $2 AND stage = 'draft'");
    Ok(change.run(hold, args![id]).await? > 0)
}

/// Takes an election from one stage to another, and notes when. `false` where it is not in that stage (any more), so that of two
/// who do the same one does it.
///
/// # Errors
///
/// What the database says.
pub async fn update_stage(change: &mut Change, id: Id, from: Stage, to: Stage) -> Result<bool, StoreError> {
    let now = change.now();
    let at = |stage: Stage| (stage == to).then_some(now);
    let written = change
        .run(
            sql!(
                "UPDATE election SET stage = $4, frozen_at = COALESCE(frozen_at, $5), \
                 opened_at = COALESCE(opened_at, $6), closed_at = COALESCE(closed_at, $7), \
                 published_at = COALESCE(published_at, $8) WHERE tenant = $1 AND id = $2 AND stage = $3"
            ),
            args![
                id,
                from.word(),
                to.word(),
                at(Stage::Frozen),
                at(Stage::Open),
                at(Stage::Closing),
                at(Stage::Published)
            ],
        )
        .await?;
    Ok(written > 0)
}

/// Stops an open election (`true`), or lets it go on. `false` where that is so already.
///
/// # Errors
///
/// What the database says.
pub async fn update_stopped(change: &mut Change, id: Id, is_stopped: bool) -> Result<bool, StoreError> {
    let now = change.now();
    let written = match is_stopped {
        true => {
            let stop = sql!(
                "UPDATE election SET stopped_at = $3 WHERE tenant = $1 AND id = $2 AND stage = 'open' \
                 AND stopped_at IS NULL"
            );
            change.run(stop, args![id, now]).await?
        }
        false => {
            let resume = sql!(
                "UPDATE election SET stopped_at = NULL WHERE tenant = $1 AND id = $2 AND stopped_at IS NOT NULL"
            );
            change.run(resume, args![id]).await?
        }
    };
    Ok(written > 0)
}

/// What went into the archive when the election was frozen, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupRow {
    /// The archive's time, in seconds since 1970.
    pub timestamp: u64,
    /// The election.
    pub description: String,
    /// The trustees.
    pub trustees: String,
    /// The public credentials.
    pub credentials: String,
    /// The fingerprint of the election.
    pub fingerprint: String,
}

/// What was frozen.
///
/// # Errors
///
/// What the database says.
pub async fn find_setup(session: &mut Session, election: Id) -> Result<Option<SetupRow>, StoreError> {
    let find = sql!("SELECT * FROM election_setup WHERE tenant = $1 AND election = $2");
    let Some(row) = session.one(find, args![election]).await? else { return Ok(None) };
    Ok(Some(SetupRow {
        timestamp: u64::try_from(row.get::<i64>("timestamp")?).map_err(StoreError::fault)?,
        description: row.get("description")?,
        trustees: row.get("trustees")?,
        credentials: row.get("credentials")?,
        fingerprint: row.get("fingerprint")?,
    }))
}

/// The fingerprint of a frozen election.
///
/// # Errors
///
/// What the database says.
pub async fn find_fingerprint(session: &mut Session, election: Id) -> Result<Option<String>, StoreError> {
    let find = sql!("SELECT fingerprint FROM election_setup WHERE tenant = $1 AND election = $2");
    session.one(find, args![election]).await?.map(|row| row.get("fingerprint")).transpose()
}

/// A frozen election as its archive describes it, without the long list of credentials.
///
/// # Errors
///
/// What the database says.
pub async fn find_description(session: &mut Session, election: Id) -> Result<Option<String>, StoreError> {
    let find = sql!("SELECT description FROM election_setup WHERE tenant = $1 AND election = $2");
    session.one(find, args![election]).await?.map(|row| row.get("description")).transpose()
}

/// Keeps what was frozen.
///
/// # Errors
///
/// What the database says; a conflict where it was frozen before.
pub async fn insert_setup(change: &mut Change, election: Id, setup: &SetupRow) -> Result<(), StoreError> {
    let timestamp = i64::try_from(setup.timestamp).map_err(StoreError::fault)?;
    change
        .run(
            sql!(
                "INSERT INTO election_setup (tenant, election, timestamp, description, trustees, credentials, \
                 fingerprint) VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            args![
                election,
                timestamp,
                &setup.description,
                &setup.trustees,
                &setup.credentials,
                &setup.fingerprint
            ],
        )
        .await?;
    Ok(())
}

/// What somebody of the board counted on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// Who.
    pub role: Id,
    /// What.
    pub counts: Counts,
    /// When.
    pub made_at: Timestamp,
}

/// What was counted on paper, the earliest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_papers(session: &mut Session, election: Id) -> Result<Vec<PaperRow>, StoreError> {
    let list =
        sql!("SELECT * FROM election_paper WHERE tenant = $1 AND election = $2 ORDER BY made_at, role");
    let read = |row: &Row| {
        let counts = serde_json::from_str(&row.get::<String>("counts")?).map_err(StoreError::fault)?;
        Ok(PaperRow { role: row.get("role")?, counts, made_at: row.get("made_at")? })
    };
    session.all(list, args![election]).await?.iter().map(read).collect()
}

/// Keeps what somebody counted on paper; what they entered before is replaced.
///
/// # Errors
///
/// What the database says.
pub async fn update_paper(
    change: &mut Change,
    election: Id,
    role: Id,
    counts: &Counts,
) -> Result<(), StoreError> {
    let (now, text) = (change.now(), serde_json::to_string(counts).map_err(StoreError::fault)?);
    change
        .run(
            sql!(
                "INSERT INTO election_paper (tenant, election, role, counts, made_at) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (tenant, election, role) DO UPDATE SET counts = $4, made_at = $5"
            ),
            args![election, role, text, now],
        )
        .await?;
    Ok(())
}

/// A self-test of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// Why it was made: the end of a translation key.
    pub reason: String,
    /// How many ballots lay there.
    pub ballots: u64,
    /// What was wrong: the end of a translation key.
    pub fault: Option<String>,
    /// When.
    pub made_at: Timestamp,
}

/// The self-tests, the latest first.
///
/// # Errors
///
/// What the database says.
pub async fn list_checks(session: &mut Session, election: Id) -> Result<Vec<CheckRow>, StoreError> {
    let list = sql!(
        "SELECT * FROM election_check WHERE tenant = $1 AND election = $2 ORDER BY made_at DESC, id DESC LIMIT 100"
    );
    let read = |row: &Row| {
        Ok(CheckRow {
            reason: row.get("reason")?,
            ballots: row.get::<i64>("ballots")?.unsigned_abs(),
            fault: row.get("fault")?,
            made_at: row.get("made_at")?,
        })
    };
    session.all(list, args![election]).await?.iter().map(read).collect()
}

/// Keeps a self-test.
///
/// # Errors
///
/// What the database says.
pub async fn insert_check(
    change: &mut Change,
    election: Id,
    reason: &str,
    ballots: u64,
    fault: Option<&str>,
) -> Result<(), StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    change
        .run(
            sql!(
                "INSERT INTO election_check (tenant, id, election, reason, ballots, fault, made_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            args![id, election, reason, ballots as i64, fault.map(str::to_owned), now],
        )
        .await?;
    Ok(())
}
