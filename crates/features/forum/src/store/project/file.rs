//! Documents of a project. Each is a file of the store, owned by its project, with a title beside it and who may have it.

use jiff::Timestamp;
use rathaus_store::files::StoredFile;
use rathaus_store::{Change, Files, Id, Row, Session, StoreError, args, sql};
use rathaus_web::uploads::Checked;
use serde::Serialize;

/// A document of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectFile {
    /// Its id.
    pub id: Id,
    /// The project.
    pub project: Id,
    /// What the town calls it.
    pub title: String,
    /// Whether everybody who sees the project may have it; otherwise towns that are signed in and the office.
    pub is_public: bool,
    /// Its name.
    pub name: String,
    /// What it is, by what it holds.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// When it came.
    pub added_at: Timestamp,
}

fn kept(row: &Row) -> Result<ProjectFile, StoreError> {
    Ok(ProjectFile {
        id: row.get("id")?,
        project: row.get("project")?,
        title: row.get("title")?,
        is_public: row.get("is_public")?,
        name: row.get("name")?,
        media_type: row.get("media_type")?,
        size: u64::try_from(row.get::<i64>("size")?).map_err(StoreError::fault)?,
        added_at: row.get("added_at")?,
    })
}

/// The documents of a project, the oldest first.
pub async fn list_files(db: &mut Session, project: Id) -> Result<Vec<ProjectFile>, StoreError> {
    let list = sql!(
        "SELECT p.id, p.project, p.title, p.is_public, p.added_at, f.name, f.media_type, f.size FROM project_file p \
         JOIN file f ON f.tenant = p.tenant AND f.id = p.id \
         WHERE p.tenant = $1 AND p.project = $2 AND f.deleted_at IS NULL ORDER BY p.id"
    );
    db.all(list, args![project]).await?.iter().map(kept).collect()
}

/// A document with the file that holds it, if it is one of this project.
pub async fn find_file(
    db: &mut Session,
    project: Id,
    id: Id,
) -> Result<Option<(ProjectFile, StoredFile)>, StoreError> {
    let Some(found) = list_files(db, project).await?.into_iter().find(|one| one.id == id) else {
        return Ok(None);
    };
    Ok(rathaus_store::files::find_file(db, id).await?.map(|stored| (found, stored)))
}

/// Adds a document that was looked into. Gives its id.
pub async fn insert_file(
    change: &mut Change,
    files: &Files,
    project: Id,
    (title, is_public): (&str, bool),
    file: &Checked,
    by: Option<Id>,
) -> Result<Id, StoreError> {
    let now = change.now();
    let id = files.put(change, &file.name, file.media_type, file.bytes.clone(), project).await?;
    let insert = sql!(
        "INSERT INTO project_file (tenant, id, project, title, is_public, added_by, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    change.run(insert, args![id, project, title, is_public, by, now]).await?;
    Ok(id)
}

/// Deletes a document of a project; `false` where it has none with this id.
pub async fn delete_file(
    change: &mut Change,
    files: &Files,
    project: Id,
    id: Id,
) -> Result<bool, StoreError> {
    let delete = sql!("DELETE FROM project_file WHERE tenant = $1 AND project = $2 AND id = $3");
    if change.run(delete, args![project, id]).await? == 0 {
        return Ok(false);
    }
    files.delete(change, id).await
}

/// Forgets who added documents.
pub async fn forget_person(change: &mut Change, person: Id) -> Result<u64, StoreError> {
    let forget = sql!("UPDATE project_file SET added_by = NULL WHERE tenant = $1 AND added_by = $2");
    change.run(forget, args![person]).await
}

#[cfg(test)]
mod tests {
    use rathaus_store::files::Place;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};
    use rathaus_web::Upload;
    use rathaus_web::uploads::{Allowed, check_upload};

    use super::*;
    use crate::store::outcome::Pair;
    use crate::store::project::origin::{find_origin, find_project_of, insert_origin, list_origins};
    use crate::store::project::{ProjectText, insert_project};

    #[tokio::test]
    async fn documents_and_origins_belong_to_their_project() {
        for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let files = Files::open(&scratch.store, &Place::Folder).expect("a folder");
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let person = Id::of_name("person");
            let mut change = scope.change(Actor::Person(person), start()).await.expect("begins");
            let text = ProjectText { title: "Akte".into(), ..ProjectText::default() };
            let (town, supplier) = (Id::of_name("town"), Id::of_name("firm"));
            let (project, label) = insert_project(&mut change, town, &text).await.expect("kept");
            let upload = Upload {
                field: "file".into(),
                name: "leitfaden.pdf".into(),
                media_type: "text/html".into(),
                bytes: b"%PDF-1.7\n%%EOF\n".to_vec().into(),
            };
            let checked = check_upload(&upload, &Allowed::documents()).expect("a PDF");
            let what = ("Leitfaden", false);
            let id = insert_file(&mut change, &files, project, what, &checked, Some(person)).await;
            let id = id.expect("kept");
            let list = list_files(&mut change, project).await.expect("read");
            assert_eq!((list.len(), list[0].title.as_str(), list[0].is_public), (1, "Leitfaden", false));
            assert!(find_file(&mut change, project, id).await.expect("read").is_some());
            assert!(find_file(&mut change, town, id).await.expect("read").is_none(), "not its file");
            assert!(!delete_file(&mut change, &files, town, id).await.expect("runs"));
            assert_eq!(forget_person(&mut change, person).await.expect("runs"), 1);
            assert!(delete_file(&mut change, &files, project, id).await.expect("kept"));
            assert!(!delete_file(&mut change, &files, project, id).await.expect("runs"), "once");

            let pair = Pair { round: Id::of_name("round"), town, supplier };
            assert_eq!(find_project_of(&mut change, pair).await.expect("read"), None);
            insert_origin(&mut change, project, pair).await.expect("kept");
            assert_eq!(find_project_of(&mut change, pair).await.expect("read"), Some(label.clone()));
            assert_eq!(find_origin(&mut change, project).await.expect("read"), Some(pair));
            assert_eq!(list_origins(&mut change, pair.round).await.expect("read"), [(pair, label)]);
            change.commit(Record::new("project.begun", project)).await.expect("kept");
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(list_files(&mut view, project).await.expect("read").is_empty());
            assert_eq!(find_origin(&mut view, project).await.expect("read"), None);
        }
    }
}
