//! Line charts.

use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, Polygon, Rectangle};
use plotters::style::Color;

use crate::axis::{Axis, Extent};
use crate::canvas::{Canvas, LINE_HEIGHT, Label, Pen, Sheet, Side, Stroke, at, draw, tenths, text_width};
use crate::figure::{Figure, one_line};
use crate::palette;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 300.0;
/// From the last point of a line to its label.
const GAP: f64 = 10.0;
/// The same where labels had to make way for each other, so that a leader fits between.
const LEADER_GAP: f64 = 26.0;
/// With more points than this a line has no markers: they would touch.
const MOST_MARKERS: usize = 24;

/// A line of a chart: points in the order of x, and the label that is written beside it.
///
/// Where y is not finite the line has a gap.
#[derive(Clone, Debug)]
pub struct Series {
    label: String,
    points: Vec<(f64, f64)>,
    place: Place,
    line: Line,
}

/// How the points of a series are joined.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line {
    Measured,
    Reference,
    Wide,
    None,
}

/// Where a series is labelled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    End,
    Above(f64),
    Below(f64),
}

impl Series {
    /// A series labelled at its end. `\n` in the label begins a new line.
    pub fn new(label: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Series {
        let points = points.into_iter().collect();
        Series { label: label.to_owned(), points, place: Place::End, line: Line::Measured }
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

    /// Draws it broad and pale, so that a line on top of it is still seen.
    #[must_use]
    pub fn wide(mut self) -> Series {
        self.line = Line::Wide;
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

    fn finite(&self) -> impl DoubleEndedIterator<Item = (f64, f64)> {
        self.points.iter().copied().filter(|(_, y)| y.is_finite())
    }
}

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
        }
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

    /// Draws the chart, 480 by 300 units.
    ///
    /// # Panics
    /// If there is no series, or more than five that are not references; if a series has no point with a finite y, or an
    /// x that is not finite; if a value that is not positive would lie on a logarithmic axis. The message names the series.
    pub fn save(self) -> Figure {
        self.check();
        let x = self.x.extent(
            bounds(self.series.iter().flat_map(Series::finite).map(|(x, _)| x).chain(self.edges())),
            false,
        );
        let y = self.y.extent(bounds(self.series.iter().flat_map(Series::finite).map(|(_, y)| y)), true);
        let (x_marks, y_marks) = (self.x.marks(&x), self.y.marks(&y));

        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(text_width).fold(0.0, f64::max);
        let left = 10.0 + widest(&mut y_marks.iter().map(|(_, text)| text.as_str()));
        let at_end = self.series.iter().filter(|series| series.place == Place::End);
        let labels = widest(&mut at_end.flat_map(|series| series.label.lines()));
        let (top, bottom) = (40.0, HEIGHT - 52.0);
        // The labels' distance depends on whether they collide, and that on the plane: once more where they do.
        let mut gap = GAP;
        let (right, ends) = loop {
            let right = if labels > 0.0 { WIDTH - 6.0 - labels - gap } else { WIDTH - 16.0 };
            let ends = self.ends(&x, &y, (left + 8.0, right), (top, bottom));
            if gap == LEADER_GAP || ends.iter().all(|end| !end.moved()) {
                break (right, ends);
            }
            gap = LEADER_GAP;
        };

        let mut sheet = Sheet::new(WIDTH, HEIGHT);
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
        draw(&root, &Label::new(6.0, 16.0, &self.y.title, palette::INK, Side::Right));
        let middle = f64::midpoint(left, right);
        draw(&root, &Label::new(middle, HEIGHT - 12.0, &self.x.title, palette::INK, Side::Middle));

        let styled = self.styled();
        for (series, style) in &styled {
            series.draw(&plane, style);
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
        let coloured = self.series.iter().filter(|series| series.line != Line::Reference).count();
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
        for edge in self.edges() {
            assert!(edge.is_finite(), "a band of the chart {} ends at {edge}", self.title);
            self.x.check(edge, "a band");
        }
    }

    /// The series in the order of drawing, with their styles: the n-th that is not a reference has the n-th colour.
    fn styled(&self) -> Vec<(&Series, Style)> {
        let mut number = 0;
        let style = |series: &Series| {
            if series.line == Line::Reference {
                return Style { color: palette::MUTED, number: 0 };
            }
            number += 1;
            Style { color: palette::SERIES[number - 1], number: number - 1 }
        };
        let styles: Vec<Style> = self.series.iter().map(style).collect();
        let mut styled: Vec<(&Series, Style)> = self.series.iter().zip(styles).collect();
        styled.sort_by_key(|(series, _)| match series.line {
            Line::Reference => 0,
            Line::Wide => 1,
            Line::Measured | Line::None => 2,
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

/// The label at the end of a line.
struct End<'a> {
    series: &'a Series,
    /// The line's end.
    x: f64,
    wanted: f64,
    /// The label's height.
    y: f64,
}

impl End<'_> {
    fn height(&self) -> f64 {
        self.series.label.lines().count() as f64 * LINE_HEIGHT
    }

    /// Whether it is so far from the line's end that a leader has to join them.
    fn moved(&self) -> bool {
        (self.y - self.wanted).abs() > 0.4 * LINE_HEIGHT
    }
}

/// Middles of labels (wanted middle, height) that do not overlap and are as near as possible to what is wanted, in the
/// sense of least squares; sorted from top to bottom, and moved together into a range if they leave it.
fn apart(labels: &[(f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    // Without the space that the labels above take up, the middles must only not decrease: isotonic regression, by
    // pooling adjacent violators.
    let mut offset = 0.0;
    let mut offsets = Vec::new();
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (i, &(wanted, height)) in labels.iter().enumerate() {
        if i > 0 {
            offset += f64::midpoint(height, labels[i - 1].1);
        }
        offsets.push(offset);
        pools.push((wanted - offset, 1));
        while let [.., (a, m), (b, n)] = pools[..]
            && b < a
        {
            pools.truncate(pools.len() - 2);
            pools.push(((a * m as f64 + b * n as f64) / (m + n) as f64, m + n));
        }
    }
    let middles = pools.into_iter().flat_map(|(middle, count)| std::iter::repeat_n(middle, count));
    let mut middles: Vec<f64> = middles.zip(&offsets).map(|(middle, offset)| middle + offset).collect();
    let over = middles.last().map_or(0.0, |last| (last - bottom).max(0.0));
    let over = over.min(middles.first().map_or(0.0, |first| (first - top).max(0.0)));
    for middle in &mut middles {
        *middle -= over;
    }
    middles
}

/// How a series is drawn.
#[derive(Clone, Copy)]
struct Style {
    color: &'static str,
    number: usize,
}

impl Series {
    fn draw(&self, plane: &Plane<'_>, style: &Style) {
        let few = self.points.len() <= MOST_MARKERS;
        let solid_or_dashed = if few { "" } else { ["", "9 4", "2 3", "12 3 2 3", "5 3"][style.number] };
        let color = style.color;
        let pen = || match self.line {
            Line::Measured => Some(Pen { color, width: 2.0, dash: solid_or_dashed, opacity: 1.0 }),
            Line::Reference => Some(Pen { color, width: 1.5, dash: "5 4", opacity: 1.0 }),
            Line::Wide => Some(Pen { color, width: 8.0, dash: "", opacity: 0.8 }),
            Line::None => None,
        };
        for part in self.points.split(|(_, y)| !y.is_finite()).filter(|part| !part.is_empty()) {
            if let Some(pen) = pen() {
                draw(plane, &Stroke { points: part.to_vec(), pen });
            }
            let marked = match self.line {
                Line::Measured => few,
                Line::Reference | Line::Wide => false,
                Line::None => true,
            };
            // A point between two gaps is no line, and must be seen all the same.
            if marked || part.len() == 1 {
                for &point in part {
                    mark(plane, point, style);
                }
            }
        }
    }

    /// Where the label beside the line has its middle, if it is there.
    fn beside(&self, plane: &Plane<'_>, (left, right): (f64, f64)) -> Option<(f64, f64)> {
        let (x, sign) = match self.place {
            Place::End => return None,
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
fn mark(plane: &Plane<'_>, point: (f64, f64), style: &Style) {
    let fill = palette::rgb(style.color).filled();
    let (x, y) = plane.map_coordinate(&point);
    let corners = |offsets: &[(f64, f64)]| -> Vec<(i32, i32)> {
        offsets.iter().map(|&(right, down)| (x + tenths(right), y + tenths(down))).collect()
    };
    let root = plane.strip_coord_spec();
    match style.number {
        0 => draw(&root, &Circle::new((x, y), tenths(3.5), fill)),
        1 => draw(&root, &Polygon::new(corners(&[(-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)]), fill)),
        2 => draw(&root, &Polygon::new(corners(&[(0.0, -4.6), (4.2, 3.0), (-4.2, 3.0)]), fill)),
        3 => draw(&root, &Polygon::new(corners(&[(0.0, -4.8), (4.8, 0.0), (0.0, 4.8), (-4.8, 0.0)]), fill)),
        _ => {
            draw(&root, &Circle::new((x, y), tenths(3.8), fill));
            draw(&root, &Circle::new((x, y), tenths(1.9), palette::rgb(palette::PAPER).filled()));
        }
    }
}

/// The least and the largest of some numbers.
fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        Chart::new("Title", "Description.").x(Axis::log2("keys")).y(Axis::linear("entropy, nats"))
    }

    fn powers(f: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..=8).map(|power| f64::from(1 << power)).map(|x| (x, f(x))).collect()
    }

    /// Every value of the attributes fill and stroke.
    fn colours(svg: &str) -> Vec<&str> {
        let values = svg.match_indices(" fill=\"").chain(svg.match_indices(" stroke=\""));
        values.map(|(at, name)| svg[at + name.len()..].split('"').next().unwrap()).collect()
    }

    fn five() -> Chart {
        let lines = (1..=5).map(|i| Series::new(&format!("series {i}"), powers(|x| x.log2() / f64::from(i))));
        let chart = chart()
            .band(1.0, 2.0, "NaN\nhere")
            .line(Series::new("limit", powers(|_| 4.0)).reference().label_above(4.0));
        lines.fold(chart, Chart::line)
    }

    #[test]
    fn only_the_palettes_colours_are_used() {
        let figure = five().save();
        let colours = colours(figure.svg());
        assert!(colours.len() > 50);
        for colour in colours {
            assert!(colour == "none" || palette::ALL.iter().any(|(_, hex)| *hex == colour), "{colour}");
        }
        for (_, hex) in palette::ALL {
            assert!(figure.svg().contains(hex), "{hex} is never used");
        }
        assert_eq!(figure.svg().matches('#').count(), colours_count(figure.svg()));
    }

    fn colours_count(svg: &str) -> usize {
        colours(svg).iter().filter(|colour| colour.starts_with('#')).count()
    }

    #[test]
    fn the_drawing_stands_alone() {
        let svg = five().save().svg().to_owned();
        for forbidden in ["\n\n", "<style", "<script", "href", "url(", "NaN,", ",NaN", "inf"] {
            assert!(!svg.contains(forbidden), "{forbidden:?} in {svg}");
        }
    }

    #[test]
    fn labels_at_the_end_make_way_for_each_other() {
        let mut chart = chart();
        for name in ["one", "two", "three", "four"] {
            chart = chart.line(Series::new(name, powers(|_| 1.0)));
        }
        assert_eq!(chart.line(Series::new("zero", powers(|_| 0.0))).save().overlapping_labels(), []);
        assert_eq!(five().save().overlapping_labels(), []);
        assert_eq!(apart(&[(10.0, 18.0), (12.0, 18.0), (60.0, 18.0)], (0.0, 100.0)), [2.0, 20.0, 60.0]);
        assert_eq!(apart(&[(95.0, 18.0), (99.0, 18.0)], (0.0, 100.0)), [82.0, 100.0]);
    }

    #[test]
    fn a_line_has_a_gap_where_it_is_not_finite() {
        let gap = |x: f64| if x == 16.0 { f64::NAN } else { x.log2() };
        let svg = chart().line(Series::new("line", powers(gap))).save().svg().to_owned();
        let lines =
            svg.lines().filter(|line| line.starts_with("<polyline") && line.contains(palette::SERIES[0]));
        assert_eq!(lines.count(), 2);
    }

    #[test]
    fn points_only_have_no_line() {
        let svg =
            chart().line(Series::new("points", powers(f64::log2)).points_only()).save().svg().to_owned();
        assert!(!svg.lines().any(|line| line.starts_with("<polyline") && line.contains(palette::SERIES[0])));
        assert_eq!(svg.matches("<circle").count(), 9);
    }

    #[test]
    fn the_same_chart_is_the_same_figure() {
        assert_eq!(five().save(), five().save());
    }

    #[test]
    #[should_panic(expected = "the series \"nothing\" has no finite point")]
    fn a_series_without_a_finite_point_is_refused() {
        let _ = chart().line(Series::new("nothing", powers(|_| f64::NAN))).save();
    }

    #[test]
    #[should_panic(
        expected = "the series \"zero\" has the value 0, which has no place on the logarithmic axis keys"
    )]
    fn zero_on_a_logarithmic_axis_is_refused() {
        let _ = chart().line(Series::new("zero", [(0.0, 1.0), (1.0, 1.0)])).save();
    }

    #[test]
    #[should_panic(expected = "the series \"negative\" has the value -1")]
    fn a_negative_value_on_a_logarithmic_axis_is_refused() {
        let _ = chart().y(Axis::log10("y")).line(Series::new("negative", [(1.0, -1.0)])).save();
    }

    #[test]
    #[should_panic(expected = "has 6 series; five can be told apart")]
    fn a_sixth_series_is_refused() {
        let _ = five().line(Series::new("six", powers(f64::sqrt))).save();
    }

    #[test]
    #[should_panic(expected = "has no series")]
    fn an_empty_chart_is_refused() {
        let _ = chart().save();
    }
}
