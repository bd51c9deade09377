//! Where words begin and end in German as people type it.
//!
//! Beyond runs of letters and digits this knows four habits: compounds with hyphens (`Online-Antrag` gives its parts and,
//! laid over them, `onlineantrag`), abbreviations with full stops (`z.B.`, `k.A.`), gender forms (`Kolleg:innen`,
//! `BürgerInnen`, `Schüler/-innen` give the bare form), and paragraphs (`§ 83` gives `83` and, laid over it, `§83`).
//! Sentences are left out on purpose: nothing here needs them.

use super::fold::fold_char;
use std::ops::Range;

/// Where a token stands and what it is; its folded text is handed over beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Laid over tokens that stand on their own as well (the whole of a compound with hyphens, `§83`).
    pub overlay: bool,
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

const fn is_gender_mark(c: char) -> bool {
    matches!(c, ':' | '*' | '_' | '/' | '·' | '•')
}

fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) || c == '\u{ad}'
    }
}

/// The end of the run of word characters that starts at `at`.
fn run_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut i = at;
    while i < bytes.len() {
        if bytes[i] < 128 {
            if !bytes[i].is_ascii_alphanumeric() {
                return i;
            }
            i += 1;
        } else {
            match text[i..].chars().next() {
                Some(c) if is_word_char(c) => i += c.len_utf8(),
                _ => return i,
            }
        }
    }
    i
}

fn fold_into(text: &str, out: &mut String) {
    for c in text.chars() {
        fold_char(c, out);
    }
}

/// `Innen` or `In` with a capital inside a word: the length of the bare form before it.
fn inner_capital(word: &str) -> Option<usize> {
    let at = word.strip_suffix("Innen").or_else(|| word.strip_suffix("In")).map(str::len)?;
    word[..at].chars().next_back().is_some_and(char::is_lowercase).then_some(at)
}

/// What follows a gender mark at `at`: `(end of the ending, end of the run)`, if it is one (`in`, `innen`, `r`, `n`, …).
fn gender_ending(text: &str, at: usize) -> Option<(usize, usize)> {
    let end = run_end(text, at);
    let run = &text[at..end];
    if matches!(run, "in" | "innen" | "r" | "n" | "e" | "rin" | "rinnen" | "m" | "s" | "frau" | "frauen") {
        return Some((end, end));
    }
    // a compound goes on after it: `Bürger:innenbüro`
    run.starts_with("innen").then_some((at + "innen".len(), end))
}

/// Calls `each` for every token, in the order of their starts; an overlay comes before the tokens it covers.
pub(crate) fn tokenise(text: &str, mut each: impl FnMut(Piece, &str)) {
    let bytes = text.as_bytes();
    let mut folded = String::new();
    let mut joined = String::new();
    let mut runs: Vec<(Range<usize>, Range<usize>)> = Vec::new(); // (span in text, span in `folded`)
    let mut i = 0;
    while i < bytes.len() {
        let Some(c) = text[i..].chars().next() else { break };
        if c == '§' {
            i = paragraph(text, i, &mut folded, &mut each);
            continue;
        }
        // a combining mark or soft hyphen belongs to the letter before it and begins nothing
        if !c.is_alphanumeric() {
            i += c.len_utf8();
            continue;
        }
        // a group: runs joined by hyphens, gender marks or the full stops of an abbreviation
        folded.clear();
        runs.clear();
        let start = i;
        let mut end = run_end(text, i);
        let mut from = 0;
        fold_run(&text[start..end], &mut folded);
        let mut run_start = start;
        loop {
            let rest = &text[end..];
            let mut chars = rest.chars();
            let Some(mark) = chars.next() else { break };
            let next = end + mark.len_utf8();
            if is_gender_mark(mark) || mark == '(' {
                let after = match chars.next() {
                    Some(h) if is_hyphen(h) && mark == '/' => next + h.len_utf8(),
                    _ => next,
                };
                let long_enough = text[run_start..end].chars().take(3).count() == 3;
                match gender_ending(text, after) {
                    Some((ending, run)) if long_enough && mark == '(' => {
                        if ending == run && text[run..].starts_with(')') {
                            end = run + 1;
                            continue;
                        }
                        break;
                    }
                    Some((ending, run)) if long_enough => {
                        fold_into(&text[ending..run], &mut folded);
                        end = run;
                        continue;
                    }
                    _ => break,
                }
            }
            let next_is_word = text[next..].chars().next().is_some_and(char::is_alphanumeric);
            if !next_is_word {
                break;
            }
            if is_hyphen(mark) {
                runs.push((run_start..end, from..folded.len()));
                from = folded.len();
                run_start = next;
                end = run_end(text, next);
                fold_run(&text[next..end], &mut folded);
                continue;
            }
            if mark == '.' {
                let next_end = run_end(text, next);
                let (a, b) = (&text[run_start..end], &text[next..next_end]);
                let one_letter = |s: &str| s.chars().count() == 1 && s.chars().all(char::is_alphabetic);
                let initials = one_letter(b) && (one_letter(a) || text[run_start..end].contains('.'));
                let thousands = b.len() == 3
                    && b.bytes().all(|x| x.is_ascii_digit())
                    && a.len() <= 11
                    && a.bytes().all(|x| x.is_ascii_digit() || x == b'.')
                    && (a.contains('.') || a.len() <= 3);
                if initials || thousands {
                    fold_into(b, &mut folded);
                    end = next_end;
                    continue;
                }
            }
            break;
        }
        i = end;
        if runs.is_empty() {
            if !folded.is_empty() {
                each(Piece { start, end, overlay: false }, &folded);
            }
            continue;
        }
        runs.push((run_start..end, from..folded.len()));
        if folded.len() <= 80 {
            joined.clear();
            joined.push_str(&folded);
            each(Piece { start, end, overlay: true }, &joined);
        }
        for (span, at) in &runs {
            let part = &folded[at.clone()];
            // the single letter of `E-Akte` means nothing alone; a digit does
            let alone = part.chars().take(2).count() == 2 || part.bytes().any(|b| b.is_ascii_digit());
            if alone {
                each(Piece { start: span.start, end: span.end, overlay: false }, part);
            }
        }
    }
}

fn fold_run(run: &str, folded: &mut String) {
    let bare = inner_capital(run).unwrap_or(run.len());
    fold_into(&run[..bare], folded);
}

/// `§ 83`, `§§ 12`: hands over `§83` laid over the number, and returns where to read on.
fn paragraph(text: &str, at: usize, folded: &mut String, each: &mut impl FnMut(Piece, &str)) -> usize {
    let mut i = at;
    while text[i..].starts_with('§') {
        i += '§'.len_utf8();
    }
    let number = i + text[i..].len() - text[i..].trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    let end = run_end(text, number);
    if text[number..end].starts_with(|c: char| c.is_ascii_digit()) {
        folded.clear();
        folded.push('§');
        fold_into(&text[number..end], folded);
        each(Piece { start: at, end, overlay: true }, folded);
        return number;
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        tokenise(text, |piece, folded| {
            out.push(if piece.overlay { format!("+{folded}") } else { folded.to_string() });
        });
        out
    }

    #[test]
    fn golden() {
        for (text, expected) in [
            ("Größe der E-Akte", "grösse der +eakte akte"),
            ("Online-Antrag, z.B. für Kitas", "+onlineantrag online antrag zb für kitas"),
            ("k.A. oder k. A.", "ka oder k a"),
            ("Kolleg:innen und Bürger*innen, BürgerInnen", "kolleg und bürger bürger"),
            ("Schüler/-innen, Lehrer/innen, Mitarbeiter(innen)", "schüler lehrer mitarbeiter"),
            ("Bürger:innenbüro", "bürgerbüro"),
            ("ein/e Sachbearbeiter_in", "ein sachbearbeiter"),
            ("nach § 83 HDSIG, §§ 12 ff.", "nach +§83 83 hdsig +§12 12 ff"),
            ("1.900 Anträge, 12.05.2026, 3,5 %", "1900 anträge 12 05 2026 3 5"),
            ("Kinder- und Jugendhilfe", "kinder und jugendhilfe"),
            ("Rosa's U.S.-Reise", "rosa s us reise"),
            ("5-fache Pro-Bowler", "+5fache 5 fache +probowler pro bowler"),
            ("https://example.org/innen", "https example org"),
            ("WLAN in Berlin/Innenstadt", "wlan in berlin innenstadt"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_cuts_on_boundaries(text in "\\PC{0,60}|[a-zA-ZäöüßÄ§.:*_/()\\- 0-9\u{308}]{0,60}") {
            let mut last = 0;
            tokenise(&text, |piece, folded| {
                assert!(piece.start < piece.end && piece.end <= text.len());
                assert!(text.is_char_boundary(piece.start) && text.is_char_boundary(piece.end));
                assert!(piece.start >= last, "starts in order");
                last = piece.start;
                assert!(!folded.is_empty());
            });
        }
    }
}
