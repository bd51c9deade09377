//! The primal network simplex: a spanning tree, prices that make its edges free of reduced cost, and pivots.

const ROOTLESS: usize = usize::MAX;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Lower,
    Tree,
    Upper,
}

/// One run of the simplex. Edges `0..edges` are real, `edges + v` joins node `v` to the artificial root.
pub(super) struct Simplex {
    nodes: usize,
    edges: usize,
    penalty: i64,
    from: Vec<u32>,
    to: Vec<u32>,
    room: Vec<i64>,
    cost: Vec<i64>,
    flow: Vec<i64>,
    state: Vec<State>,
    price: Vec<i64>,
    parent: Vec<usize>,
    /// Edge to the parent, and whether it points up to it.
    link: Vec<usize>,
    up: Vec<bool>,
    depth: Vec<u32>,
    first_child: Vec<usize>,
    next: Vec<usize>,
    previous: Vec<usize>,
}

impl Simplex {
    pub(super) fn new(nodes: usize, edges: usize, penalty: i64) -> Self {
        let all = edges + nodes;
        Self {
            nodes,
            edges: 0,
            penalty,
            from: Vec::with_capacity(all),
            to: Vec::with_capacity(all),
            room: Vec::with_capacity(all),
            cost: Vec::with_capacity(all),
            flow: vec![0; all],
            state: vec![State::Lower; all],
            price: vec![0; nodes + 1],
            parent: vec![ROOTLESS; nodes + 1],
            link: vec![ROOTLESS; nodes + 1],
            up: vec![false; nodes + 1],
            depth: vec![0; nodes + 1],
            first_child: vec![ROOTLESS; nodes + 1],
            next: vec![ROOTLESS; nodes + 1],
            previous: vec![ROOTLESS; nodes + 1],
        }
    }

    pub(super) fn push(&mut self, from: usize, to: usize, room: i64, cost: i64) {
        self.from.push(from as u32);
        self.to.push(to as u32);
        self.room.push(room);
        self.cost.push(cost);
        self.edges += 1;
    }

    pub(super) fn flow(&self, edge: usize) -> i64 {
        self.flow[edge]
    }

    pub(super) fn prices(&self) -> Vec<i64> {
        self.price[..self.nodes].to_vec()
    }

    pub(super) fn run(&mut self, supply: &[i64]) {
        let root = self.nodes;
        for (node, &units) in supply.iter().enumerate() {
            let edge = self.from.len();
            let up = units >= 0;
            self.from.push(if up { node } else { root } as u32);
            self.to.push(if up { root } else { node } as u32);
            self.room.push(i64::MAX / 4);
            self.cost.push(if up { 0 } else { self.penalty });
            self.flow[edge] = units.abs();
            self.state[edge] = State::Tree;
            self.price[node] = if up { 0 } else { self.penalty };
            self.up[node] = up;
            self.link[node] = edge;
            self.attach(node, root);
            self.depth[node] = 1;
        }
        let block = ((self.edges as f64).sqrt() as usize).max(12);
        let mut at = 0;
        while let Some(entering) = self.entering(&mut at, block) {
            self.pivot(entering);
        }
    }

    /// Block search: the edge that promises most among the next block that holds any.
    fn entering(&self, at: &mut usize, block: usize) -> Option<usize> {
        let (mut best, mut chosen, mut left) = (0, None, block);
        let mut edge = *at;
        for _ in 0..self.edges {
            if edge >= self.edges {
                edge = 0;
            }
            if self.state[edge] != State::Tree {
                let reduced = self.cost[edge] + self.price[self.from[edge] as usize]
                    - self.price[self.to[edge] as usize];
                let gain = if self.state[edge] == State::Lower { reduced } else { -reduced };
                if gain < best {
                    best = gain;
                    chosen = Some(edge);
                }
            }
            edge += 1;
            left -= 1;
            if left == 0 {
                if chosen.is_some() {
                    break;
                }
                left = block;
            }
        }
        *at = edge;
        chosen
    }

    fn pivot(&mut self, entering: usize) {
        let (source, target) = (self.from[entering] as usize, self.to[entering] as usize);
        let upwards = self.state[entering] == State::Lower;
        let (first, second) = if upwards { (source, target) } else { (target, source) };
        let join = self.join(first, second);

        // Ties: strict on the first path, not on the second, keeps the tree strongly feasible.
        let mut delta = self.room[entering];
        let mut leaving = None;
        let mut u = first;
        while u != join {
            let e = self.link[u];
            let d = if self.up[u] { self.flow[e] } else { self.room[e] - self.flow[e] };
            if d < delta {
                delta = d;
                leaving = Some((u, true));
            }
            u = self.parent[u];
        }
        u = second;
        while u != join {
            let e = self.link[u];
            let d = if self.up[u] { self.room[e] - self.flow[e] } else { self.flow[e] };
            if d <= delta {
                delta = d;
                leaving = Some((u, false));
            }
            u = self.parent[u];
        }

        if delta > 0 {
            self.flow[entering] += if upwards { delta } else { -delta };
            u = first;
            while u != join {
                self.flow[self.link[u]] += if self.up[u] { -delta } else { delta };
                u = self.parent[u];
            }
            u = second;
            while u != join {
                self.flow[self.link[u]] += if self.up[u] { delta } else { -delta };
                u = self.parent[u];
            }
        }
        let Some((out, on_first)) = leaving else {
            self.state[entering] = if upwards { State::Upper } else { State::Lower };
            return;
        };
        let leaving = self.link[out];
        self.state[entering] = State::Tree;
        self.state[leaving] = if self.flow[leaving] == 0 { State::Lower } else { State::Upper };
        let (inside, outside) = if on_first { (first, second) } else { (second, first) };
        self.rehang(inside, outside, entering, out);
    }

    fn join(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.depth[a] >= self.depth[b] {
                a = self.parent[a];
            } else {
                b = self.parent[b];
            }
        }
        a
    }

    fn attach(&mut self, node: usize, parent: usize) {
        self.parent[node] = parent;
        let sibling = self.first_child[parent];
        self.next[node] = sibling;
        self.previous[node] = ROOTLESS;
        if sibling != ROOTLESS {
            self.previous[sibling] = node;
        }
        self.first_child[parent] = node;
    }

    fn detach(&mut self, node: usize) {
        let (before, after) = (self.previous[node], self.next[node]);
        if before == ROOTLESS {
            self.first_child[self.parent[node]] = after;
        } else {
            self.next[before] = after;
        }
        if after != ROOTLESS {
            self.previous[after] = before;
        }
    }

    /// Cuts the subtree below `out` off and hangs it by `inside` under `outside`.
    fn rehang(&mut self, inside: usize, outside: usize, entering: usize, out: usize) {
        let (mut node, mut parent, mut link) = (inside, outside, entering);
        let mut up = self.from[entering] as usize == inside;
        loop {
            let (old_parent, old_link, old_up) = (self.parent[node], self.link[node], self.up[node]);
            self.detach(node);
            self.attach(node, parent);
            self.link[node] = link;
            self.up[node] = up;
            if node == out {
                break;
            }
            (parent, node, link, up) = (node, old_parent, old_link, !old_up);
        }
        let cost = self.cost[entering];
        let new_price = if self.up[inside] { self.price[outside] - cost } else { self.price[outside] + cost };
        let shift = new_price - self.price[inside];
        let mut v = inside;
        loop {
            self.price[v] += shift;
            self.depth[v] = self.depth[self.parent[v]] + 1;
            if self.first_child[v] != ROOTLESS {
                v = self.first_child[v];
                continue;
            }
            while v != inside && self.next[v] == ROOTLESS {
                v = self.parent[v];
            }
            if v == inside {
                return;
            }
            v = self.next[v];
        }
    }

    /// The nodes that surplus can still reach when some of it could not be delivered, and how much was left.
    pub(super) fn violated_cut(&self) -> Option<(Vec<usize>, i64)> {
        let root = self.nodes;
        let mut reached = vec![false; self.nodes];
        let mut queue = Vec::new();
        let mut lack = 0;
        for e in self.edges..self.from.len() {
            if self.flow[e] > 0 && self.to[e] as usize == root {
                let v = self.from[e] as usize;
                lack += self.flow[e];
                reached[v] = true;
                queue.push(v);
            }
        }
        if lack == 0 {
            return None;
        }
        let mut outgoing = vec![Vec::new(); self.nodes];
        for e in 0..self.edges {
            let (f, t) = (self.from[e] as usize, self.to[e] as usize);
            if self.flow[e] < self.room[e] {
                outgoing[f].push(t);
            }
            if self.flow[e] > 0 {
                outgoing[t].push(f);
            }
        }
        while let Some(v) = queue.pop() {
            for &w in &outgoing[v] {
                if !reached[w] {
                    reached[w] = true;
                    queue.push(w);
                }
            }
        }
        Some(((0..self.nodes).filter(|&v| reached[v]).collect(), lack))
    }
}
