//! The inside of a group when it is laid out, and how groups are put into each other.

use std::collections::BTreeMap;

use super::graph::{Graph, Group, even};
use super::layout::{BESIDE, BRACKET, CAPTION, CLOSE, PADDING};
use crate::canvas::{LINE_HEIGHT, text_width, wrapped};

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// A group as it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) group: usize,
    pub(super) rect: Rect,
    /// How many grounds are below its own.
    pub(super) depth: usize,
}

/// A way of a net within one level.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) scope: Option<usize>,
    pub(super) net: usize,
    pub(super) to: Thing,
    pub(super) points: Vec<(f64, f64)>,
}

/// What a level is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Node(usize),
    Group(usize),
    /// Where what begins outside at a node comes in.
    Enter(usize),
    /// Where what begins inside at a node goes out.
    Leave(usize),
}

/// The inside of a group, or the whole, from its own corner.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) nodes: Vec<(usize, Rect)>,
    pub(super) frames: Vec<Frame>,
    pub(super) paths: Vec<Path>,
    pub(super) enter: BTreeMap<usize, f64>,
    pub(super) leave: BTreeMap<usize, f64>,
    /// How many gaps between its layers have lines that lie on each other.
    pub(super) lying: usize,
}

impl Level {
    /// Moves everything.
    pub(super) fn shift(&mut self, x: f64, y: f64) {
        let rects = self.nodes.iter_mut().map(|(_, rect)| rect);
        for rect in rects.chain(self.frames.iter_mut().map(|frame| &mut frame.rect)) {
            rect.left += x;
            rect.top += y;
        }
        for point in self.paths.iter_mut().flat_map(|path| &mut path.points) {
            *point = (point.0 + x, point.1 + y);
        }
        for port in self.enter.values_mut().chain(self.leave.values_mut()) {
            *port += x;
        }
    }

    /// The way of an edge through all levels: out of groups, along, and into others.
    pub(super) fn line(&self, graph: &Graph, from: usize, to: usize) -> Vec<(f64, f64)> {
        let (outer, inner) = (graph.around(from), graph.around(to));
        let shared = outer.iter().zip(&inner).take_while(|(a, b)| a == b).count();
        let mut steps: Vec<(Option<usize>, Thing)> = Vec::new();
        for group in outer[shared..].iter().rev() {
            steps.push((Some(*group), Thing::Leave(from)));
        }
        let mut scope = shared.checked_sub(1).map(|last| outer[last]);
        for group in &inner[shared..] {
            steps.push((scope, Thing::Group(*group)));
            scope = Some(*group);
        }
        steps.push((scope, Thing::Node(to)));
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (scope, thing) in steps {
            let path = self.paths.iter().find(|path| (path.scope, path.net, path.to) == (scope, from, thing));
            points.extend(&path.expect("every edge has a way through each level").points);
        }
        points
    }

    /// Puts it into the frame of its group.
    pub(super) fn framed(mut self, graph: &Graph, group: usize, depth: usize) -> Level {
        let Group { caption, bracket, .. } = &graph.groups[group];
        let (padding, top) = if caption.is_some() { (PADDING, CAPTION) } else { (CLOSE, CLOSE) };
        self.shift(padding, top);
        self.width += 2.0 * padding;
        self.height += top + padding;
        let rect = Rect { left: 0.0, top: 0.0, width: self.width, height: self.height };
        self.frames.push(Frame { group, rect, depth });
        if let Some(word) = bracket {
            let lines = wrapped(word, BESIDE);
            self.width += even(BRACKET + lines.iter().map(|line| text_width(line)).fold(0.0, f64::max));
            self.height = self.height.max(LINE_HEIGHT * lines.len() as f64);
        }
        for path in self.paths.iter_mut().filter(|path| path.scope == Some(group)) {
            if let (Thing::Leave(_), Some(last)) = (path.to, path.points.last_mut()) {
                last.1 = self.height;
            }
            // What begins outside comes in at the frame.
            let begins = graph.groups[group].members.contains(&path.net);
            if let (false, Some(first)) = (begins, path.points.first_mut()) {
                first.1 = 0.0;
            }
        }
        self
    }
}
