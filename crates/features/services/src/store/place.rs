//! Where the office works, for the holidays that deadlines know, and how long it keeps what was begun.

use rathaus_deadline::{Calendar, Land};
use rathaus_store::{Arg, Change, Session, StoreError, args, sql};

/// How many days what was begun is kept where the office chose nothing.
const BEGUN_DAYS: u32 = 90;

/// The calendar of the tenant; that of Hessen where none was chosen.
///
/// # Errors
///
/// What the database says.
pub async fn find_place(session: &mut Session) -> Result<Calendar, StoreError> {
    let row = session.one(sql!("SELECT json FROM service_place WHERE tenant = $1"), args![]).await?;
    Ok(row.map(|row| row.json("json")).transpose()?.unwrap_or_else(|| Calendar::new(Land::Hessen)))
}

/// After how many days without a change an application that was not handed in is deleted; 90 where nothing was chosen.
///
/// # Errors
///
/// What the database says.
pub async fn find_begun_days(session: &mut Session) -> Result<u32, StoreError> {
    let row = session.one(sql!("SELECT begun_days FROM service_place WHERE tenant = $1"), args![]).await?;
    row.map_or(Ok(BEGUN_DAYS), |row| row.get("begun_days"))
}

/// Chooses the calendar of the tenant, and how many days what was begun is kept.
///
/// # Errors
///
/// What the database says.
pub async fn save_place(change: &mut Change, place: &Calendar, begun_days: u32) -> Result<(), StoreError> {
    change
        .run(
            sql!(
                "INSERT INTO service_place (tenant, json, begun_days) VALUES ($1, $2, $3) \
                 ON CONFLICT (tenant) DO UPDATE SET json = $2, begun_days = $3"
            ),
            args![Arg::json(place)?, begun_days],
        )
        .await?;
    Ok(())
}
