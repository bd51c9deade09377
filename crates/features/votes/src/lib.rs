//! Votes: elections that anybody can verify, and quick ballots in meetings.
//!
//! An **election** ([`pages::elections`]) has roles apart: the office words it, the registrar gives out voting keys, trustees hold
//! the keys that open the box together, a board agrees to every step. Ballots are encrypted on the voter's device and checked, kept and
//! counted in the format of Belenios ([`rathaus_ballot`]); no secret key ever comes to the server, but those of rehearsals ([`rehearsal`]).

pub mod approving;
pub mod archive;
pub mod casting;
pub mod freezing;
pub mod jobs;
pub mod meeting;
pub mod model;
pub mod outcome;
pub mod pages;
pub mod policy;
pub mod preparing;
pub mod rehearsal;
pub mod sample;
pub mod store;

use rathaus_store::Migration;
use rathaus_web::{Feature, Lang, NavItem, Visitor};

/// The tables of votes.
pub const MIGRATIONS: &[Migration] =
    rathaus_store::migrations!("votes", "0001_election", "0002_rehearsal", "0010_meeting");

/// The texts of votes.
const TEXTS: &[(Lang, &str)] = rathaus_web::texts!(
    "ballots",
    "booth",
    "election",
    "elections",
    "electors",
    "meeting",
    "motion",
    "preparation",
    "preview",
    "protocol",
    "questions",
    "rehearsal",
    "role",
    "roles",
    "rules",
    "verification"
);

/// The templates of votes.
const TEMPLATES: &[(&str, &str)] = rathaus_web::templates!(
    "votes/ballot-parts.html",
    "votes/ballots.html",
    "votes/booth-refused.html",
    "votes/booth.html",
    "votes/election-new.html",
    "votes/election.html",
    "votes/elections.html",
    "votes/electors.html",
    "votes/mail.html",
    "votes/mail.txt",
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
    "votes/office-parts.html",
    "votes/preparation.html",
    "votes/preview.html",
    "votes/protocol.html",
    "votes/question.html",
    "votes/questions.html",
    "votes/rehearsal.html",
    "votes/role-register.html",
    "votes/role.html",
    "votes/roles.html",
    "votes/rules.html",
    "votes/verification.html"
);

/// Votes as a part of the house.
pub fn feature() -> Feature {
    let mut feature = Feature::new(Some("votes"));
    feature.migrations = MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature.nav = nav;
    feature.work = |app, workers| meeting::jobs::attend(app, jobs::attend(app, workers));
    pages::asset::routes(&mut feature);
    pages::elections::routes(&mut feature);
    pages::election::routes(&mut feature);
    pages::booth::routes(&mut feature);
    pages::verification::routes(&mut feature);
    pages::role::routes(&mut feature);
    pages::electors::routes(&mut feature);
    pages::preparation::routes(&mut feature);
    pages::preview::routes(&mut feature);
    pages::protocol::routes(&mut feature);
    pages::questions::routes(&mut feature);
    pages::rehearsal::routes(&mut feature);
    pages::roles::routes(&mut feature);
    pages::rules::routes(&mut feature);
    feature.api = meeting::api::add(feature.api);
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
