use super::*;
use crate::sample;

#[test]
fn the_sample_round_is_planned_with_proofs() {
    let input = sample::input();
    let mut stages = Vec::new();
    let plan = make(&input, &Options::default(), &mut |stage| stages.push(stage)).expect("a plan");
    assert_eq!(stages, Stage::ALL);
    assert_eq!(plan.selection.chosen.len(), 7);
    assert!(plan.selection.is_proven);
    assert!(plan.selection.bound >= plan.selection.value);
    let talks = plan.talks.as_ref().expect("talks");
    assert!(talks.choice_is_proven);
    assert!(talks.talks.len() <= talks.ceiling);
    assert!(talks.unplaced.is_empty(), "{:?}", talks.unplaced);
    for one in &talks.talks {
        for other in &talks.talks {
            if one != other && one.span == other.span {
                let shared = [&other.a, &other.b].iter().any(|p| **p == one.a || **p == one.b);
                assert!(!shared && one.table != other.table, "{one:?} {other:?}");
            }
        }
    }
    // Every need is in an area or set aside, never both, never lost.
    for need in &input.needs {
        let placed = plan.assignments.iter().any(|a| a.need_id == need.id);
        let aside = plan.set_aside.iter().any(|s| s.need_id == need.id);
        assert!(placed != aside, "{}", need.id);
    }
}

#[test]
fn the_same_input_gives_the_same_plan() {
    let input = sample::input();
    let run = || {
        serde_json::to_string(&make(&input, &Options::default(), &mut |_| {}).expect("a plan")).expect("json")
    };
    assert_eq!(run(), run());
}
