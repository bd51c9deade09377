//! Local time in Germany: the rule of the European Union, without a zone database on the machine.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use rathaus_core::Daytime;

/// Day and clock time of a time of day; 24:00 is the next day's 00:00.
pub(crate) fn moment(date: Date, time: Daytime) -> DateTime {
    let date = if time.minutes() < 24 * 60 { date } else { date.tomorrow().unwrap_or(date) };
    let minutes = time.minutes() % (24 * 60);
    // Both fit: hours below 24, minutes below 60.
    date.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0)
}

/// The same with the offset of Germany, as in `2026-03-12T14:00:00+01:00`.
pub(crate) fn with_offset(moment: DateTime) -> String {
    // Directive 2000/84/EC: the last Sundays of March and October, 01:00 UTC.
    let summer = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3")
        .ok()
        .and_then(|zone| zone.to_ambiguous_zoned(moment).compatible().ok())
        .is_some_and(|zoned| zoned.offset().seconds() == 7200);
    format!("{}{}", moment.strftime("%Y-%m-%dT%H:%M:%S"), if summer { "+02:00" } else { "+01:00" })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn summer_and_winter_and_midnight() {
        let at = |d, t: &str| with_offset(moment(d, t.parse().expect("a time")));
        assert_eq!(at(date(2026, 3, 12), "14:00"), "2026-03-12T14:00:00+01:00");
        assert_eq!(at(date(2026, 3, 29), "14:00"), "2026-03-29T14:00:00+02:00");
        assert_eq!(at(date(2026, 10, 25), "14:00"), "2026-10-25T14:00:00+01:00");
        assert_eq!(at(date(2026, 12, 31), "24:00"), "2027-01-01T00:00:00+01:00");
    }
}
