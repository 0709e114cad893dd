//! Right answers to `adaln_zero` by another route.

use diffusion::{AdaLnZero, Sublayer};
use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

pub(super) fn alternatives() -> Vec<Alternative<AdaLnZero>> {
    vec![
        Alternative {
            name: "token by token in double precision; the layer in chunks",
            answer: AdaLnZero { modulate: in_double, block: in_chunks },
        },
        Alternative {
            name: "running mean and variance; loops; the sigmoid by tanh",
            answer: AdaLnZero { modulate: running, block: by_loops },
        },
    ]
}

fn in_double(x: ArrayView2<'_, f32>, shift: ArrayView1<'_, f32>, scale: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut out = x.to_owned();
    for mut token in out.rows_mut() {
        let d = token.len() as f64;
        let mean = token.iter().map(|&x| f64::from(x)).sum::<f64>() / d;
        let variance = token.iter().map(|&x| (f64::from(x) - mean).powi(2)).sum::<f64>() / d;
        let by = (variance + 1e-6).sqrt();
        for ((x, shift), scale) in token.iter_mut().zip(shift).zip(scale) {
            *x = ((f64::from(*x) - mean) / by * (1.0 + f64::from(*scale)) + f64::from(*shift)) as f32;
        }
    }
    out
}

fn in_chunks(
    x: ArrayView2<'_, f32>,
    c: ArrayView1<'_, f32>,
    weights: ArrayView2<'_, f32>,
    bias: ArrayView1<'_, f32>,
    attention: Sublayer<'_>,
    mlp: Sublayer<'_>,
) -> Array2<f32> {
    let silu = c.mapv(|z| z * (1.0 / (1.0 + f64::from(-z).exp())) as f32);
    let said: Array1<f32> = weights.rows().into_iter().zip(bias).map(|(row, b)| row.dot(&silu) + b).collect();
    let mut parts = said.exact_chunks(x.ncols()).into_iter();
    let mut out = x.to_owned();
    for layer in [attention, mlp] {
        let mut next = || parts.next().expect("six parts");
        let (shift, scale, gate) = (next(), next(), next());
        out = &out + &(&layer(in_double(out.view(), shift, scale).view()) * &gate);
    }
    out
}

/// Welford's way.
fn running(x: ArrayView2<'_, f32>, shift: ArrayView1<'_, f32>, scale: ArrayView1<'_, f32>) -> Array2<f32> {
    let moments = |token: ArrayView1<'_, f32>| {
        let (mut mean, mut sum) = (0.0_f32, 0.0_f32);
        for (i, &x) in token.iter().enumerate() {
            let before = x - mean;
            mean += before / (i + 1) as f32;
            sum += before * (x - mean);
        }
        (mean, (sum / token.len() as f32 + 1e-6).sqrt())
    };
    let moments: Vec<(f32, f32)> = x.rows().into_iter().map(moments).collect();
    Array2::from_shape_fn(x.dim(), |(t, i)| {
        let (mean, by) = moments[t];
        let normal = (x[[t, i]] - mean) / by;
        normal + normal * scale[i] + shift[i]
    })
}

fn by_loops(
    x: ArrayView2<'_, f32>,
    c: ArrayView1<'_, f32>,
    weights: ArrayView2<'_, f32>,
    bias: ArrayView1<'_, f32>,
    attention: Sublayer<'_>,
    mlp: Sublayer<'_>,
) -> Array2<f32> {
    let (n, d) = x.dim();
    let silu: Vec<f32> = c.iter().map(|z| z * 0.5 * (1.0 + (0.5 * z).tanh())).collect();
    let said = |part: usize| {
        Array1::from_shape_fn(d, |i| {
            let row = part * d + i;
            bias[row] + (0..silu.len()).map(|j| weights[[row, j]] * silu[j]).sum::<f32>()
        })
    };
    let mut out = x.to_owned();
    for (first, layer) in [(0, attention), (3, mlp)] {
        let heard = running(out.view(), said(first).view(), said(first + 1).view());
        let (says, gate) = (layer(heard.view()), said(first + 2));
        for t in 0..n {
            for i in 0..d {
                out[[t, i]] += gate[i] * says[[t, i]];
            }
        }
    }
    out
}
