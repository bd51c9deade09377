//! Services of a town hall: what it offers, how one applies, and how the office works it off.
//!
//! The catalogue ([`pages::catalogue`]) finds services by the words citizens use. A service has a form; what is handed in with it
//! becomes a case ([`rathaus_procedure::case`]). The applicant sees where it stands ([`pages::application`]), the office works
//! it off ([`pages::cases`], [`pages::case`]) until a second person approves the decision. Whatever a service is, dog
//! registration or building permit, is configuration: a form with its handling. [`examples`] are ready to be taken; [`fim`] and
//! [`xzufi`] read what the federal states hand on.

pub mod api;
mod begun;
mod bundle;
pub mod colleagues;
pub mod decision;
pub mod examples;
pub mod fim;
pub mod fit;
pub mod grants;
pub mod jobs;
pub mod letters;
pub mod model;
pub mod money;
pub mod neighbours;
pub mod pages;
pub mod payment;
pub mod personal;
pub mod policy;
pub mod sample;
pub mod store;
pub mod xzufi;

use rathaus_store::Migration;
use rathaus_web::{Feature, Lang, NavItem, Visitor};

/// The tables of services.
pub const MIGRATIONS: &[Migration] = rathaus_store::migrations!(
    "services",
    "0001_service",
    "0002_fim",
    "0003_money",
    "0004_order",
    "0005_grant",
    "0006_case_filter",
    "0007_letter",
    "0008_reservation",
    "0009_payment",
    "0010_share",
    "0011_message",
    "0012_fit",
    "0013_begun",
    "0014_filled_in",
);

/// The texts of services.
const TEXTS: &[(Lang, &str)] = rathaus_web::texts!(
    "services",
    "application",
    "bundle",
    "case",
    "cases",
    "fim",
    "fit",
    "grant",
    "letter",
    "message",
    "money",
    "order",
    "payment",
    "reservation",
    "share"
);

/// The templates of services.
const TEMPLATES: &[(&str, &str)] = rathaus_web::templates!(
    "services/application-done.html",
    "services/application-page.html",
    "services/application.html",
    "services/applications.html",
    "services/calendar.html",
    "services/case-parts.html",
    "services/case.html",
    "services/cases.html",
    "services/deadlines.html",
    "services/fim.html",
    "services/fim-origin.html",
    "services/fim-preview.html",
    "services/fit.html",
    "services/fit-connection.html",
    "services/fit-parts.html",
    "services/fit-services.html",
    "services/grant-parts.html",
    "services/grant.html",
    "services/grants.html",
    "services/letter-head.html",
    "services/letter-template.html",
    "services/letter-templates.html",
    "services/letters.html",
    "services/load.html",
    "services/mail.html",
    "services/mail.txt",
    "services/money-account.html",
    "services/money-claim.html",
    "services/money-day.html",
    "services/money-line.html",
    "services/money-lines.html",
    "services/money-mandates.html",
    "services/money-order.html",
    "services/money-orders.html",
    "services/money-parts.html",
    "services/money-payee.html",
    "services/money-payments.html",
    "services/money-provider.html",
    "services/money-reminders.html",
    "services/money-statement.html",
    "services/money-statements.html",
    "services/money-tie.html",
    "services/money.html",
    "services/payment.html",
    "services/permit.html",
    "services/score.html",
    "services/scores.html",
    "services/service-edit.html",
    "services/service.html",
    "services/services-office.html",
    "services/services.html",
    "services/share-origin.html",
    "services/share-others.html",
);

/// Services as a part of the house.
pub fn feature() -> Feature {
    let mut feature = Feature::new(Some("services"));
    feature.migrations = MIGRATIONS;
    feature.texts = TEXTS;
    feature.templates = TEMPLATES;
    feature.nav = nav;
    feature.work = jobs::attend;
    feature.bundle = bundle::parts();
    feature.api = api::add(feature.api);
    pages::catalogue::routes(&mut feature);
    pages::office::routes(&mut feature);
    pages::share::routes(&mut feature);
    pages::fim::routes(&mut feature);
    pages::fit::routes(&mut feature);
    pages::application::routes(&mut feature);
    pages::cases::routes(&mut feature);
    pages::case::routes(&mut feature);
    pages::grants::routes(&mut feature);
    pages::scores::routes(&mut feature);
    pages::letters::routes(&mut feature);
    pages::permits::routes(&mut feature);
    pages::reservation::routes(&mut feature);
    pages::money::routes(&mut feature);
    pages::money::orders::routes(&mut feature);
    pages::payment::routes(&mut feature);
    feature
}

fn nav(visitor: &Visitor) -> Vec<NavItem> {
    let item = |path: &str, key: &str| {
        let current = visitor.path() == path || visitor.path().starts_with(&format!("{path}/"));
        Some(NavItem { href: visitor.url(path), label: visitor.text(key).ok()?, current })
    };
    let mut items = vec![item("/services", "services-title")];
    if policy::may_read(visitor).is_ok() {
        items.push(item("/cases", "cases-title"));
        items.push(item("/money", "money-title"));
    } else if policy::may_score(visitor).is_ok() {
        items.push(item("/cases/scores", "grant-scores"));
    }
    items.into_iter().flatten().collect()
}
