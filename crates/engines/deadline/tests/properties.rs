//! What holds for every clock, and a day-by-day count beside the computed one.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;
use rathaus_deadline::{
    After, Calendar, Clock, Effect, Extension, Land, Pause, Period, Shift, Start, State, Unit, Weekdays,
};

fn days() -> impl Strategy<Value = Date> {
    (0..700i32).prop_map(|number| date(2025, 1, 1).saturating_add(number.days()))
}

fn starts() -> impl Strategy<Value = Start> {
    (0..200i32, any::<bool>()).prop_map(|(number, is_event)| {
        let day = date(2025, 1, 1).saturating_add(number.days());
        if is_event { Start::Event(day) } else { Start::BeginningOf(day) }
    })
}

fn units() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::Days),
        Just(Unit::Weeks),
        Just(Unit::Months),
        Just(Unit::Working(Weekdays::MondayToFriday)),
        Just(Unit::Working(Weekdays::MondayToSaturday)),
    ]
}

fn periods() -> impl Strategy<Value = Period> {
    (1..15u16, units()).prop_map(|(count, unit)| Period::new(count, unit).expect("a period"))
}

fn shifts() -> impl Strategy<Value = Shift> {
    prop_oneof![Just(Shift::NextWorkingDay), Just(Shift::Stays)]
}

fn places() -> impl Strategy<Value = Calendar> {
    (0..16usize, any::<bool>()).prop_map(|(land, is_catholic)| {
        let place = Calendar::new(Land::ALL[land]);
        if is_catholic { place.catholic() } else { place }
    })
}

fn pauses(after: impl Strategy<Value = After> + Clone) -> impl Strategy<Value = Pause> {
    (days(), 0..40i32, after).prop_map(|(from, length, after)| Pause {
        from,
        until: Some(from.saturating_add(length.days())),
        after,
    })
}

fn both() -> impl Strategy<Value = After> + Clone {
    prop_oneof![3 => Just(After::Resume), 1 => Just(After::Restart)]
}

fn extensions() -> impl Strategy<Value = Option<Extension>> {
    proptest::option::of((periods(), days()).prop_map(|(by, told)| Extension {
        by,
        reason: "r".into(),
        told,
    }))
}

fn clocks() -> impl Strategy<Value = Clock> {
    let effects = prop_oneof![Just(Effect::Nothing), Just(Effect::DeemedApproval)];
    let pauses = prop::collection::vec(pauses(both()), 0..6);
    (periods(), starts(), shifts(), pauses, extensions(), effects, proptest::option::of(days())).prop_map(
        |(period, start, shift, pauses, extension, on_expiry, ended)| Clock {
            basis: "§".into(),
            period,
            start,
            shift,
            pauses,
            extension,
            on_expiry,
            ended,
        },
    )
}

fn plain_pauses() -> impl Strategy<Value = Vec<Pause>> {
    prop::collection::vec(pauses(Just(After::Resume)), 0..6)
}

/// Counts day after day with a finger on the calendar.
fn counted(clock: &Clock, place: &Calendar) -> Date {
    let is_paused = |day: Date| clock.pauses.iter().any(|p| p.from <= day && day <= p.until.expect("closed"));
    let is_free = |day: Date| {
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            || place.year(day.year()).contains_key(&day)
    };
    let works = |day: Date, weekdays| match weekdays {
        Weekdays::MondayToFriday => !is_free(day),
        Weekdays::MondayToSaturday => {
            day.weekday() != Weekday::Sunday && !place.year(day.year()).contains_key(&day)
        }
    };
    let count = i32::from(clock.period.count.get());
    let (first, event) = match clock.start {
        Start::Event(event) => (event.tomorrow().expect("a day"), event),
        Start::BeginningOf(first) => (first, first.yesterday().expect("a day")),
    };
    let target = match clock.period.unit {
        Unit::Days => count,
        Unit::Weeks => count * 7,
        Unit::Working(_) => count,
        _ => {
            // From the first of a month on whole months pass; else jiff's month, which is § 188 (3) for an event.
            let end = match clock.start {
                Start::BeginningOf(first) if first.day() == 1 => {
                    first.checked_add(count.months()).expect("a day").yesterday().expect("a day")
                }
                _ => event.checked_add(count.months()).expect("a day"),
            };
            (end - event).get_days()
        }
    };
    let (mut day, mut left) = (first, target);
    loop {
        let counts = match clock.period.unit {
            Unit::Working(weekdays) => works(day, weekdays),
            _ => true,
        };
        left -= i32::from(counts && !is_paused(day));
        if left == 0 {
            break;
        }
        day = day.tomorrow().expect("a day");
    }
    while clock.shift == Shift::NextWorkingDay && (is_free(day) || is_paused(day)) {
        day = day.tomorrow().expect("a day");
    }
    day
}

fn due(clock: &Clock, place: &Calendar) -> Date {
    clock.due(place).expect("within the years").expect("no pause is open")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_end_is_what_counting_every_day_gives(
        period in periods(), start in starts(), shift in shifts(), pauses in plain_pauses(), place in places(),
    ) {
        let mut clock = Clock::new("§", period, start);
        clock.shift = shift;
        clock.pauses = pauses;
        prop_assert_eq!(due(&clock, &place), counted(&clock, &place));
    }

    #[test]
    fn the_order_of_pauses_is_irrelevant(mut clock in clocks(), place in places(), at in days(), turn in 0..6usize) {
        let before = (clock.due(&place), clock.state(at, &place));
        clock.pauses.reverse();
        let turn = turn.min(clock.pauses.len());
        clock.pauses.rotate_left(turn);
        prop_assert_eq!(before, (clock.due(&place), clock.state(at, &place)));
    }

    #[test]
    fn splitting_a_pause_changes_nothing(
        mut clock in clocks(), whole in pauses(both()), place in places(), at in days(), cut in 0..40i32,
    ) {
        clock.pauses.push(whole.clone());
        let before = (clock.due(&place), clock.state(at, &place));
        let until = whole.until.expect("closed");
        let middle = whole.from.saturating_add((cut % ((until - whole.from).get_days() + 1)).days());
        if middle < until {
            clock.pauses.pop();
            clock.pauses.push(Pause { until: Some(middle), ..whole.clone() });
            clock.pauses.push(Pause { from: middle.tomorrow().expect("a day"), ..whole });
        }
        prop_assert_eq!(before.0, clock.due(&place));
        if clock.pauses.last().is_some_and(|pause| pause.after == After::Resume) {
            // With a restart between the halves nothing has run in the second.
            prop_assert_eq!(before.1, clock.state(at, &place));
        }
    }

    #[test]
    fn a_pause_never_shortens(clock in clocks(), more in pauses(Just(After::Resume)), place in places()) {
        // An extension by months is as long as the months it falls into (the words of `clock`).
        prop_assume!(clock.extension.as_ref().is_none_or(|e| e.by.unit != Unit::Months));
        let before = due(&clock, &place);
        let mut paused = clock.clone();
        paused.pauses.push(more.clone());
        prop_assert!(before <= due(&paused, &place));
        // Longer is later, and open is never.
        let mut longer = paused.clone();
        if let Some(pause) = longer.pauses.last_mut() {
            pause.until = pause.until.map(|until| until.saturating_add(3.days()));
        }
        prop_assert!(due(&paused, &place) <= due(&longer, &place));
    }

    #[test]
    fn the_last_day_lies_in_no_pause_and_is_a_working_day(clock in clocks(), place in places()) {
        let last = due(&clock, &place);
        prop_assert!(!clock.pauses.iter().any(|p| p.from <= last && Some(last) <= p.until));
        prop_assert!(clock.shift == Shift::Stays || !place.is_free(last));
    }

    #[test]
    fn facts_of_a_later_day_change_no_earlier_state(clock in clocks(), place in places(), at in days()) {
        let mut known = clock.clone();
        known.pauses.retain(|pause| pause.from <= at);
        for pause in &mut known.pauses {
            // Whether the pause ends on the day itself is not known before its evening.
            pause.until = pause.until.filter(|until| *until < at);
        }
        known.extension = known.extension.filter(|extension| extension.told <= at);
        known.ended = known.ended.filter(|ended| *ended <= at);
        prop_assert_eq!(clock.state(at, &place), known.state(at, &place));
    }

    #[test]
    fn what_is_over_stays_over(clock in clocks(), place in places(), at in days(), later in 0..300i32) {
        let now = clock.state(at, &place).expect("a state");
        let then = clock.state(at.saturating_add(later.days()), &place).expect("a state");
        match now {
            State::Ended { .. } => prop_assert_eq!(now, then),
            // A late decision ends a clock whose expiry means nothing.
            State::Expired { effect, .. } if effect != Effect::Nothing => prop_assert_eq!(now, then),
            _ => {}
        }
    }

    #[test]
    fn the_state_agrees_with_the_due_day(mut clock in clocks(), place in places()) {
        clock.ended = None;
        let last = due(&clock, &place);
        // Known on the last day: everything but what begins later.
        prop_assert_eq!(clock.state(last, &place).expect("a state"), State::Running { due: last, days_left: 0 });
        let expired = State::Expired { on: last, effect: clock.on_expiry };
        prop_assert_eq!(clock.state(last.tomorrow().expect("a day"), &place).expect("a state"), expired);
    }
}
