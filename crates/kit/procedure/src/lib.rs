//! Forms as data: definitions, versions, answers, and what follows from them.

pub mod answers;
pub mod condition;
pub mod contact;
pub mod definition;
pub mod difference;
pub mod draft;
pub mod edit;
pub mod exchange;
mod fault;
pub mod faults;
pub mod field;
mod fresh;
mod kind_name;
pub mod mistake;
pub mod number;
pub mod printable;
pub mod read;
mod settings;
pub mod validate;
pub mod visible;
pub mod words;

pub use answers::{Answer, Answers, Place};
pub use condition::Condition;
pub use definition::{Definition, Field, Group, Item, Page};
pub use difference::{Change, Changed, Effect, difference};
pub use draft::{Dropped, rebase, touched};
pub use edit::{Edit, EditError, apply};
pub use faults::{Fault, FaultKind};
pub use field::{Kind, KindName};
pub use mistake::{Mistake, What};
pub use number::Decimal;
pub use printable::printable;
pub use read::{FormInput, fill};
pub use validate::{check, check_page};
pub use visible::{Visible, visible};
pub use words::{StableId, Words};
