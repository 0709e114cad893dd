//! What the exercises use in which ranks talk seldom.

use crate::{Adam, Communicator, Moments};

/// The outer optimizer: SGD with Nesterov momentum.
// ANCHOR: outer
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outer {
    /// η, the outer learning rate.
    pub rate: f64,
    /// μ.
    pub momentum: f64,
}

/// What all ranks have in common: the same bits on each.
#[derive(Clone, Debug, PartialEq)]
pub struct Global {
    /// θ, the weights after the last outer step.
    pub weights: Vec<f64>,
    /// v, as many numbers: zeros before the first outer step.
    pub velocity: Vec<f64>,
}
// ANCHOR_END: outer

impl Global {
    /// Weights before the first outer step.
    pub fn new(weights: &[f64]) -> Global {
        Global { weights: weights.to_vec(), velocity: vec![0.0; weights.len()] }
    }
}

/// What trains on one rank: an inner optimizer, with batches of its own.
// ANCHOR: worker
pub trait Worker {
    /// One inner step on the next batch: changes the weights, and what
    /// the optimizer remembers.
    fn step(&mut self, weights: &mut [f64]);

    /// The optimizer forgets all that it remembers.
    fn restart(&mut self);
}
// ANCHOR_END: worker

/// How streaming DiLoCo goes.
// ANCHOR: streaming
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Streaming {
    /// The outer optimizer.
    pub outer: Outer,
    /// H: every fragment is exchanged once in so many steps.
    pub every: usize,
    /// P: how many fragments there are. It divides H.
    pub fragments: usize,
    /// τ: how many steps an exchange takes. Less than H / P.
    pub delay: usize,
    /// α: the part of a rank's own weights in what it goes on with.
    pub own: f64,
}
// ANCHOR_END: streaming

/// An answer to `diloco`.
#[derive(Clone, Copy)]
pub struct Diloco {
    /// The outer optimizer, the global weights, and a rank's own ones.
    pub outer_step: fn(&dyn Communicator, &Outer, &mut Global, &[f64]),
    /// The outer optimizer, the global weights, the worker, the steps of a round, and the rounds.
    pub train: fn(&dyn Communicator, &Outer, &mut Global, &mut dyn Worker, usize, usize),
}

/// An answer to `streaming`: how it goes, the global weights, the worker, and the steps.
pub type StreamingDiloco = fn(&dyn Communicator, &Streaming, &mut Global, &mut dyn Worker, usize) -> Vec<f64>;

/// What a [`Quadratic`] is trained with.
#[derive(Clone, Copy, Debug)]
pub enum Inner {
    /// SGD with this rate.
    Sgd(f64),
    /// `AdamW`.
    Adam(Adam),
}

/// A worker whose loss is ½ Σ hᵢ (θᵢ − cᵢ)².
#[derive(Clone, Debug)]
pub struct Quadratic {
    curvature: Vec<f64>,
    centre: Vec<f64>,
    inner: Inner,
    moments: Moments,
    /// The steps that it has made in all.
    pub steps: usize,
}

impl Quadratic {
    /// One with this curvature h and this centre c.
    ///
    /// # Panics
    /// If they are of different lengths.
    pub fn new(curvature: &[f64], centre: &[f64], inner: Inner) -> Quadratic {
        assert_eq!(curvature.len(), centre.len(), "a curvature and a centre for each weight");
        let moments = Moments::new(centre.len());
        Quadratic { curvature: curvature.to_vec(), centre: centre.to_vec(), inner, moments, steps: 0 }
    }
}

impl Worker for Quadratic {
    fn step(&mut self, weights: &mut [f64]) {
        assert_eq!(weights.len(), self.centre.len(), "the worker trains all weights at once");
        self.steps += 1;
        self.moments.steps += 1;
        for (at, w) in weights.iter_mut().enumerate() {
            let g = self.curvature[at] * (*w - self.centre[at]);
            *w -= match self.inner {
                Inner::Sgd(rate) => rate * g,
                Inner::Adam(adam) => {
                    let [m, v] = [&mut self.moments.first[at], &mut self.moments.second[at]];
                    *m = adam.betas[0] * *m + (1.0 - adam.betas[0]) * g;
                    *v = adam.betas[1] * *v + (1.0 - adam.betas[1]) * g * g;
                    let [m, v] = [(*m, adam.betas[0]), (*v, adam.betas[1])]
                        .map(|(mean, beta)| mean / (1.0 - beta.powi(self.moments.steps)));
                    adam.rate * (adam.decay * *w + m / (v.sqrt() + adam.epsilon))
                }
            };
        }
    }

    fn restart(&mut self) {
        self.moments = Moments::new(self.centre.len());
    }
}
