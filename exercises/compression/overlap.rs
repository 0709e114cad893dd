// right: plain loops in f64
use ndarray::{Array2, ArrayView2};

pub fn overlap(
    values: ArrayView2<'_, f32>,
    gates: ArrayView2<'_, f32>,
    bias: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let (m, c) = (bias.nrows() / 2, bias.ncols());
    let count = values.nrows() / m;
    let mut out = Vec::with_capacity(count * c);
    for i in 0..count {
        let begin = if i == 0 { 0 } else { (i - 1) * m };
        for j in 0..c {
            let mut most = f64::NEG_INFINITY;
            let mut scores = Vec::new();
            for t in begin..(i + 1) * m {
                let row = t + m - i * m;
                let score = f64::from(gates[[t, j]]) + f64::from(bias[[row, j]]);
                most = most.max(score);
                scores.push(score);
            }
            let (mut above, mut below) = (0.0f64, 0.0f64);
            for (at, score) in scores.into_iter().enumerate() {
                let weight = (score - most).exp();
                above += weight * f64::from(values[[begin + at, j]]);
                below += weight;
            }
            out.push((above / below) as f32);
        }
    }
    Array2::from_shape_vec((count, c), out).unwrap()
}
