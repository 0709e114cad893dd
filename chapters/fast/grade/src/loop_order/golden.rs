//! What is known of `loop_order` from elsewhere.

use fast::{LineCache, LineMemory};
use judge::{Golden, Random};

use super::{Input, ORDERS, cases};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        belady_nelson_and_shedler_count_faults,
        the_cache_is_the_one_with_times,
        row_by_row_by_hand,
        the_rule_is_never_far_from_the_best
    ]
}

/// Belady, Nelson and Shedler, An anomaly in space-time characteristics of certain programs running in a paging machine (1969): the pages
/// 1 2 3 4 1 2 5 1 2 3 4 5. First in, first out brings in 9 with three places and 10 with four; by longest unused it is 10 and 8.
fn belady_nelson_and_shedler_count_faults() {
    for (lines, expected) in [(3, 10), (4, 8), (5, 5)] {
        let mut memory = LineMemory::new(Vec::new(), LineCache { lines, line: 1 });
        for page in [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5] {
            memory.touch(page);
        }
        assert_eq!(memory.brought(), expected, "{lines} places");
    }
}

/// The same cache another way: each line keeps the time at which it was asked for last, and the earliest goes.
fn the_cache_is_the_one_with_times() {
    let mut random = Random::new(1, "a cache with times");
    for (lines, line) in [(1, 1), (2, 3), (6, 4), (8, 8), (13, 16)] {
        let mut memory = LineMemory::new(Vec::new(), LineCache { lines, line });
        let (mut last, mut brought) = (std::collections::HashMap::new(), 0);
        for time in 0..2000 {
            let address = random.whole(0..=2 * lines * line);
            let there = last.contains_key(&(address / line));
            if !there && last.len() == lines {
                let oldest = last.iter().min_by_key(|&(_, &time)| time).map(|(&line, _)| line);
                last.remove(&oldest.expect("a cache that is full"));
            }
            last.insert(address / line, time);
            brought += usize::from(!there);
            assert_eq!(memory.touch(address), !there, "at {time} of {lines} lines of {line}");
        }
        assert_eq!(memory.brought(), brought);
    }
}

fn made(name: &str, seed: u64) -> Input {
    let case = cases::cases().into_iter().find(|case| case.name == name).expect("a case of this name");
    (case.make)(&mut Random::new(seed, name))
}

/// By hand, for 24 by 24 in 14 lines of 8, row by row. A row is 3 lines, or 4 where it straddles; a column is 24. Setting C to 0 takes 576 / 8.
/// ikj has a row of A, one of C and one of B at a time, so B comes once for each row of A and the rest once: 72 + 72 · 24, and 2 · 72 more. kji
/// walks a column of A and one of C, which are gone before the next: two lines for each of 24³ steps, and B once.
fn row_by_row_by_hand() {
    let input = made("24 by 24", 0);
    let of = |order| input.orders[ORDERS.iter().position(|&known| known == order).expect("an order")];
    let near = |found: usize, known: f64| {
        assert!((found as f64 / known - 1.0).abs() < 0.04, "{found}, and {known} by hand")
    };
    near(of([0, 1, 2]), 72.0 + 72.0 * 24.0 + 2.0 * 72.0);
    near(of([1, 2, 0]), 72.0 + 2.0 * 13824.0 + 72.0);
}

/// The order of strides is within the bound of every case, and one that is not is far from it.
fn the_rule_is_never_far_from_the_best() {
    for seed in 0..8 {
        for case in cases::cases() {
            let input = (case.make)(&mut Random::new(seed, case.name));
            let right = super::bent::Knobs::default().run(&input).brought;
            let best = input.orders.iter().copied().min().expect("six orders");
            assert!(
                right as f64 <= 1.2 * best as f64,
                "{}, seed {seed}: {right}, and the best is {best}",
                case.name
            );
        }
    }
}
