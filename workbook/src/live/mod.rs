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

use std::sync::Arc;

use anyhow::{Context, Result};

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

/// Builds the book, serves it, and judges what is saved, until the reader ends it.
///
/// # Errors
/// If the book does not build, or no port is free.
pub fn run(course: Course, options: &Options) -> Result<()> {
    let built = book::build(&course, &course.root.join("target/book"))?;
    let pages = Arc::new(server::Book::default());
    pages.load(&built.folder)?;
    let (desk, orders) = Desk::new(course);
    let desk = Arc::new(desk);

    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    let listener = runtime.block_on(server::listen(options.port))?;
    let address = format!("http://{}/", listener.local_addr()?);
    runtime.spawn(server::serve(listener, pages, desk.clone()));

    let watched = desk.clone();
    std::thread::spawn(move || watch::watch(&watched));
    let judging = desk.clone();
    std::thread::spawn(move || judging.judge_for_ever(&orders));
    let opening = options.open.then(|| browser::Opening::of(address.clone()));
    let ended = terminal::show(&desk, &address, opening);
    // What is being judged or drawn does not keep the reader.
    runtime.shutdown_background();
    ended
}
