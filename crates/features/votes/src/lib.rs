//! Votes: elections that anybody can verify, and quick ballots in meetings.
//!
//! An **election** ([`pages::elections`]) has roles apart: the office words it, the registrar gives out voting keys, trustees hold
//! the keys that open the box together, a board agrees to every step. Ballots are encrypted on the voter's device and checked, kept and
//! counted in the format of Belenios ([`rathaus_ballot`]); no secret key ever comes to the server.

pub mod meeting;
pub mod pages;
pub mod policy;

use rathaus_store::Migration;
use rathaus_web::{Feature, Lang, NavItem, Visitor};

/// The tables of votes.
pub const MIGRATIONS: &[Migration] = rathaus_store::migrations!("votes", "0001_election", "0010_meeting");

/// The texts of votes.
const TEXTS: &[(Lang, &str)] = rathaus_web::texts!("elections", "meeting", "motion");

/// The templates of votes.
const TEMPLATES: &[(&str, &str)] = rathaus_web::templates!(
    "votes/elections.html",
    "votes/meeting-codes.html",
    "votes/meeting-edit.html",
    "votes/meeting-member.html",
    "votes/meeting-members.html",
    "votes/meeting-minutes.html",
    "votes/meeting-own-part.html",
    "votes/meeting-own.html",
    "votes/meeting-parts.html",
    "votes/meeting-screen-part.html",
    "votes/meeting-screen.html",
    "votes/meeting.html",
    "votes/meetings.html",
    "votes/motion-edit.html",
    "votes/motion-part.html",
    "votes/motion.html",
);

/// Votes as a part of the house.
pub fn feature() -> Feature {
    let mut feature = Feature::new(Some("votes"));
    feature.migrations = MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature.nav = nav;
    feature.work = meeting::jobs::attend;
    feature.api = meeting::api::add(feature.api);
    pages::elections::routes(&mut feature);
    pages::meeting::routes(&mut feature);
    feature
}

fn nav(visitor: &Visitor) -> Vec<NavItem> {
    let item = |path: &str, key: &str| {
        let current = visitor.path() == path || visitor.path().starts_with(&format!("{path}/"));
        Some(NavItem { href: visitor.url(path), label: visitor.text(key).ok()?, current })
    };
    [item("/votes", "elections-title"), item("/meetings", "meeting-list-title")]
        .into_iter()
        .flatten()
        .collect()
}
