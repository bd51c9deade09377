//! Splits the text of a CSV file into records, with the line on which each begins.
//!
//! Why not the `csv` crate: it swallows an unclosed quotation mark together with the rest of the file and
//! passes over text behind a closing one; both are the most frequent faults of files edited by hand, and
//! the office must be told the line. What the crate writes is read back equal (property test).

/// One record: its cells and the line on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Counted from 1.
    pub line: u32,
    /// As written, without the quotation marks around them; line breaks inside are `\n`.
    pub cells: Vec<String>,
}

/// What is wrong with the quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuoteFault {
    /// Opened on this line and never closed; nothing behind it can be trusted.
    Open,
    /// Text stands between a closing mark and the next delimiter.
    TextBehind,
}

/// A fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Line on which the record begins, counted from 1.
    pub record: u32,
    /// Line of the mark.
    pub line: u32,
    /// Cell of the record, counted from 0.
    pub cell: usize,
    /// The beginning of the cell.
    pub found: String,
    /// What is wrong.
    pub fault: QuoteFault,
}

/// The records of a text and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Records {
    /// Without blank lines.
    pub records: Vec<Record>,
    /// In the order of the file.
    pub faults: Vec<Fault>,
}

/// Splits a text. The delimiter is the one of `,`, `;` and tab that stands most often in the first line
/// outside quotation marks (the comma if none does), or what a first line `sep=;` says.
pub(crate) fn split(text: &str) -> Records {
    let (delimiter, skipped) = delimiter(text);
    let mut reader = Reader {
        delimiter,
        chars: text[skipped..].chars().peekable(),
        line: if skipped > 0 { 2 } else { 1 },
        record: 1,
        found: Records { records: Vec::new(), faults: Vec::new() },
    };
    while reader.record() {}
    reader.found
}

/// The delimiter, and how many bytes a line `sep=` takes.
fn delimiter(text: &str) -> (char, usize) {
    let first = text.split(['\n', '\r']).next().unwrap_or_default();
    let bare = first.trim_matches('"');
    if let Some(named) = bare.get(..4).filter(|p| p.eq_ignore_ascii_case("sep=")).and(bare.get(4..))
        && let Some(named) = named.chars().next()
    {
        let rest = &text[first.len()..];
        let ending = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        return (named, first.len() + ending);
    }
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut is_quoted = false;
    for c in text.trim_start_matches(['\n', '\r']).chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\n' | '\r' if !is_quoted => break,
            _ if !is_quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(d, _)| *d == c) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of equals wins, so that a header of one column has the comma.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    (best.map_or(',', |(d, _)| *d), 0)
}

struct Reader<'t> {
    delimiter: char,
    chars: std::iter::Peekable<std::str::Chars<'t>>,
    line: u32,
    record: u32,
    found: Records,
}

impl Reader<'_> {
    /// Reads one record; false at the end of the text.
    fn record(&mut self) -> bool {
        if self.chars.peek().is_none() {
            return false;
        }
        let line = self.line;
        self.record = line;
        let mut cells = Vec::new();
        loop {
            let (cell, is_last) = self.cell(cells.len());
            cells.push(cell);
            if is_last {
                break;
            }
        }
        if cells.len() > 1 || !cells[0].trim().is_empty() {
            self.found.records.push(Record { line, cells });
        }
        true
    }

    /// Reads one cell with the delimiter or line break behind it, and whether it ends the record.
    fn cell(&mut self, cell: usize) -> (String, bool) {
        let mut text = String::new();
        while let Some(&c) = self.chars.peek() {
            if c == '"' && text.trim().is_empty() {
                return self.quoted(cell);
            }
            self.chars.next();
            if c == self.delimiter {
                return (text, false);
            }
            if self.is_break(c) {
                return (text, true);
            }
            text.push(c);
        }
        (text, true)
    }

    fn quoted(&mut self, cell: usize) -> (String, bool) {
        let opened = self.line;
        self.chars.next();
        let mut text = String::new();
        loop {
            match self.chars.next() {
                None => {
                    self.fault(opened, cell, &text, QuoteFault::Open);
                    return (text, true);
                }
                Some('"') if self.chars.peek() == Some(&'"') => {
                    self.chars.next();
                    text.push('"');
                }
                Some('"') => break,
                Some(c) if self.is_break(c) => text.push('\n'),
                Some(c) => text.push(c),
            }
        }
        let mut behind = String::new();
        let is_last = loop {
            match self.chars.next() {
                None => break true,
                Some(c) if c == self.delimiter => break false,
                Some(c) if self.is_break(c) => break true,
                Some(c) => behind.push(c),
            }
        };
        if !behind.trim().is_empty() {
            let shown = format!("{text}\"{behind}");
            self.fault(opened, cell, &shown, QuoteFault::TextBehind);
        }
        (text, is_last)
    }

    /// Whether this character, already taken, is a line break; takes the `\n` of `\r\n` too.
    fn is_break(&mut self, c: char) -> bool {
        if c == '\r' {
            self.chars.next_if_eq(&'\n');
        } else if c != '\n' {
            return false;
        }
        self.line += 1;
        true
    }

    fn fault(&mut self, line: u32, cell: usize, found: &str, fault: QuoteFault) {
        self.found.faults.push(Fault { record: self.record, line, cell, found: found.to_owned(), fault });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<(u32, Vec<String>)> {
        let found = split(text);
        assert_eq!(found.faults, []);
        found.records.into_iter().map(|r| (r.line, r.cells)).collect()
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn delimiters_are_found_outside_quotation_marks() {
        assert_eq!(cells("a;b\n1,5;2"), [row(1, &["a", "b"]), row(2, &["1,5", "2"])]);
        assert_eq!(cells("a\tb\r\nx,y\tz\r\n"), [row(1, &["a", "b"]), row(2, &["x,y", "z"])]);
        assert_eq!(cells("\"a;b;c\",d\n1,2"), [row(1, &["a;b;c", "d"]), row(2, &["1", "2"])]);
        assert_eq!(cells("sep=;\r\na;b,c,d\r\n"), [row(2, &["a", "b,c,d"])]);
        assert_eq!(cells("a\rb"), [row(1, &["a"]), row(2, &["b"])]);
    }

    #[test]
    fn lines_are_those_of_the_editor() {
        let text = "a,b\n\n\"x\r\ny\",1\n , \nz, \"q, r\" \n";
        assert_eq!(
            cells(text),
            [row(1, &["a", "b"]), row(3, &["x\ny", "1"]), row(5, &[" ", " "]), row(6, &["z", "q, r"])]
        );
    }

    #[test]
    fn faults_name_the_line_of_the_mark() {
        let found = split("a,b\n1,\"offen\n2,3\n");
        assert_eq!(found.faults.len(), 1);
        assert_eq!((found.faults[0].line, found.faults[0].cell), (2, 1));
        assert_eq!(found.faults[0].fault, QuoteFault::Open);
        let found = split("a,b\n\"Bad\" Hersfeld,x\n2,3\n");
        assert_eq!(found.faults[0].fault, QuoteFault::TextBehind);
        assert_eq!(found.records.len(), 3);
    }

    /// At least two columns: a header of one shows no delimiter.
    fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
        (2usize..5).prop_flat_map(|width| {
            proptest::collection::vec(
                proptest::collection::vec("[a-zA-ZäöüÄß„“0-9 ,;\t\"'\n.=-]{0,12}", width),
                1..8,
            )
        })
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_reads_back(
            rows in table(),
            dialect in 0usize..3,
            is_crlf in any::<bool>(),
            is_all_quoted in any::<bool>(),
        ) {
            let delimiter = [',', ';', '\t'][dialect];
            let mut writer = csv::WriterBuilder::new()
                .delimiter(delimiter as u8)
                .terminator(if is_crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
                .quote_style(if is_all_quoted { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
                .from_writer(Vec::new());
            let header: Vec<String> = (0..rows[0].len()).map(|n| format!("c{n}")).collect();
            writer.write_record(&header).expect("a vector takes all");
            for row in &rows {
                writer.write_record(row).expect("a vector takes all");
            }
            let text = String::from_utf8(writer.into_inner().expect("a vector takes all")).expect("UTF-8");
            let found = split(&text);
            prop_assert_eq!(found.faults, vec![]);
            let read: Vec<Vec<String>> = found.records.into_iter().skip(1).map(|r| r.cells).collect();
            let wanted: Vec<Vec<String>> =
                rows.into_iter().filter(|r| r.len() > 1 || !r[0].trim().is_empty()).collect();
            prop_assert_eq!(read, wanted);
        }

        #[test]
        fn no_text_breaks_it(text in "(?s).{0,200}") {
            split(&text);
        }

        #[test]
        fn no_marks_break_it(text in "[a,;\t\"\r\n s=ep]{0,60}") {
            let found = split(&text);
            for record in found.records {
                prop_assert!(!record.cells.is_empty() && record.line as usize <= text.len() + 1);
            }
        }
    }
}
