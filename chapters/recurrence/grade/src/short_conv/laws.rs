//! What must hold of `short_conv`, whatever the reference says.

use judge::{Broken, Property, same};
use ndarray::{Array2, s};

use super::{Answered, Input, Text, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "a token does not see later ones", holds: causal },
        Property { name: "a token sees no further back than the width", holds: forgets },
        Property { name: "a channel sees no other", holds: channels },
        Property { name: "token by token gives what all tokens give at once", holds: roads },
        Property { name: "twice the inputs give twice the outputs", holds: linear },
    ]
}

fn whole(
    inputs: &Array2<f32>,
    weights: &Array2<f32>,
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    let input = Input::Whole { inputs: inputs.clone().into(), weights: weights.clone().into() };
    match probe.call(&input)? {
        Answered::Whole(output) if output.dim() == inputs.dim() => Ok(output),
        Answered::Whole(output) => {
            Err(Broken::Law(format!("whole has shape {:?} and not {:?}", output.dim(), inputs.dim())))
        }
        Answered::Pushed(_) => Err(Broken::Law("no output of whole".to_owned())),
    }
}

/// Outputs of the first tokens are the same with other tokens behind.
fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Whole { inputs, weights } = input else { return Ok(()) };
    let kept = probe.random.whole(1..=inputs.values.nrows());
    let mut other = inputs.values.clone();
    let later = probe.random.normals((other.nrows() - kept, other.ncols()), 2.0);
    other.slice_mut(s![kept.., ..]).assign(&later);
    let [before, after] =
        [whole(&inputs.values, &weights.values, probe)?, whole(&other, &weights.values, probe)?];
    let how = format!("with other tokens from {kept} on");
    let of = |output: &Array2<f32>| output.slice(s![..kept, ..]).to_owned();
    same("whole", &of(&before), &of(&after), 2.0 * probe.tolerance, &how)
}

/// Outputs are the same with other tokens before the window.
fn forgets(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Whole { inputs, weights } = input else { return Ok(()) };
    let (count, d) = inputs.values.dim();
    let changed = probe.random.whole(0..=count - 1);
    let first = (changed + weights.values.ncols()).min(count);
    let mut other = inputs.values.clone();
    other.slice_mut(s![..=changed, ..]).assign(&probe.random.normals((changed + 1, d), 2.0));
    let [before, after] =
        [whole(&inputs.values, &weights.values, probe)?, whole(&other, &weights.values, probe)?];
    let how = format!("with other tokens up to {changed}");
    let of = |output: &Array2<f32>| output.slice(s![first.., ..]).to_owned();
    let what = format!("whole from token {first} on");
    same(&what, &of(&before), &of(&after), 2.0 * probe.tolerance, &how)
}

/// A channel alone gives what it gives among others.
fn channels(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Whole { inputs, weights } = input else { return Ok(()) };
    let all = whole(&inputs.values, &weights.values, probe)?;
    let c = probe.random.whole(0..=all.ncols() - 1);
    let alone = whole(
        &inputs.values.slice(s![.., c..=c]).to_owned(),
        &weights.values.slice(s![c..=c, ..]).to_owned(),
        probe,
    )?;
    let what = format!("whole of channel {c} alone");
    same(&what, &alone, &all.slice(s![.., c..=c]), 2.0 * probe.tolerance, "among the others")
}

/// The two functions agree, and what is held is the end of the text.
fn roads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Whole { inputs, weights } = input else { return Ok(()) };
    let at_once = whole(&inputs.values, &weights.values, probe)?;
    let held = Array2::zeros((weights.values.ncols() - 1, at_once.ncols()));
    let text = Text { held, tokens: inputs.clone(), weights: weights.clone() };
    let Answered::Pushed(pushed) = probe.call(&Input::Push(vec![text]))? else {
        return Err(Broken::Law("no output of push".to_owned()));
    };
    let rows = pushed.first().map(|(outputs, _)| &outputs[..]).unwrap_or_default();
    if rows.len() != at_once.nrows() || rows.iter().any(|row| row.len() != at_once.ncols()) {
        return Err(Broken::Law("push does not give a row for each token".to_owned()));
    }
    let by_token = Array2::from_shape_fn(at_once.dim(), |(t, c)| rows[t][c]);
    same("push", &by_token, &at_once, 2.0 * probe.tolerance, "by whole")
}

fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Whole { inputs, weights } = input else { return Ok(()) };
    let once = whole(&inputs.values, &weights.values, probe)?;
    let twice = whole(&(2.0 * &inputs.values), &weights.values, probe)?;
    same("whole", &(2.0 * once), &twice, 4.0 * probe.tolerance, "with twice the inputs")
}
