//! Step-throughs: an algorithm as a sequence of figures.

use crate::canvas::{LINE_HEIGHT, Label, Sheet, Side, draw, escape, wrapped};
use crate::figure::{Figure, one_line};
use crate::palette;

const MARGIN: f64 = 8.0;
/// Above a caption, and between it and its drawing.
const BETWEEN: (f64, f64) = (14.0, 6.0);

/// A sequence of figures of one size with a caption each, as one figure: one below the other in a notebook, on paper and where
/// scripts do not run; one at a time on a page, with buttons.
///
/// ```
/// use figures::{Grid, Panel, Steps};
///
/// let frame = |sum: usize| {
///     let panel = Panel::new("taken", vec![(0..3).map(|i| if i < sum { 1.0 } else { 0.0 }).collect()]);
///     Grid::new(&format!("After {sum} of 3"), &format!("{sum} of 3 cells are full.")).panel(panel).save()
/// };
/// let mut steps = Steps::new("Taking three");
/// for sum in 1..=3 {
///     steps = steps.frame(&format!("The one at place {} is taken.", sum - 1), frame(sum));
/// }
/// assert_eq!(steps.save().svg().matches("class=\"frame\"").count(), 3);
/// ```
#[derive(Clone, Debug)]
pub struct Steps {
    title: String,
    frames: Vec<(String, Figure)>,
}

impl Steps {
    /// A sequence without frames. Its text alternative is made of theirs.
    ///
    /// # Panics
    /// If the title is empty.
    pub fn new(title: &str) -> Steps {
        Steps { title: one_line(title, "title"), frames: Vec::new() }
    }

    /// Adds a figure, and what happens in it: plain text.
    ///
    /// # Panics
    /// If the caption is empty, the figure is of another size than those before it, or a sequence itself.
    #[must_use]
    pub fn frame(mut self, caption: &str, figure: Figure) -> Steps {
        let number = self.frames.len() + 1;
        let title = &self.title;
        if let Some((_, first)) = self.frames.first() {
            let (expected, found) = (first.size(), figure.size());
            assert!(
                found == expected,
                "step {number} of {title:?} is {} by {} units, and those before it are {} by {}",
                found.0,
                found.1,
                expected.0,
                expected.1
            );
        }
        let is_plain = !figure.svg().contains("class=\"frame\"");
        assert!(is_plain, "step {number} of {title:?} is a sequence of steps itself");
        self.frames.push((one_line(caption, "caption for each of its steps"), figure));
        self
    }

    /// The whole sequence as a figure.
    ///
    /// # Panics
    /// If there are no frames.
    pub fn save(self) -> Figure {
        let Steps { title, frames } = self;
        let count = frames.len();
        let (width, height) = frames.first().unwrap_or_else(|| panic!("{title:?} has no steps")).1.size();
        let mut captions = Vec::new();
        let mut description = Vec::new();
        for (at, (caption, figure)) in frames.iter().enumerate() {
            let number = format!("{} of {count}.", at + 1);
            captions.push(wrapped(&format!("{number} {caption}"), width - 2.0 * MARGIN));
            description.push(format!("{number} {caption} {}", figure.description()));
        }
        let lines: usize = captions.iter().map(Vec::len).sum();
        let whole = count as f64 * (height + BETWEEN.0 + BETWEEN.1) + LINE_HEIGHT * lines as f64;
        let mut sheet = Sheet::new(width, (whole + MARGIN).ceil());
        let mut y = 0.0;
        let mut overlapping = Vec::new();
        for ((caption, figure), lines) in frames.iter().zip(captions) {
            y += BETWEEN.0;
            for line in lines {
                let place = y + LINE_HEIGHT / 2.0;
                draw(&sheet.area(), &Label::new(MARGIN, place, &line, palette::INK, Side::Right));
                y += LINE_HEIGHT;
            }
            y += BETWEEN.1;
            let inner = figure.svg().strip_prefix("<svg ").expect("a figure is an SVG element");
            sheet.body += &format!(
                "<svg class=\"frame\" y=\"{}\" data-caption=\"{}\" {inner}\n",
                (y * 10.0).round() / 10.0,
                escape(caption)
            );
            y += height;
            overlapping.extend(figure.overlapping_labels().iter().cloned());
        }
        Figure::new(title, description.join(" "), sheet).with_overlapping(overlapping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Grid, Panel};

    fn frame(rows: usize) -> Figure {
        Grid::new("Cells", &format!("{rows} rows."))
            .panel(Panel::new("cells", vec![vec![0.0, 1.0]; rows]))
            .save()
    }

    #[test]
    fn each_frame_keeps_its_caption_and_its_words() {
        let steps = Steps::new("Two").frame("First & foremost.", frame(2)).frame("Then.", frame(2)).save();
        assert_eq!(steps.title(), "Two");
        assert_eq!(steps.description(), "1 of 2. First & foremost. 2 rows. 2 of 2. Then. 2 rows.");
        let svg = steps.svg();
        assert_eq!(svg.matches("<desc>2 rows.</desc>").count(), 2);
        assert!(svg.contains("data-caption=\"First &amp; foremost.\""), "{svg}");
        assert_eq!(svg.matches("<svg ").count(), 3);
        assert_eq!(svg.matches("</svg>").count(), 3);
        assert!(!svg.contains("\n\n"));
        assert_eq!(steps.overlapping_labels(), []);
    }

    #[test]
    fn a_long_caption_is_broken_into_lines() {
        let long = "word ".repeat(40);
        let svg = Steps::new("One").frame(&long, frame(2)).save().svg().to_owned();
        assert!(svg.matches(">word word").count() > 2, "{svg}");
    }

    #[test]
    #[should_panic(expected = "step 2 of \"Two\" is 480 by ")]
    fn frames_of_different_sizes_are_refused() {
        let _ = Steps::new("Two").frame("First.", frame(2)).frame("Then.", frame(3));
    }

    #[test]
    #[should_panic(expected = "\"Two\" has no steps")]
    fn a_sequence_without_frames_is_refused() {
        let _ = Steps::new("Two").save();
    }

    #[test]
    #[should_panic(expected = "a figure needs a caption for each of its steps")]
    fn a_frame_without_a_caption_is_refused() {
        let _ = Steps::new("Two").frame(" ", frame(2));
    }
}
