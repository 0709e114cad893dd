//! Dispatch, mixture of depths and upcycling.

use ndarray::{Array2, ArrayView1, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Integer, Integers, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::{Launch, Precision, Unavailable};

fn whole(values: impl IntoIterator<Item = usize>) -> crate::Argument {
    Integers(values.into_iter().map(|value| value as i64).collect())
}

pub(crate) fn dispatch_grouped_launch(
    rows: ArrayView2<'_, f64>,
    group: &[usize],
    weights: ArrayView3<'_, f64>,
) -> Launch {
    let ((count, width), (experts, inner, columns)) = (rows.dim(), weights.dim());
    assert_eq!(inner, width, "weights {:?} for rows of {width}", weights.dim());
    assert_eq!(group.len(), count, "an expert for each row");
    assert!(group.iter().all(|&expert| expert < experts), "there are {experts} experts");
    let arrays =
        [Reals(flat(rows)), whole(group.iter().copied()), Reals(flat(weights)), RealsOut(count * columns)];
    let sizes = [count, width, columns].map(|size| Integer(size as i64));
    launch("dispatch_grouped", count * columns, arrays.into_iter().chain(sizes).collect())
}

/// Each row times the matrix of its expert.
///
/// # Shapes
/// `rows` (n, d), `group` (n), the expert of each row, `weights` (E, d, h); the result is (n, h).
///
/// # Panics
/// If the shapes do not fit together, or an expert is not one.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dispatch_grouped(
    rows: ArrayView2<'_, f64>,
    group: &[usize],
    weights: ArrayView3<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (rows.nrows(), weights.dim().2);
    let [outputs] = take(dispatch_grouped_launch(rows, group, weights).run(precision)?);
    Ok(shaped(shape, outputs))
}

pub(crate) fn dispatch_dense_launch(
    tokens: ArrayView2<'_, f64>,
    combine: ArrayView2<'_, f64>,
    weights: ArrayView3<'_, f64>,
) -> Launch {
    let ((count, width), (experts, inner, columns)) = (tokens.dim(), weights.dim());
    assert_eq!(inner, width, "weights {:?} for tokens of {width}", weights.dim());
    assert_eq!(combine.dim(), (count, experts), "a weight for each token and expert");
    let arrays = [Reals(flat(tokens)), Reals(flat(combine)), Reals(flat(weights)), RealsOut(count * columns)];
    let sizes = [count, experts, width, columns].map(|size| Integer(size as i64));
    launch("dispatch_dense", count * columns, arrays.into_iter().chain(sizes).collect())
}

/// The sparse layer in its dense form: every expert sees every token (Shazeer et al. 2017, arXiv 1701.06538, equation 1).
///
/// # Shapes
/// `tokens` (T, d), `combine` (T, E), zero where a token has not chosen an expert, `weights` (E, d, h); the result is (T, h).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn dispatch_dense(
    tokens: ArrayView2<'_, f64>,
    combine: ArrayView2<'_, f64>,
    weights: ArrayView3<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (tokens.nrows(), weights.dim().2);
    let [outputs] = take(dispatch_dense_launch(tokens, combine, weights).run(precision)?);
    Ok(shaped(shape, outputs))
}

pub(crate) fn depths_launch(
    tokens: ArrayView2<'_, f64>,
    scores: ArrayView1<'_, f64>,
    selected: &[bool],
    mixer: ArrayView2<'_, f64>,
) -> Launch {
    let (count, width) = tokens.dim();
    assert_eq!((scores.len(), selected.len()), (count, count), "a score and a choice for each token");
    assert_eq!(mixer.dim(), (width, width), "the block keeps the width");
    let arrays = [
        Reals(flat(tokens)),
        Reals(flat(scores)),
        whole(selected.iter().map(|&chosen| usize::from(chosen))),
        Reals(flat(mixer)),
        RealsOut(count * width),
    ];
    let sizes = [count, width].map(|size| Integer(size as i64));
    launch("depths", count * width, arrays.into_iter().chain(sizes).collect())
}

/// Mixture of depths (Raposo et al. 2024, arXiv 2404.02258) with a block whose tokens see the selected ones before them:
/// tanh(mean · mixer).
///
/// # Shapes
/// `tokens` (T, d), `scores` and `selected` (T), `mixer` (d, d); the result is (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn depths(
    tokens: ArrayView2<'_, f64>,
    scores: ArrayView1<'_, f64>,
    selected: &[bool],
    mixer: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [outputs] = take(depths_launch(tokens, scores, selected, mixer).run(precision)?);
    Ok(shaped(tokens.dim(), outputs))
}

pub(crate) fn upcycle_gates_launch(logits: ArrayView2<'_, f64>, chosen: ArrayView2<'_, bool>) -> Launch {
    let (count, experts) = logits.dim();
    assert_eq!(chosen.dim(), (count, experts), "a choice for each logit");
    let arrays =
        [Reals(flat(logits)), whole(chosen.iter().map(|&c| usize::from(c))), RealsOut(count * experts)];
    let sizes = [count, experts].map(|size| Integer(size as i64));
    launch("upcycle_gates", count * experts, arrays.into_iter().chain(sizes).collect())
}

/// Softmax over the experts, of which some are kept and divided by their sum (arXiv 2212.05055, appendix B).
///
/// # Shapes
/// `logits` and `chosen` (T, E), and so the result.
///
/// # Panics
/// If the shapes differ.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn upcycle_gates(
    logits: ArrayView2<'_, f64>,
    chosen: ArrayView2<'_, bool>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [gates] = take(upcycle_gates_launch(logits, chosen).run(precision)?);
    Ok(shaped(logits.dim(), gates))
}

pub(crate) fn upcycle_forward_launch(
    tokens: ArrayView2<'_, f64>,
    gates: ArrayView2<'_, f64>,
    up: ArrayView3<'_, f64>,
    down: ArrayView3<'_, f64>,
) -> Launch {
    let ((count, width), (experts, inner, hidden)) = (tokens.dim(), up.dim());
    assert_eq!(inner, width, "up {:?} for tokens of {width}", up.dim());
    assert_eq!(down.dim(), (experts, hidden, width), "down leads back to the width");
    assert_eq!(gates.dim(), (count, experts), "a gate for each token and expert");
    let arrays = [
        Reals(flat(tokens)),
        Reals(flat(gates)),
        Reals(flat(up)),
        Reals(flat(down)),
        RealsOut(count * width),
    ];
    let sizes = [count, experts, width, hidden].map(|size| Integer(size as i64));
    launch("upcycle_forward", count * width, arrays.into_iter().chain(sizes).collect())
}

/// A sparse layer of feed-forward experts with SiLU, every expert computed for every token.
///
/// # Shapes
/// `tokens` (T, d), `gates` (T, E), `up` (E, d, hidden), `down` (E, hidden, d); the result is (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn upcycle_forward(
    tokens: ArrayView2<'_, f64>,
    gates: ArrayView2<'_, f64>,
    up: ArrayView3<'_, f64>,
    down: ArrayView3<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [outputs] = take(upcycle_forward_launch(tokens, gates, up, down).run(precision)?);
    Ok(shaped(tokens.dim(), outputs))
}
