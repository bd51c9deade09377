//! Montgomery's multiplication by digits of 28 bits, for WebAssembly, which multiplies 32 bits into 64 but not 64 into 128.
//!
//! A product of two digits has 56 bits, so a column of the schoolbook's square sums up all of its products without a carry. Two digits are
//! done in one pass, so that what is stored in one is read in the next as it lies. There is no branch and no address that
//! depends on a digit: it serves secrets as well as public values.

use crate::number::LIMBS;
use crypto_bigint::{Choice, CtSelect};
use zeroize::Zeroize;

const BITS: usize = 28;
const MASK: u64 = (1 << BITS) - 1;
/// Enough that `2^(28·74)` is more than four times any number here, so that products of what is below twice the modulus are, too.
const COUNT: usize = 74;
/// With zeros at the end, for loops of four.
const WIDTH: usize = 76;
/// The binary logarithm of Montgomery's `R`.
pub(crate) const SHIFT: usize = BITS * COUNT;

/// A number by its digits, the least significant first.
#[derive(Clone, Copy, Debug, Zeroize)]
pub(crate) struct Digits([u32; WIDTH]);

impl Digits {
    /// Takes a number apart.
    pub fn new(limbs: &[u64; LIMBS]) -> Digits {
        let mut out = [0; WIDTH];
        for (index, digit) in out.iter_mut().enumerate().take(COUNT) {
            let (limb, shift) = (index * BITS / 64, index * BITS % 64);
            let mut value = limbs[limb] >> shift;
            if shift > 64 - BITS && limb + 1 < LIMBS {
                value |= limbs[limb + 1] << (64 - shift);
            }
            *digit = (value & MASK) as u32;
        }
        Digits(out)
    }

    /// The other one, if so, without saying which.
    pub fn or(&self, other: &Digits, is_other: Choice) -> Digits {
        Digits(std::array::from_fn(|index| self.0[index].ct_select(&other.0[index], is_other)))
    }

    /// The number below `2^2048`, and what is above.
    pub fn number(&self) -> ([u64; LIMBS], u64) {
        let mut out = [0u64; LIMBS];
        let mut above = 0;
        for (index, digit) in self.0.iter().enumerate().take(COUNT) {
            let (limb, shift) = (index * BITS / 64, index * BITS % 64);
            let wide = u128::from(*digit) << shift;
            out[limb] |= wide as u64;
            match out.get_mut(limb + 1) {
                Some(next) => *next |= (wide >> 64) as u64,
                None => above |= (wide >> 64) as u64,
            }
        }
        (out, above)
    }
}

/// An odd modulus for [`Digits`].
#[derive(Clone, Debug)]
pub(crate) struct Digital {
    value: Digits,
    /// `-1/value mod 2^28`.
    inverse: u32,
}

/// The same digits one place higher.
fn raised(digits: &Digits) -> [u32; WIDTH] {
    let mut out = [0; WIDTH];
    out[1..].copy_from_slice(&digits.0[..WIDTH - 1]);
    out
}

impl Digital {
    /// Prepares an odd modulus.
    pub fn new(value: &[u64; LIMBS]) -> Digital {
        let inverse = crate::montgomery::negative_inverse(value[0]) & MASK;
        Digital { value: Digits::new(value), inverse: inverse as u32 }
    }

    /// `a·b/2^SHIFT` modulo the modulus, below twice the modulus if both are.
    pub fn mul(&self, a: &Digits, b: &Digits) -> Digits {
        let (b, n) = (&b.0, &self.value.0);
        let (b_raised, n_raised) = (raised(&Digits(*b)), raised(&self.value));
        let product = |x: u32, y: u32| u64::from(x) * u64::from(y);
        let missing = |column: u64| (column as u32).wrapping_mul(self.inverse) & MASK as u32;
        let mut t = [0u64; COUNT + WIDTH];
        for i in (0..COUNT).step_by(2) {
            let (first, second) = (a.0[i], a.0[i + 1]);
            // What is to be added of the modulus, so that the two lowest columns become nothing.
            let low = t[i] + product(first, b[0]);
            let m = missing(low);
            let carry = (low + product(m, n[0])) >> BITS;
            let next = t[i + 1] + product(first, b[1]) + product(m, n[1]) + product(second, b[0]) + carry;
            let m_next = missing(next);
            let columns = &mut t[i..i + WIDTH];
            for j in 0..WIDTH {
                columns[j] += product(first, b[j])
                    + product(m, n[j])
                    + product(second, b_raised[j])
                    + product(m_next, n_raised[j]);
            }
            columns[1] += columns[0] >> BITS;
            columns[2] += columns[1] >> BITS;
        }
        let mut out = [0; WIDTH];
        let mut carry = 0;
        for (digit, column) in out.iter_mut().zip(&t[COUNT..]).take(COUNT) {
            let sum = column + carry;
            *digit = (sum & MASK) as u32;
            carry = sum >> BITS;
        }
        Digits(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Group, GroupName};
    use crate::montgomery::Modulus;
    use crate::number::Number;
    use proptest::prelude::*;

    /// The product by way of digits: a plain number, below the modulus.
    fn by_digits(modulus: &Modulus, digital: &Digital, a: &Number, b: &Number) -> Number {
        let product = digital.mul(&Digits::new(&a.0), &Digits::new(&b.0));
        let (number, above) = product.number();
        let number = Number(number);
        let number =
            if above == 0 && number < *modulus.value() { number } else { number.minus(modulus.value()).0 };
        assert!(number < *modulus.value());
        // Back from a·b/R.
        let two = modulus.residue(&Number::small(2));
        let r = modulus.number(&modulus.power(&two, &Number::small(SHIFT as u64)));
        modulus.multiply(&number, &r)
    }

    fn agree(n: &Number, a: &Number, b: &Number) {
        let (modulus, digital) = (Modulus::new(*n), Digital::new(&n.0));
        assert_eq!(by_digits(&modulus, &digital, a, b), modulus.multiply(a, b));
    }

    proptest! {
        #[test]
        fn products_by_digits_are_products(mut n in any::<[u64; LIMBS]>(), a in any::<[u64; LIMBS]>(), b in any::<[u64; LIMBS]>()) {
            n[0] |= 1;
            n[LIMBS - 1] |= 1;
            let n = Number(n);
            agree(&n, &Number(a).modulo(&n), &Number(b).modulo(&n));
        }

        #[test]
        fn numbers_are_put_together_as_they_were(limbs in any::<[u64; LIMBS]>()) {
            prop_assert_eq!(Digits::new(&limbs).number(), (limbs, 0));
        }
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let all = Number([u64::MAX; LIMBS]);
        for n in [all, *Group::new(GroupName::Belenios2048).p(), *Group::new(GroupName::Rfc3526).p()] {
            let most = n.minus(&Number::ONE).0;
            agree(&n, &most, &most);
            agree(&n, &most, &Number::ONE);
            agree(&n, &Number::ZERO, &most);
            // A chain of products is not reduced in between: what comes out stays below twice the modulus.
            let digital = Digital::new(&n.0);
            let mut value = Digits::new(&most.0);
            let plain = Digits::new(&Number::ONE.0);
            for _ in 0..50 {
                value = digital.mul(&value, &value);
                let (low, above) = value.number();
                let (twice, over) = n.plus(&n);
                assert!(above <= 1 && (above < over || (above == over && Number(low) < twice)));
            }
            assert!(digital.mul(&value, &plain).number().1 == 0);
        }
    }
}
