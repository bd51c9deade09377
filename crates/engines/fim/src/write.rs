//! The model becomes a file of the version it came in, in the order of the standard's XML schema.

mod element;

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use crate::codes::{Code, Standard};
use crate::model::{Content, Document, Header};

/// Why a model cannot be written in its version: `place` holds what that version has no words for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what} cannot be said in this version of XDatenfelder")]
pub struct Inexpressible {
    /// The element, such as `datenfeld F123`.
    pub place: String,
    /// What it is about.
    pub what: &'static str,
}

/// Writes a document in the version it names, as UTF-8.
///
/// What was read comes back: reading the written file gives an equal document.
///
/// # Errors
/// [`Inexpressible`] for a model made by hand that holds what its version does not have.
pub fn write(document: &Document) -> Result<String, Inexpressible> {
    let standard = document.standard;
    let (message, place) = match &document.content {
        Content::Schema(_) => ("xdatenfelder.stammdatenschema.0102", "stammdatenschema"),
        Content::Group(_) => ("xdatenfelder.datenfeldgruppe.0103", "datenfeldgruppe"),
        Content::Field(_) => ("xdatenfelder.datenfeld.0104", "datenfeld"),
    };
    let mut out = Out {
        writer: Writer::new_with_indent(Vec::new(), b' ', 2),
        standard,
        place: format!("{place} {}", document.content.general().identity.id),
        refusal: None,
    };
    out.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    out.within_root(message, |out| {
        out.header(&document.header);
        match &document.content {
            Content::Schema(schema) => out.schema(schema),
            Content::Group(group) => out.group(group),
            Content::Field(field) => out.field(field),
        }
    });
    match out.refusal {
        Some(refusal) => Err(refusal),
        None => Ok(String::from_utf8(out.writer.into_inner()).unwrap_or_default()),
    }
}

/// Attributes of an element that has some.
type Attributes<'a> = &'a [(&'a str, &'a str)];

struct Out {
    writer: Writer<Vec<u8>>,
    standard: Standard,
    /// The element that is being written.
    place: String,
    /// The first thing that cannot be said.
    refusal: Option<Inexpressible>,
}

impl Out {
    fn event(&mut self, event: Event) {
        // Writing into memory does not fail.
        let _ = self.writer.write_event(event);
    }

    fn refuse(&mut self, what: &'static str) {
        self.refusal.get_or_insert(Inexpressible { place: self.place.clone(), what });
    }

    /// Refuses `what` unless the model leaves it empty.
    fn unless(&mut self, is_empty: bool, what: &'static str) {
        if !is_empty {
            self.refuse(what);
        }
    }

    fn within_root(&mut self, message: &str, write: impl FnOnce(&mut Self)) {
        let name = format!("xdf:{message}");
        let namespace = self.standard.namespace();
        self.event(Event::Start(start(&name, &[("xmlns:xdf", namespace)])));
        write(self);
        self.event(Event::End(BytesEnd::new(name.as_str())));
    }

    fn within(&mut self, name: &str, attributes: Attributes, write: impl FnOnce(&mut Self)) {
        let name = format!("xdf:{name}");
        self.event(Event::Start(start(&name, attributes)));
        write(self);
        self.event(Event::End(BytesEnd::new(name.as_str())));
    }

    fn leaf_named(&mut self, name: &str, attributes: Attributes, text: &str) {
        if text.is_empty() {
            return self.event(Event::Empty(start(name, attributes)));
        }
        self.event(Event::Start(start(name, attributes)));
        self.event(Event::Text(BytesText::from_escaped(escaped(text, false))));
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn leaf_with(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.leaf_named(&format!("xdf:{name}"), attributes, text);
    }

    /// An element that is there even when it is empty.
    fn leaf(&mut self, name: &str, text: &str) {
        self.leaf_with(name, &[], text);
    }

    /// An element that is left out when it is empty.
    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// `<name listURI=… listVersionID=…><code>…</code></name>`.
    fn code<C: Code>(
        &mut self,
        name: &'static str,
        list: &str,
        edition: Option<&str>,
        code: impl FnOnce(Standard) -> Option<&'static str>,
    ) {
        let Some(code) = code(self.standard) else { return self.refuse(name) };
        let mut attributes = vec![("listURI", list)];
        attributes
            .extend(edition.or(C::list_version(self.standard)).map(|edition| ("listVersionID", edition)));
        self.within(name, &attributes, |out| out.leaf_named("code", &[], code));
    }

    fn header(&mut self, header: &Header) {
        let is_new = self.standard == Standard::Xdf3;
        self.within("header", &[], |out| {
            out.leaf("nachrichtID", &header.id);
            out.leaf("erstellungszeitpunkt", &header.created);
            out.optional("referenzID", header.reference.as_deref());
            if is_new {
                out.optional("produktbezeichnung", header.product.as_deref());
                out.optional("produkthersteller", header.vendor.as_deref());
                out.optional("produktversion", header.product_version.as_deref());
                if let Some(quality) = header.quality {
                    out.code::<crate::Quality>("datenqualitaet", crate::Quality::LIST, None, |s| {
                        quality.code(s)
                    });
                }
            } else {
                let is_plain = header.product.is_none() && header.vendor.is_none();
                out.unless(is_plain && header.product_version.is_none(), "produktbezeichnung");
                out.unless(header.quality.is_none(), "datenqualitaet");
            }
        });
    }
}

fn start<'a>(name: &'a str, attributes: Attributes) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute(Attribute { key: QName(key), value: escaped(value, true) });
    }
    start
}

/// What would not come back as it is: markup, and white space that a reader of XML makes spaces or line ends of.
fn escaped(text: &str, is_attribute: bool) -> Cow<'static, str> {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' if is_attribute => out.push_str("&#9;"),
            '\n' if is_attribute => out.push_str("&#10;"),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}
