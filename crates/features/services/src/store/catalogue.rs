//! The catalogue.

use jiff::Timestamp;
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};

use crate::model::Content;

/// A service of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: Id,
    /// In its address.
    pub slug: String,
    /// The key of its form.
    pub form: String,
    /// Whether everybody sees it.
    pub is_public: bool,
    /// Whether other tenants of the house may copy it.
    pub is_shared: bool,
    /// What it is.
    pub content: Content,
    /// Goes up with every change.
    pub edition: u32,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

impl Service {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            slug: row.get("slug")?,
            form: row.get("form")?,
            is_public: row.get("is_public")?,
            is_shared: row.get("shared")?,
            content: row.json("content")?,
            edition: row.get("edition")?,
            changed_at: row.get("changed_at")?,
        })
    }
}

/// A new service, which nobody sees yet.
///
/// # Errors
///
/// `Conflict` where there is one with this slug.
pub async fn insert_service(
    change: &mut Change,
    slug: &str,
    form: &str,
    content: &Content,
) -> Result<Id, StoreError> {
    let (id, now) = (Id::new(change.now()), change.now());
    change
        .run(
            sql!(
                "INSERT INTO service (tenant, id, slug, form, is_public, content, edition, created_at, changed_at) \
                 VALUES ($1, $2, $3, $4, 0, $5, 1, $6, $6)"
            ),
            args![id, slug, form, Arg::json(content)?, now],
        )
        .await?;
    Ok(id)
}

/// Changes what a service says of itself, if nobody did since `edition`; `false` where somebody did.
///
/// # Errors
///
/// What the database says.
pub async fn update_service(
    change: &mut Change,
    id: Id,
    edition: u32,
    content: &Content,
) -> Result<bool, StoreError> {
    let now = change.now();
    let touched = change
        .run(
            sql!(
                "UPDATE service SET content = $4, edition = edition + 1, changed_at = $5 \
                 WHERE tenant = $1 AND id = $2 AND edition = $3"
            ),
            args![id, edition, Arg::json(content)?, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Shows a service to everybody, or takes it off again.
///
/// # Errors
///
/// What the database says.
pub async fn set_public(change: &mut Change, id: Id, is_public: bool) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "UPDATE service SET is_public = $3, edition = edition + 1, changed_at = $4 WHERE tenant = $1 AND id = $2"
            ),
            args![id, i64::from(is_public), now],
        )
        .await?;
    Ok(())
}

/// All services, those that nobody sees yet among them.
///
/// # Errors
///
/// What the database says.
pub async fn list_services(session: &mut Session) -> Result<Vec<Service>, StoreError> {
    session
        .all(sql!("SELECT * FROM service WHERE tenant = $1 ORDER BY slug"), args![])
        .await?
        .iter()
        .map(Service::from_row)
        .collect()
}

/// The service of an address.
///
/// # Errors
///
/// What the database says.
pub async fn find_service(session: &mut Session, slug: &str) -> Result<Option<Service>, StoreError> {
    let row = session.one(sql!("SELECT * FROM service WHERE tenant = $1 AND slug = $2"), args![slug]).await?;
    row.as_ref().map(Service::from_row).transpose()
}

/// A service by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_service_by_id(session: &mut Session, id: Id) -> Result<Option<Service>, StoreError> {
    let row = session.one(sql!("SELECT * FROM service WHERE tenant = $1 AND id = $2"), args![id]).await?;
    row.as_ref().map(Service::from_row).transpose()
}
