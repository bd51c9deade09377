//! What version 2 lacks and version 3 asks for: a schema of version 2 is written in version 3.
//!
//! Where version 2 says nothing, the least is said: no prefilling, rules of any kind, the moment of writing as the last
//! change. Versions get a third number, `1.0` becomes `1.0.0`.

use rathaus_fim::{
    CodeListReference, Element, Field, General, Group, Identity, Member, Prefill, Rule, RuleKind, Schema,
    Status,
};

/// A schema of version 2 as one of version 3, changed last at `moment` (an `xs:dateTime`).
pub(super) fn schema(schema: &mut Schema, moment: &str) {
    general(&mut schema.general, moment);
    schema.general.output_label = None;
    let number: String = schema.general.identity.id.chars().skip(1).collect();
    schema.profile.get_or_insert(Identity { id: format!("D{number}"), version: None });
    rules(&mut schema.rules, moment);
    members(&mut schema.members, moment);
}

fn members(members: &mut [Member], moment: &str) {
    for member in members {
        match &mut member.element {
            Element::Group(group) => self::group(group, moment),
            Element::Field(field) => self::field(field, moment),
        }
    }
}

fn group(group: &mut Group, moment: &str) {
    general(&mut group.general, moment);
    rules(&mut group.rules, moment);
    members(&mut group.members, moment);
}

fn field(field: &mut Field, moment: &str) {
    general(&mut field.general, moment);
    field.prefill.get_or_insert(Prefill::None);
    if let Some(list) = &mut field.code_list {
        list.identity = None;
    }
    field.code_list = field.code_list.take().filter(|list| *list != CodeListReference::default());
    rules(&mut field.rules, moment);
}

fn general(general: &mut General, moment: &str) {
    identity(&mut general.identity);
    general.changed.get_or_insert_with(|| moment.to_owned());
    general.status = Some(match general.status {
        None | Some(Status::InPreparation) => Status::InProgress,
        Some(Status::Active) => Status::ApprovedGold,
        Some(status) => status,
    });
}

fn rules(rules: &mut [Rule], moment: &str) {
    for rule in rules {
        let general = &mut rule.general;
        identity(&mut general.identity);
        *general = General {
            identity: general.identity.clone(),
            name: general.name.clone(),
            input_label: None,
            output_label: None,
            description: general.description.take(),
            definition: general.definition.take(),
            bases: std::mem::take(&mut general.bases),
            status: None,
            status_list_version: None,
            status_set_on: None,
            responsible: general.responsible.take(),
            valid_from: None,
            valid_until: None,
            version_note: None,
            published_on: None,
            changed: Some(moment.to_owned()),
            relations: Vec::new(),
            keywords: Vec::new(),
        };
        rule.kind.get_or_insert(RuleKind::Complex);
    }
}

fn identity(identity: &mut Identity) {
    if let Some(version) = &mut identity.version
        && version.split('.').count() == 2
    {
        version.push_str(".0");
    }
}
