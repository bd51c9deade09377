//! `rathaus vote`: every role of a verifiable election, off line, with files. The formats are those of Belenios 2.0.

mod keys;
mod roles;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Subcommand, ValueEnum};
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rathaus_ballot::count::{self, Tiers};
use rathaus_ballot::group::{Group, GroupName};
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::{Board, Outcome, Phase, Question, Report, verify, verify_continuation};

/// `rathaus vote …`
#[derive(Debug, Subcommand)]
pub enum VoteCommand {
    /// Prüft ein Archiv (.bel) von vorn bis hinten: jede Datei, jeden Stimmzettel, jeden Beweis, das Ergebnis
    Verify {
        /// Das Archiv
        archive: PathBuf,
        /// Ein früherer Stand desselben Archivs: nichts daraus darf fehlen
        #[arg(long)]
        earlier: Option<PathBuf>,
        /// Auch die Prüfnummern der gezählten Stimmzettel ausgeben
        #[arg(long)]
        ballots: bool,
    },
    /// Wahlregister: erzeugt die Kennung der Wahl und für jede Person der Liste einen geheimen Wahlschlüssel
    Credentials(roles::CredentialArgs),
    /// Wer auszählt: Schlüssel erzeugen, allein oder in einer Gruppe, von der einige genügen
    #[command(subcommand)]
    Trustee(keys::TrusteeCommand),
    /// Wahlleitung: beginnt die Wahl mit Fragen, Schlüsseln und Wahlregister
    Setup(roles::SetupArgs),
    /// Wählende: füllt einen Stimmzettel aus und verschlüsselt ihn
    Ballot(roles::BallotArgs),
    /// Wahlleitung: wirft Stimmzettel ein; ein späterer derselben Person ersetzt den früheren
    Cast {
        /// Das Archiv
        archive: PathBuf,
        /// Stimmzettel
        #[arg(required = true)]
        ballots: Vec<PathBuf>,
    },
    /// Wahlleitung: beendet die Stimmabgabe
    Close {
        /// Das Archiv
        archive: PathBuf,
    },
    /// Wahlleitung: zählt die letzten Stimmzettel verschlüsselt zusammen
    Tally {
        /// Das Archiv
        archive: PathBuf,
    },
    /// Wer auszählt: mischt, was einzeln entschlüsselt wird
    Shuffle {
        /// Das Archiv
        archive: PathBuf,
        /// Die wievielte Person der Liste, von 1 an
        #[arg(long)]
        trustee: u64,
        /// Eine Mischung dieser Person, die anderswo entstanden ist; ohne Angabe wird hier gemischt
        #[arg(long)]
        shuffle: Option<PathBuf>,
    },
    /// Wahlleitung: beendet das Mischen
    EndShuffles {
        /// Das Archiv
        archive: PathBuf,
    },
    /// Wer auszählt: entschlüsselt den eigenen Anteil, nachdem das Archiv geprüft ist
    Decrypt(roles::DecryptArgs),
    /// Wahlleitung: nimmt einen Anteil ins Archiv auf
    Share {
        /// Das Archiv
        archive: PathBuf,
        /// Der Anteil
        share: PathBuf,
        /// Von der wievielten Person der Liste, von 1 an
        #[arg(long)]
        trustee: u64,
    },
    /// Wahlleitung: setzt die Anteile zum Ergebnis zusammen
    Result {
        /// Das Archiv
        archive: PathBuf,
    },
    /// Bestimmt aus dem Ergebnis einer Frage, wer gewonnen hat
    Count {
        /// Das Archiv
        archive: PathBuf,
        /// Die wievielte Frage, von 1 an
        #[arg(long)]
        question: usize,
        /// Das Verfahren
        #[arg(long)]
        method: Method,
        /// Sitze (bei stv)
        #[arg(long, default_value_t = 1)]
        seats: usize,
        /// Wie viele Noten es gibt, 1 ist die beste (bei majority)
        #[arg(long, default_value_t = 5)]
        grades: usize,
        /// Lauter Nullen sind eine Enthaltung (bei schulze und majority)
        #[arg(long)]
        blank: bool,
    },
}

/// How winners are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// Wer die meisten Stimmen hat (Mehrheit, Zustimmung)
    Votes,
    /// Schulze: paarweise Vergleiche von Rangfolgen
    Schulze,
    /// Übertragbare Einzelstimme
    Stv,
    /// Mittlere Note (Majority Judgment)
    Majority,
}

/// The group of an election, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GroupArg {
    /// Für Fragen, bei denen nur Summen entschlüsselt werden
    #[value(name = "BELENIOS-2048")]
    Belenios,
    /// Auch für Fragen mit Rängen oder Noten
    #[value(name = "RFC-3526-2048")]
    Rfc,
}

impl GroupArg {
    fn hidden(self) -> SecretGroup {
        let name = match self {
            GroupArg::Belenios => GroupName::Belenios2048,
            GroupArg::Rfc => GroupName::Rfc3526,
        };
        SecretGroup::new(&Group::new(name), &[])
    }
}

/// The machine's chance.
fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} ist nicht zu lesen", path.display()))
}

/// Writes a new file that nobody else may read.
fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("{} ist nicht anzulegen", path.display()))?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    println!("{} (geheim halten)", path.display());
    Ok(())
}

/// Writes a file that others get.
fn write_public(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} ist nicht zu schreiben", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

fn open(archive: &Path) -> Result<Board> {
    let bytes = fs::read(archive).with_context(|| format!("{} ist nicht zu lesen", archive.display()))?;
    Board::open(bytes, threads())
        .with_context(|| format!("{} hält der Prüfung nicht stand", archive.display()))
}

/// Replaces an archive by what has been added to it, at once.
fn save(archive: &Path, board: &Board) -> Result<()> {
    let beside = archive.with_extension("bel.new");
    fs::write(&beside, board.archive())
        .with_context(|| format!("{} ist nicht zu schreiben", beside.display()))?;
    fs::rename(&beside, archive)?;
    Ok(())
}

/// Adds something to an archive.
fn change(archive: &Path, add: impl FnOnce(&mut Board) -> Result<()>) -> Result<()> {
    let mut board = open(archive)?;
    add(&mut board)?;
    save(archive, &board)
}

/// Carries out a command.
pub fn run(command: &VoteCommand) -> Result<()> {
    match command {
        VoteCommand::Verify { archive, earlier, ballots } => check(archive, earlier.as_deref(), *ballots),
        VoteCommand::Credentials(args) => roles::credentials(args),
        VoteCommand::Trustee(command) => keys::run(command),
        VoteCommand::Setup(args) => roles::setup(args),
        VoteCommand::Ballot(args) => roles::ballot(args),
        VoteCommand::Cast { archive, ballots } => roles::cast(archive, ballots),
        VoteCommand::Close { archive } => change(archive, |board| Ok(board.end_ballots()?)),
        VoteCommand::Tally { archive } => change(archive, |board| Ok(board.add_tally()?)),
        VoteCommand::Shuffle { archive, trustee, shuffle } => {
            roles::shuffle(archive, *trustee, shuffle.as_deref())
        }
        VoteCommand::EndShuffles { archive } => change(archive, |board| Ok(board.end_shuffles()?)),
        VoteCommand::Decrypt(args) => roles::decrypt(args),
        VoteCommand::Share { archive, share, trustee } => roles::share(archive, share, *trustee),
        VoteCommand::Result { archive } => change(archive, |board| {
            board.add_result()?;
            say(&board.report(), &board.setup().election().questions);
            Ok(())
        }),
        VoteCommand::Count { archive, question, method, seats, grades, blank } => {
            let board = open(archive)?;
            let winners = winners(&board, *question, *method, *seats, *grades, *blank)?;
            println!("{winners}");
            Ok(())
        }
    }
}

fn check(archive: &Path, earlier: Option<&Path>, with_ballots: bool) -> Result<()> {
    let bytes = fs::read(archive).with_context(|| format!("{} ist nicht zu lesen", archive.display()))?;
    let report = verify(&bytes, threads())
        .with_context(|| format!("{} hält der Prüfung nicht stand", archive.display()))?;
    if let Some(earlier) = earlier {
        let before =
            fs::read(earlier).with_context(|| format!("{} ist nicht zu lesen", earlier.display()))?;
        verify_continuation(&before, &bytes).context("Das Archiv führt den früheren Stand nicht fort")?;
    }
    let board = Board::open(bytes, threads())?;
    say(&report, &board.setup().election().questions);
    if with_ballots {
        for (tracker, weight) in &report.ballots {
            println!("{tracker} {weight}");
        }
    }
    println!("Alles geprüft: {} ist in Ordnung.", archive.display());
    Ok(())
}

fn say(report: &Report, questions: &[Question]) {
    let phase = match report.phase {
        Phase::Empty => "leer",
        Phase::Voting => "Stimmabgabe läuft",
        Phase::Closed => "Stimmabgabe beendet",
        Phase::Shuffling => "wird gemischt",
        Phase::Decrypting => "wird entschlüsselt",
        Phase::Done => "ausgezählt",
    };
    println!("{} ({}): {phase}", report.name, report.uuid);
    let counted = report.ballots.len();
    println!("{} Wahlberechtigte, {} Stimmzettel, {counted} zählen", report.eligible, report.cast);
    for (question, outcome) in questions.iter().zip(report.result.iter().flat_map(|result| &result.0)) {
        match (question, outcome) {
            (Question::Choose { question: text, answers, .. }, Outcome::Sums(sums)) => {
                println!("{text}");
                let blank = question.has_blank().then_some("(Enthaltung)");
                for (answer, sum) in blank.into_iter().chain(answers.iter().map(String::as_str)).zip(sums) {
                    println!("  {sum:>8}  {answer}");
                }
            }
            (Question::Number { question: text, .. }, Outcome::Answers(answers)) => {
                println!("{text}");
                println!("  {} Antworten; auszuwerten mit `rathaus vote count`", answers.len());
            }
            _ => {}
        }
    }
}

fn winners(
    board: &Board,
    question: usize,
    method: Method,
    seats: usize,
    grades: usize,
    blank: bool,
) -> Result<String> {
    let Some(result) = board.report().result else { bail!("Es gibt noch kein Ergebnis") };
    let place = question.checked_sub(1).filter(|place| *place < result.0.len());
    let Some(place) = place else { bail!("Es gibt {} Fragen", result.0.len()) };
    let question = &board.setup().election().questions[place];
    let answers = question.answers();
    let named = |tiers: &Tiers| {
        let tier = |(rank, tier): (usize, &Vec<usize>)| {
            let names: Vec<&str> = tier.iter().map(|choice| answers[*choice].as_str()).collect();
            format!("{}. {}", rank + 1, names.join(", "))
        };
        tiers.iter().enumerate().map(tier).collect::<Vec<_>>().join("\n")
    };
    match (&result.0[place], method) {
        (Outcome::Sums(sums), Method::Votes) => {
            Ok(named(&count::by_votes(&sums[usize::from(question.has_blank())..])))
        }
        (Outcome::Answers(ballots), Method::Schulze) => {
            let counted = count::schulze(ballots, answers.len(), blank);
            Ok(format!("{}\n{}", counted.to_json(), named(&counted.winners)))
        }
        (Outcome::Answers(ballots), Method::Majority) => {
            let counted = count::majority_judgement(ballots, answers.len(), grades, blank);
            Ok(format!("{}\n{}", counted.to_json(), named(&counted.winners)))
        }
        (Outcome::Answers(ballots), Method::Stv) => {
            let counted = count::stv(ballots, answers.len(), seats);
            let winners = counted.winners.iter().map(|winner| vec![*winner]).collect();
            Ok(format!("{}\n{}", counted.to_json(), named(&winners)))
        }
        (Outcome::Sums(_), _) => bail!("Von dieser Frage sind nur Summen bekannt: --method votes"),
        (Outcome::Answers(_), Method::Votes) => {
            bail!("Diese Frage hat Ränge oder Noten: --method schulze, stv oder majority")
        }
    }
}
