//! Services of other tenants of the house that they let others copy.
//!
//! INVARIANT: of another tenant nothing is read but what it shares, and each tenant is read through a scope of its own; test
//! `only_what_is_shared_is_seen_by_others`. Nothing here is ever written there.

use std::sync::Arc;

use rathaus_procedure::Definition;
use rathaus_procedure::store::{Version, find_form, find_live, list_versions};
use rathaus_store::{Id, Session, TenantId};
use rathaus_web::{App, PageError, Tenant};

use crate::store::catalogue::{Service, find_service_by_id, list_services};

/// A service that another tenant shares.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Whose it is.
    pub tenant: Arc<Tenant>,
    /// What it is.
    pub service: Service,
    /// What is asked there now.
    pub live: Version,
    /// What is asked there later on, as in a proof of use.
    pub further: Vec<Definition>,
}

/// The other tenants of the house that offer services; sample data only among themselves.
async fn others(app: &App, own: TenantId) -> Result<Vec<Arc<Tenant>>, PageError> {
    let tenants = app.gate().tenants().await?;
    let is_sample = tenants.iter().any(|tenant| tenant.id == own && tenant.sample);
    let offers = |tenant: &&Arc<Tenant>| {
        tenant.id != own && tenant.sample == is_sample && tenant.features.contains("services")
    };
    Ok(tenants.iter().filter(offers).cloned().collect())
}

/// A service as others may copy it: shared, with a form that is valid.
async fn shared(
    session: &mut Session,
    tenant: &Arc<Tenant>,
    service: Service,
) -> Result<Option<Shared>, PageError> {
    if !service.is_shared {
        return Ok(None);
    }
    let Some(live) = find_live(session, &service.form).await? else { return Ok(None) };
    let grant = live.definition.handling.as_ref().and_then(|handling| handling.grant.as_ref());
    let report = grant.and_then(|grant| grant.report.as_ref()).map(|report| report.form.to_string());
    let mut further = Vec::new();
    if let Some(key) = report
        && let Some(form) = find_live(session, &key).await?
    {
        further.push(Definition::clone(&form.definition));
    }
    Ok(Some(Shared { tenant: tenant.clone(), service, live, further }))
}

/// Everything that other tenants share, tenant by tenant.
///
/// # Errors
///
/// What the database says.
pub async fn list_shared(app: &App, own: TenantId) -> Result<Vec<Shared>, PageError> {
    let mut found = Vec::new();
    for tenant in others(app, own).await? {
        let mut view = app.store().tenant(tenant.id).read().await?;
        for service in list_services(&mut view).await? {
            found.extend(shared(&mut view, &tenant, service).await?);
        }
    }
    Ok(found)
}

/// A service that another tenant shares; `None` where it does not, or there is none.
///
/// # Errors
///
/// What the database says.
pub async fn find_shared(
    app: &App,
    own: TenantId,
    tenant: TenantId,
    service: Id,
) -> Result<Option<Shared>, PageError> {
    let Some(tenant) = others(app, own).await?.into_iter().find(|other| other.id == tenant) else {
        return Ok(None);
    };
    let mut view = app.store().tenant(tenant.id).read().await?;
    match find_service_by_id(&mut view, service).await? {
        Some(service) => shared(&mut view, &tenant, service).await,
        None => Ok(None),
    }
}

/// The version of a shared form that has this hash; `None` where there is none any more.
///
/// # Errors
///
/// What the database says.
pub async fn find_earlier(app: &App, from: &Shared, hash: &str) -> Result<Option<Version>, PageError> {
    let mut view = app.store().tenant(from.tenant.id).read().await?;
    let Some(form) = find_form(&mut view, &from.service.form).await? else { return Ok(None) };
    let versions = list_versions(&mut view, form.id).await?;
    // A draft is nobody else's to see, even where it has been the same before.
    let was_live = |version: &Version| version.valid_from.is_some() && version.hash == hash;
    Ok(versions.into_iter().find(was_live))
}
