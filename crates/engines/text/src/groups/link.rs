//! The tree of merges, and where to cut it.

use super::space::{Similarities, place};

/// Two clusters become one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    /// A text of the one.
    pub a: usize,
    /// A text of the other.
    pub b: usize,
    /// Ward's distance between them.
    pub height: f32,
}

/// All merges from single texts to one cluster, lowest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Dendrogram {
    items: usize,
    merges: Vec<Merge>,
}

impl Dendrogram {
    /// Ward's criterion over unit vectors with these cosines, by nearest-neighbour chains: n² time and memory.
    pub(crate) fn new(items: usize, similarity: &Similarities) -> Self {
        let mut distance: Vec<f32> = Vec::with_capacity(items * items.saturating_sub(1) / 2);
        for a in 1..items {
            for b in 0..a {
                distance.push(2.0 - 2.0 * similarity.get(a, b));
            }
        }
        let mut size = vec![1.0_f32; items];
        let mut alive: Vec<usize> = (0..items).collect();
        let mut chain: Vec<usize> = Vec::new();
        let mut merges = Vec::with_capacity(items.saturating_sub(1));
        while alive.len() > 1 {
            let tip = match chain.last() {
                Some(&tip) => tip,
                None => {
                    chain.push(alive[0]);
                    alive[0]
                }
            };
            let before = chain.len().checked_sub(2).map(|i| chain[i]);
            // the one before in the chain wins a tie, so that chains end
            let mut next = before.unwrap_or(usize::MAX);
            let mut nearest = before.map_or(f32::INFINITY, |b| distance[place(tip, b)]);
            for &other in &alive {
                if other != tip && distance[place(tip, other)] < nearest {
                    nearest = distance[place(tip, other)];
                    next = other;
                }
            }
            if Some(next) != before {
                chain.push(next);
                continue;
            }
            chain.truncate(chain.len() - 2);
            let (a, b) = (tip.min(next), tip.max(next));
            merges.push(Merge { a, b, height: nearest });
            alive.retain(|&x| x != b);
            for &c in alive.iter().filter(|&&c| c != a) {
                let (na, nb, nc) = (size[a], size[b], size[c]);
                let joined = ((na + nc) * distance[place(a, c)] + (nb + nc) * distance[place(b, c)]
                    - nc * nearest)
                    / (na + nb + nc);
                distance[place(a, c)] = joined;
            }
            size[a] += size[b];
        }
        merges.sort_by(|x, y| x.height.total_cmp(&y.height).then((x.a, x.b).cmp(&(y.a, y.b))));
        Self { items, merges }
    }

    /// The merges, lowest first.
    #[must_use]
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// The group of every text when the tree is cut into this many groups; groups are numbered by their first text.
    #[must_use]
    pub fn cut(&self, number: usize) -> Vec<usize> {
        let number = number.clamp(1, self.items.max(1));
        let mut parent: Vec<usize> = (0..self.items).collect();
        for merge in &self.merges[..self.items.saturating_sub(number)] {
            let (a, b) = (root(&mut parent, merge.a), root(&mut parent, merge.b));
            parent[a.max(b)] = a.min(b);
        }
        let mut numbers = vec![usize::MAX; self.items];
        let mut next = 0;
        (0..self.items)
            .map(|item| {
                let root = root(&mut parent, item);
                if numbers[root] == usize::MAX {
                    numbers[root] = next;
                    next += 1;
                }
                numbers[root]
            })
            .collect()
    }

    /// The number of groups from 2 to `most` with the largest mean silhouette; of equal ones the smaller.
    pub(crate) fn best_number(&self, similarity: &Similarities, most: usize) -> usize {
        let most = most.min(self.items);
        let mut best = (1, f32::NEG_INFINITY);
        for number in 2..=most {
            let score = silhouette(&self.cut(number), similarity);
            if score > best.1 + 1e-6 {
                best = (number, score);
            }
        }
        best.0
    }
}

/// The root of an item's tree; paths are shortened on the way.
pub(crate) fn root(parent: &mut [usize], mut item: usize) -> usize {
    while parent[item] != item {
        parent[item] = parent[parent[item]];
        item = parent[item];
    }
    item
}

/// Mean silhouette of a partition over cosine distances (Rousseeuw 1987); a text alone in its group counts 0.
pub(crate) fn silhouette(labels: &[usize], similarity: &Similarities) -> f32 {
    let groups = labels.iter().max().map_or(0, |m| m + 1);
    if groups < 2 {
        return 0.0;
    }
    let mut sizes = vec![0.0_f32; groups];
    for &label in labels {
        sizes[label] += 1.0;
    }
    let mut total = 0.0_f64;
    let mut sums = vec![0.0_f32; groups];
    for (item, &own) in labels.iter().enumerate() {
        if sizes[own] < 2.0 {
            continue;
        }
        sums.fill(0.0);
        for (other, &label) in labels.iter().enumerate() {
            if other != item {
                sums[label] += 1.0 - similarity.get(item, other);
            }
        }
        let inside = sums[own] / (sizes[own] - 1.0);
        let outside = (0..groups)
            .filter(|&g| g != own && sizes[g] > 0.0)
            .map(|g| sums[g] / sizes[g])
            .fold(f32::INFINITY, f32::min);
        let larger = inside.max(outside);
        if larger > 0.0 && larger.is_finite() {
            total += f64::from((outside - inside) / larger);
        }
    }
    (total / labels.len() as f64) as f32
}

/// Mean similarity of the pairs of a group.
pub(crate) fn cohesion(members: &[usize], similarity: &Similarities) -> f32 {
    let mut sum = 0.0_f64;
    let mut pairs = 0_u32;
    for (i, &a) in members.iter().enumerate() {
        for &b in &members[..i] {
            sum += f64::from(similarity.get(a, b));
            pairs += 1;
        }
    }
    if pairs == 0 { 1.0 } else { (sum / f64::from(pairs)) as f32 }
}
