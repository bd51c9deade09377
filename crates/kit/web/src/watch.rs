//! What those who keep the house running ask for: `/healthz`, and `/metrics` in the text format of Prometheus 0.0.4.
//!
//! `/metrics` is answered to this machine, or to who brings the token of
//! [`WebSettings::metrics_token`](crate::WebSettings); to everybody else there is no such page. Figures name routes
//! and states, never paths, people or tenants.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rathaus_store::StoreError;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::store::figures;

/// Upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Copy, Default)]
struct Timing {
    counts: [u64; BOUNDS.len() + 1],
    seconds: f64,
}

/// Counted since the start of this server.
#[derive(Default)]
pub(crate) struct Figures(Mutex<BTreeMap<(String, &'static str, u16), Timing>>);

impl Figures {
    /// Counts a request.
    pub(crate) fn note(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let seconds = took.as_secs_f64();
        let place = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        let key = (route.to_owned(), method_word(method), status.as_u16() / 100);
        let mut figures = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let timing = figures.entry(key).or_default();
        timing.counts[place] += 1;
        timing.seconds += seconds;
    }

    fn write(&self, out: &mut String) {
        let figures = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        head(out, "rathaus_requests_total", "counter", "Answered requests.");
        for ((route, method, class), timing) in &figures {
            let total: u64 = timing.counts.iter().sum();
            let _ = writeln!(
                out,
                "rathaus_requests_total{{route=\"{}\",method=\"{method}\",status=\"{class}xx\"}} {total}",
                label(route)
            );
        }
        head(out, "rathaus_request_seconds", "histogram", "Time to the head of the answer.");
        let mut by_route: BTreeMap<(&str, &str), Timing> = BTreeMap::new();
        for ((route, method, _), timing) in &figures {
            let sum = by_route.entry((route, method)).or_default();
            sum.seconds += timing.seconds;
            for (sum, count) in sum.counts.iter_mut().zip(timing.counts) {
                *sum += count;
            }
        }
        for ((route, method), timing) in by_route {
            let labels = format!("route=\"{}\",method=\"{method}\"", label(route));
            let mut below = 0;
            for (bound, count) in BOUNDS.iter().zip(timing.counts) {
                below += count;
                let _ = writeln!(out, "rathaus_request_seconds_bucket{{{labels},le=\"{bound}\"}} {below}");
            }
            let total: u64 = timing.counts.iter().sum();
            let _ = writeln!(out, "rathaus_request_seconds_bucket{{{labels},le=\"+Inf\"}} {total}");
            let _ = writeln!(out, "rathaus_request_seconds_sum{{{labels}}} {:.6}", timing.seconds);
            let _ = writeln!(out, "rathaus_request_seconds_count{{{labels}}} {total}");
        }
    }
}

/// Methods are sent by strangers; those nobody knows share a word.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Answers `/healthz` or `/metrics`; the figures only where `may_see`.
pub(crate) async fn answer(app: &App, path: &str, may_see: bool) -> Response {
    if path == "/healthz" {
        return health(app).await;
    }
    if !may_see {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut out = String::new();
    app.figures().write(&mut out);
    head(&mut out, "rathaus_requests_in_flight", "gauge", "Requests being answered.");
    let _ = writeln!(out, "rathaus_requests_in_flight {}", app.limits().inside());
    let is_up = match database(app, &mut out).await {
        Ok(()) => 1,
        Err(error) => {
            tracing::warn!(%error, "figures without the database");
            0
        }
    };
    head(&mut out, "rathaus_database_up", "gauge", "Whether the database answers.");
    let _ = writeln!(out, "rathaus_database_up {is_up}");
    if let Some(bytes) = memory() {
        head(&mut out, "process_resident_memory_bytes", "gauge", "Memory of this process.");
        let _ = writeln!(out, "process_resident_memory_bytes {bytes}");
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], out).into_response()
}

async fn health(app: &App) -> Response {
    let asked = async {
        let mut view = app.store().system().read().await?;
        figures::answers(&mut view).await
    };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(())) => (StatusCode::OK, "ok\n").into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response()
        }
        Err(_) => {
            tracing::error!("the database does not answer in time");
            (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response()
        }
    }
}

/// Compared by their hashes, so that the time taken tells nothing.
pub(crate) fn brings_token(app: &App, request: &Request) -> bool {
    let Some(wanted) = app.settings().metrics_token.as_deref().filter(|token| !token.is_empty()) else {
        return false;
    };
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    Sha256::digest(wanted) == Sha256::digest(given.trim())
}

async fn database(app: &App, out: &mut String) -> Result<(), StoreError> {
    let pool = app.store().connections();
    head(out, "rathaus_database_connections", "gauge", "Open connections to the database.");
    let _ = writeln!(out, "rathaus_database_connections{{state=\"busy\"}} {}", pool.busy);
    let _ = writeln!(out, "rathaus_database_connections{{state=\"idle\"}} {}", pool.idle);
    head(out, "rathaus_database_connections_max", "gauge", "Most connections at once.");
    let _ = writeln!(out, "rathaus_database_connections_max {}", pool.most);
    let (jobs, mails) = tokio::time::timeout(PATIENCE, async {
        let mut view = app.store().system().read().await?;
        Ok::<_, StoreError>((figures::count_jobs(&mut view).await?, figures::count_mails(&mut view).await?))
    })
    .await
    .map_err(|_| StoreError::Unavailable("no answer in time".to_owned()))??;
    head(out, "rathaus_jobs", "gauge", "Jobs that are not done, by kind and state.");
    let mut dead = 0;
    for (kind, state, count) in jobs {
        let _ =
            writeln!(out, "rathaus_jobs{{kind=\"{}\",state=\"{}\"}} {count}", label(&kind), label(&state));
        dead += if state == "dead" { count } else { 0 };
    }
    head(out, "rathaus_jobs_dead", "gauge", "Jobs that wait for an administrator.");
    let _ = writeln!(out, "rathaus_jobs_dead {dead}");
    head(out, "rathaus_mails", "gauge", "Mails by state.");
    for (state, count) in mails {
        let _ = writeln!(out, "rathaus_mails{{state=\"{}\"}} {count}", label(&state));
    }
    Ok(())
}

/// Memory of this process, where the system says it as Linux does.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
