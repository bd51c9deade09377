//! The program `rathaus`: its command line. What a command does stands in the crates below.

mod embedding;
mod forum;
mod text;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Das digitale Rathaus einer Region: bringt Bedarfe von Kommunen und Angebote von Start-ups zusammen.
#[derive(Debug, Parser)]
#[command(name = "rathaus", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plant die mitgelieferte Beispielrunde und schreibt den Bericht
    Demo {
        /// Ordner für die Ergebnisse
        #[arg(long, default_value = "out/demo")]
        out: PathBuf,
    },
    /// Eine Runde des Forums: Handlungsfelder, Auswahl, Gespräche
    #[command(subcommand)]
    Forum(ForumCommand),
    /// Deutsche Texte durchsuchen
    #[command(subcommand)]
    Text(TextCommand),
}

#[derive(Debug, Subcommand)]
enum ForumCommand {
    /// Liest die Dateien einer Runde und schreibt Plan und Bericht
    Plan(forum::PlanArgs),
    /// Plant nur die Einzelgespräche
    Talks(forum::TalksArgs),
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

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo { out } => forum::demo(&out),
        Command::Forum(ForumCommand::Plan(args)) => forum::plan(&args),
        Command::Forum(ForumCommand::Talks(args)) => forum::talks(&args),
        Command::Text(TextCommand::Search(args)) => text::run(&args),
        Command::Text(TextCommand::Lexicon { out }) => forum::write_lexicon(&out),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
