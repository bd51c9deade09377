//! Two approvals in the same second never give away more than there is.

use super::*;
use jiff::civil::Date;
use rathaus_people::testing::houses;
use rathaus_procedure::case::Verdict;
use rathaus_procedure::grant::Award;
use rathaus_services::grants::commit;
use rathaus_services::store::grant::{list_budgets, save_budget};
use rathaus_store::{Id, Record, StoreError};

/// Approves a proposal in a transaction of its own, as a page does; whether the budget was enough.
async fn approve(house: &House, case: Case) -> Result<bool, StoreError> {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("second"), house.now()).await?;
    let decision = case.proposal.as_ref().expect("proposed").decision;
    let effective: Date = "2026-06-01".parse().expect("a day");
    let decided = CaseEvent::Decided { decision, effective };
    let Recorded::Kept(case) = record(&mut change, case.id, None, vec![decided]).await? else {
        panic!("not decided")
    };
    let award = case.award().expect("an award").clone();
    if !commit(&mut change, &case, award.year, award.cents).await? {
        return Ok(false);
    }
    change.commit(Record::new("case.event", case.id)).await?;
    Ok(true)
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_at_the_same_time_never_overdraw_a_budget() {
    for house in houses(&[], features).await {
        let mut change = change(&house, house.north.id).await;
        let service = programme(&mut change).await;
        // Enough for three of eight.
        assert!(save_budget(&mut change, service.id, 2026, 700_000).await.expect("kept"));
        let mut cases = Vec::new();
        for n in 0..8 {
            let (case, _) = applied(&mut change, 1, &format!("Verein {n}")).await;
            let proposed = CaseEvent::Proposed {
                decision: Id::new(change.now()),
                verdict: Verdict::Approved,
                reasons: String::new(),
                conditions: Vec::new(),
                award: Some(Award { cents: 200_000, year: 2026, report_due: None }),
            };
            let Recorded::Kept(case) =
                record(&mut change, case.id, None, vec![proposed]).await.expect("written")
            else {
                panic!("not proposed")
            };
            cases.push(*case);
        }
        change.commit(Record::new("case.opened", service.id)).await.expect("kept");
        let mut tries = Vec::new();
        for case in cases.clone() {
            tries.push(approve(&house, case));
        }
        let (mut granted, mut refused) = (0, 0);
        let [a, b, c, d, e, f, g, h] = <[_; 8]>::try_from(tries).unwrap_or_else(|_| panic!("eight"));
        let all = tokio::join!(a, b, c, d, e, f, g, h);
        for came in [all.0, all.1, all.2, all.3, all.4, all.5, all.6, all.7] {
            *if came.expect("answered") { &mut granted } else { &mut refused } += 1;
        }
        assert_eq!((granted, refused), (3, 5));
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let budgets = list_budgets(&mut view, service.id).await.expect("read");
        assert_eq!((budgets[0].committed, budgets[0].rest()), (600_000, 100_000));
        let mut decided = 0;
        for case in &cases {
            let now = rathaus_procedure::store::find_case(&mut view, case.id).await.expect("read");
            decided += usize::from(now.expect("a case").award().is_some());
        }
        assert_eq!(decided, 3, "who was refused is as before");
    }
}

#[tokio::test]
async fn a_budget_never_falls_below_what_is_granted() {
    for house in houses(&[], features).await {
        let mut change = change(&house, house.north.id).await;
        let service = programme(&mut change).await.id;
        assert!(save_budget(&mut change, service, 2026, 500).await.expect("kept"));
        use rathaus_services::store::grant::commit_budget;
        assert!(commit_budget(&mut change, service, 2026, 400).await.expect("asked"));
        assert!(!commit_budget(&mut change, service, 2026, 101).await.expect("asked"));
        assert!(!commit_budget(&mut change, service, 2026, -401).await.expect("asked"));
        assert!(
            !commit_budget(&mut change, service, 2027, 1).await.expect("asked"),
            "a year without a budget"
        );
        assert!(!save_budget(&mut change, service, 2026, 399).await.expect("asked"));
        assert!(save_budget(&mut change, service, 2026, 400).await.expect("asked"));
        assert!(commit_budget(&mut change, service, 2026, -400).await.expect("asked"));
    }
}
