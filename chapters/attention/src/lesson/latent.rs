//! Multi-head latent attention with small numbers, in both of its forms.

use ndarray::{Array2, Array3, ArrayView2, Axis, s};

use super::turn::rotate;
use crate::{Mla, Softmax};

/// Five tokens, two heads, and the weights of one layer; all numbers are sines.
#[derive(Clone, Debug)]
pub struct Small {
    /// Hidden states, (tokens, width).
    pub hidden: Array2<f32>,
    /// From a hidden state to its latent, (width, latent).
    pub w_dkv: Array2<f32>,
    /// From a hidden state to its rotated key, (width, rope).
    pub w_kr: Array2<f32>,
    /// From a latent to the keys of all heads, (latent, heads, nope).
    pub w_uk: Array3<f32>,
    /// From a latent to the values of all heads, (latent, heads, value).
    pub w_uv: Array3<f32>,
    /// The part of the queries that is not rotated, (heads, nope).
    pub q_nope: Array2<f32>,
    /// The part that is, (heads, rope).
    pub q_rope: Array2<f32>,
}

/// The same numbers on every machine.
pub fn small() -> Small {
    let sines = |rows: usize, columns: usize, shift: f32| {
        Array2::from_shape_fn((rows, columns), |(r, c)| (0.7 * (r * columns + c) as f32 + shift).sin())
    };
    let cube = |shape: (usize, usize, usize), shift| {
        sines(shape.0, shape.1 * shape.2, shift).into_shape_with_order(shape).expect("as many elements")
    };
    let (tokens, width, latent, nope, rope, heads, value) = (5, 6, 4, 3, 2, 2, 3);
    Small {
        hidden: sines(tokens, width, 0.3),
        w_dkv: sines(width, latent, 0.1),
        w_kr: sines(width, rope, 0.7),
        w_uk: cube((latent, heads, nope), 0.2),
        w_uv: cube((latent, heads, value), 0.4),
        q_nope: sines(heads, nope, 0.5),
        q_rope: sines(heads, rope, 0.6),
    }
}

/// The outputs (heads, value) by four steps that expand no key.
pub fn absorbed(mla: Mla, x: &Small) -> Array2<f32> {
    let (latents, keys) = (mla.compress)(x.hidden.view(), x.w_dkv.view(), x.w_kr.view(), rotate, 0);
    let query = (mla.absorb)(x.q_nope.view(), x.w_uk.view());
    let nope = x.q_nope.ncols();
    let mixed = (mla.attend)(query.view(), x.q_rope.view(), latents.view(), keys.view(), nope);
    (mla.expand)(mixed.view(), x.w_uv.view())
}

/// The output (1, value) of one head by its definition.
pub fn expanded(mla: Mla, softmax: Softmax, x: &Small, head: usize) -> Array2<f32> {
    let (latents, shared) = (mla.compress)(x.hidden.view(), x.w_dkv.view(), x.w_kr.view(), rotate, 0);
    let [w_uk, w_uv] = [&x.w_uk, &x.w_uv].map(|weights| weights.index_axis(Axis(1), head));
    let queries = [&x.q_nope, &x.q_rope].map(|queries| queries.slice(s![head..=head, ..]));
    defined(softmax, queries, (latents.view(), shared.view()), [w_uk, w_uv])
}

// ANCHOR: expanded
fn defined(
    softmax: Softmax,
    [q_nope, q_rope]: [ArrayView2<'_, f32>; 2],
    (latents, keys_rope): (ArrayView2<'_, f32>, ArrayView2<'_, f32>),
    [w_uk, w_uv]: [ArrayView2<'_, f32>; 2], // of this head
) -> Array2<f32> {
    let (keys, values) = (latents.dot(&w_uk), latents.dot(&w_uv));
    let width = (q_nope.ncols() + q_rope.ncols()) as f32;
    let scores = q_nope.dot(&keys.t()) + q_rope.dot(&keys_rope.t());
    softmax((scores / width.sqrt()).view()).dot(&values)
}
// ANCHOR_END: expanded
