//! Whole folders: what is read, and every diagnostic word for word.

mod faults;
mod forms;

use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::model::{Edit, Interest, ParticipantKind};

const NEEDS: &str = "id,organisation,title\nN1,Calden,Formulare\n";
const OFFERS: &str = "id,supplier,title\nO1,Firma,Produkt\n";

/// Files by name; needs and offers without fault where the list has none.
fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> =
        list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    for (stem, text) in [("needs", NEEDS), ("offers", OFFERS)] {
        if !files.keys().any(|name| name.to_lowercase().starts_with(stem)) {
            files.insert(format!("{stem}.csv"), text.as_bytes().to_vec());
        }
    }
    files
}

fn read_whole(list: &[(&str, &str)]) -> Input {
    read_files(&files(list)).unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn the_sample_is_read_whole() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let input = read_dir(&dir).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(input.needs.len(), 150);
    assert_eq!(input.offers.len(), 64);
    assert_eq!(input.reviews.len(), 191);
    assert_eq!(input.participants.len(), 43);
    assert_eq!(input.wishes.len(), 164);
    assert_eq!(input.needs[0].organisation, "Calden");
    assert!(input.needs.iter().any(|n| n.description.contains('\n')));
    assert!(input.is_sample);
    assert_eq!(input, crate::sample::input());
}

#[test]
fn german_headers_and_words_are_understood() {
    let input = read_whole(&[
        (
            "Needs.CSV",
            "Nr.;Gemeindeschlüssel;Kommune;Titel;Beschreibung;Relevanz;Bemerkung\n\
             1;6633005;Calden;Formulare;\"Zeile 1\nZeile 2\";sehr wichtig;privat\n\
             2;;Nirgends;;;;\n",
        ),
        ("offers.csv", "Kennung\tAnbieter\tProdukt\nO1\tFirma\tProdukt\n"),
        ("reviews.csv", "Angebot;Gutachter;Punkte;Befangen\nO1;A;7,5;nein\nO1;B;;ja\n"),
        (
            "participants.csv",
            "Kennung;Kommune;Art;Ankunft;geht;Abwesend;höchstens\n\
             P1;Calden;Gemeinde;13.30 Uhr;;14:00-14:30;3\nP2;Firma;Start-up;;16 Uhr;;\n\
             P3;Kreis;Landkreis;;;;\nP4;Gast;Gast;;;;\n",
        ),
        (
            "wishes.csv",
            "von;an;Interesse;Zeitfenster\nP1;P2;5;14:30-16:00\nP2;P1;muss;\nP3;P2;nie;\nP1;P2;5;14:30-16:00\n",
        ),
    ]);
    assert_eq!(input.needs.len(), 2);
    assert_eq!(input.needs[0].ags.map(|a| a.to_string()).as_deref(), Some("06633005"));
    assert_eq!(input.needs[0].description, "Zeile 1\nZeile 2");
    assert_eq!((input.needs[0].relevance, input.needs[1].relevance), (4, 2));
    assert_eq!(input.needs[0].extra["Bemerkung"], "privat");
    assert_eq!(input.reviews[0].score, Some(7.5));
    assert_eq!((input.reviews[1].score, input.reviews[1].conflict), (None, true));
    let kinds: Vec<_> = input.participants.iter().map(|p| p.kind).collect();
    assert_eq!(
        kinds,
        [
            ParticipantKind::Municipality,
            ParticipantKind::Supplier,
            ParticipantKind::County,
            ParticipantKind::Observer
        ]
    );
    assert_eq!(input.participants[0].arrives.map(|t| t.to_string()).as_deref(), Some("13:30"));
    assert_eq!(input.participants[0].unavailable.len(), 1);
    assert_eq!(input.participants[0].max_talks, Some(3));
    // The wish that stands twice is one.
    assert_eq!(input.wishes.len(), 3);
    assert_eq!(input.wishes[0].interest, Interest::Level(5));
    assert_eq!(input.wishes[0].window.map(|w| w.to_string()).as_deref(), Some("14:30-16:00"));
    assert_eq!(input.wishes[1].interest, Interest::Must);
    assert_eq!(input.wishes[2].interest, Interest::Never);
    assert_eq!(input.round.areas, shipped_areas());
    assert!(!input.is_sample);
}

#[test]
fn a_county_is_a_body_and_an_empty_name_is_looked_up() {
    let input = read_whole(&[("needs.csv", "id,ags,organisation,title\nN1,06633,,x\nN2,06633000,Kreis,y\n")]);
    assert_eq!(input.needs[0].organisation, "Landkreis Kassel");
    assert_eq!(input.needs[0].ags, input.needs[1].ags);
}

#[test]
fn settings_and_corrections_are_read() {
    let input = read_whole(&[
        (
            "round.toml",
            "name = 'Runde'\ndate = '2026-03-12'\nplaces = 1\nsynonyms = [['Kita', 'Kindergarten']]\n\
             [slots]\nstart = 09:00:00\nend = '10 Uhr'\nlength = 20\nbreak = 5\n\
             [talks]\nmost = 0\n[weights]\njury = 0\n\
             [[area]]\nname = 'Kitas & Schulen'\n[[area]]\nkey = 'x'\nname = 'Wald'\nname_en = 'Forest'\n\
             [selection]\nmust = ['O1']\n[[selection.quota]]\narea = 'WALD'\nleast = 1\n",
        ),
        (
            "edits.toml",
            "[[edit]]\ndo = 'split'\narea = 'Wald'\nname = 'Jagd'\nneeds = ['N1']\n\
             [[edit]]\ndo = 'move'\nneed = 'N1'\nareas = []\n\
             [[edit]]\ndo = 'rename'\narea = 'gruppe-1'\nname = 'Hunde'\n\
             [[edit]]\ndo = 'merge'\nfrom = ['Jagd', 'Hunde']\ninto = 'kitas-schulen'\n\
             [[edit]]\ndo = 'describe'\narea = 'x'\ndescription = 'Bäume'\n\
             [[edit]]\ndo = 'rename'\narea = 'x'\nname = 'Forst'\nname_en = 'Woods'\n\
             [[edit]]\ndo = 'create'\nname = 'Neu'\nneeds = ['N1']\n",
        ),
    ]);
    let round = &input.round;
    assert_eq!(round.date.map(|d| d.to_string()).as_deref(), Some("2026-03-12"));
    assert_eq!(round.slots.list().len(), 2);
    assert_eq!((round.talks.least, round.talks.most), (0, Some(0)));
    assert_eq!(round.areas[0].key, "kitas-schulen");
    assert_eq!(round.areas[0].name_en, "Kitas & Schulen");
    assert_eq!(round.areas[1].key, "x");
    assert_eq!(round.selection.must, ["O1"]);
    assert_eq!(round.synonyms, [["Kita", "Kindergarten"]]);
    assert_eq!(input.edits.len(), 7);
    let renamed = Edit::Rename { area: "x".into(), name: "Forst".into(), name_en: "Woods".into() };
    assert_eq!(input.edits[5], renamed);
    assert_eq!(input.edits[1], Edit::Move { need: "N1".into(), areas: Vec::new() });
}

#[test]
fn agreed_talks_are_kept_as_often_as_they_stand() {
    let people = b"id,organisation,kind\nA,a,Stadt\nB,b,Anbieter\n";
    let pairs = b"a,b\nA,B\nA,B\nB,A\n";
    let (participants, wishes) = read_talks(("p.csv", people), ("w.csv", pairs), true).expect("no fault");
    assert_eq!((participants.len(), wishes.len()), (2, 3));
    assert!(wishes.iter().all(|w| w.interest == Interest::Must));
    let faults = read_talks(("p.csv", people), ("w.csv", pairs), false).expect_err("no interest");
    assert_eq!(
        faults.to_string(),
        "w.csv:1: die Spalte „interest“ fehlt, gefunden: a, b; richtig wäre eine Spalte mit der Überschrift interest"
    );
}
