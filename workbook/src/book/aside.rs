//! Sentences in parentheses, which a reader may pass over: where the screen has room they stand beside the text.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::page;

/// Marks whole sentences in parentheses, in paragraphs that stand in no list, table, quotation or box.
pub(super) fn marked(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut from = 0;
    for Range { start, end } in asides(markdown) {
        text.push_str(&markdown[from..start]);
        let inside = &markdown[start + 1..end - 1];
        text += &format!("<small class=\"side\">{BRACKET}(</span>{inside}{BRACKET})</span></small>");
        from = end;
    }
    text + &markdown[from..]
}

/// Beside the text a note has no parentheses.
const BRACKET: &str = "<span class=\"bracket\">";

/// Where they are, with their parentheses.
fn asides(markdown: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // How many blocks and tags of HTML are open, and since where a paragraph of the page itself.
    let (mut depth, mut paragraph) = (0_isize, None);
    let mut open: Vec<usize> = Vec::new();
    for (event, range) in Parser::new_ext(markdown, page::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Paragraph) => {
                paragraph = (depth == 0).then_some(range.start);
                open.clear();
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(end) => {
                depth -= 1;
                if end == TagEnd::Paragraph {
                    paragraph = None;
                }
            }
            Event::Html(html) => {
                for tag in ["div", "details", "section"] {
                    depth += html.matches(&format!("<{tag}")).count() as isize;
                    depth -= html.matches(&format!("</{tag}")).count() as isize;
                }
            }
            Event::Text(_) => {
                let Some(start) = paragraph else { continue };
                for (at, c) in markdown[range.clone()].char_indices().map(|(at, c)| (range.start + at, c)) {
                    match c {
                        '(' => open.push(at),
                        ')' => {
                            let Some(opened) = open.pop() else { continue };
                            let before = markdown[start..opened].trim_end_matches(['*', '_']);
                            let begins = before.is_empty()
                                || before.ends_with(char::is_whitespace) && ends(before.trim_end());
                            if open.is_empty() && begins && ends(&markdown[opened..at]) {
                                found.push(opened..at + 1);
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a text ends as a sentence does.
fn ends(text: &str) -> bool {
    text.trim_end_matches(['*', '_', ')', '"', '”']).ends_with(['.', '!', '?', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(markdown: &str) -> Vec<&str> {
        asides(markdown).into_iter().map(|range| &markdown[range]).collect()
    }

    #[test]
    fn whole_sentences_in_parentheses_are_found() {
        let text = "(At the start.) One. (Two, [a link](there.html),\nof $f(x)$ and `g(y)` (or more).) Three (not this one). *Four.* (And (this) is.)\n\nNot. (this, either), nor\n\n- One. (In a list.)\n";
        assert_eq!(
            found(text),
            [
                "(At the start.)",
                "(Two, [a link](there.html),\nof $f(x)$ and `g(y)` (or more).)",
                "(And (this) is.)"
            ]
        );
        assert_eq!(
            marked("One. (Two.) Three."),
            "One. <small class=\"side\"><span class=\"bracket\">(</span>Two.<span class=\"bracket\">)</span></small> Three."
        );
    }

    #[test]
    fn what_stands_in_a_box_or_in_code_stays() {
        assert!(found("<div class=\"box\">\n\nOne. (Two.)\n\n</div>\n").is_empty());
        assert!(
            found("```text\nOne. (Two.)\n```\n\n> One. (Two.)\n\n| a |\n|---|\n| One. (Two.) |\n").is_empty()
        );
        assert!(found("<details><summary>Answer</summary>\n\nOne. (Two.)\n\n</details>\n").is_empty());
        assert_eq!(found("<div>\n\na\n\n</div>\n\nOne. (Two.)\n"), ["(Two.)"]);
    }
}
