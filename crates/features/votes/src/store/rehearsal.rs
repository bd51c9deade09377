//! What a rehearsal has that no real election has: its secret keys.

use rathaus_people::links;
use rathaus_store::{Change, Id, Session, StoreError, args, sql};

use super::role::{PURPOSE, list_roles};

/// The secret key of a rehearsal, as a decimal number; `None` for real elections.
///
/// # Errors
///
/// What the database says.
pub async fn find_private_key(session: &mut Session, election: Id) -> Result<Option<String>, StoreError> {
    let find = sql!("SELECT private_key FROM election_rehearsal WHERE tenant = $1 AND election = $2");
    session.one(find, args![election]).await?.map(|row| row.get("private_key")).transpose()
}

/// The voting keys of a rehearsal, by number in the register.
///
/// # Errors
///
/// What the database says.
pub async fn list_codes(session: &mut Session, election: Id) -> Result<Vec<(u64, String)>, StoreError> {
    let list = sql!(
        "SELECT number, code FROM election_rehearsal_code WHERE tenant = $1 AND election = $2 ORDER BY number"
    );
    let mut out = Vec::new();
    for row in session.all(list, args![election]).await? {
        out.push((row.get::<i64>("number")?.unsigned_abs(), row.get("code")?));
    }
    Ok(out)
}

/// Keeps the secret keys of a rehearsal.
///
/// # Errors
///
/// What the database says.
pub async fn insert_rehearsal(
    change: &mut Change,
    election: Id,
    private_key: &str,
    codes: &[(u64, String)],
) -> Result<(), StoreError> {
    let insert = sql!("INSERT INTO election_rehearsal (tenant, election, private_key) VALUES ($1, $2, $3)");
    change.run(insert, args![election, private_key]).await?;
    for (number, code) in codes {
        let insert = sql!(
            "INSERT INTO election_rehearsal_code (tenant, election, number, code) VALUES ($1, $2, $3, $4)"
        );
        change.run(insert, args![election, *number as i64, code]).await?;
    }
    Ok(())
}

/// Takes a rehearsal out with everything that belongs to it. `false` where this is none.
///
/// # Errors
///
/// What the database says.
pub async fn delete_rehearsal(change: &mut Change, election: Id) -> Result<bool, StoreError> {
    let is_one = sql!("SELECT id FROM election WHERE tenant = $1 AND id = $2 AND rehearses IS NOT NULL");
    if change.one(is_one, args![election]).await?.is_none() {
        return Ok(false);
    }
    for role in list_roles(change, election).await? {
        links::revoke_all(change, PURPOSE, &role.id.to_string()).await?;
    }
    let parts = [
        sql!("DELETE FROM election_rehearsal_code WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_rehearsal WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_ballot WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_turnout WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_check WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_paper WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_approval WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_message WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_box WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_setup WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM elector WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election_role WHERE tenant = $1 AND election = $2"),
        sql!("DELETE FROM election WHERE tenant = $1 AND id = $2"),
    ];
    for part in parts {
        change.run(part, args![election]).await?;
    }
    Ok(true)
}
