//! Scans: what each step does can be composed, or chosen by the input.

use super::Complex32;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

// ANCHOR: affine
/// What one or several steps do to one number h of the state:
/// `factor` · h + `added`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// What the state is multiplied by.
    pub factor: Complex32,
    /// What is added then.
    pub added: Complex32,
}
// ANCHOR_END: affine

// ANCHOR: lru
/// The weights of a linear recurrent unit with h states and d channels.
#[derive(Clone, Copy, Debug)]
pub struct LruWeights<'a> {
    /// Shape (h).
    pub nu: ArrayView1<'a, f32>,
    /// Shape (h).
    pub theta: ArrayView1<'a, f32>,
    /// From the input to the state; shape (h, d).
    pub b: ArrayView2<'a, Complex32>,
    /// From the state to the output; shape (d, h).
    pub c: ArrayView2<'a, Complex32>,
    /// From each channel of the input to the same of the output; shape (d).
    pub d: ArrayView1<'a, f32>,
}
// ANCHOR_END: lru

/// λ and γ (h), from ν and θ (h).
pub type LruDecay = fn(ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> (Array1<Complex32>, Array1<f32>);

/// A linear recurrent unit.
#[derive(Clone, Copy)]
pub struct Lru {
    /// λ and γ (h), from ν and θ (h).
    pub decay: LruDecay,
    /// What two things do that follow each other, the first of which comes first.
    pub combine: fn(Affine, Affine) -> Affine,
    /// Outputs (T, d) from inputs (T, d).
    pub forward: fn(ArrayView2<'_, f32>, LruWeights<'_>) -> Array2<f32>,
}

/// One token (d) more, with weights (d, width) and what is held of those before it (width − 1, d): its output (d).
pub type ShortConvPush = fn(&mut Array2<f32>, ArrayView1<'_, f32>, ArrayView2<'_, f32>) -> Array1<f32>;

/// A causal convolution of each channel by itself.
#[derive(Clone, Copy)]
pub struct ShortConv {
    /// All tokens (T, d) at once, with weights (d, width).
    pub whole: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>,
    /// One token (d) more: its output (d). What is held are the last width − 1 tokens before it (width − 1, d), the oldest first.
    pub push: ShortConvPush,
}

// ANCHOR: selective
/// What a selective scan reads: T tokens, d channels, n states a channel.
#[derive(Clone, Copy, Debug)]
pub struct Selective<'a> {
    /// The inputs; shape (T, d).
    pub u: ArrayView2<'a, f32>,
    /// The steps, before the bias and the softplus; shape (T, d).
    pub raw: ArrayView2<'a, f32>,
    /// Added to them; shape (d).
    pub bias: ArrayView1<'a, f32>,
    /// How states decay, all negative; shape (d, n).
    pub a: ArrayView2<'a, f32>,
    /// What is written; shape (T, n).
    pub b: ArrayView2<'a, f32>,
    /// What is read; shape (T, n).
    pub c: ArrayView2<'a, f32>,
    /// Past the state; shape (d).
    pub skip: ArrayView1<'a, f32>,
    /// The gate of the output, before the SiLU; shape (T, d).
    pub z: ArrayView2<'a, f32>,
}
// ANCHOR_END: selective

/// The selective scan of Mamba; shape (T, d).
pub type SelectiveScan = fn(Selective<'_>) -> Array2<f32>;
