//! Whom an invitation of a supplier reaches.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

/// Most people of one supplier that get mails.
pub const MOST_CONTACTS: usize = 10;

/// A contact of a supplier's invitation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupplierContact {
    /// Its id.
    pub id: Id,
    /// The invitation.
    pub invitation: Id,
    /// The address, unique in its invitation.
    pub email: String,
    /// The person's name; may be empty.
    pub name: String,
    /// What the person does there; may be empty.
    pub function: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was taken off: it gets no mail and its links open nothing.
    pub stopped_at: Option<Timestamp>,
}

impl SupplierContact {
    /// Whether it gets mails.
    pub fn is_active(&self) -> bool {
        self.stopped_at.is_none()
    }
}

fn kept(row: &Row) -> Result<SupplierContact, StoreError> {
    Ok(SupplierContact {
        id: row.get("id")?,
        invitation: row.get("invitation")?,
        email: row.get("email")?,
        name: row.get("name")?,
        function: row.get("function")?,
        added_at: row.get("added_at")?,
        stopped_at: row.get("stopped_at")?,
    })
}

/// All contacts of an invitation, the oldest first.
pub async fn list_supplier_contacts(
    db: &mut Session,
    invitation: Id,
) -> Result<Vec<SupplierContact>, StoreError> {
    let list = sql!(
        "SELECT id, invitation, email, name, function, added_at, stopped_at FROM supplier_contact \
         WHERE tenant = $1 AND invitation = $2 ORDER BY added_at, id"
    );
    db.all(list, args![invitation]).await?.iter().map(kept).collect()
}

/// Adds a contact; one that is there gets name and function where they are given, and is active again.
pub async fn ensure_supplier_contact(
    change: &mut Change,
    invitation: Id,
    email: &str,
    name: &str,
    function: &str,
) -> Result<(), StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    let insert = sql!(
        "INSERT INTO supplier_contact (tenant, id, invitation, email, name, function, added_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, invitation, email) DO UPDATE SET stopped_at = NULL, \
         name = CASE WHEN excluded.name = '' THEN supplier_contact.name ELSE excluded.name END, \
         function = CASE WHEN excluded.function = '' THEN supplier_contact.function ELSE excluded.function END"
    );
    change.run(insert, args![id, invitation, email, name, function, now]).await?;
    Ok(())
}

/// Takes a contact of an invitation off; `false` where it is none or was off already.
pub async fn stop_supplier_contact(change: &mut Change, invitation: Id, id: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE supplier_contact SET stopped_at = $4 \
         WHERE tenant = $1 AND invitation = $2 AND id = $3 AND stopped_at IS NULL"
    );
    Ok(change.run(update, args![invitation, id, now]).await? == 1)
}
