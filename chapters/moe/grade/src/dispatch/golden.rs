//! What is known of `dispatch` from elsewhere.

use judge::{Golden, Layout, portable, turned};
use moe::solution::dispatch as solution;
use ndarray::{Array2, Array3, array};

use super::bent::{Grouped, Knobs, Unpermute};
use super::{Dispatched, Input, plan};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_golden_dispatch, the_golden_routing_map, mistakes_give_the_golden_wrong_values]
}

/// The fact sheet's `LCG(171)`: tokens 5×2, matrices 3×2×2, one expert each.
fn golden() -> Input {
    let mut number = portable(171);
    let mut next = || number() as f32;
    let tokens = Array2::from_shape_simple_fn((5, 2), &mut next);
    let weights = Array3::from_shape_simple_fn((3, 2, 2), next);
    Input {
        tokens: tokens.into(),
        experts: array![[2], [0], [2], [1], [0]],
        experts_layout: Layout::Contiguous,
        gates: Array2::ones((5, 1)).into(),
        weights: weights.into(),
        outputs: Layout::Contiguous,
    }
}

fn bent(bend: fn(&mut Knobs)) -> Dispatched {
    (plan(None).bent.run)(&turned(bend), &golden())
}

fn is(row: ndarray::ArrayView1<'_, f32>, golden: [f32; 2]) {
    assert!(row.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{row} and {golden:?}");
}

fn the_golden_dispatch() {
    let right = bent(|_| ());
    assert_eq!(right.permuted.order, [1, 4, 3, 0, 2]);
    assert_eq!(right.permuted.offsets, [0, 2, 3, 5]);
    is(right.combined.row(0), [-0.437_009, 0.418_453]);
    is(right.grouped.row(3), [-0.437_009, 0.418_453]);
}

/// The rows [1,0,1], [0,1,1], [1,1,0] of a routing map, as choices.
fn the_golden_routing_map() {
    let permuted =
        solution::permute(array![[1.0], [2.0], [3.0]].view(), array![[0, 2], [1, 2], [0, 1]].view(), 3);
    assert_eq!(permuted.rows, array![[1.0], [3.0], [2.0], [3.0], [1.0], [2.0]]);
    assert_eq!(permuted.offsets, [0, 2, 4, 6]);
}

fn mistakes_give_the_golden_wrong_values() {
    is(bent(|k| k.unpermute = Unpermute::Gathers).combined.row(0), [-0.152_316, -0.333_754]);
    is(bent(|k| k.grouped = Grouped::Transposed).grouped.row(3), [-0.156_190, -0.174_624]);
    is(bent(|k| k.grouped = Grouped::NextExpert).grouped.row(0), [0.171_745, -0.379_658]);
}
