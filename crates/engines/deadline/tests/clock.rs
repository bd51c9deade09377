//! Clocks worked out by hand. A permit that counts as given after three months (§ 42a VwVfG) in Hessen, in 2026, when
//! Easter Sunday is 5 April; its period without anything in between ends on Wednesday, 15 April.

use jiff::civil::Date;
use rathaus_deadline::{
    Calendar, Clock, ClockError, Effect, Extension, Land, Pause, Period, Shift, Start, State, Unit, Weekdays,
};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn hessen() -> Calendar {
    Calendar::new(Land::Hessen)
}

fn length(count: u16, unit: Unit) -> Period {
    Period::new(count, unit).expect("a period")
}

fn permit() -> Clock {
    let start = Start::Event(day("2026-01-15"));
    let mut clock = Clock::new("§ 42a Abs. 2 VwVfG", length(3, Unit::Months), start);
    clock.on_expiry = Effect::DeemedApproval;
    clock
}

fn pause(from: &str, until: &str) -> Pause {
    Pause::new(day(from), Some(day(until)))
}

fn restart(from: &str, until: &str) -> Pause {
    Pause::restarting(day(from), Some(day(until)))
}

fn extension(by: Period, told: &str) -> Option<Extension> {
    Some(Extension { by, reason: "zwei Gutachten".into(), told: day(told) })
}

fn due(clock: &Clock) -> Option<Date> {
    clock.due(&hessen()).expect("a due day")
}

fn state(clock: &Clock, at: &str) -> State {
    clock.state(day(at), &hessen()).expect("a state")
}

#[test]
fn a_permit_counts_as_given_the_day_after() {
    let clock = permit();
    let due = day("2026-04-15");
    assert_eq!(state(&clock, "2026-01-14"), State::Waiting { first: day("2026-01-16") });
    assert_eq!(state(&clock, "2026-01-15"), State::Running { due, days_left: 90 });
    assert_eq!(state(&clock, "2026-04-15"), State::Running { due, days_left: 0 });
    assert_eq!(state(&clock, "2026-04-16"), State::Expired { on: due, effect: Effect::DeemedApproval });
}

#[test]
fn pauses_move_the_end() {
    // Pauses and the due day they lead to.
    type Spans<'a> = &'a [(&'a str, &'a str)];
    let cases: &[(&str, Spans, &str)] = &[
        ("none", &[], "2026-04-15"),
        ("ten days, then a Saturday", &[("2026-02-02", "2026-02-11")], "2026-04-27"),
        ("one day", &[("2026-02-02", "2026-02-02")], "2026-04-16"),
        ("the last day itself", &[("2026-04-15", "2026-04-15")], "2026-04-16"),
        ("the day after the last", &[("2026-04-16", "2026-04-20")], "2026-04-15"),
        ("from the day of the event", &[("2026-01-15", "2026-01-20")], "2026-04-20"),
        ("before the clock", &[("2026-01-01", "2026-01-15")], "2026-04-15"),
        ("overlapping", &[("2026-02-02", "2026-02-11"), ("2026-02-10", "2026-02-15")], "2026-04-29"),
        ("touching", &[("2026-02-02", "2026-02-11"), ("2026-02-12", "2026-02-15")], "2026-04-29"),
        ("one inside the other", &[("2026-02-02", "2026-02-15"), ("2026-02-05", "2026-02-06")], "2026-04-29"),
        ("apart", &[("2026-02-02", "2026-02-03"), ("2026-03-02", "2026-03-03")], "2026-04-20"),
        (
            "reached on the way only",
            &[("2026-04-10", "2026-04-14"), ("2026-04-20", "2026-04-21")],
            "2026-04-22",
        ),
    ];
    for (name, pauses, expected) in cases {
        let mut clock = permit();
        clock.pauses = pauses.iter().map(|(from, until)| pause(from, until)).collect();
        assert_eq!(due(&clock), Some(day(expected)), "{name}");
    }
}

#[test]
fn a_pause_in_the_days_of_the_shift_counts() {
    // Nine days from Thursday, 5 March end on a Saturday, so on Monday, the 16th.
    let mut clock = Clock::new("§ 31 Abs. 3 VwVfG", length(9, Unit::Days), Start::Event(day("2026-03-05")));
    assert_eq!(due(&clock), Some(day("2026-03-16")));
    clock.pauses = vec![pause("2026-03-15", "2026-03-17")];
    assert_eq!(due(&clock), Some(day("2026-03-18")));
    clock.pauses = vec![Pause::new(day("2026-03-15"), None)];
    assert_eq!(due(&clock), None);
    clock.shift = Shift::Stays;
    assert_eq!(due(&clock), Some(day("2026-03-14")));
}

#[test]
fn an_open_correction_stops_the_clock() {
    let mut clock = permit();
    clock.pauses = vec![Pause::new(day("2026-01-25"), None)];
    assert_eq!(due(&clock), None);
    assert_eq!(state(&clock, "2026-01-24"), State::Running { due: day("2026-04-15"), days_left: 81 });
    // The 16th to the 24th have run.
    let paused = State::Paused { since: day("2026-01-25"), days_used: 9 };
    assert_eq!(state(&clock, "2026-01-25"), paused);
    assert_eq!(state(&clock, "2027-12-31"), paused);
    clock.pauses[0].until = Some(day("2026-01-29"));
    assert_eq!(state(&clock, "2026-01-29"), paused);
    assert_eq!(state(&clock, "2026-01-30"), State::Running { due: day("2026-04-20"), days_left: 80 });
}

#[test]
fn papers_that_become_complete_start_it_anew() {
    let mut clock = permit();
    clock.pauses = vec![Pause::restarting(day("2026-01-15"), None)];
    assert_eq!(state(&clock, "2026-03-01"), State::Paused { since: day("2026-01-15"), days_used: 0 });
    clock.pauses = vec![restart("2026-01-20", "2026-02-10")];
    // Three months from 10 February end on a Sunday.
    assert_eq!(due(&clock), Some(day("2026-05-11")));
    // On the day itself the four days before the request have still run.
    assert_eq!(state(&clock, "2026-02-10"), State::Paused { since: day("2026-01-20"), days_used: 4 });
    assert_eq!(state(&clock, "2026-02-11"), State::Running { due: day("2026-05-11"), days_left: 89 });
    // A second request, and a plain pause across its end.
    clock.pauses.push(restart("2026-03-02", "2026-03-04"));
    assert_eq!(due(&clock), Some(day("2026-06-05")), "4 June is Fronleichnam");
    clock.pauses.push(pause("2026-03-03", "2026-03-05"));
    assert_eq!(due(&clock), Some(day("2026-06-05")), "one day later than 4 June");
    // What is asked for after expiry comes too late.
    clock.pauses = vec![restart("2026-04-16", "2026-04-20")];
    assert_eq!(
        state(&clock, "2026-05-01"),
        State::Expired { on: day("2026-04-15"), effect: Effect::DeemedApproval }
    );
}

#[test]
fn it_is_extended_once_and_in_time() {
    let mut clock = permit();
    clock.extension = extension(length(1, Unit::Months), "2026-04-15");
    assert_eq!(due(&clock), Some(day("2026-05-15")));
    assert_eq!(clock.faults(&hessen()), []);
    assert_eq!(state(&clock, "2026-04-14"), State::Running { due: day("2026-04-15"), days_left: 1 });
    assert_eq!(state(&clock, "2026-04-15"), State::Running { due: day("2026-05-15"), days_left: 30 });
    // Days of a pause after the first period move the second.
    clock.pauses = vec![pause("2026-04-20", "2026-04-22")];
    assert_eq!(due(&clock), Some(day("2026-05-18")));
    clock.pauses.clear();
    clock.extension = extension(length(1, Unit::Months), "2026-04-16");
    assert_eq!(due(&clock), Some(day("2026-04-15")));
    let late = ClockError::ExtensionLate { told: day("2026-04-16"), due: day("2026-04-15") };
    assert_eq!(clock.faults(&hessen()), [late]);
}

#[test]
fn an_extension_counts_from_the_shifted_end() {
    // BGH, 10 March 2009, VII ZB 87/08: Saturday, 11 April becomes Monday, the 13th; ten days more are the 23rd.
    let mut clock =
        Clock::new("§ 42a Abs. 2 VwVfG", length(3, Unit::Months), Start::Event(day("2026-01-11")));
    assert_eq!(due(&clock), Some(day("2026-04-13")));
    clock.extension = extension(length(10, Unit::Days), "2026-04-01");
    assert_eq!(due(&clock), Some(day("2026-04-23")));
}

#[test]
fn working_days_pause_by_working_days() {
    let ten = length(10, Unit::Working(Weekdays::MondayToFriday));
    let mut clock = Clock::new("zehn Arbeitstage", ten, Start::Event(day("2026-03-20")));
    assert_eq!(due(&clock), Some(day("2026-04-07")));
    // Thursday to Sunday: two working days, and the end moves from Tuesday to Thursday after Easter.
    clock.pauses = vec![pause("2026-03-26", "2026-03-29")];
    assert_eq!(due(&clock), Some(day("2026-04-09")));
    assert_eq!(state(&clock, "2026-03-27"), State::Paused { since: day("2026-03-26"), days_used: 3 });
}

#[test]
fn a_decision_ends_it_unless_the_effect_came_first() {
    let mut clock = permit();
    clock.ended = Some(day("2026-04-15"));
    assert_eq!(state(&clock, "2026-04-14"), State::Running { due: day("2026-04-15"), days_left: 1 });
    assert_eq!(state(&clock, "2026-06-01"), State::Ended { on: day("2026-04-15") });
    clock.ended = Some(day("2026-04-16"));
    let expired = State::Expired { on: day("2026-04-15"), effect: Effect::DeemedApproval };
    assert_eq!(state(&clock, "2026-06-01"), expired);
    clock.on_expiry = Effect::Nothing;
    assert_eq!(state(&clock, "2026-06-01"), State::Ended { on: day("2026-04-16") });
    // Decided while a correction is open.
    clock.pauses = vec![Pause::new(day("2026-02-01"), None)];
    assert_eq!(state(&clock, "2026-06-01"), State::Ended { on: day("2026-04-16") });
}

#[test]
fn contradictions_are_named_together() {
    let mut clock = permit();
    clock.pauses = vec![pause("2026-02-01", "2026-02-02"), pause("2026-03-02", "2026-03-01")];
    clock.extension =
        Some(Extension { by: length(1, Unit::Weeks), reason: " ".into(), told: day("2026-02-01") });
    let backwards =
        ClockError::PauseBackwards { number: 2, from: day("2026-03-02"), until: day("2026-03-01") };
    assert_eq!(clock.faults(&hessen()), [backwards.clone(), ClockError::ExtensionWithoutReason]);
    assert_eq!(clock.due(&hessen()), Err(backwards));
}

#[test]
fn a_clock_is_kept_as_its_facts() {
    let mut clock = permit();
    clock.pauses = vec![pause("2026-02-02", "2026-02-11"), Pause::restarting(day("2026-03-01"), None)];
    clock.extension = extension(length(2, Unit::Working(Weekdays::MondayToSaturday)), "2026-04-01");
    let kept = serde_json::to_string(&clock).expect("text");
    assert!(!kept.contains("due"), "{kept}");
    assert_eq!(serde_json::from_str::<Clock>(&kept).expect("a clock"), clock);
}
