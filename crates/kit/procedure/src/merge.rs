//! Joining what two sides made of the same form: a town that copied a form and changed it, and the town it came from.
//!
//! Pages, groups and questions are known by their ids, wherever they stand; so are options, steps and fees. What one side changed is
//! taken. What both changed, each otherwise, is a [`Clash`]: one of the two is chosen, ours where nobody has chosen yet. Words,
//! conditions and a deadline are each taken as a whole, since half of one side and half of the other would mean what nobody said.
//!
//! Left out on purpose: whether the whole still makes sense, such as a condition on a question that the other side removed; the editor
//! says so of every draft ([`crate::faults`]).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::definition::{Definition, Field, Item};
use crate::difference::Changed;
use crate::words::StableId;

/// Whose version is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// That of the form here.
    Ours,
    /// That of the form it came from.
    Theirs,
}

/// Something that both sides changed, each otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Its name, by which one of the two is chosen: `rufname.label`.
    pub at: String,
    /// What was changed.
    pub what: Changed,
    /// What people call the page, group or question, in German; the title for the form itself.
    pub label: String,
    /// What both sides began with, in words or as JSON; `None` where it was not there.
    pub base: Option<String>,
    /// What stands here.
    pub ours: Option<String>,
    /// What stands there.
    pub theirs: Option<String>,
}

/// Both sides in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The form, under our key.
    pub definition: Definition,
    /// What both changed: of the form itself, of its parts by their ids, of their order.
    pub clashes: Vec<Clash>,
}

/// The form itself among the names of clashes. As ids have no capital letters, it is none; nor are `ORDER` and `PLACE`.
const FORM: &str = "FORM";

type Values = Map<String, Value>;

/// A page, group or field without what stands in it.
#[derive(Debug, Clone, PartialEq)]
struct Node {
    kind: NodeKind,
    /// The page or group it stands in; empty for pages.
    parent: String,
    values: Values,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NodeKind {
    Page,
    Group,
    Field,
}

/// A form taken apart.
#[derive(Debug, Default)]
struct Tree {
    form: Values,
    nodes: BTreeMap<String, Node>,
    /// The children of each page and group, and of the form under the empty name, in their order.
    order: BTreeMap<String, Vec<String>>,
}

fn values_of(value: Value, without: &[&str]) -> Values {
    let Value::Object(mut values) = value else { return Values::new() };
    without.iter().for_each(|name| drop(values.remove(*name)));
    values
}

impl Tree {
    fn of(definition: &Definition) -> serde_json::Result<Self> {
        let mut tree =
            Tree { form: values_of(serde_json::to_value(definition)?, &["key", "pages"]), ..Tree::default() };
        for page in &definition.pages {
            let values = values_of(serde_json::to_value(page)?, &["id", "items"]);
            tree.add(&page.id, NodeKind::Page, "", values);
            for item in &page.items {
                match item {
                    Item::Field(field) => tree.add_field(field, &page.id)?,
                    Item::Group(group) => {
                        let values = values_of(serde_json::to_value(group)?, &["id", "fields"]);
                        tree.add(&group.id, NodeKind::Group, page.id.as_str(), values);
                        for field in &group.fields {
                            tree.add_field(field, &group.id)?;
                        }
                    }
                }
            }
        }
        Ok(tree)
    }

    fn add_field(&mut self, field: &Field, parent: &StableId) -> serde_json::Result<()> {
        let values = values_of(serde_json::to_value(field)?, &["id"]);
        self.add(&field.id, NodeKind::Field, parent.as_str(), values);
        Ok(())
    }

    fn add(&mut self, id: &StableId, kind: NodeKind, parent: &str, values: Values) {
        self.order.entry(parent.to_owned()).or_default().push(id.to_string());
        self.nodes.insert(id.to_string(), Node { kind, parent: parent.to_owned(), values });
    }

    fn children(&self, of: &str) -> &[String] {
        self.order.get(of).map_or(&[], Vec::as_slice)
    }

    fn label(&self, id: &str) -> String {
        self.nodes.get(id).map_or_else(|| id.to_owned(), |node| label_of(&node.values))
    }
}

fn label_of(values: &Values) -> String {
    let words = values.get("label").or_else(|| values.get("title"));
    words.and_then(|words| words["de"].as_str()).unwrap_or_default().to_owned()
}

/// A value for people: its German words, else JSON.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => match (map.get("de"), map.get("label").or_else(|| map.get("title"))) {
            (Some(Value::String(text)), _) => text.clone(),
            (_, Some(words)) => said(words),
            _ => value.to_string(),
        },
        value => value.to_string(),
    }
}

fn what_of(key: &str, is_form: bool) -> Changed {
    match key {
        "title" if is_form => Changed::Title,
        "title" | "label" => Changed::Label,
        "intro" => Changed::Intro,
        "record" => Changed::Record,
        "hint" => Changed::Hint,
        "help" => Changed::Help,
        "kind" => Changed::Kind,
        "required" => Changed::Required,
        "required_when" => Changed::RequiredWhen,
        "when" => Changed::When,
        "private" => Changed::Private,
        "shared" => Changed::Shared,
        "prefill" => Changed::Prefill,
        "legal_basis" => Changed::LegalBasis,
        "external" => Changed::External,
        "handling" => Changed::Handling,
        _ => Changed::Setting,
    }
}

/// What both sides leave of something, where they agree.
fn agreed<T: PartialEq>(base: T, ours: T, theirs: T) -> Option<T> {
    if ours == theirs || base == theirs {
        Some(ours)
    } else if base == ours {
        Some(theirs)
    } else {
        None
    }
}

/// The things of a list by their ids; `None` where one has none.
fn keyed(value: Option<&Value>) -> Option<Vec<(String, &Value)>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::Array(list)) => {
            list.iter().map(|one| Some((one["id"].as_str()?.to_owned(), one))).collect()
        }
        Some(_) => None,
    }
}

/// The only property of an object, as in `{"text": {…}}`.
fn variant(value: Option<&Value>) -> Option<(&String, &Values)> {
    let map = value?.as_object().filter(|map| map.len() == 1)?;
    let (name, inner) = map.iter().next()?;
    Some((name, inner.as_object()?))
}

/// Where in a form two sides are joined.
struct At<'a> {
    path: String,
    label: &'a str,
    /// What is changed where a property does not say so itself.
    what: Option<Changed>,
    is_form: bool,
}

impl At<'_> {
    fn inner(&self, name: &str, what: Changed) -> At<'_> {
        At { path: format!("{}.{name}", self.path), label: self.label, what: Some(what), is_form: false }
    }
}

struct Join<'a> {
    chosen: &'a dyn Fn(&str) -> Option<Side>,
    clashes: Vec<Clash>,
}

impl Join<'_> {
    fn choose<T>(&mut self, clash: Clash, ours: T, theirs: T) -> T {
        let side = (self.chosen)(&clash.at).unwrap_or(Side::Ours);
        self.clashes.push(clash);
        match side {
            Side::Ours => ours,
            Side::Theirs => theirs,
        }
    }

    /// The properties of something that both sides have.
    fn values(&mut self, at: &At<'_>, base: &Values, ours: &Values, theirs: &Values) -> Values {
        let names: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
        let mut joined = Values::new();
        for name in names {
            let (b, o, t) = (base.get(name), ours.get(name), theirs.get(name));
            let value = match agreed(b, o, t) {
                Some(value) => value.cloned(),
                None => self.value(at, name, b, o, t),
            };
            joined.extend(value.map(|value| (name.clone(), value)));
        }
        joined
    }

    fn value(
        &mut self,
        at: &At<'_>,
        name: &str,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> Option<Value> {
        let what = at.what.unwrap_or_else(|| what_of(name, at.is_form));
        if name == "kind"
            && let (Some((is, o)), Some((other, t))) = (variant(ours), variant(theirs))
            && is == other
        {
            let none = Values::new();
            let b = variant(base).filter(|(was, _)| *was == is).map_or(&none, |(_, inner)| inner);
            let inner = self.values(&at.inner("kind", Changed::Setting), b, o, t);
            return Some(json!({ is.as_str(): inner }));
        }
        if name == "handling"
            && let (Some(Value::Object(o)), Some(Value::Object(t))) = (ours, theirs)
        {
            let none = Values::new();
            let b = base.and_then(Value::as_object).unwrap_or(&none);
            return Some(Value::Object(self.values(&at.inner("handling", Changed::Handling), b, o, t)));
        }
        if let (Some(b), Some(o), Some(t)) = (keyed(base), keyed(ours), keyed(theirs))
            && ours.is_some()
            && theirs.is_some()
        {
            let what = if at.what == Some(Changed::Handling) { what } else { Changed::OptionLabel };
            return Some(Value::Array(self.list(&at.inner(name, what), &b, &o, &t)));
        }
        let show = |value: Option<&Value>| value.map(said);
        let clash = Clash {
            at: format!("{}.{name}", at.path),
            what,
            label: at.label.to_owned(),
            base: show(base),
            ours: show(ours),
            theirs: show(theirs),
        };
        self.choose(clash, ours.cloned(), theirs.cloned())
    }

    /// A list of things with ids, each taken as a whole.
    fn list(
        &mut self,
        at: &At<'_>,
        base: &[(String, &Value)],
        ours: &[(String, &Value)],
        theirs: &[(String, &Value)],
    ) -> Vec<Value> {
        let of = |list: &[(String, &Value)], id: &str| -> Option<Value> {
            list.iter().find(|(one, _)| one == id).map(|(_, value)| (*value).clone())
        };
        let ids: BTreeSet<&String> = base.iter().chain(ours).chain(theirs).map(|(id, _)| id).collect();
        let mut kept: BTreeMap<String, Value> = BTreeMap::new();
        for id in ids {
            let (b, o, t) = (of(base, id), of(ours, id), of(theirs, id));
            let value = match agreed(b.clone(), o.clone(), t.clone()) {
                Some(value) => value,
                None => {
                    let clash = Clash {
                        at: format!("{}.{id}", at.path),
                        what: at.what.unwrap_or(Changed::OptionLabel),
                        label: at.label.to_owned(),
                        base: b.as_ref().map(said),
                        ours: o.as_ref().map(said),
                        theirs: t.as_ref().map(said),
                    };
                    self.choose(clash, o, t)
                }
            };
            kept.extend(value.map(|value| (id.clone(), value)));
        }
        let ids = |list: &[(String, &Value)]| list.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let names: BTreeMap<String, String> =
            kept.iter().map(|(id, value)| (id.clone(), said(value))).collect();
        let what = if at.what == Some(Changed::Handling) { Changed::Handling } else { Changed::OptionsMoved };
        let order = At { path: format!("{}.ORDER", at.path), what: Some(what), ..*at };
        let order = self.order(&order, &names, &ids(base), &ids(ours), &ids(theirs));
        order.iter().filter_map(|id| kept.remove(id)).collect()
    }

    /// The order of what is left (`names` with what people call it), by the three lists there were.
    fn order(
        &mut self,
        at: &At<'_>,
        names: &BTreeMap<String, String>,
        base: &[String],
        ours: &[String],
        theirs: &[String],
    ) -> Vec<String> {
        let left = |list: &[String]| -> Vec<String> {
            list.iter().filter(|id| names.contains_key(*id)).cloned().collect()
        };
        let common = |list: &[String]| -> Vec<String> {
            let in_all = |id: &&String| base.contains(id) && ours.contains(id) && theirs.contains(id);
            left(list).iter().filter(in_all).cloned().collect()
        };
        let (b, o, t) = (common(base), common(ours), common(theirs));
        let side = if o == t || t == b {
            Side::Ours
        } else if o == b {
            Side::Theirs
        } else {
            let show = |list: &[String]| {
                let called = list.iter().filter_map(|id| names.get(id)).cloned();
                Some(called.collect::<Vec<_>>().join(", "))
            };
            let clash = Clash {
                at: at.path.clone(),
                what: at.what.unwrap_or(Changed::Moved),
                label: at.label.to_owned(),
                base: show(&b),
                ours: show(&o),
                theirs: show(&t),
            };
            self.choose(clash, Side::Ours, Side::Theirs)
        };
        let (first, second) = match side {
            Side::Ours => (left(ours), left(theirs)),
            Side::Theirs => (left(theirs), left(ours)),
        };
        let mut order = first;
        // What only the other side has follows what it follows there.
        let mut place = 0;
        for id in second {
            match order.iter().position(|one| *one == id) {
                Some(at) => place = at + 1,
                None => {
                    order.insert(place, id);
                    place += 1;
                }
            }
        }
        let missing: Vec<String> = names.keys().filter(|id| !order.contains(id)).cloned().collect();
        order.extend(missing);
        order
    }

    /// A page, group or field that a side changed and the other removed, or that is another thing on each side.
    fn either(&mut self, id: &str, what: Changed, nodes: [Option<&Node>; 3]) -> Option<Node> {
        let [base, ours, theirs] = nodes;
        let show = |node: Option<&Node>| node.map(|node| label_of(&node.values));
        let label = show(ours).or_else(|| show(theirs)).unwrap_or_default();
        let at = id.to_owned();
        let clash = Clash { at, what, label, base: show(base), ours: show(ours), theirs: show(theirs) };
        self.choose(clash, ours.cloned(), theirs.cloned())
    }

    fn node(&mut self, id: &str, base: &Tree, ours: &Tree, theirs: &Tree) -> Option<Node> {
        let (b, o, t) = (base.nodes.get(id), ours.nodes.get(id), theirs.nodes.get(id));
        let (Some(mine), Some(other)) = (o, t) else {
            return match agreed(b, o, t) {
                Some(node) => node.cloned(),
                None => {
                    let gone = match b.or(o).or(t).map(|node| node.kind) {
                        Some(NodeKind::Page) => Changed::PageRemoved,
                        Some(NodeKind::Group) => Changed::GroupRemoved,
                        _ => Changed::FieldRemoved,
                    };
                    self.either(id, gone, [b, o, t])
                }
            };
        };
        if mine.kind != other.kind {
            return match agreed(b, o, t) {
                Some(node) => node.cloned(),
                None => self.either(id, Changed::Kind, [b, o, t]),
            };
        }
        let none = Values::new();
        let before = b.filter(|node| node.kind == mine.kind);
        let label = label_of(&mine.values);
        let at = At { path: id.to_owned(), label: &label, what: None, is_form: false };
        let was = before.map_or(&none, |node| &node.values);
        let values = self.values(&at, was, &mine.values, &other.values);
        let place = before.map(|node| &node.parent);
        let parent = match agreed(place, Some(&mine.parent), Some(&other.parent)) {
            Some(parent) => parent.cloned().unwrap_or_default(),
            None => {
                let clash = Clash {
                    at: format!("{id}.PLACE"),
                    what: Changed::Moved,
                    label: label.clone(),
                    base: place.map(|parent| base.label(parent)),
                    ours: Some(ours.label(&mine.parent)),
                    theirs: Some(theirs.label(&other.parent)),
                };
                self.choose(clash, mine.parent.clone(), other.parent.clone())
            }
        };
        Some(Node { kind: mine.kind, parent, values })
    }
}

/// The page or group in which a node can stand, climbing from where it should; empty where there is none.
fn home(nodes: &BTreeMap<String, Node>, node: &Node) -> String {
    let mut parent = node.parent.clone();
    // A form is three storeys high; a circle ends, too.
    for _ in 0..4 {
        match nodes.get(&parent).map(|found| (found.kind, &found.parent)) {
            Some((NodeKind::Page, _)) => return parent,
            Some((NodeKind::Group, _)) if node.kind == NodeKind::Field => return parent,
            Some((_, above)) => parent = above.clone(),
            None => break,
        }
    }
    let first = nodes.iter().find(|(_, node)| node.kind == NodeKind::Page);
    first.map(|(id, _)| id.clone()).unwrap_or_default()
}

/// Joins two forms that were one, `base`. `chosen` says which side is taken of a [`Clash`], by its name.
///
/// Each of the three is sound: no id stands in it twice.
///
/// # Errors
///
/// Where the whole cannot be read as a form any more.
pub fn merge(
    base: &Definition,
    ours: &Definition,
    theirs: &Definition,
    chosen: &dyn Fn(&str) -> Option<Side>,
) -> serde_json::Result<Merged> {
    let (was, own, other) = (Tree::of(base)?, Tree::of(ours)?, Tree::of(theirs)?);
    let mut join = Join { chosen, clashes: Vec::new() };
    let at = At { path: FORM.to_owned(), label: &ours.title.de, what: None, is_form: true };
    let mut form = join.values(&at, &was.form, &own.form, &other.form);
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let ids: BTreeSet<&String> = own.nodes.keys().chain(other.nodes.keys()).collect();
    for id in ids {
        nodes.extend(join.node(id, &was, &own, &other).map(|node| (id.clone(), node)));
    }
    // A page or group that a side removed stays while something stands in it.
    loop {
        let lacking: BTreeSet<String> = (nodes.values())
            .map(|node| node.parent.clone())
            .filter(|parent| !parent.is_empty() && !nodes.contains_key(parent))
            .collect();
        let found: Vec<(String, Node)> = lacking
            .into_iter()
            .filter_map(|id| Some((own.nodes.get(&id).or_else(|| other.nodes.get(&id))?.clone(), id)))
            .map(|(node, id)| (id, node))
            .collect();
        if found.is_empty() {
            break;
        }
        nodes.extend(found);
    }
    let homes: BTreeMap<String, String> = (nodes.iter())
        .map(|(id, node)| match node.kind {
            NodeKind::Page => (id.clone(), String::new()),
            _ => (id.clone(), home(&nodes, node)),
        })
        .collect();
    let mut order: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let parents: BTreeSet<&String> = homes.values().collect();
    for parent in parents {
        let names: BTreeMap<String, String> = (homes.iter())
            .filter(|(_, home)| *home == parent)
            .filter_map(|(id, _)| Some((id.clone(), label_of(&nodes.get(id)?.values))))
            .collect();
        let label = match nodes.get(parent) {
            Some(node) => label_of(&node.values),
            None => ours.title.de.clone(),
        };
        let what = if parent.is_empty() { Changed::PagesMoved } else { Changed::Moved };
        let path = format!("{}.ORDER", if parent.is_empty() { FORM } else { parent.as_str() });
        let at = At { path, label: &label, what: Some(what), is_form: false };
        let lists = [was.children(parent), own.children(parent), other.children(parent)];
        let found = join.order(&at, &names, lists[0], lists[1], lists[2]);
        order.insert(parent.clone(), found);
    }
    let children = |of: &str| order.get(of).cloned().unwrap_or_default();
    let whole = |id: &str| -> Values {
        let mut values = nodes.get(id).map(|node| node.values.clone()).unwrap_or_default();
        values.insert("id".to_owned(), id.into());
        values
    };
    let mut pages = Vec::new();
    for page in children("") {
        let mut items = Vec::new();
        for id in children(&page) {
            let mut item = whole(&id);
            if nodes.get(&id).is_some_and(|node| node.kind == NodeKind::Group) {
                let fields: Vec<Values> = children(&id).iter().map(|id| whole(id)).collect();
                item.insert("fields".to_owned(), serde_json::to_value(fields)?);
                items.push(json!({ "group": item }));
            } else {
                items.push(json!({ "field": item }));
            }
        }
        let mut page = whole(&page);
        page.insert("items".to_owned(), items.into());
        pages.push(page);
    }
    form.insert("key".to_owned(), ours.key.as_str().into());
    form.insert("pages".to_owned(), serde_json::to_value(pages)?);
    let definition = serde_json::from_value(Value::Object(form))?;
    Ok(Merged { definition, clashes: join.clashes })
}
