//! Passkeys: public keys of people's devices (WebAuthn level 3), checked by `webauthn-rs`.
//!
//! A ceremony begins with a challenge that is kept in the database and taken out by its end, so that each is finished
//! at most once, on any server. Every passkey is asked to verify its owner (PIN, finger), so it counts as two factors.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use rathaus_web::{PageError, Visitor};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder,
};

use crate::person::Person;

/// How long a ceremony may take.
const CEREMONY: SignedDuration = SignedDuration::from_mins(5);
/// Most passkeys of a person.
pub const MOST: usize = 20;

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredPasskey {
    /// Its id.
    pub id: Id,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// What the script in the browser needs to begin.
#[derive(Debug, Serialize)]
pub struct Challenge {
    /// Which ceremony, to be sent back.
    pub challenge: Id,
    /// What `navigator.credentials` takes under `publicKey`.
    #[serde(rename = "publicKey")]
    pub public_key: serde_json::Value,
}

#[derive(Debug, Serialize, Deserialize)]
enum State {
    Registration(PasskeyRegistration),
    Authentication(DiscoverableAuthentication),
}

/// The checker for the visitor's tenant: passkeys belong to its host.
fn webauthn(visitor: &Visitor) -> Result<Webauthn, PageError> {
    let origin = Url::parse(&visitor.full_url("/")).map_err(PageError::fault)?;
    let host = origin.host_str().unwrap_or_default().to_owned();
    WebauthnBuilder::new(&host, &origin)
        .and_then(|builder| builder.rp_name(&visitor.tenant().name).build())
        .map_err(PageError::fault)
}

async fn keep(change: &mut Change, person: Option<Id>, state: &State) -> Result<Id, PageError> {
    let id = Id::new(change.now());
    let expires = change.now().checked_add(CEREMONY).map_err(PageError::fault)?;
    let state = serde_json::to_string(state).map_err(PageError::fault)?;
    let insert = sql!(
        "INSERT INTO passkey_challenge (tenant, id, person, state, expires_at) VALUES ($1, $2, $3, $4, $5)"
    );
    change.run(insert, args![id, person, state, expires]).await?;
    Ok(id)
}

async fn take(change: &mut Change, id: Id) -> Result<Option<(Option<Id>, State)>, PageError> {
    let now = change.now();
    let take = sql!(
        "DELETE FROM passkey_challenge WHERE tenant = $1 AND id = $2 RETURNING person, state, expires_at"
    );
    let Some(row) = change.one(take, args![id]).await? else { return Ok(None) };
    if row.get::<Timestamp>("expires_at")? <= now {
        return Ok(None);
    }
    Ok(Some((row.get("person")?, row.json("state")?)))
}

fn read<T: DeserializeOwned>(credential: &str) -> Option<T> {
    serde_json::from_str(credential).ok()
}

/// Begins to add a passkey of this person.
///
/// # Errors
///
/// What the database says; a fault if the house's address is none a passkey can belong to.
pub async fn begin_registration(
    visitor: &Visitor,
    change: &mut Change,
    person: &Person,
) -> Result<Challenge, PageError> {
    let known = keys_of(change, person.id).await?;
    let exclude = known.iter().map(|(_, key)| key.cred_id().clone()).collect();
    let (options, state) = webauthn(visitor)?
        .start_passkey_registration(person.id.as_uuid(), &person.email, person.addressed(), Some(exclude))
        .map_err(PageError::fault)?;
    let challenge = keep(change, Some(person.id), &State::Registration(state)).await?;
    let mut public_key = serde_json::to_value(&options).map_err(PageError::fault)?["publicKey"].take();
    // To be found again without an address the key must live on the device.
    public_key["authenticatorSelection"]["residentKey"] = "required".into();
    public_key["authenticatorSelection"]["requireResidentKey"] = true.into();
    Ok(Challenge { challenge, public_key })
}

/// Ends it: keeps the passkey under a name. `None` if the ceremony is over or the answer does not fit.
///
/// # Errors
///
/// `Conflict` if the passkey is known already.
pub async fn finish_registration(
    visitor: &Visitor,
    change: &mut Change,
    person: Id,
    challenge: Id,
    credential: &str,
    name: &str,
) -> Result<Option<Id>, PageError> {
    let Some((Some(owner), State::Registration(state))) = take(change, challenge).await? else {
        return Ok(None);
    };
    let Some(answer) = read::<RegisterPublicKeyCredential>(credential).filter(|_| owner == person) else {
        return Ok(None);
    };
    let key = match webauthn(visitor)?.finish_passkey_registration(&answer, &state) {
        Ok(key) => key,
        Err(error) => {
            tracing::info!(%error, "a passkey was not added");
            return Ok(None);
        }
    };
    let (id, now) = (Id::new(change.now()), change.now());
    let insert = sql!(
        "INSERT INTO passkey (tenant, id, person, credential, public_key, name, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let credential = URL_SAFE_NO_PAD.encode(key.cred_id());
    let public_key = serde_json::to_string(&key).map_err(PageError::fault)?;
    change.run(insert, args![id, person, credential, public_key, name, now]).await?;
    Ok(Some(id))
}

/// Begins to sign in with whatever passkey the device has for this house.
///
/// # Errors
///
/// As [`begin_registration`].
pub async fn begin_authentication(visitor: &Visitor, change: &mut Change) -> Result<Challenge, PageError> {
    let (options, state) =
        webauthn(visitor)?.start_discoverable_authentication().map_err(PageError::fault)?;
    let challenge = keep(change, None, &State::Authentication(state)).await?;
    let public_key = serde_json::to_value(&options).map_err(PageError::fault)?["publicKey"].take();
    Ok(Challenge { challenge, public_key })
}

/// Ends it: who holds the passkey. `None` if the ceremony is over, the answer does not fit or nobody has that key.
///
/// # Errors
///
/// What the database says.
pub async fn finish_authentication(
    visitor: &Visitor,
    change: &mut Change,
    challenge: Id,
    credential: &str,
) -> Result<Option<Id>, PageError> {
    let Some((_, State::Authentication(state))) = take(change, challenge).await? else { return Ok(None) };
    let Some(answer) = read::<PublicKeyCredential>(credential) else { return Ok(None) };
    let webauthn = webauthn(visitor)?;
    let Ok((_, credential)) = webauthn.identify_discoverable_authentication(&answer) else {
        return Ok(None);
    };
    let find = sql!(
        "SELECT k.id, k.person, k.public_key FROM passkey k \
         JOIN person p ON p.tenant = k.tenant AND p.id = k.person AND p.deleted_at IS NULL \
         WHERE k.tenant = $1 AND k.credential = $2"
    );
    let Some(row) = change.one(find, args![URL_SAFE_NO_PAD.encode(credential)]).await? else {
        return Ok(None);
    };
    let mut key: Passkey = row.json("public_key")?;
    let proof =
        match webauthn.finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&key)) {
            Ok(proof) => proof,
            Err(error) => {
                tracing::info!(%error, "a passkey was refused");
                return Ok(None);
            }
        };
    key.update_credential(&proof);
    let (id, now) = (row.get::<Id>("id")?, change.now());
    let public_key = serde_json::to_string(&key).map_err(PageError::fault)?;
    let save = sql!("UPDATE passkey SET public_key = $3, last_used_at = $4 WHERE tenant = $1 AND id = $2");
    change.run(save, args![id, public_key, now]).await?;
    Ok(Some(row.get("person")?))
}

async fn keys_of(session: &mut Session, person: Id) -> Result<Vec<(Id, Passkey)>, StoreError> {
    let list = sql!("SELECT id, public_key FROM passkey WHERE tenant = $1 AND person = $2");
    let rows = session.all(list, args![person]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.json("public_key")?))).collect()
}

/// A person's passkeys, the oldest first.
///
/// # Errors
///
/// What the database says.
pub async fn list(session: &mut Session, person: Id) -> Result<Vec<StoredPasskey>, StoreError> {
    let list = sql!(
        "SELECT id, name, created_at, last_used_at FROM passkey WHERE tenant = $1 AND person = $2 ORDER BY id"
    );
    let of_row = |row: &Row| -> Result<StoredPasskey, StoreError> {
        Ok(StoredPasskey {
            id: row.get("id")?,
            name: row.get("name")?,
            created_at: row.get("created_at")?,
            last_used_at: row.get("last_used_at")?,
        })
    };
    session.all(list, args![person]).await?.iter().map(of_row).collect()
}

/// Takes one of a person's passkeys away; `false` if it is not theirs.
///
/// # Errors
///
/// What the database says.
pub async fn delete(change: &mut Change, id: Id, person: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM passkey WHERE tenant = $1 AND id = $2 AND person = $3");
    Ok(change.run(delete, args![id, person]).await? == 1)
}

/// Takes all of a person's passkeys away.
///
/// # Errors
///
/// What the database says.
pub async fn delete_all(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    change.run(sql!("DELETE FROM passkey WHERE tenant = $1 AND person = $2"), args![person]).await
}
