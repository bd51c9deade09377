//! What a feature gives to the house.

use std::sync::Arc;

use axum::Router;
use rathaus_core::Lang;
use rathaus_store::Migration;
use rathaus_store::jobs::Workers;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::bundle::BundlePart;
use crate::visitor::Visitor;

/// An entry of the navigation, already in the visitor's language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NavItem {
    /// Address with the tenant's prefix.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Whether the visitor is there.
    pub current: bool,
}

/// A part of the house: its pages, tables, texts and templates, registered by the server in one place.
pub struct Feature {
    /// Its name, as in `forum`; what tenants switch on and off. `None` for parts of the kit, which are always on.
    pub name: Option<&'static str>,
    /// Its pages, below the tenant.
    pub routes: Router<App>,
    /// Its part of the JSON API, below `/api/v1`.
    pub api: OpenApiRouter<App>,
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Contents of its `.ftl` files.
    pub texts: &'static [(Lang, &'static str)],
    /// Names and contents of its templates.
    pub templates: &'static [(&'static str, &'static str)],
    /// Its entries in the navigation of this visitor.
    pub nav: fn(&Visitor) -> Vec<NavItem>,
    /// Adds what it does in the background to the workers.
    pub work: fn(&App, Workers) -> Workers,
    /// What of it a tenant can hand on ([`crate::bundle`]), in the order in which it is taken over.
    pub bundle: Vec<Arc<dyn BundlePart>>,
}

impl Feature {
    /// A feature with nothing yet.
    pub fn new(name: Option<&'static str>) -> Self {
        Self {
            name,
            routes: Router::new(),
            api: OpenApiRouter::new(),
            migrations: &[],
            texts: &[],
            templates: &[],
            nav: |_| Vec::new(),
            work: |_, workers| workers,
            bundle: Vec::new(),
        }
    }
}

/// The contents of `.ftl` files of a crate: `texts!("round", "survey")` reads `locales/de/round.ftl` and so on.
#[macro_export]
macro_rules! texts {
    ($($stem:literal),+ $(,)?) => {
        &[$(
            (
                $crate::Lang::De,
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/de/", $stem, ".ftl")),
            ),
            (
                $crate::Lang::En,
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en/", $stem, ".ftl")),
            ),
        )+]
    };
}

/// Templates of a crate: `templates!("forum/rounds.html")` reads `templates/forum/rounds.html.j2`.
#[macro_export]
macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $name, ".j2")),
        )),+]
    };
}
