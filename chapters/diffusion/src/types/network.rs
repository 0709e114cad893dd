//! Networks, as exercises are given them.

use ndarray::{Array2, ArrayView1, ArrayView2};

#[rustfmt::skip]
// ANCHOR: network
/// A network that predicts something of each row of a batch.
///
/// It receives n rows with d numbers each, and for each row the level of
/// its noise: a step of the schedule, a time, or a standard deviation, as
/// the exercise says. It returns n rows with d numbers each.
pub type Network<'a> =
    &'a dyn Fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>;
// ANCHOR_END: network
