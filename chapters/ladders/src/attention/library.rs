//! **Library.** The same tiles, larger, and their two products by `matrixmultiply`, which ndarray calls: it keeps its sums in vector
//! registers. What lies between the products, the softmax of a tile, is still one number at a time.
//!
//! - *operations*: as in blocked; tiles on the diagonal are computed whole, half of them for nothing
//! - *bytes*: 16 n d, and within the second cache the scores of a tile, there and back twice
//! - *what is left*: each exp is a call, and the library packs its inputs anew for each tile

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, s};

use super::Tokens;

const QUERIES: usize = 64;
const KEYS: usize = 256;

/// Writes the outputs (length, width).
pub fn attention(tokens: &Tokens, out: &mut [f32]) {
    let (n, d) = (tokens.length, tokens.width);
    let scale = 1.0 / (d as f32).sqrt();
    let matrix = |numbers| ArrayView2::from_shape((n, d), numbers).expect("length times width numbers");
    let (queries, keys, values) = (matrix(&tokens.queries), matrix(&tokens.keys), matrix(&tokens.values));
    let mut out = ArrayViewMut2::from_shape((n, d), out).expect("length times width numbers");
    out.fill(0.0);
    let mut scores = Array2::<f32>::zeros((QUERIES, KEYS));
    for first in (0..n).step_by(QUERIES) {
        let end = n.min(first + QUERIES);
        let mut means = out.slice_mut(s![first..end, ..]);
        let mut largest = Array1::from_elem(end - first, f32::NEG_INFINITY);
        let mut sums = Array1::<f32>::zeros(end - first);
        for from in (0..end).step_by(KEYS) {
            let to = end.min(from + KEYS);
            let mut tile = scores.slice_mut(s![..end - first, ..to - from]);
            general_mat_mul(
                scale,
                &queries.slice(s![first..end, ..]),
                &keys.slice(s![from..to, ..]).t(),
                0.0,
                &mut tile,
            );
            for (i, mut row) in tile.rows_mut().into_iter().enumerate() {
                let seen = (first + i + 1).saturating_sub(from).min(row.len());
                row.slice_mut(s![seen..]).fill(0.0);
                let mut row = row.slice_mut(s![..seen]);
                let most = row.fold(largest[i], |most: f32, &score| most.max(score));
                if seen == 0 {
                    continue;
                }
                let rescale = (largest[i] - most).exp();
                largest[i] = most;
                row.mapv_inplace(|score| (score - most).exp());
                sums[i] = sums[i] * rescale + row.sum();
                means.row_mut(i).mapv_inplace(|x| x * rescale);
            }
            general_mat_mul(1.0, &tile, &values.slice(s![from..to, ..]), 1.0, &mut means);
        }
        for (mut mean, sum) in means.rows_mut().into_iter().zip(sums) {
            mean.mapv_inplace(|x| x / sum);
        }
    }
}
