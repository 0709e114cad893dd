//! A page: Markdown with cells that run, exercises, and places where the reader guesses first.
//!
//! | fence | is |
//! |---|---|
//! | `rust,cell` | a cell of the notebook; its output follows it on the page |
//! | `rust,cell,setup` | the same, folded away on the page: dependencies and imports |
//! | `exercise` | the box of the exercise whose id is inside |
//! | `guess` | a question; lines that begin with `- ` are the choices, without any a number is asked for |

use std::ops::Range;

use anyhow::{Result, bail};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A page's Markdown, cut at its special fences.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Plain Markdown.
    Text(String),
    /// A cell that runs.
    Cell(Cell),
    /// The box of the exercise with this id.
    Exercise(String),
    /// A question to answer before going on.
    Guess(Guess),
}

/// A cell that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What evcxr runs, without a newline at the end.
    pub code: String,
    /// Dependencies and imports: folded away on the page.
    pub setup: bool,
}

/// A question that the reader answers before the next cell's output is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Markdown.
    pub question: String,
    /// What can be chosen; if there is nothing, a number is asked for.
    pub choices: Vec<String>,
}

/// The Markdown extensions of the book, and math.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
}

/// Cuts a page at its special fences.
///
/// # Errors
/// If a fence says `cell` and is not Rust, or a special fence is inside a list or a quotation, where its output could
/// not follow it.
pub fn pieces(markdown: &str) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut depth = 0;
    let mut fence: Option<(String, Range<usize>, String)> = None;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                fence = Some((info.to_string(), range, String::new()));
                depth += 1;
            }
            Event::Text(text) if fence.is_some() => {
                if let Some((_, _, inside)) = &mut fence {
                    inside.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                depth -= 1;
                let Some((info, range, inside)) = fence.take() else { continue };
                let Some(piece) = special(&info, inside.trim_end())? else { continue };
                if depth > 0 {
                    bail!("a fence {info:?} is inside a list or a quotation; put it at the left margin")
                }
                push_text(&mut pieces, &markdown[from..range.start]);
                from = range.end;
                pieces.push(piece);
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    push_text(&mut pieces, &markdown[from..]);
    Ok(pieces)
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if !text.trim().is_empty() {
        pieces.push(Piece::Text(text.trim_matches('\n').to_owned()));
    }
}

fn special(info: &str, inside: &str) -> Result<Option<Piece>> {
    let words: Vec<&str> = info.split(',').map(str::trim).collect();
    Ok(match words[..] {
        ["rust", "cell"] => Some(Piece::Cell(Cell { code: inside.to_owned(), setup: false })),
        ["rust", "cell", "setup"] => Some(Piece::Cell(Cell { code: inside.to_owned(), setup: true })),
        ["exercise"] => Some(Piece::Exercise(inside.trim().to_owned())),
        ["guess"] => Some(Piece::Guess(guess(inside))),
        _ if words.contains(&"cell") => {
            bail!("a fence says {info:?}; a cell is `rust,cell` or `rust,cell,setup`")
        }
        _ => None,
    })
}

fn guess(inside: &str) -> Guess {
    let (choices, question): (Vec<&str>, Vec<&str>) = inside.lines().partition(|line| line.starts_with("- "));
    Guess {
        question: question.join("\n").trim().to_owned(),
        choices: choices.iter().map(|line| line[2..].trim().to_owned()).collect(),
    }
}

/// The cells of a page, in order.
pub fn cells(pieces: &[Piece]) -> impl Iterator<Item = &Cell> {
    pieces.iter().filter_map(|piece| if let Piece::Cell(cell) = piece { Some(cell) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_at_its_special_fences() {
        let page = "# Title\n\nText.\n\n```rust,cell\nlet x = 1;\n\nx\n```\n\nMore.\n\n```rust\nnot a cell\n```\n\n\
                    ```guess\nHow much?\n- little\n- much\n```\n\n```exercise\nattention/softmax\n```\n";
        let pieces = pieces(page).unwrap();
        let [Piece::Text(a), Piece::Cell(cell), Piece::Text(b), Piece::Guess(guess), Piece::Exercise(id)] =
            &pieces[..]
        else {
            panic!("{pieces:?}")
        };
        assert_eq!(a, "# Title\n\nText.");
        assert_eq!(cell.code, "let x = 1;\n\nx");
        assert_eq!(b, "More.\n\n```rust\nnot a cell\n```");
        assert_eq!((guess.question.as_str(), guess.choices.len()), ("How much?", 2));
        assert_eq!(id, "attention/softmax");
    }

    #[test]
    fn a_misspelt_or_nested_cell_is_an_error() {
        assert!(pieces("```python,cell\n1\n```").is_err());
        assert!(pieces("- item\n\n  ```rust,cell\n  1\n  ```").is_err());
    }
}
