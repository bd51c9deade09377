//! `rathaus bundle …`: what a tenant has set up, written into a file or taken over from one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Subcommand;
use rathaus_core::Lang;
use rathaus_people::admin;
use rathaus_store::{Actor, Record};
use rathaus_web::bundle::{self, Around, Bundle, Origin, PartView, Standing, Taken, archive};
use rathaus_web::{App, PageError};

use crate::Settings;
use crate::house::{House, now};
use crate::serve::runtime;

/// `rathaus bundle …`
#[derive(Debug, Subcommand)]
pub enum BundleCommand {
    /// Schreibt Einstellungen, Formulare und Leistungen eines Mandanten in eine Datei (ZIP); ohne Personen und Vorgänge
    Export {
        /// Zieldatei
        file: PathBuf,
        /// Kürzel des Mandanten; ohne Angabe der erste
        #[arg(long, default_value = "")]
        tenant: String,
        /// Nur diese Teile (mehrfach möglich): features, look, legal, texts, roles, forms, services
        #[arg(long)]
        part: Vec<String>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Übernimmt ein Paket: alles Ausgewählte oder nichts
    Import {
        /// Das Paket
        file: PathBuf,
        /// Kürzel des Mandanten; ohne Angabe der erste
        #[arg(long, default_value = "")]
        tenant: String,
        /// Nur diese Teile (mehrfach möglich); ohne Angabe alle außer legal (Impressum, Datenschutz, Barrierefreiheit)
        #[arg(long)]
        part: Vec<String>,
        /// Nur ansehen, was neu wäre und was sich ändern würde
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

/// Who takes over, as people read it in the history of a form.
const BY: &str = "rathaus bundle";

/// Does what was asked.
pub fn run(command: &BundleCommand) -> Result<()> {
    match command {
        BundleCommand::Export { file, tenant, part, settings } => runtime()?.block_on(async {
            let house = House::open(settings.read()?).await?;
            let done = export(&house, tenant, part, file).await;
            house.store.close().await;
            done
        }),
        BundleCommand::Import { file, tenant, part, dry_run, settings } => runtime()?.block_on(async {
            let bundle = read(file)?;
            let house = House::open(settings.read()?).await?;
            let done = import(&house, tenant, part, &bundle, *dry_run).await;
            house.store.close().await;
            done
        }),
    }
}

/// What a part of the program refuses, in words.
fn said(app: &App, error: PageError) -> anyhow::Error {
    match error {
        PageError::Conflict(key) => anyhow!(app.texts(Lang::De).get(key).unwrap_or_else(|_| key.to_owned())),
        error => error.into(),
    }
}

fn known(app: &App, parts: &[String]) -> Result<()> {
    let all: Vec<&str> = app.bundle_parts().map(|part| part.name()).collect();
    match parts.iter().find(|part| !all.contains(&part.as_str())) {
        Some(part) => bail!("{part:?} ist kein Teil eines Pakets; es gibt: {}", all.join(", ")),
        None => Ok(()),
    }
}

async fn export(house: &House, slug: &str, parts: &[String], file: &Path) -> Result<()> {
    let app = &house.app;
    known(app, parts)?;
    let found = admin::tenant_of_slug(&house.store, slug).await?;
    let asked: Vec<String> = match parts {
        [] => app.bundle_parts().map(|part| part.name().to_owned()).collect(),
        parts => parts.to_vec(),
    };
    let from = Origin { name: found.name.clone(), address: app.full_url(&found.shown(), "/") };
    let mut change = house.store.tenant(found.id).change(Actor::Program("bundle"), now()).await?;
    let bundle = bundle::export(app, &mut change, from, now(), &asked).await?;
    let packed = bundle.pack()?;
    // The record comes first: what left the house is written down even where the disk was full.
    let names: Vec<&str> = bundle.parts.keys().map(String::as_str).collect();
    change.commit(Record::new("bundle.exported", found.id).with("parts", &names)).await?;
    fs::write(file, &packed).with_context(|| format!("{} kann nicht geschrieben werden", file.display()))?;
    println!("{}: {} ({} Bytes)", file.display(), found.name, packed.len());
    for (part, files) in &bundle.parts {
        println!("  {part}: {} Dateien", files.len());
    }
    Ok(())
}

fn read(file: &Path) -> Result<Bundle> {
    let unreadable = || format!("{} ist nicht lesbar", file.display());
    // What is larger is refused without being read.
    if fs::metadata(file).with_context(unreadable)?.len() > archive::MOST_BYTES as u64 {
        bail!("{}: höchstens {} MB", file.display(), archive::MOST_BYTES >> 20);
    }
    let bytes = fs::read(file).with_context(unreadable)?;
    let texts = rathaus_web::Pages::new(&crate::house::features())?;
    Bundle::read(&bytes).map_err(|faults| {
        let mut all = format!("{} ist kein lesbares Paket:", file.display());
        for fault in faults {
            let (key, name, found) = fault.words();
            let args = [("name", name.into()), ("found", found.into())];
            let text = texts.texts(Lang::De).with(&format!("bundle-fault-{key}"), &args);
            all.push_str("\n  ");
            all.push_str(&text.unwrap_or_else(|error| error.to_string()));
        }
        all.push_str("\nEs wurde nichts übernommen.");
        anyhow!(all)
    })
}

async fn import(house: &House, slug: &str, parts: &[String], bundle: &Bundle, dry_run: bool) -> Result<()> {
    let app = &house.app;
    known(app, parts)?;
    let found = admin::tenant_of_slug(&house.store, slug).await?;
    let around = Around { app, lang: Lang::De, by: BY };
    let scope = house.store.tenant(found.id);
    let mut change = scope.change(Actor::Program("bundle"), now()).await?;
    let views = bundle::look(&around, &mut change, bundle).await?;
    let is_asked = |view: &PartView| match parts {
        [] => view.is_known && view.is_chosen,
        parts => parts.contains(&view.name),
    };
    println!("{} → {}", bundle.manifest.from.name, found.name);
    for view in &views {
        tell(app, view, is_asked(view));
    }
    if views.iter().any(|view| is_asked(view) && view.is_wrong()) {
        bail!("Es wurde nichts übernommen.");
    }
    let asked: Vec<String> =
        views.iter().filter(|view| is_asked(view)).map(|view| view.name.clone()).collect();
    if dry_run {
        println!("Nur angesehen; es wurde nichts übernommen.");
        return Ok(());
    }
    let taken = match bundle::take(&around, &mut change, bundle, &asked, None).await {
        Ok(Taken::Kept(taken)) => taken,
        Ok(Taken::Stale(_)) => bail!("Es wurde nichts übernommen."),
        Err(error) => return Err(said(app, error).context("Es wurde nichts übernommen")),
    };
    if taken.is_empty() {
        println!("Alles ist schon so; es wurde nichts geändert.");
        return Ok(());
    }
    let record = Record::new("bundle.imported", found.id)
        .with("parts", &taken)
        .with("from", &bundle.manifest.from.name)
        .with("made_at", bundle.manifest.made_at.to_string());
    change.commit(record).await?;
    println!("Übernommen: {}", taken.join(", "));
    Ok(())
}

/// What lies in a part, a line each; what is the same already is counted.
fn tell(app: &App, view: &PartView, is_asked: bool) {
    let text = |key: &str| app.texts(Lang::De).get(key);
    let title = text(&format!("bundle-part-{}", view.name)).unwrap_or_else(|_| view.name.clone());
    let mut out = std::io::stdout().lock();
    let chosen = if is_asked { "" } else { ", nicht ausgewählt" };
    let _ = writeln!(out, "{title} ({}{chosen})", view.name);
    for line in view.lines.iter().filter(|line| line.standing != Standing::Same) {
        let standing = text(&format!("bundle-standing-{}", line.standing.word())).unwrap_or_default();
        let _ = writeln!(out, "  {standing}: {} ({}/{})", line.title, view.name, line.file);
        for note in &line.notes {
            let _ = writeln!(out, "    {note}");
        }
        for one in &line.differences {
            let _ = writeln!(out, "    {}: {:?} → {:?}", one.what, one.old, one.new);
        }
    }
    let same = view.lines.iter().filter(|line| line.standing == Standing::Same).count();
    if same > 0 {
        let _ = writeln!(out, "  {}: {same}", text("bundle-standing-same").unwrap_or_default());
    }
}
