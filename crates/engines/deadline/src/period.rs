//! Periods of the civil code: where they begin, how they are counted, on which day they end.
//!
//! § 31 (1) VwVfG takes over §§ 187 to 193 BGB for the administration, § 108 (1) AO for taxes, § 26 (1) SGB X for
//! social law. A half month is fifteen days (§ 189 (1) BGB), a quarter three months, half a year six (§ 189 (1)).

use std::num::NonZeroU16;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::holidays::{Calendar, YEARS};
use crate::pauses::Paused;

/// Which days count in a period of working days.
///
/// *Werktag* is every day that is no Sunday and no holiday, Saturday among them (§ 3 (2) BUrlG); *Arbeitstag* leaves
/// Saturdays out. The statute's words decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weekdays {
    /// Werktage: Monday to Saturday without holidays.
    MondayToSaturday,
    /// Arbeitstage: Monday to Friday without holidays.
    MondayToFriday,
}

impl Weekdays {
    /// Whether the day counts at this place.
    pub fn count(self, day: Date, place: &Calendar) -> bool {
        let is_off = match day.weekday() {
            Weekday::Sunday => true,
            Weekday::Saturday => self == Weekdays::MondayToFriday,
            _ => false,
        };
        !is_off && place.holiday(day).is_none()
    }
}

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Days of the calendar, § 188 (1) BGB.
    Days,
    /// Weeks, § 188 (2) BGB.
    Weeks,
    /// Months, § 188 (2) and (3) BGB.
    Months,
    /// Years, counted as twelve months each.
    Years,
    /// Days on which there is work.
    Working(Weekdays),
}

/// So many of a unit, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// How many.
    pub count: NonZeroU16,
    /// Of what.
    pub unit: Unit,
}

/// Where a period begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// By something that happens on this day, which is not counted (§ 187 (1) BGB): a letter comes, papers arrive.
    Event(Date),
    /// With the beginning of this day, which is counted (§ 187 (2) BGB): from 1 March on.
    BeginningOf(Date),
}

impl Start {
    /// The first day that is counted.
    pub fn first_day(self) -> Date {
        match self {
            Start::Event(day) => day.saturating_add(1.day()),
            Start::BeginningOf(day) => day,
        }
    }
}

/// What happens to an end on a Saturday, a Sunday or a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shift {
    /// It moves to the next working day: § 193 BGB, § 31 (3) sentence 1 VwVfG, § 108 (3) AO.
    NextWorkingDay,
    /// It stays: where a period was set with a fixed end and this hint (§ 31 (3) sentence 2 VwVfG), where a benefit
    /// is granted for a span of time (§ 31 (4) VwVfG), and where the law says so.
    Stays,
}

/// Why a period cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// No period has length zero.
    #[error("a period has a length of at least 1")]
    Empty,
    /// Beyond the years whose holidays are known.
    #[error("{0} is beyond the years whose holidays are known, 1990 to 2200")]
    Beyond(Date),
}

impl Period {
    /// So many of a unit.
    pub fn new(count: u16, unit: Unit) -> Result<Period, PeriodError> {
        Ok(Period { count: NonZeroU16::new(count).ok_or(PeriodError::Empty)?, unit })
    }

    /// The last day of the period. What must be done in it may be done until midnight of this day.
    pub fn end(self, start: Start, shift: Shift, place: &Calendar) -> Result<Date, PeriodError> {
        let end = self.end_with(start, shift, place, &Paused::NEVER)?;
        // Without a pause nothing stands still.
        end.ok_or(PeriodError::Beyond(start.first_day()))
    }

    /// The last day, where the days of `paused` are not counted and never the last. `None` where the clock stands
    /// still in a pause that is open.
    pub(crate) fn end_with(
        self,
        start: Start,
        shift: Shift,
        place: &Calendar,
        paused: &Paused,
    ) -> Result<Option<Date>, PeriodError> {
        let last = match self.unit {
            Unit::Working(weekdays) => self.last_working(weekdays, start.first_day(), place, paused)?,
            _ => paused.nth_running(start.first_day(), self.calendar_end(start)?),
        };
        let Some(mut day) = last else { return Ok(None) };
        while shift == Shift::NextWorkingDay && (place.is_free(day) || paused.contains(day)) {
            if paused.is_open_on(day) {
                return Ok(None);
            }
            day = within(day.saturating_add(1.day()))?;
        }
        within(day).map(Some)
    }

    /// How many units of the clock (days, or working days) lie in a span of days, both ends counted.
    pub(crate) fn used(self, from: Date, to: Date, place: &Calendar, paused: &Paused) -> u32 {
        let mut used = 0;
        let mut day = from;
        while day <= to {
            let counts = match self.unit {
                Unit::Working(weekdays) => weekdays.count(day, place),
                _ => true,
            };
            used += u32::from(counts && !paused.contains(day));
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        used
    }

    /// § 188 BGB without holidays and pauses. Not for working days.
    fn calendar_end(self, start: Start) -> Result<Date, PeriodError> {
        let count = i32::from(self.count.get());
        let eve = within(start.first_day())?.saturating_sub(1.day());
        match self.unit {
            Unit::Days | Unit::Working(_) => within(eve.saturating_add(count.days())),
            Unit::Weeks => within(eve.saturating_add((count * 7).days())),
            Unit::Months => months_later(start, count),
            Unit::Years => months_later(start, count * 12),
        }
    }

    fn last_working(
        self,
        weekdays: Weekdays,
        first: Date,
        place: &Calendar,
        paused: &Paused,
    ) -> Result<Option<Date>, PeriodError> {
        let mut day = within(first)?;
        let mut left = self.count.get();
        loop {
            if paused.is_open_on(day) {
                return Ok(None);
            }
            left -= u16::from(weekdays.count(day, place) && !paused.contains(day));
            if left == 0 {
                return Ok(Some(day));
            }
            day = within(day.saturating_add(1.day()))?;
        }
    }
}

/// § 188 (2) and (3) BGB: the day with the number of the event's day, or the day before the one with the number of
/// the first day; the last of the month where that day is missing.
fn months_later(start: Start, months: i32) -> Result<Date, PeriodError> {
    let (day, number) = match start {
        Start::Event(day) => (day, day.day()),
        Start::BeginningOf(day) => (day, day.day() - 1),
    };
    // More than all the years known leads out of them just as well, and jiff has an upper bound.
    let months = months.min(12 * 250);
    let month = within(day.first_of_month().saturating_add(months.months()))?;
    if number == 0 {
        return within(month.saturating_sub(1.day()));
    }
    let number = number.min(month.days_in_month());
    within(month.saturating_add(i32::from(number - 1).days()))
}

fn within(day: Date) -> Result<Date, PeriodError> {
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(PeriodError::Beyond(day)) }
}
