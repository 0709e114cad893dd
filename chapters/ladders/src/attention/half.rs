//! **Half.** Keys and values are stored in two bytes a number and become f32 again tile by tile, in the first cache.
//!
//! - *operations*: as in vector, and one conversion for each number of a tile and block of queries
//! - *bytes*: 12 n d instead of 16
//! - *what to expect*: nothing, where arithmetic is the limit. It is here to be measured: what it does save is memory, half of a cache of keys
//!   and values, and that counts where one query at a time reads all of it
//! - *error*: that of storing: 2⁻¹¹ of a number

use ::half::slice::HalfFloatSliceExt;
use rayon::prelude::*;

use super::Tokens;
use super::vector::{Block, KEYS, Rows, lanes};

/// Writes the outputs (length, width).
pub fn attention(tokens: &Tokens, out: &mut [f32]) {
    let blocks = out.chunks_mut(lanes() * tokens.width).enumerate().collect::<Vec<_>>();
    blocks.into_par_iter().rev().with_max_len(1).for_each(|(number, out)| {
        let room = || vec![0.0; KEYS * tokens.width];
        let mut rows = Short { tokens, keys: room(), values: room() };
        simd::arch().dispatch(Block { tokens, rows: &mut rows, first: number * lanes(), out });
    });
}

struct Short<'a> {
    tokens: &'a Tokens,
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl Rows for Short<'_> {
    fn rows(&mut self, from: usize, to: usize) -> (&[f32], &[f32]) {
        let range = from * self.tokens.width..to * self.tokens.width;
        let (keys, values) = (&mut self.keys[..range.len()], &mut self.values[..range.len()]);
        self.tokens.half_keys[range.clone()].convert_to_f32_slice(keys);
        self.tokens.half_values[range].convert_to_f32_slice(values);
        (keys, values)
    }
}
