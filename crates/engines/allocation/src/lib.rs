//! Who gets what: which offers a forum invites, who reviews them, who talks to whom, when and at which table.
//!
//! Every answer carries its proof: the optimum, or an upper bound and the gap. Pure computation: no clock, no files,
//! no randomness without a seed; the same input gives the same answer.

mod dice;
pub mod flow;
pub mod jury;
pub mod portfolio;
pub mod replan;
mod sides;
pub mod slots;
pub mod talks;
pub mod timetable;
