//! `kill -9` at random while an office decides and applicants pay: every letter is set once, every mail sent once, and
//! every payment booked once, whatever stood between the steps.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rathaus_checkout::stub::{Act, Setup, Stub};
use rathaus_payment::book::Source;
use rathaus_procedure::Answers;
use rathaus_procedure::case::CaseEvent;
use rathaus_procedure::store::list_entries;
use rathaus_services::jobs::Telling;
use rathaus_services::sample::{Who, apply, pay_over, propose};
use rathaus_services::store::application::{find_application, issue_link};
use rathaus_services::store::catalogue::find_service;
use rathaus_services::store::letter::list_letters_of;
use rathaus_services::store::money::{find_book, find_claim_of_case};
use rathaus_store::{Actor, Id, Record, Session, Slice, testing};
use rathaus_web::Keys;
use rathaus_web::mail::{MailFilter, MailState, StoredMail, list_mails};

use super::killed::Chance;
use super::program::{Browser, House, Server, inputs};

const CASES: usize = 24;
const KILLS: usize = 6;
const CLIENTS: usize = 3;

/// An application that waits for its second pair of eyes.
struct Waiting {
    case: Id,
    number: String,
    /// The applicant's page.
    path: String,
}

#[allow(clippy::disallowed_methods)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Applications that are proposed to be approved; each was told of its receipt by a job that waits.
async fn propose_all(house: &House, stub: &Stub) -> Vec<Waiting> {
    let scope = house.scope().await;
    let keys = Keys::load(&house.store, now()).await.expect("keys");
    let mut change = scope.change(Actor::Program("test"), now()).await.expect("begins");
    pay_over(&mut change, &keys, &stub.settings()).await.expect("a provider");
    let service = find_service(&mut change, "hund-anmelden").await.expect("read").expect("there");
    let answers: Answers =
        serde_json::from_str(include_str!("../../../features/services/examples/dog.answers.json"))
            .expect("answers");
    let mut waiting = Vec::new();
    for n in 0..CASES {
        let (name, email) = (format!("Ada Amt {n}"), format!("ada-{n}@stadt.example"));
        let who = Who { name: &name, email: &email, person: None };
        let (application, case) = apply(&mut change, &service, &answers, who).await.expect("applied");
        change.enqueue(Telling::of(case.id, case.seq, "received").expect("a job")).await.expect("kept");
        let application = find_application(&mut change, application).await.expect("read").expect("there");
        let path = issue_link(&mut change, &application).await.expect("a link");
        propose(&mut change, &case, "Passt.").await.expect("proposed");
        waiting.push(Waiting { case: case.id, number: case.number, path });
    }
    change.commit(Record::new("test.proposed", "cases")).await.expect("kept");
    waiting
}

/// What went on.
#[derive(Default)]
struct Told {
    next: AtomicUsize,
    done: AtomicUsize,
    lost: AtomicUsize,
    is_over: AtomicBool,
    wrong: Mutex<Vec<String>>,
}

impl Told {
    /// Does something until it was answered.
    fn until<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> Result<T, String> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if let Some(found) = ask() {
                return Ok(found);
            }
            self.lost.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(15));
        }
        Err(format!("{what}: never answered"))
    }
}

/// Agrees to what is proposed.
fn decide(office: &mut Browser, one: &Waiting, told: &Told) -> Result<(), String> {
    let path = format!("/cases/{}", one.number);
    told.until(&path, || {
        let page = office.try_get(&path)?;
        if !page.text.contains("name=\"decision\"") {
            return Some(());
        }
        let mut fields = inputs(&page.text, &["decision", "seen", "token"]);
        fields.push(("do".to_owned(), "decide".to_owned()));
        // Whether it was heard the page says.
        office.try_post(&format!("{path}/events"), &fields);
        None
    })
}

/// Pays on line, and comes back.
fn pay(browser: &mut Browser, one: &Waiting, stub: &Stub, told: &Told) -> Result<(), String> {
    let host = format!("http://localhost:{}/", stub.address().port());
    told.until(&one.path, || {
        let page = browser.try_get(&one.path)?;
        if !page.text.contains("name=\"key\"") {
            return page.text.contains("Bezahlt").then_some(());
        }
        let fields = inputs(&page.text, &["key", "token"]);
        let sent = browser.try_post(&format!("{}/payments", one.path), &fields)?;
        let at = sent.location;
        let page = browser.try_get(&at)?.text.replace("&#x2f;", "/");
        let address = page.split('"').find(|part| part.starts_with(&host))?.to_owned();
        let transaction = stub.transactions().into_iter().find(|id| address.contains(id.as_str()))?;
        stub.act(&transaction, Act::Pay);
        browser.try_get(&at)?.text.contains("Bezahlt").then_some(())
    })
}

fn work(host: &str, office: &Browser, waiting: &[Waiting], stub: &Stub, told: &Told) {
    let mut office = office.at(host);
    loop {
        let number = told.next.fetch_add(1, Ordering::Relaxed);
        let Some(one) = waiting.get(number) else { break };
        let done =
            decide(&mut office, one, told).and_then(|()| pay(&mut Browser::new(host), one, stub, told));
        match done {
            Ok(()) => told.done.fetch_add(1, Ordering::Relaxed),
            Err(wrong) => {
                told.wrong.lock().expect("unpoisoned").push(wrong);
                break;
            }
        };
    }
}

/// Kills the server while it is asked, and while its jobs set and send what was asked for.
fn kill_now_and_then(server: &mut Server<'_>, told: &Told, chance: &mut Chance) {
    for _ in 0..KILLS {
        thread::sleep(Duration::from_millis(200 + chance.below(900) as u64));
        server.kill();
        server.start();
    }
    while !told.is_over.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_mails_and_payments_are_there_once_after_kills_at_random() {
    for (seed, scratch) in (511..).zip(testing::empty().await) {
        let house = House::furnish(&scratch);
        let stub = Stub::start(Setup::new(std::sync::Arc::new(now))).await.expect("a provider");
        let waiting = propose_all(&house, &stub).await;
        let told = Told::default();
        let mut server = house.serve();
        let host = server.host.clone();
        let mut office = Browser::new(&host);
        let link = office.get(&house.office);
        assert_eq!(office.post(&house.office, &inputs(&link.text, &["token"])).status, 303);
        thread::scope(|threads| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|_| threads.spawn(|| work(&host, &office, &waiting, &stub, &told)))
                .collect();
            let killing = threads.spawn(|| kill_now_and_then(&mut server, &told, &mut Chance::new(seed)));
            for client in clients {
                client.join().expect("works");
            }
            told.is_over.store(true, Ordering::Relaxed);
            killing.join().expect("kills");
        });
        let wrong = told.wrong.into_inner().expect("unpoisoned");
        assert!(wrong.is_empty(), "{:?}: {}", scratch.engine, wrong[0]);
        let lost = told.lost.load(Ordering::Relaxed);
        assert!(lost > CASES, "{:?}: no answer was ever lost", scratch.engine);
        settle(&house, &waiting).await;
        server.kill();
        let mailed = assert_once(&house, &waiting, &stub).await;
        let sent = std::fs::read_dir(server.folder.join("mail")).expect("a folder").count();
        assert!(sent >= mailed, "{sent} files of {mailed} mails");
        eprintln!("{:?}: {KILLS} kills, {lost} answers lost or asked again, {sent} mails", scratch.engine);
        house.assert_audit_is_whole();
    }
}

async fn mails_about(view: &mut Session, case: Id) -> Vec<StoredMail> {
    let filter = MailFilter { about: format!("case:{case}"), ..MailFilter::default() };
    list_mails(view, &filter, Slice { limit: 100, offset: 0 }).await.expect("read").0
}

/// Waits until every letter is set and every mail sent.
async fn settle(house: &House, waiting: &[Waiting]) {
    let begun = Instant::now();
    loop {
        let mut view = house.scope().await.read().await.expect("begins");
        let mut open = 0;
        for one in waiting {
            let letters = list_letters_of(&mut view, one.case).await.expect("read");
            open += letters.iter().filter(|letter| letter.file.is_none()).count();
            let mails = mails_about(&mut view, one.case).await;
            open += mails.iter().filter(|mail| mail.state != MailState::Sent).count();
            open += 2_usize.saturating_sub(mails.len());
        }
        if open == 0 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "{open} letters and mails are still waiting");
        drop(view);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // What is done twice is done by the time a worker looks again.
    tokio::time::sleep(Duration::from_secs(2)).await;
}

/// Each case has one letter with one file, two mails, one claim that was paid by one line; gives the number of mails.
async fn assert_once(house: &House, waiting: &[Waiting], stub: &Stub) -> usize {
    let mut view = house.scope().await.read().await.expect("begins");
    let book = find_book(&mut view).await.expect("read");
    let mut lines: BTreeMap<_, usize> = BTreeMap::new();
    for allocation in book.allocations() {
        if book.find_line(allocation.line).is_some_and(|(line, _)| line.source == Source::Provider) {
            *lines.entry(allocation.target).or_default() += 1;
        }
    }
    let mut mailed = 0;
    for one in waiting {
        let number = &one.number;
        let letters = list_letters_of(&mut view, one.case).await.expect("read");
        assert_eq!(letters.len(), 1, "letters of {number}");
        let entries = list_entries(&mut view, one.case).await.expect("read");
        let set = entries.iter().filter(|entry| matches!(entry.event, CaseEvent::Documented { .. })).count();
        let decided = entries.iter().filter(|entry| matches!(entry.event, CaseEvent::Decided { .. })).count();
        assert_eq!((decided, set), (1, 1), "decisions and papers of {number}");
        let mails = mails_about(&mut view, one.case).await;
        assert_eq!(mails.len(), 2, "mails of {number}");
        mailed += mails.len();
        let claim = find_claim_of_case(&mut view, one.case).await.expect("read").expect("a claim");
        let standing = book.find_claim(claim.id).expect("in the book");
        assert_eq!((standing.paid, standing.open().0), (standing.owed, 0), "{number}");
        assert_eq!(lines.get(&rathaus_payment::book::Target::Claim(claim.id)), Some(&1), "{number}");
    }
    let transactions = stub.transactions();
    let is_paid = |id: &&String| stub.state(id) == Some(rathaus_checkout::State::Paid);
    assert_eq!(
        transactions.iter().filter(is_paid).count(),
        waiting.len(),
        "nobody paid twice at the provider"
    );
    mailed
}
