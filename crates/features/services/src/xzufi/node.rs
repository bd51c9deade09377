//! XML as a tree of names, languages and texts: bounded, without document types, namespaces passed over.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::XzufiError;

/// The largest file; a description in all languages has some hundred kilobytes.
const MAX_BYTES: usize = 20 << 20;
/// The most elements.
const MAX_NODES: usize = 200_000;
/// How deep elements may lie.
const MAX_DEPTH: usize = 60;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Name without prefix.
    name: String,
    /// Its `languageCode`.
    pub(super) lang: String,
    /// All text directly in it.
    pub(crate) text: String,
    children: Vec<Node>,
}

impl Node {
    /// Its name, without prefix.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The elements directly in it.
    pub(crate) fn parts(&self) -> &[Node] {
        &self.children
    }

    /// The children of a name.
    pub(super) fn children_named<'n>(&'n self, name: &'static str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &'static str) -> Option<&Node> {
        self.children_named(name).next()
    }

    /// The outermost elements of a name that lie in it, itself included, and that hold elements or text.
    pub(super) fn all_named(&self, name: &'static str) -> Vec<&Node> {
        let is_filled = !self.children.is_empty() || !self.text.trim().is_empty();
        if self.name == name && is_filled {
            // `begriffImKontext` holds one `begriff`, and programs put one into another.
            let inner: Vec<&Node> = self.children.iter().flat_map(|child| child.all_named(name)).collect();
            return if inner.is_empty() { vec![self] } else { inner };
        }
        self.children.iter().flat_map(|child| child.all_named(name)).collect()
    }
}

/// Reads the bytes of a file.
pub(crate) fn parse(bytes: &[u8]) -> Result<Node, XzufiError> {
    if bytes.len() > MAX_BYTES {
        return Err(XzufiError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| XzufiError::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = vec![Node::default()];
    let mut nodes = 0usize;
    loop {
        let start = reader.buffer_position();
        let event =
            reader.read_event().map_err(|_| XzufiError::Malformed(line(text, reader.error_position())))?;
        match event {
            Event::Start(element) => {
                nodes += 1;
                open.push(node(&element, text, start)?);
            }
            Event::Empty(element) => {
                nodes += 1;
                let node = node(&element, text, start)?;
                open.last_mut().ok_or(XzufiError::NoService)?.children.push(node);
            }
            Event::End(_) => {
                let node = open.pop().ok_or(XzufiError::NoService)?;
                let parent = open.last_mut().ok_or(XzufiError::Malformed(line(text, start)))?;
                parent.children.push(node);
            }
            Event::Text(piece) => add(&mut open, &piece.xml10_content()),
            Event::CData(piece) => add(&mut open, &piece.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character,
                    Ok(None) => predefined(&reference).ok_or(XzufiError::Entity(line(text, start)))?,
                    Err(_) => return Err(XzufiError::Malformed(line(text, start))),
                };
                add(&mut open, character.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(XzufiError::Entity(line(text, start))),
            Event::Decl(declaration) => match declaration.encoding() {
                None => {}
                Some(Ok(name)) if ["utf-8", "utf8"].contains(&name.to_ascii_lowercase().as_str()) => {}
                Some(_) => return Err(XzufiError::Encoding),
            },
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        if nodes > MAX_NODES || open.len() > MAX_DEPTH {
            return Err(XzufiError::TooLarge);
        }
    }
    match open.pop() {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err(XzufiError::Malformed(line(text, text.len() as u64))),
    }
}

fn node(element: &BytesStart<'_>, text: &str, start: u64) -> Result<Node, XzufiError> {
    let mut node = Node { name: element.name().local_name().into_inner().to_owned(), ..Node::default() };
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| XzufiError::Malformed(line(text, start)))?;
        if attribute.key.local_name().into_inner() == "languageCode" {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            node.lang = value.map_err(|_| XzufiError::Entity(line(text, start)))?.trim().to_owned();
        }
    }
    Ok(node)
}

fn add(open: &mut [Node], piece: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(piece);
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

/// The line of a place in the file, from 1.
fn line(text: &str, position: u64) -> u32 {
    let position = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
    let passed = text.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(passed).unwrap_or(u32::MAX).saturating_add(1)
}
