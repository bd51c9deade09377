//! Mandates as rows, and which claims are collected by which.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rathaus_payment::book::ClaimId;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

use crate::money::mandate::Mandate;

fn from_row(row: &Row) -> Result<Mandate, StoreError> {
    let day = |text: String| text.parse::<Date>().map_err(StoreError::fault);
    let text = |column: &str| row.get::<String>(column);
    let perhaps = |column: &str| row.get::<Option<String>>(column)?.map(day).transpose();
    Ok(Mandate {
        id: row.get("id")?,
        reference: row.get("reference")?,
        signed: day(text("signed")?)?,
        name: row.get("name")?,
        iban: text("iban")?.parse().map_err(StoreError::fault)?,
        revoked: perhaps("revoked")?,
        used: perhaps("used")?,
        is_used: row.get::<i64>("living")? > 0,
    })
}

/// All mandates by their references, with the last day that something was collected by each.
///
/// # Errors
///
/// What the database says.
pub async fn list_mandates(session: &mut Session) -> Result<Vec<Mandate>, StoreError> {
    // Days are written so that the greatest text is the last day.
    session
        .all(
            sql!(
                "SELECT m.id, m.reference, m.signed, m.name, m.iban, m.revoked, \
                 MAX(CASE WHEN o.downloaded_at IS NOT NULL THEN o.day END) AS used, \
                 SUM(CASE WHEN p.claim IS NOT NULL AND p.ended_at IS NULL THEN 1 ELSE 0 END) AS living \
                 FROM money_mandate m \
                 LEFT JOIN money_payment p ON p.tenant = m.tenant AND p.mandate = m.id \
                 LEFT JOIN money_order o ON o.tenant = p.tenant AND o.id = p.order_id \
                 WHERE m.tenant = $1 \
                 GROUP BY m.id, m.reference, m.signed, m.name, m.iban, m.revoked ORDER BY m.reference"
            ),
            args![],
        )
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// A mandate by its id.
///
/// # Errors
///
/// What the database says.
pub async fn find_mandate(session: &mut Session, id: Id) -> Result<Option<Mandate>, StoreError> {
    Ok(list_mandates(session).await?.into_iter().find(|mandate| mandate.id == id))
}

/// A mandate by the name that banks know it by.
///
/// # Errors
///
/// What the database says.
pub async fn find_mandate_named(
    session: &mut Session,
    reference: &str,
) -> Result<Option<Mandate>, StoreError> {
    Ok(list_mandates(session).await?.into_iter().find(|mandate| mandate.reference == reference))
}

/// Keeps a mandate. `false` where there is one of this reference.
///
/// # Errors
///
/// What the database says.
pub async fn insert_mandate(change: &mut Change, mandate: &Mandate) -> Result<bool, StoreError> {
    let written = change
        .run(
            sql!(
                "INSERT INTO money_mandate (tenant, id, reference, signed, name, iban) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, reference) DO NOTHING"
            ),
            args![
                mandate.id,
                &mandate.reference,
                mandate.signed.to_string(),
                &mandate.name,
                mandate.iban.as_str()
            ],
        )
        .await?;
    Ok(written > 0)
}

/// Notes the day on which a mandate was taken back. `false` where it was before.
///
/// # Errors
///
/// What the database says.
pub async fn update_revoked(change: &mut Change, id: Id, day: Date) -> Result<bool, StoreError> {
    let written = change
        .run(
            sql!("UPDATE money_mandate SET revoked = $3 WHERE tenant = $1 AND id = $2 AND revoked IS NULL"),
            args![id, day.to_string()],
        )
        .await?;
    Ok(written > 0)
}

/// By which mandate each claim is collected.
///
/// # Errors
///
/// What the database says.
pub async fn list_ties(session: &mut Session) -> Result<BTreeMap<ClaimId, Id>, StoreError> {
    session
        .all(sql!("SELECT claim, mandate FROM money_tie WHERE tenant = $1"), args![])
        .await?
        .iter()
        .map(|row| {
            let claim = ClaimId::try_from(row.get::<String>("claim")?).map_err(StoreError::fault)?;
            Ok((claim, row.get("mandate")?))
        })
        .collect()
}

/// Says by which mandate a claim is collected; by none where there is none.
///
/// # Errors
///
/// What the database says.
pub async fn update_tie(change: &mut Change, claim: ClaimId, mandate: Option<Id>) -> Result<(), StoreError> {
    let claim = claim.to_string();
    let Some(mandate) = mandate else {
        change.run(sql!("DELETE FROM money_tie WHERE tenant = $1 AND claim = $2"), args![claim]).await?;
        return Ok(());
    };
    change
        .run(
            sql!(
                "INSERT INTO money_tie (tenant, claim, mandate) VALUES ($1, $2, $3) \
                 ON CONFLICT (tenant, claim) DO UPDATE SET mandate = $3"
            ),
            args![claim, mandate],
        )
        .await?;
    Ok(())
}
