//! XML as pieces small enough to hold: the header, and each child of a statement as a tree of its own.
//!
//! Document types and entities are refused, depth is bounded, and nothing of a statement but the piece at hand is kept.

use super::{DEEPEST, Fault, FaultKind};
use quick_xml::Reader;
use quick_xml::events::Event;

/// An element with its text and children.
#[derive(Debug, Default)]
pub(super) struct Element<'a> {
    /// Without its prefix.
    pub(super) name: &'a str,
    pub(super) line: u32,
    /// Its own text, blanks at the ends taken off once it is closed.
    pub(super) text: String,
    pub(super) currency: Option<String>,
    pub(super) children: Vec<Element<'a>>,
}

impl<'a> Element<'a> {
    pub(super) fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Element<'a>> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Down the names, the first child each time.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element<'a>> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text down the path, where it is not empty.
    pub(super) fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|element| element.text.as_str()).filter(|text| !text.is_empty())
    }
}

/// A piece of the file.
pub(super) enum Piece<'a> {
    /// The root, with the namespace of its own name.
    Root { namespace: String, line: u32 },
    /// A child of the message that is no statement, whole.
    Beside(Element<'a>),
    /// A statement begins.
    Begin { line: u32 },
    /// A child of the statement, whole.
    Inside(Element<'a>),
    /// The statement is over.
    End,
    /// The file is over; the line at which its message began.
    Over { line: u32 },
}

/// Walks through a file.
pub(super) struct Pieces<'a> {
    input: &'a str,
    reader: Reader<&'a [u8]>,
    /// Elements of the piece at hand that are still open.
    open: Vec<Element<'a>>,
    /// Elements around the piece: root, message, statement.
    around: Vec<&'a str>,
    counted: usize,
    line: u32,
    message: u32,
    is_over: bool,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(input: &'a str) -> Self {
        let mut reader = Reader::from_str(input);
        reader.config_mut().expand_empty_elements = true;
        Self {
            input,
            reader,
            open: Vec::new(),
            around: Vec::new(),
            counted: 0,
            line: 1,
            message: 1,
            is_over: false,
        }
    }

    fn line_at(&mut self, position: usize) -> u32 {
        let position = position.min(self.input.len());
        if let Some(passed) = self.input.as_bytes().get(self.counted..position) {
            let breaks = passed.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            self.counted = position;
        }
        self.line
    }

    fn fault(&self, kind: FaultKind) -> Fault {
        let names = self.around.iter().skip(2).copied().chain(self.open.iter().map(|element| element.name));
        let element = names.collect::<Vec<_>>().join("/");
        let element = if element.is_empty() { "Document".to_string() } else { element };
        Fault { line: self.line, element, kind }
    }

    /// The next piece, or the mistake that ends the reading.
    pub(super) fn next(&mut self) -> Result<Piece<'a>, Fault> {
        loop {
            let begin = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            self.line_at(begin);
            let event = self.reader.read_event();
            let event = event.map_err(|error| self.fault(FaultKind::Xml(error.to_string())))?;
            match event {
                Event::Start(start) => {
                    let length = start.name().as_ref().len();
                    let name = self.input.get(begin + 1..begin + 1 + length).unwrap_or_default();
                    let local = name.rsplit(':').next().unwrap_or(name);
                    if self.around.is_empty() && !self.is_over {
                        let namespace = self.namespace(&start, name)?;
                        self.around.push(local);
                        return Ok(Piece::Root { namespace, line: self.line });
                    }
                    if self.is_over {
                        return Err(self.fault(FaultKind::Xml("a second root".into())));
                    }
                    if self.open.is_empty() && self.around.len() == 1 {
                        self.message = self.line;
                        self.around.push(local);
                        continue;
                    }
                    if self.open.is_empty() && self.around.len() == 2 && local == "Stmt" {
                        self.around.push(local);
                        return Ok(Piece::Begin { line: self.line });
                    }
                    if self.around.len() + self.open.len() >= DEEPEST {
                        return Err(self.fault(FaultKind::Deep));
                    }
                    let currency = self.currency(&start)?;
                    self.open.push(Element { name: local, line: self.line, currency, ..Element::default() });
                }
                Event::End(_) => {
                    let Some(mut element) = self.open.pop() else {
                        let closed = self.around.pop();
                        self.is_over = self.around.is_empty();
                        if closed == Some("Stmt") && self.around.len() == 2 {
                            return Ok(Piece::End);
                        }
                        continue;
                    };
                    trim(&mut element.text);
                    if let Some(parent) = self.open.last_mut() {
                        parent.children.push(element);
                    } else if self.around.len() == 3 {
                        return Ok(Piece::Inside(element));
                    } else {
                        return Ok(Piece::Beside(element));
                    }
                }
                Event::Text(text) => self.put(&text.xml10_content())?,
                Event::CData(text) => self.put(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content().into_owned();
                    let letter = match reference.resolve_char_ref() {
                        Ok(Some(letter)) if is_allowed(letter) => letter,
                        Ok(Some(letter)) => return Err(self.fault(FaultKind::Character(u32::from(letter)))),
                        Ok(None) => match name.as_str() {
                            "amp" => '&',
                            "lt" => '<',
                            "gt" => '>',
                            "quot" => '"',
                            "apos" => '\'',
                            _ => return Err(self.fault(FaultKind::Entity(name.chars().take(40).collect()))),
                        },
                        Err(error) => return Err(self.fault(FaultKind::Xml(error.to_string()))),
                    };
                    self.put(letter.encode_utf8(&mut [0; 4]))?;
                }
                Event::DocType(_) => return Err(self.fault(FaultKind::Doctype)),
                Event::Decl(declaration) => {
                    if let Some(Ok(name)) = declaration.encoding()
                        && !matches!(name.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii")
                    {
                        return Err(self.fault(FaultKind::Encoding));
                    }
                }
                Event::Empty(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => {
                    if !self.is_over {
                        return Err(self.fault(FaultKind::Xml("it ends too early".into())));
                    }
                    return Ok(Piece::Over { line: self.message });
                }
            }
        }
    }

    fn put(&mut self, text: &str) -> Result<(), Fault> {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        } else if self.around.is_empty() && !text.trim().is_empty() {
            return Err(self.fault(FaultKind::Xml("text outside the root".into())));
        }
        Ok(())
    }

    /// The namespace that the root's own prefix stands for.
    fn namespace(&self, start: &quick_xml::events::BytesStart<'_>, name: &str) -> Result<String, Fault> {
        let wanted = match name.split_once(':') {
            Some((prefix, _)) => format!("xmlns:{prefix}"),
            None => "xmlns".to_string(),
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.fault(FaultKind::Xml(error.to_string())))?;
            if attribute.key.as_ref() == wanted {
                return Ok(attribute.value.trim().to_string());
            }
        }
        Ok(String::new())
    }

    fn currency(&self, start: &quick_xml::events::BytesStart<'_>) -> Result<Option<String>, Fault> {
        let mut currency = None;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.fault(FaultKind::Xml(error.to_string())))?;
            if attribute.key.as_ref() == "Ccy" {
                currency = Some(attribute.value.trim().to_string());
            }
        }
        Ok(currency)
    }
}

fn trim(text: &mut String) {
    text.truncate(text.trim_end().len());
    let blank = text.len() - text.trim_start().len();
    text.drain(..blank);
}

/// The characters of XML 1.0 (production 2).
pub(super) fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
