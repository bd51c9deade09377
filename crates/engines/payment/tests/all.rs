//! Every test of this crate, in one program.

mod book;
mod book_orders;
mod import;
mod orders;
mod orders_of_a_town;
mod readers;
mod samples;
mod statement;
