//! What reads a state.

use anyhow::Result;
use candle_core::Tensor;
use rand_pcg::Pcg64;

use crate::parameters::Parameters;

pub(super) const READERS: usize = 16;

/// A hidden layer with a ReLU, and one number read off it; shapes (states, 16), (1, 16), (16, 1) and (1, 1).
pub(super) struct Reader(pub(super) [Tensor; 4]);

impl Reader {
    pub(super) fn new(all: &mut Parameters, start: &mut Pcg64, states: usize) -> Result<Reader> {
        Ok(Reader([
            all.normal(start, "read", (states, READERS), 0.3)?,
            all.add("level", (1, READERS), vec![0.0; READERS])?,
            all.normal(start, "readers", (READERS, 1), 0.3)?,
            all.add("output", (1, 1), vec![0.0])?,
        ]))
    }

    /// A number for each row of states.
    pub(super) fn read(&self, states: &Tensor) -> Result<Tensor> {
        let [first, level, second, output] = &self.0;
        let hidden = states.matmul(first)?.broadcast_add(level)?.relu()?;
        Ok(hidden.matmul(second)?.broadcast_add(output)?.squeeze(1)?)
    }
}
