//! The contract of the page on balance without a loss.

use ndarray::{Array1, ArrayView1, ArrayView2};

// ANCHOR: groups
/// How DeepSeek-V3 limits and weighs its choice.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Groups {
    /// The number of groups into which the experts are cut, of neighbours and of equal size.
    pub groups: usize,
    /// How many groups a token may choose from.
    pub kept: usize,
    /// How many experts a token chooses.
    pub k: usize,
    /// What the weights of the chosen experts sum to.
    pub scale: f32,
}
// ANCHOR_END: groups

/// The two functions of `deepseek`.
#[allow(clippy::type_complexity)] // Each signature stands where its shapes are told.
#[derive(Clone, Copy)]
pub struct DeepSeek {
    /// A token's logits (E) and the biases (E) to its experts, with the weight of each.
    pub route: fn(ArrayView1<'_, f32>, ArrayView1<'_, f32>, &Groups) -> Vec<(usize, f32)>,
    /// The routed experts, the outputs of the experts (E, d) and of the shared expert (d) to the layer's output (d).
    pub combine: fn(&[(usize, f32)], ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>,
}

/// The two functions of `bias_update`.
#[derive(Clone, Copy)]
pub struct BiasUpdate {
    /// Biases (E), the tokens that each expert got, and the rate, to the new biases (E).
    pub update: fn(ArrayView1<'_, f32>, &[usize], f32) -> Array1<f32>,
    /// Logits (T, E) of one sequence and k to the loss.
    pub sequence_loss: fn(ArrayView2<'_, f32>, usize) -> f32,
}

/// The three functions of `hash`.
#[derive(Clone, Copy)]
pub struct Hash {
    /// How often each token occurs, and the number of experts, to the expert of each token.
    pub balanced: fn(&[usize], usize) -> Vec<usize>,
    /// The size of the vocabulary, the number of experts and a seed to the expert of each token.
    pub random: fn(usize, usize, u32) -> Vec<usize>,
    /// A text and the number of experts to the expert of each of its positions.
    pub bigram: fn(&[u32], usize) -> Vec<usize>,
}
