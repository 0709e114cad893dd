//! What a schematic is about: nodes, edges between them, groups of them.

use std::collections::BTreeSet;

use crate::canvas::{LINE_HEIGHT, text_width, wrapped};
use crate::count;

/// Names of nodes are broken into lines no longer than this, where they have spaces.
const LINE: f64 = 140.0;
/// Around the text of a node.
const PADDING: (f64, f64) = (10.0, 5.0);
/// By how much a sheet of a tensor is behind the one before it.
pub(super) const SHEET: f64 = 4.0;

/// One box.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) id: String,
    /// Its name on one line.
    pub(super) name: String,
    /// The shape, of a tensor: one size an axis.
    pub(super) shape: Option<Vec<String>>,
}

impl Node {
    /// The lines of its name.
    pub(super) fn lines(&self) -> Vec<String> {
        wrapped(&self.name, LINE)
    }

    /// The shape as it is written: `n × 64 × 16,384`.
    pub(super) fn shape(&self) -> Option<String> {
        let written = |size: &String| size.parse::<u64>().map_or_else(|_| size.clone(), count);
        self.shape.as_ref().map(|sizes| sizes.iter().map(written).collect::<Vec<_>>().join(" × "))
    }

    /// How many sheets lie behind the first: one for each axis beyond the first, up to two.
    pub(super) fn behind(&self) -> usize {
        self.shape.as_ref().map_or(0, |sizes| sizes.len().saturating_sub(1).min(2))
    }

    /// Width and height, the sheets included.
    pub(super) fn size(&self) -> (f64, f64) {
        let mut lines = self.lines();
        lines.extend(self.shape());
        let width = lines.iter().map(|line| text_width(line)).fold(0.0, f64::max);
        let sheets = SHEET * self.behind() as f64;
        let height = LINE_HEIGHT * lines.len() as f64;
        (even(width + 2.0 * PADDING.0 + sheets), height + 2.0 * PADDING.1 + sheets)
    }
}

/// The next even number, so that a middle is a whole one.
pub(super) fn even(length: f64) -> f64 {
    (length / 2.0).ceil() * 2.0
}

/// Nodes that are drawn together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// What stands at its top, if it has a ground of its own.
    pub(super) caption: Option<String>,
    /// What stands beside its bracket, if it has one.
    pub(super) bracket: Option<String>,
    pub(super) members: BTreeSet<usize>,
}

/// All of it, checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<(usize, usize)>,
    pub(super) groups: Vec<Group>,
    pub(super) highlighted: BTreeSet<(usize, usize)>,
}

impl Graph {
    /// The groups that a node is in, the largest first.
    pub(super) fn around(&self, node: usize) -> Vec<usize> {
        let mut around: Vec<usize> =
            (0..self.groups.len()).filter(|&group| self.groups[group].members.contains(&node)).collect();
        around.sort_by_key(|&group| (usize::MAX - self.groups[group].members.len(), group));
        around
    }

    /// The nodes in an order in which each comes after what flows into it: of those that could be next, what was declared first.
    ///
    /// # Errors
    /// With the nodes of a cycle, in order.
    pub(super) fn in_order(&self) -> Result<Vec<usize>, Vec<usize>> {
        let mut order: Vec<usize> = Vec::new();
        let mut rest: BTreeSet<usize> = (0..self.nodes.len()).collect();
        while !rest.is_empty() {
            let waits = |node: usize| self.edges.iter().find(|(from, to)| *to == node && rest.contains(from));
            let Some(next) = rest.iter().copied().find(|&node| waits(node).is_none()) else {
                return Err(self.cycle(&rest));
            };
            rest.remove(&next);
            order.push(next);
        }
        Ok(order)
    }

    /// A cycle among nodes of which each has one of them before it.
    fn cycle(&self, among: &BTreeSet<usize>) -> Vec<usize> {
        let mut way = vec![*among.first().expect("there is a node in a cycle")];
        loop {
            let last = way[way.len() - 1];
            let before = self.edges.iter().find(|(from, to)| *to == last && among.contains(from));
            let before = before.expect("each of these nodes waits for another").0;
            if let Some(at) = way.iter().position(|&node| node == before) {
                let mut cycle = way[at..].to_vec();
                cycle.reverse();
                let first = (0..cycle.len()).min_by_key(|&at| cycle[at]).unwrap_or(0);
                cycle.rotate_left(first);
                return cycle;
            }
            way.push(before);
        }
    }

    /// What is wrong with it, if anything is.
    pub(super) fn fault(&self) -> Option<String> {
        let name = |node: usize| format!("{:?}", self.nodes[node].id);
        if self.nodes.is_empty() {
            return Some("has no nodes".to_owned());
        }
        if let Err(cycle) = self.in_order() {
            let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|&node| name(node)).collect();
            return Some(format!("has a cycle: {}", names.join(" → ")));
        }
        for (i, a) in self.groups.iter().enumerate() {
            for (j, b) in self.groups.iter().enumerate().skip(i + 1) {
                let both = a.members.intersection(&b.members).count();
                if both > 0 && (a.members == b.members || both < a.members.len().min(b.members.len())) {
                    return Some(format!(
                        "has groups {} and {} that overlap, and neither is inside the other",
                        i + 1,
                        j + 1
                    ));
                }
            }
            // A group is one thing among the others: nothing leaves it and comes back.
            let outside = |node: usize| !a.members.contains(&node);
            let mut after: BTreeSet<usize> = BTreeSet::new();
            loop {
                let more = self.edges.iter().find(|(from, to)| {
                    outside(*to) && !after.contains(to) && (a.members.contains(from) || after.contains(from))
                });
                let Some(&(_, to)) = more else { break };
                after.insert(to);
            }
            if let Some((from, to)) =
                self.edges.iter().find(|(from, to)| after.contains(from) && a.members.contains(to))
            {
                return Some(format!(
                    "has a flow that leaves group {} and comes back into it, from {} to {}",
                    i + 1,
                    name(*from),
                    name(*to)
                ));
            }
        }
        None
    }
}
