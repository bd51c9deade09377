//! stub
use super::Agenda;
/// stub
#[derive(Debug)]
pub enum Demand {}
/// stub
pub fn smallest_contradiction(_a: &Agenda) -> Option<Vec<Demand>> {
    None
}
