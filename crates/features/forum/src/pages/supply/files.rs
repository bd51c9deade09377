//! Files of an offer: taken in with what they really are, given out as downloads alone, gone with a withdrawn offer.

use axum::body::Bytes;
use axum::extract::Path;
use fluent_bundle::FluentValue;
use rathaus_store::files::StoredFile;
use rathaus_store::{Files, Id, Record};
use rathaus_web::uploads::{Allowed, Checked, check_upload, download};
use rathaus_web::{Answer, Form, FromForm, Mistake, PageError, Reader, Upload, Value, Visitor, context};

use super::{Desk, filled, is_open, own, page};
use crate::store::offer::KeptOffer;
use crate::store::offer::file::{OfferFile, delete_file, find_file, insert_file, list_files};

/// Most files of one offer.
pub(crate) const MOST_FILES: usize = 10;

/// What an offer takes: what people send to offices.
pub(crate) fn allowed() -> Allowed {
    Allowed::documents()
}

/// A number of bytes as people read it.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn size(visitor: &Visitor, bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", visitor.lang().number((bytes as f64 / 1_000.0).max(1.0), 0)),
        bytes => format!("{} MB", visitor.lang().number(bytes as f64 / 1_000_000.0, 1)),
    }
}

/// Files as lists show them.
pub(crate) fn rows(visitor: &Visitor, files: &[OfferFile]) -> Vec<Value> {
    let row = |file: &OfferFile| {
        context! {
            id => file.id.to_string(), title => file.title.clone(), name => file.name.clone(),
            size => size(visitor, file.size),
            added_at => file.added_at.to_string(),
        }
    };
    files.iter().map(row).collect()
}

/// A file of an offer as a download.
pub(crate) async fn given(visitor: &Visitor, offer: &KeptOffer, file: &str) -> Answer {
    let (found, bytes) = bytes_of(visitor, offer, file).await?;
    download(&found.name, &found.media_type, bytes)
}

/// A file of an offer with its bytes.
pub(crate) async fn bytes_of(
    visitor: &Visitor,
    offer: &KeptOffer,
    file: &str,
) -> Result<(StoredFile, Bytes), PageError> {
    let id: Id = file.parse().map_err(|_| PageError::NotFound)?;
    let found = find_file(&mut *visitor.read().await?, offer.id, id).await?.ok_or(PageError::NotFound)?;
    let bytes = visitor.app().port::<Files>()?.read(&found).await?;
    Ok((found, bytes))
}

/// What a form sends with a file.
pub(crate) struct Added {
    pub title: String,
    pub file: Upload,
}

impl FromForm for Added {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("file_title", 2..=120);
        let file = form.files("file").first().map(|file| (*file).clone());
        if file.is_none() {
            form.mistake("file", "form-required");
        }
        Some(Self { title: title?, file: file? })
    }
}

/// Looks into a file while other requests go on: unpacking a document takes a while.
pub(crate) async fn looked_into(upload: Upload) -> Result<Result<Checked, Mistake>, PageError> {
    let checked = tokio::task::spawn_blocking(move || check_upload(&upload, &allowed())).await;
    checked.map_err(PageError::fault)
}

/// What is said of one file more than [`MOST_FILES`], by the key of a text.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn too_many(key: &str) -> Mistake {
    let args = vec![("most".to_owned(), FluentValue::from(MOST_FILES as f64))];
    Mistake { name: "file".to_owned(), key: key.to_owned(), args }
}

/// Takes a file in; its id, or what is wrong with it.
pub(crate) async fn take_in(
    visitor: &Visitor,
    slug: &str,
    id: &str,
    title: &str,
    upload: Upload,
) -> Result<Result<Id, Mistake>, PageError> {
    let files = visitor.app().port::<Files>()?;
    let checked = looked_into(upload).await?;
    let mut change = visitor.change().await?;
    let (round, offer) = own(visitor, &mut change, slug, id).await?;
    if !is_open(visitor, &round) {
        return Err(PageError::Conflict("supply-closed"));
    }
    let checked = match checked {
        Ok(checked) => checked,
        Err(mistake) => return Ok(Err(mistake)),
    };
    let kept = list_files(&mut change, offer.id).await?;
    let same = |file: &&OfferFile| {
        file.title == title && file.name == checked.name && file.size == checked.bytes.len() as u64
    };
    if let Some(before) = kept.iter().find(same) {
        // The button was pressed twice.
        return Ok(Ok(before.id));
    }
    if kept.len() >= MOST_FILES {
        return Ok(Err(too_many("supply-mistake-files")));
    }
    let by = visitor.signed().map(|signed| signed.person);
    let file = insert_file(&mut change, &files, offer.id, title, &checked, by).await?;
    change.commit(Record::new("offer.file-added", offer.id).with("file", file)).await?;
    Ok(Ok(file))
}

pub(super) async fn add(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Added>,
) -> Answer {
    let (round, offer) = own(&visitor, &mut *visitor.read().await?, &slug, &id).await?;
    let mut sheet = filled(&offer.text, offer.edition);
    match form.checked_with_sheet() {
        Ok((Added { title, file }, sent)) => match take_in(&visitor, &slug, &id, &title, file).await? {
            Ok(_) => {
                return visitor.done(&format!("/supply/{slug}/offers/{id}"), "supply-file-added");
            }
            Err(mistake) => {
                sheet.values.extend(sent.values);
                sheet.mistakes.push(mistake);
            }
        },
        Err(sent) => {
            sheet.values.extend(sent.values);
            sheet.mistakes = sent.mistakes;
        }
    }
    page(&visitor, Desk { round: &round, offer: Some(&offer), notes: None }, sheet).await
}

pub(super) async fn give(visitor: Visitor, Path((slug, id, file)): Path<(String, String, String)>) -> Answer {
    let (_, offer) = own(&visitor, &mut *visitor.read().await?, &slug, &id).await?;
    given(&visitor, &offer, &file).await
}

/// Deletes a file of an own offer.
pub(crate) async fn removal(visitor: &Visitor, slug: &str, id: &str, file: &str) -> Result<(), PageError> {
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    let (round, offer) = own(visitor, &mut change, slug, id).await?;
    if !is_open(visitor, &round) {
        return Err(PageError::Conflict("supply-closed"));
    }
    let file: Id = file.parse().map_err(|_| PageError::NotFound)?;
    if !delete_file(&mut change, &files, offer.id, file).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("offer.file-removed", offer.id).with("file", file)).await?;
    Ok(())
}

pub(super) async fn remove(
    visitor: Visitor,
    Path((slug, id, file)): Path<(String, String, String)>,
) -> Answer {
    removal(&visitor, &slug, &id, &file).await?;
    visitor.done(&format!("/supply/{slug}/offers/{id}"), "supply-file-removed")
}
