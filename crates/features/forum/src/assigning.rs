//! Who reviews which offer in a phase: finished reviews stay, open ones stay as far as the rules let them, the rest is
//! spread so that the offer served worst is served as well as possible ([`rathaus_allocation::jury`]).
//!
//! Pure. That as few open tasks as possible move is a cheapest flow in which a task that stays costs nothing and a new
//! one costs one; the flow proves it.

use rathaus_allocation::flow::Network;
use rathaus_allocation::jury::{self, Demand, JuryError, Limits, Problem, Span};
use serde::{Deserialize, Serialize};

/// Steps for each goal: well below a second, as an office waits for it.
const LIMITS: Limits = Limits { work: 400_000, root_rounds: 200, node_rounds: 6 };

/// Offers and jurors of a phase, by their places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Question {
    /// Reviews each offer is to get.
    pub wanted: usize,
    /// Fewest and most offers of each juror, finished ones included.
    pub loads: Vec<Span>,
    /// One row per offer: how well each juror knows the field, 0 to 1; `None` where they must never meet.
    pub affinity: Vec<Vec<Option<f64>>>,
    /// Finished reviews: offer and juror.
    pub done: Vec<(usize, usize)>,
    /// Open tasks: offer and juror.
    pub open: Vec<(usize, usize)>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// Tasks that stay.
    pub kept: Vec<(usize, usize)>,
    /// Tasks that are new.
    pub added: Vec<(usize, usize)>,
    /// Open tasks that end.
    pub removed: Vec<(usize, usize)>,
    /// Offers for which fewer jurors are free than wanted.
    pub short: Vec<usize>,
    /// How fair it is.
    pub proof: Proof,
}

/// How fair an assignment is, kept with it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = AssignmentProof)]
pub struct Proof {
    /// Sum of affinities of the offer served worst among those that got new tasks.
    pub minimum: f64,
    /// No assignment could make it larger than this.
    pub minimum_bound: f64,
    /// Whether it is the largest possible.
    pub is_proven: bool,
    /// Sum over all new tasks.
    pub total: f64,
    /// No assignment with this minimum has more.
    pub total_bound: f64,
    /// Tasks that stayed.
    pub kept: usize,
    /// New tasks.
    pub added: usize,
    /// Open tasks that ended: as few as the rules allow.
    pub removed: usize,
    /// Fewest and most tasks of a juror, finished ones included.
    pub loads: (usize, usize),
}

/// Assigns. The same question gives the same answer.
///
/// # Errors
///
/// Loads and reviews that contradict each other, with the smallest set of them that does.
pub fn assign(question: &Question) -> Result<Answered, JuryError> {
    let (offers, jurors) = (question.affinity.len(), question.loads.len());
    let is_done = |offer: usize, juror: usize| question.done.contains(&(offer, juror));
    let may = |offer: usize, juror: usize| question.affinity[offer][juror].is_some();
    let done_of = |offer: usize| question.done.iter().filter(|pair| pair.0 == offer).count();
    let need: Vec<usize> = (0..offers)
        .map(|offer| {
            let free = (0..jurors).filter(|&juror| may(offer, juror) && !is_done(offer, juror)).count();
            question.wanted.saturating_sub(done_of(offer)).min(free)
        })
        .collect();
    let short = (0..offers).filter(|&offer| need[offer] + done_of(offer) < question.wanted).collect();
    let left: Vec<Span> = (0..jurors)
        .map(|juror| {
            let done = question.done.iter().filter(|pair| pair.1 == juror).count();
            let span = question.loads[juror];
            let most = span.most.saturating_sub(done);
            Span { least: span.least.saturating_sub(done).min(most), most }
        })
        .collect();

    let kept = keep_most(question, &need, &left);
    let stays = |offer: usize, juror: usize| kept.contains(&(offer, juror));
    let kept_of = |offer: usize| kept.iter().filter(|pair| pair.0 == offer).count();
    let barred =
        |offer: usize, juror: usize| !may(offer, juror) || is_done(offer, juror) || stays(offer, juror);
    let pairs = || (0..offers).flat_map(|offer| (0..jurors).map(move |juror| (offer, juror)));
    let problem = Problem {
        reviews: (0..offers)
            .map(|offer| Span { least: need[offer] - kept_of(offer), most: need[offer] - kept_of(offer) })
            .collect(),
        loads: (0..jurors)
            .map(|juror| {
                let taken = kept.iter().filter(|pair| pair.1 == juror).count();
                Span { least: left[juror].least.saturating_sub(taken), most: left[juror].most - taken }
            })
            .collect(),
        affinity: question
            .affinity
            .iter()
            .map(|row| row.iter().map(|value| value.unwrap_or(0.0)).collect())
            .collect(),
        conflicts: pairs().filter(|&(offer, juror)| barred(offer, juror)).collect(),
    };
    let found = jury::assign(&problem, &LIMITS)?;
    let added: Vec<(usize, usize)> = found
        .reviewers
        .iter()
        .enumerate()
        .flat_map(|(offer, list)| list.iter().map(move |&juror| (offer, juror)))
        .collect();
    let removed: Vec<_> = question.open.iter().copied().filter(|pair| !kept.contains(pair)).collect();
    let load = |juror: usize| {
        [&question.done, &kept, &added].iter().flat_map(|list| list.iter()).filter(|p| p.1 == juror).count()
    };
    let loads: Vec<usize> = (0..jurors).map(load).collect();
    let proof = Proof {
        minimum: found.minimum,
        minimum_bound: found.minimum_bound,
        is_proven: found.minimum_proven && found.total_proven,
        total: found.total,
        total_bound: found.total_bound,
        kept: kept.len(),
        added: added.len(),
        removed: removed.len(),
        loads: (loads.iter().copied().min().unwrap_or(0), loads.iter().copied().max().unwrap_or(0)),
    };
    Ok(Answered { kept, added, removed, short, proof })
}

/// The largest set of open tasks that can stay while everything else can still be assigned; none where the demands
/// contradict each other, which the assignment then says better.
fn keep_most(question: &Question, need: &[usize], left: &[Span]) -> Vec<(usize, usize)> {
    if question.open.is_empty() {
        return Vec::new();
    }
    let (offers, jurors) = (need.len(), left.len());
    let units = |n: usize| i64::try_from(n).unwrap_or(i64::from(u32::MAX));
    let mut network = Network::new(offers + jurors + 1);
    let end = offers + jurors;
    let mut pairs = Vec::new();
    for (offer, row) in question.affinity.iter().enumerate() {
        network.add_supply(offer, units(need[offer]));
        for juror in (0..jurors).filter(|&juror| row[juror].is_some()) {
            if question.done.contains(&(offer, juror)) {
                continue;
            }
            let is_open = question.open.contains(&(offer, juror));
            network.add_edge(offer, offers + juror, 0, 1, i64::from(!is_open));
            pairs.push((offer, juror, is_open));
        }
    }
    network.add_supply(end, -units(need.iter().sum()));
    for (juror, span) in left.iter().enumerate() {
        network.add_edge(offers + juror, end, units(span.least), units(span.most), 0);
    }
    let Ok(flow) = network.solve() else { return Vec::new() };
    pairs
        .iter()
        .zip(&flow.units)
        .filter(|((_, _, is_open), units)| *is_open && **units > 0)
        .map(|((offer, juror, _), _)| (*offer, *juror))
        .collect()
}

/// The demands of a contradiction with the names of offers and jurors: key of the text, name, and two numbers.
pub fn said<'n>(
    demands: &[Demand],
    offers: &'n [String],
    jurors: &'n [String],
) -> Vec<(&'static str, &'n str, usize, usize)> {
    demands
        .iter()
        .map(|demand| match *demand {
            Demand::LeastReviews { offer, least, free } => {
                ("jury-demand-least-reviews", offers[offer].as_str(), least, free)
            }
            Demand::LeastLoad { reviewer, least, free } => {
                ("jury-demand-least-load", jurors[reviewer].as_str(), least, free)
            }
            Demand::MostReviews { offer, most } => {
                ("jury-demand-most-reviews", offers[offer].as_str(), most, 0)
            }
            Demand::MostLoad { reviewer, most } => {
                ("jury-demand-most-load", jurors[reviewer].as_str(), most, 0)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(offers: usize, jurors: usize, wanted: usize, most: usize) -> Question {
        Question {
            wanted,
            loads: vec![Span { least: 0, most }; jurors],
            affinity: (0..offers)
                .map(|offer| {
                    (0..jurors).map(|juror| Some(if offer % jurors == juror { 1.0 } else { 0.3 })).collect()
                })
                .collect(),
            ..Question::default()
        }
    }

    #[test]
    fn a_conflict_is_never_assigned_and_a_lack_is_named() {
        let mut asked = question(6, 3, 2, 6);
        asked.affinity[0][0] = None;
        asked.affinity[1] = vec![None, None, Some(0.3)];
        let found = assign(&asked).expect("assigned");
        let all: Vec<_> = found.added.clone();
        assert!(!all.contains(&(0, 0)) && !all.contains(&(1, 0)) && !all.contains(&(1, 1)));
        assert_eq!(all.len(), 11);
        assert_eq!(found.short, [1]);
        assert!(found.proof.is_proven);
    }

    #[test]
    fn loads_that_are_too_small_are_said() {
        let asked = question(6, 3, 2, 3);
        let Err(JuryError::Contradiction { demands }) = assign(&asked) else { panic!("12 tasks, 9 places") };
        let names = |stem: &str, n: usize| (0..n).map(|i| format!("{stem}{i}")).collect::<Vec<_>>();
        let (offers, jurors) = (names("O", 6), names("J", 3));
        assert!(!said(&demands, &offers, &jurors).is_empty());
    }

    #[test]
    fn finished_reviews_stay_and_as_few_open_tasks_as_possible_move() {
        let asked = question(6, 3, 1, 6);
        let first = assign(&asked).expect("assigned");
        assert_eq!((first.added.len(), first.removed.len()), (6, 0));
        // One is done; the juror of another turns out to have a conflict; everything else stays where it is.
        let mut again = Question { done: vec![first.added[0]], open: first.added[1..].to_vec(), ..asked };
        let (offer, juror) = first.added[3];
        again.affinity[offer][juror] = None;
        let second = assign(&again).expect("assigned");
        assert_eq!((second.kept.len(), second.removed.clone()), (4, vec![(offer, juror)]));
        assert_eq!(second.added.len(), 1);
        assert!(second.added[0].0 == offer && second.added[0].1 != juror);
        // A juror who can take only one more gives up exactly what is too much.
        again.loads[0].most = 1;
        let third = assign(&again).expect("assigned");
        let before = again.open.iter().chain(&again.done).filter(|pair| pair.1 == 0).count();
        let lost = third.removed.iter().filter(|pair| pair.1 == 0).count();
        assert_eq!(lost, before.saturating_sub(1));
        assert_eq!(third.proof.kept + third.proof.added + 1, 6);
    }
}
