//! What the jury says, and who could still be asked.

use rathaus_allocation::jury::{self, Limits, Problem, Span};

use super::round4;
use crate::matching::Matching;
use crate::model::Input;
use crate::model::plan::{JuryScore, ReviewTask};

/// Reviews an offer needs before its mean says something.
const WANTED: usize = 3;

/// Mean, median and spread by offer; scores with a conflict of interest do not count.
pub(super) fn scores(input: &Input) -> Vec<JuryScore> {
    input
        .offers
        .iter()
        .filter_map(|offer| {
            let reviews: Vec<_> = input.reviews.iter().filter(|r| r.offer_id == offer.id).collect();
            if reviews.is_empty() {
                return None;
            }
            let mut counting: Vec<f64> =
                reviews.iter().filter(|r| !r.conflict).filter_map(|r| r.score).collect();
            counting.sort_by(f64::total_cmp);
            let n = counting.len();
            let mean = (n > 0).then(|| round4(counting.iter().sum::<f64>() / n as f64));
            let median = (n > 0).then(|| match n % 2 {
                1 => counting[n / 2],
                _ => (counting[n / 2 - 1] + counting[n / 2]) / 2.0,
            });
            Some(JuryScore {
                offer_id: offer.id.clone(),
                mean,
                median,
                spread: (n > 0).then(|| counting[n - 1] - counting[0]),
                reviews: n,
                conflicts: reviews.iter().filter(|r| r.conflict).count(),
            })
        })
        .collect()
}

/// Further reviews so that every offer that was reviewed at all has three, spread evenly over the reviewers
/// and given to those who know the field from what they have reviewed; never across a conflict.
pub(super) fn tasks(input: &Input, matching: &Matching<'_>) -> Vec<ReviewTask> {
    let mut reviewers: Vec<&str> = input.reviews.iter().map(|r| r.reviewer.as_str()).collect();
    reviewers.sort_unstable();
    reviewers.dedup();
    let done = |offer: usize, reviewer: &str| {
        input.reviews.iter().any(|r| r.offer_id == input.offers[offer].id && r.reviewer == reviewer)
    };
    let counting = |offer: usize| {
        let id = &input.offers[offer].id;
        input.reviews.iter().filter(|r| r.offer_id == *id && !r.conflict && r.score.is_some()).count()
    };
    let open: Vec<usize> = (0..input.offers.len())
        .filter(|&offer| reviewers.iter().any(|r| done(offer, r)) && counting(offer) < WANTED)
        .collect();
    if open.is_empty() {
        return Vec::new();
    }
    let profiles: Vec<Vec<f32>> =
        matching.concepts.offers.iter().map(|w| matching.concepts.area_profile(w)).collect();
    let knows = |reviewer: &str, offer: usize| -> f64 {
        let likeness = (0..input.offers.len())
            .filter(|&other| other != offer && done(other, reviewer))
            .map(|other| profiles[offer].iter().zip(&profiles[other]).map(|(a, b)| a * b).sum::<f32>())
            .fold(0.0, f32::max);
        f64::from(likeness.clamp(0.0, 1.0))
    };
    // Nobody is asked twice for the same offer: a review that exists bars the pair like a conflict.
    let conflicts: Vec<(usize, usize)> = open
        .iter()
        .enumerate()
        .flat_map(|(row, &offer)| {
            reviewers
                .iter()
                .enumerate()
                .filter(move |(_, r)| done(offer, r))
                .map(move |(column, _)| (row, column))
        })
        .collect();
    let reviews: Vec<Span> = open
        .iter()
        .enumerate()
        .map(|(row, &offer)| {
            let free = reviewers.len() - conflicts.iter().filter(|c| c.0 == row).count();
            let wanted = (WANTED - counting(offer)).min(free);
            Span { least: wanted, most: wanted }
        })
        .collect();
    let total: usize = reviews.iter().map(|span| span.least).sum();
    let problem = Problem {
        loads: vec![Span { least: 0, most: total }; reviewers.len()],
        affinity: open.iter().map(|&offer| reviewers.iter().map(|r| knows(r, offer)).collect()).collect(),
        reviews,
        conflicts,
    };
    // The fewest each: raised until everybody has a place.
    let even = total.div_ceil(reviewers.len());
    let assignment = (even..=total).find_map(|most| {
        let loads = vec![Span { least: 0, most }; reviewers.len()];
        jury::assign(&Problem { loads, ..problem.clone() }, &Limits::default()).ok()
    });
    let Some(assignment) = assignment else { return Vec::new() };
    let asked = assignment
        .reviewers
        .iter()
        .zip(&open)
        .flat_map(|(list, &offer)| list.iter().map(move |&reviewer| (offer, reviewer)));
    asked
        .map(|(offer, reviewer)| ReviewTask {
            offer_id: input.offers[offer].id.clone(),
            reviewer: reviewers[reviewer].to_owned(),
        })
        .collect()
}
