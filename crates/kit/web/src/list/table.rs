//! A list as a file: CSV as spreadsheets of German offices read it, and XLSX with real numbers and days.

use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::{Cents, Lang};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Look, Workbook, XlsxError};

use crate::error::PageError;
use crate::filters::zone;
use crate::pages::Answer;
use crate::uploads::download;
use crate::visitor::Visitor;

/// Most rows of a file: what older spreadsheets open.
pub const MOST_ROWS: u32 = 65_000;

/// Most characters of a cell in a spreadsheet.
const MOST_CHARACTERS: usize = 32_767;

/// Which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with `;`, in UTF-8 with a byte order mark.
    Csv,
    /// A spreadsheet (ISO/IEC 29500).
    Xlsx,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 2] = [Format::Csv, Format::Xlsx];

    /// The word in addresses and the end of file names.
    pub fn word(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// The format of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What a column holds, for its width and form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, at most one line wide.
    Text,
    /// Long text.
    LongText,
    /// Counts and measures.
    Number,
    /// Amounts.
    Money,
    /// Days.
    Date,
    /// Instants, on the clock of the administration.
    Time,
    /// Yes and no.
    YesNo,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head, in the language of the reader.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<String>, kind: Kind) -> Self {
        Self { title: title.into(), kind }
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A count.
    Count(i64),
    /// A measure.
    Number(f64),
    /// An amount.
    Money(Cents),
    /// A day.
    Date(Date),
    /// An instant.
    Time(Timestamp),
    /// Yes or no.
    YesNo(bool),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Empty, Into::into)
    }
}

macro_rules! cells {
    ($($from:ty => $make:expr),* $(,)?) => {
        $(impl From<$from> for Cell {
            fn from(value: $from) -> Self {
                let make: fn($from) -> Cell = $make;
                make(value)
            }
        })*
    };
}

cells! {
    String => Cell::Text,
    &str => |v| Cell::Text(v.to_owned()),
    &String => |v| Cell::Text(v.clone()),
    i64 => Cell::Count,
    u32 => |v| Cell::Count(v.into()),
    f64 => Cell::Number,
    Cents => Cell::Money,
    Date => Cell::Date,
    Timestamp => Cell::Time,
    bool => Cell::YesNo,
}

/// A list as a file holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The file's name without its end, as in `bedarfe-2026`.
    pub name: String,
    /// The name of the sheet.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell per column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// CSV (RFC 4180 with `;`): days as `2026-11-22`, decimal comma in German, yes and no in words. Text that a
    /// spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
    pub fn csv(&self, lang: Lang) -> String {
        let mut out = String::from('\u{feff}');
        let mut line = |cells: &mut dyn Iterator<Item = String>| {
            for (place, cell) in cells.enumerate() {
                if place > 0 {
                    out.push(';');
                }
                out.push_str(&cell);
            }
            out.push_str("\r\n");
        };
        line(&mut self.columns.iter().map(|column| quoted(&harmless(&column.title))));
        for row in &self.rows {
            line(&mut row.iter().map(|cell| csv_cell(cell, lang)));
        }
        out
    }

    /// A spreadsheet: real numbers, amounts and days, its head in bold and fixed, with a filter. `now` is written
    /// into its properties.
    ///
    /// # Errors
    ///
    /// More rows or columns than a sheet has.
    pub fn xlsx(&self, lang: Lang, now: Timestamp) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&excel_time(now)?));
        let head = Look::new().set_bold().set_text_wrap();
        let money = Look::new().set_num_format("#,##0.00\\ \"€\"");
        let day = Look::new().set_num_format(if lang == Lang::De { "dd.mm.yyyy" } else { "dd/mm/yyyy" });
        let time = Look::new().set_num_format(if lang == Lang::De {
            "dd.mm.yyyy hh:mm"
        } else {
            "dd/mm/yyyy hh:mm"
        });
        let long = Look::new().set_text_wrap();
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        for (place, column) in (0u16..).zip(&self.columns) {
            sheet.write_string_with_format(0, place, cut(&column.title), &head)?;
            let width = match column.kind {
                Kind::Text => 28.0,
                Kind::LongText => 60.0,
                Kind::Money | Kind::Time => 18.0,
                Kind::Number | Kind::Date | Kind::YesNo => 13.0,
            };
            sheet.set_column_width(place, width)?;
        }
        for (number, row) in (1u32..).zip(&self.rows) {
            for (place, cell) in (0u16..).zip(row) {
                let is_long = self.columns.get(usize::from(place)).map(|c| c.kind) == Some(Kind::LongText);
                #[allow(clippy::cast_precision_loss)]
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) if is_long => {
                        sheet.write_string_with_format(number, place, cut(text), &long)?
                    }
                    Cell::Text(text) => sheet.write_string(number, place, cut(text))?,
                    Cell::Count(count) => sheet.write_number(number, place, *count as f64)?,
                    Cell::Number(value) if !value.is_finite() => continue,
                    Cell::Number(value) => sheet.write_number(number, place, *value)?,
                    Cell::Money(cents) => {
                        sheet.write_number_with_format(number, place, cents.0 as f64 / 100.0, &money)?
                    }
                    Cell::Date(date) => {
                        sheet.write_datetime_with_format(number, place, &excel_day(*date)?, &day)?
                    }
                    Cell::Time(at) => {
                        sheet.write_datetime_with_format(number, place, &excel_time(*at)?, &time)?
                    }
                    Cell::YesNo(value) => sheet.write_string(number, place, yes_no(*value, lang))?,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if let (Some(last), false) = (self.columns.len().checked_sub(1), self.rows.is_empty()) {
            let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            sheet.autofilter(0, 0, rows, u16::try_from(last).unwrap_or(u16::MAX))?;
        }
        book.save_to_buffer()
    }
}

impl Visitor {
    /// The list as a file in the visitor's language.
    ///
    /// # Errors
    ///
    /// A fault where the file cannot be made.
    pub async fn export(&self, table: &Table, format: Format) -> Answer {
        let (lang, now, own) = (self.lang(), self.now(), table.clone());
        // A long list takes a moment, in which this thread would answer nobody else.
        let made = tokio::task::spawn_blocking(move || match format {
            Format::Csv => Ok(own.csv(lang).into_bytes()),
            Format::Xlsx => own.xlsx(lang, now).map_err(PageError::fault),
        });
        let bytes = made.await.map_err(PageError::fault)??;
        let name = format!("{}.{}", table.name, format.word());
        let mut response = download(&name, format.media_type(), bytes)?;
        *response.status_mut() = StatusCode::OK;
        Ok(response)
    }
}

fn yes_no(value: bool, lang: Lang) -> &'static str {
    match (value, lang) {
        (true, Lang::De) => "ja",
        (false, Lang::De) => "nein",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    }
}

fn csv_cell(cell: &Cell, lang: Lang) -> String {
    let decimal = |text: String| if lang == Lang::De { text.replace('.', ",") } else { text };
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => quoted(&harmless(text)),
        Cell::Count(count) => count.to_string(),
        Cell::Number(value) if !value.is_finite() => String::new(),
        Cell::Number(value) => decimal(value.to_string()),
        Cell::Money(cents) => {
            let sign = if cents.0 < 0 { "-" } else { "" };
            let whole = cents.0.unsigned_abs();
            decimal(format!("{sign}{}.{:02}", whole / 100, whole % 100))
        }
        Cell::Date(date) => date.to_string(),
        Cell::Time(at) => {
            let local = at.to_zoned(zone());
            format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
        }
        Cell::YesNo(value) => yes_no(*value, lang).to_owned(),
    }
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn quoted(text: &str) -> String {
    if text.contains([';', '"', '\r', '\n', ',', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}

/// At most 31 characters, without what sheets may not be called.
fn sheet_name(title: &str) -> String {
    let kept: String = title
        .chars()
        .map(|c| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c })
        .take(31)
        .collect();
    let kept = kept.trim().trim_matches('\'').to_owned();
    if kept.is_empty() { "Liste".to_owned() } else { kept }
}

fn excel_day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or(0);
    ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs())
}

fn excel_time(at: Timestamp) -> Result<ExcelDateTime, XlsxError> {
    let local = at.to_zoned(zone());
    let second = f64::from(local.second());
    excel_day(local.date())?.and_hms(
        u16::from(local.hour().unsigned_abs()),
        local.minute().unsigned_abs(),
        second,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            name: "bedarfe".to_owned(),
            title: "Bedarfe [2026]/Süd".to_owned(),
            columns: vec![
                Column::new("Ort", Kind::Text),
                Column::new("Zahl", Kind::Number),
                Column::new("Betrag", Kind::Money),
                Column::new("Tag", Kind::Date),
                Column::new("Zeit", Kind::Time),
                Column::new("Ja?", Kind::YesNo),
            ],
            rows: vec![
                vec![
                    "Süd; \"Stadt\"\nzwei".into(),
                    (-3i64).into(),
                    Cents(-123_456).into(),
                    Date::constant(2026, 11, 22).into(),
                    "2026-06-01T22:30:00Z".parse::<Timestamp>().expect("a time").into(),
                    true.into(),
                ],
                vec!["=1+1".into(), 1.5.into(), Cell::Empty, Cell::Empty, Cell::Empty, false.into()],
            ],
        }
    }

    #[test]
    fn csv_is_what_german_spreadsheets_read() {
        assert_eq!(
            table().csv(Lang::De),
            "\u{feff}Ort;Zahl;Betrag;Tag;Zeit;Ja?\r\n\
             \"Süd; \"\"Stadt\"\"\nzwei\";-3;-1234,56;2026-11-22;2026-06-02 00:30;ja\r\n\
             '=1+1;1,5;;;;nein\r\n"
        );
        assert!(table().csv(Lang::En).contains(";-1234.56;"));
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_made_text() {
        for text in ["=cmd|' /C calc'!A0", "+49 561", "-1", "@SUM(A1)", "\tx", "＝1"] {
            assert!(csv_cell(&text.into(), Lang::De).trim_start_matches('"').starts_with('\''), "{text}");
        }
        assert_eq!(csv_cell(&"a=b".into(), Lang::De), "a=b");
        assert_eq!(csv_cell(&f64::NAN.into(), Lang::De), "");
    }

    #[test]
    fn the_same_list_is_the_same_file() {
        let now =
            Timestamp::UNIX_EPOCH.checked_add(jiff::SignedDuration::from_hours(500_000)).expect("a time");
        let one = table().xlsx(Lang::De, now).expect("a file");
        assert_eq!(one, table().xlsx(Lang::De, now).expect("a file"));
        assert!(one.starts_with(b"PK"));
        assert_eq!(sheet_name("a/b:c*?[]\\"), "a b c");
        assert_eq!(sheet_name("///"), "Liste");
        let empty = Table { rows: Vec::new(), columns: Vec::new(), ..table() };
        assert!(empty.xlsx(Lang::En, now).is_ok());
    }
}
