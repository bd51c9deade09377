//! Corrections of the areas from `edits.toml`, with the numbers that the needs have in the database.

use std::collections::BTreeMap;

use rathaus_store::{Change, Id, StoreError};

use super::{DemoStage, KeptRound, bodies};
use crate::board::touch_of;
use crate::model::{Edit, Input};
use crate::store::board::{advance, insert_edit};

/// Takes the corrections of a round that was read from files over.
pub(super) async fn take_over(change: &mut Change, round: Id, input: &Input) -> Result<(), StoreError> {
    // Needs are numbered anew, body by body.
    let in_order = bodies(&input.needs).into_iter().flat_map(|body| body.needs);
    let labels: BTreeMap<&str, String> =
        in_order.zip(1..).map(|(need, n)| (need.id.as_str(), format!("N{n:03}"))).collect();
    for edit in &input.edits {
        let edit = relabelled(edit, |id| labels.get(id).cloned().unwrap_or_else(|| id.to_owned()));
        keep(change, round, &[edit]).await?;
    }
    Ok(())
}

async fn keep(change: &mut Change, round: Id, edits: &[Edit]) -> Result<(), StoreError> {
    let count = advance(change, round).await?;
    insert_edit(change, round, count, edits, &touch_of(edits), None).await
}

fn relabelled(edit: &Edit, label: impl Fn(&str) -> String) -> Edit {
    let all = |ids: &[String]| ids.iter().map(|id| label(id)).collect();
    let mut edit = edit.clone();
    match &mut edit {
        Edit::Move { need, .. } | Edit::SetAside { need } => *need = label(need),
        Edit::Split { needs, .. }
        | Edit::Create { needs, .. }
        | Edit::Join { needs }
        | Edit::Apart { needs } => *needs = all(needs),
        Edit::Merge { .. } | Edit::Rename { .. } | Edit::Describe { .. } => {}
    }
    edit
}

/// What the office has said of the areas of the sample round before the plan is made: a better name, a description,
/// an answer that turned out to be none.
pub(super) async fn furnish(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
) -> Result<(), StoreError> {
    if stage < DemoStage::Areas {
        return Ok(());
    }
    let area = || "beteiligung".to_owned();
    let name = "Mängelmelder und Beteiligung".to_owned();
    let name_en = "Defect reports and participation".to_owned();
    keep(change, round.id, &[Edit::Rename { area: area(), name, name_en }]).await?;
    let description =
        "Bürgerinnen und Bürger melden Schäden und reden mit: vom Schlagloch bis zum Bebauungsplan.";
    keep(change, round.id, &[Edit::Describe { area: area(), description: description.to_owned() }]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_follow_their_needs() {
        let label = |id: &str| format!("N{id}");
        let edit = Edit::Split { area: "a".into(), name: "b".into(), needs: vec!["7".into()] };
        let want = Edit::Split { area: "a".into(), name: "b".into(), needs: vec!["N7".into()] };
        assert_eq!(relabelled(&edit, label), want);
        let edit = Edit::Merge { from: vec!["7".into()], into: "a".into() };
        assert_eq!(relabelled(&edit, label), edit, "areas keep their names");
    }
}
