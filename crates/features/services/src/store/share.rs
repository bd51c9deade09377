//! What may be copied by other tenants, and where a copied service came from.

use jiff::Timestamp;
use rathaus_store::{Change, Id, Row, Session, StoreError, TenantId, args, sql};

/// Where a service was copied from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The own service.
    pub service: Id,
    /// The tenant that shared it.
    pub tenant: TenantId,
    /// The service there.
    pub original: Id,
    /// The hash of the form's version there that was taken over last.
    pub hash: String,
    /// When that was.
    pub taken_at: Timestamp,
}

impl Origin {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            service: row.get("service")?,
            tenant: row.get("origin_tenant")?,
            original: row.get("origin_service")?,
            hash: row.get("hash")?,
            taken_at: row.get("taken_at")?,
        })
    }
}

/// Lets other tenants copy a service, or no more.
///
/// # Errors
///
/// What the database says.
pub async fn set_shared(change: &mut Change, id: Id, is_shared: bool) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "UPDATE service SET shared = $3, edition = edition + 1, changed_at = $4 WHERE tenant = $1 AND id = $2"
            ),
            args![id, i64::from(is_shared), now],
        )
        .await?;
    Ok(())
}

/// Notes where a service was copied from.
///
/// # Errors
///
/// `Conflict` where it was copied already.
pub async fn insert_origin(
    change: &mut Change,
    service: Id,
    tenant: TenantId,
    original: Id,
    hash: &str,
) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!(
                "INSERT INTO service_origin (tenant, service, origin_tenant, origin_service, hash, taken_at) \
                 VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            args![service, tenant, original, hash, now],
        )
        .await?;
    Ok(())
}

/// Notes that a newer version of the form there was taken over.
///
/// # Errors
///
/// What the database says.
pub async fn update_origin(change: &mut Change, service: Id, hash: &str) -> Result<(), StoreError> {
    let now = change.now();
    change
        .run(
            sql!("UPDATE service_origin SET hash = $3, taken_at = $4 WHERE tenant = $1 AND service = $2"),
            args![service, hash, now],
        )
        .await?;
    Ok(())
}

/// Where a service was copied from.
///
/// # Errors
///
/// What the database says.
pub async fn find_origin(session: &mut Session, service: Id) -> Result<Option<Origin>, StoreError> {
    let row = session
        .one(sql!("SELECT * FROM service_origin WHERE tenant = $1 AND service = $2"), args![service])
        .await?;
    row.as_ref().map(Origin::from_row).transpose()
}

/// Everything that was copied from others.
///
/// # Errors
///
/// What the database says.
pub async fn list_origins(session: &mut Session) -> Result<Vec<Origin>, StoreError> {
    let rows =
        session.all(sql!("SELECT * FROM service_origin WHERE tenant = $1 ORDER BY service"), args![]).await?;
    rows.iter().map(Origin::from_row).collect()
}
