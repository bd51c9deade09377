use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record, TenantId};

use super::*;

fn touch(changes: &[&str], relies_on: &[&str]) -> Touch {
    let set = |list: &[&str]| list.iter().map(ToString::to_string).collect();
    Touch { changes: set(changes), relies_on: set(relies_on) }
}

#[test]
fn acts_meet_where_one_changes_what_the_other_needs() {
    let moved = touch(&["need:N001"], &["area:a"]);
    assert!(!moved.meets(&touch(&["need:N002"], &["area:a"])), "two needs into one area");
    assert!(moved.meets(&touch(&["need:N001"], &["area:b"])), "the same need");
    assert!(moved.meets(&touch(&["area:a"], &[])), "the area ends");
    assert!(touch(&["area:a"], &[]).meets(&moved), "either way round");
}

#[tokio::test]
async fn acts_are_kept_in_order_and_can_be_taken_back() {
    for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let (round, other) = (Id::of_name("round"), Id::of_name("other"));
        let edits = [
            vec![Edit::SetAside { need: "N001".into() }],
            vec![
                Edit::Move { need: "N002".into(), areas: vec!["a".into()] },
                Edit::Move { need: "N003".into(), areas: vec!["a".into()] },
            ],
        ];
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        assert_eq!(find_count(&mut change, round).await.expect("read"), 0);
        for (edits, n) in edits.iter().zip(1..) {
            let count = advance(&mut change, round).await.expect("counted");
            assert_eq!(count, n);
            let touch = touch(&["need:N001"], &[]);
            insert_edit(&mut change, round, count, edits, &touch, None).await.expect("kept");
        }
        assert_eq!(advance(&mut change, other).await.expect("counted"), 1, "each round counts by itself");
        assert_eq!(list_edits(&mut change, round).await.expect("read").len(), 3);
        let person = Some(Id::of_name("somebody"));
        let count = advance(&mut change, round).await.expect("counted");
        assert!(set_undone(&mut change, round, 1, count, person, true).await.expect("kept"));
        assert!(!set_undone(&mut change, round, 1, count, person, true).await.expect("kept"), "once only");
        assert!(!set_undone(&mut change, other, 1, count, person, true).await.expect("kept"));
        assert_eq!(list_edits(&mut change, round).await.expect("read"), edits[1]);
        let log = list_log(&mut change, round).await.expect("read");
        assert_eq!((log[0].changed, log[1].changed), (3, 2));
        assert!(!log[0].is_active() && log[1].is_active());
        let count = advance(&mut change, round).await.expect("counted");
        assert!(set_undone(&mut change, round, 1, count, person, false).await.expect("kept"));
        assert_eq!(list_edits(&mut change, round).await.expect("read").len(), 3);

        assert_eq!(find_grouping(&mut change, round).await.expect("read"), None);
        let grouping = Grouping::default();
        save_grouping(&mut change, round, &grouping).await.expect("kept");
        save_grouping(&mut change, round, &grouping).await.expect("kept");
        assert_eq!(find_grouping(&mut change, round).await.expect("read"), Some(grouping));
        change.commit(Record::new("area.edited", round)).await.expect("kept");

        let south = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = south.read().await.expect("begins");
        assert!(list_log(&mut view, round).await.expect("read").is_empty());
        assert_eq!(find_grouping(&mut view, round).await.expect("read"), None);
        assert_eq!(find_count(&mut view, round).await.expect("read"), 0);
    }
}
