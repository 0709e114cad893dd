//! Matrices as cells.

use plotters::element::Rectangle;
use plotters::style::Color;

use crate::canvas::{LINE_HEIGHT, Label, Sheet, Side, at, draw, text_width};
use crate::figure::{Figure, one_line};
use crate::palette;

const WIDTH: f64 = 480.0;
const MARGIN: f64 = 6.0;
/// Between two columns of panels, and between two panels of a column.
const BETWEEN: f64 = 22.0;
/// Cells are no larger, so that a small matrix stays a figure and does not become a poster.
const LARGEST_CELL: f64 = 36.0;
/// A value from which its cell is so dark that text on it has to be light.
const DARK: f64 = 0.6;
/// Weights computed in single precision are a little beyond 0 to 1 at times.
const ROUNDING: f64 = 1e-5;

/// One matrix of a figure, with a caption and names of its rows and columns.
#[derive(Clone, Debug)]
pub struct Panel {
    caption: String,
    values: Vec<Vec<f64>>,
    rows: (String, Vec<String>),
    columns: (String, Vec<String>),
    write: Option<fn(f64) -> String>,
    below: bool,
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
    fn left(&self) -> f64 {
        self.rows.1.iter().map(|name| text_width(name)).fold(0.0, f64::max) + 6.0
    }

    /// The height above the cells: the caption, what columns stand for, and their names.
    fn top(&self) -> f64 {
        LINE_HEIGHT * (self.caption.lines().count() as f64 + 1.0 + f64::from(u8::from(self.named()))) + 6.0
    }

    fn named(&self) -> bool {
        !self.rows.0.is_empty() || !self.columns.0.is_empty()
    }

    fn height(&self, cell: f64) -> f64 {
        self.top() + cell * self.values.len() as f64
    }
}

/// A figure of matrices side by side, whose cells are the darker the larger their value; all panels have the same cells.
#[derive(Clone, Debug)]
pub struct Grid {
    title: String,
    description: String,
    columns: Vec<Vec<Panel>>,
}

impl Grid {
    /// A figure without panels; see [`Chart::new`](crate::Chart::new) about title and description.
    ///
    /// # Panics
    /// If title or description is empty.
    pub fn new(title: &str, description: &str) -> Grid {
        Grid {
            title: one_line(title, "title"),
            description: one_line(description, "description"),
            columns: Vec::new(),
        }
    }

    /// Adds a panel.
    #[must_use]
    pub fn panel(mut self, panel: Panel) -> Grid {
        match self.columns.last_mut() {
            Some(column) if panel.below => column.push(panel),
            _ => self.columns.push(vec![panel]),
        }
        self
    }

    /// Draws the figure, 480 units wide and as high as it has to be.
    ///
    /// A value that is not finite is a cell with a question mark.
    ///
    /// # Panics
    /// If there is no panel, a value is outside 0 to 1, or the panels do not fit beside each other.
    pub fn save(self) -> Figure {
        assert!(!self.columns.is_empty(), "the figure {} has no panels", self.title);
        let most = |column: &Vec<Panel>| column.iter().map(|panel| panel.values[0].len()).max().unwrap_or(0);
        let left = |column: &Vec<Panel>| column.iter().map(Panel::left).fold(0.0, f64::max);
        let cells: usize = self.columns.iter().map(most).sum();
        let lost = self.columns.iter().map(left).sum::<f64>()
            + 2.0 * MARGIN
            + BETWEEN * (self.columns.len() - 1) as f64;
        let cell = (((WIDTH - lost) / cells as f64).floor()).min(LARGEST_CELL);
        assert!(cell >= 6.0, "the panels of the figure {} do not fit beside each other", self.title);
        let high = |column: &Vec<Panel>| {
            column.iter().map(|panel| panel.height(cell)).sum::<f64>() + BETWEEN * (column.len() - 1) as f64
        };
        let height = self.columns.iter().map(high).fold(0.0, f64::max) + 2.0 * MARGIN;

        // What is left over goes between and around the panels.
        let spare = (WIDTH - lost - cell * cells as f64) / (self.columns.len() + 1) as f64;
        let mut sheet = Sheet::new(WIDTH, height);
        let mut x = MARGIN + spare;
        for column in &self.columns {
            x += left(column);
            let mut y = MARGIN;
            for panel in column {
                panel.draw(&mut sheet, (x, y + panel.top()), cell);
                y += panel.height(cell) + BETWEEN;
            }
            x += cell * most(column) as f64 + BETWEEN + spare;
        }
        Figure::new(self.title, self.description, sheet)
    }
}

impl Panel {
    /// Draws the panel with its first cell's corner at (x, y).
    fn draw(&self, sheet: &mut Sheet, (x, y): (f64, f64), cell: f64) {
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

    fn identity(rows: usize, columns: usize) -> Vec<Vec<f64>> {
        (0..rows).map(|i| (0..columns).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect()
    }

    fn grid() -> Grid {
        let write = |value: f64| if value == 0.0 { String::new() } else { value.to_string() };
        Grid::new("Title", "Description.")
            .panel(Panel::new("square", identity(5, 5)).axes("query", "key").write(write))
            .panel(Panel::new("oblong", identity(3, 7)).axes("query", "key").write(write))
            .panel(Panel::new("under it", identity(3, 7)).axes("query", "key").below())
    }

    #[test]
    fn panels_share_the_width_without_overlap() {
        let figure = grid().save();
        assert!(figure.svg().contains("viewBox=\"0 0 480 "));
        assert_eq!(figure.overlapping_labels(), []);
        for colour in figure.svg().split('"').filter(|part| part.starts_with('#')) {
            assert!(palette::ALL.iter().any(|(_, hex)| *hex == colour), "{colour}");
        }
    }

    #[test]
    fn values_are_written_only_where_they_all_fit() {
        let written = |columns| {
            let panel = Panel::new("caption", identity(2, columns)).write(|value| format!("{value:.2}"));
            Grid::new("Title", "Description.").panel(panel).save().svg().contains(">1.00<")
        };
        assert!(written(4));
        assert!(!written(40));
    }

    #[test]
    fn a_value_that_is_not_finite_is_seen() {
        let panel = Panel::new("caption", vec![vec![f64::NAN, 0.5]]);
        assert!(Grid::new("Title", "Description.").panel(panel).save().svg().contains(">?<"));
    }

    #[test]
    #[should_panic(expected = "has the value 1.5 in row 0, column 1")]
    fn a_value_beyond_one_is_refused() {
        let _ = Grid::new("Title", "Description.").panel(Panel::new("caption", vec![vec![0.0, 1.5]])).save();
    }

    #[test]
    #[should_panic(expected = "has 2 columns, and 1 in row 1")]
    fn ragged_rows_are_refused() {
        let _ = Panel::new("caption", vec![vec![0.0, 1.0], vec![0.0]]);
    }
}
