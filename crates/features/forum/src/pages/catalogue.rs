//! Open data: what everybody may take and use, its catalogue for other portals, and what the office says about it.
//!
//! A data set is a file at an address that stays. Its columns have the same names in every language. Only public rounds
//! have any, and only what their towns agreed to is named (`need.is_public`).

mod sets;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rathaus_store::{Record, Session};
use rathaus_web::{
    Answer, Feature, Form, FromForm, Lang, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use crate::dcat::{Catalogue, DataSet, sha256};
use crate::model::catalogue::{Licence, OpenData, is_contributor};
use crate::policy;
use crate::store::catalogue::{find_open_data, save_open_data};
use sets::{Set, sets};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/open-data", get(show))
        .route("/open-data/edit", get(edit).merge(post(save)))
        .route("/open-data/catalogue.jsonld", get(catalogue))
        .route("/open-data/projects.csv", get(projects))
        .route("/open-data/{slug}/{file}", get(file));
}

/// A data set with its file.
pub(crate) struct Offered {
    pub set: Set,
    pub file: Vec<u8>,
    pub hash: String,
}

impl Offered {
    /// Its address below the tenant.
    pub fn path(&self) -> String {
        match &self.set.slug {
            Some(slug) => format!("/open-data/{slug}/{}.csv", self.set.kind),
            None => format!("/open-data/{}.csv", self.set.kind),
        }
    }

    /// Its name on the page and in the catalogue.
    pub fn key(&self) -> String {
        match &self.set.slug {
            Some(slug) => format!("{slug}-{}", self.set.kind),
            None => self.set.kind.to_owned(),
        }
    }
}

/// Everything there is to offer; from memory as long as nothing was recorded.
pub(crate) async fn offered(visitor: &Visitor, db: &mut Session) -> Result<Arc<Vec<Offered>>, PageError> {
    if let Some(kept) = db.kept::<Vec<Offered>>("open-data").await? {
        return Ok(kept);
    }
    let texts = visitor.app().texts(Lang::De);
    let all: Vec<Offered> = sets(db, texts)
        .await?
        .into_iter()
        .map(|set| {
            let file = set.table.csv(Lang::De).into_bytes();
            Offered { hash: sha256(&file), file, set }
        })
        .collect();
    Ok(db.keep("open-data", all))
}

/// What the tenant says about its open data, if there are any for everybody.
async fn published(db: &mut Session) -> Result<OpenData, PageError> {
    let (said, _) = find_open_data(db).await?;
    if said.is_published { Ok(said) } else { Err(PageError::NotFound) }
}

/// The catalogue as DCAT-AP.de describes it.
pub(crate) fn described(visitor: &Visitor, said: &OpenData, all: &[Offered]) -> Result<Catalogue, PageError> {
    let texts = visitor.app().texts(Lang::De);
    let or =
        |text: &str, other: &str| if text.trim().is_empty() { other.to_owned() } else { text.to_owned() };
    let publisher = or(&said.publisher, &visitor.tenant().name);
    let args = [("publisher", publisher.as_str().into())];
    Ok(Catalogue {
        page: visitor.full_url("/open-data"),
        home: visitor.full_url("/"),
        title: texts.with("open-data-catalogue-title", &args)?,
        description: texts.with("open-data-catalogue-description", &args)?,
        contact: or(&said.contact, &publisher),
        email: said.email.clone(),
        contributor: said.contributor.clone(),
        licence: said.licence,
        publisher,
        sets: all
            .iter()
            .map(|one| DataSet {
                key: one.key(),
                title: one.set.table.title.clone(),
                description: one.set.description.clone(),
                keywords: one.set.keywords.clone(),
                issued: one.set.issued,
                modified: one.set.modified,
                span: one.set.span,
                places: one.set.places.clone(),
                file: visitor.full_url(&one.path()),
                bytes: one.file.len(),
                hash: one.hash.clone(),
            })
            .collect(),
    })
}

async fn show(visitor: Visitor) -> Answer {
    let mut view = visitor.read().await?;
    let (said, _) = find_open_data(&mut view).await?;
    let may_work = policy::may_work(&visitor).is_ok();
    if !said.is_published && policy::may_read(&visitor).is_err() {
        return Err(PageError::NotFound);
    }
    let all = offered(&visitor, &mut view).await?;
    drop(view);
    let rows: Vec<Value> = all
        .iter()
        .map(|one| {
            context! {
                key => one.key(),
                title => one.set.table.title.clone(),
                description => one.set.description.clone(),
                href => visitor.url(&one.path()),
                address => visitor.full_url(&one.path()),
                n => one.set.table.rows.len(),
                bytes => one.file.len(),
                hash => one.hash.clone(),
                modified => one.set.modified.to_string(),
                columns => one.set.table.columns.iter().map(|column| column.title.clone()).collect::<Vec<_>>(),
            }
        })
        .collect();
    let missing: Vec<&str> = [("contributor", said.contributor.is_empty()), ("email", said.email.is_empty())]
        .into_iter()
        .filter_map(|(key, is_missing)| is_missing.then_some(key))
        .collect();
    let context = context! {
        sets => rows,
        is_published => said.is_published,
        licence => said.licence.word(),
        licence_href => said.licence.iri(),
        publisher => described(&visitor, &said, &[])?.publisher,
        catalogue => visitor.full_url("/open-data/catalogue.jsonld"),
        may_work => may_work,
        is_reader => policy::may_read(&visitor).is_ok(),
        missing => missing,
    };
    visitor.page("forum/open-data.html", visitor.text("open-data-title")?, context)
}

/// A file that other portals fetch: with a mark that changes with its content, so that the same is not sent twice.
fn plain(
    headers: &HeaderMap,
    media_type: &'static str,
    bytes: Vec<u8>,
    hash: &str,
) -> Result<Response, PageError> {
    let tag = format!("\"{hash}\"");
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (StatusCode::OK, bytes).into_response()
    };
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    own.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(PageError::fault)?);
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    own.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

async fn catalogue(visitor: Visitor, headers: HeaderMap) -> Answer {
    let mut view = visitor.read().await?;
    let said = published(&mut view).await?;
    let all = offered(&visitor, &mut view).await?;
    let document = described(&visitor, &said, &all)?.json_ld();
    let text = serde_json::to_string_pretty(&document).map_err(PageError::fault)?;
    let hash = sha256(text.as_bytes());
    plain(&headers, "application/ld+json; charset=utf-8", text.into_bytes(), &hash)
}

async fn give(visitor: &Visitor, headers: &HeaderMap, slug: Option<&str>, kind: &str) -> Answer {
    let mut view = visitor.read().await?;
    published(&mut view).await?;
    let all = offered(visitor, &mut view).await?;
    let found = all.iter().find(|one| one.set.slug.as_deref() == slug && one.set.kind == kind);
    let found = found.ok_or(PageError::NotFound)?;
    plain(headers, "text/csv; charset=utf-8", found.file.clone(), &found.hash)
}

async fn projects(visitor: Visitor, headers: HeaderMap) -> Answer {
    give(&visitor, &headers, None, "projects").await
}

async fn file(visitor: Visitor, Path((slug, file)): Path<(String, String)>, headers: HeaderMap) -> Answer {
    let kind = file.strip_suffix(".csv").ok_or(PageError::NotFound)?;
    give(&visitor, &headers, Some(&slug), kind).await
}

/// What the office says.
pub(crate) struct Said {
    pub said: OpenData,
    pub edition: i64,
}

impl FromForm for Said {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let licence = form.choice::<Licence>("licence");
        let publisher = form.text("publisher", 0..=200);
        let contact = form.text("contact", 0..=200);
        let email = if form.raw("email").is_empty() { Some(String::new()) } else { form.email("email") };
        let contributor = form.text("contributor", 0..=80);
        if contributor.as_deref().is_some_and(|text| !text.is_empty() && !is_contributor(text)) {
            form.mistake("contributor", "open-data-mistake-contributor");
            return None;
        }
        let is_published = form.ticked("is_published");
        let edition = form.number("edition", 0..=i64::MAX);
        Some(Self {
            said: OpenData {
                is_published,
                licence: licence?,
                publisher: publisher?,
                contact: contact?,
                email: email?,
                contributor: contributor?,
            },
            edition: edition?,
        })
    }
}

async fn edit(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    form(&visitor, None).await
}

async fn form(visitor: &Visitor, wrong: Option<Sheet>) -> Answer {
    let (said, edition) = find_open_data(&mut *visitor.read().await?).await?;
    let licences = Licence::ALL
        .iter()
        .map(|one| {
            let label = visitor.text(&format!("open-data-licence-{}", one.word()))?;
            Ok(context! { value => one.word(), label => label })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let title = visitor.text("open-data-edit-title")?;
    let context = context! { licences => licences, tenant => visitor.tenant().name.clone() };
    match wrong {
        Some(sheet) => visitor.again("forum/open-data-edit.html", title, &sheet, context),
        None => {
            let mut values = vec![
                ("licence", said.licence.word().to_owned()),
                ("publisher", said.publisher),
                ("contact", said.contact),
                ("email", said.email),
                ("contributor", said.contributor),
                ("edition", edition.to_string()),
            ];
            if said.is_published {
                values.push(("is_published", "yes".to_owned()));
            }
            let context = context! { form => visitor.form(&Sheet::filled(values))?, ..context };
            visitor.page("forum/open-data-edit.html", title, context)
        }
    }
}

async fn save(visitor: Visitor, sent: Form<Said>) -> Answer {
    policy::may_work(&visitor)?;
    let (said, sheet) = match sent.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return form(&visitor, Some(sheet)).await,
    };
    if !keep(&visitor, &said).await? {
        return form(&visitor, Some(sheet.wrong("", "open-data-mistake-changed"))).await;
    }
    visitor.done("/open-data", "open-data-saved")
}

/// Keeps what the office says; `false` where somebody else changed it meanwhile.
pub(crate) async fn keep(visitor: &Visitor, said: &Said) -> Result<bool, PageError> {
    let mut change = visitor.change().await?;
    if !save_open_data(&mut change, &said.said, said.edition).await? {
        return Ok(false);
    }
    let record = Record::new("open-data.changed", "open-data")
        .with("is_published", said.said.is_published)
        .with("licence", said.said.licence);
    change.commit(record).await?;
    Ok(true)
}
