//! What is known of `overlap` from elsewhere.

use judge::Golden;
use ndarray::{Array2, array};

use crate::gates::Input;
use crate::gates::knobs::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![fourteen_tokens_from_the_definition, an_empty_block_before_is_the_official_first_entry]
}

/// `sin(0.7 i + seed)` in row-major order.
fn wave(rows: usize, seed: f64) -> Array2<f32> {
    Array2::from_shape_fn((rows, 6), |(r, c)| (0.7 * (6 * r + c) as f64 + seed).sin() as f32)
}

/// Derived in plain Python.
fn fourteen_tokens_from_the_definition() {
    let input = Input {
        values: wave(14, 0.1).into(),
        gates: wave(14, 0.3).into(),
        bias: wave(8, 0.5).into(),
        before: true,
    };
    let golden = array![
        [0.449_701, 0.363_183, 0.614_730, 0.622_329, 0.248_591, 0.177_648],
        [0.402_467, 0.647_895, 0.845_135, 0.489_055, 0.656_344, 0.867_578],
        [0.076_440, 0.025_052, -0.106_700, 0.052_915, 0.162_423, 0.049_375],
    ];
    let out = Knobs::default().run(&input);
    assert!(out.dim() == (3, 6) && (&out - &golden).iter().all(|x: &f32| x.abs() < 2e-6), "{out}");
}

/// The first entry of a run of DeepSeek-V4's official compressor, whose block before has weights of 0: the second half of the biases
/// is the official one of the block itself.
fn an_empty_block_before_is_the_official_first_entry() {
    let mut bias = wave(8, 7.7);
    bias.slice_mut(ndarray::s![4.., ..]).assign(&wave(4, 0.5));
    let input =
        Input { values: wave(14, 0.1).into(), gates: wave(14, 0.3).into(), bias: bias.into(), before: true };
    let golden = array![0.377_873, 0.670_774, 0.912_771, 0.597_789, 0.577_219, 0.793_934];
    let out = Knobs::default().run(&input);
    assert!((&out.row(0) - &golden).iter().all(|x: &f32| x.abs() < 2e-6), "{out}");
}
