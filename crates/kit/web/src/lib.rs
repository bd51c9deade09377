//! What every page stands on: the request pipeline, visitors, forms, templates, the KERN look, the two languages, and
//! charts as accessible SVG.
//!
//! A request goes through [`edge`](App) (reference, tenant, person, token, headers) to a handler, which takes a
//! [`Visitor`], perhaps a [`Form`], and gives an [`Answer`]. Nothing in here knows a feature, and no chart knows what
//! its numbers mean. Who a person is, `rathaus-people` says through [`Gate`].

pub mod api;
mod app;
pub mod assets;
pub mod bundle;
pub mod charts;
mod door;
mod edge;
mod error;
mod feature;
mod fields;
pub mod filters;
pub mod form;
pub mod gallery;
pub mod keys;
pub mod language;
pub mod limits;
pub mod list;
pub mod look;
pub mod mail;
pub mod page;
mod pages;
pub mod progress;
pub mod scan;
pub mod serve;
mod shelf;
mod squeeze;
mod store;
pub mod testing;
pub mod uploads;
pub mod visitor;
mod watch;
pub mod wording;

pub use app::{App, Builder, Clock, WebSettings, migrations};
pub use door::{door, get, post};
pub use error::PageError;
pub use feature::{Feature, NavItem};
pub use fields::{Fields, Upload};
pub use form::{Form, FromForm, Mistake, Reader, Sheet};
pub use keys::Keys;
pub use language::{TextError, Texts};
pub use limits::Rate;
pub use mail::Mail;
pub use minijinja::{Value, context};
pub use pages::{Answer, Pages, shown};
pub use rathaus_core::Lang;
pub use visitor::{Gate, Role, Seat, Signed, Tenant, Visitor};

/// The tables of this crate.
pub const MIGRATIONS: &[rathaus_store::Migration] =
    rathaus_store::migrations!("web", "0001_house_key", "0002_mail", "0003_wording", "0004_mail_returned");

/// The texts of this crate.
pub const TEXTS: &[(Lang, &str)] = crate::texts!("web", "form", "error", "progress", "api", "list");

/// The templates of this crate.
pub const TEMPLATES: &[(&str, &str)] = crate::templates!(
    "web/account.html",
    "web/api.html",
    "web/base.html",
    "web/brand.html",
    "web/error.html",
    "web/fields.html",
    "web/foot.html",
    "web/head.html",
    "web/languages.html",
    "web/mail.html",
    "web/mail.txt",
    "web/mail_parts.html",
    "web/nav.html",
    "web/notice.html",
    "web/parts.html",
    "web/plain.html",
    "web/sample.html",
);
