//! What nobody may learn: keys, credentials, choices and the chance that hides them.
//!
//! Everything here takes the same time and touches the same memory whatever the secret is: arithmetic is that of
//! `crypto-bigint` (for products modulo the prime see `field`), tables are read as a whole, and choices are made by masks. Secrets are wiped when they are dropped. Chance
//! comes from the caller.

use crate::field::{Element, Field};
use crate::group::Group;
use crate::number::Number;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{CtEq, CtSelect, NonZero, Odd, U2048, Word};
use rand_core::CryptoRng;
use std::sync::Arc;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub(crate) use crypto_bigint::Choice;

const WORDS: usize = U2048::LIMBS;
/// How many bits of an exponent a row of a table covers.
const ROW: usize = 4;

/// A secret number modulo the order of a group.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret(U2048);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// One of two, without saying which.
    pub(crate) fn choose(first: &Secret, second: &Secret, is_second: Choice) -> Secret {
        Secret(first.0.ct_select(&second.0, is_second))
    }

    /// Whether a small number is another one, without a branch.
    pub(crate) fn is_same(a: u64, b: u64) -> Choice {
        a.ct_eq(&b)
    }
}

fn inside(number: &Number) -> U2048 {
    U2048::from_le_slice(&number.to_le_bytes())
}

fn outside(number: &U2048) -> Number {
    let mut bytes = [0; 256];
    bytes.copy_from_slice(number.to_le_bytes().as_ref());
    let number = Number::from_le_bytes(&bytes);
    bytes.zeroize();
    number
}

/// Powers of a base that comes back: `base^(digit·16^row)`, in Montgomery's form.
struct Table(Vec<[Element; 1 << ROW]>);

/// Arithmetic with secrets in a group.
pub struct SecretGroup {
    group: Arc<Group>,
    field: Field,
    order: FixedMontyParams<WORDS>,
    modulus: NonZero<U2048>,
    bits: usize,
    tables: Vec<Table>,
}

impl SecretGroup {
    /// Prepares for secrets in a group. The generator has a table; so has each of `bases` (places 1, 2, …), at the cost of
    /// about a thousand multiplications.
    pub fn new(group: &Arc<Group>, bases: &[Number]) -> SecretGroup {
        let odd = |number: &Number| Odd::new(inside(number)).expect("both are odd primes");
        let (field, order) = (odd(group.p()), odd(group.q()));
        let mut out = SecretGroup {
            group: Arc::clone(group),
            field: Field::new(field),
            order: FixedMontyParams::new_vartime(order),
            modulus: *order.as_nz_ref(),
            bits: group.q().bit_length(),
            tables: Vec::with_capacity(bases.len() + 1),
        };
        for base in std::iter::once(&group.generator).chain(bases) {
            let table = out.table(base);
            out.tables.push(table);
        }
        out
    }

    /// The group.
    pub fn group(&self) -> &Arc<Group> {
        &self.group
    }

    fn table(&self, base: &Number) -> Table {
        let mut start = self.field.element(&inside(base));
        let rows = (0..self.bits.div_ceil(ROW)).map(|_| {
            let row = self.row(&start);
            start = self.field.mul(&row[(1 << ROW) - 1], &start);
            row
        });
        Table(rows.collect())
    }

    /// A base to the powers from 0 to 15.
    fn row(&self, base: &Element) -> [Element; 1 << ROW] {
        let mut row = [self.field.one(); 1 << ROW];
        for index in 1..1 << ROW {
            row[index] = self.field.mul(&row[index - 1], base);
        }
        row
    }

    /// The entry of a row for a secret digit.
    fn entry(row: &[Element; 1 << ROW], exponent: &Secret, place: usize) -> Element {
        let in_word = Word::BITS as usize / ROW;
        let digit = (exponent.0.as_words()[place / in_word] >> (ROW * (place % in_word)) & 15) as u8;
        let others = row.iter().enumerate().skip(1);
        others.fold(row[0], |entry, (index, other)| entry.or(other, (index as u8).ct_eq(&digit)))
    }

    /// A fresh secret, uniform below the order: numbers of its length are drawn until one is below it. How often tells
    /// nothing about the one that is kept.
    pub fn random(&self, chance: &mut impl CryptoRng) -> Secret {
        let mut bytes = Zeroizing::new([0u8; 256]);
        loop {
            let used = self.bits.div_ceil(8);
            chance.fill_bytes(&mut bytes[..used]);
            bytes[used - 1] &= 0xff >> (8 * used - self.bits);
            let secret = Secret(U2048::from_le_slice(bytes.as_ref()));
            if secret.0 < *self.modulus {
                return secret;
            }
        }
    }

    /// A number below the order, kept as a secret from here on. A larger one is taken modulo the order.
    pub fn secret(&self, number: &Number) -> Secret {
        // Into Montgomery's form and out again reduces, as inputs may be anything below R.
        Secret(FixedMontyForm::new(&inside(number), &self.order).retrieve())
    }

    /// A secret made public, as responses of proofs are.
    pub fn reveal(&self, secret: &Secret) -> Number {
        outside(&secret.0)
    }

    /// Nothing.
    pub fn zero(&self) -> Secret {
        Secret(U2048::ZERO)
    }

    /// A small number that may be negative.
    pub(crate) fn small(&self, value: i64) -> Secret {
        let magnitude = Secret(U2048::from(value.unsigned_abs()));
        let negative = self.subtract(&self.zero(), &magnitude);
        Secret::choose(&magnitude, &negative, Secret::is_same((value < 0).into(), 1))
    }

    /// The sum modulo the order.
    pub fn add(&self, a: &Secret, b: &Secret) -> Secret {
        Secret(a.0.add_mod(&b.0, &self.modulus))
    }

    /// The difference modulo the order.
    pub fn subtract(&self, a: &Secret, b: &Secret) -> Secret {
        Secret(a.0.sub_mod(&b.0, &self.modulus))
    }

    /// The product modulo the order.
    pub fn multiply(&self, a: &Secret, b: &Secret) -> Secret {
        let mut a = FixedMontyForm::new(&a.0, &self.order);
        let mut b = FixedMontyForm::new(&b.0, &self.order);
        let product = Secret(a.mul(&b).retrieve());
        a.zeroize();
        b.zeroize();
        product
    }

    /// Any element to a secret exponent.
    pub fn power(&self, base: &Number, exponent: &Secret) -> Number {
        let row = self.row(&self.field.element(&inside(base)));
        let mut product = self.field.one();
        for place in (0..self.bits.div_ceil(ROW)).rev() {
            for _ in 0..ROW {
                product = self.field.square(&product);
            }
            let mut entry = SecretGroup::entry(&row, exponent, place);
            product = self.field.mul(&product, &entry);
            entry.zeroize();
        }
        outside(&self.field.number(&product))
    }

    /// The product of bases with tables (by their place; 0 is the generator), each to a secret exponent.
    pub fn fixed(&self, factors: &[(usize, &Secret)]) -> Number {
        let mut product = self.field.one();
        for (base, exponent) in factors {
            for (place, row) in self.tables[*base].0.iter().enumerate() {
                let mut entry = SecretGroup::entry(row, exponent, place);
                product = self.field.mul(&product, &entry);
                entry.zeroize();
            }
        }
        outside(&self.field.number(&product))
    }

    /// An element times the generator, or as it is, without saying which.
    pub(crate) fn shifted(&self, element: &Number, is_shifted: Choice) -> Number {
        let element = self.field.element(&inside(element));
        let generator = self.field.element(&inside(&self.group.generator));
        let shifted = self.field.mul(&element, &generator);
        outside(&self.field.number(&element.or(&shifted, is_shifted)))
    }

    /// The first of `value`, `value + 1`, … that is an element of the group modulo a safe prime. The value leaves room for
    /// eight bits.
    ///
    /// How many are tried says nothing: always 64 at once. Whether one is an element is its Jacobi symbol, computed of the number
    /// times ±r² for a random r and a random sign: that is a random number, and its symbol a random one.
    pub(crate) fn element_from(&self, value: &Number, chance: &mut impl CryptoRng) -> Number {
        debug_assert!(self.group.name == crate::group::GroupName::Rfc3526);
        let prime = inside(self.group.p());
        let value = Secret(inside(value));
        let mut out = value.clone();
        let mut found = Choice::FALSE;
        for offset in 0..256u64 {
            let candidate = Secret(value.0.wrapping_add(&U2048::from(offset)));
            let blind = self.field.element(&self.random(chance).0);
            let candidate_in_field = self.field.element(&candidate.0);
            let mut product = self.field.mul(&candidate_in_field, &self.field.square(&blind));
            let negative = self.random(chance).0.is_odd();
            let positive = Secret(self.field.number(&product));
            let other = Secret(prime.wrapping_sub(&positive.0));
            let blinded = positive.0.ct_select(&other.0, negative);
            let is_nonresidue =
                Choice::from_u8_lsb((crate::group::jacobi(&outside(&blinded), self.group.p()) == -1).into());
            let is_element = is_nonresidue.xor(negative).not();
            out = Secret::choose(&out, &candidate, is_element.and(found.not()));
            found = found.or(is_element);
            product.zeroize();
            if offset % 64 == 63 && found.to_bool() {
                break;
            }
        }
        outside(&out.0)
    }

    /// The product of two elements, one of which is secret.
    pub(crate) fn times(&self, a: &Number, b: &Number) -> Number {
        let (a, b) = (self.field.element(&inside(a)), self.field.element(&inside(b)));
        outside(&self.field.number(&self.field.mul(&a, &b)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::GroupName;
    use rand_core::SeedableRng;

    #[test]
    fn secrets_compute_as_numbers_do() {
        for name in [GroupName::Belenios2048, GroupName::Rfc3526] {
            let group = Group::new(name);
            let key = group.power(&group.generator, &Number::small(9));
            let hidden = SecretGroup::new(&group, &[key]);
            let mut chance = rand_chacha::ChaCha20Rng::seed_from_u64(5);
            for round in 0..3u64 {
                let (a, b) = (hidden.random(&mut chance), hidden.random(&mut chance));
                let (x, y) = (hidden.reveal(&a), hidden.reveal(&b));
                assert!(x < *group.q() && x != y);
                assert_eq!(hidden.reveal(&hidden.add(&a, &b)), group.order.add(&x, &y));
                assert_eq!(hidden.reveal(&hidden.subtract(&a, &b)), group.order.subtract(&x, &y));
                assert_eq!(hidden.reveal(&hidden.multiply(&a, &b)), group.order.multiply(&x, &y));
                assert_eq!(hidden.power(&key, &a), group.power(&key, &x));
                let both = group.times(&group.power(&group.generator, &x), &group.power(&key, &y));
                assert_eq!(hidden.fixed(&[(0, &a), (1, &b)]), both);
                assert_eq!(hidden.times(&x, &both), group.times(&x, &both));
                let chosen = Secret::choose(&a, &b, Secret::is_same(round, 1));
                assert_eq!(hidden.reveal(&chosen), if round == 1 { y } else { x });
            }
            let minus = hidden.reveal(&hidden.small(-3));
            assert_eq!(group.order.add(&minus, &Number::small(3)), Number::ZERO);
            assert_eq!(hidden.reveal(&hidden.secret(&group.q().plus(&Number::small(4)).0)), Number::small(4));
        }
    }
}
