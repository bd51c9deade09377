//! What an offer says about where and how it runs, read once per offer.

use rathaus_core::Cents;

use super::{Mark, price};
use crate::model::Offer;

/// The parts of an offer that conditions are checked against.
#[derive(Debug, Clone)]
pub struct Facts {
    hosting: String,
    deployment: String,
    /// Certificates and standards, lower case.
    marks: String,
    certificates: String,
    /// Sentences of the texts, lower case.
    sentences: Vec<String>,
    price: String,
}

/// Words that take a promise back: not yet, not at all, only planned.
const DENIALS: &[&str] = &[
    "nicht",
    "kein",
    "geplant",
    "roadmap",
    "vorbereitung",
    "künftig",
    "zukünftig",
    "in prüfung",
    "angestrebt",
];

fn denies(sentence: &str) -> bool {
    DENIALS.iter().any(|word| sentence.contains(word))
}

/// Whether `word` begins a word of `text`; a short one must be the whole word.
fn begins_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric)
            && (word.len() > 3 || !after.is_some_and(char::is_alphanumeric))
    })
}

impl Facts {
    /// Reads the facts of an offer.
    pub fn of(offer: &Offer) -> Facts {
        let lower = |text: &str| text.to_lowercase();
        // A mark that is only being prepared is not held: each entry of the lists stands for itself.
        let held = |list: &str| -> String {
            list.split([';', '\n'])
                .filter(|entry| !denies(&lower(entry)))
                .map(lower)
                .collect::<Vec<_>>()
                .join("; ")
        };
        let texts = [&offer.title, &offer.summary, &offer.description];
        Facts {
            hosting: lower(&offer.hosting),
            deployment: lower(&offer.deployment),
            marks: format!("{}; {}", held(&offer.certificates), held(&offer.standards)),
            certificates: lower(offer.certificates.trim()),
            sentences: texts
                .iter()
                .flat_map(|text| text.split(['.', '!', '?', ';']))
                .map(|sentence| lower(sentence.trim()))
                .filter(|sentence| !sentence.is_empty())
                .collect(),
            price: offer.price_model.clone(),
        }
    }

    fn hosting_says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.hosting.contains(word))
    }

    /// Whether it can run in the town's own house.
    pub(super) fn runs_in_own_house(&self) -> bool {
        const OWN: &[&str] =
            &["on-prem", "on prem", "eigenen haus", "eigenes rechenzentrum", "lokal", "vor ort"];
        self.hosting_says(OWN)
            || ["on-prem", "on prem", "lokale installation"].iter().any(|word| self.deployment.contains(word))
    }

    /// Whether it can run in Germany.
    pub(super) fn runs_in_germany(&self) -> bool {
        self.runs_in_own_house() || self.hosting_says(&["deutsch", "germany", "de-rz"])
    }

    /// Whether it can run in the European Union.
    pub(super) fn runs_in_european_union(&self) -> bool {
        self.runs_in_germany()
            || self.hosting.split(|c: char| !c.is_alphanumeric()).any(|word| word == "eu" || word == "ewr")
            || self.hosting_says(&["europ"])
    }

    /// Whether it only runs on a server or device of the town's own.
    pub(super) fn needs_own_server(&self) -> bool {
        let elsewhere = ["saas", "cloud", "app", "dienstleistung", "gehostet"];
        self.runs_in_own_house() && !elsewhere.iter().any(|word| self.word_in_deployment(word))
    }

    fn word_in_deployment(&self, word: &str) -> bool {
        self.deployment.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
    }

    /// Whether devices have to be set up.
    pub(super) fn brings_devices(&self) -> bool {
        ["gerät", "hardware", "appliance", "sensor"].iter().any(|word| self.deployment.contains(word))
    }

    /// Whether the source code is open.
    pub(super) fn is_open_source(&self) -> bool {
        const OPEN: &[&str] =
            &["open source", "open-source", "quelloffen", "eupl", "agpl", "gpl", "apache 2", "mit-lizenz"];
        let said = |text: &str| OPEN.iter().any(|word| text.contains(word));
        said(&self.marks)
            || said(&self.price.to_lowercase())
            || self.sentences.iter().any(|sentence| said(sentence) && !denies(sentence))
    }

    /// Whether any certificate is held.
    pub(super) fn has_certificate(&self) -> bool {
        let text = self.certificates.trim_matches(['-', '–', ' ']);
        !text.is_empty() && !denies(text) && text != "ohne"
    }

    /// Whether a certificate or standard is named, and not as something planned.
    pub(super) fn names(&self, mark: &Mark) -> bool {
        mark.given.iter().any(|word| {
            begins_word(&self.marks, word)
                || self.sentences.iter().any(|sentence| begins_word(sentence, word) && !denies(sentence))
        })
    }

    /// Whether the supplier says that there is no tie to the accounting system.
    pub(super) fn denies_accounting(&self) -> bool {
        self.sentences.iter().any(|sentence| sentence.contains("hkr") && denies(sentence))
    }

    /// The least that a year can cost, where the price says anything about it.
    pub(super) fn least_yearly_cost(&self, inhabitants: u64) -> Option<Cents> {
        price::least_yearly_cost(&self.price, inhabitants)
    }

    /// Where it runs, for a message.
    pub(super) fn place(&self) -> String {
        match self.hosting.trim() {
            "" => "Ort des Betriebs nicht genannt".to_owned(),
            "eu" => "Betrieb in der EU".to_owned(),
            other => format!("Betrieb {other}"),
        }
    }

    /// How it runs, for a message.
    pub(super) fn operation(&self) -> String {
        match self.deployment.trim() {
            "" => "Art des Betriebs nicht genannt".to_owned(),
            "saas" => "nur als Dienst des Anbieters (SaaS)".to_owned(),
            "on-premises" => "nur auf eigenem Server".to_owned(),
            other => format!("Betrieb als {other}"),
        }
    }
}
