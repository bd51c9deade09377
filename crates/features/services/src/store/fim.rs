//! What forms were made from: schemas of FIM and descriptions of services.

use rathaus_store::{Arg, Change, Id, Session, StoreError, args, sql};

use crate::fim::Kept;

/// Keeps what a form was made from. `upload` is the file it was looked at in before.
///
/// # Errors
///
/// `Conflict` where the form has one already, or the file became a form already.
pub async fn insert_fim(change: &mut Change, form: &str, upload: Id, kept: &Kept) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!("INSERT INTO fim (tenant, form, upload, json, created_at) VALUES ($1, $2, $3, $4, $5)"),
            args![form, upload, Arg::json(kept)?, now],
        )
        .await?;
    Ok(())
}

/// What a form was made from.
///
/// # Errors
///
/// What the database says.
pub async fn find_fim(session: &mut Session, form: &str) -> Result<Option<Kept>, StoreError> {
    let row = session.one(sql!("SELECT json FROM fim WHERE tenant = $1 AND form = $2"), args![form]).await?;
    row.map(|row| row.json("json")).transpose()
}

/// The key of the form that a file became.
///
/// # Errors
///
/// What the database says.
pub async fn find_form_of_upload(session: &mut Session, upload: Id) -> Result<Option<String>, StoreError> {
    let row =
        session.one(sql!("SELECT form FROM fim WHERE tenant = $1 AND upload = $2"), args![upload]).await?;
    row.map(|row| row.get("form")).transpose()
}
