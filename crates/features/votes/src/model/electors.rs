//! Who may vote, as a list that somebody pasted or a file: a person on each line.

use encoding_rs::WINDOWS_1252;

use super::MOST_ELECTORS;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElectorLine {
    /// The name, as it stands in the register.
    pub name: String,
    /// Where letters go, or what else tells two of the same name apart; may be empty.
    pub address: String,
    /// How many votes the person has.
    pub weight: u64,
}

/// What is wrong with a line, with a text `electors-fault-WORD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFault {
    /// There is no name.
    Name,
    /// Longer than the register takes.
    Long,
    /// The weight is no whole number from 1 on.
    Weight,
    /// The person stands above, too.
    Twice,
    /// No line of a list can look like this.
    Unreadable,
    /// More people than an election takes.
    Many,
}

impl LineFault {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            LineFault::Name => "name",
            LineFault::Long => "long",
            LineFault::Weight => "weight",
            LineFault::Twice => "twice",
            LineFault::Unreadable => "unreadable",
            LineFault::Many => "many",
        }
    }
}

/// The greatest weight: sums of twenty thousand of them stay far below what can be decrypted.
const MOST_WEIGHT: u64 = 10_000;

/// Reads a list: name, and if need be address and weight, separated by semicolons, tabs or commas. A first line that says `Name` names the
/// columns. Bytes are UTF-8, or Windows-1252 as spreadsheets write it.
///
/// # Errors
///
/// Every line that is wrong, counted from 1, with what is wrong with it.
pub fn read_electors(bytes: &[u8]) -> Result<Vec<ElectorLine>, Vec<(u64, LineFault)>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(vec![(1, LineFault::Unreadable)]);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    };
    // Browsers and Windows end lines with two signs, of which the reader counts each record's first.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [';', '\t', ','].into_iter().find(|sign| first.contains(*sign)).unwrap_or(';');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter as u8)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut people, mut faults) = (Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for (index, record) in reader.records().enumerate() {
        let Ok(record) = record else {
            faults.push((index as u64 + 1, LineFault::Unreadable));
            continue;
        };
        let line = record.position().map_or(index as u64 + 1, csv::Position::line);
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if index == 0 && cell(0).eq_ignore_ascii_case("name") {
            continue;
        }
        let weight = match cell(2) {
            "" => Some(1),
            text => text.parse().ok().filter(|weight| (1..=MOST_WEIGHT).contains(weight)),
        };
        let fault = if cell(0).is_empty() {
            Some(LineFault::Name)
        } else if cell(0).chars().count() > 160 || cell(1).chars().count() > 300 {
            Some(LineFault::Long)
        } else if cell(0).chars().chain(cell(1).chars()).any(|sign| sign.is_control() && sign != '\n') {
            Some(LineFault::Unreadable)
        } else if weight.is_none() {
            Some(LineFault::Weight)
        } else if !seen.insert((cell(0).to_lowercase(), cell(1).to_lowercase())) {
            Some(LineFault::Twice)
        } else if people.len() == MOST_ELECTORS {
            Some(LineFault::Many)
        } else {
            None
        };
        if let Some(fault) = fault {
            faults.push((line, fault));
            if fault == LineFault::Many {
                break;
            }
            continue;
        }
        let (name, address) = (cell(0).to_owned(), cell(1).to_owned());
        people.push(ElectorLine { name, address, weight: weight.unwrap_or(1) });
    }
    if faults.is_empty() { Ok(people) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_offices_save_them() {
        let wanted = vec![
            ElectorLine {
                name: "Müller, Anna".into(),
                address: "Hauptstraße 1, 34117 Kassel".into(),
                weight: 1,
            },
            ElectorLine { name: "Öztürk, Can".into(), address: String::new(), weight: 3 },
        ];
        let text = "Name;Anschrift;Gewicht\r\n\"Müller, Anna\";Hauptstraße 1, 34117 Kassel\r\n\r\nÖztürk, Can;;3\r\n";
        let (windows, _, _) = WINDOWS_1252.encode(text);
        for bytes in [text.as_bytes(), &windows, &[b"\xEF\xBB\xBF", text.as_bytes()].concat()] {
            assert_eq!(read_electors(bytes), Ok(wanted.clone()));
        }
        assert_eq!(read_electors(b"Ada Amt\nBen Boot").map(|people| people.len()), Ok(2));
        assert_eq!(read_electors(b""), Ok(vec![]));
    }

    #[test]
    fn every_wrong_line_at_once() {
        let text = "Ada;;0\n;ohne Namen\nBen\nben\nCleo;;viel\nDora;;2";
        let wanted =
            vec![(1, LineFault::Weight), (2, LineFault::Name), (4, LineFault::Twice), (5, LineFault::Weight)];
        for end in ["\n", "\r\n", "\r"] {
            assert_eq!(read_electors(text.replace('\n', end).as_bytes()), Err(wanted.clone()), "{end:?}");
        }
        assert_eq!(read_electors(b"a\0b"), Err(vec![(1, LineFault::Unreadable)]));
    }
}
