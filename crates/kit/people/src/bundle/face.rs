//! Colour, logo and language of a tenant.

use async_trait::async_trait;
use rathaus_core::Lang;
use rathaus_store::{Change, Session};
use rathaus_web::bundle::{Around, BundlePart, Line, PartFiles, Standing, read_json, write_json};
use rathaus_web::{App, PageError};
use serde::{Deserialize, Serialize};

use super::{own, strangers};
use crate::colour::Colour;
use crate::pages::admin::settings::{MOST_LOGO, logo_address, picture};
use crate::tenant;

/// How a tenant looks.
pub(super) struct Face;

const LOOK: &str = "look.json";
const LOGOS: [&str; 2] = ["logo.png", "logo.jpg"];

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
}

/// A colour that people can read, and how it is written; else the key of what is wrong.
fn colour(text: &str) -> Result<String, &'static str> {
    match text.parse::<Colour>() {
        Ok(colour) if colour.is_readable() => Ok(colour.to_string()),
        Ok(_) => Err("bundle-colour-pale"),
        Err(()) => Err("admin-settings-colour-wrong"),
    }
}

fn lang(tag: &str) -> Option<Lang> {
    Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
}

/// A picture: media type, ending and bytes.
type Picture<'a> = (&'static str, &'static str, &'a [u8]);

/// The logo of a part and its file; else the key of what is wrong.
fn logo(files: &PartFiles) -> Option<(&str, Result<Picture<'_>, &'static str>)> {
    let (name, bytes) = LOGOS.iter().find_map(|name| Some((*name, files.get(*name)?)))?;
    Some((
        name,
        match picture(bytes) {
            _ if bytes.len() > MOST_LOGO => Err("admin-settings-logo-large"),
            Some((media_type, end)) => Ok((media_type, end, bytes)),
            None => Err("admin-settings-logo-wrong"),
        },
    ))
}

#[async_trait]
impl BundlePart for Face {
    fn name(&self) -> &'static str {
        "look"
    }

    async fn give(&self, _: &App, session: &mut Session) -> Result<PartFiles, PageError> {
        let tenant = own(session).await?;
        let written = Written { colour: tenant.colour, lang: Some(tenant.lang.tag().to_owned()) };
        let mut files = PartFiles::from([(LOOK.to_owned(), write_json(&written)?)]);
        if let Some((_, bytes)) = tenant::find_logo(session).await?
            && let Some((_, end)) = picture(&bytes)
        {
            files.insert(format!("logo.{end}"), bytes);
        }
        Ok(files)
    }

    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        let tenant = own(session).await?;
        let mut lines = strangers(around, files, &[LOOK, LOGOS[0], LOGOS[1]])?;
        match files.get(LOOK).map(|bytes| read_json::<Written>(bytes)) {
            None => {}
            Some(Err(error)) => lines.push(error.line(around, LOOK)?),
            Some(Ok(written)) => {
                if let Some(text) = &written.colour {
                    let title = around.text("admin-settings-colour")?;
                    let old = tenant.colour.clone().unwrap_or_default();
                    lines.push(match colour(text) {
                        Err(key) => Line::new(LOOK, title, Standing::Wrong).note(around.text(key)?),
                        Ok(new) if new == old => Line::new(LOOK, title, Standing::Same),
                        Ok(new) if old.is_empty() => {
                            Line::new(LOOK, &title, Standing::New).differs(&title, "", new)
                        }
                        Ok(new) => Line::new(LOOK, &title, Standing::Changed).differs(&title, old, new),
                    });
                }
                if let Some(tag) = &written.lang {
                    let title = around.text("admin-settings-lang")?;
                    lines.push(match lang(tag) {
                        None => Line::new(LOOK, title, Standing::Left).note(around.text("bundle-left-lang")?),
                        Some(new) if new == tenant.lang => Line::new(LOOK, title, Standing::Same),
                        Some(new) => Line::new(LOOK, &title, Standing::Changed).differs(
                            &title,
                            tenant.lang.tag(),
                            new.tag(),
                        ),
                    });
                }
            }
        }
        if let Some((name, found)) = logo(files) {
            let title = around.text("admin-settings-logo")?;
            let old = tenant::find_logo(session).await?;
            lines.push(match (found, old) {
                (Err(key), _) => Line::new(name, title, Standing::Wrong).note(around.text(key)?),
                (Ok((_, _, bytes)), Some((_, old))) if old == bytes => Line::new(name, title, Standing::Same),
                (Ok(_), Some(_)) => Line::new(name, title, Standing::Changed),
                (Ok(_), None) => Line::new(name, title, Standing::New),
            });
        }
        Ok(lines)
    }

    async fn take(&self, _: &Around<'_>, change: &mut Change, files: &PartFiles) -> Result<(), PageError> {
        let mut tenant = own(change).await?;
        if let Some(Ok(written)) = files.get(LOOK).map(|bytes| read_json::<Written>(bytes)) {
            if let Some(Ok(new)) = written.colour.as_deref().map(colour) {
                tenant.colour = Some(new);
            }
            if let Some(new) = written.lang.as_deref().and_then(lang) {
                tenant.lang = new;
            }
        }
        if let Some((_, Ok((media_type, end, bytes)))) = logo(files) {
            tenant::save_logo(change, Some((media_type, bytes))).await?;
            tenant.logo = Some(logo_address(bytes, end));
        }
        Ok(tenant::update(change, &tenant).await?)
    }
}
