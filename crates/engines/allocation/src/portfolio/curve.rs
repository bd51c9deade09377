//! How much more each further place would cover.

use serde::{Deserialize, Serialize};

use super::branch;
use super::coverage::Model;
use super::explain::gap;
use super::rules::MOST_STEPS;
use super::{Limits, Method, PortfolioError, Problem};

/// What a number of places can reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Number of places.
    pub places: usize,
    /// Value of the best selection found with so many places.
    pub value: f64,
    /// No selection with so many places is worth more.
    pub bound: f64,
    /// `(bound − value) / value`, 0 if both are 0.
    pub gap: f64,
    /// Whether the value is the optimum.
    pub proven: bool,
    /// Value of the first so many offers of one greedy order. These selections are nested: who is in
    /// with fewer places stays in with more. The optimum need not be.
    pub nested: f64,
}

/// The curve of coverage for `1..=most` places under the rules of the problem ([`Problem::places`] is not
/// used). Numbers of places too small for the must-haves and lower quotas are left out. Values and bounds never fall as
/// places rise. `limits` hold for each point.
///
/// # Errors
///
/// As [`super::choose`], if even `most` places are too few for the rules.
pub fn curve(problem: &Problem, most: usize, limits: &Limits) -> Result<Vec<CurvePoint>, PortfolioError> {
    let model = Model::new(problem)?;
    let alone = model.alone();
    let whole = model.rules.start(most, &alone)?;
    let mut work = 0;
    let mut prices = None;
    let mut nested: Option<Vec<usize>> = None;
    let mut best: Option<Vec<usize>> = None;
    let mut points: Vec<CurvePoint> = Vec::new();
    for places in 1..=most {
        let start = match (&best, places == most) {
            (Some(set), _) => set.clone(),
            (None, true) => whole.clone(),
            (None, false) => match model.rules.attempt(places, &alone, MOST_STEPS) {
                Some(Some(set)) => set,
                _ => continue,
            },
        };
        let order = nested.get_or_insert_with(|| start.clone());
        model.fill(order, places, &mut work);
        let nested = model.value(order, &mut work);
        let mut found = branch::search(&model, places, &start, prices.as_ref(), limits);
        // The nested set may have been the better start.
        if nested > found.value {
            found.value = nested;
            found.set = order.clone();
        }
        let bound = found.bound.max(found.value);
        points.push(CurvePoint {
            places,
            value: found.value,
            bound,
            gap: gap(found.value, bound),
            proven: found.method != Method::LimitReached,
            nested,
        });
        prices = Some(found.prices);
        best = Some(found.set);
    }
    // What more places cannot exceed, fewer cannot either.
    for at in (1..points.len()).rev() {
        if points[at - 1].bound > points[at].bound {
            let bound = points[at].bound;
            points[at - 1].bound = bound;
            points[at - 1].gap = gap(points[at - 1].value, bound);
        }
    }
    Ok(points)
}
