//! A page that the tests look at.

use contract::{Exercise, Level};
use serde_json::json;

use super::page::{Surveyed, survey};
use crate::book::notebook::Run;
use crate::book::{Page, page};

pub(super) fn meta() -> Exercise {
    Exercise {
        chapter: "ships".to_owned(),
        name: "sail".to_owned(),
        title: "Sail".to_owned(),
        level: Level::Easy,
        minutes: 20,
        year: 1990,
        needs: Vec::new(),
        text: "ships/sail.html#sail".to_owned(),
        hints: Default::default(),
        story: String::new(),
        failing: String::new(),
        mistakes: Vec::new(),
        verdicts: Vec::new(),
    }
}

const FIGURE: &str = "<svg width=\"777\"><title>A ship</title><desc>It sails at 33.50 knots.</desc><text x=\"555\">44</text></svg>";

/// A page of prose, and after it a cell that gave a text and, if wished, a figure.
pub(super) fn page(markdown: &str, code: &str, printed: &str, figure: bool) -> Surveyed {
    let fence = format!("```rust,cell\n{code}\n```");
    let pieces = page::pieces(&markdown.replace("CELL", &fence)).unwrap();
    let mut outputs = vec![json!({"output_type": "stream", "name": "stdout", "text": printed})];
    if figure {
        outputs.push(json!({"output_type": "execute_result", "data": {"image/svg+xml": FIGURE}}));
    }
    let run = Run { code: code.to_owned(), digest: String::new(), outputs };
    survey(&Page { source: "ships/sail.md".into(), number: None, pieces }, &[run])
}

pub(super) fn prose(words: usize) -> String {
    "word ".repeat(words)
}
