//! `gla`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod chunks;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod plan;
mod promises;

use judge::{Matrix, Output, Part};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::kernel_precision;
pub(super) use plan::plan;

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
}

/// What a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Retention { tokens: Tokens, gamma: f32 },
    Gla { tokens: Tokens, decays: Matrix },
    Chunked { tokens: Tokens, decays: Matrix, chunk: usize },
}

impl Input {
    fn tokens(&self) -> &Tokens {
        match self {
            Input::Retention { tokens, .. } | Input::Gla { tokens, .. } | Input::Chunked { tokens, .. } => {
                tokens
            }
        }
    }

    fn tokens_mut(&mut self) -> &mut Tokens {
        match self {
            Input::Retention { tokens, .. } | Input::Gla { tokens, .. } | Input::Chunked { tokens, .. } => {
                tokens
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Input::Retention { .. } => "retention",
            Input::Gla { .. } => "gla",
            Input::Chunked { .. } => "chunked",
        }
    }
}

/// What it gives: the function's name, and its outputs.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    name: String,
    out: Array2<f32>,
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array(self.name.as_str(), &self.out)]
    }
}
