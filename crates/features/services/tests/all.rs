//! Every test of this crate, in one program.

mod api;
mod applications;
mod begun;
mod bundle;
mod deemed;
mod deputy;
mod doors;
mod fim;
mod fim_any;
mod fim_form;
mod fim_parts;
mod fit;
mod grant;
mod letter;
mod message;
mod money;
mod money_parts;
mod order;
mod payment;
mod reservation;
mod share;
mod story;
mod xzufi;
