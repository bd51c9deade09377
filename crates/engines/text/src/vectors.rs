//! A slot for dense vectors: comparing them, and joining their ranking with that of the words.
//!
//! Vectors come from outside (an embedding server the operator runs); nothing here needs them. Left out: approximate
//! nearest neighbours, which a collection of this size does not need.

/// The cosine of two vectors, −1 to 1; 0 if one has no length or the dimensions differ.
#[must_use]
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let (mut dot, mut aa, mut bb) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (&x, &y) in a.iter().zip(b) {
        dot += f64::from(x) * f64::from(y);
        aa += f64::from(x) * f64::from(x);
        bb += f64::from(y) * f64::from(y);
    }
    let length = (aa * bb).sqrt();
    if length > 0.0 && length.is_finite() { (dot / length).clamp(-1.0, 1.0) as f32 } else { 0.0 }
}

/// Documents with their scores, best first, then in document order.
fn ranked(mut scores: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scores
}

/// Joins rankings by reciprocal rank: each gives a document 1 / (k + rank), ranks counted from 1.
///
/// Source: Cormack, Clarke and Büttcher, *Reciprocal Rank Fusion*, SIGIR 2009, with k = 60.
#[must_use]
pub fn fuse_rrf(rankings: &[Vec<u32>], k: f32) -> Vec<(u32, f32)> {
    let mut sums = std::collections::BTreeMap::new();
    for ranking in rankings {
        for (rank, &doc) in (1..).zip(ranking) {
            *sums.entry(doc).or_insert(0.0_f32) += 1.0 / (k + rank as f32);
        }
    }
    ranked(sums.into_iter().collect())
}

/// Joins scores by weight, after each list is brought to 0..1 between its smallest and largest value.
///
/// A document that a list does not name counts as 0 there. Lists beyond the number of weights are ignored.
#[must_use]
pub fn fuse_weighted(lists: &[Vec<(u32, f32)>], weights: &[f32]) -> Vec<(u32, f32)> {
    let mut sums = std::collections::BTreeMap::new();
    for (list, weight) in lists.iter().zip(weights) {
        let low = list.iter().map(|s| s.1).fold(f32::INFINITY, f32::min);
        let high = list.iter().map(|s| s.1).fold(f32::NEG_INFINITY, f32::max);
        for &(doc, score) in list {
            let share = if high > low { (score - low) / (high - low) } else { 1.0 };
            *sums.entry(doc).or_insert(0.0_f32) += weight * share;
        }
    }
    ranked(sums.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn golden() {
        assert!((cosine(&[1.0, 0.0], &[1.0, 1.0]) - 0.5_f32.sqrt()).abs() < 1e-6);
        assert_eq!(cosine(&[1.0], &[1.0, 1.0]), 0.0);
        assert_eq!(cosine(&[0.0, 0.0], &[1.0, 1.0]), 0.0);
        let fused = fuse_rrf(&[vec![3, 1, 2], vec![1, 2]], 60.0);
        assert_eq!(fused.iter().map(|f| f.0).collect::<Vec<_>>(), [1, 2, 3]);
        let fused = fuse_weighted(&[vec![(0, 10.0), (1, 5.0)], vec![(1, 0.9), (2, 0.1)]], &[0.7, 0.3]);
        assert_eq!(fused, [(0, 0.7), (1, 0.3), (2, 0.0)]);
    }

    proptest! {
        #[test]
        fn cosine_stays_in_bounds(a in prop::collection::vec(-1e6_f32..1e6, 0..8), b in prop::collection::vec(-1e6_f32..1e6, 0..8)) {
            let c = cosine(&a, &b);
            prop_assert!((-1.0..=1.0).contains(&c));
        }
    }
}
