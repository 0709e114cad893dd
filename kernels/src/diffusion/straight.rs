//! Straight paths, consistency and blocks.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::waves::wave;
use crate::{Argument, Launch, Precision, Unavailable};

/// What the report runs of it.
pub(crate) fn launches() -> Vec<Launch> {
    let (a, b) = (wave(23, 17, 0.1), wave(23, 17, 0.2));
    let row = |shift: f64| wave(1, 331, shift).row(0).mapv(|x| 0.55 + 0.45 * x);
    let (some, more) = (row(0.3), row(0.4));
    let level = |of: &Array1<f64>| of.slice(ndarray::s![..23]).to_owned();
    let (from, to) = (level(&some), level(&more));
    vec![
        flow_path_launch(a.view(), b.view(), from.view()),
        weighted_error_launch(a.view(), b.view(), from.view()),
        flow_move_launch(a.view(), b.view(), from.view(), to.view()),
        flow_shift_launch(some.view(), 3.0),
        flow_levels_launch(311, 3.0),
        flow_density_launch(some.mapv(|x| 0.01 + 0.9 * x).view(), 0.1, 1.0),
        consistency_scales_launch(some.mapv(|x| x + 0.01).view(), 0.002, 0.5),
        rows_mixed_launch(a.view(), b.view(), from.view(), to.view()),
        blocks_step_launch(a.view(), b.view(), 1.5, 1.0),
    ]
}

/// A kernel whose threads each compute an entry of some matrices, from matrices and a number or more for each row.
fn of_rows(
    kernel: &str,
    matrices: [ArrayView2<'_, f64>; 2],
    numbers: &[ArrayView1<'_, f64>],
    outputs: &[usize],
) -> Launch {
    let (rows, columns) = matrices[0].dim();
    assert_eq!(matrices[1].dim(), (rows, columns), "two matrices of one shape");
    assert!(numbers.iter().all(|numbers| numbers.len() == rows), "a number for each row");
    let arrays = matrices.iter().map(|matrix| Reals(flat(matrix.view())));
    let arguments: Vec<Argument> = arrays
        .chain(numbers.iter().map(|numbers| Reals(flat(numbers.view()))))
        .chain(outputs.iter().map(|&count| RealsOut(count)))
        .chain(sizes([rows, columns]))
        .collect();
    launch(kernel, rows * columns, arguments)
}

fn flow_path_launch(
    data: ArrayView2<'_, f64>,
    noise: ArrayView2<'_, f64>,
    levels: ArrayView1<'_, f64>,
) -> Launch {
    of_rows("flow_path", [data, noise], &[levels], &[data.len(), data.len()])
}

/// x = (1 − σ) data + σ noise, and its velocity noise − data, with a level for each row.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn flow_path(
    data: ArrayView2<'_, f64>,
    noise: ArrayView2<'_, f64>,
    levels: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<[Array2<f64>; 2], Unavailable> {
    let both = take::<2>(flow_path_launch(data, noise, levels).run(precision)?);
    Ok(both.map(|filled| shaped(data.dim(), filled)))
}

fn weighted_error_launch(
    found: ArrayView2<'_, f64>,
    target: ArrayView2<'_, f64>,
    weights: ArrayView1<'_, f64>,
) -> Launch {
    of_rows("weighted_error", [found, target], &[weights], &[1])
}

/// The mean over all entries of weight (found − target)², with a weight for each row.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn weighted_error(
    found: ArrayView2<'_, f64>,
    target: ArrayView2<'_, f64>,
    weights: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<f64, Unavailable> {
    let [out] = take(weighted_error_launch(found, target, weights).run(precision)?);
    Ok(shaped(1, out)[0])
}

fn flow_move_launch(
    x: ArrayView2<'_, f64>,
    v: ArrayView2<'_, f64>,
    from: ArrayView1<'_, f64>,
    to: ArrayView1<'_, f64>,
) -> Launch {
    of_rows("flow_move", [x, v], &[from, to], &[x.len()])
}

/// x + (to − from) v, with two levels for each row.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn flow_move(
    x: ArrayView2<'_, f64>,
    v: ArrayView2<'_, f64>,
    from: ArrayView1<'_, f64>,
    to: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(flow_move_launch(x, v, from, to).run(precision)?);
    Ok(shaped(x.dim(), out))
}

/// A kernel whose threads each compute one number of each output from one number.
fn of_numbers(kernel: &str, numbers: ArrayView1<'_, f64>, outputs: usize, constants: &[f64]) -> Launch {
    let count = numbers.len();
    let arguments: Vec<Argument> = std::iter::once(Reals(flat(numbers)))
        .chain(std::iter::repeat_n(count, outputs).map(RealsOut))
        .chain(constants.iter().map(|&x| Real(x)))
        .chain(sizes([count]))
        .collect();
    launch(kernel, count, arguments)
}

fn flow_shift_launch(levels: ArrayView1<'_, f64>, shift: f64) -> Launch {
    of_numbers("flow_shift", levels, 1, &[shift])
}

/// s σ/(1 + (s − 1) σ) for each level.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn flow_shift(
    levels: ArrayView1<'_, f64>,
    shift: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(flow_shift_launch(levels, shift).run(precision)?);
    Ok(shaped(levels.len(), out))
}

fn flow_levels_launch(steps: usize, shift: f64) -> Launch {
    let arguments = vec![RealsOut(steps + 1), Real(shift)];
    launch("flow_levels", steps + 1, arguments.into_iter().chain(sizes([steps])).collect())
}

/// Levels evenly from 1 to 1/1000, as many as there are steps, shifted, and a 0 behind.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn flow_levels(steps: usize, shift: f64, precision: Precision) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(flow_levels_launch(steps, shift).run(precision)?);
    Ok(shaped(steps + 1, out))
}

fn flow_density_launch(times: ArrayView1<'_, f64>, mean: f64, deviation: f64) -> Launch {
    of_numbers("flow_density", times, 1, &[mean, deviation])
}

/// The density at each time of a law whose logit is normal.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn flow_density(
    times: ArrayView1<'_, f64>,
    mean: f64,
    deviation: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(flow_density_launch(times, mean, deviation).run(precision)?);
    Ok(shaped(times.len(), out))
}

fn consistency_scales_launch(levels: ArrayView1<'_, f64>, least: f64, deviation: f64) -> Launch {
    of_numbers("consistency_scales", levels, 5, &[least, deviation])
}

/// c_skip, c_out, c_in, 250 ln σ and the weight of a consistency function, at each level.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn consistency_scales(
    levels: ArrayView1<'_, f64>,
    least: f64,
    deviation: f64,
    precision: Precision,
) -> Result<[Array1<f64>; 5], Unavailable> {
    let all = take::<5>(consistency_scales_launch(levels, least, deviation).run(precision)?);
    Ok(all.map(|filled| shaped(levels.len(), filled)))
}

fn rows_mixed_launch(
    x: ArrayView2<'_, f64>,
    y: ArrayView2<'_, f64>,
    scale: ArrayView1<'_, f64>,
    other: ArrayView1<'_, f64>,
) -> Launch {
    of_rows("rows_mixed", [x, y], &[scale, other], &[x.len()])
}

/// x times a number for each row, plus y times another.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn rows_mixed(
    x: ArrayView2<'_, f64>,
    y: ArrayView2<'_, f64>,
    scale: ArrayView1<'_, f64>,
    other: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(rows_mixed_launch(x, y, scale, other).run(precision)?);
    Ok(shaped(x.dim(), out))
}

fn blocks_step_launch(
    z: ArrayView2<'_, f64>,
    denoised: ArrayView2<'_, f64>,
    level: f64,
    next: f64,
) -> Launch {
    assert_eq!(z.dim(), denoised.dim(), "two matrices of one shape");
    let arrays = vec![Reals(flat(z)), Reals(flat(denoised)), RealsOut(z.len()), Real(level), Real(next)];
    launch("blocks_step", z.len(), arrays.into_iter().chain(sizes([z.len()])).collect())
}

/// z + (σ − next)/σ (denoised − z).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn blocks_step(
    z: ArrayView2<'_, f64>,
    denoised: ArrayView2<'_, f64>,
    level: f64,
    next: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [out] = take(blocks_step_launch(z, denoised, level, next).run(precision)?);
    Ok(shaped(z.dim(), out))
}
