//! How much can be placed at best.
//!
//! Each talk is charged to one of its two people, and only that person's clashes, the tables, presence and windows are
//! kept. What remains is a flow talk → (person, slot) → slot, so its optimum is found exactly, and since rules were only
//! taken away it bounds the true problem from above. Both ways of charging are tried; the smaller bound counts.

use super::{Agenda, Talk, colouring};
use crate::flow::Network;

/// An upper bound on the sum of `worth` over the talks that can be placed together.
pub(super) fn weight_bound(agenda: &Agenda, worth: impl Fn(&Talk) -> i64) -> i64 {
    worth_bound(agenda, |talk, _| worth(&agenda.talks[talk]))
}

/// The same where the worth of a talk (by index) depends on its slot.
pub(crate) fn worth_bound(agenda: &Agenda, worth: impl Fn(usize, usize) -> i64) -> i64 {
    let sides = colouring::sides(agenda);
    [false, true]
        .into_iter()
        .map(|second| {
            charged_bound(agenda, &worth, |talk| {
                let t = &agenda.talks[talk];
                match &sides {
                    Some(side) => {
                        if side[t.a] == second {
                            t.a
                        } else {
                            t.b
                        }
                    }
                    None => {
                        if second {
                            t.b
                        } else {
                            t.a
                        }
                    }
                }
            })
        })
        .min()
        .unwrap_or(0)
}

fn charged_bound(
    agenda: &Agenda,
    worth: impl Fn(usize, usize) -> i64,
    charged: impl Fn(usize) -> usize,
) -> i64 {
    let slots = agenda.slots();
    let mut network = Network::new(2 + slots);
    let (source, sink) = (slots, slots + 1);
    for (s, &tables) in agenda.tables.iter().enumerate() {
        network.add_edge(s, sink, 0, tables as i64, 0);
    }
    let mut cells = vec![None; agenda.people.len() * slots];
    for t in 0..agenda.talks.len() {
        let node = network.add_node();
        network.add_edge(source, node, 0, 1, 0);
        let person = charged(t);
        for s in agenda.possible(t).iter() {
            let cell = *cells[person * slots + s].get_or_insert_with(|| {
                let cell = network.add_node();
                network.add_edge(cell, s, 0, 1, 0);
                cell
            });
            network.add_edge(node, cell, 0, 1, -worth(t, s));
        }
    }
    network.add_edge(sink, source, 0, agenda.talks.len() as i64, 0);
    let flow = network.solve().expect("nothing placed is always a flow");
    -(flow.cost as i64)
}
