//! Exchanges between two offers: what a flow with one price per offer cannot see.

use super::{Matching, Table};

/// A change of at most two offers: `offer` loses and gains a reviewer, `other` the same the other way.
#[derive(Clone, Copy)]
struct Move {
    offer: usize,
    gives: Option<usize>,
    takes: Option<usize>,
    other: Option<usize>,
}

struct Board<'a> {
    table: &'a Table,
    has: Vec<Vec<bool>>,
    sums: Vec<i64>,
    count: Vec<usize>,
    load: Vec<usize>,
}

impl<'a> Board<'a> {
    fn new(table: &'a Table, matching: &Matching) -> Board<'a> {
        let mut has = vec![vec![false; table.reviewers()]; table.offers()];
        let mut load = vec![0; table.reviewers()];
        for (j, set) in matching.iter().enumerate() {
            for &i in set {
                has[j][i] = true;
                load[i] += 1;
            }
        }
        let count = matching.iter().map(Vec::len).collect();
        Board { table, has, sums: table.sums(matching), count, load }
    }

    fn worth(&self, offer: usize, reviewer: Option<usize>) -> i64 {
        reviewer.and_then(|i| self.table.worth[offer][i]).unwrap_or(0)
    }

    fn may_take(&self, offer: usize, reviewer: usize) -> bool {
        !self.has[offer][reviewer] && self.table.worth[offer][reviewer].is_some()
    }

    /// New sums of `offer` and `other` if the move keeps all limits.
    fn after(&self, m: Move) -> Option<(i64, Option<i64>)> {
        let t = self.table;
        let (gives, takes) = (m.gives.is_some(), m.takes.is_some());
        let count = self.count[m.offer] + usize::from(takes) - usize::from(gives);
        let fits = count <= t.reviews[m.offer].most && count >= t.reviews[m.offer].least;
        if !fits || m.takes.is_some_and(|i| !self.may_take(m.offer, i)) {
            return None;
        }
        let sum = self.sums[m.offer] - self.worth(m.offer, m.gives) + self.worth(m.offer, m.takes);
        let Some(other) = m.other else {
            let gone = m.gives.is_none_or(|i| self.load[i] > t.loads[i].least);
            let come = m.takes.is_none_or(|i| self.load[i] < t.loads[i].most);
            return (gone && come).then_some((sum, None));
        };
        let count = self.count[other] + usize::from(gives) - usize::from(takes);
        let fits = count <= t.reviews[other].most && count >= t.reviews[other].least;
        if !fits || m.gives.is_some_and(|i| !self.may_take(other, i)) {
            return None;
        }
        Some((sum, Some(self.sums[other] - self.worth(other, m.takes) + self.worth(other, m.gives))))
    }

    fn make(&mut self, m: Move) {
        let mut shift = |offer: usize, out: Option<usize>, into: Option<usize>, has: &mut Vec<Vec<bool>>| {
            self.sums[offer] -= out.and_then(|i| self.table.worth[offer][i]).unwrap_or(0);
            self.sums[offer] += into.and_then(|i| self.table.worth[offer][i]).unwrap_or(0);
            self.count[offer] = self.count[offer] + usize::from(into.is_some()) - usize::from(out.is_some());
            if let Some(i) = out {
                has[offer][i] = false;
                self.load[i] -= 1;
            }
            if let Some(i) = into {
                has[offer][i] = true;
                self.load[i] += 1;
            }
        };
        let mut has = std::mem::take(&mut self.has);
        shift(m.offer, m.gives, m.takes, &mut has);
        if let Some(other) = m.other {
            shift(other, m.takes, m.gives, &mut has);
        }
        self.has = has;
    }

    /// All moves that touch `offer`.
    fn moves(&self, offer: usize) -> Vec<Move> {
        let reviewers = 0..self.table.reviewers();
        let mine: Vec<Option<usize>> = std::iter::once(None)
            .chain(reviewers.clone().filter(|&i| self.has[offer][i]).map(Some))
            .collect();
        let mut moves = Vec::new();
        for &gives in &mine {
            for i in reviewers.clone().filter(|&i| self.may_take(offer, i)) {
                moves.push(Move { offer, gives, takes: Some(i), other: None });
                for other in (0..self.has.len()).filter(|&q| q != offer && self.has[q][i]) {
                    moves.push(Move { offer, gives, takes: Some(i), other: Some(other) });
                }
            }
        }
        moves
    }

    fn matching(&self) -> Matching {
        self.has.iter().map(|row| (0..row.len()).filter(|&i| row[i]).collect()).collect()
    }
}

/// How long a chain of exchanges may be.
const DEPTH: usize = 3;
/// How many first steps of a chain are followed.
const BEAM: usize = 12;

/// Lifts the worst-served offers while an exchange lifts one of them and leaves the other side above it. With
/// `deep`, the other side may fall below if a further exchange (up to a chain of [`DEPTH`]) lifts it again. Every
/// step raises the sorted vector of sums, so it ends.
pub(super) fn lift(table: &Table, matching: &Matching, deep: bool) -> Matching {
    let mut board = Board::new(table, matching);
    loop {
        let minimum = table.minimum(&board.sums);
        let worst: Vec<usize> =
            (0..table.offers()).filter(|&j| table.counts(j) && board.sums[j] == minimum).collect();
        let mut best: Option<(i64, i64, Move)> = None;
        for &offer in &worst {
            for (low, gain, m) in board.rated(offer) {
                if low > minimum && best.is_none_or(|(l, g, _)| (low, gain) > (l, g)) {
                    best = Some((low, gain, m));
                }
            }
        }
        match best {
            Some((_, _, m)) => board.make(m),
            None if deep && worst.iter().any(|&offer| board.repair(offer, minimum, DEPTH)) => {}
            None => return board.matching(),
        }
    }
}

impl Board<'_> {
    /// The moves of an offer with the lower sum of both sides afterwards and the gain in total.
    fn rated(&self, offer: usize) -> Vec<(i64, i64, Move)> {
        let mut rated = Vec::new();
        for m in self.moves(offer) {
            let Some((sum, other)) = self.after(m) else { continue };
            let counts = m.other.is_some_and(|q| self.table.counts(q));
            let low = other.filter(|_| counts).map_or(sum, |o| sum.min(o));
            let gain = sum + other.unwrap_or(0) - self.sums[offer] - m.other.map_or(0, |q| self.sums[q]);
            rated.push((low, gain, m));
        }
        rated
    }

    /// Brings the offer above `minimum` by a chain of exchanges that leaves everybody it touches above it. If there is
    /// none in the beam, nothing changes.
    fn repair(&mut self, offer: usize, minimum: i64, depth: usize) -> bool {
        let mut rated = self.rated(offer);
        let lifts = |m: &Move| self.after(*m).is_some_and(|(sum, _)| sum > minimum);
        rated.retain(|(_, _, m)| lifts(m));
        rated.sort_by_key(|&(low, gain, _)| std::cmp::Reverse((low, gain)));
        for (low, _, m) in rated.into_iter().take(BEAM) {
            if low > minimum {
                self.make(m);
                return true;
            }
            let Some(other) = m.other.filter(|_| depth > 1) else { continue };
            self.make(m);
            // Whoever the repair of the other side takes from ends above the minimum too, this offer included.
            if self.repair(other, minimum, depth - 1) {
                return true;
            }
            self.make(Move { offer: m.offer, gives: m.takes, takes: m.gives, other: m.other });
        }
        false
    }
}

/// Raises the total by exchanges that leave every sum at `floor` or above.
pub(super) fn enrich(table: &Table, matching: &Matching, floor: i64) -> Matching {
    let mut board = Board::new(table, matching);
    loop {
        let mut moved = false;
        for offer in 0..table.offers() {
            let mut best: Option<(i64, Move)> = None;
            for m in board.moves(offer) {
                let Some((sum, other)) = board.after(m) else { continue };
                let high = |j: usize, s: i64| !table.counts(j) || s >= floor;
                let before = board.sums[offer] + m.other.map_or(0, |q| board.sums[q]);
                let gain = sum + other.unwrap_or(0) - before;
                let fits = high(offer, sum) && m.other.zip(other).is_none_or(|(q, s)| high(q, s));
                if fits && gain > 0 && best.is_none_or(|(g, _)| gain > g) {
                    best = Some((gain, m));
                }
            }
            if let Some((_, m)) = best {
                board.make(m);
                moved = true;
            }
        }
        if !moved {
            return board.matching();
        }
    }
}
