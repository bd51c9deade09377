//! Getting every talk onto the board: a careful first plan, then a tabu search that lets talks push each other out.
//!
//! The first plan takes the talk with the fewest remaining slots first (DSatur, Brélaz 1979). What is left over is put
//! in by force: a talk enters a slot and whoever stands in its way is taken off the board, and may not return to that
//! slot for a while (PartialCol, Blöchliger, Zufferey 2008). Between two such steps chains are exchanged at random,
//! so that a full board does not stay as it is.

use super::anneal::restore;
use super::board::{Board, Chain, NOBODY};
use crate::dice::Dice;

/// Places talks greedily, the one with the fewest slots left first.
pub(super) fn first_plan(board: &mut Board, dice: &mut Dice) {
    let people = board.people();
    let mut degree = vec![0u32; people];
    for (&a, &b) in board.a.iter().zip(&board.b) {
        degree[a as usize] += 1;
        degree[b as usize] += 1;
    }
    let mut left: Vec<usize> = (0..board.slot.len()).filter(|&t| !board.is_placed(t)).collect();
    dice.shuffle(&mut left);
    let mut free: Vec<_> = board.possible.clone();
    for (t, slots) in free.iter_mut().enumerate() {
        *slots = slots.minus(board.day(board.a[t])).minus(board.day(board.b[t]));
    }
    let mut of_person: Vec<Vec<usize>> = vec![Vec::new(); people];
    for &t in &left {
        of_person[board.a[t] as usize].push(t);
        of_person[board.b[t] as usize].push(t);
    }
    while !left.is_empty() {
        let key = |t: usize| {
            let busy = degree[board.a[t] as usize] + degree[board.b[t] as usize];
            (free[t].len(), u32::MAX - busy)
        };
        let (index, _) =
            left.iter().enumerate().min_by_key(|&(_, &t)| key(t)).expect("the list is not empty");
        let talk = left.swap_remove(index);
        let room = free[talk].iter().filter(|&s| board.has_room(s));
        // The emptiest slot keeps tables for later; among equals the one beside another talk of the two.
        let near = |s: usize| {
            [board.a[talk], board.b[talk]]
                .into_iter()
                .filter(|&p| {
                    (s > 0 && board.talk_of(p, s - 1) != NOBODY)
                        || (s + 1 < board.slots && board.talk_of(p, s + 1) != NOBODY)
                })
                .count()
        };
        let chosen = room.min_by_key(|&s| {
            let filled = board.in_slot[s].len() * 8 / board.tables[s].max(1);
            (filled, 2 - near(s), s)
        });
        if let Some(slot) = chosen {
            board.put(talk, slot);
            for person in [board.a[talk], board.b[talk]] {
                for &other in &of_person[person as usize] {
                    free[other] = free[other].without(slot);
                }
            }
        }
    }
}

/// Tries to place what is not on the board yet, at most `steps` forced moves; returns the moves used. The board ends
/// in the best state met: largest weight placed.
pub(super) fn force(board: &mut Board, steps: u64, dice: &mut Dice) -> u64 {
    let mut out: Vec<usize> =
        (0..board.slot.len()).filter(|&t| !board.is_placed(t) && !board.possible[t].is_empty()).collect();
    let mut lost: i64 = out.iter().map(|&t| board.weight[t]).sum();
    let mut best = (lost, board.slot.clone());
    let mut tabu = vec![0u64; board.slot.len() * board.slots];
    let mut chain = Chain::default();
    let movable: Vec<usize> = (0..board.slot.len()).filter(|&t| board.possible[t].len() > 1).collect();
    let mut step = 0;
    while step < steps && !out.is_empty() {
        step += 1;
        let mut chosen: Option<(i64, usize, usize, Option<u32>)> = None;
        let mut ties = 0;
        for (index, &t) in out.iter().enumerate() {
            for s in board.possible[t].iter() {
                let (x, y) = (board.talk_of(board.a[t], s), board.talk_of(board.b[t], s));
                let mut evicted = 0;
                for e in [x, y] {
                    if e != NOBODY {
                        evicted += board.weight[e as usize];
                    }
                }
                if x == y && x != NOBODY {
                    evicted /= 2;
                }
                let mut third = None;
                if x == NOBODY && y == NOBODY && !board.has_room(s) {
                    if board.in_slot[s].is_empty() {
                        continue;
                    }
                    let e = board.in_slot[s][dice.below(board.in_slot[s].len())];
                    evicted += board.weight[e as usize];
                    third = Some(e);
                }
                let change = evicted - board.weight[t];
                if tabu[t * board.slots + s] > step && lost + change >= best.0 {
                    continue;
                }
                match chosen {
                    Some((c, ..)) if change > c => {}
                    Some((c, ..)) if change == c => {
                        ties += 1;
                        if dice.one_in(ties) {
                            chosen = Some((change, index, s, third));
                        }
                    }
                    _ => {
                        ties = 1;
                        chosen = Some((change, index, s, third));
                    }
                }
            }
        }
        if let Some((change, index, s, third)) = chosen {
            let t = out.swap_remove(index);
            let (x, y) = (board.talk_of(board.a[t], s), board.talk_of(board.b[t], s));
            let mut gone: Vec<u32> = [x, y].into_iter().filter(|&e| e != NOBODY).chain(third).collect();
            gone.dedup();
            for e in gone {
                let e = e as usize;
                board.take(e);
                out.push(e);
                let tenure = out.len() as u64 * 6 / 10 + 1 + dice.below(10) as u64;
                tabu[e * board.slots + s] = step + tenure;
            }
            board.put(t, s);
            lost += change;
            if lost < best.0 {
                best = (lost, board.slot.clone());
            }
        }
        stir(board, &movable, 8, &mut chain, dice);
    }
    restore(board, &best.1);
    step
}

/// Exchanges a few chains at random where nothing stands in the way.
fn stir(board: &mut Board, movable: &[usize], times: usize, chain: &mut Chain, dice: &mut Dice) {
    if movable.is_empty() {
        return;
    }
    for _ in 0..times {
        let talk = movable[dice.below(movable.len())];
        if !board.is_placed(talk) {
            continue;
        }
        let s = board.slot[talk] as usize;
        let u = dice.below(board.slots);
        if u == s || !board.possible[talk].contains(u) || !board.chain(talk, u, chain) {
            continue;
        }
        let fits = match chain.shift {
            1 => board.has_room(u),
            -1 => board.has_room(s),
            _ => true,
        };
        if fits {
            board.exchange(&chain.talks, s, u);
        }
    }
}
