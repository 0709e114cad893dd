//! State spaces.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

use super::launch;
use crate::Argument::{Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Argument, Launch, Precision, Unavailable};

/// What a kernel takes of arrays and sizes.
fn with_sizes<const N: usize>(arrays: Vec<Argument>, lengths: [usize; N]) -> Vec<Argument> {
    arrays.into_iter().chain(sizes(lengths)).collect()
}

pub(crate) fn hippo_matrices_launch(n: usize) -> Launch {
    launch("hippo_matrices", n * n, with_sizes(vec![RealsOut(n * n), RealsOut(n)], [n]))
}

/// The matrices of HiPPO-LegS, A (n, n) and B (n).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn hippo_matrices(n: usize, precision: Precision) -> Result<(Array2<f64>, Array1<f64>), Unavailable> {
    let [a, b] = take(hippo_matrices_launch(n).run(precision)?);
    Ok((shaped((n, n), a), shaped(n, b)))
}

pub(crate) fn hippo_remember_launch(samples: ArrayView1<'_, f64>, n: usize) -> Launch {
    let arrays = vec![Reals(flat(samples)), RealsOut(n * n), RealsOut(n)];
    launch("hippo_remember", n, with_sizes(arrays, [samples.len(), n]))
}

/// The first n coefficients of HiPPO-LegS of all samples, by the bilinear rule with A / t and B / t.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn hippo_remember(
    samples: ArrayView1<'_, f64>,
    n: usize,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [_, out] = take(hippo_remember_launch(samples, n).run(precision)?);
    Ok(shaped(n, out))
}

pub(crate) fn hippo_recall_launch(coefficients: ArrayView1<'_, f64>, times: ArrayView1<'_, f64>) -> Launch {
    let (n, count) = (coefficients.len(), times.len());
    let arrays = vec![Reals(flat(coefficients)), Reals(flat(times)), RealsOut(count)];
    launch("hippo_recall", count, with_sizes(arrays, [n, count]))
}

/// The polynomial of some coefficients at some times from 0 to 1.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn hippo_recall(
    coefficients: ArrayView1<'_, f64>,
    times: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(hippo_recall_launch(coefficients, times).run(precision)?);
    Ok(shaped(times.len(), out))
}

/// How a state space is taken into discrete time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The bilinear rule.
    Bilinear,
    /// The zero-order hold.
    Zoh,
}

pub(crate) fn discretise_launch(
    a: ArrayView2<'_, f64>,
    b: ArrayView1<'_, f64>,
    step: f64,
    rule: Rule,
) -> Launch {
    let n = b.len();
    assert_eq!(a.dim(), (n, n), "as many rows and columns as B has numbers");
    let (name, of_each) = match rule {
        Rule::Bilinear => ("discretise_bilinear", n * (n + 1)),
        Rule::Zoh => ("discretise_zoh", 3 * n),
    };
    let work = RealsOut((n + 1) * of_each);
    let arrays = vec![Reals(flat(a)), Reals(flat(b)), work, RealsOut(n * (n + 1)), Real(step)];
    launch(name, n + 1, with_sizes(arrays, [n]))
}

/// A and B in discrete time.
///
/// # Shapes
/// `a` (n, n) and `b` (n) give (n, n) and (n).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn discretise(
    a: ArrayView2<'_, f64>,
    b: ArrayView1<'_, f64>,
    step: f64,
    rule: Rule,
    precision: Precision,
) -> Result<(Array2<f64>, Array1<f64>), Unavailable> {
    let n = b.len();
    let [_, out] = take(discretise_launch(a, b, step, rule).run(precision)?);
    let both = shaped((n, n + 1), out);
    Ok((both.slice(s![.., ..n]).to_owned(), both.column(n).to_owned()))
}

/// A, B and C in discrete time.
#[derive(Clone, Copy)]
pub struct Space<'a> {
    /// (n, n)
    pub a: ArrayView2<'a, f64>,
    /// (n)
    pub b: ArrayView1<'a, f64>,
    /// (n)
    pub c: ArrayView1<'a, f64>,
}

impl Space<'_> {
    fn arrays(&self) -> Vec<Argument> {
        let n = self.b.len();
        assert_eq!((self.a.dim(), self.c.len()), ((n, n), n), "as many states everywhere");
        vec![Reals(flat(self.a)), Reals(flat(self.b)), Reals(flat(self.c))]
    }
}

pub(crate) fn state_space_kernel_launch(space: Space<'_>, length: usize) -> Launch {
    let n = space.b.len();
    let mut arrays = space.arrays();
    arrays.extend([RealsOut(2 * n * length), RealsOut(length)]);
    launch("state_space_kernel", length, with_sizes(arrays, [n, length]))
}

/// The kernel C Aˡ B of a state space.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn state_space_kernel(
    space: Space<'_>,
    length: usize,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [_, out] = take(state_space_kernel_launch(space, length).run(precision)?);
    Ok(shaped(length, out))
}

pub(crate) fn state_space_steps_launch(space: Space<'_>, input: ArrayView1<'_, f64>) -> Launch {
    let (n, length) = (space.b.len(), input.len());
    let mut arrays = space.arrays();
    arrays.extend([Reals(flat(input)), RealsOut(2 * n * length), RealsOut(length)]);
    launch("state_space_steps", length, with_sizes(arrays, [n, length]))
}

/// The output of a state space, step by step from a state of zeros.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn state_space_steps(
    space: Space<'_>,
    input: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [_, out] = take(state_space_steps_launch(space, input).run(precision)?);
    Ok(shaped(input.len(), out))
}

pub(crate) fn causal_convolution_launch(kernel: ArrayView1<'_, f64>, input: ArrayView1<'_, f64>) -> Launch {
    let length = input.len();
    assert_eq!(kernel.len(), length, "a kernel as long as the input");
    let arrays = vec![Reals(flat(kernel)), Reals(flat(input)), RealsOut(length)];
    launch("causal_convolution", length, with_sizes(arrays, [length]))
}

/// The causal convolution of a kernel and an input of the same length.
///
/// # Panics
/// If the lengths differ.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn causal_convolution(
    kernel: ArrayView1<'_, f64>,
    input: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(causal_convolution_launch(kernel, input).run(precision)?);
    Ok(shaped(input.len(), out))
}

/// The real and the imaginary parts of complex numbers.
pub type Parts<'a> = [ArrayView1<'a, f64>; 2];

pub(crate) fn s4d_kernel_launch(a: Parts<'_>, c: Parts<'_>, step: f64, length: usize) -> Launch {
    let n = a[0].len();
    assert!([a[1], c[0], c[1]].iter().all(|part| part.len() == n), "a number of C for each of A");
    let mut arrays: Vec<Argument> = a.into_iter().chain(c).map(|part| Reals(flat(part))).collect();
    arrays.extend([RealsOut(length), Real(step)]);
    launch("s4d_kernel", length, with_sizes(arrays, [n, length]))
}

/// The kernel of a diagonal state space of which one state of each conjugate pair is given, with the zero-order hold and B = 1.
///
/// # Panics
/// If the lengths differ.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn s4d_kernel(
    a: Parts<'_>,
    c: Parts<'_>,
    step: f64,
    length: usize,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [out] = take(s4d_kernel_launch(a, c, step, length).run(precision)?);
    Ok(shaped(length, out))
}
