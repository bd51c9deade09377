//! pretalx beside us: the conference program that towns would otherwise set up for a call. Installed from PyPI below
//! `target`, with the sample events it makes itself.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::browser::{Browser, set, sheet};
use super::program::{Server, free_host};
use crate::results::home;

/// Who submits. One person: that a registration takes long on purpose (a slow password hash) is not measured.
const EMAIL: &str = "speaker@bench.example";
const PASSWORD: &str = "Bench-1234-Bench";

/// An installed pretalx with two events: `cfp`, whose call is open, and `talks`, whose talks are published.
pub struct Pretalx {
    bin: PathBuf,
    folder: PathBuf,
    host: String,
}

impl Pretalx {
    /// Installs it (once) and makes its events anew below `folder`.
    pub fn make(target: &Path, folder: &Path) -> Result<Self> {
        let bin = python(target)?.parent().context("a folder")?.to_owned();
        let made = Self { bin, folder: folder.to_owned(), host: free_host()? };
        fs::create_dir_all(folder)?;
        let settings = fs::read_to_string(home().join("data/pretalx/pretalx.cfg"))?
            .replace("FOLDER", &folder.display().to_string())
            .replace("ADDRESS", &format!("http://{}", made.host));
        fs::write(folder.join("pretalx.cfg"), settings)?;
        made.manage(&["migrate", "--verbosity", "0"])?;
        made.manage(&["collectstatic", "--noinput", "--verbosity", "0"])?;
        made.manage(&["init", "--noinput"])?;
        made.manage(&["create_test_event", "--stage", "cfp", "--slug", "cfp", "--seed", "1"])?;
        made.manage(&["create_test_event", "--stage", "over", "--slug", "talks", "--seed", "1"])?;
        made.submissions()?;
        Ok(made)
    }

    fn command(&self, program: &str) -> Result<Command> {
        let mut command = Command::new(self.bin.join(program));
        command
            .current_dir(&self.folder)
            .env("PRETALX_CONFIG_FILE", self.folder.join("pretalx.cfg"))
            .env("DJANGO_SUPERUSER_EMAIL", EMAIL)
            .env("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
            .env("PRETALX_INIT_ORGANISER_NAME", "Bench")
            .env("PRETALX_INIT_ORGANISER_SLUG", "bench")
            .stdout(File::options().append(true).create(true).open(self.folder.join("out.log"))?)
            .stderr(File::options().append(true).create(true).open(self.folder.join("err.log"))?);
        Ok(command)
    }

    fn manage(&self, arguments: &[&str]) -> Result<()> {
        must(self.command("python")?.args(["-m", "pretalx"]).args(arguments))
            .with_context(|| format!("see {}", self.folder.join("err.log").display()))
    }

    /// Opens the call, and gives how many submissions it has.
    pub fn submissions(&self) -> Result<usize> {
        let script = home().join("data/pretalx/open_call.py");
        let output = self.command("python")?.arg(script).stdout(Stdio::piped()).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().lines().last().unwrap_or_default().parse().context("no number of submissions")
    }

    /// gunicorn, as pretalx's own documentation runs it, with so many workers.
    pub fn serve(&self, workers: usize) -> Result<Server> {
        let mut command = self.command("gunicorn")?;
        command.args(["pretalx.wsgi", "--bind", &self.host, "--workers", &workers.to_string()]);
        let mut server = Server::of(self.host.clone(), command.spawn()?);
        // Every worker loads everything with its first requests.
        for _ in 0..workers * 3 {
            server.wait("/cfp/cfp")?;
            server.wait("/talks/talk/")?;
        }
        Ok(server)
    }

    /// A speaker who is signed in.
    pub async fn speaker(&self) -> Result<Browser> {
        let mut browser = Browser::uncompressed(&self.host);
        let page = browser.get("/cfp/login/").await?;
        let mut fields = sheet(&page.text, "login_email")?;
        fields.retain(|(name, _)| name == "csrfmiddlewaretoken");
        set(&mut fields, "login_email", EMAIL);
        set(&mut fields, "login_password", PASSWORD);
        let sent = browser.post("/cfp/login/", &fields).await?;
        ensure!(sent.status == 302, "signing in at pretalx: {}", sent.status);
        Ok(browser)
    }
}

/// The Python that pretalx runs with; installs both once.
pub fn python(target: &Path) -> Result<PathBuf> {
    let venv = target.join("pretalx");
    let python = venv.join("bin/python");
    let requirements = home().join("data/pretalx/requirements.txt");
    let wanted = fs::read_to_string(&requirements)?;
    let stamp = venv.join("requirements.txt");
    if !fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        println!("Installing pretalx into {} …", venv.display());
        must(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        must(Command::new(&python).args(pip).arg(&requirements))?;
        fs::write(&stamp, wanted)?;
    }
    Ok(python)
}

/// Opens the form of submissions, fills in its two pages, submits: five requests.
pub async fn submit(browser: &mut Browser, number: usize) -> Result<()> {
    let start = browser.get("/cfp/submit/").await?;
    let mut place = start.location;
    for (with, last) in [("name=title", false), ("name=biography", true)] {
        let page = browser.get(&place).await?;
        ensure!(page.status == 200, "pretalx {place}: {}", page.status);
        let mut fields = sheet(&page.text, with)?;
        if last {
            set(&mut fields, "name", "Frieda Amt");
            set(&mut fields, "biography", "Im Amt seit vielen Jahren.");
        } else {
            set(&mut fields, "title", &format!("Bauakten {number}"));
            set(&mut fields, "abstract", "Die Bauakten liegen als Papier im Keller, und niemand findet sie.");
        }
        let sent = browser.post(&place, &fields).await?;
        ensure!(sent.status == 302, "pretalx {place}: {}", sent.status);
        place = sent.location;
    }
    ensure!(place.contains("/me/submissions"), "pretalx ends at {place}");
    Ok(())
}

fn must(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}
