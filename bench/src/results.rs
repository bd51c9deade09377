//! What a part of the bench found, as JSON for the next run and as Markdown for people.
//!
//! Every figure in `RESULTS.md` comes from here; nothing is typed in by hand.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The parts in the order they stand in `RESULTS.md`.
pub const PARTS: [&str; 12] = [
    "text",
    "matching",
    "areas",
    "portfolio",
    "talks",
    "plan",
    "web",
    "day",
    "applicants",
    "letters",
    "ballots",
    "first",
];

/// Everything one part has to say.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub title: String,
    /// Machine, and the state of the code that was measured.
    pub measured: Vec<String>,
    pub seconds: f64,
    /// How what was measured was built: a flag of cargo.
    #[serde(default = "dist")]
    pub profile: String,
    pub bars: Vec<Bar>,
    pub blocks: Vec<Block>,
}

/// One demand and whether it is met.
#[derive(Debug, Serialize, Deserialize)]
pub struct Bar {
    pub what: String,
    pub value: String,
    pub bar: String,
    pub met: bool,
}

/// A piece of the page.
#[derive(Debug, Serialize, Deserialize)]
pub enum Block {
    Text(String),
    Picture { file: String, says: String },
    Table { caption: String, head: Vec<String>, rows: Vec<Vec<String>> },
}

/// How towns' programs are built, and what is measured unless it is said otherwise.
fn dist() -> String {
    "--profile dist".to_owned()
}

/// The profile that this program was built with, and with it the program that it measures.
fn profile() -> String {
    let folder = std::env::current_exe().ok().and_then(|own| Some(own.parent()?.file_name()?.to_owned()));
    match folder.as_deref().and_then(std::ffi::OsStr::to_str) {
        Some("release") => "--release".to_owned(),
        Some("debug") | None => String::new(),
        Some(name) => format!("--profile {name}"),
    }
}

impl Part {
    pub fn new(name: &str, title: &str) -> Part {
        Part {
            name: name.to_owned(),
            title: title.to_owned(),
            measured: vec![machine(), code()],
            seconds: 0.0,
            profile: profile(),
            bars: Vec::new(),
            blocks: Vec::new(),
        }
    }

    pub fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub fn table(&mut self, caption: &str, head: &[&str], rows: Vec<Vec<String>>) {
        let head = head.iter().map(|&h| h.to_owned()).collect();
        self.blocks.push(Block::Table { caption: caption.to_owned(), head, rows });
    }

    /// The value must be at least this.
    pub fn at_least(&mut self, what: &str, value: f64, least: f64, digits: usize) {
        let bar = format!("≥ {}", number(least, digits));
        self.bar(what, number(value, digits), &bar, value >= least);
    }

    /// The value must be at most this.
    pub fn at_most(&mut self, what: &str, value: f64, most: f64, unit: &str, digits: usize) {
        let bar = format!("≤ {} {unit}", number(most, digits));
        self.bar(what, format!("{} {unit}", number(value, digits)), &bar, value <= most);
    }

    pub fn bar(&mut self, what: &str, value: String, bar: &str, met: bool) {
        self.bars.push(Bar { what: what.to_owned(), value, bar: bar.to_owned(), met });
    }

    /// `beside` is the way from the page to the folder of pictures.
    fn markdown(&self, beside: &str) -> String {
        let mut out = format!("## {}\n\n", self.title);
        let _ =
            writeln!(out, "`cargo run {} -p bench -- {}` ({:.0} s)  ", self.profile, self.name, self.seconds);
        for line in &self.measured {
            let _ = writeln!(out, "{line}  ");
        }
        out.push('\n');
        for block in &self.blocks {
            match block {
                Block::Text(text) => {
                    let _ = writeln!(out, "{text}\n");
                }
                Block::Picture { file, says } => {
                    let _ = writeln!(out, "![{says}]({beside}{file})\n");
                }
                Block::Table { caption, head, rows } => {
                    let _ = writeln!(out, "**{caption}** · `bench -- {}`\n", self.name);
                    out.push_str(&table(head, rows));
                }
            }
        }
        if !self.bars.is_empty() {
            out.push_str(&bar_table(self.bars.iter().map(|bar| (None, bar))));
        }
        out
    }
}

/// A number with that many decimals.
pub fn number(value: f64, digits: usize) -> String {
    format!("{value:.digits$}")
}

/// The table with three decimals that most figures have.
pub fn three(value: f64) -> String {
    number(value, 3)
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push('\n');
    out
}

fn bar_table<'a>(bars: impl Iterator<Item = (Option<&'a str>, &'a Bar)>) -> String {
    let mut head: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (part, bar) in bars {
        let met = if bar.met { "met" } else { "**missed**" };
        let mut row = vec![bar.what.clone(), bar.value.clone(), bar.bar.clone(), met.to_owned()];
        head = vec!["demand".into(), "measured".into(), "bar".into(), "met".into()];
        if let Some(part) = part {
            row.insert(0, part.to_owned());
            head.insert(0, "part".into());
        }
        rows.push(row);
    }
    table(&head, &rows)
}

/// The folder of the bench.
pub fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where the parts are kept between runs.
pub fn folder() -> PathBuf {
    home().join("results")
}

/// Keeps the part and puts all kept parts together.
pub fn keep(part: &Part) -> Result<()> {
    let folder = folder();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{}.json", part.name)), serde_json::to_string_pretty(part)? + "\n")?;
    assemble()
}

/// Writes `RESULTS.md` and a page for each part from the kept parts.
pub fn assemble() -> Result<()> {
    let mut parts: Vec<Part> = Vec::new();
    for name in PARTS {
        let path = folder().join(format!("{name}.json"));
        if let Ok(text) = fs::read_to_string(&path) {
            parts.push(serde_json::from_str(&text).with_context(|| format!("{name}.json"))?);
        }
    }
    let mut out = String::from(
        "# Measured\n\nWritten by `cargo run --profile dist -p bench`; one part alone by the command beside it. \
         Other programs come from PyPI in the versions of `bench/peers/requirements.txt` and run on the same \
         machine in the same run. Times are medians; a ratio is of one run.\n\n",
    );
    let bars: Vec<(Option<&str>, &Bar)> =
        parts.iter().flat_map(|p| p.bars.iter().map(|bar| (Some(p.name.as_str()), bar))).collect();
    let missed = bars.iter().filter(|(_, bar)| !bar.met).count();
    let _ = writeln!(
        out,
        "## Bars\n\n{} of {} met. Those of the round kept apart are the sample's, asked of other towns and words.\n",
        bars.len() - missed,
        bars.len()
    );
    out.push_str(&bar_table(bars.into_iter()));
    let lacking: Vec<&str> = PARTS.into_iter().filter(|n| !parts.iter().any(|p| p.name == *n)).collect();
    if !lacking.is_empty() {
        let _ = writeln!(out, "Not measured yet: {}.\n", lacking.join(", "));
    }
    for part in &parts {
        out.push_str(&part.markdown("results/"));
        fs::write(
            folder().join(format!("{}.md", part.name)),
            part.markdown("").trim_end().to_owned() + "\n",
        )?;
    }
    out.push_str(&first_look()?);
    fs::write(home().join("RESULTS.md"), out.trim_end().to_owned() + "\n")?;
    Ok(())
}

/// What the round kept apart gave when it was measured for the first time. Kept, not measured again: a round is unseen
/// only once.
fn first_look() -> Result<String> {
    let mut out = String::new();
    for name in PARTS {
        let Ok(text) = fs::read_to_string(folder().join(format!("first-look/{name}.json"))) else { continue };
        let part: Part = serde_json::from_str(&text).with_context(|| format!("first-look/{name}.json"))?;
        if out.is_empty() {
            out.push_str(
                "## The round kept apart, seen for the first time\n\nKept from the first run (`bench/results/first-look`). \
                 Afterwards wordings of this round went into the reading of hard conditions and of answers that say \
                 nothing, so the later figures above no longer show how these two do on texts they have not seen; these do.\n\n",
            );
            let _ = writeln!(out, "{}\n", part.measured.join("  \n"));
        }
        for block in &part.blocks {
            if let Block::Table { caption, head, rows } = block
                && caption.starts_with("kept apart")
            {
                let _ = writeln!(out, "**First look, {caption}**\n");
                out.push_str(&table(head, rows));
            }
        }
        let bars = part.bars.iter().filter(|bar| bar.what.starts_with("kept apart"));
        out.push_str(&bar_table(bars.map(|bar| (None, bar))));
    }
    Ok(out)
}

/// Cores, memory and processor.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let field = |file: &str, key: &str| -> Option<String> {
        let text = fs::read_to_string(file).ok()?;
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        .map_or_else(|| "memory unknown".to_owned(), |kib| format!("{:.0} GiB", kib / 1024.0 / 1024.0));
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "processor unknown".to_owned());
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!("Machine: {cores} cores, {memory}, {model}; load at the start {load}")
}

/// Which state of the code was measured.
fn code() -> String {
    let git = |arguments: &[&str]| -> Option<String> {
        let output = Command::new("git").args(arguments).current_dir(home()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return "Code: not under git".to_owned();
    };
    let changed =
        git(&["status", "--porcelain", "--", ":/crates", ":/bench/src"]).is_some_and(|s| !s.is_empty());
    format!("Code: {commit}{}", if changed { " and changes that are not committed yet" } else { "" })
}
