//! Part 5, on the day: the whole path of a change of plan as the page takes it, for a day of 300 participants.

use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use jiff::Timestamp;
use rathaus_core::Daytime;
use rathaus_forum::model::talk::{TalkState, publication};
use rathaus_forum::model::{Interest, ParticipantKind, Wish};
use rathaus_forum::plan::talks::Effort;
use rathaus_forum::replanning::{Upset, preview};
use rathaus_forum::store::registration::Registration;
use rathaus_forum::store::round::KeptRound;
use rathaus_forum::store::talk::{Talk, TalkPlan};
use rathaus_forum::talking::fits::Fits;
use rathaus_forum::talking::{Ground, draft};

use crate::measures::median;
use crate::results::{Part, number};

const TOWNS: usize = 240;
const FIRMS: usize = 60;
const RUNS: usize = 5;

/// A published day of 300 participants: every town wishes for eight suppliers, most of which wish back.
fn day() -> Result<Ground> {
    let mut round = KeptRound::sample("2026");
    round.settings.tables = FIRMS;
    round.settings.slots.start = at("13:00")?;
    round.settings.slots.end = at("17:00")?;
    let registration = |n: usize, kind| {
        let label = format!("P{:03}", n + 1);
        Registration::new(Timestamp::UNIX_EPOCH, round.id, &label, &label, kind)
    };
    let mut registrations: Vec<Registration> =
        (0..TOWNS).map(|n| registration(n, ParticipantKind::Municipality)).collect();
    registrations.extend((TOWNS..TOWNS + FIRMS).map(|n| registration(n, ParticipantKind::Supplier)));
    for (n, one) in registrations.iter_mut().enumerate().take(TOWNS) {
        if n % 9 == 4 {
            one.arrives = Some(at("14:00")?);
        }
        if n % 11 == 7 {
            one.leaves = Some(at("16:00")?);
        }
    }
    let mut wishes = Vec::new();
    for town in 0..TOWNS {
        for turn in 0..8 {
            let firm = TOWNS + (town * 7 + turn * turn * 3 + turn) % FIRMS;
            let level = u8::try_from(1 + (town + turn) % 5)?;
            let mut wish = |from: usize, to: usize| {
                wishes.push(Wish {
                    from: registrations[from].label.clone(),
                    to: registrations[to].label.clone(),
                    interest: Interest::Level(level),
                    window: None,
                });
            };
            wish(town, firm);
            if (town + turn) % 3 != 0 {
                wish(firm, town);
            }
        }
    }
    let mut ground = Ground {
        round,
        plan: TalkPlan::default(),
        registrations,
        wishes,
        fits: Fits::new(),
        talks: Vec::new(),
        closed: Vec::new(),
    };
    let made = draft(&ground, Effort::Quick, Timestamp::UNIX_EPOCH).map_err(|error| anyhow!("{error}"))?;
    ground.talks = publication(&[], &made.talks)
        .into_iter()
        .map(|step| Talk {
            id: step.talk.id,
            round: ground.round.id,
            a: step.talk.a,
            b: step.talk.b,
            a_name: String::new(),
            b_name: String::new(),
            span: step.talk.span,
            table: step.talk.table,
            state: TalkState::Planned,
            sequence: 0,
            changed_at: Timestamp::UNIX_EPOCH,
        })
        .collect();
    ground.plan.draft = Some(made);
    Ok(ground)
}

fn at(text: &str) -> Result<Daytime> {
    Ok(text.parse()?)
}

/// What happens, and how long the answer takes.
pub fn run(part: &mut Part) -> Result<()> {
    let ground = day()?;
    let who = |n: usize| ground.registrations[n].id;
    let now = at("14:20")?;
    let cases: [(&str, Vec<Upset>); 4] = [
        ("a town does not come", vec![Upset::NoShow { registration: who(3) }]),
        ("a supplier is an hour late", vec![Upset::Late { registration: who(TOWNS + 5), at: at("15:20")? }]),
        ("a table is closed", vec![Upset::TableClosed { table: 7, at: now }]),
        (
            "five things at once",
            vec![
                Upset::NoShow { registration: who(12) },
                Upset::NoShow { registration: who(TOWNS + 9) },
                Upset::Late { registration: who(40), at: at("15:30")? },
                Upset::Leaves { registration: who(77), at: at("15:30")? },
                Upset::TableClosed { table: 21, at: now },
            ],
        ),
    ];
    let mut rows = Vec::new();
    for (name, upsets) in cases {
        let mut times = Vec::new();
        let mut last = None;
        for _ in 0..RUNS {
            let start = Instant::now();
            let found = preview(&ground, &upsets, now, true).map_err(|error| anyhow!("{error}"))?;
            times.push(start.elapsed().as_secs_f64());
            last = Some(found);
        }
        let Some(found) = last else { continue };
        ensure!(found.dropped >= found.dropped_bound, "{name}: fewer than the bound");
        let seconds = median(&times);
        rows.push(vec![
            name.to_owned(),
            ground.talks.len().to_string(),
            format!("{} of at least {}", found.moved, found.moved_bound),
            format!("{} of at least {}", found.dropped, found.dropped_bound),
            if found.is_proven { "proven" } else { "not proven" }.to_owned(),
            number(seconds * 1e3, 0),
        ]);
        part.at_most(&format!("300 participants, {name}: replan"), seconds * 1e3, 1e3, "ms", 0);
    }
    let head = ["what happens", "talks", "moved", "dropped", "fewest", "median ms"];
    part.table("Changes on the day, 240 towns and 60 suppliers, 16 times", &head, rows);
    Ok(())
}
