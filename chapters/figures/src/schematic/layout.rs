//! The layout of a schematic: layers, places and routes of each group from the inside to the outside.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, Group, SHEET, even};
use super::layers::{Items, Link};
use super::table::Table;
use crate::canvas::{LINE_HEIGHT, text_width, wrapped};

pub(super) const WIDTH: f64 = 480.0;
const MARGIN: f64 = 8.0;
/// Between the boxes of a layer, and between a box and a line that passes.
pub(super) const GAPS: (f64, f64) = (18.0, 14.0);
/// Above the first track between two layers, and below the last, where arrowheads are.
pub(super) const ABOVE: f64 = 8.0;
pub(super) const BELOW: f64 = 15.0;
/// Around what is in a group with a ground, or without.
const PADDING: f64 = 10.0;
const CLOSE: f64 = 4.0;
/// The height of a caption.
const CAPTION: f64 = 26.0;
/// A bracket, and the most that is written beside it.
pub(super) const BRACKET: f64 = 14.0;
pub(super) const BESIDE: f64 = 78.0;
/// How near to its corners a line meets a box.
pub(super) const CORNER: f64 = 12.0;

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

/// From a node to a node.
pub(super) type Edge = (usize, usize);

/// Everything in its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) height: f64,
    /// By node.
    pub(super) nodes: Vec<Rect>,
    /// The larger ones first.
    pub(super) frames: Vec<Frame>,
    /// The edges and their ways.
    pub(super) lines: Vec<(Edge, Vec<(f64, f64)>)>,
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
}

/// Places everything.
///
/// # Errors
/// With what is wrong.
pub(super) fn plan(graph: &Graph) -> Result<Plan, String> {
    let mut level = level(graph, None, WIDTH - 2.0 * MARGIN)?;
    level.shift(((WIDTH - level.width) / 2.0).round(), MARGIN);
    let mut plan =
        Plan { height: level.height + 2.0 * MARGIN, frames: level.frames.clone(), ..Plan::default() };
    plan.nodes = vec![Rect::default(); graph.nodes.len()];
    for (node, rect) in &level.nodes {
        plan.nodes[*node] = *rect;
    }
    plan.frames.sort_by_key(|frame| (frame.depth, frame.group));
    for &(from, to) in &graph.edges {
        plan.lines.push(((from, to), level.line(graph, from, to)));
    }
    Ok(plan)
}

impl Level {
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
    fn line(&self, graph: &Graph, from: usize, to: usize) -> Vec<(f64, f64)> {
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
    fn framed(mut self, graph: &Graph, group: usize, depth: usize) -> Level {
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

/// Lays out what is directly in a group, or in the whole.
fn level(graph: &Graph, scope: Option<usize>, most: f64) -> Result<Level, String> {
    let depth = scope.map_or(0, |group| {
        graph
            .around(*graph.groups[group].members.first().expect("a group has members"))
            .iter()
            .position(|other| *other == group)
            .map_or(0, |at| at + 1)
    });
    let inside = |node: usize| scope.is_none_or(|group| graph.groups[group].members.contains(&node));
    let thing = |node: usize| {
        let around = graph.around(node);
        around.get(depth).map_or(Thing::Node(node), |group| Thing::Group(*group))
    };
    let mut things: Vec<Thing> = Vec::new();
    for node in (0..graph.nodes.len()).filter(|&node| inside(node)) {
        if !things.contains(&thing(node)) {
            things.push(thing(node));
        }
    }
    let mut links: Vec<Link> = Vec::new();
    for &(from, to) in &graph.edges {
        let (a, b) = match (inside(from), inside(to)) {
            (true, true) if thing(from) == thing(to) => continue,
            (true, true) => (thing(from), thing(to)),
            (true, false) => (thing(from), Thing::Leave(from)),
            (false, true) => (Thing::Enter(from), thing(to)),
            (false, false) => continue,
        };
        let mut at = |thing: Thing| {
            things.iter().position(|other| *other == thing).unwrap_or_else(|| {
                things.push(thing);
                things.len() - 1
            })
        };
        let link = Link { from: at(a), to: at(b), net: from };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    // Groups become narrower, and higher, where they do not fit otherwise.
    let mut fault = String::new();
    for share in [1.0, 0.85, 0.7, 0.55] {
        match table(graph, scope, depth, (&things, &links), (most, share)) {
            Ok(level) => return Ok(level),
            Err(other) => fault = other,
        }
        if !things.iter().any(|thing| matches!(thing, Thing::Group(_))) {
            break;
        }
    }
    Err(fault)
}

/// Lays out things with their links in a width, with groups in a share of it.
fn table(
    graph: &Graph,
    scope: Option<usize>,
    depth: usize,
    (things, links): (&[Thing], &[Link]),
    (most, share): (f64, f64),
) -> Result<Level, String> {
    let mut inner: BTreeMap<usize, Level> = BTreeMap::new();
    for (at, thing) in things.iter().enumerate() {
        if let Thing::Group(group) = thing {
            let beside = graph.groups[*group].bracket.as_ref().map_or(0.0, |word| {
                BRACKET + wrapped(word, BESIDE).iter().map(|line| text_width(line)).fold(0.0, f64::max)
            });
            let padding = if graph.groups[*group].caption.is_some() { PADDING } else { CLOSE };
            let level = level(graph, Some(*group), most * share - even(beside) - 2.0 * padding)?;
            inner.insert(at, level.framed(graph, *group, depth));
        }
    }
    let sizes: Vec<(f64, f64)> = things
        .iter()
        .enumerate()
        .map(|(at, thing)| match thing {
            Thing::Node(node) => graph.nodes[*node].size(),
            Thing::Group(_) => (inner[&at].width, inner[&at].height),
            Thing::Enter(_) | Thing::Leave(_) => (0.0, 0.0),
        })
        .collect();
    let widths: Vec<f64> = sizes.iter().map(|size| size.0).collect();
    let of = |is: fn(&Thing) -> bool| -> BTreeSet<usize> {
        (0..things.len()).filter(|&at| is(&things[at])).collect()
    };
    let (first, last) =
        (of(|thing| matches!(thing, Thing::Enter(_))), of(|thing| matches!(thing, Thing::Leave(_))));
    let items = Items { widths: &widths, links, first: &first, last: &last, gaps: GAPS };
    let (mut limit, mut narrowest) = (most, f64::INFINITY);
    let layers = loop {
        let layers = items.layers(limit).ok_or("has groups that flow into each other in a circle")?;
        let widest = layers.iter().map(|layer| items.width(layer)).fold(0.0, f64::max);
        if widest <= most {
            break layers;
        }
        limit -= 6.0;
        narrowest = widest.min(narrowest);
        if limit < 0.0 {
            return Err(format!(
                "is {narrowest:.0} units wide where there are {most:.0}: its names are too long, or too much passes by"
            ));
        }
    };
    let caption = scope.and_then(|group| graph.groups[group].caption.as_ref());
    let caption = caption.map_or(0.0, |caption| even(text_width(caption)) + GAPS.1);
    let middle = |thing: &Thing| match thing {
        Thing::Node(node) => -SHEET / 2.0 * graph.nodes[*node].behind() as f64,
        _ => 0.0,
    };
    let middles: Vec<f64> = things.iter().map(middle).collect();
    let table = Table {
        things,
        caption,
        sizes: &sizes,
        inner: &inner,
        middles: &middles,
        items: &items,
        layers: &layers,
    };
    Ok(table.level(scope))
}
