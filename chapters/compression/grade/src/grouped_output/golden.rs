//! What is known of `grouped_output` from elsewhere.

use judge::Golden;
use ndarray::{Array2, Array3, array};

use super::Input;
use super::bent::Knobs;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![by_hand, as_an_einsum]
}

/// Four heads of one channel in two groups, ranks of 1. Heads 1 and 2 times 1 and 10 are 21; 3 and 4 times 100 and 1000 are 4300.
fn by_hand() {
    let input = Input {
        heads: array![[[1.0], [2.0], [3.0], [4.0]]].into(),
        down: array![[[1.0], [10.0]], [[100.0], [1000.0]]].into(),
        up: array![[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]].into(),
    };
    assert_eq!(Knobs::default().run(&input), array![[21.0, 4300.0, -4258.0]]);
}

/// `sin(0.7 i + seed)` in row-major order.
fn wave(shape: (usize, usize, usize), seed: f64) -> Array3<f32> {
    let (_, b, c) = shape;
    Array3::from_shape_fn(shape, |(i, j, k)| (0.7 * ((i * b + j) * c + k) as f64 + seed).sin() as f32)
}

/// Three groups of two heads. Computed in plain Python in the order of the official inference/model.py of DeepSeek-V4: a view as
/// (n, g, -1), `einsum("bsgd,grd->bsgr")`, a flattening, and a linear layer.
fn as_an_einsum() {
    let up: Array2<f32> = wave((1, 15, 7), 0.3).remove_axis(ndarray::Axis(0));
    let input =
        Input { heads: wave((3, 6, 4), 0.1).into(), down: wave((3, 8, 5), 0.2).into(), up: up.into() };
    let golden: Array2<f32> = array![
        [-0.406_276, -0.643_531, -0.578_124, -0.240_816, 0.209_752, 0.561_670, 0.649_426],
        [1.098_537, 1.423_356, 1.078_748, 0.226_788, -0.731_834, -1.346_263, -1.327_524],
        [-0.605_869, -0.667_888, -0.415_789, 0.031_863, 0.464_529, 0.678_719, 0.573_698]
    ];
    let out = Knobs::default().run(&input);
    assert!(out.dim() == (3, 7) && (&out - &golden).iter().all(|x| x.abs() < 2e-5), "{out}");
}
