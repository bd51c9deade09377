//! The people of a registration, their badges' keys, and who of them has come in.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use rathaus_web::keys::random;
use serde::Serialize;

/// Bytes of chance in a badge's key: nobody guesses one.
const KEY_BYTES: usize = 16;

/// What a registration says about one person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Person {
    /// The name, as on the badge.
    pub name: String,
    /// The address; may be empty.
    pub email: String,
    /// What the person does, as on the badge; may be empty.
    pub function: String,
    /// What the kitchen should know; may be empty.
    pub diet: String,
    /// What the person needs to take part; may be empty.
    pub assistance: String,
}

/// A person of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delegate {
    /// Their id.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// The registration.
    pub registration: Id,
    /// The name, as on the badge.
    pub name: String,
    /// The address; may be empty.
    pub email: String,
    /// What they do; may be empty.
    pub function: String,
    /// What the kitchen should know.
    pub diet: String,
    /// What they need to take part.
    pub assistance: String,
    /// What the badge carries; opens the person's own agenda. It stays while the person is registered.
    pub key: String,
    /// When they came in.
    pub checked_in_at: Option<Timestamp>,
}

fn kept(row: &Row) -> Result<Delegate, StoreError> {
    Ok(Delegate {
        id: row.get("id")?,
        round: row.get("round")?,
        registration: row.get("registration")?,
        name: row.get("name")?,
        email: row.get("email")?,
        function: row.get("function")?,
        diet: row.get("diet")?,
        assistance: row.get("assistance")?,
        key: row.get("key")?,
        checked_in_at: row.get("checked_in_at")?,
    })
}

/// All people of a round, by registration and in their order.
pub async fn list_delegates(db: &mut Session, round: Id) -> Result<Vec<Delegate>, StoreError> {
    let list = sql!(
        "SELECT id, round, registration, name, email, function, diet, assistance, key, checked_in_at FROM delegate \
         WHERE tenant = $1 AND round = $2 ORDER BY registration, place, id"
    );
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The people of a registration, in their order.
pub async fn list_delegates_of(db: &mut Session, registration: Id) -> Result<Vec<Delegate>, StoreError> {
    let list = sql!(
        "SELECT id, round, registration, name, email, function, diet, assistance, key, checked_in_at FROM delegate \
         WHERE tenant = $1 AND registration = $2 ORDER BY place, id"
    );
    db.all(list, args![registration]).await?.iter().map(kept).collect()
}

/// The person with this key.
pub async fn find_delegate_by_key(db: &mut Session, key: &str) -> Result<Option<Delegate>, StoreError> {
    let find = sql!(
        "SELECT id, round, registration, name, email, function, diet, assistance, key, checked_in_at FROM delegate \
         WHERE tenant = $1 AND key = $2"
    );
    db.one(find, args![key]).await?.as_ref().map(kept).transpose()
}

/// The person with this id.
pub async fn find_delegate(db: &mut Session, id: Id) -> Result<Option<Delegate>, StoreError> {
    let find = sql!(
        "SELECT id, round, registration, name, email, function, diet, assistance, key, checked_in_at FROM delegate \
         WHERE tenant = $1 AND id = $2"
    );
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// Makes the people of a registration these. Who was there before, by name or else by address, keeps id and key: a
/// badge that is printed goes on opening doors.
pub async fn save_delegates(
    change: &mut Change,
    round: Id,
    registration: Id,
    people: &[Person],
) -> Result<(), StoreError> {
    let mut before = list_delegates_of(change, registration).await?;
    let mut matched: Vec<Option<Delegate>> = Vec::with_capacity(people.len());
    for person in people {
        let found = before.iter().position(|one| one.name == person.name);
        matched.push(found.map(|at| before.remove(at)));
    }
    for (person, matched) in people.iter().zip(&mut matched) {
        let is_same = |one: &Delegate| !one.email.is_empty() && one.email.eq_ignore_ascii_case(&person.email);
        if matched.is_none()
            && let Some(at) = before.iter().position(is_same)
        {
            *matched = Some(before.remove(at));
        }
    }
    for gone in &before {
        change.run(sql!("DELETE FROM delegate WHERE tenant = $1 AND id = $2"), args![gone.id]).await?;
    }
    for (place, (person, matched)) in people.iter().zip(matched).enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        match matched {
            Some(kept) => update(change, kept.id, place, person).await?,
            None => insert(change, round, registration, place, person).await?,
        }
    }
    note_arrival(change, registration).await
}

async fn insert(
    change: &mut Change,
    round: Id,
    registration: Id,
    place: i64,
    person: &Person,
) -> Result<(), StoreError> {
    let insert = sql!(
        "INSERT INTO delegate (tenant, id, round, registration, place, name, email, function, diet, assistance, key) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let id = Id::new(change.now());
    let values = [
        Arg::from(id),
        Arg::from(round),
        Arg::from(registration),
        Arg::from(place),
        Arg::from(&person.name),
        Arg::from(&person.email),
        Arg::from(&person.function),
        Arg::from(&person.diet),
        Arg::from(&person.assistance),
        Arg::from(random(KEY_BYTES)),
    ];
    change.run(insert, &values).await?;
    Ok(())
}

async fn update(change: &mut Change, id: Id, place: i64, person: &Person) -> Result<(), StoreError> {
    let update = sql!(
        "UPDATE delegate SET place = $3, name = $4, email = $5, function = $6, diet = $7, assistance = $8 \
         WHERE tenant = $1 AND id = $2"
    );
    let values = [
        Arg::from(id),
        Arg::from(place),
        Arg::from(&person.name),
        Arg::from(&person.email),
        Arg::from(&person.function),
        Arg::from(&person.diet),
        Arg::from(&person.assistance),
    ];
    change.run(update, &values).await?;
    Ok(())
}

/// Notes that a person came in; `false` where they were in already: two helpers may scan the same badge.
pub async fn check_in(change: &mut Change, delegate: &Delegate) -> Result<bool, StoreError> {
    let now = change.now();
    check_in_at(change, delegate, now).await
}

/// Notes that a person came in at another time than now; for samples.
pub(crate) async fn check_in_at(
    change: &mut Change,
    delegate: &Delegate,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE delegate SET checked_in_at = $3 WHERE tenant = $1 AND id = $2 AND checked_in_at IS NULL"
    );
    let is_news = change.run(update, args![delegate.id, now]).await? == 1;
    note_arrival(change, delegate.registration).await?;
    Ok(is_news)
}

/// Takes it back; `false` where the person was not in.
pub async fn undo_check_in(change: &mut Change, delegate: &Delegate) -> Result<bool, StoreError> {
    let update = sql!(
        "UPDATE delegate SET checked_in_at = NULL WHERE tenant = $1 AND id = $2 AND checked_in_at IS NOT NULL"
    );
    let is_news = change.run(update, args![delegate.id]).await? == 1;
    note_arrival(change, delegate.registration).await?;
    Ok(is_news)
}

/// A registration came in when the first of its people did.
async fn note_arrival(change: &mut Change, registration: Id) -> Result<(), StoreError> {
    let note = sql!(
        "UPDATE registration SET checked_in_at = (SELECT MIN(d.checked_in_at) FROM delegate d \
         WHERE d.tenant = $1 AND d.registration = $2) WHERE tenant = $1 AND id = $2"
    );
    change.run(note, args![registration]).await?;
    Ok(())
}
