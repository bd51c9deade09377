//! All SQL of services.

pub mod application;
pub mod place;
pub mod service;

pub use application::{Application, NewApplication};
pub use service::Service;
