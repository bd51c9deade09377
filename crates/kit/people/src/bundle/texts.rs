//! An office's own wordings: texts and templates in place of the shipped ones.

use async_trait::async_trait;
use rathaus_core::Lang;
use rathaus_store::{Change, Session};
use rathaus_web::bundle::{Around, BundlePart, Line, PartFiles, Standing, read_json, write_json};
use rathaus_web::wording::{Kind, Wording, list_wordings, save_wording};
use rathaus_web::{App, PageError};
use serde::{Deserialize, Serialize};

use super::{own, strangers};
use crate::tenant;

/// Wordings in place of shipped ones.
pub(super) struct Wordings;

const TEXTS: &str = "texts.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// `template` or `text`.
    kind: String,
    /// The template's name or the text's key.
    name: String,
    /// Empty for a template that serves all languages.
    #[serde(default)]
    lang: String,
    text: String,
}

/// A wording that may be kept, or why not, in words.
fn checked(
    around: &Around<'_>,
    written: &Written,
) -> Result<Result<(Kind, Option<Lang>), String>, PageError> {
    let wrong = |key: &str| Ok(Err(around.text(key)?));
    let lang = Lang::ALL.into_iter().find(|lang| lang.tag() == written.lang);
    if lang.is_none() && !written.lang.is_empty() {
        return wrong("bundle-left-lang");
    }
    let Some(kind) = Kind::of_word(&written.kind) else { return wrong("bundle-wording-kind") };
    let objection = match (kind, lang) {
        (Kind::Template, _) => around.app.pages().check_template(&written.name, &written.text),
        (Kind::Text, Some(lang)) => around.app.pages().check_text(lang, &written.name, &written.text),
        (Kind::Text, None) => return wrong("bundle-wording-lang"),
    };
    match objection {
        Ok(()) => Ok(Ok((kind, lang))),
        Err(objection) => {
            let line = objection.line.to_string();
            let args = [("line", line.as_str()), ("reason", objection.reason.as_str())];
            Ok(Err(around.text_with("bundle-wording-wrong", &args)?))
        }
    }
}

#[async_trait]
impl BundlePart for Wordings {
    fn name(&self) -> &'static str {
        "texts"
    }

    async fn give(&self, _: &App, session: &mut Session) -> Result<PartFiles, PageError> {
        let written: Vec<Written> = list_wordings(session)
            .await?
            .into_iter()
            .map(|one| Written {
                kind: one.kind.word().to_owned(),
                name: one.name,
                lang: one.lang.map(|lang| lang.tag().to_owned()).unwrap_or_default(),
                text: one.text,
            })
            .collect();
        if written.is_empty() {
            return Ok(PartFiles::new());
        }
        Ok(PartFiles::from([(TEXTS.to_owned(), write_json(&written)?)]))
    }

    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        let mut lines = strangers(around, files, &[TEXTS])?;
        let Some(bytes) = files.get(TEXTS) else { return Ok(lines) };
        let all: Vec<Written> = match read_json(bytes) {
            Ok(all) => all,
            Err(error) => {
                lines.push(error.line(around, TEXTS)?);
                return Ok(lines);
            }
        };
        let there = list_wordings(session).await?;
        for one in all {
            let title = match one.lang.as_str() {
                "" => one.name.clone(),
                lang => format!("{} ({lang})", one.name),
            };
            let (kind, lang) = match checked(around, &one)? {
                Ok(found) => found,
                Err(why) => {
                    lines.push(Line::new(TEXTS, title, Standing::Wrong).note(why));
                    continue;
                }
            };
            let is_it = |own: &&Wording| own.kind == kind && own.name == one.name && own.lang == lang;
            lines.push(match there.iter().find(is_it) {
                Some(own) if own.text == one.text => Line::new(TEXTS, title, Standing::Same),
                Some(own) => {
                    let line = Line::new(TEXTS, &title, Standing::Changed);
                    line.differs(title, own.text.as_str(), one.text)
                }
                None => Line::new(TEXTS, &title, Standing::New).differs(title, "", one.text),
            });
        }
        Ok(lines)
    }

    async fn take(
        &self,
        around: &Around<'_>,
        change: &mut Change,
        files: &PartFiles,
    ) -> Result<(), PageError> {
        let Some(Ok(all)) = files.get(TEXTS).map(|bytes| read_json::<Vec<Written>>(bytes)) else {
            return Ok(());
        };
        for one in all {
            if let Ok((kind, lang)) = checked(around, &one)? {
                save_wording(change, kind, &one.name, lang, &one.text).await?;
            }
        }
        // Its edition rises, so that every server reads the wordings anew.
        let tenant = own(change).await?;
        Ok(tenant::update(change, &tenant).await?)
    }
}
