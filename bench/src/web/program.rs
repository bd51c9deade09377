//! The program itself as a process: a sample house in a folder, and the server on it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// A free port of this machine as `127.0.0.1:PORT`.
pub fn free_host() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

/// A house in a folder of its own.
pub struct House {
    pub program: PathBuf,
    pub folder: PathBuf,
    /// `None` for SQLite.
    pub database_url: Option<String>,
    /// Path of the office's sign-in link; opens once.
    pub office: String,
}

impl House {
    /// Makes the sample round, at the stage where answers come in, and stops again.
    pub fn furnish(program: &Path, folder: &Path, database_url: Option<&str>) -> Result<Self> {
        Self::furnish_at(program, folder, database_url, "survey")
    }

    /// The same at any stage of the round.
    pub fn furnish_at(
        program: &Path,
        folder: &Path,
        database_url: Option<&str>,
        stage: &str,
    ) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let host = free_host()?;
        // The demonstration names `localhost`, where passkeys work.
        let port = host.split_once(':').context("no port")?.1;
        let mut command = Command::new(program);
        command.args(["demo", "--stage", stage, "--listen", &host, "--folder"]).arg(folder);
        if let Some(url) = database_url {
            command.args(["--database-url", url]);
        }
        let mut child =
            command.stdout(Stdio::piped()).stderr(File::create(folder.join("demo.log"))?).spawn()?;
        let output = child.stdout.take().context("standard output")?;
        let (mut office, mut said) = (None, String::new());
        for line in BufReader::new(output).lines() {
            let line = line?;
            if line.contains("Forumsbüro") {
                office = line.split_once(port).map(|(_, path)| path.trim().to_owned());
            }
            let is_last = line.contains("Strg+C");
            said.push_str(&line);
            if is_last {
                break;
            }
        }
        stop(&mut child)?;
        let office =
            office.with_context(|| format!("the demonstration names no link for the office: {said}"))?;
        Ok(Self {
            program: program.to_owned(),
            folder: folder.to_owned(),
            database_url: database_url.map(str::to_owned),
            office,
        })
    }

    /// `rathaus serve` on this house, logging into a file as an installation would.
    pub fn serve(&self) -> Result<Server> {
        let host = free_host()?;
        let mut command = self.command(&host);
        let log = File::create(self.folder.join("serve.log"))?;
        let child = command.arg("serve").stdout(Stdio::null()).stderr(log).spawn()?;
        let mut server = Server { host, child };
        server.wait("/healthz")?;
        Ok(server)
    }

    /// Whether the audit log is whole.
    pub fn audit_is_whole(&self) -> Result<bool> {
        let output = self.command("127.0.0.1:1").args(["audit", "verify"]).output()?;
        Ok(output.status.success())
    }

    fn command(&self, host: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.folder)
            .env("RATHAUS_SERVER_LISTEN", host)
            .env("RATHAUS_SERVER_BASE_URL", format!("http://{host}"))
            .env("RATHAUS_STORAGE_FOLDER", &self.folder)
            .env_remove("RATHAUS_TEST_DATABASE_URL")
            .env_remove("RATHAUS_TEST_POSTGRES");
        if let Some(url) = &self.database_url {
            command.env("RATHAUS_DATABASE_URL", url);
        }
        command
    }
}

/// A server that is running; it ends with this.
pub struct Server {
    /// `127.0.0.1:8080`
    pub host: String,
    child: Child,
}

impl Server {
    /// Takes a process that serves at `host`.
    pub fn of(host: String, child: Child) -> Self {
        Self { host, child }
    }

    /// Waits until the path is answered.
    pub fn wait(&mut self, path: &str) -> Result<()> {
        let begun = Instant::now();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        while begun.elapsed() < Duration::from_secs(90) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server on {} ended at once: {status}", self.host);
            }
            let host = self.host.clone();
            let reply = runtime.block_on(async move { super::browser::Browser::new(&host).get(path).await });
            if reply.is_ok_and(|reply| reply.status < 500) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the server on {} does not answer", self.host)
    }

    /// Processor time the server has used so far.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in parentheses may hold spaces; fields 14 and 15 are user and system time in ticks of 10 ms.
        let (_, after) = stat.rsplit_once(") ").context("no such process")?;
        let ticks = after.split(' ').skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Resident memory in MiB: now, and the most so far.
    pub fn memory(&self) -> Result<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| -> Result<f64> {
            let line = status.lines().find(|line| line.starts_with(name)).context("no such field")?;
            let kibibytes: f64 = line.split_ascii_whitespace().nth(1).context("no number")?.parse()?;
            Ok(kibibytes / 1024.0)
        };
        Ok((field("VmRSS:")?, field("VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = stop(&mut self.child);
    }
}

/// Asks a process to end and waits for it.
fn stop(child: &mut Child) -> Result<()> {
    let status = Command::new("kill").arg(child.id().to_string()).status()?;
    ensure!(status.success(), "kill");
    child.wait()?;
    Ok(())
}
