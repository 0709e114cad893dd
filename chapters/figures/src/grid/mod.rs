//! Matrices as cells.

mod panel;

pub use panel::Panel;

use crate::canvas::Sheet;
use crate::figure::{Figure, one_line};

const WIDTH: f64 = 480.0;
const MARGIN: f64 = 6.0;
/// Between two columns of panels, and between two panels of a column.
const BETWEEN: f64 = 22.0;
/// Cells are no larger, so that a small matrix stays a figure and does not become a poster.
const LARGEST_CELL: f64 = 36.0;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette;

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
}
