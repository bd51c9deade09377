//! Processes of the program, towns to answer, and a browser reduced to what the tests need.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rathaus_core::register::Register;
use rathaus_forum::pages::answer::holder;
use rathaus_forum::store::invitation::contact::{Origin, ensure_contact};
use rathaus_forum::store::invitation::{Invitation, insert_invitation, issue_link, mark_invited};
use rathaus_forum::store::round::{KeptRound, find_round, list_rounds};
use rathaus_forum::survey::ensure_survey;
use rathaus_people::{organisation, tenant};
use rathaus_procedure::Answers;
use rathaus_procedure::store::{begin_draft, find_live};
use rathaus_store::testing::Scratch;
use rathaus_store::{Actor, Change, Id, Record, Scope, Store};

fn free_host() -> String {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").to_string()
}

/// A sample house on one database.
pub struct House {
    /// The database as the tests read it, beside the program.
    pub store: Store,
    folder: PathBuf,
    database_url: Option<String>,
    /// Path of the office's sign-in link.
    pub office: String,
}

impl House {
    /// Runs `rathaus demo` once on an empty database and ends it.
    pub fn furnish(scratch: &Scratch) -> Self {
        let settings = scratch.store.settings();
        let (folder, database_url) = (settings.folder.clone(), settings.database_url.clone());
        let host = free_host();
        let mut command = Command::new(env!("CARGO_BIN_EXE_rathaus"));
        command.args(["demo", "--stage", "survey", "--listen", &host, "--folder"]).arg(&folder);
        if let Some(url) = &database_url {
            command.args(["--database-url", url]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("output")).lines().map_while(Result::ok);
        let said: Vec<String> = lines.take_while(|line| !line.contains("Strg+C")).collect();
        let office = said.iter().find(|line| line.contains("Forumsbüro")).expect("a link of the office");
        let port = host.rsplit(':').next().unwrap_or_default();
        let office = office.split_once(&format!(":{port}")).expect("an address").1.trim().to_owned();
        child.kill().expect("killed");
        child.wait().expect("ended");
        Self { store: scratch.store.clone(), folder, database_url, office }
    }

    fn command(&self, host: &str, folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rathaus"));
        command
            .current_dir(folder)
            .env("RATHAUS_SERVER_LISTEN", host)
            .env("RATHAUS_STORAGE_FOLDER", folder)
            .env("RUST_LOG", "error")
            .stdout(Stdio::null());
        if let Some(url) = &self.database_url {
            command.env("RATHAUS_DATABASE_URL", url);
        }
        command
    }

    /// `rathaus serve`, reachable when this returns.
    pub fn serve(&self) -> Server<'_> {
        let mut server = Server { house: self, host: free_host(), folder: self.folder.clone(), child: None };
        server.start();
        server
    }

    /// The same with a folder of its own, as on another machine; the house's key is taken along.
    pub fn serve_elsewhere(&self, name: &str) -> Server<'_> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(folder.join("keys")).expect("a folder");
        let key = "keys/audit.ed25519";
        std::fs::copy(self.folder.join(key), folder.join(key)).expect("the key of the house");
        let mut server = Server { house: self, host: free_host(), folder, child: None };
        server.start();
        server
    }

    /// Asserts that `rathaus audit verify` finds nothing.
    pub fn assert_audit_is_whole(&self) {
        let mut command = self.command("127.0.0.1:1", &self.folder);
        let output = command.args(["audit", "verify"]).stdout(Stdio::piped()).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }

    /// The rows of the sample region.
    pub async fn scope(&self) -> Scope {
        let mut view = self.store.system().read().await.expect("begins");
        let tenants = tenant::list(&mut view).await.expect("read");
        self.store.tenant(tenants[0].id)
    }

    /// Invites so many further towns; with a draft that lacks only the handing in, if wanted.
    pub async fn invite(&self, count: usize, with_draft: bool) -> Vec<Town> {
        #[allow(clippy::disallowed_methods)]
        let now = Timestamp::now();
        let mut change = self.scope().await.change(Actor::Program("test"), now).await.expect("begins");
        let round = list_rounds(&mut change).await.expect("read").remove(0);
        let key = ensure_survey(&mut change, &round).await.expect("a survey");
        let round = find_round(&mut change, &round.slug).await.expect("read").expect("there");
        let version = find_live(&mut change, &key).await.expect("read").expect("live");
        let mut towns = Vec::new();
        let others = Register::germany().iter().filter(|town| !town.ags.to_string().starts_with("06"));
        for town in others.filter(|town| town.population.is_some_and(|n| n > 0)).take(count) {
            let new = invite_one(&mut change, &round, town.ags, town.short_name(), now).await;
            if with_draft {
                let answers = answers(&new.0);
                begin_draft(&mut change, &version, &holder(new.1), &answers).await.expect("a draft");
            }
            towns.push(Town { path: new.0, invitation: new.1 });
        }
        change.commit(Record::new("round.invited", round.id)).await.expect("kept");
        towns
    }
}

async fn invite_one(
    change: &mut Change,
    round: &KeptRound,
    ags: rathaus_core::Ags,
    name: &str,
    now: Timestamp,
) -> (String, Id) {
    let body = organisation::ensure_municipality(change, ags).await.expect("in the register");
    let listed = Invitation::listed(now, round.id, body, name, Some(ags), 1_000);
    assert!(insert_invitation(change, &listed).await.expect("written"), "{name} was invited already");
    let email = format!("amt-{ags}@stadt.example");
    let contact = ensure_contact(change, round.id, listed.id, &email, "Frieda Amt", Origin::Office).await;
    let contact = contact.expect("written");
    mark_invited(change, listed.id).await.expect("written");
    let path = issue_link(change, round, &listed, &contact).await.expect("a link");
    (path, listed.id)
}

/// Whole answers to the shipped survey.
fn answers(unlike: &str) -> Answers {
    let pain = format!("Die Bauakten liegen als Papier im Keller, und niemand findet sie ({unlike}).");
    serde_json::from_value(serde_json::json!({
        "contact": {"text": "Frieda Amt"},
        "contact-email": {"email": "amt@stadt.example"},
        "need": {"records": [{
            "part": {"choice": {"option": "bau"}}, "title": {"text": "Bauakten"}, "pain": {"text": pain},
            "relevance": {"rating": 4}, "horizon": {"choice": {"option": "sofort"}},
            "necessity": {"choice": {"option": "ja"}}, "share": {"yes_no": true},
        }]},
        "privacy": {"consent": "1"},
    }))
    .expect("answers")
}

/// An invited town.
pub struct Town {
    pub path: String,
    pub invitation: Id,
}

/// A running server; killed when dropped.
pub struct Server<'h> {
    house: &'h House,
    pub host: String,
    pub folder: PathBuf,
    child: Option<Child>,
}

impl Server<'_> {
    /// Starts it (again) at the same address and waits until it answers.
    pub fn start(&mut self) {
        let mut child = self.house.command(&self.host, &self.folder).arg("serve").spawn().expect("starts");
        let begun = Instant::now();
        while Browser::new(&self.host).try_get("/healthz").is_none_or(|reply| reply.status != 200) {
            assert!(child.try_wait().expect("asked").is_none(), "the server on {} ended", self.host);
            assert!(begun.elapsed() < Duration::from_secs(60), "the server on {} does not answer", self.host);
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child = Some(child);
    }

    /// SIGKILL: no farewell, nothing is flushed.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("killed");
            child.wait().expect("ended");
        }
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        self.kill();
    }
}

/// One visitor with cookies.
pub struct Browser {
    agent: ureq::Agent,
    host: String,
    pub cookies: BTreeMap<String, String>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Empty where there is no redirect.
    pub location: String,
    pub text: String,
}

impl Browser {
    pub fn new(host: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self { agent: config.into(), host: host.to_owned(), cookies: BTreeMap::new() }
    }

    /// The same visitor at another server, as behind a balancer.
    pub fn at(&self, host: &str) -> Self {
        Self { cookies: self.cookies.clone(), ..Self::new(host) }
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// `None` where the server is gone.
    pub fn try_get(&mut self, path: &str) -> Option<Reply> {
        let request = self.agent.get(format!("http://{}{path}", self.host)).header("Cookie", self.cookie());
        let response = request.call().ok()?;
        self.read(response)
    }

    /// `None` where the server went away before its answer was there.
    pub fn try_post(&mut self, path: &str, fields: &[(String, String)]) -> Option<Reply> {
        let request = self
            .agent
            .post(format!("http://{}{path}", self.host))
            .header("Cookie", self.cookie())
            .header("Origin", format!("http://{}", self.host));
        let response = request.send_form(fields.iter().map(|(name, value)| (name, value))).ok()?;
        self.read(response)
    }

    pub fn get(&mut self, path: &str) -> Reply {
        self.try_get(path).unwrap_or_else(|| panic!("GET {path}: no answer"))
    }

    pub fn post(&mut self, path: &str, fields: &[(String, String)]) -> Reply {
        self.try_post(path, fields).unwrap_or_else(|| panic!("POST {path}: no answer"))
    }

    fn read(&mut self, mut response: ureq::http::Response<ureq::Body>) -> Option<Reply> {
        for line in response.headers().get_all("set-cookie") {
            let pair = line.to_str().ok()?.split(';').next()?;
            let (name, value) = pair.split_once('=')?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = response.headers().get("location").and_then(|value| value.to_str().ok());
        let location = location.unwrap_or_default().to_owned();
        let status = response.status().as_u16();
        Some(Reply { status, location, text: response.body_mut().read_to_string().ok()? })
    }
}

/// What the inputs with these names hold in the form around the first of them.
pub fn inputs(page: &str, names: &[&str]) -> Vec<(String, String)> {
    let first = format!("name=\"{}\"", names[0]);
    let form =
        page.split("<form").find(|form| form.contains(&first)).unwrap_or_else(|| panic!("{first}: {page}"));
    let form = form.split("</form").next().unwrap_or(form);
    let value = |name: &str| {
        let tag = form.split('<').find(|tag| tag.contains(&format!("name=\"{name}\"")));
        let tag = tag.unwrap_or_else(|| panic!("{name}: {form}"));
        // An input that is empty needs no value.
        let value = tag.split_once("value=\"").and_then(|(_, value)| value.split('"').next());
        value.unwrap_or_default().to_owned()
    };
    names.iter().map(|name| ((*name).to_owned(), value(name))).collect()
}
