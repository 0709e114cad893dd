//! **Threads.** Heads on all cores. Along a head one chunk waits for the state of the one before; heads wait for nothing.
//!
//! - *operations*, *bytes*: as in vector
//! - *floor*: that of vector, divided by the cores

use rayon::prelude::*;

use super::Heads;
use super::vector::Whole;

/// Writes the outputs of each head (length, width), and behind them its last state (width, width).
pub fn kda(heads: &Heads, out: &mut [f32]) {
    out.par_chunks_exact_mut(heads.of_head()).enumerate().for_each(|(head, out)| {
        simd::arch().dispatch(Whole { head: heads.head(head), out });
    });
}
