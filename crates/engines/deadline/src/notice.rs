//! When a decision counts as received, and until when one may object.
//!
//! A written act sent by post within Germany counts as notified on the fourth day after posting; until the end of
//! 2024 it was the third (Postrechtsmodernisierungsgesetz of 15 July 2024, BGBl. 2024 I No. 236). A later arrival
//! counts where it is shown. Whether the day moves on when it is no working day, the branches of law settle apart:
//!
//! - § 41 (2) VwVfG and § 37 (2) SGB X name a day and no period, so that § 31 (3) VwVfG and § 26 (3) SGB X do not
//!   apply: a Sunday stays a Sunday (BSG, 6 May 2010, B 14 AS 12/09 R, on § 37 SGB X; OVG Lüneburg,
//!   28 February 2011, 4 LA 44/10, which reads § 41 VwVfG alike).
//! - § 122 (2) AO is a period, and § 108 (3) AO moves its end to the next working day (BFH, 14 October 2003,
//!   IX R 68/98, BStBl. II 2003, 898). Local taxes follow it through the Länder's laws on local rates.
//!
//! A Land with a full procedure act of its own may have changed its days later than the federation;
//! [`NoticeLaw::Land`] takes them as an argument.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::holidays::Calendar;
use crate::period::{Period, PeriodError, Shift, Start, Unit};

/// The law that says when a posted act counts as notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeLaw {
    /// § 41 (2) VwVfG, and the acts of the Länder that refer to it.
    Vwvfg,
    /// § 37 (2) SGB X.
    SgbX,
    /// § 122 (2) and (2a) AO.
    Ao,
    /// A procedure act of a Land with its own number of days, read as § 41 VwVfG is: the day does not move.
    Land {
        /// So many days after posting.
        days: u8,
    },
}

impl NoticeLaw {
    /// The day on which an act counts as notified that was posted, or sent electronically, on `posted`.
    ///
    /// `arrived` is the day on which it is shown to have come; it counts only where it is the later one. `place` is
    /// the recipient's.
    pub fn notified(
        self,
        posted: Date,
        arrived: Option<Date>,
        place: &Calendar,
    ) -> Result<Date, PeriodError> {
        let days = match self {
            NoticeLaw::Land { days } => u16::from(days),
            // What counts is the day of posting, not of the law's new days running out.
            _ if posted < date(2025, 1, 1) => 3,
            _ => 4,
        };
        let shift = match self {
            NoticeLaw::Ao => Shift::NextWorkingDay,
            NoticeLaw::Vwvfg | NoticeLaw::SgbX | NoticeLaw::Land { .. } => Shift::Stays,
        };
        let deemed = Period::new(days, Unit::Days)?.end(Start::Event(posted), shift, place)?;
        Ok(arrived.map_or(deemed, |day| day.max(deemed)))
    }
}

/// The day on which an act counts as notified that its recipient fetched from a portal on `fetched`: the day after
/// (§ 41 (2a) VwVfG).
pub fn fetched(fetched: Date) -> Date {
    fetched.saturating_add(1.day())
}

/// Whether the act told its recipient how, where and until when to object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instruction {
    /// In writing and without a mistake: one month (§ 70 (1) and § 74 (1) VwGO, § 355 (1) AO, § 84 (1) SGG).
    Given,
    /// Missing or wrong: one year (§ 58 (2) VwGO, § 356 (2) AO, § 66 (2) SGG).
    MissingOrWrong,
}

impl Instruction {
    /// The last day for an objection or a claim against an act that was notified on `notified`. `place` is that of
    /// the authority or court that must receive it. The end moves to a working day (§ 57 (2) VwGO, § 222 (2) ZPO).
    pub fn objection_ends(self, notified: Date, place: &Calendar) -> Result<Date, PeriodError> {
        let unit = match self {
            Instruction::Given => Unit::Months,
            Instruction::MissingOrWrong => Unit::Years,
        };
        Period::new(1, unit)?.end(Start::Event(notified), Shift::NextWorkingDay, place)
    }
}
