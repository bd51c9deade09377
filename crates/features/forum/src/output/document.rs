//! `plan.json` and its schema.

use crate::model::plan::Plan;

/// The whole plan as JSON with two spaces of indent and a line feed at the end.
pub fn plan_json(plan: &Plan) -> String {
    // INVARIANT: a plan has text keys only and no number that JSON lacks; test `a_plan_survives_its_json`.
    let mut text = serde_json::to_string_pretty(plan).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema (2020-12) of `plan.json`, as it is committed under `docs/plan.schema.json`.
pub fn plan_schema() -> String {
    let schema = schemars::schema_for!(Plan);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
