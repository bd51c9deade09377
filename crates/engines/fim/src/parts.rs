//! Takes the children of a node by name, one after the other, and keeps what is wrong with them.

use jiff::civil::{Date, DateTime};

use crate::codes::{Code, Standard};
use crate::fault::{Fault, Faults, Mistake, excerpt};
use crate::node::{Node, Space};

/// Where the reader stands, and what it has found wrong.
pub(crate) struct Reader {
    pub(crate) standard: Standard,
    faults: Vec<Fault>,
    path: Vec<String>,
}

/// The children of a node that nobody has taken yet.
pub(crate) struct Parts<'n, 'x> {
    pub(crate) node: &'n Node<'x>,
    space: Space,
    is_taken: Vec<bool>,
}

impl Reader {
    pub(crate) fn new(standard: Standard) -> Reader {
        Reader { standard, faults: Vec::new(), path: Vec::new() }
    }

    /// The mistakes in the order of the file.
    pub(crate) fn faults(mut self) -> Option<Faults> {
        self.faults.sort_by_key(|fault| fault.line);
        (!self.faults.is_empty()).then_some(Faults(self.faults))
    }

    /// Reads what lies at `step` of the way.
    pub(crate) fn within<T>(&mut self, step: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.into());
        let result = read(self);
        self.path.pop();
        result
    }

    pub(crate) fn fault(&mut self, line: u32, mistake: Mistake) {
        if self.faults.len() < Faults::LIMIT {
            self.faults.push(Fault { line, place: self.path.join("/"), mistake });
        }
    }

    fn fault_at(&mut self, node: &Node, mistake: Mistake) {
        self.within(excerpt(node.name), |reader| reader.fault(node.line, mistake));
    }

    /// Nothing but text may lie in `node`; white space around it is cut off, and nothing is `None`.
    pub(crate) fn text(&mut self, node: &Node) -> Option<String> {
        for child in &node.children {
            self.within(excerpt(node.name), |reader| reader.fault_at(child, Mistake::Unexpected));
        }
        trimmed(&node.text)
    }

    /// Attributes of `node` other than `known` are mistakes.
    pub(crate) fn only_attributes(&mut self, node: &Node, known: &[&str]) {
        for (name, _) in &node.attributes {
            if !known.contains(&name.as_str()) {
                self.fault_at(node, Mistake::UnexpectedAttribute(excerpt(name)));
            }
        }
    }

    /// A text that `parse` reads; otherwise it is no `expected`.
    pub(crate) fn formed<T>(
        &mut self,
        node: &Node,
        text: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(text);
        if value.is_none() {
            self.fault_at(node, Mistake::Form { found: excerpt(text), expected });
        }
        value
    }

    /// `<code>` in `node` (XÖV-Code), and the edition of the list it names.
    pub(crate) fn code<C: Code>(&mut self, node: &Node) -> (Option<C>, Option<String>) {
        self.only_attributes(node, &["listURI", "listVersionID"]);
        let edition = attribute(node, "listVersionID");
        let value = self.within(node.name, |reader| {
            let mut parts = Parts::new(reader, node, Space::None);
            let code = parts.required(reader, "code");
            parts.optional(reader, "name");
            parts.finish(reader);
            code.and_then(|code| reader.code_text(code))
        });
        (value, edition)
    }

    /// A code as the text of `node`.
    pub(crate) fn code_text<C: Code>(&mut self, node: &Node) -> Option<C> {
        let text = self.text(node).unwrap_or_default();
        let value = C::parse(&text, self.standard);
        if value.is_none() {
            let mistake = match text.as_str() {
                "" => Mistake::Empty,
                _ => Mistake::Code { found: excerpt(&text), expected: C::codes(self.standard) },
            };
            self.fault_at(node, mistake);
        }
        value
    }
}

impl<'n, 'x> Parts<'n, 'x> {
    /// The children of `node` in `space`; text between them is a mistake.
    pub(crate) fn new(reader: &mut Reader, node: &'n Node<'x>, space: Space) -> Self {
        if let Some(text) = trimmed(&node.text) {
            reader.fault(node.line, Mistake::UnexpectedText(excerpt(&text)));
        }
        Parts { node, space, is_taken: vec![false; node.children.len()] }
    }

    /// Every child of this name.
    pub(crate) fn all(&mut self, name: &'static str) -> Vec<&'n Node<'x>> {
        let node = self.node;
        let mut found = Vec::new();
        for (child, is_taken) in node.children.iter().zip(&mut self.is_taken) {
            if !*is_taken && child.name == name && child.space == self.space {
                *is_taken = true;
                found.push(child);
            }
        }
        found
    }

    /// The one child of this name; a second one is a mistake.
    pub(crate) fn optional(&mut self, reader: &mut Reader, name: &'static str) -> Option<&'n Node<'x>> {
        let mut found = self.all(name).into_iter();
        let first = found.next();
        found.for_each(|second| reader.fault_at(second, Mistake::Twice));
        first
    }

    /// The one child of this name; none is a mistake, too.
    pub(crate) fn required(&mut self, reader: &mut Reader, name: &'static str) -> Option<&'n Node<'x>> {
        let found = self.optional(reader, name);
        if found.is_none() {
            reader.fault(self.node.line, Mistake::Missing(name));
        }
        found
    }

    /// The text of a child that may be left out or empty.
    pub(crate) fn text(&mut self, reader: &mut Reader, name: &'static str) -> Option<String> {
        let node = self.optional(reader, name)?;
        reader.only_attributes(node, &[]);
        reader.text(node)
    }

    /// The text of a child that must be there and hold something.
    pub(crate) fn required_text(&mut self, reader: &mut Reader, name: &'static str) -> Option<String> {
        let node = self.required(reader, name)?;
        reader.only_attributes(node, &[]);
        let text = reader.text(node);
        if text.is_none() {
            reader.fault_at(node, Mistake::Empty);
        }
        text
    }

    /// A child with a text of a form; nothing is `None`.
    pub(crate) fn formed<T>(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let node = self.optional(reader, name)?;
        reader.only_attributes(node, &[]);
        let text = reader.text(node)?;
        reader.formed(node, &text, expected, parse)
    }

    /// A child with a day (`xs:date`).
    pub(crate) fn date(&mut self, reader: &mut Reader, name: &'static str) -> Option<Date> {
        self.formed(reader, name, "day like 2026-03-01", parse_date)
    }

    /// A child with a day and time (`xs:dateTime`), kept as written.
    pub(crate) fn date_time(
        &mut self,
        reader: &mut Reader,
        name: &'static str,
        is_required: bool,
    ) -> Option<String> {
        let node = if is_required { self.required(reader, name)? } else { self.optional(reader, name)? };
        reader.only_attributes(node, &[]);
        match reader.text(node) {
            Some(text) => {
                let is_time = |text: &str| is_date_time(text).then(|| text.to_owned());
                reader.formed(node, &text, "day and time like 2026-03-01T12:00:00Z", is_time)
            }
            None => {
                reader.fault_at(node, Mistake::Empty);
                None
            }
        }
    }

    /// A child with a code that must be there.
    pub(crate) fn required_code<C: Code>(&mut self, reader: &mut Reader, name: &'static str) -> Option<C> {
        let node = self.required(reader, name)?;
        reader.code(node).0
    }

    /// A child with a code that may be left out.
    pub(crate) fn code<C: Code>(&mut self, reader: &mut Reader, name: &'static str) -> Option<C> {
        let node = self.optional(reader, name)?;
        reader.code(node).0
    }

    /// Whatever nobody took is not expected.
    pub(crate) fn finish(self, reader: &mut Reader) {
        for (child, is_taken) in self.node.children.iter().zip(self.is_taken) {
            if !is_taken {
                reader.fault_at(child, Mistake::Unexpected);
            }
        }
    }
}

/// The value of an attribute, cut of white space; nothing is `None`.
pub(crate) fn attribute(node: &Node, name: &str) -> Option<String> {
    node.attributes.iter().find(|(key, _)| key == name).and_then(|(_, value)| trimmed(value))
}

/// The value of an attribute in which white space may matter; nothing is `None`.
pub(crate) fn exact_attribute(node: &Node, name: &str) -> Option<String> {
    let found = node.attributes.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
}

/// A text without the white space of XML around it; nothing is `None`. Other spaces belong to the text.
pub(crate) fn trimmed(text: &str) -> Option<String> {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    (!text.is_empty()).then(|| text.to_owned())
}

/// `xs:date`; its time zone says nothing about a day of law and is dropped.
fn parse_date(text: &str) -> Option<Date> {
    let (day, zone) = text.split_at_checked(10)?;
    let is_zone = zone.is_empty() || zone == "Z" || (zone.len() == 6 && zone.starts_with(['+', '-']));
    let is_plain = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if is_zone && is_plain { day.parse().ok() } else { None }
}

fn is_date_time(text: &str) -> bool {
    let of_time = |byte: u8| byte.is_ascii_digit() || b"-+:.TZ".contains(&byte);
    let plain = text.trim_end_matches('Z');
    let plain = match plain.char_indices().rev().find(|(_, c)| ['+', '-'].contains(c)) {
        // The last sign is that of the zone, unless it is in the day.
        Some((at, _)) if at > 10 => &plain[..at],
        _ => plain,
    };
    text.len() <= 40 && text.bytes().all(of_time) && plain.contains('T') && plain.parse::<DateTime>().is_ok()
}
