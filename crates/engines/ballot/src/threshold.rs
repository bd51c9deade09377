//! How a group of trustees makes a key that some of them suffice for (specification, section 4.6; T. P. Pedersen, "A threshold
//! cryptosystem without a trusted party", 1991).
//!
//! Trustees only need a seed of 22 characters and a server that passes on what they write. What is secret travels signed and
//! encrypted. The steps are numbered as Belenios numbers them; files of both programs go together.
//!
//! 1. Each trustee: [`Seed::new`], [`Seed::certificate`].
//! 2. The server: [`check_certificates`].
//! 3. Each trustee: [`Seed::polynomial`].
//! 4. The server: [`route`].
//! 5. Each trustee: [`Seed::accept`].
//! 6. The server: [`complete`]. It keeps the encrypted keys, which trustees open with [`Seed::open`] when they decrypt.

use crate::election::{BASE58, draw_base58};
use crate::group::Group;
use crate::json::{Malformed, Reader, write_list, write_number, write_string};
use crate::number::Number;
use crate::proof::{Checks, Transcript};
use crate::refusal::{Refusal, Rule};
use crate::secret::{Secret, SecretGroup};
use crate::trustees::{
    CertificateKeys, Signed, ThresholdGroup, TrusteeKey, coefficients_from_json, coefficients_to_json,
    share_of,
};
use aes::Aes256;
use ccm::aead::consts::{U8, U13};
use ccm::aead::{Aead, KeyInit};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// AES in CCM mode as Belenios has it: the first 13 bytes of the initialization vector, tags of 8 bytes.
type Cipher = ccm::Ccm<Aes256, U8, U13>;

const SEED_LENGTH: usize = 22;

/// Why a step of the protocol does not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// A seed of another shape than 22 Base58 characters.
    #[error("a seed has 22 Base58 characters")]
    Seed,
    /// No certificate among those given belongs to the seed.
    #[error("none of the certificates belongs to this seed")]
    Stranger,
    /// The threshold is not between 1 and the number of trustees.
    #[error("the threshold is not between 1 and the number of trustees")]
    Threshold,
    /// Not as many parts as trustees.
    #[error("not one part for each trustee")]
    Count,
    /// A message to this trustee cannot be opened, or is not from who it should be. The sender is counted from 1.
    #[error("the message of trustee {0} cannot be opened")]
    Message(usize),
    /// A trustee's secret does not lie on the polynomial committed to. The sender is counted from 1.
    #[error("the secret of trustee {0} is not that of the signed polynomial")]
    Share(usize),
    /// Something public is wrong.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<Malformed> for ThresholdError {
    fn from(malformed: Malformed) -> ThresholdError {
        ThresholdError::Refused(malformed.into())
    }
}

/// What a trustee keeps: all keys are derived from it.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed(String);

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed")
    }
}

/// What a trustee hands in at step 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolynomialPart {
    /// The polynomial, encrypted for the trustee itself.
    pub polynomial: String,
    /// For each trustee the value at its place, encrypted for it.
    pub secrets: Vec<String>,
    /// The public coefficients, signed.
    pub coefficients: Signed,
}

/// What a trustee gets at step 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// The trustee's own polynomial, as it was handed in.
    pub polynomial: String,
    /// From each trustee the value at this one's place.
    pub secrets: Vec<String>,
    /// The public coefficients of all.
    pub coefficients: Vec<Signed>,
}

/// What a trustee hands in at step 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The key that decrypts, encrypted for the trustee itself.
    pub private_key: String,
    /// Its public half.
    pub public_key: TrusteeKey,
}

/// What trustees hand in and the server hands out is written the same way, but for the coefficients.
fn write_part(polynomial: &str, secrets: &[String], coefficients: impl FnOnce(&mut String)) -> String {
    let mut out = String::from("{\"polynomial\":");
    write_string(&mut out, polynomial);
    out.push_str(",\"secrets\":");
    write_list(&mut out, secrets, |out, secret| write_string(out, secret));
    out.push_str(",\"coefexps\":");
    coefficients(&mut out);
    out.push('}');
    out
}

/// The same, read: polynomial, secrets, coefficients.
fn read_part<'t, C>(
    text: &'t str,
    coefficients: impl FnOnce(&mut Reader<'t>) -> Result<C, Malformed>,
) -> Result<(String, Vec<String>, C), Malformed> {
    let mut reader = Reader::new(text);
    reader.literal("{\"polynomial\":")?;
    let polynomial = reader.string()?;
    reader.literal(",\"secrets\":")?;
    let secrets = reader.list(Reader::string)?;
    reader.literal(",\"coefexps\":")?;
    let coefficients = coefficients(&mut reader)?;
    reader.literal("}")?;
    reader.end()?;
    Ok((polynomial, secrets, coefficients))
}

impl PolynomialPart {
    /// As trustees hand it in.
    pub fn to_json(&self) -> String {
        write_part(&self.polynomial, &self.secrets, |out| self.coefficients.write(out))
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// Where the text leaves the canonical spelling.
    pub fn from_json(text: &str) -> Result<PolynomialPart, Malformed> {
        let (polynomial, secrets, coefficients) = read_part(text, Signed::read)?;
        Ok(PolynomialPart { polynomial, secrets, coefficients })
    }
}

impl Inbox {
    /// As the server hands it out.
    pub fn to_json(&self) -> String {
        write_part(&self.polynomial, &self.secrets, |out| {
            write_list(out, &self.coefficients, |out, signed| signed.write(out));
        })
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// Where the text leaves the canonical spelling.
    pub fn from_json(text: &str) -> Result<Inbox, Malformed> {
        let (polynomial, secrets, coefficients) = read_part(text, |reader| reader.list(Signed::read))?;
        Ok(Inbox { polynomial, secrets, coefficients })
    }
}

impl Accepted {
    /// As trustees hand it in.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"private_key\":");
        write_string(&mut out, &self.private_key);
        out.push_str(",\"public_key\":");
        self.public_key.write(&mut out);
        out.push('}');
        out
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// Where the text leaves the canonical spelling.
    pub fn from_json(text: &str) -> Result<Accepted, Malformed> {
        let mut reader = Reader::new(text);
        reader.literal("{\"private_key\":")?;
        let private_key = reader.string()?;
        reader.literal(",\"public_key\":")?;
        let public_key = TrusteeKey::read(&mut reader)?;
        reader.literal("}")?;
        reader.end()?;
        Ok(Accepted { private_key, public_key })
    }
}

/// Reads a certificate, and says the keys in it.
fn keys_of(certificates: &[Signed]) -> Result<Vec<CertificateKeys>, ThresholdError> {
    let keys = certificates.iter().map(|certificate| CertificateKeys::from_json(&certificate.message));
    Ok(keys.collect::<Result<_, _>>()?)
}

/// Step 2: checks that certificates are signed by the keys that they name. Everybody does so before using them.
///
/// # Errors
///
/// [`ThresholdError::Refused`], with the place of the certificate.
pub fn check_certificates(group: &Arc<Group>, certificates: &[Signed]) -> Result<(), ThresholdError> {
    let mut checks = Checks::new(group, &group.few_powers(&Number::ONE));
    for (index, (certificate, keys)) in certificates.iter().zip(keys_of(certificates)?).enumerate() {
        let field = format!("certs[{index}]");
        let signer = checks.member(keys.verification, &field);
        checks.member(keys.encryption, &field);
        certificate.check(&mut checks, Rule::Certificate, &field, signer);
    }
    checks.run().map_err(|(_, refusal)| refusal.into())
}

/// Checks that the public coefficients are signed by the trustees, one after the other, and reads them.
fn check_coefficients(
    group: &Arc<Group>,
    certificates: &[Signed],
    coefficients: &[Signed],
) -> Result<Vec<Vec<Number>>, ThresholdError> {
    if coefficients.len() != certificates.len() || certificates.is_empty() {
        return Err(ThresholdError::Count);
    }
    let mut checks = Checks::new(group, &group.few_powers(&Number::ONE));
    let mut polynomials = Vec::with_capacity(coefficients.len());
    for (index, (signed, keys)) in coefficients.iter().zip(keys_of(certificates)?).enumerate() {
        let field = format!("coefexps[{index}]");
        let signer = checks.known(keys.verification);
        signed.check(&mut checks, Rule::Polynomial, &field, signer);
        let polynomial = coefficients_from_json(&signed.message)?;
        for coefficient in &polynomial {
            checks.member(*coefficient, &field);
        }
        polynomials.push(polynomial);
    }
    checks.run().map_err(|(_, refusal)| refusal)?;
    let threshold = polynomials[0].len();
    if threshold == 0 || polynomials.iter().any(|polynomial| polynomial.len() != threshold) {
        return Err(ThresholdError::Threshold);
    }
    Ok(polynomials)
}

/// Step 4: sorts what trustees handed in by who it is for.
///
/// # Errors
///
/// [`ThresholdError::Count`], [`ThresholdError::Threshold`], [`ThresholdError::Refused`].
pub fn route(
    group: &Arc<Group>,
    certificates: &[Signed],
    parts: &[PolynomialPart],
) -> Result<Vec<Inbox>, ThresholdError> {
    check_certificates(group, certificates)?;
    let coefficients: Vec<Signed> = parts.iter().map(|part| part.coefficients.clone()).collect();
    check_coefficients(group, certificates, &coefficients)?;
    if parts.iter().any(|part| part.secrets.len() != parts.len()) {
        return Err(ThresholdError::Count);
    }
    let inbox = |(index, part): (usize, &PolynomialPart)| Inbox {
        polynomial: part.polynomial.clone(),
        secrets: parts.iter().map(|part| part.secrets[index].clone()).collect(),
        coefficients: coefficients.clone(),
    };
    Ok(parts.iter().enumerate().map(inbox).collect())
}

/// Step 6: checks what trustees accepted and puts the group together.
///
/// # Errors
///
/// [`ThresholdError::Count`], [`ThresholdError::Share`] for the trustee whose public key is not the right one,
/// [`ThresholdError::Refused`].
pub fn complete(
    group: &Arc<Group>,
    certificates: &[Signed],
    parts: &[PolynomialPart],
    accepted: &[Accepted],
) -> Result<ThresholdGroup, ThresholdError> {
    check_certificates(group, certificates)?;
    let coefficients: Vec<Signed> = parts.iter().map(|part| part.coefficients.clone()).collect();
    let polynomials = check_coefficients(group, certificates, &coefficients)?;
    if accepted.len() != certificates.len() {
        return Err(ThresholdError::Count);
    }
    let mut checks = Checks::new(group, &group.few_powers(&Number::ONE));
    for (index, accepted) in accepted.iter().enumerate() {
        if accepted.public_key.public_key != share_of(group, &polynomials, index as u64 + 1) {
            return Err(ThresholdError::Share(index + 1));
        }
        accepted.public_key.check(&mut checks, group, &format!("verification_keys[{index}]"));
    }
    checks.run().map_err(|(_, refusal)| refusal)?;
    Ok(ThresholdGroup {
        threshold: polynomials[0].len() as u64,
        certificates: certificates.to_vec(),
        coefficients,
        keys: accepted.iter().map(|accepted| accepted.public_key.clone()).collect(),
    })
}

/// The symmetric key of an encrypted message and the start of its initialization vector.
fn cipher(shared: &Number, alpha: &Number) -> (Cipher, [u8; 13]) {
    let shared = Zeroizing::new(format!("key|{shared}"));
    let mut key = Sha256::digest(shared.as_bytes());
    let cipher = Cipher::new(&key);
    key.as_mut_slice().zeroize();
    let mut start = [0; 13];
    start.copy_from_slice(&Sha256::digest(format!("iv|{alpha}"))[..13]);
    (cipher, start)
}

/// Encrypts a text for whoever has the private half of `recipient`.
fn encrypt(hidden: &SecretGroup, recipient: &Number, text: &str, chance: &mut impl CryptoRng) -> String {
    let (r, s) = (hidden.random(chance), hidden.random(chance));
    let alpha = hidden.fixed(&[(0, &r)]);
    let mut shared = hidden.fixed(&[(0, &s)]);
    let beta = hidden.times(&hidden.power(recipient, &r), &shared);
    let (cipher, start) = cipher(&shared, &alpha);
    shared.0.zeroize();
    let data = cipher.encrypt(&start.into(), text.as_bytes()).expect("shorter than 64 KiB");
    let mut out = String::from("{\"alpha\":");
    write_number(&mut out, &alpha);
    out.push_str(",\"beta\":");
    write_number(&mut out, &beta);
    out.push_str(",\"data\":\"");
    out.extend(data.iter().map(|byte| format!("{byte:02x}")));
    out.push_str("\"}");
    out
}

fn decrypt(hidden: &SecretGroup, key: &Secret, message: &str) -> Option<Zeroizing<String>> {
    let mut reader = Reader::new(message);
    reader.literal("{\"alpha\":").ok()?;
    let alpha = reader.number().ok()?;
    reader.literal(",\"beta\":").ok()?;
    let beta = reader.number().ok()?;
    reader.literal(",\"data\":").ok()?;
    let data = reader.string().ok()?;
    reader.literal("}").ok()?;
    reader.end().ok()?;
    let group = hidden.group();
    if !group.contains(&alpha) || !group.contains(&beta) {
        return None;
    }
    let bytes = bytes_of(&data)?;
    let minus = hidden.subtract(&hidden.zero(), key);
    let shared = hidden.times(&beta, &hidden.power(&alpha, &minus));
    let (cipher, start) = cipher(&shared, &alpha);
    let text = cipher.decrypt(&start.into(), bytes.as_slice()).ok()?;
    String::from_utf8(text).ok().map(Zeroizing::new)
}

/// The bytes of hexadecimal digits.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| (high << 4 | low) as u8).collect())
}

/// Reads the one number of a text such as `{"secret":"…"}`, modulo the order: Belenios writes sums that are not reduced, and may be
/// longer than numbers of this crate.
fn read_one(hidden: &SecretGroup, text: &str, before: &str) -> Option<Secret> {
    const STEP: usize = 19;
    let digits = text.strip_prefix(before)?.strip_prefix('"')?.strip_suffix("\"}")?.as_bytes();
    if digits.is_empty() || digits.len() > 1000 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let shift = hidden.secret(&Number::small(10u64.pow(STEP as u32)));
    let (head, tail) = digits.split_at(digits.len() % STEP);
    let value = std::iter::once(head).chain(tail.chunks_exact(STEP)).fold(hidden.zero(), |value, chunk| {
        let chunk = chunk.iter().fold(0, |chunk, digit| chunk * 10 + u64::from(digit - b'0'));
        hidden.add(&hidden.multiply(&value, &shift), &hidden.secret(&Number::small(chunk)))
    });
    Some(value)
}

fn write_one(before: &str, number: &Number) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::from(before));
    write_number(&mut out, number);
    out.push('}');
    out
}

const SECRET: &str = "{\"secret\":";
const KEY: &str = "{\"decryption_key\":";

/// What a seed stands for.
struct Keys {
    signing: Secret,
    decryption: Secret,
    public: CertificateKeys,
}

impl Seed {
    /// A fresh one, drawn without bias.
    pub fn new(chance: &mut impl CryptoRng) -> Seed {
        Seed(String::from_utf8_lossy(&draw_base58(SEED_LENGTH, chance)).into_owned())
    }

    /// Reads one that a trustee kept.
    ///
    /// # Errors
    ///
    /// [`ThresholdError::Seed`].
    pub fn parse(text: &str) -> Result<Seed, ThresholdError> {
        let text = text.trim();
        if text.len() == SEED_LENGTH && text.bytes().all(|byte| BASE58.contains(&byte)) {
            Ok(Seed(text.into()))
        } else {
            Err(ThresholdError::Seed)
        }
    }

    /// As the trustee keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn keys(&self, hidden: &SecretGroup) -> Keys {
        let derive = |prefix: &str| {
            let text = Zeroizing::new(format!("{prefix}|{}", self.0));
            hidden.secret(&Number::from_be_bytes(&Sha256::digest(text.as_bytes())))
        };
        let (signing, decryption) = (derive("sk"), derive("dk"));
        let public = CertificateKeys {
            verification: hidden.fixed(&[(0, &signing)]),
            encryption: hidden.fixed(&[(0, &decryption)]),
        };
        Keys { signing, decryption, public }
    }

    /// Step 1: the certificate that others know the trustee by.
    pub fn certificate(&self, hidden: &SecretGroup, chance: &mut impl CryptoRng) -> Signed {
        let keys = self.keys(hidden);
        Signed::new(hidden, &keys.signing, keys.public.to_json(), chance)
    }

    /// The keys, and the place among the certificates, counted from 0.
    fn place(
        &self,
        hidden: &SecretGroup,
        certificates: &[Signed],
    ) -> Result<(Keys, usize, Vec<CertificateKeys>), ThresholdError> {
        check_certificates(hidden.group(), certificates)?;
        let (keys, all) = (self.keys(hidden), keys_of(certificates)?);
        match all.iter().position(|other| *other == keys.public) {
            Some(place) => Ok((keys, place, all)),
            None => Err(ThresholdError::Stranger),
        }
    }

    /// Signs a message and encrypts it for a recipient.
    fn send(
        hidden: &SecretGroup,
        keys: &Keys,
        recipient: &Number,
        message: &str,
        chance: &mut impl CryptoRng,
    ) -> String {
        let mut channel = String::from("{\"recipient\":");
        write_number(&mut channel, recipient);
        channel.push_str(",\"message\":");
        write_string(&mut channel, message);
        channel.push('}');
        let mut signed = Signed::new(hidden, &keys.signing, channel, chance);
        let text = Zeroizing::new(signed.to_json());
        signed.message.zeroize();
        encrypt(hidden, recipient, &text, chance)
    }

    /// Opens a message, which `sender` must have signed for this trustee.
    fn receive(
        hidden: &SecretGroup,
        keys: &Keys,
        sender: &Number,
        message: &str,
    ) -> Option<Zeroizing<String>> {
        let text = decrypt(hidden, &keys.decryption, message)?;
        let signed = Signed::from_json(&text).ok()?;
        let group = hidden.group();
        let (c, r) = (signed.signature.challenge, signed.signature.response);
        let commitment = group.times(&group.power(&group.generator, &r), &group.power(sender, &c));
        let transcript = Transcript::new(&["sigmsg", &signed.message]);
        if c >= *group.q() || r >= *group.q() || transcript.challenge(group, &[commitment]) != c {
            return None;
        }
        let mut reader = Reader::new(&signed.message);
        reader.literal("{\"recipient\":").ok()?;
        let recipient = reader.number().ok()?;
        reader.literal(",\"message\":").ok()?;
        let inner = Zeroizing::new(reader.string().ok()?);
        reader.literal("}").ok()?;
        reader.end().ok()?;
        (recipient == keys.public.encryption).then_some(inner)
    }

    /// Step 3: draws a polynomial, one coefficient for each trustee that will be needed.
    ///
    /// # Errors
    ///
    /// [`ThresholdError::Stranger`], [`ThresholdError::Threshold`], [`ThresholdError::Refused`] for certificates.
    pub fn polynomial(
        &self,
        hidden: &SecretGroup,
        certificates: &[Signed],
        threshold: usize,
        chance: &mut impl CryptoRng,
    ) -> Result<PolynomialPart, ThresholdError> {
        let (keys, _, all) = self.place(hidden, certificates)?;
        if !(1..=all.len()).contains(&threshold) {
            return Err(ThresholdError::Threshold);
        }
        let coefficients: Vec<Secret> = (0..threshold).map(|_| hidden.random(chance)).collect();
        let public: Vec<Number> = coefficients.iter().map(|a| hidden.fixed(&[(0, a)])).collect();
        let mut raw = Zeroizing::new(String::from("{\"polynomial\":"));
        write_list(&mut raw, &coefficients, |out, a| write_number(out, &hidden.reveal(a)));
        raw.push('}');
        let polynomial = Seed::send(hidden, &keys, &keys.public.encryption, &raw, chance);
        let mut secrets = Vec::with_capacity(all.len());
        for (index, recipient) in all.iter().enumerate() {
            let x = hidden.secret(&Number::small(index as u64 + 1));
            let value = coefficients.iter().rev().fold(hidden.zero(), |value, coefficient| {
                hidden.add(&hidden.multiply(&value, &x), coefficient)
            });
            let text = write_one(SECRET, &hidden.reveal(&value));
            secrets.push(Seed::send(hidden, &keys, &recipient.encryption, &text, chance));
        }
        let coefficients = Signed::new(hidden, &keys.signing, coefficients_to_json(&public), chance);
        Ok(PolynomialPart { polynomial, secrets, coefficients })
    }

    /// Step 5: opens what the others sent, checks it against what they signed, and makes the key that decrypts.
    ///
    /// # Errors
    ///
    /// [`ThresholdError::Message`] or [`ThresholdError::Share`] with the trustee who is to blame, and those of the steps before.
    pub fn accept(
        &self,
        hidden: &SecretGroup,
        certificates: &[Signed],
        inbox: &Inbox,
        chance: &mut impl CryptoRng,
    ) -> Result<Accepted, ThresholdError> {
        let (keys, place, all) = self.place(hidden, certificates)?;
        let group = hidden.group();
        let polynomials = check_coefficients(group, certificates, &inbox.coefficients)?;
        if inbox.secrets.len() != all.len() {
            return Err(ThresholdError::Count);
        }
        // Step 3 was done by this trustee: its polynomial comes back with its own signature.
        if Seed::receive(hidden, &keys, &keys.public.verification, &inbox.polynomial).is_none() {
            return Err(ThresholdError::Message(place + 1));
        }
        let mut sum = hidden.zero();
        for (index, (message, sender)) in inbox.secrets.iter().zip(&all).enumerate() {
            let text = Seed::receive(hidden, &keys, &sender.verification, message);
            let value = text.and_then(|text| read_one(hidden, &text, SECRET));
            let Some(value) = value else { return Err(ThresholdError::Message(index + 1)) };
            let wanted = share_of(group, std::slice::from_ref(&polynomials[index]), place as u64 + 1);
            if hidden.fixed(&[(0, &value)]) != wanted {
                return Err(ThresholdError::Share(index + 1));
            }
            sum = hidden.add(&sum, &value);
        }
        let text = write_one(KEY, &hidden.reveal(&sum));
        let private_key = Seed::send(hidden, &keys, &keys.public.encryption, &text, chance);
        Ok(Accepted { private_key, public_key: TrusteeKey::new(hidden, &sum, chance) })
    }

    /// The key that decrypts, from its encrypted form ([`Accepted::private_key`]).
    ///
    /// # Errors
    ///
    /// [`ThresholdError::Message`] (of 0: the trustee itself) if it is not for this seed.
    pub fn open(&self, hidden: &SecretGroup, private_key: &str) -> Result<Secret, ThresholdError> {
        let keys = self.keys(hidden);
        let text = Seed::receive(hidden, &keys, &keys.public.verification, private_key);
        text.and_then(|text| read_one(hidden, &text, KEY)).ok_or(ThresholdError::Message(0))
    }
}
