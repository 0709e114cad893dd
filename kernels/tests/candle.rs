//! The kernels against candle's CPU operators: an implementation that shares no line with them.

// Cargo.toml says so too, so that nothing is built without the feature; this is for editors.
#![cfg(feature = "candle")]

use candle_core::{D, Device, Tensor};
use kernels::Precision::Double;
use kernels::attention::{gqa, online_softmax, rope, scaled_dot_product, softmax};
use kernels::waves::{cube, wave};
use ndarray::{Array2, Array3, ArrayView2};

#[path = "shared/arrays.rs"]
mod arrays;
use arrays::difference;

fn tensor(array: ArrayView2<'_, f64>) -> Tensor {
    let values: Vec<f64> = array.iter().copied().collect();
    Tensor::from_vec(values, array.dim(), &Device::Cpu).unwrap()
}

fn array(tensor: &Tensor) -> Array2<f64> {
    let shape = tensor.dims2().unwrap();
    Array2::from_shape_vec(shape, tensor.flatten_all().unwrap().to_vec1().unwrap()).unwrap()
}

#[test]
fn softmax_agrees_with_candle() {
    let scores = wave(7, 13, 0.3) * 40.0;
    let theirs = candle_nn::ops::softmax(&tensor(scores.view()), D::Minus1).unwrap();
    assert!(difference(&softmax(scores.view(), Double).unwrap(), &array(&theirs)) < 1e-14);
}

#[test]
fn attention_agrees_with_candle() {
    for (n, m, d, e) in [(5, 11, 3, 6), (9, 4, 7, 2), (6, 6, 5, 5)] {
        let (q, k, v) = (wave(n, d, 0.1) * 3.0, wave(m, d, 0.2) * 3.0, wave(m, e, 0.4));
        for causal in [false, true] {
            let ours = scaled_dot_product(q.view(), k.view(), v.view(), causal, Double).unwrap();
            let scores = tensor(q.view()).matmul(&tensor(k.view()).t().unwrap()).unwrap();
            let scores = (scores / (d as f64).sqrt()).unwrap();
            let mask =
                Array2::from_shape_fn(
                    (n, m),
                    |(i, j)| {
                        if causal && j + n > i + m { f64::NEG_INFINITY } else { 0.0 }
                    },
                );
            let weights =
                candle_nn::ops::softmax(&(scores + tensor(mask.view())).unwrap(), D::Minus1).unwrap();
            let theirs = array(&weights.matmul(&tensor(v.view())).unwrap());
            // candle gives NaN for a query that sees no key; there the kernel's zero is compared with the convention.
            let blind = if causal { n.saturating_sub(m) } else { 0 };
            assert!(ours.iter().take(blind * e).all(|&x| x == 0.0), "{blind} queries before the first key");
            let seeing = ndarray::s![blind.., ..];
            let worst = difference(&ours.slice(seeing).to_owned(), &theirs.slice(seeing).to_owned());
            assert!(worst < 1e-13, "n {n}, m {m}, causal {causal}: {worst:e}");
        }
    }
}

#[test]
fn online_softmax_agrees_with_candle() {
    let (scores, values) = (wave(1, 9, 0.7) * 30.0, wave(9, 4, 0.2));
    let whole = Array2::from_elem((1, 9), true);
    let (lse, mean) = online_softmax(scores.row(0), values.view(), whole.view(), Double).unwrap();
    let row = tensor(scores.view());
    let theirs = row.log_sum_exp(1).unwrap().to_vec1::<f64>().unwrap();
    assert!((lse[0] - theirs[0]).abs() < 1e-13, "{} and {}", lse[0], theirs[0]);
    let weights = candle_nn::ops::softmax(&row, D::Minus1).unwrap();
    let theirs = array(&weights.matmul(&tensor(values.view())).unwrap());
    assert!(difference(&mean, &theirs) < 1e-13);
}

/// Keys and values written out for every head, and a softmax for each.
#[test]
fn grouped_heads_agree_with_candle() {
    // (tokens, heads, width) to (heads, tokens, width).
    let tensor = |array: &Array3<f64>| {
        let values: Vec<f64> = array.iter().copied().collect();
        let tensor = Tensor::from_vec(values, array.dim(), &Device::Cpu).unwrap();
        tensor.transpose(0, 1).unwrap().contiguous().unwrap()
    };
    for (n, m, heads, groups, d, e) in [(3, 5, 6, 2, 4, 7), (5, 5, 4, 4, 3, 2), (2, 6, 5, 1, 3, 3)] {
        let (q, k, v) =
            (2.0 * cube((n, heads, d), 0.1), 2.0 * cube((m, groups, d), 0.2), cube((m, groups, e), 0.3));
        let ours = gqa(q.view(), k.view(), v.view(), false, Double).unwrap();
        let written_out = |x: &Array3<f64>| {
            let of = (0..heads).map(|h| (h / (heads / groups)) as u32).collect();
            tensor(x).index_select(&Tensor::from_vec(of, heads, &Device::Cpu).unwrap(), 0).unwrap()
        };
        let scores = tensor(&q).matmul(&written_out(&k).t().unwrap()).unwrap();
        let weights = candle_nn::ops::softmax(&(scores / (d as f64).sqrt()).unwrap(), D::Minus1).unwrap();
        let theirs = weights.matmul(&written_out(&v)).unwrap().transpose(0, 1).unwrap();
        let theirs: Vec<f64> = theirs.flatten_all().unwrap().to_vec1().unwrap();
        assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1e-13), "{ours} and {theirs:?}");
    }
}

/// candle's rotary embeddings share no line with the kernel; theirs take tables of sines and cosines.
#[test]
fn rope_agrees_with_candle() {
    let (rows, width, base) = (7, 10, 500.0_f64);
    let x = wave(rows, width, 0.4);
    let angle = |i: usize, m: usize| i as f64 / base.powf(2.0 * m as f64 / width as f64);
    let table = |of: fn(f64) -> f64| {
        let values: Vec<f64> = (0..rows).flat_map(|i| (0..width / 2).map(move |m| of(angle(i, m)))).collect();
        Tensor::from_vec(values, (rows, width / 2), &Device::Cpu).unwrap()
    };
    let (cos, sin) = (table(f64::cos), table(f64::sin));
    let tensor = Tensor::from_vec(x.iter().copied().collect(), (1, 1, rows, width), &Device::Cpu).unwrap();
    let positions: Vec<usize> = (0..rows).collect();
    for half in [false, true] {
        let theirs = if half {
            candle_nn::rotary_emb::rope(&tensor, &cos, &sin)
        } else {
            candle_nn::rotary_emb::rope_i(&tensor, &cos, &sin)
        };
        let theirs: Vec<f64> = theirs.unwrap().flatten_all().unwrap().to_vec1().unwrap();
        let theirs = Array2::from_shape_vec((rows, width), theirs).unwrap();
        let ours = rope(x.view(), &positions, base, half, width, Double).unwrap();
        assert!(difference(&ours, &theirs) < 1e-13, "half {half}");
    }
}
