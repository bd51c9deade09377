//! Data schemas of FIM, the German administration's shared stock of forms, as files: XDatenfelder 2 and 3.
//!
//! [`read`] makes one model of both versions or names every mistake with its line and place; [`write()`] gives the file
//! back in the version it came in, in the order of the standard's XML schema. [`genericode`] reads the code lists that
//! version 2 and much of version 3 only point at.
//!
//! Rules are kept as they were written, for the editor's eyes: nothing here executes one. The id and the version of
//! an element stay on every field, group, rule and code list, so that an answer can be traced to the stock.
//!
//! The order of elements is not asked for on reading, because programs in the field get it wrong; a node that the
//! standard does not know, and a second one where it allows one, are mistakes.
//!
//! Left out on purpose: translations, document profiles and code list messages of XDatenfelder (0101, 0105, 0106), and
//! moving a schema from version 2 to 3, which needs facts that version 2 does not have (document profile, release
//! status).
//!
//! Standards: XDatenfelder 2.0 and 3.0.0 (FITKO, KoSIT, `urn:xoev-de:fim:standard:xdatenfelder`), genericode 1.0
//! (OASIS).

mod codes;
pub mod fault;
pub mod genericode;
mod model;
mod node;
mod parts;
mod read;
mod write;

pub use codes::{
    DataType, DisplayChange, ElementKind, FieldKind, ParameterKind, Prefill, Quality, RelationKind, RuleKind,
    Standard, Status, StructureChange,
};
pub use fault::{Fault, Faults, Mistake};
pub use model::{
    Basis, Cardinality, CodeListReference, Constraint, Content, Document, Element, Field, General, Group,
    Header, Identity, Keyword, Member, Relation, Rule, RuleMessage, RuleParameter, RuleTarget, Schema, Value,
};
pub use read::read;
pub use write::{Inexpressible, write};
