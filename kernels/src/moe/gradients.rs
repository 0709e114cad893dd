//! Gradients through a choice: score functions and the straight-through estimator.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Integers, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, take};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn score_exact_launch(logits: ArrayView1<'_, f64>, losses: ArrayView1<'_, f64>) -> Launch {
    let experts = logits.len();
    assert_eq!(losses.len(), experts, "a loss for each logit");
    let arguments =
        vec![Reals(flat(logits)), Reals(flat(losses)), RealsOut(experts), Integer(experts as i64)];
    launch("score_exact", experts, arguments)
}

/// The gradient of the expected loss with respect to the logits.
///
/// # Shapes
/// `logits` (E) and `losses` (E) give (E).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn score_exact(
    logits: ArrayView1<'_, f64>,
    losses: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [gradient] = take(score_exact_launch(logits, losses).run(precision)?);
    Ok(shaped(logits.len(), gradient))
}

pub(crate) fn score_samples_launch(
    logits: ArrayView1<'_, f64>,
    actions: &[usize],
    losses: ArrayView1<'_, f64>,
    baseline: Option<f64>,
) -> Launch {
    let (samples, experts) = (actions.len(), logits.len());
    assert_eq!(losses.len(), samples, "a loss for each action");
    assert!(actions.iter().all(|&action| action < experts), "actions are numbers of experts");
    assert!(baseline.is_some() || samples > 1, "one sample has no others");
    let arguments = vec![
        Reals(flat(logits)),
        Integers(actions.iter().map(|&action| action as i64).collect()),
        Reals(flat(losses)),
        RealsOut(samples * experts),
        Integer(samples as i64),
        Integer(experts as i64),
        Integer(i64::from(baseline.is_none())),
        Real(baseline.unwrap_or(0.0)),
    ];
    launch("score_samples", samples * experts, arguments)
}

/// The score-function estimate of that gradient from each sample. Without a baseline it is the mean loss of the others.
///
/// # Shapes
/// `logits` (E), `actions` (N), `losses` (N) give (N, E).
///
/// # Panics
/// If the shapes do not fit together, an action is no expert, or a single sample has no others.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn score_samples(
    logits: ArrayView1<'_, f64>,
    actions: &[usize],
    losses: ArrayView1<'_, f64>,
    baseline: Option<f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [gradients] = take(score_samples_launch(logits, actions, losses, baseline).run(precision)?);
    Ok(shaped((actions.len(), logits.len()), gradients))
}

pub(crate) fn straight_through_launch(
    logits: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    target: ArrayView1<'_, f64>,
    chosen: usize,
) -> Launch {
    let (experts, width) = outputs.dim();
    assert_eq!((logits.len(), target.len()), (experts, width), "a logit a row of outputs, a target a column");
    assert!(chosen < experts, "the chosen expert is one of them");
    let arguments = vec![
        Reals(flat(logits)),
        Reals(flat(outputs)),
        Reals(flat(target)),
        RealsOut(width),
        RealsOut(experts),
        Integer(experts as i64),
        Integer(width as i64),
        Integer(chosen as i64),
    ];
    launch("straight_through", experts.max(width), arguments)
}

/// The hard output and the straight-through gradient of `½ ‖output − target‖²` with respect to the logits. Which expert is
/// chosen is an argument, so that rounding cannot change it.
///
/// # Shapes
/// `logits` (E), `outputs` (E, d), `target` (d) give (d) and (E).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn straight_through(
    logits: ArrayView1<'_, f64>,
    outputs: ArrayView2<'_, f64>,
    target: ArrayView1<'_, f64>,
    chosen: usize,
    precision: Precision,
) -> Result<(Array1<f64>, Array1<f64>), Unavailable> {
    let [output, gradient] = take(straight_through_launch(logits, outputs, target, chosen).run(precision)?);
    Ok((shaped(target.len(), output), shaped(logits.len(), gradient)))
}
