//! Lists of people as they are pasted or come from a table: a name in each line, perhaps with votes behind it. Pure.

/// Most people of one meeting.
pub const MOST: usize = 1_000;
/// Most votes of one person.
pub const MOST_WEIGHT: u32 = 10_000;
/// Longest name.
const LONGEST: usize = 120;

/// Somebody on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// How many votes.
    pub weight: u32,
}

/// What is wrong with a list, with its line counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListMistake {
    /// The name is missing or too long.
    #[error("line {0} has no name")]
    Name(usize),
    /// What stands behind the name is no number of votes.
    #[error("line {0} has no number of votes")]
    Weight(usize),
    /// There are more people than a meeting takes.
    #[error("too many people")]
    TooMany,
}

impl ListMistake {
    /// The key of its text, and the line where there is one.
    pub fn text(self) -> (&'static str, Option<usize>) {
        match self {
            ListMistake::Name(line) => ("meeting-list-name", Some(line)),
            ListMistake::Weight(line) => ("meeting-list-weight", Some(line)),
            ListMistake::TooMany => ("meeting-list-too-many", None),
        }
    }
}

/// Reads a list. Name and votes are apart by semicolon or tabulator; a comma belongs to the name (“Huber, Anna”), unless only a
/// number stands behind the last one. A first line that says “Name” is the head of a table.
///
/// # Errors
///
/// The first line that cannot be read.
pub fn read(text: &str) -> Result<Vec<Listed>, ListMistake> {
    let mut people = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let (name, votes) = split(line);
        let name = name.trim().trim_matches('"').trim();
        if people.is_empty() && name.eq_ignore_ascii_case("name") {
            continue;
        }
        let is_plain = !name.chars().any(char::is_control);
        if name.is_empty() || name.chars().count() > LONGEST || !is_plain {
            return Err(ListMistake::Name(index + 1));
        }
        let votes = votes.trim().trim_matches('"').trim();
        let weight = if votes.is_empty() { Some(1) } else { votes.parse().ok() };
        let weight = weight.filter(|weight| (1..=MOST_WEIGHT).contains(weight));
        let weight = weight.ok_or(ListMistake::Weight(index + 1))?;
        people.push(Listed { name: name.to_owned(), weight });
        if people.len() > MOST {
            return Err(ListMistake::TooMany);
        }
    }
    Ok(people)
}

fn split(line: &str) -> (&str, &str) {
    if let Some(parts) = line.split_once([';', '\t']) {
        return parts;
    }
    match line.rsplit_once(',') {
        Some((name, votes)) if votes.trim().chars().all(|c| c.is_ascii_digit()) => (name, votes),
        _ => (line, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, weight: u32) -> Listed {
        Listed { name: name.to_owned(), weight }
    }

    #[test]
    fn names_and_votes_are_read_as_people_write_them() {
        let cases = [
            ("", Ok(vec![])),
            ("Anna Huber\n\n  Bert Öz \n", Ok(vec![one("Anna Huber", 1), one("Bert Öz", 1)])),
            ("\u{feff}Name;Stimmen\r\n\"Huber, Anna\";3", Ok(vec![one("Huber, Anna", 3)])),
            (
                "Huber, Anna\nVerein Nord, 12\nWest\t2",
                Ok(vec![one("Huber, Anna", 1), one("Verein Nord", 12), one("West", 2)]),
            ),
            ("Anna;\nBert;viele", Err(ListMistake::Weight(2))),
            ("Anna;0", Err(ListMistake::Weight(1))),
            ("Anna\n;3", Err(ListMistake::Name(2))),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text:?}");
        }
        assert_eq!(read(&"A\n".repeat(MOST + 1)), Err(ListMistake::TooMany));
    }
}
