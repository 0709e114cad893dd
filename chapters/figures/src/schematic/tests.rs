//! What every layout has to be, on chosen schematics and on random ones.

use rand::RngExt;

use super::graph::Graph;
use super::layout::{Plan, WIDTH, plan};
use super::level::Rect;
use super::*;
use crate::random;

/// What is wrong with a layout.
fn faults(graph: &Graph, plan: &Plan) -> Vec<String> {
    let mut faults = Vec::new();
    let name = |node: usize| &graph.nodes[node].id;
    let overlap = |a: &Rect, b: &Rect| {
        a.left < b.right() && b.left < a.right() && a.top < b.bottom() && b.top < a.bottom()
    };
    let holds = |a: &Rect, b: &Rect| {
        a.left <= b.left && a.top <= b.top && a.right() >= b.right() && a.bottom() >= b.bottom()
    };
    let sheet = Rect { left: 0.0, top: 0.0, width: WIDTH, height: plan.height };
    for (i, a) in plan.nodes.iter().enumerate() {
        if !holds(&sheet, a) {
            faults.push(format!("{} is beyond the sheet: {a:?}", name(i)));
        }
        for (j, b) in plan.nodes.iter().enumerate().skip(i + 1) {
            if overlap(a, b) {
                faults.push(format!("{} overlaps {}", name(i), name(j)));
            }
        }
        for frame in &plan.frames {
            let members = &graph.groups[frame.group].members;
            if members.contains(&i) && !holds(&frame.rect, a) {
                faults.push(format!("{} is not in its group", name(i)));
            }
            if !members.contains(&i) && overlap(&frame.rect, a) {
                faults.push(format!("{} is in a group of others", name(i)));
            }
        }
    }
    for ((from, to), points) in &plan.lines {
        let (start, end) = (points[0], points[points.len() - 1]);
        let (a, b) = (plan.nodes[*from], plan.nodes[*to]);
        if start.1 != a.bottom() || !(a.left + 4.0..=a.right() - 4.0).contains(&start.0) {
            faults.push(format!("a line does not begin at {}: {start:?} of {a:?}", name(*from)));
        }
        if end.1 != b.top || !(b.left + 4.0..=b.right() - 4.0).contains(&end.0) {
            faults.push(format!("a line does not end at {}: {end:?} of {b:?}", name(*to)));
        }
        for pair in points.windows(2) {
            let ((x, y), (x2, y2)) = (pair[0], pair[1]);
            if y2 < y - 0.01 || (x != x2 && y != y2) {
                faults.push(format!("a line from {} goes up or aslant: {pair:?}", name(*from)));
            }
            let line = Rect { left: x.min(x2), top: y, width: (x - x2).abs(), height: y2 - y };
            for (node, rect) in plan.nodes.iter().enumerate() {
                let inside = line.left < rect.right()
                    && rect.left < line.right()
                    && line.top < rect.bottom()
                    && rect.top < line.bottom();
                let inside = inside
                    || (line.width == 0.0 && line.height > 0.0 && {
                        rect.left < x
                            && x < rect.right()
                            && line.top < rect.bottom()
                            && rect.top < line.bottom()
                    });
                if inside {
                    faults.push(format!(
                        "the line from {} to {} runs over {}",
                        name(*from),
                        name(*to),
                        name(node)
                    ));
                }
            }
        }
    }
    // Lines that begin at different boxes do not lie on each other.
    let pieces: Vec<(usize, [(f64, f64); 2])> = plan
        .lines
        .iter()
        .flat_map(|((from, _), points)| points.windows(2).map(|pair| (*from, [pair[0], pair[1]])))
        .collect();
    for (i, (from, [a, b])) in pieces.iter().enumerate() {
        for (other, [c, d]) in pieces[i + 1..].iter().filter(|(other, _)| other != from) {
            let down = a.0 == b.0 && c.0 == d.0 && (a.0 - c.0).abs() < 4.0 && a.1 < d.1 && c.1 < b.1;
            let (left, right) = (a.0.min(b.0), a.0.max(b.0));
            let (l, r) = (c.0.min(d.0), c.0.max(d.0));
            let along = a.1 == b.1 && c.1 == d.1 && (a.1 - c.1).abs() < 4.0 && left < r && l < right;
            if down || along {
                faults.push(format!(
                    "lines from {} and {} lie on each other at {a:?}",
                    name(*from),
                    name(*other)
                ));
            }
        }
    }
    faults
}

fn attention() -> Schematic {
    Schematic::new("Attention", "Queries meet keys.")
        .tensor("x", "hidden states", &[&12, &64])
        .operation("to q", "projection to queries")
        .operation("to k", "projection to keys")
        .tensor("q", "queries", &[&12, &4, &16])
        .tensor("k", "keys", &[&12, &16])
        .operation("scores", "dot products")
        .operation("softmax", "softmax")
        .tensor("y", "weights", &[&12, &4, &12])
        .flow(&["x", "to q", "q", "scores", "softmax", "y"])
        .flow(&["x", "to k", "k", "scores"])
        .repeated("heads", 4, &["q", "k", "scores", "softmax"])
        .bracket("projections", &["to q", "to k"])
        .highlight(&["x", "to k", "k"])
}

#[test]
fn nothing_overlaps_and_every_line_ends_at_its_boxes() {
    let graph = attention().graph;
    assert_eq!(faults(&graph, &plan(&graph).unwrap()), [""; 0]);
    assert_eq!(attention().save().overlapping_labels(), []);
}

#[test]
fn the_same_schematic_is_drawn_the_same() {
    assert_eq!(attention().save(), attention().save());
}

#[test]
fn the_words_follow_the_flow() {
    assert_eq!(
        attention().save().description(),
        "Queries meet keys. Projection to queries: from hidden states (12 × 64) to queries (12 × 4 × 16). Projection to keys: from \
         hidden states to keys (12 × 16). Dot products: from queries and keys. Softmax: from the result of dot products to weights \
         (12 × 4 × 12). Together, as “heads”, 4 times over: queries, keys, dot products and softmax. Together, as “projections”: \
         projection to queries and projection to keys. Highlighted is the way through hidden states, projection to keys and keys."
    );
}

#[test]
fn nodes_with_one_name_are_told_apart() {
    let figure = |schematic: Schematic| schematic.save().description().to_owned();
    let two = || empty().operation("b", "norm").operation("a", "norm").flow(&["a", "b"]);
    assert_eq!(figure(two()), "Description. Norm no. 1. Norm no. 2: from the result of norm no. 1.");
    assert_eq!(
        figure(two().group("later", &["b"])),
        "Description. Norm. Norm “later”: from the result of norm. Together, as “later”: norm."
    );
}

#[test]
fn all_is_in_colours_of_the_palette() {
    for colour in attention().save().svg().split('"').filter(|part| part.starts_with('#')) {
        assert!(crate::palette::ALL.iter().any(|(_, hex)| *hex == colour), "{colour}");
    }
}

#[test]
fn what_flows_to_several_boxes_is_drawn_once() {
    let figure = Schematic::new("Fan", "One to two.")
        .tensor("x", "x", &[&"n"])
        .operation("a", "a")
        .operation("b", "b")
        .operation("c", "c")
        .flow(&["x", "a"])
        .flow(&["x", "b"])
        .flow(&["x", "c"])
        .save();
    let starts = figure.svg().matches("<polyline points=\"240,").count();
    assert!(starts <= 3 && figure.svg().matches("<polygon").count() == 3, "{}", figure.svg());
}

/// A schematic of random nodes, edges and groups; groups are of neighbours.
fn drawn_by_lot(seed: u64) -> Schematic {
    let mut random = random(seed);
    let count = random.random_range(2..14);
    let mut schematic = Schematic::new("Lot", "Drawn by lot.");
    let names: Vec<String> = (0..count).map(|i| format!("n{i}")).collect();
    for name in &names {
        let long = ["norm", "up-projection", "weighted sum of the values"][random.random_range(0..3)];
        schematic = if random.random_range(0..2) == 0 {
            schematic.operation(name, long)
        } else {
            let shape: [&dyn Display; 3] = [&"n", &64, &128];
            schematic.tensor(name, long, &shape[..random.random_range(1..4)])
        };
    }
    for to in 1..count {
        for _ in 0..random.random_range(1..3) {
            let nearest = usize::saturating_sub(to, 5);
            let from = random.random_range(nearest..to);
            schematic = schematic.flow(&[&names[from], &names[to]]);
        }
    }
    // Some beside each other, some within each other; those that overlap otherwise are refused.
    for _ in 0..random.random_range(1..4) {
        let (from, length) = (random.random_range(0..count), random.random_range(1..6));
        let some: Vec<&str> = names.iter().skip(from).take(length).map(String::as_str).collect();
        schematic = match random.random_range(0..3) {
            0 => schematic.group("some of them", &some),
            1 => schematic.repeated("a layer", 43, &some),
            _ => schematic.bracket("both together", &some),
        };
    }
    schematic
}

#[test]
fn whatever_is_drawn_by_lot_is_laid_out_well() {
    let mut planned = 0;
    for seed in 0..400 {
        let graph = drawn_by_lot(seed).graph;
        if graph.fault().is_some() {
            continue;
        }
        // Some may not fit.
        if let Ok(plan) = plan(&graph) {
            planned += 1;
            assert_eq!(faults(&graph, &plan), [""; 0], "seed {seed}");
        }
    }
    assert!(planned > 250, "{planned}");
}

fn empty() -> Schematic {
    Schematic::new("Title", "Description.")
}

#[test]
#[should_panic(expected = "the schematic \"Title\" has a cycle: \"a\" → \"b\" → \"a\"")]
fn a_cycle_is_refused() {
    let _ = empty().operation("a", "a").operation("b", "b").flow(&["a", "b", "a"]).save();
}

#[test]
#[should_panic(
    expected = "an edge of the schematic \"Title\" names \"c\", which is not among its nodes: a, b"
)]
fn an_edge_to_nowhere_is_refused() {
    let _ = empty().operation("a", "a").operation("b", "b").flow(&["a", "c"]);
}

#[test]
#[should_panic(expected = "the node \"a\" of the schematic \"Title\" has an empty name")]
fn an_empty_name_is_refused() {
    let _ = empty().operation("a", " ");
}

#[test]
#[should_panic(expected = "has two nodes \"a\"")]
fn two_nodes_with_one_id_are_refused() {
    let _ = empty().operation("a", "a").operation("a", "b");
}

#[test]
#[should_panic(expected = "has an axis without a size")]
fn a_tensor_without_axes_is_refused() {
    let _ = empty().tensor("a", "a", &[]);
}

#[test]
#[should_panic(expected = "that overlap, and neither is inside the other")]
fn groups_that_overlap_are_refused() {
    let three = empty().operation("a", "a").operation("b", "b").operation("c", "c").flow(&["a", "b", "c"]);
    let _ = three.group("one", &["a", "b"]).group("two", &["b", "c"]).save();
}

#[test]
#[should_panic(expected = "has a flow that leaves group 1 and comes back into it, from \"b\" to \"c\"")]
fn a_group_that_is_left_and_entered_again_is_refused() {
    let three = empty().operation("a", "a").operation("b", "b").operation("c", "c").flow(&["a", "b", "c"]);
    let _ = three.group("one", &["a", "c"]).save();
}

#[test]
#[should_panic(expected = "has no edge from \"b\" to \"a\" to highlight")]
fn a_highlight_without_an_edge_is_refused() {
    let _ = empty().operation("a", "a").operation("b", "b").flow(&["a", "b"]).highlight(&["b", "a"]);
}

#[test]
#[should_panic(expected = "units wide where there are 464")]
fn what_does_not_fit_is_refused() {
    let long = "w".repeat(60);
    let _ = empty().operation("a", &long).save();
}
