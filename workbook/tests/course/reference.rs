//! The pages to look things up in: what the bibliography says is so, and whatever the three of them lead to is there.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Options, Parser, Tag};
use workbook::book::bibliography::{Bibliography, sections};
use workbook::book::page::Piece;
use workbook::book::{Page, pages};

use crate::course;

/// Links to what is no source: where something is installed from.
const NO_SOURCES: [&str; 1] = ["https://rustup.rs"];

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_MATH
}

fn texts(page: &Page) -> impl Iterator<Item = &str> {
    page.pieces
        .iter()
        .filter_map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None })
}

/// Where the links of a text lead.
fn links(text: &str) -> Vec<String> {
    let links = Parser::new_ext(text, options()).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    links.collect()
}

#[test]
fn whatever_a_page_links_to_is_in_the_bibliography() {
    let course = course();
    let bibliography = Bibliography::of(&course).unwrap();
    for page in pages(&course).unwrap() {
        let links = texts(&page).flat_map(links).filter(|link| link.starts_with("http"));
        for link in links.filter(|link| !NO_SOURCES.contains(&link.as_str())) {
            let known = bibliography.entries().any(|entry| {
                let named = entry.names.iter().any(|name| link.contains(name.as_str()));
                link == entry.url || link.starts_with(&format!("{}/", entry.url)) || named
            });
            assert!(known, "{}: book/bibliography.toml has no entry for {link}", page.name());
        }
    }
}

#[test]
fn whatever_is_in_the_bibliography_is_cited() {
    let course = course();
    let sections = sections(&pages(&course).unwrap());
    for entry in Bibliography::of(&course).unwrap().entries() {
        let cited = sections.iter().any(|section| entry.is_cited_in(section));
        assert!(cited, "book/bibliography.toml: no page cites {}", entry.key);
    }
}

#[test]
fn an_entry_is_one_of_its_kind_and_as_old_as_its_number() {
    let bibliography = Bibliography::of(&course()).unwrap();
    let (mut keys, mut urls) = (BTreeSet::new(), BTreeSet::new());
    for entry in bibliography.entries() {
        assert!(keys.insert(&entry.key), "{} is there twice", entry.key);
        assert!(urls.insert(&entry.url), "{} is there twice", entry.url);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        assert!(entry.key.chars().all(plain), "{} is no anchor", entry.key);
        assert!(entry.url.starts_with("https://"), "{}: {}", entry.key, entry.url);
        if let Some(number) = entry.arxiv() {
            let year = number[..2].parse::<u16>().unwrap() + 2000;
            assert_eq!(entry.year, Some(year), "{}: the year of {number}", entry.key);
        }
    }
    for work in &bibliography.works {
        assert!(!work.authors.is_empty() && work.year.is_some(), "{} has no author, or no year", work.key);
    }
}

/// For each page the anchors that it has: of headings, boxes, and terms.
fn anchors(pages: &[Page]) -> BTreeMap<String, BTreeSet<String>> {
    let of = |page: &Page| {
        let mut anchors = BTreeSet::new();
        for piece in &page.pieces {
            match piece {
                Piece::Exercise(id) => {
                    anchors.insert(format!("exercise-{}", id.rsplit('/').next().unwrap()));
                }
                Piece::Text(text) => {
                    for event in Parser::new_ext(text, options()) {
                        if let Event::Start(Tag::Heading { id: Some(id), .. }) = event {
                            anchors.insert(id.to_string());
                        }
                    }
                }
                _ => {}
            }
        }
        (page.source.to_string_lossy().into_owned(), anchors)
    };
    pages.iter().map(of).collect()
}

#[test]
fn glossary_and_notation_lead_to_sections_that_are_there() {
    let course = course();
    let pages = pages(&course).unwrap();
    let anchors = anchors(&pages);
    for page in pages.iter().filter(|page| ["glossary", "notation"].contains(&page.name().as_str())) {
        for link in texts(page).flat_map(links) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let own = page.source.to_string_lossy();
            let file = if file.is_empty() { own.as_ref() } else { file };
            let there = anchors.get(file).unwrap_or_else(|| panic!("{}: there is no {file}", page.name()));
            assert!(anchor.is_empty() || there.contains(anchor), "{}: {file} has no #{anchor}", page.name());
        }
    }
}

#[test]
fn a_term_of_the_glossary_is_said_and_shown() {
    let course = course();
    let pages = pages(&course).unwrap();
    let page = pages.iter().find(|page| page.name() == "glossary").expect("there is a glossary");
    let text = texts(page).collect::<Vec<_>>().join("\n\n");
    let mut terms: Vec<String> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if !lines.peek().is_some_and(|next| next.starts_with(": ")) {
            continue;
        }
        let mut said = String::new();
        while let Some(more) = lines.next_if(|line| !line.is_empty()) {
            said += more;
        }
        assert!(
            said.ends_with(").") && said.contains("](") && said.contains(".md#"),
            "{line}: {said}: it ends with its section"
        );
        terms.push(line.to_lowercase());
    }
    assert!(terms.len() >= 120, "{} terms", terms.len());
    let mut sorted = terms.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(terms, sorted, "each once, in the order of the alphabet");
}
