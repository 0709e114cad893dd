//! Schematics: how data flows through operations, laid out from what flows where.

mod draw;
mod graph;
mod layers;
mod layout;
mod level;
mod places;
mod routes;
mod table;
#[cfg(test)]
mod tests;
mod ways;
mod words;

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::figure::{Figure, one_line};
use graph::{Graph, Group, Node};

/// A figure of an architecture: boxes for operations, stacks of sheets for tensors, and what flows between them, from top to
/// bottom. Where things are is computed; an author says what there is.
///
/// ```
/// use figures::Schematic;
///
/// let figure = Schematic::new("A projection", "What a projection does to its input.")
///     .tensor("x", "input", &[&"n", &4096])
///     .operation("W", "projection")
///     .tensor("y", "output", &[&"n", &512])
///     .flow(&["x", "W", "y"])
///     .save();
/// assert!(figure.description().ends_with("Projection: from input (n × 4,096) to output (n × 512)."));
/// ```
#[derive(Clone, Debug)]
pub struct Schematic {
    title: String,
    description: String,
    graph: Graph,
}

impl Schematic {
    /// A figure without nodes. The description says what it is about: what flows where follows by itself.
    ///
    /// # Panics
    /// If title or description is empty.
    pub fn new(title: &str, description: &str) -> Schematic {
        Schematic {
            title: one_line(title, "title"),
            description: one_line(description, "description"),
            graph: Graph::default(),
        }
    }

    /// Adds an operation. Edges and groups know it by its id.
    ///
    /// # Panics
    /// If id or name is empty, or the id is taken.
    #[must_use]
    pub fn operation(self, id: &str, name: &str) -> Schematic {
        self.node(id, name, None)
    }

    /// Adds a tensor with the sizes of its axes: numbers, or what stands for one: `&[&"n", &64, &512]`.
    ///
    /// # Panics
    /// If id or name is empty, the id is taken, or there is no axis, or one without a size.
    #[must_use]
    pub fn tensor(self, id: &str, name: &str, shape: &[&dyn Display]) -> Schematic {
        let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
        let given = !sizes.is_empty() && sizes.iter().all(|size| !size.trim().is_empty());
        assert!(given, "the tensor {id:?} of the schematic {:?} has an axis without a size", self.title);
        self.node(id, name, Some(sizes))
    }

    fn node(mut self, id: &str, name: &str, shape: Option<Vec<String>>) -> Schematic {
        // What keeps words together is kept.
        let words = name.split([' ', '\n', '\t']).filter(|word| !word.is_empty());
        let name = words.collect::<Vec<_>>().join(" ");
        assert!(!id.trim().is_empty(), "a node of the schematic {:?} has an empty id", self.title);
        assert!(!name.is_empty(), "the node {id:?} of the schematic {:?} has an empty name", self.title);
        let known = self.graph.nodes.iter().any(|node| node.id == id);
        assert!(!known, "the schematic {:?} has two nodes {id:?}", self.title);
        self.graph.nodes.push(Node { id: id.to_owned(), name, shape });
        self
    }

    /// Adds edges: from each of the nodes to the one after it. An edge that is there stays one.
    ///
    /// # Panics
    /// If there is no such node, or fewer than two.
    #[must_use]
    pub fn flow(mut self, ids: &[&str]) -> Schematic {
        assert!(ids.len() > 1, "a flow of the schematic {:?} needs two nodes: {ids:?}", self.title);
        for pair in ids.windows(2) {
            let edge = (self.find(pair[0], "an edge"), self.find(pair[1], "an edge"));
            if !self.graph.edges.contains(&edge) {
                self.graph.edges.push(edge);
            }
        }
        self
    }

    /// Puts nodes on a ground of their own, with a caption.
    ///
    /// # Panics
    /// If there is no such node, none at all, or the caption is empty.
    #[must_use]
    pub fn group(self, caption: &str, ids: &[&str]) -> Schematic {
        self.together(Some(caption), None, ids)
    }

    /// The same with a bracket beside it that says how often it is done, one time after the other.
    ///
    /// # Panics
    /// Like [`Schematic::group`].
    #[must_use]
    pub fn repeated(self, caption: &str, times: usize, ids: &[&str]) -> Schematic {
        self.together(Some(caption), Some(&format!("×{times}")), ids)
    }

    /// A bracket beside nodes, with a word on them.
    ///
    /// # Panics
    /// If there is no such node, none at all, or the word is empty.
    #[must_use]
    pub fn bracket(self, word: &str, ids: &[&str]) -> Schematic {
        self.together(None, Some(word), ids)
    }

    fn together(mut self, caption: Option<&str>, bracket: Option<&str>, ids: &[&str]) -> Schematic {
        let word = |word: &str| one_line(word, "word for each group of a schematic");
        let (caption, bracket) = (caption.map(word), bracket.map(word));
        assert!(!ids.is_empty(), "a group of the schematic {:?} has no nodes", self.title);
        let members: BTreeSet<usize> = ids.iter().map(|id| self.find(id, "a group")).collect();
        self.graph.groups.push(Group { caption, bracket, members });
        self
    }

    /// Draws a way through the schematic thicker and in a colour.
    ///
    /// # Panics
    /// If there is no such node, or no edge between two that follow each other.
    #[must_use]
    pub fn highlight(mut self, ids: &[&str]) -> Schematic {
        for pair in ids.windows(2) {
            let edge = (self.find(pair[0], "the highlighted way"), self.find(pair[1], "the highlighted way"));
            let known = self.graph.edges.contains(&edge);
            assert!(
                known,
                "the schematic {:?} has no edge from {:?} to {:?} to highlight",
                self.title, pair[0], pair[1]
            );
            self.graph.highlighted.insert(edge);
        }
        self
    }

    fn find(&self, id: &str, what: &str) -> usize {
        let found = self.graph.nodes.iter().position(|node| node.id == id);
        found.unwrap_or_else(|| {
            let known: Vec<&str> = self.graph.nodes.iter().map(|node| &node.id[..]).collect();
            panic!(
                "{what} of the schematic {:?} names {id:?}, which is not among its nodes: {}",
                self.title,
                known.join(", ")
            )
        })
    }

    /// Draws the figure, 480 units wide and as high as it has to be.
    ///
    /// # Panics
    /// If there are no nodes, the edges make a cycle, groups overlap without one being inside the other, a flow leaves a group and
    /// comes back into it, or nodes are too wide.
    pub fn save(self) -> Figure {
        let Schematic { title, description, graph } = self;
        if let Some(fault) = graph.fault() {
            panic!("the schematic {title:?} {fault}");
        }
        let plan = layout::plan(&graph).unwrap_or_else(|fault| panic!("the schematic {title:?} {fault}"));
        let description = format!("{description} {}", words::flow(&graph));
        Figure::new(title, description, draw::sheet(&graph, &plan))
    }
}
