//! Doors of the house: handlers whose types end here.
//!
//! A handler's type carries everything it awaits, down to the database's driver. axum builds its own layers around
//! every such type, and for each of them the compiler proves anew that the whole of it may go from thread to thread:
//! with some hundred handlers that was the longest part of a build. Behind a door they all have one type. A request
//! pays one more allocation for it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::MethodRouter;

use crate::app::App;

type Going = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler of any type.
#[derive(Clone)]
pub struct Door(Arc<dyn Fn(Request, App) -> Going + Send + Sync>);

impl Handler<(Infallible,), App> for Door {
    type Future = Going;

    fn call(self, request: Request, app: App) -> Going {
        (self.0)(request, app)
    }
}

/// The door of a handler.
pub fn door<H: Handler<T, App>, T: 'static>(handler: H) -> Door {
    Door(Arc::new(move |request, app| Box::pin(handler.clone().call(request, app))))
}

/// A page that is read.
pub fn get<H: Handler<T, App>, T: 'static>(handler: H) -> MethodRouter<App> {
    axum::routing::get(door(handler))
}

/// A form that is sent. With a page at the same address: `get(show).merge(post(save))`.
pub fn post<H: Handler<T, App>, T: 'static>(handler: H) -> MethodRouter<App> {
    axum::routing::post(door(handler))
}

/// Handlers of the API at one address, with what `#[utoipa::path]` says of them.
#[macro_export]
macro_rules! routes {
    ($($handler:path),+ $(,)?) => {{
        use utoipa_axum::PathItemExt;
        let mut paths = utoipa::openapi::path::Paths::new();
        let mut schemas = Vec::<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>::new();
        let mut router = axum::routing::MethodRouter::new();
        $(
            let (path, item, methods) = utoipa_axum::routes!(@resolve_types $handler : schemas);
            for method in &methods {
                router = router.on(method.to_method_filter(), $crate::door($handler));
            }
            paths.add_path_operation(&path, methods, item);
        )+
        (schemas, paths, router)
    }};
}
