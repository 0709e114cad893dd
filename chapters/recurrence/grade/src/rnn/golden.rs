//! What is known of `rnn` from elsewhere.

use judge::Golden;
use ndarray::{Array1, Array2, array};

use super::knobs::Knobs;
use super::{Changes, Forward, Input, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![by_hand, in_plain_python, powers_of_a_matrix, why_the_order_counts]
}

fn run(knobs: &Knobs, input: Input) -> Array2<f32> {
    knobs.run(&input).array().clone()
}

fn near(found: &Array2<f32>, known: &Array2<f32>, slack: f32) {
    assert!(found.dim() == known.dim() && (found - known).iter().all(|x| x.abs() < slack), "{found}");
}

/// One unit, W = 0.5, U = 2, b = −1. From h₀ = 1 with the input 0.75: tanh(0.5 + 1.5 − 1) = tanh(1) = 0.761594. Then with 0: the sum is
/// 0.380797 − 1. The Jacobian of both is 0.25 (1 − h₁²)(1 − h₂²).
fn by_hand() {
    let input = Input::Forward(Forward {
        inputs: array![[0.75], [0.0]].into(),
        start: array![1.0].into(),
        hidden: array![[0.5]].into(),
        input: array![[2.0]].into(),
        bias: array![-1.0].into(),
    });
    let states = run(&Knobs::default(), input);
    near(&states, &array![[0.761_594], [-0.550_573]], 2e-6);
    let changes = Changes { states: states.into(), hidden: array![[0.5]].into() };
    let jacobian = run(&Knobs::default(), Input::Jacobian(changes));
    near(&jacobian, &array![[0.25 * 0.419_974 * 0.696_870]], 2e-6);
}

/// `sin(0.7 i + seed)` in row-major order.
fn wave(rows: usize, columns: usize, seed: f64) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(r, c)| (0.7 * (r * columns + c) as f64 + seed).sin() as f32)
}

fn row(columns: usize, seed: f64) -> Array1<f32> {
    wave(1, columns, seed).row(0).to_owned()
}

/// Five steps of three units with two inputs: states by plain Python from the definition, the Jacobian by central differences of that.
fn in_plain_python() {
    let input = Input::Forward(Forward {
        inputs: wave(5, 2, 0.1).into(),
        start: row(3, 0.2).into(),
        hidden: wave(3, 3, 0.4).into(),
        input: wave(3, 2, 0.5).into(),
        bias: row(3, 0.3).into(),
    });
    let states = run(&Knobs::default(), input);
    let golden = array![
        [0.992_034, 0.598_907, -0.601_587],
        [0.952_818, 0.996_510, -0.798_221],
        [0.445_901, 0.956_306, -0.258_322],
        [-0.257_216, -0.130_377, 0.601_243],
        [0.469_398, -0.177_502, 0.829_469]
    ];
    near(&states, &golden, 3e-6);
    let changes = Changes { states: states.into(), hidden: wave(3, 3, 0.4).into() };
    let golden = array![
        [-0.013_701, -0.007_101, 0.002_838],
        [-0.003_089, 0.034_463, 0.055_806],
        [0.006_487, -0.008_367, -0.019_287]
    ];
    near(&run(&Knobs::default(), Input::Jacobian(changes)), &golden, 3e-6);
}

/// Around 0 the Jacobian is Wᵗ. For W = [[0.9, 5], [0, 0.9]] that is [[0.9ᵗ, 5t · 0.9ᵗ⁻¹], [0, 0.9ᵗ]].
fn powers_of_a_matrix() {
    for steps in [0, 1, 5, 10, 20] {
        let states = Array2::zeros((steps, 2));
        let changes = Changes { states: states.into(), hidden: array![[0.9, 5.0], [0.0, 0.9]].into() };
        let power = 0.9_f32.powi(steps as i32);
        let golden = array![[power, 5.0 * steps as f32 * power / 0.9], [0.0, power]];
        near(&run(&Knobs::default(), Input::Jacobian(changes)), &golden, 1e-4);
    }
}

/// States of ±1 cut unit 0 at step 1 and unit 1 at step 2.
/// For W = [[1, 1], [0, 1]] the Jacobian is D₂ W D₁ W, with D₁ = diag(0, 1) and D₂ = diag(1, 0): [[0, 1], [0, 0]].
/// In the reverse order it is D₁ W D₂ W = 0.
fn why_the_order_counts() {
    let changes = Changes {
        states: array![[1.0, 0.0], [0.0, 1.0]].into(),
        hidden: array![[1.0, 1.0], [0.0, 1.0]].into(),
    };
    let right = run(&Knobs::default(), Input::Jacobian(changes.clone()));
    near(&right, &array![[0.0, 1.0], [0.0, 0.0]], 1e-7);
    let reversed = judge::mistaken(mistakes::mistakes(), "product_reversed");
    near(&run(&reversed, Input::Jacobian(changes)), &Array2::zeros((2, 2)), 1e-7);
}
