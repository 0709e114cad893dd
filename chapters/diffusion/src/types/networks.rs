//! Networks made of blocks: the U-Net and the transformers.

use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

#[rustfmt::skip]
// ANCHOR: stage
/// A block of a U-Net, which stands for its convolutions.
///
/// It receives a picture (c, h, w) and the embedding of the time, and
/// returns a picture of the same height and width. The number of its
/// channels may be another.
pub type Stage<'a> =
    &'a dyn Fn(ArrayView3<'_, f32>, ArrayView1<'_, f32>) -> Array3<f32>;

/// One level of a U-Net: a resolution.
#[derive(Clone, Copy)]
pub struct UnetLevel<'a> {
    /// The block on the way down.
    pub down: Stage<'a>,
    /// The block on the way up.
    pub up: Stage<'a>,
}
// ANCHOR_END: stage

/// A picture (c, h, w), an embedding, the levels from the finest to the coarsest, and the block below them to a picture.
pub type UnetForward =
    fn(ArrayView3<'_, f32>, ArrayView1<'_, f32>, &[UnetLevel<'_>], Stage<'_>) -> Array3<f32>;

/// A U-Net.
#[derive(Clone, Copy)]
pub struct Unet {
    /// A time, a width and the longest period to the embedding of the time (width).
    pub embed: fn(f32, usize, f32) -> Array1<f32>,
    /// A picture, an embedding and blocks to a picture.
    pub forward: UnetForward,
}

/// Tokens, the shape (c, h, w) of the picture and the size p of patches to the picture.
pub type Unpatchify = fn(ArrayView2<'_, f32>, (usize, usize, usize), usize) -> Array3<f32>;

/// Pictures to tokens and back.
#[derive(Clone, Copy)]
pub struct Patchify {
    /// A picture (c, h, w) and the size p of patches to tokens (h/p · w/p, p · p · c).
    pub patchify: fn(ArrayView3<'_, f32>, usize) -> Array2<f32>,
    /// Tokens, the shape (c, h, w) of the picture and the size p of patches to the picture.
    pub unpatchify: Unpatchify,
}

// ANCHOR: sublayer
/// What stands inside a block of a transformer: attention, or an MLP.
///
/// It receives n tokens with d numbers each, and returns as many.
pub type Sublayer<'a> = &'a dyn Fn(ArrayView2<'_, f32>) -> Array2<f32>;
// ANCHOR_END: sublayer

/// Tokens (n, d), a condition (m), weights (6d, m), a bias (6d), attention and the MLP to tokens (n, d).
pub type AdaLnBlock = fn(
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    ArrayView2<'_, f32>,
    ArrayView1<'_, f32>,
    Sublayer<'_>,
    Sublayer<'_>,
) -> Array2<f32>;

/// A block of a diffusion transformer with adaLN-Zero.
#[derive(Clone, Copy)]
pub struct AdaLnZero {
    /// Tokens (n, d), a shift (d) and a scale (d) to tokens (n, d).
    pub modulate: fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>,
    /// The whole block.
    pub block: AdaLnBlock,
}

// ANCHOR: stream
/// What one of two streams of tokens brings to their attention: rows for
/// its n tokens, in which head h has the channels h · d to (h + 1) · d − 1.
#[derive(Clone, Copy)]
pub struct Stream<'a> {
    /// Queries; shape (n, heads · d).
    pub queries: ArrayView2<'a, f32>,
    /// Keys; shape (n, heads · d).
    pub keys: ArrayView2<'a, f32>,
    /// Values; shape (n, heads · d).
    pub values: ArrayView2<'a, f32>,
    /// What the RMSNorm of its queries and that of its keys are
    /// multiplied by, (d) each; nothing where there is no such norm.
    pub gains: Option<[ArrayView1<'a, f32>; 2]>,
}
// ANCHOR_END: stream

/// The text's stream, the picture's and a number of heads to the outputs of both, as (text, picture).
pub type Mmdit = fn(Stream<'_>, Stream<'_>, usize) -> (Array2<f32>, Array2<f32>);
