//! The forum's pages, one file per page with its form, view and handlers.

pub mod answer;
pub mod areas;
mod asset;
pub mod board;
pub mod call;
mod export;
pub mod invitations;
pub mod juror;
pub mod jury;
pub mod matches;
pub mod needs;
pub mod offers;
pub mod plan;
pub mod projects;
mod region_map;
pub mod response;
pub mod round;
pub mod rounds;
pub mod supply;
