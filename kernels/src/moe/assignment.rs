//! Balance by assignment, by scaling, and by letting experts choose.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Integers, IntegersOut, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::{Filled, Launch, Precision, Unavailable};

fn indices(of: &[usize]) -> crate::Argument {
    Integers(of.iter().map(|&index| index as i64).collect())
}

pub(crate) fn gated_launch(
    tokens: ArrayView2<'_, f64>,
    centroids: ArrayView2<'_, f64>,
    experts: &[usize],
    outputs: ArrayView2<'_, f64>,
) -> Launch {
    let (count, width) = tokens.dim();
    assert_eq!(outputs.dim(), (count, width), "an output for each token");
    assert_eq!(centroids.ncols(), width, "centroids are as wide as tokens");
    assert_eq!(experts.len(), count, "an expert for each token");
    assert!(experts.iter().all(|&expert| expert < centroids.nrows()), "a centroid for each expert");
    let arrays = [
        Reals(flat(tokens)),
        Reals(flat(centroids)),
        indices(experts),
        Reals(flat(outputs)),
        RealsOut(count * width),
    ];
    let sizes = [count, width].map(|size| Integer(size as i64));
    launch("assignment_gated", count * width, arrays.into_iter().chain(sizes).collect())
}

/// `α · output + (1 − α) · token` with `α = σ(token · centroid)`, as in BASE (Lewis et al. 2021, arXiv 2103.16716).
///
/// # Shapes
/// `tokens` (T, d), `centroids` (E, d), `experts` T indices below E, `outputs` (T, d); the result is (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn gated(
    tokens: ArrayView2<'_, f64>,
    centroids: ArrayView2<'_, f64>,
    experts: &[usize],
    outputs: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [mixed] = take(gated_launch(tokens, centroids, experts, outputs).run(precision)?);
    Ok(shaped(tokens.dim(), mixed))
}

pub(crate) fn factors_launch(logits: ArrayView2<'_, f64>, rounds: usize) -> Launch {
    let (tokens, experts) = logits.dim();
    let arrays = [Reals(flat(logits)), RealsOut(tokens), RealsOut(experts)];
    let sizes = [tokens, experts, rounds].map(|size| Integer(size as i64));
    launch("assignment_factors", 1, arrays.into_iter().chain(sizes).collect())
}

pub(crate) fn plan_launch(
    logits: ArrayView2<'_, f64>,
    row: ArrayView1<'_, f64>,
    column: ArrayView1<'_, f64>,
) -> Launch {
    let (tokens, experts) = logits.dim();
    assert_eq!((row.len(), column.len()), (tokens, experts), "a factor for each row and each column");
    let arrays = [Reals(flat(logits)), Reals(flat(row)), Reals(flat(column)), RealsOut(tokens * experts)];
    let sizes = [tokens, experts].map(|size| Integer(size as i64));
    launch("assignment_plan", tokens * experts, arrays.into_iter().chain(sizes).collect())
}

/// Sinkhorn's plan after a number of rounds, each of which makes the rows sum to 1/T and then the columns to 1/E; the
/// columns' factors begin at 1.
///
/// # Shapes
/// `logits` (T, E) with finite values; the result is (T, E).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn sinkhorn(
    logits: ArrayView2<'_, f64>,
    rounds: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let (tokens, experts) = logits.dim();
    let [row, column] = take(factors_launch(logits, rounds).run(precision)?);
    let [row, column] = [row, column].map(|factors| Array1::from_vec(factors.reals()));
    let [plan] = take(plan_launch(logits, row.view(), column.view()).run(precision)?);
    Ok(shaped((tokens, experts), plan))
}

pub(crate) fn expert_choice_launch(logits: ArrayView2<'_, f64>) -> Launch {
    let (tokens, experts) = logits.dim();
    let pairs = tokens * experts;
    let arrays = [Reals(flat(logits)), RealsOut(pairs), IntegersOut(pairs)];
    let sizes = [tokens, experts].map(|size| Integer(size as i64));
    launch("assignment_choice", pairs, arrays.into_iter().chain(sizes).collect())
}

/// The scores of expert choice, a softmax over the experts, and the rank of each token for each expert, from 0 (Zhou et al.
/// 2022, arXiv 2202.09368). An expert takes the tokens whose rank is below its capacity.
///
/// # Shapes
/// `logits` (T, E) with finite values; both results are (T, E). Of equal scores that of the lower token comes first.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn expert_choice(
    logits: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<(Array2<f64>, Array2<i64>), Unavailable> {
    let [scores, ranks] = take(expert_choice_launch(logits).run(precision)?);
    let Filled::Integers(ranks) = ranks else {
        unreachable!("the kernel's declaration says that ranks are whole")
    };
    let ranks = Array2::from_shape_vec(logits.dim(), ranks).expect("the kernel ranks every pair");
    Ok((shaped(logits.dim(), scores), ranks))
}

pub(crate) fn gathered_launch(
    tokens: usize,
    token: &[usize],
    weight: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
) -> Launch {
    let (pairs, width) = outputs.dim();
    assert_eq!((token.len(), weight.len()), (pairs, pairs), "a token and a weight for each output");
    assert!(token.iter().all(|&t| t < tokens), "tokens are below their number");
    let arrays = [indices(token), Reals(flat(weight)), Reals(flat(outputs)), RealsOut(tokens * width)];
    let sizes = [tokens, pairs, width].map(|size| Integer(size as i64));
    launch("assignment_gather", tokens * width, arrays.into_iter().chain(sizes).collect())
}

/// The sum of weighted outputs that each token gets.
///
/// # Shapes
/// `token` and `weight` name the token and the weight of each row of `outputs` (pairs, d); the result is (`tokens`, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn gathered(
    tokens: usize,
    token: &[usize],
    weight: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [sums] = take(gathered_launch(tokens, token, weight, outputs).run(precision)?);
    Ok(shaped((tokens, outputs.ncols()), sums))
}
