//! Every test of this crate, in one program.

mod answer;
mod board;
mod doors;
mod event;
mod furnishing;
mod invite;
mod jury;
mod offers;
mod plan;
mod projects;
mod reports;
mod selection;
mod suppliers;
mod survey;
mod talks;
