//! The house put together: database, files, mail, people, features. The one place that knows every feature.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use axum::Router;
use jiff::{SignedDuration, Timestamp};
use rathaus_people::{PeopleGate, PersonalParts, Switches};
use rathaus_store::files::{Files, Place, S3};
use rathaus_store::{Settings, Store, Workers, audit, migrate};
use rathaus_web::mail::{MailSettings, Sender, Smtp, Tls, Way};
use rathaus_web::scan::Scanner;
use rathaus_web::{App, Feature, Keys, WebSettings};

use crate::config::{Config, Encryption};
use crate::personal::FormPeople;

/// Every feature, in the order of the navigation.
pub fn features() -> Vec<Feature> {
    vec![
        crate::home::feature(),
        rathaus_forum::feature(),
        rathaus_services::feature(),
        rathaus_votes::feature(),
        rathaus_procedure::feature(),
        rathaus_people::feature(),
    ]
}

/// Names of the features that a tenant can switch on; a new one begins with all of them.
pub fn switches() -> Vec<&'static str> {
    features().iter().filter_map(|feature| feature.name).collect()
}

/// How far the clock of a demonstration is ahead of the machine's.
static AHEAD: OnceLock<SignedDuration> = OnceLock::new();

/// The time. The only place of the program that asks the machine for it.
pub fn now() -> Timestamp {
    #[allow(clippy::disallowed_methods)]
    let now = Timestamp::now();
    AHEAD.get().and_then(|ahead| now.checked_add(*ahead).ok()).unwrap_or(now)
}

/// Lets the clock go on from this time of today, so that the day of an event can be shown in the evening, too. Once.
pub fn begin_at(time: jiff::civil::Time) {
    let now = now();
    let today = now.to_zoned(rathaus_web::filters::zone());
    if let Ok(begin) = today.with().time(time).build() {
        let _ = AHEAD.set(begin.timestamp().duration_since(now));
    }
}

/// The running house.
pub struct House {
    /// The database.
    pub store: Store,
    /// The program behind the pages.
    pub app: App,
    /// What answers requests.
    pub router: Router,
    config: Config,
    sender: Sender,
    files: Arc<Files>,
}

/// Where these settings keep the data.
pub fn store_settings(config: &Config) -> Settings {
    let storage = &config.storage;
    Settings {
        folder: storage.folder.clone(),
        database_url: Some(storage.database_url.clone()).filter(|url| !url.is_empty()),
        connections: storage.connections,
    }
}

/// Opens the database of these settings and brings its tables up to this release.
pub async fn open_store(config: &Config) -> Result<Store> {
    let store = Store::open(store_settings(config)).await.context("the database cannot be opened")?;
    migrate::run(&store, &rathaus_web::migrations(&features()), now())
        .await
        .context("the tables cannot be brought up to this release")?;
    Ok(store)
}

impl House {
    /// Opens the house of these settings.
    pub async fn open(config: Config) -> Result<Self> {
        let store = open_store(&config).await?;
        let keys = Keys::load(&store, now()).await?;
        let files = Arc::new(Files::open(&store, &place(&config))?);
        let sender = Sender::new(mail_settings(&config)?)?;
        let gate = Arc::new(PeopleGate::new(store.clone()));
        let web = WebSettings {
            base_url: config.server.base_url.clone(),
            behind_proxy: config.server.behind_proxy,
            ..WebSettings::default()
        };
        let mut builder = App::builder(store.clone(), keys, gate.clone(), Arc::new(now), web)
            .port(gate)
            .port(files.clone());
        let people = PersonalParts(vec![
            Arc::new(rathaus_forum::personal::ForumPeople(files.clone())),
            Arc::new(FormPeople),
            Arc::new(rathaus_services::personal::ServicePeople),
        ]);
        builder = builder.port(Arc::new(people));
        builder = builder.port(Arc::new(Switches(switches())));
        if !config.scan.clamd.is_empty() {
            let scanner = Scanner::new(&config.scan.clamd).context("[scan] clamd")?;
            builder = builder.port(Arc::new(scanner));
        }
        for feature in features() {
            builder = builder.feature(feature);
        }
        let (app, router) = builder.build()?;
        Ok(Self { store, app, router, config, sender, files })
    }

    /// Everything the house does in the background.
    pub fn workers(&self) -> Result<Workers> {
        let workers = Workers::new(self.store.clone(), Arc::new(now));
        let workers = self.files.attend(self.sender.join(workers));
        let key = audit::checkpoint::Key::open(&self.config.storage.folder)?;
        let workers = audit::checkpoint::attend(workers, key, std::time::Duration::from_secs(3600));
        Ok(self.app.attend(workers))
    }
}

/// Where uploads lie.
pub fn place(config: &Config) -> Place {
    let files = &config.files;
    if files.bucket.is_empty() {
        return Place::Folder;
    }
    let region = if files.region.is_empty() { "eu-central-1" } else { &files.region };
    let endpoint = if files.endpoint.is_empty() {
        format!("https://s3.{region}.amazonaws.com")
    } else {
        files.endpoint.clone()
    };
    Place::S3(S3 {
        endpoint,
        bucket: files.bucket.clone(),
        region: region.to_owned(),
        access_key: files.access_key.clone(),
        secret_key: files.secret_key.clone(),
    })
}

fn mail_settings(config: &Config) -> Result<MailSettings> {
    let mail = &config.mail;
    let way = if mail.smtp.is_empty() {
        Way::Folder(config.storage.folder.join("mail"))
    } else {
        let (host, port) = mail
            .smtp
            .rsplit_once(':')
            .context("[mail] smtp needs host and port, as in mail.region.de:587")?;
        let port = port.parse().with_context(|| format!("[mail] smtp: {port:?} is no port"))?;
        let tls = match mail.encryption {
            Encryption::None => Tls::None,
            Encryption::Starttls => Tls::StartTls,
            Encryption::Tls => Tls::Implicit,
        };
        let login = (!mail.user.is_empty()).then(|| (mail.user.clone(), mail.password.clone()));
        if tls == Tls::None && login.is_some() {
            bail!(
                "[mail] a password is never sent without encryption; set encryption to \"starttls\" or \"tls\""
            );
        }
        Way::Smtp(Smtp { host: host.to_owned(), port, tls, login })
    };
    let from = if mail.from.is_empty() { "Rathaus <rathaus@localhost.localdomain>" } else { &mail.from };
    let (from_name, from) = match from.split_once('<') {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches('>').trim()),
        None => ("", from.trim()),
    };
    let bounces_to = Some(mail.bounces_to.clone()).filter(|address| !address.is_empty());
    Ok(MailSettings { from: from.to_owned(), from_name: from_name.to_owned(), bounces_to, way })
}

/// A folder that is made where it is missing, readable by its owner alone.
pub fn private_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("{}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read() {
        rathaus_web::Pages::new(&features()).expect("texts").read_all().expect("templates");
    }
}
