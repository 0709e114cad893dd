//! Line charts.

mod ends;
mod frame;
mod series;
#[cfg(test)]
mod tests;

pub use series::Series;

use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingArea;
use plotters::element::Rectangle;
use plotters::style::Color;

use crate::axis::{Axis, Extent, Scale};
use crate::canvas::{Canvas, LINE_HEIGHT, Label, Pen, Sheet, Side, Stroke, at, draw, tenths, text_width};
use crate::figure::{Figure, one_line};
use crate::palette;

use ends::{End, apart};
use frame::{Frame, Room};
use series::{Line, Place, Style, mark};

const WIDTH: f64 = 480.0;
/// From the last point of a line to its label.
const GAP: f64 = 10.0;
/// The same where labels had to make way for each other, so that a leader fits between.
const LEADER_GAP: f64 = 26.0;

/// A shaded range of x with a label at its top.
#[derive(Clone, Debug)]
struct Band {
    from: f64,
    to: f64,
    label: String,
}

/// A line chart under construction.
#[derive(Clone, Debug)]
pub struct Chart {
    title: String,
    description: String,
    x: Axis,
    y: Axis,
    series: Vec<Series>,
    bands: Vec<Band>,
    equal: bool,
}

type Plane<'a> = DrawingArea<Canvas<'a>, Cartesian2d<Extent, Extent>>;

impl Chart {
    /// A chart without lines, with linear axes.
    ///
    /// The title says what it is about. The description is the text alternative: it says what is seen, with numbers that
    /// were computed from the very rows that are drawn.
    ///
    /// # Panics
    /// If title or description is empty.
    pub fn new(title: &str, description: &str) -> Chart {
        Chart {
            title: one_line(title, "title"),
            description: one_line(description, "description"),
            x: Axis::linear("x"),
            y: Axis::linear("y"),
            series: Vec::new(),
            bands: Vec::new(),
            equal: false,
        }
    }

    /// Makes a unit as long on one axis as on the other: a circle is round. The drawing is then as high as it has to be.
    #[must_use]
    pub fn equal(mut self) -> Chart {
        self.equal = true;
        self
    }

    /// Sets the horizontal axis.
    #[must_use]
    pub fn x(mut self, axis: Axis) -> Chart {
        self.x = axis;
        self
    }

    /// Sets the vertical axis.
    #[must_use]
    pub fn y(mut self, axis: Axis) -> Chart {
        self.y = axis;
        self
    }

    /// Adds a line. Lines get their colours in this order, and are drawn in it, but references and broad lines first.
    #[must_use]
    pub fn line(mut self, series: Series) -> Chart {
        self.series.push(series);
        self
    }

    /// Shades the values of x between `from` and `to`, with a label at the top. `\n` begins a new line.
    #[must_use]
    pub fn band(mut self, from: f64, to: f64, label: &str) -> Chart {
        self.bands.push(Band { from, to, label: label.to_owned() });
        self
    }

    /// Draws the chart, 480 by 300 units, or of another height where units are equal.
    ///
    /// # Panics
    /// If there is no series, or more than five that are not references; if a series has no point with a finite y, or an
    /// x that is not finite; if a value that is not positive would lie on a logarithmic axis, or units are to be equal on one.
    /// The message names the series.
    pub fn save(self) -> Figure {
        self.check();
        let x = self.x.extent(
            bounds(self.series.iter().flat_map(Series::finite).map(|(x, _)| x).chain(self.edges())),
            false,
        );
        let y = self.y.extent(bounds(self.series.iter().flat_map(Series::finite).map(|(_, y)| y)), true);
        let (x_marks, y_marks) = (self.x.marks(&x), self.y.marks(&y));

        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(text_width).fold(0.0, f64::max);
        let at_end = self.series.iter().filter(|series| series.place == Place::End);
        let labels = widest(&mut at_end.flat_map(|series| series.label.lines()));
        // Half of the last number stands to the right of its tick.
        let end = x_marks.last().filter(|(value, _)| x.share(*value) > 0.9);
        let last = end.map_or(0.0, |(_, text)| text_width(text) / 2.0);
        let ticks = widest(&mut y_marks.iter().map(|(_, text)| text.as_str()));
        let room = Room { ticks, labels, last };
        // The labels' distance depends on whether they collide, and that on the plane: once more where they do.
        let mut gap = GAP;
        let (frame, ends) = loop {
            let frame = self.frame((&x, &y), &room, gap);
            let ends = self.ends(&x, &y, (frame.left + 8.0, frame.right), (frame.top, frame.bottom));
            if gap == LEADER_GAP || ends.iter().all(|end| !end.moved()) {
                break (frame, ends);
            }
            gap = LEADER_GAP;
        };
        let Frame { left, right, top, bottom, begin } = frame;

        let height = bottom + frame::BELOW;
        let mut sheet = Sheet::new(WIDTH, height);
        let root = sheet.area();
        let pixels = (tenths(left + 8.0)..tenths(right), tenths(bottom)..tenths(top));
        let plane: Plane<'_> = root.apply_coord_spec(Cartesian2d::new(x.clone(), y.clone(), pixels));

        for band in &self.bands {
            let shade = palette::rgb(palette::SHADE).filled();
            draw(&plane, &Rectangle::new([(band.from, y.high), (band.to, y.low)], shade));
        }
        for (value, text) in &y_marks {
            let height = f64::from(plane.map_coordinate(&(x.low, *value)).1) / 10.0;
            let points = vec![at(left, height), at(right, height)];
            draw(&root, &Stroke { points, pen: Pen::thin(palette::RULE) });
            draw(&root, &Label::new(left - 6.0, height, text, palette::MUTED, Side::Left));
        }
        let points = vec![at(left, bottom), at(right, bottom)];
        draw(&root, &Stroke { points, pen: Pen::thin(palette::MUTED) });
        for (value, text) in &x_marks {
            let across = f64::from(plane.map_coordinate(&(*value, y.low)).0) / 10.0;
            let points = vec![at(across, bottom), at(across, bottom + 4.0)];
            draw(&root, &Stroke { points, pen: Pen::thin(palette::MUTED) });
            draw(&root, &Label::new(across, bottom + 15.0, text, palette::MUTED, Side::Middle));
        }
        draw(&root, &Label::new(begin, 16.0, &self.y.title, palette::INK, Side::Right));
        let middle = f64::midpoint(left, right);
        draw(&root, &Label::new(middle, height - 12.0, &self.x.title, palette::INK, Side::Middle));

        let styled = self.styled();
        for (series, style) in &styled {
            series.draw(&plane, style, y.low);
        }
        // Names on top stand in one line with the title of the y axis.
        let mut across = begin + if self.y.title.is_empty() { 0.0 } else { text_width(&self.y.title) + 20.0 };
        for (series, style) in on_top(&styled) {
            mark(&root, at(across + 4.0, 16.0), style);
            draw(&root, &Label::new(across + 14.0, 16.0, &series.label, style.color, Side::Right));
            across += 14.0 + text_width(&series.label) + 20.0;
        }
        for band in &self.bands {
            let across = |value| f64::from(plane.map_coordinate(&(value, y.low)).0) / 10.0;
            let middle = f64::midpoint(across(band.from), across(band.to));
            let half = widest(&mut band.label.lines()) / 2.0;
            let middle = middle.min(right - half).max(left + half);
            let height = top + LINE_HEIGHT * band.label.lines().count() as f64 / 2.0 + 2.0;
            let label = Label::new(middle, height, &band.label, palette::MUTED, Side::Middle);
            draw(&root, &label.halo(palette::SHADE));
        }
        for (series, style) in &styled {
            if let Some((x, y)) = series.beside(&plane, (left, right)) {
                let label = Label::new(x, y, &series.label, style.color, Side::Middle);
                draw(&root, &label.halo(palette::PAPER));
            }
        }
        for end in &ends {
            let color = styled
                .iter()
                .find(|(series, _)| std::ptr::eq(*series, end.series))
                .map(|(_, style)| style.color);
            let color = color.expect("every series has a style");
            if end.moved() {
                let points = vec![at(end.x + 6.0, end.wanted), at(end.x + gap - 3.0, end.y)];
                draw(&root, &Stroke { points, pen: Pen::thin(color) });
            }
            draw(&root, &Label::new(end.x + gap, end.y, &end.series.label, color, Side::Right));
        }
        drop((plane, root));
        Figure::new(self.title, self.description, sheet)
    }

    fn edges(&self) -> impl Iterator<Item = f64> {
        self.bands.iter().flat_map(|band| [band.from, band.to])
    }

    /// # Panics
    /// If the chart cannot be drawn.
    fn check(&self) {
        assert!(!self.series.is_empty(), "the chart {} has no series", self.title);
        let coloured = self.series.iter().filter(|series| !series.is_grey()).count();
        assert!(
            coloured <= palette::SERIES.len(),
            "the chart {} has {coloured} series; five can be told apart",
            self.title
        );
        for series in &self.series {
            let whose = format!("the series {:?}", series.label);
            assert!(series.finite().next().is_some(), "{whose} has no finite point");
            for &(x, y) in &series.points {
                assert!(x.is_finite(), "{whose} has a point at x = {x}");
                self.x.check(x, &whose);
                if y.is_finite() {
                    self.y.check(y, &whose);
                }
            }
        }
        for axis in [&self.x, &self.y] {
            let linear = !self.equal || axis.scale == Scale::Linear;
            assert!(linear, "the axis {} is logarithmic, and has no equal units", axis.title);
        }
        for edge in self.edges() {
            assert!(edge.is_finite(), "a band of the chart {} ends at {edge}", self.title);
            self.x.check(edge, "a band");
        }
    }

    /// The series in the order of drawing, with their styles: the n-th that is not a reference has the n-th colour.
    fn styled(&self) -> Vec<(&Series, Style)> {
        let mut number = 0;
        let style = |series: &Series| {
            if series.is_grey() {
                return Style { color: palette::MUTED, number: 0 };
            }
            number += 1;
            Style { color: palette::SERIES[number - 1], number: number - 1 }
        };
        let styles: Vec<Style> = self.series.iter().map(style).collect();
        let mut styled: Vec<(&Series, Style)> = self.series.iter().zip(styles).collect();
        styled.sort_by_key(|(series, _)| match series.line {
            Line::Reference | Line::Note => 0,
            Line::Wide => 1,
            Line::Measured | Line::None | Line::Bars(_) => 2,
        });
        styled
    }

    /// The labels at the ends of lines, moved apart.
    fn ends(&self, x: &Extent, y: &Extent, across: (f64, f64), down: (f64, f64)) -> Vec<End<'_>> {
        let mut ends: Vec<End<'_>> = Vec::new();
        for series in self.series.iter().filter(|series| series.place == Place::End) {
            let (last_x, last_y) = series.finite().next_back().expect("checked: it has a finite point");
            let wanted = down.1 + y.share(last_y) * (down.0 - down.1);
            let x = across.0 + x.share(last_x) * (across.1 - across.0);
            ends.push(End { series, x, wanted, y: wanted });
        }
        ends.sort_by(|a, b| a.wanted.total_cmp(&b.wanted));
        let wanted: Vec<(f64, f64)> = ends.iter().map(|end| (end.wanted, end.height())).collect();
        for (end, y) in ends.iter_mut().zip(apart(&wanted, down)) {
            end.y = y;
        }
        ends
    }
}

/// The series that are named on top, in the order of colours.
fn on_top<'s, 'a>(styled: &'s [(&'a Series, Style)]) -> Vec<&'s (&'a Series, Style)> {
    let mut named: Vec<_> = styled.iter().filter(|(series, _)| series.place == Place::Top).collect();
    named.sort_by_key(|(_, style)| style.number);
    named
}

/// The least and the largest of some numbers.
fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}
