//! What the cells of a notebook gave.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// A cell that was executed.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The code that ran.
    pub code: String,
    /// What it depended on; see [`digests`](super::digests()).
    pub digest: String,
    /// What it printed and returned, as nbformat has it.
    pub outputs: Vec<Value>,
}

/// One thing to show under a cell.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown {
    /// What it printed, or the value it returned.
    Text(String),
    /// A figure: its SVG.
    Figure(String),
}

impl Shown {
    /// How many drawings a page shows for it: of a step-through each of its frames, which are elements of the class `frame`.
    pub fn drawings(&self) -> usize {
        let Shown::Figure(svg) = self else { return 0 };
        svg.matches("<svg class=\"frame\"").count().max(1)
    }
}

impl Run {
    /// What went wrong in the cell: an error of the compiler, or what a panic said.
    pub fn failure(&self) -> Option<String> {
        let failed = |output: &&Value| output["output_type"] == "error" || output["name"] == "stderr";
        let output = self.outputs.iter().find(failed)?;
        let said = output.get("traceback").map_or_else(
            || text(&output["text"]),
            |lines| {
                lines
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join("\n")
            },
        );
        Some(plain_text(&said))
    }

    /// What the page shows under the cell.
    pub fn shown(&self) -> Vec<Shown> {
        let show = |output: &Value| {
            let data = &output["data"];
            let figure = data.get("image/svg+xml").map(|svg| Shown::Figure(text(svg)));
            let printed =
                || output.get("text").or(data.get("text/plain")).map(|lines| Shown::Text(text(lines)));
            figure.or_else(printed)
        };
        self.outputs.iter().filter_map(show).collect()
    }
}

/// Without the terminal's colours.
fn plain_text(coloured: &str) -> String {
    let mut parts = coloured.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

/// Text as nbformat has it: a string, or a list of lines that keep their ends.
fn text(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

pub(super) fn lines(text: &str) -> Value {
    text.split_inclusive('\n').collect()
}

/// Reads the executed cells of a notebook.
///
/// # Errors
/// If it cannot be read, or is not a notebook.
pub fn read(path: &Path) -> Result<Vec<Run>> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let notebook: Value =
        serde_json::from_slice(&bytes).with_context(|| format!("{} is not a notebook", path.display()))?;
    let cells = notebook["cells"].as_array().with_context(|| format!("{} has no cells", path.display()))?;
    Ok(cells
        .iter()
        .filter(|cell| cell["cell_type"] == "code")
        .map(|cell| Run {
            code: text(&cell["source"]).trim_end().to_owned(),
            digest: cell["metadata"]["workbook"]["digest"].as_str().unwrap_or_default().to_owned(),
            outputs: cell["outputs"].as_array().cloned().unwrap_or_default(),
        })
        .collect())
}

/// Outputs as they are kept: one stream instead of its pieces, and no number that another run would change.
pub fn settled(outputs: Vec<Value>, number: usize) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for mut output in outputs {
        // A cell that ends with a loop returns the unit value, which says nothing.
        if output["data"] == json!({"text/plain": ["()"]}) {
            continue;
        }
        if output["output_type"] == "stream" {
            let printed = text(&output["text"]);
            if let Some(last) = kept.last_mut().filter(|last| last["name"] == output["name"]) {
                last["text"] = lines(&(text(&last["text"]) + &printed));
                continue;
            }
            output["text"] = lines(&printed);
        }
        if output.get("execution_count").is_some() {
            output["execution_count"] = json!(number);
        }
        kept.push(output);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_joined_and_numbers_are_the_cells() {
        let outputs = vec![
            json!({"output_type": "stream", "name": "stdout", "text": ["a\n"]}),
            json!({"output_type": "stream", "name": "stdout", "text": "b\n"}),
            json!({"output_type": "execute_result", "execution_count": 9, "data": {"text/plain": ["1"]}, "metadata": {}}),
        ];
        let kept = settled(outputs, 3);
        assert_eq!(kept.len(), 2);
        assert_eq!(kept[0]["text"], json!(["a\n", "b\n"]));
        assert_eq!(kept[1]["execution_count"], 3);
    }

    #[test]
    fn a_figure_is_shown_before_its_words() {
        let outputs = vec![
            json!({"output_type": "execute_result", "data": {"image/svg+xml": ["<svg>", "</svg>"], "text/plain": "x"}}),
        ];
        let run = Run { code: String::new(), digest: String::new(), outputs };
        assert_eq!(run.shown(), [Shown::Figure("<svg></svg>".to_owned())]);
    }
}
