//! The contract of balance by assignment.

use ndarray::{Array2, ArrayView2, ArrayView3};

/// Tokens (T, d), centroids (E, d), the expert of each token and outputs (T, d) to gated outputs (T, d).
pub type Gated = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, &[usize], ArrayView2<'_, f32>) -> Array2<f32>;

/// Expert and weight of each token; or the tokens of one expert with their weights.
pub type Weighted = Vec<(usize, f32)>;

/// Logits (T, E) and a capacity to the tokens of each expert with their weights.
pub type ChooseTokens = fn(ArrayView2<'_, f32>, usize) -> Vec<Weighted>;

/// The number of tokens T, a choice, and outputs (E, C, d) to what each token gets, (T, d).
pub type CombineChosen = fn(usize, &[Weighted], ArrayView3<'_, f32>) -> Array2<f32>;

/// The two functions of `base`.
#[derive(Clone, Copy)]
pub struct Base {
    /// Affinities (T, E) to the expert of each token, T/E tokens for each expert.
    pub assign: fn(ArrayView2<'_, f32>) -> Vec<usize>,
    /// Tokens (T, d), centroids (E, d), the expert of each token and outputs (T, d) to gated outputs (T, d).
    pub combine: Gated,
}

/// The three functions of `sinkhorn`.
#[derive(Clone, Copy)]
pub struct Sinkhorn {
    /// Logits (T, E) and a number of iterations to the plan (T, E).
    pub plan: fn(ArrayView2<'_, f32>, usize) -> Array2<f32>,
    /// Logits (T, E) and a number of iterations to the expert of each token.
    pub choose: fn(ArrayView2<'_, f32>, usize) -> Vec<usize>,
    /// Logits (T, E), a number of iterations, and whether it is training, to expert and weight of each token.
    pub route: fn(ArrayView2<'_, f32>, usize, bool) -> Weighted,
}

/// The two functions of `expert_choice`.
#[derive(Clone, Copy)]
pub struct ExpertChoice {
    /// Logits (T, E) and a capacity to the tokens of each expert with their weights.
    pub choose: ChooseTokens,
    /// The number of tokens T, the choice, and outputs (E, C, d) to what each token gets, (T, d).
    pub combine: CombineChosen,
}
