//! How good a ranking or a grouping is.

use std::collections::BTreeMap;

/// Ranks scores: the largest first, of equal ones the earlier; what has no score is not ranked.
pub fn ranked(scores: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).filter(|&i| scores[i] > 0.0).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order
}

/// nDCG@10 with the grade as gain and a discount of log2; `None` where nothing is relevant.
pub fn ndcg(ranking: &[usize], grades: &BTreeMap<usize, u8>) -> Option<f64> {
    let discounted = |gains: &mut dyn Iterator<Item = u8>| -> f64 {
        gains.take(10).enumerate().map(|(rank, gain)| f64::from(gain) / (rank as f64 + 2.0).log2()).sum()
    };
    let mut best: Vec<u8> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = discounted(&mut best.into_iter());
    let gained = discounted(&mut ranking.iter().map(|offer| grades.get(offer).copied().unwrap_or(0)));
    (ideal > 0.0).then(|| gained / ideal)
}

/// Share of the relevant among the first `depth`.
pub fn recall(ranking: &[usize], grades: &BTreeMap<usize, u8>, depth: usize) -> f64 {
    let relevant = grades.values().filter(|g| **g > 0).count();
    let found = ranking.iter().take(depth).filter(|o| grades.get(o).is_some_and(|g| *g > 0)).count();
    found as f64 / relevant.max(1) as f64
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// Normalised mutual information of two labellings, with the arithmetic mean of their entropies below the
/// line, as scikit-learn has it.
pub fn nmi(a: &[usize], b: &[usize]) -> f64 {
    let n = a.len() as f64;
    let count = |labels: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut counts: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        labels.for_each(|label| *counts.entry(label).or_default() += 1.0);
        counts
    };
    let of_a = count(&mut a.iter().map(|&x| (x, 0)));
    let of_b = count(&mut b.iter().map(|&x| (x, 0)));
    let joint = count(&mut a.iter().copied().zip(b.iter().copied()));
    let entropy = |counts: &BTreeMap<(usize, usize), f64>| -> f64 {
        counts.values().map(|c| -c / n * (c / n).ln()).sum()
    };
    let shared: f64 =
        joint.iter().map(|((x, y), c)| c / n * (c * n / (of_a[&(*x, 0)] * of_b[&(*y, 0)])).ln()).sum();
    let both = (entropy(&of_a) + entropy(&of_b)) / 2.0;
    if both > 0.0 { shared / both } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ndcg_of_hand() {
        let grades = BTreeMap::from([(3, 2), (5, 1)]);
        assert_eq!(ndcg(&[3, 5], &grades), Some(1.0));
        let ideal = 2.0 + 1.0 / 3.0_f64.log2();
        let swapped = 1.0 + 2.0 / 3.0_f64.log2();
        assert!((ndcg(&[5, 3], &grades).unwrap() - swapped / ideal).abs() < 1e-12);
        assert_eq!(ndcg(&[3], &BTreeMap::new()), None);
        assert_eq!(recall(&[1, 3, 2, 4, 9, 5], &grades, 5), 0.5);
    }

    #[test]
    fn nmi_of_hand() {
        assert!((nmi(&[0, 0, 1, 1], &[7, 7, 3, 3]) - 1.0).abs() < 1e-12);
        assert!(nmi(&[0, 0, 1, 1], &[0, 1, 0, 1]).abs() < 1e-12);
        // scikit-learn 1.9: normalized_mutual_info_score([0, 0, 1, 1, 2], [0, 0, 1, 2, 2])
        assert!((nmi(&[0, 0, 1, 1, 2], &[0, 0, 1, 2, 2]) - 0.737_175_493_807_016_1).abs() < 1e-9);
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
