//! The clock of a case: a period that pauses, begins anew, is extended once, and has an effect when it expires.
//!
//! How a pause moves the end. Days in a pause are not counted, its first and its last among them (§ 209 BGB; BGH,
//! 11 February 2009, XII ZR 114/06): with a period of days, weeks, months or
//! years the end without pauses is computed first, and each paused day from the first day of the period to its end
//! moves it by one day, days of pauses that the end reaches on its way among them. With a period of working days the
//! end is the last of so many working days outside pauses. Only then is a Saturday, Sunday or holiday shifted to the
//! next working day, and that day lies outside pauses, too. A pause that begins after the end moves nothing: the
//! period has expired.
//!
//! With an extension the first period ends as above, shifted if need be, and the second is counted from the expiry
//! of that day (§ 190 BGB; BGH, 10 March 2009, VII ZB 87/08), again without the days of pauses.
//!
//! A pause never brings the end forward, with one exception that lies in the calendar: an extension by months is as
//! long as the months it falls into, so that one month from 28 January is longer than one from 31 January.
//!
//! After a pause that restarts, the period begins with its last day as the event; what ran before is forgotten.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::holidays::Calendar;
use crate::pauses::{After, Pause, Paused};
use crate::period::{Period, PeriodError, Shift, Start};

/// What holds when the period has expired without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing by itself; the authority is late (§ 75 VwGO).
    #[default]
    Nothing,
    /// The permit counts as given (§ 42a (1) VwVfG where a statute orders it).
    DeemedApproval,
    /// The application counts as refused where a statute orders it.
    DeemedRefusal,
}

/// One extension of the period (§ 42a (2) sentences 3 and 4 VwVfG): once, with reasons, told in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// By how much, counted from the expiry of the first period. An extension to a day is one by the days between.
    pub by: Period,
    /// Why, as the applicant was told.
    pub reason: String,
    /// The day on which the applicant was told. Later than the first period's last day it has no effect.
    pub told: Date,
}

/// The deadline of a case: facts only. What follows from them is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The rule behind it, as offices cite it: `§ 42a Abs. 2 VwVfG`.
    pub basis: String,
    /// How long it runs.
    pub period: Period,
    /// Where it begins.
    pub start: Start,
    /// What becomes of an end on a Saturday, a Sunday or a holiday.
    pub shift: Shift,
    /// When it stood still, in any order; they may overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// The one extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// What holds when it has expired.
    #[serde(default)]
    pub on_expiry: Effect,
    /// The day on which what the clock waits for was done: the decision was given notice of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Date>,
}

/// Where a clock stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// The event that starts it has not happened.
    Waiting {
        /// The first day that will count.
        first: Date,
    },
    /// It runs.
    Running {
        /// The last day of the period by what is known.
        due: Date,
        /// Days of the calendar until then: 0 on the last day.
        days_left: i32,
    },
    /// It stands still.
    Paused {
        /// The first day of this standstill; pauses that touch are one.
        since: Date,
        /// What has run since the last start: working days in a period of working days, else days of the calendar.
        days_used: u32,
    },
    /// The period is over and nothing was done in it.
    Expired {
        /// The last day of the period; the effect holds from the day after.
        on: Date,
        /// What holds.
        effect: Effect,
    },
    /// What it waited for was done.
    Ended {
        /// The day.
        on: Date,
    },
}

/// Why a clock's facts contradict themselves, or its end cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// A pause that ends before it begins.
    #[error("pause {number} ends on {until}, before it begins on {from}")]
    PauseBackwards {
        /// Which, counted from 1.
        number: usize,
        /// Its first day.
        from: Date,
        /// Its last day.
        until: Date,
    },
    /// § 42a (2) sentence 4 VwVfG.
    #[error("an extension needs its reason")]
    ExtensionWithoutReason,
    /// The first period was over when the applicant was told (§ 42a (2) sentence 4 VwVfG).
    #[error("the extension was told on {told}, after the period had expired on {due}")]
    ExtensionLate {
        /// When it was told.
        told: Date,
        /// The last day of the period without it.
        due: Date,
    },
    /// The end cannot be computed.
    #[error(transparent)]
    Period(#[from] PeriodError),
}

/// What the facts up to some day come to.
struct Run {
    /// Where the period that counts begins: the start, or the last restart.
    start: Start,
    /// Its last day; `None` while it stands still.
    due: Option<Date>,
    /// Its last day without the extension.
    first_due: Option<Date>,
    paused: Paused,
}

impl Clock {
    /// A clock that has just been started, without pauses, ends shifted to working days, without an effect.
    pub fn new(basis: impl Into<String>, period: Period, start: Start) -> Clock {
        Clock {
            basis: basis.into(),
            period,
            start,
            shift: Shift::NextWorkingDay,
            pauses: Vec::new(),
            extension: None,
            on_expiry: Effect::Nothing,
            ended: None,
        }
    }

    /// Every contradiction among the facts. An extension that came too late is one; the clock then runs without it.
    pub fn faults(&self, place: &Calendar) -> Vec<ClockError> {
        let mut faults = self.backwards();
        if let Some(extension) = &self.extension {
            if extension.reason.trim().is_empty() {
                faults.push(ClockError::ExtensionWithoutReason);
            }
            match self.run(Date::MAX, place) {
                Ok(Run { first_due: Some(due), .. }) if extension.told > due => {
                    faults.push(ClockError::ExtensionLate { told: extension.told, due });
                }
                _ => {}
            }
        }
        faults
    }

    /// The last day of the period by all that is known. `None` while a pause is open.
    pub fn due(&self, place: &Calendar) -> Result<Option<Date>, ClockError> {
        Ok(self.run(Date::MAX, place)?.due)
    }

    /// Where the clock stands on a day, by what had happened up to that day: facts of a later day change nothing.
    ///
    /// A decision after the expiry of a period with an effect changes nothing either; where expiry has no effect,
    /// the clock has ended with the late decision.
    pub fn state(&self, at: Date, place: &Calendar) -> Result<State, ClockError> {
        let run = self.run(at, place)?;
        let ended = self.ended.filter(|day| *day <= at);
        if let Some(on) = ended {
            let is_in_time = run.due.is_none_or(|due| on <= due);
            if is_in_time || self.on_expiry == Effect::Nothing {
                return Ok(State::Ended { on });
            }
        }
        match run.due {
            Some(due) if at > due => return Ok(State::Expired { on: due, effect: self.on_expiry }),
            _ => {}
        }
        let first = run.start.first_day();
        let begins = match run.start {
            Start::Event(day) | Start::BeginningOf(day) => day,
        };
        if at < begins {
            return Ok(State::Waiting { first });
        }
        if let Some((since, _)) = run.paused.span(at) {
            let eve = since.yesterday().unwrap_or(since);
            return Ok(State::Paused { since, days_used: self.period.used(first, eve, place, &run.paused) });
        }
        Ok(match run.due {
            Some(due) => State::Running { due, days_left: (due - at).get_days() },
            // Only an open pause leaves no due day, and it holds every day from its first on.
            None => State::Waiting { first },
        })
    }

    fn backwards(&self) -> Vec<ClockError> {
        let backwards = |(index, pause): (usize, &Pause)| match pause.until {
            Some(until) if until < pause.from => {
                Some(ClockError::PauseBackwards { number: index + 1, from: pause.from, until })
            }
            _ => None,
        };
        self.pauses.iter().enumerate().filter_map(backwards).collect()
    }

    /// The period that counts by the facts of the days up to `at`.
    fn run(&self, at: Date, place: &Calendar) -> Result<Run, ClockError> {
        if let Some(fault) = self.backwards().into_iter().next() {
            return Err(fault);
        }
        let mut pauses: Vec<Pause> = self.pauses.iter().filter(|pause| pause.from <= at).cloned().collect();
        for pause in &mut pauses {
            // Whether it ends today is known tomorrow: its last day belongs to it.
            pause.until = pause.until.filter(|until| *until < at);
        }
        let paused = Paused::new(&pauses);
        let mut restarts: Vec<(Date, Date)> = pauses
            .iter()
            .filter(|pause| pause.after == After::Restart)
            .filter_map(|pause| Some((pause.until?, pause.from)))
            .collect();
        restarts.sort_unstable();
        let mut run = self.ends(self.start, at, place, &paused)?;
        for (until, from) in restarts {
            // A period that had expired before does not begin again.
            let is_alive = run.1.is_none_or(|due| from <= due);
            if is_alive && until >= run.2.first_day() {
                run = self.ends(Start::Event(until), at, place, &paused)?;
            }
        }
        let (first_due, due, start) = run;
        Ok(Run { start, due, first_due, paused })
    }

    /// The last day without the extension, the last day with it, and the start they were counted from.
    fn ends(
        &self,
        start: Start,
        at: Date,
        place: &Calendar,
        paused: &Paused,
    ) -> Result<(Option<Date>, Option<Date>, Start), ClockError> {
        let first = self.period.end_with(start, self.shift, place, paused)?;
        let extension = self.extension.as_ref().filter(|extension| extension.told <= at);
        let due = match (first, extension) {
            (Some(first), Some(extension)) if extension.told <= first => {
                extension.by.end_with(Start::Event(first), self.shift, place, paused)?
            }
            _ => first,
        };
        Ok((first, due, start))
    }
}
