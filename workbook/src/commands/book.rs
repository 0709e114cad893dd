//! The pages, to read or to run: `build` and `notebook`.

use std::path::Path;

use anyhow::{Result, bail};

use crate::book::notebook::{self, Links};
use crate::book::play;
use crate::notebooks::jupyter::{self, Answers};
use crate::{Course, book};

/// Builds the static book, and of that a PDF and an ePub where they are asked for.
///
/// # Errors
/// If a page has a mistake, the folder holds something else, the figures to play with do not build, or a file cannot be made.
pub fn build(course: &Course, out: &Path, pdf: Option<&Path>, epub: Option<&Path>) -> Result<()> {
    let start = std::time::Instant::now();
    // The default is below the repository, wherever the command was given.
    let folder = if out == Path::new("target/book") { course.root.join(out) } else { out.to_owned() };
    let built = book::build(course, &folder)?;
    if built.plays {
        play::put(course, &built.folder)?;
    } else if !play::installed() {
        println!("The figures to play with stand still: `{}`, and build again.", play::GET);
    }
    for (page, cells) in &built.not_executed {
        println!(
            "{page}: {cells} cells have changed since they were executed; `cargo run -- execute` runs them"
        );
    }
    println!("{} ({:.1} s)", built.folder.join("index.html").display(), start.elapsed().as_secs_f64());
    if let Some(file) = epub {
        book::epub::write(course, &book::pages(course)?, &built.folder, file)?;
        println!("{}", file.display());
    }
    if let Some(file) = pdf {
        println!("Chromium prints it; that takes a minute or two …");
        book::pdf::write(&built.folder, file)?;
        println!("{} ({:.1} s)", file.display(), start.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Opens a chapter's notebooks in JupyterLab, on copies that are the reader's: the one that is named, or the chapter's first.
///
/// # Errors
/// If there is no such chapter or page, or Jupyter is missing and may not be installed.
pub fn notebook(
    course: &Course,
    chapter: Option<&str>,
    mine: bool,
    yes: bool,
    extra: &[String],
) -> Result<()> {
    let pages = book::pages(course)?;
    let executable = || pages.iter().filter(|page| page.has_cells());
    // A chapter's name is its first page's; any other page is named as the book or its notebook names it.
    let opened = match chapter {
        None => None,
        Some(name) => {
            let page = executable().find(|page| page.is_called(name));
            let page = page.or_else(|| executable().find(|page| page.chapter() == name));
            if page.is_none() {
                let known: Vec<String> = executable().map(book::Page::name).collect();
                bail!("there is no notebook {name}; there are: {}", known.join(", "))
            }
            page
        }
    };
    let chapter = opened.map(book::Page::chapter);
    let answers = match &chapter {
        None if mine => bail!("which chapter? With --mine, name one: cargo run -- notebook attention --mine"),
        Some(chapter) if mine => Answers::Mine(chapter),
        _ => Answers::Solutions,
    };
    let jupyter = jupyter::find_or_install(course, yes)?;
    let (mut copies, mut first) = (Vec::new(), None);
    // The chapter's other pages lie beside: links lead to them.
    for page in executable().filter(|page| chapter.is_none() || chapter == Some(page.chapter())) {
        let links = Links::of(&pages, page);
        let (folder, text) = match answers {
            Answers::Solutions => {
                ("notebooks", notebook::generate(course, &links, &page.pieces, &page.runs(course)?)?)
            }
            Answers::Mine(_) => {
                ("mine", notebook::generate(course, &links, &notebook::mine(&page.pieces), &[])?)
            }
        };
        let copy = jupyter::working_copy(course, folder, &notebook::file(&page.name()), &text)?;
        if opened.is_some_and(|opened| opened.source == page.source) {
            first = Some(copy.clone());
        }
        copies.push(copy);
    }
    jupyter.open(course, &copies, first.as_deref(), answers, extra)
}
