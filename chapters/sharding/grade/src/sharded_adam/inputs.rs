//! Inputs of `sharded_adam`, and its cases.

use judge::{Case, Random};
use serde::{Deserialize, Serialize};
use sharding::Adam;

/// AdamW on weights: `step` on one rank, or `zero_1` on as many as there are gradients in a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Input {
    pub(super) alone: bool,
    pub(super) rate: f64,
    pub(super) betas: [f64; 2],
    pub(super) epsilon: f64,
    pub(super) decay: f64,
    pub(super) weights: Vec<f64>,
    /// In each step, that of each rank.
    pub(super) gradients: Vec<Vec<Vec<f64>>>,
}

impl Input {
    pub(super) fn adam(&self) -> Adam {
        Adam { rate: self.rate, betas: self.betas, epsilon: self.epsilon, decay: self.decay }
    }

    pub(super) fn ranks(&self) -> usize {
        self.gradients[0].len()
    }
}

/// As many weights, steps and ranks, with an ε that shows.
fn of(random: &mut Random, count: usize, steps: usize, ranks: usize) -> Input {
    let weights = random.normals(count, 1.0).to_vec();
    let weights = weights.into_iter().map(f64::from).collect();
    let mut gradient = || random.normals(count, 1.0).iter().map(|&g| f64::from(g)).collect::<Vec<f64>>();
    let gradients = (0..steps).map(|_| (0..ranks).map(|_| gradient()).collect()).collect();
    let usual =
        Input { alone: false, rate: 0.1, betas: [0.9, 0.99], epsilon: 0.1, decay: 0.2, weights, gradients };
    Input { rate: random.uniform(0.05..0.15), decay: random.uniform(0.15..0.3), ..usual }
}

fn alone(random: &mut Random, count: usize, steps: usize) -> Input {
    Input { alone: true, ..of(random, count, steps, 1) }
}

/// Gradients that are this many times as large.
fn times(mut input: Input, factor: f64) -> Input {
    input.gradients.iter_mut().flatten().flatten().for_each(|g| *g *= factor);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "step: the first one", make: |random| alone(random, 3, 1) },
        Case { name: "step: three of them", make: |random| alone(random, 4, 3) },
        Case {
            name: "step: the usual settings",
            make: |random| {
                let usual = alone(random, 5, 4);
                Input { rate: 1e-2, betas: [0.9, 0.999], epsilon: 1e-8, decay: 0.1, ..usual }
            },
        },
        Case { name: "step: no decay", make: |random| Input { decay: 0.0, ..alone(random, 3, 3) } },
        Case { name: "step: no weights", make: |random| alone(random, 0, 2) },
        Case {
            name: "step: a gradient of zeros",
            make: |random| {
                let mut input = alone(random, 3, 2);
                input.gradients[0][0].fill(0.0);
                input
            },
        },
        Case {
            name: "step: small gradients",
            make: |random| {
                let mut input = Input { epsilon: 1e-5, ..alone(random, 4, 3) };
                input.gradients.as_mut_slice().iter_mut().flatten().flatten().for_each(|g| *g *= 1e-4);
                input
            },
        },
        Case { name: "step: 300 weights, 12 steps", make: |random| alone(random, 300, 12) },
        Case { name: "zero_1: two ranks, one step", make: |random| of(random, 4, 1, 2) },
        Case { name: "zero_1: three ranks, three steps", make: |random| of(random, 6, 3, 3) },
        Case { name: "zero_1: shards of different lengths", make: |random| of(random, 7, 4, 3) },
        Case { name: "zero_1: one rank", make: |random| of(random, 5, 3, 1) },
        Case { name: "zero_1: more ranks than weights", make: |random| of(random, 2, 3, 4) },
        Case { name: "zero_1: no weights", make: |random| of(random, 0, 2, 3) },
        Case { name: "zero_1: seven ranks", make: |random| of(random, 17, 2, 7) },
        Case { name: "zero_1: 300 weights", make: |random| of(random, 301, 3, 4) },
        Case {
            name: "step: other betas",
            make: |random| Input { betas: [0.7, 0.95], ..alone(random, 3, 4) },
        },
        Case { name: "step: betas of 0", make: |random| Input { betas: [0.0, 0.0], ..alone(random, 3, 4) } },
        Case { name: "step: 40 steps", make: |random| alone(random, 2, 40) },
        Case { name: "step: 300 steps", make: |random| alone(random, 2, 300) },
        Case {
            name: "step: no gradient later",
            make: |random| {
                let mut input = alone(random, 4, 4);
                input.gradients[2][0].fill(0.0);
                input
            },
        },
        Case {
            name: "step: a weight of 0",
            make: |random| {
                let mut input = alone(random, 4, 2);
                input.weights[1] = 0.0;
                input
            },
        },
        Case { name: "step: a rate of 0", make: |random| Input { rate: 0.0, ..alone(random, 3, 3) } },
        Case { name: "step: gradients of 10²⁵", make: |random| times(alone(random, 4, 3), 1e25) },
        Case { name: "step: gradients of 100", make: |random| times(alone(random, 4, 3), 100.0) },
        Case {
            name: "step: a large one after a small one",
            make: |random| {
                let mut input = alone(random, 4, 2);
                input.gradients[0].iter_mut().flatten().for_each(|g| *g = g.signum());
                input.gradients[1].iter_mut().flatten().for_each(|g| *g = 100.0 * g.signum());
                Input { betas: [0.0, 0.999], ..input }
            },
        },
        Case {
            name: "step: gradients of 10⁻⁷",
            make: |random| times(Input { epsilon: 1e-8, ..alone(random, 4, 3) }, 1e-7),
        },
        Case {
            name: "step: weights of 100",
            make: |random| {
                let mut input = alone(random, 4, 3);
                input.weights.iter_mut().for_each(|w| *w *= 100.0);
                input
            },
        },
        Case {
            name: "zero_1: the usual settings",
            make: |random| Input {
                rate: 1e-2,
                betas: [0.95, 0.999],
                epsilon: 1e-8,
                decay: 0.0,
                ..of(random, 5, 3, 3)
            },
        },
        Case { name: "zero_1: no decay", make: |random| Input { decay: 0.0, ..of(random, 5, 3, 3) } },
        Case {
            name: "zero_1: a rank without a gradient",
            make: |random| {
                let mut input = of(random, 5, 3, 3);
                input.gradients[1][2].fill(0.0);
                input
            },
        },
        Case { name: "zero_1: 301 weights, one rank", make: |random| of(random, 301, 2, 1) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (count, steps, ranks) = (random.whole(0..=12), random.whole(1..=5), random.whole(1..=7));
    if random.chance(0.3) { alone(random, count, steps) } else { of(random, count, steps, ranks) }
}
