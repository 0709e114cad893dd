//! A line of a chart, and how it is drawn.

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, Polygon, Rectangle};
use plotters::style::Color;
use plotters_backend::BackendCoord;

use super::Plane;
use crate::canvas::{Canvas, LINE_HEIGHT, Pen, Stroke, draw, tenths, text_width};
use crate::palette;

/// With more points than this a line has no markers: they would touch.
const MOST_MARKERS: usize = 24;

/// A line of a chart: points in the order of x, and the label that is written beside it.
///
/// Where y is not finite the line has a gap.
#[derive(Clone, Debug)]
pub struct Series {
    pub(super) label: String,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) place: Place,
    pub(super) line: Line,
}

/// How the points of a series are joined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Line {
    Measured,
    Reference,
    Wide,
    None,
    /// So broad, in units of x.
    Bars(f64),
    /// Not drawn.
    Note,
}

/// Where a series is labelled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    End,
    Top,
    Above(f64),
    Below(f64),
}

impl Series {
    /// A series labelled at its end. `\n` in the label begins a new line.
    pub fn new(label: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Series {
        let points = points.into_iter().collect();
        Series { label: label.to_owned(), points, place: Place::End, line: Line::Measured }
    }

    /// No line, but a word below a place: what is special about a point of a line.
    pub fn note(label: &str, (x, y): (f64, f64)) -> Series {
        Series { line: Line::Note, ..Series::new(label, [(x, y)]).label_below(x) }
    }

    /// Draws it dashed, in grey and without markers: a prediction or a limit, not a measurement.
    #[must_use]
    pub fn reference(mut self) -> Series {
        self.line = Line::Reference;
        self
    }

    /// Draws its points without a line between them: measurements along the curve that predicts them.
    #[must_use]
    pub fn points_only(mut self) -> Series {
        self.line = Line::None;
        self
    }

    /// Draws a bar from the axis to each point, so broad in units of x: shares of what can be counted.
    #[must_use]
    pub fn bars(mut self, width: f64) -> Series {
        self.line = Line::Bars(width);
        self
    }

    /// Draws it broad and pale, so that a line on top of it is still seen.
    #[must_use]
    pub fn wide(mut self) -> Series {
        self.line = Line::Wide;
        self
    }

    /// Names it above the plane, after its mark: where points of several series lie among each other.
    #[must_use]
    pub fn label_on_top(mut self) -> Series {
        self.place = Place::Top;
        self
    }

    /// Labels it above the line at this x.
    #[must_use]
    pub fn label_above(mut self, x: f64) -> Series {
        self.place = Place::Above(x);
        self
    }

    /// Labels it below the line at this x.
    #[must_use]
    pub fn label_below(mut self, x: f64) -> Series {
        self.place = Place::Below(x);
        self
    }

    /// Whether it has none of the colours that tell lines apart.
    pub(super) fn is_grey(&self) -> bool {
        matches!(self.line, Line::Reference | Line::Note)
    }

    pub(super) fn finite(&self) -> impl DoubleEndedIterator<Item = (f64, f64)> {
        self.points.iter().copied().filter(|(_, y)| y.is_finite())
    }
}

/// How a series is drawn.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) color: &'static str,
    pub(super) number: usize,
}

impl Series {
    pub(super) fn draw(&self, plane: &Plane<'_>, style: &Style, floor: f64) {
        if self.line == Line::Note {
            return;
        }
        if let Line::Bars(width) = self.line {
            for (x, y) in self.finite() {
                let bar = [(x - width / 2.0, y), (x + width / 2.0, floor)];
                draw(plane, &Rectangle::new(bar, palette::rgb(style.color).filled()));
            }
            return;
        }
        let few = self.points.len() <= MOST_MARKERS;
        let solid_or_dashed = if few { "" } else { ["", "9 4", "2 3", "12 3 2 3", "5 3"][style.number] };
        let color = style.color;
        let pen = || match self.line {
            Line::Measured => Some(Pen { color, width: 2.0, dash: solid_or_dashed, opacity: 1.0 }),
            Line::Reference => Some(Pen { color, width: 1.5, dash: "5 4", opacity: 1.0 }),
            Line::Wide => Some(Pen { color, width: 8.0, dash: "", opacity: 0.8 }),
            Line::None | Line::Bars(_) | Line::Note => None,
        };
        for part in self.points.split(|(_, y)| !y.is_finite()).filter(|part| !part.is_empty()) {
            if let Some(pen) = pen() {
                draw(plane, &Stroke { points: part.to_vec(), pen });
            }
            let marked = match self.line {
                Line::Measured => few,
                Line::Reference | Line::Wide | Line::Bars(_) | Line::Note => false,
                Line::None => true,
            };
            // A point between two gaps is no line, and must be seen all the same.
            if marked || part.len() == 1 {
                for point in part {
                    mark(&plane.strip_coord_spec(), plane.map_coordinate(point), style);
                }
            }
        }
    }

    /// Where the label beside the line has its middle, if it is there.
    pub(super) fn beside(&self, plane: &Plane<'_>, (left, right): (f64, f64)) -> Option<(f64, f64)> {
        let (x, sign) = match self.place {
            Place::End | Place::Top => return None,
            Place::Above(x) => (x, -1.0),
            Place::Below(x) => (x, 1.0),
        };
        let low = self.finite().next().expect("checked: it has a finite point").1;
        let x = f64::from(plane.map_coordinate(&(x, low)).0) / 10.0;
        let half = self.label.lines().map(text_width).fold(0.0, f64::max) / 2.0;
        let x = x.min(right - half).max(left + half);
        let pixels = |point| {
            let (x, y) = plane.map_coordinate(&point);
            (f64::from(x) / 10.0, f64::from(y) / 10.0)
        };
        let points: Vec<(f64, f64)> = self.finite().map(pixels).collect();
        // The line's heights over the label's width: where it begins and ends, and at the points between.
        let between = points.iter().filter(|(at, _)| (at - x).abs() <= half).map(|&(_, y)| y);
        let ends = [x - half, x + half].map(|at| interpolated(&points, at));
        let extreme = between.chain(ends).map(|y| sign * y).fold(f64::NEG_INFINITY, f64::max);
        let lines = self.label.lines().count() as f64;
        Some((x, sign * (extreme + lines * LINE_HEIGHT / 2.0 + 4.0)))
    }
}

/// The height of a line at an x, level beyond its ends.
fn interpolated(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.partition_point(|&(at, _)| at < x);
    match (after.checked_sub(1).map(|before| points[before]), points.get(after)) {
        (Some((x0, y0)), Some(&(x1, y1))) if x1 > x0 => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some((_, y)), _) | (None, Some(&(_, y))) => y,
        (None, None) => f64::NAN,
    }
}

/// A marker: disc, square, triangle, diamond, ring.
pub(super) fn mark(root: &DrawingArea<Canvas<'_>, Shift>, (x, y): BackendCoord, style: &Style) {
    let fill = palette::rgb(style.color).filled();
    let corners = |offsets: &[(f64, f64)]| -> Vec<(i32, i32)> {
        offsets.iter().map(|&(right, down)| (x + tenths(right), y + tenths(down))).collect()
    };
    match style.number {
        0 => draw(root, &Circle::new((x, y), tenths(3.5), fill)),
        1 => draw(root, &Polygon::new(corners(&[(-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)]), fill)),
        2 => draw(root, &Polygon::new(corners(&[(0.0, -4.6), (4.2, 3.0), (-4.2, 3.0)]), fill)),
        3 => draw(root, &Polygon::new(corners(&[(0.0, -4.8), (4.8, 0.0), (0.0, 4.8), (-4.8, 0.0)]), fill)),
        _ => {
            draw(root, &Circle::new((x, y), tenths(3.8), fill));
            draw(root, &Circle::new((x, y), tenths(1.9), palette::rgb(palette::PAPER).filled()));
        }
    }
}
