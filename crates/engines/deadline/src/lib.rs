//! When a deadline of an administrative case ends, and what then holds.
//!
//! [`holidays`] knows the public holidays of the sixteen Länder, [`period`] counts days, weeks, months and working
//! days as §§ 187 to 193 BGB do, [`clock`] lets a period of a case run, pause, begin anew and expire, and [`notice`]
//! says when a letter counts as received and until when one may object.
//!
//! Everything is a day of the civil calendar as Germany's legal time has it; which day an instant lies in is the
//! caller's business. A due day is computed from what happened and never kept.
//!
//! Left out on purpose: periods counted in hours, periods counted backwards (summonses before a meeting), deadlines
//! counted by the law of the Union (Regulation 1182/71), and reinstatement (§ 32 VwVfG), which a person decides.

pub mod clock;
pub mod holidays;
pub mod notice;
mod pauses;
pub mod period;

pub use clock::{Clock, ClockError, Effect, Extension, State};
pub use holidays::{Calendar, Holiday, Land};
pub use notice::{Instruction, NoticeLaw};
pub use pauses::{After, Pause};
pub use period::{Period, PeriodError, Shift, Start, Unit, Weekdays};
