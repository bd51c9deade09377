//! Where the office works, for the holidays that deadlines know.

use rathaus_deadline::{Calendar, Land};
use rathaus_store::{Arg, Change, Session, StoreError, args, sql};

/// The calendar of the tenant; that of Hessen where none was chosen.
///
/// # Errors
///
/// What the database says.
pub async fn find_place(session: &mut Session) -> Result<Calendar, StoreError> {
    let row = session.one(sql!("SELECT json FROM service_place WHERE tenant = $1"), args![]).await?;
    Ok(row.map(|row| row.json("json")).transpose()?.unwrap_or_else(|| Calendar::new(Land::Hessen)))
}

/// Chooses the calendar of the tenant.
///
/// # Errors
///
/// What the database says.
pub async fn save_place(change: &mut Change, place: &Calendar) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO service_place (tenant, json) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET json = $2"
            ),
            args![Arg::json(place)?],
        )
        .await?;
    Ok(())
}
