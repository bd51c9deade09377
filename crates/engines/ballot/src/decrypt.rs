//! Partial decryptions and the result (specification, sections 4.18 and 4.19).

use crate::election::{CHOICE_BITS, PADDING_BITS, Question};
use crate::engine::Batch;
use crate::group::Group;
use crate::json::{Hash, Malformed, Reader, write_count, write_list, write_number};
use crate::number::Number;
use crate::proof::{Checks, Ciphertext, Proof, Transcript, answer};
use crate::refusal::{Refusal, Rule};
use crate::secret::{Secret, SecretGroup};
use crate::setup::Setup;
use crate::trustees::Trustee;
use rand_core::CryptoRng;
use std::collections::{BTreeMap, HashMap};

/// A trustee's share of decrypting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialDecryption {
    /// `alpha` of every ciphertext to the private key.
    pub factors: Vec<Vec<Number>>,
    /// That it is so.
    pub proofs: Vec<Vec<Proof>>,
}

impl PartialDecryption {
    /// Decrypts a trustee's share.
    ///
    /// `fingerprint` is that of the election. Whoever holds the key has checked the archive first.
    pub fn new(
        hidden: &SecretGroup,
        private: &Secret,
        fingerprint: &str,
        ciphertexts: &[Vec<Ciphertext>],
        chance: &mut impl CryptoRng,
    ) -> PartialDecryption {
        let public = hidden.fixed(&[(0, private)]).to_decimal();
        let share = |ciphertext: &Ciphertext, chance: &mut _| {
            let w = hidden.random(chance);
            let commitments = [hidden.fixed(&[(0, &w)]), hidden.power(&ciphertext.alpha, &w)];
            let transcript = Transcript::new(&["decrypt", fingerprint, &public]);
            let challenge = transcript.challenge(hidden.group(), &commitments);
            (hidden.power(&ciphertext.alpha, private), answer(hidden, &w, private, challenge))
        };
        let mut out = PartialDecryption { factors: Vec::new(), proofs: Vec::new() };
        for list in ciphertexts {
            let (factors, proofs) = list.iter().map(|ciphertext| share(ciphertext, chance)).unzip();
            out.factors.push(factors);
            out.proofs.push(proofs);
        }
        out
    }

    /// As an archive holds it.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"decryption_factors\":");
        write_list(&mut out, &self.factors, |out, list| {
            write_list(out, list, write_number);
        });
        out.push_str(",\"decryption_proofs\":");
        write_list(&mut out, &self.proofs, |out, proofs| Proof::write_list(out, proofs));
        out.push('}');
        out
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8]) -> Result<PartialDecryption, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"decryption_factors\":")?;
        let factors = reader.list(|reader| reader.list(Reader::number))?;
        reader.literal(",\"decryption_proofs\":")?;
        let proofs = reader.list(Proof::read_list)?;
        reader.literal("}")?;
        reader.end()?;
        Ok(PartialDecryption { factors, proofs })
    }

    /// Checks the share of a trustee, counted from 1.
    pub(crate) fn check(
        &self,
        setup: &Setup,
        owner: u64,
        ciphertexts: &[Vec<Ciphertext>],
        threads: usize,
    ) -> Result<(), Refusal> {
        let keys = setup.trustees().keys();
        let key = owner.checked_sub(1).and_then(|owner| keys.get(owner as usize));
        let Some(key) = key else {
            return Err(Refusal::new(Rule::Owner, "owner", owner.to_string()));
        };
        let fits = |lengths: Vec<usize>| lengths == ciphertexts.iter().map(Vec::len).collect::<Vec<_>>();
        if !fits(self.factors.iter().map(Vec::len).collect()) {
            return Err(Refusal::new(Rule::DecryptionShape, "decryption_factors", ""));
        }
        if !fits(self.proofs.iter().map(Vec::len).collect()) {
            return Err(Refusal::new(Rule::DecryptionShape, "decryption_proofs", ""));
        }
        let public = key.public_key.to_decimal();
        let places: Vec<(usize, usize)> = ciphertexts
            .iter()
            .enumerate()
            .flat_map(|(question, list)| (0..list.len()).map(move |index| (question, index)))
            .collect();
        let chunks: Vec<_> = places.chunks(crate::setup::CHUNK).collect();
        let done = crate::threads::map(threads, &chunks, |places| {
            let mut checks = setup.checks();
            for (question, index) in *places {
                let (factor, proof) = (self.factors[*question][*index], self.proofs[*question][*index]);
                let field = format!("decryption_proofs[{question}][{index}]");
                let base = checks.member(factor, &format!("decryption_factors[{question}][{index}]"));
                if checks.exponents(&[proof], &field) {
                    // The ciphertexts come from ballots or shuffles whose elements were looked at.
                    let alpha = checks.known(ciphertexts[*question][*index].alpha);
                    let x = checks.known(key.public_key);
                    let a = checks.power(x, proof.challenge);
                    let b = [checks.power(alpha, proof.response), checks.power(base, proof.challenge)];
                    let a = checks.product(vec![a], vec![(0, proof.response)]);
                    let b = checks.product(b.to_vec(), vec![]);
                    let transcript = Transcript::new(&["decrypt", setup.fingerprint(), &public]);
                    checks.hash(Rule::DecryptionProof, &field, transcript, vec![a, b], proof.challenge);
                }
            }
            checks.run().map_err(|(_, refusal)| refusal)
        });
        done.into_iter().collect()
    }
}

/// Who did something, and what (payload of events of shuffles and of partial decryptions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owned {
    pub owner: u64,
    pub payload: Hash,
}

impl Owned {
    pub fn to_json(self) -> String {
        format!("{{\"owner\":{},\"payload\":\"{}\"}}", self.owner, self.payload.to_hex())
    }

    pub fn from_json(bytes: &[u8]) -> Result<Owned, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"owner\":")?;
        let owner = reader.small()?;
        reader.literal(",\"payload\":")?;
        let payload = reader.hash()?;
        reader.literal("}")?;
        reader.end()?;
        Ok(Owned { owner, payload })
    }
}

/// What came out for one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// How often each answer was chosen, by weight; first blank, if the question has it.
    Sums(Vec<u64>),
    /// Every answer, in the order of the last shuffle.
    Answers(Vec<Vec<u64>>),
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted(pub Vec<Outcome>);

impl Counted {
    /// As an archive holds it.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"result\":");
        let write_counts = |out: &mut String, counts: &[u64]| {
            write_list(out, counts, |out, count| write_count(out, *count));
        };
        write_list(&mut out, &self.0, |out, outcome| match outcome {
            Outcome::Sums(sums) => write_counts(out, sums),
            Outcome::Answers(answers) => write_list(out, answers, |out, answer| write_counts(out, answer)),
        });
        out.push('}');
        out
    }

    /// Reads one. What a list of nothing is, the questions of the election say.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8], questions: &[Question]) -> Result<Counted, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"result\":")?;
        let mut questions = questions.iter();
        let outcomes = reader.list(|reader| {
            let Some(question) = questions.next() else {
                return reader.wrong("no more results than questions");
            };
            Ok(match question.is_shuffled() {
                false => Outcome::Sums(read_counts(reader)?),
                true => Outcome::Answers(reader.list(read_counts)?),
            })
        })?;
        reader.literal("}")?;
        reader.end()?;
        Ok(Counted(outcomes))
    }
}

fn read_counts(reader: &mut Reader<'_>) -> Result<Vec<u64>, Malformed> {
    reader.list(Reader::count)
}

/// What the ciphertexts hold, `g` to a sum or an encoded answer, from enough shares. The shares were checked.
pub(crate) fn combine(
    setup: &Setup,
    ciphertexts: &[Vec<Ciphertext>],
    shares: &BTreeMap<u64, Vec<Vec<Number>>>,
) -> Result<Vec<Vec<Number>>, Refusal> {
    let group = setup.group();
    // Which shares are used, and to which power.
    let mut used: Vec<(u64, Number)> = Vec::new();
    let mut first = 1;
    for trustee in &setup.trustees().0 {
        match trustee {
            Trustee::Single(_) => {
                if !shares.contains_key(&first) {
                    return Err(Refusal::new(Rule::Quorum, "", format!("trustee {first} is missing")));
                }
                used.push((first, Number::ONE));
                first += 1;
            }
            Trustee::Group(threshold) => {
                let size = threshold.keys.len() as u64;
                let there = (1..=size).filter(|member| shares.contains_key(&(first + member - 1)));
                let there: Vec<u64> = there.take(threshold.threshold as usize).collect();
                if (there.len() as u64) < threshold.threshold {
                    let found = format!("{} of {} trustees", there.len(), threshold.threshold);
                    return Err(Refusal::new(Rule::Quorum, "", found));
                }
                used.extend(there.iter().map(|one| (first + one - 1, lagrange(group, &there, *one))));
                first += size;
            }
        }
    }
    let mut batch = Batch::new(setup.powers());
    let mut products = Vec::new();
    let lengths = ciphertexts.iter().map(Vec::len);
    for (question, index) in
        lengths.enumerate().flat_map(|(question, length)| (0..length).map(move |i| (question, i)))
    {
        let mut powers = Vec::with_capacity(used.len());
        for (owner, exponent) in &used {
            let factor = batch.base(shares[owner][question][index]);
            powers.push(batch.power(factor, *exponent));
        }
        products.push(batch.product(powers, Vec::new()));
    }
    let done = batch.run();
    let factors: Vec<Number> = products.iter().map(|product| *done.value(*product)).collect();
    let mut inverses = group.inverses(&factors).into_iter();
    let value = |ciphertext: &Ciphertext, inverse: Number| group.times(&ciphertext.beta, &inverse);
    Ok(ciphertexts
        .iter()
        .map(|list| list.iter().zip(&mut inverses).map(|(c, inverse)| value(c, inverse)).collect())
        .collect())
}

/// The coefficient of `one` among `there` for the value at 0 (Lagrange): `∏ k/(k − one)`, modulo the order.
fn lagrange(group: &Group, there: &[u64], one: u64) -> Number {
    let order = &group.order;
    let (mut above, mut below) = (Number::ONE, Number::ONE);
    for k in there.iter().filter(|k| **k != one) {
        above = order.multiply(&above, &Number::small(*k));
        let difference = order.subtract(&Number::small(*k), &Number::small(one));
        below = order.multiply(&below, &difference);
    }
    let inverse = order.number(&order.inverses(&[order.residue(&below)])[0]);
    order.multiply(&above, &inverse)
}

/// The numbers of an answer that was decrypted.
fn decode(value: &Number, answers: usize) -> Vec<u64> {
    let bit = |answer: usize| PADDING_BITS + CHOICE_BITS * (answers - 1 - answer);
    (0..answers).map(|answer| value.bits(bit(answer), CHOICE_BITS) as u64).collect()
}

/// Discrete logarithms of small numbers, by baby steps and giant steps (D. Shanks, 1971).
struct Logarithms<'a> {
    group: &'a Group,
    baby: HashMap<[u64; 2], u64>,
    giant: crate::montgomery::Residue,
    steps: u64,
}

impl<'a> Logarithms<'a> {
    /// Prepares for logarithms up to `most`, `count` of them.
    fn new(group: &'a Group, most: u64, count: usize) -> Logarithms<'a> {
        let field = &group.field;
        let generator = field.residue(&group.generator);
        // Baby steps are made once, giant steps for each; both together are fewest like this.
        let wanted = (most as f64 * count.max(1) as f64).sqrt() as u64 + 1;
        let steps = wanted.clamp(1, most.saturating_add(1)).min(1 << 22);
        let mut baby = HashMap::with_capacity(steps as usize);
        let mut value = field.one();
        for step in 0..steps {
            baby.insert([value.0[0], value.0[1]], step);
            value = field.mul(&value, &generator);
        }
        let giant = field.inverses(&[value])[0];
        Logarithms { group, baby, giant, steps }
    }

    fn of(&self, value: &Number, most: u64) -> Option<u64> {
        let field = &self.group.field;
        let mut rest = field.residue(value);
        for giant in 0..=most / self.steps {
            if let Some(baby) = self.baby.get(&[rest.0[0], rest.0[1]]) {
                let candidate = giant * self.steps + baby;
                if candidate <= most
                    && self.group.power(&self.group.generator, &Number::small(candidate)) == *value
                {
                    return Some(candidate);
                }
            }
            rest = field.mul(&rest, &self.giant);
        }
        None
    }
}

/// The result, from what the ciphertexts hold. `most` is the sum of weights.
pub(crate) fn count(setup: &Setup, values: &[Vec<Number>], most: u64) -> Result<Counted, Refusal> {
    let questions = &setup.election().questions;
    let sums = values.iter().zip(questions).filter(|(_, question)| !question.is_shuffled());
    let logarithms = Logarithms::new(setup.group(), most, sums.map(|(list, _)| list.len()).sum());
    let mut outcomes = Vec::with_capacity(values.len());
    for (index, (list, question)) in values.iter().zip(questions).enumerate() {
        outcomes.push(match question {
            Question::Choose { .. } => {
                let sums: Option<Vec<u64>> = list.iter().map(|value| logarithms.of(value, most)).collect();
                let Some(sums) = sums else {
                    let found = "a sum is larger than all weights together";
                    return Err(Refusal::new(Rule::Result, format!("result[{index}]"), found));
                };
                Outcome::Sums(sums)
            }
            Question::Number { answers, .. } => {
                Outcome::Answers(list.iter().map(|value| decode(value, answers.len())).collect())
            }
        });
    }
    Ok(Counted(outcomes))
}

/// That a result is what the ciphertexts hold; no logarithm is needed for that.
pub(crate) fn check_result(setup: &Setup, values: &[Vec<Number>], counted: &Counted) -> Result<(), Refusal> {
    let questions = &setup.election().questions;
    if counted.0.len() != questions.len() {
        return Err(Refusal::new(Rule::Result, "result", "one for each question"));
    }
    let mut checks: Checks = setup.checks();
    for (index, (values, (outcome, question))) in
        values.iter().zip(counted.0.iter().zip(questions)).enumerate()
    {
        let field = format!("result[{index}]");
        match outcome {
            Outcome::Sums(sums) if sums.len() == values.len() => {
                for (place, (sum, value)) in sums.iter().zip(values).enumerate() {
                    let product = checks.product(vec![], vec![(0, Number::small(*sum))]);
                    checks.equal(Rule::Result, &format!("{field}[{place}]"), product, *value);
                }
            }
            Outcome::Answers(answers) if answers.len() == values.len() => {
                for (place, (answer, value)) in answers.iter().zip(values).enumerate() {
                    if *answer != decode(value, question.answers().len()) {
                        checks.fail(Refusal::new(Rule::Result, format!("{field}[{place}]"), ""));
                    }
                }
            }
            _ => {
                return Err(Refusal::new(
                    Rule::Result,
                    field,
                    "another number of results than of ciphertexts",
                ));
            }
        }
    }
    checks.run().map_err(|(_, refusal)| refusal)
}
