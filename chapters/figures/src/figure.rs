//! A finished figure.

use crate::canvas::{FONT_SIZE, Sheet, escape};
use crate::palette;

/// A drawing with a title and a text alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    title: String,
    description: String,
    svg: String,
    size: (f64, f64),
    overlapping: Vec<(String, String)>,
}

impl Figure {
    pub(crate) fn new(title: String, description: String, sheet: Sheet) -> Figure {
        let (width, height) = sheet.size;
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-label=\"{}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"system-ui, sans-serif\" font-size=\"{FONT_SIZE}\">\n\
             <title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n{}</svg>",
            escape(&title),
            escape(&title),
            escape(&description),
            palette::PAPER,
            sheet.body
        );
        Figure { title, description, svg, size: sheet.size, overlapping: sheet.overlapping() }
    }

    /// What the figure is about.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What is seen, for who does not see it.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The drawing: one `<svg>` element, which holds others where it has steps, with title and description, without empty lines, style sheets, scripts or
    /// references to anything outside it.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// Width and height in its units.
    pub(crate) fn size(&self) -> (f64, f64) {
        self.size
    }

    /// The same with pairs of labels that overlap within what was drawn elsewhere.
    pub(crate) fn with_overlapping(mut self, more: Vec<(String, String)>) -> Figure {
        self.overlapping.extend(more);
        self
    }

    /// The same with further attributes of its root.
    pub(crate) fn with_attributes(mut self, attributes: &str) -> Figure {
        self.svg = self.svg.replacen("<svg ", &format!("<svg {attributes} "), 1);
        self
    }

    /// The pairs of labels that overlap, judged by a generous estimate of their widths. A figure with such a pair is not
    /// finished.
    pub fn overlapping_labels(&self) -> &[(String, String)] {
        &self.overlapping
    }

    /// Shows the figure in a notebook with the evcxr kernel, which looks for a method of this name.
    pub fn evcxr_display(&self) {
        // What the cell printed goes another way: give it the time to arrive first.
        std::thread::sleep(std::time::Duration::from_millis(100));
        print!("{}", self.evcxr());
    }

    /// What [`Figure::evcxr_display`] prints.
    fn evcxr(&self) -> String {
        let Figure { title, description, svg, .. } = self;
        format!(
            "EVCXR_BEGIN_CONTENT image/svg+xml\n{svg}\nEVCXR_END_CONTENT\n\
             EVCXR_BEGIN_CONTENT text/plain\n{title}. {description}\nEVCXR_END_CONTENT\n"
        )
    }
}

/// A text on one line, because the kernel and Markdown take an empty line for an end.
///
/// # Panics
/// If nothing is left: a figure without a title or a text alternative is not for everyone.
pub(crate) fn one_line(text: &str, what: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!line.is_empty(), "a figure needs a {what}");
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::Sheet;

    fn figure(title: &str, description: &str) -> Figure {
        Figure::new(title.to_owned(), description.to_owned(), Sheet::new(480.0, 300.0))
    }

    #[test]
    fn the_root_names_its_title_and_description() {
        let svg = figure("Ln n − ½, twice", "a < b & \"c\"").svg().to_owned();
        assert!(svg.starts_with(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 480 300\" role=\"img\" \
             aria-label=\"Ln n − ½, twice\""
        ));
        assert!(svg.contains("<title>Ln n − ½, twice</title>"));
        assert!(svg.contains("<desc>a &lt; b &amp; &quot;c&quot;</desc>"));
        assert!(svg.ends_with("</svg>"));
    }

    #[test]
    fn a_notebook_gets_the_drawing_and_its_words() {
        let figure = figure("Title", "Description.");
        let shown = figure.evcxr();
        assert!(shown.starts_with("EVCXR_BEGIN_CONTENT image/svg+xml\n<svg "));
        assert!(shown.ends_with(
            "</svg>\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/plain\nTitle. Description.\nEVCXR_END_CONTENT\n"
        ));
    }

    #[test]
    fn texts_are_one_line() {
        assert_eq!(one_line(" a\n\n b ", "title"), "a b");
    }

    #[test]
    #[should_panic(expected = "a figure needs a description")]
    fn a_figure_without_words_is_refused() {
        one_line(" \n", "description");
    }
}
