//! Workers whose way is known: each weight has a parabola of its own, so that the way of one weight on all ranks can be computed without
//! the others.

use judge::{Precision, Random};
use ndarray::NdFloat;
use serde::{Deserialize, Serialize};
use sharding::{Adam, Inner, Outer, Quadratic};

/// The workers of all ranks, the weights with which they begin, and the outer optimizer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Team {
    pub(crate) rate: f64,
    pub(crate) momentum: f64,
    pub(crate) weights: Vec<f64>,
    pub(crate) velocity: Vec<f64>,
    /// The learning rate of the inner optimizer.
    pub(crate) inner: f64,
    /// It is AdamW; else SGD.
    pub(crate) adam: bool,
    /// Of each rank.
    pub(crate) curvature: Vec<Vec<f64>>,
    pub(crate) centre: Vec<Vec<f64>>,
}

/// An ε that shows, and means that are long for a few steps.
const BETAS: [f64; 2] = [0.9, 0.95];
const EPSILON: f64 = 0.2;
const DECAY: f64 = 0.1;

/// When the weights are exchanged that one weight is among.
pub(crate) struct When<'a> {
    pub(crate) steps: usize,
    pub(crate) launched: &'a dyn Fn(usize) -> bool,
    pub(crate) applied: &'a dyn Fn(usize) -> bool,
    /// α
    pub(crate) own: f64,
}

/// The course of one weight, to its end.
pub(crate) struct End<F> {
    pub(crate) global: F,
    pub(crate) velocity: F,
    /// Of each rank.
    pub(crate) local: Vec<F>,
}

impl Team {
    pub(crate) fn new(random: &mut Random, ranks: usize, count: usize, adam: bool) -> Team {
        let mut normals = |count: usize, by: f64| -> Vec<f64> {
            random.normals(count, by).iter().map(|&x: &f32| f64::from(x)).collect()
        };
        let weights = normals(count, 1.0);
        let centre = (0..ranks).map(|_| normals(count, 2.0)).collect();
        let mut curvatures =
            || (0..count).map(|_| f64::from(random.uniform(0.3..2.0) as f32)).collect::<Vec<f64>>();
        let curvature = (0..ranks).map(|_| curvatures()).collect();
        let inner = if adam { 0.15 } else { 0.1 };
        let velocity = vec![0.0; count];
        Team { rate: 0.7, momentum: 0.9, weights, velocity, inner, adam, curvature, centre }
    }

    /// In the middle of a training, with a velocity.
    pub(crate) fn resumed(mut self, random: &mut Random) -> Team {
        self.velocity.iter_mut().for_each(|v| *v = f64::from(random.uniform(-0.6..0.6) as f32));
        self
    }

    /// With another outer optimizer.
    pub(crate) fn outer(self, rate: f64, momentum: f64) -> Team {
        Team { rate, momentum, ..self }
    }

    pub(crate) fn ranks(&self) -> usize {
        self.centre.len()
    }

    pub(crate) fn optimizer(&self) -> Outer {
        Outer { rate: self.rate, momentum: self.momentum }
    }

    pub(crate) fn worker(&self, rank: usize) -> Quadratic {
        let inner = if self.adam {
            Inner::Adam(Adam { rate: self.inner, betas: BETAS, epsilon: EPSILON, decay: DECAY })
        } else {
            Inner::Sgd(self.inner)
        };
        Quadratic::new(&self.curvature[rank], &self.centre[rank], inner)
    }

    /// "3 ranks, 7 weights, AdamW", and what the outer optimizer is.
    pub(crate) fn describe(&self) -> String {
        let (ranks, count) = (self.ranks(), self.weights.len());
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let (rate, momentum) = (self.rate, self.momentum);
        format!("{ranks} rank{}, {count} weight{}, η = {rate}, μ = {momentum}", plural(ranks), plural(count))
    }

    /// The way of one weight on all ranks, with gᵢ as given and Adam's means as sums over all steps.
    pub(crate) fn course<F: NdFloat>(&self, at: usize, when: &When<'_>, nudged: bool) -> End<F> {
        let ranks = self.ranks();
        let by = if nudged { 1.0 + f64::from(f32::EPSILON) } else { 1.0 };
        let mut global = number::<F>(self.weights[at] * by);
        let mut velocity = number::<F>(self.velocity[at] * by);
        let mut local = vec![global; ranks];
        let mut gradients = vec![vec![]; ranks];
        let mut delta = F::zero();
        for step in 1..=when.steps {
            for rank in 0..ranks {
                let centre = number::<F>(self.centre[rank][at] * by);
                let gradient = number::<F>(self.curvature[rank][at]) * (local[rank] - centre);
                gradients[rank].push(gradient);
                local[rank] = local[rank] - self.way(local[rank], &gradients[rank]);
            }
            if (when.launched)(step) {
                let mean = local.iter().fold(F::zero(), |sum, &w| sum + w) / number(ranks as f64);
                delta = global - mean;
            }
            if (when.applied)(step) {
                global = nesterov(global, &mut velocity, delta, self.rate, self.momentum);
                let own = number::<F>(when.own);
                local.iter_mut().for_each(|w| *w = global + own * (*w - global));
            }
        }
        End { global, velocity, local }
    }

    /// What a weight loses in an inner step.
    fn way<F: NdFloat>(&self, weight: F, gradients: &[F]) -> F {
        let rate = number::<F>(self.inner);
        let last = gradients.len() as i32;
        if !self.adam {
            return rate * gradients[gradients.len() - 1];
        }
        let mean = |beta: f64, power: i32| {
            let terms =
                gradients.iter().zip(1..).map(|(g, i)| number::<F>(beta).powi(last - i) * g.powi(power));
            let whole = (1..=last).map(|i| number::<F>(beta).powi(last - i));
            terms.fold(F::zero(), |a, b| a + b) / whole.fold(F::zero(), |a, b| a + b)
        };
        let update = mean(BETAS[0], 1) / (mean(BETAS[1], 2).sqrt() + number(EPSILON));
        rate * (number::<F>(DECAY) * weight + update)
    }
}

/// Nesterov's step, written as the momentum of the weights themselves: θ − η v', where v' is what the velocity would be after
/// the same difference once more without its own past, v' = (1 + μ) Δ + μ² v.
pub(crate) fn nesterov<F: NdFloat>(theta: F, velocity: &mut F, delta: F, rate: f64, momentum: f64) -> F {
    let (rate, momentum) = (number::<F>(rate), number::<F>(momentum));
    let ahead = (F::one() + momentum) * delta + momentum * momentum * *velocity;
    *velocity = delta + momentum * *velocity;
    theta - rate * ahead
}

pub(crate) fn number<F: NdFloat>(x: f64) -> F {
    F::from(x).expect("a number")
}

/// Runs a computation in the precision that is asked for.
pub(crate) fn in_precision<T>(
    precision: Precision,
    double: impl FnOnce(bool) -> T,
    float: impl FnOnce() -> T,
) -> T {
    match precision {
        Precision::Double => double(false),
        Precision::Float => float(),
        Precision::Nudged => double(true),
    }
}
