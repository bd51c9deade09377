//! The process is killed at any point, again and again: what was confirmed is there, once, and the chain holds.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use rathaus_store::audit::verify;
use rathaus_store::jobs::{JobFilter, list_jobs};
use rathaus_store::{
    Actor, Id, Job, Migration, Record, Settings, Slice, Store, TenantId, args, sql, testing,
};

// Without a key, so that twice would be twice.
const ANSWERS: &[Migration] = &[Migration {
    owner: "test",
    name: "0001_answer",
    text: "CREATE TABLE answer (tenant TEXT NOT NULL, n BIGINT NOT NULL)",
}];

/// So many are confirmed in all, with a kill after each part of them.
const ANSWERS_IN_ALL: usize = 1_000;
const KILLS: usize = 8;

const FOLDER: &str = "RATHAUS_KILLED_FOLDER";
const URL: &str = "RATHAUS_KILLED_URL";
const FROM: &str = "RATHAUS_KILLED_FROM";

fn tenant() -> TenantId {
    TenantId(Id::of_name("north"))
}

/// The process that is killed: writes answers from a number on and says each when it is kept. Does nothing when it is
/// run as a test.
#[tokio::test]
async fn writer() {
    let (Ok(folder), Ok(from)) = (std::env::var(FOLDER), std::env::var(FROM)) else { return };
    let settings = Settings { database_url: std::env::var(URL).ok(), ..Settings::folder(folder) };
    let scope = Store::open(settings).await.expect("opens").tenant(tenant());
    let mut out = std::io::stdout();
    for n in from.parse::<i64>().expect("a number").. {
        let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
        // Sent again after the last try was not confirmed: it may have been kept all the same.
        let there = change
            .one(sql!("SELECT n FROM answer WHERE tenant = $1 AND n = $2"), args![n])
            .await
            .expect("read");
        if there.is_none() {
            change
                .run(sql!("INSERT INTO answer (tenant, n) VALUES ($1, $2)"), args![n])
                .await
                .expect("inserted");
            change.enqueue(Job::new("thanks", &n).expect("a job").once(n.to_string())).await.expect("added");
            change.commit(Record::new("answer.given", n)).await.expect("kept");
        }
        if writeln!(out, "kept {n}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

fn random() -> usize {
    usize::from(u16::try_from(getrandom::u32().expect("random") & 0xffff).expect("two bytes"))
}

/// INVARIANT: nothing that was confirmed is lost or there twice when the process is killed.
#[tokio::test]
async fn what_was_confirmed_survives_kill_9() {
    for scratch in testing::both(&[ANSWERS]).await {
        let settings = scratch.store.settings().clone();
        scratch.store.close().await;
        let mut confirmed = 0;
        for kill in 1..=KILLS {
            let mut writer = Command::new(std::env::current_exe().expect("this program"));
            writer.args(["--exact", "killed::writer", "--nocapture", "--test-threads=1"]);
            writer.env(FOLDER, &settings.folder).env(FROM, confirmed.to_string()).env_remove(URL);
            if let Some(url) = &settings.database_url {
                writer.env(URL, url);
            }
            let mut child = writer.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
            let mut lines =
                BufReader::new(child.stdout.take().expect("its words")).lines().map_while(Result::ok);
            let until =
                if kill == KILLS { ANSWERS_IN_ALL } else { ANSWERS_IN_ALL * kill / KILLS - random() % 60 };
            let mut hear = |confirmed: &mut usize| match lines.next() {
                Some(line) => {
                    // The first word after the test's own name stands on its line.
                    if let Some((_, n)) = line.split_once("kept ") {
                        assert_eq!(n.parse(), Ok(*confirmed), "{line}");
                        *confirmed += 1;
                    }
                    true
                }
                None => false,
            };
            while confirmed < until {
                assert!(hear(&mut confirmed), "the writer stopped by itself after {confirmed}");
            }
            // Somewhere within the next few changes.
            std::thread::sleep(Duration::from_micros((random() % 4_000) as u64));
            child.kill().expect("killed");
            while hear(&mut confirmed) {}
            child.wait().expect("ended");

            let store = Store::open(settings.clone()).await.expect("opens");
            let mut view = store.tenant(tenant()).read().await.expect("begins");
            let rows = view
                .all(sql!("SELECT n FROM answer WHERE tenant = $1 ORDER BY n"), args![])
                .await
                .expect("read");
            let numbers: Vec<usize> = rows.iter().map(|row| row.get("n").expect("n")).collect();
            assert_eq!(numbers, (0..numbers.len()).collect::<Vec<_>>(), "{:?}", scratch.engine);
            assert!(
                numbers.len() == confirmed || numbers.len() == confirmed + 1,
                "{:?}: {confirmed} confirmed, {} there",
                scratch.engine,
                numbers.len()
            );
            let (_, jobs) = list_jobs(&mut view, &JobFilter::default(), Slice::first(1)).await.expect("read");
            drop(view);
            let report = verify::verify(&store).await.expect("read");
            assert!(report.is_good(), "{:?}", report.faults);
            assert_eq!((jobs, report.records), (numbers.len() as u64, numbers.len() as u64));
            store.close().await;
        }
        assert!(confirmed >= ANSWERS_IN_ALL);
    }
}
