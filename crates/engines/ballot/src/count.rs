//! Counting: from sums or answers to winners.
//!
//! [`by_votes`] is for questions of choice (plurality where one may be chosen, approval where several may), the others are for
//! ranks and grades that were decrypted one by one. Winners come in tiers: who ties stands in one; a tie is broken by who
//! counts, not here, but for [`stv`], whose rounds need it.

mod majority;
mod schulze;
mod stv;

pub use majority::{MajorityJudgement, majority_judgement};
pub use schulze::{Schulze, schulze};
pub use stv::{Round, Stv, stv};

/// Choices in tiers, the best first; each tier in ascending order.
pub type Tiers = Vec<Vec<usize>>;

/// Plurality and approval: who was chosen by more weight stands before who was chosen by less. Sums are those of the answers
/// alone, without the blank one.
pub fn by_votes(sums: &[u64]) -> Tiers {
    tiers(sums.len(), |a, b| sums[b].cmp(&sums[a]))
}

/// Sorts choices into tiers by an order in which `Less` stands before.
fn tiers(count: usize, order: impl Fn(usize, usize) -> std::cmp::Ordering) -> Tiers {
    let mut sorted: Vec<usize> = (0..count).collect();
    sorted.sort_by(|a, b| order(*a, *b).then(a.cmp(b)));
    let same = |a: &usize, b: &usize| order(*a, *b).is_eq();
    sorted.chunk_by(same).map(<[usize]>::to_vec).collect()
}

/// Appends numbers as a list.
fn write_list(out: &mut String, numbers: &[usize]) {
    crate::json::write_list(out, numbers, |out, number| out.push_str(&number.to_string()));
}

fn write_lists<T: std::fmt::Display>(out: &mut String, lists: &[Vec<T>]) {
    crate::json::write_list(out, lists, |out, list| {
        crate::json::write_list(out, list, |out, number| out.push_str(&number.to_string()));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_more_stands_before() {
        assert_eq!(by_votes(&[3, 9, 3, 0]), [vec![1], vec![0, 2], vec![3]]);
        assert_eq!(by_votes(&[]), Tiers::new());
    }
}
