//! `rathaus backup`, `restore`, `check` and `audit`: what an operator does with the data as a whole.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use rathaus_store::audit::{checkpoint, verify};
use rathaus_store::files::Files;
use rathaus_store::{Settings as StoreSettings, Store, backup, check as checking};

use crate::Settings;
use crate::config::Config;
use crate::house::{self, features, now, open_store, place, private_folder};
use crate::serve::runtime;

/// `rathaus audit …`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Prüft alle Ketten: geänderte, gelöschte, vertauschte Einträge, ein abgeschnittenes Ende
    Verify {
        /// Eine Sicherung statt der Datenbank prüfen
        #[arg(long)]
        backup: Option<PathBuf>,
        /// Öffentlicher Schlüssel, der gelten soll (mehrfach möglich); sonst der des Hauses
        #[arg(long)]
        key: Vec<String>,
        /// Heruntergeladene Einträge (eine Zeile JSON je Eintrag) mit der Kette vergleichen
        #[arg(long, conflicts_with = "backup")]
        lines: Option<PathBuf>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Unterschreibt den jetzigen Stand aller Ketten und gibt ihn aus, damit er anderswo aufbewahrt werden kann
    Checkpoint(Settings),
}

/// Writes everything into one file.
pub fn backup(config: &Config, file: &Path) -> Result<()> {
    runtime()?.block_on(async {
        let store = open_store(config).await?;
        let files = Files::open(&store, &place(config))?;
        let taken = backup::write(&store, &files, file, now()).await?;
        println!("{}: {} Zeilen, {} Dateien, {} Bytes", file.display(), taken.rows, taken.files, taken.size);
        missing(&taken.missing);
        store.close().await;
        Ok(())
    })
}

/// Fills an empty database from a file.
pub fn restore(config: &Config, file: &Path) -> Result<()> {
    runtime()?.block_on(async {
        private_folder(&config.storage.folder)?;
        let store = Store::open(house::store_settings(config)).await?;
        let files = Files::open(&store, &place(config))?;
        let migrations = rathaus_web::migrations(&features());
        let restored = backup::restore(file, &store, &files, &migrations, now()).await?;
        println!(
            "Stand von {}: {} Zeilen, {} Dateien wiederhergestellt",
            restored.taken_at, restored.rows, restored.files
        );
        missing(&restored.missing);
        tell_audit(&restored.audit)?;
        store.close().await;
        Ok(())
    })
}

fn missing(files: &[String]) {
    for file in files {
        println!("  fehlte schon in der Datenbank: Datei {file}");
    }
}

/// Looks at everything that is kept.
pub fn check(config: &Config) -> Result<()> {
    runtime()?.block_on(async {
        let store = open_store(config).await?;
        let files = Files::open(&store, &place(config))?;
        let migrations = rathaus_web::migrations(&features());
        let report = checking::run(&store, &files, &migrations, &[], now()).await?;
        println!(
            "{} Tabellen, {} Einträge im Protokoll, {} Dateien gelesen",
            report.tables, report.records, report.files
        );
        for finding in &report.findings {
            println!("  {}{finding}", if finding.is_grave { "SCHWER: " } else { "" });
        }
        store.close().await;
        if report.is_good() {
            println!("Alles in Ordnung.");
            Ok(())
        } else {
            bail!("Es gibt schwere Befunde.")
        }
    })
}

/// Verifies or signs the audit log.
pub fn audit(command: &AuditCommand) -> Result<()> {
    match command {
        AuditCommand::Verify { backup: Some(file), key, .. } => {
            let keys = key.iter().map(|key| key.parse()).collect::<Result<Vec<_>, _>>()?;
            tell_audit(&backup::verify_audit(file, &keys)?)
        }
        AuditCommand::Verify { backup: None, lines, settings, .. } => runtime()?.block_on(async {
            let store = open_to_read(&settings.read()?).await?;
            let report = verify::verify(&store).await?;
            let compared = match lines {
                Some(file) => {
                    let text =
                        std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
                    Some(verify::verify_lines(&mut *store.system().read().await?, &text).await?)
                }
                None => None,
            };
            store.close().await;
            tell_audit(&report)?;
            compared.map_or(Ok(()), |(read, faults)| tell_lines(read, &faults))
        }),
        AuditCommand::Checkpoint(settings) => runtime()?.block_on(async {
            let config = settings.read()?;
            let store = open_store(&config).await?;
            let key = checkpoint::Key::open(&config.storage.folder)?;
            for checkpoint in checkpoint::make(&store, &key, now()).await? {
                println!("{checkpoint}");
            }
            eprintln!("Öffentlicher Schlüssel: {}", key.public());
            store.close().await;
            Ok(())
        }),
    }
}

/// The store as it is, without bringing its tables up to this release: looking at something should not change it.
async fn open_to_read(config: &Config) -> Result<Store> {
    let settings: StoreSettings = house::store_settings(config);
    if settings.database_url.is_none() && !settings.folder.join("rathaus.sqlite").exists() {
        bail!("{}: hier ist keine Datenbank", settings.folder.display());
    }
    Ok(Store::open(settings).await?)
}

fn tell_lines(read: u64, faults: &[verify::Fault]) -> Result<()> {
    println!("Verglichen: {read} heruntergeladene Einträge");
    for fault in faults {
        println!("  {fault}");
    }
    if faults.is_empty() && read > 0 {
        println!("Alle stehen so in der Kette.");
        Ok(())
    } else {
        bail!("Die heruntergeladenen Einträge stehen so nicht in der Kette.")
    }
}

fn tell_audit(report: &verify::Report) -> Result<()> {
    println!(
        "Protokoll: {} Ketten, {} Einträge, {} unterschriebene Stände",
        report.chains, report.records, report.checkpoints
    );
    for fault in &report.faults {
        println!("  {fault}");
    }
    if report.is_good() {
        println!("Das Protokoll ist unverändert.");
        Ok(())
    } else {
        bail!("Das Protokoll wurde verändert.")
    }
}
