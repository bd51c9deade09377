//! Shuffles with proofs, as CHVote has them (specification, sections 4.17 and 6; Haenni, Koenig, Locher, Dubuis, "CHVote
//! Protocol Specification", version 1.3.2; the proof is by Wikström and Terelius).
//!
//! Every answer is encrypted anew and the list is permuted. The proof shows that what comes out is what went in, and hides the
//! permutation.

use crate::engine::{Batch, Powers};
use crate::group::Group;
use crate::json::{Malformed, Reader, write_list, write_number};
use crate::number::Number;
use crate::proof::{Ciphertext, challenge_of};
use crate::refusal::{Refusal, Rule};
use crate::secret::{Secret, SecretGroup};
use crate::setup::Setup;
use crate::tally::{Ciphertexts, read_ciphertexts, write_ciphertexts};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The commitments that a proof begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitments {
    /// `t₁`, `t₂`, `t₃`.
    pub single: [Number; 3],
    /// `t₄,₁` and `t₄,₂`.
    pub pair: [Number; 2],
    /// `t̂ᵢ`.
    pub chain: Vec<Number>,
}

/// The responses that a proof ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responses {
    /// `s₁` to `s₄`.
    pub single: [Number; 4],
    /// `ŝᵢ`.
    pub chain: Vec<Number>,
    /// `s′ᵢ`.
    pub permuted: Vec<Number>,
}

/// That a list was shuffled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShuffleProof {
    /// Commitments.
    pub commitments: Commitments,
    /// Responses.
    pub responses: Responses,
    /// `cᵢ`: commitments to the permutation.
    pub permutation: Vec<Number>,
    /// `ĉᵢ`: a chain of commitments to the permuted challenges.
    pub chain: Vec<Number>,
}

/// A shuffle of all lists that are shuffled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shuffle {
    /// What came out, one list for each question that is shuffled.
    pub ciphertexts: Ciphertexts,
    /// A proof for each.
    pub proofs: Vec<ShuffleProof>,
}

fn write_numbers(out: &mut String, numbers: &[Number]) {
    write_list(out, numbers, write_number);
}

fn read_array<const N: usize>(reader: &mut Reader<'_>) -> Result<[Number; N], Malformed> {
    let mut out = [Number::ZERO; N];
    for (index, number) in out.iter_mut().enumerate() {
        if index > 0 {
            reader.literal(",")?;
        }
        *number = reader.number()?;
    }
    Ok(out)
}

impl ShuffleProof {
    fn write(&self, out: &mut String) {
        let write_some = |out: &mut String, numbers: &[Number]| {
            for number in numbers {
                write_number(out, number);
                out.push(',');
            }
        };
        out.push_str("[[");
        write_some(out, &self.commitments.single);
        write_numbers(out, &self.commitments.pair);
        out.push(',');
        write_numbers(out, &self.commitments.chain);
        out.push_str("],[");
        write_some(out, &self.responses.single);
        write_numbers(out, &self.responses.chain);
        out.push(',');
        write_numbers(out, &self.responses.permuted);
        out.push_str("],");
        write_numbers(out, &self.permutation);
        out.push(',');
        write_numbers(out, &self.chain);
        out.push(']');
    }

    fn read(reader: &mut Reader<'_>) -> Result<ShuffleProof, Malformed> {
        reader.literal("[[")?;
        let single = read_array(reader)?;
        reader.literal(",[")?;
        let pair = read_array(reader)?;
        reader.literal("],")?;
        let chain = reader.list(Reader::number)?;
        let commitments = Commitments { single, pair, chain };
        reader.literal("],[")?;
        let single = read_array(reader)?;
        reader.literal(",")?;
        let chain = reader.list(Reader::number)?;
        reader.literal(",")?;
        let permuted = reader.list(Reader::number)?;
        let responses = Responses { single, chain, permuted };
        reader.literal("],")?;
        let permutation = reader.list(Reader::number)?;
        reader.literal(",")?;
        let chain = reader.list(Reader::number)?;
        reader.literal("]")?;
        Ok(ShuffleProof { commitments, responses, permutation, chain })
    }
}

/// The generator of a number, or the secondary one for −1: the hash of its name, to the power of the index of the group.
fn generator(group: &Group, index: i64) -> Number {
    let hash = Number::from_be_bytes(&Sha256::digest(format!("ggen|{index}")));
    // The index (p − 1)/q is 2 for a safe prime, the only group in which there are shuffles.
    group.times(&hash, &hash)
}

/// Numbers in base ten, each followed by a comma.
fn spell<'a>(hash: &mut Sha256, numbers: impl IntoIterator<Item = &'a Number>) {
    for number in numbers {
        hash.update(number.to_decimal());
        hash.update(",");
    }
}

fn halves(list: &[Ciphertext]) -> impl Iterator<Item = &Number> {
    list.iter().flat_map(|ciphertext| [&ciphertext.alpha, &ciphertext.beta])
}

/// What both challenges are hashes of, and the challenges.
struct Scope<'a> {
    group: &'a Group,
    fingerprint: &'a str,
    before: &'a [Ciphertext],
    after: &'a [Ciphertext],
    permutation: &'a [Number],
}

impl Scope<'_> {
    fn spell(&self, hash: &mut Sha256) {
        spell(hash, halves(self.before));
        spell(hash, halves(self.after));
        spell(hash, self.permutation);
    }

    /// `u₁ … u_N`.
    fn challenges(&self) -> Vec<Number> {
        let mut hash = Sha256::new();
        hash.update(format!("shuffle-challenges|{}|", self.fingerprint));
        self.spell(&mut hash);
        let first = hash.finalize();
        let each = |index: usize| {
            let mut hash = Sha256::new();
            hash.update(hex(&first));
            hash.update(hex(&Sha256::digest(index.to_string())));
            challenge_of(self.group, hash)
        };
        (0..self.before.len()).map(each).collect()
    }

    /// `c`.
    fn challenge(&self, commitments: &Commitments, chain: &[Number], key: &Number) -> Number {
        let mut hash = Sha256::new();
        hash.update(format!("shuffle-challenge|{}|", self.fingerprint));
        spell(&mut hash, commitments.single.iter().chain(&commitments.pair));
        spell(&mut hash, &commitments.chain);
        self.spell(&mut hash);
        spell(&mut hash, chain);
        hash.update(key.to_decimal());
        challenge_of(self.group, hash)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Numbers from `0` to `below − 1` without bias.
fn draw(below: usize, chance: &mut impl CryptoRng) -> usize {
    let below = below as u64;
    let most = u64::MAX - u64::MAX % below;
    loop {
        let value = chance.next_u64();
        if value < most {
            return (value % below) as usize;
        }
    }
}

impl Shuffle {
    /// Shuffles the lists of all questions that are shuffled.
    ///
    /// `hidden` has a table for the key of the election in place 1.
    pub fn new(
        hidden: &SecretGroup,
        fingerprint: &str,
        key: &Number,
        lists: &[Vec<Ciphertext>],
        chance: &mut impl CryptoRng,
    ) -> Shuffle {
        let mut shuffle = Shuffle { ciphertexts: Vec::new(), proofs: Vec::new() };
        for list in lists {
            let (after, proof) = shuffle_one(hidden, fingerprint, key, list, chance);
            shuffle.ciphertexts.push(after);
            shuffle.proofs.push(proof);
        }
        shuffle
    }

    /// As an archive holds it.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"ciphertexts\":");
        write_ciphertexts(&mut out, &self.ciphertexts);
        out.push_str(",\"proofs\":");
        write_list(&mut out, &self.proofs, |out, proof| proof.write(out));
        out.push('}');
        out
    }

    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8]) -> Result<Shuffle, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"ciphertexts\":")?;
        let ciphertexts = read_ciphertexts(&mut reader)?;
        reader.literal(",\"proofs\":")?;
        let proofs = reader.list(ShuffleProof::read)?;
        reader.literal("}")?;
        reader.end()?;
        Ok(Shuffle { ciphertexts, proofs })
    }

    /// Checks it against what went in.
    pub(crate) fn check(
        &self,
        setup: &Setup,
        before: &[&[Ciphertext]],
        threads: usize,
    ) -> Result<(), Refusal> {
        if self.ciphertexts.len() != before.len() {
            return Err(Refusal::new(Rule::ShuffleShape, "ciphertexts", ""));
        }
        if self.proofs.len() != before.len() {
            return Err(Refusal::new(Rule::ShuffleShape, "proofs", ""));
        }
        for (index, (before, (after, proof))) in
            before.iter().zip(self.ciphertexts.iter().zip(&self.proofs)).enumerate()
        {
            let size = before.len();
            if after.len() != size {
                return Err(Refusal::new(Rule::ShuffleShape, format!("ciphertexts[{index}]"), ""));
            }
            let lengths = [
                proof.commitments.chain.len(),
                proof.responses.chain.len(),
                proof.responses.permuted.len(),
                proof.permutation.len(),
                proof.chain.len(),
            ];
            if lengths.iter().any(|length| *length != size) {
                return Err(Refusal::new(Rule::ShuffleShape, format!("proofs[{index}]"), ""));
            }
            self.check_elements(setup, index, threads)?;
            check_one(setup, before, after, proof, threads)
                .map_err(|part| Refusal::new(Rule::ShuffleProof, format!("proofs[{index}]"), part))?;
        }
        Ok(())
    }

    /// That everything that should be an element is one, and everything that should be an exponent.
    fn check_elements(&self, setup: &Setup, index: usize, threads: usize) -> Result<(), Refusal> {
        let group = setup.group();
        let (after, proof) = (&self.ciphertexts[index], &self.proofs[index]);
        let place = |part: &str| format!("proofs[{index}]{part}");
        let mut elements: Vec<(Number, String)> = Vec::with_capacity(5 * after.len() + 5);
        for (place, ciphertext) in after.iter().enumerate() {
            elements.push((ciphertext.alpha, format!("ciphertexts[{index}][{place}].alpha")));
            elements.push((ciphertext.beta, format!("ciphertexts[{index}][{place}].beta")));
        }
        let commitments = &proof.commitments;
        elements.extend(commitments.single.iter().zip(0..).map(|(n, i)| (*n, place(&format!("[0][{i}]")))));
        elements.extend(commitments.pair.iter().zip(0..).map(|(n, i)| (*n, place(&format!("[0][3][{i}]")))));
        for (part, list) in
            [("[0][4]", &commitments.chain), ("[2]", &proof.permutation), ("[3]", &proof.chain)]
        {
            elements.extend(list.iter().zip(0..).map(|(n, i)| (*n, place(&format!("{part}[{i}]")))));
        }
        let checked = crate::threads::map(threads, &elements, |(number, _)| group.contains(number));
        if let Some(wrong) = checked.iter().position(|is_element| !is_element) {
            return Err(Refusal::new(Rule::Membership, elements[wrong].1.clone(), ""));
        }
        let responses = &proof.responses;
        let exponents = responses.single.iter().chain(&responses.chain).chain(&responses.permuted);
        match exponents.zip(0..).find(|(exponent, _)| *exponent >= group.q()) {
            None => Ok(()),
            Some((_, _)) => Err(Refusal::new(Rule::Exponent, place("[1]"), "")),
        }
    }
}

fn shuffle_one(
    hidden: &SecretGroup,
    fingerprint: &str,
    key: &Number,
    before: &[Ciphertext],
    chance: &mut impl CryptoRng,
) -> (Vec<Ciphertext>, ShuffleProof) {
    let group = hidden.group();
    let size = before.len();
    // GenPermutation (table 2).
    let mut rest: Vec<usize> = (0..size).collect();
    let mut order = Vec::with_capacity(size);
    for first in 0..size {
        let chosen = first + draw(size - first, chance);
        order.push(rest[chosen]);
        rest[chosen] = rest[first];
    }
    // GenShuffle (table 1).
    let renewed: Vec<Secret> = (0..size).map(|_| hidden.random(chance)).collect();
    let renew = |index: &usize| Ciphertext {
        alpha: hidden.times(&before[*index].alpha, &hidden.fixed(&[(0, &renewed[*index])])),
        beta: hidden.times(&before[*index].beta, &hidden.fixed(&[(1, &renewed[*index])])),
    };
    let after: Vec<Ciphertext> = order.iter().map(renew).collect();
    // GenShuffleProof (table 4).
    let generators: Vec<Number> = (0..size as i64).map(|index| generator(group, index)).collect();
    let mut committed: Vec<(Number, Secret)> = vec![(Number::ZERO, hidden.zero()); size];
    for (index, place) in order.iter().enumerate() {
        let r = hidden.random(chance);
        committed[*place] = (hidden.times(&hidden.fixed(&[(0, &r)]), &generators[index]), r);
    }
    let (permutation, committed): (Vec<Number>, Vec<Secret>) = committed.into_iter().unzip();
    let scope = Scope { group, fingerprint, before, after: &after, permutation: &permutation };
    let challenges: Vec<Secret> = scope.challenges().iter().map(|u| hidden.secret(u)).collect();
    let permuted: Vec<&Secret> = order.iter().map(|place| &challenges[*place]).collect();
    // GenCommitmentChain (table 12), and t̂ along it.
    let secondary = generator(group, -1);
    let [omega1, omega2, omega3, omega4] = std::array::from_fn(|_| hidden.random(chance));
    let omega_chain: Vec<Secret> = (0..size).map(|_| hidden.random(chance)).collect();
    let omega_permuted: Vec<Secret> = (0..size).map(|_| hidden.random(chance)).collect();
    let mut chain = Vec::with_capacity(size);
    let mut chained = Vec::with_capacity(size);
    let mut commitments = Commitments {
        single: [&omega1, &omega2, &omega3].map(|omega| hidden.fixed(&[(0, omega)])),
        pair: [Number::ONE; 2],
        chain: Vec::with_capacity(size),
    };
    let minus_omega4 = hidden.subtract(&hidden.zero(), &omega4);
    commitments.pair = [hidden.fixed(&[(1, &minus_omega4)]), hidden.fixed(&[(0, &minus_omega4)])];
    let mut link = secondary;
    for index in 0..size {
        let omega = &omega_permuted[index];
        let t = hidden.times(&hidden.power(&link, omega), &hidden.fixed(&[(0, &omega_chain[index])]));
        commitments.chain.push(t);
        let r = hidden.random(chance);
        link = hidden.times(&hidden.power(&link, permuted[index]), &hidden.fixed(&[(0, &r)]));
        chain.push(link);
        chained.push(r);
        let [beta, alpha] = &mut commitments.pair;
        *beta = hidden.times(beta, &hidden.power(&after[index].beta, omega));
        *alpha = hidden.times(alpha, &hidden.power(&after[index].alpha, omega));
        let third = &mut commitments.single[2];
        *third = hidden.times(third, &hidden.power(&generators[index], omega));
    }
    let c = hidden.secret(&scope.challenge(&commitments, &chain, key));
    let respond =
        |omega: &Secret, value: &Secret| hidden.reveal(&hidden.add(omega, &hidden.multiply(&c, value)));
    let sum = |values: &mut dyn Iterator<Item = Secret>| {
        values.fold(hidden.zero(), |sum, value| hidden.add(&sum, &value))
    };
    // v_N = 1, vᵢ = u′ᵢ₊₁·vᵢ₊₁.
    let mut v = hidden.secret(&Number::ONE);
    let mut chain_sum = hidden.zero();
    for index in (0..size).rev() {
        chain_sum = hidden.add(&chain_sum, &hidden.multiply(&chained[index], &v));
        v = hidden.multiply(permuted[index], &v);
    }
    let weighted = |values: &[Secret]| {
        sum(&mut values.iter().zip(&challenges).map(|(value, u)| hidden.multiply(value, u)))
    };
    let responses = Responses {
        single: [
            respond(&omega1, &sum(&mut committed.iter().cloned())),
            respond(&omega2, &chain_sum),
            respond(&omega3, &weighted(&committed)),
            respond(&omega4, &weighted(&renewed)),
        ],
        chain: omega_chain.iter().zip(&chained).map(|(omega, r)| respond(omega, r)).collect(),
        permuted: omega_permuted.iter().zip(&permuted).map(|(omega, u)| respond(omega, u)).collect(),
    };
    let proof = ShuffleProof { commitments, responses, permutation, chain };
    (after, proof)
}

/// CheckShuffleProof (table 5); says which equation fails.
fn check_one(
    setup: &Setup,
    before: &[Ciphertext],
    after: &[Ciphertext],
    proof: &ShuffleProof,
    threads: usize,
) -> Result<(), String> {
    let (group, key) = (setup.group(), &setup.election().public_key);
    let order = &group.order;
    let size = before.len();
    let generators: Vec<Number> = (0..size as i64).map(|index| generator(group, index)).collect();
    let secondary = generator(group, -1);
    let scope =
        Scope { group, fingerprint: setup.fingerprint(), before, after, permutation: &proof.permutation };
    let u = scope.challenges();
    let c = scope.challenge(&proof.commitments, &proof.chain, key);
    let minus_c = order.subtract(&Number::ZERO, &c);
    let s = &proof.responses;
    let product = |numbers: &mut dyn Iterator<Item = Number>| {
        numbers.fold(Number::ONE, |product, number| group.times(&product, &number))
    };
    let all = |list: &[Number], exponents: &[Number]| {
        powers_of_all(group, setup.powers(), list, exponents, threads)
    };
    let betas: Vec<Number> = after.iter().map(|ciphertext| ciphertext.beta).collect();
    let alphas: Vec<Number> = after.iter().map(|ciphertext| ciphertext.alpha).collect();
    // c̄ = ∏ cᵢ / ∏ hᵢ and ĉ = ĉ_N / h^∏u.
    let divisor = product(&mut generators.iter().copied());
    let u_product = u.iter().fold(Number::ONE, |product, u| order.multiply(&product, u));
    let last = proof.chain.last().copied().unwrap_or(secondary);
    let inverses = group.inverses(&[divisor, group.power(&secondary, &u_product)]);
    let c_bar = group.times(&product(&mut proof.permutation.iter().copied()), &inverses[0]);
    let c_hat = group.times(&last, &inverses[1]);
    let c_tilde = all(&proof.permutation, &u);
    let beta = all(&before.iter().map(|ciphertext| ciphertext.beta).collect::<Vec<_>>(), &u);
    let alpha = all(&before.iter().map(|ciphertext| ciphertext.alpha).collect::<Vec<_>>(), &u);
    let minus_s4 = order.subtract(&Number::ZERO, &s.single[3]);
    let t3 = all(&generators, &s.permuted);
    let t4 = [all(&betas, &s.permuted), all(&alphas, &s.permuted)];
    let mut batch = Batch::new(setup.powers());
    let mut term = |number: Number, place: usize, response: Number| {
        let base = batch.base(number);
        let power = batch.power(base, minus_c);
        batch.product(vec![power], vec![(place, response)])
    };
    let products = [
        term(c_bar, 0, s.single[0]),
        term(c_hat, 0, s.single[1]),
        term(c_tilde, 0, s.single[2]),
        term(beta, 1, minus_s4),
        term(alpha, 0, minus_s4),
    ];
    let done = batch.run();
    let wanted = proof.commitments.single.iter().chain(&proof.commitments.pair);
    let factors = [Number::ONE, Number::ONE, t3, t4[0], t4[1]];
    for (index, ((product, wanted), factor)) in products.iter().zip(wanted).zip(factors).enumerate() {
        if group.times(done.value(*product), &factor) != *wanted {
            return Err(format!("equation {}", ["t1", "t2", "t3", "t4,1", "t4,2"][index]));
        }
    }
    // t̂′ᵢ = ĉᵢ^−c · g^ŝᵢ · ĉᵢ₋₁^s′ᵢ.
    let places: Vec<usize> = (0..size).collect();
    let chunks: Vec<&[usize]> = places.chunks(crate::setup::CHUNK).collect();
    let wrong = crate::threads::map(threads, &chunks, |places| {
        let mut batch = Batch::new(setup.powers());
        let products: Vec<_> = places
            .iter()
            .map(|place| {
                let here = batch.base(proof.chain[*place]);
                let before = match place.checked_sub(1) {
                    Some(before) => proof.chain[before],
                    None => secondary,
                };
                let before = batch.base(before);
                let powers = vec![batch.power(here, minus_c), batch.power(before, s.permuted[*place])];
                batch.product(powers, vec![(0, s.chain[*place])])
            })
            .collect();
        let done = batch.run();
        let mut results = places.iter().zip(products);
        results
            .find(|(place, product)| *done.value(*product) != proof.commitments.chain[**place])
            .map(|(p, _)| *p)
    });
    match wrong.into_iter().flatten().next() {
        None => Ok(()),
        Some(place) => Err(format!("equation t^ of place {place}")),
    }
}

/// `∏ listᵢ^exponentᵢ`.
fn powers_of_all(
    group: &Group,
    powers: &Arc<Powers>,
    list: &[Number],
    exponents: &[Number],
    threads: usize,
) -> Number {
    let pairs: Vec<(Number, Number)> = list.iter().copied().zip(exponents.iter().copied()).collect();
    let chunks: Vec<&[(Number, Number)]> = pairs.chunks(crate::setup::CHUNK).collect();
    let parts = crate::threads::map(threads, &chunks, |pairs| {
        let mut batch = Batch::new(powers);
        let mut factors = Vec::with_capacity(pairs.len());
        for (number, exponent) in *pairs {
            let base = batch.base(*number);
            factors.push(batch.power(base, *exponent));
        }
        let product = batch.product(factors, Vec::new());
        *batch.run().value(product)
    });
    parts.iter().fold(Number::ONE, |product, part| group.times(&product, part))
}
