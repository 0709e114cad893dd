// right: reshaped to (blocks, m, c), log-sum-exp in f64
use ndarray::{Array2, ArrayView2, s};

pub fn gated_pool(
    values: ArrayView2<'_, f32>,
    gates: ArrayView2<'_, f32>,
    bias: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let (m, c) = bias.dim();
    let count = values.nrows() / m;
    let values = values.slice(s![..count * m, ..]);
    let gates = gates.slice(s![..count * m, ..]);
    let values = values.to_shape((count, m, c)).unwrap();
    let gates = gates.to_shape((count, m, c)).unwrap();
    Array2::from_shape_fn((count, c), |(i, j)| {
        let scores: Vec<f64> = (0..m).map(|r| f64::from(gates[[i, r, j]]) + f64::from(bias[[r, j]])).collect();
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let lse = most + scores.iter().map(|&score| (score - most).exp()).sum::<f64>().ln();
        let mut entry = 0.0f64;
        for (r, &score) in scores.iter().enumerate() {
            entry += (score - lse).exp() * f64::from(values[[i, r, j]]);
        }
        entry as f32
    })
}
