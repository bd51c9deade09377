//! What every part of Rathaus shares: municipality keys and their register, clock times and
//! slots of a day, amounts of money, languages.
//!
//! Nothing here reads files, asks the network or looks at the clock; the register is part of
//! the program. Whatever only one feature needs does not belong here.

pub mod ags;
pub mod lang;
pub mod money;
pub mod register;
pub mod slots;

pub use ags::Ags;
pub use lang::Lang;
pub use money::Cents;
pub use slots::{Daytime, Span};
