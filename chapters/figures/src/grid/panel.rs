//! One matrix of a figure.

use plotters::element::Rectangle;
use plotters::style::Color;

use crate::canvas::{LINE_HEIGHT, Label, Sheet, Side, at, draw, text_width};
use crate::palette;

/// A value from which its cell is so dark that text on it has to be light.
const DARK: f64 = 0.6;
/// Weights computed in single precision are a little beyond 0 to 1 at times.
const ROUNDING: f64 = 1e-5;

/// One matrix of a figure, with a caption and names of its rows and columns.
#[derive(Clone, Debug)]
pub struct Panel {
    caption: String,
    pub(super) values: Vec<Vec<f64>>,
    rows: (String, Vec<String>),
    columns: (String, Vec<String>),
    write: Option<fn(f64) -> String>,
    pub(super) below: bool,
}

impl Panel {
    /// A matrix by rows, with values from 0 (empty) to 1 (full). Rows and columns are numbered from 0.
    ///
    /// # Panics
    /// If there is no row or no column, or the rows are not equally long.
    pub fn new(caption: &str, values: Vec<Vec<f64>>) -> Panel {
        let columns = values.first().map_or(0, Vec::len);
        assert!(columns > 0, "the panel {caption:?} has no cells");
        for (i, row) in values.iter().enumerate() {
            let found = row.len();
            assert!(found == columns, "the panel {caption:?} has {columns} columns, and {found} in row {i}");
        }
        let numbers = |count: usize| (0..count).map(|i| i.to_string()).collect::<Vec<_>>();
        Panel {
            caption: caption.to_owned(),
            rows: (String::new(), numbers(values.len())),
            columns: (String::new(), numbers(columns)),
            values,
            write: None,
            below: false,
        }
    }

    /// What a row and a column stand for: `query` and `key`.
    #[must_use]
    pub fn axes(mut self, row: &str, column: &str) -> Panel {
        self.rows.0 = String::from(row);
        self.columns.0 = String::from(column);
        self
    }

    /// Names the rows and columns, instead of numbers.
    ///
    /// # Panics
    /// If there is not a name for each.
    #[must_use]
    pub fn names(mut self, rows: &[&str], columns: &[&str]) -> Panel {
        let (found, expected) = ((rows.len(), columns.len()), (self.rows.1.len(), self.columns.1.len()));
        assert!(
            found == expected,
            "the panel {:?} has {expected:?} rows and columns, and {found:?} names",
            self.caption
        );
        self.rows.1 = rows.iter().map(ToString::to_string).collect();
        self.columns.1 = columns.iter().map(ToString::to_string).collect();
        self
    }

    /// Writes the values into their cells where all of them fit; cells with an empty text have none.
    #[must_use]
    pub fn write(mut self, text: fn(f64) -> String) -> Panel {
        self.write = Some(text);
        self
    }

    /// Places it below the panel before it instead of beside.
    #[must_use]
    pub fn below(mut self) -> Panel {
        self.below = true;
        self
    }

    /// The width of the names of rows, and of what they stand for, which is written above them.
    pub(super) fn left(&self) -> f64 {
        self.rows.1.iter().map(|name| text_width(name)).fold(0.0, f64::max) + 6.0
    }

    /// The height above the cells: the caption, what columns stand for, and their names.
    pub(super) fn top(&self) -> f64 {
        LINE_HEIGHT * (self.caption.lines().count() as f64 + 1.0 + f64::from(u8::from(self.named()))) + 6.0
    }

    fn named(&self) -> bool {
        !self.rows.0.is_empty() || !self.columns.0.is_empty()
    }

    pub(super) fn height(&self, cell: f64) -> f64 {
        self.top() + cell * self.values.len() as f64
    }
}

impl Panel {
    /// Draws the panel with its first cell's corner at (x, y).
    pub(super) fn draw(&self, sheet: &mut Sheet, (x, y): (f64, f64), cell: f64) {
        let root = sheet.area();
        let text = |value: f64| match self.write {
            _ if !value.is_finite() => "?".to_owned(),
            Some(write) => write(value),
            None => String::new(),
        };
        let written = self.write.is_some()
            && self.values.iter().flatten().all(|&value| text_width(&text(value)) <= cell - 2.0);
        for (i, row) in self.values.iter().enumerate() {
            for (j, &value) in row.iter().enumerate() {
                assert!(
                    !value.is_finite() || (-ROUNDING..=1.0 + ROUNDING).contains(&value),
                    "the panel {:?} has the value {value} in row {i}, column {j}",
                    self.caption
                );
                let (left, top) = (x + cell * j as f64, y + cell * i as f64);
                let corners = [at(left, top), at(left + cell, top + cell)];
                if value > 0.0 {
                    // The smallest weight is still seen to be one.
                    let ink = palette::rgb(palette::SERIES[0]).mix(shade(value.min(1.0), written));
                    draw(&root, &Rectangle::new(corners, ink.filled()));
                }
                draw(&root, &Rectangle::new(corners, palette::rgb(palette::RULE).stroke_width(10)));
                if written || !value.is_finite() {
                    let color = if value >= DARK { palette::PAPER } else { palette::INK };
                    let label = text(value);
                    if !label.is_empty() {
                        let (x, y) = (left + cell / 2.0, top + cell / 2.0);
                        draw(&root, &Label::new(x, y, &label, color, Side::Middle));
                    }
                }
            }
        }
        for (i, name) in self.rows.1.iter().enumerate() {
            let y = y + cell * (i as f64 + 0.5);
            draw(&root, &Label::new(x - 6.0, y, name, palette::MUTED, Side::Left));
        }
        let widest = self.columns.1.iter().map(|name| text_width(name)).fold(0.0, f64::max);
        let stride = ((widest + 4.0) / cell).ceil().max(1.0) as usize;
        for (j, name) in self.columns.1.iter().enumerate().step_by(stride) {
            let x = x + cell * (j as f64 + 0.5);
            draw(&root, &Label::new(x, y - 0.5 * LINE_HEIGHT - 2.0, name, palette::MUTED, Side::Middle));
        }
        if self.named() {
            // Where the corner of rows and columns is: rows go down, columns go right.
            let words = match (&self.rows.0[..], &self.columns.0[..]) {
                (row, "") => format!("{row} ↓"),
                ("", column) => format!("{column} →"),
                (row, column) => format!("{row} ↓  {column} →"),
            };
            let (x, y) = (x - self.left() + 6.0, y - 1.5 * LINE_HEIGHT - 2.0);
            draw(&root, &Label::new(x, y, &words, palette::MUTED, Side::Right));
        }
        let lines = self.caption.lines().count() as f64;
        let y = y - self.top() + lines * LINE_HEIGHT / 2.0;
        draw(&root, &Label::new(x - self.left() + 6.0, y, &self.caption, palette::INK, Side::Right));
    }
}

/// How much of a cell's ground its colour covers.
///
/// On a middle blue neither dark nor light text can be read, so cells with text leave the middle out.
fn shade(value: f64, written: bool) -> f64 {
    match written {
        false => 0.1 + 0.9 * value,
        true if value < DARK => 0.1 + 0.48 * value / DARK,
        true => 0.9 + 0.1 * (value - DARK) / (1.0 - DARK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "has 2 columns, and 1 in row 1")]
    fn ragged_rows_are_refused() {
        let _ = Panel::new("caption", vec![vec![0.0, 1.0], vec![0.0]]);
    }
}
