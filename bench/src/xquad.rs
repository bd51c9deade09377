//! XQuAD-de: 240 passages and 1,190 questions, each answered by one passage (Artetxe, Ruder, Yogatama 2020).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rathaus_allocation::portfolio::instances::Dice;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    data: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
struct Paragraph {
    context: String,
    qas: Vec<Asked>,
}

#[derive(Deserialize)]
struct Asked {
    question: String,
}

pub struct Question {
    pub text: String,
    /// Place of the passage that answers it.
    pub passage: usize,
    /// Place of the article the passage is from.
    pub article: usize,
}

pub struct Xquad {
    pub passages: Vec<String>,
    pub questions: Vec<Question>,
}

pub fn load(path: &Path) -> Result<Xquad> {
    let file: File = serde_json::from_str(&fs::read_to_string(path)?).context("xquad.de.json")?;
    let mut xquad = Xquad { passages: Vec::new(), questions: Vec::new() };
    for (article, entry) in file.data.into_iter().enumerate() {
        for paragraph in entry.paragraphs {
            let passage = xquad.passages.len();
            xquad.passages.push(paragraph.context);
            let asked = paragraph.qas.into_iter();
            xquad.questions.extend(asked.map(|q| Question { text: q.question, passage, article }));
        }
    }
    Ok(xquad)
}

/// Two edits, each in a random word of at least four letters: swap two neighbours, delete, insert or replace a
/// letter.
pub fn two_typos(text: &str, dice: &mut Dice) -> String {
    let mut words: Vec<Vec<char>> = text.split(' ').map(|w| w.chars().collect()).collect();
    for _ in 0..2 {
        let long: Vec<usize> = (0..words.len())
            .filter(|&i| words[i].iter().filter(|c| c.is_alphanumeric()).count() >= 4)
            .collect();
        if long.is_empty() {
            continue;
        }
        let word = &mut words[long[dice.below(long.len())]];
        let letters: Vec<usize> = (0..word.len()).filter(|&i| word[i].is_alphanumeric()).collect();
        let at = letters[dice.below(letters.len())];
        let letter = char::from(b'a' + dice.below(26) as u8);
        match dice.below(4) {
            0 if at + 1 < word.len() => word.swap(at, at + 1),
            0 => word.swap(at, at - 1),
            1 => {
                word.remove(at);
            }
            2 => word.insert(at, letter),
            _ => word[at] = letter,
        }
    }
    words.iter().map(|w| w.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Umlauts and ß written out.
pub fn written_out(text: &str) -> String {
    let pairs = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
