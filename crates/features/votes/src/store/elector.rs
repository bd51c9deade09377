//! The register: who may vote, with which public credential, and who has voted.

use rathaus_store::{Change, Id, Row, Session, Slice, StoreError, args, sql};

use crate::model::ElectorLine;

/// How somebody voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// With an encrypted ballot.
    Online,
    /// With a paper ballot.
    Paper,
}

impl Way {
    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Way::Online => "online",
            Way::Paper => "paper",
        }
    }
}

/// Somebody who may vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elector {
    /// The id.
    pub id: Id,
    /// The number in the register.
    pub number: u64,
    /// The name.
    pub name: String,
    /// Where letters go.
    pub address: String,
    /// How many votes.
    pub weight: u64,
    /// The public credential, until the result is published.
    pub credential: Option<String>,
    /// How they voted, if they did.
    pub voted: Option<Way>,
}

impl Elector {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let voted: Option<String> = row.get("voted")?;
        Ok(Self {
            id: row.get("id")?,
            number: row.get::<i64>("number")?.unsigned_abs(),
            name: row.get("name")?,
            address: row.get("address")?,
            weight: row.get::<i64>("weight")?.unsigned_abs(),
            credential: row.get("credential")?,
            voted: voted.map(|word| if word == "paper" { Way::Paper } else { Way::Online }),
        })
    }
}

/// The register in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Register {
    /// How many may vote.
    pub electors: u64,
    /// Their weight together.
    pub weight: u64,
    /// How many have a voting key.
    pub with_credential: u64,
    /// How many voted on line.
    pub online: u64,
    /// How many voted on paper.
    pub paper: u64,
    /// The weight of all who voted.
    pub voted_weight: u64,
    /// The greatest weight of one.
    pub greatest: u64,
}

/// The register in numbers.
///
/// # Errors
///
/// What the database says.
pub async fn find_register(session: &mut Session, election: Id) -> Result<Register, StoreError> {
    // Sums of whole numbers are numeric on PostgreSQL unless told otherwise.
    let count = sql!(
        "SELECT COUNT(*) AS electors, CAST(COALESCE(SUM(weight), 0) AS BIGINT) AS weight, \
         COUNT(credential) AS with_credential, \
         CAST(COALESCE(SUM(CASE WHEN voted = 'online' THEN 1 ELSE 0 END), 0) AS BIGINT) AS online, \
         CAST(COALESCE(SUM(CASE WHEN voted = 'paper' THEN 1 ELSE 0 END), 0) AS BIGINT) AS paper, \
         CAST(COALESCE(SUM(CASE WHEN voted IS NOT NULL THEN weight ELSE 0 END), 0) AS BIGINT) AS voted_weight, \
         CAST(COALESCE(MAX(weight), 0) AS BIGINT) AS greatest \
         FROM elector WHERE tenant = $1 AND election = $2"
    );
    let Some(row) = session.one(count, args![election]).await? else { return Ok(Register::default()) };
    let number = |column: &str| row.get::<i64>(column).map(i64::unsigned_abs);
    Ok(Register {
        electors: number("electors")?,
        weight: number("weight")?,
        with_credential: number("with_credential")?,
        online: number("online")?,
        paper: number("paper")?,
        voted_weight: number("voted_weight")?,
        greatest: number("greatest")?,
    })
}

/// The register, by number.
///
/// # Errors
///
/// What the database says.
pub async fn list_electors(session: &mut Session, election: Id) -> Result<Vec<Elector>, StoreError> {
    let list = sql!("SELECT * FROM elector WHERE tenant = $1 AND election = $2 ORDER BY number");
    session.all(list, args![election]).await?.iter().map(Elector::from_row).collect()
}

/// Those whose name or number is like `sought` (empty for all), by number, and how many there are.
///
/// # Errors
///
/// What the database says.
pub async fn find_electors(
    session: &mut Session,
    election: Id,
    sought: &str,
    slice: Slice,
) -> Result<(Vec<Elector>, u64), StoreError> {
    let escaped = sought.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let (like, number) = (format!("%{escaped}%"), sought.trim().parse::<i64>().unwrap_or(-1));
    let count = sql!(
        "SELECT COUNT(*) AS n FROM elector WHERE tenant = $1 AND election = $2 \
         AND (LOWER(name) LIKE $3 ESCAPE '\\' OR number = $4)"
    );
    let all: i64 = match session.one(count, args![election, &like, number]).await? {
        Some(row) => row.get("n")?,
        None => 0,
    };
    let list = sql!(
        "SELECT * FROM elector WHERE tenant = $1 AND election = $2 \
         AND (LOWER(name) LIKE $3 ESCAPE '\\' OR number = $4) ORDER BY number LIMIT $5 OFFSET $6"
    );
    let args = args![election, &like, number, i64::from(slice.limit), i64::from(slice.offset)];
    let electors = session.all(list, args).await?.iter().map(Elector::from_row).collect::<Result<_, _>>()?;
    Ok((electors, all.unsigned_abs()))
}

/// One of the register, by number.
///
/// # Errors
///
/// What the database says.
pub async fn find_elector(
    session: &mut Session,
    election: Id,
    number: u64,
) -> Result<Option<Elector>, StoreError> {
    let find = sql!("SELECT * FROM elector WHERE tenant = $1 AND election = $2 AND number = $3");
    session.one(find, args![election, number as i64]).await?.as_ref().map(Elector::from_row).transpose()
}

/// Whose a public credential is.
///
/// # Errors
///
/// What the database says.
pub async fn find_elector_of(
    session: &mut Session,
    election: Id,
    credential: &str,
) -> Result<Option<Elector>, StoreError> {
    let find = sql!("SELECT * FROM elector WHERE tenant = $1 AND election = $2 AND credential = $3");
    session.one(find, args![election, credential]).await?.as_ref().map(Elector::from_row).transpose()
}

/// Adds people to the register; who stands there with the same name and address is left out. Says how many were added.
///
/// # Errors
///
/// What the database says.
pub async fn insert_electors(
    change: &mut Change,
    election: Id,
    people: &[ElectorLine],
) -> Result<u64, StoreError> {
    let known = list_electors(change, election).await?;
    let mut seen: std::collections::BTreeSet<(String, String)> =
        known.iter().map(|elector| (elector.name.to_lowercase(), elector.address.to_lowercase())).collect();
    let mut number = known.last().map_or(0, |elector| elector.number);
    let mut added = 0;
    for person in people {
        if !seen.insert((person.name.to_lowercase(), person.address.to_lowercase())) {
            continue;
        }
        number += 1;
        added += 1;
        let id = Id::new(change.now());
        change
            .run(
                sql!(
                    "INSERT INTO elector (tenant, id, election, number, name, address, weight) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7)"
                ),
                args![id, election, number as i64, &person.name, &person.address, person.weight as i64],
            )
            .await?;
    }
    Ok(added)
}

/// Takes somebody out of the register. `false` where they are not there.
///
/// # Errors
///
/// What the database says.
pub async fn delete_elector(change: &mut Change, election: Id, number: u64) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM elector WHERE tenant = $1 AND election = $2 AND number = $3");
    Ok(change.run(delete, args![election, number as i64]).await? > 0)
}

/// Empties the register of a draft.
///
/// # Errors
///
/// What the database says.
pub async fn delete_electors(change: &mut Change, election: Id) -> Result<u64, StoreError> {
    let delete = sql!("DELETE FROM elector WHERE tenant = $1 AND election = $2");
    change.run(delete, args![election]).await
}

/// Keeps the public credential of somebody. `false` where they are not in the register.
///
/// # Errors
///
/// What the database says; a conflict where somebody else has it.
pub async fn update_credential(
    change: &mut Change,
    election: Id,
    number: u64,
    credential: &str,
) -> Result<bool, StoreError> {
    let update =
        sql!("UPDATE elector SET credential = $4 WHERE tenant = $1 AND election = $2 AND number = $3");
    Ok(change.run(update, args![election, number as i64, credential]).await? > 0)
}

/// Forgets which public credential is whose.
///
/// # Errors
///
/// What the database says.
pub async fn delete_credentials(change: &mut Change, election: Id) -> Result<u64, StoreError> {
    let forget = sql!("UPDATE elector SET credential = NULL WHERE tenant = $1 AND election = $2");
    change.run(forget, args![election]).await
}

/// Notes that somebody voted. `false` where they had voted before, in whatever way.
///
/// # Errors
///
/// What the database says.
pub async fn update_voted(change: &mut Change, id: Id, way: Way) -> Result<bool, StoreError> {
    let note = sql!("UPDATE elector SET voted = $3 WHERE tenant = $1 AND id = $2 AND voted IS NULL");
    Ok(change.run(note, args![id, way.word()]).await? > 0)
}

/// Takes back that somebody voted on paper: a mistake at the polling station. `false` where they did not.
///
/// # Errors
///
/// What the database says.
pub async fn delete_paper_vote(change: &mut Change, id: Id) -> Result<bool, StoreError> {
    let take_back = sql!("UPDATE elector SET voted = NULL WHERE tenant = $1 AND id = $2 AND voted = 'paper'");
    Ok(change.run(take_back, args![id]).await? > 0)
}
