//! A file becomes the model, or the list of its mistakes.

mod element;
mod general;
mod rule;

use crate::codes::Standard;
use crate::fault::{Fault, Faults, Mistake, excerpt};
use crate::model::{Content, Document, Header};
use crate::node::{Node, Space, parse};
use crate::parts::{Parts, Reader};

/// What may stand as the root of a file.
const MESSAGES: &str = "xdatenfelder.stammdatenschema.0102, …datenfeldgruppe.0103 or …datenfeld.0104";

/// Reads a file of XDatenfelder 2.0 or 3.0.0: a schema, a group or a field with all that lies in it.
///
/// # Errors
/// Every mistake of the file with its line and place. What is not XML at all ends the reading at once.
pub fn read(bytes: &[u8]) -> Result<Document, Faults> {
    let tree = parse(bytes).map_err(|fault| Faults(vec![fault]))?;
    let refused =
        |mistake| Err(Faults(vec![Fault { line: tree.root.line, place: excerpt(tree.root.name), mistake }]));
    let Space::Fim(standard) = tree.root.space else {
        return refused(Mistake::Namespace(tree.namespace.clone()));
    };
    let (name, take): (_, Take) = match tree.root.name {
        "xdatenfelder.stammdatenschema.0102" => {
            ("stammdatenschema", |reader, node| Content::Schema(Box::new(reader.schema(node))))
        }
        "xdatenfelder.datenfeldgruppe.0103" => {
            ("datenfeldgruppe", |reader, node| Content::Group(Box::new(reader.group(node))))
        }
        "xdatenfelder.datenfeld.0104" => {
            ("datenfeld", |reader, node| Content::Field(Box::new(reader.field(node))))
        }
        other => return refused(Mistake::Message { found: excerpt(other), expected: MESSAGES }),
    };
    let mut reader = Reader::new(standard);
    let mut parts = Parts::new(&mut reader, &tree.root, Space::Fim(standard));
    reader.only_attributes(&tree.root, &[]);
    let header = parts.required(&mut reader, "header").map(|node| reader.header(node));
    let content = parts.required(&mut reader, name).map(|node| take(&mut reader, node));
    parts.finish(&mut reader);
    match (reader.faults(), header, content) {
        (None, Some(header), Some(content)) => Ok(Document { standard, header, content }),
        (faults, _, _) => Err(faults.unwrap_or(Faults(Vec::new()))),
    }
}

type Take = fn(&mut Reader, &Node) -> Content;

impl Reader {
    fn header(&mut self, node: &Node) -> Header {
        self.within("header", |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let mut header = Header {
                id: parts.required_text(reader, "nachrichtID").unwrap_or_default(),
                created: parts.date_time(reader, "erstellungszeitpunkt", true).unwrap_or_default(),
                reference: parts.text(reader, "referenzID"),
                ..Header::default()
            };
            if reader.standard == Standard::Xdf3 {
                header.product = parts.text(reader, "produktbezeichnung");
                header.vendor = parts.text(reader, "produkthersteller");
                header.product_version = parts.text(reader, "produktversion");
                header.quality = parts.code(reader, "datenqualitaet");
            }
            parts.finish(reader);
            header
        })
    }
}
