//! What stands behind each need, which offers fit it, and which needs nobody covers.

use std::collections::BTreeSet;

use rathaus_core::register::Register;
use rathaus_text::lexicon::Lexicon;

use super::round4;
use crate::matching::{Explainer, Matching, TOUCHES_FROM};
use crate::model::plan::{Match, WhiteSpot};
use crate::model::{Input, Need};

/// Offers listed per need.
const LISTED: usize = 20;
/// Offers per need whose reasons are named.
const EXPLAINED: usize = 10;
/// The same where there are so many needs that nobody reads ten of each.
const EXPLAINED_OF_MANY: usize = 3;
/// From this many needs on.
const MANY: usize = 1_000;
/// From this likeness in both directions on, two needs say nearly the same.
const NEARLY_THE_SAME: f32 = 0.42;

/// Needs of different bodies that say nearly the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {
    /// The needs, by weight of their text: the longest description first.
    pub needs: Vec<usize>,
    /// The least likeness that joined them, 0 to 1.
    pub similarity: f32,
}

/// The body a need comes from: its key, or its name where it has none.
pub(super) fn body(need: &Need) -> String {
    need.ags.map_or_else(|| need.organisation.trim().to_lowercase(), |ags| ags.to_string())
}

/// Needs that say nearly the same, by the likeness of their words in both directions. Average linkage: a
/// need joins a group only if it is as like to its members on average, so that chains do not form.
pub fn near_duplicates(matching: &Matching<'_>) -> Vec<Duplicates> {
    let like = |a: usize, b: usize| -> f32 {
        let one_way = |from: usize, to: usize| {
            matching.neighbours[from]
                .binary_search_by_key(&(to as u32), |n| n.0)
                .map_or(0.0, |at| matching.neighbours[from][at].1)
        };
        one_way(a, b).min(one_way(b, a))
    };
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (a, list) in matching.neighbours.iter().enumerate() {
        for &(b, _) in list.iter().filter(|(b, _)| (*b as usize) > a) {
            let likeness = like(a, b as usize);
            if likeness >= NEARLY_THE_SAME {
                pairs.push((likeness, a, b as usize));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut group_of: Vec<Option<usize>> = vec![None; matching.needs.len()];
    let mut groups: Vec<Duplicates> = Vec::new();
    for (likeness, a, b) in pairs {
        let members = |group: Option<usize>, own: usize, groups: &[Duplicates]| match group {
            Some(g) => groups[g].needs.clone(),
            None => vec![own],
        };
        let (left, right) = (members(group_of[a], a, &groups), members(group_of[b], b, &groups));
        if group_of[a].is_some() && group_of[a] == group_of[b] {
            continue;
        }
        let mean = left.iter().flat_map(|&x| right.iter().map(move |&y| (x, y))).map(|(x, y)| like(x, y)).sum::<f32>()
            / (left.len() * right.len()) as f32;
        if mean < NEARLY_THE_SAME {
            continue;
        }
        let similarity = [group_of[a], group_of[b]]
            .iter()
            .flatten()
            .map(|&g| groups[g].similarity)
            .fold(likeness, f32::min);
        let joint: Vec<usize> = left.into_iter().chain(right).collect();
        for &member in &joint {
            group_of[member] = Some(groups.len());
        }
        groups.push(Duplicates { needs: joint, similarity });
    }
    let mut last: Vec<Duplicates> = groups
        .iter()
        .enumerate()
        .filter(|(g, group)| group.needs.iter().all(|&n| group_of[n] == Some(*g)))
        .map(|(_, group)| group.clone())
        .filter(|group| {
            let bodies: BTreeSet<String> = group.needs.iter().map(|&n| body(&matching.needs[n])).collect();
            bodies.len() > 1
        })
        .collect();
    for group in &mut last {
        group.needs.sort_by_key(|&n| (std::cmp::Reverse(matching.needs[n].description.chars().count()), n));
    }
    last.sort_by_key(|group| (std::cmp::Reverse(group.needs.len()), group.needs.clone()));
    last
}

/// The weight of each need: relevance, further towns with nearly the same need, inhabitants. 0 for needs
/// that do not count.
pub(super) fn weights(input: &Input, duplicates: &[Duplicates], counts: &[bool]) -> Vec<f64> {
    let rule = input.round.weights;
    let register = Register::germany();
    let mut seconders = vec![0_usize; input.needs.len()];
    for group in duplicates {
        for &need in &group.needs {
            let own = body(&input.needs[need]);
            let others: BTreeSet<String> =
                group.needs.iter().map(|&n| body(&input.needs[n])).filter(|b| *b != own).collect();
            seconders[need] = others.len();
        }
    }
    input
        .needs
        .iter()
        .enumerate()
        .map(|(place, need)| {
            if !counts[place] {
                return 0.0;
            }
            let inhabitants = need.ags.map_or(0, |ags| register.population(ags));
            let town = 1.0 + rule.inhabitants * (1.0 + inhabitants as f64 / 1_000.0).log10();
            (rule.relevance * f64::from(need.relevance) + rule.seconder * seconders[place] as f64) * town
        })
        .collect()
}

/// The best offers of every need that counts, and after them those that a condition excludes although they
/// would be among the best.
pub(super) fn matches(matching: &Matching<'_>, lexicon: &Lexicon, counts: &[bool]) -> Vec<Match> {
    let explainer = Explainer::new(matching, lexicon);
    let explained = if matching.needs.len() >= MANY { EXPLAINED_OF_MANY } else { EXPLAINED };
    let mut matches = Vec::new();
    for need in (0..matching.needs.len()).filter(|&n| counts[n]) {
        let query = explainer.query(need);
        let ranking = matching.ranking(need);
        let last_listed = ranking.get(LISTED - 1).map_or(0.0, |r| r.1);
        for (rank, (offer, score)) in ranking.into_iter().take(LISTED).enumerate() {
            let reasons =
                if rank < explained { explainer.reasons(need, offer, &query) } else { Vec::new() };
            matches.push(Match {
                need_id: matching.needs[need].id.clone(),
                offer_id: matching.offers[offer].id.clone(),
                rank: rank + 1,
                score: round4(f64::from(score)),
                reasons,
                excluded_because: None,
            });
        }
        let mut excluded: Vec<(usize, f32, String)> = matching
            .scores
            .row(need)
            .iter()
            .enumerate()
            .filter(|(_, score)| **score > last_listed)
            .filter_map(|(offer, score)| Some((offer, *score, matching.violation(need, offer)?.sentence())))
            .collect();
        excluded.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (offer, score, because) in excluded.into_iter().take(LISTED) {
            matches.push(Match {
                need_id: matching.needs[need].id.clone(),
                offer_id: matching.offers[offer].id.clone(),
                rank: 0,
                score: round4(f64::from(score)),
                reasons: Vec::new(),
                excluded_because: Some(because),
            });
        }
    }
    matches
}

/// Needs for which no allowed offer is worth a look, and what a condition keeps away from them.
pub(super) fn white_spots(matching: &Matching<'_>, counts: &[bool]) -> Vec<WhiteSpot> {
    (0..matching.needs.len())
        .filter(|&need| counts[need])
        .filter_map(|need| {
            let best = matching.ranking(need).first().map_or(0.0, |r| r.1);
            if best >= TOUCHES_FROM {
                return None;
            }
            let blocked = matching
                .scores
                .row(need)
                .iter()
                .enumerate()
                .filter(|(_, score)| **score >= TOUCHES_FROM)
                .filter_map(|(offer, score)| Some((offer, *score, matching.violation(need, offer)?)))
                .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            Some(WhiteSpot {
                need_id: matching.needs[need].id.clone(),
                best_score: round4(f64::from(best)),
                blocked_offer: blocked.as_ref().map(|b| matching.offers[b.0].id.clone()),
                blocked_because: blocked.map(|b| b.2.sentence()),
            })
        })
        .collect()
}
