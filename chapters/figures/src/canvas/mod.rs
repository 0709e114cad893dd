//! Where plotters draws: an SVG with tenths of a unit, dashes, and no colour beyond the palette.
//!
//! plotters' own SVG backend rounds to whole units, knows no dashes, writes colours in upper case, and gives every shape
//! an opacity.

mod elements;

pub(crate) use elements::{Card, Label, Side, Stroke};

use std::fmt::Write;

use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use crate::palette;

/// The size of all text in the figure's units, and the distance of two lines.
pub(crate) const FONT_SIZE: f64 = 15.0;
pub(crate) const LINE_HEIGHT: f64 = 18.0;

/// plotters counts in whole numbers, so it is given tenths.
const TENTHS: f64 = 10.0;

/// A length in plotters' tenths.
pub(crate) fn tenths(length: f64) -> i32 {
    (length * TENTHS).round() as i32
}

/// Backend coordinates of a point.
pub(crate) fn at(x: f64, y: f64) -> BackendCoord {
    (tenths(x), tenths(y))
}

/// A length in units, as short as it can be written.
fn units(tenths: i32) -> f64 {
    f64::from(tenths) / TENTHS
}

/// Text for the inside of an element or an attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The width of a line of text in units: generous, because the reader's sans serif is not known here.
pub(crate) fn text_width(text: &str) -> f64 {
    let ems = text.chars().map(|c| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '\u{2009}' => 0.32,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '/' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' => 0.92,
        c if c.is_uppercase() => 0.72,
        _ => 0.6,
    });
    ems.sum::<f64>() * FONT_SIZE
}

/// Words in lines that are about equally long and at most `most` wide, unless a word is wider.
pub(crate) fn wrapped(text: &str, most: f64) -> Vec<String> {
    let fill = |most: f64| {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            match lines.last_mut() {
                Some(line) if text_width(line) + text_width(" ") + text_width(word) <= most => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    };
    let lines = fill(most);
    // As narrow as they can be without another line.
    let mut narrower = most;
    while narrower > 20.0 && fill(narrower - 4.0).len() == lines.len() {
        narrower -= 4.0;
    }
    fill(narrower)
}

/// What has been drawn so far.
pub(crate) struct Sheet {
    /// Width and height in units.
    pub(crate) size: (f64, f64),
    /// The elements of the SVG.
    pub(crate) body: String,
    /// Each line of text with its left, top, right and bottom.
    texts: Vec<(String, [f64; 4])>,
}

impl Sheet {
    pub(crate) fn new(width: f64, height: f64) -> Sheet {
        Sheet { size: (width, height), body: String::new(), texts: Vec::new() }
    }

    /// plotters' view of the sheet, in tenths of a unit.
    pub(crate) fn area(&mut self) -> DrawingArea<Canvas<'_>, Shift> {
        Canvas(self).into_drawing_area()
    }

    /// Pairs of texts whose boxes overlap.
    pub(crate) fn overlapping(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (i, (text, [left, top, right, bottom])) in self.texts.iter().enumerate() {
            for (other, [l, t, r, b]) in &self.texts[i + 1..] {
                if left < r && l < right && top < b && t < bottom {
                    pairs.push((text.clone(), other.clone()));
                }
            }
        }
        pairs
    }
}

/// A sheet as a backend of plotters.
pub(crate) struct Canvas<'a>(&'a mut Sheet);

type Drawn = Result<(), DrawingErrorKind<std::fmt::Error>>;

impl Canvas<'_> {
    /// Writes one element.
    fn element(&mut self, element: std::fmt::Arguments<'_>) -> Drawn {
        writeln!(self.0.body, "{element}").map_err(DrawingErrorKind::DrawingError)
    }

    fn line(&mut self, points: impl IntoIterator<Item = BackendCoord>, pen: &Pen) -> Drawn {
        let mut kept: Vec<BackendCoord> = Vec::new();
        for point in points {
            // The middle of three at one height adds nothing.
            if let [.., before, last] = kept[..]
                && before.1 == last.1
                && last.1 == point.1
            {
                kept.pop();
            }
            kept.push(point);
        }
        let points: Vec<String> =
            kept.into_iter().map(|(x, y)| format!("{},{}", units(x), units(y))).collect();
        let Pen { color, width, dash, opacity } = pen;
        let mut more = String::new();
        if !dash.is_empty() {
            more.push_str(&format!(" stroke-dasharray=\"{dash}\""));
        }
        if *opacity < 1.0 {
            more.push_str(&format!(" opacity=\"{opacity}\""));
        }
        self.element(format_args!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\"{more} \
             stroke-linejoin=\"round\"/>",
            points.join(" ")
        ))
    }
}

/// How a line is drawn.
pub(crate) struct Pen {
    pub(crate) color: &'static str,
    /// In units.
    pub(crate) width: f64,
    /// As in the attribute `stroke-dasharray`; empty for a solid line.
    pub(crate) dash: &'static str,
    pub(crate) opacity: f64,
}

impl Pen {
    /// A solid line one unit wide.
    pub(crate) fn thin(color: &'static str) -> Pen {
        Pen { color, width: 1.0, dash: "", opacity: 1.0 }
    }
}

/// The color as the palette writes it.
///
/// # Panics
/// If it is not in the palette.
fn hex(color: BackendColor) -> &'static str {
    let (r, g, b) = color.rgb;
    let hex = format!("#{r:02x}{g:02x}{b:02x}");
    let known = palette::ALL.iter().find(|(_, known)| *known == hex);
    known.unwrap_or_else(|| panic!("{hex} is not in the palette")).1
}

/// `fill` or `stroke`, and the opacity where there is one.
fn paint(style: &impl BackendStyle, fill: bool) -> String {
    let (color, width) = (style.color(), units(style.stroke_width() as i32));
    let mut paint = if fill {
        format!("fill=\"{}\"", hex(color))
    } else {
        format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"", hex(color))
    };
    if color.alpha < 1.0 {
        paint.push_str(&format!(" opacity=\"{:.2}\"", color.alpha));
    }
    paint
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = std::fmt::Error;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.0.size;
        ((width * TENTHS) as u32, (height * TENTHS) as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let width = units(style.stroke_width() as i32);
        self.line(path, &Pen { width, opacity: style.color().alpha, ..Pen::thin(hex(style.color())) })
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, width, height) = (units(left), units(top), units(right - left), units(bottom - top));
        self.element(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {}/>",
            paint(style, fill)
        ))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, radius) = (units(x), units(y), units(radius as i32));
        self.element(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {}/>", paint(style, fill)))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<String> =
            corners.into_iter().map(|(x, y)| format!("{},{}", units(x), units(y))).collect();
        self.element(format_args!("<polygon points=\"{}\" {}/>", corners.join(" "), paint(style, true)))
    }
}

/// Draws an element on an area of a sheet, which cannot fail: it writes to memory.
pub(crate) fn draw<'e, 's, C: CoordTranslate, E>(area: &DrawingArea<Canvas<'s>, C>, element: &'e E)
where
    &'e E: PointCollection<'e, C::From>,
    E: Drawable<Canvas<'s>>,
{
    area.draw(element).expect("writing to memory does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_texts_are_found() {
        let mut sheet = Sheet::new(100.0, 100.0);
        let area = sheet.area();
        for (y, text) in [(10.0, "first"), (20.0, "second"), (60.0, "third")] {
            draw(&area, &Label::new(50.0, y, text, palette::INK, Side::Middle));
        }
        drop(area);
        assert_eq!(sheet.overlapping(), [("first".to_owned(), "second".to_owned())]);
    }

    #[test]
    #[should_panic(expected = "#010203 is not in the palette")]
    fn no_colour_beyond_the_palette_is_drawn() {
        let _ = hex(BackendColor { alpha: 1.0, rgb: (1, 2, 3) });
    }
}
