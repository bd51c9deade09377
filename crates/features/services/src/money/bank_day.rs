//! On which days banks carry orders out: the days of TARGET, which knows no holidays of a Land.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rathaus_deadline::holidays::easter;

/// Whether banks carry orders out on this day. TARGET is closed on Saturdays, Sundays, New Year's Day, Good Friday, Easter
/// Monday, 1 May, 25 and 26 December (calendar of the European Central Bank since 2002).
pub fn is_bank_day(day: Date) -> bool {
    let sunday = easter(day.year());
    let is_moving = day == sunday.saturating_sub(2.days()) || day == sunday.saturating_add(1.day());
    let is_fixed = matches!((day.month(), day.day()), (1, 1) | (5, 1) | (12, 25 | 26));
    !(matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || is_moving || is_fixed)
}

/// The first such day after this one.
pub fn next_bank_day(after: Date) -> Date {
    let mut day = after.saturating_add(1.day());
    while !is_bank_day(day) && day < Date::MAX {
        day = day.saturating_add(1.day());
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_rest_on_the_days_of_target() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        for closed in ["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-06-06"] {
            assert!(!is_bank_day(day(closed)), "{closed}");
        }
        // Ascension, Whit Monday, Corpus Christi, and the Day of German Unity of 2025 are days like others.
        for open in ["2026-05-14", "2026-05-25", "2026-06-04", "2025-10-03", "2026-12-24", "2026-12-31"] {
            assert!(is_bank_day(day(open)), "{open}");
        }
        assert_eq!(next_bank_day(day("2026-04-02")), day("2026-04-07"));
        assert_eq!(next_bank_day(day("2026-12-24")), day("2026-12-28"));
        assert_eq!(next_bank_day(day("2026-06-01")), day("2026-06-02"));
    }
}
