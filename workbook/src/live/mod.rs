//! The workbook at work: it serves the book, watches the reader's files, judges what was saved, and tells terminal and
//! open pages.

mod address;
mod browser;
mod desk;
mod judging;
mod lines;
mod server;
mod telling;
mod terminal;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::channel;

use anyhow::{Context, Result};

use crate::book::drawings::OfPage;
use crate::{Course, book};
use desk::Desk;
pub use server::PORT;

/// What `serve` was asked for.
pub struct Options {
    /// The first port to try.
    pub port: u16,
    /// Whether to open the page in the reader's browser.
    pub open: bool,
}

/// Builds the book where it usually is, or for a moment elsewhere, if this copy of the workbook may not be written. Gives the pages
/// with figures that answers change, and whether there are figures to play with.
fn load(course: &Course, pages: &server::Book) -> Result<(BTreeMap<String, OfPage>, bool)> {
    let target = course.root.join("target");
    let is_writable = std::fs::create_dir_all(&target).and_then(|()| tempfile::tempfile_in(&target)).is_ok();
    let elsewhere = if is_writable { None } else { Some(tempfile::tempdir()?) };
    let folder = elsewhere.as_ref().map_or(target.as_path(), tempfile::TempDir::path).join("book");
    let built = book::build(course, &folder)?;
    // The server holds it in memory.
    pages.load(&built.folder)?;
    Ok((built.drawn, built.plays))
}

/// Builds the book, serves it, and judges what is saved, until the reader ends it.
///
/// # Errors
/// If the book does not build, or no port is free.
pub fn run(course: Course, options: &Options) -> Result<()> {
    let pages = Arc::new(server::Book::default());
    let (drawn, plays) = load(&course, &pages)?;
    let (desk, orders) = Desk::new(course, drawn);
    let desk = Arc::new(desk);

    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    let listener = runtime.block_on(server::listen(options.port))?;
    let address = format!("http://{}/", listener.local_addr()?);
    runtime.spawn(server::serve(listener, pages.clone(), desk.clone()));

    let watched = desk.clone();
    std::thread::spawn(move || watch::watch(&watched));
    let judging = desk.clone();
    let (all_built, judges) = channel();
    std::thread::spawn(move || judging.judge_for_ever(&orders, &all_built));
    let playing = desk.clone();
    std::thread::spawn(move || {
        // Whoever saves waits for no figure to play with: that is built last.
        if plays && judges.recv().is_ok() {
            playing.build_play(&pages);
        }
    });
    let opening = options.open.then(|| browser::Opening::of(address.clone()));
    let ended = terminal::show(&desk, &address, opening);
    // What is being judged or drawn does not keep the reader.
    runtime.shutdown_background();
    ended
}
