//! Services between the tenants of one house: which of the own ones others may copy, what others share, one click that copies it,
//! and what changed there since.
//!
//! A copy belongs to whoever copied it. It is told where it came from, and nothing changes in it by itself.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_procedure::bundle::differences;
use rathaus_procedure::merge::{Clash, Merged, Side, merge};
use rathaus_procedure::store::{
    Edited, Version, begin_version, find_form, list_versions, save_draft_version,
};
use rathaus_procedure::{Definition, StableId};
use rathaus_store::{Id, Record, Session, TenantId};
use rathaus_web::bundle::{Around, Differing};
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Value, Visitor, context, get, post};

use super::office::{free, insert_form, take_over};
use crate::examples::Example;
use crate::neighbours::{Shared, find_earlier, find_shared, list_shared};
use crate::policy;
use crate::store::catalogue::{Service, find_service, find_service_by_id};
use crate::store::share::{Origin, find_origin, insert_origin, list_origins, set_shared, update_origin};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases/services/others", get(others))
        .route("/cases/services/others/{tenant}/{service}", post(copy))
        .route("/cases/services/{slug}/sharing", post(sharing))
        .route("/cases/services/{slug}/origin", get(origin).merge(post(take)));
}

async fn own(visitor: &Visitor, slug: &str) -> Result<Service, PageError> {
    policy::may_work(visitor)?;
    find_service(&mut *visitor.read().await?, slug).await?.ok_or(PageError::NotFound)
}

async fn sharing(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    let service = own(&visitor, &slug).await?;
    let is_shared = fields.first("shared") == Some("yes");
    let mut change = visitor.change().await?;
    set_shared(&mut change, service.id, is_shared).await?;
    change.commit(Record::new("service.shared", service.id).with("shared", is_shared)).await?;
    let said = if is_shared { "share-shared" } else { "share-not-shared" };
    visitor.done(&format!("/cases/services/{slug}"), said)
}

/// What others share, with what of it was copied already.
async fn others(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let mut copied: Vec<(Origin, String)> = Vec::new();
    for origin in list_origins(&mut view).await? {
        let service = find_service_by_id(&mut view, origin.service).await?;
        copied.extend(service.map(|service| (origin, service.slug)));
    }
    drop(view);
    let lang = visitor.lang();
    let rows: Vec<Value> = list_shared(visitor.app(), visitor.tenant().id)
        .await?
        .into_iter()
        .map(|one| {
            let (tenant, service) = (one.tenant.id, &one.service);
            let own = copied.iter().find(|(from, _)| from.tenant == tenant && from.original == service.id);
            context! {
                title => service.content.title.get(lang),
                text => service.content.summary.get(lang),
                tenant => one.tenant.name.clone(),
                version => one.live.n,
                copy => visitor.url(&format!("/cases/services/others/{tenant}/{}", service.id)),
                own => own.map(|(_, slug)| visitor.url(&format!("/cases/services/{slug}"))),
                is_newer => own.is_some_and(|(from, _)| from.hash != one.live.hash),
                origin => own.map(|(_, slug)| visitor.url(&format!("/cases/services/{slug}/origin"))),
            }
        })
        .collect();
    let context = context! { rows, form => visitor.form(&Sheet::blank())? };
    visitor.page("services/share-others.html", visitor.text("share-others")?, context)
}

async fn copy(visitor: Visitor, Path((tenant, service)): Path<(String, String)>) -> Answer {
    let by = policy::may_work(&visitor)?.name.clone();
    let id = |text: &str| text.parse::<Id>().map_err(|_| PageError::NotFound);
    let (tenant, original) = (TenantId(id(&tenant)?), id(&service)?);
    let found = find_shared(visitor.app(), visitor.tenant().id, tenant, original).await?;
    let shared = found.ok_or(PageError::NotFound)?;
    let mut change = visitor.change().await?;
    // Clicked twice, or by two: there is one copy, and whoever comes later is led to it.
    let there = list_origins(&mut change).await?;
    if let Some(origin) = there.iter().find(|one| one.tenant == tenant && one.original == original) {
        let service = find_service_by_id(&mut change, origin.service).await?.ok_or(PageError::NotFound)?;
        return visitor.done(&format!("/cases/services/{}", service.slug), "share-copied-before");
    }
    let example = Example {
        slug: shared.service.slug.clone(),
        content: shared.service.content.clone(),
        form: Definition::clone(&shared.live.definition),
        further: shared.further.clone(),
    };
    let service = take_over(&mut change, &example, &by, false).await?;
    insert_origin(&mut change, service.id, tenant, original, &shared.live.hash).await?;
    let record = Record::new("service.copied", service.id)
        .with("from", tenant)
        .with("service", original)
        .with("hash", &shared.live.hash);
    change.commit(record).await?;
    visitor.done(&format!("/cases/services/{}", service.slug), "share-copied")
}

/// Where a service came from, for its own page; nothing where it is the tenant's own.
pub(super) async fn origin_of(visitor: &Visitor, service: &Service) -> Result<Option<Value>, PageError> {
    let found = find_origin(&mut *visitor.read().await?, service.id).await?;
    let Some(origin) = found else { return Ok(None) };
    let shared = shared_of(visitor, &origin).await?;
    Ok(Some(context! {
        href => visitor.url(&format!("/cases/services/{}/origin", service.slug)),
        tenant => shared.as_ref().map(|shared| shared.tenant.name.clone()),
        is_newer => shared.is_some_and(|shared| shared.live.hash != origin.hash),
    }))
}

async fn shared_of(visitor: &Visitor, origin: &Origin) -> Result<Option<Shared>, PageError> {
    find_shared(visitor.app(), visitor.tenant().id, origin.tenant, origin.original).await
}

/// A service with the newest version of its form.
struct Copied {
    service: Service,
    origin: Origin,
    latest: Version,
}

async fn copied(session: &mut Session, slug: &str) -> Result<Copied, PageError> {
    let service = find_service(session, slug).await?.ok_or(PageError::NotFound)?;
    let origin = find_origin(session, service.id).await?.ok_or(PageError::NotFound)?;
    let form = find_form(session, &service.form).await?.ok_or(PageError::NotFound)?;
    let latest = list_versions(session, form.id).await?.into_iter().next().ok_or(PageError::NotFound)?;
    Ok(Copied { service, origin, latest })
}

/// The form whose answers come later, as a proof of use, of a definition.
fn report_of(definition: &Definition) -> Option<&StableId> {
    let grant = definition.handling.as_ref()?.grant.as_ref()?;
    grant.report.as_ref().map(|report| &report.form)
}

/// A form of others under the own keys.
fn rekeyed(definition: &Definition, key: &StableId, report: Option<&StableId>) -> Definition {
    let mut own = Definition { key: key.clone(), ..definition.clone() };
    let grant = own.handling.as_mut().and_then(|handling| handling.grant.as_mut());
    if let (Some(to), Some(report)) = (report, grant.and_then(|grant| grant.report.as_mut())) {
        report.form = to.clone();
    }
    own
}

fn rows(differences: Vec<Differing>) -> Vec<Value> {
    differences.into_iter().map(|one| context! { what => one.what, old => one.old, new => one.new }).collect()
}

async fn origin(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    origin_page(&visitor, &slug, StatusCode::OK, Sheet::blank()).await
}

/// What would be the draft here: the newer version there, joined with what was changed here. Where what both began with is not
/// there any more, or the own form has faults, theirs alone.
async fn joined(
    visitor: &Visitor,
    shared: &Shared,
    Copied { origin, latest, .. }: &Copied,
    report: Option<&StableId>,
    chosen: &(dyn Fn(&str) -> Option<Side> + Sync),
) -> Result<Merged, PageError> {
    let key = &latest.definition.key;
    let theirs = rekeyed(&shared.live.definition, key, report);
    let before = find_earlier(visitor.app(), shared, &origin.hash).await?;
    match before.filter(|_| latest.definition.faults().is_empty()) {
        Some(before) => {
            let base = rekeyed(&before.definition, key, report);
            merge(&base, &latest.definition, &theirs, chosen).map_err(PageError::fault)
        }
        None => Ok(Merged { definition: theirs, clashes: Vec::new() }),
    }
}

/// The name of the choice about a clash in the form.
fn choice(clash: &Clash) -> String {
    format!("choice.{}", clash.at)
}

/// What was chosen of a clash; nothing where nobody chose.
fn side(fields: &Fields, at: &str) -> Option<Side> {
    match fields.first(&format!("choice.{at}"))? {
        "ours" => Some(Side::Ours),
        "theirs" => Some(Side::Theirs),
        _ => None,
    }
}

/// What both changed, to choose from.
fn clashes(visitor: &Visitor, merged: &Merged) -> Result<Vec<Value>, PageError> {
    let none = visitor.text("share-none")?;
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| none.clone());
    merged
        .clashes
        .iter()
        .map(|clash| {
            let what = visitor.text(&clash.what.key())?;
            Ok(context! {
                name => choice(clash),
                label => format!("{}: {what}", clash.label),
                base => shown(&clash.base), ours => shown(&clash.ours), theirs => shown(&clash.theirs),
            })
        })
        .collect()
}

async fn origin_page(visitor: &Visitor, slug: &str, status: StatusCode, sheet: Sheet) -> Answer {
    let found = copied(&mut *visitor.read().await?, slug).await?;
    let Copied { service, origin, latest } = &found;
    let shared = shared_of(visitor, origin).await?;
    let around = Around { app: visitor.app(), lang: visitor.lang(), by: "" };
    let (mut theirs, mut ours, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let newer = shared.as_ref().filter(|shared| shared.live.hash != origin.hash);
    if let Some(shared) = newer {
        if let Some(before) = find_earlier(visitor.app(), shared, &origin.hash).await? {
            theirs = differences(&around, &before.definition, &shared.live.definition)?;
        }
        let report = report_of(&latest.definition);
        let merged = joined(visitor, shared, &found, report, &|_| None).await?;
        ours = differences(&around, &latest.definition, &merged.definition)?;
        asked = clashes(visitor, &merged)?;
    }
    // Where nothing was changed here, both are the same and said once.
    let is_same = theirs == ours;
    let context = context! {
        slug => slug,
        name => service.content.title.get(visitor.lang()),
        tenant => shared.as_ref().map(|shared| shared.tenant.name.clone()),
        taken_at => origin.taken_at.to_string(),
        is_newer => newer.is_some(),
        version => newer.map(|shared| shared.live.n),
        valid_from => newer.and_then(|shared| shared.live.valid_from).map(|at| at.to_string()),
        hash => newer.map(|shared| shared.live.hash.clone()).unwrap_or_default(),
        own => latest.hash.clone(),
        form_href => visitor.url(&format!("/forms/{}", service.form)),
        theirs => if is_same { Vec::new() } else { rows(theirs) },
        ours => rows(ours),
        clashes => asked,
        is_stale => status == StatusCode::CONFLICT,
        form => visitor.form(&sheet)?,
    };
    visitor.page_with(status, "services/share-origin.html", visitor.text("share-origin")?, context)
}

/// Makes the newer version there, joined with what was changed here, the draft here. The draft before can be had back in the editor.
async fn take(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    let by = policy::may_work(&visitor)?.name.clone();
    let origin = copied(&mut *visitor.read().await?, &slug).await?.origin;
    let shared = shared_of(&visitor, &origin).await?.ok_or(PageError::Conflict("share-gone"))?;
    let mut change = visitor.change().await?;
    let found = copied(&mut change, &slug).await?;
    let Copied { service, origin, latest } = &found;
    let is_seen = fields.first("hash") == Some(shared.live.hash.as_str())
        && fields.first("own") == Some(latest.hash.as_str());
    if origin.hash == shared.live.hash {
        return visitor.done(&format!("/cases/services/{slug}/origin"), "share-taken-before");
    }
    if !is_seen {
        drop(change);
        return origin_page(&visitor, &slug, StatusCode::CONFLICT, Sheet::blank()).await;
    }
    let mut report = report_of(&latest.definition).cloned();
    if report.is_none() {
        // Asked for the first time in the newer version: its form comes along.
        for form in &shared.further {
            let key = free(&mut change, form.key.as_str()).await?;
            insert_form(&mut change, &Definition { key: key.clone(), ..form.clone() }, &by, false).await?;
            report = Some(key);
        }
    }
    let merged = joined(&visitor, &shared, &found, report.as_ref(), &|at| side(&fields, at)).await?;
    let open: Vec<&Clash> =
        merged.clashes.iter().filter(|clash| side(&fields, &clash.at).is_none()).collect();
    if !open.is_empty() {
        drop(change);
        let sheet = Sheet::filled(fields.values.iter().cloned());
        let sheet = open.into_iter().fold(sheet, |sheet, clash| sheet.wrong(&choice(clash), "share-choose"));
        return origin_page(&visitor, &slug, StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
    }
    let draft = begin_version(&mut change, latest.form, &by).await?.ok_or(PageError::NotFound)?;
    match save_draft_version(&mut change, draft.id, draft.edition, &merged.definition, &by).await? {
        Edited::Saved(_) => {}
        Edited::Stale(_) | Edited::Fixed => return Err(PageError::Conflict("procedure-editor-stale")),
    }
    update_origin(&mut change, service.id, &shared.live.hash).await?;
    let record = Record::new("service.origin-taken", service.id)
        .with("from", origin.tenant)
        .with("hash", &shared.live.hash)
        .with("chosen", merged.clashes.len());
    change.commit(record).await?;
    visitor.done(&format!("/forms/{}", service.form), "share-taken")
}
