//! Arithmetic modulo an odd number, one value at a time, for public values.
//!
//! Montgomery's method (P. L. Montgomery, "Modular multiplication without trial division", 1985): a number `a` is held as
//! `a·R mod n` with `R = 2^2048`, so that reducing takes multiplications only. The module `lanes` does the same for
//! eight numbers at once where the processor can, `digits` for WebAssembly.

#[cfg(target_arch = "wasm32")]
use crate::digits::{Digital, Digits, SHIFT};
use crate::number::{LIMBS, Number};

/// An odd modulus with what Montgomery's method needs of it.
#[derive(Clone, Debug)]
pub struct Modulus {
    value: Number,
    /// `-1/value mod 2^64`.
    #[cfg(not(target_arch = "wasm32"))]
    inverse: u64,
    #[cfg(target_arch = "wasm32")]
    digital: Digital,
    /// `R mod value`, which stands for one.
    one: Residue,
    /// `R² mod value`.
    square: Residue,
}

/// The binary logarithm of `R`.
#[cfg(not(target_arch = "wasm32"))]
const SHIFT: usize = 64 * LIMBS;

/// A number modulo a [`Modulus`], times `R`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Residue(pub(crate) [u64; LIMBS]);

#[cfg(not(target_arch = "wasm32"))]
fn step(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let wide = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
    (wide as u64, (wide >> 64) as u64)
}

/// `-1/value mod 2^64` for an odd value, by Newton's iteration: every round doubles the bits that are right.
pub(crate) fn negative_inverse(value: u64) -> u64 {
    let mut inverse = value;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(value.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

impl Modulus {
    /// Prepares an odd modulus greater than one.
    pub fn new(value: Number) -> Modulus {
        debug_assert!(value.bit(0) && value > Number::ONE);
        // R mod n by doubling: 2^2048 is 1 doubled 2048 times, R² another 2048 times.
        let mut power = Number::ONE;
        let mut one = power;
        for count in 1..=2 * SHIFT {
            let (doubled, over) = power.plus(&power);
            power = if over == 1 || doubled >= value { doubled.minus(&value).0 } else { doubled };
            if count == SHIFT {
                one = power;
            }
        }
        Modulus {
            value,
            #[cfg(not(target_arch = "wasm32"))]
            inverse: negative_inverse(value.0[0]),
            #[cfg(target_arch = "wasm32")]
            digital: Digital::new(&value.0),
            one: Residue(one.0),
            square: Residue(power.0),
        }
    }

    /// The modulus itself.
    pub fn value(&self) -> &Number {
        &self.value
    }

    /// One.
    pub fn one(&self) -> Residue {
        self.one
    }

    /// The residue of a number below the modulus.
    pub fn residue(&self, number: &Number) -> Residue {
        self.mul(&Residue(number.0), &self.square)
    }

    /// The number below the modulus that a residue stands for.
    pub fn number(&self, residue: &Residue) -> Number {
        Number(self.mul(residue, &Residue(Number::ONE.0)).0)
    }

    /// The product.
    #[cfg(target_arch = "wasm32")]
    pub fn mul(&self, a: &Residue, b: &Residue) -> Residue {
        let (out, above) = self.digital.mul(&Digits::new(&a.0), &Digits::new(&b.0)).number();
        if above != 0 || Number(out) >= self.value {
            return Residue(Number(out).minus(&self.value).0.0);
        }
        Residue(out)
    }

    /// The square.
    #[cfg(target_arch = "wasm32")]
    pub fn square(&self, a: &Residue) -> Residue {
        self.mul(a, a)
    }

    /// The product, both carry chains of multiplying and reducing in one pass (FIOS in Koç, Acar, Kaliski, "Analyzing
    /// and comparing Montgomery multiplication algorithms", 1996).
    #[cfg(not(target_arch = "wasm32"))]
    pub fn mul(&self, a: &Residue, b: &Residue) -> Residue {
        let (n, b) = (&self.value.0, &b.0);
        let mut t = [0u64; LIMBS + 1];
        for a in a.0 {
            let (low, mut carry) = step(a, b[0], t[0], 0);
            let m = low.wrapping_mul(self.inverse);
            let (_, mut reducing) = step(m, n[0], low, 0);
            for j in 1..LIMBS {
                let (low, high) = step(a, b[j], t[j], carry);
                carry = high;
                (t[j - 1], reducing) = step(m, n[j], low, reducing);
            }
            let wide = u128::from(carry) + u128::from(reducing) + u128::from(t[LIMBS]);
            t[LIMBS - 1] = wide as u64;
            t[LIMBS] = (wide >> 64) as u64;
        }
        let mut out = [0; LIMBS];
        out.copy_from_slice(&t[..LIMBS]);
        if t[LIMBS] != 0 || Number(out) >= self.value {
            out = Number(out).minus(&self.value).0.0;
        }
        Residue(out)
    }

    /// The square: products of different limbs once, doubled, then the squares of limbs, then reducing. A quarter less to
    /// multiply than for a product.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn square(&self, a: &Residue) -> Residue {
        let (a, n) = (&a.0, &self.value.0);
        let mut t = [0u64; 2 * LIMBS];
        for i in 0..LIMBS {
            let mut carry = 0;
            for j in i + 1..LIMBS {
                (t[i + j], carry) = step(a[i], a[j], t[i + j], carry);
            }
            t[i + LIMBS] = carry;
        }
        let (mut carry, mut top) = (0u64, 0u64);
        for i in 0..LIMBS {
            let (low, high) = (t[2 * i], t[2 * i + 1]);
            let square = u128::from(a[i]) * u128::from(a[i]);
            let sum = u128::from(low << 1 | top) + u128::from(square as u64) + u128::from(carry);
            t[2 * i] = sum as u64;
            let sum = u128::from(high << 1 | low >> 63) + (square >> 64) + (sum >> 64);
            (t[2 * i + 1], carry, top) = (sum as u64, (sum >> 64) as u64, high >> 63);
        }
        let mut over = 0;
        for i in 0..LIMBS {
            let m = t[i].wrapping_mul(self.inverse);
            let mut carry = 0;
            for j in 0..LIMBS {
                (t[i + j], carry) = step(m, n[j], t[i + j], carry);
            }
            let sum = u128::from(t[i + LIMBS]) + u128::from(carry) + u128::from(over);
            (t[i + LIMBS], over) = (sum as u64, (sum >> 64) as u64);
        }
        let mut out = [0; LIMBS];
        out.copy_from_slice(&t[LIMBS..]);
        if over != 0 || Number(out) >= self.value {
            out = Number(out).minus(&self.value).0.0;
        }
        Residue(out)
    }

    /// `base` to a public exponent, four bits at a time.
    pub fn power(&self, base: &Residue, exponent: &Number) -> Residue {
        let mut powers = [self.one; 16];
        for index in 1..16 {
            powers[index] = self.mul(&powers[index - 1], base);
        }
        let mut out = self.one;
        for window in (0..exponent.bit_length().div_ceil(4)).rev() {
            for _ in 0..4 {
                out = self.square(&out);
            }
            let digit = exponent.bits(4 * window, 4);
            if digit != 0 {
                out = self.mul(&out, &powers[digit]);
            }
        }
        out
    }

    /// The inverses of residues modulo a prime, none of which is zero: one exponentiation for all of them
    /// (Montgomery's trick, "Speeding the Pollard and elliptic curve methods", 1987).
    pub fn inverses(&self, residues: &[Residue]) -> Vec<Residue> {
        let mut before = Vec::with_capacity(residues.len());
        let mut product = self.one;
        for residue in residues {
            before.push(product);
            product = self.mul(&product, residue);
        }
        let mut inverse = self.power(&product, &self.value.minus(&Number::small(2)).0);
        let mut out = vec![self.one; residues.len()];
        for (index, residue) in residues.iter().enumerate().rev() {
            out[index] = self.mul(&inverse, &before[index]);
            inverse = self.mul(&inverse, residue);
        }
        out
    }

    /// The sum of two numbers below the modulus.
    pub fn add(&self, a: &Number, b: &Number) -> Number {
        let (sum, over) = a.plus(b);
        if over == 1 || sum >= self.value { sum.minus(&self.value).0 } else { sum }
    }

    /// The difference of two numbers below the modulus.
    pub fn subtract(&self, a: &Number, b: &Number) -> Number {
        let (difference, under) = a.minus(b);
        if under { difference.plus(&self.value).0 } else { difference }
    }

    /// The product of two plain numbers below the modulus.
    pub fn multiply(&self, a: &Number, b: &Number) -> Number {
        Number(self.mul(&self.residue(a), &Residue(b.0)).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_square_is_a_product(mut n in any::<[u64; LIMBS]>(), a in any::<[u64; LIMBS]>(), is_full: bool) {
            n[0] |= 1;
            n[LIMBS - 1] |= u64::from(is_full) << 63 | 1;
            let modulus = Modulus::new(Number(n));
            for a in [Number(a).modulo(&Number(n)), Number(n).minus(&Number::ONE).0] {
                prop_assert_eq!(modulus.square(&Residue(a.0)), modulus.mul(&Residue(a.0), &Residue(a.0)));
            }
        }

        #[test]
        fn small_moduli_by_hand(n in 1u64..u64::MAX / 2, a in any::<u64>(), b in any::<u64>(), e in 0u32..50) {
            let n = 2 * n + 1;
            let (a, b) = (a % n, b % n);
            let modulus = Modulus::new(Number::small(n));
            let (x, y) = (Number::small(a), Number::small(b));
            let wide = |value: u128| Number::small((value % u128::from(n)) as u64);
            prop_assert_eq!(modulus.multiply(&x, &y), wide(u128::from(a) * u128::from(b)));
            prop_assert_eq!(modulus.add(&x, &y), wide(u128::from(a) + u128::from(b)));
            prop_assert_eq!(modulus.subtract(&x, &y), wide(u128::from(a) + u128::from(n) - u128::from(b)));
            let mut power = 1u128 % u128::from(n);
            for _ in 0..e { power = power * u128::from(a) % u128::from(n); }
            let got = modulus.power(&modulus.residue(&x), &Number::small(u64::from(e)));
            prop_assert_eq!(modulus.number(&got), wide(power));
        }
    }
}
