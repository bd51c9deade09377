//! The report: one HTML file that shows a round and its plan to people, in German and English.
//!
//! Why it exists: a regional authority passes the result on to councils, towns and suppliers who have nothing but a
//! browser and a printer. So the file loads nothing, needs no script, prints, and reads aloud.
//!
//! Each section has its own module for the numbers, a template of the same stem and texts that begin with the stem.
//! What it leaves out on purpose: every list in full length for large rounds; the files beside it have them.

use minijinja::Value;
use rathaus_core::Lang;
use rathaus_web::page::{Document, Tree, document, environment};
use rathaus_web::{TextError, Texts};

use crate::model::Input;
use crate::model::plan::Plan;

mod areas;
mod certainty;
mod facts;
#[cfg(test)]
mod fixture;
mod heat;
mod jury;
mod matches;
mod response;
mod selection;
mod summary;
mod talks;
#[cfg(test)]
mod tests;

use facts::Facts;

/// Why there is no report. Each is a fault of the program, not of the input.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A text is missing.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A template does not render.
    #[error("the report's template does not render: {0:#}")]
    Template(#[from] minijinja::Error),
}

/// The sections in order: the stem of module, template, texts and id.
const SECTIONS: [(&str, &str); 11] = [
    ("summary", include_str!("../templates/report/summary.html.j2")),
    ("response", include_str!("../templates/report/response.html.j2")),
    ("areas", include_str!("../templates/report/areas.html.j2")),
    ("heat", include_str!("../templates/report/heat.html.j2")),
    ("white", include_str!("../templates/report/white.html.j2")),
    ("selection", include_str!("../templates/report/selection.html.j2")),
    ("jury", include_str!("../templates/report/jury.html.j2")),
    ("talks", include_str!("../templates/report/talks.html.j2")),
    ("matches", include_str!("../templates/report/matches.html.j2")),
    ("certainty", include_str!("../templates/report/certainty.html.j2")),
    ("glossary", include_str!("../templates/report/glossary.html.j2")),
];

const FRAME: &str = include_str!("../templates/report/frame.html.j2");
const PARTS: &str = include_str!("../templates/report/parts.html.j2");

/// The texts of the report in one language.
pub(crate) fn texts(lang: Lang) -> Result<Texts, TextError> {
    Texts::new(
        lang,
        &[match lang {
            Lang::De => include_str!("../locales/de/report.ftl"),
            Lang::En => include_str!("../locales/en/report.ftl"),
        }],
    )
}

/// The report as one HTML file.
///
/// The same input and plan give the same text, byte for byte. An error means that a text or template is at fault.
pub fn render(input: &Input, plan: &Plan) -> Result<String, ReportError> {
    let mut trees = Vec::new();
    let mut titles = Vec::new();
    for lang in Lang::ALL {
        let texts = texts(lang)?;
        titles.push(texts.get("report-kind")?);
        trees.push(tree(input, plan, &texts)?);
    }
    Ok(document(&Document { title: format!("{} – {}", plan.round, titles.join(" / ")), trees })?)
}

/// The five most important results as plain sentences, the same as at the top of the report.
pub fn headlines(input: &Input, plan: &Plan, lang: Lang) -> Result<Vec<String>, ReportError> {
    let texts = texts(lang)?;
    let facts = Facts::new(input, plan, &texts);
    Ok(summary::headlines(&facts)?.into_iter().map(|h| h.text).collect())
}

/// A view as a value for its template.
fn value<T: serde::Serialize>(view: T) -> Value {
    Value::from(minijinja::value::Serde(view))
}

fn tree(input: &Input, plan: &Plan, texts: &Texts) -> Result<Tree, ReportError> {
    let facts = Facts::new(input, plan, texts);
    let mut env = environment(texts);
    env.add_template("parts.html", PARTS)?;
    let mut sections = Vec::new();
    for (stem, template) in SECTIONS {
        let view = match stem {
            "summary" => value(summary::view(&facts)?),
            "response" => value(response::view(&facts)?),
            "areas" => value(areas::view(&facts)?),
            "heat" => value(heat::view(&facts)?),
            "white" => value(matches::white_view(&facts)),
            "selection" => value(selection::view(&facts)?),
            "jury" => value(jury::view(&facts)?),
            "talks" => value(talks::view(&facts)?),
            "matches" => value(matches::view(&facts)),
            "certainty" => value(certainty::view(&facts)?),
            _ => Value::UNDEFINED,
        };
        let html =
            env.render_named_str(&format!("{stem}.html"), template, minijinja::context! { v => view })?;
        sections.push(minijinja::context! { stem, html => Value::from_safe_string(html) });
    }
    let html = env.render_named_str(
        "frame.html",
        FRAME,
        minijinja::context! {
            round => plan.round.clone(),
            date => facts.date(),
            program => plan.program.clone(),
            is_sample => plan.is_sample || input.is_sample,
            sections,
        },
    )?;
    let is_sample = plan.is_sample || input.is_sample;
    let mut running = vec![plan.round.clone(), facts.date()];
    if is_sample {
        running.push(format!("{}: {}", texts.get("sample-title")?, texts.get("sample-text")?));
    }
    running.retain(|part| !part.is_empty());
    Ok(Tree {
        running: running.join(" · "),
        lang: texts.lang(),
        name: texts.get("report-language")?,
        skip: texts.get("report-skip")?,
        html,
    })
}
