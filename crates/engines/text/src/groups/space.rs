//! Texts as sparse vectors of unit length, one block of dimensions per view.

use super::{Item, Views};
use crate::analysis::{Gram, grams};
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Dimension and value, by dimension.
type Sparse = Vec<(u32, f32)>;

/// Similarities of all pairs, the lower triangle laid flat.
#[derive(Clone, Debug)]
pub(crate) struct Similarities {
    values: Vec<f32>,
}

impl Similarities {
    pub fn get(&self, a: usize, b: usize) -> f32 {
        if a == b { 1.0 } else { self.values[place(a, b)] }
    }
}

/// Place of a pair in a lower triangle without its diagonal.
pub(crate) fn place(a: usize, b: usize) -> usize {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    high * (high - 1) / 2 + low
}

#[derive(Clone, Debug)]
pub(crate) struct Space {
    vectors: Vec<Sparse>,
    dimensions: usize,
}

impl Space {
    pub fn new(items: &[Item<'_>], views: Views) -> Self {
        let mut space = Self { vectors: vec![Vec::new(); items.len()], dimensions: 0 };
        let mut stems: Vec<Vec<(&str, f32)>> = Vec::new();
        let mut parts: Vec<Vec<(&str, f32)>> = Vec::new();
        let mut pieces: Vec<Vec<(Gram, f32)>> = Vec::new();
        for item in items {
            let words = || item.analysis.content().map(|t| &t.word);
            stems.push(words().map(|w| (&*w.stem, 1.0)).collect());
            parts.push(
                words().flat_map(|w| std::iter::once(&w.stem).chain(&w.parts)).map(|s| (&**s, 1.0)).collect(),
            );
            let mut list = Vec::new();
            for word in words() {
                grams(&word.flat, |g| list.push((g, 1.0)));
            }
            pieces.push(list);
        }
        let concepts: Vec<Vec<(u32, f32)>> =
            items.iter().map(|i| i.concepts.iter().map(|&(c, w)| (c.0, w)).collect()).collect();
        space.add(&stems, views.stems);
        space.add(&parts, views.parts);
        space.add(&pieces, views.grams);
        space.add(&concepts, views.concepts);
        for vector in &mut space.vectors {
            let length = vector.iter().map(|v| v.1 * v.1).sum::<f32>().sqrt();
            if length > 0.0 {
                vector.iter_mut().for_each(|v| v.1 /= length);
            }
        }
        space
    }

    /// Adds a view: tf-idf with damped counts, brought to the length that its weight asks for.
    fn add<K: Hash + Eq + Ord + Copy>(&mut self, lists: &[Vec<(K, f32)>], weight: f32) {
        if weight <= 0.0 {
            return;
        }
        let mut counted: Vec<Vec<(K, f32)>> = Vec::with_capacity(lists.len());
        let mut frequency: FxHashMap<K, f32> = FxHashMap::default();
        for list in lists {
            let mut list = list.clone();
            list.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let counts: Vec<(K, f32)> =
                list.chunk_by(|a, b| a.0 == b.0).map(|g| (g[0].0, g.iter().map(|e| e.1).sum())).collect();
            for (key, _) in &counts {
                *frequency.entry(*key).or_default() += 1.0;
            }
            counted.push(counts);
        }
        let mut keys: Vec<K> = frequency.keys().copied().collect();
        keys.sort_unstable();
        let first = self.dimensions as u32;
        let numbers: FxHashMap<K, u32> = keys.iter().copied().zip(first..).collect();
        self.dimensions += keys.len();
        let n = lists.len() as f32;
        for (vector, counts) in self.vectors.iter_mut().zip(counted) {
            let values: Vec<(u32, f32)> = counts
                .into_iter()
                // what stands in one text only cannot bring two together
                .map(|(key, count)| {
                    let damped = if count > 1.0 { 1.0 + count.ln() } else { count };
                    (numbers[&key], damped * ((1.0 + n) / (1.0 + frequency[&key])).ln_1p())
                })
                .collect();
            let length = values.iter().map(|v| v.1 * v.1).sum::<f32>().sqrt();
            if length > 0.0 {
                vector.extend(values.into_iter().map(|(d, v)| (d, v / length * weight.sqrt())));
            }
        }
    }

    /// Cosines of all pairs, through inverted lists.
    pub fn similarities(&self) -> Similarities {
        let n = self.vectors.len();
        let mut lists: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.dimensions];
        let mut values = Vec::with_capacity(n * n.saturating_sub(1) / 2);
        for (number, vector) in (0_u32..).zip(&self.vectors) {
            let mut row = vec![0.0_f32; number as usize];
            for &(dimension, value) in vector {
                let list = &mut lists[dimension as usize];
                for &(other, v) in &*list {
                    row[other as usize] += value * v;
                }
                list.push((number, value));
            }
            values.extend(row.into_iter().map(|s| s.clamp(0.0, 1.0)));
        }
        Similarities { values }
    }

    /// Moves every text to the group whose sum is nearest (spherical k-means), at most 20 rounds; a group never empties.
    pub fn settle(&self, labels: &mut [usize]) {
        let groups = labels.iter().max().map_or(0, |m| m + 1);
        for _ in 0..20 {
            let mut sums: Vec<FxHashMap<u32, f32>> = vec![FxHashMap::default(); groups];
            let mut sizes = vec![0_usize; groups];
            for (vector, &label) in self.vectors.iter().zip(&*labels) {
                sizes[label] += 1;
                for &(d, v) in vector {
                    *sums[label].entry(d).or_default() += v;
                }
            }
            let lengths: Vec<f32> = sums
                .iter()
                .map(|s| {
                    let mut squares: Vec<f32> = s.values().map(|v| v * v).collect();
                    squares.sort_by(f32::total_cmp);
                    squares.iter().sum::<f32>().sqrt()
                })
                .collect();
            let mut moved = false;
            for (vector, label) in self.vectors.iter().zip(labels.iter_mut()) {
                if sizes[*label] == 1 {
                    continue;
                }
                let near = |group: usize| {
                    if lengths[group] == 0.0 {
                        return 0.0;
                    }
                    let dot: f32 =
                        vector.iter().map(|(d, v)| v * sums[group].get(d).copied().unwrap_or(0.0)).sum();
                    dot / lengths[group]
                };
                let (mut best, mut best_near) = (*label, near(*label) + 1e-6);
                for group in 0..groups {
                    let n = near(group);
                    if n > best_near {
                        (best, best_near) = (group, n);
                    }
                }
                if best != *label {
                    sizes[*label] -= 1;
                    sizes[best] += 1;
                    *label = best;
                    moved = true;
                }
            }
            if !moved {
                return;
            }
        }
    }
}
