//! The gate: what the pipeline asks about tenants and people.
//!
//! The list of tenants is asked for with every request and changes rarely, so it is kept for a few seconds; a change
//! made by this server is seen at once ([`PeopleGate::refresh`]), one made by another within [`KEPT`]. Sessions are
//! read with every request: a revoked one is over at once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use rathaus_store::{Actor, Id, Session, Store, StoreError};
use rathaus_web::{Gate, Role, Seat, Signed};

use crate::membership::Membership;
use crate::session::{IDLE, IDLE_ADMINISTRATOR, NOTED_EVERY};
use crate::{deputy, person, session, tenant, token};

/// How long the list of tenants is kept.
pub const KEPT: Duration = Duration::from_secs(5);

const ACTOR: Actor = Actor::Program("gate");

type Tenants = Arc<Vec<Arc<rathaus_web::Tenant>>>;

/// The gate over the tables of this crate. The server also puts it in as a port, so that pages can refresh it.
#[derive(Debug)]
pub struct PeopleGate {
    store: Store,
    tenants: Mutex<Option<(Instant, Tenants)>>,
}

impl PeopleGate {
    /// A gate on this store.
    pub fn new(store: Store) -> Self {
        Self { store, tenants: Mutex::new(None) }
    }

    /// Forgets what is kept: a tenant was changed.
    pub fn refresh(&self) {
        if let Ok(mut kept) = self.tenants.lock() {
            *kept = None;
        }
    }

    /// What a person may do in a tenant at `now`.
    async fn rights(
        view: &mut Session,
        person: Id,
        now: Timestamp,
    ) -> Result<(BTreeSet<Role>, Vec<Seat>), StoreError> {
        let rights = deputy::list_rights(view, person, now).await?;
        let mut seats: Vec<Seat> = Vec::new();
        for seat in rights.iter().filter_map(seat_of) {
            if !seats.contains(&seat) {
                seats.push(seat);
            }
        }
        Ok((rights.iter().map(|one| one.role).collect(), seats))
    }
}

fn seat_of(membership: &Membership) -> Option<Seat> {
    Some(Seat {
        organisation: membership.organisation?,
        name: membership.organisation_name.clone(),
        kind: membership.organisation_kind.clone(),
        role: membership.role,
    })
}

/// Whether these roles run something, which asks for shorter sessions and a second factor.
pub(crate) fn runs_things(roles: &BTreeSet<Role>) -> bool {
    roles.contains(&Role::Administrator) || roles.contains(&Role::House)
}

#[async_trait]
impl Gate for PeopleGate {
    async fn tenants(&self) -> Result<Tenants, StoreError> {
        let kept = self.tenants.lock().ok().and_then(|kept| kept.clone());
        if let Some((_, tenants)) = kept.filter(|(since, _)| since.elapsed() < KEPT) {
            return Ok(tenants);
        }
        let mut view = self.store.system().read().await?;
        let tenants: Tenants =
            Arc::new(tenant::list(&mut view).await?.iter().map(|one| Arc::new(one.shown())).collect());
        // A house without tenants is being set up at this moment.
        if let Ok(mut kept) = self.tenants.lock()
            && !tenants.is_empty()
        {
            *kept = Some((Instant::now(), tenants.clone()));
        }
        Ok(tenants)
    }

    async fn signed(
        &self,
        tenant: &rathaus_web::Tenant,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<Signed>, StoreError> {
        let scope = self.store.tenant(tenant.id);
        let mut view = scope.read().await?;
        let Some(opened) = session::find(&mut view, cookie).await? else { return Ok(None) };
        let found = opened.session;
        let (roles, seats) = Self::rights(&mut view, found.person, now).await?;
        drop(view);
        // Who has set up an app for codes has no rights here before showing one.
        let is_pending = !found.strong && opened.has_app;
        let idle = if runs_things(&roles) { IDLE_ADMINISTRATOR } else { IDLE };
        if !found.holds(now, idle) {
            return Ok(None);
        }
        if now.duration_since(found.last_used_at) >= NOTED_EVERY {
            let mut change = scope.change(ACTOR, now).await?;
            session::note_use(&mut change, found.id, found.person).await?;
            change.commit_unrecorded().await?;
        }
        Ok(Some(Signed {
            session: found.id,
            person: found.person,
            name: opened.name,
            email: opened.email,
            roles: if is_pending { BTreeSet::new() } else { roles },
            seats: if is_pending { Vec::new() } else { seats },
            strong: found.strong,
            fresh_until: found.fresh_until.filter(|_| !is_pending),
            scopes: None,
        }))
    }

    async fn token(
        &self,
        tenant: &rathaus_web::Tenant,
        text: &str,
        now: Timestamp,
    ) -> Result<Option<Signed>, StoreError> {
        let scope = self.store.tenant(tenant.id);
        let mut view = scope.read().await?;
        let Some(found) = token::find(&mut view, text, now).await? else { return Ok(None) };
        let person = person::find(&mut view, found.person).await?.filter(|one| one.deleted_at.is_none());
        let Some(person) = person else { return Ok(None) };
        let (roles, seats) = Self::rights(&mut view, person.id, now).await?;
        drop(view);
        if found.last_used_at.is_none_or(|last| now.duration_since(last) >= NOTED_EVERY) {
            let mut change = scope.change(ACTOR, now).await?;
            token::note_use(&mut change, found.id).await?;
            change.commit_unrecorded().await?;
        }
        Ok(Some(Signed {
            session: found.id,
            person: person.id,
            name: person.addressed().to_owned(),
            email: person.email,
            roles,
            seats,
            strong: false,
            fresh_until: None,
            scopes: Some(found.scopes),
        }))
    }
}
