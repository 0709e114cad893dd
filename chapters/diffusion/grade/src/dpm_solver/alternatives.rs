//! Right answers to `dpm_solver` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis, Zip};

use diffusion::{DpmSolver, Level, Network};

pub(super) fn alternatives() -> Vec<Alternative<DpmSolver>> {
    vec![
        Alternative {
            name: "DDIM's formula; weights of the two denoised rows; row after row",
            answer: DpmSolver { first: ddim, second: weighted, sample: by_rows },
        },
        Alternative {
            name: "the ratio of the signal-to-noise ratios for the exponential; loops in double precision",
            answer: DpmSolver { first: by_ratio, second: loops, sample: listed },
        },
    ]
}

fn ddim(x: ArrayView2<'_, f32>, x0: ArrayView2<'_, f32>, from: Level, to: Level) -> Array2<f32> {
    let mut out = x.to_owned();
    Zip::from(&mut out).and(&x0).for_each(|x, &x0| {
        let noise = (f64::from(*x) - from.alpha * f64::from(x0)) / from.sigma;
        *x = (to.alpha * f64::from(x0) + to.sigma * noise) as f32;
    });
    out
}

fn weighted(
    x: ArrayView2<'_, f32>,
    x0: ArrayView2<'_, f32>,
    before: ArrayView2<'_, f32>,
    levels: [Level; 3],
) -> Array2<f32> {
    let lambdas = levels.map(|level| level.alpha.ln() - level.sigma.ln());
    let w = (0.5 * (lambdas[2] - lambdas[1]) / (lambdas[1] - lambdas[0])) as f32;
    let ahead = x0.mapv(|x| (1.0 + w) * x) - before.mapv(|x| w * x);
    ddim(x, ahead.view(), levels[1], levels[2])
}

fn by_rows(denoiser: Network<'_>, x: ArrayView2<'_, f32>, levels: &[Level]) -> Array2<f32> {
    let mut out = Array2::zeros((0, x.ncols()));
    for row in x.axis_chunks_iter(Axis(0), 1) {
        let mut row = row.to_owned();
        let mut history: Vec<Array2<f32>> = Vec::new();
        for (i, level) in levels.iter().enumerate().take(levels.len() - 1) {
            let x0 = denoiser(row.view(), Array1::from_elem(1, level.sigma as f32).view());
            row = if i == 0 || levels[i + 1].sigma == 0.0 {
                ddim(row.view(), x0.view(), *level, levels[i + 1])
            } else {
                weighted(row.view(), x0.view(), history[i - 1].view(), [levels[i - 1], *level, levels[i + 1]])
            };
            history.push(x0);
        }
        out.append(Axis(0), row.view()).expect("rows of one width");
    }
    out
}

/// e^(−h) is (αₛ σₜ) / (σₛ αₜ).
fn by_ratio(x: ArrayView2<'_, f32>, x0: ArrayView2<'_, f32>, from: Level, to: Level) -> Array2<f32> {
    let ratio = to.sigma / from.sigma;
    let weight = to.alpha - from.alpha * ratio;
    let of = |i: usize, j: usize| ratio * f64::from(x[[i, j]]) + weight * f64::from(x0[[i, j]]);
    Array2::from_shape_fn(x.dim(), |(i, j)| of(i, j) as f32)
}

fn loops(
    x: ArrayView2<'_, f32>,
    x0: ArrayView2<'_, f32>,
    before: ArrayView2<'_, f32>,
    [previous, from, to]: [Level; 3],
) -> Array2<f32> {
    let (h_before, h) = (
        ((from.alpha * previous.sigma) / (from.sigma * previous.alpha)).ln(),
        ((to.alpha * from.sigma) / (to.sigma * from.alpha)).ln(),
    );
    let mut out = Array2::zeros(x.dim());
    for i in 0..x.nrows() {
        for j in 0..x.ncols() {
            let [x, x0, before] = [x, x0, before].map(|rows| f64::from(rows[[i, j]]));
            let change = (x0 - before) * h / h_before;
            let grown = 1.0 - (-h).exp();
            let value = to.sigma / from.sigma * x + to.alpha * grown * x0 + 0.5 * to.alpha * grown * change;
            out[[i, j]] = value as f32;
        }
    }
    out
}

fn listed(denoiser: Network<'_>, x: ArrayView2<'_, f32>, levels: &[Level]) -> Array2<f32> {
    let mut rows = vec![x.to_owned()];
    let mut denoised: Vec<Array2<f32>> = vec![];
    while rows.len() < levels.len() {
        let i = rows.len();
        let now = rows[i - 1].view();
        let told: Array1<f32> = now.rows().into_iter().map(|_| levels[i - 1].sigma as f32).collect();
        denoised.push(denoiser(now, told.view()));
        let next = match (i, levels[i].sigma > 0.0) {
            (2.., true) => loops(
                now,
                denoised[i - 1].view(),
                denoised[i - 2].view(),
                [levels[i - 2], levels[i - 1], levels[i]],
            ),
            _ => by_ratio(now, denoised[i - 1].view(), levels[i - 1], levels[i]),
        };
        rows.push(next);
    }
    rows.pop().expect("at least the first")
}
