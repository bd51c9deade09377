//! Who acts: tenants, organisations, persons, memberships, sign-in.
//!
//! Features ask this crate for [`organisation`]s, [`person`]s, [`membership`]s and personal [`links`]; the pipeline
//! asks it who somebody is ([`PeopleGate`]). Its own pages are sign-in, the account and administration.

pub mod admin;
mod api;
mod bundle;
pub mod colour;
pub mod gate;
pub(crate) mod pages;
pub mod password;
pub mod personal;
pub mod retention;
pub mod secret;
mod store;
pub mod testing;

pub use gate::PeopleGate;
pub use links::{Link, NewLink};
pub use organisation::{NewOrganisation, Organisation, OrganisationKind, SizeClass};
pub use pages::admin::settings::Switches;
pub use person::{NewPerson, Person};
pub use personal::{PersonalData, PersonalParts};
pub use secret::Secret;
pub use store::{
    deputy, expiry, links, membership, organisation, passkey, person, second_factor, session, tenant, token,
};

use rathaus_web::{Feature, Lang};

/// The tables of this crate.
pub const MIGRATIONS: &[rathaus_store::Migration] =
    rathaus_store::migrations!("people", "0001_tenant", "0002_organisation", "0003_person", "0004_access",);

/// The texts of this crate.
pub const TEXTS: &[(Lang, &str)] =
    rathaus_web::texts!("account", "admin", "bundle", "people", "second-factor", "sign-in");

/// The templates of this crate.
pub const TEMPLATES: &[(&str, &str)] = rathaus_web::templates!(
    "people/account-app.html",
    "people/account-codes.html",
    "people/account-deletion.html",
    "people/account-email-link.html",
    "people/account-email-mail.html",
    "people/account-email-mail.txt",
    "people/account-email-old-mail.html",
    "people/account-email-old-mail.txt",
    "people/account-email.html",
    "people/account-export.html",
    "people/account-passkey.html",
    "people/account-password.html",
    "people/account-token-shown.html",
    "people/account-token.html",
    "people/account.html",
    "people/admin-audit.html",
    "people/admin-bundle-preview.html",
    "people/admin-bundle.html",
    "people/admin-invitation-mail.html",
    "people/admin-invitation-mail.txt",
    "people/admin-legal.html",
    "people/admin-organisation-new.html",
    "people/admin-organisation.html",
    "people/admin-organisations.html",
    "people/admin-people.html",
    "people/admin-person-new.html",
    "people/admin-person.html",
    "people/admin-settings.html",
    "people/admin-tenant.html",
    "people/admin-tenants.html",
    "people/admin-tokens.html",
    "people/admin-work.html",
    "people/admin.html",
    "people/legal.html",
    "people/second-factor.html",
    "people/sign-in-again.html",
    "people/sign-in-link.html",
    "people/sign-in-mail.html",
    "people/sign-in-mail.txt",
    "people/sign-in-parts.html",
    "people/sign-in-sent.html",
    "people/sign-in.html",
);

/// This crate as a part of the house.
///
/// The server puts in as ports: the [`PeopleGate`] (needed: pages refresh it after a change), [`Switches`] (the names
/// of features that tenants can switch on) and [`PersonalParts`] (what features keep about people). A feature's name
/// in words is the text `feature-NAME`, a scope's `scope-` and its name with a hyphen for the colon.
pub fn feature() -> Feature {
    let mut feature = Feature::new(None);
    feature.migrations = MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature.routes = pages::routes();
    feature.nav = pages::admin::nav;
    feature.api = api::routes();
    feature.work = retention::attend;
    feature.bundle = bundle::parts();
    feature
}

/// A key by which names sort as in a German telephone book: without capitals, umlauts as their base letters.
pub fn german_order(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .flat_map(|c| match c {
            'ä' => ['a', '\0'],
            'ö' => ['o', '\0'],
            'ü' => ['u', '\0'],
            'ß' => ['s', 's'],
            c => [c, '\0'],
        })
        .filter(|c| *c != '\0')
        .collect()
}
