//! What is known of `gated_pool` from elsewhere.

use judge::Golden;
use ndarray::{Array2, array};

use crate::gates::Input;
use crate::gates::knobs::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![one_entry_of_the_official_compressor, without_gates_the_mean]
}

/// `sin(0.7 i + seed)` in row-major order.
fn wave(rows: usize, seed: f64) -> Array2<f32> {
    Array2::from_shape_fn((rows, 6), |(r, c)| (0.7 * (6 * r + c) as f64 + seed).sin() as f32)
}

/// The first entry of a run of DeepSeek-V4's official compressor, to which no block before contributes; the other two entries from the
/// definition, in plain Python.
fn one_entry_of_the_official_compressor() {
    let input = Input {
        values: wave(14, 0.1).into(),
        gates: wave(14, 0.3).into(),
        bias: wave(4, 0.5).into(),
        before: false,
    };
    let golden = array![
        [0.377_873, 0.670_774, 0.912_771, 0.597_789, 0.577_219, 0.793_934],
        [-0.048_585, -0.089_937, -0.158_455, 0.123_236, 0.382_814, 0.276_753],
        [0.557_579, 0.193_509, 0.132_044, 0.247_482, 0.133_396, 0.289_638],
    ];
    let out = Knobs::default().run(&input);
    assert!(out.dim() == (3, 6) && (&out - &golden).iter().all(|x: &f32| x.abs() < 2e-6), "{out}");
}

/// Gates and biases of 0 weigh all tokens alike.
fn without_gates_the_mean() {
    let values = wave(8, 0.1);
    let mean = values.slice(ndarray::s![4.., ..]).mean_axis(ndarray::Axis(0)).expect("four rows");
    let input = Input {
        values: values.into(),
        gates: Array2::zeros((8, 6)).into(),
        bias: Array2::zeros((4, 6)).into(),
        before: false,
    };
    let out = Knobs::default().run(&input);
    assert!((&out.row(1) - &mean).iter().all(|x| x.abs() < 1e-6), "{out}");
}
