//! Files that stand in the answers of a case: those of the application, and of the proof of use of a grant.

use axum::body::Bytes;
use axum::extract::Path;
use rathaus_procedure::answers::FileRef;
use rathaus_procedure::case::Case;
use rathaus_procedure::fill::find_handed_in;
use rathaus_procedure::store::find_submission;
use rathaus_store::files::StoredFile;
use rathaus_store::{Files, Id, Session};
use rathaus_web::uploads::download;
use rathaus_web::{Answer, PageError, Visitor};

use super::of_number;
use crate::policy;

/// Where the files of a case's answers are fetched.
pub(crate) fn path(visitor: &Visitor, case: &Case) -> impl Fn(&FileRef) -> Option<String> {
    let base = visitor.url(&format!("/cases/{}/files", case.number));
    move |file| Some(format!("{base}/{}", file.id))
}

/// A file that was handed in with the application or with a proof of use.
///
/// # Errors
///
/// `NotFound` for every other file.
async fn find(db: &mut Session, case: &Case, file: &str) -> Result<StoredFile, PageError> {
    let file: Id = file.parse().map_err(|_| PageError::NotFound)?;
    let mut forms = vec![case.form];
    for report in &case.reports {
        forms.extend(find_submission(db, report.submission).await?.map(|submission| submission.form));
    }
    for form in forms {
        if let Some(found) = find_handed_in(db, form, &case.holder, file).await? {
            return Ok(found);
        }
    }
    Err(PageError::NotFound)
}

/// A file and its bytes, for whoever may read cases.
///
/// # Errors
///
/// `NotFound` for what is not in the answers of this case.
pub(crate) async fn bytes_of(
    visitor: &Visitor,
    number: &str,
    file: &str,
) -> Result<(StoredFile, Bytes), PageError> {
    policy::may_read(visitor)?;
    let mut view = visitor.read().await?;
    let case = of_number(&mut view, number).await?;
    let stored = find(&mut view, &case, file).await?;
    drop(view);
    let bytes = visitor.app().port::<Files>()?.read(&stored).await?;
    Ok((stored, bytes))
}

pub(super) async fn show(visitor: Visitor, Path((number, file)): Path<(String, String)>) -> Answer {
    let (stored, bytes) = bytes_of(&visitor, &number, &file).await?;
    download(&stored.name, &stored.media_type, bytes)
}
