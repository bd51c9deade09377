//! What the fuzz targets of the forum share: a small whole folder in which one file is foreign.

use rathaus_core::Lang;
use rathaus_forum::input::{Diagnostics, read_files};
use std::collections::BTreeMap;

const NEEDS: &str = "id,ags,organisation,title,description,relevance\nN1,06633005,Calden,Formulare,Papierlos,4\n";
const OFFERS: &str = "id,supplier,title,summary,description\nO1,Amtsblick,Formulare,Formulare im Netz,Baukasten\n";
const PARTICIPANTS: &str = "id,organisation,kind\nP1,Calden,municipality\nP2,Amtsblick,supplier\n";
/// One area of its own, so that the long shipped list is not read again for every input.
const ROUND: &str = "[[area]]\nname = \"Formulare\"\nseeds = [\"Formular\"]\n";

/// Reads the folder with `bytes` as the file `name` and checks what must hold for every answer.
pub fn read_with(name: &str, bytes: &[u8]) {
    let mut files = BTreeMap::new();
    let sound = [("needs.csv", NEEDS), ("offers.csv", OFFERS), ("participants.csv", PARTICIPANTS), ("round.toml", ROUND)];
    for (name, text) in sound {
        files.insert(name.to_string(), text.as_bytes().to_vec());
    }
    if let Some((stem, _)) = name.split_once('.') {
        // A workbook takes the table's place.
        files.remove(&format!("{stem}.csv"));
    }
    files.insert(name.to_string(), bytes.to_vec());
    let answer = read_files(&files);
    if let Err(faults) = &answer {
        let lines = (name.ends_with(".csv") || name.ends_with(".toml")).then(|| lines(bytes));
        check(faults, name, lines);
    }
    let again = read_files(&files);
    assert_eq!(format!("{answer:?}"), format!("{again:?}"));
}

/// A refusal says something in both languages, in order, about a line that the file has.
pub fn check(faults: &Diagnostics, name: &str, lines: Option<u32>) {
    assert!(!faults.0.is_empty());
    assert!(faults.0.is_sorted());
    for fault in &faults.0 {
        assert!(!fault.text(Lang::De).is_empty() && !fault.text(Lang::En).is_empty());
        if let (true, Some(line), Some(lines)) = (fault.file == name, fault.line, lines) {
            assert!((1..=lines).contains(&line), "line {line} of {lines}: {fault}");
        }
    }
    assert!(!faults.text(Lang::De).is_empty() && !faults.text(Lang::En).is_empty());
}

/// The most lines these bytes can be read as, whatever ends a line.
pub fn lines(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count()).unwrap_or(u32::MAX - 1) + 1
}
