//! A sum in parts.

use rathaus_core::Cents;

/// Cuts a sum into parts of these percents, each rounded down; the last takes what is left, so that the parts are the sum. Without
/// percents it is one part. O(parts).
pub fn cut(sum: Cents, percents: &[u8]) -> Vec<Cents> {
    let mut left = sum;
    let mut parts: Vec<Cents> = percents
        .iter()
        .take(percents.len().saturating_sub(1))
        .map(|percent| {
            let part = crate::terms::share(sum, *percent).min(left);
            left = Cents(left.0 - part.0);
            part
        })
        .collect();
    parts.push(left);
    parts
}
