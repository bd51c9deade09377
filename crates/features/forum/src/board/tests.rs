use rathaus_store::testing::start;

use super::*;
use crate::areas::{Belongs, EditedArea};
use crate::plan::grouping::GroupedNeed;

fn need(id: &str) -> Need {
    serde_json::from_value(serde_json::json!({
        "id": id, "ags": null, "organisation": format!("Ort {id}"), "department": "", "title": id, "description": "",
        "relevance": 2, "horizon": "", "existing_software": "", "constraints": "", "citizen_benefit": ""
    }))
    .expect("a need")
}

fn area(key: &str) -> EditedArea {
    EditedArea {
        key: key.into(),
        name: format!("Feld {key}"),
        name_en: String::new(),
        description: String::new(),
        is_proposed: false,
    }
}

fn ids(list: &[&str]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// N1 in a and, nearly as well, b; N2 in b; N3 in a proposed group; N4 says nothing. N1 and N2 are alike.
fn computed() -> Grouping {
    let b = |area, score| Belongs { area, score, words: vec!["Wort".into()] };
    let one = |id: &str, belongs: Vec<Belongs>, blank: Option<&str>| GroupedNeed {
        id: id.into(),
        belongs,
        blank: blank.map(str::to_owned),
    };
    Grouping {
        areas: vec![area("a"), area("b"), area("gruppe-hunde")],
        needs: vec![
            one("N1", vec![b(0, 0.80), b(1, 0.78)], None),
            one("N2", vec![b(1, 0.7)], None),
            one("N3", vec![b(2, 0.0)], None),
            one("N4", vec![], Some("keine Antwort")),
        ],
        duplicates: vec![crate::model::plan::DuplicateGroup {
            need_ids: ids(&["N1", "N2"]),
            similarity: 0.6,
        }],
    }
}

fn act(seq: i64, edit: Edit) -> KeptEdit {
    KeptEdit {
        seq,
        touch: touch_of(std::slice::from_ref(&edit)),
        edits: vec![edit],
        person: None,
        by: String::new(),
        made_at: start(),
        undone_by: String::new(),
        undone_at: None,
        changed: seq,
    }
}

fn board(acts: Vec<Edit>) -> Board {
    let log = acts.into_iter().zip(1..).map(|(edit, seq)| act(seq, edit)).collect();
    Board::of(["N1", "N2", "N3", "N4"].map(need).to_vec(), computed(), log)
}

#[test]
fn wishes_become_corrections() {
    let board = board(vec![]);
    let moved = |from: &str, to: &str, stays| {
        board.edits(&Wish::Move { needs: ids(&["N1"]), from: from.into(), to: to.into(), stays })
    };
    let to = |areas: &[&str]| vec![Edit::Move { need: "N1".into(), areas: ids(areas) }];
    assert_eq!(moved("a", "gruppe-hunde", false), to(&["gruppe-hunde", "b"]));
    assert_eq!(moved("", "b", false), to(&["b"]));
    assert_eq!(moved("a", "gruppe-hunde", true), to(&["a", "b", "gruppe-hunde"]));
    assert_eq!(moved("a", "b", false), to(&["b"]), "in each area once");
    assert!(moved("a", "a", false).is_empty(), "dropped where it was");
    let aside = board.edits(&Wish::SetAside { needs: ids(&["N2", "N4"]) });
    assert_eq!(aside, [Edit::SetAside { need: "N2".into() }], "one is aside already");
}

#[test]
fn suggestions_go_once_they_are_decided() {
    let kinds = |board: &Board| {
        let kind = |one: &Suggestion| match one {
            Suggestion::Group { .. } => "group",
            Suggestion::Same { .. } => "same",
            Suggestion::Close { .. } => "close",
        };
        board.suggestions().iter().map(kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&board(vec![])), ["group", "same", "close"]);
    assert_eq!(
        kinds(&board(vec![Edit::Create { name: "Hunde".into(), needs: ids(&["N3"]) }])),
        ["same", "close"]
    );
    assert_eq!(kinds(&board(vec![Edit::Join { needs: ids(&["N2", "N1"]) }])), ["group"]);
    assert_eq!(kinds(&board(vec![Edit::Apart { needs: ids(&["N2", "N1"]) }])), ["group", "close"]);
    let both = Edit::Move { need: "N1".into(), areas: ids(&["a", "b"]) };
    assert_eq!(kinds(&board(vec![both])), ["group", "same"]);
}

#[test]
fn a_proposed_group_gives_its_name_to_the_area_made_of_it() {
    let before = board(vec![]);
    assert!(!before.has_name("feld gruppe-hunde", "") && before.has_name("FELD A", ""));
    assert!(!before.has_name("Feld a", "a") && !before.is_used_up(2));
    let after = board(vec![Edit::Create { name: "Feld gruppe-hunde".into(), needs: ids(&["N3"]) }]);
    assert!(after.is_used_up(2) && !after.is_used_up(0) && !after.is_used_up(3));
}

#[test]
fn an_act_that_others_build_on_says_so() {
    let split = Edit::Split { area: "b".into(), name: "Neu".into(), needs: ids(&["N2"]) };
    let into_it = Edit::Move { need: "N3".into(), areas: ids(&["neu"]) };
    let aside = Edit::SetAside { need: "N4".into() };
    let board = board(vec![split, into_it, aside]);
    assert!(board.outcomes.iter().all(|one| *one == Some(Outcome::Applied)));
    let seqs = |seq| board.depends_on(seq).iter().map(|one| one.seq).collect::<Vec<_>>();
    assert_eq!(seqs(1), [2]);
    assert!(seqs(2).is_empty() && seqs(3).is_empty());
}

#[test]
fn a_redo_that_fits_no_more_names_itself() {
    let rename = |name: &str| Edit::Rename { area: "b".into(), name: name.into(), name_en: String::new() };
    let mut log = vec![act(1, rename("Geld")), act(2, Edit::Merge { from: ids(&["b"]), into: "a".into() })];
    log.push(act(3, rename("Kasse")));
    log[2].undone_at = Some(start());
    let board = Board::of(["N1", "N2"].map(need).to_vec(), computed(), log);
    assert_eq!(board.depends_on(3).iter().map(|one| one.seq).collect::<Vec<_>>(), [3]);
}

#[test]
fn what_is_gone_is_no_longer_applied_and_the_rest_is() {
    let gone = Edit::SetAside { need: "N9".into() };
    let board = board(vec![gone, Edit::SetAside { need: "N2".into() }]);
    assert!(matches!(board.outcomes[0], Some(Outcome::Lost(_))));
    assert_eq!(board.outcomes[1], Some(Outcome::Applied));
    assert!(!board.grouped().counts[1]);
    let missing = board.missing(&[Edit::SetAside { need: "N8".into() }]);
    assert!(matches!(missing, Some(EditError::UnknownNeed { need, .. }) if need == "N8"));
    assert_eq!(board.missing(&[Edit::SetAside { need: "N1".into() }]), None);
}

#[test]
fn only_later_acts_on_the_same_thing_are_in_the_way() {
    let board = board(vec![
        Edit::SetAside { need: "N1".into() },
        Edit::SetAside { need: "N2".into() },
        Edit::Merge { from: ids(&["b"]), into: "a".into() },
    ]);
    let way = |seen, edit: Edit| board.in_the_way(seen, &touch_of(&[edit])).len();
    let moved = |need: &str, to: &str| Edit::Move { need: need.into(), areas: ids(&[to]) };
    assert_eq!(way(0, moved("N1", "a")), 1);
    assert_eq!(way(1, moved("N1", "a")), 0, "that was seen");
    assert_eq!(way(0, moved("N3", "a")), 0);
    assert_eq!(way(0, moved("N3", "b")), 1, "that area has ended");
}

#[test]
fn shares_of_all_areas_are_a_whole() {
    let weights = board(vec![]).weights();
    assert_eq!(weights.iter().map(|one| one.needs).collect::<Vec<_>>(), [1, 2, 1]);
    let all = shares(&weights, &[Measure::Towns, Measure::Relevance]);
    let sum: f64 = all.iter().flatten().sum();
    assert!((sum - 100.0).abs() < 0.01, "{all:?}");
    assert_eq!(shares(&weights, &[Measure::Inhabitants])[0], [0.0], "nobody knows these towns");
}
