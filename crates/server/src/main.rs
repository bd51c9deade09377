//! The program `rathaus`: its command line. What a command does stands in the modules below and in the crates.

mod admin;
mod bundle;
mod config;
mod demo;
mod embedding;
mod forum;
mod home;
mod house;
mod keeping;
mod mail;
mod personal;
mod round_import;
mod serve;
mod text;
mod vote;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use mimalloc::MiMalloc;

/// A page is thousands of short-lived small pieces; with the C library's allocator a quarter of its time went there.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

/// Das digitale Rathaus einer Region: bringt Bedarfe von Kommunen und Angebote von Start-ups zusammen.
#[derive(Debug, Parser)]
#[command(name = "rathaus", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Zeigt das Rathaus mit der Beispielrunde im Browser, in einer eigenen Datenbank
    Demo(demo::DemoArgs),
    /// Betreibt das Rathaus
    Serve(Settings),
    /// Richtet ein: erste Verwaltung, weitere Mandanten, verlorene Zugänge
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Schreibt alles in eine Datei, auch im laufenden Betrieb
    Backup {
        /// Zieldatei (ZIP); sie ist so vertraulich wie die Datenbank
        file: PathBuf,
        #[command(flatten)]
        settings: Settings,
    },
    /// Liest eine Sicherung in eine leere Datenbank
    Restore {
        /// Die Sicherung
        file: PathBuf,
        #[command(flatten)]
        settings: Settings,
    },
    /// Was ein Mandant eingerichtet hat, als eine Datei weitergeben oder übernehmen
    #[command(subcommand)]
    Bundle(bundle::BundleCommand),
    /// Prüft Datenbank, Dateien und Protokoll
    Check(Settings),
    /// Das Protokoll aller Handlungen
    #[command(subcommand)]
    Audit(keeping::AuditCommand),
    /// Was der Mailserver übergibt
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Eine Runde des Forums: Handlungsfelder, Auswahl, Gespräche
    #[command(subcommand)]
    Forum(ForumCommand),
    /// Deutsche Texte durchsuchen
    #[command(subcommand)]
    Text(TextCommand),
    /// Geheime Wahlen, die alle nachprüfen können: prüfen, einrichten, wählen, auszählen
    #[command(subcommand)]
    Vote(vote::VoteCommand),
}

/// Woher die Einstellungen kommen.
#[derive(Debug, Args)]
struct Settings {
    /// Datei mit den Einstellungen; ohne Angabe rathaus.toml, soweit vorhanden
    #[arg(long)]
    config: Option<PathBuf>,
}

impl Settings {
    fn read(&self) -> Result<config::Config> {
        config::read(self.config.as_deref(), std::env::vars())
    }
}

#[derive(Debug, Subcommand)]
enum ForumCommand {
    /// Liest die Dateien einer Runde und schreibt Plan und Bericht
    Plan(forum::PlanArgs),
    /// Übernimmt die Dateien einer Runde ins Rathaus
    Import(round_import::ImportArgs),
    /// Plant nur die Einzelgespräche
    Talks(forum::TalksArgs),
    /// Plant die mitgelieferte Beispielrunde und schreibt den Bericht
    Sample {
        /// Ordner für die Ergebnisse
        #[arg(long, default_value = "out/sample")]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum TextCommand {
    /// Sucht und schreibt das Ergebnis als TREC-Lauf
    Search(text::SearchArgs),
    /// Schreibt das mitgelieferte Wörterbuch der Verwaltung, damit ein Amt es anpassen kann
    Lexicon {
        /// Zieldatei
        #[arg(long)]
        out: PathBuf,
    },
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(settings) => {
            let config = settings.read()?;
            serve::begin_log(config.server.log, "info");
            let ready = |address| serve::say(&format!("Rathaus: http://{address}"));
            serve::runtime()?.block_on(serve::run(config, ready))
        }
        Command::Admin(command) => admin::run(&command),
        Command::Backup { file, settings } => keeping::backup(&settings.read()?, &file),
        Command::Restore { file, settings } => keeping::restore(&settings.read()?, &file),
        Command::Bundle(command) => bundle::run(&command),
        Command::Check(settings) => keeping::check(&settings.read()?),
        Command::Audit(command) => keeping::audit(&command),
        Command::Mail(command) => mail::run(&command),
        Command::Forum(ForumCommand::Plan(args)) => forum::plan(&args),
        Command::Forum(ForumCommand::Import(args)) => round_import::run(&args),
        Command::Forum(ForumCommand::Talks(args)) => forum::talks(&args),
        Command::Forum(ForumCommand::Sample { out }) => forum::sample(&out),
        Command::Text(TextCommand::Search(args)) => text::run(&args),
        Command::Text(TextCommand::Lexicon { out }) => forum::write_lexicon(&out),
        Command::Vote(command) => vote::run(&command),
    }
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let failure =
        if matches!(command, Command::Mail(_)) { mail::TRY_AGAIN.into() } else { ExitCode::FAILURE };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            failure
        }
    }
}
