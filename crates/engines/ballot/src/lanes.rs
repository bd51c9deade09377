//! Eight modular multiplications at once, for public values, where the processor has AVX-512 IFMA.
//!
//! Each number is forty limbs of 52 bits, and limb `i` of eight numbers lies side by side. Montgomery's `R` is 2^2080 here:
//! it is so much larger than the modulus that results stay below twice the modulus by themselves (C. D. Walter, "Montgomery
//! exponentiation needs no final subtractions", 1999), so there is no comparison inside. Instructions are reached through
//! `pulp`, which asks the processor first and keeps what is unsafe about that to itself.

use crate::engine::Engine;
use crate::montgomery::negative_inverse;
use crate::number::{LIMBS, Number};
use std::arch::x86_64::__m512i;

const WIDTH: usize = 8;
const DIGITS: usize = 40;
const DIGIT_BITS: usize = 52;
const MASK: u64 = (1 << DIGIT_BITS) - 1;

pulp::simd_type!({
    /// That the instructions are there.
    struct Simd {
        avx512f: f!("avx512f"),
        avx512ifma: f!("avx512ifma"),
    }
});

/// Eight numbers, digit by digit.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Eight([[u64; WIDTH]; DIGITS]);

/// One number, digit by digit.
pub type Single = [u64; DIGITS];

/// A modulus for eight numbers at once.
#[derive(Clone)]
pub struct Lanes {
    simd: Simd,
    modulus: Number,
    digits: Box<Eight>,
    inverse: u64,
    square: Box<Eight>,
    one: Box<Eight>,
}

fn split(number: &Number) -> Single {
    let mut digits = [0; DIGITS];
    for (index, digit) in digits.iter_mut().enumerate() {
        let bit = DIGIT_BITS * index;
        let (limb, shift) = (bit / 64, bit % 64);
        let mut value = number.0[limb] >> shift;
        if shift != 0 && limb + 1 < LIMBS {
            value |= number.0[limb + 1] << (64 - shift);
        }
        *digit = value & MASK;
    }
    digits
}

/// The number of the digits, which is below 2^2048.
fn join(digits: &Single) -> Number {
    let mut limbs = [0u64; LIMBS];
    for (index, digit) in digits.iter().enumerate() {
        let bit = DIGIT_BITS * index;
        let (limb, shift) = (bit / 64, bit % 64);
        limbs[limb] |= digit << shift;
        if shift > 64 - DIGIT_BITS && limb + 1 < LIMBS {
            limbs[limb + 1] |= digit >> (64 - shift);
        }
    }
    Number(limbs)
}

fn spread(single: &Single) -> Eight {
    Eight(single.map(|digit| [digit; WIDTH]))
}

impl Lanes {
    /// `None` where the processor lacks the instructions.
    pub fn new(modulus: Number) -> Option<Lanes> {
        let simd = Simd::try_new()?;
        // R mod n and R² mod n by doubling.
        let mut power = Number::ONE;
        let mut one = power;
        for count in 1..=2 * DIGIT_BITS * DIGITS {
            let (doubled, over) = power.plus(&power);
            power = if over == 1 || doubled >= modulus { doubled.minus(&modulus).0 } else { doubled };
            if count == DIGIT_BITS * DIGITS {
                one = power;
            }
        }
        Some(Lanes {
            simd,
            modulus,
            digits: Box::new(spread(&split(&modulus))),
            inverse: negative_inverse(modulus.0[0]) & MASK,
            square: Box::new(spread(&split(&power))),
            one: Box::new(spread(&split(&one))),
        })
    }
}

impl Engine for Lanes {
    const WIDTH: usize = WIDTH;
    type Value = Eight;
    type Single = Single;

    fn one(&self) -> Eight {
        *self.one
    }

    fn load(&self, numbers: &[Number]) -> Eight {
        let mut plain = Eight([[0; WIDTH]; DIGITS]);
        for lane in 0..WIDTH {
            let single = split(&numbers[lane.min(numbers.len() - 1)]);
            for (row, digit) in plain.0.iter_mut().zip(single) {
                row[lane] = digit;
            }
        }
        self.mul(&plain, &self.square)
    }

    fn store(&self, value: &Eight) -> Vec<Number> {
        let mut unit = [0; DIGITS];
        unit[0] = 1;
        let plain = self.mul(value, &spread(&unit));
        (0..WIDTH)
            .map(|lane| {
                // Below 2n, and 2n may need 2049 bits: one subtraction, with the bit that falls off in mind.
                let single = self.take(&plain, lane);
                let over = single[DIGITS - 1] >> (64 * LIMBS - DIGIT_BITS * (DIGITS - 1)) != 0;
                let number = join(&single);
                if over || number >= self.modulus { number.minus(&self.modulus).0 } else { number }
            })
            .collect()
    }

    fn take(&self, value: &Eight, lane: usize) -> Single {
        let mut single = [0; DIGITS];
        for (digit, row) in single.iter_mut().zip(&value.0) {
            *digit = row[lane];
        }
        single
    }

    fn gather<'a>(&self, mut single: impl FnMut(usize) -> &'a Single) -> Eight {
        let mut out = Eight([[0; WIDTH]; DIGITS]);
        for lane in 0..WIDTH {
            for (row, digit) in out.0.iter_mut().zip(single(lane)) {
                row[lane] = *digit;
            }
        }
        out
    }

    fn mul(&self, a: &Eight, b: &Eight) -> Eight {
        let mut out = Eight([[0; WIDTH]; DIGITS]);
        self.simd.vectorize(Multiply { lanes: self, a, b, out: &mut out });
        out
    }

    fn square(&self, a: &Eight) -> Eight {
        let mut out = Eight([[0; WIDTH]; DIGITS]);
        self.simd.vectorize(Square { lanes: self, a, out: &mut out });
        out
    }
}

struct Multiply<'a> {
    lanes: &'a Lanes,
    a: &'a Eight,
    b: &'a Eight,
    out: &'a mut Eight,
}

impl pulp::NullaryFnOnce for Multiply<'_> {
    type Output = ();

    /// Row by row: `t = (t + a[i]·b + m·n) / 2^52`, where `m` makes the lowest digit vanish. A digit of `t` gathers at
    /// most 160 products of 52 bits before it is carried on, which fits in 64 bits.
    #[inline(always)]
    fn call(self) {
        let (f, ifma) = (self.lanes.simd.avx512f, self.lanes.simd.avx512ifma);
        let at = |value: &Eight, index: usize| -> __m512i { pulp::cast(value.0[index]) };
        let low = |sum, a, b| ifma._mm512_madd52lo_epu64(sum, a, b);
        let high = |sum, a, b| ifma._mm512_madd52hi_epu64(sum, a, b);
        let zero = f._mm512_setzero_si512();
        let inverse: __m512i = pulp::cast([self.lanes.inverse; WIDTH]);
        let (a, b, n) = (self.a, self.b, &*self.lanes.digits);
        let mut t = [zero; DIGITS];
        for i in 0..DIGITS {
            let digit = at(a, i);
            let (mut b_before, mut n_before) = (at(b, 0), at(n, 0));
            let lowest = low(t[0], digit, b_before);
            let m = low(zero, lowest, inverse);
            let mut carry = f._mm512_srli_epi64::<52>(low(lowest, m, n_before));
            for j in 1..DIGITS {
                let (b_here, n_here) = (at(b, j), at(n, j));
                let multiplied = low(high(t[j], digit, b_before), digit, b_here);
                let reduced = low(high(carry, m, n_before), m, n_here);
                t[j - 1] = f._mm512_add_epi64(multiplied, reduced);
                (carry, b_before, n_before) = (zero, b_here, n_here);
            }
            t[DIGITS - 1] = high(high(zero, digit, b_before), m, n_before);
        }
        carry_on(self.lanes.simd, &t, self.out);
    }
}

struct Square<'a> {
    lanes: &'a Lanes,
    a: &'a Eight,
    out: &'a mut Eight,
}

impl pulp::NullaryFnOnce for Square<'_> {
    type Output = ();

    /// The products of different digits once, doubled, and the squares of digits; then two rows of reducing at a time. That is a
    /// quarter less to multiply than for a product. A digit gathers at most 260 products of 52 bits.
    #[inline(always)]
    fn call(self) {
        let (f, ifma) = (self.lanes.simd.avx512f, self.lanes.simd.avx512ifma);
        let at = |value: &Eight, index: usize| -> __m512i { pulp::cast(value.0[index]) };
        let low = |sum, a, b| ifma._mm512_madd52lo_epu64(sum, a, b);
        let high = |sum, a, b| ifma._mm512_madd52hi_epu64(sum, a, b);
        let add = |a, b| f._mm512_add_epi64(a, b);
        let zero = f._mm512_setzero_si512();
        let inverse: __m512i = pulp::cast([self.lanes.inverse; WIDTH]);
        let (a, n) = (self.a, &*self.lanes.digits);
        let mut t = [zero; 2 * DIGITS];
        for i in 0..DIGITS {
            let digit = at(a, i);
            let mut before = zero;
            for j in i + 1..DIGITS {
                let other = at(a, j);
                t[i + j] = add(low(t[i + j], digit, other), before);
                before = high(zero, digit, other);
            }
            t[i + DIGITS] = add(t[i + DIGITS], before);
        }
        for i in 0..DIGITS {
            let digit = at(a, i);
            t[2 * i] = low(add(t[2 * i], t[2 * i]), digit, digit);
            t[2 * i + 1] = high(add(t[2 * i + 1], t[2 * i + 1]), digit, digit);
        }
        for i in (0..DIGITS).step_by(2) {
            let (mut n_before, mut n_here) = (at(n, 0), at(n, 1));
            let m = low(zero, t[i], inverse);
            let carry = f._mm512_srli_epi64::<52>(low(t[i], m, n_before));
            let second = low(high(add(t[i + 1], carry), m, n_before), m, n_here);
            let m_second = low(zero, second, inverse);
            let mut carry = f._mm512_srli_epi64::<52>(low(second, m_second, n_before));
            for j in 2..DIGITS {
                let n_next = at(n, j);
                let first = low(high(t[i + j], m, n_here), m, n_next);
                let second = low(high(carry, m_second, n_before), m_second, n_here);
                t[i + j] = add(first, second);
                (carry, n_before, n_here) = (zero, n_here, n_next);
            }
            let first = high(t[i + DIGITS], m, n_here);
            t[i + DIGITS] = add(first, low(high(carry, m_second, n_before), m_second, n_here));
            t[i + DIGITS + 1] = high(t[i + DIGITS + 1], m_second, n_here);
        }
        carry_on(self.lanes.simd, &t[DIGITS..], self.out);
    }
}

/// Carries what goes beyond 52 bits on to the next digit.
#[inline(always)]
fn carry_on(simd: Simd, digits: &[__m512i], out: &mut Eight) {
    let f = simd.avx512f;
    let mask: __m512i = pulp::cast([MASK; WIDTH]);
    let mut carry = f._mm512_setzero_si512();
    for (out, digit) in out.0.iter_mut().zip(digits) {
        let sum = f._mm512_add_epi64(*digit, carry);
        carry = f._mm512_srli_epi64::<52>(sum);
        *out = pulp::cast(f._mm512_and_si512(sum, mask));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Group, GroupName};
    use crate::montgomery::Residue;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn eight_at_once_are_eight_one_by_one(limbs in proptest::collection::vec(any::<u64>(), 16 * LIMBS), rfc: bool) {
            let group = Group::new(if rfc { GroupName::Rfc3526 } else { GroupName::Belenios2048 });
            let Some(lanes) = Lanes::new(*group.p()) else { return Ok(()) };
            // Also the largest and the smallest numbers.
            let mut numbers: Vec<Number> =
                limbs.chunks_exact(LIMBS).map(|limbs| Number(limbs.try_into().unwrap()).modulo(group.p())).collect();
            numbers[0] = group.p().minus(&Number::ONE).0;
            numbers[8] = numbers[0];
            numbers[1] = Number::ZERO;
            numbers[10] = Number::ONE;
            let (first, second) = numbers.split_at(8);
            let (a, b) = (lanes.load(first), lanes.load(second));
            prop_assert_eq!(&lanes.store(&a), first);
            let residue = |number: &Number| group.field.residue(number);
            let plain = |value: Residue| group.field.number(&value);
            // Results stay within bounds however often they are used.
            let mut product = lanes.mul(&a, &b);
            let mut wanted: Vec<Residue> =
                first.iter().zip(second).map(|(a, b)| group.field.mul(&residue(a), &residue(b))).collect();
            for _ in 0..4 {
                product = lanes.square(&product);
                for wanted in &mut wanted {
                    *wanted = group.field.square(wanted);
                }
                let again = lanes.mul(&product, &product);
                for (lane, wanted) in wanted.iter().enumerate() {
                    prop_assert_eq!(lanes.store(&product)[lane], plain(*wanted));
                    prop_assert_eq!(lanes.store(&again)[lane], plain(group.field.square(wanted)));
                }
            }
        }
    }
}
