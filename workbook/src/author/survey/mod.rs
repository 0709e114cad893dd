//! What is on the pages, and what must not be: an exercise without text, a figure that nothing refers to, a number that
//! nothing computes.
//!
//! The rules of `cargo run -- pages --check`:
//!
//! * **Exercises.** Each has its box on the page that its text is on, behind the heading with its anchor, and between the two
//!   stand at least 150 words of prose.
//! * **Figures.** Between the figure before it and the one after it, in its section (from one heading of the first or second
//!   level to the next), the prose has one of the words in `REFERS`: *figure*, *plot*, *panel*, *line*, *shows*, *below*, ….
//! * **Guesses.** Each says which choice, or which number, is right, and where its answer ends, before the next heading or
//!   box; a book in which one does not is not built either. The right number is one that a cell gives.
//! * **Numbers.** A numeral in the prose is
//!   - a whole number up to 12, or
//!   - in what a cell of the page gave (its text, a figure's labels or its text alternative), or in the code of the page's
//!     cells or of a `rust` fence, as the same value: `1,024` is `1024`, `9.70` is `9.7`, and signs do not count, or
//!   - in a formula with letters; a formula that is only a number is prose, or
//!   - an arXiv id, a year from 1900 to 2035, the number of a section, table, algorithm, equation, figure, appendix, chapter,
//!     footnote, issue or version, a name such as GPT-3 or f32, the 32 of a 32-bit float, or
//!   - in inline code, the target of a link or HTML, or one of a guess's choices, which may be wrong, or
//!   - in `book/numbers.toml`, in the page's table, as `"number as written" = "source"`. Phrases such as `Llama 3.1` are
//!     listed under `names`, once for all pages.
//!
//!   What is in `numbers.toml` and is not needed there is a fault too. Numbers in words are free.

mod faults;
mod numbers;
mod page;
#[cfg(test)]
mod sample;
mod sources;
mod table;

use std::fs;

use anyhow::{Context, Result, bail};
use contract::Exercise;

use crate::Course;
use crate::book::pages;
use faults::faults;
use page::survey;
use sources::Numbers;
use table::table;

/// Prints what is on each page, and with `check` fails if something is wrong.
///
/// # Errors
/// If the book or `book/numbers.toml` cannot be read, or with `check` something is wrong.
pub fn print(course: &Course, check: bool) -> Result<()> {
    let mut surveyed = Vec::new();
    for page in pages(course)? {
        surveyed.push(survey(&page, &page.runs(course)?));
    }
    let metas: Vec<&Exercise> = course.exercises().collect();
    print!("{}", table(&surveyed, &metas));
    if !check {
        return Ok(());
    }
    let path = course.root.join("book/numbers.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let numbers: Numbers = toml::from_str(&text).context("book/numbers.toml")?;
    let faults = faults(&surveyed, &metas, &numbers);
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{} faults on the pages:\n{}", faults.len(), faults.join("\n"))
}
