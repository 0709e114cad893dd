//! Golden A12, which `csa` and `hca` share: nine tokens, two heads, a window of 3 and blocks of 4.

use compression::solution::inverse_rope::inverse_rope;
use ndarray::{Array1, Array2, Array3, Axis};

/// `sin(0.7 i + seed)`, each row divided by the root of its mean square, and the last four channels rotated by the row's position,
/// neighbours in pairs, base 10,000.
pub(crate) fn entries(rows: usize, seed: f64, position: impl Fn(usize) -> usize) -> Array2<f32> {
    let mut entries = Array2::from_shape_fn((rows, 8), |(r, c)| (0.7 * (8 * r + c) as f64 + seed).sin());
    for (r, mut row) in entries.rows_mut().into_iter().enumerate() {
        let square = row.dot(&row) / 8.0;
        row /= (square + 1e-6).sqrt();
        for (at, frequency) in [(4, 1.0), (6, 0.01)] {
            let (sin, cos) = (position(r) as f64 * frequency).sin_cos();
            let (x, y) = (row[at], row[at + 1]);
            (row[at], row[at + 1]) = (x * cos - y * sin, x * sin + y * cos);
        }
    }
    entries.mapv(|x| x as f32)
}

/// The queries (9, 2, 8), the tokens' entries (9, 8), those of the two complete blocks, and the sinks.
pub(crate) fn input() -> (Array3<f32>, Array2<f32>, Array2<f32>, Array1<f32>) {
    let queries = entries(18, 0.1, |row| row / 2).into_shape_with_order((9, 2, 8)).expect("18 rows");
    (queries, entries(9, 0.2, |t| t), entries(2, 0.3, |i| 4 * i), Array1::from_vec(vec![0.5, -0.3]))
}

/// What the next layer gets.
pub(crate) fn turned_back(output: &Array3<f32>) -> Array3<f32> {
    inverse_rope(output.view(), 0, 4, 10_000.0)
}

/// The last query's output, turned back, is as DeepSeek-V4's official index helpers and rotary embedding give it.
pub(crate) fn is_official(output: &Array3<f32>) {
    let golden = [
        [1.075_644, 0.982_944, 0.427_950, -0.328_316, -1.114_582, -0.160_819, -0.749_754, -0.031_955],
        [0.863_825, 1.130_243, 0.865_089, 0.193_071, -0.943_767, -0.516_410, -1.083_967, -0.525_022],
    ];
    let output = turned_back(output);
    let last = output.index_axis(Axis(0), 8);
    let near = last.iter().zip(golden.iter().flatten()).all(|(a, b)| (a - b).abs() < 3e-6);
    assert!(near, "{last}");
}

/// Mistakes are as far from it, at most, in all rows, as was measured apart from this program, with numpy.
pub(crate) fn are_as_far(right: &Array3<f32>, measured: &[(&str, f32)], wrong: impl Fn(&str) -> Array3<f32>) {
    let right = turned_back(right);
    for &(id, measured) in measured {
        let wrong = turned_back(&wrong(id));
        let distance = right.iter().zip(&wrong).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!((distance - measured).abs() < 0.006, "{id}: {distance}, and {measured} was measured");
    }
}
