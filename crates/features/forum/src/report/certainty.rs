//! How sure each result is: value, bound, gap, and the theorem behind it.

use rathaus_web::TextError;
use serde::Serialize;

use super::facts::Facts;
use super::selection::gap;

#[derive(Debug, Serialize)]
pub(super) struct CertaintyView {
    rows: Vec<ProofView>,
    program: String,
    seed: u64,
    format: u32,
    counts: Counts,
}

#[derive(Debug, Serialize)]
struct Counts {
    needs: usize,
    offers: usize,
    reviews: usize,
    participants: usize,
    wishes: usize,
    edits: usize,
}

/// One result with its proof; `key` is the stem of its texts.
#[derive(Debug, Serialize)]
struct ProofView {
    key: &'static str,
    value: String,
    bound: String,
    /// `None` where there is nothing to be best at.
    gap: Option<f64>,
    is_proven: bool,
}

pub(super) fn view(facts: &Facts<'_>) -> Result<CertaintyView, TextError> {
    let plan = facts.plan;
    let excluded = plan.matches.iter().filter(|m| m.excluded_because.is_some()).count();
    let grouped = facts.input.needs.iter().filter(|n| !facts.areas_of(&n.id).is_empty()).count();
    let telling = facts.telling_needs().len();
    let of = |a: usize, b: usize| facts.texts.with("certainty-of", &[("a", a.into()), ("b", b.into())]);
    let mut rows = vec![
        ProofView {
            key: "areas",
            value: of(grouped, telling)?,
            bound: String::new(),
            gap: None,
            is_proven: false,
        },
        ProofView {
            key: "rules",
            value: facts.texts.with("certainty-rules-value", &[("n", excluded.into())])?,
            bound: String::new(),
            gap: None,
            is_proven: true,
        },
        ProofView {
            key: "selection",
            value: facts.number(plan.selection.value, 2),
            bound: facts.number(plan.selection.bound, 2),
            gap: Some(gap(plan.selection.value, plan.selection.bound)),
            is_proven: plan.selection.is_proven,
        },
    ];
    if let Some(talks) = &plan.talks {
        rows.push(ProofView {
            key: "choice",
            value: facts.number(talks.value, 1),
            bound: facts.number(talks.value_bound, 1),
            gap: Some(gap(talks.value, talks.value_bound)),
            is_proven: talks.choice_is_proven,
        });
        let placed = talks.talks.len();
        rows.push(ProofView {
            key: "placed",
            value: of(placed, talks.wanted)?,
            bound: facts.number(talks.placed_bound as f64, 0),
            gap: Some(gap(placed as f64, talks.placed_bound as f64)),
            is_proven: placed >= talks.placed_bound,
        });
        rows.push(ProofView {
            key: "gaps",
            value: facts.number(talks.gaps as f64, 0),
            bound: facts.number(talks.gaps_bound as f64, 0),
            // Fewer is better here: the share of the gaps that might be avoided.
            gap: Some(gap(talks.gaps_bound.min(talks.gaps) as f64, talks.gaps as f64)),
            is_proven: talks.gaps <= talks.gaps_bound,
        });
    }
    Ok(CertaintyView {
        rows,
        program: plan.program.clone(),
        seed: plan.seed,
        format: plan.format,
        counts: Counts {
            needs: facts.input.needs.len(),
            offers: facts.input.offers.len(),
            reviews: facts.input.reviews.len(),
            participants: facts.input.participants.len(),
            wishes: facts.input.wishes.len(),
            edits: facts.input.edits.len(),
        },
    })
}
