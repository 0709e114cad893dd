//! How far solvers end from where the equation ends, on data whose denoiser is a formula: one Gaussian, and a ring of eight.

use std::cell::Cell;
use std::sync::OnceLock;

use figures::{Axis, Chart, Figure, Series, normals, random, text};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, array};

use super::ring::{Noisy, rows};
use crate::{DpmSolver, Edm, Level, Solver};

/// The range of EDM's levels, its exponent, and the deviation of the Gaussian.
pub const LEAST: f64 = 0.002;
/// The largest level.
pub const MOST: f64 = 80.0;
/// ρ.
pub const RHO: f64 = 7.0;
/// The deviation of the Gaussian data.
pub const DATA: f64 = 0.5;
/// How many points are followed on the ring.
const POINTS: usize = 32;

/// A solver of this page: from rows at the first level, along the levels.
#[derive(Clone, Copy)]
pub enum Way {
    /// Euler or Heun.
    Slopes(Solver),
    /// DPM-Solver++, with α = 1.
    Multistep(DpmSolver),
}

type Denoiser = fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>;

/// Rows at the end, and how many calls of the denoiser it took.
fn run(way: Way, denoiser: Denoiser, x: ArrayView2<'_, f32>, levels: &Array1<f64>) -> (Array2<f32>, usize) {
    let calls = Cell::new(0);
    let counted = |x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>| {
        calls.set(calls.get() + 1);
        denoiser(x, sigmas)
    };
    let rows = match way {
        Way::Slopes(solver) => solver(&counted, x, levels.mapv(|level| level as f32).view()),
        Way::Multistep(solver) => {
            let levels: Vec<Level> = levels.iter().map(|&sigma| Level { alpha: 1.0, sigma }).collect();
            (solver.sample)(&counted, x, &levels)
        }
    };
    (rows, calls.get())
}

/// EDM's levels.
pub fn grid(edm: Edm, n: usize, rho: f64) -> Array1<f64> {
    (edm.grid)(n, LEAST, MOST, rho)
}

/// σ² is added to the variance of the data: what is left of a row is the data's share.
fn of_gaussian(x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut out = x.to_owned();
    for (mut row, &sigma) in out.rows_mut().into_iter().zip(sigmas) {
        let sigma = f64::from(sigma);
        row *= (DATA * DATA / (sigma * sigma + DATA * DATA)) as f32;
    }
    out
}

/// Where a path ends that begins with 80 at level 80, and how many calls it took; the data are Gaussian with deviation 0.5.
pub fn gaussian(edm: Edm, way: Way, n: usize) -> (f64, usize) {
    let start = array![[MOST as f32]];
    let (rows, calls) = run(way, of_gaussian, start.view(), &grid(edm, n, RHO));
    (f64::from(rows[[0, 0]]), calls)
}

/// Where it ends exactly.
pub fn exact() -> f64 {
    MOST * DATA / MOST.hypot(DATA)
}

fn of_ring(x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>) -> Array2<f32> {
    rows(x, |row, x| Noisy { signal: 1.0, noise: f64::from(sigmas[row]) }.denoised(x, None))
}

/// Points at level 80, and where they end: by Heun's rule with 400 levels, in double precision.
fn paths() -> &'static (Array2<f32>, Vec<[f64; 2]>) {
    static PATHS: OnceLock<(Array2<f32>, Vec<[f64; 2]>)> = OnceLock::new();
    PATHS.get_or_init(|| {
        let start = normals(&mut random(5), (POINTS, 2)) * MOST as f32;
        let [most, least] = [MOST, LEAST].map(|level| level.powf(1.0 / RHO));
        let level = |i: u32| (most + f64::from(i) / 399.0 * (least - most)).powf(RHO);
        let levels: Vec<f64> = (0..400).map(level).chain([0.0]).collect();
        let ends =
            start.rows().into_iter().map(|row| followed([row[0].into(), row[1].into()], &levels)).collect();
        (start, ends)
    })
}

fn followed(mut x: [f64; 2], levels: &[f64]) -> [f64; 2] {
    let slope = |x: [f64; 2], noise: f64| {
        let denoised = Noisy { signal: 1.0, noise }.denoised(x, None);
        [0, 1].map(|at| (x[at] - denoised[at]) / noise)
    };
    for step in levels.windows(2) {
        let (from, to) = (step[0], step[1]);
        let first = slope(x, from);
        let trial = [0, 1].map(|at| x[at] + (to - from) * first[at]);
        x = if to > 0.0 {
            let second = slope(trial, to);
            [0, 1].map(|at| x[at] + (to - from) * (first[at] + second[at]) / 2.0)
        } else {
            trial
        };
    }
    x
}

/// How far points of the ring end from where they should, on average, and how many calls it took.
pub fn ring(edm: Edm, way: Way, n: usize) -> (f64, usize) {
    on_levels(way, &grid(edm, n, RHO))
}

/// The same on any levels.
pub(crate) fn on_levels(way: Way, levels: &Array1<f64>) -> (f64, usize) {
    let (start, ends) = paths();
    let (rows, calls) = run(way, of_ring, start.view(), levels);
    let off = |(row, end): (ArrayView1<'_, f32>, &[f64; 2])| {
        (f64::from(row[0]) - end[0]).hypot(f64::from(row[1]) - end[1])
    };
    (rows.rows().into_iter().zip(ends).map(off).sum::<f64>() / POINTS as f64, calls)
}

/// Error against calls of the denoiser, on the ring.
pub fn figure(edm: Edm, euler: Solver, heun: Solver, multistep: DpmSolver) -> Figure {
    let line = |way: Way, counts: &[usize]| -> Vec<(f64, f64)> {
        let point = |&n: &usize| {
            let (error, calls) = ring(edm, way, n);
            (calls as f64, error.max(1e-6))
        };
        counts.iter().map(point).collect()
    };
    let euler = line(Way::Slopes(euler), &[5, 10, 20, 40, 80]);
    let heun = line(Way::Slopes(heun), &[3, 5, 10, 20, 40]);
    let multistep = line(Way::Multistep(multistep), &[5, 10, 20, 40, 80]);
    let list = |points: &[(f64, f64)]| {
        let one = |(calls, error): &(f64, f64)| format!("{} at {calls}", text(*error, 4));
        points.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let description = format!(
        "How far points end from where the equation ends, on a ring of eight Gaussians, against the number of calls, both logarithmic. Euler: {}. Heun: {}. \
         DPM-Solver++ 2M: {}.",
        list(&euler),
        list(&heun),
        list(&multistep)
    );
    Chart::new("With few calls of the network Euler's rule ends nearest of the three solvers, with many farthest off", &description)
        .x(Axis::log2("calls of the network").ticks(&[5.0, 10.0, 20.0, 40.0, 80.0]))
        .y(Axis::log10("error"))
        .line(Series::new("Euler", euler))
        .line(Series::new("Heun", heun))
        .line(Series::new("2M", multistep))
        .save()
}
