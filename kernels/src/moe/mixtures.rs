//! Mixtures of experts with soft gates, noisy top-k gates, and how much each expert is used.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::{Launch, Precision, Unavailable};

/// One of the three losses of Jacobs et al. 1991, in the order of the kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The squared distance of the target from the mean of the outputs.
    Blended,
    /// The mean of the squared distances.
    Competitive,
    /// Minus the logarithm of a mixture of Gaussians, without its constant.
    Likelihood,
}

/// Which kernel of a mixture.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Losses,
    Responsibilities,
    OutputGradients,
    LogitGradients,
}

pub(crate) fn mixture_launch(
    logits: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    target: ArrayView1<'_, f64>,
    of: Of,
) -> Launch {
    let (experts, width) = outputs.dim();
    assert_eq!(logits.len(), experts, "a logit for each row of outputs");
    assert_eq!(target.len(), width, "a target for each column of outputs");
    assert!(experts > 0, "at least one expert");
    let (kernel, threads) = match of {
        Of::Losses => ("mixture_losses", 3),
        Of::Responsibilities => ("mixture_responsibilities", experts),
        Of::OutputGradients => ("mixture_output_gradients", 3 * experts * width),
        Of::LogitGradients => ("mixture_logit_gradients", 3 * experts),
    };
    let arrays = [Reals(flat(logits)), Reals(flat(outputs)), Reals(flat(target)), RealsOut(threads)];
    let sizes = [experts, width].map(|size| Integer(size as i64));
    launch(kernel, threads, arrays.into_iter().chain(sizes).collect())
}

/// A loss of a mixture for one example, with its gradients with respect to the outputs and to the logits of the gate.
///
/// # Shapes
/// `logits` (experts), `outputs` (experts, width), `target` (width) give a number, (experts, width) and (experts).
///
/// # Panics
/// If the shapes do not fit together, or there is no expert.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mixture(
    logits: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    target: ArrayView1<'_, f64>,
    loss: Loss,
    precision: Precision,
) -> Result<(f64, Array2<f64>, Array1<f64>), Unavailable> {
    let run = |of| {
        let [filled] = take(mixture_launch(logits, outputs, target, of).run(precision)?);
        Ok(filled.reals())
    };
    let ((experts, width), which) = (outputs.dim(), loss as usize);
    let part = |all: Vec<f64>, size: usize| all[which * size..(which + 1) * size].to_vec();
    let of_outputs = part(run(Of::OutputGradients)?, experts * width);
    let of_logits = part(run(Of::LogitGradients)?, experts);
    Ok((
        run(Of::Losses)?[which],
        Array2::from_shape_vec((experts, width), of_outputs).expect("as many values"),
        Array1::from_vec(of_logits),
    ))
}

/// How much of an example each expert accounts for: its share of the mixture's likelihood. Shapes as for [`mixture`]; the
/// result is (experts).
///
/// # Panics
/// If the shapes do not fit together, or there is no expert.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn responsibilities(
    logits: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    target: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [shares] = take(mixture_launch(logits, outputs, target, Of::Responsibilities).run(precision)?);
    Ok(Array1::from_vec(shares.reals()))
}

fn routed_launch(kernel: &str, inputs: [ArrayView2<'_, f64>; 3], k: usize) -> Launch {
    let (tokens, experts) = inputs[0].dim();
    assert!(inputs.iter().all(|input| input.dim() == (tokens, experts)), "three arrays of one shape");
    assert!((1..=experts).contains(&k), "k is from 1 to the number of experts");
    let outputs = tokens * experts;
    let sizes = [tokens, experts, k].map(|size| Integer(size as i64));
    let arrays = inputs.map(|input| Reals(flat(input)));
    launch(kernel, outputs, arrays.into_iter().chain([RealsOut(outputs)]).chain(sizes).collect())
}

pub(crate) fn noisy_top_k_launch(
    clean: ArrayView2<'_, f64>,
    raw: ArrayView2<'_, f64>,
    noise: ArrayView2<'_, f64>,
    k: usize,
) -> Launch {
    routed_launch("noisy_top_k", [clean, raw, noise], k)
}

/// Gates of noisy top-k gating (Shazeer et al. 2017, arXiv 1701.06538): the softmax over the k largest of
/// clean + noise · softplus(raw) in each row, and 0 for the others. Among equal ones the lower index comes first.
///
/// # Shapes
/// `clean`, `raw`, `noise` and the result: (tokens, experts).
///
/// # Panics
/// If the shapes do not fit together, or k is not from 1 to the number of experts.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn noisy_top_k(
    clean: ArrayView2<'_, f64>,
    raw: ArrayView2<'_, f64>,
    noise: ArrayView2<'_, f64>,
    k: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [gates] = take(noisy_top_k_launch(clean, raw, noise, k).run(precision)?);
    Ok(shaped(clean.dim(), gates))
}

pub(crate) fn chances_launch(
    clean: ArrayView2<'_, f64>,
    noisy: ArrayView2<'_, f64>,
    scale: ArrayView2<'_, f64>,
    k: usize,
) -> Launch {
    routed_launch("chances", [clean, noisy, scale], k)
}

/// The probability of each expert to be among the k largest of its token when only its own noise is drawn again
/// (Shazeer et al. 2017, arXiv 1701.06538, appendix A). Shapes: all (tokens, experts); `scale` is a standard deviation.
///
/// # Panics
/// If the shapes do not fit together, or k is not from 1 to the number of experts.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn chances(
    clean: ArrayView2<'_, f64>,
    noisy: ArrayView2<'_, f64>,
    scale: ArrayView2<'_, f64>,
    k: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [chances] = take(chances_launch(clean, noisy, scale, k).run(precision)?);
    Ok(shaped(clean.dim(), chances))
}

pub(crate) fn column_sums_launch(matrix: ArrayView2<'_, f64>) -> Launch {
    let (rows, columns) = matrix.dim();
    let sizes = [rows, columns].map(|size| Integer(size as i64));
    let arrays = [Reals(flat(matrix)), RealsOut(columns)];
    launch("column_sums", columns, arrays.into_iter().chain(sizes).collect())
}

/// The sum of each column: (tokens, experts) to (experts). Of gates it is the importance of each expert, of chances its load.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn column_sums(matrix: ArrayView2<'_, f64>, precision: Precision) -> Result<Array1<f64>, Unavailable> {
    let [sums] = take(column_sums_launch(matrix).run(precision)?);
    Ok(Array1::from_vec(sums.reals()))
}

pub(crate) fn cv_squared_launch(values: ArrayView1<'_, f64>) -> Launch {
    assert!(!values.is_empty(), "at least one value");
    launch("cv_squared", 1, vec![Reals(flat(values)), RealsOut(1), Integer(values.len() as i64)])
}

/// The squared coefficient of variation: the population's variance divided by the squared mean plus `1e-10`.
///
/// # Panics
/// If there is no value.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn cv_squared(values: ArrayView1<'_, f64>, precision: Precision) -> Result<f64, Unavailable> {
    let [result] = take(cv_squared_launch(values).run(precision)?);
    Ok(result.reals()[0])
}
