//! Tables for a timetable whose slots are fixed.
//!
//! A host keeps a table from one talk to the next if nobody else needs it in between. Such a stay is an interval of
//! slots; as many stays as possible must fit beside the talks of each slot. Going through the slots and giving up,
//! whenever there are too many, the stay that would end last gives up the fewest (Faigle, Nawijn 1995), and what
//! remains is coloured greedily from left to right (interval graphs are perfect). A host who had to give the table up
//! still returns to it where it is free again, so with no more hosts than tables nobody ever moves.

use super::board::{Board, NOBODY};

/// A table for every placed talk, and how often a host sits at another table than at the talk before.
pub(super) fn assign(board: &Board, host: &[bool]) -> (Vec<Option<usize>>, usize) {
    let host_of = |talk: usize| {
        let (a, b) = (board.a[talk], board.b[talk]);
        [a, b].into_iter().find(|&p| host[p as usize])
    };
    // Per host, the talks at their own table in the order of the day.
    let mut following: Vec<Option<usize>> = vec![None; board.slot.len()];
    let mut stays = Vec::new();
    for (p, _) in host.iter().enumerate().filter(|&(_, &h)| h) {
        let mut last: Option<usize> = None;
        for s in 0..board.slots {
            let talk = board.talk_of(p as u32, s);
            if talk == NOBODY || host_of(talk as usize) != Some(p as u32) {
                continue;
            }
            if let Some(before) = last {
                stays.push((board.slot[before] as usize, s, before, talk as usize));
            }
            last = Some(talk as usize);
        }
    }
    stays.sort_unstable();
    let mut kept = Vec::new();
    let mut running: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut next = 0;
    for s in 0..board.slots {
        let (done, open): (Vec<_>, Vec<_>) = running.into_iter().partition(|stay| stay.1 <= s);
        kept.extend(done);
        running = open;
        let room = board.tables[s].saturating_sub(board.in_slot[s].len());
        while running.len() > room {
            let (worst, _) = running
                .iter()
                .enumerate()
                .max_by_key(|(_, stay)| (stay.1, stay.3))
                .expect("running is not empty");
            running.swap_remove(worst);
        }
        while next < stays.len() && stays[next].0 == s {
            running.push(stays[next]);
            next += 1;
        }
    }
    kept.extend(running);
    for &(_, _, before, after) in &kept {
        following[before] = Some(after);
    }

    let mut table: Vec<Option<usize>> = vec![None; board.slot.len()];
    // For each table the slot up to which it is held, exclusive.
    let width = board.tables.iter().copied().max().unwrap_or(0);
    let mut held = vec![0usize; width];
    let mut home: Vec<Option<usize>> = vec![None; host.len()];
    for s in 0..board.slots {
        let mut starting: Vec<usize> =
            board.in_slot[s].iter().map(|&t| t as usize).filter(|&t| table[t].is_none()).collect();
        // Who had a table before goes first and takes it again if it is free; the others take the lowest.
        starting.sort_unstable_by_key(|&t| (host_of(t).and_then(|p| home[p as usize]).is_none(), t));
        let wished: Vec<usize> =
            starting.iter().filter_map(|&t| host_of(t).and_then(|p| home[p as usize])).collect();
        for t in starting {
            // Tables are numbered so that a slot with n tables has the tables below n.
            let free = |k: &usize| held[*k] <= s && *k < board.tables[s];
            let last = std::iter::successors(Some(t), |&talk| following[talk])
                .last()
                .map_or(s, |talk| board.slot[talk] as usize);
            let lasting = |k: &usize| (s..=last).all(|later| *k < board.tables[later]);
            let own = host_of(t).and_then(|p| home[p as usize]).filter(free);
            let chosen = own
                .or_else(|| (0..width).filter(free).filter(lasting).find(|k| !wished.contains(k)))
                .or_else(|| (0..width).filter(free).find(lasting))
                .or_else(|| (0..width).find(free))
                .expect("no more stays than tables in any slot");
            let mut talk = t;
            loop {
                table[talk] = Some(chosen);
                held[chosen] = board.slot[talk] as usize + 1;
                match following[talk] {
                    Some(after) if (s..=board.slot[after] as usize).all(|x| chosen < board.tables[x]) => {
                        talk = after
                    }
                    _ => break,
                }
            }
            if let Some(p) = host_of(t) {
                home[p as usize] = Some(chosen);
            }
        }
    }
    let moves = |p: usize| {
        let day: Vec<Option<usize>> = (0..board.slots)
            .map(|s| board.talk_of(p as u32, s))
            .filter(|&t| t != NOBODY && host_of(t as usize) == Some(p as u32))
            .map(|t| table[t as usize])
            .collect();
        day.windows(2).filter(|w| w[0] != w[1]).count()
    };
    let changes = (0..host.len()).filter(|&p| host[p]).map(moves).sum();
    (table, changes)
}
