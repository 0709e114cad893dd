//! moe/engram: a table of n-grams, found by hashing and let in by a gate.

use std::iter::repeat_n;

use ::moe::NgramHash;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Zip, s};

/// The table rows that each token looks up: `(T, heads)`.
///
/// For n from 2 to N, the number of `hash.multipliers`, the n-gram at position t is token t and the n − 1 tokens **before**
/// it; where there are none, before position 0, stands the token `hash.pad` (a token like any other, and not always 0). Its hash
/// is the exclusive or of `token k places back` · `multipliers[k]`, for k = 0 … n − 1, in 64-bit integers: a product is always
/// below 2⁶³, and far beyond 2³². Each head of the order has a prime in `hash.primes[n − 2]`, and its own table with as many
/// rows; the hash modulo the prime is the row in it. All tables lie one below the other in one, first the heads of the
/// 2-grams in order, then those of the 3-grams, and so on; columns of the result have the same order, and its entries count rows
/// of the whole. There may be no token (T = 0); every order has at least one head, and N ≥ 2.
pub fn slots(ids: &[u32], hash: &NgramHash) -> Array2<usize> {
    let before = hash.multipliers.len() - 1;
    let padded: Vec<u32> = repeat_n(hash.pad, before).chain(ids.iter().copied()).collect();
    let row = |t: usize| {
        let mut offset = 0;
        let mut row = Vec::new();
        for (primes, n) in hash.primes.iter().zip(2..) {
            let mix = (0..n)
                .map(|k| u64::from(padded[before + t - k]) * hash.multipliers[k])
                .fold(0, |mix, product| mix ^ product);
            for &prime in primes {
                row.push((offset + mix % prime) as usize);
                offset += prime;
            }
        }
        row
    };
    let heads = hash.primes.iter().map(Vec::len).sum();
    let rows: Vec<usize> = (0..ids.len()).flat_map(row).collect();
    Array2::from_shape_vec((ids.len(), heads), rows).expect("a row of all heads for each token")
}

/// What the table holds for each token: the rows of its slots side by side, head after head.
///
/// Shapes: `slots` (T, heads) and `table` (rows, w) give (T, heads · w). Every slot is a row of the table. The views may be
/// transposed or strided.
pub fn look_up(slots: ArrayView2<'_, usize>, table: ArrayView2<'_, f32>) -> Array2<f32> {
    let width = table.ncols();
    Array2::from_shape_fn((slots.nrows(), slots.ncols() * width), |(t, c)| {
        table[[slots[[t, c / width]], c % width]]
    })
}

/// How much of what was looked up each token lets in: `σ(sgn(z) · √max(|z|, 10⁻⁶))`, where
/// `z = Σ_c gain[c] · key[c] · hidden[c] / √d`, of a key and a hidden state that are each divided by their
/// √(mean of squares + `epsilon`).
///
/// Shapes: `hidden` and `keys` (T, d), `gain` (d) give (T). σ is the sigmoid, and sgn(0) = 0, so that a key at right angles
/// (z is then exactly 0) gives ½. (The gains of the two norms count only as a product, and `gain` is that product.) |z| is
/// 0, or about 10⁻⁸, or at least 10⁻³, and at most 30. Some rows are so small that `epsilon` matters, and a row may be all
/// zero. The views may be transposed or strided.
pub fn gate(
    hidden: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    gain: ArrayView1<'_, f32>,
    epsilon: f32,
) -> Array1<f32> {
    let (queries, keys) = (rms_norm(hidden, epsilon), rms_norm(keys, epsilon));
    let root = (gain.len() as f32).sqrt();
    let products = (queries * keys).dot(&gain) / root;
    products.mapv(|z| {
        let sign = if z == 0.0 { 0.0 } else { z.signum() };
        sigmoid(sign * z.abs().max(1e-6).sqrt())
    })
}

/// The gated values and a short convolution of them over time: `values + SiLU(conv(gain · norm(values)))`.
///
/// Shapes: `values` (T, d), `gain` (d) and `taps` (K, d) give (T, d). The norm divides each row by its
/// √(mean of squares + `epsilon`). The convolution is causal, runs in each channel by itself, and its taps are `dilation` apart:
/// `conv[t, c] = Σ_j taps[j, c] · x[t − (K − 1 − j) · dilation, c]`, so that the last tap is the token itself; before position 0
/// there are zeros. SiLU is x · σ(x). T may be 0, K and `dilation` are at least 1. The views may be transposed or strided.
pub fn short_conv(
    values: ArrayView2<'_, f32>,
    gain: ArrayView1<'_, f32>,
    taps: ArrayView2<'_, f32>,
    dilation: usize,
    epsilon: f32,
) -> Array2<f32> {
    let normed = rms_norm(values, epsilon) * gain;
    let mut sums = Array2::<f32>::zeros(values.dim());
    for (back, tap) in taps.rows().into_iter().rev().enumerate() {
        let shift = (back * dilation).min(values.nrows());
        let mut later = sums.slice_mut(s![shift.., ..]);
        later += &(&normed.slice(s![..values.nrows() - shift, ..]) * &tap);
    }
    Zip::from(&values).and(&sums).map_collect(|value, sum| value + sum * sigmoid(*sum))
}

/// Each row divided by the root of the mean of its squares.
fn rms_norm(x: ArrayView2<'_, f32>, epsilon: f32) -> Array2<f32> {
    let mut normed = x.to_owned();
    for mut row in normed.rows_mut() {
        let root = (row.dot(&row) / row.len() as f32 + epsilon).sqrt();
        row /= root;
    }
    normed
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
