//! A private PostgreSQL for the tests: made, used and thrown away with the command that needs it.
//!
//! Each test of the store runs on SQLite and on PostgreSQL. A cluster of our own makes that a matter of the test
//! command alone: nobody sets up a database first, no run sees the tables of another, and no password is
//! anywhere. Where `RATHAUS_TEST_DATABASE_URL` already names a database, that one is used and none is started.
//!
//! What happens to the cluster stands in `postgres.sh`, which runs beside us as a process of its own and ends
//! when the pipe to it closes: so it cleans up when we fail, are interrupted or are killed.
//! Other versions than the machine has are left out; continuous integration may set the variable to try them.

use crate::check::{must, works};
use crate::python;
use crate::setup::is_root;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The variable with the database that tests may make and drop databases beside.
pub const URL: &str = "RATHAUS_TEST_DATABASE_URL";

/// The variable that makes a missing PostgreSQL a failure of the tests, set to `required`.
pub const REQUIRED: &str = "RATHAUS_TEST_POSTGRES";

const SCRIPT: &str = include_str!("postgres.sh");

/// The socket's path ends in `/.s.PGSQL.` and the port, and may be 107 bytes long as a whole.
const LONGEST_FOLDER: usize = 90;

/// How many were started by this process, so that two at once have a folder each.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A PostgreSQL that tests may use; one that we started ends when this is dropped.
pub struct Postgres {
    url: String,
    keeper: Option<Child>,
    folder: PathBuf,
}

impl Postgres {
    /// The one that [`URL`] names, or else a new one below `root/target`.
    pub fn named_or_started(root: &Path) -> Result<Self> {
        match std::env::var(URL).ok().filter(|url| !url.trim().is_empty()) {
            Some(url) => {
                println!("   PostgreSQL as {URL} says");
                Ok(Self { url, keeper: None, folder: PathBuf::new() })
            }
            None => Self::start(root),
        }
    }

    /// A new cluster with an empty database `rathaus` of a role `rathaus`, who may make databases and is
    /// no superuser.
    pub fn start(root: &Path) -> Result<Self> {
        let bin = programs().context(
            "no PostgreSQL on this machine: `cargo xtask setup` installs Debian's package postgresql, \
             or RATHAUS_TEST_DATABASE_URL names a database of a role that may make databases",
        )?;
        let user = other_user()?;
        // Somebody else may take the free port before PostgreSQL does.
        let mut tries = 3;
        loop {
            tries -= 1;
            match Self::start_once(root, &bin, user) {
                Err(error) if tries > 0 => println!("   PostgreSQL did not start, once more: {error:#}"),
                outcome => return outcome,
            }
        }
    }

    fn start_once(root: &Path, bin: &Path, user: Option<&str>) -> Result<Self> {
        let folder = folder(root, user)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut keeper = as_user(user, OsStr::new("sh"));
        keeper.arg("-c").arg(SCRIPT).arg("postgres.sh").arg(&folder).arg(bin).arg(port.to_string());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            keeper.env_remove(name);
        }
        // A group of its own: an interrupt from the keyboard is for us, and what keeps the cluster hears of it
        // by the pipe.
        keeper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let keeper = keeper.spawn().context("cannot start sh")?;
        let url = format!("postgres://rathaus@{}:{port}/rathaus", Ipv4Addr::LOCALHOST);
        let mut started = Self { url, keeper: Some(keeper), folder };
        let mut said = String::new();
        let output = started.keeper.as_mut().and_then(|keeper| keeper.stdout.take());
        BufReader::new(output.context("no output of sh")?).read_line(&mut said)?;
        if said.trim() != "ready" {
            bail!("PostgreSQL in {} did not start on {}", bin.display(), started.url);
        }
        println!("   PostgreSQL started: {}", started.url);
        Ok(started)
    }

    /// `postgres://…` of the database `rathaus`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Makes an empty database `name`, dropping one that is there, and gives its address.
    pub fn fresh(&self, name: &str) -> Result<String> {
        let psql = programs().context("no psql on this machine")?.join("psql");
        for statement in
            [format!("DROP DATABASE IF EXISTS \"{name}\""), format!("CREATE DATABASE \"{name}\"")]
        {
            let mut command = Command::new(&psql);
            command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", &statement, "-d", &self.url]);
            must(command.env("PGOPTIONS", "-c client_min_messages=warning"))?;
        }
        beside(&self.url, name).with_context(|| format!("{} names no database", self.url))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
            // Only empty where the keeper's user may not write beside it.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// `cargo xtask postgres [-- COMMAND…]`: runs COMMAND with a PostgreSQL, or shows one until interrupted.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let command = match arguments {
        [] => None,
        [dashes, program, rest @ ..] if dashes == "--" => Some((program, rest)),
        _ => bail!("cargo xtask postgres [-- COMMAND…], not {}", arguments.join(" ")),
    };
    let postgres = Postgres::start(root)?;
    let Some((program, rest)) = command else {
        println!("export {URL}={}", postgres.url());
        println!("Runs until interrupted (Ctrl-C).");
        std::io::stdout().flush()?;
        loop {
            std::thread::park();
        }
    };
    let mut command = Command::new(program);
    command.args(rest).env(URL, postgres.url());
    // The tests that ask for a database ask for servers in Python, too; not worth an installation here.
    if let Some(python) = python::installed(root) {
        command.env(python::PROGRAM, python);
    }
    must(&mut command)
}

/// The folder of `initdb`, `pg_ctl` and `psql`: first the search path, then where Debian puts them, the
/// highest version first.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort();
    std::env::split_paths(&path).chain(debian.into_iter().rev().map(|(_, folder)| folder)).find(|folder| {
        folder.is_absolute()
            && ["initdb", "postgres", "pg_ctl", "psql"].iter().all(|name| folder.join(name).is_file())
    })
}

/// PostgreSQL refuses to run as root; then somebody else has to.
fn other_user() -> Result<Option<&'static str>> {
    if !is_root() {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .into_iter()
        .find(|user| works(&mut as_user(Some(user), OsStr::new("true"))))
        .map(Some)
        .context("PostgreSQL does not run as root, and setpriv could not become postgres or nobody")
}

fn as_user(user: Option<&str>, program: &OsStr) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    let group = if user == "nobody" { "nogroup" } else { user };
    command.args(["--reuid", user, "--regid", group, "--clear-groups", "--"]).arg(program);
    command
}

/// An empty folder that `user` can reach and nobody else can read: in `root/target`, or in the machine's
/// folder for temporary files where `user` cannot get there or the path is too long for a socket.
fn folder(root: &Path, user: Option<&str>) -> Result<PathBuf> {
    let ours = root.join("target/postgres");
    fs::create_dir_all(&ours)?;
    own(&ours, user)?;
    fs::set_permissions(&ours, fs::Permissions::from_mode(0o755))?;
    let name = format!("{}-{}", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed));
    let near = ours.join(&name);
    let is_reachable = user.is_none() || works(as_user(user, OsStr::new("test")).arg("-w").arg(&ours));
    let folder = if is_reachable && near.as_os_str().len() <= LONGEST_FOLDER {
        near
    } else {
        // Not beside each other in a folder of theirs: the script clears what lies beside it.
        std::env::temp_dir().join(format!("rathaus-postgres-{name}")).join("cluster")
    };
    if let Some(above) = folder.parent().filter(|above| **above != ours) {
        private(above)?;
        own(above, user)?;
    }
    private(&folder)?;
    own(&folder, user)?;
    Ok(folder)
}

/// Makes a folder for its owner alone; one that is already there is somebody else's.
fn private(folder: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}

fn own(folder: &Path, user: Option<&str>) -> Result<()> {
    match user {
        Some(user) => must(Command::new("chown").arg(user).arg(folder)),
        None => Ok(()),
    }
}

/// The address of database `name` on the server of `url`, parameters kept.
fn beside(url: &str, name: &str) -> Option<String> {
    let (before, parameters) =
        url.split_once('?').map_or((url, None), |(before, after)| (before, Some(after)));
    let (server, _) = before.rsplit_once('/').filter(|(server, _)| !server.ends_with('/'))?;
    Some(parameters.map_or_else(|| format!("{server}/{name}"), |kept| format!("{server}/{name}?{kept}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn ask(url: &str, statement: &str) -> (bool, String) {
        let psql = programs().unwrap().join("psql");
        let output =
            Command::new(psql).args(["-X", "-A", "-t", "-c", statement, "-d", url]).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).trim().to_string())
    }

    fn is_there() -> bool {
        let is_there = programs().is_some();
        assert!(is_there || std::env::var(REQUIRED).is_err(), "required, and not there");
        if !is_there {
            println!("passed over: no PostgreSQL on this machine");
        }
        is_there
    }

    #[test]
    fn a_cluster_serves_a_role_without_special_rights_and_goes_without_a_trace() {
        if !is_there() {
            return;
        }
        let root = crate::tree::workspace_root().unwrap();
        let postgres = Postgres::start(&root).unwrap();
        let url = postgres.url().to_string();
        let rights = "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user";
        assert_eq!(ask(&url, rights), (true, "f|f|t".into()));
        assert_eq!(ask(&url, "SELECT lower('Ä')"), (true, "ä".into()));

        assert!(!ask(&url.replace("rathaus@", "postgres@"), "SELECT 1").0, "the superuser came in");

        let fresh = postgres.fresh("one-journey").unwrap();
        assert!(ask(&fresh, "CREATE TABLE town (name text)").0);
        assert_eq!(postgres.fresh("one-journey").unwrap(), fresh);
        assert!(!ask(&fresh, "SELECT name FROM town").0, "the database was not fresh");

        let folder = postgres.folder.clone();
        assert!(folder.is_dir());
        drop(postgres);
        assert!(!folder.exists());
        assert!(!ask(&url, "SELECT 1").0, "it still answers");
    }

    #[test]
    fn the_keeper_ends_when_its_pipe_does_and_nothing_else_is_said() {
        if !is_there() {
            return;
        }
        let root = crate::tree::workspace_root().unwrap();
        let mut postgres = Postgres::start(&root).unwrap();
        let (url, folder) = (postgres.url().to_string(), postgres.folder.clone());
        // As when we are killed: the pipe closes and nobody waits.
        let mut keeper = postgres.keeper.take().unwrap();
        drop(keeper.stdin.take());
        drop(postgres);
        let is_gone = || !folder.join("data").exists() && !ask(&url, "SELECT 1").0;
        assert!((0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            is_gone()
        }));
        keeper.wait().unwrap();
    }

    #[test]
    fn where_the_path_is_too_long_for_a_socket_it_lies_elsewhere() {
        if !is_there() {
            return;
        }
        let above = std::env::temp_dir().join(format!("rathaus-xtask-{}", std::process::id()));
        let postgres = Postgres::start(&above.join("x".repeat(LONGEST_FOLDER))).unwrap();
        let folder = postgres.folder.clone();
        assert!(folder.starts_with(std::env::temp_dir()) && !folder.starts_with(&above), "{folder:?}");
        assert_eq!(ask(postgres.url(), "SELECT 1"), (true, "1".into()));
        drop(postgres);
        assert!(!folder.parent().unwrap().exists());
        fs::remove_dir_all(above).unwrap();
    }

    #[test]
    fn a_database_beside_another_keeps_the_parameters() {
        let beside = |url| beside(url, "b");
        assert_eq!(beside("postgres://u@h:1/a").as_deref(), Some("postgres://u@h:1/b"));
        assert_eq!(beside("postgres://u@h/a?sslmode=x").as_deref(), Some("postgres://u@h/b?sslmode=x"));
        assert_eq!(beside("postgres://u@h"), None);
    }
}
