//! Every test of this crate, in one program.

mod case;
mod editor;
mod forms;
mod render;
mod store;
mod story;
mod upload;
