//! Right answers to `ddim` by another route.

use diffusion::{Ddim, Jump, Spacing};
use judge::Alternative;
use ndarray::{Array2, ArrayView2};

pub(super) fn alternatives() -> Vec<Alternative<Ddim>> {
    vec![
        Alternative {
            name: "whole arrays in single precision; times in whole numbers",
            answer: Ddim { step: by_arrays, times: in_whole_numbers },
        },
        Alternative {
            name: "one coefficient for x and one for the noise; times as numpy computes them",
            answer: Ddim { step: by_coefficients, times: as_numpy },
        },
    ]
}

fn by_arrays(
    x: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    fresh: ArrayView2<'_, f32>,
    jump: Jump,
) -> Array2<f32> {
    let Jump { from, to, eta } = jump;
    let beta = (1.0 - from / to).max(0.0);
    let sigma = eta * ((1.0 - to) / (1.0 - from)).sqrt() * beta.sqrt();
    let start = (&x - &noise * (1.0 - from).sqrt() as f32) / from.sqrt() as f32;
    start * to.sqrt() as f32
        + &noise * (1.0 - to - sigma.powi(2)).max(0.0).sqrt() as f32
        + &fresh * sigma as f32
}

fn in_whole_numbers(trained: usize, steps: usize, spacing: Spacing) -> Vec<usize> {
    let nearest = |a: usize, b: usize| {
        let twice = 2 * a / b;
        let exact = (2 * a).is_multiple_of(b);
        match (twice % 2, exact) {
            (0, _) => twice / 2,
            (_, true) => twice / 2 + (twice / 2) % 2,
            _ => twice / 2 + 1,
        }
    };
    let mut times = Vec::new();
    for left in 1..=steps {
        let i = steps - left;
        times.push(match spacing {
            Spacing::Leading => trained / steps * i,
            Spacing::Trailing => nearest(trained * (i + 1), steps) - 1,
            Spacing::Linspace => nearest((trained - 1) * i, (steps - 1).max(1)),
        });
    }
    times
}

fn by_coefficients(
    x: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    fresh: ArrayView2<'_, f32>,
    jump: Jump,
) -> Array2<f32> {
    let Jump { from, to, eta } = jump;
    let sigma = if eta > 0.0 { eta * ((1.0 - to) / (1.0 - from) * (1.0 - from / to)).sqrt() } else { 0.0 };
    let of_x = (to / from).sqrt();
    let of_noise = (1.0 - to - sigma * sigma).sqrt() - of_x * (1.0 - from).sqrt();
    Array2::from_shape_fn(x.dim(), |place| {
        let parts = [(x[place], of_x), (noise[place], of_noise), (fresh[place], sigma)];
        parts.iter().map(|&(value, by)| f64::from(value) * by).sum::<f64>() as f32
    })
}

fn as_numpy(trained: usize, steps: usize, spacing: Spacing) -> Vec<usize> {
    let all = trained as f64;
    match spacing {
        Spacing::Leading => {
            let ratio = trained / steps;
            let mut times: Vec<usize> = (0..trained).step_by(ratio).take(steps).collect();
            times.reverse();
            times
        }
        Spacing::Trailing => {
            let ratio = all / steps as f64;
            (0..steps).map(|i| (all - i as f64 * ratio).round_ties_even() as usize - 1).collect()
        }
        Spacing::Linspace => {
            let part = if steps > 1 { (all - 1.0) / (steps - 1) as f64 } else { 0.0 };
            let mut times: Vec<usize> =
                (0..steps).map(|i| (i as f64 * part).round_ties_even() as usize).collect();
            times.reverse();
            times
        }
    }
}
