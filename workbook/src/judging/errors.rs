//! What the compiler says of answers, and about which exercise.

use contract::{direct, plain};
use serde::{Deserialize, Deserializer};

use super::encoding::unread;
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
    pub(super) file_name: String,
    pub(super) line_start: usize,
    pub(super) is_primary: bool,
    #[serde(deserialize_with = "plain_words")]
    pub(super) label: Option<String>,
    pub(super) text: Vec<Line>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Deserialize)]
struct Expansion {
    span: Span,
}

#[derive(Clone, Deserialize)]
pub(super) struct Line {
    #[serde(deserialize_with = "plain_text")]
    pub(super) text: String,
    /// What the place is in it, counted in characters from 1.
    pub(super) highlight_start: usize,
    pub(super) highlight_end: usize,
}

fn plain_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|text| plain(&text))
}

fn plain_words<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(|text| plain(&text)))
}

impl Diagnostic {
    /// The places that it is about, the most important first, each followed by the macros through which it came there.
    pub(super) fn places(&self) -> impl Iterator<Item = &Span> {
        let primary = self.spans.iter().filter(|span| span.is_primary);
        let secondary = self.spans.iter().filter(|span| !span.is_primary);
        let chain =
            |span| std::iter::successors(Some(span), |span: &&Span| span.expansion.as_ref().map(|e| &e.span));
        primary.chain(secondary).flat_map(chain)
    }
}

/// The exercise whose file, or whose line in the chapter's list, an error is about.
pub(super) fn culprit(chapter: &Chapter, error: &Diagnostic) -> Option<String> {
    let is_exercise = |name: &str| chapter.exercises.iter().any(|exercise| exercise.name == name);
    let of_answer = |path: &str| {
        let name =
            path.contains(&format!("exercises/{}/", chapter.name)).then(|| path.rsplit('/').next())??;
        let name = name.trim_end_matches(".rs");
        is_exercise(name).then(|| name.to_owned())
    };
    let plainly = |path: &str| direct(path).replace('\\', "/");
    // The place is the whole list, as for a file that is gone.
    if let Some(name) = unread(&error.message).and_then(|path| of_answer(&plainly(path))) {
        return Some(name);
    }
    for span in error.places() {
        let path = plainly(&span.file_name);
        if let Some(name) = of_answer(&path) {
            return Some(name);
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
