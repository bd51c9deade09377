//! What a permit says.

use rathaus_people::Secret;
use rathaus_procedure::fill::answer_said;
use rathaus_procedure::permit::Permit;
use rathaus_web::{TextError, Texts};
use serde_json::{Value, json};

use super::Material;
use super::head::LANG;
use crate::store::permit::{Fact, PermitRow};

/// How many letters of a secret stand in the code: 132 bits.
const CODE: usize = 22;

/// The permit of a case, with a new code; `None` where the answers do not say how long it holds.
pub(super) fn row(
    material: &Material,
    texts: &Texts,
    permit: &Permit,
) -> Result<Option<PermitRow>, TextError> {
    let (definition, answers) = (&material.version.definition, &material.submission.answers);
    let Some(decision) = &material.case.decision else { return Ok(None) };
    let Some((valid_from, valid_until)) = permit.days(answers, decision.effective) else { return Ok(None) };
    let mut facts = Vec::new();
    for id in &permit.facts {
        let standing = definition.fields().find(|standing| standing.field.id == *id);
        let answer = answers.get(id).filter(|answer| !answer.is_blank());
        if let Some((standing, answer)) = standing.zip(answer) {
            let value = answer_said(texts, &standing.field.kind, answer)?;
            facts.push(Fact { label: standing.field.label.get(LANG).to_owned(), value });
        }
    }
    Ok(Some(PermitRow {
        title: permit.title.get(LANG).to_owned(),
        number: material.case.number.clone(),
        facts,
        valid_from,
        valid_until,
        code: Secret::new().reveal().chars().take(CODE).collect(),
        revoked_at: None,
    }))
}

/// What it is about, and what its template gets. `check` is the address of permits, up to the code.
pub(super) fn values(material: &Material, row: &PermitRow, check: &str) -> (String, Value) {
    let address = format!("{check}{}", row.code);
    let conditions =
        material.case.decision.as_ref().map(|decision| decision.conditions.clone()).unwrap_or_default();
    let mut values = json!({
        "authority": material.head.authority(None),
        "title": row.title,
        "number": row.number,
        "holder": material.case.applicant,
        "facts": row.facts.iter().map(|fact| json!({ "label": fact.label, "value": fact.value })).collect::<Vec<_>>(),
        "valid_from": { "date": row.valid_from.to_string() },
        "valid_until": { "date": row.valid_until.to_string() },
        "check": { "qr": address },
        "check_address": address,
    });
    if !conditions.is_empty() {
        let list: Vec<String> =
            conditions.iter().map(|one| format!("- {}", one.replace('\n', " "))).collect();
        values["conditions"] = json!([{ "markup": list.join("\n") }]);
    }
    (row.title.clone(), values)
}
