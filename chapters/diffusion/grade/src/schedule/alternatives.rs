//! Right answers to `schedule` by another route.

use std::f64::consts::PI;

use diffusion::Schedule;
use judge::Alternative;
use ndarray::{Array1, ArrayView1};

pub(super) fn alternatives() -> Vec<Alternative<Schedule>> {
    vec![
        Alternative {
            name: "loops that push, and products anew for each step",
            answer: Schedule {
                linear: |steps, first, last| between(steps, first, last).into(),
                scaled_linear: |steps, first, last| {
                    between(steps, first.sqrt(), last.sqrt()).iter().map(|root| root.powi(2)).collect()
                },
                cosine: by_levels,
                cumulative: |betas| {
                    (1..=betas.len()).map(|t| betas.iter().take(t).map(|beta| 1.0 - beta).product()).collect()
                },
                snr: |abar| abar.iter().map(|left| (left.ln() - (-left).ln_1p()).exp()).collect(),
            },
        },
        Alternative {
            name: "sums of logarithms, and half of the cosine of twice the angle",
            answer: Schedule {
                linear: |steps, first, last| {
                    let step = if steps > 1 { (last - first) / (steps as f64 - 1.0) } else { 0.0 };
                    (0..steps).map(|t| first + t as f64 * step).collect()
                },
                scaled_linear: |steps, first, last| {
                    let gaps = (steps.max(2) - 1) as f64;
                    let of = |t: usize| {
                        let share = t as f64 / gaps;
                        ((1.0 - share) * first.sqrt() + share * last.sqrt()).powi(2)
                    };
                    Array1::from_shape_fn(steps, of)
                },
                cosine: double_angle,
                cumulative: by_logarithms,
                snr: |abar| abar.mapv(|left| 1.0 / (1.0 / left - 1.0)),
            },
        },
    ]
}

fn between(steps: usize, first: f64, last: f64) -> Vec<f64> {
    let mut numbers = vec![first];
    for t in 1..steps {
        numbers.push(first + (last - first) * t as f64 / (steps - 1) as f64);
    }
    numbers
}

/// ᾱ at T + 1 places first, then β of neighbours, as lucidrains has it.
fn by_levels(steps: usize) -> Array1<f64> {
    let places = Array1::linspace(0.0, 1.0, steps + 1);
    let kept = places.mapv(|x: f64| ((x + 0.008) / 1.008 * PI * 0.5).cos().powi(2));
    let kept = &kept / kept[0];
    kept.windows(2).into_iter().map(|pair| (1.0 - pair[1] / pair[0]).clamp(0.0, 0.999)).collect()
}

/// cos² x = (1 + cos 2x)/2, and 1 − f(t + 1)/f(t) as a difference of two cosines.
fn double_angle(steps: usize) -> Array1<f64> {
    let twice = |t: usize| (t as f64 / steps as f64 + 0.008) / 1.008 * PI;
    let of = |t: usize| {
        let (now, then) = (twice(t), twice(t + 1));
        let difference = 2.0 * f64::midpoint(now, then).sin() * ((then - now) / 2.0).sin();
        difference / (1.0 + now.cos())
    };
    Array1::from_shape_fn(steps, |t| of(t).min(0.999))
}

fn by_logarithms(betas: ArrayView1<'_, f64>) -> Array1<f64> {
    let mut sum = 0.0;
    let left = betas.iter().map(|beta| {
        sum += (-beta).ln_1p();
        sum.exp()
    });
    left.collect()
}
