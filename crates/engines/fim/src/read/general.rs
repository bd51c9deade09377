//! What all elements have.

use crate::codes::{RelationKind, Standard, Status};
use crate::fault::{Mistake, excerpt};
use crate::model::{Basis, General, Identity, Keyword, Relation};
use crate::node::{Node, Space};
use crate::parts::{Parts, Reader, attribute};

/// Whose general facts they are: versions and kinds call some of them otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Schema,
    Part,
    Rule,
}

/// `datenfeld F123`: the name and the id, where there is one.
pub(crate) fn step(node: &Node) -> String {
    let identity = node.children.iter().find(|child| child.name == "identifikation");
    let id = identity.and_then(|identity| identity.children.iter().find(|child| child.name == "id"));
    match id.map(|id| excerpt(&id.text)) {
        Some(id) if !id.is_empty() => format!("{} {id}", node.name),
        _ => node.name.to_owned(),
    }
}

impl Reader {
    /// Takes the facts that every element has out of `parts`.
    pub(crate) fn general(&mut self, parts: &mut Parts, owner: Owner) -> General {
        let is_new = self.standard == Standard::Xdf3;
        let is_rule = is_new && owner == Owner::Rule;
        let identity = parts.required(self, "identifikation").and_then(|node| self.identity(node));
        let name = parts.required(self, "name").and_then(|node| self.text(node));
        let (label, definition) = match owner {
            Owner::Schema if is_new => (Some("bezeichnung"), "definition"),
            Owner::Rule if is_new => (None, "freitextRegel"),
            _ => (Some("bezeichnungEingabe"), "definition"),
        };
        let mut general = General {
            identity: identity.unwrap_or(Identity { id: String::new(), version: None }),
            name: name.unwrap_or_default(),
            input_label: label.and_then(|label| parts.required(self, label)).and_then(|node| self.text(node)),
            output_label: None,
            description: parts.text(self, "beschreibung"),
            definition: parts.text(self, definition),
            bases: self.bases(parts),
            status: None,
            status_list_version: None,
            status_set_on: None,
            responsible: None,
            valid_from: None,
            valid_until: None,
            version_note: None,
            published_on: None,
            changed: None,
            relations: Vec::new(),
            keywords: Vec::new(),
        };
        if !is_new || owner == Owner::Part {
            general.output_label = parts.text(self, "bezeichnungAusgabe");
        }
        if !is_rule {
            general.valid_from = parts.date(self, "gueltigAb");
            general.valid_until = parts.date(self, "gueltigBis");
            general.version_note = parts.text(self, "versionshinweis");
            general.published_on = parts.date(self, "veroeffentlichungsdatum");
        }
        if is_new {
            general.changed = parts.date_time(self, "letzteAenderung", true);
            general.keywords = self.keywords(parts);
        }
        match (is_new, is_rule) {
            (false, _) => {
                general.status = parts.required_code::<Status>(self, "status");
                general.responsible = parts.text(self, "fachlicherErsteller");
                general.status_set_on = parts.date(self, "freigabedatum");
            }
            (true, true) => general.responsible = parts.text(self, "fachlicherErsteller"),
            (true, false) => {
                if let Some(node) = parts.required(self, "freigabestatus") {
                    (general.status, general.status_list_version) = self.code::<Status>(node);
                }
                general.status_set_on = parts.date(self, "statusGesetztAm");
                general.responsible = parts.text(self, "statusGesetztDurch");
                general.relations = self.relations(parts);
            }
        }
        general
    }

    pub(crate) fn identity(&mut self, node: &Node) -> Option<Identity> {
        let standard = self.standard;
        self.only_attributes(node, &[]);
        self.within(node.name, |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(standard));
            let id = parts.required_text(reader, "id");
            let (numbers, expected) = match standard {
                Standard::Xdf2 => (2, "version like 1.0"),
                Standard::Xdf3 => (3, "version like 1.0.0"),
            };
            let version = parts.formed(reader, "version", expected, |text| is_version(text, numbers));
            parts.finish(reader);
            Some(Identity { id: id?, version })
        })
    }

    /// The legal bases: any number in version 3, one text in version 2.
    pub(crate) fn bases(&mut self, parts: &mut Parts) -> Vec<Basis> {
        let nodes = match self.standard {
            Standard::Xdf2 => parts.optional(self, "bezug").into_iter().collect(),
            Standard::Xdf3 => parts.all("bezug"),
        };
        let known: &[&str] = if self.standard == Standard::Xdf3 { &["link"] } else { &[] };
        let mut bases = Vec::new();
        for node in nodes {
            self.only_attributes(node, known);
            let link = attribute(node, "link");
            match self.text(node) {
                Some(text) => bases.push(Basis { text, link }),
                None if link.is_some() => bases.push(Basis { text: String::new(), link }),
                None => {}
            }
        }
        bases
    }

    fn keywords(&mut self, parts: &mut Parts) -> Vec<Keyword> {
        let mut keywords = Vec::new();
        for node in parts.all("stichwort") {
            self.only_attributes(node, &["uri"]);
            let uri = attribute(node, "uri");
            match self.text(node) {
                None if uri.is_none() => {}
                text => keywords.push(Keyword { text: text.unwrap_or_default(), uri }),
            }
        }
        keywords
    }

    fn relations(&mut self, parts: &mut Parts) -> Vec<Relation> {
        let mut relations = Vec::new();
        for node in parts.all("relation") {
            self.only_attributes(node, &[]);
            let read = self.within("relation", |reader| {
                let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
                let kind = parts.required(reader, "praedikat").map(|node| reader.code::<RelationKind>(node));
                let object = parts.required(reader, "objekt").and_then(|node| reader.identity(node));
                parts.finish(reader);
                let (kind, list_version) = kind?;
                Some(Relation { kind: kind?, list_version, object: object? })
            });
            relations.extend(read);
        }
        relations
    }

    /// An attribute that must be there and hold something.
    pub(crate) fn required_attribute(&mut self, node: &Node, name: &'static str) -> Option<String> {
        let value = attribute(node, name);
        if value.is_none() {
            self.fault(node.line, Mistake::MissingAttribute(name));
        }
        value
    }
}

fn is_version(text: &str, numbers: usize) -> Option<String> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (text.split('.').count() == numbers && text.split('.').all(is_number)).then(|| text.to_owned())
}
