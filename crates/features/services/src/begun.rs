//! Applications that were begun and never handed in. They are personal data that nobody works with, so they go when nobody
//! has changed them for as long as the office says; their page says the day.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{delete_unsent, find_form};
use rathaus_store::{Actor, Files, Record, Scope, StoreError};
use rathaus_web::filters::zone;

use crate::store::application::{delete_begun, list_begun};
use crate::store::place::find_begun_days;

/// The day on which an application goes that was last changed at `changed`.
pub fn begun_until(changed: Timestamp, days: u32) -> Date {
    today(changed).checked_add(i64::from(days).days()).unwrap_or(Date::MAX)
}

/// Before which time an application must have been changed last for its day to have come.
fn begun_before(now: Timestamp, days: u32) -> Timestamp {
    let day = today(now).checked_sub((i64::from(days) - 1).days()).unwrap_or(Date::MIN);
    day.to_zoned(zone()).map_or(Timestamp::MIN, |midnight| midnight.timestamp())
}

/// Deletes the tenant's applications whose day has come, with answers, files and links; each in a change of its own.
///
/// # Errors
///
/// What the database says.
pub async fn delete_abandoned(scope: &Scope, files: &Files, now: Timestamp) -> Result<(), StoreError> {
    let mut view = scope.read().await?;
    let before = begun_before(now, find_begun_days(&mut view).await?);
    let begun = list_begun(&mut view, before).await?;
    drop(view);
    for application in begun {
        let mut change = scope.change(Actor::Program("services"), now).await?;
        let gone = match find_form(&mut change, &application.form).await? {
            Some(form) => delete_unsent(&mut change, files, form.id, &application.holder(), before).await?,
            None => Some(0),
        };
        if let Some(gone) = gone
            && delete_begun(&mut change, application.id).await?
        {
            change.commit(Record::new("application.deleted", application.id).with("files", gone)).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_says_is_the_day_it_goes() {
        // Every half hour over both changes of the clock.
        let begin: Timestamp = "2026-03-01T00:15:00+01:00".parse().expect("a time");
        for days in [7, 90, 240] {
            for half in 0..48 * 40 {
                let changed = begin + jiff::SignedDuration::from_mins(30 * half);
                let day = begun_until(changed, days);
                let at = |hour| day.at(hour, 0, 0, 0).to_zoned(zone()).expect("a time").timestamp();
                assert!(
                    changed < begun_before(at(0), days) && changed < begun_before(at(23), days),
                    "{changed}"
                );
                let eve = at(0) - jiff::SignedDuration::from_secs(1);
                assert!(changed >= begun_before(eve, days), "{changed}");
            }
        }
    }
}
