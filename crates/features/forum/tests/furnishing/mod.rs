//! How tests on the sample round begin.

use rathaus_forum::import::{DemoRound, DemoStage, demo};
use rathaus_people::testing::House;
use rathaus_store::{Actor, Record};
use rathaus_web::Feature;

/// The forum and what it stands on.
pub fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

/// Puts the sample round into the house's first tenant.
pub async fn furnish(house: &House, stage: DemoStage) -> DemoRound {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("demo"), house.now()).await.expect("begins");
    let shown = demo(&mut change, stage).await.expect("imported");
    change.commit(Record::new("round.imported", shown.round)).await.expect("kept");
    shown
}
