//! What the compiler says of answers: about which exercise, and in which words the reader is told.

use contract::{direct, from_the_root, plain};
use serde::{Deserialize, Deserializer};

use crate::course::Chapter;

/// One of the compiler's messages.
#[derive(Clone, Deserialize)]
pub(super) struct Diagnostic {
    // What an answer has the compiler say may hold anything: it is made plain where it comes in.
    #[serde(deserialize_with = "plain_text")]
    pub(super) message: String,
    pub(super) level: String,
    #[serde(deserialize_with = "plain_words")]
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

fn plain_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|text| plain(&text))
}

fn plain_words<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(|text| plain(&text)))
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
