//! To come.
use super::Belongs;
use crate::model::{AreaDefinition, Edit, Need};
/// x
#[derive(Debug)]
pub struct EditedArea;
/// x
#[derive(Debug)]
pub struct Edited;
/// x
pub fn replay(_: &[AreaDefinition], _: &[Need], _: Vec<Vec<Belongs>>, _: &[Edit]) -> Edited { Edited }
