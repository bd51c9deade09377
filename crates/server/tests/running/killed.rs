//! `kill -9` at random while a thousand towns hand in: what was confirmed is there, nothing is there twice.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rathaus_forum::pages::answer::holder;
use rathaus_forum::store::invitation::{State, find_invitation};
use rathaus_forum::store::need::list_needs;
use rathaus_forum::store::round::list_rounds;
use rathaus_procedure::store::{find_draft, find_form, history};
use rathaus_store::testing;

use super::program::{Browser, House, Server, Town, inputs};

const TOWNS: usize = 1_000;
const KILLS: usize = 8;
const CLIENTS: usize = 6;

/// Xorshift (Marsaglia, 2003), so that a run can be repeated.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or(0)
    }
}

/// What the towns were told.
#[derive(Default)]
struct Told {
    next: AtomicUsize,
    confirmed: AtomicUsize,
    /// Answers that did not come: the town does not know whether it has handed in.
    lost: AtomicUsize,
    /// Towns that found their answer handed in although they were never told so.
    found: AtomicUsize,
    wrong: Mutex<Vec<String>>,
}

/// Hands in until it is confirmed, however often the server goes away.
fn hand_in(host: &str, town: &Town, number: usize, told: &Told) -> Result<(), String> {
    let mut browser = Browser::new(host);
    let review = format!("{}/form/review", town.path);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(120) {
        let Some(page) = browser.try_get(&review) else {
            thread::sleep(Duration::from_millis(15));
            continue;
        };
        if page.status == 303 && page.location.ends_with("/done") {
            told.found.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        if page.status != 200 {
            return Err(format!("{review}: {} {}", page.status, page.text));
        }
        let fields = inputs(&page.text, &["draft", "edition", "token"]);
        let Some(sent) = browser.try_post(&review, &fields) else {
            told.lost.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        if sent.status != 303 || !sent.location.ends_with("/done") {
            return Err(format!("handing in {review}: {} {} {}", sent.status, sent.location, sent.text));
        }
        if number.is_multiple_of(7) {
            // Pressed twice; the server may be gone again by now.
            let _ = browser.try_post(&review, &fields);
        }
        return Ok(());
    }
    Err(format!("{review}: never confirmed"))
}

/// Kills the server whenever so many more towns were confirmed, and a random moment later.
fn kill_now_and_then(server: &mut Server<'_>, told: &Told, chance: &mut Chance) {
    for kill in 0..KILLS {
        let after = (TOWNS * kill + chance.below(TOWNS)) / KILLS;
        while told.confirmed.load(Ordering::Relaxed) < after {
            if !told.wrong.lock().expect("unpoisoned").is_empty() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_micros(chance.below(20_000) as u64));
        server.kill();
        server.start();
    }
}

#[tokio::test]
async fn what_was_confirmed_is_there_once_after_kills_at_random() {
    for (seed, scratch) in (2_026..).zip(testing::empty().await) {
        let house = House::furnish(&scratch);
        let towns = house.invite(TOWNS, true).await;
        assert_eq!(towns.len(), TOWNS);
        let told = Told::default();
        let mut server = house.serve();
        let host = server.host.clone();
        thread::scope(|threads| {
            for _ in 0..CLIENTS {
                threads.spawn(|| {
                    loop {
                        let number = told.next.fetch_add(1, Ordering::Relaxed);
                        let Some(town) = towns.get(number) else { break };
                        match hand_in(&host, town, number, &told) {
                            Ok(()) => told.confirmed.fetch_add(1, Ordering::Relaxed),
                            Err(wrong) => {
                                told.wrong.lock().expect("unpoisoned").push(wrong);
                                break;
                            }
                        };
                    }
                });
            }
            kill_now_and_then(&mut server, &told, &mut Chance(seed));
        });
        let wrong = told.wrong.into_inner().expect("unpoisoned");
        assert!(wrong.is_empty(), "{:?}: {}", scratch.engine, wrong[0]);
        // A run in which no kill met a request would show nothing.
        let lost = told.lost.load(Ordering::Relaxed);
        assert!(lost > 0, "{:?}: no answer was ever lost", scratch.engine);
        eprintln!(
            "{:?}: {KILLS} kills, {lost} answers lost, {} of them had been kept",
            scratch.engine,
            told.found.load(Ordering::Relaxed)
        );
        server.kill();
        assert_once(&house, &towns).await;
        house.assert_audit_is_whole();
    }
}

/// Each town has one submission, no draft, one need, and its invitation says so.
async fn assert_once(house: &House, towns: &[Town]) {
    let mut view = house.scope().await.read().await.expect("begins");
    let round = list_rounds(&mut view).await.expect("read").remove(0);
    let key = round.survey.clone().expect("a survey");
    let form = find_form(&mut view, &key).await.expect("read").expect("there").id;
    let needs = list_needs(&mut view, round.id).await.expect("read");
    for town in towns {
        let holder = holder(town.invitation);
        let sent = history(&mut view, form, &holder).await.expect("read");
        assert_eq!(sent.len(), 1, "{}", town.path);
        assert!(find_draft(&mut view, form, &holder).await.expect("read").is_none(), "{}", town.path);
        let invitation = find_invitation(&mut view, town.invitation).await.expect("read").expect("there");
        assert_eq!(invitation.state, State::Answered, "{}", town.path);
        let own = needs.iter().filter(|need| need.organisation == invitation.organisation).count();
        assert_eq!(own, 1, "{}", town.path);
    }
}
