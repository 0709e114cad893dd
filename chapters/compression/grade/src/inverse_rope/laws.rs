//! What must hold for `inverse_rope`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array3, ArrayView1, Axis, concatenate, s};

use super::{Input, TheProbe};

/// The answer's output, which has the shape of what was given.
fn called(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array3<f32>, Broken> {
    let output = probe.call(input)?;
    if output.dim() == input.outputs.values.dim() {
        return Ok(output);
    }
    Err(Broken::Law(format!("{:?} becomes {:?}", input.outputs.values.dim(), output.dim())))
}

pub(super) fn length(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = called(input, probe)?;
    let length = |row: ArrayView1<'_, f32>| row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
    let [_, heads, width] = input.sizes();
    let lanes = input.outputs.values.lanes(Axis(2)).into_iter().zip(output.lanes(Axis(2)));
    for (at, (x, y)) in lanes.enumerate() {
        let (before, after) = (length(x), length(y));
        let close = (before - after).abs() <= probe.tolerance * (width as f64).sqrt();
        if !close {
            return Err(Broken::Law(format!(
                "row {}, head {} has length {before:.5} before and {after:.5} after",
                at / heads,
                at % heads
            )));
        }
    }
    Ok(())
}

pub(super) fn others(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = called(input, probe)?;
    let apart = s![.., .., ..input.sizes()[2] - input.rotary];
    same("out", &output.slice(apart), &input.outputs.values.slice(apart), 0.0, "was given")
}

/// What is turned forward here, in double precision, comes back as it was.
pub(super) fn undoes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut forward = input.outputs.double();
    let [n, heads, width] = input.sizes();
    for (i, h) in (0..n).flat_map(|i| (0..heads).map(move |h| (i, h))) {
        for m in 0..input.rotary / 2 {
            let frequency = f64::from(input.base).powf(-2.0 * m as f64 / input.rotary as f64);
            let (sin, cos) = ((input.first + i) as f64 * frequency).sin_cos();
            let at = width - input.rotary + 2 * m;
            let (x, y) = (forward[[i, h, at]], forward[[i, h, at + 1]]);
            forward[[i, h, at]] = x * cos - y * sin;
            forward[[i, h, at + 1]] = x * sin + y * cos;
        }
    }
    let output = called(&input.with(forward.mapv(|x| x as f32), input.first), probe)?;
    same(
        "out",
        &output,
        &input.outputs.values,
        2.0 * probe.tolerance,
        "was rotated by the same positions before",
    )
}

pub(super) fn pieces(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.sizes()[0];
    if n < 2 {
        return Ok(());
    }
    let cut = probe.random.whole(1..=n - 1);
    let whole = called(input, probe)?;
    let (early, late) = input.outputs.values.view().split_at(Axis(0), cut);
    let early = called(&input.with(early.to_owned(), input.first), probe)?;
    let late = called(&input.with(late.to_owned(), input.first + cut), probe)?;
    let joined = concatenate![Axis(0), early, late];
    same(
        "out",
        &whole,
        &joined,
        2.0 * probe.tolerance,
        &format!("in two pieces, of which the second begins at row {cut}"),
    )
}

pub(super) fn one_head(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let head = probe.random.whole(0..=input.sizes()[1] - 1);
    let head = s![.., head..=head, ..];
    let all = called(input, probe)?;
    let alone = called(&input.with(input.outputs.values.slice(head).to_owned(), input.first), probe)?;
    same("out of one head among all", &all.slice(head), &alone, 2.0 * probe.tolerance, "by itself")
}
