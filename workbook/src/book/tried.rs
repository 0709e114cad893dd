//! What the first page shows of the grader: answers that nobody has to write, and what the real grader says of them. Both lie in
//! `book/data/tried`; a test of the chapter on attention holds that they belong together.

use std::fs;

use anyhow::{Context, Result};

use super::html::escaped;
use crate::Course;

/// The versions of softmax that can be tried, in the order in which they are offered.
const VERSIONS: [&str; 5] = ["no_max", "from_zero", "no_guard", "columns", "right"];
/// An answer to attention/scaled_dot_product that is saved in three frames, and the line that makes it wrong.
const SAVED: (&str, &str) = ("top_left", "if j > i {");

/// An answer, and its verdict.
struct Tried {
    /// What it does, in the words of its first line.
    says: String,
    /// The function.
    code: String,
    /// What the grader says of it.
    verdict: String,
}

impl Tried {
    fn read(course: &Course, name: &str) -> Result<Tried> {
        let read = |ending: &str| {
            let path = course.root.join("book/data/tried").join(name).with_extension(ending);
            fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let file = read("rs")?;
        let says = file.strip_prefix("//! ").and_then(|file| file.lines().next());
        let says = says.with_context(|| format!("{name}.rs does not say in its first line what it does"))?;
        let start = file.find("pub fn ").with_context(|| format!("{name}.rs has no public function"))?;
        Ok(Tried {
            says: says.to_owned(),
            code: file[start..].trim_end().to_owned(),
            verdict: read("txt")?.trim_end().to_owned(),
        })
    }

    /// The verdict in one word.
    fn word(&self) -> &str {
        self.verdict.lines().next().and_then(|line| line.split_whitespace().nth(1)).unwrap_or_default()
    }
}

/// Versions of softmax, of which one can be chosen, as Markdown and HTML.
///
/// # Errors
/// If one of them cannot be read.
pub(super) fn versions(course: &Course) -> Result<String> {
    let versions: Vec<Tried> =
        VERSIONS.iter().map(|name| Tried::read(course, name)).collect::<Result<_>>()?;
    let mut text = "<div class=\"tried\">\n<fieldset><legend>Which of these is yours?</legend>\n".to_owned();
    for (name, version) in VERSIONS.iter().zip(&versions) {
        text += &format!(
            "<span><input type=\"radio\" name=\"tried\" id=\"tried-{name}\"><label for=\"tried-{name}\">{}</label></span>\n",
            version.says
        );
    }
    text += "</fieldset>\n";
    let right = versions.last().map_or("", |version| version.code.as_str());
    for (name, version) in VERSIONS.iter().zip(&versions) {
        text += &format!(
            "<div class=\"version\" data-version=\"{name}\" data-verdict=\"{word}\">\n<p class=\"says\">{says}.</p>\n{code}\n{verdict}\n</div>\n",
            word = version.word(),
            says = version.says,
            code = listing(&version.code, |line| !right.lines().any(|other| other == line)),
            verdict = report(&version.verdict),
        );
    }
    Ok(text + "</div>")
}

/// A save in three frames: the file, the save, the verdict.
///
/// # Errors
/// If the answer cannot be read.
pub(super) fn saved(course: &Course) -> Result<String> {
    let (name, line) = SAVED;
    let tried = Tried::read(course, name)?;
    let wrong = |code: &str| code.trim() == line;
    Ok(format!(
        "<div class=\"saved\">\n<ol>\n\
         <li class=\"written\"><p>You write, in <code>exercises/attention/scaled_dot_product.rs</code>:</p>\n{code}\n</li>\n\
         <li class=\"save\"><p>You save. <kbd>Ctrl</kbd> <kbd>S</kbd></p></li>\n\
         <li class=\"told\" data-verdict=\"{word}\"><p>You are told:</p>\n{verdict}\n</li>\n\
         </ol>\n</div>",
        code = listing(body(&tried.code), wrong),
        word = tried.word(),
        verdict = report(&tried.verdict),
    ))
}

/// A function without its signature.
fn body(code: &str) -> &str {
    let start = code.find("{\n").map_or(0, |at| at + 2);
    code[start..].strip_suffix("\n}").unwrap_or(&code[start..])
}

/// Code with some lines marked.
fn listing(code: &str, is_marked: impl Fn(&str) -> bool) -> String {
    let indent = code.lines().next().map_or(0, |line| line.len() - line.trim_start().len());
    let line = |line: &str| {
        let text = escaped(line.get(indent..).unwrap_or_default());
        if is_marked(line) { format!("<mark>{text}</mark>") } else { text }
    };
    let lines: Vec<String> = code.lines().map(line).collect();
    format!("<pre><code class=\"language-rust\">{}</code></pre>", lines.join("\n"))
}

/// What the grader says: a word, and a list of keywords with what is said of each. The last line, the way on for whoever has the
/// tool, is left out.
fn report(verdict: &str) -> String {
    let mut said: Vec<(&str, String)> = Vec::new();
    for line in verdict.lines().skip(1) {
        // A keyword stands in the first of two columns; what follows it is further in.
        match line.strip_prefix("  ").and_then(|line| line.split_at_checked(10)) {
            Some((keyword, text)) if !keyword.starts_with(' ') => {
                said.push((keyword.trim(), text.trim().to_owned()))
            }
            _ => {
                if let Some((_, text)) = said.last_mut() {
                    *text = format!("{text} {}", line.trim());
                }
            }
        }
    }
    let word = verdict.lines().next().and_then(|line| line.split_whitespace().nth(1)).unwrap_or_default();
    let mut text = format!("<p class=\"word\">{}</p>\n", word[..1].to_uppercase() + &word[1..]);
    let shown: Vec<String> = said
        .iter()
        .filter(|(keyword, _)| *keyword != "next")
        .map(|(keyword, text)| {
            let text = escaped(text);
            // A mistake is named in its first sentence.
            let text = match text.split_once(". ").filter(|_| *keyword == "mistake") {
                Some((first, more)) => format!("<strong>{first}.</strong> {more}"),
                None => text,
            };
            format!("<dt>{keyword}</dt><dd>{text}</dd>")
        })
        .collect();
    if !shown.is_empty() {
        text += &format!("<dl>{}</dl>\n", shown.join("\n"));
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_word_and_a_list() {
        let said = report(
            "a/b  wrong\n  case      two rows\n  mistake   it is\n            too long. [long]\n  next      cargo run",
        );
        assert_eq!(
            said,
            "<p class=\"word\">Wrong</p>\n<dl><dt>case</dt><dd>two rows</dd>\n\
             <dt>mistake</dt><dd><strong>it is too long.</strong> [long]</dd></dl>"
        );
        assert_eq!(report("a/b  passed"), "<p class=\"word\">Passed</p>");
    }

    #[test]
    fn code_is_shown_from_its_first_column_with_marks() {
        assert_eq!(
            listing(body("pub fn f() {\n    if a < b {\n        c\n    }\n}"), |line| line.trim() == "c"),
            "<pre><code class=\"language-rust\">if a &lt; b {\n<mark>    c</mark>\n}</code></pre>"
        );
    }

    #[test]
    fn the_readme_shows_the_same_verdict() {
        let course = Course::find().unwrap();
        let readme = fs::read_to_string(course.root.join("README.md")).unwrap();
        let verdict = Tried::read(&course, SAVED.0).unwrap().verdict;
        let shown: Vec<&str> = verdict.lines().take_while(|line| !line.starts_with("  reference ")).collect();
        assert!(shown.len() > 3 && readme.contains(&shown.join("\n")), "the README shows another verdict");
    }

    #[test]
    fn what_is_shown_has_its_verdict_and_a_line_that_is_marked() {
        let course = Course::find().unwrap();
        let versions = versions(&course).unwrap();
        assert_eq!(versions.matches("data-verdict=\"wrong\"").count(), 4, "{versions}");
        assert_eq!(versions.matches("data-verdict=\"passed\"").count(), 1, "{versions}");
        let saved = saved(&course).unwrap();
        assert!(saved.contains("the causal mask starts at the top left"), "{saved}");
        assert_eq!(saved.matches("<mark>").count(), 1, "{saved}");
        assert!(!versions.contains("\n\n") && !saved.contains("\n\n"), "Markdown ends HTML at an empty line");
    }
}
