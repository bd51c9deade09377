//! The box and the ballots in it.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Session, Slice, StoreError, args, sql};
use sha2::{Digest, Sha256};

/// What a box holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoxRow {
    /// How many ballots.
    pub ballots: u64,
    /// From how many voters.
    pub voters: u64,
    /// The chain over all trackers.
    pub chain: String,
}

/// A ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotRow {
    /// The number in the box, from 1.
    pub place: u64,
    /// The public credential that signed it.
    pub credential: String,
    /// The hash that the voter noted.
    pub tracker: String,
    /// The ballot as the archive holds it.
    pub body: String,
}

/// The next link of a chain over trackers: SHA-256 of the link before and the tracker.
pub fn chained(before: &str, tracker: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(before.as_bytes());
    hash.update(b"|");
    hash.update(tracker.as_bytes());
    rathaus_store::files::hex(&hash.finalize())
}

/// What the box holds.
///
/// # Errors
///
/// What the database says.
pub async fn find_box(session: &mut Session, election: Id) -> Result<BoxRow, StoreError> {
    let find = sql!("SELECT * FROM election_box WHERE tenant = $1 AND election = $2");
    let Some(row) = session.one(find, args![election]).await? else { return Ok(BoxRow::default()) };
    Ok(BoxRow {
        ballots: row.get::<i64>("ballots")?.unsigned_abs(),
        voters: row.get::<i64>("voters")?.unsigned_abs(),
        chain: row.get("chain")?,
    })
}

/// Puts an empty box up.
///
/// # Errors
///
/// What the database says.
pub async fn insert_box(change: &mut Change, election: Id) -> Result<(), StoreError> {
    let insert =
        sql!("INSERT INTO election_box (tenant, election, ballots, voters, chain) VALUES ($1, $2, 0, 0, '')");
    change.run(insert, args![election]).await?;
    Ok(())
}

/// Holds the box until the end of the change: whoever wants to put a ballot in, or shut the box, waits.
///
/// # Errors
///
/// What the database says.
pub async fn hold_box(change: &mut Change, election: Id) -> Result<BoxRow, StoreError> {
    let hold = sql!("UPDATE election_box SET ballots = ballots WHERE tenant = $1 AND election = $2");
    change.run(hold, args![election]).await?;
    find_box(change, election).await
}

/// Puts a ballot into the box that the change holds, and gives its place.
///
/// # Errors
///
/// What the database says.
pub async fn insert_ballot(
    change: &mut Change,
    election: Id,
    held: &BoxRow,
    ballot: (&str, &str, &str),
    is_first: bool,
) -> Result<u64, StoreError> {
    let (credential, tracker, body) = ballot;
    let place = held.ballots + 1;
    change
        .run(
            sql!(
                "INSERT INTO election_ballot (tenant, election, place, credential, tracker, body) \
                 VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![election, place as i64, credential, tracker, body],
        )
        .await?;
    change
        .run(
            sql!(
                "UPDATE election_box SET ballots = $3, voters = voters + $4, chain = $5 \
                 WHERE tenant = $1 AND election = $2"
            ),
            args![election, place as i64, i64::from(is_first), chained(&held.chain, tracker)],
        )
        .await?;
    Ok(place)
}

/// Counts a voter in the hour of the change.
///
/// # Errors
///
/// What the database says.
pub async fn add_turnout(change: &mut Change, election: Id) -> Result<(), StoreError> {
    let hour = change.now().as_second().div_euclid(3_600) * 3_600;
    change
        .run(
            sql!(
                "INSERT INTO election_turnout (tenant, election, hour, voters) VALUES ($1, $2, $3, 1) \
                 ON CONFLICT (tenant, election, hour) DO UPDATE SET voters = election_turnout.voters + 1"
            ),
            args![election, hour],
        )
        .await?;
    Ok(())
}

/// How many voted on line in which hour, in order.
///
/// # Errors
///
/// What the database says.
pub async fn list_turnout(session: &mut Session, election: Id) -> Result<Vec<(Timestamp, u64)>, StoreError> {
    let list =
        sql!("SELECT hour, voters FROM election_turnout WHERE tenant = $1 AND election = $2 ORDER BY hour");
    let mut out = Vec::new();
    for row in session.all(list, args![election]).await? {
        let hour = Timestamp::from_second(row.get("hour")?).map_err(StoreError::fault)?;
        out.push((hour, row.get::<i64>("voters")?.unsigned_abs()));
    }
    Ok(out)
}

/// Ballots by place, after the one at `after`, no more than `most`.
///
/// # Errors
///
/// What the database says.
pub async fn list_ballots(
    session: &mut Session,
    election: Id,
    after: u64,
    most: u64,
) -> Result<Vec<BallotRow>, StoreError> {
    let list = sql!(
        "SELECT place, credential, tracker, body FROM election_ballot WHERE tenant = $1 AND election = $2 \
         AND place > $3 ORDER BY place LIMIT $4"
    );
    let mut out = Vec::new();
    for row in session.all(list, args![election, after as i64, most as i64]).await? {
        out.push(BallotRow {
            place: row.get::<i64>("place")?.unsigned_abs(),
            credential: row.get("credential")?,
            tracker: row.get("tracker")?,
            body: row.get("body")?,
        });
    }
    Ok(out)
}

/// Trackers in the order of the box after the first `offset`, no more than `limit`, and whether a later ballot of the same credential
/// replaces each.
///
/// # Errors
///
/// What the database says.
pub async fn list_trackers(
    session: &mut Session,
    election: Id,
    slice: Slice,
) -> Result<Vec<(String, bool)>, StoreError> {
    let list = sql!(
        "SELECT b.tracker, CAST(CASE WHEN EXISTS (SELECT 1 FROM election_ballot c WHERE c.tenant = $1 \
         AND c.election = $2 AND c.credential = b.credential AND c.place > b.place) THEN 1 ELSE 0 END AS BIGINT) \
         AS replaced FROM election_ballot b WHERE b.tenant = $1 AND b.election = $2 AND b.place > $3 \
         ORDER BY b.place LIMIT $4"
    );
    let read =
        |row: &rathaus_store::Row| Ok((row.get::<String>("tracker")?, row.get::<i64>("replaced")? == 1));
    // Places are counted without gaps, so that the offset is a place.
    let args = args![election, i64::from(slice.offset), i64::from(slice.limit)];
    session.all(list, args).await?.iter().map(read).collect()
}

/// Where the ballot with this tracker lies, if it does, and the place of the last ballot of the same credential.
///
/// # Errors
///
/// What the database says.
pub async fn find_tracker(
    session: &mut Session,
    election: Id,
    tracker: &str,
) -> Result<Option<(u64, u64)>, StoreError> {
    let find = sql!(
        "SELECT b.place, (SELECT MAX(c.place) FROM election_ballot c WHERE c.tenant = $1 AND c.election = $2 \
         AND c.credential = b.credential) AS last FROM election_ballot b \
         WHERE b.tenant = $1 AND b.election = $2 AND b.tracker = $3"
    );
    let Some(row) = session.one(find, args![election, tracker]).await? else { return Ok(None) };
    Ok(Some((row.get::<i64>("place")?.unsigned_abs(), row.get::<i64>("last")?.unsigned_abs())))
}
