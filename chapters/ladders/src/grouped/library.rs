//! **Library.** Tokens are sorted by expert and copied in that order, so that each expert has one product, which `matrixmultiply` does; the
//! results are brought back and added up. This is what chapter 3 teaches as dispatch.
//!
//! - *operations*: as in the definition
//! - *bytes*: each matrix once, and the copies: 16 d for each pair, written and read on the way there and on the way back

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, s};

use super::{CHOICES, EXPERTS, Routed, sorted};

/// Writes the outputs (T, width).
pub fn product(routed: &Routed, out: &mut [f32]) {
    let d = routed.width;
    let (order, offsets) = sorted(routed, 0, routed.length);
    let rows = Array2::from_shape_fn((order.len(), d), |(r, c)| routed.tokens[order[r] / CHOICES * d + c]);
    let mut products = Array2::<f32>::zeros((order.len(), d));
    for expert in 0..EXPERTS {
        let matrix = &routed.weights[expert * d * d..][..d * d];
        let matrix = ArrayView2::from_shape((d, d), matrix).expect("width times width numbers");
        let group = s![offsets[expert]..offsets[expert + 1], ..];
        general_mat_mul(1.0, &rows.slice(group), &matrix, 0.0, &mut products.slice_mut(group));
    }
    out.fill(0.0);
    for (product, &pair) in products.rows().into_iter().zip(&order) {
        let row = &mut out[pair / CHOICES * d..][..d];
        for (sum, x) in row.iter_mut().zip(product) {
            *sum += routed.gates[pair] * x;
        }
    }
}
