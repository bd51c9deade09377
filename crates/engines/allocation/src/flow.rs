//! Minimum-cost flow with lower bounds, whole numbers and a proof.
//!
//! Choosing talks and giving offers to reviewers are both flows: supply on one side, limits on the other, a value
//! on each pair. The constraint matrix of a flow is totally unimodular, so with whole bounds the optimum of the
//! linear programme is whole, and its dual (one price per node) proves it (Ford, Fulkerson 1962; Hoffman 1960).
//!
//! Solved by the primal network simplex with strongly feasible trees, which cannot cycle (Cunningham 1976), and block
//! search for the entering edge (Kiraly, Kovacs 2012). The worst case is exponential in theory; on the sparse
//! graphs met here it takes time about O(edges · √nodes).
//!
//! Left out on purpose: convex costs (write them as parallel edges), generalised flow, real-valued costs.

mod simplex;

use simplex::Simplex;

/// A directed network: edges with lower and upper bounds and a cost per unit, nodes with a supply.
#[derive(Debug, Clone, Default)]
pub struct Network {
    supply: Vec<i64>,
    edges: Vec<Edge>,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    from: usize,
    to: usize,
    lower: i64,
    upper: i64,
    cost: i64,
}

/// Largest bound or supply a network accepts; "without limit" is written as this.
pub const UNLIMITED: i64 = 1 << 40;

/// Why a network has no flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FlowError {
    /// More must leave the nodes of `cut` than their outgoing edges can carry (Hoffman's condition fails by
    /// `lack` units).
    #[error("no flow: a set of {} nodes must pass on {lack} units more than it can", cut.len())]
    Infeasible {
        /// The nodes of the violated cut, ascending.
        cut: Vec<usize>,
        /// Units that cannot leave the cut.
        lack: i64,
    },
    /// The supplies do not add up to zero.
    #[error("supplies add up to {sum}, not to zero")]
    Unbalanced {
        /// What they add up to.
        sum: i64,
    },
    /// Costs are so large that prices could overflow.
    #[error("costs are too large for exact arithmetic")]
    TooLarge,
}

/// An optimal flow with the prices that prove it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Units on each edge, in the order the edges were added.
    pub units: Vec<i64>,
    /// Total cost.
    pub cost: i128,
    /// One price per node. With reduced cost `cost + price[from] - price[to]`, every edge with positive reduced cost
    /// carries its lower bound and every edge with negative reduced cost its upper bound.
    pub price: Vec<i64>,
}

impl Network {
    /// A network of `nodes` nodes without supplies or edges.
    pub fn new(nodes: usize) -> Self {
        Self { supply: vec![0; nodes], edges: Vec::new() }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.supply.len()
    }

    /// Number of edges.
    pub fn edges(&self) -> usize {
        self.edges.len()
    }

    /// Adds a node and returns its number.
    pub fn add_node(&mut self) -> usize {
        self.supply.push(0);
        self.supply.len() - 1
    }

    /// Adds `units` to what the node sends into the network (negative: takes out of it).
    pub fn add_supply(&mut self, node: usize, units: i64) {
        self.supply[node] += units;
    }

    /// Adds an edge that carries between `lower` and `upper` units at `cost` each, and returns its number. Parallel
    /// edges are allowed.
    ///
    /// # Panics
    /// If a node does not exist, `lower > upper`, or a bound is beyond [`UNLIMITED`].
    pub fn add_edge(&mut self, from: usize, to: usize, lower: i64, upper: i64, cost: i64) -> usize {
        assert!(from < self.nodes() && to < self.nodes(), "edge between unknown nodes");
        assert!(
            lower <= upper && lower.abs() <= UNLIMITED && upper.abs() <= UNLIMITED,
            "edge with impossible bounds"
        );
        self.edges.push(Edge { from, to, lower, upper, cost });
        self.edges.len() - 1
    }

    /// Changes the bounds of an edge that exists.
    ///
    /// # Panics
    /// As [`Network::add_edge`].
    pub fn set_bounds(&mut self, edge: usize, lower: i64, upper: i64) {
        assert!(
            lower <= upper && lower.abs() <= UNLIMITED && upper.abs() <= UNLIMITED,
            "edge with impossible bounds"
        );
        self.edges[edge].lower = lower;
        self.edges[edge].upper = upper;
    }

    /// The cheapest flow that meets all supplies and bounds.
    ///
    /// # Errors
    /// [`FlowError`] when there is none, with the cut that shows it.
    pub fn solve(&self) -> Result<Flow, FlowError> {
        let sum: i64 = self.supply.iter().sum();
        if sum != 0 {
            return Err(FlowError::Unbalanced { sum });
        }
        let largest = self.edges.iter().map(|e| e.cost.unsigned_abs()).max().unwrap_or(0);
        let reach = u128::from(largest + 1) * (self.nodes() as u128 + 1);
        if reach > (i64::MAX / 8) as u128 {
            return Err(FlowError::TooLarge);
        }
        let mut simplex = Simplex::new(self.nodes(), self.edges.len(), reach as i64);
        let mut need = self.supply.clone();
        for e in &self.edges {
            simplex.push(e.from, e.to, e.upper - e.lower, e.cost);
            need[e.from] -= e.lower;
            need[e.to] += e.lower;
        }
        simplex.run(&need);
        if let Some((cut, lack)) = simplex.violated_cut() {
            return Err(FlowError::Infeasible { cut, lack });
        }
        let units: Vec<i64> = self.edges.iter().enumerate().map(|(i, e)| e.lower + simplex.flow(i)).collect();
        let cost = self.edges.iter().zip(&units).map(|(e, &u)| i128::from(e.cost) * i128::from(u)).sum();
        Ok(Flow { units, cost, price: simplex.prices() })
    }
}

impl Flow {
    /// What every feasible flow of `network` costs at least, by these prices alone (weak duality). Equal to the cost
    /// exactly when the flow is optimal; costs nothing to recheck with other arithmetic.
    pub fn dual_bound(&self, network: &Network) -> i128 {
        let edges: i128 = network
            .edges
            .iter()
            .map(|e| {
                let reduced =
                    i128::from(e.cost) + i128::from(self.price[e.from]) - i128::from(self.price[e.to]);
                (reduced * i128::from(e.lower)).min(reduced * i128::from(e.upper))
            })
            .sum();
        let nodes: i128 =
            network.supply.iter().zip(&self.price).map(|(&s, &p)| i128::from(s) * i128::from(p)).sum();
        edges - nodes
    }

    /// Whether the flow is feasible for `network` and its prices prove it optimal.
    pub fn is_proven(&self, network: &Network) -> bool {
        if self.units.len() != network.edges.len() || self.price.len() != network.nodes() {
            return false;
        }
        let mut left = network.supply.clone();
        for (e, &u) in network.edges.iter().zip(&self.units) {
            if u < e.lower || u > e.upper {
                return false;
            }
            left[e.from] -= u;
            left[e.to] += u;
        }
        let cost: i128 =
            network.edges.iter().zip(&self.units).map(|(e, &u)| i128::from(e.cost) * i128::from(u)).sum();
        left.iter().all(|&l| l == 0) && cost == self.cost && self.dual_bound(network) == self.cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute_force(network: &Network) -> Option<i128> {
        fn go(network: &Network, edge: usize, left: &mut Vec<i64>, cost: i128, best: &mut Option<i128>) {
            if edge == network.edges.len() {
                if left.iter().all(|&l| l == 0) && best.is_none_or(|b| cost < b) {
                    *best = Some(cost);
                }
                return;
            }
            let e = network.edges[edge];
            for units in e.lower..=e.upper {
                left[e.from] -= units;
                left[e.to] += units;
                go(network, edge + 1, left, cost + i128::from(e.cost * units), best);
                left[e.from] += units;
                left[e.to] -= units;
            }
        }
        let mut best = None;
        go(network, 0, &mut network.supply.clone(), 0, &mut best);
        best
    }

    #[test]
    fn a_road_with_a_toll_is_used_only_when_the_free_one_is_full() {
        let mut network = Network::new(2);
        let toll = network.add_edge(0, 1, 0, 10, 3);
        let free = network.add_edge(0, 1, 0, 4, 0);
        network.add_supply(0, 6);
        network.add_supply(1, -6);
        let flow = network.solve().unwrap();
        assert_eq!((flow.units[toll], flow.units[free], flow.cost), (2, 4, 6));
        assert!(flow.is_proven(&network));
    }

    #[test]
    fn a_circulation_takes_the_profitable_circle_and_leaves_the_other() {
        let mut network = Network::new(3);
        network.add_edge(0, 1, 0, 5, -4);
        network.add_edge(1, 0, 0, 3, 1);
        network.add_edge(1, 2, 0, 5, 2);
        network.add_edge(2, 1, 0, 5, -1);
        let flow = network.solve().unwrap();
        assert_eq!(flow.units, vec![3, 3, 0, 0]);
        assert!(flow.is_proven(&network));
    }

    #[test]
    fn an_impossible_demand_names_the_cut() {
        let mut network = Network::new(3);
        network.add_edge(0, 1, 0, 9, 1);
        network.add_edge(1, 2, 0, 2, 1);
        network.add_supply(0, 5);
        network.add_supply(2, -5);
        assert_eq!(network.solve(), Err(FlowError::Infeasible { cut: vec![0, 1], lack: 3 }));
        network.add_supply(0, 1);
        assert_eq!(network.solve(), Err(FlowError::Unbalanced { sum: 1 }));
    }

    #[test]
    fn a_wrong_flow_is_not_called_proven() {
        let mut network = Network::new(2);
        network.add_edge(0, 1, 0, 2, -1);
        network.add_edge(1, 0, 0, 2, 0);
        let mut flow = network.solve().unwrap();
        assert!(flow.is_proven(&network));
        flow.units = vec![1, 1];
        flow.cost = -1;
        assert!(!flow.is_proven(&network));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn it_finds_what_trying_everything_finds(
            nodes in 2usize..5,
            edges in prop::collection::vec((0usize..5, 0usize..5, -1i64..2, 0i64..3, -4i64..6), 1..7),
            shift in prop::collection::vec((0usize..5, 0usize..5, 0i64..3), 0..3),
        ) {
            let mut network = Network::new(nodes);
            for (from, to, lower, room, cost) in edges {
                network.add_edge(from % nodes, to % nodes, lower, lower + room, cost);
            }
            for (from, to, units) in shift {
                network.add_supply(from % nodes, units);
                network.add_supply(to % nodes, -units);
            }
            match (network.solve(), brute_force(&network)) {
                (Ok(flow), Some(cost)) => {
                    prop_assert_eq!(flow.cost, cost);
                    prop_assert!(flow.is_proven(&network));
                }
                (Err(FlowError::Infeasible { cut, lack }), None) => {
                    let inside = |v: usize| cut.contains(&v);
                    let must: i64 = cut.iter().map(|&v| network.supply[v]).sum::<i64>()
                        + network.edges.iter().filter(|e| !inside(e.from) && inside(e.to)).map(|e| e.lower).sum::<i64>();
                    let can: i64 =
                        network.edges.iter().filter(|e| inside(e.from) && !inside(e.to)).map(|e| e.upper).sum();
                    prop_assert_eq!(must - can, lack);
                    prop_assert!(lack > 0);
                }
                (found, expected) => prop_assert!(false, "{:?} against {:?}", found, expected),
            }
        }
    }
}
