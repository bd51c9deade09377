//! Participants and their wishes for talks.

use std::collections::BTreeMap;

use rathaus_core::{Daytime, Span};

use super::diagnostic::{Diagnostic, Form, Named, Problem};
use super::nearest::fold;
use super::table::{Ids, Kind, Known, Row, Table};
use crate::model::{Interest, Participant, ParticipantKind, Wish};

/// Columns of `participants`.
pub(crate) static PARTICIPANTS: Kind = Kind {
    stem: "participants",
    required: &["id", "organisation", "kind"],
    columns: &[
        Known::required("id", &["Kennung", "Nr", "Nummer", "Lfd. Nr.", "participant_id"]),
        Known::required(
            "organisation",
            &[
                "Organization",
                "Kommune",
                "Name",
                "Einrichtung",
                "Firma",
                "Institution",
                "Teilnehmer",
                "Teilnehmende",
            ],
        ),
        Known::required("kind", &["Art", "Typ", "Gruppe", "Rolle", "type"]),
        Known::optional("ags", &["Gemeindeschlüssel", "Amtlicher Gemeindeschlüssel", "Schlüssel"]),
        Known::optional("arrives", &["Ankunft", "kommt", "ab", "anwesend ab", "kommt um"]),
        Known::optional("leaves", &["Abreise", "geht", "bis", "anwesend bis", "geht um"]),
        Known::optional(
            "unavailable",
            &["Abwesend", "Abwesenheit", "Abwesenheiten", "nicht verfügbar", "verhindert"],
        ),
        Known::optional("min_talks", &["Mindestgespräche", "mindestens", "Gespräche mindestens", "min"]),
        Known::optional(
            "max_talks",
            &["Höchstgespräche", "höchstens", "Gespräche höchstens", "max", "Höchstzahl"],
        ),
    ],
};

/// Columns of `wishes`.
pub(crate) static WISHES: Kind = Kind {
    stem: "wishes",
    required: &["from", "to", "interest"],
    columns: &[
        Known::required("from", &["von", "Wer", "Wunsch von", "a"]),
        Known::required("to", &["an", "mit", "mit wem", "Gespräch mit", "Wunsch an", "nach", "b"]),
        Known::required("interest", &["Interesse", "Wunsch", "Gewicht", "Stärke", "Priorität"]),
        Known::optional("window", &["Zeitfenster", "Fenster", "Zeit", "Zeitraum"]),
    ],
};

/// Columns of a list of agreed talks: only the two sides are needed.
pub(crate) static AGREED: Kind = Kind {
    stem: "wishes",
    required: &["from", "to"],
    columns: &[
        Known::required("from", &["von", "Wer", "Wunsch von", "a"]),
        Known::required("to", &["an", "mit", "mit wem", "Gespräch mit", "Wunsch an", "nach", "b"]),
        Known::optional("interest", &["Interesse", "Wunsch", "Gewicht", "Stärke", "Priorität"]),
        Known::optional("window", &["Zeitfenster", "Fenster", "Zeit", "Zeitraum"]),
    ],
};

fn kind(text: &str) -> Option<ParticipantKind> {
    Some(match fold(text).as_str() {
        "municipality" | "kommune" | "stadt" | "gemeinde" | "town" | "city" => ParticipantKind::Municipality,
        "county" | "landkreis" | "kreis" => ParticipantKind::County,
        "supplier" | "anbieter" | "startup" | "unternehmen" | "firma" => ParticipantKind::Supplier,
        "observer" | "gast" | "beobachter" | "beobachterin" | "beobachtend" => ParticipantKind::Observer,
        _ => return None,
    })
}

fn interest(text: &str) -> Option<Interest> {
    match fold(text).as_str() {
        "must" | "muss" | "fest" => Some(Interest::Must),
        "never" | "nie" | "niemals" => Some(Interest::Never),
        _ => {
            let number = text.replace(',', ".").parse::<f64>().ok()?;
            (1u8..=5).find(|n| f64::from(*n) == number).map(Interest::Level)
        }
    }
}

fn count(text: &str) -> Option<u32> {
    text.parse().ok().filter(|n| *n <= 10_000)
}

/// Reads the participants and gives their ids.
pub(crate) fn participants(table: &Table, faults: &mut Vec<Diagnostic>) -> (Vec<Participant>, Ids) {
    let mut ids = Ids::new(table.is_whole);
    let mut participants = Vec::new();
    for row in table.rows() {
        let id = ids.take(row, "id", faults);
        if !row.is_whole {
            continue;
        }
        let organisation = row.filled("organisation", faults);
        let kind = row.parse("kind", Form::Kind, kind, faults);
        if row.text("kind").is_empty() {
            faults.push(row.fault("kind", Problem::Malformed(Form::Kind)));
        }
        let time = |text: &str| text.parse::<Daytime>().ok();
        let arrives = row.parse("arrives", Form::Daytime, time, faults);
        let leaves = row.parse("leaves", Form::Daytime, time, faults);
        if let (Some(arrives), Some(leaves)) = (arrives, leaves)
            && arrives >= leaves
        {
            faults.push(row.fault("leaves", Problem::LeavesBefore(arrives.to_string())));
        }
        let min_talks = row.parse("min_talks", Form::Count, count, faults);
        let max_talks = row.parse("max_talks", Form::Count, count, faults);
        if let (Some(least), Some(most)) = (min_talks, max_talks)
            && least > most
        {
            faults.push(row.fault("min_talks", Problem::LeastAboveMost(u64::from(most))));
        }
        let spans = |text: &str| Span::parse_list(&text.replace(',', ";")).ok();
        participants.push(Participant {
            id,
            ags: row.key("ags", &organisation, faults),
            organisation,
            kind: kind.unwrap_or(ParticipantKind::Observer),
            arrives,
            leaves,
            unavailable: row.parse("unavailable", Form::Spans, spans, faults).unwrap_or_default(),
            min_talks,
            max_talks,
            extra: row.extra(),
        });
    }
    (participants, ids)
}

/// One side of a wish; an unknown participant is a fault.
fn side(row: Row<'_>, column: &str, participants: Option<&Ids>, faults: &mut Vec<Diagnostic>) -> String {
    let id = row.filled(column, faults);
    if let Some(ids) = participants
        && !id.is_empty()
        && !ids.may_exist(&id)
    {
        faults.push(row.fault(column, Problem::Unknown(Named::Participant, ids.meant(&id))));
    }
    id
}

/// Reads the wishes of these participants; `None` where there is no list of them.
///
/// The same wish twice is one; the same wish differently, or agreed here and ruled out there, is a fault.
pub(crate) fn wishes(table: &Table, participants: Option<&Ids>, faults: &mut Vec<Diagnostic>) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = Vec::new();
    let mut first: BTreeMap<(String, String), (u32, Interest, Option<Span>)> = BTreeMap::new();
    if participants.is_none() && !table.is_empty() {
        faults.push(Diagnostic::file(&table.file, Problem::NoParticipants));
    }
    for row in table.rows().filter(|row| row.is_whole) {
        let Some(wish) = wish(row, participants, false, faults) else { continue };
        let Wish { from, to, interest, window } = wish.clone();
        let clashes = |other: Interest| {
            matches!((interest, other), (Interest::Must, Interest::Never) | (Interest::Never, Interest::Must))
        };
        if let Some((line, before, window_before)) = first.get(&(from.clone(), to.clone())) {
            if clashes(*before) {
                faults.push(row.fault("interest", Problem::MustAndNever(*line)));
            } else if (*before, *window_before) != (interest, window) {
                faults.push(row.fault("interest", Problem::WishTwice(*line)));
            }
            continue;
        }
        if let Some((line, before, _)) = first.get(&(to.clone(), from.clone()))
            && clashes(*before)
        {
            faults.push(row.fault("interest", Problem::MustAndNever(*line)));
        }
        first.insert((from, to), (row.line(), interest, window));
        wishes.push(wish);
    }
    wishes
}

/// Reads a list of agreed talks: every row is one talk, a pair that stands twice talks twice.
pub(crate) fn agreed(table: &Table, participants: &Ids, faults: &mut Vec<Diagnostic>) -> Vec<Wish> {
    let rows = table.rows().filter(|row| row.is_whole);
    rows.filter_map(|row| wish(row, Some(participants), true, faults)).collect()
}

fn wish(
    row: Row<'_>,
    participants: Option<&Ids>,
    is_agreed: bool,
    faults: &mut Vec<Diagnostic>,
) -> Option<Wish> {
    let before = faults.len();
    let from = side(row, "from", participants, faults);
    let to = side(row, "to", participants, faults);
    if !from.is_empty() && from == to {
        faults.push(row.fault("to", Problem::WithOneself));
    }
    let window = row.parse("window", Form::Span, |t| t.parse::<Span>().ok(), faults);
    let interest = if is_agreed {
        static MUST: &[&str] = &["1", "2", "3", "4", "5", "must"];
        let not_never = |t: &str| interest(t).filter(|i| *i != Interest::Never);
        row.parse("interest", Form::Word(MUST), not_never, faults);
        Interest::Must
    } else {
        if row.text("interest").is_empty() {
            faults.push(row.fault("interest", Problem::Malformed(Form::Interest)));
        }
        row.parse("interest", Form::Interest, interest, faults)?
    };
    (faults.len() == before).then_some(Wish { from, to, interest, window })
}
