//! Where guidance takes samples.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::super::ring::{self, Noisy};
use super::{NEAR, NULL, Plan, abars, last};
use crate::{Cfg, Ddim};

/// How much a network believes in its labels: 1 is right, and 0 ignores them.
#[derive(Clone, Copy, Debug)]
pub struct Belief(pub f64);

/// Where samples of class 0 are before the first step and after each.
pub fn guided(cfg: Cfg, ddim: Ddim, plan: Plan, s: f32, belief: Belief, count: usize) -> Vec<Array2<f32>> {
    let kept = abars();
    let labels = vec![0; count];
    let network = |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>, labels: &[usize]| {
        ring::rows(x, |row, x| {
            let noisy = Noisy::kept(kept[levels[row] as usize]);
            let without = noisy.noise(x, None);
            if labels[row] == NULL {
                return without;
            }
            let with = noisy.noise(x, Some(labels[row]));
            [0, 1].map(|at| without[at] + belief.0 * (with[at] - without[at]))
        })
    };
    plan.path(ddim, count, |x, t| {
        let levels = Array1::from_elem(x.nrows(), t as f32);
        (cfg.guide)(&network, x, levels.view(), &labels, NULL, s)
    })
}

/// What is seen of samples that should be of class 0.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The share that is near one of its two modes.
    pub near: f64,
    /// The mean distance from the middle, which is 2 in the data.
    pub radius: f64,
    /// The mean distance from the nearer of its two modes.
    pub off: f64,
}

pub(super) fn seen(samples: &Array2<f32>) -> Seen {
    let count = samples.nrows() as f64;
    let points: Vec<[f64; 2]> =
        samples.rows().into_iter().map(|row| [row[0].into(), row[1].into()]).collect();
    let mean = |of: &dyn Fn([f64; 2]) -> f64| points.iter().map(|&x| of(x)).sum::<f64>() / count;
    Seen {
        near: mean(&|x| f64::from(u8::from(ring::distance(x, Some(0)) < NEAR))),
        radius: mean(&|x| x[0].hypot(x[1])),
        off: mean(&|x| ring::distance(x, Some(0))),
    }
}

/// 400 samples of class 0, in 50 steps without fresh noise, by the guidance s of a network that believes so much in its labels.
pub fn guidance(cfg: Cfg, ddim: Ddim, s: f32, belief: Belief) -> Seen {
    seen(&last(guided(cfg, ddim, Plan::new(50, 0.0), s, belief, 400)))
}

/// A network that has learnt a ring whose modes are broader than they are, by `blur`: class 0 of it.
fn blurred(blur: f64) -> impl Fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32> {
    let kept = abars();
    move |x, levels| {
        ring::rows(x, |row, x| {
            let Noisy { signal, noise } = Noisy::kept(kept[levels[row] as usize]);
            let score = Noisy { signal, noise: noise.hypot(signal * blur) }.score(x, Some(0));
            score.map(|score| -noise * score)
        })
    }
}

/// By how much two networks blur, a better one and a weaker one.
pub const BLURS: [f64; 2] = [0.3, 0.6];

/// 400 samples of class 0 of the better one of two networks that blur, guided away from the weaker one.
pub fn autoguidance(cfg: Cfg, ddim: Ddim, s: f32) -> Seen {
    let (network, weaker) = (blurred(BLURS[0]), blurred(BLURS[1]));
    let path = Plan::new(50, 0.0).path(ddim, 400, |x, t| {
        let levels = Array1::from_elem(x.nrows(), t as f32);
        (cfg.auto)(&network, &weaker, x, levels.view(), s)
    });
    seen(&last(path))
}
