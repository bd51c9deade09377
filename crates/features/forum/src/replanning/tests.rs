use rathaus_store::testing::start;

use super::*;
use crate::model::Wish;
use crate::model::talk::{Draft, Proof};
use crate::store::round::KeptRound;
use crate::store::talk::TalkPlan;
use crate::talking::fits::Fits;

fn at(text: &str) -> Daytime {
    text.parse().expect("a time")
}

fn registration(round: Id, label: &str, kind: ParticipantKind) -> Registration {
    Registration { id: Id::of_name(label), ..Registration::new(start(), round, label, label, kind) }
}

/// Three towns, two suppliers, two tables, four times; each supplier talks to T1, T2, T3 in turn.
fn ground() -> Ground {
    let mut round = KeptRound::sample("2026");
    round.settings.tables = 2;
    round.settings.slots.start = at("14:00");
    round.settings.slots.end = at("15:00");
    let town = ParticipantKind::Municipality;
    let mut registrations: Vec<Registration> =
        ["T1", "T2", "T3"].map(|label| registration(round.id, label, town)).to_vec();
    registrations.extend(["S1", "S2"].map(|label| registration(round.id, label, ParticipantKind::Supplier)));
    let slots = round.settings.slots.list();
    let talk = |a: &str, b: &str, slot: usize, table: u32| Talk {
        id: Id::of_name(&format!("{a}{b}")),
        round: round.id,
        a: Id::of_name(a),
        b: Id::of_name(b),
        a_name: a.to_owned(),
        b_name: b.to_owned(),
        span: slots[slot],
        table,
        state: TalkState::Planned,
        sequence: 0,
        changed_at: start(),
    };
    let talks = vec![
        talk("T1", "S1", 0, 1),
        talk("T2", "S2", 0, 2),
        talk("T2", "S1", 1, 1),
        talk("T1", "S2", 1, 2),
        talk("T3", "S1", 2, 1),
    ];
    let wish = |from: &str, to: &str| Wish {
        from: from.to_owned(),
        to: to.to_owned(),
        interest: Interest::Level(3),
        window: None,
    };
    let proof = Proof {
        value: 0.0,
        value_bound: 0.0,
        choice_is_proven: true,
        wanted: 5,
        placed_bound: 5,
        gaps: 0,
        gaps_bound: 0,
        timetable_is_proven: true,
        table_changes: 0,
    };
    let draft = Draft {
        slots,
        tables: 2,
        ceiling: 8,
        proof,
        changes: 0,
        talks: talks.iter().map(|talk| placed(talk, false)).collect(),
        unplaced: Vec::new(),
    };
    Ground {
        round,
        plan: TalkPlan { draft: Some(draft), edition: 2, ..TalkPlan::default() },
        registrations,
        wishes: vec![wish("T3", "S2"), wish("S2", "T3")],
        fits: Fits::new(),
        talks,
        closed: Vec::new(),
    }
}

fn turns(preview: &Preview) -> Vec<(Id, Turn)> {
    preview.steps.iter().map(|step| (step.talk.id, step.turn)).collect()
}

#[test]
fn without_news_nothing_moves() {
    let made = preview(&ground(), &[], at("00:00"), false).expect("a plan");
    assert_eq!((made.steps.len(), made.talks.len(), made.is_proven), (0, 5, true));
    assert_eq!(made.from.to_string(), "14:00-14:15");
}

#[test]
fn who_does_not_come_loses_the_talks_and_others_take_the_time() {
    let ground = ground();
    let gone = Upset::NoShow { registration: Id::of_name("T2") };
    let made = preview(&ground, &[gone], at("00:00"), false).expect("a plan");
    assert_eq!((made.dropped, made.dropped_bound, made.moved, made.is_proven), (2, 2, 0, true));
    let filled = preview(&ground, &[gone], at("00:00"), true).expect("a plan");
    let added: Vec<&Step> = filled.steps.iter().filter(|step| step.turn == Turn::Added).collect();
    assert_eq!(added.len(), 1, "T3 and S2 wish it both");
    assert!(added[0].talk.a == Id::of_name("T3") && added[0].talk.b == Id::of_name("S2"));
    assert_ne!(made.digest, filled.digest);
    assert_eq!(filled.digest, preview(&ground, &[gone], at("00:00"), true).expect("a plan").digest);
}

#[test]
fn a_late_guest_keeps_the_talks_at_later_times() {
    let ground = ground();
    let late = Upset::Late { registration: Id::of_name("T1"), at: at("14:15") };
    let made = preview(&ground, &[late], at("13:00"), false).expect("a plan");
    assert_eq!((made.dropped, made.moved, made.is_proven), (0, 1, true));
    assert_eq!(made.steps[0].talk.id, Id::of_name("T1S1"));
    assert!(made.steps[0].talk.span.start >= at("14:15"));
    assert_eq!(made.steps[0].talk.sequence, 1);
    assert_eq!(made.concerned().len(), 2);
}

#[test]
fn what_has_begun_stays_and_a_closed_table_is_left() {
    let ground = ground();
    let closed = Upset::TableClosed { table: 2, at: at("14:10") };
    let made = preview(&ground, &[closed], at("14:05"), false).expect("a plan");
    assert_eq!(made.from.to_string(), "14:15-14:30");
    assert_eq!((made.dropped, made.moved, made.is_proven), (0, 1, true));
    assert!(made.talks.iter().all(|talk| talk.table == 1 || talk.span.start == at("14:00")));
    let first = Upset::TableClosed { table: 1, at: at("14:00") };
    let both = preview(&ground, &[first], at("13:00"), false).expect("a plan");
    assert!(both.talks.iter().all(|talk| talk.table == 2), "{:?}", both.talks);
    assert_eq!(both.dropped, 1, "five talks, four places");
    assert_eq!(preview(&ground, &[], at("15:00"), false), Err(Refusal::Over));
}

#[test]
fn held_talks_stay_and_strangers_are_refused() {
    let mut ground = ground();
    ground.talks[0].state = TalkState::Held;
    let gone = Upset::NoShow { registration: Id::of_name("T1") };
    let made = preview(&ground, &[gone], at("14:05"), false).expect("a plan");
    assert_eq!(turns(&made), [(Id::of_name("T1S2"), Turn::Cancelled)]);
    let unknown = Upset::NoShow { registration: Id::of_name("X") };
    assert_eq!(preview(&ground, &[unknown], at("14:05"), false), Err(Refusal::Unknown));
    let table = Upset::TableClosed { table: 9, at: at("14:00") };
    assert_eq!(preview(&ground, &[table], at("14:05"), false), Err(Refusal::Unknown));
    ground.talks.clear();
    assert_eq!(preview(&ground, &[], at("14:05"), false), Err(Refusal::NothingPublished));
}

#[test]
fn a_registration_that_was_called_off_is_news_by_itself() {
    let mut ground = ground();
    ground.registrations[1].state = RegistrationState::Cancelled;
    let made = preview(&ground, &[], at("00:00"), false).expect("a plan");
    assert_eq!((made.dropped, made.is_proven), (2, true));
}
