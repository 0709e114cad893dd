//! What is known of `mean_pool` from elsewhere.

use judge::Golden;
use ndarray::{Array2, array};

use super::mistakes::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_blocks_that_the_official_code_shows, fourteen_tokens]
}

/// Compressed entries that the query at t = 0 to 8 sees with m = 4: the official inference code of DeepSeek-V4, executed. The
/// formula of the report with t from 0 gives the second row.
fn the_blocks_that_the_official_code_shows() {
    let seen = |knobs: Knobs| (0..9).map(|t| knobs.visible(t, 4)).collect::<Vec<_>>();
    assert_eq!(seen(Knobs::default()), [0, 0, 0, 1, 1, 1, 1, 2, 2]);
    assert_eq!(
        seen(judge::mistaken(super::mistakes::mistakes(), "counted_from_one")),
        [0, 0, 0, 0, 1, 1, 1, 1, 2]
    );
}

/// sin(0.7 i + 0.1), the means by plain Python.
fn fourteen_tokens() {
    let tokens = Array2::from_shape_fn((14, 6), |(t, c)| (0.7 * (6 * t + c) as f64 + 0.1).sin() as f32);
    let golden = array![
        [0.028_847, 0.180_424, 0.247_146, 0.197_631, 0.055_167, -0.113_243],
        [-0.231_470, -0.233_498, -0.125_708, 0.041_205, 0.188_738, 0.247_505],
        [0.184_420, 0.034_710, -0.131_324, -0.235_595, -0.229_062, -0.114_797],
    ];
    let out = Knobs::default().pool(tokens.view(), 4);
    assert!(out.dim() == (3, 6) && (&out - &golden).iter().all(|x: &f32| x.abs() < 1e-6), "{out}");
}
