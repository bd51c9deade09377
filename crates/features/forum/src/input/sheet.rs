//! The first sheet of a workbook as records, each cell as the text a person would type.

use std::io::Cursor;

use calamine::{Data, Reader};

use super::records::Record;

/// The rows of the first sheet that hold anything, with the row number of the spreadsheet as line.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Record>, String> {
    let mut book =
        calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|why| one_line(&why.to_string()))?;
    let Some(range) = book.worksheet_range_at(0) else {
        return Ok(Vec::new());
    };
    let range = range.map_err(|why| one_line(&why.to_string()))?;
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let mut records = Vec::new();
    for (row, cells) in range.rows().enumerate() {
        let cells: Vec<String> =
            std::iter::repeat_n(String::new(), first_column as usize).chain(cells.iter().map(text)).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            records.push(Record { line: first_row.saturating_add(row).saturating_add(1), cells });
        }
    }
    Ok(records)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
