//! What trustees do.

use crate::calls::{Answered, Named};
use crate::error::Refused;
use rand_core::CryptoRng;
use rathaus_ballot::number::Number;
use rathaus_ballot::secret::{Secret, SecretGroup};
use rathaus_ballot::threshold::{Inbox, Seed};
use rathaus_ballot::{Board, PartialDecryption, Phase, Shuffle, Signed, TrusteeKey, tracker};
use serde_json::json;

/// A key of one's own: what to keep is what `rathaus vote trustee key` writes to NAME.privkey.
pub fn key(group: &Named, chance: &mut impl CryptoRng) -> Answered {
    let hidden = group.hidden();
    let private = hidden.random(chance);
    let public = TrusteeKey::new(&hidden, &private, chance).to_json();
    let private = format!("\"{}\"", hidden.reveal(&private));
    Ok(json!({"private": private, "fingerprint": tracker(public.as_bytes()), "public": public}))
}

/// Step 1 of a key that some of a group suffice for: the seed to keep, and the certificate.
pub fn seed(group: &Named, chance: &mut impl CryptoRng) -> Answered {
    let seed = Seed::new(chance);
    let certificate = seed.certificate(&group.hidden(), chance).to_json();
    Ok(json!({
        "private": seed.as_str(), "fingerprint": tracker(certificate.as_bytes()), "certificate": certificate,
    }))
}

fn signed(certificates: &[String]) -> Result<Vec<Signed>, Refused> {
    certificates.iter().map(|text| Ok(Signed::from_json(text.trim())?)).collect()
}

/// Step 3: the polynomial.
pub fn polynomial(
    group: &Named,
    private: &str,
    certificates: &[String],
    threshold: usize,
    chance: &mut impl CryptoRng,
) -> Answered {
    let seed = Seed::parse(private)?;
    let part = seed.polynomial(&group.hidden(), &signed(certificates)?, threshold, chance)?;
    Ok(json!({"polynomial": part.to_json()}))
}

/// Step 5: what the others sent is checked, and the key made.
pub fn accept(
    group: &Named,
    private: &str,
    certificates: &[String],
    inbox: &str,
    chance: &mut impl CryptoRng,
) -> Answered {
    let seed = Seed::parse(private)?;
    let inbox = Inbox::from_json(inbox.trim())?;
    let accepted = seed.accept(&group.hidden(), &signed(certificates)?, &inbox, chance)?;
    let public = accepted.public_key.to_json();
    Ok(json!({
        "accepted": accepted.to_json(), "fingerprint": tracker(public.as_bytes()), "public": public,
    }))
}

/// What a trustee kept, in one of its two forms.
fn secret(hidden: &SecretGroup, private: &str, decryption_key: Option<&str>) -> Result<Secret, Refused> {
    if let Some(decryption_key) = decryption_key {
        return Ok(Seed::parse(private)?.open(hidden, decryption_key.trim())?);
    }
    let number = Number::from_decimal(private.trim().trim_matches('"'));
    match number.filter(|number| number < hidden.group().q()) {
        Some(number) => Ok(hidden.secret(&number)),
        // A seed alone is half of what is needed.
        None if Seed::parse(private).is_ok() => Err(Refused::new("trustee-decryption-key")),
        None => Err(Refused::new("trustee-key")),
    }
}

fn opened(archive: Vec<u8>, phase: Phase) -> Result<Board, Refused> {
    let board = Board::open(archive, 1)?;
    match board.phase() == phase {
        true => Ok(board),
        false => Err(Refused::at("phase", crate::anybody::phase(board.phase()))),
    }
}

/// A share of the result, after the whole archive was verified.
pub fn decrypt(
    private: &str,
    decryption_key: Option<&str>,
    archive: Vec<u8>,
    chance: &mut impl CryptoRng,
) -> Answered {
    let board = opened(archive, Phase::Decrypting)?;
    let setup = board.setup();
    let hidden = SecretGroup::new(setup.group(), &[]);
    let private = secret(&hidden, private, decryption_key)?;
    let public = hidden.fixed(&[(0, &private)]);
    let owner = setup.trustees().keys().iter().position(|key| key.public_key == public);
    let Some(owner) = owner else { return Err(Refused::new("trustee-stranger")) };
    let share = PartialDecryption::new(&hidden, &private, setup.fingerprint(), board.ciphertexts(), chance);
    Ok(json!({"owner": owner + 1, "share": share.to_json()}))
}

/// A shuffle of what is decrypted one by one, after the whole archive was verified.
pub fn shuffle(archive: Vec<u8>, chance: &mut impl CryptoRng) -> Answered {
    let board = opened(archive, Phase::Shuffling)?;
    let setup = board.setup();
    let key = setup.election().public_key;
    let hidden = SecretGroup::new(setup.group(), &[key]);
    let shuffle = Shuffle::new(&hidden, setup.fingerprint(), &key, &board.to_shuffle(), chance);
    Ok(json!({"shuffle": shuffle.to_json()}))
}
