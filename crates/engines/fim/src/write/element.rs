//! Schemas, groups, fields and rules, element by element as the XML schema orders them.

use jiff::civil::Date;
use serde_json::Value as Json;

use super::Out;
use crate::codes::{
    Code, DataType, DisplayChange, ElementKind, FieldKind, GroupKind, Prefill, RelationKind, RuleKind,
    Standard, Status, StructureChange,
};
use crate::model::{
    Basis, CodeListReference, Constraint, Element, Field, General, Group, Identity, Member, Rule, Schema,
};

/// The list of version 2, whose name is another one.
const STATUS_2: &str = "urn:xoev-de:fim:codeliste:xdatenfelder.status";

impl Out {
    fn is_new(&self) -> bool {
        self.standard == Standard::Xdf3
    }

    /// Writes `write` with `name` and the id as the place.
    fn element(&mut self, name: &str, general: &General, write: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.place, format!("{name} {}", general.identity.id));
        self.within(name, &[], write);
        self.place = outer;
    }

    pub(super) fn schema(&mut self, schema: &Schema) {
        self.element("stammdatenschema", &schema.general, |out| {
            out.general(&schema.general);
            if out.is_new() {
                out.leaf("bezeichnung", schema.general.input_label.as_deref().unwrap_or_default());
                out.unless(schema.general.output_label.is_none(), "bezeichnungAusgabe");
            }
            out.optional("hilfetext", schema.help.as_deref());
            let (structure, display) = (schema.structure_change, schema.display_change);
            let name = "ableitungsmodifikationenStruktur";
            out.code::<StructureChange>(name, StructureChange::LIST, None, |s| structure.code(s));
            let name = "ableitungsmodifikationenRepraesentation";
            out.code::<DisplayChange>(name, DisplayChange::LIST, None, |s| display.code(s));
            match &schema.profile {
                Some(profile) if out.is_new() => out.identity("dokumentsteckbrief", profile),
                None if !out.is_new() => {}
                _ => out.refuse("dokumentsteckbrief"),
            }
            out.rules(&schema.rules);
            out.members(&schema.members);
        });
    }

    pub(super) fn group(&mut self, group: &Group) {
        self.element("datenfeldgruppe", &group.general, |out| {
            out.general(&group.general);
            out.part(&group.general, group.kind, group.input_help.as_deref(), group.output_help.as_deref());
            if group.is_choice {
                out.code::<GroupKind>("art", GroupKind::LIST, None, |s| GroupKind::Choice.code(s));
            }
            out.rules(&group.rules);
            out.members(&group.members);
        });
    }

    pub(super) fn field(&mut self, field: &Field) {
        self.element("datenfeld", &field.general, |out| {
            out.general(&field.general);
            out.part(&field.general, field.kind, field.input_help.as_deref(), field.output_help.as_deref());
            out.code::<FieldKind>("feldart", FieldKind::LIST, None, |s| field.field_kind.code(s));
            out.code::<DataType>("datentyp", DataType::LIST, None, |s| field.data_type.code(s));
            out.constraint(&field.constraint);
            if !out.is_new() {
                out.leaf("inhalt", field.content.as_deref().unwrap_or_default());
                if let Some(list) = &field.code_list {
                    out.code_list(list);
                }
                out.unless(field.prefill.is_none(), "vorbefuellung");
                out.unless(field.values.is_empty(), "werte");
                let has_keys =
                    field.code_key.is_some() || field.name_key.is_some() || field.help_key.is_some();
                out.unless(!has_keys, "codeKey");
                out.unless(field.max_size.is_none() && field.media_types.is_empty(), "maxSize");
                return out.rules(&field.rules);
            }
            out.optional("inhalt", field.content.as_deref());
            match field.prefill {
                Some(prefill) => {
                    out.code::<Prefill>("vorbefuellung", Prefill::LIST, None, |s| prefill.code(s))
                }
                None => out.refuse("vorbefuellung"),
            }
            if !field.values.is_empty() {
                out.within("werte", &[], |out| {
                    for value in &field.values {
                        out.within("wert", &[], |out| {
                            out.leaf("code", &value.code);
                            out.leaf("name", &value.name);
                            out.optional("hilfe", value.help.as_deref());
                        });
                    }
                });
            }
            if let Some(list) = &field.code_list {
                out.code_list(list);
            }
            out.optional("codeKey", field.code_key.as_deref());
            out.optional("nameKey", field.name_key.as_deref());
            out.optional("helpKey", field.help_key.as_deref());
            out.rules(&field.rules);
            out.optional("maxSize", field.max_size.map(|size| size.to_string()).as_deref());
            for kind in &field.media_types {
                out.leaf("mediaType", kind);
            }
        });
    }

    fn rules(&mut self, rules: &[Rule]) {
        for rule in rules {
            self.element("regel", &rule.general, |out| out.rule(rule));
        }
    }

    fn rule(&mut self, rule: &Rule) {
        if !self.is_new() {
            self.general(&rule.general);
            self.leaf("script", rule.script.as_deref().unwrap_or_default());
            let is_plain = rule.parameters.is_empty() && rule.targets.is_empty() && rule.messages.is_empty();
            return self.unless(is_plain && rule.kind.is_none(), "typ");
        }
        let general = &rule.general;
        self.identity("identifikation", &general.identity);
        self.leaf("name", &general.name);
        self.optional("beschreibung", general.description.as_deref());
        self.optional("freitextRegel", general.definition.as_deref());
        self.bases(&general.bases);
        self.keywords(general);
        self.optional("fachlicherErsteller", general.responsible.as_deref());
        self.changed(general);
        let is_plain = general.input_label.is_none() && general.output_label.is_none();
        self.unless(is_plain, "bezeichnungEingabe");
        let has_dates = general.valid_from.is_some() || general.valid_until.is_some();
        let has_history = general.published_on.is_some() || general.status_set_on.is_some();
        self.unless(!has_dates && !has_history && general.version_note.is_none(), "gueltigAb");
        self.unless(general.status.is_none() && general.relations.is_empty(), "freigabestatus");
        match rule.kind {
            Some(kind) => self.code::<RuleKind>("typ", RuleKind::LIST, None, |s| kind.code(s)),
            None => self.refuse("typ"),
        }
        for parameter in &rule.parameters {
            let attributes = [("element", parameter.element.as_str()), ("name", parameter.name.as_str())];
            let kind = parameter.kind.code(self.standard).unwrap_or_default();
            self.within("param", &attributes, |out| out.leaf("typ", kind));
        }
        for target in &rule.targets {
            self.leaf_with("ziel", &[("element", &target.element), ("name", &target.name)], "");
        }
        self.optional("skript", rule.script.as_deref());
        for message in &rule.messages {
            let code = message.code.to_string();
            self.leaf_with("fehler", &[("code", &code)], message.text.as_deref().unwrap_or_default());
        }
    }

    fn general(&mut self, general: &General) {
        self.identity("identifikation", &general.identity);
        self.leaf("name", &general.name);
        if !self.is_new() {
            self.leaf("bezeichnungEingabe", general.input_label.as_deref().unwrap_or_default());
            self.optional("bezeichnungAusgabe", general.output_label.as_deref());
            self.leaf("beschreibung", general.description.as_deref().unwrap_or_default());
            self.leaf("definition", general.definition.as_deref().unwrap_or_default());
            self.one_basis(&general.bases);
            match general.status {
                Some(status) => self.code::<Status>("status", STATUS_2, None, |s| status.code(s)),
                None => self.refuse("status"),
            }
            self.date("gueltigAb", general.valid_from);
            self.date("gueltigBis", general.valid_until);
            self.optional("fachlicherErsteller", general.responsible.as_deref());
            self.optional("versionshinweis", general.version_note.as_deref());
            self.date("freigabedatum", general.status_set_on);
            self.date("veroeffentlichungsdatum", general.published_on);
            let is_plain = general.relations.is_empty() && general.keywords.is_empty();
            return self.unless(is_plain && general.changed.is_none(), "letzteAenderung");
        }
        self.optional("beschreibung", general.description.as_deref());
        self.optional("definition", general.definition.as_deref());
        self.bases(&general.bases);
        match general.status {
            Some(status) => {
                let edition = general.status_list_version.as_deref();
                self.code::<Status>("freigabestatus", Status::LIST, edition, |s| status.code(s));
            }
            None => self.refuse("freigabestatus"),
        }
        self.date("statusGesetztAm", general.status_set_on);
        self.optional("statusGesetztDurch", general.responsible.as_deref());
        self.date("gueltigAb", general.valid_from);
        self.date("gueltigBis", general.valid_until);
        self.optional("versionshinweis", general.version_note.as_deref());
        self.date("veroeffentlichungsdatum", general.published_on);
        self.changed(general);
        for relation in &general.relations {
            self.within("relation", &[], |out| {
                let edition = relation.list_version.as_deref();
                out.code::<RelationKind>("praedikat", RelationKind::LIST, edition, |s| relation.kind.code(s));
                out.identity("objekt", &relation.object);
            });
        }
        self.keywords(general);
    }

    /// What groups and fields have beyond the general facts.
    fn part(&mut self, general: &General, kind: ElementKind, input: Option<&str>, output: Option<&str>) {
        if self.is_new() {
            self.leaf("bezeichnungEingabe", general.input_label.as_deref().unwrap_or_default());
            self.optional("bezeichnungAusgabe", general.output_label.as_deref());
        }
        self.code::<ElementKind>("schemaelementart", ElementKind::LIST, None, |s| kind.code(s));
        match self.standard {
            Standard::Xdf2 => {
                self.leaf("hilfetextEingabe", input.unwrap_or_default());
                self.leaf("hilfetextAusgabe", output.unwrap_or_default());
            }
            Standard::Xdf3 => {
                self.optional("hilfetextEingabe", input);
                self.optional("hilfetextAusgabe", output);
            }
        }
    }

    fn identity(&mut self, name: &str, identity: &Identity) {
        self.within(name, &[], |out| {
            out.leaf("id", &identity.id);
            out.optional("version", identity.version.as_deref());
        });
    }

    fn bases(&mut self, bases: &[Basis]) {
        for basis in bases {
            let link = basis.link.as_deref().map(|link| ("link", link));
            self.leaf_with("bezug", link.as_slice(), &basis.text);
        }
    }

    /// Version 2 has one text for all.
    fn one_basis(&mut self, bases: &[Basis]) {
        self.unless(bases.iter().all(|basis| basis.link.is_none()), "link");
        let texts: Vec<&str> = bases.iter().map(|basis| basis.text.as_str()).collect();
        self.leaf("bezug", &texts.join("\n"));
    }

    fn keywords(&mut self, general: &General) {
        for keyword in &general.keywords {
            let uri = keyword.uri.as_deref().map(|uri| ("uri", uri));
            self.leaf_with("stichwort", uri.as_slice(), &keyword.text);
        }
    }

    fn changed(&mut self, general: &General) {
        match &general.changed {
            Some(changed) => self.leaf("letzteAenderung", changed),
            None => self.refuse("letzteAenderung"),
        }
    }

    fn date(&mut self, name: &str, date: Option<Date>) {
        self.optional(name, date.map(|date| date.to_string()).as_deref());
    }

    fn members(&mut self, members: &[Member]) {
        for member in members {
            self.within("struktur", &[], |out| {
                out.leaf("anzahl", &member.count.to_string());
                match out.standard {
                    Standard::Xdf2 => out.one_basis(&member.bases),
                    Standard::Xdf3 => out.bases(&member.bases),
                }
                out.within("enthaelt", &[], |out| match &member.element {
                    Element::Group(group) => out.group(group),
                    Element::Field(field) => out.field(field),
                });
            });
        }
    }

    fn code_list(&mut self, list: &CodeListReference) {
        self.within("codelisteReferenz", &[], |out| match (out.standard, &list.identity) {
            (Standard::Xdf2, Some(identity)) => {
                out.identity("identifikation", identity);
                out.within("genericodeIdentification", &[], |out| {
                    out.leaf("canonicalIdentification", list.uri.as_deref().unwrap_or_default());
                    out.leaf("version", list.version.as_deref().unwrap_or_default());
                    out.leaf("canonicalVersionUri", list.version_uri.as_deref().unwrap_or_default());
                });
            }
            (Standard::Xdf3, None) => {
                out.optional("canonicalIdentification", list.uri.as_deref());
                out.optional("version", list.version.as_deref());
                out.optional("canonicalVersionUri", list.version_uri.as_deref());
            }
            _ => out.refuse("codelisteReferenz/identifikation"),
        });
    }

    fn constraint(&mut self, constraint: &Constraint) {
        let lengths = [("minLength", constraint.min_length), ("maxLength", constraint.max_length)];
        let lengths = lengths.map(|(name, length)| (name, length.map(|length| length.to_string())));
        let [min, max] = &lengths;
        let said: Vec<(&str, &str)> = [
            (min.0, min.1.as_deref()),
            (max.0, max.1.as_deref()),
            ("minValue", constraint.min_value.as_deref()),
            ("maxValue", constraint.max_value.as_deref()),
            ("pattern", constraint.pattern.as_deref()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        let text = constraint.text.as_deref().unwrap_or_default();
        match self.standard {
            Standard::Xdf3 if said.is_empty() && text.is_empty() => {}
            Standard::Xdf3 => self.leaf_with("praezisierung", &said, text),
            Standard::Xdf2 if said.is_empty() => self.leaf("praezisierung", text),
            Standard::Xdf2 => {
                self.unless(text.is_empty(), "praezisierung");
                // In the order that editors of the stock write it in.
                let order =
                    |name: &str| ["minLength", "pattern", "maxLength"].iter().position(|n| *n == name);
                let mut said = said;
                said.sort_by_key(|(name, _)| order(name).unwrap_or(usize::MAX));
                let pairs: Vec<String> =
                    said.iter().map(|(name, value)| format!("\"{name}\":{}", Json::from(*value))).collect();
                self.leaf("praezisierung", &format!("{{{}}}", pairs.join(",")));
            }
        }
    }
}
