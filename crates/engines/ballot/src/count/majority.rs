//! Majority judgement (M. Balinski, R. Laraki, "Majority Judgment", 2010): who has the better median grade stands before; among
//! equals one median grade after the other is taken away until they differ.

use super::{Tiers, tiers, write_lists};
use std::cmp::Ordering;

/// What majority judgement finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MajorityJudgement {
    /// For each choice how often each grade was given, the best first.
    pub grades: Vec<Vec<u64>>,
    /// How many ballots grade all.
    pub valid: u64,
    /// How many grade nothing, if that is allowed.
    pub blank: Option<u64>,
    /// Ballots that are neither.
    pub invalid: Vec<Vec<u64>>,
    /// Who wins.
    pub winners: Tiers,
}

/// Applies majority judgement to ballots that give each of `choices` a grade.
///
/// Grades are 1, the best, to `grades`, the worst. With `may_be_blank` a ballot of zeros is a blank one; every other ballot with a
/// number that is no grade, or of another length, is invalid.
pub fn majority_judgement(
    ballots: &[Vec<u64>],
    choices: usize,
    grades: usize,
    may_be_blank: bool,
) -> MajorityJudgement {
    let mut counts = vec![vec![0; grades]; choices];
    let (mut valid, mut blank, mut invalid) = (0, 0, Vec::new());
    for ballot in ballots {
        if may_be_blank && ballot.len() == choices && ballot.iter().all(|grade| *grade == 0) {
            blank += 1;
        } else if ballot.len() == choices && ballot.iter().all(|grade| (1..=grades as u64).contains(grade)) {
            valid += 1;
            for (count, grade) in counts.iter_mut().zip(ballot) {
                count[*grade as usize - 1] += 1;
            }
        } else {
            invalid.push(ballot.clone());
        }
    }
    let winners = tiers(choices, |a, b| compare(&counts[a], &counts[b]));
    MajorityJudgement { grades: counts, valid, blank: may_be_blank.then_some(blank), invalid, winners }
}

/// The median grade; `None` if there is none left. Of two in the middle it is the better one, as with Belenios; the book takes the
/// worse one.
fn median(counts: &[u64]) -> Option<usize> {
    let total: u64 = counts.iter().sum();
    let mut seen = 0;
    counts.iter().position(|count| {
        seen += count;
        seen > 0 && 2 * seen >= total
    })
}

/// Both have the same number of grades.
fn compare(a: &[u64], b: &[u64]) -> Ordering {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    loop {
        match (median(&a), median(&b)) {
            (Some(first), Some(second)) if first == second => {
                a[first] -= 1;
                b[second] -= 1;
            }
            (first, second) => return first.cmp(&second),
        }
    }
}

impl MajorityJudgement {
    /// As `belenios-tool method majority-judgment` prints it, but for the order of invalid ballots, which is that of the ballots.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"raw\":");
        write_lists(&mut out, &self.grades);
        out.push_str(&format!(",\"valid\":{}", self.valid));
        if let Some(blank) = self.blank {
            out.push_str(&format!(",\"blank\":{blank}"));
        }
        out.push_str(",\"invalid\":");
        write_lists(&mut out, &self.invalid);
        out.push_str(",\"winners\":");
        write_lists(&mut out, &self.winners);
        out.push('}');
        out
    }
}
