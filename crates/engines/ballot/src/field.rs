//! Products of secrets modulo the prime of a group, in constant time: those of `crypto-bigint`, and for WebAssembly those of
//! `digits`, which take a third of the time there (docs/decisions/0013-ballots-in-the-browser.md).

#[cfg(target_arch = "wasm32")]
pub(crate) use digital::{Element, Field};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use words::{Element, Field};

#[cfg(not(target_arch = "wasm32"))]
mod words {
    use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
    use crypto_bigint::{Choice, CtSelect, Odd, U2048};
    use zeroize::Zeroize;

    type Params = FixedMontyParams<{ U2048::LIMBS }>;

    /// A number modulo the prime, in Montgomery's form.
    #[derive(Clone, Copy, Zeroize)]
    pub(crate) struct Element(U2048);

    impl Element {
        /// The other one, if so, without saying which.
        pub fn or(&self, other: &Element, is_other: Choice) -> Element {
            Element(self.0.ct_select(&other.0, is_other))
        }
    }

    /// An odd modulus.
    pub(crate) struct Field(Params);

    impl Field {
        pub fn new(modulus: Odd<U2048>) -> Field {
            Field(FixedMontyParams::new_vartime(modulus))
        }

        pub fn one(&self) -> Element {
            Element(*FixedMontyForm::one(&self.0).as_montgomery())
        }

        pub fn element(&self, number: &U2048) -> Element {
            Element(*FixedMontyForm::new(number, &self.0).as_montgomery())
        }

        pub fn number(&self, element: &Element) -> U2048 {
            FixedMontyForm::from_montgomery(element.0, &self.0).retrieve()
        }

        pub fn mul(&self, a: &Element, b: &Element) -> Element {
            let form = |element: &Element| FixedMontyForm::from_montgomery(element.0, &self.0);
            Element(*form(a).mul(&form(b)).as_montgomery())
        }

        pub fn square(&self, a: &Element) -> Element {
            Element(*FixedMontyForm::from_montgomery(a.0, &self.0).square().as_montgomery())
        }
    }
}

#[cfg(any(target_arch = "wasm32", test))]
mod digital {
    use crate::digits::{Digital, Digits, SHIFT};
    use crate::montgomery::Modulus;
    use crate::number::{LIMBS, Number};
    use crypto_bigint::{Choice, CtLt, CtSelect, Odd, U2048};
    use zeroize::Zeroize;

    /// A number in Montgomery's form, below twice the prime.
    #[derive(Clone, Copy, Zeroize)]
    pub(crate) struct Element(Digits);

    impl Element {
        /// The other one, if so, without saying which.
        pub fn or(&self, other: &Element, is_other: Choice) -> Element {
            Element(self.0.or(&other.0, is_other))
        }
    }

    /// An odd modulus.
    pub(crate) struct Field {
        modulus: U2048,
        digital: Digital,
        one: Element,
        square: Digits,
    }

    fn digits(number: &U2048) -> Digits {
        let mut limbs = [0; LIMBS];
        for (limb, word) in limbs.iter_mut().zip(number.as_words()) {
            *limb = *word;
        }
        let digits = Digits::new(&limbs);
        limbs.zeroize();
        digits
    }

    impl Field {
        pub fn new(modulus: Odd<U2048>) -> Field {
            let number = Number(*modulus.as_ref().as_words());
            // R and R² modulo the prime, which are public.
            let plain = Modulus::new(number);
            let two = plain.residue(&Number::small(2));
            let power = |exponent: usize| {
                Digits::new(&plain.number(&plain.power(&two, &Number::small(exponent as u64))).0)
            };
            Field {
                modulus: *modulus.as_ref(),
                digital: Digital::new(&number.0),
                one: Element(power(SHIFT)),
                square: power(2 * SHIFT),
            }
        }

        pub fn one(&self) -> Element {
            self.one
        }

        pub fn element(&self, number: &U2048) -> Element {
            Element(self.digital.mul(&digits(number), &self.square))
        }

        pub fn number(&self, element: &Element) -> U2048 {
            // Times one it is at most the modulus; which it is only for zero.
            let (mut limbs, _) = self.digital.mul(&element.0, &Digits::new(&Number::ONE.0)).number();
            let number = U2048::from_words(limbs);
            limbs.zeroize();
            let is_below = number.ct_lt(&self.modulus);
            number.wrapping_sub(&self.modulus).ct_select(&number, is_below)
        }

        pub fn mul(&self, a: &Element, b: &Element) -> Element {
            Element(self.digital.mul(&a.0, &b.0))
        }

        pub fn square(&self, a: &Element) -> Element {
            self.mul(a, a)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{digital, words};
    use crate::group::{Group, GroupName};
    use crypto_bigint::{Choice, Odd, U2048};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_compute_the_same(a in any::<[u64; 32]>(), b in any::<[u64; 32]>(), is_first: bool) {
            let name = if is_first { GroupName::Belenios2048 } else { GroupName::Rfc3526 };
            let odd = Odd::new(U2048::from_words(Group::new(name).p().0)).unwrap();
            let (one, other) = (words::Field::new(odd), digital::Field::new(odd));
            let (a, b) = (U2048::from_words(a), U2048::from_words(b));
            let product = one.mul(&one.element(&a), &one.element(&b));
            let same = other.mul(&other.element(&a), &other.element(&b));
            prop_assert_eq!(one.number(&product), other.number(&same));
            prop_assert_eq!(one.number(&one.square(&product)), other.number(&other.square(&same)));
            let is_other = Choice::from_u8_lsb(is_first.into());
            let chosen = other.number(&other.element(&a).or(&same, is_other));
            prop_assert_eq!(chosen, one.number(&one.element(&a).or(&product, is_other)));
            prop_assert_eq!(other.number(&other.one()), U2048::ONE);
            prop_assert_eq!(other.number(&other.element(&odd)), U2048::ZERO);
        }
    }
}
