//! Rounds for which somebody wrote down what is right: areas, fitting offers, broken conditions.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use rathaus_forum::input::read_dir;
use rathaus_forum::model::Input;

use crate::results::home;

/// What `areas.csv` says of a need that says nothing.
const SAYS_NOTHING: &str = "keine Angabe";

/// A round and the judgements on it.
pub struct Labelled {
    pub name: String,
    pub input: Input,
    /// Per need the offers that fit: 2 solves it, 1 helps.
    pub grades: Vec<BTreeMap<usize, u8>>,
    /// Need and offer that fit but for a hard condition.
    pub violations: Vec<(usize, usize)>,
    /// Per need the names of its areas; none where it says nothing.
    pub areas: Vec<Vec<String>>,
    /// Needs that were written without a word of the offers that fit, where the round has such a list.
    pub no_common_word: Vec<usize>,
}

impl Labelled {
    pub fn read(name: &str, folder: &Path) -> Result<Labelled> {
        let input = read_dir(folder).map_err(|faults| anyhow!("{name}: {faults}"))?;
        let need: BTreeMap<&str, usize> =
            (0..).zip(&input.needs).map(|(at, n)| (n.id.as_str(), at)).collect();
        let offer: BTreeMap<&str, usize> =
            (0..).zip(&input.offers).map(|(at, o)| (o.id.as_str(), at)).collect();
        let find = |places: &BTreeMap<&str, usize>, id: &str| {
            places.get(id.trim()).copied().with_context(|| format!("{name}: unknown id {id}"))
        };
        let mut grades = vec![BTreeMap::new(); input.needs.len()];
        for row in rows(folder, "qrels.csv")? {
            grades[find(&need, &row[0])?].insert(find(&offer, &row[1])?, row[2].trim().parse()?);
        }
        let mut violations = Vec::new();
        for row in rows(folder, "violations.csv")? {
            violations.push((find(&need, &row[0])?, find(&offer, &row[1])?));
        }
        let mut areas = vec![Vec::new(); input.needs.len()];
        for row in rows(folder, "areas.csv")? {
            if &row[1] != SAYS_NOTHING {
                areas[find(&need, &row[0])?].push(row[1].to_owned());
            }
        }
        let list = fs::read_to_string(folder.join("no-common-word.txt")).unwrap_or_default();
        let mut no_common_word = Vec::new();
        for line in list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let id = line.split([',', ' ', '\t', ';']).next().unwrap_or_default();
            no_common_word.push(find(&need, id)?);
        }
        no_common_word.sort_unstable();
        no_common_word.dedup();
        Ok(Labelled { name: name.to_owned(), input, grades, violations, areas, no_common_word })
    }

    /// The needs for which some offer fits.
    pub fn judged(&self) -> Vec<usize> {
        (0..self.grades.len()).filter(|&n| self.grades[n].values().any(|g| *g > 0)).collect()
    }
}

fn rows(folder: &Path, file: &str) -> Result<Vec<csv::StringRecord>> {
    let path = folder.join(file);
    let mut reader = csv::Reader::from_path(&path).with_context(|| file.to_owned())?;
    Ok(reader.records().collect::<Result<_, _>>()?)
}

/// Where the sample round lies.
pub fn sample_folder() -> PathBuf {
    home().join("../crates/features/forum/sample")
}

/// The sample round.
pub fn sample() -> Result<Labelled> {
    Labelled::read("sample round", &sample_folder())
}

/// The rounds there are: the sample, and the one kept apart from all writing of lexicon and weights.
pub fn rounds() -> Result<Vec<Labelled>> {
    let mut rounds = vec![sample()?];
    let apart = home().join("data/kept-apart");
    if apart.join("qrels.csv").is_file() {
        rounds.push(Labelled::read("kept apart", &apart)?);
    } else {
        println!("The round kept apart is not there (bench/data/kept-apart): left out.");
    }
    Ok(rounds)
}
