//! The lines of a small cache, step by step, in two orders of the loops.

use figures::{Figure, Grid, Panel, Steps};

use super::{asked, places};
use crate::{LineCache, LineMemory};

/// A row of each matrix is a line.
const SIDE: usize = 4;
const CACHE: LineCache = LineCache { lines: 4, line: SIDE };
/// The products that are shown: two runs of the innermost loop.
const SHOWN: usize = 2 * SIDE;

/// In a cell: a line that is in the cache, one that is asked for and there, one that had to be brought in.
const HELD: f64 = 0.25;
const THERE: f64 = 0.5;
const BROUGHT: f64 = 1.0;

/// What there is after a product, and what its number in each matrix was.
struct Moment {
    /// The lines in the cache.
    held: Vec<usize>,
    /// The addresses in A, B and C, each with whether its line was brought in.
    asked: [(usize, bool); 3],
}

fn moments(order: &str) -> Vec<Moment> {
    let mut memory = LineMemory::new(Vec::new(), CACHE);
    // What C is set to 0 for is over, and nothing of it is left to be seen.
    let addresses: Vec<usize> = asked(order, places(SIDE, [true; 3])).skip(SIDE * SIDE).collect();
    let moment = |of: &[usize]| {
        let asked = [of[0], of[1], of[2]].map(|address| (address, memory.touch(address)));
        Moment { held: memory.held().to_vec(), asked }
    };
    addresses.chunks_exact(3).take(SHOWN).map(moment).collect()
}

/// A matrix, its numbers shaded by what happens to their lines.
fn matrix(moment: &Moment, at: usize) -> Vec<Vec<f64>> {
    let place = places(SIDE, [true; 3])[at];
    let cell = |i: usize, j: usize| {
        let address = place.address(i, j);
        let (asked, brought) = moment.asked[at];
        match () {
            () if address == asked && brought => BROUGHT,
            () if address == asked => THERE,
            () if moment.held.contains(&(address / CACHE.line)) => HELD,
            () => 0.0,
        }
    };
    (0..SIDE).map(|i| (0..SIDE).map(|j| cell(i, j)).collect()).collect()
}

/// How many lines of B, and of all three, have been brought in up to a moment.
fn counts(moments: &[Moment]) -> [usize; 2] {
    let of = |at: usize| moments.iter().filter(|moment| moment.asked[at].1).count();
    [of(1), of(0) + of(1) + of(2)]
}

/// Eight products in the order ijk, and below them eight in the order ikj.
pub fn frames() -> Figure {
    let orders = ["ijk", "ikj"];
    let both = orders.map(moments);
    let mut steps = Steps::new(
        "With four lines of cache, ijk brings in a line of B for every product, and ikj for every fourth",
    );
    for step in 0..SHOWN {
        let said: Vec<String> = orders
            .iter()
            .zip(&both)
            .map(|(order, moments)| {
                let [of_b, all] = counts(&moments[..=step]);
                format!("{order} has brought in {all}, {of_b} of them of B")
            })
            .collect();
        let products = if step == 0 { "one product".to_owned() } else { format!("{} products", step + 1) };
        let caption = format!("After {products} {}.", said.join("; "));
        let about: Vec<String> = orders
            .iter()
            .zip(&both)
            .map(|(order, moments)| {
                let brought: Vec<&str> = ["A", "B", "C"]
                    .into_iter()
                    .zip(moments[step].asked)
                    .filter_map(|(name, (_, brought))| brought.then_some(name))
                    .collect();
                match brought.len() {
                    0 => format!("{order} finds all three lines in the cache"),
                    _ => format!("{order} brings in a line of {}", brought.join(" and of ")),
                }
            })
            .collect();
        let mut grid = Grid::new(&format!("After {} products", step + 1), &format!("{}.", about.join(", ")));
        for (at, name) in ["A", "B", "C"].into_iter().enumerate() {
            for (row, (order, moments)) in orders.iter().zip(&both).enumerate() {
                let panel = Panel::new(&format!("{name}, {order}"), matrix(&moments[step], at)).write(sign);
                grid = grid.panel(if row > 0 { panel.below() } else { panel });
            }
        }
        steps = steps.frame(&caption, grid.save());
    }
    steps.save()
}

/// What is asked for, and whether it was there.
fn sign(shade: f64) -> String {
    match shade {
        BROUGHT => "+".to_owned(),
        THERE => "✓".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_and_every_fourth() {
        assert_eq!(["ijk", "ikj"].map(|order| counts(&moments(order))[0]), [SHOWN, SHOWN / SIDE]);
        // It goes on like that to the end.
        let of_b = |order| {
            let mut memory = LineMemory::new(Vec::new(), CACHE);
            let [_, b, c] = places(SIDE, [true; 3]);
            let is_of_b = |address: &usize| (b.base..c.base).contains(address);
            asked(order, places(SIDE, [true; 3]))
                .filter(|address| memory.touch(*address) && is_of_b(address))
                .count()
        };
        assert_eq!(["ijk", "ikj"].map(of_b), [64, 16]);
    }

    #[test]
    fn the_figure_is_finished() {
        let figure = frames();
        assert_eq!(figure.overlapping_labels(), []);
        assert!(figure.description().contains("ijk brings in a line of B, "), "{}", figure.description());
    }
}
