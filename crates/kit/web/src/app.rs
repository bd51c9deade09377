//! The program as a request sees it: store, pages, keys, clock, features. Made once by the server.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use rathaus_core::Lang;
use rathaus_store::jobs::Workers;
use rathaus_store::{Migration, Store, TenantId};
use utoipa_axum::router::OpenApiRouter;

use crate::bundle::BundlePart;
use crate::feature::{Feature, NavItem};
use crate::keys::Keys;
use crate::language::{TextError, Texts};
use crate::limits::{Limits, Rate};
use crate::pages::Pages;
use crate::shelf::Shelf;
use crate::visitor::{Gate, Tenant, Visitor};
use crate::watch::Figures;
use crate::wording::Kept;

/// Tells the time; the server's asks the machine, a test's stands still.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How the pipeline behaves.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// Scheme and host that people use, without a slash at the end, as in `https://rathaus.region.de`.
    pub base_url: String,
    /// Whether `X-Forwarded-For`, `-Proto` and `-Host` come from a balancer of the house and are believed.
    pub behind_proxy: bool,
    /// Most bytes of a form without files.
    pub most_form_bytes: usize,
    /// Most bytes of a form with files.
    pub most_upload_bytes: usize,
    /// Most requests answered at once; further ones are asked to come back (503).
    pub most_at_once: usize,
    /// How long a body may send nothing. The whole may take twenty times as long.
    pub body_pause: Duration,
    /// Rates that differ from [`crate::limits::RATES`], by purpose.
    pub rates: BTreeMap<String, Rate>,
    /// The token that may read `/metrics` from elsewhere than this machine.
    pub metrics_token: Option<String>,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            base_url: "http://localhost:8080".to_owned(),
            behind_proxy: false,
            most_form_bytes: 1 << 20,
            most_upload_bytes: 40 << 20,
            most_at_once: 512,
            body_pause: Duration::from_secs(15),
            rates: BTreeMap::new(),
            metrics_token: None,
        }
    }
}

/// What a feature puts into the navigation.
type Nav = fn(&Visitor) -> Vec<NavItem>;

/// The program. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<House>);

struct House {
    store: Store,
    keys: Keys,
    gate: Arc<dyn Gate>,
    clock: Clock,
    pages: Arc<Pages>,
    wordings: Kept,
    limits: Limits,
    figures: Figures,
    shelf: Shelf,
    /// As text: as objects it takes ten times the room, and is hardly ever asked for.
    openapi: String,
    settings: WebSettings,
    nav: Vec<(Option<&'static str>, Nav)>,
    work: Vec<fn(&App, Workers) -> Workers>,
    /// With the feature that each belongs to.
    bundle: Vec<(Option<&'static str>, Arc<dyn BundlePart>)>,
    ports: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

/// Puts the program together.
pub struct Builder {
    store: Store,
    keys: Keys,
    gate: Arc<dyn Gate>,
    clock: Clock,
    settings: WebSettings,
    features: Vec<Feature>,
    ports: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

/// All migrations of these features behind those of the store and of this crate, in the order of the list.
pub fn migrations(features: &[Feature]) -> Vec<Migration> {
    rathaus_store::migrate::MIGRATIONS
        .iter()
        .chain(crate::MIGRATIONS)
        .chain(features.iter().flat_map(|feature| feature.migrations))
        .copied()
        .collect()
}

impl App {
    /// Begins to put the program together; the migrations have been run.
    pub fn builder(
        store: Store,
        keys: Keys,
        gate: Arc<dyn Gate>,
        clock: Clock,
        settings: WebSettings,
    ) -> Builder {
        Builder { store, keys, gate, clock, settings, features: Vec::new(), ports: HashMap::new() }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The house's keys.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// Who knows tenants and people.
    pub fn gate(&self) -> &Arc<dyn Gate> {
        &self.0.gate
    }

    /// The time. Handlers take [`Visitor::now`], which stays the same during a request.
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// The settings.
    pub fn settings(&self) -> &WebSettings {
        &self.0.settings
    }

    /// All texts of a language.
    pub fn texts(&self, lang: Lang) -> &Texts {
        self.0.pages.texts(lang)
    }

    /// Templates and texts of all features.
    pub fn pages(&self) -> &Pages {
        &self.0.pages
    }

    pub(crate) fn shipped_pages(&self) -> &Arc<Pages> {
        &self.0.pages
    }

    pub(crate) fn wordings(&self) -> &Kept {
        &self.0.wordings
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn figures(&self) -> &Figures {
        &self.0.figures
    }

    pub(crate) fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// The description of the JSON API (OpenAPI 3.1).
    ///
    /// # Errors
    ///
    /// None that the program's own description could cause.
    pub fn openapi(&self) -> Result<serde_json::Value, crate::PageError> {
        serde_json::from_str(&self.0.openapi).map_err(crate::PageError::fault)
    }

    /// A tenant by its id, for jobs.
    ///
    /// # Errors
    ///
    /// What the database says; `NotFound` where there is no such tenant any more.
    pub async fn tenant(&self, id: TenantId) -> Result<Arc<Tenant>, crate::PageError> {
        let tenants = self.gate().tenants().await?;
        tenants.iter().find(|tenant| tenant.id == id).cloned().ok_or(crate::PageError::NotFound)
    }

    /// What the server or another part put in under its type: ports between features, outside parts.
    ///
    /// # Errors
    ///
    /// A fault where nothing of that type was put in.
    pub fn port<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, crate::PageError> {
        self.0
            .ports
            .get(&TypeId::of::<T>())
            .and_then(|port| port.clone().downcast::<T>().ok())
            .ok_or_else(|| crate::PageError::Fault(format!("no port {}", std::any::type_name::<T>())))
    }

    /// The navigation of a visitor: entries of the kit and of features that the tenant switched on.
    pub fn nav(&self, visitor: &Visitor) -> Vec<NavItem> {
        let is_on =
            |name: &Option<&'static str>| name.is_none_or(|name| visitor.tenant().features.contains(name));
        self.0.nav.iter().filter(|(name, _)| is_on(name)).flat_map(|(_, nav)| nav(visitor)).collect()
    }

    /// Adds what every feature does in the background.
    pub fn attend(&self, workers: Workers) -> Workers {
        self.0.work.iter().fold(workers, |workers, add| add(self, workers))
    }

    /// The parts of a bundle, those of the kit before those of features, which may stand on them.
    pub fn bundle_parts(&self) -> impl Iterator<Item = &Arc<dyn BundlePart>> {
        self.0.bundle.iter().map(|(_, part)| part)
    }

    /// Whether a feature gives a part of its own to bundles.
    pub fn is_bundled(&self, feature: &str) -> bool {
        self.0.bundle.iter().any(|(of, _)| *of == Some(feature))
    }

    /// An address with scheme and host, for mails.
    pub fn full_url(&self, tenant: &Tenant, path: &str) -> String {
        let base = &self.0.settings.base_url;
        match tenant.hosts.first() {
            Some(host) => {
                let scheme = base.split("://").next().unwrap_or("https");
                format!("{scheme}://{host}{path}")
            }
            None if tenant.slug.is_empty() => format!("{base}{path}"),
            None => format!("{base}/t/{}{path}", tenant.slug),
        }
    }
}

impl Builder {
    /// Adds a feature; the order is that of the navigation.
    pub fn feature(mut self, feature: Feature) -> Self {
        self.features.push(feature);
        self
    }

    /// Puts something in for [`App::port`].
    pub fn port<T: Send + Sync + 'static>(mut self, port: Arc<T>) -> Self {
        self.ports.insert(TypeId::of::<T>(), port);
        self
    }

    /// The program, and the service that answers requests.
    ///
    /// # Errors
    ///
    /// A text that cannot be read.
    pub fn build(self) -> Result<(App, Router), TextError> {
        let pages = Arc::new(Pages::new(&self.features)?);
        let nav = self.features.iter().map(|feature| (feature.name, feature.nav)).collect();
        let work = self.features.iter().map(|feature| feature.work).collect();
        let of = |feature: &Feature| feature.bundle.iter().map(|part| (feature.name, part.clone())).collect();
        let mut bundle: Vec<(Option<&'static str>, Arc<dyn BundlePart>)> =
            self.features.iter().flat_map(|feature| -> Vec<_> { of(feature) }).collect();
        bundle.sort_by_key(|(of, _)| of.is_some());
        let mut routes = Router::new().merge(crate::api::routes()).merge(crate::progress::routes());
        let mut api = OpenApiRouter::new();
        for feature in self.features {
            let guard = axum::middleware::from_fn_with_state(feature.name, crate::edge::switched_on);
            if feature.routes.has_routes() {
                routes = routes.merge(feature.routes.route_layer(guard.clone()));
            }
            if !feature.api.get_openapi().paths.paths.is_empty() {
                api = api.merge(feature.api.route_layer(guard));
            }
        }
        let (api_routes, mut openapi) =
            OpenApiRouter::with_openapi(crate::api::head()).nest("/api/v1", api).split_for_parts();
        crate::api::describe(&mut openapi);
        let routes = routes.merge(api_routes);
        let app = App(Arc::new(House {
            store: self.store,
            keys: self.keys,
            gate: self.gate,
            clock: self.clock,
            pages,
            wordings: Kept::default(),
            limits: Limits::new(),
            figures: Figures::default(),
            shelf: Shelf::default(),
            openapi: serde_json::to_string(&openapi)
                .unwrap_or_else(|error| unreachable!("{error}: no such key")),
            settings: self.settings,
            nav,
            work,
            bundle,
            ports: self.ports,
        }));
        let service = crate::edge::around(routes, app.clone());
        Ok((app, service))
    }
}
