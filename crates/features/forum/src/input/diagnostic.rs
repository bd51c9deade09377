//! What is wrong with a file, where, and what would be right: said so that the office can correct it
//! without asking anybody.
//!
//! Every fault of every file is collected before anything is said. The texts stand here and not in a
//! translation file because each belongs to exactly one variant and the compiler then checks that both
//! languages exist.

use std::fmt;

use rathaus_core::Lang;

/// Most faults that are printed; the rest is counted.
const MOST_PRINTED: usize = 200;
/// Most characters of a value that are shown.
const MOST_SHOWN: usize = 40;

/// Where in its line a fault lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// In tables the column, in TOML the character of the line; counted from 1.
    pub number: u32,
    /// In tables the header as the file writes it, in TOML the key.
    pub name: String,
}

/// One fault of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Name of the file without its folder.
    pub file: String,
    /// Line on which the record or value begins, counted from 1; in workbooks the row. `None` where the
    /// whole file is meant.
    pub line: Option<u32>,
    /// The column, where one is meant.
    pub column: Option<Column>,
    /// What stands there, shortened to one line; may be empty.
    pub found: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Diagnostic {
    /// A fault of a whole file.
    pub(crate) fn file(file: &str, problem: Problem) -> Diagnostic {
        Diagnostic { file: file.to_owned(), line: None, column: None, found: String::new(), problem }
    }

    /// A fault on a line.
    pub(crate) fn line(file: &str, line: u32, found: &str, problem: Problem) -> Diagnostic {
        Diagnostic { line: Some(line), found: shorten(found), ..Diagnostic::file(file, problem) }
    }

    /// The same with a column.
    pub(crate) fn at(self, number: usize, name: &str) -> Diagnostic {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        Diagnostic { column: Some(Column { number, name: shorten(name) }), ..self }
    }

    /// What would be right.
    pub fn expected(&self, lang: Lang) -> String {
        self.problem.expected(lang)
    }

    /// The whole line: place, what is wrong, what would be right.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = self.file.clone();
        if let Some(line) = self.line {
            text += &format!(":{line}");
        }
        if let Some(column) = &self.column {
            let word = match lang {
                Lang::De => "Spalte",
                Lang::En => "column",
            };
            text += &if self.file.ends_with(".toml") {
                format!(":{}, {}", column.number, column.name)
            } else {
                format!(", {word} {}", column.name)
            };
        }
        let right = match lang {
            Lang::De => "richtig wäre",
            Lang::En => "right would be",
        };
        text + ": "
            + &self.problem.text(&self.found, lang)
            + "; "
            + right
            + " "
            + &self.problem.expected(lang)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::De))
    }
}

/// Everything that is wrong with the files of a round, by file, line and column; never empty as an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn sorted(mut list: Vec<Diagnostic>) -> Diagnostics {
        list.sort();
        list.dedup();
        Diagnostics(list)
    }

    /// All lines, capped at 200 with the number of those left out.
    pub fn text(&self, lang: Lang) -> String {
        let mut lines: Vec<String> = self.0.iter().take(MOST_PRINTED).map(|d| d.text(lang)).collect();
        let more = self.0.len().saturating_sub(MOST_PRINTED);
        if more > 0 {
            lines.push(match lang {
                Lang::De => format!("und {more} weitere"),
                Lang::En => format!("and {more} more"),
            });
        }
        lines.join("\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::De))
    }
}

impl std::error::Error for Diagnostics {}

/// What somebody meant to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A need by its id.
    Need,
    /// An offer by its id.
    Offer,
    /// A participant by its id.
    Participant,
    /// An area by its key or name.
    Area,
}

/// The form a value must have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// 1 to 4 or a word.
    Relevance,
    /// 1 to 10.
    Score,
    /// Yes or no.
    Conflict,
    /// What kind of body comes.
    Kind,
    /// How much a talk is wished.
    Interest,
    /// A clock time.
    Daytime,
    /// From one clock time to another.
    Span,
    /// Several of them.
    Spans,
    /// A whole number from 0.
    Count,
    /// A municipality key.
    Key,
    /// An e-mail address.
    Email,
    /// TOML: text in quotation marks.
    Text,
    /// TOML: a calendar day.
    Date,
    /// TOML: `true` or `false`.
    Truth,
    /// TOML: a list of texts.
    Texts,
    /// TOML: a list of lists of texts.
    TextGroups,
    /// TOML: a section with that heading.
    Section(&'static str),
    /// TOML: sections that may be repeated, with that heading.
    Sections(&'static str),
    /// A whole number in these bounds.
    Whole(u64, u64),
    /// A number in these bounds.
    Number(u32, Option<u32>),
    /// TOML: a list of at most so many entries.
    AtMost(usize),
    /// One of these words.
    Word(&'static [&'static str]),
}

/// What is wrong, one variant per refusal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The folder cannot be read; the reason in the system's words.
    FolderUnreadable(String),
    /// A required file is not in the folder.
    FileMissing,
    /// The file cannot be read; the reason in the system's words.
    FileUnreadable(String),
    /// The same table stands in another file too.
    FileTwice(String),
    /// Neither needs nor offers are in the archive.
    NoRoundInside,
    /// The archive holds more than a round can.
    ArchiveTooLarge,
    /// Not text, as far as can be seen.
    NotText,
    /// A workbook whose name says it is CSV.
    WorkbookNamedCsv,
    /// The workbook cannot be read; the reason in the library's words.
    Workbook(String),
    /// Not even a header.
    NoHeader(&'static [&'static str]),
    /// A header and nothing below.
    NoRows,
    /// A quotation mark is never closed.
    QuoteOpen,
    /// Text behind a closing quotation mark.
    TextBehindQuote,
    /// The record has another number of fields (first) than the header (second).
    FieldCount(usize, usize),
    /// Two columns say the same; the first one's number.
    ColumnTwice(usize),
    /// A column is missing: the wanted one, those found, and the nearest of them.
    ColumnMissing(&'static str, Vec<String>, Option<String>),
    /// The cell must not be empty.
    Empty,
    /// The id stands on an earlier line already.
    Taken(u32),
    /// The value has not the form it must have.
    Malformed(Form),
    /// No such municipality; the key and name that may be meant.
    UnknownKey(Option<String>),
    /// No town or county has this name; the key and name that may be meant.
    UnknownBody(Option<String>),
    /// Several towns have this name; their keys and names.
    SeveralBodies(Vec<String>),
    /// Nothing has this name; where to look it up, and what may be meant.
    Unknown(Named, Option<String>),
    /// The same reviewer judged the same offer on an earlier line.
    ReviewTwice(u32),
    /// Neither a score nor a conflict.
    ScoreMissing,
    /// Leaves at or before the arrival at this time.
    LeavesBefore(String),
    /// Fewest talks lie above the most.
    LeastAboveMost(u64),
    /// A wish for a talk with oneself.
    WithOneself,
    /// Wishes without a list of participants.
    NoParticipants,
    /// The same wish differently on an earlier line.
    WishTwice(u32),
    /// `must` here and `never` there or the other way round, on the line named.
    MustAndNever(u32),
    /// Not TOML; the library's words.
    Syntax(String),
    /// No such key; those known, and the nearest.
    UnknownSetting(&'static [&'static str], Option<String>),
    /// A key is missing.
    SettingMissing(&'static str),
    /// The end does not lie after the start.
    EndsBefore(String),
    /// Not even one slot fits between start and end.
    NoSlot,
    /// The name or key stands in the list already.
    ListedTwice,
    /// An offer that must be chosen is also never chosen.
    ChosenAndBarred,
    /// More offers must be chosen than there are places.
    MoreThanPlaces(usize),
}

/// At most 40 characters on one line.
fn shorten(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    if line.chars().count() <= MOST_SHOWN {
        return line;
    }
    line.chars().take(MOST_SHOWN - 1).chain(['…']).collect()
}
