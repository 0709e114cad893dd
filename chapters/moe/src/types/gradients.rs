//! The contracts of the exercises about gradients through a choice.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// What is subtracted from a loss before it weighs the score of an action.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Baseline {
    /// The same number for every sample; 0 is no baseline.
    Fixed(f32),
    /// For each sample the mean loss of all the other samples.
    Others,
}

/// The three functions of `reinforce`.
#[derive(Clone, Copy)]
#[allow(clippy::type_complexity)] // Spelled out, a signature reads as the stub does.
pub struct Reinforce {
    /// The gradient of the expected loss with respect to the logits.
    pub exact: fn(ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>,
    /// The score-function estimate of it, from each of several sampled actions.
    pub sampled: fn(ArrayView1<'_, f32>, &[usize], ArrayView1<'_, f32>, Baseline) -> Array2<f32>,
    /// The hard output and the straight-through gradient with respect to the logits.
    pub straight_through:
        fn(ArrayView1<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> (Array1<f32>, Array1<f32>),
}

/// The four functions of `dselect_k`.
#[derive(Clone, Copy)]
pub struct DSelectK {
    /// From 0 to 1 over a width gamma.
    pub smooth_step: fn(f32, f32) -> f32,
    /// The weights that one selector gives to the experts.
    pub selector: fn(ArrayView1<'_, f32>, usize, f32) -> Array1<f32>,
    /// The mixture of several selectors.
    pub gate: fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, usize, f32) -> Array1<f32>,
    /// The entropy of the selectors, and what unreachable codes cost.
    pub penalty: fn(ArrayView2<'_, f32>, usize, f32) -> (f32, f32),
}

/// Applies one expert to each row of its inputs: the number of the expert, inputs (rows, d), outputs (rows, e).
pub type Expert<'a> = dyn Fn(usize, ArrayView2<'_, f32>) -> Array2<f32> + 'a;

/// The three functions of `soft`.
#[derive(Clone, Copy)]
#[allow(clippy::type_complexity)] // Spelled out, a signature reads as the stub does.
pub struct Soft {
    /// How well every token fits every slot, with lengths divided out if there is a scale.
    pub logits: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, Option<f32>) -> Array2<f32>,
    /// Dispatch and combine weights from the logits.
    pub weights: fn(ArrayView2<'_, f32>) -> (Array2<f32>, Array2<f32>),
    /// The layer.
    pub soft: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, Option<f32>, usize, &Expert<'_>) -> Array2<f32>,
}
