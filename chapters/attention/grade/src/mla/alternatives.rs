//! Right answers to `mla` by another route.

use judge::Alternative;
use ndarray::{Array2, ArrayView2, ArrayView3, Axis, ShapeBuilder, concatenate, s};

use attention::{Mla, Rotate};

fn compress_by_axes(
    hidden: ArrayView2<'_, f32>,
    w_dkv: ArrayView2<'_, f32>,
    w_kr: ArrayView2<'_, f32>,
    rotate: Rotate,
    first: usize,
) -> (Array2<f32>, Array2<f32>) {
    // Both projections at once, as DeepSeek-V3's wkv_a is stored.
    let both = hidden.dot(&concatenate![Axis(1), w_dkv, w_kr]);
    let (latents, keys) = both.view().split_at(Axis(1), w_dkv.ncols());
    let mean = latents.mapv(|x| x * x).mean_axis(Axis(1)).expect("there is a channel");
    let root = mean.mapv(|mean| (mean + 1e-6).sqrt()).insert_axis(Axis(1));
    (&latents / &root, rotate(keys, first))
}

fn absorb_by_sums(q_nope: ArrayView2<'_, f32>, w_uk: ArrayView3<'_, f32>) -> Array2<f32> {
    (&w_uk * &q_nope).sum_axis(Axis(2)).reversed_axes()
}

/// As one key head: queries [absorbed; rope], keys [latent; rope], values the latents.
fn attend_as_one_key_head(
    absorbed: ArrayView2<'_, f32>,
    q_rope: ArrayView2<'_, f32>,
    latents: ArrayView2<'_, f32>,
    keys_rope: ArrayView2<'_, f32>,
    d_nope: usize,
) -> Array2<f32> {
    let queries = concatenate![Axis(1), absorbed, q_rope];
    let keys = concatenate![Axis(1), latents, keys_rope];
    // Scaled for the width that it divides by, and back to the width that counts.
    let right = ((queries.ncols() as f32) / (d_nope + q_rope.ncols()) as f32).sqrt();
    attention::solution::scaled_dot_product::scaled_dot_product(
        (queries * right).view(),
        keys.view(),
        latents,
        attention::Mask::None,
    )
}

fn expand_by_sums(mixed: ArrayView2<'_, f32>, w_uv: ArrayView3<'_, f32>) -> Array2<f32> {
    (&w_uv * &mixed.t().insert_axis(Axis(2))).sum_axis(Axis(0))
}

fn compress_in_double(
    hidden: ArrayView2<'_, f32>,
    w_dkv: ArrayView2<'_, f32>,
    w_kr: ArrayView2<'_, f32>,
    rotate: Rotate,
    first: usize,
) -> (Array2<f32>, Array2<f32>) {
    let [hidden, w_dkv, w_kr] = [hidden, w_dkv, w_kr].map(|x| x.mapv(f64::from));
    let mut latents = hidden.dot(&w_dkv);
    let mut keys = Array2::zeros((hidden.nrows(), w_kr.ncols()).f());
    for (t, mut latent) in latents.rows_mut().into_iter().enumerate() {
        let count = latent.len() as f64;
        let squares: f64 = latent.iter().map(|x| x * x).sum();
        latent *= count.sqrt() / (squares + count * 1e-6).sqrt();
        // Token by token, as in decoding.
        let key = hidden.slice(s![t..=t, ..]).dot(&w_kr).mapv(|x| x as f32);
        keys.row_mut(t).assign(&rotate(key.view(), first + t).row(0));
    }
    (latents.mapv(|x| x as f32), keys)
}

fn absorb_in_double(q_nope: ArrayView2<'_, f32>, w_uk: ArrayView3<'_, f32>) -> Array2<f32> {
    let (latent, heads, nope) = w_uk.dim();
    Array2::from_shape_fn((heads, latent), |(h, c)| {
        (0..nope).rev().map(|k| f64::from(q_nope[[h, k]]) * f64::from(w_uk[[c, h, k]])).sum::<f64>() as f32
    })
}

/// With a running maximum, token by token, in double precision.
fn attend_in_one_pass(
    absorbed: ArrayView2<'_, f32>,
    q_rope: ArrayView2<'_, f32>,
    latents: ArrayView2<'_, f32>,
    keys_rope: ArrayView2<'_, f32>,
    d_nope: usize,
) -> Array2<f32> {
    let scale = 1.0 / ((d_nope + q_rope.ncols()) as f64).sqrt();
    let dot = |a: ndarray::ArrayView1<'_, f32>, b: ndarray::ArrayView1<'_, f32>| {
        a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum::<f64>()
    };
    let mut output = Array2::zeros(absorbed.dim());
    for h in 0..absorbed.nrows() {
        let (mut max, mut sum, mut mean) = (f64::NEG_INFINITY, 0.0, vec![0.0; absorbed.ncols()]);
        for t in 0..latents.nrows() {
            let score = scale * (dot(q_rope.row(h), keys_rope.row(t)) + dot(absorbed.row(h), latents.row(t)));
            let new = f64::max(max, score);
            let (old, weight) = ((max - new).exp(), (score - new).exp());
            (max, sum) = (new, sum * old + weight);
            mean.iter_mut().zip(latents.row(t)).for_each(|(m, &c)| *m = *m * old + weight * f64::from(c));
        }
        mean.iter().enumerate().for_each(|(c, mean)| output[[h, c]] = (mean / sum) as f32);
    }
    output
}

fn expand_in_double(mixed: ArrayView2<'_, f32>, w_uv: ArrayView3<'_, f32>) -> Array2<f32> {
    let (latent, heads, value) = w_uv.dim();
    Array2::from_shape_fn((heads, value), |(h, v)| {
        (0..latent).map(|c| f64::from(mixed[[h, c]]) * f64::from(w_uv[[c, h, v]])).sum::<f64>() as f32
    })
}

pub(super) fn alternatives() -> Vec<Alternative<Mla>> {
    vec![
        Alternative {
            name: "whole arrays, and attention with one key head of latent and key side by side",
            answer: Mla {
                compress: compress_by_axes,
                absorb: absorb_by_sums,
                attend: attend_as_one_key_head,
                expand: expand_by_sums,
            },
        },
        Alternative {
            name: "loops in double precision, token by token",
            answer: Mla {
                compress: compress_in_double,
                absorb: absorb_in_double,
                attend: attend_in_one_pass,
                expand: expand_in_double,
            },
        },
    ]
}
