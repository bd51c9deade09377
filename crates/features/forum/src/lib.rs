//! The forum: from the needs of municipalities and the offers of suppliers to areas of action,
//! matches, the choice of suppliers, the timetable of one-to-one talks and the report.
//!
//! [`input`] reads a folder, [`plan`] computes a [`model::plan::Plan`] from it, [`output`] writes the files.
//! On the web the same round is kept in the database ([`store`]) and shown on [`pages`]; [`feature`] is all of it.

pub mod addresses;
pub mod api;
pub mod areas;
pub mod assigning;
pub mod board;
pub mod constraints;
pub mod dcat;
pub mod founding;
pub mod import;
pub mod input;
pub mod jobs;
pub mod jury;
pub mod mailing;
pub mod matching;
pub mod model;
pub mod outcomes;
pub mod output;
pub mod pages;
pub mod personal;
pub mod plan;
pub mod policy;
pub mod publiccode;
pub mod registering;
pub mod replanning;
pub mod report;
pub mod reporting;
pub mod response;
pub mod sample;
pub mod selecting;
pub mod store;
pub mod supplying;
pub mod survey;
pub mod talk_outcome;
pub mod talking;
pub mod telling;
pub mod touched;
pub mod wishing;

use rathaus_store::Migration;
use rathaus_web::{Feature, Lang, NavItem, PageError, Role, Visitor};

/// The forum's tables.
pub const MIGRATIONS: &[Migration] = rathaus_store::migrations!(
    "forum",
    "0001_round",
    "0002_invitation",
    "0010_need",
    "0011_question",
    "0020_offer",
    "0021_plan",
    "0022_offer_file",
    "0030_board",
    "0040_jury",
    "0050_selection",
    "0051_supplier_invitation",
    "0052_targeted_call",
    "0060_registration",
    "0061_event",
    "0070_wish",
    "0071_talk",
    "0072_talk_note",
    "0080_project",
    "0081_outcome",
    "0082_project_origin",
    "0083_takeover_person",
    "0084_project_user",
    "0090_need_public",
    "0091_open_data",
    "0092_round_report",
);

/// The texts of the forum's pages; those of the report are its own.
const TEXTS: &[(Lang, &str)] = rathaus_web::texts!(
    "rounds",
    "round",
    "invitations",
    "invitation",
    "mailing",
    "response",
    "answer",
    "needs",
    "plan",
    "areas",
    "board",
    "matches",
    "call",
    "offers",
    "supply",
    "jury",
    "juror",
    "selection",
    "suppliers",
    "selected",
    "calls",
    "projects",
    "chain",
    "outcome",
    "outcomes",
    "programme",
    "registrations",
    "registration",
    "checkin",
    "now",
    "agenda",
    "wishes",
    "talks",
    "replan",
    "talk",
    "feedback",
    "round-report",
    "press",
    "comparison",
    "open-data",
    "told",
);

/// The templates of the forum's pages.
const TEMPLATES: &[(&str, &str)] = rathaus_web::templates!(
    "forum/answer-choose.html",
    "forum/answer-done.html",
    "forum/answer-link.html",
    "forum/answer-needs.html",
    "forum/answer-page.html",
    "forum/answer-question.html",
    "forum/answer-similar.html",
    "forum/answer-words.html",
    "forum/answer.html",
    "forum/need.html",
    "forum/needs.html",
    "forum/question-mail.html",
    "forum/question-mail.txt",
    "forum/invitation-mail.html",
    "forum/invitation-mail.txt",
    "forum/invitation-words.html",
    "forum/invitation.html",
    "forum/invitations-choose.html",
    "forum/invitations-contacts.html",
    "forum/invitations-letter.html",
    "forum/invitations-mailing.html",
    "forum/invitations-preview.html",
    "forum/invitations.html",
    "forum/response.html",
    "forum/round-edit.html",
    "forum/round-office.html",
    "forum/round-steps.html",
    "forum/round-tabs.html",
    "forum/round.html",
    "forum/rounds-import-preview.html",
    "forum/rounds-import.html",
    "forum/rounds-new.html",
    "forum/rounds.html",
    "forum/area.html",
    "forum/areas.html",
    "forum/areas-origins.html",
    "forum/areas-publication.html",
    "forum/areas-published.html",
    "forum/board.html",
    "forum/board-card.html",
    "forum/board-held.html",
    "forum/board-history.html",
    "forum/board-need.html",
    "forum/board-parts.html",
    "forum/board-refused.html",
    "forum/match.html",
    "forum/matches.html",
    "forum/plan-parts.html",
    "forum/plan-white.html",
    "forum/plan.html",
    "forum/call.html",
    "forum/offer-files.html",
    "forum/offer-mail.html",
    "forum/offer-mail.txt",
    "forum/offer-words.html",
    "forum/offer.html",
    "forum/offers.html",
    "forum/supply-areas.html",
    "forum/supply-confirm.html",
    "forum/supply-offer.html",
    "forum/supply-register.html",
    "forum/supply-sent.html",
    "forum/supply.html",
    "forum/jury-assignment.html",
    "forum/jury-juror.html",
    "forum/jury-jurors.html",
    "forum/jury-offer.html",
    "forum/jury-parts.html",
    "forum/jury-rules.html",
    "forum/jury-scores.html",
    "forum/jury.html",
    "forum/juror-conflicts.html",
    "forum/juror-offer.html",
    "forum/juror-rounds.html",
    "forum/juror.html",
    "forum/calls-new.html",
    "forum/calls.html",
    "forum/selected-gone.html",
    "forum/selected-list.html",
    "forum/selected.html",
    "forum/selection-comparison.html",
    "forum/selection-decide.html",
    "forum/selection-decision.html",
    "forum/selection-decisions.html",
    "forum/selection-offers.html",
    "forum/selection-words.html",
    "forum/selection.html",
    "forum/supplier-mail.html",
    "forum/supplier-mail.txt",
    "forum/supplier.html",
    "forum/suppliers-letter.html",
    "forum/suppliers-letters.html",
    "forum/suppliers-mailing.html",
    "forum/suppliers-words.html",
    "forum/suppliers.html",
    "forum/targeted-call-public.html",
    "forum/targeted-call.html",
    "forum/chain-parts.html",
    "forum/chain.html",
    "forum/outcome-gone.html",
    "forum/outcome-mail.html",
    "forum/outcome-mail.txt",
    "forum/outcome-one.html",
    "forum/outcome.html",
    "forum/outcomes-new.html",
    "forum/outcomes-one.html",
    "forum/outcomes.html",
    "forum/project.html",
    "forum/project-edit.html",
    "forum/project-take.html",
    "forum/projects.html",
    "forum/agenda.html",
    "forum/checkin-one.html",
    "forum/checkin-result.html",
    "forum/checkin.html",
    "forum/now-office.html",
    "forum/now-part.html",
    "forum/now.html",
    "forum/programme-event.html",
    "forum/programme-item.html",
    "forum/programme-pitches.html",
    "forum/programme-public.html",
    "forum/programme-room.html",
    "forum/programme-words.html",
    "forum/programme.html",
    "forum/registration-done.html",
    "forum/registration-gone.html",
    "forum/registration-public.html",
    "forum/registration.html",
    "forum/registrations-badges.html",
    "forum/registrations-invite.html",
    "forum/registrations-one.html",
    "forum/registrations-signs.html",
    "forum/registrations-words.html",
    "forum/registrations.html",
    "forum/registration-mail.html",
    "forum/registration-mail.txt",
    "forum/wishes-deadline.html",
    "forum/wishes-one.html",
    "forum/wishes-own.html",
    "forum/wishes-words.html",
    "forum/wishes.html",
    "forum/talks-list.html",
    "forum/talks-one.html",
    "forum/talks-parts.html",
    "forum/talks-people.html",
    "forum/talks-print.html",
    "forum/talks-publication.html",
    "forum/talks-rules.html",
    "forum/talks-tables.html",
    "forum/talks.html",
    "forum/talk-feedback.html",
    "forum/talk-mail.html",
    "forum/talk-mail.txt",
    "forum/talk.html",
    "forum/replan.html",
    "forum/feedback.html",
    "forum/comparison.html",
    "forum/open-data-edit.html",
    "forum/open-data.html",
    "forum/press.html",
    "forum/round-report.html",
    "forum/told.html",
);

/// The forum as a feature of the house.
pub fn feature() -> Feature {
    let mut feature = Feature::new(Some("forum"));
    feature.migrations = MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature.nav = nav;
    feature.work = jobs::attend;
    pages::rounds::routes(&mut feature);
    pages::round::routes(&mut feature);
    pages::invitations::routes(&mut feature);
    pages::response::routes(&mut feature);
    pages::answer::routes(&mut feature);
    pages::needs::routes(&mut feature);
    pages::plan::routes(&mut feature);
    pages::areas::routes(&mut feature);
    pages::board::routes(&mut feature);
    pages::matches::routes(&mut feature);
    pages::call::routes(&mut feature);
    pages::offers::routes(&mut feature);
    pages::supply::routes(&mut feature);
    pages::jury::routes(&mut feature);
    pages::juror::routes(&mut feature);
    pages::selection::routes(&mut feature);
    pages::suppliers::routes(&mut feature);
    pages::selected::routes(&mut feature);
    pages::calls::routes(&mut feature);
    pages::projects::routes(&mut feature);
    pages::chain::routes(&mut feature);
    pages::outcome::routes(&mut feature);
    pages::outcomes::routes(&mut feature);
    pages::programme::routes(&mut feature);
    pages::registration::routes(&mut feature);
    pages::registrations::routes(&mut feature);
    pages::checkin::routes(&mut feature);
    pages::now::routes(&mut feature);
    pages::agenda::routes(&mut feature);
    pages::wishes::routes(&mut feature);
    pages::talks::routes(&mut feature);
    pages::replan::routes(&mut feature);
    pages::talk::routes(&mut feature);
    pages::feedback::routes(&mut feature);
    pages::dress::routes(&mut feature);
    pages::round_report::routes(&mut feature);
    pages::press::routes(&mut feature);
    pages::comparison::routes(&mut feature);
    pages::catalogue::routes(&mut feature);
    pages::told::routes(&mut feature);
    feature.api = api::add(feature.api);
    feature
}

/// The forum's entries in the navigation: the rounds, the projects, and for jurors their jury.
fn nav(visitor: &Visitor) -> Vec<NavItem> {
    let item = |start: &str, key: &str| -> Result<NavItem, PageError> {
        let path = visitor.path();
        let current = path == start || path.starts_with(&format!("{start}/"));
        Ok(NavItem { href: visitor.url(start), label: visitor.text(key)?, current })
    };
    let mut items: Vec<NavItem> = [item("/rounds", "rounds-title"), item("/projects", "projects-title")]
        .into_iter()
        .flatten()
        .collect();
    if visitor.has(&[Role::Reviewer]) {
        items.extend(item("/jury", "juror-nav"));
    }
    items
}
