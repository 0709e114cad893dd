//! What must hold of `kda_chunk`, whatever the reference says.

use judge::{Broken, Matrix, same};
use ndarray::{Array1, Array2, Axis, s};

use super::{Answered, Input, TheProbe};

pub(super) fn any_chunk(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.sizes()[0];
    let mut other = input.clone();
    other.chunk = probe.random.whole(1..=tokens.min(80) + 1);
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    let how = format!("in chunks of {} instead of {}", other.chunk, input.chunk);
    same("outputs of chunk", &before.outputs, &after.outputs, 2.0 * probe.tolerance, &how)?;
    same("state at the end", &before.state, &after.state, 2.0 * probe.tolerance, &how)
}

/// I + A, element by element from its definition.
pub(super) fn system(input: &Input) -> Array2<f64> {
    let (keys, decays, beta) = (input.keys.double(), input.decays.double(), input.beta.double());
    Array2::from_shape_fn((beta.len(), beta.len()), |(i, j)| {
        let channel = |c: usize| keys[[i, c]] * keys[[j, c]] * decays.slice(s![j + 1..=i, c]).sum().exp();
        match i.cmp(&j) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => 1.0,
            std::cmp::Ordering::Greater => beta[i] * (0..keys.ncols()).map(channel).sum::<f64>(),
        }
    })
}

pub(super) fn solves(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let m = probe.call(input)?.m;
    let first = input.first();
    let n = first.beta.values.len();
    if m.dim() != (n, n) {
        return Err(Broken::Law(format!("M has shape {:?}", m.dim())));
    }
    let product = system(&first).dot(&m.mapv(f64::from)).mapv(|x| x as f32);
    let right = Array2::from_diag(&first.beta.values);
    let slack = 4.0 * probe.tolerance * (n as f64).sqrt();
    same("(I + A) M", &product, &right, slack, "is β on the diagonal, and 0 elsewhere")
}

/// Changes everything from some token on.
pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [tokens, width, values] = input.sizes();
    let cut = probe.random.whole(0..=tokens - 1);
    let mut changed = input.clone();
    let rows = tokens - cut;
    let mut keys = probe.random.normals((rows, width), 1.0);
    let lengths = (&keys * &keys).sum_axis(Axis(1)).mapv(|sum: f32| sum.sqrt() * 1.01);
    keys /= &lengths.insert_axis(Axis(1));
    changed.keys.values.slice_mut(s![cut.., ..]).assign(&keys);
    changed.queries.values.slice_mut(s![cut.., ..]).assign(&probe.random.normals((rows, width), 1.0));
    changed.values.values.slice_mut(s![cut.., ..]).assign(&probe.random.normals((rows, values), 2.0));
    let (before, after) = (probe.call(input)?, probe.call(&changed)?);
    let how = format!("with other tokens from {cut} on");
    let early = |all: &Array2<f32>| all.slice(s![..cut.min(all.nrows()), ..]).to_owned();
    let slack = 2.0 * probe.tolerance;
    same("outputs of chunk", &early(&before.outputs), &early(&after.outputs), slack, &how)
}

pub(super) fn only_fades(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [tokens, width, values] = input.sizes();
    let mut silent = input.clone();
    silent.beta.values.fill(0.0);
    let Answered { outputs, state, .. } = probe.call(&silent)?;
    let (queries, decays) = (input.queries.double(), input.decays.double());
    let mut fading = input.start.mapv(f64::from);
    let mut expected = Array2::zeros((tokens, values));
    for t in 0..tokens {
        fading *= &decays.row(t).mapv(f64::exp).insert_axis(Axis(1));
        let read: Array1<f64> = queries.row(t).dot(&fading) / (width as f64).sqrt();
        expected.row_mut(t).assign(&read.mapv(|x| x as f32));
    }
    let slack = 4.0 * probe.tolerance + 1e-5;
    same("outputs of chunk", &outputs, &expected, slack, "of a state that fades, with β = 0")?;
    same("state at the end", &state, &fading.mapv(|x| x as f32), slack, "of a state that fades, with β = 0")
}

/// The last token has a key of length 1, is written whole, and asks for itself.
pub(super) fn read_at_once(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [tokens, width, values] = input.sizes();
    let at = tokens - 1;
    let mut asked = input.clone();
    let key = probe.random.normals(width, 1.0);
    let key = &key / key.dot(&key).sqrt() * 0.999_999;
    asked.keys.values.row_mut(at).assign(&key);
    asked.queries.values.row_mut(at).assign(&key);
    asked.beta.values[at] = 1.0;
    let outputs = probe.call(&asked)?.outputs;
    if outputs.dim() != (tokens, values) {
        return Err(Broken::Law(format!("outputs have shape {:?}", outputs.dim())));
    }
    let value = Matrix::double(&input.values).row(at).mapv(|x| (x / (width as f64).sqrt()) as f32);
    // Whatever the state held there is gone, up to the rounding of what it was.
    let held = input.start.fold(1.0_f32, |most, x| most.max(x.abs()));
    let slack = 4.0 * probe.tolerance + 2e-5 * f64::from(held);
    let how = "by the value that was written with this key, divided by √dk";
    same("the last output", &outputs.row(at), &value, slack, how)
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
        (..=2, _) | (_, 2..) => Ok(()),
        (reads, _) => Err(Broken::Law(format!(
            "in a chunk of {} tokens the state is read {reads} times. Two reads, each with a row for every token, are enough",
            input.chunk.min(input.sizes()[0])
        ))),
    }
}
