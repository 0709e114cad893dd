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
    let (mut drift, mut failed) = (Vec::new(), Vec::new());
    let is_named = |page: &Page| names.is_empty() || names.iter().any(|name| page.is_called(name));
    let named: Vec<&Page> = pages.iter().copied().filter(|page| is_named(page)).collect();
    for chapter in named.chunk_by(|one, next| one.chapter() == next.chapter()) {
        let known = chapter.iter().map(|page| known(course, page)).collect::<Result<Vec<_>>>()?;
        let anyway = |page: &Known| options.all || in_turn.as_ref() == Some(&page.page.name());
        let due: Vec<&Known> = known.iter().filter(|page| !page.unchanged || anyway(page)).collect();
        let mut given = executed(course, &due)?.into_iter();
        for known in &known {
            let Known { page, old, .. } = known;
            let is_due = !known.unchanged || anyway(known);
            let mut runs = if is_due { given.next() } else { None }.unwrap_or_else(|| Ok(old.clone()));
            // What was lost on the way is there the next time; what has really changed is not.
            if options.check && anyway(known) && runs.as_ref().is_ok_and(|runs| runs != old) {
                runs = executed(course, &[known])?.remove(0);
            }
            let runs = match runs {
                Ok(runs) => runs,
                Err(failure) => {
                    failed.push(failure);
                    continue;
                }
            };
            let fresh = notebook::generate(course, &Links::of(&all, page), &page.pieces, &runs)?;
            let path = page.notebook(course);
            if fs::read_to_string(&path).is_ok_and(|kept| kept == fresh) {
                println!("{}: {} cells, as before", page.name(), runs.len());
            } else if options.check {
                drift.push(format!("{}: {}", page.name(), difference(old, &runs)));
            } else {
                state::write(&path, fresh.as_bytes())?;
                println!("{}: {} cells, written", page.name(), runs.len());
            }
        }
    }
    if !failed.is_empty() {
        bail!("{}", failed.join("\n\n"))
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

/// A page, and what is known of its cells.
struct Known<'a> {
    page: &'a Page,
    old: Vec<notebook::Run>,
    digests: Vec<String>,
    /// Whether the cells ran with all that they depend on.
    unchanged: bool,
}

fn known<'a>(course: &Course, page: &'a Page) -> Result<Known<'a>> {
    let old = page.runs(course)?;
    let digests = notebook::digests(&course.root, page::cells(&page.pieces));
    let unchanged =
        old.len() == digests.len() && old.iter().zip(&digests).all(|(run, digest)| run.digest == *digest);
    Ok(Known { page, old, digests, unchanged })
}

/// What the cells of a chapter's pages give, or what failed in a page. One kernel runs them all, since it takes long to read what the
/// cells use; at each page it forgets what the one before defined, and starts another process.
fn executed(course: &Course, pages: &[&Known]) -> Result<Vec<Result<Vec<notebook::Run>, String>>> {
    let Some(first) = pages.first() else { return Ok(Vec::new()) };
    let jupyter = jupyter::find(course)?;
    let mut cells = Vec::new();
    for known in pages {
        let start = cells.len();
        cells.extend(page::cells(&known.page.pieces).map(patient));
        if start > 0 {
            cells[start].code.insert_str(0, ":clear\n");
        }
    }
    let pieces: Vec<Piece> = cells.into_iter().map(Piece::Cell).collect();
    let bare = notebook::generate(course, &Links::of(&[], first.page), &pieces, &[])?;
    let path = jupyter.execute(course, &first.page.chapter(), &bare, Answers::Solutions)?;
    let mut runs = notebook::read(&path)?.into_iter();
    let of_page = |known: &&Known| {
        // All of them, also where one failed: those that follow are the next page's.
        let own: Vec<notebook::Run> = runs.by_ref().take(known.digests.len()).collect();
        kept(known, own.into_iter())
    };
    Ok(pages.iter().map(of_page).collect())
}

/// What is kept of the runs of a page, or which cell failed.
fn kept(known: &Known, runs: impl Iterator<Item = notebook::Run>) -> Result<Vec<notebook::Run>, String> {
    let cells = page::cells(&known.page.pieces).zip(&known.digests).zip(runs);
    let kept = cells.enumerate().map(|(at, ((cell, digest), run))| match run.failure() {
        Some(failure) => Err(format!("{}, cell {}:\n{}\n\n{failure}", known.page.name(), at + 1, cell.code)),
        None => Ok(notebook::Run {
            code: cell.code.clone(),
            digest: digest.clone(),
            outputs: notebook::settled(run.outputs, at + 1),
        }),
    });
    kept.collect()
}

/// A cell that ends a moment after its last words: the kernel may report that a cell has ended before it passes on what
/// the cell printed (evcxr's issue 353), and Jupyter then drops it. A cell that ends with a figure waits by itself.
fn patient(cell: &Cell) -> Cell {
    let mut cell = cell.clone();
    if !cell.setup && cell.code.ends_with([';', '}']) {
        cell.code += "\nstd::thread::sleep(std::time::Duration::from_millis(200));";
    }
    cell
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
