//! moe/engram: a table of n-grams, found by hashing and let in by a gate.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/engram
//! Stuck?     cargo run -- hint moe/engram

use ::moe::NgramHash;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// The table rows that each token looks up: `(T, heads)`.
///
/// For n from 2 to N, the number of `hash.multipliers`, the n-gram at position t is token t and the n − 1 tokens **before** it;
/// where there is none stands the token `hash.pad` (which need not be 0). Its hash is the exclusive or of `token k places back` ·
/// `multipliers[k]`, for k = 0 … n − 1, in 64-bit integers. Tokens are any u32, and a product is always below 2⁶³. Each head of the
/// order has a prime in `hash.primes[n − 2]`, and its own table with as many rows; the hash modulo the prime is the row in it. All
/// tables lie one below the other in one, first the heads of the 2-grams in order, then those of the 3-grams, and so on; columns
/// have the same order, and entries count rows of the whole. T may be 0; every order has at least one head, and N ≥ 2.
pub fn slots(ids: &[u32], hash: &NgramHash) -> Array2<usize> {
    todo!("write `slots`")
}

/// What the table holds for each token: the rows of its slots side by side, head after head.
///
/// Shapes: `slots` (T, heads) and `table` (rows, w) give (T, heads · w); w is at least 1. Here and below any view may be
/// transposed or strided. Every slot is a row of the table.
pub fn look_up(slots: ArrayView2<'_, usize>, table: ArrayView2<'_, f32>) -> Array2<f32> {
    todo!("write `look_up`")
}

/// How much of what was looked up each token lets in: `σ(sgn(z) · √max(|z|, 10⁻⁶))`, where
/// `z = Σ_c gain[c] · key[c] · hidden[c] / √d`, of a key and a hidden state, each divided by its √(mean of squares + `epsilon`).
///
/// Shapes: `hidden` and `keys` (T, d), `gain` (d) give (T). σ is the sigmoid, and sgn(0) = 0, so that a key at right angles
/// (z is then exactly 0) gives ½. (The gains of the two norms count only as a product, and `gain` is that product.) |z| is 0, or
/// at least 10⁻⁸, and at most 30; where it is below 10⁻³ only one of the products in its sum is not 0. Here and below d is at
/// least 1, some rows are so small that `epsilon` matters, and a row may be all zero.
pub fn gate(
    hidden: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    gain: ArrayView1<'_, f32>,
    epsilon: f32,
) -> Array1<f32> {
    todo!("write `gate`")
}

/// The gated values and a short convolution of them over time: `values + SiLU(conv(gain · norm(values)))`.
///
/// Shapes: `values` (T, d), `gain` (d) and `taps` (K, d) give (T, d). The norm is `gate`'s. The convolution is causal, one for each
/// channel, taps `dilation` apart: `conv[t, c] = Σ_j taps[j, c] · x[t − (K − 1 − j) · dilation, c]`, the last tap on token t; zeros
/// before position 0. SiLU is x · σ(x). What goes into SiLU lies within ±1000. T may be 0, K and `dilation` are at least 1.
pub fn short_conv(
    values: ArrayView2<'_, f32>,
    gain: ArrayView1<'_, f32>,
    taps: ArrayView2<'_, f32>,
    dilation: usize,
    epsilon: f32,
) -> Array2<f32> {
    todo!("write `short_conv`")
}
