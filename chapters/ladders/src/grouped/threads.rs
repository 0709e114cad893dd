//! **Threads.** Tokens on all cores, each core with all experts. Not experts on cores: they have different numbers of tokens, and two experts
//! of one token would add to the same row at once.
//!
//! - *operations*: as in packed
//! - *bytes*: as in packed; each core copies its own panels, and reads all matrices
//! - *floor*: that of packed, divided by the cores

use rayon::prelude::*;

use super::Routed;
use super::packed::{Matrices, Part, Whole};

/// Writes the outputs (T, width).
pub fn product(routed: &Routed, out: &mut [f32]) {
    parts(routed, || Whole { routed }, out);
}

/// The same, whatever the matrices come from.
pub(super) fn parts<M: Matrices>(routed: &Routed, matrices: impl Fn() -> M + Sync, out: &mut [f32]) {
    let each = routed.length.div_ceil(rayon::current_num_threads());
    out.par_chunks_mut(each * routed.width).enumerate().for_each(|(part, out)| {
        simd::arch().dispatch(Part { routed, matrices: matrices(), first: part * each, out });
    });
}
