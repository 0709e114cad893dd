//! Notebooks: the same pages for Jupyter, with the outputs that the rendered page shows.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::page::{Cell, Guess, Piece};
use super::{Page, boxes, page};
use crate::{Course, digest};

/// A cell that was executed.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The code that ran.
    pub code: String,
    /// What it depended on; see [`digests`].
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

fn lines(text: &str) -> Value {
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

/// A digest for each cell: of its code, of all cells before it, and of the crates that these use.
pub fn digests<'a>(root: &Path, cells: impl Iterator<Item = &'a Cell>) -> Vec<String> {
    let mut hasher = Sha256::new();
    let mut digests = Vec::new();
    for cell in cells {
        hasher.update(&cell.code);
        for chapter in dependencies(&cell.code) {
            for folder in
                [format!("chapters/{chapter}"), format!("solutions/{chapter}"), "chapters/figures".to_owned()]
            {
                hash_folder(&mut hasher, &root.join(folder));
            }
            // What was measured for the chapter, which its lessons include.
            for data in measurements(root, chapter) {
                hasher.update(String::from_utf8_lossy(&data).replace("\r\n", "\n"));
            }
        }
        digests.push(format!("{:016x}", digest::short(hasher.clone())));
    }
    digests
}

/// What was measured for a chapter: the contents of `book/data/CHAPTER-*.json`, by name.
fn measurements(root: &Path, chapter: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(root.join("book/data")) else { return Vec::new() };
    let own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_prefix(chapter).is_some_and(|rest| rest.starts_with('-')) && name.ends_with(".json")
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(own).collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// The chapters that a setup cell names: `:dep attention = { path = "../../chapters/attention", … }`.
pub(crate) fn dependencies(code: &str) -> impl Iterator<Item = &str> {
    let dep = code.lines().filter_map(|line| line.trim().strip_prefix(":dep "));
    dep.filter_map(|dep| dep.split_once("../../chapters/")?.1.split('"').next())
}

/// All files below a folder by name and content. What only grades is left out: no cell runs it.
fn hash_folder(hasher: &mut Sha256, folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "grade" | "tests" | "benches" | "examples" | "target") {
                hash_folder(hasher, &path);
            }
        } else if let Ok(bytes) = fs::read(&path) {
            hasher.update(name);
            // A checkout on Windows may have other line ends.
            hasher.update(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
        }
    }
}

/// The file of a page's notebook: `attention-heads.ipynb` for `attention/heads`. All are in one folder.
pub fn file(page: &str) -> String {
    format!("{}.ipynb", page.replace('/', "-"))
}

/// Where the links of a page lead in its notebook.
pub struct Links {
    /// The page's folder below `book/src`.
    folder: PathBuf,
    /// The pages that have a notebook.
    notebooks: BTreeSet<String>,
}

impl Links {
    /// Those of one of the book's pages.
    pub fn of(pages: &[Page], page: &Page) -> Links {
        let folder = page.source.parent().map(Path::to_path_buf).unwrap_or_default();
        Links { folder, notebooks: pages.iter().filter(|page| page.has_cells()).map(Page::name).collect() }
    }

    /// What stands in the notebook for the target of a link: another target, nothing for a page without a notebook, or the
    /// same.
    fn target<'a>(&self, target: &'a str) -> Target<'a> {
        let (path, anchor) = target.split_at(target.find('#').unwrap_or(target.len()));
        let Some(page) = path.strip_suffix(".md").filter(|path| !path.contains(':')) else {
            return Target::Same;
        };
        let mut name: Vec<String> = Vec::new();
        for part in self.folder.join(page).components() {
            match part {
                Component::Normal(part) => name.push(part.to_string_lossy().into_owned()),
                Component::ParentDir => drop(name.pop()),
                _ => {}
            }
        }
        let name = name.join("/");
        if self.notebooks.contains(&name) { Target::Notebook(file(&name), anchor) } else { Target::Nowhere }
    }

    /// Markdown with links to the pages' notebooks instead of the pages; the words of a link to a page that has none.
    fn followed(&self, markdown: &str) -> String {
        let mut text = String::with_capacity(markdown.len());
        let mut from = 0;
        // A link, and the words in it.
        let mut open: Option<(String, usize, Option<Range<usize>>)> = None;
        for (event, range) in Parser::new_ext(markdown, page::options()).into_offset_iter() {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    open = Some((dest_url.to_string(), range.start, None))
                }
                Event::End(TagEnd::Link) => {
                    let Some((target, start, Some(words))) = open.take() else { continue };
                    let words = &markdown[words];
                    let instead = match self.target(&target) {
                        Target::Same => continue,
                        Target::Nowhere => words.to_owned(),
                        Target::Notebook(file, anchor) => format!("[{words}]({file}{anchor})"),
                    };
                    text += &markdown[from..start];
                    text += &instead;
                    from = range.end;
                }
                _ => {
                    if let Some((_, _, words)) = &mut open {
                        let known = words.clone().unwrap_or_else(|| range.clone());
                        *words = Some(known.start.min(range.start)..known.end.max(range.end));
                    }
                }
            }
        }
        text + &markdown[from..]
    }
}

/// Where a link leads.
enum Target<'a> {
    /// Not to a page.
    Same,
    /// To a page that has no notebook.
    Nowhere,
    /// To a notebook, with what follows from `#`.
    Notebook(String, &'a str),
}

/// A page as a notebook. Cells have the outputs of `runs` where these ran the same code.
///
/// # Errors
/// If the page names an exercise that does not exist.
pub fn generate(course: &Course, links: &Links, pieces: &[Piece], runs: &[Run]) -> Result<String> {
    let mut cells = Vec::new();
    let mut number = 0;
    let mut texts = 0;
    let mut push_text = |cells: &mut Vec<Value>, markdown: &str| {
        texts += 1;
        cells.push(json!({
            "cell_type": "markdown", "id": format!("text-{texts}"), "metadata": {}, "source": lines(markdown),
        }));
    };
    for piece in pieces {
        match piece {
            Piece::Text(markdown) => push_text(&mut cells, &plain(&links.followed(markdown))),
            Piece::Exercise(id) => push_text(&mut cells, &boxes::notebook(course, id)?),
            Piece::Guess(guess) => push_text(&mut cells, &links.followed(&question(guess))),
            Piece::Cell(cell) => {
                let run = runs.get(number).filter(|run| run.code == cell.code);
                number += 1;
                let metadata = run.map_or(json!({}), |run| json!({"workbook": {"digest": run.digest}}));
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
        pieces.insert(at + 1, Piece::Cell(Cell { code: code.to_owned(), setup: false }));
    }
    pieces
}

fn question(guess: &Guess) -> String {
    let mut text = format!("**Predict, then run.** {}\n", guess.question);
    for choice in &guess.choices {
        text += &format!("\n- {choice}");
    }
    text
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

    #[test]
    fn a_digest_depends_on_the_cells_before() {
        let cell = |code: &str| Cell { code: code.to_owned(), setup: false };
        let root = Path::new("nowhere");
        let digest = |cells: &[Cell]| digests(root, cells.iter());
        let (a, b) = (digest(&[cell("1"), cell("2")]), digest(&[cell("3"), cell("2")]));
        assert_ne!(a[1], b[1]);
        assert_eq!(a[0], digest(&[cell("1")])[0]);
    }

    #[test]
    fn a_digest_depends_on_what_was_measured_for_its_chapters() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("book/data");
        fs::create_dir_all(&data).unwrap();
        let code = ":dep moe = { path = \"../../chapters/moe\" }".to_owned();
        let digest =
            || digests(root.path(), std::iter::once(&Cell { code: code.clone(), setup: true })).remove(0);
        let mut before = digest();
        for name in ["moe-bench.json", "moe-balance.json"] {
            fs::write(data.join(name), "{}").unwrap();
            let after = digest();
            assert_ne!(before, after, "{name}");
            before = after;
        }
        for name in ["attention-bench.json", "moehre-bench.json", "moe-notes.txt"] {
            fs::write(data.join(name), "{}").unwrap();
            assert_eq!(before, digest(), "{name}");
        }
    }

    #[test]
    fn dependencies_are_read_from_the_cell() {
        let code = ":cache 512\n:dep attention = { path = \"../../chapters/attention\", default-features = false }\n:dep ndarray = \"0.17\"";
        assert_eq!(dependencies(code).collect::<Vec<_>>(), ["attention"]);
    }

    #[test]
    fn anchors_are_jupyters() {
        let text = plain("## Softmax {#softmax}\n\n```md\n# Not {#this}\n```\n");
        assert_eq!(text.lines().next(), Some("<a id=\"softmax\"></a>"));
        assert!(text.contains("\n## Softmax\n") && text.contains("# Not {#this}"), "{text}");
    }

    #[test]
    fn links_lead_to_notebooks_wherever_the_page_is() {
        let page = |name: &str, cells: bool| {
            let cell = Piece::Cell(Cell { code: String::new(), setup: false });
            Page { source: format!("{name}.md").into(), pieces: if cells { vec![cell] } else { Vec::new() } }
        };
        let pages = [
            page("index", false),
            page("attention", true),
            page("attention/heads", true),
            page("moe/a", true),
        ];
        for (at, text, expected) in [
            (
                1,
                "See [*many* heads](attention/heads.md#gqa).",
                "See [*many* heads](attention-heads.ipynb#gqa).",
            ),
            (2, "[`softmax`](../attention.md#softmax)", "[`softmax`](attention.ipynb#softmax)"),
            (
                2,
                "[here](heads.md), [there](../moe/a.md)",
                "[here](attention-heads.ipynb), [there](moe-a.ipynb)",
            ),
            (2, "[the\nbeginning](../index.md) of it", "the\nbeginning of it"),
            (2, "[a][1]\n\n[1]: ../attention.md", "[a](attention.ipynb)\n\n[1]: ../attention.md"),
            (2, "[a](https://example.org/b.md)", "[a](https://example.org/b.md)"),
            (2, "[a](#gqa) `[b](heads.md)`", "[a](#gqa) `[b](heads.md)`"),
        ] {
            assert_eq!(Links::of(&pages, &pages[at]).followed(text), expected);
        }
    }
}
