//! Making ballots: what happens on the voter's machine (specification, sections 3.2 and 4.11 to 4.15).
//!
//! Whoever doubts the machine has it show what it encrypted before the ballot is cast (J. Benaloh, "Simple verifiable
//! elections", 2006): all chance of the encryption and its proofs comes from a [`BallotSeed`], with which anybody makes the ballot again.
//! The signature draws from elsewhere: its chance together with it would give the credential away.

use crate::ballot::{Ballot, EncryptedAnswer};
use crate::credential::Credential;
use crate::election::{CHOICE_BITS, Election, PADDING_BITS, Question};
use crate::group::Group;
use crate::json::Hash;
use crate::number::Number;
use crate::proof::{Alternative, Checks, Ciphertext, Proof, Transcript, prove_knowledge, prove_one_of};
use crate::refusal::{Refusal, Rule};
use crate::secret::{Secret, SecretGroup};
use crate::setup::collect_proofs;
use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What a voter answers: for each question a number for each answer.
///
/// For questions of choice 1 is chosen and 0 is not, and where the question may be left blank a number for that comes first. Other
/// questions get ranks or grades from 0 to 255.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Vote(pub Vec<Vec<u8>>);

/// A vote that no ballot can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoteError {
    /// Not as many answers as questions.
    #[error("there is not one answer for each question")]
    Questions,
    /// Not as many numbers as a question has answers. The question is counted from 0.
    #[error("question {0}: not one number for each answer")]
    Answers(usize),
    /// A choice is neither 0 nor 1.
    #[error("question {0}: a choice is 0 or 1")]
    Choice(usize),
    /// Too few or too many were chosen, or some although blank.
    #[error("question {0}: the number of choices is not allowed")]
    Count(usize),
}

/// What the chance of a ballot's encryption is drawn from, by ChaCha20 (RFC 8439, a nonce of zeros): together with the ballot it
/// tells the vote, so it is shown only to whoever voted, and a ballot that was opened this way is not cast.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct BallotSeed([u8; 32]);

impl std::fmt::Debug for BallotSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BallotSeed")
    }
}

impl BallotSeed {
    /// A fresh one.
    pub fn new(chance: &mut impl CryptoRng) -> BallotSeed {
        let mut bytes = [0; 32];
        chance.fill_bytes(&mut bytes);
        let seed = BallotSeed(bytes);
        bytes.zeroize();
        seed
    }

    /// Reads 64 hexadecimal digits, blanks at the ends aside.
    pub fn from_hex(text: &str) -> Option<BallotSeed> {
        Hash::from_hex(text.trim()).map(|Hash(bytes)| BallotSeed(bytes))
    }

    /// As it is shown: 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        Hash(self.0).to_hex()
    }

    fn stream(&self) -> ChaCha20Rng {
        ChaCha20Rng::from_seed(self.0)
    }
}

/// Why a ballot does not hold what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// The vote is none.
    #[error(transparent)]
    Vote(#[from] VoteError),
    /// Made again it would be another one; the first field that differs.
    #[error("made again from the seed it differs: {0}")]
    Differs(String),
    /// Its signature or a proof is wrong, or it is for another election.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// An election, prepared for making ballots.
pub struct Booth {
    election: Election,
    fingerprint: String,
    hidden: SecretGroup,
}

impl Booth {
    /// Prepares for an election. The caller has checked that it is the right one.
    pub fn new(election: Election) -> Booth {
        let hidden = SecretGroup::new(&Group::new(election.group), &[election.public_key]);
        Booth { fingerprint: election.fingerprint(), election, hidden }
    }

    /// The election.
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// Makes a ballot: encrypts a vote, proves that it is one, and signs it.
    ///
    /// # Errors
    ///
    /// [`VoteError`] if the vote is not an answer to the questions.
    pub fn ballot(
        &self,
        credential: &Credential,
        vote: &Vote,
        chance: &mut impl CryptoRng,
    ) -> Result<Ballot, VoteError> {
        self.ballot_from(&BallotSeed::new(chance), credential, vote, chance)
    }

    /// The same from a fresh seed, which is kept for [`Booth::audit`]. INVARIANT: the signature draws from `chance` alone, so that
    /// the seed may be shown (`tests/audit.rs`, `seed_and_signature_do_not_give_the_credential_away`).
    ///
    /// # Errors
    ///
    /// As [`Booth::ballot`].
    pub fn ballot_from(
        &self,
        seed: &BallotSeed,
        credential: &Credential,
        vote: &Vote,
        chance: &mut impl CryptoRng,
    ) -> Result<Ballot, VoteError> {
        self.check(vote)?;
        let secret = credential.secret(&self.hidden, &self.election.uuid);
        let mut ballot = self.encrypt(self.hidden.fixed(&[(0, &secret)]), vote, seed);
        let transcript = Transcript::new(&["sig", &ballot.hash]);
        ballot.signature = prove_knowledge(&self.hidden, transcript, &secret, chance);
        Ok(ballot)
    }

    /// The ballot without a signature: all that the seed decides.
    fn encrypt(&self, credential: Number, vote: &Vote, seed: &BallotSeed) -> Ballot {
        let mut stream = seed.stream();
        let chance = &mut stream;
        let scope = format!("{}|{credential}", self.fingerprint);
        let questions = self.election.questions.iter().zip(&vote.0);
        let answers = questions.map(|(question, numbers)| match question {
            Question::Choose { min, max, .. } => {
                self.choose(&scope, question.has_blank(), *min..=*max, numbers, chance)
            }
            Question::Number { .. } => self.number(&scope, numbers, chance),
        });
        let mut ballot = Ballot {
            uuid: self.election.uuid.clone(),
            fingerprint: self.fingerprint.clone(),
            credential,
            answers: answers.collect(),
            hash: String::new(),
            signature: Proof { challenge: Number::ZERO, response: Number::ZERO },
        };
        ballot.hash = Hash::of(ballot.unsigned().as_bytes()).to_base64();
        ballot
    }

    /// Checks that a ballot holds this vote, by making it again from its seed; also its signature and proofs. It needs no
    /// secret of the voter's, so another machine can do it.
    ///
    /// # Errors
    ///
    /// [`AuditError`] with the first field that is not as it should be.
    pub fn audit(&self, ballot: &[u8], vote: &Vote, seed: &BallotSeed) -> Result<Ballot, AuditError> {
        let (ballot, signed) = Ballot::read(ballot)?;
        ballot.fits(&self.election, &self.fingerprint)?;
        self.check(vote)?;
        let again = self.encrypt(ballot.credential, vote, seed);
        if let Some(field) = ballot.difference(&again) {
            return Err(AuditError::Differs(field));
        }
        if ballot.hash != signed {
            return Err(
                Refusal::new(Rule::BallotSignature, "signature.hash", format!("it is {signed}")).into()
            );
        }
        let group = self.hidden.group();
        let mut checks = Checks::new(group, &group.few_powers(&self.election.public_key));
        let signer = checks.member(ballot.credential, "credential");
        collect_proofs(&ballot, &self.election, &self.fingerprint, signer, &mut checks);
        checks.run().map_err(|(_, refusal)| refusal)?;
        Ok(ballot)
    }

    fn check(&self, vote: &Vote) -> Result<(), VoteError> {
        if vote.0.len() != self.election.questions.len() {
            return Err(VoteError::Questions);
        }
        for (index, (question, numbers)) in self.election.questions.iter().zip(&vote.0).enumerate() {
            if numbers.len() != question.width() {
                return Err(VoteError::Answers(index));
            }
            let Question::Choose { min, max, .. } = question else { continue };
            if numbers.iter().any(|number| *number > 1) {
                return Err(VoteError::Choice(index));
            }
            let (blank, choices) = match question.has_blank() {
                true => (numbers[0], &numbers[1..]),
                false => (0, &numbers[..]),
            };
            let sum: u64 = choices.iter().map(|choice| u64::from(*choice)).sum();
            // Both are computed, so that the time does not tell which.
            if !((blank == 1) & (sum == 0) | (blank == 0) & (*min <= sum) & (sum <= *max)) {
                return Err(VoteError::Count(index));
            }
        }
        Ok(())
    }

    fn choose(
        &self,
        scope: &str,
        has_blank: bool,
        allowed: std::ops::RangeInclusive<u64>,
        numbers: &[u8],
        chance: &mut impl CryptoRng,
    ) -> EncryptedAnswer {
        let hidden = &self.hidden;
        let mut choices = Vec::with_capacity(numbers.len());
        let mut individual = Vec::with_capacity(numbers.len());
        let mut chances = Vec::with_capacity(numbers.len());
        let mut spelled = Vec::with_capacity(numbers.len());
        for number in numbers {
            let r = hidden.random(chance);
            let is_chosen = Secret::is_same(u64::from(*number), 1);
            let ciphertext = Ciphertext {
                alpha: hidden.fixed(&[(0, &r)]),
                beta: hidden.shifted(&hidden.fixed(&[(1, &r)]), is_chosen),
            };
            let text = ciphertext.spelled();
            let transcript = Transcript::new(&["prove", scope, &text]);
            let alternatives = [0, 1]
                .map(|value| Alternative { chance: &r, distance: hidden.small(i64::from(*number) - value) });
            individual.push(prove_one_of(hidden, transcript, &alternatives, u64::from(*number), chance));
            choices.push(ciphertext);
            chances.push(r);
            spelled.push(text);
        }
        let (blank, sums) = if has_blank { (numbers[0], 1) } else { (0, 0) };
        let sum: u64 = numbers[sums..].iter().map(|number| u64::from(*number)).sum();
        let r = chances[sums..].iter().fold(hidden.zero(), |total, r| hidden.add(&total, r));
        let scope = format!("{scope}|{}", spelled.join(","));
        let in_range = |value| Alternative { chance: &r, distance: hidden.small(sum as i64 - value as i64) };
        if !has_blank {
            let total = self.total(&choices).spelled();
            let transcript = Transcript::new(&["prove", &scope, &total]);
            let which = sum - allowed.start();
            let alternatives: Vec<_> = allowed.map(in_range).collect();
            let overall = prove_one_of(hidden, transcript, &alternatives, which, chance);
            return EncryptedAnswer::Choose { choices, individual, overall, blank: None };
        }
        let is_blank =
            |value| Alternative { chance: &chances[0], distance: hidden.small(i64::from(blank) - value) };
        let transcript = Transcript::new(&["bproof0", &scope]);
        let alternatives = [is_blank(0), in_range(0)];
        let proofs = prove_one_of(hidden, transcript, &alternatives, blank.into(), chance);
        let transcript = Transcript::new(&["bproof1", &scope]);
        // The place of the true one: 0 if blank, otherwise after it.
        let which = (1 - u64::from(blank)).wrapping_mul(sum.wrapping_sub(*allowed.start()).wrapping_add(1));
        let alternatives: Vec<_> = std::iter::once(is_blank(1)).chain(allowed.map(in_range)).collect();
        let overall = prove_one_of(hidden, transcript, &alternatives, which, chance);
        EncryptedAnswer::Choose { choices, individual, overall, blank: Some([proofs[0], proofs[1]]) }
    }

    fn total(&self, choices: &[Ciphertext]) -> Ciphertext {
        let group = self.hidden.group();
        choices.iter().fold(Ciphertext { alpha: Number::ONE, beta: Number::ONE }, |total, choice| {
            Ciphertext {
                alpha: group.times(&total.alpha, &choice.alpha),
                beta: group.times(&total.beta, &choice.beta),
            }
        })
    }

    fn number(&self, scope: &str, numbers: &[u8], chance: &mut impl CryptoRng) -> EncryptedAnswer {
        let hidden = &self.hidden;
        // The numbers one after the other, the first in front, then room for the padding.
        const { assert!(CHOICE_BITS == 8 && PADDING_BITS == 8) };
        let mut bytes: Vec<u8> = numbers.to_vec();
        bytes.push(0);
        let mut value = hidden.element_from(&Number::from_be_bytes(&bytes), chance);
        bytes.zeroize();
        let r = hidden.random(chance);
        let choices = Ciphertext {
            alpha: hidden.fixed(&[(0, &r)]),
            beta: hidden.times(&hidden.fixed(&[(1, &r)]), &value),
        };
        value.0.zeroize();
        let key = self.election.public_key;
        let transcript = Transcript::new(&["raweg", scope, &format!("{key},{}", choices.spelled())]);
        let proof = prove_knowledge(hidden, transcript, &r, chance);
        EncryptedAnswer::Number { choices, proof }
    }
}
