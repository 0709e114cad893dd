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

/// The compiler's words with the reader's files named from the repository's root, as the reader knows them, and not by
/// the way there from the test that includes them.
fn from_the_root(words: &str) -> String {
    let shortened = |line: &str| {
        let up = line.find("../exercises/").or_else(|| line.find("..\\exercises\\"))?;
        let start = line[..up].rfind(' ').map_or(0, |blank| blank + 1);
        Some(format!("{}{}", &line[..start], &line[up + 3..]))
    };
    let lines = words.lines().map(|line| shortened(line).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

/// The exercise whose file, or whose line in the chapter's list, an error is about.
pub(super) fn culprit(chapter: &Chapter, error: &Diagnostic) -> Option<String> {
    let is_exercise = |name: &str| chapter.exercises.iter().any(|exercise| exercise.name == name);
    let (primary, secondary): (Vec<&Span>, Vec<&Span>) = error.spans.iter().partition(|span| span.is_primary);
    let chain = |span: &Span| {
        std::iter::successors(Some(span.clone()), |span| span.expansion.as_ref().map(|e| e.span.clone()))
    };
    for span in primary.into_iter().chain(secondary).flat_map(chain) {
        let path = span.file_name.replace('\\', "/");
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
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_files_are_named_as_the_reader_knows_them() {
        let said = "error[E0308]: mismatched types\n  --> chapters/attention/tests/../../../exercises/attention/softmax.rs:17:5\n   |";
        let named = "error[E0308]: mismatched types\n  --> exercises/attention/softmax.rs:17:5\n   |";
        assert_eq!(from_the_root(said), named);
    }
}
