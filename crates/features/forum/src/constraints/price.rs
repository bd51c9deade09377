//! The least that an offer costs in a year, read from the supplier's own words.
//!
//! A lower bound on purpose: an offer is excluded only when even the smallest reading lies above the
//! town's limit. What is paid once is left out, because limits speak of running costs.

use std::sync::LazyLock;

use rathaus_core::Cents;
use regex::Regex;

/// A price per seat, device or room is counted for this many; no town hall works with fewer.
const FEWEST_UNITS: i64 = 3;

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d[\d.]*(?:,\d+)?)\s*(?:€|\$|Euro|EUR)"));
static SPAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d[\d.,]*)\s*€?\s*(?:bis|[–-])\s*\d[\d.,]*\s*€"));
static PER_HEAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(je|pro)\s+Einwohner"));
static PER_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(je|pro)\s+(Nutzer|Person|Arbeitsplatz|Gerät|Raum|Postfach|Platz|Lizenz|Mitarbeite|Gremium|Kanal|Roboter|Kalender)",
    )
});

fn pattern(text: &str) -> Regex {
    // INVARIANT: every pattern here is well-formed; test `prices_of_real_lists` runs them all.
    Regex::new(text).unwrap_or_else(|_| unreachable!("a pattern of this file"))
}

/// The least a year costs; `None` where no yearly or monthly amount is named.
pub(super) fn least_yearly_cost(price: &str, inhabitants: u64) -> Option<Cents> {
    // "3.000 € bis 9.000 €" names a span: its lower end is the least.
    let from = SPAN.replace_all(price, "$1 €");
    from.split(" oder ").filter_map(|text| yearly(text, inhabitants)).min()
}

/// The largest recurring amount of one alternative: each of them alone has to be paid.
fn yearly(text: &str, inhabitants: u64) -> Option<Cents> {
    AMOUNT
        .captures_iter(text)
        .filter_map(|found| {
            let amount = Cents::parse(found.get(1)?.as_str())?;
            // What follows the amount up to the next comma or semicolon says what it is for.
            let rest = &text[found.get(0)?.end()..];
            let purpose = rest.split([';', ',']).next().unwrap_or(rest);
            let lower = purpose.to_lowercase();
            let preceding = text[..found.get(0)?.start()].to_lowercase();
            if lower.contains("einmalig") || preceding.trim_end().ends_with("einrichtung") {
                return None;
            }
            let a_minimum = preceding.trim_end().ends_with("mindestens");
            let times = if lower.contains("monat") {
                12
            } else if lower.contains("jahr") || lower.contains("jährlich") || a_minimum {
                1
            } else {
                return None;
            };
            let units = if PER_HEAD.is_match(purpose) {
                i64::try_from(inhabitants).unwrap_or(i64::MAX)
            } else if PER_UNIT.is_match(purpose) {
                FEWEST_UNITS
            } else {
                1
            };
            Some(Cents(amount.0.checked_mul(times)?.checked_mul(units)?))
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_of_real_lists() {
        for (text, inhabitants, euros) in [
            ("5.400 € im Jahr, unbegrenzte Nutzer", 0, Some(5400)),
            ("1.200 € je Planverfahren oder 4.800 € im Jahr", 0, Some(4800)),
            ("14 € je Nutzer und Monat, ab 10 Nutzern", 0, Some(14 * 12 * 3)),
            ("290 € im Monat plus 0,09 € je Minute", 0, Some(3480)),
            ("0,55 € je Einwohner und Jahr, mindestens 2.900 €; Einrichtung 1.900 €", 2000, Some(2900)),
            ("0,55 € je Einwohner und Jahr, mindestens 2.900 €", 10_000, Some(5500)),
            ("6.900 € einmalig, Wartung 1.200 € im Jahr", 0, Some(1200)),
            ("149 € im Monat bis 50 Formulare, danach 2 € je Formular", 0, Some(1788)),
            ("3.000 € bis 9.000 € im Jahr nach Einwohnern", 0, Some(3000)),
            ("ab 9.800 € im Jahr bis 15.000 Einwohner; Kreise auf Anfrage", 0, Some(9800)),
            ("0,12 € je Seite", 0, None),
            ("auf Anfrage", 0, None),
            ("", 0, None),
        ] {
            assert_eq!(least_yearly_cost(text, inhabitants), euros.map(|e: i64| Cents(e * 100)), "{text}");
        }
    }
}
