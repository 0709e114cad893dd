//! The book: pages of Markdown, rendered by mdBook, with the outputs of their notebooks.

mod aside;
pub mod bibliography;
mod boxes;
mod code;
pub mod drawings;
pub mod epub;
pub mod figure;
pub mod html;
mod hyphens;
mod lean;
mod map;
pub mod math;
pub mod notebook;
pub mod page;
pub mod pdf;
pub mod play;
mod printed;
pub mod real;
mod search;
mod site;
mod tried;
mod types;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem};
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::Course;
use page::Piece;

/// A page of the book, with what it includes in place.
pub struct Page {
    /// Its file below `book/src`, such as `attention.md`.
    pub source: PathBuf,
    /// The number of its chapter, where it is in one.
    pub number: Option<u32>,
    /// Its Markdown, cut at its special fences.
    pub pieces: Vec<Piece>,
}

impl Page {
    /// Its name without the ending: `attention`, or `moe/routing`.
    pub fn name(&self) -> String {
        self.source.with_extension("").to_string_lossy().replace('\\', "/")
    }

    /// The chapter that it belongs to: `attention` for `attention` and for `attention/heads`.
    pub fn chapter(&self) -> String {
        self.name().split('/').next().unwrap_or_default().to_owned()
    }

    /// Whether this is its name, its file's, or its notebook's: `attention/heads`, `attention-heads`,
    /// `book/src/attention/heads.md`.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.replace('\\', "/");
        let name = ["book/src/", "book/notebooks/", "target/book/"]
            .iter()
            .find_map(|folder| name.trim_start_matches("./").strip_prefix(folder))
            .unwrap_or(&name);
        let ending = [".md", ".html", ".ipynb"].iter().find_map(|ending| name.strip_suffix(ending));
        let name = ending.unwrap_or(name).trim_end_matches('/');
        name == self.name() || name == self.name().replace('/', "-")
    }

    /// Whether anything on it runs.
    pub fn has_cells(&self) -> bool {
        page::cells(&self.pieces).next().is_some()
    }

    /// Where its notebook is kept.
    pub fn notebook(&self, course: &Course) -> PathBuf {
        // All in one folder: the cells find the chapters at ../../chapters.
        course.root.join("book/notebooks").join(notebook::file(&self.name()))
    }

    /// What its cells gave when they were last executed; nothing if they never were.
    ///
    /// # Errors
    /// If the notebook is there and cannot be read.
    pub fn runs(&self, course: &Course) -> Result<Vec<notebook::Run>> {
        let path = self.notebook(course);
        if path.exists() { notebook::read(&path) } else { Ok(Vec::new()) }
    }
}

/// mdBook's view of the book, with all inclusions in place.
fn load(course: &Course) -> Result<MDBook> {
    let root = course.root.join("book");
    let mut mdbook = MDBook::load(&root).context("book/ cannot be read")?;
    let context = PreprocessorContext::new(root, mdbook.config.clone(), "html".to_owned());
    mdbook.book = LinkPreprocessor::new().run(&context, mdbook.book)?;
    // What mdBook cannot include it leaves as it stands, and only logs.
    for chapter in mdbook.book.chapters() {
        if let Some(line) =
            chapter.content.lines().find(|line| line.contains("{{#") && !line.contains("\\{{#"))
        {
            bail!("{}: {line} cannot be included", chapter.name)
        }
    }
    Ok(mdbook)
}

/// The pages of the book, in order.
///
/// # Errors
/// If `book/` cannot be read, or a page has a special fence that is not understood.
pub fn pages(course: &Course) -> Result<Vec<Page>> {
    pages_of(&load(course)?.book)
}

fn pages_of(book: &Book) -> Result<Vec<Page>> {
    let page = |chapter: &mdbook_driver::book::Chapter| {
        let source = chapter.path.clone()?;
        let pieces = page::pieces(&chapter.content).with_context(|| format!("book/src/{}", source.display()));
        let number = chapter.number.as_ref().and_then(|number| number.first().copied());
        Some(pieces.map(|pieces| Page { source, number, pieces }))
    };
    book.chapters().filter_map(page).collect()
}

/// What a build of the book made.
pub struct Built {
    /// The folder with `index.html`.
    pub folder: PathBuf,
    /// Cells that have no output, because they were not executed since they were changed, by page.
    pub not_executed: Vec<(String, usize)>,
    /// The pages with figures that answers change.
    pub drawn: BTreeMap<String, drawings::OfPage>,
    /// Whether there are figures to play with, and this machine can build what draws them.
    pub plays: bool,
}

/// A file that marks a folder as one that this tool may replace.
const MARK: &str = ".attention-to-all-reduce";

/// Builds the static book. A folder that is there is replaced as a whole, once the new book is complete.
///
/// # Errors
/// If the book has a mistake, or `folder` holds something else.
pub fn build(course: &Course, folder: &Path) -> Result<Built> {
    log_warnings();
    let folder = std::path::absolute(folder)?;
    let empty = fs::read_dir(&folder).map_or(true, |mut entries| entries.next().is_none());
    if folder.exists() && !empty && !folder.join(MARK).exists() {
        bail!("{} holds something other than the book; name an empty folder, or a new one", folder.display())
    }
    let parent = folder.parent().context("the book needs a folder of its own")?;
    fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let scratch = tempfile::TempDir::with_prefix_in(".book-", parent)
        .with_context(|| format!("{} cannot be written", parent.display()))?;

    let mut mdbook = load(course)?;
    let pages = pages_of(&mdbook.book)?;
    let drawings = drawings::Drawings::of(course)?;
    let drawn =
        pages.iter().filter_map(|page| Some((page.name(), drawings.of_page(&page.pieces)?))).collect();
    let mut not_executed = Vec::new();
    let mut rendered = Vec::new();
    let site = site::Site::of(course)?;
    let mut figures = BTreeMap::new();
    for page in &pages {
        let pieces = bibliography::filled(course, &pages, &page.pieces)?;
        let figures = figures.entry(page.number).or_insert_with(|| figure::Numbers::of(page.number));
        let (text, missing) = html::page(course, &pieces, &page.runs(course)?, figures)
            .with_context(|| format!("book/src/{}", page.source.display()))?;
        rendered.push((page.source.clone(), text + &site.links(&page.source)));
        if missing > 0 {
            not_executed.push((page.name(), missing));
        }
    }
    let plays = rendered.iter().any(|(_, text)| text.contains(play::FILE));
    mdbook.book.for_each_mut(|item| {
        let BookItem::Chapter(chapter) = item else { return };
        let page = rendered.iter().find(|(source, _)| Some(source) == chapter.path.as_ref());
        if let Some((_, text)) = page {
            chapter.content.clone_from(text);
        }
    });
    mdbook.config.build.use_default_preprocessors = false;
    let new = scratch.path().join("new");
    mdbook.config.build.build_dir.clone_from(&new);
    // Preprocessors are chosen when a book is loaded: load it again, and give it what was made.
    let mut last = MDBook::load_with_config(mdbook.root.clone(), mdbook.config.clone())?;
    last.book = mdbook.book;
    last.build().context("mdBook could not render the book")?;
    search::index(course, &new)?;
    lean::lean(&new)?;
    if site.is_published() {
        fs::copy(course.root.join("book/share.png"), new.join("share.png"))
            .context("book/share.png cannot be copied")?;
    }
    for page in pages.iter().filter(|_| site.is_published()) {
        let name = format!("{}.html", page.name());
        let path = new.join(&name);
        let html = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        fs::write(&path, site.shared(&html, &name))?;
    }
    fs::write(
        new.join(MARK),
        "This folder is made by `cargo run -- build`, which replaces it as a whole.\n",
    )?;

    if folder.exists() {
        fs::rename(&folder, scratch.path().join("old"))
            .with_context(|| format!("{} is in use and cannot be replaced", folder.display()))?;
    }
    fs::rename(&new, &folder).with_context(|| format!("{} cannot be written", folder.display()))?;
    Ok(Built { folder, not_executed, drawn, plays })
}

/// What mdBook has to say about a page is shown.
fn log_warnings() {
    let warnings = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(std::io::stderr)
        .without_time()
        .with_target(false);
    // A second book in the same process has its log already.
    let _ = warnings.try_init();
}
