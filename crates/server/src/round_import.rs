//! `rathaus forum import`: a round from files becomes a round of the house.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow, bail};
use rathaus_forum::import::import_round;
use rathaus_forum::input::{archive, read_bytes, read_some};
use rathaus_forum::model::Input;
use rathaus_forum::pages::rounds::{is_slug, slug_of};
use rathaus_forum::store::round::find_round;
use rathaus_people::admin;
use rathaus_store::{Actor, Record};

use crate::Settings;
use crate::house::{now, open_store};
use crate::serve::runtime;

/// Was `rathaus forum import` wissen muss.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// Ordner oder ZIP-Datei mit needs.csv oder offers.csv und, soweit vorhanden, reviews.csv, participants.csv,
    /// wishes.csv, round.toml, edits.toml (Tabellen auch als XLSX)
    dir: PathBuf,
    /// Kürzel des Mandanten; ohne Angabe der erste
    #[arg(long, default_value = "")]
    tenant: String,
    /// Kurzname der Runde in der Adresse; ohne Angabe aus dem Namen gebildet
    #[arg(long)]
    slug: Option<String>,
    /// Name der Runde; ohne Angabe der aus round.toml
    #[arg(long)]
    title: Option<String>,
    #[command(flatten)]
    settings: Settings,
}

/// Reads the files, takes the round over, and says what was taken.
pub fn run(args: &ImportArgs) -> Result<()> {
    let mut input = read(args).map_err(|why| anyhow!("{why}\nEs wurde nichts übernommen."))?;
    if let Some(title) = &args.title {
        input.round.name = title.trim().to_owned();
    }
    if input.round.name.is_empty() {
        bail!("Die Runde hat keinen Namen; mit --title einen nennen");
    }
    let slug = args.slug.clone().unwrap_or_else(|| slug_of(&input.round.name));
    if !is_slug(&slug) {
        bail!("{slug:?} kann nicht in einer Adresse stehen: kleine Buchstaben, Ziffern und Bindestriche");
    }
    runtime()?.block_on(take(args, &input, &slug))
}

fn read(args: &ImportArgs) -> Result<Input> {
    let files = if args.dir.is_file() {
        let bytes =
            fs::read(&args.dir).with_context(|| format!("{} ist nicht lesbar", args.dir.display()))?;
        let name = args.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        archive::unpack(&name, &bytes)?
    } else {
        read_bytes(&args.dir)?
    };
    Ok(read_some(&files)?)
}

async fn take(args: &ImportArgs, input: &Input, slug: &str) -> Result<()> {
    let config = args.settings.read()?;
    let store = open_store(&config).await?;
    let tenant = admin::tenant_of_slug(&store, &args.tenant).await?;
    let mut change = store.tenant(tenant.id).change(Actor::Program("forum import"), now()).await?;
    if find_round(&mut change, slug).await?.is_some() {
        bail!("{}: Die Runde {slug} gibt es schon; mit --slug einen anderen Kurznamen nennen", tenant.name);
    }
    let round = import_round(&mut change, input, slug).await?;
    let (needs, offers) = (input.needs.len(), input.offers.len());
    change.commit(Record::new("round.imported", round).with("needs", needs).with("offers", offers)).await?;
    store.close().await;

    let mut bodies: Vec<String> = input
        .needs
        .iter()
        .map(|need| need.ags.map_or_else(|| need.organisation.clone(), |ags| ags.to_string()))
        .collect();
    bodies.sort_unstable();
    bodies.dedup();
    let mut firms: Vec<&str> = input.offers.iter().map(|offer| offer.supplier.as_str()).collect();
    firms.sort_unstable();
    firms.dedup();
    println!("Übernommen: {} ({})", input.round.name, tenant.name);
    if needs > 0 {
        println!("  {needs} Bedarfe von {} Kommunen und Kreisen", bodies.len());
    }
    if offers > 0 {
        println!("  {offers} Angebote von {} Anbietern", firms.len());
    }
    for (count, what) in [
        (input.reviews.len(), "Gutachten"),
        (input.participants.len(), "Teilnehmende"),
        (input.wishes.len(), "Gesprächswünsche"),
        (input.edits.len(), "Korrekturen der Handlungsfelder"),
    ] {
        if count > 0 {
            println!("  {count} {what}");
        }
    }
    if !tenant.features.iter().any(|feature| feature == "forum") {
        println!("Das Forum ist hier noch nicht eingeschaltet: Verwaltung, Einstellungen.");
    }
    let prefix = if tenant.slug.is_empty() { String::new() } else { format!("/t/{}", tenant.slug) };
    println!("Die Runde ist noch nicht öffentlich: {}{prefix}/rounds/{slug}", config.server.base_url);
    Ok(())
}
