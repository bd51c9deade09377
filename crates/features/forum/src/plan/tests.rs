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

#[test]
fn a_break_is_kept_where_it_is_asked_for() {
    let day = |in_a_row| talks::Day {
        slots: crate::model::SlotRule::default(),
        tables: 2,
        talks: crate::model::TalkRule { least: 1, most: None, in_a_row },
        effort: talks::Effort::Normal,
        seed: 1,
    };
    let person = |id: &str, kind: &str| -> crate::model::Participant {
        serde_json::from_value(serde_json::json!({
            "id": id, "organisation": id, "kind": kind, "ags": null, "arrives": null, "leaves": null,
            "unavailable": [], "min_talks": null, "max_talks": null
        }))
        .expect("a participant")
    };
    let mut people = vec![person("S", "supplier")];
    people.extend((0..6).map(|n| person(&format!("T{n}"), "municipality")));
    let agreed: Vec<crate::model::Wish> = (0..6)
        .map(|n| crate::model::Wish {
            from: format!("T{n}"),
            to: "S".into(),
            interest: crate::model::Interest::Must,
            window: None,
        })
        .collect();
    let longest_row = |in_a_row| {
        let plan = talks::place(&people, &agreed, &day(in_a_row)).expect("a plan");
        assert_eq!(plan.talks.len(), 6);
        let mut longest = 1;
        let mut row = 1;
        for pair in plan.talks.windows(2) {
            row = if pair[0].span.end == pair[1].span.start { row + 1 } else { 1 };
            longest = longest.max(row);
        }
        longest
    };
    assert_eq!(longest_row(None), 6);
    assert!(longest_row(Some(3)) <= 3, "{}", longest_row(Some(3)));
}
