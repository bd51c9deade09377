//! What of a tenant's row goes into a bundle: features, look, legal pages, wordings; and which roles there are.
//!
//! Nobody's name is in it, nor who has which role. Host names and how long what is kept belong to the house that runs the tenant
//! and stay there.

mod face;
mod legal;
mod texts;

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use rathaus_store::{Change, Session};
use rathaus_web::bundle::{Around, BundlePart, Line, PartFiles, Standing, read_json, write_json};
use rathaus_web::{App, PageError, Role};
use serde::{Deserialize, Serialize};

use crate::Switches;
use crate::tenant::{self, Tenant};

/// The parts of this crate, in the order in which they are taken over.
pub(crate) fn parts() -> Vec<Arc<dyn BundlePart>> {
    vec![
        Arc::new(Features),
        Arc::new(face::Face),
        Arc::new(legal::Legal),
        Arc::new(texts::Wordings),
        Arc::new(Roles),
    ]
}

/// The tenant of a session.
async fn own(session: &mut Session) -> Result<Tenant, PageError> {
    tenant::find(session).await?.ok_or(PageError::NotFound)
}

/// A line for every file that does not belong to the part.
fn strangers(around: &Around<'_>, files: &PartFiles, known: &[&str]) -> Result<Vec<Line>, PageError> {
    let strange = files.keys().filter(|file| !known.contains(&file.as_str()));
    strange.map(|file| Line::stray(around, file)).collect()
}

/// What is switched on. Taking it over switches on, and nothing off.
struct Features;

const FEATURES: &str = "features.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Switched {
    features: BTreeSet<String>,
}

/// The features that this program can switch on.
fn known(app: &App) -> Vec<&'static str> {
    app.port::<Switches>().map(|all| all.0.clone()).unwrap_or_default()
}

#[async_trait]
impl BundlePart for Features {
    fn name(&self) -> &'static str {
        "features"
    }

    async fn give(&self, _: &App, session: &mut Session) -> Result<PartFiles, PageError> {
        let features = own(session).await?.features;
        Ok(PartFiles::from([(FEATURES.to_owned(), write_json(&Switched { features })?)]))
    }

    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        let mut lines = strangers(around, files, &[FEATURES])?;
        let Some(bytes) = files.get(FEATURES) else { return Ok(lines) };
        let switched: Switched = match read_json(bytes) {
            Ok(switched) => switched,
            Err(error) => {
                lines.push(error.line(around, FEATURES)?);
                return Ok(lines);
            }
        };
        let (on, known) = (own(session).await?.features, known(around.app));
        for name in switched.features {
            let title = around.text(&format!("feature-{name}")).unwrap_or_else(|_| name.clone());
            lines.push(if on.contains(&name) {
                Line::new(FEATURES, title, Standing::Same)
            } else if known.contains(&name.as_str()) {
                Line::new(FEATURES, title, Standing::New)
            } else {
                Line::new(FEATURES, title, Standing::Left).note(around.text("bundle-left-feature")?)
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
        let Some(Ok(switched)) = files.get(FEATURES).map(|bytes| read_json::<Switched>(bytes)) else {
            return Ok(());
        };
        let (mut tenant, known) = (own(change).await?, known(around.app));
        tenant.features.extend(switched.features.into_iter().filter(|name| known.contains(&name.as_str())));
        Ok(tenant::update(change, &tenant).await?)
    }
}

/// Which roles there are. They are the program's, so there is nothing to take over: the part lets the reader of a bundle see what
/// its forms and services count on.
struct Roles;

const ROLES: &str = "roles.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    roles: Vec<String>,
}

#[async_trait]
impl BundlePart for Roles {
    fn name(&self) -> &'static str {
        "roles"
    }

    async fn give(&self, _: &App, _: &mut Session) -> Result<PartFiles, PageError> {
        let roles = Role::ALL.into_iter().map(|role| role.word().to_owned()).collect();
        Ok(PartFiles::from([(ROLES.to_owned(), write_json(&Listed { roles })?)]))
    }

    async fn look(
        &self,
        around: &Around<'_>,
        _: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError> {
        let mut lines = strangers(around, files, &[ROLES])?;
        let Some(bytes) = files.get(ROLES) else { return Ok(lines) };
        let listed: Listed = match read_json(bytes) {
            Ok(listed) => listed,
            Err(error) => {
                lines.push(error.line(around, ROLES)?);
                return Ok(lines);
            }
        };
        for word in listed.roles {
            lines.push(match Role::of_word(&word) {
                Some(role) => {
                    Line::new(ROLES, around.text(&format!("people-role-{}", role.word()))?, Standing::Same)
                }
                None => Line::new(ROLES, word, Standing::Left).note(around.text("bundle-left-role")?),
            });
        }
        Ok(lines)
    }

    async fn take(&self, _: &Around<'_>, _: &mut Change, _: &PartFiles) -> Result<(), PageError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rathaus_web::bundle::{BundleFault, Standing};
    use rathaus_web::{Lang, Pages};

    #[test]
    fn every_fault_and_every_standing_has_its_words() {
        let pages = Pages::new(&[crate::feature()]).expect("texts");
        let standings = [Standing::Wrong, Standing::Changed, Standing::New, Standing::Left, Standing::Same];
        let keys: Vec<String> = BundleFault::KEYS
            .iter()
            .map(|key| format!("bundle-fault-{key}"))
            .chain(standings.iter().map(|standing| format!("bundle-standing-{}", standing.word())))
            .chain(super::parts().iter().map(|part| format!("bundle-part-{}", part.name())))
            .collect();
        for lang in Lang::ALL {
            for key in &keys {
                assert!(pages.texts(lang).keys().contains(key), "{key} in {}", lang.tag());
            }
        }
    }
}
