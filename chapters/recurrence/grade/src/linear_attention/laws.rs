//! What must hold for `linear_attention`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array2, s};

use super::plan::TheProbe;
use super::trace::Shown;
use super::{Answered, Input, Scripted, Tokens, Turn};

fn quadratic(tokens: &Tokens, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let [n, _, columns] = tokens.sizes();
    match probe.call(&Input::Quadratic(tokens.clone()))? {
        Answered::Out(out) if out.dim() == (n, columns) => Ok(out),
        Answered::Out(out) => {
            Err(Broken::Law(format!("quadratic has shape {:?} and not {:?}", out.dim(), (n, columns))))
        }
        Answered::States(_) => Err(Broken::Law("no outputs".to_owned())),
    }
}

fn states(script: Scripted, probe: &mut TheProbe<'_>) -> Result<Vec<Shown>, Broken> {
    match probe.call(&Input::Step(script))? {
        Answered::States(states) => Ok(states),
        Answered::Out(_) => Err(Broken::Law("no states".to_owned())),
    }
}

/// The outputs of one state that takes all tokens.
fn stepped(tokens: &Tokens, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let [n, _, columns] = tokens.sizes();
    let shown = states(Scripted::straight(tokens.clone()), probe)?;
    let outputs = shown.into_iter().next().map(|shown| shown.outputs).unwrap_or_default();
    let numbers: Vec<f32> = outputs.into_iter().flatten().collect();
    Array2::from_shape_vec((n, columns), numbers)
        .map_err(|_| Broken::Law(format!("the outputs of step are not {columns} numbers each")))
}

pub(super) fn roads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.tokens();
    let (a, b) = (quadratic(tokens, probe)?, stepped(tokens, probe)?);
    let slack = 4.0 * probe.tolerance + 1e-5 * largest(tokens);
    same("quadratic", &a, &b, slack, "step by step")
}

/// The largest value.
fn largest(tokens: &Tokens) -> f64 {
    tokens.values.values.iter().fold(1.0, |most, x| most.max(f64::from(x.abs())))
}

pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.tokens();
    let n = tokens.sizes()[0];
    let first = probe.random.whole(1..=n);
    let alone = tokens.some(&(0..first).collect::<Vec<_>>());
    let (all, alone) = (quadratic(tokens, probe)?, quadratic(&alone, probe)?);
    let slack = 2.0 * probe.tolerance + 1e-5 * largest(tokens);
    same("quadratic", &all.slice(s![..first, ..]), &alone, slack, "without the tokens after")
}

/// There are no positions: the last output has the same tokens before it in any order.
pub(super) fn order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.tokens();
    let n = tokens.sizes()[0];
    let mut order: Vec<usize> = (0..n - 1).collect();
    probe.random.shuffle(&mut order);
    order.push(n - 1);
    let shuffled = tokens.some(&order);
    let slack = 2.0 * probe.tolerance + 1e-5 * largest(tokens);
    let last = |out: &Array2<f32>| out.slice(s![n - 1.., ..]).to_owned();
    let (before, after) = (quadratic(tokens, probe)?, quadratic(&shuffled, probe)?);
    let how = "with those before in another order";
    same("the last output of quadratic", &last(&before), &last(&after), slack, how)?;
    let (before, after) = (stepped(tokens, probe)?, stepped(&shuffled, probe)?);
    same("the last output of step", &last(&before), &last(&after), slack, how)
}

/// Of equal values an output is a part, the same of each: the sum of the weights, over itself and 10⁻⁶.
pub(super) fn weights(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut tokens = input.tokens().clone();
    let columns = tokens.sizes()[2];
    let value: Vec<f32> = (0..columns).map(|j| 1.0 + j as f32 / 8.0).collect();
    tokens.values.values = Array2::from_shape_fn(tokens.values.values.dim(), |(_, j)| value[j]);
    for (name, out) in [("quadratic", quadratic(&tokens, probe)?), ("step", stepped(&tokens, probe)?)] {
        for ((t, j), &x) in out.indexed_iter() {
            let (part, first) = (x / value[j], out[[t, 0]]);
            if !(-1e-4..=1.0001).contains(&part) || !close(part, first, 1e-4) {
                return Err(Broken::Law(format!(
                    "all values are {value:?}, and {name} gives {:?} for token {t}",
                    out.row(t).to_vec()
                )));
            }
        }
    }
    Ok(())
}

/// What two states hold is together what one holds that takes the tokens of both.
pub(super) fn additive(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.tokens();
    let n = tokens.sizes()[0];
    let cut = probe.random.whole(0..=n);
    let mut script = vec![Turn::Start, Turn::Start, Turn::Start];
    script.extend((0..n).flat_map(|t| [Turn::Step(usize::from(t >= cut), t), Turn::Step(2, t)]));
    let shown = states(Scripted { tokens: tokens.clone(), script }, probe)?;
    let [a, b, all] = &shown[..] else { return Err(Broken::Law("not three states".to_owned())) };
    if a.sum.dim() != b.sum.dim() || a.keys.dim() != b.keys.dim() {
        return Err(Broken::Law("two states of the same sizes have other shapes".to_owned()));
    }
    let most = all.sum.iter().chain(&all.keys).fold(1.0, |most: f64, x| most.max(f64::from(x.abs())));
    let slack = 2.0 * probe.tolerance + 1e-5 * most;
    let how = "as one state";
    same("the `sum` of two states", &(&a.sum + &b.sum), &all.sum, slack, how)?;
    same("the `keys` of two states", &(&a.keys + &b.keys), &all.keys, slack, how)
}
