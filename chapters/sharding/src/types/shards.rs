//! What the exercises on sharded states use.

use crate::Communicator;

/// What ranks share out of the states of training.
// ANCHOR: zero
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// Nothing: every rank has all (DDP).
    Nothing,
    /// The optimizer's states (ZeRO-1).
    Optimizer,
    /// Gradients too (ZeRO-2).
    Gradients,
    /// Weights too (ZeRO-3, FSDP).
    Weights {
        /// A unit's weights are dropped after forward, and gathered again
        /// for backward.
        reshard: bool,
    },
}
// ANCHOR_END: zero

/// An answer to `zero_bytes`.
#[derive(Clone, Copy)]
pub struct ZeroBytes {
    /// What a rank holds between steps.
    pub held: fn(Zero, &[u64], u64) -> u64,
    /// What it holds at the most.
    pub peak: fn(Zero, &[u64], u64) -> u64,
    /// What all ranks send in a step.
    pub sent: fn(Zero, &[u64], u64) -> u64,
}

/// A network as FSDP sees it: units, one after the other, each with flat
/// weights.
// ANCHOR: units
pub trait Units: Sync {
    /// How many units there are.
    fn count(&self) -> usize;

    /// How many weights a unit has.
    fn length(&self, unit: usize) -> usize;

    /// What a unit makes of its input.
    fn forward(&self, unit: usize, weights: &[f32], input: &[f32]) -> Vec<f32>;

    /// The gradients of a unit's weights and input, from that of its
    /// output.
    fn backward(&self, unit: usize, weights: &[f32], input: &[f32], gradient: &[f32]) -> Gradients;
}

/// What `backward` of a unit gives.
pub struct Gradients {
    /// Of the unit's weights, as long as they are.
    pub weights: Vec<f32>,
    /// Of its input: that of the output of the unit before.
    pub input: Vec<f32>,
}
// ANCHOR_END: units

/// An answer to `fsdp_forward`.
pub type FsdpForward = fn(&dyn Communicator, &dyn Units, &[Vec<f32>], &[f32]) -> Vec<Vec<f32>>;

/// An answer to `fsdp_backward`.
pub type FsdpBackward = fn(&dyn Communicator, &dyn Units, &[Vec<f32>], &[Vec<f32>], &[f32]) -> Vec<Vec<f32>>;

/// One unit of a [`Network`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// tanh(W x + b) from so many channels to so many: first W, row by row, then b.
    Dense(usize, usize),
    /// As many channels, each times its weight.
    Scale(usize),
    /// sin x: no weights.
    Sine,
}

/// A small network with which FSDP is tried.
#[derive(Clone, Debug)]
pub struct Network {
    /// Its units.
    pub units: Vec<Unit>,
}

impl Units for Network {
    fn count(&self) -> usize {
        self.units.len()
    }

    fn length(&self, unit: usize) -> usize {
        match self.units[unit] {
            Unit::Dense(from, to) => (from + 1) * to,
            Unit::Scale(channels) => channels,
            Unit::Sine => 0,
        }
    }

    fn forward(&self, unit: usize, weights: &[f32], input: &[f32]) -> Vec<f32> {
        self.check(unit, weights, input);
        match self.units[unit] {
            Unit::Dense(from, to) => {
                let (matrix, bias) = weights.split_at(from * to);
                let output = |to: usize| {
                    let row = &matrix[to * from..][..from];
                    let sum: f32 = row.iter().zip(input).map(|(w, x)| w * x).sum();
                    (sum + bias[to]).tanh()
                };
                (0..to).map(output).collect()
            }
            Unit::Scale(_) => weights.iter().zip(input).map(|(w, x)| w * x).collect(),
            Unit::Sine => input.iter().map(|x| x.sin()).collect(),
        }
    }

    fn backward(&self, unit: usize, weights: &[f32], input: &[f32], gradient: &[f32]) -> Gradients {
        self.check(unit, weights, input);
        match self.units[unit] {
            Unit::Dense(from, to) => {
                let output = self.forward(unit, weights, input);
                assert_eq!(gradient.len(), to, "the length of the gradient of the output of unit {unit}");
                let mut of = Gradients { weights: vec![0.0; weights.len()], input: vec![0.0; from] };
                for (to_one, (y, g)) in output.iter().zip(gradient).enumerate() {
                    let g = g * (1.0 - y * y);
                    of.weights[from * to + to_one] = g;
                    for (from_one, x) in input.iter().enumerate() {
                        of.weights[to_one * from + from_one] = g * x;
                        of.input[from_one] += g * weights[to_one * from + from_one];
                    }
                }
                of
            }
            Unit::Scale(_) => {
                assert_eq!(gradient.len(), input.len(), "the length of the gradient of unit {unit}");
                let times = |a: &[f32]| a.iter().zip(gradient).map(|(a, g)| a * g).collect();
                Gradients { weights: times(input), input: times(weights) }
            }
            Unit::Sine => {
                assert_eq!(gradient.len(), input.len(), "the length of the gradient of unit {unit}");
                let input = input.iter().zip(gradient).map(|(x, g)| x.cos() * g).collect();
                Gradients { weights: vec![], input }
            }
        }
    }
}

impl Network {
    fn check(&self, unit: usize, weights: &[f32], input: &[f32]) {
        assert_eq!(weights.len(), self.length(unit), "the number of weights that unit {unit} was given");
        let channels = match self.units[unit] {
            Unit::Dense(from, _) => from,
            Unit::Scale(channels) => channels,
            Unit::Sine => input.len(),
        };
        assert_eq!(input.len(), channels, "the length of the input that unit {unit} was given");
    }
}

/// The settings of AdamW.
// ANCHOR: adam
#[derive(Clone, Copy, Debug)]
pub struct Adam {
    /// Learning rate.
    pub rate: f64,
    /// How much of the means stays: of gradients, and of their squares.
    pub betas: [f64; 2],
    /// Added to the root.
    pub epsilon: f64,
    /// Weight decay.
    pub decay: f64,
}

/// What AdamW remembers of some weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// How many steps were done.
    pub steps: i32,
    /// The running mean of gradients.
    pub first: Vec<f64>,
    /// The running mean of their squares.
    pub second: Vec<f64>,
}
// ANCHOR_END: adam

impl Moments {
    /// Before the first step.
    pub fn new(length: usize) -> Moments {
        Moments { steps: 0, first: vec![0.0; length], second: vec![0.0; length] }
    }
}

/// An answer to `sharded_adam`.
#[derive(Clone, Copy)]
pub struct ShardedAdam {
    /// AdamW's step on some weights.
    pub step: fn(&Adam, &mut Moments, &mut [f64], &[f64]),
    /// A step of all ranks, each with the moments of its shard.
    pub zero_1: fn(&dyn Communicator, &Adam, &mut Moments, &mut [f64], &[f64]),
}

/// An answer to `clip`.
pub type Clip = fn(&dyn Communicator, &mut [f64], &mut [f64], f64) -> f64;
