//! What must hold of `ssd`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array2, Axis, s};

use super::{Answered, Input, TheProbe};

/// Outputs and state are the same.
fn same_chunks(a: &Answered, b: &Answered, slack: f64, how: &str) -> Result<(), Broken> {
    same("outputs of chunk", &a.outputs, &b.outputs, slack, how)?;
    same("state at the end", &a.state, &b.state, slack, how)
}

pub(super) fn any_chunk(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.sizes()[0];
    let mut other = input.clone();
    other.chunk = probe.random.whole(1..=tokens.min(80) + 1);
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    let how = format!("in chunks of {} instead of {}", other.chunk, input.chunk);
    same_chunks(&before, &after, 2.0 * probe.tolerance, &how)
}

pub(super) fn both_roads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut empty = input.clone();
    empty.start.fill(0.0);
    let both = probe.call(&empty)?;
    same("outputs of chunk", &both.outputs, &both.quadratic, 2.0 * probe.tolerance, "by quadratic")
}

/// Changes everything from some token on.
pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [tokens, ..] = input.sizes();
    let cut = probe.random.whole(0..=tokens - 1);
    let mut changed = input.clone();
    for matrix in [&mut changed.x, &mut changed.b, &mut changed.c] {
        let mut rows = matrix.values.slice_mut(s![cut.., ..]);
        let dim = rows.raw_dim();
        rows += &probe.random.normals(dim, 2.0);
    }
    let (before, after) = (probe.call(input)?, probe.call(&changed)?);
    let how = format!("with other tokens from {cut} on");
    let early = |all: &Array2<f32>| all.slice(s![..cut.min(all.nrows()), ..]).to_owned();
    let slack = 2.0 * probe.tolerance;
    same("quadratic", &early(&before.quadratic), &early(&after.quadratic), slack, &how)?;
    same("outputs of chunk", &early(&before.outputs), &early(&after.outputs), slack, &how)
}

/// A token without a step: whatever its x and b, it is as if it were not there, for all but itself.
pub(super) fn no_step(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [tokens, width, states] = input.sizes();
    if tokens < 2 {
        return Ok(());
    }
    let at = probe.random.whole(0..=tokens - 1);
    let mut without = input.clone();
    without.dt.values[at] = 0.0;
    let mut other = without.clone();
    other.x.values.row_mut(at).assign(&probe.random.normals(width, 3.0));
    other.b.values.row_mut(at).assign(&probe.random.normals(states, 3.0));
    let (before, after) = (probe.call(&without)?, probe.call(&other)?);
    let slack = 2.0 * probe.tolerance;
    let how = format!("with another token at {at}, whose step is 0");
    same_chunks(&before, &after, slack, &how)?;
    same("quadratic", &before.quadratic, &after.quadratic, slack, &how)
}

pub(super) fn without_decay(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut still = input.clone();
    still.a = 0.0;
    let [x, b, c] = [&input.x, &input.b, &input.c].map(judge::Matrix::double);
    let written = &x * &input.dt.double().insert_axis(Axis(1));
    let mut weights = c.dot(&b.t());
    weights.indexed_iter_mut().filter(|((t, s), _)| s > t).for_each(|(_, weight)| *weight = 0.0);
    let expected = weights.dot(&written).mapv(|x| x as f32);
    // Sums of all tokens are larger than those that fade.
    let size = expected.fold(0.0_f32, |most, x| most.max(x.abs()));
    let slack = 2.0 * probe.tolerance + 1e-4 * f64::from(size);
    let how = "by attention without a softmax, with a = 0";
    same("quadratic", &probe.call(&still)?.quadratic, &expected, slack, how)
}

pub(super) fn writes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    match probe.call(input)?.most.1 {
        ..=1 => Ok(()),
        writes => Err(Broken::Law(format!(
            "in a chunk of {} tokens the state is written {writes} times. One write of all tokens is enough",
            input.chunk.min(input.sizes()[0])
        ))),
    }
}

pub(super) fn reads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    match probe.call(input)?.most {
        // Whoever writes for each token is told so by the law before.
        (..=1, _) | (_, 2..) => Ok(()),
        (reads, _) => Err(Broken::Law(format!(
            "in a chunk of {} tokens the state is read {reads} times. One read with a row for each token is enough",
            input.chunk.min(input.sizes()[0])
        ))),
    }
}
