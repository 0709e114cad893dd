//! What is on the pages, counted.

use std::fmt::Write as _;

use contract::Exercise;

use super::page::{Item, Surveyed};

/// How fast one reads, in words a minute.
const PACE: usize = 200;
/// A line for each page, and one for all.
pub(super) fn table(surveyed: &[Surveyed], metas: &[&Exercise]) -> String {
    let mut text = format!(
        "{:24} {:>6} {:>6} {:>8} {:>10} {:>8} {:>10}\n",
        "page", "words", "cells", "figures", "exercises", "reading", "exercises"
    );
    let mut sums = [0; 6];
    let mut line = |name: &str, counts: [usize; 6]| {
        let [words, cells, figures, exercises, reading, minutes] = counts;
        let _ = writeln!(
            text,
            "{name:24} {words:6} {cells:6} {figures:8} {exercises:10} {reading:4} min {minutes:6} min"
        );
    };
    for page in surveyed {
        let boxes: Vec<&str> = page.boxes().collect();
        let minutes =
            metas.iter().filter(|meta| boxes.contains(&meta.id().as_str())).map(|meta| meta.minutes);
        let counts = [
            page.words(),
            page.count(|item| matches!(item, Item::Cell(..))),
            page.items.iter().map(Item::figures).sum(),
            boxes.len(),
            page.words().div_ceil(PACE),
            minutes.sum::<u32>() as usize,
        ];
        line(&page.name, counts);
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    line("all", sums);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::survey::sample::{meta, page, prose};

    #[test]
    fn the_table_counts_what_is_on_the_page() {
        let markdown = format!("# Sail\n\n{} $x$ `y`\n\nCELL\n\n```exercise\nships/sail\n```\n", prose(398));
        let text = table(&[page(&markdown, "1", "", true)], &[&meta()]);
        let counts: Vec<&str> = text.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(counts, ["ships/sail", "401", "1", "1", "1", "3", "min", "20", "min"]);
    }
}
