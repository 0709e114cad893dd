//! What is known of `share` from elsewhere.

use judge::Golden;

use super::{Input, least};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        books_on_shelves,
        arrays_that_are_split,
        causal_rows_by_hand,
        lines_by_hand,
        the_reference_tries_everything
    ]
}

/// Without lines: a line has one byte.
fn plain(costs: &[u64], threads: usize) -> u128 {
    least(&Input { costs: costs.to_vec(), row: 1, line: 1, offset: 0, threads })
}

/// The examples of the linear partition problem in S. Skiena, The Algorithm Design Manual, section on partition problems: nine books of
/// 100 to 900 pages for three, where the best is 1,700; nine of one page, 3; 1 to 9, where the best is 17.
fn books_on_shelves() {
    let hundreds: Vec<u64> = (1..=9).map(|i| 100 * i).collect();
    assert_eq!(plain(&hundreds, 3), 1700);
    assert_eq!(plain(&[1; 9], 3), 3);
    assert_eq!(plain(&[1, 2, 3, 4, 5, 6, 7, 8, 9], 3), 17);
}

/// The examples of problem 410 of LeetCode, "Split Array Largest Sum".
fn arrays_that_are_split() {
    assert_eq!(plain(&[7, 2, 5, 10, 8], 2), 18);
    assert_eq!(plain(&[1, 2, 3, 4, 5], 2), 9);
    assert_eq!(plain(&[1, 4, 4], 3), 4);
}

/// Eight causal rows cost 1 to 8, in sums 1, 3, 6, 10, 15, 21, 28, 36: two threads have 15 and 21, or 21 and 15; four in a line leave 10
/// and 26.
fn causal_rows_by_hand() {
    let eight = |row, line, offset| least(&Input { costs: (1..=8).collect(), row, line, offset, threads: 2 });
    assert_eq!(eight(64, 64, 0), 21);
    assert_eq!(eight(16, 64, 0), 26);
    // Two rows first, then four: 3 and 33, or 21 and 15.
    assert_eq!(eight(16, 64, 32), 21);
    assert_eq!(eight(16, 256, 32), 36);
}

/// Rows of 24 bytes from byte 8 on: row i begins at 8 + 24 i, which is 128 for i = 5, 320 for 13, and no other multiple of 64 below.
fn lines_by_hand() {
    let input = Input { costs: vec![1; 16], row: 24, line: 64, offset: 8, threads: 3 };
    let begins: Vec<usize> = (0..16).filter(|&i| input.begins(i)).collect();
    assert_eq!(begins, [5, 13]);
    assert_eq!(least(&input), 8);
    assert_eq!(least(&Input { threads: 2, ..input }), 11);
}

/// Every way to end ranges, for small inputs, judged as an answer is.
fn the_reference_tries_everything() {
    for seed in 0..40 {
        let mut random = judge::Random::new(seed, "share");
        let mut input = super::cases::fresh(&mut random);
        input.costs.truncate(9);
        input.threads = 3;
        let n = input.costs.len();
        let all = (0..=n).flat_map(|a| (a..=n).map(move |b| [0..a, a..b, b..n]));
        let fine = all.map(|ranges| input.judged(&ranges)).filter(|divided| divided.lines == 0);
        assert_eq!(fine.map(|divided| u128::from(divided.largest)).min(), Some(least(&input)), "seed {seed}");
    }
}
