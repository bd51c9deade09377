//! A round that was read from files, taken into the database; and the sample round at a stage, for `rathaus demo`.

use rathaus_store::{Change, Id, StoreError};

/// How far the sample round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoStage {
    /// Invitations are out, half of the towns have answered.
    Survey,
    /// All needs are in, areas are published, half of the offers are in.
    Offers,
    /// Everything is in, the plan is computed.
    Plan,
}

/// What the demonstration shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoRound {
    /// The round.
    pub round: Id,
    /// A supplier that somebody may speak for.
    pub supplier: Id,
    /// Path of the personal link of a town that has not answered, as in `/answer/…`.
    pub answer_path: String,
}

/// Puts the sample round into an empty tenant; dates are laid around the change's time, so that the stage is open.
pub async fn demo(change: &mut Change, stage: DemoStage) -> Result<DemoRound, StoreError> {
    let _ = (change, stage);
    Err(StoreError::fault("the sample round is not imported yet"))
}
