//! Maximum flow in small networks, grown step by step: what was filled first stays filled.

use std::collections::VecDeque;

/// A network of nodes and edges with whole capacities.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    /// Edges that leave each node.
    leaving: Vec<Vec<usize>>,
    /// Edges with the room left; the one that runs back stands beside each, at `edge ^ 1`.
    edges: Vec<(usize, u32)>,
}

impl Network {
    pub(super) fn with_nodes(nodes: usize) -> Self {
        Self {
            leaving: vec![Vec::new(); nodes],
            edges: Vec::new(),
        }
    }

    /// Adds an edge and returns its number.
    pub(super) fn edge(&mut self, from: usize, to: usize, capacity: u32) -> usize {
        let number = self.edges.len();
        self.edges.push((to, capacity));
        self.edges.push((from, 0));
        self.leaving[from].push(number);
        self.leaving[to].push(number + 1);
        number
    }

    /// What flows through an edge.
    pub(super) fn flow(&self, edge: usize) -> u32 {
        self.edges[edge ^ 1].1
    }

    /// The room left in an edge.
    pub(super) fn room(&self, edge: usize) -> u32 {
        self.edges[edge].1
    }

    /// Sends as much as possible from one node to another, along shortest paths first. A full edge into `to` stays full.
    pub(super) fn fill(&mut self, from: usize, to: usize) {
        while let Some(path) = self.path(from, to) {
            let room = path
                .iter()
                .map(|edge| self.edges[*edge].1)
                .min()
                .unwrap_or(0);
            for edge in path {
                self.edges[edge].1 -= room;
                self.edges[edge ^ 1].1 += room;
            }
        }
    }

    /// The edges of a shortest path with room.
    fn path(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut by: Vec<Option<usize>> = vec![None; self.leaving.len()];
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.leaving[node] {
                let (next, room) = self.edges[edge];
                if room > 0 && next != from && by[next].is_none() {
                    by[next] = Some(edge);
                    queue.push_back(next);
                }
            }
        }
        let mut path = Vec::new();
        let mut node = to;
        while node != from {
            let edge = by[node]?;
            path.push(edge);
            node = self.edges[edge ^ 1].0;
        }
        Some(path)
    }

    /// Every node from which something more could still reach `to`: beyond the smallest cut, on its side.
    pub(super) fn reaching(&self, to: usize) -> Vec<bool> {
        let mut reaching = vec![false; self.leaving.len()];
        reaching[to] = true;
        let mut queue = VecDeque::from([to]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.leaving[node] {
                // The edge that runs back from here is the one that comes here.
                let (before, room) = (self.edges[edge].0, self.edges[edge ^ 1].1);
                if room > 0 && !reaching[before] {
                    reaching[before] = true;
                    queue.push_back(before);
                }
            }
        }
        reaching
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_choice_gives_way() {
        // Two people, two seats: the first fits both, the second only the first seat.
        let mut network = Network::with_nodes(6);
        let (source, sink) = (0, 5);
        for person in [1, 2] {
            network.edge(source, person, 1);
        }
        let both = [network.edge(1, 3, 1), network.edge(1, 4, 1)];
        network.edge(2, 3, 1);
        let seats = [network.edge(3, sink, 1), network.edge(4, sink, 1)];
        network.fill(source, sink);
        assert_eq!(seats.map(|seat| network.flow(seat)), [1, 1]);
        assert_eq!(both.map(|edge| network.flow(edge)), [0, 1]);
    }

    #[test]
    fn the_cut_names_the_seats_that_are_short() {
        // One person for two seats, and a third seat that is filled by its own.
        let mut network = Network::with_nodes(7);
        let (source, sink) = (0, 6);
        network.edge(source, 1, 1);
        network.edge(source, 2, 1);
        for (person, seat) in [(1, 3), (1, 4), (2, 5)] {
            network.edge(person, seat, 1);
        }
        for seat in [3, 4, 5] {
            network.edge(seat, sink, 1);
        }
        network.fill(source, sink);
        let reaching = network.reaching(sink);
        assert_eq!(
            [1, 2, 3, 4, 5].map(|node| reaching[node]),
            [true, false, true, true, false]
        );
    }
}
