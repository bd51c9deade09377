//! The result as people ask about it: what each chosen offer adds, who would step in, who covers what.

use super::branch::Outcome;
use super::coverage::Model;
use super::{Alternative, Choice, Covering, Method, Problem, Selection};

pub(super) fn gap(value: f64, bound: f64) -> f64 {
    match (value > 0.0, bound > value) {
        (_, false) => 0.0,
        (true, true) => (bound - value) / value,
        (false, true) => f64::INFINITY,
    }
}

pub(super) fn selection(problem: &Problem, model: &Model, outcome: Outcome) -> Selection {
    let Outcome { set, value, bound, greedy, nodes, mut work, method, .. } = outcome;
    let contribution = model.contributions(&set, &mut work);
    let alternative = alternatives(model, &set, &mut work);
    let chosen = set
        .iter()
        .enumerate()
        .map(|(p, &offer)| Choice {
            offer,
            required: model.rules.required[offer],
            contribution: contribution[p],
            alternative: alternative[p],
        })
        .collect();
    let covered = problem
        .cover
        .iter()
        .map(|row| {
            let mut best: Option<Covering> = None;
            for &(offer, score) in row.iter().filter(|e| e.1 > 0.0 && set.binary_search(&e.0).is_ok()) {
                let better = |b: &Covering| score > b.score || (score == b.score && offer < b.offer);
                if best.as_ref().is_none_or(better) {
                    best = Some(Covering { offer, score });
                }
            }
            best
        })
        .collect();
    Selection {
        chosen,
        value,
        bound,
        gap: gap(value, bound),
        proven: method != Method::LimitReached,
        greedy,
        nodes,
        work,
        method,
        covered,
    }
}

fn alternatives(model: &Model, set: &[usize], work: &mut u64) -> Vec<Option<Alternative>> {
    let change = model.swap_changes(set, work);
    let state = model.rules.state(set);
    let n = model.offers;
    set.iter()
        .enumerate()
        .map(|(p, &out)| {
            let mut best: Option<(f64, usize)> = None;
            for j in 0..n {
                let d = change[p * n + j];
                if d.is_finite() && best.is_none_or(|b| d > b.0) && model.rules.may_swap(&state, out, j) {
                    best = Some((d, j));
                }
            }
            best.map(|(_, offer)| {
                let mut swapped = set.to_vec();
                swapped[p] = offer;
                Alternative { offer, value: model.value(&swapped, work) }
            })
        })
        .collect()
}
