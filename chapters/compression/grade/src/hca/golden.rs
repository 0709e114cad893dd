//! What is known of `hca` from elsewhere.

use compression::solution::inverse_rope::inverse_rope;
use judge::{Golden, mistaken};
use ndarray::{Array1, Array2, Array3, Axis};

use super::Input;
use super::knobs::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a12_with_pooled_entries, a12_with_mistakes]
}

/// `sin(0.7 i + seed)`, each row divided by the root of its mean square, and the last four channels rotated by the row's position,
/// neighbours in pairs, base 10,000.
fn entries(rows: usize, seed: f64, position: impl Fn(usize) -> usize) -> Array2<f32> {
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

/// Golden A12: nine tokens, two heads, a window of 3 and blocks of 4, all of which are seen that are complete. The values of a block are
/// all what its entry is to be; the ninth token is in a block that is not complete, and no entry comes of it.
fn input() -> Input {
    let queries = entries(18, 0.1, |row| row / 2).into_shape_with_order((9, 2, 8)).expect("18 rows");
    let blocks = entries(2, 0.3, |i| 4 * i);
    Input {
        queries: queries.into(),
        tokens: entries(9, 0.2, |t| t).into(),
        values: blocks.select(Axis(0), &[0, 0, 0, 0, 1, 1, 1, 1, 0]).into(),
        gates: (3.0 * entries(9, 0.7, |_| 0)).into(),
        bias: entries(4, 0.8, |_| 0).into(),
        sinks: Array1::from_vec(vec![0.5, -0.3]).into(),
        window: 3,
    }
}

fn turned_back(knobs: &Knobs) -> Array3<f32> {
    inverse_rope(knobs.run(&input()).view(), 0, 4, 10_000.0)
}

/// The output of the last query, turned back, as DeepSeek-V4's official index helpers and rotary embedding give it.
fn a12_with_pooled_entries() {
    let golden = [
        [1.075_644, 0.982_944, 0.427_950, -0.328_316, -1.114_582, -0.160_819, -0.749_754, -0.031_955],
        [0.863_825, 1.130_243, 0.865_089, 0.193_071, -0.943_767, -0.516_410, -1.083_967, -0.525_022],
    ];
    let output = turned_back(&Knobs::default());
    let last = output.index_axis(Axis(0), 8);
    let near = last.iter().zip(golden.iter().flatten()).all(|(a, b)| (a - b).abs() < 3e-6);
    assert!(near, "{last}");
}

/// How far mistakes are from it, at most, in all rows: measured apart from this program, with numpy.
fn a12_with_mistakes() {
    let right = turned_back(&Knobs::default());
    let measured = [
        ("seen_too_late", 0.57),
        ("own_block_seen", 0.49),
        ("two_softmaxes", 1.12),
        ("sink_ignored", 0.76),
        ("sink_scaled", 0.106),
        ("one_sink_for_all", 0.28),
        ("window_one_more", 0.57),
        ("blocks_ignored", 1.46),
    ];
    for (id, measured) in measured {
        let wrong = turned_back(&mistaken(mistakes(), id));
        let distance = right.iter().zip(&wrong).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!((distance - measured).abs() < 0.006, "{id}: {distance}, and {measured} was measured");
    }
}
