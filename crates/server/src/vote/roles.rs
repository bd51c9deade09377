//! What the roles of an election do: register, administration, voters, and trustees when they count.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::{
    Ballot, Board, Booth, Credential, Election, Eligible, Eligibles, PartialDecryption, Phase, Question,
    Shuffle, ThresholdGroup, Trustee, TrusteeKey, Trustees, Vote, is_uuid, new_uuid,
};
use serde::Deserialize;

use super::{GroupArg, chance, change, keys, open, read, threads, write_public, write_secret};

/// `rathaus vote credentials …`
#[derive(Debug, Args)]
pub struct CredentialArgs {
    /// Wahlberechtigte, eine Person je Zeile; hinter einem Komma kann ihr Gewicht stehen
    voters: PathBuf,
    /// Kennung der Wahl; ohne Angabe wird eine erzeugt
    #[arg(long)]
    uuid: Option<String>,
    /// Gruppe der Wahl
    #[arg(long, default_value = "BELENIOS-2048")]
    group: GroupArg,
    /// Ordner für die beiden Listen
    #[arg(long, default_value = ".")]
    out: PathBuf,
}

/// Makes a credential for every voter.
pub fn credentials(args: &CredentialArgs) -> Result<()> {
    let mut chance = chance();
    let uuid = args.uuid.clone().unwrap_or_else(|| new_uuid(&mut chance));
    if !is_uuid(&uuid) {
        bail!("{uuid}: eine Kennung hat mindestens 14 Zeichen aus Base58");
    }
    let hidden = args.group.hidden();
    let text = read(&args.voters)?;
    let (mut private, mut list, mut seen) = (String::new(), Vec::new(), HashSet::new());
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let (name, weight) = match line.rsplit_once(',') {
            Some((name, weight)) if weight.trim().bytes().all(|byte| byte.is_ascii_digit()) => {
                let weight = weight.trim().parse().ok().filter(|weight| *weight > 0);
                let weight = weight.with_context(|| format!("Zeile {}: kein Gewicht", index + 1))?;
                (name.trim(), Some(weight))
            }
            _ => (line.trim(), None),
        };
        if !seen.insert(name) {
            bail!("Zeile {}: {name} steht schon auf der Liste", index + 1);
        }
        let credential = Credential::new(&mut chance);
        private.push_str(&format!("{name} {}\n", credential.as_str()));
        list.push(Eligible { credential: credential.public(&hidden, &uuid), weight });
    }
    println!("Kennung der Wahl: {uuid}");
    write_secret(&args.out.join("private_creds.txt"), &private)?;
    write_public(&args.out.join("public_creds.json"), &Eligibles::new(list).to_json())
}

/// `rathaus vote setup …`
#[derive(Debug, Args)]
pub struct SetupArgs {
    /// Name, Beschreibung und Fragen als JSON, wie belenios-tool sie als Vorlage liest
    #[arg(long)]
    template: PathBuf,
    /// Kennung der Wahl
    #[arg(long)]
    uuid: String,
    /// Gruppe der Wahl
    #[arg(long, default_value = "BELENIOS-2048")]
    group: GroupArg,
    /// Öffentlicher Schlüssel einer Person oder einer Gruppe, die auszählt; mehrfach, in dieser Reihenfolge
    #[arg(long = "trustee", required = true)]
    trustees: Vec<PathBuf>,
    /// Öffentliche Liste des Wahlregisters
    #[arg(long, default_value = "public_creds.json")]
    credentials: PathBuf,
    /// Das Archiv, das entsteht
    #[arg(long)]
    out: PathBuf,
}

/// What is asked, as people write it.
#[derive(Deserialize)]
struct Template {
    name: String,
    description: String,
    questions: Vec<TemplateQuestion>,
    administrator: Option<String>,
    credential_authority: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TemplateQuestion {
    Choose { answers: Vec<String>, blank: Option<bool>, min: u64, max: u64, question: String },
    Number { value: Numbered },
}

#[derive(Deserialize)]
struct Numbered {
    answers: Vec<String>,
    question: String,
}

/// Begins an election.
pub fn setup(args: &SetupArgs) -> Result<()> {
    if args.out.exists() {
        bail!("{} gibt es schon", args.out.display());
    }
    let template: Template = serde_json::from_str(&read(&args.template)?)
        .with_context(|| format!("{} ist keine Vorlage", args.template.display()))?;
    let question = |question| match question {
        TemplateQuestion::Choose { answers, blank, min, max, question } => {
            Question::Choose { answers, blank, min, max, question }
        }
        TemplateQuestion::Number { value: Numbered { answers, question } } => {
            Question::Number { answers, question, extra: None }
        }
    };
    let mut trustees = Vec::new();
    for path in &args.trustees {
        let text = read(path)?;
        let bytes = text.trim().as_bytes();
        trustees.push(match TrusteeKey::from_json(bytes) {
            Ok(key) => Trustee::Single(Box::new(key)),
            Err(_) => Trustee::Group(
                ThresholdGroup::from_json(bytes)
                    .with_context(|| format!("{} ist kein Schlüssel", path.display()))?,
            ),
        });
    }
    let trustees = Trustees(trustees);
    let hidden = args.group.hidden();
    let election = Election {
        description: template.description,
        name: template.name,
        group: hidden.group().name,
        public_key: trustees.check(hidden.group()).context("Schlüssel der Auszählenden")?,
        questions: template.questions.into_iter().map(question).collect(),
        uuid: args.uuid.clone(),
        administrator: template.administrator,
        credential_authority: template.credential_authority,
    };
    let eligibles = Eligibles::from_json(read(&args.credentials)?.trim().as_bytes())?;
    let timestamp = crate::house::now().as_second();
    let timestamp = u64::try_from(timestamp).context("die Uhr steht vor 1970")?;
    let board = Board::new(timestamp, &election, &trustees, &eligibles, threads())?;
    super::save(&args.out, &board)?;
    println!("{}: Fingerabdruck der Wahl {}", args.out.display(), board.setup().fingerprint());
    Ok(())
}

/// `rathaus vote ballot …`
#[derive(Debug, Args)]
pub struct BallotArgs {
    /// Das Archiv der Wahl
    archive: PathBuf,
    /// Datei mit dem geheimen Wahlschlüssel
    #[arg(long)]
    credential: PathBuf,
    /// Datei mit den Antworten als JSON, für jede Frage eine Liste: [[1,0],[0,1,0]]
    #[arg(long)]
    vote: PathBuf,
    /// Der Stimmzettel, der entsteht
    #[arg(long)]
    out: PathBuf,
}

/// Makes a ballot.
pub fn ballot(args: &BallotArgs) -> Result<()> {
    let board = open(&args.archive)?;
    let credential = Credential::parse(&read(&args.credential)?).context("Wahlschlüssel")?;
    let vote: Vec<Vec<u8>> =
        serde_json::from_str(&read(&args.vote)?).with_context(|| format!("{}", args.vote.display()))?;
    let booth = Booth::new(board.setup().election().clone());
    let ballot = booth.ballot(&credential, &Vote(vote), &mut chance())?.to_json();
    board.setup().check_ballot(ballot.as_bytes()).context("der Wahlschlüssel gehört nicht zu dieser Wahl")?;
    write_public(&args.out, &ballot)?;
    println!("Prüfnummer: {}", rathaus_ballot::tracker(ballot.as_bytes()));
    Ok(())
}

/// Casts ballots, all or none.
pub fn cast(archive: &Path, ballots: &[PathBuf]) -> Result<()> {
    change(archive, |board| {
        let read = |path: &PathBuf| -> Result<Ballot> {
            let text = read(path)?;
            Ballot::from_json(text.trim().as_bytes())
                .with_context(|| format!("{} ist kein Stimmzettel", path.display()))
        };
        let ballots: Vec<Ballot> = ballots.iter().map(read).collect::<Result<_>>()?;
        for tracker in board.cast_all(&ballots)? {
            println!("Eingeworfen: {tracker}");
        }
        Ok(())
    })
}

/// Shuffles what is decrypted one by one, or takes a shuffle that was made elsewhere.
pub fn shuffle(archive: &Path, trustee: u64, made: Option<&Path>) -> Result<()> {
    change(archive, |board| {
        if board.phase() != Phase::Shuffling {
            bail!("Es ist nichts zu mischen");
        }
        let setup = board.setup();
        let key = setup.election().public_key;
        let shuffle = match made {
            Some(path) => Shuffle::from_json(read(path)?.trim().as_bytes())
                .with_context(|| format!("{} ist keine Mischung", path.display()))?,
            None => {
                let hidden = SecretGroup::new(setup.group(), &[key]);
                Shuffle::new(&hidden, setup.fingerprint(), &key, &board.to_shuffle(), &mut chance())
            }
        };
        board.add_shuffle(trustee, &shuffle)?;
        println!("Gemischt von {trustee}");
        Ok(())
    })
}

/// `rathaus vote decrypt …`
#[derive(Debug, Args)]
pub struct DecryptArgs {
    /// Das Archiv; es wird vorher geprüft
    archive: PathBuf,
    #[command(flatten)]
    key: keys::PrivateKey,
    /// Der Anteil, der entsteht
    #[arg(long)]
    out: PathBuf,
}

/// Decrypts a share.
pub fn decrypt(args: &DecryptArgs) -> Result<()> {
    let board = open(&args.archive)?;
    if board.phase() != Phase::Decrypting {
        bail!("Es ist nichts zu entschlüsseln");
    }
    let setup = board.setup();
    let hidden = SecretGroup::new(setup.group(), &[]);
    let private = args.key.read(&hidden)?;
    let public = hidden.fixed(&[(0, &private)]);
    let owner = setup.trustees().keys().iter().position(|key| key.public_key == public);
    let Some(owner) = owner else { bail!("Dieser Schlüssel gehört nicht zu dieser Wahl") };
    let share =
        PartialDecryption::new(&hidden, &private, setup.fingerprint(), board.ciphertexts(), &mut chance());
    write_public(&args.out, &share.to_json())?;
    println!("Anteil der Person {} der Liste", owner + 1);
    Ok(())
}

/// Adds a share.
pub fn share(archive: &Path, share: &Path, trustee: u64) -> Result<()> {
    change(archive, |board| {
        let share = PartialDecryption::from_json(read(share)?.trim().as_bytes())?;
        board.add_decryption(trustee, &share)?;
        println!("Anteil der Person {trustee} aufgenommen");
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_ballot::group::GroupName;

    #[test]
    fn both_groups_can_be_chosen() {
        for (arg, name) in
            [(GroupArg::Belenios, GroupName::Belenios2048), (GroupArg::Rfc, GroupName::Rfc3526)]
        {
            assert_eq!(arg.hidden().group().name, name);
            let said = clap::ValueEnum::to_possible_value(&arg).unwrap();
            assert_eq!(said.get_name(), name.as_str());
        }
    }
}
