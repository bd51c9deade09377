//! What the command line does before anybody can sign in: the first administrator, more tenants, a lost second factor.
//!
//! Each gives the path of a sign-in link that the operator opens or passes on; nothing is mailed.

use jiff::{SignedDuration, Timestamp};
use rathaus_core::Lang;
use rathaus_store::{Actor, Id, Record, Store, StoreError, TenantId};
use rathaus_web::Role;

use crate::membership::{self, Grant};
use crate::person::{self, NewPerson};
use crate::tenant::{self, Tenant, TenantKind};
use crate::{passkey, second_factor, session};

/// Who acts, in the audit log.
const ACTOR: Actor = Actor::Program("admin");
/// How long a link from the command line opens: it is passed on by hand.
const LINK: SignedDuration = SignedDuration::from_hours(24);

/// Why a command was refused.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The slug has other characters than small letters, digits and hyphens.
    #[error("“{0}” cannot be part of an address; use small letters, digits and hyphens")]
    Slug(String),
    /// It is not an address.
    #[error("“{0}” is not an e-mail address, such as name@stadt.de")]
    Email(String),
    /// There is a tenant already where the first one was asked for.
    #[error(
        "there is a tenant already; use `rathaus admin sign-in-link` for its administrator, or add another tenant"
    )]
    NotFirst,
    /// No tenant has that slug.
    #[error("no tenant has the slug “{0}”; the first one has none")]
    NoTenant(String),
    /// Nobody has that address there.
    #[error("nobody has the address {0} in this tenant")]
    NoPerson(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds the first tenant, at `/` where `slug` is empty, with an administrator who runs the house; gives the path of
/// their sign-in link, as in `/sign-in/link/…`.
///
/// # Errors
///
/// [`AdminError::NotFirst`] where there is a tenant.
pub async fn first_administrator(
    store: &Store,
    now: Timestamp,
    name: &str,
    slug: &str,
    email: &str,
    features: &[&str],
) -> Result<String, AdminError> {
    if !tenant::list(&mut *store.system().read().await?).await?.is_empty() {
        return Err(AdminError::NotFirst);
    }
    let made = add_tenant(store, now, name, slug, TenantKind::Region, features).await?;
    let person = add_person(store, made.id, now, "", email, &[Role::House, Role::Administrator]).await?;
    sign_in_path(store, &made, now, person).await
}

/// Adds a tenant with these features switched on.
///
/// # Errors
///
/// A slug that cannot be one, or that is taken (`Conflict`).
pub async fn add_tenant(
    store: &Store,
    now: Timestamp,
    name: &str,
    slug: &str,
    kind: TenantKind,
    features: &[&str],
) -> Result<Tenant, AdminError> {
    if !tenant::is_slug(slug) {
        return Err(AdminError::Slug(slug.to_owned()));
    }
    let mut new = Tenant::new(now, slug, name.trim(), kind);
    new.features = features.iter().map(|name| (*name).to_owned()).collect();
    let mut change = store.system().change(ACTOR, now).await?;
    tenant::insert(&mut change, &new).await?;
    change.commit(TenantId::HOUSE, Record::new("tenant.added", new.id)).await?;
    Ok(new)
}

/// Adds a person with roles in the tenant as a whole, or the roles to one who is there.
///
/// # Errors
///
/// An address that is none.
pub async fn add_person(
    store: &Store,
    tenant: TenantId,
    now: Timestamp,
    name: &str,
    email: &str,
    roles: &[Role],
) -> Result<Id, AdminError> {
    let address = rathaus_web::form::read_email(email).ok_or_else(|| AdminError::Email(email.to_owned()))?;
    let mut change = store.tenant(tenant).change(ACTOR, now).await?;
    let new = NewPerson { name: name.to_owned(), email: address, lang: Lang::De };
    let person = person::ensure(&mut change, &new).await?;
    for role in roles {
        membership::grant(&mut change, Grant { person, organisation: None, role: *role, until: None })
            .await?;
    }
    let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    change.commit(Record::new("person.added", person).with("roles", words)).await?;
    Ok(person)
}

/// The tenant with this slug.
///
/// # Errors
///
/// [`AdminError::NoTenant`].
pub async fn tenant_of_slug(store: &Store, slug: &str) -> Result<Tenant, AdminError> {
    let all = tenant::list(&mut *store.system().read().await?).await?;
    all.into_iter().find(|one| one.slug == slug).ok_or_else(|| AdminError::NoTenant(slug.to_owned()))
}

async fn person_of(store: &Store, tenant: &Tenant, email: &str) -> Result<Id, AdminError> {
    let mut view = store.tenant(tenant.id).read().await?;
    let found = person::find_by_email(&mut view, email).await?;
    found.map(|one| one.id).ok_or_else(|| AdminError::NoPerson(email.to_owned()))
}

/// A sign-in link for somebody who is there, good for a day; gives its path below the tenant's own, with the tenant's
/// prefix.
///
/// # Errors
///
/// No such tenant or person.
pub async fn sign_in_link(
    store: &Store,
    now: Timestamp,
    slug: &str,
    email: &str,
) -> Result<String, AdminError> {
    let tenant = tenant_of_slug(store, slug).await?;
    let person = person_of(store, &tenant, email).await?;
    sign_in_path(store, &tenant, now, person).await
}

/// The path of a new sign-in link, good for a day.
///
/// # Errors
///
/// What the database says.
pub async fn sign_in_path(
    store: &Store,
    tenant: &Tenant,
    now: Timestamp,
    person: Id,
) -> Result<String, AdminError> {
    let mut change = store.tenant(tenant.id).change(ACTOR, now).await?;
    let secret = crate::pages::sign_in::issue_link(&mut change, person, "", "/", LINK).await?;
    change.commit(Record::new("sign-in.link-issued", person)).await?;
    let base = if tenant.slug.is_empty() { String::new() } else { format!("/t/{}", tenant.slug) };
    Ok(format!("{base}/sign-in/link/{}", secret.reveal()))
}

/// Takes somebody's second factor away, passkeys included, and ends their sessions: the device was lost.
///
/// # Errors
///
/// No such tenant or person.
pub async fn reset_second_factor(
    store: &Store,
    now: Timestamp,
    slug: &str,
    email: &str,
) -> Result<(), AdminError> {
    let tenant = tenant_of_slug(store, slug).await?;
    let person = person_of(store, &tenant, email).await?;
    let mut change = store.tenant(tenant.id).change(ACTOR, now).await?;
    second_factor::remove_app(&mut change, person).await?;
    passkey::delete_all(&mut change, person).await?;
    session::revoke_all(&mut change, person, None).await?;
    change.commit(Record::new("second-factor.reset", person)).await?;
    Ok(())
}
