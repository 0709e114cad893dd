use ndarray::{Array3, ArrayView1, ArrayView2, ArrayView3, s};

/// ln(exp a + exp b)
fn log_add(a: f64, b: f64) -> f64 {
    a.max(b) + (-(a - b).abs()).exp().ln_1p()
}

pub fn csa(
    queries: ArrayView3<'_, f32>,
    tokens: ArrayView2<'_, f32>,
    blocks: ArrayView2<'_, f32>,
    chosen: &[Vec<usize>],
    sinks: ArrayView1<'_, f32>,
    window: usize,
) -> Array3<f32> {
    let (n, heads, c) = queries.dim();
    let mut output: Array3<f32> = Array3::zeros((n, heads, c));
    for (t, list) in chosen.iter().enumerate().take(n) {
        let mut entries: Vec<ArrayView1<'_, f32>> = list.iter().map(|&b| blocks.row(b)).collect();
        entries.extend((0..=t).rev().take(window).map(|j| tokens.row(j)));
        for h in 0..heads {
            let query = queries.slice(s![t, h, ..]);
            let scores: Vec<f64> = entries
                .iter()
                .map(|e| e.iter().zip(query.iter()).map(|(&e, &q)| f64::from(e) * f64::from(q)).sum::<f64>() / (c as f64).sqrt())
                .collect();
            let log_sum = scores.iter().fold(f64::from(sinks[h]), |sum, &x| log_add(sum, x));
            for j in 0..c {
                let mixed: f64 = entries.iter().zip(&scores).map(|(e, x)| (x - log_sum).exp() * f64::from(e[j])).sum();
                output[[t, h, j]] = mixed as f32;
            }
        }
    }
    output
}
