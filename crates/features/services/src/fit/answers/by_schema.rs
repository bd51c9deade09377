//! Along the FIM schema that the form came from.

use rathaus_fim::{Element, General, Member, Schema};
use rathaus_procedure::answers::Chosen;
use rathaus_procedure::{Answer, Answers, Group, StableId};

use super::{Draft, Note, Placing, Tree, element, traced};

pub(super) fn place(placing: &mut Placing<'_>, schema: &Schema, draft: &Draft, tree: &Tree) {
    let mut answers = Answers::new();
    let tree = unwrapped(schema, tree);
    let mut walk = Walk { placing, draft, path: Vec::new() };
    walk.members(&schema.members, "", tree, &mut answers, None);
    placing.placed.answers = answers;
}

/// The object in which members of the schema stand: some senders put one of the schema's name around it.
fn unwrapped<'t>(schema: &Schema, tree: &'t Tree) -> &'t Tree {
    let is_member = |name: &str| {
        let id = element(name);
        schema.members.iter().any(|member| general(&member.element).identity.id.eq_ignore_ascii_case(&id))
    };
    let mut inner = tree;
    for _ in 0..4 {
        let Tree::Object(parts) = inner else { break };
        let mut own = parts.iter().filter(|(name, _)| !name.starts_with('$'));
        match (own.next(), own.next()) {
            (Some((name, part @ Tree::Object(_))), None) if !is_member(name) => inner = part,
            _ => return inner,
        }
    }
    inner
}

fn general(element: &Element) -> &General {
    match element {
        Element::Group(group) => &group.general,
        Element::Field(field) => &field.general,
    }
}

struct Walk<'w, 'a> {
    placing: &'w mut Placing<'a>,
    draft: &'w Draft,
    path: Vec<usize>,
}

impl Walk<'_, '_> {
    /// The members of the schema, of a group or of a record; in a record, of which group of the form.
    fn members(
        &mut self,
        members: &[Member],
        place: &str,
        tree: &Tree,
        into: &mut Answers,
        record: Option<&StableId>,
    ) {
        let Tree::Object(parts) = tree else { return self.placing.unplaced(place, tree) };
        let mut is_used = vec![false; parts.len()];
        let mut present = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let id = &general(&member.element).identity.id;
            let at = parts
                .iter()
                .enumerate()
                .position(|(at, (name, _))| !is_used[at] && element(name).eq_ignore_ascii_case(id));
            if let Some(at) = at {
                is_used[at] = true;
            }
            let part = at.map(|at| &parts[at].1).filter(|part| !part.is_blank());
            if part.is_some() {
                present.push(index);
            }
            self.path.push(index);
            self.member(member, &format!("{place}/{id}"), part, into, record);
            self.path.pop();
        }
        self.choice(&present, into, record);
        for ((name, part), _) in
            parts.iter().zip(is_used).filter(|((name, _), is_used)| !is_used && !name.starts_with('$'))
        {
            self.placing.unplaced(&format!("{place}/{name}"), part);
        }
    }

    /// Answers which member of a group applies, where the form asks.
    fn choice(&mut self, present: &[usize], into: &mut Answers, record: Option<&StableId>) {
        let Some((id, options)) = self.draft.trace.choices.get(&self.path) else { return };
        let option =
            options.iter().find(|(index, _)| present.contains(index)).map(|(_, option)| option.clone());
        if let Some(option) = option.filter(|_| self.asks(id, record)) {
            into.set(id.clone(), Answer::Choice(Chosen::Option(option)));
        }
    }

    /// Whether the form still has a question there.
    fn asks(&self, id: &StableId, record: Option<&StableId>) -> bool {
        let standing = self.placing.definition.field(id);
        standing.is_some_and(|standing| standing.group.map(|group| &group.id) == record)
    }

    fn member(
        &mut self,
        member: &Member,
        place: &str,
        part: Option<&Tree>,
        into: &mut Answers,
        record: Option<&StableId>,
    ) {
        match &member.element {
            Element::Group(group) => self.group(&group.members, place, part, into, record),
            Element::Field(_) => {
                if let Some(part) = part {
                    self.field(place, part, into, record);
                }
            }
        }
    }

    fn group(
        &mut self,
        members: &[Member],
        place: &str,
        part: Option<&Tree>,
        into: &mut Answers,
        record: Option<&StableId>,
    ) {
        if let Some(id) = self.draft.trace.gates.get(&self.path).cloned()
            && self.asks(&id, record)
        {
            into.set(id, Answer::YesNo(part.is_some()));
        }
        let Some(part) = part else { return };
        let Some(id) = self.draft.trace.records.get(&self.path).cloned() else {
            // Once, or what may stand once only in a form: the first.
            let items = part.items();
            let Some(first) = items.first() else { return };
            self.members(members, place, first, into, record);
            for (at, item) in items.iter().enumerate().skip(1) {
                self.placing.unplaced(&format!("{place}[{}]", at + 1), item);
            }
            return;
        };
        let Some((_, group)) = self.placing.definition.group(&id) else {
            return self.placing.unplaced(place, part);
        };
        let label = group.title.de.clone();
        let mut records = Vec::new();
        for (at, item) in self.limited(&label, part).into_iter().enumerate() {
            let mut answers = Answers::new();
            self.members(members, &format!("{place}[{}]", at + 1), item, &mut answers, Some(&id));
            records.push(answers);
        }
        if !records.is_empty() {
            into.set(id, Answer::Records(records));
        }
    }

    /// As many entries as a form can take.
    fn limited<'t>(&mut self, label: &str, part: &'t Tree) -> Vec<&'t Tree> {
        let mut items = part.items();
        let most = usize::try_from(Group::MOST).unwrap_or(usize::MAX);
        if items.len() > most {
            self.placing.note(Note::More { label: label.to_owned(), came: items.len(), kept: most });
            items.truncate(most);
        }
        items
    }

    fn field(&mut self, place: &str, part: &Tree, into: &mut Answers, record: Option<&StableId>) {
        let definition = self.placing.definition;
        let wrap = self.draft.trace.wraps.get(&self.path);
        let asked = traced(self.draft, &self.path).and_then(|id| definition.field(id));
        let group = wrap.or(record);
        let Some(asked) = asked.filter(|asked| asked.group.map(|own| &own.id) == group) else {
            return self.placing.unplaced(place, part);
        };
        let codes = self.draft.trace.values.get(&asked.field.id);
        let Some(wrap) = wrap.cloned() else { return self.placing.put(into, asked.field, part, codes) };
        let mut records = Vec::new();
        for item in self.limited(&asked.field.label.de, part) {
            let mut answers = Answers::new();
            self.placing.put(&mut answers, asked.field, item, codes);
            records.push(answers);
        }
        if !records.is_empty() {
            into.set(wrap, Answer::Records(records));
        }
    }
}
