//! `kill -9` at random while voters cast: every ballot that was confirmed lies in the box, none lies there twice, each program looked into the
//! box before it took a ballot, and what is closed at the end verifies.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan};
use rathaus_ballot::{Phase, Setup, Vote, new_uuid, verify};
use rathaus_store::{Actor, Id, Record, Slice, testing};
use rathaus_votes::approving::{Agreed, agree};
use rathaus_votes::archive::{examine, write};
use rathaus_votes::casting::setup_of;
use rathaus_votes::freezing::Frozen;
use rathaus_votes::model::{Act, Counting, ElectorLine, Kind, Majority, Question, RoleKind, Rules, Stage};
use rathaus_votes::rehearsal::{Keys, ballot_of};
use rathaus_votes::store::ballot::{find_box, insert_box, list_trackers, list_turnout};
use rathaus_votes::store::election::{
    Election, find_election, insert_election, insert_setup, list_checks, update_stage,
};
use rathaus_votes::store::elector::{find_register, insert_electors, list_electors, update_credential};
use rathaus_votes::store::message::insert_message;
use rathaus_votes::store::role::{RoleRow, insert_role, issue_link, list_roles};

use super::killed::Chance;
use super::program::{Browser, House, Server, inputs};

/// How often the program is killed, unless `RATHAUS_TEST_BALLOT_KILLS` says another number. More than 90 and the list of self-tests is cut off.
const KILLS: usize = 4;
const CLIENTS: usize = 3;
const VOTERS: usize = 12;

#[allow(clippy::disallowed_methods)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// An open election, with every voting key.
struct Town {
    election: Election,
    setup: std::sync::Arc<Setup>,
    codes: Vec<String>,
    /// The pages of the board.
    board: Vec<String>,
}

fn draft() -> Election {
    let question = Question {
        text: "Soll das Bad bleiben?".to_owned(),
        answers: vec!["Ja".to_owned(), "Nein".to_owned()],
        kind: Kind::Choose,
        least: 1,
        most: 1,
        seats: 1,
        majority: Majority::Relative,
        counting: Counting::Schulze,
        grades: 5,
    };
    Election {
        id: Id::new(now()),
        uuid: new_uuid(&mut getrandom::rand_core::UnwrapErr(getrandom::SysRng)),
        title: "Bürgerentscheid".to_owned(),
        description: String::new(),
        questions: vec![question],
        rules: Rules::default(),
        opens_at: None,
        closes_at: Some(now().checked_add(48.hours()).expect("a time")),
        stage: Stage::Draft,
        stopped_at: None,
        rehearses: None,
        made_at: now(),
        frozen_at: None,
        opened_at: None,
        closed_at: None,
        published_at: None,
    }
}

impl Town {
    async fn open(house: &House) -> Self {
        let (scope, election) = (house.scope().await, draft());
        let mut change = scope.change(Actor::Program("test"), now()).await.expect("begins");
        insert_election(&mut change, &election).await.expect("kept");
        let mut board = Vec::new();
        for (kind, place) in [
            (RoleKind::Board, 1),
            (RoleKind::Board, 2),
            (RoleKind::Trustee, 1),
            (RoleKind::Trustee, 2),
            (RoleKind::Registrar, 1),
        ] {
            let role = RoleRow {
                id: Id::new(now()),
                election: election.id,
                kind,
                place,
                name: format!("{} {place}", kind.word()),
                email: format!("{}{place}@wahl.example", kind.word()),
                invited_at: None,
            };
            assert!(insert_role(&mut change, &role).await.expect("kept"));
            if kind == RoleKind::Board {
                board.push(issue_link(&mut change, &role).await.expect("issued"));
            }
        }
        let person = |n| ElectorLine { name: format!("Person {n}"), address: String::new(), weight: 1 };
        let people: Vec<ElectorLine> = (0..VOTERS).map(person).collect();
        insert_electors(&mut change, election.id, &people).await.expect("kept");
        let keys = Keys::new(&election.questions, 2, VOTERS);
        for (number, public) in (1..).zip(keys.public(&election.uuid)) {
            assert!(update_credential(&mut change, election.id, number, &public).await.expect("kept"));
        }
        let messages = keys.messages(now());
        for one in &messages {
            insert_message(&mut change, election.id, one.kind, one.place, &one.body, true)
                .await
                .expect("kept");
        }
        let roles = list_roles(&mut change, election.id).await.expect("read");
        let electors = list_electors(&mut change, election.id).await.expect("read");
        let frozen = Frozen {
            election: &election,
            roles: &roles,
            messages: &messages,
            electors: &electors,
            invalid: "Ungültig",
            administrator: "Amt",
        };
        let setup = frozen.setup(now()).expect("it fits together");
        insert_setup(&mut change, election.id, &setup).await.expect("kept");
        insert_box(&mut change, election.id).await.expect("kept");
        assert!(update_stage(&mut change, election.id, Stage::Draft, Stage::Frozen).await.expect("kept"));
        let mut agreed = Agreed::Waiting;
        for role in roles.iter().filter(|role| role.kind == RoleKind::Board) {
            agreed = agree(&mut change, &election, role, Act::Open).await.expect("agreed");
        }
        assert_eq!(agreed, Agreed::Taken);
        change.commit(Record::new("test.opened", election.id)).await.expect("kept");
        let mut view = scope.read().await.expect("begins");
        let setup = setup_of(&mut view, &election).await.expect("it holds").expect("frozen");
        let codes = keys.credentials.iter().map(|one| one.as_str().to_owned()).collect();
        Self { election, setup, codes, board }
    }

    fn page(&self) -> String {
        format!("/votes/{}", self.election.uuid)
    }

    /// A new ballot of a voter.
    fn ballot(&self, voter: usize, turn: usize) -> String {
        let vote: &[u8] = if turn.is_multiple_of(2) { &[0, 1, 0] } else { &[0, 0, 1] };
        ballot_of(&self.setup, &self.codes[voter], &Vote(vec![vote.to_vec()])).expect("a vote")
    }
}

/// What went on.
#[derive(Default)]
struct Told {
    /// How many answers said that a ballot lies in the box.
    confirmed: AtomicUsize,
    /// How many answers did not come.
    lost: AtomicUsize,
    /// How many ballots lay in the box although nobody was told.
    found: AtomicUsize,
    is_over: AtomicBool,
    wrong: Mutex<Vec<String>>,
}

/// A voter's device.
struct Device<'a> {
    town: &'a Town,
    told: &'a Told,
    browser: Browser,
    token: (String, String),
}

impl<'a> Device<'a> {
    fn new(town: &'a Town, told: &'a Told, host: &str) -> Self {
        let mut browser = Browser::new(host);
        let page = browser.get(&format!("{}/booth", town.page()));
        let token = inputs(&page.text, &["token"]).remove(0);
        Self { town, told, browser, token }
    }

    /// Posts a ballot until it is confirmed, however often the server goes away.
    fn cast(&mut self, ballot: &str) -> Result<(), String> {
        let path = format!("{}/ballots", self.town.page());
        let wanted = rathaus_ballot::tracker(ballot.as_bytes()).replace('+', "%2B").replace('/', "%2F");
        let wanted = format!("{path}?tracker={wanted}");
        let (mut was_lost, mut is_kept, begun) = (false, false, Instant::now());
        while begun.elapsed() < Duration::from_secs(60) {
            if was_lost && let Some(page) = self.browser.try_get(&wanted) {
                is_kept = page.text.contains("Ihr Stimmzettel liegt in der Urne");
            }
            let fields = [self.token.clone(), ("ballot".to_owned(), ballot.to_owned())];
            let Some(sent) = self.browser.try_post(&path, &fields) else {
                self.told.lost.fetch_add(1, Ordering::Relaxed);
                was_lost = true;
                thread::sleep(Duration::from_millis(15));
                continue;
            };
            if (sent.status, &sent.location) != (303, &wanted) {
                return Err(format!("{path}: {} {} {}", sent.status, sent.location, sent.text));
            }
            self.told.confirmed.fetch_add(1, Ordering::Relaxed);
            self.told.found.fetch_add(usize::from(is_kept), Ordering::Relaxed);
            return Ok(());
        }
        Err(format!("{path}: never confirmed"))
    }
}

/// Votes again and again with every voting key of its own, some of it twice; gives the ballots of each voter in order.
fn vote(mut device: Device<'_>, client: usize) -> Vec<Vec<String>> {
    let (town, told) = (device.town, device.told);
    let mut cast = vec![Vec::new(); VOTERS];
    for turn in 0.. {
        let voter = (turn * CLIENTS + client) % VOTERS;
        let ballot = town.ballot(voter, turn);
        let done = device.cast(&ballot).and_then(|()| match turn % 3 {
            0 => device.cast(&ballot),
            // An earlier one again replaces nothing.
            1 => cast[voter].first().map_or(Ok(()), |earlier: &String| device.cast(earlier)),
            _ => Ok(()),
        });
        if let Err(wrong) = done {
            told.wrong.lock().expect("unpoisoned").push(wrong);
            return cast;
        }
        cast[voter].push(ballot);
        if told.is_over.load(Ordering::Relaxed) {
            break;
        }
    }
    cast
}

/// Kills the server when it has confirmed something, and a random moment later.
fn kill_now_and_then(server: &mut Server<'_>, told: &Told, kills: usize, chance: &mut Chance) {
    for kill in 0..=kills {
        // Each client may still count an answer of the program before.
        let after = told.confirmed.load(Ordering::Relaxed) + CLIENTS + 1;
        while told.confirmed.load(Ordering::Relaxed) < after {
            if !told.wrong.lock().expect("unpoisoned").is_empty() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        if kill < kills {
            thread::sleep(Duration::from_micros(chance.below(150_000) as u64));
            server.kill();
            server.start();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ballots_that_were_confirmed_lie_in_the_box_once_after_kills_at_random() {
    let kills = std::env::var("RATHAUS_TEST_BALLOT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    for (seed, scratch) in (1_121..).zip(testing::empty().await) {
        let house = House::furnish(&scratch);
        let town = Town::open(&house).await;
        let told = Told::default();
        let mut server = house.serve();
        let host = server.host.clone();
        let begun = Instant::now();
        let mut cast: Vec<Vec<String>> = vec![Vec::new(); VOTERS];
        thread::scope(|threads| {
            let devices: Vec<_> = (0..CLIENTS).map(|_| Device::new(&town, &told, &host)).collect();
            let vote = |(client, device)| threads.spawn(move || vote(device, client));
            let clients: Vec<_> = devices.into_iter().enumerate().map(vote).collect();
            kill_now_and_then(&mut server, &told, kills, &mut Chance::new(seed));
            told.is_over.store(true, Ordering::Relaxed);
            for client in clients {
                for (voter, ballots) in client.join().expect("votes").into_iter().enumerate() {
                    cast[voter].extend(ballots);
                }
            }
        });
        let wrong = told.wrong.into_inner().expect("unpoisoned");
        assert!(wrong.is_empty(), "{:?}: {}", scratch.engine, wrong[0]);
        let (lost, found) = (told.lost.load(Ordering::Relaxed), told.found.load(Ordering::Relaxed));
        assert!(lost > 0, "{:?}: no answer was ever lost", scratch.engine);
        let ballots = assert_once(&house, &town, &cast, kills + 1).await;
        eprintln!(
            "{:?}: {kills} kills in {:.1} s, {ballots} ballots, {lost} answers lost, {found} ballots of them had been kept",
            scratch.engine,
            begun.elapsed().as_secs_f32()
        );
        assert_closed(&house, &town, &cast, &host).await;
        server.kill();
        house.assert_audit_is_whole();
    }
}

/// The box holds every ballot once, and every program looked into it; gives the number of ballots.
async fn assert_once(house: &House, town: &Town, cast: &[Vec<String>], programs: usize) -> usize {
    let id = town.election.id;
    let mut view = house.scope().await.read().await.expect("begins");
    let trackers = list_trackers(&mut view, id, Slice::first(u32::MAX)).await.expect("read");
    let there: BTreeSet<&String> = trackers.iter().map(|(tracker, _)| tracker).collect();
    assert_eq!(there.len(), trackers.len(), "a ballot lies there twice");
    let all = cast.iter().flatten().map(|ballot| rathaus_ballot::tracker(ballot.as_bytes()));
    let all: BTreeSet<String> = all.collect();
    assert_eq!(there, all.iter().collect(), "what was confirmed is what is there");
    let voters = cast.iter().filter(|ballots| !ballots.is_empty()).count() as u64;
    let held = find_box(&mut view, id).await.expect("read");
    assert_eq!((held.ballots, held.voters), (trackers.len() as u64, voters));
    assert_eq!(examine(&mut view, id).await.expect("read"), (held.ballots, None));
    assert_eq!(find_register(&mut view, id).await.expect("read").online, voters);
    let turnout = list_turnout(&mut view, id).await.expect("read");
    assert_eq!(turnout.iter().map(|(_, voters)| voters).sum::<u64>(), voters);
    let checks = list_checks(&mut view, id).await.expect("read");
    assert!(checks.iter().all(|check| check.fault.is_none()), "{checks:?}");
    let starts = checks.iter().filter(|check| check.reason == "start").count();
    assert_eq!(starts, programs, "each program looks once before it takes a ballot: {checks:?}");
    trackers.len()
}

/// The board closes it, and the archive holds the last ballot of each voter.
async fn assert_closed(house: &House, town: &Town, cast: &[Vec<String>], host: &str) {
    for page in &town.board {
        let mut browser = Browser::new(host);
        let fields = inputs(&browser.get(page).text, &["act", "token"]);
        assert_eq!(fields[0].1, "close");
        assert_eq!(browser.post(&format!("{page}/approvals"), &fields).status, 303);
    }
    let begun = Instant::now();
    let archive = loop {
        let mut view = house.scope().await.read().await.expect("begins");
        let election = find_election(&mut view, &town.election.uuid).await.expect("read").expect("there");
        if election.stage == Stage::Closed {
            break write(&mut view, &election).await.expect("read").expect("frozen");
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "it is still {:?}", election.stage);
        drop(view);
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let report = verify(&archive, 2).expect("it verifies");
    assert_eq!(report.phase, Phase::Decrypting);
    let counted: BTreeSet<String> = report.ballots.into_iter().map(|(tracker, _)| tracker).collect();
    let last = cast.iter().filter_map(|ballots| ballots.last());
    assert_eq!(counted, last.map(|ballot| rathaus_ballot::tracker(ballot.as_bytes())).collect());
}
