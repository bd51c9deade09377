//! What is kept about tenants, organisations and people: all SQL of this crate, one module per table or family of
//! tables, each with its types beside it.

pub mod deputy;
pub mod expiry;
pub mod links;
pub mod membership;
pub mod organisation;
pub mod passkey;
pub mod person;
pub(crate) mod queue;
pub mod second_factor;
pub mod session;
pub mod tenant;
pub mod token;
