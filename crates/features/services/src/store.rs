//! All SQL of services.

pub mod application;
pub mod case_filter;
pub mod catalogue;
pub mod fim;
pub mod fit;
pub mod grant;
pub mod letter;
pub mod mandate;
pub mod message;
pub mod money;
pub mod money_statement;
pub mod order;
pub mod payment;
pub mod permit;
pub mod place;
pub mod reservation;
pub mod share;

pub use application::{Application, NewApplication};
pub use catalogue::Service;
