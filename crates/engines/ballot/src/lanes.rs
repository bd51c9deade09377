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
        let mask: __m512i = pulp::cast([MASK; WIDTH]);
        let mut carry = zero;
        for (out, digit) in self.out.0.iter_mut().zip(t) {
            let sum = f._mm512_add_epi64(digit, carry);
            carry = f._mm512_srli_epi64::<52>(sum);
            *out = pulp::cast(f._mm512_and_si512(sum, mask));
        }
    }
}
