//! What the compiler says of answers: about which exercise, and in which words the reader is told.

use serde::Deserialize;

use crate::course::Chapter;

/// One of the compiler's messages.
#[derive(Clone, Deserialize)]
pub(super) struct Diagnostic {
    pub(super) message: String,
    pub(super) level: String,
    pub(super) rendered: Option<String>,
    pub(super) spans: Vec<Span>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Span {
    file_name: String,
    is_primary: bool,
    text: Vec<Line>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Deserialize)]
struct Expansion {
    span: Span,
}

#[derive(Clone, Deserialize)]
struct Line {
    text: String,
}

/// The first errors as the compiler shows them.
pub(super) fn rendered(errors: &[&Diagnostic]) -> String {
    let mut text = String::new();
    for error in errors.iter().take(3) {
        text += &from_the_root(error.rendered.as_deref().unwrap_or(&error.message).trim_end());
        text += "\n\n";
    }
    if errors.len() > 3 {
        text += &format!("and {} more\n", errors.len() - 3);
    }
    text
}

/// The compiler's words with files named from the repository's root, as the reader knows them, and not by the way there from
/// the test that includes them.
fn from_the_root(words: &str) -> String {
    let lines = words.lines().map(|line| {
        let parts: Vec<String> = line.split(' ').map(direct).collect();
        parts.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A path below `chapters/` that leads down and up again, as the direct one; anything else as it is. It may stand in quotation
/// marks, and have a line after it.
fn direct(word: &str) -> String {
    let start = word.find(|c: char| !matches!(c, '"' | '`' | '(')).unwrap_or(0);
    let (before, path) = word.split_at(start);
    if !path.starts_with("chapters") || !path.contains("..") {
        return word.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        if part == ".." && !parts.is_empty() {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    format!("{before}{}", parts.join("/"))
}

/// The exercise whose file, or whose line in the chapter's list, an error is about.
pub(super) fn culprit(chapter: &Chapter, error: &Diagnostic) -> Option<String> {
    let is_exercise = |name: &str| chapter.exercises.iter().any(|exercise| exercise.name == name);
    let (primary, secondary): (Vec<&Span>, Vec<&Span>) = error.spans.iter().partition(|span| span.is_primary);
    let chain = |span: &Span| {
        std::iter::successors(Some(span.clone()), |span| span.expansion.as_ref().map(|e| e.span.clone()))
    };
    for span in primary.into_iter().chain(secondary).flat_map(chain) {
        let path = direct(&span.file_name).replace('\\', "/");
        if path.contains(&format!("exercises/{}/", chapter.name)) {
            let file = path.rsplit('/').next().unwrap_or("").trim_end_matches(".rs");
            if is_exercise(file) {
                return Some(file.to_owned());
            }
        } else if path.ends_with(&format!("chapters/{}/src/list.rs", chapter.name)) {
            // A line begins with the exercise's name: `softmax "softmax" SOFTMAX: Softmax = softmax::softmax;`.
            let line = span.text.first().map_or("", |line| line.text.trim_start());
            let name = line.split(' ').next().unwrap_or("");
            if is_exercise(name) {
                return Some(name.to_owned());
            }
        }
    }
    // A file that is gone: the place is the whole list, as no line of it can be wrong.
    let gone =
        error.message.strip_prefix("file not found for module `").and_then(|rest| rest.strip_suffix('`'));
    gone.filter(|name| is_exercise(name)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_files_are_named_as_the_reader_knows_them() {
        let said = "error[E0308]: mismatched types\n  --> chapters/attention/tests/../../../exercises/attention/softmax.rs:17:5\n   |";
        let named = "error[E0308]: mismatched types\n  --> exercises/attention/softmax.rs:17:5\n   |";
        assert_eq!(from_the_root(said), named);
        let said = "  --> chapters/attention/tests/../src/list.rs:10:63\n   | = help: create file \"chapters\\moe\\tests\\..\\..\\..\\exercises\\moe\\z_loss.rs\"\n9 | use a..b;";
        let named = "  --> chapters/attention/src/list.rs:10:63\n   | = help: create file \"exercises/moe/z_loss.rs\"\n9 | use a..b;";
        assert_eq!(from_the_root(said), named);
    }
}
