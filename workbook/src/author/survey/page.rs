//! A page as its parts: headings, blocks of prose, code, cells with what they gave, boxes of exercises.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};

use super::numbers::bare_number;
use crate::book::Page;
use crate::book::notebook::{Run, Shown};
use crate::book::page::{self, Piece};

/// A part of a page, in its order.
#[derive(Debug, PartialEq)]
pub(super) enum Item {
    /// A heading: its level and its anchor.
    Heading(usize, Option<String>),
    /// A block of prose, without inline code and formulas, in whose place is [`GAP`].
    Prose(String),
    /// A question's choice: prose that may be wrong.
    Choice(String),
    /// Code that is shown.
    Code(String),
    /// A cell: its code, what it gave as text, its figures; nothing if it was not executed.
    Cell(String, Option<Vec<Shown>>),
    /// The box of an exercise.
    Exercise(String),
}

/// Stands for inline code or a formula.
pub(super) const GAP: char = '\u{fffc}';

/// A page with what its cells gave.
pub(super) struct Surveyed {
    pub(super) name: String,
    pub(super) items: Vec<Item>,
}

impl Item {
    pub(super) fn figures(&self) -> usize {
        let Item::Cell(_, Some(shown)) = self else { return 0 };
        shown.iter().filter(|shown| matches!(shown, Shown::Figure(_))).count()
    }

    pub(super) fn words(&self) -> usize {
        let (Item::Prose(text) | Item::Choice(text)) = self else { return 0 };
        text.split_whitespace()
            .filter(|word| word.contains(|c: char| c.is_alphanumeric() || c == GAP))
            .count()
    }
}

impl Surveyed {
    pub(super) fn count(&self, is: impl Fn(&Item) -> bool) -> usize {
        self.items.iter().filter(|item| is(item)).count()
    }

    pub(super) fn words(&self) -> usize {
        self.items.iter().map(Item::words).sum()
    }

    pub(super) fn boxes(&self) -> impl Iterator<Item = &str> {
        self.items
            .iter()
            .filter_map(|item| if let Item::Exercise(id) = item { Some(id.as_str()) } else { None })
    }
}

/// Reads a page into its parts.
pub(super) fn survey(page: &Page, runs: &[Run]) -> Surveyed {
    let mut items = Vec::new();
    let mut number = 0;
    for piece in &page.pieces {
        match piece {
            Piece::Text(markdown) => read(markdown, &mut items),
            Piece::Guess(guess) => {
                read(&guess.question, &mut items);
                for choice in &guess.choices {
                    let mut inside = Vec::new();
                    read(choice, &mut inside);
                    items.extend(inside.into_iter().map(|item| match item {
                        Item::Prose(text) => Item::Choice(text),
                        other => other,
                    }));
                }
                // A number that is right is one that a cell gives.
                if guess.choices.is_empty() {
                    read(&guess.right, &mut items);
                }
            }
            Piece::GuessEnd => {}
            Piece::Exercise(id) => items.push(Item::Exercise(id.clone())),
            Piece::Cell(cell) => {
                let run = runs.get(number).filter(|run| run.code == cell.code);
                number += 1;
                items.push(Item::Cell(cell.code.clone(), run.map(Run::shown)));
            }
        }
    }
    Surveyed { name: page.name(), items }
}

/// Reads Markdown into blocks.
fn read(markdown: &str, items: &mut Vec<Item>) {
    let mut block = String::new();
    // The kind of the fence that is open, and whether words are an address.
    let mut fence: Option<String> = None;
    let mut address = false;
    let end = |block: &mut String, items: &mut Vec<Item>| {
        if !block.trim().is_empty() {
            items.push(Item::Prose(std::mem::take(block)));
        }
        block.clear();
    };
    for event in Parser::new_ext(markdown, page::options()) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                end(&mut block, items);
                items.push(Item::Heading(level as usize, id.map(|id| id.to_string())));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                end(&mut block, items);
                fence = Some(if let CodeBlockKind::Fenced(info) = kind {
                    info.to_string()
                } else {
                    String::new()
                });
            }
            Event::End(TagEnd::CodeBlock) => {
                let text = std::mem::take(&mut block);
                match fence.take().unwrap_or_default().split([',', ' ']).next() {
                    Some("rust") => items.push(Item::Code(text)),
                    Some("sh") => {}
                    // What is printed by hand is prose as far as its numbers go.
                    _ => items.push(Item::Prose(text)),
                }
            }
            Event::Start(Tag::Link { link_type, .. }) => {
                address = matches!(link_type, LinkType::Autolink | LinkType::Email);
            }
            Event::End(TagEnd::Link) => address = false,
            Event::Start(
                Tag::Paragraph
                | Tag::Item
                | Tag::TableCell
                | Tag::List(_)
                | Tag::BlockQuote(_)
                | Tag::FootnoteDefinition(_),
            )
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::List(_)
                | TagEnd::BlockQuote(_)
                | TagEnd::FootnoteDefinition,
            ) => end(&mut block, items),
            Event::Text(_) if address => block.push(GAP),
            Event::Text(text) => block += &text,
            Event::Code(_) => block.push(GAP),
            Event::InlineMath(formula) | Event::DisplayMath(formula) => match bare_number(&formula) {
                Some(number) => block += &number,
                None => block.push(GAP),
            },
            Event::SoftBreak | Event::HardBreak => block.push(' '),
            _ => {}
        }
    }
    end(&mut block, items);
}
