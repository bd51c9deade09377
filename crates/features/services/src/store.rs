//! All SQL of services.

pub mod application;
pub mod money;
pub mod money_statement;
pub mod place;
pub mod service;

pub use application::{Application, NewApplication};
pub use service::Service;
