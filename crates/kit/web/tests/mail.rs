//! Mails against a real SMTP server that fails on demand (`e2e/smtp_server.py`), on both databases.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use rathaus_store::testing::{Scratch, both, start};
use rathaus_store::{Actor, Id, Slice, TenantId, Workers};
use rathaus_web::mail::{
    self, Mail, MailFilter, MailSettings, MailState, Report, Sender, Smtp, StoredMail, Tls, Way,
};
use rathaus_web::{MIGRATIONS, testing};

fn tenant() -> TenantId {
    testing::north()
}

/// A clock that is set by hand.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn new() -> Self {
        Self(Arc::new(AtomicI64::new(start().as_second())))
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).expect("a time")
    }

    fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

/// The mail server's process and its folder.
struct Server {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn launch(python: &str, folder: &Path, port: u16) -> (Child, u16) {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../e2e/smtp_server.py");
    let mut process = Command::new(python)
        .arg(program)
        .arg("--folder")
        .arg(folder)
        .args(["--port", &port.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the mail server starts");
    let mut line = String::new();
    let out = process.stdout.take().expect("its output");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let port = line.trim().parse().expect("the port of the mail server");
    (process, port)
}

impl Server {
    fn new() -> Option<Self> {
        let Ok(python) = std::env::var("RATHAUS_TEST_PYTHON") else {
            assert!(
                std::env::var("RATHAUS_TEST_POSTGRES").as_deref() != Ok("required"),
                "RATHAUS_TEST_PYTHON is not set, and this run must test with a mail server"
            );
            eprintln!("RATHAUS_TEST_PYTHON is not set: no test with a mail server");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("rathaus-smtp-{}", Id::new(start())));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (process, port) = launch(&python, &folder, 0);
        Some(Self { process, folder, port })
    }

    fn stop(&mut self) {
        self.process.kill().expect("stopped");
        self.process.wait().expect("gone");
    }

    fn restart(&mut self) {
        let python = std::env::var("RATHAUS_TEST_PYTHON").expect("a python");
        (self.process, _) = launch(&python, &self.folder, self.port);
    }

    fn order(&self, orders: &serde_json::Value) {
        let hidden = self.folder.join(".orders");
        std::fs::write(&hidden, orders.to_string()).expect("written");
        std::fs::rename(hidden, self.folder.join("orders.json")).expect("in place");
    }

    /// What was taken: recipient, `Message-ID`, subject, text.
    fn kept(&self) -> Vec<serde_json::Value> {
        let mut names: Vec<PathBuf> = std::fs::read_dir(&self.folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .filter(|path| path.file_name().is_some_and(|name| name != "orders.json"))
            .collect();
        names.sort();
        let read = |path: &PathBuf| std::fs::read_to_string(path).expect("read");
        names.iter().map(|path| serde_json::from_str(&read(path)).expect("JSON")).collect()
    }

    fn sender(&self) -> Sender {
        let smtp = Smtp { host: "127.0.0.1".into(), port: self.port, tls: Tls::None, login: None };
        sender(Way::Smtp(smtp))
    }
}

fn sender(way: Way) -> Sender {
    let from_name = "Digitales Rathaus".to_owned();
    Sender::new(MailSettings { from: "rathaus@region.example".into(), from_name, bounces_to: None, way })
        .expect("settings")
}

fn workers(scratch: &Scratch, clock: &Hands, sender: &Sender) -> Workers {
    let clock = clock.clone();
    sender.join(Workers::new(scratch.store.clone(), Arc::new(move || clock.now())))
}

async fn enqueue(scratch: &Scratch, clock: &Hands, to: &str) -> Id {
    let mail = Mail::new(to, "Grüße aus Süd", "Schöne Grüße\n", "<p>Schöne Grüße</p>")
        .about(format!("invitation:{to}"));
    let scope = scratch.store.tenant(tenant());
    let mut change = scope.change(Actor::Program("test"), clock.now()).await.expect("a change");
    let id = mail::enqueue(&mut change, mail).await.expect("queued");
    change.commit_unrecorded().await.expect("kept");
    id
}

async fn find(scratch: &Scratch, id: Id) -> StoredMail {
    let mut view = scratch.store.tenant(tenant()).read().await.expect("a view");
    mail::find_mail(&mut view, id).await.expect("read").expect("there")
}

#[tokio::test]
async fn a_server_that_is_down_for_a_while_loses_and_doubles_nothing() {
    for scratch in both(&[MIGRATIONS]).await {
        let Some(mut server) = Server::new() else { return };
        let clock = Hands::new();
        let sender = server.sender();
        let workers = workers(&scratch, &clock, &sender);
        sender.check().await.expect("the server answers");
        for n in 0..10 {
            enqueue(&scratch, &clock, &format!("vorher{n}@stadt.example")).await;
        }
        workers.work_off().await.expect("worked");
        server.stop();
        assert!(sender.check().await.is_err());
        let mut waiting = Vec::new();
        for n in 0..10 {
            waiting.push(enqueue(&scratch, &clock, &format!("waehrend{n}@stadt.example")).await);
        }
        for seconds in [0, 15, 45] {
            clock.forward(seconds);
            workers.work_off().await.expect("worked");
        }
        let down = find(&scratch, waiting[0]).await;
        assert_eq!(down.state, MailState::Queued);
        assert!(down.error.is_some(), "the page can say what is wrong");
        server.restart();
        // Closed for a moment, and busy for one: both are tried again.
        server.order(&serde_json::json!({"refuse": true, "times": 2}));
        for seconds in [150, 700, 4_000] {
            clock.forward(seconds);
            workers.work_off().await.expect("worked");
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for mail in server.kept() {
            *counts.entry(mail["to"][0].as_str().expect("a recipient").to_owned()).or_default() += 1;
            assert_eq!(mail["subject"], "Grüße aus Süd");
            assert_eq!(mail["text"].as_str().map(str::trim), Some("Schöne Grüße"));
        }
        assert_eq!(counts.len(), 20, "{:?}: {counts:?}", scratch.engine);
        assert!(counts.values().all(|count| *count == 1), "{counts:?}");
        let mut view = scratch.store.tenant(tenant()).read().await.expect("a view");
        let filter = MailFilter { about: "invitation:waehrend".into(), state: Some(MailState::Sent) };
        let (page, total) = mail::list_mails(&mut view, &filter, Slice::first(3)).await.expect("listed");
        assert_eq!((page.len(), total), (3, 10));
        assert!(page.iter().all(|mail| mail.error.is_none() && mail.sent_at.is_some()));
    }
}

#[tokio::test]
async fn what_the_server_refuses_for_good_is_not_tried_again() {
    for scratch in both(&[MIGRATIONS]).await {
        let Some(server) = Server::new() else { return };
        let clock = Hands::new();
        server.order(&serde_json::json!({
            "refuse_recipients": ["weg@stadt.example"], "defer_recipients": ["voll@stadt.example"],
        }));
        let gone = enqueue(&scratch, &clock, "weg@stadt.example").await;
        let full = enqueue(&scratch, &clock, "voll@stadt.example").await;
        let none = enqueue(&scratch, &clock, "keine Adresse").await;
        let workers = workers(&scratch, &clock, &server.sender());
        workers.work_off().await.expect("worked");
        let refused = find(&scratch, gone).await;
        assert_eq!(refused.state, MailState::Refused);
        assert!(refused.error.as_deref().is_some_and(|e| e.contains("no such mailbox")), "{refused:?}");
        assert_eq!(find(&scratch, full).await.state, MailState::Queued);
        assert_eq!(find(&scratch, none).await.state, MailState::Refused);
        server.order(&serde_json::json!({}));
        clock.forward(100_000);
        workers.work_off().await.expect("worked");
        assert_eq!(find(&scratch, gone).await.state, MailState::Refused);
        assert_eq!(find(&scratch, full).await.state, MailState::Sent);
        assert_eq!(server.kept().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_never_came_leads_to_the_same_message_again() {
    for scratch in both(&[MIGRATIONS]).await {
        let Some(server) = Server::new() else { return };
        let clock = Hands::new();
        let workers = workers(&scratch, &clock, &server.sender());
        server.order(&serde_json::json!({"close_after_data": "kept", "times": 1}));
        let id = enqueue(&scratch, &clock, "anna@stadt.example").await;
        workers.work_off().await.expect("worked");
        assert_eq!(find(&scratch, id).await.state, MailState::Queued);
        clock.forward(60);
        workers.work_off().await.expect("worked");
        let kept = server.kept();
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[0]["message_id"], kept[1]["message_id"]);
        let sent = find(&scratch, id).await;
        assert_eq!(sent.state, MailState::Sent);
        assert_eq!(sent.message_id.as_deref(), kept[0]["message_id"].as_str());
    }
}

#[tokio::test]
async fn after_the_last_try_it_is_dead_and_can_be_revived() {
    for scratch in both(&[MIGRATIONS]).await {
        let Some(mut server) = Server::new() else { return };
        let clock = Hands::new();
        let workers = workers(&scratch, &clock, &server.sender());
        server.stop();
        let id = enqueue(&scratch, &clock, "anna@stadt.example").await;
        for _ in 0..mail::MOST_TRIES {
            assert_eq!(find(&scratch, id).await.state, MailState::Queued);
            workers.work_off().await.expect("worked");
            clock.forward(200_000);
        }
        assert_eq!(find(&scratch, id).await.state, MailState::Dead);
        server.restart();
        let mut system = scratch.store.system().read().await.expect("a view");
        let (dead, _) =
            rathaus_store::jobs::list_dead(&mut system, Slice::first(5)).await.expect("dead ones");
        drop(system);
        let scope = scratch.store.tenant(tenant());
        let mut change = scope.change(Actor::Program("test"), clock.now()).await.expect("a change");
        assert!(rathaus_store::jobs::revive(&mut change, dead[0].id).await.expect("revived"));
        change.commit_unrecorded().await.expect("kept");
        workers.work_off().await.expect("worked");
        assert_eq!(find(&scratch, id).await.state, MailState::Sent);
        assert_eq!(server.kept().len(), 1);
    }
}

#[tokio::test]
async fn what_comes_back_later_is_noted_with_the_mail() {
    for scratch in both(&[MIGRATIONS]).await {
        let clock = Hands::new();
        let folder = std::env::temp_dir().join(format!("rathaus-mail-{}", Id::new(start())));
        let sender = Sender::new(MailSettings {
            from: "forum@region.example".into(),
            from_name: String::new(),
            bounces_to: Some("ruecklauf@region.example".into()),
            way: Way::Folder(folder.clone()),
        });
        let sender = sender.expect("settings");
        let id = enqueue(&scratch, &clock, "weg@stadt.example").await;
        let other = enqueue(&scratch, &clock, "da@stadt.example").await;
        workers(&scratch, &clock, &sender).work_off().await.expect("worked");
        let message_id = find(&scratch, id).await.message_id.expect("an id");
        let report = |is_lasting: bool, words: &str| Report {
            message_id: message_id.clone(),
            recipient: "weg@stadt.example".into(),
            is_lasting,
            words: words.into(),
        };
        let scope = scratch.store.tenant(tenant());
        let note = async |report: &Report| {
            let mut change = scope.change(Actor::Program("test"), clock.now()).await.expect("a change");
            let found = mail::find_reported(&mut change, report).await.expect("read").expect("ours");
            let is_news = mail::note_report(&mut change, found.id, report).await.expect("noted");
            change.commit_unrecorded().await.expect("kept");
            is_news
        };
        assert!(note(&report(false, "452 full")).await);
        let late = find(&scratch, id).await;
        assert_eq!((late.state, late.error.as_deref()), (MailState::Delayed, Some("452 full")));
        assert!(late.sent_at.is_some(), "the server did take it");
        assert!(note(&report(true, "550 gone")).await);
        assert!(!note(&report(true, "550 gone")).await, "a report that comes twice is no news");
        assert!(!note(&report(false, "452 full")).await, "what came back is not late again");
        let back = find(&scratch, id).await;
        assert_eq!((back.state, back.error.as_deref()), (MailState::Returned, Some("550 gone")));
        assert_eq!(find(&scratch, other).await.state, MailState::Sent);
        let mut view = scope.read().await.expect("a view");
        for (state, count) in [(MailState::Returned, 1), (MailState::Sent, 1), (MailState::Delayed, 0)] {
            let filter = MailFilter { about: String::new(), state: Some(state) };
            let (_, total) = mail::list_mails(&mut view, &filter, Slice::first(5)).await.expect("listed");
            assert_eq!(total, count, "{state:?}");
        }
        // Nobody marks a mail whose whole id they do not know, nor one of another tenant.
        let guessed = Report { message_id: format!("<{id}@elsewhere.example>"), ..report(true, "x") };
        assert_eq!(mail::find_reported(&mut view, &guessed).await.expect("read"), None);
        let mut south = scratch.store.tenant(testing::south()).read().await.expect("a view");
        assert_eq!(mail::find_reported(&mut south, &report(true, "x")).await.expect("read"), None);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}

#[tokio::test]
async fn without_a_server_mails_are_files() {
    for scratch in both(&[MIGRATIONS]).await {
        let clock = Hands::new();
        let folder = std::env::temp_dir().join(format!("rathaus-mail-{}", Id::new(start())));
        let id = enqueue(&scratch, &clock, "anna@stadt.example").await;
        let forgotten = enqueue(&scratch, &clock, "weg@stadt.example").await;
        let scope = scratch.store.tenant(tenant());
        let mut change = scope.change(Actor::Program("test"), clock.now()).await.expect("a change");
        assert_eq!(mail::delete_mails_to(&mut change, "weg@stadt.example").await.expect("deleted"), 1);
        change.commit_unrecorded().await.expect("kept");
        workers(&scratch, &clock, &sender(Way::Folder(folder.clone()))).work_off().await.expect("worked");
        assert_eq!(find(&scratch, id).await.state, MailState::Sent);
        let text = std::fs::read_to_string(folder.join(format!("{id}.eml"))).expect("a file");
        assert!(text.contains("To: anna@stadt.example"), "{text}");
        assert!(!folder.join(format!("{forgotten}.eml")).exists(), "who left gets no mail");
        let mut change = scope.change(Actor::Program("test"), clock.now()).await.expect("a change");
        let later = Timestamp::from_second(clock.now().as_second() + 1).expect("a time");
        assert_eq!(mail::delete_mails_before(&mut change, later).await.expect("deleted"), 1);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
