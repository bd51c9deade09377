//! The forum's pages, one file per page with its form, view and handlers.

mod export;
pub mod invitations;
mod region_map;
pub mod response;
pub mod round;
pub mod rounds;
