//! From the input of a round to its plan: areas, matches, choice of offers, talks, each with its proof.
//!
//! A pure function of the input: the same files give the same plan, byte for byte. Everything random takes
//! its seed from the round.

mod demand;
pub mod ground;
pub mod grouping;
mod invitation;
mod reviewing;
mod say;
pub mod talks;

use rathaus_text::lexicon::Lexicon;

use crate::areas::EditError;
use crate::matching::{Grid, Matching};
use crate::model::Input;
use crate::model::plan::Plan;
use ground::Ground;

pub use grouping::Grouping;
pub use talks::TalksError;

/// The version of `plan.json`.
pub const FORMAT: u32 = 1;

/// What is being computed, for whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading needs and offers with the lexicon, comparing each pair.
    Matching,
    /// Finding the areas of the needs.
    Areas,
    /// Naming the reasons of the best matches.
    Reasons,
    /// Choosing the offers.
    Selection,
    /// Planning the talks.
    Talks,
}

impl Stage {
    /// All stages in their order.
    pub const ALL: [Stage; 5] =
        [Stage::Matching, Stage::Areas, Stage::Reasons, Stage::Selection, Stage::Talks];
}

/// What the plan may use beside the input.
#[derive(Debug, Default)]
pub struct Options<'a> {
    /// The lexicon; the shipped one where none is given.
    pub lexicon: Option<&'a Lexicon>,
    /// Likeness of needs and offers by an operator's own embedding server.
    pub dense: Option<&'a Grid>,
    /// Edits that name what is no longer there are passed over; without it they are refused.
    pub passes_over_edits: bool,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// A correction of the areas cannot be replayed.
    #[error("edits.toml: {0}")]
    Edit(#[from] EditError),
    /// The rules of the choice contradict each other.
    #[error("round.toml: {0}")]
    Selection(String),
    /// The wishes for talks contradict each other.
    #[error("wishes.csv: {0}")]
    Talks(#[from] TalksError),
}

/// Makes the plan of a round.
///
/// # Errors
///
/// Rules, wishes or corrections that contradict each other, with the smallest set of them that does.
pub fn make(input: &Input, options: &Options<'_>, watch: &mut dyn FnMut(Stage)) -> Result<Plan, PlanError> {
    make_whole(input, options, watch).map(|whole| whole.plan)
}

/// A plan, with what it was computed from: kept, so that a change of rules or a correction needs no engine run.
pub struct Whole {
    /// The plan.
    pub plan: Plan,
    /// What was computed of the needs before any edit.
    pub grouping: Grouping,
    /// What its choice of offers was computed from.
    pub ground: Ground,
}

/// Makes the plan of a round, and gives with it what it was computed from.
///
/// # Errors
///
/// As [`make`].
pub fn make_whole(
    input: &Input,
    options: &Options<'_>,
    watch: &mut dyn FnMut(Stage),
) -> Result<Whole, PlanError> {
    let shipped;
    let lexicon = match options.lexicon {
        Some(lexicon) => lexicon,
        None => {
            shipped = Lexicon::shipped();
            &shipped
        }
    };
    watch(Stage::Matching);
    let matching = Matching::of_round(input, lexicon, options.dense);

    watch(Stage::Areas);
    let computed = grouping::compute(input, &matching, lexicon);
    let grouped = grouping::group(input, &computed, options.passes_over_edits)?;
    let weights = demand::weights(input, &grouped.duplicates, &grouped.counts);

    watch(Stage::Reasons);
    let matches = demand::matches(&matching, lexicon, &grouped.counts);
    let white_spots = demand::white_spots(&matching, &grouped.counts);

    watch(Stage::Selection);
    let jury = reviewing::scores(input);
    let review_tasks = reviewing::tasks(input, &matching);
    let ground = Ground::of(input, &matching, &grouped, &weights, &jury);
    let selection = invitation::select(input, &ground)?;

    watch(Stage::Talks);
    let talks = match input.participants.is_empty() {
        true => None,
        false => Some(talks::plan_round(input, &matching)?),
    };
    let areas = grouping::totals(input, &grouped, &weights);
    let plan = Plan {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        seed: input.round.seed,
        round: input.round.name.clone(),
        is_sample: input.is_sample,
        areas,
        assignments: grouped.assignments(input),
        set_aside: grouped.set_aside.clone(),
        duplicates: grouped
            .duplicates
            .iter()
            .map(|group| crate::model::plan::DuplicateGroup {
                need_ids: group.members.iter().map(|&n| input.needs[n].id.clone()).collect(),
                similarity: round4(f64::from(group.similarity)),
            })
            .collect(),
        matches,
        white_spots,
        selection,
        jury,
        review_tasks,
        talks,
    };
    Ok(Whole { plan, grouping: computed, ground })
}

/// Four decimals: more would be noise, and the files stay the same on every machine.
pub(crate) fn round4(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests;
