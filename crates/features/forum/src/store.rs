//! All of the forum's SQL, one file per table.

pub mod area;
pub mod correspondence;
pub mod decision;
pub mod invitation;
pub mod jury;
pub mod need;
pub mod offer;
pub mod plan;
pub mod question;
pub mod registration;
pub mod round;
pub mod seconding;
pub mod selection;
pub mod supplier_invitation;
pub mod supplier_letter;
pub mod targeted_call;
