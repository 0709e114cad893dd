//! `checkpointing`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference has layers of its own: it draws the same random numbers, computes everything once, and holds everything.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod reference;

use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Reference, Style};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};
use sharding::{Activation, Asked, Chain, Checkpointing, Layer, solution};

use bent::Knobs;

/// A chain, its input, and the length of a segment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    weights: Vec<Array2<f64>>,
    dropout: Vec<f64>,
    random: u64,
    input: Array1<f64>,
    every: usize,
}

/// What an answer left, and what it asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Passed {
    input: Array1<f64>,
    weights: Vec<Array2<f64>>,
    random: u64,
    forward: usize,
    backward: usize,
    held: usize,
}

impl Output for Passed {
    fn parts(&self) -> Vec<Part> {
        left(&self.input, &self.weights, self.random)
    }
}

/// Gradients, and the state of random numbers, of which a text tells more than a number that is taken for a count.
fn left(input: &Array1<f64>, weights: &[Array2<f64>], random: u64) -> Vec<Part> {
    let all = weights.iter().flat_map(|gradient| gradient.iter().copied()).collect::<Vec<f64>>();
    let (width, rows) = (input.len(), all.len() / input.len());
    vec![
        Part::array("gradient of the input", input),
        Part::real("gradients of the weights", [rows, width], all),
        Part {
            label: "state of the random numbers".into(),
            shape: vec![],
            data: judge::Data::Text(format!("{random:016x}")),
        },
    ]
}

impl Input {
    /// Runs an answer on the chain.
    fn run(&self, answer: impl Fn(&Chain, &Activation, usize) -> Array1<f64>) -> Passed {
        let layer = |(weights, &dropout): (&Array2<f64>, &f64)| Layer { weights: weights.clone(), dropout };
        let chain = Chain::new(self.weights.iter().zip(&self.dropout).map(layer).collect(), self.random);
        let activation = chain.input(self.input.clone());
        let input = answer(&chain, &activation, self.every);
        let Asked { forward, backward, held } = chain.asked();
        Passed { input, weights: chain.gradients(), random: chain.random(), forward, backward, held }
    }

    fn layers(&self) -> usize {
        self.weights.len()
    }

    /// How many segments there are, and how many layers one has.
    fn segments(&self) -> (usize, usize) {
        (self.layers().div_ceil(self.every), self.every.min(self.layers()))
    }
}

pub(super) fn plan(answer: Option<Checkpointing>) -> Plan<Checkpointing, Input, Passed, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "checkpointing",
            title: "Activation checkpointing",
            level: Level::Medium,
            minutes: 30,
            year: 2016,
            needs: &[],
            text: "sharding/room.html#checkpointing",
            hints: [
                "Going back through a segment takes the inputs and outputs of its layers. From what can they all be had again, if the layers are there?",
                "In the forward pass keep, before the first layer of each segment, its input and the state of the random numbers. Going back, take the last \
                 segment first: set that state, compute its layers again and keep what they put out, and go back through them.",
                "`inside[i]` is the input and `inside[i + 1]` the output of the segment's layer i, so that `inside` begins with what was kept. The last segment \
                 ends at `(first + every).min(layers)`. Take what was kept by value, so that it is dropped, and set the random numbers once more at the end.",
            ],
            story: "`torch.utils.checkpoint` does this, random numbers included: `preserve_rng_state` is the argument. With √n segments a chain of n layers holds \
                    about 2 √n activations instead of n, for one more forward pass. Most large models are trained like that, or with a choice of what to \
                    keep that is finer.",
        },
        answer,
        solution: solution::checkpointing::checkpointing,
        call: |answer, input| input.run(answer),
        reference: Reference {
            run: reference::reference,
            ran: || "everything computed once, and held".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let dropout = input.dropout.iter().filter(|&&p| p > 0.0).count();
            let (layers, width) = (input.layers(), input.input.len());
            format!("{layers} layers {width} wide, {dropout} with dropout, {} in a segment", input.every)
        },
        properties: laws::laws(),
        bent: Bent { run: |knobs, input| input.run(|chain, start, every| knobs.pass(chain, start, every)) },
        mistakes: mistakes::mistakes(),
        styles: vec![Style {
            name: "the random numbers are put back in the end, whatever was done before",
            bend: |k| k.puts_back = true,
        }],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
