//! Schulze's method (M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
//! election method", 2011), as Belenios has it: beats are compared by their winning votes.

use super::{Tiers, write_lists};

/// What Schulze's method finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schulze {
    /// How many ballots rank something.
    pub valid: u64,
    /// How many rank nothing, if that is allowed; if not they are valid.
    pub blank: Option<u64>,
    /// How many ballots put the first choice before the second.
    pub pairs: Vec<Vec<u64>>,
    /// The strongest path from one choice to another, by the weakest beat on it: votes for and against; nothing if there is none.
    pub paths: Vec<Vec<(u64, u64)>>,
    /// Who wins.
    pub winners: Tiers,
}

/// Applies Schulze's method to ballots that give each of `choices` a rank.
///
/// Ranks count from 1, the best; equal ranks are equal, and 0 stands after all others. With `may_be_blank` a ballot of zeros is a
/// blank one. Ballots of another length are not counted.
pub fn schulze(ballots: &[Vec<u64>], choices: usize, may_be_blank: bool) -> Schulze {
    let mut pairs = vec![vec![0; choices]; choices];
    let (mut valid, mut blank) = (0, 0);
    for ballot in ballots.iter().filter(|ballot| ballot.len() == choices) {
        if may_be_blank && ballot.iter().all(|rank| *rank == 0) {
            blank += 1;
            continue;
        }
        valid += 1;
        let rank = |choice: usize| if ballot[choice] == 0 { u64::MAX } else { ballot[choice] };
        for (first, row) in pairs.iter_mut().enumerate() {
            for (second, count) in row.iter_mut().enumerate() {
                *count += u64::from(rank(first) < rank(second));
            }
        }
    }
    let beat = |first: usize, second: usize| {
        let (pro, contra) = (pairs[first][second], pairs[second][first]);
        if pro > contra { (pro, contra) } else { (0, 0) }
    };
    let mut paths: Vec<Vec<(u64, u64)>> =
        (0..choices).map(|first| (0..choices).map(|second| beat(first, second)).collect()).collect();
    // Floyd and Warshall, for the widest path.
    for via in 0..choices {
        for first in 0..choices {
            for second in 0..choices {
                let way = weaker(paths[first][via], paths[via][second]);
                if is_stronger(way, paths[first][second]) {
                    paths[first][second] = way;
                }
            }
        }
    }
    let mut rest: Vec<usize> = (0..choices).collect();
    let mut winners = Tiers::new();
    while !rest.is_empty() {
        let unbeaten = |choice: &usize| {
            !rest.iter().any(|other| is_stronger(paths[*other][*choice], paths[*choice][*other]))
        };
        let tier: Vec<usize> = rest.iter().copied().filter(unbeaten).collect();
        rest.retain(|choice| !tier.contains(choice));
        winners.push(tier);
    }
    Schulze { valid, blank: may_be_blank.then_some(blank), pairs, paths, winners }
}

/// More votes for it; or as many, and fewer against.
fn is_stronger(a: (u64, u64), b: (u64, u64)) -> bool {
    a.0 > b.0 || a.0 == b.0 && a.1 < b.1
}

fn weaker(a: (u64, u64), b: (u64, u64)) -> (u64, u64) {
    if is_stronger(a, b) { b } else { a }
}

impl Schulze {
    /// As `belenios-tool method schulze` prints it.
    pub fn to_json(&self) -> String {
        let mut out = format!("{{\"valid\":{}", self.valid);
        if let Some(blank) = self.blank {
            out.push_str(&format!(",\"blank\":{blank}"));
        }
        out.push_str(",\"raw\":");
        write_lists(&mut out, &self.pairs);
        out.push_str(",\"beatpaths\":");
        crate::json::write_list(&mut out, &self.paths, |out, row| {
            crate::json::write_list(out, row, |out, (pro, contra)| {
                out.push_str(&format!("[{pro},{contra}]"))
            });
        });
        out.push_str(",\"winners\":");
        write_lists(&mut out, &self.winners);
        out.push('}');
        out
    }
}
