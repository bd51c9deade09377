//! The tenant's settings: name and hosts, features, colour and logo, legal pages, how long what is kept.

use std::collections::BTreeSet;

use axum::Router;
use rathaus_core::Lang;
use rathaus_store::Record;
use rathaus_web::{Answer, App, Fields, Form, FromForm, Reader, Sheet, Value, Visitor, context, get, post};

use super::tenant_of;
use crate::colour::Colour;
use crate::pages::account::{lang_options, read_lang};
use crate::pages::{legal, refresh};
use crate::secret;
use crate::tenant::{self, Retention};

/// Most bytes of a logo.
pub(crate) const MOST_LOGO: usize = 200_000;
/// Most characters of a legal page.
pub(crate) const MOST_LEGAL: usize = 40_000;

/// The features that tenants can switch on: a port of the program.
#[derive(Debug, Clone, Default)]
pub struct Switches(pub Vec<&'static str>);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/settings", get(show).merge(post(save)))
        .route("/admin/settings/logo", post(save_logo))
        .route("/admin/legal", get(show_legal).merge(post(save_legal)))
}

/// What can be switched on, beside what this tenant has on already.
pub(crate) fn switches(visitor: &Visitor, on: &BTreeSet<String>) -> Vec<String> {
    let known = visitor.app().port::<Switches>().map(|all| all.0.clone()).unwrap_or_default();
    let mut all: Vec<String> = known.into_iter().map(str::to_owned).collect();
    all.extend(on.iter().filter(|name| !all.contains(name)).cloned().collect::<Vec<_>>());
    all
}

/// A feature's name in words, where there are some: the text `feature-NAME`.
pub(crate) fn switch_options(visitor: &Visitor, on: &BTreeSet<String>) -> Vec<Value> {
    switches(visitor, on)
        .into_iter()
        .map(|name| {
            let label = visitor.text(&format!("feature-{name}")).unwrap_or_else(|_| name.clone());
            context! { value => name, label }
        })
        .collect()
}

struct Settings {
    name: String,
    lang: Lang,
    hosts: Vec<String>,
    features: BTreeSet<String>,
    colour: Option<Colour>,
    retention: Retention,
}

impl FromForm for Settings {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 1..=120);
        let lang = read_lang(form, "lang");
        let hosts: Vec<String> = form.raw("hosts").split_whitespace().map(str::to_lowercase).collect();
        if hosts.len() > 10 || !hosts.iter().all(|host| tenant::is_host(host)) {
            form.mistake("hosts", "admin-settings-hosts-wrong");
        }
        let features = form.fields().all("features").into_iter().collect();
        let colour = form.raw("colour");
        let colour = match colour.parse::<Colour>() {
            _ if colour.is_empty() => None,
            Ok(colour) if colour.is_readable() => Some(colour),
            Ok(colour) => {
                let nearest = colour.readable().to_string();
                form.mistake_with(
                    "colour",
                    "admin-settings-colour-pale",
                    vec![("colour".to_owned(), nearest.into())],
                );
                None
            }
            Err(()) => {
                form.mistake("colour", "admin-settings-colour-wrong");
                None
            }
        };
        let mut days = |name: &str, least: i64| {
            form.number(name, least..=36_500).and_then(|days| u32::try_from(days).ok())
        };
        let never = days("never_signed_in_days", 30);
        let inactive = days("inactive_days", 0);
        let access = days("access_days", 1);
        let mail = days("mail_days", 7);
        let retention = Retention {
            never_signed_in_days: never?,
            inactive_days: inactive?,
            access_days: access?,
            mail_days: mail?,
        };
        Some(Self { name: name?, lang: lang?, hosts, features, colour, retention })
    }
}

async fn show(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    page(&visitor, None).await
}

async fn page(visitor: &Visitor, sheet: Option<Sheet>) -> Answer {
    let tenant = tenant_of(&mut *visitor.read().await?, visitor.tenant().id).await?;
    let mut filled = vec![
        ("name".to_owned(), tenant.name.clone()),
        ("lang".to_owned(), tenant.lang.tag().to_owned()),
        ("hosts".to_owned(), tenant.hosts.join("\n")),
        ("colour".to_owned(), tenant.colour.clone().unwrap_or_default()),
        ("never_signed_in_days".to_owned(), tenant.retention.never_signed_in_days.to_string()),
        ("inactive_days".to_owned(), tenant.retention.inactive_days.to_string()),
        ("access_days".to_owned(), tenant.retention.access_days.to_string()),
        ("mail_days".to_owned(), tenant.retention.mail_days.to_string()),
    ];
    filled.extend(tenant.features.iter().map(|name| ("features".to_owned(), name.clone())));
    let context = context! {
        langs => lang_options(),
        features => switch_options(visitor, &tenant.features),
        logo => tenant.logo.as_ref().map(|path| visitor.url(path)),
    };
    let title = visitor.text("admin-settings-title")?;
    match sheet {
        None => {
            let form = visitor.form(&Sheet::filled(filled))?;
            visitor.page("people/admin-settings.html", title, context! { form, ..context })
        }
        Some(sheet) => visitor.again("people/admin-settings.html", title, &sheet, context),
    }
}

async fn save(visitor: Visitor, form: Form<Settings>) -> Answer {
    visitor.administrator()?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return page(&visitor, Some(sheet)).await,
    };
    let mut change = visitor.change().await?;
    let mut tenant = tenant_of(&mut change, visitor.tenant().id).await?;
    let known = switches(&visitor, &tenant.features);
    if new.features.iter().any(|name| !known.contains(name)) {
        drop(change);
        return page(&visitor, Some(sheet.wrong("features", "form-no-such-choice"))).await;
    }
    let others = visitor.app().gate().tenants().await?;
    let is_taken = |host: &String| others.iter().any(|one| one.id != tenant.id && one.hosts.contains(host));
    if new.hosts.iter().any(is_taken) {
        drop(change);
        return page(&visitor, Some(sheet.wrong("hosts", "admin-settings-hosts-taken"))).await;
    }
    tenant.name = new.name;
    tenant.lang = new.lang;
    tenant.hosts = new.hosts;
    tenant.features = new.features;
    tenant.colour = new.colour.map(|colour| colour.to_string());
    tenant.retention = new.retention;
    tenant::update(&mut change, &tenant).await?;
    let record = Record::new("tenant.changed", tenant.id)
        .with("features", &tenant.features)
        .with("hosts", &tenant.hosts)
        .with("retention", tenant.retention);
    change.commit(record).await?;
    refresh(&visitor)?;
    visitor.done("/admin/settings", "account-saved")
}

/// Media type and ending of a picture by what it holds; the name and type that were sent say nothing.
pub(crate) fn picture(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.len() > 33 && &bytes[12..16] == b"IHDR" {
        Some(("image/png", "png"))
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) && bytes.ends_with(&[0xff, 0xd9]) {
        Some(("image/jpeg", "jpg"))
    } else {
        None
    }
}

/// The address of a logo. It changes with the picture, so that browsers need not ask whether it is still the same.
pub(crate) fn logo_address(bytes: &[u8], end: &str) -> String {
    format!("/logo/{}.{end}", &secret::hash_bytes(bytes)[..12])
}

async fn save_logo(visitor: Visitor, fields: Fields) -> Answer {
    visitor.administrator()?;
    let is_removed = fields.first("remove").is_some();
    let file = fields.files.iter().find(|file| file.field == "logo");
    if let Some(barred) = fields.barred_sheet() {
        return page(&visitor, Some(barred)).await;
    }
    let wrong = async |key: &str| page(&visitor, Some(Sheet::blank().wrong("logo", key))).await;
    let found = match file {
        _ if is_removed => None,
        None => return wrong("form-required").await,
        Some(file) if file.bytes.len() > MOST_LOGO => return wrong("admin-settings-logo-large").await,
        Some(file) => match picture(&file.bytes) {
            Some((media_type, end)) => Some((media_type, end, &file.bytes[..])),
            None => return wrong("admin-settings-logo-wrong").await,
        },
    };
    let mut change = visitor.change().await?;
    let mut tenant = tenant_of(&mut change, visitor.tenant().id).await?;
    tenant::save_logo(&mut change, found.map(|(media_type, _, bytes)| (media_type, bytes))).await?;
    tenant.logo = found.map(|(_, end, bytes)| logo_address(bytes, end));
    tenant::update(&mut change, &tenant).await?;
    change.commit(Record::new("tenant.logo-changed", tenant.id)).await?;
    refresh(&visitor)?;
    visitor.done("/admin/settings", "account-saved")
}

async fn show_legal(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    legal_page(&visitor, None).await
}

async fn legal_page(visitor: &Visitor, sheet: Option<Sheet>) -> Answer {
    let tenant = tenant_of(&mut *visitor.read().await?, visitor.tenant().id).await?;
    let mut pages = Vec::new();
    let mut filled = Vec::new();
    for page in legal::PAGES {
        for lang in Lang::ALL {
            filled.push((format!("{page}.{}", lang.tag()), tenant.legal(page, lang).to_owned()));
        }
        pages.push(context! { name => page, title => visitor.text(&format!("web-{page}"))? });
    }
    let title = visitor.text("admin-legal-title")?;
    match sheet {
        None => {
            let form = visitor.form(&Sheet::filled(filled))?;
            visitor.page("people/admin-legal.html", title, context! { form, pages, most => MOST_LEGAL })
        }
        Some(sheet) => {
            visitor.again("people/admin-legal.html", title, &sheet, context! { pages, most => MOST_LEGAL })
        }
    }
}

struct Legal(tenant::LegalTexts);

impl FromForm for Legal {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let mut texts = tenant::LegalTexts::new();
        let mut is_whole = true;
        for page in legal::PAGES {
            for lang in Lang::ALL {
                match form.optional(&format!("{page}.{}", lang.tag()), MOST_LEGAL) {
                    Some(Some(text)) => {
                        texts.entry(page.to_owned()).or_default().insert(lang.tag().to_owned(), text);
                    }
                    Some(None) => {}
                    None => is_whole = false,
                }
            }
        }
        is_whole.then_some(Self(texts))
    }
}

async fn save_legal(visitor: Visitor, form: Form<Legal>) -> Answer {
    visitor.administrator()?;
    let Legal(texts) = match form.checked() {
        Ok(new) => new,
        Err(sheet) => return legal_page(&visitor, Some(sheet)).await,
    };
    let mut change = visitor.change().await?;
    let mut tenant = tenant_of(&mut change, visitor.tenant().id).await?;
    tenant.texts = texts;
    tenant::update(&mut change, &tenant).await?;
    change.commit(Record::new("tenant.legal-changed", tenant.id)).await?;
    refresh(&visitor)?;
    visitor.done("/admin/legal", "account-saved")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_what_they_hold() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0; 40]);
        assert_eq!(picture(&png).map(|(kind, _)| kind), Some("image/png"));
        assert_eq!(picture(&[0xff, 0xd8, 0xff, 0xe0, 0, 0xff, 0xd9]).map(|(_, end)| end), Some("jpg"));
        for wrong in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
            b"GIF89a",
            b"<html>",
            b"",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert!(picture(wrong).is_none());
        }
    }
}
