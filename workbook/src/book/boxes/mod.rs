//! The box of an exercise: what to write, where, how long it takes, what being wrong looks like, three hints. Under it the same in
//! PyTorch.

use anyhow::{Context, Result};
use contract::Exercise;
use syn::{Item, Visibility};

use super::html::escaped;
use super::types::{Types, signature};
use crate::Course;

/// A public function of a stub.
struct Function {
    /// Without the body: `pub fn softmax(…) -> …`.
    signature: String,
    /// Its comment, as Markdown.
    statement: String,
}

/// What a box says.
struct Said<'a> {
    exercise: &'a Exercise,
    functions: Vec<Function>,
    /// The names that the chapter defines for it, and their definitions.
    given: Vec<(String, String)>,
}

impl Said<'_> {
    fn of<'a>(course: &'a Course, id: &str) -> Result<Said<'a>> {
        let exercise = course.exercise(id)?;
        let path = course.file("solutions", exercise);
        let source =
            std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let file = syn::parse_file(&source).with_context(|| format!("{} is not Rust", path.display()))?;
        let types = Types::of(&course.root.join("chapters").join(&exercise.chapter))?;
        let given = types.used(&file, &exercise.chapter);
        Ok(Said { exercise, functions: functions(&source, &file), given })
    }

    fn command(&self) -> String {
        format!("cargo test -p {} --test exercises -- --exact {}", self.exercise.chapter, self.exercise.id())
    }

    fn statement(&self) -> String {
        let part = |f: &Function| format!("```rust\n{}\n```\n\n{}\n\n", f.signature, f.statement);
        self.functions.iter().map(part).collect::<String>() + &self.given()
    }

    /// The same, shorter: of each function what it computes and its shapes, and the rest in a fold.
    fn short(&self) -> String {
        let part = |f: &Function| {
            let (first, rest) = split(&f.statement);
            let summary = "Sizes, edges, magnitudes: what the cases try";
            let rest = if rest.is_empty() {
                rest
            } else {
                format!("<details class=\"edges\"><summary>{summary}</summary>\n\n{rest}\n\n</details>\n\n")
            };
            format!("```rust\n{}\n```\n\n{first}\n\n{rest}", f.signature)
        };
        self.functions.iter().map(part).collect::<String>() + &self.given()
    }

    /// What the chapter defines for it, folded.
    fn given(&self) -> String {
        let names: Vec<String> = self.given.iter().map(|(name, _)| format!("<code>{name}</code>")).collect();
        let Some((last, others)) = names.split_last() else { return String::new() };
        let names =
            if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
        let is = if others.is_empty() { "is" } else { "are" };
        let code: Vec<&str> = self.given.iter().map(|(_, code)| code.as_str()).collect();
        format!(
            "<details class=\"given\"><summary>What {names} {is}</summary>\n\n```rust\n{}```\n\n</details>\n\n",
            code.join("\n")
        )
    }
}

/// What a function computes and its shapes, as a list, and what else is to be known. A short statement stays whole.
fn split(statement: &str) -> (String, String) {
    let paragraphs: Vec<&str> = statement.split("\n\n").collect();
    // What it computes goes on while a sentence does, as before a list or a formula.
    let whole = |text: &str| text.trim_end_matches(['`', ')', '*']).ends_with(['.', '?', '!']);
    let ends = paragraphs.iter().position(|paragraph| whole(paragraph)).map_or(paragraphs.len(), |at| at + 1);
    let (what, others) = paragraphs.split_at(ends);
    let what = what.join("\n\n");
    let (mut shapes, mut rest) = (Vec::new(), Vec::new());
    for paragraph in others {
        if paragraph.starts_with("Shapes: ") && shapes.is_empty() {
            let (first, more) = sentence(paragraph);
            shapes.push(first.to_owned());
            rest.extend((!more.is_empty()).then_some(more));
        } else {
            rest.push(paragraph);
        }
    }
    let rest = rest.join("\n\n");
    // Lists, formulas of their own and code are no items of a list.
    let plain = !what.contains("\n- ") && !what.starts_with(['-', '|', '`']) && !what.contains("$$");
    if rest.len() < SHORT || (!plain && ends == 1) {
        return (statement.to_owned(), String::new());
    }
    if shapes.is_empty() {
        return (what, rest);
    }
    if ends > 1 {
        return (format!("{what}\n\n{}", shapes.join("\n\n")), rest);
    }
    let item = |text: &str| format!("- {}\n", text.replace('\n', "\n  "));
    (std::iter::once(what.as_str()).chain(shapes.iter().map(String::as_str)).map(item).collect(), rest)
}

/// A verdict as HTML on one line: each of its lines by itself, the words of a mistake in one, which the page wraps.
fn told(verdict: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in verdict.trim_end().lines() {
        match lines.last_mut() {
            Some(mistake) if mistake.starts_with("  mistake") && line.starts_with("            ") => {
                *mistake += " ";
                *mistake += line.trim();
            }
            _ => match line.split_once("      text: ") {
                Some((hint, text)) => lines.extend([hint.to_owned(), format!("            text: {text}")]),
                None => lines.push(line.to_owned()),
            },
        }
    }
    let shown: Vec<String> =
        lines.iter().map(|line| format!("<span>{}&#10;</span>", escaped(line))).collect();
    shown.concat()
}

/// What is not worth a fold, in bytes: about two lines.
const SHORT: usize = 160;

/// The first sentence of a paragraph, and what follows it.
fn sentence(paragraph: &str) -> (&str, &str) {
    let ends = paragraph.match_indices(". ").chain(paragraph.match_indices(".\n")).map(|(at, _)| at + 1);
    // Not the dots of a path or of an abbreviation: what follows begins with a capital, or with code.
    let ends = ends.filter(|at| {
        paragraph[*at..].trim_start().starts_with(|c: char| c.is_uppercase() || c == '`')
            && paragraph[..*at].matches('`').count().is_multiple_of(2)
    });
    match ends.min() {
        Some(end) => (&paragraph[..end], paragraph[end..].trim_start()),
        None => (paragraph, ""),
    }
}

fn functions(source: &str, file: &syn::File) -> Vec<Function> {
    let mut functions = Vec::new();
    for item in &file.items {
        let Item::Fn(function) = item else { continue };
        if !matches!(function.vis, Visibility::Public(_)) {
            continue;
        }
        let comment: Vec<String> = function.attrs.iter().filter_map(comment_line).collect();
        functions.push(Function {
            signature: signature(&function.vis, &function.sig, "", source),
            statement: unlinked(&comment.join("\n")),
        });
    }
    functions
}

/// A comment in which what is a link for rustdoc is code alone: [`send`] and [`send`](trait.Communicator.html) are `send`.
pub(super) fn unlinked(comment: &str) -> String {
    let mut parts = comment.split("[`");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('`');
        let Some((name, behind)) = part.split_once("`]") else {
            text += part;
            continue;
        };
        text = text + name + "`";
        text += behind.strip_prefix('(').and_then(|target| target.split_once(')')).map_or(behind, |it| it.1);
    }
    text
}

fn comment_line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    let text = text.value();
    pair.path.is_ident("doc").then(|| text.strip_prefix(' ').unwrap_or(&text).to_owned())
}

/// The hints, each inside the one before, so that they open one by one.
fn hints(meta: &Exercise) -> String {
    let count = meta.hints.len();
    let mut text = String::new();
    for (i, hint) in meta.hints.iter().enumerate() {
        text += "<details class=\"hint\">";
        text += &format!("<summary>Hint {} of {count}</summary>\n\n{hint}\n\n", i + 1);
    }
    text + &"</details>".repeat(count)
}

/// The box as the page has it: Markdown and HTML.
///
/// # Errors
/// If there is no such exercise.
pub(super) fn page(course: &Course, id: &str) -> Result<String> {
    let said = Said::of(course, id)?;
    let meta = said.exercise;
    let (id, name) = (meta.id(), &meta.name);
    let mut text = format!(
        "<section class=\"exercise\" data-exercise=\"{id}\">\n\n### Exercise: {title} {{#exercise-{name}}}\n\n\
         <p class=\"facts\"><span>{level}</span><span>{minutes} minutes</span><span><code>{file}</code></span></p>\n\n{statement}\
         Judge it:\n\n```sh\n{command}\n```\n\n",
        title = meta.title,
        level = meta.level,
        minutes = meta.minutes,
        file = meta.file(),
        statement = said.short(),
        command = said.command(),
    );
    text += &format!(
        "<details class=\"failing\"><summary>What a wrong answer is told</summary>\n<pre><code class=\"no-highlight\">{}</code></pre>\n</details>\n\n",
        told(&meta.failing)
    );
    text += &hints(meta);
    text += "\n\n";
    text += &super::real::fold(course, &id)?;
    text += "\n\n</section>";
    Ok(text + &in_python(course, meta))
}

/// What the exercise asks for in Python, folded, under the box, where it has the page's width: `book/pytorch/CHAPTER/NAME.py`, which `chapters/pytorch` tests. It
/// is called after what the file imports. Nothing where there is no file.
fn in_python(course: &Course, meta: &Exercise) -> String {
    let path = course.root.join("book/pytorch").join(&meta.chapter).join(format!("{}.py", meta.name));
    let Ok(code) = std::fs::read_to_string(path) else { return String::new() };
    let imports = |module: &str| code.lines().any(|line| line.starts_with(&format!("import {module}")));
    let name = if imports("torch") {
        "PyTorch"
    } else if imports("numpy") {
        "NumPy"
    } else {
        "Python"
    };
    format!(
        "\n\n<details class=\"python\"><summary>The same in {name}</summary>\n\n```python\n{}\n```\n\n</details>",
        code.trim_end()
    )
}

/// The box as a notebook has it: Markdown.
///
/// # Errors
/// If there is no such exercise.
pub(super) fn notebook(course: &Course, id: &str) -> Result<String> {
    let said = Said::of(course, id)?;
    let meta = said.exercise;
    Ok(format!(
        "### Exercise: {}\n\n{} · {} minutes · `{}`\n\n{}Judge it: `{}`\n\n{}",
        meta.title,
        meta.level,
        meta.minutes,
        meta.file(),
        said.statement(),
        said.command(),
        hints(meta),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_begins_with_what_is_computed_and_its_shapes() {
        let edges = "Scores can be large. ".repeat(9);
        let statement = format!(
            "Attention, as in e.g. `a. B`.\n\nShapes: `q` (n, d) gives\n(n, d_v). All are at least 1.\n\n{edges}"
        );
        let (first, rest) = split(&statement);
        assert_eq!(first, "- Attention, as in e.g. `a. B`.\n- Shapes: `q` (n, d) gives\n  (n, d_v).\n");
        assert_eq!(rest, format!("All are at least 1.\n\n{edges}"));
    }

    #[test]
    fn what_a_sentence_leads_to_is_not_folded() {
        let edges = "Scores can be large. ".repeat(9);
        let statement = format!("Its mean and variance:\n\n* a\n* b.\n\nShapes: `x` (n,). More.\n\n{edges}");
        let (first, rest) = split(&statement);
        assert_eq!(first, "Its mean and variance:\n\n* a\n* b.\n\nShapes: `x` (n,).");
        assert_eq!(rest, format!("More.\n\n{edges}"));
    }

    #[test]
    fn what_links_in_rustdoc_is_code() {
        let comment =
            "As [`choose`] does, or [`Communicator::send`](trait.Communicator.html#send): `x[i]`, [0, 1].";
        assert_eq!(unlinked(comment), "As `choose` does, or `Communicator::send`: `x[i]`, [0, 1].");
    }

    #[test]
    fn a_verdict_has_a_line_for_each_of_its_own() {
        let verdict = "a/b  wrong\n  cause     x < y\n            rank 0  waits\n  mistake   one\n            two. [c]\n  next      d      text: e\n";
        assert_eq!(
            told(verdict).replace("<span>", "").replace("&#10;</span>", "|"),
            "a/b  wrong|  cause     x &lt; y|            rank 0  waits|  mistake   one two. [c]|  next      d|            text: e|"
        );
    }

    #[test]
    fn what_is_short_or_no_sentence_stays_whole() {
        let short = "The mean.\n\nShapes: `x` (n,) gives a number.";
        assert_eq!(split(short), (short.to_owned(), String::new()));
        let list = format!("One of\n- a\n- b\n\n{}", "Scores can be large. ".repeat(9));
        assert_eq!(split(&list), (list.clone(), String::new()));
    }

    #[test]
    fn what_it_is_in_python_is_called_after_what_the_file_imports() {
        let root = tempfile::tempdir().unwrap();
        let real = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut course = Course::at(real.to_path_buf()).unwrap();
        course.root = root.path().to_path_buf();
        let softmax = course.exercise("attention/softmax").unwrap();
        assert_eq!(in_python(&course, softmax), "");

        let folder = root.path().join("book/pytorch/attention");
        std::fs::create_dir_all(&folder).unwrap();
        for (code, name) in [
            ("import math\n\nimport torch.nn.functional as F\n", "PyTorch"),
            ("import numpy as np\n", "NumPy"),
            ("# torch\n", "Python"),
        ] {
            std::fs::write(folder.join("softmax.py"), code).unwrap();
            let folded = in_python(&course, softmax);
            assert!(folded.contains(&format!("<summary>The same in {name}</summary>")), "{folded}");
            assert!(folded.contains(&format!("```python\n{}\n```\n", code.trim_end())), "{folded}");
        }
    }
}
