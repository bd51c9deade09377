//! Forms as data: definitions, versions, answers, and what follows from them.
//!
//! A form is a [`Definition`]: pages of fields and repeated groups, each with a [`StableId`] under
//! which answers are kept. It is written as JSON ([`exchange`], schema in `docs/form.schema.json`)
//! or step by step ([`edit`]), and sound or refused with every fault named ([`faults`]). What is
//! asked when is said by a [`Condition`] on earlier answers; there is no script.
//!
//! A person fills in a page; [`fill`] reads it into the [`Answers`] and names each [`Mistake`]. What
//! cannot be read stays as typed, so answers are worth saving at any time. At the end [`check`]
//! looks at everything, and [`Answers::submitted`] leaves out what was not asked. Programs send
//! the same answers as JSON.
//!
//! What is handed in with a form that has a [`Handling`] becomes a [`case`]: with tasks, a deadline, a decision of two
//! persons.
//!
//! A new version changes nothing for what was submitted. For drafts, [`difference()`] calls each
//! change safe, in need of an answer, or a loss; [`touched`] tells whose draft; [`rebase`] takes it
//! over.
//!
//! All of this is pure: the day comes as an argument, texts for mistakes as keys ([`What::key`],
//! [`validate::mistake_keys`], [`faults::fault_keys`], [`difference::change_keys`],
//! [`edit::edit_keys`], [`printable::printable_keys`]). [`store`] keeps versions, drafts and
//! submissions.
//!
//! ```
//! use std::collections::BTreeMap;
//! use jiff::civil::date;
//! use rathaus_procedure::{Answers, Definition, check, fill};
//!
//! let form = Definition::from_json(r#"{
//!     "key": "sperrmuell",
//!     "title": {"de": "Sperrmüll anmelden", "en": "Bulky waste"},
//!     "pages": [{
//!         "id": "abholung", "title": {"de": "Abholung"},
//!         "items": [
//!             {"field": {"id": "tag", "label": {"de": "Wann?"}, "required": true,
//!                        "kind": {"date": {"min": {"days": 3}}}}},
//!             {"field": {"id": "klingel", "label": {"de": "Sollen wir klingeln?"}, "kind": {"yes_no": {}}}},
//!             {"field": {"id": "name", "label": {"de": "Name an der Klingel"}, "required": true,
//!                        "kind": {"text": {}}, "when": {"is": {"field": "klingel", "option": "yes"}}}}
//!         ]
//!     }]
//! }"#).expect("sound");
//!
//! // What a browser sent: names as in `read`.
//! let mut typed = BTreeMap::from([
//!     ("f.tag".to_owned(), vec!["23.11.2026".to_owned()]),
//!     ("f.klingel".to_owned(), vec!["no".to_owned()]),
//! ]);
//! let today = date(2026, 11, 22);
//! let page = &form.pages[0].id;
//! let mut answers = Answers::new();
//! let mistakes = fill(&form, page, &mut answers, &typed, today);
//! assert_eq!(mistakes[0].place.input_name(), "f.tag");
//! assert_eq!(mistakes[0].what.key(), "procedure-mistake-too-early");
//!
//! typed.insert("f.tag".to_owned(), vec!["2026-12-01".to_owned()]);
//! assert!(fill(&form, page, &mut answers, &typed, today).is_empty());
//! assert!(check(&form, &answers, today).is_empty());
//! let sent = serde_json::to_string(&answers.submitted(&form, today)).expect("JSON");
//! assert_eq!(sent, r#"{"klingel":{"yes_no":false},"tag":{"date":"2026-12-01"}}"#);
//! ```

pub mod answers;
pub mod bundle;
pub mod case;
pub mod condition;
pub mod contact;
pub mod definition;
pub mod difference;
pub mod draft;
pub mod edit;
pub mod editor;
pub mod exchange;
mod fault;
pub mod faults;
pub mod field;
pub mod fill;
mod fresh;
pub mod grant;
pub mod handling;
mod house;
mod kind_name;
pub mod merge;
pub mod mistake;
pub mod number;
pub mod permit;
pub mod print;
pub mod printable;
pub mod read;
pub mod reservation;
mod settings;
pub mod store;
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
pub use handling::Handling;
pub use mistake::{Mistake, What};
pub use number::Decimal;
pub use printable::printable;
pub use read::{FormInput, fill};
pub use validate::{check, check_page};
pub use visible::{Visible, visible};
pub use words::{StableId, Words};

pub(crate) use house::script_address;
pub use house::{TEMPLATES, TEXTS, feature};
