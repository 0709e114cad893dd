//! Networks whose weights are shared out, for `fsdp_forward` and `fsdp_backward`, and what is right.

use judge::{Output, Part, Precision};
use ndarray::NdFloat;
use serde::{Deserialize, Serialize};
use sharding::{Network, Unit, Units, shard};

/// One unit, as [`Unit`] says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Layer {
    Dense(usize, usize),
    Scale(usize),
    Sine,
}

/// A network, and for each rank its input, and the gradient of its loss with respect to its output.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Input {
    pub(crate) layers: Vec<Layer>,
    pub(crate) weights: Vec<Vec<f32>>,
    pub(crate) inputs: Vec<Vec<f32>>,
    pub(crate) gradients: Vec<Vec<f32>>,
}

/// Vectors of a rank, one for each unit, or one more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Vectors(pub(crate) Vec<Vec<f32>>);

impl Output for Vectors {
    fn parts(&self) -> Vec<Part> {
        parts(&self.0, |&x| f64::from(x))
    }
}

pub(crate) fn parts<T>(vectors: &[Vec<T>], double: impl Fn(&T) -> f64) -> Vec<Part> {
    let part = |(at, vector): (usize, &Vec<T>)| {
        Part::real(format!("place {at}"), [vector.len()], vector.iter().map(&double))
    };
    vectors.iter().enumerate().map(part).collect()
}

impl Input {
    pub(crate) fn ranks(&self) -> usize {
        self.inputs.len()
    }

    pub(crate) fn network(&self) -> Network {
        let unit = |layer: &Layer| match *layer {
            Layer::Dense(from, to) => Unit::Dense(from, to),
            Layer::Scale(channels) => Unit::Scale(channels),
            Layer::Sine => Unit::Sine,
        };
        Network { units: self.layers.iter().map(unit).collect() }
    }

    /// The shards of the weights, for each rank those of all units.
    pub(crate) fn shards(&self) -> Vec<Vec<Vec<f32>>> {
        let of = |rank: usize| {
            let own = |weights: &Vec<f32>| weights[shard(weights.len(), self.ranks(), rank)].to_vec();
            self.weights.iter().map(own).collect()
        };
        (0..self.ranks()).map(of).collect()
    }

    /// What `fsdp_forward` gives on each rank.
    pub(crate) fn activations(&self) -> Vec<Vec<Vec<f32>>> {
        let network = self.network();
        let of = |input: &Vec<f32>| {
            let mut all = vec![input.clone()];
            for (unit, weights) in self.weights.iter().enumerate() {
                all.push(network.forward(unit, weights, &all[unit]));
            }
            all
        };
        self.inputs.iter().map(of).collect()
    }

    /// The bytes of the largest unit's weights.
    pub(crate) fn largest(&self) -> usize {
        4 * self.weights.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The bytes of N − 1 times the longest shard of each unit: what a rank may send in a round.
    pub(crate) fn round(&self) -> usize {
        let ranks = self.ranks();
        self.weights.iter().map(|unit| 4 * (ranks - 1) * unit.len().div_ceil(ranks)).sum()
    }

    pub(crate) fn describe(&self) -> String {
        let lengths: Vec<usize> = self.weights.iter().map(Vec::len).collect();
        let ranks = self.ranks();
        format!("{ranks} rank{}, units of {lengths:?} weights", if ranks == 1 { "" } else { "s" })
    }
}

/// What is right, computed on one process without a shard.
pub(crate) struct Right<F> {
    weights: Vec<Vec<F>>,
}

fn converted<F: NdFloat>(values: &[f32], nudged: bool) -> Vec<F> {
    let value = |(at, &x): (usize, &f32)| {
        let x = f64::from(x);
        let sign = if at % 2 == 0 { 1.0 } else { -1.0 };
        F::from(if nudged { x * (1.0 + sign * f64::from(f32::EPSILON)) } else { x }).expect("a number")
    };
    values.iter().enumerate().map(value).collect()
}

impl<F: NdFloat> Right<F> {
    pub(crate) fn of(input: &Input, nudged: bool) -> Right<F> {
        Right { weights: input.weights.iter().map(|unit| converted(unit, nudged)).collect() }
    }

    /// The inputs of all units, and the output.
    pub(crate) fn forward(&self, input: &Input, rank: usize, nudged: bool) -> Vec<Vec<F>> {
        let mut all: Vec<Vec<F>> = vec![converted(&input.inputs[rank], nudged)];
        for (layer, w) in input.layers.iter().zip(&self.weights) {
            let x = all.last().expect("the input at least");
            let y = match *layer {
                Layer::Dense(from, to) => {
                    let mut sums: Vec<F> = w[from * to..].to_vec();
                    for at in 0..from * to {
                        sums[at / from] += w[at] * x[at % from];
                    }
                    sums.into_iter().map(F::tanh).collect()
                }
                Layer::Scale(_) => (0..x.len()).map(|at| x[at] * w[at]).collect(),
                Layer::Sine => x.iter().map(|x| x.sin()).collect(),
            };
            all.push(y);
        }
        all
    }

    /// The gradients of all units' weights on one rank.
    fn gradients(&self, input: &Input, rank: usize, nudged: bool) -> Vec<Vec<F>> {
        let all = self.forward(input, rank, nudged);
        let mut g: Vec<F> = converted(&input.gradients[rank], nudged);
        let mut found = vec![];
        for (unit, layer) in input.layers.iter().enumerate().rev() {
            let (x, y, w) = (&all[unit], &all[unit + 1], &self.weights[unit]);
            let (of_weights, of_input) = match *layer {
                Layer::Dense(from, to) => {
                    let inner: Vec<F> = (0..to).map(|at| g[at] - g[at] * y[at] * y[at]).collect();
                    let outer = (0..from * to).map(|at| inner[at / from] * x[at % from]);
                    let back =
                        |of: usize| (0..to).fold(F::zero(), |sum, at| sum + inner[at] * w[at * from + of]);
                    (outer.chain(inner.iter().copied()).collect(), (0..from).map(back).collect())
                }
                Layer::Scale(_) => (
                    (0..x.len()).map(|at| x[at] * g[at]).collect(),
                    (0..x.len()).map(|at| w[at] * g[at]).collect(),
                ),
                Layer::Sine => (vec![], (0..x.len()).map(|at| x[at].cos() * g[at]).collect()),
            };
            found.push(of_weights);
            g = of_input;
        }
        found.reverse();
        found
    }

    /// The mean of the gradients, for each rank its shards.
    pub(crate) fn backward(&self, input: &Input, nudged: bool) -> Vec<Vec<Vec<F>>> {
        let ranks = input.ranks();
        let each: Vec<Vec<Vec<F>>> = (0..ranks).map(|rank| self.gradients(input, rank, nudged)).collect();
        let size = F::from(ranks).expect("a number");
        let mean = |unit: usize, at: usize| {
            each.iter().fold(F::zero(), |sum, gradients| sum + gradients[unit][at]) / size
        };
        let own = |rank: usize, unit: usize| {
            let length = self.weights[unit].len();
            let (least, more) = (length / ranks, length % ranks);
            let from = rank * least + rank.min(more);
            (from..from + least + usize::from(rank < more)).map(|at| mean(unit, at)).collect()
        };
        (0..ranks).map(|rank| (0..self.weights.len()).map(|unit| own(rank, unit)).collect()).collect()
    }
}

/// Calls one of the two generics by the precision.
pub(crate) fn by_precision(
    precision: Precision,
    double: impl Fn(bool) -> Vec<Part>,
    float: impl Fn() -> Vec<Part>,
) -> Vec<Part> {
    match precision {
        Precision::Double => double(false),
        Precision::Float => float(),
        Precision::Nudged => double(true),
    }
}
