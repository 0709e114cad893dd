//! The box of an exercise: what to write, where, how long it takes, what being wrong looks like, three hints. Under it the same in
//! PyTorch.

mod scripts;
mod words;

use anyhow::{Context, Result};
use contract::Exercise;
use syn::{Item, Visibility};

use super::types::{Types, signature};
use crate::Course;
use scripts::scripts;
use words::{split, told};

pub(super) use words::unlinked;

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
            let (first, rest) = (scripts(&first), scripts(&rest));
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
    text += &scripts(&hints(meta));
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
