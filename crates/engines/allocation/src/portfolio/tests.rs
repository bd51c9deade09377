use proptest::prelude::*;

use super::instances::{Recipe, Shape, instance};
use super::*;

/// All subsets that keep the rules, by brute force.
fn oracle(problem: &Problem) -> Option<(f64, Vec<usize>)> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    for bits in 0u32..1 << problem.offers {
        let set: Vec<usize> = (0..problem.offers).filter(|j| bits >> j & 1 == 1).collect();
        if !keeps(problem, &set, problem.places) {
            continue;
        }
        let v = value(problem, &set);
        if best.as_ref().is_none_or(|b| v > b.0) {
            best = Some((v, set));
        }
    }
    best
}

fn keeps(problem: &Problem, set: &[usize], places: usize) -> bool {
    let twins = |s: &[usize]| {
        s.iter()
            .enumerate()
            .any(|(a, &x)| s[..a].iter().any(|&y| problem.suppliers[x] == problem.suppliers[y]))
    };
    set.len() <= places
        && problem.required.iter().all(|j| set.contains(j))
        && !problem.forbidden.iter().any(|j| set.contains(j))
        && !(problem.one_per_supplier && twins(set))
        && problem.quotas.iter().all(|q| {
            let mut members = q.members.clone();
            members.sort_unstable();
            members.dedup();
            let count = members.iter().filter(|j| set.contains(j)).count();
            (q.least..=q.most).contains(&count)
        })
}

/// Problems with every kind of rule; scores are coarse so that ties happen.
fn problems(rules: bool) -> impl Strategy<Value = Problem> {
    (2usize..=11, 1usize..=9, 1usize..=5).prop_flat_map(move |(n, m, places)| {
        let row = proptest::collection::btree_map(0..n, (1u8..=10).prop_map(|s| f64::from(s) / 10.0), 0..=n);
        let quota = (proptest::collection::vec(0..n, 1..=n), 0usize..=2, 0usize..=4)
            .prop_map(|(members, least, more)| Quota { members, least, most: least + more });
        let some = |most: usize| proptest::collection::vec(0..n, 0..=if rules { most } else { 0 });
        (
            proptest::collection::vec(row, m),
            proptest::collection::vec(0u8..=5, m),
            proptest::collection::vec(quota, 0..=if rules { 3 } else { 0 }),
            (some(2), some(3)),
            (any::<bool>(), proptest::collection::vec(0..n, n)),
            proptest::collection::vec(0u8..=3, n),
        )
            .prop_map(
                move |(cover, weights, quotas, (required, forbidden), (one, suppliers), bonus)| Problem {
                    offers: n,
                    needs: weights.iter().map(|&w| Need { weight: f64::from(w) }).collect(),
                    cover: cover.into_iter().map(|r| r.into_iter().collect()).collect(),
                    places,
                    suppliers,
                    one_per_supplier: rules && one,
                    quotas,
                    bonus: bonus.iter().map(|&b| f64::from(b) / 4.0).collect(),
                    required,
                    forbidden,
                },
            )
    })
}

fn check(problem: &Problem, limits: &Limits) -> Result<(), TestCaseError> {
    match (choose(problem, limits), oracle(problem)) {
        (Ok(found), Some((best, _))) => {
            let set: Vec<usize> = found.chosen.iter().map(|c| c.offer).collect();
            prop_assert!(keeps(problem, &set, problem.places), "{set:?} breaks a rule");
            prop_assert!((value(problem, &set) - found.value).abs() < 1e-9);
            prop_assert!(found.bound >= best - 1e-9, "bound {} below optimum {best}", found.bound);
            prop_assert!(found.value <= found.bound + 1e-9);
            if found.proven {
                prop_assert!((found.value - best).abs() < 1e-6, "{} instead of {best}", found.value);
            }
            prop_assert_eq!(&choose(problem, limits).unwrap(), &found);
            for choice in &found.chosen {
                let others: Vec<usize> = set.iter().copied().filter(|&j| j != choice.offer).collect();
                let lost = found.value - value(problem, &others);
                prop_assert!((choice.contribution - lost).abs() < 1e-9);
                let mut freed = problem.clone();
                freed.required.retain(|&j| j != choice.offer);
                let swap = |j: usize| {
                    let mut s = others.clone();
                    s.push(j);
                    s
                };
                let best = (0..problem.offers)
                    .filter(|j| !set.contains(j) && keeps(&freed, &swap(*j), problem.places))
                    .map(|j| value(problem, &swap(j)))
                    .fold(None, |b: Option<f64>, v| Some(b.map_or(v, |b| b.max(v))));
                prop_assert_eq!(best.is_some(), choice.alternative.is_some());
                if let (Some(best), Some(alternative)) = (best, choice.alternative) {
                    prop_assert!((best - alternative.value).abs() < 1e-9);
                    prop_assert!(keeps(&freed, &swap(alternative.offer), problem.places));
                }
            }
        }
        (Err(PortfolioError::Contradiction { rules }), None) => {
            prop_assert!(oracle(&only(problem, &rules)).is_none(), "{rules:?} do not contradict");
            for leave in 0..rules.len() {
                let mut fewer = rules.clone();
                fewer.remove(leave);
                prop_assert!(oracle(&only(problem, &fewer)).is_some(), "{rules:?} is not minimal");
            }
        }
        (found, best) => prop_assert!(false, "{found:?} but oracle says {best:?}"),
    }
    Ok(())
}

/// The problem with only the named rules.
fn only(problem: &Problem, rules: &[Rule]) -> Problem {
    let mut out = Problem {
        places: problem.offers,
        required: vec![],
        forbidden: vec![],
        one_per_supplier: true,
        suppliers: (100..100 + problem.offers).collect(),
        ..problem.clone()
    };
    out.quotas.iter_mut().for_each(|q| (q.least, q.most) = (0, usize::MAX));
    for rule in rules {
        match *rule {
            Rule::Places(p) => out.places = p,
            Rule::Required(j) => out.required.push(j),
            Rule::Forbidden(j) => out.forbidden.push(j),
            Rule::Least(q) => out.quotas[q].least = problem.quotas[q].least,
            Rule::Most(q) => out.quotas[q].most = problem.quotas[q].most,
            Rule::OnePerSupplier(s) => {
                for j in (0..problem.offers).filter(|&j| problem.suppliers[j] == s) {
                    out.suppliers[j] = s;
                }
            }
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_choice_is_the_optimum(problem in problems(false)) {
        check(&problem, &Limits::default())?;
        prop_assert!(choose(&problem, &Limits::default()).unwrap().proven);
    }

    #[test]
    fn the_choice_is_the_optimum_under_rules(problem in problems(true)) {
        check(&problem, &Limits::default())?;
    }

    #[test]
    fn with_hardly_any_work_the_bound_still_holds(problem in problems(true), root in 0usize..4) {
        check(&problem, &Limits { work: 1, nodes: 1, root_rounds: root, node_rounds: 1 })?;
    }

    #[test]
    fn greedy_keeps_its_promise(problem in problems(false)) {
        let found = choose(&problem, &Limits::default()).unwrap();
        prop_assert!(found.greedy >= (1.0 - (-1.0f64).exp()) * found.value - 1e-9);
    }

    #[test]
    fn the_curve_never_falls(problem in problems(true)) {
        let most = 6;
        match curve(&problem, most, &Limits::default()) {
            Ok(points) => {
                prop_assert!(points.windows(2).all(|w| w[0].value <= w[1].value + 1e-9 && w[0].bound <= w[1].bound + 1e-9));
                prop_assert!(points.windows(2).all(|w| w[0].nested <= w[1].nested + 1e-9));
                for places in 1..=most {
                    let best = oracle(&Problem { places, ..problem.clone() });
                    let point = points.iter().find(|p| p.places == places);
                    prop_assert_eq!(best.is_some(), point.is_some());
                    if let (Some((best, _)), Some(point)) = (best, point) {
                        prop_assert!(point.proven && (point.value - best).abs() < 1e-6);
                        prop_assert!(point.nested <= point.value + 1e-9 && point.value <= point.bound + 1e-9);
                    }
                }
            }
            Err(_) => {
                let none = oracle(&Problem { places: most, ..problem }).is_none();
                prop_assert!(none);
            }
        }
    }
}

fn small() -> Problem {
    Problem {
        offers: 4,
        needs: vec![Need { weight: 3.0 }, Need { weight: 2.0 }, Need { weight: 1.0 }],
        cover: vec![vec![(0, 1.0), (1, 0.9)], vec![(1, 0.9), (2, 0.5)], vec![(2, 1.0), (3, 0.2)]],
        places: 2,
        ..Problem::default()
    }
}

#[test]
fn a_small_case_by_hand() {
    let found = choose(&small(), &Limits::default()).unwrap();
    let offers: Vec<usize> = found.chosen.iter().map(|c| c.offer).collect();
    // 1 and 2: 2.7 + 1.8 + 1 = 5.5; 0 and 1: 4.8; 0 and 2: 5.
    assert_eq!(offers, [1, 2]);
    assert!((found.value - 5.5).abs() < 1e-12 && found.proven && found.gap == 0.0);
    assert!((found.chosen[0].contribution - 3.5).abs() < 1e-12);
    let alternative = found.chosen[0].alternative.unwrap();
    assert_eq!(alternative.offer, 0);
    assert!((alternative.value - 5.0).abs() < 1e-12);
    assert_eq!(found.covered[1], Some(Covering { offer: 1, score: 0.9 }));
}

#[test]
fn contradictions_are_named() {
    let rules = |problem: Problem| match choose(&problem, &Limits::default()) {
        Err(PortfolioError::Contradiction { rules }) => rules,
        other => panic!("{other:?}"),
    };
    let both = Problem { required: vec![1], forbidden: vec![1, 2], ..small() };
    assert_eq!(rules(both), [Rule::Required(1), Rule::Forbidden(1)]);
    let twins =
        Problem { required: vec![0, 3], suppliers: vec![7, 8, 9, 7], one_per_supplier: true, ..small() };
    assert_eq!(rules(twins), [Rule::Required(0), Rule::Required(3), Rule::OnePerSupplier(7)]);
    let quota = |members: &[usize], least| Quota { members: members.to_vec(), least, most: 4 };
    let sum = Problem { quotas: vec![quota(&[0, 1], 2), quota(&[2, 3], 1), quota(&[0], 0)], ..small() };
    assert_eq!(rules(sum), [Rule::Places(2), Rule::Least(0), Rule::Least(1)]);
    let few = Problem { quotas: vec![quota(&[0, 1], 3)], ..small() };
    assert_eq!(rules(few), [Rule::Least(0)]);
}

#[test]
fn malformed_input_is_refused() {
    let refused = |problem: Problem| choose(&problem, &Limits::default()).unwrap_err();
    assert!(matches!(refused(Problem { cover: vec![], ..small() }), PortfolioError::Rows { .. }));
    assert!(matches!(refused(Problem { bonus: vec![1.0], ..small() }), PortfolioError::Length { .. }));
    assert!(matches!(refused(Problem { one_per_supplier: true, ..small() }), PortfolioError::Length { .. }));
    assert!(matches!(refused(Problem { required: vec![9], ..small() }), PortfolioError::NoSuchOffer { .. }));
    let with = |row: Vec<(usize, f64)>| Problem { cover: vec![row, vec![], vec![]], ..small() };
    assert!(matches!(refused(with(vec![(0, 1.5)])), PortfolioError::BadScore { .. }));
    assert!(matches!(refused(with(vec![(0, f64::NAN)])), PortfolioError::BadScore { .. }));
    assert!(matches!(refused(with(vec![(0, 0.5), (0, 0.5)])), PortfolioError::Twice { .. }));
    let weights = vec![Need { weight: -1.0 }, Need { weight: 1.0 }, Need { weight: 1.0 }];
    assert!(matches!(refused(Problem { needs: weights, ..small() }), PortfolioError::BadAmount { .. }));
}

#[test]
fn nothing_to_choose_from_is_no_fault() {
    let empty = choose(&Problem::default(), &Limits::default()).unwrap();
    assert!(empty.chosen.is_empty() && empty.proven && empty.gap == 0.0);
    let none = choose(&Problem { places: 0, ..small() }, &Limits::default()).unwrap();
    assert!(none.chosen.is_empty() && none.proven);
    assert!(none.covered.iter().all(Option::is_none));
}

#[test]
fn equal_offers_do_not_depend_on_the_order_of_the_rows() {
    let mut problem = small();
    problem.cover = vec![vec![(3, 0.5), (2, 0.5), (0, 0.5)], vec![(1, 0.5), (3, 0.5)], vec![]];
    let first = choose(&problem, &Limits::default()).unwrap();
    problem.cover.iter_mut().for_each(|row| row.reverse());
    assert_eq!(choose(&problem, &Limits::default()).unwrap(), first);
}

#[test]
fn the_size_of_a_round_is_proved() {
    for (shape, seed) in [(Shape::Clustered, 1), (Shape::Noisy, 2), (Shape::Uniform, 3)] {
        let recipe = Recipe { offers: 64, needs: 150, places: 7, entries: 16, shape, seed };
        let problem = instance(&recipe);
        let found = choose(&problem, &Limits::default()).unwrap();
        assert!(found.proven, "{recipe:?}: gap {}", found.gap);
        let areas: Vec<Quota> = (0..8)
            .map(|a| Quota {
                members: (0..64).filter(|j| j % 8 == a).collect(),
                least: usize::from(a < 5),
                most: 2,
            })
            .collect();
        let ruled = Problem {
            quotas: areas,
            suppliers: (0..64).map(|j| j / 2).collect(),
            one_per_supplier: true,
            required: vec![3],
            forbidden: vec![5, 6],
            ..problem
        };
        let bound = choose(&ruled, &Limits::default()).unwrap();
        assert!(bound.proven && bound.value <= found.value + 1e-9, "{recipe:?}: gap {}", bound.gap);
    }
}

#[test]
fn instances_are_the_same_everywhere() {
    let recipe = Recipe { offers: 20, needs: 30, places: 3, entries: 6, shape: Shape::Clustered, seed: 5 };
    assert_eq!(instance(&recipe), instance(&recipe));
    assert_ne!(instance(&recipe), instance(&Recipe { seed: 6, ..recipe }));
    let mut dice = super::instances::Dice::new(1234567);
    // Published test vector of SplitMix64.
    assert_eq!(dice.roll(), 6457827717110365317);
    assert_eq!(dice.roll(), 3203168211198807973);
}
