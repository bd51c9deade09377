//! `rathaus serve`: answers requests and works in the background until it is told to stop.

use std::io::Write as _;
use std::net::SocketAddr;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::{Config, LogForm};
use crate::house::{House, private_folder};

/// Threads for requests and jobs; what computes for long goes to threads of its own.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads")
}

/// Log lines on standard error; `RUST_LOG` narrows or widens them.
pub fn begin_log(form: LogForm, fallback: &str) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(fallback));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as tests make, changes nothing.
    let _ = match form {
        LogForm::Text => lines.with_ansi(false).try_init(),
        LogForm::Json => lines.json().flatten_event(true).try_init(),
    };
}

/// Serves until a signal comes; `ready` is told the address.
pub async fn run(config: Config, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    private_folder(&config.storage.folder)?;
    let listen = config.server.listen;
    let house = House::open(config).await?;
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("{listen} is not free; set another [server] listen or stop what runs there")
    })?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let workers = house.workers()?;
    let background = tokio::spawn(workers.run(told(stopped.clone())));
    ready(address);
    let server = tokio::spawn(rathaus_web::serve::serve(house.router, listener, told(stopped)));
    signalled().await;
    tracing::info!("stopping: running requests and jobs are finished first");
    let _ = stop.send(true);
    server.await?.context("the server stopped")?;
    background.await.context("a worker stopped")?;
    house.store.close().await;
    Ok(())
}

async fn told(mut stopped: watch::Receiver<bool>) {
    // The sender lives until the end of `run`; its loss means the same as its word.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// A line on standard output that a program which started us can read at once.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
