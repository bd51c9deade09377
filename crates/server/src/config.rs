//! The settings of the program: one TOML file, each value also by an environment variable.
//!
//! `[server] listen` is `RATHAUS_SERVER_LISTEN` and so on; the variable goes before the file. `RATHAUS_DATABASE_URL`
//! is short for `RATHAUS_STORAGE_DATABASE_URL`. A name that is none is an error that says which there are.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How people reach the program.
    pub server: Server,
    /// Where the data is kept.
    pub storage: Storage,
    /// Where uploads are kept, if not in the folder.
    pub files: Files,
    /// How mail leaves the house.
    pub mail: Mail,
    /// Who looks for malicious programs in what people send.
    pub scan: Scan,
}

/// `[scan]`. Without an address nothing is looked for; types of files are checked by content all the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scan {
    /// The address of ClamAV's daemon: host and port, as in `127.0.0.1:3310`, or the path of its socket, as in
    /// `/run/clamav/clamd.ctl`. While it does not answer no file is taken in.
    pub clamd: String,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Scheme and host that people use; stands in mails and is checked against the origin of posts.
    pub base_url: String,
    /// Whether a balancer of the house stands in front and its `X-Forwarded-…` headers are to be believed.
    pub behind_proxy: bool,
    /// Whoever shows this token may read `/metrics` from elsewhere than this machine.
    pub metrics_token: String,
    /// `text` or `json`.
    pub log: LogForm,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogForm {
    /// For people.
    #[default]
    Text,
    /// For programs, one object a line.
    Json,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: String::new(),
            behind_proxy: false,
            metrics_token: String::new(),
            log: LogForm::Text,
        }
    }
}

/// `[storage]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// Folder of the SQLite database, uploads and keys.
    pub folder: PathBuf,
    /// `postgres://…`; empty for SQLite in the folder.
    pub database_url: String,
    /// Most connections at once.
    pub connections: u32,
}

impl Default for Storage {
    fn default() -> Self {
        Self { folder: PathBuf::from("data"), database_url: String::new(), connections: 8 }
    }
}

/// `[files]`: an S3 bucket. Without a bucket, uploads lie in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// Name of the bucket.
    pub bucket: String,
    /// Address of the server, where it is not Amazon's.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// Name of the access key.
    pub access_key: String,
    /// The secret of the access key.
    pub secret_key: String,
}

/// `[mail]`. Without a server, mails are written as `.eml` files into the folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Host and port of the mail server, as in `mail.region.de:587`.
    pub smtp: String,
    /// `none`, `starttls` or `tls`.
    pub encryption: Encryption,
    /// User, where the server asks for one.
    pub user: String,
    /// Password of the user.
    pub password: String,
    /// Sender, as in `Forum Nordhessen <forum@region.de>`.
    pub from: String,
    /// Where mails that cannot be delivered come back to, for `rathaus mail bounce`; the sender where it is empty.
    pub bounces_to: String,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// Not at all: for a server on the same machine.
    None,
    /// Begins in the open and changes to TLS before anything is said.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
}

/// Reads the settings; `file` may be missing only where nobody named it.
pub fn read(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Config> {
    let text = match file {
        Some(path) => std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?,
        None => match std::fs::read_to_string("rathaus.toml") {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).context("rathaus.toml"),
        },
    };
    let name = file.map_or("rathaus.toml".to_owned(), |path| path.display().to_string());
    parse(&text, environment).with_context(|| name)
}

fn parse(text: &str, environment: impl Iterator<Item = (String, String)>) -> Result<Config> {
    // First alone, so that a mistake in the file is shown with its line.
    toml::from_str::<Config>(text)?;
    let mut table: toml::Table = text.parse()?;
    let mut named: Vec<(String, String)> =
        environment.filter(|(name, _)| name.starts_with("RATHAUS_")).collect();
    named.sort();
    for (name, value) in named {
        let path = match name.as_str() {
            "RATHAUS_DATABASE_URL" => "STORAGE_DATABASE_URL",
            // For the test command, not for the program.
            other if other.starts_with("RATHAUS_TEST_") => continue,
            other => other.trim_start_matches("RATHAUS_"),
        };
        let path = path.to_lowercase();
        let Some((section, key)) = path.split_once('_') else {
            bail!("{name}: variables are called RATHAUS_SECTION_NAME, as in RATHAUS_SERVER_LISTEN")
        };
        let entry = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
        let Some(section) = entry.as_table_mut() else { bail!("{name}: there is no section {section}") };
        section.insert(key.to_owned(), typed(&value));
        toml::Value::Table(table.clone())
            .try_into::<Config>()
            .with_context(|| format!("{name}={value:?}"))?;
    }
    let mut config: Config = toml::Value::Table(table).try_into()?;
    if config.server.base_url.is_empty() {
        config.server.base_url = format!("http://{}", config.server.listen);
    }
    config.server.base_url = config.server.base_url.trim_end_matches('/').to_owned();
    if !config.server.base_url.starts_with("http://") && !config.server.base_url.starts_with("https://") {
        bail!(
            "[server] base_url must begin with https:// (or http:// for a trial), not {:?}",
            config.server.base_url
        );
    }
    Ok(config)
}

/// Numbers and yes or no are written without quotes in a variable.
fn typed(text: &str) -> toml::Value {
    match text {
        "true" => toml::Value::Boolean(true),
        "false" => toml::Value::Boolean(false),
        _ => text.parse::<i64>().map_or_else(|_| toml::Value::String(text.to_owned()), toml::Value::Integer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, pairs: &[(&str, &str)]) -> Result<Config> {
        parse(text, pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_variable_goes_before_the_file() {
        let text = "[server]\nlisten = \"0.0.0.0:80\"\n[storage]\nconnections = 3\n";
        let config =
            with(text, &[("RATHAUS_SERVER_LISTEN", "127.0.0.1:99"), ("HOME", "/x")]).expect("readable");
        assert_eq!(config.server.listen.port(), 99);
        assert_eq!(config.server.base_url, "http://127.0.0.1:99");
        assert_eq!(config.storage.connections, 3);
        let config = with("", &[("RATHAUS_DATABASE_URL", "postgres://x")]).expect("readable");
        assert_eq!(config.storage.database_url, "postgres://x");
    }

    #[test]
    fn a_wrong_name_is_named() {
        let error = format!("{:#}", with("[server]\nlistne = 1\n", &[]).expect_err("refused"));
        assert!(error.contains("line 2") && error.contains("listne") && error.contains("listen"), "{error}");
        let error = format!("{:#}", with("", &[("RATHAUS_SERVER_LISTNE", "1")]).expect_err("refused"));
        assert!(error.contains("RATHAUS_SERVER_LISTNE") && error.contains("listen"), "{error}");
        assert!(with("", &[("RATHAUS_SERVER_BASE_URL", "rathaus.de")]).is_err());
        let config = with("[scan]\nclamd = \"/run/clamav/clamd.ctl\"\n", &[]).expect("readable");
        assert_eq!(config.scan.clamd, "/run/clamav/clamd.ctl");
        let config = with("", &[("RATHAUS_SCAN_CLAMD", "127.0.0.1:3310")]).expect("readable");
        assert_eq!(config.scan.clamd, "127.0.0.1:3310");
    }
}
