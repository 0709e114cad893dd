//! What must hold for `gla`, whatever the reference says.

use judge::{Broken, Matrix, same};
use ndarray::{Array2, Axis, s};

use super::plan::TheProbe;
use super::{Input, Tokens};

fn run(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let [n, _, columns] = input.tokens().sizes();
    let out = probe.call(input)?.out;
    if out.dim() != (n, columns) {
        let shape = out.dim();
        return Err(Broken::Law(format!("{} has shape {shape:?} and not {:?}", input.name(), (n, columns))));
    }
    Ok(out)
}

/// How far apart two roads may lie: as far as rounding takes outputs as large as these.
fn slack(input: &Input, probe: &TheProbe<'_>) -> f64 {
    let largest =
        |matrix: &Matrix| matrix.values.iter().fold(0.0_f64, |most, x| most.max(f64::from(x.abs())));
    let Tokens { queries, keys, values } = input.tokens();
    4.0 * probe.tolerance + 1e-5 * (largest(queries) * largest(keys) * largest(values)).max(1.0)
}

/// The decays of a case, or those of retention.
fn decays(input: &Input) -> Matrix {
    match input {
        Input::Gla { decays, .. } | Input::Chunked { decays, .. } => decays.clone(),
        Input::Retention { tokens, gamma } => {
            Array2::from_elem(tokens.keys.values.raw_dim(), gamma.ln()).into()
        }
    }
}

pub(super) fn chunks(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (tokens, decays) = (input.tokens().clone(), decays(input));
    let n = tokens.sizes()[0];
    let single = run(&Input::Gla { tokens: tokens.clone(), decays: decays.clone() }, probe)?;
    for chunk in [1, probe.random.whole(1..=n), n, n + 3] {
        let chunked = Input::Chunked { tokens: tokens.clone(), decays: decays.clone(), chunk };
        let out = run(&chunked, probe)?;
        same("gla", &single, &out, slack(input, probe), &format!("by chunked with chunks of {chunk}"))?;
    }
    Ok(())
}

pub(super) fn equal_decays(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.tokens().clone();
    let gamma = match input {
        Input::Retention { gamma, .. } => *gamma,
        Input::Gla { .. } | Input::Chunked { .. } => probe.random.uniform(0.5..1.0) as f32,
    };
    let decays = Array2::from_elem(tokens.keys.values.raw_dim(), gamma.ln()).into();
    let a = run(&Input::Retention { tokens: tokens.clone(), gamma }, probe)?;
    let b = run(&Input::Gla { tokens, decays }, probe)?;
    same("retention", &a, &b, slack(input, probe), &format!("by gla with decays of ln {gamma}"))
}

pub(super) fn no_decay(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.tokens().clone();
    let decays = Array2::zeros(tokens.keys.values.raw_dim()).into();
    let [queries, keys, values] = [&tokens.queries, &tokens.keys, &tokens.values].map(Matrix::double);
    let root = (keys.ncols() as f64).sqrt();
    let mut sums = Array2::<f64>::zeros(values.raw_dim());
    for t in 0..keys.nrows() {
        for s in 0..=t {
            sums.row_mut(t).scaled_add(queries.row(t).dot(&keys.row(s)) / root, &values.row(s));
        }
    }
    let out = run(&Input::Gla { tokens, decays }, probe)?;
    let allowed = slack(input, probe) + 1e-6 * sums.fold(0.0_f64, |most, x| most.max(x.abs()));
    same("gla without a decay", &out, &sums.mapv(|x| x as f32), allowed, "by its definition")
}

/// The first tokens of a case.
fn first(input: &Input, count: usize) -> Input {
    let cut = |matrix: &Matrix| Matrix {
        values: matrix.values.select(Axis(0), &(0..count).collect::<Vec<_>>()),
        layout: matrix.layout,
    };
    let Tokens { queries, keys, values } = input.tokens();
    let tokens = Tokens { queries: cut(queries), keys: cut(keys), values: cut(values) };
    match input {
        Input::Retention { gamma, .. } => Input::Retention { tokens, gamma: *gamma },
        Input::Gla { decays, .. } => Input::Gla { tokens, decays: cut(decays) },
        Input::Chunked { decays, chunk, .. } => Input::Chunked { tokens, decays: cut(decays), chunk: *chunk },
    }
}

pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.tokens().sizes()[0];
    let count = probe.random.whole(1..=n);
    let (all, alone) = (run(input, probe)?, run(&first(input, count), probe)?);
    let allowed = slack(input, probe);
    same(input.name(), &all.slice(s![..count, ..]), &alone, allowed, "without the tokens after")
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut twice = input.clone();
    twice.tokens_mut().values.values.mapv_inplace(|x| 2.0 * x);
    let (once, twice) = (run(input, probe)?, run(&twice, probe)?);
    same(input.name(), &twice, &(2.0 * &once), 4.0 * probe.tolerance, "of twice what the values give")
}
