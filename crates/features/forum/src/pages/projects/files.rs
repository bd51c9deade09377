//! Documents of a project: taken in with what they really are, given out as downloads alone to whom the town lets have them.

use axum::body::Bytes;
use axum::extract::Path;
use rathaus_store::files::StoredFile;
use rathaus_store::{Files, Id, Record, Session};
use rathaus_web::uploads::download;
use rathaus_web::{
    Answer, Form, FromForm, Mistake, PageError, Reader, Sheet, Upload, Value, Visitor, context,
};

use super::edit::own;
use super::{one, seen};
use crate::pages::supply::files::{Added, MOST_FILES, looked_into, size, too_many};
use crate::policy;
use crate::store::project::KeptProject;
use crate::store::project::file::{ProjectFile, delete_file, find_file, insert_file, list_files};

/// The documents that the visitor may have, as lists show them, and how many others there are.
pub(super) async fn rows(
    visitor: &Visitor,
    db: &mut Session,
    project: &KeptProject,
) -> Result<(Vec<Value>, usize), PageError> {
    let all = list_files(db, project.id).await?;
    let (given, kept): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|file| policy::may_have_file(visitor, project, file));
    let row = |file: ProjectFile| {
        context! {
            id => file.id.to_string(), title => file.title, name => file.name, size => size(visitor, file.size),
            is_public => file.is_public, added_at => file.added_at.to_string(),
        }
    };
    Ok((given.into_iter().map(row).collect(), kept.len()))
}

/// A document that the visitor may have, with its bytes.
pub(crate) async fn bytes_of(
    visitor: &Visitor,
    label: &str,
    file: &str,
) -> Result<(StoredFile, Bytes), PageError> {
    let mut view = visitor.read().await?;
    let project = seen(visitor, &mut view, label).await?;
    let id: Id = file.parse().map_err(|_| PageError::NotFound)?;
    let (document, stored) = find_file(&mut view, project.id, id).await?.ok_or(PageError::NotFound)?;
    drop(view);
    if !policy::may_have_file(visitor, &project, &document) {
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    let bytes = visitor.app().port::<Files>()?.read(&stored).await?;
    Ok((stored, bytes))
}

pub(super) async fn give(visitor: Visitor, Path((label, file)): Path<(String, String)>) -> Answer {
    let (stored, bytes) = bytes_of(&visitor, &label, &file).await?;
    download(&stored.name, &stored.media_type, bytes)
}

/// What the form sends with a document.
pub(crate) struct Document {
    added: Added,
    is_public: bool,
}

impl FromForm for Document {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let is_public = form.ticked("file_public");
        Some(Self { added: Added::read(form)?, is_public })
    }
}

/// Takes a document in; its id, or what is wrong with it.
pub(crate) async fn take_in(
    visitor: &Visitor,
    label: &str,
    (title, is_public): (&str, bool),
    upload: Upload,
) -> Result<Result<Id, Mistake>, PageError> {
    let files = visitor.app().port::<Files>()?;
    let checked = looked_into(upload).await?;
    let mut change = visitor.change().await?;
    let project = own(visitor, &mut change, label).await?;
    let checked = match checked {
        Ok(checked) => checked,
        Err(mistake) => return Ok(Err(mistake)),
    };
    let kept = list_files(&mut change, project.id).await?;
    let same = |file: &&ProjectFile| {
        file.title == title && file.name == checked.name && file.size == checked.bytes.len() as u64
    };
    if let Some(before) = kept.iter().find(same) {
        // The button was pressed twice.
        return Ok(Ok(before.id));
    }
    if kept.len() >= MOST_FILES {
        return Ok(Err(too_many("projects-mistake-files")));
    }
    let by = visitor.signed().map(|signed| signed.person);
    let file = insert_file(&mut change, &files, project.id, (title, is_public), &checked, by).await?;
    change.commit(Record::new("project.file-added", project.id).with("file", file)).await?;
    Ok(Ok(file))
}

pub(super) async fn add(visitor: Visitor, Path(label): Path<String>, form: Form<Document>) -> Answer {
    let project = own(&visitor, &mut *visitor.read().await?, &label).await?;
    let sheet = match form.checked_with_sheet() {
        Ok((Document { added, is_public }, mut sheet)) => {
            match take_in(&visitor, &label, (&added.title, is_public), added.file).await? {
                Ok(_) => {
                    return visitor.done(&format!("/projects/{label}#documents"), "projects-file-added");
                }
                Err(mistake) => {
                    sheet.mistakes.push(mistake);
                    sheet
                }
            }
        }
        Err(sheet) => sheet,
    };
    let sheet: Sheet = sheet;
    one::page(&visitor, &project, Some(sheet)).await
}

/// Deletes a document of an own project.
pub(crate) async fn removal(visitor: &Visitor, label: &str, file: &str) -> Result<(), PageError> {
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    let project = own(visitor, &mut change, label).await?;
    let file: Id = file.parse().map_err(|_| PageError::NotFound)?;
    if !delete_file(&mut change, &files, project.id, file).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("project.file-removed", project.id).with("file", file)).await?;
    Ok(())
}

pub(super) async fn remove(visitor: Visitor, Path((label, file)): Path<(String, String)>) -> Answer {
    removal(&visitor, &label, &file).await?;
    visitor.done(&format!("/projects/{label}#documents"), "projects-file-removed")
}
