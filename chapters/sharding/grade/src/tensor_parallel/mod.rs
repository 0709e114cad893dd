//! `tensor_parallel`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod reference;

use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Reference, Style};
use ndarray::{Array1, Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use sharding::solution::tensor_parallel as solution;
use sharding::{Communicator, Mlp, MlpGradients, TensorParallel};

use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;

/// An MLP, what goes in, and the gradient of what comes out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    ranks: usize,
    x: Array2<f64>,
    weights: Weights,
    gradient: Array2<f64>,
}

/// `up`, `up_bias`, `down`, `down_bias`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Weights(Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);

impl From<Mlp> for Weights {
    fn from(mlp: Mlp) -> Weights {
        Weights(mlp.up, mlp.up_bias, mlp.down, mlp.down_bias)
    }
}

impl Weights {
    fn mlp(&self) -> Mlp {
        let Weights(up, up_bias, down, down_bias) = self.clone();
        Mlp { up, up_bias, down, down_bias }
    }

    fn parts(&self, of: &str) -> Vec<Part> {
        vec![
            Part::array(format!("{of} up"), &self.0),
            Part::array(format!("{of} up_bias"), &self.1),
            Part::array(format!("{of} down"), &self.2),
            Part::array(format!("{of} down_bias"), &self.3),
        ]
    }
}

/// Gradients of a rank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Gradients {
    input: Array2<f64>,
    weights: Weights,
}

/// What the three functions give, on each rank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Given {
    shards: Vec<Weights>,
    forward: Ranks<Array2<f64>>,
    backward: Ranks<Gradients>,
}

impl Output for Given {
    fn parts(&self) -> Vec<Part> {
        let Given { shards, forward, backward } = self;
        let outputs = forward.results.iter().map(|output| vec![Part::array("output", output)]);
        let gradients = backward.results.iter().map(|gradients| {
            let input = Part::array("gradient of input", &gradients.input);
            [vec![input], gradients.weights.parts("gradient of")].concat()
        });
        let shards = ranked(shards.iter().map(|shard| shard.parts("shard of")));
        [shards, ranked(outputs), ranked(gradients)].concat()
    }
}

/// What an answer consists of, or the bent solution.
struct Functions<'a> {
    split: &'a (dyn Fn(&Mlp, usize, usize) -> Mlp + Sync),
    forward: &'a (dyn Fn(&dyn Communicator, ArrayView2<'_, f64>, &Mlp) -> Array2<f64> + Sync),
    backward: &'a (
            dyn Fn(&dyn Communicator, ArrayView2<'_, f64>, &Mlp, ArrayView2<'_, f64>) -> MlpGradients + Sync
        ),
}

impl Input {
    fn run(&self, functions: &Functions<'_>) -> Given {
        let mlp = self.weights.mlp();
        let shards: Vec<Mlp> =
            (0..self.ranks).map(|rank| (functions.split)(&mlp, self.ranks, rank)).collect();
        let forward = talk(self.ranks, |comm| (functions.forward)(comm, self.x.view(), &shards[comm.rank()]));
        let backward = talk(self.ranks, |comm| {
            let shard = &shards[comm.rank()];
            let MlpGradients { input, weights } =
                (functions.backward)(comm, self.x.view(), shard, self.gradient.view());
            Gradients { input, weights: weights.into() }
        });
        Given { shards: shards.into_iter().map(Into::into).collect(), forward, backward }
    }

    /// Tokens, width and hidden channels.
    fn sizes(&self) -> [usize; 3] {
        [self.x.nrows(), self.x.ncols(), self.weights.0.ncols()]
    }
}

pub(super) fn plan(answer: Option<TensorParallel>) -> Plan<TensorParallel, Input, Given, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "tensor_parallel",
            title: "An MLP on several ranks",
            level: Level::Medium,
            minutes: 35,
            year: 2019,
            needs: &["sharding/all_reduce"],
            text: "sharding/layers.html#tensor-parallel",
            hints: [
                "A hidden channel is one column of `up`, one number of `up_bias`, a GELU, and one row of `down`. The output is a sum over hidden channels. Give \
                 each rank some of them: what does it know of the output, and what has to be done once?",
                "Forward, each rank has its part of the sum: one all-reduce, then the bias. Backward, the gradient of the output goes to every rank as it is, each \
                 computes the gradients of its own channels without a word, and the gradient of the input is again a sum over channels: one all-reduce.",
                "`all_reduce(comm, values.as_slice_mut()…)` of `sharding::collectives` sums in place. With before = X·up + up_bias and of_before = (gradient·downᵀ) ⊙ \
                 gelu_slope(before): the gradients are Xᵀ·of_before, its column sums, gelu(before)ᵀ·gradient, the column sums of `gradient`, and for the input \
                 the all-reduced of_before·upᵀ.",
            ],
            story: "Megatron-LM writes this as two functions, f and g. f does nothing forward and an all-reduce backward; g does an all-reduce forward and nothing \
                    backward. Each is the other's transpose. If f's all-reduce is missing, all outputs are right and every gradient in this layer is, and all that comes \
                    before learns from one rank's share: that is why a test of the forward pass alone is no test.",
        },
        answer,
        solution: TensorParallel {
            split: solution::split,
            forward: solution::forward,
            backward: solution::backward,
        },
        call: |answer, input| {
            input.run(&Functions {
                split: &answer.split,
                forward: &answer.forward,
                backward: &answer.backward,
            })
        },
        reference: Reference { run: reference::reference, ran: || "the whole MLP on one process".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let [n, d, f] = input.sizes();
            format!("{} ranks, {n} tokens, width {d}, {f} hidden channels", input.ranks)
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![Style {
            name: "the bias is added on rank 0, before the sum",
            bend: |k: &mut Knobs| k.bias_at_root = true,
        }],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
