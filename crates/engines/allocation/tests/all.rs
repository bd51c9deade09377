//! Every test of this crate, in one program.

mod replan;
mod talks;
mod timetable;
