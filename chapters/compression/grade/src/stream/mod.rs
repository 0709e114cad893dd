//! `stream`: its cases, reference, properties, mistakes and alternatives.
//!
//! An input gives a script for one or more streams. A stream is judged by what it returns, and by how many tokens it holds: at
//! most so many, whichever they are.

mod alternatives;
mod bent;
mod cases;
mod knobs;
mod laws;
mod mistakes;
mod plan;
mod promises;
mod trace;

use judge::Matrix;
use serde::{Deserialize, Serialize};

use super::{channels, kernel_precision};
pub(super) use plan::plan;

/// One step of a script.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Step {
    /// A new stream, with these biases of the input; streams are numbered in this order.
    Start(usize),
    /// A new stream, as a copy of stream s.
    Copy(usize),
    /// Stream s takes token t.
    Push(usize, usize),
    /// Stream s takes so many tokens, one after another, from the first again after the last.
    Many(usize, usize),
}

/// The tokens, biases in both roles, and a script.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Named", into = "Named")]
pub(super) struct Input {
    /// Of the role `current` and of the role `previous`; (tokens, c).
    values: [Matrix; 2],
    gates: [Matrix; 2],
    biases: Vec<[Matrix; 2]>,
    script: Vec<Step>,
}

impl Input {
    /// How many tokens there are, and of how many channels.
    fn tokens(&self) -> (usize, usize) {
        self.values[0].values.dim()
    }

    /// For each stream the index of its biases and the tokens that it has taken, those of what it is a copy of included; and how
    /// many these are.
    fn streams(&self) -> Vec<Taken> {
        let tokens = self.tokens().0;
        let mut streams: Vec<Taken> = Vec::new();
        for &step in &self.script {
            match step {
                Step::Start(biases) => streams.push(Taken { biases, tokens: Vec::new(), copied: 0 }),
                Step::Copy(of) => {
                    let Taken { biases, tokens, .. } = streams[of].clone();
                    streams.push(Taken { biases, copied: tokens.len(), tokens });
                }
                Step::Push(stream, token) => streams[stream].tokens.push(token),
                Step::Many(stream, count) => {
                    streams[stream].tokens.extend((0..tokens).cycle().take(count));
                }
            }
        }
        streams
    }
}

/// An input as readers see it, with a name for each array.
#[derive(Clone, Serialize, Deserialize)]
struct Named {
    script: Vec<Step>,
    current_values: Matrix,
    current_gates: Matrix,
    previous_values: Matrix,
    previous_gates: Matrix,
    biases: Vec<NamedBiases>,
}

#[derive(Clone, Serialize, Deserialize)]
struct NamedBiases {
    current_bias: Matrix,
    previous_bias: Matrix,
}

impl From<Named> for Input {
    fn from(named: Named) -> Input {
        let both = |NamedBiases { current_bias, previous_bias }| [current_bias, previous_bias];
        Input {
            values: [named.current_values, named.previous_values],
            gates: [named.current_gates, named.previous_gates],
            biases: named.biases.into_iter().map(both).collect(),
            script: named.script,
        }
    }
}

impl From<Input> for Named {
    fn from(input: Input) -> Named {
        let Input { values: [current_values, previous_values], gates, biases, script } = input;
        let [current_gates, previous_gates] = gates;
        let named = |[current_bias, previous_bias]: [Matrix; 2]| NamedBiases { current_bias, previous_bias };
        let biases = biases.into_iter().map(named).collect();
        Named { script, current_values, current_gates, previous_values, previous_gates, biases }
    }
}

/// What a stream has taken.
#[derive(Clone)]
struct Taken {
    biases: usize,
    tokens: Vec<usize>,
    /// How many of these came before it was copied.
    copied: usize,
}
