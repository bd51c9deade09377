//! What was received, as a paper for its sender.

use rathaus_procedure::fill::answers_said;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Submission, Version};
use rathaus_web::filters::date_time;
use rathaus_web::{TextError, Texts};
use serde_json::{Value, json};

use super::Letterhead;

/// What the template of a receipt gets: every answer as it was given, in the language of the texts.
///
/// # Errors
///
/// A missing text.
pub fn receipt(
    texts: &Texts,
    head: &Letterhead,
    version: &Version,
    submission: &Submission,
    number: &str,
) -> Result<Value, TextError> {
    let definition = &version.definition;
    let parts = answers_said(texts, definition, &submission.answers, today(submission.submitted_at))?;
    let sections: Vec<Value> = parts
        .iter()
        .map(|part| {
            let rows = part.rows.iter().map(|(label, value)| json!({ "label": label, "value": value }));
            json!({ "title": part.title, "answers": rows.collect::<Vec<_>>() })
        })
        .collect();
    let proof = texts.with("letter-receipt-proof", &[("receipt", submission.receipt().into())])?;
    Ok(json!({
        "authority": head.authority(None),
        "title": definition.title.get(texts.lang()),
        "number": number,
        "received": date_time(texts.lang(), submission.submitted_at),
        "note": [{ "markup": proof }],
        "sections": sections,
    }))
}
