//! `rathaus demo`: a house of its own with the sample round in it, ready to be looked at.
//!
//! A payment provider and a delivery service of FIT-Connect for show run within the program, on ports of this machine; no money
//! moves, and nothing leaves it. Only here: `rathaus serve` knows neither.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use rathaus_checkout::Settings;
use rathaus_checkout::stub::{Setup, Stub};
use rathaus_core::Lang;
use rathaus_fit::metadata::PublicService;
use rathaus_fit::stub as delivery;
use rathaus_forum::import;
use rathaus_people::tenant::{self, Tenant, TenantKind};
use rathaus_people::{admin, membership, person};
use rathaus_store::{Actor, Change, Id, Record, Store, TenantId};
use rathaus_web::{Keys, Role};

use crate::config::{Config, LogForm};
use crate::house::{begin_at, now, open_store, private_folder};
use crate::serve;

/// Was `rathaus demo` wissen muss.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Wie weit die Beispielrunde schon ist
    #[arg(long, value_enum, default_value_t = DemoStage::Areas)]
    stage: DemoStage,
    /// Adresse und Anschluss; mit Anschluss 0 wird ein freier gesucht
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Ordner der Datenbank; ohne Angabe ein neuer, der am Ende gelöscht wird
    #[arg(long)]
    folder: Option<PathBuf>,
    /// PostgreSQL statt der eingebetteten Datenbank; sie muss leer sein
    #[arg(long)]
    database_url: Option<String>,
    /// Mailserver für die Mails der Vorführung; ohne Angabe werden sie in den Ordner geschrieben
    #[arg(long)]
    smtp: Option<String>,
    /// Uhrzeit, zu der die Vorführung beginnt, zum Beispiel 14:30; ohne Angabe die wirkliche
    #[arg(long)]
    clock: Option<jiff::civil::Time>,
}

/// How far the sample round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DemoStage {
    /// Die Bedarfsabfrage läuft, die Hälfte hat geantwortet
    Survey,
    /// Alle Antworten sind da, Start-ups beschreiben ihre Angebote
    Offers,
    /// Alle Angebote sind da, Handlungsfelder und Passungen sind berechnet
    #[value(alias = "plan")]
    Areas,
    /// Die Jury begutachtet die Angebote
    Jury,
    /// Die Gutachten sind da, die Auswahl steht an
    Selection,
    /// Die Start-ups sind eingeladen, Anmeldung und Gesprächswünsche laufen
    Event,
    /// Der Tag des Treffens
    Today,
    /// Das Treffen ist vorbei
    After,
}

/// The people of the demonstration: label of the link, name, address, role, name of the organisation they speak for.
const CAST: [(&str, &str, &str, Role); 5] = [
    ("Verwaltung", "Vera Verwaltung", "verwaltung@beispiel.example", Role::Administrator),
    ("Forumsbüro", "Frieda Forum", "forum@beispiel.example", Role::Office),
    ("Sachbearbeitung", "Samir Sach", "sachbearbeitung@beispiel.example", Role::Office),
    ("Jury", "Jörg Jury", "jury@beispiel.example", Role::Reviewer),
    ("Leserecht", "Lena Leser", "lesen@beispiel.example", Role::Reader),
];

/// Makes the house, says where to look, and serves until it is stopped.
pub fn run(args: &DemoArgs) -> Result<()> {
    let begun = Instant::now();
    serve::begin_log(LogForm::Text, "warn");
    let (folder, is_ours) = match &args.folder {
        Some(folder) => (folder.clone(), false),
        None => (std::env::temp_dir().join(format!("rathaus-demo-{}", Id::new(now()))), true),
    };
    private_folder(&folder)?;
    if let Some(clock) = args.clock {
        begin_at(clock);
    }
    let outcome = serve::runtime()?.block_on(show(args, folder.clone(), begun));
    if is_ours {
        std::fs::remove_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    }
    outcome
}

async fn show(args: &DemoArgs, folder: PathBuf, begun: Instant) -> Result<()> {
    let mut config = Config::default();
    config.storage.folder = folder;
    config.storage.database_url = args.database_url.clone().unwrap_or_default();
    config.mail.smtp = args.smtp.clone().unwrap_or_default();
    config.mail.encryption = crate::config::Encryption::None;
    // The address must be known before links are made; a port 0 is taken and given back.
    let listener = std::net::TcpListener::bind(args.listen).with_context(|| {
        format!("{} ist nicht frei; mit --listen eine andere Adresse nennen", args.listen)
    })?;
    config.server.listen = listener.local_addr()?;
    drop(listener);
    config.server.base_url = format!("http://{}", named(config.server.listen));
    let store = open_store(&config).await?;
    let provider =
        Stub::start(Setup::new(Arc::new(now))).await.context("no port for the payment provider")?;
    let sender = delivery::Setup::sample(now()).context("the keys of the delivery service")?;
    let sender = delivery::Stub::start(sender).await.context("no port for the delivery service")?;
    let links = furnish(&store, args.stage, &provider.settings(), &sender, &config.server.base_url).await?;
    store.close().await;
    let base = config.server.base_url.clone();
    let listed: Vec<String> =
        links.iter().map(|(label, path)| format!("  {label:<22} {base}{path}")).collect();
    let address = base.clone();
    let ready = move |_: SocketAddr| {
        serve::say("Beispieldaten: alle Bedarfe, Angebote und Personen sind erfunden.");
        serve::say(&format!("Rathaus: {address}  (bereit nach {:.1} s)", begun.elapsed().as_secs_f64()));
        serve::say("Anmelden, jeder Link einmal:");
        for line in listed {
            serve::say(&line);
        }
        serve::say("Beenden mit Strg+C.");
    };
    let served = serve::run(config, ready).await;
    drop((provider, sender));
    served
}

/// How a browser on this machine should call the address: passkeys are tied to a name and there is none in numbers
/// (WebAuthn, 5.1.3: the effective domain). Other addresses stay as they are; they are answered all the same.
fn named(listen: SocketAddr) -> String {
    let is_here = listen.ip().is_loopback() || listen.ip().is_unspecified();
    if is_here { format!("localhost:{}", listen.port()) } else { listen.to_string() }
}

/// An application that waits at the delivery service and comes by itself once the house is open.
async fn send_dog(change: &mut Change, keys: &Keys, sender: &delivery::Stub, address: &str) -> Result<()> {
    use rathaus_services::sample::{FIT_ATTACHMENT, FIT_DATA, Sender, fetch_from};
    let own = Sender {
        settings: &sender.settings(),
        destination: sender.destination(),
        opens: delivery::SAMPLE_KEYS.opens,
        signs: delivery::SAMPLE_KEYS.signs,
    };
    let (identifier, schema_uri) = fetch_from(change, keys, own, address).await?;
    let draft = delivery::Draft {
        service: PublicService { identifier, name: Some("Hundesteuer: Hund anmelden".to_owned()) },
        schema_uri,
        mime_type: "application/json".to_owned(),
        data: FIT_DATA.to_vec(),
        attachments: vec![delivery::DraftAttachment::new(
            "Impfausweis.pdf",
            "application/pdf",
            FIT_ATTACHMENT,
        )],
        reply_channel: serde_json::json!({ "eMail": { "address": "clara.beispiel@beispiel.example" } }),
    };
    let mut metadata = draft.metadata();
    metadata["additionalReferenceInfo"] = serde_json::json!({ "senderReference": "OD-2026-4711" });
    sender.put(draft.lock_with(metadata.to_string().as_bytes(), sender.encryption())?)?;
    Ok(())
}

/// Tenant, people and round; labels and paths of the links.
async fn furnish(
    store: &Store,
    stage: DemoStage,
    provider: &Settings,
    sender: &delivery::Stub,
    address: &str,
) -> Result<Vec<(String, String)>> {
    let now = now();
    let mut new =
        Tenant { sample: true, ..Tenant::new(now, "", "Beispielregion Nordhessen", TenantKind::Region) };
    let mut change = store.system().change(Actor::Program("demo"), now).await?;
    new.features = crate::house::switches().into_iter().map(str::to_owned).collect();
    tenant::insert(&mut change, &new).await?;
    change.commit(TenantId::HOUSE, Record::new("tenant.added", new.id)).await?;

    let scope = store.tenant(new.id);
    let mut change = scope.change(Actor::Program("demo"), now).await?;
    let stage = match stage {
        DemoStage::Survey => import::DemoStage::Survey,
        DemoStage::Offers => import::DemoStage::Offers,
        DemoStage::Areas => import::DemoStage::Areas,
        DemoStage::Jury => import::DemoStage::Jury,
        DemoStage::Selection => import::DemoStage::Selection,
        DemoStage::Event => import::DemoStage::Event,
        DemoStage::Today => import::DemoStage::Today,
        DemoStage::After => import::DemoStage::After,
    };
    let shown = import::demo(&mut change, stage).await?;
    change.commit(Record::new("round.imported", shown.round)).await?;
    let mut change = scope.change(Actor::Program("demo"), now).await?;
    let application = rathaus_services::sample::furnish(&mut change).await?;
    let (case, fee) = rathaus_services::sample::owe(&mut change).await?;
    change.commit(Record::new("services.imported", new.id)).await?;
    // Two persons decide, in the demonstration, too.
    let keys = Keys::load(store, now).await?;
    let mut change = scope.change(Actor::Program("sample"), now).await?;
    rathaus_services::sample::approve(&mut change, case).await?;
    rathaus_services::sample::pay_over(&mut change, &keys, provider).await?;
    send_dog(&mut change, &keys, sender, address).await?;
    change.commit(Record::new("case.decided", case)).await?;
    let mut change = scope.change(Actor::Program("demo"), now).await?;
    let (meeting, record) = rathaus_votes::meeting::sample::furnish(&mut change).await?;
    change.commit(record).await?;

    let mut links = Vec::new();
    for (label, name, email, role) in CAST {
        let person = admin::add_person(store, new.id, now, name, email, &[role]).await?;
        links.push((label.to_owned(), admin::sign_in_path(store, &new, now, person).await?));
    }
    if let Some(juror) = shown.juror {
        links.push(("Jury (neu)".to_owned(), admin::sign_in_path(store, &new, now, juror).await?));
    }
    let speakers = [
        ("Start-up", "Stefan Startup", "start-up@beispiel.example", shown.supplier),
        ("Kommune (mit Konto)", "Katja Kommune", "kommune@beispiel.example", shown.town),
    ];
    let mut seated = Vec::new();
    for (label, name, email, organisation) in speakers {
        let mut change = scope.change(Actor::Program("demo"), now).await?;
        let speaker = person::NewPerson { name: name.to_owned(), email: email.to_owned(), lang: Lang::De };
        let speaker = person::ensure(&mut change, &speaker).await?;
        let role = Role::Representative;
        let grant =
            membership::Grant { person: speaker, organisation: Some(organisation), role, until: None };
        membership::grant(&mut change, grant).await?;
        change.commit(Record::new("person.added", speaker)).await?;
        seated.push((label.to_owned(), admin::sign_in_path(store, &new, now, speaker).await?));
    }
    // Journeys look for the first line that holds a word: who has no account stands before who has one.
    seated.insert(1, ("Kommune (ohne Konto)".to_owned(), shown.answer_path));
    links.extend(seated);
    links.push(("Antrag (ohne Konto)".to_owned(), application));
    links.push(("Gebühr online bezahlen".to_owned(), fee));
    links.push(("Sitzung am Handy".to_owned(), meeting.own));
    links.push(("Sitzung auf der Leinwand".to_owned(), meeting.screen));
    links.extend(shown.links.into_iter().map(|(label, path)| (label.to_owned(), path)));
    links.extend(rathaus_votes::sample::furnish(&scope, now).await?);
    Ok(links)
}
