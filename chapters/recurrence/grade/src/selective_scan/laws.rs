//! What must hold for `selective_scan`, whatever the reference says.

use judge::{Broken, Matrix, same};
use ndarray::{Array2, Axis, Slice, concatenate, s};

use super::{Input, TheProbe};

/// The answer's output, if it has the shape that it must.
fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let output = probe.call(input)?;
    let shape = input.u.values.dim();
    if output.dim() == shape {
        return Ok(output);
    }
    Err(Broken::Law(format!("the output has shape {:?} and not {shape:?}", output.dim())))
}

/// Tokens are replaced, cut or put in by what this makes of a matrix with a row for each token.
fn with_tokens(input: &Input, change: &mut dyn FnMut(&Matrix) -> Array2<f32>) -> Input {
    let mut changed = input.clone();
    for matrix in [&mut changed.u, &mut changed.raw, &mut changed.b, &mut changed.c, &mut changed.z] {
        matrix.values = change(matrix);
    }
    changed
}

/// The first outputs are the same with other tokens behind, and with none.
pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [count, ..] = input.sizes();
    let kept = probe.random.whole(1..=count);
    let full = asked(input, probe)?;
    let random = &mut *probe.random;
    let other = with_tokens(input, &mut |matrix| {
        let mut values = matrix.values.clone();
        let later = random.normals((count - kept, values.ncols()), 1.5);
        values.slice_mut(s![kept.., ..]).assign(&later);
        values
    });
    let cut = with_tokens(input, &mut |matrix| matrix.values.slice(s![..kept, ..]).to_owned());
    let of = |output: &Array2<f32>| output.slice(s![..kept, ..]).to_owned();
    let after = asked(&other, probe)?;
    same(
        "out",
        &of(&full),
        &of(&after),
        2.0 * probe.tolerance,
        &format!("with other tokens from {kept} on"),
    )?;
    let alone = asked(&cut, probe)?;
    same("out", &of(&full), &alone, 2.0 * probe.tolerance, &format!("without the tokens from {kept} on"))
}

/// A channel alone gives what it gives among others.
pub(super) fn channels(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [_, d, _] = input.sizes();
    let c = probe.random.whole(0..=d - 1);
    let mut alone = input.clone();
    for matrix in [&mut alone.u, &mut alone.raw, &mut alone.z] {
        matrix.values = matrix.values.slice(s![.., c..=c]).to_owned();
    }
    alone.a.values = input.a.values.slice(s![c..=c, ..]).to_owned();
    alone.bias.values = input.bias.values.slice(s![c..=c]).to_owned();
    alone.skip.values = input.skip.values.slice(s![c..=c]).to_owned();
    let (all, one) = (asked(input, probe)?, asked(&alone, probe)?);
    let what = format!("out of channel {c} alone");
    same(&what, &one, &all.slice(s![.., c..=c]), 2.0 * probe.tolerance, "among the others")
}

/// Some states and the others, without what goes past them once, give what all give.
pub(super) fn states(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [.., n] = input.sizes();
    if n < 2 {
        return Ok(());
    }
    let cut = probe.random.whole(1..=n - 1) as isize;
    let part = |slice: Slice| {
        let mut part = input.clone();
        for matrix in [&mut part.a, &mut part.b, &mut part.c] {
            matrix.values = matrix.values.slice_axis(Axis(1), slice).to_owned();
        }
        part
    };
    let (first, mut rest) = (part(Slice::from(..cut)), part(Slice::from(cut..)));
    rest.skip.values.fill(0.0);
    let all = asked(input, probe)?;
    let sum = asked(&first, probe)? + asked(&rest, probe)?;
    let how = format!("as the sum for the first {cut} and the other states");
    same("out", &all, &sum, 4.0 * probe.tolerance, &how)
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut doubled = input.clone();
    doubled.u.values *= 2.0;
    let (once, twice) = (asked(input, probe)?, asked(&doubled, probe)?);
    same("out", &(2.0 * once), &twice, 4.0 * probe.tolerance, "with twice the inputs")
}

/// A token that is put in with raw + bias = −100, so that its step is nothing, changes no other output.
pub(super) fn frozen(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [count, ..] = input.sizes();
    let at = probe.random.whole(0..=count);
    let random = &mut *probe.random;
    let mut longer = with_tokens(input, &mut |matrix| {
        let token = random.normals((1, matrix.values.ncols()), 1.5);
        let values = &matrix.values;
        concatenate![Axis(0), values.slice(s![..at, ..]), token, values.slice(s![at.., ..])]
    });
    longer.raw.values.row_mut(at).assign(&input.bias.values.mapv(|bias| -100.0 - bias));
    let (before, with) = (asked(input, probe)?, asked(&longer, probe)?);
    let without = concatenate![Axis(0), with.slice(s![..at, ..]), with.slice(s![at + 1.., ..])];
    let how = format!("with a token before number {at} whose raw + bias is −100");
    same("out", &before, &without, 2.0 * probe.tolerance, &how)
}

/// With the step, B, C and gate of the first token for all, it is a convolution: inputs that come a token later give outputs that do.
pub(super) fn invariant(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [count, ..] = input.sizes();
    let mut early = with_tokens(input, &mut |matrix| {
        let values = &matrix.values;
        Array2::from_shape_fn(values.dim(), |(_, c)| values[[0, c]])
    });
    early.u.values.assign(&input.u.values);
    let mut late = early.clone();
    late.u.values.row_mut(0).fill(0.0);
    late.u.values.slice_mut(s![1.., ..]).assign(&input.u.values.slice(s![..count - 1, ..]));
    let (early, late) = (asked(&early, probe)?, asked(&late, probe)?);
    // The first token of a case may be a larger one than the others.
    let largest = early.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let slack = 4.0 * probe.tolerance + 1e-5 * f64::from(largest);
    let [before, after] = [early.slice(s![..count - 1, ..]), late.slice(s![1.., ..])];
    let how = "a token later, where inputs come a token later and all else is the same for all tokens";
    same("out", &before, &after, slack, how)
}
