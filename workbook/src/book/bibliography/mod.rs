//! The bibliography: what the pages cite, from `book/bibliography.toml`, each with the sections that cite it.

use anyhow::{Context, Result};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::Deserialize;

use super::Page;
use super::html::escaped;
use super::page::{self, Piece};
use crate::Course;

/// In its place stands the list.
const FENCE: &str = "```bibliography\n```";
/// Pages that speak of all others: whoever is named there is cited elsewhere.
const REFERENCE: [&str; 3] = ["bibliography", "glossary", "notation"];
/// The anchor of the lists at the ends of pages.
const READING: &str = "read-on";

/// Something that pages cite.
#[derive(Debug, Deserialize)]
pub struct Entry {
    /// Its anchor, such as `vaswani2017`.
    pub key: String,
    /// Who wrote it; nothing for a repository.
    #[serde(default)]
    pub authors: String,
    /// Its title, or a repository's owner and name.
    pub title: String,
    /// The year of its first public version; nothing for a repository.
    pub year: Option<u16>,
    /// Where it is.
    pub url: String,
    /// The words by which pages name it, where they have neither link nor number.
    #[serde(default)]
    pub names: Vec<String>,
}

/// `book/bibliography.toml`.
#[derive(Debug, Deserialize)]
pub struct Bibliography {
    /// Papers, reports and posts.
    #[serde(rename = "work")]
    pub works: Vec<Entry>,
    /// Code.
    #[serde(rename = "repository")]
    pub repositories: Vec<Entry>,
}

/// A section of a page.
#[derive(Debug)]
pub struct Section {
    /// The title of its page, behind the number of its chapter.
    page: String,
    /// Its own title; nothing before the first heading with an anchor.
    title: String,
    /// Its page in the built book, and the anchor.
    link: String,
    /// Its prose as Markdown, on one line.
    text: String,
}

impl Bibliography {
    /// That of the course.
    ///
    /// # Errors
    /// If `book/bibliography.toml` cannot be read.
    pub fn of(course: &Course) -> Result<Bibliography> {
        let path = course.root.join("book/bibliography.toml");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{}", path.display()))
    }

    /// Everything in it.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.works.iter().chain(&self.repositories)
    }

    /// The page's list: works by year and author, then repositories by name.
    fn list(&self, sections: &[Section]) -> String {
        let mut works: Vec<&Entry> = self.works.iter().collect();
        works.sort_by_key(|work| (work.year, work.authors.to_lowercase(), work.title.to_lowercase()));
        let mut repositories: Vec<&Entry> = self.repositories.iter().collect();
        repositories.sort_by_key(|repository| repository.title.to_lowercase());
        let list = |entries: &[&Entry]| -> String {
            entries.iter().map(|entry| entry.listed(&places(entry, sections))).collect()
        };
        format!(
            "## Papers, reports and posts {{#works}}\n\n<dl>\n{}</dl>\n\n## Repositories {{#repositories}}\n\n<dl>\n{}</dl>",
            list(&works),
            list(&repositories)
        )
    }
}

impl Entry {
    /// Its number, if it is on arXiv.
    pub fn arxiv(&self) -> Option<&str> {
        self.url.strip_prefix("https://arxiv.org/abs/")
    }

    /// Whether a section has a link to it, its number, or one of its names.
    pub fn is_cited_in(&self, section: &Section) -> bool {
        let names = self.names.iter().map(String::as_str);
        names.chain([self.url.as_str()]).chain(self.arxiv()).any(|name| has(&section.text, name))
    }

    /// Its item, as HTML: Markdown would make a paragraph of each line.
    fn listed(&self, places: &str) -> String {
        let (key, title, url) = (&self.key, html(&self.title), html(&self.url));
        let (term, said) = match self.year {
            Some(year) => (
                format!("{} {year}", html(&self.authors)),
                format!("<a href=\"{url}\"><em>{title}</em></a><br>\n"),
            ),
            None => (format!("<a href=\"{url}\">{title}</a>"), String::new()),
        };
        format!("<dt id=\"{key}\">{term}</dt>\n<dd>{said}{places}</dd>\n")
    }
}

/// A text as HTML, with the apostrophe of books.
fn html(text: &str) -> String {
    escaped(text).replace('"', "&quot;").replace('\'', "’")
}

/// Whether a text has these words, and not only as a part of longer ones: `DeepSeek-V3` is not in `DeepSeek-V3.2`.
fn has(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let mut after = text[at + words.len()..].chars();
        let goes_on = match after.next() {
            Some('.' | '-' | '_') => after.next().is_some_and(char::is_alphanumeric),
            next => next.is_some_and(char::is_alphanumeric),
        };
        !goes_on && !text[..at].ends_with(char::is_alphanumeric)
    })
}

/// Where an entry is cited, as HTML: pages, and behind each its sections.
fn places(entry: &Entry, sections: &[Section]) -> String {
    let cited: Vec<&Section> = sections.iter().filter(|section| entry.is_cited_in(section)).collect();
    let pages = cited.chunk_by(|one, next| one.page == next.page).map(|sections| {
        let links: Vec<String> = sections.iter().map(|section| section.linked()).collect();
        // The number of its chapter does not part from its name.
        let page = html(&sections[0].page).replacen(", ", ",\u{a0}", 1);
        format!("{page} ({})", links.join("; "))
    });
    pages.collect::<Vec<_>>().join("\u{a0}· ")
}

impl Section {
    fn linked(&self) -> String {
        let title = match self.title.as_str() {
            "" => "beginning",
            _ if self.link.ends_with(&format!("#{READING}")) => "reading",
            title => title,
        };
        format!("<a href=\"{}\">{}</a>", self.link, html(title))
    }
}

/// The sections of all pages that may cite something.
pub fn sections(pages: &[Page]) -> Vec<Section> {
    let citing = pages.iter().filter(|page| !REFERENCE.contains(&page.name().as_str()));
    citing.flat_map(sections_of).collect()
}

fn sections_of(page: &Page) -> Vec<Section> {
    let built = format!("{}.html", page.name());
    let mut sections =
        vec![Section { page: page.name(), title: String::new(), link: built.clone(), text: String::new() }];
    let push = |sections: &mut Vec<Section>, words: &str| {
        if let Some(last) = sections.last_mut() {
            for word in words.split_whitespace() {
                last.text += word;
                last.text.push(' ');
            }
        }
    };
    for piece in &page.pieces {
        match piece {
            Piece::Text(markdown) => {
                let mut from = 0;
                for heading in headings(markdown) {
                    push(&mut sections, &markdown[from..heading.at]);
                    from = heading.at;
                    if heading.is_title {
                        // Each chapter has a page called Review.
                        let of = page.number.map_or(String::new(), |number| format!("{number}, "));
                        sections[0].page = of + &heading.words;
                    } else if let Some(anchor) = heading.anchor {
                        let link = format!("{built}#{anchor}");
                        let page = sections[0].page.clone();
                        sections.push(Section { page, title: heading.words, link, text: String::new() });
                    }
                }
                push(&mut sections, &markdown[from..]);
            }
            Piece::Guess(guess) => {
                push(&mut sections, &guess.question);
                guess.choices.iter().for_each(|choice| push(&mut sections, choice));
            }
            Piece::Cell(_) | Piece::Exercise(_) | Piece::GuessEnd => {}
        }
    }
    sections
}

struct Heading {
    /// Where it begins, in bytes.
    at: usize,
    is_title: bool,
    anchor: Option<String>,
    words: String,
}

fn headings(markdown: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut is_open = false;
    for (event, range) in Parser::new_ext(markdown, page::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                is_open = true;
                headings.push(Heading {
                    at: range.start,
                    is_title: level == HeadingLevel::H1,
                    anchor: id.map(|id| id.to_string()),
                    words: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => is_open = false,
            Event::Text(words) | Event::Code(words) if is_open => {
                headings.last_mut().expect("one is open").words += &words;
            }
            _ => {}
        }
    }
    headings
}

/// The pieces of a page, with the list in the place of its fence.
///
/// # Errors
/// If the page has the fence, and `book/bibliography.toml` cannot be read.
pub(super) fn filled(course: &Course, pages: &[Page], pieces: &[Piece]) -> Result<Vec<Piece>> {
    let mut filled = pieces.to_vec();
    for piece in &mut filled {
        if let Piece::Text(markdown) = piece
            && markdown.contains(FENCE)
        {
            let list = Bibliography::of(course)?.list(&sections(pages));
            *markdown = markdown.replace(FENCE, &list);
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests;
