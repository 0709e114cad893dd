//! Links between pages as links between notebooks.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::file;
use crate::book::{Page, page};

/// Where the links of a page lead in its notebook.
pub struct Links {
    /// The page's folder below `book/src`.
    folder: PathBuf,
    /// The pages that have a notebook.
    notebooks: BTreeSet<String>,
}

impl Links {
    /// Those of one of the book's pages.
    pub fn of(pages: &[Page], page: &Page) -> Links {
        let folder = page.source.parent().map(Path::to_path_buf).unwrap_or_default();
        Links { folder, notebooks: pages.iter().filter(|page| page.has_cells()).map(Page::name).collect() }
    }

    /// What stands in the notebook for the target of a link: another target, nothing for a page without a notebook, or the
    /// same.
    fn target<'a>(&self, target: &'a str) -> Target<'a> {
        let (path, anchor) = target.split_at(target.find('#').unwrap_or(target.len()));
        let Some(page) = path.strip_suffix(".md").filter(|path| !path.contains(':')) else {
            return Target::Same;
        };
        let mut name: Vec<String> = Vec::new();
        for part in self.folder.join(page).components() {
            match part {
                Component::Normal(part) => name.push(part.to_string_lossy().into_owned()),
                Component::ParentDir => drop(name.pop()),
                _ => {}
            }
        }
        let name = name.join("/");
        if self.notebooks.contains(&name) { Target::Notebook(file(&name), anchor) } else { Target::Nowhere }
    }

    /// Markdown with links to the pages' notebooks instead of the pages; the words of a link to a page that has none.
    pub(super) fn followed(&self, markdown: &str) -> String {
        let mut text = String::with_capacity(markdown.len());
        let mut from = 0;
        // A link, and the words in it.
        let mut open: Option<(String, usize, Option<Range<usize>>)> = None;
        for (event, range) in Parser::new_ext(markdown, page::options()).into_offset_iter() {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    open = Some((dest_url.to_string(), range.start, None))
                }
                Event::End(TagEnd::Link) => {
                    let Some((target, start, Some(words))) = open.take() else { continue };
                    let words = &markdown[words];
                    let instead = match self.target(&target) {
                        Target::Same => continue,
                        Target::Nowhere => words.to_owned(),
                        Target::Notebook(file, anchor) => format!("[{words}]({file}{anchor})"),
                    };
                    text += &markdown[from..start];
                    text += &instead;
                    from = range.end;
                }
                _ => {
                    if let Some((_, _, words)) = &mut open {
                        let known = words.clone().unwrap_or_else(|| range.clone());
                        *words = Some(known.start.min(range.start)..known.end.max(range.end));
                    }
                }
            }
        }
        text + &markdown[from..]
    }
}

/// Where a link leads.
enum Target<'a> {
    /// Not to a page.
    Same,
    /// To a page that has no notebook.
    Nowhere,
    /// To a notebook, with what follows from `#`.
    Notebook(String, &'a str),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::page::{Cell, Piece};

    #[test]
    fn links_lead_to_notebooks_wherever_the_page_is() {
        let page = |name: &str, cells: bool| {
            let cell = Piece::Cell(Cell { code: String::new(), setup: false, fold: false });
            Page {
                source: format!("{name}.md").into(),
                number: None,
                pieces: if cells { vec![cell] } else { Vec::new() },
            }
        };
        let pages = [
            page("index", false),
            page("attention", true),
            page("attention/heads", true),
            page("moe/a", true),
        ];
        for (at, text, expected) in [
            (
                1,
                "See [*many* heads](attention/heads.md#gqa).",
                "See [*many* heads](attention-heads.ipynb#gqa).",
            ),
            (2, "[`softmax`](../attention.md#softmax)", "[`softmax`](attention.ipynb#softmax)"),
            (
                2,
                "[here](heads.md), [there](../moe/a.md)",
                "[here](attention-heads.ipynb), [there](moe-a.ipynb)",
            ),
            (2, "[the\nbeginning](../index.md) of it", "the\nbeginning of it"),
            (2, "[a][1]\n\n[1]: ../attention.md", "[a](attention.ipynb)\n\n[1]: ../attention.md"),
            (2, "[a](https://example.org/b.md)", "[a](https://example.org/b.md)"),
            (2, "[a](#gqa) `[b](heads.md)`", "[a](#gqa) `[b](heads.md)`"),
        ] {
            assert_eq!(Links::of(&pages, &pages[at]).followed(text), expected);
        }
    }
}
