//! Right answers to `unet` by another route.

use diffusion::{Stage, Unet, UnetLevel};
use judge::Alternative;
use ndarray::{Array1, Array3, ArrayView1, ArrayView3, s};

pub(super) fn alternatives() -> Vec<Alternative<Unet>> {
    vec![
        Alternative {
            name: "a stack; sums of strided views; each of four places filled",
            answer: Unet { embed: by_products, forward: with_a_stack },
        },
        Alternative {
            name: "loops; what is joined written into one array; the embedding in double precision",
            answer: Unet { embed: by_logarithms, forward: by_loops },
        },
    ]
}

/// Each frequency is the one before times a ratio.
fn by_products(t: f32, width: usize, longest: f32) -> Array1<f32> {
    let half = width / 2;
    let ratio = f64::from(longest).powf(-1.0 / half.max(1) as f64);
    let mut out = Array1::zeros(width);
    let mut frequency = 1.0;
    for i in 0..half {
        let (sine, cosine) = (f64::from(t) * frequency).sin_cos();
        out[i] = cosine as f32;
        out[half + i] = sine as f32;
        frequency *= ratio;
    }
    out
}

fn by_logarithms(t: f32, width: usize, longest: f32) -> Array1<f32> {
    let half = width / 2;
    let mut out: Vec<f32> = Vec::new();
    for shift in [std::f64::consts::FRAC_PI_2, 0.0] {
        for i in 0..half {
            let frequency = (-f64::from(longest).ln() * i as f64 / half as f64).exp();
            out.push((f64::from(t) * frequency + shift).sin() as f32);
        }
    }
    out.resize(width, 0.0);
    out.into()
}

fn with_a_stack(
    x: ArrayView3<'_, f32>,
    embedding: ArrayView1<'_, f32>,
    levels: &[UnetLevel<'_>],
    middle: Stage<'_>,
) -> Array3<f32> {
    let mut stack = Vec::new();
    let mut h = x.to_owned();
    for level in levels {
        let kept = (level.down)(h.view(), embedding);
        h = (&kept.slice(s![.., ..;2, ..;2])
            + &kept.slice(s![.., ..;2, 1..;2])
            + kept.slice(s![.., 1..;2, ..;2])
            + kept.slice(s![.., 1..;2, 1..;2]))
            * 0.25;
        stack.push(kept);
    }
    h = middle(h.view(), embedding);
    for level in levels.iter().rev() {
        let kept = stack.pop().expect("one for each level");
        let from = h.dim().0;
        let mut joined = Array3::zeros((from + kept.dim().0, kept.dim().1, kept.dim().2));
        for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            joined.slice_mut(s![..from, i..;2, j..;2]).assign(&h);
        }
        joined.slice_mut(s![from.., .., ..]).assign(&kept);
        h = (level.up)(joined.view(), embedding);
    }
    h
}

fn by_loops(
    x: ArrayView3<'_, f32>,
    embedding: ArrayView1<'_, f32>,
    levels: &[UnetLevel<'_>],
    middle: Stage<'_>,
) -> Array3<f32> {
    if levels.is_empty() {
        return middle(x, embedding);
    }
    let kept = (levels[0].down)(x, embedding);
    let (channels, h, w) = kept.dim();
    let mut small = Array3::<f32>::zeros((channels, h / 2, w / 2));
    for ((c, i, j), &value) in kept.indexed_iter() {
        small[[c, i / 2, j / 2]] += value / 4.0;
    }
    let below = by_loops(small.view(), embedding, &levels[1..], middle);
    let from = below.dim().0;
    let joined = Array3::from_shape_fn((from + channels, h, w), |(c, i, j)| {
        if c < from { below[[c, i >> 1, j >> 1]] } else { kept[[c - from, i, j]] }
    });
    (levels[0].up)(joined.view(), embedding)
}
