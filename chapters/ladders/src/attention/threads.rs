//! **Threads.** Blocks of queries have nothing to do with each other, so every core takes some. The last block sees all keys and the first
//! nearly none: equal numbers of blocks would leave one core waiting, so they are handed out one at a time, the longest first.
//!
//! - *operations*, *bytes*: as in vector
//! - *floor*: that of vector, divided by the cores

use rayon::prelude::*;

use super::Tokens;
use super::vector::{Block, Whole, lanes};

/// Writes the outputs (length, width).
pub fn attention(tokens: &Tokens, out: &mut [f32]) {
    let blocks = out.chunks_mut(lanes() * tokens.width).enumerate().collect::<Vec<_>>();
    blocks.into_par_iter().rev().with_max_len(1).for_each(|(number, out)| {
        let mut rows = Whole { tokens };
        simd::arch().dispatch(Block { tokens, rows: &mut rows, first: number * lanes(), out });
    });
}
