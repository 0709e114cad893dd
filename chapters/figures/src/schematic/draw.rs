//! The drawing of a schematic that is laid out.

use plotters::element::Polygon;
use plotters::style::Color;

use super::graph::{Graph, SHEET};
use super::layout::{BESIDE, BRACKET, Plan, WIDTH};
use super::level::Rect;
use crate::canvas::{Card, LINE_HEIGHT, Label, Pen, Sheet, Side, Stroke, at, draw, wrapped};
use crate::palette;

/// The way that is highlighted.
const ACCENT: &str = palette::SERIES[1];
const ROUND: f64 = 6.0;
/// An arrowhead: its length, and half its width.
const ARROW: (f64, f64) = (8.0, 4.0);

/// Draws everything: grounds, lines, boxes.
pub(super) fn sheet(graph: &Graph, plan: &Plan) -> Sheet {
    let mut sheet = Sheet::new(WIDTH, plan.height.ceil());
    for frame in &plan.frames {
        let group = &graph.groups[frame.group];
        if let Some(caption) = &group.caption {
            let some = *group.members.first().expect("a group has members");
            let around = graph.around(some).into_iter().take_while(|&other| other != frame.group);
            let below = around.filter(|&other| graph.groups[other].caption.is_some()).count();
            let fill = if below % 2 == 0 { palette::SHADE } else { palette::PAPER };
            card(&mut sheet, frame.rect, ROUND, (fill, 1.0), Pen::thin(palette::RULE));
            let (x, y) = (frame.rect.left + 10.0, frame.rect.top + 14.0);
            draw(&sheet.area(), &Label::new(x, y, caption, palette::MUTED, Side::Right));
        }
        if let Some(word) = &group.bracket {
            bracket(&mut sheet, frame.rect, word);
        }
    }
    // What is highlighted lies above the rest.
    let is_lit = |edge: &(usize, usize)| graph.highlighted.contains(edge);
    for lit in [false, true] {
        for (at, ((from, to), points)) in plan.lines.iter().enumerate() {
            if is_lit(&(*from, *to)) != lit {
                continue;
            }
            // What flows to several boxes begins as one line, which is drawn once.
            let others = plan.lines[..at].iter().filter(|((f, t), _)| f == from && is_lit(&(*f, *t)) == lit);
            let drawn: Vec<Vec<(f64, f64)>> = others.map(|(_, points)| rounded(points)).collect();
            line(&mut sheet, points, &drawn, lit);
        }
    }
    for (at, rect) in plan.nodes.iter().enumerate() {
        let lit = graph.highlighted.iter().any(|(from, to)| *from == at || *to == at);
        node(&mut sheet, graph, at, *rect, lit);
    }
    sheet
}

fn card(sheet: &mut Sheet, rect: Rect, radius: f64, fill: (&'static str, f64), pen: Pen) {
    let corners = [at(rect.left, rect.top), at(rect.right(), rect.bottom())];
    draw(&sheet.area(), &Card { corners, radius, fill, pen });
}

fn pen(lit: bool, color: &'static str) -> Pen {
    if lit { Pen { width: 2.4, ..Pen::thin(ACCENT) } } else { Pen { width: 1.2, ..Pen::thin(color) } }
}

fn node(sheet: &mut Sheet, graph: &Graph, node: usize, rect: Rect, lit: bool) {
    let node = &graph.nodes[node];
    let behind = node.behind();
    let lost = SHEET * behind as f64;
    let front =
        Rect { left: rect.left, top: rect.top + lost, width: rect.width - lost, height: rect.height - lost };
    match node.shape {
        None => {
            // The tint lies on paper, whatever ground it stands on.
            card(sheet, front, 2.0 * ROUND, (palette::PAPER, 1.0), Pen::thin(palette::RULE));
            card(sheet, front, 2.0 * ROUND, (palette::SERIES[0], 0.12), pen(lit, palette::SERIES[0]));
        }
        Some(_) => {
            for sheets in (0..=behind).rev() {
                let back = SHEET * sheets as f64;
                let rect = Rect { left: front.left + back, top: front.top - back, ..front };
                card(sheet, rect, 0.0, (palette::PAPER, 1.0), pen(lit, palette::MUTED));
            }
        }
    }
    let lines = node.lines();
    let shape = node.shape();
    let count = lines.len() + usize::from(shape.is_some());
    let x = front.left + front.width / 2.0;
    let mut y = front.top + front.height / 2.0 - LINE_HEIGHT * (count - 1) as f64 / 2.0;
    for line in &lines {
        draw(&sheet.area(), &Label::new(x, y, line, palette::INK, Side::Middle));
        y += LINE_HEIGHT;
    }
    if let Some(shape) = shape {
        draw(&sheet.area(), &Label::new(x, y, &shape, palette::MUTED, Side::Middle));
    }
}

fn line(sheet: &mut Sheet, points: &[(f64, f64)], drawn: &[Vec<(f64, f64)>], lit: bool) {
    let pen = pen(lit, palette::INK);
    let &(x, y) = points.last().expect("a line has points");
    let length = if lit { ARROW.0 + 2.0 } else { ARROW.0 };
    let mut way = beyond(rounded(points), drawn);
    // It ends within the arrowhead, so that its end is not seen beside the tip.
    if let Some(last) = way.last_mut() {
        last.1 -= length / 2.0;
    }
    let color = pen.color;
    let points = way.iter().map(|&(x, y)| at(x, y)).collect();
    draw(&sheet.area(), &Stroke { points, pen });
    let half = ARROW.1 * length / ARROW.0;
    let tip = [at(x, y), at(x - half, y - length), at(x + half, y - length)];
    draw(&sheet.area(), &Polygon::new(tip, palette::rgb(color).filled()));
}

/// What of a way is not on others that begin where it does.
fn beyond(mut way: Vec<(f64, f64)>, drawn: &[Vec<(f64, f64)>]) -> Vec<(f64, f64)> {
    let length = |p: (f64, f64), q: (f64, f64)| (p.0 - q.0).hypot(p.1 - q.1);
    let between = |point, a, b| length(a, point) + length(point, b) - length(a, b) < 1e-6;
    let pieces = || drawn.iter().flat_map(|way| way.windows(2)).map(|pair| (pair[0], pair[1]));
    let on = |point| pieces().any(|(a, b)| between(point, a, b));
    let first = way.iter().position(|&point| !on(point)).unwrap_or(way.len() - 1);
    way.drain(..first.saturating_sub(1));
    // Along a piece that is drawn to its end.
    if let [start, next, ..] = way[..] {
        let ends = pieces().filter(|&(a, b)| between(start, a, b)).flat_map(|(a, b)| [a, b]);
        let along = ends.filter(|&end| between(end, start, next));
        let farthest = along.max_by(|&a, &b| length(start, a).total_cmp(&length(start, b)));
        way[0] = farthest.unwrap_or(start);
    }
    way
}

/// A way with its corners cut to curves.
fn rounded(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for &point in points {
        let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 0.05 && (a.1 - b.1).abs() < 0.05;
        if corners.last().is_some_and(|&last| near(last, point)) {
            continue;
        }
        // The middle of three in a row is no corner.
        if let [.., a, b] = corners[..]
            && ((a.0 - b.0).abs() < 0.05 && (b.0 - point.0).abs() < 0.05
                || (a.1 - b.1).abs() < 0.05 && (b.1 - point.1).abs() < 0.05)
        {
            corners.pop();
        }
        corners.push(point);
    }
    let mut way = vec![corners[0]];
    for three in corners.windows(3) {
        let [a, b, c] = [three[0], three[1], three[2]];
        let length = |p: (f64, f64), q: (f64, f64)| (p.0 - q.0).hypot(p.1 - q.1);
        let radius = ROUND.min(length(a, b) / 2.0).min(length(b, c) / 2.0);
        let towards = |p: (f64, f64)| {
            let share = radius / length(b, p);
            (b.0 + (p.0 - b.0) * share, b.1 + (p.1 - b.1) * share)
        };
        let (start, end) = (towards(a), towards(c));
        for step in 0..=4 {
            let t = f64::from(step) / 4.0;
            let mix = |p: f64, q: f64, r: f64| (1.0 - t).powi(2) * p + 2.0 * t * (1.0 - t) * q + t * t * r;
            way.push((mix(start.0, b.0, end.0), mix(start.1, b.1, end.1)));
        }
    }
    way.push(corners[corners.len() - 1]);
    way
}

fn bracket(sheet: &mut Sheet, rect: Rect, word: &str) {
    let (left, right) = (rect.right() + 3.0, rect.right() + BRACKET - 6.0);
    let points = [(left, rect.top), (right, rect.top), (right, rect.bottom()), (left, rect.bottom())];
    let points = points.iter().map(|&(x, y)| at(x, y)).collect();
    draw(&sheet.area(), &Stroke { points, pen: Pen { width: 1.2, ..Pen::thin(palette::MUTED) } });
    let lines = wrapped(word, BESIDE).join("\n");
    let (x, y) = (rect.right() + BRACKET - 2.0, rect.top + rect.height / 2.0);
    draw(&sheet.area(), &Label::new(x, y, &lines, palette::INK, Side::Right));
}
