//! What a linear recurrence remembers: its input some steps ago, by a linear read-out of its state, of a smooth input and of white noise.
//!
//! Nothing is trained by gradients. The read-out is a ridge regression on the first half of the input, and what it is worth is measured on
//! the other half: 1 − error / variance, and 0 where that is negative.

use anyhow::{Result, ensure};
use ndarray::{Array1, Array2, s};
use rand::RngExt;
use recurrence::answers::{DISCRETISE, HIPPO};
use serde_json::{Value, json};

use super::lines;
use crate::Arguments;
use crate::parameters::{normals, random};
use crate::record::rounded;
use crate::runner::{Progress, Run};

/// Numbers of a state.
const STATES: usize = 32;
/// The step of LegS, one over the steps of its window.
const STEP: f32 = 1.0 / 64.0;
/// How long the smooth input's bumps are.
const SMOOTH: usize = 40;
/// Steps before anything is measured.
const BEFORE: usize = 600;
/// How much the ridge regression minds large weights, by the variance of a state.
const RIDGE: f64 = 1e-7;
/// Up to which lag everything is added up.
const FAR: usize = 256;

const SYSTEMS: [&str; 4] = ["LegS", "random, dense", "random, diagonal", "random, orthogonal"];
const INPUTS: [&str; 2] = ["smooth", "white noise"];

fn lags() -> Vec<usize> {
    (1..=FAR).filter(|lag| *lag <= 64 || lag.is_multiple_of(8)).collect()
}

/// How a state changes: A (32, 32) and B (32) of discrete time.
fn system(name: &str, seed: u64) -> (Array2<f64>, Array1<f64>) {
    let mut random = random(seed, 82, 0);
    let dense = normals(&mut random, STATES * STATES, 1.0);
    let dense = Array2::from_shape_fn((STATES, STATES), |(i, j)| f64::from(dense[i * STATES + j]));
    let b = Array1::from_vec(normals(&mut random, STATES, 1.0)).mapv(f64::from);
    match name {
        "LegS" => {
            let (a, b) = (HIPPO.matrices)(STATES);
            let (a, b) = (DISCRETISE.bilinear)(a.view(), b.view(), STEP);
            (a.mapv(f64::from), b.mapv(f64::from))
        }
        "random, dense" => (&dense * (0.95 / radius(&dense)), b),
        "random, diagonal" => {
            let decays = Array1::from_shape_fn(STATES, |_| random.random::<f64>());
            (Array2::from_diag(&decays), Array1::ones(STATES))
        }
        _ => (orthogonal(dense) * 0.95, b),
    }
}

/// The largest size of an eigenvalue: the 2²⁴-th root of the norm of that power.
fn radius(matrix: &Array2<f64>) -> f64 {
    let (mut power, mut logarithm) = (matrix.clone(), 0.0);
    for k in 0..24 {
        let norm = power.iter().map(|x| x * x).sum::<f64>().sqrt();
        logarithm += norm.ln() / 2.0_f64.powi(k);
        power /= norm;
        power = power.dot(&power);
    }
    logarithm.exp()
}

fn orthogonal(mut matrix: Array2<f64>) -> Array2<f64> {
    for c in 0..matrix.ncols() {
        let mut column = matrix.column(c).to_owned();
        for before in 0..c {
            let along = matrix.column(before).dot(&column);
            column.scaled_add(-along, &matrix.column(before));
        }
        let norm = column.dot(&column).sqrt();
        matrix.column_mut(c).assign(&(column / norm));
    }
    matrix
}

/// So many numbers of variance 1 or so.
fn input(name: &str, seed: u64, length: usize) -> Vec<f64> {
    let noise: Vec<f64> =
        normals(&mut random(seed, 83, 0), length + SMOOTH, 1.0).into_iter().map(f64::from).collect();
    if name == "white noise" {
        return noise[..length].to_vec();
    }
    let bump: Vec<f64> = (0..SMOOTH)
        .map(|i| (std::f64::consts::PI * (i as f64 + 0.5) / SMOOTH as f64).sin().powi(2))
        .collect();
    let norm = bump.iter().map(|x| x * x).sum::<f64>().sqrt();
    noise
        .windows(SMOOTH)
        .take(length)
        .map(|own| own.iter().zip(&bump).map(|(a, b)| a * b).sum::<f64>() / norm)
        .collect()
}

/// All states (T, 33) of an input, each divided by its deviation, and a 1.
fn states(a: &Array2<f64>, b: &Array1<f64>, input: &[f64]) -> Array2<f64> {
    let mut all = Array2::ones((input.len(), STATES + 1));
    let mut state = Array1::zeros(STATES);
    for (&u, mut row) in input.iter().zip(all.rows_mut()) {
        state = a.dot(&state) + b * u;
        row.slice_mut(s![..STATES]).assign(&state);
    }
    for mut column in all.columns_mut().into_iter().take(STATES) {
        let deviation = column.std(0.0).max(1e-300);
        column /= deviation;
    }
    all
}

/// L with L Lᵀ = `matrix`, which is symmetric and positive.
fn root(matrix: &Array2<f64>) -> Array2<f64> {
    let n = matrix.nrows();
    let mut root = Array2::<f64>::zeros((n, n));
    for i in 0..n {
        for j in 0..=i {
            let known = root.slice(s![i, ..j]).dot(&root.slice(s![j, ..j]));
            let left = matrix[[i, j]] - known;
            root[[i, j]] = if i == j { left.max(1e-300).sqrt() } else { left / root[[j, j]] };
        }
    }
    root
}

/// The x with L Lᵀ x = `right`.
fn solved(root: &Array2<f64>, mut right: Array1<f64>) -> Array1<f64> {
    let n = right.len();
    for i in 0..n {
        right[i] = (right[i] - root.slice(s![i, ..i]).dot(&right.slice(s![..i]))) / root[[i, i]];
    }
    for i in (0..n).rev() {
        right[i] = (right[i] - root.slice(s![i + 1.., i]).dot(&right.slice(s![i + 1..]))) / root[[i, i]];
    }
    right
}

/// By lag, how much of the input's variance a linear read-out finds again.
fn remembered(states: &Array2<f64>, input: &[f64]) -> Result<Vec<(usize, f64)>> {
    ensure!(states.iter().all(|x| x.is_finite()), "a state is not finite");
    let half = BEFORE + (input.len() - BEFORE) / 2;
    let (learn, test) = (states.slice(s![BEFORE..half, ..]), states.slice(s![half.., ..]));
    let ridge = Array2::<f64>::eye(STATES + 1) * (RIDGE * learn.nrows() as f64);
    let root = root(&(learn.t().dot(&learn) + ridge));
    let of = |lag: usize| {
        let wanted = Array1::from_vec(input[BEFORE - lag..input.len() - lag].to_vec());
        let (first, second) = (wanted.slice(s![..half - BEFORE]), wanted.slice(s![half - BEFORE..]));
        let weights = solved(&root, learn.t().dot(&first));
        let errors = test.dot(&weights) - second;
        (1.0 - errors.dot(&errors) / errors.len() as f64 / second.var(0.0)).max(0.0)
    };
    Ok(lags().into_iter().map(|lag| (lag, of(lag))).collect())
}

fn measure(progress: &Progress<'_>, of: &str, by: &str, seed: u64, length: usize) -> Result<Vec<Value>> {
    let (a, b) = system(by, seed);
    let input = input(of, seed, length);
    let found = remembered(&states(&a, &b, &input), &input)?;
    progress.step()?;
    // On white noise the sum over all lags is at most the number of states.
    let total: f64 = found.iter().filter(|point| point.0 <= 64).map(|point| point.1).sum();
    Ok(vec![json!({
        "system": by,
        "input": of,
        "seed": seed,
        "sum_to_64": rounded(total),
        "points": found.iter().map(|&(lag, share)| json!([lag, rounded(share)])).collect::<Vec<_>>(),
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let length = arguments.size.of(1000, 2000, 8000);
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 5);
    let mut runs = Vec::new();
    for of in INPUTS {
        for by in SYSTEMS {
            for seed in seeds.clone() {
                runs.push(Run {
                    name: format!("{by}, {of}, seed {seed}"),
                    steps: 1,
                    task: Box::new(move |progress| measure(progress, of, by, seed, length)),
                });
            }
        }
    }
    runs
}

pub(crate) fn summary(rows: &[Value]) -> String {
    lines("system, input, seed, sum over lags to 64", rows, &["system", "input", "seed", "sum_to_64"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_eigenvalue_of_what_is_not_normal() {
        let jordan = ndarray::array![[0.9, 5.0], [0.0, 0.9]];
        assert!((radius(&jordan) - 0.9).abs() < 1e-5, "{}", radius(&jordan));
    }

    /// Another program, with smooth and random inputs of its own, found shares of 1, 1, 1, 0.994 and 0.84 of a smooth input at these lags, and on
    /// white noise a sum of 17.8 for LegS and a larger one for a dense matrix. The sum of the latter depends on the matrix that is
    /// drawn, from 19 to 24 here.
    #[test]
    fn legs_is_for_what_is_smooth() {
        let kept = |of: &str, by: &str| {
            let (a, b) = system(by, 0);
            let input = input(of, 0, 8000);
            remembered(&states(&a, &b, &input), &input).unwrap()
        };
        let smooth = kept("smooth", "LegS");
        for (lag, share) in [(8, 1.0), (32, 1.0), (64, 1.0), (128, 0.994), (200, 0.84)] {
            let found = smooth.iter().find(|point| point.0 == lag).unwrap().1;
            assert!((found - share).abs() < if share < 0.9 { 0.03 } else { 0.003 }, "{lag}: {found}");
        }
        let sum = |by: &str| kept("white noise", by).iter().take(64).map(|point| point.1).sum::<f64>();
        let [legs, dense] = ["LegS", "random, dense"].map(sum);
        assert!((legs - 17.8).abs() < 0.5 && dense > legs, "{legs} {dense}");
    }

    #[test]
    fn a_delay_line_remembers_all_and_no_more() {
        let a = Array2::from_shape_fn((STATES, STATES), |(i, j)| f64::from(u8::from(i == j + 1)));
        let mut b = Array1::zeros(STATES);
        b[0] = 1.0;
        let input = input("white noise", 1, 3000);
        let found = remembered(&states(&a, &b, &input), &input).unwrap();
        for (lag, share) in found {
            assert!(if lag < STATES { share > 0.999 } else { share < 0.1 }, "{lag}: {share}");
        }
    }
}
