//! The first sheet of a workbook as records, each cell as the text a person would type.
//!
//! Cells are taken one by one and kept by row: a stray cell at the far end of a sheet must not cost the
//! memory of the empty rectangle before it.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Ods, Reader, Xlsx};

use super::records::Record;

/// Most empty cells before a stray one; what lies further right is no column of a table.
const MOST_COLUMNS: u32 = 1000;

/// The rows of the first sheet that hold anything, with the row number of the spreadsheet as line.
///
/// Takes `.xlsx` and `.ods`, whichever the bytes are.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Record>, String> {
    let mut rows = Rows::default();
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(mut book) => {
            let Some(first) = book.sheet_names().into_iter().next() else { return Ok(Vec::new()) };
            let mut cells = book.worksheet_cells_reader(&first).map_err(one_line)?;
            while let Some(cell) = cells.next_cell().map_err(one_line)? {
                let (row, column) = cell.get_position();
                rows.take(row, column, &Data::from(cell.get_value().clone()));
            }
        }
        Err(why) => {
            // The name of an OpenDocument file is not asked: its content says what it is.
            let mut book = Ods::new(Cursor::new(bytes)).map_err(|_| one_line(why))?;
            let Some(range) = book.worksheet_range_at(0) else { return Ok(Vec::new()) };
            let range = range.map_err(one_line)?;
            let (first_row, first_column) = range.start().unwrap_or((0, 0));
            for (row, column, cell) in range.used_cells() {
                rows.take(first_row + row as u32, first_column + column as u32, cell);
            }
        }
    }
    Ok(rows.records())
}

/// The cells that hold text, by row and column.
#[derive(Default)]
struct Rows(BTreeMap<u32, BTreeMap<u32, String>>);

impl Rows {
    fn take(&mut self, row: u32, column: u32, cell: &Data) {
        let text = text(cell);
        if column < MOST_COLUMNS && !text.trim().is_empty() {
            self.0.entry(row).or_default().insert(column, text);
        }
    }

    fn records(self) -> Vec<Record> {
        let rows = self.0.into_iter().map(|(row, mut cells)| {
            let last = cells.keys().next_back().copied().unwrap_or(0);
            let cells = (0..=last).map(|column| cells.remove(&column).unwrap_or_default()).collect();
            Record { line: row.saturating_add(1), cells }
        });
        rows.collect()
    }
}

/// What a library says, on one line.
pub(super) fn one_line(why: impl std::fmt::Display) -> String {
    why.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Int(number) => number.to_string(),
        // Display prints whole numbers without a fraction: the key 6633005 and the relevance 4.
        Data::Float(number) => number.to_string(),
        Data::String(text) => text.replace("\r\n", "\n"),
        Data::Bool(true) => "ja".to_owned(),
        Data::Bool(false) => "nein".to_owned(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            // A time of day without a date is a number below 1.
            if moment.as_f64() < 1.0 {
                format!("{hour:02}:{minute:02}")
            } else if hour == 0 && minute == 0 {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        Data::DateTimeIso(text) => text.clone(),
        Data::DurationIso(text) => clock(text).unwrap_or_else(|| text.clone()),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// `PT13H45M00S`, as OpenDocument stores a time of day, as `13:45`.
fn clock(duration: &str) -> Option<String> {
    let (hours, rest) = duration.strip_prefix("PT")?.split_once('H')?;
    let (minutes, _) = rest.split_once('M')?;
    let hours: u8 = hours.parse().ok()?;
    let minutes: u8 = minutes.parse().ok()?;
    Some(format!("{hours:02}:{minutes:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_document_times_are_clock_times() {
        assert_eq!(text(&Data::DurationIso("PT13H45M00S".into())), "13:45");
        assert_eq!(text(&Data::Float(6_633_005.0)), "6633005");
        assert_eq!(text(&Data::Float(7.5)), "7.5");
    }

    #[test]
    fn broken_workbooks_are_refused() {
        assert!(read(b"PK\x03\x04 not a workbook").is_err());
        assert!(read(b"").is_err());
    }
}
