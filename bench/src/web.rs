//! The program as people meet it: a thousand towns answer within a minute, lists are read, and pretalx does the same beside
//! it. The server is a process of its own; the visitors share its two cores.

pub mod browser;
pub mod guests;
pub mod loops;
pub mod pretalx;
pub mod program;
pub mod seed;
mod towns;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::Mutex;

use self::browser::{Browser, sheet};
use self::loops::{Throughput, quantile};
use self::pretalx::Pretalx;
use self::program::House;
use self::towns::KINDS;
use crate::results::{Part, number};

/// Towns in the full run, as the demand says.
const TOWNS: usize = 1_000;
/// Connections of the closed loops.
const VISITORS: usize = 16;

struct Length {
    towns: usize,
    seconds: f64,
    stories: usize,
    beside: usize,
}

pub fn run(is_quick: bool) -> Result<Part> {
    let mut part = Part::new("web", "The program on the web");
    let program = match std::env::var_os("BENCH_PROGRAM") {
        Some(path) => PathBuf::from(path),
        None => crate::plan::build()?,
    };
    let target = program.parent().and_then(Path::parent).context("the target folder")?.to_owned();
    let place = std::env::temp_dir().join(format!("rathaus-bench-web-{}", std::process::id()));
    let length = if is_quick {
        Length { towns: 200, seconds: 3.0, stories: 100, beside: 30 }
    } else {
        Length { towns: TOWNS, seconds: 10.0, stories: 500, beside: 100 }
    };
    let outcome = measure(&mut part, &program, &target, &place, &length);
    let _ = fs::remove_dir_all(&place);
    outcome.map(|()| part)
}

fn measure(part: &mut Part, program: &Path, target: &Path, place: &Path, length: &Length) -> Result<()> {
    // Visitors on one thread, so that they take no more than one core from the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    part.text(format!(
        "The server is `rathaus serve` on the sample round, as a process of its own, writing its log to a file; \
         visitors are one thread on the same machine, over HTTP/1.1 on 127.0.0.1, each town with a connection and cookies \
         of its own, reading gzip. The towns are {} municipalities of the register with personal links; they arrive at random \
         times within 50 seconds (not waiting for each other), load style and script once, pause half a second before each \
         step and hand in one need each. Times are from the first byte sent to the last byte read.",
        length.towns
    ));
    let house = House::furnish(program, &place.join("sqlite"), None)?;
    let ours = on_one(part, &runtime, &house, "SQLite", length, true)?;
    match std::env::var("RATHAUS_TEST_DATABASE_URL") {
        Ok(url) => {
            let own = Database::make(&url)?;
            let house = House::furnish(program, &place.join("postgres"), Some(&own.url))?;
            on_one(part, &runtime, &house, "PostgreSQL", length, false)?;
        }
        Err(_) => part.text(
            "Not measured on PostgreSQL: RATHAUS_TEST_DATABASE_URL named no database. \
             `cargo xtask postgres -- cargo run --profile dist -p bench -- web` starts one.",
        ),
    }
    beside(part, &runtime, target, place, length, &ours)
}

/// What is compared with pretalx.
struct Ours {
    list: Throughput,
    stories: Throughput,
}

fn on_one(
    part: &mut Part,
    runtime: &tokio::runtime::Runtime,
    house: &House,
    database: &str,
    length: &Length,
    has_bars: bool,
) -> Result<Ours> {
    #[allow(clippy::disallowed_methods)]
    let now = jiff::Timestamp::now();
    let invited = runtime.block_on(seed::invite(house, length.towns + length.stories, now))?;
    ensure!(invited.len() == length.towns + length.stories, "the register has too few towns");
    let (towns, storytellers) = invited.split_at(length.towns);
    let server = house.serve()?;
    std::thread::sleep(Duration::from_secs(5));
    let idle = server.memory()?.0;

    let office = runtime.block_on(sign_in(&server.host, &house.office))?;
    let lists = [
        ("rounds, public, made anew each time", "/rounds?n={n}", "", false),
        ("rounds, public", "/rounds", "", false),
        ("rounds, public, compressed", "/rounds", "", true),
        ("needs, for the office", "/rounds/beispielrunde/needs", office.as_str(), false),
        ("needs, for the office, compressed", "/rounds/beispielrunde/needs", office.as_str(), true),
    ];
    let mut rows = Vec::new();
    let mut first = None;
    for (name, path, cookie, is_gzip) in lists {
        let spent = server.cpu()?;
        let found =
            runtime.block_on(loops::page(&server.host, path, cookie, is_gzip, VISITORS, length.seconds))?;
        // The loop's first second is not in its figures, but in the server's time.
        let asked = found.per_second * (length.seconds + 1.0);
        let each = (server.cpu()? - spent).as_secs_f64() * 1e6 / asked;
        println!("{database}: {name}: {:.0} requests/s, {each:.0} µs of the server each", found.per_second);
        if has_bars && !is_gzip && cookie.is_empty() {
            part.at_least(&format!("list of {name}, requests/s"), found.per_second, 3_000.0, 0);
        }
        first = first.or(Some(found));
        let mut row = throughput_row(name, &found);
        row.push(number(each, 0));
        rows.push(row);
    }
    part.table(
        &format!("Rendered lists on {database}, {VISITORS} connections"),
        &["page", "requests/s", "p50 ms", "p99 ms", "bytes sent", "server's µs each"],
        rows,
    );

    let begun = Instant::now();
    let spent = server.cpu()?;
    let (times, failed) = runtime.block_on(loops::crowd(towns.len(), Duration::from_secs(50), |n| {
        let (host, path) = (server.host.clone(), towns[n].path.clone());
        async move { towns::answer(&host, &path, n, Some(Duration::from_millis(500))).await }
    }));
    let spent = (server.cpu()? - spent).as_secs_f64();
    let seconds = begun.elapsed().as_secs_f64();
    let mut all = times.all();
    all.sort_unstable();
    let p99 = quantile(&all, 0.99);
    println!(
        "{database}: {} requests in {seconds:.0} s, p99 {p99:.1} ms, {} towns failed",
        all.len(),
        failed.len()
    );
    for error in failed.iter().take(3) {
        println!("  {error:#}");
    }
    part.table(
        &format!(
            "{} towns answer the survey on {database}: {} requests in {seconds:.0} s, of which the server computes {spent:.1} s",
            towns.len(),
            all.len()
        ),
        &["request", "count", "p50 ms", "p99 ms", "max ms"],
        KINDS
            .iter()
            .map(|kind| (*kind, times.0.get(kind)))
            .filter_map(|(kind, t)| Some(time_row(kind, t?)))
            .chain([time_row("all", &all)])
            .collect(),
    );
    let (after, most) = server.memory()?;

    let queue: Arc<Vec<String>> = Arc::new(storytellers.iter().map(|town| town.path.clone()).collect());
    let host = server.host.clone();
    let told = runtime.block_on(loops::stories(VISITORS, queue.len(), move |n| {
        let (host, queue) = (host.clone(), queue.clone());
        async move { towns::answer(&host, &queue[n], n, None).await.map(|_| ()) }
    }))?;
    let (after_all, most_of_all) = server.memory()?;
    drop(server);
    let [none, one, more, drafts] = runtime.block_on(seed::submissions(house, &invited))?;
    part.text(format!(
        "Afterwards, as the database says: {one} of {} towns with exactly one submission, {none} with none, {more} with several, \
         {drafts} with a draft left over; {} towns met an error. Without pauses, {VISITORS} at once: {} whole answers a second \
         (median {} ms each). Resident memory on {database}: {} MiB five seconds after the start, {} MiB after the towns (at \
         most {}), {} MiB after everything (at most {}).",
        invited.len(), failed.len(), number(told.per_second, 1), number(told.p50, 0), number(idle, 0),
        number(after, 0), number(most, 0), number(after_all, 0), number(most_of_all, 0),
    ));
    let is_once = one == invited.len() && drafts == 0;
    part.bar(
        &format!("{database}: submissions there exactly once"),
        format!("{one} of {}", invited.len()),
        "all",
        is_once,
    );
    part.bar(
        &format!("{database}: towns that met an error"),
        failed.len().to_string(),
        "0",
        failed.is_empty(),
    );
    let is_whole = house.audit_is_whole()?;
    part.bar(
        &format!("{database}: the audit log"),
        if is_whole { "whole" } else { "broken" }.into(),
        "whole",
        is_whole,
    );
    if has_bars {
        part.at_most(&format!("{} towns on SQLite, p99", towns.len()), p99, 200.0, "ms", 1);
        part.at_most("idle server, memory", idle, 80.0, "MiB", 0);
    }
    let list = first.context("no list was measured")?;
    Ok(Ours { list, stories: told })
}

/// Opens the office's link and gives its cookies.
pub async fn sign_in(host: &str, link: &str) -> Result<String> {
    let mut browser = Browser::new(host);
    let page = browser.get(link).await?;
    let fields = sheet(&page.text, "/sign-in/link/")?;
    let sent = browser.post(link, &fields).await?;
    ensure!(sent.status == 303, "{link}: {}", sent.status);
    Ok(browser.cookie())
}

/// So often a speaker begins again at pretalx before the measurement gives up.
const MOST_TRIES: usize = 50;

fn beside(
    part: &mut Part,
    runtime: &tokio::runtime::Runtime,
    target: &Path,
    place: &Path,
    length: &Length,
    ours: &Ours,
) -> Result<()> {
    let other = Pretalx::make(target, &place.join("pretalx"))?;
    let (mut best_list, mut best_story): (Option<Throughput>, Option<Throughput>) = (None, None);
    let mut rows = Vec::new();
    for workers in [2, 4] {
        let server = other.serve(workers)?;
        let list = runtime.block_on(loops::page(
            &server.host,
            "/talks/talk/",
            "",
            false,
            VISITORS,
            length.seconds,
        ))?;
        let before = other.submissions()?;
        let mut speakers = Vec::new();
        for _ in 0..VISITORS {
            speakers.push(Mutex::new(runtime.block_on(other.speaker())?));
        }
        let (speakers, refused) = (Arc::new(speakers), Arc::new(AtomicUsize::new(0)));
        let counted = refused.clone();
        let told = runtime.block_on(loops::stories(VISITORS, length.beside, move |n| {
            let (speakers, refused) = (speakers.clone(), counted.clone());
            async move {
                let free = speakers.iter().find_map(|speaker| speaker.try_lock().ok());
                let mut speaker = free.context("more stories at once than speakers")?;
                // Its database turns some away when several write; they begin again.
                let mut tries = 0;
                while let Err(error) = pretalx::submit(&mut speaker, n).await {
                    refused.fetch_add(1, Ordering::Relaxed);
                    tries += 1;
                    ensure!(tries < MOST_TRIES, "{error:#}");
                }
                Ok(())
            }
        }))?;
        let refused = refused.load(Ordering::Relaxed);
        let kept = other.submissions()? - before;
        println!(
            "pretalx, {workers} workers: {:.1} pages/s, {:.2} submissions/s, {refused} begun again",
            list.per_second, told.per_second
        );
        rows.push(throughput_row(&format!("pretalx, {workers} workers: its list of talks"), &list));
        rows.push(story_row(&format!("pretalx, {workers} workers: {kept} submissions of 5 requests, {refused} begun again after an error"), &told));
        let better = |best: Option<Throughput>, new: Throughput| match best {
            Some(best) if best.per_second >= new.per_second => Some(best),
            _ => Some(new),
        };
        best_list = better(best_list, list);
        best_story = better(best_story, told);
    }
    rows.push(throughput_row("Rathaus: its list of rounds", &ours.list));
    rows.push(story_row("Rathaus: answers to the survey of 10 requests", &ours.stories));
    part.text(
        "pretalx 2025.2.2 with its own sample events on SQLite, behind gunicorn with 2 and with 4 workers; the better one \
         counts. Its speakers are signed in beforehand; its submission has two pages. Without pauses neither program is asked for \
         style and scripts, or to compress.",
    );
    part.table(
        &format!("Beside pretalx, {VISITORS} visitors at once, SQLite both"),
        &["what", "per second", "p50 ms", "p99 ms", "bytes sent"],
        rows,
    );
    let (list, story) = best_list.zip(best_story).context("pretalx was not measured")?;
    part.at_least("list page, our throughput by pretalx's", ours.list.per_second / list.per_second, 20.0, 1);
    part.at_least(
        "whole submission, our throughput by pretalx's",
        ours.stories.per_second / story.per_second,
        20.0,
        1,
    );
    Ok(())
}

fn throughput_row(name: &str, found: &Throughput) -> Vec<String> {
    vec![
        name.to_owned(),
        number(found.per_second, if found.per_second < 100.0 { 1 } else { 0 }),
        number(found.p50, 1),
        number(found.p99, 1),
        found.bytes.to_string(),
    ]
}

fn story_row(name: &str, found: &Throughput) -> Vec<String> {
    let mut row = throughput_row(name, found);
    row[4] = "–".to_owned();
    row
}

pub fn time_row(name: &str, times: &[Duration]) -> Vec<String> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    vec![
        name.to_owned(),
        sorted.len().to_string(),
        number(quantile(&sorted, 0.5), 1),
        number(quantile(&sorted, 0.99), 1),
        number(quantile(&sorted, 1.0), 1),
    ]
}

/// A database of our own beside the one a URL names; dropped at the end.
pub struct Database {
    beside: String,
    name: String,
    pub url: String,
}

impl Database {
    pub fn make(beside: &str) -> Result<Self> {
        let name = format!("rathaus_bench_{}", std::process::id());
        let bare = beside.split('?').next().unwrap_or(beside);
        let (server, _) = bare.rsplit_once('/').context("the URL names no database")?;
        psql(beside, &format!("CREATE DATABASE {name}"))?;
        Ok(Self { beside: beside.to_owned(), url: format!("{server}/{name}"), name })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = psql(&self.beside, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn psql(url: &str, statement: &str) -> Result<()> {
    let status =
        Command::new("psql").args(["-X", "-q", "-d", url, "-c", statement]).status().context("psql")?;
    ensure!(status.success(), "psql: {statement}");
    Ok(())
}
