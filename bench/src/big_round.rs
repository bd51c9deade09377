//! Rounds of any size: the sample round, and further needs and offers made of its sentences.
//!
//! Seeded. Each further need or offer recombines sentences of the sample, most of them from one original; words are
//! varied into new compounds so that the vocabulary grows with the number of words to the power of 0.6, as in real
//! text (Heaps 1978). What is left out: sense. The rounds measure time and memory, never quality.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Result, anyhow, ensure};
use rathaus_allocation::portfolio::instances::Dice;
use rathaus_core::register::Register;
use rathaus_forum::input::read_files;
use rathaus_forum::model::{Input, Need, Offer};
use rathaus_forum::sample;

/// How the vocabulary grows with the number of words.
const HEAPS: f64 = 0.6;
/// State of Hessen in municipality keys.
const HESSEN: &str = "06";

/// The files of a round with that many needs and offers (at least those of the sample) and places for 20 offers.
pub fn files(needs: usize, offers: usize, seed: u64) -> Result<BTreeMap<String, Vec<u8>>> {
    let sample = sample::input();
    ensure!(needs >= sample.needs.len() && offers >= sample.offers.len(), "smaller than the sample");
    let mut files = sample::files();
    if (needs, offers) == (sample.needs.len(), sample.offers.len()) {
        return Ok(files);
    }
    let mut writer = Writer::new(&sample, seed);
    let towns: Vec<(String, String)> = Register::germany()
        .iter()
        .map(|town| (town.ags.to_string(), town.name.clone()))
        .filter(|town| town.0.starts_with(HESSEN))
        .collect();
    let mut rows = Vec::new();
    for number in sample.needs.len()..needs {
        let town = towns[writer.dice.below(towns.len())].clone();
        rows.push(writer.need(number, &sample.needs, town));
    }
    append(&mut files, "needs.csv", rows)?;
    let rows = (sample.offers.len()..offers).map(|number| writer.offer(number, &sample.offers)).collect();
    append(&mut files, "offers.csv", rows)?;
    let round = String::from_utf8_lossy(&files["round.toml"]).replace("places = 7", "places = 20");
    files.insert("round.toml".to_owned(), round.into_bytes());
    Ok(files)
}

/// The same, read.
pub fn big_round(needs: usize, offers: usize, seed: u64) -> Result<Input> {
    read_files(&files(needs, offers, seed)?).map_err(|faults| anyhow!("{faults}"))
}

/// Writes the files into a folder that is made.
pub fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// Words and distinct words of the texts of a round.
pub fn count_words(input: &Input) -> (usize, usize) {
    let texts = input.needs.iter().flat_map(|n| [&n.title, &n.description]);
    let texts = texts.chain(input.offers.iter().flat_map(|o| [&o.title, &o.summary, &o.description]));
    let mut known = BTreeSet::new();
    let mut words = 0;
    for text in texts {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            words += 1;
            known.insert(word.to_lowercase());
        }
    }
    (words, known.len())
}

fn append(files: &mut BTreeMap<String, Vec<u8>>, name: &str, rows: Vec<Vec<String>>) -> Result<()> {
    let mut writer = csv::Writer::from_writer(files.remove(name).unwrap_or_default());
    for row in rows {
        writer.write_record(row)?;
    }
    files.insert(name.to_owned(), writer.into_inner()?);
    Ok(())
}

struct Writer {
    dice: Dice,
    /// Words so far and how many the sample has.
    words: usize,
    sample_words: usize,
    /// Distinct words of the sample.
    sample_known: usize,
    /// Words that can be joined to compounds.
    joints: Vec<String>,
    /// New words so far.
    made: Vec<String>,
    made_known: BTreeSet<String>,
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['.', '?', '!']).map(str::trim).filter(|s| s.split(' ').count() > 2).collect()
}

impl Writer {
    fn new(sample: &Input, seed: u64) -> Writer {
        let (words, known) = count_words(sample);
        let texts =
            sample.needs.iter().map(|n| &n.description).chain(sample.offers.iter().map(|o| &o.description));
        let nouns: BTreeSet<String> = texts
            .flat_map(|text| text.split(|c: char| !c.is_alphabetic()))
            .filter(|w| {
                (5..12).contains(&w.chars().count()) && w.chars().next().is_some_and(char::is_uppercase)
            })
            .map(str::to_owned)
            .collect();
        Writer {
            dice: Dice::new(seed),
            words,
            sample_words: words,
            sample_known: known,
            joints: nouns.into_iter().collect(),
            made: Vec::new(),
            made_known: BTreeSet::new(),
        }
    }

    /// A new word where the vocabulary is behind, an earlier new one now and then, else the word itself.
    fn vary(&mut self, word: &str) -> String {
        self.words += 1;
        let is_noun = word.chars().count() >= 5 && word.chars().all(char::is_alphabetic);
        if !is_noun || !word.chars().next().is_some_and(char::is_uppercase) {
            return word.to_owned();
        }
        let due = self.sample_known as f64 * (self.words as f64 / self.sample_words as f64).powf(HEAPS);
        if ((self.sample_known + self.made.len()) as f64) < due {
            let joint = self.joints[self.dice.below(self.joints.len())].clone();
            let compound = match self.dice.below(2) {
                0 => format!("{joint}{}", word.to_lowercase()),
                _ => format!("{word}s{}", joint.to_lowercase()),
            };
            if self.made_known.insert(compound.clone()) {
                self.made.push(compound.clone());
            }
            return compound;
        }
        if !self.made.is_empty() && self.dice.below(6) == 0 {
            return self.made[self.dice.below(self.made.len())].clone();
        }
        word.to_owned()
    }

    fn varied(&mut self, text: &str) -> String {
        let words: Vec<String> = text
            .split(' ')
            .map(|word| {
                let bare = word.trim_end_matches([',', '.', ';', ':', '?', '!']);
                format!("{}{}", self.vary(bare), &word[bare.len()..])
            })
            .collect();
        words.join(" ")
    }

    /// Two or three sentences of `own`, one of any other text.
    fn mixed(&mut self, own: &str, any: &str) -> String {
        let mut parts = Vec::new();
        let own = sentences(own);
        for _ in 0..2 + self.dice.below(2) {
            if !own.is_empty() {
                let sentence = own[self.dice.below(own.len())];
                if !parts.contains(&sentence) {
                    parts.push(sentence);
                }
            }
        }
        let any = sentences(any);
        if !any.is_empty() {
            parts.push(any[self.dice.below(any.len())]);
        }
        self.varied(&parts.join(" "))
    }

    fn need(&mut self, number: usize, needs: &[Need], town: (String, String)) -> Vec<String> {
        let base = &needs[self.dice.below(needs.len())];
        let other = &needs[self.dice.below(needs.len())];
        let (ags, name) = town;
        vec![
            format!("N{:05}", number + 1),
            ags,
            name,
            base.department.clone(),
            self.varied(&base.title),
            self.mixed(&base.description, &other.description),
            (1 + self.dice.below(4)).to_string(),
            base.horizon.clone(),
            base.existing_software.clone(),
            base.constraints.clone(),
            base.citizen_benefit.clone(),
        ]
    }

    fn offer(&mut self, number: usize, offers: &[Offer]) -> Vec<String> {
        let base = &offers[self.dice.below(offers.len())];
        let other = &offers[self.dice.below(offers.len())];
        vec![
            format!("O{:05}", number + 1),
            format!("Firma {} GmbH", number + 1),
            self.varied(&base.title),
            self.varied(&base.summary),
            self.mixed(&base.description, &other.description),
            base.deployment.clone(),
            base.hosting.clone(),
            base.certificates.clone(),
            base.standards.clone(),
            base.price_model.clone(),
            base.references.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_round_and_the_vocabulary_grows_as_said() {
        let made = files(1_200, 500, 3).unwrap();
        assert_eq!(made, files(1_200, 500, 3).unwrap());
        let input = read_files(&made).unwrap();
        assert_eq!((input.needs.len(), input.offers.len(), input.round.places), (1_200, 500, 20));
        let (words, known) = count_words(&sample::input());
        let (more_words, more_known) = count_words(&input);
        let power = (more_known as f64 / known as f64).ln() / (more_words as f64 / words as f64).ln();
        assert!((power - HEAPS).abs() < 0.06, "grows with the power {power}");
    }
}
