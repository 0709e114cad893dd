//! The index that the book's search asks. mdBook makes one of words between blanks, without common ones: `NEG_INFINITY` is
//! not found in `f32::NEG_INFINITY`, nor `for` anywhere. Here the same sections are indexed anew: by the parts of what is
//! written in code, by the plain names of what a section explains (`<p class="names">` below its heading), and by what
//! verdicts print. The terms of a list of definitions (the glossary, the bibliography) are found too, each at its own place. What a
//! chapter's sheet says is said in the chapter, and found there.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use elasticlunr::{IndexBuilder, lang::English};
use serde_json::{Value, json};

use crate::Course;
use words::{STEMMER, Words, whole, words};

/// What comes first, whatever else there is: a section that is about just this.
const FIRST: f64 = 100.0;
/// The fields of a section or a term, how much a word in them counts, and whether the beginning of a word does too. Mistakes are words as
/// a whole, so that `sigmoids` does not lead to everything that is wrong about a sigmoid; their parts are among the verdicts'.
const FIELDS: [(&str, f64, bool); 8] = [
    ("title", 2.0, true),
    ("body", 1.0, true),
    ("breadcrumbs", 1.0, true),
    ("names", FIRST, false),
    ("mistakes", FIRST, false),
    ("verdicts", 1.0, false),
    // Above what only has a word in it, and below what explains it; a definition is so short that each word of it would be much.
    ("term", 10.0, false),
    ("definition", 0.2, false),
];

/// How the address of a chapter's sheet ends.
const SHEET: &str = "/sheet.html";

/// What else leads to a section.
#[derive(Default)]
struct More {
    /// The plain names of what it explains.
    names: String,
    /// The mistakes that the verdicts of its exercise name.
    mistakes: String,
    /// Everything that these verdicts name.
    verdicts: String,
}

/// Replaces the index that mdBook has written into `folder`.
///
/// # Errors
/// If mdBook wrote something else, or a page cannot be read.
pub(super) fn index(course: &Course, folder: &Path) -> Result<()> {
    let path = written(folder)?;
    let mut search = read(&path)?;
    let mut urls: Vec<String> = serde_json::from_value(search["doc_urls"].clone())?;
    let pages = pages(folder, &urls)?;
    let more = more(course, &pages);
    let mut builder = IndexBuilder::with_language(Box::new(Words(English::new())));
    for (field, ..) in FIELDS {
        builder = builder
            .add_field_with_tokenizer(field, Box::new(if field == "mistakes" { whole } else { words }));
    }
    let mut index = builder.build();
    for (number, url) in urls.iter().enumerate() {
        let number = number.to_string();
        if is_of_a_sheet(url) {
            index.add_doc(&number, FIELDS.map(|_| String::new()));
            continue;
        }
        let section = &search["index"]["documentStore"]["docs"][&number];
        let of = |field: &str| section[field].as_str().unwrap_or_default().to_owned();
        let nothing = More::default();
        let more = more.get(url).unwrap_or(&nothing);
        let own = [&more.names, &more.mistakes, &more.verdicts].map(String::clone);
        let body = before_terms(&pages, url).unwrap_or_else(|| of("body"));
        let section = [of("title"), body, of("breadcrumbs")].into_iter().chain(own);
        index.add_doc(&number, section.chain([String::new(), String::new()]));
    }
    // What is shown of a term, where a section has its title and body.
    let mut shown = Vec::new();
    for (page, html) in pages.iter().filter(|(page, _)| !is_of_a_sheet(page)) {
        let first = urls.iter().position(|url| url.starts_with(page)).unwrap_or_default().to_string();
        let section = &search["index"]["documentStore"]["docs"][&first];
        let name = section["breadcrumbs"].as_str().unwrap_or_default().split(" » ").next();
        for Term { anchor, title, body } in terms(html) {
            let number = urls.len().to_string();
            let nothing = (2..FIELDS.len()).map(|_| String::new());
            index.add_doc(&number, nothing.chain([title.clone(), body.clone()]));
            let breadcrumbs = format!("{} » {title}", name.unwrap_or_default());
            shown.push((number, [("title", title), ("body", body), ("breadcrumbs", breadcrumbs)]));
            urls.push(format!("{page}#{anchor}"));
        }
    }
    search["doc_urls"] = json!(urls);
    search["index"] = serde_json::to_value(&index)?;
    for (number, fields) in shown {
        for (field, text) in fields {
            search["index"]["documentStore"]["docs"][&number][field] = json!(text);
        }
    }
    search["search_options"]["fields"] = FIELDS
        .iter()
        .map(|&(field, boost, expand)| (field.to_owned(), json!({"boost": boost, "expand": expand})))
        .collect();
    fs::write(&path, script(&search.to_string()) + STEMMER).context("the search's index cannot be written")
}

fn is_of_a_sheet(url: &str) -> bool {
    url.split('#').next().is_some_and(|page| page.ends_with(SHEET))
}

fn written(folder: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let is_index = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("searchindex") && name.ends_with(".js")
    };
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(is_index)
        .context("mdBook wrote no search index")
}

const START: &str = "window.search = Object.assign(window.search, JSON.parse('";
const END: &str = "'));";

fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let json = text.strip_prefix(START).and_then(|text| text.strip_suffix(END));
    let json = json.context("mdBook writes its search index in another way")?;
    Ok(serde_json::from_str(&json.replace("\\'", "'").replace("\\\\", "\\"))?)
}

fn script(json: &str) -> String {
    format!("{START}{}{END}", json.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// The HTML of the pages that are searched.
fn pages(folder: &Path, urls: &[String]) -> Result<BTreeMap<String, String>> {
    let pages: BTreeSet<&str> = urls.iter().map(|url| url.split('#').next().unwrap_or_default()).collect();
    let read = |page: &str| {
        let html = fs::read_to_string(folder.join(page)).with_context(|| format!("{page} cannot be read"))?;
        Ok((page.to_owned(), html))
    };
    pages.into_iter().map(read).collect()
}

/// What else leads to which section.
fn more(course: &Course, pages: &BTreeMap<String, String>) -> BTreeMap<String, More> {
    let mut more: BTreeMap<String, More> = BTreeMap::new();
    for (page, html) in pages {
        for (anchor, names) in names(html) {
            more.entry(format!("{page}#{anchor}")).or_default().names = names;
        }
    }
    for exercise in course.exercises() {
        let page = exercise.text.split('#').next().unwrap_or_default();
        let entry = more.entry(format!("{page}#exercise-{}", exercise.name)).or_default();
        entry.mistakes = exercise.mistakes.join(" ");
        entry.verdicts = [&exercise.mistakes[..], &exercise.verdicts].concat().join(" ");
    }
    more
}

/// A term of a list of definitions.
#[derive(Debug, PartialEq)]
struct Term<'a> {
    anchor: &'a str,
    title: String,
    /// Its definition, up to a new line: behind it stand places.
    body: String,
}

const TERM: &str = "<dt id=\"";

/// The terms of a page's lists of definitions.
fn terms(html: &str) -> Vec<Term<'_>> {
    let term = |rest: &'_ str| {
        let (title, rest) = rest.split_once("</dt>")?;
        let said = rest.split_once("<dd>").map_or("", |(_, rest)| rest);
        let said = said.split("</dd>").next().and_then(|said| said.split("<br").next());
        Some((words_of(title.split_once('>')?.1), words_of(said.unwrap_or_default())))
    };
    let terms = html.split(TERM).skip(1).filter_map(|rest| {
        let (title, body) = term(rest)?;
        Some(Term { anchor: rest.split('"').next()?, title, body })
    });
    terms.collect()
}

/// What a section says before its list of definitions; nothing if it has none. The terms are found by themselves.
fn before_terms(pages: &BTreeMap<String, String>, url: &str) -> Option<String> {
    let (page, anchor) = url.split_once('#')?;
    let html = pages.get(page)?;
    let heading =
        html.find(&format!("<h1 id=\"{anchor}\"")).or_else(|| html.find(&format!("<h2 id=\"{anchor}\"")))?;
    let (_, section) = html[heading..].split_once("</h")?;
    let (_, section) = section.split_once('>')?;
    let section = section.split("<h2 ").next()?;
    section.split_once(TERM).map(|(before, _)| words_of(before))
}

/// The words of HTML.
fn words_of(html: &str) -> String {
    let text = without_tags(html);
    let text = [("’", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, sign)| text.replace(entity, sign));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The anchors of sections that say what they are about, and what that is.
fn names(html: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = html[from..].find("<p class=\"names\">").map(|at| from + at) {
        let words = html[at..].split("</p>").next().unwrap_or_default();
        let heading = html[..at].rfind(" id=\"").map(|id| &html[id + 5..]);
        if let Some(anchor) = heading.and_then(|rest| rest.split('"').next()) {
            found.push((anchor, without_tags(words)));
        }
        from = at + words.len();
    }
    found
}

fn without_tags(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

#[cfg(test)]
mod tests {
    use super::words::parts;
    use super::*;

    #[test]
    fn code_is_found_by_its_parts() {
        for (word, expected) in [
            (
                "f32::NEG_INFINITY)",
                ["f32::neg_infinity", "neg_infinity", "infinity", "f32", "neginfinity"].as_slice(),
            ),
            ("fold(f32::MIN,f32::max)", &["fold", "f32::min", "f32::max", "min"]),
            ("log-sum-exp,", &["log", "sum", "exp,", "logsumexp"]),
            ("log_sum_exp", &["log_sum_exp", "log", "logsumexp"]),
            ("for", &["for"]),
        ] {
            let parts = parts(&word.to_lowercase());
            for part in expected {
                assert!(parts.contains(*part), "{word} has no {part}: {parts:?}");
            }
        }
        assert_eq!(words("::  — -").len(), 0);
    }

    #[test]
    fn a_section_says_what_it_is_about() {
        let html = "<h2 id=\"gqa\"><a href=\"#gqa\">Share keys</a></h2>\n<p class=\"names\"><em>GQA</em>, MQA</p>\n<p>Text</p>";
        assert_eq!(names(html), [("gqa", "GQA, MQA".to_owned())]);
        assert_eq!(names("<p>GQA</p>"), []);
    }

    #[test]
    fn a_term_is_found_by_itself() {
        let html = "<h1 id=\"g\"><a href=\"#g\">G</a></h1>\n<p>Words.</p>\n<h2 id=\"o\">O</h2>\n<p>More.</p>\n<dl>\n\
                    <dt id=\"oar\"><a class=\"header\" href=\"#oar\">Oar</a></dt>\n<dd>It <em>rows</em> &amp; steers.<br>\nIn B.</dd>\n\
                    <dt id=\"oak\">Oak</dt>\n<dd>Wood.</dd>\n</dl>\n<h2 id=\"p\">P</h2>\n<p>Nothing.</p>";
        let term =
            |anchor, title: &str, body: &str| Term { anchor, title: title.to_owned(), body: body.to_owned() };
        assert_eq!(terms(html), [term("oar", "Oar", "It rows & steers."), term("oak", "Oak", "Wood.")]);
        let pages = BTreeMap::from([("g.html".to_owned(), html.to_owned())]);
        for (url, expected) in
            [("g.html", None), ("g.html#g", None), ("g.html#o", Some("More.")), ("g.html#p", None)]
        {
            assert_eq!(before_terms(&pages, url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn an_index_is_written_as_it_was_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("searchindex-1.js");
        let value = json!({"it's": "a \\ and a \"quote\""});
        fs::write(&path, script(&value.to_string())).unwrap();
        assert_eq!(written(folder.path()).unwrap(), path);
        assert_eq!(read(&path).unwrap(), value);
    }
}
