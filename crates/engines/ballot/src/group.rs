//! The two groups of Belenios 2.0 (specification, section 5) and numbers modulo their order.

use crate::engine::Powers;
use crate::montgomery::Modulus;
use crate::number::Number;
use std::sync::Arc;

/// Which group an election computes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupName {
    /// `BELENIOS-2048`: for elections with homomorphic questions only. Its order has 256 bits.
    Belenios2048,
    /// `RFC-3526-2048`: quadratic residues modulo a safe prime, for elections with questions that are shuffled.
    Rfc3526,
}

impl GroupName {
    /// As an election writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            GroupName::Belenios2048 => "BELENIOS-2048",
            GroupName::Rfc3526 => "RFC-3526-2048",
        }
    }

    /// The group of that name.
    pub fn from_name(name: &str) -> Option<GroupName> {
        [GroupName::Belenios2048, GroupName::Rfc3526].into_iter().find(|group| group.as_str() == name)
    }
}

/// A subgroup of prime order of the numbers modulo a prime.
#[derive(Clone, Debug)]
pub struct Group {
    /// Which one.
    pub name: GroupName,
    /// The prime `p` that elements are reduced by.
    pub field: Modulus,
    /// The order `q`, which exponents are reduced by.
    pub order: Modulus,
    /// The generator `g`.
    pub generator: Number,
}

const BELENIOS_P: &str = "20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497\
    68433812906663313807895840496005438963628979639303877390572280360597374942767137677761889858987\
    27358650490811670993105358677809800307904916540637771737641986785272734744763418356000356983051\
    93144284561701911000786737307333564123971732897913240474578834468260652327974647951137672658693\
    58218004631792207366886005262718636338608879688212076943236614949100292344434637322214588410058\
    64210502421203654335612013204811188524087310770141516662001623131771693721892480785077118278423\
    17498073276598828825169183103125680162072880719";
const BELENIOS_G: &str = "24023526775018522092276877035323999327122876573783649165100753187876632741463532193202856761552\
    69678799694668298749389095083896573425601900601068477164491735474137283104610458681314511781646\
    75540052740288984613986453266121505579709716201616827031288643245666383486363578210615491841998\
    25343151897406581868686511513585764101388822153960160432288436039309893336627728484065931384060\
    10231675095763777982665103606822406635076697764025346253773085133173495194248967754052573659049\
    49247763147599157519877517771148149092045660020547812705472823814097251863985833411570056835369\
    5553423781475582491896050296680037745308460627";
const BELENIOS_Q: &str = "78571733251071885079927659812671450121821421258408794611510081919805623223441";
const RFC_P: &str = "32317006071311007300338913926423828248817941241140239112842009751400741706634354222619689417363\
    56934711790173790970419175460587320919502885375898618562215321217541251490177452027023579607823\
    62488842461894775876411059286460994117232454266225221932305409190376805242355191256797158701170\
    01058055877651038861847280257976054903569732561526167081339361799541336476559160368317896729073\
    17838458968063967190097720219416864722587103141133642931953619347163653320971707744822798858856\
    53692086452966360772502689555059283627511211740969729980684105543595848665832916421362182310789\
    90999448652468262416972035911852507045361090559";

impl Group {
    /// The group of that name.
    pub fn new(name: GroupName) -> Arc<Group> {
        let number = |text| Number::from_decimal(text).expect("a constant of this file");
        let (p, q, generator) = match name {
            GroupName::Belenios2048 => (number(BELENIOS_P), number(BELENIOS_Q), number(BELENIOS_G)),
            GroupName::Rfc3526 => {
                let p = number(RFC_P);
                (p, half(&p), Number::small(2))
            }
        };
        Arc::new(Group { name, field: Modulus::new(p), order: Modulus::new(q), generator })
    }

    /// `p`, the prime.
    pub fn p(&self) -> &Number {
        self.field.value()
    }

    /// `q`, the order.
    pub fn q(&self) -> &Number {
        self.order.value()
    }

    /// Tables for powers of the generator (0) and of a key (1).
    pub fn powers(&self, key: &Number) -> Arc<Powers> {
        Arc::new(Powers::new(&self.field, self.q(), &[self.generator, *key]))
    }

    /// The same for a few dozen powers, as of one ballot or certificate.
    pub fn few_powers(&self, key: &Number) -> Arc<Powers> {
        Arc::new(Powers::short(&self.field, self.q(), &[self.generator, *key]))
    }

    /// Whether a number is an element: it lies between 1 and p − 1, and its q-th power is one.
    ///
    /// For the safe prime the q-th power is the Jacobi symbol (Euler's criterion), which is had without powers. The other
    /// group's index is 6·k, so nothing shorter does.
    pub fn contains(&self, number: &Number) -> bool {
        self.is_reduced(number)
            && match self.name {
                GroupName::Rfc3526 => jacobi(number, self.p()) == 1,
                GroupName::Belenios2048 => {
                    self.field.power(&self.field.residue(number), self.q()) == self.field.one()
                }
            }
    }

    /// Whether a number is one that an element can be: between 1 and p − 1.
    pub fn is_reduced(&self, number: &Number) -> bool {
        !number.is_zero() && number < self.p()
    }

    /// The product of two elements.
    pub fn times(&self, a: &Number, b: &Number) -> Number {
        self.field.multiply(a, b)
    }

    /// An element to a public exponent.
    pub fn power(&self, base: &Number, exponent: &Number) -> Number {
        self.field.number(&self.field.power(&self.field.residue(base), exponent))
    }

    /// The inverses of elements.
    pub fn inverses(&self, elements: &[Number]) -> Vec<Number> {
        let residues: Vec<_> = elements.iter().map(|element| self.field.residue(element)).collect();
        self.field.inverses(&residues).iter().map(|inverse| self.field.number(inverse)).collect()
    }
}

fn half(number: &Number) -> Number {
    let mut limbs = [0; crate::number::LIMBS];
    for (index, limb) in limbs.iter_mut().enumerate() {
        *limb = number.0[index] >> 1 | number.0.get(index + 1).map_or(0, |next| next << 63);
    }
    Number(limbs)
}

/// The Jacobi symbol of `a` over an odd `n`, by the binary algorithm (H. Cohen, "A Course in Computational Algebraic
/// Number Theory", algorithm 1.4.10, with halving in place of division).
pub(crate) fn jacobi(a: &Number, n: &Number) -> i8 {
    let (mut a, mut n) = (*a, *n);
    let mut sign = 1;
    loop {
        if a.is_zero() {
            return if n == Number::ONE { sign } else { 0 };
        }
        // (2/n) is −1 where n is 3 or 5 modulo 8.
        let zeros =
            a.0.iter()
                .position(|limb| *limb != 0)
                .map_or(0, |index| 64 * index + a.0[index].trailing_zeros() as usize);
        a = shifted(&a, zeros);
        if zeros % 2 == 1 && matches!(n.0[0] & 7, 3 | 5) {
            sign = -sign;
        }
        // Both odd: reciprocity, then the difference is even.
        if a < n {
            if a.0[0] & 3 == 3 && n.0[0] & 3 == 3 {
                sign = -sign;
            }
            std::mem::swap(&mut a, &mut n);
        }
        a = a.minus(&n).0;
    }
}

fn shifted(number: &Number, bits: usize) -> Number {
    let (limbs, shift) = (bits / 64, bits % 64);
    let mut out = [0; crate::number::LIMBS];
    for (index, limb) in out.iter_mut().enumerate() {
        let low = number.0.get(index + limbs).copied().unwrap_or(0);
        let high = number.0.get(index + limbs + 1).copied().unwrap_or(0);
        *limb = if shift == 0 { low } else { low >> shift | high << (64 - shift) };
    }
    Number(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Batch;
    use proptest::prelude::*;

    #[test]
    fn the_generators_have_the_order() {
        for name in [GroupName::Belenios2048, GroupName::Rfc3526] {
            let group = Group::new(name);
            assert!(group.contains(&group.generator));
            assert_eq!(GroupName::from_name(name.as_str()), Some(name));
            // p − 1 = −1 has order two.
            let minus_one = group.p().minus(&Number::ONE).0;
            assert!(!group.contains(&minus_one));
            assert!(!group.contains(&Number::ZERO));
            assert!(!group.contains(group.p()));
            assert_eq!(group.inverses(&[group.generator, minus_one])[1], minus_one);
        }
    }

    fn sample(group: &Group, seed: u64) -> Number {
        group.power(&Number::small(seed | 2), &Number::small(seed.rotate_left(17) | 1 << 60))
    }

    fn scalar(group: &Group, seed: u64) -> Number {
        sample(group, seed).modulo(group.q())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]
        #[test]
        fn a_batch_is_what_one_by_one_gives(seeds in proptest::collection::vec(any::<u64>(), 1..12), rfc: bool) {
            let group = Group::new(if rfc { GroupName::Rfc3526 } else { GroupName::Belenios2048 });
            let key = group.power(&group.generator, &Number::small(77));
            let wide = group.powers(&key);
            let narrow = Arc::new(Powers::narrow(&group.field, group.q(), &[group.generator, key]));
            for powers in [wide, narrow, group.few_powers(&key)] {
                let mut batch = Batch::new(&powers);
                let mut wanted = Vec::new();
                for (index, seed) in seeds.iter().enumerate() {
                    let number = sample(&group, *seed);
                    let base = batch.base(number);
                    let (e, f) = (scalar(&group, seed ^ 1), Number::small(*seed));
                    let first = batch.power(base, e);
                    let second = batch.power(base, f);
                    let product = batch.product(vec![first], vec![(0, f), (1, e)]);
                    let value = group.times(&group.power(&number, &e), &group.power(&group.generator, &f));
                    wanted.push((product, group.times(&value, &group.power(&key, &e))));
                    if index % 2 == 0 {
                        wanted.push((batch.order_power(base), group.power(&number, group.q())));
                    }
                    wanted.push((batch.product(vec![first, second], vec![]),
                        group.times(&group.power(&number, &e), &group.power(&number, &f))));
                    wanted.push((batch.product(vec![], vec![(1, f)]), group.power(&key, &f)));
                    prop_assert_eq!(group.contains(&number), group.power(&number, group.q()) == Number::ONE);
                }
                let done = batch.run();
                for (product, value) in wanted {
                    prop_assert_eq!(done.value(product), &value);
                }
            }
        }
    }
}
