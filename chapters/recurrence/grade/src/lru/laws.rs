//! What must hold of `lru`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array1, Array2, array, s};
use num_complex::Complex64;

use super::inputs::{Input, Layer, Tree};
use super::{Answered, TheProbe, cases};

/// What two groupings may differ by beyond a case's tolerance: numbers of the size of 1, some dozen roundings.
const SLACK: f64 = 1e-4;

pub(super) fn inside(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Decay { nu, theta } = input else { return Ok(()) };
    let ([re, im], gamma) = decays(nu.values.clone(), theta.values.clone(), probe)?;
    for i in 0..nu.values.len() {
        let length = f64::from(re[i]).hypot(f64::from(im[i]));
        let sum = length * length + f64::from(gamma[i]).powi(2);
        if length > 1.0 + 1e-6 || !close(sum, 1.0, 1e-5) {
            let text = format!("|λ[{i}]| is {length}, and |λ[{i}]|² + γ[{i}]² is {sum}");
            return Err(Broken::Law(text));
        }
    }
    Ok(())
}

fn decays(
    nu: Array1<f32>,
    theta: Array1<f32>,
    probe: &mut TheProbe<'_>,
) -> Result<([Array1<f32>; 2], Array1<f32>), Broken> {
    let count = nu.len();
    match probe.call(&Input::Decay { nu: nu.into(), theta: theta.into() })? {
        Answered::Decay(lambda, gamma) if lambda[0].len() == count && gamma.len() == count => {
            Ok((lambda, gamma))
        }
        _ => Err(Broken::Law(format!("decay does not give {count} λ and γ"))),
    }
}

/// The factor and what is added of some steps.
fn combined(steps: &Array2<f32>, tree: Tree, probe: &mut TheProbe<'_>) -> Result<[Complex64; 2], Broken> {
    match probe.call(&Input::Combine { steps: steps.clone(), tree })? {
        Answered::Combined(pair) => Ok(pair.map(|[re, im]| Complex64::new(re.into(), im.into()))),
        _ => Err(Broken::Law("no combined step".to_owned())),
    }
}

fn alike(a: [Complex64; 2], b: [Complex64; 2], slack: f64, how: &str) -> Result<(), Broken> {
    for ((what, a), b) in ["factor", "added"].into_iter().zip(a).zip(b) {
        if !close((a - b).norm(), 0.0, slack) {
            return Err(Broken::Law(format!("{what} is {a:.5}, and {b:.5} {how}")));
        }
    }
    Ok(())
}

pub(super) fn does_both(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Combine { .. } = input else { return Ok(()) };
    let steps = cases::steps(probe.random, 2);
    let wide = |r: usize, c: usize| Complex64::new(steps[[r, c]].into(), steps[[r, c + 1]].into());
    let h = Complex64::new(probe.random.normal(), probe.random.normal());
    let [factor, added] = combined(&steps, Tree::Left, probe)?;
    let one_by_one = wide(1, 0) * (wide(0, 0) * h + wide(0, 2)) + wide(1, 2);
    let at_once = factor * h + added;
    if close((at_once - one_by_one).norm(), 0.0, SLACK) {
        return Ok(());
    }
    let text =
        format!("the combined step makes {at_once:.5} of {h:.5}, and the two, one by one, {one_by_one:.5}");
    Err(Broken::Law(text))
}

pub(super) fn associative(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Combine { .. } = input else { return Ok(()) };
    let triple = cases::steps(probe.random, 3);
    let (left, right) = (combined(&triple, Tree::Left, probe)?, combined(&triple, Tree::Right, probe)?);
    alike(left, right, SLACK, "if the last two of three random steps are combined first")
}

pub(super) fn groupings(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Combine { steps, tree } = input else { return Ok(()) };
    let other = cases::tree(probe.random, steps.nrows());
    let how = other.describe();
    let (here, there) = (combined(steps, tree.clone(), probe)?, combined(steps, other, probe)?);
    alike(here, there, 2.0 * probe.tolerance + SLACK, how)
}

fn forward(layer: &Layer, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let dim = layer.inputs.values.dim();
    match probe.call(&Input::Forward(layer.clone()))? {
        Answered::Forward(output) if output.dim() == dim => Ok(output),
        Answered::Forward(output) => {
            Err(Broken::Law(format!("forward has shape {:?} and not {dim:?}", output.dim())))
        }
        _ => Err(Broken::Law("no output of forward".to_owned())),
    }
}

/// The last output by λ and γ of `decay`, and a tree of `combine` for each state.
pub(super) fn roads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(layer) = input else { return Ok(()) };
    let [count, d, h] = layer.sizes();
    if h > 6 || count > 40 {
        return Ok(());
    }
    let ([re, im], gamma) = decays(layer.nu.values.clone(), layer.theta.values.clone(), probe)?;
    let x = &layer.inputs.values;
    let (written_re, written_im) = (x.dot(&layer.b_re.values.t()), x.dot(&layer.b_im.values.t()));
    let last = x.row(count - 1);
    let mut y = Array1::from_shape_fn(d, |j| f64::from(layer.d.values[j] * last[j]));
    for i in 0..h {
        let steps = Array2::from_shape_fn((count, 4), |(t, c)| match c {
            0 => re[i],
            1 => im[i],
            2 => gamma[i] * written_re[[t, i]],
            _ => gamma[i] * written_im[[t, i]],
        });
        let tree = cases::tree(probe.random, count);
        let [_, state] = combined(&steps, tree, probe)?;
        for j in 0..d {
            let (c_re, c_im) = (layer.c_re.values[[j, i]], layer.c_im.values[[j, i]]);
            y[j] += f64::from(c_re) * state.re - f64::from(c_im) * state.im;
        }
    }
    let output = forward(layer, probe)?;
    let (found, slack) = (output.row(count - 1).to_owned(), 2.0 * probe.tolerance + SLACK);
    same("the last row", &found, &y.mapv(|y| y as f32), slack, "by trees of combine")
}

/// Outputs of the first tokens are the same with other tokens behind.
pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(layer) = input else { return Ok(()) };
    let [count, d, _] = layer.sizes();
    let kept = probe.random.whole(1..=count);
    let mut other = layer.clone();
    let later = probe.random.normals((count - kept, d), 1.5);
    other.inputs.values.slice_mut(s![kept.., ..]).assign(&later);
    let (before, after) = (forward(layer, probe)?, forward(&other, probe)?);
    let of = |output: &Array2<f32>| output.slice(s![..kept, ..]).to_owned();
    let how = format!("with other tokens from {kept} on");
    same("forward", &of(&before), &of(&after), 2.0 * probe.tolerance, &how)
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(layer) = input else { return Ok(()) };
    let mut doubled = layer.clone();
    doubled.inputs.values *= 2.0;
    let (once, twice) = (forward(layer, probe)?, forward(&doubled, probe)?);
    same("forward", &(2.0 * once), &twice, 4.0 * probe.tolerance, "with twice the inputs")
}

/// One real step in a row, for golden values.
pub(super) fn real_steps(factors: [f32; 4], added: [f32; 4]) -> Array2<f32> {
    let mut steps = array![[0.0; 4], [0.0; 4], [0.0; 4], [0.0; 4]];
    for t in 0..4 {
        (steps[[t, 0]], steps[[t, 2]]) = (factors[t], added[t]);
    }
    steps
}
