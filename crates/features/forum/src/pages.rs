//! The forum's pages, one file per page with its form, view and handlers.

pub mod agenda;
pub mod answer;
pub mod areas;
mod asset;
pub mod board;
pub mod call;
pub mod checkin;
pub mod dress;
mod export;
pub mod invitations;
pub mod juror;
pub mod jury;
pub mod matches;
pub mod needs;
pub mod now;
pub mod offers;
pub mod plan;
pub mod programme;
pub mod projects;
mod region_map;
pub mod registration;
pub mod registrations;
pub mod response;
pub mod round;
pub mod rounds;
pub mod supply;
