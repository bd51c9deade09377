//! Rules, kept as they were written.

use super::general::{Owner, step};
use crate::codes::Standard;
use crate::model::{Rule, RuleMessage, RuleParameter, RuleTarget};
use crate::node::{Node, Space};
use crate::parts::{Parts, Reader};

impl Reader {
    pub(crate) fn rules(&mut self, parts: &mut Parts) -> Vec<Rule> {
        parts.all("regel").into_iter().map(|node| self.rule(node)).collect()
    }

    fn rule(&mut self, node: &Node) -> Rule {
        self.only_attributes(node, &[]);
        self.within(step(node), |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let general = reader.general(&mut parts, Owner::Rule);
            let mut rule = Rule {
                general,
                kind: None,
                parameters: Vec::new(),
                targets: Vec::new(),
                script: None,
                messages: Vec::new(),
            };
            match reader.standard {
                Standard::Xdf2 => rule.script = parts.text(reader, "script"),
                Standard::Xdf3 => {
                    rule.kind = parts.required_code(reader, "typ");
                    let parameters = parts.all("param");
                    rule.parameters =
                        parameters.into_iter().filter_map(|node| reader.parameter(node)).collect();
                    let targets = parts.all("ziel");
                    rule.targets = targets.into_iter().filter_map(|node| reader.target(node)).collect();
                    rule.script = parts.text(reader, "skript");
                    let messages = parts.all("fehler");
                    rule.messages = messages.into_iter().filter_map(|node| reader.message(node)).collect();
                }
            }
            parts.finish(reader);
            rule
        })
    }

    fn parameter(&mut self, node: &Node) -> Option<RuleParameter> {
        self.only_attributes(node, &["element", "name"]);
        self.within("param", |reader| {
            let mut parts = Parts::new(reader, node, Space::Fim(reader.standard));
            let element = reader.required_attribute(node, "element");
            let name = reader.required_attribute(node, "name");
            let kind = parts.required(reader, "typ").and_then(|node| reader.code_text(node));
            parts.finish(reader);
            Some(RuleParameter { element: element?, name: name?, kind: kind? })
        })
    }

    fn target(&mut self, node: &Node) -> Option<RuleTarget> {
        self.only_attributes(node, &["element", "name"]);
        self.within("ziel", |reader| {
            Parts::new(reader, node, Space::Fim(reader.standard)).finish(reader);
            let element = reader.required_attribute(node, "element");
            let name = reader.required_attribute(node, "name");
            Some(RuleTarget { element: element?, name: name? })
        })
    }

    fn message(&mut self, node: &Node) -> Option<RuleMessage> {
        self.only_attributes(node, &["code"]);
        let text = self.text(node);
        let code = self.within("fehler", |reader| reader.required_attribute(node, "code"))?;
        let code = self.formed(node, &code, "whole number", |code| code.parse().ok())?;
        Some(RuleMessage { code, text })
    }
}
