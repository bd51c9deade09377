//! Templates of letters in a bundle: a file per template that the office made its own. The letterhead stays at home: it is the
//! other administration's name and address.

use async_trait::async_trait;
use rathaus_letter::{Shipped, Template};
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Change, Session};
use rathaus_web::bundle::{Around, BundlePart, Line, PartFiles, Standing};
use rathaus_web::{App, PageError};

use crate::letters::{Copy, TEMPLATES, sheets_of, which};
use crate::store::letter::{OwnTemplate, find_template, save_template};

/// Templates in place of the shipped ones.
pub(super) struct Letters;

/// A file as the template that it is, and its text; `None` where it is none of them.
fn read<'a>(file: &str, bytes: &'a [u8]) -> Option<(Shipped, Result<&'a str, std::str::Utf8Error>)> {
    let which = file.strip_suffix(".typ").and_then(which)?;
    let text = std::str::from_utf8(bytes).map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
    Some((which, text))
}

/// How a file stands to what is there. What is different must be one that can be set with invented values.
async fn compare(
    around: &Around<'_>,
    session: &mut Session,
    file: &str,
    bytes: &[u8],
) -> Result<Line, PageError> {
    let Some((which, text)) = read(file, bytes) else { return Line::stray(around, file) };
    let title = around.text(&format!("letter-template-{}", which.name()))?;
    let Ok(source) = text else {
        return Ok(Line::new(file, title, Standing::Wrong).note(around.text("bundle-text-encoding")?));
    };
    let own = find_template(session, which.name()).await?.source;
    let standing = match &own {
        Some(own) if own == source => return Ok(Line::new(file, title, Standing::Same)),
        Some(_) => Standing::Changed,
        None => Standing::New,
    };
    let copy = Copy::of_sample(session, which, today(around.app.now())).await?;
    Ok(match sheets_of(Template::like(which, which.name(), source), copy).await {
        Ok(_) => Line::new(file, &title, standing).differs(&title, own.unwrap_or_default(), source),
        Err(mistake) => Line::new(file, title, Standing::Wrong).note(mistake.to_string()),
    })
}

#[async_trait]
impl BundlePart for Letters {
    fn name(&self) -> &'static str {
        "letters"
    }

    async fn give(&self, _: &App, session: &mut Session) -> Result<PartFiles, PageError> {
        let mut files = PartFiles::new();
        for which in TEMPLATES {
            if let Some(source) = find_template(session, which.name()).await?.source {
                files.insert(format!("{}.typ", which.name()), source.into_bytes());
            }
        }
        Ok(files)
    }

    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        let mut lines = Vec::new();
        for (file, bytes) in files {
            lines.push(compare(around, session, file, bytes).await?);
        }
        Ok(lines)
    }

    async fn take(&self, _: &Around<'_>, change: &mut Change, files: &PartFiles) -> Result<(), PageError> {
        for (file, bytes) in files {
            if let Some((which, Ok(source))) = read(file, bytes) {
                let own = OwnTemplate { source: Some(source.to_owned()), draft: None };
                save_template(change, which.name(), &own).await?;
            }
        }
        Ok(())
    }
}
