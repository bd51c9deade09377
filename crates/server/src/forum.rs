//! `rathaus forum sample`, `rathaus forum plan` and `rathaus forum talks`: files in, plan and report out.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, anyhow, bail};
use rathaus_core::{Daytime, Lang};
use rathaus_forum::matching::{Grid, need_text, offer_text};
use rathaus_forum::model::plan::Plan;
use rathaus_forum::model::{Input, SlotRule, TalkRule};
use rathaus_forum::plan::talks::{self, Day};
use rathaus_forum::plan::{self, Options, Stage};
use rathaus_forum::{input, output, report, sample};
use rathaus_text::lexicon::Lexicon;
use rathaus_text::vectors::cosine;

use crate::embedding::EmbeddingServer;

/// Was `rathaus forum plan` wissen muss.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// Ordner mit needs.csv, offers.csv und, soweit vorhanden, reviews.csv, participants.csv, wishes.csv,
    /// round.toml, edits.toml (Tabellen auch als XLSX)
    dir: PathBuf,
    /// Ordner für die Ergebnisse; wird angelegt
    #[arg(long)]
    out: PathBuf,
    /// Eigenes Wörterbuch statt des mitgelieferten (siehe `rathaus text lexicon`)
    #[arg(long)]
    lexicon: Option<PathBuf>,
    /// Adresse eines Embedding-Servers (OpenAI-kompatibel); der Schlüssel steht in RATHAUS_EMBEDDING_KEY
    #[arg(long, requires = "embedding_model")]
    embedding_url: Option<String>,
    /// Modell, das der Embedding-Server verwenden soll
    #[arg(long, requires = "embedding_url")]
    embedding_model: Option<String>,
}

/// Was `rathaus forum talks` wissen muss.
#[derive(Debug, clap::Args)]
pub struct TalksArgs {
    /// Tabelle der Teilnehmenden
    #[arg(long)]
    participants: PathBuf,
    /// Tabelle der Wünsche; mit --fixed-pairs der vereinbarten Gespräche
    #[arg(long)]
    wishes: PathBuf,
    /// Beginn des ersten Gesprächs
    #[arg(long)]
    start: Daytime,
    /// Ende des letzten Gesprächs
    #[arg(long)]
    end: Daytime,
    /// Minuten je Gespräch
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    length: u16,
    /// Minuten zwischen zwei Gesprächen
    #[arg(long = "break", default_value_t = 0)]
    pause: u16,
    /// Zahl der Tische
    #[arg(long)]
    tables: usize,
    /// Mindestzahl der Gespräche je Teilnehmenden
    #[arg(long, default_value_t = 1)]
    least: u32,
    /// Höchstzahl der Gespräche je Teilnehmenden
    #[arg(long)]
    most: Option<u32>,
    /// Höchstens so viele Gespräche nacheinander, dann eine freie Zeit, soweit es geht
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    in_a_row: Option<u32>,
    /// Jede Zeile der Wünsche ist ein vereinbartes Gespräch, gesucht ist nur der Zeitplan
    #[arg(long)]
    fixed_pairs: bool,
    /// Wie gründlich gesucht wird
    #[arg(long, value_enum, default_value_t = Effort::Normal)]
    effort: Effort,
    /// Startwert der Suche
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Zieldatei; plan.json mit den Nachweisen kommt daneben
    #[arg(long)]
    out: PathBuf,
}

/// Gründlichkeit der Suche.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Effort {
    Quick,
    Normal,
    Thorough,
}

/// Plans the shipped sample round.
pub fn sample(out: &Path) -> anyhow::Result<()> {
    println!("Beispielrunde: alle Bedarfe, Angebote und Gutachten sind erfunden.");
    run(&sample::input(), None, None, out)
}

/// Plans the round of a folder.
pub fn plan(args: &PlanArgs) -> anyhow::Result<()> {
    let input =
        input::read_dir(&args.dir).map_err(|faults| anyhow!("{faults}\nEs wurde nichts geschrieben."))?;
    let lexicon = args.lexicon.as_deref().map(read_lexicon).transpose()?;
    let dense = match (&args.embedding_url, &args.embedding_model) {
        (Some(url), Some(model)) => Some(likeness(&EmbeddingServer::from_environment(url, model), &input)?),
        _ => None,
    };
    run(&input, lexicon.as_ref(), dense.as_ref(), &args.out)
}

fn run(input: &Input, lexicon: Option<&Lexicon>, dense: Option<&Grid>, out: &Path) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut stage_begun = Instant::now();
    let mut current: Option<Stage> = None;
    let mut watch = |stage: Stage| {
        tell_stage(current, stage_begun);
        current = Some(stage);
        stage_begun = Instant::now();
    };
    println!("{} Bedarfe, {} Angebote gelesen.", input.needs.len(), input.offers.len());
    let plan = plan::make(input, &Options { lexicon, dense, ..Options::default() }, &mut watch)
        .map_err(|error| anyhow!("{error}\nEs wurde nichts geschrieben."))?;
    tell_stage(current, stage_begun);
    let stage_begun = Instant::now();
    let report = report::render(input, &plan)?;
    let files = output::write_all(out, input, &plan, &[("report.html".to_owned(), report.into_bytes())])?;
    println!("  Bericht und Dateien schreiben{}", seconds(stage_begun));
    print_results(input, &plan)?;
    println!("\n{} Dateien in {}{}", files.len(), out.display(), seconds(begun));
    println!("Bericht: {}", out.join("report.html").display());
    Ok(())
}

fn tell_stage(stage: Option<Stage>, begun: Instant) {
    let text = match stage {
        None => return,
        Some(Stage::Matching) => "Bedarfe und Angebote vergleichen",
        Some(Stage::Areas) => "Handlungsfelder bilden",
        Some(Stage::Reasons) => "Treffer begründen",
        Some(Stage::Selection) => "Angebote auswählen",
        Some(Stage::Talks) => "Gespräche planen",
    };
    println!("  {text}{}", seconds(begun));
}

fn seconds(begun: Instant) -> String {
    format!(" ({} s)", Lang::De.number(begun.elapsed().as_secs_f64(), 1))
}

fn print_results(input: &Input, plan: &Plan) -> anyhow::Result<()> {
    println!("\nDas Wichtigste:");
    for (number, line) in (1..).zip(report::headlines(input, plan, Lang::De)?) {
        println!("  {number}. {line}");
    }
    Ok(())
}

fn read_lexicon(path: &Path) -> anyhow::Result<Lexicon> {
    let text = fs::read_to_string(path).with_context(|| format!("{} ist nicht lesbar", path.display()))?;
    let lexicon = Lexicon::parse(&[&text]).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!("{}:\n{}\nEs wurde nichts geschrieben.", path.display(), lines.join("\n"))
    })?;
    if let Err(errors) = lexicon.check() {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        bail!("{}:\n{}\nEs wurde nichts geschrieben.", path.display(), lines.join("\n"));
    }
    Ok(lexicon)
}

/// Writes the shipped lexicon as one file.
pub fn write_lexicon(out: &Path) -> anyhow::Result<()> {
    let mut text = String::new();
    for (number, file) in Lexicon::SHIPPED_FILES.iter().enumerate() {
        let rows = if number == 0 { file } else { file.split_once('\n').map_or("", |(_, rows)| rows) };
        text.push_str(rows);
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    fs::write(out, text).with_context(|| format!("{} lässt sich nicht schreiben", out.display()))
}

/// How alike needs and offers are to the operator's own embedding server.
fn likeness(server: &EmbeddingServer, input: &Input) -> anyhow::Result<Grid> {
    let needs: Vec<String> = input.needs.iter().map(need_text).collect();
    let offers: Vec<String> = input.offers.iter().map(offer_text).collect();
    let embed = |texts: &[String]| server.embed(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let (needs, offers) = (embed(&needs)?, embed(&offers)?);
    Ok(Grid::from_rows(
        offers.len(),
        needs.iter().map(|need| offers.iter().map(|offer| cosine(need, offer).max(0.0)).collect()),
    ))
}

/// Plans the talks alone.
pub fn talks(args: &TalksArgs) -> anyhow::Result<()> {
    let read = |path: &Path| fs::read(path).with_context(|| format!("{} ist nicht lesbar", path.display()));
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (people, wishes) = (read(&args.participants)?, read(&args.wishes)?);
    let (people, wishes) = input::read_talks(
        (&name(&args.participants), &people),
        (&name(&args.wishes), &wishes),
        args.fixed_pairs,
    )
    .map_err(|faults| anyhow!("{faults}\nEs wurde nichts geschrieben."))?;
    let day = Day {
        slots: SlotRule { start: args.start, end: args.end, length: args.length, pause: args.pause },
        tables: args.tables,
        talks: TalkRule { least: args.least, most: args.most, in_a_row: args.in_a_row },
        effort: match args.effort {
            Effort::Quick => talks::Effort::Quick,
            Effort::Normal => talks::Effort::Normal,
            Effort::Thorough => talks::Effort::Thorough,
        },
        seed: args.seed,
    };
    if day.slots.list().is_empty() {
        bail!("Zwischen {} und {} passt kein Gespräch von {} Minuten.", args.start, args.end, args.length);
    }
    let plan = match args.fixed_pairs {
        true => talks::place(&people, &wishes, &day),
        false => talks::plan(&people, &wishes, &day, &|_, _| 0.0),
    }
    .map_err(|error| anyhow!("{error}\nEs wurde nichts geschrieben."))?;
    output::write_talks(&args.out, &plan, args.seed)?;
    println!(
        "{} von {} Gesprächen geplant (mehr als {} sind nicht möglich), {} Lücken (weniger als {} sind nicht möglich){}",
        plan.talks.len(),
        plan.wanted,
        plan.placed_bound,
        plan.gaps,
        plan.gaps_bound,
        if plan.timetable_is_proven { ", bewiesen bestmöglich" } else { "" }
    );
    for left in &plan.unplaced {
        println!("  ohne Platz: {} und {}: {}", left.a, left.b, left.reason);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::stub;

    #[test]
    fn an_embedding_server_joins_the_matching_and_only_when_named() {
        // 150 needs and 64 offers in batches of 64 are 3 and 1 requests.
        let url = stub::serve(4, |_, body| (200, stub::letters(&body)));
        let input = sample::input();
        let dense = likeness(&EmbeddingServer::new(&url, "letters", None), &input).expect("vectors");
        assert_eq!((dense.rows(), dense.columns()), (150, 64));
        let lexicon = Lexicon::shipped();
        let rank = |dense| {
            let matching = rathaus_forum::matching::Matching::of_round(&input, &lexicon, dense);
            (0..150).map(|need| matching.ranking(need)).collect::<Vec<_>>()
        };
        assert_ne!(rank(Some(&dense)), rank(None));
    }

    #[test]
    fn a_server_that_is_not_there_is_told() {
        let server = EmbeddingServer::new("http://127.0.0.1:9", "none", None);
        assert!(likeness(&server, &sample::input()).is_err());
    }
}
