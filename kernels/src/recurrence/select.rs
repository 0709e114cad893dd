//! Scans, and the short convolution before them.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn lru_decay_launch(nu: ArrayView1<'_, f64>, theta: ArrayView1<'_, f64>) -> Launch {
    let states = nu.len();
    assert_eq!(theta.len(), states, "an angle for each rate");
    let arrays = [Reals(flat(nu)), Reals(flat(theta)), RealsOut(states), RealsOut(states), RealsOut(states)];
    launch("lru_decay", states, arrays.into_iter().chain(sizes([states])).collect())
}

/// λ = exp(−exp(ν) + i exp(θ)), its real and its imaginary parts, and γ = √(1 − |λ|²), of a linear recurrent unit
/// (Orvieto et al. 2023).
///
/// # Panics
/// If there are not as many ν as θ.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn lru_decay(
    nu: ArrayView1<'_, f64>,
    theta: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<[Array1<f64>; 3], Unavailable> {
    let filled = take::<3>(lru_decay_launch(nu, theta).run(precision)?);
    Ok(filled.map(|filled| shaped(nu.len(), filled)))
}

pub(crate) fn affine_chain_launch(steps: ArrayView2<'_, f64>) -> Launch {
    assert_eq!(steps.ncols(), 4, "a factor and what is added, each with two parts");
    let arrays = [Reals(flat(steps)), RealsOut(4)];
    launch("affine_chain", 4, arrays.into_iter().chain(sizes([steps.nrows()])).collect())
}

/// Steps h → factor · h + added on a complex number, one after the other, as one.
///
/// # Shapes
/// A row of `steps` (n, 4) is a step: real and imaginary part of its factor, then of what it adds. The result is such a row.
///
/// # Panics
/// If there are not four columns.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn affine_chain(steps: ArrayView2<'_, f64>, precision: Precision) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(affine_chain_launch(steps).run(precision)?);
    Ok(shaped(4, out))
}

/// What [`lru`] reads: inputs of d channels, h states. Complex weights are their real and their imaginary parts.
#[derive(Clone, Copy)]
pub struct Lru<'a> {
    /// Shape (T, d).
    pub inputs: ArrayView2<'a, f64>,
    /// Shape (h).
    pub nu: ArrayView1<'a, f64>,
    /// Shape (h).
    pub theta: ArrayView1<'a, f64>,
    /// Shape (h, d) each.
    pub b: [ArrayView2<'a, f64>; 2],
    /// Shape (d, h) each.
    pub c: [ArrayView2<'a, f64>; 2],
    /// Shape (d).
    pub d: ArrayView1<'a, f64>,
}

pub(crate) fn lru_launch(input: &Lru<'_>) -> Launch {
    let &Lru { inputs, nu, theta, b, c, d } = input;
    let ((count, width), states) = (inputs.dim(), nu.len());
    assert!(b.iter().all(|b| b.dim() == (states, width)), "B is (h, d)");
    assert!(c.iter().all(|c| c.dim() == (width, states)), "C is (d, h)");
    assert_eq!((theta.len(), d.len()), (states, width), "an angle for each state, a weight for each channel");
    let arrays = [
        Reals(flat(inputs)),
        Reals(flat(nu)),
        Reals(flat(theta)),
        Reals(flat(b[0])),
        Reals(flat(b[1])),
        Reals(flat(c[0])),
        Reals(flat(c[1])),
        Reals(flat(d)),
        RealsOut(count * width),
    ];
    launch("lru", count * width, arrays.into_iter().chain(sizes([count, width, states])).collect())
}

/// A linear recurrent unit (Orvieto et al. 2023): hₜ = λ ⊙ hₜ₋₁ + γ ⊙ (B xₜ) from zeros, yₜ = Re(C hₜ) + D ⊙ xₜ.
///
/// # Shapes
/// As [`Lru`] says; the result is (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn lru(input: &Lru<'_>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(lru_launch(input).run(precision)?);
    Ok(shaped(input.inputs.dim(), output))
}

pub(crate) fn short_conv_launch(inputs: ArrayView2<'_, f64>, weights: ArrayView2<'_, f64>) -> Launch {
    let (count, width) = inputs.dim();
    assert_eq!(weights.nrows(), width, "weights for each channel");
    let outputs = count * width;
    let arrays = [Reals(flat(inputs)), Reals(flat(weights)), RealsOut(outputs)];
    launch("short_conv", outputs, arrays.into_iter().chain(sizes([count, width, weights.ncols()])).collect())
}

/// A causal convolution of each channel by itself; the last weight meets the token itself.
///
/// # Shapes
/// `inputs` (T, d) and `weights` (d, width) give (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn short_conv(
    inputs: ArrayView2<'_, f64>,
    weights: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(short_conv_launch(inputs, weights).run(precision)?);
    Ok(shaped(inputs.dim(), output))
}

/// What [`selective_scan`] reads: T tokens, d channels, n states a channel.
#[derive(Clone, Copy)]
pub struct Selective<'a> {
    /// The inputs; shape (T, d).
    pub u: ArrayView2<'a, f64>,
    /// The steps, before the bias and the softplus; shape (T, d).
    pub raw: ArrayView2<'a, f64>,
    /// Shape (d).
    pub bias: ArrayView1<'a, f64>,
    /// How states decay; shape (d, n).
    pub a: ArrayView2<'a, f64>,
    /// What is written; shape (T, n).
    pub b: ArrayView2<'a, f64>,
    /// What is read; shape (T, n).
    pub c: ArrayView2<'a, f64>,
    /// Past the state; shape (d).
    pub skip: ArrayView1<'a, f64>,
    /// The gate, before the SiLU; shape (T, d).
    pub z: ArrayView2<'a, f64>,
}

pub(crate) fn selective_scan_launch(input: &Selective<'_>) -> Launch {
    let &Selective { u, raw, bias, a, b, c, skip, z } = input;
    let ((count, width), states) = (u.dim(), a.ncols());
    assert!(raw.dim() == u.dim() && z.dim() == u.dim(), "a step and a gate for each input");
    assert!(b.dim() == (count, states) && c.dim() == (count, states), "B and C are (T, n)");
    assert_eq!(
        (a.nrows(), bias.len(), skip.len()),
        (width, width, width),
        "A, bias and skip for each channel"
    );
    let outputs = count * width;
    let arrays = [
        Reals(flat(u)),
        Reals(flat(raw)),
        Reals(flat(bias)),
        Reals(flat(a)),
        Reals(flat(b)),
        Reals(flat(c)),
        Reals(flat(skip)),
        Reals(flat(z)),
        RealsOut(outputs),
    ];
    launch("selective_scan", outputs, arrays.into_iter().chain(sizes([count, width, states])).collect())
}

/// The selective scan of Mamba, as `selective_scan_ref` of its repository computes it: what is written is Δ u B.
///
/// # Shapes
/// As [`Selective`] says; the result is (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn selective_scan(input: &Selective<'_>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(selective_scan_launch(input).run(precision)?);
    Ok(shaped(input.u.dim(), output))
}
