//! Work for threads, and products behind a softmax.

use ::fast::solution as a;
use ::fast::{FarMatrix, Lines};

use crate::example::{Examples, with};

pub(super) fn examples(e: &mut Examples) {
    e.exercise("share");
    // Causal, rows of any cost, a line for several rows, from another byte on, no line that begins, nothing, more threads than rows.
    let other = vec![5, 0, 9, 1, 1, 30, 2, 7, 0, 4, 4, 6];
    for (costs, [row, line, offset], threads) in [
        ((1..=12).collect::<Vec<u64>>(), [64, 64, 0], 3),
        (other.clone(), [16, 64, 0], 3),
        (other.clone(), [24, 64, 40], 2),
        (other.clone(), [1, 1, 0], 5),
        (other, [64, 64, 8], 3),
        (vec![], [8, 64, 0], 2),
        (vec![1 << 58, 3, 1 << 58], [64, 64, 0], 6),
    ] {
        let lines = object! {row: row, line: line, offset: offset};
        let ranges = a::share::share(&costs, Lines { row, line, offset }, threads);
        let expected: Vec<(usize, usize)> =
            ranges.into_iter().map(|range| (range.start, range.end)).collect();
        e.case("share", args![costs, lines, threads], expected);
    }

    e.exercise("fused");
    // The second row sees nothing, where there is one, and the first not the first key.
    for ([rows, keys, width], block, level) in
        [([5, 7, 3], 2, 0.0), ([3, 4, 2], 8, 1990.0), ([1, 6, 4], 1, -1990.0), ([4, 3, 1], 4, 90.0)]
    {
        let masked = (0..keys).map(|j| ([rows.min(2) - 1, j], f32::NEG_INFINITY)).filter(|_| rows > 1);
        let scores = with(e.normal((rows, keys)) + level, masked);
        let scores = with(scores, [([0, 0], f32::NEG_INFINITY)]);
        let values = e.normal((keys, width));
        let expected = a::fused::fused(&FarMatrix::new(scores.view()), &FarMatrix::new(values.view()), block);
        e.case("fused", args![scores, values, block], expected);
    }
}
