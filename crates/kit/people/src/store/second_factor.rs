//! The second factor by an app (time-based codes, RFC 6238) and the codes on paper for the day the device is lost.
//!
//! A code must be computed on both sides, so its secret cannot be kept as a hash. It is made of the key of the house
//! and a salt per person instead: who reads this table alone learns nothing. Each step's code is taken once.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Session, StoreError, args, sql};
use rathaus_web::Keys;
use rathaus_web::keys::random;
use totp_rs::{Algorithm, Totp};

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

/// What proofs beside mail and password a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Factors {
    /// Passkeys.
    pub passkeys: u32,
    /// Whether there is an app for codes.
    pub app: bool,
    /// Recovery codes that were not used.
    pub recovery: u32,
}

impl Factors {
    /// Whether there is one that can be shown.
    pub fn any(self) -> bool {
        self.app || self.passkeys > 0
    }
}

/// What a person has.
///
/// # Errors
///
/// What the database says.
pub async fn factors(session: &mut Session, person: Id) -> Result<Factors, StoreError> {
    let passkeys = sql!("SELECT count(*) AS n FROM passkey WHERE tenant = $1 AND person = $2");
    let app = sql!(
        "SELECT count(*) AS n FROM one_time WHERE tenant = $1 AND person = $2 AND confirmed_at IS NOT NULL"
    );
    let recovery =
        sql!("SELECT count(*) AS n FROM recovery_code WHERE tenant = $1 AND person = $2 AND used_at IS NULL");
    let mut counts = [0_u32; 3];
    for (count, statement) in counts.iter_mut().zip([passkeys, app, recovery]) {
        if let Some(row) = session.one(statement, args![person]).await? {
            *count = row.get("n")?;
        }
    }
    Ok(Factors { passkeys: counts[0], app: counts[1] > 0, recovery: counts[2] })
}

fn secret(keys: &Keys, person: Id, salt: &str) -> [u8; 20] {
    use base64::Engine as _;
    let mark = keys.mark("one-time", &format!("{person}.{salt}"));
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(mark).unwrap_or_default();
    // A mark has 32 bytes.
    std::array::from_fn(|place| bytes.get(place).copied().unwrap_or_default())
}

fn totp(secret: [u8; 20]) -> Result<Totp, StoreError> {
    totp_rs::Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .map_err(StoreError::fault)
}

/// Bytes in base 32 (RFC 4648) without padding, as apps take them.
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut kept, mut bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        kept = (kept << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[((kept >> bits) & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[((kept << (5 - bits)) & 31) as usize]));
    }
    text
}

/// The secret that an app is to learn, in base 32: that of the set-up under way, begun where there is none.
///
/// # Errors
///
/// `Conflict` where an app is set up already.
pub async fn begin(change: &mut Change, keys: &Keys, person: Id) -> Result<String, StoreError> {
    let add = sql!(
        "INSERT INTO one_time (tenant, person, salt, last_step) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING"
    );
    change.run(add, args![person, random(16)]).await?;
    let find = sql!("SELECT salt, confirmed_at FROM one_time WHERE tenant = $1 AND person = $2");
    let row = change.one(find, args![person]).await?.ok_or_else(|| StoreError::fault("no set-up"))?;
    if row.get::<Option<Timestamp>>("confirmed_at")?.is_some() {
        return Err(StoreError::Conflict("an app is set up already".to_owned()));
    }
    Ok(base32(&secret(keys, person, &row.get::<String>("salt")?)))
}

/// Takes a code of the app; with `confirming`, of one that is being set up. A code is taken once.
///
/// # Errors
///
/// What the database says.
pub async fn take_code(
    change: &mut Change,
    keys: &Keys,
    person: Id,
    code: &str,
    confirming: bool,
) -> Result<bool, StoreError> {
    let now = change.now();
    let find = sql!("SELECT salt, confirmed_at FROM one_time WHERE tenant = $1 AND person = $2");
    let Some(row) = change.one(find, args![person]).await? else { return Ok(false) };
    if row.get::<Option<Timestamp>>("confirmed_at")?.is_some() == confirming {
        return Ok(false);
    }
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(false);
    }
    let totp = totp(secret(keys, person, &row.get::<String>("salt")?))?;
    let Some(step) = totp.check(&digits, u64::try_from(now.as_second()).unwrap_or(0)) else {
        return Ok(false);
    };
    let step = i64::try_from(step).map_err(StoreError::fault)?;
    let take = sql!(
        "UPDATE one_time SET last_step = $3, confirmed_at = COALESCE(confirmed_at, $4) \
         WHERE tenant = $1 AND person = $2 AND last_step < $3"
    );
    Ok(change.run(take, args![person, step, now]).await? == 1)
}

/// The code that an app with this secret shows at `now`; for tests, which have no app.
#[doc(hidden)]
pub fn code_at(base32_secret: &str, now: Timestamp) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bytes, mut kept, mut bits) = (Vec::new(), 0_u32, 0);
    for value in base32_secret.chars().filter_map(|c| LETTERS.find(c)) {
        kept = (kept << 5) | u32::try_from(value).unwrap_or(0);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((kept >> bits) & 255).unwrap_or(0));
        }
    }
    let secret = std::array::from_fn(|place| bytes.get(place).copied().unwrap_or_default());
    let second = u64::try_from(now.as_second()).unwrap_or(0);
    totp(secret).map(|totp| totp.generate(second).to_string()).unwrap_or_default()
}

/// Takes the app away, and the recovery codes with it.
///
/// # Errors
///
/// What the database says.
pub async fn remove_app(change: &mut Change, person: Id) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM one_time WHERE tenant = $1 AND person = $2"), args![person]).await?;
    change.run(sql!("DELETE FROM recovery_code WHERE tenant = $1 AND person = $2"), args![person]).await?;
    Ok(())
}

fn recovery_hash(keys: &Keys, person: Id, code: &str) -> String {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    keys.mark("recovery", &format!("{person}.{plain}"))
}

/// New recovery codes; those before are worth nothing from now on. They are shown once.
///
/// # Errors
///
/// What the database says.
pub async fn renew_recovery(change: &mut Change, keys: &Keys, person: Id) -> Result<Vec<String>, StoreError> {
    change.run(sql!("DELETE FROM recovery_code WHERE tenant = $1 AND person = $2"), args![person]).await?;
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let letters = base32(random(12).as_bytes());
        // Base 32 of base 64 text carries fewer bits per letter; twenty letters hold far more than enough.
        let code =
            [&letters[..4], &letters[4..8], &letters[8..12], &letters[12..16], &letters[16..20]].join("-");
        let add = sql!("INSERT INTO recovery_code (tenant, id, person, hash) VALUES ($1, $2, $3, $4)");
        change.run(add, args![Id::new(change.now()), person, recovery_hash(keys, person, &code)]).await?;
        codes.push(code);
    }
    Ok(codes)
}

/// Takes a recovery code; each once.
///
/// # Errors
///
/// What the database says.
pub async fn take_recovery(
    change: &mut Change,
    keys: &Keys,
    person: Id,
    code: &str,
) -> Result<bool, StoreError> {
    let now = change.now();
    let take = sql!(
        "UPDATE recovery_code SET used_at = $4 WHERE tenant = $1 AND person = $2 AND hash = $3 AND used_at IS NULL"
    );
    Ok(change.run(take, args![person, recovery_hash(keys, person, code), now]).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
