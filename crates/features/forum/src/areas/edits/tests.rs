use super::*;

fn area(key: &str, name: &str) -> EditedArea {
    EditedArea {
        key: key.into(),
        name: name.into(),
        name_en: name.into(),
        description: String::new(),
        is_proposed: false,
    }
}

fn need(id: &str) -> Need {
    serde_json::from_value(serde_json::json!({
        "id": id, "ags": null, "organisation": "", "department": "", "title": "", "description": "",
        "relevance": 2, "horizon": "", "existing_software": "", "constraints": "", "citizen_benefit": ""
    }))
    .expect("a need")
}

fn run(edits: &[Edit]) -> Result<Edited, EditError> {
    let areas = vec![area("a", "Anträge"), area("b", "Bezahlen"), area("c", "Chat")];
    let needs = [need("N1"), need("N2"), need("N3")];
    let b = |area, score| Belongs { area, score, words: vec!["Wort".into()] };
    replay(areas, &needs, vec![vec![b(0, 0.9), b(1, 0.8)], vec![b(1, 0.7)], vec![]], edits)
}

fn names(edited: &Edited) -> Vec<Vec<&str>> {
    edited
        .belongs
        .iter()
        .map(|list| list.iter().map(|b| edited.areas[b.area].name.as_str()).collect())
        .collect()
}

#[test]
fn merging_keeps_each_need_once() {
    let merged = run(&[Edit::Merge { from: vec!["b".into()], into: "Anträge".into() }]).expect("replayed");
    assert_eq!(merged.areas.iter().map(|a| a.key.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(names(&merged), [vec!["Anträge"], vec!["Anträge"], vec![]]);
}

#[test]
fn moving_splitting_and_renaming_follow_each_other() {
    let edited = run(&[
        Edit::Rename { area: "b".into(), name: "Geld".into(), name_en: "Money".into() },
        Edit::Split { area: "Geld".into(), name: "Kasse".into(), needs: vec!["N2".into()] },
        Edit::Move { need: "N3".into(), areas: vec!["Kasse".into(), "c".into()] },
        Edit::SetAside { need: "N1".into() },
    ])
    .expect("replayed");
    assert_eq!(names(&edited), [vec![], vec!["Kasse"], vec!["Kasse", "Chat"]]);
    assert_eq!(edited.by_hand, [true, true, true]);
    assert_eq!(edited.set_aside, [true, false, false]);
    assert_eq!(edited.areas[3].key, "kasse");
}

#[test]
fn what_is_not_there_is_named() {
    let error = run(&[
        Edit::Merge { from: vec!["b".into()], into: "a".into() },
        Edit::Rename { area: "Bezahlen".into(), name: "x".into(), name_en: String::new() },
    ])
    .expect_err("the area has ended");
    assert_eq!(
        error.to_string(),
        "Korrektur 2: Es gibt kein Handlungsfeld „Bezahlen“. Richtig wäre eines von: Anträge, Chat"
    );
    assert!(matches!(
        run(&[Edit::SetAside { need: "N9".into() }]),
        Err(EditError::UnknownNeed { number: 1, .. })
    ));
}

#[test]
fn keys_are_plain_and_unique() {
    assert_eq!(unused_key("Kita & Übermittagsbetreuung", &[]), "kita-uebermittagsbetreuung");
    assert_eq!(unused_key("Chat", &[area("chat", "Chat")]), "chat-2");
    assert_eq!(unused_key("…", &[]), "feld-2");
}

#[test]
fn described_created_and_said_to_be_the_same() {
    let edited = run(&[
        Edit::Describe { area: "a".into(), description: "Worum es geht".into() },
        Edit::Create { name: "Neu".into(), needs: vec!["N1".into(), "N3".into()] },
        Edit::Join { needs: vec!["N2".into(), "N1".into()] },
        Edit::Apart { needs: vec!["N1".into(), "N3".into()] },
    ])
    .expect("replayed");
    assert_eq!(edited.areas[0].description, "Worum es geht");
    assert_eq!(names(&edited), [vec!["Bezahlen"], vec!["Bezahlen"], vec!["Neu"]]);
    assert_eq!(edited.likeness, [Likeness::Same(vec![1, 0]), Likeness::Different(vec![0, 2])]);
}

#[test]
fn what_is_gone_is_passed_over_and_said() {
    let areas = vec![area("a", "Anträge"), area("b", "Bezahlen")];
    let needs = [need("N1"), need("N2")];
    let one = |area| vec![Belongs { area, score: 0.5, words: Vec::new() }];
    let gone = |need: &str, number| EditError::UnknownNeed { number, need: need.into() };
    let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let edits = [
        Edit::SetAside { need: "N9".into() },
        Edit::Split { area: "a".into(), name: "Neu".into(), needs: ids(&["N9", "N1"]) },
        Edit::Create { name: "Leer".into(), needs: ids(&["N9"]) },
        Edit::Join { needs: ids(&["N1", "N9"]) },
        Edit::Move { need: "N2".into(), areas: ids(&["a", "fort"]) },
        Edit::Merge { from: ids(&["fort"]), into: "a".into() },
    ];
    let (edited, outcomes) = replay_each(areas, &needs, vec![one(0), one(1)], &edits);
    assert_eq!(
        outcomes[..4],
        [
            Outcome::Lost(gone("N9", 1)),
            Outcome::Partly(gone("N9", 2)),
            Outcome::Lost(gone("N9", 3)),
            Outcome::Lost(gone("N9", 4))
        ]
    );
    assert!(matches!(&outcomes[4], Outcome::Partly(EditError::UnknownArea { area, .. }) if area == "fort"));
    assert!(matches!(&outcomes[5], Outcome::Lost(_)));
    assert_eq!(names(&edited), [vec!["Neu"], vec!["Anträge"]]);
    assert_eq!(edited.areas.len(), 3, "a lost edit leaves nothing behind");
}

#[test]
fn names_of_ended_areas_are_known() {
    let merged = run(&[Edit::Merge { from: vec!["b".into()], into: "a".into() }]).expect("replayed");
    assert_eq!(merged.names.get("b").map(String::as_str), Some("Bezahlen"));
}
