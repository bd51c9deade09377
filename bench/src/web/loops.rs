//! How visitors come: in closed loops, each asking again as soon as it has its answer, or as a crowd that arrives at its own
//! times and waits for nobody.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Request, header};

use super::browser::{Reply, connect};

/// Times of the requests by their kind.
#[derive(Default)]
pub struct Times(pub BTreeMap<&'static str, Vec<Duration>>);

impl Times {
    pub fn note(&mut self, kind: &'static str, reply: &Reply) {
        self.0.entry(kind).or_default().push(reply.took);
    }

    pub fn add(&mut self, other: Times) {
        for (kind, mut times) in other.0 {
            self.0.entry(kind).or_default().append(&mut times);
        }
    }

    pub fn all(&self) -> Vec<Duration> {
        self.0.values().flatten().copied().collect()
    }
}

/// So many visitors, each at its own time `within` so long, telling its own story; what failed is told. The same arrivals in
/// every run.
pub async fn crowd<F, T>(visitors: usize, within: Duration, tell: F) -> (Times, Vec<anyhow::Error>)
where
    F: Fn(usize) -> T,
    T: Future<Output = Result<Times>> + Send + 'static,
{
    let most = u64::try_from(within.as_millis()).unwrap_or(u64::MAX).max(1);
    let mut chance: u64 = 2026;
    let mut running = Vec::new();
    for number in 0..visitors {
        // Xorshift (Marsaglia, 2003).
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let wait = Duration::from_millis(chance % most);
        let story = tell(number);
        running.push(tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            story.await
        }));
    }
    let (mut times, mut failed) = (Times::default(), Vec::new());
    for visitor in running {
        match visitor.await {
            Ok(Ok(own)) => times.add(own),
            Ok(Err(error)) => failed.push(error),
            Err(error) => failed.push(error.into()),
        }
    }
    (times, failed)
}

/// What a loop did.
#[derive(Debug, Clone, Copy)]
pub struct Throughput {
    /// Whole rounds per second: requests, or whole stories.
    pub per_second: f64,
    pub p50: f64,
    pub p99: f64,
    /// Bytes of one answer as sent.
    pub bytes: usize,
}

/// One page again and again over `connections` kept connections. `{n}` in the path becomes another number for each request,
/// so that no answer can be one that was kept.
pub async fn page(
    host: &str,
    path: &str,
    cookie: &str,
    is_gzip: bool,
    connections: usize,
    seconds: f64,
) -> Result<Throughput> {
    // A second's run first: caches and connections of the server are then as in the middle of a day.
    run(host, path, cookie, is_gzip, connections, 1.0).await?;
    run(host, path, cookie, is_gzip, connections, seconds).await
}

async fn run(
    host: &str,
    path: &str,
    cookie: &str,
    is_gzip: bool,
    connections: usize,
    seconds: f64,
) -> Result<Throughput> {
    let begun = Instant::now();
    let end = begun + Duration::from_secs_f64(seconds);
    let next = Arc::new(AtomicUsize::new(0));
    let mut visitors = Vec::new();
    for _ in 0..connections {
        let (host, path, cookie) = (host.to_owned(), path.to_owned(), cookie.to_owned());
        let next = next.clone();
        visitors.push(tokio::spawn(async move {
            let (mut times, mut bytes) = (Vec::new(), 0);
            let mut open = connect(&host).await?;
            while Instant::now() < end {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let path = path.replace("{n}", &number.to_string());
                let mut request =
                    Request::get(&path).header(header::HOST, &host).header(header::ACCEPT, "text/html");
                if is_gzip {
                    request = request.header(header::ACCEPT_ENCODING, "gzip");
                }
                if !cookie.is_empty() {
                    request = request.header(header::COOKIE, &cookie);
                }
                let sent = Instant::now();
                if open.ready().await.is_err() {
                    open = connect(&host).await?;
                }
                let response = open.send_request(request.body(Full::new(Bytes::new()))?).await?;
                ensure!(response.status().is_success(), "{path}: {}", response.status());
                bytes = response.into_body().collect().await?.to_bytes().len();
                times.push(sent.elapsed());
            }
            Ok((times, bytes))
        }));
    }
    let (mut times, mut bytes) = (Vec::new(), 0);
    for visitor in visitors {
        let (own, size) = visitor.await??;
        times.extend(own);
        bytes = size;
    }
    Ok(of(&mut times, begun.elapsed(), bytes))
}

fn of(times: &mut [Duration], took: Duration, bytes: usize) -> Throughput {
    times.sort_unstable();
    Throughput {
        per_second: times.len() as f64 / took.as_secs_f64(),
        p50: quantile(times, 0.5),
        p99: quantile(times, 0.99),
        bytes,
    }
}

/// Milliseconds of the quantile of sorted times.
pub fn quantile(sorted: &[Duration], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let at = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1).min(last);
    sorted.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

/// Whole stories one after the other by `visitors` at once, until `stories` are told; `tell` gets the number of the story.
pub async fn stories<F, T>(visitors: usize, stories: usize, tell: F) -> Result<Throughput>
where
    F: Fn(usize) -> T + Send + Sync + 'static,
    T: Future<Output = Result<()>> + Send,
{
    let (next, tell, begun) = (Arc::new(AtomicUsize::new(0)), Arc::new(tell), Instant::now());
    let mut running = Vec::new();
    for _ in 0..visitors {
        let (next, tell) = (next.clone(), tell.clone());
        running.push(tokio::spawn(async move {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= stories {
                    return anyhow::Ok(times);
                }
                let begun = Instant::now();
                tell(number).await?;
                times.push(begun.elapsed());
            }
        }));
    }
    let mut times = Vec::new();
    for visitor in running {
        times.extend(visitor.await??);
    }
    Ok(of(&mut times, begun.elapsed(), 0))
}
