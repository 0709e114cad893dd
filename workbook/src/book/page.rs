//! A page: Markdown with cells that run, exercises, and places where the reader guesses first.
//!
//! | fence | is |
//! |---|---|
//! | `rust,cell` | a cell of the notebook; its output follows it on the page |
//! | `rust,cell,setup` | the same, folded away on the page: dependencies and imports |
//! | `rust,cell,fold` | a cell whose code only prints or draws: on the page it is one line, its output is not |
//! | `exercise` | the box of the exercise whose id is inside |
//! | `guess` | a question; lines that begin with `- ` are wrong choices, the one with `+ ` is right. Without choices a number is asked for, and the line with `= ` says it |
//! | `guess,end` | empty; up to here everything behind the question waits for the guess |
//! | `map` | empty; all exercises, and what builds on what |
//! | `tried` | empty; answers to choose from, with the verdicts that they got |
//! | `saved` | empty; an answer that is saved, and its verdict, in three frames |
//! | `bibliography` | empty; what the pages cite, from `book/bibliography.toml`. It stays in its text, and is filled when all pages are there: [`super::bibliography`] |

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
    /// Where its answer ends.
    GuessEnd,
}

/// A cell that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What evcxr runs, without a newline at the end.
    pub code: String,
    /// Dependencies and imports: folded away on the page.
    pub setup: bool,
    /// Only prints or draws: on the page its code is folded, and its output is not.
    pub fold: bool,
}

/// A question that the reader answers before what follows is shown, up to [`Piece::GuessEnd`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Markdown.
    pub question: String,
    /// What can be chosen; if there is nothing, a number is asked for.
    pub choices: Vec<String>,
    /// The choice that is right, or the number.
    pub right: String,
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
/// not follow it; if a guess does not say what is right, or where its answer ends.
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
    answers_end(&pieces)?;
    Ok(pieces)
}

/// Each guess has an answer that ends, in its own section: a link to a heading, or to an exercise, leads to what can be seen.
fn answers_end(pieces: &[Piece]) -> Result<()> {
    let mut open: Option<&str> = None;
    for piece in pieces {
        match (piece, open) {
            (Piece::Guess(guess), None) => open = Some(&guess.question),
            (Piece::GuessEnd, Some(_)) => open = None,
            (Piece::GuessEnd, None) => bail!("a fence says `guess,end`, and no guess is open there"),
            (Piece::Guess(_) | Piece::Exercise(_), Some(question)) => no_end(question)?,
            (Piece::Text(text), Some(question)) if has_heading(text) => no_end(question)?,
            _ => {}
        }
    }
    open.map_or(Ok(()), no_end)
}

fn no_end(question: &str) -> Result<()> {
    bail!(
        "the guess {question:?} has no end: an empty fence `guess,end` behind its answer, before the next guess, box or heading"
    )
}

fn has_heading(markdown: &str) -> bool {
    Parser::new_ext(markdown, options()).any(|event| matches!(event, Event::Start(Tag::Heading { .. })))
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if !text.trim().is_empty() {
        pieces.push(Piece::Text(text.trim_matches('\n').to_owned()));
    }
}

fn special(info: &str, inside: &str) -> Result<Option<Piece>> {
    let words: Vec<&str> = info.split(',').map(str::trim).collect();
    Ok(match words[..] {
        ["rust", "cell", ref kind @ ..] if matches!(kind, [] | ["setup" | "fold"]) => {
            let (setup, fold) = (kind == ["setup"], kind == ["fold"]);
            Some(Piece::Cell(Cell { code: inside.to_owned(), setup, fold }))
        }
        ["exercise"] => Some(Piece::Exercise(inside.trim().to_owned())),
        ["guess"] => Some(Piece::Guess(guess(inside)?)),
        ["guess", "end"] => Some(Piece::GuessEnd),
        [name] if PLACES.contains(&name) => Some(Piece::Text(format!("{PLACE}{name}{END}"))),
        _ if words.contains(&"cell") => {
            bail!("a fence says {info:?}; a cell is `rust,cell`, `rust,cell,setup` or `rust,cell,fold`")
        }
        _ => None,
    })
}

/// The fences that stand for what the whole course decides. Until a page is rendered they are text that shows nothing.
const PLACES: [&str; 3] = ["map", "saved", "tried"];
const PLACE: &str = "<div data-place=\"";
const END: &str = "\"></div>";

/// Which place a piece of text is, if it is one.
pub(super) fn place(text: &str) -> Option<&str> {
    text.strip_prefix(PLACE)?.strip_suffix(END)
}

fn guess(inside: &str) -> Result<Guess> {
    let marked = |line: &str, marks: &[&str]| marks.iter().any(|mark| line.starts_with(mark));
    let of = |marks: &[&str]| -> Vec<String> {
        inside.lines().filter(|line| marked(line, marks)).map(|line| line[2..].trim().to_owned()).collect()
    };
    let (choices, right) = (of(&["- ", "+ "]), of(&["+ ", "= "]));
    let question: Vec<&str> = inside.lines().filter(|line| !marked(line, &["- ", "+ ", "= "])).collect();
    let question = question.join("\n").trim().to_owned();
    let [right] = &right[..] else {
        bail!(
            "the guess {question:?} needs one line that says what is right: `+ ` before a choice, or `= ` before a number"
        )
    };
    if choices.is_empty() == of(&["= "]).is_empty() || choices.len() == 1 {
        bail!(
            "the guess {question:?} needs choices, one of them with `+ `, or a number with `= `, and not both"
        )
    }
    Ok(Guess { question, choices, right: right.clone() })
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
                    ```guess\nHow much?\n- little\n+ much\n```\n\nMuch.\n\n```guess,end\n```\n\n```exercise\nattention/softmax\n```\n";
        let pieces = pieces(page).unwrap();
        let [
            Piece::Text(a),
            Piece::Cell(cell),
            Piece::Text(b),
            Piece::Guess(guess),
            Piece::Text(answer),
            Piece::GuessEnd,
            Piece::Exercise(id),
        ] = &pieces[..]
        else {
            panic!("{pieces:?}")
        };
        assert_eq!(a, "# Title\n\nText.");
        assert_eq!(cell.code, "let x = 1;\n\nx");
        assert_eq!(b, "More.\n\n```rust\nnot a cell\n```");
        assert_eq!((guess.question.as_str(), guess.choices.len()), ("How much?", 2));
        assert_eq!((guess.right.as_str(), answer.as_str()), ("much", "Much."));
        assert_eq!(id, "attention/softmax");
    }

    #[test]
    fn a_cell_says_what_is_folded() {
        let kind = |info: &str| match &pieces(&format!("```{info}\n1\n```")).unwrap()[..] {
            [Piece::Cell(cell)] => (cell.setup, cell.fold),
            other => panic!("{other:?}"),
        };
        assert_eq!(kind("rust,cell"), (false, false));
        assert_eq!(kind("rust,cell,setup"), (true, false));
        assert_eq!(kind("rust,cell,fold"), (false, true));
    }

    #[test]
    fn a_misspelt_or_nested_cell_is_an_error() {
        assert!(pieces("```python,cell\n1\n```").is_err());
        assert!(pieces("```rust,cell,folded\n1\n```").is_err());
        assert!(pieces("- item\n\n  ```rust,cell\n  1\n  ```").is_err());
    }

    #[test]
    fn a_guess_says_what_is_right_and_where_its_answer_ends() {
        let end = "\n\nSo.\n\n```guess,end\n```\n";
        for (inside, what) in [
            ("How?\n- a\n- b", "what is right"),
            ("How?\n+ a\n+ b", "what is right"),
            ("How many?", "what is right"),
            ("How many?\n= 1\n= 2", "what is right"),
            ("How?\n- a\n- b\n= 3", "not both"),
            ("How?\n+ a", "not both"),
        ] {
            let error = pieces(&format!("```guess\n{inside}\n```{end}")).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains("How"), "{inside}: {error}");
        }
        let guess = "```guess\nHow many?\n= 3\n```\n\n";
        assert!(pieces(&format!("{guess}{end}")).is_ok());
        for (page, what) in [
            (format!("{guess}Three."), "has no end"),
            (format!("{guess}{guess}{end}"), "has no end"),
            (format!("{guess}## Next{end}"), "has no end"),
            (format!("{guess}```exercise\na/b\n```{end}"), "has no end"),
            (end.to_owned(), "no guess is open"),
        ] {
            let error = pieces(&page).unwrap_err().to_string();
            assert!(error.contains(what), "{page}: {error}");
        }
    }
}
