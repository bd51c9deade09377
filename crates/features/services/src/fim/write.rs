//! A form becomes a schema of XDatenfelder 3.
//!
//! The schema that the form came from is laid out once more, and where the form differs from that, the office changed
//! something: labels, help, what must be answered, how often, choices, bounds. Everything else stays as it came.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_fim::{
    Cardinality, Content, DisplayChange, Document, Element, Field as Datum, Group as Bundle, Header,
    Identity, Inexpressible, Member, Schema, Standard, StructureChange, write,
};
use rathaus_procedure::definition::Standing;
use rathaus_procedure::{Definition, Field, Item, Page, StableId};

use super::part::{self, Maker, said};
use super::{Draft, Source, modern, read_schema};

/// The form as a file. `moment` is when it is written, an `xs:dateTime`; `message` its number.
///
/// # Errors
///
/// Where XDatenfelder 3 has no words for it, which a test rules out for what forms hold.
pub fn write_schema(
    definition: &Definition,
    source: Option<&Source>,
    moment: &str,
    message: &str,
) -> Result<String, Inexpressible> {
    let from = source.and_then(|source| Some((source, source.schema()?, read_schema(source)?)));
    let schema = match from {
        Some((source, schema, draft)) => changed(definition, source, schema.clone(), &draft, moment),
        None => made(definition, moment),
    };
    let header = Header {
        id: message.to_owned(),
        created: moment.to_owned(),
        product: Some("Rathaus".to_owned()),
        ..Header::default()
    };
    write(&Document { standard: Standard::Xdf3, header, content: Content::Schema(Box::new(schema)) })
}

const ONCE: Cardinality = Cardinality { min: 1, max: Some(1) };

/// A schema of a form that came from nowhere.
fn made(definition: &Definition, moment: &str) -> Schema {
    let mut maker = Maker::new(moment);
    let identity = maker.identity('S', &definition.key);
    let profile = Identity { id: identity.id.replacen('S', "D", 1), version: None };
    Schema {
        general: maker.general(identity, &definition.title.de),
        help: definition.intro.as_ref().map(|intro| said(&intro.de)),
        structure_change: StructureChange::Everything,
        display_change: DisplayChange::Everything,
        profile: Some(profile),
        rules: Vec::new(),
        members: definition
            .pages
            .iter()
            .map(|page| page_group(&mut maker, page, page.items.iter()))
            .collect(),
    }
}

fn page_group<'p>(maker: &mut Maker, page: &Page, items: impl Iterator<Item = &'p Item>) -> Member {
    let members = items.map(|item| maker.item(item)).collect();
    let help = page.intro.as_ref().map(|intro| intro.de.as_str());
    maker.group(&page.id, &page.title.de, help, ONCE, members)
}

/// The schema of a form that came from one, with what the office changed.
fn changed(
    definition: &Definition,
    source: &Source,
    mut schema: Schema,
    draft: &Draft,
    moment: &str,
) -> Schema {
    if source.document.standard == Standard::Xdf2 {
        modern::schema(&mut schema, moment);
    }
    let added = added(definition, draft, moment);
    let mut merge = Merge { now: definition, draft, added };
    if definition.title.de != draft.definition.title.de {
        schema.general.input_label = Some(said(&definition.title.de));
    }
    let mut path = Vec::new();
    merge.members(&mut schema.members, &mut path);
    schema
}

/// What the office added, by the way of the group it belongs to.
fn added(definition: &Definition, draft: &Draft, moment: &str) -> BTreeMap<Vec<usize>, Vec<Member>> {
    let trace = &draft.trace;
    let mut maker = Maker::new(moment);
    let known: BTreeSet<&StableId> = (trace.fields.values())
        .chain(trace.records.values())
        .chain(trace.wraps.values())
        .chain(&trace.made)
        .collect();
    let ways: BTreeMap<&StableId, &Vec<usize>> = trace.records.iter().map(|(way, id)| (id, way)).collect();
    let mut added: BTreeMap<Vec<usize>, Vec<Member>> = BTreeMap::new();
    for page in &definition.pages {
        for item in &page.items {
            if let (Item::Group(group), Some(way)) = (item, ways.get(item.id())) {
                let fresh = group.fields.iter().filter(|field| !known.contains(&field.id));
                added.entry((*way).clone()).or_default().extend(fresh.map(|field| maker.field(field)));
            }
        }
        let fresh: Vec<&Item> = page.items.iter().filter(|item| !known.contains(item.id())).collect();
        if fresh.is_empty() {
            continue;
        }
        let members = match trace.pages.get(&page.id) {
            Some(way) => {
                added.entry(way.clone()).or_default().extend(fresh.into_iter().map(|item| maker.item(item)));
                continue;
            }
            None if trace.made.contains(&page.id) => fresh.into_iter().map(|item| maker.item(item)).collect(),
            None => vec![page_group(&mut maker, page, fresh.into_iter())],
        };
        added.entry(Vec::new()).or_default().extend(members);
    }
    added
}

struct Merge<'m> {
    now: &'m Definition,
    draft: &'m Draft,
    added: BTreeMap<Vec<usize>, Vec<Member>>,
}

impl Merge<'_> {
    /// Changes the members of the element at `path`; what the office took out goes.
    fn members(&mut self, members: &mut Vec<Member>, path: &mut Vec<usize>) {
        let mut index = 0;
        members.retain_mut(|member| {
            path.push(index);
            let stays = self.member(member, path);
            path.pop();
            index += 1;
            stays
        });
        members.extend(self.added.remove(path).unwrap_or_default());
    }

    fn member(&mut self, member: &mut Member, path: &mut Vec<usize>) -> bool {
        match &mut member.element {
            Element::Group(group) => {
                let had = !group.members.is_empty();
                self.group(group, &mut member.count, path);
                self.members(&mut group.members, path);
                !(had && group.members.is_empty())
            }
            Element::Field(_) => match self.draft.trace.fields.get(path.as_slice()) {
                Some(id) => self.field(member, &id.clone(), path),
                // It was never a question.
                None => true,
            },
        }
    }

    fn group(&self, group: &mut Bundle, count: &mut Cardinality, path: &[usize]) {
        let trace = &self.draft.trace;
        let page = trace.pages.iter().find(|(_, way)| way.as_slice() == path).map(|(id, _)| id);
        let titles = match (page, trace.records.get(path)) {
            (Some(id), _) => {
                let title = |form: &Definition| form.page(id).map(|page| page.title.de.clone());
                (title(self.now), title(&self.draft.definition))
            }
            (None, Some(id)) => {
                self.records(id, count);
                let title = |form: &Definition| form.group(id).map(|(_, group)| group.title.de.clone());
                (title(self.now), title(&self.draft.definition))
            }
            (None, None) => return,
        };
        if let (Some(now), Some(before)) = titles
            && now != before
        {
            group.general.input_label = Some(said(&now));
        }
    }

    /// How often a repeated group is filled in, if the office changed that.
    fn records(&self, id: &StableId, count: &mut Cardinality) {
        let (now, before) = (self.now.group(id), self.draft.definition.group(id));
        if let (Some((_, now)), Some((_, before))) = (now, before)
            && (now.min, now.max) != (before.min, before.max)
        {
            *count = part::records(now);
        }
    }

    fn field(&self, member: &mut Member, id: &StableId, path: &[usize]) -> bool {
        let (now, before) = (self.now.field(id), self.draft.definition.field(id));
        let Some(Standing { field: now, .. }) = now else { return false };
        let Some(Standing { field: before, .. }) = before else { return true };
        let wrap = self.draft.trace.wraps.get(path);
        if let Some(wrap) = wrap {
            self.records(wrap, &mut member.count);
        } else if part::count(now) != part::count(before) {
            let (is, was, count) = (part::count(now), part::count(before), &mut member.count);
            count.min = if is.min == was.min { count.min } else { is.min };
            count.max = if is.max == was.max { count.max } else { is.max };
        }
        if now.legal_basis != before.legal_basis {
            member.bases = part::basis(now);
        }
        if let Element::Field(datum) = &mut member.element {
            self.datum(datum, now, before);
        }
        true
    }

    fn datum(&self, datum: &mut Datum, now: &Field, before: &Field) {
        if now.label.de != before.label.de {
            datum.general.input_label = Some(said(&now.label.de));
        }
        if (&now.hint, &now.help) != (&before.hint, &before.help) {
            datum.input_help = part::help(now);
        }
        if now.kind != before.kind {
            let none = BTreeMap::new();
            part::shape(datum, &now.kind, self.draft.trace.values.get(&now.id).unwrap_or(&none));
        }
    }
}
