//! The same table in every dialect, encoding and container reads the same; no bytes break the reader.

use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

const COLUMNS: [&str; 7] = ["id", "ags", "organisation", "title", "description", "relevance", "Bemerkung"];

fn csv_bytes(rows: &[Vec<String>], delimiter: u8, is_crlf: bool) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(if is_crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
        .from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("a vector takes all");
    for row in rows {
        writer.write_record(row).expect("a vector takes all");
    }
    writer.into_inner().expect("a vector takes all")
}

fn sixteen(text: &str, is_little: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|u| if is_little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in COLUMNS.iter().enumerate() {
        sheet.write(0, column as u16, *name).expect("fits");
    }
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (row as u32 + 1, column as u16);
            match cell.parse::<f64>() {
                // As people type it: a key and a number become numbers, the leading zero is lost.
                Ok(number) if COLUMNS[column as usize] != "id" => {
                    sheet.write(row, column, number).expect("fits")
                }
                _ => sheet.write(row, column, cell.as_str()).expect("fits"),
            };
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn needs_of(name: &str, bytes: Vec<u8>) -> Vec<crate::model::Need> {
    let mut files = files(&[("needs.csv", "")]);
    files.remove("needs.csv");
    files.insert(name.to_owned(), bytes);
    read_files(&files).unwrap_or_else(|why| panic!("{why}")).needs
}

fn rows() -> Vec<Vec<String>> {
    let row = |cells: [&str; 7]| cells.map(str::to_owned).to_vec();
    vec![
        row(["N1", "06633005", "Calden", "Straße; Weg, Platz", "Zeile „eins“\nZeile \"zwei\"", "4", "5 €"]),
        row(["N2", "", "Bad Hersfeld", "", "äöüß – ÄÖÜ", "1", ""]),
    ]
}

#[test]
fn every_form_reads_the_same() {
    let plain = csv_bytes(&rows(), b',', false);
    let wanted = needs_of("needs.csv", plain.clone());
    assert_eq!(wanted.len(), 2);
    assert_eq!(wanted[0].description, "Zeile „eins“\nZeile \"zwei\"");
    assert_eq!(wanted[0].extra["Bemerkung"], "5 €");
    let text = String::from_utf8(csv_bytes(&rows(), b';', true)).expect("UTF-8");
    let forms = [
        ("semicolon", text.clone().into_bytes()),
        ("mark", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("Windows-1252", WINDOWS_1252.encode(&text).0.into_owned()),
        ("UTF-16 LE", sixteen(&text, true)),
        ("UTF-16 BE", sixteen(&text, false)),
        ("sep", format!("sep=;\r\n{text}").into_bytes()),
        ("tab", csv_bytes(&rows(), b'\t', true)),
    ];
    for (form, bytes) in forms {
        assert_eq!(needs_of("needs.csv", bytes), wanted, "{form}");
    }
    assert_eq!(needs_of("Needs.xlsx", workbook(&rows())), wanted);
}

#[test]
fn workbook_times_are_clock_times_and_faults_name_the_row() {
    let mut book = Workbook::new();
    let time = Format::new().set_num_format("hh:mm");
    let sheet = book.add_worksheet();
    for (column, name) in ["id", "organisation", "kind", "arrives", "max_talks"].iter().enumerate() {
        sheet.write(1, column as u16, *name).expect("fits");
    }
    for (row, kind) in [(2, "Stadt"), (4, "Verein")] {
        sheet.write(row, 0, format!("P{row}")).expect("fits");
        sheet.write(row, 1, "x").expect("fits");
        sheet.write(row, 2, kind).expect("fits");
        let moment = ExcelDateTime::from_hms(13, 45, 0).expect("a time");
        sheet.write_with_format(row, 3, &moment, &time).expect("fits");
        sheet.write(row, 4, 3).expect("fits");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let mut list = files(&[]);
    list.insert("participants.xlsx".into(), bytes);
    let faults = read_files(&list).expect_err("no such kind");
    assert_eq!(
        faults.to_string(),
        "participants.xlsx:5, Spalte kind: „Verein“ ist keine Art von Teilnehmenden; richtig wäre municipality, county, supplier oder observer (Kommune, Landkreis, Anbieter, Gast)"
    );
    let mut faults = Vec::new();
    let table =
        Table::read(&people::PARTICIPANTS, "participants.xlsx", &list["participants.xlsx"], &mut faults);
    let people = people::participants(&table.expect("a table"), &mut faults).0;
    assert_eq!(people[0].arrives.map(|t| t.to_string()).as_deref(), Some("13:45"));
    assert_eq!(people[0].max_talks, Some(3));
}

#[test]
fn a_stray_cell_at_the_end_of_the_sheet_costs_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["id", "organisation", "title"].iter().enumerate() {
        sheet.write(0, column as u16, *name).expect("fits");
        sheet.write(1, column as u16, *name).expect("fits");
    }
    sheet.write(5, 16_383, "weit rechts").expect("fits");
    sheet.write(1_048_575, 16_383, " ").expect("fits");
    assert_eq!(needs_of("needs.xlsx", book.save_to_buffer().expect("a workbook")).len(), 1);
}

fn cell() -> impl Strategy<Value = String> {
    // Trimmed: spaces around a cell are nobody's meaning.
    "[a-zA-ZäöüÄß„“0-9 ,;\t\"'\n.=€-]{0,16}".prop_map(|text| text.trim().to_owned())
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "needs.csv",
        "needs.xlsx",
        "offers.csv",
        "reviews.csv",
        "participants.csv",
        "participants.ods",
        "wishes.csv",
        "round.toml",
        "edits.toml",
    ])
}

/// Bytes that get far into the reader: headers, marks and words it knows, in any order.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let words = vec![
        "id",
        "organisation",
        "supplier",
        "title",
        "kind",
        "from",
        "to",
        "interest",
        "offer_id",
        "reviewer",
        "score",
        "arrives",
        "window",
        ",",
        ",",
        ";",
        "\n",
        "\n",
        "\r\n",
        "\"",
        "\"\"",
        "\t",
        "sep=;",
        "N1",
        "O1",
        "P1",
        "must",
        "never",
        "5",
        "06633005",
        "14:00",
        "14:00-15:00",
        "county",
        "ä",
        "[",
        "]",
        "[[",
        "]]",
        "=",
        "'",
        "slots",
        "area",
        "edit",
        "do",
        "move",
        "need",
        "name",
        "length",
        "65535",
        "{",
        "}",
        "places",
        "=1\n",
        "=['x']\n",
        "\u{feff}",
    ];
    prop::collection::vec(prop::sample::select(words), 0..60).prop_map(|words| words.concat().into_bytes())
}

proptest! {
    #[test]
    fn valid_tables_read_back_in_every_dialect(
        texts in prop::collection::vec((cell(), cell(), 1u8..=4, cell()), 1..6),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        is_crlf in any::<bool>(),
        encoding in 0usize..4,
    ) {
        let rows: Vec<Vec<String>> = texts
            .iter()
            .enumerate()
            .map(|(n, (title, text, relevance, extra))| {
                vec![format!("N{n}"), String::new(), "Calden".into(), title.clone(), text.clone(), relevance.to_string(), extra.clone()]
            })
            .collect();
        let bytes = csv_bytes(&rows, delimiter, is_crlf);
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let bytes = match encoding {
            0 => bytes,
            1 => sixteen(&text, true),
            2 => sixteen(&text, false),
            _ => WINDOWS_1252.encode(&text).0.into_owned(),
        };
        let needs = needs_of("needs.csv", bytes);
        prop_assert_eq!(needs.len(), texts.len());
        for (need, (title, text, relevance, extra)) in needs.iter().zip(&texts) {
            prop_assert_eq!(&need.title, title);
            prop_assert_eq!(&need.description, text);
            prop_assert_eq!(need.relevance, *relevance);
            prop_assert_eq!(&need.extra["Bemerkung"], extra);
        }
    }

    #[test]
    fn no_bytes_break_it(name in name(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut list = files(&[]);
        list.insert(name.to_owned(), bytes);
        let _ = read_files(&list).map_err(|faults| faults.to_string());
    }

    #[test]
    fn no_nearly_valid_files_break_it(list in prop::collection::btree_map(name(), nearly(), 0..6)) {
        let list: BTreeMap<String, Vec<u8>> = list.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
        if let Err(faults) = read_files(&list) {
            prop_assert!(!faults.0.is_empty());
            let _ = (faults.to_string(), faults.text(rathaus_core::Lang::En));
        }
    }

    #[test]
    fn no_settings_break_it(bytes in nearly()) {
        let mut list = files(&[]);
        list.insert("round.toml".into(), bytes.clone());
        list.insert("edits.toml".into(), bytes);
        let _ = read_files(&list).map_err(|faults| faults.to_string());
    }
}
