//! Votes: elections that anybody can verify, and quick ballots in meetings.
//!
//! An **election** ([`pages::elections`]) has roles apart: the office words it, the registrar gives out voting keys, trustees hold
//! the keys that open the box together, a board agrees to every step. Ballots are encrypted on the voter's device and checked, kept and
//! counted in the format of Belenios ([`rathaus_ballot`]); no secret key ever comes to the server.

pub mod approving;
pub mod archive;
pub mod casting;
pub mod freezing;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod policy;
pub mod store;

use rathaus_store::Migration;
use rathaus_web::{Feature, Lang, NavItem, Visitor};

/// The tables of votes.
pub const MIGRATIONS: &[Migration] = rathaus_store::migrations!("votes", "0001_election");

/// The texts of votes.
const TEXTS: &[(Lang, &str)] =
    rathaus_web::texts!("ballots", "booth", "election", "elections", "role", "verification");

/// The templates of votes.
const TEMPLATES: &[(&str, &str)] = rathaus_web::templates!(
    "votes/ballot-parts.html",
    "votes/ballots.html",
    "votes/booth-refused.html",
    "votes/booth.html",
    "votes/election.html",
    "votes/elections.html",
    "votes/mail.html",
    "votes/mail.txt",
    "votes/role-register.html",
    "votes/role.html",
    "votes/verification.html"
);

/// Votes as a part of the house.
pub fn feature() -> Feature {
    let mut feature = Feature::new(Some("votes"));
    feature.migrations = MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature.nav = nav;
    feature.work = jobs::attend;
    pages::asset::routes(&mut feature);
    pages::elections::routes(&mut feature);
    pages::election::routes(&mut feature);
    pages::booth::routes(&mut feature);
    pages::verification::routes(&mut feature);
    pages::role::routes(&mut feature);
    feature
}

fn nav(visitor: &Visitor) -> Vec<NavItem> {
    let current = visitor.path() == "/votes" || visitor.path().starts_with("/votes/");
    let label = visitor.text("elections-title").ok();
    label.map(|label| NavItem { href: visitor.url("/votes"), label, current }).into_iter().collect()
}
