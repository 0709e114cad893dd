//! Notebooks: the same pages for Jupyter, with the outputs that the rendered page shows.

mod digests;
mod links;
mod runs;

use anyhow::Result;
use serde::Serialize;
use serde_json::{Value, json};

use super::boxes;
use super::page::{Cell, Guess, Piece, place};
use crate::Course;
pub use digests::digests;
pub(crate) use digests::of_crate;
pub use links::Links;
use runs::lines;
pub use runs::{Run, Shown, read, settled};

/// The file of a page's notebook: `attention-heads.ipynb` for `attention/heads`. All are in one folder.
pub fn file(page: &str) -> String {
    format!("{}.ipynb", page.replace('/', "-"))
}

/// A page as a notebook. Cells have the outputs of `runs` where these ran the same code.
///
/// # Errors
/// If the page names an exercise that does not exist.
pub fn generate(course: &Course, links: &Links, pieces: &[Piece], runs: &[Run]) -> Result<String> {
    let mut cells = Vec::new();
    let mut number = 0;
    let mut texts = 0;
    // What is right, while an answer waits for a guess.
    let mut right: Option<&str> = None;
    let mut push_text = |cells: &mut Vec<Value>, markdown: &str| {
        texts += 1;
        cells.push(json!({
            "cell_type": "markdown", "id": format!("text-{texts}"), "metadata": {}, "source": lines(markdown),
        }));
    };
    for piece in pieces {
        match piece {
            // Only a page shows what stands there.
            Piece::Text(markdown) if place(markdown).is_some() => {}
            Piece::Text(markdown) => {
                let markdown = plain(&links.followed(markdown));
                let shown = if right.is_some() { folded("After your guess", &markdown) } else { markdown };
                push_text(&mut cells, &shown);
            }
            Piece::Exercise(id) => push_text(&mut cells, &boxes::notebook(course, id)?),
            Piece::Guess(guess) => {
                right = Some(&guess.right);
                push_text(&mut cells, &links.followed(&question(guess)));
            }
            Piece::GuessEnd => {
                let right = right.take().unwrap_or_default();
                push_text(&mut cells, &folded("Which guess is right", &links.followed(right)));
            }
            Piece::Cell(cell) => {
                let run = runs.get(number).filter(|run| run.code == cell.code);
                number += 1;
                let mut metadata = run.map_or(json!({}), |run| json!({"workbook": {"digest": run.digest}}));
                if right.is_some() {
                    // JupyterLab shows three dots, until they are clicked on.
                    metadata["jupyter"] = json!({"outputs_hidden": true});
                }
                cells.push(json!({
                    "cell_type": "code",
                    "execution_count": run.map(|_| number),
                    "id": format!("cell-{number}"),
                    "metadata": metadata,
                    "outputs": run.map_or_else(Vec::new, |run| run.outputs.clone()),
                    "source": lines(&cell.code),
                }));
            }
        }
    }
    let notebook = json!({
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Rust", "language": "rust", "name": "rust"},
            "language_info": {"file_extension": ".rs", "mimetype": "text/rust", "name": "Rust"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    let mut bytes = Vec::new();
    // As Jupyter itself writes it, so that saving an unchanged notebook changes nothing.
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    notebook.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, formatter))?;
    bytes.push(b'\n');
    Ok(String::from_utf8(bytes)?)
}

/// The same page with cells that call the reader's answers, and say so first.
pub fn mine(pieces: &[Piece]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = pieces.to_vec();
    let setup = pieces.iter().position(|piece| matches!(piece, Piece::Cell(cell) if cell.setup));
    if let Some(at) = setup {
        if let Piece::Cell(cell) = &mut pieces[at] {
            cell.code = cell
                .code
                .replace("default-features = false", "default-features = false, features = [\"mine\"]");
        }
        let code = "// Whose answers the cells below call. After a change, restart the kernel.\n\
                    println!(\"{}\", std::env::var(\"WORKBOOK_WHOSE\").unwrap_or_default());";
        pieces.insert(at + 1, Piece::Cell(Cell { code: code.to_owned(), setup: false, fold: false }));
    }
    pieces
}

fn question(guess: &Guess) -> String {
    let mut text = format!("**Predict, then run.** {}\n", guess.question);
    for choice in &guess.choices {
        text += &format!("\n- {choice}");
    }
    text + "\n\n*What the cells below gave is folded away until you have guessed: click on their three dots.*"
}

fn folded(summary: &str, markdown: &str) -> String {
    format!("<details><summary>{summary}</summary>\n\n{markdown}\n\n</details>")
}

/// The book's Markdown as Jupyter understands it: anchors of headings as elements.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut in_fence = false;
    for line in markdown.lines() {
        in_fence ^= line.trim_start().starts_with("```");
        match line.split_once(" {#").filter(|_| line.starts_with('#') && !in_fence) {
            Some((heading, rest)) => {
                let id = rest.trim_end().trim_end_matches('}');
                text += &format!("<a id=\"{id}\"></a>\n\n{heading}\n");
            }
            None => text += &format!("{line}\n"),
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_jupyters() {
        let text = plain("## Softmax {#softmax}\n\n```md\n# Not {#this}\n```\n");
        assert_eq!(text.lines().next(), Some("<a id=\"softmax\"></a>"));
        assert!(text.contains("\n## Softmax\n") && text.contains("# Not {#this}"), "{text}");
    }

    #[test]
    fn an_answer_is_folded_until_the_guess() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let course = Course::at(root.to_path_buf()).unwrap();
        let cell = |code: &str| format!("```rust,cell\n{code}\n```\n\n");
        let page = format!(
            "{}```guess\nHow many?\n- one\n+ two\n```\n\n{}So two.\n\n```guess,end\n```\n\nLater.\n\n{}",
            cell("1"),
            cell("2"),
            cell("3")
        );
        let pieces = super::super::page::pieces(&page).unwrap();
        let page = super::super::Page { source: "attention.md".into(), number: None, pieces: pieces.clone() };
        let text = generate(&course, &Links::of(&[], &page), &pieces, &[]).unwrap();
        let notebook: Value = serde_json::from_str(&text).unwrap();
        let source = |cell: &Value| -> String {
            cell["source"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
        };
        let seen: Vec<(String, bool)> = notebook["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| (source(cell), cell["metadata"]["jupyter"]["outputs_hidden"] == true))
            .collect();
        let of = |part: &str| seen.iter().find(|(text, _)| text.contains(part)).unwrap();
        assert_eq!([of("1").1, of("2").1, of("3").1], [false, true, false]);
        assert!(of("How many?").0.contains("- one\n- two") && of("How many?").0.contains("three dots"));
        for (part, folded) in [("So two.", true), ("Which guess is right", true), ("Later.", false)] {
            assert_eq!(of(part).0.starts_with("<details>"), folded, "{part}");
        }
    }
}
