//! The choice of talks against trying everything.

use proptest::prelude::*;
use rathaus_allocation::slots::Slots;
use rathaus_allocation::talks::{self, Attendee, Candidate, Claim, Wish, WishError, Wishes};
use rathaus_allocation::timetable::{self, Effort, Search};

const QUICK: Search = Search { effort: Effort::Quick, seed: 3 };

/// Most due talks, then the largest sum of values, over all allowed choices; nothing if the musts cannot be met.
fn best(wishes: &Wishes) -> Option<(i64, i64)> {
    let mut best = None;
    'choices: for bits in 0u32..1 << wishes.candidates.len() {
        let mut loads = vec![0; wishes.people.len()];
        let mut value = 0;
        for (c, k) in wishes.candidates.iter().enumerate() {
            let taken = bits >> c & 1 == 1;
            let never = wishes.candidates.iter().any(|o| {
                o.wish == Wish::Never && (o.a.min(o.b), o.a.max(o.b)) == (k.a.min(k.b), k.a.max(k.b))
            });
            if taken && (never || wishes.possible(c).is_empty()) || !taken && k.wish == Wish::Must {
                continue 'choices;
            }
            if taken {
                loads[k.a] += 1;
                loads[k.b] += 1;
                value += k.value;
            }
        }
        let talks: usize = loads.iter().sum::<usize>() / 2;
        if talks > wishes.places() || (0..loads.len()).any(|p| loads[p] > wishes.limit(p)) {
            continue;
        }
        let least: usize =
            loads.iter().enumerate().map(|(p, &l)| l.min(wishes.people[p].least).min(wishes.limit(p))).sum();
        best = best.max(Some((least as i64, value)));
    }
    best
}

fn wishes(two_sides: bool) -> impl Strategy<Value = Wishes> {
    let people = prop::collection::vec((0usize..3, 0usize..4, prop::collection::vec(0u8..6, 4)), 3..7);
    let candidates = prop::collection::vec((0usize..6, 0usize..6, -2i64..9, 0u8..14, 0u8..8), 0..9);
    (people, candidates, 1usize..4).prop_map(move |(people, candidates, tables)| {
        let n = people.len();
        let half = n / 2;
        let some = |bits: &[u8]| (0..4).filter(|&s| bits[s] > 0).collect::<Slots>();
        Wishes {
            people: people
                .iter()
                .map(|(least, most, present)| Attendee {
                    least: *least,
                    most: *most,
                    present: some(present),
                    host: false,
                    rest: None,
                })
                .collect(),
            candidates: candidates
                .into_iter()
                .map(|(a, b, value, wish, window)| {
                    let (a, b) = if two_sides { (a % half, half + b % (n - half)) } else { (a % n, b % n) };
                    let b = if a == b { (a + 1) % n } else { b };
                    let wish = match wish {
                        0 => Wish::Must,
                        1 => Wish::Never,
                        _ => Wish::Open,
                    };
                    let window = if window == 0 { Slots::range(0..2) } else { Slots::first(4) };
                    Candidate { a, b, value, wish, window }
                })
                .collect(),
            tables: vec![tables; 4],
        }
    })
}

fn compare(wishes: &Wishes) -> Result<(), TestCaseError> {
    match (talks::choose(wishes), best(wishes)) {
        (Ok(choice), Some((least, value))) => {
            prop_assert_eq!((choice.least_met, choice.value), (least, value));
            prop_assert_eq!((choice.least_bound, choice.value_bound), (least, value));
            prop_assert!(choice.proven);
            for (p, &load) in choice.loads.iter().enumerate() {
                prop_assert!(load <= wishes.limit(p));
            }
        }
        (Err(WishError::Contradiction(claims)), None) => {
            // Each claim is needed: without one of the musts it names, those that are left can be met.
            let musts: Vec<usize> = claims
                .iter()
                .filter_map(|c| if let Claim::Must { candidate } = c { Some(*candidate) } else { None })
                .collect();
            for &spared in &musts {
                let mut fewer = wishes.clone();
                for (c, k) in fewer.candidates.iter_mut().enumerate() {
                    if k.wish == Wish::Must && (c == spared || !musts.contains(&c)) {
                        k.wish = Wish::Open;
                    }
                }
                prop_assert!(best(&fewer).is_some());
            }
        }
        (found, expected) => prop_assert!(false, "{:?} against {:?}", found, expected),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn two_sides_are_chosen_as_by_trying_everything(wishes in wishes(true)) {
        compare(&wishes)?;
    }

    #[test]
    fn towns_that_meet_towns_are_chosen_as_by_trying_everything(wishes in wishes(false)) {
        compare(&wishes)?;
    }

    #[test]
    fn a_day_keeps_every_rule(wishes in wishes(false)) {
        if let Ok(day) = talks::hold(&wishes, QUICK) {
            let agenda = talks::agenda(&wishes, &day.candidates);
            prop_assert_eq!(timetable::faults(&agenda, &day.plan.places), vec![]);
            let mut loads = vec![0; wishes.people.len()];
            let mut value = 0;
            for (&c, _) in day.candidates.iter().zip(&day.plan.places).filter(|(_, p)| p.is_some()) {
                let k = &wishes.candidates[c];
                prop_assert!(k.wish != Wish::Never);
                value += k.value;
                loads[k.a] += 1;
                loads[k.b] += 1;
            }
            prop_assert_eq!(day.value, value);
            for (p, &load) in loads.iter().enumerate() {
                prop_assert!(load <= wishes.limit(p));
            }
            if day.proven {
                prop_assert_eq!(day.value, day.aim.value_bound);
            }
            prop_assert_eq!(&day, &talks::hold(&wishes, QUICK).unwrap());
        }
    }
}

#[test]
fn least_talks_come_before_value() {
    let everybody = Slots::first(2);
    let person = |least, most| Attendee { least, most, present: everybody, host: false, rest: None };
    let candidate = |a, b, value| Candidate { a, b, value, wish: Wish::Open, window: everybody };
    let wishes = Wishes {
        people: vec![person(0, 2), person(1, 2), person(0, 1)],
        candidates: vec![candidate(0, 2, 100), candidate(1, 2, 1)],
        tables: vec![1; 2],
    };
    let choice = talks::choose(&wishes).unwrap();
    assert_eq!((choice.chosen, choice.value), (vec![1], 1));
}
