//! The few signs that people in an office write with: paragraphs, `**strong**`, lists, headings.
//!
//! What is written becomes data, never code of the typesetter: a text can hold any sign and stays that text.
//! Left out on purpose: links, pictures, raw parts, tables (a table is a block of its own), nesting of lists. What is no
//! markup by these rules is text, so there is no wrong input.
//!
//! - An empty line ends a paragraph; a line break inside stays a line break.
//! - `# `, `## `, `### ` begin a heading.
//! - `- ` or `* ` begins an entry of a list, `1. ` or `1) ` one of a numbered list; further lines belong to the entry
//!   while they are indented.
//! - `**` on both sides makes strong, within one paragraph. `\` before `*`, `#`, `-`, `\` or a digit takes away its
//!   meaning.

use rathaus_core::Lang;
use serde::Serialize;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Part {
    /// A heading; level 1 is the highest within the body.
    Heading {
        /// 1 to 3.
        level: usize,
        /// Its words.
        runs: Vec<Run>,
    },
    /// A paragraph.
    Paragraph {
        /// Its words.
        runs: Vec<Run>,
    },
    /// A list with dots.
    List {
        /// Its entries.
        items: Vec<Vec<Run>>,
    },
    /// A numbered list.
    Numbered {
        /// The first number, as written.
        start: u32,
        /// Its entries, numbered on from there.
        items: Vec<Vec<Run>>,
    },
}

/// Words of one weight. A line feed in `text` is a line break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The words as they are printed.
    pub text: String,
    /// Whether they are strong.
    pub strong: bool,
}

/// Reads a text. Every text is readable.
pub fn read(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open: Option<Open> = None;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            close(&mut open, &mut parts);
            continue;
        }
        let mark = mark(line);
        let is_indented = line.starts_with([' ', '\t']);
        match (mark, &mut open) {
            (Mark::Heading(level, words), _) => {
                close(&mut open, &mut parts);
                parts.push(Part::Heading { level, runs: runs(words) });
            }
            (Mark::Dot(words), Some(Open::List(items))) => items.push(words.to_owned()),
            (Mark::Dot(words), _) => {
                close(&mut open, &mut parts);
                open = Some(Open::List(vec![words.to_owned()]));
            }
            (Mark::Number(_, words), Some(Open::Numbered(_, items))) => items.push(words.to_owned()),
            (Mark::Number(start, words), _) => {
                close(&mut open, &mut parts);
                open = Some(Open::Numbered(start, vec![words.to_owned()]));
            }
            (Mark::None, Some(Open::List(items) | Open::Numbered(_, items))) if is_indented => {
                if let Some(last) = items.last_mut() {
                    last.push('\n');
                    last.push_str(line.trim_start());
                }
            }
            (Mark::None, Some(Open::Paragraph(words))) => {
                words.push('\n');
                words.push_str(line.trim_start());
            }
            (Mark::None, _) => {
                close(&mut open, &mut parts);
                open = Some(Open::Paragraph(line.trim_start().to_owned()));
            }
        }
    }
    close(&mut open, &mut parts);
    parts
}

enum Open {
    Paragraph(String),
    List(Vec<String>),
    Numbered(u32, Vec<String>),
}

fn close(open: &mut Option<Open>, parts: &mut Vec<Part>) {
    let all = |items: Vec<String>| items.iter().map(|item| runs(item)).collect();
    match open.take() {
        None => {}
        Some(Open::Paragraph(words)) => parts.push(Part::Paragraph { runs: runs(&words) }),
        Some(Open::List(items)) => parts.push(Part::List { items: all(items) }),
        Some(Open::Numbered(start, items)) => parts.push(Part::Numbered { start, items: all(items) }),
    }
}

enum Mark<'a> {
    Heading(usize, &'a str),
    Dot(&'a str),
    Number(u32, &'a str),
    None,
}

fn mark(line: &str) -> Mark<'_> {
    let words = line.trim_start();
    for (level, sign) in [(1, "# "), (2, "## "), (3, "### ")] {
        if let Some(rest) = words.strip_prefix(sign) {
            return Mark::Heading(level, rest.trim_start());
        }
    }
    for sign in ["- ", "* ", "• ", "– "] {
        if let Some(rest) = words.strip_prefix(sign) {
            return Mark::Dot(rest.trim_start());
        }
    }
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    // Up to three digits: "2026. " begins a sentence that ends with a year more often than a list.
    if (1..=3).contains(&digits) {
        let (number, rest) = words.split_at(digits);
        // A day like "3. Mai" at the beginning of a line is text; only a list goes on with a full stop and a blank.
        if let Some(rest) = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))
            && let Ok(number) = number.parse()
            && !begins_with_month(rest)
        {
            return Mark::Number(number, rest.trim_start());
        }
    }
    Mark::None
}

fn begins_with_month(words: &str) -> bool {
    let first = words.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    Lang::ALL.iter().any(|lang| lang.months().contains(&first))
}

/// Splits words at `**`. A `**` without its partner is text.
fn runs(words: &str) -> Vec<Run> {
    let mut pieces: Vec<String> = vec![String::new()];
    let mut chars = words.chars().peekable();
    while let Some(sign) = chars.next() {
        let piece = pieces.last_mut().expect("begins with one and only grows");
        match sign {
            '\\' => match chars.peek() {
                Some(&next) if matches!(next, '*' | '#' | '-' | '\\') || next.is_ascii_digit() => {
                    piece.push(next);
                    chars.next();
                }
                _ => piece.push('\\'),
            },
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
                pieces.push(String::new());
            }
            _ => piece.push(sign),
        }
    }
    // An even number of pieces means one `**` too many: the last of them was text.
    if pieces.len().is_multiple_of(2) {
        let last = pieces.pop().unwrap_or_default();
        let before = pieces.last_mut().expect("two at least");
        before.push_str("**");
        before.push_str(&last);
    }
    let whole = pieces.into_iter().enumerate().map(|(index, text)| Run { text, strong: index % 2 == 1 });
    whole.filter(|run| !run.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Run {
        Run { text: text.into(), strong: false }
    }

    fn strong(text: &str) -> Run {
        Run { text: text.into(), strong: true }
    }

    #[test]
    fn a_text_as_offices_write_it() {
        let text = "# Gründe\nSie haben am\n3. Mai **zwei** Anträge gestellt.\n\n- erster\n  mit Zusatz\n- zweiter\n\n4. vier\n5) fünf\nEnde";
        assert_eq!(
            read(text),
            [
                Part::Heading { level: 1, runs: vec![plain("Gründe")] },
                Part::Paragraph {
                    runs: vec![plain("Sie haben am\n3. Mai "), strong("zwei"), plain(" Anträge gestellt.")]
                },
                Part::List { items: vec![vec![plain("erster\nmit Zusatz")], vec![plain("zweiter")]] },
                Part::Numbered { start: 4, items: vec![vec![plain("vier")], vec![plain("fünf")]] },
                Part::Paragraph { runs: vec![plain("Ende")] },
            ]
        );
    }

    #[test]
    fn what_is_no_markup_is_text() {
        for text in [
            "#panic()",
            "*kursiv*",
            "$x^2$",
            "<label>",
            "@ref",
            "a\\b",
            "**",
            "2026. Jahr",
            "-5 Grad",
            "1.Mai",
        ] {
            let words = if text == "**" { "**" } else { text };
            assert_eq!(read(text), [Part::Paragraph { runs: vec![plain(words)] }], "{text}");
        }
        assert_eq!(
            read(r"\# kein \*\* Zeichen"),
            [Part::Paragraph { runs: vec![plain("# kein ** Zeichen")] }]
        );
        assert_eq!(
            read("a **b** c **d"),
            [Part::Paragraph { runs: vec![plain("a "), strong("b"), plain(" c **d")] }]
        );
        assert_eq!(read(" \n\n\t"), []);
    }

    fn words(parts: &[Part]) -> String {
        let runs: Vec<&Run> = parts
            .iter()
            .flat_map(|part| match part {
                Part::Heading { runs, .. } | Part::Paragraph { runs } => runs.iter().collect::<Vec<_>>(),
                Part::List { items } | Part::Numbered { items, .. } => items.iter().flatten().collect(),
            })
            .collect();
        runs.iter().map(|run| run.text.as_str()).collect()
    }

    proptest::proptest! {
        /// Nothing that somebody wrote is lost but signs of markup and blanks, and nothing is added or put elsewhere.
        #[test]
        fn no_word_is_lost(text in "([a-z*#\\\\ .)0-9-]{0,12}\n?){0,12}") {
            let letters = |text: &str| text.chars().filter(|sign| sign.is_alphabetic()).collect::<String>();
            proptest::prop_assert_eq!(letters(&words(&read(&text))), letters(&text));
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC*") {
            read(&text);
        }
    }
}
