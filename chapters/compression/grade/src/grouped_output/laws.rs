//! What must hold for `grouped_output`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array2, Axis, s};

use super::{Input, TheProbe};

/// Two dense matrices, of which the first has the matrices of the groups on its diagonal and zeros elsewhere.
pub(super) fn dense(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, heads, width, groups, rank, _] = input.sizes();
    let members = heads / groups * width;
    let mut matrix: Array2<f64> = Array2::zeros((heads * width, groups * rank));
    for (i, down) in input.down.double().outer_iter().enumerate() {
        let mut block = matrix.slice_mut(s![i * members..(i + 1) * members, i * rank..(i + 1) * rank]);
        block.assign(&down);
    }
    let rows = Array2::from_shape_fn((n, heads * width), |(t, k)| {
        f64::from(input.heads.values[[t, k / width, k % width]])
    });
    let expected = rows.dot(&matrix).dot(&input.up.double()).mapv(|x| x as f32);
    let output = probe.call(input)?;
    same("out", &output, &expected, 2.0 * probe.tolerance, "by two dense projections")
}

/// Tokens in another order give the same in that order, and one alone gives its row.
pub(super) fn tokens(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.sizes()[0]).collect();
    probe.random.shuffle(&mut order);
    order.truncate(probe.random.whole(1..=order.len()));
    let mut moved = input.clone();
    moved.heads.values = input.heads.values.select(Axis(0), &order);
    let (before, after) = (probe.call(input)?, probe.call(&moved)?);
    if before.nrows() != input.sizes()[0] {
        return Err(Broken::Law(format!("the shape is {:?}", before.dim())));
    }
    let before = before.select(Axis(0), &order);
    same("out of some tokens in another order", &after, &before, 2.0 * probe.tolerance, "without that")
}

pub(super) fn groups(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [_, heads, _, groups, rank, _] = input.sizes();
    let mut order: Vec<usize> = (0..groups).collect();
    probe.random.shuffle(&mut order);
    let of = |size: usize| order.iter().flat_map(|&i| i * size..(i + 1) * size).collect::<Vec<_>>();
    let mut moved = input.clone();
    moved.heads.values = input.heads.values.select(Axis(1), &of(heads / groups));
    moved.down.values = input.down.values.select(Axis(0), &order);
    moved.up.values = input.up.values.select(Axis(0), &of(rank));
    let (before, after) = (probe.call(input)?, probe.call(&moved)?);
    same("out of groups in another order", &after, &before, 2.0 * probe.tolerance, "without that")
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut doubled = input.clone();
    doubled.heads.values *= 2.0;
    let (once, twice) = (probe.call(input)?, probe.call(&doubled)?);
    same("out", &(2.0 * once), &twice, 4.0 * probe.tolerance, "with twice the heads")
}
