//! Simple interest by the day, exact to the cent: what a grant that was claimed back costs.
//!
//! § 49a Abs. 3 Satz 1 VwVfG: the sum to be given back bears interest of five percentage points above the base rate a year
//! from the day the decision became invalid. The base rate (§ 247 BGB) changes on 1 January and 1 July and can be below
//! zero; the Bundesbank publishes it, here it is an argument. No law says by which number of days a year is divided. Courts and
//! their calculators divide by 365 or by the days of the year at hand; both are here. Interest on interest is not
//! asked (§ 289 BGB). Products are kept as fractions and rounded once, half a cent upwards.

use jiff::civil::Date;
use rathaus_core::Cents;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Five percentage points, in hundredths of a percentage point (§ 49a Abs. 3 Satz 1 VwVfG).
pub const ABOVE_BASE: i32 = 500;

/// By how many days a year is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Year {
    /// 365, in leap years, too (act/365).
    Always365,
    /// 365, and 366 for the days of a leap year (act/act).
    Calendar,
}

/// A rate and its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// From this day on.
    pub from: Date,
    /// In hundredths of a percentage point a year: 2.27 % is 227.
    pub hundredths: i32,
}

/// A sum that was owed for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// How much.
    pub cents: Cents,
    /// The first day that bears interest.
    pub first: Date,
    /// The last day that bears interest: the day before the money came, where that day does not count.
    pub last: Date,
}

/// Why there is no interest to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InterestFault {
    /// No rate is known for a day.
    #[error("no rate is known for {0}")]
    NoRate(Date),
    /// Rates are not in the order of their days.
    #[error("the rate from {0} does not come after the one before it")]
    Order(Date),
    /// More than 64 bits hold.
    #[error("the interest is too large")]
    Large,
}

/// Interest on sums that were owed one after the other or side by side, as with part payments.
///
/// `rates` stand in the order of their days; `above` is added to each, in hundredths of a percentage point, and a rate
/// below zero counts as zero. A time whose last day is before its first bears nothing. Rounded once, at the end.
pub fn interest(owed: &[Owed], rates: &[Rate], above: i32, year: Year) -> Result<Cents, InterestFault> {
    if let Some(pair) = rates.windows(2).find(|pair| pair[0].from >= pair[1].from) {
        return Err(InterestFault::Order(pair[1].from));
    }
    // Hundredths of a percent times days times cents, of years of 365 and of 366 days.
    let (mut common, mut leap) = (0i128, 0i128);
    for part in owed.iter().filter(|part| part.first <= part.last) {
        let mut day = part.first;
        loop {
            let at = rates.partition_point(|rate| rate.from <= day);
            let rate = at.checked_sub(1).and_then(|at| rates.get(at)).ok_or(InterestFault::NoRate(day))?;
            // To the end of the rate, of the year or of the time, whichever comes first.
            let next = rates.get(at).and_then(|rate| rate.from.yesterday().ok()).unwrap_or(Date::MAX);
            let last = part.last.min(next).min(day.last_of_year());
            let days = i128::from(last.day_of_year() - day.day_of_year()) + 1;
            let percent = (i128::from(rate.hundredths) + i128::from(above)).max(0);
            let product = i128::from(part.cents.0) * percent * days;
            if year == Year::Calendar && day.in_leap_year() {
                leap += product
            } else {
                common += product
            }
            match last.tomorrow() {
                Ok(tomorrow) if last < part.last => day = tomorrow,
                _ => break,
            }
        }
    }
    let over = 10_000 * 365 * 366;
    let exact = common * 366 + leap * 365;
    let rounded = (2 * exact + over).div_euclid(2 * over);
    i64::try_from(rounded).map(Cents).map_err(|_| InterestFault::Large)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn owed(cents: i64, first: &str, last: &str) -> Owed {
        Owed { cents: Cents(cents), first: day(first), last: day(last) }
    }

    /// Base rates as the Bundesbank published them.
    fn base() -> Vec<Rate> {
        let rates = [
            ("2016-07-01", -88),
            ("2023-01-01", 162),
            ("2023-07-01", 312),
            ("2024-01-01", 362),
            ("2024-07-01", 337),
            ("2025-01-01", 227),
        ];
        rates.map(|(from, hundredths)| Rate { from: day(from), hundredths }).to_vec()
    }

    #[test]
    fn sums_that_others_have_worked_out() {
        // 25 days of 5.12 % on 1000 euros are 3.51 euros (a public explanation of default interest).
        let flat = [Rate { from: day("2010-01-01"), hundredths: 512 }];
        let sum = interest(&[owed(100_000, "2011-02-01", "2011-02-25")], &flat, 0, Year::Always365);
        assert_eq!(sum, Ok(Cents(351)));
        // 49 days of 4.12 % on 354.16 euros: 1.9588….
        let sum = interest(&[owed(35_416, "2018-04-30", "2018-06-17")], &base(), ABOVE_BASE, Year::Always365);
        assert_eq!(sum, Ok(Cents(196)));
        // A whole year is the yearly rate, a leap year by 365 one day more.
        let year = [owed(1_000_000, "2024-01-01", "2024-12-31")];
        let flat = [Rate { from: day("2024-01-01"), hundredths: 500 }];
        assert_eq!(interest(&year, &flat, 0, Year::Calendar), Ok(Cents(50_000)));
        assert_eq!(interest(&year, &flat, 0, Year::Always365), Ok(Cents(50_137)));
    }

    #[test]
    fn rates_change_within_the_time() {
        // 10,000 euros: 182 days of 8.62 % and 184 of 8.37 % in 2024, 10 of 7.27 % in 2025.
        let time = [owed(1_000_000, "2024-01-01", "2025-01-10")];
        let exact = 10_000.0 * (182.0 * 0.0862 / 366.0 + 184.0 * 0.0837 / 366.0 + 10.0 * 0.0727 / 365.0);
        let sum = interest(&time, &base(), ABOVE_BASE, Year::Calendar).unwrap();
        assert_eq!(sum.0, (exact * 100.0f64).round() as i64);
        assert_eq!(
            interest(&[owed(1, "2016-06-30", "2016-07-02")], &base(), 0, Year::Calendar),
            Err(InterestFault::NoRate(day("2016-06-30")))
        );
        let mut wrong = base();
        wrong.swap(1, 2);
        assert_eq!(interest(&time, &wrong, 0, Year::Calendar), Err(InterestFault::Order(day("2023-01-01"))));
    }

    #[test]
    fn half_a_cent_goes_upwards_and_only_once() {
        // One day of 1 % on 182.50 euros is half a cent.
        let flat = [Rate { from: day("2025-01-01"), hundredths: 100 }];
        let one = owed(18_250, "2025-03-01", "2025-03-01");
        assert_eq!(interest(&[one], &flat, 0, Year::Always365), Ok(Cents(1)));
        assert_eq!(
            interest(&[Owed { cents: Cents(18_249), ..one }], &flat, 0, Year::Always365),
            Ok(Cents(0))
        );
        // Three days one by one are one and a half cents and not three times one.
        assert_eq!(interest(&[one, one, one], &flat, 0, Year::Always365), Ok(Cents(2)));
        // Below zero is zero; a time that ends before it begins bears nothing.
        assert_eq!(
            interest(&[owed(100_000, "2020-01-01", "2020-12-31")], &base(), 0, Year::Calendar),
            Ok(Cents(0))
        );
        assert_eq!(
            interest(&[owed(100_000, "2020-01-02", "2020-01-01")], &base(), 500, Year::Calendar),
            Ok(Cents(0))
        );
    }

    proptest! {
        #[test]
        fn day_by_day_is_the_same(cents in 0i64..1_000_000_000, start in 0i64..3000, days in 0i64..900, is_calendar: bool) {
            let first = day("2017-01-01").checked_add(jiff::Span::new().days(start)).unwrap();
            let last = first.checked_add(jiff::Span::new().days(days)).unwrap();
            let year = if is_calendar { Year::Calendar } else { Year::Always365 };
            let whole = interest(&[Owed { cents: Cents(cents), first, last }], &base(), ABOVE_BASE, year).unwrap();
            let each: Vec<Owed> = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last)
                .map(|day| Owed { cents: Cents(cents), first: day, last: day }).collect();
            prop_assert_eq!(each.len() as i64, days + 1);
            prop_assert_eq!(interest(&each, &base(), ABOVE_BASE, year).unwrap(), whole);
        }
    }
}
