//! Data as a tree, whichever way they were written.

use serde_json::Value;

use crate::xzufi::node::{self, Node};

/// A part of the data.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Tree {
    /// Nothing is said.
    #[default]
    Nothing,
    /// A text, or a number as it was written.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// Several of one kind.
    List(Vec<Tree>),
    /// Named parts, in their order.
    Object(Vec<(String, Tree)>),
}

/// Data that cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// They are not written as they say, with why.
    #[error("the data cannot be read: {0}")]
    Syntax(String),
    /// They are something else than an object with members.
    #[error("the data are no object")]
    NoObject,
}

impl Tree {
    /// JSON, whose outermost part must be an object.
    pub(super) fn json(bytes: &[u8]) -> Result<Self, Malformed> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            Malformed::Syntax(format!("line {}, column {}", error.line(), error.column()))
        })?;
        match Self::of(value) {
            tree @ Tree::Object(_) => Ok(tree),
            _ => Err(Malformed::NoObject),
        }
    }

    /// XML; what its outermost element is called does not matter.
    pub(super) fn xml(bytes: &[u8]) -> Result<Self, Malformed> {
        let root = node::parse(bytes).map_err(|error| Malformed::Syntax(error.to_string()))?;
        let [outermost] = root.parts() else { return Err(Malformed::NoObject) };
        match Self::of_node(outermost) {
            tree @ Tree::Object(_) => Ok(tree),
            _ => Err(Malformed::NoObject),
        }
    }

    fn of(value: Value) -> Self {
        match value {
            Value::Null => Tree::Nothing,
            Value::Bool(is) => Tree::Bool(is),
            Value::Number(number) => Tree::Text(number.to_string()),
            Value::String(text) => Tree::Text(text),
            Value::Array(items) => Tree::List(items.into_iter().map(Tree::of).collect()),
            Value::Object(parts) => {
                Tree::Object(parts.into_iter().map(|(name, part)| (name, Tree::of(part))).collect())
            }
        }
    }

    /// Elements of one name in one element are several of one kind.
    fn of_node(node: &Node) -> Self {
        if node.parts().is_empty() {
            let text = node.text.trim();
            return if text.is_empty() { Tree::Nothing } else { Tree::Text(text.to_owned()) };
        }
        let mut parts: Vec<(String, Tree)> = Vec::new();
        let mut places = std::collections::BTreeMap::new();
        for child in node.parts() {
            let tree = Self::of_node(child);
            match places.get(child.name()) {
                None => {
                    places.insert(child.name().to_owned(), parts.len());
                    parts.push((child.name().to_owned(), tree));
                }
                Some(at) => match &mut parts[*at].1 {
                    Tree::List(items) => items.push(tree),
                    first => *first = Tree::List(vec![std::mem::take(first), tree]),
                },
            }
        }
        Tree::Object(parts)
    }

    /// Whether nothing is said in it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Tree::Nothing => true,
            Tree::Text(text) => text.trim().is_empty(),
            Tree::Bool(_) => false,
            Tree::List(items) => items.iter().all(Tree::is_blank),
            Tree::Object(parts) => parts.iter().all(|(_, part)| part.is_blank()),
        }
    }

    /// The items of a list; anything else that says something is one item.
    pub(super) fn items(&self) -> Vec<&Tree> {
        match self {
            Tree::List(items) => items.iter().collect(),
            tree if tree.is_blank() => Vec::new(),
            tree => vec![tree],
        }
    }

    /// A part by its name.
    pub(super) fn part(&self, name: &str) -> Option<&Tree> {
        match self {
            Tree::Object(parts) => parts.iter().find(|(own, _)| own == name).map(|(_, part)| part),
            _ => None,
        }
    }

    /// A single value as text: that of a code in XML is its `code`.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Tree::Text(text) => Some(text.trim()),
            Tree::Object(_) => self.part("code").or_else(|| self.part("value"))?.text(),
            Tree::List(items) => match items.as_slice() {
                [one] => one.text(),
                _ => None,
            },
            Tree::Nothing | Tree::Bool(_) => None,
        }
    }

    /// In words, for notes.
    pub(super) fn said(&self) -> String {
        match self {
            Tree::Nothing => String::new(),
            Tree::Text(text) => text.trim().to_owned(),
            Tree::Bool(is) => is.to_string(),
            Tree::List(items) => items.iter().map(Tree::said).collect::<Vec<_>>().join(", "),
            Tree::Object(parts) => parts
                .iter()
                .map(|(name, part)| format!("{name}: {}", part.said()))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}
