//! The layout of a schematic: layers, places and routes of each group from the inside to the outside.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, SHEET, even};
use super::layers::{Items, Link};
use super::level::{Frame, Level, Rect, Thing};
use super::table::Table;
use crate::canvas::{text_width, wrapped};

pub(super) const WIDTH: f64 = 480.0;
const MARGIN: f64 = 8.0;
/// Between the boxes of a layer, and between a box and a line that passes.
pub(super) const GAPS: (f64, f64) = (18.0, 14.0);
/// Above the first track between two layers, and below the last, where arrowheads are.
pub(super) const ABOVE: f64 = 8.0;
pub(super) const BELOW: f64 = 15.0;
/// Around what is in a group with a ground, or without.
pub(super) const PADDING: f64 = 10.0;
pub(super) const CLOSE: f64 = 4.0;
/// The height of a caption.
pub(super) const CAPTION: f64 = 26.0;
/// A bracket, and the most that is written beside it.
pub(super) const BRACKET: f64 = 14.0;
pub(super) const BESIDE: f64 = 78.0;
/// How near to its corners a line meets a box.
pub(super) const CORNER: f64 = 12.0;

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
    // Groups become narrower, and higher, where they do not fit otherwise. Other gaps help where lines would lie on each other.
    let has_groups = things.iter().any(|thing| matches!(thing, Thing::Group(_)));
    let (mut fault, mut fits) = (String::new(), None);
    for share in if has_groups { &[1.0, 0.85, 0.7, 0.55][..] } else { &[1.0] } {
        for more in [0.0, 4.0, 8.0, 12.0] {
            let gaps = (GAPS.0 + more, GAPS.1 + more);
            match table(graph, scope, depth, (&things, &links), (most, *share), gaps) {
                Ok(level) if level.lying == 0 => return Ok(level),
                Ok(level) => fits = fits.or(Some(level)),
                Err(other) if fault.is_empty() => fault = other,
                Err(_) => {}
            }
        }
    }
    fits.ok_or(fault)
}

/// Lays out things with their links in a width, with groups in a share of it.
fn table(
    graph: &Graph,
    scope: Option<usize>,
    depth: usize,
    (things, links): (&[Thing], &[Link]),
    (most, share): (f64, f64),
    gaps: (f64, f64),
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
    let port = |item: usize, net: usize, leaves: bool| {
        let Some(level) = inner.get(&item) else { return 0.0 };
        let ports = if leaves { &level.leave } else { &level.enter };
        ports.get(&net).map_or(0.0, |x| x / level.width - 0.5)
    };
    let items = Items { widths: &widths, links, first: &first, last: &last, gaps, port: &port };
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
