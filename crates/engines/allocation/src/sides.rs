//! Whether everybody stands on one of two sides, so that nobody talks to their own.

/// Splits a graph, given by the neighbours of each node, into two sides such that every edge joins one with the other.
pub(crate) fn two_colours(neighbours: &[Vec<usize>]) -> Option<Vec<bool>> {
    let mut side: Vec<Option<bool>> = vec![None; neighbours.len()];
    for start in 0..side.len() {
        if side[start].is_some() {
            continue;
        }
        side[start] = Some(false);
        let mut queue = vec![start];
        while let Some(p) = queue.pop() {
            let mine = side[p].expect("queued people have a side");
            for &q in &neighbours[p] {
                match side[q] {
                    None => {
                        side[q] = Some(!mine);
                        queue.push(q);
                    }
                    Some(other) if other == mine => return None,
                    Some(_) => {}
                }
            }
        }
    }
    Some(side.into_iter().map(|s| s.expect("everybody was reached")).collect())
}
