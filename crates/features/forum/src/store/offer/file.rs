//! Files of an offer. Each is a file of the store, owned by its offer, with a title beside it.
//!
//! INVARIANT: an offer that was withdrawn or deleted has no files (`withdrawn_offers_keep_no_files`).

use jiff::Timestamp;
use rathaus_store::files::StoredFile;
use rathaus_store::{Change, Files, Id, Session, StoreError, args, sql};
use rathaus_web::uploads::Checked;
use serde::Serialize;

/// A file of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferFile {
    /// Its id.
    pub id: Id,
    /// The offer.
    pub offer: Id,
    /// What the supplier calls it.
    pub title: String,
    /// Its name.
    pub name: String,
    /// What it is, by what it holds.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// When it came.
    pub added_at: Timestamp,
}

/// The files of an offer, the oldest first.
pub async fn list_files(db: &mut Session, offer: Id) -> Result<Vec<OfferFile>, StoreError> {
    let list = sql!(
        "SELECT o.id, o.offer, o.title, o.added_at, f.name, f.media_type, f.size FROM offer_file o \
         JOIN file f ON f.tenant = o.tenant AND f.id = o.id \
         WHERE o.tenant = $1 AND o.offer = $2 AND f.deleted_at IS NULL ORDER BY o.id"
    );
    db.all(list, args![offer])
        .await?
        .iter()
        .map(|row| {
            Ok(OfferFile {
                id: row.get("id")?,
                offer: row.get("offer")?,
                title: row.get("title")?,
                name: row.get("name")?,
                media_type: row.get("media_type")?,
                size: u64::try_from(row.get::<i64>("size")?).map_err(StoreError::fault)?,
                added_at: row.get("added_at")?,
            })
        })
        .collect()
}

/// A file, if it is one of this offer.
pub async fn find_file(db: &mut Session, offer: Id, id: Id) -> Result<Option<StoredFile>, StoreError> {
    let find = sql!("SELECT id FROM offer_file WHERE tenant = $1 AND offer = $2 AND id = $3");
    if db.one(find, args![offer, id]).await?.is_none() {
        return Ok(None);
    }
    rathaus_store::files::find_file(db, id).await
}

/// Adds a file that was looked into. Gives its id.
pub async fn insert_file(
    change: &mut Change,
    files: &Files,
    offer: Id,
    title: &str,
    file: &Checked,
    by: Option<Id>,
) -> Result<Id, StoreError> {
    let now = change.now();
    let id = files.put(change, &file.name, file.media_type, file.bytes.clone(), offer).await?;
    let insert = sql!(
        "INSERT INTO offer_file (tenant, id, offer, title, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    change.run(insert, args![id, offer, title, by, now]).await?;
    Ok(id)
}

/// Deletes a file of an offer; `false` where it has none with this id.
pub async fn delete_file(change: &mut Change, files: &Files, offer: Id, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM offer_file WHERE tenant = $1 AND offer = $2 AND id = $3");
    if change.run(delete, args![offer, id]).await? == 0 {
        return Ok(false);
    }
    files.delete(change, id).await
}

/// Deletes all files of an offer. Gives how many.
pub async fn delete_files(change: &mut Change, files: &Files, offer: Id) -> Result<usize, StoreError> {
    let all = list_files(change, offer).await?;
    for file in &all {
        delete_file(change, files, offer, file.id).await?;
    }
    Ok(all.len())
}

/// Forgets who added files.
pub async fn forget_person(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    change
        .run(sql!("UPDATE offer_file SET added_by = NULL WHERE tenant = $1 AND added_by = $2"), args![person])
        .await
}

#[cfg(test)]
mod tests {
    use rathaus_store::files::Place;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};
    use rathaus_web::Upload;
    use rathaus_web::uploads::{Allowed, check_upload};

    use super::*;

    fn pdf(name: &str) -> Checked {
        let upload = Upload {
            field: "file".into(),
            name: name.into(),
            media_type: "text/html".into(),
            bytes: b"%PDF-1.7\n%%EOF\n".to_vec().into(),
        };
        check_upload(&upload, &Allowed::documents()).expect("a PDF")
    }

    #[tokio::test]
    async fn files_belong_to_their_offer_alone() {
        for scratch in both(&[crate::MIGRATIONS]).await {
            let files = Files::open(&scratch.store, &Place::Folder).expect("a folder");
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let (offer, other, person) = (Id::of_name("offer"), Id::of_name("other"), Id::of_name("person"));
            let mut change = scope.change(Actor::Person(person), start()).await.expect("begins");
            let by = Some(person);
            let id = insert_file(&mut change, &files, offer, "Preisblatt", &pdf("preise.pdf"), by)
                .await
                .expect("kept");
            let second =
                insert_file(&mut change, &files, offer, "Bild", &pdf("bild.png"), by).await.expect("kept");
            let list = list_files(&mut change, offer).await.expect("read");
            let mut names: Vec<_> =
                list.iter().map(|file| (file.title.as_str(), file.name.as_str())).collect();
            names.sort_unstable();
            assert_eq!(names, [("Bild", "bild.png.pdf"), ("Preisblatt", "preise.pdf")]);
            assert!(find_file(&mut change, offer, id).await.expect("read").is_some());
            assert!(find_file(&mut change, other, id).await.expect("read").is_none(), "not its file");
            assert!(!delete_file(&mut change, &files, other, id).await.expect("runs"));
            assert_eq!(forget_person(&mut change, person).await.expect("runs"), 2);
            assert_eq!(forget_person(&mut change, person).await.expect("runs"), 0);
            assert!(delete_file(&mut change, &files, offer, id).await.expect("kept"));
            assert!(!delete_file(&mut change, &files, offer, id).await.expect("runs"), "once");
            assert_eq!(delete_files(&mut change, &files, offer).await.expect("kept"), 1);
            assert!(list_files(&mut change, offer).await.expect("read").is_empty());
            assert!(find_file(&mut change, offer, second).await.expect("read").is_none());
            change.commit(Record::new("offer.files-deleted", offer)).await.expect("kept");
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            assert!(
                list_files(&mut south.read().await.expect("begins"), offer).await.expect("read").is_empty()
            );
        }
    }
}
