//! The catalogue in a bundle: a file per service, with what it says of itself and the key of its form. The forms are a part of
//! their own.
//!
//! A new service comes hidden. Of one that is there its words change and nothing else: it stays published or hidden, and keeps its
//! form. Applications, cases, budgets, money and the place whose holidays count are no part of it.

mod letters;

use std::sync::Arc;

use async_trait::async_trait;
use rathaus_procedure::store::find_form;
use rathaus_procedure::{StableId, Words};
use rathaus_store::{Change, Session};
use rathaus_web::bundle::{Around, BundlePart, Line, PartFiles, Standing, read_json, write_json};
use rathaus_web::{App, PageError};
use serde::{Deserialize, Serialize};

use crate::model::Content;
use crate::pages::office::RESERVED;
use crate::store::catalogue::{find_service, insert_service, list_services, update_service};

/// The parts of this crate.
pub(crate) fn parts() -> Vec<Arc<dyn BundlePart>> {
    vec![Arc::new(Catalogue), Arc::new(letters::Letters)]
}

/// The services of a tenant.
struct Catalogue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    slug: String,
    form: String,
    content: Content,
}

fn texts(words: &Words) -> String {
    match &words.en {
        Some(en) => format!("{} / {en}", words.de),
        None => words.de.clone(),
    }
}

fn maybe(words: Option<&Words>) -> String {
    words.map(texts).unwrap_or_default()
}

/// Every field of a service as the office fills it in: the key of its label, what stands there, and the most characters.
fn fields(content: &Content) -> [(&'static str, String, usize); 10] {
    let documents: Vec<String> = content.documents.iter().map(texts).collect();
    [
        ("services-edit-title", texts(&content.title), 330),
        ("services-edit-summary", texts(&content.summary), 2_010),
        ("services-edit-synonyms", content.synonyms.join("\n"), 2_000),
        ("services-who", maybe(content.who.as_ref()), 2_010),
        ("services-edit-documents", documents.join("\n"), 8_000),
        ("services-cost", maybe(content.cost.as_ref()), 2_010),
        ("services-takes", maybe(content.takes.as_ref()), 810),
        ("services-legal-basis", content.legal_basis.clone(), 400),
        ("services-fim", content.fim.clone(), 20),
        ("services-needs", content.needs.word().to_owned(), 20),
    ]
}

/// What is wrong with a service that could be read, in words.
fn wrong(around: &Around<'_>, file: &str, written: &Written) -> Result<Vec<String>, PageError> {
    let mut notes = Vec::new();
    if file.strip_suffix(".json") != Some(written.slug.as_str()) {
        notes.push(around.text_with("bundle-service-slug", &[("file", file), ("found", &written.slug)])?);
    }
    let is_id = |text: &str| text.parse::<StableId>().is_ok();
    if !is_id(&written.slug) || RESERVED.contains(&written.slug.as_str()) || !is_id(&written.form) {
        notes.push(around.text("bundle-service-address")?);
    }
    if written.content.title.de.trim().is_empty() || written.content.summary.de.trim().is_empty() {
        notes.push(around.text("bundle-service-words")?);
    }
    for (label, text, most) in fields(&written.content) {
        let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
        if text.chars().count() > most || text.chars().any(is_control) {
            notes.push(around.text_with("bundle-service-field", &[("field", &around.text(label)?)])?);
        }
    }
    Ok(notes)
}

/// How a service stands to what is there, and whether it is to be taken over.
async fn compare(
    around: &Around<'_>,
    session: &mut Session,
    file: &str,
    bytes: &[u8],
) -> Result<(Line, Option<Written>), PageError> {
    let written: Written = match read_json(bytes) {
        Ok(written) => written,
        Err(error) => return Ok((error.line(around, file)?, None)),
    };
    let title = written.content.title.get(around.lang).to_owned();
    let notes = wrong(around, file, &written)?;
    if !notes.is_empty() {
        let mut line = Line::new(file, title, Standing::Wrong);
        line.notes = notes;
        return Ok((line, None));
    }
    let Some(there) = find_service(session, &written.slug).await? else {
        let mut line = Line::new(file, title, Standing::New).note(around.text("bundle-service-hidden")?);
        if find_form(session, &written.form).await?.is_none() {
            line = line.note(around.text_with("bundle-service-form", &[("form", &written.form)])?);
        }
        return Ok((line, Some(written)));
    };
    let mut line = Line::new(file, title, Standing::Same);
    if there.form != written.form {
        line = line.note(around.text("bundle-service-other-form")?);
    }
    if there.content == written.content {
        return Ok((line, None));
    }
    line.standing = Standing::Changed;
    for ((label, old, _), (_, new, _)) in fields(&there.content).into_iter().zip(fields(&written.content)) {
        if old != new {
            line = line.differs(around.text(label)?, old, new);
        }
    }
    if there.is_public {
        line = line.note(around.text("bundle-service-public")?);
    }
    Ok((line, Some(written)))
}

/// The lines of the part with what is to be taken over of it.
async fn examine(
    around: &Around<'_>,
    session: &mut Session,
    files: &PartFiles,
) -> Result<Vec<(Line, Option<Written>)>, PageError> {
    let mut lines = Vec::new();
    for (file, bytes) in files {
        lines.push(if file.ends_with(".json") {
            compare(around, session, file, bytes).await?
        } else {
            (Line::stray(around, file)?, None)
        });
    }
    Ok(lines)
}

#[async_trait]
impl BundlePart for Catalogue {
    fn name(&self) -> &'static str {
        "services"
    }

    async fn give(&self, _: &App, session: &mut Session) -> Result<PartFiles, PageError> {
        let services = list_services(session).await?;
        let files = services.into_iter().map(|service| {
            let (slug, form, content) = (service.slug, service.form, service.content);
            let file = format!("{slug}.json");
            Ok((file, write_json(&Written { slug, form, content })?))
        });
        files.collect()
    }

    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        Ok(examine(around, session, files).await?.into_iter().map(|(line, _)| line).collect())
    }

    async fn take(
        &self,
        around: &Around<'_>,
        change: &mut Change,
        files: &PartFiles,
    ) -> Result<(), PageError> {
        for (_, written) in examine(around, change, files).await? {
            let Some(written) = written else { continue };
            match find_service(change, &written.slug).await? {
                Some(there) => {
                    if !update_service(change, there.id, there.edition, &written.content).await? {
                        return Err(PageError::Conflict("services-stale"));
                    }
                }
                // The part of forms came before this one.
                None if find_form(change, &written.form).await?.is_none() => {
                    return Err(PageError::Conflict("bundle-service-no-form"));
                }
                None => {
                    insert_service(change, &written.slug, &written.form, &written.content).await?;
                }
            }
        }
        Ok(())
    }
}
