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

use std::ops::{Deref, DerefMut};

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

/// Something in the role `current` and in the role `previous`; readers see it with these names.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Named", into = "Named")]
struct Both([Matrix; 2]);

#[derive(Clone, Serialize, Deserialize)]
struct Named {
    current: Matrix,
    previous: Matrix,
}

impl From<Named> for Both {
    fn from(Named { current, previous }: Named) -> Both {
        Both([current, previous])
    }
}

impl From<Both> for Named {
    fn from(Both([current, previous]): Both) -> Named {
        Named { current, previous }
    }
}

impl Deref for Both {
    type Target = [Matrix; 2];

    fn deref(&self) -> &[Matrix; 2] {
        &self.0
    }
}

impl DerefMut for Both {
    fn deref_mut(&mut self) -> &mut [Matrix; 2] {
        &mut self.0
    }
}

/// The tokens, biases in both roles, and a script.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// Shape (tokens, c) each.
    values: Both,
    gates: Both,
    biases: Vec<Both>,
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

/// What a stream has taken.
#[derive(Clone)]
struct Taken {
    biases: usize,
    tokens: Vec<usize>,
    /// How many of these came before it was copied.
    copied: usize,
}
