//! Seeded problems to measure with: the same seed gives the same problem on every machine, so that another
//! solver can be given exactly the same numbers.

use super::{Need, Problem};

/// What the cover table looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Offers and needs are points scattered around the centres of areas in three dimensions; the nearer an
    /// offer and the stronger it is, the better it covers. Whoever covers a need well covers similar needs
    /// well too.
    Clustered,
    /// Offers and needs lie in areas; inside an area every score also has a large random part of its own, as if
    /// two needs of one area had little to do with each other.
    Noisy,
    /// Every need is covered by offers drawn evenly, with evenly drawn scores: no structure at all, the
    /// hardest case for any bound.
    Uniform,
}

/// Size and kind of a seeded problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Number of offers.
    pub offers: usize,
    /// Number of needs.
    pub needs: usize,
    /// Number of places.
    pub places: usize,
    /// Entries per need, on average.
    pub entries: usize,
    /// What the table looks like.
    pub shape: Shape,
    /// Any number.
    pub seed: u64,
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that always roll the same for the same seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Any 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number in `0..below`; `below` must be positive.
    pub fn below(&mut self, below: usize) -> usize {
        (self.roll() % below as u64) as usize
    }
}

/// Makes the problem of a recipe. Scores have three decimals and weights are whole numbers (relevance 1 to 5
/// times the towns that share the need), so that a text file carries them exactly.
pub fn instance(recipe: &Recipe) -> Problem {
    let mut dice = Dice::new(recipe.seed);
    let weight = |dice: &mut Dice| {
        let towns = 1 + (dice.unit().powi(3) * 6.0) as usize;
        Need { weight: ((1 + dice.below(5)) * towns) as f64 }
    };
    let needs: Vec<Need> = (0..recipe.needs).map(|_| weight(&mut dice)).collect();
    let cover = match recipe.shape {
        Shape::Clustered => points(recipe, &mut dice),
        Shape::Noisy | Shape::Uniform => draws(recipe, &mut dice),
    };
    Problem { offers: recipe.offers, needs, cover, places: recipe.places, ..Problem::default() }
}

fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// Large and small areas, as in life.
fn area_of(dice: &mut Dice, areas: usize) -> usize {
    ((dice.unit() * dice.unit()) * areas as f64) as usize
}

fn points(recipe: &Recipe, dice: &mut Dice) -> Vec<Vec<(usize, f64)>> {
    let areas = (recipe.offers / 12).clamp(4, 60);
    let centres: Vec<[f64; 3]> = (0..areas).map(|_| [dice.unit(), dice.unit(), dice.unit()]).collect();
    let point = |dice: &mut Dice| {
        let centre = centres[area_of(dice, areas)];
        // The sum of three even draws is near enough to a bell.
        centre.map(|c| c + 0.2 * (dice.unit() + dice.unit() + dice.unit() - 1.5))
    };
    let offers: Vec<([f64; 3], f64)> =
        (0..recipe.offers).map(|_| (point(dice), 0.6 + 0.4 * dice.unit())).collect();
    (0..recipe.needs)
        .map(|_| {
            let need = point(dice);
            let wanted = recipe.entries / 2 + dice.below(recipe.entries + 1);
            let distance =
                |at: &[f64; 3]| at.iter().zip(&need).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
            let score = |(at, strength): &([f64; 3], f64)| rounded(strength * (1.0 - distance(at)).max(0.0));
            let mut row: Vec<(usize, f64)> =
                offers.iter().map(score).enumerate().filter(|e| e.1 > 0.0).collect();
            row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            row.truncate(wanted.max(1));
            row.sort_unstable_by_key(|e| e.0);
            row
        })
        .collect()
}

fn draws(recipe: &Recipe, dice: &mut Dice) -> Vec<Vec<(usize, f64)>> {
    let n = recipe.offers;
    let areas = (n / 12).clamp(4, 60);
    let home: Vec<usize> = (0..n).map(|_| area_of(dice, areas)).collect();
    let strength: Vec<f64> = (0..n).map(|_| 0.4 + 0.6 * dice.unit()).collect();
    let mut members = vec![Vec::new(); areas];
    home.iter().enumerate().for_each(|(j, &a)| members[a].push(j));
    let mut seen = vec![usize::MAX; n];
    let mut cover = Vec::with_capacity(recipe.needs);
    for i in 0..recipe.needs {
        let mut row: Vec<(usize, f64)> = Vec::new();
        let wanted = (recipe.entries / 2 + dice.below(recipe.entries + 1)).clamp(1.min(n), n);
        let area = area_of(dice, areas);
        let mut tries = 0;
        while row.len() < wanted && tries < 20 * wanted {
            tries += 1;
            let own = recipe.shape == Shape::Noisy && dice.unit() < 0.7 && !members[area].is_empty();
            let j = if own { members[area][dice.below(members[area].len())] } else { dice.below(n) };
            if std::mem::replace(&mut seen[j], i) == i {
                continue;
            }
            let score = rounded(match recipe.shape {
                Shape::Noisy if home[j] == area => strength[j] * (0.5 + 0.5 * dice.unit()),
                Shape::Noisy => 0.3 * dice.unit() * strength[j],
                _ => dice.unit(),
            });
            if score > 0.0 {
                row.push((j, score));
            }
        }
        row.sort_unstable_by_key(|e| e.0);
        cover.push(row);
    }
    cover
}
