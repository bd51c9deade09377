//! Who gets a place at the event and who waits: strictly in the order in which people came.

/// How many places there are, how many are taken, and whether somebody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hall {
    /// Places; `None` is no limit.
    pub capacity: Option<u32>,
    /// Places given away.
    pub taken: u32,
    /// Whether somebody stands in line already.
    pub has_line: bool,
}

impl Hall {
    /// Whether a party of `places` gets in at once. Where somebody waits, nobody overtakes, even if there is room; without
    /// a limit there is nothing to wait for.
    pub fn admits(self, places: u32) -> bool {
        self.capacity.is_none() || !self.has_line && self.fits(places)
    }

    /// How many places are free; `None` is no limit.
    pub fn free(self) -> Option<u32> {
        self.capacity.map(|capacity| capacity.saturating_sub(self.taken))
    }

    fn fits(self, places: u32) -> bool {
        self.free().is_none_or(|free| places <= free)
    }
}

/// How many of those who wait move up, given the places each needs in the order of the line: the line stops at the first
/// for whom there is no room.
pub fn moving_up(hall: Hall, line: &[u32]) -> usize {
    let mut hall = hall;
    let mut moved = 0;
    for places in line {
        if !hall.fits(*places) {
            break;
        }
        hall.taken = hall.taken.saturating_add(*places);
        moved += 1;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_first_gets_in_first() {
        let hall = |capacity, taken, has_line| Hall { capacity, taken, has_line };
        for (hall, places, expected) in [
            (hall(None, 900, false), 3, true),
            (hall(None, 900, true), 3, true),
            (hall(Some(10), 8, false), 2, true),
            (hall(Some(10), 8, false), 3, false),
            (hall(Some(10), 8, true), 1, false),
            (hall(Some(10), 12, false), 1, false),
        ] {
            assert_eq!(hall.admits(places), expected, "{hall:?} {places}");
        }
    }

    #[test]
    fn the_line_moves_up_in_its_order_and_nobody_overtakes() {
        let hall = |capacity, taken| Hall { capacity, taken, has_line: true };
        for (hall, line, expected) in [
            (hall(Some(10), 7), &[1, 2, 1][..], 2),
            (hall(Some(10), 9), &[2, 1], 0),
            (hall(Some(10), 10), &[1], 0),
            (hall(None, 10), &[4, 4], 2),
            (hall(Some(10), 3), &[], 0),
        ] {
            assert_eq!(moving_up(hall, line), expected, "{hall:?} {line:?}");
        }
    }
}
