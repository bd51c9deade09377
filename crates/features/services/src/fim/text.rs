//! Texts of a schema as a form may hold them.

use rathaus_fim::Basis;

/// The most characters of a label.
pub(crate) const MOST_LABEL: usize = 500;
/// The most characters of a text with paragraphs.
pub(crate) const MOST_PROSE: usize = 20_000;
/// The most characters of what a service says of itself.
pub const MOST_SUMMARY: usize = 1_000;

/// Without signs that cannot be shown and without white space around.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let shown = |c: char| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c };
    text.chars().map(shown).collect::<String>().trim().to_owned()
}

/// On one line.
pub(crate) fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters, and whether something was cut.
pub(crate) fn cut(text: &str, most: usize) -> (String, bool) {
    if text.chars().count() <= most {
        return (text.to_owned(), false);
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    (short, true)
}

/// Legal bases on one line, each once.
pub(crate) fn bases(first: &[Basis], second: &[Basis]) -> String {
    let mut all: Vec<String> = Vec::new();
    for text in first.iter().chain(second).flat_map(|basis| basis.text.lines()).map(line) {
        if !text.is_empty() && text != "-" && !all.contains(&text) {
            all.push(text);
        }
    }
    all.join("; ")
}
