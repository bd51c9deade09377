//! What stands behind each need, which offers fit it, and which needs nobody covers.

use std::collections::BTreeSet;

use rathaus_core::register::Register;
use rathaus_text::analysis::Analysis;
use rathaus_text::groups::{Duplicates, Item, duplicates};
use rathaus_text::lexicon::Lexicon;

use super::round4;
use crate::matching::{Explainer, Matching, TOUCHES_FROM, need_text};
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
/// From this likeness on, two needs say nearly the same.
const NEARLY_THE_SAME: f32 = 0.5;

/// The body a need comes from: its key, or its name where it has none.
pub(super) fn body(need: &Need) -> String {
    need.ags.map_or_else(|| need.organisation.trim().to_lowercase(), |ags| ags.to_string())
}

/// Needs of different bodies that say nearly the same; needs that say nothing are left out. The largest
/// group first, in each group the longest description first.
pub(super) fn near_duplicates(matching: &Matching<'_>, is_blank: &[bool]) -> Vec<Duplicates> {
    let telling: Vec<usize> = (0..matching.needs.len()).filter(|&n| !is_blank[n]).collect();
    let texts: Vec<String> = telling.iter().map(|&n| need_text(&matching.needs[n])).collect();
    let analyses: Vec<Analysis> = texts.iter().map(|t| matching.concepts.analyser.analyse(t)).collect();
    let items: Vec<Item<'_>> =
        texts.iter().zip(&analyses).map(|(text, analysis)| Item { text, analysis, concepts: &[] }).collect();
    let bodies: Vec<String> = telling.iter().map(|&n| body(&matching.needs[n])).collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let mut found = duplicates(&items, &bodies, NEARLY_THE_SAME);
    for group in &mut found {
        for member in &mut group.members {
            *member = telling[*member];
        }
        let length = |n: usize| matching.needs[n].description.chars().count();
        group.members.sort_by_key(|&n| (std::cmp::Reverse(length(n)), n));
    }
    found.sort_by_key(|group| (std::cmp::Reverse(group.members.len()), group.members.clone()));
    found
}

/// The weight of each need: relevance, further towns that second it or have nearly the same need, inhabitants. 0 for
/// needs that do not count.
pub(super) fn weights(input: &Input, duplicates: &[Duplicates], counts: &[bool]) -> Vec<f64> {
    let rule = input.round.weights;
    let register = Register::germany();
    let mut seconders: Vec<BTreeSet<String>> =
        input.needs.iter().map(|need| need.seconders().into_iter().collect()).collect();
    for group in duplicates {
        for &need in &group.members {
            seconders[need].extend(group.members.iter().map(|&n| body(&input.needs[n])));
        }
    }
    for (need, others) in input.needs.iter().zip(&mut seconders) {
        others.remove(&body(need));
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
            (rule.relevance * f64::from(need.relevance) + rule.seconder * seconders[place].len() as f64)
                * town
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
            let reasons = if rank < explained { explainer.reasons(need, offer, &query) } else { Vec::new() };
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
