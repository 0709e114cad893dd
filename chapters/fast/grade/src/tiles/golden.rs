//! What is known of `tiles` from elsewhere.

use judge::Golden;

use super::{Cost, Input, reference};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_reference_is_the_best_of_all_tiles,
        sixteen_by_sixteen_by_hand,
        no_tile_is_below_what_any_order_needs,
        a_large_tile_comes_close_to_it
    ]
}

fn best(sizes: [u64; 3], numbers: u64) -> Cost {
    let input = Input { sizes, numbers };
    Cost::of(reference(input), input)
}

/// All tm, tk and tn are tried.
fn the_reference_is_the_best_of_all_tiles() {
    for (m, k, n) in [(1, 1, 1), (1, 3, 9), (7, 4, 11), (12, 5, 8), (9, 2, 1), (10, 6, 12), (13, 13, 13)] {
        for numbers in 3..=200 {
            let input = Input { sizes: [m, k, n], numbers };
            let all = (1..=m).flat_map(|tm| (1..=k).flat_map(move |tk| (1..=n).map(move |tn| [tm, tk, tn])));
            let costs = all.map(|tile| Cost::of(tile, input)).filter(|cost| cost.fits);
            let least = costs.map(|cost| cost.moved).min().expect("1, 1, 1 fits");
            let found = best(input.sizes, numbers);
            assert!(
                found.fits && found.within && found.moved == least,
                "{input:?}: {found:?}, and {least:?}"
            );
        }
    }
}

/// 16 by 16 by 16 and 24 numbers. 4 by 4 takes 16 + 4 + 4: A comes 4 times and B 4 times, 2048 numbers, and C once, 256.
fn sixteen_by_sixteen_by_hand() {
    assert_eq!(best([16; 3], 24).moved, Some(2304));
    // With a number less 4 by 3 is left: 4 · 3 + 4 + 3 = 19, so that A comes 6 times. 3 by 5 takes 23, and moves no less.
    assert_eq!(best([16; 3], 23).moved, Some(256 * (4 + 6) + 256));
}

/// Smith, Lowery, Langou and van de Geijn, A tight I/O lower bound for matrix multiplication (arXiv 1702.02017): no order of the m k n products
/// moves fewer than 2 m k n / √S − 2 S numbers.
fn no_tile_is_below_what_any_order_needs() {
    for (sizes, numbers) in
        [([512; 3], 8192), ([100, 300, 70], 500), ([4096, 1 << 20, 4096], 9500), ([90, 20, 40], 3)]
    {
        let [m, k, n] = sizes.map(|size| size as f64);
        let bound = 2.0 * m * k * n / (numbers as f64).sqrt() - 2.0 * numbers as f64;
        let moved = best(sizes, numbers).moved.expect("a tile") as f64;
        assert!(moved >= bound, "{sizes:?}, {numbers}: {moved}, and at least {bound} are needed");
    }
}

/// By the same bound: with long sums and a large cache the best tile is within a few percent.
fn a_large_tile_comes_close_to_it() {
    let numbers: u64 = 127 * 129;
    let moved = best([127 * 8, 1 << 20, 127 * 8], numbers).moved.expect("a tile") as f64;
    let bound = 2.0 * (127.0_f64 * 8.0).powi(2) * f64::from(1 << 20) / (numbers as f64).sqrt();
    assert!(moved / bound < 1.02, "{moved} and {bound}");
}
