//! `linear_attention`: its cases, reference, properties, mistakes and alternatives.
//!
//! A case calls `quadratic` once, or `step` for each token of a script.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod plan;
mod promises;
mod trace;

use judge::Matrix;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::kernel_precision;
pub(super) use plan::plan;
use trace::Shown;

/// The tokens of a case.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Tokens {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
}

impl Tokens {
    /// T, dk, dv
    fn sizes(&self) -> [usize; 3] {
        let (n, width) = self.keys.values.dim();
        [n, width, self.values.values.ncols()]
    }

    /// Some of the tokens, in this order.
    fn some(&self, tokens: &[usize]) -> Tokens {
        let select = |matrix: &Matrix| Matrix {
            values: matrix.values.select(ndarray::Axis(0), tokens),
            layout: matrix.layout,
        };
        Tokens { queries: select(&self.queries), keys: select(&self.keys), values: select(&self.values) }
    }
}

/// One step of a script.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Turn {
    /// A new state, of zeros; states are numbered in this order.
    Start,
    /// A new state, as a copy of state i.
    Copy(usize),
    /// State i takes token t.
    Step(usize, usize),
}

/// Tokens, and which state takes which.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Scripted {
    tokens: Tokens,
    script: Vec<Turn>,
}

/// What a state takes.
#[derive(Clone, Default)]
struct Taken {
    tokens: Vec<usize>,
    /// How many of these it took before it was copied.
    copied: usize,
}

impl Scripted {
    /// One state that takes all tokens in order.
    fn straight(tokens: Tokens) -> Scripted {
        let n = tokens.sizes()[0];
        let script = std::iter::once(Turn::Start).chain((0..n).map(|t| Turn::Step(0, t))).collect();
        Scripted { tokens, script }
    }

    /// For each state the tokens that it takes, those of what it is a copy of included.
    fn states(&self) -> Vec<Taken> {
        let mut states: Vec<Taken> = Vec::new();
        for &turn in &self.script {
            match turn {
                Turn::Start => states.push(Taken::default()),
                Turn::Copy(of) => {
                    let tokens = states[of].tokens.clone();
                    states.push(Taken { copied: tokens.len(), tokens });
                }
                Turn::Step(state, token) => states[state].tokens.push(token),
            }
        }
        states
    }
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Quadratic(Tokens),
    Step(Scripted),
}

impl Input {
    fn tokens(&self) -> &Tokens {
        match self {
            Input::Quadratic(tokens) => tokens,
            Input::Step(scripted) => &scripted.tokens,
        }
    }
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Out(Array2<f32>),
    States(Vec<Shown>),
}
