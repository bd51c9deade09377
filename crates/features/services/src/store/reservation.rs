//! What is booked. A day of a place is a row, so that the database gives no day twice.

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::{Change, Id, Row, Session, StoreError, args, sql};

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationRow {
    /// The case.
    pub case: Id,
    /// The service.
    pub service: Id,
    /// The id of the place; empty where the service has only one.
    pub place: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// When the days were given free again.
    pub freed_at: Option<Timestamp>,
    /// What is to be paid back, in cents.
    pub deposit: i64,
    /// What was paid back of it, in cents.
    pub returned: Option<i64>,
}

impl ReservationRow {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let day = |name: &str| -> Result<Date, StoreError> {
            row.get::<String>(name)?.parse().map_err(StoreError::fault)
        };
        Ok(Self {
            case: row.get("case_id")?,
            service: row.get("service")?,
            place: row.get("place")?,
            from: day("from_day")?,
            until: day("until_day")?,
            freed_at: row.get("freed_at")?,
            deposit: row.get("deposit")?,
            returned: row.get("returned")?,
        })
    }
}

/// Books all days, or none where one of them is taken: `false`. The caller gives the change up then.
///
/// # Errors
///
/// What the database says.
pub async fn insert_reservation(
    change: &mut Change,
    reservation: &ReservationRow,
) -> Result<bool, StoreError> {
    let mut day = reservation.from;
    loop {
        let taken = change
            .run(
                sql!(
                    "INSERT INTO reservation_day (tenant, service, place, day, case_id) VALUES ($1, $2, $3, $4, $5) \
                     ON CONFLICT DO NOTHING"
                ),
                args![reservation.service, &reservation.place, day.to_string(), reservation.case],
            )
            .await?;
        if taken == 0 {
            return Ok(false);
        }
        if day >= reservation.until {
            break;
        }
        day = day.tomorrow().map_err(StoreError::fault)?;
    }
    change
        .run(
            sql!(
                "INSERT INTO reservation (tenant, case_id, service, place, from_day, until_day, deposit) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)"
            ),
            args![
                reservation.case,
                reservation.service,
                &reservation.place,
                reservation.from.to_string(),
                reservation.until.to_string(),
                reservation.deposit
            ],
        )
        .await?;
    Ok(true)
}

/// The reservation of a case.
///
/// # Errors
///
/// What the database says.
pub async fn find_reservation(session: &mut Session, case: Id) -> Result<Option<ReservationRow>, StoreError> {
    let find = sql!("SELECT * FROM reservation WHERE tenant = $1 AND case_id = $2");
    session.one(find, args![case]).await?.as_ref().map(ReservationRow::from_row).transpose()
}

/// The days that are taken from one day to another, with their places.
///
/// # Errors
///
/// What the database says.
pub async fn list_taken(
    session: &mut Session,
    service: Id,
    from: Date,
    until: Date,
) -> Result<Vec<(String, Date)>, StoreError> {
    let list = sql!(
        "SELECT place, day FROM reservation_day WHERE tenant = $1 AND service = $2 AND day >= $3 AND day <= $4 \
         ORDER BY place, day"
    );
    let rows = session.all(list, args![service, from.to_string(), until.to_string()]).await?;
    let read = |row: &Row| {
        let day: String = row.get("day")?;
        Ok((row.get("place")?, day.parse().map_err(StoreError::fault)?))
    };
    rows.iter().map(read).collect()
}

/// Gives the days of a case free; `false` where they are.
///
/// # Errors
///
/// What the database says.
pub async fn free_reservation(change: &mut Change, case: Id) -> Result<bool, StoreError> {
    let now = change.now();
    let free =
        sql!("UPDATE reservation SET freed_at = $3 WHERE tenant = $1 AND case_id = $2 AND freed_at IS NULL");
    if change.run(free, args![case, now]).await? == 0 {
        return Ok(false);
    }
    change.run(sql!("DELETE FROM reservation_day WHERE tenant = $1 AND case_id = $2"), args![case]).await?;
    Ok(true)
}

/// Notes what is paid back of the deposit; `false` where that was noted before.
///
/// # Errors
///
/// What the database says.
pub async fn set_returned(change: &mut Change, case: Id, cents: i64) -> Result<bool, StoreError> {
    let set =
        sql!("UPDATE reservation SET returned = $3 WHERE tenant = $1 AND case_id = $2 AND returned IS NULL");
    Ok(change.run(set, args![case, cents]).await? > 0)
}

/// Deletes the reservation of a case.
///
/// # Errors
///
/// What the database says.
pub async fn delete_reservation(change: &mut Change, case: Id) -> Result<(), StoreError> {
    change.run(sql!("DELETE FROM reservation_day WHERE tenant = $1 AND case_id = $2"), args![case]).await?;
    change.run(sql!("DELETE FROM reservation WHERE tenant = $1 AND case_id = $2"), args![case]).await?;
    Ok(())
}
