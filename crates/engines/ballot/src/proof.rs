//! Ciphertexts, proofs, and the texts that challenges are hashes of.
//!
//! Every proof of the format has the same form: commitments are hashed after a text that says what is proven, and the
//! hash is the sum of the challenges (specification, sections 4.5, 4.11 to 4.14 and 4.18).

use crate::engine::{Base, Batch, Power, Powers, Product};
use crate::group::{Group, GroupName};
use crate::json::{Malformed, Reader, write_list, write_number};
use crate::number::Number;
use crate::refusal::{Refusal, Rule};
use crate::secret::{Secret, SecretGroup};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A challenge and the response to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The challenge, below the order.
    pub challenge: Number,
    /// The response, below the order.
    pub response: Number,
}

impl Proof {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Proof, Malformed> {
        reader.literal("{\"challenge\":")?;
        let challenge = reader.number()?;
        reader.literal(",\"response\":")?;
        let response = reader.number()?;
        reader.literal("}")?;
        Ok(Proof { challenge, response })
    }

    pub(crate) fn read_list(reader: &mut Reader<'_>) -> Result<Vec<Proof>, Malformed> {
        reader.list(Proof::read)
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push_str("{\"challenge\":");
        write_number(out, &self.challenge);
        out.push_str(",\"response\":");
        write_number(out, &self.response);
        out.push('}');
    }

    pub(crate) fn write_list(out: &mut String, proofs: &[Proof]) {
        write_list(out, proofs, |out, proof| proof.write(out));
    }
}

/// An encrypted value (ElGamal): `g^r` and `y^r` times the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ciphertext {
    /// `g^r`.
    pub alpha: Number,
    /// `y^r·m`.
    pub beta: Number,
}

impl Ciphertext {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Ciphertext, Malformed> {
        reader.literal("{\"alpha\":")?;
        let alpha = reader.number()?;
        reader.literal(",\"beta\":")?;
        let beta = reader.number()?;
        reader.literal("}")?;
        Ok(Ciphertext { alpha, beta })
    }

    pub(crate) fn write(&self, out: &mut String) {
        out.push_str("{\"alpha\":");
        write_number(out, &self.alpha);
        out.push_str(",\"beta\":");
        write_number(out, &self.beta);
        out.push('}');
    }

    /// `alpha,beta`, as texts under hashes have it.
    pub(crate) fn spelled(&self) -> String {
        let mut out = String::with_capacity(1240);
        self.alpha.write_decimal(&mut out);
        out.push(',');
        self.beta.write_decimal(&mut out);
        out
    }
}

/// A text under a hash, as far as it is known.
#[derive(Clone)]
pub(crate) struct Transcript(Sha256);

impl Transcript {
    /// Begins with these parts, each followed by a bar.
    pub fn new(parts: &[&str]) -> Transcript {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
            hash.update("|");
        }
        Transcript(hash)
    }

    /// The challenge, after the commitments, separated by commas.
    pub fn challenge(mut self, group: &Group, commitments: &[Number]) -> Number {
        for (index, commitment) in commitments.iter().enumerate() {
            if index > 0 {
                self.0.update(",");
            }
            self.0.update(commitment.to_decimal());
        }
        challenge_of(group, self.0)
    }
}

/// A hash as a number modulo the order.
pub(crate) fn challenge_of(group: &Group, hash: Sha256) -> Number {
    let mut number = Number::from_be_bytes(&hash.finalize());
    // The smaller order has 256 bits, too: at most one subtraction.
    while number >= *group.q() {
        number = number.minus(group.q()).0;
    }
    number
}

/// A proof of knowing `secret`, of which `public = g^secret` (Schnorr).
pub(crate) fn prove_knowledge(
    hidden: &SecretGroup,
    transcript: Transcript,
    secret: &Secret,
    chance: &mut impl CryptoRng,
) -> Proof {
    let w = hidden.random(chance);
    let challenge = transcript.challenge(hidden.group(), &[hidden.fixed(&[(0, &w)])]);
    answer(hidden, &w, secret, challenge)
}

/// `w − secret·challenge`.
pub(crate) fn answer(hidden: &SecretGroup, w: &Secret, secret: &Secret, challenge: Number) -> Proof {
    let response = hidden.subtract(w, &hidden.multiply(secret, &hidden.secret(&challenge)));
    Proof { challenge, response: hidden.reveal(&response) }
}

/// One of several things of which one is to be proven: that a ciphertext made with `chance` under the key of place 1
/// holds a certain value, from which what it does hold is `distance` away.
pub(crate) struct Alternative<'a> {
    pub chance: &'a Secret,
    pub distance: Secret,
}

/// Proves that one of the alternatives is true without saying which (Cramer, Damgård, Schoenmakers, 1994).
///
/// The one that is true and those that are not take the same steps: all responses are drawn by way of their
/// commitments' exponents, and the true one's challenge, nothing at first, becomes what is missing in the sum.
pub(crate) fn prove_one_of(
    hidden: &SecretGroup,
    transcript: Transcript,
    alternatives: &[Alternative<'_>],
    which: u64,
    chance: &mut impl CryptoRng,
) -> Vec<Proof> {
    let zero = hidden.zero();
    let mut commitments = Vec::with_capacity(2 * alternatives.len());
    let mut drawn = Vec::with_capacity(alternatives.len());
    let mut sum = hidden.zero();
    for (index, alternative) in alternatives.iter().enumerate() {
        let exponent = hidden.random(chance);
        let is_true = Secret::is_same(index as u64, which);
        let challenge = Secret::choose(&hidden.random(chance), &zero, is_true);
        let shift = hidden.multiply(&alternative.distance, &challenge);
        commitments.push(hidden.fixed(&[(0, &exponent)]));
        commitments.push(hidden.fixed(&[(1, &exponent), (0, &shift)]));
        sum = hidden.add(&sum, &challenge);
        drawn.push((exponent, challenge, is_true));
    }
    let total = transcript.challenge(hidden.group(), &commitments);
    let missing = hidden.subtract(&hidden.secret(&total), &sum);
    let proofs = alternatives.iter().zip(&drawn).map(|(alternative, (exponent, challenge, is_true))| {
        let challenge = Secret::choose(challenge, &missing, *is_true);
        let response = hidden.subtract(exponent, &hidden.multiply(alternative.chance, &challenge));
        Proof { challenge: hidden.reveal(&challenge), response: hidden.reveal(&response) }
    });
    proofs.collect()
}

/// Checks that wait for powers to be computed together.
pub(crate) struct Checks {
    group: Arc<Group>,
    batch: Batch,
    checks: Vec<(usize, Check)>,
    item: usize,
}

enum Check {
    Failed(Refusal),
    Member(Product, String),
    Proof { rule: Rule, field: String, transcript: Transcript, commitments: Vec<Product>, wanted: Number },
    Equal { rule: Rule, field: String, product: Product, wanted: Number },
}

/// A ciphertext among [`Checks`], with a base for each half.
#[derive(Clone, Copy)]
pub(crate) struct Bases {
    pub alpha: Base,
    pub beta: Base,
}

impl Checks {
    pub fn new(group: &Arc<Group>, powers: &Arc<Powers>) -> Checks {
        Checks { group: Arc::clone(group), batch: Batch::new(powers), checks: Vec::new(), item: 0 }
    }

    /// The group.
    pub fn group(&self) -> &Arc<Group> {
        &self.group
    }

    /// Which thing the following checks belong to.
    pub fn begin(&mut self, item: usize) {
        self.item = item;
    }

    fn push(&mut self, check: Check) {
        self.checks.push((self.item, check));
    }

    /// Something that is already known to be wrong.
    pub fn fail(&mut self, refusal: Refusal) {
        self.push(Check::Failed(refusal));
    }

    /// A base that need not be looked at, as it is known to be in the group.
    pub fn known(&mut self, number: Number) -> Base {
        self.batch.base(number)
    }

    /// A base that must be in the group.
    pub fn member(&mut self, number: Number, field: &str) -> Base {
        let base = self.batch.base(number);
        match self.group.name {
            GroupName::Belenios2048 if self.group.is_reduced(&number) => {
                let product = self.batch.order_power(base);
                self.push(Check::Member(product, field.into()));
            }
            _ if self.group.contains(&number) => {}
            _ => self.fail(Refusal::new(Rule::Membership, field, "")),
        }
        base
    }

    /// Both halves of a ciphertext, which must be in the group.
    pub fn ciphertext(&mut self, ciphertext: &Ciphertext, field: &str) -> Bases {
        Bases {
            alpha: self.member(ciphertext.alpha, &format!("{field}.alpha")),
            beta: self.member(ciphertext.beta, &format!("{field}.beta")),
        }
    }

    /// Whether a proof's numbers are exponents; says so if not.
    pub fn exponents(&mut self, proofs: &[Proof], field: &str) -> bool {
        let q = *self.group.q();
        let wrong = proofs.iter().position(|proof| proof.challenge >= q || proof.response >= q);
        if let Some(index) = wrong {
            self.fail(Refusal::new(Rule::Exponent, format!("{field}[{index}]"), ""));
        }
        wrong.is_none()
    }

    pub fn power(&mut self, base: Base, exponent: Number) -> Power {
        self.batch.power(base, exponent)
    }

    pub fn product(&mut self, powers: Vec<Power>, fixed: Vec<(usize, Number)>) -> Product {
        self.batch.product(powers, fixed)
    }

    /// That a product comes out as it should.
    pub fn equal(&mut self, rule: Rule, field: &str, product: Product, wanted: Number) {
        self.push(Check::Equal { rule, field: field.into(), product, wanted });
    }

    /// That the hash of the commitments is the challenge.
    pub fn hash(
        &mut self,
        rule: Rule,
        field: &str,
        transcript: Transcript,
        commitments: Vec<Product>,
        wanted: Number,
    ) {
        self.push(Check::Proof { rule, field: field.into(), transcript, commitments, wanted });
    }

    /// A proof of knowing the exponent of `public`.
    pub fn knowledge(
        &mut self,
        rule: Rule,
        field: &str,
        transcript: Transcript,
        public: Base,
        proof: &Proof,
    ) {
        if self.exponents(std::slice::from_ref(proof), field) {
            let power = self.power(public, proof.challenge);
            let commitment = self.product(vec![power], vec![(0, proof.response)]);
            self.hash(rule, field, transcript, vec![commitment], proof.challenge);
        }
    }

    /// A proof that one of the alternatives is true: that a ciphertext holds a value.
    pub fn one_of(
        &mut self,
        rule: Rule,
        field: &str,
        transcript: Transcript,
        alternatives: &[(Bases, u64)],
        proofs: &[Proof],
    ) {
        if !self.exponents(proofs, field) {
            return;
        }
        let order = self.group.order.clone();
        let mut commitments = Vec::with_capacity(2 * proofs.len());
        let mut wanted = Number::ZERO;
        for ((bases, value), proof) in alternatives.iter().zip(proofs) {
            let alpha = self.power(bases.alpha, proof.challenge);
            let beta = self.power(bases.beta, proof.challenge);
            commitments.push(self.product(vec![alpha], vec![(0, proof.response)]));
            let mut fixed = vec![(1, proof.response)];
            if *value > 0 {
                let shift = match value {
                    1 => proof.challenge,
                    _ => order.multiply(&proof.challenge, &Number::small(*value)),
                };
                fixed.push((0, order.subtract(&Number::ZERO, &shift)));
            }
            commitments.push(self.product(vec![beta], fixed));
            wanted = order.add(&wanted, &proof.challenge);
        }
        self.hash(rule, field, transcript, commitments, wanted);
    }

    /// Computes everything; the first failure in the order in which checks were added, with its item.
    pub fn run(self) -> Result<(), (usize, Refusal)> {
        let done = self.batch.run();
        for (item, check) in self.checks {
            let refusal = match check {
                Check::Failed(refusal) => Some(refusal),
                Check::Member(product, field) => {
                    (*done.value(product) != Number::ONE).then(|| Refusal::new(Rule::Membership, field, ""))
                }
                Check::Equal { rule, field, product, wanted } => {
                    (*done.value(product) != wanted).then(|| Refusal::new(rule, field, ""))
                }
                Check::Proof { rule, field, transcript, commitments, wanted } => {
                    let commitments: Vec<Number> =
                        commitments.iter().map(|product| *done.value(*product)).collect();
                    let challenge = transcript.challenge(&self.group, &commitments);
                    (challenge != wanted).then(|| Refusal::new(rule, field, ""))
                }
            };
            if let Some(refusal) = refusal {
                return Err((item, refusal));
            }
        }
        Ok(())
    }
}
