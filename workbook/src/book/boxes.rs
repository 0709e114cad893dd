//! The box of an exercise: what to write, where, how long it takes, what being wrong looks like, three hints.

use anyhow::{Context, Result};
use contract::Exercise;
use syn::{Item, Visibility};

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
            statement: comment.join("\n"),
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
        statement = said.statement(),
        command = said.command(),
    );
    text += &format!(
        "<details class=\"failing\"><summary>What a wrong answer is told</summary>\n\n```text\n{}\n```\n\n</details>\n\n",
        meta.failing.trim_end()
    );
    text += &hints(meta);
    text += "\n\n";
    text += &super::real::fold(course, &id)?;
    text += "</section>";
    Ok(text)
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
