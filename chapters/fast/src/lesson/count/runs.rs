//! Runs of the innermost loop of a small product, one by one: what they touch, and what of it has to come.

use std::collections::BTreeSet;

use figures::{Figure, Grid, Panel, Steps};

use super::{Loops, product_of};
use crate::{Traffic, Used};

/// The loops i, j and k.
const EXTENTS: [u64; 3] = [2, 3, 3];
/// Runs are those of the loop k.
const LEVEL: usize = 2;
const KEPT: f64 = 0.35;
const COMES: f64 = 0.8;

/// A place of a matrix.
type Places = BTreeSet<[u64; 2]>;

/// What each run touches of each matrix.
fn touched(loops: &Loops) -> Vec<Vec<Places>> {
    let [rows, columns, depth] = EXTENTS;
    let outer = (0..rows).flat_map(|i| (0..columns).map(move |j| [i, j]));
    let of_run = |[i, j]: [u64; 2]| {
        let place = |own: &[usize], k: u64| [[i, j, k][own[0]], [i, j, k][own[1]]];
        loops.operands.iter().map(|(_, own, _)| (0..depth).map(|k| place(own, k)).collect()).collect()
    };
    outer.map(of_run).collect()
}

/// How many elements of each matrix come with each run.
fn coming(runs: &[Vec<Places>]) -> Vec<Vec<usize>> {
    let new = |at: usize, of: usize| {
        let before = at.checked_sub(1).map(|before| &runs[before][of]);
        runs[at][of].iter().filter(|place| before.is_none_or(|before| !before.contains(*place))).count()
    };
    (0..runs.len()).map(|at| (0..runs[at].len()).map(|of| new(at, of)).collect()).collect()
}

/// Elements that come, with their ways: what is updated goes out again.
fn bytes(loops: &Loops, coming: &[Vec<usize>]) -> u64 {
    let ways = |used: Used| if used == Used::Updated { 2 } else { 1 };
    let of = |run: &Vec<usize>| -> u64 {
        run.iter()
            .zip(&loops.operands)
            .map(|(&count, (bytes, _, used))| count as u64 * bytes * ways(*used))
            .sum()
    };
    coming.iter().map(of).sum()
}

fn panel(name: &str, shape: [u64; 2], now: &Places, before: Option<&Places>) -> Panel {
    let shade = |place: [u64; 2]| match (
        now.contains(&place),
        before.is_some_and(|before| before.contains(&place)),
    ) {
        (false, _) => 0.0,
        (true, true) => KEPT,
        (true, false) => COMES,
    };
    let values =
        (0..shape[0]).map(|row| (0..shape[1]).map(|column| shade([row, column])).collect()).collect();
    Panel::new(name, values).write(|shade| {
        match shade {
            COMES => "+",
            KEPT => "✓",
            _ => "",
        }
        .to_owned()
    })
}

/// A product of 2 by 3 and 3 by 3 numbers, run by run of its innermost loop.
///
/// # Panics
/// If the answer panics, or gives no bytes for this level.
pub fn runs(traffic: Traffic) -> Figure {
    let loops = product_of(EXTENTS);
    let runs = touched(&loops);
    let coming = coming(&runs);
    let [rows, columns, depth] = EXTENTS;
    let shapes = [[rows, depth], [depth, columns], [rows, columns]];
    let mut steps = Steps::new("A run brings what the run before it has not touched");
    for (at, run) in runs.iter().enumerate() {
        let before = |of: usize| at.checked_sub(1).map(|before| &runs[before][of]);
        let (i, j) = (at as u64 / columns, at as u64 % columns);
        let [a, b, c] = [0, 1, 2].map(|of| coming[at][of]);
        let mut caption = format!("i = {i}, j = {j}: {a} of a, {b} of b and {c} of c come.");
        if at + 1 == runs.len() {
            let counted = loops.counts(traffic).cached[LEVEL];
            caption += &format!(
                " In all runs that makes {} bytes, with c on both ways; cached[{LEVEL}] says {counted}.",
                bytes(&loops, &coming)
            );
        }
        let about = format!(
            "{a} elements of a, {b} of b and {c} of c are marked as new, all others that the run touches as kept."
        );
        let mut grid = Grid::new(&format!("The run at i = {i}, j = {j}"), &about);
        for (of, name) in ["a", "b", "c"].into_iter().enumerate() {
            grid = grid.panel(panel(name, shapes[of], &run[of], before(of)));
        }
        steps = steps.frame(&caption, grid.save());
    }
    steps.save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::TRAFFIC;

    #[test]
    fn what_comes_run_by_run_is_what_is_counted() {
        let loops = product_of(EXTENTS);
        let coming = coming(&touched(&loops));
        assert_eq!(bytes(&loops, &coming), loops.counts(TRAFFIC).cached[LEVEL]);
        // The row of a comes once for each i, the column of b with every run.
        let of = |which: usize| coming.iter().map(|run| run[which]).collect::<Vec<_>>();
        assert_eq!(of(0), [3, 0, 0, 3, 0, 0]);
        assert_eq!(of(1), [3; 6]);
        assert_eq!(of(2), [1; 6]);
        assert_eq!(runs(TRAFFIC).overlapping_labels(), []);
    }
}
