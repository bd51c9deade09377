//! The day of an event with five hundred people: on SQLite, and on three servers over one PostgreSQL.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::results::{Part, number};
use crate::web::guests::{self, KINDS};
use crate::web::loops::{self, quantile};
use crate::web::program::{House, Server};
use crate::web::{Database, sign_in, time_row};

/// Within so long everybody arrives.
const WITHIN: Duration = Duration::from_secs(60);
/// A guest reads and types for so long before each step.
const PAUSE: Duration = Duration::from_millis(1_500);

/// Runs the day on both databases.
pub fn run() -> Result<Part> {
    let mut part = Part::new("day", "The day of an event");
    let program = match std::env::var_os("BENCH_PROGRAM") {
        Some(path) => PathBuf::from(path),
        None => crate::plan::build()?,
    };
    let place = std::env::temp_dir().join(format!("rathaus-bench-day-{}", std::process::id()));
    let outcome = measure(&mut part, &program, &place);
    let _ = fs::remove_dir_all(&place);
    outcome.map(|()| part)
}

fn measure(part: &mut Part, program: &Path, place: &Path) -> Result<()> {
    part.text(
        "The sample round on its day, with 500 further people of 250 bodies and three talks for each town, which have begun. Each of the 500 comes \
         at a random time within a minute: a helper's phone scans the badge and checks in; the guest opens the own day and the \
         screen of the hall, opens a talk, and keeps a note twice, as a tap and a line do, for up to two talks, reading for \
         a second and a half before each step. Visitors are one thread on the same machine as the servers.",
    );
    let house = House::furnish_at(program, &place.join("sqlite"), None, "today")?;
    on(part, &house, "SQLite", 1)?;
    match std::env::var("RATHAUS_TEST_DATABASE_URL") {
        Ok(url) => {
            let own = Database::make(&url)?;
            let house = House::furnish_at(program, &place.join("postgres"), Some(&own.url), "today")?;
            on(part, &house, "three servers over PostgreSQL", 3)?;
        }
        Err(_) => part.text("Not measured on PostgreSQL: RATHAUS_TEST_DATABASE_URL named no database."),
    }
    Ok(())
}

fn on(part: &mut Part, house: &House, name: &str, servers: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    #[allow(clippy::disallowed_methods)]
    let now = jiff::Timestamp::now();
    let day = Arc::new(runtime.block_on(guests::arrive(house, now))?);
    let servers: Vec<Server> = (0..servers).map(|_| house.serve()).collect::<Result<_>>()?;
    let hosts: Arc<Vec<String>> = Arc::new(servers.iter().map(|server| server.host.clone()).collect());
    let first = hosts.first().context("no server")?;
    let office = Arc::new(runtime.block_on(sign_in(first, &house.office))?);
    let begun = Instant::now();
    let (times, failed) = runtime.block_on(loops::crowd(day.guests.len(), WITHIN, |n| {
        let (day, hosts, office) = (day.clone(), hosts.clone(), office.clone());
        async move {
            let host = &hosts[n % hosts.len()];
            guests::visit(host, &day.guests[n], (&day.hall, &office), n, PAUSE).await
        }
    }));
    let seconds = begun.elapsed().as_secs_f64();
    let spent: f64 =
        servers.iter().map(Server::cpu).collect::<Result<Vec<_>>>()?.iter().map(Duration::as_secs_f64).sum();
    drop(servers);
    for error in failed.iter().take(3) {
        println!("  {error:#}");
    }
    let mut all = times.all();
    all.sort_unstable();
    ensure!(!all.is_empty(), "nobody came in on {name}");
    part.table(
        &format!(
            "{} people on {name}: {} requests in {} s, of which the servers compute {} s",
            day.guests.len(),
            all.len(),
            number(seconds, 0),
            number(spent, 1)
        ),
        &["request", "count", "p50 ms", "p99 ms", "max ms"],
        KINDS
            .iter()
            .filter_map(|kind| Some(time_row(kind, times.0.get(kind)?)))
            .chain([time_row("all", &all)])
            .collect(),
    );
    part.at_most(
        &format!("{} people on {name}, p99", day.guests.len()),
        quantile(&all, 0.99),
        150.0,
        "ms",
        1,
    );
    part.bar(&format!("{name}: people who met an error"), failed.len().to_string(), "0", failed.is_empty());
    let (inside, written) = runtime.block_on(guests::found(house, &day))?;
    part.bar(
        &format!("{name}: people checked in"),
        format!("{inside} of {}", day.guests.len()),
        "all",
        inside == day.guests.len(),
    );
    let noted: usize = day.guests.iter().map(|guest| guest.talks.len().min(2)).sum();
    part.bar(&format!("{name}: notes kept"), format!("{written} of {noted}"), "all", written == noted);
    let is_whole = house.audit_is_whole()?;
    part.bar(
        &format!("{name}: the audit log"),
        if is_whole { "whole" } else { "broken" }.into(),
        "whole",
        is_whole,
    );
    Ok(())
}
