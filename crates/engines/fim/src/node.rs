//! XML as a tree of nodes with their lines: bounded, without document types, in namespaces we know.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use crate::codes::Standard;
use crate::fault::{Fault, Mistake, excerpt};

/// The largest file that is read. Real schemas have up to a few megabytes.
pub const MAX_BYTES: usize = 32 << 20;
/// The most elements that are read.
pub const MAX_NODES: usize = 1_000_000;
/// How deep elements may lie. A group in a group is three deeper; real schemas stay below thirty.
pub const MAX_DEPTH: usize = 256;

/// The namespace of genericode 1.0.
pub(crate) const GENERICODE: &str = "http://docs.oasis-open.org/codelist/ns/genericode/1.0/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Which namespace a name is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    Fim(Standard),
    Genericode,
    None,
    Other,
}

/// An element.
#[derive(Debug)]
pub(crate) struct Node<'x> {
    /// Name without prefix.
    pub(crate) name: &'x str,
    pub(crate) space: Space,
    /// Attributes in no namespace; those of XML itself and of schema instances are left out.
    pub(crate) attributes: Vec<(String, String)>,
    /// All text directly in it.
    pub(crate) text: String,
    pub(crate) children: Vec<Node<'x>>,
    pub(crate) line: u32,
}

/// The root of the document and the name of its namespace.
pub(crate) struct Tree<'x> {
    pub(crate) root: Node<'x>,
    pub(crate) namespace: String,
}

struct Lines<'x> {
    text: &'x str,
    read: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, position: u64) -> u32 {
        let position = usize::try_from(position).unwrap_or(self.text.len()).min(self.text.len());
        if position > self.read {
            let passed =
                self.text.as_bytes()[self.read..position].iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
            self.read = position;
        }
        self.line
    }
}

/// Reads the bytes of a file. The first thing that is not XML ends it.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tree<'_>, Fault> {
    let fault = |line, mistake| Fault { line, place: "file".into(), mistake };
    if bytes.len() > MAX_BYTES {
        return Err(fault(1, Mistake::TooLarge(bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| fault(1, Mistake::Encoding))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = Lines { text, read: 0, line: 1 };
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open: Vec<Node> = Vec::new();
    let mut tree: Option<Tree> = None;
    let mut nodes = 0usize;
    loop {
        let start = reader.buffer_position();
        let (resolved, event) = match reader.read_resolved_event() {
            Ok((resolved, event)) => (Resolved::from(resolved), event),
            Err(error) => {
                let line = lines.at(reader.error_position());
                return Err(fault(line, Mistake::Malformed(excerpt(&error.to_string()))));
            }
        };
        let line = lines.at(start);
        match event {
            Event::Start(element) | Event::Empty(element) if tree.is_some() && open.is_empty() => {
                let second = excerpt(element.name().into_inner());
                return Err(fault(line, Mistake::Malformed(format!("a second root <{second}>"))));
            }
            Event::Start(element) => {
                nodes += 1;
                let node = node(&element, name_at(text, start, &element), &resolved, &reader, line);
                let node = node.map_err(|mistake| fault(line, mistake))?;
                if open.is_empty() {
                    tree = Some(Tree { root: empty(), namespace: resolved.name });
                }
                open.push(node);
            }
            Event::Empty(element) => {
                nodes += 1;
                let node = node(&element, name_at(text, start, &element), &resolved, &reader, line);
                let node = node.map_err(|mistake| fault(line, mistake))?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => tree = Some(Tree { root: node, namespace: resolved.name }),
                }
            }
            Event::End(_) => {
                let Some(node) = open.pop() else {
                    return Err(fault(line, Mistake::Malformed("an end without a start".into())));
                };
                match (open.last_mut(), &mut tree) {
                    (Some(parent), _) => parent.children.push(node),
                    (None, Some(tree)) => tree.root = node,
                    (None, None) => {}
                }
            }
            Event::Text(piece) => add(&mut open, &piece.xml10_content(), line)?,
            Event::CData(piece) => {
                if open.is_empty() {
                    return Err(fault(line, Mistake::Malformed("text outside of the root".into())));
                }
                add(&mut open, &piece.xml10_content(), line)?;
            }
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character,
                    Ok(None) => predefined(&reference).ok_or_else(|| fault(line, Mistake::Entity))?,
                    Err(error) => return Err(fault(line, Mistake::Malformed(excerpt(&error.to_string())))),
                };
                if open.is_empty() {
                    return Err(fault(line, Mistake::Malformed("text outside of the root".into())));
                }
                add(&mut open, character.encode_utf8(&mut [0; 4]), line)?;
            }
            Event::DocType(_) => return Err(fault(line, Mistake::Entity)),
            Event::Decl(declaration) => {
                if start != 0 {
                    return Err(fault(line, Mistake::Malformed("a declaration inside of the file".into())));
                }
                match declaration.encoding() {
                    None => {}
                    Some(Ok(name))
                        if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") => {}
                    Some(_) => return Err(fault(line, Mistake::Encoding)),
                }
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        if nodes > MAX_NODES {
            return Err(fault(line, Mistake::TooMany));
        }
        if open.len() > MAX_DEPTH {
            return Err(fault(line, Mistake::TooDeep));
        }
    }
    let line = lines.at(u64::MAX);
    if let Some(unclosed) = open.last() {
        return Err(fault(line, Mistake::Malformed(format!("<{}> does not end", excerpt(unclosed.name)))));
    }
    tree.ok_or_else(|| fault(line, Mistake::Malformed("no element at all".into())))
}

/// A resolved namespace, free of the reader's buffer.
struct Resolved {
    space: Space,
    name: String,
}

impl From<ResolveResult<'_>> for Resolved {
    fn from(result: ResolveResult<'_>) -> Self {
        match result {
            ResolveResult::Bound(namespace) => {
                let name = namespace.into_inner();
                let standards = [Standard::Xdf2, Standard::Xdf3];
                let space = match standards.into_iter().find(|standard| standard.namespace() == name) {
                    Some(standard) => Space::Fim(standard),
                    None if name == GENERICODE => Space::Genericode,
                    None => Space::Other,
                };
                // Only an unknown one is ever shown.
                Resolved { space, name: if space == Space::Other { excerpt(name) } else { String::new() } }
            }
            ResolveResult::Unbound => Resolved { space: Space::None, name: String::new() },
            ResolveResult::Unknown(prefix) => Resolved { space: Space::Other, name: excerpt(&prefix) },
        }
    }
}

/// The local name of the element that begins at `start`, as a piece of the file.
fn name_at<'x>(text: &'x str, start: u64, element: &BytesStart) -> &'x str {
    let name = element.name();
    let prefix = name.into_inner().len() - name.local_name().into_inner().len();
    let from = usize::try_from(start).unwrap_or(usize::MAX).saturating_add(1 + prefix);
    text.get(from..from.saturating_add(name.local_name().into_inner().len())).unwrap_or_default()
}

fn empty() -> Node<'static> {
    Node {
        name: "",
        space: Space::None,
        attributes: Vec::new(),
        text: String::new(),
        children: Vec::new(),
        line: 0,
    }
}

fn node<'x>(
    element: &BytesStart<'_>,
    name: &'x str,
    resolved: &Resolved,
    reader: &NsReader<&'x [u8]>,
    line: u32,
) -> Result<Node<'x>, Mistake> {
    let mut node = empty();
    node.space = resolved.space;
    node.line = line;
    node.name = name;
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| Mistake::Malformed(excerpt(&error.to_string())))?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (space, name) = reader.resolver().resolve_attribute(attribute.key);
        match space {
            ResolveResult::Bound(namespace) if [INSTANCE, XML].contains(&namespace.into_inner()) => continue,
            ResolveResult::Unbound => {}
            _ => return Err(Mistake::UnexpectedAttribute(excerpt(attribute.key.into_inner()))),
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| Mistake::Entity)?;
        allowed(&value)?;
        node.attributes.push((name.into_inner().to_owned(), value.into_owned()));
    }
    Ok(node)
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

fn add(open: &mut [Node], piece: &str, line: u32) -> Result<(), Fault> {
    let fault = |mistake| Fault { line, place: "file".into(), mistake };
    allowed(piece).map_err(fault)?;
    match open.last_mut() {
        Some(node) => node.text.push_str(piece),
        None if piece.trim().is_empty() => {}
        None => return Err(fault(Mistake::Malformed("text outside of the root".into()))),
    }
    Ok(())
}

/// The characters of XML 1.0, production 2.
fn allowed(text: &str) -> Result<(), Mistake> {
    let is_char = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    match text.chars().find(|c| !is_char(*c)) {
        Some(character) => Err(Mistake::Character(character.into())),
        None => Ok(()),
    }
}
