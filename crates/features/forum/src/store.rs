//! All of the forum's SQL, one file per table.

pub mod area;
pub mod board;
pub mod comment;
pub mod correspondence;
pub mod decision;
pub mod event;
pub mod invitation;
pub mod jury;
pub mod need;
pub mod offer;
pub mod plan;
pub mod programme;
pub mod project;
pub mod publication;
pub mod question;
pub mod registrant;
pub mod registration;
pub mod round;
pub mod seconding;
pub mod selection;
pub mod supplier_invitation;
pub mod supplier_letter;
pub mod takeover;
pub mod targeted_call;
