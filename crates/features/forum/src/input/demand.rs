//! Needs, offers and reviews: what is wished, what is offered, what the jury says.

use std::collections::BTreeMap;

use rathaus_core::register::Register;

use super::diagnostic::{Diagnostic, Form, Named, Problem};
use super::nearest::fold;
use super::table::{Ids, Kind, Known, Table};
use crate::model::{Need, Offer, Review};

/// Columns of `needs`.
pub(crate) static NEEDS: Kind = Kind {
    stem: "needs",
    required: &["id", "organisation", "title", "description"],
    columns: &[
        Known::required("id", &["Kennung", "Nr", "Nummer", "Lfd. Nr.", "Bedarf-ID", "need_id"]),
        Known::required(
            "organisation",
            &[
                "Organization",
                "Kommune",
                "Stadt",
                "Gemeinde",
                "Stadt/Gemeinde",
                "Name der Kommune",
                "Verwaltung",
                "Behörde",
                "Körperschaft",
            ],
        ),
        Known::optional("ags", &["Gemeindeschlüssel", "Amtlicher Gemeindeschlüssel", "Schlüssel"]),
        Known::optional(
            "department",
            &["Abteilung", "Amt", "Fachbereich", "Fachamt", "Organisationseinheit"],
        ),
        Known::optional("title", &["Titel", "Thema", "Kurztitel", "Überschrift", "Betreff", "Stichwort"]),
        Known::optional(
            "description",
            &["Beschreibung", "Bedarf", "Freitext", "Text", "Erläuterung", "Antwort"],
        ),
        Known::optional("relevance", &["Relevanz", "Wichtigkeit", "Priorität", "Bedeutung"]),
        Known::optional("horizon", &["Horizont", "Zeithorizont", "Zeitrahmen", "bis wann", "Zeitraum"]),
        Known::optional(
            "existing_software",
            &[
                "Vorhandene Software",
                "Bestehende Software",
                "Software",
                "Eingesetzte Software",
                "Fachverfahren",
            ],
        ),
        Known::optional(
            "constraints",
            &["Bedingungen", "Bedingung", "Rahmenbedingungen", "Anforderungen", "Vorgaben"],
        ),
        Known::optional(
            "citizen_benefit",
            &["Bürgernutzen", "Nutzen", "Nutzen für Bürger", "Nutzen für Bürgerinnen und Bürger"],
        ),
    ],
};

/// Columns of `offers`.
pub(crate) static OFFERS: Kind = Kind {
    stem: "offers",
    required: &["id", "supplier", "title"],
    columns: &[
        Known::required("id", &["Kennung", "Nr", "Nummer", "Lfd. Nr.", "Angebot-ID", "offer_id"]),
        Known::required(
            "supplier",
            &["Anbieter", "Firma", "Unternehmen", "Start-up", "Hersteller", "vendor"],
        ),
        Known::required("title", &["Titel", "Produkt", "Produktname", "Angebot", "Bezeichnung", "Name"]),
        Known::optional("summary", &["Kurzbeschreibung", "Zusammenfassung", "Kurztext", "Kurzfassung"]),
        Known::optional("description", &["Beschreibung", "Langtext", "Text", "Erläuterung"]),
        Known::optional("deployment", &["Betrieb", "Betriebsart", "Betriebsmodell", "Bereitstellung"]),
        Known::optional("hosting", &["Hosting-Ort", "Ort des Betriebs", "Rechenzentrum", "Serverstandort"]),
        Known::optional("certificates", &["Zertifikate", "Zertifizierungen", "Nachweise"]),
        Known::optional("standards", &["Standards und Schnittstellen", "Schnittstellen"]),
        Known::optional("price_model", &["Preismodell", "Preis", "Preise", "Kosten", "Lizenzmodell"]),
        Known::optional("references", &["Referenzen", "Referenzkunden", "Kunden"]),
    ],
};

/// Columns of `reviews`.
pub(crate) static REVIEWS: Kind = Kind {
    stem: "reviews",
    required: &["offer_id", "reviewer", "score"],
    columns: &[
        Known::required("offer_id", &["Angebot", "Angebot-ID", "Angebotskennung", "Kennung", "offer"]),
        Known::required("reviewer", &["Gutachter", "Gutachterin", "Gutachten von", "Jury", "Jurymitglied"]),
        Known::required("score", &["Punkte", "Punktzahl", "Note", "Bewertung"]),
        Known::optional("conflict", &["Befangen", "Befangenheit", "Interessenkonflikt"]),
        Known::optional("comment", &["Kommentar", "Bemerkung", "Anmerkung", "Begründung"]),
    ],
};

/// 1 to 4, or the words of the survey; `4 (sehr wichtig)` too.
fn relevance(text: &str) -> Option<u8> {
    let number = text.replace(',', ".").parse::<f64>().ok();
    if let Some(number) = number {
        return [1u8, 2, 3, 4].into_iter().find(|n| f64::from(*n) == number);
    }
    let folded = fold(text);
    let (digit, words) = match folded.chars().next().and_then(|c| c.to_digit(10)) {
        Some(digit) => (Some(digit as u8), &folded[1..]),
        None => (None, folded.as_str()),
    };
    let named = match words {
        "sehrwichtig" => 4,
        "wichtig" => 3,
        "wenigerwichtig" => 2,
        "unwichtig" | "nichtwichtig" => 1,
        _ => return None,
    };
    digit.is_none_or(|digit| digit == named).then_some(named)
}

/// A number from 1 to 10, with decimal comma or point.
fn score(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok().filter(|score| (1.0..=10.0).contains(score))
}

/// Yes or no as people tick it.
fn truth(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "ja" | "j" | "yes" | "y" | "true" | "wahr" | "1" | "x" => Some(true),
        "nein" | "n" | "no" | "false" | "falsch" | "0" | "" => Some(false),
        _ => None,
    }
}

/// Reads the needs; at least one is wanted. Also gives their ids.
pub(crate) fn needs(table: &Table, faults: &mut Vec<Diagnostic>) -> (Vec<Need>, Ids) {
    let mut ids = Ids::new(table.is_whole);
    let mut needs = Vec::new();
    if !table.has_one_of(&NEEDS, &["title", "description"], faults) {
        return (needs, Ids::new(false));
    }
    if table.is_empty() && table.is_whole {
        faults.push(Diagnostic::file(&table.file, Problem::NoRows));
    }
    for row in table.rows() {
        let id = ids.take(row, "id", faults);
        if !row.is_whole {
            continue;
        }
        let ags = row.key("ags", row.text("organisation"), faults);
        let mut organisation = row.owned("organisation");
        if organisation.is_empty() {
            match ags.and_then(|key| Register::germany().name(key)) {
                Some(name) => organisation = name,
                None => faults.push(row.fault("organisation", Problem::Empty)),
            }
        }
        needs.push(Need {
            id,
            ags,
            organisation,
            department: row.owned("department"),
            title: row.owned("title"),
            description: row.owned("description"),
            relevance: row.parse("relevance", Form::Relevance, relevance, faults).unwrap_or(2),
            horizon: row.owned("horizon"),
            existing_software: row.owned("existing_software"),
            constraints: row.owned("constraints"),
            citizen_benefit: row.owned("citizen_benefit"),
            extra: row.extra(),
        });
    }
    (needs, ids)
}

/// Reads the offers; at least one is wanted. Also gives their ids.
pub(crate) fn offers(table: &Table, faults: &mut Vec<Diagnostic>) -> (Vec<Offer>, Ids) {
    let mut ids = Ids::new(table.is_whole);
    let mut offers = Vec::new();
    if table.is_empty() && table.is_whole {
        faults.push(Diagnostic::file(&table.file, Problem::NoRows));
    }
    for row in table.rows() {
        let id = ids.take(row, "id", faults);
        if !row.is_whole {
            continue;
        }
        offers.push(Offer {
            id,
            supplier: row.filled("supplier", faults),
            title: row.filled("title", faults),
            summary: row.owned("summary"),
            description: row.owned("description"),
            deployment: row.owned("deployment"),
            hosting: row.owned("hosting"),
            certificates: row.owned("certificates"),
            standards: row.owned("standards"),
            price_model: row.owned("price_model"),
            references: row.owned("references"),
            extra: row.extra(),
        });
    }
    (offers, ids)
}

/// Reads the reviews of these offers.
pub(crate) fn reviews(table: &Table, offers: &Ids, faults: &mut Vec<Diagnostic>) -> Vec<Review> {
    let mut reviews = Vec::new();
    let mut lines: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in table.rows().filter(|row| row.is_whole) {
        let offer_id = row.filled("offer_id", faults);
        if !offer_id.is_empty() && !offers.may_exist(&offer_id) {
            faults.push(row.fault("offer_id", Problem::Unknown(Named::Offer, offers.meant(&offer_id))));
        }
        let reviewer = row.filled("reviewer", faults);
        let first = *lines.entry((offer_id.clone(), reviewer.clone())).or_insert(row.line());
        if first != row.line() && !reviewer.is_empty() && !offer_id.is_empty() {
            faults.push(row.fault("reviewer", Problem::ReviewTwice(first)));
        }
        let conflict = row.parse("conflict", Form::Conflict, truth, faults);
        let value = row.parse("score", Form::Score, score, faults);
        if row.text("score").is_empty() && conflict != Some(true) {
            faults.push(row.fault("score", Problem::ScoreMissing));
        }
        reviews.push(Review {
            offer_id,
            reviewer,
            score: value,
            conflict: conflict.unwrap_or(false),
            comment: row.owned("comment"),
        });
    }
    reviews
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relevance_is_a_number_or_its_words() {
        for (text, number) in [
            ("4", 4),
            ("2,0", 2),
            ("Sehr wichtig", 4),
            ("weniger wichtig", 2),
            ("3 - wichtig", 3),
            ("1 (unwichtig)", 1),
        ] {
            assert_eq!(relevance(text), Some(number), "{text}");
        }
        for text in ["sehr", "0", "5", "2,5", "4 unwichtig", "44", "NaN", "٣"] {
            assert_eq!(relevance(text), None, "{text}");
        }
    }

    #[test]
    fn scores_and_ticks() {
        assert_eq!(score("7,5"), Some(7.5));
        assert_eq!(score("0"), None);
        assert_eq!(score("inf"), None);
        assert_eq!(score("NaN"), None);
        assert_eq!(truth("X"), Some(true));
        assert_eq!(truth("-"), Some(false));
        assert_eq!(truth("vielleicht"), None);
    }
}
