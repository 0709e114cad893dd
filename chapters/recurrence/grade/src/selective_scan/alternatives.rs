//! Right answers to `selective_scan` by another route.

#![allow(clippy::large_types_passed_by_value)] // As an answer takes it.

use judge::Alternative;
use ndarray::Array2;

use recurrence::{Selective, SelectiveScan};

pub(super) fn alternatives() -> Vec<Alternative<SelectiveScan>> {
    vec![
        Alternative { name: "channel by channel, in double precision", answer: by_channels },
        Alternative { name: "as a parallel scan: distances of 1, 2, 4 and so on", answer: doubling },
        Alternative { name: "each output from all tokens before it, in double precision", answer: quadratic },
    ]
}

fn softplus(x: f64) -> f64 {
    if x > 30.0 { x } else { x.exp().ln_1p() }
}

fn silu(z: f64) -> f64 {
    z / (1.0 + (-z).exp())
}

fn by_channels(input: Selective<'_>) -> Array2<f32> {
    let n = input.a.ncols();
    let mut output = Array2::zeros(input.u.dim());
    for c in 0..input.u.ncols() {
        let mut x = vec![0.0_f64; n];
        for t in 0..input.u.nrows() {
            let delta = softplus(f64::from(input.raw[[t, c]]) + f64::from(input.bias[c]));
            let u = f64::from(input.u[[t, c]]);
            let mut y = f64::from(input.skip[c]) * u;
            for (i, x) in x.iter_mut().enumerate() {
                *x = (delta * f64::from(input.a[[c, i]])).exp() * *x + delta * u * f64::from(input.b[[t, i]]);
                y += f64::from(input.c[[t, i]]) * *x;
            }
            output[[t, c]] = (y * silu(f64::from(input.z[[t, c]]))) as f32;
        }
    }
    output
}

fn doubling(input: Selective<'_>) -> Array2<f32> {
    let ((count, d), n) = (input.u.dim(), input.a.ncols());
    let mut output = Array2::zeros((count, d));
    for c in 0..d {
        let mut sums = vec![0.0_f32; count];
        for i in 0..n {
            let mut steps: Vec<(f32, f32)> = (0..count)
                .map(|t| {
                    let x = input.raw[[t, c]] + input.bias[c];
                    let delta = x.max(0.0) + (-x.abs()).exp().ln_1p();
                    ((delta * input.a[[c, i]]).exp(), delta * input.u[[t, c]] * input.b[[t, i]])
                })
                .collect();
            let mut distance = 1;
            while distance < count {
                let before = steps.clone();
                for t in distance..count {
                    let ((a, b), (f, g)) = (before[t - distance], before[t]);
                    steps[t] = (a * f, f * b + g);
                }
                distance *= 2;
            }
            for t in 0..count {
                sums[t] += input.c[[t, i]] * steps[t].1;
            }
        }
        for t in 0..count {
            let z = input.z[[t, c]];
            output[[t, c]] = (sums[t] + input.skip[c] * input.u[[t, c]]) * z / (1.0 + (-z).exp());
        }
    }
    output
}

fn quadratic(input: Selective<'_>) -> Array2<f32> {
    let ((count, d), n) = (input.u.dim(), input.a.ncols());
    Array2::from_shape_fn((count, d), |(t, c)| {
        let mut y = f64::from(input.skip[c]) * f64::from(input.u[[t, c]]);
        let mut passed = 0.0_f64;
        for s in (0..=t).rev() {
            let delta = softplus(f64::from(input.raw[[s, c]]) + f64::from(input.bias[c]));
            for i in 0..n {
                let kept = (passed * f64::from(input.a[[c, i]])).exp();
                let written = delta * f64::from(input.u[[s, c]]) * f64::from(input.b[[s, i]]);
                y += f64::from(input.c[[t, i]]) * kept * written;
            }
            passed += delta;
        }
        (y * silu(f64::from(input.z[[t, c]]))) as f32
    })
}
