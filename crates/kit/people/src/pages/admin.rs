//! Administration: people, organisations, the tenant's settings, what happened, what went wrong.
//!
//! Every page asks for the role and a second factor; every act is recorded with the person who did it.

use axum::Router;
use rathaus_store::audit::{self, EntryFilter};
use rathaus_store::jobs::{self, JobFilter, JobState};
use rathaus_store::{Id, Record, Slice, TenantId};
use rathaus_web::list::{Head, Listing};
use rathaus_web::mail::{MailFilter, MailState, list_mails};
use rathaus_web::{Answer, App, NavItem, PageError, Role, Value, Visitor, context, get, post, shown};

use axum::extract::Path;

use super::legal;
use crate::{person, tenant, token};

pub mod bundle;
pub mod organisations;
pub mod people;
pub mod settings;
pub mod tenants;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin", get(show))
        .route("/admin/audit", get(audit_log))
        .route("/admin/work", get(work))
        .route("/admin/work/{id}/revival", post(revive))
        .route("/admin/work/{id}/removal", post(drop_job))
        .route("/admin/tokens", get(tokens))
        .route("/admin/tokens/{id}/removal", post(revoke_token))
        .merge(people::routes())
        .merge(organisations::routes())
        .merge(settings::routes())
        .merge(tenants::routes())
        .merge(bundle::routes())
}

/// The entry of the navigation, for those who may.
pub(crate) fn nav(visitor: &Visitor) -> Vec<NavItem> {
    if !visitor.has(&[Role::Administrator, Role::House]) {
        return Vec::new();
    }
    let label = visitor.text("admin-title").unwrap_or_default();
    vec![NavItem { href: visitor.url("/admin"), label, current: visitor.path().starts_with("/admin") }]
}

async fn show(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    let mut view = visitor.read().await?;
    let tenant = tenant::find(&mut view).await?.ok_or(PageError::NotFound)?;
    let missing: Vec<Value> = legal::PAGES
        .into_iter()
        .filter(|page| tenant.legal(page, tenant.lang).is_empty())
        .map(|page| Ok(Value::from(visitor.text(&format!("web-{page}"))?)))
        .collect::<Result<_, PageError>>()?;
    let dead = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
    let (_, dead) = jobs::list_jobs(&mut view, &dead, Slice::first(1)).await?;
    let mut pages = vec!["people", "organisations", "settings", "legal", "bundle", "audit", "work", "tokens"];
    if visitor.has(&[Role::House]) {
        pages.push("tenants");
    }
    let items = pages
        .into_iter()
        .map(|page| {
            Ok(context! {
                href => visitor.url(&format!("/admin/{page}")),
                title => visitor.text(&format!("admin-{page}-title"))?,
                text => visitor.text(&format!("admin-{page}-lead"))?,
            })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    visitor.page("people/admin.html", visitor.text("admin-title")?, context! { items, missing, dead })
}

/// How an actor of the audit log is shown: the person's name where it is known.
async fn actor_name(view: &mut rathaus_store::Session, actor: &str) -> Result<String, PageError> {
    let Some(id) = actor.strip_prefix("person:").and_then(|id| id.parse::<Id>().ok()) else {
        return Ok(actor.to_owned());
    };
    let found = person::find(view, id).await?.map(|one| one.addressed().to_owned());
    Ok(found.filter(|name| !name.is_empty()).unwrap_or_else(|| actor.to_owned()))
}

async fn audit_log(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    let listing = Listing::read(&visitor, &[], &["actor", "subject", "action"]);
    let filter = EntryFilter {
        subject: listing.filter("subject").map(str::to_owned),
        actor: listing.filter("actor").map(str::to_owned),
        action: listing.filter("action").map(str::to_owned),
    };
    let mut view = visitor.read().await?;
    let (entries, total) = audit::list_entries(&mut view, &filter, listing.slice()).await?;
    let mut rows = Vec::new();
    for entry in entries {
        let name = actor_name(&mut view, &entry.actor).await?;
        let search = |name: &str, value: &str| {
            let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            visitor.url(&format!("/admin/audit?{name}={value}"))
        };
        rows.push(context! {
            actor_href => search("actor", &entry.actor),
            subject_href => search("subject", &entry.subject),
            at => entry.at.to_string(),
            name,
            action => entry.action,
            subject => entry.subject,
            details => if entry.details == "null" { String::new() } else { entry.details },
        });
    }
    let labels = texts(&visitor, "admin-audit", &["at", "name", "action", "subject", "details"])?;
    let heads: Vec<Head<'_>> = labels.iter().map(|(key, label)| Head::text(key, label)).collect();
    let list = listing.view(&visitor, &heads, total)?;
    visitor.page("people/admin-audit.html", visitor.text("admin-audit-title")?, context! { rows, list })
}

/// Texts `STEM-KEY` for these keys.
fn texts<'a>(visitor: &Visitor, stem: &str, keys: &[&'a str]) -> Result<Vec<(&'a str, String)>, PageError> {
    keys.iter().map(|key| Ok((*key, visitor.text(&format!("{stem}-{key}"))?))).collect()
}

async fn work(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    let mut view = visitor.read().await?;
    let dead = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
    let (jobs, _) = jobs::list_jobs(&mut view, &dead, Slice::first(100)).await?;
    let mut mails = Vec::new();
    for state in MailState::LOST.into_iter().chain([MailState::Delayed, MailState::Queued]) {
        let filter = MailFilter { about: String::new(), state: Some(state) };
        let (some, _) = list_mails(&mut view, &filter, Slice::first(100)).await?;
        for mail in some {
            let state = visitor.text(&format!("admin-mail-{}", state.word()))?;
            mails.push(context! { mail => shown(mail), state });
        }
    }
    let context = context! { jobs => shown(jobs), mails };
    visitor.page("people/admin-work.html", visitor.text("admin-work-title")?, context)
}

async fn revive(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    visitor.administrator()?;
    let mut change = visitor.change().await?;
    if !jobs::revive(&mut change, id).await? {
        return Err(PageError::Conflict("error-conflict-text"));
    }
    change.commit(Record::new("job.revived", id)).await?;
    visitor.done("/admin/work", "admin-work-revived")
}

async fn drop_job(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    visitor.administrator()?;
    let mut change = visitor.change().await?;
    if !jobs::delete_dead(&mut change, id).await? {
        return Err(PageError::Conflict("error-conflict-text"));
    }
    change.commit(Record::new("job.dropped", id)).await?;
    visitor.done("/admin/work", "admin-work-dropped")
}

async fn tokens(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    let mut view = visitor.read().await?;
    let mut rows = Vec::new();
    for one in token::list(&mut view, None, visitor.now()).await? {
        let owner = person::find(&mut view, one.person).await?;
        let owner = owner.map(|owner| owner.addressed().to_owned()).unwrap_or_default();
        rows.push(context! { token => shown(one), owner });
    }
    visitor.page("people/admin-tokens.html", visitor.text("admin-tokens-title")?, context! { rows })
}

async fn revoke_token(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    visitor.administrator()?;
    let mut change = visitor.change().await?;
    if !token::revoke(&mut change, id, None).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("token.revoked", id)).await?;
    visitor.done("/admin/tokens", "account-token-revoked")
}

/// The tenant of this visitor with everything in its row.
pub(crate) async fn tenant_of(
    view: &mut rathaus_store::Session,
    id: TenantId,
) -> Result<tenant::Tenant, PageError> {
    tenant::find(view).await?.filter(|one| one.id == id).ok_or(PageError::NotFound)
}
