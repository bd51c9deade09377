//! Reads demands out of what a town writes.

use std::sync::LazyLock;

use rathaus_core::Cents;
use regex::Regex;

use super::{Demand, MARKS};
use crate::model::Need;

fn pattern(text: &str) -> Regex {
    // INVARIANT: every pattern here is well-formed; test `conditions_are_read_as_towns_write_them` runs them all.
    Regex::new(text).unwrap_or_else(|_| unreachable!("a pattern of this file"))
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| pattern($text));
    };
}

// A wish, not a condition.
pattern!(
    SOFT,
    r"(?i)bevorzug|möglichst|wäre|wünsch|\bgern|zweitrangig|optional|perspektiv|wenn möglich|idealerweise|vorteil|egal|evtl|eventuell|am liebsten|nicht zwingend|kein muss"
);
// Goes on with what was begun before the comma.
pattern!(CLAUSE, r"(?i)^(wenn|dass|falls|aber nicht|jedoch nicht)\b");
// In a description only what is worded strictly counts.
pattern!(
    STRICT,
    r"(?i)\bmuss|\bmüssen|\bdürfen|\bdarf\b|\bnur\b|zwingend|ausschließlich|verpflichtend|bedingung|keinesfalls|auf keinen fall"
);
pattern!(
    OUTSIDE_GERMANY,
    r"(?i)(deutschland|bundesrepublik|land) nicht verlassen|nicht (ins|im) ausland|nicht außerhalb (von )?deutschland"
);
pattern!(
    GERMANY,
    r"(?i)\bdeutschland\b|\bdeutsch(e|er|en|es|em)? (server|rechenzentr|cloud|hosting)|\b(hosting|server|betrieb|daten|serverstandort|rechenzentrum)( nur| bitte|:)?( in)? (D|DE|BRD)\b|(nur|in) (D|DE|BRD)\b|\binland\b|\bbundesrepublik\b"
);
pattern!(EUROPE, r"(?i)\b(EU|EWR)\b|\beuropäische");
pattern!(NO_AMERICA, r"(?i)(keine?|nicht).{0,20}\b(US|USA|amerikan)");
pattern!(
    OWN_HOUSE,
    r"(?i)\bon-?\s?prem|lokale[rnms]? (betrieb|installation|server)|\bim (eigenen )?haus (bleiben|laufen|betrieben)|(bleiben|bei uns|betrieb) im (eigenen )?haus|haus (nicht )?verlassen|betrieb im eigenen|eigene[ns]? rechenzentrum|(beim|im) kommunalen (rechenzentrum|dienstleister|it-dienstleister)|nur auf (unserem|eigenem|dem eigenen) server|kein betrieb beim anbieter|unter unserer kontrolle|in-house|inhouse|keine cloud\b|nicht in die cloud|lokal zwingend|eigene[nr]? infrastruktur"
);
pattern!(
    OWN_OR_GERMANY,
    r"(?i)(oder|bzw\.?) (bei uns|im haus|lokal|on-?prem)|(bei uns|on-?prem\w*|lokal) oder"
);
pattern!(
    NO_SERVER,
    r"(?i)\bkeine?n? (eigene[rnms]? |lokale[rnms]? )?(server|hardware|serverraum|servertechnik|installation|technik)\b|(betreiben|haben) keine eigene|ohne (eigenen )?(server|serverraum|installation)\b|nichts (selbst )?(installieren|betreiben)"
);
pattern!(NO_DEVICES, r"(?i)keine? (zusätzliche|weitere|neue)[nr]? (hardware|geräte)");
pattern!(OPEN_SOURCE, r"(?i)open[ -]?source|quelloffen|freie software");
pattern!(
    SOME_CERTIFICATE,
    r"(?i)^\W*(nur )?(mit )?(eine )?(zertifizier(ung|t)|zertifikat)( nötig| erforderlich| zwingend| verlangt)?\W*$"
);
pattern!(ACCOUNTING, r"(?i)\bHKR\b|haushaltsprogramm|finanzverfahren");
pattern!(TIE, r"(?i)schnitt?stelle|anbindung|angebunden|übergabe|übergeben|export|(ge|ver)?buch(en|t|ung)");
pattern!(
    LIMIT,
    r"(?i)\bmax(\.|imal\b)|\bhöchstens|\bbis zu\b|\bmehr als\b|\bunter\b|obergrenze|übersteig|überschreit|\bnicht über\b|\bdeckel|≤|\bbegrenzt|\bkostenrahmen"
);
pattern!(
    AMOUNT,
    r"(?i)(\d[\d.]*(?:,\d+)?)\s*(?:€|euro\b|eur\b)\s*(?:(?:im|pro|je|/)?\s*(jahr|monat|p\. ?a\.|jährlich|monatlich))?"
);

/// All hard conditions of a need, each once, in the order in which they are written.
pub fn list_demands(need: &Need) -> Vec<Demand> {
    let mut demands = Vec::new();
    let mut was_soft = false;
    for part in parts(&need.constraints) {
        // "Wäre schön, wenn …": the wish goes on in the clause behind the comma.
        was_soft = SOFT.is_match(part) || (was_soft && CLAUSE.is_match(part));
        if !was_soft {
            read_part(part, &mut demands);
        }
    }
    for sentence in need.description.split(['.', '!', '?', ';', '\n']) {
        if STRICT.is_match(sentence) && !SOFT.is_match(sentence) {
            read_place(sentence, &mut demands);
            if OPEN_SOURCE.is_match(sentence) {
                add(&mut demands, Demand::OpenSource);
            }
        }
    }
    demands
}

/// The parts of a list of conditions: between semicolons, line breaks, and commas that are no decimal
/// comma. Full stops do not part, they end abbreviations ("max. 300 €") as often as sentences.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '\n'])
        .flat_map(|part| part.split(", "))
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

fn add(demands: &mut Vec<Demand>, demand: Demand) {
    if !demands.contains(&demand) {
        demands.push(demand);
    }
}

fn read_part(part: &str, demands: &mut Vec<Demand>) {
    read_place(part, demands);
    if NO_SERVER.is_match(part) {
        add(demands, Demand::NoOwnServer);
    }
    if NO_DEVICES.is_match(part) {
        add(demands, Demand::NoDevices);
    }
    if OPEN_SOURCE.is_match(part) {
        add(demands, Demand::OpenSource);
    }
    if ACCOUNTING.is_match(part) && (TIE.is_match(part) || part.split_whitespace().count() <= 2) {
        add(demands, Demand::Accounting);
    }
    if SOME_CERTIFICATE.is_match(part) {
        add(demands, Demand::AnyCertificate);
    }
    let lower = part.to_lowercase();
    for mark in MARKS {
        if mark.asked.iter().any(|word| contains_word(&lower, word)) {
            add(demands, Demand::Named(mark));
        }
    }
    if LIMIT.is_match(part)
        && let Some(found) = AMOUNT.captures(part)
        && let Some(amount) = found.get(1).and_then(|m| Cents::parse(m.as_str()))
    {
        let monthly = found.get(2).is_some_and(|m| m.as_str().to_lowercase().contains("monat"));
        add(demands, Demand::YearlyCost(Cents(amount.0.saturating_mul(if monthly { 12 } else { 1 }))));
    }
}

/// Whether `word` stands in `text` with no letter or digit before it.
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

fn read_place(part: &str, demands: &mut Vec<Demand>) {
    let own_house = OWN_HOUSE.is_match(part) && !NO_SERVER.is_match(part);
    let germany = GERMANY.is_match(part) || OUTSIDE_GERMANY.is_match(part);
    if own_house && germany && OWN_OR_GERMANY.is_match(part) {
        // "In Deutschland oder bei uns": the own house satisfies Germany anyway.
        add(demands, Demand::Germany);
    } else if own_house {
        add(demands, Demand::OwnHouse);
    } else if germany {
        add(demands, Demand::Germany);
    } else if EUROPE.is_match(part) || NO_AMERICA.is_match(part) {
        add(demands, Demand::EuropeanUnion);
    }
}
