//! What a comment says, and a verdict, as a box has it.

use super::super::html::escaped;

/// What a function computes and its shapes, as a list, and what else is to be known. A short statement stays whole.
pub(super) fn split(statement: &str) -> (String, String) {
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
pub(super) fn told(verdict: &str) -> String {
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

/// A comment in which what is a link for rustdoc is code alone: [`send`] and [`send`](trait.Communicator.html) are `send`.
pub(in super::super) fn unlinked(comment: &str) -> String {
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
}
