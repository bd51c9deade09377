use proptest::prelude::*;

use super::*;

const fn span(least: usize, most: usize) -> Span {
    Span { least, most }
}

/// Largest minimum (in millionths) and, with it, largest total, by trying every assignment.
fn oracle(problem: &Problem) -> Option<(i64, i64)> {
    fn go(
        p: &Problem,
        sets: &[Vec<u32>],
        offer: usize,
        loads: &mut [usize],
        low: i64,
        sum: i64,
        best: &mut Option<(i64, i64)>,
    ) {
        if offer == sets.len() {
            if loads.iter().zip(&p.loads).all(|(l, s)| *l >= s.least) {
                let low = if low == i64::MAX { 0 } else { low };
                *best = (*best).max(Some((low, sum)));
            }
            return;
        }
        for &set in &sets[offer] {
            let chosen = |i: &usize| set >> i & 1 == 1;
            let here: i64 =
                (0..p.loads.len()).filter(chosen).map(|i| (p.affinity[offer][i] * ONE).round() as i64).sum();
            (0..p.loads.len()).filter(chosen).for_each(|i| loads[i] += 1);
            if loads.iter().zip(&p.loads).all(|(l, s)| *l <= s.most) {
                let low = if p.reviews[offer].most > 0 { low.min(here) } else { low };
                go(p, sets, offer + 1, loads, low, sum + here, best);
            }
            (0..p.loads.len()).filter(chosen).for_each(|i| loads[i] -= 1);
        }
    }
    let sets: Vec<Vec<u32>> = (0..problem.reviews.len())
        .map(|j| {
            let free = |set: &u32| !problem.conflicts.iter().any(|&(o, i)| o == j && set >> i & 1 == 1);
            let fits = |set: &u32| {
                (problem.reviews[j].least..=problem.reviews[j].most).contains(&(set.count_ones() as usize))
            };
            (0..1u32 << problem.loads.len()).filter(|s| free(s) && fits(s)).collect()
        })
        .collect();
    let mut best = None;
    go(problem, &sets, 0, &mut vec![0; problem.loads.len()], i64::MAX, 0, &mut best);
    best
}

fn problems(most_reviews: usize) -> impl Strategy<Value = Problem> {
    // Steps that divide a million, or else rounding leaves gaps of a millionth between value and bound.
    let steps = proptest::sample::select(vec![1u32, 2, 5, 10, 20]);
    (1usize..=4, 1usize..=4, steps).prop_flat_map(move |(offers, reviewers, steps)| {
        let affinity = (0..=steps).prop_map(move |a| f64::from(a) / f64::from(steps));
        let spans = |n: usize, least: usize, most: usize| {
            let one = (0..=least, 0..=most).prop_map(|(a, b)| span(a, b.max(a)));
            proptest::collection::vec(one, n)
        };
        (
            spans(offers, most_reviews.min(2), most_reviews),
            spans(reviewers, 1, 4),
            proptest::collection::vec(proptest::collection::vec(affinity, reviewers), offers),
            proptest::collection::vec((0..offers, 0..reviewers), 0..=3),
        )
            .prop_map(|(reviews, loads, affinity, conflicts)| Problem {
                reviews,
                loads,
                affinity,
                conflicts,
            })
    })
}

fn keeps(problem: &Problem, found: &Assignment) -> bool {
    let mut loads = vec![0; problem.loads.len()];
    found.reviewers.iter().flatten().for_each(|&i| loads[i] += 1);
    loads == found.loads
        && problem.loads.iter().zip(&loads).all(|(s, l)| (s.least..=s.most).contains(l))
        && problem.reviews.iter().zip(&found.reviewers).all(|(s, r)| (s.least..=s.most).contains(&r.len()))
        && found.reviewers.iter().all(|r| r.windows(2).all(|w| w[0] < w[1]))
        && !problem.conflicts.iter().any(|&(j, i)| found.reviewers[j].contains(&i))
}

fn only(problem: &Problem, demands: &[Demand]) -> Problem {
    let open = span(0, 9);
    let mut out = problem.clone();
    out.reviews.fill(open);
    out.loads.fill(open);
    for demand in demands {
        match *demand {
            Demand::LeastReviews { offer, least, .. } => out.reviews[offer].least = least,
            Demand::LeastLoad { reviewer, least, .. } => out.loads[reviewer].least = least,
            Demand::MostReviews { offer, most } => out.reviews[offer].most = most,
            Demand::MostLoad { reviewer, most } => out.loads[reviewer].most = most,
        }
    }
    out
}

fn check(problem: &Problem, limits: &Limits, proved: bool) -> Result<(), TestCaseError> {
    match (assign(problem, limits), oracle(problem)) {
        (Ok(found), Some((minimum, total))) => {
            prop_assert!(keeps(problem, &found), "{found:?}");
            let units = |x: f64| (x * ONE).round() as i64;
            let sums: Vec<i64> = found
                .reviewers
                .iter()
                .zip(&problem.affinity)
                .map(|(set, row)| set.iter().map(|&i| units(row[i])).sum())
                .collect();
            prop_assert_eq!(&sums, &found.sums.iter().map(|&s| units(s)).collect::<Vec<_>>());
            let counted = (0..sums.len()).filter(|&j| problem.reviews[j].most > 0);
            prop_assert_eq!(counted.map(|j| sums[j]).min().unwrap_or(0), units(found.minimum));
            prop_assert!(units(found.minimum_bound) >= minimum);
            if found.minimum_proven {
                prop_assert_eq!(units(found.minimum), minimum);
                prop_assert!(units(found.total_bound) >= total);
                if found.total_proven {
                    prop_assert_eq!(units(found.total), total);
                }
            }
            if proved {
                prop_assert!(found.minimum_proven && found.total_proven, "{found:?}");
            }
            prop_assert_eq!(assign(problem, limits).unwrap(), found);
        }
        (Err(JuryError::Contradiction { demands }), None) => {
            prop_assert!(oracle(&only(problem, &demands)).is_none(), "{demands:?} do not contradict");
            for leave in 0..demands.len() {
                let mut fewer = demands.clone();
                fewer.remove(leave);
                prop_assert!(oracle(&only(problem, &fewer)).is_some(), "{demands:?} is not minimal");
            }
        }
        (found, best) => prop_assert!(false, "{found:?} but oracle says {best:?}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_assignment_is_the_fairest(problem in problems(3)) {
        check(&problem, &Limits::default(), true)?;
    }

    #[test]
    fn one_review_each_is_exact(problem in problems(1)) {
        check(&problem, &Limits { work: 0, root_rounds: 0, node_rounds: 0 }, true)?;
    }

    #[test]
    fn with_hardly_any_work_the_bounds_still_hold(problem in problems(3), rounds in 0usize..3) {
        check(&problem, &Limits { work: 1, root_rounds: rounds, node_rounds: 1 }, false)?;
    }
}

#[test]
fn the_worst_served_offer_comes_first() {
    // The largest total, 2.0, gives offer 1 nothing; fair is 0.6 and 0.9.
    let problem = Problem {
        reviews: vec![span(1, 1), span(1, 1)],
        loads: vec![span(0, 1), span(0, 1)],
        affinity: vec![vec![1.0, 0.6], vec![0.9, 0.0]],
        conflicts: vec![],
    };
    let found = assign(&problem, &Limits::default()).unwrap();
    assert_eq!(found.reviewers, [[1], [0]]);
    assert_eq!((found.minimum, found.minimum_bound, found.total), (0.6, 0.6, 1.5));
}

#[test]
fn contradictions_are_named() {
    let demands = |problem: &Problem| match assign(problem, &Limits::default()) {
        Err(JuryError::Contradiction { demands }) => demands,
        other => panic!("{other:?}"),
    };
    let mut problem = Problem {
        reviews: vec![span(3, 3); 2],
        loads: vec![span(0, 2); 3],
        affinity: vec![vec![0.5; 3]; 2],
        conflicts: vec![(1, 0), (1, 2)],
    };
    assert_eq!(demands(&problem), [Demand::LeastReviews { offer: 1, least: 3, free: 1 }]);
    problem.conflicts.clear();
    assert!(assign(&problem, &Limits::default()).is_ok());
    problem.loads[2] = span(0, 1);
    // Three reviewers with five reviews in all cannot give six.
    let named = demands(&problem);
    assert!(named.contains(&Demand::MostLoad { reviewer: 2, most: 1 }), "{named:?}");
    assert_eq!(named.len(), 3, "{named:?}");
    problem.loads[2] = span(3, 3);
    assert_eq!(demands(&problem), [Demand::LeastLoad { reviewer: 2, least: 3, free: 2 }]);
}

#[test]
fn malformed_input_is_refused() {
    let good = Problem {
        reviews: vec![span(1, 1)],
        loads: vec![span(0, 1)],
        affinity: vec![vec![0.5]],
        conflicts: vec![],
    };
    let refused = |p: Problem| assign(&p, &Limits::default()).unwrap_err();
    assert!(matches!(refused(Problem { affinity: vec![], ..good.clone() }), JuryError::Shape { .. }));
    assert!(matches!(
        refused(Problem { affinity: vec![vec![]], ..good.clone() }),
        JuryError::Shape { offer: 0 }
    ));
    let nan = Problem { affinity: vec![vec![f64::NAN]], ..good.clone() };
    assert!(matches!(refused(nan), JuryError::BadAffinity { .. }));
    assert!(matches!(refused(Problem { conflicts: vec![(0, 1)], ..good }), JuryError::NoSuchPair { .. }));
    assert!(assign(&Problem::default(), &Limits::default()).unwrap().minimum_proven);
}

#[test]
fn a_real_jury_comes_close_to_the_bound() {
    let mut dice = crate::portfolio::instances::Dice::new(11);
    let (offers, reviewers) = (64, 20);
    let problem = Problem {
        reviews: vec![span(3, 3); offers],
        loads: vec![span(5, 12); reviewers],
        affinity: (0..offers)
            .map(|_| (0..reviewers).map(|_| dice.below(101) as f64 / 100.0).collect())
            .collect(),
        conflicts: (0..40).map(|_| (dice.below(offers), dice.below(reviewers))).collect(),
    };
    let found = assign(&problem, &Limits { work: 300_000, ..Limits::default() }).unwrap();
    assert!(keeps(&problem, &found));
    assert!(found.minimum >= 0.95 * found.minimum_bound, "{} of {}", found.minimum, found.minimum_bound);
    assert!(found.total >= 0.98 * found.total_bound, "{} of {}", found.total, found.total_bound);
}
