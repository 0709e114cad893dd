//! What a reader is told of an answer that does not compile: the line first, then what is wrong with it, then the compiler's own
//! words.

use contract::{direct, from_the_root, wrapped};
use syn::{Item, Visibility};

use super::errors::{Diagnostic, Span};

/// How many errors are told; the others often come of these.
const MOST: usize = 3;
/// The crates that an answer has, besides its chapter's, and the words that are no crate's name.
const KNOWN: [&str; 7] = ["std", "core", "alloc", "ndarray", "crate", "self", "super"];

/// The file of an answer that does not compile.
pub(super) struct Answer<'a> {
    pub(super) chapter: &'a str,
    /// From the root of the repository.
    pub(super) file: String,
    /// What it holds.
    pub(super) text: String,
    /// Its solution, which has the signatures that are wanted.
    pub(super) solution: String,
}

impl Answer<'_> {
    /// A report's lines for the first errors.
    pub(super) fn told(&self, errors: &[&Diagnostic]) -> String {
        let first = || errors.iter().take(MOST);
        let (mut text, mut last) = (String::new(), String::new());
        for error in first() {
            let (line, what) = self.error(error);
            if line != last {
                text += &line;
            }
            text += &what;
            last = line;
        }
        if errors.len() > MOST {
            text += &wrapped("", &format!("and {} more", errors.len() - MOST));
        }
        if first().any(|error| self.misses_a_crate(error)) {
            let given = format!(
                "an answer has std, ndarray, and what ::{} gives it; no other crate is there",
                self.chapter
            );
            text += &wrapped("crates", &given);
        }
        let words = first().map(|error| self.words(error)).collect::<Vec<_>>().join("\n\n");
        for (i, line) in words.lines().enumerate() {
            text += format!("  {:<9} {line}", if i == 0 { "compiler" } else { "" }).trim_end();
            text.push('\n');
        }
        text
    }

    /// The line of the file that an error is about, and the error.
    fn error(&self, error: &Diagnostic) -> (String, String) {
        if let Some(function) = self.listed(error) {
            return self.signature(&function);
        }
        let code = |span: &Span| span.text.first().map_or("", |line| line.text.trim()).to_owned();
        // What is missing at the end of a file began somewhere.
        let place = error.places().filter(|span| self.is_here(span)).find(|span| !code(span).is_empty());
        let line = place.map_or_else(String::new, |span| line(span.line_start, &code(span)));
        let label = error.spans.iter().find(|span| span.is_primary).and_then(|span| span.label.as_deref());
        let label = label.filter(|label| !error.message.contains(*label) && !label.contains("in this scope"));
        let all = label.map_or_else(|| error.message.clone(), |label| format!("{}: {label}", error.message));
        (line, wrapped("error", &all))
    }

    /// The function with a name, if an error says that the chapter's list does not find it here, or not with the signature that
    /// it is listed with.
    fn listed(&self, error: &Diagnostic) -> Option<String> {
        let span = error.spans.iter().find(|span| span.is_primary)?;
        let list = format!("chapters/{}/src/list.rs", self.chapter);
        if !direct(&span.file_name).replace('\\', "/").ends_with(&list) {
            return None;
        }
        let place = span.text.first()?;
        let length = place.highlight_end.saturating_sub(place.highlight_start);
        let named: String = place.text.chars().skip(place.highlight_start - 1).take(length).collect();
        named.rsplit("::").next().map(str::to_owned)
    }

    /// That a function is not there, or has another signature than is wanted.
    fn signature(&self, function: &str) -> (String, String) {
        let wanted =
            signature(&self.solution, function).map_or_else(String::new, |(_, it)| wrapped("wanted", &it));
        let Some((at, is)) = signature(&self.text, function) else {
            let error = wrapped("error", &format!("there is no function `{function}` in {}", self.file));
            return (String::new(), error + &wanted);
        };
        let error =
            if is.starts_with("pub") { "has another signature than in its stub" } else { "is not public" };
        (line(at, &is), wrapped("error", &format!("`{function}` {error}")) + &wanted)
    }

    fn is_here(&self, span: &Span) -> bool {
        direct(&span.file_name).replace('\\', "/").ends_with(&self.file)
    }

    /// Whether an error is about a crate that an answer does not have, or suggests one.
    fn misses_a_crate(&self, error: &Diagnostic) -> bool {
        let labels = error.spans.iter().filter_map(|span| span.label.as_deref());
        labels
            .chain([error.message.as_str()])
            .any(|said| said.contains("unlinked crate") || said.contains("find crate"))
            || error.rendered.as_deref().unwrap_or_default().lines().any(|line| self.is_elsewhere(line))
    }

    /// The compiler's words, without what does not help here: crates that are not there, and what is about macros and files of the
    /// judge.
    fn words(&self, error: &Diagnostic) -> String {
        const IDLE: [&str; 5] = [
            "cargo add ",
            "extern crate ",
            "this error originates in the macro",
            "the full name for the type has been written to",
            "to print the full type name to the console",
        ];
        let words = from_the_root(error.rendered.as_deref().unwrap_or(&error.message).trim_end());
        let kept = words
            .lines()
            .filter(|line| !IDLE.iter().any(|idle| line.contains(idle)) && !self.is_elsewhere(line));
        kept.collect::<Vec<_>>().join("\n").trim_end_matches(['\n', ' ', '|']).to_owned()
    }

    /// Whether a line suggests an import from a crate that an answer does not have: `3 + use rand::Rng;`.
    fn is_elsewhere(&self, line: &str) -> bool {
        let Some((number, import)) = line.split_once(" + use ") else { return false };
        let name = import.trim_start_matches(':').split("::").next().unwrap_or_default();
        number.trim().bytes().all(|byte| byte.is_ascii_digit())
            && !KNOWN.contains(&name)
            && name != self.chapter
    }
}

fn line(number: usize, code: &str) -> String {
    format!("  {:<9} {number}: {code}\n", "line")
}

/// The line of a public function, and its signature, in one line; of a private one, if it is that.
fn signature(source: &str, name: &str) -> Option<(usize, String)> {
    use syn::spanned::Spanned;
    let file = syn::parse_file(source).ok()?;
    let function = file.items.iter().find_map(|item| match item {
        Item::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    })?;
    let signature = function.sig.span();
    let start = match &function.vis {
        Visibility::Inherited => signature.byte_range().start,
        written => written.span().byte_range().start,
    };
    let text = source[start..signature.byte_range().end].split_whitespace().collect::<Vec<_>>().join(" ");
    Some((signature.start().line, text.replace("( ", "(").replace(", )", ")")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const TEXT: &str = "use nalgebra::DMatrix;\n\npub fn sail(\n    wind: f64,\n) -> f32 {\n    let x = Rng::new(\n\nfn hull() {}\n";

    fn told(errors: &[Value], text: &str) -> String {
        let answer = Answer {
            chapter: "sea",
            file: "exercises/sea/ship.rs".to_owned(),
            text: text.to_owned(),
            solution: "pub fn sail(wind: f32) -> f32 {\n    wind\n}\n\npub fn hull() -> u8 {\n    1\n}\n"
                .to_owned(),
        };
        let errors: Vec<Diagnostic> =
            errors.iter().map(|error| serde_json::from_value(error.clone()).unwrap()).collect();
        answer.told(&errors.iter().collect::<Vec<_>>())
    }

    fn error(message: &str, spans: &[Value], rendered: &str) -> Value {
        json!({"message": message, "level": "error", "rendered": rendered, "spans": spans})
    }

    /// A place in the answer, or where it is listed.
    fn span(is_primary: bool, file: &str, line: usize, label: &str, text: &str, marked: &str) -> Value {
        let start = text.find(marked).unwrap() + 1;
        let text = json!([{"text": text, "highlight_start": start, "highlight_end": start + marked.len()}]);
        json!({"file_name": format!("chapters/sea/tests/../{file}"), "line_start": line, "is_primary": is_primary,
            "label": label, "text": text, "expansion": null})
    }

    const FILE: &str = "../../exercises/sea/ship.rs";
    const LIST: &str = "src/list.rs";
    const LISTED: &str = "    ship \"ship\" SHIP: Ship = Ship { sail: ship::sail, hull: ship::hull };";

    #[test]
    fn the_line_comes_first_and_a_missing_crate_is_not_offered() {
        let label = "use of unresolved module or unlinked crate `nalgebra`";
        let at = span(true, FILE, 1, label, "use nalgebra::DMatrix;", "nalgebra");
        let rendered = "error[E0432]: unresolved import `nalgebra`\n --> chapters/sea/tests/../../../exercises/sea/ship.rs:1:5\n  |\n\
            1 | use nalgebra::DMatrix;\n  |     ^^^^^^^^ use of …\n  |\n  = help: if you wanted to use a crate named `nalgebra`, use \
            `cargo add nalgebra` to add it to your `Cargo.toml`\n\n";
        let said = told(&[error("unresolved import `nalgebra`", &[at], rendered)], TEXT);
        let expected = "  line      1: use nalgebra::DMatrix;\n  error     unresolved import `nalgebra`: use of unresolved module or \
            unlinked crate `nalgebra`\n  crates    an answer has std, ndarray, and what ::sea gives it; no other crate is there\n  \
            compiler  error[E0432]: unresolved import `nalgebra`\n             --> exercises/sea/ship.rs:1:5\n              |\n            \
            1 | use nalgebra::DMatrix;\n              |     ^^^^^^^^ use of …\n";
        assert_eq!(said, expected);
    }

    #[test]
    fn imports_are_suggested_from_what_an_answer_has() {
        let at = span(true, FILE, 6, "use of undeclared type `Rng`", "    let x = Rng::new(", "Rng");
        let rendered = "error[E0433]: cannot find type `Rng` in this scope\nhelp: consider importing one of these\n  |\n3 + use rand::Rng;\n  \
            |\n3 + use std::rng::Rng;\n  |\n3 + use ::sea::Rng;\n  |\n";
        let said = told(&[error("cannot find type `Rng` in this scope", &[at], rendered)], TEXT);
        assert!(
            !said.contains("rand") && said.contains("+ use std::rng") && said.contains("+ use ::sea"),
            "{said}"
        );
        assert!(said.contains("no other crate is there"), "{said}");
    }

    #[test]
    fn a_signature_that_is_another_is_shown_beside_the_one_that_is_wanted() {
        let text = TEXT.replace("Rng::new(", "1.0;\n}");
        let listed = |label, marked| span(true, LIST, 9, label, LISTED, marked);
        let said =
            told(&[error("mismatched types", &[listed("expected fn pointer", "ship::sail")], "")], &text);
        let expected = "  line      3: pub fn sail(wind: f64) -> f32\n  error     `sail` has another signature than in its stub\n  \
            wanted    pub fn sail(wind: f32) -> f32\n";
        assert!(said.starts_with(expected), "{said}");
        let said = told(
            &[error("function `hull` is private", &[listed("private function", "ship::hull")], "")],
            &text,
        );
        assert!(said.contains("error     `hull` is not public\n  wanted    pub fn hull() -> u8\n"), "{said}");
        let said =
            told(&[error("cannot find", &[listed("not found", "ship::sail")], "")], "pub fn sale() {}\n");
        let expected = "  error     there is no function `sail` in exercises/sea/ship.rs\n  wanted    pub fn sail(wind: f32) -> f32\n";
        assert!(said.starts_with(expected), "{said}");
    }

    #[test]
    fn a_line_is_told_once_and_an_empty_one_is_not() {
        let code = "    let x = Rng::new(";
        let first = error("one", &[span(true, FILE, 6, "", code, "x")], "1");
        let second = error("two", &[span(true, FILE, 6, "why", code, "x")], "2");
        let open = [span(true, FILE, 9, "", "", ""), span(false, FILE, 6, "unclosed delimiter", code, "(")];
        let said = told(&[first.clone(), second, error("unclosed", &open, "3"), first.clone(), first], TEXT);
        let line = "  line      6: let x = Rng::new(\n";
        assert!(
            said.starts_with(&format!("{line}  error     one\n  error     two: why\n  error     unclosed\n")),
            "{said}"
        );
        assert!(
            said.contains("            and 2 more\n  compiler  1\n\n            2\n\n            3\n"),
            "{said}"
        );
    }
}
