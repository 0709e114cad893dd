//! **Half.** Matrices in two bytes a number. They become f32 when a panel is copied, which happens once for all tokens of an expert.
//!
//! - *operations*: as in vector, and one conversion for each number of a matrix
//! - *bytes*: two fewer for each number of a matrix
//! - *what to expect*: little with many tokens for each expert, and up to half of the time with few, where the matrices are most of the bytes
//! - *error*: that of storing: 2⁻¹¹ of a number

use ::half::slice::HalfFloatSliceExt;

use super::Routed;
use super::packed::Matrices;
use super::threads::parts;

/// Writes the outputs (T, width).
pub fn product(routed: &Routed, out: &mut [f32]) {
    parts(routed, || Short { routed }, out);
}

struct Short<'a> {
    routed: &'a Routed,
}

impl Matrices for Short<'_> {
    fn copy(&self, expert: usize, row: usize, first: usize, to: &mut [f32]) {
        let d = self.routed.width;
        self.routed.half_weights[(expert * d + row) * d + first..][..to.len()].convert_to_f32_slice(to);
    }
}
