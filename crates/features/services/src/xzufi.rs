//! The description of a service as the federal states pass it on (XZuFi 2.2): what citizens read becomes what a service
//! says of itself. Pure.
//!
//! Read leniently, because editors' programs differ: elements are known by their names alone, what is not known is passed
//! over. What makes a file unusable is named. Left out on purpose: offices, areas, links, and who is responsible.
//!
//! Standards: XZuFi 2.2.0 (`http://xoev.de/schemata/xzufi/2_2_0`); the kinds of texts are those of the code list
//! `urn:de:xzufi:codeliste:leistungstextmodulleika`.

pub(crate) mod node;
mod plain;

use rathaus_procedure::Words;

use crate::fim::MOST_SUMMARY;
use crate::model::{Content, Needs};
use node::Node;
use plain::{cut, lines, plain};

/// Why a file is no description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XzufiError {
    /// Not in UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// Not well-formed XML, with the line.
    #[error("line {0}: not well-formed XML")]
    Malformed(u32),
    /// A document type or an entity of its own.
    #[error("line {0}: a document type or entity of its own")]
    Entity(u32),
    /// Nested without end, or larger than a description ever is.
    #[error("too large or too deep")]
    TooLarge,
    /// No service in it.
    #[error("no service")]
    NoService,
    /// More than one.
    #[error("{0} services")]
    Several(usize),
    /// It has no name.
    #[error("the service has no name")]
    NoName,
}

impl XzufiError {
    /// The end of the translation key, and the number in it.
    pub fn words(&self) -> (&'static str, usize) {
        match self {
            XzufiError::Encoding => ("encoding", 0),
            XzufiError::Malformed(line) => ("malformed", *line as usize),
            XzufiError::Entity(line) => ("entity", *line as usize),
            XzufiError::TooLarge => ("too-large", 0),
            XzufiError::NoService => ("no-service", 0),
            XzufiError::Several(count) => ("several", *count),
            XzufiError::NoName => ("no-name", 0),
        }
    }
}

/// Kinds of texts, by their codes.
const NAME: &str = "02";
const SPOKEN_NAME: &str = "03";
const SHORT: &str = "05";
const FULL: &str = "06";
const BASIS: &str = "07";
const DOCUMENTS: &str = "08";
const WHO: &str = "09";
const TEASER: &str = "24";

/// Reads a description.
///
/// # Errors
///
/// Where the file does not describe one service that has a name.
pub fn read_description(bytes: &[u8]) -> Result<Content, XzufiError> {
    let root = node::parse(bytes)?;
    let services = root.all_named("leistung");
    let service = match services.as_slice() {
        [] => return Err(XzufiError::NoService),
        [one] => *one,
        many => return Err(XzufiError::Several(many.len())),
    };
    let text = |code: &str, most: usize| said(&modules(service, code), most);
    let title = text(SPOKEN_NAME, 160).or_else(|| text(NAME, 160)).ok_or(XzufiError::NoName)?;
    let line = |text: String| text.replace('\n', " ");
    let title = Words { de: line(title.de), en: title.en.map(line) };
    let summary =
        text(TEASER, MOST_SUMMARY).or_else(|| text(SHORT, MOST_SUMMARY)).or_else(|| text(FULL, MOST_SUMMARY));
    let takes = [described(service, "modulBearbeitungsdauer"), described(service, "modulFrist")];
    let key = service.child("referenzLeiKa").and_then(|node| node.child("code")).map(|code| code.text.trim());
    let german = |nodes: &[&Node]| of_lang(nodes, "de");
    let listed = german(&modules(service, DOCUMENTS)).map(|text| lines(&text)).unwrap_or_default();
    let terms =
        service.children_named("modulBegriffImKontext").flat_map(|module| module.all_named("begriff"));
    let synonyms = terms.filter(|term| is_lang(term, "de")).map(|term| plain(&term.text).replace('\n', " "));
    Ok(Content {
        summary: summary.unwrap_or_else(|| title.clone()),
        synonyms: within(synonyms.filter(|word| *word != title.de), 2_000),
        who: text(WHO, 1_000),
        documents: within(listed.into_iter(), 4_000).into_iter().map(Words::de).collect(),
        cost: said(&described(service, "modulKosten"), 1_000),
        takes: said(&takes.concat(), 400),
        legal_basis: cut(
            &german(&modules(service, BASIS)).map(|text| lines(&text).join("; ")).unwrap_or_default(),
            400,
        ),
        fim: cut(key.unwrap_or_default(), 20),
        needs: Needs::Nothing,
        title,
    })
}

/// The contents of the texts of a kind, in all languages.
fn modules<'n>(service: &'n Node, code: &str) -> Vec<&'n Node> {
    service
        .children_named("modulText")
        .filter(|module| {
            let kind = module.child("leikaTextmodul").and_then(|node| node.child("code"));
            kind.is_some_and(|kind| kind.text.trim() == code)
        })
        .flat_map(|module| module.children_named("inhalt"))
        .collect()
}

/// What a module describes in words, in all languages.
fn described<'n>(service: &'n Node, name: &'static str) -> Vec<&'n Node> {
    service.children_named(name).flat_map(|module| module.all_named("beschreibung")).collect()
}

/// A text in German and, where there is one, in English; English alone is no German text.
fn said(nodes: &[&Node], most: usize) -> Option<Words> {
    let de = cut(&of_lang(nodes, "de")?, most);
    let en = of_lang(nodes, "en").map(|text| cut(&text, most));
    Some(Words { de, en })
}

fn of_lang(nodes: &[&Node], lang: &str) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for text in nodes.iter().filter(|node| is_lang(node, lang)).map(|node| plain(&node.text)) {
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    }
    Some(all.join("\n")).filter(|text| !text.is_empty())
}

/// A text that names no language is German. Easy language (`de-x-…`) is a text beside it.
fn is_lang(node: &Node, lang: &str) -> bool {
    let code = node.lang.to_ascii_lowercase();
    match lang {
        "de" => code.is_empty() || code == "de" || code == "de-de",
        lang => code == lang || code.starts_with(&format!("{lang}-")),
    }
}

/// So many texts as have that many characters together, each once.
fn within(texts: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    let (mut kept, mut length) = (Vec::new(), 0);
    for text in texts.filter(|text| !text.is_empty()) {
        length += text.chars().count() + 2;
        if length > most {
            break;
        }
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}
