//! Houses with real people for tests: two tenants, a person per role, browsers that are signed in.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use rathaus_people::testing::houses;
//! use rathaus_web::Role;
//! for house in houses(&[], Vec::new).await {
//!     let (_, mut browser) = house.somebody(Role::Office).await;
//!     assert_eq!(browser.get("/sign-in").await.location, "/");
//! }
//! # });
//! ```

use std::sync::{Arc, Mutex};

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use rathaus_core::Lang;
use rathaus_store::files::Place;
use rathaus_store::testing::{Scratch, both, start};
use rathaus_store::{Actor, Files, Id, Migration, Record, TenantId, Workers};
use rathaus_web::testing::Browser;
use rathaus_web::visitor::SESSION_COOKIE;
use rathaus_web::{App, Feature, Keys, Role, WebSettings};

use crate::membership::{self, Grant};
use crate::organisation::{self, NewOrganisation};
use crate::person::{self, NewPerson};
use crate::tenant::{self, Tenant, TenantKind};
use crate::{PeopleGate, session};

/// A house: its store, its router, and a clock that moves when told to.
pub struct House {
    /// The store, thrown away with the house.
    pub scratch: Scratch,
    /// The program.
    pub app: App,
    /// Answers requests.
    pub router: Router,
    /// The tenant at `/`.
    pub north: Tenant,
    /// The tenant at `/t/south`.
    pub south: Tenant,
    clock: Arc<Mutex<Timestamp>>,
}

/// Houses on every database, with this crate's pages and those of `features`, all of them switched on. `more` are the
/// migrations of parts that the features stand on.
///
/// # Panics
///
/// When a house cannot be made.
pub async fn houses(more: &[&[Migration]], features: impl Fn() -> Vec<Feature>) -> Vec<House> {
    let list = features();
    let own: Vec<&[Migration]> = [rathaus_web::MIGRATIONS, crate::MIGRATIONS]
        .into_iter()
        .chain(more.iter().copied())
        .chain(list.iter().map(|feature| feature.migrations))
        .collect();
    let mut houses = Vec::new();
    for scratch in both(&own).await {
        let mut tenants = Vec::new();
        for (slug, name) in [("", "Region Nord"), ("south", "Region Süd")] {
            let mut new = Tenant::new(start(), slug, name, TenantKind::Region);
            new.features = list.iter().filter_map(|feature| feature.name).map(str::to_owned).collect();
            let mut change =
                scratch.store.system().change(Actor::Program("test"), start()).await.expect("begins");
            tenant::insert(&mut change, &new).await.expect("a tenant");
            change.commit(new.id, Record::new("tenant.added", new.id)).await.expect("kept");
            tenants.push(new);
        }
        let gate = Arc::new(PeopleGate::new(scratch.store.clone()));
        let clock = Arc::new(Mutex::new(start()));
        let told = clock.clone();
        let settings = WebSettings { base_url: "http://localhost".to_owned(), ..WebSettings::default() };
        let files = Files::open(&scratch.store, &Place::Folder).expect("a folder for files");
        let mut builder = App::builder(
            scratch.store.clone(),
            Keys::for_tests(),
            gate.clone(),
            Arc::new(move || *told.lock().expect("a clock")),
            settings,
        )
        .port(gate)
        .port(Arc::new(files))
        .feature(crate::feature());
        for feature in features() {
            builder = builder.feature(feature);
        }
        let (app, router) = builder.build().expect("texts are readable");
        let south = tenants.pop().expect("two tenants");
        let north = tenants.pop().expect("two tenants");
        houses.push(House { scratch, app, router, north, south, clock });
    }
    houses
}

impl House {
    /// The time in this house.
    pub fn now(&self) -> Timestamp {
        *self.clock.lock().expect("a clock")
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        let mut clock = self.clock.lock().expect("a clock");
        *clock = clock.checked_add(time).expect("a time");
    }

    /// A stranger's browser.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// Adds a person with these roles in a tenant as a whole.
    pub async fn person(&self, tenant: TenantId, name: &str, roles: &[Role]) -> Id {
        let mut change = self
            .scratch
            .store
            .tenant(tenant)
            .change(Actor::Program("test"), self.now())
            .await
            .expect("begins");
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let new = NewPerson { name: name.to_owned(), email, lang: Lang::De };
        let person = person::ensure(&mut change, &new).await.expect("a person");
        for role in roles {
            let grant = Grant { person, organisation: None, role: *role, until: None };
            membership::grant(&mut change, grant).await.expect("a role");
        }
        change.commit(Record::new("person.added", person)).await.expect("kept");
        person
    }

    /// Adds an organisation to a tenant.
    pub async fn organisation(&self, tenant: TenantId, new: &NewOrganisation) -> Id {
        let mut change = self
            .scratch
            .store
            .tenant(tenant)
            .change(Actor::Program("test"), self.now())
            .await
            .expect("begins");
        let id = organisation::insert(&mut change, new).await.expect("an organisation");
        change.commit(Record::new("organisation.added", id)).await.expect("kept");
        id
    }

    /// Gives a person a seat in an organisation.
    pub async fn seat(&self, tenant: TenantId, person: Id, organisation: Id, role: Role) -> Id {
        let mut change = self
            .scratch
            .store
            .tenant(tenant)
            .change(Actor::Program("test"), self.now())
            .await
            .expect("begins");
        let grant = Grant { person, organisation: Some(organisation), role, until: None };
        let id = membership::grant(&mut change, grant).await.expect("a seat");
        change.commit(Record::new("membership.granted", id)).await.expect("kept");
        id
    }

    /// A browser in which this person has just signed in, with a second factor if `strong`.
    pub async fn signed_in(&self, tenant: TenantId, person: Id, strong: bool) -> Browser {
        let mut change = self
            .scratch
            .store
            .tenant(tenant)
            .change(Actor::Person(person), self.now())
            .await
            .expect("begins");
        let (id, secret) =
            session::begin(&mut change, person, strong, "Firefox, Linux").await.expect("begun");
        change.commit(Record::new("session.begun", person).with("session", id)).await.expect("kept");
        let mut browser = self.browser();
        browser.set_cookie(SESSION_COOKIE, secret.reveal());
        browser
    }

    /// Somebody in the north with one role, signed in with a second factor.
    pub async fn somebody(&self, role: Role) -> (Id, Browser) {
        let person = self.person(self.north.id, &format!("Person {}", role.word()), &[role]).await;
        let browser = self.signed_in(self.north.id, person, true).await;
        (person, browser)
    }

    /// The words of all mails that wait to be sent, the oldest first: recipient and text.
    pub async fn mails(&self, tenant: TenantId) -> Vec<(String, String)> {
        let mut view = self.scratch.store.tenant(tenant).read().await.expect("begins");
        crate::store::queue::list_mails(&mut view).await.expect("read")
    }

    /// Does the background work of all features that is due now, except sending mails.
    pub async fn work(&self) -> usize {
        let clock = self.clock.clone();
        let workers =
            Workers::new(self.scratch.store.clone(), Arc::new(move || *clock.lock().expect("a clock")));
        self.app.attend(workers).work_off().await.expect("worked")
    }
}
