//! The arithmetic of a grant, from what is asked for to what must be given back.
//!
//! [`terms`] says how much of what is asked somebody can get, [`ranking`] who is funded before whom while the budget lasts,
//! [`instalment`] cuts a sum into parts, and [`proof`] what somebody is entitled to in the end and what is to be given
//! back. Every sum is a whole number of cents, and nothing is rounded in favour of spending more than there is.
//!
//! The kinds of funding and what a proof of use does to them follow the administrative rules to §§ 23 and 44 of the budget codes of
//! Federation and Länder (VV Nr. 2.2 zu § 44 BHO) and their general side conditions (ANBest-P Nr. 2). Interest is
//! `rathaus_payment::interest`. Left out on purpose: budget commitments themselves, which only a database can keep.

pub mod instalment;
pub mod proof;
pub mod ranking;
pub mod terms;

pub use instalment::cut;
pub use proof::{Settlement, settle};
pub use ranking::{Candidate, Place, Rule, Standing, mean, rank};
pub use terms::{Funding, Terms, TermsFault};
