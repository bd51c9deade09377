//! Imprint, privacy, accessibility: a file of plain text per page and language.
//!
//! What another town says of itself is rarely what this one must say, so the part is chosen by nobody but the person.

use async_trait::async_trait;
use rathaus_core::Lang;
use rathaus_store::{Change, Session};
use rathaus_web::bundle::{Around, BundlePart, Line, PartFiles, Standing};
use rathaus_web::{App, PageError};

use super::{own, strangers};
use crate::pages::admin::settings::MOST_LEGAL;
use crate::pages::legal::PAGES;
use crate::tenant;

/// What the law asks of every site.
pub(super) struct Legal;

/// The pages and languages with the names of their files.
fn all() -> impl Iterator<Item = (&'static str, Lang, String)> {
    PAGES
        .into_iter()
        .flat_map(|page| Lang::ALL.map(|lang| (page, lang, format!("{page}.{}.txt", lang.tag()))))
}

/// A text that a page can show; else the key of what is wrong.
fn text(bytes: &[u8]) -> Result<String, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "bundle-text-encoding")?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    if text.chars().count() > MOST_LEGAL {
        Err("bundle-text-long")
    } else if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        Err("form-control-characters")
    } else {
        Ok(text.trim().to_owned())
    }
}

#[async_trait]
impl BundlePart for Legal {
    fn name(&self) -> &'static str {
        "legal"
    }

    fn is_chosen(&self) -> bool {
        false
    }

    async fn give(&self, _: &App, session: &mut Session) -> Result<PartFiles, PageError> {
        let tenant = own(session).await?;
        let files = all().filter(|(page, lang, _)| !tenant.legal(page, *lang).is_empty());
        Ok(files.map(|(page, lang, file)| (file, tenant.legal(page, lang).as_bytes().to_vec())).collect())
    }

    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        let tenant = own(session).await?;
        let known: Vec<String> = all().map(|(_, _, file)| file).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let mut lines = strangers(around, files, &known)?;
        for (page, lang, file) in all() {
            let Some(bytes) = files.get(&file) else { continue };
            let title = format!("{} ({})", around.text(&format!("web-{page}"))?, lang.tag());
            let old = tenant.legal(page, lang);
            lines.push(match text(bytes) {
                Err(key) => Line::new(&file, title, Standing::Wrong).note(around.text(key)?),
                Ok(new) if new == old => Line::new(&file, title, Standing::Same),
                Ok(new) => {
                    let standing = if old.is_empty() { Standing::New } else { Standing::Changed };
                    Line::new(&file, &title, standing).differs(&title, old, new)
                }
            });
        }
        Ok(lines)
    }

    async fn take(&self, _: &Around<'_>, change: &mut Change, files: &PartFiles) -> Result<(), PageError> {
        let mut tenant = own(change).await?;
        for (page, lang, file) in all() {
            if let Some(Ok(text)) = files.get(&file).map(|bytes| text(bytes)) {
                tenant.texts.entry(page.to_owned()).or_default().insert(lang.tag().to_owned(), text);
            }
        }
        Ok(tenant::update(change, &tenant).await?)
    }
}
