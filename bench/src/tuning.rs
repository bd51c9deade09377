//! Would weights that are chosen do better than equal ones? Asked by cross-validation over the needs.

use rathaus_allocation::portfolio::instances::Dice;
use rathaus_forum::matching::{Grid, Matching, Signal};
use rathaus_text::lexicon::Lexicon;

use crate::labelled::Labelled;
use crate::matching::SIGNALS;
use crate::measures::{mean, ndcg, ranked};
use crate::results::{Part, number, three};

const FOLDS: usize = 5;
const SEEDS: u64 = 5;
const STEPS: [f32; 8] = [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0];

/// Every signal on its own, each row times the same factor.
fn grids(round: &Labelled, lexicon: &Lexicon, all: &Matching<'_>) -> Vec<Grid> {
    let (needs, offers) = (&round.input.needs, &round.input.offers);
    let mut grids: Vec<Grid> = SIGNALS[..4]
        .iter()
        .map(|&signal: &Signal| Matching::with_signals(needs, offers, lexicon, None, &[signal]).scores)
        .collect();
    // What the neighbours add is what all five have beyond the four.
    let four = Matching::with_signals(needs, offers, lexicon, None, &SIGNALS[..4]).scores;
    let mut last = Grid::new(all.scores.rows(), all.scores.columns());
    last.add_scaled(&all.scores, |_| 5.0);
    last.add_scaled(&four, |_| -4.0);
    grids.push(last);
    grids
}

/// nDCG@10 of each need under these weights.
fn measure(
    round: &Labelled,
    matching: &Matching<'_>,
    grids: &[Grid],
    weights: &[f32],
    needs: &[usize],
) -> f64 {
    let values: Vec<f64> = needs
        .iter()
        .filter_map(|&need| {
            let mut row = vec![0.0; matching.offers.len()];
            for (grid, weight) in grids.iter().zip(weights) {
                for (cell, score) in row.iter_mut().zip(grid.row(need)) {
                    *cell += weight * score;
                }
            }
            let order: Vec<usize> = ranked(&row)
                .into_iter()
                .filter(|&o| matching.violation(need, o).is_none())
                .take(10)
                .collect();
            ndcg(&order, &round.grades[need])
        })
        .collect();
    mean(&values)
}

/// Coordinate ascent from equal weights.
fn tune(measure: &dyn Fn(&[f32]) -> f64) -> Vec<f32> {
    let mut weights = vec![1.0; SIGNALS.len()];
    let mut best = measure(&weights);
    loop {
        let before = best;
        for signal in 0..weights.len() {
            for step in STEPS {
                let kept = std::mem::replace(&mut weights[signal], step);
                let now = measure(&weights);
                if now > best + 1e-9 {
                    best = now;
                } else {
                    weights[signal] = kept;
                }
            }
        }
        if best <= before + 1e-9 {
            return weights;
        }
    }
}

pub fn run(part: &mut Part, round: &Labelled, lexicon: &Lexicon, matching: &Matching<'_>) {
    let grids = grids(round, lexicon, matching);
    let equal = [1.0_f32; 5];
    let mut rows = Vec::new();
    let mut gains = Vec::new();
    for seed in 1..=SEEDS {
        let mut needs = round.judged();
        let mut dice = Dice::new(seed);
        for i in (1..needs.len()).rev() {
            needs.swap(i, dice.below(i + 1));
        }
        let (mut tuned_inside, mut tuned, mut plain) = (Vec::new(), Vec::new(), Vec::new());
        for fold in 0..FOLDS {
            let is_held = |at: usize| at % FOLDS == fold;
            let held: Vec<usize> = (0..needs.len()).filter(|&i| is_held(i)).map(|i| needs[i]).collect();
            let rest: Vec<usize> = (0..needs.len()).filter(|&i| !is_held(i)).map(|i| needs[i]).collect();
            let weights = tune(&|weights| measure(round, matching, &grids, weights, &rest));
            tuned_inside.push(measure(round, matching, &grids, &weights, &rest));
            tuned.push(measure(round, matching, &grids, &weights, &held) * held.len() as f64);
            plain.push(measure(round, matching, &grids, &equal, &held) * held.len() as f64);
        }
        let over = |values: &[f64]| values.iter().sum::<f64>() / needs.len() as f64;
        gains.push(over(&tuned) - over(&plain));
        rows.push(vec![
            seed.to_string(),
            three(mean(&tuned_inside)),
            three(over(&tuned)),
            three(over(&plain)),
            format!("{:+.3}", over(&tuned) - over(&plain)),
        ]);
    }
    part.table(
        &format!("{}: weights chosen on four fifths of the needs, measured on the fifth", round.name),
        &[
            "seed of the folds",
            "tuned, on its own needs",
            "tuned, on the others",
            "equal, on the others",
            "gain",
        ],
        rows,
    );
    let gain = mean(&gains);
    if round.input.is_sample {
        part.bar(
            "sample: what tuned weights gain over equal ones on needs they were not tuned on",
            format!("{gain:+.4}"),
            &format!("≤ {}", number(0.01, 2)),
            gain <= 0.01,
        );
    }
    part.text(format!(
        "Tuned by coordinate ascent over the five weights ({STEPS:?}), conditions applied; mean gain over {SEEDS} \
         seedings {gain:+.4}. What the neighbours pass on stays what equal weights of the other four give."
    ));
}
