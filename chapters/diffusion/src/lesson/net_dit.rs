//! A block of DiT: what flows where, and what many of them do at the start.

use figures::{Figure, Schematic};
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use super::portable::portable;
use crate::AdaLnZero;

/// What flows where in a block whose tokens have `width` numbers.
pub fn schematic(width: usize) -> Figure {
    Schematic::new(
        "In DiT the condition sets shifts, scales and gates; with all of them zero, tokens pass unchanged",
        "How a condition decides what a block does to its tokens.",
    )
    .tensor("c", "condition", &[&width])
    .operation("linear", "SiLU, linear layer that starts as zeros")
    .tensor("first", "shift, scale, gate", &[&3, &width])
    .tensor("second", "shift, scale, gate", &[&3, &width])
    .tensor("x", "tokens", &[&"n", &width])
    .operation("norm1", "LayerNorm, scale, shift")
    .operation("attention", "attention")
    .operation("gate1", "times gate")
    .operation("add1", "add")
    .operation("norm2", "LayerNorm, scale, shift")
    .operation("mlp", "MLP")
    .operation("gate2", "times gate")
    .operation("add2", "add")
    .tensor("next", "tokens", &[&"n", &width])
    .flow(&["c", "linear", "first"])
    .flow(&["linear", "second"])
    .flow(&["first", "norm1"])
    .flow(&["first", "gate1"])
    .flow(&["second", "norm2"])
    .flow(&["second", "gate2"])
    .flow(&["x", "norm1", "attention", "gate1", "add1", "norm2", "mlp", "gate2", "add2", "next"])
    .flow(&["x", "add1"])
    .flow(&["add1", "add2"])
    .highlight(&["x", "add1", "add2", "next"])
    .save()
}

/// Tokens and the width of each.
const SIZES: (usize, usize) = (8, 16);

/// A matrix of numbers as large as those that layers start with.
fn matrix(next: &mut impl FnMut() -> f64, d: usize) -> Array2<f32> {
    // Uniform numbers have a deviation of 1/√3.
    Array2::from_shape_simple_fn((d, d), || (next() * (3.0 / d as f64).sqrt()) as f32)
}

fn tokens() -> Array2<f32> {
    let mut next = portable(5);
    Array2::from_shape_simple_fn(SIZES, || (3.0_f64.sqrt() * next()) as f32)
}

/// One block with weights of its own: every token hears the mean of all; then an MLP.
pub fn block(adaln: AdaLnZero, x: ArrayView2<'_, f32>, number: u64, bias: &Array1<f32>) -> Array2<f32> {
    let d = SIZES.1;
    let mut next = portable(100 + number);
    let [values, first, second] = [matrix(&mut next, d), matrix(&mut next, d), matrix(&mut next, d)];
    let attention = |x: ArrayView2<'_, f32>| {
        let mean = x.mean_axis(Axis(0)).expect("there are tokens").insert_axis(Axis(0));
        (&x * 0.5 + mean).dot(&values)
    };
    let mlp = |x: ArrayView2<'_, f32>| x.dot(&first).mapv(|x| 1.4 * x.max(0.0)).dot(&second);
    let condition = Array1::from_elem(4, 1.0);
    let weights = Array2::zeros((6 * d, 4));
    (adaln.block)(x, condition.view(), weights.view(), bias.view(), &attention, &mlp)
}

/// What a linear layer with weights of zero says: the gates are `gate`, and the rest 0.
fn gates(gate: f32) -> Array1<f32> {
    let d = SIZES.1;
    let mut bias = Array1::zeros(6 * d);
    for part in [2, 5] {
        bias.slice_mut(s![part * d..(part + 1) * d]).fill(gate);
    }
    bias
}

fn size(x: &Array2<f32>) -> f32 {
    x.mapv(|x| x * x).sum().sqrt()
}

/// How far `blocks` blocks whose gates are all `gate` bring tokens away from where they were, as a part of their size, and how much larger they
/// are then.
pub fn away(adaln: AdaLnZero, blocks: u64, gate: f32) -> [f32; 2] {
    let before = tokens();
    let after = (0..blocks).fold(before.clone(), |x, number| block(adaln, x.view(), number, &gates(gate)));
    [size(&(&after - &before)) / size(&before), size(&after) / size(&before)]
}

/// How fast the output of a block changes with each of its six parts, where all are 0: the mean size, by a small step.
pub fn slopes(adaln: AdaLnZero) -> [f32; 6] {
    let (x, d) = (tokens(), SIZES.1);
    let step = 0.01;
    std::array::from_fn(|part| {
        let mut bias = gates(0.0);
        bias.slice_mut(s![part * d..(part + 1) * d]).fill(step);
        let moved = block(adaln, x.view(), 0, &bias) - &x;
        moved.mapv(f32::abs).mean().expect("there are tokens") / step
    })
}
