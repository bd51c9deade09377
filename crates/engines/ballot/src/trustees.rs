//! Trustees: who can decrypt, alone or as part of a group (specification, sections 4.5 to 4.7).

use crate::group::Group;
use crate::json::{Malformed, Reader, write_list, write_number, write_string};
use crate::number::Number;
use crate::proof::{Checks, Proof, Transcript, prove_knowledge};
use crate::refusal::{Refusal, Rule};
use crate::secret::{Secret, SecretGroup};
use rand_core::CryptoRng;
use std::sync::Arc;

/// A trustee's public key, with a proof that the private one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrusteeKey {
    /// The proof.
    pub proof: Proof,
    /// `g` to the private key.
    pub public_key: Number,
}

impl TrusteeKey {
    /// The public key of a private one.
    pub fn new(hidden: &SecretGroup, private: &Secret, chance: &mut impl CryptoRng) -> TrusteeKey {
        let public_key = hidden.fixed(&[(0, private)]);
        let proof =
            prove_knowledge(hidden, TrusteeKey::transcript(hidden.group(), &public_key), private, chance);
        TrusteeKey { proof, public_key }
    }

    fn transcript(group: &Group, public_key: &Number) -> Transcript {
        Transcript::new(&["pok", group.name.as_str(), &public_key.to_decimal()])
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<TrusteeKey, Malformed> {
        reader.literal("{\"pok\":")?;
        let proof = Proof::read(reader)?;
        reader.literal(",\"public_key\":")?;
        let public_key = reader.number()?;
        reader.literal("}")?;
        Ok(TrusteeKey { proof, public_key })
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push_str("{\"pok\":");
        self.proof.write(out);
        out.push_str(",\"public_key\":");
        write_number(out, &self.public_key);
        out.push('}');
    }

    /// As trustees hand it in.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8]) -> Result<TrusteeKey, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        let key = TrusteeKey::read(&mut reader)?;
        reader.end()?;
        Ok(key)
    }

    pub(crate) fn check(&self, checks: &mut Checks, group: &Group, field: &str) {
        let base = checks.member(self.public_key, &format!("{field}.public_key"));
        let transcript = TrusteeKey::transcript(group, &self.public_key);
        checks.knowledge(Rule::TrusteeProof, &format!("{field}.pok"), transcript, base, &self.proof);
    }
}

/// A text with a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The text.
    pub message: String,
    /// The signature.
    pub signature: Proof,
}

impl Signed {
    /// Signs a text.
    pub(crate) fn new(
        hidden: &SecretGroup,
        key: &Secret,
        message: String,
        chance: &mut impl CryptoRng,
    ) -> Signed {
        let signature = prove_knowledge(hidden, Transcript::new(&["sigmsg", &message]), key, chance);
        Signed { message, signature }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Signed, Malformed> {
        reader.literal("{\"message\":")?;
        let message = reader.string()?;
        reader.literal(",\"signature\":")?;
        let signature = Proof::read(reader)?;
        reader.literal("}")?;
        Ok(Signed { message, signature })
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push_str("{\"message\":");
        write_string(out, &self.message);
        out.push_str(",\"signature\":");
        self.signature.write(out);
        out.push('}');
    }

    /// As trustees hand it in.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Reads one; whose signature it is is checked where it is used.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(text: &str) -> Result<Signed, Refusal> {
        let mut reader = Reader::new(text);
        let signed = Signed::read(&mut reader)?;
        reader.end()?;
        Ok(signed)
    }

    /// The signature is checked against a base, which is the signer's key.
    pub(crate) fn check(&self, checks: &mut Checks, rule: Rule, field: &str, signer: crate::engine::Base) {
        let transcript = Transcript::new(&["sigmsg", &self.message]);
        checks.knowledge(rule, &format!("{field}.signature"), transcript, signer, &self.signature);
    }
}

/// The keys in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateKeys {
    /// What signatures are verified with.
    pub verification: Number,
    /// What messages to the trustee are encrypted with.
    pub encryption: Number,
}

impl CertificateKeys {
    pub(crate) fn to_json(self) -> String {
        let mut out = String::from("{\"verification\":");
        write_number(&mut out, &self.verification);
        out.push_str(",\"encryption\":");
        write_number(&mut out, &self.encryption);
        out.push('}');
        out
    }

    pub(crate) fn from_json(text: &str) -> Result<CertificateKeys, Malformed> {
        let mut reader = Reader::new(text);
        reader.literal("{\"verification\":")?;
        let verification = reader.number()?;
        reader.literal(",\"encryption\":")?;
        let encryption = reader.number()?;
        reader.literal("}")?;
        reader.end()?;
        Ok(CertificateKeys { verification, encryption })
    }
}

/// The public coefficients of a trustee's polynomial.
pub(crate) fn coefficients_to_json(coefficients: &[Number]) -> String {
    let mut out = String::from("{\"coefexps\":");
    write_list(&mut out, coefficients, write_number);
    out.push('}');
    out
}

pub(crate) fn coefficients_from_json(text: &str) -> Result<Vec<Number>, Malformed> {
    let mut reader = Reader::new(text);
    reader.literal("{\"coefexps\":")?;
    let coefficients = reader.list(Reader::number)?;
    reader.literal("}")?;
    reader.end()?;
    Ok(coefficients)
}

/// A group of trustees of whom some suffice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdGroup {
    /// How many suffice.
    pub threshold: u64,
    /// Their certificates.
    pub certificates: Vec<Signed>,
    /// The signed public coefficients of their polynomials.
    pub coefficients: Vec<Signed>,
    /// What each of them decrypts with.
    pub keys: Vec<TrusteeKey>,
}

impl ThresholdGroup {
    fn read(reader: &mut Reader<'_>) -> Result<ThresholdGroup, Malformed> {
        reader.literal("{\"threshold\":")?;
        let threshold = reader.small()?;
        reader.literal(",\"certs\":")?;
        let certificates = reader.list(Signed::read)?;
        reader.literal(",\"coefexps\":")?;
        let coefficients = reader.list(Signed::read)?;
        reader.literal(",\"verification_keys\":")?;
        let keys = reader.list(TrusteeKey::read)?;
        reader.literal("}")?;
        Ok(ThresholdGroup { threshold, certificates, coefficients, keys })
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push_str(&format!("{{\"threshold\":{},\"certs\":", self.threshold));
        write_list(out, &self.certificates, |out, signed| signed.write(out));
        out.push_str(",\"coefexps\":");
        write_list(out, &self.coefficients, |out, signed| signed.write(out));
        out.push_str(",\"verification_keys\":");
        write_list(out, &self.keys, |out, key| key.write(out));
        out.push('}');
    }

    /// As the administrator publishes it.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Reads what [`ThresholdGroup::to_json`] writes.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8]) -> Result<ThresholdGroup, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        let group = ThresholdGroup::read(&mut reader)?;
        reader.end()?;
        Ok(group)
    }

    /// Checks everything that is public, and says the key that the group has together.
    fn check(&self, checks: &mut Checks, group: &Group, field: &str) -> Result<Number, Refusal> {
        let size = self.certificates.len();
        let counts = size > 0
            && self.coefficients.len() == size
            && self.keys.len() == size
            && (1..=size as u64).contains(&self.threshold);
        if !counts {
            return Err(Refusal::new(Rule::Trustees, field, "counts and threshold do not fit"));
        }
        let mut polynomials = Vec::with_capacity(size);
        for (index, (certificate, signed)) in self.certificates.iter().zip(&self.coefficients).enumerate() {
            let place = format!("{field}.certs[{index}]");
            let keys = CertificateKeys::from_json(&certificate.message)
                .map_err(|wrong| Refusal::from(wrong).within(&format!("{place}.message")))?;
            let signer = checks.member(keys.verification, &format!("{place}.message.verification"));
            checks.member(keys.encryption, &format!("{place}.message.encryption"));
            certificate.check(checks, Rule::Certificate, &place, signer);
            let place = format!("{field}.coefexps[{index}]");
            signed.check(checks, Rule::Polynomial, &place, signer);
            let coefficients = coefficients_from_json(&signed.message)
                .map_err(|wrong| Refusal::from(wrong).within(&format!("{place}.message")))?;
            if coefficients.len() as u64 != self.threshold {
                return Err(Refusal::new(Rule::Polynomial, place, "as many coefficients as the threshold"));
            }
            for (power, coefficient) in coefficients.iter().enumerate() {
                checks.member(*coefficient, &format!("{place}.message.coefexps[{power}]"));
            }
            polynomials.push(coefficients);
        }
        for (index, key) in self.keys.iter().enumerate() {
            let place = format!("{field}.verification_keys[{index}]");
            if key.public_key != share_of(group, &polynomials, index as u64 + 1) {
                return Err(Refusal::new(Rule::Polynomial, format!("{place}.public_key"), ""));
            }
            key.check(checks, group, &place);
        }
        Ok(polynomials.iter().fold(Number::ONE, |product, polynomial| group.times(&product, &polynomial[0])))
    }
}

/// `∏ᵢ ∏ₖ Aᵢₖ^(jᵏ)`: the public key of what trustee `j` (counted from 1) learns of all polynomials, by Horner's rule.
pub(crate) fn share_of(group: &Group, polynomials: &[Vec<Number>], j: u64) -> Number {
    let j = Number::small(j);
    polynomials.iter().fold(Number::ONE, |product, polynomial| {
        let value = polynomial
            .iter()
            .rev()
            .fold(Number::ONE, |value, coefficient| group.times(&group.power(&value, &j), coefficient));
        group.times(&product, &value)
    })
}

/// Who must take part in decrypting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trustee {
    /// One who must.
    Single(Box<TrusteeKey>),
    /// Some of a group must.
    Group(ThresholdGroup),
}

/// All of whom must take part in decrypting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trustees(pub Vec<Trustee>);

impl Trustees {
    /// As an archive holds it.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write_list(&mut out, &self.0, |out, trustee| match trustee {
            Trustee::Single(key) => {
                out.push_str("[\"Single\",");
                key.write(out);
                out.push(']');
            }
            Trustee::Group(group) => {
                out.push_str("[\"Pedersen\",");
                group.write(out);
                out.push(']');
            }
        });
        out
    }

    /// Reads them.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8]) -> Result<Trustees, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        let list = reader.list(|reader| {
            let trustee = if reader.may("[\"Single\",") {
                Trustee::Single(Box::new(TrusteeKey::read(reader)?))
            } else {
                reader.literal("[\"Pedersen\",")?;
                Trustee::Group(ThresholdGroup::read(reader)?)
            };
            reader.literal("]")?;
            Ok(trustee)
        })?;
        reader.end()?;
        Ok(Trustees(list))
    }

    /// Checks all proofs and signatures, and gives the key of the election.
    ///
    /// # Errors
    ///
    /// [`Rule::Trustees`], [`Rule::TrusteeProof`], [`Rule::Certificate`], [`Rule::Polynomial`], [`Rule::Membership`],
    /// [`Rule::Exponent`], [`Rule::CanonicalJson`].
    pub fn check(&self, group: &Arc<Group>) -> Result<Number, Refusal> {
        if self.0.is_empty() {
            return Err(Refusal::new(Rule::Trustees, "", "none"));
        }
        let mut checks = Checks::new(group, &group.few_powers(&Number::ONE));
        let mut key = Number::ONE;
        for (index, trustee) in self.0.iter().enumerate() {
            let field = format!("[{index}][1]");
            let part = match trustee {
                Trustee::Single(key) => {
                    key.check(&mut checks, group, &field);
                    key.public_key
                }
                Trustee::Group(threshold) => threshold.check(&mut checks, group, &field)?,
            };
            key = group.times(&key, &part);
        }
        checks.run().map_err(|(_, refusal)| refusal)?;
        Ok(key)
    }

    /// The keys that decrypt, in the order in which owners are numbered, from 1.
    pub fn keys(&self) -> Vec<&TrusteeKey> {
        let mut keys = Vec::new();
        for trustee in &self.0 {
            match trustee {
                Trustee::Single(key) => keys.push(key.as_ref()),
                Trustee::Group(group) => keys.extend(&group.keys),
            }
        }
        keys
    }
}
