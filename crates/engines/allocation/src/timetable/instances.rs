//! Seeded agendas of known feasibility, for tests and for measuring against other programs.
//!
//! Each is made around a hidden plan: talks are drawn slot by slot, then every trace of the plan but its existence is
//! removed. As JSON (see [`json`]) the same agenda can be handed to any other solver.

use super::{Agenda, Person, Talk};
use crate::dice::Dice;
use crate::slots::Slots;
use crate::talks::{Attendee, Candidate, Wish, Wishes};

/// Shape of a business-to-business day like those of Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret (JAIR
/// 2022).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Everybody.
    pub people: usize,
    /// How many of them are hosts, who get more talks than the others.
    pub hosts: usize,
    /// Slots.
    pub slots: usize,
    /// Tables.
    pub tables: usize,
    /// Talks; at most slots × tables.
    pub talks: usize,
    /// Per cent of the slots without a talk in the hidden plan that become absences.
    pub absent: usize,
    /// Per cent of the talks that are bound to the morning or the afternoon.
    pub sessions: usize,
    /// Whether two guests or two hosts may meet as well.
    pub mixed: bool,
    /// Per cent chance that the hidden plan prefers people without a gap.
    pub compact: usize,
    /// Seed.
    pub seed: u64,
}

/// The family of days measured in the bench, from roomy to nearly full.
pub fn family() -> Vec<(&'static str, Day)> {
    let day = |people, hosts, slots, tables, talks, absent, sessions, mixed, compact, seed| Day {
        people,
        hosts,
        slots,
        tables,
        talks,
        absent,
        sessions,
        mixed,
        compact,
        seed,
    };
    vec![
        ("roomy-8", day(42, 18, 8, 21, 125, 10, 0, false, 50, 1)),
        ("tight-8", day(42, 16, 8, 16, 126, 15, 30, false, 50, 2)),
        ("forum-10", day(60, 14, 10, 14, 120, 20, 40, false, 70, 3)),
        ("full-10", day(44, 20, 10, 12, 120, 20, 30, false, 50, 4)),
        ("mixed-12", day(50, 14, 12, 10, 110, 20, 40, true, 60, 5)),
        ("half-14", day(46, 16, 14, 12, 90, 30, 60, false, 80, 6)),
        ("full-14", day(56, 14, 14, 12, 166, 25, 30, false, 60, 7)),
        ("absent-16", day(64, 16, 16, 12, 150, 45, 50, false, 70, 8)),
        ("mixed-18", day(70, 20, 18, 10, 176, 30, 40, true, 60, 9)),
        ("forum-21", day(70, 22, 21, 14, 154, 20, 40, false, 60, 10)),
        ("full-21", day(60, 14, 21, 10, 205, 30, 30, false, 60, 11)),
        ("absent-22", day(78, 20, 22, 10, 200, 50, 50, false, 80, 12)),
        ("large-22", day(80, 24, 22, 14, 302, 20, 30, false, 60, 13)),
        ("calm-22", day(76, 20, 22, 22, 196, 35, 60, true, 90, 14)),
    ]
}

/// A day with fixed pairs, absences and windows for which a complete plan exists.
///
/// # Panics
/// If the talks do not fit into the slots, tables and people.
pub fn day(shape: Day) -> Agenda {
    let mut dice = Dice::new(shape.seed);
    let wanted: Vec<usize> = (0..shape.people)
        .map(|p| if p < shape.hosts { 6 + dice.below(10) } else { 1 + dice.below(5) })
        .collect();
    let mut talks = Vec::new();
    let mut hidden = vec![Slots::NONE; shape.people];
    let mut load = vec![0usize; shape.people];
    let mut pairs = std::collections::BTreeSet::new();
    let mut tries = 0u64;
    let mut filled = vec![0usize; shape.slots];
    let mut slot = 0;
    while talks.len() < shape.talks {
        tries += 1;
        assert!(tries < 50_000_000, "no room for so many talks");
        // Later tries accept more: first popular people beside their other talks, then anybody.
        let patience = tries / 4_000;
        if filled[slot] >= shape.tables || tries.is_multiple_of(64) {
            slot = (slot + 1) % shape.slots;
            continue;
        }
        let anybody = shape.mixed && dice.one_in(4);
        let a = dice.below(if anybody { shape.people } else { shape.hosts });
        let b = if shape.mixed {
            dice.below(shape.people)
        } else {
            shape.hosts + dice.below(shape.people - shape.hosts)
        };
        if a == b || hidden[a].contains(slot) || hidden[b].contains(slot) {
            continue;
        }
        let pair = (a.min(b), a.max(b));
        if pairs.contains(&pair) && (patience < 20 || !dice.one_in(50)) {
            continue;
        }
        let stretched = |p: usize| load[p] >= wanted[p] + patience as usize / 8;
        if stretched(a) || stretched(b) {
            continue;
        }
        let makes_gap = |p: usize| hidden[p].with(slot).gaps() > hidden[p].gaps();
        if dice.below(100) < shape.compact && patience < 30 && (makes_gap(a) || makes_gap(b)) {
            continue;
        }
        pairs.insert(pair);
        filled[slot] += 1;
        for p in [a, b] {
            hidden[p] = hidden[p].with(slot);
            load[p] += 1;
        }
        talks.push((a, b, slot));
    }
    let everyone = Slots::first(shape.slots);
    let people = (0..shape.people)
        .map(|p| {
            let present = everyone
                .iter()
                .filter(|&s| hidden[p].contains(s) || dice.below(100) >= shape.absent)
                .collect();
            Person { present, host: p < shape.hosts, rest: None }
        })
        .collect();
    let noon = shape.slots / 2;
    dice.shuffle(&mut talks);
    let talks = talks
        .into_iter()
        .map(|(a, b, slot)| {
            let half = if slot < noon { Slots::range(0..noon) } else { Slots::range(noon..shape.slots) };
            let window = if dice.below(100) < shape.sessions { half } else { everyone };
            Talk { a, b, window, weight: 1 }
        })
        .collect();
    Agenda { tables: vec![shape.tables; shape.slots], people, talks }
}

/// Shape of a market: guests who wish for talks with hosts, everybody there all day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Market {
    /// Guests, the first indices.
    pub guests: usize,
    /// Hosts, the indices after them.
    pub hosts: usize,
    /// Slots.
    pub slots: usize,
    /// Tables.
    pub tables: usize,
    /// Wishes of each guest, for different hosts.
    pub each: usize,
    /// Seed.
    pub seed: u64,
}

/// Wishes with values from 1 to 100; every guest is due two talks at least.
pub fn market(shape: Market) -> Wishes {
    let mut dice = Dice::new(shape.seed);
    let present = Slots::first(shape.slots);
    let person = |least, host| Attendee { least, most: shape.slots, present, host, rest: None };
    let guests = std::iter::repeat_n(person(2, false), shape.guests);
    let people = guests.chain(std::iter::repeat_n(person(0, true), shape.hosts)).collect();
    let mut hosts: Vec<usize> = (shape.guests..shape.guests + shape.hosts).collect();
    let mut candidates = Vec::new();
    for a in 0..shape.guests {
        dice.shuffle(&mut hosts);
        for &b in hosts.iter().take(shape.each) {
            let value = 1 + dice.below(100) as i64;
            candidates.push(Candidate { a, b, value, wish: Wish::Open, window: present });
        }
    }
    Wishes { people, candidates, tables: vec![shape.tables; shape.slots] }
}

/// The agenda as JSON: `slots`, `tables` (one number per slot), `people` (each the list of slots in which they are
/// there) and `talks` (each `a`, `b` and the list of slots of its window).
pub fn json(agenda: &Agenda) -> String {
    let list = |slots: Slots| {
        let day = slots.and(Slots::first(agenda.slots()));
        format!("[{}]", day.iter().map(|s| s.to_string()).collect::<Vec<_>>().join(","))
    };
    let people: Vec<String> = agenda.people.iter().map(|p| list(p.present)).collect();
    let talks: Vec<String> = agenda
        .talks
        .iter()
        .map(|t| format!("{{\"a\":{},\"b\":{},\"window\":{}}}", t.a, t.b, list(t.window)))
        .collect();
    format!(
        "{{\"slots\":{},\"tables\":{:?},\"people\":[{}],\"talks\":[{}]}}",
        agenda.slots(),
        agenda.tables,
        people.join(","),
        talks.join(",")
    )
}
