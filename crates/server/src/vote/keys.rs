//! Keys of trustees: alone, or in a group of whom some suffice.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use rathaus_ballot::number::Number;
use rathaus_ballot::secret::{Secret, SecretGroup};
use rathaus_ballot::threshold::{Accepted, Inbox, PolynomialPart, Seed, complete, route};
use rathaus_ballot::{Signed, TrusteeKey};

use super::{GroupArg, chance, read, write_public, write_secret};

/// `rathaus vote trustee …`
#[derive(Debug, Subcommand)]
pub enum TrusteeCommand {
    /// Allein: erzeugt einen Schlüssel; ohne ihn kann niemand auszählen
    Key {
        /// Gruppe der Wahl
        #[arg(long, default_value = "BELENIOS-2048")]
        group: GroupArg,
        /// Name der Dateien: NAME.privkey (geheim) und NAME.pubkey
        #[arg(long)]
        out: PathBuf,
    },
    /// In einer Gruppe, Schritt 1: erzeugt NAME.key (geheim) und NAME.cert
    Seed {
        /// Gruppe der Wahl
        #[arg(long, default_value = "BELENIOS-2048")]
        group: GroupArg,
        /// Name der Dateien
        #[arg(long)]
        out: PathBuf,
    },
    /// Schritt 3: jede Person, wenn alle Zertifikate da sind
    Polynomial {
        #[command(flatten)]
        together: Together,
        /// Das eigene Geheimnis, NAME.key
        #[arg(long)]
        key: PathBuf,
        /// Wie viele zum Auszählen nötig sind
        #[arg(long)]
        threshold: usize,
        /// Zieldatei, die die Wahlleitung bekommt
        #[arg(long)]
        out: PathBuf,
    },
    /// Schritt 4, Wahlleitung: sortiert, was alle einander schicken, in NAME-1.vinput und so fort
    Route {
        #[command(flatten)]
        together: Together,
        /// Was Schritt 3 ergab, in der Reihenfolge der Zertifikate
        #[arg(required = true)]
        polynomials: Vec<PathBuf>,
        /// Anfang der Namen
        #[arg(long)]
        out: PathBuf,
    },
    /// Schritt 5: jede Person prüft, was die anderen geschickt haben
    Accept {
        #[command(flatten)]
        together: Together,
        /// Das eigene Geheimnis, NAME.key
        #[arg(long)]
        key: PathBuf,
        /// Was Schritt 4 für diese Person ergab
        #[arg(long)]
        input: PathBuf,
        /// Zieldatei, die die Wahlleitung bekommt
        #[arg(long)]
        out: PathBuf,
    },
    /// Schritt 6, Wahlleitung: setzt den Schlüssel der Gruppe zusammen und gibt allen ihre NAME-1.dkey
    Complete {
        #[command(flatten)]
        together: Together,
        /// Was Schritt 3 ergab, in der Reihenfolge der Zertifikate
        #[arg(long = "polynomial", required = true)]
        polynomials: Vec<PathBuf>,
        /// Was Schritt 5 ergab, in derselben Reihenfolge
        #[arg(long = "accepted", required = true)]
        accepted: Vec<PathBuf>,
        /// Anfang der Namen; NAME.json ist der öffentliche Schlüssel
        #[arg(long)]
        out: PathBuf,
    },
}

/// Who makes a key together.
#[derive(Debug, Args)]
pub struct Together {
    /// Gruppe der Wahl
    #[arg(long, default_value = "BELENIOS-2048")]
    group: GroupArg,
    /// Zertifikate aller, immer in derselben Reihenfolge
    #[arg(long = "cert", required = true)]
    certs: Vec<PathBuf>,
}

impl Together {
    fn read(&self) -> Result<(SecretGroup, Vec<Signed>)> {
        let certificate = |path: &PathBuf| {
            Signed::from_json(read(path)?.trim())
                .with_context(|| format!("{} ist kein Zertifikat", path.display()))
        };
        Ok((self.group.hidden(), self.certs.iter().map(certificate).collect::<Result<_>>()?))
    }
}

/// A private key, in one of its two forms.
#[derive(Debug, Args)]
#[group(required = true)]
pub struct PrivateKey {
    /// Der eigene Schlüssel, NAME.privkey
    #[arg(long, conflicts_with = "seed")]
    key: Option<PathBuf>,
    /// Das eigene Geheimnis in einer Gruppe, NAME.key
    #[arg(long, requires = "decryption_key")]
    seed: Option<PathBuf>,
    /// Dazu der verschlüsselte Schlüssel, NAME-1.dkey
    #[arg(long, requires = "seed")]
    decryption_key: Option<PathBuf>,
}

impl PrivateKey {
    /// The key itself.
    pub fn read(&self, hidden: &SecretGroup) -> Result<Secret> {
        match (&self.key, &self.seed, &self.decryption_key) {
            (Some(path), ..) => {
                let text = read(path)?;
                let digits = text.trim().trim_matches('"');
                let number = Number::from_decimal(digits).filter(|number| number < hidden.group().q());
                let number = number.with_context(|| format!("{} ist kein Schlüssel", path.display()))?;
                Ok(hidden.secret(&number))
            }
            (None, Some(seed), Some(opened)) => Ok(seed_of(seed)?.open(hidden, read(opened)?.trim())?),
            _ => bail!("--key, oder --seed mit --decryption-key"),
        }
    }
}

fn seed_of(path: &Path) -> Result<Seed> {
    Seed::parse(&read(path)?).with_context(|| format!("{}", path.display()))
}

fn polynomials(paths: &[PathBuf]) -> Result<Vec<PolynomialPart>> {
    let part = |path: &PathBuf| {
        PolynomialPart::from_json(read(path)?.trim()).with_context(|| format!("{}", path.display()))
    };
    paths.iter().map(part).collect()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Carries out a command.
pub fn run(command: &TrusteeCommand) -> Result<()> {
    let mut chance = chance();
    match command {
        TrusteeCommand::Key { group, out } => {
            let hidden = group.hidden();
            let private = hidden.random(&mut chance);
            write_secret(&with_ending(out, ".privkey"), &format!("\"{}\"\n", hidden.reveal(&private)))?;
            let public = TrusteeKey::new(&hidden, &private, &mut chance);
            write_public(&with_ending(out, ".pubkey"), &format!("{}\n", public.to_json()))
        }
        TrusteeCommand::Seed { group, out } => {
            let seed = Seed::new(&mut chance);
            write_secret(&with_ending(out, ".key"), &format!("{}\n", seed.as_str()))?;
            let certificate = seed.certificate(&group.hidden(), &mut chance);
            write_public(&with_ending(out, ".cert"), &format!("{}\n", certificate.to_json()))
        }
        TrusteeCommand::Polynomial { together, key, threshold, out } => {
            let (hidden, certificates) = together.read()?;
            let part = seed_of(key)?.polynomial(&hidden, &certificates, *threshold, &mut chance)?;
            write_public(out, &format!("{}\n", part.to_json()))
        }
        TrusteeCommand::Route { together, polynomials: paths, out } => {
            let (hidden, certificates) = together.read()?;
            let inboxes = route(hidden.group(), &certificates, &polynomials(paths)?)?;
            for (index, inbox) in inboxes.iter().enumerate() {
                write_public(
                    &with_ending(out, &format!("-{}.vinput", index + 1)),
                    &format!("{}\n", inbox.to_json()),
                )?;
            }
            Ok(())
        }
        TrusteeCommand::Accept { together, key, input, out } => {
            let (hidden, certificates) = together.read()?;
            let inbox =
                Inbox::from_json(read(input)?.trim()).with_context(|| format!("{}", input.display()))?;
            let accepted = seed_of(key)?.accept(&hidden, &certificates, &inbox, &mut chance)?;
            write_public(out, &format!("{}\n", accepted.to_json()))
        }
        TrusteeCommand::Complete { together, polynomials: paths, accepted, out } => {
            let (hidden, certificates) = together.read()?;
            let read_one = |path: &PathBuf| {
                Accepted::from_json(read(path)?.trim()).with_context(|| format!("{}", path.display()))
            };
            let accepted: Vec<Accepted> = accepted.iter().map(read_one).collect::<Result<_>>()?;
            let group = complete(hidden.group(), &certificates, &polynomials(paths)?, &accepted)?;
            for (index, accepted) in accepted.iter().enumerate() {
                write_public(
                    &with_ending(out, &format!("-{}.dkey", index + 1)),
                    &format!("{}\n", accepted.private_key),
                )?;
            }
            write_public(&with_ending(out, ".json"), &format!("{}\n", group.to_json()))
        }
    }
}
