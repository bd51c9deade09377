//! Many exponentiations at once: what verifying consists of.
//!
//! A [`Batch`] collects bases, their exponents and the products to be formed, and computes all of it. For each base the
//! chain of squarings is gone through once and shared by all of its exponents (A. C.-C. Yao, "On the evaluation of
//! powers", 1976); fixed bases have tables. The same code runs on one number at a time or on eight ([`Engine`]).

use crate::montgomery::{Modulus, Residue};
use crate::number::Number;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Arithmetic on [`Engine::WIDTH`] numbers at once, modulo the same prime.
pub(crate) trait Engine {
    /// How many numbers a value holds.
    const WIDTH: usize;
    /// That many numbers.
    type Value: Clone;
    /// One number.
    type Single: Clone;

    fn one(&self) -> Self::Value;
    /// Takes numbers in; where there are fewer than the width the last is repeated.
    fn load(&self, numbers: &[Number]) -> Self::Value;
    /// The numbers of a value, below the modulus.
    fn store(&self, value: &Self::Value) -> Vec<Number>;
    /// The number of one lane.
    fn take(&self, value: &Self::Value, lane: usize) -> Self::Single;
    /// A value from one number for each lane.
    fn gather<'a>(&self, single: impl FnMut(usize) -> &'a Self::Single) -> Self::Value
    where
        Self::Single: 'a;
    fn mul(&self, a: &Self::Value, b: &Self::Value) -> Self::Value;
    fn square(&self, a: &Self::Value) -> Self::Value {
        self.mul(a, a)
    }
}

impl Engine for Modulus {
    const WIDTH: usize = 1;
    type Value = Residue;
    type Single = Residue;

    fn one(&self) -> Residue {
        Modulus::one(self)
    }

    fn load(&self, numbers: &[Number]) -> Residue {
        self.residue(&numbers[0])
    }

    fn store(&self, value: &Residue) -> Vec<Number> {
        vec![self.number(value)]
    }

    fn take(&self, value: &Residue, _: usize) -> Residue {
        *value
    }

    fn gather<'a>(&self, mut single: impl FnMut(usize) -> &'a Residue) -> Residue {
        *single(0)
    }

    fn mul(&self, a: &Residue, b: &Residue) -> Residue {
        Modulus::mul(self, a, b)
    }

    fn square(&self, a: &Residue) -> Residue {
        Modulus::square(self, a)
    }
}

/// How many bits of an exponent go into one step along the chain of squarings.
const STEP: usize = 4;
/// How many bits of an exponent a row of a fixed base's table covers. The table costs thirty times what it saves on one exponent.
const ROW: usize = 8;
/// The same where a table serves for a few dozen exponents only.
const SHORT_ROW: usize = 4;

/// Powers of a base that comes back again and again: `base^(digit·2^(width·row))`.
struct Table<S> {
    width: usize,
    entries: Vec<S>,
}

impl<S: Clone> Table<S> {
    fn new<E: Engine<Single = S>>(engine: &E, base: &Number, bits: usize, width: usize) -> Table<S> {
        let rows = bits.div_ceil(width);
        // The beginning of each row, by squaring.
        let mut starts = Vec::with_capacity(rows);
        let mut value = engine.load(std::slice::from_ref(base));
        for _ in 0..rows {
            starts.push(engine.take(&value, 0));
            for _ in 0..width {
                value = engine.square(&value);
            }
        }
        // Rows are filled side by side, as many as the engine is wide.
        let mut entries = vec![starts[0].clone(); rows << width];
        for first in (0..rows).step_by(E::WIDTH) {
            let step = engine.gather(|lane| &starts[(first + lane).min(rows - 1)]);
            let mut value = engine.one();
            for digit in 0..1 << width {
                for lane in 0..E::WIDTH.min(rows - first) {
                    entries[((first + lane) << width) + digit] = engine.take(&value, lane);
                }
                value = engine.mul(&value, &step);
            }
        }
        Table { width, entries }
    }
}

/// A prime modulus and tables for the bases that come back.
pub struct Powers {
    modulus: Modulus,
    order: Number,
    kind: Kind,
}

enum Kind {
    One(Box<Modulus>, Vec<Table<Residue>>),
    #[cfg(all(target_arch = "x86_64", feature = "wide"))]
    Eight(Box<crate::lanes::Lanes>, Vec<Table<crate::lanes::Single>>),
}

impl Powers {
    /// Tables for `fixed`, to be raised to exponents below `order`.
    pub fn new(modulus: &Modulus, order: &Number, fixed: &[Number]) -> Powers {
        Powers::of_width(modulus, order, fixed, ROW)
    }

    /// The same for a few dozen exponents: smaller tables, sooner made.
    pub fn short(modulus: &Modulus, order: &Number, fixed: &[Number]) -> Powers {
        Powers::of_width(modulus, order, fixed, SHORT_ROW)
    }

    fn of_width(modulus: &Modulus, order: &Number, fixed: &[Number], width: usize) -> Powers {
        #[cfg(all(target_arch = "x86_64", feature = "wide"))]
        if let Some(lanes) = crate::lanes::Lanes::new(*modulus.value()) {
            let bits = order.bit_length();
            let tables = fixed.iter().map(|base| Table::new(&lanes, base, bits, width)).collect();
            return Powers {
                modulus: modulus.clone(),
                order: *order,
                kind: Kind::Eight(Box::new(lanes), tables),
            };
        }
        Powers::one_at_a_time(modulus, order, fixed, width)
    }

    fn one_at_a_time(modulus: &Modulus, order: &Number, fixed: &[Number], width: usize) -> Powers {
        let bits = order.bit_length();
        let tables = fixed.iter().map(|base| Table::new(modulus, base, bits, width)).collect();
        Powers { modulus: modulus.clone(), order: *order, kind: Kind::One(Box::new(modulus.clone()), tables) }
    }

    /// The same computed one number at a time, whatever the processor can.
    pub fn narrow(modulus: &Modulus, order: &Number, fixed: &[Number]) -> Powers {
        Powers::one_at_a_time(modulus, order, fixed, ROW)
    }

    /// The modulus.
    pub fn modulus(&self) -> &Modulus {
        &self.modulus
    }
}

/// A base of a [`Batch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base(usize);

/// A base of a [`Batch`] raised to an exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Power(usize, usize);

/// A product that a [`Batch`] computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product(usize);

/// Exponentiations to be done together.
pub struct Batch {
    powers: Arc<Powers>,
    bases: Vec<(Number, Vec<Number>)>,
    products: Vec<Factors>,
}

/// What is multiplied: powers of bases of the batch, and powers of fixed bases.
type Factors = (Vec<Power>, Vec<(usize, Number)>);

/// What came out of a [`Batch`].
pub struct Done(Vec<Number>);

impl Done {
    /// The value of a product.
    pub fn value(&self, product: Product) -> &Number {
        &self.0[product.0]
    }
}

impl Batch {
    /// Nothing to do yet.
    pub fn new(powers: &Arc<Powers>) -> Batch {
        Batch { powers: Arc::clone(powers), bases: Vec::new(), products: Vec::new() }
    }

    /// A base, a number below the modulus.
    pub fn base(&mut self, number: Number) -> Base {
        self.bases.push((number, Vec::new()));
        Base(self.bases.len() - 1)
    }

    /// A base to an exponent.
    pub fn power(&mut self, base: Base, exponent: Number) -> Power {
        let exponents = &mut self.bases[base.0].1;
        exponents.push(exponent);
        Power(base.0, exponents.len() - 1)
    }

    /// A base to the order of the group: one, if the base is in the group.
    pub fn order_power(&mut self, base: Base) -> Product {
        let power = self.power(base, self.powers.order);
        self.product(vec![power], Vec::new())
    }

    /// The product of powers, and of fixed bases (by their place among those given to [`Powers::new`]) to exponents
    /// below the order.
    pub fn product(&mut self, powers: Vec<Power>, fixed: Vec<(usize, Number)>) -> Product {
        self.products.push((powers, fixed));
        Product(self.products.len() - 1)
    }

    /// Computes all products.
    pub fn run(self) -> Done {
        let powers = Arc::clone(&self.powers);
        match &powers.kind {
            Kind::One(modulus, tables) => self.run_on(modulus.as_ref(), tables),
            #[cfg(all(target_arch = "x86_64", feature = "wide"))]
            Kind::Eight(lanes, tables) => self.run_on(lanes.as_ref(), tables),
        }
    }

    fn run_on<E: Engine>(&self, engine: &E, tables: &[Table<E::Single>]) -> Done {
        let raised = self.raise(engine);
        // Products of the same shape go side by side.
        let mut shapes: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (index, (powers, fixed)) in self.products.iter().enumerate() {
            shapes.entry((powers.len(), fixed.len())).or_default().push(index);
        }
        let mut out = vec![Number::ZERO; self.products.len()];
        for ((powers, fixed), members) in shapes {
            for chunk in members.chunks(E::WIDTH) {
                let member = |lane: usize| &self.products[chunk[lane.min(chunk.len() - 1)]];
                let mut value: Option<E::Value> = None;
                let mut times = |factor: E::Value| {
                    value = Some(match &value {
                        Some(value) => engine.mul(value, &factor),
                        None => factor,
                    });
                };
                for place in 0..powers {
                    times(engine.gather(|lane| {
                        let Power(base, exponent) = member(lane).0[place];
                        &raised[base][exponent]
                    }));
                }
                for place in 0..fixed {
                    let bits = (0..chunk.len()).map(|lane| member(lane).1[place].1.bit_length()).max();
                    // All tables are of one width.
                    let width = tables.first().map_or(ROW, |table| table.width);
                    for row in 0..bits.unwrap_or(0).div_ceil(width) {
                        times(engine.gather(|lane| {
                            let (table, exponent) = &member(lane).1[place];
                            &tables[*table].entries[(row << width) + exponent.bits(row * width, width)]
                        }));
                    }
                }
                let value = value.unwrap_or_else(|| engine.one());
                for (index, number) in chunk.iter().zip(engine.store(&value)) {
                    out[*index] = number;
                }
            }
        }
        Done(out)
    }

    /// Every base to each of its exponents.
    fn raise<E: Engine>(&self, engine: &E) -> Vec<Vec<E::Single>> {
        let mut shapes: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (index, (_, exponents)) in self.bases.iter().enumerate() {
            // Exponents of one length, roughly, go side by side; the order is known to all.
            let shape = exponents.iter().map(|exponent| self.shape(exponent)).collect();
            shapes.entry(shape).or_default().push(index);
        }
        let order = slide(&self.powers.order);
        let mut out = vec![Vec::new(); self.bases.len()];
        for (shape, members) in shapes {
            if shape.is_empty() {
                continue;
            }
            for chunk in members.chunks(E::WIDTH) {
                let member = |lane: usize| &self.bases[chunk[lane.min(chunk.len() - 1)]];
                let bases: Vec<Number> = (0..chunk.len()).map(|lane| member(lane).0).collect();
                let mut value = engine.load(&bases);
                let mut buckets: Vec<Buckets<E>> =
                    shape.iter().map(|kind| Buckets::new(engine, *kind == ORDER)).collect();
                let bits = shape.iter().map(|kind| if *kind == ORDER { order.len() } else { *kind });
                let bits = bits.max().unwrap_or(0);
                for bit in 0..bits {
                    for (place, bucket) in buckets.iter_mut().enumerate() {
                        if shape[place] == ORDER {
                            if let Some(digit) = order.get(bit).filter(|digit| **digit != 0) {
                                bucket.all(engine, *digit, &value);
                            }
                        } else if bit % STEP == 0 && bit < shape[place] {
                            bucket.each(engine, |lane| member(lane).1[place].bits(bit, STEP), &value);
                        }
                    }
                    if bit + 1 < bits {
                        value = engine.square(&value);
                    }
                }
                for bucket in buckets {
                    let value = bucket.finish(engine);
                    for (lane, index) in chunk.iter().enumerate() {
                        out[*index].push(engine.take(&value, lane));
                    }
                }
            }
        }
        out
    }

    fn shape(&self, exponent: &Number) -> usize {
        if *exponent == self.powers.order { ORDER } else { exponent.bit_length().next_multiple_of(64) }
    }
}

/// Stands for the order of the group among lengths of exponents.
const ORDER: usize = usize::MAX;

/// A known exponent as odd digits below 16, each at the bit where it begins and nothing in between.
fn slide(exponent: &Number) -> Vec<usize> {
    let mut digits = vec![0; exponent.bit_length()];
    let mut bit = 0;
    while bit < digits.len() {
        if exponent.bit(bit) {
            digits[bit] = exponent.bits(bit, STEP);
            bit += STEP;
        } else {
            bit += 1;
        }
    }
    digits
}

/// For each digit the product of those members of the chain of squarings where the exponent has it.
enum Buckets<E: Engine> {
    /// Each lane has an exponent of its own.
    Each(Vec<[Option<E::Single>; 1 << STEP]>),
    /// All lanes have the same, of odd digits.
    All([Option<E::Value>; 1 << (STEP - 1)]),
}

impl<E: Engine> Buckets<E> {
    fn new(_: &E, known: bool) -> Buckets<E> {
        if known {
            Buckets::All(std::array::from_fn(|_| None))
        } else {
            Buckets::Each((0..E::WIDTH).map(|_| std::array::from_fn(|_| None)).collect())
        }
    }

    fn each(&mut self, engine: &E, digit: impl Fn(usize) -> usize, value: &E::Value) {
        let Buckets::Each(lanes) = self else { return };
        if (0..lanes.len()).all(|lane| lanes[lane][digit(lane)].is_none()) {
            // Nothing to multiply with: the first of each kind, which alone is common.
            for (lane, buckets) in lanes.iter_mut().enumerate().filter(|(lane, _)| digit(*lane) != 0) {
                buckets[digit(lane)] = Some(engine.take(value, lane));
            }
            return;
        }
        let one = engine.take(&engine.one(), 0);
        let before = engine.gather(|lane| lanes[lane][digit(lane)].as_ref().unwrap_or(&one));
        let product = engine.mul(&before, value);
        for (lane, buckets) in lanes.iter_mut().enumerate() {
            if digit(lane) != 0 {
                buckets[digit(lane)] = Some(engine.take(&product, lane));
            }
        }
    }

    fn all(&mut self, engine: &E, digit: usize, value: &E::Value) {
        let Buckets::All(buckets) = self else { return };
        let bucket = &mut buckets[digit / 2];
        *bucket = Some(match bucket {
            Some(before) => engine.mul(before, value),
            None => value.clone(),
        });
    }

    /// The product of `bucket^digit`.
    fn finish(self, engine: &E) -> E::Value {
        match self {
            Buckets::Each(lanes) => {
                let one = engine.take(&engine.one(), 0);
                let bucket = |digit: usize| engine.gather(|lane| lanes[lane][digit].as_ref().unwrap_or(&one));
                // ∏ b_d^d is the product of all running products from the top.
                let mut running = bucket((1 << STEP) - 1);
                let mut out = running.clone();
                for digit in (1..(1 << STEP) - 1).rev() {
                    running = engine.mul(&running, &bucket(digit));
                    out = engine.mul(&out, &running);
                }
                out
            }
            Buckets::All(buckets) => {
                // ∏ b_i^(2i+1): all running products but the last, squared, times the last.
                let mut running: Option<E::Value> = None;
                let mut out: Option<E::Value> = None;
                let times = |a: &Option<E::Value>, b: &Option<E::Value>| match (a, b) {
                    (Some(a), Some(b)) => Some(engine.mul(a, b)),
                    (a, b) => a.clone().or_else(|| b.clone()),
                };
                for (index, bucket) in buckets.iter().enumerate().rev() {
                    running = times(&running, bucket);
                    if index == 0 {
                        out = times(&out, &out);
                    }
                    out = times(&out, &running);
                }
                out.unwrap_or_else(|| engine.one())
            }
        }
    }
}
