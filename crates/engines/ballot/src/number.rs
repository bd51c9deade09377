//! Natural numbers below 2^2048: what an archive writes as decimal strings.
//!
//! These are public values (group elements, proofs, what is hashed); everything here may take longer for one number
//! than for another. Secrets live in [`crate::secret`].

use std::cmp::Ordering;

/// How many 64-bit limbs a number has.
pub const LIMBS: usize = 32;

/// Ten to the nineteenth: the largest power of ten in a limb.
const CHUNK: u64 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

/// A natural number below 2^2048, least significant limb first.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number(pub(crate) [u64; LIMBS]);

impl Number {
    /// Nothing.
    pub const ZERO: Number = Number([0; LIMBS]);
    /// One.
    pub const ONE: Number = Number::small(1);

    /// A number that fits in a limb.
    pub const fn small(value: u64) -> Number {
        let mut limbs = [0; LIMBS];
        limbs[0] = value;
        Number(limbs)
    }

    /// Reads a decimal number in its only canonical spelling: digits, no sign, no leading zero, below 2^2048.
    pub fn from_decimal(text: &str) -> Option<Number> {
        let digits = text.as_bytes();
        // 2^2048 has 617 digits.
        if digits.is_empty() || digits.len() > 617 || (digits[0] == b'0' && digits.len() > 1) {
            return None;
        }
        let mut limbs = [0u64; LIMBS];
        let mut used = 0;
        let first = digits.len() % CHUNK_DIGITS;
        let (head, tail) = digits.split_at(first);
        let chunks = std::iter::once(head).filter(|head| !head.is_empty());
        for chunk in chunks.chain(tail.chunks_exact(CHUNK_DIGITS)) {
            let mut value = 0u64;
            for digit in chunk {
                if !digit.is_ascii_digit() {
                    return None;
                }
                value = value * 10 + u64::from(digit - b'0');
            }
            let mut carry = value;
            for limb in &mut limbs[..used] {
                let wide = u128::from(*limb) * u128::from(CHUNK) + u128::from(carry);
                *limb = wide as u64;
                carry = (wide >> 64) as u64;
            }
            if carry != 0 {
                *limbs.get_mut(used)? = carry;
                used += 1;
            }
        }
        Some(Number(limbs))
    }

    /// Appends the number in base ten.
    pub fn write_decimal(&self, out: &mut String) {
        let mut limbs = self.0;
        let mut used = LIMBS;
        let mut chunks = [0u64; 33];
        let mut count = 0;
        loop {
            while used > 0 && limbs[used - 1] == 0 {
                used -= 1;
            }
            if used == 0 {
                break;
            }
            let mut rest = 0u64;
            for limb in limbs[..used].iter_mut().rev() {
                (*limb, rest) = divide(rest, *limb);
            }
            chunks[count] = rest;
            count += 1;
        }
        if count == 0 {
            out.push('0');
            return;
        }
        let mut digits = [0u8; CHUNK_DIGITS];
        for (index, chunk) in chunks[..count].iter().enumerate().rev() {
            let mut value = *chunk;
            for digit in digits.iter_mut().rev() {
                *digit = b'0' + (value % 10) as u8;
                value /= 10;
            }
            let skipped = if index + 1 == count {
                digits.iter().take_while(|digit| **digit == b'0').count()
            } else {
                0
            };
            out.extend(digits[skipped..].iter().map(|digit| char::from(*digit)));
        }
    }

    /// The number in base ten.
    pub fn to_decimal(&self) -> String {
        let mut out = String::with_capacity(620);
        self.write_decimal(&mut out);
        out
    }

    /// A number from its big-endian bytes, at most 256 of them.
    pub fn from_be_bytes(bytes: &[u8]) -> Number {
        let mut limbs = [0u64; LIMBS];
        for (index, byte) in bytes.iter().rev().enumerate() {
            limbs[index / 8] |= u64::from(*byte) << (8 * (index % 8));
        }
        Number(limbs)
    }

    /// Its 256 bytes, least significant first.
    pub fn to_le_bytes(&self) -> [u8; 8 * LIMBS] {
        let mut bytes = [0; 8 * LIMBS];
        for (chunk, limb) in bytes.chunks_exact_mut(8).zip(self.0) {
            chunk.copy_from_slice(&limb.to_le_bytes());
        }
        bytes
    }

    /// A number from 256 bytes, least significant first.
    pub fn from_le_bytes(bytes: &[u8; 8 * LIMBS]) -> Number {
        let mut limbs = [0u64; LIMBS];
        for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
            let mut eight = [0; 8];
            eight.copy_from_slice(chunk);
            *limb = u64::from_le_bytes(eight);
        }
        Number(limbs)
    }

    /// The bit of weight 2^`index`.
    pub fn bit(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|limb| limb >> (index % 64) & 1 == 1)
    }

    /// `count` bits (at most 16) from `index` upwards.
    pub(crate) fn bits(&self, index: usize, count: usize) -> usize {
        let (limb, shift) = (index / 64, index % 64);
        let Some(low) = self.0.get(limb) else { return 0 };
        let mut value = low >> shift;
        if shift + count > 64 {
            value |= self.0.get(limb + 1).map_or(0, |high| high << (64 - shift));
        }
        (value as usize) & ((1 << count) - 1)
    }

    /// How many bits it takes to write the number.
    pub fn bit_length(&self) -> usize {
        let top = self.0.iter().rposition(|limb| *limb != 0);
        top.map_or(0, |top| 64 * (top + 1) - self.0[top].leading_zeros() as usize)
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|limb| *limb == 0)
    }

    /// The sum and what goes beyond 2^2048 (0 or 1).
    pub(crate) fn plus(&self, other: &Number) -> (Number, u64) {
        let mut out = [0; LIMBS];
        let mut carry = 0u64;
        for ((out, a), b) in out.iter_mut().zip(self.0).zip(other.0) {
            let wide = u128::from(a) + u128::from(b) + u128::from(carry);
            *out = wide as u64;
            carry = (wide >> 64) as u64;
        }
        (Number(out), carry)
    }

    /// The difference modulo 2^2048 and whether the other number was larger.
    pub(crate) fn minus(&self, other: &Number) -> (Number, bool) {
        let mut out = [0; LIMBS];
        let mut borrow = false;
        for ((out, a), b) in out.iter_mut().zip(self.0).zip(other.0) {
            let (first, one) = a.overflowing_sub(b);
            let (second, two) = first.overflowing_sub(u64::from(borrow));
            *out = second;
            borrow = one || two;
        }
        (Number(out), borrow)
    }

    /// `self mod modulus`, bit by bit: for small quotients and single calls.
    #[cfg(test)]
    pub(crate) fn modulo(&self, modulus: &Number) -> Number {
        if self < modulus {
            return *self;
        }
        let mut rest = Number::ZERO;
        for index in (0..self.bit_length()).rev() {
            let (mut doubled, over) = rest.plus(&rest);
            doubled.0[0] |= u64::from(self.bit(index));
            rest = if over == 1 || doubled >= *modulus { doubled.minus(modulus).0 } else { doubled };
        }
        rest
    }
}

/// `high·2^64 + low` divided by [`CHUNK`], `high` being less than it: quotient and rest (Möller and Granlund, "Improved
/// division by invariant integers", 2011, algorithm 4). The divisor has its top bit set, so it needs no shift.
fn divide(high: u64, low: u64) -> (u64, u64) {
    const RECIPROCAL: u64 = (u128::MAX / CHUNK as u128 - (1u128 << 64)) as u64;
    let wide = u128::from(RECIPROCAL) * u128::from(high) + (u128::from(high) << 64 | u128::from(low));
    let mut quotient = ((wide >> 64) as u64).wrapping_add(1);
    let mut rest = low.wrapping_sub(quotient.wrapping_mul(CHUNK));
    if rest > wide as u64 {
        quotient = quotient.wrapping_sub(1);
        rest = rest.wrapping_add(CHUNK);
    }
    if rest >= CHUNK {
        quotient = quotient.wrapping_add(1);
        rest -= CHUNK;
    }
    (quotient, rest)
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_decimal())
    }
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_edges() {
        let most = Number([u64::MAX; LIMBS]);
        assert_eq!(Number::from_decimal(&most.to_decimal()), Some(most));
        // 2^2048 itself is one too many.
        let mut text = most.to_decimal();
        text.replace_range(616.., "6");
        assert!(most.to_decimal().ends_with('5') && Number::from_decimal(&text).is_none());
        assert_eq!(Number::ZERO.to_decimal(), "0");
        for wrong in ["", "00", "01", "-1", "+1", " 1", "1 ", "1e3", "0x1", "١"] {
            assert_eq!(Number::from_decimal(wrong), None, "{wrong:?}");
        }
        assert_eq!(Number::small(10).modulo(&Number::small(4)), Number::small(2));
    }

    proptest! {
        #[test]
        fn decimal_there_and_back(limbs in proptest::collection::vec(any::<u64>(), 0..=LIMBS)) {
            let mut all = [0; LIMBS];
            all[..limbs.len()].copy_from_slice(&limbs);
            let number = Number(all);
            // The oracle: dividing by ten, digit by digit.
            let (mut rest, mut digits) = (all, Vec::new());
            while rest.iter().any(|limb| *limb != 0) {
                let mut carry = 0u128;
                for limb in rest.iter_mut().rev() {
                    let wide = carry << 64 | u128::from(*limb);
                    *limb = (wide / 10) as u64;
                    carry = wide % 10;
                }
                digits.push(char::from(b'0' + carry as u8));
            }
            if digits.is_empty() { digits.push('0'); }
            let text: String = digits.into_iter().rev().collect();
            prop_assert_eq!(&number.to_decimal(), &text);
            prop_assert_eq!(Number::from_decimal(&text), Some(number));
            prop_assert_eq!(Number::from_le_bytes(&number.to_le_bytes()), number);
        }

        #[test]
        fn sums_and_rests(a in any::<u128>(), b in 1u64..) {
            let wide = Number([[a as u64, (a >> 64) as u64].to_vec(), vec![0; 30]].concat().try_into().unwrap());
            prop_assert_eq!(wide.modulo(&Number::small(b)), Number::small((a % u128::from(b)) as u64));
            let (sum, over) = wide.plus(&Number::small(b));
            prop_assert_eq!(over, 0);
            prop_assert_eq!(sum.minus(&wide), (Number::small(b), false));
        }
    }
}
