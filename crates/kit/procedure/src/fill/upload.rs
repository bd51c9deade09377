//! Files in answers: taken in with what they really are, given out to their holder alone.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use rathaus_store::files::{Staged, StoredFile, find_file, list_files};
use rathaus_store::{Change, Files, Id, Session, StoreError};
use rathaus_web::scan::{Barred, Why};
use rathaus_web::{Answer as Shown, Fields, PageError, Upload, Visitor, uploads};

use super::{Desk, Host, Params};
use crate::answers::{FileRef, Place};
use crate::field::{File, Kind};
use crate::store::drafts::file_owner;
use crate::store::{Draft, history};
use crate::{Answer, Answers, Field, Item, Mistake, Page, What};

/// A file of the store as answers know it.
pub(crate) fn file_ref(file: &StoredFile) -> FileRef {
    FileRef {
        id: file.id.to_string(),
        name: file.name.clone(),
        media: file.media_type.clone(),
        bytes: file.size,
    }
}

/// All files of the holder for this form.
pub(crate) async fn files_of(
    session: &mut Session,
    form: Id,
    holder: &str,
) -> Result<Vec<FileRef>, PageError> {
    Ok(list_files(session, file_owner(form, holder)).await?.iter().map(file_ref).collect())
}

/// What a file is by what it holds; of text, what its name says. What is not known is refused by every form that does
/// not take everything.
fn media_type(upload: &Upload) -> &'static str {
    use uploads::Kind as Known;
    let kinds = vec![
        Known::Pdf,
        Known::Png,
        Known::Jpeg,
        Known::Webp,
        Known::Docx,
        Known::Xlsx,
        Known::Pptx,
        Known::Odt,
        Known::Ods,
        Known::Odp,
        Known::Zip,
        Known::Text,
    ];
    let allowed = uploads::Allowed { kinds, most_bytes: usize::MAX };
    let ending = upload.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match (uploads::check_upload(upload, &allowed), ending.as_deref().unwrap_or_default()) {
        (Err(_), _) => "application/octet-stream",
        (Ok(file), "csv") if file.kind == Known::Text => "text/csv",
        (Ok(file), "json") if file.kind == Known::Text => "application/json",
        (Ok(file), "yml" | "yaml") if file.kind == Known::Text => "application/yaml",
        (Ok(file), _) if file.kind == Known::Text => "text/plain",
        (Ok(file), _) => file.media_type,
    }
}

/// The field a file input belongs to: `f.FIELD` or `g.GROUP.N.FIELD`.
pub(super) fn field_of<'a>(page: &'a Page, name: &str) -> Option<(Place, &'a Field)> {
    let parts: Vec<&str> = name.split('.').collect();
    match parts.as_slice() {
        ["f", id] => page.items.iter().find_map(|item| match item {
            Item::Field(field) if field.id.as_str() == *id => {
                Some((Place::field(field.id.clone()), field.as_ref()))
            }
            _ => None,
        }),
        ["g", group, record, id] => page.items.iter().find_map(|item| match item {
            Item::Group(found) if found.id.as_str() == *group => {
                let field = found.fields.iter().find(|field| field.id.as_str() == *id)?;
                Some((Place::in_record(found.id.clone(), record.parse().ok()?, field.id.clone()), field))
            }
            _ => None,
        }),
        _ => None,
    }
}

/// Why a file was not let in.
fn barred_of(barred: &Barred) -> What {
    let name = barred.name.clone();
    match barred.why {
        Why::Malicious => What::FileMalicious { name },
        Why::Unchecked => What::FileUnchecked { name },
        Why::Uncheckable => What::FileUncheckable { name },
    }
}

/// Why a file is not taken in.
fn refusal(kind: &File, upload: &Upload, media: &str) -> Option<What> {
    let name = rathaus_store::files::clean_name(&upload.name);
    let size = u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX);
    if size == 0 {
        Some(What::FileEmpty { name })
    } else if size > kind.max_bytes {
        Some(What::FileTooLarge { name, max: kind.max_bytes })
    } else if !kind.takes(media) {
        Some(What::FileType { name, types: kind.types.join(", ") })
    } else {
        None
    }
}

/// The files of a post that the form may take in, each at the place of its upload, on the disk before anything is written.
pub(crate) async fn stage(
    visitor: &Visitor,
    page: &Page,
    fields: &Fields,
) -> Result<Vec<Option<Staged>>, PageError> {
    let mut staged = Vec::with_capacity(fields.files.len());
    for upload in &fields.files {
        let field = field_of(page, &upload.field).map(|(_, field)| field);
        let is_taken = field.is_some_and(|field| match &field.kind {
            Kind::File(kind) => refusal(kind, upload, media_type(upload)).is_none(),
            _ => false,
        });
        staged.push(match is_taken {
            true => {
                let files = visitor.app().port::<Files>()?;
                Some(files.stage(visitor.tenant().id, upload.bytes.clone()).await?)
            }
            false => None,
        });
    }
    Ok(staged)
}

/// Takes in the files of a post that the form allows, [`stage`]d before; gives them by the name of their input, and what is
/// wrong with the others.
pub(crate) async fn take_in(
    visitor: &Visitor,
    change: &mut Change,
    desk: &Desk,
    page: &Page,
    fields: &Fields,
    staged: &[Option<Staged>],
) -> Result<(Vec<(String, FileRef)>, Vec<Mistake>), PageError> {
    let mut added = Vec::new();
    let barred = fields.barred.iter().filter_map(|one| Some((field_of(page, &one.field)?.0, one)));
    let mut mistakes: Vec<Mistake> =
        barred.map(|(place, one)| Mistake { place, what: barred_of(one) }).collect();
    if fields.files.is_empty() {
        return Ok((added, mistakes));
    }
    let files = visitor.app().port::<Files>()?;
    let owner = file_owner(desk.version.form, &desk.sitting.holder);
    for (upload, staged) in fields.files.iter().zip(staged) {
        let Some((place, field)) = field_of(page, &upload.field) else { continue };
        let Kind::File(kind) = &field.kind else { continue };
        let media = media_type(upload);
        let kept =
            fields.all(&upload.field).len() + added.iter().filter(|(name, _)| *name == upload.field).count();
        let full = u32::try_from(kept).unwrap_or(u32::MAX) >= kind.max_count
            && fields.all(&format!("{}.drop", upload.field)).is_empty();
        let wrong = refusal(kind, upload, media)
            .or_else(|| full.then_some(What::TooManyFiles { max: kind.max_count }));
        if let Some(what) = wrong {
            mistakes.push(Mistake { place, what });
            continue;
        }
        let Some(staged) = staged else { continue };
        let id = files.put_staged(change, &upload.name, media, staged, &owner).await?;
        if let Some(file) = find_file(change, id).await? {
            added.push((upload.field.clone(), file_ref(&file)));
        }
    }
    Ok((added, mistakes))
}

fn collect(answers: &Answers, found: &mut BTreeSet<String>) {
    for answer in answers.0.values() {
        match answer {
            Answer::Files(files) => found.extend(files.iter().map(|file| file.id.clone())),
            Answer::Records(records) => records.iter().for_each(|record| collect(record, found)),
            // Ids in an unreadable file field are no file's, or come back on the next save.
            Answer::Raw(parts) => found.extend(parts.values().flatten().cloned()),
            _ => {}
        }
    }
}

/// Deletes the holder's files that neither the draft nor anything handed in names any more.
pub(crate) async fn drop_unused(
    visitor: &Visitor,
    change: &mut Change,
    desk: &Desk,
    draft: &Draft,
) -> Result<(), PageError> {
    let all = list_files(change, file_owner(desk.version.form, &desk.sitting.holder)).await?;
    if all.is_empty() {
        return Ok(());
    }
    let mut used = BTreeSet::new();
    collect(&draft.answers, &mut used);
    for handed in history(change, desk.version.form, &desk.sitting.holder).await? {
        collect(&handed.answers, &mut used);
    }
    let files = visitor.app().port::<Files>()?;
    for file in all.iter().filter(|file| !used.contains(&file.id.to_string())) {
        files.delete(change, file.id).await?;
    }
    Ok(())
}

/// A file that stands in what a holder handed in with a form. What is only in a draft is not found.
///
/// # Errors
///
/// What the database says.
pub async fn find_handed_in(
    session: &mut Session,
    form: Id,
    holder: &str,
    file: Id,
) -> Result<Option<StoredFile>, StoreError> {
    let Some(stored) = find_file(session, file).await?.filter(|one| one.owner == file_owner(form, holder))
    else {
        return Ok(None);
    };
    let mut named = BTreeSet::new();
    for handed in history(session, form, holder).await? {
        collect(&handed.answers, &mut named);
    }
    Ok(named.contains(&file.to_string()).then_some(stored))
}

/// A file that the holder handed in, to be kept, never to be shown: whatever it is, it does not run in our name.
pub(super) async fn download(
    _: &dyn Host,
    visitor: &Visitor,
    desk: Desk,
    params: &Params,
    _: &Fields,
) -> Shown {
    let id: Id = params.get("file").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    let file = find_file(&mut view, id).await?.ok_or(PageError::NotFound)?;
    if file.owner != file_owner(desk.version.form, &desk.sitting.holder) {
        return Err(PageError::NotFound);
    }
    give(visitor, &file).await
}

/// A file as an attachment.
pub(crate) async fn give(visitor: &Visitor, file: &StoredFile) -> Shown {
    let stream = visitor.app().port::<Files>()?.stream(file).await?;
    let mut response = Response::new(Body::from_stream(stream));
    let mut named = String::new();
    for byte in file.name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => named.push(char::from(byte)),
            byte => named.push_str(&format!("%{byte:02X}")),
        }
    }
    let headers = response.headers_mut();
    let value = |text: String| HeaderValue::from_str(&text).map_err(PageError::fault);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_DISPOSITION, value(format!("attachment; filename*=UTF-8''{named}"))?);
    headers.insert(header::CONTENT_LENGTH, value(file.size.to_string())?);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::media_type;
    use rathaus_web::Upload;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (name, bytes, media) in [
            ("a.pdf", &b"%PDF-1.7 ... %%EOF"[..], "application/pdf"),
            ("a.pdf", b"<html><script>", "application/octet-stream"),
            ("a.pdf", b"MZ\x90\x00\xff", "application/octet-stream"),
            ("a.png", b"<?xml version='1.0'?><svg onload='x'>", "application/octet-stream"),
            ("a.csv", "Größe;Wert".as_bytes(), "text/csv"),
        ] {
            let bytes = bytes.to_vec().into();
            let upload = Upload { field: "f.x".into(), name: name.into(), media_type: "x/y".into(), bytes };
            assert_eq!(media_type(&upload), media, "{name}");
        }
    }
}
