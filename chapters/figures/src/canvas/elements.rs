//! What is drawn on a canvas beside plotters' own elements: lines with dashes, and text.

use plotters::element::{Drawable, PointCollection};
use plotters_backend::BackendCoord;

use super::{Canvas, Drawn, FONT_SIZE, LINE_HEIGHT, Pen, TENTHS, at, escape, text_width, units};

/// A rectangle with round corners and a border; its filling may be a tint.
pub(crate) struct Card {
    /// The left upper corner and the right lower one.
    pub(crate) corners: [BackendCoord; 2],
    pub(crate) radius: f64,
    /// A colour, and how much of the ground it covers.
    pub(crate) fill: (&'static str, f64),
    pub(crate) pen: Pen,
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Card {
    type Point = &'a BackendCoord;
    type IntoIter = &'a [BackendCoord];

    fn point_iter(self) -> &'a [BackendCoord] {
        &self.corners
    }
}

impl Drawable<Canvas<'_>> for Card {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        canvas: &mut Canvas<'_>,
        _: (u32, u32),
    ) -> Drawn {
        let (Some(upper), Some(lower)) = (points.next(), points.next()) else { return Ok(()) };
        let (x, y) = (units(upper.0), units(upper.1));
        let (width, height) = (units(lower.0 - upper.0), units(lower.1 - upper.1));
        let mut more = String::new();
        if self.radius > 0.0 {
            more.push_str(&format!(" rx=\"{}\"", self.radius));
        }
        let (fill, share) = self.fill;
        if share < 1.0 {
            more.push_str(&format!(" fill-opacity=\"{share}\""));
        }
        let Pen { color, width: border, .. } = self.pen;
        canvas.element(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{more} fill=\"{fill}\" stroke=\"{color}\" \
             stroke-width=\"{border}\"/>"
        ))
    }
}

/// A line with a dash pattern, which plotters' styles do not have.
pub(crate) struct Stroke<C> {
    pub(crate) points: Vec<C>,
    pub(crate) pen: Pen,
}

impl<'a, C> PointCollection<'a, C> for &'a Stroke<C> {
    type Point = &'a C;
    type IntoIter = &'a [C];

    fn point_iter(self) -> &'a [C] {
        &self.points
    }
}

impl<C> Drawable<Canvas<'_>> for Stroke<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        canvas: &mut Canvas<'_>,
        _: (u32, u32),
    ) -> Drawn {
        canvas.line(points, &self.pen)
    }
}

/// On which side of its point a text is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Side {
    /// Its left end is at the point.
    Right,
    /// Its middle.
    Middle,
    /// Its right end.
    Left,
}

/// Lines of text whose middle is at the height of a point. A halo in the paper's colour keeps them legible on lines.
pub(crate) struct Label {
    pub(crate) place: [BackendCoord; 1],
    pub(crate) text: String,
    pub(crate) color: &'static str,
    pub(crate) side: Side,
    pub(crate) halo: Option<&'static str>,
}

impl Label {
    /// A text without a halo.
    pub(crate) fn new(x: f64, y: f64, text: &str, color: &'static str, side: Side) -> Label {
        Label { place: [at(x, y)], text: text.to_owned(), color, side, halo: None }
    }

    /// The same with a halo in a colour: that of the ground.
    pub(crate) fn halo(mut self, color: &'static str) -> Label {
        self.halo = Some(color);
        self
    }
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Label {
    type Point = &'a BackendCoord;
    type IntoIter = &'a [BackendCoord];

    fn point_iter(self) -> &'a [BackendCoord] {
        &self.place
    }
}

impl Drawable<Canvas<'_>> for Label {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        canvas: &mut Canvas<'_>,
        _: (u32, u32),
    ) -> Drawn {
        let lines: Vec<&str> = self.text.lines().collect();
        for (x, y) in points {
            let (x, middle) = (units(x), units(y));
            for (i, line) in lines.iter().enumerate() {
                // The baseline: capitals and digits of common fonts are 0.7 em high.
                let middle = middle + (i as f64 - (lines.len() - 1) as f64 / 2.0) * LINE_HEIGHT;
                let y = ((middle + 0.35 * FONT_SIZE) * TENTHS).round() / TENTHS;
                let (anchor, before) = match self.side {
                    Side::Right => ("start", 0.0),
                    Side::Middle => ("middle", 0.5),
                    Side::Left => ("end", 1.0),
                };
                let halo = self.halo.map_or_else(String::new, |paper| {
                    format!(" stroke=\"{paper}\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\"")
                });
                canvas.element(format_args!(
                    "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"{}\"{halo}>{}</text>",
                    self.color,
                    escape(line)
                ))?;
                let left = x - before * text_width(line);
                let half = 0.45 * FONT_SIZE;
                let edges = [left, middle - half, left + text_width(line), middle + half];
                canvas.0.texts.push(((*line).to_owned(), edges));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::{Sheet, draw};
    use crate::palette;

    #[test]
    fn text_is_escaped() {
        let mut sheet = Sheet::new(100.0, 100.0);
        draw(&sheet.area(), &Label::new(10.0, 10.0, "<b> & 'c'", palette::INK, Side::Right));
        assert!(sheet.body.contains(">&lt;b&gt; &amp; &apos;c&apos;</text>"), "{}", sheet.body);
    }
}
