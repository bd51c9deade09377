//! Reads a `publiccode.yml` (<https://yml.publiccode.tools>) for what an offer can take over from it.
//!
//! Lenient on purpose: real files are dirty. Versions are not compared, unknown keys and country sections are passed
//! over, a value of the wrong kind is named and left out. What is strict are the limits: size, depth, number of
//! values, and no aliases, which could make a small file large.
//!
//! Left out on purpose: judging whether the file is valid. What is written ([`write`]) is.

mod write;

pub use write::{into_project, lacks, write};

use rathaus_web::{PageError, Visitor};
use saphyr_parser::{Event, Parser};
use serde::Serialize;

use crate::store::offer::OfferText;

/// Most bytes of a file.
pub const MOST_BYTES: usize = 256 << 10;
const MOST_DEPTH: usize = 32;
const MOST_NODES: usize = 20_000;
/// Most characters of a short description (publiccode.yml, key `shortDescription`).
const MOST_SHORT: usize = 150;

/// Something to say about the file: what is wrong or was passed over, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The line, from 1, where there is one.
    pub line: Option<usize>,
    /// End of the text's key: `publiccode-note-…`.
    pub kind: &'static str,
    /// The key in the file it is about, or what stands there; may be empty.
    pub about: String,
}

/// Something odd in a `publiccode.yml`, in words.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PubliccodeNote {
    /// The line, where one is meant.
    pub line: Option<usize>,
    /// What is odd, in the language asked for.
    pub text: String,
}

/// What is to be said about a file, in the visitor's words.
///
/// # Errors
///
/// A fault where a text is missing.
pub fn say(visitor: &Visitor, notes: &[Note]) -> Result<Vec<PubliccodeNote>, PageError> {
    let one = |note: &Note| {
        let args = [("about", note.about.as_str().into())];
        let text = visitor.text_with(&format!("publiccode-note-{}", note.kind), &args)?;
        Ok(PubliccodeNote { line: note.line, text })
    };
    notes.iter().map(one).collect()
}

/// What a file gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicCode {
    /// The parts of an offer it fills; empty where it says nothing.
    pub text: OfferText,
    /// Where the source is.
    pub url: String,
    /// Who uses it, by name.
    pub users: Vec<String>,
    /// What is to be said about the file, by line.
    pub notes: Vec<Note>,
}

enum Node {
    Text(String),
    List(Vec<(usize, Node)>),
    Map(Vec<(String, usize, Node)>),
}

impl Node {
    fn get(&self, key: &str) -> Option<(usize, &Node)> {
        match self {
            Node::Map(entries) => entries
                .iter()
                .find(|(name, ..)| name.eq_ignore_ascii_case(key))
                .map(|(_, line, node)| (*line, node)),
            _ => None,
        }
    }
}

/// A list or map that is still being read.
enum Open {
    List(Vec<(usize, Node)>, usize),
    Map(Vec<(String, usize, Node)>, Option<(String, usize)>, usize),
}

/// Reads a file. It is never an error: a file of which nothing can be read gives a note that says so.
pub fn read(bytes: &[u8]) -> PublicCode {
    let mut found = PublicCode::default();
    let mut note = |line: Option<usize>, kind: &'static str, about: &str| {
        found.notes.push(Note { line, kind, about: about.chars().take(80).collect() });
    };
    if bytes.len() > MOST_BYTES {
        note(None, "too-large", "");
        return found;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        note(None, "not-text", "");
        return found;
    };
    match tree(text.trim_start_matches('\u{feff}'), &mut note) {
        Ok(Some(root)) => {
            if matches!(root, Node::Map(_)) {
                take(&root, &mut found);
            } else {
                note(Some(1), "no-map", "");
            }
        }
        Ok(None) => note(None, "empty", ""),
        Err((line, kind)) => note(line, kind, ""),
    }
    found.notes.sort_by_key(|note| note.line.unwrap_or(0));
    found
}

type Fault = (Option<usize>, &'static str);

fn tree(text: &str, note: &mut dyn FnMut(Option<usize>, &'static str, &str)) -> Result<Option<Node>, Fault> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut nodes = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| (Some(error.marker().line()), "broken"))?;
        let line = span.start.line();
        nodes += 1;
        if nodes > MOST_NODES {
            return Err((Some(line), "too-much"));
        }
        let (done, at) = match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if open.len() >= MOST_DEPTH {
                    return Err((Some(line), "too-deep"));
                }
                open.push(match event {
                    Event::MappingStart(..) => Open::Map(Vec::new(), None, line),
                    _ => Open::List(Vec::new(), line),
                });
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                Some(Open::List(items, line)) => (Node::List(items), line),
                Some(Open::Map(entries, _, line)) => (Node::Map(entries), line),
                None => continue,
            },
            Event::Scalar(value, ..) => (Node::Text(value.trim().to_owned()), line),
            Event::Alias(_) => {
                note(Some(line), "alias", "");
                (Node::Text(String::new()), line)
            }
            // A second document is none of ours.
            Event::DocumentEnd => break,
            _ => continue,
        };
        match open.last_mut() {
            None => root = Some(done),
            Some(Open::List(items, _)) => items.push((at, done)),
            Some(Open::Map(entries, key, _)) => match key.take() {
                Some((name, line)) => {
                    if entries.iter().any(|(other, ..)| *other == name) {
                        note(Some(line), "twice", &name);
                    } else {
                        entries.push((name, line, done));
                    }
                }
                None => match done {
                    Node::Text(name) => *key = Some((name, at)),
                    // A list or map as a key means nothing here; its value is dropped with it.
                    _ => *key = Some((String::new(), at)),
                },
            },
        }
    }
    Ok(root)
}

/// Keys of the standard at the top; others are named, not refused.
const KNOWN: [&str; 33] = [
    "publiccodeYmlVersion",
    "name",
    "applicationSuite",
    "url",
    "landingURL",
    "isBasedOn",
    "softwareVersion",
    "releaseDate",
    "logo",
    "monochromeLogo",
    "inputTypes",
    "outputTypes",
    "platforms",
    "categories",
    "usedBy",
    "roadmap",
    "developmentStatus",
    "softwareType",
    "intendedAudience",
    "description",
    "legal",
    "maintenance",
    "localisation",
    "dependsOn",
    "organisation",
    "fundedBy",
    "it",
    "de",
    "tags",
    "freeTags",
    "documentation",
    "api",
    "softwareAddons",
];

fn take(root: &Node, found: &mut PublicCode) {
    let mut notes = Vec::new();
    let mut note = |line: Option<usize>, kind: &'static str, about: &str| {
        notes.push(Note { line, kind, about: about.chars().take(80).collect() });
    };
    if root.get("publiccodeYmlVersion").is_none() {
        note(None, "no-version", "publiccodeYmlVersion");
    }
    if let Node::Map(entries) = root {
        for (name, line, _) in entries {
            let is_country = name.len() == 2 && name.chars().all(|c| c.is_ascii_alphabetic());
            if !is_country && !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                note(Some(*line), "unknown", name);
            }
        }
    }
    let mut text = |node: &Node, key: &str, most: usize| -> String {
        match node.get(key) {
            Some((_, Node::Text(text))) => {
                text.chars().filter(|c| !c.is_control() || *c == '\n').take(most).collect()
            }
            Some((line, _)) => {
                note(Some(line), "not-a-text", key);
                String::new()
            }
            None => String::new(),
        }
    };
    let name = text(root, "name", 160);
    found.url = text(root, "url", 400);
    let platforms = words(root, "platforms");
    let used_by = words(root, "usedBy");
    let legal = root.get("legal").map(|(_, node)| node);
    let licence = legal.map(|node| text(node, "license", 100)).unwrap_or_default();
    let mut description = String::new();
    let mut summary = String::new();
    let mut short_line = None;
    let mut is_german = false;
    match root.get("description") {
        Some((_, Node::Text(plain))) => plain.clone_into(&mut description),
        Some((_, languages @ Node::Map(entries))) => {
            let of = |code: &str| {
                entries
                    .iter()
                    .find(|(name, ..)| name.to_ascii_lowercase().starts_with(code))
                    .map(|(_, _, node)| node)
            };
            is_german = of("de").is_some();
            let chosen = of("de").or_else(|| of("en")).or_else(|| entries.first().map(|(_, _, node)| node));
            // Very old files have one language, without naming it.
            let chosen = if languages.get("shortDescription").is_some() { Some(languages) } else { chosen };
            if let Some(chosen) = chosen {
                short_line = chosen.get("shortDescription").map(|(line, _)| line);
                summary = text(chosen, "shortDescription", 400);
                description = text(chosen, "longDescription", 8_000);
                let features = words(chosen, "features");
                if !features.is_empty() {
                    description =
                        format!("{description}\n\nFunktionen: {}", features.join("; ")).trim().to_owned();
                }
            }
        }
        Some((line, _)) => note(Some(line), "not-a-text", "description"),
        None => {}
    }
    let depends = depends(root);
    if !depends.is_empty() {
        description = format!("{description}\n\nBenötigt: {}", depends.join(", ")).trim().to_owned();
    }
    if name.is_empty() {
        note(root.get("name").map(|(line, _)| line), "no-name", "name");
    }
    if description.is_empty() && summary.is_empty() {
        note(
            root.get("description").map(|(line, _)| line),
            "no-description",
            "description.de.longDescription",
        );
    } else if !is_german {
        note(root.get("description").map(|(line, _)| line), "no-german", "description.de");
    }
    if summary.chars().count() > MOST_SHORT {
        note(short_line, "short-too-long", "shortDescription");
    }
    if licence.is_empty() {
        note(root.get("legal").map(|(line, _)| line), "no-licence", "legal.license");
    }
    let mut standards = Vec::new();
    if !licence.is_empty() {
        standards.push(format!("Open Source ({licence})"));
    }
    standards.extend(words(root, "inputTypes"));
    standards.extend(words(root, "outputTypes"));
    standards.dedup();
    found.text = OfferText {
        title: name,
        summary,
        description,
        deployment: platforms.join(", "),
        standards: standards.join("; "),
        references: used_by.join("; "),
        ..OfferText::default()
    };
    found.users = used_by;
    found.notes.append(&mut notes);
}

/// The texts of a list, or the one text that stands in its place.
fn words(node: &Node, key: &str) -> Vec<String> {
    match node.get(key) {
        Some((_, Node::Text(text))) if !text.is_empty() => vec![text.clone()],
        Some((_, Node::List(items))) => items
            .iter()
            .filter_map(|(_, item)| match item {
                Node::Text(text) if !text.is_empty() => Some(text.clone()),
                _ => None,
            })
            .take(50)
            .collect(),
        _ => Vec::new(),
    }
}

/// Names of what the software needs, whether open, proprietary or a device.
fn depends(root: &Node) -> Vec<String> {
    let Some((_, Node::Map(groups))) = root.get("dependsOn") else { return Vec::new() };
    let items = groups.iter().filter_map(|(_, _, node)| match node {
        Node::List(items) => Some(items),
        _ => None,
    });
    items
        .flatten()
        .filter_map(|(_, item)| match item {
            Node::Text(text) => Some(text.clone()),
            item => match item.get("name") {
                Some((_, Node::Text(name))) => Some(name.clone()),
                _ => None,
            },
        })
        .filter(|name| !name.is_empty())
        .take(50)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(found: &PublicCode) -> Vec<(Option<usize>, &str)> {
        found.notes.iter().map(|note| (note.line, note.kind)).collect()
    }

    const GOOD: &str = "publiccodeYmlVersion: 0.2\nname: Medusa\nurl: https://example.org/medusa.git\nplatforms:\n  - web\n\
        description:\n  en:\n    shortDescription: short\n    longDescription: English\n  de:\n    shortDescription: Kurz\n    \
        longDescription: >\n      Anträge ohne Papier,\n      im Browser.\n    features:\n      - Formulare\n      - Bezahlen\n\
        legal:\n  license: EUPL-1.2\ndependsOn:\n  open:\n    - name: PostgreSQL\n      versionMin: 12\nusedBy:\n  - Stadt Fulda\n\
        it:\n  countryExtensionVersion: 0.2\n";

    #[test]
    fn a_usual_file_fills_an_offer() {
        let found = read(GOOD.as_bytes());
        assert_eq!(kinds(&found), []);
        assert_eq!((found.text.title.as_str(), found.text.summary.as_str()), ("Medusa", "Kurz"));
        assert!(found.text.description.starts_with("Anträge ohne Papier, im Browser."));
        assert!(found.text.description.contains("Funktionen: Formulare; Bezahlen"));
        assert!(found.text.description.ends_with("Benötigt: PostgreSQL"));
        assert_eq!(found.text.standards, "Open Source (EUPL-1.2)");
        assert_eq!((found.text.deployment.as_str(), found.text.references.as_str()), ("web", "Stadt Fulda"));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_rest_is_taken() {
        let dirty =
            "name:\n  - eins\nfarbe: blau\ndescription:\n  en:\n    shortDescription: Kanban\nname: zwei\n";
        let found = read(dirty.as_bytes());
        let wanted = [
            (None, "no-version"),
            (None, "no-licence"),
            (Some(1), "not-a-text"),
            (Some(1), "no-name"),
            (Some(3), "unknown"),
            (Some(4), "no-german"),
            (Some(7), "twice"),
        ];
        assert_eq!(kinds(&found), wanted);
        assert_eq!(found.text.summary, "Kanban");
    }

    #[test]
    fn files_that_cannot_be_read_say_why() {
        let one = |bytes: &[u8]| read(bytes).notes.first().map(|note| (note.line, note.kind));
        assert_eq!(one(b""), Some((None, "empty")));
        assert_eq!(one(&[0xff, 0xfe]), Some((None, "not-text")));
        assert_eq!(one(b"- a\n- b\n"), Some((Some(1), "no-map")));
        assert_eq!(one(b"name: 'a\nb: c\n").map(|note| note.1), Some("broken"));
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        assert_eq!(one(deep.as_bytes()).map(|note| note.1), Some("too-deep"));
        assert!(one("[".repeat(5_000).as_bytes()).is_some());
        assert_eq!(one(&vec![b'a'; MOST_BYTES + 1]), Some((None, "too-large")));
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nname: Bombe\n";
        assert!(read(bomb.as_bytes()).notes.iter().any(|note| note.kind == "alias"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_near_yaml_makes_it_panic(text in "[a-z:\\-\\[\\]{}&*|>'\" \n]{0,200}") {
            let _ = read(text.as_bytes());
        }
    }
}
