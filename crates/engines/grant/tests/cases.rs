//! Cases computed by hand, and what holds in all of them.

use proptest::prelude::*;
use rathaus_core::Cents;
use rathaus_grant::{Candidate, Funding, Rule, Standing, Terms, TermsFault, cut, mean, rank, settle};

fn terms(funding: Funding) -> Terms {
    Terms { funding, percent: Some(80), least: Some(50_000), most: Some(500_000) }
}

#[test]
fn what_is_asked_is_cut_to_share_and_most() {
    let terms = terms(Funding::Share);
    let allow = |asked, cost| terms.allow(Cents(asked), Some(Cents(cost)));
    assert_eq!(allow(300_000, 400_000), Ok(Cents(300_000)));
    assert_eq!(allow(390_000, 400_001), Ok(Cents(320_000)));
    assert_eq!(allow(900_000, 1_000_000), Ok(Cents(500_000)));
    assert_eq!(allow(60_000, 60_000), Err(TermsFault::TooLittle { possible: 48_000, least: 50_000 }));
    assert_eq!(allow(500_001, 500_000), Err(TermsFault::BeyondCost));
    assert_eq!(allow(0, 500_000), Err(TermsFault::Nothing));
    assert_eq!(terms.allow(Cents(70_000), None), Ok(Cents(70_000)));
}

#[test]
fn a_proof_lowers_each_kind_of_funding_in_its_way() {
    // Granted 3,200 € of 4,000 €; 3,000 € were accepted, 800 € came from elsewhere, 3,200 € were paid out.
    let left = |funding, accepted, paid| {
        settle(&terms(funding), Cents(320_000), Cents(accepted), Cents(80_000), Cents(paid))
    };
    let share = left(Funding::Share, 300_000, 320_000);
    assert_eq!((share.entitled, share.overpaid), (Cents(240_000), Cents(80_000)));
    let gap = left(Funding::Gap, 300_000, 320_000);
    assert_eq!((gap.entitled, gap.overpaid), (Cents(220_000), Cents(100_000)));
    let fixed = left(Funding::Fixed, 330_000, 320_000);
    assert_eq!((fixed.entitled, fixed.overpaid), (Cents(320_000), Cents(0)));
    assert_eq!(left(Funding::Fixed, 300_000, 320_000).overpaid, Cents(20_000));
    // Costs above the plan raise nothing; what was not paid yet is outstanding.
    let more = left(Funding::Share, 900_000, 160_000);
    assert_eq!((more.entitled, more.outstanding, more.overpaid), (Cents(320_000), Cents(160_000), Cents(0)));
}

#[test]
fn the_better_is_never_overtaken() {
    let score = |points: u32| mean(&[2, 1], &[vec![points, points], vec![points, points]]);
    let one = |points, cents, order| Candidate { mean: score(points), cents: Cents(cents), order };
    let all = [
        one(5, 100, 3),
        one(9, 400, 1),
        one(7, 300, 2),
        one(7, 300, 1),
        one(2, 10, 1),
        Candidate { mean: None, cents: Cents(5), order: 0 },
    ];
    let rule = Rule { budget: Cents(900), least_mean: Some(300), gives_rest: false };
    let placed: Vec<_> =
        rank(&all, rule).iter().map(|place| (place.index, place.place, place.standing)).collect();
    let expected = [
        (1, 1, Standing::Funded),
        (3, 2, Standing::Funded),
        (2, 2, Standing::Waiting),
        (0, 4, Standing::Waiting),
        (4, 5, Standing::Below),
        (5, 6, Standing::Unscored),
    ];
    assert_eq!(placed, expected);
    let rest = rank(&all, Rule { gives_rest: true, ..rule });
    assert_eq!((rest[2].standing, rest[2].total), (Standing::Partly(Cents(200)), Cents(900)));
}

#[test]
fn a_mean_is_exact() {
    let third = mean(&[1, 1, 1], &[vec![1, 0, 0]]).expect("a mean");
    assert_eq!(third.hundredths(), 33);
    assert_eq!(mean(&[1, 2], &[vec![10, 7], vec![5, 7]]).map(|mean| mean.hundredths()), Some(717));
    assert!(third < mean(&[1], &[vec![1]]).expect("a mean"));
    assert!(
        mean(&[1], &[]).is_none() && mean(&[1], &[vec![1, 2]]).is_none() && mean(&[0], &[vec![1]]).is_none()
    );
}

proptest! {
    #[test]
    fn parts_are_the_sum(sum in 1i64..10_000_000_000, percents in prop::collection::vec(0u8..=120, 0..6)) {
        let parts = cut(Cents(sum), &percents);
        prop_assert_eq!(parts.iter().map(|part| part.0).sum::<i64>(), sum);
        prop_assert!(parts.iter().all(|part| part.0 >= 0));
    }

    #[test]
    fn the_budget_is_never_overrun(
        all in prop::collection::vec((0u32..=10, 0i64..5_000, 0u64..9), 0..40),
        budget in 0i64..50_000,
        gives_rest: bool,
    ) {
        let candidates: Vec<Candidate> = all
            .iter()
            .map(|(points, cents, order)| Candidate {
                mean: mean(&[1], &[vec![*points]]), cents: Cents(*cents), order: *order,
            })
            .collect();
        let places = rank(&candidates, Rule { budget: Cents(budget), least_mean: None, gives_rest });
        let given: i64 = places.iter().map(|place| match place.standing {
            Standing::Funded => candidates[place.index].cents.0,
            Standing::Partly(cents) => cents.0,
            _ => 0,
        }).sum();
        prop_assert!(given <= budget);
        // Nobody who waits has a better mean than somebody who is funded.
        let means = |wanted: fn(Standing) -> bool| -> Vec<_> {
            places.iter().filter(|place| wanted(place.standing)).filter_map(|place| candidates[place.index].mean).collect()
        };
        let funded = means(|standing| standing == Standing::Funded);
        let waiting = means(|standing| standing == Standing::Waiting);
        if let (Some(worst), Some(best)) = (funded.iter().min(), waiting.iter().max()) {
            prop_assert!(worst >= best);
        }
    }

    #[test]
    fn nobody_is_entitled_to_more_than_was_granted(
        granted in 0i64..1_000_000, accepted in -10i64..2_000_000, covered in -10i64..500_000, paid in 0i64..1_000_000,
        kind in 0usize..3,
    ) {
        let terms = terms([Funding::Share, Funding::Gap, Funding::Fixed][kind]);
        let left = settle(&terms, Cents(granted), Cents(accepted), Cents(covered), Cents(paid));
        prop_assert!(left.entitled.0 >= 0 && left.entitled.0 <= granted);
        prop_assert!(left.entitled.0 <= accepted.max(0));
        prop_assert_eq!(left.entitled.0 + left.overpaid.0, paid + left.outstanding.0);
    }
}
