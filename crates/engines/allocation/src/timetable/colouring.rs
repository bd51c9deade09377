//! The exact timetable for two sides without absences.
//!
//! Talks are the edges of a bipartite multigraph, slots its colours. With as many colours as the busiest person has talks
//! (or more) an edge colouring exists (König 1916); colours may then be evened out until no slot has more than its
//! share (de Werra 1971). Both by exchanging alternating paths: O(talks · people).

use super::Agenda;
use super::board::{Board, Chain, NOBODY};
use crate::slots::Slots;

/// Splits the people into two sides such that every talk joins one with the other; nothing if that cannot be.
pub(super) fn sides(agenda: &Agenda) -> Option<Vec<bool>> {
    let mut neighbours = vec![Vec::new(); agenda.people.len()];
    for t in &agenda.talks {
        neighbours[t.a].push(t.b);
        neighbours[t.b].push(t.a);
    }
    crate::sides::two_colours(&neighbours)
}

/// Whether no absence, no window and no lost table restricts any talk.
pub(super) fn is_unrestricted(agenda: &Agenda) -> bool {
    let day = Slots::first(agenda.slots());
    agenda.tables.windows(2).all(|w| w[0] == w[1])
        && (0..agenda.talks.len()).all(|t| agenda.possible(t) == day)
}

/// Places every talk, or reports that somebody has more talks than slots or that the tables do not suffice.
///
/// INVARIANT: succeeds exactly if the conditions of König and de Werra hold; test `koenig_places_every_talk`.
pub(super) fn place_all(board: &mut Board) -> bool {
    let slots = board.slots;
    let tables = board.tables.first().copied().unwrap_or(0);
    let mut degree = vec![0usize; board.people()];
    for (&a, &b) in board.a.iter().zip(&board.b) {
        degree[a as usize] += 1;
        degree[b as usize] += 1;
    }
    if degree.iter().any(|&d| d > slots) || board.a.len() > slots * tables {
        return false;
    }
    let mut chain = Chain::default();
    for talk in 0..board.a.len() {
        let (a, b) = (board.a[talk], board.b[talk]);
        let free = |p: u32, q: u32| {
            let both = (0..slots).find(|&s| board.talk_of(p, s) == NOBODY && board.talk_of(q, s) == NOBODY);
            both.map(|s| (s, s)).unwrap_or_else(|| {
                let first =
                    |p: u32| (0..slots).find(|&s| board.talk_of(p, s) == NOBODY).expect("degree ≤ slots");
                (first(p), first(q))
            })
        };
        let (s, u) = free(a, b);
        if s != u {
            // `a` is free in s, `b` in u: exchange along the path that leaves b in s. It cannot end in a, because it
            // would arrive there by a talk in s, and a has none.
            let start = board.talk_of(b, s) as usize;
            let complete = board.chain(start, u, &mut chain);
            debug_assert!(complete);
            board.exchange(&chain.talks, s, u);
        }
        board.put(talk, s);
    }
    level(board, tables, &mut chain);
    true
}

/// Moves talks out of slots with more talks than tables, one path at a time.
fn level(board: &mut Board, tables: usize, chain: &mut Chain) {
    loop {
        let (Some(full), Some(empty)) = (
            (0..board.slots).max_by_key(|&s| board.in_slot[s].len()),
            (0..board.slots).min_by_key(|&s| board.in_slot[s].len()),
        ) else {
            return;
        };
        if board.in_slot[full].len() <= tables {
            return;
        }
        // The two slots differ in size, so some path has one talk more in the fuller one.
        let start = board.in_slot[full]
            .iter()
            .copied()
            .find(|&t| board.chain(t as usize, empty, chain) && chain.shift == 1)
            .expect("a longer slot has a path that is longer by one");
        debug_assert_eq!(start, chain.talks[0]);
        board.exchange(&chain.talks, full, empty);
    }
}
