//! Turns pages into notebooks, and executes what has changed.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, bail};

use super::turn::turn;
use crate::Course;
use crate::book::notebook::Links;
use crate::book::page::{Cell, Piece};
use crate::book::{self, Page, notebook, page};
use crate::notebooks::jupyter::{self, Answers};
use crate::reader::state;

/// What `execute` was asked for.
pub struct Options {
    /// Execute also what has not changed.
    pub all: bool,
    /// Write nothing; it is an error if something would be written.
    pub check: bool,
}

/// Brings `book/notebooks` up to date with the pages, or checks that it is.
///
/// # Errors
/// If a cell fails, Jupyter is missing and needed, or with `check` something differs.
pub fn execute(course: &Course, names: &[String], options: &Options) -> Result<()> {
    let all = book::pages(course)?;
    let pages: Vec<&Page> = all.iter().filter(|page| page.has_cells()).collect();
    if let Some(unknown) = names.iter().find(|name| !pages.iter().any(|page| page.is_called(name))) {
        let known: Vec<String> = pages.iter().map(|page| page.name()).collect();
        bail!("there is no page {unknown} with cells; there are: {}", known.join(", "))
    }
    // Of one chapter the first page is executed whatever its digests say.
    let firsts: Vec<&&Page> = pages.iter().filter(|page| page.name() == page.chapter()).collect();
    let in_turn = if options.check && names.is_empty() { turn(course, firsts.len()) } else { None };
    let in_turn = in_turn.map(|number| firsts[number].name());
    let mut drift = Vec::new();
    let is_named = |page: &Page| names.is_empty() || names.iter().any(|name| page.is_called(name));
    for &page in pages.iter().filter(|page| is_named(page)) {
        let links = Links::of(&all, page);
        let old = page.runs(course)?;
        let digests = notebook::digests(&course.root, page::cells(&page.pieces));
        let unchanged =
            old.len() == digests.len() && old.iter().zip(&digests).all(|(run, digest)| run.digest == *digest);
        let anyway = options.all || in_turn.as_ref() == Some(&page.name());
        let mut runs =
            if unchanged && !anyway { old.clone() } else { executed(course, page, &links, &digests)? };
        // What was lost on the way is there the next time; what has really changed is not.
        if options.check && anyway && runs != old {
            runs = executed(course, page, &links, &digests)?;
        }
        let fresh = notebook::generate(course, &links, &page.pieces, &runs)?;
        let path = page.notebook(course);
        if fs::read_to_string(&path).is_ok_and(|kept| kept == fresh) {
            println!("{}: {} cells, as before", page.name(), runs.len());
        } else if options.check {
            drift.push(format!("{}: {}", page.name(), difference(&old, &runs)));
        } else {
            state::write(&path, fresh.as_bytes())?;
            println!("{}: {} cells, written", page.name(), runs.len());
        }
    }
    if names.is_empty() {
        drift.extend(stray(course, &pages, options.check)?);
    }
    if drift.is_empty() {
        return Ok(());
    }
    bail!(
        "the notebooks are not those of the pages; `cargo run -- execute` writes them:\n{}",
        drift.join("\n")
    )
}

/// Executes the page's cells.
fn executed(course: &Course, page: &Page, links: &Links, digests: &[String]) -> Result<Vec<notebook::Run>> {
    let jupyter = jupyter::find(course)?;
    let patient: Vec<Piece> = page.pieces.iter().map(patient).collect();
    let bare = notebook::generate(course, links, &patient, &[])?;
    let path = jupyter.execute(course, &page.name().replace('/', "-"), &bare, Answers::Solutions)?;
    let mut runs = notebook::read(&path)?;
    for (number, ((run, digest), cell)) in
        runs.iter_mut().zip(digests).zip(page::cells(&page.pieces)).enumerate()
    {
        run.code.clone_from(&cell.code);
        if let Some(failure) = run.failure() {
            bail!("{}, cell {}:\n{}\n\n{failure}", page.name(), number + 1, run.code)
        }
        run.digest.clone_from(digest);
        run.outputs = notebook::settled(std::mem::take(&mut run.outputs), number + 1);
    }
    Ok(runs)
}

/// A cell that ends a moment after its last words: the kernel may report that a cell has ended before it passes on what
/// the cell printed (evcxr's issue 353), and Jupyter then drops it. A cell that ends with a figure waits by itself.
fn patient(piece: &Piece) -> Piece {
    match piece {
        Piece::Cell(cell) if !cell.setup && cell.code.ends_with([';', '}']) => {
            let code = format!("{}\nstd::thread::sleep(std::time::Duration::from_millis(200));", cell.code);
            Piece::Cell(Cell { code, setup: false })
        }
        other => other.clone(),
    }
}

/// The first thing in which two executions differ.
fn difference(old: &[notebook::Run], new: &[notebook::Run]) -> String {
    for (number, new) in new.iter().enumerate() {
        let Some(old) = old.get(number) else { return format!("cell {} is new", number + 1) };
        if old.code != new.code {
            return format!("cell {} has other code", number + 1);
        }
        if old.outputs != new.outputs {
            return format!("cell {} gave\n{:?}\nand now gives\n{:?}", number + 1, old.shown(), new.shown());
        }
    }
    "its text, or what its cells use, has changed".to_owned()
}

/// Notebooks without a page: removed, or with `check` reported.
fn stray(course: &Course, pages: &[&Page], check: bool) -> Result<Vec<String>> {
    let known: BTreeSet<_> = pages.iter().map(|page| page.notebook(course)).collect();
    let mut stray = Vec::new();
    let Ok(entries) = fs::read_dir(course.root.join("book/notebooks")) else { return Ok(stray) };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.extension().is_some_and(|e| e == "ipynb") && !known.contains(&path) {
            if !check {
                fs::remove_file(&path)?;
            }
            stray.push(format!("{} belongs to no page", path.display()));
        }
    }
    Ok(if check { stray } else { Vec::new() })
}
